package ledger

import "testing"

// Nobody's keys are keys of every algorithm that a log-in may name.
func TestNobodysKeys(t *testing.T) {
	for _, alg := range []string{"EdDSA", "ES256", "webauthn-EdDSA", "webauthn-ES256"} {
		k := nobodys(alg)
		if err := k.Check(); err != nil || k.Algorithm() != alg {
			t.Errorf("%s: %+v %v", alg, k, err)
		}
	}
}

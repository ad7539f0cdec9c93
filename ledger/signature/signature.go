// Package signature verifies Ed25519 signatures for whoever meets the same keys again
// and again. What it takes crypto/ed25519 takes, and the other way round: that package
// decides what a signature is here (RFC 8032 without a cofactor, with the R that was
// signed compared byte for byte), and this one gives its answer in about half of the
// time, from a table for each key that it has met.
//
// It does not verify many signatures in one sum, as package ed25519batch does for an
// audit: that answers for certain only in the end, over thousands of signatures, and
// whoever sends a statement is waiting.
//
// It does not know whose a key is, nor whether it may sign.
package signature

import (
	"crypto/ed25519"
	"sync"

	voi "github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
)

// maxKeys is how many keys are kept in each of two generations, each key with a table
// of some 1,300 bytes.
const maxKeys = 2048

// Verifier keeps the keys that it met last. The zero Verifier is ready. It is safe for
// concurrent use.
type Verifier struct {
	mu          sync.RWMutex
	young, aged map[[ed25519.PublicKeySize]byte]*voi.ExpandedPublicKey
}

var options = &voi.Options{Verify: voi.VerifyOptionsStdLib}

// Holds reports whether signature is key's over signed, as ed25519.Verify does.
func (v *Verifier) Holds(key ed25519.PublicKey, signed, signature []byte) bool {
	if len(key) != ed25519.PublicKeySize {
		return false
	}
	known := v.table(key)
	return known != nil && voi.VerifyExpandedWithOptions(known, signed, signature, options)
}

// table is the key's table; nil for what is no point of the curve.
func (v *Verifier) table(key ed25519.PublicKey) *voi.ExpandedPublicKey {
	at := [ed25519.PublicKeySize]byte(key)
	v.mu.RLock()
	known := v.young[at]
	v.mu.RUnlock()
	if known != nil {
		return known
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if known = v.aged[at]; known == nil {
		var err error
		if known, err = voi.NewExpandedPublicKey(voi.PublicKey(key)); err != nil {
			return nil
		}
	}
	if len(v.young) >= maxKeys || v.young == nil {
		v.young, v.aged = map[[ed25519.PublicKeySize]byte]*voi.ExpandedPublicKey{}, v.young
	}
	v.young[at] = known
	return known
}

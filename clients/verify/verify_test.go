package verify

import "testing"

func TestVerified(t *testing.T) {
	b := sampleBoard(t)
	r := Ledger(b.export(), b.options())
	t.Log(text(t, r))
	t.Log(string(r.JSON()))
	if r.Verdict != Verified {
		t.Fatal(r.Verdict)
	}
}

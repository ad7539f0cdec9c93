package cosign

import (
	"context"

	"concordat/ledger"
)

// A Witness is one that the policy names.
type Witness struct {
	Name  string // as people call it
	Key   string // its verifier key (c2sp.org/tlog-cosignature)
	Party string // whose it is; empty for an independent one
	URL   string // where it takes submissions; without one it is never asked
}

// A Policy says who is asked, and judges who has cosigned. Where two witnesses have
// one public key, under whatever names, the first alone is asked and counts.
type Policy struct {
	Witnesses []Witness
	// Enough judges whether a checkpoint that these have cosigned has what it needs.
	// It may take its time. Nil means that nothing is needed.
	Enough func(ctx context.Context, by []Witness) (Verdict, error)
}

// A Verdict is what the rules say of a checkpoint's cosignatures.
type Verdict struct {
	Met    bool
	Checks []ledger.Check
}

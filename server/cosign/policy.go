package cosign

import "concordat/ledger/merkle"

// A Witness is one that the policy names.
type Witness struct {
	Name  string // as people call it
	Key   string // its verifier key (c2sp.org/tlog-cosignature)
	Party string // whose it is; empty for an independent one
	URL   string // where it takes submissions; without one it is never asked
}

// A Policy says who is asked, and how many must have cosigned: so many distinct
// keys, then so many distinct parties. A need of none is met by none.
type Policy struct {
	Witnesses     []Witness
	Keys, Parties int
}

// Count is how many distinct keys of the policy, and of these how many distinct
// parties, are among those that cosigned. A key that is named twice, under whatever
// name and for whatever party, is one key, and stands for the party that it is
// named for first.
func (p Policy) Count(cosigned []merkle.CosignerKey) (keys, parties int) {
	by := map[[32]byte]bool{}
	for _, k := range cosigned {
		by[k.Public] = true
	}
	counted, of := map[[32]byte]bool{}, map[string]bool{}
	for _, w := range p.Witnesses {
		k, err := merkle.ParseCosignerKey(w.Key)
		if err != nil || !by[k.Public] || counted[k.Public] {
			continue
		}
		counted[k.Public] = true
		if w.Party != "" {
			of[w.Party] = true
		}
	}
	return len(counted), len(of)
}

// Met reports whether those are as many as the policy needs.
func (p Policy) Met(keys, parties int) bool { return keys >= p.Keys && parties >= p.Parties }

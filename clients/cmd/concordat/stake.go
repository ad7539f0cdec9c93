package main

import (
	"maps"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// stake is what a motion means in money to one party: by its impact lines, by the
// risk share, and by both together. Money is in pence by financial year.
type stake struct {
	gross    map[string]int64 // lost; a gain is negative
	received map[string]int64 // of the risk share
	paid     map[string]int64
	left     []ledger.YearCost // as the rules work it out
}

// stakeOf works out a party's stake in a motion that has an impact statement. Terms
// are what would be, or is, owed because of it.
func stakeOf(m api.Motion, p api.DecisionParty, terms []ledger.ObligationTerm) stake {
	k := stake{map[string]int64{}, map[string]int64{}, map[string]int64{}, p.Cost}
	if m.Impact != nil {
		for _, l := range m.Impact.Lines {
			if l.Party == p.Party {
				k.gross[l.Year] += l.Pence
			}
		}
	}
	for _, t := range terms {
		if t.Kind != "risk_share" {
			continue
		}
		if t.Payee == p.Party {
			k.received[t.Year] += t.Pence
		}
		if t.Payer == p.Party {
			k.paid[t.Year] += t.Pence
		}
	}
	return k
}

// shared reports whether there is a risk share for this party.
func (k stake) shared() bool { return len(k.received)+len(k.paid) > 0 }

// only gives the years in which by is above zero, times sign.
func only(by map[string]int64, sign int64) []ledger.YearCost {
	var cost []ledger.YearCost
	for _, year := range slices.Sorted(maps.Keys(by)) {
		if n := by[year] * sign; n > 0 {
			cost = append(cost, ledger.YearCost{Year: year, Loss: n})
		}
	}
	return cost
}

func lossOf(y ledger.YearCost) int64  { return y.Loss }
func spendOf(y ledger.YearCost) int64 { return y.Spend }

// add writes a stake as lines of facts: what is lost or gained before the risk
// share, what the risk share changes, and what is left.
func (k stake) add(f *facts) {
	f.add("  Pays", "%s", money(k.left, spendOf))
	lost, gained := only(k.gross, 1), only(k.gross, -1)
	switch {
	case len(k.received) > 0:
		f.add("  Loses before risk share", "%s", money(lost, lossOf))
		f.add("  Risk share received", "%s", money(only(k.received, 1), lossOf))
		f.add("  Left to bear", "%s", money(k.left, lossOf))
	case len(lost) > 0 || len(gained) == 0:
		f.add("  Loses", "%s", money(k.left, lossOf))
	}
	if len(gained) > 0 {
		f.add("  Gains", "%s", money(gained, lossOf))
	}
	if len(k.paid) > 0 {
		f.add("  Risk share paid", "%s", money(only(k.paid, 1), lossOf))
	}
}

// terms are the obligations themselves, without what became of them.
func terms(list []api.Obligation) []ledger.ObligationTerm {
	var all []ledger.ObligationTerm
	for _, o := range list {
		all = append(all, o.ObligationTerm)
	}
	return all
}

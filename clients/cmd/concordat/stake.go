package main

import (
	"maps"
	"slices"
	"strings"

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

// shareYear is what a risk share changes for a party in a financial year: what it
// loses before, what that changes and what is left. A gain is below zero.
type shareYear struct {
	party, year          string
	before, share, after int64
}

// sharesOf are those of a decision, of the parties to whom its risk share is of account.
func sharesOf(parties []api.DecisionParty, m api.Motion, owed []ledger.ObligationTerm) []shareYear {
	var shares []shareYear
	for _, p := range parties {
		k := stakeOf(m, p, owed)
		for _, year := range slices.Sorted(maps.Keys(k.gross)) {
			if share := k.paid[year] - k.received[year]; k.shared() {
				shares = append(shares, shareYear{p.Party, year, k.gross[year], share, k.gross[year] + share})
			}
		}
	}
	return shares
}

// sharesAhead are those of a motion, as the rules work them out.
func sharesAhead(stakes []ledger.Stake) []shareYear {
	var shares []shareYear
	for _, k := range stakes {
		shared := slices.ContainsFunc(k.Years, func(y ledger.StakeYear) bool { return y.RiskShare != 0 })
		for _, y := range k.Years {
			if shared && y.Before != 0 {
				shares = append(shares, shareYear{k.Party, y.Year, y.Before, y.RiskShare, y.After})
			}
		}
	}
	return shares
}

// stakes shows what a motion would cost each party, beside what its authority allows:
// of one party, where it is named, limit by limit. What changes by the risk share is
// shown elsewhere.
func (s *session) stakes(stakes []ledger.Stake, names map[string]string, party string) {
	owed := newTable(left("Party"), whole("Year"), right("Pays"), right("Is owed"), right("Loses"), right("Gains"))
	allowed := newTable(left("Party"), left("Beside its authority"), whole("Clause"))
	for _, k := range stakes {
		if party != "" && k.Party != party {
			continue
		}
		for _, y := range k.Years {
			if y.Pays != 0 || y.Owed != 0 || y.After != 0 {
				owed.add(names[k.Party], y.Year, some(y.Pays), some(y.Owed), some(y.After), some(-y.After))
			}
		}
		if len(k.Limits) > 0 || k.Standing != "within" {
			allowed.add(names[k.Party], k.Words, k.Clause)
		}
	}
	if len(owed.rows) > 0 {
		s.heading("What each pays, is owed and loses, were it carried")
		owed.write(s.out, s.width)
	}
	if len(allowed.rows) > 0 && len(owed.rows) > 0 {
		s.heading("Beside what it has approved for itself")
		allowed.write(s.out, s.width)
	}
	if party == "" {
		return
	}
	for _, k := range stakes {
		if k.Party == party {
			s.limits(k)
		}
	}
}

// some is an amount above zero, and nothing for any other.
func some(pence int64) string {
	if pence <= 0 {
		return ""
	}
	return ledger.Pounds(pence)
}

// limits shows each limit of an authority, with and without the risk share.
func (s *session) limits(k ledger.Stake) {
	if len(k.Limits) == 0 {
		return
	}
	s.heading("Limits of " + k.Authority)
	s.paragraph(2, "Given by "+k.Given+".")
	t := newTable(left("Limit on"), right("Limit"), right("Used"), right("This motion"), left("Left"))
	without := false
	for _, l := range k.Limits {
		t.add(limitWords(l),
			ledger.Pounds(l.Limit), ledger.Pounds(l.Used), ledger.Pounds(l.After), l.Words)
		without = without || l.Before != l.After
	}
	t.write(s.out, s.width)
	if !without {
		return
	}
	t = newTable(left("Without the risk share, limit on"), right("This motion"), left("Left"))
	for _, l := range k.Limits {
		t.add(limitWords(l), ledger.Pounds(l.Before), l.BeforeWords)
	}
	s.print("")
	t.write(s.out, s.width)
}

func limitWords(l ledger.StakeLimit) string {
	return l.Of + map[string]string{"action": ", one action", "year": " in " + l.Year, "life": ", whole life"}[l.Span]
}

// own says first what a motion would cost the party of whoever looks, or the one that
// they name: the caller's, where it takes part, and nothing where nobody is known.
func (s *session) own(m api.Motion, stakes []ledger.Stake, names map[string]string, party string) {
	for _, k := range stakes {
		if k.Party != party {
			continue
		}
		var years []string
		for _, y := range k.Years {
			if words := yearWords(y); words != "" {
				years = append(years, "in "+y.Year+" it "+words)
			}
		}
		if x := m.Settles; x != nil {
			if pence := x.Amounts[party]; pence > 0 {
				years = append(years, "it gets back "+ledger.Pounds(pence)+" of what is left of "+x.Fund+" for "+x.Year)
			} else if pence < 0 {
				years = append(years, "it bears "+ledger.Pounds(-pence)+" of what is over of "+x.Fund+" for "+x.Year)
			}
		}
		if len(years) == 0 {
			years = []string{"it costs nothing"}
		}
		by := ""
		if k.Given != "" && len(k.Limits) > 0 {
			by = "; " + k.Given
		}
		s.paragraph(0, names[party]+", were it carried: "+strings.Join(years, "; ")+". "+k.Words+" (clause "+k.Clause+by+").")
		s.print("")
	}
}

// settles shows what a motion gives back of a year's fund, or has its parties bear.
func (s *session) settles(m api.Motion, names map[string]string) {
	x := m.Settles
	if x == nil {
		return
	}
	s.paragraph(2, "If it is carried, this is given back of what is left of "+x.Fund+" for "+x.Year+", or borne of what is over where it is below nothing:")
	for _, party := range slices.Sorted(maps.Keys(x.Amounts)) {
		s.paragraph(4, names[party]+": "+ledger.Pounds(x.Amounts[party]))
	}
}

func yearWords(y ledger.StakeYear) string {
	var parts []string
	add := func(what string, pence int64) {
		if pence > 0 {
			parts = append(parts, what+" "+ledger.Pounds(pence))
		}
	}
	add("pays", y.Pays)
	add("is owed", y.Owed)
	before := ""
	if y.RiskShare != 0 {
		before = map[bool]string{true: " (loses ", false: " (gains "}[y.Before > 0] + ledger.Pounds(max(y.Before, -y.Before)) + " before the risk share)"
	}
	switch {
	case y.After > 0:
		add("loses", y.After)
	case y.After < 0:
		add("gains", -y.After)
	case y.RiskShare != 0:
		parts = append(parts, "neither loses nor gains")
	}
	return joined(parts) + before
}

// mine is the party that a person who looks at something speaks for: the one named,
// or that of whoever --as says is asking; empty for anybody else.
func (s *session) mine(named string) (string, error) {
	if named != "" || s.As == "" {
		return named, nil
	}
	me, err := s.me()
	return me.Party, err
}

// terms are the obligations themselves, without what became of them.
func terms(list []api.Obligation) []ledger.ObligationTerm {
	var all []ledger.ObligationTerm
	for _, o := range list {
		all = append(all, o.ObligationTerm)
	}
	return all
}

package web

import (
	"maps"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// What a motion or a decision costs a party, in the few words that a list has room for.

const yourOrganisation = "Your organisation"

// costHint is what somebody pays, loses or gains in the end; nothing where that is nothing.
func costHint(who string, years []ledger.StakeYear) string {
	var words []string
	for _, y := range years {
		pays, _ := besideRiskShare(y)
		for _, c := range []struct {
			what  string
			pence int64
		}{{"pays", pays}, {"loses", y.After}, {"gains", -y.After}} {
			if c.pence > 0 {
				words = append(words, c.what+" "+pounds(c.pence)+" in "+yearInWords(y.Year))
			}
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " " + who + " " + listed(words) + "."
}

// atStake is a motion with what it would cost each party; without that where it costs nobody
// anything, or the rules can't say: its own page says why.
func (v *visit) atStake(ref string) (api.Motion, error) {
	m, err := v.client.MotionAtStake(v.ctx, ref)
	if problemOf(err) == nil {
		return m, err
	}
	return v.client.Motion(v.ctx, ref)
}

// concerned are the parties for whom a list says what a thing costs, and what it calls each:
// those that its reader acts for, or one that the list was narrowed to. A reader's only party
// needs no name.
type concerned map[string]string

func (v *visit) concerned() (concerned, error) {
	own := v.ownParties()
	of := own
	if party := v.request.URL.Query().Get("party"); party != "" {
		of = []string{party}
	}
	switch {
	case len(of) == 0:
		return nil, nil
	case len(own) == 1 && of[0] == own[0]:
		return concerned{own[0]: yourOrganisation}, nil
	}
	names, err := v.partyNames()
	c := concerned{}
	for _, party := range of {
		c[party] = names[party]
	}
	return c, err
}

// open is what an open motion would cost them, and what it would give them of a year that it
// settles.
func (c concerned) open(m api.Motion) (words string) {
	if m.Stakes == nil && (m.Pool != nil || m.Impact != nil) && len(c) > 0 {
		return " What it costs is on its page." // the rules could not say just now
	}
	for _, k := range m.Stakes {
		if who, ok := c[k.Party]; ok {
			words += costHint(who, k.Years)
		}
	}
	if m.Settles != nil {
		for _, party := range slices.Sorted(maps.Keys(c)) {
			if said := settlesWords(*m.Settles, m.Settles.Amounts[party]); said != "" {
				words += " " + c[party] + " " + said + "."
			}
		}
	}
	return words
}

// settlesWords says what a motion that settles a fund's year has a party get back or bear;
// nothing where that is nothing.
func settlesWords(s ledger.Settles, pence int64) string {
	switch of := " of " + fundName(s.Fund) + " for " + yearInWords(s.Year); {
	case pence > 0:
		return "gets back " + ledger.Pounds(pence) + " of what is left" + of
	case pence < 0:
		return "bears " + ledger.Pounds(-pence) + " of what is over" + of
	}
	return ""
}

// decided is what a decision that stands costs them, or would where it does not bind them or
// has no effect as yet.
func (c concerned) decided(d api.Decision) (words string) {
	if d.Outcome != ledger.OutcomeCarried || slices.Contains([]string{ledger.DecisionRetaken, ledger.DecisionRescinded, ledger.DecisionSuperseded}, d.Status.Status) {
		return ""
	}
	held := slices.Contains([]string{ledger.DecisionAwaitsGates, ledger.DecisionAwaitsConditions, ledger.DecisionCallIn}, d.Status.Status)
	for _, p := range d.Parties {
		who, ok := c[p.Party]
		unanswered := p.Bound == ledger.BoundOnRatification && p.Answer == nil
		if !ok || p.Bound == ledger.BoundNot || p.Bound == ledger.BoundOnRatification && !unanswered && p.Answer.Status != "ratified" {
			continue
		}
		pays, loses := "pays ", "loses "
		if held || unanswered {
			pays, loses = "would pay ", "would lose "
		}
		var said []string
		for _, y := range p.Cost {
			if y.Spend > 0 {
				said = append(said, pays+pounds(y.Spend)+" in "+yearInWords(y.Year))
			}
			if y.Loss > 0 {
				said = append(said, loses+pounds(y.Loss)+" in "+yearInWords(y.Year))
			}
		}
		if len(said) > 0 {
			words += " " + who + " " + listed(said) + "."
		}
	}
	return words
}

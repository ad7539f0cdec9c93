package web

import (
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

// stakesOf is what a motion would cost each party; nothing where it costs nobody anything, or
// the rules can't say: its own page says why.
func (v *visit) stakesOf(m api.Motion) []ledger.Stake {
	if m.Pool == nil && m.Impact == nil {
		return nil
	}
	now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
	if err != nil {
		return nil
	}
	return now.Stakes
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

// open is what an open motion would cost them.
func (c concerned) open(stakes []ledger.Stake) (words string) {
	for _, k := range stakes {
		if who, ok := c[k.Party]; ok {
			words += costHint(who, k.Years)
		}
	}
	return words
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

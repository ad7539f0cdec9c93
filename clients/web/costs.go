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

// concerned are the parties for whom a list says what a thing costs: those that its reader
// acts for, or one that the list was narrowed to, which is named.
type concerned struct {
	parties []string
	name    string
}

func (v *visit) concerned() (concerned, error) {
	own, party := v.ownParties(), v.request.URL.Query().Get("party")
	if party == "" || slices.Contains(own, party) {
		return concerned{parties: own}, nil
	}
	names, err := v.partyNames()
	return concerned{[]string{party}, names[party]}, err
}

func (c concerned) who() string {
	if c.name == "" {
		return yourOrganisation
	}
	return c.name
}

// open is what an open motion would cost them.
func (c concerned) open(stakes []ledger.Stake) (words string) {
	for _, k := range stakes {
		if slices.Contains(c.parties, k.Party) {
			words += costHint(c.who(), k.Years)
		}
	}
	return words
}

// decided is what a decision that stands costs them.
func (c concerned) decided(d api.Decision) (words string) {
	if d.Outcome != ledger.OutcomeCarried || slices.Contains([]string{ledger.DecisionRetaken, ledger.DecisionRescinded, ledger.DecisionSuperseded}, d.Status.Status) {
		return ""
	}
	for _, p := range d.Parties {
		if !slices.Contains(c.parties, p.Party) || p.Bound == ledger.BoundNot {
			continue
		}
		var said []string
		for _, y := range p.Cost {
			if y.Spend > 0 {
				said = append(said, "pays "+pounds(y.Spend)+" in "+yearInWords(y.Year))
			}
			if y.Loss > 0 {
				said = append(said, "loses "+pounds(y.Loss)+" in "+yearInWords(y.Year))
			}
		}
		if len(said) > 0 {
			words += " " + c.who() + " " + listed(said) + "."
		}
	}
	return words
}

package web

import (
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// A list tells what a decision costs a party that it binds, what it would cost one that it
// may bind yet, and of one that it does not bind nothing.
func TestDecidedCosts(t *testing.T) {
	const pays, would = " Your organisation pays £10 in 2016 to 2017 and loses £20 in 2016 to 2017.", " Your organisation would pay £10 in 2016 to 2017 and would lose £20 in 2016 to 2017."
	for _, c := range []struct{ bound, answer, status, want string }{
		{ledger.BoundByVote, "", ledger.DecisionInForce, pays},
		{ledger.BoundAgainstVote, "", ledger.DecisionVariedBy, pays},
		{ledger.BoundByVote, "", ledger.DecisionAwaitsRatification, pays},
		{ledger.BoundByVote, "", ledger.DecisionAwaitsGates, would},
		{ledger.BoundByVote, "", ledger.DecisionAwaitsConditions, would},
		{ledger.BoundByVote, "", ledger.DecisionCallIn, would},
		{ledger.BoundByVote, "", ledger.DecisionRescinded, ""},
		{ledger.BoundOnRatification, "", ledger.DecisionAwaitsRatification, would},
		{ledger.BoundOnRatification, "ratified", ledger.DecisionInForce, pays},
		{ledger.BoundOnRatification, "ratified", ledger.DecisionAwaitsGates, would},
		{ledger.BoundOnRatification, "refused", ledger.DecisionInForce, ""},
		{ledger.BoundOnRatification, "lapsed", ledger.DecisionInForce, ""},
		{ledger.BoundNot, "", ledger.DecisionInForce, ""},
	} {
		p := api.DecisionParty{PartyOutcome: ledger.PartyOutcome{Party: "00V", Bound: c.bound, Cost: []ledger.YearCost{{Year: "2016-17", Spend: 10_00, Loss: 20_00}}}}
		if c.answer != "" {
			p.Answer = &api.Answer{Status: c.answer}
		}
		d := api.Decision{Outcome: ledger.OutcomeCarried, Status: api.Status{Status: c.status}, Parties: []api.DecisionParty{p}}
		if got := (concerned{"00V": yourOrganisation}).decided(d); got != c.want {
			t.Errorf("%s %s %s: %q", c.bound, c.answer, c.status, got)
		}
		if got := (concerned{"00T": yourOrganisation}).decided(d); got != "" {
			t.Errorf("of another party: %q", got)
		}
	}
}

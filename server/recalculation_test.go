package server

import (
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// given are rules that always say this.
type given ledger.Ruling

func (g given) Judge(ledger.Digest, []ledger.Input) ([]ledger.Ruling, error) {
	return []ledger.Ruling{ledger.Ruling(g)}, nil
}

// What the rules give again is a fault only where they bind the same parties as before:
// otherwise something that no date is kept of has changed.
func TestRecalculationVerdicts(t *testing.T) {
	term := ledger.ObligationTerm{Payer: "00V", Payee: "00T", What: "Equipment lent", Pence: 2577998, Due: "2014-07-01"}
	other := term
	other.Pence++
	later := term
	later.Due = "2014-08-01"
	parties := []ledger.PartyOutcome{{Party: "00T", Bound: ledger.BoundByVote}, {Party: "00V", Bound: ledger.BoundAgainstVote}}
	fewer := []ledger.PartyOutcome{{Party: "00T", Bound: ledger.BoundByVote}, {Party: "00V", Bound: ledger.BoundNot}}
	decided := ledger.Decision{DecisionMade: ledger.DecisionMade{Outcome: ledger.OutcomeCarried, Parties: parties}}
	for name, c := range map[string]struct {
		ruling ledger.Ruling
		want   string
	}{
		"the same":            {ledger.Ruling{Outcome: ledger.OutcomeCarried, Parties: parties, Obligations: []ledger.ObligationTerm{other, term}}, api.RecalculationSame},
		"another sum":         {ledger.Ruling{Outcome: ledger.OutcomeCarried, Parties: parties, Obligations: []ledger.ObligationTerm{term, other}}, api.RecalculationDiffers},
		"another day":         {ledger.Ruling{Outcome: ledger.OutcomeCarried, Parties: parties, Obligations: []ledger.ObligationTerm{term, later}}, api.RecalculationDiffers},
		"none":                {ledger.Ruling{Outcome: ledger.OutcomeCarried, Parties: parties}, api.RecalculationDiffers},
		"who is bound":        {ledger.Ruling{Outcome: ledger.OutcomeCarried, Parties: fewer, Obligations: []ledger.ObligationTerm{term, other}}, api.RecalculationUnsure},
		"another outcome":     {ledger.Ruling{Outcome: ledger.OutcomeNotQuorate}, api.RecalculationUnsure},
		"fewer, but this one": {ledger.Ruling{Outcome: ledger.OutcomeCarried, Parties: fewer, Obligations: []ledger.ObligationTerm{other, term}}, api.RecalculationSame},
	} {
		again := &recalculating{question: question{inputs: make([]ledger.Input, 1)}, of: ledger.Obligation{ObligationAssumed: ledger.ObligationAssumed{Obligation: "GM-2013-001/002", Decision: "GM-2013-001", ObligationTerm: term}}, decided: decided}
		got, err := again.again(given(c.ruling))
		if err != nil || got.Verdict != c.want || got.Was != term.Pence {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

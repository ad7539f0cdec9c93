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
		again := &recalculating{question: question{inputs: make([]ledger.Input, 1)}, decided: decided}
		of := ledger.Obligation{ObligationAssumed: ledger.ObligationAssumed{Obligation: "GM-2013-001/002", Decision: "GM-2013-001", ObligationTerm: term}}
		got, err := again.again(given(c.ruling), of)
		if err != nil || got.Verdict != c.want || got.Was != term.Pence {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// A result that the rules give again is the same in all that follows from it; another sum
// under the same result is a fault, and another result is not told from facts that have
// changed since.
func TestResultVerdicts(t *testing.T) {
	term := ledger.ObligationTerm{Payer: "00V", Payee: "00T", What: "Equipment lent", Pence: 2577998, Due: "2014-07-01"}
	other := term
	other.Pence++
	parties := []ledger.PartyOutcome{{Party: "00T", Bound: ledger.BoundByVote}}
	checks := []ledger.Check{{ID: "quorum", Met: true}}
	again := &recalculating{
		question: question{inputs: make([]ledger.Input, 1)},
		decided:  ledger.Decision{DecisionMade: ledger.DecisionMade{Outcome: ledger.OutcomeCarried, Parties: parties, Checks: checks}},
		owed:     []ledger.Obligation{{ObligationAssumed: ledger.ObligationAssumed{ObligationTerm: term}}},
	}
	for want, ruling := range map[string][]ledger.Ruling{
		api.RecalculationSame: {{Outcome: ledger.OutcomeCarried, Parties: parties, Checks: checks, Obligations: []ledger.ObligationTerm{term}}},
		api.RecalculationDiffers: {
			{Outcome: ledger.OutcomeCarried, Parties: parties, Checks: checks, Obligations: []ledger.ObligationTerm{other}},
			{Outcome: ledger.OutcomeCarried, Parties: parties, Checks: checks},
			{Outcome: ledger.OutcomeCarried, Parties: parties, Checks: checks, Obligations: []ledger.ObligationTerm{term, other}},
		},
		api.RecalculationUnsure: {
			{Outcome: ledger.OutcomeNotCarried, Parties: parties, Checks: checks, Obligations: []ledger.ObligationTerm{term}},
			{Outcome: ledger.OutcomeCarried, Checks: checks, Obligations: []ledger.ObligationTerm{term}},
			{Outcome: ledger.OutcomeCarried, Parties: parties, Checks: []ledger.Check{{ID: "quorum"}}, Obligations: []ledger.ObligationTerm{term}},
		},
	} {
		for i, r := range ruling {
			if got, err := again.result(given(r)); err != nil || got != want {
				t.Errorf("%s %d: %s %v", want, i, got, err)
			}
		}
	}
}

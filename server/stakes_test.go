package server

import (
	"errors"
	"fmt"
	"testing"

	"concordat/ledger"
)

// countingRules are rules that count how often they are asked.
type countingRules struct {
	asked int
	fails error
}

func (c *countingRules) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if c.asked++; c.fails != nil {
		return nil, c.fails
	}
	return []ledger.Ruling{{Stakes: []ledger.Stake{{Party: inputs[0].Party}}}}, nil
}

// What a motion means in money is asked once of the same facts, however the ledger has grown
// since, and anew of others.
func TestStakesAreRemembered(t *testing.T) {
	var s stakes
	rules := &countingRules{}
	ask := func(in ledger.Input, asked int) {
		t.Helper()
		list, err := s.of(rules, &question{"rules", []ledger.Input{in}}, errAsked, itsTurn)
		if err != nil || len(list) != 1 || list[0].Party != in.Party || rules.asked != asked {
			t.Errorf("%+v, %v: asked %d times", list, err, rules.asked)
		}
	}
	ask(ledger.Input{Ask: ledger.AskStakes, Entry: 40, Party: "00T"}, 1)
	ask(ledger.Input{Ask: ledger.AskStakes, Entry: 41, Party: "00T"}, 1)
	ask(ledger.Input{Ask: ledger.AskStakes, Entry: 41, Party: "00V"}, 2)
	ask(ledger.Input{Ask: ledger.AskStakes, Entry: 42, Party: "00T"}, 2)

	// Rules that have no word for it say nothing; others that fail fail.
	later := &question{"rules", []ledger.Input{{Ask: ledger.AskStakes, Party: "01G"}}}
	rules.fails = errors.New("no time")
	if list, err := s.of(rules, later, errAsked, itsTurn); err == nil {
		t.Errorf("rules that ran out of time say %+v", list)
	}
	rules.fails = fmt.Errorf("an older agreement: %w", ledger.ErrNoRuling)
	if list, err := s.of(rules, later, errAsked, itsTurn); err != nil || list != nil {
		t.Errorf("rules without a word for it say %+v, %v", list, err)
	}
}

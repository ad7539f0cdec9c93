package server

import (
	"testing"

	"concordat/ledger"
)

// countingRules are rules that count how often they are asked.
type countingRules struct{ asked int }

func (c *countingRules) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	c.asked++
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
}

package server

import (
	"context"
	"errors"
	"fmt"

	"concordat/ledger"
	"concordat/server/api"
)

// judging bounds how many questions of the public the rules work on at once. Each
// takes tens of milliseconds of a processor, and anybody may ask, so that without
// a bound a few askers could keep the voters waiting.
type judging struct {
	asked   chan struct{} // those who wait, and those whose turn it is
	working chan struct{} // those whose turn it is
}

func newJudging() judging {
	return judging{asked: make(chan struct{}, maxAsked), working: make(chan struct{}, maxJudged)}
}

// turn waits for the asker's turn. Too many askers are sent away at once.
func (j judging) turn(ctx context.Context) (done func(), err error) {
	select {
	case j.asked <- struct{}{}:
	default:
		return nil, api.NewProblem(api.CodeBusy, "too much is being worked out at once: ask again in a moment")
	}
	select {
	case j.working <- struct{}{}:
		return func() { <-j.working; <-j.asked }, nil
	case <-ctx.Done():
		<-j.asked
		return nil, ctx.Err()
	}
}

// question takes the place of the rules while a view gathers what they would be
// asked, so that they can be asked when nobody waits for the view. What it keeps
// are facts, which nobody writes into; it keeps no view.
type question struct {
	rules  ledger.Digest
	inputs []ledger.Input
}

// errAsked ends the gathering.
var errAsked = errors.New("the rules have not been asked yet")

// Judge keeps the question.
func (q *question) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	q.rules, q.inputs = rules, inputs
	return nil, errAsked
}

// ask puts the question that was gathered, whose gathering ended with err.
func (q *question) ask(rules ledger.Rules, err error) (ledger.Ruling, error) {
	if len(q.inputs) != 1 {
		return ledger.Ruling{}, err
	}
	rulings, err := rules.Judge(q.rules, q.inputs)
	if err != nil {
		return ledger.Ruling{}, fmt.Errorf("%w: %w", &ledger.Error{Code: ledger.CodeRulesFailed, Message: "the rules could not be worked out: " + err.Error()}, err)
	}
	return rulings[0], nil
}

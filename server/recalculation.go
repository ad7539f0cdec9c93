package server

import (
	"bytes"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// recalculating is an obligation that is worked out again. Its facts are gathered while
// the view lasts; the rules are asked when nobody waits for it.
type recalculating struct {
	question
	gathered error
	of       ledger.Obligation
	decided  ledger.Decision
}

// recalculating gathers what the rules are asked again of the motion that an obligation
// was decided by: the same votes, the facts as they stood when they were opened, and of what
// each party was committed to what was decided before.
func (q *reading) recalculating(o ledger.Obligation) (*recalculating, error) {
	if o.Settlement != "" || o.Change != "" || o.Leaving != "" {
		return nil, malformed("recalculated", "%s follows from what was stated after its decision, not from the motion alone: concordat verify works it out again", o.Obligation)
	}
	d, ok := q.Decision(o.Decision)
	m, found := q.Motion(o.Decision)
	if !ok || !found || m.Opened == nil {
		return nil, notFound("the motion that decided %s is not on this ledger", o.Obligation)
	}
	// As it stood when it was decided: by that the facts of then are told from those since.
	if m.Status = ledger.MotionOpen; m.Shown != nil {
		m.Status = ledger.MotionShown
	}
	again := &recalculating{of: o, decided: d}
	_, again.gathered = q.Conclude(m, d.Due, m.Votes, &again.question)
	for _, in := range again.inputs {
		for code, facts := range in.Parties {
			p, _ := q.Party(code)
			then := *facts
			then.Commitments = slices.DeleteFunc(slices.Clone(q.Commitments(p, d.Due.Day())), func(c ledger.Commitment) bool {
				by, _ := q.Decision(c.Decision)
				return max(by.Entry, c.Entry) >= d.Entry
			})
			in.Parties[code] = &then
		}
	}
	return again, nil
}

// again asks the rules, and holds what they say beside what is recorded. What differs is a
// fault only where they bind the same parties in the same way: facts that are not dated,
// such as who holds a seat, may have changed since.
func (r *recalculating) again(rules ledger.Rules) (*api.Recalculation, error) {
	ruling, err := r.ask(rules, r.gathered)
	if err != nil {
		return nil, err
	}
	found := &api.Recalculation{Verdict: api.RecalculationUnsure, Rules: r.rules, Was: r.of.Pence}
	same := ruling.Outcome == r.decided.Outcome && slices.EqualFunc(ruling.Parties, r.decided.Parties, func(a, b ledger.PartyOutcome) bool { return a.Party == b.Party && a.Bound == b.Bound })
	number := 0
	if _, err := fmt.Sscanf(r.of.Obligation, r.of.Decision+"/%03d", &number); err != nil || number < 1 || number > len(ruling.Obligations) {
		if same {
			found.Verdict = api.RecalculationDiffers
		}
		return found, nil
	}
	term := ruling.Obligations[number-1]
	found.Pence, found.Working = &term.Pence, term.Working
	was, errWas := ledger.Encode(r.of.ObligationTerm)
	is, errIs := ledger.Encode(term)
	switch {
	case errWas == nil && errIs == nil && bytes.Equal(was, is):
		found.Verdict = api.RecalculationSame
	case same:
		found.Verdict = api.RecalculationDiffers
	}
	return found, nil
}

package server

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// recalculating is a decision that is worked out again. Its facts are gathered while
// the view lasts; the rules are asked when nobody waits for it.
type recalculating struct {
	question
	gathered error
	decided  ledger.Decision
	owed     []ledger.Obligation // that followed from the motion alone
}

// recalculating gathers what the rules are asked again of the motion that was decided: the
// same votes, the facts as they stood when they were opened, and of what each party was
// committed to what was decided before.
func (q *reading) recalculating(ref string) (*recalculating, error) {
	d, ok := q.Decision(ref)
	m, found := q.Motion(ref)
	if !ok || !found || m.Opened == nil {
		return nil, notFound("the motion that decided %s is not on this ledger", ref)
	}
	// As it stood when it was decided: by that the facts of then are told from those since.
	if m.Status = ledger.MotionOpen; m.Shown != nil {
		m.Status = ledger.MotionShown
	}
	again := &recalculating{decided: d}
	for _, ref := range d.Obligations {
		if o, _ := q.Obligation(ref); o.Settlement == "" && o.Change == "" && o.Leaving == "" {
			again.owed = append(again.owed, o)
		}
	}
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

// result asks the rules, and says whether they give the result that is recorded: what was
// decided, whom it binds, each check met or not, and what is owed by it. Where they give
// another result the facts of then cannot all be had, or the record is wrong: that is not
// told apart here.
func (r *recalculating) result(rules ledger.Rules) (verdict string, err error) {
	ruling, err := r.ask(rules, r.gathered)
	if err != nil {
		return "", err
	}
	if !r.same(ruling) || !slices.EqualFunc(ruling.Checks, r.decided.Checks, func(a, b ledger.Check) bool { return a.ID == b.ID && a.Met == b.Met }) {
		return api.RecalculationUnsure, nil
	}
	if !slices.EqualFunc(ruling.Obligations, r.owed, func(term ledger.ObligationTerm, o ledger.Obligation) bool { return alike(term, o.ObligationTerm) }) {
		return api.RecalculationDiffers, nil
	}
	return api.RecalculationSame, nil
}

// same tells whether a ruling decides the same and binds the same parties in the same way.
func (r *recalculating) same(ruling ledger.Ruling) bool {
	return ruling.Outcome == r.decided.Outcome && slices.EqualFunc(ruling.Parties, r.decided.Parties, func(a, b ledger.PartyOutcome) bool { return a.Party == b.Party && a.Bound == b.Bound })
}

// under asks other rules, such as a draft's, and says what they would have decided otherwise.
// The rules in force then are asked first: where they do not give again what is recorded, the
// facts of then cannot all be had, and nothing that differs could be put down to the rules.
func (r *recalculating) under(rules ledger.Rules, other ledger.Digest, name func(string) string) (*api.Replayed, error) {
	found := &api.Replayed{Rules: other, Changed: []string{}}
	then, err := r.ask(rules, r.gathered)
	if err != nil {
		return nil, err
	}
	if !r.same(then) {
		found.Why = "facts that it rested on have changed since and are not kept by date: concordat mou replay goes through the whole ledger"
		return found, nil
	}
	rulings, err := rules.Judge(other, r.inputs)
	switch {
	case errors.Is(err, ledger.ErrNoRuling):
		found.Why = "these rules give no ruling on it, for want of a fact that was not needed then, or of such a motion"
		return found, nil
	case err != nil:
		return nil, &ledger.Error{Code: ledger.CodeRulesFailed, Message: "the rules could not be worked out: " + err.Error()}
	case !rulings[0].Allow:
		found.Why = "these rules can't conclude it"
		for _, c := range rulings[0].Checks {
			if !c.Met {
				found.Why += ": " + c.Explain
				break
			}
		}
		return found, nil
	}
	now := rulings[0]
	found.Can, found.Outcome, found.Words = true, now.Outcome, api.DecidedWords(now.Outcome, now.Checks)
	found.Changed = append(found.Changed, api.RulingChanges(then, now, name)...)
	return found, nil
}

func alike(a, b ledger.ObligationTerm) bool {
	was, errWas := ledger.Encode(a)
	is, errIs := ledger.Encode(b)
	return errWas == nil && errIs == nil && bytes.Equal(was, is)
}

// toRecalculate gathers it for an obligation, if it follows from its motion alone.
func (q *reading) toRecalculate(o ledger.Obligation) (*recalculating, error) {
	if o.Settlement != "" || o.Change != "" || o.Leaving != "" {
		return nil, malformed("recalculated", "%s follows from what was stated after its decision, not from the motion alone: concordat verify works it out again", o.Obligation)
	}
	return q.recalculating(o.Decision)
}

// again asks the rules, and holds what they say beside what is recorded. What differs is a
// fault only where they bind the same parties in the same way: facts that are not dated,
// such as who holds a seat, may have changed since.
func (r *recalculating) again(rules ledger.Rules, of ledger.Obligation) (*api.Recalculation, error) {
	ruling, err := r.ask(rules, r.gathered)
	if err != nil {
		return nil, err
	}
	found := &api.Recalculation{Verdict: api.RecalculationUnsure, Rules: r.rules, Was: of.Pence}
	same := r.same(ruling)
	number := 0
	if _, err := fmt.Sscanf(of.Obligation, of.Decision+"/%03d", &number); err != nil || number < 1 || number > len(ruling.Obligations) {
		if same {
			found.Verdict = api.RecalculationDiffers
		}
		return found, nil
	}
	term := ruling.Obligations[number-1]
	found.Pence, found.Working = &term.Pence, term.Working
	switch {
	case alike(of.ObligationTerm, term):
		found.Verdict = api.RecalculationSame
	case same:
		found.Verdict = api.RecalculationDiffers
	}
	return found, nil
}

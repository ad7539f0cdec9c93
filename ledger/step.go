package ledger

import (
	"bytes"
	"fmt"
)

// Step takes one statement through the three stages at time t: check, rule,
// apply. What fell due by t must have been settled. A refusal is an *Error; any
// other error leaves the draft as it was too.
func (s *State) Step(st *Signed, t Time, roots Roots, rules Rules) (*Entry, error) {
	q, err := s.Check(st, t, roots)
	if err != nil {
		return nil, err
	}
	r, err := judge(rules, q.Rules, q.Input)
	if err != nil {
		return nil, err
	}
	if !r.Allow {
		return nil, refusal(r)
	}
	if err := runnable(rules, q.Adopts); err != nil {
		return nil, err
	}
	q.Ruling = r
	return s.Apply(q), nil
}

// runnable reports, as an *Error of code rules-failed, why the bundle of a draft
// can't be run: it is not held here, or is none. It is asked of every draft when it
// is put, when a motion that would adopt it is put to the vote, and when it is
// adopted, so that no rules are ever in force that nobody can run. None that is
// named is none to be run.
func runnable(rules Rules, draft Digest) error {
	if draft == "" {
		return nil
	}
	if _, err := rules.Judge(draft, nil); err != nil {
		return &Error{Code: CodeRulesFailed, Field: "/payload/body", Message: "the rules of the draft, whose code is " + short(draft) + ", can't be run: nothing was recorded, and it can be once they can: " + shortened(err), cause: err}
	}
	return nil
}

// Settle appends what fell due by t, calling each for every entry in order.
func (s *State) Settle(t Time, rules Rules, each func(*Entry) error) error {
	for {
		c, err := s.Due(t, rules)
		if c == nil || err != nil {
			return err
		}
		if err := each(s.ApplyDue(t)); err != nil {
			return err
		}
	}
}

// Replay takes one recorded entry through the same stages: a start rebuilds
// State so, and an auditor verifies so. The entry must be exactly what would be
// recorded. An error says what is wrong; the entry then has not been applied.
func (s *State) Replay(data []byte, roots Roots, rules Rules) error {
	recorded, err := ParseEntry(data)
	if err != nil {
		return err
	}
	h := &s.draftHead
	if recorded.Time < h.time {
		return fmt.Errorf("its time %s is before that of the entry before it, %s", recorded.Time, h.time)
	}
	c, err := s.Due(recorded.Time, rules)
	if err != nil {
		return err
	}
	var again *Entry
	switch {
	case recorded.Consequence != nil && c == nil:
		return fmt.Errorf("nothing was due at %s, yet it records: %s", recorded.Time, recorded.Consequence.Sentence)
	case recorded.Consequence != nil:
		if want, got := mustEncode(c), mustEncode(recorded.Consequence); !bytes.Equal(want, got) {
			return &DerivationError{Recorded: *recorded.Consequence, Derived: *c}
		}
		again = s.ApplyDue(recorded.Time)
	case c != nil:
		return fmt.Errorf("%s fell due at %s and is missing before it", c.Ref, c.Due)
	default:
		st, err := Parse(recorded.Statement)
		if err != nil {
			return err
		}
		if again, err = s.Step(st, recorded.Time, roots, rules); err != nil {
			return err
		}
	}
	if !bytes.Equal(mustEncode(again), data) {
		return fmt.Errorf("it is not what the ledger's own rules record here: they record %s", excerpt(mustEncode(again), firstDifference(mustEncode(again), data)))
	}
	return nil
}

// Skip counts an entry at fault in without reading a meaning into it, so that an
// auditor can look at the entries after it.
func (s *State) Skip(t Time) {
	s.draftHead.size++
	s.draftHead.time = max(s.draftHead.time, t)
}

// DerivationError shows a consequence that does not follow: what was recorded
// and what the ledger's own rules derive in its place.
type DerivationError struct{ Recorded, Derived Consequence }

func (e *DerivationError) Error() string {
	if e.Recorded.Kind != e.Derived.Kind || e.Recorded.Ref != e.Derived.Ref {
		return fmt.Sprintf("the rules derive %q here; the record says %q", e.Derived.Sentence, e.Recorded.Sentence)
	}
	a, b := mustEncode(e.Derived), mustEncode(e.Recorded)
	at := firstDifference(a, b)
	return fmt.Sprintf("the rules derive another %s of %s: …%s… where the record says …%s…", e.Derived.Kind, e.Derived.Ref, excerpt(a, at), excerpt(b, at))
}

// Bytes is the entry's canonical form, one leaf of the log.
func (e *Entry) Bytes() []byte { return mustEncode(e) }

// mustEncode encodes what was built from values that encode.
func mustEncode(v any) []byte {
	b, err := Encode(v)
	if err != nil {
		panic("ledger: encoding what was decoded or derived: " + err.Error())
	}
	return b
}

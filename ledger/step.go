package ledger

import (
	"bytes"
	"fmt"
	"slices"
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

// Apart reports whether st stands apart from every statement of a run whose own stand
// apart: whatever becomes of one of them, check and rules say the same of the others.
// Votes by different keys, people and seats do, each with a reason of its own if any. What a vote changes is the number of
// its key's next statement and the votes of its motion, and of these Check counts its
// own author's from its own seat; nothing falls due by a vote.
func Apart(run []*Signed, st *Signed) bool {
	vote, ok := st.Body.(*VoteCast)
	for _, other := range run {
		if !ok {
			return false
		}
		var before *VoteCast
		if before, ok = other.Body.(*VoteCast); ok {
			ok = before.Seat != vote.Seat && other.Protected.Kid != st.Protected.Kid && other.Payload.Author != st.Payload.Author &&
				(vote.Reason == "" || vote.Reason != before.Reason)
		}
	}
	return ok
}

// StepApart takes a run of statements that stand apart through the three stages at
// time t. Each gets what Step would give it were they stepped one after the other,
// in their order; the rules are asked about many at once, which costs less. What fell
// due by t must have been settled.
func (s *State) StepApart(run []*Signed, t Time, roots Roots, rules Rules, each func(i int, e *Entry, err error)) {
	// An entry's number is among what the rules are told, so that those after one that
	// they refuse are asked about again. A run of refusals is not to cost its square.
	for from, most := 0, len(run); from < len(run); {
		asked := min(most, len(run)-from)
		n := s.stepSome(run[from:from+asked], t, roots, rules, func(i int, e *Entry, err error) { each(from+i, e, err) })
		from += n
		if most *= 4; n < asked {
			most = 1
		}
	}
}

// stepSome steps the first of a run, up to and with one that the rules refuse, and
// gives how many.
func (s *State) stepSome(run []*Signed, t Time, roots Roots, rules Rules, each func(i int, e *Entry, err error)) int {
	if len(run) > 1 {
		if a := s.AskApart(run, t, roots, rules); a != nil {
			return s.StepAsked(a, each)
		}
	}
	for i, st := range run {
		e, err := s.Step(st, t, roots, rules)
		each(i, e, err)
	}
	return len(run)
}

// Asked is what check and rules say of a run of statements, before any of them is
// recorded.
type Asked struct {
	questions []*Question
	faults    []error // of those that do not pass the check
	rulings   []Ruling
	turn      uint64 // of the draft that was asked
}

// AskApart takes a run of statements that stand apart through check and rule at time t,
// each as if those before it that pass the check had been recorded, and leaves the draft
// as it was. It gives nil where the rules can't be run on one of them. What fell due by
// t must have been settled.
func (s *State) AskApart(run []*Signed, t Time, roots Roots, rules Rules) *Asked {
	a := &Asked{questions: make([]*Question, len(run)), faults: make([]error, len(run)), rulings: make([]Ruling, len(run)), turn: s.turn}
	before := s.draftHead
	defer func() { s.draftHead = before }()
	var bundles []Digest
	of := map[Digest][]int{}
	for i, st := range run {
		if a.questions[i], a.faults[i] = s.Check(st, t, roots); a.faults[i] != nil {
			continue
		}
		s.draftHead.size++
		s.draftHead.time = t
		digest := a.questions[i].Rules
		if len(of[digest]) == 0 {
			bundles = append(bundles, digest)
		}
		of[digest] = append(of[digest], i)
	}
	for _, digest := range bundles {
		inputs := make([]Input, len(of[digest]))
		for n, i := range of[digest] {
			inputs[n] = a.questions[i].Input
		}
		answers, err := judgeAll(rules, digest, inputs)
		if err != nil {
			return nil
		}
		for n, i := range of[digest] {
			a.rulings[i] = answers[n]
		}
	}
	return a
}

// StepAsked records the run that was asked about, up to and with the first that the
// rules refuse, and gives how many: none if the draft has changed since, for then what
// was said may no longer hold.
func (s *State) StepAsked(a *Asked, each func(i int, e *Entry, err error)) int {
	if a.turn != s.turn {
		return 0
	}
	for i, q := range a.questions {
		if q == nil {
			each(i, nil, a.faults[i])
			continue
		}
		if !a.rulings[i].Allow {
			each(i, nil, refusal(a.rulings[i]))
			return i + 1
		}
		q.Ruling = a.rulings[i]
		each(i, s.Apply(q), nil)
	}
	return len(a.questions)
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
		st, err := parse(recorded.Statement)
		if err != nil {
			return err
		}
		if again, err = s.Step(st, recorded.Time, roots, rules); err != nil {
			return err
		}
	}
	if derived := again.Bytes(); !bytes.Equal(derived, data) {
		return fmt.Errorf("it is not what the ledger's own rules record here: they record %s", excerpt(derived, firstDifference(derived, data)))
	}
	return nil
}

// Skip counts an entry at fault in without reading a meaning into it, so that an
// auditor can look at the entries after it.
func (s *State) Skip(t Time) {
	s.turn++
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
func (e *Entry) Bytes() []byte {
	if e.plain {
		return slices.Concat([]byte(`{"ruling":{"allow":true,"rules":"`), []byte(e.Ruling.Rules), []byte(`"},"statement":`), e.Statement, []byte(`,"time":"`), []byte(e.Time), []byte(`","v":1}`))
	}
	return mustEncode(e)
}

// mustEncode encodes what was built from values that encode.
func mustEncode(v any) []byte {
	b, err := Encode(v)
	if err != nil {
		panic("ledger: encoding what was decoded or derived: " + err.Error())
	}
	return b
}

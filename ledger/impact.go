package ledger

import (
	"fmt"
	"slices"
)

// What a motion costs each party, and what each says of that.

// ImpactStated says what a motion costs each party, against a baseline.
type ImpactStated struct {
	Motion   string       `json:"motion"`
	Text     Digest       `json:"text"`
	Baseline string       `json:"baseline"`
	Lines    []ImpactLine `json:"lines"`
}

func (b *ImpactStated) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	if b.Baseline == "" {
		s.fail("baseline", "say against what the costs and savings are reckoned, such as the plan of a year: they mean nothing without it")
	} else {
		s.text("baseline", b.Baseline, 1024)
	}
	impactShape(s, b.Lines, 1)
}

func (b *ImpactStated) sentence(p Payload, n Names) string {
	var cost, saving int64
	for _, l := range b.Lines {
		cost, saving = cost+max(l.Pence, 0), saving+max(-l.Pence, 0)
	}
	return fmt.Sprintf("%s states what %s costs each party in %d lines, in all %s of costs and %s of savings, against the baseline: %s",
		p.Author, motion(n, b.Motion), len(b.Lines), Pounds(cost), Pounds(saving), b.Baseline)
}

func (b *ImpactStated) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if err := v.needMotion(in, b.Motion, day, true); err != nil {
		return err
	}
	for i, l := range b.Lines {
		if in.Parties[l.Party] == nil {
			return refuse(CodeNotFound, fmt.Sprintf("/payload/body/lines/%d/party", i), "no party has the code %s", l.Party)
		}
	}
	return v.standing(in.Motion, b.Text, MotionDraft, MotionNotice)
}

func (b *ImpactStated) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.motion(b.Motion, func(m *MotionRecord) {
		m.Impact = &ImpactFacts{ID: q.Signed.ID, Author: p.Author, Baseline: b.Baseline, Lines: b.Lines, Positions: map[string]string{}, Entries: []int64{index}}
	})
}

// ImpactLine is one line of one party in one financial year. Pence is the cost
// to the party, net of VAT that it recovers; a saving is negative.
type ImpactLine struct {
	Party string `json:"party"`
	Line  string `json:"line"` // one of the terms': tariff, activity_shift, double_running, stranded_cost …
	Year  string `json:"year"`
	Pence int64  `json:"pence"`
}

// ImpactAgreed is a party's agreement to its own lines.
type ImpactAgreed struct {
	Motion string `json:"motion"`
	Impact Digest `json:"impact"`
}

func (b *ImpactAgreed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("impact", b.Impact)
}

func (b *ImpactAgreed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s agrees to its lines of the impact statement on %s", n.PartyName(p.Party), motion(n, b.Motion))
}

func (b *ImpactAgreed) against(v View, st *Signed, q *Question, day Date) error {
	return v.needImpact(&q.Input, b.Motion, b.Impact, day)
}

func (b *ImpactAgreed) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.position(b.Motion, p.Party, "agreed", nil, index)
}

// ImpactDisputed is a party's dispute of its own lines; Lines are what it says they are.
type ImpactDisputed struct {
	Motion string       `json:"motion"`
	Impact Digest       `json:"impact"`
	Lines  []ImpactLine `json:"lines,omitempty"`
	Reason Digest       `json:"reason,omitempty"`
}

func (b *ImpactDisputed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("impact", b.Impact)
	s.optional("reason", b.Reason)
	impactShape(s, b.Lines, 0)
}

func (b *ImpactDisputed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s disputes its lines of the impact statement on %s", n.PartyName(p.Party), motion(n, b.Motion))
}

func (b *ImpactDisputed) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	for i, l := range b.Lines {
		if l.Party != p.Party {
			return refuse(CodeConflict, fmt.Sprintf("/payload/body/lines/%d/party", i), "a party disputes its own lines, not those of %s", l.Party)
		}
	}
	return v.needImpact(in, b.Motion, b.Impact, day)
}

func (b *ImpactDisputed) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.position(b.Motion, p.Party, "disputed", b.Lines, index)
}

func impactShape(s *shape, lines []ImpactLine, least int) {
	s.list("lines", len(lines), least, MaxList)
	for i, l := range lines {
		at := fmt.Sprintf("lines/%d/", i)
		s.code(at+"party", l.Party)
		s.code(at+"line", l.Line)
		s.year(at+"year", l.Year)
		s.that(l.Pence <= MaxPence && l.Pence >= -MaxPence, at+"pence", "an amount is at most %s", Pounds(MaxPence))
		for _, other := range lines[:i] {
			s.that(other.Party != l.Party || other.Line != l.Line || other.Year != l.Year, at, "%s %s %s is stated twice", l.Party, l.Line, l.Year)
		}
	}
}

func (v View) needImpact(in *Input, ref string, impact Digest, day Date) error {
	if err := v.needMotion(in, ref, day, false); err != nil {
		return err
	}
	if in.Motion.Impact == nil || in.Motion.Impact.ID != impact {
		return refuse(CodeStale, "/payload/body/impact", "the impact statement named is not the one that stands on %s", ref)
	}
	return v.standing(in.Motion, "", MotionDraft, MotionNotice)
}

// position is a party's answer, the last one in the place of any before it; lines are
// what it says its own are.
func (s *State) position(ref, party, position string, lines []ImpactLine, index int64) {
	s.motion(ref, func(m *MotionRecord) {
		impact := *m.Impact
		impact.Positions = withKey(impact.Positions, party, position)
		impact.Disputed = slices.DeleteFunc(slices.Clone(impact.Disputed), func(l ImpactLine) bool { return l.Party == party })
		impact.Disputed = append(impact.Disputed, lines...)
		impact.Entries = with(impact.Entries, index)
		m.Impact = &impact
	})
}

package ledger

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Disputes between parties, which climb a ladder step by step as each step's time
// runs out, until all their parties say alike how they are settled.

// Dispute is a dispute by its reference.
func (v View) Dispute(ref string) (DisputeFacts, bool) { return v.s.disputes.get(v.draft, ref) }

// Disputes are all disputes, in the order in which they were raised.
func (v View) Disputes() iter.Seq2[string, DisputeFacts] { return v.s.disputes.all(v.draft) }

// parties are those of a dispute, who raised it first.
func (d DisputeFacts) parties() []string { return append([]string{d.By}, d.With...) }

// DisputeRaised opens a dispute between parties. Steps are the ladder's, each
// with the last moment of its time, as the rules work it out.
type DisputeRaised struct {
	Dispute string        `json:"dispute"` // unique for ever, such as "00V-D1"
	With    []string      `json:"with"`    // parties, sorted
	About   string        `json:"about"`   // a decision or obligation
	Matter  string        `json:"matter"`
	Steps   []DisputeStep `json:"steps"`
}

func (b *DisputeRaised) shape(s *shape) {
	s.code("dispute", b.Dispute)
	s.list("with", len(b.With), 1, MaxRoll)
	s.codes("with", b.With)
	s.that(b.About != "" && len(b.About) <= MaxCode, "about", "name a decision or an obligation, such as GM-2015-006/003")
	s.text("matter", b.Matter, MaxNote)
	s.list("steps", len(b.Steps), 1, MaxSteps)
	for i, step := range b.Steps {
		s.code(fmt.Sprintf("steps/%d/step", i), step.Step)
		s.time(fmt.Sprintf("steps/%d/due", i), step.Due)
		if i > 0 {
			s.that(b.Steps[i-1].Due < step.Due, fmt.Sprintf("steps/%d/due", i), "each step ends after the one before it")
		}
		s.that(!slices.ContainsFunc(b.Steps[:i], func(o DisputeStep) bool { return o.Step == step.Step }), fmt.Sprintf("steps/%d/step", i), "the step %s is named twice", step.Step)
	}
}

func (b *DisputeRaised) sentence(p Payload, n Names) string {
	names := make([]string, len(b.With))
	for i, code := range b.With {
		names[i] = n.PartyName(code)
	}
	return fmt.Sprintf("%s raises the dispute %s with %s about %s: %s", n.PartyName(p.Party), b.Dispute, strings.Join(names, " and "), b.About, b.Matter)
}

func (b *DisputeRaised) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	if _, ok := v.Dispute(b.Dispute); ok {
		return refuse(CodeConflict, "/payload/body/dispute", "a dispute %s was raised already: choose another reference", b.Dispute)
	}
	unsettled := 0
	for _, d := range v.Disputes() {
		if d.By == st.Payload.Party && d.About == b.About && d.How == "" {
			unsettled++
		}
	}
	if unsettled >= MaxDisputes {
		return refuse(CodeTooLarge, "/payload/body", "%s has %d disputes about %s that are not settled", v.PartyName(st.Payload.Party), unsettled, b.About)
	}
	for _, code := range b.With {
		if code == st.Payload.Party {
			return refuse(CodeConflict, "/payload/body/with", "%s has no dispute with itself", v.PartyName(code))
		}
		if err := v.needParty(&q.Input, "with", code, day); err != nil {
			return err
		}
	}
	if o, ok := v.Obligation(b.About); ok {
		q.Input.Obligation = v.obligationFacts(o, day)
		q.Input.Decision = v.decisionFacts(o.Decision)
	} else if q.Input.Decision = v.decisionFacts(b.About); q.Input.Decision == nil {
		return refuse(CodeNotFound, "/payload/body/about", "there is no decision or obligation %s: see their lists", b.About)
	}
	for _, o := range q.Input.Decision.Parties { // who stands in their place is a party to it, too
		if err := v.needParty(&q.Input, "about", o.Party, day); err != nil {
			return err
		}
	}
	return nil
}

func (b *DisputeRaised) apply(s *State, q *Question, index int64) {
	s.disputes.set(b.Dispute, DisputeFacts{
		DisputeRaised: *b, By: q.Signed.Payload.Party, Step: b.Steps[0].Step, Settled: map[string]string{}, Time: q.Time, Entry: index,
	})
	s.await(agendaItem{due: b.Steps[0].Due, ref: b.Dispute, what: dueStep})
}

// DisputeSettled is one party's word that a dispute is settled, and how. It is
// settled when all its parties have said the same, word for word.
type DisputeSettled struct {
	Dispute string `json:"dispute"`
	How     string `json:"how"`
}

func (b *DisputeSettled) shape(s *shape) {
	s.code("dispute", b.Dispute)
	s.text("how", b.How, MaxNote)
}

func (b *DisputeSettled) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s says that the dispute %s is settled: %s", n.PartyName(p.Party), b.Dispute, b.How)
}

func (b *DisputeSettled) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	d, ok := v.Dispute(b.Dispute)
	switch {
	case !ok:
		return refuse(CodeNotFound, "/payload/body/dispute", "there is no dispute %s: see the list of disputes", b.Dispute)
	case d.How != "":
		return refuse(CodeConflict, "/payload/body/dispute", "the dispute %s is settled already: %s", b.Dispute, d.How)
	}
	for _, code := range d.parties() {
		if err := v.needParty(&q.Input, "dispute", code, day); err != nil {
			return err
		}
	}
	q.Input.Dispute = &d
	return nil
}

// apply settles the dispute once every party of it has said the same. A party
// that merged speaks by its successor.
func (b *DisputeSettled) apply(s *State, q *Question, index int64) {
	v := s.Draft()
	d, _ := v.Dispute(b.Dispute)
	d.Settled = withKey(d.Settled, q.Signed.Payload.Party, b.How)
	alike := !slices.ContainsFunc(d.parties(), func(code string) bool {
		return d.Settled[code] != b.How && d.Settled[v.StandsFor(code, index, q.Time.Day())] != b.How
	})
	if alike {
		d.How = b.How
		s.forget(agendaItem{ref: b.Dispute, what: dueStep})
	}
	s.disputes.set(b.Dispute, d)
}

// escalation is the end of the running step's time.
func (v View) escalation(ref string) *DisputeEscalated {
	d, _ := v.Dispute(ref)
	to := ""
	if i := slices.IndexFunc(d.Steps, func(s DisputeStep) bool { return s.Step == d.Step }); i+1 < len(d.Steps) {
		to = d.Steps[i+1].Step
	}
	return &DisputeEscalated{Dispute: ref, From: d.Step, To: to}
}

// DisputeEscalated says that a step's time ran out: the next one begins.
type DisputeEscalated struct {
	Dispute string `json:"dispute"`
	From    string `json:"from"`
	To      string `json:"to"` // "" after the last
}

func (b *DisputeEscalated) shape(*shape) {}

func (b *DisputeEscalated) sentence(Payload, Names) string {
	if b.To == "" {
		return fmt.Sprintf("the dispute %s is not settled, and the time of its last step, %s, has run out", b.Dispute, inWords(b.From))
	}
	return fmt.Sprintf("the dispute %s is not settled in the time of %s: %s begins", b.Dispute, inWords(b.From), inWords(b.To))
}

func (b *DisputeEscalated) follow(s *State, _ queued, _ Time, _ int64) {
	d, _ := s.Draft().Dispute(b.Dispute)
	d.Step = b.To
	s.disputes.set(b.Dispute, d)
	for _, step := range d.Steps {
		if step.Step == b.To {
			s.await(agendaItem{due: step.Due, ref: b.Dispute, what: dueStep})
		}
	}
}

// DisputeStep is one rung of a ladder and the end of its time.
type DisputeStep struct {
	Step string `json:"step"`
	Due  Time   `json:"due"`
}

// DisputeFacts is a dispute as it stands.
type DisputeFacts struct {
	DisputeRaised
	By      string            `json:"by"`            // the party that raised it
	Step    string            `json:"step"`          // that runs; "" after the last
	Settled map[string]string `json:"settled"`       // what each party has said
	How     string            `json:"how,omitempty"` // as all have said: it is settled
	Time    Time              `json:"time"`
	Entry   int64             `json:"entry"`
}

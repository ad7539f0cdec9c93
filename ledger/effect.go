package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// What a decision takes effect in, and what stands between it and its effect:
// gates, call-ins, ratification, later decisions.

// GatePassed says that something which must come before a motion is opened, or
// before a decision takes effect, is done: involvement, scrutiny, assurance.
type GatePassed struct {
	Motion   string `json:"motion"` // also of its decision
	Gate     string `json:"gate"`   // as the terms name it
	Evidence Paper  `json:"evidence"`
	On       Date   `json:"on"`
}

func (b *GatePassed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.code("gate", b.Gate)
	s.text("evidence/title", b.Evidence.Title, MaxTitle)
	s.digest("evidence/sha256", b.Evidence.SHA256)
	s.date("on", b.On)
}

func (b *GatePassed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s passed %s on %s: %s", p.Author, motion(n, b.Motion), inWords(b.Gate), b.On.InWords(), b.Evidence.Title)
}

// inWords writes an identifier as people read it.
func inWords(code string) string { return strings.ReplaceAll(code, "_", " ") }

func (b *GatePassed) against(v View, _ *Signed, q *Question, day Date) error {
	if err := v.needMotion(&q.Input, b.Motion, day, false); err != nil {
		return err
	}
	m := q.Input.Motion
	q.Input.Decision = v.decisionFacts(b.Motion)
	if slices.ContainsFunc(m.Gates, func(g GateFacts) bool { return g.Gate == b.Gate }) {
		return refuse(CodeConflict, "/payload/body/gate", "%s has passed %s already", b.Motion, inWords(b.Gate))
	}
	if len(m.Gates) >= MaxGates {
		return refuse(CodeTooLarge, "/payload/body", "%s has passed %d gates already", b.Motion, len(m.Gates))
	}
	return v.standing(m, "", MotionDraft, MotionNotice, MotionOpen, MotionShown, MotionDecided)
}

func (b *GatePassed) apply(s *State, q *Question, index int64) {
	s.motion(b.Motion, func(m *MotionRecord) { m.Gates = with(m.Gates, GateFacts{Gate: b.Gate, On: b.On, Entry: index}) })
	s.freed(b.Motion, q.Time)
}

// freed has a draft adopted at time t if what was just recorded is the last that
// the decision on it awaited.
func (s *State) freed(ref string, t Time) {
	v := s.Draft()
	m, _ := v.Motion(ref)
	d, decided := v.Decision(ref)
	if !decided || v.awaits(d, v.Size()+1) {
		return
	}
	if made := d.DecisionMade; v.adoption(m, &made, false) != nil { // of made, a copy: what was recorded stays
		s.await(agendaItem{due: t, ref: ref, what: dueAdoption})
	}
}

// awaits reports whether a decision must still pass a gate or meet a condition
// before it takes effect, by what had been recorded in the first size entries.
func (v View) awaits(d Decision, size int64) bool {
	return len(v.gatesLeft(d, size)) > 0 || v.conditionsLeft(d, size)
}

func (v View) conditionsLeft(d Decision, size int64) bool {
	m, _ := v.Motion(d.Decision)
	met := map[int64]bool{}
	for _, c := range d.Met {
		met[c.Condition] = met[c.Condition] || c.Entry < size
	}
	for i := range m.Conditions {
		if !met[int64(i+1)] {
			return true
		}
	}
	return false
}

// gatesLeft are the gates that a decision must still pass, by what had been
// recorded in the first size entries.
func (v View) gatesLeft(d Decision, size int64) []string {
	if len(d.Gates) == 0 {
		return nil
	}
	m, _ := v.Motion(d.Decision)
	return slices.DeleteFunc(slices.Clone(d.Gates), func(gate string) bool {
		return slices.ContainsFunc(m.Gates, func(g GateFacts) bool { return g.Gate == gate && g.Entry < size })
	})
}

// How a call-in ends.
const (
	CallInReleased = "released"
	CallInRetaken  = "retaken"
)

// calledIn is by whom a decision is called in, by what had been recorded in the
// first size entries; "retaken" once it stands no more.
func (d Decision) calledIn(size int64) string {
	for _, c := range d.CallIns {
		switch {
		case c.Entry >= size:
		case c.How == "" || c.Ended >= size:
			return c.By
		case c.How == CallInRetaken:
			return CallInRetaken
		}
	}
	return ""
}

// DecisionCalledIn stays a decision: somebody with power to do so has called it in.
type DecisionCalledIn struct {
	Decision string `json:"decision"`
	By       string `json:"by"`  // who called it in, as the terms name it
	Ref      string `json:"ref"` // of the direction
	On       Date   `json:"on"`
}

func (b *DecisionCalledIn) shape(s *shape) {
	s.code("decision", b.Decision)
	s.code("by", b.By)
	s.that(b.By != CallInRetaken, "by", "%q is how a call-in ends", b.By)
	s.text("ref", b.Ref, MaxTitle)
	s.date("on", b.On)
}

func (b *DecisionCalledIn) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s called in %s on %s, by %s", p.Author, inWords(b.By), motion(n, b.Decision), b.On.InWords(), b.Ref)
}

func (b *DecisionCalledIn) against(v View, _ *Signed, q *Question, _ Date) error {
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	d, _ := v.Decision(b.Decision)
	switch v.DecisionStatus(d, v.Size()) {
	case DecisionCallIn:
		return refuse(CodeConflict, "/payload/body/decision", "%s is called in already", b.Decision)
	case DecisionRetaken, DecisionRescinded, DecisionSuperseded, OutcomeNotCarried, OutcomeNotQuorate, OutcomeNoDecision:
		return refuse(CodeConflict, "/payload/body/decision", "%s does not stand: there is nothing to call in", b.Decision)
	}
	if len(d.CallIns) >= MaxCallIns {
		return refuse(CodeTooLarge, "/payload/body", "%s was called in %d times already", b.Decision, len(d.CallIns))
	}
	return nil
}

func (b *DecisionCalledIn) apply(s *State, _ *Question, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.CallIns = with(d.CallIns, CallIn{By: b.By, Ref: b.Ref, On: b.On, Entry: index})
	s.decisions.set(b.Decision, d)
}

// CallInEnded ends a call-in: the decision is released, or has been taken anew by
// whoever called it in and stands no more.
type CallInEnded struct {
	Decision string `json:"decision"`
	How      string `json:"how"` // released, retaken
	Ref      string `json:"ref"`
	On       Date   `json:"on"`
}

func (b *CallInEnded) shape(s *shape) {
	s.code("decision", b.Decision)
	s.oneOf("how", b.How, CallInReleased, CallInRetaken)
	s.text("ref", b.Ref, MaxTitle)
	s.date("on", b.On)
}

func (b *CallInEnded) sentence(p Payload, n Names) string {
	words := map[string]string{CallInReleased: "it stands", CallInRetaken: "it was taken anew and stands no more"}
	return fmt.Sprintf("%s records that the call-in of %s ended on %s, by %s: %s", p.Author, motion(n, b.Decision), b.On.InWords(), b.Ref, words[b.How])
}

func (b *CallInEnded) against(v View, _ *Signed, q *Question, _ Date) error {
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	d, _ := v.Decision(b.Decision)
	if n := len(d.CallIns); n == 0 || d.CallIns[n-1].How != "" {
		return refuse(CodeConflict, "/payload/body/decision", "%s is not called in", b.Decision)
	}
	if c := d.CallIns[len(d.CallIns)-1]; b.On < c.On {
		return refuse(CodeConflict, "/payload/body/on", "%s was called in on %s", b.Decision, c.On.InWords())
	}
	return nil
}

// apply ends the last call-in. What was taken anew no longer counts against
// anybody's authority.
func (b *CallInEnded) apply(s *State, _ *Question, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.CallIns = slices.Clone(d.CallIns)
	c := &d.CallIns[len(d.CallIns)-1]
	c.How, c.Ended = b.How, index
	s.decisions.set(b.Decision, d)
	if b.How == CallInRetaken {
		s.uncount(d)
	}
}

// Statuses of a decision; of one that binds nobody the status is its outcome.
const (
	DecisionAwaitsRatification = "awaiting_ratification"
	DecisionAwaitsGates        = "awaiting_gates"
	DecisionAwaitsConditions   = "awaiting_conditions"
	DecisionCallIn             = "called_in"
	DecisionRetaken            = "retaken"
	DecisionInForce            = "in_force"
	DecisionVariedBy           = "varied"
	DecisionRescinded          = "rescinded"
	DecisionSuperseded         = "superseded"
	DecisionCorrected          = "corrected"
)

// DecisionStatus is what became of a decision, by what had been recorded in the
// first size entries. Who is bound was the rules' to say; this reads it off. What
// ends a decision goes before what holds it up, and that before what was done to
// its text.
func (v View) DecisionStatus(d Decision, size int64) string {
	bound, awaiting := d.Outcome == OutcomeCarried, false
	for _, o := range d.Parties {
		bound = bound || o.Bound != BoundNot
		a, answered := d.Answers[o.Party]
		awaiting = awaiting || o.Bound == BoundOnRatification && (!answered || a.Entry >= size)
	}
	if !bound {
		return d.Outcome
	}
	how := map[string]bool{}
	last := DecisionInForce
	for _, x := range d.Variations {
		if x.Entry < size {
			how[x.How], last = true, x.How
		}
	}
	by := d.calledIn(size)
	switch {
	case by == CallInRetaken:
		return DecisionRetaken
	case how[DecisionRescinded]:
		return DecisionRescinded
	case how[DecisionSuperseded]:
		return DecisionSuperseded
	case by != "":
		return DecisionCallIn
	case len(v.gatesLeft(d, size)) > 0:
		return DecisionAwaitsGates
	case v.conditionsLeft(d, size):
		return DecisionAwaitsConditions
	case awaiting:
		return DecisionAwaitsRatification
	}
	return last
}

// effective reports whether what a decision gives beyond obligations is given:
// a vote, a lead, a function's last day. It is if the decision stands, nothing
// holds it up, and it binds somebody, be it not all yet.
func (v View) effective(d Decision) bool {
	switch v.DecisionStatus(d, v.Size()) {
	case DecisionInForce, DecisionVariedBy, DecisionCorrected, DecisionAwaitsRatification:
	default:
		return false
	}
	return d.Outcome == OutcomeCarried && slices.ContainsFunc(d.Parties, func(o PartyOutcome) bool {
		return o.Bound == BoundByVote || o.Bound == BoundAgainstVote || o.Bound == BoundOnRatification && d.Answers[o.Party].Status == "ratified"
	})
}

// grant notes what a decision gives beyond obligations, and what it uses of a
// lead's limit.
func (s *State) grant(b *DecisionMade, m MotionRecord, day Date, index int64) {
	if b.Outcome != OutcomeCarried {
		return
	}
	if m.Rights != nil {
		for _, code := range m.Rights.Parties {
			party, _ := s.Draft().Party(code)
			party.Rights = with(party.Rights, b.Decision)
			s.parties.set(code, party)
		}
	}
	h := &s.draftHead
	if m.Prolongs != nil {
		h.prolongs = with(h.prolongs, b.Decision)
	}
	leads := slices.Clone(h.leads)
	for i := range leads {
		if l := &leads[i]; l.Function == m.Function && in(day, l.From, l.Until) {
			l.Used = append(slices.Clip(l.Used), costOfAll(b, m)...)
		}
	}
	if l := m.Lead; l != nil {
		leads = append(leads, LeadFacts{
			Decision: b.Decision, Function: m.Function, Party: l.Party, Limit: l.Limit, From: l.From, Until: l.Until, Entry: index, Used: []Commitment{},
		})
	}
	h.leads = leads
}

// costOfAll is what a decision costs all parties together, year by year: those
// that may still ratify included, because a lead's limit is not there to be spent
// twice.
func costOfAll(b *DecisionMade, m MotionRecord) []Commitment {
	var all []Commitment
	for _, o := range b.Parties {
		if o.Bound == BoundNot {
			continue
		}
		for _, y := range o.Cost {
			i := slices.IndexFunc(all, func(c Commitment) bool { return c.Year == y.Year })
			if i < 0 {
				i, all = len(all), append(all, Commitment{Decision: b.Decision, Function: m.Function, Year: y.Year, Route: b.Route})
			}
			all[i].Spend, all[i].Loss = min(all[i].Spend+y.Spend, MaxInteger), min(all[i].Loss+y.Loss, MaxInteger)
		}
	}
	return all
}

// rights are the votes that decisions have given a party.
func (v View) rights(p Party) []RightFacts {
	var given []RightFacts
	for _, ref := range p.Rights {
		d, _ := v.Decision(ref)
		if m, _ := v.Motion(ref); v.effective(d) {
			given = append(given, RightFacts{From: m.Rights.From, Until: m.Rights.Until, Decision: ref, Entry: d.Entry})
		}
	}
	return given
}

// functions are those whose last day decisions have set; the last one stands.
func (v View) functions() map[string]FunctionFacts {
	all := map[string]FunctionFacts{}
	for _, ref := range v.head().prolongs {
		d, _ := v.Decision(ref)
		if by, _ := v.Motion(ref); v.effective(d) {
			all[by.Prolongs.Function] = FunctionFacts{Until: by.Prolongs.Until, Decision: ref}
		}
	}
	return all
}

// bearing adds what decisions and drafts bear on a motion: the last days of
// functions, the leads of its own as appointed before an entry, and the draft that
// it would adopt.
func (v View) bearing(in *Input, m *Motion, before int64) {
	in.Functions = v.functions()
	for _, l := range v.head().leads {
		if d, _ := v.Decision(l.Decision); l.Function == m.Function && l.Entry < before && v.effective(d) {
			in.Leads = append(in.Leads, l)
		}
	}
	if m.Amends != nil {
		if d, ok := v.MoUDraft(m.Amends.Draft); ok {
			in.Draft = &d
		}
	}
}

func (v View) obligationFacts(o Obligation, day Date) *ObligationFacts {
	f := &ObligationFacts{ObligationAssumed: o.ObligationAssumed, Status: v.ObligationStatus(o, v.Size(), day)}
	if now := v.StandsFor(o.Payer, v.Size(), day); now != o.Payer {
		f.PayerNow = now
	}
	if now := v.StandsFor(o.Payee, v.Size(), day); now != o.Payee {
		f.PayeeNow = now
	}
	return f
}

// RightFacts is a vote given by decision.
type RightFacts struct {
	From     Date   `json:"from"`
	Until    Date   `json:"until,omitempty"`
	Decision string `json:"decision"`
	Entry    int64  `json:"entry"`
}

// FunctionFacts is what decisions have changed of a function.
type FunctionFacts struct {
	Until    Date   `json:"until"` // its last day
	Decision string `json:"decision"`
}

// LeadFacts is a lead that a decision appointed which takes effect. Used counts
// what was decided for its function in its time, by any route: the rules take
// those of the routes that bind through a lead.
type LeadFacts struct {
	Decision string       `json:"decision"`
	Function string       `json:"function"`
	Party    string       `json:"party"`
	Limit    Limit        `json:"limit"`
	From     Date         `json:"from"`
	Until    Date         `json:"until,omitempty"`
	Entry    int64        `json:"entry"` // that appointed it
	Used     []Commitment `json:"used"`  // what decisions cost all parties that they bind, or may yet on ratification
}

// GateFacts is a gate that was passed.
type GateFacts struct {
	Gate  string `json:"gate"`
	On    Date   `json:"on"`
	Entry int64  `json:"entry"`
}

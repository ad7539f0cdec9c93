package ledger

import (
	"cmp"
	"fmt"
	"maps"
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
	if err := v.stands(b.Motion, "/payload/body/motion"); err != nil {
		return err
	}
	return v.standing(m, "", MotionDraft, MotionNotice, MotionOpen, MotionShown, MotionDecided)
}

// stands refuses a decision that was not carried, or that stands no more: nothing
// is recorded of it that would give it effect or stay it.
func (v View) stands(ref, field string) error {
	d, decided := v.Decision(ref)
	if !decided {
		return nil
	}
	switch status := v.DecisionStatus(d, v.Size()); status {
	case DecisionRetaken, DecisionRescinded, DecisionSuperseded, OutcomeNotCarried, OutcomeNotQuorate, OutcomeNoDecision:
		return refuse(CodeConflict, field, "%s does not stand: it is %s", ref, inWords(status))
	}
	return nil
}

// textGates are the gates that stay passed when a motion's text changes: all of
// them, unless what they were passed for changes with it.
func textGates(before, after Motion, gates []GateFacts) []GateFacts {
	parts := func(m Motion) string {
		return string(mustEncode(struct {
			Amends   *Amends   `json:"amends,omitempty"`
			Rights   *Rights   `json:"rights,omitempty"`
			Prolongs *Prolongs `json:"prolongs,omitempty"`
			Settles  *Settles  `json:"settles,omitempty"`
			Virement *Virement `json:"virement,omitempty"`
		}{m.Amends, m.Rights, m.Prolongs, m.Settles, m.Virement}))
	}
	if costsDiffer(before, after) || parts(before) != parts(after) {
		return nil
	}
	return gates
}

func (b *GatePassed) apply(s *State, q *Question, index int64) {
	s.motion(b.Motion, func(m *MotionRecord) { m.Gates = with(m.Gates, GateFacts{Gate: b.Gate, On: b.On, Entry: index}) })
	s.freed(b.Motion, q.Time)
}

// freed has a draft adopted at time t if with what was just recorded the decision
// on it has effect.
func (s *State) freed(ref string, t Time) {
	v := s.Draft()
	m, _ := v.Motion(ref)
	d, decided := v.Decision(ref)
	if !decided || !v.effective(d, v.Size()+1) {
		return
	}
	if made := d.DecisionMade; v.adoption(m, &made, d.Answers, false) != nil { // of made, a copy: what was recorded stays
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
	CallInExpired  = "lapsed" // its time ran out; never stated
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
// It takes effect once all whose word the rules ask for have stated the same.
type DecisionCalledIn struct {
	Decision string `json:"decision"`
	By       string `json:"by"`  // who called it in, as the terms name it
	Ref      string `json:"ref"` // of the direction
	On       Date   `json:"on"`
	Ends     Date   `json:"ends,omitempty"` // the last day on which it stays the decision, as the rules work it out
	Evidence *Paper `json:"evidence,omitempty"`
}

func (b *DecisionCalledIn) shape(s *shape) {
	s.code("decision", b.Decision)
	s.code("by", b.By)
	s.that(b.By != CallInRetaken, "by", "%q is how a call-in ends", b.By)
	s.text("ref", b.Ref, MaxTitle)
	s.span(b.On, b.Ends)
	s.evidence(b.Evidence)
}

// evidence is a paper that may be left out.
func (s *shape) evidence(p *Paper) {
	if p != nil {
		s.text("evidence/title", p.Title, MaxTitle)
		s.digest("evidence/sha256", p.SHA256)
	}
}

// shown adds a paper to a sentence.
func shown(sentence string, p *Paper) string {
	if p == nil {
		return sentence
	}
	return sentence + "; shown by " + p.Title
}

func (b *DecisionCalledIn) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s records that %s called in %s on %s, by %s", p.Author, inWords(b.By), motion(n, b.Decision), b.On.InWords(), b.Ref)
	if b.Ends != "" {
		said += ", which stays it until " + b.Ends.InWords()
	}
	return shown(said, b.Evidence)
}

func (b *DecisionCalledIn) against(v View, _ *Signed, q *Question, _ Date) error {
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	d, _ := v.Decision(b.Decision)
	if err := v.stands(b.Decision, "/payload/body/decision"); err != nil {
		return err
	}
	switch {
	case v.DecisionStatus(d, v.Size()) == DecisionCallIn:
		return refuse(CodeConflict, "/payload/body/decision", "%s is called in already", b.Decision)
	case slices.ContainsFunc(d.CallIns, func(c CallIn) bool { return c.By == b.By && c.Ref == b.Ref }):
		return refuse(CodeConflict, "/payload/body/ref", "%s was called in by %s before, and that has ended", b.Decision, b.Ref)
	}
	if len(d.CallIns) >= MaxCallIns {
		return refuse(CodeTooLarge, "/payload/body", "%s was called in %d times already", b.Decision, len(d.CallIns))
	}
	return v.together(q, 0)
}

func (b *DecisionCalledIn) apply(s *State, q *Question, index int64) {
	if !s.takesEffect(q, index) {
		return
	}
	d, _ := s.Draft().Decision(b.Decision)
	d.CallIns = with(d.CallIns, CallIn{By: b.By, Ref: b.Ref, On: b.On, Entry: index})
	s.decisions.set(b.Decision, d)
	if b.Ends != "" {
		s.await(agendaItem{due: b.Ends.end(), ref: b.Decision, what: dueCallIn})
	}
}

// CallInEnded ends a call-in: the decision is released, or has been taken anew by
// whoever called it in and stands no more. It takes effect once all whose word the
// rules ask for have stated the same.
type CallInEnded struct {
	Decision string `json:"decision"`
	How      string `json:"how"` // released, retaken
	Ref      string `json:"ref"`
	On       Date   `json:"on"`
	Evidence *Paper `json:"evidence,omitempty"`
}

func (b *CallInEnded) shape(s *shape) {
	s.code("decision", b.Decision)
	s.oneOf("how", b.How, CallInReleased, CallInRetaken)
	s.text("ref", b.Ref, MaxTitle)
	s.date("on", b.On)
	s.evidence(b.Evidence)
}

func (b *CallInEnded) sentence(p Payload, n Names) string {
	words := map[string]string{CallInReleased: "it stands", CallInRetaken: "it was taken anew and stands no more"}
	return shown(fmt.Sprintf("%s records that the call-in of %s ended on %s, by %s: %s", p.Author, motion(n, b.Decision), b.On.InWords(), b.Ref, words[b.How]), b.Evidence)
}

func (b *CallInEnded) against(v View, _ *Signed, q *Question, _ Date) error {
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	d, _ := v.Decision(b.Decision)
	if n := len(d.CallIns); n == 0 || d.CallIns[n-1].How != "" {
		return refuse(CodeConflict, "/payload/body/decision", "%s is not called in", b.Decision)
	}
	c := d.CallIns[len(d.CallIns)-1]
	if b.On < c.On {
		return refuse(CodeConflict, "/payload/body/on", "%s was called in on %s", b.Decision, c.On.InWords())
	}
	return v.together(q, c.Entry)
}

// apply ends the last call-in. What was taken anew no longer counts against
// anybody's authority.
func (b *CallInEnded) apply(s *State, q *Question, index int64) {
	if !s.takesEffect(q, index) {
		return
	}
	s.forget(agendaItem{ref: b.Decision, what: dueCallIn})
	s.endCallIn(b.Decision, b.How, q.Time, index)
}

func (s *State) endCallIn(ref, how string, t Time, index int64) {
	d, _ := s.Draft().Decision(ref)
	d.CallIns = slices.Clone(d.CallIns)
	c := &d.CallIns[len(d.CallIns)-1]
	c.How, c.Ended = how, index
	s.decisions.set(ref, d)
	if how == CallInRetaken {
		s.uncount(d, true)
		return
	}
	s.freed(ref, t)
}

// CallInLapsed says that the time of a call-in ran out: the decision is released.
type CallInLapsed struct {
	Decision string `json:"decision"`
}

func (b *CallInLapsed) shape(*shape) {}

func (b *CallInLapsed) sentence(_ Payload, n Names) string {
	return fmt.Sprintf("the time of the call-in of %s has run out: it stays the decision no more", motion(n, b.Decision))
}

func (b *CallInLapsed) follow(s *State, _ queued, t Time, index int64) {
	s.endCallIn(b.Decision, CallInExpired, t, index)
}

// Statuses of a decision; of one that binds nobody, as where no governing body has
// ratified it, the status is its outcome.
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
	binds, awaiting, refused := false, false, false
	for _, o := range d.Parties {
		a, answered := d.Answers[o.Party]
		switch {
		case o.Bound != BoundOnRatification:
			binds = binds || o.Bound != BoundNot
		case !answered || a.Entry >= size:
			awaiting = true
		case a.Status == "ratified":
			binds = true
		default:
			refused = true
		}
	}
	if !binds && !awaiting && (refused || d.Outcome != OutcomeCarried) {
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
// It is judged by what had been recorded in the first size entries.
func (v View) effective(d Decision, size int64) bool {
	switch v.DecisionStatus(d, size) {
	case DecisionInForce, DecisionVariedBy, DecisionCorrected, DecisionAwaitsRatification:
	default:
		return false
	}
	return d.Outcome == OutcomeCarried && slices.ContainsFunc(d.Parties, func(o PartyOutcome) bool {
		return o.Bound == BoundByVote || o.Bound == BoundAgainstVote || o.Bound == BoundOnRatification && d.Answers[o.Party].Status == "ratified"
	})
}

// grant notes what a decision gives beyond obligations, and what it uses of the
// limits delegated to a lead: that of a decision which the rules held against them,
// of the lead that they held it against.
func (s *State) grant(b *DecisionMade, m MotionRecord, index int64) {
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
	s.fund(m)
	h := &s.draftHead
	if m.Prolongs != nil {
		h.prolongs = with(h.prolongs, b.Decision)
	}
	if slices.ContainsFunc(b.Checks, func(c Check) bool { return slices.Contains(c.From, FromLead) }) {
		facts, decided := m.days()
		s.useOf(leadOn(s.Draft().leadsOf(m.Function, m.Opened.Entry, facts), decided), costs(b, m))
	}
	if l := m.Lead; l != nil {
		h.leads = append(slices.Clip(h.leads), LeadFacts{
			Decision: b.Decision, Function: m.Function, Party: l.Party, Limit: l.Limit, From: l.From, Until: l.Until, Entry: index, Used: []Commitment{}, Type: m.Type, Route: m.Route,
		})
	}
}

// costs are what a decision costs each party: those that may still ratify
// included, because a lead's limit is not there to be spent twice.
func costs(b *DecisionMade, m MotionRecord) map[string][]Commitment {
	by := map[string][]Commitment{}
	for _, o := range b.Parties {
		for _, y := range o.Cost {
			if o.Bound != BoundNot {
				by[o.Party] = append(by[o.Party], Commitment{Decision: b.Decision, Function: m.Function, Year: y.Year, Spend: y.Spend, Loss: y.Loss})
			}
		}
	}
	return by
}

// useOf counts what each party bears against the limits delegated to a lead: summed
// up by year and by decision, so that rules see no more, however many commitments
// there are.
func (s *State) useOf(lead *LeadFacts, by map[string][]Commitment) {
	leads := slices.Clone(s.draftHead.leads)
	i := slices.IndexFunc(leads, func(l LeadFacts) bool { return lead != nil && l.Decision == lead.Decision })
	if i < 0 {
		return
	}
	l := &leads[i]
	l.Used, l.Borne = slices.Clone(l.Used), maps.Clone(l.Borne)
	if l.Borne == nil {
		l.Borne = map[string][]Commitment{}
	}
	for _, party := range slices.Sorted(maps.Keys(by)) {
		l.Borne[party] = slices.Clone(l.Borne[party])
		for _, c := range by[party] {
			l.Used, l.Borne[party] = usedMore(l.Used, c), usedMore(l.Borne[party], c)
		}
	}
	s.draftHead.leads = leads
}

// usedMore is what was used with a commitment more.
func usedMore(used []Commitment, c Commitment) []Commitment {
	for i := range used {
		if u := &used[i]; u.Decision == c.Decision && u.Year == c.Year {
			u.Spend, u.Loss = min(u.Spend+c.Spend, MaxInteger), min(u.Loss+c.Loss, MaxInteger)
			return used
		}
	}
	return append(used, c)
}

// rights are the votes that decisions have given a party.
func (v View) rights(p Party) []RightFacts {
	var given []RightFacts
	for _, ref := range p.Rights {
		d, _ := v.Decision(ref)
		if m, _ := v.Motion(ref); v.effective(d, v.Size()) {
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
		if by, _ := v.Motion(ref); v.effective(d, v.Size()) {
			all[by.Prolongs.Function] = FunctionFacts{Until: by.Prolongs.Until, Decision: ref}
		}
	}
	return all
}

// bearing adds what decisions and drafts bear on a motion: the last days of
// functions, the leads of its own as appointed before an entry and as they stand on
// a day, the draft that it would adopt, and the fund that it makes up or settles.
func (v View) bearing(in *Input, m *Motion, before int64, day Date) {
	in.Functions = v.functions()
	in.Leads = append(in.Leads, v.leadsOf(m.Function, before, day)...)
	v.drafted(in, m)
	v.funded(in, m, before)
}

// leadsOf are the leads of a function, or "*" for all, that were appointed before an
// entry and whose appointment has effect, each with the party that leads on a day.
func (v View) leadsOf(function string, before int64, day Date) (leads []LeadFacts) {
	for _, l := range v.head().leads {
		if d, _ := v.Decision(l.Decision); (function == "*" || l.Function == function) && l.Entry < before && v.effective(d, v.Size()) {
			leads = append(leads, v.leading(l, before, day))
		}
	}
	return leads
}

// leading is a lead as it stands on a day. A successor leads in the place of a party
// that has merged, and what one party used as the lead of a function is used under
// each appointment of it: neither a merger nor a new limit gives back what was
// committed before, in that year or ever.
func (v View) leading(l LeadFacts, before int64, day Date) LeadFacts {
	l.Party = v.StandsFor(l.Party, before, day)
	l.Used, l.Borne = []Commitment{}, nil
	for _, other := range v.head().leads {
		if other.Function != l.Function || v.StandsFor(other.Party, before, day) != l.Party {
			continue
		}
		l.Used = append(l.Used, other.Used...)
		for _, party := range slices.Sorted(maps.Keys(other.Borne)) {
			now := v.StandsFor(party, before, day)
			if l.Borne == nil {
				l.Borne = map[string][]Commitment{}
			}
			l.Borne[now] = append(l.Borne[now], other.Borne[party]...)
		}
	}
	return l
}

// leadOn is the lead in force on a day, as the rules find it: of those whose time
// runs the one from the latest day, then by decision; nil without one.
func leadOn(leads []LeadFacts, day Date) (lead *LeadFacts) {
	for i, l := range leads {
		if in(day, l.From, l.Until) && (lead == nil || cmp.Or(cmp.Compare(l.From, lead.From), cmp.Compare(l.Decision, lead.Decision)) > 0) {
			lead = &leads[i]
		}
	}
	return lead
}

// drafted adds the draft that a motion of this text would adopt. Of a motion whose
// text changes that is what the new text names.
func (v View) drafted(in *Input, m *Motion) {
	if m.Amends != nil {
		if d, ok := v.MoUDraft(m.Amends.Draft); ok {
			in.Draft = &d
		}
	}
}

func (v View) obligationFacts(o Obligation, day Date) *ObligationFacts {
	f := &ObligationFacts{ObligationAssumed: o.Standing(v.Size(), day), Status: v.ObligationStatus(o, v.Size(), day), Stopped: o.stopped(v.Size(), day), Left: len(o.stopsBy(v.Size(), day)) > 0}
	f.Paid, f.Received = o.Discharged(v.Size(), day)
	if o.Kind == "duty" {
		f.Duty = v.dutyFacts(o, v.Size(), day)
	}
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
// what this party committed of its own as the lead of the function, under whichever
// appointment, and what was decided by a route that binds through the lead. What the
// board decides by another route is no use of a limit delegated to anybody.
type LeadFacts struct {
	Decision string       `json:"decision"`
	Function string       `json:"function"`
	Party    string       `json:"party"`
	Limit    Limit        `json:"limit"`
	From     Date         `json:"from"`
	Until    Date         `json:"until,omitempty"`
	Entry    int64        `json:"entry"` // that appointed it
	Used     []Commitment `json:"used"`  // of all parties that it binds, or may yet on ratification

	Type  string                  `json:"type,omitempty"`  // of the motion that appointed it
	Route string                  `json:"route,omitempty"` // by which it was decided
	Borne map[string][]Commitment `json:"borne,omitempty"` // of that each party's part
}

// GateFacts is a gate that was passed.
type GateFacts struct {
	Gate  string `json:"gate"`
	On    Date   `json:"on"`
	Entry int64  `json:"entry"`
}

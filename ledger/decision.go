package ledger

import (
	"fmt"
	"maps"
	"slices"
)

// Decisions, and what parties' governing bodies and later decisions make of them.

// DecisionRatified is a governing body's approval of what exceeded its
// committee's authority.
type DecisionRatified struct {
	Decision   string     `json:"decision"`
	Resolution Resolution `json:"resolution"`
}

func (b *DecisionRatified) shape(s *shape) {
	s.code("decision", b.Decision)
	s.resolution(b.Resolution)
}

func (b *DecisionRatified) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s ratifies %s by resolution %s of %s", n.PartyName(p.Party), motion(n, b.Decision), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *DecisionRatified) against(v View, st *Signed, q *Question, day Date) error {
	return v.needAnswer(&q.Input, b.Decision, day)
}

func (b *DecisionRatified) apply(s *State, q *Question, index int64) {
	s.answered(b.Decision, q, Answer{"ratified", &b.Resolution, q.Time, index})
}

// RatificationRefused is a governing body's refusal: its party, or the one in whose
// place that stands, is not bound.
type RatificationRefused struct {
	Decision   string     `json:"decision"`
	Resolution Resolution `json:"resolution"`
}

func (b *RatificationRefused) shape(s *shape) {
	s.code("decision", b.Decision)
	s.resolution(b.Resolution)
}

func (b *RatificationRefused) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s refuses to ratify %s by resolution %s of %s", n.PartyName(p.Party), motion(n, b.Decision), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *RatificationRefused) against(v View, st *Signed, q *Question, day Date) error {
	return v.needAnswer(&q.Input, b.Decision, day)
}

func (b *RatificationRefused) apply(s *State, q *Question, index int64) {
	s.answered(b.Decision, q, Answer{"refused", &b.Resolution, q.Time, index})
}

// DecisionVaried marks an earlier decision by a later one, whose motion said that
// it would.
type DecisionVaried struct {
	Decision string `json:"decision"`
	By       string `json:"by"`
	How      string `json:"how"` // varied, rescinded, superseded, corrected
}

func (b *DecisionVaried) shape(s *shape) {
	s.code("decision", b.Decision)
	s.code("by", b.By)
	s.oneOf("how", b.How, "varied", "rescinded", "superseded", "corrected")
}

func (b *DecisionVaried) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s is %s by %s", p.Author, motion(n, b.Decision), b.How, motion(n, b.By))
}

func (b *DecisionVaried) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	by, ok := v.Decision(b.By)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/by", "there is no decision %s: see the list of decisions", b.By)
	}
	if err := v.needDecision(in, b.Decision); err != nil {
		return err
	}
	d, _ := v.Decision(b.Decision)
	m, _ := v.Motion(b.By)
	if m.Varies == nil || *m.Varies != (Varies{b.Decision, b.How}) {
		return refuse(CodeConflict, "/payload/body/by", "%s was not moved to have %s %s", b.By, b.Decision, b.How)
	}
	if by.Outcome != OutcomeCarried || by.Entry <= d.Entry || by.Route != d.Route || by.Function != d.Function {
		return refuse(CodeConflict, "/payload/body/by", "%s is %s only by a later decision, carried by the same route for the same function", b.Decision, b.How)
	}
	switch status := v.DecisionStatus(d, v.Size()); status {
	case DecisionRetaken, DecisionRescinded, DecisionSuperseded:
		return refuse(CodeConflict, "/payload/body/decision", "%s stands no more: it is %s", b.Decision, inWords(status))
	}
	if err := v.varies(by, d, day); err != nil {
		return err
	}
	if all := v.Versions(); (b.How == DecisionRescinded || b.How == DecisionSuperseded) && len(all) > 0 && all[len(all)-1].Decision == b.Decision {
		return refuse(CodeConflict, "/payload/body/decision", "version %d of the MoU is in force by %s: it is %s once another version is, so that the rules in force always have a decision that stands", len(all), b.Decision, b.How)
	}
	return nil
}

// varies refuses to end or change one decision by another that has no effect yet, and
// one by which anything is owed by another that somebody has not ratified whom the
// first binds: it would be owed by nobody.
func (v View) varies(by, d Decision, day Date) error {
	switch status := v.DecisionStatus(by, v.Size()); status {
	case DecisionInForce, DecisionVariedBy, DecisionCorrected, DecisionAwaitsRatification:
	default:
		return refuse(CodeConflict, "/payload/body/by", "%s has no effect: it is %s. %s stands until it has", by.Decision, inWords(status), d.Decision)
	}
	bound, _ := v.bound(d, v.Size(), day)
	for _, o := range by.Parties {
		if len(d.Obligations) > 0 && o.Bound == BoundOnRatification && by.Answers[o.Party].Status != "ratified" && slices.Contains(bound, v.StandsFor(o.Party, v.Size(), day)) {
			return refuse(CodeConflict, "/payload/body/by", "%s has not ratified %s. What is owed by %s, which binds it, is owed until it has", v.PartyName(o.Party), by.Decision, d.Decision)
		}
	}
	return nil
}

func (b *DecisionVaried) apply(s *State, q *Question, index int64) {
	s.vary(*b, index)
}

// DecisionMade is what the board decided: for each party and collectively, with
// the checks that prove it.
type DecisionMade struct {
	Decision   string         `json:"decision"` // the motion's reference
	Opened     Digest         `json:"opened"`
	Route      string         `json:"route"`
	Outcome    string         `json:"outcome"`
	Collective bool           `json:"collective"`
	Checks     []Check        `json:"checks"`
	Parties    []PartyOutcome `json:"parties"`
	Gates      []string       `json:"gates,omitempty"`   // still to be passed before it takes effect
	Counted    []int64        `json:"counted,omitempty"` // entries of the votes that counted, sorted
}

// Consequences are derived, never sent: their shape is what derives them.
func (b *DecisionMade) shape(*shape) {}

func (b *DecisionMade) sentence(p Payload, n Names) string {
	words := map[string]string{OutcomeCarried: "is carried", OutcomeNotCarried: "is not carried", OutcomeNotQuorate: "is not quorate", OutcomeNoDecision: "ends without a decision"}
	return fmt.Sprintf("%s %s", motion(n, b.Decision), words[b.Outcome])
}

// RatificationLapsed says that a party's time to ratify ran out.
type RatificationLapsed struct {
	Decision string `json:"decision"`
	Party    string `json:"party"`
}

func (b *RatificationLapsed) shape(*shape) {}

func (b *RatificationLapsed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("the time of %s to ratify %s has run out: it is not bound", n.PartyName(b.Party), motion(n, b.Decision))
}

func (v View) needDecision(in *Input, ref string) error {
	if in.Decision = v.decisionFacts(ref); in.Decision == nil {
		return refuse(CodeNotFound, "/payload/body/decision", "there is no decision %s: see the list of decisions", ref)
	}
	return nil
}

// needAnswer adds a decision and whoever awaits ratification: who stands in their
// place since a merger answers for them.
func (v View) needAnswer(in *Input, ref string, day Date) error {
	if err := v.needDecision(in, ref); err != nil {
		return err
	}
	for _, o := range in.Decision.Parties {
		if o.Bound != BoundOnRatification {
			continue
		}
		if err := v.needParty(in, "decision", o.Party, day); err != nil {
			return err
		}
	}
	return nil
}

// answered records a governing body's answer: for its party, and for those in whose
// place that stands since they merged, where nobody has answered for them yet.
func (s *State) answered(ref string, q *Question, a Answer) {
	v := s.Draft()
	d, _ := v.Decision(ref)
	var parties []string
	for _, o := range d.Parties {
		if _, answered := d.Answers[o.Party]; o.Bound == BoundOnRatification && !answered && v.StandsFor(o.Party, a.Entry, q.Time.Day()) == q.Signed.Payload.Party {
			parties = append(parties, o.Party)
		}
	}
	s.answer(ref, a, parties...)
}

func (s *State) answer(ref string, a Answer, parties ...string) {
	d, _ := s.Draft().Decision(ref)
	for _, party := range parties {
		d.Answers = withKey(d.Answers, party, a)
		s.forget(agendaItem{ref: ref, party: party})
	}
	s.decisions.set(ref, d)
	s.freed(ref, a.Time)
}

// vary marks a decision; what of its cost ends with it no longer counts against
// anybody's authority.
func (s *State) vary(b DecisionVaried, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.Variations = with(d.Variations, Variation{b, index})
	s.decisions.set(b.Decision, d)
	if spend, loss := s.Draft().uncounts(b); spend {
		s.uncount(d, loss)
	}
}

// uncounts reports what of a decision's cost no longer counts once it is marked:
// what it spends, as soon as its obligations end; and what is lost by it, unless it is
// but varied by a decision that states no impact of its own, for then the loss goes on.
func (v View) uncounts(b DecisionVaried) (spend, loss bool) {
	by, _ := v.Motion(b.By)
	return b.How != DecisionCorrected, b.How != DecisionCorrected && (b.How != DecisionVariedBy || by.Impact != nil)
}

// uncount takes what a decision cost out of every running balance, or what it spends
// alone.
func (s *State) uncount(d Decision, loss bool) {
	without := func(all []Commitment) []Commitment {
		left := slices.Clone(all)
		for i := range left {
			if c := &left[i]; c.Decision == d.Decision {
				if c.Spend = 0; loss {
					c.Loss = 0
				}
			}
		}
		return slices.DeleteFunc(left, func(c Commitment) bool { return c.Decision == d.Decision && c.Loss == 0 })
	}
	for _, o := range d.Parties {
		party, _ := s.Draft().Party(o.Party)
		left := without(party.Commitments)
		party.Commitments, party.balance = nil, nil
		for _, c := range left {
			party.commit(c)
		}
		s.parties.set(o.Party, party)
	}
	leads := slices.Clone(s.draftHead.leads)
	for i := range leads {
		l := &leads[i]
		l.Used, l.Borne = without(l.Used), maps.Clone(l.Borne)
		for party, borne := range l.Borne {
			l.Borne[party] = without(borne)
		}
	}
	s.draftHead.leads = leads
}

func (b *DecisionMade) follow(s *State, c queued, t Time, index int64) {
	d := s.Draft()
	m, _ := d.Motion(b.Decision)
	m.Status = MotionDecided
	s.motions.set(b.Decision, m)
	if m.Notice != nil && m.Notice.Urgent != "" {
		s.draftHead.unreported = with(s.draftHead.unreported, b.Decision)
	}
	s.decisions.set(b.Decision, Decision{DecisionMade: *b, Function: m.Function, Time: t, Due: c.Due, Entry: index, Rules: c.rules})
	for _, o := range b.Parties {
		switch o.Bound {
		case BoundOnRatification:
			s.await(agendaItem{due: o.RatifyBy, ref: b.Decision, party: o.Party})
		case BoundByVote, BoundAgainstVote:
			// What a governing body ratifies itself is no use of its committee's
			// authority, so only what bound at once counts towards the balance.
			party, _ := d.Party(o.Party)
			for _, y := range o.Cost {
				party.commit(Commitment{Decision: b.Decision, Function: m.Function, Year: y.Year, Spend: y.Spend, Loss: y.Loss})
			}
			s.parties.set(o.Party, party)
		}
	}
	s.grant(b, m, index)
}

func (b *RatificationLapsed) follow(s *State, _ queued, t Time, index int64) {
	s.answer(b.Decision, Answer{Status: "lapsed", Time: t, Entry: index}, b.Party)
}

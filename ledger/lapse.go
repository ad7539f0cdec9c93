package ledger

import "fmt"

// A motion's further parts, its lapse and the extension of its voting, and the
// end of an interest.

// What falls due of an agendaItem besides a motion's close and a ratification.
const (
	dueLapse    = "lapse"    // of a motion
	dueStep     = "step"     // of a dispute
	dueAdoption = "adoption" // of a draft, now that its decision awaits nothing more
	dueCallIn   = "call_in"  // the end of a call-in's time

	dueLeaving    = "leaving"    // with the day on which a party leaves
	dueSettlement = "settlement" // of the outturn of a fund that was just stated
	dueChange     = "change"     // of contributions, now that it stands
)

// parts checks the shape of what a motion may say besides its text and money.
func (b *Motion) parts(s *shape) {
	s.list("reasons", len(b.Reasons), 0, 32)
	for _, r := range b.Reasons {
		s.text("reasons", r, MaxNote)
	}
	s.list("rejected", len(b.Rejected), 0, 32)
	for i, r := range b.Rejected {
		s.text(fmt.Sprintf("rejected/%d/option", i), r.Option, MaxTitle)
		s.text(fmt.Sprintf("rejected/%d/why", i), r.Why, MaxNote)
	}
	if a := b.Amends; a != nil {
		s.digest("amends/draft", a.Draft)
		s.that(a.Version > 1, "amends/version", "a draft is of version 2 or a later one")
		s.digest("amends/rules", a.Rules)
	}
	if r := b.Rights; r != nil {
		s.list("rights/parties", len(r.Parties), 1, MaxRoll)
		s.codes("rights/parties", r.Parties)
		s.span(r.From, r.Until)
	}
	if p := b.Prolongs; p != nil {
		s.code("prolongs/function", p.Function)
		s.date("prolongs/until", p.Until)
	}
	if b.Lapses != "" {
		s.date("lapses", b.Lapses)
	}
	if b.Settles != nil {
		s.that(b.Pool == nil, "settles", "a motion makes up a year of a fund or settles one, not both")
		b.Settles.shape(s)
	}
	if b.Virement != nil {
		s.that(b.Pool == nil && b.Settles == nil, "virement", "a motion lets money move within a year of a fund, or makes up or settles one, not both")
		b.Virement.shape(s)
	}
}

// parts checks that what a motion's parts name is there, and adds the facts.
func (v View) parts(in *Input, b *Motion, day Date) error {
	v.bearing(in, b, v.Size(), day)
	return v.knownParts(b)
}

// knownParts checks that what a motion's parts name is there.
func (v View) knownParts(b *Motion) error {
	if b.Rights != nil {
		for _, code := range b.Rights.Parties {
			if _, ok := v.Party(code); !ok {
				return refuse(CodeNotFound, "/payload/body/rights/parties", "no party has the code %s: see the list of parties", code)
			}
		}
	}
	if err := v.fundable(b); err != nil {
		return err
	}
	return v.adoptable(b)
}

// extends checks the later close of a motion, where one is fixed.
func (s *shape) extends(closes, extends Time) {
	if extends != "" {
		s.time("extends", extends)
		s.that(closes < extends, "extends", "the later close is after the first")
	}
}

// end is the last millisecond of d in London. Clocks never change at midnight, so
// it is that of UTC or, in summer, an hour earlier.
func (d Date) end() Time {
	if t := Time(d + "T23:59:59.999Z"); t.Day() == d {
		return t
	}
	return Time(d + "T22:59:59.999Z")
}

// lapses is when a motion lapses, should it not be opened; empty if it can't. One
// that a meeting takes in time does not lapse before it is put there or put off,
// however late what was done there is recorded.
func (m *MotionRecord) lapses() Time {
	if m.Lapses == "" || m.Status != MotionDraft && m.Status != MotionNotice {
		return ""
	}
	if n := m.Notice; n != nil && n.Meeting != "" && n.Opens <= m.Lapses.end() {
		return ""
	}
	return m.Lapses.end()
}

// lapsing keeps the agenda in step with a motion's lapse, which was due at old.
func (s *State) lapsing(m MotionRecord, old Time) {
	due := m.lapses()
	if due == old {
		return
	}
	item := agendaItem{due: due, ref: m.Ref, what: dueLapse}
	s.forget(item)
	if due != "" {
		s.await(item)
	}
}

// deriveLife works out what follows from an item of the agreement's own life.
func (v View) deriveLife(item agendaItem) ([]queued, error) {
	var kind string
	var body following
	switch item.what {
	case dueLapse:
		kind, body = KindMotionLapsed, &MotionLapsed{Motion: item.ref}
	case dueStep:
		kind, body = KindDisputeEscalated, v.escalation(item.ref)
	case dueCallIn:
		kind, body = KindCallInLapsed, &CallInLapsed{Decision: item.ref}
	case dueAdoption:
		m, _ := v.Motion(item.ref)
		d, _ := v.Decision(item.ref)
		kind, body = KindMoUAmended, v.adoption(m, &d.DecisionMade, d.Answers, false) // never nil: the adoption of another draft clears the agenda of this
	}
	return v.queue(item.due, v.Rules(), []string{item.ref}, []string{kind}, []following{body})
}

// MotionLapsed says that a motion was not opened in the time that the rules give.
type MotionLapsed struct {
	Motion string `json:"motion"`
}

func (b *MotionLapsed) shape(*shape) {}

func (b *MotionLapsed) sentence(_ Payload, n Names) string {
	return fmt.Sprintf("%s has lapsed: its time to be opened has run out", motion(n, b.Motion))
}

func (b *MotionLapsed) follow(s *State, _ queued, _ Time, _ int64) {
	s.motion(b.Motion, func(m *MotionRecord) { m.Status = MotionLapses })
}

// extend gives a motion the further time that its opening fixed, once. A ruling
// that gives any other time decides nothing.
func (v View) extend(item agendaItem, m MotionRecord, r Ruling) ([]queued, error) {
	if r.Extends != m.Opened.Extends || m.Opened.Extended {
		return v.record(item, m, noDecision("The rules give a further time that the opening did not fix."))
	}
	return v.queue(item.due, m.Opened.Rules, []string{item.ref}, []string{KindMotionExtended}, []following{&MotionExtended{Motion: item.ref, Closes: r.Extends}})
}

// MotionExtended gives a motion the further time that its opening fixed.
type MotionExtended struct {
	Motion string `json:"motion"`
	Closes Time   `json:"closes"`
}

func (b *MotionExtended) shape(*shape) {}

func (b *MotionExtended) sentence(_ Payload, n Names) string {
	return fmt.Sprintf("%s stays open for votes until %s", motion(n, b.Motion), b.Closes.InWords())
}

func (b *MotionExtended) follow(s *State, _ queued, _ Time, _ int64) {
	s.motion(b.Motion, func(m *MotionRecord) {
		opened := *m.Opened
		opened.Closes, opened.Extended = b.Closes, true
		m.Opened = &opened
	})
	s.await(agendaItem{due: b.Closes, ref: b.Motion})
}

// InterestEnded says from which day a declared interest is no more.
type InterestEnded struct {
	Interest Digest `json:"interest"`
	On       Date   `json:"on"`
}

func (b *InterestEnded) shape(s *shape) {
	s.digest("interest", b.Interest)
	s.date("on", b.On)
}

func (b *InterestEnded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that the interest %s ended on %s", p.Author, short(b.Interest), b.On.InWords())
}

func (b *InterestEnded) against(v View, _ *Signed, q *Question, day Date) error {
	i, ok := v.Interest(b.Interest)
	switch {
	case !ok:
		return refuse(CodeNotFound, "/payload/body/interest", "there is no declaration with that id")
	case i.Ended != "":
		return refuse(CodeConflict, "/payload/body/interest", "this interest ended on %s already", i.Ended.InWords())
	case b.On < i.Known:
		return refuse(CodeConflict, "/payload/body/on", "the interest was known on %s", i.Known.InWords())
	}
	facts := v.interestFacts(i, i.Motion, day)
	q.Input.Interest, q.Input.Subject = &facts, v.PersonFacts(i.Person, day, nil)
	return nil
}

func (b *InterestEnded) apply(s *State, _ *Question, _ int64) {
	i, _ := s.Draft().Interest(b.Interest)
	i.Ended = b.On
	s.interests.set(b.Interest, i)
}

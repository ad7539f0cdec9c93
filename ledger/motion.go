package ledger

import (
	"fmt"
	"slices"
)

// Motions: what is put to the board, notice of it, its opening and its withdrawal.

// Motion types of the examples. Which types there are, and what a motion of each
// needs and may carry, is the rules' to say.
const (
	TypeStatement       = "statement"
	TypeBusinessCase    = "business_case"
	TypePool            = "pool"
	TypeLead            = "lead"
	TypeReconfiguration = "reconfiguration"
	TypeProcedural      = "procedural"
)

// Routes: the legal way in which a decision is taken. An agreement's terms may
// name others, each with its form.
const (
	RouteAdvisory           = "advisory"
	RouteCommitteesInCommon = "committees_in_common"
	RouteJointCommittee     = "joint_committee"
)

// Motion is the question put to the board, as moved and as amended.
type Motion struct {
	Ref        string     `json:"motion"` // reference: prefix, year, number in the year
	Title      string     `json:"title"`
	Text       []string   `json:"text"` // paragraphs, verbatim
	Type       string     `json:"type"`
	Route      string     `json:"route"`
	Function   string     `json:"function"`
	Options    []string   `json:"options,omitempty"` // instead of for and against
	Pool       *Pool      `json:"pool,omitempty"`
	Lead       *Lead      `json:"lead,omitempty"`
	RiskShare  *RiskShare `json:"risk_share,omitempty"`
	Conditions []string   `json:"conditions,omitempty"`
	Varies     *Varies    `json:"varies,omitempty"`
	Papers     []Paper    `json:"papers,omitempty"`
	Reasons    []string   `json:"reasons,omitempty"`  // for it: the decision notice gives them
	Rejected   []Rejected `json:"rejected,omitempty"` // options considered and not proposed
	Amends     *Amends    `json:"amends,omitempty"`
	Rights     *Rights    `json:"rights,omitempty"`
	Prolongs   *Prolongs  `json:"prolongs,omitempty"`
	Settles    *Settles   `json:"settles,omitempty"`
	Virement   *Virement  `json:"virement,omitempty"`
	Lapses     Date       `json:"lapses,omitempty"` // the last day on which it may be opened, where the rules set one
}

func (b *Motion) shape(s *shape) {
	s.code("motion", b.Ref)
	s.text("title", b.Title, MaxTitle)
	s.list("text", len(b.Text), 1, 64)
	for _, paragraph := range b.Text {
		s.text("text", paragraph, MaxText)
	}
	s.code("type", b.Type)
	s.code("route", b.Route)
	s.code("function", b.Function)
	s.list("options", len(b.Options), 0, 32)
	for i, o := range b.Options {
		s.text("options", o, MaxTitle)
		s.that(!slices.Contains(b.Options[:i], o) && o != ChoiceAbstain, "options", "%q is named twice or means an abstention", o)
	}
	if b.Pool != nil {
		b.Pool.shape(s)
	}
	if l := b.Lead; l != nil {
		s.code("lead/party", l.Party)
		s.limit("lead/limit", l.Limit)
		s.list("lead/duties", len(l.Duties), 0, 32)
		for _, d := range l.Duties {
			s.text("lead/duties/what", d.What, MaxTitle)
			s.code("lead/duties/every", d.Every)
			s.date("lead/duties/first", d.First)
		}
		s.span(l.From, l.Until)
	}
	if r := b.RiskShare; r != nil {
		s.that(r.Num > 0 && r.Num <= r.Den && r.Den <= 1e6, "risk_share", "the share is a fraction above 0 and at most 1 in millionths or larger parts, not %d/%d", r.Num, r.Den)
	}
	for _, c := range b.Conditions {
		s.text("conditions", c, 1024)
	}
	for _, p := range b.Papers {
		s.text("papers/title", p.Title, MaxTitle)
		s.digest("papers/sha256", p.SHA256)
	}
	if v := b.Varies; v != nil {
		s.code("varies/decision", v.Decision)
		s.oneOf("varies/how", v.How, "varied", "rescinded", "superseded", "corrected")
	}
	s.list("conditions", len(b.Conditions), 0, 32)
	s.list("papers", len(b.Papers), 0, 64)
	b.parts(s)
}

// A motion that is moved has no title on the ledger yet: its sentence takes it
// from the body.
func (b *Motion) sentence(p Payload, n Names) string {
	mover := p.Author
	if p.Party != "" {
		mover = n.PartyName(p.Party)
	}
	verb := "moves"
	if p.Kind == KindMotionAmended {
		verb = "amends"
	}
	said := fmt.Sprintf("%s %s %s, %s", mover, verb, b.Ref, b.Title)
	if a := b.Amends; a != nil {
		said += fmt.Sprintf(", to adopt version %d of the MoU, whose code is %s", a.Version, short(a.Rules))
	}
	return said
}

func (b *Motion) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	in.Parties = v.allParties(day)
	if err := v.parts(in, b, day); err != nil {
		return err
	}
	if p.Kind == KindMotionAmended {
		if err := v.needMotion(in, b.Ref, day, true); err != nil {
			return err
		}
		v.drafted(in, b)
		in.Fund, in.Year = nil, ""
		v.funded(in, b, v.Size())
		if err := v.standing(in.Motion, "", MotionDraft, MotionNotice); err != nil {
			return err
		}
		if sits, ok := v.Meeting(in.Motion.Meeting); ok && sits.Starts <= in.Time {
			return refuse(CodeConflict, "/payload/body/motion", "%s is before %s, which has begun: its text is changed there, by an amendment", b.Ref, sits.Ref)
		}
		return nil
	}
	year := string(day[:4])
	if _, taken := v.Motion(b.Ref); taken || b.Ref != v.NextRef(year) {
		want := v.NextRef(year)
		return refuse(CodeConflict, "/payload/body/motion", "the next motion of %s is %s, not %s: read the ledger again and sign anew", year, want, b.Ref)
	}
	return nil
}

func (b *Motion) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	p := &q.Signed.Payload
	m, _ := d.Motion(b.Ref)
	if p.Kind == KindMotionMoved {
		m = MotionRecord{Mover: p.Author, Party: p.Party, Moved: q.Time, Entry: index}
		year, n, _ := cutRef(d.Founded().Prefix, b.Ref)
		s.numbers.set(year, n)
	}
	old := m.lapses()
	m.Gates = textGates(m.Motion, *b, m.Gates)
	m.Motion, m.Status, m.TextID, m.Notice, m.Impact = *b, MotionDraft, q.Signed.ID, nil, nil
	m.Texts, m.Named = with(m.Texts, index), papersOf(m.Named, *b)
	s.motions.set(b.Ref, m)
	s.lapsing(m, old)
}

// papersOf adds the papers that a motion names to others.
func papersOf(others []Digest, m Motion) []Digest {
	for _, p := range m.Papers {
		if !slices.Contains(others, p.SHA256) {
			others = with(others, p.SHA256)
		}
	}
	return others
}

// Varies says what a motion, if it is carried, does to an earlier decision.
type Varies struct {
	Decision string `json:"decision"`
	How      string `json:"how"` // varied, rescinded, superseded, corrected
}

// Paper is a document beside the log.
type Paper struct {
	Title  string `json:"title"`
	SHA256 Digest `json:"sha256"`
}

// Lead makes one party exercise a function for the others (s14Z3(2)(a)).
type Lead struct {
	Party  string `json:"party"`
	Limit  Limit  `json:"limit"` // what the lead may commit without asking
	Duties []Duty `json:"duties"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"`
}

// Duty is something to be done, not paid.
type Duty struct {
	What  string `json:"what"`
	Every string `json:"every"` // as the terms know it: once, quarter, year …
	First Date   `json:"first"`
}

// RiskShare has those that gain repay Num/Den of what the others lose, in
// proportion to their gain, year by year.
type RiskShare struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// MotionMoved puts a motion to the board.
type MotionMoved = Motion

// MotionAmended replaces a motion's text before it is open. Notice and impact
// statements of the old text lapse.
type MotionAmended = Motion

// NoticeGiven tells the board that a motion will be open, and until when.
type NoticeGiven struct {
	Motion  string `json:"motion"`
	Text    Digest `json:"text"` // statement id of the motion as it stands
	Opens   Time   `json:"opens"`
	Closes  Time   `json:"closes"`
	Extends Time   `json:"extends,omitempty"` // the later close, by the rules' term, should the first not be quorate
	Urgent  string `json:"urgent,omitempty"`  // why shorter notice is given
}

func (b *NoticeGiven) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	s.time("opens", b.Opens)
	s.time("closes", b.Closes)
	s.that(b.Opens < b.Closes, "closes", "voting closes after it opens")
	s.extends(b.Closes, b.Extends)
	s.note("urgent", b.Urgent)
}

func (b *NoticeGiven) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s gives notice of %s: votes from %s to %s", p.Author, motion(n, b.Motion), b.Opens.InWords(), b.Closes.InWords()) + further(b.Extends)
	if b.Urgent != "" {
		said += "; notice is short because of this: " + b.Urgent
	}
	return said
}

func (b *NoticeGiven) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if err := v.needMotion(in, b.Motion, day, true); err != nil {
		return err
	}
	if err := v.standing(in.Motion, b.Text, MotionDraft, MotionNotice); err != nil {
		return err
	}
	if m := in.Motion.Meeting; m != "" {
		return refuse(CodeConflict, "/payload/body/motion", "%s stands on the agenda of %s: take it off there first", b.Motion, m)
	}
	return nil
}

func (b *NoticeGiven) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.motion(b.Motion, func(m *MotionRecord) {
		m.Status = MotionNotice
		m.Notice = &NoticeFacts{ID: q.Signed.ID, Given: q.Time, Opens: b.Opens, Closes: b.Closes, Author: p.Author, Extends: b.Extends, Urgent: b.Urgent}
	})
}

// MotionOpened opens a motion for votes and fixes everything it will be judged
// by. A vote names this statement.
type MotionOpened struct {
	Motion  string     `json:"motion"`
	Title   string     `json:"title"`
	Text    Digest     `json:"text"`
	Notice  Digest     `json:"notice"`
	Impact  Digest     `json:"impact,omitempty"`
	Options []string   `json:"options,omitempty"`
	Roll    []RollSeat `json:"roll"`
	Rules   Digest     `json:"rules"`
	Closes  Time       `json:"closes"`
	Extends Time       `json:"extends,omitempty"` // as noticed
}

func (b *MotionOpened) shape(s *shape) {
	s.code("motion", b.Motion)
	s.text("title", b.Title, MaxTitle)
	s.digest("text", b.Text)
	s.digest("notice", b.Notice)
	s.optional("impact", b.Impact)
	s.digest("rules", b.Rules)
	s.time("closes", b.Closes)
	s.extends(b.Closes, b.Extends)
	s.roll(b.Roll)
}

func (b *MotionOpened) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s opens %s, %s, for the votes of %d seats until %s", p.Author, b.Motion, b.Title, len(b.Roll), b.Closes.InWords()) + further(b.Extends)
}

func (b *MotionOpened) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if err := v.needMotion(in, b.Motion, day, true); err != nil {
		return err
	}
	m := in.Motion
	if err := v.standing(m, b.Text, MotionNotice); err != nil {
		return err
	}
	switch {
	case m.Notice != nil && m.Notice.Meeting != "":
		return refuse(CodeConflict, "/payload/body/motion", "notice of %s is given by the agenda of %s: it is put there by a show of hands", b.Motion, m.Notice.Meeting)
	case m.Notice == nil || m.Notice.ID != b.Notice:
		return refuse(CodeStale, "/payload/body/notice", "the notice named is not the notice in force")
	case m.Notice.Closes != b.Closes:
		return refuse(CodeStale, "/payload/body/closes", "notice was given of votes until %s", m.Notice.Closes.InWords())
	case m.Notice.Extends != b.Extends:
		return refuse(CodeStale, "/payload/body/extends", "the later close is not that of which notice was given")
	}
	if err := v.asItStands(m, b.Title, b.Options, b.Impact, b.Rules, v.Rules()); err != nil {
		return err
	}
	if err := v.knownRoll(b.Roll); err != nil {
		return err
	}
	in.Motion.Interests = v.MotionInterests(b.Motion, day)
	return v.toVote(q, &m.Motion)
}

func (b *MotionOpened) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	s.motion(b.Motion, func(m *MotionRecord) {
		m.Status, m.OpenedEntry = MotionOpen, index
		m.Opened = &OpenedFacts{ID: q.Signed.ID, Time: q.Time, Entry: index, Rules: b.Rules, Closes: b.Closes, Roll: b.Roll, Version: d.Version(), Extends: b.Extends}
	})
	s.await(agendaItem{due: b.Closes, ref: b.Motion})
}

// RollSeat is one vote's place in a motion. Weight is 1 unless the rules weigh
// votes by a recorded figure.
type RollSeat struct {
	Seat   string `json:"seat"`
	Party  string `json:"party"`
	Weight int64  `json:"weight"`
}

// MotionWithdrawn ends a motion without a decision. Of an open motion it takes
// effect when two people have stated it: the mover, and the chair or vice-chair.
type MotionWithdrawn struct {
	Motion string `json:"motion"`
	Text   Digest `json:"text"`
}

func (b *MotionWithdrawn) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
}

func (b *MotionWithdrawn) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s asks to withdraw %s", p.Author, motion(n, b.Motion))
}

func (b *MotionWithdrawn) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if err := v.needMotion(in, b.Motion, day, false); err != nil {
		return err
	}
	return v.standing(in.Motion, b.Text, MotionDraft, MotionNotice, MotionOpen)
}

func (b *MotionWithdrawn) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.motion(b.Motion, func(m *MotionRecord) {
		if !slices.Contains(m.Withdrawn, p.Author) {
			m.Withdrawn = with(m.Withdrawn, p.Author)
		}
		m.ChairAgreed = m.ChairAgreed || p.Author != m.Mover && q.Input.Author.Key.before(m.OpenedEntry) && slices.ContainsFunc(q.Input.Author.Roles, func(r RoleFacts) bool {
			return (r.Role == RoleChair || r.Role == RoleViceChair) && r.Entry < m.OpenedEntry
		})
		if m.Status != MotionOpen || m.ChairAgreed && slices.Contains(m.Withdrawn, m.Mover) {
			m.Status = MotionWithdrew
			s.forget(agendaItem{ref: b.Motion})
		}
	})
}

func (v View) needMotion(in *Input, ref string, day Date, parties bool) error {
	m, ok := v.Motion(ref)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", ref)
	}
	in.Motion = v.motionFacts(m)
	if parties {
		in.Parties = v.allParties(day)
	}
	v.bearing(in, &m.Motion, v.Size(), day)
	return nil
}

// standing checks that a motion is at one of these stages, and that the text
// named (if any) is the text that stands.
func (v View) standing(m *MotionFacts, text Digest, stages ...string) error {
	if !slices.Contains(stages, m.Status) {
		switch {
		case m.Status == MotionShown:
			return refuse(CodeClosed, "/payload/body/motion", "hands were shown on %s at %s: it is closed, and stands as it was put", m.Ref, m.Meeting)
		case m.Status == MotionDivides:
			return refuse(CodeClosed, "/payload/body/motion", "%s was divided at %s: its parts are motions of their own", m.Ref, m.Meeting)
		}
		return refuse(CodeConflict, "/payload/body/motion", "%s is at the stage %s, where this can't be done", m.Ref, m.Status)
	}
	if text != "" && text != m.TextID {
		return refuse(CodeStale, "/payload/body/text", "the text of %s has changed since: read it again", m.Ref)
	}
	return nil
}

func (s *State) motion(ref string, change func(*MotionRecord)) {
	m, _ := s.Draft().Motion(ref)
	old := m.lapses()
	change(&m)
	s.motions.set(ref, m)
	s.lapsing(m, old)
}

// Rights is the part of a motion that, if it is carried, gives parties a vote
// that the MoU does not give them itself, or ends it.
type Rights struct {
	Parties []string `json:"parties"` // sorted
	From    Date     `json:"from"`
	Until   Date     `json:"until,omitempty"`
}

// Prolongs is the part of a motion that, if it is carried, sets a function's last
// day: a scheme runs on, or ends sooner.
type Prolongs struct {
	Function string `json:"function"`
	Until    Date   `json:"until"`
}

// Rejected is an option that was considered and not proposed, and why.
type Rejected struct {
	Option string `json:"option"`
	Why    string `json:"why"`
}

package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Meetings: what is called with its agenda, and what ends. Who was there stands in
// attendance.go, what was put in amendment.go and hands.go, and the minutes that
// make hands stand in minutes.go.

// Stages of a meeting.
const (
	MeetingCalledStage   = "called"
	MeetingEndedStage    = "ended"
	MeetingApprovedStage = "approved" // its minutes are
)

// Meeting is one sitting and its agenda, as called and as amended.
type Meeting struct {
	Ref         string       `json:"meeting"` // prefix, year, M and number in the year: GM-2015-M03
	Title       string       `json:"title"`
	Starts      Time         `json:"starts"`
	Place       string       `json:"place"`
	Of          []string     `json:"of,omitempty"` // committees in common: parties whose committees sit together, sorted
	Items       []AgendaItem `json:"items"`
	Requisition Digest       `json:"requisition,omitempty"` // by which members call it themselves
}

// AgendaItem is one piece of business. Private says why the public is excluded;
// Release is the day from which a private item's papers are public.
type AgendaItem struct {
	Item    string `json:"item"` // its number: "4", "4.1"
	Title   string `json:"title"`
	Motion  string `json:"motion,omitempty"`
	Minutes string `json:"minutes,omitempty"` // the meeting whose minutes are put for approval
	Reports string `json:"reports,omitempty"` // a decision taken urgently, reported here
	Private string `json:"private,omitempty"`
	Release Date   `json:"release,omitempty"`
}

// MeetingCalled calls a meeting: members are given notice of it and of each
// motion on its agenda.
type MeetingCalled = Meeting

// AgendaAmended replaces the agenda of a meeting that has not begun.
type AgendaAmended = Meeting

// MeetingFacts is a meeting as it stands.
type MeetingFacts struct {
	Meeting
	Stage         string            `json:"stage"`
	Called        Time              `json:"called"` // the agenda as it stands, by which notice is reckoned
	FirstCalled   Time              `json:"first_called"`
	Entry         int64             `json:"entry"`
	People        []Attendee        `json:"people"`
	Presiding     []Presiding       `json:"presiding"`
	Shown         []ShownFacts      `json:"shown"` // the show of hands that stands on each motion
	Deferred      []string          `json:"deferred"`
	Approvals     []ApprovalFacts   `json:"approvals"`
	Requisitioned *RequisitionFacts `json:"requisitioned,omitempty"`
	Next          string            `json:"next"` // the reference that the next meeting of the year gets
}

func (b *Meeting) shape(s *shape) {
	s.code("meeting", b.Ref)
	s.text("title", b.Title, MaxTitle)
	s.time("starts", b.Starts)
	s.text("place", b.Place, MaxTitle)
	s.list("of", len(b.Of), 0, MaxRoll)
	s.codes("of", b.Of)
	s.optional("requisition", b.Requisition)
	s.list("items", len(b.Items), 1, MaxItems)
	items, about := map[string]bool{}, map[string]bool{}
	for i, item := range b.Items {
		at := fmt.Sprintf("items/%d/", i)
		s.code(at+"item", item.Item)
		s.that(!items[item.Item], at+"item", "two items have the number %s", item.Item)
		items[item.Item] = true
		s.text(at+"title", item.Title, MaxTitle)
		named := 0
		for _, x := range []struct{ field, ref string }{{"motion", item.Motion}, {"minutes", item.Minutes}, {"reports", item.Reports}} {
			if x.ref == "" {
				continue
			}
			named++
			s.code(at+x.field, x.ref)
			s.that(!about[x.field+x.ref], at+x.field, "%s stands on the agenda twice", x.ref)
			about[x.field+x.ref] = true
		}
		s.that(named <= 1, at, "an item puts a motion, or minutes, or reports a decision: give each an item of its own")
		if item.Private != "" {
			s.text(at+"private", item.Private, MaxNote)
		}
		if item.Release != "" {
			s.date(at+"release", item.Release)
			s.that(item.Private != "", at+"release", "only a private item is released later: say why it is private")
		}
	}
}

func (b *Meeting) sentence(p Payload, n Names) string {
	verb := "calls"
	if p.Kind == KindAgendaAmended {
		verb = "amends the agenda of"
	}
	s := fmt.Sprintf("%s %s meeting %s, %s, at %s, %s: %s", p.Author, verb, b.Ref, b.Title, b.Starts.InWords(), b.Place, counted(len(b.Items), "item", "items"))
	var motions []string
	for _, item := range b.Items {
		if item.Motion != "" {
			motions = append(motions, motion(n, item.Motion))
		}
	}
	if len(motions) > 0 {
		s += ", among them " + strings.Join(motions, "; ")
	}
	if len(b.Of) > 0 {
		var names []string
		for _, party := range b.Of {
			names = append(names, n.PartyName(party))
		}
		s += "; the committees of " + strings.Join(names, ", ") + " sit in common"
	}
	if b.Requisition != "" {
		s += "; asked for by the request with code " + short(b.Requisition)
	}
	return s
}

func (b *Meeting) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	var standing, asked []string
	if st.Payload.Kind == KindAgendaAmended {
		m, err := v.needMeeting(in, b.Ref, nil, MeetingCalledStage)
		if err != nil {
			return err
		}
		if m.begun() {
			return refuse(CodeClosed, "/payload/body/meeting", "%s has begun: its agenda stands", b.Ref)
		}
		standing = m.Motions()
	} else {
		if want := v.NextMeeting(string(b.Starts.Day()[:4])); b.Ref != want {
			return refuse(CodeConflict, "/payload/body/meeting", "the next meeting of %s is %s, not %s: read the ledger again and sign anew", b.Starts.Day()[:4], want, b.Ref)
		}
		in.Parties, in.People = v.allParties(day), v.peopleOn(day, v.Size())
	}
	in.Unreported = v.Unreported()
	for _, party := range b.Of {
		if _, ok := v.Party(party); !ok {
			return refuse(CodeNotFound, "/payload/body/of", "no party has the code %s: see the list of parties", party)
		}
	}
	if b.Requisition != "" {
		if err := v.needRequisition(in, b.Requisition, b.Ref); err != nil {
			return err
		}
		asked = in.Requisition.Motions
	}
	in.Agenda = map[string]*MotionFacts{}
	// What is left off is looked at, too.
	for _, ref := range slices.Concat(standing, asked) {
		m, _ := v.Motion(ref)
		in.Agenda[ref] = v.motionFacts(m)
	}
	for i, item := range b.Items {
		at := fmt.Sprintf("/payload/body/items/%d/", i)
		if ref := item.Motion; ref != "" {
			m, ok := v.Motion(ref)
			switch {
			case !ok:
				return refuse(CodeNotFound, at+"motion", "there is no motion %s: see the list of motions", ref)
			case m.Meeting != "" && m.Meeting != b.Ref && (in.Requisition == nil || !slices.Contains(in.Requisition.Motions, ref)):
				return refuse(CodeConflict, at+"motion", "%s stands on the agenda of %s: take it off there first", ref, m.Meeting)
			case m.Status != MotionDraft && m.Status != MotionNotice:
				return refuse(CodeConflict, at+"motion", "%s is at the stage %s, where no meeting takes it", ref, m.Status)
			}
			in.Agenda[ref] = v.motionFacts(m)
			in.Agenda[ref].Interests = v.MotionInterests(ref, day)
		}
		if ref := item.Minutes; ref != "" {
			switch m, ok := v.Meeting(ref); {
			case !ok || ref == b.Ref:
				return refuse(CodeNotFound, at+"minutes", "there is no earlier meeting %s: see the list of meetings", ref)
			case m.Stage == MeetingApprovedStage:
				return refuse(CodeConflict, at+"minutes", "the minutes of %s are approved already", ref)
			}
		}
		if ref := item.Reports; ref != "" {
			if _, ok := v.Decision(ref); !ok {
				return refuse(CodeNotFound, at+"reports", "there is no decision %s: see the list of decisions", ref)
			}
		}
	}
	return nil
}

func (b *Meeting) apply(s *State, q *Question, index int64) {
	m, called := s.Draft().Meeting(b.Ref)
	if !called {
		year := string(b.Starts.Day()[:4])
		n, _ := s.numbers.get(true, year+"M")
		s.numbers.set(year+"M", n+1)
		m = MeetingRecord{Stage: MeetingCalledStage, FirstCalled: q.Time, Entry: index}
	}
	before := m.Motions()
	m.Meeting, m.Called, m.Agendas = *b, q.Time, with(m.Agendas, index)
	s.meetings.set(b.Ref, m)
	for _, ref := range before {
		if !slices.Contains(m.Motions(), ref) {
			s.takeOff(ref, b.Ref)
		}
	}
	for _, item := range b.Items {
		if item.Private != "" && !slices.Contains(s.draftHead.sittings, b.Ref) {
			s.draftHead.sittings = with(s.draftHead.sittings, b.Ref)
		}
		if item.Motion == "" {
			continue
		}
		s.motion(item.Motion, func(r *MotionRecord) {
			notice := NoticeFacts{ID: q.Signed.ID, Given: q.Time, Meeting: b.Ref, Author: q.Signed.Payload.Author}
			if r.Notice != nil && r.Notice.Meeting == b.Ref { // listed before with the text that stands
				notice = *r.Notice
			}
			notice.Opens, notice.Closes = b.Starts, b.Starts
			r.Status, r.Notice, r.Meeting, r.Item = MotionNotice, &notice, b.Ref, item.Item
			s.keepPrivate(r, b.private(item))
		})
	}
	if b.Requisition != "" {
		r, _ := s.Draft().Requisition(b.Requisition)
		r.Called = b.Ref
		s.requisitions.set(r.ID, r)
	}
}

// takeOff puts a motion that was not put back to draft, off the agenda.
func (s *State) takeOff(ref, meeting string) {
	s.motion(ref, func(r *MotionRecord) {
		if r.Meeting == meeting && (r.Status == MotionNotice || r.Status == MotionDraft) {
			r.Status, r.Notice, r.Meeting, r.Item = MotionDraft, nil, "", ""
		}
	})
}

// MeetingEnded ends a sitting: nothing is put in it any more.
type MeetingEnded struct {
	Meeting string `json:"meeting"`
	Ended   Time   `json:"ended"`
}

func (b *MeetingEnded) shape(s *shape) {
	s.code("meeting", b.Meeting)
	s.time("ended", b.Ended)
}

func (b *MeetingEnded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s ended at %s", p.Author, b.Meeting, b.Ended.InWords())
}

func (b *MeetingEnded) against(v View, _ *Signed, q *Question, day Date) error {
	_, err := v.needMeeting(&q.Input, b.Meeting, nil, MeetingCalledStage)
	return err
}

func (b *MeetingEnded) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Stage, m.Ended = MeetingEndedStage, b.Ended })
	m, _ := s.Draft().Meeting(b.Meeting)
	for _, ref := range m.Motions() {
		s.takeOff(ref, b.Meeting)
	}
	for _, item := range m.Items {
		if item.Reports != "" && !m.deferred(item.Item) {
			s.draftHead.unreported = slices.DeleteFunc(slices.Clone(s.draftHead.unreported), func(ref string) bool { return ref == item.Reports })
		}
	}
}

// meeting changes a meeting. Who has approved its minutes, and not enough have,
// approved what they said before.
func (s *State) meeting(ref string, change func(*MeetingRecord)) {
	m, _ := s.Draft().Meeting(ref)
	if m.Stage != MeetingApprovedStage {
		m.Approvals = nil
	}
	change(&m)
	s.meetings.set(ref, m)
}

// item names the meeting and the item that a statement is about.
func (s *shape) item(meeting, item string) {
	s.code("meeting", meeting)
	s.code("item", item)
}

// needMeeting adds a meeting at one of these stages, with everybody concerned.
func (v View) needMeeting(in *Input, ref string, people []string, stages ...string) (MeetingRecord, error) {
	m, ok := v.Meeting(ref)
	switch {
	case !ok:
		return m, refuse(CodeNotFound, "/payload/body/meeting", "there is no meeting %s: see the list of meetings", ref)
	case !slices.Contains(stages, m.Stage) && m.Stage == MeetingCalledStage:
		return m, refuse(CodeConflict, "/payload/body/meeting", "%s has not ended", ref)
	case !slices.Contains(stages, m.Stage) && m.Stage == MeetingEndedStage:
		return m, refuse(CodeClosed, "/payload/body/meeting", "%s ended at %s: nothing is put or changed there any more", ref, m.Ended.InWords())
	case !slices.Contains(stages, m.Stage):
		return m, refuse(CodeClosed, "/payload/body/meeting", "the minutes of %s are approved: they stand as they are", ref)
	}
	v.convene(in, m, people...)
	return m, nil
}

// needItem is needMeeting for one item of its agenda.
func (v View) needItem(in *Input, ref, number string, people []string, stages ...string) (MeetingRecord, AgendaItem, error) {
	m, err := v.needMeeting(in, ref, people, stages...)
	if err != nil {
		return m, AgendaItem{}, err
	}
	item, ok := m.item(number)
	if !ok {
		return m, item, refuse(CodeNotFound, "/payload/body/item", "the agenda of %s has no item %s", ref, number)
	}
	return m, item, nil
}

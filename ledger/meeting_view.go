package ledger

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
)

// Meetings as recorded, and the facts that rules see of them.

// MeetingRecord is a meeting with all that was recorded of it.
type MeetingRecord struct {
	Meeting
	Stage       string
	FirstCalled Time
	Called      Time // the agenda as it stands
	Entry       int64
	Agendas     []int64 // entries of every agenda that it had
	People      []Attendee
	Presiding   []Presiding
	Attendance  int64    // entry that recorded them; 0: none has
	Begun       int64    // entry that first did: who comes into a seat after it was not there
	Parts       []string // motions that divisions made
	Shown       []string // motions on which hands were shown, in that order
	Deferred    []ItemDeferred
	Notes       []ItemNoted // the last of each item
	Points      []PointRuled
	Amendments  []Digest
	Actions     []string
	Ended       Time
	Approvals   []ApprovalFacts
	Minutes     *ApprovedMinutes // once they are approved
	Texts       []Digest         // of minutes that anybody has approved
	Releases    []Release        // of its private items, in order

	Countersigned []Countersignature // checkpoints that officers saw there, in the order in which they signed
}

// Release is a day of release stated for a private item, and by which entry.
type Release struct {
	ItemReleased
	Entry int64
}

// Agenda is a meeting's items, each private one with the day of release that stands.
func (m MeetingRecord) Agenda() []AgendaItem { return m.agenda(math.MaxInt64) }

// Minuted is its items as its minutes have them: what was released after these were
// approved changes nothing that they say.
func (m MeetingRecord) Minuted() []AgendaItem {
	if m.Minutes == nil {
		return m.Agenda()
	}
	return m.agenda(m.Minutes.Entry)
}

// agenda is its items by what was recorded before an entry.
func (m MeetingRecord) agenda(before int64) []AgendaItem {
	items := slices.Clone(m.Items)
	for _, r := range m.Releases {
		for i := range items {
			if items[i].Item == r.Item && r.Entry < before {
				items[i].Release = r.On
			}
		}
	}
	return items
}

// ApprovedMinutes is what was approved, when, and by which entry.
type ApprovedMinutes struct {
	MinutesApproved
	Time  Time
	Entry int64
}

// RequisitionRecord is a request for a meeting, with the people who signed it.
type RequisitionRecord struct {
	RequisitionFacts
	People []string // by seat
	Entry  int64
}

// AmendmentRecord is an amendment on the floor and what became of it.
type AmendmentRecord struct {
	AmendmentMoved
	ID    Digest
	Time  Time
	Entry int64
	Put   *AmendmentPut // once it is
	PutID Digest        // of the statement that put it
}

// ActionRecord is an action with how it was closed.
type ActionRecord struct {
	ActionSet
	Time   Time
	Entry  int64
	Closed *ActionClosed
}

// ConditionRecord is a condition of a decision that is met.
type ConditionRecord struct {
	ConditionMet
	Time  Time
	Entry int64
}

// PublishedNotice is one publication of a decision's notice.
type PublishedNotice struct {
	NoticePublished
	Time  Time  `json:"time"`
	Entry int64 `json:"entry"`
}

// ForwardPlan is the plan that stands.
type ForwardPlan struct {
	ForwardPlanPublished
	ID    Digest
	Time  Time
	Entry int64
}

func (v View) Meeting(ref string) (MeetingRecord, bool) { return v.s.meetings.get(v.draft, ref) }
func (v View) Action(ref string) (ActionRecord, bool)   { return v.s.actions.get(v.draft, ref) }
func (v View) Requisition(id Digest) (RequisitionRecord, bool) {
	return v.s.requisitions.get(v.draft, id)
}
func (v View) Amendment(id Digest) (AmendmentRecord, bool) { return v.s.amendments.get(v.draft, id) }

// All of a kind, in the order in which they came.
func (v View) Meetings() iter.Seq2[string, MeetingRecord] { return v.s.meetings.all(v.draft) }
func (v View) Actions() iter.Seq2[string, ActionRecord]   { return v.s.actions.all(v.draft) }
func (v View) Requisitions() iter.Seq2[Digest, RequisitionRecord] {
	return v.s.requisitions.all(v.draft)
}

// ForwardPlan is the plan that stands; nil while none was published.
func (v View) ForwardPlan() *ForwardPlan { return v.head().plan }

// Unreported lists the decisions taken on urgent notice of which no meeting was
// told yet, in the order in which they were made.
func (v View) Unreported() []string { return v.head().unreported }

// Amendments are those moved on a motion on the floor, in order.
func (v View) Amendments(ref string) []AmendmentRecord {
	m, _ := v.Motion(ref)
	all := make([]AmendmentRecord, len(m.Amendments))
	for i, id := range m.Amendments {
		all[i], _ = v.Amendment(id)
	}
	return all
}

// NextMeeting is the reference that the next meeting called for a year gets.
func (v View) NextMeeting(year string) string {
	n, _ := v.s.numbers.get(v.draft, year+"M")
	return fmt.Sprintf("%s-%s-M%02d", v.Founded().Prefix, year, n+1)
}

// item finds an item of the agenda by its number.
func (m MeetingRecord) item(number string) (AgendaItem, bool) {
	for _, item := range m.Items {
		if item.Item == number {
			return item, true
		}
	}
	return AgendaItem{}, false
}

// deferred reports whether an item was put off.
func (m MeetingRecord) deferred(number string) bool {
	return slices.ContainsFunc(m.Deferred, func(d ItemDeferred) bool { return d.Item == number })
}

// Motions are those that the agenda lists and the parts into which some were
// divided; whether each still stands there, its own record says.
func (m MeetingRecord) Motions() []string {
	var refs []string
	for _, item := range m.Items {
		if item.Motion != "" {
			refs = append(refs, item.Motion)
		}
	}
	return append(refs, m.Parts...)
}

// begun reports whether anything was recorded of the sitting.
func (m MeetingRecord) begun() bool {
	return m.Stage != MeetingCalledStage || m.Attendance > 0 || len(m.Shown)+len(m.Deferred)+len(m.Notes)+len(m.Points)+len(m.Amendments)+len(m.Parts)+len(m.Actions) > 0
}

// presided is who presided over an item, as recorded.
func (m MeetingRecord) presided(item string) string {
	others := ""
	for _, p := range m.Presiding {
		if slices.Contains(p.Items, item) {
			return p.Person
		}
		if len(p.Items) == 0 {
			others = p.Person
		}
	}
	return others
}

// Showing completes the facts of a show of hands with who presided over its item
// and who was there, as recorded.
func (v View) Showing(m MeetingRecord, f ShownFacts) *ShownFacts {
	f.Presided, f.Present, f.Attendance = m.presided(f.Item), nil, m.Attendance
	for _, a := range m.People {
		if a.As != AttendsAsMember && a.As != AttendsAsDeputy || slices.ContainsFunc(a.Absent, func(x Absence) bool { return x.Item == f.Item }) {
			continue
		}
		seat, _ := v.Seat(a.Seat)
		f.Present = append(f.Present, PresentFacts{Seat: a.Seat, Party: seat.Party, Person: a.Person})
	}
	slices.SortFunc(f.Present, func(a, b PresentFacts) int {
		return cmp.Or(cmp.Compare(a.Seat, b.Seat), cmp.Compare(a.Person, b.Person))
	})
	return &f
}

// Minuted is what the minutes say of a show of hands.
func (f *ShownFacts) Minuted() MinutedHands {
	said := MinutedHands{Motion: f.Motion, Shown: f.ID, Counts: f.Counts, Casting: f.Casting}
	for _, h := range f.Hands {
		if len(h.Then) > 0 {
			if said.Then == nil {
				said.Then = map[string][]string{}
			}
			said.Then[h.Seat] = h.Then
		}
	}
	return said
}

// day is the day by which a meeting's seats and parties are judged at time t: the
// one on which it began, or today's while it has not.
func (m MeetingRecord) day(t Time) Date { return min(m.Starts, t).Day() }

// MeetingFacts is what rules see of a meeting.
func (v View) MeetingFacts(m MeetingRecord) *MeetingFacts {
	f := &MeetingFacts{
		Meeting: m.Meeting, Stage: m.Stage, Called: m.Called, FirstCalled: m.FirstCalled, Entry: m.Entry,
		People: append([]Attendee{}, m.People...), Presiding: append([]Presiding{}, m.Presiding...),
		Shown: []ShownFacts{}, Deferred: []string{}, Approvals: append([]ApprovalFacts{}, m.Approvals...),
		Next: v.NextMeeting(string(m.Starts.Day()[:4])),
	}
	f.Items = m.Agenda()
	for _, ref := range m.Shown {
		motion, _ := v.Motion(ref)
		f.Shown = append(f.Shown, *motion.Shown)
	}
	for _, d := range m.Deferred {
		f.Deferred = append(f.Deferred, d.Item)
	}
	if r, ok := v.Requisition(m.Requisition); ok {
		f.Requisitioned = &r.RequisitionFacts
	}
	return f
}

// requisitionFacts is what rules see of a request for a meeting, with what the
// meeting called on it has left of its business.
func (v View) requisitionFacts(r RequisitionRecord) *RequisitionFacts {
	f := r.RequisitionFacts
	m, called := v.Meeting(f.Called)
	if !called {
		return &f
	}
	f.Starts, f.Ended = m.Starts, m.Stage != MeetingCalledStage
	for _, business := range f.Business {
		if !slices.ContainsFunc(m.Items, func(item AgendaItem) bool {
			return item.Motion == "" && item.Title == business && !m.deferred(item.Item) &&
				slices.ContainsFunc(m.Notes, func(n ItemNoted) bool { return n.Item == item.Item })
		}) {
			f.Left = append(f.Left, business)
		}
	}
	for _, ref := range f.Motions {
		if motion, _ := v.Motion(ref); motion.Status == MotionDraft || motion.Status == MotionNotice {
			f.Left = append(f.Left, ref)
		}
	}
	return &f
}

// peopleOn are these people as on a day, in seats recorded before an entry, with whoever holds the chair or
// vice-chair then. Of those whom the ledger does not know there is nothing.
func (v View) peopleOn(day Date, before int64, ids ...string) map[string]*PersonFacts {
	people := map[string]*PersonFacts{}
	for _, id := range ids {
		if f := v.personFacts(id, day, nil, before); f != nil {
			people[id] = f
		}
	}
	for id, p := range v.People() {
		if people[id] == nil && slices.ContainsFunc(p.Roles, func(r RoleTerm) bool {
			return (r.Role == RoleChair || r.Role == RoleViceChair) && in(day, r.From, r.Until)
		}) {
			people[id] = v.personFacts(id, day, nil, before)
		}
	}
	return people
}

// convene adds a meeting to a question: its facts, and everybody concerned as on
// its day.
func (v View) convene(in *Input, m MeetingRecord, people ...string) {
	day, before := m.day(in.Time), int64(math.MaxInt64)
	if m.Begun > 0 {
		before = m.Begun
	}
	in.Meeting, in.Parties = v.MeetingFacts(m), v.allParties(day)
	for _, a := range m.People {
		people = append(people, a.Person)
	}
	in.People = v.peopleOn(day, before, people...)
}

// put adds a motion that is put at a meeting to a question that convene has
// prepared. Once hands were shown, what was recorded since of authorities,
// figures, leads and versions counts for nothing, a correction of the hands
// included.
func (v View) put(in *Input, meeting MeetingRecord, m MotionRecord) {
	day, before := meeting.day(in.Time), v.Size()
	in.Motion = v.motionFacts(m)
	in.Motion.Interests = v.MotionInterests(m.Ref, day)
	if m.Status == MotionShown {
		before = m.Opened.Entry
		in.MoU = v.mouFacts(before)
		for code, p := range v.Parties() {
			in.Parties[code] = v.partyFacts(p, day, day, before)
		}
	}
	v.bearing(in, &m.Motion, before, day)
}

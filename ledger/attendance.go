package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// How somebody attends.
const (
	AttendsAsMember      = "member"
	AttendsAsDeputy      = "deputy"
	AttendsInAttendance  = "in_attendance"
	AttendsWithApologies = "apologies"
)

// AttendanceRecorded is who was at a meeting, in what capacity, and who presided
// over what. Recorded again, the last stands.
type AttendanceRecorded struct {
	Meeting   string      `json:"meeting"`
	People    []Attendee  `json:"people"`
	Presiding []Presiding `json:"presiding"`
}

// Attendee is one person for one seat (or none), with the items missed: one
// person in two seats is two attendees and one person.
type Attendee struct {
	Person string    `json:"person"`
	Seat   string    `json:"seat,omitempty"`
	As     string    `json:"as"`
	Absent []Absence `json:"absent,omitempty"`
}

// Absence is from one item: when the person left and, if so, returned.
type Absence struct {
	Item     string `json:"item"`
	Left     Time   `json:"left"`
	Returned Time   `json:"returned,omitempty"`
}

// Presiding says who presided: over the items named, or over all others where
// none is.
type Presiding struct {
	Person string   `json:"person"`
	Items  []string `json:"items,omitempty"`
}

func (b *AttendanceRecorded) shape(s *shape) {
	s.code("meeting", b.Meeting)
	s.list("people", len(b.People), 1, MaxAttendees)
	type place struct{ person, seat string }
	seen, present := map[place]bool{}, map[string]bool{}
	for i, a := range b.People {
		at := fmt.Sprintf("people/%d/", i)
		s.code(at+"person", a.Person)
		s.oneOf(at+"as", a.As, AttendsAsMember, AttendsAsDeputy, AttendsInAttendance, AttendsWithApologies)
		if a.Seat != "" {
			s.code(at+"seat", a.Seat)
			s.that(a.As != AttendsInAttendance, at+"seat", "who is in attendance sits in no seat")
		}
		s.that(!seen[place{a.Person, a.Seat}], at+"person", "%s is listed twice for the same seat", a.Person)
		seen[place{a.Person, a.Seat}] = true
		present[a.Person] = present[a.Person] || a.As != AttendsWithApologies
		s.list(at+"absent", len(a.Absent), 0, MaxItems)
		s.that(len(a.Absent) == 0 || a.As != AttendsWithApologies, at+"absent", "who sent apologies was absent throughout")
		for j, absence := range a.Absent {
			s.code(at+"absent/item", absence.Item)
			s.time(at+"absent/left", absence.Left)
			if absence.Returned != "" {
				s.time(at+"absent/returned", absence.Returned)
				s.that(absence.Left <= absence.Returned, at+"absent/returned", "nobody returns before leaving")
			}
			for _, other := range a.Absent[:j] {
				s.that(other.Item != absence.Item, at+"absent/item", "item %s is named twice", absence.Item)
			}
		}
	}
	s.list("presiding", len(b.Presiding), 1, MaxItems)
	over := map[string]bool{}
	for i, p := range b.Presiding {
		at := fmt.Sprintf("presiding/%d/", i)
		s.code(at+"person", p.Person)
		s.that(present[p.Person], at+"person", "%s presides and is not among those present", p.Person)
		s.list(at+"items", len(p.Items), 0, MaxItems)
		items := p.Items
		if len(items) == 0 {
			items = []string{""} // all others
		} else {
			for _, item := range items {
				s.code(at+"items", item)
			}
		}
		for _, item := range items {
			s.that(!over[item], at+"items", "two people preside over the same")
			over[item] = true
		}
	}
}

func (b *AttendanceRecorded) sentence(p Payload, n Names) string {
	as := map[string]int{}
	for _, a := range b.People {
		as[a.As]++
	}
	var parts []string
	for _, c := range []struct{ as, one, more string }{
		{AttendsAsMember, "as member", "as members"}, {AttendsAsDeputy, "as deputy", "as deputies"},
		{AttendsInAttendance, "in attendance", "in attendance"}, {AttendsWithApologies, "with apologies", "with apologies"},
	} {
		switch k := as[c.as]; k {
		case 0:
		case 1:
			parts = append(parts, "1 "+c.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", k, c.more))
		}
	}
	var presiding []string
	for _, x := range b.Presiding {
		if !slices.Contains(presiding, x.Person) {
			presiding = append(presiding, x.Person)
		}
	}
	return fmt.Sprintf("%s records who was at %s: %s; %s presided", p.Author, b.Meeting, strings.Join(parts, ", "), strings.Join(presiding, ", then "))
}

func (b *AttendanceRecorded) against(v View, _ *Signed, q *Question, day Date) error {
	var people []string
	for _, a := range b.People {
		people = append(people, a.Person)
	}
	m, err := v.needMeeting(&q.Input, b.Meeting, people, MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	known := func(field, number string) error {
		if _, ok := m.item(number); !ok {
			return refuse(CodeNotFound, "/payload/body/"+field, "the agenda of %s has no item %s", m.Ref, number)
		}
		return nil
	}
	for i, a := range b.People {
		at := fmt.Sprintf("people/%d/", i)
		if err := v.knownPerson(at+"person", a.Person); err != nil {
			return err
		}
		if a.Seat != "" {
			if err := v.knownSeat(at+"seat", a.Seat); err != nil {
				return err
			}
		} else if a.As == AttendsAsMember || a.As == AttendsAsDeputy {
			return refuse(CodeNoSeat, "/payload/body/"+at+"seat", "%s has no seat here: somebody without a seat is in attendance", a.Person)
		}
		for _, absence := range a.Absent {
			if err := known(at+"absent", absence.Item); err != nil {
				return err
			}
		}
	}
	for i, p := range b.Presiding {
		for _, item := range p.Items {
			if err := known(fmt.Sprintf("presiding/%d/items", i), item); err != nil {
				return err
			}
		}
	}
	v.onAgenda(&q.Input, m, m.Motions())
	return nil
}

func (b *AttendanceRecorded) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		m.People, m.Presiding, m.Attendance = b.People, b.Presiding, index
		if m.Begun == 0 {
			m.Begun = index
		}
	})
	m, _ := s.Draft().Meeting(b.Meeting)
	for _, ref := range m.Shown {
		s.motion(ref, func(r *MotionRecord) {
			if r.Status == MotionShown {
				shown := s.Draft().Showing(m, *r.Shown)
				// Who confirmed did so of a record that had others there.
				if shown.Presided != r.Shown.Presided || !slices.Equal(shown.Present, r.Shown.Present) {
					shown.Confirmed, shown.CastingConfirmed = []string{}, false
				}
				r.Shown = shown
			}
		})
	}
}

// onAgenda adds motions of a meeting, with the interests that bear on them then.
func (v View) onAgenda(in *Input, m MeetingRecord, refs []string) {
	in.Agenda = map[string]*MotionFacts{}
	for _, ref := range refs {
		motion, _ := v.Motion(ref)
		in.Agenda[ref] = v.motionFacts(motion)
		in.Agenda[ref].Interests = v.MotionInterests(ref, m.day(in.Time))
	}
}

// knownPerson checks that a person is on the ledger.
func (v View) knownPerson(field, id string) error {
	if _, ok := v.Person(id); !ok {
		return refuse(CodeNotFound, "/payload/body/"+field, "there is no person %s: add the person's key first", id)
	}
	return nil
}

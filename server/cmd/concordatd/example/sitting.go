package example

import (
	"fmt"

	"concordat/ledger"
	"concordat/server/document"
)

// call has the secretary call a meeting, listing committees in common where they
// sit together, and gives its reference.
func (s *story) call(m ledger.Meeting) string {
	s.look(func(v ledger.View, _ ledger.Time) error {
		m.Ref = v.NextMeeting(string(m.Starts.Day()[:4]))
		return nil
	})
	s.state(secretary, "", ledger.KindMeetingCalled, m)
	return m.Ref
}

// attend records who is at a meeting: the holder of each party's first seat, or
// the deputy named for the party, whose holder sends apologies; the chair, who
// presides; and others in attendance.
func (s *story) attend(b *board, meeting string, deputies map[string]string, others ...string) {
	body := ledger.AttendanceRecorded{Meeting: meeting, Presiding: []ledger.Presiding{{Person: chair}}}
	for _, code := range sorted(b.members) {
		member := ledger.Attendee{Person: b.members[code], Seat: seatOf(code), As: ledger.AttendsAsMember}
		if deputy := deputies[code]; deputy != "" {
			member.As = ledger.AttendsWithApologies
			body.People = append(body.People, ledger.Attendee{Person: deputy, Seat: seatOf(code), As: ledger.AttendsAsDeputy})
		}
		body.People = append(body.People, member)
	}
	for _, person := range append([]string{chair, secretary}, others...) {
		body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
	}
	s.state(secretary, "", ledger.KindAttendanceRecorded, body)
}

// floor is a motion that is before a meeting, with the roll that the rules give it
// and, for each seat of that roll, the same hand of whoever is there for it.
func (s *story) floor(ref, choice string) (m ledger.MotionRecord, roll []ledger.RollSeat, hands []ledger.Hand) {
	s.look(func(v ledger.View, now ledger.Time) (err error) {
		m, _ = v.Motion(ref)
		if roll, err = v.Roll(m, now, s.rules); err != nil {
			return err
		}
		meeting, _ := v.Meeting(m.Meeting)
		for _, seat := range roll {
			for _, a := range meeting.People {
				if a.Seat == seat.Seat && (a.As == ledger.AttendsAsMember || a.As == ledger.AttendsAsDeputy) {
					hands = append(hands, ledger.Hand{Seat: seat.Seat, Person: a.Person, Choice: choice})
				}
			}
		}
		return nil
	})
	return m, roll, hands
}

// amend moves an amendment from a party's seat and has it put, with these hands
// alike; its outcome is what the rules make of them.
func (s *story) amend(b *board, party, ref, choice string, text ...string) {
	m, roll, hands := s.floor(ref, choice)
	to := m.Motion
	to.Text = text
	put := ledger.AmendmentPut{Meeting: m.Meeting, Item: m.Item, Motion: ref, Roll: roll, Hands: hands}
	put.Amendment = s.state(b.members[party], party, ledger.KindAmendmentMoved, ledger.AmendmentMoved{Meeting: m.Meeting, Item: m.Item, Text: m.TextID, By: seatOf(party), To: to})
	s.look(func(v ledger.View, now ledger.Time) (err error) {
		put.Outcome, err = v.AmendmentOutcome(put, now, s.rules)
		return err
	})
	s.state(secretary, "", ledger.KindAmendmentPut, put)
}

// show records one show of hands, all alike.
func (s *story) show(ref, choice string) {
	m, roll, hands := s.floor(ref, choice)
	body := ledger.HandsShown{Meeting: m.Meeting, Item: m.Item, Motion: ref, Title: m.Title, Text: m.TextID, Options: m.Options, Roll: roll, Hands: hands}
	s.look(func(v ledger.View, _ ledger.Time) error {
		body.Rules = v.Rules()
		return nil
	})
	s.state(secretary, "", ledger.KindHandsShown, body)
}

// end ends a meeting.
func (s *story) end(meeting, when string) {
	s.on(when)
	s.state(secretary, "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: meeting, Ended: utc(when)})
}

// approve has the secretary and the chair, and where hands were shown the first of
// the members who were there, approve a meeting's minutes, as the
// ledger drafts them, at another meeting or at none. The text is kept beside the
// log, where its digest finds it.
func (s *story) approve(meeting, at string) {
	body := ledger.MinutesApproved{Meeting: meeting, At: at}
	var text []byte
	approvers := []string{secretary, chair}
	s.look(func(v ledger.View, _ ledger.Time) error {
		m, ok := v.Meeting(meeting)
		if !ok || m.Ended == "" {
			return fmt.Errorf("%s has not ended", meeting)
		}
		beside, results, err := document.BesideOf(v, m, s.rules, s.journal.Entry)
		if err != nil {
			return err
		}
		for _, a := range m.People {
			if a.As == ledger.AttendsAsMember && len(results) > 0 && len(approvers) == 2 {
				approvers = append(approvers, a.Person)
			}
		}
		text = document.MinutesText(document.MinutesOf(v, m, "", beside))
		body.Text, body.Results = ledger.DigestOf(text), results
		return nil
	})
	if s.err == nil {
		if _, err := s.journal.PutBlob(text); err != nil {
			s.fail(err)
		}
	}
	for _, person := range approvers {
		s.state(person, "", ledger.KindMinutesApproved, body)
	}
}

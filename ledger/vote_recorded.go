package ledger

import (
	"fmt"
	"slices"
)

// Votes that were given by telephone, and that the secretary recorded.

// AssuranceRecorded is that of a vote that no key signed: the secretary recorded it.
const AssuranceRecorded = "recorded"

// VoteRecorded is a vote that a board member or a deputy gave to the secretary by
// telephone, say, because they can't sign it. It is tagged until that person, or an
// officer of the party who did not record it, confirms it; whether it counts before is a
// term of the agreement, and so is whether there are such votes at all.
type VoteRecorded struct {
	Motion string `json:"motion"`
	Opened Digest `json:"opened"`
	Seat   string `json:"seat"`
	Person string `json:"person"` // who gave it
	Choice string `json:"choice"`
	How    string `json:"how"` // "by telephone at 2pm, on the number that the board has"
}

func (b *VoteRecorded) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("opened", b.Opened)
	s.code("seat", b.Seat)
	s.code("person", b.Person)
	s.text("choice", b.Choice, MaxTitle)
	s.text("how", b.How, MaxNote)
}

func (b *VoteRecorded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that %s, from seat %s, voted %s on %s: %s", p.Author, b.Person, b.Seat, b.Choice, motion(n, b.Motion), b.How)
}

func (b *VoteRecorded) against(v View, _ *Signed, q *Question, day Date) error {
	m, err := v.needVoting(q, b.Motion, b.Seat, day)
	if err != nil {
		return err
	}
	if m.Opened.ID != b.Opened {
		return refuse(CodeStale, "/payload/body/opened", "the vote names another opening than that of %s: read the motion again", b.Motion)
	}
	if err := v.needPerson(&q.Input, b.Person, day); err != nil {
		return err
	}
	person, _ := v.Person(b.Person)
	q.Input.Motion.Interests = v.interestsIn(b.Motion, day, person)
	recorded := 0
	for _, vote := range q.Input.Motion.Votes {
		if vote.Assurance == AssuranceRecorded {
			recorded++
		}
	}
	if recorded >= MaxVotes {
		return refuse(CodeTooLarge, "/payload/body/seat", "%d votes were recorded from seat %s on %s already", recorded, b.Seat, b.Motion)
	}
	return nil
}

func (b *VoteRecorded) apply(s *State, q *Question, index int64) {
	seat := q.Input.Seat
	s.motion(b.Motion, func(m *MotionRecord) {
		m.Votes = append(m.Votes, VoteFacts{
			Entry: index, Time: q.Time, Seat: b.Seat, Party: seat.Party, Person: b.Person, Deputy: seat.Holder != b.Person,
			Choice: b.Choice, Assurance: AssuranceRecorded, By: q.Signed.Payload.Author, Unconfirmed: true,
		})
	})
}

// VoteConfirmed confirms a vote that the secretary recorded, by the person who gave it or
// by an officer of the party.
type VoteConfirmed struct {
	Motion   string `json:"motion"`
	Recorded int64  `json:"recorded"` // the entry that holds it
	Seat     string `json:"seat"`
	Choice   string `json:"choice"`
}

func (b *VoteConfirmed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.that(b.Recorded > 0, "recorded", "name the entry that records the vote")
	s.code("seat", b.Seat)
	s.text("choice", b.Choice, MaxTitle)
}

func (b *VoteConfirmed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s confirms for %s the vote from seat %s on %s that entry %d records: %s", p.Author, n.PartyName(p.Party), b.Seat, motion(n, b.Motion), b.Recorded, b.Choice)
}

func (b *VoteConfirmed) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	if _, err := v.needVoting(q, b.Motion, b.Seat, day); err != nil {
		return err
	}
	if seat := q.Input.Seat; seat.Party != st.Payload.Party {
		return refuse(CodeNoSeat, "/payload/body/seat", "%s has no seat %s", v.PartyName(st.Payload.Party), b.Seat)
	}
	for _, vote := range q.Input.Motion.Votes {
		if vote.Entry == b.Recorded && vote.Assurance == AssuranceRecorded {
			if !vote.Unconfirmed {
				return refuse(CodeConflict, "/payload/body/recorded", "the vote of entry %d is confirmed already", b.Recorded)
			}
			if vote.Person != st.Payload.Author {
				return nil
			}
			return v.byNamedKey(&q.Input, "seat", b.Seat, day)
		}
	}
	return refuse(CodeNotFound, "/payload/body/recorded", "entry %d records no vote from seat %s on %s", b.Recorded, b.Seat, b.Motion)
}

func (b *VoteConfirmed) apply(s *State, q *Question, _ int64) {
	s.motion(b.Motion, func(m *MotionRecord) {
		m.Votes = slices.Clone(m.Votes)
		for i := range m.Votes {
			if v := &m.Votes[i]; v.Entry == b.Recorded {
				v.Unconfirmed, v.Confirmed = false, q.Signed.Payload.Author
			}
		}
	})
}

// needVoting adds a motion that is open for votes, with those from one seat, and that
// seat as it is held on a day.
func (v View) needVoting(q *Question, ref, seat string, day Date) (MotionRecord, error) {
	m, ok := v.Motion(ref)
	switch {
	case !ok:
		return m, refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", ref)
	case m.Status == MotionDecided || m.Shown != nil:
		return m, refuse(CodeClosed, "/payload/body/motion", "voting on %s is over", ref)
	case m.Status != MotionOpen:
		return m, refuse(CodeNotOpen, "/payload/body/motion", "%s is not open for votes: its status is %s", ref, m.Status)
	}
	in := &q.Input
	if in.Seat = v.seatFacts(seat, day); in.Seat == nil {
		return m, refuse(CodeNoSeat, "/payload/body/seat", "there is no seat %s", seat)
	}
	q.Rules = m.Opened.Rules
	in.Motion = v.motionFacts(m)
	for _, vote := range m.Votes {
		if vote.Seat == seat {
			in.Motion.Votes = append(in.Motion.Votes, vote)
		}
	}
	return m, nil
}

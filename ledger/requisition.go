package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// MeetingRequisitioned asks for a meeting on stated business; others join it,
// and enough of them may call the meeting themselves if the chair does not.
type MeetingRequisitioned struct {
	Seat     string   `json:"seat"` // the author's, the first that asks
	Business []string `json:"business"`
	Motions  []string `json:"motions,omitempty"`
}

func (b *MeetingRequisitioned) shape(s *shape) {
	s.code("seat", b.Seat)
	s.list("business", len(b.Business), 1, MaxItems)
	for _, business := range b.Business {
		s.text("business", business, MaxTitle)
	}
	s.list("motions", len(b.Motions), 0, MaxItems)
	s.codes("motions", b.Motions)
}

func (b *MeetingRequisitioned) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s, for its seat %s, asks for a meeting on: %s", n.PartyName(p.Party), b.Seat, strings.Join(b.Business, "; "))
	if len(b.Motions) > 0 {
		s += fmt.Sprintf(" (%s)", strings.Join(b.Motions, ", "))
	}
	return s
}

func (b *MeetingRequisitioned) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.asked(b.Seat); err != nil {
		return err
	}
	for _, ref := range b.Motions {
		if _, ok := v.Motion(ref); !ok {
			return refuse(CodeNotFound, "/payload/body/motions", "there is no motion %s: see the list of motions", ref)
		}
	}
	return v.ownSeat(&q.Input, b.Seat, day)
}

func (b *MeetingRequisitioned) apply(s *State, q *Question, index int64) {
	r := RequisitionRecord{Entry: index, RequisitionFacts: RequisitionFacts{
		ID: q.Signed.ID, Business: b.Business, Motions: append([]string{}, b.Motions...), Time: q.Time, Seats: []string{}, Parties: []string{},
	}}
	s.join(r, b.Seat, q)
}

// RequisitionJoined adds the author's seat to a requisition.
type RequisitionJoined struct {
	Requisition Digest `json:"requisition"` // the first statement's id
	Seat        string `json:"seat"`
}

func (b *RequisitionJoined) shape(s *shape) {
	s.digest("requisition", b.Requisition)
	s.code("seat", b.Seat)
}

func (b *RequisitionJoined) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s, for its seat %s, joins the request for a meeting with code %s", n.PartyName(p.Party), b.Seat, short(b.Requisition))
}

func (b *RequisitionJoined) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.needRequisition(&q.Input, b.Requisition, ""); err != nil {
		return err
	}
	if slices.Contains(q.Input.Requisition.Seats, b.Seat) {
		return refuse(CodeConflict, "/payload/body/seat", "seat %s has asked for this meeting already", b.Seat)
	}
	if err := v.asked(b.Seat); err != nil {
		return err
	}
	return v.ownSeat(&q.Input, b.Seat, day)
}

func (b *RequisitionJoined) apply(s *State, q *Question, index int64) {
	r, _ := s.Draft().Requisition(b.Requisition)
	s.join(r, b.Seat, q)
}

// RequisitionFacts is a requisition and who has joined it.
type RequisitionFacts struct {
	ID       Digest   `json:"id"`
	Business []string `json:"business"`
	Motions  []string `json:"motions"`
	Time     Time     `json:"time"`
	Seats    []string `json:"seats"` // that signed, in order
	Parties  []string `json:"parties"`
	Complete Time     `json:"complete,omitempty"` // when the rules found that enough had
	Called   string   `json:"called,omitempty"`   // the meeting that was called on it last

	// Of that meeting: when it starts, whether it has ended, and which business and
	// motions it has not taken (noted, or put to the vote).
	Starts Time     `json:"starts,omitempty"`
	Ended  bool     `json:"ended,omitempty"`
	Left   []string `json:"left,omitempty"`
}

// asked refuses a seat that has asked for too many meetings that were not called.
func (v View) asked(seat string) error {
	n := 0
	for _, r := range v.Requisitions() {
		if r.Called == "" && slices.Contains(r.Seats, seat) {
			n++
		}
	}
	if n >= MaxAsked {
		return refuse(CodeTooLarge, "/payload/body", "seat %s has asked for %d meetings that were not called yet", seat, n)
	}
	return nil
}

// ownSeat adds a seat of the party that the author speaks for.
func (v View) ownSeat(in *Input, id string, day Date) error {
	if in.Seat = v.seatFacts(id, day); in.Seat == nil || in.Seat.Party != in.Party {
		return refuse(CodeNoSeat, "/payload/body/seat", "%s has no seat %s", v.PartyName(in.Party), id)
	}
	return v.byNamedKey(in, "seat", id, day)
}

// byNamedKey refuses whoever acts from the seat that they hold on a day by another key
// than the one that its party named for them, then or, where that one was lost since,
// for today.
func (v View) byNamedKey(in *Input, field, id string, day Date) error {
	seat, _ := v.Seat(id)
	for _, held := range []Term{seat.holding(day), seat.holding(in.Time.Day())} {
		if held.Person == in.Author.Person && (held.Key == "" || held.Key == in.Author.Key.Thumbprint) {
			return nil
		}
	}
	if held := seat.holding(day); held.Person != in.Author.Person {
		return nil // whether somebody else may is for the rules
	}
	return refuse(CodeNoSeat, "/payload/body/"+field, "%s acts from seat %s by the key that %s named for it, and by no other", in.Author.Person, id, v.PartyName(seat.Party))
}

// needRequisition adds a request for a meeting, upon which no meeting but the one
// named is still to come or has taken all that was asked for.
func (v View) needRequisition(in *Input, id Digest, meeting string) error {
	r, ok := v.Requisition(id)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/requisition", "nobody asked for a meeting with that statement")
	}
	in.Requisition = v.requisitionFacts(r)
	if f := in.Requisition; f.Called != "" && f.Called != meeting && (len(f.Left) == 0 || !f.Ended && f.Starts > in.Time) {
		return refuse(CodeConflict, "/payload/body/requisition", "%s was called on this request", f.Called)
	}
	return nil
}

func (s *State) join(r RequisitionRecord, seat string, q *Question) {
	p := q.Signed.Payload
	r.Seats, r.People = with(r.Seats, seat), with(r.People, p.Author)
	if !slices.Contains(r.Parties, p.Party) {
		r.Parties = with(r.Parties, p.Party)
	}
	if q.Ruling.Effect && r.Complete == "" {
		r.Complete = q.Time
	}
	s.requisitions.set(r.ID, r)
}

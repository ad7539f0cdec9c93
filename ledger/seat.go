package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Seats, their holders and deputies.

// BoardMemberEnrolled gives a person a seat of the author's party. Somebody for whom
// another party, or the secretary, vouched acts from it by the one key that is named
// here alone: whoever may add that person's keys can then not act for this party.
type BoardMemberEnrolled struct {
	Seat   string     `json:"seat"`
	Person string     `json:"person"`
	From   Date       `json:"from"`
	Until  Date       `json:"until,omitempty"`
	Key    Thumbprint `json:"key,omitempty"`
}

func (b *BoardMemberEnrolled) shape(s *shape) {
	s.code("seat", b.Seat)
	s.code("person", b.Person)
	s.span(b.From, b.Until)
	s.that(b.Key == "" || len(b.Key) == 43, "key", "name the key by its thumbprint of 43 characters")
}

func (b *BoardMemberEnrolled) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s gives its seat %s to %s %s", n.PartyName(p.Party), b.Seat, b.Person, span(b.From, b.Until))
	if b.Key != "" {
		said += ", who acts from it by the key " + string(b.Key) + " alone"
	}
	return said
}

func (b *BoardMemberEnrolled) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	if seat, ok := v.Seat(b.Seat); ok && seat.Party != p.Party {
		return refuse(CodeConflict, "/payload/body/seat", "seat %s is %s's", b.Seat, v.PartyName(seat.Party))
	}
	if k, ok := v.Key(b.Key); b.Key != "" && (!ok || k.Person != b.Person || k.Revoked != "") {
		return refuse(CodeNotFound, "/payload/body/key", "%s has no such key that stands", b.Person)
	}
	in.Seat = v.seatFacts(b.Seat, day)
	return v.needPerson(in, b.Person, day)
}

func (b *BoardMemberEnrolled) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	p := &q.Signed.Payload
	seat, known := d.Seat(b.Seat)
	if !known {
		seat = Seat{ID: b.Seat, Party: p.Party}
		party, _ := d.Party(p.Party)
		party.Seats = with(party.Seats, b.Seat)
		s.parties.set(p.Party, party)
	}
	seat.Holders = with(seat.Holders, Term{Person: b.Person, From: b.From, Until: b.Until, Entry: index, Key: b.Key})
	s.seat(seat, b.Person)
}

// DeputyAppointed lets a person vote from a seat while its holder does not.
type DeputyAppointed struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"`

	// By which authority: a clause of the party's own constitution, a resolution of its
	// governing body, or both; neither where the party does not say.
	Constitution *Clause     `json:"constitution,omitempty"`
	Resolution   *Resolution `json:"resolution,omitempty"`
}

func (b *DeputyAppointed) shape(s *shape) {
	s.code("seat", b.Seat)
	s.code("person", b.Person)
	s.span(b.From, b.Until)
	if b.Constitution != nil {
		s.text("constitution/version", b.Constitution.Version, MaxCode)
		s.text("constitution/clause", b.Constitution.Clause, MaxCode)
	}
	if b.Resolution != nil {
		s.resolution(*b.Resolution)
	}
}

func (b *DeputyAppointed) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s lets %s deputise in its seat %s %s", n.PartyName(p.Party), b.Person, b.Seat, span(b.From, b.Until))
	if by := b.authority(); by != "" {
		said += ", by " + by
	}
	return said
}

// authority is by what the deputy was appointed, in words; empty where that is not said.
func (b *DeputyAppointed) authority() string {
	var by []string
	if c := b.Constitution; c != nil {
		by = append(by, fmt.Sprintf("clause %s of version %s of its constitution", c.Clause, c.Version))
	}
	if r := b.Resolution; r != nil {
		by = append(by, fmt.Sprintf("resolution %s of %s", r.Ref, r.On.InWords()))
	}
	return strings.Join(by, " and ")
}

func (b *DeputyAppointed) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if in.Seat = v.seatFacts(b.Seat, day); in.Seat == nil {
		return refuse(CodeNotFound, "/payload/body/seat", "there is no seat %s", b.Seat)
	}
	return v.needPerson(in, b.Person, day)
}

func (b *DeputyAppointed) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	seat, _ := d.Seat(b.Seat)
	seat.Deputies = with(seat.Deputies, Term{Person: b.Person, From: b.From, Until: b.Until, Entry: index, By: b.authority()})
	s.seat(seat, b.Person)
}

// SeatVacated says that somebody leaves a seat, as holder or deputy, from a day on,
// however long they were given it for. Who follows is another statement.
type SeatVacated struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	From   Date   `json:"from"` // the first day without
}

func (b *SeatVacated) shape(s *shape) {
	s.code("seat", b.Seat)
	s.code("person", b.Person)
	s.span(b.From, "")
}

func (b *SeatVacated) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s states that %s leaves seat %s: the first day without is %s", p.Author, b.Person, b.Seat, b.From.InWords())
}

func (b *SeatVacated) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if in.Seat = v.seatFacts(b.Seat, max(day, b.From)); in.Seat == nil {
		return refuse(CodeNotFound, "/payload/body/seat", "there is no seat %s", b.Seat)
	}
	return v.needPerson(in, b.Person, day)
}

func (b *SeatVacated) apply(s *State, q *Question, index int64) {
	seat, _ := s.Draft().Seat(b.Seat)
	seat.Holders, seat.Deputies = vacated(seat.Holders, b, index), vacated(seat.Deputies, b, index)
	s.seats.set(seat.ID, seat)
}

func vacated(terms []Term, b *SeatVacated, index int64) []Term {
	terms = slices.Clone(terms)
	for i, t := range terms {
		if t.Person == b.Person && (t.Vacated == "" || b.From < t.Vacated) {
			terms[i].Vacated, terms[i].VacatedBy = b.From, index
		}
	}
	return terms
}

func (s *State) seat(seat Seat, person string) {
	s.seats.set(seat.ID, seat)
	p, _ := s.Draft().Person(person)
	if !slices.Contains(p.Seats, seat.ID) {
		p.Seats = with(p.Seats, seat.ID)
		s.people.set(person, p)
	}
}

package ledger

import "fmt"

// What a governing body tells its board member to vote.

// MemberInstructed is a governing body's instruction to whoever votes from a seat of
// its party, on the motion's text as it stands. A vote that differs from it counts
// all the same: between the two of them it is a matter of their own constitution,
// and whoever votes is told before signing.
type MemberInstructed struct {
	Motion     string     `json:"motion"`
	Text       Digest     `json:"text"` // that the governing body had before it
	Seat       string     `json:"seat"`
	Choice     string     `json:"choice"`
	Resolution Resolution `json:"resolution"`
}

func (b *MemberInstructed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	s.code("seat", b.Seat)
	s.text("choice", b.Choice, MaxTitle)
	s.resolution(b.Resolution)
}

func (b *MemberInstructed) sentence(p Payload, n Names) string {
	words := map[string]string{ChoiceFor: "to vote for", ChoiceAgainst: "to vote against", ChoiceAbstain: "to abstain on"}
	to, ok := words[b.Choice]
	if !ok {
		to = "to vote for the option " + b.Choice + " of"
	}
	return fmt.Sprintf("%s records that its governing body instructs its seat %s %s %s, by resolution %s of %s",
		n.PartyName(p.Party), b.Seat, to, motion(n, b.Motion), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *MemberInstructed) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	m, ok := v.Motion(b.Motion)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", b.Motion)
	}
	in.Motion = v.motionFacts(m)
	if in.Seat = v.seatFacts(b.Seat, day); in.Seat == nil {
		return refuse(CodeNoSeat, "/payload/body/seat", "there is no seat %s", b.Seat)
	}
	return nil
}

// apply records the instruction; of one seat the last stands.
func (b *MemberInstructed) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	m, _ := s.Draft().Motion(b.Motion)
	given := InstructionFacts{Seat: b.Seat, Party: p.Party, Text: b.Text, Choice: b.Choice, Resolution: b.Resolution, By: p.Author, Time: q.Time, Entry: index}
	list := []InstructionFacts{}
	for _, i := range m.Instructions {
		if i.Seat != b.Seat {
			list = append(list, i)
		}
	}
	m.Instructions = append(list, given)
	s.motions.set(b.Motion, m)
}

// InstructionFacts is the instruction that stands for a seat.
type InstructionFacts struct {
	Seat       string     `json:"seat"`
	Party      string     `json:"party"`
	Text       Digest     `json:"text"` // another than the motion's: it was given on an earlier one
	Choice     string     `json:"choice"`
	Resolution Resolution `json:"resolution"`
	By         string     `json:"by"` // the officer who recorded it
	Time       Time       `json:"time"`
	Entry      int64      `json:"entry"`
}

// Instruction is what stands for a seat on the motion's text, nil for nothing.
func (m MotionRecord) Instruction(seat string) *InstructionFacts {
	for _, i := range m.Instructions {
		if i.Seat == seat && i.Text == m.TextID {
			return &i
		}
	}
	return nil
}

// Differing is a vote that is not what the seat's governing body instructed it to be.
type Differing struct {
	Seat        string           `json:"seat"`
	Party       string           `json:"party"`
	Choice      string           `json:"choice"`
	Instruction InstructionFacts `json:"instruction"`
	Words       string           `json:"words"`
}

// Differing lists, of the vote that stands from each seat, those that differ from the
// instruction that stands for it. Nothing follows from it but that it is told.
func (m MotionRecord) Differing(votes []VoteFacts) []Differing {
	last := map[string]VoteFacts{}
	for _, v := range Standing(votes) {
		last[v.Seat] = v
	}
	var list []Differing
	for _, i := range m.Instructions {
		v, voted := last[i.Seat]
		if voted && i.Text == m.TextID && v.Choice != i.Choice {
			said := "The vote from seat %s is %s. Its governing body's instruction is %s: resolution %s of %s, entry %d. The vote counts as it is cast."
			switch {
			case v.Assurance == AssuranceShown:
				said = "The hand shown from seat %s is %s. Its governing body's instruction is %s: resolution %s of %s, entry %d. The hand counts as it was shown."
			case v.Unconfirmed:
				said = "The vote recorded from seat %s is %s. Its governing body's instruction is %s: resolution %s of %s, entry %d. Nobody has confirmed the vote as it was recorded."
			}
			list = append(list, Differing{i.Seat, i.Party, v.Choice, i, fmt.Sprintf(said,
				i.Seat, v.Choice, i.Choice, i.Resolution.Ref, i.Resolution.On.InWords(), i.Entry)})
		}
	}
	return list
}

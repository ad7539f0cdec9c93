package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Votes between meetings.

// Choices of a vote on a motion without options.
const (
	ChoiceFor     = "for"
	ChoiceAgainst = "against"
	ChoiceAbstain = "abstain"
)

// VoteCast is a seat's vote on an open motion.
type VoteCast struct {
	Motion string `json:"motion"`
	Opened Digest `json:"opened"`
	Seat   string `json:"seat"`
	Choice string `json:"choice"`
	Reason Digest `json:"reason,omitempty"`

	Then    []string `json:"then,omitempty"`    // further options in order, where options are voted on by order
	Casting string   `json:"casting,omitempty"` // should there be a tie, by whoever has a casting vote
}

func (b *VoteCast) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("opened", b.Opened)
	s.code("seat", b.Seat)
	s.text("choice", b.Choice, MaxTitle)
	s.optional("reason", b.Reason)
	s.list("then", len(b.Then), 0, 32)
	for i, option := range b.Then {
		s.text("then", option, MaxTitle)
		s.that(option != b.Choice && !slices.Contains(b.Then[:i], option), "then", "%q is chosen twice", option)
	}
	if b.Casting != "" {
		s.text("casting", b.Casting, MaxTitle)
	}
}

func (b *VoteCast) sentence(p Payload, n Names) string {
	words := map[string]string{ChoiceFor: "votes for", ChoiceAgainst: "votes against", ChoiceAbstain: "abstains on"}
	verb, ok := words[b.Choice]
	if !ok {
		verb = "votes for the option " + b.Choice + " of"
	}
	said := fmt.Sprintf("%s %s %s", n.PartyName(p.Party), verb, motion(n, b.Motion))
	if len(b.Then) > 0 {
		said += ", then for " + strings.Join(b.Then, ", then for ")
	}
	if b.Casting != "" {
		said += "; casting vote: " + b.Casting
	}
	return said
}

func (b *VoteCast) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	m, ok := v.Motion(b.Motion)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", b.Motion)
	}
	switch {
	case m.Shown != nil:
		return refuse(CodeClosed, "/payload/body/motion", "hands were shown on %s at %s: no votes are cast on it", b.Motion, m.Meeting)
	case m.Status == MotionDecided:
		return refuse(CodeClosed, "/payload/body/motion", "voting on %s closed at %s; the vote is not recorded", b.Motion, m.Opened.Closes.InWords())
	case m.Status != MotionOpen:
		return refuse(CodeNotOpen, "/payload/body/motion", "%s is not open for votes: its status is %s", b.Motion, m.Status)
	case m.Opened.ID != b.Opened:
		return refuse(CodeStale, "/payload/body/opened", "the vote names another opening than that of %s: read the motion again", b.Motion)
	}
	cast := v.casts(&m, b.Seat, p.Author)
	if cast >= MaxVotes {
		return refuse(CodeTooLarge, "/payload/body/seat", "you have voted %d times from seat %s on %s; the last vote stands", cast, b.Seat, b.Motion)
	}
	q.Rules = m.Opened.Rules
	in.Motion = v.motionFacts(m)
	author, _ := v.Person(p.Author)
	in.Motion.Interests = v.interestsIn(b.Motion, day, author)
	if in.Seat = v.seatFacts(b.Seat, day); in.Seat == nil || in.Seat.Party != p.Party {
		return refuse(CodeNoSeat, "/payload/body/seat", "%s has no seat %s", v.PartyName(p.Party), b.Seat)
	}
	in.asVote()
	return nil
}

// tally is how many votes each has cast on a motion, of so many that it was given.
type tally struct {
	counted int
	by      map[caster]int
}

type caster struct{ seat, person string }

// maxTallies are kept at hand.
const maxTallies = 256

// casts is how many votes somebody has cast from a seat on a motion. Votes are many,
// so those of the draft are counted once: a draft grows until it is forgotten, and its
// tallies with it. They are the writer's, as the draft is.
func (v View) casts(m *MotionRecord, seat, person string) int {
	var t *tally
	if v.draft {
		t = v.s.tallies[m.Ref]
	}
	if t == nil || t.counted > len(m.Votes) {
		t = &tally{by: map[caster]int{}}
	}
	for i := t.counted; i < len(m.Votes); i++ { // votes are not small either
		vote := &m.Votes[i]
		t.by[caster{vote.Seat, vote.Person}]++
	}
	t.counted = len(m.Votes)
	if v.draft {
		if v.s.tallies == nil || len(v.s.tallies) >= maxTallies {
			v.s.tallies = map[string]*tally{}
		}
		v.s.tallies[m.Ref] = t
	}
	return t.by[caster{seat, person}]
}

// asVote leaves of the facts about a vote those that admitting one can turn on:
// votes are many, and what the motion says and costs is not for them to judge.
func (in *Input) asVote() {
	m, p := in.Motion, in.Parties[in.Party]
	opened := *m.Opened
	opened.Roll = []RollSeat{}
	for _, r := range m.Opened.Roll {
		if r.Seat == in.Seat.Seat {
			opened.Roll = append(opened.Roll, r)
		}
	}
	in.Motion = &MotionFacts{
		Motion: Motion{Ref: m.Ref, Title: m.Title, Text: []string{}, Type: m.Type, Route: m.Route, Function: m.Function, Options: m.Options},
		Status: m.Status, Mover: m.Mover, MoverParty: m.MoverParty, Moved: m.Moved, TextID: m.TextID, Opened: &opened,
		Votes: []VoteFacts{}, Interests: m.Interests, Withdrawn: []string{},
	}
	in.Parties = map[string]*PartyFacts{in.Party: namedFacts(p.Code, p.Name, p.Type)}
	in.MoU, in.Functions = nil, nil
}

// namedFacts are those about a party that a vote's admission has: who it is.
func namedFacts(code, name, kind string) *PartyFacts {
	return &PartyFacts{
		Code: code, Name: name, Type: kind, Seats: []SeatFacts{},
		Authorities: []AuthorityFacts{}, Figures: map[string]FigureFacts{}, Commitments: []Commitment{},
	}
}

func (b *VoteCast) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.motion(b.Motion, func(m *MotionRecord) {
		m.Votes = append(m.Votes, VoteFacts{ // beyond what any reader's copy holds
			Entry: index, Time: q.Time, Seat: b.Seat, Party: p.Party, Person: p.Author,
			Deputy: q.Input.Seat.Holder != p.Author, Choice: b.Choice, Assurance: q.Input.Author.Key.Assurance,
			Then: b.Then, Casting: b.Casting, Key: q.Signed.Protected.Kid,
		})
	})
}

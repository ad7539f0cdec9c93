package ledger

import (
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
	verb := "votes for the option " + b.Choice + " of"
	switch b.Choice {
	case ChoiceFor:
		verb = "votes for"
	case ChoiceAgainst:
		verb = "votes against"
	case ChoiceAbstain:
		verb = "abstains on"
	}
	said := n.PartyName(p.Party) + " " + verb + " " + motion(n, b.Motion)
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
	cast := v.casts(&m, b.Seat, p.Author) // what others recorded keeps nobody from signing
	if cast >= MaxVotes {
		return refuse(CodeTooLarge, "/payload/body/seat", "you have voted %d times from seat %s on %s; the last vote stands", cast, b.Seat, b.Motion)
	}
	q.Rules = m.Opened.Rules
	known := v.s.votes // of the day: Check asked for them
	if in.Seat = kept(known, known.seats, b.Seat, func() *SeatFacts { return v.seatFacts(b.Seat, day) }); in.Seat == nil || in.Seat.Party != p.Party {
		return refuse(CodeNoSeat, "/payload/body/seat", "%s has no seat %s", v.PartyName(p.Party), b.Seat)
	}
	in.Motion = kept(known, known.motions, b.Motion, func() *MotionFacts { return v.motionFacts(m).votedOn() })
	author, _ := v.Person(p.Author)
	if interests := v.interestsIn(b.Motion, day, author); len(interests) > 0 {
		own := *in.Motion
		own.Interests = interests
		in.Motion = &own
	}
	return nil
}

// tally is how many votes each has signed on a motion, of so many that it was given.
type tally struct {
	counted int
	by      map[caster]int
}

type caster struct{ seat, person string }

// maxTallies are kept at hand.
const maxTallies = 256

// casts is how many votes somebody has signed from a seat on a motion. Votes are many,
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
		if vote := &m.Votes[i]; vote.Assurance != AssuranceRecorded {
			t.by[caster{vote.Seat, vote.Person}]++
		}
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

// voteFacts are the facts about votes of one day that are the same for many of them,
// so that each is gathered once, and read once by the rules. A vote leaves them as they
// are; whatever else is recorded, or taken back, begins them anew.
type voteFacts struct {
	day     Date
	shared  *Shared
	authors map[Thumbprint]*PersonFacts // by the key that signs
	parties map[string]*PartyFacts
	seats   map[string]*SeatFacts
	motions map[string]*MotionFacts // without interests
	size    int
}

// votesOn are the facts about votes on a day. Only the writer may call it.
func (s *State) votesOn(day Date) *voteFacts {
	if s.votes == nil || s.votes.day != day || s.votes.size >= maxShared {
		s.votes = &voteFacts{
			day: day, shared: &Shared{}, authors: map[Thumbprint]*PersonFacts{}, parties: map[string]*PartyFacts{},
			seats: map[string]*SeatFacts{}, motions: map[string]*MotionFacts{},
		}
	}
	return s.votes
}

// kept are the facts under a key among those of one sort, or what gather gives, if any.
func kept[K comparable, F any](v *voteFacts, all map[K]*F, k K, gather func() *F) *F {
	f, ok := all[k]
	if !ok {
		if f = gather(); f != nil {
			all[k] = f
			v.shared.add(f)
			v.size++
		}
	}
	return f
}

// Standing are the votes that stand of some, one from each seat, in the order that they
// were cast in.
func Standing(votes []VoteFacts) []VoteFacts {
	stands := map[string]int{} // by seat
	for i := range votes {
		if old, ok := stands[votes[i].Seat]; !ok || votes[i].Replaces(&votes[old]) {
			stands[votes[i].Seat] = i
		}
	}
	list := make([]VoteFacts, 0, len(stands))
	for i := range votes {
		if stands[votes[i].Seat] == i {
			list = append(list, votes[i])
		}
	}
	return list
}

// Replaces says whether a vote stands in the place of an earlier one from its seat: what
// its voter signed before what was recorded for them, what is confirmed before what is
// not, and the holder's own before a deputy's.
func (v *VoteFacts) Replaces(earlier *VoteFacts) bool {
	if v.signed() != earlier.signed() {
		return v.signed()
	}
	if v.Unconfirmed != earlier.Unconfirmed {
		return !v.Unconfirmed
	}
	return earlier.Deputy || !v.Deputy
}

// signed says whether a key of the voter stands for a vote: they cast it, or confirmed
// it as it was recorded.
func (v *VoteFacts) signed() bool {
	return v.Assurance != AssuranceRecorded || v.Confirmed == v.Person
}

// votedOn leaves of the facts about a motion those that admitting a vote can turn on:
// votes are many, and what the motion says and costs is not for them to judge.
func (m *MotionFacts) votedOn() *MotionFacts {
	return &MotionFacts{
		Motion: Motion{Ref: m.Ref, Title: m.Title, Text: []string{}, Type: m.Type, Route: m.Route, Function: m.Function, Options: m.Options},
		Status: m.Status, Mover: m.Mover, MoverParty: m.MoverParty, Moved: m.Moved, TextID: m.TextID, Opened: m.Opened,
		Votes: []VoteFacts{}, Interests: m.Interests, Withdrawn: []string{},
	}
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

package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Shows of hands on motions: as recorded, confirmed and denied.

// HandsShown is the show of hands on a motion in one statement of the secretary.
// It fixes what motion.opened fixes, and stands when the minutes that hold it are
// approved or when every seat that was there to show one has confirmed its own;
// not while a seat denies it.
type HandsShown struct {
	Meeting     string     `json:"meeting"`
	Item        string     `json:"item"`
	Motion      string     `json:"motion"`
	Title       string     `json:"title"`
	Text        Digest     `json:"text"`
	Impact      Digest     `json:"impact,omitempty"`
	Options     []string   `json:"options,omitempty"`
	Roll        []RollSeat `json:"roll"`
	Rules       Digest     `json:"rules"`
	Hands       []Hand     `json:"hands"`
	WithoutVote bool       `json:"without_vote"`      // agreed without a vote: every hand is for
	Casting     string     `json:"casting,omitempty"` // the casting vote, by whoever presided
}

// Hand is one seat's choice at a meeting, and whose hand it was. Then lists
// further options in order, where the motion's options are voted on by order.
type Hand struct {
	Seat   string   `json:"seat"`
	Person string   `json:"person"`
	Choice string   `json:"choice"`
	Then   []string `json:"then,omitempty"`
}

// ShownFacts is a show of hands as recorded.
type ShownFacts struct {
	ID          Digest           `json:"id"`
	Meeting     string           `json:"meeting"`
	Item        string           `json:"item"`
	Motion      string           `json:"motion"`
	At          Time             `json:"at"` // when the meeting began: the day on which it was decided
	Time        Time             `json:"time"`
	Entry       int64            `json:"entry"`
	Counts      map[string]int64 `json:"counts"`
	WithoutVote bool             `json:"without_vote"`
	Casting     string           `json:"casting,omitempty"`
	Presided    string           `json:"presided"`             // who did, over that item; "" where that is not recorded
	Present     []PresentFacts   `json:"present,omitempty"`    // who was present at the item for a seat, by seat: the quorum of that item
	Attendance  int64            `json:"attendance,omitempty"` // entry that recorded them
	Confirmed   []string         `json:"confirmed"`            // seats, sorted
	Hands       []Hand           `json:"hands"`

	CastingConfirmed bool          `json:"casting_confirmed,omitempty"` // by whoever presided
	Denied           []DenialFacts `json:"denied,omitempty"`            // by seat
}

// DenialFacts is a seat's denial of a show of hands.
type DenialFacts struct {
	Seat   string `json:"seat"`
	Person string `json:"person"`
	Reason string `json:"reason,omitempty"`
	Entry  int64  `json:"entry"`
}

// PresentFacts is a person present at an item for a seat, as its holder or a
// deputy: recorded as attending and not as absent from that item.
type PresentFacts struct {
	Seat   string `json:"seat"`
	Party  string `json:"party"`
	Person string `json:"person"`
}

func (b *HandsShown) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.code("motion", b.Motion)
	s.text("title", b.Title, MaxTitle)
	s.digest("text", b.Text)
	s.optional("impact", b.Impact)
	s.digest("rules", b.Rules)
	s.list("options", len(b.Options), 0, 32)
	s.roll(b.Roll)
	s.hands(b.Hands)
	s.withoutVote(b.WithoutVote, b.Hands)
	if b.Casting != "" {
		s.text("casting", b.Casting, MaxTitle)
	}
}

func (b *HandsShown) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s records at %s, item %s, the hands shown on %s, %s: %s%s", p.Author, b.Meeting, b.Item, b.Motion, b.Title, withoutVoteInWords(b.WithoutVote), handsInWords(countHands(b.Hands)))
	if b.Casting != "" {
		s += "; casting vote: " + b.Casting
	}
	return s
}

func (b *HandsShown) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, handsPeople(b.Hands), MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	r, _ := v.Motion(b.Motion)
	rules := v.Rules()
	if again := r.Status == MotionShown && r.Meeting == b.Meeting && r.Item == b.Item; again {
		// A correction is judged by what the first show of hands fixed.
		rules = r.Opened.Rules
		if b.Text != r.TextID {
			return refuse(CodeStale, "/payload/body/text", "hands were shown on another text of %s", b.Motion)
		}
		v.put(in, m, r)
	} else if m.Stage != MeetingCalledStage && r.Status != MotionDecided {
		return refuse(CodeClosed, "/payload/body/meeting", "%s ended at %s without hands shown on %s", m.Ref, m.Ended.InWords(), b.Motion)
	} else if _, err := v.needFloor(in, m, b.Item, "motion", b.Motion, b.Text); err != nil {
		return err
	} else if err := v.toVote(q, &r.Motion); err != nil {
		return err
	}
	if err := v.asItStands(in.Motion, b.Title, b.Options, b.Impact, b.Rules, rules); err != nil {
		return err
	}
	q.Rules = rules
	return v.knownHands(b.Roll, b.Hands)
}

func (b *HandsShown) apply(s *State, q *Question, index int64) {
	v := s.Draft()
	m, _ := v.Meeting(b.Meeting)
	s.motion(b.Motion, func(r *MotionRecord) {
		opened := OpenedFacts{Time: q.Time, Entry: index, Version: v.Version()}
		if r.Status == MotionShown { // a correction: what the first show fixed stays fixed
			opened = *r.Opened
		}
		opened.ID, opened.Rules, opened.Closes, opened.Roll = q.Signed.ID, b.Rules, q.Time, b.Roll
		r.Status, r.Opened, r.OpenedEntry, r.Votes = MotionShown, &opened, opened.Entry, []VoteFacts{}
		for _, h := range b.Hands {
			seat, _ := v.Seat(h.Seat)
			r.Votes = append(r.Votes, VoteFacts{
				Entry: index, Time: m.Starts, Seat: h.Seat, Party: seat.Party, Person: h.Person,
				Deputy: seat.Holder(m.Starts.Day()) != h.Person, Choice: h.Choice, Assurance: AssuranceShown, Then: h.Then,
			})
		}
		r.Shown = v.Showing(m, ShownFacts{
			ID: q.Signed.ID, Meeting: b.Meeting, Item: b.Item, Motion: b.Motion, At: m.Starts, Time: q.Time, Entry: index,
			Counts: countHands(b.Hands), WithoutVote: b.WithoutVote, Casting: b.Casting, Confirmed: []string{}, Hands: b.Hands,
		})
	})
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		if !slices.Contains(m.Shown, b.Motion) {
			m.Shown = with(m.Shown, b.Motion)
		}
	})
}

// HandConfirmed is a seat's own signature under the hand recorded for it, with its
// order of preference where it gave one. Casting is the casting vote, confirmed by
// whoever presided: with a hand of their own, or alone where they showed none.
type HandConfirmed struct {
	Motion  string   `json:"motion"`
	Shown   Digest   `json:"shown"`
	Seat    string   `json:"seat,omitempty"`
	Choice  string   `json:"choice,omitempty"`
	Then    []string `json:"then,omitempty"`
	Casting string   `json:"casting,omitempty"`
}

func (b *HandConfirmed) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("shown", b.Shown)
	if b.Seat != "" || b.Casting == "" {
		s.code("seat", b.Seat)
		s.text("choice", b.Choice, MaxTitle)
	}
	s.that(b.Seat != "" || b.Choice == "" && len(b.Then) == 0, "seat", "name the seat whose hand it is")
	s.list("then", len(b.Then), 0, 32)
	for _, option := range b.Then {
		s.text("then", option, MaxTitle)
	}
	if b.Casting != "" {
		s.text("casting", b.Casting, MaxTitle)
	}
}

func (b *HandConfirmed) sentence(p Payload, n Names) string {
	if b.Seat == "" {
		return fmt.Sprintf("%s, who presided, confirms the casting vote on %s: %s", p.Author, motion(n, b.Motion), b.Casting)
	}
	s := fmt.Sprintf("%s confirms that its seat %s showed a hand on %s: %s", n.PartyName(p.Party), b.Seat, motion(n, b.Motion), b.Choice)
	if len(b.Then) > 0 {
		s += ", then " + strings.Join(b.Then, ", then ")
	}
	if b.Casting != "" {
		s += "; and, having presided, the casting vote: " + b.Casting
	}
	return s
}

func (b *HandConfirmed) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	r, m, err := v.needShown(q, b.Motion, b.Shown)
	if err != nil {
		return err
	}
	in.Motion.Votes = r.Votes
	if b.Casting != "" && (r.Shown.Casting != b.Casting || r.Shown.Presided != st.Payload.Author) {
		return refuse(CodeConflict, "/payload/body/casting", "the record has no such casting vote of %s's on %s: ask the secretary to correct it", st.Payload.Author, b.Motion)
	}
	if b.Seat == "" {
		return nil
	}
	if err := v.ownSeat(in, b.Seat, m.day(q.Time)); err != nil {
		return err
	}
	at := slices.IndexFunc(r.Shown.Hands, func(h Hand) bool { return h.Seat == b.Seat })
	switch {
	case at < 0:
		return refuse(CodeNoSeat, "/payload/body/seat", "seat %s showed no hand on %s", b.Seat, b.Motion)
	case r.Shown.Hands[at].Person != st.Payload.Author:
		return refuse(CodeNoSeat, "/payload/body/seat", "the hand of seat %s was %s's, who alone confirms it", b.Seat, r.Shown.Hands[at].Person)
	case r.Shown.Hands[at].Choice != b.Choice || !slices.Equal(r.Shown.Hands[at].Then, b.Then):
		return refuse(CodeConflict, "/payload/body/choice", "the hand is recorded as %s: deny it, or ask the secretary to correct it", strings.Join(slices.Concat([]string{r.Shown.Hands[at].Choice}, r.Shown.Hands[at].Then), ", then "))
	case slices.Contains(r.Shown.Confirmed, b.Seat):
		return refuse(CodeConflict, "/payload/body/seat", "the hand of seat %s is confirmed already", b.Seat)
	}
	return nil
}

func (b *HandConfirmed) apply(s *State, q *Question, index int64) {
	s.motion(b.Motion, func(r *MotionRecord) {
		shown := *r.Shown
		if b.Seat != "" {
			shown.Confirmed = with(shown.Confirmed, b.Seat)
			slices.Sort(shown.Confirmed)
		}
		shown.CastingConfirmed = shown.CastingConfirmed || b.Casting != ""
		r.Shown = &shown
	})
	if q.Ruling.Effect {
		s.await(agendaItem{due: q.Time, ref: b.Motion})
	}
}

// HandDenied says for a seat on the roll that a show of hands is recorded wrongly:
// its hand is another, or missing, or it was not there. That show does not stand,
// by confirmations or by minutes; hands recorded again may.
type HandDenied struct {
	Motion string `json:"motion"`
	Shown  Digest `json:"shown"`
	Seat   string `json:"seat"`
	Reason string `json:"reason,omitempty"`
}

func (b *HandDenied) shape(s *shape) {
	s.code("motion", b.Motion)
	s.digest("shown", b.Shown)
	s.code("seat", b.Seat)
	if b.Reason != "" {
		s.text("reason", b.Reason, MaxNote)
	}
}

func (b *HandDenied) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s, for its seat %s, denies the hands recorded on %s, with the code %s", n.PartyName(p.Party), b.Seat, motion(n, b.Motion), short(b.Shown))
	if b.Reason != "" {
		s += ": " + b.Reason
	}
	return s
}

func (b *HandDenied) against(v View, _ *Signed, q *Question, day Date) error {
	r, m, err := v.needShown(q, b.Motion, b.Shown)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(r.Shown.Denied, func(d DenialFacts) bool { return d.Seat == b.Seat }) {
		return refuse(CodeConflict, "/payload/body/seat", "seat %s has denied these hands already", b.Seat)
	}
	return v.ownSeat(&q.Input, b.Seat, m.day(q.Time))
}

func (b *HandDenied) apply(s *State, q *Question, index int64) {
	s.motion(b.Motion, func(r *MotionRecord) {
		shown := *r.Shown
		shown.Confirmed = slices.DeleteFunc(slices.Clone(shown.Confirmed), func(seat string) bool { return seat == b.Seat })
		shown.Denied = with(shown.Denied, DenialFacts{Seat: b.Seat, Person: q.Signed.Payload.Author, Reason: b.Reason, Entry: index})
		r.Shown = &shown
	})
}

// hands are sorted by seat, each once.
func (s *shape) hands(hands []Hand) {
	s.list("hands", len(hands), 1, MaxRoll)
	for i, h := range hands {
		at := fmt.Sprintf("hands/%d/", i)
		s.code(at+"seat", h.Seat)
		s.code(at+"person", h.Person)
		s.text(at+"choice", h.Choice, MaxTitle)
		s.list(at+"then", len(h.Then), 0, 32)
		for j, option := range h.Then {
			s.text(at+"then", option, MaxTitle)
			s.that(option != h.Choice && !slices.Contains(h.Then[:j], option), at+"then", "%q is chosen twice", option)
		}
		s.that(i == 0 || hands[i-1].Seat < h.Seat, "hands", "hands are sorted by seat, each once")
	}
}

func (s *shape) roll(roll []RollSeat) {
	s.list("roll", len(roll), 1, MaxRoll)
	for i, r := range roll {
		s.code("roll/seat", r.Seat)
		s.code("roll/party", r.Party)
		s.that(r.Weight > 0, "roll/weight", "a vote weighs something")
		s.that(i == 0 || roll[i-1].Seat < r.Seat, "roll", "the roll is sorted by seat, each once")
	}
}

func (s *shape) withoutVote(without bool, hands []Hand) {
	for _, h := range hands {
		s.that(!without || h.Choice == ChoiceFor, "without_vote", "what is agreed without a vote has nobody against it, or abstaining")
	}
}

func handsPeople(hands []Hand) []string {
	people := make([]string, len(hands))
	for i, h := range hands {
		people[i] = h.Person
	}
	return people
}

// handsInWords writes hands by choice: "9 for, 2 against, 1 abstaining".
func handsInWords(counts map[string]int64) string {
	var parts []string
	words := map[string]string{ChoiceFor: "for", ChoiceAgainst: "against", ChoiceAbstain: "abstaining"}
	for _, choice := range []string{ChoiceFor, ChoiceAgainst, ChoiceAbstain} {
		if counts[choice] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[choice], words[choice]))
		}
	}
	for _, choice := range slices.Sorted(maps.Keys(counts)) {
		if words[choice] == "" {
			parts = append(parts, fmt.Sprintf("%d for the option %s", counts[choice], choice))
		}
	}
	return strings.Join(parts, ", ")
}

// countHands gives hands by choice.
func countHands(hands []Hand) map[string]int64 {
	counts := map[string]int64{}
	for _, h := range hands {
		counts[h.Choice]++
	}
	return counts
}

func withoutVoteInWords(without bool) string {
	if without {
		return "agreed without a vote: "
	}
	return ""
}

// knownRoll checks that the seats of a roll are there.
func (v View) knownRoll(roll []RollSeat) error {
	for _, r := range roll {
		if seat, ok := v.Seat(r.Seat); !ok || seat.Party != r.Party {
			return refuse(CodeNotFound, "/payload/body/roll", "there is no seat %s of %s", r.Seat, v.PartyName(r.Party))
		}
	}
	return nil
}

// knownSeat checks that a seat is there.
func (v View) knownSeat(field, id string) error {
	if _, ok := v.Seat(id); !ok {
		return refuse(CodeNoSeat, "/payload/body/"+field, "there is no seat %s", id)
	}
	return nil
}

// knownHands checks that the seats of a roll and the people who showed are there.
func (v View) knownHands(roll []RollSeat, hands []Hand) error {
	if err := v.knownRoll(roll); err != nil {
		return err
	}
	for i, h := range hands {
		if err := v.knownPerson(fmt.Sprintf("hands/%d/person", i), h.Person); err != nil {
			return err
		}
		if err := v.knownSeat(fmt.Sprintf("hands/%d/seat", i), h.Seat); err != nil {
			return err
		}
	}
	return nil
}

// asItStands checks what a motion is opened with, or put with at a meeting,
// against the motion and the rules that it will be judged by.
func (v View) asItStands(m *MotionFacts, title string, options []string, impact, stated, rules Digest) error {
	switch {
	case title != m.Title || !slices.Equal(options, m.Options):
		return refuse(CodeStale, "/payload/body/title", "title or options are not the motion's")
	case m.Impact == nil && impact != "" || m.Impact != nil && m.Impact.ID != impact:
		return refuse(CodeStale, "/payload/body/impact", "the impact statement named is not the one that stands")
	case stated != rules:
		return refuse(CodeStale, "/payload/body/rules", "the rules in force are %s", rules)
	}
	return nil
}

// needShown adds a motion on which hands were shown, and its meeting, for a
// statement about the show of hands that stands.
func (v View) needShown(q *Question, ref string, shown Digest) (MotionRecord, MeetingRecord, error) {
	in := &q.Input
	r, ok := v.Motion(ref)
	m := MeetingRecord{}
	switch {
	case !ok:
		return r, m, refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", ref)
	case r.Shown == nil:
		return r, m, refuse(CodeNotOpen, "/payload/body/motion", "no hands were shown on %s", ref)
	case r.Status != MotionShown:
		return r, m, refuse(CodeClosed, "/payload/body/motion", "%s is decided: the hands shown on it stand", ref)
	case r.Shown.ID != shown:
		return r, m, refuse(CodeStale, "/payload/body/shown", "the hands shown on %s were recorded anew since: read the motion again", ref)
	}
	m, _ = v.Meeting(r.Shown.Meeting)
	v.convene(in, m, handsPeople(r.Shown.Hands)...)
	v.put(in, m, r)
	q.Rules = r.Opened.Rules
	return r, m, nil
}

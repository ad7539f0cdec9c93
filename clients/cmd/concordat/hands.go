package main

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// raised is a show of hands as people call it out: everybody who is present and
// entitled one way, but for those named.
type raised struct {
	For        string   `placeholder:"PARTIES" help:"all, or the parties or seats for it, with commas"`
	Against    string   `placeholder:"PARTIES" help:"all, or the parties or seats against it"`
	Abstain    string   `placeholder:"PARTIES" help:"all, or the parties or seats that abstain"`
	Option     []string `placeholder:"OPTION=PARTIES" sep:"none" help:"an option and the parties or seats for it"`
	File       string   `placeholder:"FILE" help:"instead: a file with a party or seat and its choice on each line"`
	WithoutVot bool     `name:"without-vote" help:"agreed without a vote: everybody present and entitled is for it"`
}

// hands are one hand for each seat of the roll that is present at the item.
func (c *raised) hands(s *session, m api.Meeting, item string, roll []ledger.RollSeat) ([]ledger.Hand, error) {
	present := map[string]string{} // person by seat
	for _, a := range m.People {
		here := a.As == ledger.AttendsAsMember || a.As == ledger.AttendsAsDeputy
		if here && !slices.ContainsFunc(a.Absent, func(x ledger.Absence) bool { return x.Item == item }) {
			present[a.Seat] = a.Person
		}
	}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return nil, err
	}
	choices, rest := map[string]string{}, ""
	say := func(choice, who string) error {
		for word := range strings.SplitSeq(who, ",") {
			word = strings.TrimSpace(word)
			if word == "all" {
				if rest != "" {
					return usage("all can be only one way")
				}
				rest = choice
				continue
			}
			found := false
			code, _ := findParty(parties.Items, word) // a seat is no party
			for _, seat := range roll {
				if seat.Seat != word && seat.Party != code {
					continue
				}
				found = true
				if old := choices[seat.Seat]; old != "" && old != choice {
					return usage("seat %s is said to be %s and %s", seat.Seat, old, choice)
				}
				if present[seat.Seat] == "" {
					return usage("nobody is recorded as present for seat %s at item %s: correct the attendance first, or leave it out", seat.Seat, item)
				}
				choices[seat.Seat] = choice
			}
			if !found {
				return usage("%q has no seat on the roll", word)
			}
		}
		return nil
	}
	type said struct{ choice, who string }
	var all []said
	if c.WithoutVot {
		all = append(all, said{ledger.ChoiceFor, "all"})
	}
	for _, x := range []said{{ledger.ChoiceFor, c.For}, {ledger.ChoiceAgainst, c.Against}, {ledger.ChoiceAbstain, c.Abstain}} {
		if x.who != "" {
			all = append(all, x)
		}
	}
	for _, o := range c.Option {
		option, who, ok := strings.Cut(o, "=")
		if !ok {
			return nil, usage("%q is not an option and who is for it", o)
		}
		all = append(all, said{option, who})
	}
	if c.File != "" {
		data, err := s.input(c.File)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			who, choice, ok := strings.Cut(strings.TrimSpace(line), " ")
			if who == "" || strings.HasPrefix(who, "#") {
				continue
			}
			if !ok {
				return nil, usage("%q is not a party or seat and its choice", who)
			}
			all = append(all, said{strings.TrimSpace(choice), who})
		}
	}
	if len(all) == 0 {
		return nil, usage("say how the hands were: --for all --against 00V, --without-vote, or --file")
	}
	for _, x := range all {
		if err := say(x.choice, x.who); err != nil {
			return nil, err
		}
	}
	hands := []ledger.Hand{}
	for _, seat := range roll {
		person, choice := present[seat.Seat], choices[seat.Seat]
		if choice == "" {
			choice = rest
		}
		if person != "" && choice != "" {
			hands = append(hands, ledger.Hand{Seat: seat.Seat, Person: person, Choice: choice})
		}
	}
	return hands, nil
}

func tally(hands []ledger.Hand) map[string]int64 {
	counts := map[string]int64{}
	for _, h := range hands {
		counts[h.Choice]++
	}
	return counts
}

// sayHands shows what is about to be signed, seat by seat.
func (s *session) sayHands(hands []ledger.Hand, roll []ledger.RollSeat) {
	counts := tally(hands)
	var parts []string
	for choice, n := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", n, choice))
	}
	slices.Sort(parts)
	s.say("%s: %s; %d of %d seats of the roll", counted(len(hands), "hand", "hands"), strings.Join(parts, ", "), len(hands), len(roll))
}

// onFloor is what a show of hands on a motion would be, and its meeting.
func (s *session) onFloor(motion string) (ledger.HandsShown, api.Meeting, error) {
	m, err := s.motion(motion)
	if err != nil {
		return ledger.HandsShown{}, api.Meeting{}, err
	}
	body, err := s.client.Hands(s.ctx, m.Ref)
	if err != nil {
		return body, api.Meeting{}, err
	}
	meeting, err := s.client.Meeting(s.ctx, body.Meeting)
	if err == nil && meeting.Attendance == 0 {
		err = advised(ledger.CodeRefused, "record it with "+s.command("meeting", "attend", meeting.Ref, "--all", "--as", "secretary"), "nobody is recorded as attending %s yet", meeting.Ref)
	}
	return body, meeting, err
}

// instructedOtherwise warns, before anything is signed, of hands that are not as their
// governing bodies instructed: of all, or of one seat's.
func (s *session) instructedOtherwise(differing []ledger.Differing, seat string) {
	for _, d := range differing {
		if seat == "" || d.Seat == seat {
			s.say("take care: %s", lowerFirst(d.Words))
		}
	}
}

type meetingShowHands struct {
	Motion string `arg:"" help:"the motion's reference"`
	raised
	Casting string `placeholder:"CHOICE" help:"the casting vote, by whoever presided"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingShowHands) Help() string {
	return `
# all is everybody who is present and entitled
concordat meeting show-hands GM-2015-013 --for all --against 00V --abstain 00W \
  --as secretary
concordat meeting show-hands GM-2015-013 --without-vote --as secretary`
}

// Run records the show of hands, once its result has been shown.
func (c *meetingShowHands) Run(s *session) error {
	if err := s.openToSign(ledger.KindHandsShown, c.Yes); err != nil {
		return err
	}
	body, meeting, err := s.onFloor(c.Motion)
	if err != nil {
		return err
	}
	if body.Hands, err = c.hands(s, meeting, body.Item, body.Roll); err != nil {
		return err
	}
	body.WithoutVote, body.Casting = c.WithoutVot, c.Casting
	s.sayHands(body.Hands, body.Roll)
	wish := api.PreviewRequest{Motion: body.Motion, Votes: []api.PreviewVote{}}
	for _, h := range body.Hands {
		wish.Votes = append(wish.Votes, api.PreviewVote{Seat: h.Seat, Choice: h.Choice})
	}
	p, err := s.client.Preview(s.ctx, wish)
	if err != nil {
		return err
	}
	s.say("by the rules, once the minutes are approved: %s", strings.ToLower(p.Words))
	for _, check := range p.Checks {
		s.say("  %s: %s", check.Title, check.Explain)
	}
	s.instructedOtherwise(p.Differing, "")
	done, err := s.state(ledger.KindHandsShown, "", body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Show of hands recorded", done); err != nil {
		return err
	}
	s.next("meeting", "end", body.Meeting, "--as", "secretary")
	return nil
}

type meetingConfirm struct {
	Motion string `arg:"" help:"the motion's reference"`
	Seat   string `placeholder:"SEAT" help:"the seat whose hand you showed, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (meetingConfirm) Help() string {
	return `
concordat meeting confirm GM-2015-013 --as bury-member`
}

// Run confirms the hand that was recorded.
func (c *meetingConfirm) Run(s *session) error {
	if err := s.openToSign(ledger.KindHandConfirmed, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if m.Shown == nil {
		return refusal(ledger.CodeRefused, "no hands are recorded on %s", m.Ref)
	}
	var mine []ledger.Hand
	for _, h := range m.Shown.Hands {
		if h.Person == s.client.Person() && (c.Seat == "" || c.Seat == h.Seat) {
			mine = append(mine, h)
		}
	}
	casting := ""
	if m.Shown.Casting != "" && m.Shown.Presided == s.client.Person() {
		casting = m.Shown.Casting
	}
	if len(mine) == 0 && casting != "" {
		body := ledger.HandConfirmed{Motion: m.Ref, Shown: m.Shown.ID, Casting: casting}
		return s.stateFor("", ledger.KindHandConfirmed, "Casting vote confirmed", body, c.Yes, "motion", "show", m.Ref)
	}
	if len(mine) == 0 {
		return refusal(ledger.CodeNoSeat, "no hand of %s is recorded on %s", s.client.Person(), m.Ref)
	}
	for _, h := range mine {
		s.instructedOtherwise(m.Differing, h.Seat)
		body := ledger.HandConfirmed{Motion: m.Ref, Shown: m.Shown.ID, Seat: h.Seat, Choice: h.Choice, Then: h.Then, Casting: casting}
		party := ""
		for _, seat := range m.Opened.Roll {
			if seat.Seat == h.Seat {
				party = seat.Party
			}
		}
		if err := s.stateFor(party, ledger.KindHandConfirmed, "Hand confirmed", body, c.Yes, "motion", "show", m.Ref); err != nil {
			return err
		}
	}
	return nil
}

type meetingDeny struct {
	Motion string `arg:"" help:"the motion's reference"`
	Seat   string `placeholder:"SEAT" help:"your seat, if there are several"`
	Reason string `help:"what is wrong"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (meetingDeny) Help() string {
	return `
concordat meeting deny GM-2015-013 --reason "We were against it" --as bury-member`
}

// Run denies the hands that are recorded, so that they do not stand until the
// secretary records them again.
func (c *meetingDeny) Run(s *session) error {
	if err := s.openToSign(ledger.KindHandDenied, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if m.Shown == nil {
		return refusal(ledger.CodeRefused, "no hands are recorded on %s", m.Ref)
	}
	seat, party, err := s.mySeat(c.Seat)
	if err != nil {
		return err
	}
	body := ledger.HandDenied{Motion: m.Ref, Shown: m.Shown.ID, Seat: seat, Reason: c.Reason}
	return s.stateFor(party, ledger.KindHandDenied, "Hands denied", body, c.Yes, "motion", "show", m.Ref)
}

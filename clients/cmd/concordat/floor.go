package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

type amendmentCommands struct {
	Move amendmentMove `cmd:"" help:"move an amendment: the motion's text as it would read"`
	Put  amendmentPut  `cmd:"" help:"record the hands shown on an amendment, as the secretary"`
	List amendmentList `cmd:"" help:"show the amendments moved on a motion, word by word"`
}

type amendmentMove struct {
	Motion string `arg:"" help:"the motion's reference"`
	File   string `arg:"" help:"its text as it would read, paragraphs with an empty line between them, or -"`
	By     string `placeholder:"SEAT" help:"the seat that moves it, where the secretary records it; default your own"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (amendmentMove) Help() string {
	return `
concordat meeting amendment move GM-2015-013 amended.txt --as bury-member`
}

// Run moves the amendment to the text that stands.
func (c *amendmentMove) Run(s *session) error {
	data, err := s.input(c.File)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindAmendmentMoved, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	seat, party := c.By, ""
	if seat == "" {
		if seat, party, err = s.mySeat(""); err != nil {
			return err
		}
	}
	to := textOf(m)
	to.Text = paragraphs(string(data))
	body := ledger.AmendmentMoved{Meeting: m.Meeting, Item: m.Item, Text: m.TextID, By: seat, To: to}
	return s.stateFor(party, ledger.KindAmendmentMoved, "Amendment moved", body, c.Yes, "meeting", "amendment", "list", m.Ref)
}

// textOf is the motion as its text has it.
func textOf(m api.Motion) ledger.Motion {
	return ledger.Motion{
		Ref: m.Ref, Title: m.Title, Text: m.Text, Type: m.Type, Route: m.Route, Function: m.Function, Options: m.Options, Pool: m.Pool, Lead: m.Lead,
		RiskShare: m.RiskShare, Conditions: m.Conditions, Varies: m.Varies, Papers: m.Papers, Reasons: m.Reasons, Rejected: m.Rejected,
		Amends: m.Amends, Rights: m.Rights, Prolongs: m.Prolongs, Lapses: m.Lapses,
	}
}

// paragraphs are divided by empty lines; a line feed inside one is a space.
func paragraphs(text string) []string {
	var list []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if words := strings.Join(strings.Fields(p), " "); words != "" {
			list = append(list, words)
		}
	}
	return list
}

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

type amendmentPut struct {
	Motion string `arg:"" help:"the motion's reference"`
	raised
	Amendment string `placeholder:"CODE" help:"its code, where several were moved; default the last"`
	Yes       bool   `short:"y" help:"do not ask"`
}

func (amendmentPut) Help() string {
	return `
concordat meeting amendment put GM-2015-013 --for all --against 00V --as secretary
concordat meeting amendment put GM-2015-013 --without-vote --as secretary`
}

// Run records the hands on the amendment, with the outcome that the rules give
// them.
func (c *amendmentPut) Run(s *session) error {
	if err := s.openToSign(ledger.KindAmendmentPut, c.Yes); err != nil {
		return err
	}
	body, meeting, err := s.onFloor(c.Motion)
	if err != nil {
		return err
	}
	moved, err := s.client.Amendments(s.ctx, body.Motion)
	if err != nil {
		return err
	}
	var found *api.Amendment
	for i, a := range moved.Items {
		if a.Outcome == "" && (c.Amendment == "" || a.Code == c.Amendment || string(a.ID) == c.Amendment) {
			found = &moved.Items[i]
		}
	}
	if found == nil {
		return refusal(ledger.CodeNotFound, "no such amendment of %s waits to be put", body.Motion)
	}
	put := ledger.AmendmentPut{Meeting: body.Meeting, Item: body.Item, Motion: body.Motion, Amendment: found.ID, Roll: body.Roll, WithoutVote: c.WithoutVot}
	if put.Hands, err = c.hands(s, meeting, body.Item, body.Roll); err != nil {
		return err
	}
	by, err := s.client.Outcome(s.ctx, api.OutcomeRequest{Amendment: found.ID, Hands: put.Hands, WithoutVote: c.WithoutVot})
	if err != nil {
		return err
	}
	put.Outcome = by.Outcome
	s.sayHands(put.Hands, put.Roll)
	s.say("the amendment is %s", strings.ToLower(api.OutcomeWords(put.Outcome)))
	return s.stateMeeting(ledger.KindAmendmentPut, "Amendment put", put, c.Yes, "motion", "show", put.Motion)
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

type amendmentList struct {
	Motion string `arg:"" help:"the motion's reference"`
}

func (amendmentList) Help() string {
	return `
concordat meeting amendment list GM-2015-013`
}

// Run shows the amendments.
func (c *amendmentList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	all, err := s.client.Amendments(s.ctx, m.Ref)
	if err != nil {
		return err
	}
	return s.answer(all, func() {
		for _, a := range all.Items {
			status := "not put"
			if a.Outcome != "" {
				status = strings.ToLower(api.OutcomeWords(a.Outcome))
			}
			s.print("%s, moved by %s: %s. [-Taken out-], {+put in+}:", a.Code, a.Name, status)
			for p := range strings.SplitSeq(document.Compared(a.Compared), "\n") {
				s.paragraph(2, p)
			}
		}
		s.print("%s. As at %s.", counted(len(all.Items), "amendment", "amendments"), counted(all.AsAt, "entry", "entries"))
	})
}

type meetingDivide struct {
	Motion string   `arg:"" help:"the motion's reference"`
	Part   []string `required:"" placeholder:"PARAGRAPHS" sep:"none" help:"a part: the numbers of its paragraphs, such as 1,2; twice or more"`
	Yes    bool     `short:"y" help:"do not ask"`
}

func (meetingDivide) Help() string {
	return `
# each part is a motion of its own from then
concordat meeting divide GM-2015-013 --part 1 --part 2,3 --as secretary`
}

// Run divides the motion. Its conditions go with every part.
func (c *meetingDivide) Run(s *session) error {
	if err := s.openToSign(ledger.KindMotionDivided, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	head, last, _ := cutLast(s.ledger.NextMotion, "-")
	n, err := strconv.Atoi(last)
	if err != nil {
		return usage("the next motion's reference %s has no number", s.ledger.NextMotion)
	}
	body := ledger.MotionDivided{Meeting: m.Meeting, Item: m.Item, Motion: m.Ref, Text: m.TextID}
	for i, list := range c.Part {
		part := textOf(m)
		part.Ref, part.Title, part.Text = fmt.Sprintf("%s-%03d", head, n+i), fmt.Sprintf("%s (part %d)", m.Title, i+1), nil
		for number := range strings.SplitSeq(list, ",") {
			at, err := strconv.Atoi(strings.TrimSpace(number))
			if err != nil || at < 1 || at > len(m.Text) {
				return usage("%q is no paragraph of %s, which has %d", number, m.Ref, len(m.Text))
			}
			part.Text = append(part.Text, m.Text[at-1])
		}
		body.Parts = append(body.Parts, part)
	}
	return s.stateMeeting(ledger.KindMotionDivided, "Motion divided", body, c.Yes, "meeting", "show-hands", body.Parts[0].Ref, "--for", "all", "--as", "secretary")
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
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

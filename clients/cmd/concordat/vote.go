package main

import (
	"errors"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

type voteCommands struct {
	Cast     voteCast     `cmd:"" help:"vote on an open motion, from a seat that you hold or deputise for"`
	Record   voteRecord   `cmd:"" help:"record a vote that somebody gave you by telephone, as the secretary"`
	Confirm  voteConfirm  `cmd:"" help:"confirm a vote that the secretary recorded for you, or for a seat of your party"`
	Instruct voteInstruct `cmd:"" help:"record how your governing body instructs a seat to vote, as an officer"`
}

type voteCast struct {
	Motion  string `arg:"" help:"the motion's reference"`
	Choice  string `arg:"" help:"for, against or abstain; or one of the motion's options"`
	Seat    string `placeholder:"SEAT" help:"the seat to vote from, if you may vote from several"`
	Casting string `placeholder:"CHOICE" help:"the chair's casting vote, should votes be equal, where the MoU gives one"`
	Reason  string `name:"reason-file" placeholder:"FILE" help:"your reason, in at most 500 characters, or - for standard input: other parties will see it, and it can be erased later only by a recorded order"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (voteCast) Help() string {
	return `
concordat vote cast GM-2015-012 for --as bury-member
# the chair votes from a seat, and against it should the votes be equal
concordat vote cast GM-2015-012 abstain --casting against --as chair
# with a reason, which stands outside the ledger
concordat vote cast GM-2015-012 against --reason-file why.txt --as bury-member
# in a script: do not ask, and keep the receipt
concordat vote cast GM-2015-012 for --as bury-member --yes --json > r.json`
}

// Run shows what the vote means, asks, and casts it.
func (c *voteCast) Run(s *session) error {
	if err := s.openToSign(ledger.KindVoteCast, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if err := checkChoice(m, c.Choice); err != nil {
		return err
	}
	if c.Casting != "" {
		if err := checkChoice(m, c.Casting); err != nil {
			return err
		}
	}
	if m.Opened == nil {
		return refusal(ledger.CodeNotOpen, "%s is not open for votes: its status is %s", m.Ref, lowerFirst(m.Words))
	}
	seat, err := c.seat(s, m)
	if err != nil {
		return err
	}
	if m.Status.Status == ledger.MotionOpen && !s.JSON {
		err := c.meaning(s, m, seat)
		var busy *api.Problem
		switch {
		case errors.As(err, &busy) && busy.Code == ledger.CodeUnavailable:
			// Whoever keeps the rules busy with questions must not keep anybody from voting.
			s.say("too many are asking what votes would mean: the vote is taken all the same")
		case err != nil:
			return err
		}
	}
	for _, i := range m.Instructions {
		if i.Seat == seat.Seat && i.Text == m.TextID && i.Choice != c.Choice {
			s.say("take care: the governing body instructs seat %s to vote %s, by resolution %s of %s (entry %d); this vote is %s, and counts as it is cast",
				i.Seat, i.Choice, i.Resolution.Ref, i.Resolution.On.InWords(), i.Entry, c.Choice)
		}
	}
	reason, err := s.keepFile(c.Reason)
	if err != nil {
		return err
	}
	body := ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat.Seat, Choice: c.Choice, Casting: c.Casting, Reason: reason}
	done, err := s.state(ledger.KindVoteCast, seat.Party, body, "Sign and send this vote?", c.Yes)
	if err != nil {
		return err
	}
	if !s.JSON {
		s.print("")
	}
	if err := s.recorded("Vote recorded", done); err != nil {
		return err
	}
	s.say("keep this code. To check it later: %s", s.command("entry", "show", fmt.Sprint(done.Entry)))
	s.say("you can change it until %s, if the terms allow; the last vote stands", when(m.Opened.Closes))
	s.next("motion", "show", m.Ref)
	return nil
}

type voteRecord struct {
	Motion string `arg:"" help:"the motion's reference"`
	Choice string `arg:"" help:"for, against or abstain; or one of the motion's options"`
	Seat   string `required:"" placeholder:"SEAT" help:"the seat that it was given from"`
	Person string `required:"" placeholder:"NAME" help:"who gave it to you: the seat's holder or a deputy"`
	How    string `required:"" placeholder:"TEXT" help:"how it was given, and how you knew who gave it"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (voteRecord) Help() string {
	return `
concordat vote record GM-2015-012 for --seat 00V-1 --person bury-member \
  --how "by telephone at 2pm, on the number that the board has" --as secretary`
}

// Run records a vote that somebody else gave, as the secretary.
func (c *voteRecord) Run(s *session) error {
	if err := s.openToSign(ledger.KindVoteRecorded, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if err := checkChoice(m, c.Choice); err != nil {
		return err
	}
	if m.Opened == nil {
		return refusal(ledger.CodeNotOpen, "%s is not open for votes: its status is %s", m.Ref, lowerFirst(m.Words))
	}
	body := ledger.VoteRecorded{Motion: m.Ref, Opened: m.Opened.ID, Seat: c.Seat, Person: c.Person, Choice: c.Choice, How: c.How}
	done, err := s.state(ledger.KindVoteRecorded, "", body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Vote recorded for somebody else", done); err != nil {
		return err
	}
	s.say("next, for %s or an officer of the party: %s", c.Person, s.command("vote", "confirm", m.Ref, "--as", "NAME"))
	return nil
}

type voteConfirm struct {
	Motion string `arg:"" help:"the motion's reference"`
	Entry  int64  `placeholder:"N" help:"the entry that records the vote, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (voteConfirm) Help() string {
	return `
concordat vote confirm GM-2015-012 --as bury-member`
}

// Run confirms a vote that the secretary recorded: the person's own, or one of the party
// that they are an officer of.
func (c *voteConfirm) Run(s *session) error {
	if err := s.openToSign(ledger.KindVoteConfirmed, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	me, err := s.me()
	if err != nil {
		return err
	}
	var waiting []ledger.VoteFacts
	for _, v := range m.Votes {
		mine := v.Person == me.ID || slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleOfficer && r.Party == v.Party })
		if v.Unconfirmed && (c.Entry == v.Entry || c.Entry == 0 && mine) {
			waiting = append(waiting, v)
		}
	}
	if len(waiting) == 0 {
		return refusal(ledger.CodeNotFound, "no vote on %s waits for you to confirm it", m.Ref)
	}
	for _, v := range waiting {
		body := ledger.VoteConfirmed{Motion: m.Ref, Recorded: v.Entry, Seat: v.Seat, Choice: v.Choice}
		s.say("%s recorded that %s voted %s from seat %s (entry %s)", v.By, v.Person, v.Choice, v.Seat, thousands(v.Entry))
		if err := s.stateFor(v.Party, ledger.KindVoteConfirmed, "Vote confirmed", body, c.Yes, "motion", "show", m.Ref); err != nil {
			return err
		}
	}
	return nil
}

type voteInstruct struct {
	Motion     string `arg:"" help:"the motion's reference"`
	Choice     string `arg:"" help:"for, against or abstain; or one of the motion's options"`
	Seat       string `required:"" placeholder:"SEAT" help:"the seat of your party that is instructed"`
	Resolution string `required:"" placeholder:"REF" help:"reference of the governing body's resolution"`
	On         string `required:"" placeholder:"DATE" help:"when it was passed"`
	Paper      string `placeholder:"SHA256" help:"the paper that was before it"`
	Party      string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (voteInstruct) Help() string {
	return `
concordat vote instruct GM-2015-012 against --seat 00V-1 \
  --resolution GB/15/12 --on 2015-11-20 --as bury-officer`
}

// Run records the instruction on the motion's text as it stands.
func (c *voteInstruct) Run(s *session) error {
	resolution, err := resolutionOf(c.Resolution, c.On, c.Paper)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindMemberInstructed, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if err := checkChoice(m, c.Choice); err != nil {
		return err
	}
	body := ledger.MemberInstructed{Motion: m.Ref, Text: m.TextID, Seat: c.Seat, Choice: c.Choice, Resolution: resolution}
	return s.stateFor(party, ledger.KindMemberInstructed, "Instruction recorded", body, c.Yes, "motion", "show", m.Ref)
}

// seat is the seat on the roll that the person may vote from.
func (c *voteCast) seat(s *session, m api.Motion) (ledger.RollSeat, error) {
	me, err := s.me()
	if err != nil {
		return ledger.RollSeat{}, err
	}
	own := slices.Concat(me.Seats, me.Deputising)
	var may []ledger.RollSeat
	var ids []string
	for _, r := range m.Opened.Roll {
		if c.Seat == r.Seat || c.Seat == "" && slices.Contains(own, r.Seat) {
			may = append(may, r)
			ids = append(ids, r.Seat)
		}
	}
	switch {
	case len(may) == 1:
		return may[0], nil
	case len(may) > 1:
		return ledger.RollSeat{}, usage("%s may vote from the seats %s: say which with --seat", me.ID, joined(ids))
	case c.Seat != "":
		return ledger.RollSeat{}, refusal(ledger.CodeNoSeat, "%s is no seat on the roll of %s", c.Seat, m.Ref)
	}
	return ledger.RollSeat{}, refusal(ledger.CodeNoSeat, "%s (%s) may vote from no seat on the roll of %s", me.ID, me.Words, m.Ref)
}

// meaning shows what the vote means for the party: what would be decided if
// voting closed now, and, were it carried, whether the party is bound, even if it
// votes against, and what it pays.
func (c *voteCast) meaning(s *session, m api.Motion, seat ledger.RollSeat) error {
	with := func(choice string, others string) (api.Preview, error) {
		r := api.PreviewRequest{Motion: m.Ref, Casting: c.Casting, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: choice}}}
		for _, w := range m.Waiting {
			if others != "" && w.Seat != seat.Seat {
				r.Votes = append(r.Votes, api.PreviewVote{Seat: w.Seat, Choice: others})
			}
		}
		return s.client.Preview(s.ctx, r)
	}
	yes := ledger.ChoiceFor
	if len(m.Options) > 0 {
		yes = m.Options[0]
		if c.Choice != ledger.ChoiceAbstain {
			yes = c.Choice
		}
	}
	now, err := with(c.Choice, "")
	if err != nil {
		return err
	}
	name := seat.Party
	for _, p := range now.Parties {
		if p.Party == seat.Party {
			name = p.Name
		}
	}
	s.title(m.Ref, m.Title)
	s.print("Closes %s", when(m.Opened.Closes))
	s.heading("What it means for " + name)
	var f facts
	f.add("  Your vote", "%s", c.Choice)
	if c.Casting != "" {
		f.add("  Casting vote", "%s, should the votes be equal", c.Casting)
	}
	f.add("  Closed now", "%s", now.Words)

	carried := now
	if now.Outcome != ledger.OutcomeCarried {
		if carried, err = with(c.Choice, yes); err != nil {
			return err
		}
	}
	if carried.Outcome == ledger.OutcomeCarried {
		p := ofParty(carried.Parties, seat.Party)
		f.add("  If carried", "%s", boundWords(p.PartyOutcome))
		if len(m.Options) == 0 {
			against, err := with(ledger.ChoiceAgainst, yes)
			if err != nil {
				return err
			}
			f.add("  Bound if against", "%s", evenIfAgainst(against, seat.Party))
		}
		stakeOf(m, p, carried.Obligations).add(&f)
		for _, k := range carried.Stakes {
			if k.Party == seat.Party && len(k.Limits) > 0 {
				f.add("  Authority", "%s%s", k.Words, clauseWords(k.Clause))
			}
		}
		for _, t := range carried.Obligations {
			if t.Payer == seat.Party && t.Kind == "duty" {
				f.add("  Must", "%s, from %s", t.What, day(t.Due))
			}
			if t.Payee == seat.Party && t.Pence > 0 && t.Kind != "risk_share" {
				f.add("  Receives", "%s by %s: %s", ledger.Pounds(t.Pence), day(t.Due), t.What)
			}
		}
	} else {
		f.add("  If all vote for", "%s", carried.Words)
	}
	f.write(s.out, s.width)
	return nil
}

func evenIfAgainst(p api.Preview, party string) string {
	if p.Outcome != ledger.OutcomeCarried {
		return "Not carried without this vote"
	}
	o := ofParty(p.Parties, party)
	switch o.Bound {
	case ledger.BoundNot:
		return "No" + clauseWords(o.Clause)
	case ledger.BoundOnRatification:
		return "Yes, once its governing body ratifies" + clauseWords(o.Clause)
	}
	return "Yes" + clauseWords(o.Clause)
}

func ofParty(parties []api.DecisionParty, code string) api.DecisionParty {
	for _, p := range parties {
		if p.Party == code {
			return p
		}
	}
	return api.DecisionParty{}
}

func clauseWords(clause string) string {
	if clause == "" {
		return ""
	}
	return ", clause " + clause
}

// boundWords says how a party is bound.
func boundWords(o ledger.PartyOutcome) string { return api.BoundWords(o) + clauseWords(o.Clause) }

// money lists what there is in each year: £20,000.00 in 2015-16.
func money(cost []ledger.YearCost, of func(ledger.YearCost) int64) string {
	var parts []string
	for _, y := range cost {
		if n := of(y); n != 0 {
			parts = append(parts, fmt.Sprintf("%s in %s", ledger.Pounds(n), y.Year))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return joined(parts)
}

package web

import (
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// consolePage is who has voted on a motion and who has not, with what can be done about it.
type consolePage struct {
	layout
	Ref        string
	Status     Tag
	Closes     ledger.Time
	Closed     bool
	Withdrew   bool // the motion, before its close
	Voted      string
	Comes      []string // what it comes to, and what stands in the way
	Stand      *Table
	Votes      *Table
	Checks     *Checks
	Interests  []Link
	Extends    string
	Withdrawal string // who has asked for it, and who else has to
	Confirm    []Link // votes that the looker may confirm
	Do         []Link
}

func consoleShow(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &consolePage{
		layout: layout{page: "console", Title: "Who has voted", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}},
		Ref:    m.Ref, Status: motionTag(m.MotionSummary), Closes: m.Closes,
	}
	records := officials(v.me)
	if records {
		p.Nav = "/secretary"
	}
	for _, i := range m.Interests {
		p.Interests = append(p.Interests, Link{"/motions/" + m.Ref + "/interests/" + string(i.ID), interestWords(i)})
	}
	if m.Opened == nil {
		return p, nil
	}
	p.Voted = number(int64(m.Voted)) + " of " + many(m.Seats, "seat has", "seats have") + " voted."
	holders, err := v.holders()
	if err != nil {
		return nil, err
	}
	p.Votes = consoleTable(m, names, holders)
	open := m.Status.Status == ledger.MotionOpen
	p.Closed, p.Withdrew = !open, m.Status.Status == ledger.MotionWithdrew
	if err := p.comesTo(v, m); err != nil {
		return nil, err
	}
	if !open {
		return p, nil
	}
	for _, vote := range ledger.Standing(m.Votes) {
		if vote.Unconfirmed && v.mayConfirm(vote) {
			p.Confirm = append(p.Confirm, Link{"/motions/" + m.Ref + "/votes/" + number(vote.Entry) + "/confirm", "Confirm the vote of " + names[vote.Party] + " that the secretary recorded"})
		}
	}
	if n := m.Notice; n != nil && n.Extends != "" {
		p.Extends = "If it is not quorate at the close, voting goes on to " + when(n.Extends) + ", as the notice said."
	}
	p.Withdrawal = api.WithdrawalWords(m)
	if records {
		p.Do = append(p.Do, Link{"/motions/" + m.Ref + "/votes/record", "Record a vote given by telephone"}, Link{"/outbox?kind=" + api.MessageFurther + "&motion=" + m.Ref, "Send a further reminder to those who have not voted"}, Link{"/outbox?motion=" + m.Ref, "Messages about this motion"})
	}
	if records || v.me != nil && v.me.ID == m.Mover {
		p.Do = append(p.Do, Link{"/motions/" + m.Ref + "/withdraw", "Ask to withdraw the motion"})
	}
	return p, nil
}

// comesTo says what the votes come to: of a motion that is decided what they did.
func (p *consolePage) comesTo(v *visit, m api.Motion) error {
	if m.Status.Status == ledger.MotionDecided {
		d, err := v.client.Decision(v.ctx, m.Ref)
		if err != nil {
			return err
		}
		p.Comes, p.Checks = standWords(d.Outcome, decidedWords(d), d.Checks), checksOf("Rules that decided it", d.Checks)
		p.Do = append([]Link{{"/decisions/" + m.Ref, "The decision"}}, v.againLink(m)...)
	} else if now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}}); err == nil {
		p.Comes, p.Checks = standWords(now.Outcome, "As the votes stand: "+lowerFirst(now.Words)+".", now.Checks), checksOf("Rules that decide it, as the votes stand", now.Checks)
	}
	var checks []ledger.Check
	if p.Checks != nil {
		checks = p.Checks.List
	}
	p.Stand = standTable(m, checks)
	return nil
}

// standWords are what votes come to, with what a tie or the lack of a quorum is due to.
func standWords(outcome, words string, checks []ledger.Check) []string {
	said, of := []string{words}, "tie"
	if outcome == ledger.OutcomeNotQuorate {
		of = "quorum"
	}
	for _, c := range checks {
		if !c.Met && strings.HasPrefix(c.ID, of) {
			said = append(said, c.Explain)
		}
	}
	return said
}

// mayConfirm tells whether the looker may confirm a vote that the secretary recorded: as
// its voter or an officer of the party. The rules say so again when it is signed.
func (v *visit) mayConfirm(vote ledger.VoteFacts) bool {
	if v.me == nil || v.me.ID == vote.By {
		return false
	}
	return v.me.ID == vote.Person || slices.ContainsFunc(v.me.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleOfficer && r.Party == vote.Party })
}

// holders are who holds each seat.
func (v *visit) holders() (map[string]ledger.SeatFacts, error) {
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	all := map[string]ledger.SeatFacts{}
	for _, p := range parties.Items {
		for _, s := range p.Seats {
			all[s.Seat] = s
		}
	}
	return all, nil
}

// consoleTable is every seat of the roll, those that have not voted first.
func consoleTable(m api.Motion, names map[string]string, holders map[string]ledger.SeatFacts) *Table {
	t := &Table{Caption: "Votes by party", Columns: []Column{{Text: "Party"}, {Text: "Board member"}, {Text: "Status"}, {Text: "Vote"}, {Text: "How"}, {Text: "When"}}, Stacks: true}
	stand := map[string]ledger.VoteFacts{}
	for _, vote := range ledger.Standing(m.Votes) {
		stand[vote.Seat] = vote
	}
	var voted [][]Cell
	for _, r := range m.Opened.Roll {
		vote, ok := stand[r.Seat]
		if !ok {
			status := Tag{"Not yet voted", "blue"}
			if m.Status.Status != ledger.MotionOpen {
				status = Tag{"Did not vote", "grey"}
			}
			if keptFromVoting(m, holders[r.Seat].Holder) != nil {
				status = interestTag
			}
			t.Rows = append(t.Rows, []Cell{{Text: names[r.Party]}, {Text: holders[r.Seat].Holder}, {Tag: &status}, {}, {}, {}})
			continue
		}
		status := Tag{"Signed", "green"}
		switch {
		case vote.Unconfirmed:
			status = Tag{notConfirmed, "orange"}
		case vote.Assurance == ledger.AssuranceRecorded:
			status = Tag{"Recorded by secretary, confirmed", "green"}
		}
		person := vote.Person
		if vote.Deputy {
			person += ", deputy"
		}
		voted = append(voted, []Cell{{Text: names[r.Party]}, {Text: person}, {Tag: &status}, {Text: api.ChoiceWords(vote.Choice)}, {Text: upperFirst(assuranceWords(vote))}, {Text: when(vote.Time), Href: receiptPath(vote.Entry)}})
	}
	t.Rows = append(t.Rows, voted...)
	return t
}

// recording is the form of a vote that was given by telephone.
func (v *visit) recording() (*formPage, api.Motion, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, m, err
	}
	if m.Opened == nil || m.Status.Status != ledger.MotionOpen {
		return nil, m, api.NewProblem(ledger.CodeNotOpen, m.Ref+" is not open for votes")
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, m, err
	}
	holders, err := v.holders()
	if err != nil {
		return nil, m, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Record a vote given by telephone", Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: &Link{"/motions/" + m.Ref + "/votes", "Who has voted"}},
		Text:   []string{"The vote is shown as recorded by the secretary until its voter, or an officer of the party, confirms it with their own key. The MoU says whether it counts before that."},
		Action: "/motions/" + m.Ref + "/votes/record", Button: Button{Text: "Continue"},
	}
	var seats []Option
	for _, s := range m.Waiting {
		for _, person := range append([]string{holders[s.Seat].Holder}, holders[s.Seat].Deputies...) {
			if person != "" {
				seats = append(seats, Option{Value: s.Seat + " " + person, Text: names[s.Party] + ", " + person})
			}
		}
	}
	p.choice("seat", "Who gave it?", "", unchosen("Select who gave it", seats)...)
	var choices []Radio
	for _, c := range api.Choices(m.Options) {
		choices = append(choices, Radio{Value: c, Text: api.ChoiceWords(c)})
	}
	p.radios("choice", "Which vote?", "", "", choices...)
	p.input("how", "How was it given?", "For example, by telephone at 2pm, on the number that the board has", "", 0)
	return p, m, nil
}

func recordShow(v *visit) (page, error) {
	p, _, err := v.recording()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func recordSend(v *visit) (page, error) {
	p, m, err := v.recording()
	if err != nil {
		return nil, err
	}
	body := ledger.VoteRecorded{Motion: m.Ref, Opened: m.Opened.ID, Choice: v.form.Get("choice"), How: strings.Join(strings.Fields(v.form.Get("how")), " ")}
	body.Seat, body.Person, _ = strings.Cut(v.form.Get("seat"), " ")
	if body.Seat == "" {
		p.wrong("seat", "Select who gave the vote")
	}
	if body.Choice == "" {
		p.wrong("choice", "Select the vote that was given")
	}
	if body.How == "" {
		p.wrong("how", "Enter how it was given")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindVoteRecorded, body, "how", "seat", "seat", "choice", "choice")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindVoteRecorded, Body: body, Title: "Check and record the vote", Caption: m.Ref, Nav: "/secretary", Back: p.Back,
		Rows:   []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Given by", Values: []string{body.Person}}, {Key: "Vote", Values: []string{api.ChoiceWords(body.Choice)}}, {Key: "How", Values: []string{body.How}}},
		Labels: map[string]string{"opened": "The opening of the motion"}, Button: "Sign and record", Form: p.Action, Change: true, Done: "/motions/" + m.Ref + "/votes",
	})
}

// confirmSend has a vote confirmed that the secretary recorded.
func confirmSend(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	entry, err := strconv.ParseInt(v.path("entry"), 10, 64)
	if err != nil {
		return nowhere(v)
	}
	for _, vote := range m.Votes {
		if vote.Entry != entry {
			continue
		}
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		return v.state(Stating{
			Kind: ledger.KindVoteConfirmed, Party: vote.Party, Body: ledger.VoteConfirmed{Motion: m.Ref, Recorded: vote.Entry, Seat: vote.Seat, Choice: vote.Choice}, Title: "Check and confirm the vote", Caption: m.Ref, Nav: "/motions", Back: &Link{"/motions/" + m.Ref + "/votes", "Who has voted"},
			Rows:   []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Voting for", Values: []string{names[vote.Party]}}, {Key: "Given by", Values: []string{vote.Person}}, {Key: "Vote", Values: []string{api.ChoiceWords(vote.Choice)}}, {Key: "Recorded by", Values: []string{vote.By}}},
			Labels: map[string]string{"recorded": "Entry that records it"}, Button: "Sign and confirm", Before: "The vote is not confirmed until you sign.", Form: "/motions/" + m.Ref + "/votes/" + number(entry) + "/confirm", Done: "/motions/" + m.Ref + "/votes",
		})
	}
	return nil, api.NewProblem(ledger.CodeNotFound, "no vote on "+m.Ref+" has that entry")
}

// ruling is the form of a ruling on an interest.
func (v *visit) ruling() (*formPage, api.Motion, ledger.InterestFacts, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, m, ledger.InterestFacts{}, err
	}
	for _, i := range m.Interests {
		if string(i.ID) != v.path("interest") {
			continue
		}
		p := &formPage{
			layout: layout{page: "form", Title: "Rule on an interest", Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: &Link{"/motions/" + m.Ref + "/votes", "Who has voted"}},
			Text:   []string{"An interest is ruled on by two people, and nobody rules on their own. Both have to say the same."},
		}
		p.Rows = []Row{{Key: "Declared by", Values: []string{i.Person}}, {Key: "Nature", Values: []string{natureWords(i.Nature)}}, {Key: "Known since", Values: []string{i.Known.InWords()}}}
		for _, r := range i.Rulings {
			p.Rows = append(p.Rows, Row{Key: "Ruled by " + r.Person, Values: []string{rulingWords(r.Ruling) + ", " + when(r.Time)}})
		}
		if len(i.Seats) > 0 {
			p.Rows = append(p.Rows, Row{Key: "Seats that it may keep from voting", Values: []string{listed(i.Seats)}})
		}
		if now, err := v.preview(api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}}); err == nil {
			for _, c := range now.Checks {
				if strings.Contains(strings.ToLower(c.Title), "quorum") {
					p.Inset = "Quorum now: needs " + lowerFirst(c.Required) + ", has " + lowerFirst(c.Actual) + ". If " + i.Person + " may not vote, " + many(len(i.Seats), "seat counts", "seats count") + " towards it only by a deputy."
				}
			}
		}
		if officials(v.me) && v.me.ID != i.Person {
			p.Action, p.Button = "/motions/"+m.Ref+"/interests/"+string(i.ID), Button{Text: "Continue"}
			p.radios("ruling", "What is the ruling?", "", "",
				Radio{Value: "noted", Text: "Noted", Hint: "May speak and vote"}, Radio{Value: "may_speak", Text: "May speak, may not vote"}, Radio{Value: "withdraws", Text: "Withdraws", Hint: "Neither speaks nor votes"})
		}
		return p, m, i, nil
	}
	return nil, m, ledger.InterestFacts{}, api.NewProblem(ledger.CodeNotFound, "no such interest bears on "+m.Ref)
}

func rulingWords(ruling string) string {
	switch ruling {
	case "noted":
		return "Noted"
	case "may_speak":
		return "May speak, may not vote"
	case "withdraws":
		return "Withdraws"
	}
	return upperFirst(strings.ReplaceAll(ruling, "_", " "))
}

func rulingShow(v *visit) (page, error) {
	p, _, _, err := v.ruling()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func rulingSend(v *visit) (page, error) {
	p, m, i, err := v.ruling()
	if err != nil {
		return nil, err
	}
	body := ledger.InterestRuled{Interest: i.ID, Motion: m.Ref, Ruling: v.form.Get("ruling")}
	if body.Ruling == "" {
		p.wrong("ruling", "Select the ruling")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindInterestRuled, Body: body, Title: "Check and rule", Caption: m.Ref, Nav: "/secretary", Back: p.Back,
		Rows:   append(p.Rows, Row{Key: "Your ruling", Values: []string{rulingWords(body.Ruling)}}),
		Labels: map[string]string{"interest": "The declaration"}, Button: "Record this ruling", Before: "Nothing is ruled until you sign.", Form: "/motions/" + m.Ref + "/interests/" + string(i.ID), Change: true, Done: "/motions/" + m.Ref + "/interests/" + string(i.ID),
	})
}

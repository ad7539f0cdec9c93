package web

import (
	"net/http"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What a governing body instructs its seat to vote on a motion, as its party's officer
// records it.

// undecided tells whether a motion is still to be voted on.
func undecided(m api.MotionSummary) bool { return api.Undecided(m.Status.Status) }

// instructions are those that stand on a motion, in words.
func instructions(m api.Motion, names map[string]string) (said []string) {
	for _, i := range m.Instructions {
		words := names[i.Party] + ", seat " + i.Seat + ": " + lowerFirst(toVote(i.Choice)) + ", by resolution " + i.Resolution.Ref + " of " + i.Resolution.On.InWords()
		if i.Text != m.TextID {
			words += ", on an earlier text"
		}
		said = append(said, words)
	}
	return said
}

// toVote is a choice before it is made.
func toVote(choice string) string {
	if choice == ledger.ChoiceAbstain {
		return "Abstain"
	}
	return api.ChoiceWords(choice)
}

// instruct has an instruction stated.
func instruct(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	if !officer(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of a party records how its governing body instructs its seat to vote")
	}
	if !undecided(m.MotionSummary) {
		return nil, api.NewProblem(ledger.CodeClosed, m.Ref+" is voted on no more: its status is "+lowerFirst(m.Words))
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	back := &Link{"/motions/" + m.Ref, "The motion"}
	p := &formPage{
		layout: layout{page: "form", Title: "Record an instruction to a seat", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: back},
		Text:   []string{"Record how your governing body instructs the holder of a seat to vote on this motion as it reads now. Whoever votes from the seat is told before they sign; the vote counts as it is cast."},
		Rows:   []Row{{Key: "Resolution before the board", Values: m.Text}},
		Action: back.Href + "/instruct", Button: Button{Text: "Continue"}, Links: []Link{{api.PagePapers, "Put a paper beside the ledger"}},
	}
	if said := instructions(m, names); len(said) > 0 {
		p.Rows = append(p.Rows, Row{Key: "Instructions on record", Values: said})
		p.Text = append(p.Text, "Of one seat the instruction recorded last stands.")
	}
	seats, err := v.ownSeats(false)
	if err != nil {
		return nil, err
	}
	if len(seats) == 0 {
		p.Text, p.Action, p.Links = []string{"No party that you are an officer of has a seat: there is none to instruct."}, "", nil
		return p, nil
	}
	p.choice("seat", "Which seat is instructed?", "", append([]Option{{Text: "Select a seat"}}, seats...)...)
	var choices []Radio
	for _, c := range api.Choices(m.Options) {
		choices = append(choices, Radio{Value: c, Text: toVote(c)})
	}
	p.radios("choice", "How is it to vote?", "", "", choices...)
	if err := v.resolutionAsk(p, m.Papers...); err != nil {
		return nil, err
	}
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	party, seat, _ := strings.Cut(v.form.Get("seat"), " ")
	if !slices.ContainsFunc(seats, func(o Option) bool { return o.Value == v.form.Get("seat") }) {
		p.wrong("seat", "Select the seat that is instructed")
	}
	choice := v.form.Get("choice")
	if !slices.Contains(api.Choices(m.Options), choice) {
		p.wrong("choice", "Select how the seat is to vote")
	}
	body := ledger.MemberInstructed{Motion: m.Ref, Text: m.TextID, Seat: seat, Choice: choice, Resolution: v.resolutionTake(p)}
	if err := v.paperThere(p, body.Resolution.Paper); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindMemberInstructed, body, "resolution", "resolution/on", "resolved", "resolution/paper", "paper", "seat", "seat", "choice", "choice")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindMemberInstructed, Party: party, Body: body, Title: "Check and record the instruction", Caption: p.Caption, Nav: p.Nav, Back: back,
		Rows: []Row{
			{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Seat", Values: []string{names[party] + ", " + seat}}, {Key: "Is to vote", Values: []string{toVote(choice)}},
			{Key: "Resolution", Values: v.resolutionValues(body.Resolution)},
			{Key: "What happens next", Values: []string{"Everybody can read the instruction. Whoever votes from the seat is told of it before they sign. It holds for the motion as it reads now."}},
		},
		Labels: map[string]string{"motion": "Motion", "text": "Its text", "seat": "Seat", "choice": "Is to vote", "resolution.ref": "Resolution of the governing body", "resolution.on": "Passed on", "resolution.paper": "Fingerprint of its paper"},
		Button: "Sign and record", Before: "The seat is not instructed until you sign.", Form: p.Action, Change: true, Done: back.Href,
	})
}

package web

import (
	"net/http"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// Whoever declared an interest says when it ended.

func interestEndPath(id ledger.Digest) string { return "/account/interests/" + string(id) + "/end" }

func interestEnd(v *visit) (page, error) {
	declared, err := v.client.Interests(v.ctx, map[string][]string{"person": {v.me.ID}})
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(declared.Items, func(i ledger.InterestFacts) bool { return string(i.ID) == v.path("interest") })
	if at < 0 {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "whoever declared an interest says when it ended, and you have declared no such interest")
	}
	i := declared.Items[at]
	if i.Ended != "" {
		return nil, api.NewProblem(ledger.CodeClosed, "this interest ended on "+day(i.Ended))
	}
	back := &Link{"/account/interests", "Your interests"}
	p := &formPage{
		layout: layout{page: "form", Title: "Say that an interest has ended", Back: back},
		Text:   []string{"From that day on it keeps you from nothing. That you had it stays on the ledger."},
		Rows:   []Row{{Key: "Interest", Values: []string{natureWords(i.Nature)}}, {Key: "About", Values: []string{interestAbout(i)}}, {Key: "Known since", Values: []string{i.Known.InWords()}}},
		Action: interestEndPath(i.ID), Button: Button{Text: "Continue"},
	}
	p.input("on", "On which day did it end?", "For example, 20 November 2015", "", 20)
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	on, ok := typedDay(v.form.Get("on"))
	if !ok || on < i.Known || on > v.ledger.Time.Day() {
		p.wrong("on", "Enter the day on which it ended, from "+i.Known.InWords()+" to today")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindInterestEnded, Body: ledger.InterestEnded{Interest: i.ID, On: on}, Title: "Check and end your interest", Back: back,
		Rows:   append(p.Rows, Row{Key: "Ended on", Values: []string{day(on)}}, Row{Key: "What happens next", Values: []string{"It stands among your interests as ended. It can be ended once only: an interest that you have again is declared anew."}}),
		Labels: map[string]string{"interest": "The declaration", "on": "Ended on"},
		Button: "Sign and end it", Before: "Your interest has not ended until you sign.", Form: p.Action, Change: true, Done: back.Href,
	})
}

// interestAbout is what an interest was declared about.
func interestAbout(i ledger.InterestFacts) string {
	if i.Motion == "" {
		return "No one motion"
	}
	return i.Motion
}

// endedCell tells when an interest ended, or leads to where that is said.
func endedCell(i ledger.InterestFacts) Cell {
	if i.Ended != "" {
		return Cell{Text: "Ended on " + i.Ended.InWords()}
	}
	return Cell{Text: "Say that it has ended", Href: interestEndPath(i.ID)}
}

package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What the governing body of a party says of a decision that waits for it, as the party's
// officer records it.

func ratifyPath(decision string) string { return "/decisions/" + decision + "/ratify" }

// awaited are the parties of a decision whose governing bodies may still answer.
func (v *visit) awaited(d api.Decision) (list []api.DecisionParty) {
	for _, p := range d.Parties {
		if p.Bound == ledger.BoundOnRatification && p.Answer == nil && p.RatifyBy >= v.ledger.Time {
			list = append(list, p)
		}
	}
	return list
}

// answersFor are those of parties of which whoever looks is an officer and for whose
// governing bodies a decision waits: for them, or for others in whose place they stand.
func (v *visit) answersFor(d api.Decision, parties []api.Party) (list []api.Party) {
	waiting := v.awaited(d)
	for _, party := range parties {
		if v.actsFor(party.Code) && slices.ContainsFunc(waiting, func(w api.DecisionParty) bool {
			return w.Party == party.Code || slices.Contains(party.Successor, w.Party)
		}) {
			list = append(list, party)
		}
	}
	return list
}

// awaitedBy are those of a decision that parties of which whoever looks is an officer answer
// for, the one that runs out first being the first.
func (v *visit) awaitedBy(d api.Decision, parties []api.Party) []api.DecisionParty {
	mine := v.answersFor(d, parties)
	list := slices.DeleteFunc(v.awaited(d), func(w api.DecisionParty) bool {
		return !slices.ContainsFunc(mine, func(of api.Party) bool { return w.Party == of.Code || slices.Contains(of.Successor, w.Party) })
	})
	slices.SortStableFunc(list, func(a, b api.DecisionParty) int { return strings.Compare(string(a.RatifyBy), string(b.RatifyBy)) })
	return list
}

// toRatify are the decisions that wait for the governing bodies of those of parties of which
// whoever looks is an officer, the one that runs out first being the first.
func (v *visit) toRatify(parties []api.Party) (tasks []Task, err error) {
	if !slices.ContainsFunc(parties, func(p api.Party) bool { return v.actsFor(p.Code) }) {
		return nil, nil
	}
	var due []api.Decision
	for _, status := range api.Unratified {
		list, err := v.client.Decisions(v.ctx, url.Values{"status": {status}})
		if err != nil {
			return nil, err
		}
		due = append(due, list.Items...)
	}
	due = slices.DeleteFunc(due, func(d api.Decision) bool { return len(v.answersFor(d, parties)) == 0 })
	slices.SortStableFunc(due, func(a, b api.Decision) int {
		return strings.Compare(string(v.awaitedBy(a, parties)[0].RatifyBy), string(v.awaitedBy(b, parties)[0].RatifyBy))
	})
	for _, d := range due {
		tasks = append(tasks, Task{
			ID: d.Ref + "-ratify", Href: ratifyPath(d.Ref), Text: "Ratify or refuse: " + d.Title, Status: Tag{"Needs you now", "orange"},
			Hint: d.Ref + ". The governing body of " + listed(namesOf(v.answersFor(d, parties))) + " answers by " + when(v.awaitedBy(d, parties)[0].RatifyBy) + ".",
		})
	}
	return tasks, nil
}

func namesOf(parties []api.Party) (names []string) {
	for _, p := range parties {
		names = append(names, p.Name)
	}
	return names
}

// ratifyLink leads whoever may answer to where they do; nil for anybody else.
func (v *visit) ratifyLink(d api.Decision) ([]Link, error) {
	if !officer(v.me) || len(v.awaited(d)) == 0 {
		return nil, nil
	}
	parties, err := v.parties()
	if err != nil || len(v.answersFor(d, parties.Items)) == 0 {
		return nil, err
	}
	return []Link{{ratifyPath(d.Ref), "Ratify or refuse this decision"}}, nil
}

// mayRatify are the parties for which whoever looks may answer on a decision; where there is
// none it says who may, or that nobody does any more.
func (v *visit) mayRatify(d api.Decision) ([]api.Party, error) {
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	if list := v.answersFor(d, parties.Items); len(list) > 0 {
		return list, nil
	}
	waiting := v.awaited(d)
	if len(waiting) == 0 {
		var said []string
		for _, p := range d.Parties {
			if p.Answer != nil {
				switch p.Answer.Status {
				case "lapsed":
					said = append(said, "that of "+p.Name+" did not answer by "+when(p.RatifyBy))
				default:
					said = append(said, "that of "+p.Name+" "+p.Answer.Status+" it, as recorded on "+day(p.Answer.Time.Day()))
				}
			}
		}
		if len(said) == 0 {
			return nil, api.NewProblem(ledger.CodeClosed, d.Ref+" waits for no governing body")
		}
		return nil, api.NewProblem(ledger.CodeClosed, d.Ref+" waits for no governing body any more: "+listed(said))
	}
	var names []string
	for _, p := range waiting {
		names = append(names, p.Name)
	}
	return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+strings.Join(names, " or of ")+" records what its governing body answers on "+d.Ref+inClause(waiting[0].Clause)+", by "+when(waiting[0].RatifyBy))
}

const ratifies, refuses = "ratifies", "refuses"

// ratify has the answer of a governing body stated.
func ratify(v *visit) (page, error) {
	d, err := v.client.Decision(v.ctx, v.path("decision"))
	if err != nil {
		return nil, err
	}
	mine, err := v.mayRatify(d)
	if err != nil {
		return nil, err
	}
	back := &Link{"/decisions/" + d.Ref, "The decision"}
	p := &formPage{
		layout: layout{page: "form", Title: "Ratify or refuse this decision", Caption: d.Ref + ", " + d.Title, Nav: "/decisions", Back: back},
		Action: ratifyPath(d.Ref), Button: Button{Text: "Continue"}, Links: []Link{{api.PagePapers, "Put a paper beside the ledger"}},
	}
	owed, err := v.owedBy(d)
	if err != nil {
		return nil, err
	}
	waiting := v.awaitedBy(d, mine)
	var codes []string
	for _, w := range waiting {
		codes = append(codes, w.Party)
	}
	p.Text = []string{"It goes beyond what the committee may decide, so that it binds only once the governing body has ratified it" + inClause(waiting[0].Clause) + ". Without an answer by " + when(waiting[0].RatifyBy) + " it does not bind."}
	for _, m := range meaningFor(codes, d, boundTable(d, owed)) {
		p.Rows = append(append(p.Rows, Row{Key: "For", Values: []string{m.Party}}), m.Rows...)
	}
	party := mine[0]
	if len(mine) > 1 {
		var options []Radio
		for _, of := range mine {
			options = append(options, Radio{Value: of.Code, Text: of.Name})
		}
		p.radios("party", "Of which party is the governing body?", "", "", options...)
		at := slices.IndexFunc(mine, func(of api.Party) bool { return of.Code == v.form.Get("party") })
		party = mine[max(at, 0)]
		if at < 0 && v.request.Method != http.MethodGet {
			p.wrong("party", "Select the party")
		}
	}
	p.radios("answer", "What has the governing body resolved?", "", "", Radio{Value: ratifies, Text: "It ratifies the decision", Hint: "The party is then bound"}, Radio{Value: refuses, Text: "It refuses to ratify it", Hint: "The party is then not bound"})
	m, err := v.client.Motion(v.ctx, d.Ref)
	if err != nil {
		return nil, err
	}
	if err := v.resolutionAsk(p, m.Papers...); err != nil {
		return nil, err
	}
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	resolution := v.resolutionTake(p)
	if p.Wrong("resolved") == "" && resolution.On < d.Decided.Day() {
		p.wrong("resolved", "Enter a day from "+d.Decided.Day().InWords()+", when it was decided, to today")
	}
	s := Stating{
		Party: party.Code, Caption: p.Caption, Nav: p.Nav, Back: back, Form: p.Action, Change: true, Done: back.Href,
		Labels: map[string]string{"decision": "Decision", "resolution.ref": "Resolution of the governing body", "resolution.on": "Passed on", "resolution.paper": "Fingerprint of its paper"},
		Rows:   []Row{{Key: "Decision", Values: []string{d.Ref + ", " + d.Title}}, {Key: "Resolution", Values: v.resolutionValues(resolution)}},
	}
	next := ""
	switch v.form.Get("answer") {
	case ratifies:
		s.Kind, s.Body = ledger.KindDecisionRatified, ledger.DecisionRatified{Decision: d.Ref, Resolution: resolution}
		s.Title, s.Button, s.Before = "Check and ratify", "Sign and ratify", party.Name+" has not ratified until you sign."
		next = party.Name + " is then bound, and what it pays and receives stands among its obligations. It can be ratified or refused once only."
	case refuses:
		s.Kind, s.Body = ledger.KindRatificationRefused, ledger.RatificationRefused{Decision: d.Ref, Resolution: resolution}
		s.Title, s.Button, s.Before = "Check and refuse to ratify", "Sign and refuse", party.Name+" has not refused until you sign."
		next = party.Name + " is then not bound, and owes nothing by it. It can be ratified or refused once only."
	default:
		p.wrong("answer", "Select what the governing body has resolved")
	}
	if err := v.paperThere(p, resolution.Paper); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(s.Kind, s.Body, "resolution", "resolution/on", "resolved", "resolution/paper", "paper")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	s.Rows = append(append(s.Rows, p.Rows...), Row{Key: "What happens next", Values: []string{next}})
	return v.state(s)
}

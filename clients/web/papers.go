package web

import (
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

// putForm is where a paper is put beside the ledger for a form that names one, which it then
// leads back to, or for whatever else names papers.
func (v *visit) putForm() *formPage {
	p := &formPage{
		layout: layout{page: "form", Title: "Put a paper beside the ledger", Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}},
		Text:   []string{"A paper stands beside the ledger under its fingerprint, so that nobody can put another in its place. Choose it well: once a motion names it, it stays."},
		Action: api.PagePapers, Upload: true, Button: Button{Text: "Put it beside the ledger", Once: true},
	}
	if next := v.putNext(); next != nil {
		p.Back, p.Hidden = &Link{next.String(), "Back"}, []Typed{{"next", next.String()}}
	}
	p.input("title", "What is the paper called?", "For example, Options appraisal", "", 0)
	p.Fields = append(p.Fields, Field{Input: &Input{ID: "file", Name: "file", Kind: "file", Label: "The paper", Hint: "Web pages, plain text and PDF can be read by everybody"}})
	return p
}

// putNext is the form that asked for the paper, which it then names; nil where none did.
func (v *visit) putNext() *url.URL {
	to := v.chosen("next")
	if to == "" {
		return nil
	}
	next, err := url.Parse(ownPath(to))
	if err != nil || next.Path == "/" {
		return nil
	}
	return next
}

func putShow(v *visit) (page, error) { return v.putForm(), nil }

func putSend(v *visit) (page, error) {
	p := v.putForm()
	title := wordsOf(v.form.Get("title"))
	switch {
	case title == "":
		p.wrong("title", "Enter what the paper is called")
	case len(title) > ledger.MaxTitle:
		p.wrong("title", "Shorten what the paper is called to "+number(ledger.MaxTitle)+" letters")
	}
	paper, err := v.fileSent(p)
	if err != nil {
		return nil, err
	}
	if paper.SHA256 == "" && p.Wrong("file") == "" {
		p.wrong("file", "Choose the paper")
	}
	if len(p.Errors) > 0 {
		p.typedAgain(v.form)
		return p.asked(), nil
	}
	if next := v.putNext(); next != nil {
		q := next.Query()
		q.Set("title", title)
		q.Set("paper", string(paper.SHA256))
		next.RawQuery = q.Encode()
		return moved(next.String()), nil
	}
	return &formPage{
		layout: layout{page: "form", Title: "It is beside the ledger", Caption: title, Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}},
		Text:   []string{"Whatever names the paper names its fingerprint. Keep it until then."},
		Rows:   []Row{{Key: "Paper", Values: []string{title}}, {Key: "Fingerprint", Values: []string{string(paper.SHA256)}}, {Key: "Check code", Values: []string{ledger.CheckCode(paper.SHA256)}}},
		Links:  []Link{{api.PagePapers, "Put another paper beside the ledger"}},
	}, nil
}

// meeting a condition of a decision: which, with what evidence.
func (v *visit) condition() (*formPage, api.DecisionNotice, int64, error) {
	n, err := v.client.Notice(v.ctx, v.path("decision"))
	if err != nil {
		return nil, n, 0, err
	}
	for i, c := range n.Conditions {
		if v.path("condition") != number(int64(i+1)) {
			continue
		}
		p := &formPage{
			layout: layout{page: "form", Title: "A condition is met", Caption: n.Ref + ", " + n.Title, Nav: "/decisions", Back: &Link{"/decisions/" + n.Ref, "The decision"}},
			Rows:   []Row{{Key: "Condition " + number(int64(i+1)), Values: []string{c.Text}}},
		}
		if c.Met {
			p.Rows = append(p.Rows, Row{Key: "Status", Values: []string{"Met"}})
			return p, n, int64(i + 1), nil
		}
		p.Action, p.Button = v.request.URL.Path, Button{Text: "Continue"}
		p.input("on", "On which day was it met?", "For example, 1 December 2015", "", 20)
		m, err := v.client.Motion(v.ctx, n.Ref)
		if err != nil {
			return nil, n, 0, err
		}
		v.paperAsk(p, "Which paper shows it?", "What is the paper called?", "The paper’s fingerprint", ledger.Paper{}, m.Papers...)
		return p, n, int64(i + 1), nil
	}
	return nil, n, 0, api.NewProblem(ledger.CodeNotFound, n.Ref+" has no such condition")
}

func conditionShow(v *visit) (page, error) {
	p, _, _, err := v.condition()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func conditionSend(v *visit) (page, error) {
	p, n, at, err := v.condition()
	if err != nil {
		return nil, err
	}
	if p.Action == "" {
		return p, nil
	}
	body := ledger.ConditionMet{Decision: n.Ref, Condition: at, Evidence: *v.paperTake(p, "Enter what the paper is called that shows it", false)}
	var ok bool
	if body.On, ok = typedDay(v.form.Get("on")); !ok {
		p.wrong("on", "Enter the day on which it was met, such as 1 December 2015")
	}
	if err := v.paperThere(p, body.Evidence.SHA256); err != nil {
		return nil, err
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindConditionMet, body, "title", "on", "on", "evidence/sha256", "paper")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindConditionMet, Body: body, Title: "Check and record", Caption: p.Caption, Nav: "/decisions", Back: p.Back,
		Rows: append(p.Rows, Row{Key: "Met on", Values: []string{day(body.On)}}, Row{Key: "Shown by", Values: []string{paperWords(body.Evidence)}}), Labels: map[string]string{"evidence.sha256": "Fingerprint of the paper", "evidence.title": "Paper", "on": "Met on"},
		Button: "Sign and record", Before: "The condition is not met until you sign.", Form: p.Action, Change: true, Done: "/decisions/" + n.Ref,
	})
}

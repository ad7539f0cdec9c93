package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"concordat/ledger"
	"concordat/server/api"
)

// A decision is called in by somebody outside the board, who may do so by the terms, and the
// call-in ends. Either is stated alike by the secretary and by somebody else.

// callInTerm is what an agreement says of call-ins.
type callInTerm struct {
	Clause string   `json:"clause"`
	By     []string `json:"by"`
	Days   int64    `json:"days"`
	Months int64    `json:"months"`
}

// callInTerms are those in force; nil where the agreement provides for none.
func (v *visit) callInTerms() (*callInTerm, error) {
	var terms struct {
		CallIn *callInTerm `json:"call_in"`
	}
	err := v.termsInForce(&terms)
	return terms.CallIn, err
}

// statesCallIn is whether whoever looks may state a call-in of a decision, and for which
// parties, which are none for an office of the board.
func (v *visit) statesCallIn(d api.Decision) (forParties []string, may bool) {
	if officials(v.me) {
		return nil, true
	}
	for _, p := range d.Parties {
		if p.Bound != ledger.BoundNot && v.actsFor(p.Party) {
			forParties = append(forParties, p.Party)
		}
	}
	return forParties, len(forParties) > 0
}

func callInPath(decision string) string { return "/decisions/" + decision + "/call-in" }

// callInLink leads whoever may state a call-in, or its end, to where they do.
func (v *visit) callInLink(d api.Decision) []Link {
	if _, may := v.statesCallIn(d); !may || d.Outcome != ledger.OutcomeCarried {
		return nil
	}
	switch d.Status.Status {
	case ledger.DecisionCallIn:
		return []Link{{callInPath(d.Ref), "Record that the call-in has ended"}}
	case ledger.DecisionRetaken, ledger.DecisionRescinded, ledger.DecisionSuperseded:
		return nil
	}
	return []Link{{callInPath(d.Ref), "Record that this decision was called in"}}
}

// statedAlready is what somebody has stated of a decision, by the number of its entry.
func (v *visit) statedAlready(kind, decision, entry string) (b ledger.DecisionCalledIn, how string, err error) {
	var body struct {
		ledger.DecisionCalledIn
		How string `json:"how"`
	}
	if _, err := v.statedIn(entry, kind, &body); err != nil || body.Decision != decision {
		return b, "", err
	}
	return body.DecisionCalledIn, body.How, nil
}

// callIn has a call-in stated or, of a decision that is called in, its end.
func callIn(v *visit) (page, error) {
	d, err := v.client.Decision(v.ctx, v.path("decision"))
	if err != nil {
		return nil, err
	}
	term, err := v.callInTerms()
	if err != nil {
		return nil, err
	}
	back := &Link{"/decisions/" + d.Ref, "The decision"}
	p := &formPage{layout: layout{page: "form", Title: "Record that a decision was called in", Caption: d.Ref + ", " + d.Title, Nav: "/decisions", Back: back}}
	if term == nil || len(term.By) == 0 {
		p.Text = []string{"The MoU in force provides for no call-in: nobody can call a decision in."}
		return p, nil
	}
	ends := d.Status.Status == ledger.DecisionCallIn
	kind := ledger.KindDecisionCalledIn
	if ends {
		kind, p.Title = ledger.KindCallInEnded, "Record that a call-in has ended"
	}
	if n, err := strconv.ParseInt(v.request.URL.Query().Get("recorded"), 10, 64); err == nil {
		return v.callInStated(p, kind, n)
	}
	own, may := v.statesCallIn(d)
	switch {
	case !may:
		return nil, api.NewProblem(ledger.CodeNotAllowed, "a call-in and its end are stated alike by the secretary and by the chair, the vice-chair or an officer of a party that the decision binds"+inClause(term.Clause))
	case len(v.callInLink(d)) == 0:
		return nil, api.NewProblem(ledger.CodeClosed, d.Ref+" cannot be called in: its status is "+lowerFirst(d.Words))
	}
	said, how, err := v.statedAlready(kind, d.Ref, v.request.URL.Query().Get("same"))
	if err != nil {
		return nil, err
	}
	p.Text = []string{"The secretary and somebody else state the same, word for word: the chair, the vice-chair or an officer of a party that the decision binds" + inClause(term.Clause) + ". It has effect with the second of them."}
	p.Action, p.Button = callInPath(d.Ref), Button{Text: "Continue"}
	party, names := "", map[string]string(nil)
	if len(own) > 0 {
		if names, err = v.partyNames(); err != nil {
			return nil, err
		}
		party = p.forWhich(v, "For which party do you state it?", own, names)
	}
	if !ends {
		p.Text = append(p.Text, "A call-in stays the decision for "+many(int(term.Months), "month", "months")+" at most. A decision can be called in within "+many(int(term.Days), "day", "days")+" of being made.")
		var options []Option
		for _, who := range term.By {
			options = append(options, Option{Value: who, Text: codeWords(who)})
		}
		p.choice("by", "Who called it in?", cmp.Or(said.By, term.By[0]), options...)
	} else {
		if n := len(d.CallIns); n > 0 {
			last := d.CallIns[n-1]
			p.Rows = []Row{{Key: "Called in by", Values: []string{codeWords(last.By) + ", " + last.Ref + " of " + last.On.InWords()}}}
		}
		p.radios("how", "How did it end?", "", how, Radio{Value: ledger.CallInReleased, Text: "The decision is released", Hint: "It stands as before"}, Radio{Value: ledger.CallInRetaken, Text: "The decision was taken anew", Hint: "It stands no more"})
	}
	m, err := v.client.Motion(v.ctx, d.Ref)
	if err != nil {
		return nil, err
	}
	paper, papers := ledger.Paper{}, m.Papers
	if said.Evidence != nil {
		paper = *said.Evidence
	}
	p.input("ref", "Reference of the direction", "For example, D/15/1", said.Ref, 20)
	p.input("on", "Of which day is it?", "For example, 1 December 2015", dayText(said.On), 20)
	optional := ""
	if ends {
		optional = " (optional if it is released)"
	}
	v.paperAsk(p, "Which paper shows it?"+optional, "What is the paper called?"+optional, "The paper’s fingerprint"+optional, paper, papers...)
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	by, ref, how := v.form.Get("by"), wordsOf(v.form.Get("ref")), v.form.Get("how")
	on, known := typedDay(v.form.Get("on"))
	if ref == "" {
		p.wrong("ref", "Enter the reference of the direction")
	}
	if !known || on > v.ledger.Time.Day() {
		p.wrong("on", "Enter the day of the direction, today or before")
	}
	if !ends && !slices.Contains(term.By, by) {
		p.wrong("by", "Select who called it in")
	}
	if ends && how != ledger.CallInReleased && how != ledger.CallInRetaken {
		p.wrong("how", "Select how it ended")
	}
	evidence := v.paperTake(p, "Enter what the paper is called that shows it", ends && how == ledger.CallInReleased)
	if evidence != nil {
		if err := v.paperThere(p, evidence.SHA256); err != nil {
			return nil, err
		}
	}
	s := Stating{
		Kind: kind, Party: party, Caption: p.Caption, Nav: p.Nav, Back: back, Form: p.Action, Change: true, Done: p.Action,
		Rows:   []Row{{Key: "Decision", Values: []string{d.Ref + ", " + d.Title}}, {Key: "Direction", Values: []string{ref + " of " + on.InWords()}}},
		Labels: map[string]string{"decision": "Decision", "by": "Called in by", "ref": "Reference of the direction", "on": "Of", "ends": "Stays it until", "how": "How it ended", "evidence.title": "Paper", "evidence.sha256": "Fingerprint of the paper"},
	}
	if party != "" {
		s.Rows = append([]Row{{Key: "Stated for", Values: []string{names[party]}}}, s.Rows...)
	}
	if evidence != nil {
		s.Rows = append(s.Rows, Row{Key: "Shown by", Values: []string{paperWords(*evidence)}})
	}
	next := "It has effect once somebody else has stated the same. "
	if ends {
		s.Body = ledger.CallInEnded{Decision: d.Ref, How: how, Ref: ref, On: on, Evidence: evidence}
		s.Title, s.Button, s.Before = "Check and end the call-in", "Sign and end it", "The call-in goes on until you sign and somebody else has stated the same."
		next += map[string]string{ledger.CallInReleased: "The decision then stands as before.", ledger.CallInRetaken: "The decision then stands no more."}[how]
	} else {
		body := ledger.DecisionCalledIn{Decision: d.Ref, By: by, Ref: ref, On: on, Evidence: evidence}
		if len(p.Errors) == 0 {
			if body.Ends, err = v.callInEnds(body); err != nil {
				return nil, err
			}
			next += "The decision is then stayed until " + day(body.Ends) + " at the latest."
		}
		s.Body, s.Title, s.Button, s.Before = body, "Check and record the call-in", "Sign and record", "The decision is not called in until you sign and somebody else has stated the same."
	}
	if len(p.Errors) == 0 {
		p.unfit(kind, s.Body, "ref", "on", "on", "evidence/title", "title", "evidence/sha256", "paper")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	s.Rows = append(s.Rows, Row{Key: "What happens next", Values: []string{next}})
	return v.state(s)
}

// callInStated is the page that follows a statement of a kind, which somebody else has still
// to state; once it has effect, that is the decision's own.
func (v *visit) callInStated(p *formPage, kind string, entry int64) (page, error) {
	e, err := v.client.Entry(v.ctx, entry)
	if err != nil {
		return nil, err
	}
	if e.Kind != kind {
		return moved(p.Back.Href + "?recorded=" + number(entry)), nil
	}
	p.Text = []string{"It has effect once somebody else has stated the same. Send them to the page below."}
	p.Links = []Link{{v.request.URL.Path + "?same=" + number(entry), "State the same as entry " + number(entry)}, *p.Back}
	return p, nil
}

// callInEnds is the last day on which a call-in stays a decision, as the rules work it out.
func (v *visit) callInEnds(body ledger.DecisionCalledIn) (ledger.Date, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	ask := api.DatesRequest{Kind: ledger.KindDecisionCalledIn}
	if err := json.Unmarshal(raw, &ask.Body); err != nil {
		return "", err
	}
	dates, err := v.client.Dates(v.ctx, ask)
	return ledger.Date(dates.Dates["ends"]), err
}

package web

import (
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What a party said of an obligation is never taken out: it is said anew, in the place of
// what was said. And a duty is not paid but done.

// corrected is the statement of the entry that a form takes the place of, which is still
// open to that; nil where it is of none.
func (v *visit) corrected(o api.Obligation, what string) (*api.ObligationEvent, error) {
	typed := v.form.Get("instead")
	if v.form == nil {
		typed = v.request.URL.Query().Get("instead")
	}
	if typed == "" {
		return nil, nil
	}
	entry, err := strconv.ParseInt(typed, 10, 64)
	if err == nil {
		for _, e := range o.Events {
			if e.Entry == entry && e.Kind == sayings[what].kind && e.ID != "" && e.ReplacedBy == 0 {
				return &e, nil
			}
		}
	}
	return nil, api.NewProblem(ledger.CodeNotFound, "entry "+typed+" says nothing of "+o.Obligation+" that could be corrected here, or was corrected already")
}

// correctLink leads whoever stated something of an obligation to where they correct it.
func (v *visit) correctLink(o api.Obligation, e api.ObligationEvent) string {
	for _, what := range []string{"paid", "received"} {
		if e.Kind == sayings[what].kind && e.ID != "" && e.ReplacedBy == 0 && v.actsFor(e.Party) && slices.Contains(v.sidesFor(o, what), e.Party) {
			return obligationPath(o.Obligation) + "/" + what + "?instead=" + number(e.Entry)
		}
	}
	return ""
}

// sayDone has it stated that a duty was done, one of the times that it is due.
func (v *visit) sayDone() (page, error) {
	o, err := v.client.Obligation(v.ctx, v.path("decision"), v.path("number"))
	if err != nil {
		return nil, err
	}
	back := &Link{obligationPath(o.Obligation), "The duty"}
	payer := o.From()
	switch {
	case o.Kind != "duty" || o.Duty == nil:
		return nil, api.NewProblem(ledger.CodeRefused, o.Obligation+" is no duty: it is not done but paid")
	case !v.actsFor(payer.Code):
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+payer.Name+", which has this duty, says that it was done")
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Say that it was done", Caption: o.Obligation + ", " + o.What, Nav: "/parties", Back: back},
		Text:   []string{obligationWords(o)}, Action: back.Href + "/done", Button: Button{Text: "Continue"},
	}
	period := o.Duty.Next
	if len(o.Duty.Times) == 0 || period == "" {
		p.Text, p.Action, p.Button = append(p.Text, "It is recorded as done already."), "", Button{}
		return p, nil
	}
	due := "By " + day(period)
	if o.Duty.Every == "once" {
		period = ""
	}
	p.Rows = []Row{{Key: "Due", Values: []string{due}}, {Key: "How often", Values: []string{upperFirst(everyWords(o.Duty.Every))}}}
	on := v.form.Get("on")
	if v.form == nil {
		on = v.ledger.Time.Day().InWords()
	}
	p.input("on", "On which day was it done?", "For example, 1 December 2015", on, 20)
	v.paperAsk(p, "The paper that shows it (optional)", "What is the paper called? (optional)", "The paper’s fingerprint (optional)", ledger.Paper{})
	if v.form == nil {
		return p, nil
	}
	body := ledger.DutyDone{Obligation: o.Obligation, Period: period, Paper: v.paperTake(p, "Enter what the paper is called, or leave its fingerprint empty", true)}
	var ok bool
	if body.On, ok = typedDay(on); !ok || body.On > v.ledger.Time.Day() {
		p.wrong("on", "Enter the day on which it was done, today or before, such as 1 December 2015")
	}
	if body.Paper != nil {
		if err := v.paperThere(p, body.Paper.SHA256); err != nil {
			return nil, err
		}
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindDutyDone, body, "on", "paper/title", "title", "paper", "paper")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "Duty", Values: []string{o.Obligation + ", " + o.What}}, {Key: "Done by", Values: []string{payer.Name}}, {Key: "Due", Values: []string{due}}, {Key: "Done on", Values: []string{day(body.On)}}}
	if body.Paper != nil {
		rows = append(rows, Row{Key: "Paper", Values: []string{paperWords(*body.Paper)}})
	}
	return v.state(Stating{
		Kind: ledger.KindDutyDone, Party: payer.Code, Body: body, Title: "Check and say that it was done", Caption: p.Caption, Nav: "/parties", Back: back, Rows: rows,
		Labels: map[string]string{"obligation": "Duty", "period": "Due by", "on": "Done on", "paper.title": "Paper", "paper.sha256": "Its fingerprint"},
		Button: "Sign that it was done", Before: "It does not count as done until you sign.", Form: p.Action, Change: true, Done: back.Href,
	})
}

// saidHow is how something was paid or received, or why its amount should be another.
func saidHow(e api.ObligationEvent) string {
	if e.Because != "" {
		return e.Because
	}
	return strings.TrimSpace(codeWords(e.By) + " " + e.Ref)
}

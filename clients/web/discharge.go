package web

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What a party says of an obligation: that it paid or received, or that the amount should
// be another.

func sayShow(v *visit) (page, error) { return v.say() }
func saySend(v *visit) (page, error) { return v.say() }

// sayings are what may be said of an obligation, by the last part of the page's path,
// and by which of its sides.
var sayings = map[string]struct{ kind, title, amount, button, before string }{
	"paid":     {ledger.KindObligationPaid, "Say that it was paid", "Paid", "Sign that it was paid", "It does not count as paid until you sign, and the other side says that it received it."},
	"received": {ledger.KindObligationReceived, "Say that it was received", "Received", "Sign that it was received", "It does not count as received until you sign."},
	"query":    {ledger.KindObligationQueried, "Query the amount", "It should be", "Sign the query", "The amount is not queried until you sign. It stays owed until the query is settled."},
}

// sidesFor are the parties for which whoever looks at the page may say something of an
// obligation.
func (v *visit) sidesFor(o api.Obligation, what string) []string {
	payer, payee := o.From().Code, o.To().Code
	sides := map[string][]string{"paid": {payer}, "received": {payee}, "query": {payer, payee}}[what]
	return slices.DeleteFunc(sides, func(code string) bool { return !v.actsFor(code) })
}

func (v *visit) say() (page, error) {
	what := v.path("what")
	if what == "done" {
		return v.sayDone()
	}
	saying, ok := sayings[what]
	if !ok {
		return nil, api.NewProblem(ledger.CodeNotFound, "there is no such page: an obligation is said to be paid or received, or queried")
	}
	o, err := v.client.Obligation(v.ctx, v.path("decision"), v.path("number"))
	if err != nil {
		return nil, err
	}
	back := &Link{obligationPath(o.Obligation), "The obligation"}
	own := v.sidesFor(o, what)
	if len(own) == 0 || o.Kind == "duty" {
		return nil, api.NewProblem(ledger.CodeRefused, "only an officer of a party that pays or is paid says this of "+o.Obligation)
	}
	p := &formPage{
		layout: layout{page: "form", Title: saying.title, Caption: o.Obligation + ", " + o.What, Nav: "/parties", Back: back},
		Text:   []string{obligationWords(o)}, Action: back.Href + "/" + what, Button: Button{Text: "Continue"},
	}
	party := p.forWhich(v, "For which party do you query it?", own, map[string]string{o.From().Code: o.From().Name, o.To().Code: o.To().Name})
	pounds, on, by, ref, because := v.form.Get("pounds"), v.form.Get("on"), v.form.Get("by"), v.form.Get("ref"), v.form.Get("because")
	first := len(v.form) == 0
	old, err := v.corrected(o, what)
	if err != nil {
		return nil, err
	}
	if old != nil && old.Party != party {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+old.PartyName+", which stated it, corrects it")
	}
	switch {
	case first && old != nil:
		pounds, on, by, ref = strings.TrimPrefix(ledger.Pounds(old.Pence), "£"), old.On.InWords(), old.By, old.Ref
	case first:
		pounds, on = strings.TrimPrefix(ledger.Pounds(o.Left), "£"), v.ledger.Time.Day().InWords()
	}
	if what == "query" {
		if first {
			pounds = ""
		}
		p.input("pounds", "What it should be", "In pounds. It is "+ledger.Pounds(o.Pence)+" now", pounds, 10)
		p.area("because", "Why", "It stands on the ledger for ever. Name nobody", because)
	} else {
		hint := "In pounds. " + ledger.Pounds(o.Left) + " is left"
		if old != nil {
			p.Title, p.Hidden = "Correct this record", []Typed{{"instead", number(old.Entry)}}
			p.Text = append(p.Text, "What you state takes the place of entry "+thousands(old.Entry)+": "+ledger.Pounds(old.Pence)+" "+what+" on "+day(old.On)+". That entry stays, struck through, and counts no more.")
			hint = "In pounds. 0 says that nothing was " + what
		}
		p.input("pounds", "Amount", hint, pounds, 10)
		p.input("on", "On", "For example, 1 December 2015", on, 10)
		options := []Option{{Text: "Not said"}}
		for _, d := range ledger.Discharges {
			options = append(options, Option{Value: d, Text: codeWords(d)})
		}
		p.choice("by", "By", by, options...)
		p.input("ref", "Reference", "Of the payment, invoice or adjustment, if there is one", ref, 0)
	}
	if first || v.form.Has(fieldChange) {
		return p, nil
	}
	pence, fits := typedPence(pounds)
	if !fits {
		p.wrong("pounds", "Enter an amount in pounds, such as 412,360.50")
	}
	var body any
	said := []Row{{Key: saying.amount, Values: []string{ledger.Pounds(pence)}}}
	say := func(key, value string) {
		if value != "" {
			said = append(said, Row{Key: key, Values: []string{value}})
		}
	}
	if what == "query" {
		query := ledger.ObligationQueried{Obligation: o.Obligation, Pence: pence, Because: wordsOf(because)}
		if query.Because == "" {
			p.wrong("because", "Enter why it should be another amount")
		}
		body = query
		say("Why", query.Because)
	} else {
		date, known := typedDay(on)
		if !known {
			p.wrong("on", "Enter the day on which it was "+what+", such as 1 December 2015")
		}
		if by != "" && !slices.Contains(ledger.Discharges, by) {
			p.wrong("by", "Select how it was "+what)
		}
		paid := ledger.ObligationPaid{Obligation: o.Obligation, Pence: pence, On: date, By: by, Ref: wordsOf(ref)}
		if old != nil {
			paid.Replaces = old.ID
			say("In place of", "Entry "+thousands(old.Entry)+", which said "+ledger.Pounds(old.Pence)+" on "+day(old.On))
		}
		body = paid
		say(upperFirst(what)+" on", day(date))
		if by != "" {
			say("By", codeWords(by))
		}
		say("Reference", wordsOf(ref))
		if what == "received" {
			body = ledger.ObligationReceived(paid)
		}
	}
	if len(p.Errors) == 0 {
		p.unfit(saying.kind, body, "pounds", "because", "because", "ref", "ref", "on", "on", "by", "by")
	}
	if len(p.Errors) > 0 {
		return p.asked(), nil
	}
	return v.state(Stating{
		Kind: saying.kind, Party: party, Body: body, Caption: p.Caption, Nav: "/parties", Back: back,
		Rows:   append([]Row{{Key: "Obligation", Values: []string{o.Obligation + ", " + o.What}}, {Key: "From", Values: []string{o.From().InWords()}}, {Key: "To", Values: []string{o.To().InWords()}}, {Key: "Amount of the obligation", Values: []string{ledger.Pounds(o.Pence)}}}, said...),
		Whole:  old == nil, // whose statement's fingerprint no row says
		Labels: map[string]string{"obligation": "Obligation", "replaces": "In place of", "pence": "Amount stated", "on": "On", "by": "By", "ref": "Reference", "because": "Why"},
		Button: saying.button, Before: saying.before, Form: p.Action, Change: true, Done: back.Href,
	})
}

// sayingLinks lead to what whoever looks at the page may say of an obligation.
func (v *visit) sayingLinks(o api.Obligation) (links []Link) {
	if o.Kind == "duty" && o.Duty != nil && o.Duty.Next != "" && v.actsFor(o.From().Code) && o.Status.Status != ledger.ObligationEnded && o.Status.Status != ledger.ObligationAwaiting {
		return []Link{{obligationPath(o.Obligation) + "/done", "Say that it was done"}}
	}
	if o.Kind == "duty" || o.Status.Status == ledger.ObligationEnded || o.Status.Status == ledger.ObligationAwaiting {
		return nil
	}
	for _, what := range []string{"paid", "received", "query"} {
		if len(v.sidesFor(o, what)) > 0 && (what == "query" || o.Left > 0) {
			links = append(links, Link{obligationPath(o.Obligation) + "/" + what, sayings[what].title})
		}
	}
	return links
}

// wordsOf is a text on one line.
func wordsOf(text string) string { return strings.Join(strings.Fields(text), " ") }

package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

func commitPath(party string) string { return "/parties/" + url.PathEscape(party) + "/commit" }

// leadsOf are the appointments by which a party leads, also such as begin later.
func (v *visit) leadsOf(party string) (leads []api.Lead, err error) {
	list, err := v.client.Leads(v.ctx, nil)
	for _, l := range list.Items {
		if l.Party == party {
			leads = append(leads, l)
		}
	}
	return leads, err
}

// committing is the form by which a lead commits money for a function. The rules hold it
// to what was delegated to it and to the authority of each party that bears a part.
func (v *visit) committing() (*formPage, api.Party, []api.Lead, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, party, nil, err
	}
	if !v.actsFor(party.Code) {
		return nil, party, nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of "+party.Name+" commits money for it as a lead")
	}
	leads, err := v.leadsOf(party.Code)
	if err != nil {
		return nil, party, nil, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Commit money as a lead", Caption: party.Name, Nav: "/parties", Back: &Link{"/parties/" + url.PathEscape(party.Code), party.Name}},
	}
	if len(leads) == 0 {
		p.Text = []string{party.Name + " leads for nothing. A motion appoints a lead."}
		return p, party, nil, nil
	}
	p.Text = []string{"What is beyond the limits of the lead, or beyond the authority of whoever bears a part, is the board’s to decide by a motion."}
	p.Action, p.Button = commitPath(party.Code), Button{Text: "Continue"}
	var functions []Option
	t := &Table{Caption: "What is delegated", Columns: []Column{{Text: "Function"}, {Text: "In one action", Numeric: true}, {Text: "A year", Numeric: true}, {Text: "In all", Numeric: true}, {Text: "Used in all", Numeric: true}}}
	for _, l := range leads {
		if !slices.ContainsFunc(functions, func(o Option) bool { return o.Value == l.Function }) {
			functions = append(functions, Option{Value: l.Function, Text: codeWords(l.Function)})
		}
		t.Rows = append(t.Rows, []Cell{{Text: codeWords(l.Function) + ", from " + l.From.InWords()}, {Text: ledger.Pounds(l.Limit.Action), Numeric: true}, {Text: ledger.Pounds(l.Limit.Year), Numeric: true}, {Text: ledger.Pounds(l.Limit.Life), Numeric: true}, {Text: ledger.Pounds(l.Life), Numeric: true}})
	}
	p.Tables = []*Table{t}
	p.choice("function", "For which function?", "", unchosen("Select a function", functions)...)
	p.input("what", "What is committed?", "For example, One more crew", "", 0)
	p.input("year", "In which financial year?", "For example, 2015-16", "", 10)
	p.Fields = append(p.Fields, Field{Input: &Input{ID: "pounds", Name: "pounds", Label: "How much, in pounds?", Width: 20, Keys: "decimal"}})
	p.area("by", "Who bears it? (optional)", "Left empty, "+party.Name+" bears all. Otherwise one on a line: a party’s code or name, and its part. For example: NHS Bury CCG 20,000", "")
	return p, party, leads, nil
}

func commitShow(v *visit) (page, error) {
	p, _, _, err := v.committing()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func commitSend(v *visit) (page, error) {
	p, party, leads, err := v.committing()
	if err != nil || len(leads) == 0 {
		return p, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	if v.form.Get("function") == "" {
		p.wrong("function", "Select the function")
	}
	body := ledger.CommitmentMade{Function: v.form.Get("function"), What: wordsOf(v.form.Get("what")), Year: strings.TrimSpace(v.form.Get("year"))}
	if body.What == "" {
		p.wrong("what", "Enter what is committed")
	}
	if _, _, err := ledger.YearDays(body.Year); err != nil {
		p.wrong("year", "Enter a financial year, such as 2015-16")
	}
	var ok bool
	if body.Pence, ok = typedPence(v.form.Get("pounds")); !ok || body.Pence == 0 {
		p.wrong("pounds", "Enter an amount in pounds, such as 50,000")
	}
	by, wrong := pasted(v.form.Get("by"), names)
	if wrong != "" {
		p.wrong("by", wrong)
	} else if len(by) > 0 {
		body.By = by
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindCommitmentMade, body, "pounds", "function", "function", "what", "what", "year", "year", "pence", "pounds", "by", "by")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "For", Values: []string{codeWords(body.Function)}}, {Key: "What", Values: []string{body.What}}, {Key: "In", Values: []string{yearInWords(body.Year)}}, {Key: "Amount", Values: []string{ledger.Pounds(body.Pence)}}}
	for _, code := range slices.Sorted(maps.Keys(body.By)) {
		rows = append(rows, Row{Key: names[code], Values: []string{"Bears " + ledger.Pounds(body.By[code])}})
	}
	return v.state(Stating{
		Kind: ledger.KindCommitmentMade, Party: party.Code, Body: body, Title: "Check and commit", Caption: party.Name, Nav: "/parties", Back: p.Back,
		Rows: rows, Labels: map[string]string{"pence": "Amount", "what": "What is committed"},
		Button: "Sign and commit", Before: "Nothing is committed until you sign.", Form: p.Action, Change: true, Done: p.Back.Href,
	})
}

package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"concordat/ledger"
	"concordat/server/api"
)

// impactShow is what a motion costs each party by its impact statement, and what each
// says of its own lines. An officer agrees to their party's, or disputes them.
func impactShow(v *visit) (page, error) { return v.impact() }
func impactSend(v *visit) (page, error) { return v.impact() }

func (v *visit) impact() (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	if m.Impact == nil {
		return nil, api.NewProblem(ledger.CodeNotFound, "no impact statement stands on "+m.Ref)
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	back := &Link{"/motions/" + m.Ref, "The motion"}
	p := &formPage{
		layout: layout{page: "form", Title: "Impact statement", Caption: m.Ref + ", " + m.Title, Nav: "/parties", Back: back},
		Text:   []string{"What the motion costs each party, as " + m.Impact.Author + " states it. Costs are measured against: " + m.Impact.Baseline + "."},
		Tables: impactTables(m, names),
	}
	own, party := v.officerFor(), v.chosen("party")
	if len(own) == 1 {
		party = own[0]
	}
	answerable := m.Status.Status == ledger.MotionDraft || m.Status.Status == ledger.MotionNotice
	switch {
	case !answerable:
		p.Text = append(p.Text, "The motion has been opened: the statement is answered no more.")
		return p, nil
	case len(own) == 0:
		p.Text = append(p.Text, "An officer of each party agrees to its lines, or disputes them.")
		return p, nil
	case !slices.Contains(own, party):
		p.Text = append(p.Text, "You answer for one party at a time.")
		for _, code := range own {
			p.Links = append(p.Links, Link{v.request.URL.Path + "?" + url.Values{"party": {code}}.Encode(), "Answer for " + names[code]})
		}
		return p, nil
	}
	answer := v.form.Get("answer")
	p.Action, p.Button, p.Hidden = back.Href+"/impact", Button{Text: "Continue"}, []Typed{{"party", party}}
	p.radios("answer", "Does "+names[party]+" agree to its lines?", "", answer, Radio{Value: "agree", Text: "Yes, it agrees"}, Radio{Value: "dispute", Text: "No, it disputes them"})
	var lines []ledger.ImpactLine
	for _, l := range m.Impact.Lines {
		if l.Party == party {
			lines = append(lines, l)
		}
	}
	if len(lines) > 0 {
		p.Fields = append(p.Fields, Field{Text: "Only if it disputes them, what its lines are. A saving is below 0:"})
	}
	first := len(v.form) == 0
	for i, l := range lines {
		id := "line-" + strconv.Itoa(i)
		value := v.form.Get(id)
		if first {
			value = signedText(l.Pence)
		}
		p.input(id, codeWords(l.Line)+", "+yearInWords(l.Year), "In pounds", value, 10)
	}
	if first || v.form.Has(fieldChange) {
		return p, nil
	}
	labels := map[string]string{"motion": "Motion", "impact": "The impact statement", "lines.*.party": "Party of line", "lines.*.line": "Line", "lines.*.year": "Year of line", "lines.*.pence": "Cost of line"}
	state := Stating{Party: party, Caption: p.Caption, Title: "Check and answer the statement", Nav: "/parties", Back: back, Rows: []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Party", Values: []string{names[party]}}}, Whole: true, Labels: labels, Form: p.Action, Change: true, Done: p.Action}
	switch answer {
	case "agree":
		state.Kind, state.Body = ledger.KindImpactAgreed, ledger.ImpactAgreed{Motion: m.Ref, Impact: m.Impact.ID}
		for _, l := range lines {
			state.Rows = append(state.Rows, Row{Key: codeWords(l.Line) + ", " + yearInWords(l.Year), Values: []string{costWords(l.Pence)}})
		}
		state.Button, state.Before = "Sign and agree", names[party]+" has not agreed until you sign."
	case "dispute":
		body := ledger.ImpactDisputed{Motion: m.Ref, Impact: m.Impact.ID}
		for i, l := range lines {
			id := "line-" + strconv.Itoa(i)
			pence, fits := signedPence(v.form.Get(id))
			if !fits {
				p.wrong(id, "Enter what it costs in pounds, such as 412,360.50, or -412,360.50 for a saving")
				continue
			}
			state.Rows = append(state.Rows, Row{Key: codeWords(l.Line) + ", " + yearInWords(l.Year), Values: []string{costWords(pence) + ", where " + statedCost(l.Pence) + " is stated"}})
			l.Pence = pence
			body.Lines = append(body.Lines, l)
		}
		if len(p.Errors) == 0 {
			if words := unfit(ledger.KindImpactDisputed, body); words != "" {
				p.wrong("answer", words)
			}
		}
		state.Kind, state.Body = ledger.KindImpactDisputed, body
		state.Button, state.Before = "Sign and dispute", "Nothing is disputed until you sign."
	default:
		p.wrong("answer", "Select whether "+names[party]+" agrees to its lines")
	}
	if len(p.Errors) > 0 {
		return p.asked(), nil
	}
	return v.state(state)
}

// costWords is a cost or, below nothing, a saving.
func costWords(pence int64) string {
	if pence < 0 {
		return "Saves " + ledger.Pounds(-pence)
	}
	return "Costs " + ledger.Pounds(pence)
}

// statedCost is what costWords is held against.
func statedCost(pence int64) string {
	if pence < 0 {
		return "a saving of " + ledger.Pounds(-pence)
	}
	return ledger.Pounds(pence)
}

// impactWords say who stated an impact and what each party answers, in the order of the
// parties' names.
func impactWords(i ledger.ImpactFacts, names map[string]string) []string {
	words := []string{"Stated by " + i.Author + ", against: " + i.Baseline}
	var answers []string
	for code, is := range i.Positions {
		answers = append(answers, cmp.Or(names[code], code)+": "+lowerFirst(codeWords(is)))
	}
	slices.Sort(answers)
	return append(words, answers...)
}

// signedPence reads money that may be below nothing.
func signedPence(text string) (int64, bool) {
	if len(text) > 0 && text[0] == '-' {
		pence, ok := typedPence(text[1:])
		return -pence, ok
	}
	return typedPence(text)
}

// signedText is money as signedPence reads it.
func signedText(pence int64) string {
	if pence < 0 {
		return "-" + signedText(-pence)
	}
	return ledger.Pounds(pence)[len("£"):]
}

// impactTables are the lines of each party as they are stated, and as it disputes them.
func impactTables(m api.Motion, names map[string]string) []*Table {
	t := &Table{Caption: "What it costs each party", Columns: []Column{{Text: "Party"}, {Text: "Line"}, {Text: "Year"}, {Text: "Costs, or saves below 0", Numeric: true}, {Text: "It says", Numeric: true}, {Text: "Answer"}}}
	disputed := func(l ledger.ImpactLine) Cell {
		for _, d := range m.Impact.Disputed {
			if d.Party == l.Party && d.Line == l.Line && d.Year == l.Year {
				return signed(d.Pence)
			}
		}
		return Cell{Numeric: true}
	}
	for _, l := range m.Impact.Lines {
		tag := Tag{"Not yet answered", "blue"}
		switch m.Impact.Positions[l.Party] {
		case "agreed":
			tag = Tag{"Agreed", "green"}
		case "disputed":
			tag = Tag{"Disputed", "orange"}
		}
		t.Rows = append(t.Rows, []Cell{{Text: cmp.Or(names[l.Party], l.Party)}, {Text: codeWords(l.Line)}, {Text: yearInWords(l.Year)}, signed(l.Pence), disputed(l), {Tag: &tag}})
	}
	answers := &Table{Caption: "What each party answers", Columns: []Column{{Text: "Answer"}, {Text: "Parties"}}}
	for _, position := range []struct{ is, words string }{{"agreed", "Agreed"}, {"disputed", "Disputed"}} {
		var who []string
		for code, is := range m.Impact.Positions {
			if is == position.is {
				who = append(who, cmp.Or(names[code], code))
			}
		}
		if slices.Sort(who); len(who) > 0 {
			answers.Rows = append(answers.Rows, []Cell{{Text: position.words}, {Text: listed(who)}})
		}
	}
	tables := []*Table{t.used()}
	if len(answers.Rows) > 0 {
		tables = append(tables, answers)
	}
	return tables
}

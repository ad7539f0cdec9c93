package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// statesImpact tells whether whoever looks at a motion may say what it costs each party:
// its mover and the secretary, until it is opened.
func (v *visit) statesImpact(m api.Motion) bool {
	return v.me != nil && (v.me.ID == m.Mover || keepsRecord(v.me)) && (m.Status.Status == ledger.MotionDraft || m.Status.Status == ledger.MotionNotice)
}

// impactStating has an impact statement stated: who says what the motion costs each party,
// by line and year, against which baseline.
func impactStating(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	if !v.statesImpact(m) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "its mover or the secretary says what "+m.Ref+" costs each party, until it is opened")
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	back := &Link{"/motions/" + m.Ref + "/publish", "Notice and opening"}
	p := &formPage{
		layout: layout{page: "form", Title: "What it costs each party", Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: back},
		Text:   []string{"You state it in your name, " + v.me.ID + ". Each party then agrees to its own lines or disputes them. A statement that stands already is replaced by this one, and answered anew."},
		Action: back.Href[:len(back.Href)-len("publish")] + "impact/state", Button: Button{Text: "Continue"},
	}
	baseline, lines := "", ""
	if m.Impact != nil {
		baseline, lines = m.Impact.Baseline, impactText(m.Impact.Lines)
	}
	p.area("baseline", "Against what are the costs reckoned?", "For example, the plan for 2015 to 2016 at the national tariff", baseline)
	p.area("lines", "What does it cost each party?", "Paste 4 columns from a spreadsheet, or write one line each with ; between: the party’s code or name, what it is for, the financial year, and the amount in pounds. A saving is below 0. For example: NHS Bury CCG; double running; 2016-17; 120,000. Or: 00V; tariff; 2016-17; -40,000.50", lines)
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	body := ledger.ImpactStated{Motion: m.Ref, Text: m.TextID, Baseline: wordsOf(v.form.Get("baseline"))}
	if body.Baseline == "" {
		p.wrong("baseline", "Enter against what the costs are reckoned, such as the plan for the year")
	}
	var wrong string
	if body.Lines, wrong = typedImpact(v.form.Get("lines"), names); wrong == "" && len(body.Lines) == 0 {
		wrong = "Enter at least one line"
	}
	if wrong != "" {
		p.wrong("lines", wrong)
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindImpactStated, body, "lines", "baseline", "baseline")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Against", Values: []string{body.Baseline}}}
	for _, l := range body.Lines {
		rows = append(rows, Row{Key: names[l.Party], Values: []string{codeWords(l.Line) + ", " + yearInWords(l.Year) + ": " + ledger.Pounds(l.Pence)}})
	}
	return v.state(Stating{
		Kind: ledger.KindImpactStated, Party: v.me.Party, Body: body, Title: "Check and state what it costs", Caption: p.Caption, Nav: "/secretary", Back: back, Rows: rows, Whole: true,
		Labels: map[string]string{"motion": "Motion", "text": "Its text", "baseline": "Against", "lines.*.party": "Party of line", "lines.*.line": "Line", "lines.*.year": "Year of line", "lines.*.pence": "Cost of line"},
		Button: "Sign and state it", Before: "It is not stated until you sign.", Form: p.Action, Change: true, Done: back.Href,
	})
}

// impactText is lines of an impact statement as typedImpact reads them.
func impactText(lines []ledger.ImpactLine) string {
	var all []string
	for _, l := range lines {
		all = append(all, strings.Join([]string{l.Party, lowerFirst(codeWords(l.Line)), l.Year, signedText(l.Pence)}, "; "))
	}
	return strings.Join(all, "\n")
}

// typedImpact reads lines of an impact statement, and says what is wrong with the first
// that is not one.
func typedImpact(text string, names map[string]string) (lines []ledger.ImpactLine, wrong string) {
	for i, line := range textLines(text) {
		between := ";"
		if strings.Contains(line, "\t") {
			between = "\t"
		}
		parts := strings.Split(line, between)
		if len(parts) != 4 {
			return nil, fmt.Sprintf("Line %d: write a party, what it is for, a year and an amount, with ; between", i+1)
		}
		for n := range parts {
			parts[n] = wordsOf(parts[n])
		}
		l := ledger.ImpactLine{Party: partyCalled(parts[0], names), Line: strings.ReplaceAll(strings.ToLower(parts[1]), " ", "_"), Year: parts[2]}
		var ok bool
		l.Pence, ok = signedPence(strings.ReplaceAll(parts[3], "−", "-"))
		switch {
		case i == 0 && l.Party == "" && !ok:
			continue // headings
		case l.Party == "":
			return nil, fmt.Sprintf("Line %d names no party: begin it with a party’s code or name", i+1)
		case len(l.Year) != 7 || l.Year[4] != '-':
			return nil, fmt.Sprintf("Line %d: write the financial year as 2016-17", i+1)
		case !ok:
			return nil, fmt.Sprintf("Line %d: end it with an amount in pounds, such as 412,360.50, or -412,360.50 for a saving", i+1)
		}
		if slices.ContainsFunc(lines, func(other ledger.ImpactLine) bool {
			return other.Party == l.Party && other.Line == l.Line && other.Year == l.Year
		}) {
			return nil, fmt.Sprintf("Line %d says again what %s costs for %s in %s: add both up to one line", i+1, cmp.Or(names[l.Party], l.Party), parts[1], l.Year)
		}
		lines = append(lines, l)
	}
	return lines, ""
}

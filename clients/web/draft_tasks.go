package web

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

func typeForm(v *visit, d *draft) (*formPage, error) {
	p := &formPage{}
	forms, err := v.motionForms()
	if err != nil {
		return nil, err
	}
	if len(forms.types) == 0 {
		p.Inset = "No MoU is in force yet. Until there is one, no motion can be put on record."
	} else {
		p.Text = []string{"These are the motions that the MoU provides for" + inClause(forms.clause) + ", and the ways in which it has them decided. It knows no others."}
	}
	p.input("title", "Title", "At most 65 letters read well on every page. For example, One service for minor eye conditions", d.Motion.Title, 0)
	var types []Radio
	for _, t := range forms.names() {
		types = append(types, Radio{Value: t, Text: forms.typeWords(t), Hint: typeHints[t]})
	}
	p.radios("type", "What is it for?", "", d.Motion.Type, types...)
	signing, err := v.inForce()
	if err != nil {
		return nil, err
	}
	var functions []Option
	for _, f := range signing.Functions {
		functions = append(functions, Option{Value: f.Function, Text: f.Title})
	}
	p.choice("function", "Which function or service is it about?", d.Motion.Function, unchosen("Select a function or service", functions)...)
	var routes []Radio
	for _, r := range forms.routes() {
		routes = append(routes, Radio{Value: r, Text: forms.routeWords(r)})
	}
	p.radios("route", "How is it decided?", "", d.Motion.Route, routes...)
	if v.me.Party != "" {
		names, err := v.partyNames()
		if err != nil {
			return nil, err
		}
		p.choice("party", "Who moves it?", d.Party, Option{Value: v.me.Party, Text: names[v.me.Party]}, Option{Value: "", Text: "You alone, by your office"})
	}
	return p, nil
}

func typeTake(v *visit, d *draft, p *formPage) error {
	m := &d.Motion
	m.Title = strings.Join(strings.Fields(v.form.Get("title")), " ")
	m.Type, m.Function, m.Route, d.Party = v.form.Get("type"), v.form.Get("function"), v.form.Get("route"), v.form.Get("party")
	switch {
	case m.Title == "":
		p.wrong("title", "Enter a title")
	case len(m.Title) > ledger.MaxTitle:
		p.wrong("title", fmt.Sprintf("Shorten the title to %d letters", ledger.MaxTitle))
	default:
		if _, err := ledger.Encode(m.Title); err != nil {
			p.wrong("title", "Take out of the title what is no letter, number or sign")
		}
	}
	forms, err := v.motionForms()
	if err != nil {
		return err
	}
	form, known := forms.types[m.Type]
	if !known {
		p.wrong("type", "Select what the motion is for")
	}
	if m.Function == "" {
		p.wrong("function", "Select the function or service that it is about")
	}
	switch {
	case m.Route == "":
		p.wrong("route", "Select how it is decided")
	case known && !slices.Contains(form.Routes, m.Route):
		var ways []string
		for _, r := range form.Routes {
			ways = append(ways, lowerFirst(forms.routeWords(r)))
		}
		p.wrong("route", "Select a way in which such a motion is decided: "+strings.Join(ways, "; or "))
	}
	return nil
}

func textForm(_ *visit, d *draft) (*formPage, error) {
	p := &formPage{}
	p.area("text", "What the board is to resolve", "The exact words. Leave an empty line between paragraphs", strings.Join(d.Motion.Text, "\n\n"))
	p.area("reasons", "Reasons (optional)", "The notice of the decision gives them. Leave an empty line between paragraphs", strings.Join(d.Motion.Reasons, "\n\n"))
	p.area("conditions", "Conditions (optional)", "What has to be met before it takes effect, one on a line", strings.Join(d.Motion.Conditions, "\n"))
	return p, nil
}

func textTake(v *visit, d *draft, p *formPage) error {
	m := &d.Motion
	m.Text, m.Reasons, m.Conditions = paragraphs(v.form.Get("text")), paragraphs(v.form.Get("reasons")), textLines(v.form.Get("conditions"))
	if len(m.Text) == 0 {
		p.wrong("text", "Enter what the board is to resolve")
	}
	for id, list := range map[string][]string{"text": m.Text, "reasons": m.Reasons, "conditions": m.Conditions} {
		if _, err := ledger.Encode(list); err != nil {
			p.wrong(id, "Take out what is no letter, number or sign: "+err.Error())
		}
	}
	return nil
}

// partyOptions are the parties to choose from.
func partyOptions(names map[string]string) (list []Option) {
	for code, name := range names {
		list = append(list, Option{Value: code, Text: name})
	}
	slices.SortFunc(list, func(a, b Option) int { return strings.Compare(a.Text, b.Text) })
	return list
}

// shareWays are the ways to share a line.
var shareWays = []Radio{
	{Value: "equal", Text: "Equally"},
	{Value: "weighted_population", Text: "By weighted population"},
	{Value: "raw_population", Text: "By registered list", Hint: "The number of people registered with each party’s practices"},
	{Value: "allocation", Text: "By allocation"},
	{Value: "fixed", Text: "Fixed amounts"},
	{Value: "last_year", Text: "As last year", Hint: "By what each party contributed to this line every year until now"},
}

func shareWords(s ledger.Share) string {
	by := s.By
	if by == "figure" {
		by = s.Figure
	}
	for _, r := range shareWays {
		if r.Value == by {
			return r.Text
		}
	}
	return strings.ReplaceAll(by, "_", " ")
}

func moneyForm(v *visit, d *draft) (*formPage, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{}
	pool := d.Motion.Pool
	host, year, fund := "", "", ""
	if pool != nil {
		fund = pool.Fund
	}
	if pool != nil && len(pool.Lines) > 0 {
		host, year = pool.Host, pool.Year
		t := &Table{Caption: "What is shared", Columns: []Column{{Text: "For"}, {Text: "Shared"}, {Text: "Due"}, {Text: "Amount", Numeric: true}}}
		total := int64(0)
		for i, l := range pool.Lines {
			t.Rows = append(t.Rows, []Cell{{Text: givenWords(l)}, {Text: shareWords(l.Share)}, {Text: dueWords(l)}, {Text: ledger.Pounds(l.Pence), Numeric: true}})
			total += l.Pence
			p.Buttons = append(p.Buttons, FormButton{"remove", strconv.Itoa(i), "Remove", l.What})
		}
		t.Total = []Cell{{Text: "Total of the fund"}, {}, {}, {Text: ledger.Pounds(total), Numeric: true}}
		p.Tables = append(p.Tables, t)
		shared, why, err := v.sharesOf(d, names, total)
		if err != nil {
			return nil, err
		}
		if shared != nil {
			p.Tables = append(p.Tables, shared)
		}
		p.Inset = why
		p.Text = []string{"Add another line, or leave the line empty and continue."}
	}
	p.choice("host", "Which party holds the fund?", host, unchosen("Select a party", partyOptions(names))...)
	p.input("year", "Which financial year?", "For example, 2016-17", year, 10)
	p.input("fund", "What is the fund called? (optional)", "In small letters, with - between words. For example, home-equipment. It keeps that name over the years", fund, 20)
	p.Fields = append(p.Fields, Field{Heading: "A line of the fund"})
	p.input("what", "What is it for?", "", "", 0)
	p.input("amount", "How much?", "In pounds, net of VAT. For example, 5,200,000", "", 10)
	p.input("due", "When is it due?", "For example, 1 April 2016", "", 20)
	p.radios("share", "How is it shared?", "", "", slices.Clone(shareWays)...)
	p.area("amounts", "If by fixed amounts, how much does each party pay?", "Paste 2 columns from a spreadsheet: the party’s code or name, and its amount in pounds. They must add up to the line", "")
	p.choice("kind", "Is it money, or given in kind?", "cash", Option{Value: "cash", Text: "Money"}, Option{Value: "staff", Text: "Staff"}, Option{Value: "premises", Text: "Premises"}, Option{Value: "goods", Text: "Goods"}, Option{Value: "post", Text: "A post"})
	p.input("basis", "If in kind, how is it valued?", "For example, at salary cost with on-costs. The MoU says what may be given", "", 0)
	p.input("wte", "If staff, how many whole-time equivalents? (optional)", "For example, 2.5", "", 5)
	p.area("instalments", "Is it paid in instalments? (optional)", "One day on a line, the first the day when it is due. Each share falls due in so many equal parts", "")
	p.choice("recurrent", "Does it come back every year?", "no", Option{Value: "no", Text: "No, once"}, Option{Value: "yes", Text: "Yes, every year"})
	p.input("line", "What is the line called in the fund’s accounts? (optional)", "In small letters, with - between words. For example, nurses", "", 20)
	p.choice("variable", "Who bears what is over, or gets what is left?", "no", Option{Value: "no", Text: "The party that holds the fund"}, Option{Value: "yes", Text: "All that share the line"})
	p.input("inflation", "If it rests on last year, how many percent is it raised for inflation? (optional)", "For example, 2.5", "", 5)
	p.input("efficiency", "How many percent is it lowered for efficiency? (optional)", "For example, 1", "", 5)
	p.area("planned", "What is planned for each party besides? (optional)", "Paste 2 columns from a spreadsheet: the party’s code or name, and its amount in pounds. Write -5,000.00 for less", "")
	p.choice("capital", "Is it revenue or capital?", "no", Option{Value: "no", Text: "Revenue"}, Option{Value: "yes", Text: "Capital"})
	p.Buttons = append([]FormButton{{"add", "yes", "Save and add another line", ""}}, p.Buttons...)
	return p, nil
}

// sharesOf is what each party would pay, by the rules' own sums, which place the
// remainder; or why they can't be worked out yet.
func (v *visit) sharesOf(d *draft, names map[string]string, total int64) (*Table, string, error) {
	now, why, err := v.testDraft(d)
	if err != nil {
		return nil, "", err
	}
	if why != "" || len(now.Refused) > 0 {
		if why == "" {
			why = now.Refused[0].Explain
		}
		return nil, "The shares cannot be worked out yet: " + lowerFirst(why), nil
	}
	t := &Table{Caption: "What each party would pay", Columns: []Column{{Text: "Party"}, {Text: "Amount", Numeric: true}}}
	sum := int64(0)
	for _, k := range now.Stakes {
		pays := int64(0)
		for _, y := range k.Years {
			pays += y.Contributes
		}
		sum += pays
		t.Rows = append(t.Rows, []Cell{{Text: names[k.Party]}, {Text: ledger.Pounds(pays), Numeric: true}})
	}
	t.Total = []Cell{{Text: "Total"}, {Text: ledger.Pounds(sum), Numeric: true}}
	if sum != total {
		return t, "The shares come to " + ledger.Pounds(sum) + " and the fund to " + ledger.Pounds(total) + ": they have to be the same.", nil
	}
	return t, "Shares are whole pence. What is left over goes to the largest remainders, by the rules of the MoU, so that the total is that of the fund.", nil
}

func moneyTake(v *visit, d *draft, p *formPage) error {
	if i, err := strconv.Atoi(v.form.Get("remove")); err == nil && d.Motion.Pool != nil && i >= 0 && i < len(d.Motion.Pool.Lines) {
		d.Motion.Pool.Lines = slices.Delete(d.Motion.Pool.Lines, i, i+1)
		if len(d.Motion.Pool.Lines) == 0 {
			d.Motion.Pool = nil
		}
		return nil
	}
	form := func(name string) string { return strings.Join(strings.Fields(v.form.Get(name)), " ") }
	pool := ledger.Pool{Host: form("host"), Year: form("year"), Fund: form("fund")}
	if pool.Fund != "" && !fundCode.MatchString(pool.Fund) {
		p.wrong("fund", "Enter a name in small letters and numbers, with - between words, such as home-equipment")
	}
	if d.Motion.Pool != nil {
		pool.Lines = d.Motion.Pool.Lines
	}
	started := form("what") != "" || form("amount") != "" || v.form.Get("share") != "" || form("due") != ""
	if !started && d.Motion.Pool == nil {
		if form("year") == "" && d.Motion.Type != ledger.TypePool {
			return nil // no money
		}
		p.wrong("what", "Enter what the money is for")
	}
	if pool.Host == "" {
		p.wrong("host", "Select the party that holds the fund")
	}
	if len(pool.Year) != 7 || pool.Year[4] != '-' {
		p.wrong("year", "Enter the financial year, such as 2016-17")
	}
	if started {
		line := ledger.PoolLine{What: form("what"), Recurrent: v.form.Get("recurrent") == "yes", Capital: v.form.Get("capital") == "yes", Line: form("line"), Variable: v.form.Get("variable") == "yes"}
		if line.Line != "" && !fundCode.MatchString(line.Line) {
			p.wrong("line", "Enter a name in small letters and numbers, with - between words, such as nurses")
		}
		var ok bool
		if line.What == "" {
			p.wrong("what", "Enter what the money is for")
		}
		if line.Pence, ok = typedPence(form("amount")); !ok || line.Pence == 0 {
			p.wrong("amount", "Enter an amount in pounds, such as 5,200,000 or 412,360.50")
		}
		if line.Due, ok = typedDay(form("due")); !ok {
			p.wrong("due", "Enter the day when it is due, such as 1 April 2016")
		}
		v.typedKind(p, &line)
		if err := v.typedYearly(p, &line); err != nil {
			return err
		}
		switch by := v.form.Get("share"); by {
		case "":
			p.wrong("share", "Select how it is shared")
		case "equal", "last_year":
			line.Share.By = by
		case "fixed":
			names, err := v.partyNames()
			if err != nil {
				return err
			}
			amounts, why := pasted(v.form.Get("amounts"), names)
			sum := int64(0)
			for _, pence := range amounts {
				sum += pence
			}
			switch {
			case why != "":
				p.wrong("amounts", why)
			case len(amounts) == 0:
				p.wrong("amounts", "Paste or type what each party pays")
			case sum != line.Pence:
				p.wrong("amounts", "The amounts come to "+ledger.Pounds(sum)+" and the line to "+ledger.Pounds(line.Pence)+": change one of them")
			}
			line.Share = ledger.Share{By: "fixed", Amounts: amounts}
		default:
			line.Share = ledger.Share{By: "figure", Figure: by}
		}
		if len(p.Errors) == 0 {
			pool.Lines = append(slices.Clone(pool.Lines), line)
		}
	}
	if len(p.Errors) == 0 {
		d.Motion.Pool = &pool
	}
	return nil
}

// typedKind reads what a line is given in, and in how many parts.
func (v *visit) typedKind(p *formPage, line *ledger.PoolLine) {
	line.Kind, line.Basis = cmp.Or(v.form.Get("kind"), "cash"), wordsOf(v.form.Get("basis"))
	switch {
	case line.Kind != "cash" && line.Basis == "":
		p.wrong("basis", "Enter how what is given in kind is valued")
	case line.Kind == "cash" && line.Basis != "":
		p.wrong("basis", "Leave this empty for money, or select what is given in kind")
	}
	if typed := strings.TrimSpace(v.form.Get("wte")); typed != "" {
		// Hundredths, as pence are of a pound.
		hundredths, ok := typedPence(typed)
		switch {
		case line.Kind != "staff":
			p.wrong("wte", "Leave this empty for anything but staff")
		case !ok || hundredths == 0 || hundredths > ledger.MaxWTE:
			p.wrong("wte", "Enter a number such as 2 or 2.5")
		}
		line.WTE = hundredths
	}
	days := textLines(v.form.Get("instalments"))
	for i, typed := range days {
		d, ok := typedDay(typed)
		switch {
		case len(days) < 2 || len(days) > ledger.MaxInstalments:
			p.wrong("instalments", fmt.Sprintf("Enter from 2 to %d days, or leave it empty if all is paid at once", ledger.MaxInstalments))
			return
		case !ok:
			p.wrong("instalments", fmt.Sprintf("Line %d: write a day, such as 1 July 2016", i+1))
			return
		case i == 0 && d != line.Due:
			p.wrong("instalments", "Line 1: begin with the day when it is due")
			return
		case i > 0 && d <= line.Instalments[i-1]:
			p.wrong("instalments", fmt.Sprintf("Line %d: each day comes after the one before", i+1))
			return
		}
		line.Instalments = append(line.Instalments, d)
	}
}

// fundCode is how a fund and its lines are named.
var fundCode = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// typedYearly reads by which yearly rule a line rests on the year before.
func (v *visit) typedYearly(p *formPage, line *ledger.PoolLine) error {
	rule := ledger.FromLastYear{}
	for id, into := range map[string]**ledger.Fraction{"inflation": &rule.Inflation, "efficiency": &rule.Efficiency} {
		typed := strings.TrimSpace(v.form.Get(id))
		if typed == "" {
			continue
		}
		part, ok := typedPercent(typed)
		if *into = part; !ok {
			p.wrong(id, "Enter a number of percent above 0, such as 2.5, or leave it empty")
		}
	}
	if strings.TrimSpace(v.form.Get("planned")) != "" {
		names, err := v.partyNames()
		if err != nil {
			return err
		}
		var why string
		if rule.Planned, why = pastedAs(v.form.Get("planned"), names, typedSigned); why != "" {
			p.wrong("planned", why)
		}
	}
	if rule.Inflation != nil || rule.Efficiency != nil || len(rule.Planned) > 0 {
		line.FromLastYear = &rule
	}
	return nil
}

// dueWords is when a line falls due, and in how many parts.
func dueWords(l ledger.PoolLine) string {
	if len(l.Instalments) > 0 {
		return l.Due.InWords() + ", in " + number(int64(len(l.Instalments))) + " instalments"
	}
	return l.Due.InWords()
}

// givenWords is what a line is, with what it is given in.
func givenWords(l ledger.PoolLine) string {
	if l.Kind == "cash" {
		return l.What
	}
	return l.What + ", in " + strings.ReplaceAll(l.Kind, "_", " ") + ", valued " + l.Basis
}

func leadForm(v *visit, d *draft) (*formPage, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{Text: []string{"A lead commissioner exercises a function for the others. It may commit no more than the limits below without asking."}}
	l := d.Motion.Lead
	if l == nil {
		l = &ledger.Lead{}
	}
	p.choice("lead", "Which party leads?", l.Party, append([]Option{{Value: "", Text: "None"}}, partyOptions(names)...)...)
	p.input("action", "How much may it commit in one action?", "In pounds", moneyText(l.Limit.Action), 10)
	p.input("in-year", "How much in one year?", "In pounds", moneyText(l.Limit.Year), 10)
	p.input("life", "How much in all?", "In pounds", moneyText(l.Limit.Life), 10)
	p.input("from", "From which day?", "For example, 1 April 2016", dayText(l.From), 20)
	p.input("until", "Until which day? (optional)", "", dayText(l.Until), 20)
	var duties []string
	for _, duty := range l.Duties {
		duties = append(duties, duty.What+"; "+duty.Every+"; "+duty.First.InWords())
	}
	p.area("duties", "What must it do for the others? (optional)", "One duty on a line: what; once, quarter or year; the first day. For example: Report on activity; quarter; 1 July 2016", strings.Join(duties, "\n"))
	return p, nil
}

func leadTake(v *visit, d *draft, p *formPage) error {
	d.Motion.Lead = nil
	if v.form.Get("lead") == "" {
		if d.Motion.Type == ledger.TypeLead {
			p.wrong("lead", "Select the party that leads")
		}
		return nil
	}
	l := ledger.Lead{Party: v.form.Get("lead"), Duties: []ledger.Duty{}}
	for id, into := range map[string]*int64{"action": &l.Limit.Action, "in-year": &l.Limit.Year, "life": &l.Limit.Life} {
		pence, ok := typedPence(v.form.Get(id))
		if !ok {
			p.wrong(id, "Enter a limit in pounds, such as 500,000")
		}
		*into = pence
	}
	var ok bool
	if l.From, ok = typedDay(v.form.Get("from")); !ok {
		p.wrong("from", "Enter the day from which it leads, such as 1 April 2016")
	}
	if until := strings.TrimSpace(v.form.Get("until")); until != "" {
		if l.Until, ok = typedDay(until); !ok {
			p.wrong("until", "Enter the last day, such as 31 March 2019, or leave it empty")
		}
	}
	for i, line := range textLines(v.form.Get("duties")) {
		parts := strings.Split(line, ";")
		if len(parts) != 3 {
			p.wrong("duties", fmt.Sprintf("Line %d: write what, how often and the first day, with ; between", i+1))
			break
		}
		first, ok := typedDay(parts[2])
		if !ok {
			p.wrong("duties", fmt.Sprintf("Line %d: end it with a day, such as 1 July 2016", i+1))
			break
		}
		l.Duties = append(l.Duties, ledger.Duty{What: strings.TrimSpace(parts[0]), Every: strings.ToLower(strings.TrimSpace(parts[1])), First: first})
	}
	d.Motion.Lead = &l
	return nil
}

func riskForm(_ *visit, d *draft) (*formPage, error) {
	p := &formPage{Text: []string{"Where a change of services costs some parties money and others gain, those that gain can repay a part of what the others lose, year by year and in proportion to their gain."}}
	percent := ""
	if r := d.Motion.RiskShare; r != nil && r.Den == 100 {
		percent = number(r.Num)
	}
	p.input("percent", "How many percent of the losses are repaid?", "A whole number from 1 to 100. Leave it empty if nothing is", percent, 5)
	return p, nil
}

func riskTake(v *visit, d *draft, p *formPage) error {
	d.Motion.RiskShare = nil
	typed := strings.TrimSuffix(strings.TrimSpace(v.form.Get("percent")), "%")
	if typed == "" {
		return nil
	}
	n, err := strconv.ParseInt(strings.TrimSpace(typed), 10, 64)
	if err != nil || n < 1 || n > 100 {
		p.wrong("percent", "Enter a whole number from 1 to 100")
		return nil
	}
	d.Motion.RiskShare = &ledger.RiskShare{Num: n, Den: 100}
	return nil
}

// noticeDates are the earliest times of a vote of which notice is given now, by the rules.
func (v *visit) noticeDates(body map[string]any) (opens, closes ledger.Time, err error) {
	dates, err := v.client.Dates(v.ctx, api.DatesRequest{Kind: ledger.KindNoticeGiven, Body: body})
	if err != nil {
		return "", "", err
	}
	return ledger.Time(dates.Dates["opens"]), ledger.Time(dates.Dates["closes"]), nil
}

func whenForm(v *visit, d *draft) (*formPage, error) {
	p := &formPage{}
	opens, closes, err := v.noticeDates(map[string]any{})
	if problemOf(err) == nil && err != nil {
		return nil, err
	}
	if opens != "" {
		p.Inset = "With notice given today, votes open at the earliest at " + when(opens) + " and close at the earliest at " + when(closes) + ". The rules of the MoU work this out, with the bank holidays of England where it counts working days."
	}
	p.votingTimes(d.Opens, d.Closes)
	p.input("urgent", "Why can it not wait? (optional)", "Only for urgent business, where the MoU allows shorter notice for it", d.Urgent, 0)
	p.input("lapses", "By which day must votes open? (optional)", "Where the MoU lets a motion lapse that is not opened in time", dayText(d.Motion.Lapses), 20)
	p.Text = []string{"The seats of all parties that take part in the function vote. Votes are open, as at a meeting: names and choices show as they are cast."}
	return p, nil
}

// votingTimes asks when votes open and close.
func (p *formPage) votingTimes(opens, closes ledger.Time) {
	openDay, openClock := dayAndClock(opens)
	closeDay, closeClock := dayAndClock(closes)
	p.Fields = append(p.Fields, Field{Heading: "Votes open"})
	p.input("opens", "Day", "For example, 7 December 2015", openDay, 20)
	p.input("opens-at", "Time", "For example, 9am", openClock, 10)
	p.Fields = append(p.Fields, Field{Heading: "Votes close"})
	p.input("closes", "Day", "For example, 17 December 2015", closeDay, 20)
	p.input("closes-at", "Time", "For example, 5pm", closeClock, 10)
}

func (v *visit) votingTimes(p *formPage) (opens, closes ledger.Time) {
	opens, ok := typedTime(v.form.Get("opens"), v.form.Get("opens-at"))
	if !ok {
		p.wrong("opens", "Enter the day and time when votes open, such as 7 December 2015 and 9am")
	}
	closes, ok = typedTime(v.form.Get("closes"), v.form.Get("closes-at"))
	if !ok {
		p.wrong("closes", "Enter the day and time when votes close, such as 17 December 2015 and 5pm")
	}
	if len(p.Errors) == 0 && closes <= opens {
		p.wrong("closes", "Enter a close that is later than the opening")
	}
	return opens, closes
}

func whenTake(v *visit, d *draft, p *formPage) error {
	if d.Changes != "" && wordsOf(v.form.Get("opens")+v.form.Get("closes")) == "" {
		d.Opens, d.Closes = "", ""
	} else {
		d.Opens, d.Closes = v.votingTimes(p)
	}
	d.Motion.Lapses = ""
	if typed := strings.TrimSpace(v.form.Get("lapses")); typed != "" {
		var ok bool
		if d.Motion.Lapses, ok = typedDay(typed); !ok {
			p.wrong("lapses", "Enter the last day on which votes may open, such as 31 March 2016, or leave it empty")
		}
	}
	d.Urgent = strings.Join(strings.Fields(v.form.Get("urgent")), " ")
	return nil
}

package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// fundsPage is every pooled fund with its years.
type fundsPage struct {
	layout
	Area  []NavItem
	Funds *Table
	Left  string // how many years are left out
}

func fundsShow(v *visit) (page, error) {
	code := v.request.URL.Query().Get("party")
	p := &fundsPage{layout: layout{page: "funds", Title: "Pooled funds", Nav: "/parties", Back: &Link{"/parties", "All parties"}}}
	if code != "" {
		party, err := v.client.Party(v.ctx, code)
		if err != nil {
			return nil, err
		}
		p.Caption, p.Area = party.Name, partyArea(code, "funds")
		p.Area[len(p.Area)-2].Current = true
	}
	list, err := v.client.Funds(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	t := &Table{Caption: "Funds and their years", Columns: []Column{{Text: "Fund"}, {Text: "Year"}, {Text: "Held by"}, {Text: "Parties", Numeric: true}, {Text: "Contributed", Numeric: true}, {Text: "Stands at"}}}
	for _, f := range list.Items {
		for _, y := range f.Years {
			if code == "" || slices.Contains(y.Parties, code) {
				t.Rows = append(t.Rows, []Cell{{Text: fundName(f.Fund), Href: fundPath(f.Fund, y.Year)}, {Text: yearInWords(y.Year)}, {Text: y.HostName}, {Text: number(int64(len(y.Parties))), Numeric: true}, {Text: ledger.Pounds(y.Contributed), Numeric: true}, {Text: stageWords(y)}})
			}
		}
	}
	if len(t.Rows) > 0 {
		p.Funds = t
	}
	p.Left = api.LeftOutWords(list.LeftOut, "year of a fund", "years of funds")
	return p, nil
}

func fundPath(fund, year string) string { return "/funds/" + url.PathEscape(fund) + "/" + year }

// fundName is a fund's name as people read it. One that is named for the decision that
// made it up keeps the decision's reference.
func fundName(fund string) string {
	if fund == strings.ToUpper(fund) {
		return fund
	}
	return codeWords(fund)
}

// stageWords is how far a year's accounts have come.
func stageWords(y api.FundYear) string {
	switch {
	case y.Outturn != "":
		return upperFirst(y.Outturn) + " outturn"
	case y.Awaited != "":
		return "Outturn awaited since " + y.Awaited.InWords()
	case y.Reported != "":
		return "Reported to " + y.Reported
	}
	return "Not reported yet"
}

// fundPage is the account of a fund's year.
type fundPage struct {
	layout
	Sentence []string
	Facts    []Row
	Lines    *Table
	Shares   *Table
	Reports  []*Table
	Forecast *Table
	Settled  []*Table
	Changes  *Table
	Calendar *Table
	AsAt     string
	WhatIf   string
	Do       []Link // what whoever looks states of it
	Years    []NavItem
}

func fundShow(v *visit) (page, error) {
	a, err := v.client.FundAccount(v.ctx, v.path("fund"), v.path("year"), nil)
	if err != nil {
		return nil, err
	}
	f, err := v.client.Fund(v.ctx, a.Fund, nil)
	if err != nil {
		return nil, err
	}
	p := &fundPage{
		layout: layout{page: "fund", Title: "Account of " + yearInWords(a.Year), Caption: fundName(a.Fund), Nav: "/parties", Back: &Link{"/funds", "Pooled funds"}},
		AsAt:   "As at entry " + thousands(a.AsAt) + ", " + when(v.ledger.Time) + ".",
	}
	for _, y := range f.Years {
		p.Years = append(p.Years, NavItem{Link{fundPath(a.Fund, y.Year), yearInWords(y.Year)}, y.Year == a.Year})
	}
	name := func(code string) string { return cmp.Or(a.Names[code], code) }
	var contributed, budget int64
	for _, l := range a.Budgets {
		contributed, budget = contributed+l.Decided+l.Changed, budget+l.Budget
	}
	p.Sentence = append(p.Sentence, name(a.Host)+" holds "+ledger.Pounds(contributed)+" for "+many(len(a.Parties), "party", "parties")+" in "+yearInWords(a.Year)+".")
	if n := len(a.Outturns); n > 0 {
		var came int64
		for _, l := range a.Outturns[n-1].Lines {
			came += l.Pence
		}
		p.Sentence = append(p.Sentence, "By the "+a.Outturns[n-1].Stage+" outturn the year came to "+ledger.Pounds(came)+", "+apartWords(came, budget)+".")
	} else if a.Awaited != "" {
		p.Sentence = append(p.Sentence, "The year is over, and its outturn has been awaited since "+a.Awaited.InWords()+".")
	}
	for _, c := range a.Forecast {
		if c.Case == api.CaseCentral {
			p.Sentence = append(p.Sentence, "By the report on "+periodWords(c.Period)+" its host expects it to come to "+ledger.Pounds(c.Pence)+", "+apartWords(c.Pence, budget)+".")
		}
	}
	if len(a.Outturns) == 0 {
		p.WhatIf = "/what-if?" + url.Values{"fund": {a.Fund}, "year": {a.Year}}.Encode()
	}
	for _, words := range []string{api.LeftOutWords(f.LeftOut, "year of the fund", "years of the fund"), api.LeftOutWords(a.LeftOut, "decision on what is left of the year", "decisions on what is left of the year")} {
		if words != "" {
			p.Sentence = append(p.Sentence, words)
		}
	}
	p.Facts = []Row{
		{Key: "Decision", Values: []string{a.Decision}, Action: &RowAction{"/decisions/" + a.Decision, "Read the decision", ""}},
		{Key: "Function", Values: []string{codeWords(a.Function)}},
		{Key: "Held by", Values: []string{name(a.Host)}},
	}
	if a.Opening != 0 {
		p.Facts = append(p.Facts, Row{Key: "Carried in from the year before", Values: []string{ledger.Pounds(a.Opening)}})
	}
	p.Lines, p.Shares = fundLines(a), fundShares(a, name)
	for _, r := range a.Reports {
		p.Reports = append(p.Reports, reportTable(a, r))
	}
	p.Forecast = forecastTable(a, name)
	for _, s := range a.Settlements {
		p.Settled = append(p.Settled, settledTable("Settlement "+s.Settlement+", recorded on "+s.Time.Day().InWords(), s.Parties, name))
	}
	p.Changes, p.Calendar = fundChanges(a, name), calendarTable(a, name)
	p.Do, err = v.fundDo(a)
	return p, err
}

// apartWords is how far what a year comes to is from what there is for it.
func apartWords(came, budget int64) string {
	switch {
	case came > budget:
		return ledger.Pounds(came-budget) + " more than there is for it"
	case came < budget:
		return ledger.Pounds(budget-came) + " less than there is for it"
	}
	return "as much as there is for it"
}

// signed is money that may be nothing or below it, in a column of numbers.
func signed(pence int64) Cell { return Cell{Text: ledger.Pounds(pence), Numeric: true} }

func fundLines(a api.FundAccount) *Table {
	t := &Table{Caption: "Lines", Columns: []Column{{Text: "Line"}, {Text: "Over or left"}, {Text: "Decided", Numeric: true}, {Text: "Changed", Numeric: true}, {Text: "Moved", Numeric: true}, {Text: "Budget", Numeric: true}, {Text: "Outturn", Numeric: true}}}
	var total [5]int64
	out := map[string]int64{}
	if n := len(a.Outturns); n > 0 {
		for _, l := range a.Outturns[n-1].Lines {
			out[l.Line] = l.Pence
		}
	}
	some := func(pence int64) Cell {
		if pence == 0 {
			return Cell{Numeric: true}
		}
		return signed(pence)
	}
	for _, l := range a.Budgets {
		how := "Borne or kept by the host"
		for _, line := range a.Lines {
			if line.Line == l.Line && line.Variable {
				how = "Shared"
			}
		}
		outturn := Cell{Numeric: true}
		if pence, ok := out[l.Line]; ok {
			outturn = signed(pence)
		}
		t.Rows = append(t.Rows, []Cell{{Text: l.What}, {Text: how}, signed(l.Decided), some(l.Changed), some(l.Moved), signed(l.Budget), outturn})
		for i, n := range []int64{l.Decided, l.Changed, l.Moved, l.Budget, out[l.Line]} {
			total[i] += n
		}
	}
	if len(t.Rows) > 1 {
		t.Total = []Cell{{Text: "In all"}, {}, signed(total[0]), some(total[1]), some(total[2]), signed(total[3]), some(total[4])}
	}
	return t.used()
}

func fundShares(a api.FundAccount, name func(string) string) *Table {
	t := &Table{Caption: "Contributions", Columns: []Column{{Text: "Party"}, {Text: "In"}, {Text: "Decided", Numeric: true}, {Text: "Changed", Numeric: true}, {Text: "Total", Numeric: true}, {Text: "Due by now", Numeric: true}, {Text: "Paid", Numeric: true}, {Text: "Received", Numeric: true}}}
	var total [6]int64
	for _, s := range a.Shares {
		changed := Cell{Numeric: true}
		if s.Changed != 0 {
			changed = signed(s.Changed)
		}
		t.Rows = append(t.Rows, []Cell{{Text: name(s.Party), Href: obligationsPath(s.Party) + "?" + url.Values{"year": {a.Year}, "function": {a.Function}}.Encode()}, {Text: codeWords(s.In)}, signed(s.Decided), changed, signed(s.Total), signed(s.Due), signed(s.Paid), signed(s.Received)})
		for i, n := range []int64{s.Decided, s.Changed, s.Total, s.Due, s.Paid, s.Received} {
			total[i] += n
		}
	}
	if len(t.Rows) > 1 {
		changed := Cell{Numeric: true}
		if total[1] != 0 {
			changed = signed(total[1])
		}
		t.Total = []Cell{{Text: "In all"}, {}, signed(total[0]), changed, signed(total[2]), signed(total[3]), signed(total[4]), signed(total[5])}
	}
	return t.used()
}

func reportTable(a api.FundAccount, r ledger.ReportFacts) *Table {
	t := &Table{Caption: "Report on " + periodWords(r.Period) + ", to " + r.To.InWords(), Columns: []Column{{Text: "Line"}, {Text: "Spent", Numeric: true}, {Text: "Committed", Numeric: true}, {Text: "At the least", Numeric: true}, {Text: "Expected", Numeric: true}, {Text: "At the most", Numeric: true}}}
	var total [5]int64
	for _, l := range r.Lines {
		t.Rows = append(t.Rows, []Cell{{Text: lineName(a, l.Line)}, signed(l.Spend), signed(l.Committed), signed(l.Low), signed(l.Central), signed(l.High)})
		for i, n := range []int64{l.Spend, l.Committed, l.Low, l.Central, l.High} {
			total[i] += n
		}
	}
	if len(t.Rows) > 1 {
		t.Total = []Cell{{Text: "In all"}, signed(total[0]), signed(total[1]), signed(total[2]), signed(total[3]), signed(total[4])}
	}
	return t
}

// periodWords is what a period of a year is called: Q2 is quarter 2, M07 month 7.
func periodWords(code string) string {
	for start, words := range map[string]string{"Q": "quarter ", "M": "month "} {
		if n, ok := strings.CutPrefix(code, start); ok {
			return words + strings.TrimPrefix(n, "0")
		}
	}
	return code
}

func lineName(a api.FundAccount, line string) string {
	for _, b := range a.Budgets {
		if b.Line == line {
			return b.What
		}
	}
	return line
}

// forecastTable is what each party would bear by the last report: more where it is above
// nothing, back where it is below.
func forecastTable(a api.FundAccount, name func(string) string) *Table {
	if len(a.Forecast) == 0 {
		return nil
	}
	cases := map[string]map[string]int64{}
	workings := map[string]string{}
	for _, c := range a.Forecast {
		for _, party := range c.Parties {
			if cases[party.Party] == nil {
				cases[party.Party] = map[string]int64{}
			}
			cases[party.Party][c.Case] = party.Share
			if c.Case == api.CaseCentral {
				workings[party.Party] = party.Working
			}
		}
	}
	t := &Table{Caption: "What each party would bear more, by the report on " + periodWords(a.Forecast[0].Period), Columns: []Column{{Text: "Party"}, {Text: "At the least", Numeric: true}, {Text: "Expected", Numeric: true}, {Text: "At the most", Numeric: true}, {Text: "How what is expected is worked out"}}}
	for _, party := range a.Parties {
		if c := cases[party]; c != nil {
			t.Rows = append(t.Rows, []Cell{{Text: name(party)}, signed(c[api.CaseLow]), signed(c[api.CaseCentral]), signed(c[api.CaseHigh]), {Text: workings[party]}})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// settledTable is what an outturn comes to for each party, with its working.
func settledTable(caption string, parties []ledger.SettledParty, name func(string) string) *Table {
	t := &Table{Caption: caption, Columns: []Column{{Text: "Party"}, {Text: "Contributed", Numeric: true}, {Text: "Bears or, below 0, gets back", Numeric: true}, {Text: "Of that new", Numeric: true}, {Text: "Clause"}, {Text: "How it is worked out"}}}
	for _, s := range parties {
		t.Rows = append(t.Rows, []Cell{{Text: name(s.Party)}, signed(s.Contribution), signed(s.Share), signed(s.Adjustment), {Text: s.Clause}, {Text: s.Working}})
	}
	return t.used()
}

func fundChanges(a api.FundAccount, name func(string) string) *Table {
	t := &Table{Caption: "Changes of contributions, and money moved between lines", Columns: []Column{{Text: "On"}, {Text: "What"}, {Text: "Why"}, {Text: "Status"}}}
	for _, c := range a.Changes {
		tag := Tag{"Stands", "green"}
		if !c.Stands {
			tag = Tag{"Not approved by all", "yellow"}
		}
		var what []string
		for _, x := range c.Changes {
			verb := " gives " + ledger.Pounds(x.Pence) + " more"
			if x.Pence < 0 {
				verb = " gives " + ledger.Pounds(-x.Pence) + " less"
			}
			what = append(what, name(x.Party)+verb+" to "+lowerFirst(lineName(a, x.Line)))
		}
		t.Rows = append(t.Rows, []Cell{{Text: c.Effective.InWords()}, {Text: strings.Join(what, "; ")}, {Text: c.Reason}, {Tag: &tag}})
	}
	for _, m := range a.Virements {
		t.Rows = append(t.Rows, []Cell{{Text: m.Time.Day().InWords()}, {Text: ledger.Pounds(m.Pence) + " from " + lowerFirst(lineName(a, m.From)) + " to " + lowerFirst(lineName(a, m.To))}, {Text: "As " + m.Decision + " allows", Href: "/decisions/" + m.Decision}, {Tag: &Tag{"Stands", "green"}}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func calendarTable(a api.FundAccount, name func(string) string) *Table {
	t := &Table{Caption: "What falls due", Columns: []Column{{Text: "What"}, {Text: "By"}, {Text: "Who"}, {Text: "Clause"}, {Text: "Done on"}, {Text: "Status"}}}
	for _, d := range a.Calendar {
		tag := Tag{"Due", "blue"}
		switch {
		case d.Done != "" && d.Late:
			tag = Tag{"Done late", "orange"}
		case d.Done != "":
			tag = Tag{"Done", "no-colour"}
		case d.Late:
			tag = Tag{"Overdue", "red"}
		}
		who := "All who take part"
		if d.Who != "" {
			who = name(d.Who)
		}
		t.Rows = append(t.Rows, []Cell{{Text: d.Title}, {Text: d.By.InWords()}, {Text: who}, {Text: d.Clause}, {Text: d.Done.InWords()}, {Tag: &tag}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t.used()
}

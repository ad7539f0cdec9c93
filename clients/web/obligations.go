package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// obligationsPage is what a party is bound to: in one sentence, by year, by decision,
// and one by one.
type obligationsPage struct {
	layout
	Area        []NavItem
	Sentence    []string
	Years       []NavItem
	Functions   []NavItem
	Decisions   []NavItem
	Statuses    []NavItem
	ByYear      *Table
	ByDecision  *Table
	Tables      []*Table
	RiskShares  *Table // of its funds, were they called
	Counted     string // which of how many are shown
	Ended       *Link  // shows, or hides, those that have ended
	AsAt        string
	Then        []Input // as it stood at another time
	Kept        []Link  // the rest of the query, for that form: name and value
	Files       []Link
	NoneInForce string
	Pages       Pages
}

// owing is the money of some obligations, in pence, as one party sees it.
type owing struct{ pay, payLeft, get, getLeft, own int64 }

// of adds an obligation, as one party sees it: what it pays to a fund that it holds
// itself is its own, and owed to nobody.
func (s *owing) of(o api.Obligation, party string) {
	switch o.SideOf(party) {
	case ledger.SideOwn:
		s.own += o.Pence
	case ledger.SideOwes:
		s.pay, s.payLeft = s.pay+o.Pence, s.payLeft+o.Left
	case ledger.SideOwed:
		s.get, s.getLeft = s.get+o.Pence, s.getLeft+o.Left
	}
}

// counts tells whether an obligation stands in totals: one that awaits something does
// not yet, one that has ended no more.
func counts(o api.Obligation) bool {
	return o.Kind != "duty" && o.Status.Status != ledger.ObligationAwaiting && o.Status.Status != ledger.ObligationEnded
}

var obligationStatuses = []Link{
	{"", "All"}, {ledger.ObligationDue, "Due"}, {ledger.ObligationOverdue, "Overdue"}, {ledger.ObligationDone, "Paid"}, {ledger.ObligationDisputed, "Queried"}, {ledger.ObligationAwaiting, "Awaiting ratification"},
}

func obligationsShow(v *visit) (page, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, err
	}
	query := v.request.URL.Query()
	p := &obligationsPage{
		layout: layout{page: "obligations", Title: "What " + party.Name + " is bound to", Caption: party.Code, Nav: "/parties", Back: &Link{"/parties", "All parties"}},
		Area:   partyArea(party.Code, "/obligations"),
	}
	filter := url.Values{"party": {party.Code}}
	p.then(query, filter)
	list, err := v.client.Obligations(v.ctx, filter)
	if problem := problemOf(err); problem != nil && len(problem.Errors) > 0 {
		p.asked(problem)
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	all := list.Items
	today := v.ledger.Time.Day()
	if on := ledger.Date(filter.Get("effective_on")); on != "" {
		today = on
	}
	year := query.Get("year")
	if year == "" && slices.ContainsFunc(all, func(o api.Obligation) bool { return o.Year == yearOfDay(today) }) {
		year = yearOfDay(today)
	}
	chosen := map[string]string{"year": year, "function": query.Get("function"), "decision": query.Get("decision"), "status": query.Get("status")}
	p.filters(v, all, chosen)
	shown, ended := chosenOf(all, chosen, query.Get("ended") != "")
	p.AsAt = asAtWords(list.AsAt, filter, v.ledger)
	p.say(party, all, today, year)
	if words := api.LeftOutWords(list.LeftOut, "obligation", "obligations"); words != "" {
		p.Sentence = append(p.Sentence, words)
	}
	if query.Get("recorded_by") == "" && query.Get("effective_on") == "" { // funds are told as they stand now
		if err := p.riskShares(v, party.Code, year); err != nil {
			return nil, err
		}
	}
	p.ByYear, p.ByDecision = byYearTable(all, party.Code), byDecisionTable(shown, party.Code)
	if ended > 0 || query.Get("ended") != "" {
		p.Ended = &Link{withQuery(v.request.URL, "ended", "yes"), "Show " + many(ended, "obligation that has ended", "obligations that have ended")}
		if query.Get("ended") != "" {
			p.Ended = &Link{withQuery(v.request.URL, "ended", ""), "Hide those that have ended"}
		}
	}
	slices.SortStableFunc(shown, func(a, b api.Obligation) int { return cmp.Compare(nextDue(a), nextDue(b)) })
	part, pages := paged(v, shown)
	p.Pages = pages
	if len(pages.Numbers) > 0 {
		p.Counted = "These tables show " + number(int64(len(part))) + " of " + number(int64(len(shown))) + " obligations. Their totals are of all " + number(int64(len(shown))) + "."
	}
	p.Tables = obligationTables(part, shown, party.Code)
	if len(all) == 0 && list.LeftOut == 0 {
		p.NoneInForce = "No obligations in force. " + party.Name + sinceWords(party) + " has been bound by no decision that costs it anything."
	}
	p.Files = obligationFiles(party.Code, chosen, query)
	return p, nil
}

// then reads as of which other time the page is asked for.
func (p *obligationsPage) then(query, filter url.Values) {
	for _, name := range []string{"recorded_by", "effective_on"} {
		if value := strings.TrimSpace(query.Get(name)); value != "" {
			filter.Set(name, value)
		}
	}
	p.Then = []Input{
		{ID: "recorded_by", Name: "recorded_by", Label: "As recorded by the end of this day", Hint: "For example, 2015-10-31. Or a number of entries", Value: query.Get("recorded_by"), Width: 10},
		{ID: "effective_on", Name: "effective_on", Label: "As effective on this day", Hint: "For example, 2016-03-31", Value: query.Get("effective_on"), Width: 10},
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if name != "recorded_by" && name != "effective_on" && name != "page" {
			p.Kept = append(p.Kept, Link{name, query.Get(name)})
		}
	}
}

// asked says what is wrong with the time that was asked for.
func (p *obligationsPage) asked(problem *api.Problem) {
	for _, f := range problem.Errors {
		for i := range p.Then {
			if p.Then[i].Name == f.Parameter {
				p.Then[i].Error = "Enter a day such as 2015-10-31"
				if f.Parameter == "recorded_by" {
					p.Then[i].Error += ", or a number of entries that the ledger has"
				}
				p.wrong(p.Then[i].ID, p.Then[i].Error)
			}
		}
	}
	if len(p.Errors) == 0 {
		p.wrong("", upperFirst(problem.Detail))
	}
}

// say is the page in sentences: what is due in the year, what is next and what comes in.
func (p *obligationsPage) say(party api.Party, all []api.Obligation, today ledger.Date, year string) {
	var sum owing
	decisions := map[string]bool{}
	next := map[ledger.Date]int64{}
	overdue, duties := int64(0), 0
	in := ""
	if year != "" && year != "all" {
		in = " in " + yearInWords(year)
	}
	for _, o := range all {
		if in != "" && o.Year != year {
			continue
		}
		if o.Kind == "duty" && o.SideOf(party.Code) == ledger.SideOwes && (o.Status.Status == ledger.ObligationDue || o.Status.Status == ledger.ObligationOverdue) {
			duties++
		}
		if !counts(o) {
			continue
		}
		sum.of(o, party.Code)
		if o.SideOf(party.Code) != ledger.SideOwes {
			continue
		}
		decisions[o.Decision] = true
		switch {
		case o.Left == 0:
		case o.Due < today:
			overdue += o.Left
		default:
			next[o.Due] += o.Left
		}
	}
	say := func(words string) { p.Sentence = append(p.Sentence, words) }
	if sum.pay > 0 {
		words := party.Name + " is to pay " + ledger.Pounds(sum.pay) + in + " under " + many(len(decisions), "decision", "decisions") + "."
		switch {
		case sum.payLeft == 0:
			words += " All of it is paid."
		case sum.payLeft < sum.pay:
			words += " " + ledger.Pounds(sum.payLeft) + " of that is left to pay."
		}
		if overdue > 0 {
			words += " " + ledger.Pounds(overdue) + " is overdue."
		}
		for _, due := range slices.Sorted(maps.Keys(next)) {
			words += " " + ledger.Pounds(next[due]) + " is due on " + due.InWords() + "."
			break
		}
		say(words)
	} else if len(all) > 0 {
		say(party.Name + " has nothing to pay to others" + in + ".")
	}
	if sum.get > 0 {
		words := "It is to receive " + ledger.Pounds(sum.get) + in + "."
		if sum.getLeft < sum.get {
			words += " " + ledger.Pounds(sum.getLeft) + " of that is still to come."
		}
		say(words)
	}
	if sum.own > 0 {
		say("It gives " + ledger.Pounds(sum.own) + " of its own" + in + " to funds that it holds.")
	}
	if duties > 0 {
		say("It must do " + many(duties, "thing", "things") + " for the others.")
	}
}

func sinceWords(p api.Party) string {
	if p.Signed == nil {
		return ""
	}
	return " signed the MoU on " + p.Signed.Time.Day().InWords() + " and"
}

// filters are the ways to narrow the list, by what is in it.
func (p *obligationsPage) filters(v *visit, all []api.Obligation, chosen map[string]string) {
	found := map[string]map[string]bool{"year": {}, "function": {}, "decision": {}}
	for _, o := range all {
		found["year"][o.Year], found["function"][o.Function], found["decision"][o.Decision] = true, true, true
	}
	items := func(name, every string, words func(string) string) (items []NavItem) {
		if len(found[name]) < 2 {
			return nil
		}
		none := ""
		if name == "year" {
			none = "all"
		}
		items = append(items, NavItem{Link{withQuery(v.request.URL, name, none), every}, chosen[name] == none || chosen[name] == ""})
		for _, value := range slices.Sorted(maps.Keys(found[name])) {
			items = append(items, NavItem{Link{withQuery(v.request.URL, name, value), words(value)}, chosen[name] == value})
		}
		return items
	}
	p.Years = items("year", "All years", yearInWords)
	p.Functions = items("function", "All functions", codeWords)
	p.Decisions = items("decision", "All decisions", func(s string) string { return s })
	for _, s := range obligationStatuses {
		if len(all) > 0 {
			p.Statuses = append(p.Statuses, NavItem{Link{withQuery(v.request.URL, "status", s.Href), s.Text}, s.Href == chosen["status"]})
		}
	}
}

// chosenOf are the obligations of a year, a function, a decision and a status, and how
// many of them are left out because they have ended.
func chosenOf(all []api.Obligation, chosen map[string]string, ended bool) (list []api.Obligation, left int) {
	is := func(name, value string) bool { return chosen[name] == "" || chosen[name] == value }
	for _, o := range all {
		if !is("function", o.Function) || !is("decision", o.Decision) || !is("status", o.Status.Status) || chosen["year"] != "all" && !is("year", o.Year) {
			continue
		}
		if o.Status.Status == ledger.ObligationEnded && !ended && chosen["status"] != ledger.ObligationEnded {
			left++
			continue
		}
		list = append(list, o)
	}
	return list, left
}

// withQuery is the page's own address with another value of one parameter, from its
// first page on.
func withQuery(u *url.URL, name, value string) string {
	query := u.Query()
	query.Del("page")
	if query.Del(name); value != "" {
		query.Set(name, value)
	}
	if len(query) == 0 {
		return u.Path
	}
	return u.Path + "?" + query.Encode()
}

// yearOfDay is the financial year that a day is in, from 1 April.
func yearOfDay(day ledger.Date) string {
	for _, start := range []int{0, -1} {
		y := int(day[0]-'0')*1000 + int(day[1]-'0')*100 + int(day[2]-'0')*10 + int(day[3]-'0') + start
		year := financialYear(y)
		if from, to, err := ledger.YearDays(year); err == nil && from <= day && day <= to {
			return year
		}
	}
	return ""
}

// financialYear is the one that begins in a year: 2015-16 in 2015.
func financialYear(from int) string {
	next := number(int64(from + 1))
	return number(int64(from)) + "-" + next[len(next)-2:]
}

// asAtWords says by what the page was made.
func asAtWords(size int64, query url.Values, l api.Ledger) string {
	words := "As at entry " + thousands(size) + ", " + when(l.Time) + "."
	if by := query.Get("recorded_by"); by != "" {
		words = "As recorded by "
		if ledger.Date(by).Check() == nil {
			words += "the end of " + ledger.Date(by).InWords()
		} else {
			words += by + " entries"
		}
		words += "."
	}
	if on := ledger.Date(query.Get("effective_on")); on != "" {
		words += " As effective on " + on.InWords() + ", if nothing more is paid."
	}
	return words
}

func byYearTable(all []api.Obligation, party string) *Table {
	return sumsTable("By year", "Year", all, party, func(o api.Obligation) Cell { return Cell{Text: yearInWords(o.Year)} })
}

func byDecisionTable(shown []api.Obligation, party string) *Table {
	return sumsTable("By decision", "Decision", shown, party, func(o api.Obligation) Cell {
		return Cell{Text: o.Decision + ", " + lowerFirst(codeWords(o.Function)), Href: "/decisions/" + o.Decision}
	})
}

// sumsTable adds obligations up by what they have in common; nil where there is nothing
// to add.
func sumsTable(caption, by string, all []api.Obligation, party string, key func(api.Obligation) Cell) *Table {
	sums, order := map[Cell]*owing{}, []Cell{}
	var total owing
	for _, o := range all {
		if !counts(o) {
			continue
		}
		k := key(o)
		if sums[k] == nil {
			sums[k], order = &owing{}, append(order, k)
		}
		sums[k].of(o, party)
		total.of(o, party)
	}
	if len(order) == 0 {
		return nil
	}
	slices.SortStableFunc(order, func(a, b Cell) int { return cmp.Compare(a.Text, b.Text) })
	t := &Table{Caption: caption, Columns: []Column{{Text: by}, {Text: "To pay", Numeric: true}, {Text: "Left to pay", Numeric: true}, {Text: "To receive", Numeric: true}, {Text: "Left to receive", Numeric: true}, {Text: "Its own, to funds it holds", Numeric: true}}}
	row := func(first Cell, s *owing) []Cell {
		left := func(of, left int64) Cell {
			if of == 0 {
				return Cell{Numeric: true}
			}
			return Cell{Text: ledger.Pounds(left), Numeric: true}
		}
		return []Cell{first, above(s.pay), left(s.pay, s.payLeft), above(s.get), left(s.get, s.getLeft), above(s.own)}
	}
	for _, k := range order {
		t.Rows = append(t.Rows, row(k, sums[k]))
	}
	if len(order) > 1 {
		t.Total = row(Cell{Text: "In all"}, &total)
	}
	return t.used()
}

// obligationTables are the obligations one by one, by what kind of thing they are, with
// the totals of all that were chosen and not only of those on the page.
func obligationTables(part, all []api.Obligation, party string) (tables []*Table) {
	kinds := []struct {
		caption string
		with    string
		is      func(o api.Obligation) bool
		duty    bool
	}{
		{"Contributions and other payments to make", "To", func(o api.Obligation) bool {
			return counts(o) && o.Kind != "risk_share" && o.SideOf(party) == ledger.SideOwes
		}, false},
		{"Payments to receive", "From", func(o api.Obligation) bool {
			return counts(o) && o.Kind != "risk_share" && o.SideOf(party) == ledger.SideOwed
		}, false},
		{"Its own contributions to funds that it holds", "", func(o api.Obligation) bool {
			return counts(o) && o.Kind != "risk_share" && o.SideOf(party) == ledger.SideOwn
		}, false},
		{"Lead-commissioner and other duties", "Relied on by", func(o api.Obligation) bool {
			return o.Kind == "duty" && o.SideOf(party) == ledger.SideOwes && o.Status.Status != ledger.ObligationAwaiting && o.Status.Status != ledger.ObligationEnded
		}, true},
		{"Duties that it relies on", "Done by", func(o api.Obligation) bool {
			return o.Kind == "duty" && o.SideOf(party) != ledger.SideOwes && o.Status.Status != ledger.ObligationAwaiting && o.Status.Status != ledger.ObligationEnded
		}, true},
		{"Risk shares to pay", "To", func(o api.Obligation) bool {
			return counts(o) && o.Kind == "risk_share" && o.SideOf(party) == ledger.SideOwes
		}, false},
		{"Risk shares to receive", "From", func(o api.Obligation) bool {
			return counts(o) && o.Kind == "risk_share" && o.SideOf(party) == ledger.SideOwed
		}, false},
		{"Awaiting ratification, and not in any total", "Other party", func(o api.Obligation) bool { return o.Status.Status == ledger.ObligationAwaiting }, false},
		{"Ended, and not in any total", "Other party", func(o api.Obligation) bool { return o.Status.Status == ledger.ObligationEnded }, false},
	}
	for _, k := range kinds {
		if k.duty {
			tables = append(tables, dutiesTable(k.caption, k.with, slices.DeleteFunc(slices.Clone(part), func(o api.Obligation) bool { return !k.is(o) }), party))
			continue
		}
		t := &Table{Caption: k.caption, Columns: []Column{{Text: "What"}, {Text: "Decision"}, {Text: k.with}, {Text: "Due"}, {Text: "Amount", Numeric: true}, {Text: "Left", Numeric: true}, {Text: "Status"}}}
		for _, o := range part {
			if k.is(o) {
				t.Rows = append(t.Rows, obligationRow(o, party))
			}
		}
		var amount, left int64
		n := 0
		for _, o := range all {
			if k.is(o) {
				n++
				amount, left = amount+o.Pence, left+o.Left
			}
		}
		if n > 1 && len(t.Rows) > 0 {
			t.Total = []Cell{{Text: "In all"}, {}, {}, {}, {Text: ledger.Pounds(amount), Numeric: true}, {Text: ledger.Pounds(left), Numeric: true}, {}}
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t.used())
		}
	}
	return slices.DeleteFunc(tables, func(t *Table) bool { return t == nil })
}

func obligationRow(o api.Obligation, party string) []Cell {
	status, amount := obligationTag(o), Cell{Numeric: true}
	if o.Kind != "duty" {
		amount.Text = ledger.Pounds(o.Pence)
	}
	left := Cell{Numeric: true}
	if o.Left > 0 {
		left.Text = ledger.Pounds(o.Left)
	}
	other := otherSide(o, party)
	if o.SideOf(party) == ledger.SideOwn {
		other = ""
	}
	stands := Cell{Tag: &status}
	if o.Status.Status == ledger.ObligationAwaiting {
		stands.Text = strings.Join(o.AwaitsWords, "; ")
	}
	return []Cell{{Text: o.What, Href: obligationPath(o.Obligation)}, {Text: o.Decision, Href: "/decisions/" + o.Decision}, {Text: other}, {Text: o.Due.InWords()}, amount, left, stands}
}

// otherSide is the name of whoever is on the other side of an obligation from a party.
func otherSide(o api.Obligation, party string) string {
	if o.SideOf(party) == ledger.SideOwed {
		return o.From().InWords()
	}
	return cmp.Or(o.To().InWords(), everyParty)
}

// everyParty is on the other side of what is owed to nobody by name.
const everyParty = "All who take part"

func dutiesTable(caption, with string, duties []api.Obligation, party string) *Table {
	if len(duties) == 0 {
		return nil
	}
	t := &Table{Caption: caption, Columns: []Column{{Text: "Duty"}, {Text: "Decision"}, {Text: with}, {Text: "How often"}, {Text: "Next"}, {Text: "Late", Numeric: true}, {Text: "Status"}}}
	for _, o := range duties {
		status, every, late := obligationTag(o), "Once", Cell{Numeric: true}
		if o.Duty != nil {
			if o.Duty.Every != "" && o.Duty.Every != "once" {
				every = "Every " + strings.ReplaceAll(o.Duty.Every, "_", " ")
			}
			if o.Duty.Late > 0 {
				late.Text = many(int(o.Duty.Late), "time", "times")
			}
		}
		t.Rows = append(t.Rows, []Cell{{Text: o.What, Href: obligationPath(o.Obligation)}, {Text: o.Decision, Href: "/decisions/" + o.Decision}, {Text: otherSide(o, party)}, {Text: every}, {Text: nextDue(o).InWords()}, late, {Tag: &status}})
	}
	return t.used()
}

// nextDue is when an obligation is due: of a duty the first time that it is not done.
func nextDue(o api.Obligation) ledger.Date {
	if o.Duty != nil && o.Duty.Next != "" {
		return o.Duty.Next
	}
	return o.Due
}

func obligationTag(o api.Obligation) Tag {
	tag := Tag{o.Words, map[string]string{ledger.ObligationDue: "blue", ledger.ObligationOverdue: "red", ledger.ObligationDisputed: "orange", ledger.ObligationAwaiting: "yellow", ledger.ObligationEnded: "grey"}[o.Status.Status]}
	if tag.Colour == "" {
		tag.Colour = "no-colour"
	}
	return tag
}

// obligationPath is where an obligation is shown: its reference has a slash of its own.
func obligationPath(ref string) string { return "/obligations/" + ref }

// obligationFiles are the files with the whole of what was chosen.
func obligationFiles(party string, chosen map[string]string, query url.Values) []Link {
	filter := url.Values{"party": {party}}
	for _, name := range []string{"year", "function", "decision", "status", "recorded_by", "effective_on"} {
		value := chosen[name]
		if value == "" {
			value = query.Get(name)
		}
		if value != "" && value != "all" {
			filter.Set(name, value)
		}
	}
	return fileLinks(api.PathObligations, filter)
}

// fileLinks lead to an answer of the API as files.
func fileLinks(path string, filter url.Values) []Link {
	query := ""
	if len(filter) > 0 {
		query = "?" + filter.Encode()
	}
	return []Link{{path + ".xlsx" + query, "Workbook for Excel (XLSX)"}, {path + ".csv" + query, "Plain table (CSV), with amounts in pence"}}
}

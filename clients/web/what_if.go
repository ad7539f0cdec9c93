package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// whatIfPage is a question to the rules by which nothing is written: what a motion, a
// fund's outturn or leaving would cost.
type whatIfPage struct {
	layout
	Choose   bool // nothing is asked yet
	Motions  []Link
	Funds    []Link
	Leaving  []Input
	Party    Select
	Lines    []Input // of the fund that is asked about
	Fund     string
	Year     string
	Sentence []string
	Checks   *Checks
	Tables   []*Table
}

func whatIfShow(v *visit) (page, error) {
	query := v.request.URL.Query()
	p := &whatIfPage{layout: layout{page: "what_if", Title: "What if", Nav: "/parties", Back: &Link{"/parties", "All parties"}}}
	asked := func() bool { return query.Get("motion") != "" || query.Get("fund") != "" || query.Get("on") != "" }
	if asked() {
		p.Back = &Link{"/what-if", "Ask something else"}
	}
	switch {
	case query.Get("motion") != "":
		return p, p.motion(v, query.Get("motion"))
	case query.Get("fund") != "":
		return p, p.outturn(v, query.Get("fund"), query.Get("year"))
	}
	p.Choose = true
	if err := p.choices(v, query); err != nil {
		return nil, err
	}
	if query.Has("on") {
		return p, p.leaving(v, query)
	}
	return p, nil
}

// choices are what may be asked about.
func (p *whatIfPage) choices(v *visit, query url.Values) error {
	parties, err := v.parties()
	if err != nil {
		return err
	}
	motions, err := v.client.Motions(v.ctx, url.Values{"status": {ledger.MotionOpen}})
	if err != nil {
		return err
	}
	funds, err := v.client.Funds(v.ctx, nil)
	if err != nil {
		return err
	}
	for _, m := range motions.Items {
		p.Motions = append(p.Motions, Link{"/what-if?" + url.Values{"motion": {m.Ref}}.Encode(), m.Ref + ", " + m.Title})
	}
	for _, f := range funds.Items {
		for _, y := range f.Years {
			if y.Outturn == "" {
				p.Funds = append(p.Funds, Link{"/what-if?" + url.Values{"fund": {f.Fund}, "year": {y.Year}}.Encode(), fundName(f.Fund) + ", " + yearInWords(y.Year)})
			}
		}
	}
	p.Party = Select{ID: "party", Name: "party", Label: "Party"}
	own := v.ownParties()
	for _, party := range parties.Items {
		chosen := query.Get("party") == party.Code || query.Get("party") == "" && slices.Contains(own, party.Code)
		p.Party.Options = append(p.Party.Options, Option{party.Code, party.Name, chosen})
	}
	p.Leaving = []Input{{ID: "on", Name: "on", Label: "Leaves on", Hint: "For example, 2016-12-31", Value: query.Get("on"), Width: 10}}
	return nil
}

// motion is what an open motion would mean for everybody, were it carried.
func (p *whatIfPage) motion(v *visit, ref string) error {
	m, err := v.client.Motion(v.ctx, ref)
	if err != nil {
		return err
	}
	p.Title, p.Caption = "What if it is carried", m.Ref+", "+m.Title
	ask := api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}}
	for _, w := range m.Waiting {
		if len(m.Options) == 0 {
			ask.Votes = append(ask.Votes, api.PreviewVote{Seat: w.Seat, Choice: ledger.ChoiceFor})
		}
	}
	now, err := v.client.Preview(v.ctx, ask)
	if err != nil {
		return err
	}
	names, err := v.partyNames()
	if err != nil {
		return err
	}
	words := "If everybody who has not voted votes for it: " + lowerFirst(now.Words) + "."
	if len(m.Options) > 0 {
		words = "As the votes stand: " + lowerFirst(now.Words) + "."
	}
	p.Sentence = append(p.Sentence, words)
	p.Checks = checksOf("Rules that would decide it", now.Checks)
	if t := costsTable(now.Stakes, names); t != nil {
		p.Tables = append(p.Tables, t)
	} else if m.Settles == nil {
		p.Sentence = append(p.Sentence, "It costs nobody anything.")
	}
	if m.Settles != nil {
		for _, party := range slices.Sorted(maps.Keys(m.Settles.Amounts)) {
			if said := settlesWords(*m.Settles, m.Settles.Amounts[party]); said != "" {
				p.Sentence = append(p.Sentence, names[party]+" "+said+".")
			}
		}
	}
	t := &Table{Caption: "Obligations that would follow", Columns: []Column{{Text: "What"}, {Text: "From"}, {Text: "To"}, {Text: "How it is worked out"}, {Text: "Due"}, {Text: "Amount", Numeric: true}}}
	for _, o := range now.Obligations {
		amount := Cell{Numeric: true}
		if o.Kind != "duty" {
			amount.Text = ledger.Pounds(o.Pence)
		}
		t.Rows = append(t.Rows, []Cell{{Text: o.What}, {Text: names[o.Payer]}, {Text: cmp.Or(names[o.Payee], everyParty)}, {Text: o.Working}, {Text: o.Due.InWords()}, amount})
	}
	if len(t.Rows) > 0 {
		p.Tables = append(p.Tables, t.alike(2, ", all to "))
	}
	return nil
}

// outturn is what a fund's year would come to for each party.
func (p *whatIfPage) outturn(v *visit, fund, year string) error {
	a, err := v.client.FundAccount(v.ctx, fund, year, nil)
	if err != nil {
		return err
	}
	query := v.request.URL.Query()
	p.Title, p.Caption, p.Fund, p.Year = "What if the year comes to this", fundName(fund)+", "+yearInWords(year), fund, year
	var ask api.OutturnRequest
	for i, l := range a.Budgets {
		name := "line-" + l.Line
		value, typed := l.Budget, query.Get(name)
		in := Input{ID: "line-" + strconv.Itoa(i), Name: name, Label: l.What, Hint: "In pounds. There is " + ledger.Pounds(l.Budget) + " for it", Value: typed, Width: 10, Keys: "decimal"}
		if typed == "" {
			in.Value = strings.TrimPrefix(ledger.Pounds(value), "£")
		} else if pence, ok := typedPence(typed); ok {
			value = pence
		} else {
			in.Error = "Enter an amount in pounds for " + lowerFirst(l.What) + ", such as 120,000.00"
			p.wrong(in.ID, in.Error)
		}
		ask.Lines = append(ask.Lines, ledger.OutturnLine{Line: l.Line, Pence: value})
		p.Lines = append(p.Lines, in)
	}
	if len(p.Errors) > 0 {
		return nil
	}
	would, err := v.client.SupposedOutturn(v.ctx, fund, year, ask)
	if problem := problemOf(err); problem != nil && problem.Status/100 == 4 && problem.Status != http.StatusTooManyRequests {
		p.wrong("", upperFirst(problem.Detail))
		return nil
	}
	if err != nil {
		return err
	}
	var budget int64
	for _, l := range a.Budgets {
		budget += l.Budget
	}
	p.Sentence = append(p.Sentence, "The year would come to "+ledger.Pounds(would.Pence)+", "+apartWords(would.Pence, budget)+".")
	for _, left := range []struct {
		pence int64
		words string
	}{
		{would.Unfunded, " of what is over would be borne by nobody: the caps that the MoU sets are reached."},
		{would.Retained, " would stay in the fund."}, {would.Carried, " of that would be carried into the next year."},
	} {
		if left.pence > 0 {
			p.Sentence = append(p.Sentence, ledger.Pounds(left.pence)+left.words)
		}
	}
	p.Checks = checksOf("Why nothing would be settled", would.Checks)
	if len(would.Parties) > 0 {
		p.Tables = append(p.Tables, settledTable("What each party would bear or get back", would.Parties, func(code string) string { return cmp.Or(would.Names[code], code) }))
	}
	return nil
}

// leaving is what would follow if a party left everything on a day.
func (p *whatIfPage) leaving(v *visit, query url.Values) error {
	on := ledger.Date(query.Get("on"))
	if on.Check() != nil {
		p.Leaving[0].Error = "Enter the day on which it leaves, such as 2016-12-31"
		p.wrong("on", p.Leaving[0].Error)
		return nil
	}
	would, err := v.client.Leaving(v.ctx, query.Get("party"), "*", on)
	if problem := problemOf(err); problem != nil && problem.Status/100 == 4 && problem.Status != http.StatusTooManyRequests {
		p.Leaving[0].Error = upperFirst(problem.Detail)
		p.wrong("on", p.Leaving[0].Error)
		return nil
	}
	if err != nil {
		return err
	}
	names, err := v.partyNames()
	if err != nil {
		return err
	}
	p.Choose, p.Title, p.Caption = false, "What if it leaves", would.PartyName
	p.Sentence = append(p.Sentence, "It asks to leave every function on "+day(on)+". The first day on which it may be gone is "+day(would.Effective)+".")
	p.Checks = checksOf("Rules on leaving", would.Checks)
	p.Tables = append(p.Tables, leavingTables(would, names)...)
	return nil
}

// leavingTables are what leaving would come to, list by list.
func leavingTables(would api.Leaving, names map[string]string) (tables []*Table) {
	for _, part := range []struct {
		caption string
		items   []ledger.LeaveItem
	}{{"What it still owes", would.Owed}, {"What comes back to it", would.Back}, {"What stops", would.Stops}, {"What it stays bound to", would.Survives}} {
		t := &Table{Caption: part.caption, Columns: []Column{{Text: "What"}, {Text: "Other party"}, {Text: "Due"}, {Text: "Amount", Numeric: true}, {Text: "Clause"}, {Text: "Why"}}}
		var total int64
		for _, x := range part.items {
			what := Cell{Text: x.What}
			if x.Obligation != "" {
				what.Href = obligationPath(x.Obligation)
			}
			due := ""
			if x.Due != "" {
				due = x.Due.InWords()
			}
			t.Rows = append(t.Rows, []Cell{what, {Text: names[x.Party]}, {Text: due}, above(x.Pence), {Text: x.Clause}, {Text: x.Why}})
			total += x.Pence
		}
		if len(t.Rows) > 1 && total > 0 {
			t.Total = []Cell{{Text: "In all"}, {}, {}, above(total), {}, {}}
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t.used())
		}
	}
	pools := &Table{Caption: "Funds without it", Columns: []Column{{Text: "Fund"}, {Text: "Year"}, {Text: "Stands"}, {Text: "Clause"}, {Text: "Why"}}}
	for _, x := range would.Pools {
		stands := "No"
		if x.Stands {
			stands = "Yes"
		}
		pools.Rows = append(pools.Rows, []Cell{{Text: fundName(x.Fund)}, {Text: yearInWords(x.Year)}, {Text: stands}, {Text: x.Clause}, {Text: x.Why}})
	}
	if len(pools.Rows) > 0 {
		tables = append(tables, pools)
	}
	return tables
}

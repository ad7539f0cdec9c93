package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// accountPage is a party's statement of account, to be printed.
type accountPage struct {
	layout
	Area     []NavItem
	Period   string
	Sentence string
	Years    []NavItem
	From, To Input
	With     Select
	Parties  *Table
	Owes     *Table
	Owed     *Table
	Own      *Table
	Notes    []string
	Balances *Table
	Apart    *Table // what the two sides say differently
	None     string
	Files    []Link
	AsAt     string
	Code     string
}

func accountShow(v *visit) (page, error) {
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(parties.Items, func(p api.Party) bool { return p.Code == v.path("party") })
	if i < 0 {
		return nil, api.NewProblem(ledger.CodeNotFound, "no party has the code "+v.path("party"))
	}
	party := parties.Items[i]
	query := v.request.URL.Query()
	p := &accountPage{
		layout: layout{page: "account", Title: "Statement of account", Caption: party.Name, Nav: "/parties", Back: &Link{obligationsPath(party.Code), "What " + party.Name + " is bound to"}},
		Area:   partyArea(party.Code, "/statement"),
		From:   Input{ID: "from", Name: "from", Label: "From", Hint: "For example, 2015-10-01", Value: query.Get("from"), Width: 10},
		To:     Input{ID: "to", Name: "to", Label: "To", Hint: "For example, 2015-12-31", Value: query.Get("to"), Width: 10},
		With:   Select{ID: "with", Name: "with", Label: "With", Options: []Option{{"", "All parties", query.Get("with") == ""}}},
	}
	for _, other := range parties.Items {
		if other.Code != party.Code {
			p.With.Options = append(p.With.Options, Option{other.Code, other.Name, query.Get("with") == other.Code})
		}
	}
	filter := url.Values{}
	for _, name := range []string{"with", "year", "from", "to", "recorded_by"} {
		if query.Get(name) != "" {
			filter.Set(name, query.Get(name))
		}
	}
	a, err := v.client.Account(v.ctx, party.Code, filter)
	if problem := problemOf(err); problem != nil && (problem.Code == ledger.CodeMalformed || problem.Code == ledger.CodeConflict) {
		p.asked(problem)
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.show(v, a)
	path := api.Fill(api.PathAccount, party.Code)
	p.Files = append(fileLinks(path, filter), Link{path + "?" + filter.Encode(), "Data for a program (JSON), with amounts in pence"})
	return p, nil
}

// asked says what is wrong with the period that was asked for.
func (p *accountPage) asked(problem *api.Problem) {
	for _, f := range problem.Errors {
		for _, in := range []*Input{&p.From, &p.To} {
			if in.Name == f.Parameter && in.Error == "" {
				in.Error = "Enter a first and a last day, such as 2015-10-01 and 2015-12-31"
				p.wrong(in.ID, in.Error)
			}
		}
	}
	if len(p.Errors) == 0 {
		p.wrong("", upperFirst(problem.Detail))
	}
}

func (p *accountPage) show(v *visit, a api.Account) {
	p.Period = day(a.From) + " to " + day(a.To)
	p.AsAt = "As at entry " + thousands(a.AsAt) + ", " + when(v.ledger.Time) + "."
	p.Code = a.Code
	names := func(code string) string { return cmp.Or(a.Names[code], code) }
	whole := a.Sums[0]
	p.Sentence = "On " + a.To.InWords() + " " + names(a.Party) + " owes " + ledger.Pounds(whole.Owes.Closing) + " and is owed " + ledger.Pounds(whole.Owed.Closing) + "."
	if a.With != "" {
		p.Sentence = "On " + a.To.InWords() + " " + names(a.Party) + " owes " + names(a.With) + " " + ledger.Pounds(whole.Owes.Closing) + " and is owed " + ledger.Pounds(whole.Owed.Closing) + " by it."
	}
	if a.To >= v.ledger.Time.Day() {
		p.Sentence = strings.TrimSuffix(p.Sentence, ".") + ", by what is recorded now."
	}
	start := yearStart(yearOfDay(a.From))
	for y := start - 1; y <= start+1 && start > 0; y++ {
		first, last, _ := ledger.YearDays(financialYear(y))
		href := withQuery(dropped(v.request.URL, "from", "to"), "year", financialYear(y))
		p.Years = append(p.Years, NavItem{Link{href, yearInWords(financialYear(y))}, first == a.From && last == a.To})
	}
	if len(a.Rows) == 0 && a.LeftOut == 0 {
		p.None = "Nothing moved in this period, and nothing was left from before it."
	}
	p.Parties = accountParties(a, names)
	p.Owes = accountTable(a, "What it owes", "To", "Paid", ledger.SideOwes, names, whole.Owes)
	p.Owed = accountTable(a, "What it is owed", "From", "Received", ledger.SideOwed, names, whole.Owed)
	p.Own = accountTable(a, "Its own contributions to funds that it holds", "", "Paid", ledger.SideOwn, names, whole.Own)
	note := func(words string) { p.Notes = append(p.Notes, words) }
	if words := api.LeftOutWords(a.LeftOut, "obligation", "obligations"); words != "" {
		note(words)
	}
	if x := a.Prepaid; x != (ledger.AccountAmounts{}) {
		note("Paid before it was due: " + ledger.Pounds(x.Owed) + " by it, " + ledger.Pounds(x.Owes) + " to it. It is due after " + a.To.InWords() + ", and until then it counts as owed back.")
	}
	if x := a.Later; x != (ledger.AccountAmounts{}) {
		note("Due later, and not in the sums: " + ledger.Pounds(x.Owes) + " to give, " + ledger.Pounds(x.Owed) + " to receive.")
	}
	if x := a.Awaiting; x != (ledger.AccountAmounts{}) {
		note("Awaiting ratification, and not in the sums: " + ledger.Pounds(x.Owes) + " to give, " + ledger.Pounds(x.Owed) + " to receive.")
	}
	p.Balances = balancesTable(a, names)
	p.Apart = apartTable(a, names)
}

// dropped is an address without some parameters.
func dropped(u *url.URL, parameters ...string) *url.URL {
	c, query := *u, u.Query()
	for _, name := range parameters {
		query.Del(name)
	}
	c.RawQuery = query.Encode()
	return &c
}

func movementCells(m ledger.AccountMovement, done int64) []Cell {
	pence := func(n int64) Cell { return Cell{Text: ledger.Pounds(n), Numeric: true} }
	adjusted := Cell{Numeric: true}
	if m.Adjusted != 0 {
		adjusted = pence(m.Adjusted)
	}
	return []Cell{pence(m.Opening), pence(m.New), adjusted, pence(done), pence(m.Closing)}
}

func movementColumns(done string) []Column {
	return []Column{{Text: "Opening", Numeric: true}, {Text: "New", Numeric: true}, {Text: "Taken back", Numeric: true}, {Text: done, Numeric: true}, {Text: "Closing", Numeric: true}}
}

// accountTable are an account's rows of one side, with their sum.
func accountTable(a api.Account, caption, with, done, side string, names func(string) string, sum ledger.AccountMovement) *Table {
	t := &Table{Caption: caption, Columns: append([]Column{{Text: "Obligation"}, {Text: "What"}, {Text: with}, {Text: "Due"}}, movementColumns(done)...)}
	moved := func(m ledger.AccountMovement) int64 {
		if side == ledger.SideOwed {
			return m.Received
		}
		return m.Paid
	}
	for _, r := range a.Rows {
		if r.Side != side {
			continue
		}
		other := names(r.Party)
		if with == "" {
			other = ""
		}
		t.Rows = append(t.Rows, append([]Cell{{Text: r.Obligation, Href: obligationPath(r.Obligation)}, {Text: r.What}, {Text: other}, {Text: r.Due.InWords()}}, movementCells(r.AccountMovement, moved(r.AccountMovement))...))
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Total = append([]Cell{{Text: "In all"}, {}, {}, {}}, movementCells(sum, moved(sum))...)
	return t.used()
}

// accountParties is what it owes and is owed by each of the others; nil where there is
// but one.
func accountParties(a api.Account, names func(string) string) *Table {
	t := &Table{Caption: "By party", Columns: []Column{{Text: "Party"}, {Text: "It owed at the start", Numeric: true}, {Text: "It owes at the end", Numeric: true}, {Text: "It was owed at the start", Numeric: true}, {Text: "It is owed at the end", Numeric: true}}}
	pence := func(n int64) Cell { return Cell{Text: ledger.Pounds(n), Numeric: true} }
	row := func(name string, s ledger.AccountSum) []Cell {
		return []Cell{{Text: name}, pence(s.Owes.Opening), pence(s.Owes.Closing), pence(s.Owed.Opening), pence(s.Owed.Closing)}
	}
	for _, s := range a.Sums {
		if s.Of == ledger.SumByParty && s.Key != a.Party {
			t.Rows = append(t.Rows, row(names(s.Key), s))
		}
	}
	if len(t.Rows) < 2 {
		return nil
	}
	t.Total = row("In all", a.Sums[0])
	return t
}

var balanceWords = map[string]string{ledger.BalanceMonth9: "Month 9", ledger.BalanceYearEnd: "Year end"}

// balanceTag is how far two parties agree on a balance.
func balanceTag(b ledger.BalanceFacts) Tag {
	switch {
	case b.Status == ledger.BalanceAgreed && b.Ours.AccountAmounts != b.Holds:
		return Tag{"Agreed, other than the ledger holds", "orange"}
	case b.Status == ledger.BalanceAgreed:
		return Tag{"Agreed", "green"}
	case b.Status == ledger.BalanceDisputed:
		return Tag{"Differs by " + ledger.Pounds(b.Pence), "orange"}
	case b.Status == ledger.BalanceOneSided:
		return Tag{"Stated by one side", "yellow"}
	}
	return Tag{"Not yet stated", "blue"}
}

func balancesTable(a api.Account, names func(string) string) *Table {
	t := &Table{Caption: "Agreement of balances", Columns: []Column{{Text: "With"}, {Text: "At"}, {Text: "The ledger holds"}, {Text: names(a.Party) + " says"}, {Text: "The other says"}, {Text: "Status"}}}
	amounts := func(x ledger.AccountAmounts) string {
		return "Owes " + ledger.Pounds(x.Owes) + ", is owed " + ledger.Pounds(x.Owed)
	}
	said := func(b *ledger.BalanceSaid) string {
		if b == nil {
			return "Nothing yet"
		}
		words := amounts(b.AccountAmounts)
		if b.Differs != "" {
			words += ". It differs because: " + b.Differs
		}
		return words
	}
	for _, b := range a.Balances {
		tag := balanceTag(b)
		t.Rows = append(t.Rows, []Cell{{Text: names(b.With)}, {Text: balanceWords[b.At] + ", " + b.On.InWords()}, {Text: amounts(b.Holds)}, {Text: said(b.Ours)}, {Text: said(b.Theirs)}, {Tag: &tag}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// apartTable is what the two sides say differently.
func apartTable(a api.Account, names func(string) string) *Table {
	t := &Table{Caption: "What the two sides say differently", Columns: []Column{{Text: "With"}, {Text: "What"}, {Text: "Difference"}, {Text: "Amount", Numeric: true}}}
	for _, d := range a.Differences {
		what := Cell{Text: d.Obligation, Href: obligationPath(d.Obligation)}
		if d.Obligation == "" {
			what = Cell{Text: "The balance of " + yearInWords(d.Year) + ", " + lowerFirst(balanceWords[d.At])}
		}
		words := map[string]string{
			ledger.DiffersNotReceived: "Paid, says the payer; not received, says the payee", ledger.DiffersNotPaid: "Received, says the payee; not paid, says the payer",
			ledger.DiffersQueried: names(d.By) + " says that it should be this", ledger.DiffersBalance: "They state different balances", ledger.DiffersLedger: "They agree on another balance than the ledger holds",
		}[d.Kind]
		t.Rows = append(t.Rows, []Cell{{Text: names(d.Party)}, what, {Text: words}, {Text: ledger.Pounds(d.Pence), Numeric: true}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

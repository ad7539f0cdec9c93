package web

import (
	"cmp"
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// balancesPage is how far a party and each of the others agree on what they owe each
// other, at month 9 and at the year's end.
type balancesPage struct {
	layout
	Area     []NavItem
	Years    []NavItem
	Sentence string
	Tables   []*Table
	AsAt     string
}

// balanceDays are the days at whose end balances are agreed, of a financial year.
func balanceDays(year string) map[string]ledger.Date {
	from, to, err := ledger.YearDays(year)
	if err != nil || to.Check() != nil { // the last of all years ends on no day that can be written
		return nil
	}
	return map[string]ledger.Date{ledger.BalanceMonth9: from[:4] + "-12-31", ledger.BalanceYearEnd: to}
}

func balancesShow(v *visit) (page, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, err
	}
	today := v.ledger.Time.Day()
	start := yearStart(yearOfDay(today))
	years := []string{financialYear(start - 2), financialYear(start - 1), financialYear(start)}
	year := v.request.URL.Query().Get("year")
	if year != "" && len(balanceDays(year)) == 0 {
		return nil, api.NewProblem(ledger.CodeNotFound, year+" is not a financial year like 2015-16")
	}
	p := &balancesPage{
		layout: layout{page: "balances", Title: "Agreement of balances", Caption: party.Name, Nav: "/parties", Back: &Link{obligationsPath(party.Code), "What " + party.Name + " is bound to"}},
		Area:   partyArea(party.Code, "/balances"),
	}
	p.Sentence = "Month 9 ends on 31 December, and the year on 31 March. Once a day is over, each of two parties says what they owed each other then, beside what the ledger holds."
	shown := []string{year}
	if year == "" { // the latest that has anything
		shown = slices.Clone(years)
		slices.Reverse(shown)
	}
	for _, year = range shown {
		if err := p.agreed(v, party.Code, year); err != nil {
			return nil, err
		}
		if len(p.Tables) > 0 {
			break
		}
	}
	if len(p.Tables) == 0 {
		year = shown[0]
	}
	for _, y := range years {
		p.Years = append(p.Years, NavItem{Link{"/parties/" + url.PathEscape(party.Code) + "/balances?year=" + y, yearInWords(y)}, y == year})
	}
	return p, nil
}

// agreed shows the days of a year that are over.
func (p *balancesPage) agreed(v *visit, party, year string) error {
	for _, at := range []string{ledger.BalanceMonth9, ledger.BalanceYearEnd} {
		on := balanceDays(year)[at]
		if on >= v.ledger.Time.Day() {
			continue
		}
		from, _, _ := ledger.YearDays(year)
		a, err := v.client.Account(v.ctx, party, url.Values{"from": {string(from)}, "to": {string(on)}})
		if err != nil {
			return err
		}
		p.AsAt = "As at entry " + thousands(a.AsAt) + ", " + when(v.ledger.Time) + "."
		if t := balancesAt(a, year, at, on); t != nil {
			p.Tables = append(p.Tables, t)
		}
	}
	return nil
}

// yearStart is the year in which a financial year begins.
func yearStart(year string) (n int) {
	for _, digit := range year[:min(4, len(year))] {
		n = n*10 + int(digit-'0')
	}
	return n
}

// balancesAt is what each of the others with which anything moved in the year owes and is
// owed at the end of a day.
func balancesAt(a api.Account, year, at string, on ledger.Date) *Table {
	t := &Table{Caption: balanceWords[at] + ", " + on.InWords(), Columns: []Column{{Text: "With"}, {Text: "It owes", Numeric: true}, {Text: "It is owed", Numeric: true}, {Text: "Status"}}}
	with := map[string]ledger.AccountAmounts{}
	for _, s := range a.Sums {
		if s.Of == ledger.SumByParty && s.Key != a.Party {
			between := ledger.Account{Rows: slices.DeleteFunc(slices.Clone(a.Rows), func(r ledger.AccountRow) bool { return r.Party != s.Key })}
			with[s.Key] = between.Net()
		}
	}
	status := map[string]Tag{}
	for _, b := range a.Balances {
		if b.At == at && b.On == on {
			with[b.With], status[b.With] = b.Holds, balanceTag(b)
		}
	}
	codes := []string{}
	for code := range with {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		tag, stated := status[code]
		if !stated {
			tag = Tag{"Not yet stated", "blue"}
		}
		t.Rows = append(t.Rows, []Cell{{Text: cmp.Or(a.Names[code], code), Href: balancePath(a.Party, code, year, at)}, signed(with[code].Owes), signed(with[code].Owed), {Tag: &tag}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func balancePath(party, with, year, at string) string {
	return "/parties/" + url.PathEscape(party) + "/balances/" + url.PathEscape(with) + "?" + url.Values{"year": {year}, "at": {at}}.Encode()
}

// balanceShow asks an officer whether a balance is as the ledger holds it.
func balanceShow(v *visit) (page, error) { return v.balance() }

// balanceSend has it stated: as the ledger holds it, or otherwise and why.
func balanceSend(v *visit) (page, error) { return v.balance() }

func (v *visit) balance() (page, error) {
	query := v.request.URL.Query()
	year, at := query.Get("year"), query.Get("at")
	on, ok := balanceDays(year)[at]
	if !ok {
		return nil, api.NewProblem(ledger.CodeNotFound, "balances are agreed at month_9 and at year_end of a financial year")
	}
	code, with := v.path("party"), v.path("with")
	from, _, _ := ledger.YearDays(year)
	a, err := v.client.Account(v.ctx, code, url.Values{"with": {with}, "from": {string(from)}, "to": {string(on)}})
	if err != nil {
		return nil, err
	}
	party, other := cmp.Or(a.Names[code], code), cmp.Or(a.Names[with], with)
	holds := a.Net()
	form := balancePath(code, with, year, at)
	p := &formPage{
		layout: layout{page: "form", Title: "Balance with " + other, Caption: party + ", " + on.InWords(), Nav: "/parties", Back: &Link{"/parties/" + url.PathEscape(code) + "/balances?year=" + year, "Agreement of balances"}},
		Text:   []string{"On " + on.InWords() + ", by what is recorded, " + party + " owed " + other + " " + ledger.Pounds(holds.Owes) + " and was owed " + ledger.Pounds(holds.Owed) + "."},
	}
	rows := accountTable(a, "What "+party+" owed", "", "Paid", ledger.SideOwes, func(c string) string { return cmp.Or(a.Names[c], c) }, a.Sums[0].Owes)
	if rows != nil {
		p.Tables = append(p.Tables, rows)
	}
	if rows = accountTable(a, "What "+party+" was owed", "", "Received", ledger.SideOwed, func(c string) string { return cmp.Or(a.Names[c], c) }, a.Sums[0].Owed); rows != nil {
		p.Tables = append(p.Tables, rows)
	}
	if t := balancesTable(a, func(c string) string { return cmp.Or(a.Names[c], c) }); t != nil {
		p.Tables = append(p.Tables, t)
	}
	if t := apartTable(a, func(c string) string { return cmp.Or(a.Names[c], c) }); t != nil {
		p.Tables = append(p.Tables, t)
	}
	if !v.actsFor(code) {
		p.Text = append(p.Text, "An officer of "+party+" states its balance.")
		return p, nil
	}
	agrees, owes, owed, why := v.form.Get("agrees"), v.form.Get("owes"), v.form.Get("owed"), v.form.Get("why")
	p.Action, p.Button = form, Button{Text: "Continue"}
	p.radios("agrees", "Does "+party+" agree with what the ledger holds?", "", agrees, Radio{Value: "yes", Text: "Yes", Hint: ledger.Pounds(holds.Owes) + " owed and " + ledger.Pounds(holds.Owed) + " to come"}, Radio{Value: "no", Text: "No, it is another balance"})
	p.Fields = append(p.Fields, Field{Text: "Only if it is another balance:"})
	p.input("owes", "It owed "+other, "In pounds", owes, 10)
	p.input("owed", other+" owed it", "In pounds", owed, 10)
	p.area("why", "Why this is not what the ledger holds", "It stands on the ledger for ever. Name nobody", why)
	if len(v.form) == 0 || v.form.Has(fieldChange) {
		return p, nil
	}
	body := ledger.BalanceStated{With: with, Year: year, At: at, Owed: holds.Owed, Owing: holds.Owes}
	switch agrees {
	case "yes":
	case "no":
		var fits [2]bool
		if body.Owing, fits[0] = typedPence(cmp.Or(owes, "0")); !fits[0] {
			p.wrong("owes", "Enter what it owed in pounds, such as 412,360.50")
		}
		if body.Owed, fits[1] = typedPence(cmp.Or(owed, "0")); !fits[1] {
			p.wrong("owed", "Enter what it was owed in pounds, such as 412,360.50")
		}
		if body.Differs = wordsOf(why); body.Differs == "" {
			p.wrong("why", "Enter why this is not what the ledger holds")
		}
	default:
		p.wrong("agrees", "Select whether "+party+" agrees with what the ledger holds")
	}
	if len(p.Errors) == 0 {
		if words := unfit(ledger.KindBalanceStated, body); words != "" {
			p.wrong("why", words)
		}
	}
	if len(p.Errors) > 0 {
		return p.asked(), nil
	}
	told := []Row{
		{Key: "Between", Values: []string{party + " and " + other}}, {Key: "On", Values: []string{day(on) + ": " + lowerFirst(balanceWords[at]) + " of " + yearInWords(year)}},
		{Key: "The ledger holds", Values: []string{party + " owes " + ledger.Pounds(holds.Owes) + " and is owed " + ledger.Pounds(holds.Owed)}},
		{Key: party + " states", Values: []string{"It owes " + ledger.Pounds(body.Owing) + " and is owed " + ledger.Pounds(body.Owed)}},
	}
	if body.Differs != "" {
		told = append(told, Row{Key: "Why it differs", Values: []string{body.Differs}})
	}
	return v.state(Stating{
		Kind: ledger.KindBalanceStated, Party: code, Body: body, Caption: p.Caption, Nav: "/parties", Back: p.Back, Rows: told, Whole: true,
		Labels: map[string]string{"with": "With", "year": "Year", "at": "At", "owed": "Owed to " + party, "owing": "Owed by " + party, "differs": "Why it differs"},
		Button: "Sign and state the balance", Before: "The balance is not stated until you sign.", Form: form, Change: true,
		Done: "/parties/" + url.PathEscape(code) + "/balances?year=" + year,
	})
}

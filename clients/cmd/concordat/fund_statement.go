package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type fundStatement struct {
	Fund  string `arg:"" help:"the fund's name"`
	Year  string `required:"" placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	Party string `placeholder:"PARTY" help:"only this party's part of it"`
	CSV   string `name:"csv" placeholder:"FOLDER" help:"write the rows into a file in this folder, with amounts in pence; - for standard output"`
	fundTimes
}

func (fundStatement) Help() string {
	return `
concordat fund statement GM-2015-004 --year 2015-16 --party bury
# for a spreadsheet
concordat fund statement GM-2015-004 --year 2015-16 --csv .`
}

// fundItem is one row of a statement: a contribution, a change of one, or what a
// settlement came to for a party. Amounts are in pence; what the party gets back,
// and what was paid and received of that, is below 0.
type fundItem struct {
	Entry      int64       `json:"entry"`
	Kind       string      `json:"kind"` // contribution, refund, settlement
	Ref        string      `json:"ref"`  // of the obligation; of the settlement where nothing is owed by it
	Party      string      `json:"party"`
	Line       string      `json:"line"`
	In         string      `json:"in"`
	Recurrent  bool        `json:"recurrent"`
	Capital    bool        `json:"capital"`
	Due        ledger.Date `json:"due"`
	Pence      int64       `json:"pence"` // above 0 the party bears it
	Paid       int64       `json:"paid"`
	Received   int64       `json:"received"`
	Settlement string      `json:"settlement"`
	Stage      string      `json:"stage"` // of its outturn
}

// fundPart is a fund's statement as JSON.
type fundPart struct {
	Fund    string     `json:"fund"`
	Year    string     `json:"year"`
	Party   string     `json:"party,omitempty"`
	Opening int64      `json:"opening"` // carried in, which is the fund's and no party's
	Rows    []fundItem `json:"rows"`
	Total   int64      `json:"total"`
	AsAt    int64      `json:"as_at"`
}

// part is what a party bears of a year, or all do.
func part(a api.FundAccount, party string) fundPart {
	p := fundPart{Fund: a.Fund, Year: a.Year, Party: party, Opening: a.Opening, Rows: []fundItem{}, AsAt: a.AsAt}
	add := func(row fundItem) {
		if party == "" || row.Party == party {
			p.Rows, p.Total = append(p.Rows, row), p.Total+row.Pence
		}
	}
	owed := func(entry int64, c ledger.ContributionFacts) {
		row := fundItem{Entry: entry, Kind: "contribution", Ref: c.Obligation, Party: c.Party, Line: c.Line, In: c.In, Recurrent: c.Recurrent, Capital: c.Capital, Due: c.Due, Pence: c.Pence, Paid: c.Paid, Received: c.Received}
		if c.Refund {
			row.Kind, row.Pence, row.Paid, row.Received = "refund", -c.Pence, -c.Paid, -c.Received
		}
		add(row)
	}
	for _, c := range a.Contributions {
		owed(a.Entry, c)
	}
	for _, change := range a.Changes {
		for _, c := range change.Obligations {
			owed(change.Entry, c)
		}
	}
	for _, m := range a.Settlements {
		for _, s := range m.Parties {
			for _, row := range settled(a, m, s) {
				add(row)
			}
		}
	}
	return p
}

// settled is what a settlement comes to for a party: a row for each payment of its
// own, and one for what it bears without paying anybody, as the host does.
func settled(a api.FundAccount, m api.FundSettlement, s ledger.SettledParty) (rows []fundItem) {
	left := s.Adjustment
	row := fundItem{Entry: m.Entry, Kind: "settlement", Party: s.Party, In: "cash", Settlement: m.Settlement, Stage: m.Stage}
	for _, o := range m.Owed {
		sign := int64(1)
		switch {
		case s.Party == a.Host || s.Party != o.Payer && s.Party != o.Payee:
			continue
		case s.Party == o.Payee:
			sign = -1
		}
		row.Ref, row.Due, row.Pence, row.Paid, row.Received = o.Obligation, o.Due, sign*o.Pence, sign*o.Paid, sign*o.Received
		rows, left = append(rows, row), left-row.Pence
	}
	if left != 0 {
		row.Ref, row.Due, row.Pence, row.Paid, row.Received = m.Settlement, "", left, 0, 0
		rows = append(rows, row)
	}
	return rows
}

// Run draws up the statement.
func (c *fundStatement) Run(s *session) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	a, err := s.client.FundAccount(s.ctx, c.Fund, c.Year, filter)
	if err != nil {
		return s.knownFund(err, c.Fund)
	}
	if c.Party != "" && !slices.Contains(a.Parties, c.Party) {
		return refusal(ledger.CodeNotFound, "%s takes no part in the fund %s for %s: those that do are %s", a.Names[c.Party], a.Fund, a.Year, joined(a.Parties))
	}
	p := part(a, c.Party)
	if c.CSV != "" {
		name := "fund-" + a.Fund + "-" + a.Year
		if c.Party != "" {
			name = "fund-" + a.Fund + "-" + c.Party + "-" + a.Year
		}
		columns, rows := p.table()
		return s.saveCSV(c.CSV, name, a.AsAt, columns, rows)
	}
	return s.answer(p, func() {
		of := "all its parties"
		if c.Party != "" {
			of = a.Names[c.Party]
		}
		s.title(a.Fund, "Statement of the pooled fund for "+a.Year+", of "+of)
		if c.Party == "" {
			s.print("Carried in %s.", ledger.Pounds(a.Opening))
		}
		s.fundRows(p)
		s.fundShares(a, c.Party)
		s.fundChanges(a, c.Party)
		s.fundForecast(a, c.Party)
		s.settlements(a, c.Party)
		s.print("")
		in := bears(p.Total)
		if c.Party == "" {
			in = "the parties " + strings.Replace(in, "s ", " ", 1)
		}
		s.print("%s. In all %s.", counted(len(p.Rows), "row", "rows"), in)
		s.print("As at %s.", counted(a.AsAt, "entry", "entries"))
	})
}

// fundRows are the rows of a statement, those of each line and kind together.
func (s *session) fundRows(p fundPart) {
	var titles []string
	tables, sums := map[string]*table{}, map[string]*fundItem{}
	for _, r := range p.Rows {
		title := r.Stage + " settlement"
		if r.Settlement == "" {
			title = fmt.Sprintf("line %s, in %s", r.Line, r.In)
		}
		t, sum := tables[title], sums[title]
		if t == nil {
			t, sum = newTable(whole("Party"), whole("Row"), left("Due"), right("Bears"), right("Paid"), right("Received")), &fundItem{}
			titles, tables[title], sums[title] = append(titles, title), t, sum
		}
		t.add(r.Party, r.Ref, shortDay(r.Due), ledger.Pounds(r.Pence), ledger.Pounds(r.Paid), ledger.Pounds(r.Received))
		sum.Pence, sum.Paid, sum.Received = sum.Pence+r.Pence, sum.Paid+r.Paid, sum.Received+r.Received
	}
	for _, title := range titles {
		t, sum := tables[title], sums[title]
		if len(t.rows) > 1 {
			t.add("All", "", "", ledger.Pounds(sum.Pence), ledger.Pounds(sum.Paid), ledger.Pounds(sum.Received))
		}
		s.heading(strings.ToUpper(title[:1]) + title[1:])
		t.write(s.out, s.width)
	}
}

func (p fundPart) table() (columns []string, rows [][]string) {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	for _, r := range p.Rows {
		rows = append(rows, []string{
			n(r.Entry), r.Kind, r.Ref, r.Party, r.Line, r.In, strconv.FormatBool(r.Recurrent), strconv.FormatBool(r.Capital), string(r.Due), n(r.Pence), n(r.Paid), n(r.Received), r.Settlement, r.Stage,
		})
	}
	return []string{"entry", "kind", "ref", "party", "line", "in", "recurrent", "capital", "due", "pence", "paid", "received", "settlement", "stage"}, rows
}

package main

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type fundCommands struct {
	List      fundList      `cmd:"" help:"list the pooled funds and their years"`
	Show      fundShow      `cmd:"" help:"show a fund, or the account of one of its years"`
	Statement fundStatement `cmd:"" help:"draw up a fund's statement for a year, or a party's part of it"`

	Report    fundReport    `cmd:"" help:"state what was spent to a day, as the host's officer"`
	Outturn   fundOutturn   `cmd:"" help:"state what a year came to, as the host's officer: it is settled at once"`
	Change    fundChange    `cmd:"" help:"state a change of contributions, as the host's officer"`
	Approve   fundApprove   `cmd:"" help:"approve a change of contributions, as an officer"`
	Virement  fundVirement  `cmd:"" help:"move money from line to line, as a decision allows"`
	Overspend fundOverspend `cmd:"" help:"give notice that a fund is expected to overspend"`
	Lift      fundLift      `cmd:"" help:"consent to bear more of an overspend than your party's cap"`
}

type fundList struct {
	Function string `placeholder:"ID" help:"only those about this function"`
}

func (fundList) Help() string {
	return `
concordat fund list`
}

// Run lists the funds.
func (c *fundList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "function", c.Function)
	list, err := s.client.Funds(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		t := newTable(whole("Fund"), whole("Year"), left("Host"), right("Parties"), right("Contributed"), left("Stands at"))
		for _, f := range list.Items {
			for _, y := range f.Years {
				t.add(f.Fund, y.Year, y.HostName, strconv.Itoa(len(y.Parties)), ledger.Pounds(y.Contributed), stage(y))
			}
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(list.Items), "fund", "funds"), counted(list.AsAt, "entry", "entries"))
		if len(list.Items) > 0 {
			s.next("fund", "show", list.Items[0].Fund)
		}
	})
}

// stage is how far a year's accounts have come.
func stage(y api.FundYear) string {
	switch {
	case y.Outturn != "":
		return y.Outturn + " outturn"
	case y.Reported != "":
		return "reported to " + y.Reported
	}
	return "not reported"
}

type fundShow struct {
	Fund string `arg:"" help:"the fund's name"`
	Year string `placeholder:"YEAR" help:"the account of a financial year, such as 2015-16"`
}

func (fundShow) Help() string {
	return `
concordat fund show GM-2015-004
concordat fund show GM-2015-004 --year 2015-16`
}

// Run shows a fund, or a year of it.
func (c *fundShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if c.Year != "" {
		a, err := s.client.FundAccount(s.ctx, c.Fund, c.Year)
		if err != nil {
			return s.knownFund(err, c.Fund)
		}
		return s.answer(a, func() { s.fundAccount(a) })
	}
	f, err := s.client.Fund(s.ctx, c.Fund)
	if err != nil {
		return s.knownFund(err, c.Fund)
	}
	return s.answer(f, func() {
		s.title(f.Fund, "A pooled fund for "+strings.ReplaceAll(f.Function, "-", " "))
		t := newTable(whole("Year"), whole("Decision"), left("Host"), right("Parties"), right("Contributed"), left("Stands at"))
		for _, y := range f.Years {
			t.add(y.Year, y.Decision, y.HostName, strconv.Itoa(len(y.Parties)), ledger.Pounds(y.Contributed), stage(y))
		}
		t.write(s.out, s.width)
		s.next("fund", "show", f.Fund, "--year", f.Years[len(f.Years)-1].Year)
	})
}

// knownFund adds which fund may have been meant.
func (s *session) knownFund(err error, fund string) error {
	return notFound(err, fund, func() []string {
		var names []string
		list, err := s.client.Funds(s.ctx, nil)
		if err != nil {
			return nil // none to suggest is no error
		}
		for _, f := range list.Items {
			names = append(names, f.Fund)
		}
		return names
	})
}

// fundAccount is the whole account of a year.
func (s *session) fundAccount(a api.FundAccount) {
	s.title(a.Fund, "Account of the pooled fund for "+a.Year)
	var f facts
	f.add("  Host", "%s", a.Names[a.Host])
	f.add("  Made up by", "%s", a.Decision)
	f.add("  Carried in", "%s", ledger.Pounds(a.Opening))
	f.write(s.out, s.width)
	s.budgets(a)
	s.fundShares(a, "")
	s.fundChanges(a, "")
	for _, v := range a.Virements {
		s.paragraph(0, fmt.Sprintf("%s moved from %s to %s, as %s allows (entry %s).", ledger.Pounds(v.Pence), v.From, v.To, v.Decision, thousands(v.Entry)))
	}
	if n := len(a.Reports); n > 0 {
		s.heading("Reports, of all lines")
		t := newTable(whole("Period"), right("Spent"), right("Committed"), right("Low"), right("Central"), right("High"))
		for _, r := range a.Reports {
			var sum ledger.ReportLine
			for _, l := range r.Lines {
				sum.Spend, sum.Committed, sum.Low, sum.Central, sum.High = sum.Spend+l.Spend, sum.Committed+l.Committed, sum.Low+l.Low, sum.Central+l.Central, sum.High+l.High
			}
			t.add(r.Period, ledger.Pounds(sum.Spend), ledger.Pounds(sum.Committed), ledger.Pounds(sum.Low), ledger.Pounds(sum.Central), ledger.Pounds(sum.High))
		}
		t.write(s.out, s.width)
	}
	for _, n := range a.Notices {
		of, late := "the fund", ""
		if n.Line != "" {
			of = "line " + n.Line
		}
		if n.Late {
			late = " This came late: it was to be given by " + plainDay(n.By) + "."
		}
		s.paragraph(0, fmt.Sprintf("Notice of an overspend of %s on %s, known since %s: %s (entry %s).%s", ledger.Pounds(n.Pence), of, plainDay(n.Known), n.Reason, thousands(n.Entry), late))
	}
	for _, l := range a.Lifted {
		s.paragraph(0, fmt.Sprintf("%s consents to bear up to %s more than its cap (entry %s).", a.Names[l.Party], ledger.Pounds(l.Pence), thousands(l.Entry)))
	}
	s.settlements(a, "")
	if len(a.Calendar) > 0 {
		s.heading("Calendar")
		t := newTable(left("What"), left("Who"), whole("By"), left("Done"))
		for _, d := range a.Calendar {
			done := "not yet"
			switch {
			case d.Done != "" && d.Late:
				done = shortDay(d.Done) + ", late"
			case d.Done != "":
				done = shortDay(d.Done)
			case d.Late:
				done = "no: late"
			}
			who := "all parties"
			if d.Who != "" {
				who = a.Names[d.Who]
			}
			t.add(d.Title, who, shortDay(d.By), done)
		}
		t.write(s.out, s.width)
	}
	s.print("As at %s.", counted(a.AsAt, "entry", "entries"))
	s.next("fund", "statement", a.Fund, "--year", a.Year, "--party", a.Parties[0])
}

func (s *session) budgets(a api.FundAccount) {
	s.heading("Lines")
	t := newTable(whole("Line"), left("What"), right("Decided"), right("Changed"), right("Moved"), right("Budget"))
	var sum api.FundLine
	for _, l := range a.Budgets {
		t.add(l.Line, l.What, ledger.Pounds(l.Decided), ledger.Pounds(l.Changed), ledger.Pounds(l.Moved), ledger.Pounds(l.Budget))
		sum.Decided, sum.Changed, sum.Moved, sum.Budget = sum.Decided+l.Decided, sum.Changed+l.Changed, sum.Moved+l.Moved, sum.Budget+l.Budget
	}
	t.add("", "In all", ledger.Pounds(sum.Decided), ledger.Pounds(sum.Changed), ledger.Pounds(sum.Moved), ledger.Pounds(sum.Budget))
	t.write(s.out, s.width)
}

// fundShares is what parties contribute, or one of them.
func (s *session) fundShares(a api.FundAccount, party string) {
	s.heading("Contributions")
	t := newTable(left("Party"), whole("In"), right("In all"), right("Due"), right("Paid"), right("Received"))
	var sum api.FundShare
	for _, c := range a.Shares {
		if party != "" && c.Party != party {
			continue
		}
		t.add(c.Party, c.In, ledger.Pounds(c.Total), ledger.Pounds(c.Due), ledger.Pounds(c.Paid), ledger.Pounds(c.Received))
		sum.Total, sum.Due, sum.Paid, sum.Received = sum.Total+c.Total, sum.Due+c.Due, sum.Paid+c.Paid, sum.Received+c.Received
	}
	t.add("In all", "", ledger.Pounds(sum.Total), ledger.Pounds(sum.Due), ledger.Pounds(sum.Paid), ledger.Pounds(sum.Received))
	t.write(s.out, s.width)
}

func (s *session) fundChanges(a api.FundAccount, party string) {
	for _, c := range a.Changes {
		for _, row := range c.Changes {
			if party != "" && row.Party != party {
				continue
			}
			stands := "stands"
			if !c.Stands {
				stands = "indicative: approved by " + joined(c.Approved)
				if len(c.Approved) == 0 {
					stands = "indicative: nobody has approved it yet"
				}
			}
			s.paragraph(0, fmt.Sprintf("Change of %s's contribution to line %s by %s, due %s, %s (entry %s, %s).", row.Party, row.Line, ledger.Pounds(row.Pence), plainDay(c.Due), stands, thousands(c.Entry), c.ID))
		}
	}
}

// settlements is what the outturns came to, for all parties or one.
func (s *session) settlements(a api.FundAccount, party string) {
	for i, o := range a.Outturns {
		var sum int64
		for _, l := range o.Lines {
			sum += l.Pence
		}
		s.heading(fmt.Sprintf("%s outturn: %s (entry %s)", strings.ToUpper(o.Stage[:1])+o.Stage[1:], ledger.Pounds(sum), thousands(o.Entry)))
		if i >= len(a.Settlements) {
			continue
		}
		m := a.Settlements[i]
		s.paragraph(0, fmt.Sprintf("%s: overspent by %s, of which %s is borne by nobody; underspent by %s, of which %s is kept and %s carried forward.", m.Settlement, ledger.Pounds(m.Overspend), ledger.Pounds(m.Unfunded), ledger.Pounds(m.Underspend), ledger.Pounds(m.Retained), ledger.Pounds(m.Carried)))
		for _, p := range m.Parties {
			if party == "" || p.Party == party {
				s.paragraph(2, fmt.Sprintf("%s: %s now, %s by this outturn, by clause %s: %s", p.Party, bears(p.Share), ledger.Pounds(p.Adjustment), p.Clause, p.Working))
			}
		}
		for _, c := range m.Checks {
			if !c.Met {
				s.paragraph(2, c.Title+": "+c.Explain)
			}
		}
		for _, p := range m.Owed {
			if party == "" || p.Payer == party || p.Payee == party {
				s.paragraph(2, fmt.Sprintf("%s: %s pays %s to %s by %s. %s.", p.Obligation, p.Payer, ledger.Pounds(p.Pence), p.Payee, plainDay(p.Due), p.Words))
			}
		}
	}
}

func bears(pence int64) string {
	if pence < 0 {
		return "gets back " + ledger.Pounds(-pence)
	}
	return "bears " + ledger.Pounds(pence)
}

type fundStatement struct {
	Fund  string `arg:"" help:"the fund's name"`
	Year  string `required:"" placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	Party string `placeholder:"PARTY" help:"only this party's part of it"`
	CSV   string `name:"csv" placeholder:"FOLDER" help:"write the rows into a file in this folder; - for standard output"`
}

func (fundStatement) Help() string {
	return `
concordat fund statement GM-2015-004 --year 2015-16 --party bury
# for a spreadsheet
concordat fund statement GM-2015-004 --year 2015-16 --csv .`
}

// fundItem is one row of a statement: a contribution, a change of one, or what a
// settlement came to for a party. Amounts are in pence.
type fundItem struct {
	Entry      int64       `json:"entry"`
	Kind       string      `json:"kind"` // contribution, refund, settlement
	Ref        string      `json:"ref"`
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
}

// fundPart is a fund's statement as JSON.
type fundPart struct {
	Fund  string     `json:"fund"`
	Year  string     `json:"year"`
	Party string     `json:"party,omitempty"`
	Rows  []fundItem `json:"rows"`
	Total int64      `json:"total"`
	AsAt  int64      `json:"as_at"`
}

// part is what a party bears of a year, or all do.
func part(a api.FundAccount, party string) fundPart {
	p := fundPart{Fund: a.Fund, Year: a.Year, Party: party, Rows: []fundItem{}, AsAt: a.AsAt}
	add := func(row fundItem) {
		if party == "" || row.Party == party {
			p.Rows, p.Total = append(p.Rows, row), p.Total+row.Pence
		}
	}
	owed := func(entry int64, c ledger.ContributionFacts) {
		row := fundItem{Entry: entry, Kind: "contribution", Ref: c.Obligation, Party: c.Party, Line: c.Line, In: c.In, Recurrent: c.Recurrent, Capital: c.Capital, Due: c.Due, Pence: c.Pence, Paid: c.Paid, Received: c.Received}
		if c.Refund {
			row.Kind, row.Pence = "refund", -c.Pence
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
			if s.Adjustment != 0 {
				add(fundItem{Entry: m.Entry, Kind: "settlement", Ref: m.Settlement, Party: s.Party, In: "cash", Pence: s.Adjustment, Settlement: m.Stage})
			}
		}
	}
	return p
}

// Run draws up the statement.
func (c *fundStatement) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	a, err := s.client.FundAccount(s.ctx, c.Fund, c.Year)
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
		s.fundShares(a, c.Party)
		s.fundChanges(a, c.Party)
		s.settlements(a, c.Party)
		s.print("")
		s.print("%s. In all %s.", counted(len(p.Rows), "row", "rows"), bears(p.Total))
		s.print("As at %s.", counted(a.AsAt, "entry", "entries"))
	})
}

func (p fundPart) table() (columns []string, rows [][]string) {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	for _, r := range p.Rows {
		rows = append(rows, []string{
			n(r.Entry), r.Kind, r.Ref, r.Party, r.Line, r.In, strconv.FormatBool(r.Recurrent), strconv.FormatBool(r.Capital), string(r.Due), n(r.Pence), n(r.Paid), n(r.Received), r.Settlement,
		})
	}
	return []string{"entry", "kind", "ref", "party", "line", "in", "recurrent", "capital", "due", "pence", "paid", "received", "settlement"}, rows
}

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

	Report    fundReport    `cmd:"" help:"state what was spent to a day and what the year may come to, as the host's officer"`
	Outturn   fundOutturn   `cmd:"" help:"state what a year came to, as the host's officer: it is settled at once"`
	Change    fundChange    `cmd:"" help:"state who is to contribute more or less, as the host's officer: indicative until approved"`
	Approve   fundApprove   `cmd:"" help:"approve a change of contributions for your party, as its officer"`
	Virement  fundVirement  `cmd:"" help:"move money from line to line, as a decision allows"`
	Overspend fundOverspend `cmd:"" help:"give notice that a fund is expected to overspend"`
	Lift      fundLift      `cmd:"" help:"consent to bear more of an overspend than your party's cap"`
}

// fundTimes are two times at once: by what was recorded, and on which day.
type fundTimes struct {
	AsAt *int64 `placeholder:"N" help:"as recorded in the first N entries"`
	On   string `placeholder:"DATE" help:"as effective on a day, such as 2016-03-31"`
}

func (c fundTimes) filter() (url.Values, error) {
	filter := url.Values{}
	if c.AsAt != nil {
		set(filter, "recorded_by", strconv.FormatInt(*c.AsAt, 10))
	}
	if c.On != "" {
		if err := ledger.Date(c.On).Check(); err != nil {
			return nil, usage("--on: %v", err)
		}
		set(filter, "effective_on", c.On)
	}
	return filter, nil
}

type fundList struct {
	Function string `placeholder:"ID" help:"only those about this function"`
	fundTimes
}

func (fundList) Help() string {
	return `
concordat fund list
# as they stood at the year's end
concordat fund list --function clinical-strategy --on 2016-03-31`
}

// Run lists the funds.
func (c *fundList) Run(s *session) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
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
		s.leftOut(list.LeftOut, "year of a fund", "years of funds")
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
	case y.Awaited != "":
		return "outturn awaited since " + plainDay(y.Awaited)
	case y.Reported != "":
		return "reported to " + y.Reported
	}
	return "not reported"
}

type fundShow struct {
	Fund string `arg:"" help:"the fund's name"`
	Year string `placeholder:"YEAR" help:"the account of a financial year, such as 2015-16"`
	fundTimes
}

func (fundShow) Help() string {
	return `
concordat fund show GM-2015-004
concordat fund show GM-2015-004 --year 2015-16
# as it stood at the year's end, by what is known today
concordat fund show GM-2015-004 --year 2015-16 --on 2016-03-31`
}

// Run shows a fund, or a year of it.
func (c *fundShow) Run(s *session) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	if c.Year != "" {
		a, err := s.client.FundAccount(s.ctx, c.Fund, c.Year, filter)
		if err != nil {
			return s.knownFund(err, c.Fund)
		}
		return s.answer(a, func() { s.fundAccount(a) })
	}
	f, err := s.client.Fund(s.ctx, c.Fund, filter)
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
		s.leftOut(f.LeftOut, "year of it", "years of it")
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
			if f.Fund == fund {
				return nil // it is another thing that was not found, such as its year
			}
			names = append(names, f.Fund)
		}
		return names
	})
}

// fundAccount is the whole account of a year.
func (s *session) fundAccount(a api.FundAccount) {
	s.title(a.Fund, "Account of the pooled fund for "+a.Year)
	var f facts
	f.add("  Host", "%s, %s", a.Host, a.Names[a.Host])
	f.add("  Made up by", "%s (entry %s)", a.Decision, thousands(a.Entry))
	f.add("  Carried in", "%s", ledger.Pounds(a.Opening))
	f.write(s.out, s.width)
	s.budgets(a)
	s.fundShares(a, "")
	s.fundChanges(a, "")
	if len(a.Virements) > 0 {
		s.heading("Moved between lines")
		t := newTable(whole("From"), whole("To"), right("Amount"), whole("By"), right("Entry"))
		for _, v := range a.Virements {
			t.add(v.From, v.To, ledger.Pounds(v.Pence), v.Decision, thousands(v.Entry))
		}
		t.write(s.out, s.width)
	}
	s.fundReports(a)
	s.fundForecast(a, "")
	if len(a.Notices) > 0 {
		s.heading("Notices of an overspend")
	}
	for _, n := range a.Notices {
		of, late := "the fund", ""
		if n.Line != "" {
			of = "line " + n.Line
		}
		if n.Late {
			late = " This came late: it was to be given by " + plainDay(n.By) + "."
		}
		s.paragraph(2, fmt.Sprintf("By %s on %s: %s on %s, known since %s: %s (entry %s).%s", n.Party, plainDay(n.Time.Day()), ledger.Pounds(n.Pence), of, plainDay(n.Known), n.Reason, thousands(n.Entry), late))
	}
	for _, l := range a.Lifted {
		s.paragraph(0, fmt.Sprintf("%s consents to bear up to %s more than its cap, as %s says (entry %s).", a.Names[l.Party], ledger.Pounds(l.Pence), l.Person, thousands(l.Entry)))
	}
	s.settlements(a, "")
	if a.Awaited != "" {
		s.heading("Outturn")
		s.paragraph(2, fmt.Sprintf("None is stated. It has been awaited from %s, the host, since %s, and nothing is settled without it. Any other party can raise a dispute about it:", a.Names[a.Host], plainDay(a.Awaited)))
		for _, l := range commandIn(s.command("dispute", "raise", a.Decision, "MATTER", "--with", a.Host), s.width-2) {
			s.print("  %s", l)
		}
	}
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
	s.leftOut(a.LeftOut, "decision on what is left of the year", "decisions on what is left of the year")
	s.print("As at %s.", counted(a.AsAt, "entry", "entries"))
	s.next("fund", "statement", a.Fund, "--year", a.Year, "--party", a.Parties[0])
}

func (s *session) budgets(a api.FundAccount) {
	s.heading("Lines")
	t := newTable(whole("Line"), left("What"), right("Decided"), right("Changed"), right("Moved"), right("Budget"))
	var sum api.FundLine
	for i, l := range a.Budgets {
		what := l.What
		if a.Lines[i].Variable {
			what += ", variable"
		}
		t.add(l.Line, what, ledger.Pounds(l.Decided), ledger.Pounds(l.Changed), ledger.Pounds(l.Moved), ledger.Pounds(l.Budget))
		sum.Decided, sum.Changed, sum.Moved, sum.Budget = sum.Decided+l.Decided, sum.Changed+l.Changed, sum.Moved+l.Moved, sum.Budget+l.Budget
	}
	t.add("", "In all", ledger.Pounds(sum.Decided), ledger.Pounds(sum.Changed), ledger.Pounds(sum.Moved), ledger.Pounds(sum.Budget))
	t.write(s.out, s.width)
}

// budget is what all lines of a year come to.
func budget(a api.FundAccount) (pence int64) {
	for _, l := range a.Budgets {
		pence += l.Budget
	}
	return pence
}

// fundShares is what parties contribute, or one of them: cash and each kind by itself.
func (s *session) fundShares(a api.FundAccount, party string) {
	s.heading("Contributions")
	t := newTable(whole("Party"), whole("In"), right("In all"), right("Due"), right("Paid"), right("Received"))
	sums, kinds := map[string]*api.FundShare{}, []string{}
	for _, c := range a.Shares {
		if party != "" && c.Party != party {
			continue
		}
		t.add(c.Party, c.In, ledger.Pounds(c.Total), ledger.Pounds(c.Due), ledger.Pounds(c.Paid), ledger.Pounds(c.Received))
		sum := sums[c.In]
		if sum == nil {
			sum, kinds = &api.FundShare{}, append(kinds, c.In)
			sums[c.In] = sum
		}
		sum.Total, sum.Due, sum.Paid, sum.Received = sum.Total+c.Total, sum.Due+c.Due, sum.Paid+c.Paid, sum.Received+c.Received
	}
	for _, kind := range slices.Sorted(slices.Values(kinds)) {
		sum := sums[kind]
		t.add("All", kind, ledger.Pounds(sum.Total), ledger.Pounds(sum.Due), ledger.Pounds(sum.Paid), ledger.Pounds(sum.Received))
	}
	t.write(s.out, s.width)
}

func (s *session) fundChanges(a api.FundAccount, party string) {
	of := func(c ledger.ContributionChange) bool { return party == "" || c.Party == party }
	if !slices.ContainsFunc(a.Changes, func(c ledger.ChangeFacts) bool { return slices.ContainsFunc(c.Changes, of) }) {
		return
	}
	s.heading("Changes of contributions")
	t := newTable(whole("Party"), whole("Line"), right("Change"), whole("From"), whole("Due"), left("Stands"), right("Entry"))
	for _, c := range a.Changes {
		stands := "yes"
		if !c.Stands {
			stands = "indicative"
		}
		for _, row := range c.Changes {
			if of(row) {
				t.add(row.Party, row.Line, ledger.Pounds(row.Pence), shortDay(c.Effective), shortDay(c.Due), stands, thousands(c.Entry))
			}
		}
	}
	t.write(s.out, s.width)
	for _, c := range a.Changes {
		if !slices.ContainsFunc(c.Changes, of) {
			continue
		}
		recurs := "for this year alone"
		if c.Recurrent {
			recurs = "recurrent"
		}
		said := fmt.Sprintf("Entry %s, by %s, %s: %s. ", thousands(c.Entry), c.Party, recurs, strings.TrimSuffix(c.Reason, "."))
		if len(c.Approved) > 0 {
			said += "Approved by " + joined(c.Approved) + "."
		}
		if !c.Stands {
			missing := slices.DeleteFunc(slices.Clone(a.Parties), func(p string) bool { return slices.Contains(c.Approved, p) })
			said += fmt.Sprintf(" Not by %s yet: concordat fund approve %s --year %s --change %s", joined(missing), a.Fund, a.Year, c.ID[:8])
		}
		s.paragraph(2, said)
	}
}

// fundReports is what was spent by period, what the year was expected to come to, and
// the lines of the report that runs furthest.
func (s *session) fundReports(a api.FundAccount) {
	if len(a.Reports) == 0 {
		return
	}
	reports := slices.Clone(a.Reports)
	slices.SortStableFunc(reports, func(x, y ledger.ReportFacts) int { return strings.Compare(string(x.To), string(y.To)) })
	spent := newTable(whole("Period"), whole("Up to"), right("Spent"), right("Committed"), left("Recorded by"), right("Entry"))
	expected := newTable(whole("Period"), right("Low"), right("Central"), right("High"), right("Central over budget"))
	for _, r := range reports {
		var sum ledger.ReportLine
		for _, l := range r.Lines {
			sum.Spend, sum.Committed, sum.Low, sum.Central, sum.High = sum.Spend+l.Spend, sum.Committed+l.Committed, sum.Low+l.Low, sum.Central+l.Central, sum.High+l.High
		}
		spent.add(r.Period, shortDay(r.To), ledger.Pounds(sum.Spend), ledger.Pounds(sum.Committed), r.Author, thousands(r.Entry))
		expected.add(r.Period, ledger.Pounds(sum.Low), ledger.Pounds(sum.Central), ledger.Pounds(sum.High), ledger.Pounds(sum.Central-budget(a)))
	}
	s.heading("Spent since the year began, as reported")
	spent.write(s.out, s.width)
	s.heading("What the year was expected to come to")
	expected.write(s.out, s.width)
	last := reports[len(reports)-1]
	s.paragraph(2, fmt.Sprintf("%s is from: %s.", last.Period, strings.TrimSuffix(last.Source, ".")))
	if len(last.Lines) < 2 {
		return
	}
	s.heading("By line, as reported for " + last.Period)
	t := newTable(whole("Line"), right("Spent"), right("Committed"), right("Central"), right("Budget"))
	for _, l := range last.Lines {
		var has int64
		for _, b := range a.Budgets {
			if b.Line == l.Line {
				has = b.Budget
			}
		}
		t.add(l.Line, ledger.Pounds(l.Spend), ledger.Pounds(l.Committed), ledger.Pounds(l.Central), ledger.Pounds(has))
	}
	t.write(s.out, s.width)
}

// fundForecast is what each party would bear beyond its contribution, or get back, in
// each case of the last report.
func (s *session) fundForecast(a api.FundAccount, party string) {
	if len(a.Forecast) == 0 {
		return
	}
	s.heading(fmt.Sprintf("What each would bear beyond its contribution, by the forecast of %s", a.Forecast[0].Period))
	columns := []column{whole("Party")}
	cells := map[string][]string{}
	add := func(row string, i int, pence int64) {
		if cells[row] == nil {
			cells[row] = slices.Repeat([]string{ledger.Pounds(0)}, len(a.Forecast))
		}
		cells[row][i] = ledger.Pounds(pence)
	}
	const nobody, fund = "nobody", "stays in the fund"
	for i, f := range a.Forecast {
		columns = append(columns, right(f.Case))
		for _, p := range f.Parties {
			if party == "" || p.Party == party {
				add(p.Party, i, p.Share)
			}
		}
		if f.Unfunded != 0 {
			add(nobody, i, f.Unfunded)
		}
		if f.Retained != 0 {
			add(fund, i, -f.Retained)
		}
	}
	t := newTable(columns...)
	for _, row := range append(slices.Clone(a.Parties), nobody, fund) {
		if cells[row] != nil {
			t.add(append([]string{row}, cells[row]...)...)
		}
	}
	t.write(s.out, s.width)
	for _, f := range a.Forecast {
		if len(f.Checks) > 0 {
			s.paragraph(2, fmt.Sprintf("%s: %s", f.Case, f.Checks[len(f.Checks)-1].Explain))
		}
		for _, p := range f.Parties {
			if p.Share != 0 && p.Party == party {
				s.paragraph(2, fmt.Sprintf("%s, %s, clause %s: %s", p.Party, f.Case, p.Clause, p.Working))
			}
		}
	}
	s.paragraph(2, "Worked out by the rules as if the year came to that; nobody owes anything by it.")
}

// settlements is what the outturns came to, for all parties or one.
func (s *session) settlements(a api.FundAccount, party string) {
	for i, o := range a.Outturns {
		var sum int64
		for _, l := range o.Lines {
			sum += l.Pence
		}
		s.heading(fmt.Sprintf("%s outturn: %s", strings.ToUpper(o.Stage[:1])+o.Stage[1:], ledger.Pounds(sum)))
		said := fmt.Sprintf("Stated by %s for %s on %s (entry %s), from: %s.", o.Author, o.Party, plainDay(o.Time.Day()), thousands(o.Entry), strings.TrimSuffix(o.Source, "."))
		for _, earlier := range a.Outturns[:i] {
			if earlier.ID == o.Replaces {
				said += fmt.Sprintf(" In place of the %s one of entry %s.", earlier.Stage, thousands(earlier.Entry))
			}
		}
		if o.Paper != nil {
			said += fmt.Sprintf(" Paper: %s, %s.", o.Paper.Title, ledger.CheckCode(o.Paper.SHA256))
		}
		s.paragraph(2, said)
		lines := newTable(whole("Line"), right("Budget"), right("Outturn"), right("Over or under"))
		for _, l := range o.Lines {
			for _, b := range a.Budgets {
				if b.Line == l.Line {
					lines.add(l.Line, ledger.Pounds(b.Budget), ledger.Pounds(l.Pence), ledger.Pounds(l.Pence-b.Budget))
				}
			}
		}
		lines.write(s.out, s.width)
		if i < len(a.Settlements) {
			var before ledger.SettlementMade
			if i > 0 {
				before = a.Settlements[i-1].SettlementMade
			}
			s.settlement(a.Settlements[i], before, party)
		}
	}
}

// settlement is what follows from one outturn, after the settlement before it, if any.
func (s *session) settlement(m api.FundSettlement, before ledger.SettlementMade, party string) {
	said := fmt.Sprintf("%s (entry %s): ", m.Settlement, thousands(m.Entry))
	switch {
	case len(m.Parties) == 0:
		said += "nothing is settled"
	case m.Overspend == 0 && m.Underspend == 0:
		said += "what was contributed was spent"
	}
	var parts []string
	for _, p := range []struct {
		pence int64
		words string
	}{
		{m.Overspend, "%s overspent"}, {m.Unfunded, "%s of it borne by nobody"}, {m.Underspend, "%s underspent"}, {m.Retained, "%s of it kept"},
		{-m.Retained, "%s of it met from what the fund kept before"}, {m.Carried, "%s carried into the next year"},
	} {
		if p.pence > 0 {
			parts = append(parts, fmt.Sprintf(p.words, ledger.Pounds(p.pence)))
		}
	}
	if m.Retained > 0 && m.Carried == 0 {
		parts = append(parts, "none of it carried into the next year")
	}
	s.print("")
	s.paragraph(0, said+strings.Join(parts, ", ")+".")
	t := newTable(whole("Party"), right("Contributed"), right("Bears beyond it"), right("Settled before"), right("By this"))
	var sum ledger.SettledParty
	for _, p := range m.Parties {
		if party == "" || p.Party == party {
			t.add(p.Party, ledger.Pounds(p.Contribution), ledger.Pounds(p.Share), ledger.Pounds(p.Share-p.Adjustment), ledger.Pounds(p.Adjustment))
			sum.Contribution, sum.Share, sum.Adjustment = sum.Contribution+p.Contribution, sum.Share+p.Share, sum.Adjustment+p.Adjustment
		}
	}
	if len(t.rows) > 1 {
		t.add("All", ledger.Pounds(sum.Contribution), ledger.Pounds(sum.Share), ledger.Pounds(sum.Share-sum.Adjustment), ledger.Pounds(sum.Adjustment))
	}
	if len(t.rows) > 0 {
		t.write(s.out, s.width)
	}
	var same []string
	for _, p := range m.Parties {
		switch {
		case p.Share == 0 || party != "" && p.Party != party:
		case p.Adjustment == 0 && slices.ContainsFunc(before.Parties, func(b ledger.SettledParty) bool {
			return b.Party == p.Party && b.Clause == p.Clause && workedOut(b) == workedOut(p)
		}):
			same = append(same, p.Party)
		default:
			s.paragraph(2, fmt.Sprintf("%s, clause %s: %s", p.Party, p.Clause, p.Working))
		}
	}
	if len(same) > 0 {
		s.paragraph(2, fmt.Sprintf("%s: worked out as for %s, which leaves nothing more to pay or to get.", joined(same), before.Settlement))
	}
	owed := newTable(whole("Obligation"), whole("Payer"), whole("Payee"), right("Amount"), whole("Due"), left("Status"))
	for _, p := range m.Owed {
		if party == "" || p.Payer == party || p.Payee == party {
			owed.add(p.Obligation, p.Payer, p.Payee, ledger.Pounds(p.Pence), shortDay(p.Due), p.Words)
		}
	}
	if len(owed.rows) > 0 {
		owed.write(s.out, s.width)
	}
	noted := slices.DeleteFunc(slices.Clone(m.Checks), func(c ledger.Check) bool {
		return c.Met || c.ID == "outturn" // what was over is said above
	})
	if len(noted) > 0 {
		s.heading("Also found")
	}
	for _, c := range noted {
		s.paragraph(2, ruleName(c)+": "+c.Explain)
	}
	s.traced(m.Sources, m.Checks)
}

// workedOut is how a party's part was worked out, but for what it had settled before.
func workedOut(p ledger.SettledParty) string {
	if i := strings.LastIndex(p.Working, " was settled before, "); i >= 0 {
		if j := strings.LastIndex(p.Working[:i], "; "); j >= 0 {
			return p.Working[:j]
		}
	}
	return p.Working
}

func bears(pence int64) string {
	if pence < 0 {
		return "gets back " + ledger.Pounds(-pence)
	}
	return "bears " + ledger.Pounds(pence)
}

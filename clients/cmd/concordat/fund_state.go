package main

import (
	"slices"
	"strings"

	"concordat/ledger"
)

// stating is who states something of a fund, and for which party.
type stating struct {
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

// fundState signs a statement about a fund's year and sends it.
func (s *session) fundState(c stating, kind, title string, body any, next ...string) error {
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	return s.stateFor(party, kind, title, body, c.Yes, next...)
}

// ofYear is a fund and its year.
type ofYear struct {
	Fund string `arg:"" help:"the fund's name"`
	Year string `required:"" placeholder:"YEAR" help:"the financial year, such as 2015-16"`
}

func (o ofYear) show() []string { return []string{"fund", "show", o.Fund, "--year", o.Year} }

// wholeJSON is a statement given in JSON, all of it, in place of a fund and flags: a file
// whose name ends in .json, or - for standard input.
func wholeJSON(arg string) bool {
	return arg == "-" || strings.HasSuffix(strings.ToLower(arg), ".json")
}

// given is a flag with what it was given.
type given struct {
	name string
	has  bool
}

// alone refuses flags beside a statement that is given whole.
func alone(file string, flags ...given) error {
	for _, f := range flags {
		if f.has {
			return usage("%s says it all: leave out %s, or give the fund's name in its place", file, f.name)
		}
	}
	return nil
}

// needed refuses a statement in flags that lacks one of these.
func needed(flags ...given) error {
	var lacking []string
	for _, f := range flags {
		if !f.has {
			lacking = append(lacking, f.name)
		}
	}
	if len(lacking) > 0 {
		return usage("say also %s", joined(lacking))
	}
	return nil
}

// eitherLines: lines are given in a file or one by one.
func eitherLines(file string, one []string) error {
	switch {
	case file != "" && len(one) > 0:
		return usage("give --lines FILE or --line, not both")
	case file == "" && len(one) == 0:
		return usage("say each line's amounts: --lines FILE.csv, or --line once for each")
	}
	return nil
}

// pair splits CODE=POUNDS of a flag.
func pair(flag, s, such string) (code, rest string, err error) {
	code, rest, ok := strings.Cut(s, "=")
	if code = strings.TrimSpace(code); !ok || code == "" {
		return "", "", usage("%s is such as %s, not %q", flag, such, s)
	}
	return code, rest, nil
}

type fundReport struct {
	Fund     string   `arg:"" help:"the fund's name; or the whole report in JSON, as FILE.json or -"`
	Year     string   `placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	Period   string   `placeholder:"PERIOD" help:"the quarter, Q1 to Q4, or the month, M01 (April) to M12 (March)"`
	To       string   `placeholder:"DATE" help:"the day to which it was spent, in the period's last month"`
	Lines    string   `placeholder:"FILE" help:"a spreadsheet saved as CSV, or -: line,spend,committed,low,central,high, in pounds from 1 April on"`
	Line     []string `sep:"none" placeholder:"LINE" help:"one line in place of a file, such as '1 spend=5000 committed=0 low=9000 central=9800 high=10400'; again for each"`
	Source   string   `placeholder:"WORDS" help:"where the amounts are from"`
	Paper    string   `placeholder:"FILE" help:"a paper that shows them, to be kept beside the ledger"`
	Title    string   `placeholder:"TITLE" help:"the paper's title"`
	Replaces bool     `help:"it takes the place of the report of this period that stands"`
	Material []string `sep:"none" placeholder:"WORDS" help:"a matter that bears on the next year's budget; again for each"`
	stating
}

func (fundReport) Help() string {
	return `
# lines.csv: line,spend,committed,low,central,high and a row for each line, in pounds
concordat fund report GM-2015-005 --year 2015-16 --period Q2 --to 2015-09-30 \
  --lines lines.csv --source "The host's ledger" --as oldham-officer
concordat fund report GM-2015-005 --year 2015-16 --period Q2 --to 2015-09-30 \
  --line "1 spend=500000 committed=0 low=900000 central=980000 high=1040000" \
  --source "The host's ledger" --as oldham-officer
# or all of it in JSON, with amounts in pence
concordat fund report q2.json --as oldham-officer
# {"fund": "GM-2015-005", "year": "2015-16", "period": "Q2",
#  "to": "2015-09-30", "lines": [{"line": "1", "spend": 50000000,
#  "committed": 0, "low": 90000000, "central": 98000000, "high": 104000000}],
#  "source": "The host's ledger"}`
}

func (c *fundReport) body(s *session) (ledger.FundReported, error) {
	var body ledger.FundReported
	if wholeJSON(c.Fund) {
		if err := alone(c.Fund, given{"--year", c.Year != ""}, given{"--period", c.Period != ""}, given{"--to", c.To != ""}, given{"--lines", c.Lines != ""},
			given{"--line", len(c.Line) > 0}, given{"--source", c.Source != ""}, given{"--replaces", c.Replaces}, given{"--material", len(c.Material) > 0}); err != nil {
			return body, err
		}
		return body, s.inputJSON(c.Fund, &body)
	}
	if err := needed(given{"--year", c.Year != ""}, given{"--period", c.Period != ""}, given{"--to", c.To != ""}, given{"--source", c.Source != ""}); err != nil {
		return body, err
	}
	if err := eitherLines(c.Lines, c.Line); err != nil {
		return body, err
	}
	body = ledger.FundReported{Fund: c.Fund, Year: c.Year, Period: c.Period, To: ledger.Date(c.To), Source: c.Source, Material: c.Material}
	if c.Lines != "" {
		t, err := s.sheet(c.Lines, append([]string{"line"}, reportColumns...), nil)
		if err != nil {
			return body, err
		}
		for _, row := range t.rows {
			l := ledger.ReportLine{Line: t.text(row, "line")}
			for _, column := range reportColumns {
				*reportAmount(&l, column) = t.money(row, column, false)
			}
			if l.Low > l.Central || l.Central > l.High {
				t.fault(row, "central", "is not between low and high")
			}
			body.Lines = append(body.Lines, l)
		}
		return body, t.err()
	}
	for _, one := range c.Line {
		l, err := reportLine(one)
		if err != nil {
			return body, err
		}
		body.Lines = append(body.Lines, l)
	}
	return body, nil
}

var reportColumns = []string{"spend", "committed", "low", "central", "high"}

func reportAmount(l *ledger.ReportLine, column string) *int64 {
	return map[string]*int64{"spend": &l.Spend, "committed": &l.Committed, "low": &l.Low, "central": &l.Central, "high": &l.High}[column]
}

// reportLine reads a line and its amounts, such as 1 spend=5000 committed=0 …
func reportLine(text string) (ledger.ReportLine, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ledger.ReportLine{}, usage("--line is a line and its amounts, not nothing")
	}
	l := ledger.ReportLine{Line: words[0]}
	lacking := slices.Clone(reportColumns)
	for _, word := range words[1:] {
		column, amount, _ := strings.Cut(word, "=")
		i := slices.Index(lacking, column)
		if i < 0 {
			return l, usage("--line %s: %q is not one of %s, each once", l.Line, word, strings.Join(reportColumns, "=, ")+"=")
		}
		lacking = slices.Delete(lacking, i, i+1)
		pence, err := parseMoney(strings.TrimSuffix(amount, ","))
		if err != nil {
			return l, usage("--line %s, %s: %v", l.Line, column, err)
		}
		*reportAmount(&l, column) = pence
	}
	if len(lacking) > 0 {
		return l, usage("--line %s: say also %s, with 0 where there is nothing", l.Line, joined(lacking))
	}
	return l, nil
}

// Run states the report.
func (c *fundReport) Run(s *session) error {
	if (c.Paper == "") != (c.Title == "") {
		return usage("a paper has a title: give --paper and --title, or neither")
	}
	body, err := c.body(s)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindFundReported, c.Yes); err != nil {
		return err
	}
	if c.Replaces {
		a, err := s.client.FundAccount(s.ctx, body.Fund, body.Year, nil)
		if err != nil {
			return s.knownFund(err, body.Fund)
		}
		i := slices.IndexFunc(a.Reports, func(r ledger.ReportFacts) bool { return r.Period == body.Period })
		if i < 0 {
			return advised(ledger.CodeNotFound, "leave out --replaces", "there is no report of %s of the fund %s for %s that this could replace", body.Period, body.Fund, body.Year)
		}
		body.Replaces = a.Reports[i].ID
	}
	if c.Paper != "" {
		paper, err := s.paper(c.Paper, c.Title)
		if err != nil {
			return err
		}
		body.Paper = &paper
	}
	return s.fundState(c.stating, ledger.KindFundReported, "Report stated", body, ofYear{body.Fund, body.Year}.show()...)
}

type fundOutturn struct {
	Fund     string   `arg:"" help:"the fund's name; or the whole outturn in JSON, as FILE.json or -"`
	Year     string   `placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	Stage    string   `placeholder:"STAGE" help:"provisional, audited or restated"`
	Lines    string   `placeholder:"FILE" help:"a spreadsheet saved as CSV, or -: line,amount and perhaps managed, in pounds"`
	Line     []string `sep:"none" placeholder:"LINE=POUNDS" help:"what a line came to, in place of a file; again for each"`
	Managed  []string `sep:"none" placeholder:"LINE=POUNDS" help:"the part of what is left of a line that management action made"`
	Measure  []string `sep:"none" placeholder:"MEASURE=BASELINE/OUTTURN" help:"a measure that money is released by, such as admissions=42000/40100"`
	Source   string   `placeholder:"WORDS" help:"where the amounts are from"`
	Opinion  string   `placeholder:"FILE" help:"the audit's opinion, to be kept beside the ledger; an audited outturn needs it"`
	Title    string   `placeholder:"TITLE" default:"Audit opinion" help:"the opinion's title"`
	Replaces bool     `help:"it takes the place of the outturn that stands, as every one after the first does"`
	stating
}

func (fundOutturn) Help() string {
	return `
# lines.csv: line,amount and a row for each line, in pounds
concordat fund outturn GM-2015-005 --year 2015-16 --stage provisional \
  --lines lines.csv --source "The host's ledger" --as oldham-officer
concordat fund outturn GM-2015-005 --year 2015-16 --stage audited --replaces \
  --line 1=1012000 --source "Audited accounts" --opinion opinion.pdf \
  --as oldham-officer
# or all of it in JSON, with amounts in pence
concordat fund outturn outturn.json --as oldham-officer
# {"fund": "GM-2015-005", "year": "2015-16", "stage": "provisional",
#  "lines": [{"line": "1", "pence": 101200000}], "source": "The host's ledger"}`
}

func (c *fundOutturn) body(s *session) (ledger.OutturnStated, error) {
	var body ledger.OutturnStated
	if wholeJSON(c.Fund) {
		if err := alone(c.Fund, given{"--year", c.Year != ""}, given{"--stage", c.Stage != ""}, given{"--lines", c.Lines != ""}, given{"--line", len(c.Line) > 0},
			given{"--managed", len(c.Managed) > 0}, given{"--measure", len(c.Measure) > 0}, given{"--source", c.Source != ""}, given{"--replaces", c.Replaces}); err != nil {
			return body, err
		}
		return body, s.inputJSON(c.Fund, &body)
	}
	if err := needed(given{"--year", c.Year != ""}, given{"--stage", c.Stage != ""}, given{"--source", c.Source != ""}); err != nil {
		return body, err
	}
	if err := oneOf("--stage", c.Stage, ledger.StageProvisional, ledger.StageAudited, ledger.StageRestated); err != nil {
		return body, err
	}
	if err := eitherLines(c.Lines, c.Line); err != nil {
		return body, err
	}
	body = ledger.OutturnStated{Fund: c.Fund, Year: c.Year, Stage: c.Stage, Source: c.Source}
	if c.Lines != "" {
		t, err := s.sheet(c.Lines, []string{"line", "amount"}, []string{"managed"})
		if err != nil {
			return body, err
		}
		for _, row := range t.rows {
			l := ledger.OutturnLine{Line: t.text(row, "line"), Pence: t.money(row, "amount", false)}
			if row.cells["managed"] != "" {
				l.Managed = t.money(row, "managed", false)
			}
			body.Lines = append(body.Lines, l)
		}
		if err := t.err(); err != nil {
			return body, err
		}
	}
	for _, one := range c.Line {
		line, amount, err := pair("--line", one, "1=1012000")
		if err != nil {
			return body, err
		}
		pence, err := parseMoney(amount)
		if err != nil {
			return body, usage("--line %s: %v", line, err)
		}
		body.Lines = append(body.Lines, ledger.OutturnLine{Line: line, Pence: pence})
	}
	for _, one := range c.Managed {
		line, amount, err := pair("--managed", one, "1=12000")
		if err != nil {
			return body, err
		}
		i := slices.IndexFunc(body.Lines, func(l ledger.OutturnLine) bool { return l.Line == line })
		if i < 0 {
			return body, usage("--managed %s: no line %s is stated", line, line)
		}
		if body.Lines[i].Managed, err = parseMoney(amount); err != nil {
			return body, usage("--managed %s: %v", line, err)
		}
	}
	for _, one := range c.Measure {
		m := ledger.OutturnMeasure{}
		var counts string
		var err error
		if m.Measure, counts, err = pair("--measure", one, "admissions=42000/40100"); err != nil {
			return body, err
		}
		baseline, outturn, _ := strings.Cut(counts, "/")
		if m.Baseline, err = wholeNumber("--measure "+m.Measure+", baseline", baseline); err != nil {
			return body, err
		}
		if m.Outturn, err = wholeNumber("--measure "+m.Measure+", outturn", outturn); err != nil {
			return body, err
		}
		body.Measures = append(body.Measures, m)
	}
	return body, nil
}

// Run states the outturn, with the audit's opinion beside the ledger.
func (c *fundOutturn) Run(s *session) error {
	body, err := c.body(s)
	if err != nil {
		return err
	}
	if body.Stage == ledger.StageAudited && c.Opinion == "" && body.Paper == nil {
		return usage("an audited outturn shows the audit's opinion: give --opinion FILE")
	}
	if err := s.openToSign(ledger.KindOutturnStated, c.Yes); err != nil {
		return err
	}
	if c.Replaces {
		a, err := s.client.FundAccount(s.ctx, body.Fund, body.Year, nil)
		if err != nil {
			return s.knownFund(err, body.Fund)
		}
		if len(a.Outturns) == 0 {
			return advised(ledger.CodeNotFound, "leave out --replaces", "there is no outturn of the fund %s for %s that this could replace", body.Fund, body.Year)
		}
		body.Replaces = a.Outturns[len(a.Outturns)-1].ID
	}
	if c.Opinion != "" {
		paper, err := s.paper(c.Opinion, c.Title)
		if err != nil {
			return err
		}
		body.Paper = &paper
	}
	return s.fundState(c.stating, ledger.KindOutturnStated, "Outturn stated", body, "fund", "statement", body.Fund, "--year", body.Year)
}

type fundChange struct {
	Fund      string   `arg:"" help:"the fund's name; or the whole change in JSON, as FILE.json or -"`
	Reason    string   `arg:"" optional:"" help:"why"`
	Year      string   `placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	Lines     string   `placeholder:"FILE" help:"a spreadsheet saved as CSV, or -: party,line,amount, in pounds, below nothing where a party is to give less"`
	Line      string   `placeholder:"LINE" default:"1" help:"the line that --by is of"`
	By        []string `sep:"none" placeholder:"PARTY=POUNDS" help:"how much more a party is to give, or less as PARTY=-POUNDS, in place of a file; again for each"`
	Recurrent bool     `help:"it is to be given in the years after as well"`
	Effective string   `placeholder:"DATE" help:"the day from which it has effect"`
	Due       string   `placeholder:"DATE" help:"the day by which it is paid"`
	stating
}

func (fundChange) Help() string {
	return `
concordat fund change GM-2015-005 "A clinic moved" --year 2015-16 --line 1 \
  --by bury=12000 --by oldham=-12000 --effective 2015-12-01 --due 2016-01-29 \
  --as oldham-officer
# lines.csv: party,line,amount and a row for each, in pounds
concordat fund change GM-2015-005 "A clinic moved" --year 2015-16 \
  --lines lines.csv --effective 2015-12-01 --due 2016-01-29 --as oldham-officer
# or all of it in JSON, with amounts in pence
concordat fund change change.json --as oldham-officer
# {"fund": "GM-2015-005", "year": "2015-16", "changes":
#  [{"party": "00V", "line": "1", "pence": 1200000}], "recurrent": false,
#  "effective": "2015-12-01", "due": "2016-01-29", "reason": "A clinic moved"}`
}

func (c *fundChange) body(s *session) (ledger.ContributionChanged, error) {
	var body ledger.ContributionChanged
	if wholeJSON(c.Fund) {
		if err := alone(c.Fund, given{"the reason", c.Reason != ""}, given{"--year", c.Year != ""}, given{"--lines", c.Lines != ""}, given{"--by", len(c.By) > 0},
			given{"--recurrent", c.Recurrent}, given{"--effective", c.Effective != ""}, given{"--due", c.Due != ""}); err != nil {
			return body, err
		}
		return body, s.inputJSON(c.Fund, &body)
	}
	if err := needed(given{"the reason, after the fund's name", c.Reason != ""}, given{"--year", c.Year != ""}, given{"--effective", c.Effective != ""}, given{"--due", c.Due != ""}); err != nil {
		return body, err
	}
	switch {
	case c.Lines != "" && len(c.By) > 0:
		return body, usage("give --lines FILE or --by, not both")
	case c.Lines == "" && len(c.By) == 0:
		return body, usage("say who is to give how much more or less: --by PARTY=POUNDS, or --lines FILE.csv")
	}
	body = ledger.ContributionChanged{
		Fund: c.Fund, Year: c.Year, Recurrent: c.Recurrent, Effective: ledger.Date(c.Effective), Due: ledger.Date(c.Due), Reason: c.Reason, Changes: []ledger.ContributionChange{},
	}
	if c.Lines != "" {
		t, err := s.sheet(c.Lines, []string{"party", "line", "amount"}, nil)
		if err != nil {
			return body, err
		}
		for _, row := range t.rows {
			body.Changes = append(body.Changes, ledger.ContributionChange{Party: t.text(row, "party"), Line: t.text(row, "line"), Pence: t.money(row, "amount", true)})
		}
		return body, t.err()
	}
	for _, one := range c.By {
		party, amount, err := pair("--by", one, "bury=12000 or oldham=-12000")
		if err != nil {
			return body, err
		}
		pence, err := signedMoney(amount)
		if err != nil {
			return body, usage("--by %s: %v", party, err)
		}
		body.Changes = append(body.Changes, ledger.ContributionChange{Party: party, Line: c.Line, Pence: pence})
	}
	return body, nil
}

// Run states the change.
func (c *fundChange) Run(s *session) error {
	body, err := c.body(s)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindContributionChanged, c.Yes); err != nil {
		return err
	}
	for i := range body.Changes {
		if err := s.resolve(&body.Changes[i].Party); err != nil {
			return err
		}
	}
	return s.fundState(c.stating, ledger.KindContributionChanged, "Change stated: it is indicative until it is approved", body,
		"fund", "approve", body.Fund, "--year", body.Year, "--resolution", "REF", "--on", "DATE", "--as", "OFFICER")
}

type fundApprove struct {
	ofYear
	Change     string `placeholder:"ID" help:"the change, by the first digits of its id in fund show; default the only one that waits"`
	Resolution string `required:"" placeholder:"REF" help:"the resolution of your governing body"`
	On         string `required:"" placeholder:"DATE" help:"the day of the resolution"`
	stating
}

func (fundApprove) Help() string {
	return `
concordat fund approve GM-2015-005 --year 2015-16 --resolution GB/15/40 \
  --on 2015-11-27 --as bury-officer`
}

// Run approves the change that is meant.
func (c *fundApprove) Run(s *session) error {
	if err := s.openToSign(ledger.KindContributionApproved, c.Yes); err != nil {
		return err
	}
	a, err := s.client.FundAccount(s.ctx, c.Fund, c.Year, nil)
	if err != nil {
		return s.knownFund(err, c.Fund)
	}
	var meant []string
	for _, change := range a.Changes {
		if c.Change == "" && !change.Stands || c.Change != "" && strings.HasPrefix(string(change.ID), c.Change) {
			meant = append(meant, string(change.ID))
		}
	}
	switch len(meant) {
	case 0:
		return advised(ledger.CodeNotFound, "see its changes with "+s.command(c.show()...), "no change of contributions to the fund %s for %s waits for approval", c.Fund, c.Year)
	case 1:
	default:
		return usage("several changes may be meant: say which with --change: %s", joined(meant))
	}
	body := ledger.ContributionApproved{Change: ledger.Digest(meant[0]), Resolution: ledger.Resolution{Ref: c.Resolution, On: ledger.Date(c.On)}}
	return s.fundState(c.stating, ledger.KindContributionApproved, "Change approved", body, c.show()...)
}

type fundVirement struct {
	ofYear
	From     string `required:"" placeholder:"LINE" help:"the line that it is taken from"`
	To       string `required:"" placeholder:"LINE" help:"the line that it is put to"`
	Decision string `required:"" placeholder:"REF" help:"the decision that allows it"`
	amount
	stating
}

func (fundVirement) Help() string {
	return `
# of a fund with several lines, once the board has decided so
concordat fund virement winter-beds --year 2015-16 --from staff --to beds \
  --amount 5000 --decision GM-2015-014 --as bolton-officer`
}

// Run states the virement.
func (c *fundVirement) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindVirementMade, c.Yes); err != nil {
		return err
	}
	body := ledger.VirementMade{Fund: c.Fund, Year: c.Year, From: c.From, To: c.To, Pence: pence, Decision: c.Decision}
	return s.fundState(c.stating, ledger.KindVirementMade, "Virement made", body, c.show()...)
}

type fundOverspend struct {
	ofYear
	Reason string `arg:"" help:"why"`
	Known  string `required:"" placeholder:"DATE" help:"the day on which it became known, from which the agreement may count"`
	Line   string `placeholder:"LINE" help:"the line; without it the whole fund"`
	amount
	stating
}

func (fundOverspend) Help() string {
	return `
concordat fund overspend GM-2015-005 "More scans than planned" --year 2015-16 \
  --line 1 --amount 12000 --known 2015-11-20 --as oldham-officer`
}

// Run gives the notice.
func (c *fundOverspend) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindOverspendNotified, c.Yes); err != nil {
		return err
	}
	body := ledger.OverspendNotified{Fund: c.Fund, Year: c.Year, Line: c.Line, Pence: pence, Known: ledger.Date(c.Known), Reason: c.Reason}
	return s.fundState(c.stating, ledger.KindOverspendNotified, "Overspend notified", body, c.show()...)
}

type fundLift struct {
	ofYear
	amount
	stating
}

func (fundLift) Help() string {
	return `
# where the agreement caps what a party bears, and lets it lift its own cap
concordat fund lift winter-beds --year 2015-16 --amount 25000 \
  --as bury-officer`
}

// Run states the consent.
func (c *fundLift) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindCapLifted, c.Yes); err != nil {
		return err
	}
	return s.fundState(c.stating, ledger.KindCapLifted, "Consent given", ledger.CapLifted{Fund: c.Fund, Year: c.Year, Pence: pence}, c.show()...)
}

package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"concordat/ledger"
)

// The questions about what a fund's host reports of its year, and what the year came to.

// periods are those of a financial year with their last days, quarters first.
func periods(year string) (codes []string, words map[string]string, ends map[string]ledger.Date) {
	first, _, err := ledger.YearDays(year)
	start, errDay := time.Parse(time.DateOnly, string(first))
	if err != nil || errDay != nil {
		return nil, nil, nil
	}
	words, ends = map[string]string{}, map[string]ledger.Date{}
	add := func(code, name string, months int) {
		end := start.AddDate(0, months, -1)
		codes = append(codes, code)
		words[code], ends[code] = name+", to "+end.Format("January 2006"), ledger.Date(end.Format(time.DateOnly))
	}
	for q := 1; q <= 4; q++ {
		add(fmt.Sprintf("Q%d", q), fmt.Sprintf("Quarter %d", q), 3*q)
	}
	for m := 1; m <= 12; m++ {
		add(fmt.Sprintf("M%02d", m), fmt.Sprintf("Month %d", m), m)
	}
	return codes, words, ends
}

// reportAmounts are the questions about each line.
var reportAmounts = []struct {
	id, label string
	of        func(l *ledger.ReportLine) *int64
}{
	{"spend", "Spent so far", func(l *ledger.ReportLine) *int64 { return &l.Spend }},
	{"committed", "Committed, not spent yet", func(l *ledger.ReportLine) *int64 { return &l.Committed }},
	{"low", "The year comes to at the least", func(l *ledger.ReportLine) *int64 { return &l.Low }},
	{"central", "The year is expected to come to", func(l *ledger.ReportLine) *int64 { return &l.Central }},
	{"high", "The year comes to at the most", func(l *ledger.ReportLine) *int64 { return &l.High }},
}

func (f *fundForm) reportOf(period string) *ledger.ReportFacts {
	for i := range f.a.Reports {
		if f.a.Reports[i].Period == period {
			return &f.a.Reports[i]
		}
	}
	return nil
}

func askReport(f *fundForm) error {
	f.Text = []string{"Report what has been spent since 1 April, and what the year is expected to come to. A report of a period that has one takes its place."}
	codes, words, ends := periods(f.a.Year)
	next, last := "", ledger.Date("")
	for _, r := range f.a.Reports {
		last = max(last, r.To)
	}
	var options []Option
	for _, code := range codes {
		text := words[code]
		if f.reportOf(code) != nil {
			text += ", reported already"
		} else if next == "" && ends[code] > last && ends[code] <= f.v.ledger.Time.Day() {
			next = code
		}
		options = append(options, Option{Value: code, Text: text})
	}
	f.choice("period", "Which period?", next, append([]Option{{Text: "Select a period"}}, options...)...)
	f.input("to", "Up to which day?", "In the period’s last month. For example, 30 September 2015", dayText(ends[next]), 20)
	for i, l := range f.a.Budgets {
		f.Fields = append(f.Fields, Field{Heading: l.What, Text: "There is " + ledger.Pounds(l.Budget) + " for it. Enter pounds, and 0 for nothing."})
		for _, q := range reportAmounts {
			f.money(lineField(i, q.id), q.label, l.What)
		}
	}
	f.Fields = append(f.Fields, Field{Heading: "Where it is from"})
	f.input("source", "Where are the amounts from?", "For example, The host’s ledger", "", 0)
	f.v.paperAsk(f.formPage, "Which paper shows it? (optional)", "What is the paper called? (optional)", "The paper’s fingerprint (optional)", ledger.Paper{}, f.papers()...)
	f.area("material", "What bears on next year’s budget? (optional)", "One matter on a line", "")
	return nil
}

func lineField(i int, id string) string { return fmt.Sprintf("line-%d-%s", i, id) }

// papers are those that what was stated of the year names.
func (f *fundForm) papers() (list []ledger.Paper) {
	for _, r := range f.a.Reports {
		if r.Paper != nil {
			list = append(list, *r.Paper)
		}
	}
	for _, o := range f.a.Outturns {
		if o.Paper != nil {
			list = append(list, *o.Paper)
		}
	}
	return list
}

func takeReport(f *fundForm) statedOf {
	form := f.v.form
	b := ledger.FundReported{Fund: f.a.Fund, Year: f.a.Year, Period: form.Get("period"), Material: textLines(form.Get("material"))}
	codes, words, ends := periods(f.a.Year)
	if !slices.Contains(codes, b.Period) {
		f.wrong("period", "Select the period")
	}
	b.To = f.onDay("to", "Enter the day up to which it was spent, such as 30 September 2015")
	switch {
	case b.To > f.v.ledger.Time.Day():
		f.wrong("to", "Enter a day that has come: what is reported is what was spent")
	case b.To != "" && ends[b.Period] != "" && b.To[:7] != ends[b.Period][:7]:
		f.wrong("to", "Enter a day in the last month of "+lowerFirst(words[b.Period])+", such as "+ends[b.Period].InWords())
	}
	told := statedOf{otherwise: "source", asked: []string{"period", "period", "to", "to", "source", "source", "paper/title", "title", "paper", "paper", "material", "material"}}
	told.rows = []Row{{Key: "Period", Values: []string{words[b.Period] + "; up to " + dayText(b.To)}}}
	for i, l := range f.a.Budgets {
		line := ledger.ReportLine{Line: l.Line}
		typed := true
		for _, q := range reportAmounts {
			pence, ok := typedPence(form.Get(lineField(i, q.id)))
			if *q.of(&line) = pence; !ok {
				typed = false
				f.wrong(lineField(i, q.id), l.What+": enter in pounds what is asked at “"+q.label+"”, or 0")
			}
			told.asked = append(told.asked, fmt.Sprintf("lines/%d/%s", i, q.id), lineField(i, q.id))
		}
		if typed && (line.Low > line.Central || line.Central > line.High) {
			f.wrong(lineField(i, "central"), l.What+": what is expected lies between the least and the most")
		}
		b.Lines = append(b.Lines, line)
		told.rows = append(told.rows, Row{Key: l.What, Values: []string{
			ledger.Pounds(line.Spend) + " spent and " + ledger.Pounds(line.Committed) + " committed",
			"Expected to come to " + ledger.Pounds(line.Central) + ", " + f.over(l.Line, line.Central) + "; between " + ledger.Pounds(line.Low) + " and " + ledger.Pounds(line.High),
		}})
	}
	b.Source, b.Paper = f.words("source", "Enter where the amounts are from"), f.v.paperTake(f.formPage, "Enter what the paper is called, or leave its fingerprint empty", true)
	told.rows = append(told.rows, Row{Key: "Amounts from", Values: fromWhere(b.Source, b.Paper)})
	if before := f.reportOf(b.Period); before != nil {
		b.Replaces = before.ID
		told.rows = append(told.rows, Row{Key: "Takes the place of", Values: []string{"The report of this period recorded on " + before.Time.Day().InWords() + ", entry " + thousands(before.Entry)}})
	}
	if len(b.Material) > 0 {
		told.rows = append(told.rows, Row{Key: "Bears on next year", Values: b.Material})
	}
	told.body = b
	return told
}

// fromWhere is where amounts are from, and the paper that shows it if there is one.
func fromWhere(source string, paper *ledger.Paper) []string {
	if paper == nil {
		return []string{source}
	}
	return []string{source, "Paper: " + paperWords(*paper)}
}

// stagesNext are the stages that an outturn may have after the last one.
func (f *fundForm) stagesNext() []Radio {
	provisional := Radio{Value: ledger.StageProvisional, Text: "Provisional", Hint: "Before the audit"}
	audited := Radio{Value: ledger.StageAudited, Text: "Audited", Hint: "With the audit’s opinion"}
	if n := len(f.a.Outturns); n > 0 && f.a.Outturns[n-1].Stage != ledger.StageProvisional {
		return []Radio{{Value: ledger.StageRestated, Text: "Restated", Hint: "In place of what was audited"}}
	}
	return []Radio{provisional, audited}
}

func askOutturn(f *fundForm) error {
	f.Text = []string{"State what the year came to, line by line. The rules work out at once what each party bears of it or gets back."}
	if n := len(f.a.Outturns); n > 0 {
		last := f.a.Outturns[n-1]
		f.Text = append(f.Text, "This takes the place of the "+last.Stage+" outturn of "+last.Time.Day().InWords()+". Only what differs from it is owed or given back.")
	}
	f.Links = []Link{{"/what-if?fund=" + f.a.Fund + "&year=" + f.a.Year, "What if it comes to this?"}}
	f.radios("stage", "Which stage?", "", "", f.stagesNext()...)
	for i, l := range f.a.Budgets {
		f.money(lineField(i, "pounds"), l.What+" came to", "In pounds. There is "+ledger.Pounds(l.Budget)+" for it")
		if len(f.terms.Underspend.Management) > 0 {
			f.money(lineField(i, "managed"), l.What+": saved by management action (optional)", "In pounds. The part of what is left of it")
		}
	}
	if measure := f.terms.Performance.Measure; measure != "" {
		f.Fields = append(f.Fields, Field{Heading: codeWords(measure), Text: "By the agreement money is released by this measure."})
		f.input("baseline", "Its baseline (optional)", "A whole number", "", 10)
		f.input("measured", "What it came to (optional)", "A whole number", "", 10)
	}
	f.input("source", "Where are the amounts from?", "For example, Audited accounts", "", 0)
	f.v.paperAsk(f.formPage, "The audit’s opinion (only for an audited outturn)", "What is the audit’s opinion called? (only for an audited outturn)", "The opinion’s fingerprint (only for an audited outturn)", ledger.Paper{}, f.papers()...)
	return nil
}

func takeOutturn(f *fundForm) statedOf {
	form := f.v.form
	b := ledger.OutturnStated{Fund: f.a.Fund, Year: f.a.Year, Stage: form.Get("stage")}
	if !slices.ContainsFunc(f.stagesNext(), func(r Radio) bool { return r.Value == b.Stage }) {
		f.wrong("stage", "Select the stage")
	}
	told := statedOf{otherwise: "source", asked: []string{"stage", "stage", "source", "source", "paper/title", "title", "paper", "paper"}}
	told.rows = []Row{{Key: "Stage", Values: []string{upperFirst(b.Stage)}}}
	for i, l := range f.a.Budgets {
		line := ledger.OutturnLine{Line: l.Line}
		var ok bool
		if line.Pence, ok = typedPence(form.Get(lineField(i, "pounds"))); !ok {
			f.wrong(lineField(i, "pounds"), "Enter in pounds what "+lowerFirst(l.What)+" came to, or 0")
		}
		if typed := strings.TrimSpace(form.Get(lineField(i, "managed"))); typed != "" {
			if line.Managed, ok = typedPence(typed); !ok {
				f.wrong(lineField(i, "managed"), "Enter in pounds what management action saved of "+lowerFirst(l.What)+", or leave it empty")
			}
		}
		b.Lines = append(b.Lines, line)
		told.asked = append(told.asked, fmt.Sprintf("lines/%d/pence", i), lineField(i, "pounds"), fmt.Sprintf("lines/%d/managed", i), lineField(i, "managed"))
		came := []string{"Came to " + ledger.Pounds(line.Pence) + ", " + f.over(l.Line, line.Pence)}
		if line.Managed != 0 {
			came = append(came, "Saved by management action: "+ledger.Pounds(line.Managed))
		}
		told.rows = append(told.rows, Row{Key: l.What, Values: came})
	}
	if baseline, outturn := strings.TrimSpace(form.Get("baseline")), strings.TrimSpace(form.Get("measured")); baseline+outturn != "" {
		m := ledger.OutturnMeasure{Measure: f.terms.Performance.Measure}
		for _, count := range []struct {
			id, typed string
			into      *int64
		}{{"baseline", baseline, &m.Baseline}, {"measured", outturn, &m.Outturn}} {
			n, ok := wholeTyped(count.typed)
			if *count.into = n; !ok {
				f.wrong(count.id, "Enter a whole number, such as 42,000")
			}
		}
		b.Measures = []ledger.OutturnMeasure{m}
		told.asked = append(told.asked, "measures", "measured")
		told.rows = append(told.rows, Row{Key: codeWords(m.Measure), Values: []string{thousands(m.Outturn) + " against a baseline of " + thousands(m.Baseline)}})
	}
	b.Source = f.words("source", "Enter where the amounts are from")
	b.Paper = f.v.paperTake(f.formPage, "Enter what the audit’s opinion is called", b.Stage != ledger.StageAudited)
	told.rows = append(told.rows, Row{Key: "Amounts from", Values: fromWhere(b.Source, b.Paper)})
	if n := len(f.a.Outturns); n > 0 {
		b.Replaces = f.a.Outturns[n-1].ID
		told.rows = append(told.rows, Row{Key: "Takes the place of", Values: []string{"The " + f.a.Outturns[n-1].Stage + " outturn of " + f.a.Outturns[n-1].Time.Day().InWords()}})
	}
	told.rows = append(told.rows, Row{Key: "What follows", Values: []string{"The rules work out at once what each of " + listed(f.names(f.a.Parties)) + " bears of what is over, or gets of what is left. What is to be paid becomes an obligation."}})
	told.body = b
	return told
}

// wholeTyped reads a whole number: 42,000 or 42000.
func wholeTyped(text string) (int64, bool) {
	pence, ok := typedPence(text)
	return pence / 100, ok && pence%100 == 0
}

package main

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

type obligationCommands struct {
	List obligationList `cmd:"" help:"list who owes what to whom, with totals"`
	Show obligationShow `cmd:"" help:"show one obligation and how its amount was worked out"`

	Paid     obligationPaid     `cmd:"" aliases:"pay" help:"say that your party has paid, all or a part"`
	Received obligationReceived `cmd:"" aliases:"receive" help:"say that your party has been paid, all or a part"`
	Query    obligationQuery    `cmd:"" help:"say that an amount should be another one; until that is decided it stays owed"`
}

type obligationList struct {
	Party    string `placeholder:"PARTY" help:"only what this party owes or is owed"`
	Function string `placeholder:"ID" help:"only those about this function"`
	Year     string `placeholder:"YEAR" help:"only those of a financial year, such as 2015-16"`
	Status   string `placeholder:"STATUS" help:"only those that are awaiting, due, overdue, paid, done, queried or ended"`
	AsAt     *int64 `placeholder:"N" help:"as recorded in the first N entries"`
	On       string `placeholder:"DATE" help:"as effective on a day, such as 2016-03-31"`
	CSV      string `name:"csv" placeholder:"FOLDER" help:"write them into a file in this folder, with amounts in pence; - for standard output"`
	XLSX     string `name:"xlsx" placeholder:"FOLDER" help:"write a workbook into this folder, with days and pounds as spreadsheets have them"`
}

func (obligationList) Help() string {
	return `
concordat obligation list --party 00V --year 2015-16
# for a spreadsheet
concordat obligation list --party 00V --year 2015-16 --xlsx .
# what was overdue at the year's end
concordat obligation list --status overdue --on 2016-03-31`
}

// Run lists obligations and adds them up.
func (c *obligationList) Run(s *session) error {
	if err := oneOf("--status", c.Status, "awaiting", "due", "overdue", "paid", "done", "queried", "ended"); err != nil {
		return err
	}
	if c.On != "" {
		if err := ledger.Date(c.On).Check(); err != nil {
			return usage("--on: %v", err)
		}
	}
	if err := s.open(); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "function", c.Function)
	set(filter, "year", c.Year)
	set(filter, "status", c.Status)
	set(filter, "effective_on", c.On)
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	set(filter, "party", c.Party)
	if c.AsAt != nil {
		set(filter, "recorded_by", strconv.FormatInt(*c.AsAt, 10))
	}
	if saved, err := s.saveFiles(c.CSV, c.XLSX, func(kind string) (sdk.File, error) { return s.client.ObligationsFile(s.ctx, kind, filter) }); saved {
		return err
	}
	list, err := s.client.Obligations(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		on := s.ledger.Time.Day()
		if c.On != "" {
			on = ledger.Date(c.On)
			s.print("As on %s, if nothing more is paid", plainDay(on))
			s.print("")
		}
		var awaiting, standing []api.Obligation
		for _, o := range list.Items {
			if o.Status.Status == ledger.ObligationAwaiting {
				awaiting = append(awaiting, o)
			} else {
				standing = append(standing, o)
			}
		}
		if len(standing) > 0 || len(awaiting) == 0 {
			s.obligations(standing, c.Party, on)
		}
		s.print("%s. %s", counted(len(standing), "obligation", "obligations"), totals(standing, c.Party))
		if len(awaiting) > 0 {
			s.heading("Awaiting ratification, and not in the totals above")
			s.obligations(awaiting, c.Party, on)
			s.print("%s. %s", counted(len(awaiting), "obligation", "obligations"), totals(awaiting, c.Party))
		}
		s.leftOut(list.LeftOut, "obligation", "obligations")
		s.print("As at %s.", counted(list.AsAt, "entry", "entries"))
		if len(list.Items) > 0 {
			s.next("obligation", "show", list.Items[0].Obligation)
		}
	})
}

func (s *session) obligations(list []api.Obligation, party string, on ledger.Date) {
	between := "Who owes whom"
	if party != "" {
		between = "To or from"
	}
	t := newTable(whole("Obligation"), left(between), left("What"), right("Amount"), whole("Due"), left("Status"))
	for _, o := range list {
		amount := ledger.Pounds(o.Pence)
		if o.Kind == "duty" {
			amount = "duty"
		}
		who := o.From().InWords() + " to " + payee(o)
		switch {
		case party == "" && o.From().Before != "": // the name of one that merged ends where a comma says so
			who = o.From().InWords() + ", to " + payee(o)
		case party == "":
		case o.SideOf(party) == ledger.SideOwed:
			who = "from " + o.From().InWords()
		default:
			who = "to " + payee(o)
		}
		t.add(o.Obligation, who, o.What, amount, shortDay(nextDue(o)), dueWords(o, on))
	}
	t.write(s.out, s.width)
}

// leftOut says how many of something whoever looks may not read.
func (s *session) leftOut(n int, one, more string) {
	if words := api.LeftOutWords(n, one, more); words != "" {
		s.paragraph(0, words)
	}
}

// nextDue is when an obligation is due: of a duty the first time that it is not done.
func nextDue(o api.Obligation) ledger.Date {
	if o.Duty != nil && o.Duty.Next != "" {
		return o.Duty.Next
	}
	return o.Due
}

// dueWords is an obligation's status on a day: what falls due later is not due.
func dueWords(o api.Obligation, on ledger.Date) string {
	if o.Status.Status == ledger.ObligationDue && nextDue(o) > on {
		return "Not yet due"
	}
	return o.Words
}

func payee(o api.Obligation) string {
	return cmp.Or(o.To().InWords(), "all participating parties")
}

// totals adds up what is to be paid, and what is left of it once something was: what
// both sides say was. What has ended is not owed.
func totals(list []api.Obligation, party string) string {
	var out, in sum
	for _, o := range list {
		switch {
		case o.Status.Status == ledger.ObligationEnded:
		case party != "" && o.SideOf(party) == ledger.SideOwed:
			in.add(o)
		default:
			out.add(o)
		}
	}
	if party == "" {
		return "Total " + out.words() + "."
	}
	words := "Total to give " + out.words()
	if in.pence != 0 {
		words += "; to receive " + in.words()
	}
	return words + "."
}

// sum is what obligations come to, and what is left of that, in pence.
type sum struct{ pence, left int64 }

func (s *sum) add(o api.Obligation) {
	s.pence += o.Pence
	s.left += o.Left
}

func (s *sum) words() string {
	switch s.left {
	case s.pence:
		return ledger.Pounds(s.pence)
	case 0:
		return ledger.Pounds(s.pence) + ", all of it discharged"
	}
	return ledger.Pounds(s.pence) + ", of which " + ledger.Pounds(s.left) + " is left"
}

func obligationSentence(o api.Obligation, on ledger.Date) string {
	if o.Kind == "duty" {
		return o.From().InWords() + " must: " + o.What + ", first by " + day(o.Due) + ". " + dueWords(o, on) + "."
	}
	in := ""
	if o.In != "" && o.In != "cash" {
		in = " in " + o.In
	}
	return o.From().InWords() + " gives " + ledger.Pounds(o.Pence) + in + " to " + payee(o) + " by " + day(o.Due) + ": " + o.What + ". " + dueWords(o, on) + "."
}

// howOften says how often a duty is due, and how often it is late.
func howOften(o api.Obligation) string {
	if o.Duty == nil || o.Duty.Every == "once" {
		return "due " + day(o.Due)
	}
	words := "every " + strings.ReplaceAll(o.Duty.Every, "_", " ") + ", first " + day(o.Due)
	if o.Duty.Late > 0 {
		words += "; " + counted(o.Duty.Late, "time", "times") + " late"
	}
	return words
}

type obligationShow struct {
	Obligation string `arg:"" help:"the obligation, such as GM-2015-006/003"`
}

func (obligationShow) Help() string {
	return `
concordat obligation show GM-2015-006/003`
}

// Run shows one obligation.
func (c *obligationShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	o, err := s.obligation(c.Obligation)
	if err != nil {
		return err
	}
	return s.answer(o, func() {
		s.title(o.Obligation, o.What)
		var f facts
		f.add("  Who owes", "%s", o.From().InWords())
		f.add("  To", "%s", payee(o))
		if o.Kind == "duty" {
			f.add("  A duty", "%s", howOften(o))
			if o.Duty != nil && o.Duty.Next != "" {
				f.add("  Next due", "%s", day(o.Duty.Next))
			}
		} else {
			f.add("  Amount", "%s, %s", ledger.Pounds(o.Pence), o.In)
			if o.Stopped > 0 {
				f.add("  Stopped", "%s of %s, by leaving", ledger.Pounds(o.Stopped), ledger.Pounds(o.Pence+o.Stopped))
			}
			f.add("  Due", "%s", day(o.Due))
			f.add("  Paid", "%s, as %s says", ledger.Pounds(o.Paid), o.From().Name)
			f.add("  Received", "%s, as %s says", ledger.Pounds(o.Received), o.To().Name)
			f.add("  Left", "%s", ledger.Pounds(o.Left))
			recurrent, revenue := "once", "revenue"
			if o.Recurrent {
				recurrent = "recurrent"
			}
			if o.Capital {
				revenue = "capital"
			}
			f.add("  Kind", "%s, %s, %s", strings.ReplaceAll(o.Kind, "_", " "), recurrent, revenue)
		}
		if o.Basis != "" {
			f.add("  Valued by", "%s", o.Basis)
		}
		if o.WTE > 0 {
			f.add("  Staff", "%s", staff(o.WTE))
		}
		f.add("  Year", "%s", o.Year)
		f.add("  Status", "%s", dueWords(o, s.ledger.Time.Day()))
		f.add("  Because", "%s%s", o.Decision, clauseWords(o.Clause))
		f.add("  Worked out", "%s", o.Working)
		if len(o.Awaits) > 0 {
			f.add("  Awaits", "%s", strings.Join(o.AwaitsWords, "; "))
		}
		f.add("  Entry", "%s", thousands(o.Entry))
		f.write(s.out, s.width)
		if len(o.Events) > 0 {
			s.print("")
			t := newTable(left("What was said"), left("By"), right("Amount"), whole("On"), left("How"), right("Entry"))
			for _, e := range o.Events {
				if e.Kind == ledger.KindDutyDone {
					t.add("done", saidBy(o, e), "", shortDay(e.On), "due "+shortDay(e.Period), thousands(e.Entry))
					continue
				}
				t.add(strings.TrimPrefix(e.Kind, "obligation."), saidBy(o, e), ledger.Pounds(e.Pence), shortDay(e.On), howSaid(o, e), thousands(e.Entry))
			}
			t.write(s.out, s.width)
			for _, e := range o.Events {
				if e.Settlement != "" {
					s.paragraph(2, "The settlement "+e.Settlement+" was made before entry "+thousands(e.Entry)+", and stands as it is: what differs by it is settled with the outturn that is stated next.")
				}
			}
		}
		s.next("decision", "explain", o.Decision, "--party", o.Payer)
	})
}

// saidBy is the code of who said something of an obligation, or the name of one that has
// merged since: no side of it goes by its code any more.
func saidBy(o api.Obligation, e api.ObligationEvent) string {
	if e.Party == o.From().Code || e.Party == o.To().Code {
		return e.Party
	}
	return e.PartyName
}

// howSaid is how money moved, what a statement takes the place of, and what has taken
// its own; or why an amount is queried.
func howSaid(o api.Obligation, e api.ObligationEvent) string {
	how := []string{}
	for _, words := range []string{strings.TrimSpace(strings.ReplaceAll(e.By, "_", " ") + " " + e.Ref), e.Because} {
		if words != "" {
			how = append(how, words)
		}
	}
	for _, old := range o.Events {
		if e.Replaces != "" && old.ID == e.Replaces {
			how = append(how, "in place of entry "+thousands(old.Entry))
		}
	}
	if e.ReplacedBy > 0 {
		how = append(how, "corrected by entry "+thousands(e.ReplacedBy))
	}
	return strings.Join(how, "; ")
}

// staff is how many people work whole time, from hundredths.
func staff(wte int64) string {
	return fmt.Sprintf("%s.%02d whole-time equivalent", thousands(wte/100), wte%100)
}

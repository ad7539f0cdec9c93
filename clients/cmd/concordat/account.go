package main

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

type partyStatement struct {
	Code string `arg:"" help:"the party's code, such as 00V, or its name or a part of it"`
	With string `placeholder:"PARTY" help:"only what it and this party owe each other"`
	Year string `placeholder:"YEAR" help:"the financial year, such as 2015-16; default today's"`
	From string `placeholder:"DATE" help:"the first day, in place of a year"`
	To   string `placeholder:"DATE" help:"the last day"`
	AsAt *int64 `placeholder:"N" help:"as recorded in the first N entries"`
	CSV  string `name:"csv" placeholder:"FOLDER" help:"write the rows into a file in this folder, with amounts in pence; - for standard output"`
	XLSX string `name:"xlsx" placeholder:"FOLDER" help:"write a workbook into this folder, with days and pounds as spreadsheets have them"`
}

func (partyStatement) Help() string {
	return `
concordat party statement 00V --year 2015-16
# what two parties owe each other, and what they say differently
concordat party statement bury --with "central manchester" --year 2015-16
# for a spreadsheet
concordat party statement 00V --year 2015-16 --csv .
concordat party statement 00V --year 2015-16 --xlsx .`
}

// Run draws up a statement of account.
func (c *partyStatement) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Code, &c.With); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "with", c.With)
	set(filter, "year", c.Year)
	set(filter, "from", c.From)
	set(filter, "to", c.To)
	if c.AsAt != nil {
		set(filter, "recorded_by", strconv.FormatInt(*c.AsAt, 10))
	}
	a, err := s.client.Account(s.ctx, c.Code, filter)
	if err != nil {
		return err
	}
	filter.Set("recorded_by", strconv.FormatInt(a.AsAt, 10)) // whatever was recorded since
	if saved, err := s.saveFiles(c.CSV, c.XLSX, func(kind string) (sdk.File, error) { return s.client.AccountFile(s.ctx, c.Code, kind, filter) }); saved {
		return err
	}
	return s.answer(a, func() { s.account(a) })
}

func (s *session) account(a api.Account) {
	who := a.Names[a.Party]
	if a.With != "" {
		name := a.Names[a.With]
		if name == "" {
			name = a.With
		}
		who += " with " + name
	}
	s.title(a.Party, "Statement of account of "+who)
	s.print("%s to %s", plainDay(a.From), plainDay(a.To))
	s.side(a, "What it owes", "Paid", func(sum ledger.AccountSum) (ledger.AccountMovement, int64) { return sum.Owes, sum.Owes.Paid })
	s.side(a, "What it is owed", "Received", func(sum ledger.AccountSum) (ledger.AccountMovement, int64) { return sum.Owed, sum.Owed.Received })
	if own := a.Sums[0].Own; own != (ledger.AccountMovement{}) {
		s.heading("Its own contributions to what it hosts")
		s.print("%s in the period; %s paid; %s left.", ledger.Pounds(own.New+own.Adjusted), ledger.Pounds(own.Paid), ledger.Pounds(own.Closing))
	}
	for _, by := range []struct{ of, title, none string }{
		{ledger.SumByFunction, "By function", ""}, {ledger.SumByFund, "By fund", "in no fund"}, {ledger.SumByIn, "In cash and in kind", ""}, {ledger.SumRecurrent, "Recurrent or not", ""},
	} {
		s.sums(a, by.of, by.title, by.none)
	}
	if len(a.Rows) > 0 {
		s.heading("Obligations")
		t := newTable(whole("Obligation"), left("With"), whole("Due"), right("In account"), right("Discharged"), right("Left"))
		for _, r := range a.Rows {
			with, moved := "to "+r.Party, r.Paid
			switch r.Side {
			case ledger.SideOwed:
				with, moved = "from "+r.Party, r.Received
			case ledger.SideOwn:
				with = "its own"
			}
			t.add(r.Obligation, with, shortDay(r.Due), ledger.Pounds(r.Opening+r.New+r.Adjusted), ledger.Pounds(moved), ledger.Pounds(r.Closing))
		}
		t.write(s.out, s.width)
		for _, r := range a.Rows {
			switch {
			case r.Clause == "":
			case r.Adjusted < 0:
				s.paragraph(2, r.Obligation+": "+ledger.Pounds(-r.Adjusted)+" of it stopped by leaving"+clauseWords(r.Clause)+".")
			case r.Kind == "refund":
				s.paragraph(2, r.Obligation+": it comes back on leaving"+clauseWords(r.Clause)+".")
			default:
				s.paragraph(2, r.Obligation+": without what stopped by leaving before"+clauseWords(r.Clause)+".")
			}
		}
	}
	for _, b := range a.Balances {
		s.balance(a, b)
	}
	s.apart(a)
	if p := a.Prepaid; p != (ledger.AccountAmounts{}) {
		s.paragraph(0, fmt.Sprintf("Paid before it was due: %s by it, %s to it. It is due after %s, and until then it counts as owed back.", ledger.Pounds(p.Owed), ledger.Pounds(p.Owes), plainDay(a.To)))
	}
	if l := a.Later; l != (ledger.AccountAmounts{}) {
		s.print("Due later, and not in it: %s to give, %s to receive.", ledger.Pounds(l.Owes), ledger.Pounds(l.Owed))
	}
	if l := a.Awaiting; l != (ledger.AccountAmounts{}) {
		s.print("Awaiting, and not in it: %s to give, %s to receive.", ledger.Pounds(l.Owes), ledger.Pounds(l.Owed))
	}
	s.leftOut(a.LeftOut, "obligation", "obligations")
	s.print("%s. As at %s.", counted(len(a.Rows), "obligation", "obligations"), counted(a.AsAt, "entry", "entries"))
	if a.With == "" && len(a.Rows) > 0 {
		s.next("party", "statement", a.Party, "--with", a.Rows[0].Party, "--from", string(a.From), "--to", string(a.To))
	}
}

// side is what a party owes, or is owed, by counterparty and in all.
func (s *session) side(a api.Account, title, moved string, of func(ledger.AccountSum) (ledger.AccountMovement, int64)) {
	t := newTable(left("Party"), right("Opening"), right("New"), right(moved), right("Closing"))
	add := func(name string, sum ledger.AccountSum) {
		if m, done := of(sum); m != (ledger.AccountMovement{}) {
			t.add(name, ledger.Pounds(m.Opening), ledger.Pounds(m.New+m.Adjusted), ledger.Pounds(done), ledger.Pounds(m.Closing))
		}
	}
	for _, sum := range a.Sums {
		if sum.Of == ledger.SumByParty {
			add(sum.Key, sum)
		}
	}
	s.heading(title)
	if len(t.rows) == 0 {
		s.print("Nothing.")
		return
	}
	if add("In all", a.Sums[0]); len(t.rows) == 2 {
		t.rows = t.rows[:1]
	}
	t.write(s.out, s.width)
}

func (s *session) sums(a api.Account, of, title, none string) {
	t := newTable(left(title), right("To give"), right("Left to give"), right("To receive"), right("Left to receive"))
	for _, sum := range a.Sums {
		if sum.Of != of {
			continue
		}
		name := strings.ReplaceAll(sum.Key, "_", " ")
		switch {
		case of == ledger.SumByFunction:
			name = strings.ReplaceAll(name, "-", " ")
		case sum.Key == "":
			name = none
		case of == ledger.SumRecurrent:
			name = map[string]string{"yes": "recurrent", "no": "once"}[sum.Key]
		}
		t.add(name, ledger.Pounds(sum.Owes.New+sum.Owes.Adjusted), ledger.Pounds(sum.Owes.Closing), ledger.Pounds(sum.Owed.New+sum.Owed.Adjusted), ledger.Pounds(sum.Owed.Closing))
	}
	if len(t.rows) > 1 || len(t.rows) == 1 && of == ledger.SumByFund && t.rows[0][0] != none {
		s.print("")
		t.write(s.out, s.width)
	}
}

func (s *session) balance(a api.Account, b ledger.BalanceFacts) {
	said := func(who string, b *ledger.BalanceSaid) string {
		if b == nil {
			return who + " has not stated it"
		}
		words := fmt.Sprintf("%s says that %s is owed and %s owing (entry %s)", who, ledger.Pounds(b.Owed), ledger.Pounds(b.Owes), thousands(b.Entry))
		if b.Differs != "" {
			words += ": " + b.Differs
		}
		return words
	}
	status := map[string]string{ledger.BalanceOneSided: "one side has stated it", ledger.BalanceAgreed: "agreed", ledger.BalanceDisputed: "in dispute by " + ledger.Pounds(b.Pence)}[b.Status]
	if b.Status == ledger.BalanceAgreed && b.Ours.AccountAmounts != b.Holds {
		status = "agreed between the two, and other than the ledger holds"
	}
	s.heading("Balance with " + a.Names[b.With] + " on " + plainDay(b.On) + ": " + status)
	ahead := func(pence int64) string {
		if pence == 0 {
			return ""
		}
		return " (of which " + ledger.Pounds(pence) + " was paid before it was due)"
	}
	s.paragraph(2, fmt.Sprintf("The ledger holds %s owed%s and %s owing%s.", ledger.Pounds(b.Holds.Owed), ahead(b.Prepaid.Owed), ledger.Pounds(b.Holds.Owes), ahead(b.Prepaid.Owes)))
	s.paragraph(2, said(a.Party, b.Ours)+".")
	s.paragraph(2, said(b.With, b.Theirs)+".")
}

// apart says what the two sides say differently, or that they mirror each other.
func (s *session) apart(a api.Account) {
	s.heading("Differences")
	if len(a.Differences) == 0 {
		s.print("None: on the last day each statement mirrors the other.")
	}
	for _, d := range a.Differences {
		switch d.Kind {
		case ledger.DiffersNotReceived:
			s.paragraph(2, fmt.Sprintf("%s: %s paid, and not received, as payer and payee say.", d.Obligation, ledger.Pounds(d.Pence)))
		case ledger.DiffersNotPaid:
			s.paragraph(2, fmt.Sprintf("%s: %s received, and not paid, as payee and payer say.", d.Obligation, ledger.Pounds(d.Pence)))
		case ledger.DiffersQueried:
			s.paragraph(2, fmt.Sprintf("%s: %s says that it should be %s.", d.Obligation, d.By, ledger.Pounds(d.Pence)))
		case ledger.DiffersBalance:
			s.paragraph(2, fmt.Sprintf("The balance of %s with %s at %s: %s apart.", d.Year, d.Party, balanceWords[d.At], ledger.Pounds(d.Pence)))
		case ledger.DiffersLedger:
			s.paragraph(2, fmt.Sprintf("The balance of %s with %s at %s, as both state it: %s apart from what the ledger holds.", d.Year, d.Party, balanceWords[d.At], ledger.Pounds(d.Pence)))
		}
	}
	s.print("")
}

var balanceWords = map[string]string{ledger.BalanceMonth9: "month 9", ledger.BalanceYearEnd: "the year's end"}

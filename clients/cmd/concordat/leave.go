package main

import (
	"errors"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type leaveCommands struct {
	WhatIf leaveWhatIf `cmd:"" help:"show what a party would owe, get back and stay bound to, if it left"`
}

type leaveWhatIf struct {
	Party    string `required:"" placeholder:"PARTY" help:"the party that would leave"`
	Function string `placeholder:"ID" default:"*" help:"the function that it would leave; * is all of them"`
	On       string `placeholder:"DATE" help:"the day on which it would; default today"`
}

func (leaveWhatIf) Help() string {
	return `
# all functions; the answer says whether notice allows that day
concordat leave what-if --party bury --on 2016-12-31
concordat leave what-if --party 00V --function clinical-strategy --on 2016-12-31 --json`
}

// Run asks, and writes nothing on the ledger.
func (c *leaveWhatIf) Run(s *session) error {
	on := ledger.Date(c.On)
	if on != "" {
		if err := on.Check(); err != nil {
			return usage("--on: %v", err)
		}
	}
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	names, err := s.partyNames()
	if err != nil {
		return err
	}
	a, err := s.client.Leaving(s.ctx, c.Party, c.Function, on)
	var p *api.Problem
	if errors.As(err, &p) && p.Code == ledger.CodeRefused {
		return &advice{p, "see what it owes and is owed with " + s.command("party", "statement", c.Party)}
	}
	if err != nil {
		return err
	}
	return s.answer(a, func() { s.showLeaving(a, names) })
}

func (s *session) showLeaving(a api.Leaving, names map[string]string) {
	what := "all functions"
	if a.Function != "*" {
		what = strings.ReplaceAll(a.Function, "-", " ")
	}
	s.print("If %s left %s", a.PartyName, what)
	s.print("")
	checksTable(a.Checks).write(s.out, s.width)
	for _, k := range a.Checks {
		s.paragraph(2, k.Explain)
	}
	s.leaveItems("It owes", a.Owed, names)
	s.leaveItems("It is owed", a.Back, names)
	s.leaveItems("What stops", a.Stops, names)
	s.leaveItems("What runs on", a.Survives, names)
	if len(a.Pools) > 0 {
		s.heading("Pooled funds without it")
		for _, p := range a.Pools {
			stands := "stands"
			if !p.Stands {
				stands = "does not stand as it is"
			}
			s.paragraph(2, p.Fund+" for "+p.Year+" "+stands+" (clause "+p.Clause+"). "+p.Why)
		}
	}
	s.print("")
	s.paragraph(0, "With the end of the day on which notice takes effect, the ledger records what leaving comes to then: what stops is owed no more, and what comes back is owed.")
	s.paragraph(0, "Nothing was written. As at "+counted(a.AsAt, "entry", "entries")+".")
	s.next("party", "leave", "--resolution", "REF", "--on", "DATE", "--as", "NAME")
}

// leaveItems writes one list, with its total and why each is in it.
func (s *session) leaveItems(title string, items []ledger.LeaveItem, names map[string]string) {
	s.heading(title)
	if len(items) == 0 {
		s.paragraph(2, "Nothing.")
		return
	}
	var total int64
	t := newTable(left("What"), left("Other side"), whole("Day"), right("Amount"))
	var reasons []string
	of := map[string][]string{}
	for i, item := range items {
		total += item.Pence
		amount, on := "", item.Due
		if item.Pence > 0 {
			amount = ledger.Pounds(item.Pence)
		}
		until := ""
		if item.Until != "" {
			on, until = item.Until, "to "
		}
		if on != "" {
			until += shortDay(on)
		}
		number := thousands(int64(i + 1))
		t.add(number+". "+item.What, names[item.Party], until, amount)
		why := item.Why + " (Clause " + item.Clause + ".)"
		if of[why] == nil {
			reasons = append(reasons, why)
		}
		of[why] = append(of[why], number)
	}
	t.write(s.out, s.width)
	if total > 0 {
		s.print("Total %s.", ledger.Pounds(total))
	}
	for _, why := range reasons {
		s.paragraph(2, joined(of[why])+": "+why)
	}
}

package main

import (
	"maps"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type partyCommands struct {
	List      partyList      `cmd:"" help:"list the parties"`
	Show      partyShow      `cmd:"" help:"show a party, its seats and what it has approved"`
	Statement partyStatement `cmd:"" help:"show what a party owes and is owed over a year: its statement of account"`

	Establish partyEstablish `cmd:"" help:"record that a party became a statutory body, as the secretary"`

	Leave partyLeave `cmd:"" help:"give notice to leave, as an officer"`
	Join  partyJoin  `cmd:"" help:"admit a body that the MoU names, as the secretary"`
	Merge partyMerge `cmd:"" help:"record a merger of parties, as the secretary"`
}

type partyList struct{}

func (partyList) Help() string {
	return `
concordat party list`
}

// Run lists the parties.
func (c *partyList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(parties, func() {
		t := newTable(whole("Code"), left("Party"), left("Established"), left("Signed the MoU"))
		for _, p := range parties.Items {
			t.add(p.Code, p.Name, shortDay(p.Established), signedWords(p))
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(parties.Items), "party", "parties"), counted(parties.AsAt, "entry", "entries"))
		s.next("party", "show", first(parties.Items, func(p api.Party) string { return p.Code }))
	})
}

func signedWords(p api.Party) string {
	if p.Signed == nil {
		return "no"
	}
	return "version " + thousands(p.Signed.Version) + ", " + shortDay(p.Signed.Time.Day())
}

// first is what f gives for the first item, or a word in its place.
func first[T any](items []T, f func(T) string) string {
	if len(items) == 0 {
		return "…"
	}
	return f(items[0])
}

type partyShow struct {
	Code string `arg:"" help:"the party's code, such as 00V, or its name or a part of it"`
}

func (partyShow) Help() string {
	return `
concordat party show 00V
concordat party show bury`
}

// Run shows one party.
func (c *partyShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Code); err != nil {
		return err
	}
	p, err := s.client.Party(s.ctx, c.Code)
	if err != nil {
		return err
	}
	came := map[int64]string{} // what leaving came to, by entry
	for _, l := range p.Leaving {
		if l.Settled > 0 && !s.JSON {
			e, err := s.client.Entry(s.ctx, l.Settled)
			if err != nil {
				return err
			}
			_, came[l.Settled], _ = strings.Cut(e.Sentence, ": ")
		}
	}
	return s.answer(p, func() {
		s.print("%s  %s", p.Code, p.Name)
		var f facts
		if p.Note != "" {
			f.add("  Note", "%s", p.Note)
		}
		if p.Established != "" {
			f.add("  Established", "%s", day(p.Established))
		} else {
			f.add("  Established", "not yet")
		}
		if p.Conditions != "" {
			f.add("  Conditions", "%s", p.Conditions)
		}
		f.add("  MoU", "signed: %s", signedWords(p))
		for _, l := range p.Leaving {
			what := "the MoU"
			if l.Function != "*" {
				what = strings.ReplaceAll(l.Function, "-", " ")
			}
			title, on := "  Leaves", "on"
			if l.Effective < s.ledger.Time.Day() {
				title, on = "  Left", "at the end of"
			}
			f.add(title, "%s %s %s, by notice of %s (entry %s)", what, on, day(l.Effective), day(l.Notified.Day()), thousands(l.Entry))
			switch {
			case l.Settled > 0:
				f.add("  It came to", "%s (entry %s)", came[l.Settled], thousands(l.Settled))
			case l.Effective < s.ledger.Time.Day():
				f.add("  It came to", "nothing by the rules: what is owed is as it was, until a motion of a party that takes part, or a change of contributions by the host of each fund, says otherwise")
			}
		}
		if m := p.Merged; m != nil {
			f.add("  Became", "%s, on %s (entry %s)", m.Into, day(m.On), thousands(m.Entry))
		}
		if len(p.Successor) > 0 {
			f.add("  In place of", "%s", joined(p.Successor))
		}
		f.add("  Officers", "%s", strings.Join(p.Officers, ", "))
		for _, seat := range p.Seats {
			words := seat.Holder
			if words == "" {
				words = "nobody"
			}
			if len(seat.Deputies) > 0 {
				words += "; deputies: " + strings.Join(seat.Deputies, ", ")
			}
			f.add("  Seat "+seat.Seat, "%s", words)
		}
		for _, d := range p.Deputies {
			if d.By != "" {
				f.add("  Deputy "+d.Person, "in seat %s by %s (entry %s)", d.Seat, d.By, thousands(d.Entry))
			}
		}
		f.write(s.out, s.width)
		if len(p.Authorities) > 0 {
			s.heading("What its committee may do without coming back to the governing body")
			for _, a := range p.Authorities {
				s.authority(a)
			}
		}
		if len(p.Figures) > 0 {
			s.heading("Figures")
			t := newTable(left("Figure"), right("Value"), left("Period"), left("Source"))
			for _, name := range slices.Sorted(maps.Keys(p.Figures)) {
				v := p.Figures[name]
				value := thousands(v.Value) + " " + strings.ReplaceAll(v.Unit, "_", " ")
				t.add(strings.ReplaceAll(name, "_", " "), value, v.Period, v.Source)
			}
			t.write(s.out, s.width)
		}
		if len(p.Commitments) > 0 {
			s.heading("Committed so far")
			t := newTable(whole("By"), whole("Year"), right("Spend"), right("Loss"))
			for _, m := range p.Commitments {
				by := m.Decision
				if by == "" {
					by = "entry " + thousands(m.Entry)
				}
				t.add(by, m.Year, ledger.Pounds(m.Spend), ledger.Pounds(m.Loss))
			}
			t.write(s.out, s.width)
		}
		s.next("obligation", "list", "--party", p.Code)
	})
}

func (s *session) authority(a ledger.AuthorityFacts) {
	function := a.Function
	if function == "*" {
		function = "every function"
	}
	s.paragraph(2, a.ID+": the committee "+a.Committee+", for "+function+" ("+strings.ReplaceAll(strings.Join(a.Types, ", "), "_", " ")+")")
	limit := func(may string, l ledger.Limit) {
		s.paragraph(4, "may "+may+" "+ledger.Pounds(l.Action)+" in one action, "+ledger.Pounds(l.Year)+" in a year, "+ledger.Pounds(l.Life)+" in all")
	}
	limit("spend", a.Spend)
	limit("lose", a.Loss)
	from := day(a.From)
	if a.Until != "" {
		from += " to " + day(a.Until)
	}
	s.paragraph(4, "from "+from+", by resolution "+a.Resolution.Ref+" of "+day(a.Resolution.On)+" (entry "+thousands(a.Entry)+")")
}

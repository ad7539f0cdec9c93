package main

import (
	"concordat/ledger"
	"concordat/server/api"
)

type motionTransfer struct {
	Motion string `arg:"" help:"the motion's reference"`
	On     string `placeholder:"DAY" help:"judge it as on that day; without it, as at the motion's close, and as today while none is known"`
}

func (motionTransfer) Help() string {
	return `
# the least that those who gain would pay those who lose, so that every loss is
# within its party's authority and the motion is carried; or why there is none
concordat motion transfer GM-2015-012
# and on a day of next year, when other authorities may be in force
concordat motion transfer GM-2015-012 --on 2016-04-01`
}

// Run asks, and writes nothing on the ledger.
func (c *motionTransfer) Run(s *session) error {
	on := ledger.Date(c.On)
	if c.On != "" && on.Check() != nil {
		return usage("--on is a day such as 2016-04-01, not %q", c.On)
	}
	if err := s.open(); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	names, err := s.partyNames()
	if err != nil {
		return err
	}
	a, err := s.client.Transfer(s.ctx, m.Ref, on)
	if err != nil {
		return err
	}
	return s.answer(a, func() {
		s.title(m.Ref, m.Title)
		s.showTransfer(a, names)
		s.print("")
		s.paragraph(0, "Judged as at "+when(a.At)+". Nothing was written. As at "+counted(a.AsAt, "entry", "entries")+".")
		s.next("preview", m.Ref)
	})
}

// showTransfer says which transfer would make a motion acceptable, or why none would.
func (s *session) showTransfer(a api.Transfer, names map[string]string) {
	s.paragraph(0, transferWords(a))
	if len(a.Losers) > 0 {
		s.heading("Losses beyond authority, after any risk share")
		t := newTable(left("Party"), whole("Year"), right("Loses"), right("May lose"), right("Beyond"))
		for _, l := range a.Losers {
			year := l.Year
			if year == "" {
				year = "in all"
			}
			t.add(names[l.Party], year, ledger.Pounds(l.Loss), ledger.Pounds(l.Room), ledger.Pounds(l.Excess))
		}
		t.write(s.out, s.width)
	}
	if len(a.Payments) > 0 {
		s.heading("Least transfer")
		t := newTable(left("From"), left("To"), whole("Year"), right("Amount"))
		for _, p := range a.Payments {
			t.add(names[p.Payer], names[p.Payee], p.Year, ledger.Pounds(p.Pence))
		}
		t.write(s.out, s.width)
		s.print("Total %s.", ledger.Pounds(a.Total))
	}
	if a.Choice != "" {
		s.print("")
		s.paragraph(0, a.Choice)
	}
}

// transfer says which transfer would make a motion with an impact statement acceptable,
// while there is something left to decide. What it is about is shown all the same
// where the rules give no answer.
func (s *session) transfer(m api.Motion) {
	if m.Impact == nil || m.Status.Status == ledger.MotionDecided || m.Status.Status == ledger.MotionWithdrew {
		return
	}
	a, err := s.client.Transfer(s.ctx, m.Ref, "")
	if err != nil {
		return
	}
	s.heading("What would make it acceptable")
	s.paragraph(2, transferWords(a))
}

// transferWords says why there is a transfer or none, or that nobody knows.
func transferWords(a api.Transfer) string {
	words := a.Why + " (Clause " + a.Clause + ".)"
	if a.Unknown {
		words = "Not known. " + words
	}
	return words
}

package main

import (
	"strings"

	"concordat/ledger"
)

type planCommands struct {
	Show    planShow    `cmd:"" help:"show what is to be decided, and when"`
	Publish planPublish `cmd:"" help:"publish the forward plan, as the secretary or the chair"`
}

type planShow struct{}

func (planShow) Help() string {
	return `
concordat plan show`
}

// Run shows the plan.
func (c *planShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	p, err := s.client.Plan(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(p, func() {
		s.paragraph(0, "Forward plan from "+day(p.From)+" to "+day(p.Until)+", published "+when(p.Time)+" (entry "+thousands(p.Entry)+").")
		t := newTable(whole("Expected"), left("Title"), left("Function"), left("Motion"), left("In private because"))
		for _, i := range p.Items {
			t.add(shortDay(i.Expected), i.Title, strings.ReplaceAll(i.Function, "-", " "), i.Motion, i.Private)
		}
		t.write(s.out, s.width)
	})
}

type planPublish struct {
	File string `arg:"" help:"the plan in JSON, or -"`
	Yes  bool   `short:"y" help:"do not ask"`
}

func (planPublish) Help() string {
	return `
concordat plan publish plan.json --as secretary
# where plan.json is, for instance
# {"from": "2015-12-01", "until": "2016-05-31", "items": [
#  {"title": "One service", "function": "clinical-strategy", "expected": "2016-01-20"}]}`
}

// Run publishes the plan.
func (c *planPublish) Run(s *session) error {
	var body ledger.ForwardPlanPublished
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindForwardPlanPublished, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindForwardPlanPublished, "Forward plan published", body, c.Yes, "plan", "show")
}

// mySeat is the seat that the person holds, or the one given, and its party.
func (s *session) mySeat(given string) (seat, party string, err error) {
	me, err := s.me()
	if err != nil {
		return "", "", err
	}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return "", "", err
	}
	var seats []string
	for _, p := range parties.Items {
		for _, x := range p.Seats {
			if x.Seat == given || given == "" && x.Holder == me.ID {
				seats, seat, party = append(seats, x.Seat), x.Seat, p.Code
			}
		}
	}
	switch {
	case len(seats) == 1:
		return seat, party, nil
	case given != "":
		return "", "", usage("there is no seat %s", given)
	case len(seats) == 0:
		return "", "", advised(ledger.CodeNoSeat, "ask somebody who holds a seat", "%s holds no seat", me.ID)
	}
	return "", "", usage("%s holds the seats %s: say which with --seat", me.ID, joined(seats))
}

package main

import (
	"concordat/ledger"
)

type dutyCommands struct {
	Done dutyDone `cmd:"" help:"say that a duty was done, one of the times that it is due"`
}

type dutyDone struct {
	Obligation string `arg:"" help:"the duty, such as GM-2015-006/003"`
	On         string `required:"" placeholder:"DATE" help:"the day on which it was done"`
	Period     string `placeholder:"DATE" help:"the day by which it was due; default the first that is not done"`
	Paper      string `placeholder:"FILE" help:"the paper that shows it, such as the report"`
	Title      string `placeholder:"TITLE" help:"the paper's title"`
	Party      string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (dutyDone) Help() string {
	return `
concordat duty done GM-2015-006/001 --on 2016-01-29 --as salford-officer
# that which was due by 31 January, with the report that shows it
concordat duty done GM-2015-006/001 --period 2016-01-31 --on 2016-02-03 \
  --paper report.pdf --title "Third quarter" --as salford-officer`
}

// Run states that the duty was done.
func (c *dutyDone) Run(s *session) error {
	on := ledger.Date(c.On)
	if err := on.Check(); err != nil {
		return usage("--on: %v", err)
	}
	if (c.Paper == "") != (c.Title == "") {
		return usage("a paper has a title: give --paper and --title, or neither")
	}
	if err := s.openToSign(ledger.KindDutyDone, c.Yes); err != nil {
		return err
	}
	o, err := s.obligation(c.Obligation)
	if err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	body := ledger.DutyDone{Obligation: o.Obligation, Period: ledger.Date(c.Period), On: on}
	if body.Period == "" && o.Duty != nil && o.Duty.Every != "once" {
		body.Period = o.Duty.Next
	}
	if c.Paper != "" {
		paper, err := s.paper(c.Paper, c.Title)
		if err != nil {
			return err
		}
		body.Paper = &paper
	}
	return s.stateFor(party, ledger.KindDutyDone, "Duty recorded as done", body, c.Yes, "obligation", "show", o.Obligation)
}

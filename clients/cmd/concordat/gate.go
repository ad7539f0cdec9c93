package main

import (
	"concordat/ledger"
)

type gateCommands struct {
	Pass gatePass `cmd:"" help:"record that something which must come first is done"`
}

type gatePass struct {
	Motion   string `arg:"" help:"the motion, which is also its decision's reference"`
	Gate     string `arg:"" help:"what is done, as the terms of the MoU name it"`
	Evidence string `required:"" placeholder:"FILE" help:"the paper that shows it"`
	Title    string `required:"" placeholder:"TITLE" help:"the paper's title"`
	On       string `required:"" placeholder:"DATE" help:"the day on which it was done"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (gatePass) Help() string {
	return `
concordat gate pass GM-2015-013 involvement --evidence report.pdf \
  --title "Report on involvement" --on 2015-12-01 --as secretary`
}

// Run records it, with the paper beside the ledger.
func (c *gatePass) Run(s *session) error {
	if err := s.openToSign(ledger.KindGatePassed, c.Yes); err != nil {
		return err
	}
	paper, err := s.paper(c.Evidence, c.Title)
	if err != nil {
		return err
	}
	body := ledger.GatePassed{Motion: c.Motion, Gate: c.Gate, Evidence: paper, On: ledger.Date(c.On)}
	return s.stateMeeting(ledger.KindGatePassed, "Recorded as done", body, c.Yes, "motion", "show", c.Motion)
}

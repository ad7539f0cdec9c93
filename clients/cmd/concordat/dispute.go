package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
)

type disputeCommands struct {
	List   disputeList   `cmd:"" help:"list the disputes and how far each has climbed"`
	Raise  disputeRaise  `cmd:"" help:"raise a dispute, as an officer"`
	Settle disputeSettle `cmd:"" help:"say how a dispute is settled, as an officer"`
}

type disputeList struct {
	Party string `placeholder:"PARTY" help:"only those of this party"`
}

func (disputeList) Help() string {
	return `
concordat dispute list`
}

// Run lists the disputes.
func (c *disputeList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "party", c.Party)
	all, err := s.client.Disputes(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(all, func() {
		t := newTable(whole("Dispute"), left("About"), left("Between"), left("Status"), left("Step"), left("Until"))
		for _, d := range all.Items {
			until := ""
			if d.Due != "" {
				until = shortWhen(d.Due)
			}
			t.add(d.Ref, d.About+": "+d.Matter, joined(append([]string{d.By}, d.With...)), d.Words, strings.ReplaceAll(d.Step, "_", " "), until)
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(all.Items), "dispute", "disputes"), counted(all.AsAt, "entry", "entries"))
	})
}

type disputeRaise struct {
	About  string   `arg:"" help:"the decision or obligation that it is about"`
	Matter string   `arg:"" help:"what is in dispute"`
	With   []string `required:"" placeholder:"PARTIES" help:"the other parties"`
	Step   string   `placeholder:"STEP" help:"the first step, where the MoU has several ladders"`
	Party  string   `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes    bool     `short:"y" help:"do not ask"`
}

func (disputeRaise) Help() string {
	return `
concordat dispute raise GM-2015-006/003 "The share was worked out on old lists" \
  --with 01G --as bury-officer`
}

// Run raises the dispute. Its steps and their times are what the rules work out.
func (c *disputeRaise) Run(s *session) error {
	if err := s.openToSign(ledger.KindDisputeRaised, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	for i := range c.With {
		if err := s.resolve(&c.With[i]); err != nil {
			return err
		}
	}
	slices.Sort(c.With)
	all, err := s.client.Disputes(s.ctx, nil)
	if err != nil {
		return err
	}
	n := 1
	for _, d := range all.Items {
		if d.By == party {
			n++
		}
	}
	body := ledger.DisputeRaised{Dispute: fmt.Sprintf("%s-D%d", party, n), With: c.With, About: c.About, Matter: c.Matter, Steps: []ledger.DisputeStep{}}
	if c.Step != "" {
		body.Steps = []ledger.DisputeStep{{Step: c.Step}}
	}
	dates, err := s.dates(ledger.KindDisputeRaised, party, body)
	if err != nil {
		return err
	}
	body.Steps = nil
	for step, due := range dates {
		body.Steps = append(body.Steps, ledger.DisputeStep{Step: step, Due: ledger.Time(due)})
	}
	slices.SortFunc(body.Steps, func(a, b ledger.DisputeStep) int { return strings.Compare(string(a.Due), string(b.Due)) })
	for _, step := range body.Steps {
		s.say("%s until %s", strings.ReplaceAll(step.Step, "_", " "), when(step.Due))
	}
	return s.stateFor(party, ledger.KindDisputeRaised, "Dispute raised", body, c.Yes, "dispute", "list")
}

type disputeSettle struct {
	Dispute string `arg:"" help:"the dispute's reference, such as 00V-D1"`
	How     string `arg:"" help:"how it is settled: all its parties say the same words"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (disputeSettle) Help() string {
	return `
concordat dispute settle 00V-D1 "The share is worked out anew." --as bury-officer`
}

// Run says how it is settled.
func (c *disputeSettle) Run(s *session) error {
	if err := s.openToSign(ledger.KindDisputeSettled, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	return s.stateFor(party, ledger.KindDisputeSettled, "Settlement stated", ledger.DisputeSettled{Dispute: c.Dispute, How: c.How}, c.Yes, "dispute", "list")
}

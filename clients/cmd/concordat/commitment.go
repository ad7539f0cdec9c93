package main

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
)

type commitmentCommands struct {
	List commitmentList `cmd:"" help:"list the leads, what each may commit and has committed"`
	Make commitmentMake `cmd:"" help:"commit within the limits delegated to your party as a lead"`
}

type commitmentList struct {
	Function string `placeholder:"ID" help:"only the leads of this function"`
}

func (commitmentList) Help() string {
	return `
concordat commitment list
concordat commitment list --function ambulance-commissioning`
}

// Run lists the leads.
func (c *commitmentList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "function", c.Function)
	leads, err := s.client.Leads(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(leads, func() {
		for _, l := range leads.Items {
			until := ""
			if l.Until != "" {
				until = " to " + plainDay(l.Until)
			}
			if !l.InForce {
				until += ", but not today"
			}
			s.title(l.Decision, l.Name+" leads "+strings.ReplaceAll(l.Function, "-", " ")+" from "+plainDay(l.From)+until)
			t := newTable(left("Limit"), right("May commit"), right("Used"), right("Left"))
			t.add("one action", ledger.Pounds(l.Limit.Action), "", "")
			for _, year := range slices.Sorted(maps.Keys(l.Years)) {
				t.add(year, ledger.Pounds(l.Limit.Year), ledger.Pounds(l.Years[year]), ledger.Pounds(l.Limit.Year-l.Years[year]))
			}
			t.add("in all", ledger.Pounds(l.Limit.Life), ledger.Pounds(l.Life), ledger.Pounds(l.Limit.Life-l.Life))
			t.write(s.out, s.width)
			for _, m := range l.Commitments {
				s.paragraph(2, ledger.Pounds(m.Pence)+" in "+m.Year+": "+m.What+" (entry "+thousands(m.Entry)+")")
			}
			s.print("")
		}
		s.print("%s. As at %s.", counted(len(leads.Items), "lead", "leads"), counted(leads.AsAt, "entry", "entries"))
	})
}

type commitmentMake struct {
	Function string `arg:"" help:"the function that your party leads"`
	What     string `arg:"" help:"what is committed"`
	Year     string `required:"" placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	amount
	By    []string `sep:"none" placeholder:"PARTY=POUNDS" help:"what a party bears, again for each; without it your party bears all"`
	Party string   `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool     `short:"y" help:"do not ask"`
}

func (commitmentMake) Help() string {
	return `
concordat commitment make ambulance-commissioning "One more crew" \
  --year 2015-16 --amount 50000 --by salford=30000 --by bury=20000 \
  --as salford-officer`
}

// Run commits.
func (c *commitmentMake) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if _, _, err := ledger.YearDays(c.Year); err != nil {
		return usage("--year: %v", err)
	}
	if err := s.openToSign(ledger.KindCommitmentMade, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	body := ledger.CommitmentMade{Function: c.Function, What: c.What, Year: c.Year, Pence: pence}
	for _, part := range c.By {
		code, amount, ok := strings.Cut(part, "=")
		if !ok {
			return usage("--by is a party and what it bears, such as 00V=20000, not %q", part)
		}
		if err := s.resolve(&code); err != nil {
			return err
		}
		if body.By == nil {
			body.By = map[string]int64{}
		}
		if _, twice := body.By[code]; twice {
			return usage("--by names %s twice", code)
		}
		if body.By[code], err = parseMoney(amount); err != nil {
			return err
		}
	}
	return s.stateFor(party, ledger.KindCommitmentMade, "Commitment recorded", body, c.Yes, "commitment", "list", "--function", c.Function)
}

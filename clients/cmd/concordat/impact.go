package main

import (
	"strings"

	"concordat/ledger"
)

type motionImpact struct {
	Motion   string `arg:"" help:"the motion's reference"`
	File     string `arg:"" optional:"" help:"the lines as FILE.csv: party,line,year,amount, in pounds, below nothing where it saves; or the statement in JSON, or -. With --dispute the lines as your party says they are"`
	Baseline string `placeholder:"WORDS" help:"what the lines in FILE.csv are measured against"`
	Agree    bool   `xor:"answer" help:"agree to your party's lines, as its officer"`
	Dispute  bool   `xor:"answer" help:"dispute your party's lines, as its officer"`
	Party    string `placeholder:"PARTY" help:"the party that you speak for, if there are several"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (motionImpact) Help() string {
	return `
# impact.csv: party,line,year,amount and a row for each, in pounds
concordat motion impact GM-2015-014 impact.csv \
  --baseline "The plan for 2015-16" --as bury-member
# or all of it in JSON, with amounts in pence
concordat motion impact GM-2015-014 impact.json --as bury-member
# where impact.json is, for instance
# {"baseline": "The plan for 2015-16", "lines":
#  [{"party": "00V", "line": "tariff", "year": "2016-17", "pence": 9600000}]}
concordat motion impact GM-2015-014 --agree --as bury-officer
concordat motion impact GM-2015-014 ours.csv --dispute --as wigan-officer`
}

// Run states an impact, or answers one.
func (c *motionImpact) Run(s *session) error {
	kind, title := ledger.KindImpactStated, "Impact stated"
	switch {
	case c.Agree:
		kind, title = ledger.KindImpactAgreed, "Impact agreed"
	case c.Dispute:
		kind, title = ledger.KindImpactDisputed, "Impact disputed"
	}
	if c.File == "" && !c.Agree && !c.Dispute {
		return usage("name the file with the statement, or answer it with --agree or --dispute")
	}
	if c.File != "" && c.Agree {
		return usage("to agree is to agree to the lines as they stand: leave the file out")
	}
	var stated ledger.ImpactStated
	if c.File != "" {
		if err := c.read(s, &stated); err != nil {
			return err
		}
	}
	if err := s.openToSign(kind, c.Yes); err != nil {
		return err
	}
	for i := range stated.Lines { // a spreadsheet has names
		if err := s.resolve(&stated.Lines[i].Party); err != nil {
			return err
		}
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	if !c.Agree && !c.Dispute {
		stated.Motion, stated.Text = m.Ref, m.TextID
		party, err := s.seatParty(c.Party)
		if err != nil {
			return err
		}
		done, err := s.state(kind, party, stated, "State this?", c.Yes)
		if err != nil {
			return err
		}
		if err := s.recorded(title, done); err != nil {
			return err
		}
		s.say("each party in it now answers: %s", s.command("motion", "impact", m.Ref, "--agree", "--as", "OFFICER"))
		return nil
	}
	if m.Impact == nil {
		return refusal(ledger.CodeStale, "no impact statement stands on the present text of %s", m.Ref)
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	var body any = ledger.ImpactAgreed{Motion: m.Ref, Impact: m.Impact.ID}
	if c.Dispute {
		body = ledger.ImpactDisputed{Motion: m.Ref, Impact: m.Impact.ID, Lines: stated.Lines}
	}
	return s.stateFor(party, kind, title, body, c.Yes, "motion", "show", m.Ref)
}

// read reads the lines out of a spreadsheet, or the whole statement in JSON.
func (c *motionImpact) read(s *session, stated *ledger.ImpactStated) error {
	if !strings.HasSuffix(strings.ToLower(c.File), ".csv") {
		if c.Baseline != "" {
			return usage("%s says its baseline itself: leave out --baseline", c.File)
		}
		return s.inputJSON(c.File, stated)
	}
	if (c.Baseline == "") != c.Dispute {
		return usage("whoever states lines says what they are measured against, with --baseline; whoever disputes them leaves it out")
	}
	t, err := s.sheet(c.File, []string{"party", "line", "year", "amount"}, nil)
	if err != nil {
		return err
	}
	stated.Baseline = c.Baseline
	for _, row := range t.rows {
		stated.Lines = append(stated.Lines, ledger.ImpactLine{Party: t.text(row, "party"), Line: t.text(row, "line"), Year: t.text(row, "year"), Pence: t.money(row, "amount", true)})
	}
	return t.err()
}

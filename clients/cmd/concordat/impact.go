package main

import "concordat/ledger"

type motionImpact struct {
	Motion  string `arg:"" help:"the motion's reference"`
	File    string `arg:"" optional:"" help:"the statement in JSON, or -: baseline and lines; with --dispute the lines as your party says they are"`
	Agree   bool   `xor:"answer" help:"agree to your party's lines, as its officer"`
	Dispute bool   `xor:"answer" help:"dispute your party's lines, as its officer"`
	Party   string `placeholder:"PARTY" help:"the party that you speak for, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (motionImpact) Help() string {
	return `
concordat motion impact GM-2015-014 impact.json --as bury-member
# where impact.json is, for instance
# {"baseline": "The plan for 2015-16", "lines":
#  [{"party": "00V", "line": "tariff", "year": "2016-17", "pence": 9600000}]}
concordat motion impact GM-2015-014 --agree --as bury-officer
concordat motion impact GM-2015-014 ours.json --dispute --as wigan-officer`
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
		if err := s.inputJSON(c.File, &stated); err != nil {
			return err
		}
	}
	if err := s.openToSign(kind, c.Yes); err != nil {
		return err
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

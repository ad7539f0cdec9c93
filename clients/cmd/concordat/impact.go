package main

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type impactCommands struct {
	State   impactState   `cmd:"" help:"state what a motion costs or saves each party, as its mover or the secretary"`
	Agree   impactAgree   `cmd:"" help:"agree to your party's lines, as its officer"`
	Dispute impactDispute `cmd:"" help:"dispute your party's lines, as its officer, and say what they are"`
}

type impactState struct {
	Motion   string `arg:"" help:"the motion's reference"`
	File     string `arg:"" help:"the lines as FILE.csv: party,line,year,amount, in pounds, below nothing where it saves; or the statement in JSON, or -"`
	Baseline string `placeholder:"WORDS" help:"what the lines in FILE.csv are measured against"`
	Party    string `placeholder:"PARTY" help:"the party that you speak for, if there are several"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (impactState) Help() string {
	return `
# impact.csv: party,line,year,amount and a row for each, in pounds
concordat impact state GM-2015-014 impact.csv \
  --baseline "The plan for 2015-16" --as bury-member
# or all of it in JSON, with amounts in pence
concordat impact state GM-2015-014 impact.json --as bury-member
# where impact.json is, for instance
# {"baseline": "The plan for 2015-16", "lines":
#  [{"party": "00V", "line": "tariff", "year": "2016-17", "pence": 9600000}]}`
}

// Run states an impact.
func (c *impactState) Run(s *session) error {
	csv := isCSV(c.File)
	if csv && c.Baseline == "" {
		return usage("say of the lines what they are measured against, with --baseline")
	}
	if !csv && c.Baseline != "" {
		return usage("%s says its baseline itself: leave out --baseline", c.File)
	}
	stated, err := s.impactLines(c.File)
	if err != nil {
		return err
	}
	if csv {
		stated.Baseline = c.Baseline
	}
	if err := s.openToSign(ledger.KindImpactStated, c.Yes); err != nil {
		return err
	}
	m, err := s.impactOf(c.Motion, &stated)
	if err != nil {
		return err
	}
	stated.Motion, stated.Text = m.Ref, m.TextID
	party, err := s.seatParty(c.Party)
	if err != nil {
		return err
	}
	done, err := s.state(ledger.KindImpactStated, party, stated, "State this?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Impact stated", done); err != nil {
		return err
	}
	s.say("each party in it now answers: %s", s.command("impact", "agree", m.Ref, "--as", "OFFICER"))
	return nil
}

type impactAgree struct {
	Motion string `arg:"" help:"the motion's reference"`
	Party  string `placeholder:"PARTY" help:"the party that you speak for, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (impactAgree) Help() string {
	return `
concordat impact agree GM-2015-014 --as bury-officer`
}

// Run agrees to a party's lines.
func (c *impactAgree) Run(s *session) error {
	return s.answerImpact(ledger.KindImpactAgreed, "Impact agreed", c.Motion, c.Party, c.Yes, ledger.ImpactStated{}, "")
}

type impactDispute struct {
	Motion string `arg:"" help:"the motion's reference"`
	File   string `arg:"" optional:"" help:"the lines as your party says they are: FILE.csv with party,line,year,amount, in pounds; or {\"lines\": [...]} in JSON, or -"`
	Reason string `name:"reason-file" placeholder:"FILE" help:"why, in at most 500 characters: other parties will see it, and it can be erased later only by a recorded order"`
	Party  string `placeholder:"PARTY" help:"the party that you speak for, if there are several"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (impactDispute) Help() string {
	return `
concordat impact dispute GM-2015-014 ours.csv --as wigan-officer
# or without saying what they are
concordat impact dispute GM-2015-014 --reason-file why.txt --as wigan-officer`
}

// Run disputes a party's lines.
func (c *impactDispute) Run(s *session) error {
	var theirs ledger.ImpactStated
	if c.File != "" {
		var err error
		if theirs, err = s.impactLines(c.File); err != nil {
			return err
		}
	}
	return s.answerImpact(ledger.KindImpactDisputed, "Impact disputed", c.Motion, c.Party, c.Yes, theirs, c.Reason)
}

// answerImpact agrees to a party's lines of the impact statement that stands, or
// disputes them with what they are, and why where a file says so.
func (s *session) answerImpact(kind, title, motion, named string, yes bool, theirs ledger.ImpactStated, reasonFile string) error {
	if err := s.openToSign(kind, yes); err != nil {
		return err
	}
	m, err := s.impactOf(motion, &theirs)
	if err != nil {
		return err
	}
	if m.Impact == nil {
		return advised(ledger.CodeStale, "its mover or the secretary states one: "+s.command("impact", "state", m.Ref, "FILE"), "no impact statement stands on the present text of %s", m.Ref)
	}
	party, err := s.officerParty(named)
	if err != nil {
		return err
	}
	var body any = ledger.ImpactAgreed{Motion: m.Ref, Impact: m.Impact.ID}
	if kind == ledger.KindImpactDisputed {
		reason, err := s.keepFile(reasonFile)
		if err != nil {
			return err
		}
		body = ledger.ImpactDisputed{Motion: m.Ref, Impact: m.Impact.ID, Lines: theirs.Lines, Reason: reason}
	}
	return s.stateFor(party, kind, title, body, yes, "motion", "show", m.Ref)
}

// impactOf reads the motion, and the parties of the lines as a spreadsheet names them.
func (s *session) impactOf(motion string, stated *ledger.ImpactStated) (m api.Motion, err error) {
	for i := range stated.Lines {
		if err := s.resolve(&stated.Lines[i].Party); err != nil {
			return m, err
		}
	}
	return s.motion(motion)
}

func isCSV(file string) bool { return strings.HasSuffix(strings.ToLower(file), ".csv") }

// impactLines reads the lines out of a spreadsheet, or the whole statement in JSON.
func (s *session) impactLines(file string) (stated ledger.ImpactStated, err error) {
	if !isCSV(file) {
		return stated, s.inputJSON(file, &stated)
	}
	t, err := s.sheet(file, []string{"party", "line", "year", "amount"}, nil)
	if err != nil {
		return stated, err
	}
	for _, row := range t.rows {
		stated.Lines = append(stated.Lines, ledger.ImpactLine{Party: t.text(row, "party"), Line: t.text(row, "line"), Year: t.text(row, "year"), Pence: t.money(row, "amount", true)})
	}
	return stated, t.err()
}

package main

import (
	"strings"

	"concordat/ledger"
)

type interestCommands struct {
	Declare interestDeclare `cmd:"" help:"declare an interest of your own"`
	Rule    interestRule    `cmd:"" help:"rule on somebody else's interest"`
}

type interestDeclare struct {
	Motion string `arg:"" optional:"" help:"the motion that it bears on; without one it bears on all"`
	Nature string `required:"" placeholder:"financial|professional|personal|indirect" help:"what kind of interest"`
	Known  string `required:"" placeholder:"DATE" help:"the day on which you became aware of it"`
	Detail string `name:"detail-file" placeholder:"FILE" help:"what it is, in at most 500 characters, or - for standard input: it is kept as personal text"`
	Party  string `placeholder:"PARTY" help:"the party that you speak for; default that of your seat"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (interestDeclare) Help() string {
	return `
concordat interest declare GM-2015-013 --nature financial --known 2015-11-20 --as oldham-member`
}

// Run declares the interest.
func (c *interestDeclare) Run(s *session) error {
	if err := oneOf("--nature", c.Nature, "financial", "professional", "personal", "indirect"); err != nil {
		return err
	}
	known := ledger.Date(c.Known)
	if err := known.Check(); err != nil {
		return usage("--known: %v", err)
	}
	if err := s.openToSign(ledger.KindInterestDeclared, c.Yes); err != nil {
		return err
	}
	if c.Motion != "" {
		if _, err := s.motion(c.Motion); err != nil {
			return err
		}
	}
	party, err := s.seatParty(c.Party)
	if err != nil {
		return err
	}
	detail, err := s.keepFile(c.Detail)
	if err != nil {
		return err
	}
	body := ledger.InterestDeclared{Motion: c.Motion, Nature: c.Nature, Known: known, Detail: detail}
	done, err := s.state(ledger.KindInterestDeclared, party, body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Interest declared", done); err != nil {
		return err
	}
	s.say("two people rule on it: %s", s.command("interest", "rule", orREF(c.Motion), shortID(done.ID), "may_speak", "--as", "NAME"))
	return nil
}

func orREF(ref string) string {
	if ref == "" {
		return "REF"
	}
	return ref
}

type interestRule struct {
	Motion   string `arg:"" help:"the motion that the ruling is for"`
	Interest string `arg:"" help:"the person who declared it, or the beginning of the declaration's id"`
	Ruling   string `arg:"" help:"noted, may_speak (and not vote) or withdraws"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (interestRule) Help() string {
	return `
# takes effect once a second person has ruled the same
concordat interest rule GM-2015-013 oldham-member may_speak --as chair`
}

// Run rules on the interest.
func (c *interestRule) Run(s *session) error {
	if err := oneOf("the ruling", c.Ruling, ledger.InterestNoted, ledger.InterestMaySpeak, ledger.InterestWithdraws); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindInterestRuled, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	var found []ledger.InterestFacts
	var people []string
	for _, i := range m.Interests {
		people = append(people, i.Person)
		if i.Person == c.Interest || len(c.Interest) >= 8 && strings.HasPrefix(string(i.ID), c.Interest) {
			found = append(found, i)
		}
	}
	switch {
	case len(found) == 0:
		return refusal(ledger.CodeNotFound, "no interest declared in %s is %s's, or has that id%s", m.Ref, c.Interest, didYouMean(c.Interest, people))
	case len(found) > 1:
		return usage("%s has declared %s: name one by the beginning of its id", c.Interest, counted(len(found), "interest", "interests"))
	}
	body := ledger.InterestRuled{Interest: found[0].ID, Motion: m.Ref, Ruling: c.Ruling}
	done, err := s.state(ledger.KindInterestRuled, "", body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Ruling recorded", done); err != nil {
		return err
	}
	s.next("motion", "show", m.Ref)
	return nil
}

// interest shows a declared interest and what was ruled on it.
func (s *session) interest(i ledger.InterestFacts) {
	line := i.Person + ": " + i.Nature + ", known since " + day(i.Known) + ", id " + shortID(i.ID)
	for _, r := range i.Rulings {
		line += "; " + r.Person + " ruled: " + strings.ReplaceAll(r.Ruling, "_", " ")
	}
	if len(i.Rulings) == 0 {
		line += "; not ruled on yet"
	}
	s.paragraph(2, line)
}

// shortID is enough of an id to name it on a command line.
func shortID(d ledger.Digest) string { return string(d[:min(12, len(d))]) }

package main

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type mouCommands struct {
	List   mouList   `cmd:"" help:"list the versions, and who has signed each"`
	Show   mouShow   `cmd:"" help:"show the MoU, or one of its clauses"`
	New    mouNew    `cmd:"" help:"start a new agreement's folder"`
	Check  mouCheck  `cmd:"" help:"check an agreement's folder: may it be adopted, and what does it come to?"`
	Diff   mouDiff   `cmd:"" help:"say what changed between two folders or versions"`
	Draft  mouDraft  `cmd:"" help:"put a draft of the next version before the parties"`
	Answer mouAnswer `cmd:"" help:"say your party's position on a draft, as an officer"`
	Open   mouOpen   `cmd:"" help:"open the first version for signature, as the secretary"`
	Sign   mouSign   `cmd:"" help:"sign the version in force for your party, as an officer"`
	Status mouStatus `cmd:"" help:"show who has signed, who is late, and what each says of a draft"`
	Replay mouReplay `cmd:"" help:"show which past decisions a draft would have changed"`
}

type mouList struct{}

func (mouList) Help() string {
	return `
concordat mou list`
}

// Run lists the versions.
func (c *mouList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	versions, err := s.client.MoUs(s.ctx)
	if err != nil {
		return err
	}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(versions, func() {
		t := newTable(right("Version"), left("Title"), whole("Code"), whole("From"), left("By"), right("Signed"))
		for _, m := range versions.Items {
			by := m.Decision
			if by == "" {
				by = "the founding"
			}
			t.add(thousands(m.Version), m.Title, m.RulesCode, shortDay(m.Adopted.Day()), by, fmt.Sprintf("%d of %d", len(m.Signed), len(parties.Items)))
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(versions.Items), "version", "versions"), counted(versions.AsAt, "entry", "entries"))
		if n := len(versions.Items); n > 1 {
			s.next("mou", "diff", fmt.Sprint(n-1), fmt.Sprint(n))
		} else {
			s.next("mou", "show")
		}
	})
}

type mouSign struct {
	Affirms  []string `placeholder:"DECISION" help:"earlier decisions that your party takes on by signing"`
	Founding string   `placeholder:"CODE" help:"the founding code that the secretary told you: nothing is signed in a ledger with another"`
	Party    string   `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes      bool     `short:"y" help:"do not ask"`
}

func (mouSign) Help() string {
	return `
# read it first
concordat mou show
concordat mou sign --as trafford-officer
# with the code that the secretary told you by another way
concordat mou sign --founding "7K3M PQ2X 9ZWD" --as trafford-officer`
}

// Run signs the version in force. The signature covers its code and that of the
// founding, which officers compare with each other by another way.
func (c *mouSign) Run(s *session) error {
	if err := s.openToSign(ledger.KindMoUSigned, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	if said := plainCode(c.Founding); said != "" && said != plainCode(s.ledger.FoundingCode) {
		return refusal(ledger.CodeConflict, "the founding code of this ledger is %s, and you were told %s: sign nothing, and ask the secretary", s.ledger.FoundingCode, c.Founding)
	}
	if s.ledger.MoU == 0 {
		return advised(ledger.CodeNotFound, "the secretary opens it: "+s.command("mou", "open", "--title", "TITLE", "--as", "secretary"), "the MoU is not open for signature yet")
	}
	m, err := s.client.MoU(s.ctx, s.ledger.MoU)
	if err != nil {
		return err
	}
	s.say("version %d has the code %s, and the founding %s: compare both with another officer's", m.Version, m.RulesCode, s.ledger.FoundingCode)
	slices.Sort(c.Affirms)
	body := ledger.MoUSigned{Version: m.Version, Rules: m.Rules, Founding: s.ledger.Founding, Affirms: c.Affirms}
	return s.stateFor(party, ledger.KindMoUSigned, "MoU signed", body, c.Yes, "mou", "status")
}

// plainCode is a code as people copy it, without what sets its parts apart.
func plainCode(code string) string { return strings.ToUpper(strings.ReplaceAll(code, " ", "")) }

type mouOpen struct {
	Title string `required:"" placeholder:"TITLE" help:"the title of the first version"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (mouOpen) Help() string {
	return `
# the founding fixed its rules; each party then signs it
concordat mou open --title "Memorandum of understanding" --as secretary`
}

// Run opens the first version for signature, under the rules that the founding fixed.
func (c *mouOpen) Run(s *session) error {
	if err := s.openToSign(ledger.KindMoUAdopted, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindMoUAdopted, "Open for signature", ledger.MoUAdopted{Version: 1, Title: c.Title, Rules: s.ledger.Rules}, c.Yes, "mou", "status")
}

type mouShow struct {
	Clause  string `arg:"" optional:"" help:"a clause, such as 5.3, or a part, such as 5"`
	Version int64  `placeholder:"N" help:"a version of the MoU; default the latest"`
}

func (mouShow) Help() string {
	return `
# who signed, and what clauses there are
concordat mou show
# the words of one
concordat mou show 5.3`
}

// Run shows the agreement.
func (c *mouShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	version := c.Version
	if version == 0 {
		version = s.ledger.MoU
	}
	if version == 0 {
		return refusal(ledger.CodeNotFound, "no version of the MoU has been adopted")
	}
	m, err := s.client.MoU(s.ctx, version)
	if err != nil {
		return err
	}
	if c.Clause == "" {
		return s.answer(m, func() { s.mou(m) })
	}
	var found []api.Clause
	var ids []string
	for _, cl := range m.Clauses {
		ids = append(ids, cl.ID)
		if cl.ID == c.Clause || strings.HasPrefix(cl.ID, c.Clause+".") {
			found = append(found, cl)
		}
	}
	if len(found) == 0 {
		return refusal(ledger.CodeNotFound, "version %d has no clause %s%s", version, c.Clause, didYouMean(c.Clause, ids))
	}
	return s.answer(found, func() {
		for i, cl := range found {
			if i > 0 {
				s.print("")
			}
			s.print("%s  %s", cl.ID, cl.Title)
			for p := range strings.SplitSeq(cl.Text, "\n\n") {
				s.paragraph(2, p)
			}
		}
		s.say("version %d of the MoU, whose code is %s", m.Version, m.RulesCode)
	})
}

func (s *session) mou(m api.MoUVersion) {
	s.paragraph(0, m.Title)
	var f facts
	since := "opened for signature on " + day(m.Adopted.Day())
	if m.Decision != "" {
		since = "in force since " + day(m.Adopted.Day()) + " by " + m.Decision
	}
	f.add("  Version", "%d, %s", m.Version, since)
	f.add("  Code", "%s", m.RulesCode)
	f.add("  Entry", "%s", thousands(m.Entry))
	f.write(s.out, s.width)
	s.heading("Signed by")
	t := newTable(whole("Code"), left("Party"), left("Officer"), whole("On"), right("Entry"))
	for _, g := range m.Signed {
		officer := g.Officer
		if officer == "" {
			officer = "bound by " + m.Decision
		}
		t.add(g.Party, g.Name, officer, shortDay(g.Time.Day()), thousands(g.Entry))
	}
	t.write(s.out, s.width)
	if len(m.Signed) == 0 {
		s.paragraph(2, "Nobody yet.")
	}
	s.heading("Clauses")
	t = newTable(whole("Clause"), left("Title"))
	for _, cl := range m.Clauses {
		t.add(cl.ID, cl.Title)
	}
	t.write(s.out, s.width)
	s.next("mou", "show", first(m.Clauses, func(cl api.Clause) string { return cl.ID }))
}

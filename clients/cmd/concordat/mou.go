package main

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type mouCommands struct {
	Show   mouShow   `cmd:"" help:"show the MoU, or one of its clauses"`
	New    mouNew    `cmd:"" help:"start a new agreement's folder"`
	Check  mouCheck  `cmd:"" help:"check an agreement's folder: may it be adopted, and what does it come to?"`
	Diff   mouDiff   `cmd:"" help:"say what changed between two folders or versions"`
	Draft  mouDraft  `cmd:"" help:"put a draft of the next version before the parties"`
	Answer mouAnswer `cmd:"" help:"say your party's position on a draft, as an officer"`
	Status mouStatus `cmd:"" help:"show the drafts and what each party says"`
	Replay mouReplay `cmd:"" help:"show which past decisions a draft would have changed"`
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
	f.add("  Version", "%d, opened for signature on %s", m.Version, day(m.Adopted.Day()))
	f.add("  Code", "%s", m.RulesCode)
	f.add("  Entry", "%s", thousands(m.Entry))
	f.write(s.out, s.width)
	s.heading("Signed by")
	t := newTable(whole("Code"), left("Party"), left("Officer"), whole("On"), right("Entry"))
	for _, g := range m.Signed {
		t.add(g.Party, g.Name, g.Officer, shortDay(g.Time.Day()), thousands(g.Entry))
	}
	t.write(s.out, s.width)
	s.heading("Clauses")
	t = newTable(whole("Clause"), left("Title"))
	for _, cl := range m.Clauses {
		t.add(cl.ID, cl.Title)
	}
	t.write(s.out, s.width)
	s.next("mou", "show", first(m.Clauses, func(cl api.Clause) string { return cl.ID }))
}

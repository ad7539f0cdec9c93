package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type motionShow struct {
	Motion string `arg:"" help:"the motion's reference"`
	All    bool   `help:"show the votes that were replaced, too"`
}

func (motionShow) Help() string {
	return `
concordat motion show GM-2015-012`
}

// Run shows one motion.
func (c *motionShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	m, err := s.client.MotionNeeding(s.ctx, c.Motion)
	if err := notFound(err, c.Motion, s.motionRefs); err != nil {
		return err
	}
	names, err := s.partyNames()
	if err != nil {
		return err
	}
	var since string
	if m.Status.Status == ledger.MotionDecided && !s.JSON {
		if since, err = s.sinceDecided(m.Ref); err != nil {
			return err
		}
	}
	var ahead api.Preview
	mine := ""
	if !s.JSON && (m.Impact != nil || m.Pool != nil) && slices.Contains([]string{ledger.MotionDraft, ledger.MotionNotice, ledger.MotionOpen, ledger.MotionShown}, m.Status.Status) {
		// What it is about is shown all the same where the rules give no answer.
		ahead, _ = s.client.Preview(s.ctx, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
		if mine, err = s.mine(""); err != nil {
			return err
		}
	}
	return s.answer(m, func() { s.showMotion(m, names, c.All, since, ahead.Stakes, mine) })
}

// sinceDecided says what became of the decision on a motion, where it was carried.
func (s *session) sinceDecided(ref string) (string, error) {
	d, err := s.decision(ref)
	if err != nil {
		return "", err
	}
	if d.Outcome != ledger.OutcomeCarried {
		return "", nil
	}
	words := d.Words
	for _, v := range d.Variations {
		words += fmt.Sprintf("; %s by %s (entry %s)", v.How, v.By, thousands(v.Entry))
	}
	return words, nil
}

func (s *session) showMotion(m api.Motion, names map[string]string, all bool, since string, stakes []ledger.Stake, mine string) {
	s.title(m.Ref, m.Title)
	s.own(m, stakes, names, mine)
	var f facts
	f.add("  Status", "%s", m.Words)
	if since != "" {
		f.add("  Decision", "%s", since)
	}
	if m.Notice != nil {
		f.add("  Opens", "%s", when(m.Notice.Opens))
		f.add("  Closes", "%s", when(m.Notice.Closes))
	}
	mover := m.Mover
	if m.MoverParty != "" {
		mover = names[m.MoverParty] + " (" + m.Mover + ")"
	}
	f.add("  Moved by", "%s, %s", mover, when(m.Moved))
	f.add("  Type", "%s", api.TypeWords(m.Type))
	f.add("  Route", "%s", api.RouteWords(m.Route))
	f.add("  Function", "%s", strings.ReplaceAll(m.Function, "-", " "))
	if m.Whole != "" {
		f.add("  Part of", "%s", m.Whole)
	}
	if m.Whole != "" && len(m.Texts) == 1 {
		f.add("  Division's code", "%s", ledger.CheckCode(m.TextID)) // all its parts have their texts by it
	} else {
		f.add("  Text's code", "%s", ledger.CheckCode(m.TextID))
	}
	f.write(s.out, s.width)
	s.print("")
	for i, paragraph := range m.Text {
		if i > 0 {
			s.print("")
		}
		s.paragraph(2, paragraph)
	}
	for _, o := range m.Options {
		s.paragraph(2, "Option: "+o)
	}
	if m.Varies != nil {
		s.print("")
		s.paragraph(2, "If it is carried, "+m.Varies.Decision+" is to be "+m.Varies.How+".")
	}
	if a := m.Amends; a != nil {
		s.paragraph(2, fmt.Sprintf("If it is carried, version %d of the MoU is adopted: draft %s, whose rules have the code %s.", a.Version, ledger.CheckCode(a.Draft), ledger.CheckCode(a.Rules)))
	}
	if r := m.Rights; r != nil {
		s.paragraph(2, "If it is carried, these have a vote from "+day(r.From)+until(r.Until)+": "+joined(named(r.Parties, names))+".")
	}
	if p := m.Prolongs; p != nil {
		s.paragraph(2, "If it is carried, the last day of "+strings.ReplaceAll(p.Function, "-", " ")+" is "+day(p.Until)+".")
	}
	s.settles(m, names)
	if x := m.Virement; x != nil {
		s.paragraph(2, fmt.Sprintf("If it is carried, up to %s of %s for %s may move from line %s to line %s.", ledger.Pounds(x.Pence), x.Fund, x.Year, x.From, x.To))
		for _, u := range x.Uses {
			s.paragraph(4, "For "+u.What+": "+ledger.Pounds(u.Pence))
		}
	}
	for _, x := range m.Conditions {
		s.paragraph(2, "Condition: "+x)
	}
	for _, g := range m.Gates {
		s.paragraph(2, "Done: "+inWords(g.Gate)+", on "+day(g.On)+" (entry "+thousands(g.Entry)+")")
	}
	if m.Lapses != "" && m.Opened == nil {
		s.paragraph(2, "It lapses if it is not opened by "+day(m.Lapses)+".")
	}
	for _, p := range m.Papers {
		s.paragraph(2, "Paper: "+p.Title+", code "+ledger.CheckCode(p.SHA256))
	}
	if m.Pool != nil {
		s.heading("Pooled in " + m.Pool.Year + ", held by " + names[m.Pool.Host])
		t := newTable(left("What"), left("Kind"), left("Shared"), whole("Due"), right("Amount"))
		for _, l := range m.Pool.Lines {
			shared := map[string]string{"equal": "equally", "fixed": "by fixed amounts"}[l.Share.By]
			if l.Share.By == "figure" {
				shared = "by " + strings.ReplaceAll(l.Share.Figure, "_", " ")
			}
			t.add(l.What, l.Kind, shared, shortDay(l.Due), ledger.Pounds(l.Pence))
		}
		t.write(s.out, s.width)
	}
	if l := m.Lead; l != nil {
		s.heading("Lead commissioner")
		s.paragraph(2, names[l.Party]+", from "+day(l.From)+until(l.Until)+", committing at most "+ledger.Pounds(l.Limit.Action)+" in one action, "+ledger.Pounds(l.Limit.Year)+" in a year and "+ledger.Pounds(l.Limit.Life)+" in all.")
		for _, d := range l.Duties {
			s.paragraph(4, d.What+", "+map[string]string{"once": "once, by ", "quarter": "every quarter, first by ", "year": "every year, first by "}[d.Every]+day(d.First))
		}
	}
	if r := m.RiskShare; r != nil {
		s.heading("Risk share")
		s.paragraph(2, "Those that gain repay "+thousands(r.Num)+"/"+thousands(r.Den)+" of what the others lose, year by year.")
	}
	if i := m.Impact; i != nil {
		s.heading("What it costs each party")
		s.paragraph(2, "Against: "+i.Baseline)
		t := newTable(left("Party"), left("Line"), whole("Year"), right("Cost"), left("Party says"))
		for _, l := range i.Lines {
			t.add(names[l.Party], strings.ReplaceAll(l.Line, "_", " "), l.Year, ledger.Pounds(l.Pence), i.Positions[l.Party])
		}
		t.write(s.out, s.width)
		s.disputed(*i, m, names)
	}
	s.stakes(stakes, names, "")
	if len(m.Interests) > 0 {
		s.heading("Interests")
		for _, i := range m.Interests {
			s.interest(i)
		}
	}
	if m.Opened != nil {
		s.heading("Votes")
		t := newTable(left("Party"), left("By"), left("Vote"), whole("At"), right("Entry"))
		for _, v := range standing(m.Votes, all) {
			by := v.Person
			if v.Deputy {
				by += ", deputy"
			}
			choice := v.Choice + v.words
			if v.Casting != "" {
				choice += "; casting vote " + v.Casting
			}
			switch {
			case v.Unconfirmed:
				choice += "; recorded by " + v.By + ", not confirmed"
			case v.By != "":
				choice += "; recorded by " + v.By + ", confirmed by " + v.Confirmed
			}
			t.add(names[v.Party], by, choice, shortWhen(v.Time), thousands(v.Entry))
		}
		none := "not yet voted"
		if m.Status.Status == ledger.MotionDecided {
			none = "did not vote"
		}
		for _, w := range m.Waiting {
			if slices.ContainsFunc(m.Votes, func(v ledger.VoteFacts) bool { return v.Seat == w.Seat }) {
				continue // what was recorded says that nobody has confirmed it
			}
			t.add(names[w.Party], "", none, "", "")
		}
		t.write(s.out, s.width)
	}
	if len(m.Instructions) > 0 {
		s.heading("Instructions of governing bodies")
		t := newTable(left("Party"), left("Seat"), left("Vote"), left("Resolution"), right("Entry"))
		for _, i := range m.Instructions {
			choice := i.Choice
			if i.Text != m.TextID {
				choice += ", on an earlier text"
			}
			t.add(names[i.Party], i.Seat, choice, i.Resolution.Ref+" of "+i.Resolution.On.InWords(), thousands(i.Entry))
		}
		t.write(s.out, s.width)
		for _, d := range m.Differing {
			s.print("%s", d.Words)
		}
	}
	if m.Status.Status == ledger.MotionOpen {
		s.needed(m.Needed, m.Unknown)
	}
	s.transfer(m)
	switch m.Status.Status {
	case ledger.MotionOpen:
		s.next("preview", m.Ref, first(m.Waiting, func(w ledger.RollSeat) string { return w.Party })+"=for")
	case ledger.MotionDecided:
		s.next("decision", "show", m.Ref)
	case ledger.MotionDraft:
		s.next("motion", "notice", m.Ref, "--opens", "TIME", "--closes", "TIME", "--as", "secretary")
	case ledger.MotionNotice:
		s.next("motion", "open", m.Ref, "--as", "secretary")
	}
}

// disputed shows what those that dispute their lines of an impact statement say that
// they are, and who can do something about it while that can be done.
func (s *session) disputed(i ledger.ImpactFacts, m api.Motion, names map[string]string) {
	var who []string
	for _, party := range slices.Sorted(maps.Keys(i.Positions)) {
		if i.Positions[party] == "disputed" {
			who = append(who, names[party])
		}
	}
	if len(who) == 0 {
		return
	}
	s.print("")
	s.paragraph(2, "Disputed by "+joined(who)+".")
	t := newTable(left("Party"), left("It says"), whole("Year"), right("Cost"))
	for _, l := range i.Disputed {
		t.add(names[l.Party], strings.ReplaceAll(l.Line, "_", " "), l.Year, ledger.Pounds(l.Pence))
	}
	if len(t.rows) > 0 {
		t.write(s.out, s.width)
	}
	if m.Status.Status == ledger.MotionDraft || m.Status.Status == ledger.MotionNotice {
		s.paragraph(2, "Until it is opened the mover or the secretary can state it anew, which all parties then answer anew, or whoever disputes it can agree.")
	}
}

// needed says what votes are still needed to carry a motion, why that is not known, or that it
// is not worked out yet.
func (s *session) needed(n *api.Needed, unknown string) {
	if n == nil {
		n = &api.Needed{Words: []string{cmp.Or(unknown, api.NeededLater)}}
	}
	s.heading("Still needed")
	for _, words := range n.Words {
		s.paragraph(2, words)
	}
}

// shownVote is a vote and how it stands beside others from its seat.
type shownVote struct {
	ledger.VoteFacts
	words string
}

// standing are the votes that stand, one from each seat, or all of them.
func standing(votes []ledger.VoteFacts, all bool) []shownVote {
	before, after := map[int64]int64{}, map[int64]int64{} // entries, by entry
	stands := map[string]ledger.VoteFacts{}               // by seat
	for _, v := range votes {
		old, ok := stands[v.Seat]
		switch {
		case ok && !v.Replaces(&old):
			after[v.Entry] = old.Entry
			continue
		case ok:
			before[v.Entry], after[old.Entry] = old.Entry, v.Entry
		}
		stands[v.Seat] = v
	}
	var shown []shownVote
	for _, v := range votes {
		words := ""
		if old, ok := before[v.Entry]; ok {
			words = " (replaces entry " + thousands(old) + ")"
		}
		if by, ok := after[v.Entry]; ok {
			words = " (replaced by entry " + thousands(by) + ")"
			if by < v.Entry {
				words = " (entry " + thousands(by) + " stands before it)"
			}
		}
		if all || stands[v.Seat].Entry == v.Entry {
			shown = append(shown, shownVote{v, words})
		}
	}
	return shown
}

// named are the names of parties.
func named(codes []string, names map[string]string) (list []string) {
	for _, code := range codes {
		list = append(list, names[code])
	}
	return list
}

func until(d ledger.Date) string {
	if d == "" {
		return ""
	}
	return " to " + day(d)
}

package main

import (
	"fmt"
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type motionCommands struct {
	List     motionList     `cmd:"" help:"list the motions"`
	Show     motionShow     `cmd:"" help:"show a motion, what it means and who has voted"`
	Move     motionMove     `cmd:"" help:"put a motion to the board"`
	Amend    motionAmend    `cmd:"" help:"replace your motion's text before it opens"`
	Notice   motionNotice   `cmd:"" help:"give notice of a motion, as the secretary"`
	Impact   motionImpact   `cmd:"" help:"state what a motion costs, or agree to it or dispute it"`
	Open     motionOpen     `cmd:"" help:"open a motion for votes, as the secretary"`
	Withdraw motionWithdraw `cmd:"" help:"ask to withdraw a motion"`
}

type motionList struct {
	Status string `placeholder:"STATUS" help:"only those that are draft, notice, open, decided or withdrawn"`
}

func (motionList) Help() string {
	return `
concordat motion list
concordat motion list --status open`
}

// Run lists the motions.
func (c *motionList) Run(s *session) error {
	if err := oneOf("--status", c.Status, "draft", "notice", "open", "decided", "withdrawn"); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	filter := url.Values{}
	if c.Status != "" {
		filter.Set("status", c.Status)
	}
	motions, err := s.client.Motions(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(motions, func() {
		t := newTable(whole("Motion"), left("Title"), left("Status"), left("Closes"), right("Voted"))
		next := ""
		for _, m := range motions.Items {
			voted, closes := "", ""
			if m.Seats > 0 {
				voted = thousands(int64(m.Voted)) + " of " + thousands(int64(m.Seats))
			}
			if m.Closes != "" {
				closes = shortWhen(m.Closes)
			}
			t.add(m.Ref, m.Title, m.Words, closes, voted)
			if next == "" || m.Status.Status == ledger.MotionOpen {
				next = m.Ref
			}
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(motions.Items), "motion", "motions"), counted(motions.AsAt, "entry", "entries"))
		if next != "" {
			s.next("motion", "show", next)
		}
	})
}

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
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	names, err := s.partyNames()
	if err != nil {
		return err
	}
	return s.answer(m, func() { s.showMotion(m, names, c.All) })
}

// motion reads a motion, and suggests one if there is none of that reference.
func (s *session) motion(ref string) (api.Motion, error) {
	m, err := s.client.Motion(s.ctx, ref)
	return m, notFound(err, ref, s.motionRefs)
}

func (s *session) motionRefs() []string {
	motions, err := s.client.Motions(s.ctx, nil)
	if err != nil {
		return nil // no hint is given
	}
	var refs []string
	for _, m := range motions.Items {
		refs = append(refs, m.Ref)
	}
	return refs
}

func (s *session) showMotion(m api.Motion, names map[string]string, all bool) {
	s.title(m.Ref, m.Title)
	var f facts
	f.add("  Status", "%s", m.Words)
	if m.Notice != nil {
		f.add("  Opens", "%s", when(m.Notice.Opens))
		f.add("  Closes", "%s", when(m.Notice.Closes))
	}
	mover := m.Mover
	if m.MoverParty != "" {
		mover = names[m.MoverParty] + " (" + m.Mover + ")"
	}
	f.add("  Moved by", "%s, %s", mover, when(m.Moved))
	f.add("  Type", "%s", typeWords(m.Type))
	f.add("  Route", "%s", routeWords(m.Route))
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
	}
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
			t.add(names[v.Party], by, v.Choice+v.words, shortWhen(v.Time), thousands(v.Entry))
		}
		none := "not yet voted"
		if m.Status.Status == ledger.MotionDecided {
			none = "did not vote"
		}
		for _, w := range m.Waiting {
			t.add(names[w.Party], "", none, "", "")
		}
		t.write(s.out, s.width)
	}
	s.needed(m.Needed)
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

// needed says what votes are still needed to carry a motion, if it was worked out.
func (s *session) needed(n *api.Needed) {
	if n == nil {
		return
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

// standing are the votes that count, the last one from each seat, or all of them.
func standing(votes []ledger.VoteFacts, all bool) []shownVote {
	before, after := map[int64]int64{}, map[int64]int64{} // entries, by entry
	last := map[string]int64{}                            // entries, by seat
	for _, v := range votes {
		if old, ok := last[v.Seat]; ok {
			before[v.Entry], after[old] = old, v.Entry
		}
		last[v.Seat] = v.Entry
	}
	var shown []shownVote
	for _, v := range votes {
		words := ""
		if old, ok := before[v.Entry]; ok {
			words = " (replaces entry " + thousands(old) + ")"
		}
		if by, ok := after[v.Entry]; ok {
			words = " (replaced by entry " + thousands(by) + ")"
		}
		if all || last[v.Seat] == v.Entry {
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

func typeWords(t string) string {
	words := map[string]string{
		ledger.TypeStatement: "statement", ledger.TypeBusinessCase: "business case", ledger.TypePool: "pool resources",
		ledger.TypeLead: "appoint lead commissioner", ledger.TypeReconfiguration: "reconfiguration with risk share", ledger.TypeProcedural: "procedural",
		"mou_amendment": "amend the MoU", "prolongation": "prolong a function",
	}
	if w := words[t]; w != "" {
		return w
	}
	return t
}

func routeWords(r string) string {
	words := map[string]string{
		ledger.RouteAdvisory:           "advisory: binds nobody",
		ledger.RouteCommitteesInCommon: "committees in common: each party decides for itself",
		ledger.RouteJointCommittee:     "joint committee: one decision for all",
	}
	if w := words[r]; w != "" {
		return w
	}
	return r
}

type motionMove struct {
	File   string `arg:"" help:"the motion in JSON, or - for standard input; without its reference it gets the next one"`
	Adopts string `placeholder:"DRAFT" help:"the draft of the MoU that it adopts if it is carried, by its code"`
	Party  string `placeholder:"PARTY" help:"the party that you move it for; default that of your seat"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionMove) Help() string {
	return `
concordat motion move motion.json --as bury-member
# where motion.json is, for instance
# {"title": "Meet on Thursdays", "text": ["That the board meet on Thursdays."],
#  "type": "procedural", "route": "joint_committee", "function": "clinical-strategy"}
# of the type mou_amendment, with the draft's code as concordat mou status shows it
concordat motion move adopt.json --adopts 16HG58WJF32B --as bury-member`
}

// Run moves the motion.
func (c *motionMove) Run(s *session) error {
	var m ledger.Motion
	if err := s.inputJSON(c.File, &m); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindMotionMoved, c.Yes); err != nil {
		return err
	}
	if m.Ref == "" {
		m.Ref = s.ledger.NextMotion
	}
	if c.Adopts != "" {
		d, err := s.draft(c.Adopts)
		if err != nil {
			return err
		}
		m.Amends = &ledger.Amends{Draft: d.ID, Version: d.Version, Rules: d.Rules}
	}
	party, err := s.seatParty(c.Party)
	if err != nil {
		return err
	}
	done, err := s.state(ledger.KindMotionMoved, party, m, "Move this?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Motion moved", done); err != nil {
		return err
	}
	s.next("motion", "notice", m.Ref, "--opens", "TIME", "--closes", "TIME", "--as", "secretary")
	return nil
}

type motionAmend struct {
	File   string `arg:"" help:"the whole motion in JSON as it shall be, or -"`
	Motion string `placeholder:"REF" help:"the motion's reference, if the file does not say"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionAmend) Help() string {
	return `
# notice and impact statement of the old text lapse
concordat motion amend motion.json --motion GM-2015-014 --as bury-member`
}

// Run amends the motion, for the party that it was moved for.
func (c *motionAmend) Run(s *session) error {
	var m ledger.Motion
	if err := s.inputJSON(c.File, &m); err != nil {
		return err
	}
	if m.Ref == "" {
		m.Ref = c.Motion
	}
	if m.Ref == "" {
		return usage("say which motion: --motion REF")
	}
	if err := s.openToSign(ledger.KindMotionAmended, c.Yes); err != nil {
		return err
	}
	old, err := s.motion(m.Ref)
	if err != nil {
		return err
	}
	done, err := s.state(ledger.KindMotionAmended, old.MoverParty, m, "Amend it so?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Motion amended", done); err != nil {
		return err
	}
	s.next("motion", "show", m.Ref)
	return nil
}

type motionNotice struct {
	Motion  string `arg:"" help:"the motion's reference"`
	Opens   string `required:"" placeholder:"TIME" help:"when voting opens, such as 2015-12-07 09:00 in London"`
	Closes  string `required:"" placeholder:"TIME" help:"when voting closes"`
	Urgent  string `placeholder:"WHY" help:"why it can't wait: by the term of urgent business notice may be shorter, and what is decided is reported at the next meeting"`
	Extends bool   `help:"should there be no quorum at the close, voting goes on to the later close that the rules allow"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (motionNotice) Help() string {
	return `
concordat motion notice GM-2015-014 --as secretary \
    --opens "2015-12-07 09:00" --closes "2015-12-09 17:00"
# at short notice, with the reason, and with a later close should there be no quorum
concordat motion notice GM-2015-014 --as secretary \
  --urgent "A ward closes tomorrow" --extends \
  --opens "2015-12-02 09:00" --closes "2015-12-04 17:00"`
}

// Run gives notice.
func (c *motionNotice) Run(s *session) error {
	opens, err := parseTime(c.Opens)
	if err != nil {
		return err
	}
	closes, err := parseTime(c.Closes)
	if err != nil {
		return err
	}
	if closes <= opens {
		return usage("--closes must be later than --opens: voting would close at %s, and open at %s", when(closes), when(opens))
	}
	if err := s.openToSign(ledger.KindNoticeGiven, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	body := ledger.NoticeGiven{Motion: m.Ref, Text: m.TextID, Opens: opens, Closes: closes, Urgent: c.Urgent}
	if c.Extends {
		dates, err := s.dates(ledger.KindNoticeGiven, "", body)
		if err != nil {
			return err
		}
		if body.Extends = ledger.Time(dates["extends"]); body.Extends == "" {
			return refusal(ledger.CodeRefused, "the rules know no later close: leave out --extends")
		}
	}
	done, err := s.state(ledger.KindNoticeGiven, "", body, "Give notice?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Notice given", done); err != nil {
		return err
	}
	s.say("voting may open from %s", when(opens))
	if body.Extends != "" {
		s.say("if there is no quorum at the close, it goes on to %s", when(body.Extends))
	}
	if c.Urgent != "" {
		s.say("what is decided is reported at the next meeting: an item of its agenda names it with %q", "= reports "+m.Ref)
	}
	s.next("motion", "open", m.Ref, "--as", "secretary")
	return nil
}

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
	done, err := s.state(kind, party, body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded(title, done); err != nil {
		return err
	}
	s.next("motion", "show", m.Ref)
	return nil
}

type motionOpen struct {
	Motion string `arg:"" help:"the motion's reference"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionOpen) Help() string {
	return `
concordat motion open GM-2015-014 --as secretary`
}

// Run opens the motion as the server works out its opening: title, options and
// close are held against the motion before anything is signed, and the rules hold
// the roll against theirs.
func (c *motionOpen) Run(s *session) error {
	if err := s.openToSign(ledger.KindMotionOpened, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	switch m.Status.Status {
	case ledger.MotionDraft:
		return advised(ledger.CodeRefused, "give notice first: "+s.command("motion", "notice", m.Ref, "--opens", "TIME", "--closes", "TIME", "--as", "secretary"), "%s is a draft: no notice was given of it", m.Ref)
	case ledger.MotionDecided:
		return advised(ledger.CodeClosed, "read the decision with "+s.command("decision", "show", m.Ref), "%s is decided", m.Ref)
	}
	body, err := s.client.Opening(s.ctx, c.Motion)
	if err != nil {
		return err
	}
	if body.Motion != m.Ref || body.Title != m.Title || body.Text != m.TextID || m.Notice == nil || body.Closes != m.Notice.Closes {
		return refusal(ledger.CodeStale, "the opening that the server gives is not of %s as it stands", m.Ref)
	}
	done, err := s.state(ledger.KindMotionOpened, "", body, "Open it?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Motion opened", done); err != nil {
		return err
	}
	s.next("vote", "cast", m.Ref, "CHOICE", "--as", "NAME")
	return nil
}

type motionWithdraw struct {
	Motion string `arg:"" help:"the motion's reference"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionWithdraw) Help() string {
	return `
# an open motion is withdrawn once its mover and the chair have both asked
concordat motion withdraw GM-2015-014 --as bury-member
concordat motion withdraw GM-2015-014 --as chair`
}

// Run asks to withdraw the motion.
func (c *motionWithdraw) Run(s *session) error {
	if err := s.openToSign(ledger.KindMotionWithdrawn, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	party := ""
	if m.Mover == s.client.Person() {
		party = m.MoverParty
	}
	done, err := s.state(ledger.KindMotionWithdrawn, party, ledger.MotionWithdrawn{Motion: m.Ref, Text: m.TextID}, "Ask to withdraw it?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Withdrawal asked for", done); err != nil {
		return err
	}
	s.next("motion", "show", m.Ref)
	return nil
}

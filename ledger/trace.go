package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// What the numbers in checks come from: each name that a rule gives beside its
// wording is traced to the entries that hold the facts, so that an auditor can
// read them and count again. Nothing is judged here: which votes counted, and
// which authority was used, the ruling says.

// What numbers come from, as a [Check] names it.
const (
	FromOpening     = "opening"
	FromVotes       = "votes"
	FromAttendance  = "attendance"
	FromMotion      = "motion"
	FromInterests   = "interests"
	FromImpact      = "impact"
	FromSignatures  = "signatures"
	FromAuthority   = "authority"
	FromCommitments = "commitments"
	FromFigures     = "figures" // of what a party pays alone
	FromLead        = "lead"
	FromGates       = "gates"
	FromTerms       = "terms"

	// Of a settlement alone.
	FromContributions = "contributions" // to the fund, what changed them, moved them and discharged them
	FromOutturn       = "outturn"
	FromSettlements   = "settlements" // before it, of the year and of the year before
	FromConsents      = "consents"    // to bear more than a cap
	FromAgreed        = "agreed"      // decisions on who gets what is left
	FromNotices       = "notices"     // of an overspend
)

// sources are all of them, in the order in which they are shown.
var sources = []string{
	FromOpening, FromVotes, FromAttendance, FromMotion, FromInterests, FromImpact, FromSignatures, FromAuthority, FromCommitments, FromFigures,
	FromLead, FromGates, FromContributions, FromOutturn, FromSettlements, FromConsents, FromAgreed, FromNotices, FromTerms,
}

// Source is what numbers come from: the entries that hold it, in order. Where
// nothing was recorded, as of votes when nobody voted, there is none.
type Source struct {
	From    string  `json:"from"`
	Entries []int64 `json:"entries"`
	Count   int64   `json:"count,omitempty"` // of votes that counted, or hands shown: how many these entries hold
}

// Sources traces what the checks of a ruling on a motion name, each once, and for
// each party that it binds, or would on ratification, what its part rests on.
// Only what was recorded before that entry counts: the decision's own, or the
// next for a ruling that is not recorded.
func (v View) Sources(m MotionRecord, r Ruling, before int64) ([]Source, map[string][]Source) {
	if m.Opened == nil {
		return []Source{}, nil
	}
	t := trace{View: v, m: m, r: r, before: before, opened: m.Opened.Entry}
	if t.figuresOn, t.day = m.days(); m.Shown != nil {
		t.opened = m.Shown.Entry
	}
	parties := map[string][]Source{}
	for _, o := range r.Parties {
		if o.Bound != BoundNot {
			parties[o.Party] = t.ofParty(o)
		}
	}
	named := map[string]bool{}
	for _, c := range r.Checks {
		for _, from := range c.From {
			named[from] = true
		}
	}
	found := []Source{}
	for _, from := range sources {
		if !named[from] {
			continue
		}
		var entries []int64
		switch from {
		case FromSignatures, FromAuthority, FromCommitments, FromFigures:
			for _, of := range parties {
				for _, s := range of {
					if s.From == from {
						entries = append(entries, s.Entries...)
					}
				}
			}
		default:
			entries = t.entries(from)
		}
		source := t.recorded(from, entries)
		if n := len(source.Entries); n > 0 && from == FromVotes {
			source.Count = int64(n)
			if m.Shown != nil { // one entry holds them all
				source.Count = int64(len(m.Shown.Hands))
			}
		}
		found = append(found, source)
	}
	return found, parties
}

// days are those by which a motion's facts and its decision are judged: of a vote
// when it opened and when it closed, of hands when they were shown.
func (m MotionRecord) days() (facts, decided Date) {
	if m.Shown != nil {
		return m.Shown.At.Day(), m.Shown.At.Day()
	}
	return m.Opened.Time.Day(), m.Opened.Closes.Day()
}

// trace is one ruling whose facts are traced.
type trace struct {
	View
	m         MotionRecord
	r         Ruling
	before    int64
	day       Date  // of the decision
	figuresOn Date  // by which figures were taken
	opened    int64 // entry that opened the motion, or that shows the hands
}

// recorded is a source with its entries in order, each once, without what was not
// recorded before the ruling: a preview's supposed votes.
func (t trace) recorded(from string, entries []int64) Source {
	return sourced(from, entries, t.before)
}

func sourced(from string, entries []int64, before int64) Source {
	entries = slices.DeleteFunc(append([]int64{}, entries...), func(e int64) bool { return e >= before })
	slices.Sort(entries)
	return Source{From: from, Entries: slices.Compact(entries)}
}

// entries are those of what the whole motion rests on.
func (t trace) entries(from string) (found []int64) {
	m := t.m
	switch from {
	case FromOpening:
		return []int64{t.opened}
	case FromVotes:
		return t.r.Counted
	case FromAttendance:
		if m.Shown != nil && m.Shown.Attendance > 0 {
			return []int64{m.Shown.Attendance}
		}
	case FromMotion:
		return m.Texts[len(m.Texts)-1:]
	case FromInterests:
		for _, i := range t.MotionInterests(m.Ref, t.day) {
			declared, _ := t.Interest(i.ID)
			found = append(found, declared.Entry)
			for _, r := range i.Rulings {
				if r.Motion == m.Ref {
					found = append(found, r.Entry)
				}
			}
		}
	case FromImpact:
		if m.Impact != nil {
			return m.Impact.Entries
		}
	case FromLead:
		return t.lead()
	case FromGates:
		for _, g := range m.Gates {
			found = append(found, g.Entry)
		}
	case FromTerms:
		return []int64{t.version()}
	}
	return found
}

// version is the entry that adopted the rules: the founding, before any MoU was.
func (t trace) version() int64 {
	for _, version := range slices.Backward(t.Versions()) {
		if version.Entry < t.opened && version.Rules == t.m.Opened.Rules {
			return version.Entry
		}
	}
	return 0
}

// lead is the decision that appointed the lead in force, and the decisions and
// commitments that used what was delegated to it.
func (t trace) lead() (found []int64) {
	lead := leadOn(t.leadsOf(t.m.Function, t.opened, t.figuresOn), t.day)
	if lead == nil {
		return nil
	}
	found = []int64{lead.Entry}
	for _, used := range lead.Used {
		if d, ok := t.Decision(used.Decision); ok {
			found = append(found, d.Entry)
		}
	}
	for entry, c := range t.CommittedByLeads() {
		if c.Function == lead.Function && t.StandsFor(c.Party, t.opened, t.figuresOn) == lead.Party {
			found = append(found, entry)
		}
	}
	return found
}

// ofParty is what a party's part in the decision rests on: its signature, the
// authority that it acts by, what used that before, the figures of its shares.
func (t trace) ofParty(o PartyOutcome) []Source {
	p, _ := t.Party(o.Party)
	var found []Source
	add := func(from string, entries ...int64) {
		if s := t.recorded(from, entries); len(s.Entries) > 0 {
			found = append(found, s)
		}
	}
	if signed := t.signedAs(p, t.day, t.opened); signed != nil {
		add(FromSignatures, signed.Entry)
	}
	for _, a := range p.authorities(t.opened) {
		if a.ID == o.Authority && in(t.day, a.From, a.Until) {
			add(FromAuthority, a.Entry)
			add(FromCommitments, t.commitments(o.Party, a)...)
		}
	}
	if pool := t.m.Pool; pool != nil {
		of, figures := p.figures(t.figuresOn, t.opened), []int64{}
		for _, line := range pool.Lines {
			if f, ok := of[line.Share.Figure]; ok {
				figures = append(figures, f.Entry)
			}
		}
		add(FromFigures, figures...)
	}
	return found
}

// commitments are what leads had committed of a party before this decision, and the
// decisions that had used its authority and still counted by then.
func (t trace) commitments(party string, a AuthorityFacts) (found []int64) {
	of := func(_ string, x Index) bool {
		return slices.Contains(x.Parties, party) && (a.Function == "*" || x.Function == a.Function)
	}
	for _, d := range t.DecisionsBy(of) {
		if d.Entry >= t.before {
			break
		}
		if a.Function != "*" && d.Function != a.Function {
			continue
		}
		spend, loss := t.counts(d)
		uses := func(c YearCost) bool { return spend && c.Spend > 0 || loss && c.Loss > 0 }
		for _, o := range d.Parties {
			if o.Party == party && (o.Bound == BoundByVote || o.Bound == BoundAgainstVote) && slices.ContainsFunc(o.Cost, uses) {
				found = append(found, d.Entry)
			}
		}
	}
	for entry, c := range t.CommittedByLeads() {
		if _, bears := c.shares(c.Party)[party]; bears && (a.Function == "*" || c.Function == a.Function) {
			found = append(found, entry)
		}
	}
	return found
}

// counts reports whether what a decision spends, and what is lost by it, counted.
func (t trace) counts(d Decision) (spend, loss bool) {
	spend = d.calledIn(t.before) != CallInRetaken
	loss = spend
	for _, x := range d.Variations {
		if x.Entry < t.before {
			s, l := t.uncounts(x.DecisionVaried)
			spend, loss = spend && !s, loss && !l
		}
	}
	return spend, loss
}

// SettlementSources traces what the checks of a settlement name, each once. Only
// what was recorded before that entry counts: the settlement's own, or the next for
// one that is not recorded.
func (v View) SettlementSources(b SettlementMade, before int64) []Source {
	named, found := map[string]bool{}, []Source{}
	for _, c := range b.Checks {
		for _, from := range c.From {
			named[from] = true
		}
	}
	for _, from := range sources {
		if named[from] {
			found = append(found, sourced(from, v.settledFrom(from, b, before), before))
		}
	}
	return found
}

// settledFrom are the entries of what a settlement rests on.
func (v View) settledFrom(from string, b SettlementMade, before int64) (found []int64) {
	f, _ := v.Fund(b.Fund)
	r := f.Years[b.Year]
	switch from {
	case FromContributions:
		return v.contributed(b, r)
	case FromOutturn:
		for _, o := range r.Outturns {
			if o.ID == b.Outturn {
				return []int64{o.Entry}
			}
		}
	case FromSettlements:
		for _, s := range slices.Concat(f.Years[yearBefore(b.Year)].Settlements, r.Settlements) {
			found = append(found, s.Entry)
		}
	case FromConsents:
		for _, l := range r.lifted(before) {
			found = append(found, l.Entry)
		}
	case FromAgreed:
		for _, ref := range r.Agreed {
			d, _ := v.Decision(ref)
			found = append(found, d.Entry)
		}
	case FromNotices:
		for _, n := range r.Notices {
			found = append(found, n.Entry)
		}
	case FromFigures:
		for _, party := range b.Parties {
			p, _ := v.Party(party.Party)
			_, last, _ := YearDays(b.Year)
			for _, figure := range p.figuresOf(last, before) {
				found = append(found, figure.Entry)
			}
		}
	case FromLead:
		for _, l := range v.leadsOf(f.Function, before, v.Time().Day()) {
			found = append(found, l.Entry)
		}
	case FromTerms:
		for _, m := range slices.Backward(v.Versions()) {
			if m.Entry < before {
				return []int64{m.Entry}
			}
		}
		return []int64{0} // the founding's rules
	}
	return found
}

// contributed are the entries of what was owed to a settled fund's year, changed,
// moved between its lines and discharged.
func (v View) contributed(b SettlementMade, r FundRecord) (found []int64) {
	decision, _, _ := strings.Cut(b.Settlement, "/")
	d, _ := v.Decision(decision)
	for _, ref := range d.Obligations {
		o, _ := v.Obligation(ref)
		if o.Kind != "contribution" && o.Kind != "refund" {
			continue
		}
		found = append(found, o.Entry)
		for _, e := range o.Events {
			if e.Kind == KindObligationPaid || e.Kind == KindObligationReceived {
				found = append(found, e.Entry)
			}
		}
	}
	for _, id := range r.Changes {
		if c, _ := v.Change(id); c.Stands > 0 {
			found = append(found, c.Entry, c.Stands)
		}
	}
	for _, m := range r.Virements {
		found = append(found, m.Entry)
	}
	return found
}

// InWords is a source in a sentence: "votes: entries 120 to 131".
func (s Source) InWords() string {
	words := s.Words()
	return strings.ToLower(words[:1]) + words[1:] + ": " + s.EntriesInWords()
}

// Words says what a source is.
func (s Source) Words() string { return sourceWords[s.From] }

// EntriesInWords names a source's entries: "entries 3 and 120 to 131".
func (s Source) EntriesInWords() string {
	var spans []string
	for i := 0; i < len(s.Entries); {
		j := i
		for j+1 < len(s.Entries) && s.Entries[j+1] == s.Entries[j]+1 {
			j++
		}
		switch j - i {
		case 0:
			spans = append(spans, thousands(s.Entries[i]))
		case 1:
			spans = append(spans, thousands(s.Entries[i]), thousands(s.Entries[j]))
		default:
			spans = append(spans, thousands(s.Entries[i])+" to "+thousands(s.Entries[j]))
		}
		i = j + 1
	}
	switch n := len(spans); {
	case n == 0:
		return "none recorded"
	case len(s.Entries) == 1:
		spans[0] = "entry " + spans[0]
	case n > 1:
		spans = []string{"entries " + strings.Join(spans[:n-1], ", ") + " and " + spans[n-1]}
	default:
		spans[0] = "entries " + spans[0]
	}
	if s.Count > 0 && s.Count != int64(len(s.Entries)) {
		spans[0] += fmt.Sprintf(" (%s hands)", thousands(s.Count))
	}
	return spans[0]
}

var sourceWords = map[string]string{
	FromOpening: "Opening", FromVotes: "Votes", FromAttendance: "Attendance", FromMotion: "Text of the motion", FromInterests: "Interests and rulings",
	FromImpact: "Impact statement", FromSignatures: "Signatures", FromAuthority: "Authority", FromCommitments: "Earlier decisions", FromFigures: "Figures",
	FromLead: "Lead", FromGates: "What must come first", FromTerms: "Version of the agreement",
	FromContributions: "Contributions", FromOutturn: "Outturn", FromSettlements: "Earlier settlements", FromConsents: "Consents to bear more", FromAgreed: "Decisions on what is left",
	FromNotices: "Notices of an overspend",
}

package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Changes of contributions within a year: indicative until those have approved
// them whose word the rules ask for, and owed from then.

// ContributionChanged says by how much contributions to a fund are to change.
type ContributionChanged struct {
	Fund      string               `json:"fund"`
	Year      string               `json:"year"`
	Changes   []ContributionChange `json:"changes"`
	Recurrent bool                 `json:"recurrent"`
	Effective Date                 `json:"effective"`
	Due       Date                 `json:"due"`
	Reason    string               `json:"reason"`
}

// ContributionChange is what one party contributes to one line more, or less, in pence.
type ContributionChange struct {
	Party string `json:"party"`
	Line  string `json:"line"`
	Pence int64  `json:"pence"`
}

// ChangeRecord is a change as recorded, with what became of it.
type ChangeRecord struct {
	ContributionChanged
	ID          Digest
	Party       string // that stated it
	Approved    []ChangeApproval
	Stands      int64    // the entry that gave it effect; 0: it is indicative
	Obligations []string // that follow from it
	Entry       int64
	Time        Time
}

// ChangeApproval is one party's.
type ChangeApproval struct {
	Party      string
	Resolution Resolution
	Entry      int64
	Time       Time
}

// ChangeFacts is a change as rules and readers see it.
type ChangeFacts struct {
	ContributionChanged
	ID          Digest              `json:"id"`
	Party       string              `json:"party"` // that stated it
	Approved    []string            `json:"approved"`
	Stands      bool                `json:"stands"`      // it is owed; until then it is indicative
	Obligations []ContributionFacts `json:"obligations"` // once it stands
	Entry       int64               `json:"entry"`
	Time        Time                `json:"time"`
}

// Change is a change of contributions by the id of the statement that made it.
func (v View) Change(id Digest) (ChangeRecord, bool) { return v.s.changes.get(v.draft, id) }

func (v View) changeFacts(c ChangeRecord, size int64, day Date) ChangeFacts {
	f := ChangeFacts{
		ContributionChanged: c.ContributionChanged, ID: c.ID, Party: c.Party, Approved: []string{}, Stands: c.Stands > 0 && c.Stands < size, Entry: c.Entry, Time: c.Time,
		Obligations: v.contributions(c.Obligations, size, day, func(Obligation) bool { return true }),
	}
	f.Changes = slices.Clone(c.Changes)
	for i := range f.Changes {
		f.Changes[i].Party = v.StandsFor(f.Changes[i].Party, size, day)
	}
	for _, a := range c.Approved {
		if a.Entry < size {
			f.Approved = append(f.Approved, v.StandsFor(a.Party, size, day))
		}
	}
	slices.Sort(f.Approved)
	f.Approved = slices.Compact(f.Approved)
	return f
}

func (b *ContributionChanged) shape(s *shape) {
	s.fundYear(b.Fund, b.Year)
	s.list("changes", len(b.Changes), 1, MaxRows)
	for i, c := range b.Changes {
		at := fmt.Sprintf("changes/%d/", i)
		s.code(at+"party", c.Party)
		s.code(at+"line", c.Line)
		s.signed(at+"pence", c.Pence)
		for _, other := range b.Changes[:i] {
			s.that(other.Party != c.Party || other.Line != c.Line, at, "line %s of %s is changed twice", c.Line, c.Party)
		}
	}
	s.date("effective", b.Effective)
	s.date("due", b.Due)
	s.text("reason", b.Reason, MaxNote)
}

func (b *ContributionChanged) sentence(p Payload, n Names) string {
	rows := make([]string, len(b.Changes))
	for i, c := range b.Changes {
		rows[i] = fmt.Sprintf("%s %s to line %s", n.PartyName(c.Party), moreOrLess(c.Pence), c.Line)
	}
	recurrent := "for this year alone"
	if b.Recurrent {
		recurrent = "recurrently"
	}
	return fmt.Sprintf("%s would change contributions to %s %s from %s, due by %s: %s; for this reason: %s", n.PartyName(p.Party), ofFund(b.Fund, b.Year), recurrent, b.Effective.InWords(),
		b.Due.InWords(), strings.Join(rows, ", "), b.Reason)
}

func moreOrLess(pence int64) string {
	if pence < 0 {
		return Pounds(-pence) + " less"
	}
	return Pounds(pence) + " more"
}

func (b *ContributionChanged) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	y, err := v.needFund(q, b.Fund, b.Year, day)
	if err != nil {
		return err
	}
	for i, c := range b.Changes {
		if err := y.takesPart(v, fmt.Sprintf("/payload/body/changes/%d/party", i), c.Party, b.Fund); err != nil {
			return err
		}
		if err := y.known(fmt.Sprintf("changes/%d/line", i), c.Line); err != nil {
			return err
		}
	}
	if len(y.Changes) >= MaxChanges {
		return refuse(CodeTooLarge, "/payload/body", "contributions to %s were changed %d times already", ofFund(b.Fund, b.Year), len(y.Changes))
	}
	return nil
}

func (b *ContributionChanged) apply(s *State, q *Question, index int64) {
	id := q.Signed.ID
	s.changes.set(id, ChangeRecord{ContributionChanged: *b, ID: id, Party: q.Signed.Payload.Party, Entry: index, Time: q.Time})
	s.year(b.Fund, b.Year, func(r *FundRecord) { r.Changes = with(r.Changes, id) })
}

// ContributionApproved is a party's approval of a change. Once the rules say that
// all have approved whose word is needed, obligations follow.
type ContributionApproved struct {
	Change     Digest     `json:"change"` // the statement that made it
	Resolution Resolution `json:"resolution"`
}

func (b *ContributionApproved) shape(s *shape) {
	s.digest("change", b.Change)
	s.resolution(b.Resolution)
}

func (b *ContributionApproved) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s approves the change of contributions stated by %s, by resolution %s of %s", n.PartyName(p.Party), short(b.Change), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *ContributionApproved) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	c, ok := v.Change(b.Change)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/change", "there is no change of contributions with that id")
	}
	y, err := v.needFund(q, c.Fund, c.Year, day)
	if err != nil {
		return err
	}
	party := st.Payload.Party
	if err := y.takesPart(v, "/payload/party", party, c.Fund); err != nil {
		return err
	}
	facts := v.changeFacts(c, v.Size(), day)
	for _, row := range facts.Changes { // a decision since may make up the year anew
		if err := y.takesPart(v, "/payload/body/change", row.Party, c.Fund); err != nil {
			return err
		}
		if err := y.known("change", row.Line); err != nil {
			return err
		}
	}
	d, _ := v.Decision(y.Decision)
	switch {
	case c.Stands > 0:
		return refuse(CodeConflict, "/payload/body/change", "this change stands already")
	case slices.Contains(facts.Approved, party):
		return refuse(CodeConflict, "/payload/party", "%s has approved this change already", v.PartyName(party))
	case len(d.Obligations)+len(c.Changes) > MaxObligations:
		return refuse(CodeTooLarge, "/payload/body/change", "%s has %d obligations, and %d more are too many for one decision", y.Decision, len(d.Obligations), len(c.Changes))
	}
	return nil
}

func (b *ContributionApproved) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	c, _ := s.Draft().Change(b.Change)
	c.Approved = with(c.Approved, ChangeApproval{Party: p.Party, Resolution: b.Resolution, Entry: index, Time: q.Time})
	if q.Ruling.Effect {
		c.Stands = index
		s.await(agendaItem{due: q.Time, ref: string(b.Change), what: dueChange})
	}
	s.changes.set(b.Change, c)
}

// changed are the obligations that follow from a change which now stands: what is
// more is owed to the host, what is less is given back by it. They are numbered on
// after those of the decision that makes up the year, and rest on its clause.
func (v View) changed(item agendaItem) ([]queued, error) {
	c, _ := v.Change(Digest(item.ref))
	facts := v.fundFacts(c.Fund, v.Size(), item.due.Day(), c.Year)
	y := facts.Years[c.Year] // there, with its lines, because the approval of this very moment was held against it
	d, _ := v.Decision(y.Decision)
	first, _ := v.Obligation(y.Contributions[0].Obligation)
	var refs, kinds []string
	var found []following
	for i, row := range v.changeFacts(c, v.Size(), item.due.Day()).Changes {
		line := y.Lines[slices.IndexFunc(y.Lines, func(l PoolLine) bool { return l.Line == row.Line })]
		term := ObligationTerm{
			Payer: row.Party, Payee: y.Host, What: "More for " + line.What, Function: facts.Function, Clause: first.Clause, Kind: "contribution", In: line.Kind, Basis: line.Basis,
			Pence: row.Pence, Recurrent: c.Recurrent, Capital: line.Capital, Year: c.Year, Due: c.Due, Effective: c.Effective, Fund: c.Fund, Line: row.Line,
			Working: fmt.Sprintf("%s, by the change of contributions stated in entry %d: %s", moreOrLess(row.Pence), c.Entry, c.Reason),
		}
		if row.Pence < 0 {
			term.Payer, term.Payee, term.What, term.Kind, term.Pence = y.Host, row.Party, "Less for "+line.What, "refund", -row.Pence
		}
		ref := fmt.Sprintf("%s/%03d", y.Decision, len(d.Obligations)+i+1)
		refs, kinds = append(refs, ref), append(kinds, KindObligationAssumed)
		found = append(found, &ObligationAssumed{Obligation: ref, Decision: y.Decision, ObligationTerm: term, Change: c.ID})
	}
	return v.queue(item.due, v.Rules(), refs, kinds, found)
}

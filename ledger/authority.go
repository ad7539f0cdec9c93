package ledger

import (
	"fmt"
	"strings"
)

// What a party has approved for itself beforehand.

// AuthorityGiven is what a party has approved for itself beforehand: how far
// its committee may go without coming back to its governing body.
type AuthorityGiven struct {
	ID           string     `json:"id"`        // unique for ever, such as "00V-A1"
	Function     string     `json:"function"`  // a function's id, or "*" for all
	Types        []string   `json:"types"`     // motion types, sorted
	Committee    string     `json:"committee"` // as the terms know it: "decides", or "recommends" and the governing body ratifies
	Constitution Clause     `json:"constitution"`
	Resolution   Resolution `json:"resolution"`
	Spend        Limit      `json:"spend"`
	Loss         Limit      `json:"loss"`
	From         Date       `json:"from"`
	Until        Date       `json:"until,omitempty"`
	Approvals    []Approval `json:"approvals,omitempty"` // that the constitution asks for beside it
}

func (b *AuthorityGiven) shape(s *shape) {
	s.code("id", b.ID)
	s.that(b.Function == "*" || isCode(b.Function), "function", "name a function, or * for all")
	s.list("types", len(b.Types), 1, MaxTypes)
	s.codes("types", b.Types)
	s.code("committee", b.Committee)
	s.text("constitution/version", b.Constitution.Version, MaxCode)
	s.text("constitution/clause", b.Constitution.Clause, MaxCode)
	s.resolution(b.Resolution)
	s.list("approvals", len(b.Approvals), 0, MaxApprovals)
	for i, a := range b.Approvals {
		at := fmt.Sprintf("approvals/%d/", i)
		s.text(at+"by", a.By, MaxTitle)
		s.text(at+"ref", a.Ref, MaxTitle)
		s.date(at+"on", a.On)
		s.optional(at+"paper", a.Paper)
		s.that(i == 0 || b.Approvals[i-1].By < a.By, "approvals", "approvals are sorted by who gave them, each once")
	}
	s.limit("spend", b.Spend)
	s.limit("loss", b.Loss)
	s.span(b.From, b.Until)
}

func (b *AuthorityGiven) sentence(p Payload, n Names) string {
	function := b.Function
	if function == "*" {
		function = "every function"
	}
	said := fmt.Sprintf("%s gives its committee authority %s for %s (%s) %s: it %s, spending at most %s and losing at most %s, by clause %s of version %s of its constitution and resolution %s of %s",
		n.PartyName(p.Party), b.ID, function, strings.Join(b.Types, ", "), span(b.From, b.Until), b.Committee, b.Spend.inWords(), b.Loss.inWords(),
		b.Constitution.Clause, b.Constitution.Version, b.Resolution.Ref, b.Resolution.On.InWords())
	for _, a := range b.Approvals {
		said += fmt.Sprintf(", approved by %s: %s of %s", a.By, a.Ref, a.On.InWords())
	}
	return said
}

func (b *AuthorityGiven) against(v View, st *Signed, q *Question, day Date) error {

	for _, party := range v.Parties() {
		for _, a := range party.Authorities {
			if a.ID == b.ID {
				return refuse(CodeConflict, "/payload/body/id", "an authority %s was given already: choose another id", b.ID)
			}
		}
	}
	return nil
}

func (b *AuthorityGiven) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	p := &q.Signed.Payload
	party, _ := d.Party(p.Party)
	party.Authorities = with(party.Authorities, AuthorityFacts{*b, index})
	s.parties.set(p.Party, party)
}

// AuthorityChanged puts another text in the place of an authority from a day on: all
// of it, under the same id. Until then, and for what was opened before this was
// recorded, it is as it was.
type AuthorityChanged struct{ AuthorityGiven }

func (b *AuthorityChanged) sentence(p Payload, n Names) string {
	return strings.Replace(b.AuthorityGiven.sentence(p, n), " gives its committee authority "+b.ID+" for", " changes its committee's authority "+b.ID+" into one for", 1)
}

func (b *AuthorityChanged) against(v View, st *Signed, q *Question, day Date) error {
	return v.needAuthority(st.Payload.Party, b.ID)
}

func (b *AuthorityChanged) apply(s *State, q *Question, index int64) {
	s.endAuthority(&q.Signed.Payload, AuthorityEnd{b.ID, b.From, index})
	b.AuthorityGiven.apply(s, q, index)
}

// AuthorityEnded takes an authority back from a day on, which is the first without it.
type AuthorityEnded struct {
	ID         string     `json:"id"`
	From       Date       `json:"from"`
	Resolution Resolution `json:"resolution"` // of the governing body, to end it
}

func (b *AuthorityEnded) shape(s *shape) {
	s.code("id", b.ID)
	s.span(b.From, "")
	s.resolution(b.Resolution)
}

func (b *AuthorityEnded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s ends its committee's authority %s: the first day without is %s, by resolution %s of %s",
		n.PartyName(p.Party), b.ID, b.From.InWords(), b.Resolution.Ref, b.Resolution.On.InWords())
}

func (b *AuthorityEnded) against(v View, st *Signed, q *Question, day Date) error {
	return v.needAuthority(st.Payload.Party, b.ID)
}

func (b *AuthorityEnded) apply(s *State, q *Question, index int64) {
	s.endAuthority(&q.Signed.Payload, AuthorityEnd{b.ID, b.From, index})
}

// AuthorityEnd is the first day without an authority, of its texts recorded before.
type AuthorityEnd struct {
	ID    string
	From  Date
	Entry int64
}

func (s *State) endAuthority(p *Payload, end AuthorityEnd) {
	party, _ := s.Draft().Party(p.Party)
	party.Ends = with(party.Ends, end)
	s.parties.set(p.Party, party)
}

func (v View) needAuthority(party, id string) error {
	p, _ := v.Party(party)
	for _, a := range p.Authorities {
		if a.ID == id {
			return nil
		}
	}
	return refuse(CodeNotFound, "/payload/body/id", "%s has given no authority %s", v.PartyName(party), id)
}

// authorities are those of a party as recorded before an entry: each text until the
// day before the one from which it was changed or ended. One that never came into
// force because of that is left out.
func (p Party) authorities(before int64) []AuthorityFacts {
	list := []AuthorityFacts{}
	for _, a := range p.Authorities {
		if a.Entry >= before {
			continue
		}
		for _, end := range p.Ends {
			if last := end.From.before(); end.ID == a.ID && a.Entry < end.Entry && end.Entry < before && (a.Until == "" || last < a.Until) {
				a.Until = last
			}
		}
		if a.Until == "" || a.From <= a.Until {
			list = append(list, a)
		}
	}
	return list
}

// Clause is a place in a party's own constitution.
type Clause struct {
	Version string `json:"version"`
	Clause  string `json:"clause"`
}

// Resolution is what a governing body passed, and when.
type Resolution struct {
	Ref   string `json:"ref"`
	On    Date   `json:"on"`
	Paper Digest `json:"paper,omitempty"`
}

// Approval is what somebody beside the governing body has approved, as a constitution
// may ask: a CCG's council of members, NHS England.
type Approval struct {
	By    string `json:"by"`
	Ref   string `json:"ref"`
	On    Date   `json:"on"`
	Paper Digest `json:"paper,omitempty"`
}

// Limit is in pence: for one action, for one financial year and for the whole
// life of what is approved. All three are always stated; nothing is unlimited.
type Limit struct {
	Action int64 `json:"action"`
	Year   int64 `json:"year"`
	Life   int64 `json:"life"`
}

func (l Limit) inWords() string {
	return fmt.Sprintf("%s in one action, %s in a year and %s in all", Pounds(l.Action), Pounds(l.Year), Pounds(l.Life))
}

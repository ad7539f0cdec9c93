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
	s.limit("spend", b.Spend)
	s.limit("loss", b.Loss)
	s.span(b.From, b.Until)
}

func (b *AuthorityGiven) sentence(p Payload, n Names) string {
	function := b.Function
	if function == "*" {
		function = "every function"
	}
	return fmt.Sprintf("%s gives its committee authority %s for %s (%s) %s: it %s, spending at most %s and losing at most %s, by clause %s of version %s of its constitution and resolution %s of %s",
		n.PartyName(p.Party), b.ID, function, strings.Join(b.Types, ", "), span(b.From, b.Until), b.Committee, b.Spend.inWords(), b.Loss.inWords(),
		b.Constitution.Clause, b.Constitution.Version, b.Resolution.Ref, b.Resolution.On.InWords())
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

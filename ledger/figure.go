package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Figures: numbers about a party that shares and weights may use.

// FigureRecorded is a number about a party that shares and weights may use.
type FigureRecorded struct {
	Party     string `json:"party"`
	Figure    string `json:"figure"` // weighted_population, allocation, …
	Value     int64  `json:"value"`
	Unit      string `json:"unit"` // people, thousand_pounds
	Period    string `json:"period"`
	Effective Date   `json:"effective"` // stands from this day until a later one is recorded
	Published Date   `json:"published,omitempty"`
	Source    string `json:"source"`
}

func (b *FigureRecorded) shape(s *shape) {
	s.code("party", b.Party)
	s.code("figure", b.Figure)
	s.that(b.Value >= 0, "value", "figures count from 0")
	s.code("unit", b.Unit)
	s.text("period", b.Period, MaxCode)
	s.date("effective", b.Effective)
	if b.Published != "" {
		s.date("published", b.Published)
	}
	s.text("source", b.Source, 1024)
}

func (b *FigureRecorded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records %s of %s for %s: %s %s", p.Author, strings.ReplaceAll(b.Figure, "_", " "), n.PartyName(b.Party), b.Period, thousands(b.Value), strings.ReplaceAll(b.Unit, "_", " "))
}

func (b *FigureRecorded) against(v View, st *Signed, q *Question, day Date) error {
	return v.needParty(&q.Input, "party", b.Party, day)
}

func (b *FigureRecorded) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	party, _ := d.Party(b.Party)
	of := party.Figures[b.Figure]
	at := len(of)
	for at > 0 && of[at-1].Effective > b.Effective {
		at--
	}
	party.Figures = withKey(party.Figures, b.Figure, slices.Insert(slices.Clone(of), at, FigureRecord{*b, index, q.Time}))
	s.parties.set(b.Party, party)
}

package ledger

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// What a lead commits by itself, within the limits that were delegated to it.

// CommitmentMade is a lead's commitment for a function. Beyond its limits it is the
// board's to decide, by a motion.
type CommitmentMade struct {
	Function string           `json:"function"`
	What     string           `json:"what"`
	Year     string           `json:"year"`
	Pence    int64            `json:"pence"`
	By       map[string]int64 `json:"by,omitempty"` // pence by party that bears it; without it the lead bears all
}

// CommitmentRecord is a commitment as recorded.
type CommitmentRecord struct {
	CommitmentMade
	Party string `json:"party"` // the lead
	Entry int64  `json:"entry"`
	Time  Time   `json:"time"`
}

// CommittedByLeads are all commitments of leads, by the entries that made them.
func (v View) CommittedByLeads() iter.Seq2[int64, CommitmentRecord] {
	return v.s.committed.all(v.draft)
}

// LeadOn is the lead in force for a function on a day; nil without one.
func (v View) LeadOn(function string, day Date) *LeadFacts {
	return leadOn(v.leadsOf(function, v.Size(), day), day)
}

// Leads are the leads whose appointment has effect, with what they have used, as
// they stand on a day.
func (v View) Leads(day Date) []LeadFacts {
	return append([]LeadFacts{}, v.leadsOf("*", v.Size(), day)...)
}

func (b *CommitmentMade) shape(s *shape) {
	s.code("function", b.Function)
	s.text("what", b.What, MaxTitle)
	s.year("year", b.Year)
	s.amount("pence", b.Pence)
	s.list("by", len(b.By), 0, MaxRoll)
	var sum int64
	for party, pence := range b.By {
		s.code("by", party)
		s.amount("by/"+party, pence)
		sum += pence
	}
	s.that(len(b.By) == 0 || sum == b.Pence, "by", "the parts come to %s, not %s", Pounds(sum), Pounds(b.Pence))
}

func (b *CommitmentMade) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s commits %s in %s for %s as its lead: %s", n.PartyName(p.Party), Pounds(b.Pence), b.Year, inWords(b.Function), b.What)
	parts := make([]string, 0, len(b.By))
	for _, party := range slices.Sorted(maps.Keys(b.By)) {
		parts = append(parts, n.PartyName(party)+" bears "+Pounds(b.By[party]))
	}
	if len(parts) > 0 {
		said += "; " + strings.Join(parts, ", ")
	}
	return said
}

func (b *CommitmentMade) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	q.Input.Parties = v.allParties(day)
	for _, party := range slices.Sorted(maps.Keys(b.By)) {
		if q.Input.Parties[party] == nil {
			return refuse(CodeNotFound, "/payload/body/by/"+party, "no party has the code %s: see the list of parties", party)
		}
	}
	q.Input.Leads = v.leadsOf(b.Function, v.Size(), day)
	return nil
}

// shares are what each party bears.
func (b *CommitmentMade) shares(lead string) map[string]int64 {
	if len(b.By) == 0 {
		return map[string]int64{lead: b.Pence}
	}
	return b.By
}

// apply counts the commitment against the lead's limits and against the authority of
// whoever bears it.
func (b *CommitmentMade) apply(s *State, q *Question, index int64) {
	lead, day := q.Signed.Payload.Party, q.Time.Day()
	s.committed.set(index, CommitmentRecord{CommitmentMade: *b, Party: lead, Entry: index, Time: q.Time})
	shares, by := b.shares(lead), map[string][]Commitment{}
	for party, pence := range shares {
		by[party] = []Commitment{{Function: b.Function, Year: b.Year, Spend: pence}}
	}
	s.useOf(leadOn(s.Draft().leadsOf(b.Function, index, day), day), by)
	for _, code := range slices.Sorted(maps.Keys(shares)) {
		p, _ := s.Draft().Party(code)
		p.commit(Commitment{Function: b.Function, Year: b.Year, Spend: shares[code], Entry: index})
		s.parties.set(code, p)
	}
}

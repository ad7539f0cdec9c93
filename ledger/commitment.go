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

// Leads are the leads whose appointment has effect, with what they have used.
func (v View) Leads() []LeadFacts {
	leads := []LeadFacts{}
	for _, l := range v.head().leads {
		if d, _ := v.Decision(l.Decision); v.effective(d, v.Size()) {
			leads = append(leads, l)
		}
	}
	return leads
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
	for _, l := range v.Leads() {
		if l.Function == b.Function {
			l.Party = v.StandsFor(l.Party, v.Size(), day)
			q.Input.Leads = append(q.Input.Leads, l)
		}
	}
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
// whoever bears it. What is counted is summed up by year: rules see no more, however
// many commitments there are.
func (b *CommitmentMade) apply(s *State, q *Question, index int64) {
	lead := q.Signed.Payload.Party
	s.committed.set(index, CommitmentRecord{CommitmentMade: *b, Party: lead, Entry: index, Time: q.Time})
	leads, day := slices.Clone(s.draftHead.leads), q.Time.Day()
	for i := range leads {
		if l := &leads[i]; l.Function == b.Function && in(day, l.From, l.Until) {
			l.Used = usedMore(l.Used, b.Function, b.Year, b.Pence)
			borne := maps.Clone(l.Borne)
			if borne == nil {
				borne = map[string][]Commitment{}
			}
			for party, pence := range b.shares(lead) {
				borne[party] = usedMore(borne[party], b.Function, b.Year, pence)
			}
			l.Borne = borne
		}
	}
	s.draftHead.leads = leads
	shares := b.shares(lead)
	for _, code := range slices.Sorted(maps.Keys(shares)) {
		p, _ := s.Draft().Party(code)
		p.commit(Commitment{Function: b.Function, Year: b.Year, Spend: shares[code], Entry: index})
		s.parties.set(code, p)
	}
}

// usedMore is what was used with a commitment more: one sum for each year beside
// what decisions used.
func usedMore(used []Commitment, function, year string, pence int64) []Commitment {
	used = slices.Clone(used)
	for i := range used {
		if u := &used[i]; u.Decision == "" && u.Year == year {
			u.Spend = min(u.Spend+pence, MaxInteger)
			return used
		}
	}
	return append(used, Commitment{Function: function, Year: year, Spend: pence})
}

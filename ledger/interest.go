package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// Interests that people declare, and the rulings on them.

// InterestDeclared is a person's own declaration, for one motion or standing.
type InterestDeclared struct {
	Motion string `json:"motion,omitempty"`
	Nature string `json:"nature"` // one of the terms': financial, professional, personal, indirect …
	Known  Date   `json:"known"`  // when the person became aware: 28 days run from it (NHS Act 2006 s14O(3))
	Detail Digest `json:"detail,omitempty"`
}

func (b *InterestDeclared) shape(s *shape) {
	s.code("nature", b.Nature)
	s.date("known", b.Known)
	s.optional("detail", b.Detail)
}

func (b *InterestDeclared) sentence(p Payload, n Names) string {
	about := ""
	if b.Motion != "" {
		about = " in " + motion(n, b.Motion)
	}
	nature := "a " + strings.ReplaceAll(b.Nature, "_", " ")
	if strings.HasPrefix(b.Nature, "i") {
		nature = "an " + b.Nature
	}
	return fmt.Sprintf("%s declares %s interest%s, known since %s", p.Author, nature, about, b.Known.InWords())
}

func (b *InterestDeclared) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	author, _ := v.Person(p.Author)
	declared := len(author.Interests[b.Motion])
	if declared >= MaxInterests {
		return refuse(CodeTooLarge, "/payload/body", "you have declared %d interests of this kind already", declared)
	}
	if b.Motion != "" {
		return v.needMotion(in, b.Motion, day, false)
	}
	return nil
}

func (b *InterestDeclared) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	p := &q.Signed.Payload
	s.interests.set(q.Signed.ID, InterestRecord{InterestDeclared: *b, ID: q.Signed.ID, Person: p.Author, Party: p.Party, Time: q.Time, Entry: index})
	person, _ := d.Person(p.Author)
	person.Interests = withKey(person.Interests, b.Motion, with(person.Interests[b.Motion], q.Signed.ID))
	s.people.set(p.Author, person)
}

// Rulings on an interest; which of them keep their holder from voting, and what
// more there are, is in the terms.
const (
	InterestNoted     = "noted"
	InterestMaySpeak  = "may_speak"
	InterestWithdraws = "withdraws"
)

// InterestRuled is one person's ruling on a declared interest; it takes effect
// when a second person has ruled the same.
type InterestRuled struct {
	Interest Digest `json:"interest"` // the declaration's statement id
	Motion   string `json:"motion"`
	Ruling   string `json:"ruling"`
}

func (b *InterestRuled) shape(s *shape) {
	s.digest("interest", b.Interest)
	s.code("motion", b.Motion)
	s.code("ruling", b.Ruling)
}

func (b *InterestRuled) sentence(p Payload, n Names) string {
	words := map[string]string{InterestNoted: "it is noted", InterestMaySpeak: "its holder may speak but not vote", InterestWithdraws: "its holder withdraws"}
	ruling, ok := words[b.Ruling]
	if !ok {
		ruling = strings.ReplaceAll(b.Ruling, "_", " ")
	}
	return fmt.Sprintf("%s rules on the interest %s in %s: %s", p.Author, short(b.Interest), motion(n, b.Motion), ruling)
}

func (b *InterestRuled) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	i, ok := v.Interest(b.Interest)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/interest", "there is no declaration with that id")
	}
	if i.Motion != "" && !slices.Contains(v.wholes(b.Motion), i.Motion) {
		return refuse(CodeConflict, "/payload/body/motion", "the interest was declared in %s", i.Motion)
	}
	ruled := 0
	for _, r := range i.Rulings {
		if r.Person == p.Author && r.Motion == b.Motion {
			ruled++
		}
	}
	if ruled >= MaxInterests {
		return refuse(CodeTooLarge, "/payload/body", "you have ruled %d times on this interest", ruled)
	}
	facts := v.interestFacts(i, b.Motion, day)
	in.Interest, in.Subject = &facts, v.PersonFacts(i.Person, day, nil)
	return v.needMotion(in, b.Motion, day, false)
}

func (b *InterestRuled) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	p := &q.Signed.Payload
	i, _ := d.Interest(b.Interest)
	i.Rulings = with(i.Rulings, RulingByFact{Motion: b.Motion, Person: p.Author, Roles: q.Input.Author.Roles, Ruling: b.Ruling, Time: q.Time, Entry: index})
	s.interests.set(b.Interest, i)
}

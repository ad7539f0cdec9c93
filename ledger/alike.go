package ledger

import "slices"

// What takes effect only once several people have stated the same, word for word:
// a party's joining or merging, a call-in and its end. Each states the whole body
// under a signature of their own; the rules say whose words are needed.

// AlikeFacts is a statement of the same body, word for word, recorded before.
type AlikeFacts struct {
	Person string      `json:"person"`
	Party  string      `json:"party,omitempty"` // that the person spoke for
	Roles  []RoleFacts `json:"roles"`           // as when it was stated
	Entry  int64       `json:"entry"`
}

// sameWords is under what the words of a statement are kept.
func sameWords(p *Payload) string { return p.Kind + "\n" + string(p.Body) }

// together adds who has stated the same since an entry, and for which party. Nobody says it twice for
// one party.
func (v View) together(q *Question, since int64) error {
	p := &q.Signed.Payload
	all, _ := v.s.alike.get(v.draft, sameWords(p))
	for _, a := range all {
		if a.Entry < since {
			continue
		}
		if a.Person == p.Author && a.Party == p.Party {
			return refuse(CodeConflict, "/payload/body", "you have stated this already: it takes effect once the others whose word is needed state the same")
		}
		q.Input.Alike = append(q.Input.Alike, a)
		if a.Party != "" {
			q.Input.Parties[a.Party] = v.PartyFacts(a.Party, q.Time.Day())
		}
	}
	return nil
}

// takesEffect notes who has stated what the question is about, and reports whether
// by the ruling enough have.
func (s *State) takesEffect(q *Question, index int64) bool {
	p := &q.Signed.Payload
	all, _ := s.alike.get(true, sameWords(p))
	s.alike.set(sameWords(p), with(all, AlikeFacts{Person: p.Author, Party: p.Party, Roles: slices.Clone(q.Input.Author.Roles), Entry: index}))
	return q.Ruling.Effect
}

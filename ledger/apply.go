package ledger

import "slices"

// Apply records an admitted statement in the draft. It cannot fail: whatever
// could be wrong was found by Check or refused by the rules.
func (s *State) Apply(q *Question) *Entry {
	st := q.Signed
	st.Body.apply(s, q, s.draftHead.size)
	s.keepTexts(st, s.draftHead.size)
	s.happen(st.Body, s.draftHead.size)
	if _, vote := st.Body.(*VoteCast); !vote {
		s.votes = nil
	}
	if !slices.Contains(aboutMotions, st.Payload.Kind) {
		s.standing = nil
	}
	k, _ := s.Draft().Key(st.Protected.Kid)
	k.Next++
	s.keys.set(st.Protected.Kid, k)
	return s.ordered(statementEntry(q.Time, st, q.Rules))
}

// ordered counts an entry in.
func (s *State) ordered(e *Entry) *Entry {
	s.turn++
	s.draftHead.size++
	s.draftHead.time = e.Time
	return e
}

// await puts an item on the agenda, in order of due time and reference.
func (s *State) await(item agendaItem) {
	agenda := slices.Clone(s.draftHead.agenda)
	at, _ := slices.BinarySearchFunc(agenda, item, compareAgenda)
	s.draftHead.agenda = slices.Insert(agenda, at, item)
}

func (s *State) forget(item agendaItem) {
	s.draftHead.agenda = slices.DeleteFunc(slices.Clone(s.draftHead.agenda), func(a agendaItem) bool {
		return a.ref == item.ref && a.party == item.party && a.what == item.what
	})
}

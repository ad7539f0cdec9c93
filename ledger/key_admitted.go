package ledger

import (
	"fmt"
	"slices"
)

// KeyAdmitted lets a key that was added after a motion was opened vote on that motion:
// whoever adds a key can speak as its holder, and alone could make up a vote while others
// are cast. An officer of the holder's party states it, or, for somebody of no party, of
// one for which they hold or deputise in a seat; never who added the key, nor who holds it.
type KeyAdmitted struct {
	Person string     `json:"person"` // whose key it is
	Key    Thumbprint `json:"key"`
}

// KeyAdmission is by whom a key was admitted, for which party and by which entry, and
// since which entry that officer has had both the key that signed this and the office: on
// what was opened before, the admitted key does not count.
type KeyAdmission struct {
	By    string `json:"by"`
	Party string `json:"party"`
	Entry int64  `json:"entry"`
	Since int64  `json:"since"`
}

func (b *KeyAdmitted) shape(s *shape) {
	s.code("person", b.Person)
	s.that(len(b.Key) == 43, "key", "name the key by its thumbprint of 43 characters")
}

func (b *KeyAdmitted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s admits for %s the key %s of %s to what was opened before it was added", p.Author, n.PartyName(p.Party), b.Key, b.Person)
}

func (b *KeyAdmitted) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	k, ok := v.Key(b.Key)
	switch {
	case !ok || k.Person != b.Person:
		return refuse(CodeNotFound, "/payload/body/key", "key %s is no key of %s: see the list of people", b.Key, b.Person)
	case k.Revoked != "":
		return refuse(CodeRevokedKey, "/payload/body/key", "key %s was revoked on %s: nothing is signed with it any more", b.Key, k.Revoked.Day().InWords())
	case k.Entry == 0:
		return refuse(CodeConflict, "/payload/body/key", "key %s is as old as the ledger: it votes on every motion, and nobody has to admit it", b.Key)
	case k.Admitted != nil && k.Admitted.Since <= since(q.Input.Author, st.Payload.Party):
		return refuse(CodeConflict, "/payload/body/key", "%s has admitted key %s already", k.Admitted.By, b.Key)
	}
	q.Input.Subject = v.PersonFacts(b.Person, day, &k)
	return nil
}

func (b *KeyAdmitted) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	k, _ := s.Draft().Key(b.Key)
	k.Admitted = &KeyAdmission{p.Author, p.Party, index, since(q.Input.Author, p.Party)}
	s.keys.set(b.Key, k)
}

// before tells whether a key counts on what was opened by an entry.
func (k *KeyFacts) before(opened int64) bool {
	return k.Entry < opened || k.Admitted != nil && k.Admitted.Since < opened
}

// since is the entry from which on a person has had the key that signs and the office of
// officer of a party.
func since(author *PersonFacts, party string) int64 {
	entry := author.Key.Entry
	for _, r := range author.Roles {
		if r.Role == RoleOfficer && r.Party == party {
			entry = max(entry, r.Entry)
		}
	}
	return entry
}

// UnadmittedKey is a key that does not count on some motions until a second officer
// admits it.
type UnadmittedKey struct {
	KeyRecord
	Motions []string // open, or shown by hands that do not stand yet
	Parties []string // whose officers can admit it
}

// Unadmitted are the keys that sign on a day, that were added after a motion was opened
// on which their holder could vote, and that no officer has admitted who was there before
// it was. They are in the order in which they were added, but for each person's together.
func (v View) Unadmitted(day Date) (all []UnadmittedKey) {
	var on []MotionRecord
	for ref, m := range v.MotionsBy(voting) {
		if voting(ref, m.Index()) {
			on = append(on, m)
		}
	}
	if len(on) == 0 {
		return nil
	}
	for id, p := range v.People() {
		for _, t := range p.Keys {
			k, _ := v.Key(t)
			if !k.usable(day) {
				continue
			}
			u := UnadmittedKey{KeyRecord: k}
			facts := v.PersonFacts(id, day, &k)
			seats := slices.Concat(facts.Seats, facts.Deputising)
			for _, m := range on {
				if !facts.Key.before(m.OpenedEntry) && slices.ContainsFunc(m.Opened.Roll, func(r RollSeat) bool { return slices.Contains(seats, r.Seat) }) {
					u.Motions = append(u.Motions, m.Ref)
				}
			}
			if len(u.Motions) == 0 {
				continue
			}
			if u.Parties = []string{p.Party}; p.Party == "" {
				u.Parties = nil
				for _, id := range seats {
					if seat, _ := v.Seat(id); !slices.Contains(u.Parties, seat.Party) {
						u.Parties = append(u.Parties, seat.Party)
					}
				}
			}
			all = append(all, u)
		}
	}
	return all
}

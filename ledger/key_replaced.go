package ledger

import (
	"fmt"
	"slices"
)

// KeyReplaced gives a key to somebody whose only key is lost or stolen and whom
// nobody else can give one: a party's only officer, or somebody of the board. Two
// people of others say so, with the paper of the body that the person speaks for; and
// the key signs nothing before a day that leaves the person, and whoever else has a
// part in that body, time to revoke it. So neither the host nor the secretary can put
// somebody else in an officer's place, nor can two who agree do it in haste.
type KeyReplaced struct {
	Person     string         `json:"person"`
	Key        Key            `json:"key"`
	Proof      string         `json:"proof"` // of possession, as in KeyAdded
	Header     *PasskeyHeader `json:"header,omitempty"`
	Old        Thumbprint     `json:"old"` // the key that the person can't use any more
	Reason     string         `json:"reason"`
	Resolution Resolution     `json:"resolution"` // of the party's governing body, or of the board for its own people
	From       Date           `json:"from"`       // the first day on which the key signs
	Confirmed  Confirmation   `json:"confirmed"`
}

// ReplacedFacts is whose key is replaced, and how many other keys could act in its
// place: of the person's own, and of the other officers of the party.
type ReplacedFacts struct {
	Person *PersonFacts `json:"person"`
	Spare  int64        `json:"spare"`
}

// KeyReplacedInput is what the second person signs.
func KeyReplacedInput(ledger, author string, b *KeyReplaced) string {
	return fmt.Sprintf("concordat-key-replaced\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n", ledger, author, b.Person, b.Key.Thumbprint(), b.Old, b.Reason,
		DigestOf([]byte(b.Resolution.Ref)), b.Resolution.On, b.Resolution.Paper, b.From)
}

func (b *KeyReplaced) shape(s *shape) {
	added := KeyAdded{b.Person, b.Key, b.Proof, b.Header}
	added.shape(s)
	s.that(len(b.Old) == 43, "old", "name the old key by its thumbprint of 43 characters")
	s.oneOf("reason", b.Reason, "lost", "stolen")
	s.text("resolution/ref", b.Resolution.Ref, MaxTitle)
	s.date("resolution/on", b.Resolution.On)
	s.digest("resolution/paper", b.Resolution.Paper)
	s.date("from", b.From)
	s.confirmation("confirmed", b.Confirmed)
}

func (b *KeyReplaced) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s gives %s the %s key %s, which signs from %s on, in the place of the key %s, which is %s, by the resolution %s of %s. %s confirms this",
		p.Author, b.Person, b.Key.Kind, b.Key.Thumbprint(), b.From.InWords(), b.Old, b.Reason, b.Resolution.Ref, b.Resolution.On.InWords(), b.Confirmed.Person)
}

func (b *KeyReplaced) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	if _, ok := v.Key(b.Key.Thumbprint()); ok {
		return refuse(CodeConflict, "/payload/body/key", "one key is one person's for ever, and this one is on the ledger already")
	}
	if err := v.ofNoOther("/payload/body/key", b.Key); err != nil {
		return err
	}
	old, ok := v.Key(b.Old)
	if !ok || old.Person != b.Person {
		return refuse(CodeNotFound, "/payload/body/old", "key %s is no key of %s: see the list of people", b.Old, b.Person)
	}
	if err := v.possession(&KeyAdded{b.Person, b.Key, b.Proof, b.Header}); err != nil {
		return err
	}
	person := v.PersonFacts(b.Person, day, nil)
	in.Replaced = &ReplacedFacts{Person: person, Spare: v.usableKeys(b.Person, day)}
	if old.usable(day) {
		in.Replaced.Spare--
	}
	for _, r := range person.Roles {
		if r.Role != RoleOfficer {
			continue
		}
		party, _ := v.Party(r.Party)
		others := slices.DeleteFunc(v.officers(party, day), func(id string) bool { return id == b.Person })
		for _, id := range others {
			in.Replaced.Spare += v.usableKeys(id, day)
		}
	}
	return v.confirmed(q, "/payload/body/confirmed", b.Confirmed, KeyReplacedInput(p.Ledger, p.Author, b), day)
}

func (b *KeyReplaced) apply(s *State, q *Question, index int64) {
	person, _ := s.Draft().Person(b.Person)
	s.addKey(KeyHolder{b.Person, b.Key}, person.Party, q.Time, index)
	k, _ := s.Draft().Key(b.Key.Thumbprint())
	k.By, k.From, k.Flags = q.Signed.Payload.Author, b.From, b.Header.flags()
	s.keys.set(b.Key.Thumbprint(), k)
}

// usable reports whether a key signs on a day.
func (k KeyRecord) usable(day Date) bool { return k.Revoked == "" && k.From <= day }

// officers are those of a party on a day, each once.
func (v View) officers(p Party, day Date) (all []string) {
	for _, id := range p.Officers {
		facts := v.PersonFacts(id, day, nil)
		if !slices.Contains(all, id) && slices.ContainsFunc(facts.Roles, func(r RoleFacts) bool { return r.Role == RoleOfficer && r.Party == p.Code }) {
			all = append(all, id)
		}
	}
	return all
}

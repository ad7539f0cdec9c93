package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// People: the roles they are given and the keys that speak for them.

// Roles that ledger itself knows; an agreement's terms may have more.
const (
	RoleChair        = "chair"
	RoleViceChair    = "vice_chair"
	RoleSecretary    = "secretary"
	RoleOfficer      = "officer"
	RoleInAttendance = "in_attendance"
	RoleAuditor      = "auditor"
)

// RoleAppointed gives a person a role; officers are appointed for a party, the
// payload's, and so are auditors whom a party's officer appoints.
type RoleAppointed struct {
	Role   string `json:"role"`
	Person string `json:"person"`
	From   Date   `json:"from"`
	Until  Date   `json:"until,omitempty"` // the last day, inclusive
}

func (b *RoleAppointed) shape(s *shape) {
	s.code("role", b.Role)
	s.code("person", b.Person)
	s.span(b.From, b.Until)
}

func (b *RoleAppointed) sentence(p Payload, n Names) string {
	role := strings.ReplaceAll(b.Role, "_", " ")
	if b.Role == RoleOfficer {
		role += " of " + n.PartyName(p.Party)
	}
	return fmt.Sprintf("%s appoints %s as %s %s", p.Author, b.Person, role, span(b.From, b.Until))
}

func (b *RoleAppointed) against(v View, st *Signed, q *Question, day Date) error {
	return v.needPerson(&q.Input, b.Person, day)
}

func (b *RoleAppointed) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	p := &q.Signed.Payload
	person, _ := d.Person(b.Person)
	term := RoleTerm{Role: b.Role, From: b.From, Until: b.Until, Entry: index}
	if ofParty(b.Role) {
		term.Party = p.Party
	}
	if b.Role == RoleOfficer {
		party, _ := d.Party(p.Party)
		party.Officers = with(party.Officers, b.Person)
		s.parties.set(p.Party, party)
	}
	person.Roles = with(person.Roles, term)
	s.people.set(b.Person, person)
}

// RoleEnded ends a role from a day on, however long it was given for. An officer's,
// and an auditor's whom a party appointed, is ended for that party, the payload's.
type RoleEnded struct {
	Role   string `json:"role"`
	Person string `json:"person"`
	From   Date   `json:"from"` // the first day without
}

func (b *RoleEnded) shape(s *shape) {
	s.code("role", b.Role)
	s.code("person", b.Person)
	s.span(b.From, "")
}

func (b *RoleEnded) sentence(p Payload, n Names) string {
	role := strings.ReplaceAll(b.Role, "_", " ")
	if p.Party != "" {
		role += " of " + n.PartyName(p.Party)
	}
	return fmt.Sprintf("%s ends the time of %s as %s: the first day without is %s", p.Author, b.Person, role, b.From.InWords())
}

func (b *RoleEnded) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if err := v.needPerson(in, b.Person, day); err != nil {
		return err
	}
	in.People = map[string]*PersonFacts{}
	for id := range v.People() {
		if f := v.PersonFacts(id, max(day, b.From), nil); slices.ContainsFunc(f.Roles, func(r RoleFacts) bool { return r.Role == b.Role && r.Party == st.Payload.Party }) {
			in.People[id] = f
		}
	}
	return nil
}

func (b *RoleEnded) apply(s *State, q *Question, index int64) {
	person, _ := s.Draft().Person(b.Person)
	person.Roles = slices.Clone(person.Roles)
	last := b.From.before()
	for i, r := range person.Roles {
		if r.Role == b.Role && r.Party == q.Signed.Payload.Party && (r.Until == "" || last < r.Until) {
			person.Roles[i].Until = last
		}
	}
	s.people.set(b.Person, person)
}

// ofParty tells the roles that a party's officer gives for that party.
func ofParty(role string) bool { return role == RoleOfficer || role == RoleAuditor }

// KeyAdded gives a person a key. Proof is the new key's own signature over
// PossessionInput: a host cannot enrol a key that nobody holds.
type KeyAdded struct {
	Person string         `json:"person"`
	Key    Key            `json:"key"`
	Proof  string         `json:"proof"` // base64url
	Header *PasskeyHeader `json:"header,omitempty"`
}

func (b *KeyAdded) shape(s *shape) {
	s.code("person", b.Person)
	s.key("key", b.Key)
	s.that(b.Proof != "", "proof", "the new key signs a proof that its holder has it")
	s.that((b.Key.Kind == KeyPasskey) == (b.Header != nil), "header", "a passkey's proof, and no other, carries what the authenticator signed")
}

func (b *KeyAdded) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s adds the %s key %s for %s", p.Author, b.Key.Kind, b.Key.Thumbprint(), b.Person)
}

func (b *KeyAdded) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	if _, ok := v.Key(b.Key.Thumbprint()); ok {
		return refuse(CodeConflict, "/payload/body/key", "one key is one person's for ever, and this one is on the ledger already")
	}
	if err := v.ofNoOther("/payload/body/key", b.Key); err != nil {
		return err
	}
	if err := v.possession(b); err != nil {
		return err
	}
	in.Subject = v.PersonFacts(b.Person, day, nil)
	return nil
}

func (b *KeyAdded) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.addKey(KeyHolder{b.Person, b.Key}, p.Party, q.Time, index)
	k, _ := s.Draft().Key(b.Key.Thumbprint())
	k.By, k.Flags = p.Author, b.Header.flags()
	s.keys.set(b.Key.Thumbprint(), k)
}

// voucher is the key by which somebody vouched for the holder of k: k itself, or
// the holder's first where they added k themself.
func (v View) voucher(k KeyRecord) KeyRecord {
	if p, ok := v.Person(k.Person); ok && k.By == k.Person {
		k, _ = v.Key(p.Keys[0])
	}
	return k
}

// KeyRevoked ends a key at once; nothing is ever revoked for the past. Where it is not
// the person's own body that ends it, two people do.
type KeyRevoked struct {
	Key       Thumbprint    `json:"key"`
	Reason    string        `json:"reason"` // lost, stolen, left
	Confirmed *Confirmation `json:"confirmed,omitempty"`
}

// KeyRevokedInput is what a second person signs of it.
func KeyRevokedInput(ledger, author string, b *KeyRevoked) string {
	return fmt.Sprintf("concordat-key-revoked\n%s\n%s\n%s\n%s\n", ledger, author, b.Key, b.Reason)
}

func (b *KeyRevoked) shape(s *shape) {
	s.that(len(b.Key) == 43, "key", "name the key by its thumbprint of 43 characters")
	s.oneOf("reason", b.Reason, "lost", "stolen", "left")
	if b.Confirmed != nil {
		s.confirmation("confirmed", *b.Confirmed)
	}
}

func (b *KeyRevoked) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s revokes the key %s at once: %s", p.Author, b.Key, b.Reason)
	if b.Confirmed != nil {
		said += fmt.Sprintf(". %s confirms this", b.Confirmed.Person)
	}
	return said
}

func (b *KeyRevoked) against(v View, st *Signed, q *Question, day Date) error {
	in := &q.Input
	k, ok := v.Key(b.Key)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/key", "there is no key %s", b.Key)
	}
	if k.Revoked != "" {
		return refuse(CodeConflict, "/payload/body/key", "key %s is revoked already", b.Key)
	}
	in.Subject = v.PersonFacts(k.Person, day, &k)
	for _, r := range in.Subject.Roles {
		if r.Role == RoleOfficer {
			in.Parties[r.Party] = v.PartyFacts(r.Party, day)
		}
	}
	if b.Confirmed != nil {
		return v.confirmed(q, "/payload/body/confirmed", *b.Confirmed, KeyRevokedInput(st.Payload.Ledger, st.Payload.Author, b), day)
	}
	return nil
}

func (b *KeyRevoked) apply(s *State, q *Question, index int64) {
	d := s.Draft()
	revoked, _ := d.Key(b.Key)
	revoked.Revoked = q.Time
	s.keys.set(b.Key, revoked)
}

// CheckPossession tells whether b holds the proof of whoever holds its key, for its
// person and this ledger.
func (v View) CheckPossession(b *KeyAdded) error { return v.possession(b) }

// possession verifies that the holder of a new key has it.
func (v View) possession(b *KeyAdded) error { return b.Held(v.Founded().Origin, v.Site()) }

// Held verifies that the holder of b's key signed that they have it, for that person in
// the ledger of that origin. Before there is a ledger its founders check keys by it.
func (b *KeyAdded) Held(origin string, site Site) error {
	input := PossessionInput(origin, b.Person, b.Key)
	proof, err := decodeBase64(b.Proof)
	if err != nil {
		return refuse(CodeMalformed, "/payload/body/proof", "%v", err)
	}
	if b.Header != nil {
		return verifyPasskey(b.Header, DigestOf([]byte(input)), b.Key, proof, site)
	}
	if b.Key.verify(input, proof) != nil {
		return refuse(CodeSignature, "/payload/body/proof", "the new key has not signed for this person in this ledger")
	}
	return nil
}

func (s *State) role(person string, term RoleTerm) {
	p, _ := s.Draft().Person(person)
	p.Roles = with(p.Roles, term)
	s.people.set(person, p)
}

func (s *State) addKey(h KeyHolder, party string, t Time, index int64) {
	s.keys.set(h.Key.Thumbprint(), KeyRecord{Key: h.Key, Person: h.Person, Added: t, Entry: index})
	p, known := s.Draft().Person(h.Person)
	if !known {
		p = Person{ID: h.Person, Party: party}
	}
	p.Keys = with(p.Keys, h.Key.Thumbprint())
	s.people.set(h.Person, p)
}

package ledger

import "fmt"

// Roots gives the root of the tree of the first size entries. Check asks it for
// sizes up to the ledger's own.
type Roots func(size int64) (Digest, error)

// Question is a checked statement with what the rules are asked about it.
type Question struct {
	Signed *Signed
	Time   Time
	Rules  Digest // the bundle that judges
	Input  Input
	Adopts Digest // the bundle of a draft, where the statement puts one forward or to the vote
	Ruling Ruling // what it says; Step sets it before Apply
}

// Check holds a statement against the draft: its key, signature, sequence and
// what it saw; that what it names is there; that its sentence is the sentence.
// It gathers the facts for the rules and counts nothing. t is when the statement
// will be ordered; the caller has settled what fell due by then.
func (s *State) Check(st *Signed, t Time, roots Roots) (*Question, error) {
	v := s.Draft()
	if t < v.Time() {
		return nil, fmt.Errorf("ledger: time %s is before the last entry's, %s", t, v.Time())
	}
	p := &st.Payload
	day := t.Day()
	key, err := v.authenticate(st, day)
	if err != nil {
		return nil, err
	}
	if err := v.seen("/payload/seen", p.Seen, roots); err != nil {
		return nil, err
	}
	if b, ok := st.Body.(*CheckpointCountersigned); ok {
		if err := v.seen("/payload/body", Seen{b.Size, b.Root}, roots); err != nil {
			return nil, err
		}
	}
	q := &Question{Signed: st, Time: t, Rules: v.Rules(), Input: Input{
		Ask: AskAdmit, Time: t, Entry: v.Size(), Kind: p.Kind, Body: p.Body, Party: p.Party,
		Parties: map[string]*PartyFacts{},
	}}
	// Votes are many, and turn on no more of a party than its name.
	var votes *voteFacts
	if _, vote := st.Body.(*VoteCast); vote {
		votes = s.votesOn(day)
		q.Input.Shared = votes.shared
		q.Input.Author = kept(votes, votes.authors, st.Protected.Kid, func() *PersonFacts { return v.PersonFacts(p.Author, day, key) })
	} else {
		q.Input.Author, q.Input.MoU, q.Input.Functions = v.PersonFacts(p.Author, day, key), v.mouFacts(v.Size()), v.functions()
	}
	if founded, ok := st.Body.(*Founded); ok {
		q.Rules = founded.Rules
		q.Input.Author = &PersonFacts{Person: p.Author, Roles: []RoleFacts{{Role: RoleSecretary}}, Seats: []string{}, Deputising: []string{}}
	}
	if p.Party != "" {
		party, ok := v.Party(p.Party)
		switch {
		case votes != nil && ok:
			q.Input.Parties[p.Party] = kept(votes, votes.parties, p.Party, func() *PartyFacts { return namedFacts(party.Code, party.Name, party.Type) })
		case ok:
			q.Input.Parties[p.Party] = v.PartyFacts(p.Party, day)
		default:
			return nil, refuse(CodeNotFound, "/payload/party", "no party has the code %s: see the list of parties", p.Party)
		}
	}
	if err := st.Body.against(v, st, q, day); err != nil {
		return nil, err
	}
	if err := v.textsFree(st); err != nil {
		return nil, err
	}
	if want := st.Body.sentence(*p, v); p.Sentence != want {
		return nil, refuse(CodeMalformed, "/payload/sentence", "the sentence is not what the statement says; it says: %s", want)
	}
	return q, nil
}

// authenticate finds the key that signed and verifies that it did.
func (v View) authenticate(st *Signed, day Date) (*KeyRecord, error) {
	p := &st.Payload
	if b, ok := st.Body.(*Founded); ok {
		switch {
		case v.Founded() != nil:
			return nil, refuse(CodeConflict, "/payload/kind", "this ledger is founded already")
		case p.Ledger != b.Origin:
			return nil, refuse(CodeOtherLedger, "/payload/ledger", "the founding of %s says that it is for %s", b.Origin, p.Ledger)
		case p.Author != b.Secretary.Person || st.Protected.Kid != b.Secretary.Key.Thumbprint() || p.Seq != 0:
			return nil, refuse(CodeSignature, "/payload/author", "the secretary's own key signs the founding, as its first statement")
		}
		return nil, st.verify(b.Secretary.Key, Site{b.RPID, b.Origins})
	}
	switch {
	case v.Founded() == nil:
		return nil, refuse(CodeConflict, "/payload/kind", "a ledger's first entry is its founding")
	case p.Ledger != v.Founded().Origin:
		return nil, refuse(CodeOtherLedger, "/payload/ledger", "this statement is for %s; this ledger is %s", p.Ledger, v.Founded().Origin)
	}
	k, ok := v.Key(st.Protected.Kid)
	switch {
	case !ok:
		return nil, refuse(CodeUnknownKey, "/protected/kid", "no enrolment for key %s: ask your officer to add it", st.Protected.Kid)
	case k.Revoked != "":
		return nil, refuse(CodeRevokedKey, "/protected/kid", "key %s was revoked on %s: ask your officer for another", st.Protected.Kid, k.Revoked.Day().InWords())
	}
	if k.From > day {
		return nil, refuse(CodeUnknownKey, "/protected/kid", "key %s signs from %s on: sign anew then", st.Protected.Kid, k.From.InWords())
	}
	if err := st.verify(k.Key, v.Site()); err != nil {
		return nil, err
	}
	switch {
	case p.Author != k.Person:
		return nil, refuse(CodeSignature, "/payload/author", "key %s is not a key of %s", st.Protected.Kid, p.Author)
	case p.Seq != k.Next:
		return nil, refuse(CodeOutOfSequence, "/payload/seq", "the next statement of key %s has the number %d, not %d: read the ledger again and sign anew", st.Protected.Kid, k.Next, p.Seq)
	}
	return &k, nil
}

// seen holds a checkpoint that the author saw against this history.
func (v View) seen(field string, seen Seen, roots Roots) error {
	if seen.Size > v.Size() {
		return refuse(CodeFork, field, "you saw %d entries; this ledger has %d. Keep what you have and tell the secretary and your auditor", seen.Size, v.Size())
	}
	root, err := roots(seen.Size)
	if err != nil {
		return fmt.Errorf("ledger: root at %d entries: %w", seen.Size, err)
	}
	if root != seen.Root {
		return refuse(CodeFork, field, "the history of %d entries that you saw is not this ledger's. Keep what you have and tell the secretary and your auditor", seen.Size)
	}
	return nil
}

func (v View) needParty(in *Input, field, code string, day Date) error {
	f := v.PartyFacts(code, day)
	if f == nil {
		return refuse(CodeNotFound, "/payload/body/"+field, "no party has the code %s: see the list of parties", code)
	}
	in.Parties[code] = f
	return nil
}

func (v View) needPerson(in *Input, id string, day Date) error {
	if in.Subject = v.PersonFacts(id, day, nil); in.Subject == nil {
		return refuse(CodeNotFound, "/payload/body/person", "there is no person %s: add the person's key first", id)
	}
	return nil
}

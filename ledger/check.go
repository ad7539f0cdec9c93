package ledger

import (
	"fmt"
	"slices"
)

// Roots gives the root of the tree of the first size entries. Check asks it for
// sizes up to the ledger's own.
type Roots func(size int64) (Digest, error)

// Question is a checked statement with what the rules are asked about it.
type Question struct {
	Signed *Signed
	Time   Time
	Rules  Digest // the bundle that judges
	Input  Input
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
	key, err := v.authenticate(st)
	if err != nil {
		return nil, err
	}
	if err := v.seen(p.Seen, roots); err != nil {
		return nil, err
	}
	day := t.Day()
	q := &Question{Signed: st, Time: t, Rules: v.Rules(), Input: Input{
		Ask: AskAdmit, Time: t, Entry: v.Size(), Kind: p.Kind, Body: p.Body, Party: p.Party,
		Author: v.PersonFacts(p.Author, day, key), Parties: map[string]*PartyFacts{}, MoU: v.mouFacts(v.Size()),
		Functions: v.functions(),
	}}
	if founded, ok := st.Body.(*Founded); ok {
		q.Rules = founded.Rules
		q.Input.Author = &PersonFacts{Person: p.Author, Roles: []RoleFacts{{Role: RoleSecretary}}, Seats: []string{}, Deputising: []string{}}
	}
	if p.Party != "" {
		if q.Input.Parties[p.Party] = v.PartyFacts(p.Party, day); q.Input.Parties[p.Party] == nil {
			return nil, refuse(CodeNotFound, "/payload/party", "no party has the code %s: see the list of parties", p.Party)
		}
	}
	if err := v.against(st, q, day); err != nil {
		return nil, err
	}
	if want := st.Body.sentence(*p, v); p.Sentence != want {
		return nil, refuse(CodeMalformed, "/payload/sentence", "the sentence is not what the statement says; it says: %s", want)
	}
	return q, nil
}

// authenticate finds the key that signed and verifies that it did.
func (v View) authenticate(st *Signed) (*KeyRecord, error) {
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
		return nil, verifyJWS(&st.Statement, st.Protected, b.Secretary.Key, Site{b.RPID, b.Origins})
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
	if err := verifyJWS(&st.Statement, st.Protected, k.Key, v.Site()); err != nil {
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

// seen holds the checkpoint that the author saw against this history.
func (v View) seen(seen Seen, roots Roots) error {
	if seen.Size > v.Size() {
		return refuse(CodeFork, "/payload/seen", "you saw %d entries; this ledger has %d. Keep what you have and tell the secretary and your auditor", seen.Size, v.Size())
	}
	root, err := roots(seen.Size)
	if err != nil {
		return fmt.Errorf("ledger: root at %d entries: %w", seen.Size, err)
	}
	if root != seen.Root {
		return refuse(CodeFork, "/payload/seen", "the history of %d entries that you saw is not this ledger's. Keep what you have and tell the secretary and your auditor", seen.Size)
	}
	return nil
}

// against holds the body against what is recorded and adds the facts that bear
// on it. What is a question of who may, when and how much is left to the rules.
func (v View) against(st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
	switch b := st.Body.(type) {
	case *Founded:

	case *EngineChanged:
		if b.Engine == v.Engine() {
			return refuse(CodeConflict, "/payload/body/engine", "%s evaluates the rules already", b.Engine)
		}

	case *MoUAdopted:
		// A second version takes the parties' own decision: nobody may choose the
		// rules for them, the secretary least of all.
		if len(v.Versions()) > 0 || b.Version != 1 {
			return refuse(CodeConflict, "/payload/body/version", "this ledger's MoU has one version, number 1: no other can be adopted")
		}
		if b.Rules != v.Founded().Rules {
			return refuse(CodeConflict, "/payload/body/rules", "the founding fixed the rules: %s", v.Founded().Rules)
		}

	case *MoUSigned:
		m := in.MoU
		if b.Version != m.Version {
			return refuse(CodeStale, "/payload/body/version", "version %d is not the version open for signature", b.Version)
		}
		if b.Rules != m.Rules || b.Founding != v.Founding() {
			return refuse(CodeStale, "/payload/body/rules", "the codes are not those of version %d and of this ledger's founding: compare them again", b.Version)
		}
		// What a body signed before it was established counts once it signs again.
		standing, signed := v.Versions()[len(v.Versions())-1].Signed[p.Party]
		if party, _ := v.Party(p.Party); signed && (party.Established == "" || standing.Time.Day() >= party.Established) {
			return refuse(CodeConflict, "/payload/party", "%s signed version %d already", v.PartyName(p.Party), b.Version)
		}
		for _, ref := range b.Affirms {
			if _, ok := v.Decision(ref); !ok {
				return refuse(CodeNotFound, "/payload/body/affirms", "there is no decision %s", ref)
			}
		}

	case *PartyEstablished:
		if err := v.needParty(in, "party", b.Party, day); err != nil {
			return err
		}
		if in.Parties[b.Party].Established != "" {
			return refuse(CodeConflict, "/payload/body/party", "%s is established already", v.PartyName(b.Party))
		}

	case *RoleAppointed:
		return v.needPerson(in, b.Person, day)

	case *KeyAdded:
		if _, ok := v.Key(b.Key.Thumbprint()); ok {
			return refuse(CodeConflict, "/payload/body/key", "one key is one person's for ever, and this one is on the ledger already")
		}
		if err := v.possession(b); err != nil {
			return err
		}
		in.Subject = v.PersonFacts(b.Person, day, nil)

	case *KeyRevoked:
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

	case *BoardMemberEnrolled:
		if seat, ok := v.Seat(b.Seat); ok && seat.Party != p.Party {
			return refuse(CodeConflict, "/payload/body/seat", "seat %s is %s's", b.Seat, v.PartyName(seat.Party))
		}
		in.Seat = v.seatFacts(b.Seat, day)
		return v.needPerson(in, b.Person, day)

	case *DeputyAppointed:
		if in.Seat = v.seatFacts(b.Seat, day); in.Seat == nil {
			return refuse(CodeNotFound, "/payload/body/seat", "there is no seat %s", b.Seat)
		}
		return v.needPerson(in, b.Person, day)

	case *AuthorityGiven:
		for _, party := range v.Parties() {
			for _, a := range party.Authorities {
				if a.ID == b.ID {
					return refuse(CodeConflict, "/payload/body/id", "an authority %s was given already: choose another id", b.ID)
				}
			}
		}

	case *FigureRecorded:
		return v.needParty(in, "party", b.Party, day)

	case *InterestDeclared:
		author, _ := v.Person(p.Author)
		declared := len(author.Interests[b.Motion])
		if declared >= MaxInterests {
			return refuse(CodeTooLarge, "/payload/body", "you have declared %d interests of this kind already", declared)
		}
		if b.Motion != "" {
			return v.needMotion(in, b.Motion, day, false)
		}

	case *InterestRuled:
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

	case *Motion:
		in.Parties = v.allParties(day)
		if err := v.parts(in, b); err != nil {
			return err
		}
		if p.Kind == KindMotionAmended {
			if err := v.needMotion(in, b.Ref, day, true); err != nil {
				return err
			}
			if err := v.standing(in.Motion, "", MotionDraft, MotionNotice); err != nil {
				return err
			}
			if sits, ok := v.Meeting(in.Motion.Meeting); ok && sits.Starts <= in.Time {
				return refuse(CodeConflict, "/payload/body/motion", "%s is before %s, which has begun: its text is changed there, by an amendment", b.Ref, sits.Ref)
			}
			return nil
		}
		year := string(day[:4])
		if _, taken := v.Motion(b.Ref); taken || b.Ref != v.NextRef(year) {
			want := v.NextRef(year)
			return refuse(CodeConflict, "/payload/body/motion", "the next motion of %s is %s, not %s: read the ledger again and sign anew", year, want, b.Ref)
		}

	case *NoticeGiven:
		if err := v.needMotion(in, b.Motion, day, true); err != nil {
			return err
		}
		if err := v.standing(in.Motion, b.Text, MotionDraft, MotionNotice); err != nil {
			return err
		}
		if m := in.Motion.Meeting; m != "" {
			return refuse(CodeConflict, "/payload/body/motion", "%s stands on the agenda of %s: take it off there first", b.Motion, m)
		}

	case *ImpactStated:
		if err := v.needMotion(in, b.Motion, day, true); err != nil {
			return err
		}
		for i, l := range b.Lines {
			if in.Parties[l.Party] == nil {
				return refuse(CodeNotFound, fmt.Sprintf("/payload/body/lines/%d/party", i), "no party has the code %s", l.Party)
			}
		}
		return v.standing(in.Motion, b.Text, MotionDraft, MotionNotice)

	case *ImpactAgreed:
		return v.needImpact(in, b.Motion, b.Impact, day)

	case *ImpactDisputed:
		for i, l := range b.Lines {
			if l.Party != p.Party {
				return refuse(CodeConflict, fmt.Sprintf("/payload/body/lines/%d/party", i), "a party disputes its own lines, not those of %s", l.Party)
			}
		}
		return v.needImpact(in, b.Motion, b.Impact, day)

	case *MotionOpened:
		if err := v.needMotion(in, b.Motion, day, true); err != nil {
			return err
		}
		m := in.Motion
		if err := v.standing(m, b.Text, MotionNotice); err != nil {
			return err
		}
		switch {
		case m.Notice != nil && m.Notice.Meeting != "":
			return refuse(CodeConflict, "/payload/body/motion", "notice of %s is given by the agenda of %s: it is put there by a show of hands", b.Motion, m.Notice.Meeting)
		case m.Notice == nil || m.Notice.ID != b.Notice:
			return refuse(CodeStale, "/payload/body/notice", "the notice named is not the notice in force")
		case m.Notice.Closes != b.Closes:
			return refuse(CodeStale, "/payload/body/closes", "notice was given of votes until %s", m.Notice.Closes.InWords())
		case m.Notice.Extends != b.Extends:
			return refuse(CodeStale, "/payload/body/extends", "the later close is not that of which notice was given")
		}
		if err := v.asItStands(m, b.Title, b.Options, b.Impact, b.Rules, v.Rules()); err != nil {
			return err
		}
		if err := v.knownRoll(b.Roll); err != nil {
			return err
		}
		in.Motion.Interests = v.MotionInterests(b.Motion, day)
		return v.adoptable(&m.Motion)

	case *MotionWithdrawn:
		if err := v.needMotion(in, b.Motion, day, false); err != nil {
			return err
		}
		return v.standing(in.Motion, b.Text, MotionDraft, MotionNotice, MotionOpen)

	case *VoteCast:
		m, ok := v.Motion(b.Motion)
		if !ok {
			return refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", b.Motion)
		}
		switch {
		case m.Shown != nil:
			return refuse(CodeClosed, "/payload/body/motion", "hands were shown on %s at %s: no votes are cast on it", b.Motion, m.Meeting)
		case m.Status == MotionDecided:
			return refuse(CodeClosed, "/payload/body/motion", "voting on %s closed at %s; the vote is not recorded", b.Motion, m.Opened.Closes.InWords())
		case m.Status != MotionOpen:
			return refuse(CodeNotOpen, "/payload/body/motion", "%s is not open for votes: its status is %s", b.Motion, m.Status)
		case m.Opened.ID != b.Opened:
			return refuse(CodeStale, "/payload/body/opened", "the vote names another opening than that of %s: read the motion again", b.Motion)
		}
		cast := 0
		for _, vote := range m.Votes {
			if vote.Seat == b.Seat && vote.Person == p.Author {
				cast++
			}
		}
		if cast >= MaxVotes {
			return refuse(CodeTooLarge, "/payload/body/seat", "you have voted %d times from seat %s on %s; the last vote stands", cast, b.Seat, b.Motion)
		}
		q.Rules = m.Opened.Rules
		in.MoU = v.mouFacts(m.Opened.Entry)
		in.Motion = v.motionFacts(m)
		author, _ := v.Person(p.Author)
		in.Motion.Interests = v.interestsIn(b.Motion, day, author)
		if in.Seat = v.seatFacts(b.Seat, day); in.Seat == nil || in.Seat.Party != p.Party {
			return refuse(CodeNoSeat, "/payload/body/seat", "%s has no seat %s", v.PartyName(p.Party), b.Seat)
		}

	case *DecisionRatified:
		return v.needDecision(in, b.Decision)
	case *RatificationRefused:
		return v.needDecision(in, b.Decision)

	case *DecisionVaried:
		by, ok := v.Decision(b.By)
		if !ok {
			return refuse(CodeNotFound, "/payload/body/by", "there is no decision %s: see the list of decisions", b.By)
		}
		if err := v.needDecision(in, b.Decision); err != nil {
			return err
		}
		d, _ := v.Decision(b.Decision)
		m, _ := v.Motion(b.By)
		if m.Varies == nil || *m.Varies != (Varies{b.Decision, b.How}) {
			return refuse(CodeConflict, "/payload/body/by", "%s was not moved to have %s %s", b.By, b.Decision, b.How)
		}
		if by.Outcome != OutcomeCarried || by.Entry <= d.Entry || by.Route != d.Route || by.Function != d.Function {
			return refuse(CodeConflict, "/payload/body/by", "%s is %s only by a later decision, carried by the same route for the same function", b.Decision, b.How)
		}

	case *ObligationPaid:
		return v.needObligation(in, b.Obligation, day)
	case *ObligationReceived:
		return v.needObligation(in, b.Obligation, day)
	case *ObligationQueried:
		return v.needObligation(in, b.Obligation, day)

	case stated:
		return b.against(v, st, q, day)

	default:
		return fmt.Errorf("ledger: %T is never checked", b)
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

func (v View) needMotion(in *Input, ref string, day Date, parties bool) error {
	m, ok := v.Motion(ref)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/motion", "there is no motion %s: see the list of motions", ref)
	}
	in.Motion = v.motionFacts(m)
	if parties {
		in.Parties = v.allParties(day)
	}
	v.bearing(in, &m.Motion, v.Size())
	return nil
}

// standing checks that a motion is at one of these stages, and that the text
// named (if any) is the text that stands.
func (v View) standing(m *MotionFacts, text Digest, stages ...string) error {
	if !slices.Contains(stages, m.Status) {
		switch {
		case m.Status == MotionShown:
			return refuse(CodeClosed, "/payload/body/motion", "hands were shown on %s at %s: it is closed, and stands as it was put", m.Ref, m.Meeting)
		case m.Status == MotionDivides:
			return refuse(CodeClosed, "/payload/body/motion", "%s was divided at %s: its parts are motions of their own", m.Ref, m.Meeting)
		}
		return refuse(CodeConflict, "/payload/body/motion", "%s is at the stage %s, where this can't be done", m.Ref, m.Status)
	}
	if text != "" && text != m.TextID {
		return refuse(CodeStale, "/payload/body/text", "the text of %s has changed since: read it again", m.Ref)
	}
	return nil
}

func (v View) needImpact(in *Input, ref string, impact Digest, day Date) error {
	if err := v.needMotion(in, ref, day, false); err != nil {
		return err
	}
	if in.Motion.Impact == nil || in.Motion.Impact.ID != impact {
		return refuse(CodeStale, "/payload/body/impact", "the impact statement named is not the one that stands on %s", ref)
	}
	return v.standing(in.Motion, "", MotionDraft, MotionNotice)
}

func (v View) needDecision(in *Input, ref string) error {
	if in.Decision = v.decisionFacts(ref); in.Decision == nil {
		return refuse(CodeNotFound, "/payload/body/decision", "there is no decision %s: see the list of decisions", ref)
	}
	return nil
}

func (v View) needObligation(in *Input, ref string, day Date) error {
	o, ok := v.Obligation(ref)
	if !ok {
		return refuse(CodeNotFound, "/payload/body/obligation", "there is no obligation %s: see the list of obligations", ref)
	}
	in.Obligation = v.obligationFacts(o, day)
	return nil
}

// possession verifies that the holder of a new key has it.
func (v View) possession(b *KeyAdded) error {
	input := PossessionInput(v.Founded().Origin, b.Person, b.Key)
	proof, err := decodeBase64(b.Proof)
	if err != nil {
		return refuse(CodeMalformed, "/payload/body/proof", "%v", err)
	}
	if b.Header != nil {
		return verifyPasskey(b.Header, DigestOf([]byte(input)), b.Key, proof, v.Site())
	}
	if b.Key.verify(input, proof) != nil {
		return refuse(CodeSignature, "/payload/body/proof", "the new key has not signed for this person in this ledger")
	}
	return nil
}

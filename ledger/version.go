package ledger

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Versions of the MoU after the first: drafts, what the parties say of them, and
// the decision that adopts one.

// Version is the number of the version in force, 0 before the first.
func (v View) Version() int64 { return int64(len(v.Versions())) }

// MoUDraft is a draft by the id of the statement that put it.
func (v View) MoUDraft(id Digest) (DraftFacts, bool) {
	d, ok := v.s.drafts.get(v.draft, id)
	d.Standing = ok && !d.Replaced && d.Version == v.Version()+1
	return d, ok
}

// MoUDrafts are all drafts, in the order in which they were put.
func (v View) MoUDrafts() iter.Seq2[Digest, DraftFacts] {
	return func(yield func(Digest, DraftFacts) bool) {
		for id := range v.s.drafts.all(v.draft) {
			if d, _ := v.MoUDraft(id); !yield(id, d) {
				return
			}
		}
	}
}

// MoUDrafted puts a draft of the next version before the parties. Its bundle
// stands beside the log under Rules, so that what is answered and voted on can't
// change, and the draft is taken only where that bundle can be run (see runnable).
// Several drafts of one version may stand, MaxDrafts of each party and of the
// secretaries together: a further one takes the place of their oldest that no
// motion would adopt, and no more than MaxDraftsDaily are put on one day. The first to be adopted ends the others.
type MoUDrafted struct {
	Version int64  `json:"version"` // that it would be
	Title   string `json:"title"`
	Rules   Digest `json:"rules"`
}

func (b *MoUDrafted) shape(s *shape) {
	s.that(b.Version > 1, "version", "the first version is opened for signature by mou.adopted; drafts count from 2")
	s.text("title", b.Title, MaxTitle)
	s.digest("rules", b.Rules)
}

func (b *MoUDrafted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s puts a draft of version %d of the MoU, %s, before the parties; its code is %s", p.Author, b.Version, b.Title, short(b.Rules))
}

func (b *MoUDrafted) against(v View, st *Signed, q *Question, day Date) error {
	q.Adopts = b.Rules
	drafted := v.head().drafted
	switch {
	case v.Version() == 0:
		return refuse(CodeConflict, "/payload/body/version", "the MoU has no version yet that could be amended")
	case b.Version != v.Version()+1:
		return refuse(CodeStale, "/payload/body/version", "version %d is in force: a draft is of version %d", v.Version(), v.Version()+1)
	case b.Rules == v.Rules():
		return refuse(CodeConflict, "/payload/body/rules", "this draft is the version in force, word for word")
	}
	if _, full := v.oldestDraft(st.Payload.Party); full {
		return refuse(CodeTooLarge, "/payload/body", "%d of your drafts of version %d stand already, and motions would adopt them", MaxDrafts, b.Version)
	}
	today := 0
	for _, d := range v.MoUDrafts() {
		if d.Party == st.Payload.Party && d.Time.Day() == day {
			today++
		}
	}
	if today >= MaxDraftsDaily {
		return refuse(CodeTooLarge, "/payload/body", "%d of your drafts were put today already: put the next one tomorrow", today)
	}
	for _, id := range drafted {
		if d, _ := v.MoUDraft(id); d.Rules == b.Rules {
			return refuse(CodeConflict, "/payload/body/rules", "this draft is before the parties already")
		}
	}
	return nil
}

// oldestDraft is whose place a further draft of a party takes: none while it has
// room. full says that none may go.
func (v View) oldestDraft(party string) (oldest Digest, full bool) {
	n := 0
	for _, id := range v.head().drafted {
		if d, _ := v.MoUDraft(id); d.Party == party {
			n++
			if oldest == "" && !v.wanted(id) {
				oldest = id
			}
		}
	}
	if n < MaxDrafts {
		return "", false
	}
	return oldest, oldest == ""
}

// wanted reports whether a motion would adopt a draft, or its decision may yet.
func (v View) wanted(draft Digest) bool {
	for ref, m := range v.MotionsBy(func(_ string, x Index) bool { return x.Draft == draft }) {
		if m.Amends == nil || m.Amends.Draft != draft {
			continue
		}
		switch m.Status {
		case MotionWithdrew, MotionLapses, MotionDivides:
		default:
			if v.stands(ref, "") == nil {
				return true
			}
		}
	}
	return false
}

func (b *MoUDrafted) apply(s *State, q *Question, index int64) {
	id, party := q.Signed.ID, q.Signed.Payload.Party
	if oldest, _ := s.Draft().oldestDraft(party); oldest != "" {
		d, _ := s.drafts.get(true, oldest)
		d.Replaced = true
		s.drafts.set(oldest, d)
		s.draftHead.drafted = slices.DeleteFunc(slices.Clone(s.draftHead.drafted), func(id Digest) bool { return id == oldest })
	}
	s.drafts.set(id, DraftFacts{MoUDrafted: *b, ID: id, Time: q.Time, Entry: index, Positions: map[string]DraftAnswered{}, Party: party})
	s.draftHead.drafted = with(s.draftHead.drafted, id)
}

// DraftAnswered is a party's position on a draft; the last stands.
type DraftAnswered struct {
	Draft     Digest `json:"draft"` // the statement that put it
	Position  string `json:"position"`
	SubjectTo string `json:"subject_to,omitempty"` // what must change, or why it objects
}

func (b *DraftAnswered) shape(s *shape) {
	s.digest("draft", b.Draft)
	s.oneOf("position", b.Position, DraftAgreed, DraftSubjectTo, DraftObjected)
	s.that((b.Position == DraftAgreed) == (b.SubjectTo == ""), "subject_to", "whoever agrees subject to something or objects, and nobody else, says what must change or why")
	s.note("subject_to", b.SubjectTo)
}

func (b *DraftAnswered) sentence(p Payload, n Names) string {
	words := map[string]string{DraftAgreed: "agrees to", DraftSubjectTo: "agrees to", DraftObjected: "objects to"}
	said := fmt.Sprintf("%s %s the draft %s of the MoU", n.PartyName(p.Party), words[b.Position], short(b.Draft))
	switch b.Position {
	case DraftSubjectTo:
		said += " subject to this: " + b.SubjectTo
	case DraftObjected:
		said += ": " + b.SubjectTo
	}
	return said
}

func (b *DraftAnswered) against(v View, st *Signed, q *Question, _ Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	d, err := v.standingDraft("draft", b.Draft)
	q.Input.Draft = d
	return err
}

func (b *DraftAnswered) apply(s *State, q *Question, _ int64) {
	d, _ := s.drafts.get(true, b.Draft)
	d.Positions = withKey(d.Positions, q.Signed.Payload.Party, *b)
	s.drafts.set(b.Draft, d)
}

func (v View) standingDraft(field string, id Digest) (*DraftFacts, error) {
	d, ok := v.MoUDraft(id)
	switch {
	case !ok:
		return nil, refuse(CodeNotFound, "/payload/body/"+field, "there is no draft with that id")
	case d.Replaced:
		return nil, refuse(CodeStale, "/payload/body/"+field, "the draft was replaced by a later one of the same party")
	case !d.Standing:
		return nil, refuse(CodeStale, "/payload/body/"+field, "the draft was of version %d, and version %d is in force", d.Version, v.Version())
	}
	return &d, nil
}

// adoptable checks that what a motion would adopt is a draft of the next version
// still.
func (v View) adoptable(m *Motion) error {
	if m.Amends == nil {
		return nil
	}
	d, err := v.standingDraft("amends/draft", m.Amends.Draft)
	if err == nil && *m.Amends != (Amends{d.ID, d.Version, d.Rules}) {
		return refuse(CodeStale, "/payload/body/amends", "version and code are not those of the draft: read it again")
	}
	return err
}

// toVote checks the same of a motion that is put to the vote, and that it may make
// up or settle its fund still; it has Step ask whether the rules that it would adopt
// can be run.
func (v View) toVote(q *Question, m *Motion) error {
	if m.Amends != nil {
		q.Adopts = m.Amends.Rules
	}
	if err := v.soleOpen(m); err != nil {
		return err
	}
	return v.adoptable(m)
}

// adoption is what follows when a decision adopts a draft; nil if it adopts none
// or awaits something first: a gate, a condition, or, where it binds nobody at once,
// the last governing body's answer. Where it can't adopt what its motion names,
// because another draft was adopted meanwhile or nobody is bound, a check in the
// decision says so.
func (v View) adoption(m MotionRecord, d *DecisionMade, answers map[string]Answer, awaits bool) *MoUAmended {
	if m.Amends == nil || d.Outcome != OutcomeCarried {
		return nil
	}
	signed, asked := boundBy(d.Parties, answers)
	awaits = awaits || asked && !boundAtOnce(d.Parties)
	draft, ok := v.MoUDraft(m.Amends.Draft)
	why := ""
	switch {
	case !ok || !draft.Standing:
		why = fmt.Sprintf("Version %d is in force: a draft of version %d can't follow it.", v.Version(), m.Amends.Version)
	case len(signed) == 0 && !awaits:
		why = "The decision binds no party, and a version that nobody has signed is not in force."
	case awaits:
		return nil
	default:
		return &MoUAmended{Version: draft.Version, Title: draft.Title, Rules: draft.Rules, Decision: d.Decision, Signed: signed}
	}
	d.Checks = with(d.Checks, Check{
		ID: "adoption", Title: "Adoption of the draft", Required: fmt.Sprintf("A draft of version %d, signed for at least one party", v.Version()+1),
		Actual: fmt.Sprintf("A draft of version %d, signed for %d", m.Amends.Version, len(signed)), Explain: why + " The MoU stays as it is.",
	})
	return nil
}

// boundBy is which parties a decision binds by the answers of their governing
// bodies, sorted, and whether one of these is still to answer.
func boundBy(parties []PartyOutcome, answers map[string]Answer) (bound []string, asked bool) {
	bound = []string{}
	for _, o := range parties {
		answer, answered := answers[o.Party]
		switch {
		case o.Bound == BoundByVote, o.Bound == BoundAgainstVote, o.Bound == BoundOnRatification && answer.Status == "ratified":
			bound = append(bound, o.Party)
		case o.Bound == BoundOnRatification && !answered:
			asked = true
		}
	}
	slices.Sort(bound)
	return bound, asked
}

func boundAtOnce(parties []PartyOutcome) bool {
	return slices.ContainsFunc(parties, func(o PartyOutcome) bool { return o.Bound == BoundByVote || o.Bound == BoundAgainstVote })
}

// What becomes of the draft that a carried decision would adopt.
const (
	AdoptionMade   = "adopted"
	AdoptionAwaits = "awaited" // something comes first
	AdoptionNever  = "never"
)

// Adoption is what becomes of a draft by a carried decision to adopt it, and where
// it never can be adopted any more, why: the version in force is another one by now,
// the decision stands no more, or it binds nobody and nobody is left to ratify it.
// Of any other decision the status is empty.
func (v View) Adoption(d Decision) (status, why string) {
	m, _ := v.Motion(d.Decision)
	if m.Amends == nil || d.Outcome != OutcomeCarried {
		return "", ""
	}
	if slices.ContainsFunc(v.Versions(), func(u MoUVersion) bool { return u.Decision == d.Decision }) {
		return AdoptionMade, ""
	}
	draft, ok := v.MoUDraft(m.Amends.Draft)
	bound, asked := boundBy(d.Parties, d.Answers)
	switch status := v.DecisionStatus(d, v.Size()); {
	case ok && draft.Replaced:
		return AdoptionNever, "The draft was replaced by a later one of the same party."
	case !ok || !draft.Standing:
		return AdoptionNever, fmt.Sprintf("Version %d is in force: a draft of version %d can't follow it.", v.Version(), m.Amends.Version)
	case status == DecisionRetaken, status == DecisionRescinded, status == DecisionSuperseded:
		return AdoptionNever, "The decision does not stand any more."
	case len(bound) == 0 && !asked:
		return AdoptionNever, v.unratified(d)
	}
	return AdoptionAwaits, ""
}

// unratified says whose governing bodies have not ratified a decision that binds
// nobody without them.
func (v View) unratified(d Decision) string {
	said := "The decision binds no party"
	for _, o := range d.Parties {
		switch a := d.Answers[o.Party]; {
		case o.Bound != BoundOnRatification:
		case a.Status == "lapsed":
			said += fmt.Sprintf("; the time of %s to ratify it has run out", v.PartyName(o.Party))
		default:
			said += fmt.Sprintf("; %s has refused to ratify it", v.PartyName(o.Party))
		}
	}
	return said + "."
}

// MoUAmended follows a carried motion that adopts a draft, at once or when the last
// gate before its effect is passed and its last condition met; where it binds nobody
// at once, when the last governing body that it awaits has answered. The new version
// is in force, signed for the parties that the decision binds by then. The others
// sign it themselves or are not bound by what is decided under it.
type MoUAmended struct {
	Version  int64    `json:"version"`
	Title    string   `json:"title"`
	Rules    Digest   `json:"rules"`
	Decision string   `json:"decision"`
	Signed   []string `json:"signed"` // parties, sorted
}

func (b *MoUAmended) shape(*shape) {}

func (b *MoUAmended) sentence(_ Payload, n Names) string {
	return fmt.Sprintf("version %d of the MoU, %s, whose code is %s, is in force by %s, signed for %s", b.Version, b.Title, short(b.Rules), motion(n, b.Decision), counted(len(b.Signed), "party", "parties"))
}

func (b *MoUAmended) follow(s *State, _ queued, t Time, index int64) {
	signed := map[string]Signature{}
	for _, party := range b.Signed {
		signed[party] = Signature{Time: t, Entry: index}
	}
	h := &s.draftHead
	h.mou = with(h.mou, MoUVersion{
		MoUAdopted: MoUAdopted{Version: b.Version, Title: b.Title, Rules: b.Rules}, Time: t, Entry: index, Signed: signed, Decision: b.Decision,
	})
	h.drafted = nil
	// What waited for a gate to adopt another draft of this version waits in vain.
	h.agenda = slices.DeleteFunc(slices.Clone(h.agenda), func(a agendaItem) bool { return a.what == dueAdoption })
}

// signedBy is the latest version adopted before an entry that a party has signed
// by a day, through its own officer or by a decision that bound it.
func (v View) signedBy(code string, day Date, before int64) *SignedFacts {
	for _, m := range slices.Backward(v.Versions()) {
		if s, ok := m.Signed[code]; ok && m.Entry < before && s.Time.Day() <= day {
			return &SignedFacts{Version: m.Version, Rules: m.Rules, Time: s.Time, Entry: s.Entry}
		}
	}
	return nil
}

// counted writes a number of things: 1 party, 2 parties.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// speaks checks that a statement says for which party it speaks.
func speaks(st *Signed) error {
	if st.Payload.Party == "" {
		return refuse(CodeMalformed, "/payload/party", "say for which party you state this")
	}
	return nil
}

// MoUAdopted opens a version of the MoU for signature.
type MoUAdopted struct {
	Version int64  `json:"version"`
	Title   string `json:"title"`
	Rules   Digest `json:"rules"`
}

func (b *MoUAdopted) shape(s *shape) {
	s.that(b.Version > 0, "version", "versions count from 1")
	s.text("title", b.Title, MaxTitle)
	s.digest("rules", b.Rules)
}

func (b *MoUAdopted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s opens version %d of the MoU, %s, for signature; its code is %s", p.Author, b.Version, b.Title, short(b.Rules))
}

func (b *MoUAdopted) against(v View, st *Signed, q *Question, day Date) error {

	// A second version takes the parties' own decision: nobody may choose the
	// rules for them, the secretary least of all.
	if len(v.Versions()) > 0 || b.Version != 1 {
		return refuse(CodeConflict, "/payload/body/version", "this ledger's MoU has one version, number 1: no other can be adopted")
	}
	if b.Rules != v.Founded().Rules {
		return refuse(CodeConflict, "/payload/body/rules", "the founding fixed the rules: %s", v.Founded().Rules)
	}
	return nil
}

func (b *MoUAdopted) apply(s *State, q *Question, index int64) {

	s.draftHead.mou = with(s.draftHead.mou, MoUVersion{MoUAdopted: *b, Time: q.Time, Entry: index})
}

// MoUSigned binds the author's party to one version of the MoU: the founding
// it stands on, its text, terms, parties and rules. Affirms lists decisions
// that the party's shadow board took part in and that it now makes its own.
type MoUSigned struct {
	Version  int64    `json:"version"`
	Rules    Digest   `json:"rules"`
	Founding Digest   `json:"founding"`
	Affirms  []string `json:"affirms,omitempty"`
}

func (b *MoUSigned) shape(s *shape) {
	s.that(b.Version > 0, "version", "versions count from 1")
	s.digest("rules", b.Rules)
	s.digest("founding", b.Founding)
	s.list("affirms", len(b.Affirms), 0, MaxList)
	s.sorted("affirms", b.Affirms)
}

func (b *MoUSigned) sentence(p Payload, n Names) string {
	s := fmt.Sprintf("%s signs version %d of the MoU, whose code is %s, in the ledger whose founding code is %s", n.PartyName(p.Party), b.Version, short(b.Rules), short(b.Founding))
	if len(b.Affirms) > 0 {
		s += ", and affirms " + strings.Join(b.Affirms, ", ")
	}
	return s
}

func (b *MoUSigned) against(v View, st *Signed, q *Question, day Date) error {
	p, in := &st.Payload, &q.Input
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
	return nil
}

func (b *MoUSigned) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	versions := slices.Clone(s.draftHead.mou)
	m := &versions[len(versions)-1]
	m.Signed = withKey(m.Signed, p.Party, Signature{Time: q.Time, Entry: index, Officer: p.Author, Affirms: b.Affirms})
	s.draftHead.mou = versions
}

// Positions of a party on a draft.
const (
	DraftAgreed    = "agree"
	DraftSubjectTo = "agree_subject_to"
	DraftObjected  = "object"
)

// Amends is the part of a motion that, if it is carried, adopts a draft.
type Amends struct {
	Draft   Digest `json:"draft"`
	Version int64  `json:"version"`
	Rules   Digest `json:"rules"`
}

// DraftFacts is a draft of the next version and what the parties say of it.
type DraftFacts struct {
	MoUDrafted
	ID        Digest                   `json:"id"`
	Time      Time                     `json:"time"`
	Entry     int64                    `json:"entry"`
	Positions map[string]DraftAnswered `json:"positions"`          // by party
	Standing  bool                     `json:"standing"`           // its version is the next, and no other took its place
	Party     string                   `json:"party,omitempty"`    // whose officer put it; empty for the secretaries
	Replaced  bool                     `json:"replaced,omitempty"` // by a later one of the same party
}

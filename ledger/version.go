package ledger

import (
	"fmt"
	"iter"
	"slices"
)

// Versions of the MoU after the first: drafts, what the parties say of them, and
// the decision that adopts one.

// Version is the number of the version in force, 0 before the first.
func (v View) Version() int64 { return int64(len(v.Versions())) }

// MoUDraft is a draft by the id of the statement that put it.
func (v View) MoUDraft(id Digest) (DraftFacts, bool) {
	d, ok := v.s.drafts.get(v.draft, id)
	d.Standing = ok && d.Version == v.Version()+1
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

func (b *MoUDrafted) shape(s *shape) {
	s.that(b.Version > 1, "version", "the first version is opened for signature by mou.adopted; drafts count from 2")
	s.text("title", b.Title, MaxTitle)
	s.digest("rules", b.Rules)
}

func (b *MoUDrafted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s puts a draft of version %d of the MoU, %s, before the parties; its code is %s", p.Author, b.Version, b.Title, short(b.Rules))
}

func (b *MoUDrafted) against(v View, _ *Signed, _ *Question, _ Date) error {
	drafted := v.head().drafted
	switch {
	case v.Version() == 0:
		return refuse(CodeConflict, "/payload/body/version", "the MoU has no version yet that could be amended")
	case b.Version != v.Version()+1:
		return refuse(CodeStale, "/payload/body/version", "version %d is in force: a draft is of version %d", v.Version(), v.Version()+1)
	case b.Rules == v.Rules():
		return refuse(CodeConflict, "/payload/body/rules", "this draft is the version in force, word for word")
	case len(drafted) >= MaxDrafts:
		return refuse(CodeTooLarge, "/payload/body", "version %d has %d drafts already", b.Version, len(drafted))
	}
	for _, id := range drafted {
		if d, _ := v.MoUDraft(id); d.Rules == b.Rules {
			return refuse(CodeConflict, "/payload/body/rules", "this draft is before the parties already")
		}
	}
	return nil
}

func (b *MoUDrafted) apply(s *State, q *Question, index int64) {
	id := q.Signed.ID
	s.drafts.set(id, DraftFacts{MoUDrafted: *b, ID: id, Time: q.Time, Entry: index, Positions: map[string]DraftAnswered{}})
	s.draftHead.drafted = with(s.draftHead.drafted, id)
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

// adoption is what follows when a decision adopts a draft; nil if it adopts none
// or awaits something first. Where it can't adopt what its motion names, because
// another draft was adopted meanwhile or nobody is bound at once, a check in the
// decision says so.
func (v View) adoption(m MotionRecord, d *DecisionMade, awaits bool) *MoUAmended {
	if m.Amends == nil || d.Outcome != OutcomeCarried {
		return nil
	}
	signed := []string{}
	for _, o := range d.Parties {
		if o.Bound == BoundByVote || o.Bound == BoundAgainstVote {
			signed = append(signed, o.Party)
		}
	}
	slices.Sort(signed)
	draft, ok := v.MoUDraft(m.Amends.Draft)
	why := ""
	switch {
	case !ok || !draft.Standing:
		why = fmt.Sprintf("Version %d is in force: a draft of version %d can't follow it.", v.Version(), m.Amends.Version)
	case len(signed) == 0:
		why = "The decision binds no party at once, and a version that nobody has signed is not in force."
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

func (b *MoUAmended) shape(*shape) {}

func (b *MoUAmended) sentence(_ Payload, n Names) string {
	return fmt.Sprintf("version %d of the MoU, %s, whose code is %s, is in force by %s, signed for %s", b.Version, b.Title, short(b.Rules), motion(n, b.Decision), counted(len(b.Signed), "party", "parties"))
}

func (b *MoUAmended) follow(s *State, _, t Time, index int64) {
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

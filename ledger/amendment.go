package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// The text of a motion as it changes on the floor: amendments, and division into
// parts.

// AmendmentMoved is an amendment on the floor: To is the motion as it would read.
type AmendmentMoved struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	Text    Digest `json:"text"` // statement id of the text that it would replace
	By      string `json:"by"`   // the seat that moves it
	To      Motion `json:"to"`
}

func (b *AmendmentMoved) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.digest("text", b.Text)
	s.code("by", b.By)
	s.within("to/", b.To.shape)
}

func (b *AmendmentMoved) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records at %s, item %s, that seat %s moves an amendment of %s, whose text has the code %s", p.Author, b.Meeting, b.Item, b.By, motion(n, b.To.Ref), short(b.Text))
}

func (b *AmendmentMoved) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, nil, MeetingCalledStage)
	if err != nil {
		return err
	}
	r, err := v.needFloor(in, m, b.Item, "to/motion", b.To.Ref, b.Text)
	if err != nil {
		return err
	}
	if len(r.Amendments) >= MaxAmendments {
		return refuse(CodeTooLarge, "/payload/body", "%d amendments of %s were moved already", len(r.Amendments), r.Ref)
	}
	if err := v.knownSeat("by", b.By); err != nil {
		return err
	}
	in.Seat = v.seatFacts(b.By, m.day(q.Time))
	recorded := slices.ContainsFunc(in.Author.Roles, func(r RoleFacts) bool { return r.Role == RoleSecretary })
	if err := v.byNamedKey(in, "by", b.By, m.day(q.Time)); err != nil && !recorded {
		return err
	}
	v.drafted(in, &b.To)
	return v.knownParts(&b.To)
}

func (b *AmendmentMoved) apply(s *State, q *Question, index int64) {
	id := q.Signed.ID
	s.amendments.set(id, AmendmentRecord{AmendmentMoved: *b, ID: id, Time: q.Time, Entry: index})
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Amendments = with(m.Amendments, id) })
	s.motion(b.To.Ref, func(r *MotionRecord) { r.Amendments = with(r.Amendments, id) })
}

// AmendmentPut is the show of hands on an amendment. Outcome is what the hands
// amount to: carried or not_carried. A carried one's text is the motion from then.
type AmendmentPut struct {
	Meeting     string     `json:"meeting"`
	Item        string     `json:"item"`
	Motion      string     `json:"motion"`
	Amendment   Digest     `json:"amendment"`
	Roll        []RollSeat `json:"roll"`
	Hands       []Hand     `json:"hands"`
	WithoutVote bool       `json:"without_vote"`
	Outcome     string     `json:"outcome"`
}

func (b *AmendmentPut) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.code("motion", b.Motion)
	s.digest("amendment", b.Amendment)
	s.roll(b.Roll)
	s.hands(b.Hands)
	for i, h := range b.Hands {
		s.oneOf(fmt.Sprintf("hands/%d/choice", i), h.Choice, ChoiceFor, ChoiceAgainst, ChoiceAbstain)
		s.that(len(h.Then) == 0, fmt.Sprintf("hands/%d/then", i), "an amendment has no options")
	}
	s.withoutVote(b.WithoutVote, b.Hands)
	s.oneOf("outcome", b.Outcome, OutcomeCarried, OutcomeNotCarried)
}

func (b *AmendmentPut) sentence(p Payload, n Names) string {
	words := map[string]string{OutcomeCarried: "is carried", OutcomeNotCarried: "is not carried"}
	return fmt.Sprintf("%s records at %s, item %s, that the amendment with code %s of %s %s: %s%s", p.Author, b.Meeting, b.Item, short(b.Amendment), motion(n, b.Motion), words[b.Outcome],
		withoutVoteInWords(b.WithoutVote), handsInWords(countHands(b.Hands)))
}

func (b *AmendmentPut) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, handsPeople(b.Hands), MeetingCalledStage)
	if err != nil {
		return err
	}
	a, ok := v.Amendment(b.Amendment)
	switch {
	case !ok || a.To.Ref != b.Motion || a.Meeting != b.Meeting:
		return refuse(CodeNotFound, "/payload/body/amendment", "no such amendment of %s was moved at %s", b.Motion, b.Meeting)
	case a.Put != nil:
		return refuse(CodeConflict, "/payload/body/amendment", "the amendment was put already; it was %s", map[string]string{OutcomeCarried: "carried", OutcomeNotCarried: "not carried"}[a.Put.Outcome])
	}
	if _, err := v.needFloor(in, m, b.Item, "motion", b.Motion, a.Text); err != nil {
		return err
	}
	in.Amendment = &a.AmendmentMoved
	return v.knownHands(b.Roll, b.Hands)
}

func (b *AmendmentPut) apply(s *State, q *Question, index int64) {
	a, _ := s.Draft().Amendment(b.Amendment)
	a.Put, a.PutID = b, q.Signed.ID
	s.amendments.set(a.ID, a)
	if b.Outcome != OutcomeCarried {
		return
	}
	s.motion(b.Motion, func(r *MotionRecord) {
		if costsDiffer(r.Motion, a.To) {
			r.Impact = nil
		}
		r.Gates = textGates(r.Motion, a.To, r.Gates)
		r.Motion, r.TextID, r.Texts = a.To, a.ID, with(r.Texts, a.Entry)
	})
}

// MotionDivided takes a motion in parts: each part is a motion of its own from
// then, and the whole is not put.
type MotionDivided struct {
	Meeting string   `json:"meeting"`
	Item    string   `json:"item"`
	Motion  string   `json:"motion"`
	Text    Digest   `json:"text"`
	Parts   []Motion `json:"parts"`
}

func (b *MotionDivided) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.code("motion", b.Motion)
	s.digest("text", b.Text)
	s.list("parts", len(b.Parts), 2, MaxParts)
	for i := range b.Parts {
		s.within(fmt.Sprintf("parts/%d/", i), b.Parts[i].shape)
	}
}

func (b *MotionDivided) sentence(p Payload, n Names) string {
	var parts []string
	for _, part := range b.Parts {
		parts = append(parts, part.Ref+", "+part.Title)
	}
	return fmt.Sprintf("%s records at %s, item %s, that %s is taken in parts: %s", p.Author, b.Meeting, b.Item, motion(n, b.Motion), strings.Join(parts, "; "))
}

func (b *MotionDivided) against(v View, _ *Signed, q *Question, day Date) error {
	m, _, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage)
	if err != nil {
		return err
	}
	r, err := v.needFloor(&q.Input, m, b.Item, "motion", b.Motion, b.Text)
	if err != nil {
		return err
	}
	var text []string
	for i, part := range b.Parts {
		if err := v.knownParts(&part); err != nil {
			return err
		}
		if want := v.refAfter(string(day[:4]), i); part.Ref != want {
			return refuse(CodeConflict, fmt.Sprintf("/payload/body/parts/%d/motion", i), "the part gets the reference %s, not %s: read the ledger again and sign anew", want, part.Ref)
		}
		text = append(text, part.Text...)
	}
	if !slices.Equal(text, r.Text) {
		return refuse(CodeConflict, "/payload/body/parts", "the parts are not the paragraphs of %s, all of them, in order and as they read", r.Ref)
	}
	return nil
}

func (b *MotionDivided) apply(s *State, q *Question, index int64) {
	whole, _ := s.Draft().Motion(b.Motion)
	prefix := s.Draft().Founded().Prefix
	for _, part := range b.Parts {
		year, n, _ := cutRef(prefix, part.Ref)
		s.numbers.set(year, n)
		s.motion(part.Ref, func(r *MotionRecord) {
			*r = MotionRecord{
				Motion: part, Status: MotionNotice, Mover: whole.Mover, Party: whole.Party, Moved: q.Time, Entry: index,
				TextID: q.Signed.ID, Texts: []int64{index}, Notice: whole.Notice, Meeting: b.Meeting, Item: b.Item, Whole: b.Motion, Gates: textGates(whole.Motion, part, whole.Gates), Named: papersOf(whole.Named, part),
			}
			s.keepPrivate(r, whole.Private)
		})
	}
	s.motion(b.Motion, func(r *MotionRecord) { r.Status = MotionDivides })
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		for _, part := range b.Parts {
			m.Parts = with(m.Parts, part.Ref)
		}
	})
}

// within reports the fields of a part under its own name.
func (s *shape) within(part string, of func(*shape)) {
	inner := &shape{}
	of(inner)
	if e := inner.err; e != nil {
		s.fail(part+strings.TrimPrefix(e.Field, "/payload/body/"), "%s", e.Message)
	}
}

// costsDiffer reports whether what an impact statement rests on has changed.
func costsDiffer(a, b Motion) bool {
	type costs struct {
		Function  string     `json:"function"`
		Type      string     `json:"type"`
		Route     string     `json:"route"`
		Pool      *Pool      `json:"pool,omitempty"`
		Lead      *Lead      `json:"lead,omitempty"`
		RiskShare *RiskShare `json:"risk_share,omitempty"`
	}
	of := func(m Motion) string {
		return string(mustEncode(costs{m.Function, m.Type, m.Route, m.Pool, m.Lead, m.RiskShare}))
	}
	return of(a) != of(b)
}

// needFloor adds a motion that is before a meeting under an item: noticed by its
// agenda with the text that stands, not put yet, not deferred.
func (v View) needFloor(in *Input, m MeetingRecord, item, field, ref string, text Digest) (MotionRecord, error) {
	r, ok := v.Motion(ref)
	field = "/payload/body/" + field
	switch {
	case !ok:
		return r, refuse(CodeNotFound, field, "there is no motion %s: see the list of motions", ref)
	case m.deferred(item):
		return r, refuse(CodeConflict, "/payload/body/item", "item %s of %s is deferred", item, m.Ref)
	case r.Meeting != m.Ref || r.Item != item:
		return r, refuse(CodeConflict, field, "%s is not before %s under item %s", ref, m.Ref, item)
	case r.Status == MotionShown || r.Status == MotionDecided:
		return r, refuse(CodeClosed, field, "hands have been shown on %s: it is closed, and its text stands", ref)
	case r.Status == MotionDraft:
		return r, refuse(CodeStale, field, "the text of %s was changed after it was put on the agenda of %s: no notice was given of it as it reads now", ref, m.Ref)
	case r.Status != MotionNotice:
		return r, refuse(CodeConflict, field, "%s is at the stage %s, where this can't be done", ref, r.Status)
	case text != r.TextID:
		return r, refuse(CodeStale, "/payload/body/text", "the text of %s has changed since: read it again", ref)
	}
	v.put(in, m, r)
	return r, nil
}

package ledger

import (
	"fmt"
	"slices"
)

// What the minutes say of an item of the agenda: notes, deferrals and rulings from
// the chair; and from which day on what was taken in private is public.

// ItemNoted is what the minutes say of an item beyond what is on the ledger.
type ItemNoted struct {
	Meeting string   `json:"meeting"`
	Item    string   `json:"item"`
	Text    []string `json:"text"`
}

func (b *ItemNoted) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.list("text", len(b.Text), 1, MaxParagraphs)
	for _, paragraph := range b.Text {
		s.text("text", paragraph, MaxText)
	}
}

func (b *ItemNoted) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s notes %s on item %s of %s", p.Author, counted(len(b.Text), "paragraph", "paragraphs"), b.Item, b.Meeting)
}

func (b *ItemNoted) against(v View, _ *Signed, q *Question, day Date) error {
	_, _, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage, MeetingEndedStage)
	return err
}

func (b *ItemNoted) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) {
		others := slices.DeleteFunc(slices.Clone(m.Notes), func(n ItemNoted) bool { return n.Item == b.Item })
		m.Notes = append(others, *b)
	})
}

// ItemDeferred puts an item off, to a named meeting or to none yet. Its motion
// goes back to draft.
type ItemDeferred struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	To      string `json:"to,omitempty"`
	Reason  string `json:"reason"`
}

func (b *ItemDeferred) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	if b.To != "" {
		s.code("to", b.To)
		s.that(b.To != b.Meeting, "to", "an item is deferred to another meeting")
	}
	s.text("reason", b.Reason, MaxNote)
}

func (b *ItemDeferred) sentence(p Payload, n Names) string {
	to := ""
	if b.To != "" {
		to = " to " + b.To
	}
	return fmt.Sprintf("%s records that item %s of %s is deferred%s: %s", p.Author, b.Item, b.Meeting, to, b.Reason)
}

func (b *ItemDeferred) against(v View, _ *Signed, q *Question, day Date) error {
	m, item, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage)
	if err != nil {
		return err
	}
	if m.deferred(b.Item) {
		return refuse(CodeConflict, "/payload/body/item", "item %s of %s is deferred already", b.Item, b.Meeting)
	}
	if to, ok := v.Meeting(b.To); b.To != "" && (!ok || to.Stage != MeetingCalledStage) {
		return refuse(CodeNotFound, "/payload/body/to", "no meeting %s is called: leave it out, and put the item on an agenda when one is", b.To)
	}
	for _, ref := range m.Motions() {
		r, _ := v.Motion(ref)
		if r.Item == b.Item && (r.Status == MotionShown || r.Status == MotionDecided) {
			return refuse(CodeClosed, "/payload/body/item", "hands have been shown on %s: the item is not deferred any more", ref)
		}
	}
	if r, ok := v.Motion(item.Motion); ok {
		v.put(&q.Input, m, r)
	}
	return nil
}

func (b *ItemDeferred) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Deferred = with(m.Deferred, *b) })
	m, _ := s.Draft().Meeting(b.Meeting)
	for _, ref := range m.Motions() {
		if r, _ := s.Draft().Motion(ref); r.Item == b.Item {
			s.takeOff(ref, b.Meeting)
		}
	}
}

// ItemReleased sets the day from which an item that a meeting took in private is
// public, once the meeting has begun and its agenda stands. A day that stood already
// is only ever brought forward.
type ItemReleased struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	On      Date   `json:"on"`
}

func (b *ItemReleased) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.date("on", b.On)
}

func (b *ItemReleased) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s releases item %s of %s, taken in private, on %s", p.Author, b.Item, b.Meeting, b.On.InWords())
}

func (b *ItemReleased) against(v View, _ *Signed, q *Question, _ Date) error {
	m, item, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage, MeetingEndedStage, MeetingApprovedStage)
	switch {
	case err != nil:
		return err
	case item.Private == "":
		return refuse(CodeConflict, "/payload/body/item", "item %s of %s was not taken in private", b.Item, b.Meeting)
	case slices.ContainsFunc(m.Agenda(), func(i AgendaItem) bool { return i.Item == b.Item && i.Release == b.On }):
		return refuse(CodeConflict, "/payload/body/on", "item %s of %s is public from %s already", b.Item, b.Meeting, b.On.InWords())
	}
	return nil
}

func (b *ItemReleased) apply(s *State, _ *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Releases = with(m.Releases, Release{*b, index}) })
	for _, ref := range s.draftHead.private {
		m, _ := s.Draft().Motion(ref)
		if p := m.Private; p != nil && p.Meeting == b.Meeting && p.Item == b.Item {
			released := *p
			released.Release = b.On
			s.motion(ref, func(r *MotionRecord) { r.Private = &released })
		}
	}
}

// PointRuled is a ruling from the chair on a point of order.
type PointRuled struct {
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	Point   string `json:"point"`
	Ruling  string `json:"ruling"`
}

func (b *PointRuled) shape(s *shape) {
	s.item(b.Meeting, b.Item)
	s.text("point", b.Point, MaxNote)
	s.text("ruling", b.Ruling, MaxNote)
}

func (b *PointRuled) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records a ruling from the chair on item %s of %s: %s; ruled: %s", p.Author, b.Item, b.Meeting, b.Point, b.Ruling)
}

func (b *PointRuled) against(v View, _ *Signed, q *Question, day Date) error {
	m, _, err := v.needItem(&q.Input, b.Meeting, b.Item, nil, MeetingCalledStage, MeetingEndedStage)
	if err != nil {
		return err
	}
	if len(m.Points) >= MaxPoints {
		return refuse(CodeTooLarge, "/payload/body", "%d points of order of %s are recorded already", len(m.Points), b.Meeting)
	}
	return nil
}

func (b *PointRuled) apply(s *State, q *Question, index int64) {
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Points = with(m.Points, *b) })
}

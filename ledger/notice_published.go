package ledger

import "fmt"

// NoticePublished says that the notice of a decision was published, where and on which
// day, and which text that was. It may be published in more than one place, or again
// where its text was corrected.
type NoticePublished struct {
	Decision string `json:"decision"`
	Notice   Digest `json:"notice"` // of its text
	Place    string `json:"place"`  // in words, such as the board's website
	On       Date   `json:"on"`
}

func (b *NoticePublished) shape(s *shape) {
	s.code("decision", b.Decision)
	s.digest("notice", b.Notice)
	s.text("place", b.Place, MaxTitle)
	s.date("on", b.On)
}

func (b *NoticePublished) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that the notice of the decision on %s was published on %s: %s", p.Author, motion(n, b.Decision), b.On.InWords(), b.Place)
}

func (b *NoticePublished) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	if d, _ := v.Decision(b.Decision); len(d.Published) >= MaxPublished {
		return refuse(CodeTooLarge, "/payload/body/decision", "%d publications of the notice of %s are recorded already", len(d.Published), b.Decision)
	}
	return nil
}

func (b *NoticePublished) apply(s *State, q *Question, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.Published = with(d.Published, PublishedNotice{NoticePublished: *b, Time: q.Time, Entry: index})
	s.decisions.set(b.Decision, d)
}

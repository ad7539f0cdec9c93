package ledger

import "fmt"

// ForwardPlanPublished is what is intended to be decided, and when. Each plan
// takes the place of the one before.
type ForwardPlanPublished struct {
	From  Date       `json:"from"`
	Until Date       `json:"until"`
	Items []PlanItem `json:"items"`
}

// PlanItem is one intended decision.
type PlanItem struct {
	Title    string `json:"title"`
	Function string `json:"function"`
	Expected Date   `json:"expected"`
	Motion   string `json:"motion,omitempty"`
	Private  string `json:"private,omitempty"` // why it will be taken in private
}

func (b *ForwardPlanPublished) shape(s *shape) {
	s.date("from", b.From)
	s.date("until", b.Until)
	s.that(b.From <= b.Until, "until", "%s is before %s", b.Until, b.From)
	s.list("items", len(b.Items), 1, MaxItems)
	for i, item := range b.Items {
		at := fmt.Sprintf("items/%d/", i)
		s.text(at+"title", item.Title, MaxTitle)
		s.code(at+"function", item.Function)
		s.date(at+"expected", item.Expected)
		s.that(item.Expected >= b.From && item.Expected <= b.Until, at+"expected", "%s is not in the time that the plan covers", item.Expected)
		if item.Motion != "" {
			s.code(at+"motion", item.Motion)
		}
		if item.Private != "" {
			s.text(at+"private", item.Private, MaxNote)
		}
	}
}

func (b *ForwardPlanPublished) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s publishes the forward plan %s: %s", p.Author, span(b.From, b.Until), counted(len(b.Items), "intended decision", "intended decisions"))
}

func (b *ForwardPlanPublished) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	for i, item := range b.Items {
		if _, ok := v.Motion(item.Motion); !ok && item.Motion != "" {
			return refuse(CodeNotFound, fmt.Sprintf("/payload/body/items/%d/motion", i), "there is no motion %s: see the list of motions", item.Motion)
		}
	}
	return nil
}

func (b *ForwardPlanPublished) apply(s *State, q *Question, index int64) {
	s.draftHead.plan = &ForwardPlan{ForwardPlanPublished: *b, ID: q.Signed.ID, Time: q.Time, Entry: index}
}

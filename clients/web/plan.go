package web

import (
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// The forward plan: what is to be decided, and when; and what a decision does to an
// earlier one, once it is recorded.

// plan is the forward plan that stands; none where none was published.
func (v *visit) plan() (*api.Plan, error) {
	plan, err := v.client.Plan(v.ctx)
	if p := problemOf(err); p != nil && p.Code == ledger.CodeNotFound {
		return nil, nil
	}
	return &plan, err
}

func planShow(v *visit) (page, error) {
	p := &formPage{layout: layout{page: "form", Title: "Forward plan", Nav: "/meetings", Back: &Link{"/meetings", "Meetings"}}, Text: []string{"What is intended to be decided, and when."}}
	plan, err := v.plan()
	if err != nil {
		return nil, err
	}
	if plan == nil {
		p.Inset = "No forward plan has been published."
	} else {
		t := &Table{Caption: "From " + plan.From.InWords() + " to " + plan.Until.InWords(), Columns: []Column{{Text: "Expected"}, {Text: "What"}, {Text: "Function"}, {Text: "Motion"}, {Text: "In private because"}}}
		for _, i := range plan.Items {
			motion := Cell{}
			if i.Motion != "" {
				motion = Cell{Text: i.Motion, Href: "/motions/" + i.Motion}
			}
			t.Rows = append(t.Rows, []Cell{{Text: i.Expected.InWords()}, {Text: i.Title}, {Text: codeWords(i.Function)}, motion, {Text: i.Private}})
		}
		p.Tables = []*Table{t.used()}
		p.Text = append(p.Text, "Published at "+when(plan.Time)+", entry "+thousands(plan.Entry)+".")
	}
	if v.me != nil {
		terms, err := v.recordTerms()
		if err != nil {
			return nil, err
		}
		if terms.ForwardPlan.Clause != "" && v.has(terms.Meetings.Callers...) {
			p.Links = []Link{{"/plan/publish", "Publish a forward plan"}}
		}
	}
	return p, nil
}

const planSpare = 3 // intended decisions that can be added at a time

// planned is the id of a question about an intended decision.
func planned(i int, what string) string { return fmt.Sprintf("item-%d-%s", i, what) }

// planForm asks for a plan, beginning with the one that stands.
func (v *visit) planForm() (*formPage, int, error) {
	terms, err := v.recordTerms()
	switch {
	case err != nil:
		return nil, 0, err
	case terms.ForwardPlan.Clause == "":
		return nil, 0, api.NewProblem(ledger.CodeNotFound, "the agreement says nothing of a forward plan")
	case !v.has(terms.Meetings.Callers...):
		return nil, 0, api.NewProblem(ledger.CodeNotAllowed, rolesWords(terms.Meetings.Callers)+" publishes the forward plan, by clause "+terms.ForwardPlan.Clause)
	}
	signing, err := v.inForce()
	if err != nil {
		return nil, 0, err
	}
	list, err := v.client.Motions(v.ctx, nil)
	if err != nil {
		return nil, 0, err
	}
	plan, err := v.plan()
	if err != nil {
		return nil, 0, err
	}
	if plan == nil {
		plan = &api.Plan{}
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Publish a forward plan", Nav: "/secretary", Back: &Link{"/plan", "Forward plan"}},
		Text:   []string{"Say what is intended to be decided, and when. This plan takes the place of the one before. Leave out what an intended decision is called to take it off."},
		Action: "/plan/publish", Button: Button{Text: "Continue"},
	}
	p.input("from", "From which day?", "For example, 1 December 2015", dayText(plan.From), 20)
	p.input("until", "To which day?", "Today or later. For example, 31 May 2016", dayText(plan.Until), 20)
	var functions []Option
	for _, f := range signing.Functions {
		functions = append(functions, Option{Value: f.Function, Text: f.Title})
	}
	items := append(slices.Clone(plan.Items), make([]ledger.PlanItem, planSpare)...)
	for i, item := range items {
		p.Fields = append(p.Fields, Field{Heading: fmt.Sprintf("Intended decision %d", i+1)})
		p.input(planned(i, "title"), "What is to be decided?", "", item.Title, 0)
		p.choice(planned(i, "function"), "For which function?", item.Function, unchosen("Select a function", slices.Clone(functions))...)
		p.input(planned(i, "expected"), "When is it expected?", "For example, 20 January 2016", dayText(item.Expected), 20)
		motions := []Option{{Text: "None yet"}}
		for _, m := range slices.Backward(list.Items) {
			if m.Status.Status != ledger.MotionDecided && m.Status.Status != ledger.MotionWithdrew || m.Ref == item.Motion {
				motions = append(motions, Option{Value: m.Ref, Text: m.Ref + ", " + m.Title})
			}
		}
		p.choice(planned(i, "motion"), "Which motion?", item.Motion, motions...)
		p.input(planned(i, "private"), "Why will it be taken in private? (optional)", "Leave it empty if it is taken in public", item.Private, 0)
	}
	return p, len(items), nil
}

func planForm(v *visit) (page, error) {
	p, _, err := v.planForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func planSend(v *visit) (page, error) {
	p, n, err := v.planForm()
	if err != nil {
		return nil, err
	}
	b := ledger.ForwardPlanPublished{From: v.firstDay(p)}
	var ok bool
	if b.Until, ok = typedDay(v.form.Get("until")); !ok || b.Until < max(b.From, v.ledger.Time.Day()) {
		p.wrong("until", "Enter the last day, which is today or later and not before the first")
	}
	var rows []Row
	asked := []string{"from", "from", "until", "until"}
	for i := range n {
		item := ledger.PlanItem{Title: wordsOf(v.form.Get(planned(i, "title"))), Function: v.form.Get(planned(i, "function")), Motion: v.form.Get(planned(i, "motion")), Private: wordsOf(v.form.Get(planned(i, "private")))}
		expected := wordsOf(v.form.Get(planned(i, "expected")))
		if item.Title == "" && (expected == "" || i < n-planSpare) { // the day of one that stands is filled in
			continue
		}
		if item.Title == "" {
			p.wrong(planned(i, "title"), "Enter what is to be decided, or leave out when it is expected as well")
		}
		if item.Function == "" {
			p.wrong(planned(i, "function"), "Select the function that it is for")
		}
		if item.Expected, ok = typedDay(expected); !ok || item.Expected < b.From || b.Until != "" && item.Expected > b.Until {
			p.wrong(planned(i, "expected"), "Enter when it is expected, a day within the plan")
		}
		at := fmt.Sprintf("items/%d/", len(b.Items))
		for _, part := range []string{"title", "function", "expected", "motion", "private"} {
			asked = append(asked, at+part, planned(i, part))
		}
		b.Items = append(b.Items, item)
		words := []string{item.Title + ", " + codeWords(item.Function)}
		if item.Motion != "" {
			words = append(words, "Motion "+item.Motion)
		}
		if item.Private != "" {
			words = append(words, "In private: "+item.Private)
		}
		rows = append(rows, Row{Key: dayText(item.Expected), Values: words})
	}
	if len(b.Items) == 0 && len(p.Errors) == 0 {
		p.wrong(planned(0, "title"), "Enter at least one intended decision")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindForwardPlanPublished, b, "until", asked...)
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows = append([]Row{{Key: "Plan", Values: []string{"From " + b.From.InWords() + " to " + b.Until.InWords()}}}, rows...)
	return v.state(Stating{
		Kind: ledger.KindForwardPlanPublished, Body: b, Title: "Check and publish the plan", Nav: "/secretary", Back: p.Back, Rows: rows, Whole: true,
		Labels: map[string]string{"from": "From", "until": "To", "items.*.title": "Intended decision", "items.*.function": "Function of decision", "items.*.expected": "Expected for decision", "items.*.motion": "Motion of decision", "items.*.private": "In private, of decision"},
		Button: "Sign and publish", Before: "The plan is not published until you sign.", Form: p.Action, Change: true, Done: "/plan",
	})
}

// varying is the motion of the path, and what it was moved to have done to an earlier
// decision. The earlier one is marked by hand, once the later has effect.
func (v *visit) varying() (api.Motion, error) {
	m, err := v.client.Motion(v.ctx, v.path("decision"))
	switch {
	case err != nil:
		return m, err
	case m.Varies == nil:
		return m, api.NewProblem(ledger.CodeNotFound, m.Ref+" was not moved to vary an earlier decision")
	case !keepsRecord(v.me):
		return m, api.NewProblem(ledger.CodeNotAllowed, "the secretary records what "+m.Ref+" does to an earlier decision")
	}
	return m, nil
}

// varySend has it stated that a decision varies, rescinds, supersedes or corrects an
// earlier one, as its motion said: nothing is left to ask.
func varySend(v *visit) (page, error) {
	m, err := v.varying()
	if err != nil {
		return nil, err
	}
	earlier, err := v.client.Decision(v.ctx, m.Varies.Decision)
	if err != nil {
		return nil, err
	}
	back := &Link{"/decisions/" + earlier.Ref, "The earlier decision"}
	if varied(earlier, m.Ref) {
		return &formPage{layout: layout{page: "form", Title: "Record what this does to an earlier decision", Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: back}, Text: []string{"It is recorded already: " + earlier.Ref + " is " + m.Varies.How + " by " + m.Ref + "."}}, nil
	}
	return v.state(Stating{
		Kind: ledger.KindDecisionVaried, Body: ledger.DecisionVaried{Decision: earlier.Ref, By: m.Ref, How: m.Varies.How}, Title: "Record what this does to an earlier decision", Caption: m.Ref + ", " + m.Title, Nav: "/secretary", Back: back,
		Rows:   []Row{{Key: "Earlier decision", Values: []string{earlier.Ref + ", " + earlier.Title}}, {Key: "It is", Values: []string{upperFirst(m.Varies.How)}}, {Key: "By", Values: []string{m.Ref + ", " + m.Title}}},
		Labels: map[string]string{"decision": "Earlier decision", "by": "By", "how": "It is"},
		Button: "Sign and record", Before: earlier.Ref + " stands as it is until you sign.", Form: "/decisions/" + m.Ref + "/vary", Done: back.Href,
	})
}

// varied tells whether it is recorded that one decision varies another.
func varied(earlier api.Decision, by string) bool {
	return slices.ContainsFunc(earlier.Variations, func(x api.Variation) bool { return x.By == by })
}

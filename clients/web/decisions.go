package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// decisionsPage is every decision, the newest first.
type decisionsPage struct {
	layout
	Filter    filterForm
	Decisions []Task
	Pages     Pages
}

var decisionStatuses = []Link{{"", "All"}, {ledger.DecisionInForce, "In force"}, {ledger.DecisionAwaitsRatification, "Awaiting ratification"}, {ledger.OutcomeNotCarried, "Not carried"}, {ledger.OutcomeNotQuorate, "Not quorate"}}

func decisionsShow(v *visit) (page, error) {
	form, filter, err := v.filters("/decisions", decisionStatuses)
	if err != nil {
		return nil, err
	}
	p := &decisionsPage{layout: layout{page: "decisions", Title: "Decisions", Nav: "/decisions"}, Filter: form}
	list, err := v.client.Decisions(v.ctx, filter)
	if err != nil {
		return nil, err
	}
	list.Items = slices.DeleteFunc(list.Items, func(d api.Decision) bool { return form.Type != "" && form.Type != d.Type })
	slices.Reverse(list.Items)
	shown, pages := paged(v, list.Items)
	p.Pages = pages
	for _, d := range shown {
		tags := decisionTags(d)
		p.Decisions = append(p.Decisions, Task{ID: d.Ref, Href: "/decisions/" + d.Ref, Text: d.Title, Hint: d.Ref + ". " + d.OutcomeIs + " on " + day(d.Decided.Day()), Status: tags[len(tags)-1]})
	}
	return p, nil
}

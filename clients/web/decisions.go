package web

import (
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

// decisionsPage is every decision, the newest first.
type decisionsPage struct {
	layout
	Filter    filterForm
	Filtered  bool
	Decisions []Task
	Pages     Pages
}

var decisionStatuses = []Link{{"", "All"}, {ledger.DecisionInForce, "In force"}, {ledger.DecisionAwaitsRatification, "Awaiting ratification"}, {ledger.OutcomeNotCarried, "Not carried"}, {ledger.OutcomeNotQuorate, "Not quorate"}}

func decisionsShow(v *visit) (page, error) {
	form, filter, err := v.filters("/decisions", decisionStatuses)
	if err != nil {
		return nil, err
	}
	p := &decisionsPage{layout: layout{page: "decisions", Title: "Decisions", Nav: "/decisions"}, Filter: form, Filtered: v.filtered()}
	shown, pages, err := turned(func(q url.Values) (api.List[api.Decision], error) { return v.client.DecisionPage(v.ctx, q) }, v, filter, func(d api.Decision) string { return d.Ref })
	if err != nil {
		return nil, err
	}
	p.Pages = pages
	concerned, err := v.concerned()
	if err != nil {
		return nil, err
	}
	for _, d := range shown {
		tags := decisionTags(d)
		p.Decisions = append(p.Decisions, Task{ID: d.Ref, Href: "/decisions/" + d.Ref, Text: d.Title, Hint: d.Ref + ". " + d.OutcomeIs + " on " + day(d.Decided.Day()) + "." + concerned.decided(d), Status: tags[len(tags)-1]})
	}
	return p, nil
}

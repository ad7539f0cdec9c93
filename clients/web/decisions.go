package web

import (
	"net/url"
	"slices"

	"concordat/ledger"
)

// decisionsPage is every decision, the newest first.
type decisionsPage struct {
	layout
	Filters   []NavItem
	Decisions []Task
	Pages     Pages
}

var decisionStatuses = []Link{{"", "All"}, {ledger.DecisionInForce, "In force"}, {ledger.DecisionAwaitsRatification, "Awaiting ratification"}, {ledger.OutcomeNotCarried, "Not carried"}, {ledger.OutcomeNotQuorate, "Not quorate"}}

func decisionsShow(v *visit) (page, error) {
	p := &decisionsPage{layout: layout{page: "decisions", Title: "Decisions", Nav: "/decisions"}}
	filter, asked := url.Values{}, v.request.URL.Query().Get("status")
	if asked != "" {
		filter.Set("status", asked)
	}
	for _, s := range decisionStatuses {
		p.Filters = append(p.Filters, NavItem{Link{"/decisions?" + url.Values{"status": {s.Href}}.Encode(), s.Text}, s.Href == asked})
	}
	list, err := v.client.Decisions(v.ctx, filter)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list.Items)
	shown, pages := paged(v, list.Items)
	p.Pages = pages
	for _, d := range shown {
		tags := decisionTags(d)
		p.Decisions = append(p.Decisions, Task{ID: d.Ref, Href: "/decisions/" + d.Ref, Text: d.Title, Hint: d.Ref + ". " + d.OutcomeIs + " on " + day(d.Decided.Day()), Status: tags[len(tags)-1]})
	}
	return p, nil
}

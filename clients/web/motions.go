package web

import (
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// motionsPage is every motion, the newest first.
type motionsPage struct {
	layout
	Status  string // that is asked for; empty: all
	Filters []NavItem
	Motions []Task
	Pages   Pages
}

var motionStatuses = []Link{{"", "All"}, {ledger.MotionOpen, "Open for voting"}, {ledger.MotionNotice, "Notice given"}, {ledger.MotionDraft, "Draft"}, {ledger.MotionDecided, "Decided"}}

func motionsShow(v *visit) (page, error) {
	p := &motionsPage{layout: layout{page: "motions", Title: "Motions", Nav: "/motions"}, Status: v.request.URL.Query().Get("status")}
	filter := url.Values{}
	if p.Status != "" {
		filter.Set("status", p.Status)
	}
	for _, s := range motionStatuses {
		p.Filters = append(p.Filters, NavItem{Link{"/motions?" + url.Values{"status": {s.Href}}.Encode(), s.Text}, s.Href == p.Status})
	}
	list, err := v.client.Motions(v.ctx, filter)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list.Items)
	shown := list.Items
	shown, p.Pages = paged(v, shown)
	for _, m := range shown {
		p.Motions = append(p.Motions, Task{ID: m.Ref, Href: "/motions/" + m.Ref, Text: m.Title, Hint: motionHint(m), Status: motionTag(m)})
	}
	return p, nil
}

func motionHint(m api.MotionSummary) string {
	switch m.Status.Status {
	case ledger.MotionOpen:
		return m.Ref + ". Closes at " + when(m.Closes) + ". " + number(int64(m.Voted)) + " of " + many(m.Seats, "seat has", "seats have") + " voted"
	case ledger.MotionDecided:
		return m.Ref + ". Closed at " + when(m.Closes)
	}
	return m.Ref + ". Moved on " + day(m.Moved.Day())
}

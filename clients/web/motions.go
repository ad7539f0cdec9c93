package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// motionsPage is every motion, the newest first.
type motionsPage struct {
	layout
	Filter  filterForm
	Motions []Task
	Pages   Pages
}

var motionStatuses = []Link{{"", "All"}, {ledger.MotionOpen, "Open for voting"}, {ledger.MotionNotice, "Notice given"}, {ledger.MotionDraft, "Draft"}, {ledger.MotionDecided, "Decided"}}

func motionsShow(v *visit) (page, error) {
	form, filter, err := v.filters("/motions", motionStatuses)
	if err != nil {
		return nil, err
	}
	p := &motionsPage{layout: layout{page: "motions", Title: "Motions", Nav: "/motions"}, Filter: form}
	list, err := v.client.Motions(v.ctx, filter)
	if err != nil {
		return nil, err
	}
	list.Items = slices.DeleteFunc(list.Items, func(m api.MotionSummary) bool { return form.Type != "" && form.Type != m.Type })
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

package web

import (
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// motionsPage is every motion, the newest first.
type motionsPage struct {
	layout
	Filter   filterForm
	Filtered bool
	Start    string // path, for whoever may begin a motion
	Motions  []Task
	Pages    Pages
}

// filtered tells whether whoever looks has asked for some of a list alone.
func (v *visit) filtered() bool {
	for name, values := range v.request.URL.Query() {
		if name != "page" && strings.Join(values, "") != "" {
			return true
		}
	}
	return false
}

var motionStatuses = []Link{{"", "All"}, {ledger.MotionOpen, "Open for voting"}, {ledger.MotionNotice, "Notice given"}, {ledger.MotionDraft, "Draft"}, {ledger.MotionDecided, "Decided"}}

func motionsShow(v *visit) (page, error) {
	form, filter, err := v.filters("/motions", motionStatuses)
	if err != nil {
		return nil, err
	}
	p := &motionsPage{layout: layout{page: "motions", Title: "Motions", Nav: "/motions"}, Filter: form, Filtered: v.filtered()}
	if votes(v.me) || officer(v.me) || officials(v.me) {
		p.Start = "/motions/new"
	}
	shown, pages, err := v.motionsBy(filter)
	if err != nil {
		return nil, err
	}
	p.Pages = pages
	concerned, err := v.concerned()
	if err != nil {
		return nil, err
	}
	for _, m := range shown {
		hint := motionHint(m)
		if m.Status.Status == ledger.MotionOpen && len(concerned) > 0 {
			whole, err := v.atStake(m.Ref)
			if err != nil && !unanswered(err) { // it may not be for everybody to read
				return nil, err
			}
			if costs := concerned.open(whole); costs != "" {
				hint += "." + costs
			}
		}
		p.Motions = append(p.Motions, Task{ID: m.Ref, Href: "/motions/" + m.Ref, Text: m.Title, Hint: hint, Status: motionTag(m)})
	}
	return p, nil
}

// motionsBy is a page of the motions that a filter leaves, the newest first.
func (v *visit) motionsBy(filter url.Values) ([]api.MotionSummary, Pages, error) {
	return turned(func(q url.Values) (api.List[api.MotionSummary], error) { return v.client.MotionPage(v.ctx, q) }, v, filter, func(m api.MotionSummary) string { return m.Ref })
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

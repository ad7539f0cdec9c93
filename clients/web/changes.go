package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// changesPage is what has changed of what a party is bound to since a day.
type changesPage struct {
	layout
	Area     []NavItem
	Since    Input
	Sentence string
	Changes  *Table
	Pages    Pages
	AsAt     string
}

// change is what became of one obligation.
type change struct {
	now    api.Obligation
	what   []string // New, Varied, Ended …
	before int64    // pence
	was    bool     // it was there before
	cause  string
	entry  int64
}

func changesShow(v *visit) (page, error) {
	party, err := v.client.Party(v.ctx, v.path("party"))
	if err != nil {
		return nil, err
	}
	since := ledger.Date(v.request.URL.Query().Get("since"))
	if since == "" {
		since = v.ledger.Time.Day()[:8] + "01"
	}
	p := &changesPage{
		layout: layout{page: "changes", Title: "What has changed", Caption: party.Name, Nav: "/parties", Back: &Link{obligationsPath(party.Code), "What " + party.Name + " is bound to"}},
		Area:   partyArea(party.Code, "/changes"),
		Since:  Input{ID: "since", Name: "since", Label: "Since", Hint: "For example, 2015-09-01", Value: string(since), Width: 10},
	}
	if since.Check() != nil {
		p.Since.Error = "Enter a day such as 2015-09-01"
		p.wrong("since", p.Since.Error)
		return p, nil
	}
	now, err := v.client.Obligations(v.ctx, url.Values{"party": {party.Code}})
	if err != nil {
		return nil, err
	}
	before, err := v.client.Obligations(v.ctx, url.Values{"party": {party.Code}, "recorded_by": {string(dayBefore(since))}})
	if err != nil {
		return nil, err
	}
	changes, err := v.changed(before, now)
	if err != nil {
		return nil, err
	}
	p.Sentence = "Since " + since.InWords() + ": " + changedWords(changes)
	shown, pages := paged(v, changes)
	p.Changes, p.Pages = changesTable(shown, party.Code), pages
	p.AsAt = "As at entry " + thousands(now.AsAt) + ", compared with the ledger before " + since.InWords() + ", of " + thousands(before.AsAt) + " entries."
	return p, nil
}

func dayBefore(d ledger.Date) ledger.Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return ledger.Date(t.AddDate(0, 0, -1).Format(time.DateOnly))
}

// changed compares what two lists say of the same obligations, the last changed first.
func (v *visit) changed(before, now api.List[api.Obligation]) ([]change, error) {
	old := map[string]api.Obligation{}
	for _, o := range before.Items {
		old[o.Obligation] = o
	}
	decisions := map[string]api.Decision{}
	var changes []change
	for _, o := range now.Items {
		was, known := old[o.Obligation]
		c := change{now: o, was: known, before: was.Pence, entry: o.Entry}
		awaited := known && was.Status.Status == ledger.ObligationAwaiting
		switch {
		case !known:
			c.what, c.cause = []string{"New"}, newCause(o)
		case o.Status.Status == ledger.ObligationEnded && was.Status.Status != ledger.ObligationEnded:
			c.what = []string{"Ended"}
			d, ok := decisions[o.Decision]
			if !ok {
				var err error
				if d, err = v.client.Decision(v.ctx, o.Decision); err != nil {
					return nil, err
				}
				decisions[o.Decision] = d
			}
			for _, x := range d.Variations {
				if x.Entry >= before.AsAt {
					c.cause, c.entry = upperFirst(x.How)+" by "+x.By, x.Entry
				}
			}
			if c.cause == "" && d.Status.Status != ledger.DecisionInForce {
				c.cause = d.Words
			}
		case o.Pence != was.Pence:
			c.what, c.cause = []string{"Varied"}, "Stopped by leaving"
		case awaited && o.Status.Status != ledger.ObligationAwaiting:
			c.what, c.cause = []string{"In force"}, "Ratified"
		}
		for _, e := range o.Events {
			if e.Entry < before.AsAt {
				continue
			}
			c.entry = e.Entry
			words := map[string]string{ledger.KindObligationPaid: "Paid", ledger.KindObligationReceived: "Received", ledger.KindObligationQueried: "Queried", ledger.KindDutyDone: "Done"}[e.Kind]
			if words != "" && !slices.Contains(c.what, words) {
				c.what = append(c.what, words)
			}
			if c.cause == "" {
				c.cause = saidCause(e)
			}
		}
		if len(c.what) > 0 {
			changes = append(changes, c)
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return int(b.entry - a.entry) })
	return changes, nil
}

func newCause(o api.Obligation) string {
	switch {
	case o.Settlement != "":
		return "Settlement " + o.Settlement
	case o.Change != "":
		return "A change of contributions"
	case o.Leaving != "":
		return "Leaving"
	}
	return "Decision " + o.Decision
}

func saidCause(e api.ObligationEvent) string {
	switch e.Kind {
	case ledger.KindObligationQueried:
		return e.Party + " says that it should be " + ledger.Pounds(e.Pence)
	case ledger.KindDutyDone:
		return "Done on " + e.On.InWords()
	}
	return ledger.Pounds(e.Pence) + " on " + e.On.InWords()
}

// changedWords is what has changed in a sentence: 2 new, 1 varied, 1 ended.
func changedWords(changes []change) string {
	counts := map[string]int{}
	for _, c := range changes {
		for _, w := range c.what {
			counts[w]++
		}
	}
	var parts []string
	for _, w := range []string{"New", "Varied", "Ended", "In force", "Paid", "Received", "Queried", "Done"} {
		if counts[w] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[w], lowerFirst(w)))
		}
	}
	if len(parts) == 0 {
		return "nothing has changed."
	}
	return listed(parts) + "."
}

func changesTable(changes []change, party string) *Table {
	if len(changes) == 0 {
		return nil
	}
	t := &Table{Caption: "What has changed, the last first", Columns: []Column{{Text: "What"}, {Text: "Change"}, {Text: "Other party"}, {Text: "Before", Numeric: true}, {Text: "Now", Numeric: true}, {Text: "Difference", Numeric: true}, {Text: "Cause"}}}
	for _, c := range changes {
		now := c.now.Pence
		if c.now.Status.Status == ledger.ObligationEnded {
			now = 0
		}
		cell := func(pence int64) Cell {
			if c.now.Kind == "duty" {
				return Cell{Numeric: true}
			}
			return Cell{Text: ledger.Pounds(pence), Numeric: true}
		}
		old, difference := cell(c.before), cell(now-c.before)
		if !c.was {
			old.Text = ""
		}
		if now == c.before {
			difference.Text = ""
		}
		t.Rows = append(t.Rows, []Cell{{Text: c.now.What, Href: obligationPath(c.now.Obligation)}, {Text: upperFirst(strings.ToLower(listed(c.what)))}, {Text: otherSide(c.now, party)}, old, cell(now), difference, {Text: c.cause}})
	}
	return t.used()
}

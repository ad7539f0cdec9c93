package web

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// publishedPage is where the secretary records that the notice of a decision was
// published.
type publishedPage struct {
	layout
	Ref       string
	Place, On Input
	Before    *Table // publications on record
}

// NoticePath is where the notice is read.
func (p *publishedPage) NoticePath() string { return api.Fill(api.PathNotice, p.Ref) + ".html" }

func (v *visit) published(d api.Decision, place, on string) *publishedPage {
	p := &publishedPage{
		layout: layout{page: "published", Title: "Record that the notice was published", Caption: d.Ref + ", " + d.Title, Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}},
		Ref:    d.Ref,
		Place:  Input{ID: "place", Name: "place", Label: "Where was it published?", Hint: "For example, The board’s website", Value: place},
		On:     Input{ID: "on", Name: "on", Label: "On which day?", Hint: "For example, 1 December 2015", Value: on, Width: 20},
		Before: publishedTable(d),
	}
	return p
}

// publishedTable is where and when the notice of a decision was published; nil before it
// was.
func publishedTable(d api.Decision) *Table {
	if len(d.Published) == 0 {
		return nil
	}
	t := &Table{Caption: "Published", Stacks: true, Columns: []Column{{Text: "Where"}, {Text: "On"}, {Text: "Check code of its text"}, {Text: "Entry"}}}
	for _, n := range d.Published {
		t.Rows = append(t.Rows, []Cell{{Text: n.Place}, {Text: n.On.InWords()}, {Text: ledger.CheckCode(n.Notice)}, {Text: number(n.Entry), Href: entryPath(n.Entry)}})
	}
	return t
}

func publishedShow(v *visit) (page, error) {
	d, err := v.client.Decision(v.ctx, v.path("decision"))
	if err != nil {
		return nil, err
	}
	if !keepsRecord(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "the secretary records that a notice was published")
	}
	return v.published(d, "", v.ledger.Time.Day().InWords()), nil
}

// publishedSend has it stated, of the text of the notice as it stands.
func publishedSend(v *visit) (page, error) {
	d, err := v.client.Decision(v.ctx, v.path("decision"))
	if err != nil {
		return nil, err
	}
	p := v.published(d, v.form.Get("place"), v.form.Get("on"))
	place := strings.TrimSpace(v.form.Get("place"))
	if place == "" {
		p.wrong("place", "Enter where the notice was published")
		p.Place.Error = p.Wrong("place")
	}
	on := orTyped(v.form.Get("on"))
	if on.Check() != nil || on > v.ledger.Time.Day() || on < d.Decided.Day() {
		p.wrong("on", "Enter the day on which it was published, from "+day(d.Decided.Day())+" to today")
		p.On.Error = p.Wrong("on")
	}
	if len(p.Errors) > 0 || v.form.Has(fieldChange) {
		return p, nil
	}
	notice, err := v.client.NoticeText(v.ctx, d.Ref)
	if err != nil {
		return nil, err
	}
	code := ledger.DigestOf(notice)
	return v.state(Stating{
		Kind: ledger.KindNoticePublished, Body: ledger.NoticePublished{Decision: d.Ref, Notice: code, Place: place, On: on},
		Title: "Check and sign", Caption: d.Ref, Nav: "/secretary", Back: &Link{"/secretary", "Secretary"},
		Rows: []Row{
			{Key: "Decision", Values: []string{d.Ref + ", " + d.Title}}, {Key: "Where", Values: []string{place}}, {Key: "On", Values: []string{on.InWords()}},
			{Key: "Check code of its text", Values: []string{ledger.CheckCode(code)}},
		},
		Labels: map[string]string{"decision": "Decision", "notice": "Text of the notice", "place": "Where", "on": "On"},
		Button: "Sign and record", Before: "Nothing is recorded until you sign.", Form: "/decisions/" + d.Ref + "/published", Change: true, Done: "/secretary",
	})
}

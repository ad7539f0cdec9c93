package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

const figuresShown = 40 // of those that a sum rests on, one by one

// figuresOf are the figures by which a sum was shared out, each beside where it was taken
// from: those of every party that the decision binds, since a part is one of a whole. None
// where the line was not shared by a figure.
func (v *visit) figuresOf(d api.Decision, o api.Obligation) (*Table, error) {
	var all []int64
	for _, p := range d.Parties {
		for _, s := range p.Sources {
			if s.From == ledger.FromFigures {
				all = append(all, s.Entries...)
			}
		}
	}
	if len(all) == 0 || o.Kind != "contribution" || o.Settlement != "" || o.Change != "" || o.Leaving != "" {
		return nil, nil
	}
	m, err := v.client.Motion(v.ctx, d.Ref)
	if unanswered(err) {
		return nil, nil
	}
	if err != nil || m.Pool == nil {
		return nil, err
	}
	figure := ""
	for i, l := range m.Pool.Lines {
		if cmp.Or(l.Line, number(int64(i+1))) == o.Line || len(m.Pool.Lines) == 1 {
			figure = l.Share.Figure
		}
	}
	if figure == "" {
		return nil, nil
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	slices.Sort(all)
	all = slices.Compact(all)
	t := &Table{Caption: codeWords(figure) + ", by which it is shared, and where each figure is from", Columns: []Column{{Text: "Party"}, {Text: "Figure", Numeric: true}, {Text: "Of"}, {Text: "Source"}, {Text: "Published"}, {Text: "Recorded"}, {Text: "Check code"}}}
	var own [][]Cell
	sum, counted := int64(0), 0
	for _, at := range all {
		e, err := v.client.Entry(v.ctx, at)
		if err != nil {
			return nil, err
		}
		var f ledger.FigureRecorded
		if e.Kind != ledger.KindFigureRecorded || json.Unmarshal(e.Body, &f) != nil || f.Figure != figure {
			continue
		}
		sum, counted = sum+f.Value, counted+1
		published := ""
		if f.Published != "" {
			published = f.Published.InWords()
		}
		row := []Cell{{Text: names[f.Party]}, {Text: thousands(f.Value), Numeric: true}, {Text: strings.ReplaceAll(f.Unit, "_", " ") + ", " + yearInWords(f.Period)}, {Text: f.Source}, {Text: published, OneLine: true}, {Text: e.Time.Day().InWords(), Href: entryPath(at), OneLine: true}, {Text: ledger.CheckCode(ledger.DigestOf([]byte(e.Raw))), OneLine: true}}
		switch {
		case f.Party == o.Payer:
			own = append(own, row)
		case len(t.Rows) < figuresShown:
			t.Rows = append(t.Rows, row)
		}
	}
	if counted == 0 {
		return nil, nil
	}
	t.Rows = append(own, t.Rows...)
	if counted > 1 {
		t.Total = []Cell{{Text: "In all, of " + many(counted, "party", "parties")}, {Text: thousands(sum), Numeric: true}, {}, {}, {}, {}, {}}
	}
	return t.used(), nil
}

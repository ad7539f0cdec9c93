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
// from: those of every party that the decision binds, since a part is one of a whole, or, of
// many, the payer's own and the first of the others. None where the line was not shared by a
// figure.
func (v *visit) figuresOf(d api.Decision, o api.Obligation) (*Table, error) {
	all := figureEntries(d, o.Payer)
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
	parties, err := v.parties()
	if err != nil {
		return nil, err
	}
	another := map[int64]bool{} // figure was recorded there
	for _, p := range parties.Items {
		for name, f := range p.Figures {
			another[f.Entry] = name != figure
		}
	}
	all = slices.DeleteFunc(all, func(at int64) bool { return another[at] })
	t := &Table{Caption: codeWords(figure) + ", by which it is shared, and where each figure is from", Columns: []Column{{Text: "Party"}, {Text: "Figure", Numeric: true}, {Text: "Of"}, {Text: "Source"}, {Text: "Published"}, {Text: "Recorded"}, {Text: "Check code"}}}
	sum := int64(0)
	for i, at := range all {
		if len(t.Rows) == figuresShown {
			t.Caption += ". The first " + number(figuresShown) + " of " + number(int64(figuresShown+len(all)-i))
			return t.used(), nil
		}
		e, err := v.client.Entry(v.ctx, at)
		if unanswered(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		var f ledger.FigureRecorded
		if e.Kind != ledger.KindFigureRecorded || json.Unmarshal(e.Body, &f) != nil || f.Figure != figure {
			continue
		}
		sum += f.Value
		published := ""
		if f.Published != "" {
			published = f.Published.InWords()
		}
		t.Rows = append(t.Rows, []Cell{{Text: names[f.Party]}, {Text: thousands(f.Value), Numeric: true}, {Text: strings.ReplaceAll(f.Unit, "_", " ") + ", " + yearInWords(f.Period)}, {Text: f.Source}, {Text: published, OneLine: true}, {Text: e.Time.Day().InWords(), Href: entryPath(at)}, {Text: ledger.CheckCode(ledger.DigestOf([]byte(e.Raw))), OneLine: true}})
	}
	if len(t.Rows) == 0 {
		return nil, nil
	}
	if len(t.Rows) > 1 {
		t.Total = []Cell{{Text: "In all, of " + many(len(t.Rows), "party", "parties")}, {Text: thousands(sum), Numeric: true}, {}, {}, {}, {}, {}}
	}
	return t.used(), nil
}

// figureEntries are where the figures were recorded that a decision shares sums out by: one
// party's first, and those of the others in order.
func figureEntries(d api.Decision, party string) []int64 {
	var own, others []int64
	for _, p := range d.Parties {
		for _, s := range p.Sources {
			switch {
			case s.From != ledger.FromFigures:
			case p.Party == party:
				own = append(own, s.Entries...)
			default:
				others = append(others, s.Entries...)
			}
		}
	}
	slices.Sort(own)
	slices.Sort(others)
	return slices.Compact(append(own, others...))
}

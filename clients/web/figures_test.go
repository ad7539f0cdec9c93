package web_test

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"concordat/ledger"
)

// An obligation that was shared by a figure shows that figure of every party beside its source,
// its entry and its check code; one that was shared equally shows none.
func TestFiguresBesideTheirSource(t *testing.T) {
	b := newBoard(t)
	owed, err := b.as("secretary").Obligations(t.Context(), url.Values{"party": {"00V"}})
	if err != nil {
		t.Fatal(err)
	}
	shared, equal := 0, 0
	for _, o := range owed.Items {
		if o.Kind != "contribution" || o.Payer != "00V" || o.Settlement != "" || o.Change != "" {
			continue
		}
		page := b.reader().get("/obligations/" + o.Obligation).is(200)
		m, err := b.as("secretary").Motion(t.Context(), o.Decision)
		if err != nil {
			t.Fatal(err)
		}
		byFigure := false
		for i, l := range m.Pool.Lines {
			byFigure = byFigure || l.Share.Figure == "weighted_population" && (len(m.Pool.Lines) == 1 || cmp.Or(l.Line, strconv.Itoa(i+1)) == o.Line)
		}
		if !byFigure {
			page.isNot("by which it is shared, and where each figure is from")
			equal++
			continue
		}
		shared++
		page.is(200, "Weighted population, by which it is shared, and where each figure is from", "In all, of 4 parties", "NHS Bury CCG", "NHS Bolton CCG")
		_, table, _ := strings.Cut(page.body, "by which it is shared")
		list, err := b.as("secretary").Decision(t.Context(), o.Decision)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list.Parties {
			for _, s := range p.Sources {
				for _, at := range s.Entries {
					if s.From != ledger.FromFigures {
						continue
					}
					e, err := b.as("secretary").Entry(t.Context(), at)
					if err != nil {
						t.Fatal(err)
					}
					receipt, err := b.as("secretary").Receipt(t.Context(), at)
					if err != nil || !strings.Contains(e.Kind, "figure") {
						t.Fatal(e.Kind, err)
					}
					if !strings.Contains(table, receipt.CheckCode) || !strings.Contains(table, `href="/ledger/`) {
						t.Errorf("%s: the code %s of %s's figure is not there", o.Obligation, receipt.CheckCode, p.Party)
					}
				}
			}
		}
	}
	if shared == 0 || equal == 0 {
		t.Errorf("%d by figures, %d equally", shared, equal)
	}
}

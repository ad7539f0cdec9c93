package web_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
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

// Of very many parties the first are shown, and no other figure is asked for; where a figure
// is not given, the rest of the page is.
func TestManyFigures(t *testing.T) {
	b := newBoard(t)
	const shown, of = 40, 200
	ref, entry := "", int64(0)
	owed, err := b.as("secretary").Obligations(t.Context(), url.Values{"party": {"00V"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range owed.Items {
		page := b.reader().get("/obligations/" + o.Obligation).is(200)
		d, err := b.as("secretary").Decision(t.Context(), o.Decision)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Parties {
			for _, s := range p.Sources {
				if s.From == ledger.FromFigures && strings.Contains(page.body, "by which it is shared") {
					ref, entry = o.Obligation, s.Entries[0]
				}
			}
		}
	}
	decision, _, _ := strings.Cut(ref, "/")
	const made = 1_000_000 // entries that the example does not have, from here on
	asked := 0
	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		var at int64
		if n, _ := fmt.Sscanf(r.URL.Path, api.Base+"/entries/%d", &at); n == 1 && at >= made {
			asked++
			r.URL.Path = api.EntryURL(entry)
		}
		answer, err := next.RoundTrip(r)
		if err != nil || r.URL.Path != api.Fill(api.PathDecision, decision) {
			return answer, err
		}
		return changed(answer, func(d map[string]any) {
			parties := d["parties"].([]any)
			for _, p := range parties {
				delete(p.(map[string]any), "sources")
			}
			for i := range of {
				parties = append(parties, map[string]any{"party": fmt.Sprintf("%03d", i), "sources": []ledger.Source{{From: ledger.FromFigures, Entries: []int64{int64(made + i)}}}})
			}
			d["parties"] = parties
		})
	}
	b.reader().get("/obligations/"+ref).is(200, "where each figure is from. The first 40 of 200").isNot("In all, of")
	if asked != shown {
		t.Errorf("%d figures are asked for to show %d", asked, shown)
	}
	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path == api.EntryURL(entry) {
			return withheld(r)
		}
		return next.RoundTrip(r)
	}
	b.reader().get("/obligations/"+ref).is(200, "Why").isNot("by which it is shared")
}

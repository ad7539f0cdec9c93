package policy

import (
	"maps"
	"testing"

	"concordat/ledger"
)

// TestFiguresOfAYearOver: what a party records of itself once the year is over changes
// nothing of what is settled by it; and what was never recorded is taken as it first is.
func TestFiguresOfAYearOver(t *testing.T) {
	bundle := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		settlingTerms(terms)
		by := []map[string]any{{"to": "parties", "by": "raw_population"}}
		terms["overspend"], terms["underspend"] = map[string]any{"clause": "7.2", "steps": by}, map[string]any{"clause": "7.2", "steps": by}
		object(object(terms["shares"])["figures"])["raw_population"] = "registered population"
	})
	b, codes := settlingOn(t, bundle)
	record := func(code string, value int64, effective ledger.Date) {
		t.Helper()
		b.do("officer-"+code, code, ledger.KindFigureRecorded, ledger.FigureRecorded{
			Party: code, Figure: "raw_population", Value: value, Unit: "people", Period: "2015", Effective: effective, Source: "practices' lists",
		})
	}
	for _, code := range codes[2:] {
		record(code, 100_000, "2015-04-01")
	}
	record(codes[1], 300_000, "2015-04-01")
	ref := b.pooled(codes, "community-nurses")[0]
	b.now = "2016-04-10T09:00:00.000Z"
	record(codes[0], 100_000, "2016-04-10") // the first of it
	record(codes[1], 1, "2016-03-31")
	record(codes[0], 2, "2016-04-10")
	b.until("2016-04-20T09:00:00.000Z")
	b.do("officer-"+codes[0], codes[0], ledger.KindOutturnStated, nurses("community-nurses", ledger.StageProvisional, 120_000_001, ""))
	first := b.owed(ref + "/S1")
	if len(first) != 0 {
		t.Fatalf("just what was contributed: %v", first)
	}
	v := b.state.Draft()
	facts, _ := v.FundFacts("community-nurses", b.now.Day())
	outturns := facts.Years["2015-16"].Outturns
	again := nurses("community-nurses", ledger.StageProvisional, 120_000_001+int64(len(codes)+2)*1_000, outturns[0].ID)
	b.do("officer-"+codes[0], codes[0], ledger.KindOutturnStated, again)
	want := map[string]int64{codes[0]: -int64(len(codes)+1) * 1_000}
	for _, code := range codes[1:] {
		want[code] = 1_000
	}
	want[codes[1]] = 3_000
	if got := b.owed(ref + "/S2"); !maps.Equal(got, want) {
		t.Errorf("%v, expected %v", got, want)
	}
	b.replayed()
}

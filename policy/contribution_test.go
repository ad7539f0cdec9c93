package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"concordat/ledger"
)

// fundBoard is Greater Manchester with committees that may set up a pooled fund, and
// the four parties of community diagnostics.
func fundBoard(t *testing.T) (*board, []string) {
	t.Helper()
	b, _ := greaterManchester(t)
	b.now = "2015-06-02T09:00:00.000Z"
	limit := ledger.Limit{Action: 1e11, Year: 1e11, Life: 1e12}
	codes := []string{"00T", "00V", "00W", "00Y"}
	for _, code := range codes {
		b.do("officer-"+code, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-A2", Function: "community-diagnostics", Types: []string{ledger.TypePool}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
			Spend: limit, Loss: limit, From: "2015-05-01",
		})
	}
	return b, codes
}

// carry puts a pool to the vote from one day on and has all vote for it.
func (b *board) carry(pool ledger.Pool, codes []string, opens, closes ledger.Time) string {
	b.t.Helper()
	ref := b.notice(ledger.Motion{Type: ledger.TypePool, Route: ledger.RouteCommitteesInCommon, Function: "community-diagnostics", Pool: &pool}, opens, closes, "")
	b.until(opens)
	b.open(ref)
	b.vote(ref, codes, len(codes))
	b.until(closes)
	if got := b.outcome(ref); got != ledger.OutcomeCarried {
		b.t.Fatalf("%s is %s", ref, got)
	}
	return ref
}

// A fund from its decision in instalments over reports, changes that wait for
// approval and virement to the next year by the yearly rule, by the ledger's own state
// and the agreement's own rules.
func TestYearsOfAFund(t *testing.T) {
	b, codes := fundBoard(t)
	days := []ledger.Date{"2015-07-15", "2015-09-15", "2015-11-16", "2016-01-15"}
	pool := ledger.Pool{Host: "00V", Year: "2015-16", Fund: "diagnostics", Lines: []ledger.PoolLine{
		{What: "Scanners", Line: "scans", Pence: 400_000_004, Kind: "cash", Recurrent: true, Due: days[0], Instalments: days, Share: ledger.Share{By: "equal"}},
		{What: "Two radiographers", Line: "people", Pence: 9_000_000, Kind: "staff", Basis: "mid-point of the band", WTE: 200, Recurrent: true, Due: "2015-07-15", Share: ledger.Share{By: "equal"}},
	}}
	ref := b.carry(pool, codes, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z")
	d, _ := b.state.Draft().Decision(ref)
	if len(d.Obligations) != 4*4+4 {
		t.Fatalf("%d obligations follow, expected four instalments of each of four parties, and staff of each", len(d.Obligations))
	}
	var bury []string
	for _, o := range d.Obligations {
		if o, _ := b.state.Draft().Obligation(o); o.Payer == "00V" {
			bury = append(bury, fmt.Sprintf("%s %s %d %d %s %d", o.Fund, o.Line, o.Instalment, o.Pence, o.Due, o.WTE))
		}
	}
	if want := []string{
		"diagnostics scans 1 25000000 2015-07-15 0", "diagnostics scans 2 25000000 2015-09-15 0", "diagnostics scans 3 25000000 2015-11-16 0",
		"diagnostics scans 4 25000001 2016-01-15 0", "diagnostics people 0 2250000 2015-07-15 50",
	}; !slices.Equal(bury, want) {
		t.Errorf("Bury owes\n%s\nexpected\n%s", strings.Join(bury, "\n"), strings.Join(want, "\n"))
	}

	b.until("2015-07-16T09:00:00.000Z")
	report := ledger.FundReported{Fund: "diagnostics", Year: "2015-16", Period: "Q1", To: "2015-06-30", Source: "the host's ledger", Lines: []ledger.ReportLine{
		{Line: "scans", Spend: 90_000_000, Committed: 10_000_000, Low: 390_000_000, Central: 410_000_000, High: 420_000_000},
		{Line: "people", Spend: 1_000_000, Low: 9_000_000, Central: 9_000_000, High: 9_000_000},
	}}
	b.refused("not-host", "hosts the fund diagnostics for 2015-16", "officer-00T", "00T", ledger.KindFundReported, report)
	wrong := report
	wrong.Lines = slices.Clone(report.Lines)
	wrong.Lines[0].Spend = 500_000_000
	b.refused("figures-contradict", "more is spent already", "officer-00V", "00V", ledger.KindFundReported, wrong)
	b.do("officer-00V", "00V", ledger.KindFundReported, report)

	change := ledger.ContributionChanged{Fund: "diagnostics", Year: "2015-16", Recurrent: true, Effective: "2015-07-01", Due: "2015-09-30", Reason: "a clinic moved",
		Changes: []ledger.ContributionChange{{Party: "00T", Line: "scans", Pence: 4_000_000}, {Party: "00W", Line: "scans", Pence: -4_000_000}}}
	tooMuch := change
	tooMuch.Changes = []ledger.ContributionChange{{Party: "00W", Line: "scans", Pence: -100_000_001}}
	b.refused("contribution-missing", "too much would be taken off", "officer-00V", "00V", ledger.KindContributionChanged, tooMuch)
	stated := b.do("officer-00V", "00V", ledger.KindContributionChanged, change)
	for i, code := range codes {
		if got := len(b.facts(ref).Obligations); got != 20 {
			t.Errorf("after %d approvals %d obligations stand", i, got)
		}
		b.do("officer-"+code, code, ledger.KindContributionApproved, ledger.ContributionApproved{Change: stated, Resolution: ledger.Resolution{Ref: "GB/7", On: "2015-07-16"}})
	}
	b.settle()
	added := b.facts(ref).Obligations[20:]
	if len(added) != 2 {
		t.Fatalf("%d obligations follow from the change", len(added))
	}
	for i, want := range []string{"contribution 00T 00V 4000000", "refund 00V 00W 4000000"} {
		o, _ := b.state.Draft().Obligation(added[i])
		if got := fmt.Sprintf("%s %s %s %d", o.Kind, o.Payer, o.Payee, o.Pence); got != want {
			t.Errorf("the change makes %q, expected %q", got, want)
		}
	}

	var calendar []string
	deadlines, err := b.state.Draft().Calendar("diagnostics", "2015-16", "2015-10-21T09:00:00.000Z", b.rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deadlines {
		calendar = append(calendar, fmt.Sprintf("%s by %s, done %q, late %t", d.ID, d.By, d.Done, d.Late))
	}
	view := b.state.Draft()
	facts, _ := view.FundFacts("diagnostics", "2015-10-21")
	if want := []string{
		`budget by 2015-02-28, done "2015-06-15", late true`, `confirmation by 2015-05-31, done "2015-06-15", late true`,
		`Q1 by 2015-07-20, done "2015-07-16", late false`, `overspend-of-scans by 2015-07-23, done "", late true`,
		`Q2 by 2015-10-20, done "", late true`, fmt.Sprintf(`change-%d by 2015-10-20, done "2015-07-16", late false`, facts.Years["2015-16"].Changes[0].Entry),
		`Q3 by 2016-01-20, done "", late false`, `Q4 by 2016-04-20, done "", late false`,
	}; !slices.Equal(calendar, want) {
		t.Errorf("the calendar is\n%s\nexpected\n%s", strings.Join(calendar, "\n"), strings.Join(want, "\n"))
	}
	if _, err := b.state.Draft().Calendar("beds", "2015-16", b.now, b.rules); err == nil {
		t.Error("there is a calendar of no fund")
	}

	// The next year: 2% more of £4,000,000.04 as changed, in whole pence.
	b.until("2016-02-01T09:00:00.000Z")
	next := ledger.Pool{Host: "00V", Year: "2016-17", Fund: "diagnostics", Lines: []ledger.PoolLine{{
		What: "Scanners", Line: "scans", Pence: 408_000_003, Kind: "cash", Recurrent: true, Due: "2016-04-15", Share: ledger.Share{By: "last_year"},
		FromLastYear: &ledger.FromLastYear{Inflation: &ledger.Fraction{Num: 2, Den: 100}},
	}}}
	m := ledger.Motion{Ref: b.state.Draft().NextRef("2016"), Title: "2016-17", Text: []string{"That it go on."}, Type: ledger.TypePool, Route: ledger.RouteCommitteesInCommon, Function: "community-diagnostics", Pool: &next}
	b.refused("yearly-rule", "line scans comes to £4,080,000.04, and £4,080,000.03 is stated", "chair", "", ledger.KindMotionMoved, m)
	next.Lines[0].Pence = 408_000_004
	ref = b.carry(next, codes, "2016-02-10T09:00:00.000Z", "2016-02-15T17:00:00.000Z")
	var owed []string
	for _, ref := range b.facts(ref).Obligations {
		o, _ := b.state.Draft().Obligation(ref)
		owed = append(owed, fmt.Sprintf("%s %d: %s", o.Payer, o.Pence, o.Working))
	}
	if want := []string{
		"00T 106080001: £1,040,000.01 in 2015-16 + £20,800.00 inflation (2%) = £1,060,800.01",
		"00V 102000001: £1,000,000.01 in 2015-16 + £20,000.00 inflation (2%) = £1,020,000.01",
		"00W 97920001: £960,000.01 in 2015-16 + £19,200.00 inflation (2%) = £979,200.01",
		"00Y 102000001: £1,000,000.01 in 2015-16 + £20,000.00 inflation (2%) = £1,020,000.01",
	}; !slices.Equal(owed, want) {
		t.Errorf("owed is\n%s\nexpected\n%s", strings.Join(owed, "\n"), strings.Join(want, "\n"))
	}

	// Amended to another fund, a motion rests on that one's year before: it has none.
	third := next
	third.Year = "2017-18"
	m = ledger.Motion{Type: ledger.TypePool, Route: ledger.RouteCommitteesInCommon, Function: "community-diagnostics", Pool: &third}
	m.Ref, m.Title, m.Text = b.state.Draft().NextRef("2016"), "2017-18", []string{"That it go on."}
	third.Lines = slices.Clone(next.Lines)
	third.Lines[0].Pence, third.Lines[0].Recurrent, third.Lines[0].FromLastYear = 100, true, nil
	b.do("chair", "", ledger.KindMotionMoved, m)
	other := third
	other.Fund = "beds"
	m.Pool = &other
	b.refused("last-year-missing", "of the fund beds for 2016-17", "chair", "", ledger.KindMotionAmended, m)
	b.replayed()
}

func (b *board) facts(ref string) ledger.Decision {
	d, _ := b.state.Draft().Decision(ref)
	return d
}

// TestContributionsAddUp: whatever the lines of a pool are and however they are
// shared, what is owed adds up to each line to the penny, in all instalments, and
// nobody pays for a function that it did not join.
func TestContributionsAddUp(outer *testing.T) {
	query := library(outer, `import data.concordat.money

made := money.contributions(input.motion, input.participants, input.parties, {"pool": {"clause": "7.1"}, "shares": {"figures": {"people": "people"}}})`, "data.mou.made")
	type figure struct {
		Value int64 `json:"value"`
	}
	type party struct {
		Figures map[string]figure `json:"figures"`
	}
	rapid.Check(outer, func(t *rapid.T) {
		parties, all := map[string]party{}, []string{}
		for i := range rapid.IntRange(1, 13).Draw(t, "parties") {
			code := fmt.Sprintf("%02d", i)
			all = append(all, code)
			parties[code] = party{map[string]figure{"people": {rapid.Int64Range(1, 1e9).Draw(t, "people")}}}
		}
		participants := slices.Sorted(maps.Keys(rapid.MapOfN(rapid.SampledFrom(all), rapid.Just(true), 1, len(all)).Draw(t, "participants")))
		pool := ledger.Pool{Host: participants[0], Year: "2015-16", Fund: "care"}
		for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
			l := ledger.PoolLine{What: "A line", Line: fmt.Sprint(i), Pence: rapid.Int64Range(1, ledger.MaxPence).Draw(t, "pence"), Kind: "staff", Basis: "salary", WTE: rapid.Int64Range(0, 1000).Draw(t, "wte"), Due: "2015-04-15"}
			switch l.Share.By = rapid.SampledFrom([]string{"equal", "figure", "fixed"}).Draw(t, "by"); l.Share.By {
			case "figure":
				l.Share.Figure = "people"
			case "fixed":
				l.Share.Amounts, l.Pence = map[string]int64{}, 0
				for _, code := range participants {
					l.Share.Amounts[code] = rapid.Int64Range(1, 1e9).Draw(t, "amount")
					l.Pence += l.Share.Amounts[code]
				}
			}
			for n := range rapid.IntRange(0, ledger.MaxInstalments).Draw(t, "instalments") {
				l.Instalments = append(l.Instalments, ledger.Date(fmt.Sprintf("2015-05-%02d", n+1)))
			}
			pool.Lines = append(pool.Lines, l)
		}
		var made []ledger.ObligationTerm
		ask(outer, query, map[string]any{"motion": map[string]any{"motion": "GM-2015-001", "function": "care", "pool": pool}, "participants": participants, "parties": parties}, &made)
		for _, l := range pool.Lines {
			pence, staff, times := int64(0), map[string]int64{}, map[string]int64{}
			for _, o := range made {
				if o.Line != l.Line {
					continue
				}
				if !slices.Contains(participants, o.Payer) || o.Payee != pool.Host || o.Pence < 0 || o.Fund != "care" {
					t.Fatalf("%+v", o)
				}
				pence += o.Pence
				staff[o.Payer] = o.WTE
				times[o.Payer]++
				if o.Instalment != 0 && o.Instalment != times[o.Payer] {
					t.Fatalf("instalment %d of %s comes as the %d.", o.Instalment, o.Payer, times[o.Payer])
				}
			}
			wte := int64(0)
			for _, n := range staff {
				wte += n
			}
			if pence != l.Pence || wte != l.WTE || len(times) != len(participants) {
				t.Fatalf("line %s of %d pence and %d is owed as %d and %d by %d of %d", l.Line, l.Pence, l.WTE, pence, wte, len(times), len(participants))
			}
			for code, n := range times {
				if n != int64(max(1, len(l.Instalments))) {
					t.Fatalf("%s pays line %s in %d parts of %d", code, l.Line, n, len(l.Instalments))
				}
			}
		}
	})
}

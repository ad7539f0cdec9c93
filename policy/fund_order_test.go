package policy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// yearByChance is what a fund of community diagnostics goes through in a year: its
// lines, and what is recorded on one day for one effective date, in no order.
type yearByChance struct {
	pool    ledger.Pool
	figures []ledger.FigureRecorded
	changes []ledger.ContributionChanged
	paid    []int // whose contributions are paid and received, by number
	lifted  []ledger.CapLifted
	spent   []ledger.OutturnLine
}

var takingPart = []string{"00T", "00V", "00W", "00Y"}

func (d dice) year() yearByChance {
	y := yearByChance{pool: ledger.Pool{Host: chosen(d, takingPart...), Year: "2015-16", Fund: "scans"}}
	budget := map[string]int64{}
	for _, line := range []string{"machines", "people", "transport"}[:1+d(3)] {
		l := ledger.PoolLine{What: line, Line: line, Kind: "cash", Due: "2015-08-03", Variable: !d.one(4), Recurrent: d.one(2), Pence: 1e6 + d(1e9)}
		switch l.Share.By = chosen(d, "equal", "fixed", "figure"); l.Share.By {
		case "figure":
			l.Share.Figure = "weighted_population"
		case "fixed":
			l.Share.Amounts, l.Pence = map[string]int64{}, 0
			for _, code := range takingPart {
				l.Share.Amounts[code] = 1 + d(1e8)
				l.Pence += l.Share.Amounts[code]
			}
		}
		if d.one(2) {
			l.Instalments = []ledger.Date{"2015-08-03", "2015-10-01", "2016-01-04"}
		}
		y.pool.Lines, budget[line] = append(y.pool.Lines, l), l.Pence
	}
	for _, code := range takingPart {
		y.figures = append(y.figures, ledger.FigureRecorded{Party: code, Figure: "weighted_population", Value: 1 + d(4e5), Unit: "people", Period: "2013-14", Effective: "2015-04-01", Source: "chance"})
		if d.one(2) {
			y.lifted = append(y.lifted, ledger.CapLifted{Fund: "scans", Year: "2015-16", Pence: 1 + d(1e6)})
		} else {
			y.lifted = append(y.lifted, ledger.CapLifted{})
		}
	}
	for i := range 2 {
		c := ledger.ContributionChanged{Fund: "scans", Year: "2015-16", Recurrent: d.one(2), Effective: "2015-08-01", Due: "2015-11-30", Reason: fmt.Sprintf("reason %d", i)}
		line := chosen(d, y.pool.Lines...).Line
		for _, code := range takingPart[:1+d(4)] {
			c.Changes = append(c.Changes, ledger.ContributionChange{Party: code, Line: line, Pence: 1 + d(1e7)})
			budget[line] += c.Changes[len(c.Changes)-1].Pence
		}
		y.changes = append(y.changes, c)
	}
	for i := range 4 * len(y.pool.Lines) {
		if d.one(2) {
			y.paid = append(y.paid, i)
		}
	}
	for _, l := range y.pool.Lines {
		y.spent = append(y.spent, ledger.OutturnLine{Line: l.Line, Pence: budget[l.Line] - budget[l.Line]/10 + d(budget[l.Line]/5)})
	}
	return y
}

// stated is what an outturn came to, without the numbers of obligations, which follow
// the order in which they were recorded.
type stated struct {
	Parties map[string]int64
	Owed    map[string]int64
	Over    int64
	Under   int64
	Owes    map[string]ledger.AccountAmounts // by party and the other
}

// lived has a board go through the year, in an order of its own, and holds what is so
// of every year: what is owed adds up to each line and is owed by those that take part
// alone, payers come to what payees come to, what is stated again changes nothing, and
// the statements of two parties mirror each other.
func (y yearByChance) lived(t *testing.T, d dice, bundle Bundle) stated {
	t.Helper()
	b, _ := foundedOn(t, bundle)
	officer := func(code, kind string, body any) ledger.Digest { return b.do("officer-"+code, code, kind, body) }
	b.now = "2015-06-02T09:00:00.000Z"
	limit := ledger.Limit{Action: 1e12, Year: 1e12, Life: 1e12}
	for _, i := range reordered(d, []int{0, 1, 2, 3}) {
		code := takingPart[i]
		officer(code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-A2", Function: "community-diagnostics", Types: []string{ledger.TypePool}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
			Spend: limit, Loss: limit, From: "2015-05-01",
		})
		officer(code, ledger.KindFigureRecorded, y.figures[i])
	}
	ref := b.carry(y.pool, reordered(d, takingPart), "2015-06-18T09:00:00.000Z", "2015-07-02T16:00:00.000Z")
	decided := b.facts(ref).Obligations
	lines := map[string]int64{}
	for _, o := range b.state.Draft().Obligations() {
		if lines[o.Line] += o.Pence; !slices.Contains(takingPart, o.Payer) || o.Payee != y.pool.Host {
			t.Fatalf("%s owes %s for a function of %v", o.Payer, o.Payee, takingPart)
		}
	}
	for _, l := range y.pool.Lines {
		if lines[l.Line] != l.Pence {
			t.Fatalf("line %s of %d is owed as %d", l.Line, l.Pence, lines[l.Line])
		}
	}

	b.now = "2015-07-20T09:00:00.000Z"
	var acts []func()
	for _, c := range y.changes {
		acts = append(acts, func() {
			id := officer(y.pool.Host, ledger.KindContributionChanged, c)
			for _, code := range reordered(d, takingPart) {
				officer(code, ledger.KindContributionApproved, ledger.ContributionApproved{Change: id, Resolution: ledger.Resolution{Ref: "GB/2", On: "2015-07-20"}})
			}
		})
	}
	for _, i := range y.paid {
		o, _ := b.state.Draft().Obligation(decided[i])
		if o.Payer == o.Payee {
			continue
		}
		acts = append(acts,
			func() {
				officer(o.Payer, ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: o.Obligation, Pence: o.Pence, On: "2015-07-20"})
			},
			func() {
				officer(o.Payee, ledger.KindObligationReceived, ledger.ObligationReceived{Obligation: o.Obligation, Pence: o.Pence, On: "2015-07-20"})
			})
	}
	for i, l := range y.lifted {
		if l.Fund != "" {
			acts = append(acts, func() { officer(takingPart[i], ledger.KindCapLifted, l) })
		}
	}
	for _, act := range reordered(d, acts) {
		act()
	}

	b.now = "2016-04-20T09:00:00.000Z"
	outturn := ledger.OutturnStated{Fund: "scans", Year: "2015-16", Stage: ledger.StageProvisional, Lines: y.spent, Source: "the host's ledger"}
	outturn.Lines = reordered(d, y.spent)
	outturn.Replaces = officer(y.pool.Host, ledger.KindOutturnStated, outturn)
	outturn.Lines = reordered(d, y.spent)
	officer(y.pool.Host, ledger.KindOutturnStated, outturn)
	facts, _ := b.state.Draft().FundFacts("scans", b.now.Day())
	settled := facts.Years["2015-16"].Settlements
	if len(settled) != 2 || len(b.owed(ref+"/S2")) != 0 || !cmp.Equal(settled[0].Parties, settled[1].Parties) {
		t.Fatalf("stated again it changes what was settled: %+v", settled)
	}
	by, net := b.owed(ref+"/S1"), int64(0)
	for party, pence := range by {
		if net += pence; !slices.Contains(takingPart, party) {
			t.Fatalf("%s has part in a settlement of %v", party, takingPart)
		}
	}
	if net != 0 {
		t.Fatalf("payers and payees are %d apart: %v", net, by)
	}
	got := stated{Parties: settled[0].Parties, Owed: by, Over: settled[0].Overspend, Under: settled[0].Underspend, Owes: map[string]ledger.AccountAmounts{}}
	v := b.state.Draft()
	for _, mine := range takingPart {
		for _, other := range takingPart {
			if mine == other {
				continue
			}
			of := ledger.AccountOf{Party: mine, With: other, From: "2015-04-01", To: "2016-06-30", Size: v.Size()}
			a, err := v.Account(of)
			if err != nil {
				t.Fatal(err)
			}
			of.Party, of.With = other, mine
			mirror, err := v.Account(of)
			if err != nil {
				t.Fatal(err)
			}
			if a.Sums[0].Owes != mirror.Sums[0].Owed || a.Sums[0].Owed != mirror.Sums[0].Owes || len(a.Differences)+len(mirror.Differences) != 0 {
				t.Fatalf("%s and %s: %+v is no mirror image of %+v", mine, other, a.Sums[0], mirror.Sums[0])
			}
			got.Owes[mine+" "+other] = ledger.AccountAmounts{Owes: a.Sums[0].Owes.Closing, Owed: a.Sums[0].Owed.Closing}
		}
	}
	b.replayed()
	return got
}

// TestYearInAnotherOrder: what is recorded on one day for one effective date may be
// recorded in any order: what the year comes to, and who owes whom what, is the same.
func TestYearInAnotherOrder(t *testing.T) {
	bundle := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		settlingTerms(terms)
		terms["overspend"] = map[string]any{"clause": "7.2", "steps": []takes{
			{To: "host", Cap: map[string]int64{"num": 1, "den": 20}},
			{To: "parties", By: "contribution", Cap: map[string]int64{"num": 1, "den": 50}, Lift: true},
			{To: "parties", By: "equal"},
		}}
	})
	moved := 0
	for n := range uint64(shorter(10)) {
		d := dice(rand.New(rand.NewPCG(n, 21)).Int64N)
		y := d.year()
		first, second := y.lived(t, d, bundle), y.lived(t, d, bundle)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("year %d comes to something else in another order: %s", n, diff)
		}
		moved += len(first.Owed)
	}
	if moved == 0 {
		t.Error("no settlement moves any money")
	}
}

// BenchmarkYearOnLedger has the host state the outturns of twenty funds of thirteen
// parties, on a ledger: signed, checked, its facts gathered, judged, applied, and the
// settlement and every payment derived; beside as many bare evaluations.
func BenchmarkYearOnLedger(b *testing.B) {
	const thirteenth, funds = "99Z", 20
	bundle := withTerms(b, embeddedBundle(b, "greater-manchester"), func(terms map[string]any) {
		settlingTerms(terms)
		strategy := object(object(terms["functions"])["clinical-strategy"])
		strategy["parties"] = append(strategy["parties"].([]any), thirteenth)
	})
	var parties map[string]any
	if err := json.Unmarshal(bundle[partiesFile], &parties); err != nil {
		b.Fatal(err)
	}
	parties["parties"] = append(parties["parties"].([]any), map[string]any{"code": thirteenth, "name": "A thirteenth group", "type": "ccg", "code_source": "made up"})
	bundle[partiesFile] = plain(b, parties)
	bare := bundleOf(`ruling := {"allow": true}`)
	board, codes := settlingOn(b, bundle)
	e, least := engineFor(bare), admission(`{"n":1}`)
	names := make([]string, funds)
	for i := range names {
		names[i] = fmt.Sprintf("fund-%02d", i)
	}
	board.pooled(codes, names...)
	board.now = "2016-04-20T09:00:00.000Z"
	board.settle()
	last := map[string]ledger.Digest{}
	var whole, floor []time.Duration
	for b.Loop() {
		start := time.Now()
		for i, fund := range names {
			over := int64(1_200_000 + 13*len(whole)) // another one each time, so that each time all pay
			last[fund] = board.do("officer-"+codes[0], codes[0], ledger.KindOutturnStated, nurses(fund, ledger.StageProvisional, 120_000_001+over*int64(i+1), last[fund]))
		}
		between := time.Now()
		for range names {
			judgeOne(b, e, bare.Digest(), least)
		}
		whole, floor = append(whole, between.Sub(start)), append(floor, time.Since(between))
	}
	slices.Sort(whole)
	slices.Sort(floor)
	b.ReportMetric(float64(whole[len(whole)/2])/1e6, "ms/year")
	b.ReportMetric(float64(whole[len(whole)/2])/float64(floor[len(floor)/2]), "×floor")
}

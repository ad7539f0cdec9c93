package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fundSamples holds a body of every kind about pooled funds, and of those older
// kinds that say more for their sake, with every optional field in use.
func fundSamples() map[string]any {
	resolution := Resolution{Ref: "GB-12", On: "2015-03-03", Paper: digest("paper")}
	paper := &Paper{"Report of the fund's manager", digest("report")}
	pool := sampleMotion()
	pool.Type, pool.Route = TypePool, RouteJointCommittee
	pool.Pool = &Pool{Host: "00W", Year: "2016-17", Fund: "equipment", Lines: []PoolLine{
		{What: "Equipment", Pence: 100_000_001, Kind: "cash", Recurrent: true, Due: "2016-04-15", Line: "loans", Variable: true, Instalments: []Date{"2016-04-15", "2016-07-15", "2016-10-14", "2017-01-13"},
			Share: Share{By: "last_year"}, FromLastYear: &FromLastYear{Inflation: &Fraction{16, 1000}, Efficiency: &Fraction{35, 1000}, Planned: map[string]int64{"00V": 1_000_000, "00W": -500_000}}},
		{What: "Two technicians", Pence: 9_000_000, Kind: "staff", Basis: "mid-point of the band", Due: "2016-04-15", WTE: 150, Share: Share{By: "equal"}},
	}}
	settles := sampleMotion()
	settles.Type, settles.Settles = TypePool, &Settles{Fund: "equipment", Year: "2015-16", Amounts: map[string]int64{"00V": 2_400_000, "00W": 1_600_000}}
	moves := sampleMotion()
	moves.Virement = &Virement{"equipment", "2015-16", "loans", "2", 500_000, []Use{{"Two hoists", 300_000, false}, {"A van", 200_000, true}}}
	check := Check{ID: "base", Clause: "9.2", Title: "Base", Required: "Recurrent contributions as opened", Actual: "£1,000,000.00", Met: true, Explain: "each party's part is measured by its recurrent contribution"}
	term := ObligationTerm{
		Payer: "00V", Payee: "00W", What: "Overspend of 2015-16", Function: "acute-surgery", Clause: "9.2", Kind: "settlement", In: "cash", Pence: 3_000_000, Year: "2015-16",
		Due: "2016-06-30", Effective: "2016-05-20", Working: "£50,000.00 × £600,000.00 of £1,000,000.00 = £30,000.00", Fund: "equipment", Line: "loans", Instalment: 1, WTE: 150,
	}
	stated := OutturnStated{
		Fund: "equipment", Year: "2015-16", Stage: StageAudited, Lines: []OutturnLine{{"loans", 96_000_000, 1_000_000}, {"2", 9_000_000, 0}},
		Measures: []OutturnMeasure{{"emergency_admissions", 100_000, 95_800}}, Source: "ledger of the host at 31 March 2016", Paper: paper, Replaces: digest("provisional"),
	}
	provisional := stated
	provisional.Stage, provisional.Measures, provisional.Paper, provisional.Replaces = StageProvisional, nil, nil, ""
	made := SettlementMade{
		Settlement: "GM-2015-006/S1", Fund: "equipment", Year: "2015-16", Stage: StageProvisional, Outturn: digest("outturn"), Checks: []Check{check},
		Settled: Settled{Parties: []SettledParty{{"00V", 60_000_000, 60_000_000, 3_000_000, 3_000_000, "9.2", "£50,000.00 × £600,000.00 of £1,000,000.00 = £30,000.00"}}, Overspend: 5_000_000},
	}
	unfunded, left, kept, even, none := made, made, made, made, made
	unfunded.Unfunded = 1_000_000
	left.Overspend, left.Underspend = 0, 4_000_000
	kept.Overspend, kept.Underspend, kept.Retained, kept.Carried = 0, 4_000_000, 1_000_000, 1_000_000
	even.Overspend = 0
	none.Settled = Settled{Parties: []SettledParty{}}
	mixed := made
	mixed.Underspend, mixed.Unfunded = 2_000_000, 1_000_000
	return map[string]any{
		KindFundReported: FundReported{"equipment", "2015-16", "Q1", "2015-06-30", []ReportLine{
			{"loans", 25_000_000, 1_000_000, 98_000_000, 100_000_000, 105_000_000}, {"2", 2_250_000, 0, 9_000_000, 9_000_000, 9_000_000},
		}, "ledger of the host at 30 June 2015", nil, "", nil},
		KindFundReported + " (again)": FundReported{"equipment", "2015-16", "M12", "2016-03-31", []ReportLine{{"loans", 100, 0, 100, 100, 100}}, "as corrected", paper, digest("first"), nil},
		KindFundReported + " (material)": FundReported{"equipment", "2015-16", "Q2", "2015-09-30", []ReportLine{{"loans", 100, 0, 100, 100, 100}}, "ledger", nil, "",
			[]string{"The lease of the store ends on 30 June 2016", "Two more wards close"}},
		KindVirementMade:                   VirementMade{"equipment", "2015-16", "loans", "2", 500_000, "GM-2015-007"},
		KindOverspendNotified:              OverspendNotified{"equipment", "2015-16", "loans", 5_000_000, "2015-11-02", "more beds at home"},
		KindOverspendNotified + " (whole)": OverspendNotified{"equipment", "2015-16", "", 5_000_000, "2015-11-02", "more beds at home"},
		KindCapLifted:                      CapLifted{"equipment", "2015-16", 1_000_000},
		KindContributionChanged: ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 5_000_000}, {"00W", "loans", -5_000_000}}, true, "2015-10-01", "2015-11-30",
			"two wards moved"},
		KindContributionChanged + " (once)":     ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "2", 1}}, false, "2015-10-01", "2015-11-30", "a penny short"},
		KindContributionApproved:                ContributionApproved{digest("change"), resolution},
		KindOutturnStated:                       stated,
		KindOutturnStated + " (provisional)":    provisional,
		KindSettlementMade:                      made,
		KindSettlementMade + " (unfunded)":      unfunded,
		KindSettlementMade + " (left)":          left,
		KindSettlementMade + " (kept)":          kept,
		KindSettlementMade + " (even)":          even,
		KindSettlementMade + " (none)":          none,
		KindSettlementMade + " (over and left)": mixed,
		KindMotionMoved + " (fund)":             pool,
		KindMotionMoved + " (settles)":          settles,
		KindMotionMoved + " (virement)":         moves,
		KindObligationAssumed + " (settlement)": ObligationAssumed{Obligation: "GM-2015-006/014", Decision: "GM-2015-006", ObligationTerm: term, Settlement: "GM-2015-006/S1"},
		KindObligationPaid + " (invoice)":       ObligationPaid{Obligation: "GM-2015-006/003", Pence: 4_500_000, On: "2015-12-01", By: "invoice", Ref: "INV-0042"},
		KindObligationPaid + " (corrected)":     ObligationPaid{Obligation: "GM-2015-006/003", Pence: 21_483_323, On: "2015-12-01", Replaces: digest("mistyped")},
		KindObligationReceived + " (nothing)":   ObligationReceived{Obligation: "GM-2015-006/003", On: "2015-12-01", Replaces: digest("mistaken")},
		KindObligationQueried + " (because)":    ObligationQueried{Obligation: "GM-2015-006/003", Pence: 4_000_000, Because: "An invoice of March is disputed"},
		KindObligationReceived + " (adjusted)":  ObligationReceived{Obligation: "GM-2015-006/003", Pence: 4_500_000, On: "2015-12-01", By: "allocation_adjustment"},
		KindObligationAssumed + " (change)":     ObligationAssumed{Obligation: "GM-2015-006/015", Decision: "GM-2015-006", ObligationTerm: term, Change: digest("change")},
	}
}

// pooling is Rules for tests of funds: a pool is contributed to as its lines' fixed
// amounts say, an outturn is settled in proportion to what was contributed, and a
// change stands once all that take part have approved it.
func pooling(_ Digest, in Input, r *Ruling) {
	switch {
	case in.Ask == AskConclude && r.Outcome == OutcomeCarried && in.Motion.Pool != nil:
		r.Parties, r.Obligations = nil, nil
		for _, code := range slices.Sorted(maps.Keys(in.Motion.Pool.Lines[0].Share.Amounts)) {
			r.Parties = append(r.Parties, PartyOutcome{Party: code, Bound: BoundByVote})
			for _, line := range in.Motion.Pool.lines() {
				days := line.Instalments
				if len(days) == 0 {
					days = []Date{line.Due}
				}
				for i, due := range days {
					name := in.Motion.Pool.Fund
					if name == "" {
						name = in.Motion.Ref
					}
					r.Obligations = append(r.Obligations, ObligationTerm{
						Payer: code, Payee: in.Motion.Pool.Host, What: line.What, Function: in.Motion.Function, Clause: "7.2", Kind: "contribution", In: line.Kind, Basis: line.Basis,
						Pence: line.Share.Amounts[code] / int64(len(days)), Recurrent: line.Recurrent, Year: in.Motion.Pool.Year, Due: due, Effective: "2015-07-15", Fund: name, Line: line.Line,
						Instalment: int64(i + 1), WTE: line.WTE,
					})
				}
			}
		}
	case in.Ask == AskSettle:
		y := in.Fund.Years[in.Year]
		given, all := map[string]int64{}, int64(0)
		for _, c := range y.Contributions {
			given[c.Party], all = given[c.Party]+c.Pence, all+c.Pence
		}
		spent := -all
		for _, l := range in.Outturn.Lines {
			spent += l.Pence
		}
		r.Checks = []Check{{ID: "outturn", Met: true, Explain: fmt.Sprintf("%d outturns before this one", len(y.Outturns))}}
		r.Settlement = &Settled{Overspend: max(spent, 0), Underspend: max(-spent, 0)}
		for _, code := range slices.Sorted(maps.Keys(given)) {
			p := SettledParty{Party: code, Contribution: given[code], Base: given[code], Share: spent * given[code] / all, Clause: "9.2"}
			p.Adjustment = p.Share
			if n := len(y.Settlements); n > 0 {
				p.Adjustment -= y.Settlements[n-1].Parties[code]
			}
			r.Settlement.Parties = append(r.Settlement.Parties, p)
			term := ObligationTerm{Payer: code, Payee: y.Host, What: "Settlement", Kind: "settlement", In: "cash", Clause: "9.2", Pence: p.Adjustment, Year: in.Year, Due: "2016-06-30", Effective: "2016-05-20"}
			if term.Pence < 0 {
				term.Payer, term.Payee, term.Pence = term.Payee, term.Payer, -term.Pence
			}
			if term.Pence > 0 && code != y.Host {
				r.Obligations = append(r.Obligations, term)
			}
		}
	case in.Kind == KindContributionApproved:
		y := in.Fund.Years[in.Year]
		var b ContributionApproved
		if Decode(in.Body, &b) != nil {
			return
		}
		for _, c := range y.Changes {
			r.Effect = r.Effect || c.ID == b.Change && len(c.Approved)+1 == len(y.Parties)
		}
	case in.Kind == KindOverspendNotified:
		r.Dates = map[string]string{"by": "2015-11-09"}
	}
}

// equipment is a pool of £1,000,000.00, of which Bury gives £600,000.00 and Central
// Manchester, its host, £400,000.00, and of two technicians.
func equipment(m *Motion) {
	m.Type, m.Pool = TypePool, &Pool{Host: "00W", Year: "2015-16", Fund: "equipment", Lines: []PoolLine{
		{What: "Loans", Pence: 100_000_000, Kind: "cash", Recurrent: true, Due: "2015-08-01", Line: "loans", Variable: true, Instalments: []Date{"2015-08-01", "2016-01-01"},
			Share: Share{By: "fixed", Amounts: map[string]int64{"00V": 60_000_000, "00W": 40_000_000}}},
		{What: "Two technicians", Pence: 9_000_000, Kind: "staff", Basis: "mid-point of the band", Due: "2015-08-01", WTE: 200,
			Share: Share{By: "fixed", Amounts: map[string]int64{"00V": 5_400_000, "00W": 3_600_000}}},
	}}
}

// funded is a world with the fund equipment for 2015-16.
func funded(t *testing.T) (*world, string) {
	w := newWorld(t)
	w.rules.also = pooling
	ref := w.put(close, "", equipment)
	w.until(close)
	w.now = "2015-12-01T10:00:00.000Z"
	return w, ref
}

func (w *world) fundYear(fund, year string) *FundYear {
	w.t.Helper()
	facts, ok := w.s.Draft().FundFacts(fund, w.now.Day())
	if !ok || facts.Years[year] == nil {
		w.t.Fatalf("there is no year %s of the fund %s: %+v", year, fund, facts)
	}
	return facts.Years[year]
}

// follow are the consequences at the end, as kinds and references.
func (w *world) follow() (found []string) {
	for _, e := range slices.Backward(w.entries) {
		p, err := ParseEntry(e)
		if err != nil {
			w.t.Fatal(err)
		}
		if p.Consequence == nil {
			break
		}
		found = append([]string{p.Consequence.Kind + " " + p.Consequence.Ref}, found...)
	}
	return found
}

// TestFundYear holds when a fund has a year, what its facts are, and that one
// decision makes up one year.
func TestFundYear(t *testing.T) {
	w, ref := funded(t)
	y := w.fundYear("equipment", "2015-16")
	if y.Decision != ref || y.Host != "00W" || y.HostType != "ccg" || !slices.Equal(y.Parties, []string{"00V", "00W"}) || y.Lines[0].Line != "loans" || y.Lines[1].Line != "2" {
		t.Errorf("%+v", y)
	}
	want := ContributionFacts{Obligation: ref + "/001", Party: "00V", Line: "loans", Pence: 30_000_000, Recurrent: true, In: "cash", Due: "2015-08-01", Instalment: 1, Status: ObligationOverdue}
	if len(y.Contributions) != 6 {
		t.Fatalf("%d contributions", len(y.Contributions))
	}
	if diff := cmp.Diff(want, y.Contributions[0]); diff != "" {
		t.Error(diff)
	}
	w.do("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 30_000_000, On: "2015-08-01"})
	if c := w.fundYear("equipment", "2015-16").Contributions[0]; c.Paid != 30_000_000 || c.Received != 0 {
		t.Errorf("%+v", c)
	}

	// The same year twice, another function, a reference that no fund has.
	moved := func(change func(*Motion)) Motion {
		m := sampleMotion()
		m.Ref = w.s.Draft().NextRef("2015")
		equipment(&m)
		change(&m)
		return m
	}
	for _, c := range []struct {
		code   Code
		field  string
		change func(*Motion)
	}{
		{CodeConflict, "/pool/year", func(*Motion) {}},
		{CodeConflict, "/pool/year", func(m *Motion) { m.Varies = &Varies{ref, DecisionCorrected} }}, // what is owed stays owed
		{CodeConflict, "/pool/fund", func(m *Motion) { m.Pool.Year, m.Function = "2016-17", "imaging" }},
		{CodeNotFound, "/pool/fund", func(m *Motion) { m.Pool.Fund = "GM-2015-099" }},
		{CodeNotFound, "/settles/fund", func(m *Motion) { m.Pool, m.Settles = nil, &Settles{"beds", "2015-16", map[string]int64{"00V": 1}} }},
		{CodeNotFound, "/settles/year", func(m *Motion) { m.Pool, m.Settles = nil, &Settles{"equipment", "2014-15", map[string]int64{"00V": 1}} }},
		{CodeConflict, "/amounts/02A", func(m *Motion) {
			m.Pool, m.Settles = nil, &Settles{"equipment", "2015-16", map[string]int64{"00V": 1, "02A": 1}}
		}},
		{CodeConflict, "/function", func(m *Motion) {
			m.Pool, m.Function, m.Settles = nil, "imaging", &Settles{"equipment", "2015-16", map[string]int64{"00V": 1}}
		}},
		{CodeNotFound, "/virement/fund", func(m *Motion) { m.Pool, m.Virement = nil, &Virement{"cars", "2015-16", "loans", "2", 1, nil} }},
		{CodeNotFound, "/virement/year", func(m *Motion) { m.Pool, m.Virement = nil, &Virement{"equipment", "2014-15", "loans", "2", 1, nil} }},
		{CodeNotFound, "/virement/from", func(m *Motion) { m.Pool, m.Virement = nil, &Virement{"equipment", "2015-16", "cars", "2", 1, nil} }},
		{CodeNotFound, "/virement/to", func(m *Motion) { m.Pool, m.Virement = nil, &Virement{"equipment", "2015-16", "loans", "cars", 1, nil} }},
		{CodeConflict, "/function", func(m *Motion) {
			m.Pool, m.Function, m.Virement = nil, "imaging", &Virement{"equipment", "2015-16", "loans", "2", 1, nil}
		}},
	} {
		w.refused("bury-member", "00V", KindMotionMoved, moved(c.change), c.code, c.field)
	}

	// Another year, with another host; while a motion for it is open no second is.
	w.now = "2015-12-02T10:00:00.000Z"
	next := func(m *Motion) { equipment(m); m.Pool.Year, m.Pool.Host = "2016-17", "00V" }
	second := w.put("2015-12-10T17:00:00.000Z", "", next)
	rival, _ := w.move(next)
	w.notice(rival, "2015-12-20T17:00:00.000Z", "")
	w.refused("secretary", "", KindMotionOpened, w.opening(rival), CodeConflict, "/motion")
	asked := &recorder{plain: w.rules}
	open := w.standing(second)
	if _, err := w.s.Draft().Conclude(open, open.Opened.Closes, nil, asked); err != nil || asked.last.Year != "2016-17" || asked.last.Fund.Years["2015-16"].Decision != ref || len(asked.last.Fund.Years) != 1 {
		t.Errorf("at the close of the next year's: %+v, %v", asked.last.Fund, err)
	}
	w.until("2015-12-10T17:00:00.000Z")
	if y := w.fundYear("equipment", "2016-17"); y.Decision != second || y.Host != "00V" || w.fundYear("equipment", "2015-16").Host != "00W" {
		t.Errorf("%+v", y)
	}
	w.refused("secretary", "", KindMotionOpened, w.opening(rival), CodeConflict, "/pool/year")

	// A pool without a name is a fund of its motion's; a later year may be of that.
	w.now = "2015-12-11T10:00:00.000Z"
	own := w.put("2015-12-20T17:00:00.000Z", "", func(m *Motion) { equipment(m); m.Pool.Fund = "" })
	w.until("2015-12-20T17:00:00.000Z")
	if w.fundYear(own, "2015-16").Decision != own {
		t.Error("a pool without a name is no fund")
	}
	w.move(func(m *Motion) { equipment(m); m.Pool.Fund, m.Pool.Year = own, "2016-17" })

	// What is varied makes up no year any more; what varies it may.
	w.now = "2015-12-21T10:00:00.000Z"
	anew := w.put("2015-12-30T17:00:00.000Z", "", func(m *Motion) { equipment(m); m.Pool.Host, m.Varies = "00V", &Varies{ref, "superseded"} })
	w.until("2015-12-30T17:00:00.000Z")
	w.do("secretary", "", KindDecisionVaried, DecisionVaried{ref, anew, "superseded"})
	if y := w.fundYear("equipment", "2015-16"); y.Decision != anew || y.Host != "00V" {
		t.Errorf("%+v", y)
	}

	// What is settled by decision is told by the year's facts, and whom it binds.
	agreed := w.put("2016-01-10T17:00:00.000Z", "", func(m *Motion) {
		m.Type, m.Settles = TypePool, &Settles{"equipment", "2015-16", map[string]int64{"00V": 5, "00W": -5}}
	})
	w.until("2016-01-10T17:00:00.000Z")
	if y := w.fundYear("equipment", "2015-16"); len(y.Agreed) != 1 || y.Agreed[0].Decision != agreed || y.Agreed[0].Amounts["00W"] != -5 || !slices.Equal(y.Agreed[0].Bound, []string{"00W"}) {
		t.Errorf("%+v", y.Agreed)
	}
	w.replaysAlike()
}

// TestFundAwaits holds that a fund has no year while its contributions await a
// governing body, and none if that refuses.
func TestFundAwaits(t *testing.T) {
	for _, ratified := range []bool{true, false} {
		w := newWorld(t)
		w.rules.also = func(d Digest, in Input, r *Ruling) {
			pooling(d, in, r)
			if in.Ask == AskConclude && len(r.Parties) == 2 {
				r.Parties[0].Bound, r.Parties[0].RatifyBy = BoundOnRatification, "2015-09-01T22:59:59.999Z"
				for i := range r.Obligations {
					r.Obligations[i].Awaits = []string{"00V"}
				}
			}
		}
		ref := w.put(close, "", equipment)
		w.until(close)
		cap := CapLifted{"equipment", "2015-16", 1}
		w.refused("bury-officer", "00V", KindCapLifted, cap, CodeNotFound, "/year")
		again := sampleMotion()
		again.Ref = w.s.Draft().NextRef("2015")
		equipment(&again)
		w.refused("bury-member", "00V", KindMotionMoved, again, CodeConflict, "/pool/year")
		resolution := Resolution{"GB-1", "2015-07-16", ""}
		if ratified {
			w.do("bury-officer", "00V", KindDecisionRatified, DecisionRatified{ref, resolution})
			w.do("bury-officer", "00V", KindCapLifted, cap)
		} else {
			w.do("bury-officer", "00V", KindRatificationRefused, RatificationRefused{ref, resolution})
			w.refused("bury-officer", "00V", KindCapLifted, cap, CodeNotFound, "/year")
			w.do("bury-member", "00V", KindMotionMoved, again)
		}
		w.replaysAlike()
	}
}

// TestFundStated holds what is stated of a fund in its year, and what is refused.
func TestFundStated(t *testing.T) {
	w, ref := funded(t)
	report := FundReported{"equipment", "2015-16", "Q2", "2015-09-30", []ReportLine{{"loans", 50, 1, 98, 100, 105}, {"2", 0, 0, 0, 0, 0}}, "host's ledger", nil, "", nil}
	with := func(change func(*FundReported)) FundReported {
		r := report
		r.Lines = slices.Clone(r.Lines)
		change(&r)
		return r
	}
	say := func(b FundReported) Digest { return w.do("central-officer", "00W", KindFundReported, b) }
	for _, c := range []struct {
		code   Code
		field  string
		change func(*FundReported)
	}{
		{CodeNotFound, "/fund", func(r *FundReported) { r.Fund = "beds" }},
		{CodeNotFound, "/year", func(r *FundReported) { r.Year, r.To = "2016-17", "2016-09-30" }},
		{CodeNotFound, "/lines/1/line", func(r *FundReported) { r.Lines[1].Line = "beds" }},
		{CodeConflict, "/lines", func(r *FundReported) { r.Lines = r.Lines[:1] }},
		{CodeConflict, "/to", func(r *FundReported) { r.Period, r.To = "Q3", "2015-12-31" }},
		{CodeNotFound, "/replaces", func(r *FundReported) { r.Replaces = digest("none") }},
	} {
		w.refused("central-officer", "00W", KindFundReported, with(c.change), c.code, c.field)
	}
	w.refused("secretary", "", KindFundReported, report, CodeMalformed, "/party")
	first := say(report)
	w.refused("central-officer", "00W", KindFundReported, with(func(r *FundReported) { r.Source = "again" }), CodeConflict, "/replaces")
	w.refused("central-officer", "00W", KindFundReported, with(func(r *FundReported) { r.Replaces = digest("none") }), CodeStale, "/replaces")
	month := say(with(func(r *FundReported) { r.Period, r.To = "M04", "2015-07-31" }))
	second := say(with(func(r *FundReported) {
		r.Lines[0].Spend, r.Replaces, r.Paper = 51, first, &Paper{"Report", digest("report")}
	}))
	y := w.fundYear("equipment", "2015-16")
	if len(y.Reports) != 2 || y.Reports[0].ID != month || y.Reports[1].ID != second || y.Reports[1].Lines[0].Spend != 51 || y.Reports[1].Party != "00W" {
		t.Errorf("%+v", y.Reports)
	}

	virement := VirementMade{"equipment", "2015-16", "loans", "2", 5, ref}
	w.do("central-officer", "00W", KindVirementMade, virement)
	virement.To = "beds"
	w.refused("central-officer", "00W", KindVirementMade, virement, CodeNotFound, "/to")
	virement.To, virement.From = "2", "beds"
	w.refused("central-officer", "00W", KindVirementMade, virement, CodeNotFound, "/from")
	virement.From, virement.Decision = "loans", "GM-2015-099"
	w.refused("central-officer", "00W", KindVirementMade, virement, CodeNotFound, "/decision")
	lost, _ := w.move(func(*Motion) {})
	w.notice(lost, "2015-12-01T17:00:00.000Z", "")
	w.do("secretary", "", KindMotionOpened, w.opening(lost))
	w.until("2015-12-01T17:00:00.000Z")
	virement.Decision = lost
	w.refused("central-officer", "00W", KindVirementMade, virement, CodeConflict, "/decision")

	notice := OverspendNotified{"equipment", "2015-16", "loans", 5, "2015-11-02", "more beds at home"}
	w.do("central-officer", "00W", KindOverspendNotified, notice) // on 1 December: by 9 November it was in time
	notice.Line = "beds"
	w.refused("central-officer", "00W", KindOverspendNotified, notice, CodeNotFound, "/line")
	notice.Line, notice.Known = "", "2015-12-02"
	w.refused("central-officer", "00W", KindOverspendNotified, notice, CodeConflict, "/known")

	w.do("bury-officer", "00V", KindCapLifted, CapLifted{"equipment", "2015-16", 7})
	w.do("central-officer", "00W", KindCapLifted, CapLifted{"equipment", "2015-16", 8})
	w.do("bury-officer", "00V", KindCapLifted, CapLifted{"equipment", "2015-16", 9})
	w.do("secretary", "", KindPartyJoined, PartyJoined{FoundingParty{Code: "02A", Name: "NHS Trafford CCG", Type: "ccg", Officer: w.holder("trafford-officer")}})
	w.refused("trafford-officer", "02A", KindCapLifted, CapLifted{"equipment", "2015-16", 9}, CodeConflict, "/party")
	y = w.fundYear("equipment", "2015-16")
	if len(y.Virements) != 1 || len(y.Notices) != 1 || !y.Notices[0].Late || y.Notices[0].By != "2015-11-09" || len(y.Lifted) != 2 || y.Lifted[1].Pence != 9 || y.Lifted[1].Person != "bury-officer" {
		t.Errorf("%+v %+v %+v", y.Virements, y.Notices, y.Lifted)
	}
	w.replaysAlike()
}

// TestContributionChange holds that a change is indicative until all have approved
// it, what is owed from then, and that nobody is named who does not take part.
func TestContributionChange(t *testing.T) {
	w, ref := funded(t)
	change := ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 5_000_000}, {"00W", "2", -100}}, true, "2015-10-01", "2015-12-31", "two wards moved"}
	w.do("secretary", "", KindPartyJoined, PartyJoined{FoundingParty{Code: "02A", Name: "NHS Trafford CCG", Type: "ccg", Officer: w.holder("trafford-officer")}})
	for _, c := range []struct {
		code  Code
		field string
		row   ContributionChange
	}{
		{CodeConflict, "/changes/1/party", ContributionChange{"02A", "loans", 1}},
		{CodeNotFound, "/changes/1/party", ContributionChange{"99Z", "loans", 1}},
		{CodeNotFound, "/changes/1/line", ContributionChange{"00W", "beds", 1}},
	} {
		bad := change
		bad.Changes = []ContributionChange{change.Changes[0], c.row}
		w.refused("central-officer", "00W", KindContributionChanged, bad, c.code, c.field)
	}
	id := w.do("central-officer", "00W", KindContributionChanged, change)
	approve := ContributionApproved{id, Resolution{"GB-2", "2015-11-30", ""}}
	w.refused("bury-officer", "00V", KindContributionApproved, ContributionApproved{digest("none"), approve.Resolution}, CodeNotFound, "/change")
	w.refused("trafford-officer", "02A", KindContributionApproved, approve, CodeConflict, "/party")
	w.do("bury-officer", "00V", KindContributionApproved, approve)
	w.refused("bury-officer", "00V", KindContributionApproved, approve, CodeConflict, "/party")
	if c := w.fundYear("equipment", "2015-16").Changes[0]; c.Stands || !slices.Equal(c.Approved, []string{"00V"}) || len(c.Obligations) != 0 || len(w.decision(ref).Obligations) != 6 {
		t.Errorf("an indicative change: %+v", c)
	}
	w.do("central-officer", "00W", KindContributionApproved, approve)
	if diff := cmp.Diff([]string{"obligation.assumed " + ref + "/007", "obligation.assumed " + ref + "/008"}, w.follow()); diff != "" {
		t.Error(diff)
	}
	w.refused("bury-officer", "00V", KindContributionApproved, approve, CodeConflict, "/change")
	more, _ := w.s.Draft().Obligation(ref + "/007")
	less, _ := w.s.Draft().Obligation(ref + "/008")
	if more.Payer != "00V" || more.Payee != "00W" || more.Pence != 5_000_000 || more.Kind != "contribution" || !more.Recurrent || more.Change != id || more.Clause != "7.2" || more.Due != "2015-12-31" {
		t.Errorf("%+v", more)
	}
	if less.Payer != "00W" || less.Payee != "00W" || less.Pence != 100 || less.Kind != "refund" || less.In != "staff" || less.Basis == "" || less.Line != "2" {
		t.Errorf("%+v", less)
	}
	y := w.fundYear("equipment", "2015-16")
	if c := y.Changes[0]; !c.Stands || len(c.Obligations) != 2 || !c.Obligations[1].Refund || c.Obligations[1].Party != "00W" || len(y.Contributions) != 6 {
		t.Errorf("a change that stands: %+v; %d contributions", c, len(y.Contributions))
	}
	w.replaysAlike()
}

// outturn states what the fund equipment came to.
func outturn(stage string, loans int64, replaces Digest) OutturnStated {
	b := OutturnStated{Fund: "equipment", Year: "2015-16", Stage: stage, Lines: []OutturnLine{{"loans", loans, 0}, {"2", 9_000_000, 0}}, Source: "host's ledger", Replaces: replaces}
	if stage == StageAudited {
		b.Paper = &Paper{"Opinion of the auditor", digest("opinion")}
	}
	return b
}

// TestSettlement holds that an outturn is settled at once, that one stated again
// settles only what differs, and in which order outturns are stated.
func TestSettlement(t *testing.T) {
	w, ref := funded(t)
	w.now = "2016-04-20T10:00:00.000Z"
	say := func(b OutturnStated) Digest { return w.do("central-officer", "00W", KindOutturnStated, b) }
	refused := func(b OutturnStated, code Code, field string) {
		w.t.Helper()
		w.refused("central-officer", "00W", KindOutturnStated, b, code, field)
	}
	first := outturn(StageProvisional, 105_000_000, "")
	previewed, err := w.s.Draft().Settle([]OutturnStated{first, outturn(StageProvisional, 96_000_000, "")}, w.now, w.rules)
	if err != nil || len(previewed) != 2 || previewed[1].Settlement.Underspend != 4_000_000 {
		t.Fatalf("%+v, %v", previewed, err)
	}
	partly, err := w.s.Draft().Settle([]OutturnStated{first, outturn(StageProvisional, 7, "")}, w.now, without{w.rules, 7})
	if err != nil || partly[0].Settlement == nil || partly[1].Settlement != nil || partly[1].Checks[0].ID != "no-settlement" {
		t.Errorf("one of them beyond the rules: %+v, %v", partly, err)
	}
	refused(outturn(StageRestated, 1, ""), CodeConflict, "/stage")
	refused(outturn(StageProvisional, 1, digest("none")), CodeNotFound, "/replaces")
	w.now = "2016-03-31T22:59:59.999Z" // a millisecond to midnight in London
	refused(first, CodeConflict, "/year")
	w.now = "2016-04-20T10:00:00.000Z"
	for _, c := range []struct {
		code   Code
		field  string
		change func(*OutturnStated)
	}{
		{CodeNotFound, "/fund", func(b *OutturnStated) { b.Fund = "beds" }},
		{CodeNotFound, "/year", func(b *OutturnStated) { b.Year = "2016-17" }},
		{CodeNotFound, "/lines/1/line", func(b *OutturnStated) { b.Lines[1].Line = "beds" }},
		{CodeConflict, "/lines", func(b *OutturnStated) { b.Lines = b.Lines[:1] }},
	} {
		b := outturn(StageProvisional, 1, "")
		c.change(&b)
		refused(b, c.code, c.field)
		var e *Error
		if _, err := w.s.Draft().Settle([]OutturnStated{first, b}, w.now, w.rules); !errors.As(err, &e) || e.Code != c.code || !strings.HasPrefix(e.Field, "/1/") {
			t.Errorf("previewed beside another: %v", err)
		}
	}

	provisional := say(first)
	if diff := cmp.Diff([]string{"settlement.made " + ref + "/S1", "obligation.assumed " + ref + "/007"}, w.follow()); diff != "" {
		t.Error(diff)
	}
	owed, _ := w.s.Draft().Obligation(ref + "/007")
	if owed.Payer != "00V" || owed.Payee != "00W" || owed.Pence != 3_000_000 || owed.Settlement != ref+"/S1" {
		t.Errorf("%+v", owed)
	}
	y := w.fundYear("equipment", "2015-16")
	want := SettlementFacts{Settlement: ref + "/S1", Stage: StageProvisional, Outturn: provisional, Entry: y.Settlements[0].Entry, Parties: map[string]int64{"00V": 3_000_000, "00W": 2_000_000}, Overspend: 5_000_000}
	if diff := cmp.Diff([]SettlementFacts{want}, y.Settlements); diff != "" {
		t.Error(diff)
	}
	if made := w.last(t, KindSettlementMade).(*SettlementMade); !cmp.Equal(made.Settled, *previewed[0].Settlement) || made.Checks[0].Explain != "0 outturns before this one" {
		t.Errorf("%+v is not as previewed: %+v", made, previewed[0])
	}

	refused(outturn(StageProvisional, 1, ""), CodeConflict, "/replaces")
	refused(outturn(StageAudited, 1, digest("none")), CodeStale, "/replaces")
	refused(outturn(StageRestated, 1, provisional), CodeConflict, "/stage")
	audited := say(outturn(StageAudited, 96_000_000, provisional))
	back, _ := w.s.Draft().Obligation(ref + "/008")
	if back.Payer != "00W" || back.Payee != "00V" || back.Pence != 5_400_000 {
		t.Errorf("from £30,000.00 to pay to £24,000.00 to get back: %+v", back)
	}
	refused(outturn(StageProvisional, 1, audited), CodeConflict, "/stage")
	refused(outturn(StageAudited, 1, audited), CodeConflict, "/stage")
	restated := say(outturn(StageRestated, 96_000_000, audited))
	if diff := cmp.Diff([]string{"settlement.made " + ref + "/S3"}, w.follow()); diff != "" {
		t.Errorf("stated again without a change: %s", diff)
	}
	last := w.fundYear("equipment", "2015-16").Settlements[2]
	if last.Parties["00V"] != -2_400_000 || last.Parties["00W"] != -1_600_000 || last.Outturn != restated {
		t.Errorf("%+v", last)
	}
	w.replaysAlike()
}

// TestSettlementStands holds that what was settled is owed still when a later
// decision makes the year up anew, and counts in the settlements under that.
func TestSettlementStands(t *testing.T) {
	w, ref := funded(t)
	w.now = "2016-04-20T10:00:00.000Z"
	w.do("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 105_000_000, ""))
	anew := w.put("2016-05-30T17:00:00.000Z", "", func(m *Motion) { equipment(m); m.Varies = &Varies{ref, "superseded"} })
	w.until("2016-05-30T17:00:00.000Z")
	w.do("secretary", "", KindDecisionVaried, DecisionVaried{ref, anew, "superseded"})
	status := func(ref string) string {
		o, _ := w.s.Draft().Obligation(ref)
		return w.s.Draft().ObligationStatus(o, w.s.Draft().Size(), w.now.Day())
	}
	if contribution, settled := status(ref+"/001"), status(ref+"/007"); contribution != ObligationEnded || settled != ObligationDue {
		t.Errorf("the contribution is %s, the settlement %s", contribution, settled)
	}
	y := w.fundYear("equipment", "2015-16")
	w.do("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 106_000_000, y.Outturns[0].ID))
	if diff := cmp.Diff([]string{"settlement.made " + anew + "/S1", "obligation.assumed " + anew + "/007"}, w.follow()); diff != "" {
		t.Error(diff)
	}
	if o, _ := w.s.Draft().Obligation(anew + "/007"); o.Pence != 600_000 {
		t.Errorf("£36,000.00, less the £30,000.00 settled before: %+v", o)
	}
	// What is settled counts in every settlement after it, so that it is owed even if
	// the decision is taken anew.
	w.do("secretary", "", KindDecisionCalledIn, DecisionCalledIn{anew, "secretary_of_state", "Direction 1", "2016-05-30", "", nil})
	w.do("secretary", "", KindCallInEnded, CallInEnded{anew, CallInRetaken, "Direction 2", "2016-05-30", nil})
	if contribution, settled := status(anew+"/001"), status(anew+"/007"); contribution != ObligationEnded || settled != ObligationDue {
		t.Errorf("taken anew: the contribution is %s, the settlement %s", contribution, settled)
	}
	w.replaysAlike()
}

// TestSettlementSources holds that what a settlement's checks name is traced to the
// entries that hold it, and to none recorded since.
func TestSettlementSources(t *testing.T) {
	w, ref := funded(t)
	next := func(person, party, kind string, body any) int64 {
		w.do(person, party, kind, body)
		for i, e := range slices.Backward(w.entries) {
			if p, err := ParseAll(e); err == nil && p.Kind == kind {
				return int64(i)
			}
		}
		return -1
	}
	w.rules.also = func(d Digest, in Input, r *Ruling) {
		pooling(d, in, r)
		if in.Ask == AskSettle {
			if len(in.Leads) != 1 || in.Leads[0].Party != "00W" {
				t.Errorf("leads %+v", in.Leads)
			}
			r.Checks = []Check{{ID: "x", Explain: "x", From: []string{FromTerms, FromOutturn, FromContributions, FromLead}}, {ID: "y", Explain: "y", From: []string{FromFigures, FromSettlements, FromConsents, FromAgreed, FromNotices, FromOutturn}}}
		}
	}
	led := w.put("2015-12-10T17:00:00.000Z", "", func(m *Motion) { m.Type, m.Lead = TypeLead, &Lead{Party: "00W", From: "2015-12-11"} })
	w.until("2015-12-10T17:00:00.000Z")
	figure := next("bury-officer", "00V", KindFigureRecorded, FigureRecorded{"00V", "allocation", 1, "thousand_pounds", "2015-16", "2015-04-01", "", "test"})
	paid := next("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 1, On: "2015-08-01"})
	lifted := next("bury-officer", "00V", KindCapLifted, CapLifted{"equipment", "2015-16", 7})
	notice := next("central-officer", "00W", KindOverspendNotified, OverspendNotified{"equipment", "2015-16", "", 5, "2015-11-02", "more"})
	moved := next("central-officer", "00W", KindVirementMade, VirementMade{"equipment", "2015-16", "loans", "2", 5, ref})
	agreed := w.put("2015-12-20T17:00:00.000Z", "", func(m *Motion) { m.Settles = &Settles{"equipment", "2015-16", map[string]int64{"00V": 5}} })
	w.until("2015-12-20T17:00:00.000Z")
	w.now = "2016-04-20T10:00:00.000Z"
	first := next("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 105_000_000, ""))
	outturns := w.fundYear("equipment", "2015-16").Outturns
	second := next("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 105_000_000, outturns[0].ID))
	made := w.last(t, KindSettlementMade).(*SettlementMade)
	before := w.s.Draft().Size() - 1
	next("bury-officer", "00V", KindCapLifted, CapLifted{"equipment", "2015-16", 8})
	next("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 1, On: "2015-08-01"})

	v := w.s.Draft()
	var owed []int64
	for _, o := range w.decision(ref).Obligations[:6] {
		record, _ := v.Obligation(o)
		owed = append(owed, record.Entry)
	}
	version := v.Versions()[0].Entry
	want := []Source{
		{From: FromFigures, Entries: []int64{figure}},
		{From: FromLead, Entries: []int64{w.decision(led).Entry}},
		{From: FromContributions, Entries: append(owed, paid, moved)},
		{From: FromOutturn, Entries: []int64{second}},
		{From: FromSettlements, Entries: []int64{first + 1}},
		{From: FromConsents, Entries: []int64{lifted}}, // though replaced since
		{From: FromAgreed, Entries: []int64{w.decision(agreed).Entry}},
		{From: FromNotices, Entries: []int64{notice}},
		{From: FromTerms, Entries: []int64{version}},
	}
	if diff := cmp.Diff(want, v.SettlementSources(*made, before)); diff != "" {
		t.Error(diff)
	}
	for _, s := range want {
		if s.Words() == "" {
			t.Errorf("%s has no words", s.From)
		}
	}
}

// last is the body of the last entry of a kind.
func (w *world) last(t *testing.T, kind string) Body {
	t.Helper()
	for _, e := range slices.Backward(w.entries) {
		if p, err := ParseAll(e); err == nil && p.Kind == kind {
			return p.Body
		}
	}
	t.Fatalf("there is no %s", kind)
	return nil
}

// TestNoSettlement holds that what the rules can't settle, or what can't be
// recorded, settles nothing and stops nothing, while rules that could not be run
// settle nothing yet.
func TestNoSettlement(t *testing.T) {
	long := Check{ID: "x", Explain: strings.Repeat("y", 1000)}
	for name, c := range map[string]struct {
		answer func(*Ruling)
		err    error
		checks int
	}{
		"no ruling":      {err: fmt.Errorf("undefined: %w", ErrNoRuling), checks: 1},
		"refused":        {answer: func(r *Ruling) { *r = Ruling{Checks: []Check{{ID: "figures", Explain: "no"}}} }, checks: 2},
		"no settlement":  {answer: func(r *Ruling) { *r = Ruling{Allow: true} }, checks: 1},
		"too many":       {answer: func(r *Ruling) { r.Obligations = make([]ObligationTerm, MaxObligations) }, checks: 1},
		"beyond numbers": {answer: func(r *Ruling) { r.Settlement.Overspend = MaxInteger + 1 }, checks: 1},
		"too long":       {answer: func(r *Ruling) { *r = Ruling{Checks: slices.Repeat([]Check{long}, 70)} }, checks: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w, ref := funded(t)
			w.now = "2016-04-20T10:00:00.000Z"
			rules := settles{plain: w.rules, answer: c.answer, err: c.err}
			b := outturn(StageProvisional, 105_000_000, "")
			e, err := w.s.Step(w.sign("central-officer", w.payload("central-officer", "00W", KindOutturnStated, b)), w.now, w.roots, rules)
			if err != nil {
				t.Fatal(err)
			}
			w.next["central-officer"]++
			w.entries = append(w.entries, e.Bytes())
			if _, err := w.s.Due(w.now, settles{plain: w.rules, err: errors.New("out of time")}); err == nil {
				t.Error("rules that could not be run settle something")
			}
			if err := w.s.Settle(w.now, rules, func(e *Entry) error { w.entries = append(w.entries, e.Bytes()); return nil }); err != nil {
				t.Fatal(err)
			}
			made := w.last(t, KindSettlementMade).(*SettlementMade)
			if len(made.Parties) != 0 || len(made.Checks) != c.checks || made.Checks[c.checks-1].ID != "no-settlement" || made.Checks[c.checks-1].Met || len(w.decision(ref).Obligations) != 6 {
				t.Errorf("%+v", made)
			}
			s := NewState()
			for i, e := range w.entries {
				if err := s.Replay(e, w.roots, rules); err != nil {
					t.Fatalf("entry %d: %v", i, err)
				}
			}
			y := w.fundYear("equipment", "2015-16")
			w.do("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 105_000_000, y.Outturns[0].ID))
			if diff := cmp.Diff([]string{"settlement.made " + ref + "/S2", "obligation.assumed " + ref + "/007"}, w.follow()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// without gives no ruling on an outturn of this much.
type without struct {
	plain
	pence int64
}

func (r without) Judge(d Digest, inputs []Input) ([]Ruling, error) {
	for _, in := range inputs {
		if in.Outturn != nil && in.Outturn.Lines[0].Pence == r.pence {
			return nil, ErrNoRuling
		}
	}
	return r.plain.Judge(d, inputs)
}

// settles gives another answer to what an outturn comes to.
type settles struct {
	plain
	answer func(*Ruling)
	err    error
}

func (s settles) Judge(d Digest, inputs []Input) ([]Ruling, error) {
	rulings, err := s.plain.Judge(d, inputs)
	if err != nil || len(inputs) == 0 || inputs[0].Ask != AskSettle {
		return rulings, err
	}
	if s.answer != nil {
		s.answer(&rulings[0])
	}
	return rulings, s.err
}

// TestFundMerger holds that a successor stands in for its predecessors in a fund:
// as host, contributor, approver, and in what was settled.
func TestFundMerger(t *testing.T) {
	w, ref := funded(t)
	id := w.do("central-officer", "00W", KindContributionChanged, ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 1_000_000}}, false, "2016-01-01", "2016-03-31", "a ward moved"})
	w.do("bury-officer", "00V", KindContributionApproved, ContributionApproved{id, Resolution{"GB-3", "2015-11-30", ""}})
	w.now = "2016-04-01T10:00:00.000Z"
	first := w.do("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 105_000_000, ""))
	into := FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: w.holder("manchester-officer")}
	w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00V"}, into, "2016-04-02", "NHS England"})
	w.now = "2016-04-03T10:00:00.000Z"
	y := w.fundYear("equipment", "2015-16")
	if !slices.Equal(y.Parties, []string{"00W", "14L"}) || y.Contributions[0].Party != "14L" || y.Settlements[0].Parties["14L"] != 3_000_000 || y.Changes[0].Changes[0].Party != "14L" || !slices.Equal(y.Changes[0].Approved, []string{"14L"}) {
		t.Errorf("%+v", y)
	}
	w.do("manchester-officer", "14L", KindCapLifted, CapLifted{"equipment", "2015-16", 9})
	w.do("central-officer", "00W", KindContributionApproved, ContributionApproved{id, Resolution{"GB-4", "2016-04-03", ""}})
	if o, _ := w.s.Draft().Obligation(ref + "/008"); o.Payer != "14L" || o.Pence != 1_000_000 {
		t.Errorf("%+v", o)
	}
	w.do("central-officer", "00W", KindOutturnStated, outturn(StageProvisional, 106_000_000, first))
	if o, _ := w.s.Draft().Obligation(ref + "/009"); o.Payer != "14L" || o.Pence != 600_000 {
		t.Errorf("%+v", o)
	}
	w.do("secretary", "", KindPartyMerged, PartyMerged{[]string{"00W"}, into, "2016-04-04", "NHS England"})
	w.now = "2016-04-05T10:00:00.000Z"
	y = w.fundYear("equipment", "2015-16")
	if y.Host != "14L" || !slices.Equal(y.Parties, []string{"14L"}) || y.Settlements[1].Parties["14L"] != 6_000_000 {
		t.Errorf("%+v", y)
	}
	w.replaysAlike()
}

// TestLeaveFacts holds what is asked when a party would leave: its unfinished years,
// what it owes and is owed of the functions at hand, and nothing of another's.
func TestLeaveFacts(t *testing.T) {
	w, ref := funded(t)
	w.do("secretary", "", KindPartyJoined, PartyJoined{FoundingParty{Code: "02A", Name: "NHS Trafford CCG", Type: "ccg", Officer: w.holder("trafford-officer")}})
	w.do("bury-officer", "00V", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 30_000_000, On: "2015-08-01"})
	w.do("central-officer", "00W", KindObligationReceived, ObligationReceived{Obligation: ref + "/001", Pence: 30_000_000, On: "2015-08-01"})
	asked := &recorder{plain: w.rules}
	leave := func(party, function string) (funds []string, owed []string) {
		t.Helper()
		if _, err := w.s.Draft().Leave(party, function, "2016-12-01", w.now, asked); err != nil {
			t.Fatal(err)
		}
		in := asked.last
		if in.Ask != AskLeave || in.Party != party || string(in.Body) != `{"function":"`+function+`","on":"2016-12-01"}` || in.Motion != nil || len(in.Parties) != 3 {
			t.Errorf("%+v", in)
		}
		for _, f := range in.Funds {
			for year := range f.Years {
				funds = append(funds, f.Fund+" "+year)
			}
		}
		for _, o := range in.Obligations {
			owed = append(owed, o.Obligation)
		}
		slices.Sort(funds)
		return funds, owed
	}
	all := []string{ref + "/002", ref + "/003"}
	for _, function := range []string{"*", "acute-surgery"} {
		if funds, owed := leave("00V", function); !slices.Equal(funds, []string{"equipment 2015-16"}) || !slices.Equal(owed, all) {
			t.Errorf("%s: %v %v", function, funds, owed)
		}
	}
	if _, owed := leave("00W", "*"); len(owed) != 5 {
		t.Errorf("the host is party to %v", owed)
	}
	if funds, owed := leave("00V", "imaging"); funds != nil || owed != nil {
		t.Errorf("of another function: %v %v", funds, owed)
	}
	if funds, owed := leave("02A", "*"); funds != nil || owed != nil {
		t.Errorf("of a party that takes no part: %v %v", funds, owed)
	}
	for _, bad := range []struct{ party, function, on string }{{"99Z", "*", "2016-12-01"}, {"00V", "", "2016-12-01"}, {"00V", "*", "soon"}} {
		var e *Error
		if _, err := w.s.Draft().Leave(bad.party, bad.function, Date(bad.on), w.now, asked); !errors.As(err, &e) {
			t.Errorf("%v: %v", bad, err)
		}
	}

	// A year of which the outturn is audited is finished once there is a later one.
	w.now = "2016-05-01T10:00:00.000Z"
	w.do("central-officer", "00W", KindOutturnStated, outturn(StageAudited, 100_000_000, ""))
	if funds, _ := leave("00V", "*"); !slices.Equal(funds, []string{"equipment 2015-16"}) {
		t.Errorf("the last year: %v", funds)
	}
	w.put("2016-05-10T17:00:00.000Z", "", func(m *Motion) { equipment(m); m.Pool.Year = "2016-17" })
	w.until("2016-05-10T17:00:00.000Z")
	if funds, _ := leave("00V", "*"); !slices.Equal(funds, []string{"equipment 2016-17"}) {
		t.Errorf("after it: %v", funds)
	}
}

// TestTransferFacts holds that the questions which transfer would carry a motion, and
// what is at stake in it, are that of its conclusion, also before it is open; of what is
// at stake votes say nothing.
func TestTransferFacts(t *testing.T) {
	w := newWorld(t)
	ref, _ := w.move(func(*Motion) {})
	asked := &recorder{plain: plain{also: func(_ Digest, in Input, r *Ruling) {
		if in.Ask == AskRoll {
			r.Roll = []RollSeat{{"00V-1", "00V", 1}}
		}
	}}}
	draft := w.standing(ref)
	if _, err := w.s.Draft().Transfer(draft, w.now, asked); err != nil || asked.last.Ask != AskTransfer || asked.last.Motion.Opened.Roll[0].Seat != "00V-1" || asked.last.Entry != w.s.Draft().Size() {
		t.Errorf("before it is open: %+v, %v", asked.last.Motion, err)
	}
	w.notice(ref, close, "")
	w.opened = w.do("secretary", "", KindMotionOpened, w.opening(ref))
	w.vote("central-member", "00W", ref, ChoiceFor)
	open := w.standing(ref)
	if _, err := w.s.Draft().Transfer(open, w.now, asked); err != nil {
		t.Fatal(err)
	}
	transfer := asked.last
	if _, err := w.s.Draft().Conclude(open, w.now, open.Votes, asked); err != nil {
		t.Fatal(err)
	}
	transfer.Ask = AskConclude
	conclude := asked.last
	if diff := cmp.Diff(conclude, transfer, cmp.AllowUnexported(Party{})); diff != "" || len(transfer.Motion.Votes) != 1 {
		t.Error(diff)
	}
	if _, err := w.s.Draft().Stakes(open, w.now, asked); err != nil {
		t.Fatal(err)
	}
	stakes := asked.last
	stakes.Ask, conclude.Motion.Votes = AskConclude, []VoteFacts{}
	if diff := cmp.Diff(conclude, stakes, cmp.AllowUnexported(Party{})); diff != "" {
		t.Error(diff)
	}
}

// TestFundShapes holds what is out of shape in what is said of funds, and where.
func TestFundShapes(t *testing.T) {
	pool := func(change func(*PoolLine, *Pool)) (string, any) {
		m := sampleMotion()
		equipment(&m)
		change(&m.Pool.Lines[0], m.Pool)
		return KindMotionMoved, m
	}
	report := func(change func(*FundReported)) (string, any) {
		b := FundReported{"equipment", "2015-16", "M12", "2016-03-01", []ReportLine{{"loans", 1, 0, 1, 2, 3}}, "host's ledger", nil, "", nil}
		change(&b)
		return KindFundReported, b
	}
	out := func(change func(*OutturnStated)) (string, any) {
		b := outturn(StageProvisional, 1, "")
		change(&b)
		return KindOutturnStated, b
	}
	changed := func(change func(*ContributionChanged)) (string, any) {
		b := ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 1}}, false, "2015-10-01", "2015-12-31", "a reason"}
		change(&b)
		return KindContributionChanged, b
	}
	days := func(n int) (all []Date) {
		for i := range n {
			all = append(all, Date(fmt.Sprintf("2015-08-%02d", i+1)))
		}
		return all
	}
	lines := func(n int) (all []OutturnLine) {
		for i := range n {
			all = append(all, OutturnLine{Line: fmt.Sprint(i)})
		}
		return all
	}
	good := []func() (string, any){
		func() (string, any) { return pool(func(*PoolLine, *Pool) {}) },
		func() (string, any) { return pool(func(l *PoolLine, _ *Pool) { l.Instalments = days(MaxInstalments) }) },
		func() (string, any) { return report(func(*FundReported) {}) },
		func() (string, any) { return report(func(b *FundReported) { b.Period, b.To = "Q4", "2016-03-31" }) },
		func() (string, any) { return report(func(b *FundReported) { b.Period, b.To = "M09", "2015-12-31" }) },
		func() (string, any) { return report(func(b *FundReported) { b.Period, b.To = "M10", "2016-01-31" }) },
		func() (string, any) { return out(func(b *OutturnStated) { b.Lines = lines(MaxLines) }) },
		func() (string, any) { return changed(func(*ContributionChanged) {}) },
	}
	for i, f := range good {
		kind, body := f()
		if _, err := parseBody(kind, mustEncode(body)); err != nil {
			t.Errorf("%d, %s: %v", i, kind, err)
		}
	}
	for i, c := range []struct {
		field string
		make  func() (string, any)
	}{
		{"/pool/lines/1/line", func() (string, any) { return pool(func(l *PoolLine, _ *Pool) { l.Line = "2" }) }},
		{"/pool/lines/0/line", func() (string, any) { return pool(func(l *PoolLine, _ *Pool) { l.Line = "two words" }) }},
		{"/pool/fund", func() (string, any) { return pool(func(_ *PoolLine, p *Pool) { p.Fund = "two words" }) }},
		{"/instalments", func() (string, any) { return pool(func(l *PoolLine, _ *Pool) { l.Instalments = days(1) }) }},
		{"/instalments", func() (string, any) {
			return pool(func(l *PoolLine, _ *Pool) { l.Instalments = days(MaxInstalments + 1) })
		}},
		{"/instalments", func() (string, any) {
			return pool(func(l *PoolLine, _ *Pool) { l.Instalments = []Date{"2015-08-01", "2015-08-01"} })
		}},
		{"/instalments", func() (string, any) {
			return pool(func(l *PoolLine, _ *Pool) { l.Instalments = []Date{"2015-08-02", "2015-08-03"} })
		}},
		{"/wte", func() (string, any) { return pool(func(l *PoolLine, _ *Pool) { l.WTE = 1 }) }},
		{"/wte", func() (string, any) { return pool(func(_ *PoolLine, p *Pool) { p.Lines[1].WTE = MaxWTE + 1 }) }},
		{"/share/by", func() (string, any) { return pool(func(l *PoolLine, _ *Pool) { l.FromLastYear = &FromLastYear{} }) }},
		{"/share/by", func() (string, any) {
			return pool(func(l *PoolLine, p *Pool) { l.Share, p.Fund = Share{By: "last_year"}, "" })
		}},
		{"/inflation", func() (string, any) {
			return pool(func(l *PoolLine, _ *Pool) {
				l.Share, l.FromLastYear = Share{By: "last_year"}, &FromLastYear{Inflation: &Fraction{1, 0}}
			})
		}},
		{"/planned/00V", func() (string, any) {
			return pool(func(l *PoolLine, _ *Pool) {
				l.Share, l.FromLastYear = Share{By: "last_year"}, &FromLastYear{Planned: map[string]int64{"00V": -MaxPence - 1}}
			})
		}},
		{"/settles", func() (string, any) {
			kind, body := pool(func(*PoolLine, *Pool) {})
			m := body.(Motion)
			m.Settles = &Settles{"equipment", "2015-16", map[string]int64{"00V": 1}}
			return kind, m
		}},
		{"/virement", func() (string, any) {
			m := sampleMotion()
			m.Settles, m.Virement = &Settles{"equipment", "2015-16", map[string]int64{"00V": 1}}, &Virement{"equipment", "2015-16", "1", "2", 1, nil}
			return KindMotionMoved, m
		}},
		{"/virement/to", func() (string, any) {
			m := sampleMotion()
			m.Virement = &Virement{"equipment", "2015-16", "1", "1", 1, nil}
			return KindMotionMoved, m
		}},
		{"/virement/pence", func() (string, any) {
			m := sampleMotion()
			m.Virement = &Virement{"equipment", "2015-16", "1", "2", 0, nil}
			return KindMotionMoved, m
		}},
		{"/virement/uses/0/pence", func() (string, any) {
			m := sampleMotion()
			m.Virement = &Virement{"equipment", "2015-16", "1", "2", 1, []Use{{What: "Beds"}}}
			return KindMotionMoved, m
		}},
		{"/virement/uses", func() (string, any) {
			m := sampleMotion()
			m.Virement = &Virement{"equipment", "2015-16", "1", "2", 1, make([]Use, MaxLines+1)}
			return KindMotionMoved, m
		}},
		{"/settles/amounts", func() (string, any) {
			m := sampleMotion()
			m.Settles = &Settles{"equipment", "2015-16", map[string]int64{}}
			return KindMotionMoved, m
		}},
		{"/period", func() (string, any) { return report(func(b *FundReported) { b.Period = "M13" }) }},
		{"/period", func() (string, any) { return report(func(b *FundReported) { b.Period = "Q0" }) }},
		{"/to", func() (string, any) { return report(func(b *FundReported) { b.To = "2016-02-28" }) }},
		{"/material/0", func() (string, any) { return report(func(b *FundReported) { b.Material = []string{""} }) }},
		{"/material", func() (string, any) { return report(func(b *FundReported) { b.Material = make([]string, MaxLines+1) }) }},
		{"/year", func() (string, any) { return report(func(b *FundReported) { b.Year = "2015" }) }},
		{"/central", func() (string, any) { return report(func(b *FundReported) { b.Lines[0].Central = 4 }) }},
		{"/spend", func() (string, any) { return report(func(b *FundReported) { b.Lines[0].Spend = -1 }) }},
		{"/lines", func() (string, any) { return report(func(b *FundReported) { b.Lines = nil }) }},
		{"/lines/1/line", func() (string, any) { return report(func(b *FundReported) { b.Lines = append(b.Lines, b.Lines[0]) }) }},
		{"/source", func() (string, any) { return report(func(b *FundReported) { b.Source = "" }) }},
		{"/stage", func() (string, any) { return out(func(b *OutturnStated) { b.Stage = "final" }) }},
		{"/paper", func() (string, any) { return out(func(b *OutturnStated) { b.Stage = StageAudited }) }},
		{"/lines", func() (string, any) { return out(func(b *OutturnStated) { b.Lines = lines(MaxLines + 1) }) }},
		{"/lines/0/pence", func() (string, any) { return out(func(b *OutturnStated) { b.Lines[0].Pence = MaxPence + 1 }) }},
		{"/lines/0/managed", func() (string, any) { return out(func(b *OutturnStated) { b.Lines[0].Managed = -1 }) }},
		{"/measures/1/measure", func() (string, any) {
			return out(func(b *OutturnStated) { b.Measures = []OutturnMeasure{{"a", 1, 1}, {"a", 1, 1}} })
		}},
		{"/measures", func() (string, any) {
			return out(func(b *OutturnStated) { b.Measures = make([]OutturnMeasure, MaxMeasures+1) })
		}},
		{"/changes/0/pence", func() (string, any) { return changed(func(b *ContributionChanged) { b.Changes[0].Pence = 0 }) }},
		{"/changes/1/", func() (string, any) {
			return changed(func(b *ContributionChanged) { b.Changes = append(b.Changes, b.Changes[0]) })
		}},
		{"/changes", func() (string, any) { return changed(func(b *ContributionChanged) { b.Changes = nil }) }},
		{"/to", func() (string, any) {
			return KindVirementMade, VirementMade{"equipment", "2015-16", "2", "2", 1, "GM-2015-001"}
		}},
		{"/pence", func() (string, any) {
			return KindVirementMade, VirementMade{"equipment", "2015-16", "1", "2", 0, "GM-2015-001"}
		}},
		{"/pence", func() (string, any) { return KindCapLifted, CapLifted{"equipment", "2015-16", 0} }},
		{"/reason", func() (string, any) {
			return KindOverspendNotified, OverspendNotified{"equipment", "2015-16", "", 1, "2015-11-02", ""}
		}},
	} {
		kind, body := c.make()
		var e *Error
		if _, err := parseBody(kind, mustEncode(body)); !errors.As(err, &e) || e.Code != CodeMalformed || !strings.HasSuffix(e.Field, c.field) {
			t.Errorf("%d, %s: got %v, want a refusal at %q", i, kind, err, c.field)
		}
	}
}

// TestFundBounds holds how much is taken of one fund in one year.
func TestFundBounds(t *testing.T) {
	w, ref := funded(t)
	officer := func(kind string, body any) { w.do("central-officer", "00W", kind, body) }
	tooMany := func(kind string, body any) {
		w.t.Helper()
		w.refused("central-officer", "00W", kind, body, CodeTooLarge, "/body")
	}
	virement := VirementMade{"equipment", "2015-16", "loans", "2", 1, ref}
	notice := OverspendNotified{"equipment", "2015-16", "", 1, "2015-11-02", "more"}
	change := ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 1}}, false, "2015-10-01", "2015-12-31", "a reason"}
	for range MaxVirements {
		officer(KindVirementMade, virement)
		officer(KindOverspendNotified, notice)
		officer(KindContributionChanged, change)
	}
	tooMany(KindVirementMade, virement)
	tooMany(KindOverspendNotified, notice)
	w.do("bury-officer", "00V", KindOverspendNotified, notice) // nobody keeps another from giving notice
	tooMany(KindContributionChanged, change)
	for range MaxConsents {
		officer(KindCapLifted, CapLifted{"equipment", "2015-16", 1})
	}
	tooMany(KindCapLifted, CapLifted{"equipment", "2015-16", 1})
	for i := range MaxSaid {
		w.do("bury-officer", "00V", KindObligationQueried, ObligationQueried{Obligation: ref + "/001", Pence: int64(i)})
	}
	w.refused("bury-officer", "00V", KindObligationQueried, ObligationQueried{Obligation: ref + "/001"}, CodeTooLarge, "/obligation")
	w.do("central-officer", "00W", KindObligationReceived, ObligationReceived{Obligation: ref + "/001", Pence: 1, On: "2015-12-01"})
	w.do("bury-officer", "00V", KindCapLifted, CapLifted{"equipment", "2015-16", 1})
	var last Digest
	w.now = "2016-04-20T10:00:00.000Z"
	for range MaxOutturns {
		b := outturn(StageProvisional, 1, last)
		officer(KindOutturnStated, b)
		outturns := w.fundYear("equipment", "2015-16").Outturns
		last = outturns[len(outturns)-1].ID
	}
	tooMany(KindOutturnStated, outturn(StageProvisional, 1, last))
	for i := range MaxOutturns { // the audited one and those restated, however many were provisional
		b := outturn([]string{StageAudited, StageRestated}[min(i, 1)], 1, last)
		officer(KindOutturnStated, b)
		outturns := w.fundYear("equipment", "2015-16").Outturns
		last = outturns[len(outturns)-1].ID
	}
	tooMany(KindOutturnStated, outturn(StageRestated, 1, last))

	// A decision has only so many obligations: what would add more is not approved.
	w, ref = funded(t)
	d := w.decision(ref)
	d.Obligations = slices.Concat(d.Obligations, make([]string, MaxObligations-len(d.Obligations)))
	w.s.decisions.set(ref, d)
	id := w.do("central-officer", "00W", KindContributionChanged, change)
	w.refused("central-officer", "00W", KindContributionApproved, ContributionApproved{id, Resolution{"GB-5", "2015-11-30", ""}}, CodeTooLarge, "/change")
}

// TestWithheldFund holds that what is stated of a fund is withheld while every
// decision that makes up its year is.
func TestWithheldFund(t *testing.T) {
	w, ref := funded(t)
	paper := digest("report")
	w.do("central-officer", "00W", KindFundReported, FundReported{"equipment", "2015-16", "M04", "2015-07-31", []ReportLine{{"loans", 1, 0, 1, 1, 1}, {"2", 0, 0, 0, 0, 0}}, "ledger", &Paper{"Report", paper}, "", nil})
	id := w.do("central-officer", "00W", KindContributionChanged, ContributionChanged{"equipment", "2015-16", []ContributionChange{{"00V", "loans", 1}}, false, "2015-10-01", "2015-12-31", "a reason"})
	withheld := func() *Withheld {
		of, err := w.s.Draft().Withhold(func(PrivateItem) error { return &Error{Code: CodeNotAllowed} })
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
	if of := withheld(); !of.Empty() || of.Fund("equipment", "2015-16") != nil {
		t.Error("what is public is withheld")
	}
	w.s.motion(ref, func(m *MotionRecord) {
		w.s.keepPrivate(m, &PrivateItem{Meeting: "GM-2015-M01", Item: "2", Reason: "a provider's prices"})
	})
	of, v := withheld(), w.s.Draft()
	if of.Fund("equipment", "2015-16") == nil || of.Ref(string(id)) == nil || v.WithheldPaper(of, paper) == nil || of.Fund("equipment", "2016-17") != nil {
		t.Error("what is private is not withheld, or more than that")
	}
	for _, e := range w.entries[len(w.entries)-2:] {
		p, err := ParseAll(e)
		if err != nil {
			t.Fatal(err)
		}
		if of.Entry(p) == nil {
			t.Errorf("%s is not withheld", p.Text)
		}
	}
}

// TestFundQuestionsDoNotGrow holds that what is asked about a fund's year has that
// year and the one before it, and the last report of a period, however many there were.
func TestFundQuestionsDoNotGrow(t *testing.T) {
	w, _ := funded(t)
	for _, year := range []string{"2016-17", "2017-18", "2018-19", "2019-20"} {
		closes := Time(year[:4] + "-01-15T17:00:00.000Z")
		w.now = Time(year[:4] + "-01-02T10:00:00.000Z")
		w.put(closes, "", func(m *Motion) { equipment(m); m.Pool.Year = year })
		w.until(closes)
	}
	w.now = "2019-08-01T10:00:00.000Z"
	report := FundReported{"equipment", "2018-19", "Q1", "2018-06-30", []ReportLine{{"loans", 1, 0, 1, 1, 1}, {"2", 0, 0, 0, 0, 0}}, "ledger", nil, "", nil}
	for range 10 {
		report.Replaces = w.do("central-officer", "00W", KindFundReported, report)
	}
	q, err := w.s.Check(w.sign("central-officer", w.payload("central-officer", "00W", KindFundReported, report)), w.now, w.roots)
	if err != nil {
		t.Fatal(err)
	}
	if years := slices.Sorted(maps.Keys(q.Input.Fund.Years)); !slices.Equal(years, []string{"2017-18", "2018-19"}) || q.Input.Year != "2018-19" {
		t.Errorf("%v", years)
	}
	if reports := q.Input.Fund.Years["2018-19"].Reports; len(reports) != 1 || reports[0].ID != report.Replaces {
		t.Errorf("%+v", reports)
	}
	if facts, _ := w.s.Draft().FundFacts("equipment", w.now.Day()); len(facts.Years) != 5 {
		t.Errorf("of five years a reader sees %d", len(facts.Years))
	}
}

package web

import (
	"math"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What a fund's year could cost a party, by the steps that the MoU has for it.
func TestCallsOn(t *testing.T) {
	account := func() api.FundAccount {
		return api.FundAccount{
			Fund: "home-equipment", Year: "2015-16", Function: "community-equipment",
			FundYear: &ledger.FundYear{Host: "00T", Parties: []string{"00T", "00V"}, Lines: []ledger.PoolLine{{Line: "1", Variable: true}, {Line: "2"}}},
			Budgets:  []api.FundLine{{Line: "1", What: "Equipment lent"}, {Line: "2", What: "The store"}},
			Shares:   []api.FundShare{{Party: "00T", Total: 900_00}, {Party: "00V", Total: 300_00}},
		}
	}
	terms := func(steps ...overspendStep) (t fundTerms) {
		t.Overspend.Clause, t.Overspend.Steps, t.Shares.Base.Of = "7.10", steps, "revised"
		return t
	}
	by := func(c *stepCap) overspendStep { return overspendStep{To: "parties", By: "contribution", Cap: c} }
	tenth := &stepCap{Fraction: ledger.Fraction{Num: 1, Den: 10}}
	settled := func(stage string, pence int64) []api.FundSettlement {
		parties := []ledger.SettledParty{{Party: "00T"}, {Party: "00V"}}
		return []api.FundSettlement{{SettlementMade: ledger.SettlementMade{Stage: stage, Settled: ledger.Settled{Parties: parties}}, Net: []api.FundNet{{Party: "00T", Pence: pence}, {Party: "00V", Pence: pence}}}}
	}
	lifting := by(tenth)
	lifting.Lift = true
	for name, c := range map[string]struct {
		terms  fundTerms
		party  string
		change func(*api.FundAccount)
		want   []string // the rows, their cells with | between
	}{
		"no cap": {terms(by(nil)), "00V", nil, []string{
			"Home equipment: equipment lent|Variable|By contribution: £300.00 of £1,200.00|None|Nothing|No limit",
			"Home equipment: the store|Fixed|None: its host bears it|Nothing to cap|Nothing|£0.00"}},
		"the host's": {terms(by(nil)), "00T", nil, []string{
			"Home equipment: equipment lent|Variable|By contribution: £900.00 of £1,200.00|None|Nothing|No limit",
			"Home equipment: the store|Fixed|All, as its host|None|Nothing|No limit"}},
		"a tenth of what it contributes": {terms(by(tenth)), "00V", nil, []string{"|1/10 of its contribution, £30.00|Nothing|£30.00"}},
		"more by its consent": {terms(lifting), "00V", func(a *api.FundAccount) {
			a.Lifted = []ledger.LiftedFacts{{Party: "00V", Pence: 5_00}, {Party: "00T", Pence: 9_00}}
		}, []string{"|1/10 of its contribution, £30.00, and £5.00 more by its consent|Nothing|£35.00"}},
		"a consent that lifts nothing": {terms(by(tenth)), "00V", func(a *api.FundAccount) { a.Lifted = []ledger.LiftedFacts{{Party: "00V", Pence: 5_00}} }, []string{"|£30.00"}},
		"a sum each, after the host":   {terms(overspendStep{To: "host", Cap: &stepCap{Pence: 100_00}}, overspendStep{To: "parties", By: "equal", Cap: &stepCap{Pence: 20_00}}), "00V", nil, []string{"|1 of 2 equal parts|£20.00|Nothing|£20.00"}},
		"both of the host's":           {terms(overspendStep{To: "host", Cap: &stepCap{Pence: 100_00}}, overspendStep{To: "parties", By: "equal", Cap: &stepCap{Pence: 20_00}}), "00T", nil, []string{"|All, as its host; then 1 of 2 equal parts|£100.00; then £20.00|Nothing|£120.00"}},
		"not said":                     {fundTerms{}, "00V", nil, []string{"equipment lent, the store|Variable|Not said|Not said|Nothing|Not known: the MoU does not say who bears what is over"}},
		"whoever leads":                {terms(overspendStep{To: "lead"}), "00V", nil, []string{"|Not known: part of it falls to whoever leads"}},
		"only the reserve":             {terms(overspendStep{To: "reserve"}), "00V", nil, []string{"|Variable|None|Nothing to cap|Nothing|£0.00"}},
		"settled": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageAudited, 12_00)
		}, []string{"|£12.00|Settled"}},
		"settled by the restated": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = append(settled(ledger.StageProvisional, 9_00), settled(ledger.StageRestated, 12_00)...)
		}, []string{"|£12.00|Settled"}},
		"settled by a provisional outturn": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, 12_00)
		}, []string{"|£12.00|£18.00", "Nothing to cap|£0.00|£0.00"}},
		"a provisional one, and no cap": {terms(by(nil)), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, 12_00)
		}, []string{"|£12.00|No limit"}},
		"a provisional one that is not paid by": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, 0)
		}, []string{"|£0.00|£30.00"}},
		"given back by a provisional one": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, -5_00)
		}, []string{"|-£5.00|£35.00"}},
		"given back by a provisional one, and no share": {terms(overspendStep{To: "reserve"}), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, -5_00)
		}, []string{"|None|Nothing to cap|-£5.00|£5.00"}},
		"all that was capped is called": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, 31_00)
		}, []string{"|£31.00|£0.00"}},
		"an outturn that settles nothing": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Settlements = []api.FundSettlement{{SettlementMade: ledger.SettlementMade{Stage: ledger.StageAudited}}}
		}, []string{"|£0.00|£30.00"}},
		"called of the host": {terms(by(tenth)), "00T", func(a *api.FundAccount) {
			a.Settlements = settled(ledger.StageProvisional, 12_00)
		}, []string{"|£12.00|Not known: what was called counts the fixed lines too", "|£0.00|No limit"}},
		"borne as the board decided": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Agreed = []ledger.AgreedFacts{{Amounts: map[string]int64{"00T": -9_00, "00V": -1_00}}}
		}, []string{"|Variable|As the board decided|As the board decided|Nothing|Not known: the board has decided who bears it: see the fund", "None: its host bears it"}},
		"given back as the board decided": {terms(by(tenth)), "00V", func(a *api.FundAccount) {
			a.Agreed = []ledger.AgreedFacts{{Amounts: map[string]int64{"00T": 9_00, "00V": -1_00}}}
		}, []string{"|Nothing|£30.00"}},
		"measured by what is not shown": {func() fundTerms { t := terms(by(tenth)); t.Shares.Base.RecurrentOnly = true; return t }(), "00V", nil, []string{"|By contribution|"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := account()
			if c.change != nil {
				c.change(&a)
			}
			var got []string
			for _, one := range callsOn(a, c.terms, c.party) {
				var cells []string
				for _, cell := range one.row(a) {
					cells = append(cells, cell.Text)
				}
				got = append(got, strings.Join(cells, "|"))
			}
			for i, want := range c.want {
				if i >= len(got) || !strings.Contains(got[i], want) {
					t.Errorf("%q is not in %q", want, got)
				}
			}
		})
	}
	for _, c := range [][4]int64{{300_00, 1, 10, 30_00}, {7, 1, 2, 3}, {1 << 52, 999_999, 1_000_000, 4503595123770868}, {5, 3, 1, 15}, {1 << 62, 4, 1, math.MaxInt64}} {
		if got := portion(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%d × %d ÷ %d is %d, not %d", c[0], c[1], c[2], got, c[3])
		}
	}
}

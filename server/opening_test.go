package server

import (
	"testing"

	"concordat/ledger"
)

// A year begins with what the last settlement of the year before carried, while the
// same party hosts the fund: another host does not hold it, and the rules draw on
// nothing of it.
func TestOpeningOfAFund(t *testing.T) {
	carried := func(pence ...int64) (all []ledger.SettlementFacts) {
		for _, n := range pence {
			all = append(all, ledger.SettlementFacts{Carried: n})
		}
		return all
	}
	f := &ledger.FundFacts{Fund: "beds", Years: map[string]*ledger.FundYear{
		"2015-16": {Host: "12F", Settlements: carried(5, 4_000_003)},
		"2016-17": {Host: "12F"},
		"2017-18": {Host: "12F", Settlements: carried(3_000_002)},
		"2018-19": {Host: "01C"},
		"2099-00": {Host: "12F", Settlements: carried(7)},
		"2100-01": {Host: "12F"},
	}}
	for year, want := range map[string]int64{"2015-16": 0, "2016-17": 4_000_003, "2017-18": 0, "2018-19": 0, "2100-01": 7} {
		if got := opening(f, year); got != want {
			t.Errorf("%s begins with %d, not %d", year, got, want)
		}
	}
}

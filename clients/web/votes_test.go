package web

import (
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// A week begins on its Monday, also over the end of a year.
func TestMondayOf(t *testing.T) {
	for d, want := range map[ledger.Date]string{
		"2015-11-23": "23 November 2015", "2015-11-27": "23 November 2015", "2015-11-29": "23 November 2015", "2015-11-30": "30 November 2015", "2016-01-01": "28 December 2015",
	} {
		if got := mondayOf(d).InWords(); got != want {
			t.Errorf("%s is in the week of %s, not %s", d, got, want)
		}
	}
}

// A motion that settles a year of a fund says in lists who would get or bear what.
func TestCostsOfASettlement(t *testing.T) {
	c := concerned{"00V": "NHS Bury CCG", "00T": "NHS Bolton CCG", "01G": "NHS Salford CCG"}
	m := api.Motion{Settles: &ledger.Settles{Fund: "home-equipment", Year: "2015-16", Amounts: map[string]int64{"00V": 1_200_00, "00T": -34_00, "00W": 5}}}
	const want = " NHS Bolton CCG bears £34.00 of what is over of Home equipment for 2015 to 2016. NHS Bury CCG gets back £1,200.00 of what is left of Home equipment for 2015 to 2016."
	if got := c.open(m); got != want {
		t.Errorf("%q", got)
	}
	// On its own page, too, and where a vote on it is checked.
	rows := stakeRows(m, []ledger.Stake{{Party: "00T", Words: "Within its authority"}}, "00T")
	if rows[0].Key != "When it is settled" || rows[0].Values[0] != "Bears £34.00 of what is over of Home equipment for 2015 to 2016" {
		t.Errorf("%+v", rows)
	}
	if rows := stakeRows(m, []ledger.Stake{{Party: "01G"}}, "01G"); rows[0].Values[0] != "It costs nothing" {
		t.Errorf("%+v", rows)
	}
	if got := (concerned)(nil).open(m); got != "" {
		t.Errorf("nobody is told %q", got)
	}
}

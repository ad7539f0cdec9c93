package web

import (
	"testing"

	"concordat/ledger"
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

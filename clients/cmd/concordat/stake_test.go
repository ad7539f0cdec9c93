package main

import (
	"bytes"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What a motion that settles a year has a party get back or bear is told first, and never that
// it costs nothing.
func TestOwnPartOfASettlement(t *testing.T) {
	m := api.Motion{Settles: &ledger.Settles{Fund: "home-equipment", Year: "2015-16", Amounts: map[string]int64{"00T": -3400, "00V": 1200, "01G": 0}}}
	names := map[string]string{"00T": "NHS Bolton CCG", "00V": "NHS Bury CCG", "01G": "NHS Salford CCG"}
	for party, says := range map[string]string{
		"00T": "NHS Bolton CCG, were it carried: it bears £34.00 of what is over of home-equipment for 2015-16. Within its authority (clause 7.3).",
		"00V": "NHS Bury CCG, were it carried: it gets back £12.00 of what is left of home-equipment for 2015-16. Within",
		"01G": "NHS Salford CCG, were it carried: it costs nothing. Within",
	} {
		var out bytes.Buffer
		s := &session{terminal: &terminal{out: &out, width: 200}}
		s.own(m, []ledger.Stake{{Party: party, Words: "Within its authority", Clause: "7.3"}}, names, party)
		if got := out.String(); !strings.HasPrefix(got, says) {
			t.Errorf("%s is told %q", party, got)
		}
	}
}

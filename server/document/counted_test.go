package document

import (
	"testing"

	"concordat/ledger"
)

// Only what a ruling counted is told as counted: nothing, where it counted nothing.
func TestCounted(t *testing.T) {
	m := ledger.MotionRecord{Votes: []ledger.VoteFacts{
		{Entry: 7, Seat: "00T-1", Person: "bolton-member", Choice: ledger.ChoiceFor, Assurance: ledger.AssuranceRecorded, By: "secretary", Unconfirmed: true},
		{Entry: 8, Seat: "00V-1", Person: "bury-member", Choice: ledger.ChoiceFor, Assurance: ledger.KeyFile},
	}}
	if votes := counted(m, nil); len(votes) != 0 {
		t.Errorf("counted none, but told %+v", votes)
	}
	if votes := counted(m, []int64{8}); len(votes) != 1 || votes[0].Seat != "00V-1" {
		t.Errorf("counted entry 8, but told %+v", votes)
	}
	if hands := handsOf(m, nil); len(hands) != 0 {
		t.Errorf("counted none, but told %+v", hands)
	}
}

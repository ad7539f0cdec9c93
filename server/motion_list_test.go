package server

import (
	"testing"

	"concordat/ledger"
)

// A seat is awaited until a vote from it is signed or confirmed.
func TestWaitingForConfirmation(t *testing.T) {
	m := ledger.MotionRecord{
		Opened: &ledger.OpenedFacts{Roll: []ledger.RollSeat{{Seat: "00T-1"}, {Seat: "00V-1"}, {Seat: "00W-1"}}},
		Votes: []ledger.VoteFacts{
			{Seat: "00T-1", Assurance: ledger.AssuranceRecorded, Unconfirmed: true},
			{Seat: "00V-1", Assurance: ledger.AssuranceRecorded, Confirmed: "bury-officer"},
		},
	}
	if seats := waiting(m); len(seats) != 2 || seats[0].Seat != "00T-1" || seats[1].Seat != "00W-1" {
		t.Errorf("%+v", seats)
	}
}

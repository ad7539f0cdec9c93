package web

import (
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What the secretary recorded is never said to be signed, and the holder's own vote stands
// before a deputy's, whichever came first.
func TestRecordedVotes(t *testing.T) {
	closes := ledger.Time("2015-11-27T17:00:00.000Z")
	unconfirmed := ledger.VoteFacts{
		Entry: 7, Time: "2015-11-20T17:00:00.000Z", Seat: "00T-1", Party: "00T", Person: "bolton-member", Choice: ledger.ChoiceFor,
		Assurance: ledger.AssuranceRecorded, By: "secretary", Unconfirmed: true,
	}
	confirmed := unconfirmed
	confirmed.Seat, confirmed.Party, confirmed.Unconfirmed, confirmed.Confirmed = "00V-1", "00V", false, "bury-officer"
	own := ledger.VoteFacts{Entry: 8, Time: "2015-11-20T17:00:00.000Z", Seat: "00W-1", Party: "00W", Person: "central-member", Choice: ledger.ChoiceFor, Assurance: ledger.KeyFile}
	deputy := own
	deputy.Entry, deputy.Person, deputy.Deputy, deputy.Choice = 9, "central-deputy", true, ledger.ChoiceAgainst
	votes := []ledger.VoteFacts{unconfirmed, confirmed, own, deputy}

	table := votesTable(votes, []ledger.RollSeat{{Seat: "00T-1", Party: "00T"}}, map[string]string{}, true)
	var by []string
	for _, row := range table.Rows {
		by = append(by, row[2].Text)
	}
	if want := []string{"bolton-member, recorded by secretary, not confirmed", "bolton-member, recorded by secretary, confirmed by bury-officer", "central-member, signed with a key"}; !slices.Equal(by, want) {
		t.Errorf("%q", by)
	}

	m := api.Motion{Opened: &ledger.OpenedFacts{Roll: []ledger.RollSeat{{Seat: "00W-1", Party: "00W"}}}, Votes: votes}
	v := &visit{me: &api.Person{Seats: []string{"00W-1"}}}
	if seats := v.seatsOn(m); len(seats) != 1 || seats[0].vote == nil || seats[0].vote.Entry != own.Entry {
		t.Errorf("%+v stands", seats)
	}

	for want, vote := range map[Tag]ledger.VoteFacts{
		{"Recorded by secretary, not confirmed", "orange"}: unconfirmed,
		{"Recorded by secretary, confirmed", "green"}:      confirmed,
		{"Signed", "green"}:                                own,
	} {
		if tag, hint := votedOn(&vote, vote.Person, closes); tag != want || strings.HasPrefix(hint, "You voted") != (vote.By == "") {
			t.Errorf("%v, %q, not %v", tag, hint, want)
		}
		if said := before(&vote, vote.Person, closes); strings.HasPrefix(said, "You voted") != (vote.By == "") {
			t.Errorf("%q", said)
		}
	}
	// Of somebody else's vote from the seat nobody is told that it was theirs.
	for _, vote := range []ledger.VoteFacts{own, deputy} {
		_, hint := votedOn(&vote, "somebody-else", closes)
		said := before(&vote, "somebody-else", closes)
		if !strings.HasPrefix(hint, vote.Person+" voted ") || !strings.HasPrefix(said, vote.Person+", ") || strings.Contains(hint+said, "You voted") {
			t.Errorf("%q, %q", hint, said)
		}
		if strings.HasSuffix(said, "It goes before any deputy’s.") == vote.Deputy {
			t.Errorf("%q", said)
		}
	}
	if ways, _, err := v.waysToVote(m, []ownSeat{{RollSeat: m.Opened.Roll[0], vote: &unconfirmed}}, nil); err != nil || len(ways) != 1 || ways[0].Text != "Vote" {
		t.Errorf("%+v", ways)
	}
}

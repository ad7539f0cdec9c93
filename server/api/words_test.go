package api

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

func TestNeededWords(t *testing.T) {
	votes := func(n int64, choice string, seats ...string) ledger.VotesOf {
		return ledger.VotesOf{Count: n, Choice: choice, Seats: seats}
	}
	many := []string{"a", "b", "c", "d", "e", "f", "g"}
	for name, test := range map[string]struct {
		needed ledger.Needed
		want   []string
	}{
		"certain": {ledger.Needed{Certain: ledger.CertainCarried, Waiting: []string{"a", "b", "c"}, Sets: []ledger.VoteSet{{}}},
			[]string{"Certain: carried whatever the 3 others vote, if no vote that stands is changed."}},
		"lost": {ledger.Needed{Certain: ledger.CertainNot, Waiting: []string{"a"}},
			[]string{"Certain: it can no longer be carried whatever A votes, if no vote that stands is changed."}},
		"all voted": {ledger.Needed{Certain: ledger.CertainCarried},
			[]string{"Certain: carried, if no vote that stands is changed."}},
		"stands": {ledger.Needed{Now: ledger.OutcomeCarried, Waiting: many, Sets: []ledger.VoteSet{{}}},
			[]string{"Carried as the votes stand; the votes still to come may change that."}},
		"any four": {ledger.Needed{Waiting: many, Sets: []ledger.VoteSet{
			{Total: 4, Votes: []ledger.VotesOf{votes(4, "for", "a", "b", "c", "d", "e")}},
		}}, []string{"4 more votes for (any 4 of A, B, C, D and E) carry it."}},
		"of all": {ledger.Needed{Waiting: many, Sets: []ledger.VoteSet{
			{Total: 5, Votes: []ledger.VotesOf{votes(5, "for", many...)}},
			{Total: 5, Votes: []ledger.VotesOf{votes(4, "for", many...), votes(1, "abstain", many...)}},
		}}, []string{"5 more votes for (any 5 of the 7 still to vote) carry it.", "Some of these votes could be a different choice and still carry it."}},
		"one": {ledger.Needed{Waiting: []string{"a", "b"}, Sets: []ledger.VoteSet{
			{Total: 1, Votes: []ledger.VotesOf{votes(1, "for", "a")}},
			{Total: 1, Votes: []ledger.VotesOf{votes(1, "against", "a")}},
		}}, []string{"1 more vote for (from A) carries it.", "It could be a different choice and still carry it."}},
		"two classes": {ledger.Needed{Waiting: many, Sets: []ledger.VoteSet{
			{Total: 3, Votes: []ledger.VotesOf{votes(2, "for", "a", "b"), votes(1, "abstain", "c")}},
			{Total: 4, Votes: []ledger.VotesOf{votes(4, "for", "d", "e", "f", "g")}},
		}}, []string{"2 more votes for (from A and B) and 1 more abstention (from C) carry it.", "There are other ways."}},
		"options": {ledger.Needed{Waiting: many, Sets: []ledger.VoteSet{
			{Total: 1, Votes: []ledger.VotesOf{{Count: 1, Choice: "North", Then: []string{"South"}, Casting: "North", Seats: []string{"a"}}}},
		}}, []string{"1 more vote for North, then South, with a casting vote for North (from A) carries it."}},
		"too many": {ledger.Needed{Waiting: many, TooMany: true}, []string{
			"There are too many ways to vote to look at each of them, so nothing is said to be certain.",
			"No small number of votes was found that would carry it.",
		}},
	} {
		got := NeededWords(test.needed, func(seat string) string { return strings.ToUpper(seat) })
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

package web

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// standTable is how the votes stand, seat by seat, each number drawn beside itself, and
// how many have voted against what the quorum asks for; nil where no seat may vote.
func standTable(votes []ledger.VoteFacts, options []string, seats int, checks []ledger.Check) *Table {
	if seats == 0 {
		return nil
	}
	stand := ledger.Standing(votes)
	counts, voted := map[string]int{}, 0
	for _, v := range stand {
		if !v.Unconfirmed {
			counts[v.Choice]++
			voted++
		}
	}
	t := &Table{Caption: "How the votes stand, by seats", Columns: []Column{{Text: "Vote"}, {Text: "Seats", Numeric: true}, {Text: "Part of all", Bar: true}}}
	row := func(what string, n int, colour keyword) {
		bar := barOf(int64(n), int64(seats))
		if bar != nil {
			bar.Colour = string(colour)
		}
		t.Rows = append(t.Rows, []Cell{{Text: what}, {Text: number(int64(n)), Numeric: true}, {Bar: bar}})
	}
	for _, choice := range api.Choices(options) {
		colour := keyword("")
		switch choice {
		case ledger.ChoiceAgainst:
			colour = "against"
		case ledger.ChoiceAbstain:
			colour = "none"
		}
		row(upperFirst(api.ChoiceWords(choice)), counts[choice], colour)
	}
	row("Have not voted", max(0, seats-voted), "none")
	turnout := "Have voted"
	for _, c := range checks {
		if strings.HasPrefix(c.ID, "quorum") {
			turnout += " (quorum: " + lowerFirst(c.Required) + ")"
			break
		}
	}
	row(turnout, voted, "")
	return t
}

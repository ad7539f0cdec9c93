package web

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// standTable is how the votes on a motion stand, or how hands were shown on it, seat by
// seat, each number drawn beside itself, and how many have voted or were there against what
// the quorum asks for; nil where no seat may vote.
func standTable(m api.Motion, checks []ledger.Check) *Table {
	if m.Opened == nil || len(m.Opened.Roll) == 0 {
		return nil
	}
	seats := len(m.Opened.Roll)
	if m.Shown != nil {
		return handsStand(m.Shown, m.Options, seats, checks)
	}
	counts, voted := map[string]int{}, 0
	for _, v := range ledger.Standing(m.Votes) {
		if !v.Unconfirmed {
			counts[v.Choice]++
			voted++
		}
	}
	t := seatBars("How the votes stand, by seats", "Vote")
	t.choices(m.Options, counts, seats)
	t.bar("Have not voted", max(0, seats-voted), seats, "none")
	t.bar("Have voted"+quorumOf(checks), voted, seats, "")
	return t.Table
}

// handsStand is how hands were shown, of all seats that could have been there.
func handsStand(s *ledger.ShownFacts, options []string, seats int, checks []ledger.Check) *Table {
	counts, shown := map[string]int{}, 0
	for choice, n := range s.Counts {
		counts[choice] = int(n)
		shown += int(n)
	}
	t := seatBars("How hands were shown, by seats", "Hand")
	t.choices(options, counts, seats)
	if there := len(s.Present); there > 0 { // else nobody recorded who was
		t.bar("There, and showed no hand", max(0, there-shown), seats, "none")
		t.bar("Not there", max(0, seats-there), seats, "none")
		t.bar("There"+quorumOf(checks), there, seats, "")
	}
	return t.Table
}

// attendanceStand is how many of the seats that could be are there for a meeting, or were once
// it is over, against what the quorum asks for.
func attendanceStand(people []ledger.Attendee, seats int, over bool, checks []ledger.Check) *Table {
	there, apologies := map[string]bool{}, map[string]bool{}
	for _, a := range people {
		switch a.As {
		case ledger.AttendsAsMember, ledger.AttendsAsDeputy:
			there[a.Seat] = true
		case ledger.AttendsWithApologies:
			apologies[a.Seat] = true
		}
	}
	for seat := range there {
		delete(apologies, seat)
	}
	seats = max(seats, len(there)+len(apologies))
	if seats == 0 {
		return nil
	}
	caption, was, nobody := "Who attends, by seats", "There", "Nobody is there for it"
	if over {
		caption, was, nobody = "Who attended, by seats", "Was there", "Nobody was there for it"
	}
	t := seatBars(caption, "Seats")
	t.bar(was+quorumOf(checks), len(there), seats, "")
	t.bar("Sent apologies", len(apologies), seats, "none")
	t.bar(nobody, seats-len(there)-len(apologies), seats, "none")
	return t.Table
}

// bars is a table of numbers of seats.
type bars struct{ *Table }

func seatBars(caption, first string) bars {
	return bars{&Table{Caption: caption, Columns: []Column{{Text: first}, {Text: "Seats", Numeric: true}, {Text: "Part of all", Bar: true}}}}
}

// bar adds a number of seats, drawn as a part of all.
func (t bars) bar(what string, n, seats int, colour keyword) {
	drawn := barOf(int64(n), int64(seats))
	if drawn != nil {
		drawn.Colour = string(colour)
	}
	t.Rows = append(t.Rows, []Cell{{Text: what}, {Text: number(int64(n)), Numeric: true}, {Bar: drawn}})
}

// choices adds the number of each choice that there is.
func (t bars) choices(options []string, counts map[string]int, seats int) {
	for _, choice := range api.Choices(options) {
		colour := map[string]keyword{ledger.ChoiceAgainst: "against", ledger.ChoiceAbstain: "none"}[choice]
		t.bar(upperFirst(api.ChoiceWords(choice)), counts[choice], seats, colour)
	}
}

// quorumOf is what a quorum needs, as the rules say it; nothing where they say none.
func quorumOf(checks []ledger.Check) string {
	at := slices.IndexFunc(checks, func(c ledger.Check) bool { return strings.HasPrefix(c.ID, "quorum") })
	if at < 0 {
		return ""
	}
	return " (quorum: " + lowerFirst(checks[at].Required) + ")"
}

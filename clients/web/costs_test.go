package web_test

import (
	"strings"
	"testing"
)

// A list says what each thing costs the party that it concerns: its reader's, or the one that
// it was narrowed to, which is named; nobody else is told of any cost.
func TestCostsInLists(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	for _, path := range []string{"/decisions", "/decisions?party=00V", "/motions", "/motions?party=00V"} {
		bury.get(path).is(200, "Your organisation pays £").isNot("NHS Bury CCG pays")
		if b.reader().get(path).is(200); strings.Contains(path, "party") {
			b.reader().get(path).is(200, "NHS Bury CCG pays £").isNot("Your organisation")
		} else {
			b.reader().get(path).isNot(" pays £")
		}
	}
	b.member("trafford-member").get("/decisions?party=00V").is(200, "NHS Bury CCG pays £").isNot("Your organisation")
}

// To an officer of several parties a list names each; narrowed to one of them it tells of that
// one alone.
func TestCostsOfTwoParties(t *testing.T) {
	b := newBoard(t)
	both := b.officerOfBoth("bolton-officer", "00V")
	for _, path := range []string{"/decisions", "/motions", "/"} {
		both.get(path).is(200, "NHS Bolton CCG pays £", "NHS Bury CCG pays £").isNot("Your organisation pays")
	}
	for _, path := range []string{"/decisions?party=00V", "/motions?party=00V"} {
		both.get(path).is(200, "NHS Bury CCG pays £").isNot("NHS Bolton CCG pays").isNot("Your organisation pays")
	}
}

// A party whose governing body has not answered would pay; one that refused pays nothing.
func TestCostsOfRatification(t *testing.T) {
	b := newBoard(t)
	const form = "/decisions/GM-2015-007/ratify"
	officer := b.member("trafford-officer")
	officer.get("/decisions").is(200, "Your organisation would lose £")
	filled := officer.get(form).fill("answer", "refuses", "resolution", "GB/15/119", "resolved", "27 November 2015")
	officer.sign(form, officer.post(form, filled))
	officer.get("/decisions").is(200).isNot("would lose").isNot("Your organisation loses")
}

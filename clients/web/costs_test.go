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

package web_test

import (
	"fmt"
	"strings"
	"testing"

	"concordat/ledger"
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

// However many motions are open, their lists say of each what it costs.
func TestCostsOfAllThatIsOpen(t *testing.T) {
	b := newBoard(t)
	const pools = 7
	for i := range pools {
		ref := fmt.Sprintf("GM-2015-%03d", 13+i)
		b.states("bolton-member", "00T", ledger.KindMotionMoved, ledger.Motion{
			Ref: ref, Title: fmt.Sprintf("Fund %d", i+1), Text: []string{"That there be such a fund."}, Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
			Pool: &ledger.Pool{Host: "00T", Year: "2015-16", Lines: []ledger.PoolLine{{What: "The service", Pence: int64(12_00 * (i + 1)), Kind: "cash", Due: "2016-02-01", Share: ledger.Share{By: "equal"}}}},
		})
		m := must(b.as("secretary").Motion(t.Context(), ref))
		b.states("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: m.TextID, Opens: "2015-12-07T09:00:00.000Z", Closes: "2015-12-11T17:00:00.000Z"})
	}
	b.until("2015-12-07T10:00:00.000Z")
	for i := range pools {
		b.states("secretary", "", ledger.KindMotionOpened, must(b.as("secretary").Opening(t.Context(), fmt.Sprintf("GM-2015-%03d", 13+i))))
	}
	bury := b.member("bury-member")
	for _, path := range []string{"/", "/motions", "/motions?status=open"} {
		page := bury.get(path).is(200).isNot("on its page")
		for i := range pools {
			if want := fmt.Sprintf("Your organisation pays £%d in 2015 to 2016", i+1); !strings.Contains(page.body, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	b.reader().get("/motions").is(200).isNot("Your organisation pays")
}

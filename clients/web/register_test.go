package web_test

import (
	"slices"
	"testing"

	"concordat/ledger"
)

// The register has every interest with its rulings; one that waits for a ruling leads to it.
func TestRegisterOfInterests(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	who.get("/secretary").is(200, `href="/interests"`)
	who.get("/interests").is(200, "Register of interests", "1 interest, of which 0 wait for a ruling", "oldham-member", "Financial", "5 November 2015", "May speak, may not vote (chair)", "may speak, may not vote (secretary)", "Stands")
	b.reader().get("/interests").is(200, "oldham-member")
	b.states("trafford-member", "02A", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "indirect", Known: "2015-11-20"})
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"})
	m, err := b.as("secretary").Motion(t.Context(), "GM-2015-011")
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(m.Interests, func(i ledger.InterestFacts) bool { return i.Person == "trafford-member" })
	waits := `href="/motions/GM-2015-011/interests/` + string(m.Interests[at].ID)
	who.get("/interests").is(200, "3 interests, of which 1 waits for a ruling", waits, "Not ruled on yet", "Standing: no one motion", "It is ruled on with each motion that it bears on", "Non-financial personal")
	b.member("auditor").get("/audit").is(200, `href="/interests"`)
	b.member("trafford-member").get("/interests").is(200, "3 interests.", "Not ruled on").isNot("for a ruling").isNot("Not ruled on yet").isNot(waits)
	b.until("2015-11-28T09:00:00.000Z") // the motion is decided
	who.get("/interests").is(200, "3 interests, of which 0 wait for a ruling", "Not ruled on").isNot("Not ruled on yet").isNot(waits)
}

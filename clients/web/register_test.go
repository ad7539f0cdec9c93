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
	who.get("/interests").is(200, "Register of interests", "1 interest, of which 0 wait for a ruling", "oldham-member", "Financial", "5 November 2015", "May speak, may not vote (chair and secretary)", "Stands")
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
	// Whose own it is has no ruling to give on it, and another official has.
	b.states("chair", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "indirect", Known: "2015-11-20"})
	if m, err = b.as("secretary").Motion(t.Context(), "GM-2015-011"); err != nil {
		t.Fatal(err)
	}
	at = slices.IndexFunc(m.Interests, func(i ledger.InterestFacts) bool { return i.Person == "chair" })
	own := `href="/motions/GM-2015-011/interests/` + string(m.Interests[at].ID)
	b.member("chair").get("/interests").is(200, "4 interests, of which 2 wait for a ruling", waits, "Not ruled on yet").isNot(own)
	who.get("/interests").is(200, waits, own)
	b.states("chair", "", ledger.KindInterestEnded, ledger.InterestEnded{Interest: m.Interests[at].ID, On: "2015-11-27"})
	who.get("/interests").is(200, "4 interests, of which 1 waits for a ruling").isNot(own)
	b.member("auditor").get("/audit").is(200, `href="/interests"`)
	b.member("trafford-member").get("/interests").is(200, "4 interests.", "Not ruled on").isNot("for a ruling").isNot("Not ruled on yet").isNot(waits)
	b.until("2015-11-28T09:00:00.000Z") // the motion is decided
	who.get("/interests").is(200, "4 interests, of which 0 wait for a ruling", "Not ruled on").isNot("Not ruled on yet").isNot(waits)
}

// What waits for a ruling is counted before a motion is open too, for the secretary's lists as
// for the register, and the page that they lead to leads on to each.
func TestInterestsWaitBeforeVotes(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-013"
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: "Meetings", Text: []string{"That the board meet on Thursdays."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	who := b.member("secretary")
	task := `id="` + ref + `-interests`
	who.get("/secretary").is(200).isNot(task)
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"}) // a standing one
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: ref, Nature: "indirect", Known: "2015-11-20"})
	who.get("/secretary").is(200, task, ref+". 1 interest has to be ruled on.", `href="/motions/`+ref+`/votes"`)
	who.get("/interests").is(200, "of which 1 waits for a ruling")
	m, err := b.as("secretary").Motion(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(m.Interests, func(i ledger.InterestFacts) bool { return i.Motion == ref })
	ruling := "/motions/" + ref + "/interests/" + string(m.Interests[at].ID)
	who.get("/motions/"+ref+"/votes").is(200, "It has not been opened for votes", `href="`+ruling+`"`)
	for _, person := range []string{"secretary", "chair"} {
		r := b.member(person)
		r.sign(ruling, r.post(ruling, r.get(ruling).is(200).fill("ruling", "noted")).is(200, "Record this ruling"))
	}
	who.get("/secretary").is(200).isNot(task)
	who.get("/interests").is(200, "of which 0 wait for a ruling")
}

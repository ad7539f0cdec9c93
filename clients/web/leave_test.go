package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// An officer gives notice that their party leaves, having been shown what it comes to, and
// withdraws it; the day is what the rules work out.
func TestLeavingOnPages(t *testing.T) {
	b := newBoard(t)
	const path = "/parties/00V/leave"
	officer := b.member("bury-officer")
	officer.get("/parties/00V").is(200, `href="`+path+`"`, "Give notice to leave").isNot("Withdraw the notice")
	for _, person := range []string{"bury-member", "bolton-officer", "secretary"} {
		who := b.member(person)
		who.get("/parties/00V").is(200).isNot("Give notice to leave")
		who.get(path).is(403, "An officer of NHS Bury CCG gives notice that it leaves, and withdraws it")
		who.get(path+"/withdraw?function=*").is(403, "An officer of NHS Bury CCG gives notice that it leaves")
	}
	b.reader().get(path).leads("/log-in?next=%2Fparties%2F00V%2Fleave")
	blank := officer.get(path).is(200, "Every function", "Clinical strategy", "What it still owes", "First day on which it may be gone", "Wednesday 31 March 2027")
	officer.post(path, blank.fill()).is(422, "Enter the reference of the governing body", `href="#resolved"`)
	officer.post(path, blank.fill("function", "nothing", "resolution", "GB/15/40", "resolved", "20 November 2015")).is(422, "Select what it leaves", "GB/15/40")
	// What it comes to is worked out for what is selected, and what was typed stays.
	officer.post(path, blank.fill("function", "clinical-strategy", "resolution", "GB/15/40", "change", "yes")).is(200, "Notice given today of leaving clinical strategy takes effect on", `value="GB/15/40"`).isNot("There is a problem")
	check := officer.post(path, blank.fill("function", "clinical-strategy", "resolution", "GB/15/40", "resolved", "20 November 2015")).is(200, "Check and give notice to leave", "NHS Bury CCG gives notice that it leaves clinical-strategy on 27 November 2016", "by resolution GB/15/40", "What it still owes", "It takes part, pays and votes until then", "No notice is given until you sign")
	done := officer.sign(path, check)
	if !strings.HasPrefix(done, "/parties/00V?recorded=") {
		t.Fatal(done)
	}
	withdraw := path + "/withdraw?function=clinical-strategy"
	officer.get(done).is(200, "Receipt number", "Clinical strategy, from Sunday 27 November 2016", `href="`+withdraw+`"`, "Withdraw the notice to leave clinical strategy", "Give notice to leave")
	officer.get(path).is(200).isNot(`value="clinical-strategy"`)

	// Its day is not the officer's to choose, and a resolution has been passed before.
	late := officer.post(path, blank.fill("function", "*", "resolution", "GB/15/41", "resolved", "20 November 2016"))
	late.is(422, "today or before", `value="20 November 2016"`)

	officer.get(path+"/withdraw?function=*").is(404, "has given no notice to leave that could still be withdrawn")
	blank = officer.get(withdraw).is(200, "stays bound as if it had given no notice", "Notice given", "Sunday 27 November 2016", "What it stays bound to")
	officer.post(path+"/withdraw", blank.fill("resolution", "GB/15/51")).is(422, "Enter the day on which the resolution was passed", `value="GB/15/51"`)
	check = officer.post(path+"/withdraw", blank.fill("resolution", "GB/15/51", "resolved", "26 November 2015")).is(200, "Check and withdraw the notice", "NHS Bury CCG withdraws its notice to leave clinical-strategy", "The notice stands until you sign")
	officer.get(officer.sign(path+"/withdraw", check)).is(200, "Receipt number").isNot("Withdraw the notice")
	party, err := b.as("bury-officer").Party(t.Context(), "00V")
	if err != nil || len(party.Leaving) != 0 {
		t.Errorf("leaving is %+v, %v", party.Leaving, err)
	}

	// Whoever leaves everything gives no further notice.
	b.states("bury-officer", "00V", ledger.KindLeavingNotified, ledger.LeavingNotified{Function: "*", Effective: "2027-03-31", Resolution: ledger.Resolution{Ref: "GB/15/60", On: "2015-11-26"}})
	officer.get(path).is(200, "NHS Bury CCG has given notice to leave every function").isNot("Continue")
	officer.get("/parties/00V").is(200, "Withdraw the notice to leave every function").isNot("Give notice to leave")
}

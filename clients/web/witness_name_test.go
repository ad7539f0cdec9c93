package web_test

import (
	"testing"

	"concordat/ledger"
)

// A party's officer names its witness and ends it; the secretary one of no party.
func TestWitnessOnPages(t *testing.T) {
	b := newBoard(t)
	const name, end = "/checkpoints/witnesses/name", "/checkpoints/witnesses/end"
	const key = "audit.example+8511d0f8+BE7TL2O/NfDu78sl8oouH73Ic64oNWcbDJRg9fEuRVao"
	bury := b.member("bury-officer")
	bury.get("/checkpoints").is(200, `href="`+name+`"`, "Name a witness")
	b.member("bury-member").get("/checkpoints").is(200).isNot("Name a witness")
	b.member("bury-member").get(name).is(403, "An officer of a party names and ends its witness, and the secretary one of no party")
	b.reader().get(name).leads("/log-in?next=%2Fcheckpoints%2Fwitnesses%2Fname")
	bury.get(end).is(200, "No witness that you could end").isNot("Continue")
	blank := bury.get(name).is(200, "Name a witness", "What is its key?")
	bury.post(name, blank.fill("key", "audit.example", "from", "1 January 2015")).is(422, "There is a problem", "Enter the key as the witness prints it", "Enter today or a later day", `value="audit.example"`)
	check := bury.checked(name, blank.fill("key", key, "url", "https://audit.example/witness/", "from", "1 December 2015"), `value="`+"https://audit.example/witness/", "Check and name the witness", "audit.example", "Tuesday 1 December 2015", "does not count as a witness until you sign")
	bury.get(bury.sign(name, check)).is(200, "Receipt number")
	list, err := b.as("secretary").Witnesses(t.Context(), nil)
	if err != nil || len(list.Items) != 1 || list.Items[0].Key != key || list.Items[0].Party != "00V" || list.Items[0].From != "2015-12-01" {
		t.Fatalf("named are %+v %v", list.Items, err)
	}
	b.member("secretary").get(end).is(200, "No witness that you could end")
	blank = bury.get(end).is(200, "Which witness?", "audit.example")
	bury.post(end, blank.fill("on", "soon")).is(422, "Select the witness", "Enter today or a later day", `value="soon"`)
	// Whoever may end others besides chooses the witness, which says whose it is.
	b.states("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleSecretary, Person: "bury-officer", From: "2015-11-20"})
	open := bury.get(end).is(200, "Which witness?", "audit.example")
	bury.post(end, open.fill("party", "none", "reason", "Its machine was lent")).is(422, "Select the witness", `value="Its machine was lent"`)
	bury.checked(end, open.fill("key", key, "on", "1 December 2015"), `value="1 December 2015"`, "Check and end the witness", "NHS Bury CCG")
	check = bury.checked(end, blank.fill("key", key, "on", "2 December 2015", "reason", "Its machine was stolen"), `value="Its machine was stolen"`, "Check and end the witness", "Wednesday 2 December 2015", "Its machine was stolen")
	bury.get(bury.sign(end, check)).is(200, "Receipt number")
	if list, err = b.as("secretary").Witnesses(t.Context(), nil); err != nil || list.Items[0].Ended != "2015-12-02" {
		t.Errorf("ended are %+v %v", list.Items, err)
	}
}

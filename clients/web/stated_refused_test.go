package web_test

import (
	"testing"

	"concordat/ledger"
)

// What was shown to be signed, and is refused once it is, is told with the checks that it
// did not meet, whatever has become of its form meanwhile.
func TestRefusedAfterItsForm(t *testing.T) {
	b := newBoard(t)
	officerToo := ledger.RoleAppointed{Role: ledger.RoleOfficer, Person: "bury-member", From: "2015-11-20"}
	b.states("bury-officer", "00V", ledger.KindRoleAppointed, officerToo)
	officer := b.member("bury-member")

	// The form is there no more, for who signs has lost their office.
	const notice = equipment + "/overspend"
	check := officer.post(notice, officer.get(notice).fill("pounds", "3,034", "known", "27 November 2015", "reason", "More people went home")).is(200)
	b.states("bury-officer", "00V", ledger.KindRoleEnded, ledger.RoleEnded{Role: ledger.RoleOfficer, Person: "bury-member", From: "2015-11-27"})
	officer.get(notice).is(403, "An officer of a party that takes part in the fund states this")
	officer.post(notice, check.form()).is(403, "<table", "Not met").isNot("An officer of a party that takes part in the fund states this")

	// The form has become a page that says why there is nothing to do.
	const move = equipment + "/move"
	b.carried("GM-2015-013", []string{"bolton", "bury", "oldham"}, ledger.Motion{
		Title: "Money from the store to equipment", Text: []string{"That up to £500.00 may move."}, Type: "virement", Function: "community-equipment",
		Virement: &ledger.Virement{Fund: "home-equipment", Year: equipmentYear, From: "store", To: "issues", Pence: 50000},
	})
	b.states("bolton-officer", "00T", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleOfficer, Person: "bolton-member", From: "2015-12-10"})
	host, second := b.member("bolton-officer"), b.member("bolton-member")
	check = host.post(move, host.get(move).fill("pounds", "500")).is(200)
	second.sign(move, second.post(move, second.get(move).fill("pounds", "500")).is(200))
	host.post(move, check.form()).is(422, "No decision lets any more money move", "Nothing was recorded", "Why it was refused", "Not met")
}

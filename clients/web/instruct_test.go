package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// An officer records how the governing body instructs a seat; the seat's holder is told on
// the motion, and nobody but an officer is led to the form.
func TestInstructOnPages(t *testing.T) {
	const motion, form = "/motions/GM-2015-011", "/motions/GM-2015-011/instruct"
	const do = "Record your governing body’s instruction"
	b := newBoard(t)
	officer := b.member("bury-officer")
	officer.get(motion).is(200, do, `href="`+form+`"`).isNot("Instructions of governing bodies")
	officer.get("/motions/GM-2015-004").is(200).isNot(do)
	officer.get("/motions/GM-2015-004/instruct").is(409, "GM-2015-004 is voted on no more")
	for _, person := range []string{"bury-member", "secretary"} {
		who := b.member(person)
		who.get(motion).is(200).isNot(do)
		who.get(form).is(403, "An officer of a party records how its governing body instructs its seat to vote")
	}
	b.reader().get(form).leads("/log-in?next=%2Fmotions%2FGM-2015-011%2Finstruct")

	shown := officer.get(form).is(200, "Select a seat", "Record an instruction to a seat", "NHS Bury CCG, 00V-1", "held by bury-member", "Against", "Abstain").isNot("Abstained").isNot("00T-1")
	wrong := shown.fill("seat", "00T 00T-1", "resolved", "soon")
	officer.post(form, wrong).is(422, "Select the seat that is instructed", "Select how the seat is to vote", "Enter the reference of the governing body’s resolution", "Enter the day on which the resolution was passed", `value="soon"`, `href="#choice"`)
	officer.post(form, shown.fill("choice", ledger.ChoiceAgainst)).is(422, "Select the seat that is instructed")
	check := officer.post(form, shown.fill("seat", "00V 00V-1", "choice", ledger.ChoiceAgainst, "resolution", "GB/15/12", "resolved", "20 November 2015")).is(200, "Check and record the instruction", "instructs its seat 00V-1 to vote against GM-2015-011", "is told of it before they sign", "The seat is not instructed until you sign")
	signed := officer.sign(form, check)
	if !strings.HasPrefix(signed, motion+"?recorded=") {
		t.Fatal(signed)
	}
	officer.get(signed).is(200, "Receipt number", "Instructions of governing bodies", "NHS Bury CCG, seat 00V-1: against, by resolution GB/15/12 of 20 November 2015")
	b.member("bury-member").get(motion).is(200, "Your governing body instructs this seat to vote against, by resolution GB/15/12 of 20 November 2015.")
	officer.get(form).is(200, "Instructions on record", "seat 00V-1: against", "the instruction recorded last stands")
}

package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// A call-in has effect once the secretary and an officer have stated the same, and so has its
// end: the second of them is sent to what the first stated.
func TestCallInOnPages(t *testing.T) {
	const decision, form = "/decisions/GM-2015-004", "/decisions/GM-2015-004/call-in"
	b := newBoard(t)
	paper := []byte("The decision is called in.")
	sum := string(ledger.DigestOf(paper))
	secretary, officer := b.member("secretary"), b.member("bury-officer")
	secretary.get(decision).is(200, `href="`+form+`"`, "Record that this decision was called in")
	officer.get(decision).is(200, `href="`+form+`"`)
	for _, person := range []string{"bury-member", "auditor"} {
		who := b.member(person)
		who.get(decision).is(200).isNot(form)
		who.get(form).is(403, "A call-in and its end are stated alike by the secretary and by the chair, the vice-chair or an officer of a party that the decision binds, clause ")
	}
	b.reader().get(form).leads("/log-in?next=%2Fdecisions%2FGM-2015-004%2Fcall-in")

	shown := secretary.get(form).is(200, "Record that a decision was called in", "Secretary of state", "6 months at most")
	secretary.post(form, shown.fill("on", "1 January 2099", "paper", "x")).is(422, "Enter the reference of the direction", "Enter the day of the direction, today or before", "Enter what the paper is called that shows it", "fingerprint of 64 letters and numbers", `value="1 January 2099"`, `href="#ref"`)
	typed := []string{"ref", "D/15/1", "on", "27 November 2015", "title", "Direction 15/1", "paper", sum}
	secretary.post(form, shown.fill(typed...)).is(422, "No paper with that fingerprint is here yet")
	if _, err := b.as("secretary").PutBlob(t.Context(), paper, false); err != nil {
		t.Fatal(err)
	}
	check := secretary.post(form, shown.fill(typed...)).is(200, "Check and record the call-in", "secretary of state called in GM-2015-004", "It has effect once somebody else has stated the same", "stayed until ", "Direction 15/1, check code "+ledger.CheckCode(ledger.Digest(sum))).isNot("Stated for")
	signed := secretary.sign(form, check)
	told := secretary.get(signed).is(200, "Receipt number", "Send them to the page below", form+"?same=")
	secretary.get(decision).is(200, "In force").isNot("Called in")
	same := strings.Replace(signed, "recorded", "same", 1)
	told.is(200, `href="`+same+`"`)
	for _, nothing := range []string{"999999", "-1", "0", "x"} {
		officer.get(form+"?same="+nothing).is(200, `id="ref" name="ref" type="text" aria-describedby="ref-hint">`) // empty
	}
	again := officer.get(same).is(200, `value="D/15/1"`, `value="27 November 2015"`, sum)
	second := officer.sign(form, officer.post(form, again.fill()).is(200, "Check and record the call-in", "Stated for", "NHS Bury CCG"))
	officer.get(second).leads(strings.Replace(second, form, decision, 1))
	officer.get(decision).is(200, "Called in", "It was called in by the secretary of state on Friday 27 November 2015 (direction D/15/1). It has no effect until the call-in ends", "Record that the call-in has ended")

	// It ends, by the word of both.
	shown = secretary.get(form).is(200, "Record that a call-in has ended", "D/15/1 of 27 November 2015")
	secretary.post(form, shown.fill()).is(422, "Select how it ended", "Enter the reference of the direction")
	check = secretary.post(form, shown.fill("how", "released", "ref", "D/15/2", "on", "27 November 2015")).is(200, "Check and end the call-in", "it stands", "The decision then stands as before")
	signed = secretary.sign(form, check)
	secretary.get(decision).is(200, "Called in")
	again = officer.get(strings.Replace(signed, "recorded", "same", 1)).is(200, `value="released" checked`, `value="D/15/2"`)
	officer.sign(form, officer.post(form, again.fill()).is(200, "Check and end the call-in"))
	officer.get(decision).is(200, "In force", "records that the call-in of the motion ended on 27 November 2015, by D/15/2: it stands").isNot("Record that the call-in has ended").isNot("It has no effect until")
}

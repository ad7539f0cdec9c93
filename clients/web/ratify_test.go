package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// A governing body's answer on a decision that waits for it: its officer is led there from
// three pages while it is due, and nobody else is let in.
func TestRatifyOnPages(t *testing.T) {
	const decision, form = "/decisions/GM-2015-007", "/decisions/GM-2015-007/ratify"
	const do = "Ratify or refuse this decision"
	b := newBoard(t)
	officer := b.member("trafford-officer")
	officer.get(decision).is(200, do, `href="`+form+`"`, "Awaiting ratification")
	officer.get("/").is(200, "Needs you now", `href="`+form+`"`, "The governing body of NHS Trafford CCG answers by 11:59pm on Wednesday 9 December 2015")
	officer.get("/parties/02A").is(200, "Needs you now", `href="`+form+`"`)
	officer.get("/parties/00V").is(200).isNot("Needs you now")
	for _, person := range []string{"trafford-member", "bury-officer", "secretary"} {
		who := b.member(person)
		who.get(decision).is(200).isNot(do)
		who.get("/").is(200).isNot(form)
		who.get(form).is(403, "An officer of NHS Trafford CCG records what its governing body answers on GM-2015-007, clause ", "by 11:59pm on Wednesday 9 December 2015")
		who.post(form, who.get("/account/interests").form()).is(403, "An officer of NHS Trafford CCG")
	}
	b.reader().get(form).leads("/log-in?next=%2Fdecisions%2FGM-2015-007%2Fratify")
	b.reader().get(decision).is(200).isNot(do)
	officer.get("/decisions/GM-2015-004/ratify").is(409, "GM-2015-004 waits for no governing body")
	officer.get("/decisions/GM-2015-999/ratify").is(404)

	shown := officer.get(form).is(200, do, "NHS Trafford CCG", "It ratifies the decision", "Without an answer by 11:59pm on Wednesday 9 December 2015 it does not bind")
	officer.post(form, shown.form()).is(422, "There is a problem", "Select what the governing body has resolved", "Enter the reference of the governing body’s resolution", "Enter the day on which the resolution was passed", `href="#answer"`, `href="#resolution"`, `href="#resolved"`)
	officer.post(form, shown.fill("answer", "ratifies", "resolution", "GB/15/118", "resolved", "1 May 2015", "paper", strings.Repeat("0", 64))).is(422, "Enter a day from ", "when it was decided, to today", "No paper with that fingerprint is here yet", `value="GB/15/118"`, `value="1 May 2015"`, `value="ratifies" checked`)
	filled := shown.fill("answer", "ratifies", "resolution", "GB/15/118", "resolved", "26 November 2015")
	check := officer.post(form, filled).is(200, "Check and ratify", "NHS Trafford CCG has not ratified until you sign", "NHS Trafford CCG ratifies GM-2015-007", "What happens next", "It can be ratified or refused once only", "Sign and ratify")
	filled.Set("change", "yes")
	officer.post(form, filled).is(200, do, `value="GB/15/118"`, `value="ratifies" checked`)
	signed := officer.sign(form, check)
	if !strings.HasPrefix(signed, decision+"?recorded=") {
		t.Fatal(signed)
	}
	officer.get(signed).is(200, "Receipt number", "Bound: its governing body ratified").isNot(do)
	officer.get("/").is(200).isNot("Needs you now")
	officer.get("/parties/02A").is(200).isNot("Needs you now")
	officer.get(form).is(409, "GM-2015-007 waits for no governing body any more: that of NHS Trafford CCG ratified it, as recorded on Friday 27 November 2015")
	d, err := b.as("trafford-officer").Decision(t.Context(), "GM-2015-007")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Parties {
		if p.Party == "02A" && (p.Answer == nil || p.Answer.Status != "ratified" || *p.Answer.Resolution != (ledger.Resolution{Ref: "GB/15/118", On: "2015-11-26"})) {
			t.Errorf("recorded is %+v", p.Answer)
		}
	}
}

// Refused, the party is not bound; and where the time has run out nobody answers.
func TestRefuseOnPages(t *testing.T) {
	const decision, form = "/decisions/GM-2015-007", "/decisions/GM-2015-007/ratify"
	b := newBoard(t)
	officer := b.member("trafford-officer")
	filled := officer.get(form).fill("answer", "refuses", "resolution", "GB/15/119", "resolved", "27 November 2015")
	check := officer.post(form, filled).is(200, "Check and refuse to ratify", "NHS Trafford CCG refuses to ratify GM-2015-007", "is then not bound, and owes nothing by it")
	officer.get(officer.sign(form, check)).is(200, "Not bound: its governing body refused")

	late := newBoard(t)
	officer = late.member("trafford-officer")
	check = officer.post(form, officer.get(form).fill("answer", "ratifies", "resolution", "GB/15/118", "resolved", "26 November 2015")).is(200)
	late.until("2015-12-10T09:00:00.000Z")
	officer.post(form, check.form()).is(409, "and this is not recorded").isNot("Sign and ratify")
	officer.get(form).is(409, "waits for no governing body any more: that of NHS Trafford CCG did not answer by 11:59pm on Wednesday 9 December 2015")
	officer.get(decision).is(200, "Not bound: its governing body did not answer in time")
	officer.get("/").is(200).isNot("Needs you now")
}

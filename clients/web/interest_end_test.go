package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// Whoever declared an interest says when it ended, once; nobody else does.
func TestInterestEndOnPages(t *testing.T) {
	b := newBoard(t)
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "financial", Known: "2015-11-20"})
	declared, err := b.as("bury-member").Interests(t.Context(), map[string][]string{"person": {"bury-member"}})
	if err != nil {
		t.Fatal(err)
	}
	i := declared.Items[len(declared.Items)-1]
	form := "/account/interests/" + string(i.ID) + "/end"
	bury := b.member("bury-member")
	bury.get("/account/interests").is(200, `href="`+form+`"`, "Say that it has ended")
	for _, person := range []string{"bury-officer", "chair"} {
		who := b.member(person)
		who.get(form).is(403, "Whoever declared an interest says when it ended")
		who.post(form, who.get("/account/interests").form()).is(403, "Whoever declared an interest says when it ended")
	}
	b.reader().get(form).leads("/log-in?next=%2Faccount%2Finterests%2F" + string(i.ID) + "%2Fend")

	shown := bury.get(form).is(200, "Say that an interest has ended", "GM-2015-011", "20 November 2015")
	for _, typed := range []string{"", "soon", "19 November 2015", "1 January 2016"} {
		bury.post(form, shown.fill("on", typed)).is(422, "Enter the day on which it ended, from 20 November 2015 to today", `href="#on"`)
	}
	check := bury.post(form, shown.fill("on", "26 November 2015")).is(200, "Check and end your interest", "ended on 26 November 2015", "Your interest has not ended until you sign", "It can be ended once only")
	signed := bury.sign(form, check)
	if !strings.HasPrefix(signed, "/account/interests?recorded=") {
		t.Fatal(signed)
	}
	bury.get(signed).is(200, "Receipt number", "Ended on 26 November 2015").isNot("Your interest is declared")
	bury.get(form).is(409, "This interest ended on Thursday 26 November 2015")
}

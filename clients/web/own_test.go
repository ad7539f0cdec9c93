package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Whoever votes declares an interest on the way, and is led back to the vote; it is
// refused with what was typed where it does not hold.
func TestInterests(t *testing.T) {
	b := newBoard(t)
	b.reader().get("/account").leads("/log-in?next=%2Faccount")
	bury := b.member("bury-member")
	bury.get("/account").is(200, "bury-member", "NHS Bury CCG", "Your interests")
	bury.get("/motions/GM-2015-011/vote").is(200, "/account/interests?motion=GM-2015-011")
	form := bury.get("/account/interests?motion=GM-2015-011").is(200, "You have declared none", `value="GM-2015-011" selected`).form()
	bury.post("/account/interests", form).is(422, "Select what kind of interest it is", "Enter the day on which you became aware of it")
	form.Set("motion", "GM-2015-011")
	form.Set("nature", "indirect")
	form.Set("known", "2099-01-01")
	bury.post("/account/interests", form).is(422, `value="2099-01-01"`, `value="indirect" checked`, "today or before")
	form.Set("known", "20 November 2015")
	check := bury.post("/account/interests", form).is(200, "Check and sign your interest", "Your interest is not declared until you sign", "Indirect", "20 November 2015")
	bury.post("/account/interests", check.form()).leads("/motions/GM-2015-011/vote?recorded=552")
	bury.get("/motions/GM-2015-011/vote").is(200, "You have declared on this motion", "indirect interest")
	bury.get("/account/interests").is(200, "What you have declared", "Not ruled on yet")
	if told := bury.get("/account/interests?recorded=552").is(200, "Receipt number 552"); strings.Count(told.body, "/receipts/552") != 1 {
		t.Errorf("what was declared is told of %d times", strings.Count(told.body, "/receipts/552"))
	}
}

// Every kind of interest that the page offers can be declared.
func TestInterestsOfEveryKind(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const path = "/account/interests"
	kinds := regexp.MustCompile(`name="nature" type="radio" value="([^"]+)"`).FindAllStringSubmatch(bury.get(path).body, -1)
	if len(kinds) != 4 {
		t.Fatalf("%q", kinds)
	}
	for _, kind := range kinds {
		form := bury.get(path).fill("nature", kind[1], "known", "20 November 2015")
		bury.get(bury.sign(path, bury.post(path, form).is(200, "Check and sign your interest"))).is(200, "Receipt number")
	}
	bury.get(path).is(200, "Non-financial professional", "Non-financial personal", "Indirect")
}

// An officer appoints a deputy to a seat of their own party; others are told who may.
func TestDeputies(t *testing.T) {
	b := newBoard(t)
	b.member("bury-member").get("/account/deputy").is(200, "The officer of a party appoints deputies")
	bury := b.member("bury-officer")
	form := bury.get("/account/deputy").is(200, "Appoint a deputy").form()
	form.Set("person", "not a code")
	bury.post("/account/deputy", form).is(422, "Select one of your party’s seats", "Enter what the deputy is called", "Enter the first day", `value="not a code"`)
	form.Set("seat", "02A-1")
	form.Set("person", "bury-deputy")
	form.Set("from", "2015-12-01")
	bury.post("/account/deputy", form).is(422, "Select one of your party’s seats")
	form.Set("until", "2015-11-01")
	form.Set("seat", "00V-1")
	bury.post("/account/deputy", form).is(422, "Enter a last day after the first")
	b.member("bury-member").post("/account/deputy", url.Values{"form_token": {"x"}}).is(403)
}

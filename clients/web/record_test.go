package web_test

import (
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
)

// The secretary, or a party's officer, records a figure about it; nobody else is let in,
// and an officer does not record what votes are weighed by.
func TestFigureOnPages(t *testing.T) {
	b := newBoard(t)
	const path = "/parties/00V/figure"
	who := b.member("bury-officer")
	who.get("/parties/00V").is(200, `href="`+path+`"`, "Record a figure")
	who.get("/parties/00T").is(200).isNot("Record a figure")
	b.member("bury-member").get(path).is(403, "The secretary, or an officer of NHS Bury CCG, records figures about it by clause 7.2")
	b.reader().get(path).leads("/log-in?next=%2Fparties%2F00V%2Ffigure")
	blank := who.get(path).is(200, "Record a figure", "Weighted population", "What is owed already does not change")
	who.post(path, blank.fill("value", "some", "published", "soon")).is(422, "There is a problem", "Enter a whole number", "Select the figure", "Select what it counts", "Enter the period that it is for", "Enter the day from which it stands", "Enter the day on which it was published", "Enter where it was published", `value="some"`)
	check := who.checked(path, blank.fill("figure", "weighted_population", "value", "190,123", "unit", "people", "period", "2015-16", "effective", "1 April 2015", "source", "NHS England, CCG allocations 2015-16"), `value="190,123"`, "Check and record", "For the period", "Published in", "190,123 people", "records weighted population of NHS Bury CCG for 2015-16")
	who.get(who.sign(path, check)).is(200, "Receipt number", "190,123")
	secretary := b.member("secretary")
	secretary.get("/parties/00V").is(200, "Record a figure")
	blank = secretary.get(path).is(200)
	secretary.get(secretary.sign(path, secretary.post(path, blank.fill("figure", "raw_population", "value", "187,000", "unit", "people", "period", "2015-16", "effective", "2015-04-01", "source", "ONS")))).is(200, "187,000")
}

// Somebody's time in a role ends, and somebody leaves a seat: by whoever it is, or may give
// it, and by nobody else.
func TestEndingsOnPages(t *testing.T) {
	b := newBoard(t)
	secretary := b.member("secretary")
	secretary.get("/people").is(200, "End somebody’s time in a role").isNot("State that somebody leaves a seat")
	secretary.get("/people/leave").is(403, "That somebody leaves a seat is stated by that person, or by an officer of the seat’s party")
	member := b.member("bury-member")
	member.get("/people").is(200, "State that somebody leaves a seat").isNot("End somebody’s time in a role")
	member.get("/people/end").is(403, "You may end your own role. That of another officer, or of an auditor whom a party appointed, is ended by an officer of the same party. Any other is ended by the secretary")
	b.reader().get("/people/end").leads("/log-in?next=%2Fpeople%2Fend")

	blank := secretary.get("/people/end").is(200, "Whose time in which role?", "vice-chair, vice chair", "chair, chair")
	secretary.post("/people/end", blank.fill("from", "soon")).is(422, "Select whose it is", "Enter the first day", `value="soon"`)
	secretary.post("/people/end", blank.fill("whose", " vice-chair vice_chair", "from", "1 November 2015")).is(422, "Enter today or a later day", `value="1 November 2015"`)
	check := secretary.checked("/people/end", blank.fill("whose", " vice-chair vice_chair", "from", "27 November 2015"), `value="27 November 2015"`, "Check and end the time in the role", "The role does not end until you sign", "ends the time of vice-chair as vice chair")
	secretary.get(secretary.sign("/people/end", check)).is(200, "Receipt number")
	if people, err := b.as("secretary").People(t.Context()); err != nil {
		t.Fatal(err)
	} else {
		for _, p := range people.Items {
			if p.ID == "vice-chair" && len(p.Roles) != 0 {
				t.Errorf("vice-chair has %v", p.Roles)
			}
		}
	}
	// The last of a role is kept by the rules, which say so.
	secretary.post("/people/end", secretary.post("/people/end", blank.fill("whose", " secretary secretary", "from", "27 November 2015")).is(200).form()).is(403, "Nobody else is secretary on", "Nothing was recorded")

	// An auditor whom a party appointed can't end that: their party's officer does.
	b.states("bury-officer", "00V", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleAuditor, Person: "bury-member", From: "2015-11-20", Until: "2016-03-31"})
	member.get("/people").is(200).isNot("End somebody’s time in a role")
	member.get("/people/end").is(403, "of an auditor whom a party appointed, is ended by an officer of the same party")
	b.member("bury-officer").get("/people/end").is(200, `value="00V bury-member auditor"`)
	b.member("auditor").get("/people/end").is(200, `value=" auditor auditor"`).isNot("00V bury-member auditor")

	officer := b.member("bury-officer")
	blank = officer.get("/people/leave").is(200, "NHS Bury CCG, 00V-1: bury-member holds it").isNot("NHS Bolton CCG, 00T-1")
	officer.post("/people/leave", blank.form()).is(422, "Select whose it is", "Enter the first day")
	check = officer.checked("/people/leave", blank.fill("whose", " bury-member 00V-1", "from", "1 December 2015"), `value="1 December 2015"`, "Check and state it", "Nobody leaves a seat until you sign", "bury-member leaves seat 00V-1")
	officer.get(officer.sign("/people/leave", check)).is(200, "Receipt number")
	b.until("2015-12-02T09:00:00.000Z")
	if party, err := b.as("bury-officer").Party(t.Context(), "00V"); err != nil || slices.ContainsFunc(party.Seats, func(s ledger.SeatFacts) bool { return s.Holder == "bury-member" }) {
		t.Errorf("the seat is still held: %v %v", party.Seats, err)
	}
}

// The secretary publishes the forward plan, which everybody reads; the next begins with it.
func TestForwardPlanOnPages(t *testing.T) {
	b := newBoard(t)
	const path = "/plan/publish"
	b.reader().get("/plan").is(200, "Forward plan").isNot("Publish a forward plan")
	b.reader().get("/meetings").is(200, `href="/plan"`)
	b.member("bury-member").get(path).is(403, "The secretary or the chair publishes the forward plan, by clause 11.9")
	who := b.member("secretary")
	who.get("/plan").is(200, "Publish a forward plan")
	blank := who.get(path).is(200, "Intended decision 1", "Clinical strategy")
	none := blank.fill("from", "1 December 2015", "until", "31 May 2016")
	for name := range none {
		if strings.HasPrefix(name, "item-") {
			none.Del(name)
		}
	}
	who.post(path, none).is(422, "Enter at least one intended decision", `value="31 May 2016"`)
	who.post(path, blank.fill("from", "soon", "until", "1 November 2015", "item-0-title", "", "item-0-expected", "later", "item-0-function", "")).is(422, "Select the function that it is for", "Enter the first day", "Enter the last day, which is today or later", "Enter what is to be decided", "Enter when it is expected", `value="later"`)
	check := who.checked(path, blank.fill("from", "1 December 2015", "until", "31 May 2016", "item-0-title", "One eye service", "item-0-function", "clinical-strategy", "item-0-expected", "20 January 2016", "item-0-motion", "GM-2015-011", "item-0-private", "Terms of a provider"), `value="One eye service"`,
		"Check and publish the plan", "The plan is not published until you sign", "One eye service, Clinical strategy", "Motion GM-2015-011", "In private: Terms of a provider")
	who.get(who.sign(path, check)).is(200, "Receipt number", "From 1 December 2015 to 31 May 2016", "One eye service")
	b.reader().get("/plan").is(200, "One eye service", "20 January 2016")
	next := who.get(path).is(200, `value="One eye service"`, `value="31 May 2016"`)

	// One that stands is taken off by what it is called alone: its day is filled in.
	check = who.post(path, next.fill("item-0-title", "", "item-1-title", "The estate", "item-1-function", "clinical-strategy", "item-1-expected", "20 January 2016")).is(200, "The estate, Clinical strategy").isNot("Motion GM-2015-011")
	who.get(who.sign(path, check)).is(200, "The estate").isNot("One eye service")
}

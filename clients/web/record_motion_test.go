package web_test

import (
	"testing"

	"concordat/ledger"
)

// What must come before a motion is opened is recorded as done from the motion, by whom the
// MoU says, with the paper that shows it.
func TestGateOnPages(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-013"
	const path, publish = "/motions/" + ref + "/gates/legal_review", "/motions/" + ref + "/publish"
	draft, rules := b.drafts()
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: "Adopt the second version", Text: []string{"That the second version of the MoU be adopted."}, Type: "mou_amendment", Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Amends: &ledger.Amends{Draft: draft, Version: 2, Rules: rules},
	})
	who := b.member("secretary")
	who.get("/motions/GM-2015-011/gates/legal_review").is(404, "By the agreement nothing of that name must come before GM-2015-011")
	b.member("bury-officer").get(path).is(403, "The secretary records that this is done, by clause 12.5")
	b.reader().get(path).leads("/log-in?next=%2Fmotions%2FGM-2015-013%2Fgates%2Flegal_review")
	who.get(publish).is(200, `href="`+path+`"`, "Record as done: review of the draft by the parties", "Record as done: publication of the version")
	blank := who.get(path).is(200, "Record as done: review of the draft by the parties", "Review of the draft by the parties", "The motion is opened")
	who.post(path, blank.fill("on", "1 January 2099", "paper", "nothing")).is(422, "There is a problem", "Enter the day on which it was done, today or before", "Enter what the paper is called", "fingerprint of 64 letters and numbers", `value="nothing"`)
	paper := []byte("The lawyers' review.")
	typed := blank.fill("on", "27 November 2015", "title", "Review", "paper", string(ledger.DigestOf(paper)))
	who.post(path, typed).is(422, "No paper with that fingerprint is here yet")
	if _, err := b.as("secretary").PutBlob(t.Context(), paper, false); err != nil {
		t.Fatal(err)
	}
	check := who.checked(path, typed, `value="Review"`, "Check and record", "does not count as done until you sign", "passed legal review on 27 November 2015")
	who.get(who.sign(path, check)).is(200, "Receipt number", "Record as done: publication of the version").isNot("Record as done: review")
	who.get(path).is(200, "It is recorded already: done on 27 November 2015").isNot("Continue")
	if m, err := b.as("secretary").Motion(t.Context(), ref); err != nil || len(m.Gates) != 1 || m.Gates[0].Gate != "legal_review" {
		t.Errorf("passed is %v %v", m.Gates, err)
	}
}

// Whoever calls meetings says from when on a private item is public, and only ever earlier.
func TestReleaseOnPages(t *testing.T) {
	b := newBoard(t)
	const meeting = "/meetings/GM-2015-M03"
	b.states("secretary", "", ledger.KindMeetingCalled, ledger.Meeting{
		Ref: "GM-2015-M03", Title: "Strategy board", Starts: "2015-12-10T14:00:00.000Z", Place: "Town hall",
		Items: []ledger.AgendaItem{{Item: "1", Title: "Welcome"}, {Item: "2", Title: "A provider's prices", Private: "Commercial terms of a provider", Release: "2016-04-01"}},
	})
	const path = meeting + "/items/2/release"
	b.member("secretary").get(meeting).is(200).isNot("Make a private item public")
	b.until("2015-12-10T15:00:00.000Z")
	who := b.member("secretary")
	who.get(meeting).is(200, `href="`+path+`"`, "Make a private item public")
	member := b.member("bury-member")
	member.get(meeting).is(200).isNot("Make a private item public")
	member.get(path).is(403, "From when on a private item is public is stated by the secretary or the chair, by clause 11.1")
	b.reader().get(path).leads("/log-in?next=%2Fmeetings%2FGM-2015-M03%2Fitems%2F2%2Frelease")
	who.get(meeting+"/items/1/release").is(200, "This item was not taken in private").isNot("Continue")
	blank := who.get(path).is(200, "Commercial terms of a provider", "1 April 2016", "only ever brought forward")
	who.post(path, blank.fill("on", "1 December 2015")).is(422, "There is a problem", "Enter today or a later day", `value="1 December 2015"`)
	who.post(path, blank.fill("on", "1 May 2016")).is(422, "Enter a day before 1 April 2016")
	check := who.checked(path, blank.fill("on", "1 February 2016"), `value="1 February 2016"`, "Check and release it", "Everybody may read it from that day on", "releases item 2 of GM-2015-M03, taken in private, on 1 February 2016")
	who.get(who.sign(path, check)).is(200, "Receipt number")
	who.get(path).is(200, "1 February 2016")
}

// The secretary records what a decision does to an earlier one, as its motion said.
func TestVaryOnPages(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-013"
	list, err := b.as("secretary").Decisions(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	earlier := ""
	for _, d := range list.Items {
		if d.Type == "virement" {
			earlier = d.Ref
		}
	}
	who := b.member("secretary")
	const path = "/decisions/" + ref + "/vary"
	who.get("/decisions/GM-2015-004/vary").is(404, "GM-2015-004 was not moved to vary an earlier decision")
	b.carried(ref, []string{"bolton", "bury", "oldham"}, ledger.Motion{
		Title: "Correct a name", Text: []string{"That the record be corrected."}, Type: ledger.TypeProcedural, Function: "community-equipment", Varies: &ledger.Varies{Decision: earlier, How: "corrected"},
	})
	b.member("bury-officer").get(path).is(403, "The secretary records what "+ref+" does to an earlier decision")
	b.reader().get(path).leads("/log-in?next=%2Fdecisions%2FGM-2015-013%2Fvary")
	who = b.member("secretary")
	who.get("/motions/"+ref+"/publish").is(200, `href="`+path+`"`, "Record what it does to "+earlier)
	check := who.get(path).is(200, "Record what this does to an earlier decision", "Corrected", earlier+" stands as it is until you sign")
	who.get(who.sign(path, check)).is(200, "Receipt number")
	who.get(path).is(200, "It is recorded already: "+earlier+" is corrected by "+ref).isNot("Sign and record")
	if d, err := b.as("secretary").Decision(t.Context(), earlier); err != nil || len(d.Variations) != 1 || d.Variations[0].By != ref {
		t.Errorf("varied is %v %v", d.Variations, err)
	}
}

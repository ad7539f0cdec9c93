package web_test

import (
	"fmt"
	"strings"
	"testing"

	"concordat/ledger"
)

// drafting is a reader who works on a motion's tasks.
func (r *reader) drafting(at, name string, typed ...string) answer {
	r.t.Helper()
	path := at + "/" + name
	return r.post(path, r.get(path).is(200).fill(typed...))
}

// A draft of the MoU is put to the board from its own page, and its motion says on record
// what it adopts.
func TestMoveThatDraftBeAdopted(t *testing.T) {
	b := newBoard(t)
	draft, rules := b.drafts()
	path := "/mou/2/drafts/" + string(draft)
	b.reader().get(path).is(200).isNot("Move that this be adopted")
	who := b.member("bury-member")
	who.get(path).is(200, `href="`+path+`/move"`)
	at := who.post(path+"/move", who.get(path+"/move").is(200, "Move that this be adopted", "Second version").fill()).at()
	who.get(at).is(200, "Adopt version 2 of the MoU", "Draft of the MoU", "You have completed 2 of 7 tasks")
	who.get(at+"/adopts").is(200, "Second version, of version 2")
	who.drafting(at, "adopts", "adopts", strings.Repeat("0", 64)).is(422, "Select the draft that it adopts")
	who.drafting(at, "type", "route", "advisory").is(422, "Select a way in which such a motion is decided: committees in common")
	at = who.drafting(at, "type", "function", "clinical-strategy", "route", "joint_committee").at()
	at = who.drafting(at, "when", "opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5pm").at()
	who.get(at+"/test").is(200, "The rules allow this motion to be put on record")
	check := who.get(at+"/move").is(200, "to adopt version 2 of the MoU", "Adopts", ledger.CheckCode(rules))
	who.get(who.sign(at+"/move", check))
	m, err := b.as("secretary").Motion(t.Context(), "GM-2015-013")
	if err != nil || m.Amends == nil || m.Amends.Draft != draft || m.Amends.Rules != rules || m.Amends.Version != 2 {
		t.Errorf("moved is %v %v", m.Amends, err)
	}
	who.get("/motions/GM-2015-013").is(200, "Version 2 of the MoU, whose text and rules have the check code")
}

// What else a motion may carry is chosen from what exists: lines of a fund's year, earlier
// decisions, functions and parties; and what the MoU knows no motion for is not offered.
func TestDraftPartsOnPages(t *testing.T) {
	b := newBoard(t)
	who := b.member("bury-member")
	who.get("/drafts/new/type").is(200, "Prolong a function", "Move money within a fund", "Change the MoU", "It knows no others").isNot("Voting rights")
	begin := func(title, of, function string) string {
		t.Helper()
		return who.drafting("/drafts/new", "type", "title", title, "type", of, "function", function, "route", "joint_committee").at()
	}
	says := []string{"opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5pm"}

	at := begin("Lend more", "virement", "community-equipment")
	at = who.drafting(at, "text", "text", "That money be moved.").at()
	who.get(at).is(200, "Money moved between lines of a fund", "Incomplete").isNot("Money and shares")
	var lines []string
	for _, l := range b.account("home-equipment").Budgets {
		lines = append(lines, "home-equipment/2015-16/"+l.Line)
	}
	who.get(at+"/virement").is(200, "Home equipment, 2015 to 2016: Equipment lent", lines[0], lines[1])
	who.drafting(at, "virement", "from", lines[0], "to", lines[0], "amount", "some", "uses", "Beds").is(422, "Select another line than it comes from", "Enter an amount in pounds", "Line 1: write what and how much", `value="some"`)
	at = who.drafting(at, "virement", "from", lines[1], "to", lines[0], "amount", "5,000", "uses", "Four beds; 5,000").at()
	at = who.drafting(at, "options", "options", "One site").is(422, "Enter two or more options").drafted(at)
	at = who.drafting(at, "options", "rejected", "Do nothing; People wait").at()
	who.drafting(at, "when", append(says, "lapses", "soon")...).is(422, "Enter the last day on which votes may open", `value="soon"`)
	at = who.drafting(at, "when", append(says, "lapses", "31 March 2016")...).at()
	who.get(at+"/test").is(200, "The rules allow this motion to be put on record")
	check := who.get(at+"/move").is(200, "Up to £5,000.00 from line", "For Four beds: £5,000.00", "Do nothing: People wait", "Opened at the latest")
	who.get(who.sign(at+"/move", check))
	if m, err := b.as("secretary").Motion(t.Context(), "GM-2015-013"); err != nil || m.Virement == nil || m.Virement.Pence != 500_000 || len(m.Virement.Uses) != 1 || len(m.Rejected) != 1 || m.Lapses != "2016-03-31" {
		t.Errorf("moved is %+v %v", m.Virement, err)
	}

	at = begin("Run on", "prolongation", "community-diagnostics")
	who.drafting(at, "prolongs", "prolongs", "community-diagnostics").is(422, "Enter the last day")
	at = who.drafting(at, "prolongs", "prolongs", "community-diagnostics", "until", "31 March 2028").at()
	who.drafting(at, "varies", "decision", "GM-2015-004").is(422, "Select what becomes of that decision")
	at = who.drafting(at, "varies", "decision", "GM-2015-004", "how", "superseded").at()
	who.drafting(at, "options", "options", "A\nA\nfor").is(422, "A is there already")
	at = who.drafting(at, "options", "options", "To 2028\nNot at all").at()
	at = who.drafting(at, "text", "text", "That it run on.").at()
	at = who.drafting(at, "when", says...).at()
	who.get(at+"/test").is(200, "The rules allow this motion to be put on record")
	check = who.get(at+"/move").is(200, "Community diagnostics runs until", "31 March 2028", "GM-2015-004 is to be superseded", "Not at all")
	who.get(who.sign(at+"/move", check))
	m, err := b.as("secretary").Motion(t.Context(), "GM-2015-014")
	if err != nil || m.Prolongs == nil || m.Varies == nil || len(m.Options) != 2 {
		t.Errorf("moved is %+v %v", m, err)
	}

	// Settlements and rights to vote, of which this MoU knows none, are kept as typed, and the
	// rules say that they can't be moved.
	at = begin("What is left", "pool", "community-equipment")
	who.drafting(at, "settles", "fund", "", "amounts", "NHS Bury CCG some").is(422, "Select the year of the fund", "Line 1 has no amount")
	at = who.drafting(at, "settles", "fund", "home-equipment/2015-16", "amounts", "NHS Bury CCG\t-£5.00\n00T (7.50)").at()
	who.get(at+"/settles").is(200, "NHS Bury CCG -£5.00", "-£7.50")
	who.drafting(at, "rights", "from", "soon").is(422, "Select the parties that are given a vote", "Enter the day from which they vote")
	at = who.drafting(at, "rights", "parties", "00V", "from", "1 April 2016").at()
	who.get(at).is(200, "Who is given a vote", "What is left of a fund’s year")
	at = who.drafting(at, "text", "text", "That it be so.").at()
	who.get(at+"/test").is(200, "cannot be put on record yet")

	// A line that rests on last year.
	at = begin("Next year", "pool", "community-equipment")
	pool := []string{"host", "00T", "year", "2016-17", "fund", "home equipment", "what", "Lent", "line", "Lent", "amount", "1,000", "due", "1 April 2016", "share", "last_year", "inflation", "lots", "planned", "nobody 5"}
	who.drafting(at, "money", pool...).is(422, "such as home-equipment", "such as nurses", "Enter a number of percent above 0", "Line 1 names no party", `value="lots"`)
	pool[5], pool[9], pool[17], pool[19] = "home-equipment", "lent", "2.5", "NHS Bury CCG -5.00"
	at = who.drafting(at, "money", append(pool, "variable", "yes")...).at()
	who.get(at+"/money").is(200, "As last year", `value="home-equipment"`)
}

// drafted is where a draft still is whose task was not saved.
func (a answer) drafted(at string) string { return at }

// Whoever moved a motion changes it before it is open: what each part said before and says
// from then on stands on the check page, and notice has to be given again.
func TestChangeMotionOnRecord(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-013"
	var papers [2]ledger.Digest
	for i := range papers {
		kept, err := b.as("bury-member").PutBlob(t.Context(), fmt.Appendf(nil, "The case, version %d", i+1), false)
		if err != nil {
			t.Fatal(err)
		}
		papers[i] = kept.SHA256
	}
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: "Meet on Thursdays", Text: []string{"That the board meet on Thursdays."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy", Reasons: []string{"It suits most"},
		Papers: []ledger.Paper{{Title: "The case", SHA256: papers[0]}},
	})
	m, err := b.as("secretary").Motion(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: m.TextID, Opens: "2015-12-07T09:00:00.000Z", Closes: "2015-12-11T17:00:00.000Z"})
	const path = "/motions/" + ref + "/amend"
	other := b.member("secretary")
	other.get("/motions/" + ref).is(200).isNot("Change what it says")
	other.get(path).is(403, "Only bury-member, who moved "+ref+", changes it")
	b.reader().get(path).leads("/log-in?next=%2Fmotions%2FGM-2015-013%2Famend")
	who := b.member("bury-member")
	who.get("/motions/"+ref).is(200, `href="`+path+`"`, "Change what it says")
	at := who.post(path, who.get(path).is(200, "Change this motion", "that notice lapses").fill()).at()
	who.get(at).is(200, "Change a motion", ref+", Meet on Thursdays")
	who.drafting(at, "text", "text", "").is(422, "Enter what the board is to resolve")
	at = who.drafting(at, "text", "text", "That the board meet on Tuesdays.", "reasons", "").at()
	at = who.drafting(at, "type", "title", "Meet on Tuesdays").at()
	at = who.drafting(at, "papers", "keep", "", "papers", "The case; "+string(papers[1])).at() // another, of the same name, in its place
	who.get(at+"/test").is(200, "The rules allow this motion to be put on record")
	who.get(at+"/move").is(200, "Papers, before", "The case, check code "+ledger.CheckCode(papers[0]), "Papers, from then on", "The case, check code "+ledger.CheckCode(papers[1]))
	check := who.get(at+"/move").is(200, "Check and change the motion", "Resolution, before", "That the board meet on Thursdays.", "Resolution, from then on", "That the board meet on Tuesdays.", "Reasons, before", "The motion stands as it is until you sign", "amends "+ref+", Meet on Tuesdays")
	who.get(who.sign(at+"/move", check)).is(200, "Receipt number", "That the board meet on Tuesdays.")
	if m, err := b.as("secretary").Motion(t.Context(), ref); err != nil || m.Notice != nil || m.Title != "Meet on Tuesdays" || len(m.Reasons) != 0 || m.Status.Status != ledger.MotionDraft {
		t.Errorf("amended is %+v %v", m, err)
	}
	// One that is open is changed no more.
	open := b.member("bury-member").get("/motions/GM-2015-011/amend")
	if open.status != 403 && !strings.Contains(open.body, "It can be changed no more") {
		t.Errorf("%d %s", open.status, open.body)
	}
}

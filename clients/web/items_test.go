package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// What happens to the items of a meeting besides hands: each form says what is wrong with
// what was typed and keeps it, and what is recorded stands on the meeting's page.
func TestItems(t *testing.T) {
	b := newBoard(t)
	const motion, meeting = "GM-2015-013", "/meetings/GM-2015-M03"
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: motion, Title: "Meetings", Text: []string{"That the board meet on Thursdays.", "That it meet in the town hall."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	who := b.member("secretary")
	call := who.get("/meetings/new").fill("title", "Strategy board", "starts", "10 December 2015", "starts-at", "2pm", "place", "Town hall")

	// Items keep their numbers and their semicolons, whatever is put between them.
	call.Set("items", "Welcome\n4.1. Cars;; and bicycles; private: terms;; and names\n4.1. Estates")
	who.post("/meetings/new", call).is(422, "Line 3: there are two items 4.1", "Cars;; and bicycles")
	call.Set("title", strings.Repeat("é", 300))
	call.Set("items", "Welcome\n4.1. Cars;; and bicycles; private: terms;; and names\n7. Meetings; "+motion)
	who.post("/meetings/new", call).is(422, `href="#title"`, "Shorten “What is it called” by")
	call.Set("title", "Strategy board")
	who.sign("/meetings/new", who.post("/meetings/new", call).is(200, "Check and call the meeting", "4.1. Cars; and bicycles; in private: terms; and names", "7. Meetings, "+motion).isNot(`nhsuk-details" open`))
	agenda := who.get(meeting+"/agenda").is(200, "4.1. Cars;; and bicycles; private: terms;; and names", "7. Meetings; "+motion).fill()
	agenda.Set("items", strings.Replace(agenda.Get("items"), "4.1.", "2. Apologies\n4.1.", 1))
	who.sign(meeting+"/agenda", who.post(meeting+"/agenda", agenda).is(200, partByPart))
	who.get(meeting).is(200, "2. Apologies", "4.1. Cars; and bicycles", "In private: terms; and names", "7. Meetings")

	b.until("2015-12-10T15:00:00.000Z")
	attend := who.get(meeting+"/attendance").fill("others", "chair", "other", "", "presiding", "chair")
	who.sign(meeting+"/attendance", who.post(meeting+"/attendance", attend))
	chair := b.member("chair").get(meeting)
	for _, what := range []string{"Put it off", "Take it in parts", "Record that somebody was away", "Set an action"} {
		who.get(meeting).is(200, what)
		if strings.Contains(chair.body, what) {
			t.Errorf("the chair is led to %q, which the secretary records", what)
		}
	}
	who.get(meeting + "/items/7/nothing").is(404)
	who.get(meeting + "/items/9/defer").is(404)
	who.get(meeting + "/items/1/divide").is(404)
	state := func(path string, typed ...string) {
		t.Helper()
		if to := who.sign(path, who.post(path, who.get(path).is(200).fill(typed...))); !strings.HasPrefix(to, meeting) {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	wrong := func(path string, typed []string, words ...string) {
		t.Helper()
		who.post(path, who.get(path).is(200).fill(typed...)).is(422, append(words, "There is a problem")...)
	}

	point := meeting + "/items/1/point"
	wrong(point, []string{"point", "Too fast"}, "Enter how it was ruled", "Too fast")
	wrong(point, []string{"point", strings.Repeat("x", 1100), "ruling", "No"}, `href="#point"`, "Shorten “What was the point of order” by 76 letters")
	state(point, "point", "The vote was too fast", "ruling", "It is taken again")

	absence := meeting + "/items/7/absence"
	wrong(absence, []string{"person", "", "away-from", "early", "away-until", "soon"}, "Enter when they left", "Enter when they came back", "Select who was away", `value="early"`)
	if page := who.post(absence, who.get(absence).fill()); strings.Index(page.body, `href="#person"`) > strings.Index(page.body, `href="#away-from"`) {
		t.Error("what is wrong is not told in the order of the questions")
	}
	wrong(absence, []string{"person", "bury-member", "away-from", "1pm"}, "Enter a time from the beginning of the meeting on")
	wrong(absence, []string{"person", "bury-member", "away-from", "2:30pm", "away-until", "2:10pm"}, "later than when they left")
	state(absence, "person", "bury-member", "away-from", "2:30pm", "away-until", "2:45pm")
	who.get(absence).is(200, "Away from 2:30pm to 2:45pm")
	attend = who.get(meeting+"/attendance").fill("other", "")
	who.post(meeting+"/attendance", attend).is(200, "part by part", "NHS Bury CCG, 00V-1: bury-member; away from item 7, left 2:30pm on Thursday 10 December 2015, came back 2:45pm on Thursday 10 December 2015")
	who.get(meeting).is(200, "away from item 7")
	if hands := who.get(meeting+"/hands/"+motion).is(200, "NHS Bolton CCG"); strings.Contains(hands.body, "hand-00V-1") {
		t.Error("who was away is asked for a hand")
	}

	action := meeting + "/items/2/action"
	wrong(action, []string{"due", "soon"}, "Enter what is to be done", "Select who does it", "Enter the day by which it is to be done", `value="soon"`)
	wrong(action, []string{"what-action", "Book the hall", "who", "party 00V", "due", "1 December 2015"}, "Enter a day from the meeting on")
	state(action, "what-action", "Book the hall", "who", "party 00V", "due", "18 December 2015")
	state(action, "what-action", "Send the timetable", "who", "person bury-member", "due", "18 December 2015")
	who.get(meeting).is(200, "Book the hall", "GM-2015-M03/01. NHS Bury CCG, by Friday 18 December 2015", "Send the timetable")
	b.reader().get(meeting+"/actions/01").is(200, "Book the hall", "Open")
	who.get(meeting + "/actions/09").is(404)
	done := meeting + "/actions/01"
	wrong(done, []string{"note", "The hall is ours"}, "Select what became of it", "The hall is ours")
	wrong(done, []string{"how", "done"}, "Enter how it was done")
	officer := b.member("bury-officer")
	if to := officer.sign(done, officer.post(done, officer.get(done).fill("how", "done", "note", "The hall is ours")).is(200, "bury-officer records that action GM-2015-M03/01 is done", "NHS Bury CCG", "What is said of it")); !strings.HasPrefix(to, meeting) {
		t.Error(to)
	}
	who.get(done).is(200, "The hall is ours", "Done")

	put := meeting + "/items/4.1/defer"
	wrong(put, nil, "Enter why it is put off")
	state(put, "reason", "Time ran out")
	who.get(meeting).is(200, "Deferred: Time ran out")

	divide := meeting + "/items/7/divide"
	wrong(divide, []string{"part-1", "no"}, "Select at least one paragraph with which a new part begins")
	state(divide)
	who.get(meeting).is(200, "GM-2015-014, Meetings, part 1", "GM-2015-015, Meetings, part 2", "Record the show of hands on GM-2015-014")
	state(meeting+"/hands/GM-2015-014", "how", "all")
	who.get(meeting).is(200, "Carried", "Record the show of hands on GM-2015-014 again")
}

// The forms of the secretary's that no journey comes to, each as it is asked for and with
// nothing typed, at both widths.
func TestSecretarysForms(t *testing.T) {
	b := newBoard(t)
	const meeting = "/meetings/GM-2015-M03"
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: "GM-2015-013", Title: "Meetings", Text: []string{"That the board meet on Thursdays.", "That it meet in the town hall."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	who := b.member("secretary")
	call := who.get("/meetings/new?motion=GM-2015-013").fill("title", "Strategy board", "starts", "10 December 2015", "starts-at", "2pm", "place", "Town hall")
	who.sign("/meetings/new", who.post("/meetings/new", call))
	w := newBrowser(t, b, 1280)
	w.open("/log-in?next=/motions/GM-2015-013/impact/state", "Log in")
	w.choose("person", "secretary")
	w.press("Log in as this person")
	forms := []struct{ path, heading, button, wrong string }{
		{"/motions/GM-2015-013/impact/state", "What it costs each party", "Continue", "Enter against what the costs are reckoned"},
		{"/papers", "Put a paper beside the ledger", "Put it beside the ledger", "Choose the paper"},
		{"/decisions/GM-2015-001/conditions/1", "A condition is met", "Continue", "Enter the day on which it was met"},
		{meeting + "/items/3/point", "Rule on a point of order", "Continue", "Enter what the point of order was"},
		{meeting + "/items/3/absence", "Record that somebody was away", "Continue", "Select who was away"},
		{meeting + "/items/3/action", "Set an action", "Continue", "Enter what is to be done"},
		{meeting + "/items/3/defer", "Put an item off", "Continue", "Enter why it is put off"},
	}
	w.at(forms[0].heading)
	b.until("2015-12-10T15:00:00.000Z")
	attend := who.get(meeting+"/attendance").fill("others", "chair", "other", "", "presiding", "chair")
	who.sign(meeting+"/attendance", who.post(meeting+"/attendance", attend))
	both := func(heading string) {
		t.Helper()
		w.resize(375)
		w.look(heading)
		w.resize(1280)
	}
	w.open(meeting, "Strategy board")
	w.press("Something else happened at item 3")
	both("Strategy board")
	w.open(meeting+"/items/3/divide", "Take a motion in parts")
	both("Take a motion in parts")
	for _, f := range forms {
		w.open(f.path, f.heading)
		w.press(f.button)
		w.at(f.heading)
		w.has("There is a problem", f.wrong)
		if focus := w.focused(); !strings.Contains(focus, "nhsuk-error-summary") {
			t.Errorf("%s: the focus is on %q, not on the error summary", f.path, focus)
		}
		both(f.heading)
	}
}

// A draft is its author's, the secretary's and the chair's: to others it is not there,
// whoever tells them its address.
func TestDraftIsItsAuthors(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	at := bury.post("/drafts/new/text", bury.get("/drafts/new/text").fill("text", "That nobody know yet.")).at()
	for _, person := range []string{"bury-member", "secretary", "chair"} {
		b.member(person).get(at+"/text").is(200, "That nobody know yet.")
	}
	digest := strings.TrimPrefix(at, "/drafts/")
	for _, r := range []*reader{b.member("bolton-member"), b.member("bury-officer")} {
		for _, path := range []string{at, at + "/text", at + "/test", at + "/move", "/blob/" + digest} {
			if page := r.get(path).is(404); strings.Contains(page.body, "nobody know") {
				t.Errorf("%s: %s", path, page.body)
			}
		}
	}
	b.reader().get("/blob/" + digest).is(404)
}

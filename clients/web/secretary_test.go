package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"concordat/ledger"
)

// enter presses the enter key on what has the focus, which leads to another page.
func (w *browser) enter() {
	w.t.Helper()
	// Whoever comes back to the page finds it as it was left.
	do(w, chromedp.Evaluate[bool](`(addEventListener("pageshow", (e) => { if (e.persisted) window.left = false; }), window.left = true)`))
	do(w, chromedp.KeyEvent("\r"))
}

// follow goes to a link or button by the tabulator and presses it.
func (w *browser) follow(words, heading string) {
	w.t.Helper()
	w.tab(words)
	w.enter()
	w.at(heading)
}

// answer goes to questions by the tabulator, in their order, and types what each is
// answered with.
func (w *browser) answer(typed ...string) {
	w.t.Helper()
	for i := 0; i+1 < len(typed); i += 2 {
		w.tab(typed[i])
		do(w, chromedp.KeyEvent(typed[i+1]))
	}
}

// put makes a text that of a question.
func (w *browser) put(id, text string) {
	w.t.Helper()
	do(w, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(e => { e.focus(); e.select(); })(document.getElementById(%q))`, id)))
	do(w, chromedp.KeyEvent(text))
}

// changesTo logs out, and in as somebody else of the example, and goes on to a page.
func (w *browser) changesTo(person, next, heading string) {
	w.t.Helper()
	w.press("Log out")
	w.at("Log in")
	w.load("/log-in?next=" + next)
	w.choose("person", person)
	w.press("Log in as this person")
	w.at(heading)
}

// until has the clock come to a time.
func (b *board) until(at string) {
	b.t.Helper()
	then, err := time.Parse(time.RFC3339, at)
	if err != nil {
		b.t.Fatal(err)
	}
	b.clock.add(then.Sub(b.clock.now()))
}

// The secretary drafts a motion task by task, gives notice of it and opens it, by the
// keyboard alone; then calls a meeting at which, with the chair, an interest is ruled on,
// an amendment and a motion are put to the hands, whose result is there at once; and whose
// minutes the secretary, the chair and a member approve, after which it all stands.
func TestSecretary(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			const drafted, shown, meeting = "GM-2015-014", "GM-2015-013", "/meetings/GM-2015-M03"
			b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
				Ref: shown, Title: "Meet on Thursdays", Text: []string{"That the board meet on Thursdays."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
			})
			b.states("trafford-member", "02A", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: shown, Nature: "indirect", Known: "2015-11-20"})
			w := newBrowser(t, b, width)
			w.motionByKeyboard(drafted)
			w.callsMeeting(shown)
			b.until("2015-12-10T16:00:00.000Z")

			w.open("/secretary", "Secretary")
			w.has("its time has come")
			w.follow("One eye service", "Notice and opening")
			w.follow("Open for votes", "Check and open")
			w.has("for the votes of 12 seats")
			w.follow("sign", "Notice and opening")
			w.has("Recorded", "Open for voting")

			w.press("Secretary")
			w.at("Secretary")
			w.press("Meeting GM-2015-M03")
			w.at("Strategy board")
			w.holdsMeeting(shown)
			w.minutes(shown, meeting)
		})
	}
}

// motionByKeyboard drafts a motion and gives notice of it.
func (w *browser) motionByKeyboard(ref string) {
	w.t.Helper()
	w.open("/log-in?next=/secretary", "Log in")
	w.answer("person", "secre")
	w.follow("Log in as this person", "Secretary")
	w.follow("Start a motion", "New motion")
	w.has("You have completed 0 of 9 tasks", "Cannot start yet")
	w.follow("Type and title", "Type and title")
	w.follow("Save and continue", "Type and title")
	w.has("Enter a title", "Select what the motion is for")
	w.answer("title", "One eye service", "type", " ", "function", "Clin", "route", " ")
	w.follow("Save and continue", "New motion")
	w.has("You have completed 1 of 8 tasks", "One eye service")
	w.follow("Resolution text", "Resolution text")
	w.answer("text", "That there be one service.")
	w.follow("Save and continue", "New motion")
	w.follow("Money and shares", "Money and shares")
	w.answer("host", "NHS Sal", "year", "2016-17", "what", "The service", "amount", "10,000.03", "due", "1 April 2016", "share", " ")
	w.follow("Save and continue", "New motion")
	w.follow("Money and shares", "Money and shares")
	w.has("What each party would pay", "£833.34", "£833.33", "largest remainders")
	w.follow("All tasks", "New motion")
	w.follow("Who votes and when", "Who votes and when")
	w.has("votes open at the earliest at", "bank holidays of England")
	w.answer("opens", "10 December 2015", "opens-at", "9am", "closes", "17 December 2015", "closes-at", "5pm")
	w.follow("Save and continue", "New motion")
	w.has("You have completed 4 of 8 tasks")
	w.follow("Test against the rules", "Test against the rules")
	w.has("The rules allow this motion to be put on record", "What it needs to be carried", "Quorum")
	w.follow("Check and put on record", "Check and put on record")
	w.has("secretary moves "+ref+", One eye service", "£10,000.03")
	w.follow("sign", "Notice and opening")
	w.has("Recorded", "Not given yet")
	w.follow("Check the notice", "Check and give notice")
	w.has("secretary gives notice of " + ref)
	w.follow("sign", "Notice and opening")
	w.has("Recorded", "Open it for votes from 9am on Thursday 10 December 2015 on")
}

// callsMeeting puts a motion that is on record on the agenda of a new meeting.
func (w *browser) callsMeeting(ref string) {
	w.t.Helper()
	w.open("/motions/"+ref+"/publish", "Notice and opening")
	w.press("Put it on the agenda of a new meeting")
	w.at("Call a meeting")
	w.press("Check the agenda")
	w.at("Call a meeting")
	w.has("Enter what the meeting is called", "Enter the day and time when it begins", "Enter where it is held")
	if items := do(w, chromedp.Evaluate[string](`document.getElementById("items").value`)); !strings.Contains(items, "Meet on Thursdays; "+ref) {
		w.t.Errorf("what was typed is gone: %q", items)
	}
	w.put("title", "Strategy board")
	w.put("starts", "10 December 2015")
	w.put("starts-at", "2pm")
	w.put("place", "Town hall")
	w.press("Check the agenda")
	w.at("Check and call the meeting")
	w.press("Sign and call the meeting")
	w.at("Strategy board")
	w.has("Recorded", "2pm on Thursday 10 December 2015, Town hall", "Attendance has not been recorded")
}

// rules has whoever is logged in rule on the interest, on the meeting's own page.
func (w *browser) rules(interest string) {
	w.t.Helper()
	w.press(interest)
	w.at("Rule on an interest")
	w.has("ruled on by two people", "Quorum now")
	w.focus("ruling-2")
	do(w, chromedp.KeyEvent(" "))
	w.press("Continue")
	w.at("Check and rule")
	w.press("Record this ruling")
	w.at("Rule on an interest")
	w.has("May speak, may not vote")
}

// holdsMeeting records what happens at the meeting of the page, up to its end.
func (w *browser) holdsMeeting(ref string) {
	w.t.Helper()
	const meeting, interest = "/meetings/GM-2015-M03", "GM-2015-013: trafford-member: indirect interest, "
	w.press("Record who attends")
	w.at("Who attends")
	w.choose("presiding", "chair")
	w.press("Continue")
	w.at("Who attends")
	w.has("chair is not among those above")
	w.focus("others")
	do(w, chromedp.KeyEvent(" "))
	w.choose("seat-02H-1", ledger.AttendsWithApologies+" wigan-borough-member")
	w.press("Continue")
	w.at("Check and record who attends")
	w.press("Sign and record")
	w.at("Strategy board")
	w.has("Presided over by chair", "Apologies")
	w.rules(interest + "not ruled on yet")
	w.changesTo("chair", meeting, "Strategy board")
	w.rules(interest + "may speak, may not vote by the ruling of secretary")

	w.changesTo("secretary", meeting, "Strategy board")
	w.has("may speak, may not vote by the ruling of secretary and chair")
	w.press("Move an amendment, item 3")
	w.at("Move an amendment")
	w.press("Continue")
	w.at("Move an amendment")
	w.has("Change the text")
	w.choose("by", "00V-1")
	w.put("text", "That the board meet on Tuesdays.")
	w.press("Continue")
	w.at("Check and move the amendment")
	w.press("Sign and record")
	w.at("Strategy board")
	w.press("Put this amendment to a show of hands, item 3")
	w.at("Show of hands on an amendment")
	w.has("trafford-member, who may not vote, by the rulings on an interest")
	w.focus("how")
	do(w, chromedp.KeyEvent(" "))
	w.press("Continue")
	w.at("Check and record the hands")
	w.has("10 hands", "No hand shown", "Carried")
	w.press("Sign and record")
	w.at("Strategy board")
	w.has("That the board meet on Tuesdays.", "carried")

	w.press("Record the show of hands, item 3")
	w.at("Show of hands")
	w.has("That the board meet on Tuesdays.")
	w.focus("how")
	do(w, chromedp.KeyEvent(" "))
	w.choose("hand-00V-1", ledger.ChoiceAgainst)
	w.press("Continue")
	w.at("Check and record the hands")
	w.has("9 hands", "1 hand")
	w.press("Sign and record")
	w.at("Strategy board")
	w.has("Results", "Carried", "It stands once the minutes are approved", "Majority")
	w.board.until("2015-12-10T17:00:00.000Z")
	w.press("End the meeting")
	w.at("Check and end the meeting")
	w.press("Sign and end the meeting")
	w.at("Minutes")
}

// minutes has three people approve the minutes: hands stand only by somebody who was there
// for a seat. Then the secretary records that the notice of what was decided is published.
func (w *browser) minutes(ref, meeting string) {
	w.t.Helper()
	approve := func() {
		w.t.Helper()
		w.has("Drafted from what the ledger has", "That the board meet on Tuesdays.", "Plain text, to copy")
		w.press("Approve these minutes")
		w.at("Check and approve the minutes")
		w.press("Sign and approve")
		w.at("Minutes")
	}
	approve()
	w.has("Approved so far by secretary")
	w.changesTo("chair", meeting+"/minutes", "Minutes")
	approve()
	w.has("Approved so far by secretary and chair", "one of those who approve the minutes has to have attended for a seat")
	member := w.board.member("bury-member")
	member.sign(meeting+"/minutes", member.post(meeting+"/minutes", member.get(meeting+"/minutes").is(200, "Approve these minutes").form()))
	w.open(meeting+"/minutes", "Minutes")
	w.has("Approved at", "by secretary, chair and bury-member")
	w.changesTo("secretary", "/secretary", "Secretary")
	w.press("Meet on Thursdays")
	w.at("Record that the notice was published")
	// The notice is a document in which no script runs, to be asked nothing.
	notice := do(w, chromedp.Evaluate[string](`[...document.querySelectorAll("main a")].find((e) => e.innerText === "the notice").getAttribute("href")`))
	w.board.member("chair").get(notice).is(200, "Decision notice "+ref, "That the board meet on Tuesdays.", "Carried on 10 December 2015")
	w.choose("on", "") // it is filled in with today
	w.press("Continue")
	w.at("Record that the notice was published")
	w.has("Enter where the notice was published", "Enter the day on which it was published")
	w.put("place", "The board’s website")
	w.put("on", "10 December 2015")
	w.press("Continue")
	w.at("Check and sign")
	w.has("Nothing is recorded until you sign", "The board’s website", "10 December 2015")
	w.press("Sign and record")
	w.at("Secretary")
	if w.has("Recorded", "Closed, to publish"); strings.Contains(w.Text(), "Meet on Thursdays") {
		w.t.Error("its notice is still to be published")
	}
	w.open(meeting, "Strategy board")
	w.has("It is decided", "Minutes approved")
	w.open("/decisions/"+ref, "Meet on Thursdays")
	w.has("Carried on Thursday 10 December 2015", "records that the notice of the decision on the motion was published on 10 December 2015: The board’s website")
}

package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A board member logs in, reads what a motion means for their party, votes, and has a
// receipt; by the keyboard, on a phone and on a desk.
func TestVote(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			w := newBrowser(t, b, width)
			w.open("/", "Log in")
			w.has("This is an example")
			w.press("Log in as this person")
			w.at("Log in")
			w.has("There is a problem", "Choose a person of the example")
			w.choose("person", "bury-member")
			w.press("Log in as this person")
			w.at("Your votes")
			w.has("Not yet voted", "Closes at 5pm on Friday 27 November 2015", "pays £20,000")
			// Who has logged in stands where it will stand before all of it has come.
			if moved := do(w, chromedp.Evaluate[float64](`(() => {
				const account = document.querySelector(".nhsuk-header__account"), top = () => account.getBoundingClientRect().top;
				const items = account.querySelectorAll("li"), then = top();
				items.forEach((e) => { e.hidden = true; });
				const first = top();
				items.forEach((e) => { e.hidden = false; });
				return then - first;
			})()`)); moved != 0 {
				t.Errorf("it moves by %v pixels when it has come", moved)
			}
			w.press("A pooled fund for one minor eye conditions service (illustrative)")
			w.at("A pooled fund")
			w.has("What this means for NHS Bury CCG", "Pays £20,000", "Bound even if you vote against", "Yes, clause 5.6", "Within its authority", "Quorum (clause 4.5)", "At least 9 of 12 parties", "1 more vote for")
			if scrolls := do(w, chromedp.Evaluate[bool](`Boolean(document.querySelector(".nhsuk-scroll--scrollable"))`)); scrolls != (width < 600) {
				t.Errorf("its tables scroll to the side: %t", scrolls)
			}
			w.press("Vote")
			w.at("How does NHS Bury CCG vote?")
			w.has("at least 75% of those voting for or against")
			w.press("Continue")
			w.at("How does NHS Bury CCG vote?")
			w.has("Select how NHS Bury CCG votes")
			if focus := w.focused(); !strings.Contains(focus, "nhsuk-error-summary") {
				t.Errorf("the focus is on %q, not on the error summary", focus)
			}
			w.focus("choice")
			do(w, chromedp.KeyEvent(" "))
			w.press("Continue")
			w.at("Check and sign your vote")
			w.has("NHS Bury CCG votes for GM-2015-011", "You have declared none on this motion", "Your vote is not recorded until you sign it", "the example’s key for bury-member")
			w.press("Sign and send vote")
			w.at("Vote recorded")
			w.has("Receipt number 552", "Voting closes at 5pm on Friday 27 November 2015", "One centre for adult burns outpatients (illustrative)")

			w.open("/", "Your votes")
			w.has("Signed", "You voted for. Change until 5pm on Friday 27 November 2015")
			w.open("/motions/GM-2015-011", "A pooled fund")
			w.has("NHS Bury CCG", "bury-member, signed with a key")
			w.press("Change your vote")
			w.at("How does NHS Bury CCG vote?")
			w.has("You voted for at")

			// Closed while it lay on the desk.
			w.open("/motions/GM-2015-011/vote/check?choice=against", "Check and sign your vote")
			b.clock.add(20 * time.Minute)
			w.press("Sign and send vote")
			w.at("Voting has closed")
			w.has("A vote that comes after that is not recorded")
			w.open("/decisions/GM-2015-011", "A pooled fund")
			w.has("Carried on Friday 27 November 2015", "All 12 are bound", "Obligations created", "£20,000.00")
			if width > 400 { // the paper is as wide whatever the screen is
				w.print("decision")
			}
			w.open("/motions", "Motions")
			w.open("/decisions", "Decisions")
			w.open("/help", "Help")
			w.open("/help/what-is-proved", "What is and is not proved")
			w.open("/accessibility", "Accessibility statement")
			w.open("/nowhere", "Page not found")
			w.open("/motions/GM-2015-099", "Page not found")
			w.press("Log out")
			w.at("Log in")
			w.open("/motions/GM-2015-012", "One centre for adult burns")
			w.press("Log in to vote")
			w.at("Log in")
			w.choose("person", "secretary")
			w.press("Log in as this person")
			w.at("One centre for adult burns")
			w.has("You cannot vote on this motion: you hold no seat")
			w.open("/motions/GM-2015-012/vote", "You cannot see or do this")
		})
	}
}

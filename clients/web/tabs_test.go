package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// another opens a further tab of the same person's.
func (w *browser) another() *browser {
	w.t.Helper()
	return watched(w.t, w.board, w.Another(), w.width)
}

// enters logs somebody of the example in.
func (w *browser) enters(person string) {
	w.t.Helper()
	w.open("/log-in", "Log in")
	w.choose("person", person)
	w.press("Log in as this person")
	w.at("Your votes")
}

// twice clicks two times on an element, as people do who take a page for a folder.
func (w *browser) twice(id string) {
	w.t.Helper()
	at := do(w, chromedp.Evaluate[struct{ X, Y float64 }](fmt.Sprintf(`(() => {
		const e = document.getElementById(%q);
		e.scrollIntoView({ block: "center" });
		window.left = true;
		const r = e.getBoundingClientRect();
		return { X: r.x + r.width / 2, Y: r.y + r.height / 2 };
	})()`, id)))
	// None waits for what the one before has done.
	for count := range int64(2) {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			_, err := chromedp.Call(w.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, ClickCount: count + 1})
			if err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

const (
	votesOn = "/motions/GM-2015-011/vote"
	asks    = "How does NHS Bury CCG vote?"
	checks  = "Check and sign your vote"
	voted   = "Vote recorded"
)

// In two tabs the same vote is one vote with one receipt, whichever tab sends it, and another
// is refused until it was seen that one stands; and the way back from a receipt leads to the
// same one.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	b := newBoard(t)
	first := newBrowser(t, b, 375)
	first.enters("bury-member")
	second, third := first.another(), first.another()
	for _, w := range []*browser{first, second} {
		w.open(votesOn, asks)
		w.tab("choice")
		do(w, chromedp.KeyEvent(" "))
		w.follow("Continue", checks)
	}
	third.open(votesOn+"/check?choice=against", checks)
	// Somebody else's vote comes between the pages and what is sent from them.
	trafford := b.member("trafford-member")
	trafford.post(votesOn+"/check", trafford.get(votesOn+"/check?choice=for").form()).leads("/receipts/552")
	first.follow("sign", voted)
	first.has("Receipt number 553")
	second.follow("sign", voted)
	second.has("Receipt number 553")
	third.follow("sign", checks)
	third.has("There is a problem", "Something else was signed with your key since this page was shown", "Your vote was not recorded", "The vote that stands", "You voted for at 4:44pm", "Against")
	bury := b.member("bury-member")
	bury.get("/receipts/554").is(404)

	first.back()
	first.at(checks)
	first.has("You voted for at 4:44pm")
	first.follow("sign", voted)
	first.has("Receipt number 553")
	bury.get("/receipts/554").is(404)

	// Who has seen that one stands, and wants another, has another.
	third.follow("sign", voted)
	third.has("Receipt number 554")
	// What a tab still shows is of before that.
	second.open(votesOn, asks)
	second.has("You voted against at 4:44pm")
}

// Back from the check page the answer is as it was, with why; changed, it is what is signed.
func TestBackToTheQuestion(t *testing.T) {
	t.Parallel()
	b := newBoard(t)
	w := newBrowser(t, b, 375)
	w.enters("bury-member")
	w.open(votesOn, asks)
	w.tab("choice")
	do(w, chromedp.KeyEvent(" "))
	const why = "Our patients would wait less."
	w.put("reason", why)
	w.follow("Continue", checks)
	w.has(why)
	answers := func(choice string) {
		t.Helper()
		w.at(asks)
		got := do(w, chromedp.Evaluate[[]string](`[document.querySelector("[name=choice]:checked")?.value, document.getElementById("reason").value]`))
		if got[0] != choice || got[1] != why {
			t.Errorf("the answers are %q", got)
		}
	}
	w.back()
	answers("for")
	w.follow("Continue", checks)
	w.follow("Change your vote", asks) // the link that the page has for it
	answers("for")
	do(w, chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=choice][value=against]").focus()`))
	do(w, chromedp.KeyEvent(" "))
	w.follow("Continue", checks)
	w.has("Against", why)
	w.follow("sign", voted)
	w.has("Receipt number 552")
	w.back()
	w.at(checks)
	w.follow("sign", voted)
	w.has("Receipt number 552")
	bury := b.member("bury-member")
	bury.get("/receipts/552").is(200, "NHS Bury CCG votes against GM-2015-011")
	bury.get("/receipts/553").is(404)
}

// A double click records once: a vote, and what is declared on a form; also where no script
// keeps the second press from being sent.
func TestDoubleClick(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %t", scripts), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			w := newBrowser(t, b, 375)
			w.enters("bury-member")
			at := w.at
			if !scripts {
				w.NoScripts()
				at = func(heading string) {
					w.Await(fmt.Sprintf(`Boolean(document.querySelector("h1")?.innerText.includes(%q))`, heading))
				}
			}
			w.load(votesOn + "/check?choice=for")
			w.twice("sign")
			at(voted)
			w.has("Receipt number 552")
			bury := b.member("bury-member")
			bury.get("/receipts/553").is(404)

			w.load("/account/interests")
			do(w, chromedp.Evaluate[chromedp.Void](`(document.querySelector("[name=nature]").checked = true, document.getElementById("known").value = "20 November 2015", document.getElementById("known").form.querySelector("button").id = "continue")`))
			w.twice("continue")
			at("Check and sign your interest")
			w.twice("sign")
			at("Your interests")
			bury.get("/receipts/553").is(200)
			bury.get("/receipts/554").is(404)
		})
	}
}

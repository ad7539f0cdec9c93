package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"concordat/ledger"
)

// summary holds that a form came back with what is wrong with it, which has the focus, and
// follows its first link to the question that it is about.
func (w *browser) summary(first, question string, more ...string) {
	w.t.Helper()
	w.has(append(more, "There is a problem", first)...)
	if focus := w.focused(); !strings.Contains(focus, "nhsuk-error-summary") {
		w.t.Errorf("the focus is on %q, not on the error summary", focus)
	}
	w.tab(first)
	// Of a link that has done its own a keyboard sends no letter besides, which what then has
	// the focus would take.
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(w.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}); err != nil {
			w.t.Fatal(err)
		}
	}
	if focus := w.focused(); !strings.Contains(focus, `id="`+question+`"`) {
		w.t.Errorf("%q leads to %q, not to %q", first, focus, question)
	}
}

// logsIn logs in as somebody of the example, who goes on to a page.
func (w *browser) logsIn(person, next, heading string) {
	w.t.Helper()
	w.open("/log-in?next="+url.QueryEscape(next), "Log in")
	w.answer("person", person)
	w.follow("Log in as this person", heading)
}

// receipt goes by the keyboard to the receipt of what was recorded last, which the page leads to.
func (w *browser) receipt(words ...string) {
	w.t.Helper()
	w.follow(fmt.Sprintf("Receipt number %d", w.board.ledger().Size-1), "Recorded")
	w.has(words...)
}

// Officers and the secretary do by the keyboard alone what binds their organisations: a
// governing body's answer, a report on a fund, a dispute, notice to leave; and are told what
// the rules refuse. Each form is sent empty first.
func TestOfficersByKeyboard(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			owed := b.owedByBury()
			w := newBrowser(t, b, width)
			w.logsIn("trafford-o", "/", "Your votes")
			w.follow("Ratify or refuse: One site for planned hand surgery (illustrative)", "Ratify or refuse this decision")
			w.follow("Continue", "Ratify or refuse this decision")
			w.summary("Select what the governing body has resolved", "answer")
			w.answer("answer", " ", "resolution", "GB/15/118", "resolved", "26 November 2015")
			w.follow("Continue", "Check and ratify")
			w.has("GB/15/118 of 26 November 2015", "It can be ratified or refused once only")
			w.follow("sign", "One site for planned hand surgery")
			w.has("Recorded", "Bound: its governing body ratified")
			w.follow("Log out", "Log in")

			w.logsIn("bolton-o", equipment, "Account of 2015 to 2016")
			w.follow("Report on this year", "Report on this year of the fund")
			w.follow("Continue", "Report on this year of the fund")
			w.summary("Enter where the amounts are from", "source", "enter in pounds what is asked at “Spent so far”, or 0")
			w.open(equipment+"/report", "Report on this year of the fund")
			for line, sums := range [][]string{{"250000", "5100", "484000", "494500", "506000"}, {"29100", "0", "58000", "58000", "58000"}} {
				for i, part := range []string{"spend", "committed", "low", "central", "high"} {
					w.answer(fmt.Sprintf("line-%d-%s", line, part), sums[i])
				}
			}
			w.answer("source", "The host’s ledger")
			w.follow("Continue", "Check and report")
			w.has("£250,000.00 spent and £5,100.00 committed", "Expected to come to £494,500.00")
			w.follow("sign", "Account of 2015 to 2016")
			w.has("Recorded", "£279,100.00")
			w.follow("Log out", "Log in")

			w.logsIn("bury-o", "/obligations/"+owed.Obligation, owed.What)
			w.follow("Raise a dispute about it", "Raise a dispute")
			w.follow("Continue", "Raise a dispute")
			w.summary("Enter what is in dispute", "matter")
			w.answer("matter", "The share was worked out on old lists")
			w.follow("Continue", "Check and raise the dispute")
			w.has("No dispute is raised until you sign", "Step 1, officers")
			w.follow("sign", "Dispute 00V-D1")
			w.has("Recorded", "The share was worked out on old lists")
			w.open("/parties/00V", "NHS Bury CCG")
			w.follow("Give notice to leave", "Give notice to leave")
			w.follow("Continue", "Give notice to leave")
			w.summary("Enter the reference of the governing body’s resolution", "resolution")
			w.answer("resolution", "GB/15/40", "resolved", "20 November 2015")
			w.follow("Continue", "Check and give notice to leave")
			w.has("It takes part, pays and votes until then")
			w.follow("sign", "NHS Bury CCG")
			w.has("Recorded", "Withdraw the notice")
			w.follow("Log out", "Log in")

			w.logsIn("secre", "/people/office", "Appoint somebody to an office")
			w.answer("office", "Chair", "person", "secre")
			w.follow("Continue", "Check and appoint")
			w.follow("sign", "Check and appoint")
			w.has("There is a problem", "Nothing was recorded", "Why it was refused")
			if focus := w.focused(); !strings.Contains(focus, "nhsuk-error-summary") {
				t.Errorf("the focus is on %q, not on the error summary", focus)
			}
		})
	}
}

// A call-in is recorded by the secretary from the decision's own page, and by an officer from
// the page that the secretary has sent them, by the keyboard alone, as far as their receipts.
func TestCallInByKeyboard(t *testing.T) {
	b := newBoard(t)
	put, err := b.as("secretary").PutBlob(t.Context(), []byte("The decision is called in."), false)
	if err != nil {
		t.Fatal(err)
	}
	w := newBrowser(t, b, 375)
	const form = "Record that a decision was called in"
	for _, c := range []struct {
		width                  int64
		decision, title, other string
	}{
		{375, "GM-2015-004", "A pooled fund for the joint programme office", "bury-o"},
		{1280, "GM-2015-010", "Choice of a supplier of translated leaflets", "salford-o"},
	} {
		w.resize(c.width)
		w.logsIn("secre", "/decisions/"+c.decision, c.title)
		w.follow("Record that this decision was called in", form)
		w.follow("Continue", form)
		w.summary("Enter the reference of the direction", "ref", "Enter the day of the direction, today or before")
		w.answer("on", "27 November 2015", "title", "Direction 15/1", "paper", string(put.SHA256), "ref", "D/15/1")
		w.follow("Continue", "Check and record the call-in")
		w.has("Direction 15/1", "D/15/1 of 27 November 2015", "The decision is not called in until you sign and somebody else has stated the same")
		w.follow("sign", form)
		w.has("Recorded", "It has effect once somebody else has stated the same")
		same := do(w, chromedp.Evaluate[string](`[...document.querySelectorAll("main a")].find((e) => e.innerText.startsWith("State the same")).getAttribute("href")`))
		w.receipt("called in " + c.decision)
		w.follow("Log out", "Log in")

		w.logsIn(c.other, same, form)
		w.follow("Continue", "Check and record the call-in")
		w.has("Stated for", "D/15/1 of 27 November 2015")
		w.follow("sign", c.title)
		w.has("Called in", "It has no effect until the call-in ends")
		w.receipt("called in " + c.decision)
		w.follow("Log out", "Log in")
	}
}

// An officer whose party is not bound by the latest version of the MoU is led to it, is told
// of another founding code than theirs, signs it by the keyboard alone and has a receipt.
func TestMoUByKeyboard(t *testing.T) {
	b := newBoard(t)
	draft, rules := b.drafts()
	parties, err := b.as("secretary").Parties(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parties.Items {
		b.states(p.Officers[0], p.Code, ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed})
	}
	b.adopts(draft, rules, "02A", "02H")
	code := b.ledger().FoundingCode
	w := newBrowser(t, b, 375)
	for _, c := range []struct {
		width         int64
		officer, name string
	}{{375, "trafford-o", "NHS Trafford CCG"}, {1280, "wigan-borough-o", "NHS Wigan Borough CCG"}} {
		w.resize(c.width)
		w.logsIn(c.officer, "/", "Your votes")
		w.follow("Sign version 2 of the MoU for "+c.name, "Sign the MoU")
		w.has("Signed an earlier version, not this one", "two thirds of the votes cast", code)
		w.answer("founding", "AAAA AAAA AAAA")
		w.follow("Continue", "Sign the MoU")
		w.summary("The founding code of this ledger is "+code+", and you were told another. Sign nothing, and ask the secretary", "founding")
		w.answer("founding", code)
		w.follow("Continue", "Check and sign the MoU")
		w.has(c.name+" signs version 2 of the MoU", c.name+" has not signed this version until you sign")
		w.follow("sign", "Second version")
		w.has(c.name)
		w.receipt(c.name + " signs version 2 of the MoU")
		w.follow("Log out", "Log in")
	}
}

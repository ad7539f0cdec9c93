package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"concordat/clients/web/browsertest"
)

// tab goes on by the tabulator key until the element with these words, or this id, has
// the focus; each that has it on the way can be seen to.
func (w *browser) tab(to string) {
	w.t.Helper()
	was := ""
	for range 80 {
		do(w, chromedp.KeyEvent(kb.Tab))
		at := do(w, chromedp.Evaluate[struct {
			Words, ID, Where string
			Seen, Shown      bool
		}](`(() => {
			const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
			const label = e.labels?.[0], mark = label ? getComputedStyle(label, "::before") : s;
			const drawn = [s, mark].some((x) => x.boxShadow !== "none" || x.outlineStyle !== "none" && x.outlineWidth !== "0px");
			return { Words: (e.innerText || "").trim(), ID: e.id, Where: e.tagName + " " + e.outerHTML.slice(0, 80), Seen: drawn, Shown: box.bottom > 0 && box.top < innerHeight };
		})()`))
		if strings.HasPrefix(at.Where, "BODY") {
			continue // the end of the page, after which it begins again
		}
		if !at.Seen || !at.Shown {
			w.t.Errorf("the focus is on %s, which can't be seen: drawn %t, on the screen %t", at.Where, at.Seen, at.Shown)
		}
		if at.Where+at.Words == was {
			w.t.Fatalf("the focus is kept on %s", was)
		}
		was = at.Where + at.Words
		if at.Words == to || at.ID == to {
			return
		}
	}
	w.t.Fatalf("80 times on, nothing that is %q has had the focus: %s", to, w.text("body"))
}

// back goes to the page before this one, and returns when it has come. The page that is
// left is kept as it was: whatever it was asked meanwhile would have no answer.
func (w *browser) back() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browsertest.Patience)
	defer cancel()
	came := make(chan bool, 1)
	if err := chromedp.Listen(ctx, func(event any) {
		if e, is := event.(*page.EventFrameNavigated); is && e.Frame.ParentID == "" {
			select {
			case came <- true:
			default: // it has been told
			}
		}
	}); err != nil {
		w.t.Fatal(err)
	}
	do(w, chromedp.Evaluate[chromedp.Void](`history.back()`))
	select {
	case <-came:
	case <-ctx.Done():
		w.t.Fatal("the page before did not come")
	}
}

// The board member's whole journey by the tabulator, the space and the enter key: what is
// focused is seen, nothing keeps the focus, and after the receipt the way back records
// nothing again.
func TestKeyboardAlone(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			w := newBrowser(t, b, width)
			w.open("/log-in", "Log in")
			w.tab("person")
			do(w, chromedp.KeyEvent("bury-m"))
			w.tab("Log in as this person")
			w.enter()
			w.at("Your votes")
			w.tab("A pooled fund for one minor eye conditions service (illustrative)")
			w.enter()
			w.at("A pooled fund")
			w.tab("Vote")
			w.enter()
			w.at("How does NHS Bury CCG vote?")
			w.tab("choice")
			do(w, chromedp.KeyEvent(" "))
			w.tab("Continue")
			w.enter()
			w.at("Check and sign your vote")
			w.tab("sign")
			w.enter()
			w.at("Vote recorded")
			w.back()
			w.at("Check and sign your vote")
			b.member("bury-member").get("/receipts/553").is(404)
			w.load("/receipts/552")
			w.at("Vote recorded")
		})
	}
}

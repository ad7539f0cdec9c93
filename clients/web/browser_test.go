package web_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"concordat/clients/web/browsertest"
)

// browser is a tab at a board, that remembers what its console said and what it fetched.
type browser struct {
	*browsertest.Tab
	t     *testing.T
	ctx   context.Context
	board *board
	width int64
	n     int // pictures taken
	// states says that its pages are each page in each state, for axe to be asked of every
	// one: the journeys go through pages of the same make.
	states bool
	again  func() // loads the page anew, where that is the same page; nil: it may not be

	mu      sync.Mutex
	said    []string // by its console
	fetched []string // URLs since the last page
}

func newBrowser(t *testing.T, b *board, width int64) *browser {
	t.Helper()
	return watched(t, b, browsertest.Open(t, "", ""), width)
}

// watched is a tab whose console and requests are seen.
func watched(t *testing.T, b *board, tab *browsertest.Tab, width int64) *browser {
	t.Helper()
	ctx := tab.Context()
	w := &browser{Tab: tab, t: t, ctx: ctx, board: b, width: width}
	err := chromedp.Listen(ctx, func(event any) {
		w.mu.Lock()
		defer w.mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			w.said = append(w.said, e.Entry.Text+" "+e.Entry.URL)
		case *runtime.EventExceptionThrown:
			w.said = append(w.said, e.ExceptionDetails.Text)
		case *network.EventRequestWillBeSent:
			w.fetched = append(w.fetched, e.Request.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	_, errNetwork := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	_, errLog := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	if err := errors.Join(errNetwork, errLog); err != nil {
		t.Fatal(err)
	}
	do(w, chromedp.EmulateViewport(width, 800))
	return w
}

// resize makes the page so many pixels wide, if it is not.
func (w *browser) resize(width int64) {
	w.t.Helper()
	if w.width != width {
		w.width = width
		do(w, chromedp.EmulateViewport(width, 800))
	}
}

// do runs one action, which has to come about.
func do[T any](w *browser, action chromedp.Action[T]) T {
	w.t.Helper()
	v, err := chromedp.Run(w.ctx, action)
	if err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.t.Fatalf("%v; the console said %q", err, w.said)
	}
	return v
}

// load loads a page, whatever it is.
func (w *browser) load(path string) {
	w.t.Helper()
	do(w, chromedp.Navigate(w.board.url+path))
}

// open loads a page, whose heading is to be this.
func (w *browser) open(path, heading string) {
	w.t.Helper()
	w.load(path)
	w.at(heading)
}

// at waits for the page with this heading, and looks at it.
func (w *browser) at(heading string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browsertest.Patience)
	defer cancel()
	// Asked in whatever page is there, for half a second at a time: a page that is left while
	// it is asked may keep the question, and one that is come back to has no context of its own
	// for a poll.
	is := fmt.Sprintf(`new Promise((done) => {
		const until = performance.now() + 500;
		const see = () => {
			if (!window.left && document.readyState === "complete" && document.querySelector("h1")?.innerText.includes(%q)) done(true);
			else if (performance.now() > until) done(false);
			else setTimeout(see, 20);
		};
		see();
	})`, heading)
	for {
		try, stop := context.WithTimeout(ctx, 2*time.Second)
		ok, err := chromedp.Run(try, chromedp.Evaluate[bool](is, chromedp.EvalAwaitPromise))
		stop()
		if ok && err == nil {
			break
		}
		if ctx.Err() != nil {
			w.t.Fatalf("no page %q: the page is %q: %v", heading, w.text("body"), err)
		}
	}
	w.look(heading)
}

func (w *browser) text(selector string) string {
	w.t.Helper()
	return do(w, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q).innerText`, selector)))
}

func (w *browser) has(words ...string) {
	w.t.Helper()
	text := w.text("main")
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.t.Errorf("the page does not say %q: %s", word, text)
		}
	}
}

// press uses a link or a button by its words, with the keyboard alone.
func (w *browser) press(words string) {
	w.t.Helper()
	found := do(w, chromedp.Evaluate[bool](fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll("main a, main button, main summary, header button, header a")].find((e) => e.innerText.trim() === %[1]q || e.textContent.replace(/\s+/g, " ").trim() === %[1]q);
		if (e) e.focus();
		window.left = true;
		return document.activeElement === e;
	})()`, words)))
	if !found {
		w.t.Fatalf("nothing to press says %q: %s", words, w.text("body"))
	}
	do(w, chromedp.KeyEvent("\r"))
}

// choose makes one of a select's options the chosen one.
func (w *browser) choose(id, value string) {
	w.t.Helper()
	do(w, chromedp.Evaluate[string](fmt.Sprintf(`document.getElementById(%q).value = %q`, id, value)))
}

// focus puts the focus on an element.
func (w *browser) focus(id string) {
	w.t.Helper()
	do(w, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.getElementById(%q).focus()`, id)))
}

// focused is the element that the keyboard acts on, in HTML.
func (w *browser) focused() string {
	w.t.Helper()
	return do(w, chromedp.Evaluate[string](`document.activeElement.outerHTML`))
}

// look holds what is true of every page: nothing refused by the content security
// policy or fetched from elsewhere, no sideways scrolling, nothing that axe finds.
func (w *browser) look(heading string) {
	w.t.Helper()
	w.mu.Lock()
	for _, said := range w.said {
		// What answers with an error is told by the console, too.
		if !strings.Contains(said, "Failed to load resource: the server responded with a status of 4") {
			w.t.Errorf("%s: the console said %q", heading, said)
		}
	}
	for _, url := range w.fetched {
		if !strings.HasPrefix(url, w.board.url+"/") {
			w.t.Errorf("%s: it fetched %s", heading, url)
		}
	}
	if len(w.fetched) > 16 { // of two pages, where a form was sent
		w.t.Errorf("%s: %d requests: %q", heading, len(w.fetched), w.fetched)
	}
	w.said, w.fetched = nil, nil
	w.mu.Unlock()
	if w.width < 400 { // the narrowest screen there is
		do(w, chromedp.EmulateViewport(320, 800))
		w.fits(heading, 320)
		do(w, chromedp.EmulateViewport(w.width, 800))
		w.frames() // a menu that is laid out anew keeps no focus
		for _, tag := range do(w, chromedp.Evaluate[[]string](brokenTags)) {
			w.t.Errorf("%s: the status %q takes two lines", heading, tag)
		}
	}
	w.n++
	see := w.Glance
	if w.states {
		see = w.Look
	}
	see(fmt.Sprintf("%s %02d %s", strings.ReplaceAll(w.t.Name(), "/", " "), w.n, strings.Trim(heading, "?")), "testdata/axe.min.js")
	if w.width <= 400 {
		return // the budget is of the desk
	}
	shift := w.shift()
	if shift > 0.02 && w.again != nil { // painted in parts, by a machine that had other work
		w.again()
		shift = min(shift, w.shift())
	}
	if shift > 0.02 {
		w.t.Errorf("%s: what was shown moved by %v; the budget is 0.02", heading, shift)
	}
}

// shift is by how much of the screen moved what was shown, before anybody did anything.
func (w *browser) shift() float64 {
	w.t.Helper()
	return do(w, chromedp.Evaluate[float64](`new Promise((done) => {
		// What comes after a key was pressed was asked for, however long it takes.
		let moved = [], pressed = Infinity;
		new PerformanceObserver((list) => moved.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
		new PerformanceObserver((list) => { pressed = list.getEntries()[0].startTime; }).observe({ type: "first-input", buffered: true });
		const sum = () => moved.filter((e) => !e.hadRecentInput && e.startTime < pressed).reduce((sum, e) => sum + e.value, 0);
		// What a script has found wrong is put above the rest, once it has been found.
		const fault = document.querySelector("[data-fault]:not([hidden])");
		requestAnimationFrame(() => requestAnimationFrame(() => done(fault ? 0 : sum())));
	})`, chromedp.EvalAwaitPromise))
}

// frames waits until the header has laid its menu out anew, which it does in the frame after
// the width has changed.
func (w *browser) frames() {
	w.t.Helper()
	do(w, chromedp.Evaluate[bool](`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`, chromedp.EvalAwaitPromise))
}

// brokenTags are the statuses on a page that stand on more than one line, though a phone has
// one for so many letters.
const brokenTags = `[...document.querySelectorAll(".nhsuk-tag")].filter((tag) => tag.textContent.length <= 32).filter((tag) => {
	const words = document.createRange();
	words.selectNodeContents(tag);
	const lines = [...words.getClientRects()];
	return lines.some(({ top }) => Math.abs(top - lines[0].top) > 2);
}).map((tag) => tag.textContent)`

// fits holds that nothing has to be scrolled to the side.
func (w *browser) fits(heading string, width int64) {
	w.t.Helper()
	w.frames()
	if wide := do(w, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); wide > width {
		what := do(w, chromedp.Evaluate[string](`[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth).at(-1)?.outerHTML.slice(0, 200) ?? ""`))
		w.t.Errorf("%s: %d pixels wide on a screen of %d, as far as %s", heading, wide, width, what)
	}
}

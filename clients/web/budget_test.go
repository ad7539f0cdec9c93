package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The budgets of every page, as a table: what is sent, how often, how much stands on it, and
// when the largest thing stands on the screen, in the middle of five times. Times fail
// nothing, as they are of a machine that does other work too, and are taken where they are
// printed, with -v. All else is held of one load, and while a page is there, that its words
// can be made twice as large, and what is pressed is large enough.
func TestBudgetsOfPages(t *testing.T) {
	b := newBoard(t)
	w := newBrowser(t, b, 375)
	const budget, longest = 15 << 10, 25 << 10              // of a page, and of one with a table of 50 rows
	const first, own, scripts = 75 << 10, 8 << 10, 25 << 10 // all of a first view; of scripts, the house's own and all
	const asked, elements = 8, 1500
	long := []string{"/ledger", "/audit", "/mou/1"}
	t.Logf("%-34s %8s %8s %8s %8s %8s %8s %10s %6s", "page", "bytes gz", "all", "own js", "elements", "requests", "largest", "server", "shift")
	loads := 1
	if testing.Verbose() {
		loads = 5
	}
	visits := []struct {
		person string
		paths  []string
	}{
		{"auditor", []string{"/", "/motions", "/motions/GM-2015-011", "/decisions", "/decisions/GM-2015-003", "/decisions/GM-2015-003/evidence", "/audit", "/ledger", "/ledger/551", "/checkpoints", "/mou", "/mou/1", "/mou/1/rules/4.5", "/search?q=fund", "/verify", "/check", "/help", "/motions/GM-2015-011/history", "/parties/00V/obligations", "/parties/00V/changes", "/parties/00V/statement", "/parties", "/audit/sample?n=5&seed=a", "/parties/00V/balances", "/parties/00V", "/account", "/log-in"}},
		{"secretary", []string{"/secretary", "/meetings", "/meetings/GM-2015-M02", "/drafts/new", "/drafts/new/type", "/outbox", "/people", "/people/deputy", "/exports", "/motions/GM-2015-011/votes", "/texts", "/drafts", "/account"}},
		{"bury-member", []string{"/", "/motions/GM-2015-011", "/motions/GM-2015-011/vote", "/motions/GM-2015-011/vote/check?choice=for", "/receipts/551", "/account/interests", "/account/notifications", "/account/calendar", "/passkeys", "/obligations/GM-2015-004/002", "/what-if"}},
	}
	var reader *reader
	look := func(path string) {
		start := time.Now()
		size := packed(t, reader.get(path).is(200).body)
		server := time.Since(start)
		var largest []int
		shift, requests := 0.0, 0
		for range loads {
			w.load(path)
			largest = append(largest, do(w, chromedp.Evaluate[int](`new Promise((done) => {
				new PerformanceObserver((list) => done(Math.round(list.getEntries().at(-1).startTime))).observe({ type: "largest-contentful-paint", buffered: true });
				setTimeout(() => done(-1), 3000);
			})`, chromedp.EvalAwaitPromise)))
			shift = max(shift, do(w, chromedp.Evaluate[float64](`new Promise((done) => {
				let sum = 0;
				new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
				requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
			})`, chromedp.EvalAwaitPromise)))
			requests = 1 + do(w, chromedp.Evaluate[int](`performance.getEntriesByType("resource").length`))
		}
		slices.Sort(largest)
		// What the browser fetched, as it comes over the wire, also what it kept from before.
		fetched := do(w, chromedp.Evaluate[map[string]int](`Object.fromEntries(performance.getEntriesByType("resource").map((e) => [new URL(e.name).pathname, e.encodedBodySize]))`))
		all, js, mine := size, 0, 0
		for name, bytes := range fetched {
			all += bytes
			if strings.HasSuffix(name, ".js") {
				js += bytes
				if !strings.Contains(name, "nhsuk-frontend") {
					mine += bytes
				}
			}
		}
		w.targets(path)
		w.enlarged(path)
		nodes := do(w, chromedp.Evaluate[int](`document.querySelectorAll("*").length`))
		t.Logf("%-34s %8d %8d %8d %8d %8d %6d ms %7d ms %6.3f", path, size, all, mine, nodes, requests, largest[loads/2], server.Milliseconds(), shift)
		if all > first || js > scripts || js == 0 {
			t.Errorf("%s: %d bytes in all, %d of scripts; the budgets are %d and %d", path, all, js, first, scripts)
		}
		if mine > own && path != "/verify" { // which is a verifier, with a budget of its own
			t.Errorf("%s: %d bytes of its own scripts; the budget is %d", path, mine, own)
		}
		if nodes > elements {
			t.Errorf("%s: %d elements; the budget is %d", path, nodes, elements)
		}
		most := budget
		if slices.Contains(long, path) {
			most = longest
		}
		if size > most {
			t.Errorf("%s: %d bytes; the budget is %d", path, size, most)
		}
		if requests > asked {
			t.Errorf("%s: %d requests; the budget is %d", path, requests, asked)
		}
		if shift > 0.02 {
			t.Errorf("%s: what was shown moved by %v", path, shift)
		}
	}
	for i, visit := range visits {
		t.Logf("as %s", visit.person)
		reader = b.member(visit.person)
		if i > 0 {
			w.press("Log out")
			w.at("Log in")
		}
		w.load("/log-in")
		w.choose("person", visit.person)
		w.press("Log in as this person")
		w.at("Your votes")
		for _, path := range visit.paths {
			look(path)
		}
		w.mu.Lock()
		w.fetched = nil // of many pages
		w.mu.Unlock()
	}
}

package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// An auditor logs in, sees whether the register is whole, draws a sample, looks at the
// evidence for a decision and at its entry, and keeps a code that the ledger extends next
// time; by the keyboard, on a phone and on a desk.
func TestAudit(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			w := newBrowser(t, b, width)
			w.open("/audit/sample", "Take a sample")
			w.open("/log-in?next=/audit", "Log in")
			w.choose("person", "auditor")
			w.press("Log in as this person")
			w.at("Register of decisions")
			w.has("12 of 12 present", "no gaps", "Look at these first", "Motions and decisions")
			if broken := do(w, chromedp.Evaluate[int](`[...document.querySelectorAll(".app-words")].filter((e) => e.scrollWidth > e.clientWidth + 1).length`)); broken > 0 && width == 1280 {
				t.Errorf("%d words run out of their column", broken)
			}
			w.press("Take a sample")
			w.at("Take a sample")
			w.focus("n")
			do(w, chromedp.KeyEvent("3"))
			w.focus("seed")
			do(w, chromedp.KeyEvent("27 November"))
			w.press("Take a sample")
			w.at("Take a sample")
			w.has("What was drawn", "3 decisions of", "drawn with the seed “27 November”")
			w.open("/audit", "Register of decisions")
			w.press("GM-2015-003")
			w.at("One inpatient unit for complex stroke")
			w.press("Evidence for this decision")
			w.at("Evidence")
			w.has("Nothing is wrong", "Has anything been altered?", "were run again on the same votes", "What this does not prove", "Download the evidence pack (ZIP)", "Votes, and how each was signed (12)")
			if tall := do(w, chromedp.Evaluate[int](`document.documentElement.scrollHeight`)); width == 375 && tall > 3500 {
				t.Errorf("the evidence is %d pixels tall on a telephone", tall)
			}
			do(w, chromedp.Evaluate[chromedp.Void](`document.querySelector(".app-read summary").focus()`))
			do(w, chromedp.KeyEvent("\r"))
			w.has("Holds")
			w.look("Evidence, unfolded")
			// The pack is put into the page that checks it, where nothing is uploaded.
			do(w, chromedp.Evaluate[bool](`(async () => {
				const link = [...document.querySelectorAll("main a")].find((e) => e.innerText.includes("evidence pack"));
				const pack = await (await fetch(link.href)).arrayBuffer();
				const kept = await caches.open("test");
				await kept.put("/pack", new Response(pack));
				return true;
			})()`, chromedp.EvalAwaitPromise))
			w.press("Drop it in your browser")
			w.at("Check a file")
			do(w, chromedp.Evaluate[bool](`(async () => {
				const pack = await (await (await caches.open("test")).match("/pack")).arrayBuffer();
				const put = new DataTransfer();
				put.items.add(new File([pack], "GM-2015-003.evidence.zip"));
				document.getElementById("file").files = put.files;
				document.querySelector("#verify button").focus();
				return true;
			})()`, chromedp.EvalAwaitPromise))
			do(w, chromedp.KeyEvent("\r"))
			w.Await(`document.getElementById("result").innerText.includes("not prove")`)
			w.has("GM-2015-003", "Has anything been altered?")
			w.look("Verified")
			w.open("/ledger", "Every entry of the ledger")
			w.press("Next page")
			w.at("Every entry of the ledger")
			w.has("Entries 50 to 99 of 552")
			w.open("/ledger/551", "Entry 551")
			w.has("Signed by", "Check code")
			w.open("/checkpoints", "Page codes of the ledger")
			code := w.text("main .app-code")
			w.focus("entries")
			do(w, chromedp.KeyEvent("552"))
			w.focus("code")
			do(w, chromedp.KeyEvent(code))
			w.press("Compare")
			w.at("Page codes of the ledger")
			w.has("Extends", "its first 552 entries are the ones that you saw")
			w.open("/mou", "The memorandum of understanding")
			w.open("/mou/1/rules/4.5", "Clause 4.5")
			w.has("What was agreed", "How it is carried out", "Rule: Quorum")
			w.open("/search?q=stroke", "Search")
			w.open("/motions/GM-2015-003/history", "What has happened")
			w.open("/check", "Check a receipt")
			w.open("/account", "Your account")
		})
	}
}

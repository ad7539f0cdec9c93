package web_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"concordat/server/api"
)

// A finance officer reads what their party is bound to and why, prints its statement, and
// agrees a balance with another's; by the keyboard, on a phone and on a desk.
func TestFinance(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			w := newBrowser(t, b, width)
			logIn := func(person, next, heading string) {
				t.Helper()
				w.open("/log-in?next="+url.QueryEscape(next), "Log in")
				w.choose("person", person)
				w.press("Log in as this person")
				w.at(heading)
			}
			logIn("bury-officer", "/parties", "Obligations")
			w.press("What NHS Bury CCG is bound to")
			w.at("What NHS Bury CCG is bound to")
			w.has("NHS Bury CCG is to pay £394,741.05 in 2015 to 2016 under 3 decisions", "£266,499.90 of that is left to pay", "£51,666.67 is due on 1 December 2015", "could cost it up to £12,117.25 more", "has no limit: the MoU sets no cap", "Risk shares of its funds, if they are called", "By contribution: ", "Programme office", "As at entry 552")
			w.press("All years")
			w.at("What NHS Bury CCG is bound to")
			w.has("Risk shares to receive", "£310,000.00")
			w.open("/parties/00V/obligations?recorded_by=soon", "What NHS Bury CCG is bound to")
			w.has("There is a problem", "Enter a day such as 2015-10-31, or a number of entries that the ledger has")
			w.open("/parties/00V/obligations?year=2015-16", "What NHS Bury CCG is bound to")
			w.press("Programme office")
			w.at("Programme office")
			w.has("£500,000.00 ÷ 12 parties = £41,666.67", "How NHS Bury CCG voted", "clause", "Say that it was paid")
			w.press("Query the amount")
			w.at("Query the amount")
			w.press("Continue")
			w.at("Query the amount")
			w.has("Enter an amount in pounds", "Enter why it should be another amount")
			if focus := w.focused(); !strings.Contains(focus, "nhsuk-error-summary") {
				t.Errorf("the focus is on %q, not on the error summary", focus)
			}
			w.focus("pounds")
			do(w, chromedp.KeyEvent("40,000.00"))
			w.focus("because")
			do(w, chromedp.KeyEvent("The office opened in June"))
			w.press("Continue")
			w.at("Check and sign")
			w.has("NHS Bury CCG queries obligation GM-2015-004/002: it says £40,000.00, because: The office opened in June", "The amount is not queried until you sign")
			w.press("Sign the query")
			w.at("Programme office")
			w.has("Queried", "NHS Bury CCG says that it should be £40,000.00, not £41,666.67, because: The office opened in June.")
			w.open("/parties/00V/changes?since=2015-11-27", "What has changed")
			w.has("1 queried", "00V says that it should be £40,000.00")
			w.open("/parties/00V/changes?since=2015-09-01", "What has changed")
			w.has("7 new, 1 paid, 1 received and 1 queried", "New and queried", "Decision GM-2015-003")

			w.press("Statement")
			w.at("Statement of account")
			w.has("On 31 March 2016 NHS Bury CCG owes £266,499.90", "Check code")
			w.print("statement")
			if file := w.download("CSV"); !strings.HasPrefix(file, "\ufeffentry,") || !strings.Contains(file, "GM-2015-004/002") {
				t.Errorf("the statement's file is %.200q", file)
			}
			w.press("Balances")
			w.at("Agreement of balances")
			w.has("Year end, 31 March 2015", "Not yet stated")
			w.press("2015 to 2016")
			w.at("Agreement of balances")
			w.has("There is no balance to agree in this year")
			w.press("2014 to 2015")
			w.at("Agreement of balances")
			w.has("Year end, 31 March 2015", "Not yet stated")
			w.open("/parties/00V/balances/00T?year=2014-15&at=year_end", "Balance with NHS Bolton CCG")
			w.press("Continue")
			w.at("Balance with NHS Bolton CCG")
			w.has("Select whether NHS Bury CCG agrees with what the ledger holds")
			w.focus("agrees")
			do(w, chromedp.KeyEvent(" "))
			w.press("Continue")
			w.at("Check and sign")
			w.has("NHS Bury CCG says that on 31 March 2015 NHS Bolton CCG owed it £0.00 and it owed £0.00", "The balance is not stated until you sign")
			w.press("Sign and state the balance")
			w.at("Agreement of balances")
			w.has("Stated by one side")
			w.press("Log out")
			w.at("Log in")
			logIn("bolton-officer", "/parties/00T/balances/00V?year=2014-15&at=year_end", "Balance with NHS Bury CCG")
			w.focus("agrees")
			do(w, chromedp.KeyEvent(" "))
			w.press("Continue")
			w.at("Check and sign")
			w.press("Sign and state the balance")
			w.at("Agreement of balances")
			w.has("Agreed")

			w.open("/funds", "Pooled funds")
			w.press("Home equipment")
			w.at("Account of 2014 to 2015")
			w.has("By the audited outturn the year came to £551,222.55")
			w.open("/parties/00V", "NHS Bury CCG")
			w.has("Authority given, and what is left of it", "£121,758.85")
			w.open("/what-if?fund=home-equipment&year=2015-16&line-issues=lots", "What if the year comes to this")
			w.has("Enter an amount in pounds for equipment lent")
			w.open("/what-if?fund=home-equipment&year=2015-16&line-issues=496,000&line-store=59,800", "What if the year comes to this")
			w.has("Not a record. Nothing is saved.", "The year would come to £555,800.00", "£12,117.25")
			w.open("/what-if?party=00V&on=2016-12-31", "What if it leaves")
			w.has("The first day on which it may be gone is Wednesday 31 March 2027")
			w.open("/what-if?motion=GM-2015-011", "What if it is carried")
			w.has("£20,000.00", "Obligations that would follow")
			w.open("/motions/GM-2015-003/impact", "Impact statement")
			w.has("NHS Bury CCG", "Agreed", "The motion has been opened")
			w.contrast("impact")
		})
	}
}

// download is the file that a link of the page leads to, whose words have this in them, as
// the browser gets it.
func (w *browser) download(words string) string {
	w.t.Helper()
	return do(w, chromedp.Evaluate[string](fmt.Sprintf(`(async () => {
		const link = [...document.querySelectorAll("main a")].find((e) => e.innerText.includes(%q));
		const res = await fetch(link.href);
		if (!res.ok) throw new Error(link.href + " answers " + res.status);
		return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await res.arrayBuffer());
	})()`, words), chromedp.EvalAwaitPromise))
}

const paper = 680 // pixels that a sheet of A4 has between its margins

// print looks at a page as it is printed: nothing to press, and no figure beyond the edge
// of the paper.
func (w *browser) print(name string) {
	w.t.Helper()
	media := func(params emulation.SetEmulatedMediaParams) {
		if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, params); err != nil {
			w.t.Fatal(err)
		}
	}
	media(emulation.SetEmulatedMediaParams{Media: "print"})
	if shown := do(w, chromedp.Evaluate[int64](`[...document.querySelectorAll("main form, main .app-not-printed")].filter((e) => e.checkVisibility()).length`)); shown != 0 {
		w.t.Errorf("%s: %d things to press are printed", name, shown)
	}
	do(w, chromedp.EmulateViewport(paper, 960))
	if stacked := do(w, chromedp.Evaluate[int64](`[...document.querySelectorAll("main .nhsuk-table__row, main .nhsuk-table__head")].filter((e) => !getComputedStyle(e).display.startsWith("table-") || getComputedStyle(e).position === "absolute").length`)); stacked != 0 {
		w.t.Errorf("%s: %d rows of tables are stacked on paper as on a phone", name, stacked)
	}
	if wide := do(w, chromedp.Evaluate[int64](`Math.max(...[...document.querySelectorAll("main .nhsuk-table")].map((e) => e.getBoundingClientRect().right)) | 0`)); wide > paper {
		w.t.Errorf("%s: a table reaches to %d on paper that is %d wide", name, wide, paper)
	}
	w.Look(strings.ReplaceAll(w.t.Name(), "/", " ")+" printed "+name, "testdata/axe.min.js")
	do(w, chromedp.EmulateViewport(w.width, 800))
	media(emulation.SetEmulatedMediaParams{})
}

// contrast looks at a page in the colours that a person has chosen for everything.
func (w *browser) contrast(name string) {
	w.t.Helper()
	media := func(features ...*emulation.MediaFeature) {
		if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
			w.t.Fatal(err)
		}
	}
	media(&emulation.MediaFeature{Name: "forced-colors", Value: "active"})
	w.Look(strings.ReplaceAll(w.t.Name(), "/", " ")+" forced colours "+name, "testdata/axe.min.js")
	media()
}

// The files that the pages lead to are there for whoever reads the page, and have what
// the page says that they have.
func TestFinanceFiles(t *testing.T) {
	b := newBoard(t)
	officer := b.member("bury-officer")
	page := officer.get("/parties/00V/obligations?year=2015-16&status=paid").is(200, "Download all of these")
	for _, link := range []string{api.PathObligations + ".csv?party=00V&amp;status=paid&amp;year=2015-16", api.PathObligations + ".xlsx?party=00V&amp;status=paid&amp;year=2015-16"} {
		if !strings.Contains(page.body, `href="`+link+`"`) {
			t.Fatalf("no link to %s: %s", link, page.body)
		}
		file := officer.get(strings.ReplaceAll(link, "&amp;", "&")).is(200)
		if !strings.Contains(file.header.Get("Content-Disposition"), "obligations-00V-2015-16-paid-rows-3-entry-552.") {
			t.Errorf("%s: %s", link, file.header.Get("Content-Disposition"))
		}
		if strings.Contains(link, ".csv") {
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
			if err != nil || len(rows) != 4 || rows[0][0] != "entry" {
				t.Errorf("%q: %v", rows, err)
			}
		}
	}
	officer.get("/parties/00V/statement?year=2014-15").is(200, "Statement of account", api.Fill(api.PathAccount, "00V")+".xlsx?year=2014-15", api.Fill(api.PathAccount, "00V")+".csv?year=2014-15", api.Fill(api.PathAccount, "00V")+"?year=2014-15")
}

// Who signs for nobody reads all this, and is asked for nothing; who signs for another
// party can't sign for this one.
func TestFinanceOthers(t *testing.T) {
	b := newBoard(t)
	anybody, other := b.reader(), b.member("bolton-officer")
	for _, path := range []string{"/parties", "/parties/00V", "/parties/00V/obligations", "/parties/00V/changes", "/parties/00V/statement", "/parties/00V/balances?year=2014-15", "/funds", "/funds?party=00V", "/funds/home-equipment/2014-15", "/what-if", "/obligations/GM-2015-004/002"} {
		anybody.get(path).is(200)
	}
	// Of this year, of which no day is over, there is nothing to show: it opens on the year before.
	anybody.get("/parties/00V/balances").is(200, "Year end, 31 March 2015", "NHS Bolton CCG", `<span aria-current="true">2014 to 2015</span>`)
	anybody.get("/parties/00V/balances?year=2015-16").is(200, `<span aria-current="true">2015 to 2016</span>`).isNot("Year end, ")
	anybody.get("/parties/00V/balances/00T?year=2014-15&at=year_end").is(200, "An officer of NHS Bury CCG states its balance.")
	for _, address := range []string{"/parties/00V/balances?year=9999-00", "/parties/00V/balances?year=soon", "/parties/00V/balances/00T?year=9999-00&at=year_end"} {
		if page := other.get(address).is(404); strings.Contains(page.body, "To:") || strings.Contains(page.body, "malformed") {
			t.Errorf("%s: %s", address, page.body)
		}
	}
	other.get("/decisions/GM-2015-003").is(200, "£100,750.00 in 2016 to 2017; £100,750.00 in 2017 to 2018", "£155,000.00 in 2016 to 2017; £155,000.00 in 2017 to 2018", "Receives")
	other.get("/obligations/GM-2015-004/002").is(200, "Recalculate with the rules in force then")
	other.get("/obligations/GM-2015-004/002?recalculate=yes").is(200, "Worked out again", "They give the same", "Verified", "£500,000.00 ÷ 12 parties")
	other.get("/obligations/GM-2015-004/002/paid").is(403)
	if page := other.get("/obligations/GM-2015-004/002").is(200); strings.Contains(page.body, "Query the amount") {
		t.Error("somebody else is asked to query the amount")
	}
	for path, status := range map[string]int{
		"/parties/nobody": 404, "/parties/nobody/obligations": 404, "/parties/nobody/statement": 404, "/parties/00V/balances?year=soon": 404, "/parties/00V/balances/00T?year=2014-15&at=soon": 404,
		"/obligations/GM-2015-004/999": 404, "/funds/nothing/2015-16": 404, "/funds/home-equipment/1999-00": 404, "/parties/00V/statement?from=soon": 422, "/parties/00V/changes?since=soon": 422, "/what-if?party=00V&on=soon": 422,
	} {
		anybody.get(path).is(status)
	}
	anybody.get("/parties/00V/obligations?effective_on=%20").is(200, "As at entry 552")
	anybody.get("/parties/00V/obligations?effective_on=%202016-03-31").is(200, "As effective on 31 March 2016")
	// Sent from elsewhere than the page, it is refused by the rules.
	form := other.get("/passkeys").form()
	form.Set("agrees", "yes")
	page := other.post("/parties/00V/balances/00T?year=2014-15&at=year_end", form).is(200, "An officer of NHS Bury CCG states its balance.")
	if strings.Contains(page.body, "Sign and state") {
		t.Error("another party's officer is asked to sign")
	}
}

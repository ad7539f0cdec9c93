package web_test

import (
	"encoding/csv"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// The register says whether it is whole, and its file has the same rows as the page.
func TestRegister(t *testing.T) {
	b := newBoard(t)
	auditor := b.member("auditor")
	page := auditor.get("/audit").is(200, "Motions GM-2015-001 to 012: 12 of 12 present", "no gaps", "Motions and decisions", "Look at these first", `aria-current="true"><strong`)
	rows := strings.Count(page.body, `role="rowheader"`)
	if rows != 17 {
		t.Errorf("%d rows, not 17", rows)
	}
	a := auditor.get("/audit/register.csv").is(200)
	if name := a.header.Get("Content-Disposition"); name != "attachment; filename=register-rows-17-entry-552.csv" {
		t.Errorf("it is kept as %q", name)
	}
	text, marked := strings.CutPrefix(a.body, "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(lines) != 18 || !strings.Contains(text, "\r\n") {
		t.Fatalf("%d lines, mark %t: %v", len(lines), marked, err)
	}
	for _, r := range lines[1:] {
		if len(r) != len(lines[0]) {
			t.Errorf("%q", r)
		}
	}
	one := auditor.get("/audit?status=not_carried").is(200)
	file := auditor.get("/audit/register.csv?status=not_carried").is(200)
	if want := strings.Count(one.body, `role="rowheader"`) + 1; strings.Count(file.body, "\r\n") != want || want == 18 {
		t.Errorf("narrowed, the file has not %d lines: %s", want, file.body)
	}
	auditor.get("/audit?year=1999").is(200, "No decisions match")
}

// A sample is drawn again from its address, and what was decided since is not in it.
func TestSample(t *testing.T) {
	b := newBoard(t)
	auditor := b.member("auditor")
	auditor.get("/audit/sample").is(200, "Take a sample")
	auditor.get("/audit/sample?n=many&seed=").is(422, "Enter how many decisions to draw", "Enter a seed", `href="#n"`, `value="many"`)
	auditor.get("/audit/sample?n=3&seed=a&entries=99999999").is(422, "a sample is drawn from no more")
	first := auditor.get("/audit/sample?n=3&seed=2015-11+bury").is(200, "What was drawn", "3 decisions of", "drawn with the seed “2015-11 bury” from the ledger at 552 entries")
	kept := regexp.MustCompile(`href="(/audit/sample\?[^"]+)"`).FindStringSubmatch(first.body)
	if kept == nil {
		t.Fatal(first.body)
	}
	at := html.UnescapeString(kept[1])
	drawn := regexp.MustCompile(`/decisions/[A-Z0-9-]+`)
	want := strings.Join(drawn.FindAllString(first.body, -1), " ")
	bury := b.member("bury-member")
	bury.post("/motions/GM-2015-011/vote/check", bury.get("/motions/GM-2015-011/vote/check?choice=for").form()).leads("/receipts/552")
	if got := strings.Join(drawn.FindAllString(auditor.get(at).is(200).body, -1), " "); got != want || want == "" {
		t.Errorf("drawn again: %s, not %s", got, want)
	}
	file := auditor.get("/audit/sample.csv?"+strings.SplitN(at, "?", 2)[1]).is(200, "2015-11 bury", "552")
	if !strings.Contains(file.header.Get("Content-Disposition"), "sample-rows-3-entry-552.csv") {
		t.Errorf("%q", file.header)
	}
}

// Every entry is told in words, and proved on its own page.
func TestEntries(t *testing.T) {
	b := newBoard(t)
	r := b.member("auditor")
	first := r.get("/ledger").is(200, "Entries 0 to 49 of 552", "Later entries")
	if strings.Contains(first.body, "Earlier entries") {
		t.Error("there is something before the first")
	}
	r.get("/ledger?after=49").is(200, "Entries 50 to 99", "Earlier entries")
	r.get("/ledger?after=551").is(404)
	r.get("/ledger?after=x").is(404)
	r.get("/ledger/551").is(200, "Entry 551", "Entry 551 of 552", "Technical details", "This page proved it")
	r.get("/ledger/0").is(200, "Signed by")
	r.get("/ledger/552").is(404)
	r.get("/ledger/x").is(404)
}

// What was kept is extended, or not, and which of both is said.
func TestKeptCode(t *testing.T) {
	b := newBoard(t)
	r := b.reader()
	page := r.get("/checkpoints").is(200, "Compare with a code you kept", "at 552 entries")
	code := regexp.MustCompile(`app-code">([0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4})<`).FindStringSubmatch(page.body)[1]
	ask := func(entries, code string) answer {
		return r.get("/checkpoints?" + url.Values{"entries": {entries}, "code": {code}}.Encode())
	}
	ask("552", strings.ToLower(code)).is(200, "The ledger extends what you kept")
	bury := b.member("bury-member")
	bury.post("/motions/GM-2015-011/vote/check", bury.get("/motions/GM-2015-011/vote/check?choice=for").form()).leads("/receipts/552")
	ask("552", strings.ReplaceAll(code, " ", "")).is(200, "The ledger extends what you kept")
	ask("551", code).is(200, "does not extend what you kept", "Check that you typed")
	ask("9999", code).is(200, "does not extend what you kept: it has 553 entries")
	ask("", "4F7K").is(422, "Enter how many entries there were", "Enter the 12 characters", `value="4F7K"`)
}

// From a second device anybody sees that a receipt is recorded; what was chosen only its
// voter, until the motion has closed.
func TestCheckReceipt(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	vote := func(choice, receipt string) string {
		bury.post("/motions/GM-2015-011/vote/check", bury.get("/motions/GM-2015-011/vote/check?choice="+choice).form()).leads(receipt)
		return regexp.MustCompile(`app-code">([0-9A-Z ]{14})<`).FindStringSubmatch(bury.get(receipt).body)[1]
	}
	code := vote("for", "/receipts/552")
	ask := func(r *reader, receipt, code string) answer {
		return r.get("/check?" + url.Values{"receipt": {receipt}, "code": {code}}.Encode())
	}
	r := b.reader()
	r.get("/check").is(200, "Check a receipt")
	hides := ask(r, "552", code).is(200, "Receipt 552: recorded, and counted", "Log in as its voter")
	if strings.Contains(hides.body, ">For<") {
		t.Error("anybody sees the choice")
	}
	ask(bury, "552", code).is(200, ">For<")
	ask(r, "552", "4F7K 2QXM 9RTA").is(200, "with another check code")
	ask(r, "99999", code).is(200, "There is no receipt 99999")
	ask(r, "x", "").is(422, "Enter the number", "Enter the check code")
	vote("against", "/receipts/553")
	ask(r, "552", code).is(200, "A later vote from the same seat stands in its place")
}

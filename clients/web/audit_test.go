package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"html"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/policy"
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
	// Of what was drawn the file says what is on record now.
	file := auditor.get("/audit/sample.csv?" + strings.SplitN(at, "?", 2)[1]).is(200)
	if !strings.Contains(file.header.Get("Content-Disposition"), "sample-rows-3-entry-553.csv") {
		t.Errorf("%q", file.header)
	}
	for _, row := range file.table() {
		if row["seed"] != "2015-11 bury" || row["drawn_from_entries"] != "552" {
			t.Errorf("%v", row)
		}
	}
}

// Every entry is told in words, and proved on its own page.
func TestEntries(t *testing.T) {
	b := newBoard(t)
	r := b.member("auditor")
	first := r.get("/ledger").is(200, "Entries 0 to 49 of 552", `href="/ledger?after=49" rel="next"`, `aria-label="Page 12"`)
	if strings.Contains(first.body, `rel="prev"`) {
		t.Error("there is something before the first")
	}
	r.get("/ledger?after=49").is(200, "Entries 50 to 99", `href="/ledger" rel="prev"`, `href="/ledger?after=99" rel="next"`)
	if last := r.get("/ledger?after=549").is(200, "Entries 550 to 551", `href="/ledger?after=499" rel="prev"`); strings.Contains(last.body, `rel="next"`) {
		t.Error("there is something after the last")
	}
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

// A decision's evidence answers first, and its pack is one that package verify takes.
func TestEvidence(t *testing.T) {
	b := newBoard(t)
	r := b.member("auditor")
	page := r.get("/decisions/GM-2015-007/evidence").is(200, "Nothing is wrong", "Has anything been altered?", "Did these people vote this way?", "were run again on the same votes when this page was made", "Is it in the ledger, in this place?", "Did others see the same ledger?", "What this does not prove", "Holds", "Votes, and how each was signed", "Key in a file", "Technical details")
	if n := strings.Count(page.body, "nhsuk-tag--red"); n > 0 {
		t.Errorf("%d things failed: %s", n, page.body)
	}
	r.get("/decisions/GM-2015-099/evidence").is(404)
	r.get("/decisions/GM-2015-099/evidence.zip").is(404)
	a := r.get("/decisions/GM-2015-007/evidence.zip").is(200)
	if name := a.header.Get("Content-Disposition"); name != "attachment; filename=GM-2015-007.evidence.zip" {
		t.Errorf("it is kept as %q", name)
	}
	t.Logf("%d bytes; the budget is 1 MB", len(a.body))
	if len(a.body) > 1<<20 {
		t.Errorf("%d bytes", len(a.body))
	}
	pack := func(data string) verify.Report {
		src, err := verify.OpenPack(strings.NewReader(data), int64(len(data)))
		var fault verify.Fault
		if errors.As(err, &fault) {
			return verify.Unopened(fault)
		}
		if err != nil {
			t.Fatal(err)
		}
		return verify.Ledger(src, verify.Options{Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) }, Engine: policy.Version()})
	}
	if got := pack(a.body); got.FaultCount > 0 || got.Err != nil || got.Verdict != verify.NotProven || got.Checks[2].Verdict != verify.Verified {
		t.Errorf("%s: %+v %v", got.Verdict, got.Faults, got.Err)
	}
	if got := pack(rezipped(t, a.body, "decision.json", func(b []byte) []byte { return append(b, ' ') })); got.Verdict != verify.Failed {
		t.Errorf("with another decision.json: %s", got.Verdict)
	}
	if got := pack(rezipped(t, a.body, "verify.html", func([]byte) []byte { return nil })); got.Verdict != verify.Failed {
		t.Errorf("without its page: %s", got.Verdict)
	}
	r.get("/verify").is(200, "Nothing that you choose here is uploaded", `type="file"`)
	if file := r.get("/verify/verify.html"); file.header.Get("Content-Disposition") != "attachment; filename=verify.html" || !strings.Contains(file.body, "default-src &#39;none&#39;") && !strings.Contains(file.body, "default-src 'none'") {
		t.Errorf("%v", file.header)
	}
}

// rezipped is a ZIP file in which one file is another, or is left out.
func rezipped(t *testing.T, data, name string, change func([]byte) []byte) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			if content = change(content); content == nil {
				continue
			}
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The pack opens in the browser too, from the page to the answer.
func TestPackInBrowser(t *testing.T) {
	b := newBoard(t)
	pack := filepath.Join(t.TempDir(), "GM-2015-007.evidence.zip")
	if err := os.WriteFile(pack, []byte(b.member("auditor").get("/decisions/GM-2015-007/evidence.zip").is(200).body), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{375, 1280} {
		w := newBrowser(t, b, width)
		w.open("/verify", "Check a file")
		w.Await(`document.documentElement.dataset.ready === "yes"`)
		w.Do(chromedp.SetUploadFiles("#file", []string{pack}))
		w.press("Check this file")
		w.Await(`Boolean(document.getElementById("result").dataset.verdict)`)
		w.has("Nothing wrong was found", "552 entries match their fingerprints", "This is an example", "Decision GM-2015-007", "Holds", "Not proven here", "What this does not prove")
		w.look("Check a file, answered")
	}
}

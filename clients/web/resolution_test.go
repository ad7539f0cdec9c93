package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// The paper that was before a governing body is given as a file: its fingerprint is worked out,
// its name and check code are shown, and it stays with the form that is changed.
func TestResolutionPaper(t *testing.T) {
	const form = "/decisions/GM-2015-007/ratify"
	b := newBoard(t)
	officer := b.member("trafford-officer")
	paper := []byte("What the governing body had before it.\n")
	sum := ledger.DigestOf(paper)
	shown := officer.get(form).is(200, "The paper that was before it, as a file", `enctype="multipart/form-data"`)
	filled := shown.fill("answer", "ratifies", "resolution", "GB/15/118", "resolved", "26 November 2015")
	officer.uploads(form, filled, "file", sentFile{"nothing.pdf", nil}).is(422, "this one is empty", `href="#file"`, `value="GB/15/118"`)

	// What else is wrong does not lose it.
	filled.Set("resolved", "soon")
	again := officer.uploads(form, filled, "file", sentFile{"Minutes of June.pdf", paper}).is(422, "Enter the day on which the resolution was passed", "You have given Minutes of June.pdf, check code "+ledger.CheckCode(sum))
	mended := again.fill("resolved", "26 November 2015")
	if mended.Get("paper") != string(sum) {
		t.Fatalf("the form has %q", mended.Get("paper"))
	}
	// It is the name of that paper alone.
	other, err := b.as("bury-officer").PutBlob(t.Context(), []byte("Something else.\n"), false)
	if err != nil {
		t.Fatal(err)
	}
	typed := again.fill("resolved", "26 November 2015", "paper", string(other.SHA256))
	officer.post(form, typed).is(200, "Check and ratify", ledger.CheckCode(other.SHA256)).isNot("Paper: Minutes of June.pdf")
	typed.Set("resolved", "soon")
	officer.post(form, typed).is(422).isNot("You have given")

	check := officer.post(form, mended).is(200, "Check and ratify", "Paper: Minutes of June.pdf, check code "+ledger.CheckCode(sum))
	change := check.form()
	change.Del("sign-payload")
	change.Set("change", "yes")
	officer.post(form, change).is(200, "You have given Minutes of June.pdf", string(sum))
	officer.sign(form, check)
	d, err := b.as("trafford-officer").Decision(t.Context(), "GM-2015-007")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Parties {
		if p.Party == "02A" && (p.Answer == nil || p.Answer.Resolution.Paper != sum) {
			t.Errorf("recorded is %+v", p.Answer)
		}
	}
	if data, err := b.as("bury-officer").Blob(t.Context(), sum); err != nil || string(data) != string(paper) {
		t.Errorf("beside the ledger is %q, %v", data, err)
	}
	if strings.Contains(shown.body, "Minutes of June.pdf") {
		t.Error("it was there before")
	}
}

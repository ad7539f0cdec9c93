package web_test

import (
	"fmt"
	"strings"
	"testing"

	"concordat/ledger"
)

// paperOf has a motion moved that names a paper.
func (b *board) paperOf(title string, data []byte) ledger.Paper {
	b.t.Helper()
	c := b.as("bury-member")
	if _, err := c.PutBlob(b.t.Context(), data, false); err != nil {
		b.t.Fatal(err)
	}
	l, err := c.Ledger(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	paper := ledger.Paper{Title: title, SHA256: ledger.DigestOf(data)}
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: l.NextMotion, Title: "Meetings", Text: []string{"That the board meet on Thursdays."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy", Papers: []ledger.Paper{paper},
	})
	return paper
}

// A motion that is being written names papers that were given as files, by their names where
// they are here already, and by their fingerprints where whoever writes it has no more. Nothing
// that was given is lost by what else is wrong.
func TestDraftPapers(t *testing.T) {
	b := newBoard(t)
	here := []byte("What other motions rest on.")
	b.paperOf("Needs of the county", here)
	named := func(title string, data []byte) string { return string(ledger.DigestOf(data)) + " " + title }
	who := b.member("secretary")
	const path = "/drafts/new/papers"
	shown := who.get(path).is(200, `enctype="multipart/form-data"`, "The paper, as a file", "Or is it one of the papers that are here?", ">Needs of the county, check code "+ledger.CheckCode(ledger.DigestOf(here)), "A paper of which you have only the fingerprint").isNot("Papers that it names")

	// A file that is longer than any other form, with a line that is none.
	appraisal := []byte(strings.Repeat("The options, appraised.\n", 50_000))
	given := "You have given options v3.txt, check code " + ledger.CheckCode(ledger.DigestOf(appraisal))
	filled := shown.fill("title", "Options appraisal", "papers", "A paper; 123", "named", named("Needs of the county", here))
	wrong := who.uploads(path, filled, "file", sentFile{"options v3.txt", appraisal}).is(422, "Line 1: write the paper’s title", given, `value="Options appraisal"`, ">A paper; 123</textarea>", `value="`+named("Needs of the county", here)+`" selected`)
	who.post(path, wrong.fill("papers", "A letter; "+strings.Repeat("0", 64))).is(422, "Line 1: no paper with that fingerprint is here yet", given)
	at := who.post(path, wrong.fill("papers", "", "add", "yes")).at()
	if !strings.HasSuffix(at, "/papers") {
		t.Fatal(at)
	}
	kept := who.get(at).is(200, "Papers that it names", ">Options appraisal<", ">Needs of the county<", `value="`+named("Options appraisal", appraisal)+`" checked`).isNot("You have given").isNot(">Needs of the county, check code ")
	if held := who.get("/blob/" + string(ledger.DigestOf(appraisal))).is(200); held.body != string(appraisal) {
		t.Errorf("%d bytes are held", len(held.body))
	}

	// What can't be taken leaves those that it names, and whether they are ticked.
	who.uploads(at, kept.fill("keep", named("Needs of the county", here)), "file", sentFile{"nothing.txt", nil}).is(422, "this one is empty", `href="#file"`, ">Options appraisal<", `value="`+named("Needs of the county", here)+`" checked`).isNot(`value="` + named("Options appraisal", appraisal) + `" checked`)
	who.post(at, kept.fill("title", "A letter")).is(422, "Choose the file that this name is for, or leave its name empty", `value="A letter"`)
	letter := []byte("Dear board.")
	who.uploads(at, kept.fill(), "file", sentFile{strings.Repeat("long ", 100) + ".txt", letter}).is(422, fmt.Sprintf("Enter what the paper is called in at most %d letters", ledger.MaxTitle), "You have given long ")
	who.post(at, kept.fill("named", strings.Repeat("0", 64)+" Nothing")).is(422, "No paper with that fingerprint is here yet", `href="#named"`)

	// One that is not to be named any more, and one under the name of its file.
	at = who.uploads(at, kept.fill("keep", named("Needs of the county", here)), "file", sentFile{"Letter.txt", letter}).at() + "/papers"
	kept = who.get(at).is(200, ">Needs of the county<", ">Letter.txt<").isNot(">Options appraisal<")
	// One by its fingerprint, and one that is there already.
	at = who.post(at, kept.fill("papers", "Options; "+string(ledger.DigestOf(appraisal))+"\nNeeds of the county; "+string(ledger.DigestOf(here)))).at() + "/papers"
	kept = who.get(at).is(200, ">Options<", ">Letter.txt<")
	if n := strings.Count(kept.body, `name="keep"`); n != 3 {
		t.Errorf("%d papers are named", n)
	}
}

// A governing body's resolution on anything names a paper that is here by the paper's name.
func TestResolutionsNamePapers(t *testing.T) {
	b := newBoard(t)
	officer := b.member("bury-officer")
	const leave = "/parties/00V/leave"
	asks := "Or is it one of the papers that are here?"
	for _, path := range []string{giveAuthority, leave} {
		officer.get(path).is(200, "Its fingerprint, if it is beside the ledger already").isNot(asks)
	}
	paper := b.paperOf("Paper for the governing body", []byte("What it had before it."))
	value, words := string(paper.SHA256)+" "+paper.Title, "Paper: "+paper.Title+", check code "+ledger.CheckCode(paper.SHA256)
	officer.post(giveAuthority, given(officer.get(giveAuthority).is(200, asks, `value="`+value+`"`).fill(), "named", value)).is(200, "Check and give the authority", words, string(paper.SHA256))
	typed := officer.get(leave).is(200, asks).fill("function", "*", "resolution", "GB/15/40", "named", value)
	officer.post(leave, typed).is(422, "Enter the day on which the resolution was passed", `value="`+value+`" selected`)
	check := officer.post(leave, with(typed, "resolved", "20 November 2015")).is(200, "Check and give notice to leave", words, string(paper.SHA256))
	officer.sign(leave, check)
	for _, path := range []string{leave + "/withdraw?function=*", giveAuthority + "/00V-A1/end", giveAuthority + "/00V-A1/change"} {
		officer.get(path).is(200, asks, `value="`+value+`"`)
	}
	// One that nobody put beside the ledger is none.
	officer.post(giveAuthority, given(officer.get(giveAuthority).fill(), "named", strings.Repeat("0", 64)+" Nothing")).is(422, "No paper with that fingerprint is here yet", `href="#named"`)
}

package web_test

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"concordat/ledger"
)

const giveAuthority = "/parties/00V/authority"

// given is an authority as its officer types it.
func given(form url.Values, more ...string) url.Values {
	for name, value := range map[string]string{
		"types": ledger.TypePool, "committee": "decides", "function": "*", "version": "3", "clause": "6.5", "resolution": "GB/15/9", "resolved": "20 November 2015",
		"spend-action": "£10,000", "spend-year": "20,000.50", "spend-life": "50000", "loss-action": "0", "loss-year": "0", "loss-life": "0", "from": "1 December 2015",
	} {
		form.Set(name, value)
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// A paper as long as governing bodies have them is taken with the form that names it, of
// whoever is logged in alone.
func TestLongPaperWithForm(t *testing.T) {
	b := newBoard(t)
	officer := b.member("bury-officer")
	paper := bytes.Repeat([]byte("What the governing body had before it.\n"), 100<<10/39)
	form := given(officer.get(giveAuthority).is(200).fill("id", "00V-A9"))
	officer.uploads(giveAuthority, form, "file", sentFile{"GB-15-9.pdf", paper}).is(200, "Check and give the authority", string(ledger.DigestOf(paper)))
	if data, err := b.as("bury-officer").Blob(t.Context(), ledger.DigestOf(paper)); err != nil || !bytes.Equal(data, paper) {
		t.Errorf("beside the ledger are %d bytes of %d: %v", len(data), len(paper), err)
	}
	b.reader().uploads(giveAuthority, form, "file", sentFile{"GB-15-9.pdf", paper}).is(413)
}

// An officer gives an authority of their party, changes and ends it, each by a form that
// says what is wrong and keeps what was typed; nobody else is let in, and the ledger has
// what was typed.
func TestAuthorityOnPages(t *testing.T) {
	b := newBoard(t)
	officer := b.member("bury-officer")
	officer.get("/parties/00V").is(200, `href="`+giveAuthority+`"`, "Give an authority")
	officer.get("/parties/00T").is(200).isNot("Give an authority")
	for _, person := range []string{"bury-member", "bolton-officer", "secretary"} {
		who := b.member(person)
		who.get("/parties/00V").is(200).isNot("Give an authority")
		for _, path := range []string{giveAuthority, giveAuthority + "/00V-A1/change", giveAuthority + "/00V-A1/end"} {
			who.get(path).is(403, "An officer of NHS Bury CCG gives, changes and ends its authorities")
			who.post(path, given(who.get("/account/interests").form())).is(403, "An officer of NHS Bury CCG")
		}
	}
	b.reader().get(giveAuthority).leads("/log-in?next=%2Fparties%2F00V%2Fauthority")

	blank := officer.get(giveAuthority).is(200, "Give an authority", "Record what the governing body has approved beforehand", `value="pool"`, "Prolong a function", "Move money within a fund", "Change the MoU")
	officer.post(giveAuthority, blank.fill("function", "")).is(422, "Select the function", `href="#function"`)
	officer.post(giveAuthority, blank.form()).is(422, "There is a problem", "Enter what it is called", "Select at least one kind of motion", "Select what the committee may do", "Enter in pounds what it may spend in one decision, such as 250,000, or 0", "Enter in pounds what it may lose over its whole life",
		"Enter the version of your constitution", "Enter the clause of your constitution", "Enter the reference of the governing body’s resolution", "Enter the day on which the resolution was passed", "Enter the first day", `href="#types"`, `href="#spend-action"`)
	wrong := given(blank.fill(), "spend-year", "9,999", "resolved", "1 January 2099", "paper", "nothing", "until", "30 November 2015", "approvals", "NHS England; NE-7; soon", "id", "no id")
	wrong["types"] = []string{ledger.TypeProcedural, ledger.TypePool}
	officer.post(giveAuthority, wrong).is(422, "Enter at least what it may spend in one decision", "today or before", "fingerprint of 64 letters and numbers, or leave it empty", "Enter a last day after the first", "Line 1: write the day of the approval", "Enter what it is called",
		`value="9,999"`, `value="no id"`, `value="procedural" checked`, `value="pool" checked`, "NHS England; NE-7; soon", `value="30 November 2015"`)
	for typed, why := range map[string]string{
		"NHS England": "Line 1: write who approved, their reference and the day", "; NE-7; 1 November 2015": "Line 1: write who approved and their reference",
		"NHS England; NE-7; 1 November 2015\nNHS England; NE-8; 1 November 2015": "Line 2 says again what NHS England approved", "NHS England; NE-7; 1 November 2015; x": "Line 1: end it with the paper’s fingerprint",
		"NHS England; " + strings.Repeat("x", 200) + "; 1 November 2015": "Shorten “What else has been approved",
	} {
		officer.post(giveAuthority, given(blank.fill(), "approvals", typed)).is(422, why)
	}
	paper := []byte("The governing body's paper.")
	sum := string(ledger.DigestOf(paper))
	officer.post(giveAuthority, given(blank.fill(), "paper", sum)).is(422, "No paper with that fingerprint is here yet", sum)
	if _, err := b.as("secretary").PutBlob(t.Context(), paper, false); err != nil {
		t.Fatal(err)
	}

	form := given(blank.fill(), "paper", sum, "until", "31/3/2018", "approvals", "the council of members; CM-3; 2 November 2015\nNHS England; NE-7; 1 November 2015")
	form["types"] = []string{ledger.TypeProcedural, ledger.TypePool}
	id := form.Get("id")
	check := officer.post(giveAuthority, form).is(200, "Check and give the authority", "No authority is given until you sign", "Every function", "Pool resources and procedural", "Approved by NHS England: NE-7 of 1 November 2015", "£20,000.50 in a year", "Check code")
	form.Set("change", "yes")
	officer.post(giveAuthority, form).is(200, "Give an authority", `value="20,000.50"`, `value="procedural" checked`)
	signed := officer.sign(giveAuthority, check)
	if !strings.HasPrefix(signed, "/parties/00V?recorded=") {
		t.Fatal(signed)
	}
	officer.get(signed).is(200, "Receipt number", id, "From 1 December 2015 to 31 March 2018", "Change "+id, "End "+id)
	a := b.authority(id)
	want := ledger.AuthorityGiven{
		ID: id, Function: "*", Types: []string{ledger.TypePool, ledger.TypeProcedural}, Committee: "decides", Constitution: ledger.Clause{Version: "3", Clause: "6.5"},
		Resolution: ledger.Resolution{Ref: "GB/15/9", On: "2015-11-20", Paper: ledger.Digest(sum)}, Spend: ledger.Limit{Action: 10_000_00, Year: 20_000_50, Life: 50_000_00}, From: "2015-12-01", Until: "2018-03-31",
		Approvals: []ledger.Approval{{By: "NHS England", Ref: "NE-7", On: "2015-11-01"}, {By: "the council of members", Ref: "CM-3", On: "2015-11-02"}},
	}
	if len(a) != 1 || fmt.Sprint(a[0].AuthorityGiven) != fmt.Sprint(want) {
		t.Fatalf("recorded is %+v, not %+v", a, want)
	}

	// An id that is taken comes back with why.
	taken := officer.post(giveAuthority, given(blank.fill(), "id", id))
	taken = officer.post(giveAuthority, taken.is(200).form())
	taken.is(409, "was given already", "Nothing was recorded")

	// Changed: what it was is what the form begins with.
	change := giveAuthority + "/" + id + "/change"
	shown := officer.get(change).is(200, "Change an authority", `value="20,000.50"`, `value="1 December 2015"`, "NHS England; NE-7; 1 November 2015", `value="procedural" checked`, `value="decides" checked`)
	officer.get(giveAuthority+"/00V-A999/change").is(404, "has given no authority 00V-A999")
	officer.post(change, shown.fill("from", "1 November 2015", "resolution", "GB/15/11", "resolved", "26 November 2015")).is(422, "Enter a first day that has not passed")
	check = officer.post(change, shown.fill("spend-year", "30,000", "from", "1 January 2016", "resolution", "GB/15/11", "resolved", "26 November 2015", "committee", "recommends")).is(200, "Check and change the authority", "into one for every function", "£30,000.00")
	officer.get(officer.sign(change, check)).is(200, "From 1 December 2015 to 31 December 2015", "From 1 January 2016 to 31 March 2018", "Recommends, and the governing body ratifies")
	if a = b.authority(id); len(a) != 2 || a[1].Spend.Year != 30_000_00 || a[1].Committee != "recommends" {
		t.Fatalf("recorded is %+v", a)
	}

	// Ended.
	end := giveAuthority + "/" + id + "/end"
	shown = officer.get(end).is(200, "End an authority", "keeps the authority that it had", "From 1 January 2016")
	officer.post(end, shown.fill("from", "soon")).is(422, "Enter the first day", "Enter the reference", `value="soon"`)
	officer.post(end, shown.fill("from", "1 November 2015", "resolution", "GB/15/12", "resolved", "26 November 2015")).is(422, "Enter a first day that has not passed")
	check = officer.post(end, shown.fill("from", "1 February 2016", "resolution", "GB/15/12", "resolved", "26 November 2015")).is(200, "Check and end the authority", "the first day without is 1 February 2016", "The authority stands until you sign")
	officer.get(officer.sign(end, check)).is(200, "From 1 January 2016 to 31 January 2016")
}

// authority is one of Bury's as the API lists it, text by text.
func (b *board) authority(id string) (list []ledger.AuthorityFacts) {
	b.t.Helper()
	party, err := b.as("bury-officer").Party(b.t.Context(), "00V")
	if err != nil {
		b.t.Fatal(err)
	}
	for _, a := range party.Authorities {
		if a.ID == id {
			list = append(list, a)
		}
	}
	return list
}

// An officer gives an authority in a browser, by the keyboard alone, on a phone and on a
// desk.
func TestAuthorityJourney(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			w := newBrowser(t, newBoard(t), width)
			w.open("/log-in?next="+url.QueryEscape("/parties/00V"), "Log in")
			w.choose("person", "bury-officer")
			w.press("Log in as this person")
			w.at("NHS Bury CCG")
			w.press("Give an authority")
			w.at("Give an authority")
			w.press("Continue")
			w.at("Give an authority")
			w.has("There is a problem", "Select at least one kind of motion")
			if focus := w.focused(); !strings.Contains(focus, "nhsuk-error-summary") {
				t.Errorf("the focus is on %q, not on the error summary", focus)
			}
			w.choose("function", "*")
			w.focus("types")
			do(w, chromedp.KeyEvent(" "))
			w.focus("committee")
			do(w, chromedp.KeyEvent(" "))
			for _, typed := range [][2]string{
				{"spend-action", "10,000"}, {"spend-year", "20,000"}, {"spend-life", "50,000"}, {"loss-action", "0"}, {"loss-year", "0"}, {"loss-life", "0"},
				{"version", "3"}, {"clause", "6.5"}, {"resolution", "GB/15/9"}, {"resolved", "20 November 2015"}, {"approvals", "NHS England; NE-7; 1 November 2015"},
			} {
				w.put(typed[0], typed[1])
			}
			w.press("Continue")
			w.at("Check and give the authority")
			w.has("No authority is given until you sign", "NHS Bury CCG gives its committee authority", "approved by NHS England")
			w.press("Sign and give it")
			w.at("NHS Bury CCG")
			w.has("Receipt number", "GB/15/9 of 20 November 2015", "£20,000.00")
		})
	}
}

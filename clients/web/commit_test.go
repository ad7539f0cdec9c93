package web_test

import (
	"fmt"
	"strings"
	"testing"
)

// A lead's officer finds the page, commits money by the keyboard alone, and is told in the
// rules' words what may not be.
func TestCommit(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newBoard(t)
			b.until("2015-12-02T09:00:00.000Z")
			w := newBrowser(t, b, width)
			w.open("/log-in?next=/parties/01G", "Log in")
			w.answer("person", "salford-o")
			w.follow("Log in as this person", "NHS Salford CCG")
			w.follow("Commit money as a lead", "Commit money as a lead")
			w.has("What is delegated", "£200,000.00")
			w.follow("Continue", "Commit money as a lead")
			w.has("There is a problem", "Enter what is committed", "Enter a financial year", "Enter an amount in pounds")
			w.answer("what", "One more crew", "year", "2015-16", "pounds", "1,000", "by", "NHS Bury CCG 1,000")
			w.follow("Continue", "Check and commit")
			w.has("One more crew", "2015 to 2016", "Bears £1,000.00", "Nothing is committed until you sign")
			w.follow("sign", "NHS Salford CCG")
			w.has("Recorded")
			w.open("/parties/00V", "NHS Bury CCG")
			w.has("£1,000.00")

			w.open(commitAt, "Commit money as a lead")
			w.answer("what", "Twenty more crews", "year", "2015-16", "pounds", "200,000.01")
			w.follow("Continue", "Check and commit")
			w.follow("sign", "Check and commit")
			w.has("Nothing was recorded", "Twenty more crews")
		})
	}
}

const commitAt = "/parties/01G/commit"

// A lead's officer commits money on a page; what is beyond an authority is refused there
// in the rules' words, with what was typed kept.
func TestCommitOnPages(t *testing.T) {
	b := newBoard(t)
	const path = commitAt
	b.until("2015-12-02T09:00:00.000Z")
	who := b.member("salford-officer")
	who.get("/parties/01G").is(200, `href="`+path+`"`, "Commit money as a lead")
	bury := b.member("bury-officer")
	bury.get("/parties/00V").is(200).isNot("Commit money as a lead")
	bury.get("/parties/00V/commit").is(200, "NHS Bury CCG leads for nothing. A motion appoints a lead.").isNot("Continue")
	bury.get(path).is(403, "An officer of NHS Salford CCG commits money for it as a lead")
	b.reader().get(path).leads("/log-in?next=%2Fparties%2F01G%2Fcommit")

	blank := who.get(path).is(200, "Commit money as a lead", "£200,000.00", "Ambulance commissioning")
	who.post(path, blank.fill("by", "Nobody 5", "year", "soon")).is(422, "Enter what is committed", "Enter a financial year", "Enter an amount in pounds", "Line 1", `value="soon"`)
	who.post(path, blank.fill("what", "One more crew", "year", "2015-16", "pounds", "1,000", "by", "NHS Bury CCG 999")).is(422, "The parts come to £999.00, not £1,000.00")
	filled := blank.fill("what", "One more crew", "year", "2015-16", "pounds", "1,000", "by", "NHS Bury CCG 400\n01G 600")
	check := who.post(path, filled).is(200, "Check and commit", "Nothing is committed until you sign", "Bears £400.00", "NHS Salford CCG commits £1,000.00 in 2015-16")
	if to := who.sign(path, check); !strings.HasPrefix(to, "/parties/01G?recorded=") {
		t.Error(to)
	}
	bury.get("/parties/00V").is(200, "£400.00")

	// More than it has approved for itself, though not more than is delegated to it.
	committed := func(pounds string) answer {
		check := who.post(path, blank.fill("what", "More crews", "year", "2015-16", "pounds", pounds)).is(200)
		return who.post(path, check.form())
	}
	for range 2 {
		committed("200,000").is(303)
	}
	committed("147,733.34").is(403, "Nothing was recorded", "No authority of NHS Salford CCG for spending over £600,000.00 a year since", "and with this it comes to £600,000.01; its officer can record one. Move a motion", "147,733.34", "Sign and commit")
	committed("147,733.33").is(303)
}

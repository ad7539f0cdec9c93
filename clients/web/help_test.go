package web_test

import (
	"testing"

	"concordat/server/api"
)

// Whoever can't log in, sign or read a page is told whom to ring; where nobody is named, that.
func TestWhomToAsk(t *testing.T) {
	b := newBoard(t)
	const nobody = "No telephone number is given here"
	pages := []string{"/log-in", "/help", "/accessibility"}
	for _, path := range pages {
		b.reader().get(path).is(200, nobody)
	}
	if err := b.serve.UseHelp(&api.Help{Name: "the board’s secretary", Phone: "ring me"}); err == nil {
		t.Error("a phone without a number is taken")
	}
	if err := b.serve.UseHelp(&api.Help{Name: "the board’s secretary", Phone: "0161 496 0000", Email: "board@example.nhs.uk"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		b.reader().get(path).is(200, "Ask the board’s secretary", "0161 496 0000", `<a href="mailto:board@example.nhs.uk">`)
	}
	bury := b.member("bury-member")
	form := with(bury.get("/motions/GM-2015-011/vote").is(200).form(), "choice", "for", "reason", "We need it")
	b.until("2015-11-27T17:00:00.001Z")
	bury.post("/motions/GM-2015-011/vote", form).is(409, "Voting has closed", "What you sent reached this service at 5pm on Friday 27 November 2015", "It was not recorded", "We need it", "0161 496 0000")
	b.reader().get("/accessibility").is(200, "Known problems", "Equality Advisory and Support Service", "prepared on", "How this was tested")
}

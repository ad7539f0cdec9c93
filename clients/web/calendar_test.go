package web_test

import (
	"net/url"
	"regexp"
	"testing"
)

// Somebody gets an address of the board's dates, once; another stops it, and it is turned
// off. All without JavaScript.
func TestCalendar(t *testing.T) {
	b := newBoard(t)
	b.reader().get("/account/calendar").leads("/log-in?next=%2Faccount%2Fcalendar")
	bury := b.member("bury-member")
	bury.get("/account").is(200, `href="/account/calendar"`)
	shown := bury.get("/account/calendar").is(200, "Your calendar", "Get the address", "no votes and no amounts")
	made := bury.post("/account/calendar", shown.form()).is(200, "It is shown only now", "Make a new address", "webcal://localhost:8080/calendar/")
	address := regexp.MustCompile(`http://localhost:8080(/calendar/[A-Za-z0-9_-]{43}\.ics)`)
	first := address.FindStringSubmatch(made.body)
	if first == nil {
		t.Fatalf("no address: %s", made.body)
	}
	b.reader().get(first[1]).is(200, "BEGIN:VCALENDAR", "GM-2015-011-close@localhost")
	again := bury.get("/account/calendar").is(200, "It is not kept here", "Turn it off")
	if address.MatchString(again.body) {
		t.Errorf("it is shown again: %s", again.body)
	}
	second := address.FindStringSubmatch(bury.post("/account/calendar", again.form()).is(200, "Your address").body)
	b.reader().get(first[1]).is(404)
	b.reader().get(second[1]).is(200)
	form := again.form()
	form.Set("end", "yes")
	bury.post("/account/calendar", form).leads("/account/calendar?ended")
	bury.get("/account/calendar?ended").is(200, "It is turned off", "Get the address")
	b.reader().get(second[1]).is(404)
	bury.post("/account/calendar", url.Values{"form_token": {"x"}}).is(403)

	// The day on which votes close, from the receipt of one's own.
	bury.post("/motions/GM-2015-011/vote/check", bury.get("/motions/GM-2015-011/vote/check?choice=for").form()).leads("/receipts/552")
	bury.get("/receipts/552").is(200, `href="/api/v1/motions/GM-2015-011/close.ics"`, "Add the closing date to your calendar")
	b.reader().get("/api/v1/motions/GM-2015-011/close.ics").is(200, "SUMMARY:Votes close")
}

package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var body = regexp.MustCompile(`(?s)<pre class="app-minutes"[^>]*>(.*?)</pre>`)

// What there is to send: to nobody who has voted, in few words, with one thing to do; and
// all lists as files.
func TestOutboxAndExports(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	all := who.get("/outbox?motion=GM-2015-011").is(200, "This server has no mail server", "To bury-member: Vote by 5pm on Friday 27 November 2015", "Reminder: vote by", "NHS Bury CCG pays £20,000", "You have not voted yet", "/motions/GM-2015-011")
	bodies := body.FindAllStringSubmatch(all.body, -1)
	if len(bodies) < 2 {
		t.Fatalf("%d messages", len(bodies))
	}
	for _, m := range bodies {
		if n := len(strings.Fields(m[1])); n > 120 || strings.Count(m[1], "http") != 1 || !strings.Contains(m[1], b.url+"/") {
			t.Errorf("%d words: %s", n, m[1])
		}
	}
	bury := b.member("bury-member")
	bury.post("/motions/GM-2015-011/vote/check", bury.get("/motions/GM-2015-011/vote/check?choice=for").form()).is(303)
	again := who.get("/outbox?motion=GM-2015-011").is(200, "To bury-member: Your vote is recorded")
	for _, of := range regexp.MustCompile(`To bury-member: [^<]*`).FindAllString(again.body, -1) {
		if !strings.HasPrefix(of, "To bury-member: Your vote is recorded") {
			t.Errorf("who has voted is written to: %s", of)
		}
	}
	eml := regexp.MustCompile(`href="(/outbox/opened[^"]+\.eml)"`).FindStringSubmatch(all.body)
	if eml == nil {
		t.Fatal("no file")
	}
	who.get("/outbox/opened~GM-2015-011~nobody.eml").is(404)
	bury.get(eml[1]).is(403)
	bury.get("/outbox").is(403)
	who.post("/outbox", url.Values{"form_token": {who.get("/secretary").fill().Get("form_token")}, "message": {"x"}}).is(403)
	b.clock.add(30 * time.Minute)
	got := who.get("/outbox?kind=result&motion=GM-2015-011").is(200, "was decided on Friday 27 November 2015", "Read the decision")
	eml = regexp.MustCompile(`href="(/outbox/result[^"]+\.eml)"`).FindStringSubmatch(got.body)
	if kept := who.get(eml[1]).is(200, "Subject: ", "X-Unsent: 1", "text/html"); kept.header.Get("Content-Type") != "message/rfc822" {
		t.Errorf("%v", kept.header)
	}

	who.get("/exports").is(200, "Register of decisions", "page code", "Minutes of GM-2015-M01")
	who.get("/exports/votes.csv").is(200, "motion,title,seat", "GM-2015-011", "bury-member")
	who.get("/exports/attendance.csv").is(200, "GM-2015-M01", "Present")
	who.get("/exports/people.csv").is(200, "bury-officer")
	who.get("/exports/else.csv").is(404)
}

// Whoever has two seats is written to once of a motion, by a mail that names those from which
// they have not voted.
func TestMailOfTwoSeats(t *testing.T) {
	b := newBoard(t)
	b.seatsBury()
	who := b.member("secretary")
	all := who.get("/outbox?motion=GM-2015-012").is(200, "You have not voted yet from 00T-1 of NHS Bolton CCG and 00V-1 of NHS Bury CCG.")
	if n := strings.Count(all.body, "To bury-member: Vote by "); n != 1 {
		t.Errorf("they are asked %d times", n)
	}
	bury := b.member("bury-member")
	bury.post("/motions/GM-2015-012/vote/check", bury.get("/motions/GM-2015-012/vote/check?choice=for&seat=00T-1").is(200, "NHS Bolton CCG votes for").form()).is(303)
	who.get("/outbox?motion=GM-2015-012").is(200, "To bury-member: Your vote is recorded", "To bury-member: Vote by ", "You have not voted yet from 00V-1 of NHS Bury CCG.").isNot("00T-1 of NHS Bolton CCG")
}

// Who has which part is on one page; an officer gives a seat and appoints a deputy.
func TestPeople(t *testing.T) {
	b := newBoard(t)
	who := b.member("bury-officer")
	first := who.get("/people").is(200, "Give somebody a seat", "Appoint a deputy", "Officer of NHS Bury CCG", "Chair, NHS Bolton CCG", `aria-label="Page 2"`, `href="/people?page=2"`)
	if n := strings.Count(first.body, `scope="row"`); n != 20 {
		t.Errorf("%d people are on the first page, not 20", n)
	}
	list := first.body
	for _, further := range []string{"/people?page=2", "/people?page=3"} {
		list += who.get(further).is(200).body
	}
	if !strings.Contains(list, "bury-member") {
		t.Error("bury-member is on none of the pages")
	}
	deputy := who.get("/people/deputy").is(200, "NHS Bury CCG, 00V-1, held by bury-member")
	who.post("/people/deputy", deputy.fill("from", "soon", "until", "later", "resolution", "GB-16")).is(422, "Enter the first day", "Enter a day, such as", "Enter when the resolution was passed", `value="soon"`)
	filled := deputy.fill("seat", "00V 00V-1", "person", "bury-officer", "from", "28 November 2015", "resolution", "GB-16", "resolved", "20 November 2015")
	if to := who.sign("/people/deputy", who.post("/people/deputy", filled).is(200, "Check and appoint", "Deputises in the seat", "NHS Bury CCG, 00V-1", "GB-16 of")); !strings.HasPrefix(to, "/people") {
		t.Error(to)
	}
	secretary := b.member("secretary")
	secretary.get("/people").is(200, "Appoint somebody to an office", "Invite somebody")
	// Nobody, and no office, is chosen before somebody chooses.
	office := secretary.get("/people/office").is(200, "Select an office", "Select a person")
	secretary.post("/people/office", office.fill("from", "", "office", "", "person", "")).is(422, "Enter the first day", "Select the office", "Select who it is", `href="#office"`)
	who.get("/people/else").is(404)
}

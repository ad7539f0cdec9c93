package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// A motion is found by its reference or by words, however they are typed; where nothing
// is there, the page says how to look for it.
func TestSearch(t *testing.T) {
	b := newBoard(t)
	r := b.reader()
	r.get("/search").is(200, "Reference, or words of a title")
	r.get("/search?q=gm-2015-011").is(200, "1 motion or decision matches", "/motions/GM-2015-011")
	r.get("/search?q=POOLED+eye").is(200, "A pooled fund for one minor eye conditions service", "1 motion or decision matches")
	r.get("/search?q=551").is(200, "Entry 551 of the ledger")
	r.get("/search?q=nothing+like+it").is(200, "No motion or decision matches", `value="nothing like it"`)
	r.get("/search?q=").is(422, "Enter a reference or some words")
	r.get("/search?q="+strings.Repeat("x", 201)).is(422, "of up to 200 characters")
	r.get("/search?q=%3Cscript%3E").is(200, "&lt;script&gt;")
	r.get("/motions/GM-2015-099").is(404, `action="/search"`, `value="GM-2015-099"`)
	r.get("/trauma").is(404, `value="trauma"`)
}

// What happened to a motion stands in order, each with the entry that proves it.
func TestHistory(t *testing.T) {
	b := newBoard(t)
	r := b.reader()
	page := r.get("/motions/GM-2015-003/history").is(200, "What has happened", "/decisions/GM-2015-003", "<ol")
	at := 0
	for _, words := range []string{"moves the motion", "states what the motion costs", "agrees to its lines of the impact", "gives notice of the motion", "opens the motion", "votes for the motion", "The motion is carried"} {
		found := strings.Index(page.body[at:], words)
		if found < 0 {
			t.Errorf("it is not said, or not in its place: %s", words)
			continue
		}
		at += found
	}
	r.get("/motions/GM-2015-003/history?after=353").is(200, "From the beginning", "votes for the motion", "The motion is carried").isNot("moves the motion")
	r.get("/motions/GM-2015-003/history?after=x").is(404)
	r.get("/decisions/GM-2015-003").is(200, "What has happened since", "/motions/GM-2015-003/history", "Verified", "When this page was made, the decision was in the ledger of")
	r.get("/motions/GM-2015-099/history").is(404)
}

// What came of a decision long ago is many things: its page says that it shows the first of
// them, and leads to the rest.
func TestDecisionWithMuchSince(t *testing.T) {
	b := newBoard(t)
	const ref = "GM-2015-004"
	text, err := b.as("secretary").NoticeText(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	published := func(place string) {
		t.Helper()
		b.states("secretary", "", ledger.KindNoticePublished, ledger.NoticePublished{Decision: ref, Notice: ledger.DigestOf(text), Place: place, On: "2015-11-27"})
	}
	published("the website")
	published("the library")
	b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
		if query := q.URL.Query(); q.URL.Path == api.PathEntries {
			query.Set("limit", "2") // a page that is as full as it would be of 50
			q.URL.RawQuery = query.Encode()
		}
		return next.RoundTrip(q)
	}
	r := b.reader()
	r.get("/decisions/"+ref).is(200, "the website", "the library").isNot("more has happened after them")
	published("the town hall")
	page := r.get("/decisions/"+ref).is(200, "These are the first 2: more has happened after them").isNot("the town hall")
	next := regexp.MustCompile(`href="(/motions/GM-2015-004/history\?after=[0-9]+)"`).FindStringSubmatch(page.body)
	if next == nil {
		t.Fatal("nothing leads to the rest")
	}
	r.get(next[1]).is(200, "the town hall").isNot("the library")
}

// Lists are narrowed by each of what they can be, and say so when nothing is left.
func TestFilters(t *testing.T) {
	b := newBoard(t)
	r := b.reader()
	all := strings.Count(r.get("/motions").is(200, "Status", "Type", "Party", "Year").body, "nhsuk-task-list__item--with-link")
	for query, want := range map[string]string{"status=open": "GM-2015-011", "type=" + ledger.TypePool: "GM-2015-011", "party=00V": "GM-2015-003", "year=2014": "GM-2014-001"} {
		page := r.get("/motions?"+query).is(200, want)
		if n := strings.Count(page.body, "nhsuk-task-list__item--with-link"); n == 0 || n > all || n == all && query != "party=00V" { // which votes on everything
			t.Errorf("%s: %d of %d", query, n, all)
		}
		if _, value, _ := strings.Cut(query, "="); !strings.Contains(page.body, `value="`+value+`" selected`) {
			t.Errorf("%s: what was chosen is not chosen any more", query)
		}
	}
	r.get("/motions?year=1999").is(200, "No motions match")
	r.get("/decisions?type="+ledger.TypePool+"&year=2015").is(200, "GM-2015-")
	r.get("/decisions?type="+ledger.TypeLead+"&status=not_quorate").is(200, "No decisions match")
	r.get("/motions?status=nonsense").is(400)
}

// A number has its bar beside it, which says nothing by itself.
func TestBars(t *testing.T) {
	b := newBoard(t)
	page := b.member("bury-member").get("/motions/GM-2015-011").is(200, "How the votes stand, by seats", "Have not voted", "Have voted (quorum: at least 9 of 12 parties)", "Part of what all pay")
	if n, hidden := strings.Count(page.body, "<svg class=\"app-bar"), strings.Count(page.body, `aria-hidden="true" focusable="false"><rect`); n < 5 || n != hidden {
		t.Errorf("%d bars, of which %d are hidden from who listens", n, hidden)
	}
}

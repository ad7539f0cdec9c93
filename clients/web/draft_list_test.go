package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// Somebody's drafts are listed where they log in next, are taken off the list by them or
// once they are on record, and are nobody else's.
func TestOwnDrafts(t *testing.T) {
	b := newBoard(t)
	who := b.member("bury-member")
	who.get("/drafts").is(200, "Your drafts", "You have no drafts", "Start a motion")
	b.reader().get("/drafts").leads("/log-in?next=%2Fdrafts")
	begin := func(title string) string {
		t.Helper()
		return who.drafting("/drafts/new", "type", "title", title, "type", "procedural", "function", "clinical-strategy", "route", "joint_committee").at()
	}
	first, second := begin("Meet on Mondays"), begin("Meet on Tuesdays")
	elsewhere := b.member("bury-member") // another device
	elsewhere.get("/drafts").is(200, "Meet on Mondays", "Meet on Tuesdays", `href="`+first+`"`, `href="`+second+`"`)
	elsewhere.get(first).is(200, "Saved at", `href="/drafts"`)
	b.member("bolton-member").get("/drafts").is(200, "You have no drafts").isNot("Meet on")
	b.member("bolton-member").get(first).is(404)

	// Saved again it is the same draft.
	first = elsewhere.drafting(first, "text", "text", "That the board meet on Mondays.").at()
	if n := strings.Count(who.get("/drafts").is(200, `href="`+first+`"`).body, ">Meet on Mondays<"); n != 1 {
		t.Errorf("listed %d times", n)
	}
	// One that may not be read any more does not keep the others from them.
	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.URL.Path != api.PathBlob+strings.TrimPrefix(second, "/drafts/") {
			return next.RoundTrip(r)
		}
		data, err := json.Marshal(api.NewProblem(ledger.CodeNotAllowed, "it is withheld from you"))
		return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/problem+json"}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
	}
	who.get("/drafts").is(200, "Meet on Mondays", "A draft that you may not read any more")
	b.ask = nil

	// Removed, and no longer there for the second device.
	form := who.get("/drafts").fill()
	form.Set("remove", strings.TrimPrefix(second, "/drafts/"))
	who.post("/drafts", form).leads("/drafts")
	elsewhere.get("/drafts").is(200, "Meet on Mondays").isNot("Meet on Tuesdays")

	// On record it is a draft no more.
	first = who.drafting(first, "when", "opens", "10 December 2015", "opens-at", "9am", "closes", "14 December 2015", "closes-at", "5pm").at()
	who.sign(first+"/move", who.get(first+"/move").is(200, "Check and put on record"))
	elsewhere.get("/drafts").is(200, "You have no drafts")

	// Bounded: the one that was saved longest ago makes room.
	var all []string
	for i := range 21 {
		all = append(all, begin(fmt.Sprintf("Meet in week %02d", i)))
	}
	who.get("/drafts").is(200, "Meet in week 20", "Meet in week 01").isNot("Meet in week 00")
	who.get(all[0]).is(200).isNot("Saved at")
}

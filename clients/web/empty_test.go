package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"concordat/clients/web/outbox"
	"concordat/server/api"
)

// What is empty says so, and what follows; only what somebody filtered did not match.
func TestEmptyPages(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	bury.get("/").is(200, "Decided in the last 30 days", "Choice of a supplier")
	b.until("2016-03-01T12:00:00.000Z")
	bury = b.member("bury-member")
	if p := bury.get("/").is(200, "You have no votes to cast. A motion is shown here as soon as it opens"); strings.Contains(p.body, "Decided in the last 30 days") {
		t.Error("what was decided months ago was decided in the last 30 days")
	}
	b.site.Post = &outbox.Post{}
	bury.get("/").is(200, "We will email you when a motion opens")
	bury.get("/motions?year=1999").is(200, "No motions match")

	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		res, err := next.RoundTrip(r)
		if err == nil && (r.URL.Path == api.PathMotions || r.URL.Path == api.PathDecisions) {
			none := `{"items":[],"as_at":7}`
			res.Body, res.ContentLength = io.NopCloser(strings.NewReader(none)), int64(len(none))
		}
		return res, err
	}
	bury.get("/motions").is(200, "No motions yet.", `<a href="/motions/new">Start a motion</a>`)
	if p := b.reader().get("/motions").is(200, "No motions yet."); strings.Contains(p.body, "Start a motion") {
		t.Error("whoever is not logged in is led to start one")
	}
	bury.get("/motions?status=open").is(200, "No motions match")
	bury.get("/decisions").is(200, "No decisions yet.")
}

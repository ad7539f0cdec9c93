package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// While nothing can be recorded every page says so, and since when, before anything is
// typed; of a witness's dispute every page tells those who answer for the ledger.
func TestBanners(t *testing.T) {
	b := newBoard(t)
	change := func(*api.Ledger) {}
	b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		res, err := next.RoundTrip(r)
		if err != nil || r.URL.Path != api.PathLedger || res.StatusCode != http.StatusOK {
			return res, err
		}
		var l api.Ledger
		if err := json.NewDecoder(res.Body).Decode(&l); err != nil {
			return nil, err
		}
		change(&l)
		data, err := json.Marshal(l)
		res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		return res, err
	}
	secretary, bury := b.member("secretary"), b.member("bury-member")
	officer, auditor := b.member("bury-officer"), b.member("auditor")
	if p := secretary.get("/motions").is(200); strings.Contains(p.body, "Viewing only") || strings.Contains(p.body, "A witness disputes") {
		t.Error("there is a banner")
	}
	change = func(l *api.Ledger) { l.ViewingSince = "2015-11-27T14:10:00.000Z" }
	for _, path := range []string{"/", "/motions/GM-2015-011", "/motions/GM-2015-011/vote", "/decisions"} {
		bury.get(path).is(200, "Viewing only", "since 2:10pm on Friday 27 November 2015", "do not begin a form or a vote now")
	}
	b.reader().get("/log-in").is(200, "Viewing only")
	change = func(l *api.Ledger) { l.Witnessing = &api.Witnessing{Disputed: true, Checks: []ledger.Check{}} }
	for _, who := range []*reader{secretary, officer, auditor} {
		who.get("/motions").is(200, "A witness disputes this ledger", `href="/checkpoints"`)
	}
	if p := bury.get("/motions").is(200); strings.Contains(p.body, "A witness disputes") {
		t.Error("a voter is told of it on each page")
	}
}

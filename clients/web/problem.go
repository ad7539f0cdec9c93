package web

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// problemPage says what went wrong and what to do.
type problemPage struct {
	layout
	reason    ledger.Code
	What      *Refused
	Detail    string
	When      string // it was so, and can be tried again
	Do        string // besides what the code says
	Checks    *Checks
	Search    *Input
	Written   []string // that was on its way
	Links     []Link
	Kept      *kept  // what was typed before, to try again with
	Reference string // to quote, where the fault is the server's
	retry     int    // seconds, after which to come again; 0 says nothing
}

// Refused is the page for what the server refuses before any page is asked for: it asks
// nobody anything.
func (s *Site) Refused(p *api.Problem) ([]byte, error) {
	v := &visit{site: s}
	return s.render(v, v.problem(p))
}

// problem is the page for an error.
func (v *visit) problem(err error) *problemPage {
	p := problemOf(err)
	if p == nil {
		v.site.Log.Error("a page could not be made", "path", v.request.URL.Path, "cause", err)
		p = api.NewProblem(api.CodeInternal, "")
	}
	shown := &problemPage{layout: layout{page: "problem", code: p.Status}, reason: p.Code, retry: p.RetryAfter, What: refusedOf(p), Detail: stopped(upperFirst(p.Detail)), Checks: checksOf("Rules", p.Checks)}
	switch p.Status {
	case http.StatusNotFound:
		shown.Title = "Page not found"
		shown.Do = "If you typed the address, check that it is correct. If you were looking for a motion or a decision, search for it."
		shown.Search = &Input{ID: "q", Name: "q", Kind: "search", Label: "Reference, or words of a title"}
		if v.request != nil {
			shown.Search.Value = lastPart(v.request.URL)
		}
	case http.StatusForbidden:
		shown.Title = "You cannot see or do this"
		if p.Code == api.CodeForged {
			shown.Title = "Send this again from its own page"
		}
	case http.StatusConflict, http.StatusPreconditionFailed:
		shown.Title = "Something has changed"
	case http.StatusUnauthorized:
		shown.Title, shown.Links = "You are logged out", []Link{{"/log-in", "Log in"}}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		shown.Title = "Sorry, the service is unavailable"
		if p.Code == api.CodeMaintenance { // which says itself until when
			shown.Detail += " Votes already confirmed with a receipt are safe."
		} else {
			shown.When = unavailableWords(time.Now(), max(1, p.RetryAfter))
		}
	case http.StatusInternalServerError:
		shown.Title = "Sorry, there is a problem with the service"
		shown.Detail, shown.Reference = "Try again later. Votes already confirmed with a receipt are safe.", p.Instance
	case http.StatusBadRequest:
		shown.Title = "There is a problem with what was sent"
		if v.request != nil && v.request.Method == http.MethodGet { // by an address: what is wrong is named as programs name it
			shown.Title, shown.Detail, shown.Do = "There is a problem with this address", "", "Check the address if you typed it, or go back and choose again."
		}
	default:
		shown.Title = fmt.Sprintf("There is a problem: %s", lowerFirst(p.Title))
	}
	return shown
}

// unavailableWords say when the service was unavailable, by the world's clock since the
// ledger's may be what can't be asked, and from when on it is worth trying again: in so many
// seconds.
func unavailableWords(now time.Time, seconds int) string {
	at := func(t time.Time) string { return when(ledger.Time(t.UTC().Format("2006-01-02T15:04:05.000Z"))) }
	again := "in " + many(seconds, "second", "seconds")
	if seconds > 60 {
		again = "from " + at(now.Add(time.Duration(seconds)*time.Second+time.Minute-1).Truncate(time.Minute))
	}
	return "It was unavailable at " + at(now) + ". Try again " + again + ". Votes already confirmed with a receipt are safe."
}

// lastPart is the end of an address that no page has: most likely what was looked for.
func lastPart(u *url.URL) string {
	if u == nil {
		return ""
	}
	part := path.Base(u.Path)
	if part == "/" || part == "." || len(part) > maxQuery {
		return ""
	}
	return part
}

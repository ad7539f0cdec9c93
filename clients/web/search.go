package web

import (
	"net/url"
	"strconv"
	"strings"

	"concordat/ledger"
)

// searchPage finds motions and decisions by their reference or by words of their title.
type searchPage struct {
	layout
	Query Input
	Asked bool
	Found []Task
	Entry *Link // where the query is a number
	Count int
	Pages Pages
}

// maxQuery is how long a search may be, in bytes.
const maxQuery = 200

func searchShow(v *visit) (page, error) {
	q := strings.TrimSpace(v.request.URL.Query().Get("q"))
	p := &searchPage{layout: layout{page: "search", Title: "Search"}, Asked: v.request.URL.Query().Has("q"),
		Query: Input{ID: "q", Name: "q", Kind: "search", Label: "Reference, or words of a title", Hint: "For example, GM-2015-003 or trauma", Value: q}}
	switch {
	case !p.Asked:
		return p, nil
	case q == "" || len(q) > maxQuery:
		p.wrong("q", "Enter a reference or some words, of up to "+strconv.Itoa(maxQuery)+" characters")
		p.Query.Error = p.Wrong("q")
		return p, nil
	}
	if n, err := strconv.ParseInt(q, 10, 64); err == nil && n >= 0 && n < v.ledger.Size {
		p.Entry = &Link{entryPath(n), "Entry " + number(n) + " of the ledger"}
	}
	found, pages, err := v.motionsBy(url.Values{"q": {q}})
	if err != nil {
		return nil, err
	}
	p.Count, p.Pages = len(found), pages
	for _, m := range found {
		href := "/motions/" + m.Ref
		if m.Status.Status == ledger.MotionDecided {
			href = "/decisions/" + m.Ref
		}
		p.Found = append(p.Found, Task{ID: m.Ref, Href: href, Text: m.Title, Hint: motionHint(m), Status: motionTag(m)})
	}
	return p, nil
}

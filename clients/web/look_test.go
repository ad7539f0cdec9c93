package web_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/clients/web"
)

// Every page in every state, in a browser: nothing that the accessibility checker
// finds, nothing that the content security policy refuses, no sideways scrolling.
func TestLook(t *testing.T) {
	site, err := web.New(web.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pages := web.Rendered(t, site)
	// Those that say something hostile are built as the others are, which come first.
	names := slices.SortedFunc(maps.Keys(pages), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, ", hostile"), strings.Count(b, ", hostile")), strings.Compare(a, b))
	})
	hostile := slices.IndexFunc(names, func(name string) bool { return strings.HasSuffix(name, ", hostile") })
	header := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	// As package server sends it, which a test of the journeys has in earnest.
	header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'")
	look(t, site, len(names), func(n int) (string, answer, bool) {
		return names[n], answer{body: string(pages[names[n]]), header: header}, n < hostile
	})
}

// look serves so many pages as they were answered, and looks at each at both widths: axe is
// asked of all that says so. Each is loaded once, and as many tabs share them as two cores
// keep busy.
func look(t *testing.T, site http.Handler, pages int, page func(n int) (name string, a answer, all bool)) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			site.ServeHTTP(w, r)
			return
		}
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil || n >= pages {
			http.NotFound(w, r)
			return
		}
		_, a, _ := page(n)
		for _, name := range []string{"Content-Type", "Content-Security-Policy"} {
			w.Header().Set(name, a.header.Get(name))
		}
		w.Write([]byte(a.body))
	}))
	t.Cleanup(server.Close)
	const tabs = 2
	for tab := range tabs {
		t.Run(fmt.Sprint(tab), func(t *testing.T) {
			t.Parallel()
			w := newBrowser(t, &board{t: t, url: server.URL}, 1280)
			for n := tab; n < pages; n += tabs {
				var name string
				var a answer
				name, a, w.states = page(n)
				light(t, name, a.body)
				w.again = func() { w.load(fmt.Sprintf("/%d", n)) }
				w.again()
				for _, width := range []int64{1280, 375} {
					w.resize(width)
					w.look(fmt.Sprintf("%d %s", width, name))
				}
				w.resize(1280)
			}
		})
	}
}

// light holds a page to its size as it comes over the wire.
func light(t *testing.T, name, body string) {
	t.Helper()
	most := 15 << 10
	if strings.Count(body, "<tr")+strings.Count(body, "<li class=\"nhsuk-task-list__item")+strings.Count(body, "nhsuk-summary-list__row") >= 50 {
		most = 25 << 10
	}
	if size := packed(t, body); size > most {
		t.Errorf("%s: %d bytes; the budget is %d", name, size, most)
	}
}

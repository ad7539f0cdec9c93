package web_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
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
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			site.ServeHTTP(w, r)
			return
		}
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil || n >= len(names) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// As package server sends it, which a test of the journeys has in earnest.
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'")
		w.Write(pages[names[n]])
	}))
	t.Cleanup(server.Close)
	// Each state is loaded once and seen at both widths; as many tabs share the states as
	// two cores keep busy.
	const tabs = 2
	for tab := range tabs {
		t.Run(fmt.Sprint(tab), func(t *testing.T) {
			t.Parallel()
			w := newBrowser(t, &board{t: t, url: server.URL}, 1280)
			for n := tab; n < len(names); n += tabs {
				w.load(fmt.Sprintf("/%d", n))
				w.states = n < hostile
				for _, width := range []int64{1280, 375} {
					w.resize(width)
					w.look(fmt.Sprintf("%d %s", width, names[n]))
				}
				w.resize(1280)
			}
		})
	}
}

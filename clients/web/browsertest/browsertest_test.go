package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"concordat/clients/web/browsertest"
)

// complaints keeps what would fail a test.
type complaints struct {
	testing.TB
	all []string
}

func (c *complaints) Errorf(format string, args ...any) {
	c.all = append(c.all, fmt.Sprintf(format, args...))
}

// A page that is only glanced at is held against axe where anything on it stands as nothing
// has stood, and not where it says something else in the same way.
func TestGlance(t *testing.T) {
	const axe = "../testdata/axe.min.js"
	if _, err := os.Stat(axe); err != nil && os.Getenv("CI") == "" {
		t.Skipf("the accessibility checker is not here: %v", err)
	}
	const page = `<!doctype html><html lang="en-GB"><title>A page</title><main><h1>One</h1><ul><li>A</li></ul><p><label for="a">One</label> <input id="a" value="x"></p><p>And <a href="#a">a link</a></p></main></html>`
	pages := []struct{ from, to, says string }{
		{"", "", ""},
		{"One", "Two", ""},
		{"<li>A</li>", "<li>A</li><li>B</li>", ""},
		{`for="a"`, `for="b"`, "label"},
		{"<label for=\"a\">One</label>", "One", "label"},
		{"a link</a>", "</a>", "link-name"},
		{"<li>A</li>", "<p>A</p>", "list"},
		{"<ul><li>A</li></ul>", "<li>A</li>", "listitem"},
		{"<h1>One</h1>", `<h1>One</h1><img src="/x">`, "image-alt"},
		{"<p>And", `<p style="color: #ddd">And`, "color-contrast"},
		{` lang="en-GB"`, "", "html-has-lang"},
		{"A page", "", "document-title"},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.Replace(page, pages[n].from, pages[n].to, 1))
	}))
	t.Cleanup(server.Close)
	said := &complaints{TB: t}
	tab := browsertest.Open(said, "", "")
	for n, p := range pages {
		said.all = nil
		tab.Go(fmt.Sprintf("%s/%d", server.URL, n))
		tab.Glance(p.to, axe)
		if got := strings.Join(said.all, "\n"); (got == "") != (p.says == "") || !strings.Contains(got, ": "+p.says) && p.says != "" {
			t.Errorf("with %q for %q it says %q, not %q", p.to, p.from, got, p.says)
		}
		if asked := browsertest.Value[bool](tab, `"axe" in window`); asked != (n == 0 || p.says != "") {
			t.Errorf("with %q for %q axe was asked: %t", p.to, p.from, asked)
		}
	}
	tab.Wide(320)
	tab.Go(server.URL + "/0")
	tab.Glance("narrow", axe)
	if !browsertest.Value[bool](tab, `"axe" in window`) {
		t.Error("another width is not asked of")
	}
}

package web_test

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concordat/server/api"
)

// The API's pages tell of every operation and type that its document has, and lead nowhere
// that is not there.
func TestAPIDocs(t *testing.T) {
	b := newBoard(t)
	r := b.reader()
	r.get("/help").is(200, `href="/api/docs"`)
	var doc struct {
		Paths map[string]map[string]struct {
			ID         string   `json:"operationId"`
			Summary    string   `json:"summary"`
			Problems   []string `json:"x-problems"`
			Parameters []struct{ Name, Description string }
		}
		Components struct {
			Schemas map[string]struct {
				Properties map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(api.OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var open func(path string)
	open = func(path string) {
		path, _, _ = strings.Cut(path, "#")
		if seen[path] || path == "" {
			return
		}
		seen[path] = true
		page := r.get(path).is(200)
		if !strings.HasPrefix(path, api.PathDocs) {
			return
		}
		if strings.Contains(page.body, "<script src=\"http") || strings.Contains(page.body, "nhsuk-tag--red") {
			t.Errorf("%s: %s", path, page.body)
		}
		_, main, _ := strings.Cut(page.body, "<main")
		for _, m := range regexp.MustCompile(`href="(/[^"]*)"`).FindAllStringSubmatch(main, -1) {
			open(html.UnescapeString(m[1]))
		}
	}
	open(api.PathDocs)
	operations := 0
	for path, methods := range doc.Paths {
		for method, o := range methods {
			operations++
			says := []string{html.EscapeString(o.Summary), strings.ToUpper(method) + " " + path}
			for _, x := range o.Parameters {
				says = append(says, x.Name)
			}
			for _, code := range o.Problems {
				says = append(says, `href="`+api.PathProblems+code+`"`)
			}
			if !seen[api.PathDocs+"/"+o.ID] {
				t.Errorf("nothing leads to %s", o.ID)
			}
			page := r.get(api.PathDocs + "/" + o.ID).is(200)
			for _, s := range says {
				if !strings.Contains(page.body, s) {
					t.Errorf("%s does not say %q", o.ID, s)
				}
			}
		}
	}
	if operations < 80 {
		t.Errorf("%d operations", operations)
	}
	for name, schema := range doc.Components.Schemas {
		page := r.get(api.PathDocs + "/" + name).is(200)
		for field := range schema.Properties {
			if !strings.Contains(page.body, ">"+field+"<") {
				t.Errorf("%s does not tell of %s", name, field)
			}
		}
	}
	if !slices.ContainsFunc([]string{"/problems/refused"}, func(p string) bool { return seen[p] }) {
		t.Error("no problem is led to")
	}
	r.get(api.PathDocs + "/nothing").is(404)
	r.get("/api/nothing").is(404)
}

package policy

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestSchemaIsRead: what the schema lets terms say some rule of the library reads.
// A field that nothing reads would be a promise in an agreement that nobody keeps.
// Of a term handed on whole its fields are looked for wherever a rule reads a field
// of what it was handed.
func TestSchemaIsRead(t *testing.T) {
	var library strings.Builder
	if err := fs.WalkDir(embedded, "rego", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" || isTest(name) {
			return err
		}
		text, err := embedded.ReadFile(name)
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(strings.TrimSpace(line), "#") {
				library.WriteString(line)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	rules := library.String()
	// Without what is read of the terms themselves.
	others := regexp.MustCompile(`\b(data\.|_)terms(\.\w+)+`).ReplaceAllString(rules, "terms")
	found := func(in, form string, words ...string) bool {
		for _, w := range words {
			form = strings.Replace(form, "%", regexp.QuoteMeta(w), 1)
		}
		return regexp.MustCompile(form).MatchString(in)
	}
	handed := func(field string) bool {
		return found(rules, `\]\.%\b`, field) || found(others, `(?:^|[^.\w])\w+\.%\b`, field) || found(others, `\["%", `, field) || found(others, `object\.get\([^"\n]+"%"`, field)
	}
	words := []string{"clause", "text", "illustrative", "source", "title"}
	doc := schemaOfTerms().doc.(map[string]any)
	unread := func(term string, form map[string]any) (names []string) {
		whole := term == "" || term == "absence" || term == "abstention" || // read by name, outcome.rego
			found(rules, `terms\.%(?:[^.\w]|$)`, term) || found(rules, `terms, \[?"%"`, term)
		for _, field := range slices.Sorted(maps.Keys(object(form["properties"]))) {
			if slices.Contains(words, field) || found(rules, `terms\.%\.%\b`, term, field) || found(rules, `\["%", "%"`, term, field) || whole && handed(field) {
				continue
			}
			names = append(names, field)
		}
		return names
	}
	for _, term := range slices.Sorted(maps.Keys(object(doc["properties"]))) {
		for _, field := range unread(term, object(object(doc["properties"])[term])) {
			t.Errorf("%s.%s: the schema allows it and no rule of the library reads it", term, field)
		}
	}
	for _, form := range slices.Sorted(maps.Keys(object(doc["$defs"]))) {
		for _, field := range unread("", object(object(doc["$defs"])[form])) {
			t.Errorf("%s.%s: the schema allows it and no rule of the library reads it", form, field)
		}
	}
	// The test can fail.
	if made := unread("requisition", map[string]any{"properties": map[string]any{"num": 1, "guess": 1, "clause": 1}}); !slices.Equal(made, []string{"guess"}) {
		t.Errorf("of made-up fields it finds unread %v", made)
	}
}

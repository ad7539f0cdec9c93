package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/cmd/concordatd/example"
)

// openAPI is the document, and what its operations say of an answer. The schemas
// of OpenAPI 3.1 are JSON Schema 2020-12, so a validator of that reads them where
// they stand.
type openAPI struct {
	compiler   *jsonschema.Compiler
	operations []operation
	problems   []string // that any operation may answer with

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema
	met     map[string]bool // operations with an answer that is no problem
}

type operation struct {
	method, path, id string
	pattern          *regexp.Regexp
	query, params    []string
	responses        map[string]any
	problems         []string // that this one may answer with besides
}

const documentURL = "https://concordat.invalid/openapi.json"

var document = sync.OnceValue(func() *openAPI {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(api.OpenAPI))
	if err != nil {
		panic(err)
	}
	d := &openAPI{compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}, met: map[string]bool{}}
	if err := d.compiler.AddResource(documentURL, v); err != nil {
		panic(err)
	}
	segment := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	d.problems = stringsOf(v.(map[string]any)["x-problems"])
	for path, methods := range v.(map[string]any)["paths"].(map[string]any) {
		for method, o := range methods.(map[string]any) {
			o := o.(map[string]any)
			op := operation{
				method: strings.ToUpper(method), path: path, id: o["operationId"].(string), responses: o["responses"].(map[string]any), problems: stringsOf(o["x-problems"]),
				pattern: regexp.MustCompile("^" + segment.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$"),
			}
			if list, ok := o["parameters"].([]any); ok {
				for _, p := range list {
					p := p.(map[string]any)
					if name := p["name"].(string); p["in"] == "query" {
						op.query = append(op.query, name)
					} else {
						op.params = append(op.params, name)
					}
				}
			}
			d.operations = append(d.operations, op)
		}
	}
	return d
})

// stringsOf is a list of strings; nil for what is none.
func stringsOf(v any) []string {
	list, _ := v.([]any)
	var all []string
	for _, one := range list {
		all = append(all, one.(string))
	}
	return all
}

// Each operation says with which problems it may answer, besides those that any may;
// every answer of every test is held against that.
func TestOperationsListTheirProblems(t *testing.T) {
	lists := map[string][]string{"the document": document().problems}
	for _, o := range document().operations {
		lists[o.id] = o.problems
		for _, code := range o.problems {
			if slices.Contains(document().problems, code) {
				t.Errorf("%s lists %s, which any operation may answer with", o.id, code)
			}
		}
	}
	for name, list := range lists {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) || name == "the document" && len(list) == 0 {
			t.Errorf("%s lists %v", name, list)
		}
		for _, code := range list {
			if _, known := api.Meanings[ledger.Code(code)]; !known {
				t.Errorf("%s lists %s, which is no code", name, code)
			}
		}
	}
}

// What an operation lists that follows from its form it answers, and nobody else: each
// with a name in its path says when nothing is called so, each that takes JSON refuses
// another type of body, and each that writes refuses what a page of another site sent.
func TestOperationsAnswerTheirProblems(t *testing.T) {
	b := still(t)
	secretary := b.token("secretary")
	cookie, _ := b.browser("secretary")
	segment := regexp.MustCompile(`\{[a-z]+\}`)
	asked := map[ledger.Code]int{}
	for _, o := range document().operations {
		path := segment.ReplaceAllLiteralString(o.path, "x")
		holds := func(want ledger.Code, path, token string, header ...string) {
			t.Helper()
			var body []byte
			if o.method != "GET" {
				body = []byte("{}")
			}
			a := b.do(o.method, path, token, body, header...)
			listed := slices.Contains(o.problems, string(want))
			if (a.status >= 400 && a.problem().Code == want) != listed {
				t.Errorf("%s answers with status %d, and lists %v: %.200s", o.id, a.status, o.problems, a.body)
			}
			asked[want]++
		}
		switch {
		case o.id == "logout": // it would end the session that asks
		case o.method == "GET" && strings.Contains(o.path, "{"):
			holds(ledger.CodeNotFound, path, secretary)
		case o.method != "GET":
			holds(api.CodeMediaType, path, secretary, "Content-Type", "text/plain")
			if o.id == "login" {
				path += "?as=cookie"
			}
			holds(api.CodeForged, path, "", "Content-Type", api.TypeJSON, "Cookie", cookie, "Sec-Fetch-Site", "cross-site")
		}
	}
	for code, n := range map[ledger.Code]int{ledger.CodeNotFound: 20, api.CodeMediaType: 10, api.CodeForged: 15} {
		if asked[code] < n {
			t.Errorf("%s was asked for %d times", code, asked[code])
		}
	}
}

// lists tells whether an operation may answer with a code.
func (d *openAPI) lists(o operation, code string) bool {
	return slices.Contains(d.problems, code) || slices.Contains(o.problems, code)
}

func pointer(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(p)))
	}
	return b.String()
}

func (d *openAPI) schema(t *testing.T, at string) *jsonschema.Schema {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.schemas[at]; ok {
		return s
	}
	s, err := d.compiler.Compile(documentURL + "#" + at)
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	d.schemas[at] = s
	return s
}

// hold holds an answer against the document, if its operation is in there.
func (d *openAPI) hold(t *testing.T, method, path string, a answer) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	for _, op := range d.operations {
		if op.method != method || !op.pattern.MatchString(path) {
			continue
		}
		kind := a.header.Get("Content-Type")
		status := []string{"200", "201", "304"}[max(0, slices.Index([]int{200, 201, 304}, a.status))]
		at := pointer("paths", op.path, strings.ToLower(method), "responses", status, "content", kind, "schema")
		switch {
		case a.status >= 400:
			if kind != api.TypeProblem {
				t.Errorf("%s %s: status %d has the type %s", method, path, a.status, kind)
			}
			at = pointer("components", "responses", "Problem", "content", kind, "schema")
			var said struct{ Code string }
			if err := json.Unmarshal(a.body, &said); err == nil && !d.lists(op, said.Code) {
				t.Errorf("%s %s: %s does not list the problem %s among its x-problems", method, path, op.id, said.Code)
			}
		case op.responses[status] == nil:
			t.Errorf("%s %s: the document has no status %d", method, path, a.status)
			return
		case a.status == 304:
			if len(a.body) > 0 {
				t.Errorf("%s %s: 304 with a body", method, path)
			}
			return
		default:
			d.mu.Lock()
			d.met[op.id] = true
			d.mu.Unlock()
		}
		var v any = string(a.body)
		var err error
		if media, _, _ := strings.Cut(kind, ";"); strings.HasSuffix(media, "json") {
			v, err = jsonschema.UnmarshalJSON(bytes.NewReader(a.body))
		}
		if err != nil {
			t.Errorf("%s %s: %v: %.200s", method, path, err, a.body)
			return
		}
		if at := nullIn(v); at != "" {
			t.Errorf("%s %s, status %d: null at %s", method, path, a.status, at)
		}
		if err := d.schema(t, at).Validate(v); err != nil {
			t.Errorf("%s %s, status %d: %v", method, path, a.status, err)
		}
		return
	}
}

// nullIn is where null stands in an answer: a list without members is empty, and
// what is not there is left out.
func nullIn(v any) string {
	switch v := v.(type) {
	case nil:
		return "/"
	case map[string]any:
		for key, e := range v {
			if at := nullIn(e); at != "" {
				return "/" + key + at
			}
		}
	case []any:
		for i, e := range v {
			if at := nullIn(e); at != "" {
				return fmt.Sprintf("/%d%s", i, at)
			}
		}
	}
	return ""
}

// Whatever an example's ledger holds is answered as the document says, and nowhere
// with null. Of each list every member is read by itself, too.
func TestAnswersOfExamples(t *testing.T) {
	other := func(t *testing.T) *board {
		dir := t.TempDir()
		if err := example.Found(filepath.Join(dir, "founded"), "cheshire-warrington-wirral", time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		b, closeBoard := serveFrom(t, filepath.Join(dir, "founded"), filepath.Join(dir, "data"))
		t.Cleanup(closeBoard)
		return b
	}
	for name, open := range map[string]func(*testing.T) *board{exampleName: still, "cheshire-warrington-wirral": other} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			read := func(path string) map[string]any {
				var v map[string]any
				a := b.as("secretary", path)
				if a.status != 200 {
					t.Errorf("%s: status %d: %s", path, a.status, a.body)
					return nil
				}
				a.into(200, &v)
				return v
			}
			ref := regexp.MustCompile(`:[a-z]+`)
			members := 0
			for list, each := range map[string]struct {
				field string
				under []string
			}{
				api.PathParties:     {"party", []string{api.PathParty}},
				api.PathMotions:     {"motion", []string{api.PathMotion, api.PathVotes, api.PathAmendments}},
				api.PathDecisions:   {"decision", []string{api.PathDecision, api.PathNotice}},
				api.PathObligations: {"obligation", []string{api.PathObligations}},
				api.PathFunds:       {"fund", []string{api.PathFund}},
				api.PathMeetings:    {"meeting", []string{api.PathMeeting, api.PathMinutes}},
				api.PathPeople:      {}, api.PathActions: {}, api.PathRequests: {}, api.PathDrafts: {}, api.PathDisputes: {}, api.PathInterests: {}, api.PathMoU: {}, api.PathPlan: {},
			} {
				if list == api.PathPlan {
					b.get(list)
					continue
				}
				items, _ := read(list)["items"].([]any)
				for _, item := range items {
					id, _ := item.(map[string]any)[each.field].(string)
					for _, path := range each.under {
						if id == "" {
							t.Fatalf("a member of %s has no %s: %v", list, each.field, item)
						}
						if list == api.PathObligations {
							path += "/" + id
						}
						members++
						read(ref.ReplaceAllLiteralString(path, id))
					}
				}
			}
			if members == 0 {
				t.Error("nothing was read by itself")
			}
		})
	}
}

// Routes and document name the same operations, with the same parameters.
func TestOpenAPINamesEveryRoute(t *testing.T) {
	segment := regexp.MustCompile(`:([a-z]+)`)
	named := map[string]bool{}
	for _, r := range server.Routes() {
		if !strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		if r.Name == "" {
			t.Errorf("%s %s has no name", r.Method, r.Path)
			continue
		}
		named[r.Name] = true
		i := slices.IndexFunc(document().operations, func(o operation) bool { return o.id == r.Name })
		if i < 0 {
			t.Errorf("the document has no %s", r.Name)
			continue
		}
		o := document().operations[i]
		if path := segment.ReplaceAllString(r.Path, "{$1}"); o.method != r.Method || o.path != path {
			t.Errorf("%s is %s %s in the document and %s %s in the table", r.Name, o.method, o.path, r.Method, path)
		}
		if !slices.Equal(o.query, r.Query) {
			t.Errorf("%s takes %v in the document and %v in the table", r.Name, o.query, r.Query)
		}
		var params []string
		for _, m := range segment.FindAllStringSubmatch(r.Path, -1) {
			params = append(params, m[1])
		}
		if !slices.Equal(o.params, params) {
			t.Errorf("%s has the segments %v in the document and %v in the table", r.Name, o.params, params)
		}
	}
	for _, o := range document().operations {
		if !named[o.id] {
			t.Errorf("the document's %s has no route", o.id)
		}
	}
}

// Every reference leads somewhere, and every schema compiles.
func TestOpenAPISchemasCompile(t *testing.T) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(api.OpenAPI))
	if err != nil {
		t.Fatal(err)
	}
	schemas := v.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any)
	for name := range schemas {
		document().schema(t, pointer("components", "schemas", name))
	}
	codes := schemas["Problem"].(map[string]any)["properties"].(map[string]any)["code"].(map[string]any)["enum"].([]any)
	var listed []string
	for _, c := range codes {
		listed = append(listed, c.(string))
	}
	var want []string
	for c := range api.Meanings {
		want = append(want, string(c))
	}
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		t.Errorf("the document's codes are %v, the table's %v", listed, want)
	}
}

// No name stands twice in the document: a reader would take the last one and say nothing.
func TestOpenAPINamesNothingTwice(t *testing.T) {
	if at := twice(json.NewDecoder(bytes.NewReader(api.OpenAPI)), ""); at != "" {
		t.Errorf("the document has %s twice", at)
	}
	for text, want := range map[string]string{`{"a": [{"b": 1}, {"c": {"d": 1, "e": 2, "d": 3}}], "b": 1}`: "/a/1/c/d", `{"a": {"b": 1}, "c": {"b": 1}}`: ""} {
		if at := twice(json.NewDecoder(strings.NewReader(text)), ""); at != want {
			t.Errorf("%s has %q twice, not %q", text, at, want)
		}
	}
}

// twice is where in the next value of d an object has a name for the second time.
func twice(d *json.Decoder, at string) string {
	switch must(d.Token()) {
	case json.Delim('{'):
		names := map[string]bool{}
		for d.More() {
			name := must(d.Token()).(string)
			if names[name] {
				return at + "/" + name
			}
			names[name] = true
			if found := twice(d, at+"/"+name); found != "" {
				return found
			}
		}
		must(d.Token())
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			if found := twice(d, fmt.Sprintf("%s/%d", at, i)); found != "" {
				return found
			}
		}
		must(d.Token())
	}
	return ""
}

package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/server"
	"concordat/server/api"
)

// exchange is a request and its answer, for testdata/interop/openapicheck.
type exchange struct {
	Method, URL  string
	Header       http.Header
	Body         []byte
	Status       int
	AnswerHeader http.Header
	Answer       []byte
}

// The document that is served, and a real request and answer of each operation, are held
// against the specification by a library of another make, which finds what does not fit.
func TestOpenAPIByAnotherLibrary(t *testing.T) {
	b := newBoard(t)
	paths := b.paths() // as they are asked in TestAccess
	var kept []exchange
	b.exchanged = func(e exchange) {
		e.Header = e.Header.Clone()
		if cookies := e.Header.Get("Cookie"); cookies != "" { // as over TLS, which the document describes
			e.Header.Set("Cookie", strings.ReplaceAll(cookies, api.CookieLocal+"=", api.CookieSecure+"="))
		}
		if len(e.Body) == 0 {
			e.Header.Del("Content-Type")
		}
		kept = append(kept, e)
	}
	served := b.get(api.PathOpenAPI).body
	for _, route := range server.Routes() {
		at := route.Method + " " + route.Path
		if route.Name == "" || !strings.HasPrefix(route.Path, "/api/") {
			continue
		}
		person := "bury-member"
		if browsersOwn[at] {
			b.inBrowser(at, person)
			continue
		}
		kind := api.TypeJSON
		switch route.Path {
		case api.PathStatements:
			kind = api.TypeJOSE
		case api.PathPut:
			kind = "application/octet-stream"
		}
		token, body := b.token(person), b.body(paths[at], person)
		a := b.do(route.Method, paths[at], token, body, "Content-Type", kind)
		if tag := a.header.Get("ETag"); tag != "" {
			b.do(route.Method, paths[at], token, nil, "If-None-Match", tag)
		}
		if a := b.do(route.Method, strings.Split(paths[at], "?")[0]+"?x=y", b.token(person), nil); a.status < 400 {
			t.Errorf("%s takes anything: status %d", at, a.status)
		}
	}
	b.exchanged = nil

	dir := t.TempDir()
	program, file := filepath.Join(dir, "openapicheck"), filepath.Join(dir, "openapi.json")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = filepath.Join("testdata", "interop", "openapicheck")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	check := func(served []byte, exchanges ...exchange) (string, error) {
		t.Helper()
		if err := os.WriteFile(file, served, 0o600); err != nil {
			t.Fatal(err)
		}
		var in bytes.Buffer
		for _, e := range exchanges {
			if err := json.NewEncoder(&in).Encode(e); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.Command(program, file)
		run.Stdin, run.Stderr = &in, os.Stderr
		out, err := run.Output()
		return string(out), err
	}
	if out, err := check(served, kept...); err != nil || !strings.HasSuffix(out, fmt.Sprintf("%d exchanges were read\n", len(kept))) {
		t.Errorf("%v\n%s", err, out)
	}
	if n := len(document().operations); len(kept) < 2*n {
		t.Errorf("%d exchanges were kept of %d operations", len(kept), n)
	}

	// And it finds what does not fit.
	shown := kept[slices.IndexFunc(kept, func(e exchange) bool { return strings.HasSuffix(e.URL, api.PathLedger) && e.Status == http.StatusOK })]
	renamed, other, asked := shown, shown, shown
	renamed.Answer = bytes.Replace(shown.Answer, []byte(`"size":`), []byte(`"length":`), 1)
	other.AnswerHeader = http.Header{"Content-Type": {"text/plain"}}
	asked.URL = strings.Replace(shown.URL, api.PathLedger, api.PathMotions+"?limit=few", 1)
	for name, faulty := range map[string]struct {
		served []byte
		with   exchange
	}{
		"a document with a parameter nowhere": {bytes.Replace(served, []byte(`"in": "path"`), []byte(`"in": "road"`), 1), shown},
		"an answer with another field":        {served, renamed},
		"an answer of another type":           {served, other},
		"a request for few":                   {served, asked},
	} {
		if out, err := check(faulty.served, faulty.with); err == nil {
			t.Errorf("%s fits: %s", name, out)
		}
	}
}

package verify

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Every code is explained once, in all its parts, in words that an auditor knows; and so is
// every code that the page in the browser finds.
func TestFailures(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "fault.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[Code]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Code" {
				for _, v := range spec.Values {
					code, err := strconv.Unquote(v.(*ast.BasicLit).Value)
					if err != nil {
						t.Fatal(err)
					}
					codes[Code(code)] = true
				}
			}
		}
		return true
	})
	if len(codes) < 17 {
		t.Fatalf("%d codes were found", len(codes))
	}
	jargon := regexp.MustCompile(`(?i)\b(block|chain|hash|merkle|root|node|tree|tally)\b`)
	told := map[Code]bool{}
	for _, f := range Failures {
		if told[f.Code] || !codes[f.Code] {
			t.Errorf("%s is told of twice, or is no code", f.Code)
		}
		told[f.Code] = true
		if f.Says == "" || strings.HasSuffix(f.Says, ".") {
			t.Errorf("%s says %q", f.Code, f.Says)
		}
		for _, a := range f.Aspects() {
			if !strings.HasSuffix(a.Words, ".") || len(strings.Fields(a.Words)) < 3 || jargon.MatchString(a.Words) {
				t.Errorf("%s, %s: %q", f.Code, a.Key, a.Words)
			}
		}
		if got := f.Code.Failure(); got != f {
			t.Errorf("%s is told as %+v", f.Code, got)
		}
	}
	if len(told) != len(codes) {
		t.Errorf("%d of %d codes are told of", len(told), len(codes))
	}
	scripts, err := filepath.Glob("../web/verifypage/*.js")
	if err != nil || len(scripts) < 5 {
		t.Fatal(err, scripts)
	}
	used := 0
	for _, name := range scripts {
		script, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`new Fault\("([^"]*)"|report\.fault\("[^"]*", (?:cause\.code \?\? )?"([^"]*)"|\bfault\("([a-z-]+)", "|cause\.code \?\? "([^"]+)"`).FindAllSubmatch(script, -1) {
			used++
			if code := Code(bytes.Join(m[1:], nil)); !told[code] {
				t.Errorf("%s: %s is not told of", name, m[0])
			}
		}
	}
	if used < 40 {
		t.Errorf("%d codes are used in the page's scripts", used)
	}
}

// A code that differs by a slip is told from one that has little in common with it.
func TestCodesApart(t *testing.T) {
	for typed, near := range map[string]string{
		"4F7K 2QXM 9RTB": "differ in 1 of 12", "4F7K 2QXM 9RAT": "differ in 2 of 12", "4F7K 2QXM 9000": "differ in 3 of 12",
		"4F7K 2QXM 0000": "have little in common", "ZZZZ ZZZZ ZZZZ": "have little in common",
	} {
		if words := CodesApart(typed, "4F7K 2QXM 9RTA"); !strings.Contains(words, near) {
			t.Errorf("%s: %s", typed, words)
		}
	}
}

// What is wrong is explained once for each code, and not for what may only follow.
func TestFailuresOf(t *testing.T) {
	got := failures([]Fault{{Code: Late}, {Code: Altered}, {Code: Late}, {Code: Gap, Follows: true}})
	if len(got) != 2 || got[0].Code != Late || got[1].Code != Altered {
		t.Errorf("%+v", got)
	}
	r := Unopened(Fault{Code: BadCheckpoint, Check: Inclusion, Entry: -1, Words: "There is none."})
	var text bytes.Buffer
	if err := r.Text(&text); err != nil {
		t.Fatal(err)
	}
	page := string(r.HTML())
	for _, want := range []string{"There is none.", BadCheckpoint.Failure().Says, Questions[3].IfNot, "What this does not prove", "FAILED"} {
		if !strings.Contains(page, want) {
			t.Errorf("the working paper does not say %q: %s", want, page)
		}
	}
	for _, a := range BadCheckpoint.Failure().Aspects() {
		if !strings.Contains(text.String(), a.Key+": "+a.Words) || !strings.Contains(string(r.JSON()), a.Words) {
			t.Errorf("%q is not said: %s", a.Key, text.String())
		}
	}
}

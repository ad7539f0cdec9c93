package policy

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Tried is the worked cases of one package of the library that try what carries a clause
// out, by their names.
type Tried struct {
	Package string   `json:"package"` // quorum
	Cases   []string `json:"cases"`
}

// testForm is where a worked case begins.
var testForm = regexp.MustCompile(`(?m)^test_(\w+)`)

// TriedBy finds for each clause of b the worked cases that this program's library has for
// its rules. A bundle holds no cases, so that they are of a package only where b has it to
// the byte as this library does: of one that a binding of the clause calls all, of one that
// reads a term of the clause itself those that name the term.
func TriedBy(b Bundle) (map[string][]Tried, error) {
	table, err := Table(b, nil)
	if err != nil {
		return nil, err
	}
	calls := map[string][]string{} // packages by binding
	for _, name := range b.paths() {
		if !isBinding(name) {
			continue
		}
		m, err := parseModule(name, b[name])
		if err != nil {
			return nil, err
		}
		for _, r := range m.Rules {
			ast.WalkRefs(r, func(ref ast.Ref) bool {
				if len(ref) > 2 && ref[0].Value.Compare(ast.Var("concordat")) == 0 {
					called, ok := ref[1].Value.(ast.String)
					if by := "mou." + ruleName(r); ok && !slices.Contains(calls[by], string(called)) {
						calls[by] = append(calls[by], string(called))
					}
				}
				return false
			})
		}
	}
	found := map[string][]Tried{}
	for _, row := range table {
		var called, reading []string
		for _, rule := range row.Rules {
			called = append(called, calls[rule]...)
			if name, ok := strings.CutPrefix(rule, "concordat."); ok {
				reading = append(reading, name)
			}
		}
		packages := append(slices.Clone(called), reading...)
		slices.Sort(packages)
		for _, name := range slices.Compact(packages) {
			cases := casesOf(b, name)
			if !slices.Contains(called, name) {
				cases = slices.DeleteFunc(cases, func(c string) bool {
					return !slices.ContainsFunc(row.Terms, func(term string) bool {
						return regexp.MustCompile(`\b` + regexp.QuoteMeta(term) + `\b`).MatchString(c)
					})
				})
			}
			tried := Tried{Package: name}
			for _, c := range cases {
				tried.Cases = append(tried.Cases, testForm.FindStringSubmatch(c)[1])
			}
			if tried.Cases = slices.Compact(tried.Cases); len(tried.Cases) > 0 {
				found[row.Clause] = append(found[row.Clause], tried)
			}
		}
	}
	return found, nil
}

// casesOf are the worked cases of a package, each with its text; none where b has not that
// package as this library has it.
func casesOf(b Bundle, name string) (cases []string) {
	file := path.Join("rego/concordat", name, name+".rego")
	source, err := fs.ReadFile(embedded, file)
	if err != nil || !bytes.Equal(source, b[file]) {
		return nil
	}
	tests, err := fs.ReadFile(embedded, strings.TrimSuffix(file, ".rego")+"_test.rego")
	if err != nil {
		return nil
	}
	at := testForm.FindAllIndex(tests, -1)
	for i, from := range at {
		to := len(tests)
		if i+1 < len(at) {
			to = at[i+1][0]
		}
		cases = append(cases, string(tests[from[0]:to]))
	}
	return cases
}

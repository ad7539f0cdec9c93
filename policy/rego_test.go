package policy

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// The rules are read from disk, so that go test needs no rebuilding of what was
// embedded to see a change.

// sources reads the Rego below dir, by path from this folder.
func sources(dir string) (map[string]string, error) {
	out := map[string]string{}
	return out, fs.WalkDir(os.DirFS("."), dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" {
			return err
		}
		text, err := os.ReadFile(name)
		out[name] = string(text)
		return err
	})
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.rego") }

func parseRego(name, text string) (*ast.Module, error) {
	if !isTest(name) {
		return parseModule(name, []byte(text))
	}
	return ast.ParseModuleWithOpts(name, text, ast.ParserOptions{
		Capabilities: capabilities(), ProcessAnnotation: true, RegoVersion: ast.RegoV1,
	})
}

// libraryModules is the Rego of the library, parsed once, tests included.
var libraryModules = sync.OnceValues(func() (map[string]*ast.Module, error) { return parseAll("rego") })

func parseAll(dir string) (map[string]*ast.Module, error) {
	files, err := sources(dir)
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{}
	for file, text := range files {
		if modules[file], err = parseRego(file, text); err != nil {
			return nil, err
		}
	}
	return modules, nil
}

// agreement is the rules of one agreement with the library, tests included.
type agreement struct {
	name    string
	bundle  Bundle
	modules map[string]*ast.Module
}

func readAgreement(name string) (agreement, error) {
	a := agreement{name: name}
	var err error
	if a.bundle, err = assemble(os.DirFS("."), os.DirFS("mou/"+name)); err != nil {
		return a, err
	}
	if a.modules, err = parseAll("mou/" + name); err != nil {
		return a, err
	}
	shared, err := libraryModules()
	if err != nil {
		return a, err
	}
	maps.Copy(a.modules, shared)
	if _, used := a.bundle[bindingsFile]; !used {
		delete(a.modules, bindingsFile)
	}
	return a, nil
}

// own leaves out the tests of the library that the agreement's own do not lean on.
func (a agreement) own() agreement {
	imported := map[string]bool{}
	var follow func(m *ast.Module)
	follow = func(m *ast.Module) {
		for _, i := range m.Imports {
			pkg := i.Path.String()
			if imported[pkg] {
				continue
			}
			imported[pkg] = true
			for _, other := range a.modules {
				if other.Package.Path.String() == pkg {
					follow(other)
				}
			}
		}
	}
	kept := map[string]*ast.Module{}
	for file, m := range a.modules {
		if strings.HasPrefix(file, "mou/") {
			follow(m)
		}
	}
	for file, m := range a.modules {
		if strings.HasPrefix(file, "mou/") || !isTest(file) || imported[m.Package.Path.String()] {
			kept[file] = m
		}
	}
	a.modules = kept
	return a
}

// testResult is what one test rule came to. A table of cases has one for each.
type testResult struct {
	name     string // with its package
	location *ast.Location
	err      error
	passed   bool
	cases    map[string]bool // whether it passed
	unlike   string          // what the machine says, where it says something else
}

// libraryUnder is the agreement beside whose own tests those of the library run,
// once: they take from its terms what they leave open.
const libraryUnder = "cheshire-warrington-wirral"

// regoRun is one run of all tests of all agreements.
type regoRun struct {
	results map[string][]testResult // by agreement
	modules map[string]*ast.Module  // all, by path
	report  cover.Report
	err     error
}

var runRego = sync.OnceValue(func() (run regoRun) {
	run.results, run.modules = map[string][]testResult{}, map[string]*ast.Module{}
	covered := cover.New()
	for _, name := range Names() {
		a, err := readAgreement(name)
		if err != nil {
			run.err = err
			return run
		}
		maps.Copy(run.modules, a.modules)
		tests := func(string) bool { return true }
		if name != libraryUnder {
			a, tests = a.own(), func(pkg string) bool { return strings.HasPrefix(pkg, "data.mou") }
		}
		if run.results[name], run.err = a.test(covered, tests); run.err != nil {
			return run
		}
	}
	run.report = covered.Report(run.modules)
	return run
})

// test runs every test rule of the packages as rules are run: with what is
// allowed, strictly, and over the agreement's own documents.
func (a agreement) test(covered *cover.Cover, of func(pkg string) bool) ([]testResult, error) {
	data, err := documents(a.bundle)
	if err != nil {
		return nil, err
	}
	store := inmem.NewFromASTObject(data)
	compiler, err := compileCases(a.modules)
	if err != nil {
		return nil, err
	}
	var results []testResult
	for _, m := range compiler.Modules {
		seen := map[string]bool{}
		for _, r := range m.Rules {
			name := string(r.Head.Ref()[0].Value.(ast.Var))
			if !strings.HasPrefix(name, tester.TestPrefix) || seen[name] || !of(m.Package.Path.String()) {
				continue
			}
			seen[name] = true
			results = append(results, testResult{name: m.Package.Path.String() + "." + name, location: r.Loc()})
		}
	}
	slices.SortFunc(results, func(x, y testResult) int { return strings.Compare(x.name, y.name) })
	var names []string
	for _, r := range results {
		names = append(names, r.name)
	}
	m, err := newMachine(compiler, data, names...)
	if err != nil {
		return nil, err
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(results); i = next.Add(1) - 1 {
				results[i].run(compiler, store, covered, m)
			}
		})
	}
	workers.Wait()
	return results, nil
}

func (r *testResult) run(compiler *ast.Compiler, store storage.Store, covered *cover.Cover, m *machine) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*timeLimit)
	defer cancel()
	query, err := rego.New(rego.Query(r.name), rego.Compiler(compiler), rego.Store(store), rego.StrictBuiltinErrors(true)).PrepareForEval(ctx)
	if err != nil {
		r.err = err
		return
	}
	// Coverage passes without index or early exit would only explain what is not
	// covered.
	var cases caseTracer
	found, err := query.Eval(ctx, rego.EvalQueryTracer(covered), rego.EvalQueryTracer(&cases), rego.EvalQueryTracer(tracedChecks))
	if r.err = err; err != nil || len(found) == 0 {
		return
	}
	value := found[0].Expressions[0].Value
	r.unlike = unlike(m, newKeeper(compiler), r.name, value)
	table, ok := value.(map[string]any)
	if !ok {
		r.passed = value == true
		return
	}
	r.passed, r.cases = len(table) > 0, map[string]bool{}
	for _, at := range cases {
		passed := at.in(table)
		r.cases[strings.Join(at, "/")] = passed
		r.passed = r.passed && passed
	}
	for _, v := range table {
		r.passed = r.passed && v != false
	}
}

// caseTracer notes the cases of a table that were tried.
type caseTracer []caseOf

// caseOf is where the result of a case stands in the table's value.
type caseOf []string

func (t *caseTracer) Enabled() bool { return true }

func (t *caseTracer) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (t *caseTracer) TraceEvent(e topdown.Event) {
	if e.Op != topdown.TestCaseOp {
		return
	}
	var at caseOf
	e.Node.(*ast.Expr).Operand(0).Value.(*ast.Array).Foreach(func(x *ast.Term) {
		if s, ok := x.Value.(ast.String); ok {
			at = append(at, string(s))
			return
		}
		value, _ := ast.JSON(x.Value)
		key, _ := json.Marshal(value) // as the key of an object in Go
		at = append(at, string(key))
	})
	*t = append(*t, at)
}

// checkTracer keeps every check that a test makes and that gives numbers without
// saying what they come from. Only a refusal may: its numbers are the statement's
// own, or its clause's, and it is not recorded.
type checkTracer struct {
	mu     sync.Mutex
	made   int // with numbers, and what these come from
	untold map[string]string
	read   int               // checks made, all of them
	coded  map[string]string // what says something as it is stored
}

var tracedChecks = &checkTracer{untold: map[string]string{}, coded: map[string]string{}}

// stored is what nobody but a program writes: an underscore in a word, a date by
// its digits, a large number without commas.
var stored = regexp.MustCompile(`[a-z]_[a-z]|[0-9]{4}-[0-9]{2}-[0-9]{2}|\b[0-9]{5,}\b`)

func (t *checkTracer) Enabled() bool { return true }

func (t *checkTracer) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (t *checkTracer) TraceEvent(e topdown.Event) {
	r, ok := e.Node.(*ast.Rule)
	if e.Op != topdown.ExitOp || !ok || r.Module == nil {
		return
	}
	if r.Module.Package.Path.String() == "data.concordat.check" && string(r.Head.Name) == "of" {
		t.readWords(e.Plug(r.Head.Value).Value.(ast.Object))
	}
	if !concludes(r) {
		return
	}
	// What concludes gives checks, alone or in lists of their own.
	ast.WalkTerms(e.Plug(r.Head.Value), func(x *ast.Term) bool {
		c, ok := x.Value.(ast.Object)
		if !ok || c.Get(ast.StringTerm("explain")) == nil || c.Get(ast.StringTerm("required")) == nil {
			return false
		}
		text := fmt.Sprint(c.Get(ast.StringTerm("required")), c.Get(ast.StringTerm("actual")), c.Get(ast.StringTerm("explain")))
		from, _ := c.Get(ast.StringTerm("from")).Value.(*ast.Array)
		t.mu.Lock()
		defer t.mu.Unlock()
		switch {
		case !strings.ContainsAny(text, "0123456789"):
		case from == nil || from.Len() == 0:
			t.untold[fmt.Sprint(c.Get(ast.StringTerm("id")))] = text
		default:
			t.made++
		}
		return true
	})
}

// readWords looks at a check as somebody reads it.
func (t *checkTracer) readWords(check ast.Object) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.read++
	for _, part := range []string{"title", "required", "actual", "explain"} {
		text, _ := check.Get(ast.StringTerm(part)).Value.(ast.String)
		if stored.MatchString(string(text)) {
			t.coded[fmt.Sprint(check.Get(ast.StringTerm("id")), " ", part)] = string(text)
		}
	}
}

// concludes reports whether a rule gives the checks of a conclusion.
func concludes(r *ast.Rule) bool {
	switch r.Module.Package.Path.String() + "." + string(r.Head.Name) {
	case "data.concordat.conclude._checks", "data.concordat.outcome.deciding_checks", "data.concordat.voting.majorities", "data.concordat.voting.tie", "data.concordat.voting.all_the_same",
		"data.concordat.voting.all_approve", "data.concordat.quorum.of", "data.concordat.options.checks", "data.concordat.gates.before_effect", "data.concordat.life.notes":
		return true
	}
	return false
}

// TestChecksNameTheirNumbers: of every check that a conclusion makes in any worked
// case, numbers come from something that is named.
func TestChecksNameTheirNumbers(t *testing.T) {
	if run := runRego(); run.err != nil {
		t.Fatal(run.err)
	}
	for id, text := range tracedChecks.untold {
		t.Errorf("the numbers of %s come from nowhere: %s", id, text)
	}
	if tracedChecks.made < 500 {
		t.Errorf("only %d checks were looked at", tracedChecks.made)
	}
}

// TestChecksAreInWords: no check that any worked case makes has a name or a day as
// it is stored where people read it.
func TestChecksAreInWords(t *testing.T) {
	if run := runRego(); run.err != nil {
		t.Fatal(run.err)
	}
	for id, text := range tracedChecks.coded {
		t.Errorf("%s is not in words: %s", id, text)
	}
	if tracedChecks.read < 1000 {
		t.Errorf("only %d checks were looked at", tracedChecks.read)
	}
}

func (c caseOf) in(value any) bool {
	for _, key := range c {
		table, _ := value.(map[string]any)
		value = table[key]
	}
	return value == true
}

// TestRegoTells: a test that is false, undefined or in conflict does not pass, nor
// does a table with one such case.
func TestRegoTells(t *testing.T) {
	a := agreement{bundle: bundleOf(`ruling := {"allow": true}`), modules: map[string]*ast.Module{}}
	for name, text := range map[string]string{
		"mou/mou.rego": string(a.bundle[ownBindingsFile]),
		"mou/mou_test.rego": `package mou_test

test_right if 1 < 2

test_false := false

test_undefined if 1 > 2

test_error if _two == 1

_two := 1

_two := 2 if 1 < 2

test_table[n] if {
	some n in ["a", {"b": 1}]
	is_string(n)
}

test_empty[n] if some n in []

helper := true
`,
	} {
		if text == "" {
			continue
		}
		m, err := parseRego(name, text)
		if err != nil {
			t.Fatal(err)
		}
		a.modules[name] = m
	}
	results, err := a.test(cover.New(), func(pkg string) bool { return pkg == "data.mou_test" })
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range results {
		got[strings.TrimPrefix(r.name, "data.mou_test.test_")] = fmt.Sprint(r.passed, r.cases, r.err != nil)
	}
	want := map[string]string{
		"right": "true map[] false", "false": "false map[] false", "undefined": "false map[] false", "error": "false map[] true",
		"table": `false map[a:true {"b":1}:false] false`, "empty": "false map[] false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestRego runs every test rule of the library and of each agreement.
func TestRego(t *testing.T) {
	run := runRego()
	if run.err != nil {
		t.Fatal(run.err)
	}
	for _, name := range Names() {
		if len(run.results[name]) == 0 {
			t.Errorf("%s has no test", name)
		}
		for _, r := range run.results[name] {
			t.Run(name+"/"+strings.TrimPrefix(r.name, "data."), func(t *testing.T) {
				for at, passed := range r.cases {
					t.Run(at, func(t *testing.T) {
						if !passed {
							t.Errorf("%s: %s fails", r.location, at)
						}
					})
				}
				if !r.passed {
					t.Errorf("%s: %s fails", r.location, r.name)
				}
				if r.err != nil {
					t.Error(r.err)
				}
			})
		}
	}
}

// TestRegoCoverage: a line of rules that no test reaches is a line of the
// agreement that nobody has tried.
func TestRegoCoverage(t *testing.T) {
	run := runRego()
	if run.err != nil {
		t.Fatal(run.err)
	}
	for _, name := range slices.Sorted(maps.Keys(run.modules)) {
		if isTest(name) {
			continue
		}
		var places []string
		for _, lines := range run.report.Files[name].NotCovered {
			places = append(places, fmt.Sprintf("%s:%d", name, lines.Start.Row))
		}
		if places = slices.Compact(places); len(places) > 0 {
			t.Errorf("no test reaches\n%s", strings.Join(places, "\n"))
		}
	}
}

// TestRegoStyle holds all Rego to one form: formatted, in the place that its
// package names, described, and tied to the wording of the clause it carries out.
func TestRegoStyle(t *testing.T) {
	for _, name := range Names() {
		a, err := readAgreement(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(a.bundle); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		clauses, err := Clauses(a.bundle)
		if err != nil {
			t.Fatal(err)
		}
		byID := map[string]Clause{}
		for _, c := range clauses {
			byID[c.ID] = c
		}
		for _, file := range slices.Sorted(maps.Keys(a.modules)) {
			t.Run(name+"/"+file, func(t *testing.T) {
				checkForm(t, file, a.modules[file])
				if isTest(file) {
					return
				}
				checkDescribed(t.Errorf, file, a.modules[file])
				checkMentions(t.Errorf, file, a.modules[file], byID)
			})
		}
		terms, err := parseJSON(a.bundle[termsFile])
		if err != nil {
			t.Fatal(err)
		}
		checkMentions(t.Errorf, "mou/"+name+"/terms.json", terms, byID)
	}
}

func checkForm(t *testing.T, file string, m *ast.Module) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := format.SourceWithOpts(file, text, format.Opts{
		RegoVersion:   ast.RegoV1,
		ParserOptions: &ast.ParserOptions{RegoVersion: ast.RegoV1, ProcessAnnotation: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(formatted), string(text)); diff != "" {
		t.Errorf("%s is not formatted as opa fmt does:\n%s", file, diff)
	}
	pkg, want := strings.TrimPrefix(m.Package.Path.String(), "data."), packageOf(file)
	if pkg != want && (!isTest(file) || pkg != want+"_test") {
		t.Errorf("%s is package %s; its path makes it %s", file, pkg, want)
	}
	base, dir := strings.TrimSuffix(strings.TrimSuffix(path.Base(file), ".rego"), "_test"), path.Base(path.Dir(file))
	if strings.HasPrefix(file, "rego/") && base != dir {
		t.Errorf("%s is not called %s.rego after its folder", file, dir)
	}
}

// annotations finds the metadata of the package and, by name, of its rules.
func annotations(m *ast.Module) (pkg []*ast.Annotations, rules map[string][]*ast.Annotations) {
	rules = ruleAnnotations(m)
	for _, a := range m.Annotations {
		if a.Scope == "package" {
			pkg = append(pkg, a)
		}
	}
	return pkg, rules
}

func described(all []*ast.Annotations) bool {
	return slices.ContainsFunc(all, func(a *ast.Annotations) bool { return a.Title != "" && a.Description != "" })
}

// reporter is testing.T.Errorf, or a test of what is reported to it.
type reporter = func(format string, args ...any)

func checkDescribed(report reporter, file string, m *ast.Module) {
	pkg, rules := annotations(m)
	if !described(pkg) {
		report("%s: the package has no METADATA with title and description", file)
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if !strings.HasPrefix(name, "_") && !described(rules[name]) {
			report("%s: rule %s has no METADATA with title and description", file, name)
		}
	}
}

var clauseNumber = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

// checkMentions: wherever a clause is named in a rule or a term, mou.md has it.
func checkMentions(report reporter, file string, node any, clauses map[string]Clause) {
	mentioned := func(key, value *ast.Term) {
		id, ok := value.Value.(ast.String)
		if !ok || !ast.String("clause").Equal(key.Value) {
			return
		}
		if _, known := clauses[string(id)]; !known && (clauseNumber.MatchString(string(id)) || path.Ext(file) == ".json") {
			report("%s names clause %q, which mou.md has not", file, string(id))
		}
	}
	ast.NewGenericVisitor(func(x any) bool {
		if o, ok := x.(ast.Object); ok {
			o.Foreach(mentioned)
		}
		return false
	}).Walk(node)
}

// TestChecksAreTight: the checks of style above, and of wording, do find what
// they look for.
func TestChecksAreTight(t *testing.T) {
	const text = `# METADATA
# title: A
# description: B
package mou

# METADATA
# title: A
# description: B
# custom:
#   %s
terms := {"clause": %q}
`
	b := bundleOf(`ruling := {"allow": true}`)
	clauses, err := Clauses(b)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]Clause{"1.1": clauses[0]}
	right := wording(clauses[0])
	failures := func(custom, id, terms string) string {
		m, err := parseRego("mou/mou.rego", fmt.Sprintf(text, custom, id))
		if err != nil {
			t.Fatal(err)
		}
		var failed []string
		report := func(format string, args ...any) { failed = append(failed, fmt.Sprintf(format, args...)) }
		checkDescribed(report, "mou/x/mou.rego", m)
		checkMentions(report, "mou/x/mou.rego", m, byID)
		b[ownBindingsFile], b[termsFile] = fmt.Appendf(nil, text, custom, id), []byte(terms)
		faults, err := checkWording(b)
		if err != nil {
			t.Fatal(err)
		}
		if len(faults) > 0 {
			failed = append(failed, faults.Error())
		}
		return strings.Join(failed, "\n")
	}
	status := fmt.Sprintf(`{"status": {"clause": "1.1", "text": %q}}`, right)
	clause := func(id, hash string) string { return fmt.Sprintf("clause: %q\n#   text: %q", id, hash) }
	tests := map[string]struct{ custom, id, terms, want string }{
		"term":           {"term: status", "1.1", status, ""},
		"clause":         {clause("1.1", right), "1.1", `{}`, ""},
		"no such term":   {"term: standing", "1.1", status, `reads the term "standing", which terms.json has not`},
		"optional":       {"term: standing\n#   optional: true", "1.1", status, ""},
		"neither":        {"words: many", "1.1", status, "mou/mou.rego: rule terms names no term"},
		"no such clause": {clause("1.2", right), "1.1", `{}`, `mou/mou.rego:6: rule terms names clause "1.2"`},
		"other wording":  {clause("1.1", "0123456789abcdef"), "1.1", `{}`, fmt.Sprintf(`rule terms (clause 1.1) was written for another wording of the clause; look at it again, and at the rules that read it, then put %q as its text`, right)},
		"mentioned":      {"term: status", "1.2", status, `names clause "1.2"`},
		"terms' clause":  {"term: status", "1.1", `{"status": {"clause": "7.7", "text": "x"}}`, `mou/terms.json: status names clause "7.7", which mou.md has not`},
		"terms' hash":    {"term: status", "1.1", `{"status": {"clause": "1.1", "text": "x"}}`, "mou/terms.json: status (clause 1.1) was written for another wording of the clause"},
		"no hash":        {"term: status", "1.1", `{"status": {"clause": "1.1"}}`, fmt.Sprintf(`mou/terms.json: status (clause 1.1) does not say for which wording of the clause it was written; put %q as its text`, right)},
		"deep in a list": {"term: status", "1.1", `{"status": {"of": [{"clause": "1.1"}]}}`, "mou/terms.json: status.of[0] (clause 1.1) does not say"},
		"clause no text": {"term: status", "1.1", `{"status": {"clause": 1}}`, "mou/terms.json: status names clause \"\", which mou.md has not"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := failures(test.custom, test.id, test.terms)
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("got %q, expected %q", got, test.want)
			}
		})
	}
}

package policy

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Tested is one worked case of an agreement, run.
type Tested struct {
	Name   string `json:"name"`
	File   string `json:"file"` // in the agreement's folder
	Line   int    `json:"line"`
	Passed bool   `json:"passed"`
	Why    string `json:"why,omitempty"` // it did not: which part failed, or what went wrong

	entered map[string]bool // the rules it went through, by place
}

// RunTests runs the worked cases that stand in an agreement's folder, with the
// rule library and over the agreement's own documents. An error means that they
// could not be run at all.
func RunTests(agreement fs.FS) ([]Tested, error) {
	b, err := Assemble(agreement)
	if err != nil {
		return nil, err
	}
	if err := b.checkFiles(); err != nil {
		return nil, err
	}
	data, err := documents(b)
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{}
	for name, source := range b {
		if path.Ext(name) == ".rego" {
			if modules[name], err = parseModule(name, source); err != nil {
				return nil, err
			}
		}
	}
	own, err := casesIn(agreement, ".", "mou")
	if err != nil {
		return nil, err
	}
	library, err := casesIn(embedded, "rego", "")
	if err != nil {
		return nil, err
	}
	for name, source := range withFacts(own, library) {
		if modules[name], err = parseTests(name, source); err != nil {
			return nil, err
		}
	}
	compiler, err := compileCases(modules)
	if err != nil {
		return nil, err
	}
	var rules []*ast.Rule
	for _, m := range compiler.Modules {
		for _, r := range m.Rules {
			if strings.HasPrefix(m.Package.Path.String(), "data.mou") && caseName(r) != nil {
				rules = append(rules, r)
			}
		}
	}
	store := inmem.NewFromASTObject(data)
	tested := make([]Tested, len(rules))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rules)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(rules); i = int(next.Add(1)) - 1 {
				tested[i] = runCase(compiler, store, rules[i])
			}
		})
	}
	workers.Wait()
	slices.SortFunc(tested, func(a, b Tested) int {
		return strings.Compare(fmt.Sprintf("%s:%06d", a.File, a.Line), fmt.Sprintf("%s:%06d", b.File, b.Line))
	})
	return tested, nil
}

// compileCases compiles tests with the rules that they try. OPA's own runner does it,
// which knows what a table of cases becomes. It does not run them: for each table it
// would write down every variable at every step, which takes longer than the rest.
func compileCases(modules map[string]*ast.Module) (*ast.Compiler, error) {
	caps := capabilities()
	caps.Builtins = append(caps.Builtins, ast.InternalTestCase) // OPA puts it into a test with a table of cases
	compiler := newCompiler().WithCapabilities(caps)
	none, err := tester.NewRunner().SetCompiler(compiler).SetModules(modules).Filter(`\A\z`).RunTests(context.Background(), nil)
	if err != nil {
		return nil, err
	}
	for r := range none {
		return nil, fmt.Errorf("%s was to be compiled alone", r.Name)
	}
	return compiler, nil
}

// caseName is what a worked case is called, nil of any other rule.
func caseName(r *ast.Rule) ast.Ref {
	ref := r.Head.Ref().GroundPrefix()
	for i, part := range ref {
		if name := strings.Trim(part.Value.String(), `"`); strings.HasPrefix(name, tester.TestPrefix) || strings.HasPrefix(name, tester.SkipTestPrefix) {
			return ref[:i+1]
		}
	}
	return nil
}

// runCase runs one worked case, as OPA's own program would.
func runCase(compiler *ast.Compiler, store storage.Store, r *ast.Rule) Tested {
	name := caseName(r)
	t := Tested{Name: name.String(), File: strings.TrimPrefix(r.Location.File, "mou/"), Line: r.Location.Row, entered: map[string]bool{}}
	if strings.HasPrefix(t.Name, tester.SkipTestPrefix) {
		return t
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeLimit)
	defer cancel()
	var failed []topdown.Error // built-ins, each of which is undefined then
	seen := trace{entered: map[*ast.Rule]bool{}}
	query, err := rego.New(
		rego.Query(r.Module.Package.Path.Extend(name).String()), rego.Compiler(compiler), rego.Store(store), rego.BuiltinErrorList(&failed),
	).PrepareForEval(ctx)
	var found rego.ResultSet
	if err == nil {
		found, err = query.Eval(ctx, rego.EvalQueryTracer(&seen))
	}
	for rule := range seen.entered {
		t.entered[place(rule)] = true
	}
	switch {
	case err != nil:
	case len(failed) == 1:
		err = &failed[0]
	case len(failed) > 1:
		err = fmt.Errorf("%v", failed)
	}
	if err != nil {
		t.Why = err.Error()
	}
	if len(found) == 0 {
		return t
	}
	value := found[0].Expressions[0].Value
	table, ok := value.(map[string]any)
	t.Passed = err == nil && (ok || value == true)
	if !ok {
		return t
	}
	parts := partsOf(table)
	for _, at := range seen.cases {
		parts.Update(*at, nil) // which fails it where the table has no such part
	}
	for at, part := range parts.Iter {
		if part.Fail {
			t.Passed = false
			t.Why = strings.TrimPrefix(t.Why+"; "+strings.Join(at, "/"), "; ")
		}
	}
	return t
}

// partsOf is what became of each part of a table.
func partsOf(table map[string]any) tester.SubResultMap {
	parts := tester.SubResultMap{}
	for name, v := range table {
		part := &tester.SubResult{Name: name, Fail: v != true, SubResults: tester.SubResultMap{}}
		if inner, ok := v.(map[string]any); ok {
			part.SubResults = partsOf(inner)
			part.Fail = slices.ContainsFunc(slices.Collect(maps.Values(part.SubResults)), func(p *tester.SubResult) bool { return p.Fail })
		}
		parts[name] = part
	}
	return parts
}

// casesIn reads the files of tests below a folder, named as in a bundle.
func casesIn(fsys fs.FS, root, prefix string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.rego") {
			return err
		}
		files[path.Join(prefix, name)], err = fs.ReadFile(fsys, name)
		return err
	})
	return files, err
}

// withFacts adds to tests those of the library whose package they name, for the facts
// that these hold, and what those name in turn: to compile all of them would take
// longer than the tests.
func withFacts(tests, library map[string][]byte) map[string][]byte {
	all := maps.Clone(tests)
	for more := tests; len(more) > 0; {
		found := map[string][]byte{}
		for name, source := range library {
			called := []byte(strings.TrimSuffix(path.Base(name), ".rego")) // the last part of its package
			if all[name] == nil && slices.ContainsFunc(slices.Collect(maps.Values(more)), func(s []byte) bool { return bytes.Contains(s, called) }) {
				found[name] = source
			}
		}
		maps.Copy(all, found)
		more = found
	}
	return all
}

func parseTests(name string, source []byte) (*ast.Module, error) {
	return ast.ParseModuleWithOpts(name, string(source), ast.ParserOptions{
		Capabilities: capabilities(), ProcessAnnotation: true, RegoVersion: ast.RegoV1,
	})
}

// trace writes down which rules a test enters, and which cases of its table it tries.
type trace struct {
	entered map[*ast.Rule]bool
	cases   []*ast.Array // where the result of each stands in the table
}

func (*trace) Enabled() bool { return true }

func (*trace) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (t *trace) TraceEvent(e topdown.Event) {
	switch node := e.Node.(type) {
	case *ast.Rule:
		if e.Op == topdown.EnterOp {
			t.entered[node] = true
		}
	case *ast.Expr:
		if e.Op == topdown.TestCaseOp {
			t.cases = append(t.cases, node.Operand(0).Value.(*ast.Array))
		}
	}
}

func place(r *ast.Rule) string { return fmt.Sprintf("%s:%d", r.Location.File, r.Location.Row) }

// Carried says what carries one clause out, and which worked cases try it.
type Carried struct {
	Clause     string   `json:"clause"`
	Title      string   `json:"title"`
	Background bool     `json:"background,omitempty"` // it states, and no rule need carry it out
	Terms      []string `json:"terms"`                // that name it
	Rules      []string `json:"rules"`                // of the agreement, and packages of the library, that read them
	Tests      []string `json:"tests"`
}

// Table sets the clauses of b beside the rules that carry them out and the worked
// cases that go through these rules. A clause that no rule carries out, and that
// is not marked as background, promises what nobody keeps.
func Table(b Bundle, tested []Tested) ([]Carried, error) {
	clauses, err := Clauses(b)
	if err != nil {
		return nil, err
	}
	terms, err := readJSON(b[termsFile])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", termsFile, err)
	}
	byTerm := map[string][]string{} // clause: terms whose parts name it
	var walk func(term string, v any)
	walk = func(term string, v any) {
		if id, ok := object(v)["clause"].(string); ok && !slices.Contains(byTerm[id], term) {
			byTerm[id] = append(byTerm[id], term)
		}
		for _, e := range object(v) {
			walk(term, e)
		}
		for _, e := range list(v) {
			walk(term, e)
		}
	}
	for _, term := range slices.Sorted(maps.Keys(object(terms))) {
		walk(term, object(terms)[term])
	}
	readers, places, err := readersOf(b)
	if err != nil {
		return nil, err
	}
	background := backgroundOf(string(b[textFile]))
	var table []Carried
	for _, c := range clauses {
		row := Carried{Clause: c.ID, Title: c.Title, Background: background[c.ID], Terms: byTerm[c.ID]}
		for _, key := range append([]string{c.ID}, byTerm[c.ID]...) {
			row.Rules = append(row.Rules, readers[key]...)
			for _, t := range tested {
				if slices.ContainsFunc(places[key], func(at string) bool { return t.entered[at] }) {
					row.Tests = append(row.Tests, t.Name)
				}
			}
		}
		slices.Sort(row.Rules)
		row.Rules = slices.Compact(row.Rules)
		slices.Sort(row.Tests)
		row.Tests = slices.Compact(row.Tests)
		table = append(table, row)
	}
	return table, nil
}

// readersOf finds, by the name of a term and by the number of a clause, the rules
// that read it: the agreement's own by name, the library's by package. places is
// where each stands.
func readersOf(b Bundle) (readers, places map[string][]string, err error) {
	readers, places = map[string][]string{}, map[string][]string{}
	terms, err := readJSON(b[termsFile])
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", termsFile, err)
	}
	routes := routesOf(object(terms))
	for _, name := range b.paths() {
		if path.Ext(name) != ".rego" {
			continue
		}
		m, err := parseModule(name, b[name])
		if err != nil {
			return nil, nil, err
		}
		named := ruleAnnotations(m)
		for _, r := range m.Rules {
			read := map[string]bool{}
			termsRead(r, read)
			reader := packageOf(name)
			if isBinding(name) {
				reader = "mou." + ruleName(r)
				for _, a := range named[ruleName(r)] {
					term, _ := a.Custom["term"].(string)
					clause, _ := a.Custom["clause"].(string)
					read[term], read[clause] = true, true
				}
			}
			if read[anyRoute] {
				for _, route := range routes {
					read[route] = true
				}
			}
			for key := range read {
				if !slices.Contains(readers[key], reader) {
					readers[key] = append(readers[key], reader)
				}
				places[key] = append(places[key], place(r))
			}
		}
	}
	return readers, places, nil
}

const background = "(background)"

// backgroundOf finds the clauses that only state: those whose title ends with
// (background), and all under a heading that does.
func backgroundOf(text string) map[string]bool {
	out := map[string]bool{}
	whole := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if headingForm.MatchString(line) {
			whole = strings.HasSuffix(line, background)
		}
		if m := clauseForm.FindStringSubmatch(line); m != nil && (whole || strings.HasSuffix(m[3], background)) {
			out[m[1]+"."+m[2]] = true
		}
	}
	return out
}

package policy

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// ruling is the one rule that the engine asks for. It is complete: for each
// input it has one value, an object in the form of ledger.Ruling, or none.
const ruling = "data.concordat.main.ruling"

// plainly is a function of an input that a bundle may have besides. It holds for
// statements whose ruling is {"allow": true}, and need not for every one of them: what
// it holds for is asked no further. It costs less, where most are plainly allowed.
const plainly = "data.concordat.admit.plainly"

// plainVoters and plainMotions are functions that a bundle may have besides, of the facts
// in [voter] alone and of those about a motion: which votes are plainly allowed, as
// [plainVoter] and [plainMotion] have them. One that both have is.
const (
	plainVoters  = "data.concordat.admit.plain_voter"
	plainMotions = "data.concordat.admit.plain_motion"
)

// open gives the two things that a query is prepared from: b's compiled rules
// and its documents. It asks of the documents only what judging needs, so that
// what Check may come to ask besides never makes an adopted bundle unjudgeable.
func open(b Bundle) (*ast.Compiler, ast.Object, error) { return openBy(b, compile) }

func openBy(b Bundle, compile func(Bundle) (*ast.Compiler, error)) (*ast.Compiler, ast.Object, error) {
	if err := b.checkFiles(); err != nil {
		return nil, nil, err
	}
	data, err := documents(b)
	if err != nil {
		return nil, nil, err
	}
	compiler, err := compile(b)
	if err != nil {
		return nil, nil, err
	}
	if len(compiler.GetRulesExact(ast.MustParseRef(ruling))) == 0 {
		return nil, nil, fmt.Errorf("no rule gives %s", ruling)
	}
	return compiler, data, nil
}

// compile parses b's rules, holds them to the limits that OPA has no switch
// for, and compiles them strictly. Bundles that differ in their terms alone, as
// most agreements and all drafts of one do, share what is compiled, which nobody
// changes afterwards.
func compile(b Bundle) (*ast.Compiler, error) {
	return sharedRules.of(rulesOf(b), false)
}

// compileWhole goes through all stages, whatever the rules are: whoever checks an agreement
// may have changed what this program was built with.
func compileWhole(b Bundle) (*ast.Compiler, error) { return sharedRules.of(rulesOf(b), true) }

func rulesOf(b Bundle) Bundle {
	rules := Bundle{}
	for name, source := range b {
		if path.Ext(name) == ".rego" {
			rules[name] = source
		}
	}
	return rules
}

// compilers holds the rules that were compiled last.
type compilers struct {
	mu    sync.Mutex // guards what follows; never held while compiling
	known map[compilation]func() (*ast.Compiler, error)
	order []compilation // of known, oldest first
}

// compilation is of the rules with a digest, through all stages or not.
type compilation struct {
	rules ledger.Digest
	whole bool
}

var sharedRules = compilers{known: map[compilation]func() (*ast.Compiler, error){}}

func (c *compilers) of(rules Bundle, whole bool) (*ast.Compiler, error) {
	key := compilation{rules.Digest(), true}
	c.mu.Lock()
	compile, ok := c.known[key]
	if !ok && !whole {
		key.whole = false
		compile, ok = c.known[key]
	}
	if !ok {
		compile = sync.OnceValues(func() (*ast.Compiler, error) { return compileRules(rules, whole || !shipped(rules)) })
		c.known[key] = compile
		if c.order = append(c.order, key); len(c.order) > maxCompiled {
			delete(c.known, c.order[0])
			c.order = c.order[1:]
		}
	}
	c.mu.Unlock()
	return compile()
}

func compileRules(rules Bundle, whole bool) (*ast.Compiler, error) {
	modules := map[string]*ast.Module{}
	for _, name := range rules.paths() {
		m, err := parseModule(name, rules[name])
		if err != nil {
			return nil, err
		}
		modules[name] = m
	}
	c := newCompiler()
	if !whole {
		c = c.WithSkipStages(proving...)
	}
	if c.Compile(modules); c.Failed() {
		return nil, c.Errors
	}
	return c, nil
}

// proving are the stages of compiling that only find faults, and leave rules as they are
// that ask nothing of their own metadata: a third of the work. The rules that this program was built with passed them when it
// was tested, so that whoever starts it does not wait for them. Without them no query
// knows what is a function: it must name its value, as in x := f(1).
var proving = []ast.StageID{
	ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports,
	ast.StageCheckVoidCalls, ast.StageParseMetadataBlocks, ast.StageSetAnnotationSet, ast.StageSetGraph,
	ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads,
	ast.StageCheckRecursion, ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins,
	ast.StageCheckDeprecatedBuiltins, ast.StageBuildRequiredCapabilities,
}

// shipped says whether these are, to the byte, the rules of an agreement that this program
// was built with.
func shipped(rules Bundle) bool {
	return slices.ContainsFunc(Names(), func(name string) bool {
		b, err := Embedded(name)
		return err == nil && maps.EqualFunc(rules, rulesOf(b), bytes.Equal)
	})
}

func newCompiler() *ast.Compiler {
	return ast.NewCompiler().
		WithCapabilities(capabilities()).
		WithDefaultRegoVersion(ast.RegoV1).
		WithStrict(true)
}

// parseModule parses and holds to the limits what is to be compiled, or was parsed
// before: the library stands in every agreement, and Check reads its rules several
// times. Nobody changes a module: compiling one copies it first.
func parseModule(name string, source []byte) (*ast.Module, error) {
	return sharedModules.of(name, source)
}

// modules holds what was parsed last.
type modules struct {
	mu    sync.Mutex // guards what follows; never held while parsing
	known map[parsed]*ast.Module
	order []parsed // of known, oldest first
}

// parsed is a module's path and the SHA-256 of its text.
type parsed struct {
	name string
	text ledger.Digest
}

var sharedModules = modules{known: map[parsed]*ast.Module{}}

func (c *modules) of(name string, source []byte) (*ast.Module, error) {
	key := parsed{name, ledger.DigestOf(source)}
	c.mu.Lock()
	m, ok := c.known[key]
	c.mu.Unlock()
	if ok {
		return m, nil
	}
	m, err := parseAnew(name, source)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if first, ok := c.known[key]; ok { // two were at it
		return first, nil
	}
	c.known[key] = m
	if c.order = append(c.order, key); len(c.order) > maxParsed {
		delete(c.known, c.order[0])
		c.order = c.order[1:]
	}
	return m, nil
}

func parseAnew(name string, source []byte) (*ast.Module, error) {
	m, err := ast.ParseModuleWithOpts(name, string(source), ast.ParserOptions{
		Capabilities:      capabilities(),
		ProcessAnnotation: true,
		RegoVersion:       ast.RegoV1,
	})
	if err != nil {
		return nil, err
	}
	if err := checkModule(name, m); err != nil {
		return nil, err
	}
	return m, nil
}

// checkModule refuses what compiles and may still not stand in a rule.
func checkModule(name string, m *ast.Module) error {
	pkg := strings.TrimPrefix(m.Package.Path.String(), "data.")
	if want := packageOf(name); pkg != want {
		return fmt.Errorf("%s: is package %s; its path makes it %s", m.Package.Location, pkg, want)
	}
	var errs []error
	vis := ast.NewGenericVisitor(func(x any) bool {
		term, ok := x.(*ast.Term)
		if !ok {
			return false
		}
		switch v := term.Value.(type) {
		case ast.Number:
			if strings.ContainsAny(string(v), ".eE") {
				errs = append(errs, fmt.Errorf("%s: %s is not a whole number", term.Location, v))
			}
		case ast.Ref:
			switch called := v.String(); {
			case called == "print" || called == "trace":
				// OPA would take a call of print out without a word.
				errs = append(errs, fmt.Errorf("%s: %s is not allowed", term.Location, called))
			case called == "div" && pkg != dividing:
				errs = append(errs, fmt.Errorf("%s: only package %s may divide", term.Location, dividing))
			}
		}
		return false
	})
	vis.Walk(m)
	return errors.Join(errs...)
}

// packageOf is the package that a path stands for: concordat.quorum for
// rego/concordat/quorum/quorum.rego and for its test beside it, mou for every
// file of the agreement itself.
func packageOf(name string) string {
	if strings.HasPrefix(name, "mou/") {
		return "mou"
	}
	return strings.ReplaceAll(strings.TrimPrefix(path.Dir(name), "rego/"), "/", ".")
}

// documents is what b's rules find under data: terms, parties and clauses.
func documents(b Bundle) (ast.Object, error) {
	out := ast.NewObject()
	for key, name := range map[string]string{"terms": termsFile, "parties": partiesFile} {
		v, err := parseJSON(b[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out.Insert(ast.StringTerm(key), v)
	}
	clauses, err := Clauses(b)
	if err != nil {
		return nil, err
	}
	byID := ast.NewObject()
	for _, c := range clauses {
		byID.Insert(ast.StringTerm(c.ID), ast.ObjectTerm(
			ast.Item(ast.StringTerm("title"), ast.StringTerm(c.Title)),
			ast.Item(ast.StringTerm("text"), ast.StringTerm(c.Text)),
		))
	}
	out.Insert(ast.StringTerm("clauses"), ast.NewTerm(byID))
	return out, nil
}

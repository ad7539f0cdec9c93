package policy

import (
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// TestShippedProven: the rules that this program was built with pass the stages of
// compiling that it leaves out for them, and rules that differ from them go through all stages.
func TestShippedProven(t *testing.T) {
	tried := map[ledger.Digest]bool{} // by what is compiled
	for _, name := range Names() {
		rules := rulesOf(embeddedBundle(t, name))
		if !shipped(rules) {
			t.Errorf("%s: its rules are not known as shipped", name)
		}
		if digest := rules.Digest(); !tried[digest] {
			tried[digest] = true
			modules := map[string]*ast.Module{}
			for file, source := range rules {
				m, err := parseModule(file, source)
				if err != nil {
					t.Fatal(err)
				}
				modules[file] = m
			}
			c := newCompiler()
			if c.Compile(modules); c.Failed() {
				t.Errorf("%s: %v", name, c.Errors)
			}
		}

		rules["mou/mou.rego"] = append(slices.Clip(rules["mou/mou.rego"]), "\n_unlike(x) := x + data.nothing.here(x)\n"...)
		if shipped(rules) {
			t.Errorf("%s: other rules than it was built with are taken for shipped", name)
		}
		if _, err := compileRules(rules); err == nil {
			t.Errorf("%s: a call of what is not there compiles", name)
		}
	}
}

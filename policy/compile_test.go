package policy

import (
	"slices"
	"testing"

	"concordat/ledger"
)

// TestShippedProven: the rules that this program was built with pass the stages of
// compiling that it leaves out for them, and become the same without; rules that differ
// from them go through all stages.
func TestShippedProven(t *testing.T) {
	tried := map[ledger.Digest]bool{} // by what is compiled
	for _, name := range Names() {
		rules := rulesOf(embeddedBundle(t, name))
		if !shipped(rules) {
			t.Errorf("%s: its rules are not known as shipped", name)
		}
		if digest := rules.Digest(); !tried[digest] {
			tried[digest] = true
			whole, err := compileRules(rules, true)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			some, err := compileRules(rules, false)
			if err != nil {
				t.Fatal(err)
			}
			for file, m := range whole.Modules {
				if m.String() != some.Modules[file].String() {
					t.Errorf("%s: %s is compiled otherwise", name, file)
				}
			}
		}

		rules["mou/mou.rego"] = append(slices.Clip(rules["mou/mou.rego"]), "\n_unlike(x) := x + data.nothing.here(x)\n"...)
		if shipped(rules) {
			t.Errorf("%s: other rules than it was built with are taken for shipped", name)
		}
		if _, err := compile(rules); err == nil {
			t.Errorf("%s: a call of what is not there compiles", name)
		}
	}
}

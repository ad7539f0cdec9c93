package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestChecksHaveOneOwner: admission takes a check as passed when any package that it
// asks says so. So a name stands in one package alone: one that stood in two would
// be passed by the laxer of them. And whatever a kind of statement requires is there.
func TestChecksHaveOneOwner(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	owners := map[string][]string{}
	required := map[string]bool{}
	for _, file := range b.paths() {
		of := packageOf(file)
		if !strings.HasPrefix(of, "concordat.") || !strings.HasSuffix(file, ".rego") {
			continue
		}
		m, err := parseModule(file, b[file])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range m.Rules {
			ref := r.Head.Ref()
			switch head := strings.Trim(ref[0].Value.String(), `"`); {
			case head == "_passes" && len(ref) == 2:
				checks := listed(r.Body) // of which the name is one, where it is no name itself
				if own, ok := ref[1].Value.(ast.String); ok {
					checks = []string{string(own)}
				}
				if len(checks) == 0 {
					t.Errorf("%s: which checks are these? %s", r.Location, r.Head)
				}
				for _, check := range checks {
					if !slices.Contains(owners[check], of) {
						owners[check] = append(owners[check], of)
					}
				}
			case of == "concordat.admit" && (head == "_required_here" || head == "_of_every_statement"), head == "requires":
				for _, check := range listed(r.Head.Value) {
					required[check] = true
				}
			}
		}
	}
	for check, of := range owners {
		if len(of) > 1 {
			t.Errorf("the check %s stands in %s: either would pass it", check, strings.Join(of, " and "))
		}
	}
	for check := range required {
		if len(owners[check]) == 0 {
			t.Errorf("the check %s is required, and no package has it", check)
		}
	}
	if len(owners) < 200 || len(required) < 100 {
		t.Errorf("%d checks are found, %d of them required", len(owners), len(required))
	}
}

// listed are the strings in the arrays within x.
func listed(x any) (all []string) {
	ast.WalkTerms(x, func(term *ast.Term) bool {
		if list, ok := term.Value.(*ast.Array); ok {
			list.Foreach(func(of *ast.Term) {
				if s, ok := of.Value.(ast.String); ok {
					all = append(all, string(s))
				}
			})
		}
		return false
	})
	return all
}

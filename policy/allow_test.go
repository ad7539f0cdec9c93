package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestAllowList calls every built-in that OPA knows, one policy each: what is
// on the list compiles and nothing else does.
func TestAllowList(t *testing.T) {
	names := map[string]bool{}
	for _, group := range allowed {
		if group.why == "" {
			t.Errorf("no reason is given for %v", group.names)
		}
		for _, name := range group.names {
			if names[name] {
				t.Errorf("%s is on the list twice", name)
			}
			names[name] = true
		}
	}
	for _, builtin := range ast.CapabilitiesForThisVersion().Builtins {
		if builtin.Nondeterministic && names[builtin.Name] {
			t.Errorf("%s is allowed, and OPA marks it as not deterministic", builtin.Name)
		}
		args := make([]string, builtin.Decl.Arity())
		for i := range args {
			args[i] = fmt.Sprintf("input.x%d", i)
		}
		call := fmt.Sprintf("%s(%s)", builtin.Name, strings.Join(args, ", "))
		switch {
		case builtin.Name == "assign": // a statement, not a call
			call = "r := input.x0"
		case builtin.Name == "eq":
			call = "input.x0 = 1"
		case strings.HasPrefix(builtin.Name, "internal.member_"):
			call = strings.Join(args[:len(args)-1], ", ") + " in " + args[len(args)-1]
		}
		_, _, err := open(bundleOf("ruling if {\n\t" + call + "\n}"))
		switch {
		case builtin.Name == "div":
			if err == nil {
				t.Error("div compiles outside the package that divides")
			}
		case builtin.Name == "assign" || builtin.Name == "rego.metadata.rule" || builtin.Name == "rego.metadata.chain":
			// They compile in other places than a bare call.
		case names[builtin.Name] && err != nil:
			t.Errorf("%s is allowed and does not compile: %v", builtin.Name, err)
		case !names[builtin.Name] && err == nil:
			t.Errorf("%s is not allowed and compiles", builtin.Name)
		}
	}
}

// TestForbidden names the built-ins whose absence rulings depend on, lest a
// change of the list let one in unseen.
func TestForbidden(t *testing.T) {
	names := []string{
		"http.send", "net.lookup_ip_addr", "opa.runtime", "print", "rand.intn", "regex.match", "regex.template_match",
		"rego.parse_module", "time.add_date", "time.clock", "time.date", "time.diff", "time.format", "time.now_ns", "time.weekday",
		"to_number", "trace", "uuid.rfc4122", "walk", "crypto.x509.parse_and_verify_certificates", "io.jwt.decode_verify",
		"json.match_schema", "strings.render_template", "internal.print", "internal.test_case",
	}
	for _, group := range allowed {
		for _, name := range group.names {
			if slices.Contains(names, name) {
				t.Errorf("%s is allowed", name)
			}
		}
	}
	caps := capabilities()
	if caps.AllowNet == nil || len(caps.AllowNet) != 0 {
		t.Error("rules may reach hosts")
	}
	for _, keyword := range []string{"walk(input)", "time.date([0, \"Europe/London\"])"} {
		if _, _, err := open(bundleOf("ruling if " + keyword)); err == nil {
			t.Errorf("%s compiles", keyword)
		}
	}
}

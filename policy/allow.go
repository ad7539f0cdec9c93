package policy

import "github.com/open-policy-agent/opa/v1/ast"

// allowed names every built-in that rules may call. It is a list of what is
// allowed, not of what is not: OPA marks few of its impure built-ins, and a new
// version may add more. A call of any other does not compile.
//
// Left out on purpose, beside everything that reaches clock, network, host or
// randomness (time.now_ns, http.send, net.*, opa.runtime, rand.intn, uuid.*,
// crypto.*, io.jwt.*, json.*_schema):
//
//   - time.clock, time.date, time.weekday, time.add_date, time.diff and
//     time.format take a zone by name and then follow the host's zone files.
//     time.parse_rfc3339_ns does not: days are counted from it in integers.
//   - to_number, ceil, floor, round, format_int, product and units.* turn text
//     or fractions into numbers. Use whole numbers, and sprintf("%d", …) for text.
//   - lower, upper, trim_space and regex.* follow the tables of whatever Unicode
//     version the program was built with.
//   - print and trace leave marks outside the ruling.
var allowed = []struct {
	why   string
	names []string
}{
	{"compare and bind: exact at any size", []string{
		"assign", "eq", "equal", "neq", "lt", "lte", "gt", "gte", "internal.member_2", "internal.member_3",
	}},
	{"count and add up: exact on whole numbers of any size", []string{
		"plus", "minus", "mul", "rem", "abs", "count", "sum", "max", "min", "numbers.range",
	}},
	{"divide: not exact beyond 2^64, so package " + dividing + " alone may call it", []string{"div"}},
	{"sets, in OPA's one order of values", []string{"and", "or", "intersection", "union", "sort"}},
	{"lists and objects", []string{
		"array.concat", "array.flatten", "array.reverse", "array.slice",
		"object.filter", "object.get", "object.keys", "object.remove", "object.subset", "object.union", "object.union_n",
	}},
	{"text, byte for byte or rune for rune", []string{
		"concat", "contains", "endswith", "indexof", "replace", "split", "sprintf", "startswith",
		"strings.any_prefix_match", "strings.any_suffix_match", "strings.count",
		"substring", "trim", "trim_left", "trim_prefix", "trim_right", "trim_suffix",
	}},
	{"types", []string{"is_array", "is_boolean", "is_number", "is_object", "is_set", "is_string", "type_name"}},
	{"an instant as a whole number; the text carries its own offset, so no zone is looked up", []string{"time.parse_rfc3339_ns"}},
	{"a rule's own metadata, put in when it is compiled", []string{"rego.metadata.chain", "rego.metadata.rule"}},
}

// dividing is the one package that may divide. Its functions are tested against
// exact arithmetic; a quotient anywhere else may be off by one.
const dividing = "concordat.money"

// capabilities is OPA's built-ins cut down to the allowed ones, for Rego v1 and
// without any host to fetch from.
func capabilities() *ast.Capabilities {
	names := map[string]bool{}
	for _, group := range allowed {
		for _, name := range group.names {
			names[name] = true
		}
	}
	c := &ast.Capabilities{
		Features: []string{ast.FeatureRegoV1, ast.FeatureKeywordsInRefs},
		AllowNet: []string{},
	}
	for _, b := range ast.CapabilitiesForThisVersion().Builtins {
		if names[b.Name] {
			c.Builtins = append(c.Builtins, b)
			delete(names, b.Name)
		}
	}
	if len(names) > 0 {
		panic("policy: an allowed built-in is unknown to this version of OPA")
	}
	return c
}

package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// unlike is what a machine says of a rule where that is not what OPA said.
func unlike(m *machine, k *keeper, name string, want any) string {
	r := m.begin(k, timeLimit)
	defer r.end()
	v, err := r.ask(name, nil)
	if err != nil || v == nil {
		return fmt.Sprintf("nothing: %v", err)
	}
	got, err := jsonOf(v)
	if err != nil {
		return err.Error()
	}
	all, err := json.Marshal(want)
	if err != nil || string(all) != got {
		return got
	}
	return ""
}

func jsonOf(t *ast.Term) (string, error) {
	answer, err := ast.JSONWithOpt(t.Value, ast.JSONOpt{SortSets: true})
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(answer)
	return string(data), err
}

// likeOPA holds rulings, and those of the machine, against what OPA alone says to the same
// inputs.
func likeOPA(t *testing.T, e *Engine, rules ledger.Digest, inputs []ledger.Input, rulings []ledger.Ruling) {
	t.Helper()
	ask, err := e.prepare(rules)
	if err != nil {
		t.Fatal(err)
	}
	quick, err := e.Quick().Judge(rules, inputs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range inputs {
		want := rulings[i] // by OPA already, where it is not plain
		if !recorded[inputs[i].Ask] || want.PlainYes() {
			answer, err := e.answer(ask.one, newTerms(), &inputs[i])
			if err != nil {
				t.Fatal(err)
			}
			want = ledger.Ruling{}
			if err := taken(answer, &inputs[i], &want); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, rulings[i]); diff != "" {
			t.Errorf("%s %s is ruled otherwise than by OPA: %s", inputs[i].Ask, inputs[i].Kind, diff)
		}
		if diff := cmp.Diff(want, quick[i]); diff != "" {
			t.Errorf("%s %s: the machine rules otherwise than OPA: %s", inputs[i].Ask, inputs[i].Kind, diff)
		}
	}
}

// TestMachineSays: a machine says of every rule that the worked cases of the library and
// of all agreements try, which are all lines of them, what OPA says.
func TestMachineSays(t *testing.T) {
	run := runRego()
	if run.err != nil {
		t.Fatal(run.err)
	}
	tried := 0
	for name, results := range run.results {
		for _, r := range results {
			if tried++; r.unlike != "" {
				t.Errorf("%s: %s: %s", name, r.name, r.unlike)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d were tried", tried)
	}
}

// TestMachineIsMade: of no agreement is anything left to OPA.
func TestMachineIsMade(t *testing.T) {
	for _, name := range Names() {
		b := embeddedBundle(t, name)
		ask, err := engineFor(b).prepare(b.Digest())
		if err != nil {
			t.Fatal(err)
		}
		if ask.machine == nil || !ask.plain || !ask.votes {
			t.Errorf("%s: %+v", name, ask)
		}
	}
}

// TestMachineOfOthers: of rules that the program was not built with no machine is made, such
// as an agreement's own, whatever its terms.
func TestMachineOfOthers(t *testing.T) {
	b := embeddedBundle(t, "greater-manchester")
	terms := maps.Clone(b)
	terms[termsFile] = append(slices.Clip(b[termsFile]), '\n')
	own := maps.Clone(b)
	own["mou/more.rego"] = []byte("package mou\n\nof[1] := 2\n\nx := of[input.n]\n")
	for made, b := range map[bool]Bundle{true: terms, false: own} {
		ask, err := NewOf(b).prepare(b.Digest())
		if err != nil {
			t.Fatal(err)
		}
		if (ask.machine != nil) != made {
			t.Errorf("made: %t", !made)
		}
	}
}

// TestMachineMeans goes through what can be said in Rego: a machine gives what OPA gives,
// or leaves it to OPA.
func TestMachineMeans(t *testing.T) {
	const given = `{"n": 3, "no": false, "list": [1, 2, 3, 2], "by": {"a": 1, "b": {"c": [true, false]}, "d": 1}, "pairs": [["x", 1], ["y", 2], ["x", 3]], "text": "a"}`
	for name, rules := range map[string]string{
		"a value":                        `x := input.n`,
		"false":                          `x := input.no`,
		"nothing":                        `x := input.none`,
		"below nothing":                  `x := input.none.less`,
		"below a text":                   `x := input.text[0]`,
		"all of the input":               `x := input`,
		"a condition that is false":      `x if input.no`,
		"a condition that is true":       `x if input.n`,
		"not false":                      `x if not input.no`,
		"not nothing":                    `x if not input.none`,
		"not something":                  `x if not input.n`,
		"not any":                        `x if not 7 in input.list`,
		"not with a local":               "x if {\n\tn := 2\n\tnot input.list[n] == 4\n}",
		"a default":                      "default x := 5\n\nx := 1 if input.none",
		"no default":                     "default x := 5\n\nx := 1 if input.n",
		"otherwise":                      "x := 1 if input.none else := 2 if input.no else := input.n",
		"otherwise nothing":              "x := 1 if input.none else := 2 if input.no",
		"two alike":                      "x := 1 if input.n\n\nx := 1 if input.list",
		"two alike, and one fails":       "x := 1 if input.n\n\nx := 1 if input.n % 0 == 1",
		"one fails, and two alike":       "x := 1 if input.n % 0 == 1\n\nx := 1 if input.n",
		"otherwise alike, and one fails": "x if input.none else if input.n\n\nx if input.n % 0 == 1",
		"alike, and otherwise differing": "x := 1 if input.n\n\nx := 1 if input.none else := 2 if input.n",
		"functions alike, and one fails": "x := [f(1), f(2), f(3)]\n\nf(n) if n == 1\n\nf(n) if n % 1 == 0\n\nf(n) if n % 0 == 1",
		"alike, with a default":          "x := [f(1), f(2)]\n\ndefault f(_) := 8\n\nf(n) := 9 if n == 1\n\nf(n) := 9 if n % (n - 1) == 1",
		"lists alike":                    "x := [1, [2]] if input.n\n\nx := [1, [2]] if input.n % 0 == 1",
		"two that differ":                "x := 1 if input.n\n\nx := 2 if input.list",
		"many ways alike":                `x := 1 if input.list[_] > 1`,
		"many ways that differ":          `x := n if some n in input.list`,
		"every":                          "x if every n in input.list {\n\tn > 0\n}",
		"not every":                      "x if every n in input.list {\n\tn > 1\n}",
		"every of nothing":               "x if every n in input.none {\n\tn > 1\n}",
		"every of none":                  "x if every n in [] {\n\tn > 1\n}",
		"every of a number":              "x if every n in input.n {\n\tn > 1\n}",
		"every with keys":                "x if every k, v in input.by {\n\tk != \"z\"\n\tv\n}",
		"after every":                    "x := n if {\n\tevery n in input.list {\n\t\tn > 0\n\t}\n\tn := 9\n}",
		"a list of":                      `x := [n | some n in input.list; n > 1]`,
		"a set of":                       `x := {n | some n in input.list}`,
		"an object of":                   `x := {k: v | some [k, v] in [["a", 1], ["b", 2]]}`,
		"an object by name":              `x := [{"n": input.n, "t": input.text, "m": {"n": 1, "o": [input.no]}}, {"n": input.n, "none": input.none}]`,
		"an object by name and value":    `x := [{"n": 1, input.text: 2, "o": 3}, {input.n: 1, 2: 3}]`,
		"an object by name alone":        `x := {"n": input.n, "t": input.text, "m": {"n": 1, "o": [input.no]}}`,
		"an object of what differs":      `x := {k: v | some [k, v] in input.pairs}`,
		"lists in lists":                 `x := [[k, [v | some [k2, v] in input.pairs; k2 == k]] | some [k, _] in input.pairs]`,
		"keys and values":                `x := {[k, v] | some k, v in input.by}`,
		"deep values":                    `x := [v | v := input.by[_].c[_]]`,
		"where they are":                 `x := [[i, k] | input.by[k].c[i]]`,
		"the same twice":                 `x := {i | input.list[i] == input.list[j]; i != j}`,
		"a key twice":                    `x := [i | input.list[i] == i]`,
		"a member":                       `x if {1, 2}[input.list[_]]`,
		"members of a set":               `x := [m | some m in {3, "a", [1], {"z": 1}, true, null}]`,
		"a set that has a list":          `x := [b | {["a", 1], ["a", 2], ["b", 3], "a"}[["a", b]]]`,
		"patterns":                       `x := b if [1, b] = [1, input.n]`,
		"patterns on both sides":         `x := [a, b] if [a, 2] = [input.n, b]`,
		"patterns of objects":            `x := b if {"a": 1, "b": {"c": b}, "d": _} = input.by`,
		"patterns that do not fit":       `x := b if {"a": b} = input.by`,
		"equal":                          `x if input.list[1] = input.list[3]`,
		"not equal":                      `x if input.list[1] != input.list[3]`,
		"less":                           `x if "b" < ["a"]`,
		"a sum":                          `x := sum(input.list) + (input.n * 2)`,
		"a built-in of nothing":          `x := count(input.none)`,
		"a built-in of what it can't do": `x := count(input.n)`,
		"no remainder":                   `x := input.n % 0`,
		"a function":                     "x := f(input.n)\n\nf(n) := n + 1",
		"a function of nothing":          "x := f(input.none)\n\nf(_) := 1",
		"a function that gives nothing":  "x := f(input.n)\n\nf(n) := n if n > 5",
		"functions that differ":          "x := f(input.n)\n\nf(n) := n\n\nf(_) := 1",
		"functions by patterns":          "x := [f(\"a\", 1), f(\"b\", 2), f(\"c\", [3, 4])]\n\nf(\"a\", n) := n\n\nf(\"b\", n) := n + 1\n\nf(_, [n, m]) := n + m",
		"functions that are false":       "x := 1 if not f(input.n)\n\nf(n) := n > 5",
		"a function with a default":      "x := f(input.n)\n\ndefault f(_) := 8\n\nf(n) := n if n > 5",
		"otherwise of functions":         "x := [f(n) | some n in input.list]\n\nf(n) := \"one\" if n == 1 else := \"more\"",
		"a set":                          "x := s\n\ns contains n + 1 if some n in input.list\n\ns contains \"a\"",
		"in a set":                       "x if s[2]\n\ns contains n if some n in input.list",
		"not in a set":                   "x if not s[7]\n\ns contains n if some n in input.list",
		"an object":                      "x := o\n\no[k] := v if some k, v in input.by\n\no.z := 1",
		"of an object":                   "x := [o.a, o.z]\n\no[k] := v if some k, v in input.by\n\no.z := 1",
		"an object that differs":         "x := o\n\no[k] := v if some [k, v] in input.pairs",
		"an object of sets":              "x := o\n\no[k] contains v if some [k, v] in input.pairs",
		"named fields":                   "x := o\n\no.a := 1\n\no.b := 2 if input.no\n\no[\"c d\"] := 3",
		"a named field":                  "x := [o[k] | some k in [\"a\", \"b\", \"c d\", 1]]\n\no.a := 1\n\no.b := 2 if input.no\n\no[\"c d\"] := 3",
		"any named field":                "x := {k | o[k]}\n\no.a := 1\n\no.b := 2 if input.no\n\no[\"c d\"] := 3",
		"fields of fields":               "x := [o, o.a, o[\"a\"].b, o[input.text].c]\n\no.a.b := 1\n\no.a.c := 2\n\no.d := {\"e\": 3}",
		"fields of fields by name":       "x := o[input.text].z\n\no.a.b := 1\n\no.a.c := 2",
		"keys of keys":                   "x := o\n\no[k][v] := 1 if some [k, v] in input.pairs",
		"another input":                  `x := [y, input.n, z] if { z := y with input as {"n": 7} }` + "\n\ny := input.n + 1",
		"part of another input":          `x := [y, z] if { z := y with input.by.b as 4 with input.n as 5 }` + "\n\ny := [input.n, input.by]",
		"part below a number":            `x := z if { z := y with input.n.more as 4 }` + "\n\ny := input",
		"no other input":                 `x := 1 if not y with input.n as 0` + "\n\ny if input.n > 1",
		"another document":               `x := [y, z] if { z := y with data.terms as {"n": 7} }` + "\n\ny := object.get(data.terms, \"n\", 0)",
		"what another input keeps":       `x := [[y | some n in [1, 2, 3]; y := f(1) with input.n as n], f(1)]` + "\n\nf(m) := m + input.n",
		"calls in calls":                 `x := count(split(concat("-", [sprintf("%d", [n]) | some n in input.list]), "-"))`,
		"a check of a type":              `x := [is_string(input.text), is_array(input.text), type_name(input.by)]`,
		"objects put together":           `x := object.union_n([{"a": {"b": 1}}, {"c": 2, "d": 1}, {"c": 3}])`,
		"objects below others":           `x := object.union_n([{"a": {"b": 1}}, {"c": 2}, {"a": {"d": 3}}])`,
		"objects in the place of none":   `x := object.union_n([{"a": {"b": 1}}, {"a": 2}, {"a": {"d": 3}}])`,
		"none in the place of objects":   `x := object.union_n([{"a": {"b": 1}}, {"a": {"d": 3}}, {"a": 2}])`,
		"no objects":                     `x := [object.union_n([]), object.union_n([o | some o in input.none])]`,
		"no object":                      `x := object.union_n([input.n])`,
		"named by numbers":               "x := [o[1], o[input.n]]\n\no[1] := 2\n\no[3] := 4",
		"null":                           `x := [null, input.none == null]`,
		"a document":                     `x := data.terms`,
		"no document":                    `x := data.nothing.at_all`,
	} {
		b := bundleOf("ruling := {\"allow\": true}\n\n" + rules)
		c, data, err := open(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		const asked = "data.concordat.main.x"
		m, err := newMachine(c, data, asked)
		if (err != nil) != (name == "keys of keys" || name == "named by numbers") {
			t.Errorf("%s: is it made: %v", name, err)
		}
		if err != nil {
			continue
		}
		in, err := parseJSON([]byte(given))
		if err != nil {
			t.Fatal(err)
		}
		q, err := prepareQuery(c, data, asked)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []*keeper{nil, newKeeper(c)} {
			want, failed := evaluate(q, in.Value, timeLimit)
			r := m.begin(k, timeLimit)
			for range 2 {
				v, err := r.ask(asked, in)
				got := ""
				if v != nil {
					if got, err = jsonOf(v); err != nil {
						t.Fatal(err)
					}
				}
				if got != string(want) || failed == nil && err != nil || failed != nil && got != "" {
					t.Errorf("%s: %s, %v; OPA has %s, %v", name, got, err, want, failed)
				}
			}
			r.end()
		}
	}
}

// TestMachineLeaves: what can't be made, and what fails, is left to OPA.
func TestMachineLeaves(t *testing.T) {
	b := bundleOf("ruling := {\"allow\": _of.a.b == input.body.n}\n\n_of[k][m] := 1 if {\n\tsome k in [\"a\"]\n\tsome m in [\"b\"]\n}")
	e := engineFor(b)
	if ask, err := e.prepare(b.Digest()); err != nil || ask.machine != nil {
		t.Fatalf("made: %v, %v", ask.machine != nil, err)
	}
	if r := judgeOne(t, e, b.Digest(), admission(`{"n":1}`)); !r.Allow {
		t.Error("what OPA allows is refused")
	}
	own := bundleOf(`ruling := {"allow": input.body.n % input.body.m == 1}`)
	_, err := engineFor(own).Judge(own.Digest(), []ledger.Input{admission(`{"m":0,"n":1}`)})
	if !errors.Is(err, ledger.ErrNoRuling) || !strings.Contains(err.Error(), "main.rego") {
		t.Errorf("not OPA's words: %v", err)
	}
}

// TestMachineStops: what does not end is stopped, and what is asked next is not.
func TestMachineStops(t *testing.T) {
	b := bundleOf("ruling := {\"allow\": true} if {\n\tall := numbers.range(1, input.n)\n\tsome a in all\n\tsome b in all\n\tsome c in all\n\ta + b + c < 0\n} else := {\"allow\": true}")
	c, data, err := open(b)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMachine(c, data, ruling)
	if err != nil {
		t.Fatal(err)
	}
	of := func(n int) *ast.Term { return ast.MustParseTerm(fmt.Sprintf(`{"n": %d}`, n)) }
	r := m.begin(newKeeper(c), time.Millisecond)
	if v, err := r.ask(ruling, of(10_000)); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, %v", v, err)
	}
	r.end()
	r = m.begin(newKeeper(c), timeLimit)
	defer r.end()
	if v, err := r.ask(ruling, of(2)); err != nil || v == nil {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := r.ask("data.concordat.main.none", of(2)); err == nil {
		t.Error("a rule that is not there is asked")
	}
}

// TestMachineIsNotAsked: what goes onto the ledger and is not plainly allowed OPA rules on,
// whatever a machine would say of it; what is asked beside the ledger, and by whoever holds the answers against the
// ledger, the machine says.
func TestMachineIsNotAsked(t *testing.T) {
	says := func(who string) Bundle {
		return bundleOf(fmt.Sprintf(`ruling := {"allow": false, "outcome": "no_decision", "checks": [{"id": %q, "explain": "No.", "met": false}]}`, who))
	}
	b, other := says("opa"), says("machine")
	e := engineFor(b)
	if _, err := e.prepare(b.Digest()); err != nil {
		t.Fatal(err)
	}
	another, err := engineFor(other).prepare(other.Digest())
	if err != nil {
		t.Fatal(err)
	}
	e.prepared[b.Digest()].machine = another.machine
	for ask, want := range map[string]string{
		ledger.AskAdmit: "opa", ledger.AskRoll: "opa", ledger.AskConclude: "opa", ledger.AskSettle: "opa", ledger.AskAccess: "machine", ledger.AskDates: "machine",
	} {
		in := admission(`{"n":1}`)
		in.Ask = ask
		for rules, want := range map[ledger.Rules]string{e: want, e.Quick(): "machine"} {
			rulings, err := rules.Judge(b.Digest(), []ledger.Input{in})
			if err != nil {
				t.Fatalf("%s: %v", ask, err)
			}
			if got := rulings[0].Checks[0].ID; got != want {
				t.Errorf("%s: %T has the word of %s", ask, rules, got)
			}
		}
	}
}

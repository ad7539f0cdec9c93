package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// Difference is one thing in which two versions of an agreement differ. Before is
// empty where it is new, After where it is gone.
type Difference struct {
	Part   string `json:"part"`             // clause, term, party, or rule
	Name   string `json:"name"`             // 4.5, quorum.num, a party's code and field, a package or a rule
	Clause string `json:"clause,omitempty"` // of a term
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Diff lists the differences between two versions: clauses in their order, then
// terms, parties and rules. That a term names another hash of its clause is no
// difference by itself.
func Diff(before, after Bundle) ([]Difference, error) {
	var out []Difference
	old, err := Clauses(before)
	if err != nil {
		return nil, err
	}
	now, err := Clauses(after)
	if err != nil {
		return nil, err
	}
	clauses := func(list []Clause) (ids []string, words map[string]string) {
		words = map[string]string{}
		for _, c := range list {
			ids = append(ids, c.ID)
			words[c.ID] = c.Title + ". " + c.Text
		}
		return ids, words
	}
	oldIDs, oldWords := clauses(old)
	nowIDs, nowWords := clauses(now)
	for _, id := range nowIDs {
		if oldWords[id] != nowWords[id] {
			out = append(out, Difference{Part: "clause", Name: id, Before: oldWords[id], After: nowWords[id]})
		}
	}
	for _, id := range oldIDs {
		if _, still := nowWords[id]; !still {
			out = append(out, Difference{Part: "clause", Name: id, Before: oldWords[id]})
		}
	}
	for _, doc := range []struct{ part, file string }{{"term", termsFile}, {"party", partiesFile}} {
		x, err := readJSON(before[doc.file])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doc.file, err)
		}
		y, err := readJSON(after[doc.file])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doc.file, err)
		}
		a, b := map[string]leaf{}, map[string]leaf{}
		flatten(a, "", "", keyed(x))
		flatten(b, "", "", keyed(y))
		out = append(out, compare(doc.part, a, b)...)
	}
	rules, err := diffRules(before, after)
	return append(out, rules...), err
}

// leaf is a value in a document, with the clause of the object around it.
type leaf struct{ value, clause string }

// keyed turns lists of things that have a code, an id or a figure into objects by
// it, so that a list that has one more is not another list from there on.
func keyed(v any) any {
	if o := object(v); o != nil {
		out := map[string]any{}
		for k, e := range o {
			out[k] = keyed(e)
		}
		return out
	}
	l := list(v)
	byKey := map[string]any{}
	for _, e := range l {
		for _, key := range []string{"code", "id", "figure", "step"} {
			if k, ok := object(e)[key].(string); ok && byKey[k] == nil {
				byKey[k] = keyed(e)
				break
			}
		}
	}
	if len(l) > 0 && len(byKey) == len(l) {
		return byKey
	}
	return v
}

// flatten writes every value that is no object under its place.
func flatten(out map[string]leaf, at, clause string, v any) {
	if o := object(v); o != nil {
		if id, ok := o["clause"].(string); ok {
			clause = id
		}
		for k, e := range o {
			if k == "text" && o["clause"] != nil {
				continue
			}
			flatten(out, strings.TrimPrefix(at+"."+k, "."), clause, e)
		}
		return
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // it was read from JSON
	}
	words := strings.TrimSpace(text.String())
	if s, ok := v.(string); ok {
		words = s
	}
	out[at] = leaf{words, clause}
}

func compare(part string, a, b map[string]leaf) (out []Difference) {
	names := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, both := a[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if a[name].value != b[name].value {
			clause := b[name].clause
			if clause == "" {
				clause = a[name].clause
			}
			out = append(out, Difference{part, name, clause, a[name].value, b[name].value})
		}
	}
	return out
}

// diffRules compares rules by name within their package, by their text as it is
// formatted: a comment is no difference.
func diffRules(before, after Bundle) ([]Difference, error) {
	rules := func(b Bundle) (map[string]leaf, error) {
		out := map[string]leaf{}
		for _, name := range b.paths() {
			if path.Ext(name) != ".rego" {
				continue
			}
			m, err := parseModule(name, b[name])
			if err != nil {
				return nil, err
			}
			for _, r := range m.Rules {
				key := packageOf(name) + "." + ruleName(r)
				out[key] = leaf{value: strings.TrimPrefix(out[key].value+"\n"+r.String(), "\n")}
			}
		}
		return out, nil
	}
	a, err := rules(before)
	if err != nil {
		return nil, err
	}
	b, err := rules(after)
	if err != nil {
		return nil, err
	}
	return compare("rule", a, b), nil
}

// Known is what motions an agreement's terms have a place for.
type Known struct {
	functions map[string]any
	types     map[string]any
}

// ReadKnown reads it from b's terms.
func ReadKnown(b Bundle) (Known, error) {
	terms, err := readJSON(b[termsFile])
	if err != nil {
		return Known{}, fmt.Errorf("%s: %w", termsFile, err)
	}
	return Known{object(object(terms)["functions"]), object(object(object(terms)["motions"])["types"])}, nil
}

// Lacks says what keeps a motion from being put under the agreement at all: its
// function, its type or its route; empty if nothing does.
func (k Known) Lacks(function, kind, route string) string {
	switch {
	case k.functions[function] == nil:
		return fmt.Sprintf("the draft has no function %q", function)
	case k.types[kind] == nil:
		return fmt.Sprintf("the draft has no motions of type %q", kind)
	case !slices.Contains(list(object(k.types[kind])["routes"]), any(route)):
		return fmt.Sprintf("the draft does not let motions of type %q take the route %q", kind, route)
	}
	return ""
}

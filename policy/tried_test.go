package policy

import (
	"maps"
	"slices"
	"testing"
)

// Each clause has the worked cases of the rules that carry it out, and none of a library
// that is another.
func TestTriedBy(t *testing.T) {
	b, err := Embedded("greater-manchester")
	if err != nil {
		t.Fatal(err)
	}
	found, err := TriedBy(b)
	if err != nil {
		t.Fatal(err)
	}
	has := func(clause, pkg, name string) bool {
		return slices.ContainsFunc(found[clause], func(c Tried) bool { return c.Package == pkg && slices.Contains(c.Cases, name) })
	}
	if !has("4.5", "quorum", "who_may_speak_is_present") || len(found["7.2"]) == 0 {
		t.Errorf("%v, %v", found["4.5"], found["7.2"])
	}
	if found["1.1"] != nil {
		t.Errorf("a clause that no rule carries out is tried by %v", found["1.1"])
	}
	if len(found) < 20 {
		t.Errorf("%d clauses", len(found))
	}
	for _, c := range found {
		for _, tried := range c {
			if len(tried.Cases) == 0 || slices.Contains(tried.Cases, "") {
				t.Errorf("%+v", tried)
			}
		}
	}
	other := maps.Clone(b)
	other["rego/concordat/quorum/quorum.rego"] = append(slices.Clone(b["rego/concordat/quorum/quorum.rego"]), '\n')
	if found, err = TriedBy(other); err != nil || has("4.5", "quorum", "who_may_speak_is_present") {
		t.Errorf("of another rule: %v %v", found["4.5"], err)
	}
}

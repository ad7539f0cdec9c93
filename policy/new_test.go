package policy

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

// TestRegoOfNew: a new agreement is in order from the start: checked, formatted,
// with worked cases that pass, and nobody else's. What its authors have to put in
// is marked, and no clause waits for a rule that is not there.
func TestRegoOfNew(t *testing.T) {
	files, err := NewAgreement("north-west")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Assemble(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(b); err != nil {
		t.Error(err)
	}
	for name, data := range files {
		for _, word := range []string{"Manchester", "Bolton", "NHS", "Secretary of State", "clinical", "NAME"} {
			if strings.Contains(string(data), word) {
				t.Errorf("%s speaks of %s", name, word)
			}
		}
		if mark := map[string]string{"mou.md": "{Say here", "terms.json": "{The first function}", "parties.json": "{First party}"}[name]; !strings.Contains(string(data), mark) {
			t.Errorf("%s does not show what to put in", name)
		}
	}
	tested, err := RunTests(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	if len(tested) != 4 {
		t.Errorf("%+v", tested)
	}
	for _, c := range tested {
		if !c.Passed {
			t.Errorf("%+v", c)
		}
	}
	table, err := Table(b, tested)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table {
		switch row.Clause {
		case "5.2":
			if !slices.Contains(row.Tests, "test_joint_decision") {
				t.Errorf("%+v", row)
			}
		case "1.1":
			if !row.Background || len(row.Rules) > 0 {
				t.Errorf("%+v", row)
			}
		}
		if len(row.Rules) == 0 && !row.Background {
			t.Errorf("no rule carries out clause %s %s", row.Clause, row.Title)
		}
	}
	for _, bad := range []string{"", "North West", "-x", strings.Repeat("a", 65)} {
		if _, err := NewAgreement(bad); err == nil {
			t.Errorf("%q is a name", bad)
		}
	}
}

// TestRunTests: a case that fails is told with the part that failed.
func TestRunTests(t *testing.T) {
	files, err := NewAgreement("north-west")
	if err != nil {
		t.Fatal(err)
	}
	files["mou_test.rego"] = []byte(strings.Replace(string(files["mou_test.rego"]), `["for", "against", "against"], "not_carried"`, `["for", "against", "against"], "carried"`, 1))
	tested, err := RunTests(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	failed := slices.DeleteFunc(slices.Clone(tested), func(c Tested) bool { return c.Passed })
	if len(tested) != 4 || len(failed) != 1 || failed[0].Name != "test_joint_decision" || failed[0].Why != "one of three" || failed[0].File != "mou_test.rego" {
		t.Errorf("%+v", tested)
	}
	files["mou_test.rego"] = []byte("package mou_test\n\ntest_x if nothing\n")
	if _, err := RunTests(folder(files)); err == nil {
		t.Error("a test that does not compile runs")
	}
}

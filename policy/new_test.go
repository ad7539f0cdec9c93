package policy

import (
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

// TestRegoOfNew: a new agreement is in order from the start: checked, formatted
// and with a worked case that passes.
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
		for _, word := range []string{"Manchester", "Bolton", "NAME", model} {
			if strings.Contains(string(data), word) {
				t.Errorf("%s speaks of %s", name, word)
			}
		}
	}
	tested, err := RunTests(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	if len(tested) != 1 || !tested[0].Passed {
		t.Errorf("%+v", tested)
	}
	table, err := Table(b, tested)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table {
		switch row.Clause {
		case "5.3":
			if len(row.Rules) == 0 || len(row.Tests) != 1 {
				t.Errorf("%+v", row)
			}
		case "1.1":
			if !row.Background || len(row.Rules) > 0 {
				t.Errorf("%+v", row)
			}
		}
		if len(row.Rules) == 0 && !row.Background {
			t.Logf("clause %s %s: nothing", row.Clause, row.Title)
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
	files["mou_test.rego"] = []byte(strings.Replace(string(files["mou_test.rego"]), `[2, "not_carried"]`, `[2, "carried"]`, 1))
	tested, err := RunTests(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	if len(tested) != 1 || tested[0].Passed || tested[0].Why != "two of three" || tested[0].File != "mou_test.rego" {
		t.Errorf("%+v", tested)
	}
	files["mou_test.rego"] = []byte("package mou_test\n\ntest_x if nothing\n")
	if _, err := RunTests(folder(files)); err == nil {
		t.Error("a test that does not compile runs")
	}
}

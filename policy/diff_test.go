package policy

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	before := embeddedBundle(t, "greater-manchester")
	if got, err := Diff(before, before); err != nil || len(got) > 0 {
		t.Errorf("%v %v", got, err)
	}
	after := maps.Clone(before)
	change := func(file, from, to string) {
		t.Helper()
		if !strings.Contains(string(after[file]), from) {
			t.Fatalf("%s has no %q", file, from)
		}
		after[file] = []byte(strings.Replace(string(after[file]), from, to, 1))
	}
	change(textFile, "Nobody has a\nsecond or casting vote.", "The chair has a\ncasting vote.")
	change(termsFile, `"most_days": 28`, `"most_days": 30`)
	change(partiesFile, `"NHS Bolton CCG"`, `"NHS Bolton"`)
	change(bindingsFile, "position(choices) := concordat.voting.position(choices)", "position(choices) := concordat.voting.position(choices | set())")
	got, err := Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got { // what a rule says is shown by the rule
		if got[i].Part == "rule" {
			got[i].Before, got[i].After = "", ""
		}
	}
	want := []Difference{
		{
			Part: "clause", Name: "5.5",
			Before: "Ties. Where the votes for and against are equal the motion is not carried. Nobody has a second or casting vote.",
			After:  "Ties. Where the votes for and against are equal the motion is not carried. The chair has a casting vote.",
		},
		{Part: "term", Name: "window.most_days", Clause: "4.4", Before: "28", After: "30"},
		{Part: "party", Name: "parties.00T.name", Before: "NHS Bolton CCG", After: "NHS Bolton"},
		{Part: "rule", Name: "mou.position"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	added, err := Diff(before, edited(t, "greater-manchester", func(terms map[string]any) { delete(terms, "urgent") }))
	if err != nil || len(added) == 0 || added[0].After != "" || !strings.HasPrefix(added[0].Name, "urgent.") {
		t.Errorf("%v %v", added, err)
	}
}

func TestLacks(t *testing.T) {
	k, err := ReadKnown(embeddedBundle(t, "greater-manchester"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ function, kind, route, want string }{
		{"acute-surgery", "pool", "joint_committee", ""},
		{"roads", "pool", "joint_committee", `the draft has no function "roads"`},
		{"acute-surgery", "poll", "joint_committee", `the draft has no motions of type "poll"`},
		{"acute-surgery", "pool", "advisory", `the draft does not let motions of type "pool" take the route "advisory"`},
	} {
		if got := k.Lacks(test.function, test.kind, test.route); got != test.want {
			t.Errorf("got %q, expected %q", got, test.want)
		}
	}
}

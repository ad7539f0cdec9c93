package main

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"concordat/ledger"
	"concordat/server/api"
)

// Every reason for which the rules refuse a statement on money has a remedy, whose
// commands there are.
func TestRemedies(t *testing.T) {
	id := regexp.MustCompile(`"id": "([a-z-]+)"`)
	asked := map[string]bool{}
	for _, of := range []struct{ file, from, to string }{
		{"funds", "_reasons[", "# title: Calendar of a fund's year"},
		{"outturns", "_reasons[", ""},
		{"settlement", `faults["`, "_terms := data.terms"},
		{"commitments", "_reasons[", ""},
		{"dues", "_reasons[", ""},
	} {
		data, err := os.ReadFile("../../../policy/rego/concordat/" + of.file + "/" + of.file + ".rego")
		if err != nil {
			t.Fatal(err)
		}
		_, reasons, found := strings.Cut(string(data), of.from)
		if of.to != "" && found {
			reasons, _, found = strings.Cut(reasons, of.to)
		}
		if !found {
			t.Fatalf("%s.rego has no reasons where they were", of.file)
		}
		for _, m := range id.FindAllStringSubmatch(reasons, -1) {
			asked[m[1]] = true
			if remedies[m[1]] == "" {
				t.Errorf("%s.rego: nothing is said of what to do about %s", of.file, m[1])
			}
		}
	}
	if len(asked) < 30 {
		t.Errorf("only %d reasons were found", len(asked))
	}
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(remedies)) {
		for _, quoted := range commandWords.FindAllString(remedies[name], -1) {
			words := strings.Fields(strings.Trim(quoted, "`"))
			node := parser.Model.Node
			for range 2 {
				i := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == words[0] })
				if i < 0 {
					t.Fatalf("%s: there is no command %s", name, quoted)
				}
				node, words = node.Children[i], words[1:]
			}
			for _, w := range words {
				if flag, ok := strings.CutPrefix(w, "--"); ok && !slices.ContainsFunc(node.Flags, func(f *kong.Flag) bool { return f.Name == flag }) {
					t.Errorf("%s: %s has no flag %s", name, quoted, w)
				}
			}
		}
	}
}

// A remedy names what the statement names, and nothing is made up where it does not.
func TestRemedyOfStatement(t *testing.T) {
	s := &session{globals: globals{Server: "http://127.0.0.1:8080"}}
	refused := api.NewProblem(ledger.CodeRefused, "no")
	refused.Checks = []ledger.Check{{ID: "officer", Met: true}, {ID: "not-host"}}
	if got := s.ofStatement(refused); got != "" {
		t.Errorf("of nothing that was stated: %s", got)
	}
	s.about = aboutOf(ledger.KindVoteCast, ledger.VoteCast{Motion: "GM-2015-003"})
	if got := s.ofStatement(refused); got != "" {
		t.Errorf("of a vote: %s", got)
	}
	s.about = aboutOf(ledger.KindFundReported, ledger.FundReported{Fund: "beds", Year: "2015-16"})
	if got := s.ofStatement(refused); !strings.HasPrefix(got, "see who hosts it with concordat fund show beds --year 2015-16, and") {
		t.Error(got)
	}
	wrong := api.NewProblem(ledger.CodeNotFound, "no")
	wrong.Errors = []api.Fault{{Pointer: "/payload/body/lines/0/line", Detail: "no"}}
	if got := s.ofStatement(wrong); got != "see the fund's lines with concordat fund show beds --year 2015-16" {
		t.Error(got)
	}
	s.about = aboutOf(ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: "GM-2015-004/2"})
	refused.Checks[1].ID = "not-owed"
	if got := s.ofStatement(refused); !strings.HasSuffix(got, "records that with concordat decision ratify GM-2015-004") {
		t.Error(got)
	}
}

// A pointer into lines leads to the row of the spreadsheet that they were read from.
func TestPlace(t *testing.T) {
	s := &session{}
	for pointer, want := range map[string]string{
		"/payload/body/fund":            "",
		"/payload/body/lines/1/central": "lines, number 2, central",
		"/payload/body/changes/0/pence": "changes, number 1, amount",
	} {
		if got := s.place(pointer); got != want {
			t.Errorf("%s: %q, not %q", pointer, got, want)
		}
	}
	var err error
	if s.sheetRows, err = parseSheet("q2.csv", []byte("line,spend\na,1\n\nb,2\n"), []string{"line", "spend"}, nil); err != nil {
		t.Fatal(err)
	}
	if got := s.place("/payload/body/lines/1/spend"); got != "q2.csv, row 4, spend" {
		t.Error(got)
	}
}

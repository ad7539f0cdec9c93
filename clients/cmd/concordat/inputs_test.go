package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/policy"
	"concordat/server/cmd/concordatd/example"
)

// stockOPA is OPA's own program, of the version that go.mod pins.
var stockOPA = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "tool", "-n", "opa").Output()
	return strings.TrimSpace(string(out)), err
})

// TestSecondOpinion asks OPA's own program about every decision of every example
// and holds what it says against what the ledger recorded, byte for byte.
func TestSecondOpinion(t *testing.T) {
	opa, err := stockOPA()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range example.Names() {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			if err := found(t, name, data); err != nil {
				t.Fatal(err)
			}
			url, stop, err := serve(t, []string{"--data", data})
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
			client, err := sdk.New(url, sdk.Options{})
			if err != nil {
				t.Fatal(err)
			}
			src := client.Source(t.Context())
			found, report := conclusions(src, func(string) bool { return true })
			if report.Err != nil || report.FaultCount > 0 {
				t.Fatal(report.Err, report.Faults)
			}
			recorded := decisionsIn(t, src, report.Size)
			if len(found) != len(recorded) || len(found) < 3 {
				t.Fatalf("%d decisions have inputs; %d are recorded", len(found), len(recorded))
			}
			second := opinions(t, opa, src, found)
			asked := map[ledger.Digest]bool{} // as a reader asks, under each version
			for _, c := range found {
				dir := t.TempDir()
				dst, err := verify.WriteDir(dir)
				if err != nil {
					t.Fatal(err)
				}
				if err := writeInputs(dst, src, c); err != nil {
					t.Fatal(err)
				}
				readme, err := os.ReadFile(filepath.Join(dir, "README.txt"))
				if err != nil {
					t.Fatal(err)
				}
				// The command that a reader finds there, as it stands.
				command := stockCommand(".")
				if !bytes.Contains(readme, []byte("\n    "+command+"\n")) {
					t.Fatalf("the README says:\n%s", readme)
				}
				said := second[c.Decision]
				if !asked[c.Rules] {
					asked[c.Rules] = true
					if alone := stock(t, opa, dir, strings.Fields(command)[1:]...); !bytes.Equal(alone, said) {
						t.Errorf("%s: asked by itself OPA's own program says otherwise:\n%s", c.Decision, cmp.Diff(string(alone), string(said)))
					}
				}
				want := recorded[c.Decision]
				if diff := cmp.Diff(canonical(t, want), canonicalParts(t, said)); diff != "" {
					t.Errorf("%s: OPA's own program says otherwise:\n%s", c.Decision, diff)
				}
				// The ruling laid beside it is the recorded one too.
				file, err := os.ReadFile(filepath.Join(dir, "ruling.json"))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(canonical(t, want), canonicalParts(t, file)); diff != "" {
					t.Errorf("%s: ruling.json: %s", c.Decision, diff)
				}
				if !bytes.Equal(said, file) {
					t.Errorf("%s: ruling.json has other bytes than OPA's own program prints:\n%s", c.Decision, cmp.Diff(string(said), string(file)))
				}
			}
		})
	}
}

// stock runs OPA's own program in a folder.
func stock(t *testing.T, opa, dir string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(opa, args...)
	cmd.Dir = dir
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return said
}

// opinions are what it prints of each decision, by reference: it is asked at once about
// all that were made under one version, as it compiles the rules each time it starts.
func opinions(t *testing.T, opa string, src verify.Source, all []verify.Conclusion) map[string][]byte {
	t.Helper()
	byRules := map[ledger.Digest][]verify.Conclusion{}
	for _, c := range all {
		byRules[c.Rules] = append(byRules[c.Rules], c)
	}
	second := map[string][]byte{}
	for _, made := range byRules {
		inputs := make([]ledger.Input, len(made))
		for i, c := range made {
			inputs[i] = c.Input
		}
		text, err := ledger.Encode(inputs)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		dst, err := verify.WriteDir(dir)
		if err == nil {
			err = errors.Join(writeInputs(dst, src, made[0]), os.WriteFile(filepath.Join(dir, "inputs.json"), text, 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
		said := stock(t, opa, dir, "eval", "-b", "bundle", "-i", "inputs.json", policy.Query+" with input as input[_]", "--format=values")
		rest := said
		for _, c := range made {
			answer, after, ok := bytes.Cut(rest, []byte("\n]\n")) // where an answer's array ends
			if !ok {
				t.Fatalf("%s has no answer of its own:\n%s", c.Decision, said)
			}
			second[c.Decision], rest = rest[:len(answer)+len("\n]\n")], after
		}
		if len(rest) > 0 {
			t.Fatalf("%d decisions have more answers:\n%s", len(made), rest)
		}
	}
	return second
}

// parts are what entries record of a ruling.
type parts struct {
	Outcome     string                  `json:"outcome"`
	Collective  bool                    `json:"collective"`
	Checks      []ledger.Check          `json:"checks"`
	Parties     []ledger.PartyOutcome   `json:"parties"`
	Obligations []ledger.ObligationTerm `json:"obligations"`
	Settlement  *ledger.Settled         `json:"settlement,omitempty"`
}

// decisionsIn reads what a ledger recorded, without any replay.
func decisionsIn(t *testing.T, src verify.Source, size int64) map[string]*parts {
	t.Helper()
	found := map[string]*parts{}
	for at := int64(0); at < size; at += merkle.TileWidth {
		width := int(min(merkle.TileWidth, size-at))
		data, err := src.Read(merkle.TilePath(merkle.Tile{H: 8, L: -1, N: at / merkle.TileWidth, W: width}))
		if err != nil {
			t.Fatal(err)
		}
		entries, err := merkle.ParseBundle(data, width)
		if err != nil {
			t.Fatal(err)
		}
		for _, data := range entries {
			e, err := ledger.ParseEntry(data)
			if err != nil {
				t.Fatal(err)
			}
			switch c := e.Consequence; {
			case c == nil:
			case c.Kind == ledger.KindDecisionMade:
				var d ledger.DecisionMade
				if err := ledger.Decode(c.Body, &d); err != nil {
					t.Fatal(err)
				}
				found[d.Decision] = &parts{Outcome: d.Outcome, Collective: d.Collective, Checks: d.Checks, Parties: d.Parties, Obligations: []ledger.ObligationTerm{}}
			case c.Kind == ledger.KindSettlementMade:
				var m ledger.SettlementMade
				if err := ledger.Decode(c.Body, &m); err != nil {
					t.Fatal(err)
				}
				found[m.Settlement] = &parts{Checks: m.Checks, Settlement: &m.Settled, Obligations: []ledger.ObligationTerm{}}
			case c.Kind == ledger.KindObligationAssumed:
				var o ledger.ObligationAssumed
				if err := ledger.Decode(c.Body, &o); err != nil {
					t.Fatal(err)
				}
				d := found[o.Decision]
				switch {
				case o.Settlement != "":
					d = found[o.Settlement]
				case o.Change != "":
					continue // it follows from the statements that approve the change
				case o.Leaving != "":
					continue // it follows from a party's leaving
				}
				d.Obligations = append(d.Obligations, o.ObligationTerm)
			}
		}
	}
	return found
}

func canonical(t *testing.T, v any) string {
	t.Helper()
	text, err := ledger.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// canonicalParts reads an answer as opa eval --format=values prints it.
func canonicalParts(t *testing.T, answer []byte) string {
	t.Helper()
	var rulings []ledger.Ruling
	d := json.NewDecoder(bytes.NewReader(answer))
	d.DisallowUnknownFields()
	if err := d.Decode(&rulings); err != nil || len(rulings) != 1 {
		t.Fatalf("%v in %s", err, answer)
	}
	r := rulings[0]
	if r.Obligations == nil {
		r.Obligations = []ledger.ObligationTerm{}
	}
	return canonical(t, parts{r.Outcome, r.Collective, r.Checks, r.Parties, r.Obligations, r.Settlement})
}

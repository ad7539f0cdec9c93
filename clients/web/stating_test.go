package web

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
)

// goldenStatements are the statements that the ledger keeps as golden bytes, by name.
func goldenStatements(t *testing.T) map[string]*ledger.Signed {
	t.Helper()
	files, err := filepath.Glob("../../ledger/testdata/golden/*.json")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*ledger.Signed{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var entry ledger.Entry
		if json.Unmarshal(data, &entry) != nil || len(entry.Statement) == 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if found[name], err = ledger.Parse(entry.Statement); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return found
}

// Golden gives the page on which a passkey signs each statement that the ledger keeps as
// golden bytes, by the statement's name, with the bytes that it has to come to.
func Golden(t *testing.T, s *Site) (pages map[string][]byte, want map[string][2]string) {
	t.Helper()
	pages, want = map[string][]byte{}, map[string][2]string{}
	kinds := map[string]bool{}
	for name, signed := range goldenStatements(t) {
		var err error
		draft := ledger.Statement{Payload: signed.Statement.Payload, Protected: signed.Statement.Protected}
		p := &statingPage{layout: layout{page: "stating", Title: "Check and sign"}}
		if p.Parts, err = partsOf(signed.Payload.Body, nil); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p.Signing = signingOf("localhost", signed.Protected.Alg, signed.Protected.Kid, draft, signed.Payload, nil)
		p.Signing.Parts, p.Signing.Action, p.Signing.Button = p.Parts, "/x", "Sign"
		if pages[name], err = s.render(lookers(s)["a member"], p); err != nil {
			t.Fatal(err)
		}
		want[name] = [2]string{draft.Protected, draft.Payload}
		kinds[signed.Payload.Kind] = true
	}
	if len(kinds) < 70 {
		t.Fatalf("golden statements of %d kinds", len(kinds))
	}
	return pages, want
}

// noMoney are the numbers of statements that are no money.
var noMoney = []string{
	"amends.version", "condition", "example.offset", "lost.size", "measures.*.baseline", "measures.*.outturn", "pool.lines.*.from_last_year.efficiency.den",
	"pool.lines.*.from_last_year.efficiency.num", "pool.lines.*.from_last_year.inflation.den", "pool.lines.*.from_last_year.inflation.num", "pool.lines.*.wte",
	"recorded", "results.*.counts.*", "risk_share.den", "risk_share.num", "roll.*.weight", "size", "value", "version",
}

// Every number of every golden statement is either one of these or shown as money.
func TestMoneyIsShownAsMoney(t *testing.T) {
	of := map[string]int{}
	for name, signed := range goldenStatements(t) {
		parts, err := partsOf(signed.Payload.Body, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			var at []any
			if err := json.Unmarshal([]byte(p.At), &at); err != nil {
				t.Fatal(err)
			}
			var steps []string
			for _, step := range at {
				field, named := step.(string)
				if !named {
					field = "*"
				}
				steps = append(steps, field)
			}
			path, any := strings.Join(steps, "."), strings.Join(append(slices.Clone(steps[:len(steps)-1]), "*"), ".")
			counted := slices.Contains(noMoney, path) || slices.Contains(noMoney, any)
			switch p.Is {
			case "money":
				of["money"]++
				if counted {
					t.Errorf("%s: %s is shown as money", name, path)
				}
			case "number":
				of["number"]++
				if !counted {
					t.Errorf("%s: %s is shown as the number %s", name, path, p.Text)
				}
			}
		}
	}
	if of["money"] < 30 || of["number"] < 30 {
		t.Errorf("numbers were found as %v", of)
	}
}

// A body is taken apart into what a page shows, money as money, under names that people
// read.
func TestPartsOf(t *testing.T) {
	raw, err := ledger.Encode(map[string]any{"lines": []any{map[string]any{"pence": -123456, "due_on": "2015-04-01"}}, "amounts": map[string]any{"00V": 5}, "seats": 7, "capital": false, "papers": []any{}})
	if err != nil {
		t.Fatal(err)
	}
	parts, err := partsOf(raw, map[string]string{"lines.*.due_on": "Due"})
	if err != nil {
		t.Fatal(err)
	}
	want := []Part{
		{`["amounts","00V"]`, "money", "Amounts 00V", "£0.05"}, {`["capital"]`, "flag", "Capital", "No"}, {`["lines",0,"due_on"]`, "text", "Due 1", "2015-04-01"},
		{`["lines",0,"pence"]`, "money", "Lines 1 pence", "-£1,234.56"}, {`["papers"]`, "list", "Papers", "None"}, {`["seats"]`, "number", "Seats", "7"},
	}
	for i, p := range want {
		if i >= len(parts) || parts[i] != p {
			t.Fatalf("%+v, not %+v", parts, want)
		}
	}
}

// Decoded is base64url as text, for what a test says.
func Decoded(s string) string {
	data, _ := base64.RawURLEncoding.DecodeString(s)
	return string(data)
}

package journal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The tables of the package comment name a test in each row, and every test that
// they name is there.
func TestFaultTables(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(doc), "// # Faults")
	section, _, _ = strings.Cut(section, "// # ")
	folders := map[string]string{
		"journal": ".", "boltstore": "../boltstore", "server": "../../server", "concordatd": "../../server/cmd/concordatd/daemon",
	}
	name := regexp.MustCompile(`([a-z]+)\.(Test\w+)$`)
	rows := 0
	for line := range strings.Lines(section) {
		row, isRow := strings.CutPrefix(line, "//\t")
		if !isRow || strings.HasPrefix(row, " ") || strings.HasPrefix(row, "step, call") { // a row that goes on, or a head
			continue
		}
		rows++
		m := name.FindStringSubmatch(strings.TrimSpace(row))
		if m == nil {
			t.Errorf("no test is named for %q", row)
			continue
		}
		files, err := filepath.Glob(filepath.Join(folders[m[1]], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(files, func(path string) bool {
			b, err := os.ReadFile(path)
			return err == nil && strings.Contains(string(b), "\nfunc "+m[2]+"(t *testing.T)")
		})
		if !found {
			t.Errorf("%s.%s is not there", m[1], m[2])
		}
	}
	if rows < 20 {
		t.Errorf("the tables have %d rows", rows)
	}
}

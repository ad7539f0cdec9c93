package api

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCSV holds that a file opens in any spreadsheet as what it says: no text is read
// as a formula, a number below nothing stays one, and quotes and lines come back.
func TestCSV(t *testing.T) {
	var out strings.Builder
	rows := [][]string{{"12", "=1+1", "+44", "-1200", "@home", "\tx", "-", "a \"quoted\", text", "two\nlines"}}
	if err := WriteCSV(&out, []string{"entry", "a", "b", "c", "d", "e", "f", "g", "h"}, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	if rows[0][1] != "=1+1" {
		t.Errorf("the row that it was given is altered: %q", rows[0])
	}
	text, marked := strings.CutPrefix(out.String(), "\ufeff")
	if !marked || strings.Count(text, "\r\n") != 3 {
		t.Errorf("%q", out.String())
	}
	back, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"12", "'=1+1", "'+44", "-1200", "'@home", "'\tx", "'-", "a \"quoted\", text", "two\nlines"}
	if diff := cmp.Diff(want, back[1]); diff != "" {
		t.Error(diff)
	}
}

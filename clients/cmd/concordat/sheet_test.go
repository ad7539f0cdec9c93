package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSheet holds that what a spreadsheet saves is read as it was meant, and that
// whatever is not is named by its row and column, all of it at once.
func TestSheet(t *testing.T) {
	read := func(text string) (*sheet, error) {
		return parseSheet("lines.csv", []byte(text), []string{"line", "amount"}, []string{"managed"})
	}
	got, err := read("\ufeffManaged, LINE ,Amount\r\n,beds,\"£1,200.50\"\r\n,,\r\n(3),staff,1200.5\r\n")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	var amounts []int64
	for _, row := range got.rows {
		lines, amounts = append(lines, got.text(row, "line")), append(amounts, got.money(row, "amount", false))
	}
	if diff := cmp.Diff([]string{"beds", "staff"}, lines) + cmp.Diff([]int64{120050, 120050}, amounts) + cmp.Diff(-300, int(got.money(got.rows[1], "managed", true))); diff != "" || got.err() != nil {
		t.Errorf("%s %v", diff, got.err())
	}

	for text, want := range map[string]string{
		"":                            "is not a table in CSV whose first row is line,amount",
		"line\n1\n":                   "lines.csv has no column amount: its first row is line,amount,managed",
		"line,amount,pounds\n1,2,3\n": "there is no column pounds here: the columns are line, amount, managed",
		"line,amount,line\n1,2,3\n":   "there are two columns line",
		"line,amount\n":               "has no rows",
		"line,amount\n1,\"2\n":        "lines.csv: ",
		"line,amount\n1,\xa32\n":      "save it again, as CSV UTF-8",
	} {
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, not %q", text, err, want)
		}
	}

	bad, err := read("line,amount\n1,12p\n\n,3\nbeds,\nstaff,-4\nice,1,2,3\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range bad.rows {
		bad.text(row, "line")
		bad.money(row, "amount", false)
	}
	want := `lines.csv: row 7: "2" stands in no column that has a name; row 7: "3" stands in no column that has a name; ` +
		`row 2, amount: "12p" is not an amount: write pounds, such as 41666.67 or £41,666.67; row 4, line: is empty; ` +
		`row 5, amount: is empty: write 0 where there is nothing; row 6, amount: -4 is below nothing`
	if got := bad.err(); got == nil || got.Error() != want {
		t.Errorf("%v\n%s", got, want)
	}
	many, err := read("line,amount\n" + strings.Repeat("1,x\n", 12))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range many.rows {
		many.money(row, "amount", false)
	}
	if got := many.err(); got == nil || !strings.HasSuffix(got.Error(), "; and 2 more") {
		t.Error(got)
	}
}

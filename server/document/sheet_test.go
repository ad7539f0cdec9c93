package document

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// What is written is read back as it was, by a program that knows CSV and by one that
// opens workbooks; and nothing in it is taken for a formula.
func TestSheetRoundTrip(t *testing.T) {
	texts := []string{`=HYPERLINK("https://evil.example","x")`, "+1", "@SUM(A1)", "-cmd", "\tx", "a, \"quoted\" one", "two\r\nlines", "£1,000", "עברית", "", "'already"}
	s := Sheet{Name: "x", Title: "Rows", AsAt: 7, Time: "2015-11-27T16:44:40.000Z", Columns: []SheetColumn{
		{Name: "entry", Title: "Entry", Kind: SheetNumber}, {Name: "what", Title: "What", Kind: SheetText}, {Name: "pence", Title: "Amount", Kind: SheetMoney, Sum: true}, {Name: "due", Title: "Due", Kind: SheetDay},
	}}
	for i, text := range texts {
		s.Rows = append(s.Rows, []any{int64(i), text, int64(-105 + i*100), "2016-02-29"})
	}
	if name := s.Filename("csv"); name != "x-rows-11-entry-7.csv" {
		t.Error(name)
	}
	data := s.CSV()
	if !bytes.HasPrefix(data, []byte("\xef\xbb\xbfentry,what,pence,due\r\n")) {
		t.Errorf("%q", data[:40])
	}
	rows, err := csv.NewReader(bytes.NewReader(data[3:])).ReadAll()
	if err != nil || len(rows) != len(texts)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for i, text := range texts {
		got := rows[i+1]
		want := strings.ReplaceAll(text, "\r\n", "\n") // as encoding/csv reads it
		if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t") {
			want = "'" + want
		}
		if got[1] != want {
			t.Errorf("%q, expected %q", got[1], want)
		}
		if strings.ContainsAny(got[1][:min(1, len(got[1]))], "=+-@\t\r") {
			t.Errorf("%q may be taken for a formula", got[1])
		}
	}
	if rows[1][2] != "-105" {
		t.Errorf("a number below nothing is %q", rows[1][2])
	}

	book, err := s.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		cell := func(column string) string {
			name, _ := excelize.JoinCellName(column, i+2)
			return name
		}
		if formula, _ := f.GetCellFormula("Rows", cell("B")); formula != "" {
			t.Errorf("%q is a formula", text)
		}
		if got, _ := f.GetCellValue("Rows", cell("B")); strings.ReplaceAll(got, "\r\n", "\n") != strings.ReplaceAll(text, "\r\n", "\n") {
			t.Errorf("%q, expected %q", got, text)
		}
		if got, _ := f.GetCellValue("Rows", cell("D")); got != "29 February 2016" {
			t.Errorf("the day is shown as %q", got)
		}
	}
	if got, _ := f.GetCellValue("Rows", "C2"); got != "-1.05" {
		t.Errorf("the money is shown as %q", got)
	}
	if kind, _ := f.GetCellType("Rows", "C3"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("money is of type %v", kind)
	}
	if formula, _ := f.GetCellFormula("Rows", "C13"); formula != "SUBTOTAL(109,C2:C12)" {
		t.Errorf("the sum is %q", formula)
	}
	again, err := s.XLSX()
	if err != nil || len(again) != len(book) {
		t.Errorf("made again it is %d bytes, not %d: %v", len(again), len(book), err)
	}
}

// Days are counted as spreadsheets count them.
func TestSerial(t *testing.T) {
	for day, want := range map[string]int{"1899-12-31": 1, "1900-03-01": 61, "2000-02-29": 36585, "2016-03-01": 42430, "2015-12-01": 42339} {
		if got := serial(day); got != want {
			t.Errorf("%s is %d, expected %d", day, got, want)
		}
		on, err := excelize.ExcelDateToTime(float64(want), false)
		if err != nil || want > 60 && on.Format(time.DateOnly) != day {
			t.Errorf("%d is %s: %v", want, on, err)
		}
	}
	for pence, want := range map[int64]string{0: "0.00", 5: "0.05", -5: "-0.05", 123456: "1234.56"} {
		if got := decimal(pence); got != want {
			t.Errorf("%d is %s, expected %s", pence, got, want)
		}
	}
}

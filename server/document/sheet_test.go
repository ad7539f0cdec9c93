package document

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"runtime"
	"strconv"
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
	var all [][]any
	for i, text := range texts {
		all = append(all, []any{int64(i), text, int64(-105 + i*100), "2016-02-29"})
	}
	s.Rows, s.Count = Rows(all), len(all)
	if name := s.Filename("csv"); name != "x-rows-11-entry-7.csv" {
		t.Error(name)
	}
	data := written(t, s.WriteCSV)
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

	book := written(t, s.WriteXLSX)
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
	if again := written(t, s.WriteXLSX); len(again) != len(book) {
		t.Errorf("made again it is %d bytes, not %d", len(again), len(book))
	}
}

func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The rows of a file leave while later ones are not yet read, and none is kept: a hundred
// thousand take no more memory than ten thousand. Whatever goes wrong on the way is said.
func TestSheetStreams(t *testing.T) {
	const most = 100_000
	text := strings.Repeat("an obligation of some length ", 4)
	left, atRow, inUse := 0, 0, map[int]uint64{}
	s := Sheet{Name: "x", Title: "Rows", Count: most, Time: "2015-11-27T16:44:40.000Z", Columns: []SheetColumn{
		{Name: "entry", Title: "Entry", Kind: SheetNumber}, {Name: "what", Title: "What", Kind: SheetText}, {Name: "why", Title: "Why", Kind: SheetText},
		{Name: "pence", Title: "Amount", Kind: SheetMoney, Sum: true}, {Name: "due", Title: "Due", Kind: SheetDay},
	}}
	s.Rows = func(yield func([]any, error) bool) {
		for i := range most {
			if i%10_000 == 9_999 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				inUse[i] = m.HeapAlloc
			}
			if atRow == 0 && left > 0 {
				atRow = i
			}
			if !yield([]any{int64(i), text + strconv.Itoa(i), text, int64(i), "2016-02-29"}, nil) {
				return
			}
		}
	}
	out := writerFunc(func(p []byte) (int, error) { left += len(p); return len(p), nil })
	flat := func(room uint64) {
		t.Helper()
		if len(inUse) != most/10_000 {
			t.Fatalf("%d rows were seen", len(inUse)*10_000)
		}
		for at, bytes := range inUse {
			if bytes > inUse[9_999]+room {
				t.Errorf("%d bytes in use at row %d, and %d at the first 10,000", bytes, at, inUse[9_999])
			}
		}
	}
	if err := s.WriteCSV(out); err != nil {
		t.Fatal(err)
	}
	if atRow == 0 || atRow > 1000 {
		t.Errorf("nothing had left before row %d was read", atRow)
	}
	if flat(1 << 20); left < most*len(text)*2 {
		t.Errorf("%d bytes", left)
	}
	left, inUse = 0, map[int]uint64{}
	if err := s.WriteXLSX(out); err != nil {
		t.Fatal(err)
	}
	if flat(34 << 20); left == 0 { // the library's buffer of 16 MB, which grows by doubling
		t.Error("nothing was written")
	}

	gone := errors.New("the ledger is gone")
	s.Rows = func(yield func([]any, error) bool) {
		for i := range measuredRows + 7 {
			if !yield([]any{int64(i), "", "", nil, ""}, nil) {
				return
			}
		}
		yield(nil, gone)
	}
	for name, write := range map[string]func(io.Writer) error{"csv": s.WriteCSV, "xlsx": s.WriteXLSX} {
		if err := write(io.Discard); !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
		full := errors.New("nobody takes it")
		if err := write(writerFunc(func([]byte) (int, error) { return 0, full })); !errors.Is(err, full) && !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A time is shown as a clock in London shows it, in winter and in summer, and a cell without
// one is empty. What is in it is a number, by which a spreadsheet orders and filters.
func TestSheetTimes(t *testing.T) {
	times := map[string]string{"2015-11-27T17:00:00.000Z": "27 November 2015 17:00", "2015-07-01T22:30:59.999Z": "1 July 2015 23:30", "2015-07-01T23:30:00.000Z": "2 July 2015 00:30", "": ""}
	s := Sheet{Name: "x", Title: "Rows", Time: "2015-11-27T16:44:40.000Z", Columns: []SheetColumn{{Name: "entry", Title: "Entry", Kind: SheetNumber}, {Name: "closes", Title: "Closes", Kind: SheetTime}}}
	var all [][]any
	for time := range times {
		all = append(all, []any{int64(1), time})
	}
	s.Rows, s.Count = Rows(all), len(all)
	f, err := excelize.OpenReader(bytes.NewReader(written(t, s.WriteXLSX)))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range all {
		at := "B" + strconv.Itoa(i+2)
		if got, _ := f.GetCellValue("Rows", at); got != times[row[1].(string)] {
			t.Errorf("%s is shown as %q", row[1], got)
		}
		raw, _ := f.GetCellValue("Rows", at, excelize.Options{RawCellValue: true})
		if _, err := strconv.ParseFloat(raw, 64); err != nil && raw != "" {
			t.Errorf("%s is no number: %q", row[1], raw)
		}
	}
	if panes, err := f.GetPanes("Rows"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head does not stay: %+v %v", panes, err)
	}
	if wide, err := f.GetColWidth("Rows", "B"); err != nil || wide < 24 {
		t.Errorf("the times have %v characters: %v", wide, err)
	}
	if data := written(t, s.WriteCSV); !strings.Contains(string(data), "1,2015-07-01T23:30:00.000Z\r\n") {
		t.Errorf("%s", data)
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
	for pence, want := range map[int64]string{0: "0.00", 5: "0.05", -5: "-0.05", 123456: "1234.56", 9_999_999_999_999: "99999999999.99"} {
		if got := strconv.FormatFloat(inPounds(pence), 'f', 2, 64); got != want {
			t.Errorf("%d is %s, expected %s", pence, got, want)
		}
	}
}

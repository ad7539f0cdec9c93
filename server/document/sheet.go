package document

import (
	"archive/zip"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"concordat/ledger"
	"concordat/server/api"
)

// Sheet is a table for a spreadsheet: of values, not of words for them. A CSV file of it
// has what the API has, by the API's names: days as 2015-12-01, money in whole pence. A
// workbook has days and times that are those of a spreadsheet, in London as on pages, and
// pounds.
//
// Its rows are asked for one after the other while it is written, and none is kept: a row
// is of string, int64 and bool, and nil for nothing. The first error ends the file.
type Sheet struct {
	Name    string // of the file, without what Filename adds
	Title   string
	Columns []SheetColumn
	Count   int // of its rows, which its name says before any is written
	Rows    iter.Seq2[[]any, error]
	About   [][2]string // what it is, and what it rests on
	LeftOut int         // things that its reader may not read, and that are no rows of it
	AsAt    int64       // entries
	Time    ledger.Time // at which it was made
}

// SheetColumn is a column, by its name in the API. Title is what people call it.
type SheetColumn struct {
	Name, Title string
	Kind        string
	Sum         bool // of money: it is added up below
}

// Kinds of a column.
const (
	SheetText   = "text"
	SheetNumber = "number"
	SheetMoney  = "money" // int64, in pence
	SheetDay    = "day"   // string, 2015-12-01
	SheetTime   = "time"  // string, 2015-12-01T16:44:40.000Z
)

// Rows are rows that are all there.
func Rows(all [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// LeaveOut has a sheet say how many things are not in it.
func (s *Sheet) LeaveOut(n int, words string) {
	if s.LeftOut = n; n > 0 {
		s.About = append(s.About, [2]string{"Left out", words})
	}
}

// Filename is what the file is called: it says how many rows there are, how many are left
// out, and by how many entries, so that two files are told apart without opening them. A
// CSV file has no other place to say so.
func (s Sheet) Filename(extension string) string {
	if s.LeftOut > 0 {
		return fmt.Sprintf("%s-rows-%d-left-out-%d-entry-%d.%s", s.Name, s.Count, s.LeftOut, s.AsAt, extension)
	}
	return fmt.Sprintf("%s-rows-%d-entry-%d.%s", s.Name, s.Count, s.AsAt, extension)
}

// WriteCSV writes the table as api.WriteCSV has it.
func (s Sheet) WriteCSV(out io.Writer) error {
	columns := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = c.Name
	}
	line := make([]string, len(s.Columns))
	var failed error
	err := api.WriteCSV(out, columns, func(yield func([]string) bool) {
		for row, err := range s.Rows {
			if failed = err; err != nil {
				return
			}
			for i, v := range row {
				switch v := v.(type) {
				case nil:
					line[i] = ""
				case int64:
					line[i] = strconv.FormatInt(v, 10)
				case bool:
					line[i] = strconv.FormatBool(v)
				case string:
					line[i] = v
				}
			}
			if !yield(line) {
				return
			}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

const (
	widestColumn  = 60  // characters
	measuredRows  = 200 // by which columns are made as wide as they are: all rows would have to be kept
	numberFormat  = "#,##0.00"
	dayFormat     = "d mmmm yyyy"
	timeFormat    = "d mmmm yyyy hh:mm"
	aboutSheet    = "About"
	subtotal      = 109 // SUBTOTAL's number for a sum of the rows that a filter leaves
	firstDataRow  = 2
	sheetNameRoom = 31 // characters that a sheet's name may have
)

// WriteXLSX writes a workbook with the table on a sheet and what it rests on on another.
// It has no macros, and no formulas but the sums. What does not fit into some megabytes is
// kept in a temporary file until it is written.
func (s Sheet) WriteXLSX(out io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	// The library would put the file together in memory before it writes any of it.
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) })
	name := s.Title
	if len(name) > sheetNameRoom {
		name = name[:sheetNameRoom]
	}
	w := workbook{f: f, sheet: name}
	w.try(f.SetSheetName("Sheet1", name))
	w.try(f.SetDocProps(&excelize.DocProperties{Title: s.Title, Creator: "Concordat", LastModifiedBy: "Concordat", Created: string(s.Time[:19]) + "Z", Modified: string(s.Time[:19]) + "Z", Language: "en-GB"}))
	w.about(s)
	if w.err == nil {
		w.try(w.table(s))
	}
	if w.err == nil {
		_, err := f.WriteToBuffer()
		w.try(err)
	}
	if w.err != nil {
		return fmt.Errorf("make the workbook: %w", w.err)
	}
	return nil
}

// workbook keeps the first thing that went wrong, for the end.
type workbook struct {
	f     *excelize.File
	sheet string
	err   error
}

func (w *workbook) try(err error) {
	if w.err == nil {
		w.err = err
	}
}

// at names a cell, from column and row 1.
func (w *workbook) at(column, row int) string {
	cell, err := excelize.CoordinatesToCellName(column, row)
	w.try(err)
	return cell
}

func (w *workbook) style(s excelize.Style) int {
	id, err := w.f.NewStyle(&s)
	w.try(err)
	return id
}

// table writes the table's sheet from its head to its sums.
func (w *workbook) table(s Sheet) error {
	out, err := w.f.NewStreamWriter(w.sheet)
	if err != nil {
		return err
	}
	money, day, clock := w.style(excelize.Style{CustomNumFmt: ptr(numberFormat)}), w.style(excelize.Style{CustomNumFmt: ptr(dayFormat)}), w.style(excelize.Style{CustomNumFmt: ptr(timeFormat)})
	rows := 0
	put := func(row []any) error {
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = v
			switch v := v.(type) {
			case int64:
				if s.Columns[i].Kind == SheetMoney {
					cells[i] = excelize.Cell{StyleID: money, Value: inPounds(v)}
				}
			case string:
				switch kind := s.Columns[i].Kind; {
				case kind == SheetDay && v != "":
					cells[i] = excelize.Cell{StyleID: day, Value: serial(v)}
				case kind == SheetTime && v != "":
					cells[i] = excelize.Cell{StyleID: clock, Value: serialTime(ledger.Time(v))}
				}
			}
		}
		rows++
		return out.SetRow(w.at(1, rows+1), cells)
	}
	next, stop := iter.Pull2(s.Rows)
	defer stop()
	var first [][]any
	for len(first) < measuredRows {
		row, err, more := next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		first = append(first, row)
	}
	if err := w.head(s, out, first); err != nil {
		return err
	}
	for _, row := range first {
		if err := put(row); err != nil {
			return err
		}
	}
	for {
		row, err, more := next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if err := put(row); err != nil {
			return err
		}
	}
	if err := w.sums(s, out, rows); err != nil {
		return err
	}
	// A filter stands below the rows, so that it can say how many there are.
	if err := w.f.AutoFilter(w.sheet, "A1:"+w.at(len(s.Columns), max(2, rows+1)), nil); err != nil {
		return err
	}
	return out.Flush()
}

// head is the columns, as wide as the first rows need them, and their titles.
func (w *workbook) head(s Sheet, out *excelize.StreamWriter, first [][]any) error {
	bold := w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	titles := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		titles[i] = excelize.Cell{StyleID: bold, Value: c.Title}
		widest := len(c.Title)
		for _, row := range first {
			if text, ok := row[i].(string); ok {
				widest = max(widest, len([]rune(text)))
			}
		}
		switch c.Kind {
		case SheetMoney, SheetDay:
			widest = max(len(c.Title), 18)
		case SheetTime:
			widest = max(len(c.Title), 24)
		}
		if err := out.SetColWidth(i+1, i+1, float64(min(widest, widestColumn)+2)); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return out.SetRow("A1", titles)
}

// sums are below so many rows.
func (w *workbook) sums(s Sheet, out *excelize.StreamWriter, rows int) error {
	bold := w.style(excelize.Style{Font: &excelize.Font{Bold: true}, CustomNumFmt: ptr(numberFormat)})
	last := rows + 1
	cells := make([]any, len(s.Columns))
	summed := false
	for i, c := range s.Columns {
		if c.Sum {
			summed = true
			cells[i] = excelize.Cell{StyleID: bold, Formula: fmt.Sprintf("SUBTOTAL(%d,%s:%s)", subtotal, w.at(i+1, firstDataRow), w.at(i+1, last))}
		}
	}
	if rows == 0 || !summed {
		return nil
	}
	cells[0] = excelize.Cell{StyleID: bold, Value: "In all"}
	return out.SetRow(w.at(1, last+1), cells)
}

func (w *workbook) about(s Sheet) {
	_, err := w.f.NewSheet(aboutSheet)
	w.try(err)
	for i, line := range s.About {
		w.try(w.f.SetCellStr(aboutSheet, w.at(1, i+1), line[0]))
		w.try(w.f.SetCellStr(aboutSheet, w.at(2, i+1), line[1]))
	}
	w.try(w.f.SetColWidth(aboutSheet, "A", "A", 24))
	w.try(w.f.SetColWidth(aboutSheet, "B", "B", 80))
}

// inPounds is money as spreadsheets count it, from pence: up to billions of pounds no
// number of pence is another one's.
func inPounds(pence int64) float64 { return float64(pence) / 100 }

// serial is a day as spreadsheets count them: days since 30 December 1899.
func serial(day string) int {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	return int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()) / 24
}

// serialTime is a time as spreadsheets count it: its day in London, and what of it is over.
func serialTime(t ledger.Time) float64 {
	on, err := time.Parse("2006-01-02T15:04:05", t.Local())
	if err != nil {
		return 0
	}
	return float64(serial(on.Format(time.DateOnly))) + float64(on.Hour()*3600+on.Minute()*60+on.Second())/86400
}

func ptr[T any](v T) *T { return &v }

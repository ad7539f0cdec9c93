package document

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"concordat/ledger"
	"concordat/server/api"
)

// Sheet is a table for a spreadsheet: of values, not of words for them. A CSV file of it
// has what the API has, by the API's names: days as 2015-12-01, money in whole pence. A
// workbook has days that are days, and pounds.
type Sheet struct {
	Name    string // of the file, without what Filename adds
	Title   string
	Columns []SheetColumn
	Rows    [][]any     // string, int64 or bool; nil for nothing
	About   [][2]string // what it is, and what it rests on
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
)

// Filename is what the file is called: it says how many rows there are, and by how many
// entries, so that two files are told apart without opening them.
func (s Sheet) Filename(extension string) string {
	return fmt.Sprintf("%s-rows-%d-entry-%d.%s", s.Name, len(s.Rows), s.AsAt, extension)
}

// CSV is the table as api.WriteCSV has it.
func (s Sheet) CSV() []byte {
	columns := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		columns[i] = c.Name
	}
	line := make([]string, len(s.Columns))
	var b bytes.Buffer
	api.WriteCSV(&b, columns, func(yield func([]string) bool) { // a buffer takes whatever it is given
		for _, row := range s.Rows {
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
	return b.Bytes()
}

const (
	widestColumn  = 60 // characters
	numberFormat  = "#,##0.00"
	dayFormat     = "d mmmm yyyy"
	aboutSheet    = "About"
	subtotal      = 109 // SUBTOTAL's number for a sum of the rows that a filter leaves
	firstDataRow  = 2
	sheetNameRoom = 31 // characters that a sheet's name may have
)

// XLSX is a workbook with the table on a sheet and what it rests on on another. It has
// no macros, and no formulas but the sums.
func (s Sheet) XLSX() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	name := s.Title
	if len(name) > sheetNameRoom {
		name = name[:sheetNameRoom]
	}
	w := workbook{f: f, sheet: name}
	w.try(f.SetSheetName("Sheet1", name))
	w.try(f.SetDocProps(&excelize.DocProperties{Title: s.Title, Creator: "Concordat", LastModifiedBy: "Concordat", Created: string(s.Time[:19]) + "Z", Modified: string(s.Time[:19]) + "Z", Language: "en-GB"}))
	w.head(s)
	w.rows(s)
	w.sums(s)
	w.about(s)
	if w.err != nil {
		return nil, fmt.Errorf("make the workbook: %w", w.err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("make the workbook: %w", err)
	}
	return b.Bytes(), nil
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

func (w *workbook) head(s Sheet) {
	bold := w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	for i, c := range s.Columns {
		w.try(w.f.SetCellStr(w.sheet, w.at(i+1, 1), c.Title))
		widest := len(c.Title)
		for _, row := range s.Rows {
			if text, ok := row[i].(string); ok {
				widest = max(widest, len([]rune(text)))
			}
		}
		if c.Kind == SheetMoney || c.Kind == SheetDay {
			widest = max(widest, 18)
		}
		column, err := excelize.ColumnNumberToName(i + 1)
		w.try(err)
		w.try(w.f.SetColWidth(w.sheet, column, column, float64(min(widest, widestColumn)+2)))
	}
	w.try(w.f.SetCellStyle(w.sheet, w.at(1, 1), w.at(len(s.Columns), 1), bold))
	w.try(w.f.SetPanes(w.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	w.try(w.f.AutoFilter(w.sheet, "A1:"+w.at(len(s.Columns), max(2, len(s.Rows)+1)), nil))
}

func (w *workbook) rows(s Sheet) {
	money, day := w.style(excelize.Style{CustomNumFmt: ptr(numberFormat)}), w.style(excelize.Style{CustomNumFmt: ptr(dayFormat)})
	for r, row := range s.Rows {
		for i, v := range row {
			cell := w.at(i+1, r+firstDataRow)
			switch v := v.(type) {
			case nil:
			case bool:
				w.try(w.f.SetCellBool(w.sheet, cell, v))
			case int64:
				if s.Columns[i].Kind == SheetMoney {
					w.try(w.f.SetCellDefault(w.sheet, cell, decimal(v)))
					w.try(w.f.SetCellStyle(w.sheet, cell, cell, money))
				} else {
					w.try(w.f.SetCellInt(w.sheet, cell, v))
				}
			case string:
				if s.Columns[i].Kind == SheetDay && v != "" {
					w.try(w.f.SetCellDefault(w.sheet, cell, strconv.Itoa(serial(v))))
					w.try(w.f.SetCellStyle(w.sheet, cell, cell, day))
				} else {
					w.try(w.f.SetCellStr(w.sheet, cell, v))
				}
			}
		}
	}
}

func (w *workbook) sums(s Sheet) {
	if len(s.Rows) == 0 {
		return
	}
	bold := w.style(excelize.Style{Font: &excelize.Font{Bold: true}, CustomNumFmt: ptr(numberFormat)})
	last := len(s.Rows) + 1
	summed := false
	for i, c := range s.Columns {
		if !c.Sum {
			continue
		}
		summed = true
		cell := w.at(i+1, last+1)
		w.try(w.f.SetCellFormula(w.sheet, cell, fmt.Sprintf("SUBTOTAL(%d,%s:%s)", subtotal, w.at(i+1, firstDataRow), w.at(i+1, last))))
		w.try(w.f.SetCellStyle(w.sheet, cell, cell, bold))
	}
	if summed {
		w.try(w.f.SetCellStr(w.sheet, w.at(1, last+1), "In all"))
		w.try(w.f.SetCellStyle(w.sheet, w.at(1, last+1), w.at(1, last+1), bold))
	}
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

// decimal is money in pounds as a number is written, from pence.
func decimal(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "-", -pence
	}
	digits := fmt.Sprintf("%03d", pence)
	return sign + digits[:len(digits)-2] + "." + digits[len(digits)-2:]
}

// serial is a day as spreadsheets count them: days since 30 December 1899.
func serial(day string) int {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	return int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()) / 24
}

func ptr[T any](v T) *T { return &v }

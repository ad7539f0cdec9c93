package web

import (
	"bytes"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

// file is an answer that is kept rather than looked at. It is no page.
type file struct {
	name string // that it is kept by
	kind string // of media
	data []byte
}

func (*file) base() *layout { return nil }

// tableFile is rows as the page's path asks for them: as api.WriteCSV has them, or as a
// workbook. Columns that are named so have numbers or days, as 2015-12-01, in every row. Its
// name says how many rows there are, and on how many entries they rest.
func (v *visit) tableFile(name, title string, entries int64, columns []string, rows [][]string) (*file, error) {
	s := document.Sheet{Name: name, Title: title, AsAt: entries, Time: v.ledger.Time, Count: len(rows), About: [][2]string{
		{"What", title}, {"Ledger", v.ledger.Name}, {"Asked for", v.request.URL.RequestURI()}, {"Made at", v.ledger.Time.InWords()}, {"Rests on entries", number(entries)},
	}}
	if entries == v.ledger.Size {
		s.About = append(s.About, [2]string{"Checkpoint", number(entries) + " entries, check code " + ledger.CheckCode(v.ledger.Root)})
	}
	for _, c := range columns {
		kind := document.SheetText
		switch c {
		case "entry", "decision_entry", "parties_bound", "keys", "drawn", "drawn_from_entries", "drawn_from_decisions":
			kind = document.SheetNumber
		case "moved", "decided":
			kind = document.SheetDay
		}
		s.Columns = append(s.Columns, document.SheetColumn{Name: c, Title: upperFirst(strings.ReplaceAll(c, "_", " ")), Kind: kind})
	}
	s.Rows = func(yield func([]any, error) bool) {
		for _, row := range rows {
			cells := make([]any, len(row))
			for i, text := range row {
				cells[i] = text
				if n, err := strconv.ParseInt(text, 10, 64); err == nil && s.Columns[i].Kind == document.SheetNumber {
					cells[i] = n
				}
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if strings.HasSuffix(v.request.URL.Path, ".xlsx") {
		err := s.WriteXLSX(&b)
		return &file{s.Filename("xlsx"), api.TypeXLSX, b.Bytes()}, err
	}
	err := s.WriteCSV(&b)
	return &file{s.Filename("csv"), api.TypeCSV, b.Bytes()}, err
}

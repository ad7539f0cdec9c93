package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

// file is an answer that is kept rather than looked at. It is no page.
type file struct {
	name  string // that it is kept by
	kind  string // of media
	data  []byte
	write func(ctx context.Context, out io.Writer) error // in the place of data, what writes it while it is taken
}

func (*file) base() *layout { return nil }

// downloads is what an answer is written to, by the name that the server has for it.
type downloads interface {
	Download(write func(ctx context.Context, out io.Writer) error)
}

// listing is rows that can be taken away as a file. However long it is, no more of it is in
// memory than is being written.
type listing struct {
	name, title string
	entries     int64    // that it rests on
	columns     []string // those that are named so have numbers, days or times in every row

	// rows reads the rows as whoever v is may see them. Its last may be an error.
	rows func(v *visit) iter.Seq2[[]string, error]
}

// listRows are rows that are all there.
func listRows(rows [][]string) func(*visit) iter.Seq2[[]string, error] {
	return func(*visit) iter.Seq2[[]string, error] {
		return func(yield func([]string, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// listingFile is a listing as the page's path asks for it: as api.WriteCSV has it, or as a
// workbook. Its name says how many rows there are, and on how many entries they rest. So
// the rows are read once to count them, whereby whoever may not have them or asks for what
// is not there is told on a page; and again while they are taken.
func (v *visit) listingFile(t listing) (*file, error) {
	s := document.Sheet{Name: t.name, Title: t.title, AsAt: t.entries, Time: v.ledger.Time, About: [][2]string{
		{"What", t.title}, {"Ledger", v.ledger.Name}, {"Asked for", v.request.URL.RequestURI()}, {"Made at", v.ledger.Time.InWords()}, {"Rests on entries", number(t.entries)},
	}}
	if t.entries == v.ledger.Size {
		s.About = append(s.About, [2]string{"Checkpoint", number(t.entries) + " entries, check code " + ledger.CheckCode(v.ledger.Root)})
	}
	if len(v.ledger.Origins) > 0 {
		s.About = append(s.About, [2]string{"Link", v.ledger.Origins[0] + v.request.URL.RequestURI()})
	}
	for _, c := range t.columns {
		kind := document.SheetText
		switch c {
		case "entry", "decision_entry", "parties_bound", "keys", "drawn", "drawn_from_entries", "drawn_from_decisions":
			kind = document.SheetNumber
		case "moved", "decided":
			kind = document.SheetDay
		case "closes", "starts", "time":
			kind = document.SheetTime
		}
		s.Columns = append(s.Columns, document.SheetColumn{Name: c, Title: upperFirst(strings.ReplaceAll(c, "_", " ")), Kind: kind})
	}
	for _, err := range t.rest(v) {
		if err != nil {
			return nil, err
		}
		s.Count++
	}
	f := &file{kind: api.TypeCSV, name: s.Filename("csv")}
	workbook := strings.HasSuffix(v.request.URL.Path, ".xlsx")
	if workbook {
		f.kind, f.name = api.TypeXLSX, s.Filename("xlsx")
	}
	f.write = func(ctx context.Context, out io.Writer) error {
		later := *v
		later.ctx = ctx
		s.Rows = t.cells(&later, s)
		if workbook {
			return s.WriteXLSX(out)
		}
		return s.WriteCSV(out)
	}
	return f, nil
}

// rest is the rows without those that came onto the ledger since the listing was asked for.
func (t listing) rest(v *visit) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for row, err := range t.rows(v) {
			if err == nil && t.columns[0] == "entry" {
				if n, err := strconv.ParseInt(row[0], 10, 64); err == nil && n >= t.entries {
					continue
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

var errOtherRows = errors.New("while the file was taken, what it is made of became another")

// cells are the rows as the sheet has them. If there are not as many as its name says, the
// file is none: it breaks off.
func (t listing) cells(v *visit, s document.Sheet) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		rows := 0
		for row, err := range t.rest(v) {
			if rows++; err == nil && rows > s.Count {
				err = fmt.Errorf("%w: it has more than %d rows", errOtherRows, s.Count)
			}
			if err != nil {
				yield(nil, err)
				return
			}
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
		if rows < s.Count {
			yield(nil, fmt.Errorf("%w: it has %d rows, not %d", errOtherRows, rows, s.Count))
		}
	}
}

package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
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
	columns     []string // those that are named so have numbers, days or times in every row

	// rows reads the rows as whoever v is may see them. Its last may be an error.
	rows func(v *visit) iter.Seq2[[]string, error]
}

// listingFile is a listing as the page's path asks for it: as api.WriteCSV has it, or as a
// workbook. Its name says how many rows there are, and on how many entries they rest. So
// the rows are read once to count them, whereby whoever may not have them or asks for what
// is not there is told on a page; and again while they are taken.
func (v *visit) listingFile(t listing) (*file, error) {
	seen, err := t.seen(v)
	if err != nil {
		return nil, err
	}
	s := document.Sheet{Name: t.name, Title: t.title, Count: seen.count, AsAt: v.ledger.Size, Time: v.ledger.Time, About: [][2]string{
		{"What", t.title}, {"Ledger", v.ledger.Name}, {"Asked for", v.request.URL.RequestURI()}, {"Made at", v.ledger.Time.InWords()}, {"Rests on entries", number(v.ledger.Size)},
		{"Checkpoint", number(v.ledger.Size) + " entries, check code " + ledger.CheckCode(v.ledger.Root)},
	}}
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
	f := &file{kind: api.TypeCSV, name: s.Filename("csv")}
	workbook := strings.HasSuffix(v.request.URL.Path, ".xlsx")
	if workbook {
		f.kind, f.name = api.TypeXLSX, s.Filename("xlsx")
	}
	f.write = func(ctx context.Context, out io.Writer) error {
		later := *v
		later.ctx = ctx
		s.Rows = t.cells(&later, s, seen)
		if workbook {
			return s.WriteXLSX(out)
		}
		return s.WriteCSV(out)
	}
	return f, nil
}

// seenRows are how many rows were seen, and what they come to.
type seenRows struct {
	count int
	sum   maphash.Hash
}

func (s *seenRows) see(row []string) {
	s.count++
	for _, cell := range row {
		s.sum.WriteString(cell)
		s.sum.WriteByte(0)
	}
}

// seen reads the rows at one size of the ledger, which is the visit's from then on: if
// something came onto it meanwhile, some rows may tell of that and others not.
func (t listing) seen(v *visit) (*seenRows, error) {
	const tries = 3
	for range tries {
		seen := &seenRows{}
		err := t.read(v, seen)
		now, gone := v.client.Ledger(v.ctx)
		if gone != nil {
			return nil, cmp.Or(err, gone)
		}
		if now.Size == v.ledger.Size {
			return seen, err
		}
		v.ledger = now
	}
	return nil, api.NewProblem(ledger.CodeUnavailable, "the ledger grows while this file is made: ask for it again in a minute")
}

func (t listing) read(v *visit, seen *seenRows) error {
	for row, err := range t.rest(v) {
		if err != nil {
			return err
		}
		seen.see(row)
	}
	return nil
}

// rest is the rows without those that came onto the ledger since the listing was asked for.
func (t listing) rest(v *visit) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for row, err := range t.rows(v) {
			if err == nil && t.columns[0] == "entry" {
				if n, err := strconv.ParseInt(row[0], 10, 64); err == nil && n >= v.ledger.Size {
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

// cells are the rows as the sheet has them. If they are not those that were seen when it got
// its name, the file is none: it breaks off.
func (t listing) cells(v *visit, s document.Sheet, seen *seenRows) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		again := &seenRows{}
		again.sum.SetSeed(seen.sum.Seed())
		for row, err := range t.rest(v) {
			if again.see(row); err == nil && again.count > seen.count {
				err = fmt.Errorf("%w: it has more than %d rows", errOtherRows, seen.count)
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
		switch {
		case again.count < seen.count:
			yield(nil, fmt.Errorf("%w: it has %d rows, not %d", errOtherRows, again.count, seen.count))
		case again.sum.Sum64() != seen.sum.Sum64():
			yield(nil, errOtherRows)
		}
	}
}

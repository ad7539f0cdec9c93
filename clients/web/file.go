package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
)

// file is an answer that is kept rather than looked at. It is no page.
type file struct {
	name string // that it is kept by
	kind string // of media
	data []byte
}

func (*file) base() *layout { return nil }

var plainNumber = regexp.MustCompile(`^-?\d+$`)

// csvFile is rows as spreadsheets of every make open them: UTF-8 with a byte order mark,
// lines that end in CRLF, days as 2015-12-01. Its name says how many rows there are, and
// on how many entries they rest. No cell is read as a formula.
func csvFile(name string, entries int64, columns []string, rows [][]string) (*file, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.Write(columns); err != nil {
		return nil, err
	}
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, c := range row {
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) && !plainNumber.MatchString(c) {
				c = "'" + c
			}
			safe[i] = c
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return &file{fmt.Sprintf("%s-rows-%d-entry-%d.csv", name, len(rows), entries), "text/csv; charset=utf-8", b.Bytes()}, w.Error()
}

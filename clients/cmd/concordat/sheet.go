package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concordat/ledger"
	"concordat/server/api"
)

// sheet is a table that a spreadsheet saved as CSV: the first row names the columns,
// in any order and case; empty rows are passed over. Its faults are gathered, so that
// all of them are said at once.
type sheet struct {
	path   string
	rows   []sheetRow
	faults []string
}

// sheetRow is one row, with its place in the file as a spreadsheet numbers it.
type sheetRow struct {
	number int
	cells  map[string]string // by column, without blanks around
}

// maxFaults that are listed of one file; more are counted.
const maxFaults = 10

// sheet reads a file, or standard input for -, with all columns that it needs and
// any of those that it may have; one that it knows nothing of is refused, not lost.
func (s *session) sheet(path string, needs, may []string) (*sheet, error) {
	data, err := s.input(path)
	if err != nil {
		return nil, err
	}
	s.sheetRows, err = parseSheet(path, data, needs, may)
	return s.sheetRows, err
}

func parseSheet(path string, data []byte, needs, may []string) (*sheet, error) {
	text := strings.TrimPrefix(string(data), api.ByteOrderMark)
	if !utf8.ValidString(text) {
		return nil, usage("%s is not in UTF-8: save it again, as CSV UTF-8", path)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1 // a row may be short; a cell too many is said below
	columns, err := r.Read()
	if err != nil {
		return nil, usage("%s is not a table in CSV whose first row is %s", path, strings.Join(needs, ","))
	}
	for i, c := range columns {
		c = strings.ToLower(strings.TrimSpace(c))
		switch {
		case c == "":
		case !slices.Contains(needs, c) && !slices.Contains(may, c):
			return nil, usage("%s: there is no column %s here: the columns are %s", path, c, strings.Join(append(slices.Clone(needs), may...), ", "))
		case slices.Contains(columns[:i], c):
			return nil, usage("%s: there are two columns %s", path, c)
		}
		columns[i] = c
	}
	for _, c := range needs {
		if !slices.Contains(columns, c) {
			return nil, usage("%s has no column %s: its first row is %s", path, c, strings.Join(append(slices.Clone(needs), may...), ","))
		}
	}
	t := &sheet{path: path}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, usage("%s: %v", path, err)
		}
		number, _ := r.FieldPos(0)
		row := sheetRow{number, map[string]string{}}
		empty := true
		for i, c := range record {
			c = strings.TrimSpace(c)
			if empty = empty && c == ""; c == "" {
				continue
			}
			if i >= len(columns) || columns[i] == "" {
				t.fault(row, "", fmt.Sprintf("%q stands in no column that has a name", c))
				continue
			}
			row.cells[columns[i]] = c
		}
		if !empty {
			t.rows = append(t.rows, row)
		}
	}
	if len(t.rows) == 0 {
		return nil, usage("%s has no rows below the names of its columns", path)
	}
	return t, nil
}

func (t *sheet) fault(row sheetRow, column, what string) {
	at := fmt.Sprintf("row %d", row.number)
	if column != "" {
		at += ", " + column
	}
	t.faults = append(t.faults, at+": "+what)
}

// err is all that is wrong with the file.
func (t *sheet) err() error {
	n := len(t.faults)
	switch {
	case n == 0:
		return nil
	case n > maxFaults:
		return usage("%s: %s; and %d more", t.path, strings.Join(t.faults[:maxFaults], "; "), n-maxFaults)
	}
	return usage("%s: %s", t.path, strings.Join(t.faults, "; "))
}

func (t *sheet) text(row sheetRow, column string) string {
	if row.cells[column] == "" {
		t.fault(row, column, "is empty")
	}
	return row.cells[column]
}

// money reads pounds as spreadsheets write them: 1200, 1200.5, "£1,200.50"; below
// nothing, where that may be, -1200 or (1200).
func (t *sheet) money(row sheetRow, column string, below bool) int64 {
	cell := row.cells[column]
	if cell == "" {
		t.fault(row, column, "is empty: write 0 where there is nothing")
		return 0
	}
	n, err := cellMoney(cell)
	switch {
	case err != nil:
		t.fault(row, column, err.Error())
	case n < 0 && !below:
		t.fault(row, column, fmt.Sprintf("%s is below nothing", cell))
	}
	return n
}

var onePlace = regexp.MustCompile(`\.\d$`) // as spreadsheets show 1200.50

func cellMoney(cell string) (int64, error) {
	text, sign := cell, int64(1)
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		text, sign = strings.TrimSuffix(inner, ")"), -1
	} else if inner, ok := strings.CutPrefix(text, "-"); ok {
		text, sign = inner, -1
	}
	if onePlace.MatchString(text) {
		text += "0"
	}
	n, err := parseMoney(text)
	if err != nil {
		return 0, usage("%q is not an amount: write pounds, such as 41666.67 or £41,666.67", cell)
	}
	return sign * n, nil
}

// signedMoney reads an amount of a flag, which may be below nothing.
func signedMoney(s string) (int64, error) {
	text, less := strings.CutPrefix(strings.TrimSpace(s), "-")
	n, err := parseMoney(text)
	if less {
		n = -n
	}
	if err != nil {
		return 0, usage("%q is not an amount: write pounds, such as 41666.67, or less than nothing as -41666.67", s)
	}
	return n, nil
}

// wholeNumber reads a whole number from 0.
func wholeNumber(what, s string) (int64, error) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	if err != nil || n < 0 || n > ledger.MaxInteger {
		return 0, usage("%s: %q is not a whole number", what, s)
	}
	return n, nil
}

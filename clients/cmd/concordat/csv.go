package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A CSV file, as spreadsheets of every make open it: UTF-8 with a byte order mark,
// lines that end in CRLF, quoted as RFC 4180 says, days as 2015-12-01, money in whole
// pence. The first column is the entry; the file's name says how many rows there are
// and on how many entries they rest.

const byteOrderMark = "\ufeff"

var plainNumber = regexp.MustCompile(`^-?\d+$`)

// cell keeps a spreadsheet from reading a text as a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !plainNumber.MatchString(s) {
		return "'" + s
	}
	return s
}

func writeCSV(out io.Writer, columns []string, rows [][]string) error {
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(columns); err != nil {
		return err
	}
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, c := range row {
			safe[i] = cell(c)
		}
		if err := w.Write(safe); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// saveCSV writes rows into a folder, as NAME-rows-N-entry-N.csv, and says so; into -
// it writes them to standard output.
func (s *session) saveCSV(folder, name string, asAt int64, columns []string, rows [][]string) error {
	if folder == "-" {
		return writeCSV(os.Stdout, columns, rows) // not as people at a terminal see it: the file has marks of its own
	}
	var b bytes.Buffer
	if err := writeCSV(&b, columns, rows); err != nil {
		return err
	}
	return s.saveFile(folder, fmt.Sprintf("%s-rows-%d-entry-%d.csv", name, len(rows), asAt), b.Bytes())
}

// saveFile writes a file that is not there yet into a folder, and says so; into - it
// writes it to standard output.
func (s *session) saveFile(folder, name string, data []byte) error {
	if folder == "-" {
		_, err := os.Stdout.Write(data)
		return err
	}
	path := filepath.Join(folder, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usage("there is no folder %s: make it first, or name one that is there; . is the one that you are in", folder)
	case errors.Is(err, fs.ErrExist):
		return usage("%s is there already: take it away, or name another folder", path)
	case err != nil:
		return fmt.Errorf("write the file: %w", err)
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	s.print("%s", path)
	return nil
}

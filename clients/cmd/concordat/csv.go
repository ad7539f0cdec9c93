package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"concordat/server/api"
)

// A CSV file is as api.WriteCSV has it, with days as 2015-12-01 and money in whole
// pence. The first column is the entry; the file's name says how many rows there are
// and on how many entries they rest.

// saveCSV writes rows into a folder, as NAME-rows-N-entry-N.csv, and says so; into -
// it writes them to standard output.
func (s *session) saveCSV(folder, name string, asAt int64, columns []string, rows [][]string) error {
	if folder == "-" {
		return api.WriteCSV(os.Stdout, columns, slices.Values(rows)) // not as people at a terminal see it: the file has marks of its own
	}
	var b bytes.Buffer
	if err := api.WriteCSV(&b, columns, slices.Values(rows)); err != nil {
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

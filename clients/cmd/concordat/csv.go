package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"concordat/clients/sdk"
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

// saveFiles writes what the server makes as files of the kinds for which a folder is named,
// if there is any.
func (s *session) saveFiles(csv, xlsx string, ask func(kind string) (sdk.File, error)) (saved bool, err error) {
	for _, want := range []struct{ kind, folder string }{{"csv", csv}, {"xlsx", xlsx}} {
		if want.folder == "" {
			continue
		}
		f, err := ask(want.kind)
		if err == nil {
			err = errors.Join(s.copyFile(want.folder, f.Name, f), f.Close())
		}
		if err != nil {
			return true, err
		}
	}
	return csv != "" || xlsx != "", nil
}

// saveFile writes a file that is not there yet into a folder, and says so; into - it
// writes it to standard output.
func (s *session) saveFile(folder, name string, data []byte) error {
	return s.copyFile(folder, name, bytes.NewReader(data))
}

// copyFile is saveFile of what is still to be read. Of what breaks off nothing is left.
func (s *session) copyFile(folder, name string, from io.Reader) error {
	if folder == "-" {
		_, err := io.Copy(os.Stdout, from)
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
	_, err = io.Copy(f, from)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, errors.Join(err, os.Remove(path)))
	}
	s.print("%s", path)
	return nil
}

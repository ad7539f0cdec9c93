package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// What is no export at all is told apart from an export that is wrong: nothing
// was altered in a README.

const makeOne = "make one with concordat export -o ledger.tar"

// recogniseDir refuses a folder that is no export.
func recogniseDir(path string) error {
	has := func(name string) bool {
		_, err := os.Stat(filepath.Join(path, name))
		return err == nil
	}
	switch {
	case has("tile") && has("checkpoint") && !has("blob"):
		return usage("%s has the tiles of a ledger without its rules: %s", path, makeOne)
	case has("tile"):
		return nil
	case has("ledger.db"):
		return usage("%s is a server's own data folder, not an export of its ledger: %s", path, makeOne)
	case has("checkpoint"):
		return nil
	}
	return usage("%s is not an export of a ledger: %s", path, makeOne)
}

// recogniseFile refuses a file that is no export. An export is an archive whose
// first name is one that an export has.
func recogniseFile(path string, f io.ReaderAt) error {
	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return usage("%v", err)
	}
	head = head[:n]
	switch {
	case n == 0:
		return usage("%s is empty, and not an export of a ledger: %s", path, makeOne)
	case n == 512 && isExportName(head):
		return nil
	case n > 20 && binary.LittleEndian.Uint32(head[16:]) == 0xED0CDAED: // the store's own mark
		return usage("%s is a server's own store, not an export of its ledger: %s", path, makeOne)
	case head[0] == '{' && bytes.Contains(head, []byte(`"proof"`)), head[0] == '{' && bytes.Contains(head, []byte(`"entry"`)):
		return usage("%s looks like a receipt, not an export of a ledger: check it with concordat receipt check %s", path, path)
	}
	return usage("%s is not an export of a ledger: %s", path, makeOne)
}

// isExportName reports whether a tar header is of a file that an export has.
func isExportName(header []byte) bool {
	name, _, _ := bytes.Cut(header[:100], []byte{0})
	return string(name) == "checkpoint" || bytes.HasPrefix(name, []byte("blob/")) || bytes.HasPrefix(name, []byte("tile/"))
}

// trusted is the log's key that --trust gives, itself or in a file. White space,
// which comes with what was copied out of a letter, is no part of it.
func (s *session) trusted(flag *string) (string, error) {
	if flag == nil {
		return "", nil
	}
	text, from := *flag, "--trust"
	if path, ok := strings.CutPrefix(text, "@"); ok {
		data, err := s.input(path)
		if err != nil {
			return "", err
		}
		text, from = string(data), path
	}
	vkey := strings.Join(strings.Fields(text), "")
	if vkey == "" {
		return "", usage("%s is empty: it is the log's key, such as name+1a2b3c4d+AQ…", from)
	}
	if _, err := note.NewVerifier(vkey); err != nil {
		return "", usage("%s: %q is not a log's key: one looks like name+1a2b3c4d+AQ…", from, text)
	}
	return vkey, nil
}

// checkCheckpoint refuses a file that is no signed checkpoint of any ledger.
func checkCheckpoint(path string, data []byte) error {
	text, _, ok := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(text), "\n")
	var unverified *note.UnverifiedNoteError
	_, err := note.Open(data, note.VerifierList())
	if ok && errors.As(err, &unverified) && len(lines) == 3 {
		root, err := base64.StdEncoding.DecodeString(lines[2])
		if err == nil && len(root) == 32 && sizeOf(data) > 0 {
			return nil
		}
	}
	return usage("%s is not a ledger's signed checkpoint", path)
}

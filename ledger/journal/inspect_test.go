package journal_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// inspect reads all of the file and gives what is wrong.
func inspect(w *world, path string) (found journal.Inspection, wrong []string) {
	w.Helper()
	s, err := boltstore.OpenToRead(path)
	if err != nil {
		w.Fatal(err)
	}
	defer s.Close()
	found, err = journal.Inspect(s, w.rules, func(what string) error {
		wrong = append(wrong, what)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return found, wrong
}

func TestInspect(t *testing.T) {
	w, path := newBoltWorld(t)
	w.found()
	for range 300 {
		w.send(w.figure("secretary"))
	}
	head := w.j.Head()
	w.stop()
	found, wrong := inspect(w, path)
	if len(wrong) > 0 || found.Checkpoint != head || !found.Replayed || found.Statements != 301 || found.Tiles != 3 || found.Founded.Origin != head.Origin {
		t.Fatalf("of what is whole: %+v, wrong are %q", found, wrong)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tile := func(l byte, n uint64) []byte { return binary.BigEndian.AppendUint64([]byte{l}, n) }
	for name, test := range map[string]struct {
		change func(b *bolt.Bucket) error
		says   string
	}{
		"an upper tile": {func(b *bolt.Bucket) error {
			v := bytes.Clone(b.Get(tile(1, 0)))
			v[3] ^= 1
			return b.Put(tile(1, 0), v)
		}, "tile/1/000.p/1 is not what the entries give"},
		"a full tile": {func(b *bolt.Bucket) error {
			v := bytes.Clone(b.Get(tile(0, 0)))
			v[32*255] ^= 1
			return b.Put(tile(0, 0), v)
		}, "tile/0/000 is not what the entries give"},
		"a wide edge": {func(b *bolt.Bucket) error {
			return b.Put(tile(0, 1), append(bytes.Clone(b.Get(tile(0, 1))), make([]byte, len(merkle.Hash{}))...))
		}, "tile/0/001.p/46 is of more entries than the checkpoint's 301"},
	} {
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.Open(path, 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(func(tx *bolt.Tx) error { return test.change(tx.Bucket([]byte("tiles"))) })
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if found, wrong := inspect(w, path); len(wrong) != 1 || wrong[0] != test.says || found.Replayed {
			t.Errorf("%s: wrong are %q", name, wrong)
		}
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
}

// A page of the file that is put back, whole or half, to what it was before the last commits makes
// no second history: the store does not open, or the journal refuses, or the page
// was free and all is as it was.
func TestRolledBackPage(t *testing.T) {
	w, path := newBoltWorld(t)
	w.found()
	for range 40 {
		w.send(w.figure("secretary"))
	}
	w.stop()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.start()
	for range 20 {
		w.send(w.figure("secretary"))
	}
	head := w.j.Head()
	w.stop()
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	refused, pages := 0, 0
	for at := 0; at+page <= min(len(before), len(after)); at += page {
		if bytes.Equal(before[at:at+page], after[at:at+page]) {
			continue
		}
		pages++
		for _, part := range [][2]int{{0, page}, {0, page / 2}, {page / 2, page}} {
			mixed := bytes.Clone(after)
			copy(mixed[at+part[0]:at+part[1]], before[at+part[0]:])
			if bytes.Equal(mixed, after) {
				continue
			}
			if err := os.WriteFile(path, mixed, 0o600); err != nil {
				t.Fatal(err)
			}
			switch err := startOrPanic(w); {
			case err == nil && w.j.Head() != head:
				t.Fatalf("page %d of an older state gives %d entries where %d were signed", at/page, w.j.Head().Size, head.Size)
			case err == nil:
				w.stop()
			case strings.Contains(err.Error(), "panic"):
				t.Errorf("page %d of an older state: %v", at/page, err)
			default:
				refused++
			}
		}
	}
	if err := os.WriteFile(path, after, 0o600); err != nil {
		t.Fatal(err)
	}
	if w.start(); refused == 0 {
		t.Errorf("of %d pages of an older state none was refused", pages)
	}
}

func startOrPanic(w *world) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.tryStart()
}

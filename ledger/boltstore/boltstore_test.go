package boltstore_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() (journal.Store, error) {
		path := filepath.Join(t.TempDir(), "data", "ledger.db")
		return func() (journal.Store, error) { return boltstore.Open(path) }
	})
}

func TestPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "ledger.db")
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s has mode %s, %v; want %s", name, info.Mode(), err, want)
		}
	}
}

func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := boltstore.Open(path); !errors.Is(err, boltstore.ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = boltstore.Open(path); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// Files of another layout, of another program and of nobody are left alone.
func TestOtherFiles(t *testing.T) {
	write := func(t *testing.T, path, bucket, key, value string) {
		db, err := bolt.Open(path, 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(func(tx *bolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte(bucket))
			if err != nil {
				return err
			}
			return b.Put([]byte(key), []byte(value))
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for name, bucket := range map[string][3]string{
		"newer layout":  {"meta", "format", "concordat boltstore 3"},
		"no layout":     {"meta", "checkpoint", "x"},
		"other program": {"things", "a", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			write(t, path, bucket[0], bucket[1], bucket[2])
			if _, err := boltstore.Open(path); !errors.Is(err, boltstore.ErrFormat) {
				t.Errorf("opened: %v", err)
			}
			// The refused file is free again.
			write(t, path, bucket[0], bucket[1], bucket[2])
		})
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, []byte("minutes of the meeting"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := boltstore.Open(path); err == nil {
		t.Error("opened a text")
	}
}

// A blob that was damaged is put right by putting it again.
func TestDamagedBlob(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	paper := []byte("a paper")
	d, err := s.PutBlob(paper)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		key, err := d.Bytes()
		if err != nil {
			return err
		}
		return tx.Bucket([]byte("blobs")).Put(key, []byte("another"))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if s, err = boltstore.Open(path); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if again, err := s.PutBlob(paper); err != nil || again != d {
		t.Errorf("put again: %s, %v", again, err)
	}
	if b, err := s.Blob(d); err != nil || string(b) != string(paper) {
		t.Errorf("blob %q, %v", b, err)
	}
}

// A backup is what stood at one instant, although commits go on while it is taken.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	commit := func(n int64) error {
		return s.Commit(journal.Batch{First: n, Entries: [][]byte{fmt.Appendf(nil, "entry %d", n)}, Checkpoint: fmt.Appendf(nil, "checkpoint of %d", n+1)})
	}
	for n := range int64(50) {
		if err := commit(n); err != nil {
			t.Fatal(err)
		}
	}
	var (
		said int64
		data bytes.Buffer
		went = make(chan error, 1)
		once sync.Once
	)
	// The commit may have to wait until the backup is done; it must not be seen in it.
	w := writer(func(b []byte) (int, error) {
		once.Do(func() { go func() { went <- commit(50) }() })
		return data.Write(b)
	})
	if err := s.Backup(w, func(size int64) { said = size }); err != nil || said != int64(data.Len()) {
		t.Fatalf("%d bytes of %d: %v", data.Len(), said, err)
	}
	if err := <-went; err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "backup")
	if err := os.WriteFile(path, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := boltstore.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	c, err := b.Checkpoint()
	rows, countErr := b.Rows()
	if err := errors.Join(err, countErr); err != nil || string(c) != "checkpoint of 50" || rows.Entries != 50 {
		t.Errorf("the backup has %d entries and %q, %v", rows.Entries, c, err)
	}
	if _, err := boltstore.Open(path); !errors.Is(err, boltstore.ErrLocked) {
		t.Errorf("opened to write while it is being read: %v", err)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// A file that was cut off anywhere, at the end of a page or within one, is refused in
// words, and left as it is.
func TestCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutBlob(make([]byte, 100_000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	half := os.Getpagesize() / 2
	for size := half; size < 100_000; size += half {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := boltstore.Open(path); !errors.Is(err, boltstore.ErrTruncated) {
			t.Errorf("of %d bytes of %d: %v", size, len(whole), err)
		}
		if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, whole[:size]) {
			t.Errorf("the file of %d bytes was changed: %v", size, err)
		}
	}
}

// rowsOf counts the rows of the index that stand in each of its two places.
func rowsOf(t *testing.T, path string) (settled, fresh int) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		settled = tx.Bucket([]byte("keyseq")).Stats().KeyN
		fresh = -1
		if b := tx.Bucket([]byte("fresh")); b != nil {
			fresh = b.Stats().KeyN
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return settled, fresh
}

// The rows of the index are found wherever they stand, before and after they settle,
// and whether the file was opened anew in between or not.
func TestIndexSettles(t *testing.T) {
	boltstore.SettleAt(t, 100)
	path := filepath.Join(t.TempDir(), "ledger.db")
	var s *boltstore.Store
	var keys []journal.KeySeq
	open := func() {
		t.Helper()
		if s != nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if s, err = boltstore.Open(path); err != nil {
			t.Fatal(err)
		}
	}
	open()
	sawFresh, sawNone := false, false
	for round := range 60 {
		b := journal.Batch{First: int64(len(keys)), Checkpoint: fmt.Append(nil, round)}
		n := []int{1, 7, 0, 30, 250}[round%5]
		for i := range n {
			at := b.First + int64(i)
			kid := ledger.Thumbprint(fmt.Sprintf("key-%d", at%13))
			b.Entries, b.Keys = append(b.Entries, fmt.Append(nil, at)), append(b.Keys, journal.KeySeq{Kid: kid, Seq: at / 13, Index: at})
		}
		if n == 0 { // a consequence alone
			b.Entries, keys = append(b.Entries, []byte("due")), append(keys, journal.KeySeq{})
		}
		if err := s.Commit(b); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, b.Keys...)
		for range 2 {
			for _, k := range keys {
				if at, ok, err := s.StatementIndex(k.Kid, k.Seq); err != nil || ok != (k.Kid != "") || at != k.Index {
					t.Fatalf("round %d: statement %d of %s is %d, %v, %v", round, k.Seq, k.Kid, at, ok, err)
				}
			}
			rows, err := s.Rows()
			if err != nil || rows.Statements != int64(len(keys)-(round+3)/5) || rows.Entries != int64(len(keys)) {
				t.Fatalf("round %d: %+v, %v", round, rows, err)
			}
			if round%4 == 0 {
				open()
			}
		}
		if round%4 == 0 {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			settled, fresh := rowsOf(t, path)
			sawFresh, sawNone = sawFresh || fresh > 0, sawNone || fresh == 0 && settled > 0
			s = nil
			open()
		}
	}
	if !sawFresh || !sawNone {
		t.Errorf("rows in fresh: %v; none: %v", sawFresh, sawNone)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// A file of the layout before is read as it is, whoever reads it, and becomes one of
// this layout with its next commit.
func TestLayoutBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	batch := func(at int64) journal.Batch {
		return journal.Batch{
			First: at, Entries: [][]byte{fmt.Append(nil, "entry ", at)}, Checkpoint: fmt.Append(nil, "checkpoint ", at),
			Keys: []journal.KeySeq{{Kid: "key", Seq: at, Index: at}},
		}
	}
	holds := func(s *boltstore.Store, size int64) {
		t.Helper()
		for at := range size {
			if got, ok, err := s.StatementIndex("key", at); err != nil || !ok || got != at {
				t.Errorf("of %d, statement %d is at %d, %v, %v", size, at, got, ok, err)
			}
		}
		if rows, err := s.Rows(); err != nil || rows.Entries != size || rows.Statements != size {
			t.Errorf("%+v, %v", rows, err)
		}
	}
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := range int64(3) {
		if err := s.Commit(batch(at)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { // as the program before wrote it
		for at := range byte(3) {
			if err := tx.Bucket([]byte("keyseq")).Put([]byte("key\x00\x00\x00\x00\x00\x00\x00"+string(at)), []byte{7: at}); err != nil {
				return err
			}
		}
		return errors.Join(tx.DeleteBucket([]byte("fresh")), tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("concordat boltstore 1")))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range []func(string) (*boltstore.Store, error){boltstore.OpenToRead, boltstore.Open} {
		if s, err = open(path); err != nil {
			t.Fatal(err)
		}
		holds(s, 3)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, before) {
		t.Errorf("to read it has changed it: %v", err)
	}
	for at := range int64(3) {
		if s, err = boltstore.Open(path); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(batch(3 + at)); err != nil {
			t.Fatal(err)
		}
		holds(s, 4+at)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if settled, fresh := rowsOf(t, path); settled != 3 || fresh != int(at)+1 {
			t.Errorf("%d rows have settled, %d commits have not", settled, fresh)
		}
	}
}

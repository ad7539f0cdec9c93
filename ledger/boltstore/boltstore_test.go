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
		"newer layout":  {"meta", "format", "concordat boltstore 2"},
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

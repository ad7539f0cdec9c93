// Package statefiles is a journal.Snapshots in a folder of two plain files.
//
//	snapshot   the snapshot that was put last; replaced whole, by a rename
//	closed     the records that snapshots have put out of memory, one after another
//
// Both can be made again from the ledger: the folder belongs to no backup, and may
// be deleted while nobody has it open. A record that changes once more after it was
// closed is written again, and its old bytes stay until the folder is made anew: by a
// start that replays every entry, as that of another build does, and that after
// concordatd compact.
//
// It does not check what it is given or reads: who reads knows what it should be.
// One process has a folder open at a time; the store beside it sees to that.
package statefiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"concordat/ledger/durable"
	"concordat/ledger/journal"
)

// Files is an open folder.
type Files struct {
	dir    string
	closed *os.File

	mu  sync.Mutex // held for writing
	end int64      // of closed
}

var _ journal.Snapshots = (*Files)(nil)

// Open opens the folder, or makes it, for this user alone.
func Open(dir string) (*Files, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "closed"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Files{dir: dir, closed: f, end: info.Size()}, nil
}

func (f *Files) path() string { return filepath.Join(f.dir, "snapshot") }

// Latest is the snapshot put last, nil if there is none.
func (f *Files) Latest() ([]byte, error) {
	b, err := os.ReadFile(f.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

// Keep appends a record.
func (f *Files) Keep(record []byte) (at int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.closed.WriteAt(record, f.end); err != nil {
		return 0, err
	}
	at = f.end
	f.end += int64(len(record))
	return at, nil
}

// Read reads a record.
func (f *Files) Read(at, n int64) ([]byte, error) {
	f.mu.Lock()
	end := f.end
	f.mu.Unlock()
	if at < 0 || n < 0 || n > end-at {
		return nil, fmt.Errorf("%d bytes at %d are beyond the %d of %s", n, at, end, f.closed.Name())
	}
	b := make([]byte, n)
	_, err := f.closed.ReadAt(b, at)
	return b, err
}

// Put replaces the snapshot, once all that was kept is durable.
func (f *Files) Put(snapshot []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.closed.Sync(); err != nil {
		return err
	}
	return durable.Replace(f.path(), snapshot)
}

// Drop forgets everything: first the snapshot, which speaks of the rest.
func (f *Files) Drop() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.Remove(f.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := durable.SyncDir(f.dir); err != nil {
		return err
	}
	f.end = 0
	return f.closed.Truncate(0)
}

// Close releases the folder.
func (f *Files) Close() error { return f.closed.Close() }

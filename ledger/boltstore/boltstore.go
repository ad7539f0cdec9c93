// Package boltstore is a journal.Store in one bbolt file.
//
// A commit is one transaction. Entries are appended by index, tiles replace
// their narrower versions, and the one index, which is ordered by key and number, is
// filled thousands of rows at a time: what many people state would have a commit write
// a page of it for each of them. Until then a commit's rows stand beside one another in
// fresh, and in memory. Slices leave a transaction as copies, and no caller's code runs inside
// of one: a slow reader would keep the file from growing.
//
// bbolt alone writes. What is read is read by this package, a page at a time, and
// held against what points to it (see pages.go): a file that is damaged, or a disk
// that can't read, is an error of whoever reads it, ErrDamaged or the disk's own,
// and ends nobody. Open looks at the parts that are not read but taken for granted.
//
// It does not check what it is given, and does not know what is signed.
//
// The buckets:
//
//	entries   8 bytes of index → entry
//	tiles     1 byte of level, 8 bytes of index → newest width
//	keyseq    key thumbprint, 8 bytes of number → 8 bytes of entry index
//	fresh     8 bytes of the first entry of a commit → its rows that are not in keyseq
//	          yet, one after another: 2 bytes of the length of the key; key; value
//	blobs     32 bytes of SHA-256 → blob
//	meta      "format" → the version of this layout; "checkpoint" → signed checkpoint
//
// Numbers have their high byte first.
package boltstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"concordat/ledger"
	"concordat/ledger/durable"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// What Open says.
var (
	// ErrLocked: another process, or another Store of this one, has the file.
	ErrLocked = errors.New("another concordatd has this data directory open")
	// ErrDamaged: the file's pages do not belong together.
	ErrDamaged = errors.New("the file's pages do not belong together: keep it, and restore a backup elsewhere")
	// ErrFormat: the file has another layout.
	ErrFormat = errors.New("not a ledger of the layout that this program knows")
)

const (
	format = "concordat boltstore 2"
	// The layout before had no fresh. Such a file is read, and its next commit makes it
	// one of this layout.
	formatBefore = "concordat boltstore 1"

	// A walk over entries copies this much at a time.
	chunkEntries = 256
	chunkBytes   = 1 << 20
)

// maxFresh is how many rows fresh has at most. Tests have it at less.
var maxFresh = 4096

var (
	entries = []byte("entries")
	tiles   = []byte("tiles")
	keyseq  = []byte("keyseq")
	fresh   = []byte("fresh")
	blobs   = []byte("blobs")
	meta    = []byte("meta")

	formatKey     = []byte("format")
	checkpointKey = []byte("checkpoint")
)

// Store is an open file.
type Store struct {
	db   *bolt.DB
	file *os.File // the same that db has open, and closes

	ways map[string]bool // that Commit has looked at: see way

	mu     sync.RWMutex
	recent map[string][]byte // rows of the bucket fresh; of the layout before, nil until a commit
}

var _ journal.Store = (*Store)(nil)

// Open opens the file, or makes it with the folder that it stands in, for this
// user alone. One that was cut off or damaged is refused and left as it is.
func Open(path string) (*Store, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	_, err := os.Stat(path)
	made := errors.Is(err, fs.ErrNotExist)
	// The list of free pages is written at each commit, so that nothing has to be
	// searched for them at the start. As a map it costs a commit little.
	s, err := open(path, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	err = s.lay()
	if err == nil {
		err = s.remember()
	}
	if err == nil && made {
		err = durable.SyncDir(dir)
	}
	// What a process wrote that was then killed may be in the machine's memory alone.
	// It is there for whoever reads it, so it must not be lost any more.
	if err == nil {
		err = s.db.Sync()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.Close())
	}
	return s, nil
}

// open locks a file, looks at it, and only then gives it to bbolt.
func open(path string, o *bolt.Options) (_ *Store, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("open %s: %w", path, err)
		}
	}()
	s := &Store{ways: map[string]bool{}}
	o.Timeout = 1 // the lock is there
	o.OpenFile = func(name string, flag int, perm os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, perm)
		if err != nil {
			return nil, err
		}
		how := syscall.LOCK_EX
		if o.ReadOnly {
			how = syscall.LOCK_SH
		}
		if err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
			err = ErrLocked
		}
		if err == nil {
			err = look(f)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		s.file = f
		return f, nil
	}
	err = guard(func() (err error) {
		s.db, err = bolt.Open(path, 0o600, o)
		return err
	})
	if errors.Is(err, ErrDamaged) && s.file != nil { // bbolt's map holds the lock beyond the close
		err = errors.Join(err, syscall.Flock(int(s.file.Fd()), syscall.LOCK_UN), s.file.Close())
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// guard turns into ErrDamaged what bbolt panics with over a page, or what the
// memory that is the file is a fault of, so that nobody else ends by it.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = damaged("%v", p)
		}
	}()
	return fn()
}

// lay makes the buckets of a new file.
func (s *Store) lay() error {
	empty := false
	err := s.view(func(s *state) (err error) {
		empty, err = s.known()
		return err
	})
	if err != nil || !empty {
		return err
	}
	return s.db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{entries, tiles, keyseq, fresh, blobs, meta} {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return tx.Bucket(meta).Put(formatKey, []byte(format))
	})
}

// remember reads the rows that are in fresh.
func (s *Store) remember() error {
	old, err := s.old()
	if err != nil || old {
		return err
	}
	s.recent = map[string][]byte{}
	return s.walk(fresh, func(k, v []byte) error {
		for len(v) > 0 {
			if len(v) < 2 || len(v) < 2+int(binary.BigEndian.Uint16(v))+8 {
				return damaged("the index of the commit at entry %x is cut off", k)
			}
			n := 2 + int(binary.BigEndian.Uint16(v))
			s.recent[string(v[2:n])] = v[n : n+8]
			v = v[n+8:]
		}
		return nil
	})
}

// old reports whether the file is of the layout before.
func (s *Store) old() (bool, error) {
	found, _, err := s.get(meta, formatKey)
	return string(found) == formatBefore, err
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func tileKey(t merkle.Tile) []byte {
	return binary.BigEndian.AppendUint64([]byte{byte(t.L)}, uint64(t.N))
}

func keyseqKey(kid ledger.Thumbprint, seq int64) []byte {
	return binary.BigEndian.AppendUint64([]byte(kid), uint64(seq))
}

// view runs fn on what the last commit left, whose pages stay as they are meanwhile.
func (s *Store) view(fn func(*state) error) error {
	return s.db.View(func(tx *bolt.Tx) error { return fn(s.stateOf(tx)) })
}

// stateOf is what was there when a transaction began.
func (s *Store) stateOf(tx *bolt.Tx) *state {
	size := int64(s.db.Info().PageSize)
	return &state{r: s.file, pageSize: size, root: uint64(tx.Cursor().Bucket().Root()), pages: uint64(tx.Size() / size)}
}

// get reads one value.
func (s *Store) get(bucket, key []byte) (value []byte, ok bool, err error) {
	err = s.view(func(s *state) error {
		value, ok, err = s.get(bucket, key)
		return err
	})
	return value, ok, err
}

// Checkpoint is the signed checkpoint of the last commit.
func (s *Store) Checkpoint() ([]byte, error) {
	signed, _, err := s.get(meta, checkpointKey)
	return signed, err
}

// Commit writes a batch in one transaction.
func (s *Store) Commit(b journal.Batch) error {
	s.mu.RLock()
	recent := s.recent
	s.mu.RUnlock()
	rows := make(map[string][]byte, len(b.Keys))
	for _, k := range b.Keys {
		row := keyseqKey(k.Kid, k.Seq)
		if len(row) > bolt.MaxKeySize {
			return fmt.Errorf("%w: %w", journal.ErrNotCommitted, berrors.ErrKeyTooLarge)
		}
		rows[string(row)] = number(k.Index)
	}
	settled := len(recent)+len(rows) > maxFresh
	if settled {
		all := maps.Clone(recent)
		maps.Copy(all, rows)
		rows = all
	}
	err := s.update(func(tx *bolt.Tx) error { return s.fill(tx, b, rows, settled) })
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if settled || s.recent == nil {
		s.recent = map[string][]byte{}
	}
	if !settled {
		maps.Copy(s.recent, rows)
	}
	return nil
}

// update runs fn in a transaction. Until that is handed to the disk, an error leaves
// nothing behind.
func (s *Store) update(fn func(*bolt.Tx) error) error {
	tx, err := s.db.Begin(true)
	if err != nil {
		return fmt.Errorf("%w: %w", journal.ErrNotCommitted, err)
	}
	if err := guard(func() error { return fn(tx) }); err != nil {
		return fmt.Errorf("%w: %w", journal.ErrNotCommitted, errors.Join(err, guard(tx.Rollback)))
	}
	err = guard(tx.Commit)
	if errors.Is(err, ErrDamaged) { // bbolt has not let go of the file
		err = errors.Join(err, guard(tx.Rollback))
	}
	return full(err)
}

// full gives an error the cause that bbolt says in words alone, where it is that the
// file can't grow.
func full(err error) error {
	for _, cause := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if err != nil && !errors.Is(err, cause) && strings.HasSuffix(err.Error(), cause.Error()) {
			return fmt.Errorf("%w: %w", err, cause)
		}
	}
	return err
}

// way reads the pages that a Put of a key goes through, before bbolt does. What is
// put beside it later goes through pages that were looked at, or written since.
func (s *Store) way(old *state, name string, bucket, key []byte) error {
	if s.ways[name] {
		return nil
	}
	_, _, err := old.get(bucket, key)
	s.ways[name] = err == nil
	return err
}

// fill puts a batch into a transaction. Its rows of the index go to fresh, or, with all
// that are there, to where they stay.
func (s *Store) fill(tx *bolt.Tx, b journal.Batch, rows map[string][]byte, settled bool) error {
	old := s.stateOf(tx)
	err := errors.Join(s.way(old, "meta", meta, checkpointKey), s.way(old, "entries", entries, number(-1)))
	for _, t := range b.Tiles {
		err = errors.Join(err, s.way(old, fmt.Sprint("tiles ", t.L), tiles, tileKey(t.Tile)))
	}
	keys := slices.Sorted(maps.Keys(rows))
	if settled {
		for _, k := range keys {
			err = errors.Join(err, s.way(old, "key "+k[:len(k)-8], keyseq, []byte(k)))
		}
	}
	if err == nil && s.recent != nil { // whose pages were all read at the start, or written since
		err = s.way(old, "fresh", fresh, number(-1))
	}
	if err != nil {
		return err
	}
	list := tx.Bucket(entries)
	list.FillPercent = 1 // appended in order: a page that is full stays full
	size := int64(0)
	if last, _ := list.Cursor().Last(); last != nil {
		size = int64(binary.BigEndian.Uint64(last)) + 1
	}
	if b.First != size {
		return fmt.Errorf("the batch starts at entry %d, and the store has %d", b.First, size)
	}
	for i, e := range b.Entries {
		if err := list.Put(number(size+int64(i)), e); err != nil {
			return err
		}
	}
	for _, t := range b.Tiles {
		if err := tx.Bucket(tiles).Put(tileKey(t.Tile), t.Data); err != nil {
			return err
		}
	}
	if err := s.index(tx, b.First, keys, rows, settled); err != nil {
		return err
	}
	return tx.Bucket(meta).Put(checkpointKey, b.Checkpoint)
}

// index puts rows of the index where they belong: those of a commit at an entry into
// fresh, those that settle into keyseq, of which nothing is left in fresh then.
func (s *Store) index(tx *bolt.Tx, at int64, keys []string, rows map[string][]byte, settled bool) error {
	if s.recent == nil { // the layout before
		if _, err := tx.CreateBucket(fresh); err != nil {
			return err
		}
		if err := tx.Bucket(meta).Put(formatKey, []byte(format)); err != nil {
			return err
		}
	}
	if len(keys) == 0 {
		return nil
	}
	if !settled {
		var row []byte
		for _, k := range keys {
			row = append(append(binary.BigEndian.AppendUint16(row, uint16(len(k))), k...), rows[k]...)
		}
		list := tx.Bucket(fresh)
		list.FillPercent = 1
		return list.Put(number(at), row)
	}
	list := tx.Bucket(keyseq)
	for _, k := range keys {
		if err := list.Put([]byte(k), rows[k]); err != nil {
			return err
		}
	}
	if err := tx.DeleteBucket(fresh); err != nil {
		return err
	}
	_, err := tx.CreateBucket(fresh)
	return err
}

// Entries copies a chunk at a time out of the file and yields it outside of the
// transaction.
func (s *Store) Entries(from, to int64, yield func(index int64, entry []byte) error) error {
	for from < to {
		var chunk [][]byte
		err := s.view(func(s *state) error {
			size := 0
			return s.each(entries, number(from), func(r row) (bool, error) {
				next := from + int64(len(chunk))
				if next == to || len(chunk) == chunkEntries || size >= chunkBytes || !bytes.Equal(r.key, number(next)) {
					return false, nil
				}
				v, err := r.value()
				chunk = append(chunk, bytes.Clone(v))
				size += len(v)
				return true, err
			})
		})
		if err != nil {
			return err
		}
		if len(chunk) == 0 {
			return fmt.Errorf("entry %d: %w", from, journal.ErrNotFound)
		}
		for _, entry := range chunk {
			if err := yield(from, entry); err != nil {
				return err
			}
			from++
		}
	}
	return nil
}

// Tile is the newest version of a tile.
func (s *Store) Tile(t merkle.Tile) ([]byte, error) {
	data, _, err := s.get(tiles, tileKey(t))
	if err == nil && len(data) < t.W*len(merkle.Hash{}) {
		err = fmt.Errorf("%s: %w", merkle.TilePath(t), journal.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// StatementIndex finds the entry of a key's statement by its number.
func (s *Store) StatementIndex(kid ledger.Thumbprint, seq int64) (index int64, ok bool, err error) {
	k := keyseqKey(kid, seq)
	s.mu.RLock()
	v, ok := s.recent[string(k)]
	s.mu.RUnlock()
	if !ok {
		if v, ok, err = s.get(keyseq, k); err != nil || !ok {
			return 0, false, err
		}
	}
	if len(v) != 8 {
		return 0, false, damaged("the index of statement %d of key %s has %d bytes", seq, kid, len(v))
	}
	return int64(binary.BigEndian.Uint64(v)), true, nil
}

// Blob is the blob of that SHA-256.
func (s *Store) Blob(d ledger.Digest) ([]byte, error) {
	key, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", journal.ErrNoBlob, err)
	}
	data, found, err := s.get(blobs, key)
	if err == nil && !found {
		err = fmt.Errorf("%s: %w", d, journal.ErrNoBlob)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// PutBlob keeps a blob. One that is there already, whole, costs no write.
func (s *Store) PutBlob(b []byte) (ledger.Digest, error) {
	d := ledger.DigestOf(b)
	switch old, err := s.Blob(d); {
	case err == nil && bytes.Equal(old, b):
		return d, nil
	case err != nil && !errors.Is(err, journal.ErrNoBlob):
		return "", fmt.Errorf("%w: %w", journal.ErrNotCommitted, err)
	}
	key, err := d.Bytes()
	if err != nil {
		return "", err
	}
	if err := s.update(func(tx *bolt.Tx) error { return tx.Bucket(blobs).Put(key, b) }); err != nil {
		return "", err
	}
	return d, nil
}

// Close releases the file.
func (s *Store) Close() error { return s.db.Close() }

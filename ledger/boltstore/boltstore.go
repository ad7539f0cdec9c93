// Package boltstore is a journal.Store in one bbolt file.
//
// A commit is one transaction. Entries are appended by index, tiles replace
// their narrower versions, and the one index that a commit touches is ordered by
// key and number: nothing hot is keyed by a hash, which would scatter the
// writes. Slices leave a transaction as copies, and no caller's code runs inside
// of one: a slow reader would keep the file from growing.
//
// It does not check what it is given, and does not know what is signed.
//
// The buckets:
//
//	entries   8 bytes of index → entry
//	tiles     1 byte of level, 8 bytes of index → newest width
//	keyseq    key thumbprint, 8 bytes of number → 8 bytes of entry index
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
	"os"
	"path/filepath"
	"syscall"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"concordat/ledger"
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
	format = "concordat boltstore 1"

	// A walk over entries copies this much at a time.
	chunkEntries = 256
	chunkBytes   = 1 << 20
)

var (
	entries = []byte("entries")
	tiles   = []byte("tiles")
	keyseq  = []byte("keyseq")
	blobs   = []byte("blobs")
	meta    = []byte("meta")

	formatKey     = []byte("format")
	checkpointKey = []byte("checkpoint")
)

// Store is an open file.
type Store struct{ db *bolt.DB }

var _ journal.Store = (*Store)(nil)

// Open opens the file, or makes it with the folder that it stands in, for this
// user alone.
func Open(path string) (*Store, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err == nil && info.Size() > 0 { // one that was cut off or damaged is left alone
		s, err := OpenToRead(path)
		if err == nil {
			err = s.Close()
		}
		if err != nil && !errors.Is(err, ErrFormat) { // which is looked at below
			return nil, err
		}
	}
	// The list of free pages is not written at each commit but found again when
	// the file is opened, which reads as much as the replay that follows. With
	// it as a map, the two are worth 3 to 16 % of a load that only appends.
	db, err := openBolt(path, &bolt.Options{
		Timeout:        1, // the least there is: one try
		NoFreelistSync: true,
		FreelistType:   bolt.FreelistMapType,
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("open %s: %w", path, ErrLocked)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s := &Store{db}
	if err := s.lay(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	if fresh {
		if err := syncDir(dir); err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
		}
	}
	return s, nil
}

// openBolt opens a file whose pages may not fit together, where bbolt would end the
// process: the panic becomes ErrDamaged, and the lock is given up.
func openBolt(path string, o *bolt.Options) (db *bolt.DB, err error) {
	var opened *os.File
	o.OpenFile = func(name string, flag int, perm os.FileMode) (f *os.File, err error) {
		f, err = os.OpenFile(name, flag, perm)
		opened = f
		return f, err
	}
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, fmt.Errorf("%w: %v", ErrDamaged, p)
			if opened != nil { // bbolt's map holds the lock beyond the close
				err = errors.Join(err, syscall.Flock(int(opened.Fd()), syscall.LOCK_UN), opened.Close())
			}
		}
	}()
	return bolt.Open(path, 0o600, o)
}

// lay makes the buckets of a new file and refuses a file of another layout.
func (s *Store) lay() error {
	var found []byte
	empty := true
	err := s.db.View(func(tx *bolt.Tx) error {
		if m := tx.Bucket(meta); m != nil {
			found = bytes.Clone(m.Get(formatKey))
		}
		name, _ := tx.Cursor().First()
		empty = name == nil
		return nil
	})
	if err != nil {
		return err
	}
	if !empty {
		if string(found) != format {
			return fmt.Errorf("%w: it says %q, this program knows %q", ErrFormat, found, format)
		}
		return nil
	}
	return s.db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{entries, tiles, keyseq, blobs, meta} {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return tx.Bucket(meta).Put(formatKey, []byte(format))
	})
}

// syncDir makes a new file's name durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func tileKey(t merkle.Tile) []byte {
	return binary.BigEndian.AppendUint64([]byte{byte(t.L)}, uint64(t.N))
}

func keyseqKey(kid ledger.Thumbprint, seq int64) []byte {
	return binary.BigEndian.AppendUint64([]byte(kid), uint64(seq))
}

// get copies one value out; nil if there is none.
func (s *Store) get(bucket, key []byte) (value []byte, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		value = bytes.Clone(tx.Bucket(bucket).Get(key))
		return nil
	})
	return value, err
}

// Checkpoint is the signed checkpoint of the last commit.
func (s *Store) Checkpoint() ([]byte, error) { return s.get(meta, checkpointKey) }

// Commit writes a batch in one transaction. Until the transaction is handed to
// the disk, an error leaves nothing behind.
func (s *Store) Commit(b journal.Batch) error {
	tx, err := s.db.Begin(true)
	if err != nil {
		return fmt.Errorf("%w: %w", journal.ErrNotCommitted, err)
	}
	if err := fill(tx, b); err != nil {
		return fmt.Errorf("%w: %w", journal.ErrNotCommitted, errors.Join(err, tx.Rollback()))
	}
	return tx.Commit()
}

func fill(tx *bolt.Tx, b journal.Batch) error {
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
	for _, k := range b.Keys {
		if err := tx.Bucket(keyseq).Put(keyseqKey(k.Kid, k.Seq), number(k.Index)); err != nil {
			return err
		}
	}
	return tx.Bucket(meta).Put(checkpointKey, b.Checkpoint)
}

// Entries copies a chunk at a time out of the file and yields it outside of the
// transaction.
func (s *Store) Entries(from, to int64, yield func(index int64, entry []byte) error) error {
	for from < to {
		var chunk [][]byte
		err := s.db.View(func(tx *bolt.Tx) error {
			c, size := tx.Bucket(entries).Cursor(), 0
			for k, v := c.Seek(number(from)); k != nil && len(chunk) < chunkEntries && size < chunkBytes; k, v = c.Next() {
				next := from + int64(len(chunk))
				if next == to || !bytes.Equal(k, number(next)) {
					break
				}
				chunk = append(chunk, bytes.Clone(v))
				size += len(v)
			}
			return nil
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
	data, err := s.get(tiles, tileKey(t))
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
	v, err := s.get(keyseq, keyseqKey(kid, seq))
	if err != nil || v == nil {
		return 0, false, err
	}
	if len(v) != 8 {
		return 0, false, fmt.Errorf("index of statement %d of key %s has %d bytes", seq, kid, len(v))
	}
	return int64(binary.BigEndian.Uint64(v)), true, nil
}

// Blob is the blob of that SHA-256.
func (s *Store) Blob(d ledger.Digest) ([]byte, error) {
	key, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", journal.ErrNoBlob, err)
	}
	// An empty blob is there with no bytes, so whether it is there is asked first.
	var (
		data  []byte
		found bool
	)
	err = s.db.View(func(tx *bolt.Tx) error {
		v := tx.Bucket(blobs).Get(key)
		found, data = v != nil, append([]byte{}, v...)
		return nil
	})
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
		return "", err
	}
	key, err := d.Bytes()
	if err != nil {
		return "", err
	}
	err = s.db.Update(func(tx *bolt.Tx) error { return tx.Bucket(blobs).Put(key, b) })
	if err != nil {
		return "", err
	}
	return d, nil
}

// Close releases the file.
func (s *Store) Close() error { return s.db.Close() }

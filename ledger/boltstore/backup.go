package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// ErrTruncated: the file ends before its last page.
var ErrTruncated = errors.New("the file is shorter than what it says it holds: it was cut off, or not copied to its end")

// OpenToRead opens a file that exists, for reading alone, which others may do at
// the same time. It is ErrLocked while a server has it. Nothing is written, so a
// file of another layout or one that was cut off is found without being touched.
func OpenToRead(path string) (*Store, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	db, err := openBolt(path, &bolt.Options{Timeout: 1, ReadOnly: true})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("open %s: %w", path, ErrLocked)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	err = db.View(func(tx *bolt.Tx) error {
		if tx.Size() > info.Size() {
			return fmt.Errorf("%w: %d bytes of %d", ErrTruncated, info.Size(), tx.Size())
		}
		if err := fits(tx); err != nil {
			return err
		}
		m := tx.Bucket(meta)
		if m == nil || string(m.Get(formatKey)) != format {
			return ErrFormat
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return &Store{db}, nil
}

// fits goes through every page that is in use. bbolt looks for the free ones in a
// goroutine of its own when it opens a file to write, and a page that is not what
// another says of it, or one beyond the end, would end the process there.
func fits(tx *bolt.Tx) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
		c := b.Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
		}
		return nil
	})
}

// Backup writes the whole file as it stands at one instant, having told size how
// many bytes that is. Commits go on meanwhile. What they free is not used again
// until it is done, and a commit for which the file has to be mapped anew, as it
// doubles or grows by another gigabyte, waits for it: so the writer must not be
// slow without end.
func (s *Store) Backup(w io.Writer, size func(int64)) error {
	return s.db.View(func(tx *bolt.Tx) error {
		size(tx.Size())
		_, err := tx.WriteTo(w)
		return err
	})
}

// CompactTo writes what is held into a new file at path, without the pages that
// are free, and makes it durable.
func (s *Store) CompactTo(path string) (err error) {
	dst, err := bolt.Open(path, 0o600, &bolt.Options{NoFreelistSync: true, NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	if err := bolt.Compact(dst, s.db, 16<<20); err != nil {
		return err
	}
	return dst.Sync()
}

// Blobs yields the digest under which each blob stands, and whether its bytes
// are those of that digest.
func (s *Store) Blobs(yield func(d ledger.Digest, whole bool) error) error {
	return s.walk(blobs, func(k, v []byte) error {
		d := ledger.DigestOf(v)
		key, err := d.Bytes()
		if err != nil {
			return err
		}
		if !bytes.Equal(key, k) {
			return yield(ledger.HashDigest(merkle.Hash(append(k, make([]byte, 32)...)[:32])), false)
		}
		return yield(d, true)
	})
}

// Rows is how many rows there are of each kind. More than a ledger of that size
// has are not its own.
type Rows struct{ Entries, Tiles, Statements int64 }

// Rows counts them.
func (s *Store) Rows() (r Rows, err error) {
	for bucket, n := range map[*[]byte]*int64{&entries: &r.Entries, &tiles: &r.Tiles, &keyseq: &r.Statements} {
		err = errors.Join(err, s.walk(*bucket, func([]byte, []byte) error { *n++; return nil }))
	}
	return r, err
}

// walk yields every row of a bucket, a chunk at a time, outside of the transaction.
func (s *Store) walk(bucket []byte, yield func(k, v []byte) error) error {
	var after []byte
	for {
		type row struct{ k, v []byte }
		var chunk []row
		err := s.db.View(func(tx *bolt.Tx) error {
			c, size := tx.Bucket(bucket).Cursor(), 0
			k, v := c.First()
			if after != nil {
				if k, v = c.Seek(after); bytes.Equal(k, after) {
					k, v = c.Next()
				}
			}
			for ; k != nil && len(chunk) < chunkEntries && size < chunkBytes; k, v = c.Next() {
				chunk = append(chunk, row{bytes.Clone(k), bytes.Clone(v)})
				size += len(k) + len(v)
			}
			return nil
		})
		if err != nil || len(chunk) == 0 {
			return err
		}
		for _, r := range chunk {
			if err := yield(r.k, r.v); err != nil {
				return err
			}
			after = r.k
		}
	}
}

package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	bolt "go.etcd.io/bbolt"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// ErrTruncated: the file ends before its last page.
var ErrTruncated = errors.New("the file is shorter than what it says it holds: it was cut off, or not copied to its end")

// OpenToRead opens a file that exists, for reading alone, which others may do at
// the same time. It is ErrLocked while a server has it. Nothing is written, so a
// file of another layout or one that was cut off is found without being touched.
func OpenToRead(path string) (*Store, error) {
	s, err := open(path, &bolt.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	err = s.view(func(s *state) error {
		empty, err := s.known()
		if empty {
			err = ErrFormat
		}
		return err
	})
	if err == nil {
		err = s.remember()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.Close())
	}
	return s, nil
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
	err = s.view(func(s *state) error {
		c := newCensus(s)
		return c.whole() // before bbolt goes through it
	})
	if err != nil {
		return err
	}
	dst, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	if err := guard(func() error { return bolt.Compact(dst, s.db, 16<<20) }); err != nil {
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
	s.mu.RLock()
	defer s.mu.RUnlock()
	r.Statements += int64(len(s.recent))
	return r, err
}

// walk yields every row of a bucket, a chunk at a time, outside of the transaction.
func (s *Store) walk(bucket []byte, yield func(k, v []byte) error) error {
	var after []byte
	for {
		type kv struct{ k, v []byte }
		var chunk []kv
		err := s.view(func(s *state) error {
			size := 0
			return s.each(bucket, after, func(r row) (bool, error) {
				if after != nil && bytes.Equal(r.key, after) {
					return true, nil
				}
				if len(chunk) == chunkEntries || size >= chunkBytes {
					return false, nil
				}
				v, err := r.value()
				chunk = append(chunk, kv{bytes.Clone(r.key), bytes.Clone(v)})
				size += len(r.key) + len(v)
				return true, err
			})
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

package boltstore_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// BenchmarkCommit commits batches of entries of 600 bytes, with their tile and a row
// of the index of statements each, by turns into a store and into a bare bbolt file
// that does not write down its free pages and looks at nothing. ratio is the time of
// the first over that of the second.
func BenchmarkCommit(b *testing.B) {
	for _, n := range []int64{1, 64, 256} {
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) {
			s, err := boltstore.Open(filepath.Join(b.TempDir(), "ledger.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			bare, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
			if err != nil {
				b.Fatal(err)
			}
			defer bare.Close()
			var ours, theirs time.Duration
			entry, first := make([]byte, 600), int64(0)
			for b.Loop() {
				batch := journal.Batch{First: first, Checkpoint: make([]byte, 200)}
				for at := first; at < first+n; at++ {
					batch.Entries = append(batch.Entries, entry)
					batch.Keys = append(batch.Keys, journal.KeySeq{Kid: ledger.Thumbprint(fmt.Sprintf("%043d", at%104)), Seq: at / 104, Index: at})
				}
				first += n
				batch.Tiles = []merkle.TileData{{Tile: merkle.Tile{H: 8, N: first >> 8, W: int(first % 256)}, Data: make([]byte, 32*(first%256))}}
				began := time.Now()
				if err := s.Commit(batch); err != nil {
					b.Fatal(err)
				}
				ours += time.Since(began)
				began = time.Now()
				if err := bare.Update(func(tx *bolt.Tx) error { return fillBare(tx, batch) }); err != nil {
					b.Fatal(err)
				}
				theirs += time.Since(began)
			}
			b.ReportMetric(float64(ours)/float64(theirs), "ratio")
		})
	}
}

func fillBare(tx *bolt.Tx, batch journal.Batch) error {
	put := func(bucket string, k, v []byte) error {
		b, err := tx.CreateBucketIfNotExists([]byte(bucket))
		if err != nil {
			return err
		}
		if bucket == "entries" {
			b.FillPercent = 1
		}
		return b.Put(k, v)
	}
	number := func(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
	for i, e := range batch.Entries {
		if err := put("entries", number(batch.First+int64(i)), e); err != nil {
			return err
		}
	}
	for _, t := range batch.Tiles {
		if err := put("tiles", append([]byte{0}, number(t.N)...), t.Data); err != nil {
			return err
		}
	}
	for _, k := range batch.Keys {
		if err := put("keyseq", append([]byte(k.Kid), number(k.Seq)...), number(k.Index)); err != nil {
			return err
		}
	}
	return put("meta", []byte("checkpoint"), batch.Checkpoint)
}

// BenchmarkOpen opens a file of 100,000 entries of 600 bytes, and reports what it costs
// for each megabyte of it.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "ledger.db")
	s, err := boltstore.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	entry := make([]byte, 600)
	for first := int64(0); first < 100_000; first += 4000 {
		batch := journal.Batch{First: first, Checkpoint: make([]byte, 200)}
		for at := first; at < first+4000; at++ {
			batch.Entries = append(batch.Entries, entry)
			batch.Keys = append(batch.Keys, journal.KeySeq{Kid: ledger.Thumbprint(fmt.Sprintf("%043d", at%104)), Seq: at / 104, Index: at})
		}
		if err := s.Commit(batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := boltstore.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/(float64(info.Size())/1e6), "us/MB")
}

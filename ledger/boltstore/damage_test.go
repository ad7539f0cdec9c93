package boltstore_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// filled is a store with trees of three levels and of one, values of several pages,
// and pages that were used again and again.
type filled struct {
	*testing.T
	size  int64
	kids  [20]ledger.Thumbprint
	seqs  [20]int64
	blobs []ledger.Digest
}

func (f *filled) commit(s *boltstore.Store, n int) error {
	b := journal.Batch{First: f.size}
	seqs := f.seqs
	for i := range n {
		at := f.size + int64(i)
		b.Entries = append(b.Entries, entryOf(at))
		k := int(at) % len(f.kids)
		b.Keys = append(b.Keys, journal.KeySeq{Kid: f.kids[k], Seq: seqs[k], Index: at})
		seqs[k] += 2 // so that a key which is one lower is in nobody's place
	}
	end := f.size + int64(n)
	for at := f.size >> 8; at <= (end-1)>>8; at++ {
		w := int(min(256, end-at<<8))
		b.Tiles = append(b.Tiles, merkle.TileData{Tile: merkle.Tile{H: 8, N: at, W: w}, Data: bytes.Repeat([]byte{byte(at)}, 32*w)})
	}
	b.Checkpoint = fmt.Appendf(nil, "checkpoint of %d", end)
	err := s.Commit(b)
	if err == nil {
		f.size, f.seqs = end, seqs
	}
	return err
}

func entryOf(at int64) []byte {
	length := 450 + int(at%7)*20
	if at%50 == 49 {
		length = 9000
	}
	return bytes.Repeat([]byte{byte(at)}, length)
}

// errOther is what is told apart by those who know its digest, or the tree's root.
var errOther = errors.New("not what was written")

// read holds all that was written against what the store has.
func (f *filled) read(s *boltstore.Store) (all error) {
	check := func(same bool, err error) {
		if err == nil && !same {
			err = errOther
		}
		all = errors.Join(all, err)
	}
	signed, err := s.Checkpoint()
	check(string(signed) == fmt.Sprintf("checkpoint of %d", f.size), err)
	check(true, s.Entries(0, f.size, func(at int64, e []byte) error {
		check(bytes.Equal(e, entryOf(at)), nil)
		return nil
	}))
	for at := int64(0); at <= (f.size-1)>>8; at++ {
		w := int(min(256, f.size-at<<8))
		tile, err := s.Tile(merkle.Tile{H: 8, N: at, W: w})
		check(bytes.Equal(tile, bytes.Repeat([]byte{byte(at)}, 32*w)), err)
	}
	for k, kid := range f.kids {
		for seq := int64(0); seq < f.seqs[k]; seq += 2 {
			at, ok, err := s.StatementIndex(kid, seq)
			check(ok && at == seq/2*int64(len(f.kids))+int64(k), err)
		}
	}
	for _, d := range f.blobs {
		b, err := s.Blob(d)
		check(ledger.DigestOf(b) == d, err)
	}
	rows, err := s.Rows()
	check(rows.Entries == f.size && rows.Statements == f.size, err)
	return all
}

func newFilled(t *testing.T, path string) (f *filled, older, newer []byte) {
	boltstore.SettleAt(t, 40) // three commits of rows are left, and the next one settles them
	f = &filled{T: t}
	for i := range f.kids {
		f.kids[i] = ledger.Thumbprint(fmt.Sprintf("%0600d", i)) // few of which have room in a page
	}
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	grow := func(n int) []byte {
		for range n {
			if err := f.commit(s, 12); err != nil {
				t.Fatal(err)
			}
			d, err := s.PutBlob(bytes.Repeat([]byte{byte(f.size)}, 200+int(f.size%11)*1000))
			if err != nil {
				t.Fatal(err)
			}
			f.blobs = append(f.blobs, d)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	older, newer = grow(10), grow(5)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return f, older, newer
}

// Whatever page is damaged, in whatever way, the store says so in words or reads as
// before, nobody ends by it, and what can be read is not harmed by what is written
// later. That a page is what it was before, in the place where it belongs, is no
// damage that a store can see, unless its rows went elsewhere: the journal sees it.
func TestDamagedPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	f, older, newer := newFilled(t, path)
	size := os.Getpagesize()
	pages := len(newer) / size
	random := rand.New(rand.NewPCG(1, 2))
	put := func(page, content []byte) { copy(page, content) }
	damages := map[string]func(page []byte, id int){
		// Keys by which bbolt finds the pages below, one lower than they were.
		"keys of a branch": func(page []byte, _ int) {
			count := int(binary.NativeEndian.Uint16(page[10:]))
			for i := 1; page[8] == 1 && i < count; i++ {
				if at := 16*(1+count) + 608*i + 607; at < size && page[at] > 0 {
					page[at]--
				}
			}
		},
		"zeros":   func(page []byte, _ int) { clear(page) },
		"another": func(page []byte, _ int) { put(page, newer[size*random.IntN(pages):][:size]) },
		"another with the number": func(page []byte, id int) {
			put(page[8:], newer[size*random.IntN(pages):][8:size])
		},
		"random": func(page []byte, _ int) {
			for i := range page {
				page[i] = byte(random.Uint32())
			}
		},
		"a random byte": func(page []byte, _ int) { page[random.IntN(200)] ^= 1 << random.IntN(8) },
		"before": func(page []byte, id int) {
			if size*id+size <= len(older) {
				put(page, older[size*id:][:size])
			}
		},
	}
	for _, name := range slices.Sorted(maps.Keys(damages)) {
		damage := damages[name]
		t.Run(name, func(t *testing.T) {
			refused, harmless := 0, 0
			for id := range pages {
				data := bytes.Clone(newer)
				damage(data[size*id:][:size], id)
				if bytes.Equal(data, newer) {
					continue
				}
				become(t, path, data)
				s, err := boltstore.Open(path)
				if err != nil {
					refused++
					inWords(t, id, err)
					if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, data) {
						t.Errorf("page %d: the refused file was changed: %v", id, err)
					}
					continue
				}
				if err = f.read(s); err == nil {
					harmless++
				} else {
					refused++
					inWords(t, id, err)
				}
				g := *f
				_, putErr := s.PutBlob(fmt.Appendf(nil, "after page %d", id))
				if putErr == nil {
					putErr = g.commit(s, len(g.kids)) // a row for every key
				}
				if putErr != nil {
					inWords(t, id, putErr)
				}
				if err == nil { // and so it stays
					if err := errors.Join(putErr, g.read(s)); err != nil {
						t.Errorf("page %d: after a commit: %v", id, err)
					}
				}
				if err := s.Close(); err != nil {
					t.Errorf("page %d: close: %v", id, err)
				}
			}
			if refused == 0 || harmless == 0 && name != "keys of a branch" {
				t.Errorf("of %d pages %d were refused and %d did no harm", pages, refused, harmless)
			}
			t.Logf("of %d pages %d were refused and %d did no harm", pages, refused, harmless)
		})
	}
}

func inWords(t *testing.T, id int, err error) {
	t.Helper()
	for _, known := range []error{boltstore.ErrDamaged, boltstore.ErrTruncated, boltstore.ErrFormat, journal.ErrNotCommitted, journal.ErrNotFound, journal.ErrNoBlob, errOther} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Errorf("page %d: %v", id, err)
}

// become makes a file hold data, and writes no page that it holds already.
func become(t *testing.T, path string, data []byte) {
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	err = f.Truncate(int64(len(data)))
	for at, size := 0, os.Getpagesize(); at < len(data); at += size {
		if page := data[at : at+size]; len(old) < at+size || !bytes.Equal(old[at:at+size], page) {
			_, e := f.WriteAt(page, int64(at))
			err = errors.Join(err, e)
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// A list of free pages that has one which is in use, as an older list has, would let
// the next commits write over it.
func TestUsedPageInFreeList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	_, _, data := newFilled(t, path)
	size := os.Getpagesize()
	order := binary.NativeEndian
	meta := data[16:]
	if other := data[size+16:]; order.Uint64(other[48:]) > order.Uint64(meta[48:]) {
		meta = other
	}
	pages, list := order.Uint64(meta[40:]), int(order.Uint64(meta[32:]))
	count := int(order.Uint16(data[size*list+10:]))
	order.PutUint16(data[size*list+10:], uint16(count+1))
	for id := range pages + 1 {
		order.PutUint64(data[size*list+16+8*count:], id)
		become(t, path, data)
		if s, err := boltstore.Open(path); !errors.Is(err, boltstore.ErrDamaged) {
			t.Errorf("page %d of %d is in the list of free pages: %v", id, pages, err)
			if err == nil {
				s.Close()
			}
		}
	}
}

// A file whose free pages stand nowhere is read whole once, and refused in words if
// it does not hold.
func TestNoFreeList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	f, _, _ := newFilled(t, path)
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoFreelistSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(func(*bolt.Tx) error { return nil }), db.Close()); err != nil {
		t.Fatal(err)
	}
	without, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := boltstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.read(s), s.Close()); err != nil {
		t.Error(err)
	}
	refused, size := 0, os.Getpagesize()
	for id := 2; id < len(without)/size; id++ {
		data := bytes.Clone(without)
		clear(data[size*id+8:][:size/2])
		become(t, path, data)
		switch s, err := boltstore.Open(path); {
		case err != nil:
			refused++
			inWords(t, id, err)
		default:
			if err := f.read(s); err != nil {
				inWords(t, id, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if refused < 100 {
		t.Errorf("%d pages were refused", refused)
	}
}

// Rows that are put anywhere, and change, leave pages that hold.
func TestRowsAnywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := boltstore.Open(path)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		db, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			err := db.Update(func(tx *bolt.Tx) (err error) {
				for range 1 + random.IntN(60) {
					key := ledger.DigestOf(binary.BigEndian.AppendUint64(nil, random.Uint64N(4000)))
					for _, bucket := range []string{"keyseq", "blobs"} {
						err = errors.Join(err, tx.Bucket([]byte(bucket)).Put([]byte(key), make([]byte, random.IntN(3000))))
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := boltstore.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Rows()
		if err := errors.Join(err, s.CompactTo(path+".compact"), os.Remove(path+".compact"), s.Close()); err != nil || rows.Statements == 0 {
			t.Fatalf("%d rows: %v", rows.Statements, err)
		}
	}
}

package storetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// Run holds a store to the contract of journal.Store. place is called once for
// each test and gives a place without data; open opens the store there, again
// and again, each time after the one before was closed.
func Run(t *testing.T, place func(t *testing.T) (open func() (journal.Store, error))) {
	for name, test := range map[string]func(*testing.T, *contract){
		"New":        testNew,
		"Grow":       testGrow,
		"WrongFirst": testWrongFirst,
		"Exclusive":  testExclusive,
		"Walk":       testWalk,
		"Slices":     testSlices,
		"Blobs":      testBlobs,
		"Concurrent": testConcurrent,
	} {
		t.Run(name, func(t *testing.T) {
			c := &contract{t: t, open: place(t)}
			c.reopen()
			test(t, c)
			c.check()
			c.reopen()
			c.check()
			c.must(c.store.Close())
		})
	}
}

// contract is a store and a model of what is in it.
type contract struct {
	t     *testing.T
	open  func() (journal.Store, error)
	store journal.Store

	entries    [][]byte
	tree       merkle.Tree
	tiles      map[merkle.Tile][]byte
	checkpoint []byte
	keys       []journal.KeySeq
	blobs      [][]byte
}

func (c *contract) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *contract) reopen() {
	c.t.Helper()
	if c.store != nil {
		c.must(c.store.Close())
	}
	var err error
	c.store, err = c.open()
	c.must(err)
}

// batch makes the next n entries: a log that grows as the journal's does, with
// texts in the place of what people sign.
func (c *contract) batch(n int) (b journal.Batch, tree merkle.Tree) {
	b.First = int64(len(c.entries))
	var leaves []merkle.Hash
	for i := range n {
		index := b.First + int64(i)
		entry := fmt.Appendf(nil, "entry %d of %x", index, sha256.Sum256([]byte{byte(index)}))
		b.Entries, leaves = append(b.Entries, entry), append(leaves, merkle.LeafHash(entry))
		kid := ledger.Thumbprint(fmt.Sprintf("key-%d", index%3))
		b.Keys = append(b.Keys, journal.KeySeq{Kid: kid, Seq: index / 3, Index: index})
	}
	tree, b.Tiles = c.tree.Append(leaves)
	b.Checkpoint = fmt.Appendf(nil, "storetest\n%d\n%s\n\n— unsigned\n", tree.Size(), tree.Root())
	return b, tree
}

// grow commits n entries and tells the model.
func (c *contract) grow(n int) {
	c.t.Helper()
	b, tree := c.batch(n)
	c.must(c.store.Commit(b))
	c.tell(b, tree)
}

func (c *contract) tell(b journal.Batch, tree merkle.Tree) {
	c.tree, c.checkpoint = tree, bytes.Clone(b.Checkpoint)
	for _, e := range b.Entries {
		c.entries = append(c.entries, bytes.Clone(e))
	}
	c.keys = append(c.keys, b.Keys...)
	if c.tiles == nil {
		c.tiles = map[merkle.Tile][]byte{}
	}
	for _, t := range b.Tiles {
		c.tiles[merkle.Tile{H: t.H, L: t.L, N: t.N}] = bytes.Clone(t.Data)
	}
}

// check holds all that the store answers against the model.
func (c *contract) check() {
	c.t.Helper()
	if got, err := c.store.Checkpoint(); err != nil || !bytes.Equal(got, c.checkpoint) || (got == nil) != (c.checkpoint == nil) {
		c.t.Errorf("checkpoint %q, %v; committed was %q", got, err, c.checkpoint)
	}
	size := int64(len(c.entries))
	c.walk(0, size)
	if err := c.store.Entries(size, size+1, func(int64, []byte) error { return nil }); !errors.Is(err, journal.ErrNotFound) {
		c.t.Errorf("an entry beyond the last: %v", err)
	}
	for place, want := range c.tiles {
		for _, w := range []int{1, len(want) / 32} {
			place.W = w
			got, err := c.store.Tile(place)
			if err != nil || !bytes.Equal(got, want) {
				c.t.Errorf("%s: %d bytes, %v; committed were %d", merkle.TilePath(place), len(got), err, len(want))
			}
		}
		if place.W++; place.W <= merkle.TileWidth {
			if _, err := c.store.Tile(place); !errors.Is(err, journal.ErrNotFound) {
				c.t.Errorf("%s, wider than committed: %v", merkle.TilePath(place), err)
			}
		}
	}
	for _, k := range c.keys {
		if got, ok, err := c.store.StatementIndex(k.Kid, k.Seq); err != nil || !ok || got != k.Index {
			c.t.Errorf("statement %d of %s: %d, %v, %v; committed at %d", k.Seq, k.Kid, got, ok, err, k.Index)
		}
	}
	for _, k := range []journal.KeySeq{{Kid: "key-0", Seq: size}, {Kid: "key", Seq: 0}, {Kid: "", Seq: 0}} {
		if got, ok, err := c.store.StatementIndex(k.Kid, k.Seq); err != nil || ok {
			c.t.Errorf("statement %d of %q, which nobody made: %d, %v, %v", k.Seq, k.Kid, got, ok, err)
		}
	}
	for _, b := range c.blobs {
		if got, err := c.store.Blob(ledger.DigestOf(b)); err != nil || !bytes.Equal(got, b) {
			c.t.Errorf("blob of %d bytes: %d, %v", len(b), len(got), err)
		}
	}
	for _, d := range []ledger.Digest{ledger.DigestOf([]byte("nobody put this")), "", "zz"} {
		if _, err := c.store.Blob(d); !errors.Is(err, journal.ErrNoBlob) {
			c.t.Errorf("blob %q, which nobody put: %v", d, err)
		}
	}
}

func (c *contract) walk(from, to int64) {
	c.t.Helper()
	next := from
	err := c.store.Entries(from, to, func(i int64, entry []byte) error {
		if i != next || !bytes.Equal(entry, c.entries[i]) {
			c.t.Errorf("entry %d: %q at %d", next, entry, i)
		}
		next++
		return nil
	})
	if err != nil || next != to {
		c.t.Errorf("entries %d to %d: stopped at %d: %v", from, to, next, err)
	}
}

func testNew(t *testing.T, c *contract) {
	if _, err := c.store.Tile(merkle.Tile{H: 8, W: 1}); !errors.Is(err, journal.ErrNotFound) {
		t.Errorf("tile of a new store: %v", err)
	}
}

// Over the widths where a tile fills and a level begins, with a look at
// everything after each commit and each opening.
func testGrow(t *testing.T, c *contract) {
	for _, n := range []int{1, 1, 253, 1, 1, 1, 254, 300, 700} {
		c.grow(n)
		c.check()
		c.reopen()
		c.check()
	}
}

func testWrongFirst(t *testing.T, c *contract) {
	c.grow(5)
	for _, by := range []int64{-5, -1, 1} {
		b, _ := c.batch(3)
		b.First += by
		if err := c.store.Commit(b); !errors.Is(err, journal.ErrNotCommitted) {
			t.Errorf("commit at entry %d of a store of 5: %v", b.First, err)
		}
		c.check()
	}
	c.grow(3)
}

func testExclusive(t *testing.T, c *contract) {
	c.grow(1)
	if second, err := c.open(); err == nil {
		t.Error("the data was opened twice at a time")
		c.must(second.Close())
	}
	c.grow(1)
}

func testWalk(t *testing.T, c *contract) {
	c.grow(600)
	for _, w := range [][2]int64{{0, 0}, {0, 1}, {255, 257}, {599, 600}, {17, 590}} {
		c.walk(w[0], w[1])
	}
	// The store can be called, and written to, from within a walk.
	stop := errors.New("enough")
	seen := 0
	err := c.store.Entries(0, 600, func(i int64, _ []byte) error {
		if seen++; seen == 3 {
			c.grow(1)
			c.walk(0, 2)
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || seen != 3 {
		t.Errorf("a walk that was stopped at the third entry: %d, %v", seen, err)
	}
}

// What is handed out or in stays its owner's, whatever is written into it.
func testSlices(t *testing.T, c *contract) {
	b, tree := c.batch(300)
	c.must(c.store.Commit(b))
	c.tell(b, tree)
	scribble := func(b []byte) {
		for i := range b {
			b[i] ^= 0xff
		}
	}
	for _, e := range b.Entries {
		scribble(e)
	}
	scribble(b.Checkpoint)
	c.check()

	blob := []byte("a paper")
	_, err := c.store.PutBlob(blob)
	c.must(err)
	c.blobs = append(c.blobs, bytes.Clone(blob))
	scribble(blob)
	for range 2 {
		p, err := c.store.Checkpoint()
		c.must(err)
		scribble(p)
		p, err = c.store.Tile(merkle.Tile{H: 8, W: 256})
		c.must(err)
		scribble(p)
		p, err = c.store.Blob(ledger.DigestOf(c.blobs[0]))
		c.must(err)
		scribble(p)
		c.must(c.store.Entries(0, 300, func(_ int64, e []byte) error {
			scribble(e)
			return nil
		}))
		c.check()
	}
}

func testBlobs(t *testing.T, c *contract) {
	for _, b := range [][]byte{{}, []byte("a paper"), bytes.Repeat([]byte("a long paper "), 100_000)} {
		for range 2 {
			d, err := c.store.PutBlob(b)
			c.must(err)
			if d != ledger.DigestOf(b) {
				t.Errorf("blob of %d bytes was put as %s", len(b), d)
			}
		}
		c.blobs = append(c.blobs, b)
		c.check()
		c.reopen()
		c.check()
	}
	c.grow(1)
}

// Readers see a commit whole or not at all.
func testConcurrent(t *testing.T, c *contract) {
	c.grow(1)
	const commits, each = 40, 13
	sizes := map[string]int64{string(c.checkpoint): 1}
	var batches []journal.Batch
	var trees []merkle.Tree
	model := *c // grows ahead of the store
	for range commits {
		b, tree := model.batch(each)
		model.tell(b, tree)
		batches, trees = append(batches, b), append(trees, tree)
		sizes[string(b.Checkpoint)] = tree.Size()
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				checkpoint, err := c.store.Checkpoint()
				size, ok := sizes[string(checkpoint)]
				if err != nil || !ok {
					t.Errorf("checkpoint %q, %v", checkpoint, err)
					return
				}
				next := max(0, size-30)
				err = c.store.Entries(next, size, func(i int64, e []byte) error {
					if i != next || !bytes.Equal(e, model.entries[i]) {
						t.Errorf("entry %d: %q", i, e)
					}
					next++
					return nil
				})
				if err != nil || next != size {
					t.Errorf("entries to %d: stopped at %d: %v", size, next, err)
				}
				if _, err := c.store.PutBlob(checkpoint); err != nil {
					t.Error(err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i, b := range batches {
		c.must(c.store.Commit(b))
		c.tell(b, trees[i])
	}
	close(done)
	wg.Wait()
}

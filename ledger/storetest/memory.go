package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// errClosed is what a closed handle answers.
var errClosed = errors.New("the store is closed")

// Memory is where the data of a store in memory stands while no store is open.
// It checks what is committed to it and fails the test: at an index that leaves a
// gap or rewrites an entry, at a tile that shrinks or changes where it was
// settled or is not the tree's, at a checkpoint that goes back or is of another
// tree, at an index of statements that points elsewhere.
type Memory struct {
	t testing.TB

	mu         sync.Mutex
	open       bool
	entries    [][]byte
	tree       merkle.Tree
	tiles      map[merkle.Tile][]byte // by level and index, width 0
	checkpoint []byte
	keys       map[ledger.Thumbprint]map[int64]int64
	blobs      map[ledger.Digest][]byte
}

// NewMemory is a place without data.
func NewMemory(t testing.TB) *Memory {
	return &Memory{
		t: t, tiles: map[merkle.Tile][]byte{}, keys: map[ledger.Thumbprint]map[int64]int64{}, blobs: map[ledger.Digest][]byte{},
	}
}

// Open opens the store; one at a time.
func (m *Memory) Open() (journal.Store, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open {
		return nil, errors.New("the store is open already")
	}
	m.open = true
	return &handle{m: m}, nil
}

// handle is an open Memory. Its closed is guarded by the Memory's lock.
type handle struct {
	m      *Memory
	closed bool
}

var _ journal.Store = (*handle)(nil)

// with runs fn on the data unless the handle is closed.
func (h *handle) with(fn func(m *Memory) error) error {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if h.closed {
		return errClosed
	}
	return fn(h.m)
}

func (h *handle) Checkpoint() (c []byte, err error) {
	err = h.with(func(m *Memory) error {
		c = bytes.Clone(m.checkpoint)
		return nil
	})
	return c, err
}

func (h *handle) Commit(b journal.Batch) error {
	err := h.with(func(m *Memory) error {
		if b.First != int64(len(m.entries)) {
			m.t.Errorf("commit at entry %d of a store of %d: a gap, or an entry written twice", b.First, len(m.entries))
			return fmt.Errorf("at entry %d of %d", b.First, len(m.entries))
		}
		m.commit(b)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%w: %w", journal.ErrNotCommitted, err)
	}
	return nil
}

func (m *Memory) commit(b journal.Batch) {
	var leaves []merkle.Hash
	for i, e := range b.Entries {
		m.entries = append(m.entries, bytes.Clone(e))
		leaves = append(leaves, merkle.LeafHash(e))
		if len(e) == 0 || len(e) > merkle.MaxEntry {
			m.t.Errorf("entry %d has %d bytes", b.First+int64(i), len(e))
		}
	}
	tree, want := m.tree.Append(leaves)
	m.tree = tree
	if !slices.EqualFunc(b.Tiles, want, func(x, y merkle.TileData) bool { return x.Tile == y.Tile && bytes.Equal(x.Data, y.Data) }) {
		m.t.Errorf("commit at entry %d: the tiles are not those that the entries change", b.First)
	}
	for _, t := range b.Tiles {
		place := merkle.Tile{H: t.H, L: t.L, N: t.N}
		if old := m.tiles[place]; len(t.Data) <= len(old) || !bytes.HasPrefix(t.Data, old) {
			m.t.Errorf("%s of %d bytes does not extend the %d that are settled", merkle.TilePath(t.Tile), len(t.Data), len(old))
		}
		m.tiles[place] = bytes.Clone(t.Data)
	}
	before, after := sizeOf(m.checkpoint), sizeOf(b.Checkpoint)
	if after < before || after != int64(len(m.entries)) {
		m.t.Errorf("checkpoint of %d after one of %d, with %d entries", after, before, len(m.entries))
	}
	root := tree.Root()
	if lines := bytes.Split(b.Checkpoint, []byte("\n")); len(lines) < 3 || string(lines[2]) != root.String() {
		m.t.Errorf("the checkpoint of %d has another root than the entries", after)
	}
	m.checkpoint = bytes.Clone(b.Checkpoint)
	for _, k := range b.Keys {
		if k.Index < b.First || k.Index >= int64(len(m.entries)) {
			m.t.Errorf("statement %d of key %s is at %d, which is not in this commit", k.Seq, k.Kid, k.Index)
		}
		if m.keys[k.Kid] == nil {
			m.keys[k.Kid] = map[int64]int64{}
		}
		if k.Seq != int64(len(m.keys[k.Kid])) {
			m.t.Errorf("statement %d of key %s follows %d others", k.Seq, k.Kid, len(m.keys[k.Kid]))
		}
		m.keys[k.Kid][k.Seq] = k.Index
	}
}

// sizeOf is the size that a signed checkpoint states, 0 before the first.
func sizeOf(checkpoint []byte) int64 {
	lines := bytes.SplitN(checkpoint, []byte("\n"), 3)
	if len(lines) < 3 {
		return 0
	}
	n, err := strconv.ParseInt(string(lines[1]), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (h *handle) Entries(from, to int64, yield func(index int64, entry []byte) error) error {
	for ; from < to; from++ {
		var entry []byte
		err := h.with(func(m *Memory) error {
			if from < 0 || from >= int64(len(m.entries)) {
				return fmt.Errorf("entry %d: %w", from, journal.ErrNotFound)
			}
			entry = bytes.Clone(m.entries[from])
			return nil
		})
		if err == nil {
			err = yield(from, entry)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *handle) Tile(t merkle.Tile) (data []byte, err error) {
	err = h.with(func(m *Memory) error {
		data = bytes.Clone(m.tiles[merkle.Tile{H: t.H, L: t.L, N: t.N}])
		if len(data) < t.W*len(merkle.Hash{}) {
			return fmt.Errorf("%s: %w", merkle.TilePath(t), journal.ErrNotFound)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return data, nil
}

func (h *handle) StatementIndex(kid ledger.Thumbprint, seq int64) (index int64, ok bool, err error) {
	err = h.with(func(m *Memory) error {
		index, ok = m.keys[kid][seq]
		return nil
	})
	return index, ok, err
}

func (h *handle) Blob(d ledger.Digest) (b []byte, err error) {
	err = h.with(func(m *Memory) error {
		found, ok := m.blobs[d]
		if !ok {
			return fmt.Errorf("%s: %w", d, journal.ErrNoBlob)
		}
		b = bytes.Clone(found)
		return nil
	})
	return b, err
}

func (h *handle) PutBlob(b []byte) (ledger.Digest, error) {
	d := ledger.DigestOf(b)
	return d, h.with(func(m *Memory) error {
		m.blobs[d] = append([]byte{}, b...)
		return nil
	})
}

func (h *handle) Close() error {
	return h.with(func(m *Memory) error {
		m.open, h.closed = false, true
		return nil
	})
}

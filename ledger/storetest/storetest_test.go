package storetest_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/ledger/storetest"
)

// recorder takes down what a Memory finds, in place of failing the test.
type recorder struct {
	testing.TB
	faults []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func TestMemoryContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() (journal.Store, error) {
		// The contract has a store refuse a batch at the wrong entry, which Memory
		// also holds against whoever sent it.
		return storetest.NewMemory(&recorder{TB: t}).Open
	})
}

func TestFaultyContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() (journal.Store, error) {
		m := storetest.NewMemory(&recorder{TB: t})
		return func() (journal.Store, error) {
			s, err := m.Open()
			if err != nil {
				return nil, err
			}
			return storetest.NewFaulty(s), nil
		}
	})
}

// next is a good batch of n entries after tree.
func next(tree merkle.Tree, n int) (journal.Batch, merkle.Tree) {
	b := journal.Batch{First: tree.Size()}
	var leaves []merkle.Hash
	for i := range n {
		index := tree.Size() + int64(i)
		b.Entries = append(b.Entries, fmt.Appendf(nil, "entry %d", index))
		leaves = append(leaves, merkle.LeafHash(b.Entries[i]))
		b.Keys = append(b.Keys, journal.KeySeq{Kid: "key", Seq: index, Index: index})
	}
	tree, b.Tiles = tree.Append(leaves)
	b.Checkpoint = fmt.Appendf(nil, "storetest\n%d\n%s\n\n— unsigned\n", tree.Size(), tree.Root())
	return b, tree
}

// Whatever a log never does, Memory finds.
func TestMemoryFindsFaults(t *testing.T) {
	for name, spoil := range map[string]func(b *journal.Batch){
		"gap":                 func(b *journal.Batch) { b.First++ },
		"entry written twice": func(b *journal.Batch) { b.First-- },
		"empty entry":         func(b *journal.Batch) { b.Entries[0] = nil },
		"tile that shrinks":   func(b *journal.Batch) { b.Tiles[0].Data = b.Tiles[0].Data[:32] },
		"tile changed in old": func(b *journal.Batch) { b.Tiles[0].Data = bytes.Clone(b.Tiles[0].Data); b.Tiles[0].Data[3] ^= 1 },
		"tile changed in new": func(b *journal.Batch) { b.Tiles[0].Data = bytes.Clone(b.Tiles[0].Data); b.Tiles[0].Data[32*11] ^= 1 },
		"tile missing":        func(b *journal.Batch) { b.Tiles = nil },
		"checkpoint going back": func(b *journal.Batch) {
			b.Checkpoint = bytes.Replace(b.Checkpoint, []byte("\n13\n"), []byte("\n9\n"), 1)
		},
		"checkpoint standing": func(b *journal.Batch) {
			b.Checkpoint = bytes.Replace(b.Checkpoint, []byte("\n13\n"), []byte("\n10\n"), 1)
		},
		"checkpoint, other root":   func(b *journal.Batch) { b.Checkpoint = bytes.ReplaceAll(b.Checkpoint, []byte("="), []byte("A")) },
		"no checkpoint":            func(b *journal.Batch) { b.Checkpoint = nil },
		"statement index before":   func(b *journal.Batch) { b.Keys[0].Index = 1 },
		"statement index beyond":   func(b *journal.Batch) { b.Keys[0].Index = 13 },
		"statement number skipped": func(b *journal.Batch) { b.Keys = b.Keys[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{TB: t}
			s, err := storetest.NewMemory(r).Open()
			if err != nil {
				t.Fatal(err)
			}
			b, tree := next(merkle.Tree{}, 10)
			if err := s.Commit(b); err != nil || len(r.faults) > 0 {
				t.Fatalf("a good batch: %v, %v", err, r.faults)
			}
			b, _ = next(tree, 3)
			spoil(&b)
			if err := s.Commit(b); len(r.faults) == 0 {
				t.Errorf("not found (%v)", err)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	for _, f := range []struct {
		fault   storetest.Fault
		err     error
		certain bool
		there   bool
	}{
		{storetest.NoFault, nil, false, true},
		{storetest.NotCommitted, storetest.ErrInjected, true, false},
		{storetest.FailNotPersist, storetest.ErrInjected, false, false},
		{storetest.FailButPersist, storetest.ErrInjected, false, true},
	} {
		s, err := storetest.NewMemory(t).Open()
		if err != nil {
			t.Fatal(err)
		}
		faulty := storetest.NewFaulty(s)
		faulty.FailNext(f.fault)
		b, _ := next(merkle.Tree{}, 2)
		err = faulty.Commit(b)
		if !errors.Is(err, f.err) || errors.Is(err, journal.ErrNotCommitted) != f.certain {
			t.Errorf("fault %d: %v", f.fault, err)
		}
		if c, err := faulty.Checkpoint(); err != nil || (c != nil) != f.there {
			t.Errorf("fault %d: checkpoint %q, %v", f.fault, c, err)
		}
		if f.there {
			continue
		}
		if err := faulty.Commit(b); err != nil {
			t.Errorf("after fault %d: %v", f.fault, err)
		}
	}
}

package storetest

import (
	"bytes"
	"context"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// CheckJournal holds all that a journal publishes against each other: the
// checkpoint opens, its root is that of the entries, every tile and bundle is the
// tree's, every receipt holds, every statement is found again as a duplicate,
// and readers see as many entries as are signed for. Nobody else may be
// submitting.
func CheckJournal(t testing.TB, j *journal.Journal) {
	t.Helper()
	ready := j.Ready() == nil
	if ready {
		err := j.Read(context.Background(), func(v ledger.View, now ledger.Time) error {
			if v.Size() != j.Head().Size || now < v.Time() {
				t.Errorf("readers at %s see %d entries, the last of %s; %d are signed for", now, v.Size(), v.Time(), j.Head().Size)
			}
			return nil
		})
		if err != nil {
			t.Errorf("read: %v", err)
		}
	}
	verifier, err := note.NewVerifier(j.LogKey())
	if err != nil {
		t.Fatal(err)
	}
	c, err := merkle.OpenCheckpoint(j.Checkpoint(), j.Origin(), verifier)
	if err != nil || c != j.Head() {
		t.Fatalf("checkpoint: %+v, %v; head %+v", c, err, j.Head())
	}
	entries := [][]byte{}
	leaves := []merkle.Hash{}
	err = j.Entries(0, c.Size, func(i int64, entry []byte) error {
		if i != int64(len(entries)) {
			t.Errorf("entry %d came as number %d", i, len(entries))
		}
		entries, leaves = append(entries, entry), append(leaves, merkle.LeafHash(entry))
		return nil
	})
	if err != nil {
		t.Fatalf("entries: %v", err)
	}
	tree, tiles := merkle.Tree{}.Append(leaves)
	if tree.Root() != c.Root || tree.Size() != c.Size {
		t.Fatalf("%d entries have the root %s; signed is %s at %d", tree.Size(), tree.Root(), c.Root, c.Size)
	}
	for _, want := range tiles {
		got, err := j.Tile(want.Tile)
		if err != nil || !bytes.Equal(got, want.Data) {
			t.Errorf("%s: %d bytes, %v", merkle.TilePath(want.Tile), len(got), err)
		}
		if want.L > 0 {
			continue
		}
		bundle := merkle.Tile{H: want.H, L: -1, N: want.N, W: want.W}
		data, err := j.Tile(bundle)
		if err != nil {
			t.Fatalf("%s: %v", merkle.TilePath(bundle), err)
		}
		list, err := merkle.ParseBundle(data, want.W)
		if err != nil {
			t.Fatalf("%s: %v", merkle.TilePath(bundle), err)
		}
		for i, entry := range list {
			if index := want.N*merkle.TileWidth + int64(i); !bytes.Equal(entry, entries[index]) {
				t.Errorf("%s: another entry %d", merkle.TilePath(bundle), index)
			}
		}
	}
	before := ledger.Time("")
	for i, entry := range entries {
		r, err := j.Receipt(int64(i))
		if err != nil {
			t.Fatalf("receipt %d: %v", i, err)
		}
		if index, under, err := r.Check(j.Origin(), verifier); err != nil || index != int64(i) || under != c || !bytes.Equal(r.Entry, entry) {
			t.Errorf("receipt %d: of entry %d under %d: %v", i, index, under.Size, err)
		}
		e, err := ledger.ParseEntry(entry)
		if err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
		if e.Time < before {
			t.Errorf("entry %d goes back from %s to %s", i, before, e.Time)
		}
		before = e.Time
		if e.Statement == nil || !ready {
			continue
		}
		if again, err := j.Submit(context.Background(), e.Statement); err != nil || !bytes.Equal(again.Entry, entry) {
			t.Errorf("entry %d, sent again: %v", i, err)
		}
	}
	if j.Head() != c {
		t.Errorf("sending statements again moved the log from %d to %d", c.Size, j.Head().Size)
	}
}

package ledger_test

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/policy"
	"concordat/server/cmd/concordatd/example"
)

// TestSnapshotsOfAnExample holds of a real agreement's ledger, under its own rules,
// that a start from a snapshot at any size and the entry after it hold byte for byte
// what a replay of all holds, with what is closed outside of memory.
func TestSnapshotsOfAnExample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := example.Found(dir, "cheshire-warrington-wirral", time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	store, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	rules, closed := policy.New(store.Blob), &ledger.Shelf{}
	plain, s, size := ledger.NewState(), ledger.NewState(), 0
	err = store.Entries(0, 1<<20, func(i int64, entry []byte) error {
		p, err := ledger.ParseAll(entry)
		if err != nil {
			t.Fatal(err)
		}
		seen := func(int64) (ledger.Digest, error) { return p.Signed.Payload.Seen.Root, nil }
		for _, s := range []*ledger.State{plain, s} {
			if err := s.Replay(entry, seen, rules); err != nil {
				t.Fatalf("entry %d: %v", i, err)
			}
			s.Commit()
		}
		if !bytes.Equal(ledger.Whole(s), ledger.Whole(plain)) {
			t.Fatalf("after entry %d a start from the snapshot before it holds something else", i)
		}
		s = ledger.Snapshotted(t, s, closed, (*ledger.Frozen).Archive)
		size++
		return nil
	})
	if size < 100 || closed.Size() == 0 { // the walk ends with an error where the log does
		t.Errorf("%d entries, %d bytes closed: %v", size, closed.Size(), err)
	}
}

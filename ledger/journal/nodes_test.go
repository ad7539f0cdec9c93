package journal

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"concordat/ledger/merkle"
)

// What is kept of the tree makes the same proofs as all of it does, without it where
// it was there from the beginning, and with it where it came later or was forgotten.
func TestRecentNodes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var all []merkle.Hash // every hash of the tree, by tlog's index
	whole := tlog.HashReaderFunc(func(indexes []int64) (out []merkle.Hash, err error) {
		for _, x := range indexes {
			out = append(out, all[x])
		}
		return out, nil
	})
	errNone := errors.New("nothing is read")
	none := tlog.HashReaderFunc(func([]int64) ([]merkle.Hash, error) { return nil, errNone })
	var early, late, cut recentNodes
	size := int64(0)
	for size < 3*nodesKept {
		var leaves []merkle.Hash
		first := size
		for range []int{1, 2, 7, 30, 256, 700}[random.IntN(6)] {
			leaves = append(leaves, merkle.LeafHash(fmt.Append(nil, size)))
			hashes, err := tlog.StoredHashesForRecordHash(size, leaves[len(leaves)-1], whole)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, hashes...)
			size++
		}
		if size < nodesKept/3 {
			early.put(first, leaves, none)
		}
		if first > 1000 {
			late.put(first, leaves, whole)
		}
		cut.put(first, leaves, none) // until it has forgotten what it needs
		for _, index := range []int64{first, size - 1, first + random.Int64N(size-first), random.Int64N(size)} {
			want, err := merkle.ProveInclusion(whole, size, index)
			if err != nil {
				t.Fatal(err)
			}
			prove := func(n *recentNodes, below tlog.HashReader) {
				t.Helper()
				if got, err := merkle.ProveInclusion(n.over(below), size, index); err != nil || !slices.Equal(got, want) {
					t.Fatalf("entry %d of %d: %v, %v, not %v", index, size, got, err, want)
				}
			}
			if size < nodesKept/3 {
				prove(&early, none)
			}
			prove(&late, whole)
			prove(&cut, whole)
		}
		if len(late.hashes) > nodesKept+64 || len(cut.hashes) > nodesKept+64 {
			t.Fatalf("%d and %d hashes are kept", len(late.hashes), len(cut.hashes))
		}
	}
	if _, err := merkle.ProveInclusion(late.over(none), size, 0); !errors.Is(err, errNone) {
		t.Errorf("what is not kept is read without an error: %v", err)
	}
}

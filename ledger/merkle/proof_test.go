package merkle

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

var everyBit = flag.Bool("everybit", false, "change every bit of every hash in trees to size 100, not only to 32")

// flips calls f with the bits of h changed in turn, and restores them: every bit
// in small trees, and every 37th, each time from another one on, in the rest.
func flips(h *Hash, size int64, f func(bit int)) {
	start, step := 0, 1
	if testing.Short() || size > 32 && !*everyBit {
		start, step = int(h[31])%37, 37
	}
	for bit := start; bit < 256; bit += step {
		h[bit/8] ^= 1 << (bit % 8)
		f(bit)
		h[bit/8] ^= 1 << (bit % 8)
	}
}

// Every inclusion and consistency proof in every tree to size 100, out of tiles.
// With a bit of a hash changed, in the proof, the leaf or a root, it fails.
func TestEveryProof(t *testing.T) {
	const top = 100
	all := leaves(0, top)
	tree, store := grow(t, top)
	if tree.Size() != top {
		t.Fatal("wrong size")
	}
	checkpoints := make([]Checkpoint, top+1)
	for n := range checkpoints {
		checkpoints[n] = Checkpoint{testOrigin, int64(n), mth(all[:n])}
	}
	for _, part := range []int{0, 1, 2, 3} {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			for n := 1 + part; n <= top; n += 4 {
				r := HashReader(store.read, int64(n))
				for i := range n {
					everyInclusion(t, r, checkpoints[n], int64(i), all[i])
				}
				for m := 1; m <= n; m++ {
					everyConsistency(t, r, checkpoints[m], checkpoints[n])
				}
			}
		})
	}
}

// What is proved of leaves that were added together is what tlog proves of each, out of
// all hashes of the tree, and the root is the tree's.
func TestProve(t *testing.T) {
	for _, before := range []int64{0, 1, 2, 3, 5, 8, 21, 64, 127, 254, 255, 256, 257, 511, 1000} {
		tree, _ := grow(t, before)
		for _, n := range []int64{1, 2, 3, 4, 7, 16, 29, 64, 257} {
			size := before + n
			added := leaves(before, size)
			root, proofs := tree.Prove(added)
			after, _ := tree.Append(added)
			if root != after.Root() || root != mth(leaves(0, size)) || len(proofs) != len(added) {
				t.Fatalf("%d and %d: root %v and %d proofs", before, n, root, len(proofs))
			}
			stored := storedTo(t, size)
			for i, got := range proofs {
				want, err := tlog.ProveRecord(size, before+int64(i), stored)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("entry %d of %d, %d of them new: %v, want %v", before+int64(i), size, n, got, want)
				}
			}
		}
		if root, proofs := tree.Prove(nil); root != tree.Root() || len(proofs) != 0 {
			t.Errorf("nothing added to %d: root %v and %d proofs", before, root, len(proofs))
		}
	}
}

func everyInclusion(t *testing.T, r tlog.HashReader, c Checkpoint, index int64, leaf Hash) {
	p, err := ProveInclusion(r, c.Size, index)
	if err != nil {
		t.Fatal(err)
	}
	check := func() error { return CheckInclusion(p, c, index, leaf) }
	if err := check(); err != nil {
		t.Fatal(err)
	}
	refuse := func(what string) func(int) {
		return func(bit int) {
			if !errors.Is(check(), ErrProof) {
				t.Fatalf("entry %d in %d holds with bit %d of %s changed", index, c.Size, bit, what)
			}
		}
	}
	for i := range p {
		flips(&p[i], c.Size, refuse("the proof"))
	}
	flips(&leaf, c.Size, refuse("the leaf"))
	flips(&c.Root, c.Size, refuse("the root"))
	whole := p
	if len(p) > 0 {
		p = whole[:len(whole)-1]
		refuse("a shortened proof")(0)
		p = whole[1:]
		refuse("a beheaded proof")(0)
	}
	p = append(whole[:len(whole):len(whole)], leaf)
	refuse("a lengthened proof")(0)
	p = whole
	for _, other := range []int64{index - 1, index + 1, c.Size, -1} {
		if CheckInclusion(p, c, other, leaf) == nil {
			t.Fatalf("entry %d in %d holds for %d", index, c.Size, other)
		}
	}
}

func everyConsistency(t *testing.T, r tlog.HashReader, from, to Checkpoint) {
	p, err := ProveConsistency(r, from.Size, to.Size)
	if err != nil {
		t.Fatal(err)
	}
	check := func() error { return CheckConsistency(p, from, to) }
	if err := check(); err != nil {
		t.Fatal(err)
	}
	refuse := func(what string) func(int) {
		return func(bit int) {
			if !errors.Is(check(), ErrProof) {
				t.Fatalf("%d to %d holds with bit %d of %s changed", from.Size, to.Size, bit, what)
			}
		}
	}
	for i := range p {
		flips(&p[i], to.Size, refuse("the proof"))
	}
	flips(&from.Root, to.Size, refuse("the old root"))
	flips(&to.Root, to.Size, refuse("the new root"))
	p = append(p[:len(p):len(p)], from.Root)
	refuse("a lengthened proof")(0)
}

func TestProofEdges(t *testing.T) {
	all := leaves(0, 5)
	tree, store := grow(t, 5)
	c := checkpointOf(tree)
	r := HashReader(store.read, 5)
	empty := checkpointOf(Tree{})
	huge := Checkpoint{testOrigin, MaxSize + 1, c.Root}

	if p, err := ProveConsistency(r, 0, 5); err != nil || len(p) != 0 {
		t.Errorf("from nothing: %v, %v", p, err)
	}
	if err := CheckConsistency(nil, empty, c); err != nil {
		t.Error(err)
	}
	if err := CheckConsistency(nil, empty, empty); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"proof from nothing":   CheckConsistency(all[:1], empty, c),
		"nothing with a root":  CheckConsistency(nil, Checkpoint{testOrigin, 0, c.Root}, c),
		"shrinking":            CheckConsistency(nil, c, empty),
		"same size, two roots": CheckConsistency(nil, c, Checkpoint{testOrigin, 5, all[0]}),
		"over MaxSize":         CheckConsistency(nil, c, huge),
		"negative":             CheckConsistency(nil, Checkpoint{testOrigin, -1, c.Root}, c),
		"inclusion over size":  CheckInclusion(nil, huge, 0, all[0]),
		"inclusion in nothing": CheckInclusion(nil, empty, 0, all[0]),
	} {
		if !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := CheckConsistency(nil, c, Checkpoint{"other", 5, c.Root}); !errors.Is(err, ErrOrigin) {
		t.Errorf("two logs: %v", err)
	}
	for _, bad := range [][2]int64{{5, 5}, {5, -1}, {0, 0}, {-1, 0}, {MaxSize + 1, 0}, {6, 0}, {300, 299}} {
		if _, err := ProveInclusion(r, bad[0], bad[1]); err == nil {
			t.Errorf("proved entry %d in %d", bad[1], bad[0])
		}
	}
	for _, bad := range [][2]int64{{-1, 5}, {5, 4}, {1, MaxSize + 1}, {3, 6}} {
		if _, err := ProveConsistency(r, bad[0], bad[1]); err == nil {
			t.Errorf("proved consistency of %d and %d", bad[0], bad[1])
		}
	}
	for _, bad := range []int64{-1, 6, MaxSize + 1} {
		if _, err := RootAt(r, bad); err == nil {
			t.Errorf("root at %d", bad)
		}
		if _, err := RootAt(CheckedHashReader(store.read, c), bad); err == nil {
			t.Errorf("checked root at %d", bad)
		}
	}
	for _, c := range []Checkpoint{huge, {testOrigin, -5, c.Root}} {
		if _, err := RootAt(CheckedHashReader(store.read, c), 3); err == nil {
			t.Errorf("hash out of a tree of size %d", c.Size)
		}
		if _, err := RootAt(HashReader(store.read, c.Size), 3); err == nil {
			t.Errorf("hash out of a believed tree of size %d", c.Size)
		}
	}
}

// With any stored tile changed anywhere, the checked reader returns no hash that
// depends on it, and the believing one gives no receipt that does not hold.
func TestWrongTiles(t *testing.T) {
	const size = 700
	tree, store := grow(t, size)
	c := checkpointOf(tree)
	signer, verifier := testKey(t, "log", testOrigin)
	signed, err := SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range store {
		for at := 0; at < len(data); at += 32 * 5 {
			bad := store.clone()
			bad[name] = bytes.Clone(data)
			bad[name][at] ^= 1
			for _, index := range []int64{0, 255, 256, 511, 512, 699} {
				p, err := ProveInclusion(CheckedHashReader(bad.read, c), size, index)
				if err == nil {
					err = CheckInclusion(p, c, index, LeafHash(entryAt(index)))
					if err != nil {
						t.Fatalf("%s at %d: a checked hash was wrong", name, at)
					}
				}
				r, err := NewReceipt(entryAt(index), index, signed, HashReader(bad.read, size))
				if err == nil {
					if _, _, err := r.Check(testOrigin, verifier); err != nil {
						t.Fatalf("%s at %d: made a receipt that does not hold", name, at)
					}
				} else if !errors.Is(err, ErrProof) {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestInconsistencyError(t *testing.T) {
	signer, _ := testKey(t, "log", testOrigin)
	var signed [][]byte
	for _, n := range []int64{3, 7} {
		tree, _ := grow(t, n)
		msg, err := SignCheckpoint(checkpointOf(tree), signer)
		if err != nil {
			t.Fatal(err)
		}
		signed = append(signed, msg)
	}
	var err error = &InconsistencyError{Old: signed[0], New: signed[1], Proof: leaves(0, 2)}
	if !errors.Is(err, ErrProof) {
		t.Error("not an ErrProof")
	}
	if want := "the log's checkpoint of size 7 does not continue that of size 3"; err.Error() != want {
		t.Error(err)
	}
	if err := (&InconsistencyError{Old: []byte("?"), New: signed[1]}); err.Error() == "" {
		t.Error("no text")
	}
}

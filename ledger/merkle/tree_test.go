package merkle

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// The leaves and roots that the first implementations of RFC 6962 were tested
// with, and every other one since.
func TestKnownRoots(t *testing.T) {
	var tree Tree
	for i, v := range []struct{ leaf, root string }{
		{"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
		{"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
		{"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
		{"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
		{"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
		{"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
		{"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
		{"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
	} {
		leaf, err := hex.DecodeString(v.leaf)
		if err != nil {
			t.Fatal(err)
		}
		tree, _ = tree.Append([]Hash{LeafHash(leaf)})
		if root := tree.Root(); hex.EncodeToString(root[:]) != v.root {
			t.Errorf("size %d: root %x, want %s", i+1, root[:], v.root)
		}
	}
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	if root := (Tree{}).Root(); hex.EncodeToString(root[:]) != empty {
		t.Errorf("empty root %x", root[:])
	}
}

// Every tree to size 300, leaf by leaf, against the RFC's definition, tlog and
// the Tree loaded from tiles.
func TestEverySize(t *testing.T) {
	const top = 300
	all := leaves(0, top)
	stored := storedTo(t, top)
	store := tileStore{}
	var tree Tree
	for n := int64(0); ; n++ {
		want, err := tlog.TreeHash(n, stored)
		if err != nil {
			t.Fatal(err)
		}
		if tree.Size() != n || tree.Root() != want || tree.Root() != mth(all[:n]) {
			t.Fatalf("size %d: tree of %d with root %v, want %v", n, tree.Size(), tree.Root(), want)
		}
		loaded, err := LoadTree(n, store.read)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(loaded, tree) {
			t.Fatalf("size %d: loaded tree differs\n%v\n%v", n, loaded, tree)
		}
		if n == top {
			break
		}
		var tiles []TileData
		tree, tiles = tree.Append(all[n : n+1])
		store.put(t, tiles)
	}
	// The store has grown past the older trees, and they load all the same.
	for n := int64(0); n <= top; n++ {
		loaded, err := LoadTree(n, store.read)
		if err != nil {
			t.Fatal(err)
		}
		if loaded.Root() != mth(all[:n]) {
			t.Fatalf("size %d from wider tiles: wrong root", n)
		}
		at, err := RootAt(HashReader(store.read, top), n)
		if err != nil || at != mth(all[:n]) {
			t.Fatalf("root at %d: %v, %v", n, at, err)
		}
	}
}

// Every split of every size to 100 into two appends, and of size 12 into any
// number of them.
func TestSplits(t *testing.T) {
	const top = 100
	all := leaves(0, top)
	trees := []Tree{{}}
	stores := []tileStore{{}}
	for n := range top {
		tree, tiles := trees[n].Append(all[n : n+1])
		store := stores[n].clone()
		store.put(t, tiles)
		trees, stores = append(trees, tree), append(stores, store)
	}
	same := func(t *testing.T, how string, tree Tree, store tileStore) {
		t.Helper()
		n := tree.Size()
		if !reflect.DeepEqual(tree, trees[n]) || !maps.EqualFunc(store, stores[n], bytes.Equal) {
			t.Fatalf("%s: differs from a tree built leaf by leaf", how)
		}
	}
	for n := 0; n <= top; n++ {
		for m := 0; m <= n; m++ {
			store := stores[m].clone()
			tree, tiles := trees[m].Append(all[m:n])
			store.put(t, tiles)
			same(t, fmt.Sprintf("%d then %d", m, n-m), tree, store)
		}
	}
	const small = 12
	for cuts := range 1 << (small - 1) {
		var tree Tree
		store := tileStore{}
		from := 0
		for i := 1; i <= small; i++ {
			if i < small && cuts>>(i-1)&1 == 0 {
				continue
			}
			var tiles []TileData
			tree, tiles = tree.Append(all[from:i])
			store.put(t, tiles)
			from = i
		}
		same(t, fmt.Sprintf("cuts %b", cuts), tree, store)
	}
}

// Around the widths where a tile fills and a level begins: the tiles that change
// are the ones that tlog names, with the bytes that tlog finds in its own storage.
func TestTileBoundaries(t *testing.T) {
	sizes := []int64{0, 1, 254, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 65536 + 257}
	top := sizes[len(sizes)-1]
	all, stored := leaves(0, top), storedTo(t, top)
	store := tileStore{}
	var tree Tree
	step := func(from, to int64) {
		next, tiles := tree.Append(all[from:to])
		var got, want []Tile
		for _, tile := range tiles {
			got = append(got, tile.Tile)
			data, err := tlog.ReadTileData(tile.Tile, stored)
			if err != nil || !bytes.Equal(tile.Data, data) {
				t.Fatalf("%d to %d: %s: wrong bytes (%v)", from, to, TilePath(tile.Tile), err)
			}
		}
		want = tlog.NewTiles(8, from, to)
		if !slices.Equal(got, want) {
			t.Fatalf("%d to %d: tiles %v, want %v", from, to, got, want)
		}
		store.put(t, tiles)
		tree = next
		root, err := tlog.TreeHash(to, stored)
		if err != nil || tree.Root() != root {
			t.Fatalf("size %d: wrong root (%v)", to, err)
		}
		reads := 0
		loaded, err := LoadTree(to, func(tile Tile) ([]byte, error) {
			reads++
			return store.read(tile)
		})
		if err != nil || !reflect.DeepEqual(loaded, tree) {
			t.Fatalf("size %d: loaded tree differs (%v)", to, err)
		}
		if reads > 3 {
			t.Errorf("size %d: loading read %d tiles", to, reads)
		}
	}
	for i := range len(sizes) - 1 {
		step(sizes[i], sizes[i+1])
	}

	// From any of these sizes straight to any later one.
	for i, from := range sizes {
		start, _ := Tree{}.Append(all[:from])
		for _, to := range sizes[i:] {
			_, tiles := start.Append(all[from:to])
			var got []Tile
			for _, tile := range tiles {
				got = append(got, tile.Tile)
			}
			if want := tlog.NewTiles(8, from, to); !slices.Equal(got, want) {
				t.Errorf("%d to %d: tiles %v, want %v", from, to, got, want)
			}
		}
	}

	trusting := HashReader(store.read, top)
	c := checkpointOf(tree)
	checked := CheckedHashReader(store.read, c)
	for _, n := range sizes[1:] {
		for _, r := range []tlog.HashReader{trusting, checked} {
			p, err := ProveInclusion(r, top, n-1)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckInclusion(p, c, n-1, all[n-1]); err != nil {
				t.Error(err)
			}
			p, err = ProveConsistency(r, n, top)
			if err != nil {
				t.Fatal(err)
			}
			root, err := RootAt(r, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckConsistency(p, Checkpoint{testOrigin, n, root}, c); err != nil {
				t.Error(err)
			}
		}
	}
}

// Appends in random sizes, some of which are dropped as after a failed commit and
// tried again with other leaves. Nothing of a dropped one may show, in the tree
// or in the tiles that were handed out before.
func TestDroppedAppends(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var tree Tree
		var model []Hash
		store := tileStore{}
		var dropped []Tree
		var roots []Hash
		next := int64(0)
		for range rapid.IntRange(1, 12).Draw(rt, "appends") {
			n := rapid.Int64Range(0, 300).Draw(rt, "leaves")
			batch := leaves(next, next+n)
			next += n
			staged, tiles := tree.Append(batch)
			if rapid.Bool().Draw(rt, "drop") {
				dropped, roots = append(dropped, staged), append(roots, staged.Root())
				continue
			}
			tree, model = staged, append(model, batch...)
			store.put(t, tiles)
		}
		if tree.Root() != mth(model) {
			rt.Fatalf("wrong root at size %d", len(model))
		}
		loaded, err := LoadTree(int64(len(model)), store.read)
		if err != nil || !reflect.DeepEqual(loaded, tree) {
			rt.Fatalf("loaded tree differs (%v)", err)
		}
		for i, d := range dropped {
			if d.Root() != roots[i] {
				rt.Fatalf("a dropped tree changed")
			}
			again, _ := d.Append(leaves(0, 7))
			if again.Size() != d.Size()+7 {
				rt.Fatalf("a dropped tree does not grow")
			}
		}
	})
}

func TestLoadTreeFaults(t *testing.T) {
	_, store := grow(t, 600)
	for _, size := range []int64{-1, MaxSize + 1} {
		if _, err := LoadTree(size, store.read); err == nil {
			t.Errorf("size %d loaded", size)
		}
	}
	if _, err := LoadTree(601, store.read); err == nil {
		t.Error("loaded a size that the tiles do not reach")
	}
	for name, data := range map[string][]byte{
		"short": make([]byte, 32), "ragged": make([]byte, 88*32+1), "over-long": make([]byte, 257*32),
	} {
		bad := store.clone()
		bad["0/2"] = data
		if _, err := LoadTree(600, bad.read); err == nil {
			t.Errorf("loaded a tree from a %s tile", name)
		}
	}
	for place := range store {
		bad := store.clone()
		delete(bad, place)
		_, err := LoadTree(600, bad.read)
		if onEdge := place == "0/2" || place == "1/0"; (err != nil) != onEdge {
			t.Errorf("without %s: %v", place, err)
		}
	}
}

func TestAppendOverMaxSize(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Tree{size: MaxSize}.Append(leaves(0, 1))
}

// BenchmarkAppend adds batches to a tree that is empty or has a million leaves.
// ratio is the time of Append over that of one bare node hash for each leaf, which
// is all the hashing that a tree needs, measured in the same run.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int64{0, 1_000_000} {
		start, _ := Tree{}.Append(leaves(0, size))
		for _, batch := range []int64{1, 64, 256, 1024} {
			b.Run(fmt.Sprintf("size=%d/batch=%d", size, batch), func(b *testing.B) {
				hashes := leaves(0, batch)
				tree := start
				for b.Loop() {
					tree, _ = tree.Append(hashes)
				}
				spent := b.Elapsed()
				added := tree.Size() - start.Size()
				began := time.Now()
				h := hashes[0]
				for range added {
					h = tlog.NodeHash(h, hashes[0])
				}
				bare := time.Since(began)
				b.ReportMetric(float64(spent.Nanoseconds())/float64(added), "ns/leaf")
				b.ReportMetric(float64(spent)/float64(bare), "ratio")
			})
		}
	}
}

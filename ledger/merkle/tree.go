package merkle

import (
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// A Tree is the right edge of a log's tree: all that is needed to add leaves and
// to know the root, and nothing of the history before. It is a value that no
// method changes: an append gives a new Tree, and whoever drops it has lost
// nothing. The zero Tree is empty.
type Tree struct {
	size int64
	// peaks[l] is the root of the complete subtree of 2^l leaves that ends the
	// tree at that level, and zero where size has bit l clear.
	peaks []Hash
	// edge[l] is the partial tile at level l, empty where the tree has none.
	// Its bytes have been handed out and are never written again.
	edge [][]byte
}

// TileData is a tile and its bytes. The bytes may be shared with a Tree and must
// not be changed.
type TileData struct {
	Tile
	Data []byte
}

// Size is the number of leaves.
func (t Tree) Size() int64 { return t.size }

// Root is the root of the tree.
func (t Tree) Root() Hash {
	root, err := tlog.TreeHash(t.size, tlog.HashReaderFunc(t.readPeaks))
	if err != nil {
		panic("merkle: bad math: " + err.Error())
	}
	return root
}

// Append returns the tree with the leaves added and the tiles that differ from
// the old tree's: the full ones, then at each level the partial one at its new
// width, in the order of level and index. A store that keeps the newest width of
// each has the new tree. The work is in proportion to the leaves, and to the
// logarithm of the size for each call.
//
// Append panics above MaxSize.
func (t Tree) Append(leaves []Hash) (Tree, []TileData) {
	if int64(len(leaves)) > MaxSize-t.size {
		panic("merkle: tree over MaxSize")
	}
	// Clipped, so that the first byte added to a tile moves it away from the
	// array that the old tree and its readers hold.
	next := Tree{size: t.size, peaks: slices.Clone(t.peaks), edge: slices.Clone(t.edge)}
	for l, tile := range next.edge {
		next.edge[l] = slices.Clip(tile)
	}
	var full [][]TileData
	for _, leaf := range leaves {
		full = next.add(leaf, full)
	}
	var tiles []TileData
	for l, tile := range next.edge {
		if l < len(full) {
			tiles = append(tiles, full[l]...)
		}
		w := len(tile) / tlog.HashSize
		at := Tile{H: tileHeight, L: l, N: next.size >> (tileHeight * (l + 1)), W: w}
		if w > 0 && w != tileWidth(at, t.size) {
			tiles = append(tiles, TileData{at, slices.Clip(tile)})
		}
	}
	return next, tiles
}

// add puts one leaf into t, which nobody else holds yet, and appends the tiles
// that it fills to full, which is by level.
func (t *Tree) add(leaf Hash, full [][]TileData) [][]TileData {
	hashes := []Hash{leaf}
	for l := 0; t.size>>l&1 == 1; l++ {
		hashes = append(hashes, tlog.NodeHash(t.peaks[l], hashes[l]))
	}
	// hashes are the subtrees that this leaf completes, from itself upwards. The
	// last one swallows the peaks beneath it.
	t.size++
	top := len(hashes) - 1
	for len(t.peaks) <= top {
		t.peaks = append(t.peaks, Hash{})
	}
	clear(t.peaks[:top])
	t.peaks[top] = hashes[top]

	for l := 0; l*tileHeight <= top; l++ {
		if l == len(t.edge) {
			t.edge = append(t.edge, nil)
		}
		t.edge[l] = append(t.edge[l], hashes[l*tileHeight][:]...)
		if len(t.edge[l]) < TileWidth*tlog.HashSize {
			continue
		}
		for len(full) <= l {
			full = append(full, nil)
		}
		n := t.size>>(tileHeight*(l+1)) - 1
		full[l] = append(full[l], TileData{Tile{H: tileHeight, L: l, N: n, W: TileWidth}, t.edge[l]})
		t.edge[l] = nil
	}
	return full
}

// Prove gives the root of the tree that t becomes with the leaves added, and in it
// the inclusion proof of each of them. As they stand beside one another, so do most
// of the hashes of their proofs; of the leaves before them the peaks are enough.
// The proofs share memory, and must not be changed.
func (t Tree) Prove(leaves []Hash) (root Hash, proofs [][]Hash) {
	if len(leaves) == 0 {
		return t.Root(), nil
	}
	size := t.size + int64(len(leaves))
	depth := bits.Len64(uint64(size - 1))
	all := make([]Hash, len(leaves)*depth)
	proofs = make([][]Hash, len(leaves))
	for i := range proofs {
		proofs[i] = all[i*depth : i*depth : (i+1)*depth]
	}
	// subtree is the root of the leaves lo ≤ i < hi of a tree as RFC 6962 section 2.1
	// parts it. From those before the new leaves only peaks are parted.
	var subtree func(lo, hi int64) Hash
	subtree = func(lo, hi int64) Hash {
		switch {
		case hi <= t.size:
			return t.peaks[bits.Len64(uint64(hi-lo))-1]
		case hi == lo+1:
			return leaves[lo-t.size]
		}
		middle := lo + 1<<(bits.Len64(uint64(hi-lo-1))-1)
		left, right := subtree(lo, middle), subtree(middle, hi)
		for i := max(lo, t.size); i < hi; i++ {
			beside := right
			if i >= middle {
				beside = left
			}
			proofs[i-t.size] = append(proofs[i-t.size], beside)
		}
		return tlog.NodeHash(left, right)
	}
	return subtree(0, size), proofs
}

// readPeaks is a tlog.HashReader over the peaks, which are the only hashes that
// finding the root ever asks for.
func (t Tree) readPeaks(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		l, n := tlog.SplitStoredHashIndex(x)
		if t.size>>l&1 == 0 || n != t.size>>l-1 {
			return nil, fmt.Errorf("hash %d is not a peak of a tree of size %d", x, t.size)
		}
		out[i] = t.peaks[l]
	}
	return out, nil
}

// LoadTree rebuilds the Tree of the given size from its partial tiles, of which
// it reads at most one at each level. It believes them: whoever knows the root
// compares it with the Tree's.
func LoadTree(size int64, read ReadTile) (Tree, error) {
	if size < 0 || size > MaxSize {
		return Tree{}, fmt.Errorf("tree of size %d: %w", size, ErrMalformed)
	}
	t := Tree{size: size}
	for l := 0; size>>(tileHeight*l) > 0; l++ {
		tile := Tile{H: tileHeight, L: l, N: size >> (tileHeight * (l + 1))}
		tile.W = tileWidth(tile, size)
		var data []byte
		if tile.W > 0 {
			var err error
			if data, err = read.load(tile); err != nil {
				return Tree{}, err
			}
		}
		t.edge = append(t.edge, slices.Clone(data))
		for level := l * tileHeight; level < (l+1)*tileHeight && size>>level > 0; level++ {
			var peak Hash
			if size>>level&1 == 1 {
				var err error
				peak, err = tlog.HashFromTile(tile, data, tlog.StoredHashIndex(level, size>>level-1))
				if err != nil {
					return Tree{}, fmt.Errorf("load tree: %w", err)
				}
			}
			t.peaks = append(t.peaks, peak)
		}
	}
	return t, nil
}

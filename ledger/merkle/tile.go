package merkle

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	// TileWidth is the number of hashes in a full tile and of entries in a full
	// bundle.
	TileWidth = 1 << tileHeight
)

// A Tile names a run of hashes: W of them at level L, from the N·256th on. Its
// height H is always 8 here. The level -1 names entry bundles.
type Tile = tlog.Tile

// A ReadTile returns the bytes of a tile: its W hashes, concatenated. It may
// return a wider version of the same tile, so a store need keep only the newest.
type ReadTile func(t Tile) ([]byte, error)

// TilePath is the path of a tile as in c2sp.org/tlog-tiles, which is tlog's path
// without the height and with its own word for the entries:
//
//	tile/0/x001/067
//	tile/1/000.p/5
//	tile/entries/000
func TilePath(t Tile) string {
	path := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", t.H))
	if rest, ok := strings.CutPrefix(path, "data/"); ok {
		path = "entries/" + rest
	}
	return "tile/" + path
}

// ParseTilePath is the inverse of TilePath. entries says that the path names an
// entry bundle, whose level is then -1. A path that is not the one spelling of
// its tile, or names a tile that no tree up to MaxSize has, is refused.
func ParseTilePath(path string) (t Tile, entries bool, err error) {
	rest, _ := strings.CutPrefix(path, "tile/")
	if r, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest, entries = "data/"+r, true
	}
	t, err = tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", tileHeight, rest))
	if err != nil || TilePath(t) != path || !exists(t, MaxSize) {
		return Tile{}, false, fmt.Errorf("tile path %q: %w", path, ErrMalformed)
	}
	return t, entries, nil
}

// exists says whether a tree of the given size has the tile, of this width or
// wider.
func exists(t Tile, size int64) bool {
	return t.H == tileHeight && t.W >= 1 && t.W <= tileWidth(t, size)
}

// tileWidth is the number of hashes that the tile at t's place has in a tree of
// the given size, 0 if there is no such tile.
func tileWidth(t Tile, size int64) int {
	hashes := size >> (tileHeight * max(t.L, 0))
	if t.N < 0 || t.N > hashes>>tileHeight {
		return 0
	}
	return int(min(hashes-t.N<<tileHeight, TileWidth))
}

// load reads a tile and cuts it to its width.
func (read ReadTile) load(t Tile) ([]byte, error) {
	data, err := read(t)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", TilePath(t), err)
	}
	if len(data) < t.W*tlog.HashSize || len(data) > TileWidth*tlog.HashSize || len(data)%tlog.HashSize != 0 {
		return nil, fmt.Errorf("read %s: %d bytes: %w", TilePath(t), len(data), ErrMalformed)
	}
	return data[:t.W*tlog.HashSize], nil
}

// HashReader returns the hashes of the tree of the given size out of tiles that
// are believed, such as a store's own. A proof made from a wrong tile does not
// hold, and the functions that make proofs for others say so.
//
// The reader reads each tile once and keeps every hash that it worked out, so
// proofs for a whole batch cost little more than one. Make one for each batch; it
// is not for use by two goroutines at once.
func HashReader(read ReadTile, size int64) tlog.HashReader {
	return &hashReader{read: read, size: size, tiles: make(map[Tile][]byte), hashes: make(map[int64]Hash)}
}

type hashReader struct {
	read   ReadTile
	size   int64
	tiles  map[Tile][]byte
	hashes map[int64]Hash
}

func (r *hashReader) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		h, ok := r.hashes[x]
		if !ok {
			var err error
			if h, err = r.hash(x); err != nil {
				return nil, err
			}
			r.hashes[x] = h
		}
		out[i] = h
	}
	return out, nil
}

func (r *hashReader) hash(index int64) (Hash, error) {
	t := tlog.TileForIndex(tileHeight, index)
	if r.size < 0 || r.size > MaxSize || !exists(t, r.size) {
		return Hash{}, fmt.Errorf("hash %d is not in a tree of size %d", index, r.size)
	}
	t.W = tileWidth(t, r.size)
	data, ok := r.tiles[t]
	if !ok {
		var err error
		if data, err = r.read.load(t); err != nil {
			return Hash{}, err
		}
		r.tiles[t] = data
	}
	return tlog.HashFromTile(t, data, index)
}

// CheckedHashReader returns the hashes of the tree that a checkpoint vouches for,
// out of tiles that are not believed, such as another host's. Every tile is
// hashed up to the checkpoint's root before a hash out of it is returned.
func CheckedHashReader(read ReadTile, c Checkpoint) tlog.HashReader {
	if err := c.check(); err != nil {
		return tlog.HashReaderFunc(func([]int64) ([]Hash, error) { return nil, err })
	}
	return tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, tileReader(read))
}

// tileReader fits a ReadTile to the interface that tlog declares.
type tileReader ReadTile

func (tileReader) Height() int                { return tileHeight }
func (tileReader) SaveTiles([]Tile, [][]byte) {}

func (read tileReader) ReadTiles(tiles []Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		if out[i], err = ReadTile(read).load(t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

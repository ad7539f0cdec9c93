package verify

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// A tree is every hash of a log in the order of tlog.StoredHashIndex: all that
// tiles and roots of any size are made of.
type tree struct {
	size   int64
	hashes []merkle.Hash
}

func (t *tree) ReadHashes(indexes []int64) ([]merkle.Hash, error) {
	out := make([]merkle.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("no hash %d in a tree of %d", x, t.size)
		}
		out[i] = t.hashes[x]
	}
	return out, nil
}

func (t *tree) add(leaf merkle.Hash) {
	hashes, err := tlog.StoredHashesForRecordHash(t.size, leaf, t)
	if err != nil {
		panic("verify: bad math: " + err.Error())
	}
	t.hashes = append(t.hashes, hashes...)
	t.size++
}

func (t *tree) leaf(i int64) merkle.Hash { return t.hashes[tlog.StoredHashIndex(0, i)] }

func (t *tree) root(size int64) merkle.Hash {
	root, err := merkle.RootAt(t, size)
	if err != nil {
		panic("verify: bad math: " + err.Error())
	}
	return root
}

// readTree works out the tree of the entries. Where an entry is not what the
// lowest tile says, the checkpoint decides which of the two was changed: so the
// entry at fault can be named, and those after it are held against the history
// that their authors saw.
func (a *audit) readTree() {
	other := map[int64]merkle.Hash{} // leaves of the lowest tiles that are not those of the entries
	for t := range bundles(a.cp.Size) {
		entries, rest, there := a.bundle(t)
		lowest := a.lowest(t)
		if a.unreadable != nil {
			return
		}
		if !there && lowest == nil {
			break // nothing after this can be placed
		}
		if t.N == 0 && len(entries) > 0 {
			a.entry0 = entries[0]
		}
		suspect := len(entries) < t.W || len(rest) > 0
		for i := range t.W {
			var leaf merkle.Hash
			switch {
			case i < len(entries) && len(entries[i]) == 0 && lowest != nil && lowest[i] != merkle.LeafHash(nil):
				// Withheld from who made the export: its hash holds its place.
				a.withheld = append(a.withheld, t.N*merkle.TileWidth+int64(i))
				leaf = lowest[i]
			case i < len(entries):
				leaf = merkle.LeafHash(entries[i])
				if lowest != nil && lowest[i] != leaf {
					other[t.N*merkle.TileWidth+int64(i)] = lowest[i]
					suspect = true
				}
			case lowest != nil:
				leaf = lowest[i]
			}
			a.hashes.add(leaf)
		}
		if suspect {
			a.suspect = append(a.suspect, t)
		}
	}
	if a.hashes.size < a.cp.Size || len(other) == 0 || a.hashes.root(a.cp.Size) == a.cp.Root {
		return
	}
	again := tree{hashes: make([]merkle.Hash, 0, len(a.hashes.hashes))}
	for i := range a.hashes.size {
		leaf, ok := other[i]
		if !ok {
			leaf = a.hashes.leaf(i)
		}
		again.add(leaf)
	}
	if again.root(a.cp.Size) == a.cp.Root {
		a.hashes = again
	}
}

// lowest gives the leaves as the lowest tile has them; nil if it has not that many.
func (a *audit) lowest(t merkle.Tile) []merkle.Hash {
	t.L = 0
	data, there := a.read(t)
	if !there || len(data) != t.W*len(merkle.Hash{}) {
		return nil
	}
	leaves := make([]merkle.Hash, t.W)
	for i := range leaves {
		leaves[i] = merkle.Hash(data[i*len(merkle.Hash{}):])
	}
	return leaves
}

// compareTree holds the files against the tree: the entries, the root, the tiles.
func (a *audit) compareTree() {
	if a.unreadable != nil {
		return
	}
	for _, t := range a.suspect {
		a.compareBundle(t)
	}
	have := a.hashes.size
	if have < a.cp.Size {
		a.fault(Fault{Code: Missing, Check: Integrity, Entry: have, Words: fmt.Sprintf("%s not here: the checkpoint is of %d entries.", entriesAre(have, a.cp.Size-1), a.cp.Size)})
	} else if a.hashes.root(have) != a.cp.Root {
		a.broken(BadCheckpoint, Integrity, "The entries here are not those that the checkpoint of %d entries vouches for.", a.cp.Size)
	}
	for t := range tiles(have) {
		if have < a.cp.Size && t.W < merkle.TileWidth {
			continue // in the whole tree it is wider, and nobody knows what with
		}
		data, there := a.read(t)
		if a.unreadable != nil {
			return
		}
		if !there {
			a.broken(BadTile, Integrity, "%s is missing.", merkle.TilePath(t))
			continue
		}
		want, err := tlog.ReadTileData(t, &a.hashes)
		if err != nil {
			panic("verify: bad math: " + err.Error())
		}
		a.compareTile(t, data, want)
	}
	a.treed = true
}

// compareTile holds a tile's bytes against those that follow from the entries.
func (a *audit) compareTile(t merkle.Tile, data, want []byte) {
	if bytes.Equal(data, want) {
		return
	}
	path := merkle.TilePath(t)
	if len(data) != len(want) {
		a.broken(BadTile, Integrity, "%s has %d bytes and not %d.", path, len(data), len(want))
		return
	}
	at := 0
	for data[at] == want[at] {
		at++
	}
	h := int64(at / len(merkle.Hash{}))
	f := Fault{Code: BadTile, Check: Integrity, Entry: -1, Words: fmt.Sprintf("%s is not what the entries give, from its hash %d on.", path, h)}
	if t.L == 0 {
		f.Entry = t.N*merkle.TileWidth + h
		f.Words = fmt.Sprintf("%s has another fingerprint for entry %d than the entry gives.", path, f.Entry)
	}
	a.fault(f)
}

// compareBundle says which entries of a bundle are not those of the tree.
func (a *audit) compareBundle(t merkle.Tile) {
	entries, rest, there := a.bundle(t)
	base, path := t.N*merkle.TileWidth, merkle.TilePath(t)
	whole := len(entries) == t.W && len(rest) == 0
	if !there {
		a.lose(base, base+int64(t.W))
		a.fault(Fault{Code: Missing, Check: Integrity, Entry: base, Words: fmt.Sprintf("%s not here: there is no %s.", entriesAre(base, base+int64(t.W)-1), path)})
		return
	}
	for i, entry := range entries {
		at := base + int64(i)
		if merkle.LeafHash(entry) == a.hashes.leaf(at) || a.isWithheld(at) {
			continue
		}
		a.faulted[at] = true
		a.faultIn(entry, Fault{Code: Altered, Check: Integrity, Entry: at, Words: fmt.Sprintf("Entry %d has been changed since it was made.", at)})
		if !whole { // where one entry ends and the next begins is lost from here on
			a.lose(at, base+int64(t.W))
			return
		}
	}
	next := base + int64(len(entries))
	switch {
	case whole:
	case len(entries) == t.W:
		a.fault(Fault{Code: Extra, Check: Integrity, Entry: next, Words: fmt.Sprintf("%s goes on after its last entry, %d.", path, next-1)})
	case len(rest) == 0:
		a.lose(next, base+int64(t.W))
		a.fault(Fault{Code: Missing, Check: Integrity, Entry: next, Words: fmt.Sprintf("%s not here: %s ends before.", entriesAre(next, base+int64(t.W)-1), path)})
	default:
		a.lose(next, base+int64(t.W))
		a.fault(Fault{Code: Altered, Check: Integrity, Entry: next, Words: fmt.Sprintf("Entry %d has been changed since it was made: %s ends inside it.", next, path)})
	}
}

// lose marks entries whose bytes are at fault.
func (a *audit) lose(from, until int64) {
	for i := from; i < until; i++ {
		a.faulted[i] = true
	}
}

// entriesAre begins a sentence about entries.
func entriesAre(from, last int64) string {
	if from == last {
		return fmt.Sprintf("Entry %d is", from)
	}
	return fmt.Sprintf("Entries %d to %d are", from, last)
}

// checkExtra looks for files that nothing asks for.
func (a *audit) checkExtra() {
	if a.unreadable != nil {
		return
	}
	for _, name := range a.names {
		digest, isBlob := strings.CutPrefix(name, "blob/")
		t, isBundle, err := merkle.ParseTilePath(name)
		switch {
		case name == checkpointPath:
		case isBlob && a.asksFor(ledger.Digest(digest)):
		case err == nil && a.inTree(t, isBundle):
		case err == nil && isBundle && t.N*merkle.TileWidth+int64(t.W) > a.cp.Size:
			a.fault(Fault{Code: Extra, Check: Integrity, Entry: a.cp.Size, Words: fmt.Sprintf("%s is of more entries than the checkpoint's %d.", name, a.cp.Size)})
		default:
			a.broken(Extra, Integrity, "%q has no place in this ledger.", name)
		}
	}
}

// inTree reports whether a tree of the checkpoint's size has that very tile.
func (a *audit) inTree(t merkle.Tile, isBundle bool) bool {
	hashes := a.cp.Size
	if !isBundle {
		hashes >>= tileHeight * t.L
	}
	return t.N*merkle.TileWidth < hashes && int64(t.W) == min(merkle.TileWidth, hashes-t.N*merkle.TileWidth)
}

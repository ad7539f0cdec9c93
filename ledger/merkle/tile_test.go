package merkle

import (
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

func TestTilePath(t *testing.T) {
	for _, c := range []struct {
		path    string
		tile    Tile
		entries bool
	}{
		{"tile/0/000", Tile{H: 8, L: 0, N: 0, W: 256}, false},
		{"tile/0/x001/067", Tile{H: 8, L: 0, N: 1067, W: 256}, false},
		{"tile/1/000.p/5", Tile{H: 8, L: 1, N: 0, W: 5}, false},
		{"tile/2/x001/x234/067.p/255", Tile{H: 8, L: 2, N: 1234067, W: 255}, false},
		{"tile/entries/000", Tile{H: 8, L: -1, N: 0, W: 256}, true},
		{"tile/entries/x999/999.p/1", Tile{H: 8, L: -1, N: 999999, W: 1}, true},
		{"tile/6/000.p/31", Tile{H: 8, L: 6, N: 0, W: 31}, false},
		{"tile/0/x035/x184/x372/x088/831.p/255", Tile{H: 8, L: 0, N: 35184372088831, W: 255}, false},
	} {
		if got := TilePath(c.tile); got != c.path {
			t.Errorf("path %q, want %q", got, c.path)
		}
		tile, entries, err := ParseTilePath(c.path)
		if err != nil || tile != c.tile || entries != c.entries {
			t.Errorf("%s: %v, %v, %v", c.path, tile, entries, err)
		}
	}
}

func TestBadTilePaths(t *testing.T) {
	for _, path := range []string{
		"", "/", "tile", "tile/", "tile/0", "tile/0/", "tile//000", "tile/0//000",
		"0/000", "/tile/0/000", "tile/0/000/", "Tile/0/000", "checkpoint",
		"tile/8/0/000", "tile/data/000", "tile/entries", "tile/entries/", "tile/entries/data/000", "tile/Entries/000",
		"tile/-1/000", "tile/00/000", "tile/+0/000", "tile/64/000", "tile/7/000.p/1", "tile/6/000", "tile/6/000.p/32", "tile/x/000", "tile/1e1/000",
		"tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1067", "tile/0/x000/000", "tile/0/x001", "tile/0/001/067", "tile/0/x001/x067", "tile/0/x1/067", "tile/0/X001/067",
		"tile/0/-01", "tile/0/+01", "tile/0/0 1", "tile/0/000 ", "tile/0/000\n", "tile/0/٠٠٠", "tile/0/000.p", "tile/0/000.p/",
		"tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/-1", "tile/0/000.p/01", "tile/0/000.p/+1", "tile/0/000.p/1/1", "tile/0/000.P/1", "tile/0/000.p/x",
		"tile/0/x035/x184/x372/x088/831", "tile/0/x035/x184/x372/x088/832.p/1", "tile/1/x035/x184/x372/x088/831.p/255",
		"tile/0/x009/x223/x372/x036/x854/x775/807", "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x018/x446/x744/x073/x709/x551/617.p/1",
		"tile/entries/x018/x446/x744/x073/x709/x551/616.p/1",
	} {
		if tile, _, err := ParseTilePath(path); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q parsed as %v, %v", path, tile, err)
		}
	}
}

func TestTilePathRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, MaxSize).Draw(t, "size")
		top := 0 // the highest level on which the tree has a hash
		for size>>(8*(top+1)) > 0 {
			top++
		}
		level := rapid.IntRange(-1, top).Draw(t, "level")
		hashes := size >> (8 * max(level, 0))
		n := rapid.Int64Range(0, (hashes-1)/256).Draw(t, "n")
		tile := Tile{H: 8, L: level, N: n, W: rapid.IntRange(1, int(min(256, hashes-n*256))).Draw(t, "w")}
		got, entries, err := ParseTilePath(TilePath(tile))
		if err != nil || got != tile || entries != (level == -1) {
			t.Fatalf("%s: %v, %v, %v", TilePath(tile), got, entries, err)
		}
	})
}

// A batch's proofs read each tile once.
func TestHashReaderReadsOnce(t *testing.T) {
	const size = 1000
	tree, store := grow(t, size)
	reads := make(map[Tile]int)
	r := HashReader(func(tile Tile) ([]byte, error) {
		reads[tile]++
		return store.read(tile)
	}, size)
	for i := int64(0); i < size; i++ {
		p, err := ProveInclusion(r, size, i)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckInclusion(p, checkpointOf(tree), i, LeafHash(entryAt(i))); err != nil {
			t.Fatal(err)
		}
	}
	for tile, n := range reads {
		if n != 1 {
			t.Errorf("read %s %d times", TilePath(tile), n)
		}
	}
	if want := tlog.NewTiles(8, 0, size); len(reads) != len(want) {
		t.Errorf("read %d tiles of %d", len(reads), len(want))
	}
}

func TestReadTileFaults(t *testing.T) {
	_, store := grow(t, 300)
	lost := errors.New("lost")
	for name, r := range map[string]ReadTile{
		"failing": func(Tile) ([]byte, error) { return nil, lost },
		"empty":   func(Tile) ([]byte, error) { return nil, nil },
		"ragged":  func(x Tile) ([]byte, error) { b, _ := store.read(x); return append(b, 0), nil },
		"narrow":  func(x Tile) ([]byte, error) { b, _ := store.read(x); return b[32:], nil },
	} {
		_, err := ProveInclusion(HashReader(r, 300), 300, 299)
		if err == nil || (name == "failing") != errors.Is(err, lost) || (name != "failing") != errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

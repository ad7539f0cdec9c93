package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// Every bound on what is read.
const (
	// maxFile is a full entry bundle of the longest entries.
	maxFile = merkle.TileWidth * (2 + merkle.MaxEntry)
	// maxManifest is a multiple of the longest manifest that an engine opens, so
	// that nothing that can judge is refused here.
	maxManifest = 64 << 10
	maxRules    = 256     // files of a bundle
	maxRuleFile = 1 << 20 // bytes of one: what is kept of a bundle is bounded by both
	// maxFaults are listed; the others are counted.
	maxFaults = 1000
)

// Source is where an export is read from.
type Source interface {
	// Read gives the bytes of one file. That there is no such file is an error
	// that is fs.ErrNotExist; any other error means that nobody can tell.
	Read(path string) ([]byte, error)
	// List names every file. It is false where a complete list is not to be had,
	// as from a URL: then nobody can look for files that should not be there.
	List() ([]string, bool, error)
}

// OpenDir reads an export from a directory.
func OpenDir(path string) (Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a directory", path)
	}
	return dirSource(path), nil
}

type dirSource string

func (d dirSource) Read(path string) ([]byte, error) {
	if !fs.ValidPath(path) {
		return nil, fmt.Errorf("%q is no path in an export", path)
	}
	name := filepath.Join(string(d), filepath.FromSlash(path))
	// Only then opened: opening a pipe would wait for its other end.
	info, err := os.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, Fault{Code: NotCanonical, Check: Integrity, Entry: -1, Words: fmt.Sprintf("%q is not a plain file.", path)}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var data bytes.Buffer
	data.Grow(int(min(info.Size(), maxFile)) + bytes.MinRead) // whatever its length is, it is read to its end
	if _, err = data.ReadFrom(io.LimitReader(f, maxFile+1)); err == nil && data.Len() > maxFile {
		err = tooLong(path)
	}
	return data.Bytes(), err
}

func tooLong(path string) Fault {
	return Fault{Code: NotCanonical, Check: Integrity, Entry: -1, Words: fmt.Sprintf("%q is longer than any file of an export.", path)}
}

func (d dirSource) List() ([]string, bool, error) {
	var paths []string
	err := filepath.WalkDir(string(d), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(string(d), name)
		paths = append(paths, filepath.ToSlash(rel))
		return err
	})
	return paths, err == nil, err
}

const checkpointPath = "checkpoint"

func blobPath(d ledger.Digest) string { return "blob/" + string(d) }

// tileHeight is log2 of merkle.TileWidth.
const tileHeight = 8

func newTile(level int, n int64, width int) merkle.Tile {
	return merkle.Tile{H: tileHeight, L: level, N: n, W: width}
}

// bundles are the entry bundles of a ledger of the given size, in order. Like
// tiles it is lazy: the size may be a lie of any length.
func bundles(size int64) iter.Seq[merkle.Tile] { return level(-1, size) }

// tiles are the tiles of a ledger of the given size, level by level.
func tiles(size int64) iter.Seq[merkle.Tile] {
	return func(yield func(merkle.Tile) bool) {
		for l := 0; size>>(tileHeight*l) > 0; l++ {
			for t := range level(l, size>>(tileHeight*l)) {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// level are the tiles of one level that has that many hashes or entries.
func level(l int, hashes int64) iter.Seq[merkle.Tile] {
	return func(yield func(merkle.Tile) bool) {
		for n := int64(0); n*merkle.TileWidth < hashes; n++ {
			if !yield(newTile(l, n, int(min(merkle.TileWidth, hashes-n*merkle.TileWidth)))) {
				return
			}
		}
	}
}

// fetch reads the file of a tile or entry bundle. Where the list of files is not
// known, a partial one that is gone is cut out of the full one that took its
// place, as c2sp.org/tlog-tiles has it: a log grows while it is read.
func fetch(src Source, t merkle.Tile, listed bool) ([]byte, error) {
	data, err := src.Read(merkle.TilePath(t))
	if t.W == merkle.TileWidth || listed || !errors.Is(err, fs.ErrNotExist) {
		return data, err
	}
	full := t
	full.W = merkle.TileWidth
	grown, err2 := src.Read(merkle.TilePath(full))
	if err2 != nil {
		return nil, err
	}
	if t.L >= 0 {
		return grown[:min(len(grown), t.W*len(merkle.Hash{}))], nil
	}
	entries, err := merkle.ParseBundle(grown, merkle.TileWidth)
	if err != nil {
		return nil, err
	}
	var cut []byte
	for _, e := range entries[:t.W] {
		if cut, err = merkle.AppendToBundle(cut, e); err != nil {
			return nil, err
		}
	}
	return cut, nil
}

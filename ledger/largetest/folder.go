package largetest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

var (
	votes   = flag.Int("votes", 5000, "votes in the large ledger of benchmarks")
	motions = flag.Int("motions", 100, "motions in the large ledger of benchmarks")
)

// Flags are the options that the test binary was run with.
func Flags() Options { return Options{Votes: *votes, Motions: *motions} }

// Folder is a Sink that writes an export of what it is given, as package verify reads
// one from a directory. It is whole once it is closed.
type Folder struct {
	dir     string
	bundle  []byte // the entries of the last bundle, which is not full
	entries int64
	edge    map[int]merkle.TileData // by level, the last partial tile
	signed  []byte
}

// NewFolder begins an export in an empty directory.
func NewFolder(dir string) *Folder { return &Folder{dir: dir, edge: map[int]merkle.TileData{}} }

func (f *Folder) write(path string, data []byte) error {
	name := filepath.Join(f.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

// PutBlob writes a blob.
func (f *Folder) PutBlob(data []byte) (ledger.Digest, error) {
	d := ledger.DigestOf(data)
	return d, f.write("blob/"+string(d), data)
}

func (f *Folder) writeBundle(width int) error {
	t := merkle.Tile{H: 8, L: -1, N: (f.entries - 1) / merkle.TileWidth, W: width}
	data := f.bundle
	f.bundle = nil
	return f.write(merkle.TilePath(t), data)
}

// Commit writes the bundles and tiles that the batch fills.
func (f *Folder) Commit(b journal.Batch) error {
	if b.First != f.entries {
		return fmt.Errorf("%w: entry %d after %d", journal.ErrNotCommitted, b.First, f.entries)
	}
	for _, e := range b.Entries {
		var err error
		if f.bundle, err = merkle.AppendToBundle(f.bundle, e); err != nil {
			return err
		}
		if f.entries++; f.entries%merkle.TileWidth == 0 {
			if err := f.writeBundle(merkle.TileWidth); err != nil {
				return err
			}
		}
	}
	for _, t := range b.Tiles {
		if t.W < merkle.TileWidth {
			f.edge[t.L] = t
			continue
		}
		if f.edge[t.L].N <= t.N {
			delete(f.edge, t.L)
		}
		if err := f.write(merkle.TilePath(t.Tile), t.Data); err != nil {
			return err
		}
	}
	f.signed = b.Checkpoint
	return nil
}

// Close writes what is partial, and the checkpoint.
func (f *Folder) Close() error {
	for _, t := range f.edge {
		if err := f.write(merkle.TilePath(t.Tile), t.Data); err != nil {
			return err
		}
	}
	if w := int(f.entries % merkle.TileWidth); w > 0 {
		if err := f.writeBundle(w); err != nil {
			return err
		}
	}
	return f.write("checkpoint", f.signed)
}

// made is a ledger that some benchmark asked for, for the others of the same run.
type made struct {
	path   string
	ledger Ledger
}

var (
	cache sync.Mutex // held while one is made
	kept  = map[string]made{}
)

// keep makes what name stands for once in a run. [Main] removes it in the end.
func keep(b testing.TB, name string, o Options, open func(path string) (Sink, func() error, error)) (string, Ledger) {
	b.Helper()
	cache.Lock()
	defer cache.Unlock()
	name = fmt.Sprintf("%s %+v", name, o)
	if m, ok := kept[name]; ok {
		return m.path, m.ledger
	}
	dir, err := os.MkdirTemp("", "concordat-large-")
	if err != nil {
		b.Fatal(err)
	}
	folders = append(folders, dir)
	path := filepath.Join(dir, "ledger")
	sink, done, err := open(path)
	if err != nil {
		b.Fatal(err)
	}
	l, err := Make(o, sink)
	if err = errors.Join(err, done()); err != nil {
		b.Fatal(err)
	}
	kept[name] = made{path, l}
	return path, l
}

var folders []string

// Main runs a binary's tests, collecting as rarely as concordatd does, and removes the
// ledgers that they had made. A package whose tests ask for one says
//
//	func TestMain(m *testing.M) { largetest.Main(m) }
func Main(m *testing.M) {
	debug.SetGCPercent(400)
	code := m.Run()
	for _, dir := range folders {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// Export gives the directory of an export of such a ledger. It is made once in a
// run, and whoever reads it changes nothing in it.
func Export(b testing.TB, o Options) (dir string, l Ledger) {
	return keep(b, "export", o, func(path string) (Sink, func() error, error) {
		f := NewFolder(path)
		return f, f.Close, os.Mkdir(path, 0o755)
	})
}

// File gives the file of a [boltstore.Store] of such a ledger, closed. It is made
// once in a run; whoever writes to it copies it first.
func File(b testing.TB, o Options) (path string, l Ledger) {
	return keep(b, "store", o, func(path string) (Sink, func() error, error) {
		s, err := boltstore.Open(path)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	})
}

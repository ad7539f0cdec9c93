package verify

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// Writer is where an export is written to: each file once, in the order of the
// paths, then Close. What was not closed is not an export.
type Writer interface {
	Write(path string, data []byte) error
	Close() error
}

// Export copies a ledger, at the size of the checkpoint that the source has now,
// and closes dst. Equal ledgers at equal sizes give equal bytes. It looks at
// lengths and digests, so that no half of a file is passed on, and believes the
// rest: what it copies is for the reader to verify. Each entry bundle is read
// twice, since the rules that entries name stand before the entries. An error
// leaves dst open and unfit for use. Progress is told how many entries have been
// copied; it may be nil.
func Export(src Source, dst Writer, progress func(done, total int64)) error {
	checkpoint, c, listed, err := start(src)
	if err != nil {
		return err
	}
	named := map[ledger.Digest]bool{}
	for t := range bundles(c.Size) {
		data, err := fetchWhole(src, t, listed)
		if err != nil {
			return err
		}
		entries, err := merkle.ParseBundle(data, t.W)
		if err != nil {
			return fmt.Errorf("read %s: %w", merkle.TilePath(t), err)
		}
		for _, e := range entries {
			for _, d := range rulesIn(e) {
				named[d] = true
			}
		}
	}
	if err := exportBlobs(src, dst, named); err != nil {
		return err
	}
	if err := dst.Write(checkpointPath, checkpoint); err != nil {
		return err
	}
	// The bundles were all there, so the size is no lie and the paths are few.
	if err := exportTiles(src, dst, c, listed, progress); err != nil {
		return err
	}
	return dst.Close()
}

// ExportTiles copies what c2sp.org/tlog-tiles names of a ledger and nothing else,
// for any server of files to serve. The checkpoint comes last, so that a folder
// with one has all that it vouches for. Where entries are withheld from whoever
// reads it stops at their bundle: the text has no other form of one. In all else
// it is as Export.
func ExportTiles(src Source, dst Writer, progress func(done, total int64)) error {
	checkpoint, c, listed, err := start(src)
	if err != nil {
		return err
	}
	if err := exportTiles(src, dst, c, listed, progress); err != nil {
		return err
	}
	if err := dst.Write(checkpointPath, checkpoint); err != nil {
		return err
	}
	return dst.Close()
}

// start reads the checkpoint that an export is made at.
func start(src Source) (signed []byte, c merkle.Checkpoint, listed bool, err error) {
	if _, listed, err = src.List(); err != nil {
		return nil, c, listed, fmt.Errorf("list the files: %w", err)
	}
	if signed, err = src.Read(checkpointPath); err == nil {
		c, err = claim(signed)
	}
	if err != nil {
		return nil, c, listed, fmt.Errorf("read the checkpoint: %w", err)
	}
	return signed, c, listed, nil
}

// exportTiles copies the tiles and entry bundles of a tree, in the order of the
// paths.
func exportTiles(src Source, dst Writer, c merkle.Checkpoint, listed bool, progress func(done, total int64)) error {
	files := slices.AppendSeq(slices.Collect(tiles(c.Size)), bundles(c.Size))
	slices.SortFunc(files, func(a, b merkle.Tile) int {
		return strings.Compare(merkle.TilePath(a), merkle.TilePath(b))
	})
	var done int64
	for _, t := range files {
		data, err := fetchWhole(src, t, listed)
		if err != nil {
			return err
		}
		if err := dst.Write(merkle.TilePath(t), data); err != nil {
			return err
		}
		if t.L < 0 && progress != nil {
			done += int64(t.W)
			progress(done, c.Size)
		}
	}
	return nil
}

// fetchWhole is fetch for what has its length in its place.
func fetchWhole(src Source, t merkle.Tile, listed bool) ([]byte, error) {
	path := merkle.TilePath(t)
	data, err := fetch(src, t, listed)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if t.L >= 0 && len(data) != t.W*len(merkle.Hash{}) {
		return nil, fmt.Errorf("read %s: it has %d bytes", path, len(data))
	}
	return data, nil
}

// rulesIn are the rule bundles that an entry names, which must be in the export. An
// entry that cannot be read names none: its reader will say what is wrong.
func rulesIn(entry []byte) []ledger.Digest {
	p, err := ledger.ParseAll(entry)
	if err != nil {
		return nil
	}
	named := []ledger.Digest{p.Entry.Ruling.Rules}
	switch b := p.Body.(type) {
	case *ledger.Founded:
		named = append(named, b.Rules)
	case *ledger.MoUAdopted:
		named = append(named, b.Rules)
	case *ledger.MoUDrafted:
		named = append(named, b.Rules) // what is answered and voted on, adopted or not
	case *ledger.MoUAmended:
		named = append(named, b.Rules)
	}
	return named
}

// exportBlobs copies the manifests of rule bundles and the files that they list.
func exportBlobs(src Source, dst Writer, named map[ledger.Digest]bool) error {
	for d := range maps.Clone(named) {
		manifest, err := readBlob(src, d)
		if err != nil {
			return fmt.Errorf("read %s: %w", blobPath(d), err)
		}
		files, err := manifestFiles(manifest)
		if err != nil {
			return fmt.Errorf("read %s: %w", blobPath(d), err)
		}
		for _, f := range files {
			named[f] = true
		}
	}
	for _, d := range slices.Sorted(maps.Keys(named)) {
		data, err := readBlob(src, d)
		if err != nil {
			return fmt.Errorf("read %s: %w", blobPath(d), err)
		}
		if err := dst.Write(blobPath(d), data); err != nil {
			return err
		}
	}
	return nil
}

// WriteDir writes an export into a directory, which is made if need be and must be
// empty.
func WriteDir(path string) (Writer, error) {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, err
	}
	there, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return nil, fmt.Errorf("%s is not empty", path)
	}
	return dirWriter(path), nil
}

type dirWriter string

func (d dirWriter) Write(path string, data []byte) error {
	if !fs.ValidPath(path) {
		return fmt.Errorf("%q is no path in an export", path)
	}
	name := filepath.Join(string(d), filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func (dirWriter) Close() error { return nil }

// WriteTar writes an export as one archive, in the one form that OpenTar takes.
func WriteTar(w io.Writer) Writer { return &tarWriter{w: tar.NewWriter(w)} }

type tarWriter struct {
	w    *tar.Writer
	last string
}

func (t *tarWriter) Write(path string, data []byte) error {
	if path <= t.last {
		return fmt.Errorf("%q after %q: an archive is written in the order of the paths", path, t.last)
	}
	t.last = path
	if err := t.w.WriteHeader(tarHeader(path, int64(len(data)))); err != nil {
		return err
	}
	_, err := t.w.Write(data)
	return err
}

func (t *tarWriter) Close() error { return t.w.Close() }

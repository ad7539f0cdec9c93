// Command tilecheck reads a log of c2sp.org/tlog-tiles, in a folder or behind a
// URL, with two libraries that know nothing of this one: Tessera's fsck, which
// computes every tile again from the entries, and the sumdb/tlog of x/mod, which
// proves every entry out of the tiles. It shares no code with the product.
//
//	tilecheck VKEY PLACE        both must find the log whole
//	tilecheck -flip VKEY PLACE  and refuse it with any one byte of a sample changed
//
// The token of a log-in is in TOKEN, if one is needed. It ends with 1 and a reason
// if something does not hold.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/api/layout"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"k8s.io/klog/v2"
)

func main() {
	flip := flag.Bool("flip", false, "change a sample byte by byte")
	flag.Parse()
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: tilecheck [-flip] VKEY FOLDER|URL")
		os.Exit(2)
	}
	if err := check(flag.Arg(0), flag.Arg(1), *flip); err != nil {
		fmt.Fprintln(os.Stderr, "tilecheck:", err)
		os.Exit(1)
	}
}

func check(vkey, place string, flip bool) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	from, err := open(place)
	if err != nil {
		return err
	}
	all := log{}
	if err := byFsck(verifier, recorder{from, all, new(sync.Mutex)}, hashBundle); err != nil {
		return fmt.Errorf("fsck: %w", err)
	}
	if err := all.byTlog(verifier, hashBundle, true); err != nil {
		return fmt.Errorf("tlog: %w", err)
	}
	fmt.Printf("%d files hold\n", len(all))
	if !flip {
		return nil
	}
	return all.flip(verifier)
}

// open is the log's own files as fsck's client reads them.
func open(place string) (fsck.Fetcher, error) {
	if !strings.Contains(place, "://") {
		return client.FileFetcher{Root: place}, nil
	}
	u, err := url.Parse(place)
	if err != nil {
		return nil, err
	}
	f, err := client.NewHTTPFetcher(u, nil)
	if token := os.Getenv("TOKEN"); err == nil && token != "" {
		f.SetAuthorizationHeader("Bearer " + token)
	}
	return f, err
}

// byFsck computes the whole log again from its entries.
func byFsck(v note.Verifier, from fsck.Fetcher, hash hasher) (err error) {
	// A bundle with fewer entries than its name says makes fsck panic.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	// A worker of fsck that has found something wrong takes no more work, and what
	// is handed out then waits for ever: so there are more than a log here has tiles.
	return fsck.New(v.Name(), v, from, hash, fsck.Opts{N: 16}).Check(context.Background())
}

// hasher gives the leaf hashes of a bundle's entries.
type hasher func(bundle []byte) ([][]byte, error)

func hashBundle(data []byte) ([][]byte, error) {
	var bundle api.EntryBundle
	if err := bundle.UnmarshalText(data); err != nil {
		return nil, err
	}
	hashes := make([][]byte, len(bundle.Entries))
	for i, e := range bundle.Entries {
		hashes[i] = rfc6962.DefaultHasher.HashLeaf(e)
	}
	return hashes, nil
}

// recorder keeps every file that is read, by its path.
type recorder struct {
	fsck.Fetcher
	all log
	mu  *sync.Mutex
}

func (r recorder) keep(path string, data []byte, err error) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.all[path] = data
	}
	return data, err
}

func (r recorder) ReadCheckpoint(ctx context.Context) ([]byte, error) {
	data, err := r.Fetcher.ReadCheckpoint(ctx)
	return r.keep(layout.CheckpointPath, data, err)
}

func (r recorder) ReadTile(ctx context.Context, l, i uint64, p uint8) ([]byte, error) {
	data, err := r.Fetcher.ReadTile(ctx, l, i, p)
	return r.keep(layout.TilePath(l, i, p), data, err)
}

func (r recorder) ReadEntryBundle(ctx context.Context, i uint64, p uint8) ([]byte, error) {
	data, err := r.Fetcher.ReadEntryBundle(ctx, i, p)
	return r.keep(layout.EntriesPath(i, p), data, err)
}

// log is a log's files by their paths.
type log map[string][]byte

func (l log) file(path string) ([]byte, error) {
	data, ok := l[path]
	if !ok {
		return nil, fmt.Errorf("%s: %w", path, os.ErrNotExist)
	}
	return data, nil
}

func (l log) ReadCheckpoint(context.Context) ([]byte, error) { return l.file(layout.CheckpointPath) }
func (l log) ReadTile(_ context.Context, level, i uint64, p uint8) ([]byte, error) {
	return l.file(layout.TilePath(level, i, p))
}
func (l log) ReadEntryBundle(_ context.Context, i uint64, p uint8) ([]byte, error) {
	return l.file(layout.EntriesPath(i, p))
}

// Height, ReadTiles and SaveTiles make a tlog.TileReader of it. The paths of tlog
// have the height in them, those of tlog-tiles have not.
func (log) Height() int                     { return 8 }
func (log) SaveTiles([]tlog.Tile, [][]byte) {}
func (l log) ReadTiles(tiles []tlog.Tile) (all [][]byte, err error) {
	all = make([][]byte, len(tiles))
	for i, t := range tiles {
		if all[i], err = l.file(strings.Replace(t.Path(), "tile/8/", "tile/", 1)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// byTlog proves every entry out of the tiles, and, if proofs are asked for, that
// every smaller tree is the beginning of this one.
func (l log) byTlog(v note.Verifier, hash hasher, proofs bool) error {
	signed, err := note.Open(l[layout.CheckpointPath], note.VerifierList(v))
	if err != nil {
		return err
	}
	// tlog reads the tree of a Go checksum database, whose first line is its own.
	lines := strings.SplitN(signed.Text, "\n", 2)
	if lines[0] != v.Name() {
		return fmt.Errorf("the checkpoint is of %q", lines[0])
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines[1]))
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, l)
	var leaves []int64
	for i := range tree.N {
		leaves = append(leaves, tlog.StoredHashIndex(0, i))
	}
	hashes, err := reader.ReadHashes(leaves)
	if err != nil {
		return err
	}
	for i := int64(0); i < tree.N; i += layout.EntryBundleWidth {
		width := min(tree.N-i, layout.EntryBundleWidth)
		path := layout.EntriesPath(uint64(i)/layout.EntryBundleWidth, uint8(width%layout.EntryBundleWidth))
		entries, err := hash(l[path])
		if err != nil {
			return err
		}
		if len(entries) != int(width) {
			return fmt.Errorf("%s has %d entries", path, len(entries))
		}
		for j, h := range entries {
			if tlog.Hash(h) != hashes[i+int64(j)] {
				return fmt.Errorf("entry %d is not in the tree", i+int64(j))
			}
		}
	}
	if !proofs {
		return nil
	}
	for i := range tree.N {
		p, err := tlog.ProveRecord(tree.N, i, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(p, tree.N, tree.Hash, i, hashes[i]); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		root, err := tlog.TreeHash(i+1, reader)
		if err != nil {
			return err
		}
		older, err := tlog.ProveTree(tree.N, i+1, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(older, tree.N, tree.Hash, i+1, root); err != nil {
			return fmt.Errorf("the tree of %d: %w", i+1, err)
		}
	}
	return nil
}

// spot is one byte of one file.
type spot struct {
	path string
	at   int
}

// sample is every byte of the checkpoint and of the hashes, the lengths of all
// entries, and every byte of each 64th entry.
func (l log) sample() (spots []spot) {
	for _, path := range slices.Sorted(maps.Keys(l)) {
		data := l[path]
		add := func(from, to int) {
			for at := from; at < to; at++ {
				spots = append(spots, spot{path, at})
			}
		}
		if !strings.HasPrefix(path, "tile/entries/") {
			add(0, len(data))
			continue
		}
		for at, entry := 0, 0; at < len(data); entry++ {
			end := at + 2 + int(binary.BigEndian.Uint16(data[at:]))
			if entry%64 == 0 {
				add(at, end)
			} else {
				add(at, at+2)
			}
			at = end
		}
	}
	return spots
}

// flip changes one bit in each byte of the sample, another bit in each, and
// expects both to refuse it. A note's signature is base64 whose last letter has
// bits that mean nothing: these alone may be changed, and are counted.
func (l log) flip(v note.Verifier) error {
	// What was not changed is hashed once, not once for each byte.
	known := map[*byte][][]byte{}
	for path, data := range l {
		if strings.HasPrefix(path, "tile/entries/") {
			hashes, err := hashBundle(data)
			if err != nil {
				return err
			}
			known[&data[0]] = hashes
		}
	}
	hash := func(data []byte) ([][]byte, error) {
		if hashes, ok := known[&data[0]]; ok {
			return hashes, nil
		}
		return hashBundle(data)
	}
	spots := l.sample()
	work := make(chan spot, len(spots))
	for _, s := range spots {
		work <- s
	}
	close(work)
	var mu sync.Mutex
	var accepted []error
	var spare int
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for s := range work {
				changed := maps.Clone(l)
				data := bytes.Clone(l[s.path])
				data[s.at] ^= 1 << (s.at % 8)
				changed[s.path] = data
				fsck, tlog := byFsck(v, changed, hash), changed.byTlog(v, hash, false)
				mu.Lock()
				switch {
				case fsck != nil && tlog != nil:
				case s.path == layout.CheckpointPath && unused(l[s.path], data, s.at):
					spare++
				default:
					accepted = append(accepted, fmt.Errorf("%s, byte %d, from %#02x to %#02x: fsck says %v, tlog says %v", s.path, s.at, l[s.path][s.at], data[s.at], fsck, tlog))
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	fmt.Printf("%d bytes changed, one at a time: %d refused, %d in bits of base64 that mean nothing\n", len(spots), len(spots)-spare-len(accepted), spare)
	return errors.Join(accepted...)
}

// unused reports whether two signed notes differ in bits that base64 leaves unused
// at the end of a signature, and in nothing else. Both libraries decode them to
// the same bytes.
func unused(was, is []byte, at int) bool {
	if at < bytes.LastIndexByte(was, ' ') {
		return false
	}
	var decoded [2][]byte
	for i, note := range [][]byte{was, is} {
		text := string(note[bytes.LastIndexByte(was, ' ')+1:])
		var err error
		if decoded[i], err = base64.StdEncoding.DecodeString(strings.TrimSuffix(text, "\n")); err != nil {
			return false
		}
	}
	return bytes.Equal(decoded[0], decoded[1])
}

package journal

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// Inspection is what a store holds, as far as it could be read.
type Inspection struct {
	Founded    *ledger.Founded   // nil where the founding can't be read
	Founding   ledger.Digest     // id of its statement
	Checkpoint merkle.Checkpoint // signed by the key that the entries name
	Time       ledger.Time       // of the last entry that was gone through
	Statements int64             // that are in the index, each at its place
	Tiles      int64             // that a tree of this size has
	Replayed   bool              // every entry is what the rules record again

	// LogKeyAt is the verifier key that signs for so many entries, as these name it.
	LogKeyAt func(size int64) string

	// Text is what the entries say of a personal text.
	Text func(ledger.Digest) (ledger.TextRecord, bool)
}

// Inspect reads all that a store holds of a ledger and tells wrong, in plain
// words, of each thing that is not as it must be and where: the checkpoint, every
// entry, every tile, every row of the index of statements; and it replays the
// entries under the ledger's own rules, as a start does. It changes nothing and
// signs nothing, and no journal may be open on the store.
//
// What it cannot know is whether this is the newest state of the ledger, nor
// whether the founding's key, from which the others follow, is the one that the parties compared. The error is
// wrong's, which ends the reading, or says that the store could not be read.
func Inspect(s Store, rules ledger.Rules, wrong func(string) error) (Inspection, error) {
	i := &inspector{store: s, rules: rules, wrong: wrong, state: ledger.NewState()}
	err := i.run()
	return i.found, err
}

const tileHeight = 8 // of c2sp.org/tlog-tiles

type inspector struct {
	store Store
	rules ledger.Rules
	wrong func(string) error

	found   Inspection
	signed  []byte // the checkpoint
	state   *ledger.State
	tree    merkle.Tree
	roots   recentRoots
	altered bool // replaying has ended
}

func (i *inspector) say(format string, args ...any) error {
	return i.wrong(fmt.Sprintf(format, args...))
}

func (i *inspector) run() error {
	signed, err := i.store.Checkpoint()
	if err != nil {
		return fmt.Errorf("read the checkpoint: %w", err)
	}
	if signed == nil {
		return i.say("there is no checkpoint, so nothing was ever recorded here")
	}
	i.signed = signed
	if ok, err := i.founding(); !ok || err != nil {
		return err
	}
	size := i.found.Checkpoint.Size
	tileFaults, entryFaults := []string{}, []string{}
	i.roots.put(0, i.tree.Root())
	for from := int64(0); from < size; from += merkle.TileWidth {
		to := min(from+merkle.TileWidth, size)
		lowest, err := i.store.Tile(merkle.Tile{H: tileHeight, N: from >> tileHeight, W: int(to - from)})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("read the tile of entries %d to %d: %w", from, to-1, err)
		}
		before, leaves := i.tree, []merkle.Hash{}
		err = i.store.Entries(from, to, func(at int64, entry []byte) error {
			leaf := merkle.LeafHash(entry)
			leaves = append(leaves, leaf)
			if h := int(at-from) * len(leaf); lowest != nil && !bytes.Equal(lowest[h:h+len(leaf)], leaf[:]) {
				entryFaults = append(entryFaults, fmt.Sprintf("entry %d has been changed", at))
			}
			tree, _ := i.tree.Append(leaves[len(leaves)-1:])
			if err := i.entry(at, entry); err != nil {
				return err
			}
			i.roots.put(tree.Size(), tree.Root())
			i.tree = tree
			return nil
		})
		if errors.Is(err, ErrNotFound) {
			return i.say("entry %d is missing: the checkpoint is of %d entries", from+int64(len(leaves)), size)
		}
		if err != nil {
			return err
		}
		_, tiles := before.Append(leaves)
		for _, t := range tiles {
			fault, err := i.compareTile(t)
			if err != nil {
				return err
			}
			tileFaults = append(tileFaults, fault...)
		}
		if !i.altered {
			i.state.Commit()
		}
	}
	fault, err := i.compareEdge()
	if err != nil {
		return err
	}
	tileFaults = append(tileFaults, fault...)
	// The entry or its tile: the root decides which of the two was changed.
	faults := tileFaults
	if root := i.tree.Root(); root != i.found.Checkpoint.Root {
		faults = append(entryFaults, fmt.Sprintf("the %d entries are not those that the checkpoint vouches for", size))
	}
	for _, f := range faults {
		if err := i.wrong(f); err != nil {
			return err
		}
	}
	i.found.Replayed = !i.altered && len(faults) == 0
	if err := i.signature(); err != nil {
		return err
	}
	err = i.store.Entries(size, size+1, func(int64, []byte) error { return nil })
	switch {
	case err == nil:
		return i.say("entry %d stands beyond the %d of the checkpoint", size, size)
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return nil
}

// founding reads what the ledger says of itself, and what the checkpoint does.
func (i *inspector) founding() (ok bool, err error) {
	var first []byte
	err = i.store.Entries(0, 1, func(_ int64, e []byte) error {
		first = e
		return nil
	})
	if errors.Is(err, ErrNotFound) {
		return false, i.say("entry 0, the founding, is missing")
	}
	if err != nil {
		return false, err
	}
	p, err := ledger.ParseAll(first)
	if err != nil {
		return false, i.say("entry 0, the founding, can't be read: %v", err)
	}
	f, isFounding := p.Body.(*ledger.Founded)
	if !isFounding {
		return false, i.say("entry 0 is no founding but %s", p.Kind)
	}
	i.found.Founded, i.found.Founding = f, p.Signed.ID
	if i.found.Checkpoint, err = merkle.Claimed(i.signed); err != nil {
		return false, i.say("the checkpoint is not signed by this ledger's key: %v", err)
	}
	return true, nil
}

// signature holds the checkpoint against the key that the entries name, as far as
// they were replayed.
func (i *inspector) signature() error {
	i.found.LogKeyAt, i.found.Text = i.state.Draft().LogKeyAt, i.state.Draft().Text
	key := i.found.LogKeyAt(i.found.Checkpoint.Size)
	if key == "" { // the founding was no good, as was said
		key = i.found.Founded.LogKey
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return i.say("the entries name a log's key that is none: %v", err)
	}
	if _, err := merkle.OpenCheckpoint(i.signed, i.found.Founded.Origin, v); err != nil {
		return i.say("the checkpoint is not signed by this ledger's key: %v", err)
	}
	return nil
}

// entry reads one entry, holds the index of statements against it and replays it,
// unless something before it was at fault: what comes after rests on that.
func (i *inspector) entry(at int64, data []byte) error {
	p, err := ledger.ParseAll(data)
	if err != nil {
		i.altered = true
		return i.say("entry %d can't be read: %v", at, err)
	}
	if p.Signed != nil {
		kid, seq := p.Signed.Protected.Kid, p.Signed.Payload.Seq
		index, ok, err := i.store.StatementIndex(kid, seq)
		switch {
		case err != nil:
			return i.say("the index of statements, at number %d of key %s, can't be read: %v", seq, kid, err)
		case !ok || index != at:
			return i.say("the index of statements does not find entry %d, which is number %d of key %s", at, seq, kid)
		}
		i.found.Statements++
	}
	if i.altered {
		return nil
	}
	root := func(size int64) (ledger.Digest, error) {
		if root, ok := i.roots.get(size); ok {
			return root, nil
		}
		root, err := merkle.RootAt(merkle.CheckedHashReader(i.store.Tile, i.found.Checkpoint), size)
		return ledger.HashDigest(root), err
	}
	if err := i.state.Replay(data, root, i.rules); err != nil {
		i.altered = true
		return i.say("entry %d does not follow from what stands before it: %v", at, err)
	}
	i.found.Time = i.state.Draft().Time()
	return nil
}

// compareTile holds what the store has of a tile, which may be wider by now,
// against what the entries give.
func (i *inspector) compareTile(t merkle.TileData) (fault []string, err error) {
	got, err := i.store.Tile(t.Tile)
	switch path := merkle.TilePath(t.Tile); {
	case errors.Is(err, ErrNotFound):
		return []string{path + " is missing"}, nil
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case !bytes.HasPrefix(got, t.Data):
		return []string{path + " is not what the entries give"}, nil
	}
	return nil, nil
}

// compareEdge counts the tiles that a tree of this size has, and holds the last
// of each level to its width.
func (i *inspector) compareEdge() (faults []string, err error) {
	size := i.found.Checkpoint.Size
	for l := 0; size>>(tileHeight*l) > 0; l++ {
		hashes := size >> (tileHeight * l)
		edge := merkle.Tile{H: tileHeight, L: l, N: hashes >> tileHeight, W: 1}
		width := int(hashes - edge.N<<tileHeight)
		i.found.Tiles += edge.N + int64(min(width, 1))
		got, err := i.store.Tile(edge)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return faults, fmt.Errorf("read %s: %w", merkle.TilePath(edge), err)
		}
		if edge.W = len(got) / len(merkle.Hash{}); edge.W > width {
			faults = append(faults, fmt.Sprintf("%s is of more entries than the checkpoint's %d", merkle.TilePath(edge), size))
		}
	}
	return faults, nil
}

package journal

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// Snapshots keeps what a start may begin from, so that it need not replay every
// entry, and the closed records that State has put out of memory. All of it can be
// made again from the entries: it may be lost at any time, and is no part of a
// backup. It knows nothing of what it holds.
//
// Read may be called by several goroutines at once, and beside the others.
type Snapshots interface {
	ledger.Archive

	// Latest returns the snapshot put last, nil if there is none.
	Latest() ([]byte, error)

	// Put replaces the snapshot. When it returns nil, the snapshot and every record
	// kept before are durable; after a crash it is there whole, or the one before is.
	Put(snapshot []byte) error

	// Keep keeps a record, and says where. Another never takes its place.
	Keep(record []byte) (at int64, err error)

	// Drop forgets the snapshot and every record.
	Drop() error

	Close() error
}

// snapshotter makes snapshots of a journal and starts from them.
type snapshotter struct {
	Snapshots
	program string
	every   int64
	log     *slog.Logger
	keys    *keys // of the log, that this host has

	// held: the store may be refused, so that what is kept of a later one is not yet forgotten.
	held bool

	// The writer's: the size of the last snapshot, whether one is under way, and
	// where it comes out.
	at     int64
	making bool
	made   chan *ledger.Frozen
	work   sync.WaitGroup

	mu   sync.Mutex // held while what is kept is replaced or forgotten
	put  int64      // size of the snapshot that is kept
	long int        // how many bytes the last one had: as many and some more are got ready for the next
	lost bool       // a record could not be read back, or all is closed: nothing more is put or dropped
}

func newSnapshotter(c Config, keys *keys) *snapshotter {
	s := &snapshotter{
		Snapshots: c.Snapshots, program: c.Program, every: c.SnapshotEvery, log: c.Log, keys: keys, made: make(chan *ledger.Frozen, 1),
	}
	if s.every == 0 {
		s.every = SnapshotEvery
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// The header of a snapshot is a note that the log's key signs, so that nothing is
// taken for one which this log did not make. Which key that was it says, for one that
// an entry has put in the place of another: it must be one that this host has.
//
//	concordat-snapshot v2
//	<verifier key>
//	<entries>
//	<root at that size, in hexadecimal digits>
//	<layout of State>
//	<SHA-256 of the program's name>
//	<SHA-256 of what follows>
//
// It ends with a zero byte; State's bytes follow.
const snapshotHeader = "concordat-snapshot v2"

func (s *snapshotter) text(vkey string, size int64, root merkle.Hash, body []byte) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%d\n%x\n%s\n%s\n%s\n", snapshotHeader, vkey, size, root[:], ledger.Layout(), ledger.DigestOf([]byte(s.program)), ledger.DigestOf(body))
}

// start begins from the last snapshot, if that is this log's, of a part of what the
// checkpoint vouches for, and made by this program. Otherwise it says why not,
// forgets it, and the start is from nothing.
func (s *snapshotter) start(c merkle.Checkpoint, read merkle.ReadTile) (*ledger.State, merkle.Tree) {
	if s == nil {
		return ledger.NewState(), merkle.Tree{}
	}
	state, tree, err := s.open(c, read)
	if err != nil || state == nil {
		return s.anew(err)
	}
	s.at, s.put = tree.Size(), tree.Size()
	s.log.Info("start from a snapshot", "entries", s.put, "of", c.Size)
	return state, tree
}

// used reports whether the start was from a snapshot.
func (s *snapshotter) used() bool { return s != nil && s.put > 0 }

// anew is the start from nothing, because of what is wrong with the snapshot, or
// because there is none.
func (s *snapshotter) anew(because error) (*ledger.State, merkle.Tree) {
	if because != nil {
		s.log.Warn("the snapshot is not used: every entry is replayed", "cause", because)
	}
	s.at, s.put = 0, 0
	state := ledger.NewState()
	if !s.held {
		s.drop(state)
	}
	return state, merkle.Tree{}
}

// drop forgets what is kept, and has state put what it closes in its place.
func (s *snapshotter) drop(state *ledger.State) {
	state.SetArchive(s)
	if err := s.Drop(); err != nil {
		s.log.Warn("the old snapshot can't be removed", "cause", err)
	}
}

// taken says that the store is not refused.
func (s *snapshotter) taken(state *ledger.State) {
	if s == nil || !s.held {
		return
	}
	s.held = false
	if !s.used() {
		s.drop(state)
	}
}

func (s *snapshotter) open(c merkle.Checkpoint, read merkle.ReadTile) (*ledger.State, merkle.Tree, error) {
	data, err := s.Latest()
	if data == nil || err != nil {
		return nil, merkle.Tree{}, err
	}
	signed, body, ok := bytes.Cut(data, []byte{0})
	if !ok {
		return nil, merkle.Tree{}, errors.New("it has no header")
	}
	_, after, _ := strings.Cut(string(signed), snapshotHeader+"\n")
	vkey, _, _ := strings.Cut(after, "\n")
	verifier := s.keys.first.verifier
	if vkey != s.keys.first.vkey {
		key, has, err := s.keys.ask(vkey)
		if err == nil && !has {
			err = errors.New("it is signed by a key that this host does not have")
		}
		if err != nil {
			return nil, merkle.Tree{}, err
		}
		verifier = key.verifier
	}
	text, err := merkle.OpenNote(signed, verifier)
	if err != nil {
		return nil, merkle.Tree{}, err
	}
	var size int64
	if _, err := fmt.Sscanf(string(text), snapshotHeader+"\n"+vkey+"\n%d\n", &size); err != nil || size < 0 || size > c.Size {
		return nil, merkle.Tree{}, fmt.Errorf("it is of no part of these %d entries", c.Size)
	}
	root := c.Root
	if size < c.Size {
		if root, err = merkle.RootAt(merkle.CheckedHashReader(read, c), size); err != nil {
			return nil, merkle.Tree{}, err
		}
	}
	// All of its text is worked out again, so that nothing is overlooked in it.
	if !bytes.Equal(text, s.text(vkey, size, root, body)) {
		return nil, merkle.Tree{}, errors.New("it is of other entries, or was made by another program, or has been changed")
	}
	tree, err := merkle.LoadTree(size, read)
	if err == nil && tree.Root() != root {
		err = errors.New("the tiles at its edge are not those of the checkpoint")
	}
	if err != nil {
		return nil, merkle.Tree{}, err
	}
	state, err := ledger.OpenState(body, s)
	return state, tree, err
}

// shrink puts what is closed out of memory while a ledger is replayed.
func (s *snapshotter) shrink(state *ledger.State) {
	if s == nil || s.held || state.Durable().Size()-s.at < s.every {
		return
	}
	s.at = state.Durable().Size()
	f := state.Freeze()
	if err := f.Archive(s.Keep); err != nil {
		s.log.Warn("closed records stay in memory", "cause", err)
	}
	state.Thaw(f)
}

// snapshotDue is the writer's, after each group has been answered: it takes in the snapshot
// that was made, and has the next one made where that is due. Nobody waits for
// either, but the next group for as long as it takes to list what is in memory.
func (j *Journal) snapshotDue() {
	s := j.snapshots
	if s == nil {
		return
	}
	if s.making {
		select {
		case f := <-s.made:
			s.making = false
			j.mu.Lock()
			j.state.Thaw(f)
			j.mu.Unlock()
		default:
			return
		}
	}
	if h := j.head.Load(); h.Size-s.at >= s.every && h.key.signer != nil && j.broken.Load() == nil {
		s.making, s.at = true, h.Size
		f := j.state.Freeze()
		s.work.Go(func() {
			if err := s.make(f, h.Root, h.key); err != nil {
				s.log.Warn("no snapshot was made; the next start takes longer", "entries", h.Size, "cause", err)
			}
			s.made <- f
		})
	}
}

// make writes the snapshot of what was frozen.
func (s *snapshotter) make(f *ledger.Frozen, root merkle.Hash, key logKey) (err error) {
	defer func() {
		if lost := archiveError(recover()); lost != nil {
			err = lost
		}
	}()
	if err := f.Archive(s.Keep); err != nil {
		return err
	}
	s.mu.Lock()
	room := s.long + s.long/4
	s.mu.Unlock()
	body := f.AppendTo(make([]byte, 0, room))
	signed, err := merkle.Sign(s.text(key.vkey, f.Size(), root, body), key.signer)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.long = len(body)
	if s.lost {
		return errors.New("what was kept can't be read back")
	}
	if err := s.Put(bytes.Join([][]byte{signed, body}, []byte{0})); err != nil {
		return err
	}
	s.put = f.Size()
	return nil
}

// close makes a last snapshot, so that the next start has nothing to replay, once
// the writer has stopped.
func (j *Journal) closeSnapshots() error {
	s := j.snapshots
	if s == nil {
		return nil
	}
	s.work.Wait()
	if h := j.head.Load(); j.broken.Load() == nil && h.key.signer != nil && h.Size > s.put {
		if s.making {
			j.mu.Lock()
			j.state.Thaw(<-s.made)
			j.mu.Unlock()
		}
		if err := s.make(j.state.Freeze(), h.Root, h.key); err != nil {
			s.log.Warn("no snapshot was made; the next start takes longer", "entries", h.Size, "cause", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = true
	return s.Close()
}

// archiveLost turns the loss of the archive, which State panics with, into an error:
// the journal refuses until it has been opened again, which rebuilds what was lost.
// It is deferred itself.
func (j *Journal) archiveLost(err *error) {
	e := archiveError(recover())
	if e == nil {
		return
	}
	lost := fmt.Errorf("%w: %w", ErrArchive, e)
	j.broken.Store(&unknownFate{lost})
	*err = refuse(lost)
	s := j.snapshots
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost {
		return
	}
	s.lost = true
	s.log.Error("closed records are lost; start again to rebuild them from the entries", "cause", e)
	if err := s.Drop(); err != nil {
		s.log.Error("the snapshot can't be removed: remove its folder before the start", "cause", err)
	}
}

// archiveError is what State panicked with because of its archive; anything else
// goes on as the panic that it is.
func archiveError(recovered any) error {
	switch e := recovered.(type) {
	case nil:
		return nil
	case *ledger.ArchiveError:
		return e
	}
	panic(recovered)
}

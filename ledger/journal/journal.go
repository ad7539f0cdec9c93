package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/ledger/signature"
)

// Config is what a journal works with.
type Config struct {
	// Store holds the ledger. The journal owns it once Open has returned nil for
	// the error, and closes it.
	Store Store

	// Rules judges; Engine is its name and version as the ledger records it, such
	// as "opa 1.22.2". Readers and the writer call Rules at the same time.
	Rules  ledger.Rules
	Engine string

	// Signer is a key of this log and LogKey its verifier key (c2sp.org/signed-note):
	// the first one's, where there is no ledger yet. The key's name is the ledger's
	// origin. A host that has no key has the verifier key alone.
	Signer note.Signer
	LogKey string

	// Keys gives what signs for another verifier key of this log, nil where this host
	// has it not. It is asked at the start, if Signer is not what the entries say
	// signs now, and when a change of the key is stated. Nil: there is no other.
	Keys func(vkey string) (note.Signer, error)

	// CheckpointFile is where the last published checkpoint is kept, in a folder
	// that exists, so that a store put back to an older copy is noticed. Without a
	// path nothing is.
	CheckpointFile string

	// Recover opens a store that is behind the checkpoint file, to take the record
	// that what it lacks is lost (ledger.recovered), or one for which this host has no
	// key, to take the record of another (log_key.changed): and until then nothing
	// else.
	Recover bool

	// Now is the clock; nil means time.Now.
	Now func() time.Time

	// Snapshots keeps what a start may begin from, and what is closed; the journal
	// owns and closes it as it does the Store. Nil: every start replays every entry,
	// and all of State stays in memory. Program names the program and its build:
	// a snapshot that another made is not used. One is made each SnapshotEvery
	// entries; 0 means the usual number.
	Snapshots     Snapshots
	Program       string
	SnapshotEvery int64

	// Log is told what happens to snapshots; nil: nobody is.
	Log *slog.Logger
}

// Journal is an open ledger. All its methods may be called by several goroutines
// at once.
type Journal struct {
	store  Store
	rules  ledger.Rules
	engine string
	origin string
	keys   keys
	file   checkpointFile // the writer's, once it writes
	clock  *clock
	roots  recentRoots
	lost   *ledger.Seen // what is awaited as ledger.recovered; set once, by load

	// mu is held for writing while the draft becomes durable and its checkpoint is
	// published, and for reading by Read. Nothing slow happens under the write lock.
	mu    sync.RWMutex
	state *ledger.State // its durable view is read under mu; its draft is the writer's
	head  atomic.Pointer[head]

	tree  merkle.Tree // right edge of the published tree; the writer's
	ahead ahead       // the writer's

	signatures signature.Verifier

	snapshots *snapshotter // nil without

	queue    chan *waiting // statements
	settles  chan *waiting // readers that need what fell due
	broken   atomic.Pointer[unknownFate]
	ordering atomic.Pointer[time.Time] // when the writer took its group; nil while it is at none
	observer atomic.Pointer[func(Commit)]
	closing  chan struct{}
	stopped  chan struct{} // closed when the writer has returned
	closed   sync.Once
	closeErr error
}

// head is what is published: a signed checkpoint and what it says.
type head struct {
	merkle.Checkpoint
	key    logKey
	signed []byte
	next   chan struct{} // closed when another has taken its place
}

// unknownFate is why the journal refuses until it is opened again.
type unknownFate struct{ err error }

// Open loads a ledger, or a new one whose first statement will be its founding,
// and replays it: see the package comment. When it returns an error the Store is
// still the caller's.
//
// The errors to branch on are ErrRollback (a *BehindError where Recover would open
// it), ErrTampered, ErrKey and *ReplayError.
// A ledger that records another engine opens, reads, and takes nothing but the
// engine.changed that names this one (see Ready).
func Open(c Config) (*Journal, error) {
	first, err := newLogKey(c.LogKey, c.Signer)
	if err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	j := &Journal{
		store: c.Store, rules: c.Rules, engine: c.Engine, origin: first.verifier.Name(), keys: keys{first: first, more: c.Keys},
		file: checkpointFile{path: c.CheckpointFile}, clock: newClock(c.Now), state: ledger.NewState(),
		queue: make(chan *waiting, MaxWaiting), settles: make(chan *waiting),
		closing: make(chan struct{}), stopped: make(chan struct{}),
	}
	if c.Snapshots != nil {
		j.snapshots = newSnapshotter(c, &j.keys)
	}
	if err := j.load(c.Recover); err != nil {
		return nil, err
	}
	if s := j.snapshots; s != nil {
		s.at = s.put
		j.snapshotDue()
	}
	go j.write()
	return j, nil
}

// load brings memory to what the store holds.
func (j *Journal) load(recover bool) error {
	signed, err := j.store.Checkpoint()
	if err != nil {
		return fmt.Errorf("read the store's checkpoint: %w", err)
	}
	fresh := signed == nil
	key := j.keys.first
	stored := merkle.Checkpoint{Origin: j.origin, Root: merkle.Tree{}.Root()}
	if !fresh {
		stored, err = merkle.OpenCheckpoint(signed, j.origin, key.verifier)
		if errors.Is(err, merkle.ErrKey) { // another signs now, as the entries will say
			stored, err = merkle.Claimed(signed)
		}
		if err != nil {
			return fmt.Errorf("the store's checkpoint: %w", err)
		}
	}
	if j.snapshots != nil {
		j.snapshots.held = j.file.claimsMore(stored)
	}
	j.state, j.tree = j.snapshots.start(stored, j.store.Tile)
	err = j.replay(stored)
	if err != nil && j.snapshots.used() && !unrun(err) { // whose fault it is, the entries alone decide
		j.state, j.tree = j.snapshots.anew(err)
		err = j.replay(stored)
	}
	if err != nil {
		return err
	}
	if !fresh {
		if key, err = j.inForce(stored, signed, recover); err != nil {
			return err
		}
	}
	if key.signer != nil || fresh {
		// The signer is tried before anything depends on it. What it signs says
		// nothing new: the checkpoint that there is, or that there is nothing yet.
		again, err := key.try(stored)
		if err != nil {
			return err
		}
		if fresh {
			signed = again
		}
	}
	behind := j.checkFile(stored, signed)
	if behind != nil && !errors.As(behind, new(*BehindError)) {
		return behind
	}
	if err := j.recoverable(behind, recover); err != nil {
		return err
	}
	if !fresh && j.lost == nil { // until it is recorded, the file says what is lost
		if err := j.file.put(signed); err != nil {
			return fmt.Errorf("write checkpoint file: %w", err)
		}
	}
	j.snapshots.taken(j.state)
	j.head.Store(&head{stored, key, signed, make(chan struct{})})
	return nil
}

// replay rebuilds State and the tree's right edge from the entries. It trusts
// the checkpoint alone: every leaf is held against the tree that the checkpoint
// vouches for before its entry is given a meaning.
//
// It begins where State stands: after the entries of the snapshot, if one is used.
func (j *Journal) replay(c merkle.Checkpoint) (err error) {
	defer func() {
		if lost := archiveError(recover()); lost != nil {
			err = lost
		}
	}()
	signedFor := merkle.CheckedHashReader(j.store.Tile, c)
	j.roots.put(0, merkle.Tree{}.Root())
	j.roots.put(j.tree.Size(), j.tree.Root())
	roots := func(size int64) (ledger.Digest, error) {
		if root, ok := j.roots.get(size); ok {
			return root, nil
		}
		root, err := merkle.RootAt(signedFor, size)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrTampered, err)
		}
		return ledger.HashDigest(root), nil
	}
	for from := j.tree.Size(); from < c.Size; from = j.tree.Size() {
		to := min(from+merkle.TileWidth, c.Size)
		leaves, err := leafHashes(signedFor, from, to)
		if err != nil {
			return fmt.Errorf("%w: tiles of entries %d to %d: %w: restore the data from a copy", ErrTampered, from, to-1, err)
		}
		err = j.store.Entries(from, to, func(i int64, entry []byte) error {
			leaf := merkle.LeafHash(entry)
			if leaf != leaves[i-from] {
				return fmt.Errorf("%w: entry %d has been changed: restore the data from a copy, or this entry from an export", ErrTampered, i)
			}
			if err := j.state.Replay(entry, roots, j.rules); err != nil {
				return &ReplayError{Index: i, Engine: j.state.Draft().Engine(), Running: j.engine, Err: err}
			}
			j.tree, _ = j.tree.Append([]merkle.Hash{leaf})
			j.roots.put(j.tree.Size(), j.tree.Root())
			return nil
		})
		if errors.Is(err, ErrNotFound) {
			return fmt.Errorf("%w: %w: restore the data from a copy", ErrTampered, err)
		}
		if err != nil {
			return err
		}
		j.state.Commit() // the draft must not grow to the whole ledger
		j.snapshots.shrink(j.state)
	}
	if j.tree.Root() != c.Root {
		return fmt.Errorf("%w: the entries do not make the root of the checkpoint of %d", ErrTampered, c.Size)
	}
	err = j.store.Entries(c.Size, c.Size+1, func(int64, []byte) error { return nil })
	if err == nil {
		return fmt.Errorf("%w: the store has an entry beyond the %d of its checkpoint", ErrTampered, c.Size)
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

func leafHashes(r tlog.HashReader, from, to int64) ([]merkle.Hash, error) {
	indexes := make([]int64, to-from)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, from+int64(i))
	}
	return r.ReadHashes(indexes)
}

// Close stops the writer, refuses what still waits, and closes the store. A
// commit that is under way is finished first.
func (j *Journal) Close() error {
	j.closed.Do(func() {
		close(j.closing)
		<-j.stopped
		j.closeErr = errors.Join(j.closeSnapshots(), j.file.close(), j.store.Close())
	})
	return j.closeErr
}

// Origin is the ledger's name, and its keys'.
func (j *Journal) Origin() string { return j.origin }

// LogKey is the verifier key that what is published is signed by. An entry may
// change it.
func (j *Journal) LogKey() string { return j.head.Load().key.vkey }

// Ready says why the journal takes no statements at present, or nil.
func (j *Journal) Ready() error {
	if err := j.refusing(); err != nil {
		return err
	}
	if _, err := j.clock.read(); err != nil {
		return refuse(err)
	}
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.awaiting(j.state.Durable())
}

// refusing says why the journal takes and answers nothing, if so.
func (j *Journal) refusing() error {
	select {
	case <-j.closing:
		return refuse(ErrClosed)
	default:
	}
	if f := j.broken.Load(); f != nil {
		return refuse(f.err)
	}
	return nil
}

// awaiting says which record must come before all else, if so: that of a loss, of
// another key, or of another engine.
func (j *Journal) awaiting(v ledger.View) error {
	if lost := j.awaited(v); lost != nil {
		return refuse(fmt.Errorf("%w: there are %d of %d, whose code was %s", ErrLost, v.Size(), lost.Size, ledger.CheckCode(lost.Root)))
	}
	if j.keyless(v) {
		return refuse(fmt.Errorf("%w: it has the code %s", ErrNoKey, ledger.LogKeyCode(v.LogKey())))
	}
	return j.engineError(v)
}

func (j *Journal) engineError(v ledger.View) error {
	if v.Founded() == nil || v.Engine() == j.engine {
		return nil
	}
	return refuse(fmt.Errorf("%w: it records %s, this is %s", ErrEngine, v.Engine(), j.engine))
}

// Read runs fn on the durable state as at now, after all that fell due by now
// has been settled and committed. fn must not keep the view, nor call Submit or
// Read: while it runs, nothing becomes durable. Checkpoint, called by fn, is the
// one that vouches for the view.
//
// In a ledger that awaits engine.changed, log_key.changed or ledger.recovered nothing can be settled: where something
// has fallen due since, now is the last entry's time. Where the rules can't be
// run on what has fallen due, or what they give can't be recorded, the error is an
// *ledger.Error with the code rules-failed.
func (j *Journal) Read(ctx context.Context, fn func(v ledger.View, now ledger.Time) error) error {
	for {
		if err := j.refusing(); err != nil {
			return err
		}
		now, err := j.clock.read()
		if err != nil {
			return refuse(err)
		}
		ran, err := j.readAt(now, fn)
		if ran {
			return err
		}
		if err := j.settle(ctx, now); err != nil {
			return err
		}
	}
}

// readAt runs fn unless something that has fallen due is not settled.
func (j *Journal) readAt(now ledger.Time, fn func(ledger.View, ledger.Time) error) (ran bool, err error) {
	defer j.archiveLost(&err)
	j.mu.RLock()
	defer j.mu.RUnlock()
	v := j.state.Durable()
	ran = true // unless it is found otherwise
	now = max(now, v.Time())
	if due := v.NextDue(); due != "" && due <= now {
		if j.awaiting(v) == nil {
			return false, nil
		}
		now = v.Time()
	}
	return true, fn(v, now)
}

// Key is what is durable of a key: whose it is, whether it was revoked, and the
// number of its next statement. It settles nothing and answers in any state of
// the journal.
func (j *Journal) Key(kid ledger.Thumbprint) (ledger.KeyRecord, bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.state.Durable().Key(kid)
}

// Look runs fn on the durable state as it is. Like Key it settles nothing and
// answers in any state of the journal: for what does not hang on the time. fn must
// not keep the view; while it runs, nothing becomes durable.
func (j *Journal) Look(fn func(v ledger.View) error) error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return fn(j.state.Durable())
}

// Founded is what the founding fixed, nil before it. Like Key it answers in any
// state of the journal.
func (j *Journal) Founded() *ledger.Founded {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.state.Durable().Founded()
}

// Checkpoint is the published checkpoint, signed. Before the founding it is that
// of the empty tree.
func (j *Journal) Checkpoint() []byte { return bytes.Clone(j.head.Load().signed) }

// Published is the published checkpoint, signed, and a channel that is closed when
// another has taken its place. Nobody who waits for it holds up a commit.
func (j *Journal) Published() (checkpoint []byte, next <-chan struct{}) {
	h := j.head.Load()
	return bytes.Clone(h.signed), h.next
}

// Head is what the published checkpoint says.
func (j *Journal) Head() merkle.Checkpoint { return j.head.Load().Checkpoint }

// Root is the root that the tree had at a published size, or ErrNotFound.
func (j *Journal) Root(size int64) (ledger.Digest, error) {
	h := j.head.Load()
	if size < 0 || size > h.Size {
		return "", fmt.Errorf("root of %d entries in a log of %d: %w", size, h.Size, ErrNotFound)
	}
	if root, ok := j.roots.get(size); ok {
		return root, nil
	}
	root, err := merkle.RootAt(merkle.HashReader(j.store.Tile, h.Size), size)
	if err != nil {
		return "", err
	}
	return ledger.HashDigest(root), nil
}

// Entries yields the published entries from ≤ index < to; to beyond the
// published size is ErrNotFound.
func (j *Journal) Entries(from, to int64, yield func(index int64, entry []byte) error) error {
	if h := j.head.Load(); from < 0 || to > h.Size {
		return fmt.Errorf("entries %d to %d of %d: %w", from, to, h.Size, ErrNotFound)
	}
	return j.store.Entries(from, to, yield)
}

// Entry is the published entry at index, or ErrNotFound.
func (j *Journal) Entry(index int64) (entry []byte, err error) {
	err = j.Entries(index, index+1, func(_ int64, e []byte) error {
		entry = e
		return nil
	})
	return entry, err
}

// Receipt is the entry at index with its proof under the published checkpoint,
// or ErrNotFound.
func (j *Journal) Receipt(index int64) (merkle.Receipt, error) {
	h := j.head.Load()
	entry, err := j.Entry(index)
	if err != nil {
		return merkle.Receipt{}, err
	}
	return merkle.NewReceipt(entry, index, h.signed, merkle.HashReader(j.store.Tile, h.Size))
}

// Tile is a tile as c2sp.org/tlog-tiles serves it, of any width that the
// published tree has; at level -1 an entry bundle. Others are ErrNotFound.
func (j *Journal) Tile(t merkle.Tile) ([]byte, error) {
	h := j.head.Load()
	path := merkle.TilePath(t)
	if _, _, err := merkle.ParseTilePath(path); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	if first := t.N * merkle.TileWidth; first+int64(t.W) > h.Size>>(8*max(t.L, 0)) {
		return nil, fmt.Errorf("%s in a log of %d: %w", path, h.Size, ErrNotFound)
	}
	if t.L < 0 {
		var bundle []byte
		first := t.N * merkle.TileWidth
		err := j.store.Entries(first, first+int64(t.W), func(_ int64, entry []byte) (err error) {
			bundle, err = merkle.AppendToBundle(bundle, entry)
			return err
		})
		return bundle, err
	}
	data, err := j.store.Tile(t)
	if err != nil {
		return nil, err
	}
	width := t.W * len(merkle.Hash{})
	if len(data) < width {
		return nil, fmt.Errorf("%w: %s has %d bytes", ErrTampered, path, len(data))
	}
	return data[:width:width], nil
}

// Blob is a paper or rule bundle by its SHA-256, or ErrNoBlob. Bytes that are
// no longer what was put there are ErrTampered.
func (j *Journal) Blob(d ledger.Digest) ([]byte, error) {
	b, err := j.store.Blob(d)
	if err != nil {
		return nil, err
	}
	if ledger.DigestOf(b) != d {
		return nil, fmt.Errorf("%w: blob %s", ErrTampered, d)
	}
	return b, nil
}

// PutBlob keeps a paper, or a file or manifest of a rule bundle, beside the log
// under its SHA-256. It is durable when PutBlob returns, also where it was there
// before. What is there is never
// overwritten, and nothing becomes part of the ledger by it: a statement names it,
// or nobody does.
func (j *Journal) PutBlob(data []byte) (ledger.Digest, error) {
	if err := j.refusing(); err != nil {
		return "", err
	}
	d, err := j.store.PutBlob(data)
	if errors.Is(err, ErrNotCommitted) {
		return "", refuse(fmt.Errorf("keep a blob: %w", err))
	}
	if err != nil { // the next commit would rest on it
		return "", j.unknown(fmt.Errorf("keep a blob: %w", err))
	}
	return d, nil
}

// Refusal is the log's signature under the refusal of a statement at the
// published head, so that no statement can be dropped without a trace
// ([merkle.Refusal]).
func (j *Journal) Refusal(id ledger.Digest, code ledger.Code) ([]byte, error) {
	h := j.head.Load()
	if h.key.signer == nil {
		return nil, refuse(ErrNoKey)
	}
	return merkle.SignRefusal(merkle.Refusal{ID: string(id), Code: string(code), Head: h.Checkpoint}, h.key.signer)
}

package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"concordat/ledger"
	"concordat/ledger/durable"
	"concordat/ledger/merkle"
)

// checkFile holds the checkpoint file against the store's checkpoint. The store
// may be ahead; where it is behind, or of another history, signing anything more
// would make two histories.
func (j *Journal) checkFile(stored merkle.Checkpoint, signed []byte) error {
	if j.file.path == "" {
		return nil
	}
	kept, err := os.ReadFile(j.file.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read checkpoint file: %w", err)
	}
	at := j.state.Durable().LogKeyAt
	if stored.Size == 0 { // nothing names a key yet
		at = func(int64) string { return j.keys.first.vkey }
	}
	also := []string{j.keys.first.vkey}
	for _, c := range j.state.Durable().LogKeyChanges() { // of before a loss of entries and key together
		also = append(also, c.Old)
	}
	return continues(j.store.Tile, at, also, stored, signed, j.file.path, LastKept(kept))
}

// CheckKept holds what a store has, which was inspected, against a signed checkpoint
// in a file that somebody kept, as a start holds it against the checkpoint file: the
// store must have as many entries or more, and of the same history. Otherwise the
// error is [ErrRollback]. One of more entries than the store has may also be signed
// by other keys that are known to be this log's.
func CheckKept(s Store, found Inspection, also []string, file string) error {
	signed, err := s.Checkpoint()
	if err != nil {
		return fmt.Errorf("read the store's checkpoint: %w", err)
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read checkpoint: %w", err)
	}
	return continues(s.Tile, found.LogKeyAt, also, found.Checkpoint, signed, file, LastKept(kept))
}

// recoverable decides what becomes of a store that is behind the checkpoint file.
// Where the record says of those very entries that they are lost, the file is what a
// crash between the commit of that record and the file leaves. Otherwise it is an
// error, unless the operator has asked for the recovery: then the journal awaits it,
// and keeps what was signed for beside the file, as the evidence of what is lost.
func (j *Journal) recoverable(err error, asked bool) error {
	var behind *BehindError
	if !errors.As(err, &behind) {
		return err
	}
	lost := ledger.Seen{Size: behind.Signed.Size, Root: ledger.HashDigest(behind.Signed.Root)}
	for _, r := range j.state.Durable().Recoveries() {
		if r.Lost == lost {
			return nil
		}
	}
	if !asked || behind.Stored.Size == 0 { // with nothing there, nobody could state it
		return err
	}
	if err := durable.Replace(fmt.Sprintf("%s.lost-%d", j.file.path, lost.Size), behind.Kept); err != nil {
		return fmt.Errorf("keep the checkpoint of what is lost: %w", err)
	}
	j.lost = &lost
	return nil
}

// Lost is what this host signed for and no longer has, while the record of it is
// awaited; nil otherwise.
func (j *Journal) Lost() *ledger.Seen {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.awaited(j.state.Durable())
}

// awaited is Lost as a view has it.
func (j *Journal) awaited(v ledger.View) *ledger.Seen {
	if j.lost == nil {
		return nil
	}
	for _, r := range v.Recoveries() {
		if r.Lost == *j.lost {
			return nil
		}
	}
	return j.lost
}

// continues holds a store's checkpoint against one that was kept in a file.
func continues(tile merkle.ReadTile, at func(size int64) string, also []string, stored merkle.Checkpoint, signed []byte, file string, kept []byte) error {
	last, err := openKept(stored.Origin, stored.Size, at, also, kept)
	if err != nil {
		return fmt.Errorf("checkpoint file %s: %w: before moving it away, compare the data with a checkpoint that an auditor or a party's witness keeps", file, err)
	}
	if last.Size > stored.Size {
		return &BehindError{stored, last, kept, file}
	}
	// The tiles have not been read yet, so they are held against the checkpoint.
	r := merkle.CheckedHashReader(tile, stored)
	root := stored.Root
	if last.Size < stored.Size {
		if root, err = merkle.RootAt(r, last.Size); err != nil {
			return fmt.Errorf("%w: root at %d entries: %w", ErrTampered, last.Size, err)
		}
	}
	if root == last.Root {
		return nil
	}
	proof, err := merkle.ProveConsistency(r, last.Size, stored.Size)
	if err != nil {
		return fmt.Errorf("%w: consistency from %d entries: %w", ErrTampered, last.Size, err)
	}
	return fmt.Errorf("%w: the store's %d entries are not those that this host signed for (%s): put the right data back: %w",
		ErrRollback, last.Size, file, &merkle.InconsistencyError{Old: kept, New: signed, Proof: proof})
}

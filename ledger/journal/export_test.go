package journal

import (
	"errors"
	"os"
	"time"

	"concordat/ledger"
)

// JumpWallClock makes the journal's wall clock look as if it had been moved by d
// since the journal was opened.
func JumpWallClock(j *Journal, d time.Duration) { j.clock.wall = j.clock.wall.Add(-d) }

// Waiting is how many statements are in the queue.
func Waiting(j *Journal) int { return len(j.queue) }

// FixCheckpointFile makes the checkpoint file one that can be read alone, if there is
// one.
func FixCheckpointFile(j *Journal) error {
	f := &j.file
	if f.open == nil {
		return nil
	}
	err := f.open.Close()
	open, openErr := os.Open(f.path)
	f.open = open
	return errors.Join(err, openErr)
}

// SlotSize is the length of a slot of the checkpoint file.
const SlotSize = slotSize

// ForgetRoots empties the cache of recent roots.
func ForgetRoots(j *Journal) { j.roots.forget() }

func (r *recentRoots) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.roots, r.order, r.next = nil, nil, 0
}

// PutSnapshot keeps a State as if it were the journal's at that size, signed.
func PutSnapshot(j *Journal, s *ledger.State) error {
	root, err := j.Root(s.Durable().Size())
	if err != nil {
		return err
	}
	h, err := root.Bytes()
	if err != nil {
		return err
	}
	return j.snapshots.make(s.Freeze(), [32]byte(h), j.head.Load().key)
}

// Snapshotted waits for the snapshot that is being made, and gives the size of the
// last one.
func Snapshotted(j *Journal) int64 {
	j.snapshots.work.Wait()
	j.snapshots.mu.Lock()
	defer j.snapshots.mu.Unlock()
	return j.snapshots.put
}

package merkle

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// InconsistencyError says that a log has signed two checkpoints of which the
// later does not continue the earlier, or has not shown that it does. It carries
// what is needed to show that to someone else.
type InconsistencyError struct {
	Old, New []byte // the signed checkpoints
	Proof    []Hash // what the log offered as proof of consistency
}

func (e *InconsistencyError) Error() string {
	before, err1 := readCheckpoint(e.Old)
	after, err2 := readCheckpoint(e.New)
	if err1 != nil || err2 != nil {
		return "the log's checkpoints are inconsistent"
	}
	return fmt.Sprintf("the log's checkpoint of size %d does not continue that of size %d", after.Size, before.Size)
}

// Unwrap makes an inconsistency answer to [ErrProof].
func (e *InconsistencyError) Unwrap() error { return ErrProof }

// RootAt is the root that the tree had at a size, from a reader of the tree at
// that size or a later one.
func RootAt(r tlog.HashReader, size int64) (Hash, error) {
	if size < 0 || size > MaxSize {
		return Hash{}, fmt.Errorf("root at size %d: %w", size, ErrMalformed)
	}
	return tlog.TreeHash(size, r)
}

// ProveInclusion proves that the entry at index is in the tree of the given size.
func ProveInclusion(r tlog.HashReader, size, index int64) ([]Hash, error) {
	if size > MaxSize || index < 0 || index >= size {
		return nil, fmt.Errorf("prove entry %d in %d: %w", index, size, ErrMalformed)
	}
	return tlog.ProveRecord(size, index, r)
}

// CheckInclusion checks that the entry at index, under the given leaf hash, is in
// the tree that c vouches for. If not, the error is an [ErrProof].
func CheckInclusion(proof []Hash, c Checkpoint, index int64, leaf Hash) error {
	if c.check() != nil || index < 0 || index >= c.Size || tlog.CheckRecord(proof, c.Size, c.Root, index, leaf) != nil {
		return fmt.Errorf("entry %d in %d: %w", index, c.Size, ErrProof)
	}
	return nil
}

// ProveConsistency proves that the tree of size to begins with the tree of size
// from. That every tree begins with the empty one needs no proof: it is empty.
func ProveConsistency(r tlog.HashReader, from, to int64) ([]Hash, error) {
	if from < 0 || to < from || to > MaxSize {
		return nil, fmt.Errorf("prove consistency of %d and %d: %w", from, to, ErrMalformed)
	}
	if from == 0 {
		return []Hash{}, nil
	}
	return tlog.ProveTree(to, from, r)
}

// CheckConsistency checks that the tree of to begins with the tree of from, both
// of one log. If not, the error is an [ErrOrigin] or an [ErrProof]; a caller who
// holds the signed checkpoints puts them into an [InconsistencyError].
func CheckConsistency(proof []Hash, from, to Checkpoint) error {
	if from.Origin != to.Origin {
		return fmt.Errorf("%q and %q: %w", from.Origin, to.Origin, ErrOrigin)
	}
	var err error
	switch {
	case from.check() != nil || to.check() != nil || to.Size < from.Size:
		err = ErrProof
	case from.Size == 0:
		if len(proof) > 0 {
			err = ErrProof
		}
	default:
		err = tlog.CheckTree(proof, to.Size, to.Root, from.Size, from.Root)
	}
	if err != nil {
		return fmt.Errorf("consistency of %d and %d: %w", from.Size, to.Size, ErrProof)
	}
	return nil
}

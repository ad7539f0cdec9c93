package journal

import (
	"errors"
	"fmt"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// What Go callers branch on. What a person acts on is the *ledger.Error that
// stands beside them in the tree of errors.
var (
	// ErrReopen: it is not known what the last commit left on the disk.
	ErrReopen = errors.New("the last commit's fate is unknown: start again, so that the ledger is read and replayed; then send the statement again")
	// ErrNoSpace: the last commit failed because nothing more can be written.
	ErrNoSpace = errors.New("the disk of this host has no room: what became of the last commit is unknown; free some space and start again, so that the ledger is read and replayed; then send the statement again")
	// ErrArchive: what the snapshot kept of closed records can't be read back.
	ErrArchive = errors.New("closed records that were kept beside the ledger are lost, which are made again from its entries: start again")
	// ErrClosed: the journal has been closed.
	ErrClosed = errors.New("the ledger has been closed")
	// ErrFull: as many statements wait as may.
	ErrFull = errors.New("too many statements are waiting: send it again in a moment")
	// ErrClock: the wall clock jumped.
	ErrClock = errors.New("this host's clock has jumped: set it right and start again")
	// ErrEngine: another engine evaluates the rules than the ledger records.
	ErrEngine = errors.New("the ledger records another rules engine than this program has: start the program that has it, or have the secretary record engine.changed, which alone is taken until then")
	// ErrRollback: this host has signed for more than the store holds, or for another history.
	ErrRollback = errors.New("the data is older than what this host has signed")
	// ErrLost: this host has signed for more than the store holds, and the record of it is awaited.
	ErrLost = errors.New("entries for which this ledger's key had signed are lost: until that is on the record as ledger.recovered, nothing else is taken")
	// ErrNoKey: this host has not the key that signs for the ledger.
	ErrNoKey = errors.New("this host does not have the key that signs for this ledger: put the copy of log.key in its place that was kept apart; where there is none, a new key has to be recorded as log_key.changed, and until then nothing else is taken")
	// ErrTampered: entries, tiles or blobs are not what the log signed for.
	ErrTampered = errors.New("the data is not what this ledger's key signed")
	// ErrKey: signer, verifier key and founding do not belong together.
	ErrKey = errors.New("not this ledger's key")
	// ErrNotFound: the log has no such entry or tile yet.
	ErrNotFound = errors.New("not in this log")
)

// BehindError says that a store has fewer entries than were signed for.
type BehindError struct {
	Stored, Signed merkle.Checkpoint
	Kept           []byte // the signed checkpoint that shows it
	File           string // that holds it
}

func (e *BehindError) Error() string {
	return fmt.Sprintf("%v: the data has %d entries, and this host signed a checkpoint of %d (%s): put the newer data back, or import the missing entries from an export; to go on from here as if nothing had been would show two histories. Where they are lost for good, that has to be recorded: concordatd restore --behind puts an old copy in place, and concordatd --recover opens it",
		ErrRollback, e.Stored.Size, e.Signed.Size, e.File)
}

func (e *BehindError) Unwrap() error { return ErrRollback }

// ReplayError says that an entry is what the log signed, and that the rules as
// run here do not record it again, or could not be run on it just now.
type ReplayError struct {
	Index   int64
	Engine  string // that the ledger records
	Running string // that this program has
	Err     error
}

func (e *ReplayError) Error() string {
	if e.Engine != e.Running && e.Engine != "" {
		return fmt.Sprintf("replay entry %d: the ledger was recorded with %s and this program has %s: start the program that recorded it: %v", e.Index, e.Engine, e.Running, e.Err)
	}
	if unrun(e.Err) {
		return fmt.Sprintf("replay entry %d: it is what the log signed, and the rules could not be run on it just now, which says nothing against it: start again when this host has time for them: %v", e.Index, e.Err)
	}
	return fmt.Sprintf("replay entry %d: it is what the log signed, but the rules as run here do not record it again: audit the ledger before going on: %v", e.Index, e.Err)
}

func (e *ReplayError) Unwrap() error { return e.Err }

// unrun reports whether an error says only that the rules could not be run, which
// may pass, and not what they say.
func unrun(err error) bool {
	var e *ledger.Error
	return errors.As(err, &e) && e.Code == ledger.CodeRulesFailed && !errors.Is(err, ledger.ErrNoRuling)
}

// unable is a refusal to take or answer anything, with its cause for Go callers
// and the code for everyone else.
type unable struct {
	refusal *ledger.Error
	cause   error
}

func refuse(cause error) error {
	return &unable{&ledger.Error{Code: ledger.CodeUnavailable, Message: cause.Error()}, cause}
}

// undecided says that what has fallen due can't be recorded as the rules have
// it. Nothing that rests on it is taken or told until it can.
func undecided(cause error) error {
	return &unable{&ledger.Error{
		Code:    ledger.CodeRulesFailed,
		Message: "what has fallen due can't be decided, so nothing is taken or told that rests on it; nothing is lost. Tell the operator: " + cause.Error(),
	}, cause}
}

func (u *unable) Error() string   { return u.refusal.Error() }
func (u *unable) Unwrap() []error { return []error{u.refusal, u.cause} }

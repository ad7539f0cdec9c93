package journal

import (
	"errors"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// Store keeps a ledger's bytes and gives none of them a meaning. One journal
// owns it; a second process that opens the same data is refused when it opens.
//
// Every method may be called by several goroutines at once, but Commit has one
// caller at a time. Slices that a Store returns or yields are the caller's to
// keep; slices handed in are not kept. What Commit or PutBlob has acknowledged
// is what every later call sees, and what is there after a crash.
type Store interface {
	// Checkpoint returns the signed checkpoint of the last commit, nil if there
	// was none.
	Checkpoint() ([]byte, error)

	// Commit writes a batch in one piece. When it returns nil the batch is durable.
	// An error that wraps ErrNotCommitted says that nothing of the batch was
	// written and that the store works as before: so when Batch.First is not the
	// number of entries. After any other error the fate of the batch is unknown
	// until the store has been closed and opened again; then all of it is there,
	// or nothing.
	Commit(Batch) error

	// Entries yields the entries from ≤ index < to in order. yield runs outside
	// of any transaction or lock: it may be slow and may call the store. An entry
	// that is not there ends the walk with an error that wraps ErrNotFound; an
	// error of yield ends it and is returned.
	Entries(from, to int64, yield func(index int64, entry []byte) error) error

	// Tile returns the newest version of the tile at t's level and index, which
	// may be wider than t.W; an error that wraps ErrNotFound if there is none or
	// it is narrower.
	Tile(t merkle.Tile) ([]byte, error)

	// StatementIndex finds the entry of a key's statement by its number.
	StatementIndex(kid ledger.Thumbprint, seq int64) (index int64, ok bool, err error)

	// Blob returns the bytes of that SHA-256, or an error that wraps ErrNoBlob.
	Blob(ledger.Digest) ([]byte, error)

	// PutBlob keeps bytes under their SHA-256 and returns it. The blob is durable
	// when PutBlob returns; to put it again is no error and changes nothing. Its
	// errors are to be read as those of Commit.
	PutBlob([]byte) (ledger.Digest, error)

	// Close releases the data for the next to open it.
	Close() error
}

// What a Store says and its callers branch on.
var (
	// ErrNotCommitted: the batch was not written, and that is certain.
	ErrNotCommitted = errors.New("nothing was written")
	// ErrNoBlob: no blob of that digest.
	ErrNoBlob = errors.New("no such blob")
)

// Batch is one commit.
type Batch struct {
	First      int64             // index of the first entry: how many were there before
	Entries    [][]byte          // the new leaves, in order
	Tiles      []merkle.TileData // the tiles that changed: full ones and the new partial widths
	Keys       []KeySeq          // the index of statements
	Checkpoint []byte            // signed, of the size after this batch
}

// KeySeq says where a key's statement of that number stands.
type KeySeq struct {
	Kid   ledger.Thumbprint
	Seq   int64
	Index int64
}

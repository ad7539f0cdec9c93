package merkle

import (
	"bytes"
	"fmt"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is a leaf's, a node's or a root's: SHA-256 as in RFC 6962, section 2.1.
type Hash = tlog.Hash

// MaxSize bounds the size of a tree. It is the largest integer that JSON carries
// safely, and it keeps out sizes near the end of int64, on which the arithmetic
// of tlog never ends.
const MaxSize = 1<<53 - 1

// LeafHash is the hash under which an entry stands in the tree.
func LeafHash(entry []byte) Hash { return tlog.RecordHash(entry) }

// A Checkpoint is what the log's key vouches for: at this size, this root.
// The root of size 0 is SHA-256 of nothing.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
}

// Text is the text of a checkpoint as in c2sp.org/tlog-checkpoint, without
// extension lines:
//
//	gm-board-0123456789abcdef
//	20852163
//	CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
func (c Checkpoint) Text() []byte {
	return log.Checkpoint{Origin: c.Origin, Size: uint64(c.Size), Hash: c.Root[:]}.Marshal()
}

// check holds a checkpoint to the sizes that a tree can have and to the one root
// that an empty tree has.
func (c Checkpoint) check() error {
	if c.Size < 0 || c.Size > MaxSize {
		return fmt.Errorf("checkpoint size %d: %w", c.Size, ErrMalformed)
	}
	if c.Size == 0 && c.Root != (Tree{}).Root() {
		return fmt.Errorf("%w: root of an empty tree: %w", ErrMalformed, ErrProof)
	}
	return nil
}

// SignCheckpoint signs c with the log's signer, named for the origin, and with
// any cosigners after it. It does not know what was signed before: that the log
// never signs two histories is its caller's to keep.
func SignCheckpoint(c Checkpoint, signers ...note.Signer) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if len(signers) == 0 || signers[0].Name() != c.Origin {
		return nil, fmt.Errorf("sign checkpoint of %q: %w", c.Origin, ErrKey)
	}
	return sign(c.Text(), signers...)
}

// OpenCheckpoint returns the checkpoint in a signed note, if it is of the given
// origin and signed by v, the key named for that origin. After the log's line may
// stand cosignatures; they are held to their shape but not verified.
//
// A checkpoint of another log gives [ErrOrigin], one without a line by v
// [ErrKey], one whose line by v does not hold [ErrSignature], and anything that is
// not written in the one way [ErrMalformed].
func OpenCheckpoint(msg []byte, origin string, v note.Verifier) (Checkpoint, error) {
	c, err := readCheckpoint(msg)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != origin {
		return Checkpoint{}, fmt.Errorf("origin %q, not %q: %w", c.Origin, origin, ErrOrigin)
	}
	if v.Name() != origin {
		return Checkpoint{}, fmt.Errorf("key %q for origin %q: %w", v.Name(), origin, ErrKey)
	}
	n, err := open(msg, v)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := checkCosignatures(n); err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}

// Claimed is what a signed checkpoint says of itself. Nobody has looked at its
// signature: it is for asking which key should have signed it, and for what this
// process signed itself.
func Claimed(msg []byte) (Checkpoint, error) { return readCheckpoint(msg) }

// readCheckpoint reads the text of a signed checkpoint and believes it. It is for
// asking what a note claims before its signature is looked at, and for notes that
// this process signed.
func readCheckpoint(msg []byte) (Checkpoint, error) {
	end := bytes.LastIndex(msg, []byte("\n\n"))
	if end < 0 {
		return Checkpoint{}, fmt.Errorf("checkpoint without signatures: %w", ErrMalformed)
	}
	return parseCheckpoint(msg[:end+1])
}

// parseCheckpoint is the inverse of Text. The parser beneath it takes leading
// zeros, carriage returns, stray padding bits and roots of any length.
func parseCheckpoint(text []byte) (Checkpoint, error) {
	var raw log.Checkpoint
	if _, err := raw.Unmarshal(text); err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", ErrMalformed)
	}
	if len(raw.Hash) != tlog.HashSize {
		return Checkpoint{}, fmt.Errorf("checkpoint with a root of %d bytes: %w", len(raw.Hash), ErrMalformed)
	}
	c := Checkpoint{Origin: raw.Origin, Size: int64(raw.Size), Root: Hash(raw.Hash)}
	if err := c.check(); err != nil {
		return Checkpoint{}, err
	}
	if !bytes.Equal(c.Text(), text) {
		return Checkpoint{}, fmt.Errorf("checkpoint is not in its one form: %w", ErrMalformed)
	}
	return c, nil
}

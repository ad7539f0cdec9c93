package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// anyKey stands for the key of a note's first signature line where only the
// shape of the note is in question: it vouches for nothing.
type anyKey struct {
	name string
	hash uint32
}

func (k anyKey) Name() string            { return k.name }
func (k anyKey) KeyHash() uint32         { return k.hash }
func (anyKey) Verify(msg, _ []byte) bool { return true }

// firstKey names the key of a note's first signature line.
func firstKey(msg []byte) (note.Verifier, error) {
	_, err := note.Open(msg, note.VerifierList())
	var unverified *note.UnverifiedNoteError
	if !errors.As(err, &unverified) {
		return nil, fmt.Errorf("it is no signed note: %w", err)
	}
	first := unverified.Note.UnverifiedSigs[0]
	return anyKey{first.Name, first.Hash}, nil
}

// claim reads what a checkpoint says of itself. It must be in its one form;
// nobody has looked at its signature yet.
func claim(msg []byte) (merkle.Checkpoint, error) {
	v, err := firstKey(msg)
	if err != nil {
		return merkle.Checkpoint{}, err
	}
	return merkle.OpenCheckpoint(msg, v.Name(), v)
}

// open holds a checkpoint against a verifier key.
func open(msg []byte, key string) (merkle.Checkpoint, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return merkle.Checkpoint{}, fmt.Errorf("%q is not a verifier key: %w", key, err)
	}
	return merkle.OpenCheckpoint(msg, v.Name(), v)
}

// openCheckpoint reads the checkpoint's claim. Without one there is no telling
// what else should be there.
func (a *audit) openCheckpoint() bool {
	msg, err := a.src.Read(checkpointPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.broken(BadCheckpoint, Inclusion, "There is no checkpoint, so nobody can tell what should be here.")
		return false
	case err != nil:
		a.unread(checkpointPath, err)
		return false
	}
	if a.cp, err = claim(msg); err != nil {
		a.broken(BadCheckpoint, Inclusion, "The checkpoint is not written in the one way: %v.", err)
		return false
	}
	a.checkpoint = msg
	a.cosigned = bytes.Count(msg[bytes.LastIndex(msg, []byte("\n\n")):], []byte("\n")) - 3
	return true
}

// founded is what entry 0 fixes, as it stands; nil if it is no founding.
func (a *audit) founded() *ledger.Founded {
	if a.founding == nil {
		return nil
	}
	return a.founding.Body.(*ledger.Founded)
}

// readFounding reads entry 0 as it stands, before anything is replayed.
func (a *audit) readFounding() {
	if p, err := ledger.ParseAll(a.entry0); err == nil && p.Kind == ledger.KindLedgerFounded {
		a.founding = p
	}
	if f := a.founded(); f != nil && a.cp.Origin != f.Origin {
		a.fault(Fault{Code: BadCheckpoint, Check: Inclusion, Entry: 0, Words: fmt.Sprintf("The founding is of %s and the checkpoint of %s.", f.Origin, a.cp.Origin)})
	}
}

// signatures holds the checkpoint against the key that the entries name and
// against what the auditor brought: a key, an earlier checkpoint.
func (a *audit) signatures() {
	a.checkKey()
	a.checkKept()
}

func (a *audit) checkKey() {
	trust := strings.TrimSpace(a.opts.Trust)
	f := a.founded()
	if f != nil {
		_, err := open(a.checkpoint, a.logKeyAt(a.cp.Size))
		other := a.notInForce(a.checkpoint, a.cp.Size)
		switch {
		case err != nil && other != "":
			a.broken(BadCheckpoint, Inclusion, "The checkpoint of %s is signed by %s.", counted(a.cp.Size, "entry", "entries"), other)
		case err != nil && len(a.changes) > 0:
			a.broken(BadCheckpoint, Inclusion, "The checkpoint does not hold by the key that entry %d gives the log: %v.", a.changes[len(a.changes)-1].entry, err)
		case err != nil:
			a.broken(BadCheckpoint, Inclusion, "The checkpoint does not hold by the key that the founding names: %v.", err)
		case a.cp.Origin == f.Origin:
			a.signed = true
		}
	}
	if trust == "" {
		return
	}
	v, err := note.NewVerifier(trust)
	switch {
	case err != nil:
		a.unusable = fmt.Errorf("read the key that you trust: %w", err)
	case v.Name() != a.cp.Origin:
		a.broken(BadCheckpoint, Inclusion, "The key that you trust is of %s; this is a ledger of %s.", v.Name(), a.cp.Origin)
	case f != nil && !slices.Contains(a.logKeys(), trust):
		a.broken(BadCheckpoint, Inclusion, "The key that you trust is not the key of this ledger, although both go by the name %s. Somebody made a ledger under the same name, or you were given the wrong key, or this is a copy of before the log had that key.", v.Name())
	case f != nil:
		a.pinned = a.follow(trust) && a.signed
	default:
		if _, err := open(a.checkpoint, trust); err != nil {
			a.broken(BadCheckpoint, Inclusion, "The checkpoint does not hold by the key that you trust: %v.", err)
		}
	}
}

// checkKept holds the checkpoint that the auditor kept against this history.
func (a *audit) checkKept() {
	f := a.founded()
	if len(a.opts.Kept) == 0 || f == nil {
		return
	}
	if a.underAnotherKey(f) {
		return
	}
	claimed, err := claim(a.opts.Kept)
	if err != nil {
		a.unusable = fmt.Errorf("read the checkpoint that you kept: %w", err)
		return
	}
	kept, err := open(a.opts.Kept, a.logKeyAt(claimed.Size))
	if err == nil {
		a.keptClaim = kept
	}
	switch other := a.notInForce(a.opts.Kept, claimed.Size); {
	case err != nil && other != "":
		a.broken(Fork, Witnesses, "You kept a checkpoint of %s that is signed by %s. Keep both files.", counted(claimed.Size, "entry", "entries"), other)
	case err != nil:
		a.unusable = fmt.Errorf("read the checkpoint that you kept: %w", err)
	case kept.Size > a.cp.Size:
		a.broken(Old, Witnesses, "You kept a checkpoint of %d entries; this ledger has %d. An earlier file may do that; a server that answers so was put back, or keeps entries from you.", kept.Size, a.cp.Size)
	case kept.Size <= a.hashes.size && a.hashes.root(kept.Size) != kept.Root:
		a.broken(Fork, Witnesses, "This ledger and the one whose checkpoint of %d entries you kept do not agree. The log's key signed both: keep both files.", kept.Size)
	default:
		a.kept = kept.Size
	}
}

// underAnotherKey reports whether the ledger was known by another log key when
// the checkpoint was kept, and that key signed it. No stronger sign of two
// ledgers under one name is to be had: nobody but its holder can sign by a key.
func (a *audit) underAnotherKey(f *ledger.Founded) bool {
	known := strings.TrimSpace(a.opts.KeptKey)
	if known == "" || slices.Contains(a.logKeys(), known) {
		return false
	}
	kept, err := open(a.opts.Kept, known)
	if err != nil || kept.Origin != f.Origin {
		return false
	}
	a.broken(Fork, Witnesses, "You kept a checkpoint of %d entries of %s that is signed by the key %s; this ledger has the same name and is signed by %s. These are two ledgers: keep both files.", kept.Size, kept.Origin, known, a.logKeyAt(a.cp.Size))
	return true
}

package journal

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"

	"concordat/ledger/durable"
	"concordat/ledger/merkle"
)

// The checkpoint file holds the last checkpoint that this host has published,
// or was about to. It stands beside the store so that a store put back to an
// older copy is noticed: keep it out of the store's backups.
//
// It has two slots of one length, each with a checkpoint of its own, and they are
// written by turns, in place: that makes one write and one sync, where another file
// under its name would make three and wait for the folder. A slot says the SHA-256 of
// all that comes after in it. So of a write that was cut off nothing is taken, and the
// other slot, the one before, stands: as little as if the write had not begun. The
// checkpoints of one file grow, so the larger is the later.
//
// Before there were slots the file was the signed checkpoint alone. Such a one is read
// too, and the next start makes slots of it.

const (
	// One write of a slot goes into one page of the file system.
	slotSize = 4096
	slotHead = "concordat checkpoint "
	slotText = len(slotHead) + 2*sha256.Size + 1 // where the checkpoint begins
)

// checkpointFile is the file of an open journal. The zero value, without a path, keeps
// nothing.
type checkpointFile struct {
	path string
	open *os.File // once it has been written; to be closed
	next int      // the slot to be written, that of the older checkpoint
}

// put keeps a signed checkpoint. When it returns nil the checkpoint is durable. When
// it does not, a start finds it or the one before.
func (f *checkpointFile) put(signed []byte) error {
	if f.path == "" {
		return nil
	}
	slot, err := newSlot(signed)
	if err != nil {
		return err
	}
	if !f.stands() { // whatever is there
		if err := f.close(); err != nil {
			return err
		}
		f.open, f.next = nil, 0
		if err := durable.Replace(f.path, append(slot, slot...)); err != nil {
			return err
		}
		f.open, err = os.OpenFile(f.path, os.O_RDWR, 0)
		return err
	}
	if _, err := f.open.WriteAt(slot, int64(f.next*slotSize)); err != nil {
		return err
	}
	f.next = 1 - f.next
	return syncData(f.open)
}

// claimsMore tells whether the file is of more entries than a store has, by its own word:
// such a store may be an older copy, to be refused once all is read.
func (f *checkpointFile) claimsMore(stored merkle.Checkpoint) bool {
	if f.path == "" {
		return false
	}
	file, err := os.ReadFile(f.path)
	if err != nil {
		return false
	}
	kept, err := merkle.Claimed(LastKept(file))
	return err == nil && kept.Size > stored.Size
}

// stands tells whether the file that is open is still the one of that name: somebody may
// have taken it away or put another there, and a start looks for it by name.
func (f *checkpointFile) stands() bool {
	if f.open == nil {
		return false
	}
	is, err := f.open.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(f.path)
	return err == nil && os.SameFile(is, named)
}

func (f *checkpointFile) close() error {
	if f.open == nil {
		return nil
	}
	return f.open.Close()
}

func newSlot(signed []byte) ([]byte, error) {
	if len(signed) > slotSize-slotText {
		return nil, fmt.Errorf("a checkpoint of %d bytes: at most %d are kept", len(signed), slotSize-slotText)
	}
	slot := make([]byte, slotSize)
	copy(slot[slotText:], signed)
	copy(slot, headOf(slot))
	return slot, nil
}

// headOf is how a slot has to begin, with what comes after in it.
func headOf(slot []byte) string {
	return fmt.Sprintf("%s%x\n", slotHead, sha256.Sum256(slot[slotText:]))
}

// readSlot is the signed checkpoint in a slot, nil where it is not whole.
func readSlot(slot []byte) []byte {
	if string(slot[:slotText]) != headOf(slot) {
		return nil
	}
	return bytes.TrimRight(slot[slotText:], "\x00")
}

// LastKept is the signed checkpoint that a checkpoint file was given last, out of what
// stands in the file. What has no slot that is whole is taken to be a checkpoint by
// itself. Nobody has looked at its signature.
func LastKept(file []byte) []byte {
	if len(file) != 2*slotSize {
		return file
	}
	last, largest := file, int64(-1)
	for i := range 2 {
		signed := readSlot(file[i*slotSize:][:slotSize])
		if c, err := merkle.Claimed(signed); err == nil && c.Size > largest {
			last, largest = signed, c.Size
		}
	}
	return last
}

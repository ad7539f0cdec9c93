package cosign

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"concordat/ledger/durable"
	"concordat/ledger/merkle"
)

// What had the cosignatures that it needs was published so, and people may hold the ledger
// to it: it is kept in a file, so that after a start it is shown as it was before any
// witness has answered. Whose cosignatures it has is found out anew from what stands there.

// recall reads what was kept. What can't be read is not there: the witnesses are asked.
func (c *Cosigner) recall() {
	if c.file == "" {
		return
	}
	kept, err := os.ReadFile(c.file)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			c.slog.Warn("what was cosigned before can't be read", "cause", err)
		}
		return
	}
	c.kept, c.written = kept, kept
}

// errOther says that what was cosigned before is not of the log that is published now.
var errOther = errors.New("the log was put back to an older copy or forked, or the file was changed")

// ofThis is what the kept checkpoint says, if it is of t or of a part of it.
func (c *Cosigner) ofThis(t target) (merkle.Checkpoint, error) {
	at, err := merkle.Claimed(c.kept)
	if err != nil {
		return at, err
	}
	switch {
	case at.Origin != t.Origin:
		return at, fmt.Errorf("it is of another log, %s", at.Origin)
	case at.Size > t.Size:
		return at, fmt.Errorf("it is of %d entries and the log has %d: %w", at.Size, t.Size, errOther)
	}
	root := t.Root
	if at.Size < t.Size {
		if root, err = merkle.RootAt(merkle.CheckedHashReader(c.log.Tile, t.Checkpoint), at.Size); err != nil {
			return at, err
		}
	}
	if at.Root != root {
		return at, fmt.Errorf("it is of another tree of %d entries: %w", at.Size, errOther)
	}
	return at, nil
}

// putAside keeps what was cosigned before from being written over, for whoever finds out why
// the log is another now. The same is put aside once.
func (c *Cosigner) putAside(at merkle.Checkpoint) {
	aside := fmt.Sprintf("%s.other-%d-%x", c.file, at.Size, at.Root[:4])
	attrs := []any{"log", at.Origin, "size", at.Size, "file", aside}
	if err := os.Rename(c.file, aside); err != nil {
		attrs = append(attrs, "not put aside", err)
	}
	c.written = nil
	c.slog.Error("WHAT WAS COSIGNED BEFORE IS NOT OF THIS LOG: take no more statements until you know why, and keep the file that says so", attrs...)
}

// remember gives the witnesses that are named the cosignatures that a kept checkpoint has
// of them. The caller holds mu.
func (c *Cosigner) remember(at merkle.Checkpoint) error {
	var keys []merkle.CosignerKey
	for _, a := range c.who {
		keys = append(keys, a.key)
	}
	lines := c.kept[bytes.LastIndex(c.kept, []byte("\n\n"))+2:]
	list, err := merkle.ReadCosignatures(at, lines, keys)
	if err != nil || len(list) == 0 {
		return err
	}
	for _, s := range list {
		a := c.byKey[s.Key]
		a.of, a.by, a.had = at, &s, at.Size
		a.State, a.Since, a.Size, a.Time = Cosigned, time.Now(), at.Size, time.Unix(s.Time, 0).UTC()
	}
	c.last, c.lastSize = c.kept, at.Size
	return nil
}

// keep makes the newest checkpoint that had what it needs durable.
func (c *Cosigner) keep(last []byte) {
	if c.file == "" || last == nil || bytes.Equal(last, c.written) {
		return
	}
	if err := durable.Replace(c.file, last); err != nil {
		c.slog.Warn("what is cosigned can't be kept: after a start it is asked for again", "cause", err)
		return
	}
	c.written = last
}

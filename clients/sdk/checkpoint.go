package sdk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// KeyChangedError says that a ledger is offered under another key than the one
// it is known by. Nothing signed by the offered key was believed.
type KeyChangedError struct {
	Origin          string
	Pinned, Offered string // verifier keys, c2sp.org/signed-note
}

func (e *KeyChangedError) Error() string {
	return fmt.Sprintf("the ledger %s is known by the key %s, and this server offers %s for it", e.Origin, e.Pinned, e.Offered)
}

// OtherLedgerError says that a server shows another ledger than it did before.
// Of an example, which anybody may start anew, it is not said.
type OtherLedgerError struct {
	Server   string
	Was, Now string // origins
}

func (e *OtherLedgerError) Error() string {
	return fmt.Sprintf("%s showed the ledger %s before, and now shows %s", e.Server, e.Was, e.Now)
}

// Ledger reads what the ledger says of itself, having checked that its
// checkpoint is signed and continues the last one that was accepted.
func (c *Client) Ledger(ctx context.Context) (api.Ledger, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.readLedger(ctx)
}

func (c *Client) readLedger(ctx context.Context) (api.Ledger, error) {
	l, _, err := c.newest(ctx)
	return l, err
}

// newest is the ledger with the checkpoint that vouches for it. The caller holds mu.
func (c *Client) newest(ctx context.Context) (l api.Ledger, at merkle.Checkpoint, err error) {
	// The ledger's own description is public: asking for it never logs in.
	if err = c.ask(ctx, http.MethodGet, api.PathLedger, "", nil, "", &l); err != nil {
		return l, at, err
	}
	if err = c.recognise(ctx, l); err != nil {
		return l, at, err
	}
	if at, err = c.accept(ctx, []byte(l.Checkpoint), true); err != nil {
		if e := (*merkle.InconsistencyError)(nil); errors.As(err, &e) && len(l.Recoveries) > 0 {
			err = c.explained(ctx, l, e)
		}
		return l, at, err
	}
	if l.Size != at.Size || l.Root != ledger.HashDigest(at.Root) {
		return l, at, fmt.Errorf("%s says that it has %d entries, and its checkpoint says %d", c.server, l.Size, at.Size)
	}
	return l, at, nil
}

// Continues proves that the ledger as it stands continues a signed checkpoint that
// somebody kept, and gives both. That it does not, or no longer has as many
// entries, is a *merkle.InconsistencyError; that what was kept is no checkpoint of
// this ledger is an error of package merkle.
func (c *Client) Continues(ctx context.Context, kept []byte) (old, now merkle.Checkpoint, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, now, err := c.newest(ctx)
	if err != nil {
		return old, now, err
	}
	if old, err = c.openKept(ctx, l, now, kept); err != nil {
		return old, now, err
	}
	if old.Size > now.Size {
		return old, now, &merkle.InconsistencyError{Old: kept, New: []byte(l.Checkpoint)}
	}
	return old, now, c.grown(ctx, kept, []byte(l.Checkpoint), old, now)
}

// RootAt is the root that the ledger had when it had that many entries, proved
// under its newest checkpoint. Of more than it has it is an error of package
// merkle.
func (c *Client) RootAt(ctx context.Context, size int64) (root ledger.Digest, now merkle.Checkpoint, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, now, err = c.newest(ctx); err != nil {
		return "", now, err
	}
	if size < 0 || size > now.Size {
		return "", now, fmt.Errorf("a ledger of %d entries never had %d: %w", now.Size, size, merkle.ErrMalformed)
	}
	h, err := merkle.RootAt(merkle.CheckedHashReader(c.tiles(ctx), now), size)
	return ledger.HashDigest(h), now, err
}

// known is the ledger that this client speaks of; it asks once.
func (c *Client) known(ctx context.Context) (pin, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verifier == nil {
		if _, err := c.readLedger(ctx); err != nil {
			return pin{}, err
		}
	}
	return c.pin, nil
}

// recognise holds the ledger that a server describes against what is known: the
// key that was given, the key that was kept, the ledger that this server showed.
// On the first visit it learns them; a key that follows from the known one it learns
// on any.
func (c *Client) recognise(ctx context.Context, l api.Ledger) error {
	server := c.server.String()
	if c.verifier != nil && l.Origin != c.pin.Origin {
		return &OtherLedgerError{server, c.pin.Origin, l.Origin}
	}
	v, err := note.NewVerifier(l.VKey)
	if err != nil || v.Name() != l.Origin {
		return fmt.Errorf("%s offers a key that is no key of the ledger %s: %q", server, l.Origin, l.VKey)
	}
	var before served
	if ok, err := c.store.get(servedName(server), &before); err != nil {
		return err
	} else if ok && before.Origin != l.Origin && c.vkey == "" {
		var was pin
		if ok, err := c.store.get(pinName(before.Origin), &was); err != nil {
			return err
		} else if ok && was.Example == "" {
			return &OtherLedgerError{server, before.Origin, l.Origin}
		}
	}
	p, first := c.pin, false
	var kept pin
	if ok, err := c.store.get(pinName(l.Origin), &kept); err != nil {
		return err
	} else if ok {
		p = kept
	} else if c.verifier == nil {
		p = pin{Origin: l.Origin, VKey: cmp.Or(c.vkey, l.VKey)}
		first = c.vkey == ""
		if l.Example != nil {
			p.Example = l.Example.Name
		}
	}
	if p.VKey != l.VKey {
		if p, err = c.follow(ctx, l, p); err != nil {
			return err
		}
	}
	if c.vkey != "" && c.vkey != p.VKey && !slices.Contains(p.Former, c.vkey) {
		return &KeyChangedError{l.Origin, c.vkey, l.VKey}
	}
	if before.Origin != l.Origin {
		if err := c.store.put(servedName(server), served{server, l.Origin}); err != nil {
			return err
		}
	}
	c.first = c.first || first
	c.pin, c.verifier = p, v
	return nil
}

// accept takes a signed checkpoint if it is of one history with the last one that
// was accepted, and keeps the larger of the two. newest says that msg is what the
// server gives for its present one, which must then be no smaller.
//
// The caller holds mu. Another process may have accepted a newer checkpoint
// between the server's answer and now, so one that is behind is asked for once
// more before anybody is accused.
func (c *Client) accept(ctx context.Context, msg []byte, newest bool) (merkle.Checkpoint, error) {
	at, err := merkle.OpenCheckpoint(msg, c.pin.Origin, c.verifier)
	if err != nil {
		return at, fmt.Errorf("checkpoint of %s: %w", c.server, err)
	}
	var p pin
	if ok, err := c.store.get(pinName(c.pin.Origin), &p); err != nil {
		return at, err
	} else if ok && p.VKey != c.pin.VKey { // another process has followed the log's key since
		return at, fmt.Errorf("checkpoint of %s: another program has just learnt the log's new key: ask again", c.server)
	} else if ok {
		c.pin = p
	}
	if c.pin.Checkpoint == "" {
		return at, c.keep(msg)
	}
	kept := []byte(c.pin.Checkpoint)
	old, err := merkle.OpenCheckpoint(kept, c.pin.Origin, c.verifier)
	if err != nil {
		return at, fmt.Errorf("the checkpoint that was kept: %w", err)
	}
	if newest && at.Size < old.Size {
		again, err := c.do(ctx, http.MethodGet, api.PathCheckpoint, "", nil, "")
		if err != nil {
			return at, err
		}
		now, err := merkle.OpenCheckpoint(again, c.pin.Origin, c.verifier)
		if err != nil {
			return at, fmt.Errorf("checkpoint of %s: %w", c.server, err)
		}
		if now.Size < old.Size {
			return at, &merkle.InconsistencyError{Old: kept, New: again}
		}
		if _, err := c.accept(ctx, again, false); err != nil {
			return at, err
		}
		return at, c.grown(ctx, msg, again, at, now)
	}
	if at.Size < old.Size {
		return at, c.grown(ctx, msg, kept, at, old)
	}
	if err := c.grown(ctx, kept, msg, old, at); err != nil {
		return at, err
	}
	if bytes.Equal(kept, msg) {
		return at, nil
	}
	return at, c.keep(msg)
}

func (c *Client) keep(checkpoint []byte) error {
	p := c.pin
	p.Checkpoint = string(checkpoint)
	if err := c.store.put(pinName(p.Origin), p); err != nil {
		return err
	}
	c.pin = p
	return nil
}

// grown checks that the tree of b, no smaller, begins with the tree of a. The
// tiles are hashed up to b's root, so nothing that the server sends can make it
// seem so; a server that does not show it is taken to be unable to.
func (c *Client) grown(ctx context.Context, msgA, msgB []byte, a, b merkle.Checkpoint) error {
	if a == b {
		return nil
	}
	evidence := &merkle.InconsistencyError{Old: msgA, New: msgB}
	if a.Size == b.Size {
		return evidence
	}
	proof, err := merkle.ProveConsistency(merkle.CheckedHashReader(c.tiles(ctx), b), a.Size, b.Size)
	if err != nil {
		var p *api.Problem
		var n *NetworkError
		if ctx.Err() != nil || errors.As(err, &n) || errors.As(err, &p) && p.Status/100 == 5 {
			return fmt.Errorf("check that %s has kept its history: %w", c.server, err)
		}
		return evidence
	}
	if evidence.Proof = proof; merkle.CheckConsistency(proof, a, b) != nil {
		return evidence
	}
	return nil
}

// tiles reads the server's tiles. A partial tile that has been filled since may
// be gone; the full one then stands in its place.
func (c *Client) tiles(ctx context.Context) merkle.ReadTile {
	return func(t merkle.Tile) ([]byte, error) {
		data, err := c.do(ctx, http.MethodGet, "/"+merkle.TilePath(t), "", nil, "")
		var p *api.Problem
		if errors.As(err, &p) && p.Code == ledger.CodeNotFound && t.W < merkle.TileWidth {
			t.W = merkle.TileWidth
			return c.do(ctx, http.MethodGet, "/"+merkle.TilePath(t), "", nil, "")
		}
		return data, err
	}
}

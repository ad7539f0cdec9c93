package sdk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// LogKeyChange is a change of the log's key, proved to be an entry of the ledger.
type LogKeyChange struct {
	Entry  int64
	Author string
	ledger.LogKeyChanged
}

// LogKeyLostError says that the log's key was lost, and that the ledger records
// another in its place: a person stated it and another confirmed it, and the old key
// has not signed it. That the ledger continues what was kept is proved; that the new
// key is the log's, two people alone say. Its code is to be asked of both, by another
// way than this server, before it is accepted ([Client.AcceptLogKey]).
type LogKeyLostError struct {
	Origin string
	Change LogKeyChange
}

func (e *LogKeyLostError) Error() string {
	return fmt.Sprintf("the key of %s that you know it by is lost: its entry %d, stated by %s and confirmed by %s, gives it another, which the old one has not signed. Ask both of them for the code of the new key before you accept it",
		e.Origin, e.Change.Entry, e.Change.Author, e.Change.Confirmed.Person)
}

// LogKeysFollowed are the changes of the log's key that this client has followed: the
// ledger was known by an earlier one, and each handed over to the next.
func (c *Client) LogKeysFollowed() []LogKeyChange {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.followed
}

// LogKeyChanges are all changes of the log's key, each proved to stand in the ledger
// as it is now. Whether the first of the keys was the log's, the caller knows.
func (c *Client) LogKeyChanges(ctx context.Context) ([]LogKeyChange, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, now, err := c.newest(ctx)
	if err != nil {
		return nil, err
	}
	return c.changes(ctx, l, c.verifier, now)
}

// AcceptLogKey goes on with a ledger whose key was lost, from the entry that gives it
// another. The caller's person has asked the two who say so for the new key's code,
// by another way.
func (c *Client) AcceptLogKey(ctx context.Context, entry int64, code string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accepted.entry, c.accepted.code = entry, code
	defer func() { c.accepted.entry, c.accepted.code = 0, "" }()
	_, _, err := c.newest(ctx)
	if err == nil && len(c.followed) == 0 {
		return fmt.Errorf("%s has the key that this program knows it by: there is nothing to accept", c.server)
	}
	return err
}

// follow makes the key that a server offers the one that the ledger is known by, if
// entries lead to it from the one that it was known by, and if the ledger continues
// what was kept. Otherwise nothing that the offered key signed is believed, and the
// error is a *KeyChangedError, a *LogKeyLostError or a *merkle.InconsistencyError.
//
// An old key has no part in what comes after the entry that replaced it: a checkpoint
// by it that was kept of more than that is another history. The caller holds mu.
func (c *Client) follow(ctx context.Context, l api.Ledger, p pin) (pin, error) {
	changed := &KeyChangedError{l.Origin, p.VKey, l.VKey}
	v, err := note.NewVerifier(l.VKey)
	if err != nil || v.Name() != l.Origin {
		return p, changed
	}
	now, err := merkle.OpenCheckpoint([]byte(l.Checkpoint), l.Origin, v)
	if err != nil {
		return p, changed
	}
	all, err := c.changes(ctx, l, v, now)
	if err != nil {
		return p, err
	}
	var kept merkle.Checkpoint
	if p.Checkpoint != "" {
		old, err := newVerifier(p.VKey)
		if err == nil {
			kept, err = merkle.OpenCheckpoint([]byte(p.Checkpoint), l.Origin, old)
		}
		if err != nil {
			return p, fmt.Errorf("the checkpoint that was kept: %w", err)
		}
	}
	var followed []LogKeyChange
	for _, change := range all {
		switch {
		case change.Old != p.VKey:
			continue
		case len(followed) == 0 && change.Entry < kept.Size:
			return p, &merkle.InconsistencyError{Old: []byte(p.Checkpoint), New: []byte(l.Checkpoint)}
		case change.Reason == ledger.LogKeyLost && (c.accepted.entry != change.Entry || c.accepted.code != ledger.LogKeyCode(change.New)):
			return p, &LogKeyLostError{l.Origin, change}
		}
		followed = append(followed, change)
		p.VKey, p.Former = change.New, append(p.Former, change.Old)
	}
	if p.VKey != l.VKey {
		return p, changed
	}
	if p.Checkpoint != "" {
		if now.Size < kept.Size {
			return p, &merkle.InconsistencyError{Old: []byte(p.Checkpoint), New: []byte(l.Checkpoint)}
		}
		if err := c.grown(ctx, []byte(p.Checkpoint), []byte(l.Checkpoint), kept, now); err != nil {
			return p, err
		}
	}
	p.Checkpoint = l.Checkpoint
	if err := c.store.put(pinName(p.Origin), p); err != nil {
		return p, err
	}
	c.followed = append(c.followed, followed...)
	return p, nil
}

// changes proves each change that a server names to be an entry of the tree that its
// key has signed for, and that the two log keys signed what they had to.
func (c *Client) changes(ctx context.Context, l api.Ledger, v note.Verifier, now merkle.Checkpoint) (all []LogKeyChange, err error) {
	for _, claimed := range l.LogKeys {
		var r api.Receipt
		if err := c.ask(ctx, http.MethodGet, api.Fill(api.PathReceipt, fmt.Sprint(claimed.Entry)), "", nil, "", &r); err != nil {
			return nil, fmt.Errorf("read the change of the log's key: %w", err)
		}
		wrong := func(why string, cause error) error { return &ReceiptError{why, nil, r, cause} }
		index, at, err := r.Receipt.Check(l.Origin, v)
		if err != nil || index != claimed.Entry {
			return nil, wrong("the change of the log's key is not proved", err)
		}
		_, under, err := r.Claims()
		if err != nil {
			return nil, wrong("the change of the log's key is not proved", err)
		}
		older, newer, a, b := under, []byte(l.Checkpoint), at, now
		if at.Size > now.Size { // the ledger grew between the two answers
			older, newer, a, b = newer, older, now, at
		}
		if !bytes.Equal(older, newer) {
			if err := c.grown(ctx, older, newer, a, b); err != nil {
				return nil, err
			}
		}
		p, err := ledger.ParseAll(r.Entry)
		if err != nil || p.Kind != ledger.KindLogKeyChanged {
			return nil, wrong("it is no change of the log's key", err)
		}
		change := LogKeyChange{index, p.Signed.Payload.Author, *p.Body.(*ledger.LogKeyChanged)}
		if err := change.CheckLogKeys(l.Origin, change.Author); err != nil {
			return nil, wrong("the log's keys have not signed it", err)
		}
		all = append(all, change)
	}
	return all, nil
}

// openKept opens a checkpoint that somebody kept, under the key that signed for as
// many entries. The caller holds mu, and l is the newest.
func (c *Client) openKept(ctx context.Context, l api.Ledger, now merkle.Checkpoint, kept []byte) (merkle.Checkpoint, error) {
	old, err := merkle.OpenCheckpoint(kept, c.pin.Origin, c.verifier)
	if !errors.Is(err, merkle.ErrKey) || len(l.LogKeys) == 0 {
		return old, err
	}
	all, failed := c.changes(ctx, l, c.verifier, now)
	if failed != nil {
		return old, failed
	}
	for i, change := range all {
		v, invalid := newVerifier(change.Old)
		if invalid != nil || i > 0 && change.Old != all[i-1].New {
			return old, err
		}
		if old, by := merkle.OpenCheckpoint(kept, c.pin.Origin, v); by == nil {
			if old.Size > change.Entry {
				return old, fmt.Errorf("it is of %d entries, and signed by the key that entry %d had replaced: whoever still has that key signed it, and the log did not: %w", old.Size, change.Entry, err)
			}
			return old, nil
		}
	}
	return old, err
}

package sdk

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// RecoveredError says that the checkpoint that was kept is of entries that the
// ledger no longer has, and that it records their loss: a person stated it and
// another confirmed it. That is not a fork that nobody owns up to, and it is no
// less a loss: what was kept proves that the entries were there. Both people are to
// be asked by another way than this server before it is accepted
// ([Client.AcceptRecovery]).
type RecoveredError struct {
	Entry    int64 // that records the loss
	Author   string
	Recovery ledger.LedgerRecovered
	Err      *merkle.InconsistencyError // the evidence
}

func (e *RecoveredError) Error() string {
	r := e.Recovery
	return fmt.Sprintf("this ledger has lost entries %d to %d, which you have seen proof of, and says so in its entry %d, stated by %s and confirmed by %s: %q. Ask both of them before you accept it, and keep what you have of those entries",
		r.Size, r.Lost.Size-1, e.Entry, e.Author, r.Confirmed.Person, r.Reason)
}

func (e *RecoveredError) Unwrap() error { return e.Err }

// lost is what is kept of a history that a ledger has lost.
type lost struct {
	Origin     string `json:"origin"`
	Checkpoint string `json:"checkpoint"`
	Entry      int64  `json:"entry"` // that records the loss
}

func lostName(origin string, entry int64) string {
	return "lost-" + fingerprint(fmt.Sprintf("%s\n%d", origin, entry))
}

// AcceptRecovery goes on with a ledger that has lost what this client had seen, from
// the entry that records it. The caller's person has asked the two who say so, by
// another way. The checkpoint of what was lost is kept beside the new one.
func (c *Client) AcceptRecovery(ctx context.Context, entry int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, _, err := c.newest(ctx)
	var r *RecoveredError
	if err == nil {
		return fmt.Errorf("%s has all that this program has seen of it: there is nothing to accept", c.server)
	}
	if !errors.As(err, &r) || r.Entry != entry {
		return err
	}
	if err := c.store.put(lostName(c.pin.Origin, entry), lost{c.pin.Origin, string(r.Err.Old), entry}); err != nil {
		return err
	}
	return c.keep([]byte(l.Checkpoint))
}

// explained looks for a record of the loss of what was kept, and gives the error that
// says so in the place of the evidence. What the server says of it is not believed:
// the record is proved to be in the tree of the checkpoint that it shows now.
// The caller holds mu.
func (c *Client) explained(ctx context.Context, l api.Ledger, evidence *merkle.InconsistencyError) error {
	kept, err := merkle.OpenCheckpoint(evidence.Old, c.pin.Origin, c.verifier)
	if err != nil {
		return evidence
	}
	now, err := merkle.OpenCheckpoint([]byte(l.Checkpoint), c.pin.Origin, c.verifier)
	if err != nil {
		return evidence
	}
	for _, claimed := range l.Recoveries {
		var r api.Receipt
		if err := c.ask(ctx, http.MethodGet, api.Fill(api.PathReceipt, fmt.Sprint(claimed.Entry)), "", nil, "", &r); err != nil {
			return errors.Join(evidence, fmt.Errorf("read the record of the loss: %w", err))
		}
		index, at, err := r.Receipt.Check(c.pin.Origin, c.verifier)
		if err != nil || index != claimed.Entry {
			continue
		}
		_, under, err := r.Claims()
		if err != nil {
			continue
		}
		older, newer, a, b := under, []byte(l.Checkpoint), at, now
		if at.Size > now.Size { // the ledger grew between the two answers
			older, newer, a, b = newer, older, now, at
		}
		if !bytes.Equal(older, newer) && c.grown(ctx, older, newer, a, b) != nil {
			continue
		}
		p, err := ledger.ParseAll(r.Entry)
		if err != nil || p.Signed == nil {
			continue
		}
		body, ok := p.Body.(*ledger.LedgerRecovered)
		if !ok || kept.Size <= body.Size || kept.Size > body.Lost.Size || kept.Size == body.Lost.Size && ledger.HashDigest(kept.Root) != body.Lost.Root {
			continue // what was kept is not of what it says was lost
		}
		return &RecoveredError{index, p.Signed.Payload.Author, *body, evidence}
	}
	return evidence
}

// ConfirmRecovery signs a loss that somebody else is about to state: that is all that
// it takes of the second person, who has looked for the entries too.
func (k Key) ConfirmRecovery(origin, author, person string, b *ledger.LedgerRecovered) {
	proof := k.sign(ledger.RecoveryInput(origin, author, b))
	b.Confirmed = ledger.Confirmation{Person: person, Key: k.Thumbprint(), Proof: base64.RawURLEncoding.EncodeToString(proof)}
}

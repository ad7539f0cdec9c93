package sdk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// Recorded is a statement that is proved to be on the ledger.
type Recorded struct {
	Entry     int64         `json:"entry"`
	ID        ledger.Digest `json:"id"`
	Time      ledger.Time   `json:"time"`
	Kind      string        `json:"kind"`
	Sentence  string        `json:"sentence"`
	CheckCode string        `json:"check_code"` // of the entry's bytes
	Repeated  bool          `json:"repeated"`   // it had been recorded before
	Receipt   api.Receipt   `json:"receipt"`
}

// ReceiptError says that a server claimed to have recorded what its receipt does
// not prove. Sent and Receipt are the evidence.
type ReceiptError struct {
	Why     string
	Sent    []byte // the signed statement; nil where a receipt was only read
	Receipt api.Receipt
	Err     error
}

func (e *ReceiptError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("the server's receipt proves nothing: %s: %v", e.Why, e.Err)
	}
	return "the server's receipt proves nothing: " + e.Why
}

func (e *ReceiptError) Unwrap() error { return e.Err }

// Place is where a statement of a key's goes: its number among the key's, and the
// newest checkpoint.
type Place struct {
	Seq  int64
	Seen ledger.Seen
}

// Next is the place of a key's next statement.
func (c *Client) Next(ctx context.Context, key ledger.Thumbprint) (Place, error) {
	l, err := c.Ledger(ctx)
	if err != nil {
		return Place{}, err
	}
	k, err := c.KeyRecord(ctx, key)
	return Place{k.Next, ledger.Seen{Size: l.Size, Root: l.Root}}, err
}

// Draft is a statement by the client's person at a place, for somebody to look at and
// to sign as it is, and then to Send. At one place it is always the same, so that what
// is signed and sent twice is recorded once.
func (c *Client) Draft(ctx context.Context, key ledger.Key, at Place, kind, party string, body any) (ledger.Statement, ledger.Payload, error) {
	p, err := c.known(ctx)
	if err != nil {
		return ledger.Statement{}, ledger.Payload{}, err
	}
	payload, err := c.payload(ctx, p.Origin, kind, party, body)
	if err != nil {
		return ledger.Statement{}, payload, err
	}
	payload.Seq, payload.Seen = at.Seq, at.Seen
	draft, err := ledger.Draft(key, payload)
	if err != nil {
		return draft, payload, fmt.Errorf("draft %s: %w", kind, err)
	}
	return draft, payload, nil
}

// Sentence says in plain English what a statement would say, to be shown before
// it is signed.
func (c *Client) Sentence(ctx context.Context, kind, party string, body any) (string, error) {
	p, err := c.known(ctx)
	if err != nil {
		return "", err
	}
	payload, err := c.payload(ctx, p.Origin, kind, party, body)
	return payload.Sentence, err
}

// SentenceError says that a statement would say something else than its author
// agreed to, so that it was not signed. The names in a sentence are the server's
// word until the ledger has checked them: a motion may have been amended in the
// meantime, or a server shows one title and would have another signed.
type SentenceError struct{ Agreed, Now string }

func (e *SentenceError) Error() string {
	return fmt.Sprintf("you agreed to %q, and the statement would now say %q: nothing was signed", e.Agreed, e.Now)
}

// State signs a statement of a kind for a party (empty for the person alone),
// sends it, and returns once it is proved to be recorded. It signs nothing that
// does not say exactly the sentence that the author agreed to (Sentence gives it),
// or else returns a SentenceError.
//
// A race that another statement by the same key has won is run again, with a new
// signature under the same sentence, at most twice. Whatever else the server
// refuses is for the caller to read: as an *api.Problem where the log has signed
// for the refusal, which is then kept; as a RefusalError where it has not.
//
// After a NetworkError it is not known whether the statement was recorded:
// read the ledger before stating it again.
func (c *Client) State(ctx context.Context, kind, party string, body any, agreed string) (Recorded, error) {
	if c.key == nil {
		return Recorded{}, ErrNoKey
	}
	c.signing.Lock()
	defer c.signing.Unlock()
	for try := 0; ; try++ {
		s, seen, err := c.sign(ctx, kind, party, body, agreed)
		if err != nil {
			return Recorded{}, err
		}
		done, err := c.send(ctx, s, seen)
		var p *api.Problem
		var unsigned *RefusalError
		if try < maxResign && errors.As(err, &p) && !errors.As(err, &unsigned) && p.Code == ledger.CodeOutOfSequence {
			continue
		}
		return done, err
	}
}

// Send carries a statement that somebody has signed, perhaps elsewhere, and
// checks its receipt. The client's key is the carrier's: servers take statements
// from people whom they know.
func (c *Client) Send(ctx context.Context, s ledger.Statement) (Recorded, error) {
	if _, err := c.known(ctx); err != nil {
		return Recorded{}, err
	}
	return c.send(ctx, s, 0)
}

// sign drafts and signs with the key's next number and the newest checkpoint, of
// which it also returns the size.
func (c *Client) sign(ctx context.Context, kind, party string, body any, agreed string) (ledger.Statement, int64, error) {
	at, err := c.Next(ctx, c.key.Thumbprint())
	if err != nil {
		return ledger.Statement{}, 0, err
	}
	draft, p, err := c.Draft(ctx, c.key.Public(), at, kind, party, body)
	if err != nil {
		return ledger.Statement{}, 0, err
	}
	if p.Sentence != agreed {
		return ledger.Statement{}, 0, &SentenceError{agreed, p.Sentence}
	}
	return c.key.Sign(draft), at.Seen.Size, nil
}

func (c *Client) payload(ctx context.Context, origin, kind, party string, body any) (ledger.Payload, error) {
	raw, err := ledger.Encode(body)
	if err != nil {
		return ledger.Payload{}, fmt.Errorf("%s: %w", kind, err)
	}
	p := ledger.Payload{V: 1, Ledger: origin, Kind: kind, Author: c.person, Party: party, Body: raw}
	n := &names{ctx: ctx, c: c}
	if p.Sentence, err = ledger.Sentence(p, n); err != nil {
		return p, err
	}
	return p, n.err
}

// names gives the words for codes out of the API's answers. Whether they are the
// ledger's words is checked where the statement is: a sentence with others is
// refused.
type names struct {
	ctx context.Context
	c   *Client
	err error // the first
}

func (n *names) PartyName(code string) string {
	p, err := n.c.Party(n.ctx, code)
	if n.missing(err) {
		return code
	}
	return p.Name
}

func (n *names) MotionTitle(ref string) string {
	m, err := n.c.Motion(n.ctx, ref)
	if n.missing(err) {
		return ""
	}
	return m.Title
}

// missing notes an error, unless it says that there is no such thing: then the
// server says so of the statement, better.
func (n *names) missing(err error) bool {
	var p *api.Problem
	if err != nil && n.err == nil && !(errors.As(err, &p) && p.Code == ledger.CodeNotFound) {
		n.err = err
	}
	return err != nil
}

// send posts a statement until there is an answer, always the same bytes, and
// believes no answer that its receipt or the log's refusal does not prove.
func (c *Client) send(ctx context.Context, s ledger.Statement, seen int64) (Recorded, error) {
	body, err := ledger.Encode(s)
	if err != nil {
		return Recorded{}, err
	}
	var r api.Receipt
	var refused *api.Problem // by the answer to the statement itself, not to a log-in
	for try := 1; ; try++ {
		err = c.authorised(ctx, func(token string) error {
			refused = nil
			err := c.ask(ctx, http.MethodPost, api.PathStatements, api.TypeJOSE, body, token, &r)
			errors.As(err, &refused)
			return err
		})
		var n *NetworkError
		if try == sendTries || !errors.As(err, &n) {
			break
		}
	}
	if err != nil {
		if p := (*api.Problem)(nil); errors.As(err, &p) && p == refused {
			err = c.refused(s.ID(), body, p)
		}
		return Recorded{}, err
	}
	done, err := c.proved(ctx, r)
	if err != nil {
		if e := (*ReceiptError)(nil); errors.As(err, &e) {
			e.Sent = body
		}
		return Recorded{}, err
	}
	e, err := ledger.ParseEntry(r.Entry)
	if err != nil || !bytes.Equal(e.Statement, body) || done.ID != s.ID() {
		return Recorded{}, &ReceiptError{"it is for another statement than the one that was sent", body, r, err}
	}
	if done.Entry < seen {
		return Recorded{}, &ReceiptError{fmt.Sprintf("it says that this stood at entry %d before it was signed, when there were %d entries", done.Entry, seen), body, r, nil}
	}
	return done, nil
}

// proved checks a receipt: the log's key has signed for a tree that holds the
// entry, of one history with what was accepted before. What the server says about
// the entry is worked out again from its bytes.
func (c *Client) proved(ctx context.Context, r api.Receipt) (Recorded, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	index, _, err := r.Receipt.Check(c.pin.Origin, c.verifier)
	if errors.Is(err, merkle.ErrKey) { // the log's key may have been changed, by this very entry
		if _, followErr := c.readLedger(ctx); followErr != nil {
			return Recorded{}, followErr
		}
		index, _, err = r.Receipt.Check(c.pin.Origin, c.verifier)
	}
	if err != nil {
		return Recorded{}, &ReceiptError{"its proof does not hold", nil, r, err}
	}
	if index != r.Index {
		return Recorded{}, &ReceiptError{fmt.Sprintf("it is said to be for entry %d and proves entry %d", r.Index, index), nil, r, nil}
	}
	_, checkpoint, err := r.Claims()
	if err != nil {
		return Recorded{}, err
	}
	if _, err := c.accept(ctx, checkpoint, false); err != nil {
		return Recorded{}, err
	}
	return read(index, r)
}

// read takes an entry apart.
func read(index int64, r api.Receipt) (Recorded, error) {
	p, err := ledger.ParseAll(r.Entry)
	if err != nil {
		return Recorded{}, &ReceiptError{"its entry can't be read", nil, r, err}
	}
	done := Recorded{
		Entry: index, Time: p.Entry.Time, Kind: p.Kind, Sentence: p.Text,
		CheckCode: ledger.CheckCode(ledger.DigestOf(r.Entry)), Repeated: r.Repeated, Receipt: r,
	}
	if p.Signed != nil {
		done.ID = p.Signed.ID
	}
	return done, nil
}

// Receipt reads the receipt of an entry and checks it.
func (c *Client) Receipt(ctx context.Context, index int64) (Recorded, error) {
	if _, err := c.known(ctx); err != nil {
		return Recorded{}, err
	}
	var r api.Receipt
	if err := c.get(ctx, api.Fill(api.PathReceipt, fmt.Sprint(index)), nil, &r); err != nil {
		return Recorded{}, err
	}
	done, err := c.proved(ctx, r)
	if err == nil && done.Entry != index {
		return Recorded{}, &ReceiptError{fmt.Sprintf("it is for entry %d, not %d", done.Entry, index), nil, r, nil}
	}
	return done, err
}

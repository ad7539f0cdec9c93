package journal

import (
	"errors"
	"fmt"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// logKey is a key of the log; without a signer this host knows it and has it not.
type logKey struct {
	vkey     string
	verifier note.Verifier
	signer   note.Signer
}

func newLogKey(vkey string, signer note.Signer) (logKey, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return logKey{}, fmt.Errorf("%w: verifier key: %w", ErrKey, err)
	}
	return logKey{vkey, v, signer}, nil
}

// try signs a checkpoint, and looks whether that is what the verifier key takes.
func (k logKey) try(c merkle.Checkpoint) ([]byte, error) {
	signed, err := k.sign(c)
	if err == nil {
		_, err = merkle.OpenCheckpoint(signed, c.Origin, k.verifier)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the signer does not sign for %s: %w", ErrKey, k.vkey, err)
	}
	return signed, nil
}

func (k logKey) sign(c merkle.Checkpoint) ([]byte, error) {
	if k.signer == nil {
		return nil, ErrNoKey
	}
	return merkle.SignCheckpoint(c, k.signer)
}

// keys are those that this host has of the log: the one that it was started with,
// and others that it is asked for by name, and then keeps.
type keys struct {
	first logKey
	more  func(vkey string) (note.Signer, error)

	mu   sync.Mutex
	have map[string]logKey
}

// of is the key of that name, if it was started with or asked for.
func (k *keys) of(vkey string) (logKey, bool) {
	if vkey == k.first.vkey {
		return k.first, k.first.signer != nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	key, ok := k.have[vkey]
	return key, ok
}

// ask is of, but asks for a key that is not there.
func (k *keys) ask(vkey string) (key logKey, ok bool, err error) {
	if key, ok = k.of(vkey); ok || k.more == nil {
		return key, ok, nil
	}
	signer, err := k.more(vkey)
	if signer == nil || err != nil {
		return logKey{}, false, err
	}
	if key, err = newLogKey(vkey, signer); err != nil {
		return logKey{}, false, err
	}
	// Tried here, before an entry rests on it: of an empty tree it says nothing.
	if _, err := key.try(merkle.Checkpoint{Origin: signer.Name(), Root: merkle.Tree{}.Root()}); err != nil {
		return logKey{}, false, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.have == nil {
		k.have = map[string]logKey{}
	}
	k.have[vkey] = key
	return key, true, nil
}

// inForce is the key that the entries say signs for all of them, which must have
// signed the store's checkpoint. Where this host has it not, that is an error, unless
// the operator has asked for the recovery: then the record of another is awaited.
func (j *Journal) inForce(stored merkle.Checkpoint, signed []byte, recover bool) (logKey, error) {
	v := j.state.Durable()
	f := v.Founded()
	if f == nil || f.Origin != j.origin {
		return logKey{}, fmt.Errorf("%w: these are not the entries of %s", ErrKey, j.origin)
	}
	key, err := newLogKey(v.LogKey(), nil)
	if err != nil {
		return logKey{}, err
	}
	if _, err := merkle.OpenCheckpoint(signed, j.origin, key.verifier); err != nil {
		return logKey{}, fmt.Errorf("%w: the store's checkpoint of %d entries is not signed by the key that these name, with the code %s: %w", ErrKey, stored.Size, ledger.LogKeyCode(key.vkey), err)
	}
	have, ok, err := j.keys.ask(key.vkey)
	switch {
	case err != nil:
		return logKey{}, err
	case ok:
		return have, nil
	case recover:
		return key, nil
	}
	return logKey{}, fmt.Errorf("%w: %w: it has the code %s", ErrKey, ErrNoKey, ledger.LogKeyCode(key.vkey))
}

// keyless reports whether this host lacks the key that signs for what a view has.
func (j *Journal) keyless(v ledger.View) bool {
	if v.Founded() == nil {
		return false
	}
	_, ok := j.keys.of(v.LogKey())
	return !ok
}

// mayChange refuses a change of the log's key that this host can't go on from: to a
// key that it has not, or from one that is said to be lost and is here.
func (j *Journal) mayChange(v ledger.View, b *ledger.LogKeyChanged) error {
	_, ok, err := j.keys.ask(b.New)
	switch {
	case err != nil:
		return refuse(fmt.Errorf("the new key of the log: %w", err))
	case !ok:
		return &ledger.Error{Code: ledger.CodeConflict, Field: "/payload/body/new", Message: fmt.Sprintf("this host does not have the key with the code %s: have its operator make one with concordatd log-key new, and state that", ledger.LogKeyCode(b.New))}
	case b.Reason == ledger.LogKeyLost && !j.keyless(v):
		return &ledger.Error{Code: ledger.CodeConflict, Field: "/payload/body/reason", Message: "this host has the key that is said to be lost: have its operator draw the change up with it, with concordatd log-key rotate"}
	}
	return nil
}

// openKept opens a checkpoint that somebody kept. What it is of decides whose it must
// be: of no more than there is, that of the key which signed for so many entries; of
// more, that of the last key, or of one that this host has.
func openKept(origin string, size int64, at func(size int64) string, also []string, kept []byte) (c merkle.Checkpoint, err error) {
	claimed, err := merkle.Claimed(kept)
	if err != nil {
		return c, err
	}
	candidates := []string{at(min(claimed.Size, size))}
	if claimed.Size > size {
		candidates = append(candidates, also...)
	}
	for _, vkey := range candidates {
		v, invalid := note.NewVerifier(vkey)
		if invalid != nil {
			return c, fmt.Errorf("%w: verifier key: %w", ErrKey, invalid)
		}
		if c, err = merkle.OpenCheckpoint(kept, origin, v); !errors.Is(err, merkle.ErrKey) {
			return c, err
		}
	}
	return c, err
}

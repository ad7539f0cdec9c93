package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"
)

// Nonces hands out nonces and takes each back once. A nonce carries its own
// expiry under a key that lives as long as the process, so that asking for
// nonces costs no memory: only those that somebody logged in with are kept,
// until they would have run out anyway.
type Nonces struct {
	now func() time.Time
	key [32]byte

	mu   sync.Mutex
	used map[string]time.Time // nonce → expiry
}

// NewNonces has a new random key; now is the world's clock.
func NewNonces(now func() time.Time) *Nonces {
	n := &Nonces{now: now, used: map[string]time.Time{}}
	rand.Read(n.key[:])
	return n
}

// New gives a nonce and when it runs out.
func (n *Nonces) New() (string, time.Time) {
	return n.until(n.now().Add(NonceLife).Truncate(time.Millisecond))
}

// until gives one that runs out then.
func (n *Nonces) until(expires time.Time) (string, time.Time) {
	b := make([]byte, randomSize, randomSize+8+sha256.Size)
	rand.Read(b)
	b = binary.BigEndian.AppendUint64(b, uint64(expires.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(n.seal(b)), expires
}

func (n *Nonces) seal(b []byte) []byte {
	h := hmac.New(sha256.New, n.key[:])
	h.Write(b)
	return h.Sum(b)
}

// Check tells whether a nonce could be used now. It changes nothing, so that
// only a log-in that holds in every other way uses its nonce up.
func (n *Nonces) Check(nonce string) error {
	_, err := n.open(nonce)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, used := n.used[nonce]; used {
		return ErrNonce
	}
	return nil
}

// Use takes a nonce back. Of two that use one nonce at once, one gets ErrNonce.
func (n *Nonces) Use(nonce string) error {
	expires, err := n.open(nonce)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, used := n.used[nonce]; used {
		return ErrNonce
	}
	if len(n.used) >= maxUsed {
		now := n.now()
		for k, t := range n.used {
			if !now.Before(t) {
				delete(n.used, k)
			}
		}
		if len(n.used) >= maxUsed {
			return ErrBusy
		}
	}
	n.used[nonce] = expires
	return nil
}

func (n *Nonces) open(nonce string) (time.Time, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(b) != randomSize+8+sha256.Size || base64.RawURLEncoding.EncodeToString(b) != nonce {
		return time.Time{}, ErrNonce
	}
	open := b[: randomSize+8 : randomSize+8]
	if !hmac.Equal(n.seal(open), b) {
		return time.Time{}, ErrNonce
	}
	expires := time.UnixMilli(int64(binary.BigEndian.Uint64(open[randomSize:])))
	if !n.now().Before(expires) {
		return time.Time{}, ErrNonce
	}
	return expires, nil
}

package auth_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"concordat/server/auth"
)

// clock is a world's clock that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func TestNonceIsGoodOnce(t *testing.T) {
	c := newClock()
	n := auth.NewNonces(c.now)
	nonce, expires := n.New()
	if want := c.now().Add(auth.NonceLife); !expires.Equal(want) {
		t.Errorf("expires %s, want %s", expires, want)
	}
	if err := n.Check(nonce); err != nil {
		t.Fatal(err)
	}
	var won int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if n.Use(nonce) == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("%d of 8 used one nonce", won)
	}
	if !errors.Is(n.Check(nonce), auth.ErrNonce) {
		t.Error("a used nonce passes")
	}
	late, _ := n.New()
	c.add(auth.NonceLife)
	if !errors.Is(n.Use(late), auth.ErrNonce) {
		t.Error("a nonce outlives its time")
	}
	other, _ := auth.NewNonces(c.now).New()
	for _, bad := range []string{"", "x", other, nonce + "A", nonce[:len(nonce)-1], strings.ToUpper(nonce), nonce + "\n"} {
		if !errors.Is(n.Use(bad), auth.ErrNonce) {
			t.Errorf("the nonce %q passes", bad)
		}
	}
}

func seed(b byte) []byte { return bytes.Repeat([]byte{b}, auth.SeedSize) }

func newTokens(t *testing.T, seed []byte, issuer, audience string, c *clock) *auth.Tokens {
	t.Helper()
	tokens, err := auth.NewTokens(seed, issuer, audience, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func TestTokenSaysWhoLoggedIn(t *testing.T) {
	c := newClock()
	tokens := newTokens(t, seed(1), "iss", "aud", c)
	text, expires, err := tokens.Issue(auth.Caller{Person: "bury-member", Key: "thumb", Session: "sid", Scopes: []string{"seat:00V"}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // verified, then from the cache
		got, err := tokens.Verify(text)
		if err != nil || got.Person != "bury-member" || got.Key != "thumb" || got.Session != "sid" || !got.Has("seat:00V") || got.Has("secretary") || !got.Expires.Equal(expires) {
			t.Fatalf("%+v %v", got, err)
		}
	}
	c.add(auth.TokenLife)
	if _, err := tokens.Verify(text); !errors.Is(err, auth.ErrToken) {
		t.Error("a cached token outlives its time")
	}
}

package auth_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

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
	text, expires, err := tokens.Issue("bury-member", "thumb", []string{"seat:00V"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // verified, then from the cache
		got, err := tokens.Verify(text)
		if err != nil || got.Person != "bury-member" || got.Key != "thumb" || !got.Has("seat:00V") || got.Has("secretary") || !got.Expires.Equal(expires) {
			t.Fatalf("%+v %v", got, err)
		}
	}
	c.add(auth.TokenLife)
	if _, err := tokens.Verify(text); !errors.Is(err, auth.ErrToken) {
		t.Error("a cached token outlives its time")
	}
}

func TestTokensRefused(t *testing.T) {
	c := newClock()
	tokens := newTokens(t, seed(1), "iss", "aud", c)
	issue := func(from *auth.Tokens) string {
		text, _, err := from.Issue("p", "k", nil)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	good := issue(tokens)
	part := strings.Split(good, ".")
	signed := func(method jwt.SigningMethod, key any, typ string, change func(jwt.MapClaims)) string {
		now := c.now().Unix()
		m := jwt.MapClaims{"iss": "iss", "aud": []string{"aud"}, "sub": "p", "key": "k", "scope": "", "iat": now, "nbf": now, "exp": now + 60}
		change(m)
		token := jwt.NewWithClaims(method, m)
		token.Header["typ"] = typ
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	private := ed25519.NewKeyFromSeed(seed(1))
	public := []byte(private.Public().(ed25519.PublicKey))
	same := func(jwt.MapClaims) {}
	if _, err := tokens.Verify(signed(jwt.SigningMethodEdDSA, private, "at+jwt", same)); err != nil {
		t.Fatal("the tests' own token does not pass: ", err)
	}
	for name, text := range map[string]string{
		"empty":               "",
		"no token":            "x",
		"alg none":            signed(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "at+jwt", same),
		"public key as MAC":   signed(jwt.SigningMethodHS256, public, "at+jwt", same),
		"another key":         issue(newTokens(t, seed(2), "iss", "aud", c)),
		"another issuer":      issue(newTokens(t, seed(1), "another", "aud", c)),
		"another audience":    issue(newTokens(t, seed(1), "iss", "another", c)),
		"another type":        signed(jwt.SigningMethodEdDSA, private, "JWT", same),
		"no expiry":           signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { delete(m, "exp") }),
		"no issuer":           signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { delete(m, "iss") }),
		"no audience":         signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { delete(m, "aud") }),
		"no start":            signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { delete(m, "nbf") }),
		"no person":           signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { delete(m, "sub") }),
		"no key":              signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { delete(m, "key") }),
		"expired":             signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { m["exp"] = c.now().Unix() - 1 }),
		"not yet":             signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { m["nbf"] = c.now().Unix() + 60 }),
		"issued later":        signed(jwt.SigningMethodEdDSA, private, "at+jwt", func(m jwt.MapClaims) { m["iat"] = c.now().Unix() + 60 }),
		"header changed":      "eyJhbGciOiJFZERTQSJ9." + part[1] + "." + part[2],
		"signature cut":       part[0] + "." + part[1] + ".",
		"padded":              good + "=",
		"line feed":           good + "\n",
		"longer than a token": good + strings.Repeat("A", 8<<10),
	} {
		if _, err := tokens.Verify(text); !errors.Is(err, auth.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSeed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.key")
	first, err := auth.Seed(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := auth.Seed(path)
	if err != nil || !bytes.Equal(first, again) {
		t.Fatalf("%v: the second reading differs", err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.Seed(path); err == nil {
		t.Error("a key that others may read passes")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.Seed(path); err == nil {
		t.Error("a short key passes")
	}
}

package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Tokens issues and verifies tokens of one issuer for one audience.
type Tokens struct {
	key              ed25519.PrivateKey
	issuer, audience string
	now              func() time.Time
	parser           *jwt.Parser

	mu       sync.Mutex
	verified map[string]Caller // by the token's exact text, until it runs out
}

// SeedSize is the length of the secret that tokens are signed with.
const SeedSize = ed25519.SeedSize

// tokenType is the header's typ (RFC 9068 section 2.1): a token of another kind
// by the same key would not pass.
const tokenType = "at+jwt"

// tokenHeader is the header of every token; no other passes. It names no key,
// because there is one.
var tokenHeader = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA","typ":"` + tokenType + `"}`))

// claims of a token. Subject is the person.
type claims struct {
	jwt.RegisteredClaims
	Key     string `json:"key"`
	Session string `json:"sid"`
	Scope   string `json:"scope"`
}

// NewTokens signs with the key of that seed; now is the world's clock.
func NewTokens(seed []byte, issuer, audience string, now func() time.Time) (*Tokens, error) {
	if len(seed) != SeedSize {
		return nil, fmt.Errorf("token key: a seed has %d bytes, not %d", SeedSize, len(seed))
	}
	return &Tokens{
		key: ed25519.NewKeyFromSeed(seed), issuer: issuer, audience: audience, now: now, verified: map[string]Caller{},
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
			jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
			jwt.WithLeeway(clockSkew), jwt.WithStrictDecoding(), jwt.WithTimeFunc(now),
		),
	}, nil
}

// Issue gives a token of a session, and when it runs out.
func (t *Tokens) Issue(c Caller) (string, time.Time, error) {
	now := t.now().Truncate(time.Second)
	id := make([]byte, randomSize)
	rand.Read(id)
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: t.issuer, Audience: jwt.ClaimStrings{t.audience}, Subject: c.Person, ID: base64.RawURLEncoding.EncodeToString(id),
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(TokenLife)),
		},
		Key: c.Key, Session: c.Session, Scope: strings.Join(c.Scopes, " "),
	})
	token.Header["typ"] = tokenType
	text, err := token.SignedString(t.key)
	return text, now.Add(TokenLife), err
}

// Verify gives the caller whom a token names, or a *TokenError. Whether the session
// still stands is another question.
func (t *Tokens) Verify(text string) (Caller, error) {
	if len(text) > maxToken {
		return Caller{}, &TokenError{fmt.Sprintf("it has more than %d bytes", maxToken)}
	}
	t.mu.Lock()
	c, ok := t.verified[text]
	t.mu.Unlock()
	if ok && t.now().Before(c.Expires) {
		return c, nil
	}
	c, err := t.parse(text)
	if err != nil {
		return Caller{}, err
	}
	t.keep(strings.Clone(text), c)
	return c, nil
}

func (t *Tokens) parse(text string) (Caller, error) {
	if why := oddity(text); why != "" {
		return Caller{}, &TokenError{why}
	}
	var c claims
	_, err := t.parser.ParseWithClaims(text, &c, func(*jwt.Token) (any, error) { return t.key.Public(), nil })
	if err != nil {
		return Caller{}, &TokenError{reason(err)}
	}
	if c.Subject == "" || c.Key == "" || c.Session == "" || c.NotBefore == nil || c.IssuedAt == nil {
		return Caller{}, &TokenError{"it lacks a claim"}
	}
	return Caller{Person: c.Subject, Key: c.Key, Session: c.Session, Scopes: strings.Fields(c.Scope), Expires: c.ExpiresAt.Time}, nil
}

// keep remembers a verified token. When full, what has run out goes, and if that
// is nothing, everything: the next use of each verifies it again.
func (t *Tokens) keep(text string, c Caller) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.verified) >= maxCached {
		now := t.now()
		for k, v := range t.verified {
			if !now.Before(v.Expires) {
				delete(t.verified, k)
			}
		}
		if len(t.verified) >= maxCached {
			clear(t.verified)
		}
	}
	t.verified[text] = c
}

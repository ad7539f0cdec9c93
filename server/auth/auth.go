// Package auth is who is asking: the nonce that a log-in signs, and the token
// that a log-in gives.
//
// A token says which person logged in, with which key and in which roles. It is
// an EdDSA JWT (RFC 7519) for one ledger and one API, good for a quarter of an
// hour. A caller asks; an author signs statements, and a token never stands for
// a signature. The times here are the world's, whatever clock a ledger has.
//
// The package knows neither ledger nor HTTP: whether a key may log in, and
// whether it still stands, is asked of the ledger by whoever uses this.
package auth

import (
	"errors"
	"slices"
	"time"
)

// Every bound on log-ins.
const (
	NonceLife  = 2 * time.Minute
	TokenLife  = 15 * time.Minute
	maxUsed    = 1 << 16 // nonces used and not yet expired
	maxCached  = 1 << 12 // tokens verified and not yet expired
	maxToken   = 4 << 10 // bytes of a token
	clockSkew  = 0       // issuer and reader are one process
	randomSize = 16
)

// What is wrong with a nonce or a token. A caller need not know more.
var (
	ErrNonce = errors.New("the nonce is not one of this server's, has been used or has run out")
	ErrToken = errors.New("the token is not one of this server's, or has run out")
	ErrBusy  = errors.New("too many log-ins at once")
)

// Caller is who asks, as a token says.
type Caller struct {
	Person  string
	Key     string   // thumbprint of the key that logged in
	Scopes  []string // what the log-in was good for: roles, seats
	Expires time.Time
}

// Has tells whether the log-in was good for a scope.
func (c *Caller) Has(scope string) bool { return slices.Contains(c.Scopes, scope) }

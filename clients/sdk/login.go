package sdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// ErrNoKey says that there is no key to sign with.
var ErrNoKey = errors.New("no key to sign with: say who you are")

// LogIn logs the key's person in and keeps the log-in until it runs out. Reads
// and State log in by themselves when the server asks for it.
func (c *Client) LogIn(ctx context.Context) (api.Token, error) {
	return c.logIn(ctx, c.keptToken())
}

// logIn gets another token than the refused one, which somebody else may have
// got in the meantime.
func (c *Client) logIn(ctx context.Context, refused string) (api.Token, error) {
	if c.key == nil {
		return api.Token{}, ErrNoKey
	}
	p, err := c.known(ctx)
	if err != nil {
		return api.Token{}, err
	}
	c.logins.Lock()
	defer c.logins.Unlock()
	if c.token.Token != "" && c.token.Token != refused {
		return c.token, nil
	}
	var n api.Nonce
	if err := c.ask(ctx, http.MethodGet, api.PathLogin, "", nil, "", &n); err != nil {
		return api.Token{}, fmt.Errorf("log in: %w", err)
	}
	// The ledger that is logged in to is the one that this client knows, not the
	// one that the answer names: a server can't have this log-in for another's.
	if n.Ledger != p.Origin {
		return api.Token{}, fmt.Errorf("log in: the server asks for a log-in to %s, and this is %s", n.Ledger, p.Origin)
	}
	draft, err := ledger.DraftLogin(c.key.Public(), ledger.Login{V: 1, Ledger: p.Origin, Person: c.person, Nonce: n.Nonce, Until: n.Expires})
	if err != nil {
		return api.Token{}, fmt.Errorf("log in: %w", err)
	}
	body, err := ledger.Encode(c.key.Sign(draft))
	if err != nil {
		return api.Token{}, fmt.Errorf("log in: %w", err)
	}
	var t api.Token
	if err := c.ask(ctx, http.MethodPost, api.PathLogin, api.TypeJOSE, body, "", &t); err != nil {
		return api.Token{}, fmt.Errorf("log in: %w", err)
	}
	c.token = t
	return t, c.store.put(c.loginName(p.Origin), login{c.server.String(), p.Origin, t})
}

// keptToken is the log-in that is at hand, if it has not run out.
func (c *Client) keptToken() string {
	if c.key == nil {
		return ""
	}
	c.mu.Lock()
	origin := c.pin.Origin
	if origin == "" { // not asked yet; what this server served last will do
		var s served
		if ok, err := c.store.get(servedName(c.server.String()), &s); ok && err == nil {
			origin = s.Origin
		}
	}
	c.mu.Unlock()

	c.logins.Lock()
	defer c.logins.Unlock()
	if c.token.Token == "" && origin != "" {
		var l login
		if ok, err := c.store.get(c.loginName(origin), &l); ok && err == nil && l.Token.Person == c.person {
			c.token = l.Token
		}
	}
	until, err := time.Parse(time.RFC3339, string(c.token.Expires))
	if c.token.Token != "" && (err != nil || !time.Now().Before(until)) {
		c.token = api.Token{}
		c.store.remove(c.loginName(origin))
	}
	return c.token.Token
}

func (c *Client) loginName(origin string) string {
	return loginName(c.server.String(), origin, c.person)
}

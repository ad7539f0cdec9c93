package sdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// ErrNoKey says that there is no key to sign with.
var ErrNoKey = errors.New("no key to sign with: say who you are")

// LogIn logs the key's person in and keeps the log-in until its session ends. Reads
// and State log in by themselves when the server asks for it.
//
// With scopes (api.Scopes, roles and seats) the log-in is good for these alone, and
// stays so until LogOut; without, it is good for whatever the person may do.
func (c *Client) LogIn(ctx context.Context, scopes ...string) (api.Token, error) {
	token := c.keptToken()
	if len(scopes) > 0 {
		c.logins.Lock()
		c.token = api.Token{} // neither this nor its session has these scopes
		c.logins.Unlock()
		token = ""
	}
	return c.logIn(ctx, token, scopes...)
}

// logIn gets another token than the refused one, which somebody else may have
// got in the meantime: of the session that is at hand, or else of a new one.
func (c *Client) logIn(ctx context.Context, refused string, scopes ...string) (api.Token, error) {
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
	if session := c.sharedSession(p.Origin); session != "" {
		t, err := c.refresh(ctx, session)
		var ended *api.Problem
		if !errors.As(err, &ended) {
			if err == nil {
				c.token = t
				err = c.store.put(c.loginName(p.Origin), login{c.server.String(), p.Origin, t})
			}
			return t, err
		}
	}
	query := url.Values{}
	if len(scopes) > 0 {
		query.Set("scope", strings.Join(scopes, " "))
	}
	t, err := c.open(ctx, p.Origin, query)
	if err != nil {
		return api.Token{}, err
	}
	c.token = t
	return t, c.store.put(c.loginName(p.Origin), login{c.server.String(), p.Origin, t})
}

// sharedSession is the secret of the session that is at hand: as the store has it, where
// another program of the same person has exchanged it since. It has the lock of the
// log-ins.
func (c *Client) sharedSession(origin string) string {
	var l login
	if ok, err := c.store.get(c.loginName(origin), &l); ok && err == nil && l.Token.Name == c.token.Name && l.Token.Person == c.person {
		return l.Token.Session
	}
	return c.token.Session
}

// open signs a log-in to a ledger and gives what that opens.
func (c *Client) open(ctx context.Context, origin string, query url.Values) (t api.Token, err error) {
	var n api.Nonce
	if err := c.ask(ctx, http.MethodGet, api.PathLogin, "", nil, "", &n); err != nil {
		return t, fmt.Errorf("log in: %w", err)
	}
	// The ledger that is logged in to is the one that this client knows, not the
	// one that the answer names: a server can't have this log-in for another's.
	if n.Ledger != origin {
		return t, fmt.Errorf("log in: the server asks for a log-in to %s, and this is %s", n.Ledger, origin)
	}
	draft, err := ledger.DraftLogin(c.key.Public(), ledger.Login{V: 1, Ledger: origin, Person: c.person, Nonce: n.Nonce, Until: n.Expires})
	if err != nil {
		return t, fmt.Errorf("log in: %w", err)
	}
	body, err := ledger.Encode(c.key.Sign(draft))
	if err != nil {
		return t, fmt.Errorf("log in: %w", err)
	}
	path := api.PathLogin
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if err := c.ask(ctx, http.MethodPost, path, api.TypeJOSE, body, "", &t); err != nil {
		return t, fmt.Errorf("log in: %w", err)
	}
	return t, nil
}

// OpenBrowserSession logs the key's person in for a browser. The cookie is in the
// answer's header, for whoever made the http.Client to take; it is not kept here.
func (c *Client) OpenBrowserSession(ctx context.Context) (api.Token, error) {
	if c.key == nil {
		return api.Token{}, ErrNoKey
	}
	p, err := c.known(ctx)
	if err != nil {
		return api.Token{}, err
	}
	return c.open(ctx, p.Origin, url.Values{"as": {"cookie"}})
}

// refresh gets another token of a session, and the secret for the next.
func (c *Client) refresh(ctx context.Context, session string) (api.Token, error) {
	body, err := ledger.Encode(api.Refresh{Session: session})
	if err != nil {
		return api.Token{}, fmt.Errorf("log in: %w", err)
	}
	var t api.Token
	if err := c.ask(ctx, http.MethodPost, api.PathRefresh, api.TypeJSON, body, "", &t); err != nil {
		return api.Token{}, fmt.Errorf("log in: %w", err)
	}
	if t.Session == "" { // of a server that does not exchange it
		t.Session = session
	}
	return t, nil
}

// ErrNotLoggedIn says that there is no log-in to end.
var ErrNotLoggedIn = errors.New("nobody is logged in here")

// LogOut ends the log-in that is at hand, and forgets it.
func (c *Client) LogOut(ctx context.Context) error {
	if c.browser != nil {
		return c.ask(ctx, http.MethodPost, api.PathLogout, "", nil, "", &api.Ended{})
	}
	token := c.keptToken()
	c.logins.Lock()
	session := c.token.Session
	c.logins.Unlock()
	if token == "" {
		if session == "" {
			return ErrNotLoggedIn
		}
		t, err := c.refresh(ctx, session)
		if p := (*api.Problem)(nil); errors.As(err, &p) && p.Code == ledger.CodeLogIn {
			return c.forget(ctx) // it has ended by itself
		}
		if err != nil {
			return err
		}
		token = t.Token
	}
	err := c.ask(ctx, http.MethodPost, api.PathLogout, "", nil, token, &api.Ended{})
	if p := (*api.Problem)(nil); err != nil && (!errors.As(err, &p) || p.Code != ledger.CodeLogIn) {
		return fmt.Errorf("log out: %w", err)
	}
	return c.forget(ctx)
}

// forget drops the log-in that is at hand.
func (c *Client) forget(ctx context.Context) error {
	p, err := c.known(ctx)
	if err != nil {
		return err
	}
	c.logins.Lock()
	defer c.logins.Unlock()
	c.token = api.Token{}
	c.store.remove(c.loginName(p.Origin))
	return nil
}

// Sessions lists where the key's person is logged in; EndSession ends one of them by
// its name, or all, with this one, by the name all.
func (c *Client) Sessions(ctx context.Context) (list api.Sessions, err error) {
	if c.key == nil && c.browser == nil {
		return list, ErrNoKey
	}
	err = c.get(ctx, api.PathSessions, nil, &list)
	return list, err
}

// EndSession: see Sessions. It gives how many ended.
func (c *Client) EndSession(ctx context.Context, name string) (int, error) {
	if c.key == nil && c.browser == nil {
		return 0, ErrNoKey
	}
	var ended api.Ended
	err := c.authorised(ctx, func(token string) error {
		return c.ask(ctx, http.MethodPost, api.PathLogout+"?"+url.Values{"session": {name}}.Encode(), "", nil, token, &ended)
	})
	if err != nil {
		return 0, err
	}
	c.logins.Lock()
	own := name == "all" || name == c.token.Name
	c.logins.Unlock()
	if own && c.browser == nil {
		err = c.forget(ctx)
	}
	return ended.Ended, err
}

// keptToken is the token that is at hand, if it has not run out; its session may
// give another.
func (c *Client) keptToken() string {
	if c.key == nil || c.browser != nil {
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
		c.token.Token = ""
		if c.token.Session == "" {
			c.token = api.Token{}
			c.store.remove(c.loginName(origin))
		}
	}
	return c.token.Token
}

func (c *Client) loginName(origin string) string {
	return loginName(c.server.String(), origin, c.person)
}

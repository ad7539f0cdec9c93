package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Provider is who knows the staff of some bodies, as the operator names it: an OpenID
// provider (OpenID Connect Core 1.0), such as NHS Care Identity.
type Provider struct {
	Name         string // what people call their account: NHS work account
	Issuer       string // exactly as the provider writes it
	ClientID     string
	ClientSecret string
}

// Check says what is wrong with the settings, and nothing of the secret.
func (p *Provider) Check() error {
	switch {
	case strings.TrimSpace(p.Name) == "" || len(p.Name) > 60:
		return errors.New("work account: name is what people call it, 60 letters at most")
	case !confidential(p.Issuer):
		return fmt.Errorf("work account: issuer %q is no address of https", p.Issuer)
	case p.ClientID == "":
		return errors.New("work account: client_id is missing")
	case p.ClientSecret == "":
		return errors.New("work account: the client's secret is empty")
	}
	return nil
}

// confidential tells whether what is sent to an address is read by nobody on the way.
func confidential(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (ip.IsLoopback() || u.Hostname() == "localhost")
}

// What is wrong with a log-in by a work account. A caller need not know more; what else
// there is to say of it is for the operator.
var (
	ErrNoProvider   = errors.New("no provider of work accounts is set")
	ErrProviderAway = errors.New("the provider of work accounts does not answer as it should")
	ErrNotBegun     = errors.New("this log-in was not begun in this browser, was used already, or has run out")
	ErrWorkRefused  = errors.New("the provider of work accounts did not let this person in")
	ErrWorkToken    = errors.New("what the provider says does not hold")
)

// Purposes of going to the provider. They open the state, so that whoever takes the
// answer back knows what it is for.
const (
	WorkLogIn   = "log-in"
	WorkConnect = "connect"
)

// Begun is what was begun in one browser.
type Begun struct {
	Purpose string
	Session string // that connects an account; empty for a log-in
	Next    string // where to go on, once it is done
}

// Work sends browsers to the provider and takes back what it says of them. Of what was
// begun nothing is kept here until it is used: the browser keeps it, in a cookie under
// a key that lives as long as the process. Of what was said only who it is of is used,
// and nothing that the provider gives to go on with is kept.
type Work struct {
	redirect string
	now      func() time.Time
	client   *http.Client
	key      [32]byte
	used     *Nonces
	places   chan struct{} // of those for whom the provider is being asked

	mu       sync.Mutex
	provider *Provider
	found    *found
	away     time.Time // until when it is not asked again who the provider is
}

// found is what a provider says of itself.
type found struct {
	issuer    string
	config    oauth2.Config
	verifier  *oidc.IDTokenVerifier
	namesSelf bool // in what it sends browsers back with (RFC 9207)
	until     time.Time
}

// NewWork has no provider yet. Browsers come back at redirect; now is the world's clock.
func NewWork(redirect string, now func() time.Time) *Work {
	w := &Work{redirect: redirect, now: now, used: NewNonces(now), places: make(chan struct{}, maxAsking)}
	rand.Read(w.key[:])
	w.client = &http.Client{Timeout: askTime, Transport: bounded{http.DefaultTransport}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return w
}

// bounded reads no more of an answer than any provider has to say.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxSaid), res.Body}
	}
	return res, err
}

// Use takes a provider, or nil for none, from now on.
func (w *Work) Use(p *Provider) error {
	if p != nil {
		if err := p.Check(); err != nil {
			return err
		}
		copied := *p
		p = &copied
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.provider, w.found, w.away = p, nil, time.Time{}
	return nil
}

// Name is what people call their account; empty where there is no provider.
func (w *Work) Name() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.provider == nil {
		return ""
	}
	return w.provider.Name
}

// binding is what a browser keeps until it comes back.
type binding struct {
	Secret  []byte    `json:"secret"` // of which state, nonce and verifier are made
	Nonce   string    `json:"nonce"`  // by which it is good once
	Ends    time.Time `json:"ends"`
	Issuer  string    `json:"issuer"` // to which the browser was sent
	Purpose string    `json:"purpose"`
	Session string    `json:"session,omitempty"`
	Next    string    `json:"next,omitempty"`
}

func (b *binding) derive(of string) string {
	h := hmac.New(sha256.New, b.Secret)
	h.Write([]byte("concordat-work-" + of))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func (b *binding) state() string { return b.Purpose + "." + b.derive("state") }

func (w *Work) mac(text string) []byte {
	h := hmac.New(sha256.New, w.key[:])
	h.Write([]byte(text))
	return h.Sum(nil)
}

func (w *Work) seal(b *binding) (string, error) {
	data, err := json.Marshal(b)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(data)
	return text + "." + base64.RawURLEncoding.EncodeToString(w.mac(text)), nil
}

// open reads what a browser kept; ErrNotBegun for whatever this process did not write.
func (w *Work) open(cookie string) (*binding, error) {
	text, mac, ok := strings.Cut(cookie, ".")
	sum, err := base64.RawURLEncoding.Strict().DecodeString(mac)
	if !ok || err != nil || len(cookie) > maxBinding || !hmac.Equal(w.mac(text), sum) {
		return nil, ErrNotBegun
	}
	var b binding
	data, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || json.Unmarshal(data, &b) != nil || !w.now().Before(b.Ends) {
		return nil, ErrNotBegun
	}
	return &b, nil
}

// Begin gives the address of the provider to which a browser is sent, and what it keeps
// until it comes back, for ten minutes. To connect an account its holder has to say to
// the provider anew who they are: whoever else is logged in there, in that browser, is
// not connected by a mistake.
func (w *Work) Begin(ctx context.Context, begun Begun) (address, cookie string, ends time.Time, err error) {
	f, err := w.find(ctx)
	if err != nil {
		return "", "", time.Time{}, err
	}
	if len(begun.Next) > maxNext {
		begun.Next = ""
	}
	b := &binding{Secret: make([]byte, secretSize), Issuer: f.issuer, Purpose: begun.Purpose, Session: begun.Session, Next: begun.Next, Ends: w.now().UTC().Add(WorkTime).Truncate(time.Millisecond)}
	rand.Read(b.Secret)
	b.Nonce, _ = w.used.until(b.Ends)
	if cookie, err = w.seal(b); err != nil {
		return "", "", time.Time{}, err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(b.derive("nonce")), oauth2.S256ChallengeOption(b.derive("verifier"))}
	if begun.Purpose == WorkConnect {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return f.config.AuthCodeURL(b.state(), options...), cookie, b.Ends, nil
}

// Return is what a browser brings back from the provider.
type Return struct{ State, Code, Issuer, Error string }

// End asks the provider who came back, and gives the account. What was begun is used up
// before the provider is asked, whatever it says. Of more than one error the first one
// is for people; the rest has no secret in it.
func (w *Work) End(ctx context.Context, cookie string, came Return) (account []byte, begun Begun, err error) {
	b, err := w.open(cookie)
	if err != nil || subtle.ConstantTimeCompare([]byte(b.state()), []byte(came.State)) != 1 {
		return nil, Begun{}, ErrNotBegun
	}
	begun = Begun{b.Purpose, b.Session, b.Next}
	if err := w.used.Use(b.Nonce); err != nil {
		if errors.Is(err, ErrBusy) {
			return nil, begun, err
		}
		return nil, begun, ErrNotBegun
	}
	f, err := w.find(ctx)
	switch {
	case err != nil:
		return nil, begun, err
	case b.Issuer != f.issuer: // another was set meanwhile, which is not given what the one before has said
		return nil, begun, ErrNotBegun
	case came.Issuer != "" && came.Issuer != f.issuer, f.namesSelf && came.Issuer == "":
		return nil, begun, because(ErrWorkToken, "another provider answered, or none says that it did")
	case came.Error != "":
		return nil, begun, because(ErrWorkRefused, "%.60q", came.Error)
	case came.Code == "" || len(came.Code) > maxCode:
		return nil, begun, because(ErrWorkToken, "there is no code")
	}
	select {
	case w.places <- struct{}{}:
		defer func() { <-w.places }()
	default:
		return nil, begun, ErrBusy
	}
	ctx = oidc.ClientContext(ctx, w.client)
	token, err := f.config.Exchange(ctx, came.Code, oauth2.VerifierOption(b.derive("verifier")))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) {
		if refused.Response != nil && refused.Response.StatusCode >= http.StatusInternalServerError {
			return nil, begun, because(ErrProviderAway, "its token endpoint answers %d", refused.Response.StatusCode)
		}
		return nil, begun, because(ErrWorkToken, "the code is refused: %.60q", refused.ErrorCode)
	}
	if err != nil {
		return nil, begun, because(ErrProviderAway, "its token endpoint can't be asked: %.300s", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := f.verifier.Verify(ctx, raw)
	if err != nil {
		return nil, begun, because(ErrWorkToken, "%.300s", err)
	}
	if why := w.odd(b, id); why != "" {
		return nil, begun, because(ErrWorkToken, "%s", why)
	}
	return AccountOf(id.Issuer, id.Subject), begun, nil
}

// odd is what is wrong with an ID token that its provider signed, is of this issuer,
// among others for us and not out of date (OpenID Connect Core 1.0 section 3.1.3.7).
func (w *Work) odd(b *binding, id *oidc.IDToken) string {
	var claims struct {
		Party    string `json:"azp"`
		AuthTime int64  `json:"auth_time"`
	}
	err := id.Claims(&claims)
	now := w.now()
	switch {
	case err != nil:
		return "its claims can't be read"
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(b.derive("nonce"))) != 1:
		return "its nonce is another"
	case len(id.Audience) != 1:
		return "it is for others too"
	case claims.Party != "" && claims.Party != id.Audience[0]:
		return "it was given to another"
	case id.IssuedAt.After(now.Add(workSkew)) || now.Sub(id.IssuedAt) > WorkTime+workSkew:
		return "it was not issued now"
	case id.Subject == "" || len(id.Subject) > maxSubject:
		return "its subject is no subject"
	case b.Purpose == WorkConnect && time.Unix(claims.AuthTime, 0).Before(b.Ends.Add(-WorkTime-workSkew)):
		return "nobody said who they are since it was asked"
	}
	return ""
}

// because is an error with what else is to be said of it for the operator.
func because(err error, format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{err}, args...)...)
}

// find asks the provider about itself (OpenID Connect Discovery 1.0), once an hour; one
// that does not answer is left alone for some seconds.
func (w *Work) find(ctx context.Context) (*found, error) {
	w.mu.Lock()
	p, known, away := w.provider, w.found, w.away
	w.mu.Unlock()
	now := w.now()
	switch {
	case p == nil:
		return nil, ErrNoProvider
	case known != nil && now.Before(known.until):
		return known, nil
	case now.Before(away):
		return nil, because(ErrProviderAway, "it did not a moment ago")
	}
	select {
	case w.places <- struct{}{}:
		defer func() { <-w.places }()
	default:
		return nil, ErrBusy
	}
	f, err := w.discover(ctx, p)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.provider != p { // it was changed meanwhile
		return nil, because(ErrProviderAway, "another one was set")
	}
	if err != nil {
		w.away = now.Add(awayTime)
		return nil, because(ErrProviderAway, "%.300s", err)
	}
	w.found = f
	return f, nil
}

func (w *Work) discover(ctx context.Context, p *Provider) (*found, error) {
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, w.client), p.Issuer)
	if err != nil {
		return nil, err
	}
	var said struct {
		Keys      string   `json:"jwks_uri"`
		Methods   []string `json:"token_endpoint_auth_methods_supported"`
		Challenge []string `json:"code_challenge_methods_supported"`
		NamesSelf bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&said); err != nil {
		return nil, err
	}
	at := provider.Endpoint()
	for name, address := range map[string]string{"authorization_endpoint": at.AuthURL, "token_endpoint": at.TokenURL, "jwks_uri": said.Keys} {
		if !confidential(address) {
			return nil, fmt.Errorf("its %s %q is no address of https", name, address)
		}
	}
	if len(said.Challenge) > 0 && !slices.Contains(said.Challenge, "S256") {
		return nil, errors.New("it does not know PKCE with S256")
	}
	at.AuthStyle = oauth2.AuthStyleInHeader // what a provider that does not say knows (OpenID Connect Discovery 1.0 section 3)
	if len(said.Methods) > 0 && !slices.Contains(said.Methods, "client_secret_basic") {
		at.AuthStyle = oauth2.AuthStyleInParams
	}
	return &found{
		issuer: p.Issuer,
		config: oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: at, RedirectURL: w.redirect, Scopes: []string{oidc.ScopeOpenID}},
		// Asymmetric ones alone: with the client's secret, or with none, anybody who has that could say who somebody is.
		verifier: provider.Verifier(&oidc.Config{ClientID: p.ClientID, Now: w.now, SupportedSigningAlgs: []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.EdDSA}}),

		namesSelf: said.NamesSelf, until: w.now().Add(foundTime),
	}, nil
}

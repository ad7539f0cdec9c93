package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/server/api"
)

const (
	maxAnswer = 64 << 20 // bytes of one answer: a server can't fill its client's memory
	sendTries = 3        // of one statement's same bytes, when the network fails
	waits     = 3        // that one request comes again after it was told to wait
	maxWait   = 10       // seconds; who is told to wait longer is told so
	maxResign = 2        // times that State signs anew after losing a race
)

// Options says who asks, and where the client keeps what it has seen.
type Options struct {
	Key      *Key         // signs statements and log-ins; nil to read as the public
	Person   string       // whose key it is, if its file does not say
	StateDir string       // see the package comment; empty to keep nothing
	VKey     string       // a key of the log, compared out of band; empty to trust the first one seen
	HTTP     *http.Client // nil for one that gives up after a minute

	// Browser has the cookie and the form token of a browser's session, which goes
	// with every request in the place of a log-in of this client's own: a server of
	// pages asks as the person who looks at them. Key, if there is one, only signs.
	Browser http.Header
}

// Client speaks to one server about one ledger. It is safe for concurrent use.
type Client struct {
	server *url.URL
	http   *http.Client
	key    *Key
	person string
	vkey   string // given, not learnt

	browser http.Header // whose session is used; nil: the client's own
	store   *store

	mu       sync.Mutex // guards what follows, and orders acceptances of checkpoints
	verifier note.Verifier
	pin      pin  // the ledger that this client speaks of, once verifier is set
	first    bool // the log's key was learnt by this client
	followed []LogKeyChange
	accepted struct { // by its person, while AcceptLogKey runs: from the record of a key that was lost
		entry int64
		code  string
	}

	logins sync.Mutex // held through a log-in: whoever comes second uses the first one's
	token  api.Token

	signing sync.Mutex // held through State: one key's statements go one after another
}

// New makes a client of the server at a URL such as http://127.0.0.1:8080. It
// asks nothing yet.
func New(server string, o Options) (*Client, error) {
	u, err := url.Parse(strings.TrimSuffix(server, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("%q is not the address of a server, such as http://127.0.0.1:8080", server)
	}
	c := &Client{server: u, http: o.HTTP, key: o.Key, person: o.Person, vkey: o.VKey, browser: o.Browser, store: &store{dir: o.StateDir}}
	if c.http == nil {
		c.http = &http.Client{Timeout: time.Minute}
	}
	if c.person == "" && o.Key != nil {
		c.person = o.Key.Person
	}
	if o.Key != nil && c.person == "" {
		return nil, errors.New("whose key is it? name the person")
	}
	if o.VKey != "" {
		if _, err := newVerifier(o.VKey); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func newVerifier(vkey string) (note.Verifier, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("%q is not a log's key: one looks like name+1a2b3c4d+AQ…", vkey)
	}
	return v, nil
}

// Person is who signs; empty for the public.
func (c *Client) Person() string { return c.person }

// FirstVisit reports whether this client took the log's key on trust, having
// never seen it before. People then compare the founding code out of band.
func (c *Client) FirstVisit() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.first
}

// NetworkError says that an answer never came. Whether what was sent has been
// recorded is not known: sending the same bytes again tells.
type NetworkError struct {
	Server string
	Err    error
}

func (e *NetworkError) Error() string { return fmt.Sprintf("no answer from %s: %v", e.Server, e.Err) }
func (e *NetworkError) Unwrap() error { return e.Err }

// get reads one path of the API into v. It logs in when the answer says so.
func (c *Client) get(ctx context.Context, path string, query url.Values, v any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.authorised(ctx, func(token string) error {
		return c.ask(ctx, http.MethodGet, path, "", nil, token, v)
	})
}

// authorised runs do with a log-in if there is one. If do is told to log in, or
// that the public may not, and there is a key to log in with, it runs once more.
func (c *Client) authorised(ctx context.Context, do func(token string) error) error {
	token := c.keptToken()
	err := do(token)
	var p *api.Problem
	if c.key == nil || c.browser != nil || !errors.As(err, &p) || p.Code != ledger.CodeLogIn && (token != "" || p.Code != ledger.CodeNotAllowed) {
		return err
	}
	fresh, err := c.logIn(ctx, token)
	if err != nil {
		return err
	}
	return do(fresh.Token)
}

// ask sends one request and reads the JSON answer into v. A problem comes back as
// an *api.Problem, no answer as a *NetworkError.
func (c *Client) ask(ctx context.Context, method, path, kind string, body []byte, token string, v any) error {
	res, err := c.do(ctx, method, path, kind, body, token)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(res, v); err != nil {
		return fmt.Errorf("%s %s%s: the answer is not what this program knows: %w", method, c.server, path, err)
	}
	return nil
}

// do sends a request, and reads the answer whole.
func (c *Client) do(ctx context.Context, method, path, kind string, body []byte, token string) (data []byte, err error) {
	err = c.patiently(ctx, func() (after string, err error) {
		data, after, err = c.try(ctx, method, path, kind, body, token)
		return after, err
	})
	return data, err
}

// patiently sends a request, and again when it is told to come again soon: what is sent
// twice is recorded once. after is what the answer says of when.
func (c *Client) patiently(ctx context.Context, send func() (after string, err error)) error {
	for n := 0; ; n++ {
		after, err := send()
		seconds, notSaid := strconv.Atoi(after)
		if p := (*api.Problem)(nil); n == waits || notSaid != nil || seconds < 0 || seconds > maxWait || !errors.As(err, &p) || p.Status != http.StatusTooManyRequests {
			return err
		}
		select {
		case <-time.After(time.Duration(seconds) * time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// try sends a request once; after is what the answer says of when to come again.
func (c *Client) try(ctx context.Context, method, path, kind string, body []byte, token string) (answer []byte, after string, err error) {
	res, after, err := c.begin(ctx, c.http, method, path, kind, body, token)
	if err != nil {
		return nil, after, err
	}
	defer res.Body.Close()
	answer, err = c.whole(res)
	return answer, "", err
}

// begin is try, but the answer, which is a good one, has yet to be read.
func (c *Client) begin(ctx context.Context, by *http.Client, method, path, kind string, body []byte, token string) (res *http.Response, after string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, c.server.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for name, values := range c.browser {
		req.Header[name] = values
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err = by.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		if u := (*url.Error)(nil); errors.As(err, &u) {
			err = u.Err // the address is said already
		}
		return nil, "", &NetworkError{c.server.String(), err}
	}
	if left := res.Header.Get(api.WithheldHeader); res.StatusCode/100 == 2 && left != "" && token == "" && c.key != nil {
		res.Body.Close()
		// Whoever has a key reads as the person they are, who may see it all.
		return nil, "", api.NewProblem(ledger.CodeLogIn, "something of this is withheld from the public: "+left)
	}
	if res.StatusCode/100 == 2 {
		return res, "", nil
	}
	defer res.Body.Close()
	data, err := c.whole(res)
	if err != nil {
		return nil, "", err
	}
	p := &api.Problem{}
	if t, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); t == api.TypeProblem && json.Unmarshal(data, p) == nil {
		if _, known := api.Meanings[p.Code]; known {
			after = res.Header.Get("Retry-After")
			p.RetryAfter, _ = strconv.Atoi(after)
			return nil, after, p
		}
	}
	return nil, "", fmt.Errorf("%s %s%s: HTTP %s; is this the address of a Concordat server?", method, c.server, path, res.Status)
}

// whole reads an answer to its end, unless it is too long.
func (c *Client) whole(res *http.Response) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, &NetworkError{c.server.String(), err}
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("%s %s%s: the answer has more than %d bytes", res.Request.Method, c.server, res.Request.URL.RequestURI(), maxAnswer)
	}
	return data, nil
}

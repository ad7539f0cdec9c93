package server_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/auth"
)

// Somebody connects their account at work by their own key, and logs in by it from then
// on. What that opens reads, carries and ends sessions; it makes no link and no key, and
// ends with the link, with the key, and after a day.
func TestWorkAccount(t *testing.T) {
	p := newTeller()
	defer p.Close()
	b := newBoard(t)
	b.servedFor(p)
	var l api.Ledger
	b.get(api.PathLedger).into(http.StatusOK, &l)
	if l.WorkAccount != "NHS work account" {
		t.Errorf("%+v", l)
	}
	b.connects(p, "bury-member", "sub-1")
	session, token := b.works(p, "sub-1")
	if token.Person != "bury-member" || !strings.Contains(strings.Join(token.Scopes, " "), "seat:00V-1") {
		t.Errorf("%+v", token)
	}
	with := func(method, path string, body []byte) answer {
		return b.do(method, path, "", body, "Cookie", session, api.FormHeader, token.FormToken)
	}
	var list api.Sessions
	with("GET", api.PathSessions, nil).into(http.StatusOK, &list)
	for _, one := range list.Items {
		if len(list.Items) != 2 || one.Work != one.Current || one.Key != b.key("bury-member").Thumbprint() {
			t.Errorf("%+v", list)
		}
	}
	size := b.size()
	with("POST", api.PathStatements, b.statement("bury-member", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"})).into(http.StatusCreated, &api.Receipt{})
	if b.size() != size+1 {
		t.Error("what the person signed was not carried")
	}
	for name, a := range map[string]answer{
		"another account": with("POST", api.PathWorkAccount, nil), "an invitation": with("POST", api.PathInvitations, must(json.Marshal(api.Invite{Person: "bury-member"}))),
	} {
		if pr := a.problem(); pr.Code != ledger.CodeNotAllowed || !strings.Contains(pr.Detail, "passkey") {
			t.Errorf("%s: %+v", name, pr)
		}
	}
	// Nobody else's account becomes theirs, nor theirs anybody else's.
	other, otherForm := b.browser("chair")
	address, kept := b.gone(b.do("POST", api.PathWorkAccount, "", nil, "Cookie", other, api.FormHeader, otherForm))
	mine := p.lets(t, address, "sub-1", b.world.now())
	if pr := b.do("POST", api.PathWorkConnect, "", must(json.Marshal(mine)), "Cookie", other+"; "+kept, api.FormHeader, otherForm).problem(); pr.Code != ledger.CodeConflict {
		t.Errorf("an account of somebody else's: %+v", pr)
	}
	// It survives a restart, in a file that names neither.
	b.servedFor(p)
	if _, token := b.works(p, "sub-1"); token.Person != "bury-member" {
		t.Errorf("after a restart: %+v", token)
	}
	if data := must(os.ReadFile(filepath.Join(b.dir, "links"))); bytes.Contains(data, []byte("sub-1")) || bytes.Contains(data, []byte(p.URL)) {
		t.Errorf("the file of links: %s", data)
	}
	// Another account takes the place of the first, and ends what that had opened.
	b.connects(p, "bury-member", "sub-2")
	if pr := with("GET", api.PathSessions, nil).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("a session of an account that was exchanged: %+v", pr)
	}
	session, token = b.works(p, "sub-2")
	var account api.WorkAccount
	with("GET", api.PathWorkAccount, nil).into(http.StatusOK, &account)
	if !account.Connected || account.Provider != "NHS work account" {
		t.Errorf("%+v", account)
	}
	b.world.add(auth.WorkLife)
	if pr := with("GET", api.PathSessions, nil).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("after a day: %+v", pr)
	}
	session, token = b.works(p, "sub-2")
	cookie, form := b.browser("bury-member")
	b.do("POST", api.PathWorkEnd, "", nil, "Cookie", cookie, api.FormHeader, form).into(http.StatusOK, &account)
	if pr := with("GET", api.PathSessions, nil).problem(); account.Connected || pr.Code != ledger.CodeLogIn {
		t.Errorf("a session of an account that was disconnected: %+v", pr)
	}
	b.unlinked(p, "sub-2")
	// With the key by which it was made a link ends, and the account is free again.
	b.connects(p, "bury-member", "sub-3")
	session, token = b.works(p, "sub-3")
	b.record("bury-officer", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: b.key("bury-member").Thumbprint(), Reason: "stolen"})
	if pr := with("GET", api.PathSessions, nil).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("a session whose link's key was revoked: %+v", pr)
	}
	b.unlinked(p, "sub-3")
	b.connects(p, "chair", "sub-3")
}

// servedFor serves the board with a provider.
func (b *board) servedFor(p *teller, change ...func(*server.Config)) {
	b.t.Helper()
	b.serveUnder(b.rules(), append([]func(*server.Config){func(c *server.Config) { c.Work = p.provider() }}, change...)...)
}

// unlinked shows that an account is nobody's, in the words in which every such is.
func (b *board) unlinked(p *teller, subject string) {
	b.t.Helper()
	address, kept := b.goes("")
	a, never := b.comes(kept, p.lets(b.t, address, subject, b.world.now())), func() answer {
		address, kept := b.goes("")
		return b.comes(kept, p.lets(b.t, address, rand.Text(), b.world.now()))
	}()
	if pr := a.problem(); pr.Code != ledger.CodeNotAllowed || !bytes.Equal(a.body, never.body) || a.header.Get("Set-Cookie") != "" {
		b.t.Errorf("%s: %s, not %s", subject, a.body, never.body)
	}
}

// What does not hold of a log-in by a work account opens nothing, and is said to the
// person in one way; the operator's log has why, without a secret.
func TestWorkLogInsRefused(t *testing.T) {
	p := newTeller()
	defer p.Close()
	elsewhere := newTeller()
	defer elsewhere.Close()
	var log lockedBuffer
	b := newBoard(t)
	b.servedFor(p, func(c *server.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	b.connects(p, "bury-member", "sub-1")
	type claims = jwt.MapClaims
	said := func(f func(claims)) func(claims, map[string]any) (jwt.SigningMethod, any) {
		return func(c claims, _ map[string]any) (jwt.SigningMethod, any) { f(c); return nil, nil }
	}
	public := []byte(p.key.Public().(ed25519.PublicKey))
	for name, test := range map[string]struct {
		spoil func(claims, map[string]any) (jwt.SigningMethod, any)
		why   string
	}{
		"another nonce":         {said(func(c claims) { c["nonce"] = strings.Map(func(r rune) rune { return r ^ 1 }, c["nonce"].(string)) }), "nonce"},
		"no nonce":              {said(func(c claims) { delete(c, "nonce") }), "nonce"},
		"for another":           {said(func(c claims) { c["aud"] = "another-client" }), "audience"},
		"for another too":       {said(func(c claims) { c["aud"] = []string{workClient, "another-client"} }), "for others too"},
		"given to another":      {said(func(c claims) { c["azp"] = "another-client" }), "given to another"},
		"of another issuer":     {said(func(c claims) { c["iss"] = elsewhere.URL }), "different provider"},
		"of nearly this issuer": {said(func(c claims) { c["iss"] = p.URL + "/" }), "different provider"},
		"expired":               {said(func(c claims) { c["exp"] = b.world.now().Add(-time.Second).Unix() }), "expired"},
		"without an end":        {said(func(c claims) { delete(c, "exp") }), "expired"},
		"issued later":          {said(func(c claims) { c["iat"] = b.world.now().Add(time.Hour).Unix() }), "not issued now"},
		"issued long ago":       {said(func(c claims) { c["iat"] = b.world.now().Add(-time.Hour).Unix() }), "not issued now"},
		"not yet good":          {said(func(c claims) { c["nbf"] = b.world.now().Add(time.Hour).Unix() }), "before the nbf"},
		"nobody":                {said(func(c claims) { c["sub"] = "" }), "subject"},
		"subject without end":   {said(func(c claims) { c["sub"] = strings.Repeat("x", 300) }), "subject"},
		"by none": {func(claims, map[string]any) (jwt.SigningMethod, any) {
			return jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType
		}, "signature algorithm"},
		"by the public key":      {func(claims, map[string]any) (jwt.SigningMethod, any) { return jwt.SigningMethodHS256, public }, "signature algorithm"},
		"by the client's secret": {func(claims, map[string]any) (jwt.SigningMethod, any) { return jwt.SigningMethodHS256, []byte(p.client) }, "signature algorithm"},
		"by another's key":       {func(claims, map[string]any) (jwt.SigningMethod, any) { return jwt.SigningMethodEdDSA, elsewhere.key }, "verify"},
		"by a key it brings": {func(_ claims, h map[string]any) (jwt.SigningMethod, any) {
			h["jwk"] = map[string]string{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(elsewhere.key.Public().(ed25519.PublicKey))}
			return jwt.SigningMethodEdDSA, elsewhere.key
		}, "verify"},
	} {
		t.Run(name, func(t *testing.T) {
			address, kept := b.goes("")
			came := p.lets(t, address, "sub-1", b.world.now(), test.spoil)
			log.take()
			a := b.comes(kept, came)
			pr := a.problem()
			if pr.Code != ledger.CodeLogIn || !strings.Contains(pr.Detail, "does not hold") || a.header.Get("Set-Cookie") != "" {
				t.Errorf("%+v", pr)
			}
			if why := log.take(); !strings.Contains(why, test.why) || strings.Contains(why, came.Code) || strings.Contains(why, p.client) || strings.Contains(why, kept) {
				t.Errorf("the log says %s", why)
			}
		})
	}

	// What a browser brings back that did not go there so.
	address, kept := b.goes("")
	good := p.lets(t, address, "sub-1", b.world.now())
	_, anothers := b.goes("")
	person, form := b.browser("bury-member")
	connecting, connects := b.gone(b.do("POST", api.PathWorkAccount, "", nil, "Cookie", person, api.FormHeader, form))
	change := func(f func(*api.WorkReturn)) api.WorkReturn { c := good; f(&c); return c }
	p.mu.Lock()
	asked := p.asked
	p.mu.Unlock()
	for name, a := range map[string]answer{
		"another's state":      b.comes(anothers, good),
		"no cookie":            b.comes("x=y", good),
		"two cookies":          b.comes(kept+"; "+kept, good),
		"a cookie that is cut": b.comes(kept[:len(kept)-1], good),
		"of another purpose":   b.comes(kept, change(func(c *api.WorkReturn) { c.State = "connect" + strings.TrimPrefix(c.State, "log-in") })),
		"no state":             b.comes(kept, change(func(c *api.WorkReturn) { c.State = "" })),
		"a state of theirs":    b.comes(kept, change(func(c *api.WorkReturn) { c.State = "log-in." + strings.Repeat("A", 43) })),
	} {
		if pr := a.problem(); pr.Code != ledger.CodeLogIn || !strings.Contains(pr.Detail, "begin again") || len(cookiesOf(a)) != 0 {
			t.Errorf("%s: %+v", name, pr)
		}
	}
	if p.mu.Lock(); p.asked != asked {
		t.Errorf("the provider was asked %d times about these", p.asked-asked)
	}
	p.mu.Unlock()
	if pr := b.comes(kept, good, "Sec-Fetch-Site", "cross-site").problem(); pr.Code != api.CodeForged {
		t.Errorf("sent by another site: %+v", pr)
	}
	if a := b.comes(kept, good); a.status != http.StatusOK {
		t.Errorf("what was tried before spoils it: %s", a.body)
	}
	if pr := b.comes(kept, good).problem(); pr.Code != ledger.CodeLogIn || !strings.Contains(pr.Detail, "used already") {
		t.Errorf("the same again: %+v", pr)
	}
	// The provider's own refusal, another that answers in its place, one that does not say
	// who it is, no code, and a code that it does not know; each uses up what was begun.
	for name, f := range map[string]func(*api.WorkReturn){
		"let in by nobody": func(c *api.WorkReturn) { c.Code, c.Error = "", "access_denied" }, "another provider": func(c *api.WorkReturn) { c.Issuer = elsewhere.URL },
		"no provider": func(c *api.WorkReturn) { c.Issuer = "" }, "no code": func(c *api.WorkReturn) { c.Code = "" }, "another code": func(c *api.WorkReturn) { c.Code = "x" },
		"a code without end": func(c *api.WorkReturn) { c.Code = strings.Repeat("x", 5000) },
	} {
		address, kept := b.goes("")
		came := p.lets(t, address, "sub-1", b.world.now())
		spoilt := came
		f(&spoilt)
		if pr := b.comes(kept, spoilt).problem(); pr.Code != ledger.CodeLogIn {
			t.Errorf("%s: %+v", name, pr)
		}
		if pr := b.comes(kept, came).problem(); pr.Code != ledger.CodeLogIn || !strings.Contains(pr.Detail, "used already") {
			t.Errorf("%s, then what is right: %+v", name, pr)
		}
	}
	if strings.Contains(log.take(), p.client) {
		t.Error("the log has the client's secret")
	}
	// A code that another browser got does not fit what this one keeps (PKCE, RFC 7636).
	stolen := p.lets(t, first(b.goes("")), "sub-1", b.world.now())
	address, kept = b.goes("")
	mine := p.lets(t, address, "sub-9", b.world.now())
	mine.Code = stolen.Code
	if pr := b.comes(kept, mine).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("a stolen code: %+v", pr)
	}
	// To connect takes the session that began it, and a person who says anew who they are.
	stale := p.lets(t, connecting, "sub-4", b.world.now(), said(func(c claims) { c["auth_time"] = b.world.now().Add(-time.Hour).Unix() }))
	if !strings.Contains(connecting, "prompt=login") || !strings.Contains(connecting, "max_age=0") {
		t.Errorf("to connect the browser is sent to %s", connecting)
	}
	connected := func(cookie, form, kept string, came api.WorkReturn) answer {
		return b.do("POST", api.PathWorkConnect, "", must(json.Marshal(came)), "Cookie", cookie+"; "+kept, api.FormHeader, form)
	}
	other, otherForm := b.browser("bury-member")
	if pr := connected(person, form, connects, stale).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("nobody said anew who they are: %+v", pr)
	}
	connecting, connects = b.gone(b.do("POST", api.PathWorkAccount, "", nil, "Cookie", person, api.FormHeader, form))
	if pr := connected(other, otherForm, connects, p.lets(t, connecting, "sub-4", b.world.now())).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("another session of theirs: %+v", pr)
	}
	connecting, connects = b.gone(b.do("POST", api.PathWorkAccount, "", nil, "Cookie", person, api.FormHeader, form))
	if pr := connected(person, "x", connects, p.lets(t, connecting, "sub-4", b.world.now())).problem(); pr.Code != api.CodeForged {
		t.Errorf("without the form: %+v", pr)
	}
	address, kept = b.goes("")
	if pr := connected(person, form, kept, p.lets(t, address, "sub-4", b.world.now())).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("what was begun to log in: %+v", pr)
	}
	b.world.add(auth.FreshTime + time.Second)
	if pr := b.do("POST", api.PathWorkAccount, "", nil, "Cookie", person, api.FormHeader, form).problem(); pr.Code != ledger.CodeNotAllowed {
		t.Errorf("a log-in of some time ago: %+v", pr)
	}
	program := b.logIn("chair")
	if pr := b.do("POST", api.PathWorkAccount, program.Token, nil).problem(); pr.Code != ledger.CodeNotAllowed {
		t.Errorf("a program: %+v", pr)
	}
	// Too late.
	address, kept = b.goes("")
	late := p.lets(t, address, "sub-1", b.world.now().Add(auth.WorkTime))
	b.world.add(auth.WorkTime)
	if pr := b.comes(kept, late).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("ten minutes later: %+v", pr)
	}
	b.unlinked(p, "sub-4")
}

func first[A, B any](a A, _ B) A { return a }

// lockedBuffer is a log that a test reads while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// take gives what was written since it was last taken.
func (l *lockedBuffer) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.b.String()
	l.b.Reset()
	return s
}

// Where the provider is away, or answers nonsense, nobody logs in by it and everybody
// by their key; where there is none, there is nothing to begin.
func TestWorkProviderAway(t *testing.T) {
	b := newBoard(t)
	b.serveUnder(b.rules(), func(c *server.Config) { c.Work = nil })
	if pr := b.do("POST", api.PathWorkLogin, "", []byte("{}")).problem(); pr.Code != ledger.CodeNotFound {
		t.Errorf("without a provider: %+v", pr)
	}
	p := newTeller()
	b.servedFor(p)
	b.connects(p, "bury-member", "sub-1")
	for name, says := range map[string]func(w http.ResponseWriter) bool{
		"fails":    func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusBadGateway); return true },
		"nonsense": func(w http.ResponseWriter) bool { fmt.Fprint(w, "<html>"); return true },
		"no token": func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"access_token":"x","token_type":"Bearer"}`)
			return true
		},
		"too much": func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			io.CopyN(w, zeros{}, 2<<20)
			return true
		},
		"elsewhere": func(w http.ResponseWriter) bool {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(http.StatusTemporaryRedirect)
			return true
		},
		"hangs up": func(w http.ResponseWriter) bool {
			c, _, _ := http.NewResponseController(w).Hijack()
			c.Close()
			return true
		},
		"bad tokens": func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"access_token":"x","token_type":"Bearer","id_token":"x.y"}`)
			return true
		},
	} {
		address, kept := b.goes("")
		came := p.lets(t, address, "sub-1", b.world.now())
		p.mu.Lock()
		p.says = says
		p.mu.Unlock()
		pr := b.comes(kept, came).problem()
		if want := map[bool]ledger.Code{true: ledger.CodeLogIn, false: ledger.CodeUnavailable}[name == "no token" || name == "bad tokens" || name == "elsewhere"]; pr.Code != want {
			t.Errorf("%s: %+v", name, pr)
		}
		p.mu.Lock()
		p.says = nil
		p.mu.Unlock()
	}
	b.servedFor(p)
	p.Close()
	for range 2 {
		pr := b.do("POST", api.PathWorkLogin, "", []byte("{}")).problem()
		if pr.Code != ledger.CodeUnavailable || !strings.Contains(pr.Detail, "passkey") {
			t.Errorf("away: %+v", pr)
		}
	}
	b.browser("bury-member")
	next := newTeller()
	defer next.Close()
	// What one provider was asked, another is not told: it need not name itself.
	before := newTeller()
	defer before.Close()
	b.servedFor(before)
	before.silent.Store(true)
	next.silent.Store(true)
	asked, kept := b.goes("")
	came := before.lets(t, asked, "sub-1", b.world.now())
	came.Issuer = ""
	if err := b.serving.UseProvider(next.provider()); err != nil {
		t.Fatal(err)
	}
	if pr := b.comes(kept, came).problem(); pr.Code != ledger.CodeLogIn || !strings.Contains(pr.Detail, "begin again") || next.asked != 0 {
		t.Errorf("another provider was asked %d times: %+v", next.asked, pr)
	}
	address, _ := b.goes("")
	next.lets(t, address, "sub-1", b.world.now())
	for name, change := range map[string]func(*auth.Provider){
		"no name": func(p *auth.Provider) { p.Name = " " }, "in the clear": func(p *auth.Provider) { p.Issuer = "http://id.example" }, "no address": func(p *auth.Provider) { p.Issuer = "id.example" },
		"no client": func(p *auth.Provider) { p.ClientID = "" }, "no secret": func(p *auth.Provider) { p.ClientSecret = "" },
	} {
		bad := next.provider()
		change(bad)
		if err := b.serving.UseProvider(bad); err == nil || bad.ClientSecret != "" && strings.Contains(err.Error(), bad.ClientSecret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.goes("") // by the one before
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// Log-ins by work accounts that do not hold are sent away after a few, by their address;
// whoever has an account that is connected gets in from there all the same, and
// from elsewhere nobody feels it.
func TestFailedWorkLogInsLockNobodyOut(t *testing.T) {
	p := newTeller()
	defer p.Close()
	b := newBoard(t)
	b.servedFor(p)
	b.connects(p, "bury-member", "sub-1")
	b.client.CloseIdleConnections()
	b.behind = true
	b.servedFor(p, func(c *server.Config) { c.Proxies = prefixes("127.0.0.0/8") })
	log := func(from, subject string) answer {
		address, kept := b.goes("", "X-Forwarded-For", from)
		return b.comes(kept, p.lets(t, address, subject, b.world.now()), "X-Forwarded-For", from)
	}
	const attacker, elsewhere = "198.51.100.7", "203.0.113.9"
	var busy int
	for range 20 {
		if pr := log(attacker, "sub-9").problem(); pr.Code == api.CodeBusy {
			busy++
		} else if pr.Code != ledger.CodeNotAllowed {
			t.Fatalf("%+v", pr)
		}
	}
	if busy != 10 {
		t.Errorf("%d of 20 were sent away", busy)
	}
	for _, from := range []string{attacker, elsewhere} {
		for range 5 {
			log(from, "sub-1").into(http.StatusOK, &api.Token{})
		}
	}
	// Beyond what any address is asked about, others of that address wait for a second.
	asked := 0
	for ; asked < 200; asked++ {
		if log(attacker, "sub-1").status == http.StatusTooManyRequests {
			break
		}
	}
	if asked >= 60 {
		t.Errorf("the provider is asked %d times at once for one address", asked)
	}
	log(elsewhere, "sub-1").into(http.StatusOK, &api.Token{})
	b.world.add(time.Second)
	log(attacker, "sub-1").into(http.StatusOK, &api.Token{})
}

// A provider of another make, with its own pages, in front of which a browser stands:
// somebody connects their account and logs in by it; a code is good once, and for nobody
// else; and an account that is nobody's opens nothing.
func TestWorkLogIn(t *testing.T) {
	node, err := exec.LookPath("node")
	_, missing := os.Stat("testdata/oidc/node_modules/oidc-provider")
	if err != nil || missing != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("Node or the provider is not installed, by which CI logs in: npm ci in server/testdata/oidc")
		}
		t.Log("Node or oidc-provider is not installed (npm ci in server/testdata/oidc): no work account of another make is tried")
		return
	}
	b := newBoard(t)
	b.world.t = time.Now()
	secret := rand.Text()
	c := exec.Command(node, "provider.mjs", workClient, secret, b.founded.Origins[0]+api.PageWorkReturn)
	c.Dir = "testdata/oidc"
	in, out := must(c.StdinPipe()), must(c.StdoutPipe())
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); c.Wait() })
	line := must(bufio.NewReader(out).ReadString('\n'))
	issuer := strings.TrimSpace(line)
	b.serveUnder(b.rules(), func(c *server.Config) {
		c.Now = time.Now
		c.Work = &auth.Provider{Name: "NHS work account", Issuer: issuer, ClientID: workClient, ClientSecret: secret}
	})
	jar := must(cookiejar.New(nil))
	home := must(url.Parse(b.founded.Origins[0]))
	browser := &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == home.Host {
			return http.ErrUseLastResponse // it is back
		}
		return nil
	}}
	form := regexp.MustCompile(`<form[^>]* action="([^"]+)"`)
	// lets in goes through the provider's pages as somebody, until it sends the browser back.
	lets := func(address, name string) api.WorkReturn {
		t.Helper()
		res := must(browser.Get(address))
		for range 5 {
			body := must(io.ReadAll(res.Body))
			res.Body.Close()
			if res.StatusCode == http.StatusSeeOther {
				q := must(url.Parse(res.Header.Get("Location"))).Query()
				return api.WorkReturn{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")}
			}
			action := form.FindSubmatch(body)
			if action == nil {
				t.Fatalf("%s: %s", res.Status, body)
			}
			prompt := "consent"
			if bytes.Contains(body, []byte(`name="login"`)) {
				prompt = "login"
			}
			to := must(res.Request.URL.Parse(string(action[1])))
			res = must(browser.PostForm(to.String(), url.Values{"prompt": {prompt}, "login": {name}, "password": {"x"}}))
		}
		t.Fatal("the provider goes on asking")
		return api.WorkReturn{}
	}
	cookie, token := b.browser("bury-member")
	address, kept := b.gone(b.do("POST", api.PathWorkAccount, "", nil, "Cookie", cookie, api.FormHeader, token))
	b.do("POST", api.PathWorkConnect, "", must(json.Marshal(lets(address, "dr.bury"))), "Cookie", cookie+"; "+kept, api.FormHeader, token).into(http.StatusOK, &api.WorkAccount{})

	address, kept = b.goes("/motions")
	came := lets(address, "dr.bury")
	var got api.Token
	a := b.comes(kept, came)
	a.into(http.StatusOK, &got)
	if got.Person != "bury-member" || got.Next != "/motions" {
		t.Errorf("%+v", got)
	}
	if a := b.do("GET", api.PathPeople, "", nil, "Cookie", api.CookieLocal+"="+cookiesOf(a)[api.CookieLocal]); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	if pr := b.comes(kept, came).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("the same again: %+v", pr)
	}
	// The provider itself refuses a code that was used, and one of another browser's.
	for name, code := range map[string]string{"used": came.Code, "another's": lets(first(b.goes("")), "dr.bury").Code} {
		address, kept := b.goes("")
		again := lets(address, "dr.bury")
		again.Code = code
		if pr := b.comes(kept, again).problem(); pr.Code != ledger.CodeLogIn || !strings.Contains(pr.Detail, "does not hold") {
			t.Errorf("%s: %+v", name, pr)
		}
	}
	// Whoever else logs in there is nobody here. To connect, everybody is asked anew.
	jar2 := must(cookiejar.New(nil))
	browser.Jar = jar2
	address, kept = b.goes("")
	if pr := b.comes(kept, lets(address, "somebody.else")).problem(); pr.Code != ledger.CodeNotAllowed {
		t.Errorf("an account of nobody's: %+v", pr)
	}
	address, kept = b.goes("")
	refused := lets(address+"&prompt=none&prompt=none", "x")
	if refused.Error == "" || b.comes(kept, refused).problem().Code != ledger.CodeLogIn {
		t.Errorf("%+v", refused)
	}
	in.Close()
	c.Wait()
	if pr := b.comes(second(b.goes("")), came).problem(); pr.Code != ledger.CodeLogIn {
		t.Errorf("the provider is gone, and the state another: %+v", pr)
	}
	address, kept = b.goes("")
	if pr := b.comes(kept, api.WorkReturn{State: must(url.Parse(address)).Query().Get("state"), Code: "x", Issuer: issuer}).problem(); pr.Code != ledger.CodeUnavailable {
		t.Errorf("the provider is gone: %+v", pr)
	}
}

func second[A, B any](_ A, b B) B { return b }

// FuzzWorkReturn comes back with whatever cookie and body: nothing is opened by it, and
// the provider is not asked.
func FuzzWorkReturn(f *testing.F) {
	f.Add("concordat-work=x.y", `{"state":"log-in.x"}`)
	f.Add("concordat-work=e30.AAAA", `{"state":"","code":"x","iss":"https://id.example","error":"access_denied"}`)
	f.Add("concordat-work="+strings.Repeat("A", 5000), `{"state":1}`)
	f.Add("", "{}")
	b := fuzzed(f)
	_, kept := b.goes("")
	f.Add(kept, `{"state":"log-in.`+strings.Repeat("A", 43)+`","code":"x"}`)
	f.Fuzz(func(t *testing.T, cookie, body string) {
		b := *b
		b.t = t
		if strings.ContainsAny(cookie, "\r\n\x00") {
			return
		}
		req, err := http.NewRequest("POST", b.url+api.PathWorkReturn, strings.NewReader(body))
		if err != nil {
			return
		}
		req.Header["Cookie"] = []string{cookie}
		res, err := b.client.Do(req)
		if err != nil {
			return // the client does not send such a header
		}
		defer res.Body.Close()
		if res.StatusCode/100 != 4 || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%q %q: status %d", cookie, body, res.StatusCode)
		}
	})
}

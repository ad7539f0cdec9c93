package server_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"concordat/server/api"
	"concordat/server/auth"
)

// teller is a provider that says what a test has it say, true or not. What a provider of
// another make says, and how it goes through a browser, is in TestWorkLogIn.
type teller struct {
	*httptest.Server
	key    ed25519.PrivateKey
	client string      // secret
	silent atomic.Bool // of who it is, to browsers

	mu    sync.Mutex
	asked int // at the token endpoint
	codes map[string]told
	says  func(w http.ResponseWriter) bool // in place of a token
}

// told is what a code stands for.
type told struct {
	challenge string
	token     string
}

const workClient = "concordat-of-tests"

func newTeller() *teller {
	_, key, _ := ed25519.GenerateKey(rand.Reader)
	p := &teller{key: key, codes: map[string]told{}, client: rand.Text() + rand.Text()}
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorise", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "code_challenge_methods_supported": []string{"S256"},
			// Whatever it offers, those that rest on a secret are not taken.
			"id_token_signing_alg_values_supported": []string{"EdDSA", "HS256", "none"}, "authorization_response_iss_parameter_supported": !p.silent.Load(),
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		public := p.key.Public().(ed25519.PublicKey)
		say(w, map[string]any{"keys": []any{map[string]string{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": base64.RawURLEncoding.EncodeToString(public)}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked++
		if p.says != nil && p.says(w) {
			return
		}
		id, secret, _ := r.BasicAuth()
		code := r.PostFormValue("code")
		t, ok := p.codes[code]
		delete(p.codes, code)
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if !ok || id != workClient || secret != p.client || base64.RawURLEncoding.EncodeToString(sum[:]) != t.challenge {
			w.WriteHeader(http.StatusBadRequest)
			say(w, map[string]string{"error": "invalid_grant", "error_description": secret})
			return
		}
		say(w, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "id_token": t.token})
	})
	p.Server = httptest.NewServer(mux)
	return p
}

// sharedTeller is for the boards that are asked nothing in particular of it.
var sharedTeller = sync.OnceValue(newTeller)

func (p *teller) provider() *auth.Provider {
	return &auth.Provider{Name: "NHS work account", Issuer: p.URL, ClientID: workClient, ClientSecret: p.client}
}

// lets a browser in that went to address, as somebody, at a time, and gives what it
// comes back with. spoil may change what is said of it, and how that is signed.
func (p *teller) lets(t *testing.T, address, subject string, at time.Time, spoil ...func(claims jwt.MapClaims, header map[string]any) (jwt.SigningMethod, any)) api.WorkReturn {
	t.Helper()
	u := must(url.Parse(address))
	q := u.Query()
	for name, want := range map[string]string{"client_id": workClient, "response_type": "code", "scope": "openid", "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q in %s", name, q.Get(name), address)
		}
	}
	if !strings.HasPrefix(address, p.URL+"/authorise?") || len(q.Get("state")) < 43 || len(q.Get("nonce")) < 43 || q.Get("nonce") == q.Get("state") || len(q.Get("code_challenge")) != 43 || !strings.HasSuffix(q.Get("redirect_uri"), "/log-in/work-account/return") {
		t.Errorf("the browser is sent to %s", address)
	}
	claims := jwt.MapClaims{"iss": p.URL, "sub": subject, "aud": workClient, "nonce": q.Get("nonce"), "iat": at.Unix(), "exp": at.Add(time.Minute).Unix(), "auth_time": at.Unix(), "email": "chair@nhs.example", "email_verified": true}
	method, key, header := jwt.SigningMethod(jwt.SigningMethodEdDSA), any(p.key), map[string]any{"kid": "1"}
	for _, f := range spoil {
		if m, k := f(claims, header); m != nil {
			method, key = m, k
		}
	}
	token := jwt.NewWithClaims(method, claims)
	for name, v := range header {
		token.Header[name] = v
	}
	code := rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.codes[code] = told{q.Get("code_challenge"), must(token.SignedString(key))}
	return api.WorkReturn{State: q.Get("state"), Code: code, Issuer: p.URL}
}

// cookiesOf are those that an answer gives a browser, by name.
func cookiesOf(a answer) map[string]string {
	set := map[string]string{}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		set[c.Name] = c.Value
	}
	return set
}

// goes begins a log-in, and gives where the browser is sent and what it keeps.
func (b *board) goes(next string, header ...string) (address, cookie string) {
	b.t.Helper()
	a := b.do("POST", api.PathWorkLogin, "", must(json.Marshal(api.BeginWork{Next: next})), append([]string{"Content-Type", api.TypeJSON}, header...)...)
	return b.gone(a)
}

func (b *board) gone(a answer) (address, cookie string) {
	b.t.Helper()
	var begun api.WorkBegun
	a.into(http.StatusOK, &begun)
	name := api.CookieWorkLocal
	if b.behind {
		name = api.CookieWorkSecure
	}
	value := cookiesOf(a)[name]
	said := a.header.Get("Set-Cookie")
	if value == "" || len(a.header.Values("Set-Cookie")) != 1 || !strings.Contains(said, "HttpOnly") || !strings.Contains(said, "SameSite=Lax") || !strings.Contains(said, "Max-Age=600") || b.behind != strings.Contains(said, "Secure") {
		b.t.Errorf("it keeps %v", a.header.Values("Set-Cookie"))
	}
	return begun.URL, name + "=" + value
}

// comes back.
func (b *board) comes(cookie string, with api.WorkReturn, header ...string) answer {
	b.t.Helper()
	return b.do("POST", api.PathWorkReturn, "", must(json.Marshal(with)), append([]string{"Content-Type", api.TypeJSON, "Cookie", cookie}, header...)...)
}

// connects somebody's account, and gives the cookie and form token by which they did.
func (b *board) connects(p *teller, person, subject string) (cookie, form string) {
	b.t.Helper()
	cookie, form = b.browser(person)
	address, kept := b.gone(b.do("POST", api.PathWorkAccount, "", nil, "Cookie", cookie, api.FormHeader, form))
	var account api.WorkAccount
	b.do("POST", api.PathWorkConnect, "", must(json.Marshal(p.lets(b.t, address, subject, b.world.now()))), "Content-Type", api.TypeJSON, "Cookie", cookie+"; "+kept, api.FormHeader, form).into(http.StatusOK, &account)
	if !account.Connected || account.Provider != "NHS work account" || account.Since == "" {
		b.t.Errorf("%+v", account)
	}
	return cookie, form
}

// inBrowser does what somebody's browser alone can.
func (b *board) inBrowser(at, person string) answer {
	b.t.Helper()
	p := sharedTeller()
	if at == "POST "+api.PathWorkReturn {
		b.connects(p, person, "of "+person)
		address, kept := b.goes("")
		return b.comes(kept, p.lets(b.t, address, "of "+person, b.world.now()))
	}
	cookie, form := b.browser(person)
	begun := b.do("POST", api.PathWorkAccount, "", nil, "Cookie", cookie, api.FormHeader, form)
	if at == "POST "+api.PathWorkAccount {
		return begun
	}
	address, kept := b.gone(begun)
	return b.do("POST", api.PathWorkConnect, "", must(json.Marshal(p.lets(b.t, address, "of "+person, b.world.now()))), "Content-Type", api.TypeJSON, "Cookie", cookie+"; "+kept, api.FormHeader, form)
}

// works logs a browser in by an account.
func (b *board) works(p *teller, subject string) (session string, token api.Token) {
	b.t.Helper()
	address, kept := b.goes("/motions")
	a := b.comes(kept, p.lets(b.t, address, subject, b.world.now()))
	a.into(http.StatusOK, &token)
	set := cookiesOf(a)
	if len(set[api.CookieLocal]) != 43 || set[api.CookieWorkLocal] != "" || len(a.header.Values("Set-Cookie")) != 2 || token.Next != "/motions" || token.Token != "" || token.Session != "" || token.FormToken == "" {
		b.t.Errorf("%v: %s", a.header.Values("Set-Cookie"), a.body)
	}
	return api.CookieLocal + "=" + set[api.CookieLocal], token
}

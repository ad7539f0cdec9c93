package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"concordat/clients/web"
	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
)

// spoilt is pages one of which panics, and one of which asks for something of the API
// so many times.
type spoilt struct {
	server.PageHandler
	ask    http.RoundTripper
	times  int
	broken *atomic.Bool // so that no refusal can be shown
}

func (s spoilt) Refused(p *api.Problem) ([]byte, error) {
	if s.broken.Load() {
		panic("the secret cause")
	}
	return s.PageHandler.Refused(p)
}

func (s spoilt) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/panics":
		panic("the secret cause")
	case "/asks":
		answers := map[int]int{}
		for range s.times {
			req := must(http.NewRequestWithContext(r.Context(), http.MethodGet, "http://inside"+api.PathSessions, nil))
			req.Header.Set("Cookie", r.Header.Get("Cookie"))
			res := must(s.ask.RoundTrip(req))
			res.Body.Close()
			answers[res.StatusCode]++
		}
		w.Header().Set("Cache-Control", "no-store")
		fmt.Fprint(w, answers)
	default:
		s.PageHandler.ServeHTTP(w, r)
	}
}

// What the door refuses of a page is a page, of the same code, with the same time to
// come again; of the API it is a problem as ever.
func TestRefusedPages(t *testing.T) {
	b := newBoard(t)
	b.behind = true
	var broken atomic.Bool
	b.serveUnder(b.rules(), func(c *server.Config) {
		c.Proxies = prefixes("127.0.0.0/8")
		c.Pages = func(ask http.RoundTripper) (server.PageHandler, error) {
			site, err := web.New(web.Config{Ask: ask, Example: keysIn(filepath.Join(b.dir, "keys"))})
			return spoilt{site, ask, server.CallerBurst + 1, &broken}, err
		}
	})
	const from = "198.51.100.7"
	refused := func(method, path string, body []byte, header ...string) answer {
		t.Helper()
		req := must(http.NewRequest(method, b.url+path, bytes.NewReader(body)))
		req.Header.Set("X-Forwarded-For", from)
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		res := must(b.client.Do(req))
		defer res.Body.Close()
		a := answer{t, res.StatusCode, res.Header, must(io.ReadAll(res.Body))}
		b.headers(method+" "+path, res.Header, true)
		return a
	}
	shows := func(a answer, status int, words ...string) {
		t.Helper()
		if a.status != status || a.header.Get("Content-Type") != "text/html; charset=utf-8" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v: %s", a.status, a.header, a.body)
		}
		for _, w := range append(words, "<h1", "</html>") {
			if !strings.Contains(string(a.body), w) {
				t.Errorf("%d does not say %q: %s", a.status, w, a.body)
			}
		}
		if strings.Contains(string(a.body), "secret cause") {
			t.Errorf("%s", a.body)
		}
	}
	shows(refused("POST", "/log-in", make([]byte, server.MaxBody+1)), http.StatusRequestEntityTooLarge, "There is a problem")
	shows(refused("GET", "/panics", nil), http.StatusInternalServerError, "quote this reference", "urn:concordat:fault:")
	broken.Store(true)
	for path, code := range map[string]ledger.Code{"/panics": api.CodeInternal, "/log-in": ledger.CodeTooLarge} {
		method, body := "GET", []byte(nil)
		if path == "/log-in" {
			method, body = "POST", make([]byte, server.MaxBody+1)
		}
		if a := refused(method, path, body); a.problem().Code != code || strings.Contains(string(a.body), "secret cause") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	broken.Store(false)
	if p := refused("GET", "/api/v1/nowhere", nil).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
	// A page takes one of its caller's turns, however much it asks for.
	var token api.Token
	in := b.do("POST", api.PathLogin+"?as=cookie", "", b.login("bury-member"))
	in.into(http.StatusOK, &token)
	cookie := api.CookieSecure + "=" + cookiesOf(in)[api.CookieSecure]
	for range 2 {
		if a := refused("GET", "/asks", nil, "Cookie", cookie); string(a.body) != fmt.Sprint(map[int]int{200: server.CallerBurst + 1}) {
			t.Errorf("%s", a.body)
		}
	}
	var a answer
	for range server.CallerBurst {
		if a = b.do("GET", api.PathSessions, "", nil, "Cookie", cookie, "X-Forwarded-For", "203.0.113.9"); a.status != http.StatusOK {
			break
		}
	}
	if a.problem().Code != api.CodeBusy {
		t.Errorf("its turns count for nothing: %s", a.body)
	}
	for range server.AddressBurst {
		if a = refused("GET", api.PathHealth, nil); a.status != http.StatusOK {
			break
		}
	}
	if p := a.problem(); p.Code != api.CodeBusy {
		t.Fatalf("%+v", p)
	}
	page := refused("GET", "/motions", nil)
	shows(page, http.StatusTooManyRequests, "Sorry, the service is unavailable", "come again in")
	if page.header.Get("Retry-After") == "" || page.header.Get("Retry-After") != a.header.Get("Retry-After") {
		t.Errorf("to come again: %q, the API says %q", page.header.Get("Retry-After"), a.header.Get("Retry-After"))
	}
}

// So is what a page can't say because the API can't.
func TestUnavailablePages(t *testing.T) {
	b := newBoard(t)
	b.pagesUnder(brokenRules{})
	res := must(b.client.Get(b.url + "/motions"))
	defer res.Body.Close()
	body := must(io.ReadAll(res.Body))
	if want := b.get(api.PathMotions); res.StatusCode != want.status || want.status < 500 || res.Header.Get("Retry-After") != want.header.Get("Retry-After") || !strings.Contains(string(body), "</html>") {
		t.Errorf("%s %v, of the API %d %v: %s", res.Status, res.Header, want.status, want.header, body)
	}
}

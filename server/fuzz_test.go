package server_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"concordat/clients/devicetest"
	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
)

// Every parser of this server that sees the outside has a fuzz target. Their seeds
// run as tests; go test -fuzz NAME ./server looks for more. What they hold is that
// whatever comes is answered, as HTTP, with one problem of the closed list or with
// what was asked for, never with the server's own fault, and that nothing is written.

// outside sends bytes as they are on a connection of their own, and gives what came
// back before the server closed it or fell silent.
func (b *board) outside(t *testing.T, request []byte) []byte {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	c.Write(request) // the server may have closed already
	c.(*net.TCPConn).CloseWrite()
	said, _ := io.ReadAll(c) // what came before an end of whatever kind
	return said
}

// holds reads answers until there are no more, and holds each against what every
// answer of this server is.
func (b *board) holds(t *testing.T, request, said []byte) (statuses []int) {
	t.Helper()
	method, _, _ := bytes.Cut(request, []byte(" "))
	for r := bufio.NewReader(bytes.NewReader(said)); ; {
		if _, err := r.Peek(1); err != nil {
			return statuses
		}
		res, err := http.ReadResponse(r, &http.Request{Method: string(method)})
		if err != nil {
			t.Fatalf("%q: %v: %q", request, err, said)
		}
		if res.StatusCode == http.StatusContinue {
			continue
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatalf("%q: %v: %q", request, err, said)
		}
		statuses = append(statuses, res.StatusCode)
		if res.StatusCode == http.StatusInternalServerError || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%q: %s %v %s", request, res.Status, res.Header, body)
		}
		if res.StatusCode >= 400 && len(body) > 0 {
			var p api.Problem
			if err := json.Unmarshal(body, &p); err != nil || res.Header.Get("Content-Type") != api.TypeProblem || api.Meanings[p.Code].Status != res.StatusCode {
				t.Errorf("%q: %s %s", request, res.Status, body)
			}
		}
		if string(method) == http.MethodHead {
			method = nil // a second answer may have a body
		}
	}
}

// fuzzed is a board that a fuzz target asks, with nothing written in the end.
func fuzzed(f *testing.F) *board {
	f.Helper()
	b := still(&testing.T{})
	size := b.size()
	f.Cleanup(func() {
		if b.size() != size {
			f.Errorf("%d entries were written", b.size()-size)
		}
	})
	return b
}

// FuzzRequest sends whatever bytes as a request.
func FuzzRequest(f *testing.F) {
	for _, s := range []string{
		"", "\r\n\r\n", "GET", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD /healthz HTTP/1.0\r\n\r\n", "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01", "GET /tile/../log.key HTTP/1.1\r\nHost: x\r\n\r\n", "GET /blob/%2e%2e%2f%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /api/v1/motions/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/v1/motions/\x00 HTTP/1.1\r\nHost: x\r\n\r\n", "GET http://other/healthz HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{}",
		"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		"POST /api/v1/logout HTTP/1.1\r\nHost: x\r\nCookie: concordat=x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nform_token=%",
		"GET /healthz HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-Y: z\r\n", 4000) + "\r\n", "GET /" + strings.Repeat("a", 20000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /healthz HTTP/1.1\r\nX : y\r\n Z\r\n\r\n", "GET /healthz HTTP/1.1\nHost: x\n\n",
	} {
		f.Add([]byte(s))
	}
	b := fuzzed(f)
	f.Fuzz(func(t *testing.T, request []byte) { b.holds(t, request, b.outside(t, request)) })
}

// FuzzHeaders sends whatever as the headers that say who asks and what they have.
func FuzzHeaders(f *testing.F) {
	for _, s := range [][5]string{
		{"Bearer x.y.z", "concordat=x", "https://x", "cross-site", `"1"`}, {"Basic eDp4", "concordat=a; concordat=b", "null", "same-origin", `W/"*"`}, {"", ";;=;concordat", "::", "", "*"},
		{"bearer", "__Host-concordat=\"x\"", "http://[", "none", `"`}, {"Bearer \t", strings.Repeat("concordat=x;", 99), "", "\x7f", strings.Repeat(",", 99)},
	} {
		f.Add(s[0], s[1], s[2], s[3], s[4])
	}
	b := fuzzed(f)
	f.Fuzz(func(t *testing.T, authorization, cookie, origin, site, tag string) {
		for _, v := range []string{authorization, cookie, origin, site, tag} {
			if strings.ContainsAny(v, "\r\n") { // those are other requests: FuzzRequest
				return
			}
		}
		request := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nCookie: %s\r\nOrigin: %s\r\nSec-Fetch-Site: %s\r\nIf-None-Match: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", api.PathLogout, authorization, cookie, origin, site, tag)
		for _, status := range b.holds(t, request, b.outside(t, request)) {
			if status/100 == 2 {
				t.Errorf("%q logs somebody out", request)
			}
		}
	})
}

// FuzzQuery sends whatever as the query of a list.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{
		"", "limit=1", "limit=0", "limit=-1", "limit=99999999999999999999", "limit=01", "limit=+1", "limit=1&limit=1", "after=GM-2015-999", "after=%00", "after=%ff", "status=open", "status=%", "=", "&", ";",
		"after=" + strings.Repeat("9", 300), "limit=%31", "x[]=1", "limit=1#x",
	} {
		f.Add(s)
	}
	b := fuzzed(f)
	f.Fuzz(func(t *testing.T, query string) {
		if strings.ContainsAny(query, "\r\n \x00") || strings.ContainsFunc(query, func(r rune) bool { return r < ' ' }) {
			return
		}
		for _, path := range []string{api.PathMotions, api.PathEntries, api.PathObligations} {
			request := fmt.Appendf(nil, "GET %s?%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path, query)
			b.holds(t, request, b.outside(t, request))
		}
	})
}

// FuzzBody sends whatever as the body of each route that takes JSON.
func FuzzBody(f *testing.F) {
	for _, s := range []string{
		"", "{}", "null", "[]", `"x"`, "1e999", `{"session":1}`, `{"session":"x"}{}`, `{"motion":"GM-2015-012","votes":[]}`, `{"motion":{"ref":{}}}`, strings.Repeat("[", 20000), strings.Repeat(`{"a":`, 9999),
		`{"payload":"","protected":"","signature":""}`, `{"payload":"e30","protected":"e30","signature":"AA"}`, "\xff\xfe", `{"kind":"notice.given","body":null}`, `{"amendment":"x","hands":[{}]}`, strings.Repeat("x", ledger.MaxStatement+1),
	} {
		f.Add([]byte(s))
	}
	b := fuzzed(f)
	token := b.token("auditor")
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, path := range []string{api.PathLogin, api.PathRefresh, api.PathStatements, api.PathPreview, api.PathOutcome, api.PathDates} {
			request := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", path, token, len(body), body)
			for _, status := range b.holds(t, request, b.outside(t, request)) {
				if status/100 == 2 && (path == api.PathLogin || path == api.PathRefresh || path == api.PathStatements) {
					t.Errorf("%s takes %q", path, body)
				}
			}
		}
	})
}

// FuzzForwarded reads whatever a proxy says of whom it asks for.
func FuzzForwarded(f *testing.F) {
	for _, s := range []string{"", ",", "198.51.100.7", "198.51.100.7, 10.0.0.5", "::1", "[::1]:80", "fe80::1%eth0", "127.0.0.1, 198.51.100.7", "unknown", strings.Repeat("1,", 999), "0x7f.1", "010.0.0.1"} {
		f.Add(s)
	}
	b := fuzzed(f)
	proxy := netip.MustParseAddr("10.0.0.5")
	f.Fuzz(func(t *testing.T, forwarded string) {
		stranger := netip.MustParseAddr("192.0.2.1")
		if got := server.From(b.server, stranger, forwarded); got != stranger {
			t.Errorf("%q by somebody who is no proxy: %s", forwarded, got)
		}
		if got := server.From(b.server, proxy, forwarded); !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Errorf("%q: %s", forwarded, got)
		}
	})
}

// FuzzCookie reads whatever a browser sends as its cookies: a secret is there once, to
// the byte, or not at all.
func FuzzCookie(f *testing.F) {
	for _, s := range []string{"", "=", ";", "concordat=x", "a=b; concordat=x; c=d", "concordat=x;concordat=y", "concordat", "Concordat=x", " concordat =x", "__Host-concordat=x", "concordat=a=b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for _, secure := range []bool{false, true} {
			name := map[bool]string{false: api.CookieLocal, true: api.CookieSecure}[secure]
			if got := server.Cookie(header, secure); got != "" && (strings.Count(header, name+"="+got) < 1 || strings.Contains(got, ";")) {
				t.Errorf("%q: %q", header, got)
			}
			const secret = "c2VjcmV0"
			if strings.Contains(header, "concordat") {
				continue
			}
			if got := server.Cookie(header+";"+name+"="+secret, secure); got != secret {
				t.Errorf("%q hides the cookie: %q", header, got)
			}
		}
	})
}

// FuzzForm reads whatever a page's form sends beside a cookie that holds: nothing but
// its own form token is one.
func FuzzForm(f *testing.F) {
	b := fuzzed(f)
	cookie, form := b.browser("chair")
	for _, s := range []string{"", api.FormField + "=", api.FormField + "=x", "x=" + form, api.FormField + "=" + form + "&" + api.FormField + "=", api.FormField + "%=x", strings.ToUpper(api.FormField) + "=" + form, ";;", api.FormField + "=" + form + "A"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if v, err := url.ParseQuery(string(body)); err == nil && v.Get(api.FormField) == form && len(v[api.FormField]) == 1 {
			return // that is the one that holds
		}
		request := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", api.PathLogout, cookie, len(body), body)
		for _, status := range b.holds(t, request, b.outside(t, request)) {
			if status/100 == 2 {
				t.Errorf("%q passes for the form token", body)
			}
		}
	})
}

// FuzzNewPasskey reads whatever a device, or somebody in its place, hands in as a new
// passkey: what is read is a key of a passkey that the ledger writes in one way.
func FuzzNewPasskey(f *testing.F) {
	b := fuzzed(f)
	challenge := strings.Repeat("A", 43)
	whole := devicetest.New(f, b.founded.RPID, b.founded.Origins[0]).Attest(challenge)
	f.Add([]byte(whole))
	f.Add([]byte(whole[:len(whole)/2]))
	f.Add(bytes.Replace(whole, []byte("attestationObject"), []byte("attestationobject"), 1))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}`))
	f.Add([]byte(`{"response":{"attestationObject":"` + strings.Repeat("n", 4000) + `"}}`))
	f.Fuzz(func(t *testing.T, credential []byte) {
		key, err := server.ParseNew(credential)
		if err != nil {
			if p := (*api.Problem)(nil); !errors.As(err, &p) || p.Code != ledger.CodeSignature {
				t.Errorf("%q: %v", credential, err)
			}
			return
		}
		var again ledger.Key
		if data := must(ledger.Encode(key)); key.Kind != ledger.KeyPasskey || len(key.Thumbprint()) != 43 || ledger.Decode(data, &again) != nil || again.Thumbprint() != key.Thumbprint() {
			t.Errorf("%q gives %+v", credential, key)
		}
	})
}

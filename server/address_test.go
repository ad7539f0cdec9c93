package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
)

// behindProxy serves a board behind a proxy that has TLS: whoever asks, which is
// this machine, may say for whom.
func behindProxy(t *testing.T) *board {
	t.Helper()
	b := newBoard(t, func(s *server.Server) { server.Behind(s, netip.MustParsePrefix("127.0.0.0/8")) })
	b.behind = true
	return b
}

// from asks as a proxy does for somebody.
func (b *board) from(address, method, path, token string, body []byte) answer {
	b.t.Helper()
	return b.do(method, path, token, body, "X-Forwarded-For", address)
}

// Whom a request is counted for is who is at the other end, or whom a trusted proxy
// names last; what somebody else wrote before that is not believed.
func TestWhereRequestsComeFrom(t *testing.T) {
	var s *server.Server
	newBoard(t, func(made *server.Server) {
		server.Behind(made, netip.MustParsePrefix("10.0.0.0/29"), netip.MustParsePrefix("fd00::1/128"))
		s = made
	})
	for _, test := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1", "", "192.0.2.1"},
		{"192.0.2.1", "198.51.100.7", "192.0.2.1"},
		{"10.0.0.5", "198.51.100.7", "198.51.100.7"},
		{"10.0.0.5", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
		{"10.0.0.5", "127.0.0.1,198.51.100.7 , 10.0.0.3", "198.51.100.7"},
		{"10.0.0.5", "198.51.100.7:4711", "198.51.100.7"},
		{"fd00::1", "2001:db8::7", "2001:db8::7"},
		{"10.0.0.5", "[2001:db8::7]:4711", "2001:db8::7"},
		{"10.0.0.5", "::ffff:198.51.100.7", "198.51.100.7"},
		{"10.0.0.5", "", "10.0.0.5"},
		{"10.0.0.5", "unknown", "10.0.0.5"},
		{"10.0.0.5", "198.51.100.7, unknown", "10.0.0.5"},
		{"10.0.0.5", "10.0.0.3", "10.0.0.3"},
	} {
		if got := server.From(s, netip.MustParseAddr(test.peer), test.forwarded); got.String() != test.want {
			t.Errorf("%s for %q: %s, want %s", test.peer, test.forwarded, got, test.want)
		}
	}
}

// One address takes so many turns, and keeps nobody else from theirs; who waits as
// long as is said is answered. This machine is not limited.
func TestTooManyRequests(t *testing.T) {
	b := behindProxy(t)
	const one, other = "198.51.100.7", "203.0.113.9"
	for i := range server.AddressBurst {
		if a := b.from(one, "GET", api.PathProblems+"busy", "", nil); a.status != http.StatusOK {
			t.Fatalf("request %d: status %d", i, a.status)
		}
	}
	a := b.from(one, "POST", api.PathLogin, "", []byte("x"))
	p := a.problem()
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	if p.Code != api.CodeBusy || p.Status != http.StatusTooManyRequests || err != nil || seconds < 1 {
		t.Fatalf("%+v %v", p, a.header)
	}
	for name, address := range map[string]string{"somebody else": other, "this machine": "127.0.0.1"} {
		if a := b.from(address, "GET", api.PathHealth, "", nil); a.status != http.StatusOK {
			t.Errorf("%s: status %d", name, a.status)
		}
	}
	// A /64 is one subscriber's.
	for i := range server.AddressBurst {
		address := netip.MustParseAddr("2001:db8:1:1::1")
		if i%2 == 0 {
			address = netip.MustParseAddr("2001:db8:1:1:ffff::1")
		}
		b.from(address.String(), "GET", api.PathProblems+"busy", "", nil)
	}
	if a := b.from("2001:db8:1:1:2::3", "GET", api.PathHealth, "", nil); a.status != http.StatusTooManyRequests {
		t.Errorf("another of the same /64: status %d", a.status)
	}
	if a := b.from("2001:db8:1:2::1", "GET", api.PathHealth, "", nil); a.status != http.StatusOK {
		t.Errorf("the next /64: status %d", a.status)
	}
	b.world.add(time.Duration(seconds) * time.Second)
	if a := b.from(one, "GET", api.PathHealth, "", nil); a.status != http.StatusOK {
		t.Errorf("after %d seconds: status %d", seconds, a.status)
	}
}

// So does one caller, from however many addresses.
func TestTooManyRequestsOfACaller(t *testing.T) {
	b := behindProxy(t)
	one, other := b.token("bury-member"), b.token("chair")
	var a answer
	for i := range server.CallerBurst + 1 {
		a = b.from("198.51.100."+strconv.Itoa(i%250+1), "GET", api.PathKey[:len(api.PathKey)-len(":thumbprint")]+string(b.key("chair").Thumbprint()), one, nil)
		if i < server.CallerBurst && a.status != http.StatusOK {
			t.Fatalf("request %d: %s", i, a.body)
		}
	}
	if p := a.problem(); p.Code != api.CodeBusy || a.header.Get("Retry-After") == "" {
		t.Errorf("%+v", p)
	}
	if a := b.from("198.51.100.1", "GET", api.PathLedger, other, nil); a.status != http.StatusOK {
		t.Errorf("somebody else from there: %s", a.body)
	}
}

// Log-ins that do not hold are sent away after a few, by address and by key; one
// that holds passes all the same, from the same address, with the same key, at once.
func TestFailedLogInsLockNobodyOut(t *testing.T) {
	b := behindProxy(t)
	const attacker, elsewhere = "198.51.100.7", "203.0.113.9"
	stranger := b.strangersKey()
	attempt := func(from string, kid ledger.Thumbprint) answer {
		var n api.Nonce
		b.get(api.PathLogin).into(http.StatusOK, &n)
		login := ledger.Login{V: 1, Ledger: n.Ledger, Person: "chair", Nonce: n.Nonce, Until: n.Expires}
		return b.from(from, "POST", api.PathLogin, "", b.forged(stranger, ledger.Protected{Alg: "EdDSA", Kid: kid, Typ: "concordat-login"}, login))
	}
	chair := b.key("chair").Thumbprint()
	var busy int
	for range 20 {
		switch p := attempt(attacker, chair).problem(); p.Code {
		case ledger.CodeUnknownKey:
			if busy > 0 {
				t.Error("it is told again what was wrong")
			}
		case api.CodeBusy:
			busy++
		default:
			t.Fatalf("%+v", p)
		}
	}
	if busy != 10 {
		t.Errorf("%d of 20 were sent away", busy)
	}
	if p := attempt(attacker, b.key("secretary").Thumbprint()).problem(); p.Code != api.CodeBusy {
		t.Errorf("with another key from there: %+v", p)
	}
	if p := attempt("192.0.2.77", chair).problem(); p.Code != api.CodeBusy {
		t.Errorf("with that key from elsewhere: %+v", p)
	}
	if p := attempt(elsewhere, b.key("secretary").Thumbprint()).problem(); p.Code != ledger.CodeUnknownKey {
		t.Errorf("another key from elsewhere: %+v", p)
	}
	for _, from := range []string{attacker, elsewhere} {
		for range 15 { // as often as they like: what holds is not counted
			b.from(from, "POST", api.PathLogin, "", b.login("chair")).into(http.StatusOK, &api.Token{})
		}
	}
	b.world.add(10 * time.Second)
	if p := attempt(attacker, chair).problem(); p.Code != ledger.CodeUnknownKey {
		t.Errorf("later: %+v", p)
	}
}

// Where a proxy has TLS, its word is taken that it did, and cookies are those of
// TLS; without it none is given but on this machine.
func TestCookiesBehindAProxy(t *testing.T) {
	b := behindProxy(t)
	a := b.do("POST", api.PathLogin+"?as=cookie", "", b.login("chair"), "X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", "https")
	if c := a.header.Get("Set-Cookie"); !strings.HasPrefix(c, api.CookieSecure+"=") || !strings.Contains(c, "Secure") || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s: %s", c, a.body)
	}
	a = b.do("POST", api.PathLogin+"?as=cookie", "", b.login("chair"), "X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", "http")
	if p := a.problem(); p.Code != ledger.CodeMalformed || a.header.Get("Set-Cookie") != "" || a.header.Get("Strict-Transport-Security") != "" {
		t.Errorf("%+v", p)
	}
}

// overTLS serves a board with a certificate of its own making.
func overTLS(t *testing.T) *board {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	b := newBoard(t, func(s *server.Server) {
		server.OverTLS(s, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: private}}})
	})
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	b.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: pool}
	b.url = "https" + strings.TrimPrefix(b.url, "http")
	return b
}

// Over TLS the cookie is bound to this host by its name, and browsers are told to
// come by TLS alone.
func TestCookiesOverTLS(t *testing.T) {
	b := overTLS(t)
	cookie, form := b.browser("bury-member")
	if a := b.do("GET", api.PathPeople, "", nil, "Cookie", cookie); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	// The plain name could have been set by anybody in between.
	plain := strings.Replace(cookie, api.CookieSecure, api.CookieLocal, 1)
	if a := b.do("GET", api.PathPeople, "", nil, "Cookie", plain); a.status == http.StatusOK {
		t.Error("the name of a cookie without TLS passes over TLS")
	}
	a := b.do("POST", api.PathLogout, "", nil, "Cookie", cookie, api.FormHeader, form, "Origin", b.url)
	if c := a.header.Get("Set-Cookie"); a.status != http.StatusOK || !strings.HasPrefix(c, api.CookieSecure+"=;") || !strings.Contains(c, "Secure") {
		t.Errorf("%d %s", a.status, c)
	}
}

// Every route has the headers that every answer has, over TLS too, and its refusals
// have them.
func TestHeadersOfEveryRoute(t *testing.T) {
	b := overTLS(t)
	paths := b.paths()
	token := b.token("bury-member")
	kinds := map[string]bool{}
	for _, route := range server.Routes() {
		at := route.Method + " " + route.Path
		send := func(method, token string) answer {
			if route.Path == api.PathLogout && token != "" {
				token = b.token("bury-member")
			}
			return b.do(method, paths[at], token, b.body(paths[at], "bury-member")) // held there
		}
		a := send(route.Method, token)
		kinds[a.header.Get("Content-Type")] = true
		if cache := a.header.Get("Cache-Control"); a.status/100 == 2 && strings.Contains(cache, "public") {
			t.Errorf("%s: what a person was told may be kept by others: %s", at, cache)
		}
		send(route.Method, "")
		send(route.Method, "x.y.z")
		if a := send("DELETE", token); a.status != http.StatusMethodNotAllowed && a.status != http.StatusNotFound {
			t.Errorf("DELETE %s: status %d", paths[at], a.status)
		}
		if route.Method == "GET" {
			send("HEAD", token)
		}
	}
	for _, kind := range []string{api.TypeHTML, api.TypeJSON, api.TypeCheckpoint, api.TypeTile} {
		if !kinds[kind] {
			t.Errorf("no route answered with %s", kind)
		}
	}
	if len(kinds) < 4 {
		t.Errorf("%v", kinds)
	}
}

// afar is a listener whose connections come from somewhere else than they do.
type afar struct {
	net.Listener
	from net.Addr
}

type farConn struct {
	net.Conn
	from net.Addr
}

func (l afar) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return farConn{c, l.from}, nil
}

func (c farConn) RemoteAddr() net.Addr { return c.from }

// One address holds so many connections, and one more is closed until one of them
// is; other addresses have their own.
func TestConnectionsOfOneAddress(t *testing.T) {
	real, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer real.Close()
	far := &afar{real, &net.TCPAddr{IP: net.ParseIP("198.51.100.7"), Port: 1}}
	l := server.FewFrom(far)
	accepted := make(chan net.Conn, server.MaxFrom+2)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", real.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	var held []net.Conn
	for range server.MaxFrom {
		dial()
		held = append(held, <-accepted)
	}
	if _, err := dial().Read(make([]byte, 1)); err == nil {
		t.Errorf("one too many is held: %v", err)
	}
	for range 2 { // closing twice leaves once
		held[0].Close()
	}
	dial()
	held = append(held, <-accepted)
	if _, err := dial().Read(make([]byte, 1)); err == nil {
		t.Error("closing twice made room for two")
	}
	for _, c := range held {
		c.Close()
	}
}

func prefixes(list ...string) (all []netip.Prefix) {
	for _, p := range list {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

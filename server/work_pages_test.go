package server_test

import (
	"context"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"concordat/clients/sdk"
	"concordat/clients/web"
	"concordat/clients/web/outbox"
	"concordat/server"
	"concordat/server/api"
)

// The pages take a browser there and back: to connect an account, to log in by it and go
// on where it wanted to, and to say in their own words why it was not let in.
func TestWorkPages(t *testing.T) {
	p := newTeller()
	defer p.Close()
	b := newBoard(t)
	b.servedFor(p, func(c *server.Config) {
		c.Pages = func(ask http.RoundTripper) (server.PageHandler, error) {
			return web.New(web.Config{Ask: ask, Example: keysIn(filepath.Join(b.dir, "keys")), Post: b.post()})
		}
	})
	site, at := b.founded.Origins[0], strings.TrimPrefix(b.url, "http://")
	browser := func() *http.Client {
		return &http.Client{Jar: must(cookiejar.New(nil)), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, at)
			}}}
	}
	ask := func(c *http.Client, method, path string, form url.Values) (int, string, string) {
		t.Helper()
		req := must(http.NewRequest(method, site+path, strings.NewReader(form.Encode())))
		req.Header.Set("Content-Type", api.TypeForm)
		if method == http.MethodPost {
			req.Header.Set("Origin", site)
		}
		res := must(c.Do(req))
		defer res.Body.Close()
		return res.StatusCode, res.Header.Get("Location"), string(must(io.ReadAll(res.Body)))
	}
	// go there by a page, say who one is, and come back.
	visits := func(c *http.Client, page, subject string, spoil ...func(*api.WorkReturn)) (int, string, string) {
		t.Helper()
		status, to, body := ask(c, "GET", page, nil)
		if status == http.StatusOK {
			link := regexp.MustCompile(`id="work"[^>]* href="([^"]+)"`).FindStringSubmatch(body)
			if link == nil {
				t.Fatalf("%s: %s", page, body)
			}
			to = html.UnescapeString(link[1])
		}
		came := p.lets(t, to, subject, b.world.now())
		for _, f := range spoil {
			f(&came)
		}
		return ask(c, "GET", api.PageWorkReturn+"?"+url.Values{"state": {came.State}, "code": {came.Code}, "iss": {came.Issuer}}.Encode(), nil)
	}
	leads := func(to string, status int, location, body string) {
		t.Helper()
		if status != http.StatusSeeOther || location != to {
			t.Errorf("status %d to %q, not to %q: %s", status, location, to, body)
		}
	}
	says := func(want string, status int, location, body string) {
		t.Helper()
		if status/100 != 4 || !strings.Contains(body, want) || !strings.Contains(body, `href="#work"`) {
			t.Errorf("status %d %q does not say %q: %s", status, location, want, body)
		}
	}
	phone, desk := browser(), browser()
	if status, _, body := ask(phone, "GET", "/log-in?next=%2Fmotions", nil); status != http.StatusOK || !strings.Contains(body, "Log in with your NHS work account") || !strings.Contains(body, `href="/log-in/work-account?next=%2Fmotions"`) {
		t.Errorf("%d %s", status, body)
	}
	form := func(c *http.Client, page string) string {
		_, _, body := ask(c, "GET", page, nil)
		if token := regexp.MustCompile(`name="form_token" value="([^"]+)"`).FindStringSubmatch(body); token != nil {
			return token[1]
		}
		return ""
	}
	status, to, body := visits(phone, "/log-in/work-account?next=%2Fmotions", "sub-1")
	says("Nobody on this board has connected that NHS work account", status, to, body)
	status, to, body = ask(phone, "POST", "/log-in", url.Values{"person": {"bury-member"}, "next": {"/passkeys"}})
	leads("/passkeys", status, to, body)
	status, to, body = visits(phone, "/passkeys/work", "sub-1", func(came *api.WorkReturn) { came.Code = "x" })
	says("Your NHS work account was not connected", status, to, body)
	status, to, body = visits(phone, "/passkeys/work", "sub-1")
	leads("/passkeys", status, to, body)
	if _, _, body := ask(phone, "GET", "/passkeys", nil); !strings.Contains(body, "It is connected since") {
		t.Error(body)
	}
	status, to, body = visits(desk, "/log-in/work-account?next=%2Fmotions", "sub-1", func(came *api.WorkReturn) { came.State += "x" })
	says("You are not logged in with your NHS work account", status, to, body)
	status, to, body = visits(desk, "/log-in/work-account?next=%2Fmotions", "sub-1")
	leads("/motions", status, to, body)
	if status, _, body := ask(desk, "GET", "/passkeys", nil); status != http.StatusOK || !strings.Contains(body, "It is connected since") || strings.Contains(body, "You are using it") {
		t.Errorf("%d %s", status, body)
	}
	if status, _, body := ask(desk, "GET", "/passkeys/work", nil); status != http.StatusOK || !strings.Contains(body, `id="again"`) {
		t.Errorf("%d %s", status, body)
	}
	// Nothing is signed in it, also where the keys of the example's people lie beside it,
	// nor sent in the board's name.
	m, _, _ := b.openMotion()
	size := b.size()
	vote := "/motions/" + m.Ref + "/vote/check?choice=for"
	_, _, body = ask(phone, "GET", vote, nil)
	if !strings.Contains(body, "Sign and send vote") {
		t.Errorf("who logged in with a key can't sign: %s", body)
	}
	sign := url.Values{}
	for _, field := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(body, -1) {
		sign.Set(field[1], html.UnescapeString(field[2]))
	}
	sign.Set(api.FormField, form(desk, "/passkeys"))
	status, _, body = ask(desk, "GET", vote, nil)
	if status != http.StatusOK || strings.Contains(body, "Sign and send vote") || !strings.Contains(body, "You cannot sign on this page") {
		t.Errorf("%d %s", status, body)
	}
	status, _, body = ask(desk, "POST", vote, sign)
	if status != http.StatusForbidden || !strings.Contains(body, "This server holds no key of yours to sign with") {
		t.Errorf("%d %s", status, body)
	}
	office := browser()
	status, to, body = ask(office, "POST", "/log-in", url.Values{"person": {"secretary"}, "next": {"/passkeys"}})
	leads("/passkeys", status, to, body)
	status, to, body = visits(office, "/passkeys/work", "sub-2")
	leads("/passkeys", status, to, body)
	status, _, body = ask(office, "GET", "/outbox?kind=opened&motion="+m.Ref, nil)
	message := regexp.MustCompile(`name="message" value="([^"]+)"`).FindStringSubmatch(body)
	if message == nil {
		t.Fatalf("no message to send: %d %s", status, body)
	}
	away := browser()
	status, to, body = visits(away, "/log-in/work-account?next=%2Foutbox", "sub-2")
	leads("/outbox", status, to, body)
	status, _, body = ask(away, "POST", "/outbox", url.Values{api.FormField: {form(away, "/passkeys")}, "message": {html.UnescapeString(message[1])}})
	if status != http.StatusForbidden || !strings.Contains(body, "Who logged in with a work account sends nothing") {
		t.Errorf("%d %s", status, body)
	}
	status, to, body = ask(office, "POST", "/outbox", url.Values{api.FormField: {form(office, "/passkeys")}, "message": {html.UnescapeString(message[1])}})
	leads("/outbox", status, to, body)
	if b.size() != size {
		t.Errorf("%d entries were written", b.size()-size)
	}

	// Whose session has ended meanwhile comes back all the same.
	if _, err := b.sdk("bury-member").EndSession(t.Context(), "all"); err != nil {
		t.Fatal(err)
	}
	status, to, body = visits(desk, "/log-in/work-account?next=%2Fdecisions", "sub-1")
	leads("/decisions", status, to, body)
	status, to, body = ask(desk, "POST", "/passkeys/work", url.Values{api.FormField: {form(desk, "/passkeys")}})
	leads("/passkeys", status, to, body)
	if status, to, _ := ask(desk, "GET", "/passkeys", nil); status != http.StatusSeeOther || !strings.HasPrefix(to, "/log-in") {
		t.Errorf("%d %s", status, to)
	}
	p.Close()
	b.world.add(time.Hour)
	status, to, body = ask(desk, "GET", "/log-in/work-account", nil)
	says("cannot be reached at the moment", status, to, body)
}

// post is a mail server that is not there, to whom a message can be handed all the same.
func (b *board) post() *outbox.Post {
	b.t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	addresses := map[string]string{}
	for _, person := range must(keysIn(filepath.Join(b.dir, "keys")).People()) {
		addresses[person] = person + "@board.example"
	}
	settings := filepath.Join(b.dir, "mail.json")
	if err := os.WriteFile(settings, encode(b.t, outbox.Settings{Host: "127.0.0.1", Port: port, Plain: true, From: "secretary@board.example", Addresses: addresses}), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return must(outbox.Open(settings, filepath.Join(b.dir, "outbox.json")))
}

// sdk is a client with somebody's key.
func (b *board) sdk(person string) *sdk.Client {
	b.t.Helper()
	key := b.key(person)
	return must(sdk.New(b.url, sdk.Options{Key: &key, Person: person}))
}

package server_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server"
	"concordat/server/api"
	"concordat/server/auth"
)

// refresh asks for another token of a session.
func (b *board) refresh(session string) answer {
	b.t.Helper()
	return b.do("POST", api.PathRefresh, "", encode(b.t, api.Refresh{Session: session}))
}

func (b *board) sessions(token string) (list api.Sessions) {
	b.t.Helper()
	b.do("GET", api.PathSessions, token, nil).into(http.StatusOK, &list)
	return list
}

// A session gives tokens until it ends: by its own log-out, by another of the same
// person's, twenty hours after its last use. Its tokens end with it, at once.
func TestSessions(t *testing.T) {
	b := newBoard(t)
	phone, desk := b.logIn("bury-member"), b.logIn("bury-member")
	if phone.Session == "" || phone.Name == "" || phone.FormToken != "" || phone.Session == desk.Session {
		t.Errorf("%+v", phone)
	}
	b.world.add(14 * time.Minute)
	var next api.Token
	b.refresh(phone.Session).into(http.StatusOK, &next)
	b.world.add(14 * time.Minute)
	if next.Session == "" || next.Session == phone.Session || next.Name != phone.Name || next.Person != "bury-member" || !slices.Equal(next.Scopes, phone.Scopes) || next.Roles != phone.Roles {
		t.Errorf("%+v after %+v", next, phone)
	}
	if a := b.do("GET", api.PathPeople, phone.Token, nil); a.problem().Code != ledger.CodeLogIn {
		t.Errorf("a token outlives its quarter of an hour: %d", a.status)
	}
	if a := b.do("GET", api.PathPeople, next.Token, nil); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	list := b.sessions(next.Token)
	if len(list.Items) != 2 || !list.Items[0].Current || list.Items[0].Name != phone.Name || list.Items[1].Current || list.Items[1].Name != desk.Name || list.FormToken != "" {
		t.Errorf("%+v", list)
	}
	if s := list.Items[1]; s.Key != b.key("bury-member").Thumbprint() || s.Cookie || s.Ends <= s.Used || s.Opened > s.Used {
		t.Errorf("%+v", s)
	}
	// Of somebody else's session nothing is said, whether there is one or not.
	chair := b.logIn("chair")
	var said []string
	for _, name := range []string{chair.Name, "unknown"} {
		p := b.do("POST", api.PathLogout+"?session="+name, next.Token, nil).problem()
		said = append(said, string(p.Code)+strings.ReplaceAll(p.Detail, name, ""))
	}
	if said[0] != said[1] || !strings.HasPrefix(said[0], string(ledger.CodeNotFound)) {
		t.Error(said)
	}
	var ended api.Ended
	b.refresh(desk.Session).into(http.StatusOK, &desk)
	b.do("POST", api.PathLogout+"?session="+desk.Name, next.Token, nil).into(http.StatusOK, &ended)
	if p := b.do("GET", api.PathPeople, desk.Token, nil).problem(); ended.Ended != 1 || p.Code != ledger.CodeLogIn || !strings.Contains(p.Detail, "has ended") {
		t.Errorf("%d ended: %+v", ended.Ended, p)
	}
	if a := b.do("GET", api.PathPeople, next.Token, nil); a.status != http.StatusOK {
		t.Errorf("the wrong one ended: %s", a.body)
	}
	b.do("POST", api.PathLogout, next.Token, nil).into(http.StatusOK, &ended)
	for name, a := range map[string]answer{
		"its token": b.do("GET", api.PathLedger, next.Token, nil), "log-out again": b.do("POST", api.PathLogout, next.Token, nil), "its secret": b.refresh(next.Session),
		"statements": b.do("POST", api.PathStatements, next.Token, []byte("{}")), "nobody's": b.do("POST", api.PathLogout, "", nil),
	} {
		if p := a.problem(); p.Code != ledger.CodeLogIn {
			t.Errorf("%s: %+v", name, p)
		}
	}
	// All of one person's, and nobody else's.
	one, two := b.logIn("bury-member"), b.logIn("bury-member")
	b.do("POST", api.PathLogout+"?session=all", one.Token, nil).into(http.StatusOK, &ended)
	if ended.Ended != 2 || b.refresh(two.Session).problem().Code != ledger.CodeLogIn {
		t.Errorf("%d ended", ended.Ended)
	}
	b.refresh(chair.Session).into(http.StatusOK, &chair)
	b.world.add(auth.SessionIdle)
	if p := b.refresh(chair.Session).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("idle for twenty hours: %+v", p)
	}
}

// Each token of a session comes with another secret for the next. Who comes with an old
// one, or whom they have it from, is a thief: the session ends for both, with its tokens.
// Two who come at once, or one who did not hear the answer, get the same.
func TestStolenSessions(t *testing.T) {
	var log lockedBuffer
	b := newBoard(t, func(s *server.Server) { server.LogTo(s, slog.New(slog.NewTextHandler(&log, nil))) })
	token := b.logIn("bury-member")
	secrets := []string{token.Session}
	for range 3 {
		var one, two, again api.Token
		b.refresh(secrets[len(secrets)-1]).into(http.StatusOK, &one)
		b.refresh(secrets[len(secrets)-1]).into(http.StatusOK, &two)
		b.refresh(one.Session).into(http.StatusOK, &again)
		if one.Session == secrets[len(secrets)-1] || one.Session != two.Session || again.Session != one.Session || one.Name != token.Name {
			t.Errorf("%+v, %+v, %+v", one, two, again)
		}
		token, secrets = again, append(secrets, one.Session)
		b.world.add(2 * time.Minute)
	}
	if bytes.Contains(must(os.ReadFile(filepath.Join(b.dir, "sessions"))), []byte(token.Session)) {
		t.Error("the file has the secret")
	}
	if a := b.do("GET", api.PathPeople, token.Token, nil); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	said := log.take()
	if p := b.refresh(secrets[1]).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("an old secret: %+v", p)
	}
	if log := log.take(); !strings.Contains(log, "stolen") || !strings.Contains(log, token.Name) || strings.Contains(said, "stolen") || strings.Contains(log, secrets[1]) {
		t.Error(log)
	}
	for name, a := range map[string]answer{"the new one": b.refresh(token.Session), "the token": b.do("GET", api.PathPeople, token.Token, nil), "the old one again": b.refresh(secrets[1])} {
		if p := a.problem(); p.Code != ledger.CodeLogIn {
			t.Errorf("%s after that: %+v", name, p)
		}
	}
	// The minute after an exchange outlives a restart.
	token = b.logIn("bury-member")
	var one, two api.Token
	b.refresh(token.Session).into(http.StatusOK, &one)
	b.serveUnder(b.rules())
	b.refresh(token.Session).into(http.StatusOK, &two)
	if one.Session != two.Session {
		t.Error("after a restart there is another secret")
	}
	// Whoever has no part of any secret ends nothing.
	for _, none := range []string{"", strings.Repeat("A", 43), strings.Repeat("A", 64), one.Session[:63], one.Session + "A", token.Name} {
		if p := b.refresh(none).problem(); p.Code != ledger.CodeLogIn {
			t.Errorf("%q: %+v", none, p)
		}
	}
	b.refresh(one.Session).into(http.StatusOK, &two)
}

// Rules that can't be run cost nobody their session.
func TestRefreshWithoutRules(t *testing.T) {
	b := newBoard(t)
	token := b.logIn("bury-member")
	b.serveUnder(brokenRules{})
	if a := b.refresh(token.Session); a.status/100 != 5 {
		t.Errorf("%d %s", a.status, a.body)
	}
	b.world.add(time.Hour)
	b.serveUnder(b.rules())
	b.refresh(token.Session).into(http.StatusOK, &token)
}

// What tokens are signed with is the process's own: one of before a restart does not
// hold, and its session, which does, gives another.
func TestTokensEndWithTheProcess(t *testing.T) {
	b := newBoard(t)
	token := b.logIn("bury-member")
	b.serveUnder(b.rules(), func(c *server.Config) { c.TokenSeed = nil })
	if p := b.do("GET", api.PathLedger, token.Token, nil).problem(); p.Code != ledger.CodeLogIn || !strings.Contains(p.Detail, "not signed by this server") {
		t.Errorf("%+v", p)
	}
	b.refresh(token.Session).into(http.StatusOK, &token)
	if a := b.do("GET", api.PathLedger, token.Token, nil); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// A session ends with its key, at once and for ever, whichever way it is used.
func TestSessionsOfARevokedKey(t *testing.T) {
	b := newBoard(t)
	key := b.key("bury-member").Thumbprint()
	idle, read, chair := b.logIn("bury-member"), b.logIn("bury-member"), b.logIn("chair")
	cookie, _ := b.browser("bury-member")
	b.record("bury-officer", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: key, Reason: "stolen"})
	if p := b.do("GET", api.PathPeople, read.Token, nil).problem(); p.Code != ledger.CodeRevokedKey {
		t.Errorf("%+v", p)
	}
	if p := b.do("GET", api.PathPeople, read.Token, nil).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("its session stands: %+v", p)
	}
	for name, a := range map[string]answer{
		"refreshed": b.refresh(idle.Session), "again": b.refresh(idle.Session), "by cookie": b.do("GET", api.PathPeople, "", nil, "Cookie", cookie), "listed": b.do("GET", api.PathSessions, idle.Token, nil),
	} {
		if p := a.problem(); p.Code != ledger.CodeLogIn {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if list := b.sessions(chair.Token); len(list.Items) != 1 {
		t.Errorf("%+v", list)
	}
}

// browsersOwn are done by a browser alone, with what it kept: see TestWorkAccount.
var browsersOwn = map[string]bool{"POST " + api.PathWorkReturn: true, "POST " + api.PathWorkAccount: true, "POST " + api.PathWorkConnect: true}

// A log-in is good for what it asked for and for nothing else, as is every token of
// its session; every route says what it takes.
func TestScopes(t *testing.T) {
	b := newBoard(t)
	paths := b.paths()
	tokens := map[string]string{}
	for _, scope := range api.Scopes {
		var token api.Token
		b.do("POST", api.PathLogin+"?scope="+scope, "", b.login("bury-member")).into(http.StatusOK, &token)
		if !slices.Contains(token.Scopes, scope) || slices.ContainsFunc(api.Scopes, func(other string) bool { return other != scope && slices.Contains(token.Scopes, other) }) {
			t.Errorf("of %s: %v", scope, token.Scopes)
		}
		b.refresh(token.Session).into(http.StatusOK, &token)
		tokens[scope] = token.Token
	}
	open := 0
	for _, route := range server.Routes() {
		at := route.Method + " " + route.Path
		takes := server.ScopesOf(route.Method, route.Path)
		if len(takes) == 0 {
			open++
		}
		for scope, token := range tokens {
			if route.Path == api.PathLogout { // it ends the session that asks
				continue
			}
			a := b.do(route.Method, paths[at], token, b.body(paths[at], "bury-member"))
			may := len(takes) == 0 || slices.Contains(takes, scope)
			if may && browsersOwn[at] {
				if p := a.problem(); strings.Contains(p.Detail, "this takes ") {
					t.Errorf("%s with %s: %+v", at, scope, p)
				}
				continue
			}
			if may != (a.status/100 == 2) {
				t.Errorf("%s with %s: status %d: %.200s", at, scope, a.status, a.body)
			}
			if !may {
				if p := a.problem(); p.Code != ledger.CodeNotAllowed || !strings.Contains(p.Detail, scope) || !strings.Contains(p.Detail, takes[0]) {
					t.Errorf("%s with %s: %+v", at, scope, p)
				}
			}
		}
	}
	if open != 16 {
		t.Errorf("%d routes take no scope", open)
	}
	// Whatever reads the log serves an audit, and nothing that writes.
	for _, path := range []string{api.PathEntries, api.PathLedger, api.PathTile + "entries/*", api.PathBundle + "*", api.PathBlob + ":digest"} {
		if !slices.Contains(server.ScopesOf(http.MethodGet, path), api.ScopeAudit) {
			t.Errorf("%s does not serve an audit", path)
		}
	}
	// Keeping a text writes, and reading those that are kept doesn't.
	if p := b.do("POST", api.PathTexts, tokens[api.ScopeRead], b.body(api.PathTexts, "bury-member")).problem(); p.Code != ledger.CodeNotAllowed || !strings.Contains(p.Detail, api.ScopeStatements) {
		t.Errorf("%+v", p)
	}
	b.do("POST", api.PathTexts, tokens[api.ScopeStatements], b.body(api.PathTexts, "bury-member")).into(http.StatusCreated, &api.KeptText{})
	b.do("GET", paths["GET "+api.PathTexts], tokens[api.ScopeRead], nil).into(http.StatusOK, &api.List[api.Text]{})
	// Ending another session takes more than ending one's own.
	other := b.logIn("bury-member")
	if p := b.do("POST", api.PathLogout+"?session="+other.Name, tokens[api.ScopeRead], nil).problem(); p.Code != ledger.CodeNotAllowed {
		t.Errorf("%+v", p)
	}
	b.do("POST", api.PathLogout, tokens[api.ScopeRead], nil).into(http.StatusOK, &api.Ended{})
}

// A log-in that names roles or seats has these alone.
func TestScopesOfRoles(t *testing.T) {
	b := still(t)
	var token api.Token
	whole := b.logIn("bury-officer")
	role := whole.Scopes[len(whole.Scopes)-1]
	b.do("POST", api.PathLogin+"?scope="+url.QueryEscape("read "+role), "", b.login("bury-officer")).into(http.StatusOK, &token)
	if !slices.Equal(token.Scopes, []string{"read", role}) {
		t.Errorf("%v of %v", token.Scopes, whole.Scopes)
	}
	b.do("POST", api.PathLogin+"?scope="+url.QueryEscape(role), "", b.login("bury-officer")).into(http.StatusOK, &token)
	if !slices.Equal(token.Scopes, append(slices.Clone(api.Scopes), role)) {
		t.Errorf("%v", token.Scopes)
	}
	for _, bad := range []string{"secretary", "write", "*", "read secretary"} {
		p := b.do("POST", api.PathLogin+"?scope="+url.QueryEscape(bad), "", b.login("bury-officer")).problem()
		if p.Code != ledger.CodeMalformed || p.Errors[0].Parameter != "scope" {
			t.Errorf("%s: %+v", bad, p)
		}
	}
}

// browser logs a person in as a page does, and gives the cookie and the form token.
func (b *board) browser(person string) (cookie, form string) {
	b.t.Helper()
	var token api.Token
	a := b.do("POST", api.PathLogin+"?as=cookie", "", b.login(person))
	a.into(http.StatusOK, &token)
	header := a.header.Get("Set-Cookie")
	cookie, _, _ = strings.Cut(header, ";")
	name, value, _ := strings.Cut(cookie, "=")
	secure := strings.HasPrefix(b.url, "https:")
	want := api.CookieLocal
	if secure {
		want = api.CookieSecure
	}
	if name != want || len(value) != 43 || strings.Contains(string(a.body), value) || token.Token != "" || token.Session != "" {
		b.t.Errorf("%s: %s", header, a.body)
	}
	attributes := strings.Split(header, "; ")[1:]
	for attribute, there := range map[string]bool{"Path=/": true, "HttpOnly": true, "SameSite=Lax": true, "Max-Age=604800": true, "Secure": secure} {
		if slices.Contains(attributes, attribute) != there {
			b.t.Errorf("%s in %s: %v", attribute, header, !there)
		}
	}
	if strings.Contains(header, "Domain") || len(a.header.Values("Set-Cookie")) != 1 {
		b.t.Error(a.header.Values("Set-Cookie"))
	}
	return cookie, token.FormToken
}

// A browser reads with its cookie alone, and does nothing with it that its own pages
// did not send: not without the form token of the very session, nor from another
// site, nor with what another site can make it send.
func TestCookies(t *testing.T) {
	b := newBoard(t)
	cookie, form := b.browser("bury-member")
	other, otherForm := b.browser("bury-member")
	with := func(method, path string, body []byte, header ...string) answer {
		return b.do(method, path, "", body, append([]string{"Cookie", cookie}, header...)...)
	}
	for path, kept := range map[string]string{api.PathMotions: "private, no-cache", api.PathPeople: "no-store"} {
		if a := with("GET", path, nil); a.status != http.StatusOK || a.header.Get("Cache-Control") != kept {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
	var list api.Sessions
	with("GET", api.PathSessions, nil, "Sec-Fetch-Site", "cross-site").into(http.StatusOK, &list) // followed from an e-mail
	if list.FormToken != form || len(list.Items) != 2 || !list.Items[0].Cookie {
		t.Errorf("%+v", list)
	}
	statement := b.statement("chair", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"})
	field := func(token string) []byte { return []byte(url.Values{api.FormField: {token}, "more": {"x"}}.Encode()) }
	const asForm = "application/x-www-form-urlencoded"
	own := strings.TrimPrefix(b.url, "http://")
	size := b.size()
	for name, a := range map[string]answer{
		"no form token":        with("POST", api.PathStatements, statement),
		"form without":         with("POST", api.PathLogout, []byte("more=x"), "Content-Type", asForm),
		"another session's":    with("POST", api.PathLogout, field(otherForm), "Content-Type", asForm),
		"cut":                  with("POST", api.PathLogout, nil, api.FormHeader, form[:42]),
		"the cookie itself":    with("POST", api.PathLogout, nil, api.FormHeader, strings.TrimPrefix(cookie, api.CookieLocal+"=")),
		"twice":                with("POST", api.PathLogout, append(field(form), "&"+api.FormField+"=x"...), "Content-Type", asForm),
		"of another type":      with("POST", api.PathLogout, field(form), "Content-Type", "text/plain"),
		"another site":         with("POST", api.PathLogout, field(form), "Content-Type", asForm, "Sec-Fetch-Site", "cross-site"),
		"a neighbour":          with("POST", api.PathLogout, field(form), "Content-Type", asForm, "Sec-Fetch-Site", "same-site"),
		"another origin":       with("POST", api.PathLogout, nil, api.FormHeader, form, "Origin", "https://evil.example"),
		"an origin without":    with("POST", api.PathLogout, nil, api.FormHeader, form, "Origin", "null"),
		"statement, elsewhere": with("POST", api.PathStatements, statement, api.FormHeader, form, "Origin", "http://"+own+".evil.example"),
		"preview":              with("POST", api.PathPreview, []byte("{}")),
		"paper":                with("PUT", api.Fill(api.PathPut, string(ledger.DigestOf([]byte("x")))), []byte("x")),
		"log-in of another":    b.do("POST", api.PathLogin+"?as=cookie", "", b.login("chair"), "Sec-Fetch-Site", "cross-site"),
	} {
		if p := a.problem(); p.Code != api.CodeForged || p.Status != http.StatusForbidden || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if b.size() != size || b.do("GET", api.PathPeople, "", nil, "Cookie", other).status != http.StatusOK {
		t.Error("one of these did something")
	}
	with("POST", api.PathStatements, statement, api.FormHeader, form, "Origin", b.url, "Sec-Fetch-Site", "same-origin").into(http.StatusCreated, &api.Receipt{})
	paper := []byte(strings.Repeat("a paper ", 20<<10))
	with("PUT", api.Fill(api.PathPut, string(ledger.DigestOf(paper))), paper, api.FormHeader, form).into(http.StatusCreated, &api.Blob{})

	// The secret of a cookie is good for nothing else, and no program's for a cookie.
	secret := strings.TrimPrefix(cookie, api.CookieLocal+"=")
	program := b.logIn("bury-member")
	for name, a := range map[string]answer{
		"cookie's secret as a program's": b.refresh(secret), "as a token": b.do("GET", api.PathLedger, secret, nil), "program's secret as a cookie": b.do("GET", api.PathLedger, "", nil, "Cookie", api.CookieLocal+"="+program.Session),
		"token as a cookie": b.do("GET", api.PathLedger, "", nil, "Cookie", api.CookieLocal+"="+program.Token),
	} {
		if p := a.problem(); p.Code != ledger.CodeLogIn {
			t.Errorf("%s: %+v", name, p)
		}
	}
	// Where two are sent, somebody else has set one of them: neither is taken.
	if p := b.do("GET", api.PathPeople, "", nil, "Cookie", other+"; "+cookie).problem(); p.Code != ledger.CodeLogIn && p.Code != ledger.CodeNotAllowed {
		t.Errorf("two cookies: %+v", p)
	}
	// A token is what it is, whatever cookie comes with it.
	if a := b.do("POST", api.PathStatements, program.Token, statement, "Cookie", cookie); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}

	// By a plain form of a page: the cookie goes, and what still sends it is told so
	// once, where there is anything to tell.
	a := with("POST", api.PathLogout, field(form), "Content-Type", asForm, "Origin", b.url)
	gone := func(a answer) bool {
		return strings.HasPrefix(a.header.Get("Set-Cookie"), api.CookieLocal+"=; ") && strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0")
	}
	if a.status != http.StatusOK || !gone(a) {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := with("GET", api.PathLedger, nil); a.problem().Code != ledger.CodeLogIn || !gone(a) {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := with("GET", api.PathLogin, nil); a.status != http.StatusOK {
		t.Errorf("who was logged out can't log in: %d", a.status)
	}
	if a := b.do("GET", api.PathPeople, "", nil, "Cookie", other); a.status != http.StatusOK {
		t.Errorf("the other browser was logged out too: %s", a.body)
	}
}

// Who does not hold a key learns nothing of it: not whether there is one, whose it
// is, or whether it was revoked; and the work behind the answer is the same.
func TestLogInTellsNothingOfKeys(t *testing.T) {
	b := newBoard(t)
	b.record("bury-officer", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: b.key("bury-member").Thumbprint(), Reason: "lost"})
	var n api.Nonce
	b.get(api.PathLogin).into(http.StatusOK, &n)
	mine := b.strangersKey()
	// attempt signs with a key of nobody's for another's thumbprint.
	attempt := func(kid ledger.Thumbprint, alg, person string) []byte {
		login := ledger.Login{V: 1, Ledger: n.Ledger, Person: person, Nonce: n.Nonce, Until: n.Expires}
		return b.forged(mine, ledger.Protected{Alg: alg, Kid: kid, Typ: "concordat-login"}, login)
	}
	known, revoked, unknown := b.key("chair").Thumbprint(), b.key("bury-member").Thumbprint(), mine.Thumbprint()
	want := string(b.do("POST", api.PathLogin, "", attempt(unknown, "EdDSA", "chair")).body)
	for name, body := range map[string][]byte{
		"known": attempt(known, "EdDSA", "chair"), "known, of another": attempt(known, "EdDSA", "secretary"), "known, by another algorithm": attempt(known, "ES256", "chair"),
		"revoked": attempt(revoked, "EdDSA", "bury-member"), "unknown, by another algorithm": attempt(unknown, "ES256", "chair"), "unknown person": attempt(unknown, "EdDSA", "nobody"),
	} {
		a := b.do("POST", api.PathLogin, "", body)
		if p := a.problem(); p.Code != ledger.CodeUnknownKey || string(a.body) != want {
			t.Errorf("%s: %s, not %s", name, a.body, want)
		}
	}
	// The fastest of many says what the work is, however busy the machine.
	fastest := func(body []byte) time.Duration {
		s, p, l, err := ledger.ParseLogin(body)
		if err != nil {
			t.Fatal(err)
		}
		best := time.Hour
		b.look(func(v ledger.View, _ ledger.Time) {
			for range 200 {
				start := time.Now()
				if _, err := v.CheckLogin(s, p, l, "", "2026-11-22T09:00:00.000Z", "2026-11-22"); err == nil {
					t.Fatal("it passes")
				}
				best = min(best, time.Since(start))
			}
		})
		return best
	}
	for _, alg := range []string{"EdDSA", "ES256"} {
		there, not := fastest(attempt(known, alg, "chair")), fastest(attempt(unknown, alg, "chair"))
		if there > 2*not || not > 2*there {
			t.Errorf("%s: %s for a key that is known, %s for one that is not", alg, there, not)
		}
	}
}

// Logging out takes away and gives nothing: it works whatever is wrong with the rules.
func TestLogOutWithoutRules(t *testing.T) {
	older := ledger.Ruling{Checks: []ledger.Check{{ID: "question", Title: "question", Explain: "No rule answers this question."}}}
	for name, rules := range map[string]func(b *board) ledger.Rules{
		"they can't be run": func(*board) ledger.Rules { return brokenRules{} },
		"they are older than it": func(b *board) ledger.Rules {
			return onlyAccess{rules: b.rules(), says: func(ledger.Input) ledger.Ruling { return older }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBoard(t)
			phone, desk, third := b.logIn("bury-member"), b.logIn("bury-member"), b.logIn("bury-member")
			b.serveUnder(rules(b))
			if a := b.do("GET", api.PathLedger, desk.Token, nil); a.status == http.StatusOK {
				t.Fatalf("the ledger is read without rules: %s", a.body)
			}
			var ended api.Ended
			b.do("POST", api.PathLogout+"?session="+phone.Name, desk.Token, nil).into(http.StatusOK, &ended)
			if ended.Ended != 1 {
				t.Errorf("%d ended", ended.Ended)
			}
			b.do("POST", api.PathLogout+"?session=all", third.Token, nil).into(http.StatusOK, &ended)
			if p := b.do("POST", api.PathLogout, desk.Token, nil).problem(); ended.Ended != 2 || p.Code != ledger.CodeLogIn {
				t.Errorf("%d ended: %+v", ended.Ended, p)
			}
		})
	}
}

// Under rules that are older than an operation people come in, go on and go out all the
// same, and nothing that shows something of the ledger opens.
func TestLogInUnderOlderRules(t *testing.T) {
	b := newBoard(t)
	token := b.logIn("bury-member")
	older := ledger.Ruling{Checks: []ledger.Check{{ID: "question", Title: "question", Explain: "No rule answers this question."}}}
	b.serveUnder(onlyAccess{rules: b.rules(), says: func(ledger.Input) ledger.Ruling { return older }})
	b.refresh(token.Session).into(http.StatusOK, &token)
	if list := b.sessions(token.Token); len(list.Items) != 1 {
		t.Errorf("%+v", list)
	}
	b.logIn("chair")
	b.connects(sharedTeller(), "bury-member", "of older rules")
	session, _ := b.works(sharedTeller(), "of older rules")
	b.do("GET", api.PathWorkAccount, "", nil, "Cookie", session).into(http.StatusOK, &api.WorkAccount{})
	if p := b.do("GET", api.PathWorkAccount, "", nil).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("nobody's account: %+v", p)
	}
	for _, path := range []string{api.PathPeople, api.PathMotions, api.PathLedger, api.PathInvitations} {
		if p := b.do("GET", path, token.Token, nil).problem(); p.Code != ledger.CodeRefused || !strings.Contains(p.Detail, "older") {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

// So it does on a page, by whoever has the form of one.
func TestLogOutOnPageWithoutRules(t *testing.T) {
	b := newBoard(t)
	b.pages()
	cookie, form := b.browser("bury-member")
	b.pagesUnder(brokenRules{})
	leave := func(form string) answer {
		req := must(http.NewRequest("POST", b.url+"/log-out", strings.NewReader(url.Values{api.FormField: {form}}.Encode())))
		for name, value := range map[string]string{"Content-Type": api.TypeForm, "Cookie": cookie, "Origin": b.url} {
			req.Header.Set(name, value)
		}
		res := must((&http.Transport{DisableKeepAlives: true}).RoundTrip(req))
		defer res.Body.Close()
		return answer{t, res.StatusCode, res.Header, must(io.ReadAll(res.Body))}
	}
	if a := leave("x"); a.status != http.StatusForbidden {
		t.Errorf("without the form: %d %s", a.status, a.body)
	}
	for _, now := range []string{"logged in", "logged out"} {
		if a := leave(form); a.status != http.StatusSeeOther || a.header.Get("Location") != "/log-in" || !strings.Contains(a.header.Get("Set-Cookie"), "=;") {
			t.Errorf("%s: %d %q %q %s", now, a.status, a.header.Get("Location"), a.header.Get("Set-Cookie"), a.body)
		}
	}
	b.pages()
	if p := b.do("GET", api.PathSessions, "", nil, "Cookie", cookie).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("the session stands: %+v", p)
	}
}

// brokenRules can't be run.
type brokenRules struct{}

func (brokenRules) Judge(ledger.Digest, []ledger.Input) ([]ledger.Ruling, error) {
	return nil, errors.New("out of memory")
}

// Two programs of one person that keep what they have in one place, turn about: neither
// takes the other for a thief.
func TestProgramsShareASession(t *testing.T) {
	b := newBoard(t)
	key, dir := b.key("bury-member"), t.TempDir()
	client := func() *sdk.Client {
		return must(sdk.New(b.url, sdk.Options{Key: &key, Person: "bury-member", StateDir: dir}))
	}
	one, two := client(), client()
	names := map[string]bool{}
	for range 3 {
		for _, c := range []*sdk.Client{one, two} {
			list, err := c.Sessions(t.Context())
			if err != nil || len(list.Items) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			names[list.Items[0].Name] = true
			b.world.add(16 * time.Minute)
		}
	}
	if len(names) != 1 {
		t.Errorf("%d sessions", len(names))
	}
}

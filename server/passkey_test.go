package server_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"concordat/clients/devicetest"
	"concordat/ledger"
	"concordat/server/api"
)

func (b *board) device() *devicetest.Device {
	b.t.Helper()
	return devicetest.New(b.t, b.founded.RPID, b.founded.Origins[0])
}

// give has somebody's officer add the device for them.
func (b *board) give(officer, party, person string, d *devicetest.Device) {
	b.t.Helper()
	header, proof := d.Possession(b.founded.Origin, person)
	b.record(officer, party, ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: d.Key, Proof: proof, Header: header})
}

// chosen is a log-in that names nobody, by a device.
func (b *board) chosen(d *devicetest.Device, change ...func(*ledger.Login, *ledger.Protected)) []byte {
	b.t.Helper()
	var n api.Nonce
	b.get(api.PathLogin).into(http.StatusOK, &n)
	l, p := ledger.Login{V: 1, Ledger: n.Ledger, Nonce: n.Nonce, Until: n.Expires}, ledger.Protected{Alg: "webauthn", Typ: "concordat-login"}
	for _, c := range change {
		c(&l, &p)
	}
	text := base64.RawURLEncoding.EncodeToString
	return d.Signed(ledger.Statement{Protected: text(encode(b.t, p)), Payload: text(encode(b.t, l))})
}

// Whoever has a passkey logs in by it without saying who they are: the device does,
// and its signature shows whether that is so.
func TestLogInByPasskey(t *testing.T) {
	b := newBoard(t)
	phone, laptop := b.device(), b.device()
	b.give("bury-officer", "00V", "bury-member", phone)
	b.give("bury-officer", "00V", "bury-member", laptop)
	as := func(person string) string { return api.PathLogin + "?person=" + person }
	for name, d := range map[string]*devicetest.Device{"phone": phone, "laptop": laptop} {
		var token api.Token
		b.do("POST", as("bury-member"), "", b.chosen(d)).into(http.StatusOK, &token)
		if token.Person != "bury-member" {
			t.Errorf("%s: %+v", name, token)
		}
		for _, session := range b.sessions(token.Token).Items {
			if session.Current && session.Key != d.Key.Thumbprint() {
				t.Errorf("%s: the session is of key %s, not %s", name, session.Key, d.Key.Thumbprint())
			}
		}
	}
	// A log-in that names its key is taken as before.
	draft := func(change func(*ledger.Login)) ledger.Statement {
		var n api.Nonce
		b.get(api.PathLogin).into(http.StatusOK, &n)
		l := ledger.Login{V: 1, Ledger: n.Ledger, Person: "bury-member", Nonce: n.Nonce, Until: n.Expires}
		change(&l)
		return must(ledger.DraftLogin(phone.Key, l))
	}
	var token api.Token
	named := phone.Signed(draft(func(*ledger.Login) {}))
	b.do("POST", api.PathLogin, "", named).into(http.StatusOK, &token)
	if p := b.do("POST", as("bury-member"), "", named).problem(); p.Code != ledger.CodeMalformed || !strings.Contains(p.Detail, "itself says") {
		t.Errorf("two say whose it is: %+v", p)
	}

	// One answer to whoever has none of the person's passkeys.
	stranger := b.device()
	want := string(b.do("POST", as("bury-member"), "", b.chosen(stranger)).body)
	if !strings.Contains(want, string(ledger.CodeUnknownKey)) {
		t.Error(want)
	}
	for name, a := range map[string]answer{
		"another's": b.do("POST", as("chair"), "", b.chosen(phone)), "nobody's": b.do("POST", as("nobody"), "", b.chosen(phone)), "not said": b.do("POST", api.PathLogin, "", b.chosen(phone)),
	} {
		if string(a.body) != want {
			t.Errorf("%s: %s\nnot %s", name, a.body, want)
		}
	}
	// What nobody can be called is not counted as somebody.
	for _, name := range []string{strings.Repeat("a", ledger.MaxCode+1), "bury-member:x", "a b"} {
		if p := b.do("POST", as(url.QueryEscape(name)), "", b.chosen(phone)).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", name, p)
		}
	}
	long := draft(func(*ledger.Login) {})
	protected := ledger.Protected{Alg: "webauthn-ES256", Kid: ledger.Thumbprint(strings.Repeat("A", 4000)), Typ: "concordat-login"}
	long.Protected = base64.RawURLEncoding.EncodeToString(encode(t, protected))
	if p := b.do("POST", api.PathLogin, "", phone.Signed(long)).problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("a key's name that is none: %+v", p)
	}
	// What the device says of itself is judged whoever's it is.
	for name, c := range map[string]struct {
		change func(*devicetest.Device)
		says   string
	}{
		"nobody verified": {func(d *devicetest.Device) { d.Flags = devicetest.UserPresent }, "nobody was verified"},
		"another site":    {func(d *devicetest.Device) { d.Site = "elsewhere.example" }, "another site"},
		"another page":    {func(d *devicetest.Device) { d.Origin = "https://elsewhere.example" }, "was asked for by"},
	} {
		d := *phone
		c.change(&d)
		if p := b.do("POST", as("bury-member"), "", b.chosen(&d)).problem(); p.Code != ledger.CodeSignature || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	for name, body := range map[string][]byte{
		"names a person":     b.chosen(phone, func(l *ledger.Login, _ *ledger.Protected) { l.Person = "bury-member" }),
		"names a key":        b.chosen(phone, func(_ *ledger.Login, p *ledger.Protected) { p.Kid = phone.Key.Thumbprint() }),
		"names an algorithm": b.chosen(phone, func(_ *ledger.Login, p *ledger.Protected) { p.Alg = "webauthn-ES256" }),
	} {
		if p := b.do("POST", api.PathLogin, "", body).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", name, p)
		}
	}
	// Lost: the other device goes on, and of the lost one only its holder is told.
	b.record("bury-officer", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: phone.Key.Thumbprint(), Reason: "lost"})
	if p := b.do("POST", as("bury-member"), "", b.chosen(phone)).problem(); p.Code != ledger.CodeRevokedKey {
		t.Errorf("revoked: %+v", p)
	}
	b.do("POST", as("bury-member"), "", b.chosen(laptop)).into(http.StatusOK, &token)
}

// A log-in by whichever passkey can't be a statement, whatever it holds.
func TestChosenLogInIsNoStatement(t *testing.T) {
	b := newBoard(t)
	d := b.device()
	b.give("bury-officer", "00V", "bury-member", d)
	s, _ := b.draft("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "financial", Known: "2015-06-20", Detail: ledger.DigestOf(nil)})
	for _, typ := range []string{"concordat-login", "concordat-statement"} {
		s.Protected = base64.RawURLEncoding.EncodeToString(encode(t, ledger.Protected{Alg: "webauthn", Typ: typ}))
		if p := b.send(d.Signed(s)).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", typ, p)
		}
	}
}

package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// device is somebody's passkey on a device that answers at once, with the flags that
// it is given (WebAuthn Level 2 section 6.1).
type device struct {
	t       *testing.T
	private *ecdsa.PrivateKey
	key     ledger.Key
	flags   byte
	site    string
	origin  string
}

const (
	userPresent  = 1 << 0
	userVerified = 1 << 2
)

func (b *board) device() *device {
	b.t.Helper()
	private := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	key := must(ledger.PublicKey(ledger.KeyPasskey, &private.PublicKey))
	return &device{b.t, private, key, userPresent | userVerified, b.founded.RPID, b.founded.Origins[0]}
}

// sign has the device sign a challenge.
func (d *device) sign(challenge [32]byte) (*ledger.PasskeyHeader, []byte) {
	d.t.Helper()
	client := []byte(`{"type":"webauthn.get","challenge":"` + base64.RawURLEncoding.EncodeToString(challenge[:]) + `","origin":"` + d.origin + `","crossOrigin":false}`)
	site := sha256.Sum256([]byte(d.site))
	data := append(site[:], d.flags, 0, 0, 0, 0)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	encoding := base64.RawURLEncoding
	return &ledger.PasskeyHeader{AuthenticatorData: encoding.EncodeToString(data), ClientData: encoding.EncodeToString(client)}, must(ecdsa.SignASN1(rand.Reader, d.private, digest[:]))
}

// signed is a draft that the device signed.
func (d *device) signed(s ledger.Statement) []byte {
	d.t.Helper()
	header, signature := d.sign(sha256.Sum256([]byte(s.SigningInput())))
	s.Header = header
	return encode(d.t, s.WithSignature(signature))
}

// give has somebody's officer add the device for them.
func (b *board) give(officer, party, person string, d *device) {
	b.t.Helper()
	header, proof := d.sign(sha256.Sum256([]byte(ledger.PossessionInput(b.founded.Origin, person, d.key))))
	b.record(officer, party, ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: d.key, Proof: base64.RawURLEncoding.EncodeToString(proof), Header: header})
}

// chosen is a log-in that names nobody, by a device.
func (b *board) chosen(d *device, change ...func(*ledger.Login, *ledger.Protected)) []byte {
	b.t.Helper()
	var n api.Nonce
	b.get(api.PathLogin).into(http.StatusOK, &n)
	l, p := ledger.Login{V: 1, Ledger: n.Ledger, Nonce: n.Nonce, Until: n.Expires}, ledger.Protected{Alg: "webauthn", Typ: "concordat-login"}
	for _, c := range change {
		c(&l, &p)
	}
	text := base64.RawURLEncoding.EncodeToString
	return d.signed(ledger.Statement{Protected: text(encode(b.t, p)), Payload: text(encode(b.t, l))})
}

// Whoever has a passkey logs in by it without saying who they are: the device does,
// and its signature shows whether that is so.
func TestLogInByPasskey(t *testing.T) {
	b := newBoard(t)
	phone, laptop := b.device(), b.device()
	b.give("bury-officer", "00V", "bury-member", phone)
	b.give("bury-officer", "00V", "bury-member", laptop)
	as := func(person string) string { return api.PathLogin + "?person=" + person }
	for name, d := range map[string]*device{"phone": phone, "laptop": laptop} {
		var token api.Token
		b.do("POST", as("bury-member"), "", b.chosen(d)).into(http.StatusOK, &token)
		if token.Person != "bury-member" {
			t.Errorf("%s: %+v", name, token)
		}
		if list := b.sessions(token.Token); list.Items[0].Key != d.key.Thumbprint() {
			t.Errorf("%s: the session is of key %s, not %s", name, list.Items[0].Key, d.key.Thumbprint())
		}
	}
	// A log-in that names its key is taken as before.
	draft := func(change func(*ledger.Login)) ledger.Statement {
		var n api.Nonce
		b.get(api.PathLogin).into(http.StatusOK, &n)
		l := ledger.Login{V: 1, Ledger: n.Ledger, Person: "bury-member", Nonce: n.Nonce, Until: n.Expires}
		change(&l)
		return must(ledger.DraftLogin(phone.key, l))
	}
	var token api.Token
	named := phone.signed(draft(func(*ledger.Login) {}))
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
	// What the device says of itself is judged whoever's it is.
	for name, c := range map[string]struct {
		change func(*device)
		says   string
	}{
		"nobody verified": {func(d *device) { d.flags = userPresent }, "nobody was verified"},
		"another site":    {func(d *device) { d.site = "elsewhere.example" }, "another site"},
		"another page":    {func(d *device) { d.origin = "https://elsewhere.example" }, "was asked for by"},
	} {
		d := *phone
		c.change(&d)
		if p := b.do("POST", as("bury-member"), "", b.chosen(&d)).problem(); p.Code != ledger.CodeSignature || !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	for name, body := range map[string][]byte{
		"names a person":     b.chosen(phone, func(l *ledger.Login, _ *ledger.Protected) { l.Person = "bury-member" }),
		"names a key":        b.chosen(phone, func(_ *ledger.Login, p *ledger.Protected) { p.Kid = phone.key.Thumbprint() }),
		"names an algorithm": b.chosen(phone, func(_ *ledger.Login, p *ledger.Protected) { p.Alg = "webauthn-ES256" }),
	} {
		if p := b.do("POST", api.PathLogin, "", body).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", name, p)
		}
	}
	// Lost: the other device goes on, and of the lost one only its holder is told.
	b.record("bury-officer", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: phone.key.Thumbprint(), Reason: "lost"})
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
		if p := b.send(d.signed(s)).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", typ, p)
		}
	}
}

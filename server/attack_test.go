package server_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

func (b *board) newKey(alg string) sdk.Key {
	b.t.Helper()
	key, err := sdk.NewKey(rand.Reader, alg)
	if err != nil {
		b.t.Fatal(err)
	}
	return key
}

// strangersKey is a key that the ledger does not know.
func (b *board) strangersKey() sdk.Key { return b.newKey(sdk.Ed25519) }

// forged signs any header and payload as they are, where they are texts, or else in
// their canonical form.
func (b *board) forged(key sdk.Key, protected, payload any) []byte {
	b.t.Helper()
	part := func(v any) string {
		text, ok := v.(string)
		if !ok {
			text = string(encode(b.t, v))
		}
		return base64.RawURLEncoding.EncodeToString([]byte(text))
	}
	return encode(b.t, key.Sign(ledger.Statement{Protected: part(protected), Payload: part(payload)}))
}

// What has been published against readers of JWTs, tried on statements, and what only
// a statement can be made to be. Each is refused for its own reason, and none leaves
// anything on the ledger.
func TestStatementsForged(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	draft, key := b.draft(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	raw, err := base64.RawURLEncoding.DecodeString(draft.Payload)
	if err != nil {
		t.Fatal(err)
	}
	payload, kid, stranger := string(raw), string(key.Thumbprint()), b.strangersKey()
	header := func(format string, args ...any) []byte { return b.forged(key, fmt.Sprintf(format, args...), payload) }
	exact := fmt.Sprintf(`{"alg":"EdDSA","kid":"%s","typ":"concordat-statement"}`, kid)
	good := b.forged(key, exact, payload)
	if !bytes.Equal(good, encode(t, key.Sign(draft))) {
		t.Fatal("the test's own statement is not the vote")
	}
	changed := func(from, to string) []byte {
		if !strings.Contains(payload, from) {
			t.Fatalf("the payload has no %s", from)
		}
		return b.forged(key, exact, strings.Replace(payload, from, to, 1))
	}
	mac := base64.RawURLEncoding.EncodeToString([]byte(fmt.Sprintf(`{"alg":"HS256","kid":"%s","typ":"concordat-statement"}`, kid)))
	login := ledger.Login{V: 1, Ledger: b.founded.Origin, Person: holder, Nonce: "AAAA", Until: "2099-01-01T00:00:00.000Z"}
	nested := base64.RawURLEncoding.EncodeToString(good)
	var asLogin ledger.Statement
	if err := json.Unmarshal(b.login(holder), &asLogin); err != nil {
		t.Fatal(err)
	}
	loginBytes, err := base64.RawURLEncoding.DecodeString(asLogin.Payload)
	if err != nil {
		t.Fatal(err)
	}
	size, reasons := b.size(), map[string]string{}
	for _, test := range []struct {
		name string
		body []byte
		code ledger.Code
		why  string
	}{
		{"none", header(`{"alg":"none","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, `algorithm "none" is not taken`},
		{"public key as secret", encode(t, ledger.Statement{Protected: mac, Payload: draft.Payload, Signature: draft.Payload[:43]}), ledger.CodeMalformed, `algorithm "HS256" is not taken`},
		{"RSA", header(`{"alg":"RS256","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, `algorithm "RS256" is not taken`},
		{"another of ours", header(`{"alg":"ES256","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeSignature, "signs EdDSA, not ES256"},
		{"a passkey's without its proof", header(`{"alg":"webauthn-EdDSA","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, "carries what the authenticator signed"},
		{"kid that is a path", header(`{"alg":"EdDSA","kid":"../../dev/null","typ":"concordat-statement"}`), ledger.CodeUnknownKey, "../../dev/null"},
		{"kid that is a query", header(`{"alg":"EdDSA","kid":"x' OR '1'='1","typ":"concordat-statement"}`), ledger.CodeUnknownKey, "x' OR '1'='1"},
		{"another's kid", b.forged(stranger, exact, payload), ledger.CodeSignature, "is not by key"},
		{"a key of its own", b.forged(stranger, fmt.Sprintf(`{"alg":"EdDSA","jwk":{"crv":"Ed25519","kty":"OKP","x":"%s"},"kid":"%s","typ":"concordat-statement"}`, stranger.Public().X, kid), payload), ledger.CodeMalformed, `jwk`},
		{"a key to fetch", header(`{"alg":"EdDSA","jku":"http://127.0.0.1:9/","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, `jku`},
		{"a certificate to fetch", header(`{"alg":"EdDSA","kid":"%s","typ":"concordat-statement","x5u":"http://127.0.0.1:9/"}`, kid), ledger.CodeMalformed, `x5u`},
		{"a certificate", header(`{"alg":"EdDSA","kid":"%s","typ":"concordat-statement","x5c":["MII="]}`, kid), ledger.CodeMalformed, `x5c`},
		{"critical header", header(`{"alg":"EdDSA","crit":["exp"],"kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, `crit`},
		{"nested", header(`{"alg":"EdDSA","cty":"JWT","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, `cty`},
		{"statement within a statement", b.forged(key, exact, nested), ledger.CodeMalformed, "looking for beginning of value"},
		{"algorithm said twice", header(`{"alg":"none","alg":"EdDSA","kid":"%s","typ":"concordat-statement"}`, kid), ledger.CodeMalformed, "the protected header is exactly alg, kid and typ"},
		{"header in another order", header(`{"typ":"concordat-statement","kid":"%s","alg":"EdDSA"}`, kid), ledger.CodeMalformed, "the protected header is exactly alg, kid and typ"},
		{"token's type", header(`{"alg":"EdDSA","kid":"%s","typ":"at+jwt"}`, kid), ledger.CodeMalformed, `typ is "at+jwt", not concordat-statement`},
		{"log-in's type", header(`{"alg":"EdDSA","kid":"%s","typ":"concordat-login"}`, kid), ledger.CodeMalformed, `typ is "concordat-login", not concordat-statement`},
		{"log-in as it is", b.login(holder), ledger.CodeMalformed, `typ is "concordat-login"`},
		{"log-in's bytes as a vote", b.forged(key, exact, login), ledger.CodeMalformed, "/payload"},
		{"log-in's signature under a vote", encode(t, ledger.Statement{Protected: draft.Protected, Payload: asLogin.Payload, Signature: asLogin.Signature}), ledger.CodeMalformed, "/payload"},
		{"log-in's signature, vote's bytes", encode(t, ledger.Statement{Protected: draft.Protected, Payload: draft.Payload, Signature: asLogin.Signature}), ledger.CodeSignature, "over this statement"},
		{"another ledger's", changed(`"ledger":"`+b.founded.Origin, `"ledger":"elsewhere`), ledger.CodeOtherLedger, "elsewhere"},
		{"another version", changed(`"v":1`, `"v":2`), ledger.CodeMalformed, "version 2"},
		{"early: a number ahead", changed(`"seq":`, `"seq":1`), ledger.CodeOutOfSequence, "number"},
		{"choice said twice", changed(`"choice":"for"`, `"choice":"against","choice":"for"`), ledger.CodeMalformed, "/payload"},
		{"more in the vote", changed(`"choice":"for"`, `"choice":"for","weight":9`), ledger.CodeMalformed, "body: not canonical"},
		{"another sentence", changed(`"sentence":"`, `"sentence":"It is agreed. `), ledger.CodeMalformed, "sentence"},
		{"another author", changed(`"author":"`+holder, `"author":"chair`), ledger.CodeSignature, "chair"},
		{"something after the payload", b.forged(key, exact, payload+" "), ledger.CodeMalformed, "/payload"},
		{"something after it", append(bytes.Clone(good), ' '), ledger.CodeMalformed, "flattened JWS in canonical JSON"},
		{"two", append(bytes.Clone(good), good...), ledger.CodeMalformed, "flattened JWS in canonical JSON"},
		{"more beside it", bytes.Replace(good, []byte(`{"payload"`), []byte(`{"header":{"kid":"x"},"payload"`), 1), ledger.CodeMalformed, "flattened JWS in canonical JSON"},
		{"signature twice", bytes.Replace(good, []byte(`"signature":"`), []byte(`"signature":"AA","signature":"`), 1), ledger.CodeMalformed, "flattened JWS in canonical JSON"},
		{"compact", []byte(draft.SigningInput() + ".AA"), ledger.CodeMalformed, "flattened JWS in canonical JSON"},
		{"padded", bytes.Replace(good, []byte(`","protected"`), []byte(`=","protected"`), 1), ledger.CodeMalformed, "base64url"},
		{"no signature", encode(t, draft), ledger.CodeUnsigned, "not signed"},
		{"oversized", append(bytes.Clone(good), bytes.Repeat([]byte(" "), ledger.MaxStatement)...), ledger.CodeTooLarge, "has at most"},
	} {
		p := b.send(test.body).problem()
		said := p.Detail
		for _, e := range p.Errors {
			said += " " + e.Pointer
		}
		if p.Code != test.code || !strings.Contains(said, test.why) {
			t.Errorf("%s: %s: %s, want %s: %s", test.name, p.Code, said, test.code, test.why)
		}
		reasons[said] = test.name
	}
	if len(reasons) < 30 {
		t.Errorf("all of these are refused for %d reasons", len(reasons))
	}
	// Nor does a statement log anybody in, however it is dressed.
	for name, body := range map[string][]byte{
		"vote": good, "vote of a log-in's type": header(`{"alg":"EdDSA","kid":"%s","typ":"concordat-login"}`, kid),
		"log-in of a vote's type": b.forged(key, exact, string(loginBytes)),
	} {
		if p := b.do("POST", api.PathLogin, "", body).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if b.size() != size {
		t.Errorf("%d entries were written", b.size()-size)
	}
	b.send(good).into(http.StatusCreated, &api.Receipt{})
}

// Of an ES256 signature anybody can make another that holds (r, −s). It is the same
// statement: whoever sends it gets the entry that was recorded first, with the first
// signature; and where the twin comes first, so does the author.
func TestMalleableTwin(t *testing.T) {
	b := newBoard(t)
	key := b.newKey(sdk.P256)
	b.record("bury-officer", "00V", ledger.KindKeyAdded, ledger.KeyAdded{
		Person: "bury-member", Key: key.Public(), Proof: key.Possession(b.founded.Origin, "bury-member"),
	})
	state := func(seq int64) ledger.Statement {
		draft, _ := b.draft("bury-member", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"}, func(p *ledger.Payload) { p.Seq = seq })
		var p ledger.Payload
		raw, err := base64.RawURLEncoding.DecodeString(draft.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		s, err := ledger.Draft(key.Public(), p)
		if err != nil {
			t.Fatal(err)
		}
		return key.Sign(s)
	}
	// The group's order, SEC 2 section 2.4.2.
	order, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	twin := func(s ledger.Statement) ledger.Statement {
		sig, err := base64.RawURLEncoding.DecodeString(s.Signature)
		if err != nil || len(sig) != 64 {
			t.Fatal(len(sig), err)
		}
		other := new(big.Int).Sub(order, new(big.Int).SetBytes(sig[32:]))
		return s.WithSignature(append(bytes.Clone(sig[:32]), other.FillBytes(make([]byte, 32))...))
	}
	for seq, twinFirst := range []bool{false, true} {
		mine := state(int64(seq))
		theirs := twin(mine)
		if mine.ID() != theirs.ID() || mine.Signature == theirs.Signature {
			t.Fatal("that is no twin")
		}
		first, second := mine, theirs
		if twinFirst {
			first, second = theirs, mine
		}
		var a, again api.Receipt
		b.send(encode(t, first)).into(http.StatusCreated, &a)
		size := b.size()
		b.send(encode(t, second)).into(http.StatusOK, &again)
		if !again.Repeated || again.Index != a.Index || !bytes.Equal(again.Entry, a.Entry) || !bytes.Contains(again.Entry, []byte(first.Signature)) || b.size() != size || again.ID != mine.ID() {
			t.Errorf("the twin first %v: %+v", twinFirst, again)
		}
	}
	// A log-in's twin uses the same nonce, and is not taken either.
	var n api.Nonce
	b.get(api.PathLogin).into(http.StatusOK, &n)
	draft, err := ledger.DraftLogin(key.Public(), ledger.Login{V: 1, Ledger: n.Ledger, Person: "bury-member", Nonce: n.Nonce, Until: n.Expires})
	if err != nil {
		t.Fatal(err)
	}
	login := key.Sign(draft)
	b.do("POST", api.PathLogin, "", encode(t, login)).into(http.StatusOK, &api.Token{})
	if p := b.do("POST", api.PathLogin, "", encode(t, twin(login))).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("%+v", p)
	}
}

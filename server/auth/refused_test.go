package auth_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"concordat/server/auth"
)

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// forger makes tokens that are ours but for one thing.
type forger struct {
	t   *testing.T
	now int64
	key ed25519.PrivateKey
}

// claims are those of a token that holds, with what a case changes; nil takes one away.
func (f forger) claims(change map[string]any) string {
	all := map[string]any{"iss": "iss", "aud": []string{"aud"}, "sub": "p", "key": "k", "sid": "s", "scope": "read", "iat": f.now, "nbf": f.now, "exp": f.now + 60}
	for name, v := range change {
		if all[name] = v; v == nil {
			delete(all, name)
		}
	}
	data, err := json.Marshal(all)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

// sign puts this server's own signature under any header and claims.
func (f forger) sign(header, claims string) string {
	input := b64(header) + "." + b64(claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(f.key, []byte(input)))
}

// mac signs with a shared secret, as a reader would check it that takes any algorithm.
func (f forger) mac(secret []byte) string {
	input := b64(`{"alg":"HS256","typ":"at+jwt"}`) + "." + b64(f.claims(nil))
	mac, err := jwt.SigningMethodHS256.Sign(input, secret)
	if err != nil {
		f.t.Fatal(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(mac)
}

// What has been published against readers of JWTs (RFC 8725; CVE-2015-9235 none and
// the public key as a secret, CVE-2018-0114 a key in the header, kid as a path or a
// query, jku and x5u), and what else a token may be that is not ours. Each is refused
// for its own reason, and all but those that need another key bear our signature.
func TestTokensRefused(t *testing.T) {
	c := newClock()
	tokens := newTokens(t, seed(1), "iss", "aud", c)
	f := forger{t, c.now().Unix(), ed25519.NewKeyFromSeed(seed(1))}
	ours := func(header string) string { return f.sign(header, f.claims(nil)) }
	with := func(name string, v any) string {
		return f.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, f.claims(map[string]any{name: v}))
	}
	good := with("jti", "x")
	if got, err := tokens.Verify(good); err != nil || got.Person != "p" || got.Session != "s" {
		t.Fatalf("the test's own token: %+v %v", got, err)
	}
	part := strings.Split(good, ".")
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	theirs := forger{t, f.now, stranger}
	jwk := fmt.Sprintf(`{"kty":"OKP","crv":"Ed25519","x":"%s"}`, base64.RawURLEncoding.EncodeToString(stranger.Public().(ed25519.PublicKey)))
	other := forger{t, f.now, ed25519.NewKeyFromSeed(seed(2))}
	reasons := map[string]string{}
	for _, test := range []struct{ name, token, why string }{
		{"none", b64(`{"alg":"none","typ":"at+jwt"}`) + "." + part[1] + ".", "it says that it needs no signature"},
		{"none in other letters", b64(`{"alg":"nOnE","typ":"at+jwt"}`) + "." + part[1] + ".", "it says that it needs no signature"},
		{"none with our signature", ours(`{"alg":"none","typ":"at+jwt"}`), "it says that it needs no signature"},
		{"public key as secret", f.mac(f.key.Public().(ed25519.PublicKey)), "it is signed with a shared secret (HS256), and the key of this server is none"},
		{"another curve's algorithm", ours(`{"alg":"ES256","typ":"at+jwt"}`), `it is signed with "ES256", and only EdDSA is taken`},
		{"no algorithm", ours(`{"typ":"at+jwt"}`), "its header names no algorithm"},
		{"algorithm that is no text", ours(`{"alg":["EdDSA"],"typ":"at+jwt"}`), "its header names no algorithm"},
		{"kid that is a path", ours(`{"alg":"EdDSA","kid":"../../../../dev/null","typ":"at+jwt"}`), "it names a key (kid), and there is only one"},
		{"kid that is a query", ours(`{"alg":"EdDSA","kid":"x' UNION SELECT 'k","typ":"at+jwt"}`), "it names a key (kid), and there is only one"},
		{"kid that is a command", ours(`{"alg":"EdDSA","kid":"|id","typ":"at+jwt"}`), "it names a key (kid), and there is only one"},
		{"key of its own", theirs.sign(`{"alg":"EdDSA","jwk":`+jwk+`,"typ":"at+jwt"}`, f.claims(nil)), "it brings a key of its own (jwk)"},
		{"certificate of its own", theirs.sign(`{"alg":"EdDSA","typ":"at+jwt","x5c":["MII="]}`, f.claims(nil)), "it brings a certificate of its own (x5c)"},
		{"key to fetch", theirs.sign(`{"alg":"EdDSA","jku":"http://127.0.0.1:9/keys","typ":"at+jwt"}`, f.claims(nil)), "it says where to fetch its key (jku), and nothing is fetched"},
		{"certificate to fetch", theirs.sign(`{"alg":"EdDSA","typ":"at+jwt","x5u":"http://127.0.0.1:9/cert"}`, f.claims(nil)), "it says where to fetch its certificate (x5u), and nothing is fetched"},
		{"critical header", ours(`{"alg":"EdDSA","crit":["b64"],"b64":false,"typ":"at+jwt"}`), "it asks for extensions (crit), and none are known"},
		{"nested", ours(`{"alg":"EdDSA","cty":"JWT","typ":"at+jwt"}`), "it holds another token (cty)"},
		{"token within a token", f.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, good), "its claims: not an object in JSON"},
		{"encrypted", good + "." + part[1] + "." + part[2], "it is encrypted, and no token here is"},
		{"another type", ours(`{"alg":"EdDSA","typ":"JWT"}`), `it is of the type "JWT", not at+jwt`},
		{"statement's type", ours(`{"alg":"EdDSA","typ":"concordat-statement"}`), `it is of the type "concordat-statement", not at+jwt`},
		{"algorithm said twice", ours(`{"alg":"none","alg":"EdDSA","typ":"at+jwt"}`), `its header: "alg" is said twice`},
		{"more in the header", ours(`{"alg":"EdDSA","typ":"at+jwt","zip":"DEF"}`), "its header is not the one of this server's tokens"},
		{"header in another order", ours(`{"typ":"at+jwt","alg":"EdDSA"}`), "its header is not the one of this server's tokens"},
		{"something after the header", ours(`{"alg":"EdDSA","typ":"at+jwt"}{}`), "its header: something follows the object"},
		{"person said twice", f.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, strings.Replace(f.claims(nil), `"sub":"p"`, `"sub":"chair","sub":"p"`, 1)), `its claims: "sub" is said twice`},
		{"person in other letters", f.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, strings.Replace(f.claims(nil), `"sub":"p"`, `"sub":"p","SUB":"chair"`, 1)), `its claims: "SUB" is not known here`},
		{"something after the claims", f.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, f.claims(nil)+" {}"), "its claims: something follows the object"},
		{"claims that are a list", f.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, `["p"]`), "its claims: not an object in JSON"},
		{"time that is no number", with("exp", "tomorrow"), "its claims are not those of a token"},
		{"another key", other.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, f.claims(nil)), "it is not signed by this server"},
		{"another ledger's", other.sign(`{"alg":"EdDSA","typ":"at+jwt"}`, f.claims(map[string]any{"iss": "another"})), "it is not signed by this server"},
		{"another ledger's of the same host", with("iss", "another"), "it is for another ledger: it names another issuer"},
		{"another service's", with("aud", []string{"another"}), "it is for another service: it names another audience"},
		{"expired", with("exp", f.now-1), "it has run out"},
		{"early", with("nbf", f.now+60), "it is not good yet"},
		{"issued later", with("iat", f.now+60), "it says that it was issued later than now"},
		{"no expiry", with("exp", nil), "it lacks a claim"},
		{"no issuer", with("iss", nil), "it lacks a claim"},
		{"no audience", with("aud", nil), "it lacks a claim"},
		{"no start", with("nbf", nil), "it lacks a claim"},
		{"no time of issue", with("iat", nil), "it lacks a claim"},
		{"no person", with("sub", nil), "it lacks a claim"},
		{"no key", with("key", nil), "it lacks a claim"},
		{"no session", with("sid", nil), "it lacks a claim"},
		{"empty", "", "a token has three parts, and this has 1"},
		{"signature taken away", part[0] + "." + part[1], "a token has three parts, and this has 2"},
		{"signature cut", part[0] + "." + part[1] + ".", "it is not signed by this server"},
		{"another's claims", part[0] + "." + strings.Split(with("sub", "chair"), ".")[1] + "." + part[2], "it is not signed by this server"},
		{"padded", good + "=", "the base64url of its signature is not exact"},
		{"line end in the signature", part[0] + "." + part[1] + "." + part[2][:8] + "\n" + part[2][8:], "the base64url of its signature is not exact"},
		{"last bits changed", good[:len(good)-1] + string(good[len(good)-1]+1), "the base64url of its signature is not exact"},
		{"something after it", good + ".x", "a token has three parts, and this has 4"},
		{"oversized", good + strings.Repeat("A", 8<<10), "it has more than 4096 bytes"},
		{"oversized claim", with("scope", strings.Repeat("read ", 1<<10)), "it has more than 4096 bytes"},
	} {
		_, err := tokens.Verify(test.token)
		var refused *auth.TokenError
		if !errors.Is(err, auth.ErrToken) || !errors.As(err, &refused) || refused.Why != test.why {
			t.Errorf("%s: %v, want %s", test.name, err, test.why)
		}
		reasons[test.why] = test.name
	}
	if len(reasons) < 26 {
		t.Errorf("all of these are refused for %d reasons", len(reasons))
	}
	// Refusals are not remembered as anything else, and what holds still does.
	if _, err := tokens.Verify(good); err != nil {
		t.Error(err)
	}
}

// Whatever a client sends as a token is refused, or is one that this server has
// issued, to the byte.
func FuzzToken(f *testing.F) {
	c := newClock()
	tokens, err := auth.NewTokens(seed(1), "iss", "aud", c.now)
	if err != nil {
		f.Fatal(err)
	}
	good, _, err := tokens.Issue(auth.Caller{Person: "p", Key: "k", Session: "s"})
	if err != nil {
		f.Fatal(err)
	}
	part := strings.Split(good, ".")
	for _, s := range []string{
		"", ".", "..", good, good + "=", good + "\n", part[0] + "." + part[1], b64(`{"alg":"none"}`) + "." + part[1] + ".", b64(`{"alg":"EdDSA","typ":"at+jwt","alg":1}`) + "." + part[1] + "." + part[2],
		part[0] + "." + b64(`{"sub":{}}`) + "." + part[2], part[0] + "." + b64(`[[[[[[[[`) + "." + part[2], part[0] + "." + b64("\xff") + "." + part[2], strings.Repeat(".", 9),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := tokens.Verify(text)
		if (err == nil) != (text == good) || err != nil && !errors.Is(err, auth.ErrToken) || err == nil && got.Person != "p" {
			t.Errorf("%q: %+v %v", text, got, err)
		}
	})
}

// A nonce is one that was given out, to the byte, or is refused.
func FuzzNonce(f *testing.F) {
	c := newClock()
	nonces := auth.NewNonces(c.now)
	good, _ := nonces.New()
	for _, s := range []string{"", good, good + "A", good[1:], strings.ToLower(good), good + "\r\n", strings.Repeat("A", 75)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := nonces.Check(text); (err == nil) != (text == good) || err != nil && !errors.Is(err, auth.ErrNonce) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

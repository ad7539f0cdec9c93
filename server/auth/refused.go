package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// TokenError is ErrToken with what is wrong with the token, for whoever sent it.
type TokenError struct{ Why string }

func (e *TokenError) Error() string        { return ErrToken.Error() + ": " + e.Why }
func (e *TokenError) Is(target error) bool { return target == ErrToken }

// oddity is what makes a text no token of ours, whoever signed it; empty if its
// form is ours. A header is refused for what it asks of its reader: another
// algorithm (RFC 8725 section 3.1), a key that it names, brings or would have
// fetched (section 3.10), extensions. What the library would pass over in silence
// is refused here: names said twice or in other letters, line ends, spaces, padding.
func oddity(text string) string {
	part := strings.Split(text, ".")
	switch {
	case len(part) == 5:
		return "it is encrypted, and no token here is"
	case len(part) != 3:
		return fmt.Sprintf("a token has three parts, and this has %d", len(part))
	}
	var data [3][]byte
	for i, name := range []string{"header", "claims", "signature"} {
		var err error
		// Decoders pass over line ends, and this one over nothing else.
		if data[i], err = base64.RawURLEncoding.Strict().DecodeString(part[i]); err != nil || strings.ContainsAny(part[i], "\r\n") {
			return "the base64url of its " + name + " is not exact"
		}
	}
	if why := oddHeader(part[0], data[0]); why != "" {
		return why
	}
	_, err := members(data[1], "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "key", "sid", "scope")
	if err != nil {
		return "its claims: " + err.Error()
	}
	return ""
}

// oddHeader is what is wrong with a header that is not ours to the byte.
func oddHeader(text string, data []byte) string {
	if text == tokenHeader {
		return ""
	}
	header, err := members(data)
	if err != nil {
		return "its header: " + err.Error()
	}
	var alg, typ string
	if json.Unmarshal(header["alg"], &alg) != nil || alg == "" {
		return "its header names no algorithm"
	}
	json.Unmarshal(header["typ"], &typ) // what is no text is another type
	switch {
	case strings.EqualFold(alg, "none"):
		return "it says that it needs no signature"
	case strings.HasPrefix(alg, "HS"):
		return "it is signed with a shared secret (" + alg + "), and the key of this server is none"
	case alg != jwt.SigningMethodEdDSA.Alg():
		return fmt.Sprintf("it is signed with %q, and only EdDSA is taken", alg)
	}
	for _, bad := range []struct{ name, why string }{
		{"crit", "it asks for extensions (crit), and none are known"},
		{"jwk", "it brings a key of its own (jwk)"},
		{"x5c", "it brings a certificate of its own (x5c)"},
		{"jku", "it says where to fetch its key (jku), and nothing is fetched"},
		{"x5u", "it says where to fetch its certificate (x5u), and nothing is fetched"},
		{"kid", "it names a key (kid), and there is only one"},
		{"cty", "it holds another token (cty)"},
	} {
		if _, there := header[bad.name]; there {
			return bad.why
		}
	}
	if typ != tokenType {
		return fmt.Sprintf("it is of the type %q, not %s", typ, tokenType)
	}
	return "its header is not the one of this server's tokens"
}

// members takes a JSON object apart. No name may stand there twice, none but the
// known if any are given, and nothing after the object.
func members(data []byte, known ...string) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.New("not an object in JSON")
	}
	all := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, errors.New("not an object in JSON")
		}
		key := name.(string) // names of an object are texts
		if _, twice := all[key]; twice {
			return nil, fmt.Errorf("%q is said twice", key)
		}
		if len(known) > 0 && !slices.Contains(known, key) {
			return nil, fmt.Errorf("%q is not known here", key)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, errors.New("not an object in JSON")
		}
		all[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, errors.New("not an object in JSON")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the object")
	}
	return all, nil
}

// reason is why the library refuses a token of our form.
func reason(err error) string {
	for _, of := range []struct {
		err error
		why string
	}{
		{jwt.ErrTokenSignatureInvalid, "it is not signed by this server"},
		{jwt.ErrTokenRequiredClaimMissing, "it lacks a claim"},
		{jwt.ErrTokenInvalidIssuer, "it is for another ledger: it names another issuer"},
		{jwt.ErrTokenInvalidAudience, "it is for another service: it names another audience"},
		{jwt.ErrTokenExpired, "it has run out"},
		{jwt.ErrTokenUsedBeforeIssued, "it says that it was issued later than now"},
		{jwt.ErrTokenNotValidYet, "it is not good yet"},
	} {
		if errors.Is(err, of.err) {
			return of.why
		}
	}
	return "its claims are not those of a token"
}

package ledger

import (
	"bytes"
	"encoding/json"
	"strings"
)

const (
	typStatement  = "concordat-statement"
	passkeyPrefix = "webauthn-"
)

// Payload is what one person says: who, for whom, to which ledger, in which
// order, having seen what.
type Payload struct {
	V        int64           `json:"v"`      // 1
	Ledger   string          `json:"ledger"` // origin
	Kind     string          `json:"kind"`
	Author   string          `json:"author"`          // person
	Party    string          `json:"party,omitempty"` // that the author speaks for
	Seq      int64           `json:"seq"`             // of the author's key, from 0, without gaps
	Seen     Seen            `json:"seen"`            // the last checkpoint that the author's tool saw
	Sentence string          `json:"sentence"`        // the statement in plain English, recomputed by check
	Body     json.RawMessage `json:"body"`
}

// Seen is a checkpoint as an author saw it. A server that shows two people two
// histories can't record both their statements in one of them.
type Seen struct {
	Size int64  `json:"size"`
	Root Digest `json:"root"`
}

// Protected is the protected header of every JWS here, exactly.
type Protected struct {
	Alg string     `json:"alg"`
	Kid Thumbprint `json:"kid"`
	Typ string     `json:"typ"`
}

// Statement is the flattened JWS (RFC 7515 section 7.2.2) as sent and as kept.
type Statement struct {
	Protected string         `json:"protected"`
	Payload   string         `json:"payload"`
	Header    *PasskeyHeader `json:"header,omitempty"`
	Signature string         `json:"signature"`
}

// PasskeyHeader is what an authenticator signed besides the statement's id,
// which is its challenge (WebAuthn Level 2 section 7.2).
type PasskeyHeader struct {
	AuthenticatorData string `json:"authenticator_data"` // base64url
	ClientData        string `json:"client_data"`        // base64url of the JSON
}

// Signed is a statement that has been parsed: its bytes are canonical, its
// header is exact, its body has the shape of its kind. Whether the key's holder
// signed it is known once State.Check has found the key.
type Signed struct {
	ID        Digest // SHA-256 of the signing input
	Statement Statement
	Protected Protected
	Payload   Payload
	Body      stated
	raw       json.RawMessage // the canonical JWS, as an entry holds it
	input     []byte          // what was signed
	by        *Key            // that is known to have signed it; see Verify
}

// Draft is a statement before it is signed.
func Draft(key Key, p Payload) (Statement, error) {
	return draft(key, typStatement, p)
}

func draft(key Key, typ string, payload any) (Statement, error) {
	protected, err := Encode(Protected{Alg: key.Algorithm(), Kid: key.Thumbprint(), Typ: typ})
	if err != nil {
		return Statement{}, err
	}
	body, err := Encode(payload)
	if err != nil {
		return Statement{}, err
	}
	return Statement{Protected: base64url.EncodeToString(protected), Payload: base64url.EncodeToString(body)}, nil
}

// SigningInput is what a file key signs (RFC 7515 section 5.1); for a passkey its
// SHA-256 is the challenge.
func (s Statement) SigningInput() string { return s.Protected + "." + s.Payload }

// ID names the statement: the SHA-256 of its signing input.
func (s Statement) ID() Digest { return DigestOf([]byte(s.SigningInput())) }

// WithSignature gives s with its signature.
func (s Statement) WithSignature(signature []byte) Statement {
	s.Signature = base64url.EncodeToString(signature)
	return s
}

// Parse reads a statement as sent. Every fault has a code of its own, and
// nothing depends on State.
func Parse(data []byte) (*Signed, error) { return parse(bytes.Clone(data)) }

// parse is Parse of bytes that nobody changes afterwards.
func parse(data []byte) (*Signed, error) {
	if len(data) > MaxStatement {
		return nil, refuse(CodeTooLarge, "", "a statement has at most %d bytes, this has %d", MaxStatement, len(data))
	}
	s := &Signed{}
	if err := Decode(data, &s.Statement); err != nil {
		return nil, refuse(CodeMalformed, "", "send a flattened JWS in canonical JSON: %v", err)
	}
	s.raw = data
	if err := open(&s.Statement, typStatement, &s.Protected, &s.Payload); err != nil {
		return nil, err
	}
	s.input = make([]byte, 0, len(s.Statement.Protected)+1+len(s.Statement.Payload))
	s.input = append(append(append(s.input, s.Statement.Protected...), '.'), s.Statement.Payload...)
	s.ID = DigestOf(s.input)
	p := &s.Payload
	if p.V != 1 {
		return nil, refuse(CodeMalformed, "/payload/v", "version %d is not known here; this program knows 1", p.V)
	}
	if !isCode(p.Author) {
		return nil, refuse(CodeMalformed, "/payload/author", "name the person who states this")
	}
	if p.Party != "" && !isCode(p.Party) {
		return nil, refuse(CodeMalformed, "/payload/party", "%q is not a party's code", p.Party)
	}
	if p.Seq < 0 || p.Seen.Size < 0 {
		return nil, refuse(CodeMalformed, "/payload/seq", "seq and seen count from 0")
	}
	if _, err := p.Seen.Root.Bytes(); err != nil {
		return nil, refuse(CodeMalformed, "/payload/seen/root", "%v", err)
	}
	var err error
	s.Body, err = parseBody(p.Kind, p.Body)
	return s, err
}

// open takes a JWS apart: header and payload are canonical, the header is
// exactly alg, kid and typ, and a passkey's proof is there when and only when
// the algorithm is a passkey's.
func open(s *Statement, typ string, protected *Protected, payload any) error {
	if s.Signature == "" {
		return refuse(CodeUnsigned, "/signature", "the statement is not signed: sign it and send it again")
	}
	header, err := decodeBase64(s.Protected)
	if err != nil {
		return refuse(CodeMalformed, "/protected", "%v", err)
	}
	if err := Decode(header, protected); err != nil {
		return refuse(CodeMalformed, "/protected", "the protected header is exactly alg, kid and typ: %v", err)
	}
	if protected.Typ != typ {
		return refuse(CodeMalformed, "/protected/typ", "typ is %q, not %s", protected.Typ, typ)
	}
	alg, passkey := strings.CutPrefix(protected.Alg, passkeyPrefix)
	if typ == typLogin && protected.Alg == algChosen {
		alg, passkey = "ES256", true // or EdDSA: that is for the key to say
	}
	if alg != "EdDSA" && alg != "ES256" {
		return refuse(CodeMalformed, "/protected/alg", "algorithm %q is not taken: use EdDSA or ES256", protected.Alg)
	}
	if passkey != (s.Header != nil) {
		return refuse(CodeMalformed, "/header", "a passkey's statement, and no other, carries what the authenticator signed")
	}
	body, err := decodeBase64(s.Payload)
	if err != nil {
		return refuse(CodeMalformed, "/payload", "%v", err)
	}
	if err := Decode(body, payload); err != nil {
		return refuse(CodeMalformed, "/payload", "%v", err)
	}
	if sig, err := decodeBase64(s.Signature); err != nil || len(sig) > 128 {
		return refuse(CodeMalformed, "/signature", "the signature is not base64url")
	}
	return nil
}

// verifyJWS holds a JWS against the key that its header names.
func verifyJWS(s *Statement, protected Protected, key Key, site Site) error {
	if protected.Alg != key.Algorithm() {
		return refuse(CodeSignature, "/protected/alg", "key %s signs %s, not %s", protected.Kid, key.Algorithm(), protected.Alg)
	}
	signature, err := decodeBase64(s.Signature)
	if err != nil {
		return refuse(CodeMalformed, "/signature", "%v", err)
	}
	if s.Header != nil {
		return verifyPasskey(s.Header, s.ID(), key, signature, site)
	}
	if key.verify(s.SigningInput(), signature) != nil {
		return refuse(CodeSignature, "/signature", "the signature is not by key %s over this statement: sign these bytes, or send the bytes that were signed", protected.Kid)
	}
	return nil
}

// Login is what a person signs to log in: never the bytes of anything else, so
// that a log-in can't be turned into a vote.
type Login struct {
	V      int64  `json:"v"` // 1
	Ledger string `json:"ledger"`
	Person string `json:"person"`
	Nonce  string `json:"nonce"` // the server's, used once
	Until  Time   `json:"until"` // when the signature stops being good
}

const typLogin = "concordat-login"

// algChosen is the algorithm of a log-in by whichever passkey of this site its holder
// chooses on the device. It is signed before anybody knows which, and so names neither
// key nor person; the device says beside it whose it is (a user handle, WebAuthn
// Level 2 section 4), and the signature whether that is so. No statement has it.
const algChosen = "webauthn"

// DraftLogin is a log-in before it is signed.
func DraftLogin(key Key, l Login) (Statement, error) { return draft(key, typLogin, l) }

// ParseLogin reads a log-in as sent; View.CheckLogin verifies it.
func ParseLogin(data []byte) (Statement, Protected, Login, error) {
	var (
		s Statement
		p Protected
		l Login
	)
	if len(data) > MaxStatement {
		return s, p, l, refuse(CodeTooLarge, "", "a log-in has at most %d bytes, this has %d", MaxStatement, len(data))
	}
	if err := Decode(data, &s); err != nil {
		return s, p, l, refuse(CodeMalformed, "", "send a flattened JWS in canonical JSON: %v", err)
	}
	if err := open(&s, typLogin, &p, &l); err != nil {
		return s, p, l, err
	}
	if l.V != 1 || l.Until.Check() != nil {
		return s, p, l, refuse(CodeMalformed, "/payload", "v is 1 and until is a time in UTC")
	}
	if chosen := p.Alg == algChosen; chosen != (p.Kid == "") || chosen != (l.Person == "") {
		return s, p, l, refuse(CodeMalformed, "/protected/alg", "a log-in of algorithm %s names neither key nor person, and any other names both", algChosen)
	}
	return s, p, l, nil
}

package ledger

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
)

// Site is what the founding fixed for passkeys: the relying party whose
// credentials count and the web origins that may ask for them.
type Site struct {
	RPID    string
	Origins []string
}

// Flags of authenticator data (WebAuthn Level 3 section 6.1).
const (
	flagUserPresent    = 1 << 0
	flagUserVerified   = 1 << 2
	flagBackupEligible = 1 << 3
	flagBackupState    = 1 << 4
)

// flags are those of the authenticator data of a proof that was verified, or of
// none: then 0, as no verified proof lacks flagUserPresent.
func (h *PasskeyHeader) flags() byte {
	if h == nil {
		return 0
	}
	if auth, err := decodeBase64(h.AuthenticatorData); err == nil && len(auth) > 32 {
		return auth[32]
	}
	return 0
}

// Backup is what a passkey's device said of it as its holder proved to have it
// (WebAuthn Level 3 section 6.1.3): that it may be on several devices of theirs, and
// that it was. The second may change later, and the ledger doesn't hear of it. Known
// is false of a key in a file, and of a passkey whose proof the ledger doesn't hold,
// as it holds none of a founder's.
func (k KeyRecord) Backup() (synced, backedUp, known bool) {
	return k.Flags&flagBackupEligible != 0, k.Flags&flagBackupState != 0, k.Flags != 0
}

// errNotBy says that everything in a passkey's proof fits but its signature.
var errNotBy = errors.New("not by this passkey")

// verifyPasskey holds an assertion against the statement id that is its
// challenge (WebAuthn Level 2 section 7.2): the relying party and origin that
// the founding fixed, a person present and verified, and not within another
// site's frame. The signature counter is ignored: synced passkeys do not keep it.
func verifyPasskey(h *PasskeyHeader, id Digest, key Key, signature []byte, site Site) error {
	bad := func(field, what string) *Error {
		return refuse(CodeSignature, "/header/"+field, "the passkey's proof does not fit this statement: %s", what)
	}
	notBy := bad("authenticator_data", "the signature is not by this passkey")
	notBy.cause = errNotBy
	auth, err := decodeBase64(h.AuthenticatorData)
	if err != nil || len(auth) < 37 {
		return bad("authenticator_data", "authenticator data is cut short")
	}
	client, err := decodeBase64(h.ClientData)
	if err != nil || len(client) > 4096 {
		return bad("client_data", "client data is not base64url of a short JSON text")
	}
	rp := sha256.Sum256([]byte(site.RPID))
	if !bytes.Equal(auth[:32], rp[:]) {
		return bad("authenticator_data", "it was made for another site")
	}
	if auth[32]&flagUserPresent == 0 || auth[32]&flagUserVerified == 0 {
		return bad("authenticator_data", "nobody was verified by face, fingerprint or screen lock")
	}
	var c struct {
		Type        string `json:"type"`
		Challenge   string `json:"challenge"`
		Origin      string `json:"origin"`
		CrossOrigin bool   `json:"crossOrigin"`
	}
	if err := checkDepth(client); err != nil {
		return bad("client_data", err.Error())
	}
	if err := json.Unmarshal(client, &c); err != nil {
		return bad("client_data", "client data is not JSON")
	}
	want, err := id.Bytes()
	if err != nil {
		return err
	}
	switch challenge, err := decodeBase64(c.Challenge); {
	case err != nil || !bytes.Equal(challenge, want):
		return bad("client_data", "another statement was signed")
	case c.Type != "webauthn.get":
		return bad("client_data", "it is not an assertion")
	case !slices.Contains(site.Origins, c.Origin):
		return bad("client_data", "it was asked for by "+c.Origin)
	case c.CrossOrigin:
		return bad("client_data", "it was asked for from within another site")
	}
	hash := sha256.Sum256(client)
	signed := append(bytes.Clone(auth), hash[:]...)
	if key.Kty == "EC" { // WebAuthn signs ECDSA as ASN.1, JWS as two numbers
		pub, err := key.public()
		if err != nil {
			return err
		}
		digest := sha256.Sum256(signed)
		if !ecdsa.VerifyASN1(pub.(*ecdsa.PublicKey), digest[:], signature) {
			return notBy
		}
		return nil
	}
	if key.verify(string(signed), signature) != nil {
		return notBy
	}
	return nil
}

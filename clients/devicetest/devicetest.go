// Package devicetest is somebody's passkey without the somebody and without the device:
// it answers at once as an authenticator does behind a browser (WebAuthn Level 2), for
// tests of what takes its answers.
package devicetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"testing"

	"concordat/ledger"
)

// Flags of authenticator data (WebAuthn Level 3 section 6.1).
const (
	UserPresent    = 1 << 0
	UserVerified   = 1 << 2
	BackupEligible = 1 << 3
	BackedUp       = 1 << 4
	attested       = 1 << 6
)

// Device holds a passkey of a site, and answers pages of an origin with the flags that
// it is given.
type Device struct {
	testing.TB
	Key          ledger.Key
	Flags        byte
	Site, Origin string

	private *ecdsa.PrivateKey
}

var text = base64.RawURLEncoding

// New makes a passkey of a site on a device whose holder is there and verified.
func New(t testing.TB, site, origin string) *Device {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.PublicKey(ledger.KeyPasskey, &private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return &Device{t, key, UserPresent | UserVerified, site, origin, private}
}

// Sign has the device sign a challenge.
func (d *Device) Sign(challenge [32]byte) (*ledger.PasskeyHeader, []byte) {
	d.Helper()
	client := []byte(`{"type":"webauthn.get","challenge":"` + text.EncodeToString(challenge[:]) + `","origin":"` + d.Origin + `","crossOrigin":false}`)
	site := sha256.Sum256([]byte(d.Site))
	data := append(site[:], d.Flags, 0, 0, 0, 0)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(slices.Concat(data, hash[:]))
	signature, err := ecdsa.SignASN1(rand.Reader, d.private, digest[:])
	if err != nil {
		d.Fatal(err)
	}
	return &ledger.PasskeyHeader{AuthenticatorData: text.EncodeToString(data), ClientData: text.EncodeToString(client)}, signature
}

// Signed is a draft that the device signed.
func (d *Device) Signed(s ledger.Statement) []byte {
	d.Helper()
	header, signature := d.Sign(sha256.Sum256([]byte(s.SigningInput())))
	s.Header = header
	data, err := ledger.Encode(s.WithSignature(signature))
	if err != nil {
		d.Fatal(err)
	}
	return data
}

// Possession is the proof that its holder has it: for a person, in the ledger of an origin.
func (d *Device) Possession(origin, person string) (*ledger.PasskeyHeader, string) {
	d.Helper()
	header, proof := d.Sign(sha256.Sum256([]byte(ledger.PossessionInput(origin, person, d.Key))))
	return header, text.EncodeToString(proof)
}

// Attest is what the device makes of a new passkey, as a browser hands it on: without
// attestation, in CBOR (RFC 8949). change may spoil it.
func (d *Device) Attest(challenge string, change ...func(client map[string]any, cose *[]byte)) []byte {
	d.Helper()
	x, errX := text.DecodeString(d.Key.X)
	y, errY := text.DecodeString(d.Key.Y)
	if errX != nil || errY != nil {
		d.Fatal(errX, errY)
	}
	cose := slices.Concat([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, x, []byte{0x22, 0x58, 32}, y)
	client := map[string]any{"type": "webauthn.create", "challenge": challenge, "origin": d.Origin, "crossOrigin": false}
	for _, c := range change {
		c(client, &cose)
	}
	said, err := json.Marshal(client)
	if err != nil {
		d.Fatal(err)
	}
	id := sha256.Sum256(x)
	site := sha256.Sum256([]byte(d.Site))
	data := slices.Concat(site[:], []byte{d.Flags | attested, 0, 0, 0, 0}, make([]byte, 16), binary.BigEndian.AppendUint16(nil, 32), id[:], cose)
	object := slices.Concat([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"), binary.BigEndian.AppendUint16(nil, uint16(len(data))), data)
	credential, err := json.Marshal(map[string]any{
		"id": text.EncodeToString(id[:]), "rawId": text.EncodeToString(id[:]), "type": "public-key",
		"response": map[string]any{"clientDataJSON": text.EncodeToString(said), "attestationObject": text.EncodeToString(object)},
	})
	if err != nil {
		d.Fatal(err)
	}
	return credential
}

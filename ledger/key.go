package ledger

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// Key is a public key as a JSON Web Key: Ed25519 (OKP) or P-256 (EC). Kind says
// what holds the private half, and so what a signature by it assures.
type Key struct {
	Kind string `json:"kind"` // file, passkey
	Kty  string `json:"kty"`
	Crv  string `json:"crv"`
	X    string `json:"x"`
	Y    string `json:"y,omitempty"`
}

// Kinds of key.
const (
	KeyFile    = "file"
	KeyPasskey = "passkey"
)

// Thumbprint is RFC 7638's SHA-256 thumbprint in base64url: the name of a key.
type Thumbprint string

// Thumbprint gives the key's name. Kind is not part of it: one key is one key.
func (k Key) Thumbprint() Thumbprint {
	members := `{"crv":` + strconv.Quote(k.Crv) + `,"kty":` + strconv.Quote(k.Kty) + `,"x":` + strconv.Quote(k.X)
	if k.Kty == "EC" {
		members += `,"y":` + strconv.Quote(k.Y)
	}
	members += "}"
	h := sha256.Sum256([]byte(members))
	return Thumbprint(base64url.EncodeToString(h[:]))
}

// Code is the key's check code: the first 60 bits of its thumbprint, for whoever
// holds it to tell whoever adds it.
func (t Thumbprint) Code() string {
	b, err := decodeBase64(string(t))
	if err != nil || len(b) != sha256.Size {
		return ""
	}
	return CheckCode(HashDigest([32]byte(b)))
}

// Algorithm is the alg of statements that this key signs.
func (k Key) Algorithm() string {
	alg := "EdDSA"
	if k.Kty == "EC" {
		alg = "ES256"
	}
	if k.Kind == KeyPasskey {
		return passkeyPrefix + alg
	}
	return alg
}

// PublicKey names k for a file key whose public half is pub; an error if Concordat takes
// no such key.
func PublicKey(kind string, pub crypto.PublicKey) (Key, error) {
	var k Key
	switch pub := pub.(type) {
	case ed25519.PublicKey:
		k = Key{Kind: kind, Kty: "OKP", Crv: "Ed25519", X: base64url.EncodeToString(pub)}
	case *ecdsa.PublicKey:
		point, err := pub.Bytes()
		if err != nil || pub.Curve != elliptic.P256() {
			return Key{}, fmt.Errorf("only P-256 of the ECDSA keys is taken")
		}
		k = Key{Kind: kind, Kty: "EC", Crv: "P-256", X: base64url.EncodeToString(point[1:33]), Y: base64url.EncodeToString(point[33:])}
	default:
		return Key{}, fmt.Errorf("%T is neither an Ed25519 nor a P-256 key", pub)
	}
	_, err := k.public()
	return k, err
}

// Check reports what is wrong with k.
func (k Key) Check() error {
	_, err := k.public()
	return err
}

// public parses the key and refuses those that could verify what their owner
// never signed: points of small order, second spellings of one point.
func (k Key) public() (crypto.PublicKey, error) {
	if k.Kind != KeyFile && k.Kind != KeyPasskey {
		return nil, fmt.Errorf("key kind %q is neither file nor passkey", k.Kind)
	}
	x, err := decodeBase64(k.X)
	if err != nil || len(x) != 32 {
		return nil, fmt.Errorf("x is not 32 bytes of base64url")
	}
	switch {
	case k.Kty == "OKP" && k.Crv == "Ed25519" && k.Y == "":
		if err := checkEd25519(x); err != nil {
			return nil, err
		}
		return ed25519.PublicKey(x), nil
	case k.Kty == "EC" && k.Crv == "P-256":
		y, err := decodeBase64(k.Y)
		if err != nil || len(y) != 32 {
			return nil, fmt.Errorf("y is not 32 bytes of base64url")
		}
		return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
	}
	return nil, fmt.Errorf("key is neither OKP Ed25519 nor EC P-256")
}

// edwards25519's field prime and the y of its points of order 8; those of order
// 1, 2 and 4 have y = 1, −1 and 0.
var (
	fieldPrime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	orderEight = func() *big.Int {
		y, _ := new(big.Int).SetString("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16)
		return y
	}()
)

func checkEd25519(x []byte) error {
	be := make([]byte, 32)
	for i, c := range x {
		be[31-i] = c
	}
	be[0] &= 0x7f // the sign of the other coordinate
	y := new(big.Int).SetBytes(be)
	if y.Cmp(fieldPrime) >= 0 {
		return fmt.Errorf("Ed25519 key is not in its canonical form")
	}
	minus := func(n *big.Int) *big.Int { return new(big.Int).Sub(fieldPrime, n) }
	for _, small := range []*big.Int{big.NewInt(0), big.NewInt(1), minus(big.NewInt(1)), orderEight, minus(orderEight)} {
		if y.Cmp(small) == 0 {
			return fmt.Errorf("Ed25519 key has small order: it belongs to nobody")
		}
	}
	return nil
}

// nobodys is a key of an algorithm that is nobody's: its private half is no secret,
// and what is signed with it counts for nothing.
func nobodys(algorithm string) Key {
	alg, passkey := strings.CutPrefix(algorithm, passkeyPrefix)
	k := Key{Kind: KeyFile, Kty: "OKP", Crv: "Ed25519", X: "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"} // of 32 zero bytes
	if alg == "ES256" {                                                                                   // the curve's base point, whose private half is 1
		k = Key{Kind: KeyFile, Kty: "EC", Crv: "P-256", X: "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", Y: "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}
	}
	if passkey {
		k.Kind = KeyPasskey
	}
	return k
}

// verify holds a signature against the bytes that were signed.
func (k Key) verify(signed string, signature []byte) error {
	pub, err := k.public()
	if err != nil {
		return err
	}
	if k.Kty == "EC" {
		return jwt.SigningMethodES256.Verify(signed, signature, pub)
	}
	return jwt.SigningMethodEdDSA.Verify(signed, signature, pub)
}

// PossessionInput is what a new key signs to prove that its holder has it: it
// names the ledger and the person, so that the proof fits nowhere else.
func PossessionInput(ledger, person string, key Key) string {
	return "concordat-key-possession\n" + ledger + "\n" + person + "\n" + string(key.Thumbprint()) + "\n"
}

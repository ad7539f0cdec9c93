package sdk

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"concordat/ledger"
)

// Algorithms of key files.
const (
	Ed25519 = "ed25519"
	P256    = "p256"
)

const (
	maxKeyFile    = 4096
	personLine    = "# concordat key for "
	thumbLine     = "# public key thumbprint "
	pemPrivateKey = "PRIVATE KEY"
)

// Key is a person's key and the only thing that can sign for them. Person is
// empty until the key is written for somebody or read from their file.
type Key struct {
	Person  string
	private any // ed25519.PrivateKey or *ecdsa.PrivateKey
	public  ledger.Key
}

// NewKey makes a key out of randomness alone: ed25519, or p256 for those whose
// policy asks for a NIST curve. The same bytes give the same key.
func NewKey(rand io.Reader, alg string) (Key, error) {
	switch alg {
	case Ed25519:
		seed := make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(rand, seed); err != nil {
			return Key{}, fmt.Errorf("make key: %w", err)
		}
		return newKey(ed25519.NewKeyFromSeed(seed))
	case P256:
		// A scalar is 32 bytes below the curve's order: once in 2^32 they are not.
		for {
			scalar := make([]byte, 32)
			if _, err := io.ReadFull(rand, scalar); err != nil {
				return Key{}, fmt.Errorf("make key: %w", err)
			}
			if private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar); err == nil {
				return newKey(private)
			}
		}
	}
	return Key{}, fmt.Errorf("%q is no algorithm for keys: use %s or %s", alg, Ed25519, P256)
}

func newKey(private any) (k Key, err error) {
	k.private = private
	switch private := private.(type) {
	case ed25519.PrivateKey:
		k.public, err = ledger.PublicKey(ledger.KeyFile, private.Public())
	case *ecdsa.PrivateKey:
		k.public, err = ledger.PublicKey(ledger.KeyFile, private.Public())
	default:
		err = fmt.Errorf("%T is neither an Ed25519 nor a P-256 key", private)
	}
	return k, err
}

// Public is the half of the key that the ledger enrols.
func (k Key) Public() ledger.Key { return k.public }

// Thumbprint names the key.
func (k Key) Thumbprint() ledger.Thumbprint { return k.public.Thumbprint() }

// Sign signs a drafted statement or log-in.
func (k Key) Sign(s ledger.Statement) ledger.Statement {
	return s.WithSignature(k.sign(s.SigningInput()))
}

// Possession is the proof in a key.added: that whoever has person's new key in
// the ledger of that origin holds its private half.
func (k Key) Possession(origin, person string) string {
	return base64.RawURLEncoding.EncodeToString(k.sign(ledger.PossessionInput(origin, person, k.public)))
}

// ConfirmLogKey signs a change of the log's key that somebody else is about to state:
// that is all that it takes of the second person, who has compared the new key's code.
func (k Key) ConfirmLogKey(origin, author, person string, b *ledger.LogKeyChanged) {
	proof := k.sign(ledger.LogKeyInput(ledger.ByConfirmer, origin, author, b))
	b.Confirmed = ledger.Confirmation{Person: person, Key: k.Thumbprint(), Proof: base64.RawURLEncoding.EncodeToString(proof)}
}

// Confirm signs what somebody else is about to state of a person's key
// (ledger.KeyRevokedInput, ledger.KeyReplacedInput).
func (k Key) Confirm(input string) []byte { return k.sign(input) }

func (k Key) sign(input string) []byte {
	if private, ok := k.private.(ed25519.PrivateKey); ok {
		return ed25519.Sign(private, []byte(input))
	}
	signature, err := jwt.SigningMethodES256.Sign(input, k.private)
	if err != nil {
		panic("sdk: signing with a key that was checked: " + err.Error())
	}
	return signature
}

// WriteKey writes the key to a new file for its owner alone:
//
//	# concordat key for bury-board
//	# public key thumbprint ohtcsaS3F0Xc…
//	-----BEGIN PRIVATE KEY-----
//	…
//
// A file that is there is never overwritten: a lost key can't be had again.
func (k Key) WriteKey(path, person string) error {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s\n%s%s\n", personLine, person, thumbLine, k.Thumbprint())
	if err := pem.Encode(&b, &pem.Block{Type: pemPrivateKey, Bytes: der}); err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists and is not overwritten: choose another file, or move this one away first: %w", path, fs.ErrExist)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("write key %s: %w", path, err), os.Remove(path))
	}
	return nil
}

// ReadKey reads a file that WriteKey wrote. It refuses one that others than its
// owner can read.
func ReadKey(path string) (Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return Key{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Key{}, err
	}
	if mode := info.Mode(); runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("%s can be read by others than you (mode %04o): run chmod 600 %s, and if somebody may have read it ask your officer to revoke the key", path, mode.Perm(), path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return Key{}, fmt.Errorf("read key %s: %w", path, err)
	}
	if len(data) > maxKeyFile {
		return Key{}, fmt.Errorf("%s is too long for a key file", path)
	}
	k, err := parseKey(data)
	if err != nil {
		return Key{}, fmt.Errorf("%s: %w", path, err)
	}
	if k.Person == "" {
		k.Person = strings.TrimSuffix(filepath.Base(path), ".key")
	}
	return k, nil
}

func parseKey(data []byte) (Key, error) {
	var person, thumbprint string
	rest := data
	for bytes.HasPrefix(rest, []byte("#")) {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if p, ok := strings.CutPrefix(string(line), personLine); ok {
			person = strings.TrimSpace(p)
		}
		if t, ok := strings.CutPrefix(string(line), thumbLine); ok {
			thumbprint = strings.TrimSpace(t)
		}
		rest = after
	}
	block, after := pem.Decode(rest)
	if block == nil || block.Type != pemPrivateKey || len(bytes.TrimSpace(after)) > 0 {
		return Key{}, errors.New("is not a key file: one PKCS#8 private key in PEM, after lines that begin with #")
	}
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, fmt.Errorf("is not a key file: %w", err)
	}
	k, err := newKey(private)
	if err != nil {
		return Key{}, err
	}
	if thumbprint != "" && thumbprint != string(k.Thumbprint()) {
		return Key{}, fmt.Errorf("says that it holds key %s and holds %s: somebody has put two files together", thumbprint, k.Thumbprint())
	}
	k.Person = person
	return k, nil
}

package merkle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const (
	// cosignatureSize is the length of the signature in an Ed25519 cosignature/v1
	// line: key hash, time, signature. A line of another length was made by an
	// algorithm that nobody here can check, so it is unknown and refused.
	cosignatureSize = 4 + 8 + ed25519.SignatureSize
	// algCosignature is the byte that stands before the public key where its hash
	// is computed and in a verifier key (c2sp.org/tlog-cosignature).
	algCosignature = 4
	signerPrefix   = "PRIVATE+KEY+"
	linePrefix     = "— "
)

// A CosignerKey is the public key of a witness under its name, as in
// c2sp.org/tlog-cosignature: Ed25519, cosignature/v1. Two are the same witness
// only if their Public is: a cosignature does not commit to the name.
type CosignerKey struct {
	Name   string
	Public [ed25519.PublicKeySize]byte
}

// ParseCosignerKey reads the verifier key of a witness:
//
//	bury.example/witness+5f1e3b8a+BA…
//
// It takes the type of an Ed25519 cosignature alone, in its one spelling.
func ParseCosignerKey(vkey string) (CosignerKey, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	_, key64, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(key64)
	if err != nil || len(raw) != 1+ed25519.PublicKeySize || raw[0] != algCosignature {
		return CosignerKey{}, fmt.Errorf("no key of a witness: %w", ErrMalformed)
	}
	k := CosignerKey{name, [ed25519.PublicKeySize]byte(raw[1:])}
	if !k.named() || k.String() != vkey {
		return CosignerKey{}, fmt.Errorf("key of a witness is not in its one form: %w", ErrMalformed)
	}
	return k, nil
}

// String is the verifier key.
func (k CosignerKey) String() string {
	return fmt.Sprintf("%s+%08x+%s", k.Name, k.Hash(), base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, k.Public[:]...)))
}

// Hash is the short hash that names the key in a signature line, beside its name.
// Two keys can have the same: what counts is which of them verifies.
func (k CosignerKey) Hash() uint32 {
	sum := sha256.Sum256(append([]byte(k.Name+"\n"+string(rune(algCosignature))), k.Public[:]...))
	return binary.BigEndian.Uint32(sum[:])
}

// named reports whether the name can stand in a signature line.
func (k CosignerKey) named() bool {
	_, err := note.Sign(&note.Note{Text: "\n", Sigs: []note.Signature{{Name: k.Name, Base64: "AAAAAAA="}}})
	return err == nil
}

// A Cosigner is the private key of a witness.
type Cosigner struct {
	key     CosignerKey
	private ed25519.PrivateKey
}

// NewCosignerKey makes the key of a witness. skey must be kept secret; vkey is
// what others pin. A witness that makes other promises, or has another name, has a
// key of its own.
func NewCosignerKey(rand io.Reader, name string) (skey, vkey string, err error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return "", "", fmt.Errorf("generate witness key: %w", err)
	}
	c := newCosigner(name, seed)
	if !c.key.named() {
		return "", "", fmt.Errorf("witness named %q: %w", name, ErrMalformed)
	}
	return c.secret(), c.key.String(), nil
}

func newCosigner(name string, seed []byte) Cosigner {
	private := ed25519.NewKeyFromSeed(seed)
	return Cosigner{CosignerKey{name, [ed25519.PublicKeySize]byte(private.Public().(ed25519.PublicKey))}, private}
}

// NewCosigner reads the private key of a witness, in its one spelling. What is
// wrong with one that can't be read is not said in terms of its bytes.
func NewCosigner(skey string) (Cosigner, error) {
	rest, ok := strings.CutPrefix(skey, signerPrefix)
	name, rest, _ := strings.Cut(rest, "+")
	_, key64, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.DecodeString(key64)
	if !ok || err != nil || len(raw) != 1+ed25519.SeedSize || raw[0] != algCosignature {
		return Cosigner{}, fmt.Errorf("no private key of a witness: %w", ErrMalformed)
	}
	c := newCosigner(name, raw[1:])
	if !c.key.named() || c.secret() != skey {
		return Cosigner{}, fmt.Errorf("private key of a witness is not in its one form: %w", ErrMalformed)
	}
	return c, nil
}

func (c Cosigner) secret() string {
	return fmt.Sprintf("%s%s+%08x+%s", signerPrefix, c.key.Name, c.key.Hash(), base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, c.private.Seed()...)))
}

// Key is the public half.
func (c Cosigner) Key() CosignerKey { return c.key }

// Cosign makes the signature line that says: at this time, in seconds since 1970,
// c is the largest tree of its log that this witness has seen, and it continues
// every other that it has cosigned. That this is so is its caller's to keep.
func (c Cosigner) Cosign(tree Checkpoint, at int64) ([]byte, error) {
	if err := tree.check(); err != nil {
		return nil, err
	}
	if at < 0 {
		return nil, fmt.Errorf("cosign at %d: %w", at, ErrMalformed)
	}
	sig := binary.BigEndian.AppendUint32(nil, c.key.Hash())
	sig = binary.BigEndian.AppendUint64(sig, uint64(at))
	sig = append(sig, ed25519.Sign(c.private, cosigned(tree.Text(), uint64(at)))...)
	return signatureLine(c.key.Name, sig), nil
}

// cosigned is the message under an Ed25519 cosignature.
func cosigned(text []byte, at uint64) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, text)
}

func signatureLine(name string, sig []byte) []byte {
	return []byte(linePrefix + name + " " + base64.StdEncoding.EncodeToString(sig) + "\n")
}

// A Cosignature is a witness's word for a checkpoint, verified.
type Cosignature struct {
	Key  CosignerKey
	Time int64  // seconds since 1970, by the witness's clock
	Line []byte // as it stands under the checkpoint
}

// ReadCosignatures finds in a run of signature lines those by the given keys, at
// most one for each, and verifies them for a checkpoint. It is for what a witness
// answers (c2sp.org/tlog-witness): lines by others are passed over.
//
// Lines that are no signature lines give [ErrMalformed]. A line that claims to be
// by one of the keys and holds for none of those of its name and hash gives
// [ErrSignature]: whoever sent it made it up, or changed it.
func ReadCosignatures(c Checkpoint, lines []byte, keys []CosignerKey) ([]Cosignature, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("no signature line: %w", ErrMalformed)
	}
	var found []Cosignature
	done := make(map[CosignerKey]bool)
	for line := range bytes.Lines(lines) {
		name, raw, err := readLine(line)
		if err != nil {
			return nil, err
		}
		claimed := false
		for _, k := range keys {
			if k.Name != name || k.Hash() != binary.BigEndian.Uint32(raw) {
				continue
			}
			claimed = true
			at, ok := k.verify(c.Text(), raw)
			if !ok {
				continue
			}
			if claimed = false; !done[k] {
				done[k] = true
				found = append(found, Cosignature{k, at, signatureLine(name, raw)})
			}
			break
		}
		if claimed {
			return nil, fmt.Errorf("cosignature by %q: %w", name, ErrSignature)
		}
	}
	return found, nil
}

// readLine reads one signature line: the name, and key hash and signature.
func readLine(line []byte) (name string, raw []byte, err error) {
	rest, ok := strings.CutPrefix(string(line), linePrefix)
	rest, ended := strings.CutSuffix(rest, "\n")
	name, b64, _ := strings.Cut(rest, " ")
	raw, err = base64.StdEncoding.DecodeString(b64)
	if !ok || !ended || err != nil || len(raw) < 5 || !bytes.Equal(signatureLine(name, raw), line) || !(CosignerKey{Name: name}).named() {
		return "", nil, fmt.Errorf("no signature line: %w", ErrMalformed)
	}
	return name, raw, nil
}

// verify gives the time of a cosignature that holds for a text.
func (k CosignerKey) verify(text, raw []byte) (at int64, ok bool) {
	if len(raw) != cosignatureSize {
		return 0, false
	}
	t := binary.BigEndian.Uint64(raw[4:])
	if t > math.MaxInt64 {
		return 0, false
	}
	return int64(t), ed25519.Verify(k.Public[:], cosigned(text, t), raw[12:])
}

// OpenCosigned is [OpenCheckpoint] with the cosignatures by the given keys, of
// which every one must hold. Cosignatures by others are held to their shape.
func OpenCosigned(msg []byte, origin string, v note.Verifier, keys []CosignerKey) (Checkpoint, []Cosignature, error) {
	c, err := OpenCheckpoint(msg, origin, v)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	_, lines := cutSignatures(msg)
	if len(lines) == 0 {
		return c, nil, nil
	}
	found, err := ReadCosignatures(c, lines, keys)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	return c, found, nil
}

// WithCosignatures puts cosignatures under a signed checkpoint that has none, in
// the order in which they come. Of two keys of one name and hash only the first
// can stand there: a reader could not tell which one a line is by.
func WithCosignatures(checkpoint []byte, list []Cosignature) []byte {
	type mark struct {
		name string
		hash uint32
	}
	msg, seen := bytes.Clone(checkpoint), map[mark]bool{}
	for _, s := range list {
		if m := (mark{s.Key.Name, s.Key.Hash()}); !seen[m] {
			seen[m] = true
			msg = append(msg, s.Line...)
		}
	}
	return msg
}

// OpenSubmitted opens a checkpoint that some log sent to a witness. What the log's
// key does not vouch for is ignored, as c2sp.org/tlog-witness asks: signatures by
// other keys, of other kinds, in any order. It gives the checkpoint and its note
// with the log's signature alone.
//
// The errors are those of [OpenCheckpoint]. A text with extension lines is
// [ErrMalformed]: a cosignature would be under words that nobody here understands.
func OpenSubmitted(msg []byte, v note.Verifier) (c Checkpoint, signed []byte, err error) {
	n, err := note.Open(msg, note.VerifierList(v))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return c, nil, fmt.Errorf("checkpoint: %w", ErrKey)
	case errors.As(err, &invalid):
		return c, nil, fmt.Errorf("checkpoint: %w", ErrSignature)
	case err != nil:
		return c, nil, fmt.Errorf("checkpoint: %w", ErrMalformed)
	}
	n.UnverifiedSigs = nil
	if signed, err = encode(n); err != nil {
		return c, nil, err
	}
	c, err = OpenCheckpoint(signed, v.Name(), v)
	return c, signed, err
}

// SubmittedOrigin is what a submitted checkpoint says of whose it is, believed.
func SubmittedOrigin(msg []byte) string {
	origin, _, _ := bytes.Cut(msg, []byte("\n"))
	return string(origin)
}

// cutSignatures cuts a note that has been opened after its log's own line.
func cutSignatures(msg []byte) (log, cosignatures []byte) {
	start := bytes.LastIndex(msg, []byte("\n\n")) + 2
	end := start + bytes.IndexByte(msg[start:], '\n') + 1
	return msg[:end], msg[end:]
}

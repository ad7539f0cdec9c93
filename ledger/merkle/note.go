package merkle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
)

// NewLogKey makes the key of the log with the given origin, which is also the
// key's name. skey must be kept secret; vkey is what others pin.
func NewLogKey(rand io.Reader, origin string) (skey, vkey string, err error) {
	skey, vkey, err = note.GenerateKey(rand, origin)
	if err != nil {
		return "", "", fmt.Errorf("generate log key: %w", err)
	}
	// GenerateKey takes any name; the name must be one that can stand in a
	// signature line.
	if _, err := note.NewVerifier(vkey); err != nil {
		return "", "", fmt.Errorf("origin %q: %w", origin, ErrMalformed)
	}
	return skey, vkey, nil
}

// LogVKey is what others pin of a log's secret key.
func LogVKey(skey string) (vkey string, err error) {
	parts := strings.SplitN(skey, "+", 5) // PRIVATE, KEY, name, hash, and the algorithm's byte with the seed
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if _, invalid := note.NewSigner(skey); invalid != nil || err != nil || len(parts) != 5 || len(raw) != 1+ed25519.SeedSize {
		return "", fmt.Errorf("a log's secret key: %w", ErrMalformed)
	}
	return note.NewEd25519VerifierKey(parts[2], ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey))
}

// NewLog makes a log's origin and the key named for it. The origin is
//
//	NAME-HHHHHHHHHHHHHHHH
//
// where the 16 digits open SHA-256(public key || 32 random bytes): two logs set
// up under one name still have different origins.
func NewLog(rand io.Reader, name string) (origin, skey, vkey string, err error) {
	var seed, salt [32]byte
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return "", "", "", fmt.Errorf("generate log key: %w", err)
	}
	if _, err := io.ReadFull(rand, salt[:]); err != nil {
		return "", "", "", fmt.Errorf("generate origin: %w", err)
	}
	if name == "" {
		return "", "", "", fmt.Errorf("empty log name: %w", ErrMalformed)
	}
	public := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
	sum := sha256.Sum256(append(bytes.Clone(public), salt[:]...))
	origin = fmt.Sprintf("%s-%x", name, sum[:8])
	skey, vkey, err = NewLogKey(bytes.NewReader(seed[:]), origin)
	if err != nil {
		return "", "", "", err
	}
	return origin, skey, vkey, nil
}

// Sign makes a signed note of a short text that the log's key vouches for, such
// as a refusal. The text ends in a newline.
//
// A text that a reader of checkpoints would take for one is refused, so that no
// refusal can ever pass for a statement about the tree: only [SignCheckpoint]
// signs checkpoints.
func Sign(text []byte, signer note.Signer) ([]byte, error) {
	if readsAsCheckpoint(text) {
		return nil, fmt.Errorf("text reads as a checkpoint: %w", ErrMalformed)
	}
	return sign(text, signer)
}

// OpenNote returns the text of a note made by [Sign]. It carries the signature
// of v and no other.
func OpenNote(msg []byte, v note.Verifier) ([]byte, error) {
	n, err := open(msg, v)
	if err != nil {
		return nil, err
	}
	if len(n.UnverifiedSigs) > 0 {
		return nil, fmt.Errorf("note with a second signature: %w", ErrMalformed)
	}
	text := []byte(n.Text)
	if readsAsCheckpoint(text) {
		return nil, fmt.Errorf("text reads as a checkpoint: %w", ErrMalformed)
	}
	return text, nil
}

// readsAsCheckpoint asks the lenient parser, not the strict one: what matters is
// what some other reader could make of the text, extension lines included.
func readsAsCheckpoint(text []byte) bool {
	_, err := new(log.Checkpoint).Unmarshal(text)
	return err == nil
}

// sign signs text with the log's signer, then with the cosigners, and makes sure
// that the result opens again: note.Sign takes texts that note.Open refuses.
func sign(text []byte, signers ...note.Signer) ([]byte, error) {
	if !bytes.HasSuffix(text, []byte("\n")) {
		return nil, fmt.Errorf("sign note: no newline at the end: %w", ErrMalformed)
	}
	msg, err := note.Sign(&note.Note{Text: string(text)}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign note: %w", err)
	}
	n, err := open(msg, ownVerifier{signers[0]})
	if err != nil {
		return nil, fmt.Errorf("sign note: %w", err)
	}
	if err := checkCosignatures(n); err != nil {
		return nil, fmt.Errorf("sign note: %w", err)
	}
	return msg, nil
}

// ownVerifier stands in for the verifier of a signature made a moment ago, where
// only the shape of the note is in question.
type ownVerifier struct{ note.Signer }

func (ownVerifier) Verify(msg, sig []byte) bool { return true }

// open opens a note whose first signature line is by v. The other lines come back
// unverified, in order, with the promise that encoding the note again gives msg.
//
// note.Open alone passes over repeated lines, lines in any order and base64 with
// stray padding bits. Each of these makes the second encoding differ.
func open(msg []byte, v note.Verifier) (*note.Note, error) {
	n, err := note.Open(msg, note.VerifierList(v))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return nil, fmt.Errorf("note: %w", ErrKey)
	case errors.As(err, &invalid):
		return nil, fmt.Errorf("note: %w", ErrSignature)
	case err != nil:
		return nil, fmt.Errorf("note: %w", ErrMalformed)
	}
	again, err := encode(n)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, msg) {
		return nil, fmt.Errorf("note is not in its one form: %w", ErrMalformed)
	}
	return n, nil
}

// encode writes the note as [note.Sign] would, with every signature decoded and
// encoded afresh.
func encode(n *note.Note) ([]byte, error) {
	fresh := &note.Note{Text: n.Text}
	for _, list := range [][]note.Signature{n.Sigs, n.UnverifiedSigs} {
		for _, s := range list {
			raw, err := base64.StdEncoding.DecodeString(s.Base64)
			if err != nil {
				return nil, fmt.Errorf("note: signature by %q: %w", s.Name, ErrMalformed)
			}
			s.Base64 = base64.StdEncoding.EncodeToString(raw)
			fresh.Sigs = append(fresh.Sigs, s)
		}
	}
	msg, err := note.Sign(fresh)
	if err != nil {
		return nil, fmt.Errorf("note: %w", ErrMalformed)
	}
	return msg, nil
}

// checkCosignatures holds the lines after the log's own to the shape of a
// cosignature: its length, one line for each key, and none under the log's name.
// Whether they hold is for whoever knows the witnesses' keys.
func checkCosignatures(n *note.Note) error {
	type key struct {
		name string
		hash uint32
	}
	seen := make(map[key]bool)
	for _, s := range n.UnverifiedSigs {
		k := key{s.Name, s.Hash}
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		switch {
		case s.Name == n.Sigs[0].Name:
			return fmt.Errorf("second signature by the log: %w", ErrMalformed)
		case err != nil || len(raw) != cosignatureSize:
			return fmt.Errorf("unknown signature line by %q: %w", s.Name, ErrMalformed)
		case seen[k]:
			return fmt.Errorf("second cosignature by %q: %w", s.Name, ErrMalformed)
		}
		seen[k] = true
	}
	return nil
}

package merkle

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// refusalHeader is the first line of every refusal. It keeps a refusal from
// reading as any other text that the log's key signs.
const refusalHeader = "concordat-refusal v1"

// maxCode is the length of the longest code of a refusal.
const maxCode = 64

// A Refusal is what the log's key vouches for when the log turns a statement
// away: which statement, why, and how the ledger stood. Whoever sent the
// statement can show by it that the log had it in hand.
type Refusal struct {
	ID   string     // of the statement: a SHA-256 in lower-case hexadecimal digits
	Code string     // why, for programs: lower-case letters and hyphens
	Head Checkpoint // that was published then
}

// Text is the text of a refusal:
//
//	concordat-refusal v1
//	gm-board-0123456789abcdef
//	<statement id>
//	<code>
//	<entries>
//	<root, in hexadecimal digits>
func (r Refusal) Text() []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%d\n%x\n", refusalHeader, r.Head.Origin, r.ID, r.Code, r.Head.Size, r.Head.Root[:])
}

func (r Refusal) check() error {
	if _, err := readHash(r.ID); err != nil {
		return fmt.Errorf("refusal of the statement %q: %w", r.ID, ErrMalformed)
	}
	if r.Code == "" || len(r.Code) > maxCode || strings.Trim(r.Code, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return fmt.Errorf("refusal with the code %q: %w", r.Code, ErrMalformed)
	}
	return r.Head.check()
}

// SignRefusal signs r with the log's signer, named for the origin.
func SignRefusal(r Refusal, signer note.Signer) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if signer.Name() != r.Head.Origin {
		return nil, fmt.Errorf("sign refusal of %q: %w", r.Head.Origin, ErrKey)
	}
	return Sign(r.Text(), signer)
}

// OpenRefusal returns the refusal in a signed note, if it is by the log of the
// given origin and signed by v, the key named for that origin. The errors are
// those of [OpenCheckpoint].
func OpenRefusal(msg []byte, origin string, v note.Verifier) (Refusal, error) {
	if v.Name() != origin {
		return Refusal{}, fmt.Errorf("key %q for origin %q: %w", v.Name(), origin, ErrKey)
	}
	text, err := OpenNote(msg, v)
	if err != nil {
		return Refusal{}, err
	}
	r, err := parseRefusal(text)
	if err != nil {
		return Refusal{}, err
	}
	if r.Head.Origin != origin {
		return Refusal{}, fmt.Errorf("origin %q, not %q: %w", r.Head.Origin, origin, ErrOrigin)
	}
	return r, nil
}

// parseRefusal is the inverse of Text.
func parseRefusal(text []byte) (Refusal, error) {
	lines := strings.Split(string(text), "\n")
	if len(lines) != 7 || lines[0] != refusalHeader {
		return Refusal{}, fmt.Errorf("refusal: %w", ErrMalformed)
	}
	size, err := strconv.ParseInt(lines[4], 10, 64)
	if err != nil {
		return Refusal{}, fmt.Errorf("refusal with the size %q: %w", lines[4], ErrMalformed)
	}
	root, err := readHash(lines[5])
	if err != nil {
		return Refusal{}, fmt.Errorf("refusal with the root %q: %w", lines[5], ErrMalformed)
	}
	r := Refusal{ID: lines[2], Code: lines[3], Head: Checkpoint{Origin: lines[1], Size: size, Root: root}}
	if err := r.check(); err != nil {
		return Refusal{}, err
	}
	if !bytes.Equal(r.Text(), text) {
		return Refusal{}, fmt.Errorf("refusal is not in its one form: %w", ErrMalformed)
	}
	return r, nil
}

// readHash reads 32 bytes in lower-case hexadecimal digits.
func readHash(s string) (Hash, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(Hash{}) || hex.EncodeToString(b) != s {
		return Hash{}, ErrMalformed
	}
	return Hash(b), nil
}

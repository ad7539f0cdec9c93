package merkle

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// The bytes of c2sp.org/tlog-witness: what a log sends to a witness's
// add-checkpoint, and the size that the witness answers where the log was wrong
// about what it last cosigned.
const (
	// MaxProofLines is the most hashes that a consistency proof has there.
	MaxProofLines = 63
	// MaxSubmission is the length in bytes of the longest submission that is read
	// here: the longest proof, and a checkpoint with some hundred signatures.
	MaxSubmission = 32 << 10
	// TypeSize is the media type of a size.
	TypeSize = "text/x.tlog.size"
)

// A Submission asks a witness to cosign a checkpoint.
type Submission struct {
	Old        int64  // the size that the witness last cosigned, 0 if none or unknown
	Proof      []Hash // of consistency from Old; empty if Old is 0
	Checkpoint []byte // signed; believed here
}

// Text is the body of the request:
//
//	old 20852014
//	PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
//
//	example.com/behind-the-sofa
//	…
func (s Submission) Text() []byte {
	b := fmt.Appendf(nil, "old %d\n", s.Old)
	for _, h := range s.Proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), s.Checkpoint...)
}

// ParseSubmission is the inverse of Text. What is not written in the one way, or
// is longer than anything that could be meant, is [ErrMalformed].
func ParseSubmission(b []byte) (Submission, error) {
	head, checkpoint, ok := bytes.Cut(b, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(b) > MaxSubmission || len(lines) > 1+MaxProofLines {
		return Submission{}, fmt.Errorf("submission: %w", ErrMalformed)
	}
	old, isOld := strings.CutPrefix(lines[0], "old ")
	size, err := parseSize(old)
	if !isOld || err != nil {
		return Submission{}, fmt.Errorf("submission after %q: %w", old, ErrMalformed)
	}
	s := Submission{Old: size, Checkpoint: checkpoint}
	for _, line := range lines[1:] {
		h, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(h) != len(Hash{}) {
			return Submission{}, fmt.Errorf("submission with the proof line %q: %w", line, ErrMalformed)
		}
		s.Proof = append(s.Proof, Hash(h))
	}
	if !bytes.Equal(s.Text(), b) {
		return Submission{}, fmt.Errorf("submission is not in its one form: %w", ErrMalformed)
	}
	return s, nil
}

// SizeText is the body that says which size a witness last cosigned, and
// ParseSizeText its inverse.
func SizeText(size int64) []byte { return fmt.Appendf(nil, "%d\n", size) }

// ParseSizeText reads a size in its one spelling, or gives [ErrMalformed].
func ParseSizeText(b []byte) (int64, error) {
	text, ok := strings.CutSuffix(string(b), "\n")
	size, err := parseSize(text)
	if !ok || err != nil {
		return 0, fmt.Errorf("size of a witness: %w", ErrMalformed)
	}
	return size, nil
}

func parseSize(text string) (int64, error) {
	size, err := strconv.ParseInt(text, 10, 64)
	if err != nil || size < 0 || size > MaxSize || strconv.FormatInt(size, 10) != text {
		return 0, ErrMalformed
	}
	return size, nil
}

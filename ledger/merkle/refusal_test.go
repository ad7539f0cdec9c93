package merkle

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// testRefusal is a refusal at the head of that tree.
func testRefusal(tree Tree) Refusal {
	return Refusal{ID: strings.Repeat("0123456789abcdef", 4), Code: "out-of-sequence", Head: checkpointOf(tree)}
}

func TestRefusal(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	_, stranger := testKey(t, "stranger", testOrigin)
	for _, size := range []int64{0, 1, 300} {
		tree, _ := grow(t, size)
		want := testRefusal(tree)
		msg, err := SignRefusal(want, signer)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := OpenRefusal(msg, testOrigin, verifier); err != nil || got != want {
			t.Errorf("size %d: %+v, %v", size, got, err)
		}
		if _, err := OpenRefusal(msg, testOrigin, stranger); !errors.Is(err, ErrKey) {
			t.Errorf("by another key: %v", err)
		}
		if _, err := OpenRefusal(msg, "other-board", verifier); !errors.Is(err, ErrKey) {
			t.Errorf("for another origin: %v", err)
		}
		if _, err := OpenCheckpoint(msg, testOrigin, verifier); err == nil {
			t.Error("a refusal opens as a checkpoint")
		}
	}
}

func TestSignRefusalRefuses(t *testing.T) {
	signer, _ := testKey(t, "log", testOrigin)
	other, _ := testKey(t, "log", "other-board")
	tree, _ := grow(t, 3)
	for name, change := range map[string]func(*Refusal){
		"no id":             func(r *Refusal) { r.ID = "" },
		"short id":          func(r *Refusal) { r.ID = r.ID[2:] },
		"id in capitals":    func(r *Refusal) { r.ID = strings.ToUpper(r.ID) },
		"no code":           func(r *Refusal) { r.Code = "" },
		"code of two lines": func(r *Refusal) { r.Code = "stale\nclosed" },
		"code in capitals":  func(r *Refusal) { r.Code = "Stale" },
		"long code":         func(r *Refusal) { r.Code = strings.Repeat("a", maxCode+1) },
		"negative size":     func(r *Refusal) { r.Head.Size = -1 },
		"too large":         func(r *Refusal) { r.Head.Size = MaxSize + 1 },
		"not empty at 0":    func(r *Refusal) { r.Head.Size = 0 },
	} {
		r := testRefusal(tree)
		change(&r)
		if _, err := SignRefusal(r, signer); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := SignRefusal(testRefusal(tree), other); !errors.Is(err, ErrKey) {
		t.Errorf("by another log: %v", err)
	}
}

// A refusal that the log's key really signed has one spelling: what opens gives
// the same bytes again.
func TestRefusalHasOneSpelling(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	tree, _ := grow(t, 5)
	good := string(testRefusal(tree).Text())
	lines := strings.SplitAfter(good, "\n")
	with := func(i int, line string) string {
		return strings.Join(lines[:i], "") + line + strings.Join(lines[i+1:], "")
	}
	for name, text := range map[string]string{
		"another header":   with(0, "concordat-refusal v2\n"),
		"no header":        with(0, ""),
		"no origin":        with(1, "\n"),
		"leading zero":     with(4, "05\n"),
		"plus sign":        with(4, "+5\n"),
		"no size":          with(4, "x\n"),
		"root in capitals": with(5, strings.ToUpper(lines[5])),
		"short root":       with(5, lines[5][2:]),
		"another line":     good + "more\n",
		"an empty line":    good + "\n",
		"CRLF":             strings.ReplaceAll(good, "\n", "\r\n"),
	} {
		msg, err := Sign([]byte(text), signer)
		if err != nil {
			continue // it can't even be signed
		}
		if _, err := OpenRefusal(msg, testOrigin, verifier); !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrOrigin) {
			t.Errorf("%s: %v", name, err)
		}
	}
	foreign := testRefusal(tree)
	foreign.Head.Origin = "other-board"
	msg, err := Sign(foreign.Text(), signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenRefusal(msg, testOrigin, verifier); !errors.Is(err, ErrOrigin) {
		t.Errorf("of another log: %v", err)
	}
}

func TestEveryBitOfARefusal(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	tree, _ := grow(t, 5)
	msg, err := SignRefusal(testRefusal(tree), signer)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(msg) {
		changed := bytes.Clone(msg)
		changed[bit/8] ^= 1 << (bit % 8)
		if r, err := OpenRefusal(changed, testOrigin, verifier); err == nil {
			t.Errorf("opens with bit %d of byte %d changed: %+v", bit%8, bit/8, r)
		}
	}
}

// FuzzRefusal has the log's key sign any text: what opens is spelt in one way.
func FuzzRefusal(f *testing.F) {
	signer, verifier := testKey(f, "log", testOrigin)
	tree, _ := grow(f, 5)
	f.Add(testRefusal(tree).Text())
	f.Add(fmt.Appendf(nil, "%s\n%s\n", refusalHeader, testOrigin))
	f.Fuzz(func(t *testing.T, text []byte) {
		msg, err := Sign(text, signer)
		if err != nil {
			return
		}
		if r, err := OpenRefusal(msg, testOrigin, verifier); err == nil && !bytes.Equal(r.Text(), text) {
			t.Errorf("%q opens as %q", text, r.Text())
		}
	})
}

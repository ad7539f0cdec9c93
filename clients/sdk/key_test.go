package sdk

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concordat/ledger"
)

// The ledger itself says whether a signature is good.
func TestKeySignsWhatTheLedgerTakes(t *testing.T) {
	for _, alg := range []string{Ed25519, P256} {
		t.Run(alg, func(t *testing.T) {
			k := newTestKey(t, alg)
			body, err := ledger.Encode(ledger.EngineChanged{Engine: "opa 1.22.2"})
			if err != nil {
				t.Fatal(err)
			}
			draft, err := ledger.Draft(k.Public(), ledger.Payload{
				V: 1, Ledger: "gm-0123456789abcdef", Kind: ledger.KindEngineChanged, Author: "secretary",
				Seen: ledger.Seen{Root: ledger.DigestOf(nil)}, Sentence: "x", Body: body,
			})
			if err != nil {
				t.Fatal(err)
			}
			raw, err := ledger.Encode(k.Sign(draft))
			if err != nil {
				t.Fatal(err)
			}
			signed, err := ledger.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			if signed.ID != draft.ID() || signed.Protected.Kid != k.Thumbprint() {
				t.Errorf("the statement is not the draft, or not by the key")
			}
		})
	}
	if _, err := NewKey(rand.Reader, "rsa"); err == nil {
		t.Error("an RSA key was made")
	}
}

func TestKeyFile(t *testing.T) {
	for _, alg := range []string{Ed25519, P256} {
		t.Run(alg, func(t *testing.T) {
			k := newTestKey(t, alg)
			path := filepath.Join(t.TempDir(), "bury-board.key")
			if err := k.WriteKey(path, "bury-board"); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v", info.Mode())
			}
			data, _ := os.ReadFile(path)
			want := "# concordat key for bury-board\n# public key thumbprint " + string(k.Thumbprint()) + "\n-----BEGIN PRIVATE KEY-----\n"
			if !strings.HasPrefix(string(data), want) {
				t.Errorf("file opens\n%s", data)
			}
			got, err := ReadKey(path)
			if err != nil {
				t.Fatal(err)
			}
			if got.Person != "bury-board" || got.Thumbprint() != k.Thumbprint() {
				t.Errorf("read key %s of %q", got.Thumbprint(), got.Person)
			}

			other := newTestKey(t, alg)
			if err := other.WriteKey(path, "bury-board"); !errors.Is(err, fs.ErrExist) {
				t.Errorf("a second key: %v", err)
			}
			if again, _ := os.ReadFile(path); !bytes.Equal(again, data) {
				t.Error("the first key was overwritten")
			}
		})
	}
}

func TestReadKeyRefuses(t *testing.T) {
	k := newTestKey(t, Ed25519)
	dir := t.TempDir()
	good := filepath.Join(dir, "good.key")
	if err := k.WriteKey(good, "a"); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(good)

	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o601} {
		path := filepath.Join(dir, "open.key")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}

	other := newTestKey(t, Ed25519)
	for name, data := range map[string]string{
		"empty":         "",
		"words":         "not a key\n",
		"public":        strings.ReplaceAll(string(text), "PRIVATE KEY", "PUBLIC KEY"),
		"two":           string(text) + string(text),
		"another's":     strings.Replace(string(text), string(k.Thumbprint()), string(other.Thumbprint()), 1),
		"cut":           string(text[:len(text)-40]),
		"text after":    string(text) + "trailing\n",
		"much too long": "# " + strings.Repeat("x", maxKeyFile) + "\n" + string(text),
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if k, err := ReadKey(path); err == nil {
			t.Errorf("%s: read key %s", name, k.Thumbprint())
		}
	}
	if _, err := ReadKey(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func newTestKey(t *testing.T, alg string) Key {
	t.Helper()
	k, err := NewKey(rand.Reader, alg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

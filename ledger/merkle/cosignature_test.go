package merkle

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func testCosigner(t testing.TB, seed, name string) Cosigner {
	t.Helper()
	skey, vkey, err := NewCosignerKey(seeded(seed), name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCosigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseCosignerKey(vkey)
	if err != nil || k != c.Key() || k.String() != vkey {
		t.Fatalf("%v, %v", k, err)
	}
	return c
}

func cosign(t testing.TB, w Cosigner, c Checkpoint, at int64) []byte {
	t.Helper()
	line, err := w.Cosign(c, at)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// The cosignature is that of the text: worked out by hand, and by the witness of
// these tests, which is written from the text too.
func TestCosign(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	bury, oldham := testCosigner(t, "bury", "bury.example/w"), testCosigner(t, "oldham", "oldham")
	tree, _ := grow(t, 5)
	c := checkpointOf(tree)
	msg, err := SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	first := cosign(t, bury, c, 1679315147)
	fields := strings.Fields(string(first))
	raw, err := base64.StdEncoding.DecodeString(fields[2])
	if err != nil {
		t.Fatal(err)
	}
	public := bury.Key().Public
	if fields[0] != "—" || fields[1] != "bury.example/w" || binary.BigEndian.Uint32(raw) != bury.Key().Hash() || binary.BigEndian.Uint64(raw[4:]) != 1679315147 ||
		!ed25519.Verify(public[:], []byte("cosignature/v1\ntime 1679315147\n"+string(c.Text())), raw[12:]) {
		t.Errorf("%s", first)
	}
	other := witness{"bury.example/w", bury.private, 1679315147}
	if by := line(t, c.Text(), other); by != string(first) {
		t.Errorf("%s\n%s", first, by)
	}

	keys := []CosignerKey{bury.Key(), oldham.Key()}
	list, err := ReadCosignatures(c, append(first, cosign(t, oldham, c, 1679315150)...), keys)
	if err != nil || len(list) != 2 || list[0].Key != bury.Key() || list[1].Time != 1679315150 {
		t.Fatalf("%v, %v", list, err)
	}
	full := WithCosignatures(msg, list)
	got, found, err := OpenCosigned(full, testOrigin, verifier, keys)
	if err != nil || got != c || len(found) != 2 || !bytes.Equal(found[1].Line, list[1].Line) {
		t.Errorf("%v, %v, %v", got, found, err)
	}
	if again, err := OpenCheckpoint(full, testOrigin, verifier); err != nil || again != c {
		t.Errorf("%v, %v", again, err)
	}
	// Who knows one of them counts that one; who knows none, none.
	for n := range 2 {
		if _, found, err := OpenCosigned(full, testOrigin, verifier, keys[:n]); err != nil || len(found) != n {
			t.Errorf("%d known: %v, %v", n, found, err)
		}
	}
	if _, found, err := OpenCosigned(msg, testOrigin, verifier, keys); err != nil || len(found) != 0 {
		t.Errorf("%v, %v", found, err)
	}
	// A changed bit anywhere under the log's own line is a fault.
	_, lines := cutSignatures(full)
	for at := len(full) - len(lines); at < len(full); at++ {
		bad := bytes.Clone(full)
		bad[at] ^= 1 << (at % 8)
		if _, found, err := OpenCosigned(bad, testOrigin, verifier, keys); err == nil && len(found) == 2 {
			t.Errorf("byte %d changed, and both cosignatures hold", at)
		}
	}
	if _, err := bury.Cosign(c, -1); err == nil {
		t.Error("cosigned before 1970")
	}
	if _, err := bury.Cosign(Checkpoint{testOrigin, 0, c.Root}, 1); err == nil {
		t.Error("cosigned an empty tree with a root")
	}
}

func TestReadCosignatures(t *testing.T) {
	bury, oldham := testCosigner(t, "bury", "bury"), testCosigner(t, "oldham", "oldham")
	tree, _ := grow(t, 5)
	c := checkpointOf(tree)
	good := string(cosign(t, bury, c, 7))
	raw, _ := base64.StdEncoding.DecodeString(strings.Fields(good)[2])
	remake := func(name string, change func([]byte) []byte) string {
		return string(signatureLine(name, change(bytes.Clone(raw))))
	}
	other := c
	other.Size++
	foreign := string(signatureLine("another", make([]byte, 4+8+2420))) // another algorithm's
	for name, test := range map[string]struct {
		lines string
		found int
		want  error
	}{
		"it":                    {good, 1, nil},
		"foreign lines about":   {foreign + good + string(cosign(t, oldham, c, 7)), 1, nil},
		"foreign lines alone":   {foreign, 0, nil},
		"twice":                 {good + string(cosign(t, bury, c, 8)), 1, nil},
		"under another name":    {remake("bolton", func(b []byte) []byte { return b }), 0, nil},
		"another hash":          {remake("bury", func(b []byte) []byte { b[0]++; return b }), 0, nil},
		"another time":          {remake("bury", func(b []byte) []byte { b[11]++; return b }), 0, ErrSignature},
		"a time after 2^63":     {remake("bury", func(b []byte) []byte { b[4] |= 0x80; return b }), 0, ErrSignature},
		"cut":                   {remake("bury", func(b []byte) []byte { return b[:75] }), 0, ErrSignature},
		"longer":                {remake("bury", func(b []byte) []byte { return append(b, 0) }), 0, ErrSignature},
		"for another tree":      {string(cosign(t, bury, other, 7)), 0, ErrSignature},
		"nothing":               {"", 0, ErrMalformed},
		"a blank line":          {good + "\n", 0, ErrMalformed},
		"no newline":            {strings.TrimSuffix(good, "\n"), 0, ErrMalformed},
		"a whole note":          {string(c.Text()) + "\n" + good, 0, ErrMalformed},
		"padding bits":          {strings.Replace(string(signatureLine("another", make([]byte, 77))), "A=\n", "B=\n", 1), 0, ErrMalformed},
		"a name with a space":   {"— a b AAAAAAA=\n", 0, ErrMalformed},
		"a name with a plus":    {"— a+b AAAAAAA=\n", 0, ErrMalformed},
		"no signature":          {"— bury AAAAAA==\n", 0, ErrMalformed},
		"a hyphen for the dash": {"- bury AAAAAAA=\n", 0, ErrMalformed},
	} {
		found, err := ReadCosignatures(c, []byte(test.lines), []CosignerKey{bury.Key()})
		if len(found) != test.found || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

// Two keys of one name and one hash: what counts is which of them verifies.
func TestKeyHashCollision(t *testing.T) {
	pair := make([]Cosigner, 2)
	for i, n := range []uint64{59051, 78985} { // found by search
		seed := make([]byte, ed25519.SeedSize)
		binary.BigEndian.PutUint64(seed, n)
		pair[i] = newCosigner("bury", seed)
	}
	a, b := pair[0], pair[1]
	if a.Key().Hash() != b.Key().Hash() || a.Key() == b.Key() {
		t.Fatalf("%08x and %08x", a.Key().Hash(), b.Key().Hash())
	}
	signer, verifier := testKey(t, "log", testOrigin)
	tree, _ := grow(t, 5)
	c := checkpointOf(tree)
	msg, err := SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	both := []CosignerKey{a.Key(), b.Key()}
	for _, w := range pair {
		list, err := ReadCosignatures(c, cosign(t, w, c, 7), both)
		if err != nil || len(list) != 1 || list[0].Key != w.Key() {
			t.Errorf("%v, %v", list, err)
		}
		if _, err := ReadCosignatures(c, cosign(t, w, c, 7), []CosignerKey{a.Key()}); (err == nil) != (w.Key() == a.Key()) {
			t.Errorf("who knows one key alone: %v", err)
		}
	}
	list, err := ReadCosignatures(c, append(cosign(t, a, c, 7), cosign(t, b, c, 7)...), both)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	_, found, err := OpenCosigned(WithCosignatures(msg, list), testOrigin, verifier, both)
	if err != nil || len(found) != 1 || found[0].Key != a.Key() {
		t.Errorf("published: %v, %v", found, err)
	}
}

func TestCosignerKeys(t *testing.T) {
	w := testCosigner(t, "bury", "bury")
	vkey, skey := w.Key().String(), w.secret()
	logKey, err := note.NewEd25519VerifierKey("bury", make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "bury", vkey + " ", vkey + "\n", strings.ToUpper(vkey), strings.Replace(vkey, "bury", "oldham", 1), strings.Replace(vkey, "+", "++", 1), vkey[:len(vkey)-4], logKey, skey} {
		if _, err := ParseCosignerKey(bad); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q is taken for a key: %v", bad, err)
		}
	}
	logSecret, _, err := NewLogKey(seeded("log"), "bury")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "PRIVATE+KEY+", skey + "\n", strings.Replace(skey, "bury", "oldham", 1), skey[:len(skey)-4], logSecret, vkey} {
		if _, err := NewCosigner(bad); !errors.Is(err, ErrMalformed) || strings.Contains(err.Error(), "+") {
			t.Errorf("%q is taken for a private key: %v", bad, err)
		}
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", "\xff"} {
		if _, _, err := NewCosignerKey(seeded("x"), name); !errors.Is(err, ErrMalformed) {
			t.Errorf("witness named %q: %v", name, err)
		}
	}
	if _, _, err := NewCosignerKey(bytes.NewReader(make([]byte, 31)), "a"); err == nil {
		t.Error("witness key out of 31 random bytes")
	}
}

func TestSubmission(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	stranger, _ := testKey(t, "stranger", testOrigin)
	other, _ := testKey(t, "other", "other-board")
	tree, store := grow(t, 300)
	c := checkpointOf(tree)
	msg, err := SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ProveConsistency(HashReader(store.read, 300), 100, 300)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Submission{{100, proof, msg}, {0, nil, msg}, {300, nil, msg}} {
		got, err := ParseSubmission(s.Text())
		if err != nil || !bytes.Equal(got.Text(), s.Text()) || got.Old != s.Old || len(got.Proof) != len(s.Proof) {
			t.Errorf("%v, %v", got, err)
		}
	}
	text := string(Submission{100, proof, msg}.Text())
	for name, bad := range map[string]string{
		"empty":            "",
		"no checkpoint":    "old 5\n",
		"a space":          "old  5\n\n",
		"leading zero":     strings.Replace(text, "old 100", "old 0100", 1),
		"negative":         strings.Replace(text, "old 100", "old -1", 1),
		"over MaxSize":     strings.Replace(text, "old 100", "old 9007199254740992", 1),
		"CRLF":             strings.Replace(text, "old 100\n", "old 100\r\n", 1),
		"another word":     strings.Replace(text, "old", "new", 1),
		"no word":          strings.Replace(text, "old ", "", 1),
		"a short hash":     "old 1\nAAAA\n\n" + string(msg),
		"padding bits":     "old 1\n" + strings.Repeat("A", 42) + "B=\n\n" + string(msg),
		"64 lines":         "old 1\n" + strings.Repeat(strings.Repeat("A", 43)+"=\n", 64) + "\n" + string(msg),
		"over-long":        text + strings.Repeat("x", MaxSubmission),
		"proof before old": strings.Repeat("A", 43) + "=\n" + text,
	} {
		if s, err := ParseSubmission([]byte(bad)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
	longest := "old 1\n" + strings.Repeat(strings.Repeat("A", 43)+"=\n", MaxProofLines) + "\n" + string(msg)
	if _, err := ParseSubmission([]byte(longest)); err != nil {
		t.Errorf("%d proof lines: %v", MaxProofLines, err)
	}

	// Lines by others, of other kinds, before and after, are ignored.
	body, own, _ := strings.Cut(string(msg), "\n\n")
	foreign := string(signatureLine("other", make([]byte, 4+8+2420))) + line(t, c.Text(), stranger) + line(t, c.Text(), testWitness("bury"))
	for _, m := range []string{string(msg), body + "\n\n" + foreign + own, body + "\n\n" + own + foreign} {
		got, signed, err := OpenSubmitted([]byte(m), verifier)
		if err != nil || got != c || !bytes.Equal(signed, msg) {
			t.Errorf("%v, %q, %v", got, signed, err)
		}
	}
	extended := string(c.Text()) + "more\n"
	empty := strings.Replace(string(c.Text()), "\n300\n", "\n0\n", 1)
	for name, test := range map[string]struct {
		msg  string
		want error
	}{
		"by a stranger":           {body + "\n\n" + line(t, c.Text(), stranger), ErrKey},
		"by another log":          {body + "\n\n" + line(t, c.Text(), other), ErrKey},
		"changed":                 {strings.Replace(string(msg), "\n300\n", "\n301\n", 1), ErrSignature},
		"unsigned":                {body + "\n", ErrMalformed},
		"an extension":            {extended + "\n" + line(t, []byte(extended), signer), ErrMalformed},
		"an empty tree with root": {empty + "\n" + line(t, []byte(empty), signer), ErrProof},
		"many lines":              {string(msg) + strings.Repeat(foreign, 40), ErrMalformed},
	} {
		if got, _, err := OpenSubmitted([]byte(test.msg), verifier); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if o := SubmittedOrigin(msg); o != testOrigin {
		t.Errorf("origin %q", o)
	}
	for _, size := range []int64{0, 7, MaxSize} {
		if n, err := ParseSizeText(SizeText(size)); err != nil || n != size {
			t.Errorf("%d, %v", n, err)
		}
	}
	for _, bad := range []string{"", "\n", "7", "07\n", "-1\n", "7\r\n", "7\n\n", fmt.Sprintf("%d\n", uint64(MaxSize)+1)} {
		if n, err := ParseSizeText([]byte(bad)); !errors.Is(err, ErrMalformed) {
			t.Errorf("size %q is %d, %v", bad, n, err)
		}
	}
}

func FuzzParseSubmission(f *testing.F) {
	f.Add([]byte("old 0\n\nx\n1\nAAAA\n"))
	f.Add([]byte("old 7\n" + strings.Repeat("A", 43) + "=\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ParseSubmission(b); err == nil && !bytes.Equal(s.Text(), b) {
			t.Errorf("%q opens as other bytes", b)
		}
	})
}

// What is found in a witness's answer stands in it as it is, and verifies.
func FuzzReadCosignatures(f *testing.F) {
	bury := testCosigner(f, "bury", "bury")
	tree, _ := grow(f, 5)
	c := checkpointOf(tree)
	good := cosign(f, bury, c, 7)
	f.Add(good)
	f.Add(append(signatureLine("another", make([]byte, 99)), good...))
	f.Add(bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")))
	f.Fuzz(func(t *testing.T, lines []byte) {
		found, err := ReadCosignatures(c, lines, []CosignerKey{bury.Key()})
		if err != nil || len(found) == 0 {
			return
		}
		raw, err := base64.StdEncoding.DecodeString(strings.Fields(string(found[0].Line))[2])
		if err != nil || len(found) > 1 || !bytes.Contains(lines, found[0].Line) {
			t.Fatalf("%v in %q: %v", found, lines, err)
		}
		if _, ok := bury.Key().verify(c.Text(), raw); !ok {
			t.Errorf("%q does not verify", found[0].Line)
		}
	})
}

package merkle

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
)

func TestCheckpointText(t *testing.T) {
	// The example of c2sp.org/tlog-checkpoint.
	const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
	c, err := parseCheckpoint([]byte(text))
	if err != nil || c.Origin != "example.com/behind-the-sofa" || c.Size != 20852163 || string(c.Text()) != text {
		t.Errorf("%v, %v", c, err)
	}
}

func TestSignAndOpen(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	for _, n := range []int64{0, 1, 5} {
		tree, _ := grow(t, n)
		c := checkpointOf(tree)
		for _, signers := range [][]note.Signer{
			{signer},
			{signer, testWitness("bury")},
			{signer, testWitness("bury"), testWitness("auditor")},
		} {
			msg, err := SignCheckpoint(c, signers...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := OpenCheckpoint(msg, testOrigin, verifier)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c, got); diff != "" {
				t.Error(diff)
			}
		}
	}

	// The largest size there is, and the signature by hand as in c2sp.org/signed-note.
	c := Checkpoint{testOrigin, MaxSize, LeafHash(nil)}
	msg, err := SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(msg, testOrigin, verifier); err != nil {
		t.Error(err)
	}
	seed := make([]byte, 32)
	if _, err := seeded("log").Read(seed); err != nil {
		t.Fatal(err)
	}
	text, sig, _ := strings.Cut(string(msg), "\n\n— "+testOrigin+" ")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(sig, "\n"))
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if err != nil || !ed25519.Verify(public, []byte(text+"\n"), raw[4:]) {
		t.Errorf("signature does not verify by hand (%v)", err)
	}
}

func TestSignCheckpointRefuses(t *testing.T) {
	signer, _ := testKey(t, "log", testOrigin)
	root := LeafHash(nil)
	good := Checkpoint{testOrigin, 1, root}
	long := note.Signer(testWitness("bury"))
	for name, test := range map[string]struct {
		c       Checkpoint
		signers []note.Signer
	}{
		"no signer":              {good, nil},
		"no origin":              {Checkpoint{"", 1, root}, []note.Signer{signer}},
		"another origin":         {Checkpoint{"other", 1, root}, []note.Signer{signer}},
		"origin with a line end": {Checkpoint{"a\nb", 1, root}, []note.Signer{named{signer, "a\nb"}}},
		"origin with a space":    {Checkpoint{"a b", 1, root}, []note.Signer{named{signer, "a b"}}},
		"origin with a control":  {Checkpoint{"a\x01b", 1, root}, []note.Signer{named{signer, "a\x01b"}}},
		"negative":               {Checkpoint{testOrigin, -1, root}, []note.Signer{signer}},
		"over MaxSize":           {Checkpoint{testOrigin, MaxSize + 1, root}, []note.Signer{signer}},
		"empty with a root":      {Checkpoint{testOrigin, 0, root}, []note.Signer{signer}},
		"log twice":              {good, []note.Signer{signer, signer}},
		"witness first":          {good, []note.Signer{long, signer}},
		"witness twice":          {good, []note.Signer{signer, long, long}},
		"witness of no kind":     {good, []note.Signer{signer, named{signer, "bury"}}},
		"broken signer":          {good, []note.Signer{broken{signer}}},
	} {
		if msg, err := SignCheckpoint(test.c, test.signers...); err == nil {
			t.Errorf("%s: signed\n%s", name, msg)
		}
	}
}

// named is a signer under another name, broken one whose key is out of reach.
type named struct {
	note.Signer
	name string
}

func (n named) Name() string { return n.name }

type broken struct{ note.Signer }

func (broken) Sign([]byte) ([]byte, error) { return nil, errors.New("no key") }

func TestOpenCheckpointRefuses(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	stranger, _ := testKey(t, "stranger", testOrigin)
	other, otherVerifier := testKey(t, "log", "other-board")
	bury, oldham := testWitness("bury"), testWitness("oldham")
	tree, _ := grow(t, 5)
	c := checkpointOf(tree)
	text := string(c.Text())
	root := base64.StdEncoding.EncodeToString(c.Root[:])
	// signed is any text with the log's own signature on it: what it refuses, it
	// refuses for the text alone.
	signed := func(text string) string { return text + "\n" + line(t, []byte(text), signer) }
	good := signed(text)
	withBury := good + line(t, []byte(text), bury)
	later := bury
	later.time++

	if _, err := OpenCheckpoint([]byte(good), testOrigin, verifier); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint([]byte(withBury), testOrigin, verifier); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		msg  string
		want error
	}{
		"empty":                         {"", ErrMalformed},
		"no signature block":            {text, ErrMalformed},
		"no signature":                  {text + "\n", ErrMalformed},
		"no last newline":               {strings.TrimSuffix(good, "\n"), ErrMalformed},
		"blank line after":              {good + "\n", ErrMalformed},
		"blank line before":             {"\n" + good, ErrMalformed},
		"byte order mark":               {"\ufeff" + good, ErrOrigin},
		"text after the signatures":     {good + "more\n", ErrMalformed},
		"invalid UTF-8 in a name":       {good + "— \xff AAAA\n", ErrMalformed},
		"CRLF throughout":               {strings.ReplaceAll(good, "\n", "\r\n"), ErrMalformed},
		"CRLF in the text":              {signed(strings.ReplaceAll(text, "\n", "\r\n")), ErrMalformed},
		"CR after the root":             {signed(strings.TrimSuffix(text, "\n") + "\r\n"), ErrMalformed},
		"CR at a signature's end":       {strings.TrimSuffix(good, "\n") + "\r\n", ErrMalformed},
		"leading zeros":                 {signed(strings.Replace(text, "\n5\n", "\n0005\n", 1)), ErrMalformed},
		"plus sign":                     {signed(strings.Replace(text, "\n5\n", "\n+5\n", 1)), ErrMalformed},
		"negative zero":                 {signed(strings.Replace(text, "\n5\n", "\n-0\n", 1)), ErrMalformed},
		"space after the size":          {signed(strings.Replace(text, "\n5\n", "\n5 \n", 1)), ErrMalformed},
		"hexadecimal size":              {signed(strings.Replace(text, "\n5\n", "\n0x5\n", 1)), ErrMalformed},
		"no size":                       {signed(strings.Replace(text, "\n5\n", "\n\n", 1)), ErrMalformed},
		"size over MaxSize":             {signed(strings.Replace(text, "\n5\n", "\n9007199254740992\n", 1)), ErrMalformed},
		"size over int64":               {signed(strings.Replace(text, "\n5\n", "\n9223372036854775808\n", 1)), ErrMalformed},
		"size over uint64":              {signed(strings.Replace(text, "\n5\n", "\n18446744073709551621\n", 1)), ErrMalformed},
		"size 0 with a root":            {signed(strings.Replace(text, "\n5\n", "\n0\n", 1)), ErrMalformed},
		"root's padding bits":           {signed(padded(t, text, root[:8])), ErrMalformed},
		"root without padding":          {signed(strings.TrimSuffix(text, "=\n") + "\n"), ErrMalformed},
		"root of 5 bytes":               {signed(testOrigin + "\n5\nAAAAAAA=\n"), ErrMalformed},
		"root of 33 bytes":              {signed(testOrigin + "\n5\n" + strings.Repeat("A", 44) + "\n"), ErrMalformed},
		"no root":                       {signed(testOrigin + "\n5\n\n"), ErrMalformed},
		"URL base64":                    {signed(testOrigin + "\n5\n" + strings.Repeat("-", 42) + "8=\n"), ErrMalformed},
		"extension line":                {signed(text + "more\n"), ErrMalformed},
		"blank extension line":          {signed(text + "\n"), ErrMalformed},
		"no origin":                     {signed("\n5\n" + root + "\n"), ErrMalformed},
		"another origin":                {signed(strings.Replace(text, testOrigin, "other-board", 1)), ErrOrigin},
		"origin in another case":        {signed(strings.Replace(text, testOrigin, strings.ToUpper(testOrigin), 1)), ErrOrigin},
		"space before the origin":       {signed(" " + text), ErrOrigin},
		"another log":                   {strings.Replace(text, testOrigin, "other-board", 1) + "\n" + line(t, []byte(text), other), ErrOrigin},
		"another key of this name":      {text + "\n" + line(t, []byte(text), stranger), ErrKey},
		"a witness alone":               {text + "\n" + line(t, []byte(text), bury), ErrKey},
		"signature of another text":     {text + "\n" + line(t, []byte("another\n"), signer), ErrSignature},
		"another root, same signature":  {strings.Replace(good, root[:4], "AAAA", 1), ErrSignature},
		"another size, same signature":  {strings.Replace(good, "\n5\n", "\n6\n", 1), ErrSignature},
		"short signature":               {text + "\n" + rawLine(testOrigin, binary.BigEndian.AppendUint32(nil, signer.KeyHash())), ErrMalformed},
		"signature's padding bits":      {padded(t, good, "— "), ErrMalformed},
		"signature without padding":     {strings.TrimRight(good, "=\n") + "\n", ErrMalformed},
		"two spaces":                    {strings.Replace(good, testOrigin+" ", testOrigin+"  ", 1), ErrMalformed},
		"hyphen for the dash":           {strings.Replace(good, "— ", "- ", 1), ErrMalformed},
		"log's line twice":              {good + line(t, []byte(text), signer), ErrMalformed},
		"second key of the log":         {good + line(t, []byte(text), stranger), ErrMalformed},
		"witness under the log's name":  {good + line(t, []byte(text), testWitness(testOrigin)), ErrMalformed},
		"cosignature first":             {text + "\n" + line(t, []byte(text), bury) + line(t, []byte(text), signer), ErrMalformed},
		"cosignature twice":             {withBury + line(t, []byte(text), bury), ErrMalformed},
		"two cosignatures by one key":   {withBury + line(t, []byte(text), later), ErrMalformed},
		"cosignature's padding bits":    {padded(t, withBury, "— bury"), ErrMalformed},
		"cosignature without padding":   {strings.TrimRight(withBury, "=\n") + "\n", ErrMalformed},
		"cosignature too long":          {good + rawLine("bury", make([]byte, cosignatureSize+1)), ErrMalformed},
		"cosignature too short":         {good + rawLine("bury", make([]byte, cosignatureSize-1)), ErrMalformed},
		"plain signature by a stranger": {good + line(t, []byte(text), named{stranger, "stranger"}), ErrMalformed},
		"name with a plus":              {good + strings.Replace(line(t, []byte(text), bury), "bury", "b+y", 1), ErrMalformed},
		"blank line between":            {good + "\n" + line(t, []byte(text), bury), ErrMalformed},
		"the text twice":                {text + good, ErrMalformed},
	} {
		got, err := OpenCheckpoint([]byte(test.msg), testOrigin, verifier)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", name, err, test.want)
		}
		if got != (Checkpoint{}) {
			t.Errorf("%s: a checkpoint came back with the error", name)
		}
	}
	if _, err := OpenCheckpoint([]byte(withBury+line(t, []byte(text), oldham)), testOrigin, verifier); err != nil {
		t.Errorf("two witnesses: %v", err)
	}
	// A key named for one origin never speaks for another, even as a cosigner.
	if _, err := OpenCheckpoint([]byte(good), testOrigin, otherVerifier); !errors.Is(err, ErrKey) {
		t.Errorf("another log's key: %v", err)
	}
	if _, err := OpenCheckpoint([]byte(good), "other-board", otherVerifier); !errors.Is(err, ErrOrigin) {
		t.Errorf("another log asked for: %v", err)
	}
}

// Every bit of a signed and cosigned checkpoint changed in turn. Cosignatures are
// not verified, so a bit inside one may pass, as that same cosignature altered.
func TestEveryBitOfACheckpoint(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	tree, _ := grow(t, 5)
	c := checkpointOf(tree)
	msg, err := SignCheckpoint(c, signer, testWitness("bury"))
	if err != nil {
		t.Fatal(err)
	}
	cosignature := bytes.Index(msg, []byte("— bury"))
	for bit := range 8 * len(msg) {
		msg[bit/8] ^= 1 << (bit % 8)
		got, err := OpenCheckpoint(msg, testOrigin, verifier)
		if err == nil && (bit/8 < cosignature || got != c) {
			t.Errorf("opens with bit %d of byte %d changed:\n%s", bit%8, bit/8, msg)
		}
		msg[bit/8] ^= 1 << (bit % 8)
	}
}

func TestNotes(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	for _, text := range []string{"refused\n", "refused\nabc\nconflict\n", "a\n\nb\n", "refused\n5\nnot a root!\n"} {
		msg, err := Sign([]byte(text), signer)
		if err != nil {
			t.Fatal(err)
		}
		got, err := OpenNote(msg, verifier)
		if err != nil || string(got) != text {
			t.Errorf("%q: %q, %v", text, got, err)
		}
		for bit := range 8 * len(msg) {
			msg[bit/8] ^= 1 << (bit % 8)
			if _, err := OpenNote(msg, verifier); err == nil {
				t.Errorf("%q opens with bit %d changed", text, bit)
			}
			msg[bit/8] ^= 1 << (bit % 8)
		}
		for what, bad := range map[string]string{
			"cosigned":     string(msg) + line(t, []byte(text), testWitness("bury")),
			"signed twice": string(msg) + line(t, []byte(text), signer),
			"padding bits": padded(t, string(msg), "— "),
		} {
			if _, err := OpenNote([]byte(bad), verifier); !errors.Is(err, ErrMalformed) {
				t.Errorf("%q %s: %v", text, what, err)
			}
		}
	}
	root := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for name, text := range map[string]string{
		"no newline":                    "refused",
		"empty":                         "",
		"control character":             "a\tb\n",
		"invalid UTF-8":                 "a\xffb\n",
		"checkpoint":                    testOrigin + "\n5\n" + root + "\n",
		"checkpoint with an extension":  testOrigin + "\n5\n" + root + "\nrefused\n",
		"checkpoint of a lenient sort":  "refused\n0005\nAAAA\n",
		"checkpoint with an empty root": "refused\n5\n\n",
	} {
		if msg, err := Sign([]byte(text), signer); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: signed %q, %v", name, msg, err)
		}
	}
	tree, _ := grow(t, 5)
	checkpoint, err := SignCheckpoint(checkpointOf(tree), signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenNote(checkpoint, verifier); !errors.Is(err, ErrMalformed) {
		t.Errorf("a checkpoint opens as a short text: %v", err)
	}
	_, stranger := testKey(t, "stranger", testOrigin)
	msg, err := Sign([]byte("refused\n"), signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenNote(msg, stranger); !errors.Is(err, ErrKey) {
		t.Errorf("another key: %v", err)
	}
}

func TestNewLog(t *testing.T) {
	origin, skey, vkey, err := NewLog(seeded("new log"), "gm-board")
	if err != nil {
		t.Fatal(err)
	}
	if len(origin) != len("gm-board-")+16 || !strings.HasPrefix(origin, "gm-board-") {
		t.Errorf("origin %q", origin)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := SignCheckpoint(Checkpoint{Origin: origin, Root: (Tree{}).Root()}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(msg, origin, verifier); err != nil {
		t.Error(err)
	}
	again, _, _, err := NewLog(seeded("another"), "gm-board")
	if err != nil || again == origin {
		t.Errorf("two logs of one name have the origin %q (%v)", again, err)
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", "\xff"} {
		if _, _, _, err := NewLog(seeded("x"), name); !errors.Is(err, ErrMalformed) {
			t.Errorf("log named %q: %v", name, err)
		}
		if _, _, err := NewLogKey(seeded("x"), name); !errors.Is(err, ErrMalformed) {
			t.Errorf("key named %q: %v", name, err)
		}
	}
	for _, n := range []int{0, 31, 32, 63} {
		if _, _, _, err := NewLog(bytes.NewReader(make([]byte, n)), "a"); err == nil {
			t.Errorf("log out of %d random bytes", n)
		}
	}
}

// FuzzOpenCheckpoint opens notes whose log signature is taken on trust, so that
// the search gets past it to everything else.
func FuzzOpenCheckpoint(f *testing.F) {
	signer, verifier := testKey(f, "log", testOrigin)
	for _, n := range []int64{0, 5, 300} {
		tree, _ := grow(f, n)
		for _, signers := range [][]note.Signer{{signer}, {signer, testWitness("bury"), testWitness("oldham")}} {
			msg, err := SignCheckpoint(checkpointOf(tree), signers...)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(msg)
			f.Add([]byte(padded(f, string(msg), "— ")))
			f.Add(bytes.ReplaceAll(msg, []byte("\n"), []byte("\r\n")))
		}
	}
	f.Fuzz(func(t *testing.T, msg []byte) {
		c, err := OpenCheckpoint(msg, testOrigin, ownVerifier{signer})
		if err != nil {
			if _, err := OpenCheckpoint(msg, testOrigin, verifier); err == nil {
				t.Errorf("opens only with the signature checked:\n%s", msg)
			}
			return
		}
		again := c.Text()
		again = append(again, '\n')
		rest, ok := bytes.CutPrefix(msg, again)
		if !ok {
			t.Fatalf("text is not that of %v:\n%s", c, msg)
		}
		for l := range strings.Lines(string(rest)) {
			f := strings.Split(strings.TrimSuffix(l, "\n"), " ")
			if len(f) != 3 {
				t.Fatalf("signature line %q", l)
			}
			raw, err := base64.StdEncoding.Strict().DecodeString(f[2])
			if err != nil {
				t.Fatalf("signature line %q: %v", l, err)
			}
			again = append(again, rawLine(f[1], raw)...)
		}
		if !bytes.Equal(again, msg) {
			t.Errorf("opens as other bytes:\n%s\n%s", msg, again)
		}
	})
}

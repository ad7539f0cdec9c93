package merkle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// testOrigin names the log of the tests, whose key comes from a fixed seed.
const testOrigin = "gm-board-example"

// seeded is a source of bytes that is the same on every run.
func seeded(name string) *bytes.Reader {
	var b []byte
	for i := range 4 {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", name, i))
		b = append(b, sum[:]...)
	}
	return bytes.NewReader(b)
}

func testKey(t testing.TB, name, origin string) (note.Signer, note.Verifier) {
	t.Helper()
	skey, vkey, err := NewLogKey(seeded(name), origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

// witness cosigns as in c2sp.org/tlog-cosignature, at a fixed time.
type witness struct {
	name string
	key  ed25519.PrivateKey
	time uint64
}

func testWitness(name string) witness {
	seed := sha256.Sum256([]byte(name))
	return witness{name, ed25519.NewKeyFromSeed(seed[:]), 1400000000}
}

func (w witness) Name() string { return w.name }

func (w witness) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(w.name+"\n\x04"), w.key.Public().(ed25519.PublicKey)...))
	return binary.BigEndian.Uint32(sum[:])
}

func (w witness) Sign(text []byte) ([]byte, error) {
	msg := fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", w.time, text)
	return append(binary.BigEndian.AppendUint64(nil, w.time), ed25519.Sign(w.key, msg)...), nil
}

// line is the signature line that a key leaves under a text.
func line(t testing.TB, text []byte, s note.Signer) string {
	t.Helper()
	sig, err := s.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	return rawLine(s.Name(), append(binary.BigEndian.AppendUint32(nil, s.KeyHash()), sig...))
}

func rawLine(name string, sig []byte) string {
	return "— " + name + " " + base64.StdEncoding.EncodeToString(sig) + "\n"
}

// padded changes the unused low bits of the last base64 digit on the first line
// that starts with prefix, so that it decodes to the same bytes.
func padded(t testing.TB, msg, prefix string) string {
	t.Helper()
	start := strings.Index(msg, prefix)
	end := start + strings.Index(msg[start:], "=")
	digits := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	if start < 0 || end < start {
		t.Fatalf("no padding after %q", prefix)
	}
	return msg[:end-1] + string(digits[strings.IndexByte(digits, msg[end-1])+1]) + msg[end:]
}

func entryAt(i int64) []byte { return fmt.Appendf(nil, "entry %d", i) }

func leaves(from, to int64) []Hash {
	var out []Hash
	for i := from; i < to; i++ {
		out = append(out, LeafHash(entryAt(i)))
	}
	return out
}

// mth is MTH of RFC 6962, section 2.1, word for word, to hold the tree against.
func mth(d []Hash) Hash {
	if len(d) == 0 {
		return sha256.Sum256(nil)
	}
	if len(d) == 1 {
		return d[0]
	}
	k := 1
	for k*2 < len(d) {
		k *= 2
	}
	left, right := mth(d[:k]), mth(d[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// tileStore keeps the newest width of each tile, by its path without the width,
// and refuses whatever a log never does: a tile that shrinks, stays as it was, or
// changes a hash.
type tileStore map[string][]byte

func place(t Tile) string { return fmt.Sprintf("%d/%d", t.L, t.N) }

func (s tileStore) put(t testing.TB, tiles []TileData) {
	t.Helper()
	for _, tile := range tiles {
		old := s[place(tile.Tile)]
		switch {
		case tile.H != 8 || tile.W < 1 || tile.W > 256 || len(tile.Data) != 32*tile.W:
			t.Fatalf("%s with %d bytes", TilePath(tile.Tile), len(tile.Data))
		case len(tile.Data) <= len(old) || !bytes.HasPrefix(tile.Data, old):
			t.Fatalf("%s does not extend what is stored", TilePath(tile.Tile))
		}
		s[place(tile.Tile)] = bytes.Clone(tile.Data)
	}
}

func (s tileStore) read(tile Tile) ([]byte, error) {
	data, ok := s[place(tile)]
	if !ok {
		return nil, fmt.Errorf("no tile")
	}
	return data, nil
}

func (s tileStore) clone() tileStore { return maps.Clone(s) }

// grow builds a tree of n test entries in one append.
func grow(t testing.TB, n int64) (Tree, tileStore) {
	t.Helper()
	store := tileStore{}
	tree, tiles := Tree{}.Append(leaves(0, n))
	store.put(t, tiles)
	return tree, store
}

func checkpointOf(tree Tree) Checkpoint {
	return Checkpoint{Origin: testOrigin, Size: tree.Size(), Root: tree.Root()}
}

// storedHashes is tlog's own flat storage, the reference for tiles.
type storedHashes []Hash

func (s storedHashes) ReadHashes(indexes []int64) ([]Hash, error) {
	var out []Hash
	for _, x := range indexes {
		out = append(out, s[x])
	}
	return out, nil
}

func storedTo(t testing.TB, n int64) storedHashes {
	t.Helper()
	var s storedHashes
	for i, leaf := range leaves(0, n) {
		h, err := tlog.StoredHashesForRecordHash(int64(i), leaf, s)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, h...)
	}
	return s
}

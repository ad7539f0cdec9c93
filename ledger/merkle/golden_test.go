package merkle

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write golden files that are missing; never one that is there")

// The bytes of each format, from a fixed key. They are added to, never changed:
// a ledger that was written under them must open for ever.
func TestGolden(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	tree, store := grow(t, 300)
	checkpoint, err := SignCheckpoint(checkpointOf(tree), signer, testWitness("bury"))
	if err != nil {
		t.Fatal(err)
	}
	refusal, err := Sign([]byte("refused\nsome statement\nconflict\n"), signer)
	if err != nil {
		t.Fatal(err)
	}
	turnedAway, err := SignRefusal(testRefusal(tree), signer)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := NewReceipt(entryAt(256), 256, checkpoint, HashReader(store.read, 300))
	if err != nil {
		t.Fatal(err)
	}
	var wire bytes.Buffer
	enc := json.NewEncoder(&wire)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(receipt); err != nil {
		t.Fatal(err)
	}
	tile, err := store.read(Tile{H: 8, L: 1, N: 0, W: 1})
	if err != nil {
		t.Fatal(err)
	}

	golden(t, "checkpoint.txt", checkpoint)
	golden(t, "note.txt", refusal)
	golden(t, "refusal.txt", turnedAway)
	golden(t, "tile-1-000.p-1.bin", tile)
	golden(t, "bundle.bin", bundleOf(t, entryAt(0), nil, entryAt(2)))
	golden(t, "receipt.tlog-proof", []byte(receipt.Proof))
	golden(t, "receipt.json", wire.Bytes())

	// The files themselves open, not only what was made just now.
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if c, err := OpenCheckpoint(read("checkpoint.txt"), testOrigin, verifier); err != nil || c != checkpointOf(tree) {
		t.Errorf("checkpoint: %v, %v", c, err)
	}
	if text, err := OpenNote(read("note.txt"), verifier); err != nil || string(text) != "refused\nsome statement\nconflict\n" {
		t.Errorf("note: %q, %v", text, err)
	}
	if r, err := OpenRefusal(read("refusal.txt"), testOrigin, verifier); err != nil || r != testRefusal(tree) {
		t.Errorf("refusal: %+v, %v", r, err)
	}
	if _, err := ParseBundle(read("bundle.bin"), 3); err != nil {
		t.Error(err)
	}
	var back Receipt
	if err := json.Unmarshal(read("receipt.json"), &back); err != nil {
		t.Fatal(err)
	}
	if index, _, err := back.Check(testOrigin, verifier); err != nil || index != 256 {
		t.Errorf("receipt: %d, %v", index, err)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	want, err := os.ReadFile(path)
	if os.IsNotExist(err) && *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed:\n%q\nwant\n%q", name, got, want)
	}
}

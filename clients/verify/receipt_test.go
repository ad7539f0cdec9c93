package verify

import (
	"bytes"
	"strings"
	"testing"

	"concordat/ledger/merkle"
)

func receiptText(t *testing.T, r ReceiptReport) string {
	t.Helper()
	var b strings.Builder
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReceipt(t *testing.T) {
	b := sampleBoard(t)
	checkpoint := b.export()[checkpointPath]
	for i, entry := range b.entries {
		r, err := merkle.NewReceipt(entry, int64(i), checkpoint, &b.tree)
		if err != nil {
			t.Fatal(err)
		}
		got := Receipt(r, b.vkey+"\n")
		if got.Verdict != Verified || got.Entry != int64(i) || got.Says == nil {
			t.Errorf("entry %d: %s", i, receiptText(t, got))
		}
		if got := Receipt(r, ""); got.Verdict != NotProven || got.Entry != int64(i) {
			t.Errorf("entry %d without a key: %s", i, receiptText(t, got))
		}
	}
	r, err := merkle.NewReceipt(b.entries[eVoteA], eVoteA, checkpoint, &b.tree)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "receipt.txt", receiptText(t, Receipt(r, b.vkey)))
	golden(t, "receipt.json", string(Receipt(r, b.vkey).JSON()))
	golden(t, "receipt-not-proven.txt", receiptText(t, Receipt(r, "")))

	_, other, err := merkle.NewLogKey(bytes.NewReader(bytes.Repeat([]byte{7}, 32)), b.origin)
	if err != nil {
		t.Fatal(err)
	}
	for _, trust := range []string{other, strings.Replace(b.vkey, "test-board", "best-board", 1), "nonsense"} {
		if got := Receipt(r, trust); got.Verdict != Failed || got.Fault.Code != BadCheckpoint {
			t.Errorf("with the key %s: %s", trust, receiptText(t, got))
		}
	}
	stranger, err := merkle.NewReceipt([]byte("not an entry"), 0, b.exportOf([][]byte{[]byte("not an entry")}, 1)[checkpointPath], &tree{size: 1, hashes: []merkle.Hash{merkle.LeafHash([]byte("not an entry"))}})
	if err != nil {
		t.Fatal(err)
	}
	if got := Receipt(stranger, b.vkey); got.Verdict != Failed || got.Fault.Code != NotCanonical {
		t.Errorf("an entry that is none: %s", receiptText(t, got))
	}
	golden(t, "receipt-failed.txt", receiptText(t, Receipt(merkle.Receipt{Entry: b.entries[eVoteB], Proof: r.Proof}, b.vkey)))
}

// TestEveryByteOfReceipt flips every bit of a receipt's proof, and one in every
// byte of its entry.
func TestEveryByteOfReceipt(t *testing.T) {
	b := sampleBoard(t)
	r, err := merkle.NewReceipt(b.entries[eVoteA], eVoteA, b.export()[checkpointPath], &b.tree)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(r.Proof) * 8 {
		proof := []byte(r.Proof)
		proof[i/8] ^= 1 << (i % 8)
		if got := Receipt(merkle.Receipt{Entry: r.Entry, Proof: string(proof)}, b.vkey); got.Verdict != Failed {
			t.Errorf("bit %d of the proof: %s", i, got.Verdict)
		}
	}
	for i := range r.Entry {
		entry := bytes.Clone(r.Entry)
		entry[i] ^= 1 << (i % 8)
		for _, trust := range []string{b.vkey, ""} {
			if got := Receipt(merkle.Receipt{Entry: entry, Proof: r.Proof}, trust); got.Verdict != Failed {
				t.Errorf("byte %d of the entry: %s", i, got.Verdict)
			}
		}
	}
}

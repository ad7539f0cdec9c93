package merkle

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// receiptFor is the receipt for one entry of a log of the given size.
func receiptFor(t testing.TB, size, index int64, signers ...note.Signer) Receipt {
	t.Helper()
	tree, store := grow(t, size)
	msg, err := SignCheckpoint(checkpointOf(tree), signers...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReceipt(entryAt(index), index, msg, HashReader(store.read, size))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReceipt(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	for _, size := range []int64{1, 2, 3, 7, 255, 256, 257, 600} {
		for _, index := range []int64{0, size / 2, size - 1} {
			r := receiptFor(t, size, index, signer, testWitness("bury"))
			wire, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var back Receipt
			if err := json.Unmarshal(wire, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r, back); diff != "" {
				t.Error(diff)
			}
			tree, _ := grow(t, size)
			i, c, err := back.Check(testOrigin, verifier)
			if err != nil || i != index || c != checkpointOf(tree) {
				t.Errorf("entry %d of %d: %d, %v, %v", index, size, i, c, err)
			}
		}
	}
}

func TestNewReceiptRefuses(t *testing.T) {
	signer, _ := testKey(t, "log", testOrigin)
	tree, store := grow(t, 5)
	msg, err := SignCheckpoint(checkpointOf(tree), signer)
	if err != nil {
		t.Fatal(err)
	}
	reader := HashReader(store.read, 5)
	_, elsewhere := Tree{}.Append(leaves(100, 105))
	other := tileStore{}
	other.put(t, elsewhere)
	for name, test := range map[string]struct {
		entry      []byte
		index      int64
		checkpoint []byte
		reader     tlog.HashReader
		want       error
	}{
		"another entry":    {entryAt(3), 2, msg, reader, ErrProof},
		"another log":      {entryAt(2), 2, msg, HashReader(other.read, 5), ErrProof},
		"after the end":    {entryAt(5), 5, msg, reader, ErrMalformed},
		"before the start": {entryAt(0), -1, msg, reader, ErrMalformed},
		"long entry":       {make([]byte, MaxEntry+1), 2, msg, reader, ErrMalformed},
		"no checkpoint":    {entryAt(2), 2, nil, reader, ErrMalformed},
	} {
		if _, err := NewReceipt(test.entry, test.index, test.checkpoint, test.reader); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Receipts that are made together are those that are made one by one.
func TestReceipts(t *testing.T) {
	signer, _ := testKey(t, "log", testOrigin)
	before, _ := grow(t, 250)
	after, store := grow(t, 260)
	c := checkpointOf(after)
	msg, err := SignCheckpoint(c, signer)
	if err != nil {
		t.Fatal(err)
	}
	added := leaves(250, 260)
	receipts, err := NewReceipts(before, added, c, msg)
	if err != nil {
		t.Fatal(err)
	}
	for i := int64(250); i < 260; i++ {
		want, err := NewReceipt(entryAt(i), i, msg, HashReader(store.read, 260))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, receipts.Of(i, entryAt(i))); diff != "" {
			t.Errorf("entry %d: %s", i, diff)
		}
	}
	other, _ := grow(t, 251)
	changed := slices.Clone(added)
	changed[3][5] ^= 1
	larger := c
	larger.Size++
	for name, refused := range map[string]func() (*Receipts, error){
		"another tree":     func() (*Receipts, error) { return NewReceipts(other, added, c, msg) },
		"fewer leaves":     func() (*Receipts, error) { return NewReceipts(before, added[:9], c, msg) },
		"a changed leaf":   func() (*Receipts, error) { return NewReceipts(before, changed, c, msg) },
		"another size":     func() (*Receipts, error) { return NewReceipts(before, added, larger, msg) },
		"no leaves at all": func() (*Receipts, error) { return NewReceipts(before, nil, c, msg) },
	} {
		if _, err := refused(); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReceiptCheckRefuses(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	_, stranger := testKey(t, "stranger", testOrigin)
	good := receiptFor(t, 5, 2, signer)
	head, checkpoint, _ := strings.Cut(good.Proof, "\n\n")
	lines := strings.Split(head, "\n") // header, index, hashes
	rebuilt := func(lines []string) string { return strings.Join(lines, "\n") + "\n\n" + checkpoint }
	with := func(i int, s ...string) string { return rebuilt(slices.Replace(slices.Clone(lines), i, i+1, s...)) }
	if rebuilt(lines) != good.Proof {
		t.Fatal("taken apart wrongly")
	}
	for name, test := range map[string]struct {
		proof string
		want  error
	}{
		"empty":                      {"", ErrMalformed},
		"another header":             {with(0, "c2sp.org/tlog-proof@v2"), ErrMalformed},
		"byte order mark":            {"\ufeff" + good.Proof, ErrMalformed},
		"CRLF":                       {strings.ReplaceAll(good.Proof, "\n", "\r\n"), ErrMalformed},
		"CR after the header":        {with(0, lines[0]+"\r"), ErrMalformed},
		"extra data":                 {with(0, lines[0], "extra AAAA"), ErrMalformed},
		"empty extra data":           {with(0, lines[0], "extra "), ErrMalformed},
		"unknown line":               {with(0, lines[0], "more"), ErrMalformed},
		"no index":                   {rebuilt(slices.Delete(slices.Clone(lines), 1, 2)), ErrMalformed},
		"two indexes":                {with(1, lines[1], lines[1]), ErrMalformed},
		"leading zeros":              {with(1, "index 0002"), ErrMalformed},
		"plus sign":                  {with(1, "index +2"), ErrMalformed},
		"negative":                   {with(1, "index -2"), ErrMalformed},
		"index over MaxSize":         {with(1, "index 9007199254740992"), ErrMalformed},
		"index over int64":           {with(1, "index 9223372036854775810"), ErrMalformed},
		"two spaces":                 {with(1, "index  2"), ErrMalformed},
		"another index":              {with(1, "index 3"), ErrProof},
		"index at the end":           {with(1, "index 5"), ErrProof},
		"padding bits":               {padded(t, good.Proof, lines[2][:8]), ErrMalformed},
		"short hash":                 {with(2, "AAAA"), ErrMalformed},
		"not base64":                 {with(2, "!"+lines[2][1:]), ErrMalformed},
		"space after a hash":         {with(2, lines[2]+" "), ErrMalformed},
		"hash missing":               {rebuilt(lines[:len(lines)-1]), ErrProof},
		"hash twice":                 {with(2, lines[2], lines[2]), ErrProof},
		"hashes in another order":    {rebuilt([]string{lines[0], lines[1], lines[3], lines[2], lines[4]}), ErrProof},
		"no checkpoint":              {head + "\n\n", ErrMalformed},
		"no blank line":              {head + "\n" + checkpoint, ErrMalformed},
		"two blank lines":            {head + "\n\n\n" + checkpoint, ErrMalformed},
		"no last newline":            {strings.TrimSuffix(good.Proof, "\n"), ErrMalformed},
		"newline after":              {good.Proof + "\n", ErrMalformed},
		"checkpoint's padding bits":  {padded(t, good.Proof, "— "), ErrMalformed},
		"checkpoint's leading zeros": {strings.Replace(good.Proof, "\n5\n", "\n05\n", 1), ErrMalformed},
		"checkpoint of another size": {strings.Replace(good.Proof, "\n5\n", "\n6\n", 1), ErrSignature},
	} {
		index, c, err := Receipt{good.Entry, test.proof}.Check(testOrigin, verifier)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", name, err, test.want)
		}
		if index != 0 || c != (Checkpoint{}) {
			t.Errorf("%s: something came back with the error", name)
		}
	}
	if _, _, err := good.Check("other-board", verifier); !errors.Is(err, ErrOrigin) {
		t.Errorf("another origin: %v", err)
	}
	if _, _, err := good.Check(testOrigin, stranger); !errors.Is(err, ErrKey) {
		t.Errorf("another key: %v", err)
	}
	long := Receipt{make([]byte, MaxEntry+1), good.Proof}
	if _, _, err := long.Check(testOrigin, verifier); !errors.Is(err, ErrMalformed) {
		t.Errorf("long entry: %v", err)
	}
}

// What a receipt claims is what its check finds; what is not in its one form
// claims nothing.
func TestReceiptClaims(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	r := receiptFor(t, 300, 256, signer, testWitness("bury"))
	index, checkpoint, err := r.Claims()
	if err != nil {
		t.Fatal(err)
	}
	at, c, err := r.Check(testOrigin, verifier)
	if err != nil || index != at {
		t.Errorf("claims entry %d, is entry %d: %v", index, at, err)
	}
	if got, err := OpenCheckpoint(checkpoint, testOrigin, verifier); err != nil || got != c {
		t.Errorf("claims %+v, is held by %+v: %v", got, c, err)
	}
	for _, proof := range []string{"", strings.Replace(r.Proof, "index 256", "index 0256", 1), strings.ReplaceAll(r.Proof, "\n", "\r\n")} {
		if _, _, err := (Receipt{r.Entry, proof}).Claims(); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q claims something: %v", proof, err)
		}
	}
}

// Every bit of the entry and of the proof changed in turn.
func TestEveryBitOfAReceipt(t *testing.T) {
	signer, verifier := testKey(t, "log", testOrigin)
	good := receiptFor(t, 300, 256, signer)
	proof := []byte(good.Proof)
	for _, part := range []struct {
		name  string
		bytes []byte
	}{{"entry", good.Entry}, {"proof", proof}} {
		for bit := range 8 * len(part.bytes) {
			part.bytes[bit/8] ^= 1 << (bit % 8)
			if _, _, err := (Receipt{good.Entry, string(proof)}).Check(testOrigin, verifier); err == nil {
				t.Errorf("holds with bit %d of byte %d of the %s changed", bit%8, bit/8, part.name)
			}
			part.bytes[bit/8] ^= 1 << (bit % 8)
		}
	}
}

// FuzzReceipt takes the log's signature as it is: whatever checks is an entry of
// the log at its own index, in the one spelling.
func FuzzReceipt(f *testing.F) {
	const size = 7
	signer, verifier := testKey(f, "log", testOrigin)
	tree, _ := grow(f, size)
	for i := int64(0); i < size; i++ {
		r := receiptFor(f, size, i, signer, testWitness("bury"))
		f.Add(r.Entry, r.Proof)
		f.Add(r.Entry, strings.Replace(r.Proof, "index ", "index 0", 1))
		f.Add(r.Entry, strings.Replace(r.Proof, "\nindex", "\nextra \nindex", 1))
	}
	f.Fuzz(func(t *testing.T, entry []byte, proof string) {
		r := Receipt{entry, proof}
		index, c, err := r.Check(testOrigin, verifier)
		if err != nil {
			return
		}
		if c != checkpointOf(tree) || !bytes.Equal(entry, entryAt(index)) {
			t.Fatalf("%q at %d was never in the log", entry, index)
		}
		again := fmt.Sprintf("c2sp.org/tlog-proof@v1\nindex %d\n", index)
		head, checkpoint, _ := strings.Cut(proof, "\n\n")
		for _, l := range strings.Split(head, "\n")[2:] {
			raw, err := base64.StdEncoding.Strict().DecodeString(l)
			if err != nil {
				t.Fatal(err)
			}
			again += base64.StdEncoding.EncodeToString(raw) + "\n"
		}
		if again += "\n" + checkpoint; again != proof {
			t.Errorf("opens as other bytes:\n%s\n%s", proof, again)
		}
	})
}

// BenchmarkReceipts makes the receipts of one commit: a batch of entries at the
// end of a log of a million.
func BenchmarkReceipts(b *testing.B) {
	const size = 1_000_000
	signer, _ := testKey(b, "log", testOrigin)
	tree, store := grow(b, size)
	msg, err := SignCheckpoint(checkpointOf(tree), signer)
	if err != nil {
		b.Fatal(err)
	}
	for _, batch := range []int64{1, 16, 256} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			n := 0
			for b.Loop() {
				r := HashReader(store.read, size)
				for i := size - batch; i < size; i++ {
					if _, err := NewReceipt(entryAt(i), i, msg, r); err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/receipt")
		})
		b.Run(fmt.Sprintf("together=%d", batch), func(b *testing.B) {
			before, _ := grow(b, size-batch)
			added := leaves(size-batch, size)
			n := 0
			for b.Loop() {
				receipts, err := NewReceipts(before, added, checkpointOf(tree), msg)
				if err != nil {
					b.Fatal(err)
				}
				for i := size - batch; i < size; i++ {
					receipts.Of(i, nil)
					n++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/receipt")
		})
	}
}

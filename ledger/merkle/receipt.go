package merkle

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Receipt is an entry and the proof that it stands in the log. Whoever holds
// the log's key can check it with no help from the log.
type Receipt struct {
	Entry []byte `json:"entry"`
	// Proof is a text as in c2sp.org/tlog-proof without extra data:
	//
	//	c2sp.org/tlog-proof@v1
	//	index 73894
	//	gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
	//
	//	gm-board-0123456789abcdef
	//	109482
	//	sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
	//
	//	— gm-board-0123456789abcdef hI2DJw…
	Proof string `json:"proof"`
}

// NewReceipt makes the receipt for the entry at index out of a signed checkpoint,
// which is not verified, and a reader of the tree at its size or a later one. A
// receipt that its holder could not check is never made: if the tiles and the
// checkpoint disagree, the error is an [ErrProof].
func NewReceipt(entry []byte, index int64, checkpoint []byte, r tlog.HashReader) (Receipt, error) {
	c, err := readCheckpoint(checkpoint)
	if err != nil {
		return Receipt{}, err
	}
	if len(entry) > MaxEntry {
		return Receipt{}, fmt.Errorf("receipt for an entry of %d bytes: %w", len(entry), ErrMalformed)
	}
	hashes, err := ProveInclusion(r, c.Size, index)
	if err != nil {
		return Receipt{}, err
	}
	if err := CheckInclusion(hashes, c, index, LeafHash(entry)); err != nil {
		return Receipt{}, err
	}
	return Receipt{Entry: entry, Proof: proofText(index, hashes, checkpoint)}, nil
}

// Receipts makes the receipts of entries that were added together, last of all.
type Receipts struct {
	first      int64
	proofs     [][]Hash
	checkpoint []byte
}

// NewReceipts proves the entries under these leaves, which were added to t, in the
// tree that a signed checkpoint vouches for: c is what it says, and it is not verified.
// If it vouches for another tree, the error is an [ErrProof].
func NewReceipts(t Tree, leaves []Hash, c Checkpoint, checkpoint []byte) (*Receipts, error) {
	root, proofs := t.Prove(leaves)
	if c.check() != nil || c.Size != t.Size()+int64(len(leaves)) || c.Root != root {
		return nil, fmt.Errorf("entries %d to %d: %w", t.Size(), c.Size, ErrProof)
	}
	return &Receipts{t.Size(), proofs, checkpoint}, nil
}

// Of is the receipt of the entry at index, whose leaf was among them. That it is that
// entry is for the caller to know.
func (r *Receipts) Of(index int64, entry []byte) Receipt {
	return Receipt{Entry: entry, Proof: proofText(index, r.proofs[index-r.first], r.checkpoint)}
}

// proofText is proof.TLogProof.Marshal, in one piece: a receipt is made for each vote.
func proofText(index int64, hashes []Hash, checkpoint []byte) string {
	const head = "c2sp.org/tlog-proof@v1\nindex "
	var line [45]byte // a hash in base64, and the line's end
	line[44] = '\n'
	var b strings.Builder
	b.Grow(len(head) + 20 + len(hashes)*len(line) + 1 + len(checkpoint))
	b.WriteString(head)
	b.WriteString(strconv.FormatInt(index, 10))
	b.WriteByte('\n')
	for _, h := range hashes {
		base64.StdEncoding.Encode(line[:], h[:])
		b.Write(line[:])
	}
	b.WriteByte('\n')
	b.Write(checkpoint)
	return b.String()
}

// Check returns where the entry stands and the checkpoint that holds it, if the
// log of that origin and key has signed for it. The errors are those of
// [OpenCheckpoint] and [ErrProof].
func (r Receipt) Check(origin string, v note.Verifier) (index int64, c Checkpoint, err error) {
	if len(r.Entry) > MaxEntry {
		return 0, Checkpoint{}, fmt.Errorf("receipt for an entry of %d bytes: %w", len(r.Entry), ErrMalformed)
	}
	p, err := r.parse()
	if err != nil {
		return 0, Checkpoint{}, err
	}
	c, err = OpenCheckpoint(p.Checkpoint, origin, v)
	if err != nil {
		return 0, Checkpoint{}, err
	}
	hashes := make([]Hash, len(p.Hashes))
	for i, h := range p.Hashes {
		hashes[i] = h
	}
	index = int64(p.Index)
	if err := CheckInclusion(hashes, c, index, LeafHash(r.Entry)); err != nil {
		return 0, Checkpoint{}, err
	}
	return index, c, nil
}

// Claims reads off the proof where the entry stands and the signed checkpoint
// that holds it, and believes both: only [Receipt.Check] looks at hashes and
// signature. It is for receipts that this process made or has checked, and for
// asking whose key a receipt claims to be signed by.
func (r Receipt) Claims() (index int64, checkpoint []byte, err error) {
	p, err := r.parse()
	if err != nil {
		return 0, nil, err
	}
	return int64(p.Index), p.Checkpoint, nil
}

func (r Receipt) parse() (p proof.TLogProof, err error) {
	if err := p.Unmarshal([]byte(r.Proof)); err != nil {
		return p, fmt.Errorf("receipt: %w", ErrMalformed)
	}
	// The parser takes leading zeros, carriage returns, stray padding bits and a
	// missing last newline. Extra data is covered by no signature.
	if p.ExtraData != nil || p.Index >= MaxSize || string(p.Marshal()) != r.Proof {
		return p, fmt.Errorf("receipt is not in its one form: %w", ErrMalformed)
	}
	return p, nil
}

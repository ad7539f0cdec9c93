package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// logKey is a key of the board's log from a name.
func (b *board) logKey(name string) (note.Signer, string) {
	seed := sha256.Sum256([]byte(name))
	skey, vkey, err := merkle.NewLogKey(bytes.NewReader(seed[:]), b.origin)
	if err != nil {
		b.t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		b.t.Fatal(err)
	}
	return signer, vkey
}

// change is a change of the log's key from the board's, which bury-cfo confirms; forge
// changes it when the keys have signed.
func (b *board) change(name, reason string, since ledger.Date, forge func(*ledger.LogKeyChanged)) (c ledger.LogKeyChanged, next note.Signer) {
	next, vkey := b.logKey(name)
	c = ledger.LogKeyChanged{Old: b.vkey, New: vkey, Reason: reason, Since: since}
	sign := func(by string, s note.Signer) string {
		signature, err := s.Sign([]byte(ledger.LogKeyInput(by, b.origin, "secretary", &c)))
		if err != nil {
			b.t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(signature)
	}
	if c.Possession = sign(ledger.ByNewLogKey, next); reason != ledger.LogKeyLost {
		c.Handed = sign(ledger.ByOldLogKey, b.signer)
	}
	if forge != nil {
		forge(&c)
	}
	confirmer := b.pens["bury-cfo"]
	c.Confirmed = ledger.Confirmation{Person: "bury-cfo", Key: confirmer.key.Thumbprint(),
		Proof: base64.RawURLEncoding.EncodeToString(confirmer.sign(ledger.LogKeyInput(ledger.ByConfirmer, b.origin, "secretary", &c)))}
	return c, next
}

// rotate changes the board's key and goes on with the new one.
func (b *board) rotate(name, reason string, since ledger.Date) {
	b.t.Helper()
	c, next := b.change(name, reason, since, nil)
	b.say("secretary", "", ledger.KindLogKeyChanged, c)
	b.signer, b.vkey = next, c.New
}

// force writes a statement that the ledger refuses, as a host could who has its key.
func (b *board) force(person, kind string, body any) {
	b.t.Helper()
	b.tick(1)
	like, err := ledger.ParseEntry(b.entries[eAdopted])
	if err != nil {
		b.t.Fatal(err)
	}
	e := *like
	e.Time, e.Statement = b.now(), b.signed(b.payload(person, "", kind, body), b.pens[person])
	b.append(e.Bytes())
	b.pens[person].seq++
}

// prove is the receipt of an entry under the checkpoint of so many, by the key of then.
func (b *board) prove(index, size int64, signer note.Signer) merkle.Receipt {
	b.t.Helper()
	t := tree{}
	for _, e := range b.entries[:size] {
		t.add(merkle.LeafHash(e))
	}
	signed, err := merkle.SignCheckpoint(merkle.Checkpoint{Origin: b.origin, Size: size, Root: t.root(size)}, signer)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := merkle.NewReceipt(b.entries[index], index, signed, &t)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// A ledger whose key was changed is verified by whoever knows it by any of its keys,
// as far as each has handed over to the next; what was kept under an old one is
// continued.
func TestLogKeyChanged(t *testing.T) {
	b := sampleBoard(t)
	first, firstSigner := b.vkey, b.signer
	kept := b.export()[checkpointPath]
	b.rotate("second", ledger.LogKeyRenewed, "")
	second := b.vkey
	between := b.export()[checkpointPath]
	b.figures(3)
	b.rotate("third", ledger.LogKeyStolen, "2015-07-02")
	third := b.vkey
	b.figures(3)
	for trust, says := range map[string]string{first: "to which the one that you trust has handed over", second: "to which the one that you trust has handed over", third: "signed by the key that you trust"} {
		for _, c := range [][]byte{kept, between} {
			opts := b.options()
			opts.Trust, opts.Kept, opts.KeptKey = trust, c, first
			r := Ledger(b.export(), opts)
			if r.Verdict != Verified || !strings.Contains(text(t, r), says) || !strings.Contains(text(t, r), "it continues the") {
				t.Errorf("%s\n%s", r.Verdict, text(t, r))
			}
			for _, part := range []string{"entry 16, stated by secretary and confirmed by bury-cfo", "it was renewed", "Others may have had the old key since 2 July 2015", "more than 20 entries is not the log's"} {
				if !strings.Contains(text(t, r), part) {
					t.Errorf("the report does not say %q\n%s", part, text(t, r))
				}
			}
		}
	}
	// Without rules nothing is judged, and the chain of keys is followed all the same.
	opts := b.options()
	opts.Trust, opts.Rules = first, nil
	if r := Ledger(b.export(), opts); r.Verdict != NotProven || r.FaultCount > 0 || !strings.Contains(text(t, r), "handed over") {
		t.Errorf("without rules: %s\n%s", r.Verdict, text(t, r))
	}
	// An old key signs a checkpoint no more.
	b.signer = firstSigner
	r := Ledger(b.export(), b.options())
	expect(t, r, BadCheckpoint, -1)
	if !strings.Contains(text(t, r), "which entry 16 had replaced. Whoever still has that key signed it; the log did not") {
		t.Error(text(t, r))
	}
	// Nor one that somebody kept.
	opts = b.options()
	opts.Kept = b.export()[checkpointPath]
	b.signer, _ = b.logKey("third")
	opts.Trust = third
	r = Ledger(b.export(), opts)
	expect(t, r, Fork, -1)
	if !strings.Contains(text(t, r), "which entry 16 had replaced") {
		t.Error(text(t, r))
	}
}

// A key that is lost hands over to nobody: who knows the ledger by it is told whom to
// ask, and what for.
func TestLogKeyLost(t *testing.T) {
	b := sampleBoard(t)
	first := b.vkey
	b.rotate("second", ledger.LogKeyLost, "")
	b.rotate("third", ledger.LogKeyRenewed, "")
	opts := b.options()
	opts.Trust = first
	r := Ledger(b.export(), opts)
	if r.Verdict != NotProven || r.FaultCount > 0 {
		t.Errorf("%s\n%s", r.Verdict, text(t, r))
	}
	_, second := b.logKey("second")
	for _, part := range []string{"the key that you trust has no part in entry 16", "Ask secretary and bury-cfo", ledger.LogKeyCode(second), "name the key in use as trusted: " + b.vkey, "only the two people stand for it"} {
		if !strings.Contains(text(t, r), part) {
			t.Errorf("it does not say %q\n%s", part, text(t, r))
		}
	}
	for _, trust := range []string{second, b.vkey} {
		opts.Trust = trust
		if r := Ledger(b.export(), opts); r.Verdict != Verified {
			t.Errorf("%s\n%s", r.Verdict, text(t, r))
		}
	}
}

// What a host or a thief could make of a change, with whatever keys.
func TestForgedLogKeyChange(t *testing.T) {
	for name, test := range map[string]struct {
		forge func(b *board) // and what signs the checkpoint
		code  Code
		entry int64
		says  string
	}{
		"from a key that is not the log's": {func(b *board) {
			b.signer, b.vkey = b.logKey("thief")
			c, next := b.change("second", ledger.LogKeyRenewed, "", nil)
			b.force("secretary", ledger.KindLogKeyChanged, c)
			b.signer = next
		}, RulesDiffer, eCount, "the log's key has the code"},
		"without the old key's word": {func(b *board) {
			c, next := b.change("second", ledger.LogKeyRenewed, "", func(c *ledger.LogKeyChanged) { c.Handed = c.Possession })
			b.force("secretary", ledger.KindLogKeyChanged, c)
			b.signer = next
		}, Signature, eCount, "the old key of the log has not signed"},
		"to a key that nobody showed": {func(b *board) {
			c, next := b.change("second", ledger.LogKeyRenewed, "", func(c *ledger.LogKeyChanged) { c.Possession = c.Handed })
			b.force("secretary", ledger.KindLogKeyChanged, c)
			b.signer = next
		}, Signature, eCount, "the new key of the log has not signed"},
		"that nobody confirmed": {func(b *board) {
			c, next := b.change("second", ledger.LogKeyRenewed, "", nil)
			c.Confirmed.Proof = c.Handed
			b.force("secretary", ledger.KindLogKeyChanged, c)
			b.signer = next
		}, Signature, eCount, "bury-cfo has not signed this"},
		"that the old key alone covers": {func(b *board) {
			old := b.signer
			b.rotate("second", ledger.LogKeyRenewed, "")
			b.signer = old
		}, BadCheckpoint, -1, "which entry 16 had replaced"},
		"that nobody recorded": {func(b *board) {
			b.signer, _ = b.logKey("second")
		}, BadCheckpoint, -1, "does not hold by the key that the founding names"},
		"to a third key": {func(b *board) {
			b.rotate("second", ledger.LogKeyRenewed, "")
			b.signer, _ = b.logKey("third")
		}, BadCheckpoint, -1, "does not hold by the key that entry 16 gives the log"},
		"back to the first": {func(b *board) {
			b.rotate("second", ledger.LogKeyRenewed, "")
			c, first := b.change("log", ledger.LogKeyRenewed, "", nil) // as newBoard names it
			b.force("secretary", ledger.KindLogKeyChanged, c)
			b.signer = first
		}, RulesDiffer, eCount + 1, "this key is the log's, or was"},
	} {
		t.Run(name, func(t *testing.T) {
			b := sampleBoard(t)
			trust := b.vkey
			test.forge(b)
			opts := b.options()
			opts.Trust = trust
			r := Ledger(b.export(), opts)
			if r.Verdict != Failed || !strings.Contains(text(t, r), test.says) {
				t.Errorf("%s\n%s", r.Verdict, text(t, r))
			}
			if !slices.ContainsFunc(r.Faults, func(f Fault) bool { return f.Code == test.code && f.Entry == test.entry }) {
				t.Errorf("no fault %s of entry %d among %+v", test.code, test.entry, r.Faults)
			}
		})
	}
	// Two keys at once: no note opens that has two lines of the log's name.
	b := sampleBoard(t)
	old := b.signer
	b.rotate("second", ledger.LogKeyRenewed, "")
	export := b.export()
	c, err := merkle.Claimed(export[checkpointPath])
	if err != nil {
		t.Fatal(err)
	}
	both, err := note.Sign(&note.Note{Text: string(c.Text())}, b.signer, old)
	if err != nil {
		t.Fatal(err)
	}
	export[checkpointPath] = both
	if r := Ledger(export, b.options()); r.Verdict != Failed || !strings.Contains(text(t, r), "second signature by the log") {
		t.Errorf("%s\n%s", r.Verdict, text(t, r))
	}
}

// A receipt is verified under the key that was the log's then, by whoever knows the
// log by any of its keys and has the receipts of the changes between.
func TestReceiptsAcrossLogKeys(t *testing.T) {
	b := sampleBoard(t)
	first, firstSigner := b.vkey, b.signer
	early := b.prove(eVoteA, eCount, b.signer)
	b.rotate("second", ledger.LogKeyRenewed, "")
	second := b.vkey
	changed := b.prove(eCount, eCount+1, b.signer)
	b.rotate("third", ledger.LogKeyLost, "")
	third, size := b.vkey, int64(len(b.entries))
	changes := []merkle.Receipt{changed, b.prove(size-1, size, b.signer)}
	late := b.prove(eVoteA, size, b.signer)
	middle := b.prove(eVoteA, eCount+1, func() note.Signer { s, _ := b.logKey("second"); return s }())
	thief := b.prove(eVoteA, size, firstSigner)
	for name, test := range map[string]struct {
		r       merkle.Receipt
		trust   string
		changes []merkle.Receipt
		want    Verdict
		says    string
	}{
		"an early one by the first":                 {early, first, nil, Verified, ""},
		"an early one by the first, with changes":   {early, first, changes, Verified, ""},
		"an early one by the second":                {early, second, nil, Failed, "not signed by the log's key"},
		"an early one by the second, with a change": {early, second, changes[:1], Verified, ""},
		"an early one by the third":                 {early, third, changes, Verified, ""},
		"a middle one by the first":                 {middle, first, changes[:1], Verified, ""},
		"a middle one by the third":                 {middle, third, changes, Verified, ""},
		"a late one by the third":                   {late, third, nil, Verified, ""},
		"a late one by the second":                  {late, second, changes[1:], Failed, "was lost and has not handed over"},
		"a late one by the first":                   {late, first, changes, Failed, ledger.LogKeyCode(third)},
		"changes out of order":                      {early, third, []merkle.Receipt{changes[1], changes[0]}, Failed, "the oldest first"},
		"changes that lead elsewhere":               {early, first, changes[1:], Failed, "neither begin"},
		"what is no change":                         {early, first, []merkle.Receipt{early}, Failed, "no receipt of a change"},
		"an old key that signs on":                  {thief, first, changes[:1], Failed, "did not sign for the log then"},
		"an old key that signs on, by the third":    {thief, third, changes, Failed, "did not sign for the log then"},
		"a change that is not proved":               {early, third, []merkle.Receipt{changed, {Entry: changes[1].Entry, Proof: early.Proof}}, Failed, "is not proved"},
	} {
		r := Receipt(test.r, test.trust, test.changes...)
		var words strings.Builder
		if err := r.Text(&words); err != nil {
			t.Fatal(err)
		}
		if r.Verdict != test.want || !strings.Contains(words.String(), test.says) {
			t.Errorf("%s: %s\n%s", name, r.Verdict, &words)
		}
	}
}

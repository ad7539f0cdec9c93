package verify

import (
	"bytes"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

var update = flag.Bool("update", false, "write the golden reports")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestVerified(t *testing.T) {
	b := sampleBoard(t)
	r := audited(b.export(), b.options())
	r.Tool = "concordat test"
	if r.Verdict != Verified || r.Verdict.ExitCode() != 0 || r.FaultCount != 0 || r.Err != nil {
		t.Errorf("%s, %d faults, %v", r.Verdict, r.FaultCount, r.Err)
	}
	publish(t, b.export(), b.options(), r)
	golden(t, "verified.txt", text(t, r))
	golden(t, "verified.json", string(r.JSON()))
}

func TestNotProven(t *testing.T) {
	b := sampleBoard(t)
	opts := b.options()
	opts.Trust = ""
	r := audited(b.export(), opts)
	if r.Verdict != NotProven || r.Verdict.ExitCode() != 3 {
		t.Errorf("without a pinned key: %s", r.Verdict)
	}
	golden(t, "not-proven.txt", text(t, r))

	broken := errors.New("out of time")
	for name, change := range map[string]func(*Options){
		"no rules": func(o *Options) { o.Rules = nil },
		"rules that can't be run": func(o *Options) {
			o.Rules = func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules {
				return failing{newTestRules(blob), broken}
			}
		},
		"too few rulings": func(o *Options) {
			o.Rules = func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return failing{newTestRules(blob), nil} }
		},
		"no key": func(o *Options) { o.Trust = "nonsense" },
	} {
		opts := b.options()
		change(&opts)
		if r := audited(b.export(), opts); r.Verdict != NotProven || r.Err == nil || r.FaultCount > 0 {
			t.Errorf("%s: %s, %d faults, %v", name, r.Verdict, r.FaultCount, r.Err)
		}
	}
	if r := audited(unreadable{b.export(), merkle.TilePath(newTile(1, 0, 1))}, b.options()); r.Verdict != Verified {
		t.Errorf("a file that nobody asks for: %s", r.Verdict)
	}
	for _, path := range []string{checkpointPath, "tile/0/000.p/16", "tile/entries/000.p/16", blobPath(b.bundle)} {
		if r := audited(unreadable{b.export(), path}, b.options()); r.Verdict != NotProven || !errors.Is(r.Err, errUnreadable) {
			t.Errorf("without %s: %s, %v\n%s", path, r.Verdict, r.Err, text(t, r))
		}
	}
	empty := newBoard(t)
	empty.blobs = files{}
	if r := audited(empty.export(), empty.options()); r.Verdict != NotProven || r.FaultCount > 0 {
		t.Errorf("an empty ledger: %s\n%s", r.Verdict, text(t, r))
	}
}

// failing are rules that stop half-way through the sample.
type failing struct {
	ledger.Rules
	err error
}

func (f failing) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if inputs[0].Ask == ledger.AskConclude {
		return nil, f.err
	}
	return f.Rules.Judge(rules, inputs)
}

var errUnreadable = errors.New("connection reset")

type unreadable struct {
	files
	path string
}

func (u unreadable) Read(path string) ([]byte, error) {
	if path == u.path {
		return nil, errUnreadable
	}
	return u.files.Read(path)
}

// expect holds a report to one first fault.
func expect(t *testing.T, r Report, code Code, entry int64) {
	t.Helper()
	if r.Verdict != Failed || r.Verdict.ExitCode() != 1 {
		t.Fatalf("%s\n%s", r.Verdict, text(t, r))
	}
	if f := r.Faults[0]; f.Code != code || f.Entry != entry {
		t.Errorf("first fault is %s of entry %d, expected %s of %d:\n%s", f.Code, f.Entry, code, entry, text(t, r))
	}
}

// TestHost has the host do what it likes with the entries, and sign the result
// with the log's own key: what follows from the entries is all that catches it.
func TestHost(t *testing.T) {
	replace := func(b *board, i int, entry []byte) [][]byte {
		e := slices.Clone(b.entries)
		e[i] = entry
		return e
	}
	// edit changes an entry's text where no signature is in the way.
	edit := func(i int, old, new string) func(*board) [][]byte {
		return func(b *board) [][]byte {
			if !bytes.Contains(b.entries[i], []byte(old)) {
				b.t.Fatalf("entry %d has no %s", i, old)
			}
			return replace(b, i, bytes.Replace(b.entries[i], []byte(old), []byte(new), 1))
		}
	}
	// restate has someone state another thing in place of entry i.
	restate := func(i int, with string, change func(*board, *ledger.Payload)) func(*board) [][]byte {
		return func(b *board) [][]byte {
			p, err := ledger.ParseAll(b.entries[i])
			if err != nil {
				b.t.Fatal(err)
			}
			payload := p.Signed.Payload
			change(b, &payload)
			pen, ok := b.pens[with]
			if !ok {
				pen = edPen(with)
			}
			e := *p.Entry
			e.Statement = b.signed(payload, pen)
			return replace(b, i, e.Bytes())
		}
	}
	reword := func(b *board, p *ledger.Payload) {
		var err error
		if p.Sentence, err = ledger.Sentence(*p, b.state.Durable()); err != nil {
			b.t.Fatal(err)
		}
	}
	same := func(*board, *ledger.Payload) {}
	remove := func(i int) func(*board) [][]byte {
		return func(b *board) [][]byte { return slices.Delete(slices.Clone(b.entries), i, i+1) }
	}
	swap := func(i, j int) func(*board) [][]byte {
		return func(b *board) [][]byte {
			e := slices.Clone(b.entries)
			e[i], e[j] = e[j], e[i]
			return e
		}
	}
	for _, c := range []struct {
		name  string
		do    func(*board) [][]byte
		code  Code
		entry int64
		more  int64 // other faults
	}{
		{"two votes in the other order", swap(eVoteA, eVoteB), Altered, eVoteA + 1, 3},
		{"consequences in the other order", swap(eDecision, eObligation), Missing, eDecision, 1},
		{"a payment before its obligation", swap(eObligation, ePaid), Missing, eObligation, 1},
		{"an edited vote", func(b *board) [][]byte {
			p, _ := ledger.ParseAll(b.entries[eVoteA])
			st := p.Signed.Statement
			payload := p.Signed.Payload
			payload.Body = bytes.Replace(payload.Body, []byte(`"for"`), []byte(`"against"`), 1)
			reword(b, &payload)
			draft, _ := ledger.Draft(b.pens["dr-a"].key, payload)
			draft.Signature = st.Signature
			e := *p.Entry
			e.Statement, _ = ledger.Encode(draft)
			return replace(b, eVoteA, e.Bytes())
		}, Signature, eVoteA, 3},
		{"another rules digest", edit(eVoteA, `"rules":"`, `"rules":"0`), RulesDiffer, eVoteA, 3},
		{"an entry that says no", edit(eVoteA, `"allow":true`, `"allow":false`), NotCanonical, eVoteA, 3},
		{"a space", edit(eVoteA, `"v":1`, `"v": 1`), NotCanonical, eVoteA, 3},
		{"a later version", edit(ePaid, `"v":1`, `"v":2`), Unsupported, ePaid, 0},
		{"signed by a stranger", restate(eVoteA, "a stranger", same), UnknownKey, eVoteA, 3},
		{"signed by someone else's key", restate(eVoteA, "dr-b", same), Signature, eVoteA, 3},
		{"a gap", restate(ePaid, "bury-cfo", func(_ *board, p *ledger.Payload) { p.Seq += 2 }), Gap, ePaid, 0},
		{"a number twice", restate(ePaid, "bury-cfo", func(_ *board, p *ledger.Payload) { p.Seq-- }), Gap, ePaid, 0},
		{"another history seen", restate(ePaid, "bury-cfo", func(_ *board, p *ledger.Payload) { p.Seen.Root = ledger.DigestOf([]byte("another")) }), Fork, ePaid, 0},
		{"a longer history seen", restate(ePaid, "bury-cfo", func(_ *board, p *ledger.Payload) { p.Seen.Size += 5 }), Fork, ePaid, 0},
		{"another sentence", restate(ePaid, "bury-cfo", func(_ *board, p *ledger.Payload) { p.Sentence = "NHS Bury CCG owes nothing" }), NotCanonical, ePaid, 0},
		{"a statement for another ledger", restate(ePaid, "bury-cfo", func(_ *board, p *ledger.Payload) { p.Ledger = "another-board" }), Signature, ePaid, 0},
		{"a vote from a seat that is not the author's", restate(eVoteB, "dr-b", func(b *board, p *ledger.Payload) {
			p.Body = bytes.Replace(p.Body, []byte(`"salford"`), []byte(`"bury"`), 1)
			p.Party = "00V"
			reword(b, p)
		}), RulesDiffer, eVoteB, 3},
		{"another amount", edit(eObligation, "4123600", "9123600"), RulesDiffer, eObligation, 0},
		{"another outcome", edit(eDecision, `"outcome":"carried"`, `"outcome":"not_carried"`), RulesDiffer, eDecision, 0},
		{"another decision's number", edit(eDecision, `"ref":"GM-2015-001"`, `"ref":"GM-2015-009"`), RulesDiffer, eDecision, 0},
		{"a dropped decision", remove(eDecision), Missing, eDecision, 0},
		{"a dropped obligation", remove(eObligation), Missing, eObligation, 0},
		{"an obligation dropped from the end", func(b *board) [][]byte { return b.entries[:eObligation] }, Missing, eObligation, 0},
		{"decision and obligation dropped", func(b *board) [][]byte {
			return slices.Delete(slices.Clone(b.entries), eDecision, eObligation+1)
		}, Missing, eDecision, 1},
		{"an obligation out of nothing", func(b *board) [][]byte { return append(slices.Clone(b.entries), b.entries[eObligation]) }, RulesDiffer, eCount, 0},
		{"a vote twice", func(b *board) [][]byte { return slices.Insert(slices.Clone(b.entries), eVoteB+1, b.entries[eVoteB]) }, Gap, eVoteB + 1, 0},
		{"a dropped vote", remove(eVoteB), RulesDiffer, eVoteB, 2},
		{"a dropped founding", remove(eFounded), RulesDiffer, 0, eCount - 2},
		{"not an entry", func(b *board) [][]byte { return replace(b, ePaid, []byte("hello")) }, NotCanonical, ePaid, 0},
		{"an empty entry", func(b *board) [][]byte { return replace(b, ePaid, nil) }, NotCanonical, ePaid, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Whoever saw an earlier checkpoint notices every change before it. Here
			// nobody did, so that the other checks have to.
			b := newBoard(t)
			b.blind = true
			b.untilPaid(t)
			entries := c.do(b)
			forged := b.exportOf(entries, int64(len(entries)))
			r := audited(forged, b.options())
			expect(t, r, c.code, c.entry)
			publish(t, forged, b.options(), r)
			if r.FaultCount != 1+c.more {
				t.Errorf("%d faults, expected %d:\n%s", r.FaultCount, 1+c.more, text(t, r))
			}
			for _, f := range r.Faults[1:] {
				if !f.Follows && f.Code != Signature {
					t.Errorf("%s of entry %d does not say that it may follow from the first", f.Code, f.Entry)
				}
			}
		})
	}
}

// TestRules has the host put what its own, laxer rules allow on the record.
func TestRules(t *testing.T) {
	// voteAgain records dr-a's vote once more, as its second statement.
	voteAgain := func(b *board) {
		vote, err := ledger.ParseAll(b.entries[eVoteA])
		if err != nil {
			t.Fatal(err)
		}
		p, e := vote.Signed.Payload, *vote.Entry
		p.Seq = 1
		e.Time, e.Statement = b.now(), b.signed(p, b.pens["dr-a"])
		b.append(e.Bytes())
	}
	t.Run("a vote after the close", func(t *testing.T) {
		b := sampleBoard(t)
		b.tick(1)
		voteAgain(b)
		expect(t, audited(b.export(), b.options()), Late, eCount)
	})
	t.Run("a vote with a key that was withdrawn", func(t *testing.T) {
		b := newBoard(t)
		b.foundUntilVotes(t)
		b.say("bury-cfo", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: b.pens["dr-a"].key.Thumbprint(), Reason: "lost"})
		voteAgain(b)
		r := audited(b.export(), b.options())
		expect(t, r, RevokedKey, eVoteB+2)
		publish(t, b.export(), b.options(), r)
		golden(t, "failed.txt", text(t, r))
		golden(t, "failed.json", string(r.JSON()))
	})
	t.Run("other rules than the ledger's", func(t *testing.T) {
		b := sampleBoard(t)
		opts := b.options()
		opts.Engine = "test 2"
		opts.Rules = func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return dearer{newTestRules(blob)} }
		r := audited(b.export(), opts)
		expect(t, r, RulesDiffer, eObligation)
		if !strings.Contains(text(t, r), "test 2") {
			t.Error("the report does not say that another engine was used")
		}
	})
}

// TestAwaited cuts a ledger between two decisions that fell due at once, where a
// host stops that cannot run the rules for the second.
func TestAwaited(t *testing.T) {
	b := newBoard(t)
	b.foundUntilVotes(t)
	b.open("GM-2015-002", "A second office")
	b.tick(24)
	b.settle()
	if r := audited(b.export(), b.options()); r.Verdict != Verified || r.Decisions != 2 {
		t.Fatal(text(t, r))
	}
	n := len(b.entries) - 1
	r := audited(b.exportOf(b.entries[:n], int64(n)), b.options())
	if r.Verdict != Verified || !strings.Contains(text(t, r), "GM-2015-002, A second office is not carried\" fell due at 9pm on 1 July 2015 and is not on the record yet") {
		t.Error(text(t, r))
	}
	expect(t, audited(b.exportOf(b.entries[:n-1], int64(n-1)), b.options()), Missing, int64(n-1))
}

// dearer are rules that come to another amount.
type dearer struct{ ledger.Rules }

func (d dearer) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	out, err := d.Rules.Judge(rules, inputs)
	for i := range out {
		for j := range out[i].Obligations {
			out[i].Obligations[j].Pence++
		}
	}
	return out, err
}

// TestFiles changes the files of a sound export.
func TestFiles(t *testing.T) {
	const bundle, lowest = "tile/entries/000.p/16", "tile/0/000.p/16"
	b := sampleBoard(t)
	rename := func(f files, from, to string) { f[to] = f[from]; delete(f, from) }
	cut := func(b []byte, entries int) []byte {
		for range entries {
			b = b[2+int(b[0])<<8+int(b[1]):]
		}
		return b
	}
	terms := blobPath(ledger.DigestOf([]byte(`{"pence":4123600}`)))
	for _, c := range []struct {
		name  string
		do    func(files)
		code  Code
		entry int64
	}{
		{"no checkpoint", func(f files) { delete(f, checkpointPath) }, BadCheckpoint, -1},
		{"a checkpoint in another spelling", func(f files) { f[checkpointPath] = append(f[checkpointPath], '\n') }, BadCheckpoint, -1},
		{"a checkpoint of another tree", func(f files) {
			f[checkpointPath] = sampleBoard(t).exportOf(b.entries[1:], eCount)[checkpointPath]
		}, BadCheckpoint, -1},
		{"fewer entries than the checkpoint", func(f files) {
			maps.Copy(f, b.exportOf(b.entries[:14], 16))
			delete(f, bundle)
			delete(f, lowest)
		}, Missing, 14},
		{"fewer entries in the last bundle", func(f files) {
			f[bundle] = f[bundle][:len(f[bundle])-len(cut(f[bundle], 14))]
		}, Missing, 14},
		{"a bundle that ends inside an entry", func(f files) { f[bundle] = f[bundle][:len(f[bundle])-3] }, Altered, 15},
		{"a wrong length inside a bundle", func(f files) { f[bundle] = slices.Clone(f[bundle]); f[bundle][1]++ }, Altered, 0},
		{"an entry after the last", func(f files) { f[bundle] = append(slices.Clone(f[bundle]), 0, 1, 'x') }, Extra, 16},
		{"more entries than the checkpoint", func(f files) {
			maps.Copy(f, b.exportOf(append(slices.Clone(b.entries), []byte("{}")), 17))
			f[checkpointPath] = b.export()[checkpointPath]
			delete(f, bundle)
			delete(f, lowest)
		}, Extra, 16},
		{"a wider bundle beside", func(f files) { f["tile/entries/000.p/17"] = f[bundle] }, Extra, 16},
		{"no bundle", func(f files) { delete(f, bundle) }, Missing, 0},
		{"no bundle and no tile", func(f files) { delete(f, bundle); delete(f, lowest) }, Missing, 0},
		{"a missing tile", func(f files) { delete(f, lowest) }, BadTile, -1},
		{"a short tile", func(f files) { f[lowest] = f[lowest][:64] }, BadTile, -1},
		{"a tile of another width", func(f files) { rename(f, lowest, "tile/0/000.p/15") }, BadTile, -1},
		{"a tile of a level that is not there", func(f files) { f["tile/1/000.p/1"] = make([]byte, 32) }, Extra, -1},
		{"a file too many", func(f files) { f["README"] = nil }, Extra, -1},
		{"a blob too many", func(f files) { f[blobPath(ledger.DigestOf(nil))] = nil }, Extra, -1},
		{"a manifest swapped", func(f files) { f[blobPath(b.bundle)] = []byte("other\n") }, BadBlob, 0},
		{"rules swapped", func(f files) { f[terms] = []byte(`{"pence":1}`) }, BadBlob, 0},
		{"rules missing", func(f files) { delete(f, terms) }, BadBlob, 0},
		{"an altered entry", func(f files) {
			f[bundle] = bytes.Replace(f[bundle], []byte("4123600"), []byte("9123600"), 1)
		}, Altered, eDecision + 1},
		{"an altered entry and its tile", func(f files) {
			e := slices.Clone(b.entries)
			e[eObligation] = bytes.Replace(e[eObligation], []byte("4123600"), []byte("9123600"), 1)
			checkpoint := f[checkpointPath]
			maps.Copy(f, b.exportOf(e, eCount))
			f[checkpointPath] = checkpoint
		}, BadCheckpoint, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := b.export()
			c.do(f)
			r := audited(f, b.options())
			expect(t, r, c.code, c.entry)
			publish(t, f, b.options(), r)
			opts := b.options()
			opts.Trust = ""
			expect(t, audited(f, opts), c.code, c.entry)
		})
	}
}

func TestWrongKey(t *testing.T) {
	b := sampleBoard(t)
	seed := bytes.Repeat([]byte{7}, 32)
	_, other, err := merkle.NewLogKey(bytes.NewReader(seed), b.origin)
	if err != nil {
		t.Fatal(err)
	}
	_, elsewhere, err := merkle.NewLogKey(bytes.NewReader(seed), "another-board")
	if err != nil {
		t.Fatal(err)
	}
	for _, trust := range []string{other, elsewhere} {
		opts := b.options()
		opts.Trust = trust
		r := audited(b.export(), opts)
		expect(t, r, BadCheckpoint, -1)
		if r.FaultCount != 1 {
			t.Errorf("%d faults", r.FaultCount)
		}
	}
	opts := b.options()
	opts.Trust += "\n"
	if r := audited(b.export(), opts); r.Verdict != Verified {
		t.Errorf("a key with a line feed after it: %s", r.Verdict)
	}
}

// TestCosigned has a countersignature that nobody can look at: it is neither
// believed nor held against the ledger.
func TestCosigned(t *testing.T) {
	b := sampleBoard(t)
	f := b.export()
	line := base64.StdEncoding.EncodeToString(make([]byte, 4+8+64))
	f[checkpointPath] = append(slices.Clone(f[checkpointPath]), "\u2014 witness "+line+"\n"...)
	r := audited(f, b.options())
	if r.Verdict != Verified || r.Checks[4].Verdict != NotProven || !strings.Contains(text(t, r), "nobody looked at the 1 countersignature") {
		t.Error(text(t, r))
	}
}

func TestKept(t *testing.T) {
	b := sampleBoard(t)
	opts := b.options()
	for size := range eCount + 1 {
		opts.Kept = b.exportOf(b.entries[:size], int64(size))[checkpointPath]
		if r := audited(b.export(), opts); r.Verdict != Verified {
			t.Errorf("kept %d entries: %s", size, text(t, r))
		}
	}
	other := slices.Clone(b.entries[:4])
	other[3] = []byte("another history")
	opts.Kept = b.exportOf(other, 4)[checkpointPath]
	expect(t, audited(b.export(), opts), Fork, -1)
	opts.Kept = b.export()[checkpointPath]
	older := audited(b.exportOf(b.entries[:9], 9), opts)
	expect(t, older, Old, -1)
	for _, say := range []string{"a server that answers so was put back", "If a server answers with it, very serious", "keep both", tell} {
		if !strings.Contains(text(t, older), say) {
			t.Errorf("%q is not said: %s", say, text(t, older))
		}
	}
	// The same name under another key is the strongest sign of two ledgers: the
	// host keeps its name and makes itself a key and a history.
	skey, known, err := merkle.NewLogKey(bytes.NewReader(bytes.Repeat([]byte{7}, 32)), b.origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := merkle.SignCheckpoint(merkle.Checkpoint{Origin: b.origin, Size: 4, Root: merkle.LeafHash(nil)}, signer)
	if err != nil {
		t.Fatal(err)
	}
	for _, trust := range []string{opts.Trust, ""} {
		opts := opts
		opts.Kept, opts.KeptKey, opts.Trust = kept, known+"\n", trust
		r := audited(b.export(), opts)
		expect(t, r, Fork, -1)
		if !strings.Contains(text(t, r), known) || r.Err != nil {
			t.Error(text(t, r))
		}
		opts.KeptKey = ""
		if r := audited(b.export(), opts); r.Verdict != NotProven || r.Err == nil {
			t.Errorf("a checkpoint by a key that nobody knew the ledger by: %s", r.Verdict)
		}
	}
	opts.Kept, opts.KeptKey = b.exportOf(b.entries[:4], 4)[checkpointPath], opts.Trust
	if r := audited(b.export(), opts); r.Verdict != Verified {
		t.Errorf("kept under the same key: %s", text(t, r))
	}
	opts.KeptKey = ""
	opts.Kept = []byte("a note of mine\n")
	if r := audited(b.export(), opts); r.Verdict != NotProven || r.Err == nil {
		t.Errorf("a kept checkpoint that is none: %s", r.Verdict)
	}
}

// TestManyFaults has nothing but faults: all are counted, few are listed.
func TestManyFaults(t *testing.T) {
	b := sampleBoard(t)
	f := b.export()
	for i := range 1500 {
		f[fmt.Sprintf("stray/%d", i)] = nil
	}
	r := audited(f, b.options())
	expect(t, r, Extra, -1)
	if r.FaultCount != 1500 || len(r.Faults) != maxFaults || !strings.Contains(text(t, r), "and 1480 more") {
		t.Errorf("%d faults, %d listed:\n%s", r.FaultCount, len(r.Faults), text(t, r))
	}
}

// TestFollowers tells the faults that stand by themselves one by one, and only
// names the entries of those that may follow from them.
func TestFollowers(t *testing.T) {
	r := Report{Verdict: Failed, FaultCount: 9, Following: 7, Faults: []Fault{
		{Code: Altered, Entry: 2, Words: "Entry 2 has been changed."},
		{Code: RulesDiffer, Entry: 4, Words: "four", Follows: true},
		{Code: RulesDiffer, Entry: 6, Words: "six", Follows: true},
		{Code: Missing, Entry: 7, Words: "seven", Follows: true},
		{Code: RulesDiffer, Entry: 7, Words: "seven again", Follows: true},
		{Code: Signature, Entry: 8, Words: "Entry 8 was not signed."},
		{Code: RulesDiffer, Entry: 8, Words: "eight", Follows: true},
		{Code: RulesDiffer, Entry: 12, Words: "twelve", Follows: true},
	}}
	said := text(t, r)
	for _, want := range []string{"All 9 faults:\naltered       Entry 2 has been changed.\nsignature     Entry 8 was not signed.\n", "7 more may only follow from a fault before: entries 4, 6 to 8, 12 and others.\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if strings.Contains(said, "seven") {
		t.Errorf("followers are told one by one:\n%s", said)
	}
	one := Report{FaultCount: 2, Following: 1, Faults: []Fault{{Entry: 0}, {Entry: 1, Follows: true}}}
	if got := one.followers(); got != "entry 1" {
		t.Error(got)
	}
}

// TestFindings leaves out what a refusal advises its signer.
func TestFindings(t *testing.T) {
	for refusal, want := range map[string]string{
		"the next statement of key K has the number 3, not 5: read the ledger again and sign anew":                                   "the next statement of key K has the number 3, not 5",
		"no enrolment for key K: ask your officer to add it":                                                                         "no enrolment for key K",
		"there is no motion GM-2015-999: see the list of motions":                                                                    "there is no motion GM-2015-999",
		"you saw 9 entries; this ledger has 4. Keep what you have and tell the secretary and your auditor":                           "you saw 9 entries; this ledger has 4",
		"the codes are not those of version 1 and of this ledger's founding: compare them again":                                     "the codes are not those of version 1 and of this ledger's founding",
		"there is no person p: add the person's key first":                                                                           "there is no person p",
		"an authority A was given already: choose another id":                                                                        "an authority A was given already",
		"voting on GM-2015-008 closed at 5pm on 18 November 2015; the vote is not recorded":                                          "voting on GM-2015-008 closed at 5pm on 18 November 2015",
		"the signature is not by key K over this statement: sign these bytes, or send the bytes that were signed":                    "the signature is not by key K over this statement",
		"GM-2015-012 is not open for votes: its status is draft":                                                                     "GM-2015-012 is not open for votes: its status is draft",
		"Quorum (clause 4.5) is not met.":                                                                                            "Quorum (clause 4.5) is not met",
		"the sentence is not what the statement says; it says: NHS Bury CCG votes for GM-2015-003, Stepping Hill as the fourth site": "the sentence is not what the statement says; it says: NHS Bury CCG votes for GM-2015-003, Stepping Hill as the fourth site",
	} {
		if got := finding(refusal); got != want {
			t.Errorf("%q gives %q", refusal, got)
		}
	}
}

// TestLong audits a ledger of several bundles, full tiles and two levels.
func TestLong(t *testing.T) {
	b := sampleBoard(t)
	b.figures(600)
	f := b.export()
	for _, path := range []string{"tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/104"} {
		if f[path] == nil {
			t.Fatalf("no %s among %s", path, slices.Sorted(maps.Keys(f)))
		}
	}
	var progress []int64
	opts := b.options()
	opts.Progress = func(done, total int64) { progress = append(progress, done, total) }
	if r := audited(f, opts); r.Verdict != Verified {
		t.Fatal(text(t, r))
	}
	if diff := cmp.Diff([]int64{256, 616, 512, 616, 616, 616}, progress); diff != "" {
		t.Error(diff)
	}
	missing := maps.Clone(f)
	delete(missing, "tile/entries/001")
	expect(t, audited(missing, b.options()), Missing, 256)
	delete(missing, "tile/0/001")
	expect(t, audited(missing, b.options()), Missing, 256)

	// A log that has grown in the meantime serves full files for partial ones.
	grown := maps.Clone(f)
	for i := len(b.entries); i < 3*merkle.TileWidth; i++ {
		b.append([]byte("later"))
	}
	whole := b.export()
	for _, path := range []string{"tile/0/002", "tile/entries/002", "tile/1/000.p/3"} {
		grown[path] = whole[path]
	}
	delete(grown, "tile/0/002.p/104")
	delete(grown, "tile/entries/002.p/104")
	r := audited(unlisted{grown}, b.options())
	if r.Verdict != Verified || !strings.Contains(text(t, r), "no list of files") {
		t.Error(text(t, r))
	}
	copied := files{}
	if err := Export(unlisted{grown}, copied, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, copied); diff != "" {
		t.Error(diff)
	}
}

// TestSizeLies has checkpoints of sizes that no export has: the audit must not go
// through all of them.
func TestSizeLies(t *testing.T) {
	b := sampleBoard(t)
	for _, size := range []int64{17, 257, 1 << 20, merkle.MaxSize} {
		expect(t, audited(b.exportOf(b.entries, size), b.options()), Missing, 16)
		expect(t, audited(unlisted{b.exportOf(b.entries, size)}, b.options()), Missing, 0)
		if err := Export(b.exportOf(b.entries, size), files{}, nil); err == nil {
			t.Errorf("exported %d entries of 16", size)
		}
	}
}

// TestEveryByte flips one bit in every byte of every file. That the bytes have
// changed is seen before a word of them is read; of the rules, when they are asked
// for; and every now and then the whole audit is made.
func TestEveryByte(t *testing.T) {
	b := sampleBoard(t)
	sound := b.export()
	opts := b.options()
	opts.Trust = "" // a sound ledger is then not proven; a flipped one must fail
	flip := func(path string, i int, whole bool) {
		f := maps.Clone(sound)
		f[path] = slices.Clone(f[path])
		f[path][i] ^= 1 << (i % 8)
		if !whole {
			a := newAudit(f, opts)
			if a.fingerprints(); a.count > 0 {
				return
			}
		}
		audit := Ledger
		if i%8 == 0 { // to hold it against the other ways takes as long again for each
			audit = audited
		}
		if r := audit(f, opts); r.Verdict != Failed {
			t.Errorf("%s byte %d, %q instead of %q: %s", path, i, f[path][i], sound[path][i], r.Verdict)
		}
	}
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		wg.Go(func() {
			n := 0
			for _, path := range slices.Sorted(maps.Keys(sound)) {
				for i := range sound[path] {
					if n++; n%workers == worker && (n%7 == 0 || !testing.Short()) {
						flip(path, i, n%101 == 0)
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestSeen has a history change under the eyes of those who saw it before.
func TestSeen(t *testing.T) {
	b := sampleBoard(t)
	swapped := slices.Clone(b.entries)
	swapped[eVoteA], swapped[eVoteB] = swapped[eVoteB], swapped[eVoteA]
	r := audited(b.exportOf(swapped, eCount), b.options())
	expect(t, r, Fork, eVoteA)
	publish(t, b.exportOf(swapped, eCount), b.options(), r)
	later := slices.Clone(b.entries)
	later[eVoteB] = bytes.Replace(later[eVoteB], []byte("13:00:00.000Z"), []byte("13:00:00.001Z"), 1)
	expect(t, audited(b.exportOf(later, eCount), b.options()), Fork, ePaid)
}

// A recorded loss is told first, with both checkpoints; to whoever kept one of what
// was lost the audit says which it is, and is no less a failure.
func TestLostEntries(t *testing.T) {
	b := sampleBoard(t)
	left := int64(len(b.entries))
	gone := slices.Clone(b.entries)
	for n := range 5 {
		gone = append(gone, fmt.Appendf(nil, "lost %d", n))
	}
	all := tree{}
	for _, e := range gone {
		all.add(merkle.LeafHash(e))
	}
	r := ledger.LedgerRecovered{
		Size: left, Root: ledger.HashDigest(b.tree.root(left)), Lost: ledger.Seen{Size: left + 5, Root: ledger.HashDigest(all.root(left + 5))}, Reason: "a fire",
	}
	confirmer := b.pens["bury-cfo"]
	r.Confirmed = ledger.Confirmation{Person: "bury-cfo", Key: confirmer.key.Thumbprint(),
		Proof: base64.RawURLEncoding.EncodeToString(confirmer.sign(ledger.RecoveryInput(b.origin, "secretary", &r)))}
	b.say("secretary", "", ledger.KindLedgerRecovered, r)
	for size, words := range map[int64]string{
		0:        "stated by secretary and confirmed by bury-cfo",
		left:     "the log's key had signed for",
		left + 2: "is of what is said to be lost. Keep it",
		left + 5: "is of what is said to be lost. Keep it",
	} {
		opts := b.options()
		if size > 0 {
			opts.Kept = b.exportOf(gone[:size], size)[checkpointPath]
		}
		got := audited(b.export(), opts)
		if want := map[bool]Verdict{true: Failed, false: Verified}[size > left]; got.Verdict != want {
			t.Errorf("with a checkpoint of %d: %s\n%s", size, got.Verdict, text(t, got))
		}
		if first := got.Notes[0]; !strings.HasPrefix(first, "LOST ENTRIES: ") || !strings.Contains(strings.ToLower(first), strings.ToLower(words)) ||
			!strings.Contains(first, ledger.CheckCode(r.Root)) || !strings.Contains(first, ledger.CheckCode(r.Lost.Root)) {
			t.Errorf("with a checkpoint of %d the first note is %q", size, first)
		}
		if !strings.Contains(text(t, got), "LOST ENTRIES") {
			t.Error("the report does not print it")
		}
	}
	// A checkpoint of as many entries as are said to be lost, and of others.
	gone[left] = []byte("neither")
	opts := b.options()
	opts.Kept = b.exportOf(gone, left+5)[checkpointPath]
	if got := audited(b.export(), opts); got.Verdict != Failed || !strings.Contains(got.Notes[0], "another history besides") {
		t.Errorf("%s %q", got.Verdict, got.Notes[0])
	}
}

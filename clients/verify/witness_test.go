package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// asking are rules that ask for two keys, of two parties.
type asking struct{ ledger.Rules }

func (r asking) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if inputs[0].Ask != ledger.AskWitnesses {
		return r.Rules.Judge(rules, inputs)
	}
	keys, parties := map[ledger.Thumbprint]bool{}, map[string]bool{}
	for _, w := range inputs[0].Cosigned {
		if keys[w.Print] = true; w.Party != "" {
			parties[w.Party] = true
		}
	}
	return []ledger.Ruling{{Allow: len(keys) >= 2 && len(parties) >= 2, Threshold: &ledger.Threshold{Clause: "10.3", Keys: 2, Parties: 2}, Checks: []ledger.Check{{ID: "keys", Explain: "counted"}}}}, nil
}

func cosigner(t testing.TB, name string) merkle.Cosigner {
	t.Helper()
	seed := sha256.Sum256([]byte(name))
	skey, _, err := merkle.NewCosignerKey(bytes.NewReader(seed[:]), name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := merkle.NewCosigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// cosign puts cosignatures under the checkpoint of an export.
func cosign(t testing.TB, b *board, f files, by ...merkle.Cosigner) files {
	t.Helper()
	v, err := note.NewVerifier(b.vkey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := merkle.OpenCheckpoint(f[checkpointPath], b.origin, v)
	if err != nil {
		t.Fatal(err)
	}
	var list []merkle.Cosignature
	for _, w := range by {
		line, err := w.Cosign(c, 1435752000)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, merkle.Cosignature{Key: w.Key(), Line: line})
	}
	f[checkpointPath] = merkle.WithCosignatures(f[checkpointPath], list)
	return f
}

func (b *board) names(person, party string, w merkle.Cosigner) {
	b.say(person, party, ledger.KindWitnessNamed, ledger.WitnessNamed{Name: w.Key().Name, Key: w.Key().String(), From: b.now().Day()})
}

// countersigns has an officer countersign all that there is.
func (b *board) countersigns(person, party string) {
	size := int64(len(b.entries))
	b.say(person, party, ledger.KindCheckpointCountersigned, ledger.CheckpointCountersigned{Size: size, Root: ledger.HashDigest(b.tree.root(size))})
}

// fifth is the verdict on whether others saw the ledger, what it says, and the
// verdict on the whole.
func fifth(t *testing.T, f files, o Options) (Check, Report) {
	t.Helper()
	r := audited(f, o)
	return r.Checks[4], r
}

func TestWitnessed(t *testing.T) {
	bury, salford, other := cosigner(t, "bury.example"), cosigner(t, "salford.example"), cosigner(t, "audit.example")
	b := sampleBoard(t)
	opts := b.options()
	opts.Rules = func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return asking{newTestRules(blob)} }

	// Nobody is named yet: it is not proven, and nobody can be asked.
	c, r := fifth(t, b.export(), opts)
	if c.Verdict != NotProven || r.Verdict != Verified || c.Detail != "no countersignature in this pack (2 keys, 2 parties needed)" {
		t.Errorf("nobody named: %s, %+v", r.Verdict, c)
	}
	b.names("bury-cfo", "00V", bury)
	b.names("salford-cfo", "01G", salford)
	b.names("secretary", "", other)
	for name, test := range map[string]struct {
		by      []merkle.Cosigner
		verdict Verdict
		detail  string
	}{
		"nobody":                       {nil, NotProven, "no countersignature in this pack (2 keys, 2 parties needed)"},
		"one":                          {[]merkle.Cosigner{bury}, NotProven, "1 key, 1 party countersigned (2 keys, 2 parties needed)"},
		"one twice":                    {[]merkle.Cosigner{bury, bury}, NotProven, "1 key, 1 party countersigned (2 keys, 2 parties needed)"},
		"one party and an independent": {[]merkle.Cosigner{bury, other}, NotProven, "2 keys, 1 party countersigned (2 keys, 2 parties needed)"},
		"two parties":                  {[]merkle.Cosigner{bury, salford}, Verified, "2 keys, 2 parties countersigned (2 keys, 2 parties needed)"},
		"all":                          {[]merkle.Cosigner{other, bury, salford}, Verified, "3 keys, 2 parties countersigned (2 keys, 2 parties needed)"},
		"a stranger and one": {[]merkle.Cosigner{cosigner(t, "stranger.example"), bury}, NotProven,
			"1 key, 1 party countersigned; nobody looked at the 1 countersignature by other keys (2 keys, 2 parties needed)"},
	} {
		c, r := fifth(t, cosign(t, b, b.export(), test.by...), opts)
		if c.Verdict != test.verdict || r.Verdict != test.verdict || c.Detail != test.detail {
			t.Errorf("%s: %s, %+v", name, r.Verdict, c)
		}
		if want := map[Verdict]string{Verified: "", NotProven: "Ask for a pack made after the next countersigned checkpoint, or pass --witness FILE."}[c.Verdict]; c.Hint != want {
			t.Errorf("%s: hint %q", name, c.Hint)
		}
		if code := r.Verdict.ExitCode(); code != map[Verdict]int{Verified: 0, NotProven: 3}[test.verdict] {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
	_, r = fifth(t, cosign(t, b, b.export(), bury, salford), opts)
	golden(t, "witnessed.txt", text(t, r))
	_, r = fifth(t, cosign(t, b, b.export(), bury), opts)
	golden(t, "not-witnessed.txt", text(t, r))

	// A witness that ended counts no more, nor does one that is to come.
	b.tick(24)
	b.say("salford-cfo", "01G", ledger.KindWitnessEnded, ledger.WitnessEnded{Key: salford.Key().String(), On: b.now().Day()})
	if c, r := fifth(t, cosign(t, b, b.export(), bury, salford), opts); r.Verdict != NotProven || !strings.HasPrefix(c.Detail, "1 key, 1 party") {
		t.Errorf("one that ended: %s, %+v", r.Verdict, c)
	}
}

// A key that the auditor pinned counts beside those that the ledger names; where the
// rules ask for none, it is enough, and without it nothing is verified.
func TestPinnedWitness(t *testing.T) {
	bury, pinned := cosigner(t, "bury.example"), cosigner(t, "pinned.example")
	b := sampleBoard(t)
	opts := b.options()
	opts.Witnesses = []string{pinned.Key().String()}
	if c, r := fifth(t, b.export(), opts); r.Verdict != NotProven || c.Detail != "no countersignature in this pack" {
		t.Errorf("none by it: %s, %+v", r.Verdict, c)
	}
	if c, r := fifth(t, cosign(t, b, b.export(), bury), opts); r.Verdict != NotProven {
		t.Errorf("by another: %s, %+v", r.Verdict, c)
	}
	if c, r := fifth(t, cosign(t, b, b.export(), pinned), opts); r.Verdict != Verified || c.Detail != "1 key, 0 parties countersigned" {
		t.Errorf("by it: %s, %+v", r.Verdict, c)
	}
	opts.Witnesses = []string{"no key"}
	if c, r := fifth(t, b.export(), opts); r.Verdict != NotProven || r.Err == nil {
		t.Errorf("no key: %s, %+v", r.Verdict, c)
	}
	// One that the ledger names as a party's is that party's, pinned or not.
	b.names("bury-cfo", "00V", bury)
	opts.Witnesses = []string{bury.Key().String()}
	opts.Rules = func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return asking{newTestRules(blob)} }
	if c, _ := fifth(t, cosign(t, b, b.export(), bury), opts); !strings.HasPrefix(c.Detail, "1 key, 1 party countersigned") {
		t.Errorf("named and pinned: %+v", c)
	}
}

// A cosignature in a named witness's name that does not hold is a fault.
func TestForgedCosignature(t *testing.T) {
	bury, salford := cosigner(t, "bury.example"), cosigner(t, "salford.example")
	b := sampleBoard(t)
	b.names("bury-cfo", "00V", bury)
	shorter := cosign(t, b, b.exportOf(b.entries[:5], 5), bury)
	lines := shorter[checkpointPath][bytes.LastIndexByte(bytes.TrimSuffix(shorter[checkpointPath], []byte("\n")), '\n')+1:]
	f := b.export()
	f[checkpointPath] = append(bytes.Clone(f[checkpointPath]), lines...)
	r := audited(f, b.options())
	expect(t, r, BadCosignature, -1)
	if c := r.Checks[4]; c.Verdict != Failed || !strings.Contains(c.Fault.Words, "bury.example") {
		t.Errorf("%+v", c)
	}
	// Of a witness that nobody named, nobody can tell.
	b = sampleBoard(t)
	b.names("bury-cfo", "00V", salford)
	f = b.export()
	f[checkpointPath] = append(bytes.Clone(f[checkpointPath]), lines...)
	if c, r := fifth(t, f, b.options()); r.FaultCount != 0 || !strings.Contains(c.Detail, "nobody looked at the 1 countersignature by other keys") {
		t.Errorf("%s, %+v", r.Verdict, c)
	}
}

// Countersignatures on the ledger count, as long as nothing but countersignatures
// came after what they are of.
func TestCountersigned(t *testing.T) {
	b := sampleBoard(t)
	opts := b.options()
	opts.Rules = func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return asking{newTestRules(blob)} }
	b.names("secretary", "", cosigner(t, "audit.example"))
	b.countersigns("bury-cfo", "00V")
	if c, r := fifth(t, b.export(), opts); r.Verdict != NotProven || c.Detail != "1 key, 1 party countersigned (2 keys, 2 parties needed)" {
		t.Errorf("one: %s, %+v", r.Verdict, c)
	}
	b.countersigns("salford-cfo", "01G")
	if c, r := fifth(t, b.export(), opts); r.Verdict != Verified || c.Detail != "2 keys, 2 parties countersigned (2 keys, 2 parties needed)" {
		t.Errorf("both: %s, %+v", r.Verdict, c)
	}
	b.figures(1)
	c, r := fifth(t, b.export(), opts)
	if r.Verdict != NotProven || c.Detail != "no countersignature in this pack (2 keys, 2 parties needed)" || !strings.Contains(text(t, r), "Officers countersigned the ledger as it was at ") {
		t.Errorf("something came after: %s, %+v", r.Verdict, c)
	}
}

// What the ledger takes as the key of a witness is what its checkpoint can be
// cosigned with, byte for byte; what it refuses besides could verify what nobody
// signed.
func TestWitnessKeysAreAlike(t *testing.T) {
	good := cosigner(t, "bury.example/witness").Key().String()
	spelled := func(name string, raw []byte) string {
		sum := sha256.Sum256(append([]byte(name+"\n"), raw...))
		return fmt.Sprintf("%s+%x+%s", name, sum[:4], base64.StdEncoding.EncodeToString(raw))
	}
	public := cosigner(t, "bury.example/witness").Key().Public
	raw := append([]byte{4}, public[:]...)
	keys := []string{good, good + "=", good + " ", " " + good, "", "+", "++", spelled("", raw), spelled("a b", raw), spelled("a\u00a0b", raw), spelled("\u2028", raw),
		spelled("é", raw), spelled("log", append([]byte{1}, public[:]...)), spelled("long", append(bytes.Clone(raw), 0)), spelled("short", raw[:32])}
	for i := range good {
		for _, c := range []byte{'A', 'a', '0', '+', '/', '=', ' '} {
			changed := []byte(good)
			changed[i] = c
			keys = append(keys, string(changed))
		}
	}
	taken := 0
	for _, k := range keys {
		_, here := ledger.WitnessThumbprint(k)
		parsed, there := merkle.ParseCosignerKey(k)
		if (here == nil) != (there == nil) {
			t.Errorf("%q: the ledger says %v, and merkle %v", k, here, there)
		}
		if there == nil {
			if taken++; parsed.String() != k {
				t.Errorf("%q is %q", k, parsed)
			}
		}
	}
	if taken < 2 {
		t.Errorf("%d keys are taken", taken)
	}
	small := spelled("small", append([]byte{4, 1}, make([]byte, 31)...))
	if _, err := ledger.WitnessThumbprint(small); err == nil {
		t.Error("a key of small order is taken")
	}
}

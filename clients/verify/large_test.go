package verify

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"

	"concordat/ledger"
	"concordat/ledger/ed25519batch"
	"concordat/ledger/largetest"
	"concordat/ledger/merkle"
	"concordat/policy"
)

func TestMain(m *testing.M) { largetest.Main(m) }

// audited is Ledger, held against going through the entries one by one, and against
// verifying signatures in sums: the reports must be the same, byte for byte.
func audited(src Source, opts Options) Report {
	r := Ledger(src, opts)
	if opts.Concluded != nil {
		return r
	}
	want := whole(r)
	opts.Progress = nil
	plain, summed := opts, opts
	plain.plainly, plain.unshelved = true, true
	summed.summed, summed.shelving, summed.parts = true, 1, 1
	for way, o := range map[string]Options{"one by one": plain, "in sums, with a shelf": summed} {
		if got := whole(Ledger(src, o)); got != want {
			panic(way + " the report is another:\n" + got + "\n" + want)
		}
	}
	return r
}

// whole is all that a report says.
func whole(r Report) string {
	var b bytes.Buffer
	if err := r.Text(&b); err != nil {
		panic(err)
	}
	return b.String() + string(r.JSON())
}

// crafted signs as the owner of edPen(seed) can sign so that a sum may take it and
// crypto/ed25519 refuses: with a point of order 2 in R.
func crafted(t *testing.T, seed, nonce string) *pen {
	scalarOf := func(b []byte) *scalar.Scalar {
		s, err := scalar.NewFromBytesModOrderWide(b)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	p := edPen(seed)
	own := sha256.Sum256([]byte(seed))
	h := sha512.Sum512(own[:])
	h[0], h[31] = h[0]&248, h[31]&63|64
	a := scalarOf(append(h[:32:32], make([]byte, 32)...))
	minusOne := curve.NewCompressedEdwardsY()
	copy(minusOne[:], bytes.Repeat([]byte{0xff}, 32))
	minusOne[0], minusOne[31] = 0xec, 0x7f // y = −1
	small, err := curve.NewEdwardsPoint().SetCompressedY(minusOne)
	if err != nil {
		t.Fatal(err)
	}
	public := curve.NewCompressedEdwardsY().SetEdwardsPoint(curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, a))
	p.sign = func(input string) []byte {
		n := sha512.Sum512([]byte(nonce + input))
		r := scalarOf(n[:])
		point := curve.NewEdwardsPoint().MulBasepoint(curve.ED25519_BASEPOINT_TABLE, r)
		encoded := curve.NewCompressedEdwardsY().SetEdwardsPoint(point.Add(point, small))
		k := sha512.Sum512(append(append(encoded[:], public[:]...), input...))
		s := scalarOf(k[:])
		s.Add(s.Mul(s, a), r)
		out := make([]byte, 64)
		copy(out, encoded[:])
		if err := s.ToBytes(out[32:]); err != nil {
			t.Fatal(err)
		}
		return out
	}
	return p
}

// TestCrafted has a host record a signature that a sum may take and crypto/ed25519
// refuses: the audit refuses it, with the words that it has for any other.
func TestCrafted(t *testing.T) {
	b := sampleBoard(t)
	b.figures(30)
	last := len(b.entries) - 1
	p, err := ledger.ParseAll(b.entries[last])
	if err != nil {
		t.Fatal(err)
	}
	unsound := 0
	for try := range 12 {
		e := *p.Entry
		e.Statement = b.signed(p.Signed.Payload, crafted(t, "secretary", fmt.Sprint(try)))
		f := b.exportOf(append(slices.Clone(b.entries[:last]), e.Bytes()), int64(last+1))
		o := b.options()
		expect(t, audited(f, o), Signature, int64(last))
		for range 4 {
			a := newAudit(f, o)
			a.keys.sums = ed25519batch.New()
			a.fingerprints()
			a.replay()
			if !a.keys.sums.Sound() {
				unsound++
			}
		}
	}
	if unsound == 0 {
		t.Error("no sum took what was crafted: making sure in the end was not tried")
	}
}

// TestGoesAhead: where nothing is wrong, hardly an entry is gone through by itself.
func TestGoesAhead(t *testing.T) {
	b := sampleBoard(t)
	b.figures(600)
	a := newAudit(b.export(), b.options())
	a.fingerprints()
	a.signatures()
	if !a.replay() || a.applied != int64(len(b.entries)) || a.ahead < a.applied-4 {
		t.Errorf("%d of %d entries went ahead", a.ahead, a.applied)
	}
}

// TestShelf audits a ledger of several stretches with what is closed out of memory,
// by the rules that the program has, and without, and reads back what was closed.
func TestShelf(t *testing.T) {
	dir, l := largetest.Export(t, largetest.Options{Votes: 900, Motions: 150, Parties: 3})
	src, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	engine := policy.NewOf(l.Bundle)
	opts := Options{Trust: l.LogKey, Engine: l.Engine, shelving: 1, parts: 1, Rules: func(func(ledger.Digest) ([]byte, error)) ledger.Rules { return engine }}
	shelved := Ledger(src, opts)
	opts.unshelved = true
	if want := whole(Ledger(src, opts)); shelved.Verdict != Verified || whole(shelved) != want {
		t.Errorf("with what is closed out of memory:\n%s\nwith all of it there:\n%s", whole(shelved), want)
	}
	if v, d, err := shelved.Decision("LG-2015-001"); err != nil || d.Decision != "LG-2015-001" || v.Size() != l.Size {
		t.Errorf("%+v, %v", d, err)
	}
	opts.unshelved = false
	a := newAudit(src, opts)
	a.fingerprints()
	a.replay()
	if a.shelf == nil || a.shelf.end == 0 || a.ahead < a.applied-4 {
		t.Fatalf("nothing left memory, or %d of %d went ahead", a.ahead, a.applied)
	}
	// A shelf that gives other bytes is noticed, and done without.
	tried := 0
	got := unshelved(opts, func(o Options) Report {
		tried++
		if a.opts = o; !o.unshelved {
			if err := a.shelf.file.Truncate(0); err != nil {
				t.Fatal(err)
			}
			return a.report()
		}
		return Ledger(src, o)
	})
	if tried != 2 || whole(got) != whole(shelved) {
		t.Errorf("after %d tries:\n%s", tried, whole(got))
	}
}

// cpu is the time that this process has spent on all cores.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// sampled is rules that count what they are asked, and keep some of it.
type sampled struct {
	ledger.Rules
	mu    sync.Mutex
	rules ledger.Digest
	asked map[string]int
	some  map[string][]ledger.Input
}

func (s *sampled) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	s.mu.Lock()
	s.rules = rules
	for _, in := range inputs {
		what := in.Ask + in.Kind
		if s.asked[what]++; len(s.some[what]) < 2048 {
			s.some[what] = append(s.some[what], in)
		}
	}
	s.mu.Unlock()
	return s.Rules.Judge(rules, inputs)
}

// BenchmarkLarge audits a ledger of -votes in -motions, compiled rules at hand and
// memory tidied as seldom as concordat verify has it. It reports, in time of all cores
// together:
//
//	cpu-us/vote    the whole audit, for each vote in it
//	×bare          that over the bare sum of its parts, measured in the same run: leaves hashed, signatures
//	               verified in sums, statements and conclusions judged many at once
//	votes/bare     of that bare sum, the part that votes have
//	×one-by-one    going through the entries one by one, over it
//	×one-core      the time that passes on one core, over that on all
//	MB, MB-tenth   what is live at the end, and after a tenth
func BenchmarkLarge(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	o := largetest.Flags()
	dir, l := largetest.Export(b, o)
	src, err := OpenDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	engine := policy.NewOf(l.Bundle)
	if _, err := engine.Judge(l.Bundle.Digest(), nil); err != nil {
		b.Fatal(err)
	}
	opts := Options{Trust: l.LogKey, Engine: l.Engine, summed: true, Rules: func(func(ledger.Digest) ([]byte, error)) ledger.Rules { return engine }}
	audit := func(opts Options) (spent, passed time.Duration) {
		began, at := cpu(), time.Now()
		if r := Ledger(src, opts); r.Verdict != Verified {
			b.Fatal(r.Verdict, r.Faults)
		}
		return cpu() - began, time.Since(at)
	}
	var spent, passed time.Duration
	for b.Loop() {
		s, p := audit(opts)
		spent, passed = spent+s, passed+p
	}
	spent, passed = spent/time.Duration(b.N), passed/time.Duration(b.N)

	plain := opts
	plain.plainly = true
	plainly, _ := audit(plain)
	cores := runtime.GOMAXPROCS(1)
	_, alone := audit(opts)
	runtime.GOMAXPROCS(cores)

	sample := &sampled{Rules: engine, asked: map[string]int{}, some: map[string][]ledger.Input{}}
	watched := opts
	watched.Rules = func(func(ledger.Digest) ([]byte, error)) ledger.Rules { return sample }
	live := map[bool]float64{}
	watched.Progress = func(done, total int64) {
		if _, seen := live[false]; !seen && done >= total/10 || done == total {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			live[done == total] = float64(m.HeapAlloc) / 1e6
		}
	}
	audit(watched)
	bare, ofVotes := bareSum(b, src, l.Size, sample)

	each := func(d time.Duration) float64 { return float64(d) / float64(o.Votes) / 1e3 }
	b.ReportMetric(each(spent), "cpu-us/vote")
	b.ReportMetric(float64(spent)/float64(bare), "×bare")
	b.ReportMetric(float64(ofVotes)/float64(bare), "votes/bare")
	b.ReportMetric(float64(plainly)/float64(spent), "×one-by-one")
	b.ReportMetric(float64(alone)/float64(passed), "×one-core")
	b.ReportMetric(live[true], "MB")
	b.ReportMetric(live[false], "MB-tenth")
	b.ReportMetric(passed.Seconds(), "s")
	b.ReportMetric(0, "ns/op")
}

// bareSum is what the parts of an audit take by themselves, and how much of it is for
// votes: some of each is done, and counted as often as it came.
func bareSum(b *testing.B, src Source, size int64, sample *sampled) (all, ofVotes time.Duration) {
	timed := func(of, n int, do func()) time.Duration {
		began := cpu()
		do()
		return (cpu() - began) * time.Duration(of) / time.Duration(n)
	}
	var entries [][]byte
	var signatures []ed25519batch.Signature
	keys := map[ledger.Thumbprint]ledger.Key{}
	for t := range bundles(min(size, 1<<14)) {
		data, err := fetch(src, t, true)
		if err != nil {
			b.Fatal(err)
		}
		some, err := merkle.ParseBundle(data, t.W)
		if err != nil {
			b.Fatal(err)
		}
		entries = append(entries, some...)
	}
	for _, e := range entries {
		p, err := ledger.ParseAll(e)
		if err != nil {
			b.Fatal(err)
		}
		for _, k := range p.Keys() {
			keys[k.Thumbprint()] = k
		}
		if p.Signed != nil {
			pub, input, signature, ok := p.Signed.Ed25519(keys[p.Signed.Protected.Kid])
			if !ok {
				b.Fatal("a statement without its key")
			}
			signatures = append(signatures, ed25519batch.Signature{Key: pub, Message: input, Signature: signature})
		}
	}
	hashes := timed(int(size), len(entries), func() {
		for _, e := range entries {
			merkle.LeafHash(e)
		}
	})
	statements := 0
	for what, n := range sample.asked {
		if strings.HasPrefix(what, ledger.AskAdmit) {
			statements += n
		}
	}
	sums := ed25519batch.New()
	verified := timed(statements, len(signatures), func() {
		for some := range slices.Chunk(signatures, perPart*merkle.TileWidth) {
			if slices.Contains(sums.Verify(some), false) {
				b.Fatal("a signature does not hold")
			}
		}
	})
	all = hashes + verified
	for what, inputs := range sample.some {
		judged := timed(sample.asked[what], len(inputs), func() {
			for some := range slices.Chunk(inputs, perAsk) {
				if _, err := sample.Rules.Judge(sample.rules, some); err != nil {
					b.Fatal(err)
				}
			}
		})
		all += judged
		if what == ledger.AskAdmit+ledger.KindVoteCast {
			votes := sample.asked[what]
			ofVotes = judged + hashes*time.Duration(votes)/time.Duration(size) + verified*time.Duration(votes)/time.Duration(statements)
		}
	}
	return all, ofVotes
}

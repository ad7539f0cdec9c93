package verify

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/curve/scalar"

	"concordat/ledger"
	"concordat/ledger/ed25519batch"
	"concordat/ledger/largetest"
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
	plain.plainly, summed.summed = true, true
	for way, o := range map[string]Options{"one by one": plain, "in sums": summed} {
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

func userTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLarge audits a ledger of -votes in -motions.
func BenchmarkLarge(b *testing.B) {
	dir, l := largetest.Export(b, largetest.Flags())
	src, err := OpenDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	// Compiling the rules takes the same time, however long the ledger is.
	engine := policy.NewOf(l.Bundle)
	if _, err := engine.Judge(l.Bundle.Digest(), nil); err != nil {
		b.Fatal(err)
	}
	opts := Options{Trust: l.LogKey, Engine: l.Engine, Rules: func(func(ledger.Digest) ([]byte, error)) ledger.Rules { return engine }}
	for _, way := range []string{"ahead", "one-by-one"} {
		b.Run(way, func(b *testing.B) {
			opts := opts
			opts.plainly = way != "ahead"
			began := userTime()
			for b.Loop() {
				if r := Ledger(src, opts); r.Verdict != Verified {
					b.Fatal(r.Verdict, r.Faults)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(l.Size), "us/entry")
			b.ReportMetric(float64((userTime()-began).Microseconds())/float64(b.N)/float64(l.Size), "cpu-us/entry")
		})
	}
}

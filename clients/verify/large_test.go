package verify

import (
	"bytes"
	"syscall"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/largetest"
	"concordat/policy"
)

func TestMain(m *testing.M) { largetest.Main(m) }

// audited is Ledger, held against going through the entries one by one: the reports
// must be the same, byte for byte.
func audited(src Source, opts Options) Report {
	r := Ledger(src, opts)
	if opts.Concluded != nil {
		return r
	}
	opts.plainly, opts.Progress = true, nil
	plain := Ledger(src, opts)
	var got, want bytes.Buffer
	if err := r.Text(&got); err != nil {
		panic(err)
	}
	if err := plain.Text(&want); err != nil {
		panic(err)
	}
	if got.String() != want.String() || !bytes.Equal(r.JSON(), plain.JSON()) {
		panic("ahead of the rules the report is another than one by one:\n" + got.String() + "\n" + want.String())
	}
	return r
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

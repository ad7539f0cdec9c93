package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/largetest"
	"concordat/ledger/statefiles"
	"concordat/policy"
)

// granting are rules that need not be asked whether they admit what they admitted.
type granting struct{ ledger.Rules }

func (g granting) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if len(inputs) == 1 && inputs[0].Ask == ledger.AskAdmit {
		return []ledger.Ruling{{Allow: true}}, nil
	}
	return g.Rules.Judge(rules, inputs)
}

func TestMain(m *testing.M) { largetest.Main(m) }

// BenchmarkStart opens a ledger of -votes in -motions, all decided, that was closed in
// order. It reports the time of a start over that of reading the snapshot and making
// State of it, in the same run (×snapshot), and over that of a start which replays
// every entry (×replay), and asks the rules what is decided but not whom to admit; the
// bytes of the snapshot, of the closed records beside it and of the ledger's file
// (MB/…); and the bytes of memory that are in use after a start for each motion
// (B/motion).
func BenchmarkStart(b *testing.B) {
	o := largetest.Flags()
	b.Run(fmt.Sprintf("votes=%d/motions=%d", o.Votes, o.Motions), func(b *testing.B) {
		path, l := largetest.File(b, o)
		folder := filepath.Join(b.TempDir(), "state")
		rules := granting{policy.NewOf(l.Bundle)} // which a start does not wait for
		signer, err := note.NewSigner(l.Signing)
		if err != nil {
			b.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, string(l.Last))
		if err != nil {
			b.Fatal(err)
		}
		var j *journal.Journal
		start := func() error {
			store, err := boltstore.Open(path)
			if err != nil {
				return err
			}
			files, err := statefiles.Open(folder)
			if err != nil {
				return errors.Join(err, store.Close())
			}
			j, err = journal.Open(journal.Config{
				Store: store, Rules: rules, Engine: l.Engine, Signer: signer, LogKey: l.LogKey,
				Snapshots: files, Program: "a program", Now: func() time.Time { return now },
			})
			return err
		}
		read := func() error {
			f, err := statefiles.Open(folder)
			if err != nil {
				return err
			}
			data, err := f.Latest()
			if err == nil {
				_, body, _ := bytes.Cut(data, []byte{0})
				ledger.DigestOf(body)
				_, err = ledger.OpenState(body, f)
			}
			return errors.Join(err, f.Close())
		}
		timed := func(what func() error) time.Duration {
			b.Helper()
			began := time.Now()
			if err := what(); err != nil {
				b.Fatal(err)
			}
			return time.Since(began)
		}
		heap := func() int64 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return int64(m.HeapAlloc)
		}
		replay := timed(start)
		timed(j.Close)
		var starts, reads []time.Duration
		var small int64
		for b.Loop() {
			none := heap()
			starts = append(starts, timed(start))
			small = heap() - none
			timed(j.Close)
			reads = append(reads, timed(read))
		}
		slices.Sort(starts)
		slices.Sort(reads)
		median := float64(starts[len(starts)/2])
		b.ReportMetric(median/float64(reads[len(reads)/2]), "×snapshot")
		b.ReportMetric(median/float64(replay), "×replay")
		b.ReportMetric(float64(small)/float64(o.Motions), "B/motion")
		for unit, name := range map[string]string{"MB/snapshot": filepath.Join(folder, "snapshot"), "MB/closed": filepath.Join(folder, "closed"), "MB/file": path} {
			info, err := os.Stat(name)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(info.Size())/1e6, unit)
		}
		b.ReportMetric(median/1e6, "ms/start")
		b.ReportMetric(0, "ns/op")
	})
}

package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/ledger/statefiles"
)

// BenchmarkStart opens ledgers of growing length that were closed in order, of
// motions with 48 votes each that are decided and owe nothing. It reports the time
// of a start over that of reading the snapshot and making State of it, in the same
// run (×snapshot), over that of a start which replays every entry (×replay), the
// bytes of memory that a closed motion takes (B/motion), and what it takes where no
// snapshots are kept (B/motion-whole). The first two grow by what is said of a closed
// motion in the snapshot, and by nothing else.
func BenchmarkStart(b *testing.B) {
	for _, motions := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprintf("motions=%d", motions), func(b *testing.B) {
			w := newWorld(b, nil)
			w.stop()
			w.file = "" // nothing waits for the disk
			w.start()
			decideMany(w, motions)
			path := filepath.Join(b.TempDir(), "ledger.db")
			copyInto(w, path)
			w.stop()
			w.open = func() (journal.Store, error) { return boltstore.Open(path) }
			w.folder, w.build = filepath.Join(b.TempDir(), "state"), "a program"
			w.start()
			w.stop()
			heap := func() int64 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				return int64(m.HeapAlloc)
			}
			timed := func(what func()) time.Duration {
				start := time.Now()
				what()
				return time.Since(start)
			}
			var starts, reads []time.Duration
			var small, whole int64
			for b.Loop() {
				before := heap()
				starts = append(starts, timed(w.start))
				small = heap() - before
				w.stop()
				reads = append(reads, timed(func() {
					f, err := statefiles.Open(w.folder)
					if err != nil {
						b.Fatal(err)
					}
					data, err := f.Latest()
					if err != nil {
						b.Fatal(err)
					}
					_, body, _ := bytes.Cut(data, []byte{0})
					ledger.DigestOf(body)
					if _, err := ledger.OpenState(body, f); err != nil {
						b.Fatal(err)
					}
					if err := f.Close(); err != nil {
						b.Fatal(err)
					}
				}))
			}
			folder := w.folder
			w.folder = ""
			before := heap()
			replay := timed(w.start)
			whole = heap() - before
			w.stop()
			w.folder = folder
			w.start()
			slices.Sort(starts)
			slices.Sort(reads)
			start := float64(starts[len(starts)/2])
			b.ReportMetric(start/float64(reads[len(reads)/2]), "×snapshot")
			b.ReportMetric(start/float64(replay), "×replay")
			b.ReportMetric(float64(small)/float64(motions), "B/motion")
			b.ReportMetric(float64(whole)/float64(motions), "B/motion-whole")
			b.ReportMetric(start/1e6, "ms/start")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// decideMany records motions that are each voted on 48 times and decided.
func decideMany(w *world, motions int) {
	w.rules.set(func(r *rules) { r.free = true })
	w.found()
	roll := []ledger.RollSeat{}
	for _, code := range parties {
		w.send(w.state("officer-"+code, ledger.KindBoardMemberEnrolled, &ledger.BoardMemberEnrolled{Seat: "seat-" + code, Person: "officer-" + code, From: "2015-07-01"}))
		roll = append(roll, ledger.RollSeat{Seat: "seat-" + code, Party: code, Weight: 1})
	}
	id := func(statement []byte) ledger.Digest {
		s, err := ledger.Parse(statement)
		if err != nil {
			w.Fatal(err)
		}
		return s.ID
	}
	for i := range motions {
		ref, title := fmt.Sprintf("GM-2015-%03d", i+1), fmt.Sprintf("Shared service %d", i+1)
		w.titles[ref] = title
		moved := w.state("secretary", ledger.KindMotionMoved, &ledger.Motion{
			Ref: ref, Title: title, Text: []string{"That the service be shared."}, Type: ledger.TypeProcedural, Route: ledger.RouteCommitteesInCommon, Function: "stroke",
		})
		closes := w.clock.at(time.Minute)
		notice := w.state("secretary", ledger.KindNoticeGiven, &ledger.NoticeGiven{Motion: ref, Text: id(moved), Opens: w.clock.at(time.Second), Closes: closes})
		opened := w.state("secretary", ledger.KindMotionOpened, &ledger.MotionOpened{
			Motion: ref, Title: title, Text: id(moved), Notice: id(notice), Roll: roll, Rules: ledger.DigestOf([]byte("rules")), Closes: closes,
		})
		for _, s := range [][]byte{moved, notice, opened} {
			w.send(s)
		}
		for range 16 {
			for _, code := range parties {
				w.send(w.state("officer-"+code, ledger.KindVoteCast, &ledger.VoteCast{Motion: ref, Opened: id(opened), Seat: "seat-" + code, Choice: ledger.ChoiceFor}))
			}
		}
		w.clock.add(time.Minute)
	}
	w.send(w.figure("officer-00V"))
}

// copyInto writes a journal's ledger into a file, many entries at a time.
func copyInto(w *world, path string) {
	s, err := boltstore.Open(path)
	if err != nil {
		w.Fatal(err)
	}
	tree := merkle.Tree{}
	var batch journal.Batch
	var leaves []merkle.Hash
	size := w.j.Head().Size
	err = w.j.Entries(0, size, func(i int64, entry []byte) error {
		p, err := ledger.ParseAll(entry)
		if err != nil {
			return err
		}
		batch.Entries, leaves = append(batch.Entries, entry), append(leaves, merkle.LeafHash(entry))
		if p.Signed != nil {
			batch.Keys = append(batch.Keys, journal.KeySeq{Kid: p.Signed.Protected.Kid, Seq: p.Signed.Payload.Seq, Index: i})
		}
		if len(leaves) < 1000 && i < size-1 {
			return nil
		}
		tree, batch.Tiles = tree.Append(leaves)
		batch.Checkpoint, err = merkle.SignCheckpoint(merkle.Checkpoint{Origin: w.origin, Size: tree.Size(), Root: tree.Root()}, w.signer)
		if err != nil {
			return err
		}
		err = s.Commit(batch)
		batch, leaves = journal.Batch{First: i + 1}, nil
		return err
	})
	if err = errors.Join(err, s.Close()); err != nil {
		w.Fatal(err)
	}
}

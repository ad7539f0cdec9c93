package journal_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
)

// counting counts the commits that reach a store and the bytes in them.
type counting struct {
	journal.Store
	commits, bytes atomic.Int64
}

func (c *counting) Commit(b journal.Batch) error {
	n := len(b.Checkpoint)
	for _, e := range b.Entries {
		n += len(e)
	}
	for _, t := range b.Tiles {
		n += len(t.Data)
	}
	c.commits.Add(1)
	c.bytes.Add(int64(n))
	return c.Store.Commit(b)
}

// BenchmarkSubmit has many authors submit at once, each one statement after the
// other, into a journal on a file. It reports statements a second, statements a
// commit, and the time that it took over two limits measured in the same run:
// ratio-commit, the same bytes in the same number of bare bbolt commits; and
// ratio-check, the same statements parsed and their signatures verified, on one
// core.
func BenchmarkSubmit(b *testing.B) {
	for _, authors := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("authors=%d", authors), func(b *testing.B) {
			dir := b.TempDir()
			var store *counting
			w := newWorld(b, func() (journal.Store, error) {
				s, err := boltstore.Open(filepath.Join(dir, "ledger.db"))
				store = &counting{Store: s}
				return store, err
			})
			next := declarations(w, authors)
			statements := make([][]byte, b.N)
			for i := range statements {
				statements[i] = next(i)
			}
			commits, size := store.commits.Load(), store.bytes.Load()

			b.ResetTimer()
			var wg sync.WaitGroup
			for a := range authors {
				wg.Go(func() {
					for i := a; i < len(statements); i += authors {
						if _, err := w.j.Submit(ctx, statements[i]); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()

			spent := b.Elapsed()
			commits, size = store.commits.Load()-commits, store.bytes.Load()-size
			bare := bareCommits(b, commits, size)
			checked := time.Now()
			for _, s := range statements {
				signed, err := ledger.Parse(s)
				if err != nil {
					b.Fatal(err)
				}
				p := w.people[signed.Payload.Author]
				if !p.verifies(signed) {
					b.Fatal("a signature does not hold")
				}
			}
			b.ReportMetric(float64(b.N)/spent.Seconds(), "statements/s")
			b.ReportMetric(float64(b.N)/float64(commits), "statements/commit")
			b.ReportMetric(float64(spent)/float64(bare), "ratio-commit")
			b.ReportMetric(float64(spent)/float64(time.Since(checked)), "ratio-check")
		})
	}
}

// declarations gives statements by so many authors in turn, which may go on for
// as long as a benchmark does: a person's votes on one motion may not.
func declarations(w *world, authors int) func(i int) []byte {
	w.found()
	ids := make([]string, authors)
	for i := range ids {
		ids[i] = fmt.Sprintf("author-%d", i)
		w.enrol(ids[i], "00V")
		w.send(w.keyAdded("secretary", ids[i]))
	}
	w.look()
	return func(i int) []byte {
		return w.state(ids[i%authors], ledger.KindInterestDeclared, &ledger.InterestDeclared{Nature: "financial", Known: "2015-06-01"})
	}
}

// bareCommits times n commits of size bytes in all to a bbolt file of its own.
func bareCommits(b *testing.B, n, size int64) time.Duration {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	value := make([]byte, size/n)
	began := time.Now()
	for i := range n {
		err := db.Update(func(tx *bolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("bare"))
			if err != nil {
				return err
			}
			bucket.FillPercent = 1
			return bucket.Put(fmt.Appendf(nil, "%016x", i), value)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

// BenchmarkOpen replays a ledger from its file. ratio is its time over that of
// checking the same statements' signatures one by one.
func BenchmarkOpen(b *testing.B) {
	const size = 2000
	w, _ := newBoltWorld(b)
	next := declarations(w, 10)
	var statements [][]byte
	for i := range size {
		statements = append(statements, next(i))
	}
	for _, s := range statements {
		if _, err := w.j.Submit(ctx, s); err != nil {
			b.Fatal(err)
		}
	}
	w.stop()
	for b.Loop() {
		w.start()
		w.stop()
	}
	spent := b.Elapsed() / time.Duration(b.N)
	began := time.Now()
	for _, s := range statements {
		signed, err := ledger.Parse(s)
		if err != nil {
			b.Fatal(err)
		}
		if !w.people[signed.Payload.Author].verifies(signed) {
			b.Fatal("a signature does not hold")
		}
	}
	b.ReportMetric(float64(spent.Microseconds())/size, "us/entry")
	b.ReportMetric(float64(spent)/float64(time.Since(began)), "ratio")
	w.start()
}

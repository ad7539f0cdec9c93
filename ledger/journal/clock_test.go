package journal_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/journal"
)

// gated rules keep the writer waiting where they are asked about a figure, while there is
// a gate.
type gated struct {
	*rules
	gate chan struct{}
}

func (g *gated) Judge(digest ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if g.gate != nil && slices.ContainsFunc(inputs, func(in ledger.Input) bool { return in.Kind == ledger.KindFigureRecorded }) {
		<-g.gate
	}
	return g.rules.Judge(digest, inputs)
}

// Time never goes back, also not where the clock does between asking about a vote, while
// the disk is awaited, and the turn of whoever comes after it.
func TestTimeAfterTheClockWentBack(t *testing.T) {
	w := newWorld(t, nil)
	w.stop()
	rules := &gated{rules: w.rules}
	w.judge = rules
	w.start()
	w.found()
	all := w.motion()
	for _, s := range all[:len(all)-2] {
		w.send(s)
	}
	w.clock.add(time.Minute)
	w.send(all[len(all)-2])
	w.look()
	before, vote, after := w.figure("officer-01G"), all[len(all)-1], w.figure("officer-00T")

	var ahead atomic.Int64
	w.j.Observe(func(c journal.Commit) { ahead.Add(int64(c.Ahead)) })
	rules.gate = make(chan struct{})
	var wg sync.WaitGroup
	submit := func(statement []byte) {
		wg.Go(func() {
			if _, err := w.j.Submit(context.Background(), statement); err != nil {
				t.Error(err)
			}
		})
	}
	submit(before)
	for w.j.Load().Ordering == 0 { // until the writer is at the gate, and has read the clock
		yield()
	}
	for i, statement := range [][]byte{vote, after} {
		submit(statement)
		for journal.Waiting(w.j) == i {
			yield()
		}
	}
	const ahead10 = 10 * time.Minute
	w.clock.add(ahead10)
	entered, release := w.faulty.Hold()
	close(rules.gate)
	<-entered
	for journal.Waiting(w.j) > 0 { // until the vote was asked about, by the clock as it is
		yield()
	}
	w.clock.add(-ahead10)
	release()
	wg.Wait()

	if ahead.Load() != 1 {
		t.Fatalf("what was said of %d statements ahead of their turn was used, not of the vote", ahead.Load())
	}
	var times []ledger.Time
	err := w.j.Entries(0, w.j.Head().Size, func(_ int64, data []byte) error {
		e, err := ledger.ParseEntry(data)
		times = append(times, e.Time)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	last := times[len(times)-3:]
	if last[1] != w.clock.at(ahead10) {
		t.Errorf("the vote is of %s, and the clock that it was asked about by stood at %s", last[1], w.clock.at(ahead10))
	}
	if !slices.IsSorted(times) {
		t.Errorf("time goes back: %s", last)
	}
}

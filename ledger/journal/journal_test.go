package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/ledger/storetest"
)

var ctx = context.Background()

func TestFounding(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	if h := w.j.Head(); h.Size != 0 || h.Origin != w.j.Origin() {
		t.Errorf("a new ledger's head is %+v", h)
	}
	figure := w.stateAt("secretary", 0, ledger.KindFigureRecorded, figureOf(0))
	if _, err := w.j.Submit(ctx, figure); code(err) != ledger.CodeConflict {
		t.Errorf("a statement before the founding: %v", err)
	}
	founding := w.founding()
	other := *w
	other.people = map[string]*person{}
	for id, p := range w.people {
		c := *p
		c.seq = 0
		other.people[id] = &c
	}
	other.vkey = strings.Replace(w.vkey, "+A", "+B", 1) + "x"
	if _, err := w.j.Submit(ctx, other.founding()); code(err) != ledger.CodeOtherLedger {
		t.Errorf("a founding with another key: %v", err)
	}
	first := w.send(founding)
	w.check()
	if again := w.send(founding); !bytes.Equal(again.Entry, first.Entry) {
		t.Error("the founding, sent again, has another receipt")
	}
	w.restart()
	if again := w.send(founding); !bytes.Equal(again.Entry, first.Entry) {
		t.Error("the founding, sent again after a restart, has another receipt")
	}
	if k, ok := w.j.Key(w.people["secretary"].key.Thumbprint()); !ok || k.Next != 1 {
		t.Errorf("the secretary's next number is %d, %v", k.Next, ok)
	}
	if k, ok := w.j.Key("nobody"); ok || k.Next != 0 {
		t.Errorf("nobody's next number is %d", k.Next)
	}
}

// Who waits for the next checkpoint learns of each one, and of none that was not
// published.
func TestPublished(t *testing.T) {
	w := newWorld(t, nil)
	is := func(next <-chan struct{}) bool {
		select {
		case <-next:
			return true
		default:
			return false
		}
	}
	statements := append([][]byte{w.founding()}, w.figure("secretary"), w.figure("secretary"))
	for _, statement := range statements {
		before, next := w.j.Published()
		if is(next) || !bytes.Equal(before, w.j.Checkpoint()) {
			t.Errorf("published is %s", before)
		}
		w.faulty.FailNext(storetest.NotCommitted)
		if _, err := w.j.Submit(ctx, statement); err == nil || is(next) {
			t.Errorf("nothing was committed, and somebody was told otherwise: %v", err)
		}
		w.send(statement)
		after, last := w.j.Published()
		if !is(next) || is(last) || bytes.Equal(before, after) {
			t.Errorf("after %s is published %s", before, after)
		}
	}
}

func TestFoundingWithAnotherEngine(t *testing.T) {
	w := newWorld(t, nil)
	w.stop()
	w.engine = "test rules 2"
	w.start()
	if _, err := w.j.Submit(ctx, w.founding()); code(err) != ledger.CodeConflict {
		t.Errorf("a founding that names another engine: %v", err)
	}
}

// Refused statements leave nothing behind, alone or within a group.
func TestRefusals(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	w.rules.set(func(r *rules) { r.refused = []string{ledger.KindRoleAppointed} })
	fork := w.stateAt("officer-00V", 0, ledger.KindFigureRecorded, figureOf(0))
	for _, seen := range []ledger.Seen{{Size: 1, Root: ledger.DigestOf([]byte("x"))}, {Size: 2, Root: w.seen.Root}} {
		was := w.seen
		w.seen = seen
		fork = w.stateAt("officer-00V", 0, ledger.KindFigureRecorded, figureOf(0))
		w.seen = was
		if _, err := w.j.Submit(ctx, fork); code(err) != ledger.CodeFork {
			t.Errorf("a statement by someone who saw %d entries of another history: %v", seen.Size, err)
		}
	}
	bad := w.stateAt("secretary", 1, ledger.KindFigureRecorded, figureOf(3))
	for want, statement := range map[ledger.Code][]byte{
		ledger.CodeNoSeat:        w.stateAt("secretary", 1, ledger.KindRoleAppointed, &ledger.RoleAppointed{Role: ledger.RoleChair, Person: "secretary", From: "2015-07-01"}),
		ledger.CodeOutOfSequence: w.stateAt("secretary", 2, ledger.KindFigureRecorded, figureOf(1)),
		ledger.CodeNotFound:      w.stateAt("secretary", 1, ledger.KindNoticeGiven, &ledger.NoticeGiven{Motion: "GM-2015-009", Text: ledger.DigestOf(nil), Opens: w.clock.at(0), Closes: w.clock.at(1e9)}),
		ledger.CodeSignature:     bytes.Replace(bad, []byte(`"signature":"`), []byte(`"signature":"AAAA`), 1),
		ledger.CodeMalformed:     append(slices.Clone(bad), ' '),
		ledger.CodeFork:          fork,
	} {
		if _, err := w.j.Submit(ctx, statement); code(err) != want {
			t.Errorf("%v; want %s", err, want)
		}
	}
	if size := w.j.Head().Size; size != 1 {
		t.Errorf("refused statements left %d entries", size)
	}
	// One of each in one group, with good ones between.
	entered, release := w.faulty.Hold()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := w.j.Submit(ctx, w.stateAt("secretary", 1, ledger.KindFigureRecorded, figureOf(9))); err != nil {
			t.Error(err)
		}
	})
	<-entered
	for _, code := range parties {
		wg.Go(func() {
			if _, err := w.j.Submit(ctx, w.stateAt("officer-"+code, 0, ledger.KindFigureRecorded, figureOf(0))); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := w.j.Submit(ctx, w.stateAt("officer-"+code, 7, ledger.KindFigureRecorded, figureOf(0))); err == nil {
				t.Error("a statement out of sequence was taken")
			}
		})
	}
	release()
	wg.Wait()
	if size := w.j.Head().Size; size != 5 {
		t.Errorf("%d entries, want 5", size)
	}
	w.people["secretary"].seq, w.people["officer-00V"].seq = 2, 1
	w.check()
	w.restart()
	w.send(w.figure("secretary"))
	w.send(w.figure("officer-00V"))
}

// Random statements, repetitions, faults and restarts, against a slice of what
// was acknowledged.
func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, nil)
		defer func() {
			if w.j != nil {
				w.stop()
			}
		}()
		w.found()
		type acked struct{ statement, entry []byte }
		var model []acked
		var open []byte // sent, and its fate unknown
		names := []string{"secretary", "officer-00T", "officer-00V", "officer-01G"}
		submit := func(statement []byte) {
			r, err := w.j.Submit(ctx, statement)
			switch {
			case err == nil:
				w.holds(r)
				model = append(model, acked{statement, r.Entry})
				open = nil
			case errors.Is(err, journal.ErrNotCommitted):
				submitAgain, err := w.j.Submit(ctx, statement)
				if err != nil {
					rt.Fatalf("after a commit that was not written: %v", err)
				}
				model = append(model, acked{statement, submitAgain.Entry})
			case errors.Is(err, journal.ErrReopen) && code(err) == ledger.CodeUnavailable:
				open = statement
			default:
				rt.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			if open != nil {
				if _, err := w.j.Submit(ctx, open); !errors.Is(err, journal.ErrReopen) {
					rt.Fatalf("after a commit of unknown fate: %v", err)
				}
				if err := w.j.Read(ctx, func(ledger.View, ledger.Time) error { return nil }); !errors.Is(err, journal.ErrReopen) {
					rt.Fatalf("read after a commit of unknown fate: %v", err)
				}
				w.restart()
				submit(open)
			}
			switch rapid.SampledFrom([]string{"figure", "figure", "figure", "again", "look", "restart", "wait", "fault"}).Draw(rt, "step") {
			case "figure":
				submit(w.figure(rapid.SampledFrom(names).Draw(rt, "who")))
			case "again":
				if len(model) > 0 {
					a := rapid.SampledFrom(model).Draw(rt, "which")
					if r := w.send(a.statement); !bytes.Equal(r.Entry, a.entry) {
						rt.Fatal("a statement sent again has another entry")
					}
				}
			case "look":
				w.look()
			case "restart":
				w.restart()
			case "wait":
				w.clock.add(time.Duration(rapid.IntRange(-5, 5).Draw(rt, "seconds")) * time.Second)
			case "fault":
				w.faulty.FailNext(rapid.SampledFrom([]storetest.Fault{storetest.NotCommitted, storetest.FailNotPersist, storetest.FailButPersist}).Draw(rt, "fault"))
			}
			w.check()
			i := 0
			err := w.j.Entries(1, w.j.Head().Size, func(_ int64, entry []byte) error {
				if !bytes.Equal(entry, model[i].entry) {
					rt.Fatalf("entry %d is not what was acknowledged", i+1)
				}
				i++
				return nil
			})
			if err != nil || i != len(model) {
				rt.Fatalf("%d entries of %d that were acknowledged: %v", i, len(model), err)
			}
		}
	})
}

// Every commit of a short history fails once in every way. After each, the
// journal says so, and comes back with all that it had acknowledged.
func TestFaults(t *testing.T) {
	history := func(w *world) [][]byte {
		all := append([][]byte{w.founding()}, w.motion()...)
		return append(all, w.figure("secretary"), w.figure("secretary"))
	}
	// The clock passes the motion's close before the last figure.
	const closing = 9
	faults := map[string]func(w *world){
		"not committed":    func(w *world) { w.faulty.FailNext(storetest.NotCommitted) },
		"fail not persist": func(w *world) { w.faulty.FailNext(storetest.FailNotPersist) },
		"fail but persist": func(w *world) { w.faulty.FailNext(storetest.FailButPersist) },
		"checkpoint file": func(w *world) {
			// A folder in its place can't be written over, nor a file that is open to read.
			if err := errors.Join(os.MkdirAll(w.file+".new", 0o700), journal.FixCheckpointFile(w.j)); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, inject := range faults {
		for at := range closing + 1 {
			t.Run(fmt.Sprintf("%s/%d", name, at), func(t *testing.T) {
				w := newWorld(t, nil)
				var acked []merkle.Receipt
				for i, statement := range history(w) {
					if i == closing {
						w.clock.add(2 * time.Hour)
					}
					if i == at {
						before := w.j.Head()
						inject(w)
						_, err := w.j.Submit(ctx, statement)
						certain := name == "not committed"
						if err == nil || code(err) != ledger.CodeUnavailable || errors.Is(err, journal.ErrNotCommitted) != certain || errors.Is(err, journal.ErrReopen) == certain {
							t.Fatalf("statement %d: %v", i, err)
						}
						if w.j.Head() != before {
							t.Error("a commit that failed was published")
						}
						w.check()
						if certain {
							if err := w.j.Ready(); err != nil {
								t.Error(err)
							}
						} else {
							if err := w.j.Ready(); !errors.Is(err, journal.ErrReopen) {
								t.Errorf("ready after a commit of unknown fate: %v", err)
							}
							if err := os.RemoveAll(w.file + ".new"); err != nil {
								t.Fatal(err)
							}
							w.restart()
							persisted := name != "fail not persist"
							if (w.j.Head() != before) != persisted {
								t.Errorf("after the restart the head is %+v, before it was %+v", w.j.Head(), before)
							}
							w.check()
						}
					}
					acked = append(acked, w.send(statement))
					for n, r := range acked {
						index := w.holds(r)
						if entry, err := w.j.Entry(index); err != nil || !bytes.Equal(entry, r.Entry) {
							t.Fatalf("acknowledged statement %d is not entry %d: %v", n, index, err)
						}
					}
				}
				want := []string{
					"ledger.founded", "board_member.enrolled", "board_member.enrolled", "board_member.enrolled", "motion.moved", "notice.given",
					"motion.opened", "vote.cast", "figure.recorded", "decision.made", "obligation.assumed", "obligation.assumed", "obligation.assumed", "figure.recorded",
				}
				if got := w.kinds(); !slices.Equal(got, want) {
					t.Errorf("entries %v", got)
				}
				w.check()
				w.restart()
			})
		}
	}
}

// A group shares one commit, and all its receipts hold.
func TestGroupCommit(t *testing.T) {
	w, _ := newBoltWorld(t)
	w.found()
	const each = 25
	entered, release := w.faulty.Hold()
	before := w.faulty.Commits()
	var wg sync.WaitGroup
	submit := func(statement []byte) {
		wg.Go(func() {
			r, err := w.j.Submit(ctx, statement)
			if err != nil {
				t.Error(err)
				return
			}
			w.holds(r)
			if p, err := ledger.ParseAll(r.Entry); err != nil || !bytes.Equal(p.Entry.Statement, statement) {
				t.Errorf("a receipt for something else: %v", err)
			}
		})
	}
	first := w.figure("secretary")
	submit(first)
	<-entered // so that all others wait together
	var chains sync.WaitGroup
	for _, code := range parties {
		chains.Go(func() {
			// One key's statements come in order; different keys' side by side.
			for range each {
				r, err := w.j.Submit(ctx, w.figure("officer-"+code))
				if err != nil {
					t.Error(err)
					return
				}
				w.holds(r)
			}
		})
	}
	for range 20 { // and somebody who is impatient
		submit(first)
	}
	release()
	wg.Wait()
	chains.Wait()
	if n := w.j.Head().Size; n != 2+3*each {
		t.Errorf("%d entries", n)
	}
	if commits := w.faulty.Commits() - before; commits >= 1+3*each {
		t.Errorf("%d statements took %d commits", 1+3*each, commits)
	}
	w.check()
	w.restart()
}

// Everything that waits while a commit runs goes into the next one.
func TestOneCommitForAllThatWait(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	// One statement in a commit that is held, then one of each officer.
	entered, release := w.faulty.Hold()
	first := w.figure("secretary")
	var wg sync.WaitGroup
	wg.Go(func() { w.send(first) })
	<-entered
	for _, code := range parties {
		statement := w.figure("officer-" + code)
		wg.Go(func() { w.send(statement) })
	}
	for journal.Waiting(w.j) < len(parties) {
		yield()
	}
	before := w.faulty.Commits()
	release()
	wg.Wait()
	if n := w.faulty.Commits() - before; n != 2 {
		t.Errorf("four statements in %d commits, want the first alone and the three together", n)
	}
}

// The same statement from many at once is one entry, and all get it.
func TestDuplicates(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	statement := w.figure("secretary")
	var mu sync.Mutex
	entries := map[string]int{}
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			r, err := w.j.Submit(ctx, statement)
			if err != nil {
				t.Error(err)
				return
			}
			w.holds(r)
			mu.Lock()
			defer mu.Unlock()
			entries[string(r.Entry)]++
		})
	}
	wg.Wait()
	if len(entries) != 1 || w.j.Head().Size != 2 {
		t.Errorf("%d different entries in a log of %d", len(entries), w.j.Head().Size)
	}
	w.send(w.figure("secretary"))
	w.look()
	if again := w.send(statement); entries[string(again.Entry)] != 40 {
		t.Error("sent again under a later checkpoint, it has another entry")
	}
	// Another statement under the same number is no duplicate.
	if _, err := w.j.Submit(ctx, w.stateAt("secretary", 1, ledger.KindFigureRecorded, figureOf(99))); code(err) != ledger.CodeOutOfSequence {
		t.Errorf("another statement of the same number: %v", err)
	}
}

func TestTwoJournals(t *testing.T) {
	w, path := newBoltWorld(t)
	w.found()
	if _, err := boltstore.Open(path); !errors.Is(err, boltstore.ErrLocked) {
		t.Errorf("a second store on the file: %v", err)
	}
	w.send(w.figure("secretary"))
}

// A store put back to an older copy is refused, and its newer copy is not.
func TestRollback(t *testing.T) {
	w, path := newBoltWorld(t)
	copies := map[string][]byte{}
	keep := func(name string) {
		w.stop()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copies[name] = data
		w.start()
	}
	put := func(name string) {
		if err := os.WriteFile(path, copies[name], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep("empty")
	w.found()
	keep("founded")
	w.send(w.figure("secretary"))
	keep("one figure")
	for range 300 {
		w.send(w.figure("officer-00V"))
	}
	keep("all")
	w.stop()
	for _, name := range []string{"empty", "founded", "one figure"} {
		put(name)
		err := w.tryStart()
		if !errors.Is(err, journal.ErrRollback) {
			t.Fatalf("with the copy %q: %v", name, err)
		}
		if !strings.Contains(err.Error(), w.file) {
			t.Errorf("the error does not say which file to compare: %v", err)
		}
	}
	put("all")
	w.start()
	w.check()

	// A copy that went on by itself is of another history, however long.
	w.stop()
	signedFor, err := w.kept()
	if err != nil {
		t.Fatal(err)
	}
	put("one figure")
	if err := os.Remove(w.file); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.people["officer-01G"].seq = 0
	for range 305 {
		w.send(w.figure("officer-01G"))
	}
	w.stop()
	if err := os.WriteFile(w.file, signedFor, 0o600); err != nil {
		t.Fatal(err)
	}
	err = w.tryStart()
	var fork *merkle.InconsistencyError
	if !errors.Is(err, journal.ErrRollback) || !errors.As(err, &fork) {
		t.Fatalf("with another history: %v", err)
	}
	if !bytes.Equal(fork.Old, signedFor) || len(fork.New) == 0 || len(fork.Proof) == 0 {
		t.Error("the error does not carry the two checkpoints")
	}

	// A file that is not a checkpoint is not passed over.
	put("all")
	for _, text := range []string{"", "x", string(signedFor) + "x", strings.Replace(string(signedFor), "\n302\n", "\n0302\n", 1)} {
		if err := os.WriteFile(w.file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := w.tryStart(); err == nil {
			t.Fatalf("started with the checkpoint file %q", text)
		}
	}
	if err := os.WriteFile(w.file, signedFor, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
}

// The store may be ahead of the file: that is what a crash between the two leaves.
func TestStoreAheadOfFile(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	old, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	w.send(w.figure("secretary"))
	for _, put := range []func() error{
		func() error { return os.WriteFile(w.file, old, 0o600) },
		func() error { return os.Remove(w.file) },
	} {
		w.stop()
		if err := put(); err != nil {
			t.Fatal(err)
		}
		w.start()
		if now, err := w.kept(); err != nil || !bytes.Equal(now, w.j.Checkpoint()) {
			t.Errorf("the file was not brought up: %v", err)
		}
	}
}

// What fell due is settled before anything is ordered after it, and before
// anybody reads.
func TestConsequences(t *testing.T) {
	after := []string{"decision.made", "obligation.assumed", "obligation.assumed", "obligation.assumed"}
	open := func(t *testing.T) *world {
		w := newWorld(t, nil)
		w.found()
		for _, s := range w.motion() {
			w.send(s)
		}
		return w
	}
	t.Run("order", func(t *testing.T) {
		w := open(t)
		w.clock.add(2 * time.Hour)
		w.send(w.figure("secretary"))
		if got := w.kinds(); !slices.Equal(got[8:], append(after, "figure.recorded")) {
			t.Errorf("entries %v", got)
		}
		w.restart()
	})
	t.Run("read", func(t *testing.T) {
		w := open(t)
		read := func() (status string, size int64, now ledger.Time) {
			err := w.j.Read(ctx, func(v ledger.View, at ledger.Time) error {
				m, _ := v.Motion(motionRef)
				status, size, now = m.Status, v.Size(), at
				c := w.j.Checkpoint()
				if !strings.Contains(string(c), fmt.Sprintf("\n%d\n", size)) {
					t.Errorf("a view of %d entries with the checkpoint %s", size, c)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return status, size, now
		}
		w.clock.add(time.Hour)
		if status, size, _ := read(); status != ledger.MotionOpen || size != 8 {
			t.Errorf("before the close: %s, %d entries", status, size)
		}
		w.clock.add(time.Second)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if status, size, now := read(); status != ledger.MotionDecided || size != 12 || now != w.clock.at(0) {
					t.Errorf("at the close, %s: %s, %d entries", now, status, size)
				}
			})
		}
		wg.Wait()
		// A clock that is put back does not take anything back.
		w.clock.add(-time.Hour)
		if status, _, now := read(); status != ledger.MotionDecided || now != w.clock.at(time.Hour) {
			t.Errorf("with the clock put back: %s at %s", status, now)
		}
		late := w.send(w.figure("secretary"))
		if e, err := ledger.ParseEntry(late.Entry); err != nil || e.Time != w.clock.at(time.Hour) {
			t.Errorf("ordered at %s with the clock put back: %v", e.Time, err)
		}
		w.restart()
	})
	t.Run("vote at the close", func(t *testing.T) {
		w := open(t)
		w.look()
		vote := func(of string) []byte {
			var opened ledger.Digest
			if err := w.j.Read(ctx, func(v ledger.View, _ ledger.Time) error {
				m, _ := v.Motion(motionRef)
				opened = m.Opened.ID
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return w.state("officer-"+of, ledger.KindVoteCast, &ledger.VoteCast{Motion: motionRef, Opened: opened, Seat: "seat-" + of, Choice: ledger.ChoiceFor})
		}
		last, late := vote("00T"), vote("01G")
		w.clock.add(time.Hour + time.Second - time.Millisecond)
		w.send(last)
		w.clock.add(time.Millisecond)
		if _, err := w.j.Submit(ctx, late); code(err) != ledger.CodeClosed {
			t.Errorf("a vote at the close: %v", err)
		}
		// The refusal rests on the decision, so the decision is on the ledger.
		if got := w.kinds(); !slices.Equal(got[9:], after) {
			t.Errorf("entries %v", got)
		}
	})
	t.Run("rules fail", func(t *testing.T) {
		w := open(t)
		w.clock.add(2 * time.Hour)
		w.rules.set(func(r *rules) { r.failing = true })
		figure := w.figure("secretary")
		for range 2 {
			if _, err := w.j.Submit(ctx, figure); code(err) != ledger.CodeRulesFailed {
				t.Errorf("ordered although what fell due could not be settled: %v", err)
			}
			if err := w.j.Read(ctx, func(ledger.View, ledger.Time) error { return nil }); code(err) != ledger.CodeRulesFailed {
				t.Errorf("read although what fell due could not be settled: %v", err)
			}
		}
		if size := w.j.Head().Size; size != 8 {
			t.Errorf("%d entries", size)
		}
		if f := w.j.Founded(); f == nil || f.Origin != w.j.Origin() {
			t.Errorf("founded %+v", f)
		}
		w.rules.set(func(r *rules) { r.failing = false })
		w.send(figure)
		w.check()
	})
}

// What waits for the disk is seen by nobody.
func TestReadersSeeWhatIsDurable(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.NoFault, storetest.NotCommitted, storetest.FailNotPersist, storetest.FailButPersist} {
		w := newWorld(t, nil)
		w.found()
		before := w.j.Head()
		values := func() (all []int64) {
			err := w.j.Read(ctx, func(v ledger.View, _ ledger.Time) error {
				p, _ := v.Party("00V")
				for _, of := range p.Figures {
					for _, f := range of {
						all = append(all, f.Value)
					}
				}
				return nil
			})
			if err != nil && !errors.Is(err, journal.ErrReopen) {
				t.Error(err)
			}
			return all
		}
		entered, release := w.faulty.Hold()
		w.faulty.FailNext(fault)
		result := make(chan error)
		statement := w.figure("officer-00V")
		go func() {
			_, err := w.j.Submit(ctx, statement)
			result <- err
		}()
		<-entered
		if v := values(); len(v) > 0 || w.j.Head() != before {
			t.Errorf("readers see %v of a commit that has not returned", v)
		}
		if _, err := w.j.Entry(1); !errors.Is(err, journal.ErrNotFound) {
			t.Errorf("an entry of a commit that has not returned: %v", err)
		}
		if k, _ := w.j.Key(w.people["officer-00V"].key.Thumbprint()); k.Next != 0 {
			t.Error("a key's number counts a statement that is not durable")
		}
		release()
		if err := <-result; (err == nil) != (fault == storetest.NoFault) {
			t.Errorf("fault %d: %v", fault, err)
		}
		if v := values(); (len(v) == 1) != (fault == storetest.NoFault) {
			t.Errorf("after fault %d readers see %v", fault, v)
		}
		w.restart()
		w.send(statement)
	}
}

// A refusal that rests on a neighbour in the group falls with the neighbour.
func TestRefusalsFallWithTheGroup(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	entered, release := w.faulty.Hold()
	var wg sync.WaitGroup
	first := w.figure("officer-00T")
	wg.Go(func() { w.send(first) })
	<-entered
	one := w.stateAt("secretary", 1, ledger.KindFigureRecorded, figureOf(1))
	two := w.stateAt("secretary", 1, ledger.KindFigureRecorded, figureOf(2))
	results := make(chan error, 2)
	for _, s := range [][]byte{one, two} {
		go func() {
			_, err := w.j.Submit(ctx, s)
			results <- err
		}()
	}
	for journal.Waiting(w.j) < 2 {
		yield()
	}
	w.faulty.FailNext(storetest.NotCommitted)
	release()
	wg.Wait()
	for range 2 {
		if err := <-results; !errors.Is(err, journal.ErrNotCommitted) {
			t.Errorf("in a group that was not written: %v", err)
		}
	}
	w.send(two)
	w.people["secretary"].seq = 2
}

// Within one group too, the same statement shares its entry, and another of the
// same number is refused.
func TestDuplicatesInAGroup(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	entered, release := w.faulty.Hold()
	var wg sync.WaitGroup
	first := w.figure("officer-00T")
	wg.Go(func() { w.send(first) })
	<-entered
	one := w.figure("secretary")
	two := w.stateAt("secretary", 1, ledger.KindFigureRecorded, figureOf(2))
	type result struct {
		statement []byte
		receipt   merkle.Receipt
		err       error
	}
	results := make(chan result, 4)
	for n, s := range [][]byte{one, two, one, two} {
		go func() {
			r, err := w.j.Submit(ctx, s)
			results <- result{s, r, err}
		}()
		for journal.Waiting(w.j) < n+1 { // so that they come in this order
			yield()
		}
	}
	release()
	wg.Wait()
	var entry []byte
	for range 4 {
		r := <-results
		if bytes.Equal(r.statement, two) {
			if code(r.err) != ledger.CodeOutOfSequence {
				t.Errorf("another statement of the same number: %v", r.err)
			}
			continue
		}
		if r.err != nil {
			t.Fatal(r.err)
		}
		w.holds(r.receipt)
		if entry != nil && !bytes.Equal(entry, r.receipt.Entry) {
			t.Error("one statement, two entries")
		}
		entry = r.receipt.Entry
	}
	if size := w.j.Head().Size; size != 3 {
		t.Errorf("%d entries", size)
	}
}

// Readers and authors at once; the race detector watches.
func TestConcurrentReads(t *testing.T) {
	w, _ := newBoltWorld(t)
	w.found()
	for _, s := range w.motion() {
		w.send(s)
	}
	done := make(chan struct{})
	var readers, authors sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			last := int64(0)
			for {
				err := w.j.Read(ctx, func(v ledger.View, now ledger.Time) error {
					n := 0
					for _, p := range v.Parties() {
						n += len(p.Figures) + len(p.Seats)
					}
					for range v.People() {
						n++
					}
					for range v.Seats() {
						n++
					}
					for _, m := range v.Motions() {
						n += len(m.Votes)
					}
					if v.Size() < last || v.Size() != w.j.Head().Size || n == 0 {
						t.Errorf("%d entries after %d, head %d", v.Size(), last, w.j.Head().Size)
					}
					last = v.Size()
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				r, err := w.j.Receipt(last - 1)
				if err != nil {
					t.Error(err)
					return
				}
				w.holds(r)
				if _, err := w.j.Root(last / 2); err != nil {
					t.Error(err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for _, code := range parties {
		authors.Go(func() {
			for i := range 20 {
				w.send(w.figure("officer-" + code))
				w.send(w.state("officer-"+code, ledger.KindBoardMemberEnrolled, &ledger.BoardMemberEnrolled{
					Seat: fmt.Sprintf("seat-%s-%d", code, i), Person: "officer-" + code, From: "2015-07-01",
				}))
			}
		})
	}
	authors.Wait()
	w.clock.add(2 * time.Hour) // and once with everything due
	authors.Go(func() { w.send(w.figure("secretary")) })
	authors.Wait()
	close(done)
	readers.Wait()
}

// Whatever is changed behind the journal's back is found when it opens.
func TestTampering(t *testing.T) {
	w, path := newBoltWorld(t)
	w.found()
	for range 20 {
		w.send(w.figure("officer-00V"))
	}
	w.stop()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(bucket string, key []byte, change func(v []byte) []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			b := tx.Bucket([]byte(bucket))
			v := change(bytes.Clone(b.Get(key)))
			if v == nil {
				return b.Delete(key)
			}
			return b.Put(key, v)
		}
	}
	flip := func(at int) func([]byte) []byte {
		return func(v []byte) []byte {
			v[(at+len(v))%len(v)] ^= 1
			return v
		}
	}
	remove := func([]byte) []byte { return nil }
	entry := func(n byte) []byte { return []byte{0, 0, 0, 0, 0, 0, 0, n} }
	tile := []byte{0, 0, 0, 0, 0, 0, 0, 0, 0}
	for name, test := range map[string]struct {
		change func(tx *bolt.Tx) error
		want   error
	}{
		"entry changed":      {edit("entries", entry(7), flip(40)), journal.ErrTampered},
		"entry removed":      {edit("entries", entry(7), remove), journal.ErrTampered},
		"last entry removed": {edit("entries", entry(20), remove), journal.ErrTampered},
		"entry too many":     {edit("entries", entry(21), func([]byte) []byte { return []byte("{}") }), journal.ErrTampered},
		"tile changed":       {edit("tiles", tile, flip(33)), journal.ErrTampered},
		"tile removed":       {edit("tiles", tile, remove), journal.ErrTampered},
		"checkpoint changed": {edit("meta", []byte("checkpoint"), flip(-3)), merkle.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Update(test.change), db.Close()); err != nil {
				t.Fatal(err)
			}
			if err := w.tryStart(); !errors.Is(err, test.want) {
				t.Errorf("opened: %v", err)
			}
		})
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	// Rules that derive something else than what is recorded.
	w.start()
	for _, s := range w.motion() {
		w.send(s)
	}
	w.clock.add(2 * time.Hour)
	w.send(w.figure("secretary"))
	w.stop()
	w.rules.set(func(r *rules) { r.pay = " and beds" })
	var replay *journal.ReplayError
	var derived *ledger.DerivationError
	if err := w.tryStart(); !errors.As(err, &replay) || !errors.As(err, &derived) || replay.Index != 29 {
		t.Errorf("with rules that derive something else: %v", err)
	}
	w.rules.set(func(r *rules) { r.pay = "" })
	w.start()
}

func TestKeys(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	w.stop()
	s, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	skey, vkey, err := merkle.NewLogKey(strings.NewReader(strings.Repeat("another key ", 10)), w.origin)
	if err != nil {
		t.Fatal(err)
	}
	otherSigner, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(c *journal.Config){
		"no key":         func(c *journal.Config) { c.LogKey = "" },
		"another signer": func(c *journal.Config) { c.Signer = otherSigner },
		"another key":    func(c *journal.Config) { c.LogKey = vkey },
		"both":           func(c *journal.Config) { c.Signer, c.LogKey = otherSigner, vkey },
	} {
		c := w.config(s)
		change(&c)
		if j, err := journal.Open(c); err == nil {
			t.Errorf("%s: opened %s", name, j.Origin())
		} else if !errors.Is(err, journal.ErrKey) && !errors.Is(err, merkle.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A new ledger has no checkpoint to hold the signer against.
	fresh, err := storetest.NewMemory(t).Open()
	if err != nil {
		t.Fatal(err)
	}
	c := w.config(fresh)
	c.Signer, c.CheckpointFile = otherSigner, ""
	if _, err := journal.Open(c); !errors.Is(err, journal.ErrKey) {
		t.Errorf("a new ledger with another signer: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w.start()
}

// Another engine reads, and takes the one statement that names it.
func TestEngine(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	for _, s := range w.motion() {
		w.send(s)
	}
	changed := &ledger.EngineChanged{Engine: "test rules 2"}
	if _, err := w.j.Submit(ctx, w.stateAt("secretary", w.people["secretary"].seq, ledger.KindEngineChanged, changed)); code(err) != ledger.CodeConflict {
		t.Errorf("a change to an engine that this program does not have: %v", err)
	}
	w.stop()
	w.engine = "test rules 2"
	w.start()
	if err := w.j.Ready(); !errors.Is(err, journal.ErrEngine) || code(err) != ledger.CodeUnavailable {
		t.Errorf("ready: %v", err)
	}
	figure := w.stateAt("officer-01G", w.people["officer-01G"].seq, ledger.KindFigureRecorded, figureOf(1))
	if _, err := w.j.Submit(ctx, figure); !errors.Is(err, journal.ErrEngine) {
		t.Errorf("a statement before the change of engine: %v", err)
	}
	last := w.clock.at(0)
	w.clock.add(2 * time.Hour)
	err := w.j.Read(ctx, func(v ledger.View, now ledger.Time) error {
		if m, _ := v.Motion(motionRef); m.Status != ledger.MotionOpen || now != last {
			t.Errorf("%s at %s, with the close not settled", m.Status, now)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	w.check()
	w.send(w.state("secretary", ledger.KindEngineChanged, changed))
	if err := w.j.Ready(); err != nil {
		t.Error(err)
	}
	w.send(figure)
	w.restart()
	w.stop()
	w.engine = engine
	w.start()
	if err := w.j.Ready(); !errors.Is(err, journal.ErrEngine) {
		t.Errorf("ready with the old engine: %v", err)
	}
	w.stop()
	w.engine = "test rules 2"
	w.start()
}

func TestClockJump(t *testing.T) {
	for by, ok := range map[time.Duration]bool{
		0: true, time.Minute: true, -time.Minute: true, 6 * time.Minute: false, -6 * time.Minute: false, 1000 * time.Hour: false,
	} {
		w := newWorld(t, nil)
		w.stop()
		s, err := w.open()
		if err != nil {
			t.Fatal(err)
		}
		c := w.config(s)
		c.Now = nil
		j, err := journal.Open(c)
		if err != nil {
			t.Fatal(err)
		}
		journal.JumpWallClock(j, by)
		_, err = j.Submit(ctx, w.founding())
		if errors.Is(err, journal.ErrClock) == ok || !ok && code(err) != ledger.CodeUnavailable {
			t.Errorf("after a jump of %s: %v", by, err)
		}
		if ready := j.Ready(); (ready == nil) != ok {
			t.Errorf("ready after a jump of %s: %v", by, ready)
		}
		if err := j.Read(ctx, func(ledger.View, ledger.Time) error { return nil }); (err == nil) != ok {
			t.Errorf("read after a jump of %s: %v", by, err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		w.start()
	}
}

// A queue that is full says so; a caller who goes is passed over; closing
// refuses all who wait.
func TestQueue(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	entered, release := w.faulty.Hold()
	held := w.figure("officer-00T")
	var wg sync.WaitGroup
	wg.Go(func() { w.send(held) })
	<-entered

	gone, cancel := context.WithCancel(ctx)
	left := w.figure("officer-00V")
	result := make(chan error)
	go func() {
		_, err := w.j.Submit(gone, left)
		result <- err
	}()
	for journal.Waiting(w.j) < 1 {
		yield()
	}
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who left: %v", err)
	}
	waits := w.stateAt("officer-01G", 9, ledger.KindFigureRecorded, figureOf(0))
	results := make(chan error, journal.MaxWaiting)
	for range journal.MaxWaiting - 1 {
		go func() {
			_, err := w.j.Submit(ctx, waits)
			results <- err
		}()
	}
	for journal.Waiting(w.j) < journal.MaxWaiting {
		yield()
	}
	if _, err := w.j.Submit(ctx, waits); !errors.Is(err, journal.ErrFull) || code(err) != ledger.CodeUnavailable {
		t.Errorf("with a full queue: %v", err)
	}
	if err := w.j.Read(ctx, func(v ledger.View, _ ledger.Time) error { return nil }); err != nil {
		t.Errorf("read with a full queue: %v", err)
	}
	release()
	wg.Wait()
	for range journal.MaxWaiting - 1 {
		if err := <-results; code(err) != ledger.CodeOutOfSequence {
			t.Fatal(err)
		}
	}
	if size := w.j.Head().Size; size != 2 {
		t.Errorf("%d entries: the statement of a caller who left was recorded", size)
	}
	w.send(left)
}

func TestClose(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	entered, release := w.faulty.Hold()
	results := make(chan error, 2)
	submit := func(s []byte) {
		_, err := w.j.Submit(ctx, s)
		results <- err
	}
	first, second := w.figure("officer-00T"), w.figure("officer-00V")
	go submit(first)
	<-entered
	go submit(second)
	for journal.Waiting(w.j) < 1 {
		yield()
	}
	closed := make(chan error)
	j := w.j
	go func() { closed <- j.Close() }()
	for !errors.Is(j.Ready(), journal.ErrClosed) {
		yield()
	}
	release()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := j.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
	var refused int
	for range 2 {
		if err := <-results; errors.Is(err, journal.ErrClosed) && code(err) == ledger.CodeUnavailable {
			refused++
		}
	}
	if refused == 0 {
		t.Error("a statement that waited was not refused")
	}
	if _, err := j.Submit(ctx, second); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
	if err := j.Read(ctx, func(ledger.View, ledger.Time) error { return nil }); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("read after closing: %v", err)
	}
	w.start()
	w.send(first)
	w.send(second)
}

func TestRefusalNote(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	id := ledger.DigestOf([]byte("statement"))
	signed, err := w.j.Refusal(id, ledger.CodeClosed)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(w.vkey)
	if err != nil {
		t.Fatal(err)
	}
	r, err := merkle.OpenRefusal(signed, w.origin, v)
	if want := (merkle.Refusal{ID: string(id), Code: "closed", Head: w.j.Head()}); err != nil || r != want {
		t.Errorf("refusal %+v, want %+v (%v)", r, want, err)
	}
	if _, err := w.j.Refusal("not a digest", ledger.CodeClosed); !errors.Is(err, merkle.ErrMalformed) {
		t.Errorf("a refusal of nothing: %v", err)
	}
}

func TestTilesAndEntries(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	for range 299 {
		w.send(w.figure("officer-00V"))
	}
	for _, tile := range []merkle.Tile{
		{H: 8, L: 0, N: 0, W: 1}, {H: 8, L: 0, N: 0, W: 256}, {H: 8, L: 0, N: 1, W: 44}, {H: 8, L: 0, N: 1, W: 7}, {H: 8, L: 1, N: 0, W: 1},
	} {
		data, err := w.j.Tile(tile)
		if err != nil || len(data) != tile.W*32 {
			t.Errorf("%+v: %d bytes, %v", tile, len(data), err)
		}
	}
	for _, tile := range []merkle.Tile{
		{H: 8, L: 0, N: 1, W: 45}, {H: 8, L: 0, N: 2, W: 1}, {H: 8, L: 1, N: 0, W: 2}, {H: 8, L: 2, N: 0, W: 1}, {H: 8, L: -1, N: 1, W: 45},
		{H: 8, L: -2, W: 1}, {H: 7, W: 1}, {H: 8, W: 0}, {H: 8, W: 257}, {H: 8, N: -1, W: 1}, {H: 8, L: 62, W: 1}, {H: 8, N: 1 << 60, W: 1}, {},
	} {
		if data, err := w.j.Tile(tile); !errors.Is(err, journal.ErrNotFound) {
			t.Errorf("%+v: %d bytes, %v", tile, len(data), err)
		}
	}
	for _, i := range []int64{-1, 300, 1 << 60} {
		if _, err := w.j.Entry(i); !errors.Is(err, journal.ErrNotFound) {
			t.Errorf("entry %d: %v", i, err)
		}
		if _, err := w.j.Receipt(i); !errors.Is(err, journal.ErrNotFound) {
			t.Errorf("receipt %d: %v", i, err)
		}
		if i != 300 {
			if _, err := w.j.Root(i); !errors.Is(err, journal.ErrNotFound) {
				t.Errorf("root at %d: %v", i, err)
			}
		}
	}
	var leaves []merkle.Hash
	if err := w.j.Entries(0, 300, func(_ int64, e []byte) error {
		leaves = append(leaves, merkle.LeafHash(e))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for n := int64(0); n <= 300; n++ {
			tree, _ := merkle.Tree{}.Append(leaves[:n])
			root := tree.Root()
			if got, err := w.j.Root(n); err != nil || string(got) != fmt.Sprintf("%x", root[:]) {
				t.Fatalf("root at %d: %s, %v", n, got, err)
			}
		}
		journal.ForgetRoots(w.j) // and again out of tiles
	}
}

func TestBlobs(t *testing.T) {
	w := newWorld(t, nil)
	d, err := w.faulty.PutBlob([]byte("a paper"))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := w.j.Blob(d); err != nil || string(b) != "a paper" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := w.j.Blob(ledger.DigestOf(nil)); !errors.Is(err, journal.ErrNoBlob) {
		t.Error(err)
	}
}

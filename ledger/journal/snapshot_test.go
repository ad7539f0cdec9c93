package journal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/journal"
)

// newSnapshotWorld keeps snapshots, of so many entries each. Its motion has been
// decided and all that it bound anybody to has been discharged.
func newSnapshotWorld(t *testing.T, every int64) *world {
	w := newWorld(t, nil)
	w.stop()
	w.folder, w.every, w.build = filepath.Join(t.TempDir(), "state"), every, "a program"
	w.start()
	w.history()
	return w
}

func (w *world) history() {
	w.Helper()
	w.found()
	for _, s := range w.motion() {
		w.send(s)
	}
	w.clock.add(2 * time.Hour)
	w.send(w.figure("officer-00V"))
	for i, code := range parties {
		obligation := motionRef + []string{"/001", "/002", "/003"}[i]
		w.send(w.state("officer-"+code, ledger.KindObligationPaid, &ledger.ObligationPaid{Obligation: obligation, Pence: 100, On: "2015-07-01"}))
		w.send(w.state("officer-"+code, ledger.KindObligationReceived, &ledger.ObligationReceived{Obligation: obligation, Pence: 100, On: "2015-07-01"}))
	}
}

// shown is everything that a reader of motions, decisions and obligations sees.
func (w *world) shown() string {
	w.Helper()
	s, err := w.tryShown()
	if err != nil {
		w.Fatal(err)
	}
	return s
}

func (w *world) tryShown() (string, error) {
	var b []byte
	err := w.j.Read(context.Background(), func(v ledger.View, _ ledger.Time) error {
		all := []any{v.Size(), v.Time(), v.Founded(), v.Versions(), v.NextDue(), v.NextRef("2015")}
		for _, m := range v.Motions() {
			all = append(all, m)
		}
		for _, d := range v.Decisions() {
			all = append(all, d)
		}
		for _, o := range v.Obligations() {
			all = append(all, o, v.ObligationStatus(o, v.Size(), v.Time().Day()))
		}
		for _, p := range v.Parties() {
			all = append(all, p, v.PartyFacts(p.Code, v.Time().Day()))
		}
		for _, p := range v.People() {
			all = append(all, p)
		}
		var err error
		b, err = json.Marshal(all)
		return err
	})
	return string(b), err
}

// replayed is how many statements and conclusions were judged since it was last asked.
func (w *world) replayed() (n int) {
	w.rules.set(func(r *rules) { n, r.judged = r.judged, 0 })
	return n
}

// put makes the folder of snapshots hold these files.
func (w *world) put(files map[string][]byte) {
	w.Helper()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(w.folder, name), data, 0o600); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *world) files() map[string][]byte {
	w.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"snapshot", "closed"} {
		b, err := os.ReadFile(filepath.Join(w.folder, name))
		if err != nil {
			w.Fatal(err)
		}
		files[name] = b
	}
	return files
}

// TestSnapshotStart holds that a start replays what was recorded after the snapshot
// and nothing else, and shows the same as a start that replays everything.
func TestSnapshotStart(t *testing.T) {
	w := newSnapshotWorld(t, 1<<40)
	want := w.shown()
	w.stop()
	old := w.files()
	if len(old["closed"]) == 0 {
		t.Fatal("nothing that is closed was put out of memory")
	}
	w.replayed()
	w.start()
	if n := w.replayed(); n > 0 {
		t.Errorf("a start from a snapshot of all judged %d questions", n)
	}
	if got := w.shown(); got != want {
		t.Errorf("after a start from a snapshot:\n%s\nbefore:\n%s", got, want)
	}
	w.check()
	for range 300 {
		w.send(w.figure("officer-00V"))
	}
	want = w.shown()
	w.stop()
	for _, tail := range []int{300, 0} {
		if tail > 0 {
			w.put(old) // as after a crash
		}
		w.replayed()
		w.start()
		if n := w.replayed(); n != tail {
			t.Errorf("a start judged %d questions; %d statements came after the snapshot", n, tail)
		}
		if got := w.shown(); got != want {
			t.Errorf("with a tail of %d:\n%s\nbefore:\n%s", tail, got, want)
		}
		w.check()
		w.stop()
	}
	w.folder = ""
	w.start()
	if got := w.shown(); got != want {
		t.Errorf("without a snapshot:\n%s\nwith one:\n%s", got, want)
	}
}

// Rules that could not be run, on a host that has no time for them, say nothing
// against a snapshot nor against an entry: the start ends, says so, and the next goes
// on from the same snapshot.
func TestSnapshotOutlivesRulesThatCannotBeRun(t *testing.T) {
	w := newSnapshotWorld(t, 1<<40)
	w.stop()
	old := w.files()
	w.start()
	w.send(w.figure("officer-00V"))
	want := w.shown()
	w.stop()
	w.put(old) // as after a crash
	w.rules.set(func(r *rules) { r.stuck = true })
	var replay *journal.ReplayError
	if err := w.tryStart(); !errors.As(err, &replay) || code(err) != ledger.CodeRulesFailed || !strings.Contains(err.Error(), "start again") || strings.Contains(err.Error(), "audit") {
		t.Fatalf("with rules that can't be run: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.folder, "snapshot")); err != nil {
		t.Fatalf("the snapshot was given up: %v", err)
	}
	w.rules.set(func(r *rules) { r.stuck = false })
	w.replayed()
	w.start()
	if n := w.replayed(); n != 1 {
		t.Errorf("the next start judged %d questions; one statement came after the snapshot", n)
	}
	if got := w.shown(); got != want {
		t.Errorf("it shows\n%s\nnot\n%s", got, want)
	}
}

// A store that was put back to an older copy is refused, and costs the store that it is put
// right with nothing: its snapshot is there. One that goes on from the older copy forgets it.
func TestSnapshotOutlivesAnOlderStore(t *testing.T) {
	w, path := newBoltWorld(t)
	w.stop()
	w.folder, w.every, w.build = filepath.Join(t.TempDir(), "state"), 1, "a program"
	w.start()
	w.found()
	for _, s := range w.motion() {
		w.send(s)
	}
	w.stop()
	older, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.start()
	w.clock.add(2 * time.Hour)
	w.send(w.figure("officer-00V"))
	want := w.shown()
	w.stop()
	newest, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	good := w.files()
	putBack := func(store []byte) {
		t.Helper()
		if err := os.WriteFile(path, store, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	putBack(older)
	if err := w.tryStart(); !errors.Is(err, journal.ErrRollback) {
		t.Fatalf("an older store: %v", err)
	}
	for name, data := range w.files() {
		if !bytes.Equal(data, good[name]) {
			t.Errorf("%s is another after the refusal", name)
		}
	}
	putBack(newest)
	w.replayed()
	w.start()
	if n := w.replayed(); n > 0 {
		t.Errorf("%d statements were judged again", n)
	}
	if got := w.shown(); got != want {
		t.Error(got)
	}
	w.stop()

	putBack(older)
	w.recover = true
	for range 2 {
		w.start()
		if err := w.j.Ready(); !errors.Is(err, journal.ErrLost) {
			t.Errorf("ready: %v", err)
		}
		w.check()
		w.stop()
	}
	if again := w.files(); bytes.Equal(again["snapshot"], good["snapshot"]) {
		t.Error("the snapshot of what is lost is kept")
	}
}

// A snapshot that the log's next key signed is used by a start that begins with the key
// before, as one does after a crash; one by a key that this host has not is none.
func TestSnapshotByTheNextKey(t *testing.T) {
	w := newSnapshotWorld(t, 1<<40)
	w.look()
	next, vkey := w.nextKey("second log key", true)
	w.send(w.keyChange(next, vkey, ledger.LogKeyRenewed))
	if w.j.LogKey() != vkey {
		t.Fatal("the key is not changed")
	}
	want := w.shown()
	w.stop()
	w.replayed()
	w.start()
	if n := w.replayed(); n > 0 {
		t.Errorf("%d statements were judged again", n)
	}
	if got := w.shown(); got != want {
		t.Error(got)
	}
	w.stop()
	w.more = nil
	if err := w.tryStart(); !errors.Is(err, journal.ErrNoKey) {
		t.Errorf("without the key: %v", err)
	}
}

// TestSnapshotRefused holds that whatever is in the place of a snapshot and is not
// one of this ledger, of this history, by this program, is not used: every entry is
// replayed, and the next start has a snapshot again.
func TestSnapshotRefused(t *testing.T) {
	w := newSnapshotWorld(t, 1<<40)
	want := w.shown()
	w.stop()
	good := w.files()
	w.replayed()
	rebuilt := func(what string) {
		t.Helper()
		w.start()
		if w.replayed() == 0 {
			t.Errorf("%s: it was used", what)
		}
		if got := w.shown(); got != want {
			t.Errorf("%s: %s", what, got)
		}
		w.stop()
		w.start()
		if w.replayed() > 0 {
			t.Errorf("%s: the start after it had no snapshot", what)
		}
		w.stop()
		if again := w.files(); !bytes.Equal(again["closed"], good["closed"]) {
			t.Errorf("%s: other records are kept", what)
		}
	}
	snapshot := good["snapshot"]
	head := bytes.IndexByte(snapshot, 0)
	for at := range snapshot {
		if at > head+8 && at%97 > 0 && at < len(snapshot)-8 {
			continue
		}
		bad := bytes.Clone(snapshot)
		bad[at] ^= 4
		w.put(map[string][]byte{"snapshot": bad, "closed": good["closed"]})
		rebuilt("a changed byte")
	}
	for _, n := range []int{0, 1, head, head + 1, len(snapshot) / 2, len(snapshot) - 1} {
		w.put(map[string][]byte{"snapshot": snapshot[:n], "closed": good["closed"]})
		rebuilt("a cut snapshot")
	}
	w.put(map[string][]byte{"snapshot": append(bytes.Clone(snapshot), 0), "closed": good["closed"]})
	rebuilt("a longer snapshot")
	w.put(map[string][]byte{"snapshot": snapshot, "closed": good["closed"][:len(good["closed"])-1]})
	rebuilt("a cut archive")

	w.put(good)
	w.build = "the next program"
	rebuilt("another program's snapshot")

	// The same key, another history.
	fork := newWorld(t, nil)
	fork.stop()
	fork.folder, fork.every, fork.build = filepath.Join(t.TempDir(), "state"), w.every, w.build
	fork.start()
	fork.found()
	fork.send(fork.figure("officer-00V"))
	fork.stop()
	w.put(fork.files())
	rebuilt("the snapshot of a fork")

	// A history that is behind its snapshot, with the checkpoint file moved away.
	w.put(good)
	behind := newWorld(t, nil)
	behind.stop()
	behind.folder, behind.every, behind.build = w.folder, w.every, "a program"
	behind.start()
	behind.found()
	if behind.j.Head().Size != 1 {
		t.Errorf("%d entries", behind.j.Head().Size)
	}
	behind.check()
}

// TestSnapshotMisleads holds that a snapshot which passes for this log's, but from
// which what was recorded after it does not follow, is dropped for the entries.
func TestSnapshotMisleads(t *testing.T) {
	w := newSnapshotWorld(t, 1<<40)
	want := w.shown()
	size := w.j.Head().Size
	lost := ledger.NewState()
	for range size - 2 {
		lost.Skip("2015-07-01T09:00:00.000Z")
	}
	lost.Commit()
	w.stop()
	w.start()
	if err := journal.PutSnapshot(w.j, lost); err != nil {
		t.Fatal(err)
	}
	misleading := w.files()
	w.stop()
	w.put(misleading)
	w.replayed()
	w.start()
	if w.replayed() == 0 {
		t.Error("the start was not from the entries")
	}
	if got := w.shown(); got != want {
		t.Error(got)
	}
}

// TestArchiveLost holds that a closed record which can't be read back is never shown
// as anything else: the journal refuses, to readers and authors, and a start makes it
// again from the entries.
func TestArchiveLost(t *testing.T) {
	w := newSnapshotWorld(t, 1<<40)
	want := w.shown()
	w.stop()
	good := w.files()
	for at := 0; at < len(good["closed"]); at += 41 {
		bad := bytes.Clone(good["closed"])
		bad[at] ^= 4
		w.put(map[string][]byte{"snapshot": good["snapshot"], "closed": bad})
		w.start()
		if _, err := w.tryShown(); !errors.Is(err, journal.ErrArchive) || code(err) != ledger.CodeUnavailable {
			t.Fatalf("a record with another byte %d: %v", at, err)
		}
		if _, err := w.j.Submit(context.Background(), w.stateAt("officer-00V", w.people["officer-00V"].seq, ledger.KindFigureRecorded, figureOf(1))); !errors.Is(err, journal.ErrArchive) {
			t.Fatalf("a statement was taken: %v", err)
		}
		w.stop()
		w.start()
		if got := w.shown(); got != want {
			t.Fatalf("rebuilt: %s", got)
		}
		w.stop()
	}
	// The writer finds it first: what it had drafted is forgotten.
	bad := bytes.Clone(good["closed"])
	for i := range bad {
		bad[i] ^= 4
	}
	w.put(map[string][]byte{"snapshot": good["snapshot"], "closed": bad})
	w.start()
	size := w.j.Head().Size
	paid := w.stateAt("officer-00V", w.people["officer-00V"].seq, ledger.KindObligationPaid, &ledger.ObligationPaid{Obligation: motionRef + "/002", Pence: 1, On: "2015-07-01"})
	if _, err := w.j.Submit(context.Background(), paid); !errors.Is(err, journal.ErrArchive) {
		t.Fatalf("a statement on a record that is lost: %v", err)
	}
	if w.j.Head().Size != size {
		t.Error("it was recorded")
	}
	w.restart()
	if got := w.shown(); got != want {
		t.Fatalf("rebuilt: %s", got)
	}
	w.send(paid)
	w.people["officer-00V"].seq++
}

// TestSnapshotsMeanwhile makes a snapshot as often as it can while statements are
// recorded and closed records are read, and has each start go on from one.
func TestSnapshotsMeanwhile(t *testing.T) {
	w := newSnapshotWorld(t, 1)
	for round := range 4 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 50 {
				if _, err := w.tryShown(); err != nil {
					t.Error(err)
				}
			}
		}()
		for range 50 {
			w.send(w.figure("officer-00V"))
		}
		<-done
		if journal.Snapshotted(w.j) == 0 {
			t.Error("no snapshot was made")
		}
		want := w.shown()
		w.replayed()
		w.restart()
		if n := w.replayed(); n > 0 {
			t.Errorf("round %d: %d entries were replayed", round, n)
		}
		if got := w.shown(); got != want {
			t.Errorf("round %d: %s", round, got)
		}
	}
}

// TestRebuiltInSteps holds that a start which replays everything puts what is closed
// out of memory as it goes.
func TestRebuiltInSteps(t *testing.T) {
	w := newSnapshotWorld(t, 1)
	for range 600 {
		w.send(w.figure("officer-00V"))
	}
	want := w.shown()
	w.stop()
	if err := os.RemoveAll(w.folder); err != nil {
		t.Fatal(err)
	}
	w.start()
	if got := w.shown(); got != want {
		t.Error(got)
	}
	if got := journal.Snapshotted(w.j); got != w.j.Head().Size {
		t.Errorf("the snapshot after it is of %d entries", got)
	}
}

package journal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/journal"
)

// recovered is the record of a loss, by the secretary, as one officer confirms it.
func (w *world) recovered(lost ledger.Seen) []byte {
	w.Helper()
	b := &ledger.LedgerRecovered{Size: w.seen.Size, Root: w.seen.Root, Lost: lost, Reason: "the disk failed"}
	p := w.people["officer-00T"]
	b.Confirmed = ledger.Confirmation{Person: p.id, Key: p.key.Thumbprint()}
	b.Confirmed.Proof = base64.RawURLEncoding.EncodeToString(ed25519.Sign(p.private, []byte(ledger.RecoveryInput(w.origin, "secretary", b))))
	return w.state("secretary", ledger.KindLedgerRecovered, b)
}

// lose brings a ledger to where its store has been put back to an older copy, in
// which a motion has been opened that has closed since.
func lose(t *testing.T) (w *world, path string, lost ledger.Seen, signed []byte) {
	t.Helper()
	w, path = newBoltWorld(t)
	w.found()
	for _, s := range w.motion() {
		w.send(s)
	}
	w.look()
	w.stop()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.start()
	seqs := map[string]int64{}
	for id, p := range w.people {
		seqs[id] = p.seq
	}
	w.clock.add(2 * time.Hour)
	for range 20 {
		w.send(w.figure("officer-01G"))
	}
	h := w.j.Head()
	lost = ledger.Seen{Size: h.Size, Root: ledger.HashDigest(h.Root)}
	w.stop()
	if signed, err = w.kept(); err == nil {
		err = os.WriteFile(path, old, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for id, p := range w.people {
		p.seq = seqs[id]
	}
	return w, path, lost, signed
}

// A store that was put back is refused; opened for its recovery it takes the record
// of the loss and nothing else, signs nothing before, and then goes on.
func TestRecovery(t *testing.T) {
	w, _, lost, signed := lose(t)
	var behind *journal.BehindError
	if err := w.tryStart(); !errors.Is(err, journal.ErrRollback) || !errors.As(err, &behind) || behind.Signed.Size != lost.Size || !strings.Contains(err.Error(), "--recover") {
		t.Fatalf("without being asked to recover: %v", err)
	}
	w.recover = true
	w.start()
	head := w.j.Head()
	refused := func(statement []byte, cause error, code_ ledger.Code) {
		t.Helper()
		_, err := w.j.Submit(context.Background(), statement)
		if cause != nil && !errors.Is(err, cause) || code(err) != code_ {
			t.Errorf("%v", err)
		}
		file, readErr := w.kept()
		if w.j.Head() != head || readErr != nil || !bytes.Equal(file, signed) {
			t.Errorf("%d entries are signed for before the loss is recorded, %v", w.j.Head().Size, readErr)
		}
	}
	if err := w.j.Ready(); !errors.Is(err, journal.ErrLost) {
		t.Errorf("ready: %v", err)
	}
	if got := w.j.Lost(); got == nil || *got != lost {
		t.Errorf("lost are %+v, not %+v", got, lost)
	}
	// Readers see what is there, although something has fallen due since.
	err := w.j.Read(context.Background(), func(v ledger.View, now ledger.Time) error {
		if v.Size() != head.Size || now != v.Time() || v.NextDue() == "" || v.NextDue() > w.clock.at(0) {
			t.Errorf("%d entries at %s, next due %q", v.Size(), now, v.NextDue())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	refused(w.stateAt("secretary", w.people["secretary"].seq, ledger.KindFigureRecorded, figureOf(1)), journal.ErrLost, ledger.CodeUnavailable)
	refused(w.stateAt("secretary", w.people["secretary"].seq, ledger.KindEngineChanged, &ledger.EngineChanged{Engine: engine}), journal.ErrLost, ledger.CodeUnavailable)
	again := func(lost ledger.Seen) []byte {
		defer func() { w.people["secretary"].seq-- }()
		return w.recovered(lost)
	}
	refused(again(ledger.Seen{Size: lost.Size + 1, Root: lost.Root}), nil, ledger.CodeConflict)
	w.rules.set(func(r *rules) { r.refused = []string{ledger.KindLedgerRecovered} })
	refused(again(lost), nil, "no-seat")
	w.rules.set(func(r *rules) { r.refused = nil })
	w.restart()

	w.send(w.recovered(lost))
	if err := w.j.Ready(); err != nil || w.j.Lost() != nil {
		t.Errorf("when the loss is recorded: %v", err)
	}
	// What fell due before the record stands before it.
	kinds := w.kinds()[head.Size:]
	if i := slices.Index(kinds, ledger.KindLedgerRecovered); i < 1 || kinds[0] != ledger.KindDecisionMade {
		t.Errorf("after the entries that are left come %q", kinds)
	}
	w.send(w.figure("officer-01G"))
	if file, err := w.kept(); err != nil || !bytes.Equal(file, w.j.Checkpoint()) {
		t.Errorf("the checkpoint file is not the ledger's: %v", err)
	}
	if kept, err := os.ReadFile(fmt.Sprintf("%s.lost-%d", w.file, lost.Size)); err != nil || !bytes.Equal(kept, signed) {
		t.Errorf("what was signed for is not kept as evidence: %v", err)
	}
	w.recover = false
	w.restart()
	w.check()
	w.look()
	refusedNow := w.recovered(ledger.Seen{Size: 1000, Root: lost.Root})
	if _, err := w.j.Submit(context.Background(), refusedNow); code(err) != ledger.CodeConflict || !strings.Contains(err.Error(), "nothing is lost") {
		t.Errorf("where nothing is lost: %v", err)
	}
}

// A crash between the commit of the record and the checkpoint file leaves a file
// that is ahead; the record explains it.
func TestRecoveryIsCutOff(t *testing.T) {
	w, path, lost, signed := lose(t)
	w.recover = true
	w.start()
	w.send(w.recovered(lost))
	w.stop()
	w.recover = false
	if err := os.WriteFile(w.file, signed, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
	if file, err := w.kept(); err != nil || !bytes.Equal(file, w.j.Checkpoint()) {
		t.Errorf("the file was not brought up: %v", err)
	}
	w.check()

	// With nothing there nobody could state a loss, so nothing is opened for it.
	w.stop()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	w.recover = true
	if err := w.tryStart(); !errors.Is(err, journal.ErrRollback) {
		t.Errorf("an empty store is opened for its recovery: %v", err)
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
}

package journal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/ledger/storetest"
)

// nextKey makes a key of the log, which the host has from then on where it keeps it.
func (w *world) nextKey(name string, keeps bool) (note.Signer, string) {
	w.Helper()
	seed := sha256.Sum256([]byte(name))
	skey, vkey, err := merkle.NewLogKey(bytes.NewReader(append(seed[:], seed[:]...)), w.j.Origin())
	if err != nil {
		w.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		w.Fatal(err)
	}
	if keeps {
		if w.more == nil {
			w.more = map[string]note.Signer{}
		}
		w.more[vkey] = signer
	}
	return signer, vkey
}

// keyChange is the secretary's statement that the log's key is changed.
func (w *world) keyChange(next note.Signer, vkey, reason string) []byte {
	w.Helper()
	b := &ledger.LogKeyChanged{Old: w.vkey, New: vkey, Reason: reason}
	sign := func(by string, s note.Signer) string {
		signature, err := s.Sign([]byte(ledger.LogKeyInput(by, next.Name(), "secretary", b)))
		if err != nil {
			w.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(signature)
	}
	if b.Possession = sign(ledger.ByNewLogKey, next); reason != ledger.LogKeyLost {
		b.Handed = sign(ledger.ByOldLogKey, w.signer)
	}
	p := w.people["officer-00T"]
	proof := ed25519.Sign(p.private, []byte(ledger.LogKeyInput(ledger.ByConfirmer, next.Name(), "secretary", b)))
	b.Confirmed = ledger.Confirmation{Person: p.id, Key: p.key.Thumbprint(), Proof: base64.RawURLEncoding.EncodeToString(proof)}
	return w.state("secretary", ledger.KindLogKeyChanged, b)
}

// signedBy reports whether what is published is signed by a key.
func (w *world) signedBy(vkey string) bool {
	w.Helper()
	v, err := note.NewVerifier(vkey)
	if err != nil {
		w.Fatal(err)
	}
	_, err = merkle.OpenCheckpoint(w.j.Checkpoint(), w.j.Origin(), v)
	return err == nil
}

// The checkpoint that first holds the change is signed by the new key, in one piece
// with it; receipts of before hold under the old key, and what is refused is signed
// by the key of the head that the refusal names.
func TestLogKeyChanges(t *testing.T) {
	w, _ := newBoltWorld(t)
	w.folder = t.TempDir()
	w.restart()
	w.found()
	early := w.send(w.figure("officer-01G"))
	w.look()
	before, oldKey := w.j.Head(), w.vkey
	next, vkey := w.nextKey("second log key", false)
	if _, err := w.j.Submit(context.Background(), w.keyChange(next, vkey, ledger.LogKeyRenewed)); code(err) != ledger.CodeConflict || !strings.Contains(err.Error(), "log-key new") {
		t.Errorf("to a key that this host has not: %v", err)
	}
	w.people["secretary"].seq--
	next, vkey = w.nextKey("second log key", true)
	if _, err := w.j.Submit(context.Background(), w.keyChange(next, vkey, ledger.LogKeyLost)); code(err) != ledger.CodeConflict || !strings.Contains(err.Error(), "said to be lost") {
		t.Errorf("from a key that is said to be lost and is here: %v", err)
	}
	w.people["secretary"].seq--
	if w.j.LogKey() != oldKey || w.j.Head() != before {
		t.Fatal("a refused change has changed something")
	}
	_, published := w.j.Published()
	change := w.keyChange(next, vkey, ledger.LogKeyRenewed)
	r, err := w.j.Submit(context.Background(), change)
	if err != nil {
		t.Fatal(err)
	}
	<-published
	w.holds(r)
	if w.j.LogKey() != vkey || !w.signedBy(vkey) || w.signedBy(oldKey) {
		t.Error("the checkpoint that holds the change is not by the new key alone")
	}
	if file, err := w.kept(); err != nil || !bytes.Equal(file, w.j.Checkpoint()) {
		t.Errorf("the checkpoint file is not the ledger's: %v", err)
	}
	w.send(w.figure("officer-01G"))
	old, err := note.NewVerifier(oldKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := early.Check(w.j.Origin(), old); err != nil {
		t.Errorf("a receipt of before: %v", err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	refusal, err := w.j.Refusal(ledger.DigestOf(nil), ledger.CodeConflict)
	if err == nil {
		_, err = merkle.OpenRefusal(refusal, w.j.Origin(), v)
	}
	if err != nil {
		t.Errorf("a refusal: %v", err)
	}
	w.check()
	// Whichever of the two the host is started with, it goes on with the one in use;
	// from its snapshot too, which that key has signed.
	w.restart() // started with the old key as its first
	w.check()
	w.send(w.figure("officer-01G"))
	first := w.signer
	w.signer, w.vkey, w.more = next, vkey, nil
	w.restart()
	w.send(w.figure("officer-01G"))
	w.check()
	// With the old key alone it goes on no more, nor with a checkpoint that the old key
	// has signed since.
	w.stop()
	w.signer, w.vkey = first, oldKey
	if err := w.tryStart(); !errors.Is(err, journal.ErrNoKey) {
		t.Errorf("with the old key alone: %v", err)
	}
	w.signer, w.vkey = next, vkey
	w.start()
	forged, err := merkle.SignCheckpoint(w.j.Head(), first)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	w.stop()
	if err := os.WriteFile(w.file, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.tryStart(); !errors.Is(err, merkle.ErrKey) {
		t.Errorf("beside a checkpoint that the old key has signed since: %v", err)
	}
	if err := os.WriteFile(w.file, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
}

// Wherever the commit of a change breaks off, a start finds the key that signs for
// what is there, whichever of the two keys it is started with.
func TestLogKeyChangeIsCutOff(t *testing.T) {
	for name, test := range map[string]struct {
		fault   storetest.Fault
		changed bool // it is there after the start
		refuses bool // nothing is taken until then
	}{
		"before the commit":              {storetest.NotCommitted, false, false},
		"in the commit, and it is gone":  {storetest.FailNotPersist, false, true},
		"in the commit, and it is there": {storetest.FailButPersist, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := newBoltWorld(t)
			w.found()
			w.send(w.figure("officer-01G"))
			w.look()
			oldKey := w.vkey
			next, vkey := w.nextKey("second log key", true)
			change := w.keyChange(next, vkey, ledger.LogKeyRenewed)
			w.faulty.FailNext(test.fault)
			if _, err := w.j.Submit(context.Background(), change); !errors.Is(err, storetest.ErrInjected) {
				t.Fatalf("the commit: %v", err)
			}
			if w.j.LogKey() != oldKey || !w.signedBy(oldKey) {
				t.Error("what is published changed its key without a commit")
			}
			if err := w.j.Ready(); (err != nil) != test.refuses {
				t.Errorf("ready: %v", err)
			}
			w.restart()
			want := oldKey
			if test.changed {
				want = vkey
			}
			if w.j.LogKey() != want || !w.signedBy(want) {
				t.Errorf("after the start the key is %s", w.j.LogKey())
			}
			w.check()
			if r, err := w.j.Submit(context.Background(), change); err != nil || w.j.LogKey() != vkey || !w.signedBy(vkey) {
				t.Errorf("sent again: %v", err)
			} else {
				w.holds(r)
			}
			w.signer, w.vkey = next, vkey
			w.restart()
			w.send(w.figure("officer-01G"))
		})
	}
	t.Run("after the commit, before the file", func(t *testing.T) {
		w, _ := newBoltWorld(t)
		w.found()
		w.look()
		kept, err := os.ReadFile(w.file)
		if err != nil {
			t.Fatal(err)
		}
		next, vkey := w.nextKey("second log key", true)
		if _, err := w.j.Submit(context.Background(), w.keyChange(next, vkey, ledger.LogKeyRenewed)); err != nil {
			t.Fatal(err)
		}
		w.stop()
		if err := os.WriteFile(w.file, kept, 0o600); err != nil {
			t.Fatal(err)
		}
		w.start()
		if file, err := w.kept(); err != nil || !bytes.Equal(file, w.j.Checkpoint()) || !w.signedBy(vkey) {
			t.Errorf("the file was not brought up: %v", err)
		}
		w.send(w.figure("officer-01G"))
	})
}

// A host that has lost the key takes the record of another and nothing else, if its
// operator asks for it; where entries are lost too, that record comes first.
func TestLogKeyLost(t *testing.T) {
	for _, entries := range []bool{false, true} {
		w, _, lost, signed := lose(t)
		if !entries { // the newest store is there
			if err := os.Remove(w.file); err != nil {
				t.Fatal(err)
			}
		}
		w.signer = nil
		if err := w.tryStart(); !errors.Is(err, journal.ErrNoKey) {
			t.Fatalf("without being asked to recover: %v", err)
		}
		w.recover = true
		w.start()
		head := w.j.Head()
		if err := w.j.Ready(); entries != errors.Is(err, journal.ErrLost) || !entries && !errors.Is(err, journal.ErrNoKey) {
			t.Errorf("ready: %v", err)
		}
		next, vkey := w.nextKey("second log key", true)
		try := func(what string, statement []byte, cause error) {
			t.Helper()
			_, err := w.j.Submit(context.Background(), statement)
			if cause != nil && !errors.Is(err, cause) || cause == nil && code(err) != "no-seat" || w.j.Head() != head {
				t.Errorf("%s: %v", what, err)
			}
		}
		secretary := w.people["secretary"].seq
		plain := journal.ErrNoKey
		if entries {
			plain = journal.ErrLost
			try("the record of the loss before that of the key", w.recovered(lost), journal.ErrNoKey)
		}
		try("a plain statement", w.stateAt("secretary", secretary, ledger.KindFigureRecorded, figureOf(1)), plain)
		w.rules.set(func(r *rules) { r.refused = []string{ledger.KindLogKeyChanged} })
		w.people["secretary"].seq = secretary
		try("a change that the rules refuse", w.keyChange(next, vkey, ledger.LogKeyLost), nil)
		w.rules.set(func(r *rules) { r.refused = nil })
		if _, err := w.j.Refusal(ledger.DigestOf(nil), ledger.CodeConflict); !errors.Is(err, journal.ErrNoKey) {
			t.Errorf("a refusal without a key: %v", err)
		}
		w.people["secretary"].seq = secretary
		r, err := w.j.Submit(context.Background(), w.keyChange(next, vkey, ledger.LogKeyLost))
		if err != nil {
			t.Fatal(err)
		}
		w.vkey, w.signer = vkey, next
		w.holds(r)
		if !w.signedBy(vkey) {
			t.Error("the change is not signed by the new key")
		}
		if entries {
			if file, err := w.kept(); err != nil || !bytes.Equal(file, signed) {
				t.Errorf("the file says no longer what is lost: %v", err)
			}
			if _, err := w.j.Submit(context.Background(), w.figure("officer-01G")); !errors.Is(err, journal.ErrLost) {
				t.Errorf("before the loss is recorded: %v", err)
			}
			w.people["officer-01G"].seq--
			w.restart()
			if got := w.j.Lost(); got == nil || *got != lost {
				t.Fatalf("after a start %+v is awaited", got)
			}
			w.look()
			w.send(w.recovered(lost))
		}
		w.recover = false
		w.restart()
		w.clock.add(time.Second)
		w.send(w.figure("officer-01G"))
		w.check()
	}
}

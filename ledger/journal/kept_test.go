package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"concordat/ledger/journal"
	"concordat/ledger/merkle"
)

// slots are the two slots of a checkpoint file, and which of them was written last.
func slots(t *testing.T, file []byte) (two [2][]byte, last int) {
	t.Helper()
	if len(file) != 2*journal.SlotSize {
		t.Fatalf("a checkpoint file of %d bytes", len(file))
	}
	two = [2][]byte{file[:journal.SlotSize], file[journal.SlotSize:]}
	if bytes.Contains(two[1], journal.LastKept(file)) {
		last = 1
	}
	return two, last
}

// A slot whose write was cut off at any byte, from whichever end it was made, is the
// one before it or the new one, whole: never another, and never nothing.
func TestTornSlot(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	for round := range 4 { // each slot is written twice
		before, err := os.ReadFile(w.file)
		if err != nil {
			t.Fatal(err)
		}
		w.send(w.figure("secretary"))
		after, err := os.ReadFile(w.file)
		if err != nil {
			t.Fatal(err)
		}
		old, new := journal.LastKept(before), journal.LastKept(after)
		if bytes.Equal(old, new) || !bytes.Equal(new, w.j.Checkpoint()) {
			t.Fatalf("round %d: the file went from %q to %q", round, old, new)
		}
		had, _ := slots(t, before)
		has, written := slots(t, after)
		if !bytes.Equal(had[1-written], has[1-written]) || !bytes.Contains(has[1-written], old) {
			t.Fatalf("round %d: the slot that was written last is not left alone", round)
		}
		for at := range journal.SlotSize + 1 {
			for _, torn := range [][]byte{
				slices.Concat(has[written][:at], had[written][at:]),
				slices.Concat(had[written][:at], has[written][at:]),
				slices.Concat(has[written][:at], make([]byte, journal.SlotSize-at)),
			} {
				file := slices.Clone(after)
				copy(file[written*journal.SlotSize:], torn)
				want := old
				if bytes.Equal(torn, has[written]) {
					want = new
				}
				if got := journal.LastKept(file); !bytes.Equal(got, want) {
					t.Fatalf("round %d, cut off at byte %d of slot %d: %q is kept", round, at, written, got)
				}
			}
		}
		// And of a slot with one byte changed the other stands.
		for at := range after {
			file := slices.Clone(after)
			file[at] ^= byte(1 + at%255)
			want := new
			if at/journal.SlotSize == written {
				want = old
			}
			if got := journal.LastKept(file); !bytes.Equal(got, want) {
				t.Fatalf("round %d, byte %d changed: %q is kept", round, at, got)
			}
		}
	}
}

// The ledger starts beside whatever a crash leaves of a slot, for its store is ahead
// then; and it starts beside the file of a program that knew no slots.
func TestStartBesideTornSlot(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	w.send(w.figure("secretary"))
	before, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	w.send(w.figure("secretary"))
	after, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	_, written := slots(t, after)
	files := map[string][]byte{"of before slots": w.j.Checkpoint(), "of before slots, and of before": journal.LastKept(before), "whole": after, "not begun": before}
	for at := 512; at < journal.SlotSize; at += 512 {
		from := written * journal.SlotSize
		files[fmt.Sprintf("cut off at %d", at)] = slices.Concat(after[:from+at], before[from+at:])
		files[fmt.Sprintf("not from %d on", at)] = slices.Concat(before[:from+at], after[from+at:])
	}
	w.stop()
	for name, file := range files {
		if err := os.WriteFile(w.file, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := w.tryStart(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if kept, err := w.kept(); err != nil || !bytes.Equal(kept, w.j.Checkpoint()) {
			t.Errorf("%s: the file was not brought up: %v", name, err)
		}
		w.stop()
	}
	// With neither slot whole nobody knows what was signed for.
	damaged := slices.Clone(after)
	damaged[100]++
	damaged[journal.SlotSize+100]++
	for name, file := range map[string][]byte{"both damaged": damaged, "cut off": after[:journal.SlotSize], "longer": append(after, 0)} {
		if err := os.WriteFile(w.file, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := w.tryStart(); !errors.Is(err, merkle.ErrMalformed) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(w.file, after, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start()
}

// A store that is behind either form of the file is refused, by one entry even.
func TestRollbackBesideSlots(t *testing.T) {
	w, path := newBoltWorld(t)
	w.found()
	for range 3 {
		w.stop()
		old, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		w.start()
		w.send(w.figure("secretary"))
		w.stop()
		slots, err := os.ReadFile(w.file)
		if err != nil {
			t.Fatal(err)
		}
		now, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range [][]byte{slots, journal.LastKept(slots)} {
			if err := errors.Join(os.WriteFile(path, old, 0o600), os.WriteFile(w.file, file, 0o600)); err != nil {
				t.Fatal(err)
			}
			if err := w.tryStart(); !errors.Is(err, journal.ErrRollback) {
				t.Fatalf("with a store that is behind: %v", err)
			}
			if left, err := os.ReadFile(w.file); err != nil || !bytes.Equal(left, file) {
				t.Errorf("the file was changed by a start that was refused: %v", err)
			}
		}
		if err := os.WriteFile(path, now, 0o600); err != nil {
			t.Fatal(err)
		}
		w.start()
	}
	if left, err := filepath.Glob(w.file + ".new"); err != nil || len(left) > 0 {
		t.Errorf("%q is left, %v", left, err)
	}
}

// A file that somebody took away, or put another in the place of, is there again with
// the next commit: a start looks for it by its name.
func TestCheckpointFileTakenAway(t *testing.T) {
	w := newWorld(t, nil)
	w.found()
	for name, away := range map[string]func() error{
		"removed": func() error { return os.Remove(w.file) },
		"replaced": func() error {
			return errors.Join(os.WriteFile(w.file+"2", []byte("another"), 0o600), os.Rename(w.file+"2", w.file))
		},
	} {
		for range 2 { // from either slot
			w.send(w.figure("secretary"))
			if err := away(); err != nil {
				t.Fatal(err)
			}
			w.send(w.figure("secretary"))
			file, err := os.ReadFile(w.file)
			if err != nil || !bytes.Equal(journal.LastKept(file), w.j.Checkpoint()) {
				t.Fatalf("%s: %v, and %q is kept", name, err, journal.LastKept(file))
			}
		}
	}
}

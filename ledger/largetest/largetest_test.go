package largetest_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/largetest"
	"concordat/ledger/storetest"
	"concordat/policy"
)

func TestMain(m *testing.M) { largetest.Main(m) }

// TestReplays has a journal replay such a ledger by its own rules, and holds that it
// is made alike twice.
func TestReplays(t *testing.T) {
	o := largetest.Options{Votes: 700, Motions: 110, Parties: 3, Seed: 7}
	var all [2][][]byte
	for i := range all {
		memory := storetest.NewMemory(t)
		store, err := memory.Open()
		if err != nil {
			t.Fatal(err)
		}
		l, err := largetest.Make(o, store)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := note.NewSigner(l.Signing)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, string(l.Last))
		if err != nil {
			t.Fatal(err)
		}
		j, err := journal.Open(journal.Config{
			Store: store, Rules: policy.New(store.Blob), Engine: l.Engine, Signer: signer, LogKey: l.LogKey,
			CheckpointFile: filepath.Join(t.TempDir(), "checkpoint"), Now: func() time.Time { return now },
		})
		if err != nil {
			t.Fatal(err)
		}
		storetest.CheckJournal(t, j)
		votes, decided := 0, 0
		err = j.Read(t.Context(), func(v ledger.View, _ ledger.Time) error {
			for _, m := range v.Motions() {
				votes += len(m.Votes)
			}
			for range v.Decisions() {
				decided++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if votes != o.Votes || decided != o.Motions || j.Head().Size != l.Size {
			t.Errorf("%d votes, %d decisions and %d entries", votes, decided, j.Head().Size)
		}
		err = store.Entries(0, l.Size, func(_ int64, entry []byte) error {
			all[i] = append(all[i], entry)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(all[0], all[1]); diff != "" {
		t.Errorf("made twice alike, it differs: %s", diff)
	}
}

// TestStaysOutside: no command links what makes ledgers for tests.
func TestStaysOutside(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "concordat/server/cmd/concordatd", "concordat/clients/cmd/concordat").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.Lines(string(out)) {
		switch strings.TrimSpace(path) {
		case "concordat/ledger/largetest", "concordat/ledger/storetest":
			t.Errorf("a command links %s", path)
		}
	}
}

package statefiles_test

import (
	"os"
	"path/filepath"
	"testing"

	"concordat/ledger/journal"
	"concordat/ledger/statefiles"
	"concordat/ledger/storetest"
)

func TestContract(t *testing.T) {
	storetest.RunSnapshots(t, func(t *testing.T) func() (journal.Snapshots, error) {
		dir := filepath.Join(t.TempDir(), "state")
		return func() (journal.Snapshots, error) { return statefiles.Open(dir) }
	})
}

// TestPrivate holds that nobody else reads what is kept, and that a crash between
// the writing of a snapshot and its rename leaves the one before.
func TestPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	f, err := statefiles.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Put([]byte("first")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "snapshot.new"), []byte("sec"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"": 0o700, "snapshot": 0o600, "closed": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v", name, info.Mode(), err)
		}
	}
	if f, err = statefiles.Open(dir); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := f.Latest(); err != nil || string(got) != "first" {
		t.Errorf("after a crash: %q, %v", got, err)
	}
}

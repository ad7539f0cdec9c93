package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"concordat/ledger/durable"
)

// A file is replaced whole, private whatever was left behind in its way, and one that can't
// be written leaves what was there.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kept")
	holds := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Fatalf("it holds %q, %v, not %q", got, err, want)
		}
		list, err := os.ReadDir(dir)
		if info, statErr := os.Stat(path); err != nil || statErr != nil || len(list) != 1 || info.Mode().Perm() != 0o600 {
			t.Fatalf("beside it stands %v, %v; %v, %v", list, err, info, statErr)
		}
	}
	if err := durable.Replace(path, []byte("one, which is longer")); err != nil {
		t.Fatal(err)
	}
	holds("one, which is longer")
	if err := os.WriteFile(path+".new", []byte("what a crash left behind, which is longer still"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := durable.Replace(path, []byte("two")); err != nil {
		t.Fatal(err)
	}
	holds("two")
	if err := os.Mkdir(path+".new", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.Replace(path, []byte("three")); err == nil {
		t.Fatal("it was replaced by what can't be written")
	}
	if err := os.Remove(path + ".new"); err != nil {
		t.Fatal(err)
	}
	holds("two")
}

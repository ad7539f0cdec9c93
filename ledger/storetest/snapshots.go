package storetest

import (
	"bytes"
	"fmt"
	"testing"

	"concordat/ledger/journal"
)

// RunSnapshots holds an implementation to the contract of journal.Snapshots. place
// is called once for each test and gives a place with nothing in it; open opens it,
// again and again, each time after the one before was closed.
func RunSnapshots(t *testing.T, place func(t *testing.T) (open func() (journal.Snapshots, error))) {
	start := func(t *testing.T) (journal.Snapshots, func() journal.Snapshots) {
		open := place(t)
		s, err := open()
		if err != nil {
			t.Fatal(err)
		}
		return s, func() journal.Snapshots {
			t.Helper()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if s, err = open(); err != nil {
				t.Fatal(err)
			}
			return s
		}
	}
	latest := func(t *testing.T, s journal.Snapshots, want []byte) {
		t.Helper()
		if got, err := s.Latest(); err != nil || !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("the snapshot is %q, %v; put was %q", got, err, want)
		}
	}
	t.Run("Put", func(t *testing.T) {
		s, again := start(t)
		latest(t, s, nil)
		for i := range 5 {
			want := bytes.Repeat(fmt.Appendf(nil, "snapshot %d", i), 100*(5-i)) // each shorter than the one before
			given := bytes.Clone(want)
			if err := s.Put(given); err != nil {
				t.Fatal(err)
			}
			clear(given)
			latest(t, s, want)
			s = again()
			latest(t, s, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("Keep", func(t *testing.T) {
		s, again := start(t)
		places := map[int64][]byte{}
		for i := range 40 {
			record := bytes.Repeat([]byte{byte(i)}, i*37)
			given := bytes.Clone(record)
			at, err := s.Keep(given)
			if err != nil {
				t.Fatal(err)
			}
			clear(given)
			if len(record) > 0 {
				if _, taken := places[at]; taken {
					t.Fatalf("two records stand at %d", at)
				}
				places[at] = record
			}
			if i%10 == 9 {
				if err := s.Put([]byte("a snapshot")); err != nil {
					t.Fatal(err)
				}
				s = again()
			}
			for at, want := range places {
				got, err := s.Read(at, int64(len(want)))
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("record at %d: %d bytes, %v; kept were %d", at, len(got), err, len(want))
				}
				clear(got)
			}
		}
		for _, place := range [][2]int64{{0, 1 << 40}, {1 << 40, 1}, {-1, 2}, {0, -1}} {
			if got, err := s.Read(place[0], place[1]); err == nil {
				t.Errorf("%d bytes at %d, which nobody kept: %d", place[1], place[0], len(got))
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("Drop", func(t *testing.T) {
		s, again := start(t)
		if err := s.Drop(); err != nil {
			t.Fatalf("there was nothing to drop: %v", err)
		}
		at, err := s.Keep([]byte("a record"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Put([]byte("a snapshot")); err != nil {
			t.Fatal(err)
		}
		if err := s.Drop(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			latest(t, s, nil)
			if _, err := s.Read(at, 8); err == nil {
				t.Error("a record outlived what spoke of it")
			}
			s = again()
		}
		if at, err = s.Keep([]byte("another")); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Read(at, 7); err != nil || string(got) != "another" {
			t.Errorf("after a drop: %q, %v", got, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

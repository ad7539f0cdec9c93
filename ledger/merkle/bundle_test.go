package merkle

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

func bundleOf(t testing.TB, entries ...[]byte) []byte {
	t.Helper()
	var b []byte
	for _, e := range entries {
		var err error
		if b, err = AppendToBundle(b, e); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestBundle(t *testing.T) {
	entries := [][]byte{{}, []byte("a"), bytes.Repeat([]byte("b"), 256), bytes.Repeat([]byte("c"), MaxEntry)}
	for len(entries) < TileWidth {
		entries = append(entries, entryAt(int64(len(entries))))
	}
	for n := 1; n <= len(entries); n++ {
		b := bundleOf(t, entries[:n]...)
		got, err := ParseBundle(b, n)
		if err != nil || !slices.EqualFunc(got, entries[:n], bytes.Equal) {
			t.Fatalf("bundle of %d: %v", n, err)
		}
		for _, width := range []int{n - 1, n + 1, -1, 0, 257} {
			if _, err := ParseBundle(b, width); !errors.Is(err, ErrMalformed) {
				t.Errorf("bundle of %d read as %d: %v", n, width, err)
			}
		}
		got[0] = append(got[0], 0xff)
		if again, err := ParseBundle(b, n); err != nil || !slices.EqualFunc(again, entries[:n], bytes.Equal) {
			t.Fatal("appending to an entry wrote into the bundle")
		}
	}
}

func TestBadBundles(t *testing.T) {
	b := bundleOf(t, []byte("one"), []byte("two"))
	for cut := range b {
		if _, err := ParseBundle(b[:cut], 2); !errors.Is(err, ErrMalformed) {
			t.Errorf("cut to %d bytes: %v", cut, err)
		}
	}
	if _, err := ParseBundle(append(b, 0), 2); !errors.Is(err, ErrMalformed) {
		t.Errorf("byte after the end: %v", err)
	}
	if _, err := AppendToBundle(nil, make([]byte, MaxEntry+1)); !errors.Is(err, ErrMalformed) {
		t.Errorf("long entry: %v", err)
	}
}

func FuzzParseBundle(f *testing.F) {
	f.Add(bundleOf(f, []byte("one"), nil, []byte("three")), 3)
	f.Add([]byte{0, 0}, 1)
	f.Add([]byte{0xff, 0xff, 1}, 1)
	f.Add([]byte{}, 0)
	f.Fuzz(func(t *testing.T, b []byte, width int) {
		entries, err := ParseBundle(b, width)
		if err != nil {
			return
		}
		if len(entries) != width || !bytes.Equal(bundleOf(t, entries...), b) {
			t.Errorf("%x opens as other bytes", b)
		}
	})
}

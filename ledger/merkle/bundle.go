package merkle

import (
	"encoding/binary"
	"fmt"
	"math"
)

// MaxEntry is the length of the longest entry.
const MaxEntry = math.MaxUint16

// AppendToBundle appends an entry to an entry bundle as in c2sp.org/tlog-tiles:
// two bytes of length, high byte first, then the entry.
func AppendToBundle(dst, entry []byte) ([]byte, error) {
	if len(entry) > MaxEntry {
		return nil, fmt.Errorf("entry of %d bytes, at most %d: %w", len(entry), MaxEntry, ErrMalformed)
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(entry)))
	return append(dst, entry...), nil
}

// ParseBundle splits a bundle into its entries, which must be width and no more.
// They share the bundle's bytes.
func ParseBundle(b []byte, width int) ([][]byte, error) {
	if width < 1 || width > TileWidth {
		return nil, fmt.Errorf("bundle of %d entries: %w", width, ErrMalformed)
	}
	entries := make([][]byte, width)
	for i := range entries {
		if len(b) < 2 {
			return nil, fmt.Errorf("bundle ends before entry %d of %d: %w", i, width, ErrMalformed)
		}
		end := 2 + int(binary.BigEndian.Uint16(b))
		if len(b) < end {
			return nil, fmt.Errorf("bundle ends inside entry %d of %d: %w", i, width, ErrMalformed)
		}
		entries[i] = b[2:end:end]
		b = b[end:]
	}
	if len(b) > 0 {
		return nil, fmt.Errorf("bundle with %d bytes after entry %d: %w", len(b), width, ErrMalformed)
	}
	return entries, nil
}

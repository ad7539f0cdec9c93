package sdk

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Sample chooses n of some references, or all if there are fewer. Whoever has the seed
// and the references gets the same ones, in the same order: they are ordered by
// SHA-256(seed, a line feed, the reference) in hexadecimal, and the first n are taken.
func Sample(refs []string, seed string, n int) []string {
	type drawn struct{ by, ref string }
	all := make([]drawn, len(refs))
	for i, ref := range refs {
		sum := sha256.Sum256([]byte(seed + "\n" + ref))
		all[i] = drawn{hex.EncodeToString(sum[:]), ref}
	}
	slices.SortFunc(all, func(a, b drawn) int { return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.ref, b.ref)) })
	sample := make([]string, 0, max(0, min(n, len(all))))
	for _, d := range all[:cap(sample)] {
		sample = append(sample, d.ref)
	}
	return sample
}

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
	d := NewDraw[string](seed, n)
	for _, ref := range refs {
		d.Offer(ref, ref)
	}
	return d.Drawn()
}

// Draw is a Sample that is drawn from what comes one after the other. It keeps no more
// than it draws.
type Draw[T any] struct {
	seed string
	n    int
	lots []lot[T] // in order
}

type lot[T any] struct {
	by, ref string
	what    T
}

// NewDraw begins to draw n of what is offered.
func NewDraw[T any](seed string, n int) *Draw[T] { return &Draw[T]{seed: seed, n: max(0, n)} }

// Offer puts what a reference stands for among what is drawn from.
func (d *Draw[T]) Offer(ref string, what T) {
	sum := sha256.Sum256([]byte(d.seed + "\n" + ref))
	l := lot[T]{hex.EncodeToString(sum[:]), ref, what}
	at, _ := slices.BinarySearchFunc(d.lots, l, func(a, b lot[T]) int { return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.ref, b.ref)) })
	if at == d.n {
		return
	}
	if len(d.lots) == d.n {
		d.lots = d.lots[:d.n-1]
	}
	d.lots = slices.Insert(d.lots, at, l)
}

// Drawn is what is drawn so far.
func (d *Draw[T]) Drawn() []T {
	drawn := make([]T, len(d.lots))
	for i, l := range d.lots {
		drawn[i] = l.what
	}
	return drawn
}

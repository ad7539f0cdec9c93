package journal

import (
	"sync"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// recentRoots keeps the roots of the sizes that were published last, which is
// what authors have seen; older ones are worked out from tiles.
type recentRoots struct {
	mu    sync.Mutex
	roots map[int64]ledger.Digest
	order []int64 // oldest first, a ring once it is full
	next  int
}

func (r *recentRoots) put(size int64, root merkle.Hash) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.roots == nil {
		r.roots = map[int64]ledger.Digest{}
	}
	if _, ok := r.roots[size]; ok {
		return
	}
	if len(r.order) < rootsKept {
		r.order = append(r.order, size)
	} else {
		delete(r.roots, r.order[r.next])
		r.order[r.next] = size
		r.next = (r.next + 1) % rootsKept
	}
	r.roots[size] = ledger.HashDigest(root)
}

func (r *recentRoots) get(size int64) (ledger.Digest, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	root, ok := r.roots[size]
	return root, ok
}

package journal

import (
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"concordat/ledger/merkle"
)

// recentNodes keeps the tree's hashes that came last, so that the proof of what was
// just recorded is made without a tile: it needs what stands beside it and little else.
// A hash that is kept is of a whole subtree, which never changes.
type recentNodes struct {
	mu     sync.RWMutex
	hashes map[int64]merkle.Hash // by tlog's index
}

// put keeps the leaves of the entries from first on, and what they complete. below gives
// what is not kept, of a tree that has them. What can't be worked out is left out.
func (n *recentNodes) put(first int64, leaves []merkle.Hash, below tlog.HashReader) {
	reader := n.over(below)
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(first+int64(i), leaf, reader)
		if err != nil {
			return
		}
		n.mu.Lock()
		if n.hashes == nil || len(n.hashes) >= nodesKept {
			n.hashes = map[int64]merkle.Hash{}
		}
		at := tlog.StoredHashIndex(0, first+int64(i))
		for k, h := range hashes {
			n.hashes[at+int64(k)] = h
		}
		n.mu.Unlock()
	}
}

// over reads what is kept, and the rest from below, which one goroutine at a time then
// reads.
func (n *recentNodes) over(below tlog.HashReader) tlog.HashReader {
	var one sync.Mutex
	return tlog.HashReaderFunc(func(indexes []int64) ([]merkle.Hash, error) {
		hashes := make([]merkle.Hash, len(indexes))
		var missing []int64
		n.mu.RLock()
		for i, x := range indexes {
			h, ok := n.hashes[x]
			if hashes[i] = h; !ok {
				missing = append(missing, x)
			}
		}
		n.mu.RUnlock()
		if len(missing) == 0 {
			return hashes, nil
		}
		one.Lock()
		defer one.Unlock()
		found, err := below.ReadHashes(missing)
		if err != nil {
			return nil, err
		}
		for i, x := range indexes {
			if len(missing) > 0 && missing[0] == x {
				hashes[i], found, missing = found[0], found[1:], missing[1:]
			}
		}
		return hashes, nil
	})
}

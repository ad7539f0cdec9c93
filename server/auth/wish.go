package auth

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"
)

// Wish is which messages somebody does not want. Who has none wants all.
type Wish struct {
	Person string   `json:"person"`
	Off    []string `json:"off"` // kinds of message, sorted
}

// ErrWishes says that the file is full.
var ErrWishes = errors.New("too many people have said which messages they want")

// Wishes are those of one server, beside its sessions: they say what this host sends, and
// nothing of the ledger. Each is durable before it is answered.
type Wishes struct {
	file keptFile[*Wish]

	mu sync.Mutex // held while the file is written: wishes are few
	of map[string]*Wish
}

// OpenWishes reads the wishes of a file, which need not be there yet; without a path they
// live in memory alone. Deleting the file while nobody serves has everybody sent every
// message again and does nothing else.
func OpenWishes(path string) (*Wishes, error) {
	w := &Wishes{of: map[string]*Wish{}}
	w.file = keptFile[*Wish]{path, "wishes", "has everybody sent every message again"}
	kept, err := w.file.read(func(k *Wish) bool { return k != nil && k.Person != "" && len(k.Off) > 0 })
	for _, one := range kept {
		w.of[one.Person] = one
	}
	return w, err
}

// Off are the kinds of message that somebody does not want.
func (w *Wishes) Off(person string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if one := w.of[person]; one != nil {
		return slices.Clone(one.Off)
	}
	return []string{}
}

// Set says anew which they do not want; none takes the wish away.
func (w *Wishes) Set(person string, off []string) error {
	off = slices.Clone(off)
	slices.Sort(off)
	w.mu.Lock()
	defer w.mu.Unlock()
	before := maps.Clone(w.of)
	if delete(w.of, person); len(off) > 0 {
		if len(w.of) >= maxWishes {
			w.of = before
			return ErrWishes
		}
		w.of[person] = &Wish{person, slices.Compact(off)}
	}
	if err := w.file.write(slices.SortedFunc(maps.Values(w.of), func(a, b *Wish) int { return cmp.Compare(a.Person, b.Person) })); err != nil {
		w.of = before
		return err
	}
	return nil
}

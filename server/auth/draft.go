package auth

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"concordat/ledger"
)

// Drafts are which drafts of motions a person works on, as the pages keep them. The drafts
// themselves stand beside the log under their SHA-256.
type Drafts struct {
	Person string  `json:"person"`
	Drafts []Draft `json:"drafts"` // the last saved first
}

// Draft is one of them.
type Draft struct {
	SHA256 ledger.Digest `json:"sha256"`
	Saved  ledger.Time   `json:"saved"`
}

// Drafting is the list of each person on one server, beside its sessions. Each change is
// durable before it is answered.
type Drafting struct {
	file keptFile[*Drafts]

	mu sync.Mutex // held while the file is written: lists are few and short
	of map[string]*Drafts
}

// OpenDrafting reads the lists of a file, which need not be there yet; without a path they
// live in memory alone. Deleting the file while nobody serves empties everybody's list and
// does nothing else.
func OpenDrafting(path string) (*Drafting, error) {
	w := &Drafting{of: map[string]*Drafts{}}
	w.file = keptFile[*Drafts]{path, "drafts", "empties everybody's list of drafts"}
	seen := map[string]bool{}
	kept, err := w.file.read(func(k *Drafts) bool {
		if k == nil || k.Person == "" || seen[k.Person] || len(k.Drafts) == 0 || len(k.Drafts) > MaxDrafts {
			return false
		}
		seen[k.Person] = true
		return !slices.ContainsFunc(k.Drafts, func(d Draft) bool {
			_, err := d.SHA256.Bytes()
			return err != nil || d.Saved.Check() != nil
		})
	})
	for _, one := range kept {
		w.of[one.Person] = one
	}
	return w, err
}

// List is what somebody works on, the last saved first.
func (w *Drafting) List(person string) []Draft {
	w.mu.Lock()
	defer w.mu.Unlock()
	if one := w.of[person]; one != nil {
		return slices.Clone(one.Drafts)
	}
	return []Draft{}
}

// Save puts a draft on somebody's list in the place of another, of which there need be
// none; of more than MaxDrafts the one that was saved longest ago leaves it, and of more
// than MaxDrafting people the list that was. Without a draft the other leaves the list.
func (w *Drafting) Save(person string, draft Draft, instead ledger.Digest) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := maps.Clone(w.of)
	list := []Draft{}
	if draft.SHA256 != "" {
		list = append(list, draft)
	}
	if one := w.of[person]; one != nil {
		for _, d := range one.Drafts {
			if d.SHA256 != instead && d.SHA256 != draft.SHA256 && len(list) < MaxDrafts {
				list = append(list, d)
			}
		}
	}
	if delete(w.of, person); len(list) > 0 {
		if len(w.of) >= MaxDrafting {
			delete(w.of, slices.MinFunc(slices.Collect(maps.Values(w.of)), func(a, b *Drafts) int {
				return cmp.Or(cmp.Compare(a.Drafts[0].Saved, b.Drafts[0].Saved), cmp.Compare(a.Person, b.Person))
			}).Person)
		}
		w.of[person] = &Drafts{person, list}
	}
	if err := w.file.write(slices.SortedFunc(maps.Values(w.of), func(a, b *Drafts) int { return cmp.Compare(a.Person, b.Person) })); err != nil {
		w.of = before
		return err
	}
	return nil
}

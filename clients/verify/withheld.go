package verify

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
)

// isWithheld reports whether nothing stands in the place of an entry.
func (a *audit) isWithheld(index int64) bool {
	_, found := slices.BinarySearch(a.withheld, index)
	return found
}

// explainWithheld looks in the entries that are here for what may be withheld. That
// nothing may be is a fault: somebody took the entries out. Which item each is about
// can't be told from outside, and is not claimed.
func (a *audit) explainWithheld() {
	if len(a.withheld) == 0 || a.unreadable != nil {
		return
	}
	private := map[string]ledger.PrivateItem{} // by motion, or by meeting and item, as the last agenda has it, with its last day of release
	var last ledger.Date
	for t := range bundles(a.hashes.size) {
		entries, _, _ := a.bundle(t)
		for _, entry := range entries {
			a.last = ""
			p, err := ledger.ParseAll(entry)
			if err != nil {
				continue // withheld, or a fault that the replay words
			}
			a.last, last = p.Entry.Time, max(last, p.Entry.Time.Day())
			if r, ok := p.Body.(*ledger.ItemReleased); ok {
				for business, item := range private {
					if item.Meeting == r.Meeting && item.Item == r.Item {
						item.Release = r.On
						private[business] = item
					}
				}
			}
			m, ok := p.Body.(*ledger.Meeting)
			if !ok {
				continue
			}
			for _, item := range m.Items {
				business := item.Motion
				if business == "" {
					business = m.Ref + "/" + item.Item
				}
				delete(private, business)
				if item.Private != "" {
					private[business] = ledger.PrivateItem{Meeting: m.Ref, Item: item.Item, Reason: item.Private, Release: item.Release}
				}
			}
		}
	}
	for _, item := range private {
		if item.Release == "" || last < item.Release {
			a.private = append(a.private, item)
		}
	}
	slices.SortFunc(a.private, func(x, y ledger.PrivateItem) int {
		return strings.Compare(x.Meeting+" "+x.Item, y.Meeting+" "+y.Item)
	})
	if len(a.private) > 0 {
		return
	}
	for _, index := range a.withheld {
		a.fault(Fault{Code: Missing, Check: Integrity, Entry: index, Words: fmt.Sprintf("Entry %d is withheld, and no agenda here takes anything in private that was not released by %s.", index, last.InWords())})
	}
}

// withheldNotes say which entries were withheld, by which rule, and what that leaves.
func (a *audit) withheldNotes() []string {
	if len(a.withheld) == 0 {
		return nil
	}
	var notes []string
	notes = append(notes, fmt.Sprintf("Withheld from who made this export: %s. They are in the tree by their fingerprints; what they say was not checked.", spans(a.withheld)))
	for _, i := range a.private {
		until := "no day of release is set"
		if i.Release != "" {
			until = "to be released on " + i.Release.InWords()
		}
		notes = append(notes, plain(fmt.Sprintf("Item %s of %s is private: %s; %s. The rules on reading keep what is about it from the public.", i.Item, i.Meeting, strings.TrimSuffix(i.Reason, "."), until)))
	}
	if a.isWithheld(a.stopped) {
		notes = append(notes, fmt.Sprintf("Signatures and rulings of %s were not replayed, because they rest on what is withheld.", strings.ToLower(entriesOf(a.stopped, a.cp.Size-1))))
	}
	return notes
}

func entriesOf(from, last int64) string {
	if from == last {
		return fmt.Sprintf("entry %d", from)
	}
	return fmt.Sprintf("entries %d to %d", from, last)
}

// spans names entries in order: "entries 3, 5 to 9 and 12". There is one at least.
func spans(list []int64) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := fmt.Sprint(list[i])
		if j > i {
			part = fmt.Sprintf("%d to %d", list[i], list[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	word := "entries "
	if len(list) == 1 {
		word = "entry "
	}
	if n := len(parts) - 1; n > 0 {
		return word + strings.Join(parts[:n], ", ") + " and " + parts[n]
	}
	return word + parts[0]
}

package server

import (
	"iter"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// pageBy is page over what leaves memory once it is closed: of that it reads what want
// takes, and nothing of the pages before.
func pageBy[V, T any](q *reading, r *request, by func(want func(string, ledger.Index) bool) iter.Seq2[string, V], want func(ledger.Index) bool, show func(string, V) (T, bool)) (api.List[T], error) {
	after := r.query.Get("after")
	passed := after == ""
	all := func(yield func(string, V) bool) {
		for key, v := range by(func(ref string, x ledger.Index) bool { return ref == after || passed && want(x) }) {
			passed = passed || key == after
			if !yield(key, v) {
				return
			}
		}
	}
	return page(q, r, all, show)
}

// newestBy is pageBy from the newest: it goes by what is known of each without reading it,
// and reads those from ?after= on, or of ?page=, until the page is full.
func newestBy[V, T any](q *reading, r *request, by func(want func(string, ledger.Index) bool) iter.Seq2[string, V], get func(string) (V, bool), want func(ledger.Index) bool, show func(string, V) (T, bool)) (api.List[T], error) {
	after := r.query.Get("after")
	var keys []string
	for key := range by(func(ref string, x ledger.Index) bool {
		if ref == after || want(x) {
			keys = append(keys, ref)
		}
		return false
	}) {
		keys = append(keys, key)
	}
	total, begin := len(keys), len(keys)
	if after != "" {
		begin = slices.Index(keys, after) + 1 // none, where it is not in the list: page says so
	}
	numbered := after == "" && !r.narrowed()
	if r.query.Has("page") {
		limit, err := r.limit()
		if err != nil {
			return api.List[T]{}, err
		}
		at, err := whole(r.query.Get("page"))
		switch {
		case err != nil || at < 1:
			return api.List[T]{}, malformed("page", "%q is not a whole number from 1", r.query.Get("page"))
		case !numbered:
			return api.List[T]{}, malformed("page", "a list that is narrowed, or begun with after, has no numbered pages")
		}
		begin = max(0, total-int(min(at-1, int64(total)))*limit)
	}
	list, err := page(q, r, func(yield func(string, V) bool) {
		for _, key := range slices.Backward(keys[:begin]) {
			if v, ok := get(key); ok && !yield(key, v) {
				return
			}
		}
	}, show)
	if numbered {
		list.Total = total
	}
	return list, err
}

// narrowed tells whether the query asks for some of a list alone: how many there are is
// known only once each was read.
func (r *request) narrowed() bool {
	for name := range r.query {
		if !slices.Contains([]string{"order", "after", "page", "limit"}, name) && r.query.Get(name) != "" {
			return true
		}
	}
	return false
}

// ordered is the list in the order that the query asks for: as its items came, or the
// newest first.
func ordered[V, T any](q *reading, r *request, by func(want func(string, ledger.Index) bool) iter.Seq2[string, V], get func(string) (V, bool), want func(ledger.Index) bool, show func(string, V) (T, bool)) (api.List[T], error) {
	order, err := r.oneOf("order", "oldest", "newest")
	switch {
	case err != nil:
		return api.List[T]{}, err
	case order == "newest":
		return newestBy(q, r, by, get, want, show)
	case r.query.Has("page"):
		return api.List[T]{}, malformed("page", "pages are numbered from the newest: ask for order=newest with it")
	}
	return pageBy(q, r, by, want, show)
}

// sought is what ?q= asks a text to have: each word of it, whatever its case.
func (r *request) sought() (func(text string) bool, error) {
	words := strings.Fields(strings.ToLower(r.query.Get("q")))
	if len(r.query.Get("q")) > maxQuery {
		return nil, malformed("q", "a search has at most %d bytes", maxQuery)
	}
	return func(text string) bool {
		text = strings.ToLower(text)
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	}, nil
}

// page walks a list in the order in which its items came and shows those after
// ?after=, up to ?limit=. show leaves out what it answers false for.
func page[V, T any](q *reading, r *request, all iter.Seq2[string, V], show func(string, V) (T, bool)) (api.List[T], error) {
	list := api.List[T]{Items: []T{}, AsAt: q.Size()}
	limit, err := r.limit()
	if err != nil {
		return list, err
	}
	after := r.query.Get("after")
	waiting := after != ""
	last := ""
	for key, v := range all {
		if waiting {
			waiting = key != after
			continue
		}
		item, ok := show(key, v)
		if !ok {
			continue
		}
		if len(list.Items) == limit {
			list.Next = last
			break
		}
		list.Items = append(list.Items, item)
		last = key
	}
	if waiting {
		return list, malformed("after", "there is no %q in this list", after)
	}
	return list, nil
}

// leftOut counts what is left out of a page of a list. What comes after the last thing
// that is on it is of the next page, which goes by it again.
type leftOut struct {
	shown int
	at    []int // for each that is left out, how many were shown before it
}

// saw is told of each thing in the list's order: what is left out with it, and whether it
// is shown.
func (l *leftOut) saw(without int, shown bool) {
	for range without {
		l.at = append(l.at, l.shown)
	}
	if shown {
		l.shown++
	}
}

// of is how many are left out of a page.
func (l *leftOut) of(items int, more bool) (n int) {
	for _, at := range l.at {
		if at < items || !more {
			n++
		}
	}
	return n
}

// listed is the answer of a list, with the link to its next page.
func listed[T any](r *request, list api.List[T], tag string) answer {
	a := answer{json: list, tag: tag}
	if list.Next != "" {
		query := url.Values{}
		for name, values := range r.query {
			query[name] = values
		}
		query.Del("page")
		query.Set("after", list.Next)
		a.header = append(a.header, [2]string{"Link", "<" + r.path + "?" + query.Encode() + `>; rel="next"`})
	}
	return a
}

// some is a list that JSON writes as one, also when it is empty.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

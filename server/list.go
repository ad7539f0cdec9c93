package server

import (
	"iter"
	"net/url"

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

// listed is the answer of a list, with the link to its next page.
func listed[T any](r *request, list api.List[T], tag string) answer {
	a := answer{json: list, tag: tag}
	if list.Next != "" {
		query := url.Values{}
		for name, values := range r.query {
			query[name] = values
		}
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

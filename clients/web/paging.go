package web

import (
	"net/url"
	"strconv"
)

// Pages are the numbered pages of a list.
type Pages struct {
	Numbers        []NavItem // none where there is only one
	Previous, Next string
}

const perPage = 50

// paged is the part of a list that the query ?page= asks for.
func paged[T any](v *visit, all []T) ([]T, Pages) {
	query := v.request.URL.Query()
	at, err := strconv.Atoi(query.Get("page"))
	last := max(1, (len(all)+perPage-1)/perPage)
	if err != nil || at < 1 {
		at = 1
	}
	at = min(at, last)
	var p Pages
	to := func(n int) string {
		q := url.Values{}
		for name := range query {
			q.Set(name, query.Get(name))
		}
		q.Set("page", strconv.Itoa(n))
		return v.request.URL.Path + "?" + q.Encode()
	}
	if last > 1 {
		for n := 1; n <= last; n++ {
			p.Numbers = append(p.Numbers, NavItem{Link{to(n), strconv.Itoa(n)}, n == at})
		}
		if at > 1 {
			p.Previous = to(at - 1)
		}
		if at < last {
			p.Next = to(at + 1)
		}
	}
	return all[(at-1)*perPage : min(at*perPage, len(all))], p
}

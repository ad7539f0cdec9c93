package web

import (
	"maps"
	"net/url"
	"strconv"

	"concordat/server/api"
)

// Pages are the pages of a list: numbered where it is known how many it has, else the next
// and the previous alone.
type Pages struct {
	Numbers        []NavItem // none where there is only one; one without text stands for those left out
	Previous, Next string
	Of             string // what they are pages of, where others stand beside them
}

const (
	perPage  = 50
	perGroup = 10 // of a list that stands beside others
)

// Group is a list that stands beside others on one page, and has pages of its own.
type Group struct {
	ID    string // of its heading, and its parameter in the query
	Count int    // of all that it lists
	Tasks []Task
	Pages Pages
}

// grouped is the part of a list that stands beside others, by what the query asks of it.
func grouped[T any](v *visit, id, of string, all []T, tasks func(T) ([]Task, error)) (g Group, err error) {
	g = Group{ID: id, Count: len(all)}
	shown, pages := pagedAs(v, id, perGroup, all)
	for _, one := range shown {
		rows, err := tasks(one)
		if err != nil {
			return g, err
		}
		g.Tasks = append(g.Tasks, rows...)
	}
	g.Pages = pages
	g.Pages.Of = of
	return g, nil
}

func asTask(t Task) ([]Task, error) { return []Task{t}, nil }

// turned is a page of a list that the API gives from the newest, so that no more is read
// than is shown: that of ?page=, where the API numbers them, or after ?after=, or the first.
// ref names an item, as the API does.
func turned[T any](ask func(url.Values) (api.List[T], error), v *visit, filter url.Values, ref func(T) string) (items []T, p Pages, err error) {
	asked := func(order, name, value string, limit int) (api.List[T], error) {
		query := maps.Clone(filter)
		query.Set("order", order)
		query.Set("limit", strconv.Itoa(limit))
		if value != "" {
			query.Set(name, value)
		}
		return ask(query)
	}
	after := v.request.URL.Query().Get("after")
	at, err := strconv.Atoi(v.request.URL.Query().Get("page"))
	if err != nil || at < 1 || len(filter) > 0 {
		at = 1
	}
	name, value := "after", after
	if after == "" && at > 1 {
		name, value = "page", strconv.Itoa(at)
	}
	list, err := asked("newest", name, value, perPage)
	if err != nil {
		return nil, p, err
	}
	if list.Total > 0 && after == "" {
		last := (list.Total + perPage - 1) / perPage
		if at > last {
			at = last
			if list, err = asked("newest", "page", strconv.Itoa(at), perPage); err != nil {
				return nil, p, err
			}
		}
		p.number(at, last, func(n int) string { return withQuery(v.request.URL, "page", strconv.Itoa(n)) })
		return list.Items, p, nil
	}
	if list.Next != "" {
		p.Next = withQuery(v.request.URL, "after", list.Next)
	}
	if after != "" && len(list.Items) > 0 {
		newer, err := asked("oldest", "after", ref(list.Items[0]), perPage+1)
		if err != nil {
			return nil, p, err
		}
		p.Previous = withQuery(v.request.URL, "after", "")
		if len(newer.Items) > perPage {
			p.Previous = withQuery(v.request.URL, "after", ref(newer.Items[perPage]))
		}
	}
	return list.Items, p, nil
}

// paged is the part of a list that the query ?page= asks for.
func paged[T any](v *visit, all []T) ([]T, Pages) { return pagedAs(v, "page", perPage, all) }

// pagedAs is the part that a parameter of the query asks for, of so many items. What is not
// the only list of its page has its heading's id for the parameter's name, to be led to.
func pagedAs[T any](v *visit, name string, size int, all []T) ([]T, Pages) {
	query := v.request.URL.Query()
	at, err := strconv.Atoi(query.Get(name))
	last := max(1, (len(all)+size-1)/size)
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
		q.Set(name, strconv.Itoa(n))
		to := v.request.URL.Path + "?" + q.Encode()
		if name != "page" {
			to += "#" + name
		}
		return to
	}
	p.number(at, last, to)
	return all[(at-1)*size : min(at*size, len(all))], p
}

// number names the first page, the last, and those beside the one that is shown.
func (p *Pages) number(at, last int, to func(n int) string) {
	if last == 1 {
		return
	}
	for n, before := 1, 0; n <= last; n++ {
		if n != 1 && n != last && (n < at-1 || n > at+1) {
			continue
		}
		if n > before+1 {
			p.Numbers = append(p.Numbers, NavItem{})
		}
		p.Numbers = append(p.Numbers, NavItem{Link{to(n), strconv.Itoa(n)}, n == at})
		before = n
	}
	if at > 1 {
		p.Previous = to(at - 1)
	}
	if at < last {
		p.Next = to(at + 1)
	}
}

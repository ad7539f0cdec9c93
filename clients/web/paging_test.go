package web

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/server/api"
)

func looking(address string) *visit {
	return &visit{request: httptest.NewRequest("GET", address, nil)}
}

// A long list names its first and last page and those beside the one that is shown.
func TestPaged(t *testing.T) {
	for _, c := range []struct {
		items int
		page  string
		want  string
	}{
		{50, "1", ""},
		{51, "1", "[1] 2"},
		{5000, "1", "[1] 2 … 100"},
		{5000, "2", "1 [2] 3 … 100"},
		{5000, "4", "1 … 3 [4] 5 … 100"},
		{5000, "100", "1 … 99 [100]"},
		{5000, "101", "1 … 99 [100]"},
		{5000, "x", "[1] 2 … 100"},
		{200, "3", "1 2 [3] 4"},
	} {
		shown, p := paged(looking("/x?page="+c.page+"&q=a"), make([]int, c.items))
		var words []string
		for _, n := range p.Numbers {
			switch {
			case n.Text == "":
				words = append(words, "…")
			case n.Current:
				words = append(words, "["+n.Text+"]")
			default:
				words = append(words, n.Text)
			}
			if n.Text != "" && n.Href != "/x?page="+n.Text+"&q=a" {
				t.Errorf("%s leads to %s", n.Text, n.Href)
			}
		}
		if got := strings.Join(words, " "); got != c.want || len(shown) != perPage {
			t.Errorf("%d items, page %s: %q with %d items", c.items, c.page, got, len(shown))
		}
	}
}

// From the newest to the oldest and back, each page once, with two questions at most.
func TestTurned(t *testing.T) {
	for _, size := range []int{0, 1, 50, 51, 100, 120, 501} {
		var all []string // as they came
		for i := range size {
			all = append(all, fmt.Sprintf("GM-%03d", i))
		}
		asked := 0
		ask := func(q url.Values) (list api.List[string], err error) {
			asked++
			from := slices.Clone(all)
			if q.Get("order") == "newest" {
				slices.Reverse(from)
			}
			if after := q.Get("after"); after != "" {
				from = from[slices.Index(from, after)+1:]
			}
			limit, err := strconv.Atoi(q.Get("limit"))
			if list.Items = from[:min(limit, len(from))]; len(from) > limit {
				list.Next = from[limit-1]
			}
			if q.Get("status") != "open" {
				t.Errorf("asked for %v", q)
			}
			return list, err
		}
		turn := func(at string) ([]string, Pages) {
			asked = 0
			items, p, err := turned(ask, looking(at), url.Values{"status": {"open"}}, func(s string) string { return s })
			if err != nil || asked > 2 {
				t.Fatalf("%d: %v, with %d questions", size, err, asked)
			}
			return items, p
		}
		var seen []string
		places := []string{"/motions?status=open"}
		for {
			items, p := turn(places[len(places)-1])
			seen = append(seen, items...)
			if p.Next == "" {
				break
			}
			places = append(places, p.Next)
		}
		slices.Reverse(seen)
		if !slices.Equal(seen, all) {
			t.Errorf("of %d: %d seen", size, len(seen))
		}
		for i := len(places) - 1; i >= 0; i-- { // and back, by the links
			_, p := turn(places[i])
			if want := ""; i > 0 {
				want = places[i-1]
				if p.Previous != want {
					t.Errorf("of %d, before %s: %q, not %q", size, places[i], p.Previous, want)
				}
			} else if p.Previous != want {
				t.Errorf("before the first: %q", p.Previous)
			}
		}
	}
}

// A list that the API numbers has each page by its number, and the last for what is after it;
// one that is narrowed goes on from page to page.
func TestTurnedByNumber(t *testing.T) {
	var all []int // the newest first
	for i := range 120 {
		all = append(all, 120-i)
	}
	ask := func(q url.Values) (api.List[int], error) {
		at := 1
		if q.Has("page") {
			at, _ = strconv.Atoi(q.Get("page"))
		}
		if q.Has("status") {
			return api.List[int]{Items: all[:perPage], Next: "71"}, nil
		}
		return api.List[int]{Items: all[min(len(all), (at-1)*perPage):min(len(all), at*perPage)], Total: len(all)}, nil
	}
	for _, c := range []struct {
		address  string
		first, n int
		want     string
	}{
		{"/motions", 120, 50, "[1] 2 3 next /motions?page=2"},
		{"/motions?page=2", 70, 50, "1 [2] 3 previous /motions?page=1 next /motions?page=3"},
		{"/motions?page=3", 20, 20, "1 2 [3] previous /motions?page=2"},
		{"/motions?page=99999999", 20, 20, "1 2 [3] previous /motions?page=2"},
		{"/motions?page=x", 120, 50, "[1] 2 3 next /motions?page=2"},
		{"/motions?page=2&status=open", 120, 50, "next /motions?after=71&status=open"},
	} {
		filter := url.Values{}
		if strings.Contains(c.address, "status") {
			filter.Set("status", "open")
		}
		items, p, err := turned(ask, looking(c.address), filter, strconv.Itoa)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, n := range p.Numbers {
			if n.Current {
				n.Text = "[" + n.Text + "]"
			}
			words = append(words, n.Text)
		}
		for _, way := range [][]string{{"previous", p.Previous}, {"next", p.Next}} {
			if way[1] != "" {
				words = append(words, way...)
			}
		}
		if got := strings.Join(words, " "); got != c.want || items[0] != c.first || len(items) != c.n {
			t.Errorf("%s: %q, %d items from %d", c.address, got, len(items), items[0])
		}
	}
}

package server_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// Lists of motions and decisions read from either end are the same, and are narrowed by
// their type and by words.
func TestNewestFirst(t *testing.T) {
	b := still(t)
	walk := func(path, query string) (refs []string) {
		for after := ""; ; {
			var list api.List[struct{ Motion, Decision string }]
			b.get(path+"?limit=4"+query+after).into(http.StatusOK, &list)
			for _, item := range list.Items {
				refs = append(refs, item.Motion+item.Decision)
			}
			if list.Next == "" {
				return refs
			}
			after = "&after=" + list.Next
		}
	}
	for _, path := range []string{api.PathMotions, api.PathDecisions} {
		for _, query := range []string{"", "&year=2015", "&party=00V", "&type=pool", "&status=not_quorate"} {
			oldest, newest := walk(path, query), walk(path, query+"&order=newest")
			slices.Reverse(newest)
			if !slices.Equal(oldest, newest) || len(oldest) == 0 || !slices.Equal(oldest, walk(path, query+"&order=oldest")) {
				t.Errorf("%s %s: %q, and from the newest %q", path, query, oldest, newest)
			}
		}
		if len(walk(path, "")) == len(walk(path, "&type=pool")) {
			t.Errorf("%s is not narrowed by type", path)
		}
		// By number they are the same, and it is known how many there are; not of some alone.
		whole := walk(path, "&order=newest")
		var numbered []string
		for at := 1; len(numbered) < len(whole); at++ {
			var list api.List[struct{ Motion, Decision string }]
			b.get(path+"?limit=4&order=newest&page="+strconv.Itoa(at)).into(http.StatusOK, &list)
			if list.Total != len(whole) || len(list.Items) == 0 {
				t.Fatalf("%s, page %d: %d items of %d, and not %d", path, at, len(list.Items), list.Total, len(whole))
			}
			for _, item := range list.Items {
				numbered = append(numbered, item.Motion+item.Decision)
			}
		}
		if !slices.Equal(numbered, whole) {
			t.Errorf("%s by number: %q, not %q", path, numbered, whole)
		}
		for _, at := range []string{"1000", "9007199254740991"} {
			var beyond api.List[struct{}]
			b.get(path+"?order=newest&page="+at).into(http.StatusOK, &beyond)
			if len(beyond.Items) != 0 || beyond.Total != len(whole) {
				t.Errorf("%s, page %s: %+v", path, at, beyond)
			}
		}
		var some api.List[struct{}]
		b.get(path+"?order=newest&year=2015").into(http.StatusOK, &some)
		if some.Total != 0 {
			t.Errorf("%s of one year: %d in all", path, some.Total)
		}
		for _, query := range []string{"order=newest&page=0", "order=newest&page=x", "order=newest&page=1&year=2015", "order=newest&page=1&after=" + whole[0], "page=1"} {
			if got := b.get(path + "?" + query).problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "page" {
				t.Errorf("%s?%s: %+v", path, query, got)
			}
		}
		if got := b.get(path + "?order=best").problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "order" {
			t.Errorf("%+v", got)
		}
		if got := b.get(path + "?order=newest&after=GM-1999-001").problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "after" {
			t.Errorf("%+v", got)
		}
	}
	if refs := walk(api.PathMotions, "&q=EYE+pooled&order=newest"); !slices.Equal(refs, []string{"GM-2015-011"}) {
		t.Errorf("%q", refs)
	}
	if got := b.get(api.PathMotions + "?q=" + strings.Repeat("x", 201)).problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "q" {
		t.Errorf("%+v", got)
	}
}

// The entries about one motion are those that name it or its decision, page by page.
func TestEntriesOfAMotion(t *testing.T) {
	b := still(t)
	var all api.List[api.Entry]
	b.get(api.PathEntries+"?limit=100&motion=GM-2015-003").into(http.StatusOK, &all)
	var kinds []string
	for _, e := range all.Items {
		if !strings.Contains(e.Sentence, "GM-2015-003") {
			t.Errorf("entry %d is not about it: %s", e.Index, e.Sentence)
		}
		if len(kinds) == 0 || kinds[len(kinds)-1] != e.Kind {
			kinds = append(kinds, e.Kind)
		}
	}
	want := []string{ledger.KindMotionMoved, ledger.KindImpactStated, ledger.KindImpactAgreed, ledger.KindNoticeGiven, ledger.KindMotionOpened, ledger.KindVoteCast, ledger.KindDecisionMade}
	if !slices.Equal(kinds, want) || all.Next != "" {
		t.Errorf("it has %q, want %q; next %q", kinds, want, all.Next)
	}
	var paged []int64
	for after := ""; ; {
		var list api.List[api.Entry]
		b.get(api.PathEntries+"?limit=7&motion=GM-2015-003"+after).into(http.StatusOK, &list)
		for _, e := range list.Items {
			paged = append(paged, e.Index)
		}
		if list.Next == "" {
			break
		}
		after = "&after=" + list.Next
	}
	if !slices.EqualFunc(paged, all.Items, func(index int64, e api.Entry) bool { return index == e.Index }) {
		t.Errorf("page by page it has %d", paged)
	}
	if got := b.get(api.PathEntries + "?motion=GM-1999-001"); got.status != http.StatusNotFound {
		t.Errorf("of no motion: %d", got.status)
	}
}

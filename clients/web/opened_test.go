package web_test

import (
	"flag"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"concordat/clients/web"
)

// opened are the pages with a form to send that tests came by without a browser, as they
// were answered: of each address and heading the longest, which says what is wrong or why it
// was refused where another does not.
var opened struct {
	sync.Mutex
	pages map[string]answer
}

var (
	oneOfMany = regexp.MustCompile(`/[^/?]*\d[^/?]*`) // part of an address
	heading   = regexp.MustCompile(`(?s)<h1[^>]*>(?:<span.*?</span>)?(.*?)</h1>`)
)

// remember keeps a page for TestOpened. Pages that nothing is sent from are all in TestLook.
func remember(path string, a answer) {
	_, main, _ := strings.Cut(a.body, "<main")
	h1 := heading.FindStringSubmatch(main)
	if h1 == nil || !strings.Contains(main, `method="post"`) {
		return
	}
	path, _, _ = strings.Cut(oneOfMany.ReplaceAllString(path, "/one"), "?")
	name := strings.Trim(strings.ReplaceAll(path, "/", " ")+" "+strings.TrimSpace(h1[1]), " ")
	opened.Lock()
	defer opened.Unlock()
	if opened.pages == nil {
		opened.pages = map[string]answer{}
	}
	if len(a.body) > len(opened.pages[name].body) {
		opened.pages[name] = a
	}
}

// openedPages are those so far.
func openedPages() map[string]answer {
	opened.Lock()
	defer opened.Unlock()
	return maps.Clone(opened.pages)
}

// Every form that the tests before it came by without a browser, what was wrong with it, and
// what is checked before it is signed, with what a real ledger holds: as TestLook holds the
// states of pages. It runs once those tests have ended, since it is parallel and they are not.
func TestOpened(t *testing.T) {
	t.Parallel()
	site, err := web.New(web.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pages := openedPages()
	if len(pages) == 0 { // run alone, it comes by some itself
		who := newBoard(t).member("bury-member")
		const vote = "/motions/GM-2015-011/vote"
		who.post(vote, who.get(vote).is(200).form()).is(422)
		who.get(vote + "/check?choice=for").is(200)
		pages = openedPages()
	}
	if len(pages) < 2 {
		t.Fatalf("%d pages were opened", len(pages))
	}
	if whole := flag.Lookup("test.run").Value.String() == ""; whole && len(pages) < 150 {
		t.Errorf("%d pages were opened", len(pages))
	}
	names := slices.Sorted(maps.Keys(pages))
	look(t, site, len(names), func(n int) (name string, a answer, all bool) { return names[n], pages[names[n]], false })
}

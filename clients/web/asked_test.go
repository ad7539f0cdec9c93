package web_test

import (
	"io"
	"net/http"
	"sync"
	"testing"
)

// Whatever a page rests on it asks for once.
func TestAsksOnce(t *testing.T) {
	b := newBoard(t)
	pages := map[string][]string{
		"bury-member":  {"/", "/motions", "/motions/GM-2015-011", "/motions/GM-2015-011/vote", "/drafts/new", "/drafts/new/type", "/account", "/account/deputy", "/mou", "/mou/1"},
		"bury-officer": {"/", "/parties", "/parties/00V", "/parties/00V/obligations", "/parties/00V/statement", "/obligations/GM-2015-004/002", "/obligations/GM-2015-004/002/paid", "/decisions/GM-2015-007", "/what-if", "/funds", equipment, equipment + "/approve", "/mou/drafts", "/checkpoints"},
		"secretary":    {"/secretary", "/motions/GM-2015-011/votes", "/motions/GM-2015-012/publish", "/meetings", "/people", "/parties/join", "/exports"},
		"auditor":      {"/audit", "/audit/sample?n=3&seed=a", "/decisions", "/decisions/GM-2015-004", "/motions/GM-2015-003/history", "/ledger"},
	}
	for person, paths := range pages {
		who := b.member(person)
		for _, path := range paths {
			var mu sync.Mutex
			asked := map[string]int{}
			b.ask = func(next http.RoundTripper, q *http.Request) (*http.Response, error) {
				what := q.Method + " " + q.URL.RequestURI()
				if q.GetBody != nil {
					body, err := q.GetBody()
					if err != nil {
						return nil, err
					}
					data, err := io.ReadAll(body)
					if err != nil {
						return nil, err
					}
					what += " " + string(data)
				}
				mu.Lock()
				asked[what]++
				mu.Unlock()
				return next.RoundTrip(q)
			}
			who.get(path).is(200)
			for what, times := range asked {
				if times > 1 {
					t.Errorf("%s of %s asks %d times for %s", path, person, times, what)
				}
			}
		}
		b.ask = nil
	}
}

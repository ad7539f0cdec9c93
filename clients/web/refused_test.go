package web

import (
	"strings"
	"testing"

	"concordat/server/api"
)

// The page for what the server refuses before any page is asked for is there for every
// code, though there is no request that it could look at.
func TestRefusedWithoutRequest(t *testing.T) {
	s := newSite(t)
	for code := range api.Meanings {
		p := api.NewProblem(code, "what came is not a request")
		data, err := s.Refused(p)
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if page := string(data); !strings.Contains(page, "<h1") || strings.Count(page, "<h1") != 1 {
			t.Errorf("%s: %s", code, page)
		}
	}
}

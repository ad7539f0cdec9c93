package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"concordat/server/api"
)

// Who is told to come again soon does, a few times and with the same bytes; who is
// told to wait for long, or not for how long, is told so.
func TestComesAgainWhenTold(t *testing.T) {
	var asked, busy, seconds int
	said := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked > busy {
			w.Write([]byte("{}"))
			return
		}
		p := api.NewProblem(api.CodeBusy, "too many requests at once")
		w.Header().Set("Content-Type", api.TypeProblem)
		if said {
			w.Header().Set("Retry-After", strconv.Itoa(seconds))
		}
		w.WriteHeader(p.Status)
		json.NewEncoder(w).Encode(p)
	}))
	defer server.Close()
	c, err := New(server.URL, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		busy, seconds int
		said          bool
		asked         int
	}{{0, 0, true, 1}, {2, 0, true, 3}, {waits, 0, true, waits + 1}, {99, 0, true, waits + 1}, {1, maxWait + 1, true, 1}, {1, -1, true, 1}, {1, 0, false, 1}} {
		asked, busy, seconds, said = 0, test.busy, test.seconds, test.said
		_, err := c.do(context.Background(), http.MethodGet, api.PathLedger, "", nil, "")
		var p *api.Problem
		if asked != test.asked || (err == nil) != (test.asked > test.busy) || err != nil && (!errors.As(err, &p) || p.Code != api.CodeBusy) {
			t.Errorf("%+v: asked %d times: %v", test, asked, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.do(ctx, http.MethodGet, api.PathLedger, "", nil, ""); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

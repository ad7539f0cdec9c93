package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What the rules are asked is left out only where the rules can't be asked, and a decision
// other than the one that was asked for is none.
func TestEvidence(t *testing.T) {
	l := newLiar(t)
	var refuse ledger.Code
	ref := "GM-2015-003"
	l.before = func(w http.ResponseWriter, r *http.Request) bool {
		again := r.URL.Query().Has("recalculated")
		switch {
		case again && refuse != "":
			problem(w, refuse)
		case r.URL.Path == api.Fill(api.PathDecision, "GM-2015-003"):
			d := api.Decision{}
			if d.Ref = ref; again {
				d.Recalculated, d.Asked = api.RecalculationSame, json.RawMessage(`{"ask":"conclude"}`)
			}
			w.Header().Set("Content-Type", api.TypeJSON)
			json.NewEncoder(w).Encode(d)
		case strings.HasPrefix(r.URL.Path, api.Fill(api.PathNotice, "GM-2015-003")):
			w.Write([]byte("<h2>Carried</h2>"))
		default:
			return false
		}
		return true
	}
	c := l.client(Options{})
	if e, err := c.Evidence(context.Background(), "GM-2015-003"); err != nil || !strings.Contains(string(e.Inputs), `"result":"same"`) {
		t.Errorf("%q: %v", e.Inputs, err)
	}
	for _, refuse = range []ledger.Code{ledger.CodeRulesFailed, ledger.CodeNotFound} {
		if e, err := c.Evidence(context.Background(), "GM-2015-003"); err != nil || e.Inputs != nil || len(e.Notice) == 0 {
			t.Errorf("%s: %q: %v", refuse, e.Inputs, err)
		}
	}
	for _, refuse = range []ledger.Code{api.CodeBusy, ledger.CodeUnavailable, api.CodeInternal, ledger.CodeLogIn} {
		var p *api.Problem
		if _, err := c.Evidence(context.Background(), "GM-2015-003"); !errors.As(err, &p) || p.Code != refuse {
			t.Errorf("%s: %v", refuse, err)
		}
	}
	refuse, ref = "", "../GM-2015-003"
	if _, err := c.Evidence(context.Background(), "GM-2015-003"); err == nil || !strings.Contains(err.Error(), ref) {
		t.Errorf("another decision: %v", err)
	}
}

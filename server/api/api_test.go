package api_test

import (
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// Every code has one status, one exit code, a title and something to do.
func TestMeaningsAreComplete(t *testing.T) {
	own := []ledger.Code{api.CodeMethod, api.CodeMediaType, api.CodeBusy, api.CodeForged, api.CodeInternal, api.CodeMaintenance}
	if got, want := len(api.Meanings), len(ledger.Codes)+len(own); got != want {
		t.Errorf("the table has %d codes; there are %d", got, want)
	}
	exits := map[ledger.Code]int{
		"refused": 4, "recused": 4, "no-seat": 4, "not-open": 4, "closed": 4,
		"stale": 5, "conflict": 5, "out-of-sequence": 5, "fork": 5,
		"not-allowed": 6, "log-in": 6, "unknown-key": 6, "revoked-key": 6, "forged": 6,
	}
	for _, code := range append(own, ledger.Codes...) {
		m, ok := api.Meanings[code]
		if !ok || m.Title == "" || m.Do == "" || m.Status < 400 || m.Status > 599 {
			t.Errorf("%s: incomplete: %+v", code, m)
		}
		want := exits[code]
		if want == 0 {
			want = api.ExitCouldNot
		}
		if m.Exit != want {
			t.Errorf("%s: exit code %d, want %d", code, m.Exit, want)
		}
		if p := api.NewProblem(code, "x"); p.Code != code || p.Status != m.Status || p.Type != "/problems/"+string(code) {
			t.Errorf("%s: problem %+v", code, p)
		}
	}
}

func TestFill(t *testing.T) {
	if got := api.Fill(api.PathObligation, "GM-2015-006", "003"); got != "/api/v1/obligations/GM-2015-006/003" {
		t.Error(got)
	}
	if got := api.Fill(api.PathMotion, "a/b"); got != "/api/v1/motions/a%2Fb" {
		t.Error(got)
	}
}

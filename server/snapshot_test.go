package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// witnessing is how a server stands with its witnesses just now: of that server, and
// not of the ledger.
var witnessing = regexp.MustCompile(`,"witnessing":\{.*\}\]\}`)

// TestSnapshotsShowTheSame holds that everything the API answers is the same, byte
// for byte, whether all of State is in memory or what is closed was put out of it
// and the start was from a snapshot.
func TestSnapshotsShowTheSame(t *testing.T) {
	source, err := foundOnce()
	if err != nil {
		t.Fatal(err)
	}
	told, again := filepath.Join(t.TempDir(), "told"), filepath.Join(t.TempDir(), "again")
	b, stop := serveFrom(t, source, told)
	asked := map[string]bool{}
	for at, path := range b.paths() {
		if strings.HasPrefix(at, "GET ") && path != api.PathLogin && path != api.PathSessions { // a log-in is another each time
			asked[path] = true
		}
	}
	closed := 0
	b.look(func(v ledger.View, _ ledger.Time) {
		for ref, m := range v.Motions() {
			if m.Status == ledger.MotionDecided {
				closed++
			}
			for _, path := range []string{api.PathMotion, api.PathVotes, api.PathOpening, api.PathHands, api.PathAmendments} {
				asked[api.Fill(path, ref)] = true
			}
		}
		for ref := range v.Decisions() {
			asked[api.Fill(api.PathDecision, ref)] = true
			asked[api.Fill(api.PathNotice, ref)+".txt"] = true
		}
		for ref := range v.Obligations() {
			decision, number, _ := strings.Cut(ref, "/")
			asked[api.Fill(api.PathObligation, decision, number)] = true
		}
		for code := range v.Parties() {
			asked[api.Fill(api.PathParty, code)] = true
			asked[api.Fill(api.PathAccount, code)] = true
			asked[api.PathMotions+"?limit=2&party="+code] = true
			asked[api.PathDecisions+"?year=2015&party="+code] = true
			asked[api.PathObligations+"?party="+code+"&limit=3"] = true
		}
		for name, f := range v.Funds() {
			asked[api.Fill(api.PathFund, name)] = true
			for year := range f.Years {
				asked[api.Fill(api.PathFundYear, name, year)] = true
			}
		}
		for ref := range v.Meetings() {
			asked[api.Fill(api.PathMeeting, ref)] = true
			asked[api.Fill(api.PathMinutes, ref)+".txt"] = true
		}
		for _, status := range []string{ledger.MotionDraft, ledger.MotionDecided, ledger.OutcomeCarried, ledger.OutcomeNotCarried, ledger.MotionLapses} {
			asked[api.PathMotions+"?status="+status] = true
		}
		for _, function := range []string{"clinical-strategy", "community-diagnostics", "nothing"} {
			asked[api.PathDecisions+"?function="+function] = true
			asked[api.PathObligations+"?function="+function+"&year=2015-16"] = true
		}
		asked[api.PathMotions+"?limit=2"] = true
	})
	stop()
	if err := os.RemoveAll(filepath.Join(told, "state")); err != nil {
		t.Fatal(err)
	}
	answers := func(b *board) map[string]string {
		said := map[string]string{}
		for role, token := range map[string]string{"public": "", "secretary": b.token("secretary"), "member": b.token("bury-member")} {
			for path := range asked {
				for n := 0; path != "" && n < 100; n++ { // page by page
					a := b.do("GET", path, token, nil)
					said[role+" "+path] = witnessing.ReplaceAllString(strings.ReplaceAll(string(a.body), b.url, ""), "")
					next, _ := strings.CutPrefix(a.header.Get("Link"), "<")
					var ok bool
					if path, _, ok = strings.Cut(next, ">"); !ok {
						break
					}
				}
			}
		}
		return said
	}
	plain, stop := serveFrom(t, told, filepath.Join(t.TempDir(), "plain"))
	want := answers(plain)
	stop()

	if err := os.Mkdir(filepath.Join(told, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	first, stop := serveFrom(t, told, again) // makes the snapshot, at the latest when it stops
	first.token("secretary")
	stop()
	info, err := os.Stat(filepath.Join(again, "state", "closed"))
	if err != nil || info.Size() == 0 || closed == 0 {
		t.Fatalf("nothing has left memory: %v, %v of %d motions", info, err, closed)
	}
	small, stop := serveFrom(t, again, filepath.Join(t.TempDir(), "small"))
	defer stop()
	got := answers(small)
	if len(got) < 300 || len(got) != len(want) {
		t.Errorf("%d answers, %d without a snapshot", len(got), len(want))
	}
	for at, said := range got {
		if said != want[at] {
			t.Errorf("%s\nanswers  %s\nexpected %s", at, said, want[at])
		}
	}
}

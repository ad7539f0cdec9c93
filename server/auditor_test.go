package server_test

import (
	"net/http"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// An auditor's account ends by itself: the day after its last it reads nothing more than
// anybody does, in a session that was opened before, by its token, its cookie and the token
// that comes next, and by another log-in. Nobody has to do anything, and until then it reads.
func TestAuditorEndsByItself(t *testing.T) {
	b := newBoard(t)
	const auditor = "audit-lead"
	b.enrol("secretary", "", auditor)
	b.record("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleAuditor, Person: auditor, From: b.today(), Until: b.today()})
	session := b.logIn(auditor)
	cookie, form := b.browser(auditor)
	reads := func(want int, how, token string, header ...string) {
		t.Helper()
		for _, path := range []string{api.PathPeople, api.PathTexts} {
			a := b.do("GET", path, token, nil, header...)
			if a.status != want {
				t.Errorf("%s %s: %d, not %d: %s", path, how, a.status, want, a.body)
			} else if want != http.StatusOK {
				if p := a.problem(); p.Code != ledger.CodeNotAllowed {
					t.Errorf("%s %s: %+v", path, how, p)
				}
			}
		}
		if a := b.do("GET", api.PathMotions, token, nil, header...); a.status != http.StatusOK {
			t.Errorf("what anybody reads, %s: %d", how, a.status)
		}
	}
	reads(http.StatusOK, "by the token", session.Token)
	reads(http.StatusOK, "by the cookie", "", "Cookie", cookie, api.FormHeader, form)

	size := b.size()
	b.clock.add(24 * time.Hour)
	reads(http.StatusForbidden, "by the token", session.Token)
	reads(http.StatusForbidden, "by the cookie", "", "Cookie", cookie, api.FormHeader, form)
	var next api.Token
	b.refresh(session.Session).into(http.StatusOK, &next)
	reads(http.StatusForbidden, "by the token that comes next", next.Token)
	again := b.logIn(auditor)
	reads(http.StatusForbidden, "by another log-in", again.Token)
	for i := size; i < b.size(); i++ {
		if e := b.entry(i); len(e.Entry.Statement) > 0 {
			t.Errorf("entry %d is somebody's statement: %+v", i, e.Entry)
		}
	}
	// The board's own auditor, whose time is not over, reads on.
	reads(http.StatusOK, "by the other auditor", b.token("auditor"))
}

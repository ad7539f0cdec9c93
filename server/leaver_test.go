package server_test

import (
	"net/http"
	"slices"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// Whoever leaves a seat or an office has from the next request on nothing that it gave
// them, in a session that they opened before: by its token, its cookie and whatever
// token comes next. The session itself stands, and so does what it may do without.
func TestSessionsOfWhoLeaves(t *testing.T) {
	b := newBoard(t)
	m := b.withStatus(ledger.MotionOpen)
	b.enrol("bury-officer", "00V", "bury-finance")
	b.record("bury-officer", "00V", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleOfficer, Person: "bury-finance", From: b.today()})
	b.enrol("bury-officer", "00V", "bury-next")
	b.enrol("bolton-officer", "00T", "bolton-deputy")
	b.record("bolton-officer", "00T", ledger.KindDeputyAppointed, ledger.DeputyAppointed{Seat: "00T-1", Person: "bolton-deputy", From: b.today()})

	blob := api.Fill(api.PathPut, string(ledger.DigestOf([]byte("a paper"))))
	may := map[string]func(token string, header ...string) answer{
		"read people":          func(token string, header ...string) answer { return b.do("GET", api.PathPeople, token, nil, header...) },
		"read texts":           func(token string, header ...string) answer { return b.do("GET", api.PathTexts, token, nil, header...) },
		"read which keys wait": func(token string, header ...string) answer { return b.do("GET", api.PathKeys, token, nil, header...) },
		"keep a paper": func(token string, header ...string) answer {
			return b.do("PUT", blob, token, []byte("a paper"), header...)
		},
		"see invitations": func(token string, header ...string) answer {
			return b.do("GET", api.PathInvitations, token, nil, header...)
		},
	}
	votes := func(person, party, seat string) *api.Problem {
		return b.send(b.statement(person, party, ledger.KindVoteCast, vote(m, seat, ledger.ChoiceFor))).problem()
	}
	for _, leaver := range []struct {
		person string
		leaves func()
		after  func()
	}{
		{"bury-member", func() { // stands down, by their own word
			b.record("bury-member", "00V", ledger.KindSeatVacated, ledger.SeatVacated{Seat: "00V-1", Person: "bury-member", From: b.today()})
		}, func() {
			if p := votes("bury-member", "00V", "00V-1"); p.Code != ledger.CodeNoSeat && p.Code != ledger.CodeRefused {
				t.Errorf("they still vote: %+v", p)
			}
		}},
		{"salford-member", func() { // whose seat is given to somebody else
			b.enrol("salford-officer", "01G", "salford-next")
			b.record("salford-officer", "01G", ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: "01G-1", Person: "salford-next", From: b.today()})
		}, func() {
			if p := votes("salford-member", "01G", "01G-1"); p.Code != ledger.CodeNoSeat && p.Code != ledger.CodeRefused {
				t.Errorf("they still vote: %+v", p)
			}
		}},
		{"bolton-deputy", func() {
			b.record("bolton-officer", "00T", ledger.KindSeatVacated, ledger.SeatVacated{Seat: "00T-1", Person: "bolton-deputy", From: b.today()})
		}, func() {}},
		{"bury-officer", func() {
			b.record("bury-finance", "00V", ledger.KindRoleEnded, ledger.RoleEnded{Role: ledger.RoleOfficer, Person: "bury-officer", From: b.today()})
		}, func() {
			p := b.send(b.statement("bury-officer", "00V", ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: "00V-1", Person: "bury-next", From: b.today()})).problem()
			if p.Code != ledger.CodeRefused || !slices.ContainsFunc(p.Checks, func(c ledger.Check) bool { return c.ID == "not-officer" }) {
				t.Errorf("they still give seats: %+v", p)
			}
		}},
		{"chair", func() {
			b.record("chair", "", ledger.KindRoleEnded, ledger.RoleEnded{Role: ledger.RoleChair, Person: "chair", From: b.today()})
		}, func() {}},
	} {
		session := b.logIn(leaver.person)
		cookie, form := b.browser(leaver.person)
		for what, do := range may {
			if a := do(session.Token); a.status/100 != 2 {
				t.Fatalf("%s can't %s: %d %s", leaver.person, what, a.status, a.body)
			}
		}
		leaver.leaves()
		check := func(how, token string, header ...string) {
			t.Helper()
			for what, do := range may {
				if p := do(token, header...).problem(); p.Code != ledger.CodeNotAllowed {
					t.Errorf("%s can still %s %s: %+v", leaver.person, what, how, p)
				}
			}
			if a := b.do("GET", api.PathMotions, token, nil, header...); a.status != http.StatusOK {
				t.Errorf("%s can't read what anybody reads %s: %s", leaver.person, how, a.body)
			}
		}
		check("by their token", session.Token)
		check("by their cookie", "", "Cookie", cookie, api.FormHeader, form)
		var next api.Token
		b.refresh(session.Session).into(http.StatusOK, &next)
		check("by the token that comes next", next.Token)
		check("by another log-in", b.token(leaver.person))
		leaver.after()
	}
}

package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server"
	"concordat/server/api"
)

// paths gives every route of the table a path that leads somewhere.
func (b *board) paths() map[string]string {
	decided := b.withStatus(ledger.MotionDecided)
	noticed := b.notice()
	put := b.moved("Meet upstairs", "That the board meet upstairs.").Ref
	b.call("GM-2015-M03", put)
	w := b.meet()
	b.approve(w)
	b.record("secretary", "", ledger.KindAttendanceRecorded, ledger.AttendanceRecorded{
		Meeting: "GM-2015-M03", People: []ledger.Attendee{{Person: "bury-member", Seat: "00V-1", As: ledger.AttendsAsMember}, {Person: "chair", As: ledger.AttendsInAttendance}}, Presiding: []ledger.Presiding{{Person: "chair"}},
	})
	b.record("bury-member", "00V", ledger.KindAmendmentMoved, ledger.AmendmentMoved{Meeting: "GM-2015-M03", Item: "1", Text: b.motion(put).TextID, By: "00V-1", To: ledger.Motion{
		Ref: put, Title: "Meet upstairs", Text: []string{"That the board meet downstairs."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Reasons: []string{"Rotas end on Thursdays."}, Rejected: []ledger.Rejected{{Option: "Meet on Mondays", Why: "Surgeries are full."}}, Conditions: []string{"That a room is found."},
	}})
	var obligation string
	b.look(func(v ledger.View, _ ledger.Time) {
		for ref := range v.Obligations() {
			obligation = ref
		}
	})
	b.nameWitness("bury-officer", "00V", "bury.example/witness", 31, b.today())
	decision, number, _ := strings.Cut(obligation, "/")
	fund, year := b.fund()
	return map[string]string{
		"GET " + api.PathLedger:             api.PathLedger,
		"GET " + api.PathParties:            api.PathParties,
		"GET " + api.PathParty:              api.Fill(api.PathParty, "00V"),
		"POST " + api.PathRefresh:           api.PathRefresh,
		"POST " + api.PathLogout:            api.PathLogout,
		"GET " + api.PathSessions:           api.PathSessions,
		"GET " + api.PathPeople:             api.PathPeople + "?party=00V&limit=100",
		"GET " + api.PathKeys:               api.PathKeys + "?party=00V",
		"GET " + api.PathKey:                api.Fill(api.PathKey, string(b.key("chair").Thumbprint())),
		"GET " + api.PathMoU:                api.PathMoU,
		"GET " + api.PathMoUVersion:         api.Fill(api.PathMoUVersion, "1"),
		"GET " + api.PathSigning:            api.PathSigning,
		"GET " + api.PathMotions:            api.PathMotions + "?status=decided",
		"GET " + api.PathMotion:             api.Fill(api.PathMotion, decided.Ref),
		"GET " + api.PathVotes:              api.Fill(api.PathVotes, decided.Ref),
		"GET " + api.PathOpening:            api.Fill(api.PathOpening, noticed),
		"GET " + api.PathDecisions:          api.PathDecisions,
		"GET " + api.PathDecision:           api.Fill(api.PathDecision, decided.Ref),
		"GET " + api.PathObligations:        api.PathObligations,
		"GET " + api.PathAccount:            api.Fill(api.PathAccount, "00V"),
		"GET " + api.PathLeads:              api.PathLeads,
		"GET " + api.PathWitnesses:          api.PathWitnesses + "?status=stands",
		"GET " + api.PathCheckpoints:        api.PathCheckpoints + "?meeting=" + w.ref,
		"GET " + api.PathObligation:         api.Fill(api.PathObligation, decision, number),
		"GET " + api.PathFunds:              api.PathFunds + "?function=community-diagnostics",
		"GET " + api.PathFund:               api.Fill(api.PathFund, fund),
		"GET " + api.PathFundYear:           api.Fill(api.PathFundYear, fund, year),
		"GET " + api.PathEntries:            api.PathEntries,
		"GET " + api.PathEntry:              api.EntryURL(0),
		"GET " + api.PathReceipt:            api.Fill(api.PathReceipt, "0"),
		"GET " + api.PathMeetings:           api.PathMeetings + "?status=called",
		"GET " + api.PathMeeting:            api.Fill(api.PathMeeting, w.ref),
		"GET " + api.PathMinutes:            api.Fill(api.PathMinutes, w.ref),
		"GET " + api.PathMinutes + ".txt":   api.Fill(api.PathMinutes, w.ref) + ".txt",
		"GET " + api.PathMinutes + ".html":  api.Fill(api.PathMinutes, w.ref) + ".html",
		"GET " + api.PathPlan:               api.PathPlan,
		"GET " + api.PathActions:            api.PathActions + "?status=open&party=00V",
		"GET " + api.PathRequests:           api.PathRequests,
		"GET " + api.PathHands:              api.Fill(api.PathHands, put),
		"GET " + api.PathAmendments:         api.Fill(api.PathAmendments, w.decided),
		"GET " + api.PathNotice:             api.Fill(api.PathNotice, w.decided),
		"GET " + api.PathNotice + ".txt":    api.Fill(api.PathNotice, w.decided) + ".txt",
		"GET " + api.PathNotice + ".html":   api.Fill(api.PathNotice, decided.Ref) + ".html",
		"GET " + api.PathDrafts:             api.PathDrafts,
		"GET " + api.PathDisputes:           api.PathDisputes,
		"GET " + api.PathLeaving:            api.Fill(api.PathLeaving, "00V") + "?on=2016-12-31",
		"GET " + api.PathTransfer:           api.Fill(api.PathTransfer, put),
		"POST " + api.PathDates:             api.PathDates,
		"POST " + api.PathOutcome:           api.PathOutcome,
		"GET " + api.PathInterests:          api.PathInterests,
		"GET " + api.PathLogin:              api.PathLogin,
		"GET " + api.PathOpenAPI:            api.PathOpenAPI,
		"GET " + api.PathCheckpoint:         api.PathCheckpoint,
		"GET " + api.PathTile + "entries/*": api.PathTile + "entries/000",
		"GET " + api.PathTile + "*":         api.PathTile + "0/000",
		"GET " + api.PathBundle + "*":       api.PathBundle + "000",
		"GET " + api.PathBlob + ":digest":   api.PathBlob + string(b.founded.Rules),
		"GET " + api.PathHealth:             api.PathHealth,
		"GET " + api.PathReady:              api.PathReady,
		"GET " + api.PathProblems + ":code": api.PathProblems + "stale",
		"GET /":                             "/",
		"POST " + api.PathStatements:        api.PathStatements,
		"POST " + api.PathTexts:             api.PathTexts,
		"GET " + api.PathTexts:              api.PathTexts + "?about=bury-member",
		"GET " + api.PathText:               api.Fill(api.PathText, string(b.giveName("bury-officer", "00V", "bury-member", "Dr Kiran Patel"))),
		"PUT " + api.PathPut:                api.Fill(api.PathPut, string(ledger.DigestOf([]byte("a paper")))),
		"POST " + api.PathLogin:             api.PathLogin,
		"POST " + api.PathPreview:           api.PathPreview,
		"POST " + api.PathWorkLogin:         api.PathWorkLogin,
		"POST " + api.PathWorkReturn:        api.PathWorkReturn,
		"GET " + api.PathWorkAccount:        api.PathWorkAccount,
		"POST " + api.PathWorkAccount:       api.PathWorkAccount,
		"POST " + api.PathWorkConnect:       api.PathWorkConnect,
		"POST " + api.PathWorkEnd:           api.PathWorkEnd,
		"GET " + api.PathInvitations:        api.PathInvitations,
		"POST " + api.PathInvitations:       api.PathInvitations,
		"POST " + api.PathEnrolment:         api.PathEnrolment,
		"GET " + api.PathMessages:           api.PathMessages + "?kind=opened",
		"GET " + api.PathNotify:             api.PathNotify,
		"POST " + api.PathNotify:            api.PathNotify,
		"GET " + api.PathCalendar:           api.PathCalendar,
		"POST " + api.PathCalendar:          api.PathCalendar,
		"POST " + api.PathCalendarEnd:       api.PathCalendarEnd,
		"GET " + api.PathFeed:               b.feed("salford-member"),
		"GET " + api.PathClose:              api.Fill(api.PathClose, noticed),
		"POST " + api.PathEnrol:             api.PathEnrol,

		"GET " + api.PathObligations + ".csv":  api.PathObligations + ".csv?party=00V",
		"GET " + api.PathObligations + ".xlsx": api.PathObligations + ".xlsx?party=00V",
		"GET " + api.PathAccount + ".csv":      api.Fill(api.PathAccount+".csv", "00V"),
		"GET " + api.PathAccount + ".xlsx":     api.Fill(api.PathAccount+".xlsx", "00V"),
		"POST " + api.PathSupposed:             api.Fill(api.PathSupposed, fund, year),
	}
}

// fund is a fund that a decision in effect makes up, and a year of it.
func (b *board) fund() (fund, year string) {
	b.t.Helper()
	b.look(func(v ledger.View, now ledger.Time) {
		for name := range v.Funds() {
			facts, _ := v.FundFacts(name, now.Day())
			for y := range facts.Years {
				fund, year = name, y
			}
		}
	})
	if fund == "" {
		b.t.Fatal("the example has no fund")
	}
	return fund, year
}

// notice has a motion moved and noticed, and gives its reference.
func (b *board) notice() string {
	b.t.Helper()
	var ref string
	var member, party string
	b.look(func(v ledger.View, now ledger.Time) {
		ref = v.NextRef(string(now.Day()[:4]))
		for _, s := range v.Seats() {
			member, party = s.Holder(now.Day()), s.Party
		}
	})
	r := b.record(member, party, ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: "Meet in another room", Text: []string{"That the board meet in another room."},
		Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	b.record("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{
		Motion: ref, Text: r.ID, Opens: "2015-12-15T09:00:00.000Z", Closes: "2015-12-17T17:00:00.000Z",
	})
	return ref
}

// body is what a POST of the matrix sends.
func (b *board) body(path, person string) []byte {
	if strings.HasSuffix(path, "/outturn") {
		return encode(b.t, api.OutturnRequest{Lines: []ledger.OutturnLine{}})
	}
	switch path {
	case api.Fill(api.PathPut, string(ledger.DigestOf([]byte("a paper")))):
		return []byte("a paper")
	case api.PathTexts:
		return encode(b.t, api.KeepText{Salt: strings.Repeat("s", 43), Text: "A reason of " + person})
	case api.PathPreview:
		m, seat, _ := b.openMotion()
		return encode(b.t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: ledger.ChoiceFor}}})
	case api.PathDates:
		return encode(b.t, api.DatesRequest{Kind: ledger.KindNoticeGiven, Body: map[string]any{}})
	case api.PathOutcome:
		wish := api.OutcomeRequest{Hands: []ledger.Hand{{Seat: "00V-1", Person: "bury-member", Choice: ledger.ChoiceFor}}}
		b.look(func(v ledger.View, _ ledger.Time) {
			for ref := range v.Motions() {
				for _, a := range v.Amendments(ref) {
					if a.Put == nil {
						wish.Amendment = a.ID
					}
				}
			}
		})
		return encode(b.t, wish)
	case api.PathLogin:
		return b.login(person)
	case api.PathNotify:
		return must(json.Marshal(api.SetNotifications{Off: []string{api.MessageResult}}))
	case api.PathInvitations:
		return must(json.Marshal(api.Invite{Person: person}))
	case api.PathEnrolment:
		return must(json.Marshal(api.OpenEnrolment{Invitation: b.opened()}))
	case api.PathEnrol:
		return must(json.Marshal(b.enrolling(b.device(), b.opened())))
	case api.PathWorkLogin, api.PathWorkReturn, api.PathWorkConnect:
		return []byte("{}")
	case api.PathRefresh:
		return encode(b.t, api.Refresh{Session: b.logIn(person).Session})
	case api.PathStatements:
		if person == "stranger" { // who states nothing, and may carry what others do
			person = "bolton-member"
		}
		return b.statement(person, "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"})
	}
	return nil
}

// opened is the secret of an invitation that is open, and made anew: also where the rules
// have closed them, for what is asked is whether one can be used.
func (b *board) opened() string {
	b.t.Helper()
	a := b.inviting("chair", "chair", "")
	if a.status != http.StatusOK {
		return ""
	}
	var made api.Invitation
	a.into(http.StatusOK, &made)
	return made.Invitation
}

// Every route is in this table, with who may use it. Each role's letter stands
// for a person whom the ledger knows in that role; the public has no token.
func TestAccess(t *testing.T) {
	const people = "member deputy other_member officer secretary chair vice_chair in_attendance auditor"
	const known = people + " stranger"
	const everybody = known + " public"
	matrix := map[string]string{
		"POST " + api.PathStatements: known,
		"PUT " + api.PathPut:         "member deputy other_member officer secretary chair vice_chair in_attendance",
		"GET " + api.PathLedger:      everybody,
		"GET " + api.PathParties:     everybody,
		"GET " + api.PathParty:       everybody,
		"GET " + api.PathPeople:      people,
		"GET " + api.PathKeys:        people,
		"GET " + api.PathKey:         everybody,
		"GET " + api.PathMoU:         everybody,
		"GET " + api.PathMoUVersion:  everybody,
		"GET " + api.PathSigning:     everybody,
		"GET " + api.PathMotions:     everybody,
		"GET " + api.PathMotion:      everybody,
		"GET " + api.PathVotes:       everybody,
		"GET " + api.PathOpening:     everybody,
		"POST " + api.PathPreview:    everybody,

		"GET " + api.PathObligations + ".csv":  everybody,
		"GET " + api.PathObligations + ".xlsx": everybody,
		"GET " + api.PathAccount + ".csv":      everybody,
		"GET " + api.PathAccount + ".xlsx":     everybody,
		"POST " + api.PathSupposed:             everybody,

		"GET " + api.PathDecisions:          everybody,
		"GET " + api.PathDecision:           everybody,
		"GET " + api.PathObligations:        everybody,
		"GET " + api.PathAccount:            everybody,
		"GET " + api.PathLeads:              everybody,
		"GET " + api.PathWitnesses:          everybody,
		"GET " + api.PathCheckpoints:        everybody,
		"GET " + api.PathFunds:              everybody,
		"GET " + api.PathFund:               everybody,
		"GET " + api.PathFundYear:           everybody,
		"GET " + api.PathObligation:         everybody,
		"GET " + api.PathEntries:            everybody,
		"GET " + api.PathEntry:              everybody,
		"GET " + api.PathReceipt:            everybody,
		"GET " + api.PathMeetings:           everybody,
		"GET " + api.PathMeeting:            everybody,
		"GET " + api.PathMinutes:            everybody,
		"GET " + api.PathMinutes + ".txt":   everybody,
		"GET " + api.PathMinutes + ".html":  everybody,
		"GET " + api.PathPlan:               everybody,
		"GET " + api.PathActions:            everybody,
		"GET " + api.PathRequests:           everybody,
		"GET " + api.PathHands:              everybody,
		"GET " + api.PathAmendments:         everybody,
		"GET " + api.PathNotice:             everybody,
		"GET " + api.PathNotice + ".txt":    everybody,
		"GET " + api.PathNotice + ".html":   everybody,
		"GET " + api.PathDrafts:             everybody,
		"GET " + api.PathDisputes:           everybody,
		"GET " + api.PathLeaving:            everybody,
		"GET " + api.PathTransfer:           everybody,
		"POST " + api.PathDates:             everybody,
		"POST " + api.PathOutcome:           everybody,
		"GET " + api.PathInterests:          everybody,
		"GET " + api.PathLogin:              everybody,
		"POST " + api.PathLogin:             everybody,
		"POST " + api.PathRefresh:           everybody,
		"POST " + api.PathLogout:            known,
		"GET " + api.PathSessions:           known,
		"POST " + api.PathTexts:             "member deputy other_member officer secretary chair vice_chair in_attendance",
		"GET " + api.PathTexts:              people,
		"GET " + api.PathText:               people,
		"POST " + api.PathWorkLogin:         everybody,
		"POST " + api.PathWorkReturn:        everybody,
		"GET " + api.PathWorkAccount:        known,
		"POST " + api.PathWorkAccount:       known,
		"POST " + api.PathWorkConnect:       known,
		"POST " + api.PathWorkEnd:           known,
		"GET " + api.PathInvitations:        "member deputy other_member officer secretary chair vice_chair in_attendance",
		"POST " + api.PathInvitations:       "member deputy other_member officer secretary chair vice_chair in_attendance",
		"POST " + api.PathEnrolment:         everybody,
		"GET " + api.PathMessages:           "member deputy other_member officer secretary chair vice_chair in_attendance",
		"GET " + api.PathNotify:             known,
		"POST " + api.PathNotify:            known,
		"GET " + api.PathCalendar:           known,
		"POST " + api.PathCalendar:          "member deputy other_member officer secretary chair vice_chair in_attendance",
		"POST " + api.PathCalendarEnd:       known,
		"GET " + api.PathFeed:               everybody,
		"GET " + api.PathClose:              everybody,
		"POST " + api.PathEnrol:             everybody,
		"GET " + api.PathOpenAPI:            everybody,
		"GET " + api.PathCheckpoint:         everybody,
		"GET " + api.PathTile + "entries/*": everybody,
		"GET " + api.PathTile + "*":         everybody,
		"GET " + api.PathBundle + "*":       everybody,
		"GET " + api.PathBlob + ":digest":   everybody,
		"GET " + api.PathHealth:             everybody,
		"GET " + api.PathReady:              everybody,
		"GET " + api.PathProblems + ":code": everybody,
		"GET /":                             everybody,
	}
	b := newBoard(t)
	paths := b.paths()
	// A stranger has a key, and neither a role nor a seat.
	b.enrol("bury-officer", "00V", "stranger")
	b.enrol("bury-officer", "00V", "adviser")
	b.record("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleInAttendance, Person: "adviser", From: b.today()})
	roles := map[string]string{
		"public": "", "member": "bury-member", "deputy": "trafford-deputy", "other_member": "bolton-member", "officer": "bury-officer", "secretary": "secretary",
		"chair": "chair", "vice_chair": "vice-chair", "in_attendance": "adviser", "auditor": "auditor", "stranger": "stranger",
	}
	tokens := map[string]string{}
	for role, person := range roles {
		tokens[role] = b.token(person)
	}
	for _, route := range server.Routes() {
		at := route.Method + " " + route.Path
		allowed, ok := matrix[at]
		path, led := paths[at]
		if !ok || !led {
			t.Errorf("%s is not in the matrix: say who may use it", at)
			continue
		}
		delete(matrix, at)
		for role, person := range roles {
			if person == "" {
				person = "bolton-member"
			}
			token := tokens[role]
			if route.Path == api.PathLogout { // it ends the session that asks
				token = b.token(roles[role])
			}
			may := slices.Contains(strings.Fields(allowed), role)
			var a answer
			if may && browsersOwn[at] {
				a = b.inBrowser(at, person)
			} else {
				a = b.do(route.Method, path, token, b.body(path, person))
			}
			switch {
			case may && a.status/100 != 2:
				t.Errorf("%s as %s: status %d: %s", at, role, a.status, a.body)
			case !may && (a.status != http.StatusUnauthorized && a.status != http.StatusForbidden):
				t.Errorf("%s as %s: status %d", at, role, a.status)
			case !may:
				want := ledger.CodeNotAllowed
				if role == "public" {
					want = ledger.CodeLogIn
				}
				if p := a.problem(); p.Code != want || len(p.Checks) == 0 && role != "public" {
					t.Errorf("%s as %s: %+v", at, role, p)
				}
			}
		}
	}
	for at := range matrix {
		t.Errorf("the matrix has %s, which is no route", at)
	}
	for _, o := range document().operations {
		if !document().met[o.id] {
			t.Errorf("no answer of %s was held against the document", o.id)
		}
	}
}

func TestLedgerAndItsClock(t *testing.T) {
	b := newBoard(t)
	var l api.Ledger
	b.get(api.PathLedger).into(http.StatusOK, &l)
	if l.Size != b.size() || l.VKey != b.founded.LogKey || l.Example == nil || l.Example.Name != exampleName || l.Checkpoint != string(b.journal.Checkpoint()) {
		t.Errorf("%+v", l)
	}
	if l.FoundingCode != ledger.CheckCode(l.Founding) || l.MoU != 1 {
		t.Errorf("%+v", l)
	}
	// What falls due is recorded before anybody is told how things stand.
	m, _, _ := b.openMotion()
	b.clock.add(30 * 24 * 3600e9)
	var d api.Decision
	b.get(api.Fill(api.PathDecision, m.Ref)).into(http.StatusOK, &d)
	if d.Closed != m.Opened.Closes || len(d.Checks) == 0 || len(d.Parties) == 0 {
		t.Errorf("%+v", d)
	}
	if b.size() <= l.Size {
		t.Error("the decision is not an entry")
	}
}

func TestPaging(t *testing.T) {
	b := still(t)
	for _, path := range []string{api.PathEntries, api.PathParties, api.PathMotions, api.PathDecisions, api.PathObligations, api.PathMoU} {
		type item = map[string]any
		var all, paged []item
		for next, limit := path+"?limit=100", 100; next != ""; {
			a := b.get(next)
			var list api.List[item]
			a.into(http.StatusOK, &list)
			if len(list.Items) > limit || list.AsAt != b.size() {
				t.Fatalf("%s: %d items as at %d", next, len(list.Items), list.AsAt)
			}
			all = append(all, list.Items...)
			next = ""
			if link := a.header.Get("Link"); link != "" {
				next = strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
			}
		}
		after := ""
		for {
			var list api.List[item]
			b.get(path+"?limit=3"+after).into(http.StatusOK, &list)
			paged = append(paged, list.Items...)
			if list.Next == "" {
				break
			}
			after = "&after=" + list.Next
		}
		x, _ := json.Marshal(all)
		y, _ := json.Marshal(paged)
		if len(all) == 0 || string(x) != string(y) {
			t.Errorf("%s: %d items by the hundred, %d by three", path, len(all), len(paged))
		}
	}
}

func TestETags(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	for _, path := range []string{api.PathParties, api.PathDecisions, api.Fill(api.PathMotion, m.Ref), api.PathEntries, api.PathCheckpoint, api.PathMoU + "/1"} {
		a := b.get(path)
		tag := a.header.Get("ETag")
		if !strings.HasPrefix(tag, fmt.Sprintf(`"%d`, b.size())) {
			t.Errorf("%s: ETag %s with %d entries", path, tag, b.size())
		}
		if again := b.do("GET", path, "", nil, "If-None-Match", `"x", W/`+tag); again.status != http.StatusNotModified {
			t.Errorf("%s: status %d for the ETag that it gave", path, again.status)
		}
		if other := b.do("GET", path, "", nil, "If-None-Match", `"1"`); other.status != http.StatusOK {
			t.Errorf("%s: status %d for another ETag", path, other.status)
		}
	}
	// Another ledger with as many entries has another root, and so another tag.
	root := b.journal.Head().Root
	if tag := b.get(api.PathParties).header.Get("ETag"); !strings.HasPrefix(tag, fmt.Sprintf(`"%d.%x`, b.size(), root[:8])) {
		t.Errorf("ETag %s with the root %x", tag, root)
	}
	path := api.Fill(api.PathMotion, m.Ref)
	tag := b.get(path).header.Get("ETag")
	b.record(holder, seat.Party, ledger.KindVoteCast, ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat.Seat, Choice: ledger.ChoiceFor})
	if a := b.do("GET", path, "", nil, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("status %d after a vote", a.status)
	}
	a := b.get(api.EntryURL(0))
	if c := a.header.Get("Cache-Control"); !strings.Contains(c, "public") || !strings.Contains(c, "immutable") {
		t.Errorf("an entry's Cache-Control is %q", c)
	}
	if c := b.do("GET", api.EntryURL(0), b.token("chair"), nil).header.Get("Cache-Control"); !strings.Contains(c, "private") {
		t.Errorf("what a token reads has the Cache-Control %q", c)
	}
	if c := b.get(api.PathLedger).header.Get("Cache-Control"); c != "no-store" {
		t.Errorf("the ledger's Cache-Control is %q", c)
	}
}

// Filters show what they say, and together what is there.
func TestObligationFilters(t *testing.T) {
	b := still(t)
	count := func(query string) int {
		var list api.List[api.Obligation]
		b.get(api.PathObligations+"?limit=100&"+query).into(http.StatusOK, &list)
		return len(list.Items)
	}
	all := count("")
	if all == 0 {
		t.Fatal("the example has no obligations")
	}
	var first, last ledger.Obligation
	parties := map[string]int{}
	b.look(func(v ledger.View, _ ledger.Time) {
		for _, o := range v.Obligations() {
			if first.Obligation == "" {
				first = o
			}
			last = o
			parties[o.Payer]++
			if o.Payee != "" && o.Payee != o.Payer {
				parties[o.Payee]++
			}
		}
	})
	for party, want := range parties {
		if got := count("party=" + party); got != want {
			t.Errorf("%s: %d, want %d", party, got, want)
		}
	}
	if n := count("recorded_by=0"); n != 0 {
		t.Errorf("%d were recorded by no entries", n)
	}
	if n := count(fmt.Sprintf("recorded_by=%d", first.Entry+1)); n != 1 {
		t.Errorf("%d were recorded by the first's entry", n)
	}
	if n, m := count("recorded_by="+string(last.Time)), count("recorded_by=2012-10-01T00:00:00.000Z"); n != all || m != 0 {
		t.Errorf("%d and %d by time, want %d and 0", n, m, all)
	}
	if n := count("effective_on=2012-01-01"); n != 0 {
		t.Errorf("%d were effective before there was an agreement", n)
	}
	statuses := 0
	for _, s := range []string{"awaiting", "due", "overdue", "paid", "queried", "ended"} {
		statuses += count("status=" + s)
	}
	if statuses != all {
		t.Errorf("the statuses have %d, all are %d", statuses, all)
	}
}

// The filters of motions and decisions show what the ledger has of a party, a function
// and a year, a page at a time.
func TestMotionAndDecisionFilters(t *testing.T) {
	b := still(t)
	motions, decisions := map[string][]string{}, map[string][]string{}
	put := func(of map[string][]string, ref, function, year string, parties []string) {
		for _, query := range []string{"", "function=" + function, "year=" + year, "year=" + year + "&function=" + function} {
			of[query] = append(of[query], ref)
		}
		for _, party := range parties {
			of["party="+party] = append(of["party="+party], ref)
			of["party="+party+"&year="+year] = append(of["party="+party+"&year="+year], ref)
		}
	}
	b.look(func(v ledger.View, _ ledger.Time) {
		for ref, m := range v.Motions() {
			parties := map[string]bool{}
			if m.Party != "" {
				parties[m.Party] = true
			}
			if m.Opened != nil {
				for _, seat := range m.Opened.Roll {
					parties[seat.Party] = true
				}
			}
			put(motions, ref, m.Function, string(m.Moved[:4]), slices.Collect(maps.Keys(parties)))
		}
		for ref, d := range v.Decisions() {
			parties := []string{}
			for _, p := range d.Parties {
				parties = append(parties, p.Party)
			}
			put(decisions, ref, d.Function, string(d.Time[:4]), parties)
		}
	})
	if len(motions) < 10 || len(decisions) < 10 {
		t.Fatalf("the example has too little: %d and %d", len(motions), len(decisions))
	}
	motions["year=1999"], decisions["year=1999"] = nil, nil
	all := func(path, query string, refs func(path string) ([]string, string)) (got []string) {
		after := ""
		for {
			page, next := refs(path + "?limit=3&" + query + after)
			got = append(got, page...)
			if next == "" {
				return got
			}
			after = "&after=" + next
		}
	}
	for query, want := range motions {
		got := all(api.PathMotions, query, func(path string) (refs []string, next string) {
			var list api.List[api.MotionSummary]
			b.get(path).into(http.StatusOK, &list)
			for _, m := range list.Items {
				refs = append(refs, m.Ref)
			}
			return refs, list.Next
		})
		if !slices.Equal(got, want) {
			t.Errorf("motions of %q: %q, want %q", query, got, want)
		}
	}
	for query, want := range decisions {
		got := all(api.PathDecisions, query, func(path string) (refs []string, next string) {
			var list api.List[api.Decision]
			b.get(path).into(http.StatusOK, &list)
			for _, d := range list.Items {
				refs = append(refs, d.Ref)
			}
			return refs, list.Next
		})
		if !slices.Equal(got, want) {
			t.Errorf("decisions of %q: %q, want %q", query, got, want)
		}
	}
}

func TestMalformedQueries(t *testing.T) {
	b := still(t)
	for path, parameter := range map[string]string{
		api.PathParties + "?limit=0":                              "limit",
		api.PathParties + "?limit=101":                            "limit",
		api.PathParties + "?limit=x":                              "limit",
		api.PathParties + "?limit=%2B5":                           "limit",
		api.PathParties + "?limit=":                               "limit",
		api.PathParties + "?limit=1&limit=2":                      "limit",
		api.PathParties + "?after=ZZZ":                            "after",
		api.PathEntries + "?after=-1":                             "after",
		api.PathEntries + "?after=99999999":                       "after",
		api.PathMotions + "?status=won":                           "status",
		api.PathMotions + "?party=ZZZ":                            "party",
		api.PathMotions + "?stauts=open":                          "stauts",
		api.PathLedger + "?x=1":                                   "x",
		api.PathLedger + "?x=%zz":                                 "query",
		api.PathObligations + "?party=ZZZ":                        "party",
		api.PathObligations + "?recorded_by=yesterday":            "recorded_by",
		api.PathObligations + "?recorded_by=99999999":             "recorded_by",
		api.PathObligations + "?effective_on=2015-02-30":          "effective_on",
		api.PathObligations + "?effective_on=2015-06-30T00:00:00": "effective_on",
		api.PathParties + "/%zz":                                  "code",
	} {
		req, err := http.NewRequest("GET", b.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.URL.Opaque = path // as it is, also where it is not well escaped
		res, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		p := &api.Problem{}
		if err := json.NewDecoder(res.Body).Decode(p); err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if p.Code != ledger.CodeMalformed || p.Status != http.StatusBadRequest || len(p.Errors) != 1 || p.Errors[0].Parameter != parameter {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

func TestWhatIsNotThere(t *testing.T) {
	b := still(t)
	for _, path := range []string{
		"/x", "/api", "/api/v1", "/api/v1/", "/api/v1/parties/", "/api/v2/ledger", "/API/v1/ledger", "/api/v1/motions//votes",
		api.Fill(api.PathParty, "ZZZ"), api.Fill(api.PathMotion, "GM-1999-001"), api.Fill(api.PathVotes, "x"), api.Fill(api.PathOpening, "x"),
		api.Fill(api.PathDecision, "x"), api.Fill(api.PathObligation, "x", "01"), api.Fill(api.PathEntry, "-1"), api.Fill(api.PathEntry, "007"),
		api.Fill(api.PathReceipt, "99999999"), api.Fill(api.PathKey, "x"), api.Fill(api.PathMoUVersion, "2"), api.Fill(api.PathMoUVersion, "0"),
		"/tile/0/999", "/tile/0/000.p/0", "/tile/8/000", "/tile/x", "/tile/entries/x001/000", "/blob/x", api.PathBlob + string(ledger.DigestOf([]byte("x"))), "/problems/x",
	} {
		if p := b.get(path).problem(); p.Code != ledger.CodeNotFound {
			t.Errorf("%s: %+v", path, p)
		}
	}
	for _, at := range []string{"POST " + api.PathLedger, "DELETE " + api.EntryURL(0), "PUT " + api.PathStatements, "GET " + api.PathStatements, "PATCH /", "GET " + api.PathPreview} {
		method, path, _ := strings.Cut(at, " ")
		a := b.do(method, path, "", nil)
		if p := a.problem(); p.Code != api.CodeMethod || a.header.Get("Allow") == "" {
			t.Errorf("%s: %+v, Allow %q", at, p, a.header.Get("Allow"))
		}
	}
	if a := b.do("HEAD", api.PathLedger, "", nil); a.status != http.StatusOK || len(a.body) > 0 {
		t.Errorf("HEAD: %d %q", a.status, a.body)
	}
}

// What the rules say of a reader is asked once a day of the ledger, and of each
// role anew: whoever loses a role loses what it let them read, at once.
func TestReadersAreAskedForOnce(t *testing.T) {
	var s *server.Server
	b := newBoard(t, func(srv *server.Server) { s = srv })
	b.get(api.PathMotions)
	b.do("GET", api.PathPeople, b.token("bury-member"), nil)
	known := server.Remembered(s)
	for range 3 {
		b.get(api.PathMotions)
		if p := b.get(api.PathPeople).problem(); p.Code != ledger.CodeLogIn || len(p.Checks) == 0 {
			t.Errorf("the public: %+v", p)
		}
		if a := b.do("GET", api.PathPeople, b.token("bury-member"), nil); a.status != http.StatusOK {
			t.Errorf("a member: status %d", a.status)
		}
	}
	if got := server.Remembered(s); got != known+1 { // the public's on people
		t.Errorf("%d rulings, %d before", got, known)
	}
	b.clock.add(24 * time.Hour)
	b.get(api.PathMotions)
	if got := server.Remembered(s); got != known+2 {
		t.Errorf("%d rulings on the next day, %d on the day before", got, known+1)
	}
}

// What stands at the root for tools of another make is as c2sp.org/tlog-tiles has
// it: every width that the tree had, one spelling of each path, and nothing beyond
// the tree.
func TestTilePaths(t *testing.T) {
	b := still(t)
	size := b.size()
	full, last := size/merkle.TileWidth, size%merkle.TileWidth
	if full < 1 || full > 100 {
		t.Fatalf("a ledger of %d entries has no full tile, or too many for this test", size)
	}
	// No agreement can close what the log is held to.
	for _, r := range server.Routes() {
		if (r.Path == api.PathCheckpoint || r.Path == api.PathTile+"*") && r.Name != "" {
			t.Errorf("%s asks as %s whether it may be read", r.Path, r.Name)
		}
	}
	there := map[string]int{ // bytes of hashes; 0: a bundle
		"/tile/0/000": 8192, "/tile/0/000.p/1": 32, "/tile/0/000.p/255": 8160, "/tile/1/000.p/1": 32,
		fmt.Sprintf("/tile/1/000.p/%d", full): int(full) * 32,
		"/tile/entries/000":                   0, "/tile/entries/000.p/7": 0,
	}
	if last > 0 {
		there[fmt.Sprintf("/tile/0/%03d.p/1", full)] = 32
		there[fmt.Sprintf("/tile/0/%03d.p/%d", full, last)] = int(last) * 32
		there[fmt.Sprintf("/tile/entries/%03d.p/%d", full, last)] = 0
	}
	for path, length := range there {
		a := b.get(path)
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/octet-stream" || a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: status %d, %v", path, a.status, a.header)
		}
		if head := b.do("HEAD", path, "", nil); head.status != http.StatusOK || len(head.body) > 0 || head.header.Get("Content-Length") != fmt.Sprint(len(a.body)) {
			t.Errorf("HEAD %s: status %d, %v", path, head.status, head.header)
		}
		packed := b.do("GET", path, "", nil, "Accept-Encoding", "gzip, identity")
		if length > 0 {
			if len(a.body) != length || packed.header.Get("Content-Encoding") != "" {
				t.Errorf("%s: %d bytes of hashes, Content-Encoding %q", path, len(a.body), packed.header.Get("Content-Encoding"))
			}
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(packed.body))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, a.body) || packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(a.body)/2 {
			t.Errorf("%s: %d bytes of %d, Content-Encoding %q, %v", path, len(packed.body), len(a.body), packed.header.Get("Content-Encoding"), err)
		}
		for _, a := range []answer{a, packed} {
			if vary := a.header.Get("Vary"); vary != "Authorization, Cookie, Accept-Encoding" {
				t.Errorf("%s: Vary %q", path, vary)
			}
		}
		if plain := b.do("GET", path, "", nil, "Accept-Encoding", "br, gzip;q=0"); plain.header.Get("Content-Encoding") != "" || !bytes.Equal(plain.body, a.body) {
			t.Errorf("%s: gzip to who does not take it", path)
		}
	}
	for _, path := range []string{
		// Beyond the tree.
		fmt.Sprintf("/tile/0/%03d", full), fmt.Sprintf("/tile/0/%03d.p/1", full+1), fmt.Sprintf("/tile/0/%03d.p/%d", full, last+1),
		"/tile/1/000", fmt.Sprintf("/tile/1/000.p/%d", full+1), "/tile/1/001.p/1", "/tile/2/000.p/1", "/tile/63/000.p/1",
		fmt.Sprintf("/tile/entries/%03d", full), "/tile/entries/x001/000", fmt.Sprintf("/tile/entries/%03d.p/%d", full, last+1), "/tile/0/x999/x999/x999/x999/x999/x999/999",
		fmt.Sprintf("/bundle/%03d", full), "/bundle/000.p/256",
		// Not the one spelling.
		"/tile/0/0", "/tile/0/00", "/tile/0/0000", "/tile/0/x000/000", "/tile/0/001.p/01", "/tile/0/001.p/001", "/tile/00/000", "/tile/+0/000", "/tile/-1/000", "/tile/64/000",
		"/tile/0/000.p/0", "/tile/0/000.p/256", "/tile/0/000.p/-1", "/tile/0/000.p/", "/tile/0/000.p", "/tile/0/000/", "/tile/0/000.P/1", "/tile/0/%30%30%30", "/tile/0/000%2ep/1",
		"/tile/8/0/000", "/tile/data/000", "/tile/entries/0", "/tile/entries/000.p/0", "/tile/entries/entries/000", "/tile/0/", "/tile/", "/tile/entries/", "/tile", "//tile/0/000", "/tile//0/000", "/tile/0/../0/000",
		"/Checkpoint", "/checkpoint/", "/bundle/", "/bundle/0", "/bundle/entries/000", "/bundle/0/000",
	} {
		a := b.get(path)
		if p := a.problem(); p.Code != ledger.CodeNotFound || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %+v, Cache-Control %q", path, p, a.header.Get("Cache-Control"))
		}
	}
	for _, path := range []string{"/checkpoint?x=1", "/tile/0/000?x", "/tile/entries/000?a=b"} {
		if p := b.get(path).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

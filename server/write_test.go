package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server"
	"concordat/server/api"
)

// vote is a vote on m from a seat, as its holder would sign it.
func vote(m ledger.MotionRecord, seat, choice string) ledger.VoteCast {
	return ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat, Choice: choice}
}

// A statement that is taken is answered with a receipt that holds, at the place
// where its entry stands; sent again, with the same entry.
func TestStatementIsRecordedOnce(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	statement := b.statement(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	size := b.size()
	a := b.send(statement)
	var first, again, fetched api.Receipt
	a.into(http.StatusCreated, &first)
	if a.header.Get("Location") != api.EntryURL(first.Index) || first.Index != size || first.Repeated || first.Kind != ledger.KindVoteCast || !strings.Contains(first.Sentence, m.Ref) {
		t.Errorf("%+v at %s", first, a.header.Get("Location"))
	}
	verifier, err := note.NewVerifier(b.founded.LogKey)
	if err != nil {
		t.Fatal(err)
	}
	if index, c, err := first.Check(b.founded.Origin, verifier); err != nil || index != first.Index || c.Size != size+1 {
		t.Errorf("%d %+v %v", index, c, err)
	}
	b.send(statement).into(http.StatusOK, &again)
	if !again.Repeated || again.Index != first.Index || !bytes.Equal(again.Entry, first.Entry) || b.size() != size+1 {
		t.Errorf("sent again: %+v", again)
	}
	b.get(api.Fill(api.PathReceipt, fmt.Sprint(first.Index))).into(http.StatusOK, &fetched)
	if !bytes.Equal(fetched.Entry, first.Entry) || fetched.ID != first.ID || fetched.CheckCode != first.CheckCode {
		t.Errorf("fetched: %+v", fetched)
	}
	var e api.Entry
	b.get(api.EntryURL(first.Index)).into(http.StatusOK, &e)
	if e.Raw != string(first.Entry) || e.Author != holder || e.ID != first.ID {
		t.Errorf("%+v", e)
	}
	var shown api.Motion
	b.get(api.Fill(api.PathMotion, m.Ref)).into(http.StatusOK, &shown)
	if v := shown.Votes[len(shown.Votes)-1]; v.Entry != first.Index || v.Person != holder || v.Choice != ledger.ChoiceFor {
		t.Errorf("%+v", v)
	}
	var key api.Key
	b.get(api.Fill(api.PathKey, string(b.key(holder).Thumbprint()))).into(http.StatusOK, &key)
	if k, _ := b.journal.Key(key.Thumbprint); key.Next != k.Next || key.Person != holder {
		t.Errorf("%+v", key)
	}
}

// Every bad input has its own code, status and sentence. The server stays up and
// not one entry is written.
func TestBadInput(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	decided := b.withStatus(ledger.MotionDecided)
	noticed := b.notice()
	var other ledger.RollSeat // of another party than the voter's
	for _, s := range m.Opened.Roll {
		if s.Party != seat.Party {
			other = s
		}
	}
	// Somebody whom an interest keeps from voting.
	var recused string
	var recusedSeat ledger.RollSeat
	b.look(func(v ledger.View, now ledger.Time) {
		for _, s := range m.Opened.Roll {
			if record, _ := v.Seat(s.Seat); record.Holder(now.Day()) != holder {
				recused, recusedSeat = record.Holder(now.Day()), s
			}
		}
	})
	interest := b.record(recused, recusedSeat.Party, ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: m.Ref, Nature: "financial", Known: "2015-11-27"})
	for _, person := range []string{"chair", "secretary"} {
		b.record(person, "", ledger.KindInterestRuled, ledger.InterestRuled{Interest: interest.ID, Motion: m.Ref, Ruling: ledger.InterestMaySpeak})
	}
	b.clock.add(time.Second) // what is ruled holds from the next moment on
	// And somebody whose key is lost.
	lost := seatOfAnother(m, seat.Party, recusedSeat.Party)
	var loser, officer string
	b.look(func(v ledger.View, now ledger.Time) {
		record, _ := v.Seat(lost.Seat)
		loser = record.Holder(now.Day())
		party, _ := v.Party(lost.Party)
		officer = party.Officer.Person
	})
	b.record(officer, lost.Party, ledger.KindKeyRevoked, ledger.KeyRevoked{Key: b.key(loser).Thumbprint(), Reason: "lost"})

	cast := func(change ...func(*ledger.Payload)) []byte {
		return b.statement(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor), change...)
	}
	good := cast()
	unsigned, key := b.draft(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	stranger, err := sdk.NewKey(rand.Reader, "ed25519")
	if err != nil {
		t.Fatal(err)
	}
	strange, err := ledger.Draft(stranger.Public(), ledger.Payload{
		V: 1, Ledger: b.founded.Origin, Kind: ledger.KindVoteCast, Author: holder, Party: seat.Party, Sentence: "none",
		Seen: ledger.Seen{Size: 0, Root: ledger.DigestOf(nil)}, Body: encode(t, vote(m, seat.Seat, ledger.ChoiceFor)),
	})
	if err != nil {
		t.Fatal(err)
	}
	unknown := vote(m, seat.Seat, ledger.ChoiceFor)
	unknown.Motion = "GM-2015-999"
	stale := vote(m, seat.Seat, ledger.ChoiceFor)
	stale.Opened = m.TextID
	notOpen := vote(m, seat.Seat, ledger.ChoiceFor)
	notOpen.Motion = noticed
	staleRules := ledger.MotionOpened{}
	b.look(func(v ledger.View, _ ledger.Time) {
		n, _ := v.Motion(noticed)
		staleRules = ledger.MotionOpened{
			Motion: noticed, Title: n.Title, Text: n.TextID, Notice: n.Notice.ID, Closes: n.Notice.Closes, Rules: ledger.DigestOf([]byte("old")),
			Roll: []ledger.RollSeat{{Seat: seat.Seat, Party: seat.Party, Weight: 1}},
		}
	})

	for _, test := range []struct {
		name   string
		body   []byte
		code   ledger.Code
		status int
		signed bool // by the log: it names the statement
		field  string
	}{
		{"oversized", bytes.Repeat([]byte("x"), ledger.MaxStatement+1), ledger.CodeTooLarge, 413, false, ""},
		{"far oversized", bytes.Repeat([]byte("x"), server.MaxBody+1), ledger.CodeTooLarge, 413, false, ""},
		{"very far oversized", bytes.Repeat([]byte("x"), 8<<20), ledger.CodeTooLarge, 413, false, ""},
		{"empty", []byte{}, ledger.CodeMalformed, 400, false, ""},
		{"no JSON", []byte("x"), ledger.CodeMalformed, 400, false, ""},
		{"padded", append(bytes.Clone(good), ' '), ledger.CodeMalformed, 400, false, ""},
		{"deeply nested", bytes.Repeat([]byte("["), 20000), ledger.CodeMalformed, 400, false, ""},
		{"unsigned", encode(t, unsigned), ledger.CodeUnsigned, 422, false, "/signature"},
		{"wrongly signed", encode(t, key.Sign(ledger.Statement{Protected: unsigned.Protected, Payload: unsigned.Payload[:len(unsigned.Payload)-4] + "AAAA"})), ledger.CodeMalformed, 400, false, "/payload"},
		{"another's signature", encode(t, b.key("chair").Sign(unsigned)), ledger.CodeSignature, 422, true, "/signature"},
		{"unknown key", encode(t, stranger.Sign(strange)), ledger.CodeUnknownKey, 403, true, "/protected/kid"},
		{"revoked key", b.statement(loser, lost.Party, ledger.KindVoteCast, vote(m, lost.Seat, ledger.ChoiceFor)), ledger.CodeRevokedKey, 403, true, "/protected/kid"},
		{"another ledger's", cast(func(p *ledger.Payload) { p.Ledger = "elsewhere" }), ledger.CodeOtherLedger, 422, true, "/payload/ledger"},
		{"unknown kind", cast(func(p *ledger.Payload) { p.Kind = "vote.bought" }), ledger.CodeUnknownKind, 422, false, "/payload/kind"},
		{"a consequence", cast(func(p *ledger.Payload) { p.Kind = ledger.KindDecisionMade }), ledger.CodeUnknownKind, 422, false, "/payload/kind"},
		{"out of sequence", cast(func(p *ledger.Payload) { p.Seq++ }), ledger.CodeOutOfSequence, 409, true, "/payload/seq"},
		{"another history", cast(func(p *ledger.Payload) { p.Seen.Root = ledger.DigestOf([]byte("x")) }), ledger.CodeFork, 409, true, "/payload/seen"},
		{"a longer history", cast(func(p *ledger.Payload) { p.Seen.Size += 1000 }), ledger.CodeFork, 409, true, "/payload/seen"},
		{"another sentence", cast(func(p *ledger.Payload) { p.Sentence = "NHS Bury CCG votes against it" }), ledger.CodeMalformed, 400, true, "/payload/sentence"},
		{"unknown motion", b.statement(holder, seat.Party, ledger.KindVoteCast, unknown), ledger.CodeNotFound, 404, true, "/payload/body/motion"},
		{"not open", b.statement(holder, seat.Party, ledger.KindVoteCast, notOpen), ledger.CodeNotOpen, 409, true, "/payload/body/motion"},
		{"closed", b.statement(holder, seat.Party, ledger.KindVoteCast, vote(decided, seat.Seat, ledger.ChoiceFor)), ledger.CodeClosed, 409, true, "/payload/body/motion"},
		{"no seat", b.statement(holder, seat.Party, ledger.KindVoteCast, vote(m, other.Seat, ledger.ChoiceFor)), ledger.CodeNoSeat, 403, true, "/payload/body/seat"},
		{"recused", b.statement(recused, recusedSeat.Party, ledger.KindVoteCast, vote(m, recusedSeat.Seat, ledger.ChoiceFor)), ledger.CodeRecused, 403, true, ""},
		{"refused by the rules", b.statement(holder, seat.Party, ledger.KindPartyEstablished, ledger.PartyEstablished{Party: seat.Party, On: "2015-01-01"}), ledger.CodeConflict, 409, true, "/payload/body/party"},
		{"a role that nobody gave", b.statement(holder, seat.Party, ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleChair, Person: holder, From: "2015-11-27"}), ledger.CodeRefused, 403, true, ""},
		{"stale", b.statement(holder, seat.Party, ledger.KindVoteCast, stale), ledger.CodeStale, 412, true, "/payload/body/opened"},
		{"stale rules", b.statement("secretary", "", ledger.KindMotionOpened, staleRules), ledger.CodeStale, 412, true, "/payload/body/rules"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := *b
			b.t = t
			size := b.size()
			a := b.send(test.body)
			p := a.problem()
			if p.Code != test.code || p.Status != test.status {
				t.Fatalf("%s, status %d: %s", p.Code, p.Status, p.Detail)
			}
			if test.field != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != test.field) {
				t.Errorf("at %+v, want %s", p.Errors, test.field)
			}
			if (p.Code == ledger.CodeRefused || p.Code == ledger.CodeRecused) && (len(p.Checks) == 0 || p.Checks[0].Clause == "" || p.Checks[0].Met) {
				t.Errorf("checks %+v", p.Checks)
			}
			if (p.Status == 409 || p.Status == 412) && (p.Head == nil || p.Head.Size != size) {
				t.Errorf("head %+v with %d entries", p.Head, size)
			}
			if test.signed != (p.Refusal != "") {
				t.Errorf("refusal %q", p.Refusal)
			}
			if test.signed {
				b.checkRefusal(test.body, p)
			}
			if b.size() != size {
				t.Errorf("%d entries, %d before", b.size(), size)
			}
			if h := b.get(api.PathHealth); h.status != http.StatusOK {
				t.Errorf("not healthy: %s", h.body)
			}
		})
	}
	b.send(good).into(http.StatusCreated, &api.Receipt{})
	// What was refused is not there after a restart either.
	size := b.size()
	if err := b.journal.Close(); err != nil {
		t.Fatal(err)
	}
	a := b.get(api.PathLedger)
	if p := a.problem(); p.Code != ledger.CodeUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("of a journal that is closed: %+v", p)
	}
	if p := b.send(good).problem(); p.Code != ledger.CodeUnavailable || p.Refusal != "" {
		t.Errorf("of a journal that is closed: %+v", p)
	}
	again, _, _, _ := openJournal(t, b.dir)
	if again.Head().Size != size {
		t.Errorf("%d entries after a restart, %d before", again.Head().Size, size)
	}
	b.journal = again
}

func seatOfAnother(m ledger.MotionRecord, than ...string) ledger.RollSeat {
	for _, s := range m.Opened.Roll {
		if s.Party != than[0] && s.Party != than[1] {
			return s
		}
	}
	panic("a roll of two parties")
}

// checkRefusal holds the log's signature under a refusal against the statement.
func (b *board) checkRefusal(statement []byte, p *api.Problem) {
	b.t.Helper()
	var s ledger.Statement
	if err := json.Unmarshal(statement, &s); err != nil {
		b.t.Fatal(err)
	}
	verifier, err := note.NewVerifier(b.founded.LogKey)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := merkle.OpenRefusal([]byte(p.Refusal), b.founded.Origin, verifier)
	if want := (merkle.Refusal{ID: string(s.ID()), Code: string(p.Code), Head: b.journal.Head()}); err != nil || r != want {
		b.t.Errorf("the log signed %+v, want %+v (%v)", r, want, err)
	}
}

func TestBodiesOfOtherTypes(t *testing.T) {
	b := still(t)
	for _, kind := range []string{"application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"} {
		if p := b.do("POST", api.PathStatements, b.carry(), []byte("x"), "Content-Type", kind).problem(); p.Code != api.CodeMediaType || p.Status != 415 {
			t.Errorf("%s: %+v", kind, p)
		}
	}
	for _, kind := range []string{"application/json", "application/json; charset=utf-8", "Application/JOSE+JSON"} {
		if p := b.do("POST", api.PathStatements, b.carry(), []byte("x"), "Content-Type", kind).problem(); p.Code != ledger.CodeMalformed {
			t.Errorf("%s: %+v", kind, p)
		}
	}
}

func TestPreview(t *testing.T) {
	b := newBoard(t)
	m, seat, _ := b.openMotion()
	ask := func(motion string, votes ...api.PreviewVote) answer {
		t.Helper()
		return b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: motion, Votes: votes}))
	}
	everyone := func(choice string) []api.PreviewVote {
		var votes []api.PreviewVote
		for _, s := range m.Opened.Roll {
			votes = append(votes, api.PreviewVote{Party: s.Party, Choice: choice})
		}
		return votes
	}
	size := b.size()
	var p api.Preview
	ask(m.Ref, everyone(ledger.ChoiceFor)...).into(http.StatusOK, &p)
	if len(p.Stakes) != len(p.Parties) {
		t.Errorf("what is at stake is said of %d parties of %d", len(p.Stakes), len(p.Parties))
	}
	for i, k := range p.Stakes { // were it carried, as these votes do
		var cost []ledger.YearCost
		for _, y := range k.Years {
			if y.Contributes > 0 || y.After > 0 {
				cost = append(cost, ledger.YearCost{Year: y.Year, Spend: y.Contributes, Loss: max(y.After, 0)})
			}
			if y.After != y.Before+y.RiskShare || y.Pays < y.Contributes {
				t.Errorf("%s: %+v", k.Party, y)
			}
		}
		if o := p.Parties[i]; o.Party != k.Party || !slices.Equal(o.Cost, cost) || o.Authority != k.Authority || k.Standing != "within" {
			t.Errorf("%+v\nis at stake, and would be decided\n%+v", k, o)
		}
	}
	if p.Outcome != ledger.OutcomeCarried || len(p.Parties) == 0 || p.AsAt != size || len(p.Votes) != len(m.Opened.Roll) {
		t.Errorf("%+v", p)
	}
	// A casting vote is supposed beside the votes, and is none of theirs.
	b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: m.Ref, Votes: everyone(ledger.ChoiceFor), Casting: ledger.ChoiceAgainst})).into(http.StatusOK, &p)
	if p.Outcome != ledger.OutcomeCarried || slices.ContainsFunc(p.Votes, func(v ledger.VoteFacts) bool { return v.Casting != "" }) {
		t.Errorf("%+v", p)
	}
	if got := b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: m.Ref, Votes: everyone(ledger.ChoiceFor), Casting: "maybe"})).problem(); got.Code != ledger.CodeMalformed {
		t.Errorf("%+v", got)
	}
	ask(m.Ref, everyone(ledger.ChoiceAgainst)...).into(http.StatusOK, &p)
	if p.Outcome != ledger.OutcomeNotCarried || len(p.Checks) == 0 {
		t.Errorf("%+v", p)
	}
	ask(m.Ref).into(http.StatusOK, &p) // with the votes as they are
	if len(p.Votes) != len(m.Votes) {
		t.Errorf("%d votes, %d are cast", len(p.Votes), len(m.Votes))
	}
	if b.size() != size {
		t.Error("a preview wrote something")
	}
	noticed := b.notice()
	ask(noticed, everyone(ledger.ChoiceFor)...).into(http.StatusOK, &p)
	for _, o := range p.Parties { // what was given before the opening that it supposes counts
		if o.Bound != ledger.BoundByVote || o.Authority == "" {
			t.Errorf("were %s opened now: %+v", noticed, o)
		}
	}
	for name, test := range map[string]struct {
		a    answer
		code ledger.Code
	}{
		"unknown motion": {ask("GM-2015-999"), ledger.CodeNotFound},
		"decided":        {ask(b.withStatus(ledger.MotionDecided).Ref), ledger.CodeClosed},
		"unknown choice": {ask(m.Ref, api.PreviewVote{Seat: seat.Seat, Choice: "maybe"}), ledger.CodeMalformed},
		"unknown seat":   {ask(m.Ref, api.PreviewVote{Seat: "x", Choice: "for"}), ledger.CodeMalformed},
		"neither":        {ask(m.Ref, api.PreviewVote{Choice: "for"}), ledger.CodeMalformed},
		"both":           {ask(m.Ref, api.PreviewVote{Seat: seat.Seat, Party: seat.Party, Choice: "for"}), ledger.CodeMalformed},
		"twice":          {ask(m.Ref, api.PreviewVote{Seat: seat.Seat, Choice: "for"}, api.PreviewVote{Party: seat.Party, Choice: "for"}), ledger.CodeMalformed},
		"too many":       {ask(m.Ref, make([]api.PreviewVote, 201)...), ledger.CodeTooLarge},
		"another field":  {b.do("POST", api.PathPreview, "", []byte(`{"motion":"x","vote":[]}`)), ledger.CodeMalformed},
		"two values":     {b.do("POST", api.PathPreview, "", []byte(`{"motion":"x","votes":[]}{}`)), ledger.CodeMalformed},
	} {
		if p := test.a.problem(); p.Code != test.code {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// A preview is what the close then decides, with the votes as they are.
func TestPreviewIsWhatIsDecided(t *testing.T) {
	b := newBoard(t)
	m, _, _ := b.openMotion()
	var p api.Preview
	b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})).into(http.StatusOK, &p)
	b.clock.add(30 * 24 * time.Hour)
	var d api.Decision
	b.get(api.Fill(api.PathDecision, m.Ref)).into(http.StatusOK, &d)
	if diff := cmp.Diff(d.Checks, p.Checks); diff != "" || d.Outcome != p.Outcome || d.Collective != p.Collective {
		t.Errorf("%s, the preview said %s\n%s", d.Outcome, p.Outcome, diff)
	}
}

// A motion is tested by the rules before anybody moves it: what they would refuse it for,
// or what it would mean; and moving it then says the same.
func TestPreviewOfDraft(t *testing.T) {
	b := newBoard(t)
	var ref string
	b.look(func(v ledger.View, now ledger.Time) { ref = v.NextRef(string(now.Day()[:4])) })
	size := b.journal.Head().Size
	draft := ledger.Motion{
		Title: "One fund", Text: []string{"That there be one fund."}, Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Pool: &ledger.Pool{Host: "01G", Year: "2016-17", Lines: []ledger.PoolLine{{What: "The service", Pence: 1_000_003, Kind: "cash", Due: "2016-04-01", Share: ledger.Share{By: "equal"}}}},
	}
	ask := func(person string, draft ledger.Motion) answer {
		token := ""
		if person != "" {
			token = b.token(person)
		}
		return b.do("POST", api.PathPreview, token, encode(t, api.PreviewRequest{Draft: &api.MotionDraft{Motion: draft}, Votes: []api.PreviewVote{}}))
	}
	var p api.Preview
	ask("secretary", draft).into(http.StatusOK, &p)
	if p.Motion != ref || len(p.Refused) > 0 || len(p.Stakes) != 12 || p.Stakes[0].Years[0].Pays != 83334 {
		t.Errorf("%s %+v %+v", p.Motion, p.Refused, p.Stakes)
	}
	without := draft
	without.Pool = nil
	ask("secretary", without).into(http.StatusOK, &p)
	if len(p.Refused) != 1 || p.Refused[0].Clause == "" || p.Refused[0].Met || p.Refused[0].Explain == "" {
		t.Errorf("%+v", p.Refused)
	}
	without.Ref = ref
	if said := b.send(b.statement("secretary", "", ledger.KindMotionMoved, without)).problem(); said.Code != ledger.CodeRefused || cmp.Diff(said.Checks, p.Refused) != "" {
		t.Errorf("moved, it is %+v", said)
	}
	without.Text = nil
	if said := ask("secretary", without).problem(); said.Code != ledger.CodeMalformed {
		t.Errorf("%+v", said)
	}
	if said := ask("", draft).problem(); said.Code != ledger.CodeLogIn {
		t.Errorf("%+v", said)
	}
	if said := b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Votes: []api.PreviewVote{}})).problem(); said.Code != ledger.CodeMalformed {
		t.Errorf("%+v", said)
	}
	if b.journal.Head().Size != size {
		t.Error("a preview wrote something")
	}
}

// When as many ask the rules as may, others are sent away with the time to come
// again, and everything else goes on.
func TestTooManyPreviews(t *testing.T) {
	var board *server.Server
	b := newBoard(t, func(s *server.Server) { board = s })
	m, seat, holder := b.openMotion()
	noticed := b.notice()
	preview := encode(t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}})
	leave := server.Crowd(board)
	for name, a := range map[string]answer{
		"preview": b.do("POST", api.PathPreview, "", preview),
		"opening": b.get(api.Fill(api.PathOpening, noticed)),
	} {
		if p := a.problem(); p.Code != api.CodeBusy || p.Status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	b.record(holder, seat.Party, ledger.KindVoteCast, vote(m, seat.Seat, ledger.ChoiceFor))
	leave()
	b.do("POST", api.PathPreview, "", preview).into(http.StatusOK, &api.Preview{})
}

func TestLogIn(t *testing.T) {
	b := newBoard(t)
	var token api.Token
	first := b.login("bury-member")
	b.do("POST", api.PathLogin, "", first).into(http.StatusOK, &token)
	if token.Person != "bury-member" || token.Roles == "" || len(token.Scopes) == 0 {
		t.Errorf("%+v", token)
	}
	if a := b.do("GET", api.PathPeople, token.Token, nil); a.status != http.StatusOK {
		t.Errorf("status %d with a fresh token", a.status)
	}
	key := b.key("bury-member")
	late := b.login("bury-member")
	b.world.add(2 * time.Minute)
	for name, test := range map[string]struct {
		body []byte
		code ledger.Code
	}{
		"used nonce":      {first, ledger.CodeLogIn},
		"late":            {late, ledger.CodeLogIn},
		"own nonce":       {b.login("bury-member", func(l *ledger.Login) { l.Nonce = "mine" }), ledger.CodeLogIn},
		"run out":         {b.login("bury-member", func(l *ledger.Login) { l.Until = "2020-01-01T00:00:00.000Z" }), ledger.CodeLogIn},
		"another ledger":  {b.login("bury-member", func(l *ledger.Login) { l.Ledger = "elsewhere" }), ledger.CodeOtherLedger},
		"another person":  {b.login("bury-member", func(l *ledger.Login) { l.Person = "chair" }), ledger.CodeSignature},
		"a statement":     {b.statement("bury-member", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"}), ledger.CodeMalformed},
		"wrongly signed":  {bytes.Replace(b.login("bury-member"), []byte(`"signature":"`), []byte(`"signature":"A`), 1), ledger.CodeUnknownKey},
		"no JSON":         {[]byte("x"), ledger.CodeMalformed},
		"larger than one": {bytes.Repeat([]byte("x"), ledger.MaxStatement+1), ledger.CodeTooLarge},
	} {
		if p := b.do("POST", api.PathLogin, "", test.body).problem(); p.Code != test.code {
			t.Errorf("%s: %+v", name, p)
		}
	}
	// A log-in is no statement either.
	if p := b.send(b.login("bury-member")).problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("a log-in sent as a statement: %+v", p)
	}
	// A token falls with its key, at once.
	b.record("bury-officer", "00V", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: key.Thumbprint(), Reason: "stolen"})
	if p := b.do("GET", api.PathPeople, token.Token, nil).problem(); p.Code != ledger.CodeRevokedKey {
		t.Errorf("with a revoked key: %+v", p)
	}
	if p := b.do("POST", api.PathLogin, "", b.login("bury-member")).problem(); p.Code != ledger.CodeRevokedKey {
		t.Errorf("log-in with a revoked key: %+v", p)
	}
	statement := b.statement("chair", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"})
	if p := b.do("POST", api.PathStatements, token.Token, statement).problem(); p.Code != ledger.CodeLogIn || p.Refusal != "" {
		t.Errorf("carried by somebody whose key was revoked: %+v", p)
	}
}

// Only people whom the ledger knows have the log sign anything; whose statement
// they carry is all the same.
func TestCarriers(t *testing.T) {
	b := newBoard(t)
	statement := b.statement("bury-member", "", ledger.KindInterestDeclared, ledger.InterestDeclared{Nature: "personal", Known: "2015-11-20"})
	size := b.size()
	for name, body := range map[string][]byte{"good": statement, "refused": b.statement("chair", "", ledger.KindEngineChanged, ledger.EngineChanged{Engine: "opa 0"}), "nothing": nil} {
		a := b.do("POST", api.PathStatements, "", body)
		if p := a.problem(); p.Code != ledger.CodeLogIn || p.Refusal != "" || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("the public carries what is %s: %+v", name, p)
		}
	}
	if b.size() != size {
		t.Error("the public wrote something")
	}
	b.do("POST", api.PathStatements, b.token("wigan-borough-member"), statement).into(http.StatusCreated, &api.Receipt{})
}

func TestTokensThatDoNotHold(t *testing.T) {
	b := still(t)
	token := b.token("chair")
	part := strings.Split(token, ".")
	header := func(value string) answer {
		return b.do("GET", api.PathLedger, "", nil, "Authorization", value)
	}
	for name, value := range map[string]string{
		"alg none":    "Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + part[1] + ".",
		"cut":         "Bearer " + token[:len(token)-2],
		"no token":    "Bearer",
		"basic":       "Basic Y2hhaXI6Y2hhaXI=",
		"other's":     "Bearer " + part[0] + "." + part[1] + "." + strings.Repeat("A", 86),
		"only spaces": "Bearer  ",
	} {
		a := header(value)
		if p := a.problem(); p.Code != ledger.CodeLogIn || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if a := header("bearer " + token); a.status != http.StatusOK {
		t.Errorf("status %d: the scheme is not case-sensitive", a.status)
	}
	b.world.add(15 * time.Minute)
	if p := header("Bearer " + token).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("expired: %+v", p)
	}
}

// A panic becomes an answer that does not say why, and the process lives. What
// was taken is finished before the server stops.
func TestPanicAndShutdown(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	b := newBoard(t, func(s *server.Server) { server.Misbehave(s, entered, leave) })
	for range 3 {
		a := b.get(api.Base + "/panic")
		if p := a.problem(); p.Code != api.CodeInternal || p.Status != 500 || !strings.HasPrefix(p.Instance, "urn:concordat:fault:") {
			t.Errorf("%+v", p)
		}
		for _, leak := range []string{"secret", "goroutine", ".go"} {
			if bytes.Contains(a.body, []byte(leak)) {
				t.Errorf("the answer has %q: %s", leak, a.body)
			}
		}
	}
	if a := b.get(api.PathHealth); a.status != http.StatusOK {
		t.Errorf("status %d after a panic", a.status)
	}
	answered := make(chan answer)
	go func() { answered <- b.get(api.Base + "/wait") }()
	<-entered
	stopped := make(chan error)
	go func() { stopped <- b.server.Shutdown(context.Background()) }()
	select {
	case <-stopped:
		t.Error("it stopped with a request under way")
	default:
	}
	close(leave)
	if a := <-answered; a.status != http.StatusOK || string(a.body) != "done\n" {
		t.Errorf("%d %q", a.status, a.body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// Checkpoint, tiles and bundles are a tree that anybody can check with nothing
// but the log's key.
func TestTiles(t *testing.T) {
	b := still(t)
	a := b.get(api.PathCheckpoint)
	verifier, err := note.NewVerifier(b.founded.LogKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := merkle.OpenCheckpoint(a.body, b.founded.Origin, verifier)
	if err != nil || a.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Fatalf("%v, type %s", err, a.header.Get("Content-Type"))
	}
	if c.Size <= merkle.TileWidth {
		t.Fatalf("the example has %d entries: no full tile", c.Size)
	}
	read := func(tile merkle.Tile) ([]byte, error) {
		a := b.get("/" + merkle.TilePath(tile))
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			return nil, fmt.Errorf("%s: status %d, %s, %s", merkle.TilePath(tile), a.status, a.header.Get("Content-Type"), a.header.Get("Cache-Control"))
		}
		return a.body, nil
	}
	hashes := merkle.CheckedHashReader(read, c)
	indexes := make([]int64, c.Size)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	leaves, err := hashes.ReadHashes(indexes)
	if err != nil {
		t.Fatal(err)
	}
	for first := int64(0); first < c.Size; first += merkle.TileWidth {
		width := int(min(merkle.TileWidth, c.Size-first))
		bundle, err := read(merkle.Tile{H: 8, L: -1, N: first / merkle.TileWidth, W: width})
		if err != nil {
			t.Fatal(err)
		}
		entries, err := merkle.ParseBundle(bundle, width)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if merkle.LeafHash(e) != leaves[first+int64(i)] {
				t.Fatalf("entry %d is not in the tree", first+int64(i))
			}
		}
	}
	manifest := b.get(api.PathBlob + string(b.founded.Rules))
	if ledger.DigestOf(manifest.body) != b.founded.Rules {
		t.Error("the rules' manifest is not what was founded")
	}
}

// Readers, previews and voters at once; the race detector watches.
func TestManyAtOnce(t *testing.T) {
	b := newBoard(t)
	m, _, _ := b.openMotion()
	type voter struct {
		person string
		seat   ledger.RollSeat
	}
	var voters []voter
	b.look(func(v ledger.View, now ledger.Time) {
		for _, s := range m.Opened.Roll {
			record, _ := v.Seat(s.Seat)
			voters = append(voters, voter{record.Holder(now.Day()), s})
		}
	})
	size := b.size()
	var statements [][]byte
	for _, v := range voters {
		statements = append(statements, b.statement(v.person, v.seat.Party, ledger.KindVoteCast, vote(m, v.seat.Seat, ledger.ChoiceAbstain)))
	}
	token := b.token("chair")
	var all sync.WaitGroup
	for i, s := range statements {
		for range 2 { // each is sent twice, and recorded once
			all.Go(func() {
				if a := b.send(s); a.status != http.StatusCreated && a.status != http.StatusOK {
					t.Errorf("vote %d: %d %s", i, a.status, a.body)
				}
			})
		}
		all.Go(func() {
			for _, path := range []string{api.PathLedger, api.PathPeople, api.Fill(api.PathMotion, m.Ref), api.PathObligations, api.PathEntries + "?after=100", "/tile/0/000", api.PathCheckpoint} {
				if a := b.do("GET", path, token, nil); a.status != http.StatusOK {
					t.Errorf("%s: %d %s", path, a.status, a.body)
				}
			}
		})
	}
	all.Wait()
	if got := b.size() - size; got != int64(len(statements)) {
		t.Errorf("%d votes made %d entries", len(statements), got)
	}
}

// A body that nobody asked for is never taken for the next request, however it
// is framed.
func TestBodiesAreNotRequests(t *testing.T) {
	b := still(t)
	inner := "GET /problems/fork HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, request := range map[string]string{
		"nothing there":  "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s",
		"GET":            "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s",
		"another method": "PUT " + api.PathLedger + " HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s",
		"chunked":        "POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
		"expected":       "POST /nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n%s",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, request+"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", len(inner), inner)
		all, err := io.ReadAll(c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		c.Close()
		if strings.Contains(string(all), "fork: ") || !strings.HasSuffix(string(all), "entries\n") {
			t.Errorf("%s: %q", name, all)
		}
	}
}

// A vote that is not as its governing body instructed is told of before it is signed and
// afterwards, counts as it is cast, and the decision says who signed it by which key.
func TestInstructedOtherwise(t *testing.T) {
	b := newBoard(t)
	m, seat, holder := b.openMotion()
	officer := strings.TrimSuffix(holder, "member") + "officer"
	resolution := ledger.Resolution{Ref: "GB/15/12", On: "2015-11-20"}
	b.record(officer, seat.Party, ledger.KindMemberInstructed, ledger.MemberInstructed{Motion: m.Ref, Text: m.TextID, Seat: seat.Seat, Choice: ledger.ChoiceAgainst, Resolution: resolution})
	preview := func(choice string) (p api.Preview) {
		t.Helper()
		b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{{Seat: seat.Seat, Choice: choice}}})).into(http.StatusOK, &p)
		return p
	}
	if p := preview(ledger.ChoiceAgainst); len(p.Differing) != 0 {
		t.Errorf("as instructed: %+v", p.Differing)
	}
	if p := preview(ledger.ChoiceFor); len(p.Differing) != 1 || p.Differing[0].Seat != seat.Seat || !strings.Contains(p.Differing[0].Words, "Its governing body's instruction is against: resolution GB/15/12 of 20 November 2015") {
		t.Errorf("otherwise: %+v", p.Differing)
	}
	if shown := b.motion(m.Ref); len(shown.Instructions) != 1 || shown.Instructions[0].By != officer || shown.Instructions[0].Resolution != resolution || len(shown.Differing) != 0 {
		t.Errorf("before the vote: %+v", shown.Instructions)
	}
	b.record(holder, seat.Party, ledger.KindVoteCast, ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat.Seat, Choice: ledger.ChoiceFor})
	if shown := b.motion(m.Ref); len(shown.Differing) != 1 || shown.Differing[0].Choice != ledger.ChoiceFor || shown.Differing[0].Instruction.Choice != ledger.ChoiceAgainst {
		t.Errorf("after the vote: %+v", shown.Differing)
	}
	b.clock.add(30 * 24 * time.Hour)
	var d api.Decision
	b.get(api.Fill(api.PathDecision, m.Ref)).into(http.StatusOK, &d)
	for _, p := range d.Parties {
		if p.Party != seat.Party {
			continue
		}
		want := api.Signatory{Seat: seat.Seat, Person: holder, Choice: ledger.ChoiceFor, Assurance: ledger.KeyFile, Key: b.key(holder).Thumbprint()}
		if len(p.Signed) == 1 {
			want.Entry = p.Signed[0].Entry
		}
		if len(p.Signed) != 1 || p.Signed[0] != want || p.Position != ledger.ChoiceFor {
			t.Errorf("%s signed by %+v, expected %+v", p.Party, p.Signed, want)
		}
		var e api.Entry
		b.get(api.EntryURL(want.Entry)).into(http.StatusOK, &e)
		if e.Kind != ledger.KindVoteCast || e.Author != holder {
			t.Errorf("entry %d is %s by %s", want.Entry, e.Kind, e.Author)
		}
		notice := string(b.get(api.Fill(api.PathNotice, m.Ref) + ".txt").body)
		if words := strings.Join(strings.Fields(notice), " "); !strings.Contains(words, api.SignatoryWords(want)) {
			t.Errorf("%q is missing in %s", api.SignatoryWords(want), notice)
		}
	}
}

// What a motion would cost is told with it where that is asked for, as a preview tells it;
// votes are no part of it, and of what is decided it is not told.
func TestMotionAtStake(t *testing.T) {
	b := newBoard(t)
	path := api.Fill(api.PathMotion, "GM-2015-011")
	preview := func() []ledger.Stake {
		t.Helper()
		var p api.Preview
		b.do("POST", api.PathPreview, "", encode(t, api.PreviewRequest{Motion: "GM-2015-011", Votes: []api.PreviewVote{}, Needed: api.NeededNo})).into(http.StatusOK, &p)
		return p.Stakes
	}
	read := func(query string) (m api.Motion) {
		t.Helper()
		b.get(path+"?needed=no"+query).into(http.StatusOK, &m)
		return m
	}
	before := read("&stakes=yes").Stakes
	if len(before) != 12 || before[0].Years[0].Pays != 20_000_00 || cmp.Diff(before, preview()) != "" {
		t.Errorf("at stake is %+v\nand by a preview %+v", before, preview())
	}
	if m := read(""); m.Stakes != nil {
		t.Errorf("unasked it is said that %+v", m.Stakes)
	}
	b.get(path + "?stakes=no").problem()
	m, _, _ := b.openMotion()
	person, seat := b.holder("00V")
	b.record(person, "00V", ledger.KindVoteCast, ledger.VoteCast{Motion: m.Ref, Opened: m.Opened.ID, Seat: seat, Choice: ledger.ChoiceAgainst})
	if diff := cmp.Diff(before, read("&stakes=yes").Stakes); diff != "" {
		t.Errorf("after a vote: %s", diff)
	}
	var decided api.Motion
	b.get(api.Fill(api.PathMotion, b.withStatus(ledger.MotionDecided).Ref)+"?stakes=yes").into(http.StatusOK, &decided)
	if decided.Stakes != nil {
		t.Errorf("of what is decided it is said that %+v", decided.Stakes)
	}
}

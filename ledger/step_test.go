package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// conclusion gives another ruling at every close.
type conclusion struct {
	plain
	ruling Ruling
	err    error
}

func (c conclusion) Judge(d Digest, inputs []Input) ([]Ruling, error) {
	if len(inputs) > 0 && inputs[0].Ask == AskConclude {
		return []Ruling{c.ruling}, c.err
	}
	return c.plain.Judge(d, inputs)
}

// TestNoMotionStopsTheLedger holds that what the rules can't decide, or what can't
// be recorded, ends as no decision, while rules that could not be run decide nothing.
func TestNoMotionStopsTheLedger(t *testing.T) {
	carried := Ruling{Allow: true, Outcome: OutcomeCarried, Collective: true, Parties: []PartyOutcome{{Party: "00V", Bound: BoundByVote}}}
	huge, long, many, odd := carried, carried, carried, carried
	huge.Parties = []PartyOutcome{{Party: "00V", Bound: BoundByVote, Cost: []YearCost{{"2015-16", MaxInteger + 1, 0}}}}
	long.Checks = slices.Repeat([]Check{{ID: "x", Explain: strings.Repeat("y", 1000)}}, 70)
	many.Obligations = slices.Repeat([]ObligationTerm{{Payer: "00V", Kind: "duty"}}, MaxObligations+1)
	odd.Parties = []PartyOutcome{{Party: "00V", Explain: "a\u202eb"}}
	for name, c := range map[string]conclusion{
		"beyond any number": {ruling: huge}, "too long": {ruling: long}, "too many": {ruling: many}, "unwritable": {ruling: odd},
		"no ruling": {err: fmt.Errorf("undefined: %w", ErrNoRuling)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ref := w.motion()
			w.now = "2015-07-15T17:00:00.000Z"
			if err := w.s.Settle(w.now, c, func(e *Entry) error { w.entries = append(w.entries, e.Bytes()); return nil }); err != nil {
				t.Fatal(err)
			}
			d, _ := w.s.Draft().Decision(ref)
			if d.Outcome != OutcomeNoDecision || len(d.Parties) != 0 || len(d.Checks) != 1 || d.Checks[0].Met {
				t.Errorf("%+v", d)
			}
			s := NewState()
			for i, e := range w.entries {
				if err := s.Replay(e, w.roots, c); err != nil {
					t.Fatalf("entry %d: %v", i, err)
				}
			}
		})
	}
	w := newWorld(t)
	w.motion()
	if _, err := w.s.Due("2015-07-15T17:00:00.000Z", conclusion{err: errors.New("out of time")}); err == nil {
		t.Error("rules that could not be run decide something")
	}
}

// TestWithdrawal holds that nobody alone ends an open motion, a chair who moved
// it included.
func TestWithdrawal(t *testing.T) {
	w := newWorld(t)
	for person, role := range map[string]string{"bury-member": RoleChair, "central-member": RoleViceChair} {
		w.do("secretary", "", KindRoleAppointed, RoleAppointed{role, person, "2015-07-01", ""})
	}
	ref := w.motion() // moved by the chair
	status := func() string { m, _ := w.s.Draft().Motion(ref); return m.Status }
	m, _ := w.s.Draft().Motion(ref)
	w.do("bury-member", "00V", KindMotionWithdrawn, MotionWithdrawn{ref, m.TextID})
	if status() != MotionOpen {
		t.Fatal("a chair who moved a motion ends it alone")
	}
	// A key that somebody else added for the vice-chair since is not the vice-chair.
	private, key := fileKey(seeds["late"])
	proof := ed25519.Sign(private, []byte(PossessionInput(testOrigin, "central-member", key)))
	w.do("secretary", "", KindKeyAdded, KeyAdded{"central-member", key, base64url.EncodeToString(proof), nil})
	p := w.payload("late", "00W", KindMotionWithdrawn, MotionWithdrawn{ref, m.TextID})
	p.Author = "central-member"
	sentence, err := Sentence(p, w.s.Draft())
	if err != nil {
		t.Fatal(err)
	}
	p.Sentence = sentence
	if _, err := w.s.Step(w.sign("late", p), w.now, w.roots, w.rules); err != nil {
		t.Fatal(err)
	}
	if status() != MotionOpen {
		t.Fatal("a key added since the opening ends the motion")
	}
	w.do("central-member", "00W", KindMotionWithdrawn, MotionWithdrawn{ref, m.TextID})
	if status() != MotionWithdrew {
		t.Fatal("mover and vice-chair do not end it")
	}
	w.now = "2015-07-16T09:00:00.000Z"
	w.settle()
	if _, ok := w.s.Draft().Decision(ref); ok {
		t.Error("a withdrawn motion is decided")
	}
}

// TestFixedAtOpening holds that what a motion costs and who has authority for it
// is what was recorded before it was opened, and how many votes one person casts.
func TestFixedAtOpening(t *testing.T) {
	w := newWorld(t)
	limit := Limit{Action: 1, Year: 1, Life: 1}
	give := func(id string) {
		w.do("bury-officer", "00V", KindAuthorityGiven, AuthorityGiven{id, "*", []string{TypePool}, "decides", Clause{"1", "1"}, Resolution{"r", "2015-07-01", ""}, limit, limit, "2015-07-01", "", nil})
	}
	figure := func(value int64) {
		w.do("bury-officer", "00V", KindFigureRecorded, FigureRecorded{"00V", "allocation", value, "thousand_pounds", "2015-16", "2015-07-01", "", "test"})
	}
	give("00V-A1")
	figure(100)
	ref := w.motion()
	give("00V-A2")
	figure(1)
	asked := &recorder{plain: w.rules}
	m, _ := w.s.Draft().Motion(ref)
	if _, err := w.s.Draft().Conclude(m, m.Opened.Closes, nil, asked); err != nil {
		t.Fatal(err)
	}
	bury := asked.last.Parties["00V"]
	if len(bury.Authorities) != 1 || bury.Authorities[0].ID != "00V-A1" || bury.Figures["allocation"].Value != 100 || bury.OfficerKeys != 1 {
		t.Errorf("at the close: %+v", bury)
	}
	if now := w.s.Draft().PartyFacts("00V", "2015-07-01"); len(now.Authorities) != 2 || now.Figures["allocation"].Value != 1 {
		t.Errorf("today: %+v", now)
	}
	for range MaxVotes {
		w.vote("bury-member", "00V", ref, ChoiceFor)
	}
	p := w.payload("bury-member", "00V", KindVoteCast, VoteCast{Motion: ref, Opened: w.opened, Seat: "00V-1", Choice: ChoiceAgainst, Reason: ""})
	var e *Error
	if _, err := w.s.Step(w.sign("bury-member", p), w.now, w.roots, w.rules); !errors.As(err, &e) || e.Code != CodeTooLarge {
		t.Errorf("one vote more: %v", err)
	}
}

// recorder keeps the last question.
type recorder struct {
	plain
	last Input
}

func (r *recorder) Judge(d Digest, inputs []Input) ([]Ruling, error) {
	r.last = inputs[len(inputs)-1]
	return r.plain.Judge(d, inputs)
}

// TestVariation holds what may vary a decision, and that what is rescinded no
// longer counts against an authority.
func TestVariation(t *testing.T) {
	w := newWorld(t)
	first := w.motion()
	w.now = "2015-07-09T10:00:00.000Z"
	w.vote("central-member", "00W", first, ChoiceFor)
	second := w.varying(&Varies{first, "rescinded"})
	w.vote("central-member", "00W", second, ChoiceFor)
	third := w.varying(&Varies{first, "rescinded"}) // nobody votes for it
	fourth := w.motion()                            // carried, but not to that end
	w.vote("central-member", "00W", fourth, ChoiceFor)
	w.now = "2015-07-15T17:00:00.000Z"
	w.settle()
	vary := func(decision, by string) error {
		p := w.payload("secretary", "", KindDecisionVaried, DecisionVaried{decision, by, "rescinded"})
		_, err := w.s.Step(w.sign("secretary", p), w.now, w.roots, w.rules)
		return err
	}
	for _, c := range [][2]string{{first, third}, {first, fourth}, {second, first}, {first, first}, {first, "GM-2015-099"}} {
		if err := vary(c[0], c[1]); err == nil {
			t.Errorf("%s is rescinded by %s", c[0], c[1])
		}
	}
	// Rules see what they come to, not each of them.
	count := func() int {
		party, _ := w.s.Draft().Party("00W")
		var each, sum int64
		for _, c := range party.Commitments {
			each += c.Spend + c.Loss
		}
		for _, c := range w.s.Draft().PartyFacts("00W", "2015-07-20").Commitments {
			sum += c.Spend + c.Loss
		}
		if each != sum {
			t.Errorf("commitments of %d come to %d", each, sum)
		}
		return len(party.Commitments)
	}
	if before := count(); before != 3 {
		t.Fatalf("%d commitments", before)
	}
	if err := vary(first, second); err != nil {
		t.Fatal(err)
	}
	if count() != 2 {
		t.Error("what is rescinded still counts")
	}
	if err := vary(first, second); err == nil {
		t.Error("what is rescinded is rescinded again")
	}
	o, _ := w.s.Draft().Obligation(first + "/001")
	if got := w.s.Draft().ObligationStatus(o, w.s.Draft().Size(), "2015-07-20"); got != ObligationEnded {
		t.Errorf("an obligation of a rescinded decision is %s", got)
	}
}

// TestVariedLoss: what is lost by a decision goes on while it is but varied, unless the
// later one states an impact of its own; what it spends ends with its obligations.
func TestVariedLoss(t *testing.T) {
	for _, stated := range []bool{false, true} {
		w := newWorld(t)
		w.rules.also = func(_ Digest, in Input, r *Ruling) {
			for i := range r.Parties {
				if r.Parties[i].Party == "00W" {
					r.Parties[i].Cost = []YearCost{{"2015-16", 100, 7}}
				}
			}
		}
		first := w.put("2015-07-15T17:00:00.000Z", "", func(*Motion) {})
		w.until("2015-07-15T17:00:00.000Z")
		second, text := w.move(func(m *Motion) { m.Varies = &Varies{first, "varied"} })
		impact := Digest("")
		if stated {
			impact = w.do("secretary", "", KindImpactStated, ImpactStated{second, text, "outturn", []ImpactLine{{"00W", "tariff", "2015-16", 7}}})
		}
		w.notice(second, "2015-07-20T17:00:00.000Z", "")
		opening := w.opening(second)
		opening.Impact = impact
		w.opened = w.do("secretary", "", KindMotionOpened, opening)
		w.vote("central-member", "00W", second, ChoiceFor)
		w.until("2015-07-20T17:00:00.000Z")
		w.do("secretary", "", KindDecisionVaried, DecisionVaried{first, second, "varied"})
		want := []Commitment{{Function: "acute-surgery", Year: "2015-16", Spend: 100, Loss: 14}}
		if stated {
			want[0].Loss = 7
		}
		if got := w.s.Draft().PartyFacts("00W", "2015-07-20").Commitments; !slices.Equal(got, want) {
			t.Errorf("an impact is stated: %v, and what counts is %+v", stated, got)
		}
		w.replaysAlike()
	}
}

// plain is Rules in Go for tests of what is around the rules: it admits
// everything but what no names, and concludes by counting heads.
type plain struct {
	no   map[string]string // kind: id of the check that refuses it
	err  error
	lost map[Digest]bool // bundles that can't be run

	also func(Digest, Input, *Ruling) // sees every question, and may change the answer
}

func (p plain) Judge(d Digest, inputs []Input) ([]Ruling, error) {
	if p.err != nil {
		return nil, p.err
	}
	if p.lost[d] {
		return nil, errors.New("no such bundle")
	}
	rulings := make([]Ruling, len(inputs))
	for i, in := range inputs {
		r := Ruling{Allow: true}
		switch {
		case in.Ask == AskConclude:
			count := map[string]int{}
			for _, v := range in.Motion.Votes {
				count[v.Choice]++
			}
			r.Outcome = OutcomeNotCarried
			if count[ChoiceFor] > count[ChoiceAgainst] {
				r.Outcome, r.Collective = OutcomeCarried, true
				r.Parties = []PartyOutcome{
					{Party: "00V", Bound: BoundOnRatification, RatifyBy: "2015-08-01T22:59:59.999Z"},
					{Party: "00W", Bound: BoundByVote, Cost: []YearCost{{"2015-16", 100, 0}}},
				}
				r.Obligations = []ObligationTerm{
					{Payer: "00W", Payee: "00V", Kind: "contribution", In: "cash", Pence: 100, Year: "2015-16", Due: "2015-08-10", Effective: "2015-07-15"},
					{Payer: "00V", Payee: "00W", Kind: "contribution", In: "cash", Pence: 50, Year: "2015-16", Due: "2015-08-10", Effective: "2015-07-15", Awaits: []string{"00V"}},
				}
			}
		case p.no[in.Kind] != "":
			r = Ruling{Checks: []Check{{ID: p.no[in.Kind], Clause: "1.1", Explain: "no"}}}
		case in.Kind == KindRequisitionJoined:
			r.Effect = len(in.Requisition.Seats) > 0
		case in.Kind == KindHandConfirmed: // by the last seat that showed a hand
			r.Effect = len(in.Motion.Shown.Confirmed)+1 == len(in.Motion.Shown.Hands)
		case slices.Contains([]string{KindPartyJoined, KindPartyMerged, KindDecisionCalledIn, KindCallInEnded}, in.Kind):
			r.Effect = true
		case in.Kind == KindMinutesApproved: // when a second person states the same text
			var b MinutesApproved
			if err := Decode(in.Body, &b); err != nil {
				return nil, err
			}
			r.Effect = slices.ContainsFunc(in.Meeting.Approvals, func(a ApprovalFacts) bool { return a.Person != in.Author.Person && a.Text == b.Text })
		}
		if p.also != nil {
			p.also(d, in, &r)
		}
		rulings[i] = r
	}
	return rulings, nil
}

// world is a small ledger that tests write to.
type world struct {
	t       *testing.T
	s       *State
	rules   plain
	now     Time
	entries [][]byte
	next    map[string]int64
	opened  Digest
}

const testOrigin = "example.test/gm-0011223344556677"

var seeds = map[string]byte{"secretary": 1, "bury-officer": 2, "bury-member": 3, "central-officer": 4, "central-member": 5, "late": 6, "manchester-officer": 21, "trafford-officer": 22}

func (w *world) roots(int64) (Digest, error) { return digest("root"), nil }

func newWorld(t *testing.T) *world {
	w := &world{t: t, s: NewState(), now: "2015-07-01T09:00:00.000Z", next: map[string]int64{}}
	holder := func(p string) KeyHolder { _, k := fileKey(seeds[p]); return KeyHolder{p, k} }
	w.do("secretary", "", KindLedgerFounded, Founded{
		Name: "Test", Origin: testOrigin, LogKey: "k", RPID: "localhost", Origins: []string{"http://localhost:8080"}, Prefix: "GM", Rules: digest("rules"), Engine: "plain",
		Parties:   []FoundingParty{{Code: "00V", Name: "NHS Bury CCG", Type: "ccg", Officer: holder("bury-officer")}, {Code: "00W", Name: "NHS Central Manchester CCG", Type: "ccg", Officer: holder("central-officer")}},
		Secretary: holder("secretary"),
	})
	for _, p := range []struct{ officer, person, party string }{{"bury-officer", "bury-member", "00V"}, {"central-officer", "central-member", "00W"}} {
		private, key := fileKey(seeds[p.person])
		proof := ed25519.Sign(private, []byte(PossessionInput(testOrigin, p.person, key)))
		w.do(p.officer, p.party, KindKeyAdded, KeyAdded{p.person, key, base64url.EncodeToString(proof), nil})
		w.do(p.officer, p.party, KindBoardMemberEnrolled, BoardMemberEnrolled{p.party + "-1", p.person, "2015-07-01", "", ""})
	}
	w.do("secretary", "", KindMoUAdopted, MoUAdopted{1, "MoU", digest("rules")})
	return w
}

func (w *world) payload(person, party, kind string, body any) Payload {
	w.t.Helper()
	raw, err := Encode(body)
	if err != nil {
		w.t.Fatal(err)
	}
	p := Payload{V: 1, Ledger: testOrigin, Kind: kind, Author: person, Party: party, Seq: w.next[person], Seen: Seen{w.s.Draft().Size(), digest("root")}, Body: raw}
	if p.Sentence, err = Sentence(p, w.s.Draft()); err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) sign(person string, p Payload) *Signed {
	w.t.Helper()
	private, key := fileKey(seeds[person])
	d, err := Draft(key, p)
	if err != nil {
		w.t.Fatal(err)
	}
	st, err := Parse(mustEncode(d.WithSignature(ed25519.Sign(private, []byte(d.SigningInput())))))
	if err != nil {
		w.t.Fatal(err)
	}
	return st
}

// do states something that must be taken, and settles what follows.
func (w *world) do(person, party, kind string, body any) Digest {
	w.t.Helper()
	st := w.sign(person, w.payload(person, party, kind, body))
	w.settle()
	e, err := w.s.Step(st, w.now, w.roots, w.rules)
	if err != nil {
		w.t.Fatalf("%s: %v", kind, err)
	}
	w.next[person]++
	w.entries = append(w.entries, e.Bytes())
	w.partiesKept()
	w.settle()
	return st.ID
}

// partiesKept holds the facts about all parties that are kept against those that would be
// gathered now.
func (w *world) partiesKept() {
	w.t.Helper()
	v := w.s.Draft()
	kept, fresh := mustEncode(v.allParties(w.now.Day())), mustEncode(v.gatherParties(w.now.Day()))
	if !bytes.Equal(kept, fresh) {
		w.t.Fatalf("kept of the parties is: %s\nfresh: %s", kept, fresh)
	}
}

func (w *world) settle() {
	w.t.Helper()
	defer w.partiesKept()
	if err := w.s.Settle(w.now, w.rules, func(e *Entry) error { w.entries = append(w.entries, e.Bytes()); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

// motion moves and opens a motion that closes on 15 July.
func (w *world) motion() string { return w.varying(nil) }

// varying is a motion that would vary an earlier decision.
func (w *world) varying(v *Varies) string {
	ref := w.s.Draft().NextRef("2015")
	m := sampleMotion()
	m.Ref, m.Varies = ref, v
	text := w.do("bury-member", "00V", KindMotionMoved, m)
	notice := w.do("secretary", "", KindNoticeGiven, NoticeGiven{Motion: ref, Text: text, Opens: "2015-07-08T09:00:00.000Z", Closes: "2015-07-15T17:00:00.000Z"})
	w.opened = w.do("secretary", "", KindMotionOpened, MotionOpened{
		Motion: ref, Title: m.Title, Text: text, Notice: notice, Roll: []RollSeat{{"00V-1", "00V", 1}, {"00W-1", "00W", 1}}, Rules: digest("rules"), Closes: "2015-07-15T17:00:00.000Z",
	})
	return ref
}

func (w *world) vote(person, party, ref, choice string) Digest {
	return w.do(person, party, KindVoteCast, VoteCast{Motion: ref, Opened: w.opened, Seat: party + "-1", Choice: choice, Reason: ""})
}

// dump is everything a view shows, to compare two.
func dump(v View) string {
	all := map[string]any{"size": v.Size(), "time": v.Time(), "engine": v.Engine(), "founding": v.Founding(), "mou": v.Versions(), "due": v.NextDue()}
	put := func(kind, key string, value any) { all[kind+" "+key] = value }
	for k, x := range v.Parties() {
		put("party", k, x)
		put("facts", k, v.PartyFacts(k, "2015-07-20"))
	}
	for k, x := range v.People() {
		put("person", k, x)
	}
	for k, x := range v.Seats() {
		put("seat", k, x)
	}
	for k, x := range v.Motions() {
		put("motion", k, x)
	}
	for k, x := range v.Decisions() {
		put("decision", k, x)
	}
	for k, x := range v.Obligations() {
		put("obligation", k, x)
		put("status", k, v.ObligationStatus(x, v.Size(), v.Time().Day()))
	}
	put("plan", "", v.ForwardPlan())
	put("unreported", "", v.Unreported())
	for k, x := range v.Meetings() {
		put("meeting", k, x)
		put("meeting facts", k, v.MeetingFacts(x))
	}
	for k, x := range v.Requisitions() {
		put("requisition", string(k), x)
	}
	for k, x := range v.s.amendments.all(v.draft) {
		put("amendment", string(k), x)
	}
	for k, x := range v.AllWitnesses() {
		put("witness", string(k), x)
	}
	for k, x := range v.Countersignatures() {
		put("countersignature", k, x)
	}
	for k, x := range v.Actions() {
		put("action", k, x)
	}
	if v.Founded() != nil {
		put("next", "", v.NextRef("2015")+v.NextMeeting("2015"))
	}
	for k, x := range v.s.keys.all(v.draft) {
		put("key", string(k), x)
	}
	for k, x := range v.s.interests.all(v.draft) {
		put("interest", string(k), x)
	}
	for k, x := range v.MoUDrafts() {
		put("draft", string(k), x)
	}
	for k, x := range v.Disputes() {
		put("dispute", k, x)
	}
	for k, x := range v.Funds() {
		facts, _ := v.FundFacts(k, v.Time().Day())
		put("fund", k, x)
		put("fund facts", k, facts)
	}
	for k, x := range v.s.changes.all(v.draft) {
		put("change", string(k), x)
	}
	h := v.head()
	put("head", "drafted", h.drafted)
	put("head", "leads", h.leads)
	put("head", "prolongs", h.prolongs)
	put("head", "agenda", fmt.Sprint(h.agenda))
	b, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		panic(err)
	}
	return string(b)
}

// story is a whole small history: two motions, votes, a decision with
// obligations, a ratification that lapses, payment by both sides.
func story(t *testing.T) *world {
	w := newWorld(t)
	w.do("secretary", "", KindPartyEstablished, PartyEstablished{"00V", "2013-04-01", ""})
	w.do("bury-officer", "00V", KindMoUSigned, MoUSigned{1, digest("rules"), w.s.Draft().Founding(), nil})
	w.do("bury-officer", "00V", KindFigureRecorded, FigureRecorded{"00V", "weighted_population", 207371, "people", "2013-14", "2013-04-01", "", "Annex A"})
	w.do("bury-officer", "00V", KindFigureRecorded, FigureRecorded{"00V", "weighted_population", 1, "people", "2012-13", "2012-04-01", "", "recorded later, effective earlier"})
	w.do("bury-officer", "00V", KindDeputyAppointed, DeputyAppointed{"00V-1", "bury-officer", "2015-07-01", "2015-07-31", nil, nil})
	i := w.do("bury-member", "00V", KindInterestDeclared, InterestDeclared{"", "financial", "2015-06-20", ""})
	ref := w.motion()
	w.do("secretary", "", KindInterestRuled, InterestRuled{i, ref, InterestNoted})
	w.now = "2015-07-09T10:00:00.000Z"
	w.vote("bury-officer", "00V", ref, ChoiceAgainst)
	w.vote("bury-member", "00V", ref, ChoiceFor)
	w.vote("central-member", "00W", ref, ChoiceFor)
	w.now = "2015-07-15T17:00:00.000Z"
	w.settle()
	w.now = "2015-07-20T10:00:00.000Z"
	w.do("central-officer", "00W", KindObligationPaid, ObligationPaid{Obligation: ref + "/001", Pence: 100, On: "2015-07-20"})
	w.do("bury-officer", "00V", KindObligationReceived, ObligationReceived{Obligation: ref + "/001", Pence: 100, On: "2015-07-20"})
	w.now = "2015-08-02T10:00:00.000Z"
	w.do("bury-officer", "00V", KindKeyRevoked, KeyRevoked{keyOf("bury-member").Thumbprint(), "lost", nil})
	return w
}

func keyOf(person string) Key { _, k := fileKey(seeds[person]); return k }

func TestStory(t *testing.T) {
	w := story(t)
	v := w.s.Draft()
	d, ok := v.Decision("GM-2015-001")
	if !ok || d.Outcome != OutcomeCarried || d.Due != "2015-07-15T17:00:00.000Z" || len(d.Obligations) != 2 {
		t.Fatalf("decision %+v", d)
	}
	if got := d.Answers["00V"].Status; got != "lapsed" {
		t.Errorf("ratification is %q, not lapsed", got)
	}
	status := func(ref string, size int64, day Date) string {
		o, _ := v.Obligation(ref)
		return v.ObligationStatus(o, size, day)
	}
	made := d.Entry
	for _, c := range []struct {
		ref  string
		size int64
		day  Date
		want string
	}{
		{"GM-2015-001/001", v.Size(), "2015-08-20", ObligationDone},
		{"GM-2015-001/001", v.Size(), "2015-07-19", ObligationDue},
		{"GM-2015-001/001", made + 3, "2015-08-20", ObligationOverdue},
		{"GM-2015-001/002", made + 3, "2015-08-20", ObligationAwaiting},
		{"GM-2015-001/002", v.Size(), "2015-08-20", ObligationEnded},
	} {
		if got := status(c.ref, c.size, c.day); got != c.want {
			t.Errorf("%s by %d entries on %s is %s, not %s", c.ref, c.size, c.day, got, c.want)
		}
	}
	if f := v.PartyFacts("00V", "2015-07-20").Figures["weighted_population"]; f.Value != 207371 {
		t.Errorf("the figure effective last does not stand: %+v", f)
	}
	m, _ := v.Motion("GM-2015-001")
	if !m.Votes[0].Deputy || m.Votes[1].Deputy {
		t.Errorf("holder and deputy are mixed up: %+v", m.Votes)
	}
	if len(v.PartyFacts("00W", "2015-07-20").Commitments) != 1 || len(v.PartyFacts("00V", "2015-07-20").Commitments) != 0 {
		t.Error("what bound at once counts towards the balance, what awaits ratification does not")
	}
}

// TestReplay holds that a ledger means the same whether it was stepped, replayed
// whole, or replayed as a prefix and then the rest, and that a rollback after
// any entry leaves no trace.
func TestReplay(t *testing.T) { story(t).replaysAlike() }

// replaysAlike holds this of a world's entries, and the same of starts from snapshots.
func (w *world) replaysAlike() {
	t := w.t
	w.s.Commit()
	w.snapshotsAlike()
	want := dump(w.s.Durable())
	for cut := range len(w.entries) + 1 {
		s := NewState()
		for i, e := range w.entries {
			if i == cut {
				s.Commit()
				before := dump(s.Durable())
				for _, rest := range w.entries[i:] {
					if err := s.Replay(rest, w.roots, w.rules); err != nil {
						t.Fatal(err)
					}
					if got := dump(s.Durable()); got != before {
						t.Fatalf("a draft shows before its commit: %s", cmp.Diff(before, got))
					}
				}
				s.Rollback()
				if got := dump(s.Draft()); got != before {
					t.Fatalf("a rollback at %d leaves a trace: %s", i, cmp.Diff(before, got))
				}
			}
			if err := s.Replay(e, w.roots, w.rules); err != nil {
				t.Fatalf("entry %d: %v", i, err)
			}
		}
		s.Commit()
		if got := dump(s.Durable()); got != want {
			t.Fatalf("replayed with a commit at %d: %s", cut, cmp.Diff(want, got))
		}
	}
}

// TestReplayRefuses changes each entry of the story in every way that keeps it
// well formed, and each order of neighbours.
func TestReplayRefuses(t *testing.T) {
	w := story(t)
	replay := func(entries [][]byte) error {
		s := NewState()
		for i, e := range entries {
			if err := s.Replay(e, w.roots, w.rules); err != nil {
				return fmt.Errorf("entry %d: %w", i, err)
			}
		}
		return nil
	}
	if err := replay(w.entries); err != nil {
		t.Fatal(err)
	}
	for i, e := range w.entries {
		for name, change := range map[string]func(*Entry){
			"rules":     func(e *Entry) { e.Ruling.Rules = digest("others") },
			"no ruling": func(e *Entry) { e.Ruling.Allow = false },
			"version":   func(e *Entry) { e.V = 2 },
			"earlier":   func(e *Entry) { e.Time = "2015-06-30T09:00:00.000Z" },
			"consequence": func(e *Entry) {
				if c := e.Consequence; c != nil {
					c.Sentence += "!"
					return
				}
				e.Ruling.Allow = false
			},
			"due": func(e *Entry) {
				if c := e.Consequence; c != nil {
					c.Due = "2015-07-15T17:00:00.001Z"
					return
				}
				e.Ruling.Allow = false
			},
			"body": func(e *Entry) {
				if c := e.Consequence; c != nil {
					c.Body = bytes.Replace(bytes.Replace(bytes.Replace(c.Body, []byte(`"pence":100`), []byte(`"pence":101`), 1), []byte(`"pence":50`), []byte(`"pence":51`), 1), []byte(`00V`), []byte(`00W`), 1)
					return
				}
				e.Ruling.Allow = false
			},
		} {
			parsed, err := ParseEntry(e)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 && name == "earlier" {
				continue // the founding may stand at any time
			}
			change(parsed)
			entries := slices.Clone(w.entries)
			entries[i] = parsed.Bytes()
			if err := replay(entries); err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("entry %d:", i)) {
				t.Errorf("entry %d with another %s: %v", i, name, err)
			}
		}
		if i > 0 {
			entries := slices.Clone(w.entries)
			entries[i-1], entries[i] = entries[i], entries[i-1]
			a, _ := ParseAll(w.entries[i-1])
			b, _ := ParseAll(w.entries[i])
			if err := replay(entries); err == nil && !independent(a, b) {
				t.Errorf("entries %d and %d can change places: %s; %s", i-1, i, a.Text, b.Text)
			}
		}
		if i < len(w.entries)-1 {
			if err := replay(slices.Delete(slices.Clone(w.entries), i, i+1)); err == nil {
				parsed, _ := ParseAll(e)
				if parsed.Signed == nil || parsed.Kind != KindVoteCast && !slices.Contains([]string{KindFigureRecorded, KindPartyEstablished}, parsed.Kind) {
					t.Errorf("entry %d can be left out: %s", i, parsed.Text)
				}
			}
		}
	}
}

// independent tells statements by two keys at one time about different things,
// whose order only the log's tree fixes.
func independent(a, b *Parsed) bool {
	return a.Signed != nil && b.Signed != nil && a.Entry.Time == b.Entry.Time && a.Signed.Protected.Kid != b.Signed.Protected.Kid
}

// TestBadInput has each fault of a statement refused with its own code, and
// nothing left behind by any.
func TestBadInput(t *testing.T) {
	w := newWorld(t)
	ref := w.motion()
	w.now = "2015-07-09T10:00:00.000Z"
	w.s.Commit()
	before := dump(w.s.Draft())
	vote := func(change func(*Payload)) Payload {
		p := w.payload("bury-member", "00V", KindVoteCast, VoteCast{Motion: ref, Opened: w.opened, Seat: "00V-1", Choice: ChoiceFor, Reason: ""})
		change(&p)
		return p
	}
	body := func(b any) json.RawMessage { return mustEncode(b) }
	submit := func(rules plain, data []byte) error {
		st, err := Parse(data)
		if err == nil {
			_, err = w.s.Step(st, w.now, func(size int64) (Digest, error) { return digest("root"), nil }, rules)
		}
		return err
	}
	raw := func(person string, p Payload) []byte { return []byte(w.sign(person, p).raw) }
	good := raw("bury-member", vote(func(*Payload) {}))
	resigned := func(change func(*Payload)) []byte {
		p := vote(change)
		private, key := fileKey(seeds["bury-member"])
		d, err := Draft(key, p)
		if err != nil {
			t.Fatal(err)
		}
		return mustEncode(d.WithSignature(ed25519.Sign(private, []byte(d.SigningInput()))))
	}
	_, stranger := fileKey(99)
	strange, _ := Draft(stranger, vote(func(*Payload) {}))
	var st Statement
	if err := Decode(good, &st); err != nil {
		t.Fatal(err)
	}
	unsigned, otherwise := st, st
	unsigned.Signature = ""
	otherwise.Signature = base64url.EncodeToString(ed25519.Sign(privateOf(2), []byte(st.SigningInput())))
	for _, c := range []struct {
		name  string
		rules plain
		data  []byte
		want  Code
		field string
	}{
		{"oversized", plain{}, bytes.Repeat([]byte("x"), MaxStatement+1), CodeTooLarge, ""},
		{"malformed", plain{}, []byte("{"), CodeMalformed, ""},
		{"not canonical", plain{}, append([]byte(" "), good...), CodeMalformed, ""},
		{"unsigned", plain{}, mustEncode(unsigned), CodeUnsigned, "/signature"},
		{"wrongly signed", plain{}, mustEncode(otherwise), CodeSignature, "/signature"},
		{"unknown key", plain{}, mustEncode(strange.WithSignature(ed25519.Sign(privateOf(99), []byte(strange.SigningInput())))), CodeUnknownKey, "/protected/kid"},
		{"another ledger's", plain{}, resigned(func(p *Payload) { p.Ledger = "other" }), CodeOtherLedger, "/payload/ledger"},
		{"another's name", plain{}, resigned(func(p *Payload) { p.Author = "central-member" }), CodeSignature, "/payload/author"},
		{"unknown kind", plain{}, resigned(func(p *Payload) { p.Kind = "vote.bought" }), CodeUnknownKind, "/payload/kind"},
		{"a consequence", plain{}, resigned(func(p *Payload) { p.Kind = KindDecisionMade }), CodeUnknownKind, "/payload/kind"},
		{"out of sequence", plain{}, resigned(func(p *Payload) { p.Seq++ }), CodeOutOfSequence, "/payload/seq"},
		{"saw a fork", plain{}, resigned(func(p *Payload) { p.Seen.Root = digest("fork") }), CodeFork, "/payload/seen"},
		{"saw the future", plain{}, resigned(func(p *Payload) { p.Seen.Size = 1000 }), CodeFork, "/payload/seen"},
		{"unknown party", plain{}, resigned(func(p *Payload) { p.Party = "99Z" }), CodeNotFound, "/payload/party"},
		{"unknown motion", plain{}, resigned(func(p *Payload) {
			p.Body = body(VoteCast{Motion: "GM-2015-099", Opened: w.opened, Seat: "00V-1", Choice: ChoiceFor, Reason: ""})
		}), CodeNotFound, "/payload/body/motion"},
		{"another opening", plain{}, resigned(func(p *Payload) {
			p.Body = body(VoteCast{Motion: ref, Opened: digest("x"), Seat: "00V-1", Choice: ChoiceFor, Reason: ""})
		}), CodeStale, "/payload/body/opened"},
		{"another's seat", plain{}, resigned(func(p *Payload) {
			p.Body = body(VoteCast{Motion: ref, Opened: w.opened, Seat: "00W-1", Choice: ChoiceFor, Reason: ""})
		}), CodeNoSeat, "/payload/body/seat"},
		{"another sentence", plain{}, resigned(func(p *Payload) { p.Sentence = "NHS Bury CCG votes against" }), CodeMalformed, "/payload/sentence"},
		{"a field too many", plain{}, resigned(func(p *Payload) { p.Body = json.RawMessage(`{"choice":"for","more":1}`) }), CodeMalformed, "/payload/body"},
		{"refused", plain{no: map[string]string{KindVoteCast: "notice"}}, good, CodeRefused, ""},
		{"recused", plain{no: map[string]string{KindVoteCast: "recused"}}, good, CodeRecused, ""},
		{"rules fail", plain{err: errors.New("out of time")}, good, CodeRulesFailed, ""},
		{"founded twice", plain{}, w.entryStatement(0), CodeConflict, "/payload/kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := submit(c.rules, c.data)
			var e *Error
			if !errors.As(err, &e) || e.Code != c.want || e.Field != c.field {
				t.Fatalf("got %v, want %s at %q", err, c.want, c.field)
			}
			if len(e.Message) < 2 || strings.Contains(strings.ToLower(e.Message), "invalid") {
				t.Errorf("%q says nothing that a person can act on", e.Message)
			}
			if got := dump(w.s.Draft()); got != before {
				t.Errorf("a refusal leaves a trace: %s", cmp.Diff(before, got))
			}
		})
	}
	w.now = "2015-07-15T17:00:00.000Z"
	w.settle()
	var e *Error
	if err := submit(plain{}, good); !errors.As(err, &e) || e.Code != CodeClosed {
		t.Errorf("a late vote: %v", err)
	}
}

func (w *world) entryStatement(i int) []byte {
	e, err := ParseEntry(w.entries[i])
	if err != nil {
		w.t.Fatal(err)
	}
	return e.Statement
}

// TestEmptyFields has every string of every body empty in turn: each is refused
// or taken, and none is more than the program can bear.
func TestEmptyFields(t *testing.T) {
	for name, body := range samples(t) {
		kind, _, _ := strings.Cut(name, " ")
		if derived(kind) {
			continue
		}
		raw := string(mustEncode(body))
		for i := 0; i < len(raw); i++ {
			if raw[i] != ':' || i+1 >= len(raw) || raw[i+1] != '"' {
				continue
			}
			end := i + 2 + strings.IndexByte(raw[i+2:], '"')
			empty := raw[:i+2] + raw[end:]
			_, err := parseBody(kind, []byte(empty))
			var refused *Error
			if err != nil && (!errors.As(err, &refused) || refused.Code != CodeMalformed) {
				t.Errorf("%s: %v", empty, err)
			}
		}
	}
	if _, err := parseBody(KindVoteCast, mustEncode(VoteCast{Motion: "GM-2015-003", Opened: digest("o"), Seat: "00V-1", Choice: "", Reason: ""})); err == nil {
		t.Error("a vote for nothing is taken")
	}
}

// TestBoundedInterests holds how many interests one person declares and how often
// one person rules on one: what a close must look at is bounded.
func TestBoundedInterests(t *testing.T) {
	w := newWorld(t)
	tooMany := func(person, party, kind string, body any) {
		t.Helper()
		var e *Error
		if _, err := w.s.Step(w.sign(person, w.payload(person, party, kind, body)), w.now, w.roots, w.rules); !errors.As(err, &e) || e.Code != CodeTooLarge {
			t.Errorf("one %s more: %v", kind, err)
		}
	}
	standing := InterestDeclared{"", "financial", "2015-06-01", ""}
	var id Digest
	for range MaxInterests {
		id = w.do("bury-member", "00V", KindInterestDeclared, standing)
	}
	tooMany("bury-member", "00V", KindInterestDeclared, standing)
	ref := w.motion()
	w.do("bury-member", "00V", KindInterestDeclared, InterestDeclared{ref, "financial", "2015-06-01", ""})
	ruling := InterestRuled{id, ref, InterestNoted}
	for range MaxInterests {
		w.do("secretary", "", KindInterestRuled, ruling)
	}
	tooMany("secretary", "", KindInterestRuled, ruling)
}

// TestShadowSignature holds that what a body signed before it was established is
// made good by signing again, once.
func TestShadowSignature(t *testing.T) {
	w := newWorld(t)
	signature := MoUSigned{1, digest("rules"), w.s.Draft().Founding(), nil}
	again := func() error {
		_, err := w.s.Step(w.sign("bury-officer", w.payload("bury-officer", "00V", KindMoUSigned, signature)), w.now, w.roots, w.rules)
		return err
	}
	w.do("bury-officer", "00V", KindMoUSigned, signature)
	if again() == nil {
		t.Error("a shadow body signs twice")
	}
	w.now = "2015-07-03T09:00:00.000Z"
	w.do("secretary", "", KindPartyEstablished, PartyEstablished{"00V", "2015-07-02", ""})
	if err := again(); err != nil {
		t.Fatalf("an established body can't sign what its shadow signed: %v", err)
	}
	w.next["bury-officer"]++
	if again() == nil {
		t.Error("an established body signs twice")
	}
}

// TestAgenda holds that consequences come in order of due time and reference,
// each once, and that nothing is ordered before what fell due earlier.
func TestAgenda(t *testing.T) {
	w := newWorld(t)
	first, second := w.motion(), w.motion()
	w.now = "2015-07-16T10:00:00.000Z"
	var order []string
	if err := w.s.Settle(w.now, w.rules, func(e *Entry) error {
		order = append(order, e.Consequence.Kind+" "+e.Consequence.Ref+" "+string(e.Consequence.Due))
		if e.Time != w.now {
			t.Errorf("ordered at %s, not now", e.Time)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{"decision.made " + first + " 2015-07-15T17:00:00.000Z", "decision.made " + second + " 2015-07-15T17:00:00.000Z"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
	if c, err := w.s.Due("9999-01-01T00:00:00.000Z", w.rules); c != nil || err != nil {
		t.Errorf("still due: %v, %v", c, err)
	}
	w.s.Rollback()
	failing := plain{err: errors.New("out of time")}
	w2 := newWorld(t)
	w2.motion()
	if _, err := w2.s.Due("2015-07-16T10:00:00.000Z", failing); err == nil {
		t.Error("rules that can't be run decide something")
	}
	if c, err := w2.s.Due("2015-07-16T10:00:00.000Z", w2.rules); c == nil || err != nil {
		t.Errorf("what could not be derived was forgotten: %v", err)
	}
}

// TestBalance: what decisions cost a party comes to one sum for a function and
// year, or to several where one would be beyond what a number may be.
func TestBalance(t *testing.T) {
	var p Party
	for _, c := range []Commitment{
		{Decision: "A", Function: "f", Year: "2015-16", Spend: 3},
		{Decision: "B", Function: "f", Year: "2015-16", Spend: MaxInteger - 3, Loss: 1},
		{Decision: "C", Function: "f", Year: "2016-17", Loss: 5},
		{Decision: "D", Function: "g", Year: "2015-16", Spend: 7},
		{Decision: "E", Function: "f", Year: "2015-16", Spend: 2},
		{Decision: "F", Function: "f", Year: "2015-16", Spend: 1},
	} {
		before := slices.Clone(p.balance)
		held := p
		p.commit(c)
		if !slices.Equal(held.balance, before) {
			t.Error("an older copy of the party is written into")
		}
	}
	want := []Commitment{
		{Function: "f", Year: "2015-16", Spend: MaxInteger, Loss: 1}, {Function: "f", Year: "2016-17", Loss: 5}, {Function: "g", Year: "2015-16", Spend: 7},
		{Function: "f", Year: "2015-16", Spend: 3},
	}
	if !slices.Equal(p.balance, want) || len(p.Commitments) != 6 {
		t.Errorf("%+v", p.balance)
	}
}

// TestFiguresStand: which figure stands on a day is the same in whatever order
// they were recorded, and what was recorded later does not change an older look.
func TestFiguresStand(t *testing.T) {
	w := story(t)
	record := func(effective Date, value int64) int64 {
		w.do("secretary", "", KindFigureRecorded, FigureRecorded{Party: "00W", Figure: "raw_population", Value: value, Unit: "people", Period: "2014", Effective: effective, Source: "s"})
		return w.s.Draft().Size() - 1
	}
	record("2015-03-01", 1)
	record("2015-01-01", 2)
	late := record("2015-02-01", 3)
	again := record("2015-02-01", 4)
	p, _ := w.s.Draft().Party("00W")
	for _, test := range []struct {
		day    Date
		before int64
		want   int64
	}{
		{"2015-01-01", MaxInteger, 2}, {"2015-01-31", MaxInteger, 2}, {"2015-02-01", MaxInteger, 4}, {"2015-02-28", again, 3},
		{"2015-02-28", late, 2}, {"2015-03-01", MaxInteger, 1}, {"2016-01-01", late, 1},
	} {
		if got := p.figures(test.day, test.before)["raw_population"].Value; got != test.want {
			t.Errorf("on %s before entry %d it is %d, not %d", test.day, test.before, got, test.want)
		}
	}
	if _, ok := p.figures("2014-12-31", MaxInteger)["raw_population"]; ok {
		t.Error("a figure stands before it takes effect")
	}
}

// TestQuestionsDoNotGrow: what is asked about a vote and at a close is as long
// after many other motions as after one, but for the numbers in it.
func TestQuestionsDoNotGrow(t *testing.T) {
	digests, numbers := regexp.MustCompile(`"[0-9a-f]{64}"`), regexp.MustCompile(`[0-9]+`)
	asked := func(others int) (questions [2]string) {
		w := newWorld(t)
		for range others {
			ref := w.motion()
			w.vote("bury-member", "00V", ref, ChoiceFor)
			w.vote("central-member", "00W", ref, ChoiceFor)
		}
		w.now = "2015-07-15T17:00:00.000Z"
		w.settle()
		m := sampleMotion()
		m.Ref = w.s.Draft().NextRef("2015")
		text := w.do("bury-member", "00V", KindMotionMoved, m)
		opens, closes := Time("2015-07-20T09:00:00.000Z"), Time("2015-07-27T17:00:00.000Z")
		notice := w.do("secretary", "", KindNoticeGiven, NoticeGiven{Motion: m.Ref, Text: text, Opens: opens, Closes: closes})
		w.opened = w.do("secretary", "", KindMotionOpened, MotionOpened{
			Motion: m.Ref, Title: m.Title, Text: text, Notice: notice, Roll: []RollSeat{{"00V-1", "00V", 1}, {"00W-1", "00W", 1}}, Rules: digest("rules"), Closes: closes,
		})
		q, err := w.s.Check(w.sign("bury-member", w.payload("bury-member", "00V", KindVoteCast, VoteCast{Motion: m.Ref, Opened: w.opened, Seat: "00V-1", Choice: ChoiceFor})), w.now, w.roots)
		if err != nil {
			t.Fatal(err)
		}
		record := &recorder{plain: w.rules}
		open, _ := w.s.Draft().Motion(m.Ref)
		if _, err := w.s.Draft().Conclude(open, closes, nil, record); err != nil {
			t.Fatal(err)
		}
		for i, in := range []Input{q.Input, record.last} {
			data, err := Encode(in)
			if err != nil {
				t.Fatal(err)
			}
			questions[i] = numbers.ReplaceAllString(digests.ReplaceAllString(string(data), `"-"`), "0")
		}
		return questions
	}
	few, many := asked(1), asked(25)
	for i, what := range []string{"vote", "conclusion"} {
		if few[i] != many[i] {
			t.Errorf("the %s's question has changed after 25 motions:\n%s\n%s", what, few[i], many[i])
		}
	}
	if len(few[0]) > 4096 {
		t.Errorf("a vote's question has %d bytes", len(few[0]))
	}
}

package policy

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"concordat/ledger"
)

// The life of an agreement, by the ledger's own state and the agreement's own
// rules.

// withTerms is b with its terms changed.
func withTerms(t testing.TB, b Bundle, change func(terms map[string]any)) Bundle {
	t.Helper()
	var terms map[string]any
	if err := json.Unmarshal(b[termsFile], &terms); err != nil {
		t.Fatal(err)
	}
	change(terms)
	text, err := json.Marshal(terms)
	if err != nil {
		t.Fatal(err)
	}
	changed := maps.Clone(b)
	changed[termsFile] = text
	return changed
}

// lifeBoard is Greater Manchester with committees that may decide what this test
// moves.
func lifeBoard(t *testing.T, others ...Bundle) (*board, []string) {
	t.Helper()
	b, codes := greaterManchester(t)
	b.rules = engineFor(append(others, b.bundle)...)
	b.now = "2015-06-02T09:00:00.000Z"
	limit := ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}
	for _, code := range codes {
		b.do("officer-"+code, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-A2", Function: "*", Types: []string{"mou_amendment", "prolongation", ledger.TypeStatement}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
			Spend: limit, Loss: limit, From: "2015-05-01",
		})
	}
	return b, codes
}

// notice moves a motion and gives notice of it.
func (b *board) notice(m ledger.Motion, opens, closes, extends ledger.Time) string {
	b.t.Helper()
	m.Ref = b.state.Draft().NextRef(string(b.now.Day()[:4]))
	m.Title, m.Text = "A motion", []string{"That something be done."}
	text := b.do("chair", "", ledger.KindMotionMoved, m)
	b.do("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: m.Ref, Text: text, Opens: opens, Closes: closes, Extends: extends})
	return m.Ref
}

func (b *board) opening(ref string) ledger.MotionOpened {
	b.t.Helper()
	m, _ := b.state.Draft().Motion(ref)
	roll, err := b.state.Draft().Roll(m, b.now, b.rules)
	if err != nil {
		b.t.Fatal(err)
	}
	return ledger.MotionOpened{
		Motion: ref, Title: m.Title, Text: m.TextID, Notice: m.Notice.ID, Roll: roll, Rules: b.state.Draft().Rules(), Closes: m.Notice.Closes, Extends: m.Notice.Extends,
	}
}

func (b *board) open(ref string) {
	b.t.Helper()
	b.do("secretary", "", ledger.KindMotionOpened, b.opening(ref))
}

// vote casts the first votes for and the others against, one of each party.
func (b *board) vote(ref string, codes []string, inFavour int) {
	b.t.Helper()
	m, _ := b.state.Draft().Motion(ref)
	for i, code := range codes {
		choice := ledger.ChoiceFor
		if i >= inFavour {
			choice = ledger.ChoiceAgainst
		}
		b.do("member-"+code, code, ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: m.Opened.ID, Seat: code + "-1", Choice: choice})
	}
}

// until lets everything follow that falls due by t.
func (b *board) until(t ledger.Time) { b.now = t; b.settle() }

func (b *board) outcome(ref string) string {
	b.t.Helper()
	d, ok := b.state.Draft().Decision(ref)
	if !ok {
		b.t.Fatalf("there is no decision %s", ref)
	}
	return d.Outcome
}

func (b *board) said(ref, id string) string {
	d, _ := b.state.Draft().Decision(ref)
	for _, c := range d.Checks {
		if c.ID == id {
			return c.Explain
		}
	}
	return ""
}

func (b *board) status(ref string) string {
	d, _ := b.state.Draft().Decision(ref)
	return b.state.Draft().DecisionStatus(d, b.state.Draft().Size())
}

func (b *board) dates(kind, party string, body any) map[string]string {
	b.t.Helper()
	raw, err := ledger.Encode(body)
	if err != nil {
		b.t.Fatal(err)
	}
	dates, err := b.state.Draft().Dates(kind, party, raw, b.now, b.rules)
	if err != nil {
		b.t.Fatal(err)
	}
	return dates
}

// replayed holds that every entry means the same when it is read again.
func (b *board) replayed() {
	b.t.Helper()
	again := ledger.NewState()
	for i, entry := range b.entries {
		if err := again.Replay(entry, seenRoot, b.rules); err != nil {
			b.t.Fatalf("entry %d: %v", i, err)
		}
	}
}

var jointly = ledger.Motion{Type: ledger.TypeStatement, Route: ledger.RouteJointCommittee, Function: "clinical-strategy"}

// TestVersions: a draft is answered, voted on and published, and is then in force;
// what was opened before is ruled by the version under which it was.
func TestVersions(t *testing.T) {
	second := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		limb := terms["joint_committee"].(map[string]any)["majorities"].([]any)[0].(map[string]any)
		limb["num"], limb["den"] = 2, 3
	})
	b, codes := lifeBoard(t, second)
	before := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-07-01T17:00:00.000Z", "")
	draft := b.do("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Two thirds", Rules: second.Digest()})
	amending := jointly
	amending.Type, amending.Amends = "mou_amendment", &ledger.Amends{Draft: draft, Version: 2, Rules: second.Digest()}
	ref := b.notice(amending, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
	for _, code := range codes[1:] {
		b.do("officer-"+code, code, ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed})
	}
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(before)
	b.vote(before, codes, 8)
	b.refused("draft-unanswered", "Not yet answered by", "secretary", "", ledger.KindMotionOpened, b.opening(ref))
	b.refused("gate", "lawyers", "secretary", "", ledger.KindMotionOpened, b.opening(ref))
	b.do("officer-"+codes[0], codes[0], ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftObjected, SubjectTo: "It is too low."})
	passed := func(gate string) ledger.GatePassed {
		return ledger.GatePassed{Motion: ref, Gate: gate, Evidence: ledger.Paper{Title: "A letter", SHA256: digest(gate)}, On: b.now.Day()}
	}
	b.refused("may-not-record", "secretary", "officer-"+codes[0], codes[0], ledger.KindGatePassed, passed("legal_review"))
	b.do("secretary", "", ledger.KindGatePassed, passed("legal_review"))
	b.open(ref)
	b.vote(ref, codes, 9)
	b.until("2015-06-16T09:00:00.000Z")
	if got := b.outcome(ref); got != ledger.OutcomeCarried || b.state.Draft().Version() != 1 {
		t.Fatalf("%s is %s and version %d is in force before the version is published", ref, got, b.state.Draft().Version())
	}
	b.do("secretary", "", ledger.KindGatePassed, passed("publication"))
	if v := b.state.Draft(); v.Version() != 2 || v.Rules() != second.Digest() {
		t.Fatalf("version %d is in force, by %s", v.Version(), v.Rules())
	}

	// Two thirds are enough by version 2, and not by version 1.
	since := b.notice(jointly, "2015-06-23T09:00:00.000Z", "2015-07-01T17:00:00.000Z", "")
	b.now = "2015-06-23T09:00:00.000Z"
	b.open(since)
	b.vote(since, codes, 8)
	b.until("2015-07-02T09:00:00.000Z")
	if before, since := b.outcome(before), b.outcome(since); before != ledger.OutcomeNotCarried || since != ledger.OutcomeCarried {
		t.Errorf("8 of 12 are %s by version 1 and %s by version 2", before, since)
	}
	if got, want := b.said(before, "version"), "Ruled by MoU version 1, in force when the motion was opened on 10 June 2015; version 2 was adopted since."; got != want {
		t.Errorf("the ruling says %q, expected %q", got, want)
	}
	if got, want := b.said(since, "version"), "Ruled by MoU version 2, in force when the motion was opened on 23 June 2015."; got != want {
		t.Errorf("the ruling says %q, expected %q", got, want)
	}
	b.replayed()
}

// TestWhoNeverSignsTheSecondVersion: a party that the second version does not bind at
// once, and that never signs it, keeps nobody else from deciding under it, has no
// vote on what binds, and is bound by none of it; the first version's decision binds
// it still.
func TestWhoNeverSignsTheSecondVersion(t *testing.T) {
	second := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		terms["urgent"].(map[string]any)["clear_days"] = 3
	})
	b, codes := lifeBoard(t, second)
	late := codes[11]
	b.do("officer-"+late, late, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
		ID: late + "-A3", Function: jointly.Function, Types: []string{"mou_amendment"}, Committee: "recommends",
		Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/2", On: "2015-05-02"}, From: "2015-05-02",
	})
	first := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
	draft := b.do("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Second", Rules: second.Digest()})
	amending := jointly
	amending.Type, amending.Amends = "mou_amendment", &ledger.Amends{Draft: draft, Version: 2, Rules: second.Digest()}
	ref := b.notice(amending, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
	for _, code := range codes {
		b.do("officer-"+code, code, ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed})
	}
	for _, gate := range []string{"legal_review", "publication"} {
		b.do("secretary", "", ledger.KindGatePassed, ledger.GatePassed{Motion: ref, Gate: gate, Evidence: ledger.Paper{Title: "A letter", SHA256: digest(gate)}, On: b.now.Day()})
	}
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(first)
	b.open(ref)
	b.vote(first, codes, 12)
	b.vote(ref, codes, 12)
	b.until("2015-06-16T09:00:00.000Z")
	if _, signed := b.state.Draft().Versions()[1].Signed[late]; b.state.Draft().Version() != 2 || signed {
		t.Fatalf("version %d is in force, signed for the party whose governing body has not ratified it: %v", b.state.Draft().Version(), signed)
	}
	b.do("officer-"+late, late, ledger.KindRatificationRefused, ledger.RatificationRefused{Decision: ref, Resolution: ledger.Resolution{Ref: "GB/3", On: "2015-06-16"}})

	since := b.notice(jointly, "2015-06-24T09:00:00.000Z", "2015-07-01T17:00:00.000Z", "")
	b.now = "2015-06-24T09:00:00.000Z"
	opening := b.opening(since)
	for _, seat := range opening.Roll {
		if seat.Party == late {
			t.Error("who has not signed the version in force is on the roll")
		}
	}
	b.open(since)
	signing := ledger.MoUSigned{Version: 2, Rules: second.Digest(), Founding: b.state.Draft().Founding()}
	b.do("officer-"+late, late, ledger.KindMoUSigned, signing) // since the opening
	b.vote(since, codes[:11], 11)
	b.until("2015-07-02T09:00:00.000Z")
	bound := func(ref string) (by, explain string) {
		d, _ := b.state.Draft().Decision(ref)
		for _, o := range d.Parties {
			if o.Party == late {
				return o.Bound, o.Explain
			}
		}
		return "", ""
	}
	if by, _ := bound(first); by != ledger.BoundByVote || b.status(first) != ledger.DecisionInForce {
		t.Errorf("by what was decided under the version that it signed it is %s, and that is %s", by, b.status(first))
	}
	if by, said := bound(since); b.outcome(since) != ledger.OutcomeCarried || by != ledger.BoundNot || !strings.Contains(said, "had not signed version 2") {
		t.Errorf("%s, and who had not signed the version is %s: %s", b.outcome(since), by, said)
	}
	third := b.notice(jointly, "2015-07-10T09:00:00.000Z", "2015-07-15T17:00:00.000Z", "")
	b.now = "2015-07-10T09:00:00.000Z"
	if got := len(b.opening(third).Roll); got != 12 {
		t.Errorf("once all have signed, %d seats vote", got)
	}
	b.replayed()
}

// TestLapseAndExtension: a motion that nobody opened in time lapses; one without a
// quorum has the further time that its notice fixed, once.
func TestLapseAndExtension(t *testing.T) {
	b, codes := lifeBoard(t)
	late := jointly
	late.Lapses = "2016-06-03"
	late.Ref, late.Title, late.Text = "GM-2015-001", "A motion", []string{"That something be done."}
	b.refused("lapse", "up to 365 days", "chair", "", ledger.KindMotionMoved, late)
	late.Lapses = "2015-06-12"
	lapsing := b.notice(late, "2015-06-10T09:00:00.000Z", "2015-06-20T17:00:00.000Z", "")
	notice := ledger.NoticeGiven{Motion: lapsing, Opens: "2015-06-10T09:00:00.000Z", Closes: "2015-06-20T17:00:00.000Z", Extends: "2015-06-28T17:00:00.000Z"}
	record, _ := b.state.Draft().Motion(lapsing)
	notice.Text = record.TextID
	b.refused("extension", "7 days after the first", "secretary", "", ledger.KindNoticeGiven, notice)
	extended := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-20T17:00:00.000Z", "2015-06-27T17:00:00.000Z")
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(extended)
	b.vote(extended, codes[:8], 8)
	b.until("2015-06-13T09:00:00.000Z")
	if m, _ := b.state.Draft().Motion(lapsing); m.Status != ledger.MotionLapses {
		t.Errorf("a motion that was not opened in time is %s", m.Status)
	}
	b.until("2015-06-21T09:00:00.000Z")
	if m, _ := b.state.Draft().Motion(extended); m.Status != ledger.MotionOpen || !m.Opened.Extended || m.Opened.Closes != "2015-06-27T17:00:00.000Z" {
		t.Fatalf("8 of 12 are no quorum: the motion is %s and closes at %s", m.Status, m.Opened.Closes)
	}
	b.vote(extended, codes[8:], 4)
	b.until("2015-06-28T09:00:00.000Z")
	if got := b.outcome(extended); got != ledger.OutcomeCarried {
		t.Errorf("with its further time the motion is %s", got)
	}
	b.replayed()
}

// TestCalledInAndDisputed: a decision that is called in is stayed until it is
// released; a dispute about it climbs from step to step as the time of each runs out.
func TestCalledInAndDisputed(t *testing.T) {
	b, codes := lifeBoard(t)
	ref := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(ref)
	b.vote(ref, codes, 12)
	b.until("2015-06-16T09:00:00.000Z")
	stands := b.status(ref)
	letter := &ledger.Paper{Title: "A letter", SHA256: digest("letter")}
	direction := ledger.DecisionCalledIn{Decision: ref, By: "newspaper", Ref: "D1", On: "2015-06-16", Ends: "2015-12-16", Evidence: letter}
	b.refused("may-not-call-in", "secretary of state", "secretary", "", ledger.KindDecisionCalledIn, direction)
	direction.By = "secretary_of_state"
	if got := b.dates(ledger.KindDecisionCalledIn, "", direction)["ends"]; got != "2015-12-16" {
		t.Errorf("the time of the call-in ends on %s", got)
	}
	unproved := direction
	unproved.Evidence = nil
	b.refused("evidence", "paper", "secretary", "", ledger.KindDecisionCalledIn, unproved)
	endless := direction
	endless.Ends = "2016-12-16"
	b.refused("call-in-end", "16 December 2015", "secretary", "", ledger.KindDecisionCalledIn, endless)

	// The secretary alone stays nothing, nor with a chair appointed since.
	b.do("secretary", "", ledger.KindDecisionCalledIn, direction)
	b.enrol("puppet", "secretary", "")
	b.do("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleChair, Person: "puppet", From: "2015-06-16"})
	b.refused("may-not-record", "before the decision", "puppet", "", ledger.KindDecisionCalledIn, direction)
	if got := b.status(ref); got != stands {
		t.Errorf("called in by the secretary alone, the decision is %s", got)
	}
	b.do("vice-chair", "", ledger.KindDecisionCalledIn, direction)
	if got := b.status(ref); got != ledger.DecisionCallIn {
		t.Errorf("called in, the decision is %s still", got)
	}
	retaken := ledger.CallInEnded{Decision: ref, How: ledger.CallInRetaken, Ref: "D2", On: "2015-06-16"}
	b.refused("evidence", "paper", "secretary", "", ledger.KindCallInEnded, retaken)
	retaken.Evidence = letter
	b.do("secretary", "", ledger.KindCallInEnded, retaken)
	if got := b.status(ref); got != ledger.DecisionCallIn {
		t.Errorf("taken anew by the word of the secretary alone, the decision is %s", got)
	}
	released := ledger.CallInEnded{Decision: ref, How: ledger.CallInReleased, Ref: "D2", On: "2015-06-16"}
	b.do("secretary", "", ledger.KindCallInEnded, released)
	b.do("officer-"+codes[0], codes[0], ledger.KindCallInEnded, released)
	if got := b.status(ref); got != stands {
		t.Errorf("released, the decision is %s, and was %s", got, stands)
	}

	dispute := ledger.DisputeRaised{Dispute: "D-1", With: []string{codes[1]}, About: ref, Matter: "What it costs."}
	due := b.dates(ledger.KindDisputeRaised, codes[0], dispute)
	// 20 working days from 16 June are 14 July, 20 more 11 August.
	if due["officers"] != "2015-07-14T22:59:59.999Z" || due["chairs"] != "2015-08-11T22:59:59.999Z" {
		t.Fatalf("the steps are due at %v", due)
	}
	dispute.Steps = []ledger.DisputeStep{{Step: "officers", Due: ledger.Time(due["officers"])}, {Step: "chairs", Due: "2015-08-10T22:59:59.999Z"}}
	b.refused("dispute-steps", "Chairs of the parties by 11:59pm on 11 August 2015", "officer-"+codes[0], codes[0], ledger.KindDisputeRaised, dispute)
	dispute.Steps[1].Due = ledger.Time(due["chairs"])
	b.do("officer-"+codes[0], codes[0], ledger.KindDisputeRaised, dispute)
	for _, at := range []struct {
		time ledger.Time
		step string
	}{{"2015-07-14T22:59:59.998Z", "officers"}, {"2015-07-15T09:00:00.000Z", "chairs"}, {"2015-08-12T09:00:00.000Z", ""}} {
		b.until(at.time)
		if d, _ := b.state.Draft().Dispute("D-1"); d.Step != at.step {
			t.Errorf("at %s the dispute is at step %q, expected %q", at.time, d.Step, at.step)
		}
	}
	b.replayed()
}

// TestLeaving: a notice takes effect no earlier than the function ends, and moves
// with it: the Better Care Fund's worked example.
func TestLeaving(t *testing.T) {
	const function = "community-diagnostics"
	b, _ := lifeBoard(t)
	b.now = "2026-01-15T10:00:00.000Z"
	leaving := ledger.LeavingNotified{Function: function, Effective: "2027-01-15", Resolution: ledger.Resolution{Ref: "GB/9", On: "2026-01-10"}}
	if got := b.dates(ledger.KindLeavingNotified, "00V", leaving)["effective"]; got != "2027-03-31" {
		t.Fatalf("the notice takes effect on %s", got)
	}
	b.refused("leaving-date", "takes effect on 31 March 2027", "officer-00V", "00V", ledger.KindLeavingNotified, leaving)
	leaving.Effective = "2027-03-31"
	b.do("officer-00V", "00V", ledger.KindLeavingNotified, leaving)
	parties := []string{"00T", "00V", "00W", "00Y"}
	in := func(day ledger.Date) []string {
		t.Helper()
		ref := b.state.Draft().NextRef("2099")
		m := ledger.MotionRecord{Motion: ledger.Motion{Ref: ref, Type: ledger.TypeStatement, Route: "committees_in_common", Function: function}}
		roll, err := b.state.Draft().Roll(m, ledger.Time(day+"T12:00:00.000Z"), b.rules)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, seat := range roll {
			codes = append(codes, seat.Party)
		}
		return codes
	}
	without := []string{"00T", "00W", "00Y"}
	if !slices.Equal(in("2027-03-31"), parties) || !slices.Equal(in("2027-04-01"), without) {
		t.Errorf("%v take part on the last day and %v after it", in("2027-03-31"), in("2027-04-01"))
	}
	ref := b.notice(ledger.Motion{
		Type: "prolongation", Route: "committees_in_common", Function: function, Prolongs: &ledger.Prolongs{Function: function, Until: "2028-03-31"},
	}, "2026-01-26T09:00:00.000Z", "2026-02-02T17:00:00.000Z", "")
	b.now = "2026-01-26T09:00:00.000Z"
	b.open(ref)
	b.vote(ref, parties, 4)
	b.until("2026-02-03T09:00:00.000Z")
	if got := b.outcome(ref); got != ledger.OutcomeCarried {
		t.Fatalf("the prolongation is %s", got)
	}
	if !slices.Equal(in("2028-03-31"), parties) || !slices.Equal(in("2028-04-01"), without) {
		t.Errorf("prolonged, %v take part on the last day and %v after it", in("2028-03-31"), in("2028-04-01"))
	}
	b.do("officer-00V", "00V", ledger.KindLeavingWithdrawn, ledger.LeavingWithdrawn{Function: function, Resolution: leaving.Resolution})
	if !slices.Equal(in("2028-04-01"), parties) {
		t.Errorf("with the notice taken back, %v take part", in("2028-04-01"))
	}
	b.replayed()
}

// TestThreeManchestersBecomeOne: Central, North and South Manchester became one
// group on 1 April 2017, with one seat in their place.
func TestThreeManchestersBecomeOne(t *testing.T) {
	b, codes := lifeBoard(t)
	b.now = "2017-04-03T09:00:00.000Z"
	_, key := b.key("officer-14L")
	merged := ledger.PartyMerged{
		Parties: []string{"00W", "01M", "01N"}, On: "2017-04-01", Source: "NHS England's approval",
		Into: ledger.FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: ledger.KeyHolder{Person: "officer-14L", Key: key}},
	}
	early := merged
	early.On = "2017-04-04"
	b.refused("later", "has not come", "secretary", "", ledger.KindPartyMerged, early)
	b.do("secretary", "", ledger.KindPartyMerged, merged)
	b.do("officer-00W", "00W", ledger.KindPartyMerged, merged)
	b.do("officer-01M", "01M", ledger.KindPartyMerged, merged)
	b.refused("may-not-merge", "every party to it", "officer-00V", "00V", ledger.KindPartyMerged, merged)
	if _, there := b.state.Draft().Party("14L"); there {
		t.Fatal("a merger has effect before the last of those that merge has stated it")
	}
	b.do("officer-01N", "01N", ledger.KindPartyMerged, merged)
	b.enrol("member-14L", "officer-14L", "14L")
	b.do("officer-14L", "14L", ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: "14L-1", Person: "member-14L", From: "2017-04-03"})
	ref := b.notice(jointly, "2017-04-10T09:00:00.000Z", "2017-04-17T17:00:00.000Z", "")
	b.now = "2017-04-10T09:00:00.000Z"
	opening := b.opening(ref)
	var on []string
	for _, seat := range opening.Roll {
		on = append(on, seat.Party)
	}
	want := slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return slices.Contains(merged.Parties, code) })
	want = append(want, "14L")
	slices.Sort(want)
	if !slices.Equal(on, want) {
		t.Fatalf("on the roll are %v, expected %v", on, want)
	}
	b.open(ref)
	b.vote(ref, want, 8)
	b.until("2017-04-18T09:00:00.000Z")
	if got, said := b.outcome(ref), b.said(ref, "quorum"); got != ledger.OutcomeCarried || !strings.Contains(said, "10") {
		t.Errorf("8 of the 10 that are left are %s: %s", got, said)
	}
	b.replayed()
}

// TestLapseOfACallIn: a call-in stays a decision for six months and no longer, is
// made in time, and is not made twice by one direction.
func TestLapseOfACallIn(t *testing.T) {
	b, codes := lifeBoard(t)
	ref := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(ref)
	b.vote(ref, codes, 12)
	b.until("2015-07-13T17:00:00.000Z")
	stands := b.status(ref)
	direction := ledger.DecisionCalledIn{
		Decision: ref, By: "secretary_of_state", Ref: "D1", On: "2015-07-13", Ends: "2016-01-13", Evidence: &ledger.Paper{Title: "A letter", SHA256: digest("letter")},
	}
	b.do("secretary", "", ledger.KindDecisionCalledIn, direction)
	b.do("officer-"+codes[3], codes[3], ledger.KindDecisionCalledIn, direction)
	b.until("2016-01-13T23:59:59.998Z")
	if got := b.status(ref); got != ledger.DecisionCallIn {
		t.Errorf("in the time of the call-in the decision is %s", got)
	}
	b.until("2016-01-14T09:00:00.000Z")
	if got := b.status(ref); got != stands {
		t.Errorf("after the time of the call-in the decision is %s, and was %s", got, stands)
	}
	b.refused(string(ledger.CodeConflict), "before", "secretary", "", ledger.KindDecisionCalledIn, direction)
	direction.Ref, direction.On, direction.Ends = "D2", "2016-01-14", "2016-07-14"
	b.refused("call-in-time", "until 11 September 2015", "secretary", "", ledger.KindDecisionCalledIn, direction)
	b.replayed()
}

// TestMergerBehindTheirBacks: nobody merges parties without the word of each, and
// no merger changes a vote that was opened, or what was shown, before.
func TestMergerBehindTheirBacks(t *testing.T) {
	second := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		limb := terms["joint_committee"].(map[string]any)["majorities"].([]any)[0].(map[string]any)
		limb["num"], limb["den"] = 2, 3
	})
	b, codes := lifeBoard(t, second)
	ref := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
	b.now = "2015-06-10T09:00:00.000Z"
	b.open(ref)
	b.vote(ref, codes, 6)
	b.now = "2015-06-11T09:00:00.000Z"
	_, key := b.key("stooge")
	merged := ledger.PartyMerged{
		Parties: codes[6:8], On: "2015-06-09", Source: "an order",
		Into: ledger.FoundingParty{Code: "X", Name: "A new body", Type: "ccg", Officer: ledger.KeyHolder{Person: "stooge", Key: key}},
	}
	b.refused(string(ledger.CodeConflict), "undecided", "secretary", "", ledger.KindPartyMerged, merged)
	merged.On = "2015-06-11"
	b.do("secretary", "", ledger.KindPartyMerged, merged)
	b.refused(string(ledger.CodeConflict), "already", "secretary", "", ledger.KindPartyMerged, merged)
	if _, there := b.state.Draft().Party("X"); there {
		t.Fatal("the secretary alone has merged parties")
	}
	for _, code := range merged.Parties {
		b.do("officer-"+code, code, ledger.KindPartyMerged, merged)
	}
	if _, there := b.state.Draft().Party("X"); !there {
		t.Fatal("all have stated it, and there is no merger")
	}
	b.until("2015-06-16T09:00:00.000Z")
	d, _ := b.state.Draft().Decision(ref)
	var voted []string
	for _, p := range d.Parties {
		voted = append(voted, p.Party)
	}
	if slices.Sort(voted); d.Outcome != ledger.OutcomeNotCarried || !slices.Equal(voted, codes) {
		t.Errorf("6 of 12 are %s, by %v", d.Outcome, voted)
	}

	// A body that has merged answers for nothing that is still to be decided, nor leaves
	// what it is no longer in: that is for whoever stands in its place.
	gone := merged.Parties[0]
	draft := b.do("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Two thirds", Rules: second.Digest()})
	answer := ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed}
	b.refused("merged", "is part of X", "officer-"+gone, gone, ledger.KindDraftAnswered, answer)
	b.do("stooge", "X", ledger.KindDraftAnswered, answer)
	leaves := ledger.LeavingNotified{Function: "clinical-strategy", Effective: "2017-04-01", Resolution: ledger.Resolution{Ref: "GB/9", On: "2015-06-16"}}
	b.refused("merged", "is part of X", "officer-"+gone, gone, ledger.KindLeavingNotified, leaves)

	// Four mergers follow one another at most.
	from := "X"
	for i := range 4 {
		officer := []string{"stooge", "s0", "s1", "s2", "s3"}
		into := []string{"Y0", "Y1", "Y2", "Y3"}[i]
		_, key := b.key(officer[i+1])
		again := ledger.PartyMerged{
			Parties: []string{from}, On: "2015-06-16", Source: "an order",
			Into: ledger.FoundingParty{Code: into, Name: into, Type: "ccg", Officer: ledger.KeyHolder{Person: officer[i+1], Key: key}},
		}
		if i == 3 {
			b.refused(string(ledger.CodeTooLarge), "4 mergers", officer[i], from, ledger.KindPartyMerged, again)
			break
		}
		b.do(officer[i], from, ledger.KindPartyMerged, again)
		from = into
	}
	b.replayed()
}

// TestAmendmentThatFell: a decision to adopt a draft that was called in, or that is
// rescinded, adopts nothing with its last gate; released, it does at once.
func TestAmendmentThatFell(t *testing.T) {
	for _, way := range []string{"released", "retaken", "rescinded"} {
		t.Run(way, func(t *testing.T) {
			second := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
				limb := terms["joint_committee"].(map[string]any)["majorities"].([]any)[0].(map[string]any)
				limb["num"], limb["den"] = 2, 3
			})
			b, codes := lifeBoard(t, second)
			draft := b.do("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "Two thirds", Rules: second.Digest()})
			amending := jointly
			amending.Type, amending.Amends = "mou_amendment", &ledger.Amends{Draft: draft, Version: 2, Rules: second.Digest()}
			ref := b.notice(amending, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
			for _, code := range codes {
				b.do("officer-"+code, code, ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed})
			}
			b.now = "2015-06-10T09:00:00.000Z"
			passed := func(gate string) ledger.GatePassed {
				return ledger.GatePassed{Motion: ref, Gate: gate, Evidence: ledger.Paper{Title: "A letter", SHA256: digest(gate)}, On: b.now.Day()}
			}
			b.do("secretary", "", ledger.KindGatePassed, passed("legal_review"))
			b.open(ref)
			b.vote(ref, codes, 12)
			b.until("2015-06-16T09:00:00.000Z")
			stated := func(kind string, body any) {
				b.do("secretary", "", kind, body)
				b.do("chair", "", kind, body)
			}
			paper := &ledger.Paper{Title: "A letter", SHA256: digest("letter")}
			if way == "rescinded" {
				undo := jointly
				undo.Varies = &ledger.Varies{Decision: ref, How: "rescinded"}
				other := b.notice(undo, "2015-06-24T09:00:00.000Z", "2015-06-28T17:00:00.000Z", "")
				b.now = "2015-06-24T09:00:00.000Z"
				b.open(other)
				b.vote(other, codes, 12)
				b.until("2015-06-29T09:00:00.000Z")
				b.do("secretary", "", ledger.KindDecisionVaried, ledger.DecisionVaried{Decision: ref, By: other, How: "rescinded"})
			} else {
				stated(ledger.KindDecisionCalledIn, ledger.DecisionCalledIn{Decision: ref, By: "secretary_of_state", Ref: "D1", On: "2015-06-16", Ends: "2015-12-16", Evidence: paper})
				b.do("secretary", "", ledger.KindGatePassed, passed("publication"))
				if v := b.state.Draft().Version(); v != 1 {
					t.Fatalf("called in, it puts version %d in force", v)
				}
				stated(ledger.KindCallInEnded, ledger.CallInEnded{Decision: ref, How: way, Ref: "D2", On: "2015-06-16", Evidence: paper})
				b.settle()
			}
			want := int64(1)
			if way == "released" {
				want = 2
			} else if way == "rescinded" {
				b.refused(string(ledger.CodeConflict), "does not stand", "secretary", "", ledger.KindGatePassed, passed("publication"))
			}
			if v := b.state.Draft().Version(); v != want {
				t.Errorf("%s, with its last gate passed: version %d is in force", way, v)
			}
			b.replayed()
		})
	}
}

// TestGateOfAnotherDraft: what was passed for one draft is not passed for another.
func TestGateOfAnotherDraft(t *testing.T) {
	lapsing := func(days int) Bundle {
		return withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) { terms["lapse"].(map[string]any)["most_days"] = days })
	}
	of := map[string]Bundle{"good": lapsing(300), "bad": lapsing(200)}
	b, codes := lifeBoard(t, of["good"], of["bad"])
	draft := func(name string) *ledger.Amends {
		rules := of[name].Digest()
		id := b.do("secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "A draft", Rules: rules})
		return &ledger.Amends{Draft: id, Version: 2, Rules: rules}
	}
	b.refused("rules-failed", "can't be run", "secretary", "", ledger.KindMoUDrafted, ledger.MoUDrafted{Version: 2, Title: "A draft", Rules: digest("held nowhere")})
	good, bad := draft("good"), draft("bad")
	m := jointly
	m.Ref, m.Title, m.Text, m.Type, m.Amends = "GM-2015-001", "The MoU", []string{"That it be adopted."}, "mou_amendment", good
	person := "member-" + codes[0]
	b.do(person, codes[0], ledger.KindMotionMoved, m)
	b.do("secretary", "", ledger.KindGatePassed, ledger.GatePassed{Motion: m.Ref, Gate: "legal_review", Evidence: ledger.Paper{Title: "A review", SHA256: digest("x")}, On: b.now.Day()})
	m.Title = "The agreement"
	b.do(person, codes[0], ledger.KindMotionAmended, m)
	if r, _ := b.state.Draft().Motion(m.Ref); len(r.Gates) != 1 {
		t.Error("another title undoes what was passed")
	}
	m.Amends = bad
	b.do(person, codes[0], ledger.KindMotionAmended, m)
	if r, _ := b.state.Draft().Motion(m.Ref); len(r.Gates) != 0 {
		t.Error("what was passed for one draft is passed for another")
	}
	b.replayed()
}

// TestMergerEscapesNothing: who merges while the votes are cast is bound as it would
// have been, and its successor pays; what awaited its governing body awaits the
// successor's, and the body that is no more answers for nobody.
func TestMergerEscapesNothing(t *testing.T) {
	for _, way := range []string{"while open", "once decided"} {
		t.Run(way, func(t *testing.T) {
			b, codes := greaterManchester(t)
			b.now = "2015-06-02T09:00:00.000Z"
			limit := ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}
			merging := codes[6:9] // the first within its authority, the others not
			for _, code := range merging[1:] {
				b.do("officer-"+code, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
					ID: code + "-A2", Function: "*", Types: []string{ledger.TypeStatement}, Committee: "recommends",
					Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
					Spend: limit, Loss: limit, From: "2015-05-01",
				})
			}
			ref := b.notice(jointly, "2015-06-10T09:00:00.000Z", "2015-06-15T17:00:00.000Z", "")
			b.now = "2015-06-10T09:00:00.000Z"
			b.open(ref)
			b.vote(ref, codes, 12)
			b.now = "2015-06-11T09:00:00.000Z"
			if way == "once decided" {
				b.until("2015-06-16T09:00:00.000Z")
				b.do("officer-"+merging[1], merging[1], ledger.KindRatificationRefused, ledger.RatificationRefused{Decision: ref, Resolution: ledger.Resolution{Ref: "GB/2", On: "2015-06-16"}})
			}
			_, key := b.key("officer-X")
			merged := ledger.PartyMerged{
				Parties: merging, On: b.now.Day(), Source: "an order",
				Into: ledger.FoundingParty{Code: "X", Name: "A new body", Type: "ccg", Officer: ledger.KeyHolder{Person: "officer-X", Key: key}},
			}
			for _, code := range merging {
				b.do("officer-"+code, code, ledger.KindPartyMerged, merged)
			}
			b.until("2015-06-17T09:00:00.000Z")
			d, _ := b.state.Draft().Decision(ref)
			bound := map[string]string{}
			for _, o := range d.Parties {
				bound[o.Party] = o.Bound
			}
			want := []string{ledger.BoundByVote, ledger.BoundOnRatification, ledger.BoundOnRatification}
			if got := []string{bound[merging[0]], bound[merging[1]], bound[merging[2]]}; !slices.Equal(got, want) {
				t.Errorf("of those that merged are %v bound, expected %v", got, want)
			}
			answer := ledger.DecisionRatified{Decision: ref, Resolution: ledger.Resolution{Ref: "GB/3", On: "2015-06-17"}}
			b.refused("not-awaited", "doesn't await", "officer-"+merging[2], merging[2], ledger.KindDecisionRatified, answer)
			b.do("officer-X", "X", ledger.KindDecisionRatified, answer)
			b.refused("answered", "for A new body", "officer-X", "X", ledger.KindDecisionRatified, answer)
			first := "ratified"
			if way == "once decided" {
				first = "refused" // what was answered before the merger stands
			}
			d, _ = b.state.Draft().Decision(ref)
			if got := d.Answers[merging[1]].Status; got != first {
				t.Errorf("for %s it is %s", merging[1], got)
			}
			if got := d.Answers[merging[2]].Status; got != "ratified" {
				t.Errorf("for %s it is %s", merging[2], got)
			}
			b.until("2015-09-01T09:00:00.000Z")
			if d, _ = b.state.Draft().Decision(ref); d.Answers[merging[2]].Status != "ratified" {
				t.Error("what was ratified has lapsed")
			}
			b.replayed()
		})
	}
}

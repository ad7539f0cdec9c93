package policy

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

// A whole meeting of Greater Manchester, from its call to the decision that its
// minutes make stand, by the ledger's own state and the agreement's own rules.

// board is a ledger on which people state things one after another.
type board struct {
	t       testing.TB
	state   *ledger.State
	rules   *Engine
	bundle  Bundle
	now     ledger.Time
	next    map[string]int64
	pens    map[string]ed25519.PrivateKey
	entries [][]byte
}

const boardOrigin = "example.test/gm-0011223344556677"

func (b *board) key(person string) (ed25519.PrivateKey, ledger.Key) {
	if b.pens[person] == nil {
		b.pens[person] = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(len(b.pens) + 1)}, ed25519.SeedSize))
	}
	key, err := ledger.PublicKey(ledger.KeyFile, b.pens[person].Public())
	if err != nil {
		b.t.Fatal(err)
	}
	return b.pens[person], key
}

func seenRoot(int64) (ledger.Digest, error) { return digest("root"), nil }

// put signs a statement and puts it to the ledger.
func (b *board) put(person, party, kind string, body any) (ledger.Digest, error) {
	b.t.Helper()
	raw, err := ledger.Encode(body)
	if err != nil {
		b.t.Fatal(err)
	}
	v := b.state.Draft()
	p := ledger.Payload{
		V: 1, Ledger: boardOrigin, Kind: kind, Author: person, Party: party, Seq: b.next[person],
		Seen: ledger.Seen{Size: v.Size(), Root: digest("root")}, Body: raw,
	}
	if p.Sentence, err = ledger.Sentence(p, v); err != nil {
		b.t.Fatal(err)
	}
	private, key := b.key(person)
	draft, err := ledger.Draft(key, p)
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := ledger.Encode(draft.WithSignature(ed25519.Sign(private, []byte(draft.SigningInput()))))
	if err != nil {
		b.t.Fatal(err)
	}
	st, err := ledger.Parse(text)
	if err != nil {
		b.t.Fatal(err)
	}
	b.settle()
	e, err := b.state.Step(st, b.now, seenRoot, b.rules)
	if err != nil {
		return "", err
	}
	b.next[person]++
	b.entries = append(b.entries, e.Bytes())
	b.settle()
	return st.ID, nil
}

func (b *board) settle() {
	b.t.Helper()
	if err := b.state.Settle(b.now, b.rules, func(e *ledger.Entry) error {
		b.entries = append(b.entries, e.Bytes())
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
}

// do states what must be taken.
func (b *board) do(person, party, kind string, body any) ledger.Digest {
	b.t.Helper()
	id, err := b.put(person, party, kind, body)
	if err != nil {
		var refused *ledger.Error
		if errors.As(err, &refused) {
			b.t.Fatalf("%s: %v %+v", kind, err, refused.Checks)
		}
		b.t.Fatalf("%s: %v", kind, err)
	}
	return id
}

// refused states what the rules must refuse with a check of that id, whose
// explanation holds the words.
func (b *board) refused(id, words, person, party, kind string, body any) {
	b.t.Helper()
	_, err := b.put(person, party, kind, body)
	var refused *ledger.Error
	if !errors.As(err, &refused) {
		b.t.Fatalf("%s gives %v, expected a refusal", kind, err)
	}
	if string(refused.Code) == id && strings.Contains(refused.Message, words) { // by the ledger itself
		return
	}
	for _, c := range refused.Checks {
		if c.ID == id && strings.Contains(c.Explain, words) {
			return
		}
	}
	b.t.Errorf("%s is refused with %v %+v, expected %s: …%s…", kind, err, refused.Checks, id, words)
}

func (b *board) enrol(person, officer, party string) {
	b.t.Helper()
	private, key := b.key(person)
	proof := ed25519.Sign(private, []byte(ledger.PossessionInput(boardOrigin, person, key)))
	b.do(officer, party, ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: key, Proof: base64.RawURLEncoding.EncodeToString(proof)})
}

// greaterManchester founds the ledger: twelve parties established and signed, a
// seat each with its holder, a deputy for the first, and authority to decide.
func greaterManchester(t *testing.T) (*board, []string) {
	t.Helper()
	return foundedOn(t, embeddedBundle(t, "greater-manchester"))
}

// foundedOn is greaterManchester with a bundle of its own.
func foundedOn(t testing.TB, bundle Bundle) (*board, []string) {
	t.Helper()
	parties, err := ReadParties(bundle)
	if err != nil {
		t.Fatal(err)
	}
	b := &board{
		t: t, state: ledger.NewState(), rules: engineFor(bundle), bundle: bundle, now: "2015-06-01T09:00:00.000Z",
		next: map[string]int64{}, pens: map[string]ed25519.PrivateKey{},
	}
	holder := func(person string) ledger.KeyHolder {
		_, key := b.key(person)
		return ledger.KeyHolder{Person: person, Key: key}
	}
	founded := ledger.Founded{
		Name: "Greater Manchester", Origin: boardOrigin, LogKey: "k", RPID: "localhost", Origins: []string{"http://localhost:8080"},
		Prefix: "GM", Rules: bundle.Digest(), Engine: Version(), Secretary: holder("secretary"),
	}
	var codes []string
	for _, p := range parties.Parties {
		founded.Parties = append(founded.Parties, ledger.FoundingParty{Code: p.Code, Name: p.Name, Type: p.Type, Officer: holder("officer-" + p.Code)})
		codes = append(codes, p.Code)
	}
	founding := b.do("secretary", "", ledger.KindLedgerFounded, founded)
	b.do("secretary", "", ledger.KindMoUAdopted, ledger.MoUAdopted{Version: 1, Title: "MoU", Rules: bundle.Digest()})
	limit := ledger.Limit{Action: 1e9, Year: 1e9, Life: 1e10}
	for _, code := range codes {
		officer, member := "officer-"+code, "member-"+code
		b.do("secretary", "", ledger.KindPartyEstablished, ledger.PartyEstablished{Party: code, On: "2013-04-01"})
		b.do(officer, code, ledger.KindMoUSigned, ledger.MoUSigned{Version: 1, Rules: bundle.Digest(), Founding: founding})
		b.do(officer, code, ledger.KindAuthorityGiven, ledger.AuthorityGiven{
			ID: code + "-A1", Function: "*", Types: []string{ledger.TypeStatement}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "6.4"}, Resolution: ledger.Resolution{Ref: "GB/1", On: "2015-05-01"},
			Spend: limit, Loss: limit, From: "2015-05-01",
		})
		b.enrol(member, officer, code)
		b.do(officer, code, ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: code + "-1", Person: member, From: "2015-06-01"})
	}
	b.enrol("deputy", "officer-"+codes[0], codes[0])
	b.do("officer-"+codes[0], codes[0], ledger.KindDeputyAppointed, ledger.DeputyAppointed{Seat: codes[0] + "-1", Person: "deputy", From: "2015-06-01"})
	for person, role := range map[string]string{"chair": ledger.RoleChair, "vice-chair": ledger.RoleViceChair} {
		b.enrol(person, "officer-"+codes[0], codes[0])
		b.do("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: role, Person: person, From: "2015-06-01"})
	}
	return b, codes
}

func TestMeeting(t *testing.T) {
	b, codes := greaterManchester(t)
	first, last := codes[0], codes[len(codes)-1]
	const ref, sitting = "GM-2015-001", "GM-2015-M01"
	motion := ledger.Motion{
		Ref: ref, Title: "The fourth site", Text: []string{"Stepping Hill is the fourth site.", "The board reviews this in a year."},
		Type: ledger.TypeStatement, Route: ledger.RouteJointCommittee, Function: "acute-surgery",
	}
	moved := b.do("member-"+first, first, ledger.KindMotionMoved, motion)

	// Five clear days before Wednesday 15 July are in hand by Thursday 9 July.
	meeting := ledger.Meeting{
		Ref: sitting, Title: "Board meeting", Starts: "2015-07-15T09:00:00.000Z", Place: "Town hall",
		Items: []ledger.AgendaItem{
			{Item: "1", Title: "Apologies"}, {Item: "2", Title: motion.Title, Motion: ref},
			{Item: "3", Title: "A contract", Private: "a price that is being negotiated", Release: "2015-08-01"},
		},
	}
	b.now = "2015-07-10T09:00:00.000Z"
	b.refused("notice", "in hand by 9 July 2015, and it is 10 July 2015", "secretary", "", ledger.KindMeetingCalled, meeting)
	b.now = "2015-07-09T09:00:00.000Z"
	b.refused("may-not-call", "by the secretary or the chair", "member-"+first, first, ledger.KindMeetingCalled, meeting)
	b.do("secretary", "", ledger.KindMeetingCalled, meeting)

	attendance := ledger.AttendanceRecorded{Meeting: sitting, Presiding: []ledger.Presiding{{Person: "chair"}}}
	for _, code := range codes {
		attendance.People = append(attendance.People, ledger.Attendee{Person: "member-" + code, Seat: code + "-1", As: ledger.AttendsAsMember})
	}
	attendance.People[0] = ledger.Attendee{Person: "deputy", Seat: first + "-1", As: ledger.AttendsAsDeputy}
	attendance.People[len(codes)-1].As = ledger.AttendsWithApologies
	attendance.People = append(attendance.People, ledger.Attendee{Person: "chair", As: ledger.AttendsInAttendance})
	b.refused("not-begun", "begins at 10am on 15 July 2015", "secretary", "", ledger.KindAttendanceRecorded, attendance)
	b.now = "2015-07-15T09:05:00.000Z"
	stranger := attendance
	stranger.People = append(slices.Clone(attendance.People), ledger.Attendee{Person: "vice-chair", Seat: last + "-1", As: ledger.AttendsAsMember})
	b.refused("no-seat", "vice-chair as member for seat "+last+"-1", "secretary", "", ledger.KindAttendanceRecorded, stranger)
	b.do("secretary", "", ledger.KindAttendanceRecorded, attendance)

	// Nine of eleven hands carry the amendment.
	hands := func(against int) (hands []ledger.Hand) {
		for i, a := range attendance.People[:len(codes)-1] {
			choice := ledger.ChoiceFor
			if i < against {
				choice = ledger.ChoiceAgainst
			}
			hands = append(hands, ledger.Hand{Seat: a.Seat, Person: a.Person, Choice: choice})
		}
		return hands
	}
	to := motion
	to.Text = []string{motion.Text[0], "The board reviews this in six months."}
	amendment := b.do("member-"+codes[1], codes[1], ledger.KindAmendmentMoved, ledger.AmendmentMoved{Meeting: sitting, Item: "2", Text: moved, By: codes[1] + "-1", To: to})
	record, _ := b.state.Draft().Motion(ref)
	roll, err := b.state.Draft().Roll(record, b.now, b.rules)
	if err != nil || len(roll) != len(codes) {
		t.Fatalf("the roll has %d seats, %v", len(roll), err)
	}
	put := ledger.AmendmentPut{
		Meeting: sitting, Item: "2", Motion: ref, Amendment: amendment, Roll: roll, Hands: hands(2), Outcome: ledger.OutcomeNotCarried,
	}
	b.refused("outcome", "By these hands the amendment is carried", "secretary", "", ledger.KindAmendmentPut, put)
	if put.Outcome, err = b.state.Draft().AmendmentOutcome(put, b.now, b.rules); err != nil || put.Outcome != ledger.OutcomeCarried {
		t.Fatalf("the amendment is %s, %v", put.Outcome, err)
	}
	b.do("secretary", "", ledger.KindAmendmentPut, put)

	show := ledger.HandsShown{
		Meeting: sitting, Item: "2", Motion: ref, Title: motion.Title, Text: amendment, Roll: roll, Rules: b.bundle.Digest(), Hands: hands(1),
	}
	absent := show
	absent.Hands = append(hands(1), ledger.Hand{Seat: last + "-1", Person: "member-" + last, Choice: ledger.ChoiceFor})
	b.refused("not-present", "nobody, or somebody else, was present at item 2 for seat "+last+"-1", "secretary", "", ledger.KindHandsShown, absent)
	shown := b.do("secretary", "", ledger.KindHandsShown, show)
	b.do("deputy", first, ledger.KindHandConfirmed, ledger.HandConfirmed{Motion: ref, Shown: shown, Seat: first + "-1", Choice: ledger.ChoiceAgainst})
	b.do("secretary", "", ledger.KindActionSet, ledger.ActionSet{
		Action: sitting + "/01", Meeting: sitting, Item: "2", What: "Write to the trusts", Party: first, Due: "2015-07-31",
	})
	b.now = "2015-07-15T11:00:00.000Z"
	b.do("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: sitting, Ended: "2015-07-15T10:55:00.000Z"})

	minutes := func(inFavour, against int64) ledger.MinutesApproved {
		return ledger.MinutesApproved{Meeting: sitting, Text: digest("minutes"), Results: []ledger.MinutedHands{
			{Motion: ref, Shown: shown, Counts: map[string]int64{ledger.ChoiceFor: inFavour, ledger.ChoiceAgainst: against}},
		}}
	}
	b.now = "2015-07-20T09:00:00.000Z"
	b.refused("minutes-contradict", "minuted as 2 against, 9 for, and the show of hands", "secretary", "", ledger.KindMinutesApproved, minutes(9, 2))
	b.do("secretary", "", ledger.KindMinutesApproved, minutes(10, 1))
	if _, made := b.state.Draft().Decision(ref); made {
		t.Fatal("one person's approval makes a decision")
	}
	b.refused("approved-already", "2 different people", "secretary", "", ledger.KindMinutesApproved, minutes(10, 1))
	b.refused("may-not-approve", "2 different people", "member-"+last, last, ledger.KindMinutesApproved, minutes(10, 1))
	b.do("chair", "", ledger.KindMinutesApproved, minutes(10, 1))
	if _, made := b.state.Draft().Decision(ref); made {
		t.Fatal("hands stand by minutes that nobody approved who was there for a seat")
	}
	b.do("deputy", first, ledger.KindMinutesApproved, minutes(10, 1))

	made, ok := b.state.Draft().Decision(ref)
	if !ok || made.Outcome != ledger.OutcomeCarried || !made.Collective {
		t.Fatalf("the decision is %+v", made)
	}
	bound := map[string]int{}
	for _, p := range made.Parties {
		bound[p.Bound]++
	}
	if want := map[string]int{ledger.BoundByVote: 10, ledger.BoundAgainstVote: 2}; !cmp.Equal(bound, want) {
		t.Errorf("parties are bound %v, expected %v", bound, want)
	}
	if record, _ = b.state.Draft().Motion(ref); record.Text[1] != to.Text[1] || record.Status != ledger.MotionDecided {
		t.Errorf("the motion is %s with %q", record.Status, record.Text)
	}

	// Every entry means the same when it is read again.
	again := ledger.NewState()
	for i, entry := range b.entries {
		if err := again.Replay(entry, seenRoot, b.rules); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	if d, ok := again.Draft().Decision(ref); !ok || !cmp.Equal(fmt.Sprint(d), fmt.Sprint(made)) {
		t.Errorf("replayed, the decision is %+v", d)
	}
}

// Four of the twelve members ask for a meeting on 1 July. The chair stays silent
// to the end of 8 July; from 9 July one of the four calls it, for what they asked.
func TestRequisition(t *testing.T) {
	b, codes := greaterManchester(t)
	member := func(i int) (person, party, seat string) { return "member-" + codes[i], codes[i], codes[i] + "-1" }
	b.now = "2015-07-01T09:00:00.000Z"
	person, party, seat := member(0)
	asked := b.do(person, party, ledger.KindMeetingRequisitioned, ledger.MeetingRequisitioned{Seat: seat, Business: []string{"The ambulance contract"}})
	meeting := ledger.Meeting{
		Ref: "GM-2015-M01", Title: "Special meeting", Starts: "2015-07-20T09:00:00.000Z", Place: "Town hall", Requisition: asked,
		Items: []ledger.AgendaItem{{Item: "1", Title: "The ambulance contract"}},
	}
	for i := 1; i < 4; i++ {
		b.refused("may-not-call", "a member only on a requisition", person, party, ledger.KindMeetingCalled, meeting)
		p, of, s := member(i)
		b.do(p, of, ledger.KindRequisitionJoined, ledger.RequisitionJoined{Requisition: asked, Seat: s})
	}
	b.now = "2015-07-08T22:59:59.999Z"
	b.refused("may-not-call", "to the end of 8 July 2015; members who joined may call it from 9 July 2015", person, party, ledger.KindMeetingCalled, meeting)
	b.now = "2015-07-08T23:00:00.000Z" // midnight in London
	p, of, _ := member(4)
	b.refused("may-not-call", "9 July 2015", p, of, ledger.KindMeetingCalled, meeting)
	other := meeting
	other.Items = append(slices.Clone(meeting.Items), ledger.AgendaItem{Item: "2", Title: "Another matter"})
	b.refused("requisition-business", "Leave out Another matter", person, party, ledger.KindMeetingCalled, other)
	b.do(person, party, ledger.KindMeetingCalled, meeting)
}

// The chair gives urgent notice, the secretary opens, the members vote: the next
// meeting is told.
func TestUrgentDecision(t *testing.T) {
	b, codes := greaterManchester(t)
	const ref = "GM-2015-001"
	motion := ledger.Motion{
		Ref: ref, Title: "Close the ward", Text: []string{"That the ward be closed."}, Type: ledger.TypeStatement, Route: ledger.RouteJointCommittee, Function: "acute-surgery",
	}
	text := b.do("chair", "", ledger.KindMotionMoved, motion)
	notice := ledger.NoticeGiven{Motion: ref, Text: text, Opens: "2015-06-04T09:00:00.000Z", Closes: "2015-06-06T09:00:00.000Z", Urgent: "its last nurse leaves on Friday"}
	b.refused("notice", "at least 5 clear days are needed", "secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: text, Opens: notice.Opens, Closes: notice.Closes})
	b.refused("may-not-give-urgent-notice", "by the chair or the vice-chair", "secretary", "", ledger.KindNoticeGiven, notice)
	given := b.do("chair", "", ledger.KindNoticeGiven, notice)
	b.now = notice.Opens
	record, _ := b.state.Draft().Motion(ref)
	roll, err := b.state.Draft().Roll(record, b.now, b.rules)
	if err != nil {
		t.Fatal(err)
	}
	opened := b.do("secretary", "", ledger.KindMotionOpened, ledger.MotionOpened{
		Motion: ref, Title: motion.Title, Text: text, Notice: given, Roll: roll, Rules: b.bundle.Digest(), Closes: notice.Closes,
	})
	for _, code := range codes {
		b.do("member-"+code, code, ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: opened, Seat: code + "-1", Choice: ledger.ChoiceFor})
	}
	b.now = "2015-06-08T09:00:00.000Z"
	b.settle()
	if got := b.state.Draft().Unreported(); !cmp.Equal(got, []string{ref}) {
		t.Fatalf("not reported yet: %v", got)
	}
	meeting := ledger.Meeting{
		Ref: "GM-2015-M01", Title: "Board meeting", Starts: "2015-07-15T09:00:00.000Z", Place: "Town hall",
		Items: []ledger.AgendaItem{{Item: "1", Title: "Reports"}},
	}
	b.refused("unreported", "Add an item that reports "+ref, "secretary", "", ledger.KindMeetingCalled, meeting)
	meeting.Items[0].Reports = ref
	b.do("secretary", "", ledger.KindMeetingCalled, meeting)
}

// Twelve committees in one sitting. The chair withdraws for an interest, so that
// the vice-chair presides over that item; a member who may speak shows no hand.
func TestCommitteesInCommon(t *testing.T) {
	b, codes := greaterManchester(t)
	const ref, sitting = "GM-2015-001", "GM-2015-M01"
	first := codes[0]
	motion := ledger.Motion{
		Ref: ref, Title: "One service", Text: []string{"That there be one service."}, Type: ledger.TypeStatement, Route: ledger.RouteCommitteesInCommon, Function: "acute-surgery",
	}
	text := b.do("chair", "", ledger.KindMotionMoved, motion)
	meeting := ledger.Meeting{
		Ref: sitting, Title: "Committees in common", Starts: "2015-06-17T17:00:00.000Z", Place: "Town hall",
		Items: []ledger.AgendaItem{{Item: "1", Title: motion.Title, Motion: ref}},
	}
	b.refused("meeting-route", "needs a meeting of exactly the committees", "secretary", "", ledger.KindMeetingCalled, meeting)
	meeting.Of = codes
	b.do("secretary", "", ledger.KindMeetingCalled, meeting)
	for person, ruling := range map[string]string{"chair": ledger.InterestWithdraws, "member-" + first: ledger.InterestMaySpeak} {
		interest := b.do(person, "", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: ref, Nature: "financial", Known: "2015-06-01"})
		for _, by := range []string{"vice-chair", "secretary"} {
			b.do(by, "", ledger.KindInterestRuled, ledger.InterestRuled{Interest: interest, Motion: ref, Ruling: ruling})
		}
	}
	b.now = "2015-06-17T18:00:00.000Z"
	attendance := ledger.AttendanceRecorded{Meeting: sitting, Presiding: []ledger.Presiding{{Person: "chair"}}}
	for _, code := range codes {
		attendance.People = append(attendance.People, ledger.Attendee{Person: "member-" + code, Seat: code + "-1", As: ledger.AttendsAsMember})
	}
	attendance.People = append(attendance.People, ledger.Attendee{Person: "chair", As: ledger.AttendsInAttendance}, ledger.Attendee{Person: "vice-chair", As: ledger.AttendsInAttendance})
	b.refused("withdrawn", "chair at item 1", "secretary", "", ledger.KindAttendanceRecorded, attendance)
	attendance.People[len(codes)].Absent = []ledger.Absence{{Item: "1", Left: "2015-06-17T17:05:00.000Z"}}
	b.refused("presiding", "over item 1 presides vice-chair", "secretary", "", ledger.KindAttendanceRecorded, attendance)
	attendance.Presiding[0].Person = "vice-chair"
	b.do("secretary", "", ledger.KindAttendanceRecorded, attendance)

	record, _ := b.state.Draft().Motion(ref)
	roll, err := b.state.Draft().Roll(record, b.now, b.rules)
	if err != nil {
		t.Fatal(err)
	}
	show := ledger.HandsShown{Meeting: sitting, Item: "1", Motion: ref, Title: motion.Title, Text: text, Roll: roll, Rules: b.bundle.Digest()}
	for _, code := range codes {
		show.Hands = append(show.Hands, ledger.Hand{Seat: code + "-1", Person: "member-" + code, Choice: ledger.ChoiceFor})
	}
	b.refused("recused", "the person for seat "+first+"-1 does not vote", "secretary", "", ledger.KindHandsShown, show)
	show.Hands, show.WithoutVote = show.Hands[2:], true
	b.refused("without-vote", "11 seats, and 10 for it are recorded", "secretary", "", ledger.KindHandsShown, show)
	show.Hands = append([]ledger.Hand{{Seat: codes[1] + "-1", Person: "member-" + codes[1], Choice: ledger.ChoiceFor}}, show.Hands...)
	shown := b.do("secretary", "", ledger.KindHandsShown, show)

	// Hands that everybody has confirmed stand without minutes.
	for i, hand := range show.Hands {
		if _, made := b.state.Draft().Decision(ref); made {
			t.Fatalf("%d confirmations make a decision", i)
		}
		b.do(hand.Person, codes[i+1], ledger.KindHandConfirmed, ledger.HandConfirmed{Motion: ref, Shown: shown, Seat: hand.Seat, Choice: hand.Choice})
	}
	made, ok := b.state.Draft().Decision(ref)
	if !ok {
		t.Fatal("confirmed hands make no decision")
	}
	decided := map[string]int{}
	for _, p := range made.Parties {
		decided[p.Position]++
	}
	if want := map[string]int{ledger.ChoiceFor: 11, "recused": 1}; !cmp.Equal(decided, want) {
		t.Errorf("positions are %v, expected %v", decided, want)
	}
}

package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// try states something and gives back what became of it; of what is refused
// nothing stays.
func (w *world) try(person, party, kind string, body any) error {
	w.t.Helper()
	w.settle()
	_, err := w.s.Step(w.sign(person, w.payload(person, party, kind, body)), w.now, w.roots, w.rules)
	if err == nil {
		w.t.Fatalf("%s is taken: %+v", kind, body)
	}
	return err
}

// refuses holds that a statement is refused with a code, and why in words.
func (w *world) refuses(code Code, says, person, party, kind string, body any) {
	w.t.Helper()
	w.s.Commit()
	before := dump(w.s.Draft())
	var e *Error
	if err := w.try(person, party, kind, body); !errors.As(err, &e) || e.Code != code || !strings.Contains(e.Message, says) {
		w.t.Errorf("%s: %v; want %s: …%s…", kind, err, code, says)
	}
	if after := dump(w.s.Draft()); after != before {
		w.t.Errorf("the refusal of %s leaves a trace: %s", kind, cmp.Diff(before, after))
	}
}

func (w *world) standing(ref string) MotionRecord { m, _ := w.s.Draft().Motion(ref); return m }

func (w *world) sitting(ref string) MeetingRecord { m, _ := w.s.Draft().Meeting(ref); return m }

// moved moves a motion of these paragraphs.
func (w *world) moved(text ...string) string {
	m := sampleMotion()
	m.Ref, m.Text, m.Conditions = w.s.Draft().NextRef("2015"), text, []string{"General practice open seven days first", "A review after a year"}
	w.do("bury-member", "00V", KindMotionMoved, m)
	return m.Ref
}

const (
	begins = Time("2015-07-15T17:00:00.000Z")
	during = Time("2015-07-15T17:30:00.000Z")
	after  = Time("2015-07-20T09:00:00.000Z")
)

var wholeRoll = []RollSeat{{"00V-1", "00V", 1}, {"00W-1", "00W", 1}}

// agenda is a meeting with an item for each motion, numbered from 1.
func agenda(ref string, starts Time, motions ...string) Meeting {
	m := Meeting{Ref: ref, Title: "Board", Starts: starts, Place: "Town hall", Items: []AgendaItem{{Item: "A", Title: "Any other business"}}}
	for i, motion := range motions {
		m.Items = append(m.Items, AgendaItem{Item: fmt.Sprint(i + 1), Title: "A motion", Motion: motion})
	}
	return m
}

func attendance(ref string) AttendanceRecorded {
	return AttendanceRecorded{ref, []Attendee{
		{Person: "bury-member", Seat: "00V-1", As: AttendsAsMember}, {Person: "central-member", Seat: "00W-1", As: AttendsAsMember},
		{Person: "secretary", As: AttendsInAttendance},
	}, []Presiding{{Person: "bury-member"}, {Person: "central-member", Items: []string{"2"}}}}
}

// hands is a show of hands on a motion as it stands, by both seats.
func (w *world) hands(ref, item, bury, central string) HandsShown {
	m := w.standing(ref)
	return HandsShown{
		Meeting: m.Meeting, Item: item, Motion: ref, Title: m.Title, Text: m.TextID, Roll: wholeRoll, Rules: w.s.Draft().Rules(),
		Hands: []Hand{{Seat: "00V-1", Person: "bury-member", Choice: bury}, {Seat: "00W-1", Person: "central-member", Choice: central}},
	}
}

func (w *world) amended(ref, item string, text ...string) (AmendmentMoved, AmendmentPut) {
	m := w.standing(ref)
	moved := AmendmentMoved{Meeting: m.Meeting, Item: item, Text: m.TextID, By: "00W-1", To: m.Motion}
	moved.To.Text = text
	hands := []Hand{{Seat: "00V-1", Person: "bury-member", Choice: ChoiceFor}, {Seat: "00W-1", Person: "central-member", Choice: ChoiceAgainst}}
	return moved, AmendmentPut{Meeting: m.Meeting, Item: item, Motion: ref, Roll: wholeRoll, Hands: hands, Outcome: OutcomeCarried}
}

// minutes approves a meeting's minutes with the results that are recorded.
func (w *world) minutes(ref string) MinutesApproved {
	b := MinutesApproved{Meeting: ref, Text: digest("minutes"), Results: []MinutedHands{}}
	for _, motion := range slices.Sorted(slices.Values(w.sitting(ref).Shown)) {
		shown := w.standing(motion).Shown
		b.Results = append(b.Results, MinutedHands{Motion: motion, Shown: shown.ID, Counts: shown.Counts})
	}
	return b
}

// floor is a meeting that has begun, with these motions before it.
func floor(t *testing.T, motions int) *world {
	w := newWorld(t)
	var refs []string
	for range motions {
		refs = append(refs, w.moved("That the first be done.", "That the second be done."))
	}
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", begins, refs...))
	w.now = during
	w.do("secretary", "", KindAttendanceRecorded, attendance("GM-2015-M01"))
	return w
}

// sitting is a whole meeting: asked for, called, its agenda amended; amendments,
// parts and a deferral on the floor; hands that stand by confirmation and by the
// minutes, one of them corrected; what was to be done, and a condition, followed up.
func sitting(t *testing.T) *world {
	w := newWorld(t)
	first, second, third := w.moved("That the first be done."), w.moved("That the second be done.", "That the third be done."), w.moved("That the fourth be done.")
	w.do("secretary", "", KindForwardPlanPublished, ForwardPlanPublished{"2015-07-01", "2015-10-31", []PlanItem{{Title: "Fourth site", Function: "acute-surgery", Expected: "2015-07-15", Motion: first}}})
	asked := w.do("bury-member", "00V", KindMeetingRequisitioned, MeetingRequisitioned{"00V-1", []string{"The fourth site"}, []string{first}})
	w.do("central-member", "00W", KindRequisitionJoined, RequisitionJoined{asked, "00W-1"})
	w.now = "2015-07-02T09:00:00.000Z"
	called := agenda("GM-2015-M01", begins, first, second, third)
	called.Requisition, called.Items[2].Private = asked, "Terms under negotiation"
	w.do("secretary", "", KindMeetingCalled, called)
	w.now = "2015-07-03T09:00:00.000Z"
	anew := w.standing(first).Motion
	anew.Text = []string{"That the first be done soon."}
	w.do("bury-member", "00V", KindMotionAmended, anew)
	w.do("secretary", "", KindAgendaAmended, called)
	w.now = during
	w.do("secretary", "", KindAttendanceRecorded, attendance("GM-2015-M01"))
	w.do("secretary", "", KindItemNoted, ItemNoted{"GM-2015-M01", "A", []string{"Nothing."}})
	w.do("secretary", "", KindItemNoted, ItemNoted{"GM-2015-M01", "A", []string{"Nothing was raised."}})
	w.do("secretary", "", KindPointRuled, PointRuled{"GM-2015-M01", "1", "Whether it is in order", "It is"})
	lost, putLost := w.amended(first, "1", "That it never be done.")
	putLost.Amendment, putLost.Outcome = w.do("secretary", "", KindAmendmentMoved, lost), OutcomeNotCarried
	won, putWon := w.amended(first, "1", "That the first be done at once.")
	putWon.Amendment = w.do("secretary", "", KindAmendmentMoved, won)
	w.do("secretary", "", KindAmendmentPut, putLost)
	w.do("secretary", "", KindAmendmentPut, putWon)
	w.do("secretary", "", KindMotionDivided, w.divided(second, "2"))
	w.do("secretary", "", KindItemDeferred, ItemDeferred{Meeting: "GM-2015-M01", Item: "3", Reason: "No time"})
	w.do("secretary", "", KindItemReleased, ItemReleased{"GM-2015-M01", "2", "2015-12-01"})
	w.do("secretary", "", KindHandsShown, w.hands(first, "1", ChoiceFor, ChoiceFor))
	w.do("secretary", "", KindHandsShown, w.hands("GM-2015-004", "2", ChoiceFor, ChoiceAbstain))
	wrong := w.do("secretary", "", KindHandsShown, w.hands("GM-2015-005", "2", ChoiceFor, ChoiceFor))
	w.do("central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: "GM-2015-005", Shown: wrong, Seat: "00W-1", Choice: ChoiceFor})
	w.do("bury-member", "00V", KindHandDenied, HandDenied{Motion: "GM-2015-005", Shown: wrong, Seat: "00V-1", Reason: "It was against"})
	w.do("secretary", "", KindActionSet, ActionSet{Action: "GM-2015-M01/01", Meeting: "GM-2015-M01", Item: "1", What: "Write", Person: "secretary", Due: "2015-08-01"})
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M01", "2015-07-15T19:00:00.000Z"})
	w.now = after
	w.do("secretary", "", KindHandsShown, w.hands("GM-2015-005", "2", ChoiceAgainst, ChoiceFor))
	for person, party := range map[string]string{"bury-member": "00V"} {
		w.do(person, party, KindHandConfirmed, HandConfirmed{Motion: "GM-2015-004", Shown: w.standing("GM-2015-004").Shown.ID, Seat: party + "-1", Choice: ChoiceFor})
	}
	w.do("central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: "GM-2015-004", Shown: w.standing("GM-2015-004").Shown.ID, Seat: "00W-1", Choice: ChoiceAbstain})
	next := agenda("GM-2015-M02", "2015-09-16T17:00:00.000Z", third)
	next.Items = append(next.Items, AgendaItem{Item: "M", Title: "Minutes", Minutes: "GM-2015-M01"})
	w.do("secretary", "", KindMeetingCalled, next)
	minutes := w.minutes("GM-2015-M01")
	minutes.At = "GM-2015-M02"
	w.now = "2015-09-16T17:10:00.000Z"
	w.do("secretary", "", KindMinutesApproved, minutes)
	w.do("bury-member", "00V", KindMinutesApproved, minutes)
	w.do("secretary", "", KindActionClosed, ActionClosed{Action: "GM-2015-M01/01", How: "done", Note: "The letter went"})
	w.do("secretary", "", KindConditionMet, ConditionMet{first, 2, Paper{"Review", digest("review")}, "2015-09-16"})
	w.do("secretary", "", KindNoticePublished, NoticePublished{first, digest("notice"), "The board's website", "2015-09-16"})
	w.do("secretary", "", KindItemReleased, ItemReleased{"GM-2015-M01", "2", "2015-10-01"})
	return w
}

// divided takes a motion's paragraphs as parts.
func (w *world) divided(ref, item string) MotionDivided {
	m := w.standing(ref)
	b := MotionDivided{Meeting: m.Meeting, Item: item, Motion: ref, Text: m.TextID}
	for i, paragraph := range m.Text {
		part := m.Motion
		part.Ref, part.Title, part.Text = w.s.Draft().refAfter("2015", i), fmt.Sprintf("Part %d", i+1), []string{paragraph}
		b.Parts = append(b.Parts, part)
	}
	return b
}

func TestMeeting(t *testing.T) {
	w := sitting(t)
	v := w.s.Draft()
	m := w.sitting("GM-2015-M01")
	if m.Stage != MeetingApprovedStage || m.Minutes == nil || m.Minutes.At != "GM-2015-M02" || len(m.Approvals) != 2 || m.Ended != "2015-07-15T19:00:00.000Z" {
		t.Errorf("the meeting: %+v", m)
	}
	if diff := cmp.Diff([]string{"GM-2015-001", "GM-2015-004", "GM-2015-005"}, m.Shown); diff != "" {
		t.Error(diff)
	}
	if len(m.Notes) != 1 || m.Notes[0].Text[0] != "Nothing was raised." || len(m.Points) != 1 || len(m.Amendments) != 2 || len(m.Agendas) != 2 {
		t.Errorf("what was recorded: %+v", m)
	}
	for ref, want := range map[string]struct {
		status, outcome string
		due             Time
	}{
		"GM-2015-001": {MotionDecided, OutcomeCarried, "2015-09-16T17:10:00.000Z"},
		"GM-2015-002": {MotionDivides, "", ""},
		"GM-2015-003": {MotionNotice, "", ""},
		"GM-2015-004": {MotionDecided, OutcomeCarried, after},
		"GM-2015-005": {MotionDecided, OutcomeNotCarried, "2015-09-16T17:10:00.000Z"},
	} {
		d, _ := v.Decision(ref)
		if got := w.standing(ref).Status; got != want.status || d.Outcome != want.outcome || d.Due != want.due {
			t.Errorf("%s is %s, %s, due %s; want %+v", ref, got, d.Outcome, d.Due, want)
		}
	}
	// A later day of release changes nothing that the approved minutes say.
	if agenda, minuted, facts := m.Agenda()[2].Release, m.Minuted()[2].Release, v.MeetingFacts(m).Items[2].Release; agenda != "2015-10-01" || minuted != "2015-12-01" || facts != agenda {
		t.Errorf("released: agenda %s, minutes %s, facts %s", agenda, minuted, facts)
	}
	for _, ref := range []string{"GM-2015-002", "GM-2015-004", "GM-2015-005"} {
		if p := w.standing(ref).Private; p == nil || p.Release != "2015-10-01" {
			t.Errorf("%s is released: %+v", ref, p)
		}
	}
	first := w.standing("GM-2015-001")
	if first.Text[0] != "That the first be done at once." || len(first.Texts) != 3 || first.TextID != first.Amendments[1] {
		t.Errorf("the amendment that carried is not the motion: %+v", first)
	}
	if n := first.Notice; n.Given != "2015-07-03T09:00:00.000Z" || n.Opens != begins || n.Meeting != "GM-2015-M01" || n.Author != "secretary" {
		t.Errorf("notice of what was amended is given anew: %+v", n)
	}
	if n := w.standing("GM-2015-004").Notice; n.Given != "2015-07-02T09:00:00.000Z" {
		t.Errorf("notice of the whole is notice of its parts: %+v", n)
	}
	shown := w.standing("GM-2015-004").Shown
	if shown.Presided != "central-member" || len(shown.Present) != 2 || shown.At != begins || shown.Counts[ChoiceAbstain] != 1 || len(shown.Confirmed) != 2 {
		t.Errorf("the show of hands: %+v", shown)
	}
	if votes := w.standing("GM-2015-004").Votes; len(votes) != 2 || votes[0].Assurance != AssuranceShown || votes[0].Time != begins || votes[0].Party != "00V" || votes[0].Deputy {
		t.Errorf("hands are votes: %+v", votes)
	}
	opened := w.standing("GM-2015-005").Opened
	if last := w.standing("GM-2015-005").Shown; opened.ID != last.ID || opened.Entry >= last.Entry || opened.Time != during || opened.Closes != after || opened.Version != 1 {
		t.Errorf("what the first show fixed is not fixed: %+v", opened)
	}
	r, _ := v.Requisition(m.Requisition)
	if r.Complete == "" || r.Called != "GM-2015-M01" || !slices.Equal(r.Seats, []string{"00V-1", "00W-1"}) || !slices.Equal(r.People, []string{"bury-member", "central-member"}) {
		t.Errorf("the request: %+v", r)
	}
	if p := v.ForwardPlan(); p == nil || len(p.Items) != 1 {
		t.Errorf("the forward plan: %+v", p)
	}
	if a, _ := v.Action("GM-2015-M01/01"); a.Closed == nil || a.Closed.How != "done" {
		t.Errorf("the action: %+v", a)
	}
	if f := v.decisionFacts("GM-2015-001"); f.Conditions != 2 || !slices.Equal(f.Met, []int64{2}) {
		t.Errorf("its conditions: %+v", f)
	}
	if all := v.Amendments("GM-2015-001"); len(all) != 2 || all[0].Put.Outcome != OutcomeNotCarried || all[1].Put.Outcome != OutcomeCarried {
		t.Errorf("its amendments: %+v", all)
	}
	f := v.MeetingFacts(m)
	if len(f.Shown) != 3 || !slices.Equal(f.Deferred, []string{"3"}) || f.Requisitioned == nil || f.Next != "GM-2015-M03" {
		t.Errorf("facts: %+v", f)
	}
}

func TestMeetingReplay(t *testing.T) { sitting(t).replaysAlike() }

// TestMeetingFacts holds what the rules are asked: everybody as on the day of the
// meeting, and of hands that were shown nothing recorded since.
func TestMeetingFacts(t *testing.T) {
	w := floor(t, 2)
	ref := "GM-2015-001"
	figure := func(value int64) {
		w.do("bury-officer", "00V", KindFigureRecorded, FigureRecorded{"00V", "allocation", value, "thousand_pounds", "2015-16", "2015-07-01", "", "test"})
	}
	figure(100)
	w.do("secretary", "", KindHandsShown, w.hands(ref, "1", ChoiceFor, ChoiceFor))
	figure(1)
	w.now = after
	w.do("bury-officer", "00V", KindDeputyAppointed, DeputyAppointed{"00V-1", "bury-officer", "2015-07-20", "", nil, nil})
	w.do("central-officer", "00W", KindBoardMemberEnrolled, BoardMemberEnrolled{"00W-1", "central-officer", "2015-07-16", "", ""})
	w.do("bury-officer", "00V", KindMoUSigned, MoUSigned{1, digest("rules"), w.s.Draft().Founding(), nil})
	w.do("central-member", "00W", KindInterestDeclared, InterestDeclared{ref, "financial", "2015-07-16", ""})
	asked := &recorder{plain: w.rules}
	again := w.hands(ref, "1", ChoiceFor, ChoiceAgainst)
	ask := func(name string, person, party, kind string, body any) Input {
		t.Helper()
		q, err := w.s.Check(w.sign(person, w.payload(person, party, kind, body)), w.now, w.roots)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return q.Input
	}
	correction := ask("correction", "secretary", "", KindHandsShown, again)
	confirmed := ask("confirmation", "bury-member", "00V", KindHandConfirmed, HandConfirmed{Motion: ref, Shown: w.standing(ref).Shown.ID, Seat: "00V-1", Choice: ChoiceFor})
	if _, err := w.s.Draft().Conclude(w.standing(ref), w.now, w.standing(ref).Votes, asked); err != nil {
		t.Fatal(err)
	}
	concluded := asked.last
	if _, err := w.s.Draft().Roll(w.standing(ref), w.now, asked); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]Input{"correction": correction, "confirmation": confirmed, "close": concluded, "roll": asked.last} {
		bury, central := in.Parties["00V"], in.Parties["00W"]
		if bury.Figures["allocation"].Value != 100 || bury.Signed != nil || len(bury.Seats[0].Deputies) != 0 || central.Seats[0].Holder != "central-member" {
			t.Errorf("%s: %+v %+v", name, bury, central)
		}
		if in.Meeting == nil || in.Meeting.Ref != "GM-2015-M01" || in.Motion.Meeting != "GM-2015-M01" || len(in.Motion.Interests) != 1 || in.People["central-member"] == nil {
			t.Errorf("%s: %+v", name, in)
		}
		if in.MoU.Version != 1 || in.Entry != w.s.Draft().Size() || in.Time != after {
			t.Errorf("%s: %+v", name, in.MoU)
		}
	}
	if len(confirmed.Motion.Votes) != 2 || len(concluded.Motion.Votes) != 2 || len(correction.Motion.Votes) != 0 || concluded.Motion.Shown == nil {
		t.Error("hands are not where they are looked at")
	}
}

// TestAgendaNotice holds what an agenda does to the motions on it and off it.
func TestAgendaNotice(t *testing.T) {
	w := newWorld(t)
	first, second := w.moved("That it be done."), w.moved("That it not be done.")
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", begins, first, second))
	w.now = "2015-07-02T09:00:00.000Z"
	later := agenda("GM-2015-M01", "2015-07-16T17:00:00.000Z", second)
	in := Input{}
	if q, err := w.s.Check(w.sign("secretary", w.payload("secretary", "", KindAgendaAmended, later)), w.now, w.roots); err != nil {
		t.Fatal(err)
	} else {
		in = q.Input
	}
	if in.Meeting == nil || in.Meeting.Starts != begins || len(in.Agenda) != 2 || in.Agenda[first].Status != MotionNotice || in.Agenda[second].Notice.Given != "2015-07-01T09:00:00.000Z" || len(in.Parties) != 2 {
		t.Errorf("%+v", in)
	}
	w.do("secretary", "", KindAgendaAmended, later)
	if m := w.standing(first); m.Status != MotionDraft || m.Notice != nil || m.Meeting != "" {
		t.Errorf("taken off: %+v", m)
	}
	if n := w.standing(second).Notice; n.Given != "2015-07-01T09:00:00.000Z" || n.Opens != "2015-07-16T17:00:00.000Z" {
		t.Errorf("kept: %+v", n)
	}
	w.do("secretary", "", KindNoticeGiven, NoticeGiven{Motion: first, Text: w.standing(first).TextID, Opens: "2015-07-08T09:00:00.000Z", Closes: "2015-07-15T17:00:00.000Z"})
	w.refuses(CodeConflict, "take it off there first", "secretary", "", KindNoticeGiven, NoticeGiven{Motion: second, Text: w.standing(second).TextID, Opens: "2015-07-08T09:00:00.000Z", Closes: "2015-07-15T17:00:00.000Z"})
	w.refuses(CodeConflict, "by a show of hands", "secretary", "", KindMotionOpened, MotionOpened{
		Motion: second, Title: w.standing(second).Title, Text: w.standing(second).TextID, Notice: w.standing(second).Notice.ID, Roll: wholeRoll, Rules: digest("rules"), Closes: "2015-07-16T17:00:00.000Z",
	})
	w.refuses(CodeConflict, "take it off there first", "secretary", "", KindMeetingCalled, agenda("GM-2015-M02", "2015-08-16T17:00:00.000Z", second))
	w.refuses(CodeNotFound, "no motion", "secretary", "", KindMeetingCalled, agenda("GM-2015-M02", "2015-08-16T17:00:00.000Z", "GM-2015-099"))
	w.refuses(CodeConflict, "is GM-2015-M02, not GM-2015-M03", "secretary", "", KindMeetingCalled, agenda("GM-2015-M03", "2015-08-16T17:00:00.000Z", first))
	w.refuses(CodeConflict, "is GM-2016-M01", "secretary", "", KindMeetingCalled, agenda("GM-2015-M02", "2016-01-01T17:00:00.000Z", first))
	w.refuses(CodeNotFound, "no meeting GM-2015-M09", "secretary", "", KindAgendaAmended, agenda("GM-2015-M09", begins, second))
	for field, item := range map[string]AgendaItem{
		"no earlier meeting": {Item: "9", Title: "Minutes", Minutes: "GM-2015-M09"}, "no decision": {Item: "9", Title: "Report", Reports: "GM-2015-099"},
	} {
		b := agenda("GM-2015-M02", "2015-08-16T17:00:00.000Z")
		b.Items = append(b.Items, item)
		w.refuses(CodeNotFound, field, "secretary", "", KindMeetingCalled, b)
	}
	of := agenda("GM-2015-M02", "2015-08-16T17:00:00.000Z")
	of.Of = []string{"00V", "99Z"}
	w.refuses(CodeNotFound, "99Z", "secretary", "", KindMeetingCalled, of)
	// A meeting takes over what was noticed for votes between meetings.
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M02", "2015-08-16T17:00:00.000Z", first))
	if n := w.standing(first).Notice; n.Meeting != "GM-2015-M02" || n.Given != w.now {
		t.Errorf("taken over: %+v", n)
	}
	// What is withdrawn while it stands on an agenda comes off with the next one.
	w.do("bury-member", "00V", KindMotionWithdrawn, MotionWithdrawn{second, w.standing(second).TextID})
	w.refuses(CodeConflict, "no meeting takes it", "secretary", "", KindAgendaAmended, later)
	w.do("secretary", "", KindAgendaAmended, agenda("GM-2015-M01", begins))
	if got := w.standing(second).Status; got != MotionWithdrew {
		t.Errorf("what was withdrawn is %s", got)
	}
}

// TestRequisition holds who may join a request for a meeting, and once.
func TestRequisition(t *testing.T) {
	w := newWorld(t)
	w.refuses(CodeNoSeat, "no seat 00W-1", "bury-member", "00V", KindMeetingRequisitioned, MeetingRequisitioned{"00W-1", []string{"Beds"}, nil})
	w.refuses(CodeNotFound, "no motion", "bury-member", "00V", KindMeetingRequisitioned, MeetingRequisitioned{"00V-1", []string{"Beds"}, []string{"GM-2015-099"}})
	asked := w.do("bury-member", "00V", KindMeetingRequisitioned, MeetingRequisitioned{"00V-1", []string{"Beds"}, nil})
	w.refuses(CodeConflict, "already", "bury-member", "00V", KindRequisitionJoined, RequisitionJoined{asked, "00V-1"})
	w.refuses(CodeNotFound, "nobody asked", "central-member", "00W", KindRequisitionJoined, RequisitionJoined{digest("x"), "00W-1"})
	if r, _ := w.s.Draft().Requisition(asked); r.Complete != "" {
		t.Error("one seat is enough")
	}
	w.do("central-member", "00W", KindRequisitionJoined, RequisitionJoined{asked, "00W-1"})
	b := agenda("GM-2015-M01", begins)
	b.Requisition = digest("x")
	w.refuses(CodeNotFound, "nobody asked", "secretary", "", KindMeetingCalled, b)
	b.Requisition = asked
	w.do("bury-member", "00V", KindMeetingCalled, b)
	b.Ref = "GM-2015-M02"
	w.refuses(CodeConflict, "GM-2015-M01 was called", "secretary", "", KindMeetingCalled, b)
}

// TestRequisitionLeft holds what the rules are told of a request whose meeting left
// some of its business, and that its motions are free for a meeting called on it.
func TestRequisitionLeft(t *testing.T) {
	w := newWorld(t)
	first, second := w.moved("That the first be done."), w.moved("That the second be done.")
	asked := w.do("bury-member", "00V", KindMeetingRequisitioned, MeetingRequisitioned{"00V-1", []string{"Beds"}, []string{first, second}})
	w.do("central-member", "00W", KindRequisitionJoined, RequisitionJoined{asked, "00W-1"})
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", "2015-09-16T17:00:00.000Z", first))
	on := agenda("GM-2015-M02", begins, first, second)
	w.refuses(CodeConflict, "take it off there first", "secretary", "", KindMeetingCalled, on)
	on.Requisition, on.Items = asked, append(on.Items, AgendaItem{Item: "B", Title: "Beds"})
	w.do("bury-member", "00V", KindMeetingCalled, on)
	if m := w.standing(first); m.Meeting != "GM-2015-M02" || m.Notice.Opens != begins {
		t.Errorf("taken from a later agenda: %+v", m)
	}
	again := agenda("GM-2015-M03", "2015-07-31T17:00:00.000Z", second)
	again.Requisition = asked
	w.refuses(CodeConflict, "GM-2015-M02 was called", "bury-member", "00V", KindMeetingCalled, again)
	w.now = during
	w.do("secretary", "", KindAttendanceRecorded, attendance("GM-2015-M02"))
	w.do("secretary", "", KindItemNoted, ItemNoted{"GM-2015-M02", "B", []string{"There are enough."}})
	w.do("secretary", "", KindHandsShown, w.hands(first, "1", ChoiceFor, ChoiceFor))
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M02", during})
	q, err := w.s.Check(w.sign("bury-member", w.payload("bury-member", "00V", KindMeetingCalled, again)), w.now, w.roots)
	if err != nil {
		t.Fatal(err)
	}
	if r := q.Input.Requisition; r.Called != "GM-2015-M02" || r.Starts != begins || !r.Ended || !slices.Equal(r.Left, []string{second}) {
		t.Errorf("the rules are told: %+v", r)
	}
	if q.Input.Agenda[first].Status != MotionShown {
		t.Errorf("of what was taken they are told: %+v", q.Input.Agenda[first])
	}
	w.do("bury-member", "00V", KindMeetingCalled, again)
	if r, _ := w.s.Draft().Requisition(asked); r.Called != "GM-2015-M03" || r.Left != nil {
		t.Errorf("called anew: %+v", r)
	}
}

// TestFloor holds what is refused while a meeting sits.
func TestFloor(t *testing.T) {
	w := floor(t, 4)
	first, second, third := "GM-2015-001", "GM-2015-002", "GM-2015-003"
	w.refuses(CodeClosed, "has begun", "secretary", "", KindAgendaAmended, agenda("GM-2015-M01", begins, first))
	anew := w.standing(first).Motion
	anew.Text = []string{"Something else."}
	w.refuses(CodeConflict, "by an amendment", "bury-member", "00V", KindMotionAmended, anew)

	// Attendance.
	for says, change := range map[string]func(*AttendanceRecorded){
		"somebody without a seat is in attendance": func(b *AttendanceRecorded) { b.People[0].Seat = "" },
		"no seat 00X-1":    func(b *AttendanceRecorded) { b.People[0].Seat = "00X-1" },
		"no person nobody": func(b *AttendanceRecorded) { b.People[2].Person = "nobody" },
		"no item 9":        func(b *AttendanceRecorded) { b.Presiding[1].Items = []string{"9"} },
		"has no item 8":    func(b *AttendanceRecorded) { b.People[0].Absent = []Absence{{"8", during, ""}} },
	} {
		b := attendance("GM-2015-M01")
		change(&b)
		code := CodeNotFound
		if strings.Contains(says, "seat") {
			code = CodeNoSeat
		}
		w.refuses(code, says, "secretary", "", KindAttendanceRecorded, b)
	}
	if _, err := parseBody(KindAttendanceRecorded, mustEncode(AttendanceRecorded{"GM-2015-M01", []Attendee{{Person: "x", Seat: "00V-1", As: AttendsInAttendance}}, []Presiding{{Person: "x"}}})); err == nil {
		t.Error("somebody in attendance sits in a seat")
	}

	// Items.
	w.refuses(CodeNotFound, "no item 9", "secretary", "", KindItemNoted, ItemNoted{"GM-2015-M01", "9", []string{"x"}})
	w.refuses(CodeNotFound, "no meeting", "secretary", "", KindItemNoted, ItemNoted{"GM-2015-M09", "1", []string{"x"}})
	w.refuses(CodeNotFound, "no meeting GM-2015-M02 is called", "secretary", "", KindItemDeferred, ItemDeferred{"GM-2015-M01", "4", "GM-2015-M02", "x"})
	w.do("secretary", "", KindItemDeferred, ItemDeferred{Meeting: "GM-2015-M01", Item: "4", Reason: "x"})
	w.refuses(CodeConflict, "deferred already", "secretary", "", KindItemDeferred, ItemDeferred{Meeting: "GM-2015-M01", Item: "4", Reason: "x"})
	if m := w.standing("GM-2015-004"); m.Status != MotionDraft || m.Meeting != "" || m.Notice != nil {
		t.Errorf("deferred: %+v", m)
	}

	// Amendments.
	moved, put := w.amended(first, "1", "That the first be done today.")
	stale := moved
	stale.Text = digest("x")
	w.refuses(CodeStale, "text of GM-2015-001 has changed", "secretary", "", KindAmendmentMoved, stale)
	other := moved
	other.Item = "2"
	w.refuses(CodeConflict, "not before", "secretary", "", KindAmendmentMoved, other)
	gone := moved
	gone.Item, gone.To.Ref = "4", "GM-2015-004"
	w.refuses(CodeConflict, "is deferred", "secretary", "", KindAmendmentMoved, gone)
	seatless := moved
	seatless.By = "00X-1"
	w.refuses(CodeNoSeat, "no seat 00X-1", "secretary", "", KindAmendmentMoved, seatless)
	w.refuses(CodeNotFound, "no such amendment", "secretary", "", KindAmendmentPut, func() AmendmentPut { b := put; b.Amendment = digest("x"); return b }())
	put.Amendment = w.do("secretary", "", KindAmendmentMoved, moved)
	unwritable := put
	unwritable.Hands = []Hand{{Seat: "00V-1", Person: "bury-member", Choice: "for\x00"}}
	var e *Error
	if _, err := w.s.Draft().AmendmentOutcome(unwritable, w.now, w.rules); !errors.As(err, &e) || e.Code != CodeMalformed {
		t.Errorf("what can't be written is asked about: %v", err)
	}
	rival, putRival := w.amended(first, "1", "That the first be done tomorrow.")
	putRival.Amendment = w.do("secretary", "", KindAmendmentMoved, rival)
	elsewhere := put
	elsewhere.Roll = []RollSeat{{"00V-1", "00W", 1}}
	w.refuses(CodeNotFound, "no seat 00V-1 of", "secretary", "", KindAmendmentPut, elsewhere)
	w.do("secretary", "", KindAmendmentPut, put)
	w.refuses(CodeConflict, "it was carried", "secretary", "", KindAmendmentPut, put)
	w.refuses(CodeStale, "has changed since", "secretary", "", KindAmendmentPut, putRival)

	// Parts.
	for says, change := range map[string]func(*MotionDivided){
		"gets the reference GM-2015-005": func(b *MotionDivided) { b.Parts[0].Ref = "GM-2015-009" },
		"not the paragraphs":             func(b *MotionDivided) { b.Parts[1].Text = []string{"That the second be done, perhaps."} },
		"all of them, in order":          func(b *MotionDivided) { b.Parts[0].Text, b.Parts[1].Text = b.Parts[1].Text, b.Parts[0].Text },
	} {
		b := w.divided(second, "2")
		change(&b)
		w.refuses(CodeConflict, says, "secretary", "", KindMotionDivided, b)
	}
	parts := w.divided(second, "2")
	w.do("secretary", "", KindMotionDivided, parts)
	w.refuses(CodeConflict, "divided", "secretary", "", KindMotionDivided, parts)
	w.refuses(CodeClosed, "its parts are motions", "bury-member", "00V", KindMotionWithdrawn, MotionWithdrawn{second, w.standing(second).TextID})
	if next := w.s.Draft().NextRef("2015"); next != "GM-2015-007" {
		t.Errorf("the next motion is %s", next)
	}

	// Hands.
	for says, c := range map[string]struct {
		code   Code
		change func(*HandsShown)
	}{
		"has changed since":                {CodeStale, func(b *HandsShown) { b.Text = digest("x") }},
		"title or options":                 {CodeStale, func(b *HandsShown) { b.Title = "Another" }},
		"options are not":                  {CodeStale, func(b *HandsShown) { b.Options = []string{"One", "Two"} }},
		"impact statement":                 {CodeStale, func(b *HandsShown) { b.Impact = digest("x") }},
		"the rules in force":               {CodeStale, func(b *HandsShown) { b.Rules = digest("x") }},
		"no seat 00V-9":                    {CodeNotFound, func(b *HandsShown) { b.Roll = []RollSeat{{"00V-9", "00V", 1}} }},
		"no person nobody":                 {CodeNotFound, func(b *HandsShown) { b.Hands = []Hand{{Seat: "00V-1", Person: "nobody", Choice: ChoiceFor}} }},
		"there is no seat 00X-1":           {CodeNoSeat, func(b *HandsShown) { b.Hands = []Hand{{Seat: "00X-1", Person: "secretary", Choice: ChoiceFor}} }},
		"not before GM-2015-M01 under":     {CodeConflict, func(b *HandsShown) { b.Item = "A" }},
		"there is no motion":               {CodeNotFound, func(b *HandsShown) { b.Motion = "GM-2015-099" }},
		"GM-2015-002 is at the stage divi": {CodeConflict, func(b *HandsShown) { b.Motion, b.Item, b.Text = second, "2", w.standing(second).TextID }},
	} {
		b := w.hands(third, "3", ChoiceFor, ChoiceFor)
		c.change(&b)
		w.refuses(c.code, says, "secretary", "", KindHandsShown, b)
	}
	w.do("secretary", "", KindHandsShown, w.hands(third, "3", ChoiceFor, ChoiceAgainst))
	closed, _ := w.amended(third, "3", "That something else be done.")
	w.refuses(CodeClosed, "it is closed, and its text stands", "secretary", "", KindAmendmentMoved, closed)
	w.refuses(CodeClosed, "it is closed", "secretary", "", KindMotionDivided, w.divided(third, "3"))
	w.refuses(CodeClosed, "not deferred any more", "secretary", "", KindItemDeferred, ItemDeferred{Meeting: "GM-2015-M01", Item: "3", Reason: "x"})
	w.refuses(CodeClosed, "stands as it was put", "bury-member", "00V", KindMotionAmended, func() Motion { m := anew; m.Ref = third; return m }())
	w.refuses(CodeClosed, "stands as it was put", "bury-member", "00V", KindMotionWithdrawn, MotionWithdrawn{third, w.standing(third).TextID})
	w.refuses(CodeClosed, "hands were shown", "bury-member", "00V", KindVoteCast, VoteCast{Motion: third, Opened: w.standing(third).Opened.ID, Seat: "00V-1", Choice: ChoiceFor})

	// The end.
	w.refuses(CodeConflict, "has not ended", "secretary", "", KindMinutesApproved, w.minutes("GM-2015-M01"))
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M01", "2015-07-15T19:00:00.000Z"})
	for _, ref := range []string{first, "GM-2015-005", "GM-2015-006"} {
		if m := w.standing(ref); m.Status != MotionDraft || m.Notice != nil || m.Meeting != "" {
			t.Errorf("%s was not put: %+v", ref, m)
		}
	}
	ended := w.hands(first, "1", ChoiceFor, ChoiceFor)
	ended.Meeting = "GM-2015-M01"
	w.refuses(CodeClosed, "without hands shown", "secretary", "", KindHandsShown, ended)
	w.refuses(CodeClosed, "ended at", "secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M01", "2015-07-15T19:00:00.000Z"})
	w.refuses(CodeClosed, "ended at", "secretary", "", KindItemDeferred, ItemDeferred{Meeting: "GM-2015-M01", Item: "A", Reason: "x"})
}

// TestHandsDenied holds what a denial and a corrected attendance undo of what was
// confirmed, and that hands shown again start anew.
func TestHandsDenied(t *testing.T) {
	w := floor(t, 2)
	const ref = "GM-2015-001"
	w.refuses(CodeNotOpen, "no hands were shown", "bury-member", "00V", KindHandDenied, HandDenied{Motion: ref, Shown: digest("x"), Seat: "00V-1"})
	shown := w.do("secretary", "", KindHandsShown, w.hands(ref, "1", ChoiceFor, ChoiceFor))
	confirm := func(person, party string) {
		w.do(person, party, KindHandConfirmed, HandConfirmed{Motion: ref, Shown: shown, Seat: party + "-1", Choice: ChoiceFor})
	}
	confirm("bury-member", "00V")
	w.refuses(CodeStale, "recorded anew", "bury-member", "00V", KindHandDenied, HandDenied{Motion: ref, Shown: digest("x"), Seat: "00V-1"})
	w.refuses(CodeNoSeat, "has no seat", "central-member", "00W", KindHandDenied, HandDenied{Motion: ref, Shown: shown, Seat: "00V-1"})
	w.refuses(CodeConflict, "no such casting vote", "bury-member", "00V", KindHandConfirmed, HandConfirmed{Motion: ref, Shown: shown, Casting: ChoiceFor})
	w.do("bury-member", "00V", KindHandDenied, HandDenied{Motion: ref, Shown: shown, Seat: "00V-1", Reason: "It was against"})
	w.refuses(CodeConflict, "denied these hands already", "bury-member", "00V", KindHandDenied, HandDenied{Motion: ref, Shown: shown, Seat: "00V-1"})
	if f := w.standing(ref).Shown; len(f.Confirmed) != 0 || len(f.Denied) != 1 || f.Denied[0].Person != "bury-member" || f.Denied[0].Reason != "It was against" {
		t.Errorf("denied: %+v", f)
	}

	shown = w.do("secretary", "", KindHandsShown, w.hands(ref, "1", ChoiceFor, ChoiceFor))
	confirm("bury-member", "00V")
	if f := w.standing(ref).Shown; len(f.Denied) != 0 || len(f.Confirmed) != 1 {
		t.Errorf("shown again: %+v", f)
	}
	w.do("secretary", "", KindAttendanceRecorded, attendance("GM-2015-M01"))
	if f := w.standing(ref).Shown; len(f.Confirmed) != 1 {
		t.Errorf("the same people were there, and %v are confirmed", f.Confirmed)
	}
	other := attendance("GM-2015-M01")
	other.Presiding[0].Person = "central-member"
	w.do("secretary", "", KindAttendanceRecorded, other)
	if f := w.standing(ref).Shown; len(f.Confirmed) != 0 {
		t.Errorf("somebody else presided, and %v are confirmed", f.Confirmed)
	}
}

// TestVoucher holds who is known to have vouched for a person's key.
func TestVoucher(t *testing.T) {
	w := newWorld(t)
	v := w.s.Draft()
	for person, want := range map[string]KeyFacts{
		"secretary": {Founding: true}, "bury-officer": {Founding: true}, "bury-member": {By: "bury-officer"}, "central-member": {By: "central-officer"},
	} {
		p, _ := v.Person(person)
		k, _ := v.Key(p.Keys[0])
		if f := v.PersonFacts(person, w.now.Day(), &k).Key; f.By != want.By || f.Founding != want.Founding || f.BySecretary {
			t.Errorf("%s: %+v", person, f)
		}
	}
	// Whoever adds a key of their own is vouched for as before.
	add := func(by, person string, seed byte) *KeyFacts {
		private, key := fileKey(seed)
		proof := ed25519.Sign(private, []byte(PossessionInput(testOrigin, person, key)))
		w.do(by, "", KindKeyAdded, KeyAdded{person, key, base64url.EncodeToString(proof), nil})
		k, _ := w.s.Draft().Key(key.Thumbprint())
		return w.s.Draft().PersonFacts(person, w.now.Day(), &k).Key
	}
	if f := add("secretary", "late", seeds["late"]); f.By != "secretary" || !f.BySecretary || f.Founding {
		t.Errorf("by the secretary: %+v", f)
	}
	if f := add("late", "late", 77); f.By != "secretary" || !f.BySecretary {
		t.Errorf("by themself: %+v", f)
	}
	if f := add("secretary", "secretary", 78); !f.Founding || f.By != "" {
		t.Errorf("the secretary's own: %+v", f)
	}
}

// TestHandsStand holds by what a show of hands stands, and that a correction
// undoes what was confirmed and approved of the one before.
func TestHandsStand(t *testing.T) {
	w := floor(t, 2)
	first, second := "GM-2015-001", "GM-2015-002"
	w.refuses(CodeNotOpen, "no hands were shown", "bury-member", "00V", KindHandConfirmed, HandConfirmed{Motion: first, Shown: digest("x"), Seat: "00V-1", Choice: ChoiceFor})
	wrong := w.do("secretary", "", KindHandsShown, w.hands(first, "1", ChoiceFor, ChoiceFor))
	w.do("secretary", "", KindHandsShown, w.hands(second, "2", ChoiceFor, ChoiceFor))
	w.do("bury-member", "00V", KindHandConfirmed, HandConfirmed{Motion: first, Shown: wrong, Seat: "00V-1", Choice: ChoiceFor})
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M01", "2015-07-15T19:00:00.000Z"})
	old := w.minutes("GM-2015-M01")
	w.do("secretary", "", KindMinutesApproved, old)
	w.now = after
	right := w.do("secretary", "", KindHandsShown, w.hands(first, "1", ChoiceFor, ChoiceAgainst))
	if m := w.sitting("GM-2015-M01"); len(m.Approvals) != 0 {
		t.Errorf("what was approved before a correction: %+v", m.Approvals)
	}
	if m := w.standing(first); len(m.Shown.Confirmed) != 0 || len(m.Votes) != 2 || m.Votes[1].Choice != ChoiceAgainst {
		t.Errorf("corrected: %+v", m.Shown)
	}
	w.refuses(CodeStale, "recorded anew", "bury-member", "00V", KindMinutesApproved, old)
	w.refuses(CodeStale, "recorded anew", "central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: first, Shown: wrong, Seat: "00W-1", Choice: ChoiceFor})
	w.refuses(CodeConflict, "recorded as against", "central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00W-1", Choice: ChoiceFor})
	w.refuses(CodeNoSeat, "who alone confirms it", "central-officer", "00W", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00W-1", Choice: ChoiceAgainst})
	w.refuses(CodeNoSeat, "has no seat", "central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00V-1", Choice: ChoiceFor})
	strange := w.minutes("GM-2015-M01")
	strange.Results = append(strange.Results, MinutedHands{Motion: "GM-2015-003", Shown: digest("x"), Counts: map[string]int64{ChoiceFor: 1}})
	w.refuses(CodeConflict, "no hands were shown on GM-2015-003", "secretary", "", KindMinutesApproved, strange)
	strange = w.minutes("GM-2015-M01")
	strange.At = "GM-2015-M02"
	w.refuses(CodeNotFound, "no meeting GM-2015-M02 has the minutes", "secretary", "", KindMinutesApproved, strange)

	w.do("central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00W-1", Choice: ChoiceAgainst})
	w.refuses(CodeConflict, "confirmed already", "central-member", "00W", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00W-1", Choice: ChoiceAgainst})
	if w.standing(first).Status != MotionShown {
		t.Fatal("one of two confirmations is enough")
	}
	w.do("bury-member", "00V", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00V-1", Choice: ChoiceFor})
	if d, _ := w.s.Draft().Decision(first); d.Outcome != OutcomeNotCarried || d.Due != after || d.Opened != right {
		t.Errorf("confirmed by all: %+v", d)
	}
	w.refuses(CodeClosed, "the hands shown on it stand", "bury-member", "00V", KindHandConfirmed, HandConfirmed{Motion: first, Shown: right, Seat: "00V-1", Choice: ChoiceFor})
	w.refuses(CodeClosed, "it is closed", "secretary", "", KindHandsShown, w.hands(first, "1", ChoiceFor, ChoiceFor))
	w.refuses(CodeClosed, "no votes are cast", "bury-member", "00V", KindVoteCast, VoteCast{Motion: first, Opened: right, Seat: "00V-1", Choice: ChoiceFor})

	// Who states the same twice is one person.
	w.do("secretary", "", KindMinutesApproved, w.minutes("GM-2015-M01"))
	w.do("secretary", "", KindMinutesApproved, w.minutes("GM-2015-M01"))
	if m := w.sitting("GM-2015-M01"); m.Stage != MeetingEndedStage || len(m.Approvals) != 1 {
		t.Fatalf("approved by one person: %+v", m)
	}
	w.do("bury-member", "00V", KindMinutesApproved, w.minutes("GM-2015-M01"))
	if d, _ := w.s.Draft().Decision(second); w.sitting("GM-2015-M01").Stage != MeetingApprovedStage || d.Outcome != OutcomeCarried || d.Due != after {
		t.Errorf("approved: %+v", d)
	}
	w.refuses(CodeClosed, "minutes of GM-2015-M01 are approved", "secretary", "", KindAttendanceRecorded, attendance("GM-2015-M01"))
	w.refuses(CodeClosed, "minutes of GM-2015-M01 are approved", "secretary", "", KindMinutesApproved, w.minutes("GM-2015-M01"))
	w.refuses(CodeClosed, "minutes of GM-2015-M01 are approved", "secretary", "", KindHandsShown, w.hands(second, "2", ChoiceFor, ChoiceFor))
	b := agenda("GM-2015-M02", "2015-09-16T17:00:00.000Z")
	b.Items = append(b.Items, AgendaItem{Item: "M", Title: "Minutes", Minutes: "GM-2015-M01"})
	w.refuses(CodeConflict, "approved already", "secretary", "", KindMeetingCalled, b)

	// Actions and conditions.
	set := ActionSet{Action: "GM-2015-M01/01", Meeting: "GM-2015-M01", Item: "1", What: "Write", Party: "00V", Due: "2015-08-01"}
	for says, change := range map[string]func(*ActionSet){
		"no party has the code 99Z": func(b *ActionSet) { b.Party = "99Z" },
		"no person nobody":          func(b *ActionSet) { b.Party, b.Person = "", "nobody" },
		"has no item 9":             func(b *ActionSet) { b.Item = "9" },
	} {
		b := set
		change(&b)
		w.refuses(CodeNotFound, says, "secretary", "", KindActionSet, b)
	}
	w.do("secretary", "", KindActionSet, set)
	if m := w.sitting("GM-2015-M01"); len(m.Approvals) != 2 {
		t.Errorf("an action set since takes back who approved the minutes: %+v", m.Approvals)
	}
	w.refuses(CodeConflict, "is GM-2015-M01/02", "secretary", "", KindActionSet, set)
	w.do("secretary", "", KindActionClosed, ActionClosed{Action: set.Action, How: "dropped", Note: "Not needed"})
	w.refuses(CodeConflict, "it is dropped", "secretary", "", KindActionClosed, ActionClosed{Action: set.Action, How: "done", Note: "x"})
	w.refuses(CodeNotFound, "no action", "secretary", "", KindActionClosed, ActionClosed{Action: "GM-2015-M01/09", How: "done", Note: "x"})
	met := ConditionMet{second, 1, Paper{"Review", digest("review")}, "2015-07-20"}
	w.do("secretary", "", KindConditionMet, met)
	w.refuses(CodeConflict, "met already", "secretary", "", KindConditionMet, met)
	published := NoticePublished{second, digest("notice"), "The website", "2015-07-20"}
	for range MaxPublished {
		w.do("secretary", "", KindNoticePublished, published)
	}
	if d, _ := w.s.Draft().Decision(second); len(d.Published) != MaxPublished || d.Published[0].NoticePublished != published || d.Published[1].Entry <= d.Published[0].Entry {
		t.Errorf("%+v", d.Published)
	}
	w.refuses(CodeTooLarge, "recorded already", "secretary", "", KindNoticePublished, published)
	published.Decision = "GM-2015-099"
	w.refuses(CodeNotFound, "no decision", "secretary", "", KindNoticePublished, published)
	met.Condition = 3
	w.refuses(CodeNotFound, "it has 2", "secretary", "", KindConditionMet, met)
	met.Decision = "GM-2015-099"
	w.refuses(CodeNotFound, "no decision", "secretary", "", KindConditionMet, met)
	w.refuses(CodeNotFound, "no motion", "secretary", "", KindForwardPlanPublished, ForwardPlanPublished{"2015-07-01", "2015-10-31", []PlanItem{{Title: "x", Function: "f", Expected: "2015-08-01", Motion: "GM-2015-099"}}})
}

// TestPartsKeepInterests holds that nobody votes on a part who may not vote on the
// whole, and that what was passed for the whole was passed for its parts.
func TestPartsKeepInterests(t *testing.T) {
	w := floor(t, 2)
	const whole, part = "GM-2015-001", "GM-2015-003"
	declared := w.do("bury-member", "00V", KindInterestDeclared, InterestDeclared{whole, "financial", "2015-07-15", ""})
	w.do("secretary", "", KindInterestRuled, InterestRuled{declared, whole, InterestWithdraws})
	w.do("secretary", "", KindGatePassed, GatePassed{whole, "involvement", Paper{"Report", digest("report")}, "2015-07-01"})
	w.do("secretary", "", KindMotionDivided, w.divided(whole, "1"))
	found := w.s.Draft().MotionInterests(part, "2015-07-15")
	if len(found) != 1 || found[0].Motion != part || len(found[0].Rulings) != 1 || found[0].Rulings[0].Motion != part || found[0].Rulings[0].Ruling != InterestWithdraws {
		t.Errorf("of the part: %+v", found)
	}
	w.do("secretary", "", KindInterestRuled, InterestRuled{declared, part, InterestNoted})
	if found := w.s.Draft().MotionInterests(part, "2015-07-15"); len(found[0].Rulings) != 2 {
		t.Errorf("ruled on for the part: %+v", found)
	}
	if found := w.s.Draft().MotionInterests("GM-2015-002", "2015-07-15"); len(found) != 0 {
		t.Errorf("of another motion: %+v", found)
	}
	w.refuses(CodeConflict, "declared in GM-2015-001", "secretary", "", KindInterestRuled, InterestRuled{declared, "GM-2015-002", InterestNoted})
	if gates := w.standing(part).Gates; len(gates) != 1 {
		t.Errorf("gates of the part: %+v", gates)
	}
}

// TestUrgentReported holds that a decision taken on urgent notice is unreported
// until a meeting that had it on its agenda, and did not defer it, has ended.
func TestUrgentReported(t *testing.T) {
	w := newWorld(t)
	ref := w.moved("That it be done.")
	text := w.standing(ref).TextID
	notice := w.do("secretary", "", KindNoticeGiven, NoticeGiven{Motion: ref, Text: text, Opens: "2015-07-02T09:00:00.000Z", Closes: "2015-07-03T17:00:00.000Z", Urgent: "The contract ends"})
	w.do("secretary", "", KindMotionOpened, MotionOpened{Motion: ref, Title: w.standing(ref).Title, Text: text, Notice: notice, Roll: wholeRoll, Rules: digest("rules"), Closes: "2015-07-03T17:00:00.000Z"})
	if len(w.s.Draft().Unreported()) != 0 {
		t.Error("unreported before it is decided")
	}
	w.now = "2015-07-04T09:00:00.000Z"
	w.settle()
	reports := func(n int, starts Time) {
		b := agenda(fmt.Sprintf("GM-2015-M%02d", n), starts)
		b.Items = append(b.Items, AgendaItem{Item: "R", Title: "Urgent decision", Reports: ref})
		q, err := w.s.Check(w.sign("secretary", w.payload("secretary", "", KindMeetingCalled, b)), w.now, w.roots)
		if err != nil || !slices.Equal(q.Input.Unreported, []string{ref}) {
			t.Errorf("%v", err)
		}
		w.do("secretary", "", KindMeetingCalled, b)
	}
	reports(1, begins)
	w.do("secretary", "", KindItemDeferred, ItemDeferred{Meeting: "GM-2015-M01", Item: "R", Reason: "No time"})
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M01", w.now})
	reports(2, begins)
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M02", w.now})
	if left := w.s.Draft().Unreported(); len(left) != 0 {
		t.Errorf("still unreported: %v", left)
	}
}

// TestFloorKeepsImpact holds that an amendment on the floor keeps the impact
// statement unless it changes what the statement rests on.
func TestFloorKeepsImpact(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Motion)
		kept   bool
	}{
		"text":     {func(m *Motion) { m.Text = []string{"That it be done otherwise."} }, true},
		"function": {func(m *Motion) { m.Function = "maternity" }, false},
		"risk":     {func(m *Motion) { m.RiskShare = &RiskShare{1, 2} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ref := w.moved("That it be done.")
			w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", begins, ref))
			w.do("secretary", "", KindImpactStated, ImpactStated{ref, w.standing(ref).TextID, "outturn", []ImpactLine{{"00V", "tariff", "2016-17", 1}}})
			w.now = during
			moved, put := w.amended(ref, "1", "That it be done.")
			c.change(&moved.To)
			put.Amendment = w.do("secretary", "", KindAmendmentMoved, moved)
			w.do("secretary", "", KindAmendmentPut, put)
			if got := w.standing(ref).Impact != nil; got != c.kept {
				t.Errorf("kept: %v", got)
			}
		})
	}
}

// TestMeetingLapse holds that a motion which a meeting takes in time does not
// lapse before what was done there is recorded, and lapses when it was not put.
func TestMeetingLapse(t *testing.T) {
	w := newWorld(t)
	m := sampleMotion()
	m.Ref, m.Lapses = "GM-2015-001", "2015-07-15"
	w.do("bury-member", "00V", KindMotionMoved, m)
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", begins, m.Ref))
	w.now = after
	w.do("secretary", "", KindItemNoted, ItemNoted{"GM-2015-M01", "1", []string{"It was not reached."}})
	if got := w.standing(m.Ref).Status; got != MotionNotice {
		t.Fatalf("before it was put or put off it is %s", got)
	}
	w.do("secretary", "", KindMeetingEnded, MeetingEnded{"GM-2015-M01", "2015-07-15T19:00:00.000Z"})
	if got := w.standing(m.Ref).Status; got != MotionLapses {
		t.Errorf("not put by its last day, it is %s", got)
	}
}

// TestMeetingBounds holds the shape of what meetings state.
func TestMeetingBounds(t *testing.T) {
	hand := func(seat, choice string, then ...string) Hand { return Hand{seat, "bury-member", choice, then} }
	meeting := func(change func(*Meeting)) Meeting {
		b := agenda("GM-2015-M01", begins, "GM-2015-001", "GM-2015-002")
		change(&b)
		return b
	}
	put := AmendmentPut{"GM-2015-M01", "1", "GM-2015-001", digest("a"), wholeRoll, []Hand{hand("00V-1", ChoiceFor)}, false, OutcomeCarried}
	shown := HandsShown{"GM-2015-M01", "1", "GM-2015-001", "Title", digest("t"), "", nil, wholeRoll, digest("r"), []Hand{hand("00V-1", ChoiceFor)}, false, ""}
	minutes := MinutesApproved{"GM-2015-M01", "", digest("t"), []MinutedHands{{Motion: "GM-2015-001", Shown: digest("s"), Counts: map[string]int64{ChoiceFor: 1}}}}
	attended := attendance("GM-2015-M01")
	for name, c := range map[string]struct {
		kind string
		body any
	}{
		"two items of one number":     {KindMeetingCalled, meeting(func(b *Meeting) { b.Items[1].Item = "A" })},
		"a motion twice":              {KindMeetingCalled, meeting(func(b *Meeting) { b.Items[1].Motion = "GM-2015-002" })},
		"a motion and minutes":        {KindMeetingCalled, meeting(func(b *Meeting) { b.Items[1].Minutes = "GM-2014-M09" })},
		"release of what is public":   {KindMeetingCalled, meeting(func(b *Meeting) { b.Items[0].Release = "2015-09-01" })},
		"no items":                    {KindMeetingCalled, meeting(func(b *Meeting) { b.Items = nil })},
		"too many items":              {KindMeetingCalled, meeting(func(b *Meeting) { b.Items = slices.Repeat(b.Items[:1], MaxItems+1) })},
		"parties unsorted":            {KindMeetingCalled, meeting(func(b *Meeting) { b.Of = []string{"00W", "00V"} })},
		"a plan that ends first":      {KindForwardPlanPublished, ForwardPlanPublished{"2015-07-02", "2015-07-01", []PlanItem{{Title: "x", Function: "f", Expected: "2015-07-01"}}}},
		"a plan for another time":     {KindForwardPlanPublished, ForwardPlanPublished{"2015-07-01", "2015-07-31", []PlanItem{{Title: "x", Function: "f", Expected: "2015-08-01"}}}},
		"one person twice":            {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", append(slices.Clone(attended.People), attended.People[0]), attended.Presiding}},
		"an absent one presides":      {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", attended.People[:1], []Presiding{{Person: "central-member"}}}},
		"two preside over one":        {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", attended.People, []Presiding{{Person: "bury-member"}, {Person: "central-member"}}}},
		"nobody presides":             {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", attended.People, nil}},
		"back before gone":            {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", []Attendee{{"bury-member", "00V-1", AttendsAsMember, []Absence{{"1", during, begins}}}}, []Presiding{{Person: "bury-member"}}}},
		"apologies and an absence":    {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", append(slices.Clone(attended.People), Attendee{"x", "00X-1", AttendsWithApologies, []Absence{{"1", begins, ""}}}), attended.Presiding}},
		"another way to attend":       {KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", []Attendee{{"bury-member", "00V-1", "by_post", nil}}, []Presiding{{Person: "bury-member"}}}},
		"an item put off to itself":   {KindItemDeferred, ItemDeferred{"GM-2015-M01", "1", "GM-2015-M01", "x"}},
		"hands unsorted":              {KindAmendmentPut, func() any { b := put; b.Hands = []Hand{hand("00W-1", ChoiceFor), hand("00V-1", ChoiceFor)}; return b }()},
		"a hand twice":                {KindHandsShown, func() any { b := shown; b.Hands = []Hand{hand("00V-1", ChoiceFor), hand("00V-1", ChoiceFor)}; return b }()},
		"no hand":                     {KindHandsShown, func() any { b := shown; b.Hands = nil; return b }()},
		"an option twice":             {KindHandsShown, func() any { b := shown; b.Hands = []Hand{hand("00V-1", "One", "One")}; return b }()},
		"agreed with one against":     {KindHandsShown, func() any { b := shown; b.WithoutVote, b.Hands = true, []Hand{hand("00V-1", ChoiceAgainst)}; return b }()},
		"an amendment has no options": {KindAmendmentPut, func() any { b := put; b.Hands = []Hand{hand("00V-1", "One")}; return b }()},
		"an amendment half carried":   {KindAmendmentPut, func() any { b := put; b.Outcome = OutcomeNoDecision; return b }()},
		"one part":                    {KindMotionDivided, MotionDivided{"GM-2015-M01", "1", "GM-2015-001", digest("t"), []Motion{sampleMotion()}}},
		"a part without text":         {KindMotionDivided, MotionDivided{"GM-2015-M01", "1", "GM-2015-001", digest("t"), []Motion{sampleMotion(), {Ref: "GM-2015-009", Title: "x"}}}},
		"an action of nobody":         {KindActionSet, ActionSet{Action: "GM-2015-M01/01", Meeting: "GM-2015-M01", Item: "1", What: "x", Due: "2015-08-01"}},
		"an action without number":    {KindActionSet, ActionSet{Action: "GM-2015-M01", Meeting: "GM-2015-M01", Item: "1", What: "x", Party: "00V", Due: "2015-08-01"}},
		"closed otherwise":            {KindActionClosed, ActionClosed{Action: "GM-2015-M01/01", How: "lost", Note: "x"}},
		"condition 0":                 {KindConditionMet, ConditionMet{"GM-2015-001", 0, Paper{"x", digest("x")}, "2015-08-01"}},
		"published nowhere":           {KindNoticePublished, NoticePublished{"GM-2015-001", digest("n"), "", "2015-08-01"}},
		"published, no text":          {KindNoticePublished, NoticePublished{"GM-2015-001", "", "The website", "2015-08-01"}},
		"published on no day":         {KindNoticePublished, NoticePublished{"GM-2015-001", digest("n"), "The website", "2015-02-30"}},
		"minutes at their own":        {KindMinutesApproved, func() any { b := minutes; b.At = "GM-2015-M01"; return b }()},
		"a count of none": {KindMinutesApproved, func() any {
			b := minutes
			b.Results = []MinutedHands{{Motion: "GM-2015-001", Shown: digest("s"), Counts: map[string]int64{ChoiceFor: 0}}}
			return b
		}()},
		"results unsorted": {KindMinutesApproved, func() any { b := minutes; b.Results = append(slices.Clone(b.Results), b.Results...); return b }()},
	} {
		var e *Error
		if _, err := parseBody(c.kind, mustEncode(c.body)); !errors.As(err, &e) || e.Code != CodeMalformed || e.Field == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for kind, body := range map[string]any{KindMeetingCalled: meeting(func(*Meeting) {}), KindAmendmentPut: put, KindHandsShown: shown, KindMinutesApproved: minutes, KindAttendanceRecorded: attended} {
		if _, err := parseBody(kind, mustEncode(body)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	var e *Error
	if _, err := parseBody(KindAmendmentMoved, mustEncode(AmendmentMoved{"GM-2015-M01", "1", digest("t"), "00V-1", Motion{Ref: "GM-2015-001"}})); !errors.As(err, &e) || e.Field != "/payload/body/to/title" {
		t.Errorf("a part's field goes by its own name: %v", err)
	}
}

// TestMeetingKinds holds that the story of a meeting has every kind about
// meetings in it, so that what is held of it is held of all.
func TestMeetingKinds(t *testing.T) {
	told := map[string]bool{}
	for _, e := range sitting(t).entries {
		p, err := ParseAll(e)
		if err != nil {
			t.Fatal(err)
		}
		told[p.Kind] = true
	}
	for name := range maps.Keys(meetingSamples()) {
		if kind, _, _ := strings.Cut(name, " "); !told[kind] {
			t.Errorf("the story has no %s", kind)
		}
	}
}

// TestMeetingAnyOrder states what meetings state in any order, with seeds of its
// own: each is recorded or refused with a reason, none is more than the program
// can bear, and what is recorded means the same when it is read again.
func TestMeetingAnyOrder(t *testing.T) {
	recorded := map[string]int{}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 0))
		w := newWorld(t)
		pick := func(of ...string) string { return of[r.IntN(len(of))] }
		motion := func() string { return fmt.Sprintf("GM-2015-%03d", 1+r.IntN(6)) }
		meeting := func() string { return fmt.Sprintf("GM-2015-M%02d", 1+r.IntN(3)) }
		item := func() string { return pick("A", "1", "2", "3") }
		choice := func() string { return pick(ChoiceFor, ChoiceAgainst, ChoiceAbstain) }
		people := []struct{ person, party string }{{"secretary", ""}, {"bury-member", "00V"}, {"central-member", "00W"}}
		by := people[0]
		at := func(ref string) (string, string) { // where a motion stands, more often than not
			if m := w.standing(ref); m.Meeting != "" && r.IntN(8) > 0 {
				return m.Meeting, m.Item
			}
			return meeting(), item()
		}
		bodies := map[string]func() any{
			KindMotionMoved: func() any {
				m := sampleMotion()
				m.Ref, m.Text, m.Conditions = w.s.Draft().NextRef("2015"), []string{"That one be done.", "That two be done."}, []string{"That it be reviewed"}
				return m
			},
			KindMotionAmended:   func() any { m := w.standing(motion()).Motion; return m },
			KindMotionWithdrawn: func() any { ref := motion(); return MotionWithdrawn{ref, w.standing(ref).TextID} },
			KindNoticeGiven: func() any {
				ref := motion()
				return NoticeGiven{Motion: ref, Text: w.standing(ref).TextID, Opens: "2015-07-01T09:00:00.000Z", Closes: "2015-12-01T09:00:00.000Z", Urgent: pick("", "It ends")}
			},
			KindMeetingCalled: func() any {
				return agenda(w.s.Draft().NextMeeting("2015"), begins, slices.Compact([]string{motion(), motion()})...)
			},
			KindAgendaAmended:      func() any { return agenda(meeting(), begins, motion()) },
			KindAttendanceRecorded: func() any { b := attendance(meeting()); b.Presiding = b.Presiding[:1]; return b },
			KindItemNoted:          func() any { return ItemNoted{meeting(), item(), []string{"Noted."}} },
			KindItemDeferred:       func() any { m, i := at(motion()); return ItemDeferred{m, i, "", "No time"} },
			KindPointRuled:         func() any { return PointRuled{meeting(), item(), "A point", "A ruling"} },
			KindAmendmentMoved: func() any {
				m := w.standing(motion())
				b := AmendmentMoved{Text: m.TextID, By: "00W-1", To: m.Motion}
				b.Meeting, b.Item = at(m.Ref)
				b.To.Text = []string{"That three be done.", "That four be done."}
				return b
			},
			KindAmendmentPut: func() any {
				m := w.standing(motion())
				_, b := w.amended(m.Ref, item())
				b.Meeting, b.Item = at(m.Ref)
				b.Outcome = pick(OutcomeCarried, OutcomeNotCarried)
				if len(m.Amendments) > 0 {
					b.Amendment = m.Amendments[r.IntN(len(m.Amendments))]
				}
				return b
			},
			KindMotionDivided: func() any {
				m := w.standing(motion())
				b := w.divided(m.Ref, item())
				b.Meeting, b.Item = at(m.Ref)
				return b
			},
			KindHandsShown: func() any {
				ref := motion()
				b := w.hands(ref, item(), choice(), choice())
				b.Meeting, b.Item = at(ref)
				return b
			},
			KindHandConfirmed: func() any {
				b := HandConfirmed{Motion: motion(), Shown: digest("x"), Seat: by.party + "-1", Choice: choice()}
				if m := w.standing(b.Motion); m.Shown != nil {
					b.Shown, b.Choice = m.Shown.ID, m.Shown.Hands[r.IntN(2)].Choice
				}
				return b
			},
			KindActionSet: func() any {
				m := meeting()
				return ActionSet{Action: fmt.Sprintf("%s/%02d", m, len(w.sitting(m).Actions)+1), Meeting: m, Item: item(), What: "Write", Party: "00V", Due: "2015-08-01"}
			},
			KindActionClosed:    func() any { return ActionClosed{Action: meeting() + "/01", How: "done", Note: "Done"} },
			KindConditionMet:    func() any { return ConditionMet{motion(), 1, Paper{"Review", digest("review")}, "2015-08-01"} },
			KindNoticePublished: func() any { return NoticePublished{motion(), digest("notice"), "The website", "2015-08-01"} },
			KindMeetingEnded:    func() any { return MeetingEnded{meeting(), during} },
			KindMinutesApproved: func() any { return w.minutes(meeting()) },
		}
		kinds := slices.Sorted(maps.Keys(bodies))
		for range 4 { // what is done on the floor more often than the rest
			kinds = append(kinds, KindAmendmentMoved, KindAmendmentPut, KindHandsShown, KindHandConfirmed)
		}
		for i := range 900 {
			if i == 60 {
				w.now = during
			}
			kind := kinds[r.IntN(len(kinds))]
			by = people[r.IntN(len(people))]
			body := bodies[kind]()
			if _, err := parseBody(kind, mustEncode(body)); err != nil {
				continue // of a motion that is not there yet
			}
			w.settle()
			st := w.sign(by.person, w.payload(by.person, by.party, kind, body))
			e, err := w.s.Step(st, w.now, w.roots, w.rules)
			var refused *Error
			switch {
			case err == nil:
				w.next[by.person]++
				w.entries = append(w.entries, e.Bytes())
				recorded[kind]++
				w.settle()
			case !errors.As(err, &refused) || refused.Message == "":
				t.Fatalf("seed %d, %s: %v", seed, kind, err)
			}
		}
		again := NewState()
		for i, e := range w.entries {
			if err := again.Replay(e, w.roots, w.rules); err != nil {
				t.Fatalf("seed %d, entry %d: %v", seed, i, err)
			}
		}
		if diff := cmp.Diff(dump(w.s.Draft()), dump(again.Draft())); diff != "" {
			t.Fatalf("seed %d, read again: %s", seed, diff)
		}
	}
	for _, kind := range []string{KindAmendmentPut, KindMotionDivided, KindHandsShown, KindHandConfirmed, KindItemDeferred, KindMinutesApproved, KindConditionMet, KindNoticePublished} {
		if recorded[kind] == 0 {
			t.Errorf("no %s was ever recorded", kind)
		}
	}
}

// TestMeetingLimits holds how much of a kind one meeting takes.
func TestMeetingLimits(t *testing.T) {
	w := floor(t, 2)
	point := PointRuled{"GM-2015-M01", "1", "A point", "A ruling"}
	for range MaxPoints {
		w.do("secretary", "", KindPointRuled, point)
	}
	w.refuses(CodeTooLarge, "100 points of order", "secretary", "", KindPointRuled, point)
	moved, _ := w.amended("GM-2015-001", "1", "That it be done otherwise.")
	for range MaxAmendments {
		w.do("secretary", "", KindAmendmentMoved, moved)
	}
	w.refuses(CodeTooLarge, "40 amendments", "secretary", "", KindAmendmentMoved, moved)
	set := ActionSet{Meeting: "GM-2015-M01", Item: "1", What: "Write", Party: "00V", Due: "2015-08-01"}
	for i := range MaxActions {
		set.Action = fmt.Sprintf("GM-2015-M01/%02d", i+1)
		w.do("secretary", "", KindActionSet, set)
	}
	set.Action = "GM-2015-M01/100"
	w.refuses(CodeTooLarge, "99 actions", "secretary", "", KindActionSet, set)
}

// TestUnnoticedText holds that a motion amended after it was put on an agenda, and
// not listed there again, is not put; and that a correction is of the text on
// which hands were shown.
func TestUnnoticedText(t *testing.T) {
	w := newWorld(t)
	ref := w.moved("That it be done.")
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", begins, ref))
	anew := w.standing(ref).Motion
	anew.Text = []string{"That it be done otherwise."}
	w.do("bury-member", "00V", KindMotionAmended, anew)
	w.now = during
	w.do("secretary", "", KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M01", []Attendee{
		{Person: "bury-member", Seat: "00V-1", As: AttendsAsMember}, {Person: "central-member", Seat: "00W-1", As: AttendsAsMember, Absent: []Absence{{"1", begins, ""}}},
	}, []Presiding{{Person: "bury-member"}}})
	w.refuses(CodeStale, "no notice was given of it as it reads now", "secretary", "", KindHandsShown, w.hands(ref, "1", ChoiceFor, ChoiceFor))

	other := w.moved("That another be done.")
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M02", during, other))
	w.do("secretary", "", KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M02", []Attendee{
		{Person: "bury-member", Seat: "00V-1", As: AttendsAsMember}, {Person: "central-member", Seat: "00W-1", As: AttendsAsMember, Absent: []Absence{{"1", during, ""}}},
	}, []Presiding{{Person: "bury-member"}}})
	hands := w.hands(other, "1", ChoiceFor, ChoiceFor)
	hands.Hands = hands.Hands[:1]
	w.do("secretary", "", KindHandsShown, hands)
	if present := w.standing(other).Shown.Present; len(present) != 1 || present[0] != (PresentFacts{"00V-1", "00V", "bury-member"}) {
		t.Errorf("present at the item: %+v", present)
	}
	// Attendance as corrected counts, while the hands may still be corrected.
	w.do("secretary", "", KindAttendanceRecorded, AttendanceRecorded{"GM-2015-M02", []Attendee{
		{Person: "central-member", Seat: "00W-1", As: AttendsAsMember}, {Person: "bury-member", Seat: "00V-1", As: AttendsAsMember},
	}, []Presiding{{Person: "central-member"}}})
	if shown := w.standing(other).Shown; len(shown.Present) != 2 || shown.Present[0].Seat != "00V-1" || shown.Presided != "central-member" {
		t.Errorf("present as corrected: %+v", shown)
	}
	hands.Text = digest("x")
	w.refuses(CodeStale, "hands were shown on another text", "secretary", "", KindHandsShown, hands)
}

// TestChairAtMeeting holds that rules see who holds the chair on the day of a
// meeting, whether or not anybody recorded that they came.
func TestChairAtMeeting(t *testing.T) {
	w := floor(t, 2)
	w.do("secretary", "", KindRoleAppointed, RoleAppointed{RoleChair, "bury-officer", "2015-07-10", "2015-07-18"})
	w.now = after
	q, err := w.s.Check(w.sign("secretary", w.payload("secretary", "", KindItemNoted, ItemNoted{"GM-2015-M01", "1", []string{"Noted."}})), w.now, w.roots)
	if err != nil {
		t.Fatal(err)
	}
	if chair := q.Input.People["bury-officer"]; chair == nil || !slices.ContainsFunc(chair.Roles, func(r RoleFacts) bool { return r.Role == RoleChair }) {
		t.Errorf("the chair of the day: %+v", chair)
	}
	if q.Input.People["central-officer"] != nil || q.Input.People["central-member"] == nil || q.Input.Motion != nil {
		t.Errorf("%+v", q.Input.People)
	}
}

// Lists of facts without members are empty: null says nothing to anybody.
func TestFactsHoldNoNull(t *testing.T) {
	w := newWorld(t)
	ref, _ := w.move(func(*Motion) {})
	w.do("secretary", "", KindMeetingCalled, agenda("GM-2015-M01", begins, ref))
	v := w.s.Draft()
	meeting, _ := v.Meeting("GM-2015-M01")
	motion, _ := v.Motion(ref)
	for name, facts := range map[string]any{"meeting": v.MeetingFacts(meeting), "motion": v.motionFacts(motion), "people": v.PersonFacts("secretary", w.now.Day(), nil), "party": v.PartyFacts("00V", w.now.Day())} {
		if data, err := json.Marshal(facts); err != nil || bytes.Contains(data, []byte("null")) {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
}

// TestReleased holds what can't be released.
func TestReleased(t *testing.T) {
	w := newWorld(t)
	called := agenda("GM-2015-M01", begins, w.moved("That the first be done."))
	called.Items[1].Private = "Terms under negotiation"
	w.do("secretary", "", KindMeetingCalled, called)
	w.now = during
	w.refuses(CodeConflict, "not taken in private", "secretary", "", KindItemReleased, ItemReleased{"GM-2015-M01", "A", "2015-08-01"})
	w.refuses(CodeNotFound, "no item 9", "secretary", "", KindItemReleased, ItemReleased{"GM-2015-M01", "9", "2015-08-01"})
	w.refuses(CodeNotFound, "no meeting", "secretary", "", KindItemReleased, ItemReleased{"GM-2015-M09", "1", "2015-08-01"})
	w.do("secretary", "", KindItemReleased, ItemReleased{"GM-2015-M01", "1", "2015-09-01"})
	w.refuses(CodeConflict, "from 1 September 2015 already", "secretary", "", KindItemReleased, ItemReleased{"GM-2015-M01", "1", "2015-09-01"})
}

package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// until puts the ledger's clock to a time.
func (b *board) until(t ledger.Time) {
	b.t.Helper()
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		b.t.Fatal(err)
	}
	b.clock.add(at.Sub(b.clock.now()))
}

// holder is whoever holds a party's first seat today, and the seat.
func (b *board) holder(party string) (person, seat string) {
	b.t.Helper()
	b.look(func(v ledger.View, now ledger.Time) {
		p, _ := v.Party(party)
		s, _ := v.Seat(p.Seats[0])
		person, seat = s.Holder(now.Day()), s.ID
	})
	return person, seat
}

// moved has a procedural motion moved and gives it as it stands.
func (b *board) moved(title string, text ...string) api.Motion {
	b.t.Helper()
	var l api.Ledger
	b.get(api.PathLedger).into(http.StatusOK, &l)
	person, _ := b.holder("00V")
	b.record(person, "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: l.NextMotion, Title: title, Text: text, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
		Reasons: []string{"Rotas end on Thursdays."}, Rejected: []ledger.Rejected{{Option: "Meet on Mondays", Why: "Surgeries are full."}},
		Conditions: []string{"That a room is found."},
	})
	return b.motion(l.NextMotion)
}

func (b *board) motion(ref string) (m api.Motion) {
	b.t.Helper()
	b.get(api.Fill(api.PathMotion, ref)).into(http.StatusOK, &m)
	return m
}

// sitting is a meeting that has been walked to its end: one motion amended and
// shown, another on the agenda of a meeting to come.
type sitting struct {
	ref               string // the meeting
	decided           string // the motion
	seats             []ledger.RollSeat
	against, absent   string // seats
	minutes           api.MinutesAnswer
	starts            ledger.Time
	amendment, second ledger.Digest
	seen              api.Ledger // as an officer countersigned it there
}

// call has a meeting called for ten days from now that takes one motion, and gives
// its reference and start.
func (b *board) call(ref, motion string, more ...ledger.AgendaItem) ledger.Time {
	b.t.Helper()
	starts := ledger.Time(b.clock.now().Add(10*24*time.Hour).UTC().Format("2006-01-02T15:04") + ":00.000Z")
	b.record("secretary", "", ledger.KindMeetingCalled, ledger.Meeting{
		Ref: ref, Title: "Strategy board", Starts: starts, Place: "Town hall",
		Items: append([]ledger.AgendaItem{{Item: "1", Title: "Thursdays", Motion: motion}}, more...),
	})
	return starts
}

// meet walks a meeting from its call to its end.
func (b *board) meet() *sitting {
	b.t.Helper()
	w := &sitting{}
	b.look(func(v ledger.View, _ ledger.Time) { w.ref = v.NextMeeting("2015") })
	m := b.moved("Meet on Thursdays", "That the board meet on Thursdays.", "That it begin at 2pm.")
	w.decided = m.Ref
	b.record("secretary", "", ledger.KindForwardPlanPublished, ledger.ForwardPlanPublished{
		From: "2015-12-01", Until: "2016-05-31", Items: []ledger.PlanItem{{Title: "Thursdays", Function: "clinical-strategy", Expected: "2015-12-15", Motion: m.Ref}},
	})
	_, seat := b.holder("00V")
	member, _ := b.holder("00V")
	b.record(member, "00V", ledger.KindMeetingRequisitioned, ledger.MeetingRequisitioned{Seat: seat, Business: []string{"The winter plan"}})
	w.starts = b.call(w.ref, m.Ref, ledger.AgendaItem{Item: "2", Title: "Estates", Private: "terms under negotiation"})
	b.until(w.starts)
	var people []ledger.Attendee
	b.look(func(v ledger.View, now ledger.Time) {
		for id, s := range v.Seats() {
			people = append(people, ledger.Attendee{Person: s.Holder(now.Day()), Seat: id, As: ledger.AttendsAsMember})
		}
	})
	w.absent = people[len(people)-1].Seat
	people[len(people)-1].As = ledger.AttendsWithApologies
	slices.SortFunc(people, func(a, c ledger.Attendee) int { return strings.Compare(a.Seat, c.Seat) })
	b.record("secretary", "", ledger.KindAttendanceRecorded, ledger.AttendanceRecorded{
		Meeting: w.ref, People: append(people, ledger.Attendee{Person: "auditor", As: ledger.AttendsInAttendance}, ledger.Attendee{Person: "chair", As: ledger.AttendsInAttendance}), Presiding: []ledger.Presiding{{Person: "chair"}},
	})
	w.amendment = b.amend(w, b.motion(m.Ref), "carried", "That the board meet every Thursday.", "That it begin at 2pm.")
	w.second = b.amend(w, b.motion(m.Ref), "not_carried", "That the board never meet.")
	b.record("secretary", "", ledger.KindPointRuled, ledger.PointRuled{Meeting: w.ref, Item: "1", Point: "Whether the second amendment negates the motion", Ruling: "It does; it may be put all the same."})
	b.record("secretary", "", ledger.KindItemNoted, ledger.ItemNoted{Meeting: w.ref, Item: "2", Text: []string{"The valuation was discussed."}})
	b.record("secretary", "", ledger.KindActionSet, ledger.ActionSet{Action: w.ref + "/01", Meeting: w.ref, Item: "1", What: "Book the room", Party: "00V", Due: b.today()})
	b.record("secretary", "", ledger.KindHandsShown, b.hands(w, m.Ref))
	w.seen = b.countersign("bury-officer", "00V", w.ref)
	b.record("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: w.ref, Ended: b.now()})
	// The secretary's: the second item is private.
	b.as("secretary", api.Fill(api.PathMinutes, w.ref)).into(http.StatusOK, &w.minutes)
	return w
}

func (b *board) now() (t ledger.Time) {
	b.t.Helper()
	b.look(func(_ ledger.View, now ledger.Time) { t = now })
	return t
}

func (b *board) today() ledger.Date { b.t.Helper(); return b.now().Day() }

// hands is the body that the server prepares, with hands for but for one against.
func (b *board) hands(w *sitting, ref string) ledger.HandsShown {
	b.t.Helper()
	var body ledger.HandsShown
	b.get(api.Fill(api.PathHands, ref)).into(http.StatusOK, &body)
	w.seats = body.Roll
	body.Hands = b.raised(w, body.Roll, ledger.ChoiceFor)
	w.against = body.Hands[0].Seat
	body.Hands[0].Choice = ledger.ChoiceAgainst
	return body
}

// raised is the same hand from every seat of a roll that is present.
func (b *board) raised(w *sitting, roll []ledger.RollSeat, choice string) []ledger.Hand {
	b.t.Helper()
	hands := []ledger.Hand{}
	for _, s := range roll {
		if s.Seat == w.absent {
			continue
		}
		person, _ := b.holder(s.Party)
		b.look(func(v ledger.View, now ledger.Time) {
			seat, _ := v.Seat(s.Seat)
			person = seat.Holder(now.Day())
		})
		hands = append(hands, ledger.Hand{Seat: s.Seat, Person: person, Choice: choice})
	}
	return hands
}

// amend moves and puts an amendment.
func (b *board) amend(w *sitting, m api.Motion, outcome string, text ...string) ledger.Digest {
	b.t.Helper()
	person, seat := b.holder("00V")
	to := ledger.Motion{
		Ref: m.Ref, Title: m.Title, Text: text, Type: m.Type, Route: m.Route, Function: m.Function, Reasons: m.Reasons, Rejected: m.Rejected, Conditions: m.Conditions,
	}
	r := b.record(person, "00V", ledger.KindAmendmentMoved, ledger.AmendmentMoved{Meeting: w.ref, Item: "1", Text: m.TextID, By: seat, To: to})
	var body ledger.HandsShown
	b.get(api.Fill(api.PathHands, m.Ref)).into(http.StatusOK, &body)
	choice := ledger.ChoiceFor
	if outcome != ledger.OutcomeCarried {
		choice = ledger.ChoiceAgainst
	}
	hands := b.raised(w, body.Roll, choice)
	var asked api.AmendmentOutcome
	b.do("POST", api.PathOutcome, "", encode(b.t, api.OutcomeRequest{Amendment: r.ID, Hands: hands})).into(http.StatusOK, &asked)
	if asked.Outcome != outcome || asked.Motion != m.Ref {
		b.t.Errorf("the rules make of the hands: %+v", asked)
	}
	b.record("secretary", "", ledger.KindAmendmentPut, ledger.AmendmentPut{
		Meeting: w.ref, Item: "1", Motion: m.Ref, Amendment: r.ID, Roll: body.Roll, Hands: hands, Outcome: outcome,
	})
	return r.ID
}

// approve has the minutes approved by the secretary, the chair and a member who was
// there.
func (b *board) approve(w *sitting) {
	b.t.Helper()
	b.put("secretary", []byte(w.minutes.Text), "").into(http.StatusCreated, &api.Blob{})
	member, _ := b.holder("00V")
	for _, person := range []string{"secretary", "chair", member} {
		b.record(person, "", ledger.KindMinutesApproved, ledger.MinutesApproved{Meeting: w.ref, Text: w.minutes.SHA256, Results: w.minutes.Results})
	}
}

// A meeting from its call to its approved minutes: what the draft says is what is
// approved, and the decision follows from it as the draft foresaw.
func TestMeeting(t *testing.T) {
	b := newBoard(t)
	w := b.meet()
	draft := w.minutes
	if draft.Status.Status != ledger.MeetingEndedStage || draft.Approved != nil || draft.SHA256 != ledger.DigestOf([]byte(draft.Text)) || len(draft.Results) != 1 {
		t.Errorf("%+v", draft.Status)
	}
	for _, words := range []string{
		"Minutes of GM-2015-M03: Strategy board\n", "PRESENT, VOTING\n", "APOLOGIES\n", "IN ATTENDANCE\nauditor\n", "INTERESTS AND RULINGS\n",
		"  | That the board meet [-on Thursdays.-] {+every Thursday.+}\n", "The amendment was carried.\n", "The amendment was not carried.\n",
		"  | That the board meet every Thursday.\n  | That it begin at 2pm.\n", "Condition: That a room is found.\n", "Dissent recorded: ", "Result: carried.\n",
		"Point of order: Whether", "Taken in private: terms under negotiation\n", "The valuation was discussed.\n", "GM-2015-M03/01: Book the room. NHS Bury CCG, by ",
		fmt.Sprintf("THE LEDGER AS IT WAS SHOWN\nNHS Bury CCG: %d entries, code %s, countersigned by bury-officer at ", w.seen.Size, ledger.CheckCode(w.seen.Root)),
	} {
		if !strings.Contains(draft.Text, words) {
			t.Errorf("the minutes do not have %q", words)
		}
	}
	if t.Failed() {
		t.Log(draft.Text)
	}
	if a := b.as("secretary", api.Fill(api.PathMinutes, w.ref)+".txt"); string(a.body) != draft.Text {
		t.Errorf("as text: %s", a.body)
	}
	if a := b.get(api.Fill(api.PathMinutes, w.ref) + ".html"); !strings.HasPrefix(string(a.body), "<article>\n<h2>Minutes of GM-2015-M03: Strategy board</h2>") {
		t.Errorf("as HTML: %s", a.body)
	}
	if p := b.get(api.Fill(api.PathMinutes, w.ref) + "?of=00V").problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("of one committee: %+v", p)
	}
	var amendments api.List[api.Amendment]
	b.get(api.Fill(api.PathAmendments, w.decided)).into(http.StatusOK, &amendments)
	if len(amendments.Items) != 2 || amendments.Items[0].Outcome != ledger.OutcomeCarried || amendments.Items[1].ID != w.second {
		t.Errorf("%+v", amendments.Items)
	}
	// The hands on an amendment are a statement of their own.
	if a := amendments.Items[0]; a.Hands == nil || a.Hands.Code == a.Code {
		t.Errorf("the amendment has the code %s, and its hands %+v", a.Code, a.Hands)
	}
	if m := b.motion(w.decided); m.Status.Status != ledger.MotionShown || m.Shown == nil || m.Meeting != w.ref || m.TextID != w.amendment {
		t.Errorf("%+v", m)
	}

	b.approve(w)
	var after api.MinutesAnswer
	b.as("secretary", api.Fill(api.PathMinutes, w.ref)).into(http.StatusOK, &after)
	if after.Approved == nil || after.Approved.Text != draft.SHA256 || !after.Held || !after.AsDrafted || after.Text != draft.Text {
		t.Errorf("after the approval: held %v, as drafted %v, %+v", after.Held, after.AsDrafted, after.Approved)
	}
	var d api.Decision
	b.get(api.Fill(api.PathDecision, w.decided)).into(http.StatusOK, &d)
	if d.Outcome != ledger.OutcomeCarried || d.Outcome != draft.Minutes.Items[0].Motions[0].Result.Outcome {
		t.Errorf("decided: %s", d.Outcome)
	}
	if d.Meeting != w.ref || d.Decided != w.starts || d.Time != after.Approved.Time {
		t.Errorf("decided %s at %s, recorded %s", d.Decided, d.Meeting, d.Time)
	}
	var n api.DecisionNotice
	b.get(api.Fill(api.PathNotice, w.decided)).into(http.StatusOK, &n)
	if n.Meeting != w.ref || len(n.Reasons) != 1 || len(n.Rejected) != 1 || len(n.Conditions) != 1 || n.Conditions[0].Met || n.MoU != 1 || n.Counts[ledger.ChoiceAgainst] != 1 {
		t.Errorf("%+v", n)
	}
	notice := string(b.get(api.Fill(api.PathNotice, w.decided) + ".txt").body)
	if !strings.Contains(notice, "DECIDED\n1. That the board meet every Thursday.\n2. That it begin at 2pm.\n") || !strings.Contains(notice, "Meet on Mondays: Surgeries are full.\n") {
		t.Error(notice)
	}
	b.record("secretary", "", ledger.KindConditionMet, ledger.ConditionMet{Decision: w.decided, Condition: 1, Evidence: ledger.Paper{Title: "Booking", SHA256: draft.SHA256}, On: b.today()})
	b.record("secretary", "", ledger.KindActionClosed, ledger.ActionClosed{Action: w.ref + "/01", How: api.ActionDone, Note: "Booked for the year"})
	b.get(api.Fill(api.PathNotice, w.decided)).into(http.StatusOK, &n)
	var actions api.List[api.Action]
	b.get(api.PathActions+"?status=done&meeting="+w.ref).into(http.StatusOK, &actions)
	if !n.Conditions[0].Met || len(actions.Items) != 1 || actions.Items[0].Words != "Done" {
		t.Errorf("followed up: %+v, %+v", n.Conditions, actions.Items)
	}
	b.get(api.PathActions+"?status=open").into(http.StatusOK, &actions)
	if len(actions.Items) != 0 {
		t.Errorf("still open: %+v", actions.Items)
	}
}

// Committees in common have one sitting and minutes of their own each: of the same
// business, with their own hands and what they are bound to.
func TestMinutesOfACommittee(t *testing.T) {
	b := still(t)
	const ref = "GM-2015-M01"
	var whole, bury, trafford api.MinutesAnswer
	b.get(api.Fill(api.PathMinutes, ref)).into(http.StatusOK, &whole)
	b.get(api.Fill(api.PathMinutes, ref)+"?of=00V").into(http.StatusOK, &bury)
	b.get(api.Fill(api.PathMinutes, ref)+"?of=02A").into(http.StatusOK, &trafford)
	if !whole.Held || !whole.AsDrafted || len(whole.Minutes.Voting) != 12 || !bury.AsDrafted {
		t.Errorf("of the sitting: %+v", whole)
	}
	for _, c := range []struct {
		api.MinutesAnswer
		name, person string
	}{{bury, "NHS Bury CCG", "bury-member"}, {trafford, "NHS Trafford CCG", "trafford-deputy"}} {
		m := c.Minutes.Items[0].Motions[0]
		if c.Minutes.Name != c.name || len(c.Minutes.Voting) != 1 || c.Minutes.Voting[0].Person != c.person || len(c.Minutes.Others) != 11 {
			t.Errorf("%s: voting %+v, %d others", c.name, c.Minutes.Voting, len(c.Minutes.Others))
		}
		if len(m.Hands.Hands) != 1 || m.Hands.Hands[0].Person != c.person || m.Result.Outcome != ledger.OutcomeCarried || len(m.Result.Parties) != 1 || m.Result.Parties[0].Name != c.name {
			t.Errorf("%s: %+v %+v", c.name, m.Hands, m.Result)
		}
		if !strings.Contains(c.Text, c.name) || strings.Contains(c.Text, "NHS Salford CCG (salford-member)") || c.SHA256 == whole.SHA256 {
			t.Errorf("%s:\n%s", c.name, c.Text)
		}
	}
	if p := b.get(api.Fill(api.PathMinutes, ref) + "?of=02E").problem(); p.Code != ledger.CodeMalformed {
		t.Errorf("of a committee that did not sit: %+v", p)
	}
}

// Minutes are asked for of a meeting that was, and not before it has ended.
func TestMinutesThatAreNotThere(t *testing.T) {
	b := newBoard(t)
	if p := b.get(api.Fill(api.PathMinutes, "GM-2015-M03")).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
	if p := b.get(api.PathPlan).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
	m := b.moved("Meet on Thursdays", "That the board meet on Thursdays.")
	if p := b.get(api.Fill(api.PathHands, m.Ref)).problem(); p.Code != ledger.CodeConflict {
		t.Errorf("hands on a draft: %+v", p)
	}
	b.call("GM-2015-M03", m.Ref)
	if p := b.get(api.Fill(api.PathMinutes, "GM-2015-M03")).problem(); p.Code != ledger.CodeConflict || !strings.Contains(p.Detail, "has not ended") {
		t.Errorf("%+v", p)
	}
	if p := b.get(api.Fill(api.PathNotice, m.Ref)).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
}

// An interest that ended stays in the register of the public for six months, and
// after that in the one that people with a seat or a role read.
func TestRegisterOfInterests(t *testing.T) {
	b := newBoard(t)
	listed := func(token string) bool {
		t.Helper()
		var register api.List[ledger.InterestFacts]
		b.do("GET", api.PathInterests, token, nil).into(http.StatusOK, &register)
		return slices.ContainsFunc(register.Items, func(i ledger.InterestFacts) bool { return i.Person == "oldham-member" && i.Ended != "" })
	}
	var interest ledger.Digest
	b.look(func(v ledger.View, _ ledger.Time) {
		for id, i := range v.Interests() {
			if i.Person == "oldham-member" {
				interest = id
			}
		}
	})
	b.record("oldham-member", "00Y", ledger.KindInterestEnded, ledger.InterestEnded{Interest: interest, On: "2015-11-20"})
	b.until("2016-05-20T12:00:00.000Z")
	if !listed("") {
		t.Error("the public does not see an interest that ended six months ago")
	}
	b.until("2016-05-21T12:00:00.000Z")
	if listed("") {
		t.Error("the public sees an interest that ended more than six months ago")
	}
	if !listed(b.token("bury-member")) {
		t.Error("a board member does not see it")
	}
}

package server_test

import (
	"net/http"
	"testing"
	"time"

	"concordat/ledger"
	"concordat/server/api"
)

// What was decided by hands is worked out again from the figures of then, as what was
// voted on is: one that is recorded since changes nothing.
func TestHandsRecalculated(t *testing.T) {
	b := newBoard(t)
	var l api.Ledger
	b.get(api.PathLedger).into(http.StatusOK, &l)
	mover, _ := b.holder("00V")
	b.record(mover, "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: l.NextMotion, Title: "A pooled fund for leaflets", Text: []string{"That the parties pool £1,000.00 for leaflets."}, Type: ledger.TypePool, Route: ledger.RouteJointCommittee, Function: "community-diagnostics",
		Pool: &ledger.Pool{Host: "00V", Year: "2015-16", Lines: []ledger.PoolLine{
			{What: "Leaflets", Pence: 1_000_00, Kind: "cash", Recurrent: true, Due: "2016-02-01", Share: ledger.Share{By: "figure", Figure: "weighted_population"}},
		}},
	})
	w := &sitting{}
	b.look(func(v ledger.View, _ ledger.Time) { w.ref = v.NextMeeting("2015") })
	b.until(b.call(w.ref, l.NextMotion))
	people := []ledger.Attendee{{Person: "chair", As: ledger.AttendsInAttendance}}
	b.look(func(v ledger.View, now ledger.Time) {
		for id, s := range v.Seats() {
			people = append(people, ledger.Attendee{Person: s.Holder(now.Day()), Seat: id, As: ledger.AttendsAsMember})
		}
	})
	b.record("secretary", "", ledger.KindAttendanceRecorded, ledger.AttendanceRecorded{Meeting: w.ref, People: people, Presiding: []ledger.Presiding{{Person: "chair"}}})
	var show ledger.HandsShown
	b.get(api.Fill(api.PathHands, l.NextMotion)).into(http.StatusOK, &show)
	show.Hands = b.raised(w, show.Roll, ledger.ChoiceFor)
	b.record("secretary", "", ledger.KindHandsShown, show)
	b.record("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: w.ref, Ended: b.now()})
	var minutes api.MinutesAnswer
	b.as("secretary", api.Fill(api.PathMinutes, w.ref)).into(http.StatusOK, &minutes)
	b.put("secretary", []byte(minutes.Text), "").into(http.StatusCreated, &api.Blob{})
	for _, person := range []string{"secretary", "chair", mover} {
		b.record(person, "", ledger.KindMinutesApproved, ledger.MinutesApproved{Meeting: w.ref, Text: minutes.SHA256, Results: minutes.Results})
	}
	again := func(when string) {
		t.Helper()
		var o api.Obligation
		b.get(api.Fill(api.PathObligation, l.NextMotion, "001")+"?recalculated=yes").into(http.StatusOK, &o)
		if r := o.Recalculated; r == nil || r.Verdict != api.RecalculationSame || r.Pence == nil || *r.Pence != o.Pence {
			t.Errorf("%s: %d is %+v", when, o.Pence, r)
		}
	}
	again("at once")
	b.clock.add(time.Hour)
	b.record("secretary", "", ledger.KindFigureRecorded, ledger.FigureRecorded{
		Party: "00V", Figure: "weighted_population", Value: 1, Unit: "people", Period: "2015-16", Effective: "2015-04-01", Source: "a correction",
	})
	again("once a figure was corrected")
}

// Every decision of the example is what the rules of its day give again.
func TestDecisionsRecalculated(t *testing.T) {
	b := still(t)
	var list api.List[api.Decision]
	b.get(api.PathDecisions+"?limit=100").into(http.StatusOK, &list)
	for _, d := range list.Items {
		var again api.Decision
		b.get(api.Fill(api.PathDecision, d.Ref)+"?recalculated=yes").into(http.StatusOK, &again)
		if again.Recalculated != api.RecalculationSame || d.Recalculated != "" {
			t.Errorf("%s is %q, and unasked %q", d.Ref, again.Recalculated, d.Recalculated)
		}
	}
	if len(list.Items) < 10 {
		t.Errorf("only %d decisions were looked at", len(list.Items))
	}
	if got := b.get(api.Fill(api.PathDecision, "GM-2015-003") + "?recalculated=no").problem(); len(got.Errors) != 1 || got.Errors[0].Parameter != "recalculated" {
		t.Errorf("%+v", got)
	}
}

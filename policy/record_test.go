package policy

import (
	"slices"
	"testing"

	"concordat/ledger"
)

// What one person who keeps the record of a meeting can't do alone: each of these
// once bound every party.

const satAt = "GM-2015-M01"

// convened is a meeting with one motion before it, at which all twelve members and
// the chair are recorded.
func (b *board) convened(codes []string) (motion ledger.Motion, attendance ledger.AttendanceRecorded, show ledger.HandsShown) {
	b.t.Helper()
	motion = ledger.Motion{
		Ref: "GM-2015-001", Title: "Parking", Text: []string{"That staff may park."}, Type: ledger.TypeStatement, Route: ledger.RouteJointCommittee, Function: "acute-surgery",
	}
	text := b.do("member-"+codes[0], codes[0], ledger.KindMotionMoved, motion)
	b.do("secretary", "", ledger.KindMeetingCalled, ledger.Meeting{
		Ref: satAt, Title: "Board", Starts: "2015-07-15T09:00:00.000Z", Place: "Town hall", Items: []ledger.AgendaItem{{Item: "1", Title: "Parking", Motion: motion.Ref}},
	})
	b.now = "2015-07-15T09:05:00.000Z"
	attendance = ledger.AttendanceRecorded{Meeting: satAt, Presiding: []ledger.Presiding{{Person: "chair"}}}
	for _, code := range codes {
		attendance.People = append(attendance.People, ledger.Attendee{Person: "member-" + code, Seat: code + "-1", As: ledger.AttendsAsMember})
	}
	attendance.People = append(attendance.People, ledger.Attendee{Person: "chair", As: ledger.AttendsInAttendance})
	b.do("secretary", "", ledger.KindAttendanceRecorded, attendance)
	record, _ := b.state.Draft().Motion(motion.Ref)
	roll, err := b.state.Draft().Roll(record, b.now, b.rules)
	if err != nil {
		b.t.Fatal(err)
	}
	return motion, attendance, ledger.HandsShown{Meeting: satAt, Item: "1", Motion: motion.Ref, Title: motion.Title, Text: text, Roll: roll, Rules: b.bundle.Digest()}
}

func raised(codes []string, inFavour int) (hands []ledger.Hand) {
	for i, code := range codes {
		choice := ledger.ChoiceFor
		if i >= inFavour {
			choice = ledger.ChoiceAgainst
		}
		hands = append(hands, ledger.Hand{Seat: code + "-1", Person: "member-" + code, Choice: choice})
	}
	return hands
}

func (b *board) confirm(shown ledger.Digest, hands ...ledger.Hand) {
	b.t.Helper()
	for _, h := range hands {
		b.do(h.Person, h.Seat[:3], ledger.KindHandConfirmed, ledger.HandConfirmed{Motion: "GM-2015-001", Shown: shown, Seat: h.Seat, Choice: h.Choice, Then: h.Then})
	}
}

func (b *board) undecided() {
	b.t.Helper()
	if d, made := b.state.Draft().Decision("GM-2015-001"); made {
		b.t.Fatalf("decided: %s", d.Outcome)
	}
}

// One hand of twelve that are present is no show of hands, and those against can't
// be left out of the record.
func TestHandsOfAll(t *testing.T) {
	b, codes := greaterManchester(t)
	_, attendance, show := b.convened(codes)
	show.Hands = raised(codes[:1], 1)
	b.refused("hands-missing", "free to vote, and has no hand", "secretary", "", ledger.KindHandsShown, show)
	show.Hands = raised(codes, 8)
	shown := b.do("secretary", "", ledger.KindHandsShown, show)
	b.confirm(shown, show.Hands[8:]...)
	b.confirm(shown, show.Hands[:7]...)
	b.undecided()
	fewer := show
	fewer.Hands = show.Hands[:8]
	b.refused("hands-shown", "has confirmed that it showed a hand", "secretary", "", ledger.KindHandsShown, fewer)
	without := attendance
	without.People = slices.Concat(attendance.People[:8], attendance.People[12:])
	b.refused("hands-shown", "Only a seat that denies its hand", "secretary", "", ledger.KindAttendanceRecorded, without)
	b.confirm(shown, show.Hands[7])
	if got := b.outcome("GM-2015-001"); got != ledger.OutcomeNotCarried {
		t.Errorf("eight of twelve: %s", got)
	}
}

// Two hands of two who are recorded don't become those of twelve.
func TestAttendanceAfterHands(t *testing.T) {
	b, codes := greaterManchester(t)
	_, all, show := b.convened(codes)
	few := all
	few.People = slices.Concat(all.People[:2], all.People[12:])
	b.do("secretary", "", ledger.KindAttendanceRecorded, few)
	show.Hands = raised(codes[:2], 2)
	shown := b.do("secretary", "", ledger.KindHandsShown, show)
	b.confirm(shown, show.Hands[0])
	b.do("secretary", "", ledger.KindAttendanceRecorded, all)
	b.confirm(shown, show.Hands...)
	b.undecided()
	b.do("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: satAt, Ended: b.now})
	minutes := ledger.MinutesApproved{Meeting: satAt, Text: digest("minutes"), Results: []ledger.MinutedHands{{Motion: "GM-2015-001", Shown: shown, Counts: map[string]int64{ledger.ChoiceFor: 2}}}}
	b.refused("hands-denied", "has no hand there", "secretary", "", ledger.KindMinutesApproved, minutes)
}

// A seat that denies a show of hands keeps it from standing either way, until hands
// are shown again.
func TestHandDenied(t *testing.T) {
	b, codes := greaterManchester(t)
	_, attendance, show := b.convened(codes)
	last := codes[11]
	away := attendance
	away.People = slices.Clone(attendance.People)
	away.People[11].As = ledger.AttendsWithApologies
	b.do("secretary", "", ledger.KindAttendanceRecorded, away)
	show.Hands = raised(codes[:11], 11)
	shown := b.do("secretary", "", ledger.KindHandsShown, show)
	b.refused("no-seat", "by the holder or a deputy", "officer-"+last, last, ledger.KindHandDenied, ledger.HandDenied{Motion: "GM-2015-001", Shown: shown, Seat: last + "-1"})
	b.do("member-"+last, last, ledger.KindHandDenied, ledger.HandDenied{Motion: "GM-2015-001", Shown: shown, Seat: last + "-1", Reason: "I was there and against it"})
	b.confirm(shown, show.Hands...)
	b.undecided()
	b.do("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: satAt, Ended: b.now})
	minutes := ledger.MinutesApproved{Meeting: satAt, Text: digest("minutes"), Results: []ledger.MinutedHands{{Motion: "GM-2015-001", Shown: shown, Counts: map[string]int64{ledger.ChoiceFor: 11}}}}
	b.refused("hands-denied", "has denied the hands", "secretary", "", ledger.KindMinutesApproved, minutes)
	b.do("secretary", "", ledger.KindAttendanceRecorded, attendance)
	show.Hands = raised(codes, 11)
	shown = b.do("secretary", "", ledger.KindHandsShown, show)
	b.confirm(shown, show.Hands...)
	if got := b.outcome("GM-2015-001"); got != ledger.OutcomeCarried {
		t.Errorf("eleven of twelve: %s", got)
	}
}

// A secretary with a vice-chair of her own making has no meeting of her own making.
func TestMinutesByPuppets(t *testing.T) {
	b, codes := greaterManchester(t)
	b.enrol("puppet", "secretary", "")
	b.do("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleViceChair, Person: "puppet", From: "2015-06-01"})
	_, _, show := b.convened(codes)
	b.enrol("late", "officer-"+codes[1], codes[1])
	b.do("secretary", "", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleViceChair, Person: "late", From: "2015-06-01"})
	show.Hands = raised(codes, 12)
	shown := b.do("secretary", "", ledger.KindHandsShown, show)
	b.do("secretary", "", ledger.KindMeetingEnded, ledger.MeetingEnded{Meeting: satAt, Ended: b.now})
	minutes := ledger.MinutesApproved{Meeting: satAt, Text: digest("minutes"), Results: []ledger.MinutedHands{{Motion: "GM-2015-001", Shown: shown, Counts: map[string]int64{ledger.ChoiceFor: 12}}}}
	b.do("secretary", "", ledger.KindMinutesApproved, minutes)
	for _, person := range []string{"puppet", "late"} {
		b.refused("not-independent", "before GM-2015-M01 was called", person, "", ledger.KindMinutesApproved, minutes)
	}
	b.undecided()
}

// Who is given a seat once the meeting has begun was not at it.
func TestSeatSinceTheMeeting(t *testing.T) {
	b, codes := greaterManchester(t)
	_, attendance, _ := b.convened(codes)
	b.enrol("late", "officer-"+codes[1], codes[1])
	b.do("officer-"+codes[1], codes[1], ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: codes[1] + "-1", Person: "late", From: "2015-07-01"})
	b.do("secretary", "", ledger.KindAttendanceRecorded, attendance)
	attendance.People[1].Person = "late"
	b.refused("no-seat", "late as member for seat "+codes[1]+"-1", "secretary", "", ledger.KindAttendanceRecorded, attendance)
}

// An amendment on the floor turns no motion into another, nor is it carried by one
// hand, and a part of a motion is that motion's.
func TestFloorKeepsTheMotion(t *testing.T) {
	b, codes := greaterManchester(t)
	motion, attendance, show := b.convened(codes)
	moved := ledger.AmendmentMoved{Meeting: satAt, Item: "1", Text: show.Text, By: codes[3] + "-1", To: motion}
	for _, change := range []func(*ledger.Motion){
		func(m *ledger.Motion) { m.Type = "business_case" },
		func(m *ledger.Motion) { m.Lapses = "2099-12-31" },
		func(m *ledger.Motion) {
			m.Type, m.Prolongs = "prolongation", &ledger.Prolongs{Function: "community-diagnostics", Until: "2028-01-01"}
		},
		func(m *ledger.Motion) { m.Papers = []ledger.Paper{{Title: "Another", SHA256: digest("paper")}} },
	} {
		to := motion
		change(&to)
		moved.To = to
		b.refused("amendment", "and nothing else", "secretary", "", ledger.KindAmendmentMoved, moved)
	}
	moved.To = motion
	moved.To.Text = []string{"That nobody may park."}
	put := ledger.AmendmentPut{Meeting: satAt, Item: "1", Motion: motion.Ref, Roll: show.Roll, Hands: raised(codes[:1], 1), Outcome: ledger.OutcomeCarried}
	put.Amendment = b.do("secretary", "", ledger.KindAmendmentMoved, moved)
	b.refused("hands-missing", "free to vote, and has no hand", "secretary", "", ledger.KindAmendmentPut, put)
	few := attendance
	few.People = slices.Concat(attendance.People[:8], attendance.People[12:])
	b.do("secretary", "", ledger.KindAttendanceRecorded, few)
	put.Hands = raised(codes[:8], 8)
	b.refused("quorum", "8 of 12 parties on the roll are present", "secretary", "", ledger.KindAmendmentPut, put)
}

// Who confirms a hand confirms its order of preference, and whoever presided the
// casting vote.
func TestOrdersAndCastingConfirmed(t *testing.T) {
	bundle := withTerms(t, embeddedBundle(t, "greater-manchester"), func(terms map[string]any) {
		terms["tie"].(map[string]any)["casting"] = "chair"
		limb := terms["joint_committee"].(map[string]any)["majorities"].([]any)[0].(map[string]any)
		limb["num"], limb["den"] = 1, 2
	})
	b, codes := foundedOn(t, bundle)
	_, _, show := b.convened(codes)
	show.Hands, show.Casting = raised(codes, 6), ledger.ChoiceFor
	shown := b.do("secretary", "", ledger.KindHandsShown, show)
	b.confirm(shown, show.Hands...)
	b.undecided()
	b.do("chair", "", ledger.KindHandConfirmed, ledger.HandConfirmed{Motion: "GM-2015-001", Shown: shown, Casting: ledger.ChoiceFor})
	if got := b.outcome("GM-2015-001"); got != ledger.OutcomeCarried {
		t.Errorf("by the casting vote: %s", got)
	}
}

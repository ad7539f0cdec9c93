package web_test

import (
	"strings"
	"testing"

	"concordat/ledger"
)

// handsOn is a motion on which hands were shown at a meeting, all for it, by everybody
// but Wigan's member, who had sent apologies.
func (b *board) handsOn(motion string) {
	b.t.Helper()
	b.meetsOn(motion)
	const path = "/meetings/GM-2015-M03/hands/"
	who := b.member("secretary")
	who.sign(path+motion, who.post(path+motion, who.get(path+motion).fill("how", "all")))
}

// meetsOn is a motion that is before a meeting, with those whom handsOn says.
func (b *board) meetsOn(motion string) {
	b.t.Helper()
	b.states("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: motion, Title: "Meet on Thursdays", Text: []string{"That the board meet on Thursdays."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	b.states("secretary", "", ledger.KindMeetingCalled, ledger.Meeting{
		Ref: "GM-2015-M03", Title: "Strategy board", Starts: "2015-12-10T14:00:00.000Z", Place: "Town hall", Items: []ledger.AgendaItem{{Item: "1", Title: "Meet on Thursdays", Motion: motion}},
	})
	b.until("2015-12-10T14:00:00.000Z")
	who := b.member("secretary")
	const meeting = "/meetings/GM-2015-M03"
	who.sign(meeting+"/attendance", who.post(meeting+"/attendance", who.get(meeting+"/attendance").fill("others", "chair", "other", "", "presiding", "chair", "seat-02H-1", ledger.AttendsWithApologies+" wigan-borough-member")))
}

// Whoever is kept from voting shows no hand unless one is selected, however it was decided,
// and what was recorded so is sent again as it is.
func TestHandOfKeptFromVoting(t *testing.T) {
	const motion, path = "GM-2015-013", "/meetings/GM-2015-M03/hands/GM-2015-013"
	b := newBoard(t)
	b.meetsOn(motion)
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: motion, Nature: "financial", Known: "2015-12-10"})
	m, err := b.as("secretary").Motion(t.Context(), motion)
	if err != nil || len(m.Interests) != 1 {
		t.Fatal(m.Interests, err)
	}
	for _, person := range []string{"secretary", "chair"} {
		b.states(person, "", ledger.KindInterestRuled, ledger.InterestRuled{Interest: m.Interests[0].ID, Motion: motion, Ruling: "withdraws"})
	}
	who := b.member("secretary")
	const asked, none = "NHS Bury CCG, bury-member, who may not vote, by the rulings on an interest: no hand unless you select one", "No hand shown"
	shown := who.get(path).is(200, asked)
	each := shown.fill("how", "each")
	for name := range each {
		if strings.HasPrefix(name, "hand-") {
			each.Set(name, ledger.ChoiceFor)
		}
	}
	for _, hand := range []string{"", "none"} {
		each.Set("hand-00V-1", hand)
		who.post(path, each).is(200, "10 hands", none, "NHS Bury CCG, 00V-1, weight 1: bury-member")
		who.post(path, shown.fill("how", "without", "hand-00V-1", hand)).is(200, "Agreed without a vote", "10 hands", none)
	}
	who.sign(path, who.post(path, shown.fill("how", "without")))
	again := who.get(path).is(200, `value="without" checked`).fill()
	if again.Get("hand-00V-1") != "none" {
		t.Errorf("what is recorded is asked for as %q", again)
	}
	who.post(path, again).is(200, "Agreed without a vote", "10 hands", none)
}

// Whoever showed a hand confirms it, or says that it is recorded wrongly; both are told at
// the meeting, and nobody else is let in.
func TestOwnHandOnPages(t *testing.T) {
	const motion, form, meeting = "/motions/GM-2015-013", "/motions/GM-2015-013/hand", "/meetings/GM-2015-M03"
	const do = "Confirm or deny your hand on GM-2015-013"
	b := newBoard(t)
	b.handsOn("GM-2015-013")
	bury := b.member("bury-member")
	for _, path := range []string{"/", motion, meeting} {
		bury.get(path).is(200, `href="`+form+`"`)
	}
	bury.get("/").is(200, "Needs you now", "Confirm your hand: Meet on Thursdays", "The secretary recorded it at GM-2015-M03")
	for _, person := range []string{"secretary", "bury-officer", "chair"} {
		who := b.member(person)
		for _, path := range []string{"/", motion, meeting} {
			who.get(path).is(200).isNot(form)
		}
		who.get(form).is(403, "Whoever showed a hand on GM-2015-013 confirms it")
		who.post(form, who.get("/account/interests").form()).is(403, "Whoever showed a hand on GM-2015-013 confirms it")
	}
	b.reader().get(form).leads("/log-in?next=%2Fmotions%2FGM-2015-013%2Fhand")
	bury.get("/motions/GM-2015-004/hand").is(409, "No show of hands on GM-2015-004 waits for its minutes")

	shown := bury.get(form).is(200, "Confirm or deny your hand", "NHS Bury CCG, 00V-1", "For", "Yes, it is as I showed it")
	bury.post(form, shown.fill("reason", "We were against it")).is(422, "Select whether it is recorded rightly", "We were against it", `href="#answer"`)
	check := bury.post(form, shown.fill("answer", "right")).is(200, "Check and confirm your hand", "You speak for", "confirms that its seat 00V-1 showed a hand on GM-2015-013", "Your hand is not confirmed until you sign")
	signed := bury.sign(form, check)
	if !strings.HasPrefix(signed, motion+"?recorded=") {
		t.Fatal(signed)
	}
	bury.get(signed).is(200, "Receipt number", "Deny the hands recorded on GM-2015-013").isNot(do)
	bury.get("/").is(200).isNot("Needs you now")
	bury.get(meeting).is(200, "Says of it", "Confirmed")
	again := bury.get(form).is(200, "For, confirmed")
	bury.post(form, again.fill("answer", "right")).is(422, "You have confirmed it already")

	// Confirmed, it may still be denied; whoever has no hand recorded denies that.
	check = bury.post(form, again.fill("answer", "wrong", "reason", "We were against it")).is(200, "Check and deny what is recorded", "denies the hands recorded on GM-2015-013", "What is wrong", "We were against it", "The secretary records them again")
	bury.get(bury.sign(form, check)).is(200).isNot(form)
	bury.get(meeting).is(200, "Denied: We were against it")
	bury.get(form).is(403)
	wigan := b.member("wigan-borough-member")
	wigan.get("/").is(200).isNot(form)
	wigan.get(meeting).is(200, "Deny the hands recorded on GM-2015-013")
	shown = wigan.get(form).is(200, "No hand of yours is recorded")
	wigan.post(form, shown.fill("answer", "right")).is(422, "No hand of yours is recorded for you to confirm")
	check = wigan.post(form, shown.fill("answer", "wrong")).is(200)
	wigan.sign(form, check)
	wigan.get(meeting).is(200, "None recorded")
	m, err := b.as("bury-member").Motion(t.Context(), "GM-2015-013")
	if err != nil {
		t.Fatal(err)
	}
	if d := m.Shown.Denied; len(d) != 2 || d[0].Seat != "00V-1" || d[0].Reason != "We were against it" || d[1].Seat != "02H-1" || len(m.Shown.Confirmed) != 0 {
		t.Errorf("recorded is %+v, confirmed %q", d, m.Shown.Confirmed)
	}
}

// Whoever speaks for several seats says for which: none is taken for granted.
func TestOwnHandOfSeveralSeats(t *testing.T) {
	const form = "/motions/GM-2015-013/hand"
	b := newBoard(t)
	b.seatsBury()
	b.handsOn("GM-2015-013")
	bury := b.member("bury-member")
	shown := bury.get(form).is(200, "Select a seat")
	bury.post(form, shown.fill("answer", "wrong")).is(422, "Select the seat that you speak for", `href="#seat"`)
	bury.post(form, shown.fill("seat", "02H-1", "answer", "wrong")).is(422, "Select the seat that you speak for")
	bury.post(form, shown.fill("seat", "00T-1", "answer", "wrong")).is(200, "You speak for", "NHS Bolton CCG, 00T-1", "Sign and deny")
}

package web_test

import (
	"strconv"
	"testing"

	"concordat/ledger"
)

// Who has voted, a vote that was telephoned and confirmed by a second person, an interest
// ruled on by two, and a withdrawal that two have to sign for.
func TestConsole(t *testing.T) {
	b := newBoard(t)
	const path = "/motions/GM-2015-011/votes"
	secretary, bury := b.member("secretary"), b.member("bury-member")
	secretary.get(path).is(200, "Not yet voted", "Signed", "Quorum", "Voting closes at 5pm on Friday 27 November 2015", "Record a vote given by telephone")
	form := secretary.get(path+"/record").is(200, "NHS Bury CCG, bury-member")
	secretary.post(path+"/record", form.fill("seat", "")).is(422, "Select who gave the vote", "Select the vote that was given", "Enter how it was given")
	filled := form.fill("seat", "00V-1 bury-member", "choice", "for", "how", "by telephone at 4:40pm")
	secretary.sign(path+"/record", secretary.post(path+"/record", filled).is(200, "Check and record the vote", "bury-member"))
	secretary.get(path).is(200, "Recorded by secretary, not confirmed")
	secretary.get("/secretary").is(200, "1 vote that you recorded is not confirmed")
	bury.get(path).is(200, "Confirm the vote of NHS Bury CCG that the secretary recorded")
	confirm := path + "/552/confirm"
	bury.sign(confirm, bury.get(confirm).is(200, "Check and confirm the vote", "Recorded by", "secretary"))
	secretary.get(path).is(200, "Recorded by secretary, confirmed")
	secretary.get(path + "/7/confirm").is(404)

	b.states("trafford-member", "02A", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "indirect", Known: "2015-11-20"})
	c := b.as("secretary")
	m, err := c.Motion(t.Context(), "GM-2015-011")
	if err != nil || len(m.Interests) == 0 {
		t.Fatal(err, m.Interests)
	}
	ruling := "/motions/GM-2015-011/interests/" + string(m.Interests[len(m.Interests)-1].ID)
	secretary.get("/secretary").is(200, "interest", "to be ruled on")
	secretary.post(ruling, secretary.get(ruling).is(200, "Rule on an interest", "trafford-member", "Indirect", "Quorum now").form()).is(422, "Select the ruling")
	for _, person := range []string{"secretary", "chair"} {
		r := b.member(person)
		r.sign(ruling, r.post(ruling, r.get(ruling).fill("ruling", "may_speak")).is(200, "Record this ruling"))
	}
	secretary.get(ruling).is(200, "Ruled by secretary", "Ruled by chair", "May speak, may not vote")
	secretary.get(path).is(200, "Interest declared, not voting")
	const withdraw = "/motions/GM-2015-011/withdraw"
	mover := b.member(m.Mover)
	mover.sign(withdraw, mover.post(withdraw, mover.get(withdraw).form()))
	secretary.get(path).is(200, "Withdrawal was asked for by "+m.Mover)
	b.reader().get(path).is(200, "Who has voted")

	chair := b.member("chair")
	chair.sign(withdraw, chair.post(withdraw, chair.get(withdraw).form()))
	const withdrawn = "The motion was withdrawn before voting closed"
	secretary.get(path).is(200, withdrawn).isNot("Voting close").isNot("Show it as it stands now")
	secretary.get("/receipts/"+strconv.FormatInt(m.Votes[0].Entry, 10)).is(200, withdrawn).isNot("Voting close")
}

// The votes page says what the votes come to: open or decided, and of a tie or of too few
// votes why.
func TestWhatVotesComeTo(t *testing.T) {
	b := newBoard(t)
	secretary := b.member("secretary")
	secretary.get("/motions/GM-2015-011/votes").is(200, "As the votes stand: ", "How the votes stand, by seats", "Have voted (quorum: at least 9 of 12 parties)", "Voting closes at", "Show it as it stands now")
	motions, err := b.as("secretary").Motions(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	quorate, not := 0, 0
	for _, m := range motions.Items {
		if m.Status.Status != ledger.MotionDecided {
			continue
		}
		page := secretary.get("/motions/"+m.Ref+"/votes").is(200, "Voting closed at", `href="/decisions/`+m.Ref+`"`).isNot("Show it as it stands now")
		if m.Outcome == ledger.OutcomeNotQuorate {
			page.is(200, "Not quorate on", "Move it again", "Did not vote").isNot("Not yet voted")
			not++
		} else {
			page.isNot("Move it again")
			quorate++
		}
	}
	if not == 0 || quorate == 0 {
		t.Errorf("%d decided with a quorum and %d without", quorate, not)
	}
}

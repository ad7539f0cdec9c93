package web_test

import (
	"net/url"
	"testing"

	"concordat/ledger"
)

// Whoever may vote from several seats chooses from which they do, and each vote is asked
// for, checked, signed, told of and changed by itself.
func TestVoteFromSeveralSeats(t *testing.T) {
	const motion, vote, check = "/motions/GM-2015-011", "/motions/GM-2015-011/vote", "/motions/GM-2015-011/vote/check"
	b := newBoard(t)
	b.seatsBury()
	bury := b.member("bury-member")
	bury.get("/").is(200, `href="/motions/GM-2015-011?seat=00V-1"`, "Vote for NHS Bury CCG: A pooled fund", "Change the vote of NHS Bolton CCG: A pooled fund", "Your organisation pays £20,000")
	bury.get(motion).is(200, "What this means for NHS Bury CCG", "What this means for NHS Bolton CCG", `href="/motions/GM-2015-011/vote?seat=00T-1"`, ">Vote for NHS Bury CCG<", ">Change the vote of NHS Bolton CCG<")

	bury.get(motion+"?seat=00V-1").is(200, "What this means for NHS Bury CCG", ">Vote for NHS Bury CCG<", ">Change the vote of NHS Bolton CCG<").isNot("What this means for NHS Bolton CCG")

	// None is taken for granted, nor one that is not theirs.
	for _, which := range []string{vote, vote + "?seat=02H-1", check + "?choice=for"} {
		bury.get(which).is(200, "Whose vote do you cast?", "Vote for NHS Bury CCG", `href="/motions/GM-2015-011/vote?seat=00T-1"`).isNot("How does")
	}

	cast := func(seat, party, choice, receipt string) {
		t.Helper()
		asked := bury.get(vote+"?seat="+seat).is(200, "How does "+party+" vote?", "You vote from seat "+seat).form()
		bury.post(vote, asked).is(422, "Select how "+party+" votes", `name="seat" value="`+seat+`"`)
		asked.Set("choice", choice)
		to := check + "?" + url.Values{"choice": {choice}, "seat": {seat}}.Encode()
		bury.post(vote, asked).leads(to)
		signed := bury.get(to).is(200, party+" votes "+choice+" GM-2015-011", "From seat", `href="/motions/GM-2015-011/vote?choice=`+choice+`&amp;seat=`+seat+`"`)
		bury.post(check, signed.form()).leads(receipt)
	}
	// Nor a choice that was somebody else's.
	bury.get(vote+"?seat=00T-1").is(200, "bolton-member, the holder of this seat, voted for").isNot(" checked")
	cast("00T-1", "NHS Bolton CCG", "against", "/receipts/553")
	bury.get("/receipts/553").is(200, "NHS Bolton CCG votes against GM-2015-011", "Your other votes", "Vote for NHS Bury CCG: A pooled fund", `href="/motions/GM-2015-011/vote?seat=00V-1"`).isNot("Vote for NHS Bolton CCG: A pooled fund")
	bury.get("/").is(200, "Change the vote of NHS Bolton CCG: A pooled fund", "You voted against. Change until", "Vote for NHS Bury CCG: A pooled fund")
	cast("00V-1", "NHS Bury CCG", "for", "/receipts/554")
	bury.get("/receipts/554").is(200, "NHS Bury CCG votes for GM-2015-011").isNot("NHS Bury CCG: A pooled fund")
	bury.get(motion).is(200, ">Change the vote of NHS Bury CCG<", ">Change the vote of NHS Bolton CCG<")
	bury.get(vote+"?seat=00T-1").is(200, "You voted against at", `value="against" checked`)
	cast("00T-1", "NHS Bolton CCG", "for", "/receipts/555")

	m, err := b.as("bury-member").Motion(t.Context(), "GM-2015-011")
	if err != nil {
		t.Fatal(err)
	}
	stands := map[string]string{}
	for _, one := range ledger.Standing(m.Votes) {
		if one.Person == "bury-member" {
			stands[one.Seat] = one.Choice
		}
	}
	if len(stands) != 2 || stands["00T-1"] != "for" || stands["00V-1"] != "for" {
		t.Errorf("what stands is %v", stands)
	}

	// What was signed elsewhere meanwhile sends back to the same seat.
	late := bury.get(check + "?choice=against&seat=00T-1").is(200).form()
	cast("00V-1", "NHS Bury CCG", "against", "/receipts/556")
	bury.post(check, late).is(409, "Something else was signed with your key", "NHS Bolton CCG votes against GM-2015-011")
}

// What was chosen for a seat is not taken for another, also where that is the only one left.
func TestVoteFromNoOtherSeat(t *testing.T) {
	const vote, check = "/motions/GM-2015-011/vote", "/motions/GM-2015-011/vote/check"
	b := newBoard(t)
	bury := b.member("bury-member") // of 00V-1 alone
	form := bury.get(vote).is(200, "How does NHS Bury CCG vote?").form()
	for _, path := range []string{vote + "?seat=00T-1&choice=for", check + "?seat=00T-1&choice=for"} {
		bury.get(path).is(200, "Whose vote do you cast?", "not from the one that was asked for", "Vote for NHS Bury CCG", `href="/motions/GM-2015-011/vote"`).isNot("How does").isNot("you sign it")
	}
	bury.post(vote, with(form, "choice", "for", "seat", "00T-1")).is(200, "Whose vote do you cast?")
	bury.get(vote+"?seat=00V-1").is(200, "How does NHS Bury CCG vote?")
}

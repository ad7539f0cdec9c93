package web_test

import (
	"net/url"
	"strings"
	"testing"

	"concordat/ledger"
)

// interestOf is what somebody has declared on the example's first open motion.
func (b *board) interestOf(person string) ledger.Digest {
	b.t.Helper()
	m, err := b.as("secretary").Motion(b.t.Context(), "GM-2015-011")
	if err != nil {
		b.t.Fatal(err)
	}
	for _, i := range m.Interests {
		if i.Person == person {
			return i.ID
		}
	}
	b.t.Fatalf("%s has declared nothing: %v", person, m.Interests)
	return ""
}

// Whoever may not vote for an interest is told so before they sign, who ruled it and who
// can vote instead; and what they had written by then is not lost.
func TestRecusedIsTold(t *testing.T) {
	b := newBoard(t)
	const path, reason = "/motions/GM-2015-011", "The clinic is one of ours"
	trafford := b.member("trafford-member")
	trafford.get("/").is(200, "Not yet voted")
	question := with(trafford.get(path+"/vote").is(200).form(), "choice", "for", "reason", reason)
	to := trafford.post(path+"/vote", question).header.Get("Location")
	check := trafford.get(to).is(200, "Your vote is not recorded until you sign it", reason).form()

	b.states("trafford-member", "02A", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "financial", Known: "2015-11-20"})
	ruledOn := "trafford-member"
	rule := func(person, how string) {
		ruling := path + "/interests/" + string(b.interestOf(ruledOn))
		r := b.member(person)
		r.sign(ruling, r.post(ruling, r.get(ruling).fill("ruling", how)).is(200, "Record this ruling"))
	}
	// One ruling alone, and two that differ, keep nobody from voting.
	rule("secretary", "may_speak")
	trafford.get(path+"/vote").is(200, "How does NHS Trafford CCG vote?")
	rule("chair", "withdraws")
	trafford.get(path+"/vote").is(200, "How does NHS Trafford CCG vote?")
	trafford.get(path+"/votes").is(200, "NHS Trafford CCG", "Not yet voted")
	rule("secretary", "withdraws")

	const why = "you declared an interest, and chair and secretary ruled that you withdraw. trafford-deputy, its deputy, can vote for NHS Trafford CCG instead."
	trafford.get("/").is(200, "Interest declared, not voting", "trafford-deputy, its deputy, can vote for NHS Trafford CCG instead.")
	if shown := trafford.get(path).is(200, why); strings.Contains(shown.body, `href="`+path+`/vote"`) {
		t.Error("they are led to a vote that is refused")
	}
	link := `<a href="` + path + `">GM-2015-011, A pooled fund`
	trafford.get(path+"/vote").is(403, why, link)
	trafford.get(to).is(403, why, link, reason)
	trafford.post(path+"/vote", question).is(403, why, link, reason, "which was not recorded")
	trafford.post(path+"/vote/check", check).is(403, why, link, reason, "which was not recorded")
	trafford.get("/receipts/556").is(404)

	// The deputy has none, and votes.
	deputy := b.member("trafford-deputy")
	deputy.get("/").is(200, "Not yet voted")
	checked := deputy.post(path+"/vote", with(deputy.get(path+"/vote").is(200, "How does NHS Trafford CCG vote?").form(), "choice", "for")).header.Get("Location")
	deputy.post(path+"/vote/check", deputy.get(checked).is(200).form()).leads("/receipts/556")

	// Where nobody else can, it is said how somebody could.
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "indirect", Known: "2015-11-20"})
	ruledOn = "bury-member"
	rule("secretary", "may_speak")
	rule("chair", "may_speak")
	bury := b.member("bury-member")
	bury.get(path).is(200, "ruled that you may speak and not vote. Nobody can vote for NHS Bury CCG instead, unless its officer appoints a deputy")
	bury.post(path+"/vote", url.Values{"form_token": question["form_token"]}).is(403)
}

// It is read on a phone.
func TestRecusedInBrowser(t *testing.T) {
	b := newBoard(t)
	b.states("bury-member", "00V", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: "GM-2015-011", Nature: "indirect", Known: "2015-11-20"})
	for _, person := range []string{"secretary", "chair"} {
		b.states(person, "", ledger.KindInterestRuled, ledger.InterestRuled{Motion: "GM-2015-011", Interest: b.interestOf("bury-member"), Ruling: "may_speak"})
	}
	w := newBrowser(t, b, 375)
	w.open("/log-in?next=/", "Log in")
	w.choose("person", "bury-member")
	w.press("Log in as this person")
	w.at("Your votes")
	w.has("Interest declared, not voting")
	w.open("/motions/GM-2015-011", "A pooled fund")
	w.has("ruled that you may speak and not vote")
	w.open("/motions/GM-2015-011/vote", "You cannot see or do this")
	w.press("GM-2015-011, A pooled fund for one minor eye conditions service (illustrative)")
	w.at("A pooled fund")
}

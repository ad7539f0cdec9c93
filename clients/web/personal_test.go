package web_test

import (
	"net/url"
	"strings"
	"testing"

	"concordat/ledger"
)

// A reason goes with its vote and is read by those who may; no address has it, and when
// it was ordered erased the pages say so.
func TestReason(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const vote, check = "/motions/GM-2015-011/vote", "/motions/GM-2015-011/vote/check"
	form := bury.get(vote).is(200, "Your reason (optional)", "At most 500 characters. Other parties will see this. It can be erased later only by a recorded order.").form()
	form.Set("choice", "against")
	for written, wrong := range map[string]string{
		strings.Repeat("é", 501): "Your reason must be 500 characters or fewer: it has 501",
		"It is \u202eso":         "Your reason must not include characters that cannot be seen",
		"a\x00b":                 "Your reason must not include characters that cannot be seen",
	} {
		form.Set("reason", written)
		bury.post(vote, form).is(422, "<title>Error: How does NHS Bury CCG vote?", wrong, `href="#reason"`, `value="against" checked`)
	}
	form.Set("reason", " Our patients would\r\ntravel an hour. ")
	to := bury.post(vote, form)
	if to.status != 303 || strings.Contains(to.header.Get("Location"), "travel") {
		t.Fatalf("%d %s", to.status, to.header.Get("Location"))
	}
	path := to.header.Get("Location")
	shown := bury.get(path).is(200, "Your reason", "Our patients would\ntravel an hour.")
	// Whoever goes back finds what they wrote.
	bury.get(strings.Replace(path, "/check", "", 1)).is(200, "travel an hour.</textarea>", `value="against" checked`)
	// Nobody else does before it is signed with the vote, and nobody else's vote takes it.
	at, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	digest := at.Query().Get("reason")
	b.member("trafford-member").get(check+"?choice=against&reason="+digest).is(412, "Your reason waited too long")
	bury.post(check, shown.form()).leads("/receipts/552")
	bury.get("/motions/GM-2015-011").is(200, "Reasons given", "Our patients would\ntravel an hour.", "bury-member")
	b.reader().get("/motions/GM-2015-011").is(200).isNot("travel an hour")
	bury.get(vote).is(200).isNot("travel an hour") // another vote has another reason, or none

	b.state("bury-officer", "00V", ledger.KindTextErased, ledger.TextErased{Text: ledger.Digest(digest), Why: ledger.EraseAsked})
	bury.get("/motions/GM-2015-011").is(200, "Reasons given", "Erased on 27 November 2015 by order of NHS Bury CCG (entry 553)").isNot("travel an hour")
}

// Who somebody is stands where their id would, for those who may know.
func TestNamesOnPages(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	bury.get("/").is(200, `href="/account">bury-member</a>`)
	form := bury.get("/motions/GM-2015-011/vote/check?choice=for").is(200).form()
	bury.post("/motions/GM-2015-011/vote/check", form).leads("/receipts/552")
	name := b.keep("bury-officer", "Dr Kiran Patel")
	b.state("bury-officer", "00V", ledger.KindPersonNamed, ledger.PersonNamed{Person: "bury-member", Name: name})
	bury.get("/").is(200, `href="/account">Dr Kiran Patel</a>`)
	b.member("trafford-member").get("/motions/GM-2015-011").is(200, "Dr Kiran Patel (bury-member), signed with a key")
	b.reader().get("/motions/GM-2015-011").is(200, "bury-member, signed with a key").isNot("Kiran")
	b.state("bury-officer", "00V", ledger.KindTextErased, ledger.TextErased{Text: name, Why: ledger.EraseOver})
	bury.get("/").is(200, `href="/account">bury-member</a>`)
}

// state has somebody of the example state something, with their own key.
func (b *board) state(person, party, kind string, body any) {
	b.t.Helper()
	c := b.as(person)
	says, err := c.Sentence(b.t.Context(), kind, party, body)
	if err == nil {
		_, err = c.State(b.t.Context(), kind, party, body, says)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// keep has a personal text kept.
func (b *board) keep(person, text string) ledger.Digest {
	b.t.Helper()
	d, err := b.as(person).KeepText(b.t.Context(), text)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// isNot holds that a page does not say something.
func (a answer) isNot(words string) answer {
	a.t.Helper()
	if strings.Contains(a.body, words) {
		a.t.Errorf("the page says %q: %s", words, a.body)
	}
	return a
}

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
	bury.get("/").is(200, `href="/account">bury-member, NHS Bury CCG</a>`)
	form := bury.get("/motions/GM-2015-011/vote/check?choice=for").is(200).form()
	bury.post("/motions/GM-2015-011/vote/check", form).leads("/receipts/552")
	name := b.keep("bury-officer", "Dr Kiran Patel")
	b.state("bury-officer", "00V", ledger.KindPersonNamed, ledger.PersonNamed{Person: "bury-member", Name: name})
	bury.get("/").is(200, `href="/account">Dr Kiran Patel, NHS Bury CCG</a>`)
	b.member("trafford-member").get("/motions/GM-2015-011").is(200, "Dr Kiran Patel (bury-member), signed with a key")
	b.reader().get("/motions/GM-2015-011").is(200, "bury-member, signed with a key").isNot("Kiran")
	b.state("bury-officer", "00V", ledger.KindTextErased, ledger.TextErased{Text: name, Why: ledger.EraseOver})
	bury.get("/").is(200, `href="/account">bury-member, NHS Bury CCG</a>`)
}

// An officer sees what personal texts their party answers for, without what they say, and
// orders one erased; another party's officer cannot, and the order says nothing of it.
func TestTextsOfAParty(t *testing.T) {
	b := newBoard(t)
	officer := b.member("bury-officer")
	officer.get("/texts").is(200, "There are none", `href="/people/name"`)
	officer.get("/people").is(200, `href="/texts"`, `href="/people/name"`)

	// A name is typed, checked, signed, and then read by the board.
	form := officer.get("/people/name").is(200, "State who somebody is", ">bury-member<").isNot(">trafford-member<").form()
	form.Set("person", "bury-member")
	officer.post("/people/name", form).is(422, "Enter a name, an e-mail address or both")
	form.Set("name", "Dr Kiran\u202ePatel")
	officer.post("/people/name", form).is(422, "Name has characters that cannot be seen", `href="#name"`)
	form.Set("person", "trafford-member")
	form.Set("name", "Dr Kiran Patel")
	officer.post("/people/name", form).is(422, "Select one of these people", `value="Dr Kiran Patel"`)
	form.Set("person", "bury-member")
	check := officer.post("/people/name", form).is(200, "Check and state who they are", "Dr Kiran Patel", "bury-officer gives bury-member a name, kept as personal text").form()
	officer.post("/people/name", check).leads("/texts?recorded=552")
	listed := officer.get("/texts?recorded=552").is(200, "Receipt number 552", "Name", "27 November 2015", "Kept", "Dr Kiran Patel (bury-member)")
	officer.get("/people").is(200, "Dr Kiran Patel (bury-member)")

	// And its erasure.
	_, path, _ := strings.Cut(listed.body, `href="/texts/`)
	path, _, _ = strings.Cut("/texts/"+path, `"`)
	officer.get(path).is(200, "A personal text", "Dr Kiran Patel</blockquote>", "Entry 552", path+"/erase")
	b.member("trafford-officer").get(path).is(200).isNot(path + "/erase") // who reads it and does not answer for it
	b.reader().get(path).leads("/log-in?next=" + url.QueryEscape(path))
	order := officer.get(path+"/erase").is(200, "What goes: the words themselves", "What stays: that there was a text", "Nothing undoes this").form()
	officer.post(path+"/erase", order).is(422, "Select why it is erased")
	order.Set("why", ledger.EraseAsked)
	// Whoever does not answer for it is refused by the rules, with whom to ask.
	trafford := b.member("trafford-officer")
	others := trafford.get(path + "/erase").form()
	others.Set("why", ledger.EraseAsked)
	others = trafford.post(path+"/erase", others).is(200, "Check and order it erased").form()
	trafford.post(path+"/erase", others).is(403, "An officer of NHS Bury CCG")
	sign := officer.post(path+"/erase", order).is(200, "Check and order it erased", "Nothing is erased until you sign", "NHS Bury CCG orders the personal text with the code").form()
	officer.post(path+"/erase", sign).leads(path + "?recorded=553")
	officer.get(path).is(200, "Erased on 27 November 2015 by order of NHS Bury CCG (entry 553)").isNot("Kiran")
	officer.get("/texts").is(200, "Erased", "Name").isNot("Kiran")
	officer.get(path+"/erase").is(200, "Erased on 27 November 2015").isNot("Continue")
	officer.get("/people").is(200).isNot("Kiran")
	officer.get("/texts/" + strings.Repeat("0", 64)).is(404)
}

// A key is ended by its person, who is told what that does.
func TestPasskeyEnds(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	shown := bury.get("/passkeys").is(200, "Key in a file", "You are using it", "Last used to log in or read", "Add a second passkey", "End this one")
	_, path, _ := strings.Cut(shown.body, `href="/passkeys/end`)
	path, _, _ = strings.Cut("/passkeys/end"+path, `"`)
	form := bury.get(strings.ReplaceAll(path, "&amp;", "&")).is(200, "It ends at once and for ever", "You have no other").form()
	bury.post("/passkeys/end", form).is(422, "Select why it ends")
	form.Set("reason", "stolen")
	check := bury.post("/passkeys/end", form).is(200, "Check and end the passkey", "Somebody else may have it", "It does not end until you sign").form()
	bury.post("/passkeys/end", check).leads("/passkeys?recorded=552")
	bury.get("/passkeys").leads("/log-in?next=%2Fpasskeys")
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

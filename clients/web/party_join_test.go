package web_test

import (
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concordat/clients/sdk"
	"concordat/ledger"
)

// A body that the second version names joins once the secretary and an officer have stated
// the same on pages; the secretary records that it was established, and its own officer
// signs the MoU for it.
func TestJoiningOnPages(t *testing.T) {
	b := newBoard(t)
	const path = "/parties/join"
	secretary, bury := b.member("secretary"), b.member("bury-officer")
	bury.get(path).is(200, "Every body that the version in force names is a party")
	secretary.get(path).is(200, "Every body that the version in force names is a party").isNot("Continue")
	secretary.get("/parties").is(200).isNot(path)
	draft, rules := b.drafts()
	parties, err := b.as("secretary").Parties(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parties.Items {
		b.states(p.Officers[0], p.Code, ledger.KindDraftAnswered, ledger.DraftAnswered{Draft: draft, Position: ledger.DraftAgreed})
	}
	b.adopts(draft, rules)
	secretary, bury = b.member("secretary"), b.member("bury-officer") // the days that passed ended their sessions

	key, err := sdk.NewKey(rand.Reader, sdk.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	const officer = "northern-officer"
	if err := key.WriteKey(filepath.Join(b.dir, "keys", officer+".key"), officer); err != nil {
		t.Fatal(err)
	}
	request := func(origin string) string {
		data, err := json.Marshal(ledger.KeyAdded{Person: officer, Key: key.Public(), Proof: key.Possession(origin, officer)})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	code := key.Thumbprint().Code()

	b.member("bury-member").get(path).is(403, "The secretary and an officer of a party that has signed the MoU state alike that a body joins")
	b.reader().get(path).leads("/log-in?next=%2Fparties%2Fjoin")
	secretary.get("/parties").is(200, `href="/parties/join"`, "Admit a party that the MoU names")
	blank := secretary.get(path).is(200, "NHS Northern CCG (00A)", "anybody can run them")
	if run := "concordat key request --ledger " + b.ledger().Origin + " --as FILE"; !strings.Contains(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(blank.body, ""), run) || !strings.Contains(blank.body, `<span class="app-whole">--ledger</span>`) {
		t.Errorf("it does not say %q, with its words whole", run)
	}
	secretary.post(path, blank.fill()).is(422, "Select which body joins", `href="#body"`)
	secretary.post(path, blank.fill("body", "00A")).is(422, "Enter the officer’s request whole", `href="#request"`)
	secretary.post(path, blank.fill("body", "00A", "request", request("another/ledger"), "code", code)).is(422, "it has to prove that they hold the key", code)
	secretary.post(path, blank.fill("body", "00A", "request", request(b.ledger().Origin), "code", "AAAA AAAA AAAA")).is(422, "This is not the code of the key. Ask northern-officer for it again", "AAAA AAAA AAAA")
	check := secretary.post(path, blank.fill("body", "00A", "request", request(b.ledger().Origin), "code", code)).is(200, "Check and admit the party", "secretary admits NHS Northern CCG (00A) as a party; northern-officer is its officer", "It joins once another has stated the same")
	stated := secretary.get(secretary.sign(path, check)).is(200, "You stated that NHS Northern CCG joins", "It joins once another whose word is needed has stated the same", "Receipt number")
	secretary.get("/parties/00A").is(404)

	like := regexp.MustCompile(`/parties/join\?like=[0-9]+`).FindString(stated.body)
	blank = bury.get(like).is(200, "secretary has stated the details below", "NHS Northern CCG (00A)", code)
	bury.post(path, blank.fill("body", "00A")).is(422, "This is not the code of the key", "secretary has stated the details below")
	check = bury.post(path, blank.fill("code", strings.ToLower(code))).is(200, "admits NHS Northern CCG (00A) as a party")
	bury.get(bury.sign(path, check)).is(200, "NHS Northern CCG is a party now", `href="/parties/00A"`)

	// Established, it signs.
	const establish = "/parties/00A/establish"
	secretary.get("/secretary").is(200, "Record that NHS Northern CCG was established", `href="`+establish+`"`)
	secretary.get("/parties/00A").is(200, `href="`+establish+`"`)
	bury.get("/parties/00A").is(200).isNot(establish)
	bury.get(establish).is(403, "The secretary records that a party was established")
	blank = secretary.get(establish).is(200, "Record that NHS Northern CCG was established", "On which day was it established?")
	secretary.post(establish, blank.fill("on", "1 January 2099", "conditions", "A plan")).is(422, "Enter the day on which it was established, today or before", "A plan")
	check = secretary.post(establish, blank.fill("on", "1 December 2015", "conditions", "A plan by April")).is(200, "secretary records that NHS Northern CCG was established on 1 December 2015 with conditions: A plan by April", "It may sign the MoU")
	secretary.get(secretary.sign(establish, check)).is(200, "Receipt number", "Tuesday 1 December 2015", "A plan by April").isNot(`href="` + establish + `"`)
	secretary.get(establish).is(200, "NHS Northern CCG was established on Tuesday 1 December 2015").isNot("Continue")
	secretary.get("/secretary").is(200).isNot("NHS Northern CCG was established")

	who := b.member(officer)
	const sign = "/mou/2/sign"
	who.get("/").is(200, "Sign version 2 of the MoU for NHS Northern CCG")
	blank = who.get(sign).is(200, "NHS Northern CCG has signed no version yet: all of this one is new to it")
	check = who.post(sign, blank.fill("body", "00A")).is(200, "NHS Northern CCG signs version 2 of the MoU")
	who.get(who.sign(sign, check)).is(200, "Receipt number", "13 parties")
	who.get("/").is(200).isNot("Sign version 2 of the MoU")
}

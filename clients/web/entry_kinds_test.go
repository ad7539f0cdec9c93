package web_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"testing"

	"concordat/clients/sdk"
	"concordat/ledger"
)

// The entries by which a body stands in the place of others, and by which a key stands in the
// place of one that is lost, say so in words, with who the people in them are.
func TestEntriesOfMergersAndKeys(t *testing.T) {
	b := newBoard(t)
	reader := b.member("auditor")
	newKey := func() sdk.Key {
		t.Helper()
		key, err := sdk.NewKey(rand.Reader, sdk.Ed25519)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	last := func() string { return fmt.Sprintf("/ledger/%d", b.ledger().Size-1) }

	resolution := []byte("The governing body resolves that its officer's lost key be replaced.")
	if _, err := b.as("secretary").PutBlob(t.Context(), resolution, false); err != nil {
		t.Fatal(err)
	}
	key := newKey()
	old, err := keysIn(b.dir + "/keys").Key("bury-officer")
	if err != nil {
		t.Fatal(err)
	}
	chair, err := keysIn(b.dir + "/keys").Key("chair")
	if err != nil {
		t.Fatal(err)
	}
	body := ledger.KeyReplaced{
		Person: "bury-officer", Key: key.Public(), Proof: key.Possession(b.ledger().Origin, "bury-officer"), Old: old.Thumbprint(), Reason: "lost",
		Resolution: ledger.Resolution{Ref: "GB/15/9", On: "2015-11-20", Paper: ledger.DigestOf(resolution)}, From: "2015-12-04",
	}
	body.Confirmed = ledger.Confirmation{Person: "chair", Key: chair.Thumbprint(), Proof: base64.RawURLEncoding.EncodeToString(chair.Confirm(ledger.KeyReplacedInput(b.ledger().Origin, "secretary", &body)))}
	b.states("secretary", "", ledger.KindKeyReplaced, body)
	reader.get(last()).is(200, "secretary gives bury-officer the file key "+string(key.Thumbprint())+", which signs from 4 December 2015 on", "which is lost, by the resolution GB/15/9 of 20 November 2015. chair confirms this",
		"Who is named here", "Officer of NHS Bury CCG", "key.replaced", "Signed by", "Check code")

	officer := newKey()
	b.states("secretary", "", ledger.KindPartyMerged, ledger.PartyMerged{
		Parties: []string{"00W", "01M"}, On: "2015-11-27", Source: "an order of NHS England",
		Into: ledger.FoundingParty{Code: "14L", Name: "NHS Manchester CCG", Type: "ccg", Officer: ledger.KeyHolder{Person: "manchester-officer", Key: officer.Public()}},
	})
	page := reader.get(last()).is(200, "NHS Central Manchester CCG and NHS North Manchester CCG became NHS Manchester CCG (14L) on 27 November 2015, by an order of NHS England", "party.merged", "Signed by", "Who is named here")
	page.isNot("nhsuk-tag--red")

	// Both stand in the list of all entries, too, and whoever may not ask about people is told of none.
	reader.get("/ledger?after=549").is(200, "became NHS Manchester CCG", "gives bury-officer the file key")
	b.reader().get(last()).is(200, "became NHS Manchester CCG")
}

// The people in a motion's history and in a decision's evidence are known by their parts.
func TestWhoIsNamed(t *testing.T) {
	b := newBoard(t)
	r := b.member("auditor")
	r.get("/motions/GM-2015-007/history").is(200, "Who is named here", "bury-member", "Board member of NHS Bury CCG")
	// What was stated since a decision stands on its own page, with who that was.
	const ref = "GM-2015-004"
	text, err := b.as("secretary").NoticeText(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	b.states("secretary", "", ledger.KindNoticePublished, ledger.NoticePublished{Decision: ref, Notice: ledger.DigestOf(text), Place: "https://board.example/decisions", On: "2015-11-27"})
	r.get("/decisions/"+ref).is(200, "https://board.example/decisions", "Who is named here", `nhsuk-summary-list__key">secretary<`)
	r.get("/decisions/GM-2015-007/evidence").is(200, "Who is named in these records", "Board member of NHS Bury CCG")
}

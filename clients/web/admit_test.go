package web_test

import (
	"crypto/rand"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"concordat/clients/sdk"
	"concordat/ledger"
)

// newKeyOf is another key of somebody, added by the officer of Bury.
func (b *board) newKeyOf(person string) sdk.Key {
	b.t.Helper()
	key, err := sdk.NewKey(rand.Reader, sdk.Ed25519)
	if err != nil {
		b.t.Fatal(err)
	}
	c := b.as("bury-officer")
	l, err := c.Ledger(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	b.states("bury-officer", "00V", ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: key.Public(), Proof: key.Possession(l.Origin, person)})
	return key
}

// A key that was added in mid-vote waits for a second officer, whom the page asks for the
// code that its holder told them. Who added it sees who else can.
func TestAdmitKey(t *testing.T) {
	b := newBoard(t)
	finance := b.newKeyOf("bury-finance")
	if err := finance.WriteKey(filepath.Join(b.dir, "keys", "bury-finance.key"), "bury-finance"); err != nil {
		t.Fatal(err)
	}
	b.states("bury-officer", "00V", ledger.KindRoleAppointed, ledger.RoleAppointed{Role: ledger.RoleOfficer, Person: "bury-finance", From: "2015-11-20"})
	key := b.newKeyOf("bury-member")
	code := key.Thumbprint().Code()
	path := "/passkeys/admit?" + url.Values{"key": {string(key.Thumbprint())}}.Encode()

	b.member("bury-officer").get("/passkeys").is(200, "Waiting for a second officer", "A key of bury-member, for GM-2015-011 and GM-2015-012. An officer of NHS Bury CCG other than bury-officer, who added it, can admit it")
	b.member("bury-officer").get(path).leads("/passkeys")
	if page := b.member("bolton-officer").get("/passkeys").is(200); strings.Contains(page.body, "second officer") {
		t.Error("another party's officer is told of it")
	}
	r := b.member("bury-finance")
	r.get("/passkeys").is(200, "Waiting for a second officer", `href="`+strings.ReplaceAll(path, "&", "&amp;")+`"`)
	page := r.get(path).is(200, "Admit a key", "What is the code of the key?")
	form := page.form()
	form.Set("code", "4F7K 2QXM 9RTA")
	r.post("/passkeys/admit", form).is(422, "This is not the code of the key that waits here")
	// A code that is typed is kept, too.
	r.logOut()
	carried := r.post("/passkeys/admit", form).is(401).carried()
	page = r.post("/log-in", with(carried, "person", "bury-finance")).is(200, "What is the code of the key?", `value="4F7K 2QXM 9RTA"`)
	form = page.form()
	form.Set("code", code)
	sign := r.post("/passkeys/admit", form).is(200, "Check and admit", "bury-finance admits for NHS Bury CCG the key "+string(key.Thumbprint())+" of bury-member to what was opened before it was added", "Sign and admit")
	if !strings.HasPrefix(r.post("/passkeys/admit", sign.form()).is(303).header.Get("Location"), "/passkeys?recorded=") {
		t.Error("it does not lead back to the passkeys")
	}
	k, err := b.as("bury-member").KeyRecord(t.Context(), key.Thumbprint())
	if err != nil || k.Admitted == nil || k.Admitted.By != "bury-finance" {
		t.Errorf("recorded is %+v, %v", k.Admitted, err)
	}
}

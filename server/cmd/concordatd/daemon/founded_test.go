package daemon

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/clients/web/browsertest"
	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

const axe = "../../../../clients/web/testdata/axe.min.js"

// newKey is a key in a file's manner, which its holder never gives away, and the file by
// which they ask for it.
func newKey(t *testing.T, dir, origin, person string) (key sdk.Key, request string) {
	t.Helper()
	key, err := sdk.NewKey(rand.Reader, sdk.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	key.Person = person
	asked, err := ledger.Encode(ledger.KeyAdded{Person: person, Key: key.Public(), Proof: key.Possession(origin, person)})
	request = filepath.Join(dir, person+".json")
	if err = errors.Join(err, os.WriteFile(request, asked, 0o600)); err != nil {
		t.Fatal(err)
	}
	return key, request
}

// takes runs a command that is not to fail.
func takes(t *testing.T, args ...string) {
	t.Helper()
	var out, talk bytes.Buffer
	if code := Run(t.Context(), args, &out, &talk); code != api.ExitDone {
		t.Fatalf("concordatd %v: exit code %d: %s%s", args, code, out.String(), talk.String())
	}
}

// A board's own ledger, founded as its operator and its people found one: an officer, whose
// first key lies in a file, makes a passkey, logs in with it, and signs with it on a page
// that a seat is given. It is recorded, and the ledger verifies from its bytes alone.
func TestPasskeyOfAFoundedLedger(t *testing.T) {
	const mou, site = "../../../../policy/mou/stockton-section-75", "http://localhost:8080"
	work := t.TempDir()
	dir := filepath.Join(work, "data")
	found := func(args ...string) {
		t.Helper()
		takes(t, append([]string{"found", "--mou", mou, "--data", dir}, args...)...)
	}
	found("--name", "Stockton", "--prefix", "ST", "--url", site)
	b, err := readDraft(filepath.Join(dir, draftName))
	if err != nil {
		t.Fatal(err)
	}
	secretary, asks := newKey(t, work, b.Origin, "secretary")
	officer, asksToo := newKey(t, work, b.Origin, "group-officer")
	_, asksLast := newKey(t, work, b.Origin, "council-officer")
	found("--secretary", asks, "--officer", "CCG1="+asksToo, "--officer", "LA1="+asksLast)
	if b, err = readDraft(filepath.Join(dir, draftName)); err != nil {
		t.Fatal(err)
	}
	body, err := ledger.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	p := ledger.Payload{V: 1, Ledger: b.Origin, Kind: ledger.KindLedgerFounded, Author: "secretary", Seen: ledger.Seen{Root: ledger.DigestOf(nil)}, Body: body}
	if p.Sentence, err = ledger.Sentence(p, nil); err != nil {
		t.Fatal(err)
	}
	draft, err := ledger.Draft(secretary.Public(), p)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := ledger.Encode(secretary.Sign(draft))
	if err = errors.Join(err, os.WriteFile(filepath.Join(work, "signed.json"), signed, 0o600)); err != nil {
		t.Fatal(err)
	}
	found("--signed", filepath.Join(work, "signed.json"))
	_, url, stop := served(t, "--data", dir, "--listen", "127.0.0.1:0")
	defer stop()
	at := "127.0.0.1" + url[strings.LastIndex(url, ":"):]

	// The officer invites themselves with the program, and makes a passkey on the page.
	c, err := sdk.New("http://"+at, sdk.Options{Key: &officer})
	if err != nil {
		t.Fatal(err)
	}
	made, err := c.Invite(t.Context(), officer.Person, "CCG1")
	if err != nil {
		t.Fatal(err)
	}
	tab := browsertest.Open(t, strings.TrimPrefix(site, "http://"), at)
	tab.Wide(375)
	tab.Device()
	tab.Go(site + "/enrol#" + made.Invitation)
	tab.Click("form[data-enrol] button")
	tab.See(`[data-when="made"]`)
	told := strings.TrimSpace(tab.See("[data-fill=code]"))
	waiting, err := c.Invitations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(waiting.Items) != 1 || len(waiting.Items[0].Keys) != 1 || waiting.Items[0].Keys[0].Code != told {
		t.Fatalf("%+v waits; the page tells %s", waiting, told)
	}
	passkey := waiting.Items[0].Keys[0]
	agreed, err := c.Sentence(t.Context(), ledger.KindKeyAdded, "CCG1", passkey.Body)
	if err == nil {
		_, err = c.State(t.Context(), ledger.KindKeyAdded, "CCG1", passkey.Body, agreed)
	}
	if err != nil {
		t.Fatal(err)
	}

	// With it they log in, and sign.
	tab.Go(site + "/log-in")
	tab.Click("#passkey")
	tab.Await(`location.pathname === "/"`)
	tab.Go(site + "/people/seat")
	tab.Look("founded seat", axe)
	browsertest.Value[string](tab, `document.getElementById("person").value = "group-officer"`)
	tab.Click("main form button")
	tab.See("#sign")
	if said := tab.Text(); !strings.Contains(said, "group-officer") || strings.Contains(said, "This is an example") {
		t.Error(said)
	}
	code, sentence := tab.See("[data-say=code]"), tab.See("[data-say=sentence]")
	tab.Look("founded check", axe)
	tab.Click("#sign")
	tab.Await(`location.pathname === "/people"`)
	tab.Await(`document.body.innerText.includes("Receipt number 2")`)
	tab.Look("founded recorded", axe)
	tab.Go(site + "/receipts/2")
	if said := tab.Text(); !strings.Contains(said, sentence) {
		t.Errorf("the receipt does not say %q: %s", sentence, said)
	}
	done, err := c.Receipt(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := ledger.ParseAll(done.Receipt.Entry)
	if err != nil {
		t.Fatal(err)
	}
	if by := entry.Signed; by.Payload.Author != "group-officer" || by.Payload.Kind != ledger.KindBoardMemberEnrolled || by.Protected.Alg != "webauthn-ES256" || ledger.CheckCode(by.ID) != code {
		t.Errorf("recorded is %+v with %+v; the page showed the code %s", by.Payload, by.Protected, code)
	}
	key, err := c.KeyRecord(t.Context(), passkey.Key)
	if err != nil || key.Kind != ledger.KeyPasskey {
		t.Errorf("%+v: %v", key, err)
	}

	export := filepath.Join(work, "export")
	to, err := verify.WriteDir(export)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Export(c.Source(context.Background()), to, nil); err != nil {
		t.Fatal(err)
	}
	from, err := verify.OpenDir(export)
	if err != nil {
		t.Fatal(err)
	}
	report := verify.Ledger(from, verify.Options{Trust: b.LogKey, Engine: policy.Version(), Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) }})
	var said bytes.Buffer
	report.Text(&said)
	if report.Verdict != verify.Verified {
		t.Errorf("an audit says %s: %s", report.Verdict, said.String())
	}
}

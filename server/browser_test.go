package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"

	"concordat/clients/sdk"
	"concordat/clients/verify"
	"concordat/clients/web"
	"concordat/clients/web/browsertest"
	"concordat/ledger"
	"concordat/policy"
	"concordat/server"
	"concordat/server/api"
)

// keysIn is a folder with the keys of an example's people.
type keysIn string

func (k keysIn) People() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(string(k), "*.key"))
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".key")
	}
	return files, err
}

func (k keysIn) Key(person string) (sdk.Key, error) {
	return sdk.ReadKey(filepath.Join(string(k), person+".key"))
}

// axe is the accessibility checker, where it was put for the tests of the pages.
const axe = "../clients/web/testdata/axe.min.js"

// pages has the board served with its pages, and gives their address: that which the
// founding fixed, which a browser of browse takes this server for.
func (b *board) pages() string {
	b.t.Helper()
	return b.pagesUnder(b.rules())
}

func (b *board) pagesUnder(rules ledger.Rules) string {
	b.t.Helper()
	b.serveUnder(rules, func(c *server.Config) {
		c.Pages = func(ask http.RoundTripper) (server.PageHandler, error) {
			return web.New(web.Config{Ask: ask, Example: keysIn(filepath.Join(b.dir, "keys"))})
		}
	})
	return b.founded.Origins[0]
}

// browse opens a browser of somebody's own.
func (b *board) browse(width int64) *browsertest.Tab {
	b.t.Helper()
	tab := browsertest.Open(b.t, strings.TrimPrefix(b.founded.Origins[0], "http://"), strings.TrimPrefix(b.url, "http://"))
	tab.Wide(width)
	return tab
}

// opens has a motion opened for votes, and gives its reference.
func (b *board) opens() string {
	b.t.Helper()
	ref := b.notice()
	b.until("2015-12-15T09:00:00.000Z")
	var body ledger.MotionOpened
	b.get(api.Fill(api.PathOpening, ref)).into(http.StatusOK, &body)
	b.record("secretary", "", ledger.KindMotionOpened, body)
	return ref
}

// asExample logs a browser in with an example's key.
func asExample(tab *browsertest.Tab, site, person string) {
	tab.Helper()
	tab.Go(site + "/log-in")
	browsertest.Value[bool](tab, `(document.getElementById("person").value = "`+person+`") === "`+person+`"`)
	tab.Click(`form:not([data-log-in]) button[type=submit].nhsuk-button`)
	tab.Await(`location.pathname === "/"`)
}

// invited has an officer invite somebody on the page, and gives the link for them.
func invited(tab *browsertest.Tab, site, person string) string {
	tab.Helper()
	tab.Go(site + "/passkeys")
	tab.Type("#person", person)
	tab.Click("form:has(#person) button")
	return strings.TrimSpace(tab.See("#link"))
}

// add has an officer add the key that waits, once its code was told.
func add(tab *browsertest.Tab, site string, key ledger.Thumbprint, told string) {
	tab.Helper()
	tab.Go(site + "/passkeys")
	tab.Click(`a[href$="` + string(key) + `"]`)
	tab.Type("#code", told)
	tab.Click("form:has(#code) button")
	tab.Click("#sign")
	tab.Await(`location.pathname.startsWith("/receipts/")`)
}

// choose goes from a motion to the page on which a vote is signed.
func choose(tab *browsertest.Tab, site, ref, choice string, reason ...string) {
	tab.Helper()
	tab.Go(site + "/motions/" + ref + "/vote")
	tab.Click(`input[value="` + choice + `"]`)
	for _, r := range reason {
		tab.Type("#reason", r)
	}
	tab.Click("main form button")
	tab.Await(`location.pathname.endsWith("/vote/check")`)
	tab.See("#sign")
}

func byPasskey(tab *browsertest.Tab, site string) {
	tab.Helper()
	tab.Go(site + "/log-in")
	tab.Click("#passkey")
}

// votes are those on a motion.
func (b *board) votes(ref string) []ledger.VoteFacts {
	b.t.Helper()
	return b.motion(ref).Votes
}

// A board member makes passkeys on two devices by their officer's invitation, logs in,
// votes, loses a device, goes on with the other, and gets a new one when both are lost.
// What they signed in a browser verifies from the ledger's bytes alone.
func TestPasskeys(t *testing.T) {
	for _, width := range []int64{375, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) { passkeys(t, width) })
	}
}

func passkeys(t *testing.T, width int64) {
	b := newBoard(t)
	site := b.pages()
	shot := func(tab *browsertest.Tab, name string) {
		tab.Helper()
		tab.Look(fmt.Sprintf("passkey %s %d", name, width), axe)
	}

	// Enrolment: the officer invites, the member makes a passkey on each device.
	office := b.browse(width)
	asExample(office, site, "bury-officer")
	link := invited(office, site, "bury-member")
	shot(office, "invited")
	member := b.browse(width)
	kty := "EC"
	if width == 1280 { // a device that makes Ed25519 keys alone
		kty = "OKP"
		member.Before(`const create = navigator.credentials.create.bind(navigator.credentials);
			navigator.credentials.create = (o) => { o.publicKey.pubKeyCredParams = o.publicKey.pubKeyCredParams.filter(({ alg }) => alg === -8); return create(o); };`)
	}
	phone := member.Device(func(o *webauthn.VirtualAuthenticatorOptions) {
		o.DefaultBackupEligibility, o.DefaultBackupState = true, true
	})
	member.Go(link)
	if said := member.See("form[data-enrol] button"); said != "Make your passkey" || strings.Contains(member.Text(), "undefined") {
		t.Errorf("%s: %s", said, member.Text())
	}
	shot(member, "enrol")
	phone.Verifies(false)
	member.Click("form[data-enrol] button")
	if said := member.See("[data-when=not-signed]"); !strings.Contains(said, "It was not finished") {
		t.Error(said)
	}
	shot(member, "enrol refused")
	phone.Verifies(true)
	member.Click("form[data-enrol] button")
	member.See(`[data-when="made"]`)
	shot(member, "enrolled")
	told := []string{strings.TrimSpace(member.See("[data-fill=code]"))}
	member.Click(`[data-when="made has-one"] button`) // on the same device
	member.See("[data-when=has-one]")
	onPhone := phone.Lose() // it lies in the kitchen
	laptop := member.Device()
	member.Go(link)
	member.Click("form[data-enrol] button")
	member.See(`p[data-when="complete"]`)
	told = append(told, strings.TrimSpace(member.See("[data-fill=code]")))
	if len(onPhone) != 1 || len(laptop.Credentials()) != 1 || !onPhone[0].IsResidentCredential || !strings.HasPrefix(string(onPhone[0].UserHandle), "bury-member:") {
		t.Errorf("%+v %+v", onPhone, laptop.Credentials())
	}
	onLaptop := laptop.Lose()
	phone = member.Device()
	phone.Keep(onPhone...)

	// Nobody is let in before the officer has signed for exactly that key.
	byPasskey(member, site)
	if said := member.See(".nhsuk-error-summary:not([hidden])"); !strings.Contains(said, "does not know that passkey") {
		t.Error(said)
	}
	shot(member, "log in unknown")
	waiting := b.invitations("bury-officer")[0].Keys
	if len(waiting) != 2 || waiting[0].Code != told[0] || waiting[1].Code != told[1] || !waiting[0].Synced || !waiting[0].BackedUp || waiting[1].Synced || waiting[1].BackedUp {
		t.Fatalf("%+v of codes %v", waiting, told)
	}
	if got := waiting[0].Body.Key.Kty; got != kty {
		t.Errorf("a key of type %s, not %s", got, kty)
	}
	office.Go(site + "/passkeys/add?key=" + string(waiting[0].Key))
	shot(office, "add")
	office.Type("#code", told[1]) // that of the other device
	office.Click("form:has(#code) button")
	if said := office.See("#code-error"); !strings.Contains(said, "not the code") {
		t.Error(said)
	}
	shot(office, "add wrong code")
	add(office, site, waiting[0].Key, strings.ToLower(told[0]))
	add(office, site, waiting[1].Key, told[1])
	if k := b.invitations("bury-officer")[0].Keys; !k[0].Recorded || !k[1].Recorded {
		t.Errorf("%+v", k)
	}

	// Log-in types nothing. Refused, it says so in its own words.
	ref := b.opens()
	phone.Verifies(false)
	byPasskey(member, site)
	if said := member.See("[data-when=not-signed]"); !strings.Contains(said, "You were not logged in") {
		t.Error(said)
	}
	phone.Verifies(true)
	member.Click("#passkey")
	member.Await(`location.pathname === "/"`)

	// Refused user verification records nothing, and nothing raw is shown.
	choose(member, site, ref, "for")
	shot(member, "check")
	code, sentence := member.See("[data-say=code]"), member.See("[data-say=sentence]")
	phone.Verifies(false)
	member.Click("#sign")
	if said := member.See("[data-when=not-signed]"); !strings.Contains(said, "Your vote was not signed, so it has not been recorded") || strings.Contains(member.Text(), "NotAllowed") {
		t.Error(member.Text())
	}
	if title := browsertest.Value[string](member, "document.title"); !strings.HasPrefix(title, "Error: Check and sign") {
		t.Error(title)
	}
	shot(member, "check refused")
	if votes := b.votes(ref); len(votes) != 0 {
		t.Errorf("%+v", votes)
	}
	// Pressed twice, and sent twice: one vote, one receipt.
	phone.Verifies(true)
	browsertest.Value[bool](member, `(() => {
		const form = document.querySelector("form[data-sign]");
		HTMLFormElement.prototype.submit = function () { sessionStorage.sent = new URLSearchParams(new FormData(this)).toString(); sessionStorage.times = 1 + Number(sessionStorage.times ?? 0); };
		form.requestSubmit(); form.requestSubmit();
		return true;
	})()`)
	member.Await(`sessionStorage.sent !== undefined`)
	receipts := browsertest.Value[[]string](member, `Promise.all([0, 1].map(async () => {
		const res = await fetch(document.querySelector("form[data-sign]").action, { method: "POST", body: new URLSearchParams(sessionStorage.sent) });
		return res.url;
	}))`)
	if times := browsertest.Value[string](member, "sessionStorage.times"); times != "1" || len(receipts) != 2 || receipts[0] != receipts[1] || !strings.Contains(receipts[0], "/receipts/") {
		t.Errorf("sent %s times: %v", times, receipts)
	}
	votes := b.votes(ref)
	if len(votes) != 1 || votes[0].Person != "bury-member" || votes[0].Choice != ledger.ChoiceFor || votes[0].Assurance != ledger.KeyPasskey {
		t.Fatalf("%+v", votes)
	}
	member.Go(receipts[0])
	shot(member, "receipt")
	if said := member.Text(); !strings.Contains(said, "Vote recorded") || !strings.Contains(said, sentence) {
		t.Error(said)
	}
	first := b.entry(votes[0].Entry)
	if first.Signed == nil || ledger.CheckCode(first.Signed.ID) != code {
		t.Errorf("what was signed has not the code %s that was shown", code)
	}

	// The page that would have another thing signed than it shows is not signed.
	choose(member, site, ref, "against")
	browsertest.Value[bool](member, `(document.querySelector("[data-say=choice]").textContent = "For") === "For"`)
	member.Click("#sign")
	member.See("[data-when=differs]")
	shot(member, "check differs")

	// The phone is lost: two people end it, its session ends at once, the laptop goes on.
	onPhone = phone.Lose()
	revoked := ledger.KeyRevoked{Key: waiting[0].Key, Reason: "lost"}
	confirming := b.key("chair")
	revoked.Confirmed = &ledger.Confirmation{Person: "chair", Key: confirming.Thumbprint(), Proof: base64.RawURLEncoding.EncodeToString(confirming.Confirm(ledger.KeyRevokedInput(b.founded.Origin, "secretary", &revoked)))}
	b.record("secretary", "", ledger.KindKeyRevoked, revoked)
	member.Go(site + "/motions/" + ref + "/vote")
	member.Await(`location.pathname === "/log-in"`)
	thief := member.Device()
	thief.Keep(onPhone...)
	member.Click("#passkey")
	if said := member.See(".nhsuk-error-summary:not([hidden])"); !strings.Contains(said, "has been ended") {
		t.Error(said)
	}
	thief.Lose()
	laptop = member.Device()
	laptop.Keep(onLaptop...)
	byPasskey(member, site)
	member.Await(`location.pathname === "/"`)
	// Another reason than the one whose digest is signed is not signed either.
	const why = "Our patients would travel an hour – Ngũgĩ’s, too."
	choose(member, site, ref, "against", why)
	browsertest.Value[bool](member, `(document.querySelector("[data-say=reasonText]").textContent = "Something else") !== ""`)
	member.Click("#sign")
	member.See("[data-when=differs]")
	choose(member, site, ref, "against", why)
	shot(member, "check reason")
	member.Click("#sign")
	member.Await(`location.pathname.startsWith("/receipts/")`)
	if votes := b.votes(ref); len(votes) != 2 || votes[1].Choice != ledger.ChoiceAgainst {
		t.Errorf("%+v", votes)
	}
	var reasons api.List[api.Text]
	b.as("secretary", api.PathTexts+"?about="+ref).into(http.StatusOK, &reasons)
	if len(reasons.Items) != 1 || reasons.Items[0].Text != why || reasons.Items[0].Entry != b.votes(ref)[1].Entry {
		t.Errorf("%+v", reasons.Items)
	}
	member.Go(site + "/motions/" + ref)
	shot(member, "reasons")

	// The officer, too, makes a passkey and signs with it: the next one that is added.
	office.Device()
	office.Go(site + "/passkeys")
	office.Click("form:has([name=own]) button")
	office.Go(strings.TrimSpace(office.See("#link")))
	office.Click("form[data-enrol] button")
	office.See(`[data-when="made"]`)
	own := strings.TrimSpace(office.See("[data-fill=code]"))
	for _, i := range b.invitations("bury-officer") {
		if i.Person == "bury-officer" {
			add(office, site, i.Keys[0].Key, own)
		}
	}
	byPasskey(office, site)
	office.Await(`location.pathname === "/"`)

	// A key that was made while votes are cast votes on that motion no more.
	link = invited(office, site, "bury-member")
	laptop.Lose()
	tablet := member.Device()
	member.Go(link)
	member.Click("form[data-enrol] button")
	member.See(`[data-when="made"]`)
	late := strings.TrimSpace(member.See("[data-fill=code]"))
	keys := b.invitations("bury-officer")[0].Keys
	add(office, site, keys[0].Key, late)
	if by := b.entry(b.keyEntry(keys[0].Key)).Signed; by.Payload.Author != "bury-officer" || by.Protected.Alg != "webauthn-ES256" {
		t.Errorf("added by %+v with %+v", by.Payload, by.Protected)
	}
	byPasskey(member, site)
	member.Await(`location.pathname === "/"`)
	choose(member, site, ref, "abstain")
	member.Click("#sign")
	member.Await(`document.body.innerText.includes("this key was added later")`)
	shot(member, "key too new")
	if votes := b.votes(ref); len(votes) != 2 {
		t.Errorf("%+v", votes)
	}

	// Any other statement is signed in the same way, out of all that the page shows of it.
	office.Go(site + "/motions/" + ref + "/withdraw")
	office.Click("main form button")
	office.See("#sign")
	shot(office, "statement")
	browsertest.Value[bool](office, `(document.querySelector("[data-part]").textContent = "GM-2015-001") === "GM-2015-001"`)
	office.Click("#sign")
	office.See("[data-when=differs]")
	office.Go(site + "/motions/" + ref + "/withdraw")
	office.Click("main form button")
	office.Click("#sign")
	office.Await(`document.body.innerText.includes("None of these")`)
	if said := office.Text(); !strings.Contains(said, "Nothing was recorded") || !strings.Contains(said, "bury-officer asks to withdraw "+ref) {
		t.Error(said)
	}
	shot(office, "statement refused")

	// A motion closes while somebody signs.
	tablet.Lose()
	laptop = member.Device()
	laptop.Keep(onLaptop...)
	byPasskey(member, site)
	member.Await(`location.pathname === "/"`)
	choose(member, site, ref, "for")
	b.until("2015-12-17T17:00:00.000Z")
	member.Click("#sign")
	member.Await(`document.title.startsWith("Voting has closed")`)
	shot(member, "closed")
	if votes := b.votes(ref); len(votes) != 2 {
		t.Errorf("%+v", votes)
	}

	b.verified()
	added := b.entry(b.keyEntry(waiting[0].Key))
	if wrong := elsewhere(t, b.founded, added, first); wrong != "" {
		t.Error(wrong)
	}
	elsewhereForged(t, b.founded, added, first)
}

// Each passkey of a person's is one of its own on a device: no second invitation on the
// same telephone takes the first away, whether the browser knows it or not.
func TestPasskeyKept(t *testing.T) {
	b := newBoard(t)
	site := b.pages()
	tab := b.browse(375)
	device := tab.Device()
	enrol := func() {
		t.Helper()
		asExample(tab, site, "bury-officer")
		tab.Go(site + "/passkeys")
		tab.Click("form:has([name=own]) button")
		tab.Go(strings.TrimSpace(tab.See("#link")))
		tab.Click("form[data-enrol] button")
	}
	enrol()
	tab.See(`[data-when="made"]`)
	told := strings.TrimSpace(tab.See("[data-fill=code]"))
	add(tab, site, b.invitations("bury-officer")[0].Keys[0].Key, told)
	first := device.Credentials()
	byPasskey(tab, site)
	tab.Await(`location.pathname === "/"`)
	enrol() // where the browser knows that it logged in by a passkey of theirs
	if said := tab.See("[data-when=has-one]"); !strings.Contains(said, "another device") {
		t.Error(said)
	}
	browsertest.Value[bool](tab, `(localStorage.clear(), true)`)
	enrol()
	tab.See(`[data-when="made"]`)
	both := device.Credentials()
	if len(first) != 1 || len(both) != 2 || string(both[0].UserHandle) == string(both[1].UserHandle) {
		t.Fatalf("%d passkeys, then %d", len(first), len(both))
	}
	device.Lose()
	device = tab.Device()
	device.Keep(first...)
	byPasskey(tab, site)
	tab.Await(`location.pathname === "/"`)
}

// Somebody whose browser has no passkeys is told before they start, and somebody whose
// browser runs no scripts reads all the same.
func TestWithoutPasskeys(t *testing.T) {
	b := newBoard(t)
	site := b.pages()
	tab := b.browse(375)
	tab.Before(`delete window.PublicKeyCredential`)
	for path, says := range map[string]string{"/log-in": "You cannot log in here", "/enrol#x": "You cannot make a passkey here"} {
		tab.Go(site + path)
		if said := tab.See("[data-when=unable]"); !strings.Contains(said, says) {
			t.Error(said)
		}
		tab.Look("unable "+path[1:4], axe)
	}
	tab.NoScripts()
	tab.Go(site + "/log-in")
	if said := tab.Text(); !strings.Contains(said, "JavaScript is turned off") || strings.Contains(said, "You type nothing") {
		t.Error(said)
	}
}

func (b *board) entry(index int64) *ledger.Parsed {
	b.t.Helper()
	var r api.Receipt
	b.get(api.Fill(api.PathReceipt, fmt.Sprint(index))).into(http.StatusOK, &r)
	return must(ledger.ParseAll(r.Entry))
}

func (b *board) keyEntry(t ledger.Thumbprint) int64 {
	b.t.Helper()
	k, ok := b.journal.Key(t)
	if !ok {
		b.t.Fatalf("no key %s", t)
	}
	return k.Entry
}

// verified has the whole ledger audited offline.
func (b *board) verified() {
	b.t.Helper()
	client := must(sdk.New(b.url, sdk.Options{}))
	dir := filepath.Join(b.t.TempDir(), "export")
	dst := must(verify.WriteDir(dir))
	if err := verify.Export(client.Source(context.Background()), dst, nil); err != nil {
		b.t.Fatal(err)
	}
	r := verify.Ledger(must(verify.OpenDir(dir)), verify.Options{
		Trust: b.founded.LogKey, Engine: policy.Version(),
		Rules: func(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return policy.New(blob) },
	})
	var said bytes.Buffer
	r.Text(&said)
	if r.Verdict != verify.Verified || !strings.Contains(said.String(), "VERIFIED") {
		b.t.Errorf("an audit says %s: %s", r.Verdict, said.String())
	}
}

// elsewhere verifies a statement that a passkey has signed in another language and by
// another library, out of two entries' bytes and what the founding fixed; it gives what
// is wrong with it.
func elsewhere(t *testing.T, founded *ledger.Founded, added, stated *ledger.Parsed) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("Node is not installed, by which CI verifies passkeys a second time")
		}
		t.Log("Node is not installed: passkeys are not verified a second time")
		return ""
	}
	dir := t.TempDir()
	site := must(json.Marshal(map[string]any{"rpID": founded.RPID, "origins": founded.Origins, "ledger": founded.Origin}))
	for name, data := range map[string][]byte{"site.json": site, "added.json": added.Entry.Bytes(), "stated.json": stated.Entry.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(node, "testdata/passkey.mjs", dir).CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// elsewhereForged shows that the second verifier can say no: to every part of the proof.
func elsewhereForged(t *testing.T, founded *ledger.Founded, added, stated *ledger.Parsed) {
	t.Helper()
	for name, forge := range map[string]func(*ledger.Statement){
		"payload":            func(s *ledger.Statement) { s.Payload = flipped(s.Payload) },
		"signature":          func(s *ledger.Statement) { s.Signature = flipped(s.Signature) },
		"authenticator data": func(s *ledger.Statement) { s.Header.AuthenticatorData = flipped(s.Header.AuthenticatorData) },
		"client data":        func(s *ledger.Statement) { s.Header.ClientData = flipped(s.Header.ClientData) },
	} {
		forged := stated.Signed.Statement
		header := *forged.Header
		forged.Header = &header
		forge(&forged)
		entry := *stated.Entry
		entry.Statement = encode(t, forged)
		if elsewhere(t, founded, added, &ledger.Parsed{Entry: &entry}) == "" {
			if _, err := exec.LookPath("node"); err == nil {
				t.Errorf("another %s verifies elsewhere", name)
			}
		}
	}
}

// flipped is base64url with a bit of its last byte but one changed.
func flipped(s string) string {
	b := must(base64.RawURLEncoding.DecodeString(s))
	b[len(b)-2] ^= 1
	return base64.RawURLEncoding.EncodeToString(b)
}

// Package browsertest opens Chromium for tests of pages, with authenticators that answer
// for whoever is to be at the device (Chrome DevTools Protocol, domain WebAuthn).
//
// Where no Chromium is installed a test is skipped and says so, but not where CI is set.
package browsertest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Tab is a page of a browser. What it can't do fails the test.
type Tab struct {
	testing.TB
	ctx   context.Context
	shots string
}

// Patience is how long anything is waited for.
const Patience = 30 * time.Second

// shared is the browser that Run has its package's tabs in.
var shared struct {
	sync.Mutex
	on    bool
	ctx   context.Context
	close func()
}

// Run runs a package's tests with one browser, which is started when it is first asked for,
// since a start takes longer than many a test. Each tab has cookies, a cache and a window
// of its own in it.
func Run(m *testing.M) int {
	shared.on = true
	code := m.Run()
	if shared.close != nil {
		shared.close()
	}
	return code
}

// browsers are where Chromium is looked for, the best first: the one without windows takes
// two thirds of the processor's time of the others. Debian's command for that one is a
// script that would leave the browser behind when it is ended.
var browsers = []string{"/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// Open opens a tab in a browser of its own, or under Run in that of all. Where as is not
// empty, its own browser takes at, a host and port of this machine, for as: for the site
// that passkeys are of.
func Open(t testing.TB, as, at string) *Tab {
	t.Helper()
	var path string
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium is installed, with which CI tests pages")
		}
		t.Skip("no Chromium is installed: the pages are not tested")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}
	if as != "" {
		options = append(options, chromedp.Flag("host-resolver-rules", "MAP "+as+" "+at))
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	parent, of := context.Background(), chromedp.WithAllocatorOptions(options...)
	if shared.on && as == "" {
		parent, of = ofAll(t, of), chromedp.WithNewBrowserContext()
	}
	ctx, cancel := context.WithTimeout(parent, 10*time.Minute)
	t.Cleanup(cancel)
	ctx, closeAll := chromedp.NewContext(ctx, of)
	t.Cleanup(closeAll)
	b := &Tab{t, ctx, os.Getenv("SCREENSHOTS")}
	// A tab, and the browser of a first one, lives as long as the context that it was first
	// used in.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return b
}

// ofAll is the browser that all tabs of Run are in.
func ofAll(t testing.TB, started chromedp.ContextOption) context.Context {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.ctx == nil {
		ctx, end := chromedp.NewContext(context.Background(), started)
		if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
			end()
			t.Fatal(err)
		}
		shared.ctx, shared.close = ctx, end
	}
	return shared.ctx
}

// Another opens a further tab of the same browser, with the same cookies.
func (b *Tab) Another() *Tab {
	b.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	b.Cleanup(closeTab)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // as of the first
		b.Fatal(err)
	}
	return &Tab{b.TB, ctx, b.shots}
}

// Context is the tab's, for what is not here.
func (b *Tab) Context() context.Context { return b.ctx }

// Do does what must succeed.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("%v\nat %s", err, b.where())
	}
}

// where is what the page shows, as far as it can be asked.
func (b *Tab) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.title + "\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return said
}

// Value gives what a script's expression, or promise, comes to.
func Value[T any](b *Tab, script string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%v\nat %s", err, b.where())
	}
	return v
}

// Wide makes the page so many pixels wide.
func (b *Tab) Wide(width int64) { b.Helper(); b.Do(chromedp.EmulateViewport(width, 900)) }

// Go goes to a page, and returns when it has been read.
func (b *Tab) Go(url string) { b.Helper(); b.Do(chromedp.Navigate(url)) }

// seen is a script's expression for the first element of a selector that is seen.
func seen(selector string) string {
	return `[...document.querySelectorAll(` + quoted(selector) + `)].find((e) => e.checkVisibility({ visibilityProperty: true }))`
}

// See waits until an element is seen, and gives its text.
func (b *Tab) See(selector string) string {
	b.Helper()
	b.Await(`Boolean(` + seen(selector) + `)`)
	return Value[string](b, seen(selector)+`.innerText`)
}

// Click clicks on what is seen, once it is.
func (b *Tab) Click(selector string) {
	b.Helper()
	b.See(selector)
	at := Value[struct{ X, Y float64 }](b, `((e) => { e.scrollIntoView({ block: "center" }); const r = e.getBoundingClientRect(); return { X: r.x + r.width / 2, Y: r.y + r.height / 2 }; })(`+seen(selector)+`)`)
	b.Do(chromedp.MouseClickXY(at.X, at.Y))
}

// Type types into what is seen.
func (b *Tab) Type(selector, text string) {
	b.Helper()
	b.See(selector)
	b.Do(chromedp.SendKeys(selector, text))
}

// Await waits for an expression to be true.
func (b *Tab) Await(script string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	for { // whatever is asked of a page that another takes the place of has no answer
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](script))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.Fatalf("%s: %v\nat %s", script, err, b.where())
		}
	}
}

// Text is all that the page shows.
func (b *Tab) Text() string { b.Helper(); return Value[string](b, `document.body.innerText`) }

// Before has a script run in every page before its own.
func (b *Tab) Before(script string) {
	b.Helper()
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// NoScripts turns scripts off.
func (b *Tab) NoScripts() {
	b.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// Look holds the page as it is against WCAG 2.2 at level AA, as far as the checker axe
// can, of which accessibility is the file, and against its own width; and keeps a picture
// of it in the directory SCREENSHOTS, if there is one.
func (b *Tab) Look(name, accessibility string) { b.Helper(); b.look(name, accessibility, true) }

// Glance is Look on the way through pages that are looked at elsewhere: axe, which takes
// longer than all else that a page is asked, is asked only where an element stands as none
// stood that it has found nothing wrong with.
func (b *Tab) Glance(name, accessibility string) { b.Helper(); b.look(name, accessibility, false) }

func (b *Tab) look(name, accessibility string, always bool) {
	b.Helper()
	if wide := Value[bool](b, `document.documentElement.scrollWidth > innerWidth`); wide {
		b.Errorf("%s is wider than the screen", name)
	}
	if script, err := os.ReadFile(accessibility); err == nil {
		b.accessible(name, string(script), always)
	} else if os.Getenv("CI") != "" {
		b.Errorf("the accessibility checker is not here, which CI tests pages with: %v", err)
	}
	const tallest = 16000 // pixels that a picture has
	if b.shots == "" || Value[int](b, `document.documentElement.scrollHeight`) > tallest {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.shots, strings.ReplaceAll(name, " ", "-")+".png"), png, 0o644)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// held are the ways in which elements stood on pages that axe found nothing wrong with.
var held sync.Map

// stands is how each element of a page stands, at this width and in these colours, without
// what it says: the elements that it is within, its attributes, whether it has words, a
// label and what it refers to, and which elements it consists of.
const stands = `(() => {
	const all = new Set();
	const refers = ["for", "aria-controls", "aria-describedby", "aria-labelledby", "headers"];
	const value = ({ name, value }) => {
		if (name === "href" && value.startsWith("#")) return value.length > 1 && Boolean(document.getElementById(value.slice(1)));
		if (refers.includes(name)) return value.split(/\s+/).every((id) => document.getElementById(id));
		if (["class", "role", "type", "lang", "scope", "style", "autocomplete"].includes(name) || /^(true|false|page)$/.test(value)) return value;
		return Boolean(value.trim());
	};
	const see = (e, within) => {
		const is = [e.localName, ...[...e.attributes].map((a) => a.name + "=" + value(a)).sort()].join(" ");
		const parts = [...e.childNodes].map((n) => (n.nodeType === Node.TEXT_NODE ? n.data.trim() && "words" : n.localName));
		all.add([within, is, Boolean(e.textContent.trim()), Boolean(e.labels?.length), ...[...new Set(parts)].sort()].join(" "));
		for (const child of e.children) see(child, within + "/" + e.localName + "." + e.className);
	};
	see(document.documentElement, [innerWidth, ...["print", "(forced-colors: active)"].map((m) => matchMedia(m).matches)].join(" "));
	return [...all];
})()`

func (b *Tab) accessible(name, checker string, always bool) {
	b.Helper()
	all := Value[[]string](b, stands)
	if !always && !slices.ContainsFunc(all, func(e string) bool { _, before := held.Load(sha256.Sum256([]byte(e))); return !before }) {
		return
	}
	if !Value[bool](b, `"axe" in window`) { // a page that is looked at again has it
		b.Do(chromedp.Evaluate[chromedp.Void](checker + "; undefined"))
	}
	// Of what passes nothing is gathered; no page plays anything, which is all that axe loads files for.
	violations := Value[[]string](b, `axe.run(document, { resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
		.then((r) => r.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html).join(" ")))`)
	for _, violation := range violations {
		b.Errorf("%s: %s", name, violation)
	}
	if len(violations) == 0 {
		for _, e := range all {
			held.Store(sha256.Sum256([]byte(e)), true)
		}
	}
}

func quoted(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// Device is an authenticator of the tab's: a telephone, say, with somebody at it.
type Device struct {
	tab *Tab
	id  webauthn.AuthenticatorID
}

// command is one of the protocol's, as a step.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[R] {
	return func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, c, params) }
}

func call[P, R any](b *Tab, c cdp.Command[P, R], params P) R {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	r, err := chromedp.Run(ctx, command(c, params))
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// Device gives the tab a device that keeps passkeys, whose holder is there and verified.
// change may make it another.
func (b *Tab) Device(change ...func(*webauthn.VirtualAuthenticatorOptions)) *Device {
	b.Helper()
	call(b, webauthn.Enable, webauthn.EnableParams{})
	o := &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}
	for _, c := range change {
		c(o)
	}
	return &Device{b, call(b, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: o}).AuthenticatorID}
}

// Verifies says whether its holder passes, by fingerprint say.
func (d *Device) Verifies(passes bool) {
	d.tab.Helper()
	call(d.tab, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: d.id, IsUserVerified: passes})
}

// Waits says whether whoever is asked to touch it does not do so yet.
func (d *Device) Waits(waits bool) {
	d.tab.Helper()
	call(d.tab, webauthn.SetAutomaticPresenceSimulation, webauthn.SetAutomaticPresenceSimulationParams{AuthenticatorID: d.id, Enabled: !waits})
}

// Lose takes the device away, and gives what was on it, which Chromium tells.
func (d *Device) Lose() []*webauthn.Credential {
	d.tab.Helper()
	had := d.Credentials()
	call(d.tab, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: d.id})
	return had
}

// Credentials are the passkeys that it keeps.
func (d *Device) Credentials() []*webauthn.Credential {
	d.tab.Helper()
	return call(d.tab, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: d.id}).Credentials
}

// Keep puts passkeys on it, as when somebody takes their device to this browser.
func (d *Device) Keep(list ...*webauthn.Credential) {
	d.tab.Helper()
	for _, c := range list {
		call(d.tab, addCredential, newCredential{d.id, map[string]any{
			"credentialId": c.CredentialID, "isResidentCredential": c.IsResidentCredential, "rpId": c.RpID, "privateKey": c.PrivateKey, "userHandle": c.UserHandle,
			"signCount": c.SignCount, "backupEligibility": c.BackupEligibility, "backupState": c.BackupState, "userName": c.UserName, "userDisplayName": c.UserDisplayName,
		}})
	}
}

// addCredential sends of a credential only what is told to every device: Chromium refuses
// even the word that something of a later extension is not there.
var addCredential = cdp.Command[newCredential, cdp.Empty]{Method: webauthn.CommandAddCredential}

type newCredential struct {
	Device     webauthn.AuthenticatorID `json:"authenticatorId"`
	Credential map[string]any           `json:"credential"`
}

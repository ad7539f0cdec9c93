package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"concordat/clients/web"
	"concordat/clients/web/browsertest"
)

// Of every kind of statement the page's script makes the very bytes that the ledger has,
// out of what the page shows; and of nothing that shows something else.
func TestStatings(t *testing.T) {
	site, err := web.New(web.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pages, want := web.Golden(t, site)
	names := slices.Sorted(maps.Keys(pages))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			site.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(pages[strings.Trim(r.URL.Path, "/")])
	}))
	t.Cleanup(server.Close)
	tab := browsertest.Open(t, "", "")
	tab.Go(strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/" + names[0])
	list, err := json.Marshal(names)
	if err != nil {
		t.Fatal(err)
	}
	// Each page is taken into a document of its own, read as the page's script reads its
	// own, and then with each of its parts changed.
	got := browsertest.Value[map[string]struct {
		Protected, Payload, Code, Shown, Thrown string
		Parts, Passed                           int
	}](tab, `(async (names) => {
		const assets = document.querySelector("script[type=module]").src.replace(/app\.js$/, "");
		const { rebuild } = await import(assets + "passkey/statement.js");
		const { fields } = await import(assets + "passkey/device.js");
		const all = {};
		for (const name of names) {
			const text = await (await fetch("/" + name)).text();
			const shown = new DOMParser().parseFromString(text, "text/html");
			document.querySelector("main").replaceWith(document.adoptNode(shown.querySelector("main")));
			const kind = document.querySelector("form[data-sign]").dataset.sign;
			const said = {};
			try {
				const f = fields();
				const built = await rebuild(kind, f);
				Object.assign(said, built.statement, { code: built.code, shown: f.code, parts: 0, passed: 0 });
				for (const e of document.querySelectorAll("[data-part], [data-say=sentence], [data-say=author], [data-say=party]")) {
					const was = e.textContent;
					e.textContent = { Yes: "No", No: "Yes", None: "Some" }[was] ?? (/\d$/.test(was) ? was.replace(/\d$/, (d) => (d === "1" ? "2" : "1")) : was + "x");
					said.parts++;
					try {
						const g = fields();
						if ((await rebuild(kind, g)).code === g.code) said.passed++;
					} catch {}
					e.textContent = was;
				}
			} catch (e) {
				said.thrown = String(e);
			}
			all[name] = said;
		}
		return all;
	})(`+string(list)+`)`)
	parts := 0
	for _, name := range names {
		g := got[name]
		if g.Protected != want[name][0] || g.Payload != want[name][1] || g.Code != g.Shown || g.Thrown != "" {
			t.Errorf("%s: %s\n got %s\nwant %s", name, g.Thrown, web.Decoded(g.Payload), web.Decoded(want[name][1]))
		}
		if g.Passed > 0 || g.Parts < 3 {
			t.Errorf("%s: %d of %d changes are signed all the same", name, g.Passed, g.Parts)
		}
		parts += g.Parts
	}
	t.Logf("%d statements, %d changes", len(names), parts)
}

// What is stated on a page is sent once however often it is pressed, is what the page
// showed, and comes back with why where it is refused.
func TestWithdraw(t *testing.T) {
	b := newBoard(t)
	mover := b.as("secretary")
	m, err := mover.Motion(t.Context(), "GM-2015-011")
	if err != nil {
		t.Fatal(err)
	}
	const path = "/motions/GM-2015-011/withdraw"
	who := b.member(m.Mover)
	shown := who.post(path, who.get(path).is(200, "Withdraw this motion", "Moved by", "both its mover and the chair").form()).
		is(200, "Check and sign", m.Mover+" asks to withdraw GM-2015-011", "Check code", "Everything that you sign", string(m.TextID), "Sign and withdraw", "The motion is not withdrawn until you sign")
	form := shown.form()
	var wait sync.WaitGroup
	to := make([]string, 4)
	for i := range to {
		wait.Go(func() { to[i] = who.post(path, form).header.Get("Location") })
	}
	wait.Wait()
	if slices.Sort(to); to[0] != "/receipts/552" || to[3] != to[0] {
		t.Errorf("receipts: %q", to)
	}
	who.get(to[0]).is(200, "Recorded", "Check code", "asks to withdraw GM-2015-011")
	who.get(path+"?recorded=552").is(200, "Receipt number 552")

	// Somewhere else their key signed in the meantime; the page is as it was, anew.
	one := who.post(path, who.get(path).form()).is(200).form()
	const other = "/motions/GM-2015-012/vote/check"
	who.post(other, who.get(other+"?choice=for").form()).leads("/receipts/553")
	again := who.post(path, one).is(409, "Something else was signed with your key", "Nothing was recorded", "Sign and withdraw").form()
	who.post(path, again).leads("/receipts/554")

	// Not the rules' to allow: why, in the rules' words.
	secretary := b.member("secretary")
	form = secretary.post(path, secretary.get(path).form()).is(200, "secretary asks to withdraw").form()
	secretary.post(path, form).is(403, "There is a problem", "Nothing was recorded", "Why it was refused", "The mover, and once it is open also the chair or the vice-chair", "Check code")
	// Another statement than a key of theirs would have signed.
	theirs := who.post(path, who.get(path).form()).is(200).form()
	stolen := url.Values{}
	for name, values := range theirs {
		stolen[name] = values
	}
	stolen.Set("form_token", form.Get("form_token"))
	if got := secretary.post(path, stolen); got.status < 400 {
		t.Errorf("%d: %s", got.status, got.body)
	}
	who.get("/receipts/555").is(404)
	if got := fmt.Sprint(shown.header["Cache-Control"]); got != "[no-store]" {
		t.Error(got)
	}
}

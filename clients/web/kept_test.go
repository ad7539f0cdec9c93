package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"concordat/ledger"
	"concordat/server/api"
)

// elsewhere is the same browser's session in another process, such as one that the person
// left open: what is done there the first learns of from the server alone.
func (r *reader) elsewhere() *reader {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	at, err := url.Parse(r.board.url)
	if err != nil {
		r.t.Fatal(err)
	}
	jar.SetCookies(at, r.http.Jar.Cookies(at))
	other := *r.http
	other.Jar = jar
	return &reader{r.t, r.board, &other}
}

// logOut ends the session where this browser is not told of it.
func (r *reader) logOut() {
	r.t.Helper()
	other := r.elsewhere()
	page := other.get("/account").is(200)
	_, token, _ := strings.Cut(page.body, `name="form_token" value="`)
	token, _, _ = strings.Cut(token, `"`)
	other.post("/log-out", url.Values{"form_token": {token}}).leads("/log-in")
}

// carried is what the log-in page of an example carries on.
func (a answer) carried() url.Values {
	form := a.form()
	form.Del("statement") // of the passkey's form
	return form
}

func with(form url.Values, more ...string) url.Values {
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// What was typed when the session ended is shown again after the log-in, in the form that
// it was typed into, to the same person alone, and is sent by them alone.
func TestKeptThroughLogIn(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const path = "/motions/GM-2015-011/vote"
	const reason = `Two of our "practices" & <b>one</b> ward close`
	form := bury.get(path).is(200).form()
	bury.logOut()
	asked := bury.post(path, with(form, "choice", "against", "reason", reason)).is(401, "Log in to go on", "Nothing that you typed is lost", "I have logged in in another tab")
	carried := asked.carried()

	// Refused, the log-in still has it; and so has "I have logged in" of somebody who has not.
	bury.post("/log-in", with(asked.carried(), "person", "nobody")).is(422, "Choose a person of the example", url.Values{"choice": {"against"}}.Encode())
	bury.post("/log-in", with(asked.carried(), "elsewhere", "yes")).is(422, "You have not logged in yet in another tab", url.Values{"choice": {"against"}}.Encode())
	// Somebody else is not shown it.
	if other := b.reader().post("/log-in", with(asked.carried(), "person", "trafford-member")).is(403, "What was typed is not kept", "shown to nobody else"); strings.Contains(other.body, "ward close") {
		t.Error("another person is shown what was typed")
	}
	// A page of another site brings nothing in.
	for _, foreign := range []map[string]string{{"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}} {
		foreign["Content-Type"] = "application/x-www-form-urlencoded"
		if p := b.reader().do("POST", path, strings.NewReader(form.Encode()), foreign).is(401, "You are logged out", `<a href="/log-in">Log in</a>`); strings.Contains(p.body, "ward close") {
			t.Error("what another site sent is kept")
		}
	}

	again := bury.post("/log-in", with(carried, "person", "bury-member")).is(200, "How does NHS Bury CCG vote?", "Nothing was sent before you logged in", "check it, and send it again", `value="against" checked`, "&lt;b&gt;one&lt;/b&gt; ward close")
	bury.get("/receipts/552").is(404)
	next := with(again.form(), "choice", "against", "reason", reason)
	if next.Get("form_token") == form.Get("form_token") || next.Get("form_token") == "" {
		t.Errorf("the token is %q, after %q", next.Get("form_token"), form.Get("form_token"))
	}
	checked := bury.post(path, next).header.Get("Location")
	sign := bury.get(checked).is(200, "Your vote is not recorded until you sign it", "ward close")
	change := regexp.MustCompile(`href="([^"]*/vote\?[^"]*)"`).FindStringSubmatch(sign.body)
	if change == nil || strings.Contains(checked+change[1], "ward") || !strings.Contains(checked, "reason=") {
		t.Errorf("what was typed stands in an address: %q, %q", checked, change)
	}

	// The check page of a vote comes back as well, to be signed anew.
	bury.logOut()
	asked = bury.post(path+"/check", sign.form()).is(401, "Log in to go on")
	sign = bury.post("/log-in", with(asked.carried(), "person", "bury-member")).is(200, "Check and sign your vote", "ward close", "Nothing was sent before you logged in")
	bury.get("/receipts/552").is(404)
	bury.post(path+"/check", sign.form()).leads("/receipts/552")
	bury.get("/receipts/552").is(200, "NHS Bury CCG votes against GM-2015-011")
}

// A form from before a new log-in of the same person is shown again with what was typed.
func TestKeptWithoutToken(t *testing.T) {
	b := newBoard(t)
	secretary := b.member("secretary")
	const path = "/meetings/new"
	old := with(secretary.get(path).is(200).form(), "title", "Board & others", "place", "The room above the library")
	secretary.logOut()
	secretary.post("/log-in", url.Values{"person": {"secretary"}, "next": {"/"}}).leads("/")
	again := secretary.post(path, old).is(403, "send this again", "Nothing was sent", "The room above the library")
	if got := again.form().Get("form_token"); got == "" || got == old.Get("form_token") {
		t.Errorf("token %q", got)
	}
	// Logged in in another tab, the page that asks for it is let through too.
	other := b.reader()
	asked := other.post(path, old).is(401, "I have logged in in another tab")
	secretary.post("/log-in", with(asked.carried(), "elsewhere", "yes")).is(403, "The room above the library", "send this again")
	// Another person's session in the same browser does not get it.
	bury := b.member("bury-member")
	if p := bury.post(path, old).is(403, "What was typed is not kept"); strings.Contains(p.body, "library") {
		t.Error("another person is shown what was typed")
	}
	// More than can be carried is not kept, and that is said before anybody logs in.
	other.post(path, with(old, "place", strings.Repeat("A long room. ", 2000))).is(401, "too long to be kept")
}

// Files are chosen again: a browser gives none back.
func TestKeptFiles(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-officer")
	page := bury.get("/papers").is(200)
	bury.logOut()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range page.form() {
		if err := w.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("file", "letter.txt")
	if err == nil {
		_, err = f.Write([]byte("a letter"))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	asked := bury.do("POST", "/papers", &body, map[string]string{"Content-Type": w.FormDataContentType(), "Origin": b.url, "Sec-Fetch-Site": "same-origin"}).
		is(http.StatusUnauthorized, "Files that you chose are not kept: choose them again")
	bury.post("/log-in", with(asked.carried(), "person", "bury-officer")).is(200, "Files that you chose are not kept: choose them again", `type="file"`)
}

// In a browser: a reason is typed, the session ends, and nothing is typed twice.
func TestKeptInBrowser(t *testing.T) {
	b := newBoard(t)
	w := newBrowser(t, b, 375)
	w.open("/log-in?next=/motions/GM-2015-011/vote", "Log in")
	w.choose("person", "bury-member")
	w.press("Log in as this person")
	w.at("How does NHS Bury CCG vote?")
	w.focus("choice")
	do(w, chromedp.KeyEvent(" "))
	w.put("reason", "The ward is needed")
	if n, err := b.as("bury-member").EndSession(t.Context(), "all"); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	w.press("Continue")
	w.at("Log in to go on")
	w.has("Nothing that you typed is lost")
	w.choose("person", "bury-member")
	w.press("Log in as this person")
	w.at("How does NHS Bury CCG vote?")
	w.has("Nothing was sent before you logged in")
	w.press("Continue")
	w.at("Check and sign your vote")
	w.has("NHS Bury CCG votes for GM-2015-011", "The ward is needed")
}

// What asks nothing, such as a log-out, comes back as no page: it has none.
func TestKeptOfNothing(t *testing.T) {
	b := newBoard(t)
	secretary := b.member("secretary")
	old := secretary.get("/account").is(200).form()
	old = url.Values{"form_token": {old.Get("form_token")}, "form_by": {"secretary"}}
	secretary.logOut()
	const end = "/meetings/GM-2015-12/end"
	secretary.post(end, old).is(401, "You are logged out", `<a href="/log-in">Log in</a>`)
	secretary.post("/log-in", url.Values{"person": {"secretary"}, "kept-by": {"secretary"}, "kept-to": {end}, "kept": {""}, "next": {"/meetings"}}).leads("/meetings")
	for _, path := range []string{"/log-out", end, "/passkeys/work"} {
		secretary.post(path, old).is(403, "Send this again from its own page")
	}
	// Nor is a file a page.
	secretary.post("/log-in", url.Values{"person": {"secretary"}, "kept-by": {"secretary"}, "kept-to": {"/exports/votes.csv"}, "kept": {"a=b"}}).leads("/exports/votes.csv")
}

// A vote that came too late says so after the log-in too.
func TestKeptForClosedVote(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const path = "/motions/GM-2015-011/vote"
	form := with(bury.get(path).is(200).form(), "choice", "against", "reason", "The ward & its beds close")
	sign := bury.get(bury.post(path, form).at()).is(200).form()
	bury.logOut()
	typed, signed := bury.post(path, form).is(401).carried(), bury.post(path+"/check", sign).is(401).carried()
	b.clock.add(time.Hour)
	for _, carried := range []url.Values{typed, signed} {
		p := bury.post("/log-in", with(carried, "person", "bury-member")).is(409, "Voting has closed", "A vote that comes after that is not recorded", "Nothing was sent", "What you typed, which was not sent", "The ward &amp; its beds close")
		p.isNot(sign.Get("reason"))
		bury.logOut()
	}
}

// What a governing body instructs meanwhile is read before the vote is signed.
func TestKeptInterrupted(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const check = "/motions/GM-2015-011/vote/check"
	sign := bury.get(check + "?choice=for").is(200).form()
	bury.logOut()
	m, err := b.as("bury-officer").Motion(t.Context(), "GM-2015-011")
	if err != nil {
		t.Fatal(err)
	}
	b.states("bury-officer", "00V", ledger.KindMemberInstructed, ledger.MemberInstructed{Motion: m.Ref, Text: m.TextID, Seat: "00V-1", Choice: ledger.ChoiceAgainst, Resolution: ledger.Resolution{Ref: "GB-15", On: "2015-11-20"}})
	asked := bury.post(check, sign).is(401)
	bury.post("/log-in", with(asked.carried(), "person", "bury-member")).is(200, "Your governing body asks for another vote", "told=yes").isNot("Sign and send vote")
	// Whoever has read it is not stopped again.
	sign = bury.get(check + "?choice=for&told=yes").is(200).form()
	bury.logOut()
	asked = bury.post(check, sign).is(401)
	bury.post("/log-in", with(asked.carried(), "person", "bury-member")).is(200, "Sign and send vote")
}

// A payment's correction comes back as one; corrected meanwhile, it does not come back as
// another payment.
func TestKeptCorrection(t *testing.T) {
	b := newBoard(t)
	const path = "/obligations/GM-2015-004/002/paid"
	paid := ledger.ObligationPaid{Obligation: "GM-2015-004/002", Pence: 4_166_660, On: "2015-11-26", By: "invoice", Ref: "INV-7"}
	b.states("bury-officer", "00V", ledger.KindObligationPaid, paid)
	entry := strconv.FormatInt(b.ledger().Size-1, 10)
	bury := b.member("bury-officer")
	form := bury.get(path+"?instead="+entry).is(200).fill("pounds", "41,666.67")
	bury.logOut()
	carried := bury.post(path, form).is(401).carried()
	again := bury.post("/log-in", with(carried, "person", "bury-officer")).is(200, "Correct this record", "takes the place of entry "+entry, `value="41,666.67"`)
	bury.get(bury.sign(path, bury.checked(path, again.fill(), `value="41,666.67"`, "In place of"))).is(200, "Receipt number")
	bury.logOut()
	bury.post("/log-in", with(carried, "person", "bury-officer")).is(404, "corrected already", "What you typed, which was not sent", "41,666.67").isNot("Continue</button>")
}

// A log-in that fails for the server's own reasons, or because too many come at once, loses
// nothing, and blames nobody.
func TestKeptWhenUnavailable(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const path = "/motions/GM-2015-011/vote"
	form := with(bury.get(path).is(200).form(), "choice", "against", "reason", "The ward closes")
	for _, code := range []ledger.Code{ledger.CodeUnavailable, api.CodeBusy} {
		p := api.NewProblem(code, "the rules are being read: come again")
		var failing atomic.Value
		failing.Store("")
		b.ask = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			if r.URL.Path != failing.Load() {
				return next.RoundTrip(r)
			}
			data, err := json.Marshal(p)
			return &http.Response{StatusCode: p.Status, Header: http.Header{"Content-Type": {"application/problem+json"}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
		}
		carried := b.reader().post(path, form).is(401).carried()
		r := b.reader()
		failing.Store(api.PathLogin)
		again := r.post("/log-in", with(carried, "person", "bury-member")).is(p.Status, "Log in as this person", "The rules are being read: come again", "Nothing that you typed is lost").carried()
		failing.Store(api.PathSessions)
		again = r.post("/log-in", with(again, "person", "bury-member")).is(p.Status, "What you typed is kept while you try again", "Try again</button>").isNot("Another person typed it").form()
		failing.Store("")
		r.post("/log-in", with(again, "elsewhere", "yes")).is(403, "How does NHS Bury CCG vote?", `value="against" checked`, "The ward closes")
	}
}

// A form of which nothing could be kept is shown as it stands.
func TestKeptTooBig(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	const path = "/account/notifications"
	before := bury.get(path).is(200)
	ticked := strings.Count(before.body, " checked")
	if ticked == 0 {
		t.Fatal("nothing is ticked")
	}
	bury.logOut()
	carried := bury.post(path, with(before.form(), "email", strings.Repeat("a", 17<<10))).is(401, "too long to be kept").carried()
	again := bury.post("/log-in", with(carried, "person", "bury-member")).is(200, "too long to be kept")
	if n := strings.Count(again.body, " checked"); n != ticked {
		t.Errorf("%d are ticked, not %d", n, ticked)
	}
}

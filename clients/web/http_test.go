package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"concordat/clients/sdk"
	"concordat/clients/web"
	"concordat/ledger"
)

// reader is a person with a browser that runs no scripts and follows no redirection
// by itself.
type reader struct {
	t     *testing.T
	board *board
	http  *http.Client
}

// answer is a page as it came.
type answer struct {
	t      *testing.T
	status int
	body   string
	header http.Header
}

func (b *board) reader() *reader {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return &reader{b.t, b, &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// member is somebody of the example who has logged in.
func (b *board) member(person string) *reader {
	b.t.Helper()
	r := b.reader()
	r.post("/log-in", url.Values{"person": {person}, "next": {"/"}}).leads("/")
	return r
}

func (r *reader) do(method, path string, body io.Reader, header map[string]string) answer {
	r.t.Helper()
	req, err := http.NewRequest(method, r.board.url+path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := r.http.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	a := answer{r.t, res.StatusCode, string(data), res.Header}
	if strings.Contains(a.body, partByPart) {
		r.saysAll(a)
	}
	remember(path, a)
	return a
}

// partByPart is what a check page has folded away whose rows say all of it.
const partByPart = "Everything that you sign, part by part"

// saysAll holds a check page whose rows are to say all that is signed, whichever test
// comes by it: every part's words occur in them or in the sentence.
func (r *reader) saysAll(a answer) {
	r.t.Helper()
	parties, err := r.board.as("secretary").Parties(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	names := map[string]string{}
	for _, p := range parties.Items {
		names[p.Code] = p.Name
	}
	root, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		r.t.Fatal(err)
	}
	var said strings.Builder
	var parts []web.Part
	var walk func(n *html.Node, in, folded bool)
	walk = func(n *html.Node, in, folded bool) {
		at := map[string]string{}
		for _, attribute := range n.Attr {
			at[attribute.Key] = attribute.Val
		}
		if at["data-part"] != "" {
			p := web.Part{At: at["data-part"], Is: at["data-is"]}
			for c := range n.Descendants() {
				p.Text += c.Data
			}
			parts = append(parts, p)
		}
		folded = folded || n.Data == "details"
		in = in || n.Data == "dl" || at["class"] == "app-resolution"
		if in && !folded && n.Type == html.TextNode {
			said.WriteString(n.Data + "\n")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, in, folded)
		}
	}
	walk(root, false, false)
	if missing := web.Unsaid(said.String(), parts, names); len(parts) == 0 || len(missing) > 0 {
		r.t.Errorf("of %d parts neither the rows nor the sentence say %q: %s", len(parts), missing, said.String())
	}
}

func (r *reader) get(path string) answer { r.t.Helper(); return r.do("GET", path, nil, nil) }

func (r *reader) post(path string, form url.Values) answer {
	r.t.Helper()
	return r.do("POST", path, strings.NewReader(form.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Origin": r.board.url, "Sec-Fetch-Site": "same-origin"})
}

// is holds the status, and words that the page says.
func (a answer) is(status int, words ...string) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%d, not %d: %s", a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			a.t.Errorf("the page does not say %q: %s", w, a.body)
		}
	}
	return a
}

func (a answer) leads(to string) {
	a.t.Helper()
	if a.status != http.StatusSeeOther || a.header.Get("Location") != to {
		a.t.Fatalf("%d %q, not to %q: %s", a.status, a.header.Get("Location"), to, a.body)
	}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"/?>`)

// form is what the page's own form would send, without what people choose.
func (a answer) form() url.Values {
	_, main, _ := strings.Cut(a.body, "<main")
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(main, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

// A vote that is sent twice, also at once, is one vote with one receipt.
func TestSentTwice(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	bury.get("/motions/GM-2015-011/vote").is(200, "How does NHS Bury CCG vote?")
	form := bury.get("/motions/GM-2015-011/vote/check?choice=for").is(200, "Your vote is not recorded until you sign it").form()
	var wait sync.WaitGroup
	to := make([]string, 4)
	for i := range to {
		wait.Go(func() { to[i] = bury.post("/motions/GM-2015-011/vote/check", form).header.Get("Location") })
	}
	wait.Wait()
	if slices.Sort(to); to[0] != "/receipts/552" || to[0] != to[3] {
		t.Errorf("receipts: %q", to)
	}
	bury.get(to[0]).is(200, "Vote recorded", "Receipt number 552", "NHS Bury CCG votes for GM-2015-011")
	bury.get("/receipts/553").is(404)
	// In another tab something else was signed in the meantime.
	trafford := b.member("trafford-member")
	first := trafford.get("/motions/GM-2015-011/vote/check?choice=for").is(200).form()
	second := trafford.get("/motions/GM-2015-011/vote/check?choice=against").is(200).form()
	trafford.post("/motions/GM-2015-011/vote/check", second).leads("/receipts/553")
	again := trafford.post("/motions/GM-2015-011/vote/check", first).is(409, "Something else was signed with your key", "Your vote was not recorded", "NHS Trafford CCG votes for GM-2015-011").form()
	trafford.post("/motions/GM-2015-011/vote/check", again).leads("/receipts/554")
}

// What the page showed is what is signed, or nothing is.
func TestSignsWhatItShows(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	form := bury.get("/motions/GM-2015-011/vote/check?choice=for").is(200).form()
	for name, value := range map[string]string{"choice": "against", "seat": "02A-1", "opened": string(ledger.DigestOf(nil)), "seq": "7", "size": "1"} {
		changed := url.Values{}
		for n, v := range form {
			changed[n] = v
		}
		changed.Set(name, value)
		bury.post("/motions/GM-2015-011/vote/check", changed).is(409, "Your vote was not recorded")
	}
	bury.get("/receipts/552").is(404)
}

// A form without the session's token, or from another site, does nothing.
func TestForged(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	form := bury.get("/motions/GM-2015-011/vote/check?choice=for").is(200).form()
	token := form.Get("form_token")
	for _, wrong := range []string{"", "x", strings.ToUpper(token), b.member("trafford-member").get("/motions/GM-2015-011/vote").form().Get("form_token")} {
		form.Set("form_token", wrong)
		bury.post("/motions/GM-2015-011/vote/check", form).is(403, "Check and sign your vote", "Nothing was sent", "send this again")
		bury.post("/motions/GM-2015-011/vote", url.Values{"choice": {"for"}, "form_token": {wrong}}).is(403, "Send this again from its own page")
		bury.post("/log-out", url.Values{"form_token": {wrong}, "form_by": {"bury-member"}}).is(403, "Send this again from its own page")
	}
	form.Set("form_token", token)
	kind := "application/x-www-form-urlencoded"
	bury.do("POST", "/motions/GM-2015-011/vote/check", strings.NewReader(form.Encode()), map[string]string{"Content-Type": kind, "Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}).is(403)
	b.reader().do("POST", "/log-in", strings.NewReader("person=bury-member"), map[string]string{"Content-Type": kind, "Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}).is(403)
	bury.get("/receipts/552").is(404)
	bury.post("/motions/GM-2015-011/vote/check", form).leads("/receipts/552")
}

// Who may not vote is told why; what is closed or not there says so; what was chosen
// stays chosen.
func TestVoteStates(t *testing.T) {
	b := newBoard(t)
	b.reader().get("/motions/GM-2015-011/vote").leads("/log-in?next=%2Fmotions%2FGM-2015-011%2Fvote")
	b.reader().get("/motions/GM-2015-011").is(200, "Log in to vote", "What it means for each party")
	b.member("secretary").get("/motions/GM-2015-011/vote").is(403, "you hold no seat at the board")
	officer := b.member("bury-officer")
	officer.get("/").is(200, "You hold no seat at this board", "What NHS Bury CCG is bound to", "Your organisation pays £20,000 in 2015 to 2016")
	officer.get("/motions/GM-2015-011").is(200, "What this means for NHS Bury CCG", "Pays £20,000", "Bound even if it votes against", "Yes, clause 5.6", "You cannot vote on this motion")
	b.member("secretary").get("/").is(200, "What needs the secretary and the chair now")
	b.member("auditor").get("/").is(200, "Register of decisions")
	bury := b.member("bury-member")
	token := bury.get("/motions/GM-2015-011/vote").is(200, "You have declared none").form()
	bury.post("/motions/GM-2015-011/vote", token).is(422, "<title>Error: How does NHS Bury CCG vote?", "Select how NHS Bury CCG votes", `href="#choice"`)
	token.Set("choice", "perhaps")
	bury.post("/motions/GM-2015-011/vote", token).is(422, "Select how NHS Bury CCG votes")
	token.Set("choice", "abstain")
	bury.post("/motions/GM-2015-011/vote", token).leads("/motions/GM-2015-011/vote/check?choice=abstain")
	bury.get("/motions/GM-2015-011/vote?choice=abstain").is(200, `value="abstain" checked`)
	bury.get("/motions/GM-2015-011/vote/check?choice=perhaps").leads("/motions/GM-2015-011/vote")
	bury.get("/motions/GM-2015-004/vote").is(409, "Voting has closed", "ask the secretary")
}

// Whose session has ended is nobody: every open page is shown, the log-in page first, and
// the cookie goes.
func TestSessionEnded(t *testing.T) {
	for method, try := range map[string]func(r *reader) answer{
		"GET":  func(r *reader) answer { return r.get("/log-in").is(200, "Log in") },
		"POST": func(r *reader) answer { return r.post("/log-in", url.Values{"person": {""}}).is(422) },
		"open": func(r *reader) answer { return r.get("/motions").is(200) },
	} {
		b := newBoard(t)
		bury := b.member("bury-member")
		if _, err := b.as("bury-member").EndSession(t.Context(), "all"); err != nil {
			t.Fatal(err)
		}
		a := try(bury)
		if took := a.header.Values("Set-Cookie"); len(took) != 1 || !strings.Contains(strings.ToLower(took[0]), "max-age=0") {
			t.Errorf("%s: %q", method, took)
		}
	}
	b := newBoard(t)
	bury := b.member("bury-member")
	if _, err := b.as("bury-member").EndSession(t.Context(), "all"); err != nil {
		t.Fatal(err)
	}
	bury.post("/log-in", url.Values{"person": {"bury-member"}, "next": {"/"}}).leads("/")
	bury.get("/").is(200)
}

// What is asked for of a page is bounded: assets are kept for ever and pages never,
// and nothing but the stated budget is sent.
func TestBudgets(t *testing.T) {
	b := newBoard(t)
	bury := b.member("bury-member")
	first := bury.get("/")
	if first.header.Get("Cache-Control") != "no-store" || !strings.Contains(first.header.Get("Content-Security-Policy"), "script-src 'self' 'sha256-") {
		t.Errorf("%v", first.header)
	}
	links := regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`).FindAllStringSubmatch(first.body, -1)
	total := packed(t, first.body)
	t.Logf("%6d bytes, compressed: /", total)
	files := []string{}
	for _, l := range links {
		files = append(files, l[1])
	}
	files = append(files, strings.Replace(files[len(files)-1], "app.js", "nhsuk-frontend.min.js", 1)) // which app.js imports
	scripts := 0
	for _, f := range files {
		a := bury.do("GET", f, nil, map[string]string{"Accept-Encoding": "gzip"}).is(200)
		if a.header.Get("Content-Encoding") != "gzip" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", f, a.header)
		}
		plain := bury.do("GET", f, nil, map[string]string{"Accept-Encoding": "identity"}).is(200)
		z, err := gzip.NewReader(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(z); err != nil || string(data) != plain.body {
			t.Errorf("%s is another when it is compressed: %v", f, err)
		}
		total += len(a.body)
		if strings.HasSuffix(f, ".js") {
			scripts += len(a.body)
		}
		t.Logf("%6d bytes, compressed: %s", len(a.body), f)
	}
	t.Logf("%6d bytes in %d requests; the budget is 75 KB in 8", total, len(files)+1)
	if total > 75<<10 || len(files)+1 > 8 || scripts > 25<<10 {
		t.Errorf("%d bytes in %d requests, of scripts %d", total, len(files)+1, scripts)
	}
	for _, path := range []string{"/motions/GM-2015-011", "/motions", "/decisions/GM-2015-007"} {
		start := time.Now()
		n := packed(t, bury.get(path).is(200).body)
		t.Logf("%6d bytes, compressed, after %v: %s", n, time.Since(start).Round(time.Millisecond), path)
		if n > 15<<10 {
			t.Errorf("%s: %d bytes", path, n)
		}
	}
	bury.get("/assets/0000/app.css").is(404)
	bury.get(strings.Replace(files[0], "images", "..", 1)).is(404)
}

func packed(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// as is a program that signs with somebody's key.
func (b *board) as(person string) *sdk.Client {
	b.t.Helper()
	key, err := keysIn(filepath.Join(b.dir, "keys")).Key(person)
	if err != nil {
		b.t.Fatal(err)
	}
	c, err := sdk.New(b.url, sdk.Options{Key: &key})
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// Whoever is about to vote otherwise than the governing body instructs is stopped once,
// and may go on.
func TestInterrupted(t *testing.T) {
	b := newBoard(t)
	officer := b.as("bury-officer")
	m, err := officer.Motion(t.Context(), "GM-2015-011")
	if err != nil {
		t.Fatal(err)
	}
	body := ledger.MemberInstructed{Motion: m.Ref, Text: m.TextID, Seat: "00V-1", Choice: ledger.ChoiceAgainst, Resolution: ledger.Resolution{Ref: "GB-15", On: "2015-11-20"}}
	agreed, err := officer.Sentence(t.Context(), ledger.KindMemberInstructed, "00V", body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := officer.State(t.Context(), ledger.KindMemberInstructed, "00V", body, agreed); err != nil {
		t.Fatal(err)
	}
	bury := b.member("bury-member")
	const says = "Your governing body instructs this seat to vote against, by resolution GB-15 of 20 November 2015."
	bury.get("/motions/GM-2015-011").is(200, says)
	stopped := bury.get("/motions/GM-2015-011/vote/check?choice=for").is(200, "Your governing body asks for another vote", says, "You chose: for.")
	if strings.Contains(stopped.body, "Sign and send vote") {
		t.Error("it is signed on the page that stops")
	}
	on := bury.get("/motions/GM-2015-011/vote/check?choice=for&told=yes").is(200, "Sign and send vote")
	bury.get("/motions/GM-2015-011/vote/check?choice=against").is(200, "Sign and send vote")
	bury.post("/motions/GM-2015-011/vote/check", on.form()).leads("/receipts/553")
}

// A host and path that are not this server's are led to by nothing.
func TestLogInLeads(t *testing.T) {
	b := newBoard(t)
	for next, want := range map[string]string{
		"/motions/GM-2015-011": "/motions/GM-2015-011", "/motions?status=open": "/motions?status=open", "": "/", "//elsewhere.example/": "/", "https://elsewhere.example/": "/",
		"/\\elsewhere.example": "/", "javascript:alert(1)": "/", "/../x": "/", "motions": "/",
	} {
		b.reader().post("/log-in", url.Values{"person": {"bury-member"}, "next": {next}}).leads(want)
	}
}

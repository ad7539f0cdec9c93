package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// refusedAs is one refusal as somebody meets it.
type refusedAs struct{ code, title, do string }

// The same refusal has one code, one title and one next step, whether a program asks the
// API, a person a page, or a person the terminal: each is asked of the real thing.
func TestRefusalsAreAlike(t *testing.T) {
	dir := t.TempDir()
	w := &ways{t: t, dir: dir}
	if err := found(t, "greater-manchester", filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	var stop func()
	var err error
	if w.url, stop, err = serve(t, []string{"--data", filepath.Join(dir, "data")}); err != nil {
		t.Fatal(err)
	}
	defer stop()

	// What there is to be refused: a draft, a person who is recused, a text of a party's,
	// and a key that has ended.
	const open, decided, draft = "GM-2015-012", "GM-2015-003", "GM-2015-013"
	moved := w.state("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: draft, Title: "Meet upstairs", Text: []string{"That the board meet upstairs."}, Type: ledger.TypeProcedural, Route: ledger.RouteJointCommittee, Function: "clinical-strategy",
	})
	interest := w.state("oldham-member", "00Y", ledger.KindInterestDeclared, ledger.InterestDeclared{Motion: open, Nature: "financial", Known: "2015-11-20"})
	for _, person := range []string{"chair", "secretary"} {
		w.state(person, "", ledger.KindInterestRuled, ledger.InterestRuled{Interest: interest, Motion: open, Ruling: ledger.InterestMaySpeak})
	}
	text, err := w.client("bury-officer").KeepText(t.Context(), "Dr Kiran Patel")
	if err != nil {
		t.Fatal(err)
	}
	w.state("bury-officer", "00V", ledger.KindPersonNamed, ledger.PersonNamed{Person: "bury-member", Name: text})
	w.state("bolton-officer", "00T", ledger.KindKeyRevoked, ledger.KeyRevoked{Key: w.key("bolton-member").Thumbprint(), Reason: "lost"})
	big := filepath.Join(dir, "big.txt")
	if err := os.WriteFile(big, bytes.Repeat([]byte("x"), 5<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	openings := map[string]ledger.Digest{draft: moved}
	for _, ref := range []string{open, decided} {
		m, err := w.client("secretary").Motion(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		openings[ref] = m.Opened.ID
	}
	votes := func(person, party, seat, ref string) func() error {
		return func() error {
			return w.states(person, party, ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: openings[ref], Seat: seat, Choice: ledger.ChoiceFor})
		}
	}
	erases := func(person, party string) func() error {
		return func() error {
			return w.states(person, party, ledger.KindTextErased, ledger.TextErased{Text: text, Why: ledger.EraseAsked})
		}
	}
	signs := func(path string, form url.Values) func(*visitor) *http.Response {
		return func(v *visitor) *http.Response {
			shown := v.sends(path, form)
			return v.sends(path, v.form(shown))
		}
	}
	opens := func(path string) func(*visitor) *http.Response {
		return func(v *visitor) *http.Response { return v.opens(path) }
	}
	why := url.Values{"why": {ledger.EraseAsked}}
	erase := "/texts/" + string(text) + "/erase"

	// A key that was made here, and that nobody added.
	newcomer, err := sdk.NewKey(rand.Reader, sdk.Ed25519)
	if err == nil {
		err = newcomer.WriteKey(filepath.Join(dir, "data", "keys", "newcomer.key"), "newcomer")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []refusedIn{
		{"a motion that is not there", "bury-member", ledger.CodeNotFound,
			func() error { _, err := w.client("bury-member").Motion(t.Context(), "GM-1999-001"); return err },
			opens("/motions/GM-1999-001"), []string{"motion", "show", "GM-1999-001"}, ""},
		{"a vote on what is decided", "bury-member", ledger.CodeClosed,
			votes("bury-member", "00V", "00V-1", decided), opens("/motions/" + decided + "/vote"), []string{"vote", "cast", decided, "for", "--yes"}, ""},
		{"a vote on a draft", "bury-member", ledger.CodeNotOpen,
			votes("bury-member", "00V", "00V-1", draft), opens("/motions/" + draft + "/vote"), []string{"vote", "cast", draft, "for", "--yes"}, ""},
		{"a vote without a seat", "bury-officer", ledger.CodeNoSeat,
			votes("bury-officer", "00V", "00V-1", open), opens("/motions/" + open + "/vote"), []string{"vote", "cast", open, "for", "--yes"}, ""},
		{"a vote of somebody recused", "oldham-member", ledger.CodeRecused,
			votes("oldham-member", "00Y", "00Y-1", open),
			opens("/motions/" + open + "/vote/check?choice=for&told=yes"), []string{"vote", "cast", open, "for", "--yes"}, ""}, // told before it is signed
		{"an erasure by another party", "trafford-officer", ledger.CodeRefused,
			erases("trafford-officer", "00V"), signs(erase, why), []string{"text", "erase", string(text), "--why", "asked", "--yes"}, ""},
		{"an erasure by no officer", "bury-member", ledger.CodeRefused,
			erases("bury-member", "00V"), signs(erase, why), []string{"text", "erase", string(text), "--why", "asked", "--yes"}, ""},
		{"a paper that is too large", "bury-member", ledger.CodeTooLarge,
			func() error {
				data, err := os.ReadFile(big)
				if err == nil {
					_, err = w.client("bury-member").PutBlob(t.Context(), data, false)
				}
				return err
			},
			func(v *visitor) *http.Response {
				return v.sends("/account/interests", url.Values{"known": {strings.Repeat("x", 5<<20)}})
			}, []string{"paper", "put", big}, ""},
		{"a key that has ended", "bolton-member", ledger.CodeRevokedKey,
			votes("bolton-member", "00T", "00T-1", open), nil, []string{"vote", "cast", open, "for", "--yes"}, ""},
		{"a key that nobody added", "newcomer", ledger.CodeUnknownKey,
			func() error { _, err := w.client("newcomer").People(t.Context()); return err }, nil, []string{"status"}, ""},
	} {
		w.alike(test)
	}
}

// What money needs beforehand is refused alike where it is not there: an impact statement
// on a motion that moves money between parties, and authority with room for what a lead
// commits. The three also say the same of why.
func TestRefusalsOfMoneyAreAlike(t *testing.T) {
	dir := t.TempDir()
	w := &ways{t: t, dir: dir}
	data := filepath.Join(dir, "data")
	if err := found(t, "greater-manchester", data); err != nil {
		t.Fatal(err)
	}
	begin := func(args ...string) (stop func()) {
		t.Helper()
		var err error
		if w.url, stop, err = serve(t, append([]string{"--data", data}, args...)); err != nil {
			t.Fatal(err)
		}
		return stop
	}
	const ref, function = "GM-2015-013", "ambulance-commissioning"
	stop := begin()
	text := w.state("bury-member", "00V", ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: "One site for vascular surgery", Text: []string{"That vascular surgery move to one site."}, Type: ledger.TypeReconfiguration, Route: ledger.RouteJointCommittee, Function: "acute-surgery",
	})
	w.state("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: text, Opens: "2015-12-14T09:00:00.000Z", Closes: "2015-12-16T17:00:00.000Z"})
	stop()
	// The motion may be opened by now, and the lead leads.
	stop = begin("--forward", "17d")
	defer stop()
	made := func(pence int64) ledger.CommitmentMade {
		return ledger.CommitmentMade{Function: function, What: "More crews", Year: "2015-16", Pence: pence}
	}
	for range 2 {
		w.state("salford-officer", "01G", ledger.KindCommitmentMade, made(200_000_00))
	}
	const beyond = 148_333_34 // of which a penny too much
	for _, test := range []refusedIn{
		{"an opening without an impact statement", "secretary", ledger.CodeRefused,
			func() error {
				body, err := w.client("secretary").Opening(t.Context(), ref)
				if err != nil {
					return err
				}
				return w.states("secretary", "", ledger.KindMotionOpened, body)
			},
			func(v *visitor) *http.Response {
				shown := v.sends("/motions/"+ref+"/publish", url.Values{})
				return v.sends("/motions/"+ref+"/publish", v.form(shown))
			}, []string{"motion", "open", ref, "--yes"},
			"An impact statement on its present text"},
		{"a commitment beyond an authority", "salford-officer", ledger.CodeRefused,
			func() error { return w.states("salford-officer", "01G", ledger.KindCommitmentMade, made(beyond)) },
			func(v *visitor) *http.Response {
				shown := v.sends("/parties/01G/commit", url.Values{"function": {function}, "what": {"More crews"}, "year": {"2015-16"}, "pounds": {"148,333.34"}})
				return v.sends("/parties/01G/commit", v.form(shown))
			}, []string{"commitment", "make", function, "More crews", "--year", "2015-16", "--amount", "148333.34", "--yes"},
			"o authority of NHS Salford CCG for spending over £600,000.00 a year since 1 September 2015, and with this it comes to £600,000.01; its officer can record one"},
	} {
		w.alike(test)
	}
}

// refusedIn is one that is asked for in three ways, by somebody.
type refusedIn struct {
	name, person string
	code         ledger.Code
	api          func() error
	page         func(*visitor) *http.Response // nil for who can't log in, and is told at the door
	command      []string
	why          string // in the checks of all three, where they have any
}

// alike asks for a refusal in its three ways.
func (w *ways) alike(r refusedIn) {
	w.t.Run(r.name, func(t *testing.T) {
		was := w.t
		w.t = t
		defer func() { w.t = was }()
		err := r.api()
		want := w.asked(err)
		if want.code != string(r.code) || want.title == "" || want.do == "" {
			t.Fatalf("the API says %+v, not %s", want, r.code)
		}
		said, talk := w.told(r.person, r.command, want)
		got := map[string]refusedAs{"the terminal": said}
		v := w.visitor(r.person)
		shown := v.logIn
		if r.page != nil {
			if shown.StatusCode != http.StatusSeeOther {
				t.Fatalf("status %d at the log-in", shown.StatusCode)
			}
			shown = r.page(v)
		}
		data, errRead := io.ReadAll(shown.Body)
		if errRead != nil {
			t.Fatal(errRead)
		}
		shown.Body = io.NopCloser(bytes.NewReader(data))
		got["the page"] = w.shown(shown)
		if r.command[0] == "commitment" { // the terminal names the command that mends it
			if !strings.Contains(said.do, "concordat authority give FILE") {
				t.Errorf("the terminal names no command: %+v", said)
			}
			said.do = want.do
			got["the terminal"] = said
		}
		for where, said := range got {
			if said != want {
				t.Errorf("%s says %+v, the API %+v", where, said, want)
			}
		}
		if r.why == "" {
			return
		}
		explained := ""
		if p := (*api.Problem)(nil); errors.As(err, &p) {
			for _, c := range p.Checks {
				explained += c.Required + "\n" + c.Explain + "\n"
			}
		}
		for where, said := range map[string]string{"the API": explained, "the terminal": talk, "the page": string(data)} {
			if !strings.Contains(said, r.why) {
				t.Errorf("%s does not say %q: %s", where, r.why, said)
			}
		}
	})
}

// ways are those by which a refusal is met.
type ways struct {
	t        *testing.T
	dir, url string
}

func (w *ways) key(person string) sdk.Key {
	w.t.Helper()
	k, err := sdk.ReadKey(filepath.Join(w.dir, "data", "keys", person+".key"))
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *ways) client(person string) *sdk.Client {
	w.t.Helper()
	key := w.key(person)
	c, err := sdk.New(w.url, sdk.Options{Key: &key, Person: person})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// states has a statement sent by the secretary, whoever signs it, so that what is refused
// is the statement.
func (w *ways) states(person, party, kind string, body any) error {
	key, carrier := w.key(person), w.client("secretary")
	at, err := carrier.Next(w.t.Context(), key.Thumbprint())
	if err != nil {
		return err
	}
	signer, err := sdk.New(w.url, sdk.Options{Person: person})
	if err != nil {
		return err
	}
	draft, _, err := signer.Draft(w.t.Context(), key.Public(), at, kind, party, body)
	if err == nil {
		_, err = carrier.Send(w.t.Context(), key.Sign(draft))
	}
	return err
}

// state has a statement recorded, and gives its id.
func (w *ways) state(person, party, kind string, body any) ledger.Digest {
	w.t.Helper()
	c := w.client(person)
	says, err := c.Sentence(w.t.Context(), kind, party, body)
	if err != nil {
		w.t.Fatal(err)
	}
	done, err := c.State(w.t.Context(), kind, party, body, says)
	if err != nil {
		w.t.Fatal(err)
	}
	return done.ID
}

// asked is what the API says, with the next step from where the problem's type leads.
func (w *ways) asked(err error) refusedAs {
	w.t.Helper()
	var p *api.Problem
	if !errors.As(err, &p) {
		w.t.Fatalf("it is not refused: %v", err)
	}
	res, err := http.Get(w.url + p.Type)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %v, status %d", p.Type, err, res.StatusCode)
	}
	head, do, _ := strings.Cut(strings.TrimSpace(string(data)), "\n\n")
	if head != string(p.Code)+": "+p.Title {
		w.t.Errorf("%s leads to %q", p.Type, data)
	}
	return refusedAs{string(p.Code), p.Title, do}
}

// told is what the terminal says, in lower case and without the last full stop.
func (w *ways) told(person string, args []string, of refusedAs) (refusedAs, string) {
	w.t.Helper()
	cmd := exec.Command("concordat", append(args, "--as", person)...)
	cmd.Env = append(os.Environ(), "CONCORDAT_SERVER="+w.url, "CONCORDAT_STATE="+filepath.Join(w.dir, "state"), "CONCORDAT_KEYS="+filepath.Join(w.dir, "data", "keys"), "COLUMNS=2000")
	var talk bytes.Buffer
	cmd.Stderr = &talk
	err := cmd.Run()
	if exit := cmd.ProcessState.ExitCode(); err == nil || exit != api.Meanings[ledger.Code(of.code)].Exit {
		w.t.Errorf("concordat %s: exit %d: %v", strings.Join(args, " "), exit, err)
	}
	said := refusedAs{}
	for line := range strings.Lines(talk.String()) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "concordat: ")
		if code, ok := strings.CutPrefix(line, "code: "); ok {
			said.code = code
		}
		if do, ok := strings.CutPrefix(line, "what to do: "); ok {
			said.do = do
		}
		if strings.HasPrefix(line, strings.ToLower(of.title)+": ") {
			said.title = of.title
		}
	}
	if said.do == lowerFirst(strings.TrimSuffix(of.do, ".")) {
		said.do = of.do
	}
	if said != of {
		w.t.Logf("the terminal says\n%s", &talk)
	}
	return said, talk.String()
}

// visitor is somebody with a browser that runs no scripts.
type visitor struct {
	*ways
	http  *http.Client
	logIn *http.Response
}

func (w *ways) visitor(person string) *visitor {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	v := &visitor{ways: w, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	v.logIn = v.sends("/log-in", url.Values{"person": {person}, "next": {"/"}})
	return v
}

func (v *visitor) do(method, path string, body io.Reader) *http.Response {
	v.t.Helper()
	req, err := http.NewRequest(method, v.url+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", api.TypeForm)
		req.Header.Set("Origin", v.url)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := v.http.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	data, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(data))
	return res
}

func (v *visitor) opens(path string) *http.Response { v.t.Helper(); return v.do("GET", path, nil) }

// sends posts a form with the token that stands in every page's.
func (v *visitor) sends(path string, form url.Values) *http.Response {
	v.t.Helper()
	if v.logIn != nil && !form.Has(api.FormField) {
		form = clone(form)
		form.Set(api.FormField, v.form(v.opens("/account/interests")).Get(api.FormField))
	}
	return v.do("POST", path, strings.NewReader(form.Encode()))
}

func clone(form url.Values) url.Values {
	c := url.Values{}
	for name, values := range form {
		c[name] = values
	}
	return c
}

// form is what the first form of a page's main part sends by itself.
func (v *visitor) form(page *http.Response) url.Values {
	v.t.Helper()
	form := url.Values{}
	main := v.find(page, func(n *html.Node) bool { return n.Data == "main" })
	if main == nil {
		v.t.Fatalf("status %d, and no page", page.StatusCode)
	}
	first := find(main, func(n *html.Node) bool { return n.Data == "form" })
	if first == nil {
		v.t.Fatalf("status %d, and the page has no form: %s", page.StatusCode, words(main))
	}
	for n := range first.Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && attribute(n, "type") == "hidden" {
			form.Add(attribute(n, "name"), attribute(n, "value"))
		}
	}
	return form
}

// shown is what a page says of a refusal.
func (w *ways) shown(page *http.Response) refusedAs {
	w.t.Helper()
	list := w.find(page, func(n *html.Node) bool { return attribute(n, "id") == "refused" })
	if list == nil {
		w.t.Fatalf("status %d, and the page says nothing of a refusal", page.StatusCode)
	}
	var said []string
	for n := range list.Descendants() {
		if n.Type == html.ElementNode && n.Data == "dd" {
			said = append(said, words(n))
		}
	}
	if len(said) != 2 {
		w.t.Fatalf("the page says %q", said)
	}
	title, code, _ := strings.Cut(said[0], " (code ")
	return refusedAs{strings.TrimSuffix(code, ")"), title, said[1]}
}

func (w *ways) find(page *http.Response, is func(*html.Node) bool) *html.Node {
	w.t.Helper()
	root, err := html.Parse(page.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return find(root, is)
}

func find(root *html.Node, is func(*html.Node) bool) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// words are what is read of an element, with one space between them.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

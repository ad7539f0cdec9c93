package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/server/api"
)

// inside is where requests go that never leave this process: the name is no host's.
const inside = "http://concordat.invalid"

// visit is one request for a page, by whoever looks at it.
type visit struct {
	site    *Site
	request *http.Request
	ctx     context.Context
	form    url.Values // of a POST, whose token was checked
	taken   *taking    // cookies that the API gave
	browser http.Header

	client    *sdk.Client
	ledger    api.Ledger
	me        *api.Person       // nil: nobody is logged in
	key       ledger.Thumbprint // that the session was opened with
	byWork    bool              // it was opened by an account at work
	ended     bool              // the session of the browser's cookie
	formToken string
	refused   *api.Problem // why what was signed is not recorded

	// What is asked for once while a page is made, by the methods of these names.
	once struct {
		parties *api.List[api.Party]
		people  *api.List[api.Person]
		inForce *api.Signing
	}

	ownCookies []string // of the pages' own, which hold nothing secret
}

// taking passes requests on and takes the cookies of the answers, which are the
// browser's.
type taking struct {
	next    http.RoundTripper
	cookies []string
}

func (t *taking) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := t.next.RoundTrip(r)
	if err == nil {
		// The API has one cookie: what it said of it last holds.
		if said := res.Header.Values("Set-Cookie"); len(said) > 0 {
			t.cookies = said
		}
	}
	return res, err
}

// leaving is whoever logs out. Nothing is asked before: the API checks cookie and form
// token itself, and ends a session also where the rules can't be run.
func (s *Site) leaving(r *http.Request) (*visit, error) {
	v, err := s.arrived(r)
	if err == nil {
		err = v.takeForm()
	}
	v.browser.Set(api.FormHeader, v.form.Get(api.FormField))
	return v, err
}

// arrived is a visit of whose visitor nothing is known yet.
func (s *Site) arrived(r *http.Request) (*visit, error) {
	v := &visit{site: s, request: r, ctx: r.Context(), taken: &taking{next: s.Ask}, browser: http.Header{}}
	if cookies := r.Header.Values("Cookie"); len(cookies) > 0 {
		v.browser.Set("Cookie", strings.Join(cookies, "; "))
	}
	if r.Method == http.MethodPost {
		for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
			if value := r.Header.Get(name); value != "" {
				v.browser.Set(name, value)
			}
		}
	}
	var err error
	v.client, err = v.as(nil)
	return v, err
}

// visit finds who asks. What comes back can always show a page, also with an error.
func (s *Site) visit(r *http.Request) (*visit, error) {
	v, err := s.arrived(r)
	if err != nil {
		return v, err
	}
	v.ledger, err = v.client.Ledger(v.ctx)
	if p := problemOf(err); p != nil && p.Code == ledger.CodeLogIn {
		// The session has ended. The API takes its cookie away, and whoever asks is nobody.
		v.endSession()
		v.ledger, err = v.client.Ledger(v.ctx)
	}
	if err != nil {
		return v, err
	}
	if !v.ended && hasSession(r) {
		if err := v.logged(); err != nil {
			return v, err
		}
	}
	if r.Method == http.MethodPost {
		return v, v.takeForm()
	}
	return v, nil
}

// endSession has the visitor be nobody. What the browser keeps of a log-in that was
// begun at work stays.
func (v *visit) endSession() {
	v.ended = true
	v.browser.Del("Cookie")
	for _, c := range v.request.Cookies() {
		if c.Name == api.CookieWorkLocal || c.Name == api.CookieWorkSecure {
			v.browser.Set("Cookie", c.Name+"="+c.Value)
		}
	}
}

// as is a client that asks as whoever looks at the page, and signs with the key if
// there is one.
func (v *visit) as(key *sdk.Key) (*sdk.Client, error) {
	person := ""
	if v.me != nil {
		person = v.me.ID
	}
	return sdk.New(inside, sdk.Options{Key: key, Person: person, Browser: v.browser, HTTP: &http.Client{Transport: v.taken}})
}

func hasSession(r *http.Request) bool {
	for _, c := range r.Cookies() {
		if c.Name == api.CookieLocal || c.Name == api.CookieSecure {
			return true
		}
	}
	return false
}

// logged finds the person of the session. One that has ended is nobody's.
func (v *visit) logged() error {
	sessions, err := v.client.Sessions(v.ctx)
	if p := problemOf(err); p != nil && p.Code == ledger.CodeLogIn {
		v.endSession()
		return nil
	}
	if err != nil {
		return err
	}
	v.formToken = sessions.FormToken
	for _, one := range sessions.Items {
		if one.Current {
			v.key, v.byWork = one.Key, one.Work
		}
	}
	v.browser.Set(api.FormHeader, v.formToken)
	me, err := v.client.PersonOf(v.ctx, sessions.Person)
	if err != nil {
		return err
	}
	v.me = &me
	return nil
}

// formInMemory is how much of a form with a file is kept in memory, in bytes: all of it,
// as its request is already.
const formInMemory = 1 << 30

// takeForm reads what was sent, if a page of this server had the form: whoever is
// logged in sends the token that only their pages have. The API holds it again
// against what the page asks of it.
func (v *visit) takeForm() error {
	parse := v.request.ParseForm
	if strings.HasPrefix(v.request.Header.Get("Content-Type"), "multipart/form-data") {
		parse = func() error { return v.request.ParseMultipartForm(formInMemory) }
	}
	if err := parse(); err != nil {
		return api.NewProblem(ledger.CodeMalformed, "what was sent is not a form")
	}
	v.form = v.request.PostForm
	if v.me != nil && subtle.ConstantTimeCompare([]byte(v.form.Get(api.FormField)), []byte(v.formToken)) != 1 {
		return api.NewProblem(api.CodeForged, "this form was not sent from a page that you had open")
	}
	return nil
}

// parties are all of them.
func (v *visit) parties() (api.List[api.Party], error) {
	return askedOnce(v, &v.once.parties, v.client.Parties)
}

// people are all of them, as far as whoever looks may know them.
func (v *visit) people() (api.List[api.Person], error) {
	return askedOnce(v, &v.once.people, v.client.People)
}

// inForce is the version of the MoU in force, with who has signed it.
func (v *visit) inForce() (api.Signing, error) {
	return askedOnce(v, &v.once.inForce, v.client.Signing)
}

func askedOnce[T any](v *visit, kept **T, ask func(context.Context) (T, error)) (T, error) {
	if *kept != nil {
		return **kept, nil
	}
	got, err := ask(v.ctx)
	if err == nil {
		*kept = &got
	}
	return got, err
}

// path is a part of the page's path.
func (v *visit) path(name string) string { return v.request.PathValue(name) }

// exampleKey is the key of whoever looks at the page, where the ledger is an example
// and has it. A log-in by an account at work signs nothing, there either.
func (v *visit) exampleKey() (*sdk.Key, error) {
	if v.byWork || v.site.Example == nil || v.ledger.Example == nil || v.me == nil {
		return nil, sdk.ErrNoKey
	}
	key, err := v.site.Example.Key(v.me.ID)
	if err != nil {
		return nil, errors.Join(sdk.ErrNoKey, err)
	}
	return &key, nil
}

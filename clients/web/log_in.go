package web

import (
	"net/http"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// logInPage is where a person says who they are.
type logInPage struct {
	layout
	Next   string
	Work   string   // what people call the account at work that they may log in by
	Ledger string   // origin
	Site   string   // that passkeys are of
	Open   string   // where a log-in begins
	People []string // of an example
	Kept   *kept    // what was typed before
}

// logInForm is what the page sends where the ledger is an example.
type logInForm struct{ person, next string }

func logInShow(v *visit) (page, error) {
	return v.logIn(logInForm{next: v.request.URL.Query().Get("next")})
}

func (v *visit) logIn(form logInForm) (*logInPage, error) {
	p := &logInPage{layout: layout{page: "log_in", Title: "Log in"}, Next: ownPath(form.next), Ledger: v.ledger.Origin, Site: v.ledger.RPID, Open: api.PathLogin, Work: v.ledger.WorkAccount}
	if v.request.URL.Path == "/log-in" {
		p.Kept = v.keptOf()
	}
	if v.ledger.Example == nil || v.site.Example == nil {
		return p, nil
	}
	ids, err := v.site.Example.People()
	if err != nil {
		return nil, err
	}
	p.People = ids
	return p, nil
}

// logInSend logs in with what a passkey has signed; or, to an example, as a person of
// it with the key that lies beside it.
func logInSend(v *visit) (page, error) {
	if v.form.Has("statement") {
		return v.logInSigned()
	}
	form := logInForm{person: v.form.Get("person"), next: v.form.Get("next")}
	if v.form.Has("elsewhere") { // whoever has is let through by the door
		p, err := v.logIn(form)
		if err == nil {
			p.wrong("elsewhere", "You have not logged in yet in another tab of this browser")
		}
		return p, err
	}
	if v.ledger.Example == nil || v.site.Example == nil {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "this ledger is no example: everybody logs in with their own passkey")
	}
	people, err := v.site.Example.People()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(people, form.person) {
		p, err := v.logIn(form)
		if err != nil {
			return nil, err
		}
		p.wrong("person", "Choose a person of the example")
		return p, nil
	}
	key, err := v.site.Example.Key(form.person)
	if err != nil {
		return nil, err
	}
	client, err := v.as(&key)
	if err != nil {
		return nil, err
	}
	if _, err := client.OpenBrowserSession(v.ctx); err != nil {
		return nil, err
	}
	return v.loggedIn(form.next)
}

// logInSigned logs in with what a passkey has signed.
func (v *visit) logInSigned() (page, error) {
	again := func(why string) (page, error) {
		p, err := v.logIn(logInForm{next: v.form.Get("next")})
		if err == nil {
			p.wrong("passkey", why)
		}
		return p, err
	}
	var signed ledger.Statement
	if err := ledger.Decode([]byte(v.form.Get("statement")), &signed); err != nil {
		return again("You are not logged in. Choose “Log in with your passkey”")
	}
	_, err := v.client.LogInSigned(v.ctx, signed, v.form.Get("person"))
	switch p := problemOf(err); {
	case err == nil:
		return v.loggedIn(v.form.Get("next"))
	case p == nil || p.Status >= http.StatusInternalServerError || p.Status == http.StatusTooManyRequests:
		return nil, err
	case p.Code == ledger.CodeUnknownKey:
		return again("This board does not know that passkey. If yours is new, tell its code to whoever invited you and wait until they have added it")
	case p.Code == ledger.CodeRevokedKey:
		return again("That passkey has been ended. Use your other device, or ask your officer to invite you again")
	}
	return again("You are not logged in. Try again")
}

// logOutSend ends the session, if there is one.
func logOutSend(v *visit) (page, error) {
	err := v.client.LogOut(v.ctx)
	if p := problemOf(err); err != nil && (p == nil || p.Code != ledger.CodeLogIn) {
		return nil, err
	}
	return moved("/log-in"), nil
}

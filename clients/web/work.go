package web

import (
	"net/http"
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// workPage is where somebody connects their account at work, before they go to its
// provider.
type workPage struct {
	layout
	Account  string // what people call it
	Continue string // at the provider
	Again    bool   // they have to log in by their passkey first
}

// workStart sends the browser to the provider. It is reached by a link, for a form may
// not lead to another site (the page's Content-Security-Policy).
func workStart(v *visit) (page, error) {
	begun, err := v.client.BeginWork(v.ctx, ownPath(v.request.URL.Query().Get("next")))
	if err != nil {
		return v.notByWork(err)
	}
	return moved(begun.URL), nil
}

// workReturn is where the provider sends the browser back to, whatever it went there for.
func workReturn(v *visit) (page, error) {
	q := v.request.URL.Query()
	came := api.WorkReturn{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")}
	if strings.HasPrefix(came.State, api.WorkConnects) {
		if _, err := v.client.EndConnectWork(v.ctx, came); err != nil {
			return v.notConnected(err)
		}
		return moved("/passkeys"), nil
	}
	token, err := v.client.EndWork(v.ctx, came)
	if err != nil {
		return v.notByWork(err)
	}
	return moved(ownPath(token.Next)), nil
}

// notByWork is the log-in page, with why the account at work has not let anybody in.
func (v *visit) notByWork(err error) (page, error) {
	why := v.workWords(err)
	if why == "" {
		return nil, err
	}
	p, err := v.logIn(logInForm{})
	if err == nil {
		p.wrong("work", why)
		p.code = http.StatusForbidden
	}
	return p, err
}

// workWords say why, where the person can do something about it.
func (v *visit) workWords(err error) string {
	account := v.ledger.WorkAccount
	switch p := problemOf(err); {
	case p == nil:
	case p.Code == ledger.CodeNotAllowed:
		return "Nobody on this board has connected that " + account + ". Log in with your passkey, then connect it on the Passkeys page"
	case p.Code == ledger.CodeConflict:
		return "That " + account + " is connected to somebody else on this board. They can disconnect it"
	case p.Code == ledger.CodeLogIn:
		return "You are not logged in with your " + account + ". Try again, or use your passkey"
	case p.Code == ledger.CodeUnavailable:
		return "Your " + account + " cannot be reached at the moment. Use your passkey, or try again later"
	}
	return ""
}

func workShow(v *visit) (page, error) {
	p := v.workPage()
	begun, err := v.client.ConnectWork(v.ctx)
	if problem := problemOf(err); problem != nil && problem.Code == ledger.CodeNotAllowed {
		p.Again = true
		return p, nil
	}
	if err != nil {
		return v.notConnected(err)
	}
	p.Continue = begun.URL
	return p, nil
}

func (v *visit) workPage() *workPage {
	return &workPage{layout: layout{page: "work", Title: "Connect your " + v.ledger.WorkAccount, Nav: "/passkeys", Back: &Link{"/passkeys", "Passkeys"}}, Account: v.ledger.WorkAccount}
}

// notConnected is the page to connect an account by, with why it was not.
func (v *visit) notConnected(err error) (page, error) {
	problem := problemOf(err)
	if problem == nil || v.me == nil {
		return v.notByWork(err)
	}
	p := v.workPage()
	switch problem.Code {
	case ledger.CodeNotAllowed:
		p.Again = true
		return p, nil
	case ledger.CodeLogIn:
		p.wrong("work", "Your "+p.Account+" was not connected. Start again")
	case ledger.CodeConflict, ledger.CodeUnavailable:
		p.wrong("work", v.workWords(err))
	default:
		return nil, err
	}
	p.Continue = "/passkeys/work"
	return p, nil
}

// workSend disconnects the account.
func workSend(v *visit) (page, error) {
	if err := v.client.DisconnectWork(v.ctx); err != nil {
		return nil, err
	}
	return moved("/passkeys"), nil
}

// WorkPath begins a log-in that goes on somewhere.
func (p *logInPage) WorkPath() string {
	return "/log-in/work-account?" + url.Values{"next": {p.Next}}.Encode()
}

package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// logInPage is where a person says who they are.
type logInPage struct {
	layout
	Next   string
	People []string // of an example
}

// logInForm is what the page sends where the ledger is an example.
type logInForm struct{ person, next string }

func logInShow(v *visit) (page, error) {
	return v.logIn(logInForm{next: v.request.URL.Query().Get("next")})
}

func (v *visit) logIn(form logInForm) (*logInPage, error) {
	p := &logInPage{layout: layout{page: "log_in", Title: "Log in"}, Next: ownPath(form.next)}
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

// logInSend logs in as a person of an example, with the key that lies beside it.
func logInSend(v *visit) (page, error) {
	form := logInForm{person: v.form.Get("person"), next: v.form.Get("next")}
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
	return moved(ownPath(form.next)), nil
}

// logOutSend ends the session.
func logOutSend(v *visit) (page, error) {
	if v.me != nil {
		if err := v.client.LogOut(v.ctx); err != nil {
			return nil, err
		}
	}
	return moved("/log-in"), nil
}

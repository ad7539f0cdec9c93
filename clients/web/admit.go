package web

import (
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// unadmitted is a key that was added after voting began, as somebody looks at it.
type unadmitted struct {
	api.UnadmittedKey
	parties []string // for which the looker may admit it; none if they may not
	names   []string
}

// AdmitPath is where the looker admits it; empty if they may not.
func (u unadmitted) AdmitPath() string {
	if len(u.parties) == 0 {
		return ""
	}
	return "/passkeys/admit?" + url.Values{"key": {string(u.Thumbprint)}}.Encode()
}

// On is what it does not count on.
func (u unadmitted) On() string { return listed(u.Motions) }

// Who can admit it, for a looker who may not.
func (u unadmitted) Who() string {
	if len(u.parties) > 0 || len(u.names) == 0 {
		return ""
	}
	but := "who did not add it"
	if u.By != "" {
		but = "other than " + u.By + ", who added it,"
	}
	return "An officer of " + strings.Join(u.names, " or of ") + " " + but + " can admit it"
}

// unadmitted are the keys that wait for a second officer, if the looker may read of them:
// their own, and those of parties for which they are an officer.
func (v *visit) unadmitted() ([]unadmitted, error) {
	list, err := v.client.UnadmittedKeys(v.ctx, "")
	if problem := problemOf(err); problem != nil && problem.Code == ledger.CodeNotAllowed {
		return nil, nil
	}
	if err != nil || len(list.Items) == 0 {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	var all []unadmitted
	for _, k := range list.Items {
		u := unadmitted{UnadmittedKey: k}
		concerns := k.Person == v.me.ID
		for _, code := range k.Parties {
			u.names = append(u.names, names[code])
			if v.actsFor(code) {
				concerns = true
				if k.By != v.me.ID && k.Person != v.me.ID && (k.Admitted == nil || k.Admitted.By != v.me.ID) {
					u.parties = append(u.parties, code)
				}
			}
		}
		if concerns {
			all = append(all, u)
		}
	}
	return all, nil
}

// admitting is the form by which an officer admits a key: with the code that its holder
// told them, because whoever only sees it here sees what the host shows.
func (v *visit) admitting(key string) (*formPage, *unadmitted, page, error) {
	all, err := v.unadmitted()
	if err != nil {
		return nil, nil, nil, err
	}
	at := slices.IndexFunc(all, func(u unadmitted) bool { return string(u.Thumbprint) == key && len(u.parties) > 0 })
	if at < 0 {
		return nil, nil, moved("/passkeys"), nil
	}
	u := &all[at]
	p := &formPage{
		layout: layout{page: "form", Title: "Admit a key", Caption: u.Person, Nav: "/passkeys", Back: &Link{"/passkeys", "Passkeys"}},
		Text:   []string{"It was added on " + when(u.Added) + ", after voting began on " + u.On() + ". It counts there once you have admitted it as a second officer, and from then on."},
		Action: "/passkeys/admit", Hidden: []Typed{{"key", key}}, Button: Button{Text: "Continue"},
	}
	p.input("code", "What is the code of the key?", "Ask "+u.Person+" for it, in person or by a call that you make: 12 characters, such as 4F7K 2QXM 9RTA", v.form.Get("code"), 20)
	if len(u.parties) > 1 {
		names, err := v.partyNames()
		if err != nil {
			return nil, nil, nil, err
		}
		var parties []Radio
		for _, code := range u.parties {
			parties = append(parties, Radio{Value: code, Text: names[code]})
		}
		p.radios("party", "For which party do you admit it?", "", "", parties...)
	}
	return p, u, nil, nil
}

func admitShow(v *visit) (page, error) {
	p, _, instead, err := v.admitting(v.request.URL.Query().Get("key"))
	if err != nil || instead != nil {
		return instead, err
	}
	return p, nil
}

func admitSend(v *visit) (page, error) {
	p, u, instead, err := v.admitting(v.form.Get("key"))
	if err != nil || instead != nil {
		return instead, err
	}
	if !ledger.SameCode(v.form.Get("code"), u.Thumbprint.Code()) {
		p.wrong("code", "This is not the code of the key that waits here. Ask "+u.Person+" for it again. If it still differs, do not admit it, and tell your auditor")
	}
	party := u.parties[0]
	if len(u.parties) > 1 {
		if party = v.form.Get("party"); !slices.Contains(u.parties, party) {
			p.wrong("party", "Select the party for which you admit it")
		}
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindKeyAdmitted, Party: party, Body: ledger.KeyAdmitted{Person: u.Person, Key: u.Thumbprint},
		Title: "Check and admit", Caption: u.Person, Nav: "/passkeys", Back: p.Back,
		Rows:   []Row{{Key: "Key of", Values: []string{u.Person}}, {Key: "Its code", Values: []string{u.Thumbprint.Code()}}, {Key: "Counts on", Values: []string{u.On()}}},
		Labels: map[string]string{"key": "Thumbprint"},
		Button: "Sign and admit", Before: "The key does not count until you sign.", Form: p.Action, Change: true, Done: "/passkeys",
	})
}

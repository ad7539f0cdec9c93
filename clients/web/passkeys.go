package web

import (
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// passkeysPage is a person's own keys, and those of the people whom they may invite.
type passkeysPage struct {
	layout
	Own     []keyCard
	Only    bool    // they have one key that stands: a second is asked for at once
	Parties []Party // that the person may invite people of
	Board   bool    // the person may invite people of no party
	Waiting []newKey
	Second  []unadmitted // that wait for a second officer
	Open    []Row        // invitations by which nothing was made yet
	Invited string       // whom the person has just invited
	Link    string       // that goes to them
	Added   *newKey
	Work    *api.WorkAccount // nil where nobody logs in by one
}

// keyCard is a key of the person's own.
type keyCard struct {
	Kind, Code string
	Tag        *Tag
	Rows       []Row
	End        string // path of the form by which it ends; empty where it has
}

// cardOf is a key as its person sees it; used is when a session that it opened was last
// used, as far as one stands.
func cardOf(k api.Key, used ledger.Time, current bool) keyCard {
	card := keyCard{Kind: "Passkey", Code: k.Thumbprint.Code(), Rows: []Row{{Key: "Added", Values: []string{day(k.Added.Day())}}}}
	if k.Kind != ledger.KeyPasskey {
		card.Kind = "Key in a file"
	}
	if words := backupWords(k.Backup); words != "" {
		card.Rows = append(card.Rows, Row{Key: "Copies", Values: []string{words}})
	}
	if used != "" {
		card.Rows = append(card.Rows, Row{Key: "Last used to log in or read", Values: []string{when(used)}})
	}
	switch {
	case k.Revoked != "":
		card.Tag = &Tag{"Ended", "grey"}
		card.Rows = append(card.Rows, Row{Key: "Ended", Values: []string{day(k.Revoked.Day())}})
	case current:
		card.Tag = &Tag{"You are using it", "green"}
	}
	if k.Revoked == "" {
		card.End = "/passkeys/end?" + url.Values{"key": {string(k.Thumbprint)}}.Encode()
	}
	return card
}

// Party is a party to choose.
type Party struct{ Code, Name string }

// newKey is a key that waits to be added.
type newKey struct {
	Person, Code string
	Key          ledger.Thumbprint
	party        string
	body         ledger.KeyAdded
}

func passkeysShow(v *visit) (page, error) { return v.passkeys() }

func (v *visit) passkeys() (p *passkeysPage, err error) {
	p = &passkeysPage{layout: layout{page: "passkeys", Title: "Passkeys", Nav: "/passkeys"}}
	if v.ledger.WorkAccount != "" {
		account, err := v.client.WorkAccount(v.ctx)
		if err != nil {
			return nil, err
		}
		p.Work = &account
	}
	sessions, err := v.client.Sessions(v.ctx)
	if problem := problemOf(err); err != nil && (problem == nil || problem.Code != ledger.CodeNotAllowed) {
		return nil, err
	}
	standing := 0
	for _, t := range v.me.Keys {
		k, err := v.client.KeyRecord(v.ctx, t)
		if err != nil {
			return nil, err
		}
		var used ledger.Time
		for _, s := range sessions.Items {
			if s.Key == t && !s.Work {
				used = max(used, s.Used)
			}
		}
		if k.Revoked == "" {
			standing++
		}
		p.Own = append(p.Own, cardOf(k, used, t == v.key && !v.byWork))
	}
	p.Only = standing < 2
	for _, r := range v.me.Roles {
		p.Board = p.Board || r.Role == ledger.RoleSecretary
		if r.Role == ledger.RoleOfficer {
			party, err := v.client.Party(v.ctx, r.Party)
			if err != nil {
				return nil, err
			}
			p.Parties = append(p.Parties, Party{r.Party, party.Name})
		}
	}
	if p.Second, err = v.unadmitted(); err != nil {
		return nil, err
	}
	list, err := v.client.Invitations(v.ctx)
	if problem := problemOf(err); problem != nil && problem.Code == ledger.CodeNotAllowed {
		return p, nil // nobody whom they could invite
	}
	if err != nil {
		return nil, err
	}
	for _, i := range list.Items {
		if len(i.Keys) == 0 {
			p.Open = append(p.Open, Row{Key: i.Person, Values: []string{"Invited by " + i.By + ", until " + when(i.Ends) + ". No passkey was made yet."}})
		}
		for _, k := range i.Keys {
			if !k.Recorded {
				p.Waiting = append(p.Waiting, newKey{i.Person, k.Code, k.Key, i.Party, k.Body})
			}
		}
	}
	return p, nil
}

func keyWords(k api.Key) string {
	kind := "A passkey"
	if k.Kind != ledger.KeyPasskey {
		kind = "A key in a file"
	}
	words := kind + ", added on " + day(k.Added.Day())
	if k.Revoked != "" {
		words += ", ended on " + day(k.Revoked.Day())
	}
	words += "."
	if copies := backupWords(k.Backup); copies != "" {
		words += " " + copies
	}
	return words
}

// backupWords say whether losing the device loses the key, as far as the ledger knows.
func backupWords(b *api.Backup) string {
	switch {
	case b == nil:
		return ""
	case b.BackedUp:
		return "When it was added, it was synced to your other devices."
	case b.Synced:
		return "It can be synced to your other devices. When it was added, it was not."
	}
	return "It is on one device only, and not synced."
}

// passkeysSend invites somebody, or the person themself for another device.
func passkeysSend(v *visit) (page, error) {
	p, err := v.passkeys()
	if err != nil {
		return nil, err
	}
	person, party := strings.TrimSpace(v.form.Get("person")), v.form.Get("party")
	if v.form.Has("own") {
		person, party = v.me.ID, v.me.Party
	}
	if person == "" {
		p.wrong("person", "Enter what the person is called on the ledger")
		return p, nil
	}
	made, err := v.client.Invite(v.ctx, person, party)
	if problem := problemOf(err); problem != nil && problem.Status/100 == 4 && problem.Code != ledger.CodeLogIn {
		p.wrong("person", upperFirst(problem.Detail))
		p.refused(problem)
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	// The secret is behind #, which browsers keep to themselves: no log has it.
	p.Invited, p.Link = made.Person, v.origin()+"/enrol#"+made.Invitation
	return p, nil
}

// origin is where people find the pages.
func (v *visit) origin() string {
	if v.site.Origin != "" {
		return v.site.Origin
	}
	if len(v.ledger.Origins) > 0 {
		return v.ledger.Origins[0]
	}
	return ""
}

// passkeyPage is a key that somebody made, before it is added: first what code the
// person told, then the statement.
type passkeyPage struct {
	layout
	Person    string
	Key       ledger.Thumbprint
	Code      string // that was typed
	Rows      []Row
	Signing   *Signing
	ByExample bool // signed with the key that lies beside it
}

func passkeyAddShow(v *visit) (page, error) {
	k, instead, err := v.waiting(v.request.URL.Query().Get("key"))
	if err != nil || instead != nil {
		return instead, err
	}
	p := k.page()
	code := v.request.URL.Query().Get("code")
	if code == "" {
		return p, nil
	}
	return v.comparing(k, p, code)
}

func (k *newKey) page() *passkeyPage {
	return &passkeyPage{layout: layout{page: "passkey_add", Title: "Add a passkey", Caption: k.Person, Nav: "/passkeys", Back: &Link{"/passkeys", "Passkeys"}}, Person: k.Person, Key: k.Key}
}

// comparing goes on only with the code of the very key that the person holds: whoever
// adds a key has heard it, and not only seen it here, where the host could show another.
func (v *visit) comparing(k *newKey, p *passkeyPage, code string) (page, error) {
	p.Code = code
	if !ledger.SameCode(code, k.Code) {
		p.wrong("code", "This is not the code of the passkey that waits here. Ask "+k.Person+" for it again. If it still differs, do not add it, and tell your auditor")
		return p, nil
	}
	raw, err := ledger.Encode(&k.body)
	if err != nil {
		return nil, err
	}
	p.Title = "Check and sign"
	p.Rows = []Row{{Key: "Passkey of", Values: []string{k.Person}, Say: "person"}, {Key: "Its code", Values: []string{k.Code}, Say: "keyCode"}}
	if p.Signing, err = v.signing(ledger.KindKeyAdded, k.party, &k.body, Said{"added", "The key, with its proof", string(raw)}); err != nil {
		return nil, err
	}
	if p.Signing != nil {
		p.Signing.Action, p.Signing.Button, p.Signing.Before = "/passkeys/add", "Sign and add passkey", "The passkey is not added until you sign."
		return p, nil
	}
	_, err = v.exampleKey()
	p.ByExample = err == nil
	return p, nil
}

// waiting is a key that waits to be added.
func (v *visit) waiting(key string) (*newKey, page, error) {
	p, err := v.passkeys()
	if err != nil {
		return nil, nil, err
	}
	for _, k := range p.Waiting {
		if string(k.Key) == key {
			return &k, nil, nil
		}
	}
	return nil, moved("/passkeys"), nil
}

// passkeyAddSend adds a key: with what the officer's own passkey has signed; or, of an
// example, with the key that lies beside it.
func passkeyAddSend(v *visit) (page, error) {
	s, signed, ok := v.signed(ledger.KindKeyAdded)
	if ok {
		body := signed.Body.(*ledger.KeyAdded)
		done, err := v.client.Send(v.ctx, s)
		if problem := problemOf(err); problem != nil && problem.Code == ledger.CodeOutOfSequence {
			return v.compareAgain(body.Key.Thumbprint(), "Something else was signed with your passkey since this page was shown. Check it again, and sign it")
		}
		if err != nil {
			return nil, err
		}
		return moved(receiptPath(done.Entry)), nil
	}
	k, instead, err := v.waiting(v.form.Get("key"))
	if err != nil || instead != nil {
		return instead, err
	}
	if !ledger.SameCode(v.form.Get("code"), k.Code) {
		return v.comparing(k, k.page(), v.form.Get("code"))
	}
	key, err := v.exampleKey()
	if err != nil {
		return v.compareAgain(k.Key, "Your passkey has not signed, so nothing was added")
	}
	client, err := v.as(key)
	if err != nil {
		return nil, err
	}
	sentence, err := client.Sentence(v.ctx, ledger.KindKeyAdded, k.party, &k.body)
	if err != nil {
		return nil, err
	}
	done, err := client.State(v.ctx, ledger.KindKeyAdded, k.party, &k.body, sentence)
	if err != nil {
		return nil, err
	}
	return moved(receiptPath(done.Entry)), nil
}

// compareAgain is the page as it stands now, with why nothing was recorded.
func (v *visit) compareAgain(key ledger.Thumbprint, why string) (page, error) {
	k, instead, err := v.waiting(string(key))
	if err != nil || instead != nil {
		return instead, err
	}
	p := k.page()
	shown, err := v.comparing(k, p, k.Code)
	if err == nil {
		p.wrong("sign", why)
	}
	return shown, err
}

// addPath is where a key that waits is added.
func (k newKey) AddPath() string {
	return "/passkeys/add?" + url.Values{"key": {string(k.Key)}}.Encode()
}

package web

import (
	"slices"

	"concordat/ledger"
)

// keyReasons are why a key ends, by the word that the statement has for it.
var keyReasons = []Radio{
	{Value: "lost", Text: "The device is lost or broken", Hint: "Nobody else can use it, as far as is known"},
	{Value: "stolen", Text: "Somebody else may have it", Hint: "Tell your officer and your auditor at once"},
	{Value: "left", Text: "It is not needed any more", Hint: "Its person has another, or has left"},
}

// passkeyEndShow asks why a key is to end, and says what that does.
func passkeyEndShow(v *visit) (page, error) {
	p, _, err := v.ending(ledger.Thumbprint(v.request.URL.Query().Get("key")))
	if err != nil {
		return nil, err
	}
	return p, nil
}

// ending is the form by which a key ends. Whose may end it is for the rules.
func (v *visit) ending(key ledger.Thumbprint) (p *formPage, person string, err error) {
	k, err := v.client.KeyRecord(v.ctx, key)
	if err != nil {
		return nil, "", err
	}
	p = &formPage{
		layout: layout{page: "form", Title: "End a passkey", Caption: k.Person + ", " + key.Code(), Nav: "/passkeys", Back: &Link{"/passkeys", "Passkeys"}},
		Text:   []string{keyWords(k)},
	}
	if k.Revoked != "" {
		p.Inset = "It has ended already: nothing is signed with it any more."
		return p, k.Person, nil
	}
	p.Text = append(p.Text, "It ends at once and for ever. What it signed stands. Whoever is logged in by it is logged out.")
	if k.Person == v.me.ID {
		switch others := v.standingKeys(); {
		case others < 2:
			p.Inset = "You have no other. When this one has ended you can neither log in nor sign until you are invited again: add a second one first, unless somebody else may have this one."
		case key == v.key:
			p.Inset = "You are logged in with it, so you will be logged out. Have your other one at hand."
		}
	}
	p.Action, p.Button = "/passkeys/end", Button{Text: "Continue"}
	p.Hidden = []Typed{{"key", string(key)}}
	p.radios("reason", "Why does it end?", "", v.form.Get("reason"), slices.Clone(keyReasons)...)
	return p, k.Person, nil
}

// standingKeys is how many keys of the person's are not ended; those that can't be read
// count as ended.
func (v *visit) standingKeys() (n int) {
	for _, t := range v.me.Keys {
		if k, err := v.client.KeyRecord(v.ctx, t); err == nil && k.Revoked == "" {
			n++
		}
	}
	return n
}

// passkeyEndSend has the end of a key stated.
func passkeyEndSend(v *visit) (page, error) {
	key := ledger.Thumbprint(v.form.Get("key"))
	p, person, err := v.ending(key)
	if err != nil || p.Action == "" {
		return p, err
	}
	why := slices.IndexFunc(keyReasons, func(r Radio) bool { return r.Value == v.form.Get("reason") })
	if why < 0 {
		p.wrong("reason", "Select why it ends")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindKeyRevoked, Body: ledger.KeyRevoked{Key: key, Reason: keyReasons[why].Value},
		Title: "Check and end the passkey", Caption: p.Caption, Nav: "/passkeys", Back: p.Back,
		Rows:   []Row{{Key: "Passkey of", Values: []string{person}}, {Key: "Its code", Values: []string{key.Code()}}, {Key: "Why", Values: []string{keyReasons[why].Text}}},
		Labels: map[string]string{"key": "Key", "reason": "Why"},
		Button: "Sign and end it", Before: "It does not end until you sign.", Form: p.Action, Change: true, Done: "/passkeys",
	})
}

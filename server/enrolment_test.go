package server_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concordat/clients/devicetest"
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// enrolling is what a device sends for a person by an invitation.
func (b *board) enrolling(d *devicetest.Device, invitation string, change ...func(map[string]any, *[]byte)) api.Enrol {
	b.t.Helper()
	var asked api.Enrolment
	b.do("POST", api.PathEnrolment, "", must(json.Marshal(api.OpenEnrolment{Invitation: invitation})), "Content-Type", api.TypeJSON).into(http.StatusOK, &asked)
	header, proof := d.Possession(asked.Ledger, asked.Person)
	return api.Enrol{Invitation: invitation, Credential: d.Attest(asked.Challenge, change...), Header: *header, Proof: proof}
}

func (b *board) handIn(e api.Enrol) answer {
	b.t.Helper()
	return b.do("POST", api.PathEnrol, "", must(json.Marshal(e)), "Content-Type", api.TypeJSON)
}

func (b *board) invite(by, person, party string) api.Invitation {
	b.t.Helper()
	var made api.Invitation
	b.inviting(by, person, party).into(http.StatusOK, &made)
	return made
}

func (b *board) inviting(by, person, party string) answer {
	b.t.Helper()
	return b.do("POST", api.PathInvitations, b.token(by), must(json.Marshal(api.Invite{Person: person, Party: party})), "Content-Type", api.TypeJSON)
}

func (b *board) invitations(who string) []api.Invitation {
	b.t.Helper()
	var list api.Invitations
	b.as(who, api.PathInvitations).into(http.StatusOK, &list)
	return list.Items
}

// Somebody is invited, makes keys on two devices, tells their codes, and logs in by
// either once their officer has signed for it, and not before.
func TestEnrolment(t *testing.T) {
	b := newBoard(t)
	made := b.invite("bury-officer", "bury-new", "00V")
	if made.Invitation == "" || made.By != "bury-officer" || made.Person != "bury-new" || len(made.Keys) != 0 {
		t.Errorf("%+v", made)
	}
	phone, laptop, third := b.device(), b.device(), b.device()
	phone.Flags |= devicetest.BackupEligible | devicetest.BackedUp
	var done api.Enrolled
	b.handIn(b.enrolling(phone, made.Invitation)).into(http.StatusOK, &done)
	if done.Key != phone.Key.Thumbprint() || done.Code != phone.Key.Thumbprint().Code() || !done.Synced || !done.BackedUp || !done.More || done.By != "bury-officer" {
		t.Errorf("%+v", done)
	}
	var asked api.Enrolment
	b.do("POST", api.PathEnrolment, "", must(json.Marshal(api.OpenEnrolment{Invitation: made.Invitation})), "Content-Type", api.TypeJSON).into(http.StatusOK, &asked)
	if len(asked.Exclude) != 1 || !slices.Equal(asked.Codes, []string{done.Code}) || asked.PartyName != "NHS Bury CCG" || !slices.Equal(asked.Algorithms, []int64{-7, -8}) {
		t.Errorf("%+v", asked)
	}
	b.handIn(b.enrolling(laptop, made.Invitation)).into(http.StatusOK, &done)
	if done.Synced || done.BackedUp || done.More {
		t.Errorf("%+v", done)
	}
	if p := b.handIn(b.enrolling(third, made.Invitation)).problem(); p.Code != ledger.CodeConflict {
		t.Errorf("a third device: %+v", p)
	}

	// The server alone lets nobody in.
	login := func(d *devicetest.Device) answer {
		return b.do("POST", api.PathLogin+"?person=bury-new", "", b.chosen(d))
	}
	if p := login(phone).problem(); p.Code != ledger.CodeUnknownKey {
		t.Errorf("before the officer signed: %+v", p)
	}
	if list := b.invitations("bolton-officer"); len(list) != 0 {
		t.Errorf("another party's officer sees %+v", list)
	}
	list := b.invitations("bury-officer")
	if len(list) != 1 || len(list[0].Keys) != 2 || list[0].Invitation != "" || list[0].Keys[0].Key != phone.Key.Thumbprint() || !list[0].Keys[0].Synced || list[0].Keys[0].Recorded {
		t.Fatalf("%+v", list)
	}
	for _, k := range list[0].Keys {
		b.record("bury-officer", "00V", ledger.KindKeyAdded, k.Body)
	}
	for _, d := range []*devicetest.Device{phone, laptop} {
		if a := login(d); a.status != http.StatusOK {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	// Once they are added, the ledger itself says which of them is synced.
	synced, single := api.Passkey{Key: phone.Key.Thumbprint(), Backup: &api.Backup{Synced: true, BackedUp: true}}, api.Passkey{Key: laptop.Key.Thumbprint(), Backup: &api.Backup{}}
	var people api.List[api.Person]
	b.as("bury-officer", api.PathPeople+"?person=bury-new").into(http.StatusOK, &people)
	if len(people.Items) != 1 || !reflect.DeepEqual(people.Items[0].Passkeys, []api.Passkey{synced, single}) {
		t.Errorf("%+v", people)
	}
	for _, k := range []api.Passkey{synced, single} {
		var record api.Key
		b.get(api.Fill(api.PathKey, string(k.Key))).into(http.StatusOK, &record)
		if !reflect.DeepEqual(record.Backup, k.Backup) {
			t.Errorf("%+v", record)
		}
	}
	var founder api.Key
	b.get(api.Fill(api.PathKey, string(b.key("bury-officer").Thumbprint()))).into(http.StatusOK, &founder)
	if founder.Backup != nil {
		t.Errorf("of a key in a file it says %+v", founder.Backup)
	}
	if list := b.invitations("bury-officer"); !list[0].Keys[0].Recorded || !list[0].Keys[1].Recorded {
		t.Errorf("%+v", list)
	}
	// A person invites themself for another device, whose key waits for their officer.
	own := b.invite("bury-member", "bury-member", "")
	if own.Party != "00V" || len(b.invitations("bury-officer")) != 2 {
		t.Errorf("%+v", own)
	}
	b.handIn(b.enrolling(third, own.Invitation)).into(http.StatusOK, &done)
	if p := b.handIn(b.enrolling(phone, own.Invitation)).problem(); p.Code != ledger.CodeConflict || !strings.Contains(p.Detail, "on the ledger already") {
		t.Errorf("a key of the ledger: %+v", p)
	}
	// Three days.
	b.world.add(auth.InvitationLife)
	if p := b.do("POST", api.PathEnrolment, "", must(json.Marshal(api.OpenEnrolment{Invitation: own.Invitation})), "Content-Type", api.TypeJSON).problem(); p.Code != ledger.CodeNotFound {
		t.Errorf("%+v", p)
	}
}

// Who may not add the key that comes of an invitation may not make it; in whose place a
// key could be put without anybody's noticing, nobody is.
func TestInvitationsRefused(t *testing.T) {
	b := newBoard(t)
	for name, c := range map[string]struct {
		by, person, party string
		code              ledger.Code
	}{
		"another party's officer":        {"bolton-officer", "bury-new", "00V", ledger.CodeNotAllowed},
		"another party's person":         {"bolton-officer", "bury-member", "00V", ledger.CodeNotAllowed},
		"a board member":                 {"bury-member", "bury-new", "00V", ledger.CodeNotAllowed},
		"the secretary for a party":      {"secretary", "bury-new", "00V", ledger.CodeNotAllowed},
		"an officer for the board":       {"bury-officer", "new", "", ledger.CodeNotAllowed},
		"somebody of a party for none":   {"secretary", "bury-member", "", ledger.CodeConflict},
		"one of another party for one's": {"bury-officer", "bolton-member", "00V", ledger.CodeConflict},
		"no party's code":                {"bury-officer", "bury-new", "XXX", ledger.CodeNotFound},
		"no name":                        {"bury-officer", "Bury new", "00V", ledger.CodeMalformed},
		"an auditor":                     {"auditor", "auditor", "", ledger.CodeNotAllowed},
		"of no party, by the secretary":  {"secretary", "auditor", "", ledger.CodeNotAllowed},
	} {
		if p := b.inviting(c.by, c.person, c.party).problem(); p.Code != c.code {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := b.do("POST", api.PathInvitations, "", []byte(`{"person":"p"}`), "Content-Type", api.TypeJSON).problem(); p.Code != ledger.CodeLogIn {
		t.Errorf("the public: %+v", p)
	}
	b.invite("secretary", "new", "")
	b.invite("chair", "chair", "")
}

// What is not a passkey of this site, made just now, with its holder verified and by an
// algorithm that the ledger takes, is not taken, whoever holds the invitation.
func TestNewPasskeysRefused(t *testing.T) {
	b := newBoard(t)
	made := b.invite("bury-officer", "bury-new", "00V").Invitation
	other := b.invite("bury-officer", "bury-other", "00V").Invitation
	for name, c := range map[string]struct {
		device func(*devicetest.Device)
		change func(client map[string]any, cose *[]byte)
		sent   func(*api.Enrol)
		says   string
	}{
		"nobody verified":     {device: func(d *devicetest.Device) { d.Flags = devicetest.UserPresent }, says: "nobody was verified"},
		"nobody there":        {device: func(d *devicetest.Device) { d.Flags = 0 }, says: "nobody was verified"},
		"another site":        {device: func(d *devicetest.Device) { d.Site = "elsewhere.example" }, says: "validating the authenticator response"},
		"another page":        {device: func(d *devicetest.Device) { d.Origin = "https://elsewhere.example" }, says: "origin"},
		"another challenge":   {change: func(client map[string]any, _ *[]byte) { client["challenge"] = "AAAA" }, says: "challenge"},
		"an assertion":        {change: func(client map[string]any, _ *[]byte) { client["type"] = "webauthn.get" }, says: "ceremony type"},
		"within another site": {change: func(client map[string]any, _ *[]byte) { client["crossOrigin"] = true }, says: "cross"},
		"RS256": {change: func(_ map[string]any, cose *[]byte) {
			*cose = slices.Concat([]byte{0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0}, slices.Repeat([]byte{0xc1}, 256), []byte{0x21, 0x43, 1, 0, 1})
		}, says: "neither ES256 nor EdDSA"},
		"not on the curve": {change: func(_ map[string]any, cose *[]byte) { (*cose)[12] ^= 1 }, says: ""},
		"a proof for another person": {sent: func(e *api.Enrol) {
			d := b.device()
			*e = b.enrolling(d, other)
			spare := b.enrolling(d, made)
			e.Invitation, e.Credential = spare.Invitation, spare.Credential
		}, says: "another statement was signed"},
		"a proof by another key": {sent: func(e *api.Enrol) {
			spare := b.enrolling(b.device(), made)
			spare.Credential = b.enrolling(b.device(), made).Credential
			*e = spare
		}, says: ""},
		"no proof":         {sent: func(e *api.Enrol) { e.Header = ledger.PasskeyHeader{} }, says: "authenticator data is cut short"},
		"no key at all":    {sent: func(e *api.Enrol) { e.Credential = json.RawMessage(`{}`) }, says: "not what a device makes"},
		"no invitation":    {sent: func(e *api.Enrol) { e.Invitation = "" }, says: "not open"},
		"another's secret": {sent: func(e *api.Enrol) { e.Invitation = other }, says: "challenge"},
	} {
		d := b.device()
		if c.device != nil {
			c.device(d)
		}
		b.enrolling(b.device(), other) // so that it has been asked for something
		var change []func(map[string]any, *[]byte)
		if c.change != nil {
			change = append(change, c.change)
		}
		e := b.enrolling(d, made, change...)
		if c.sent != nil {
			c.sent(&e)
		}
		if p := b.handIn(e).problem(); p.Status/100 != 4 || !strings.Contains(strings.ToLower(p.Detail), strings.ToLower(c.says)) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	// What was made for one challenge is one key, also where it is sent again, and no
	// other is taken for it.
	var challenge string
	e := b.enrolling(b.device(), made, func(client map[string]any, _ *[]byte) { challenge = client["challenge"].(string) })
	later := b.enrolling(b.device(), made) // which spoils nothing of the first
	var done, again api.Enrolled
	b.handIn(e).into(http.StatusOK, &done)
	if b.handIn(e).into(http.StatusOK, &again); again != done {
		t.Errorf("sent again: %+v, not %+v", again, done)
	}
	later.Credential = b.device().Attest(challenge)
	if p := b.handIn(later).problem(); p.Code != ledger.CodeSignature || !strings.Contains(p.Detail, "challenge was not asked for") {
		t.Errorf("a second key for one challenge: %+v", p)
	}
	unopened := later
	unopened.Invitation = b.invite("bury-officer", "bury-third", "00V").Invitation
	if p := b.handIn(unopened).problem(); p.Code != ledger.CodeSignature || !strings.Contains(p.Detail, "challenge was not asked for") {
		t.Errorf("a key that nobody was asked for: %+v", p)
	}
	for _, i := range b.invitations("bury-officer") {
		if want := map[string]int{"bury-new": 1}[i.Person]; len(i.Keys) != want {
			t.Errorf("%s has %d keys", i.Person, len(i.Keys))
		}
	}
}

// Invitations outlive the server, and whoever reads what it keeps can't use them.
func TestInvitationsOutliveTheServer(t *testing.T) {
	b := newBoard(t)
	made := b.invite("bury-officer", "bury-new", "00V")
	var done api.Enrolled
	b.handIn(b.enrolling(b.device(), made.Invitation)).into(http.StatusOK, &done)
	b.serveUnder(b.rules())
	if list := b.invitations("bury-officer"); len(list) != 1 || len(list[0].Keys) != 1 || list[0].Keys[0].Key != done.Key {
		t.Errorf("%+v", list)
	}
	b.handIn(b.enrolling(b.device(), made.Invitation)).into(http.StatusOK, &done)
	if done.More {
		t.Errorf("%+v", done)
	}
}

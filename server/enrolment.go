package server

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// invite opens an invitation. That the rules let somebody add the key that comes of it
// is for them to say when it is added: here it is only whose invitations one may fill
// this server with.
func invite(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var asked api.Invite
	if err := r.decode(&asked); err != nil {
		return answer{}, err
	}
	var by string
	err := s.read(r, caller, func(q *reading) error {
		if caller.Work {
			return api.NewProblem(ledger.CodeNotAllowed, "you are logged in by your account at work, which invites nobody: log in by your passkey")
		}
		by = q.caller.Person
		if !ledger.IsCode(asked.Person) {
			return malformed("person", "%q is no name for a person: letters, digits and - as in bury-member", asked.Person)
		}
		party := ""
		person, known := q.Person(asked.Person)
		switch {
		case known:
			party = person.Party
		case asked.Party != "":
			if _, ok := q.Party(asked.Party); !ok {
				return notFound("no party has the code %s: see the list of parties", asked.Party)
			}
			party = asked.Party
		}
		switch {
		case known && asked.Person == by:
			asked.Party = party
			return nil
		case known && party == "":
			return api.NewProblem(ledger.CodeNotAllowed, fmt.Sprintf("%s is of no party, so nobody else adds a key for them: they invite themself while they have one, and two people replace one that is lost, with concordat key replace", asked.Person))
		case known && asked.Party != party:
			return api.NewProblem(ledger.CodeConflict, fmt.Sprintf("%s is a person of the ledger already, and not of %s: choose another name", asked.Person, q.bodyName(asked.Party)))
		case slices.ContainsFunc(q.caller.Roles, func(role ledger.RoleFacts) bool {
			return party != "" && role.Role == ledger.RoleOfficer && role.Party == party || party == "" && role.Role == ledger.RoleSecretary
		}):
			return nil
		}
		return api.NewProblem(ledger.CodeNotAllowed, fmt.Sprintf("you can't add a key for %s: an officer of their party can invite them, or the secretary who is of none; you can invite yourself", asked.Person))
	})
	if err != nil {
		return answer{}, err
	}
	secret, made, err := s.invitations.Invite(asked.Person, asked.Party, by)
	if err != nil {
		return answer{}, s.refuseInvitation(err)
	}
	shown := s.showInvitation(made, nil)
	shown.Invitation = secret
	return answer{json: shown}, nil
}

func (q *reading) bodyName(party string) string {
	if party == "" {
		return "the board alone"
	}
	return q.PartyName(party)
}

// invitationList shows those that the caller made, and those whose keys they may add.
func invitationList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	list := api.Invitations{Items: []api.Invitation{}}
	err := s.read(r, caller, func(q *reading) error {
		open := s.invitations.List(func(i *auth.Invitation) bool {
			return i.By == q.caller.Person || slices.ContainsFunc(q.caller.Roles, func(role ledger.RoleFacts) bool {
				return i.Party != "" && role.Role == ledger.RoleOfficer && role.Party == i.Party || i.Party == "" && role.Role == ledger.RoleSecretary
			})
		})
		for _, i := range open {
			list.Items = append(list.Items, s.showInvitation(i, q))
		}
		return nil
	})
	return answer{json: list}, err
}

func (s *Server) showInvitation(i auth.Invitation, q *reading) api.Invitation {
	shown := api.Invitation{Person: i.Person, Party: i.Party, By: i.By, Made: timeOf(i.Made), Ends: timeOf(i.Ends), Keys: []api.NewKey{}}
	for _, k := range i.Keys {
		key := api.NewKey{Key: ledger.Thumbprint(k.Name), Code: ledger.Thumbprint(k.Name).Code(), Made: timeOf(k.Made), Synced: k.Synced, BackedUp: k.BackedUp}
		if err := json.Unmarshal(k.Body, &key.Body); err != nil {
			s.log.Error("a key that was made by an invitation can't be read back", "cause", err)
			continue
		}
		_, key.Recorded = q.Key(key.Key)
		shown.Keys = append(shown.Keys, key)
	}
	return shown
}

// enrolmentOpen tells whoever holds an invitation what it is for, and what their device
// is to sign. It changes nothing.
func enrolmentOpen(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	var asked api.OpenEnrolment
	if err := r.decode(&asked); err != nil {
		return answer{}, err
	}
	i, challenge, err := s.invitations.Challenge(asked.Invitation)
	if err != nil {
		return answer{}, s.refuseInvitation(err)
	}
	e := api.Enrolment{
		Ledger: s.founded.Origin, Name: s.founded.Name, Person: i.Person, Party: i.Party, By: i.By, Ends: timeOf(i.Ends),
		Site: s.founded.RPID, Challenge: base64.RawURLEncoding.EncodeToString(challenge), Algorithms: api.Algorithms, Exclude: []string{}, Codes: []string{},
	}
	for _, k := range i.Keys {
		e.Exclude, e.Codes = append(e.Exclude, k.Credential), append(e.Codes, ledger.Thumbprint(k.Name).Code())
	}
	err = s.journal.Look(func(v ledger.View) error {
		if i.Party != "" {
			e.PartyName = v.PartyName(i.Party)
		}
		return nil
	})
	return answer{json: e}, err
}

// enrol takes a new passkey of whoever holds an invitation: made for this site, on
// their own page here, with its holder verified, by an algorithm that the ledger takes,
// and with the proof of possession that the ledger will ask for. Who made the device is
// not asked: an attestation would say more of its owner than the board needs to know.
func enrol(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.may(r, nil); err != nil {
		return answer{}, err
	}
	var sent api.Enrol
	if err := r.decode(&sent); err != nil {
		return answer{}, err
	}
	i, challenges, err := s.invitations.Challenged(sent.Invitation)
	if err != nil {
		return answer{}, s.refuseInvitation(err)
	}
	made, key, err := parseNew(sent.Credential)
	if err != nil {
		return answer{}, err
	}
	// Whoever did not hear that their key was taken sends it again.
	if at := slices.IndexFunc(i.Keys, func(k auth.NewKey) bool { return k.Name == string(key.Thumbprint()) }); at >= 0 {
		return enrolled(i, i.Keys[at]), nil
	}
	challenge, err := s.verifyNew(made, challenges)
	if err != nil {
		return answer{}, err
	}
	body := ledger.KeyAdded{Person: i.Person, Key: key, Proof: sent.Proof, Header: &sent.Header}
	raw, err := ledger.Encode(&body)
	if err != nil {
		return answer{}, badPasskey(err.Error())
	}
	err = s.journal.Look(func(v ledger.View) error {
		if _, ok := v.Key(key.Thumbprint()); ok {
			return api.NewProblem(ledger.CodeConflict, "this key is on the ledger already")
		}
		return v.CheckPossession(&body)
	})
	if err != nil {
		return answer{}, err
	}
	flags := made.Response.AttestationObject.AuthData.Flags
	k := auth.NewKey{Name: string(key.Thumbprint()), Credential: base64.RawURLEncoding.EncodeToString(made.RawID), Synced: flags.HasBackupEligible(), BackedUp: flags.HasBackupState(), Body: raw}
	if i, err = s.invitations.Add(sent.Invitation, k, challenge); err != nil {
		return answer{}, s.refuseInvitation(err)
	}
	return enrolled(i, k), nil
}

func enrolled(i auth.Invitation, k auth.NewKey) answer {
	t := ledger.Thumbprint(k.Name)
	return answer{json: api.Enrolled{Key: t, Code: t.Code(), By: i.By, Synced: k.Synced, BackedUp: k.BackedUp, More: len(i.Keys) < auth.MaxDevices}}
}

// parseNew is what a device made, with the key as the ledger writes it.
func parseNew(credential []byte) (*protocol.ParsedCredentialCreationData, ledger.Key, error) {
	made, err := protocol.ParseCredentialCreationResponseBytes(credential)
	if err != nil {
		return nil, ledger.Key{}, badPasskey("it is not what a device makes of a new passkey")
	}
	key, err := keyOf(made.Response.AttestationObject.AuthData.AttData.CredentialPublicKey)
	if err != nil {
		return nil, ledger.Key{}, badPasskey(err.Error())
	}
	return made, key, nil
}

// verifyNew holds what a device made against what it was asked for (WebAuthn Level 2
// section 7.1), and gives the challenge for which it was made.
func (s *Server) verifyNew(made *protocol.ParsedCredentialCreationData, challenges [][]byte) ([]byte, error) {
	data := made.Response.AttestationObject.AuthData
	if !data.Flags.HasUserPresent() || !data.Flags.HasUserVerified() {
		return nil, badPasskey("nobody was verified by face, fingerprint or screen lock")
	}
	at := slices.IndexFunc(challenges, func(c []byte) bool {
		return base64.RawURLEncoding.EncodeToString(c) == made.Response.CollectedClientData.Challenge
	})
	if at < 0 {
		return nil, badPasskey("its challenge was not asked for, or was long ago: open the link again")
	}
	var taken []protocol.CredentialParameter
	for _, alg := range api.Algorithms {
		taken = append(taken, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(alg)})
	}
	_, err := made.Verify(base64.RawURLEncoding.EncodeToString(challenges[at]), s.founded.RPID, s.founded.Origins, nil, nil, protocol.TopOriginExplicitVerificationMode,
		false, true, true, nil, taken, protocol.AttestationPolicy{}, protocol.SignaturePolicy{})
	if err != nil {
		why := err.Error()
		if e := (*protocol.Error)(nil); errors.As(err, &e) {
			why = e.Details
		}
		return nil, badPasskey(why)
	}
	return challenges[at], nil
}

// keyOf is a public key as devices write them (COSE, RFC 9052), as the ledger does.
func keyOf(cose []byte) (ledger.Key, error) {
	parsed, err := webauthncose.ParsePublicKey(cose)
	if err != nil {
		return ledger.Key{}, errors.New("its public key can't be read")
	}
	switch k := parsed.(type) {
	case webauthncose.EC2PublicKeyData:
		public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, k.XCoord, k.YCoord))
		if err != nil {
			return ledger.Key{}, err
		}
		return ledger.PublicKey(ledger.KeyPasskey, public)
	case webauthncose.OKPPublicKeyData:
		return ledger.PublicKey(ledger.KeyPasskey, ed25519.PublicKey(k.XCoord))
	}
	return ledger.Key{}, errors.New("its algorithm is neither ES256 nor EdDSA")
}

func badPasskey(why string) error {
	p := api.NewProblem(ledger.CodeSignature, "this passkey is not taken: "+why)
	p.Errors = []api.Fault{{Pointer: "/credential", Detail: p.Detail}}
	return p
}

// refuseInvitation is what an invitation that is not open looks like, and one that could
// not be written.
func (s *Server) refuseInvitation(err error) error {
	switch {
	case errors.Is(err, auth.ErrInvitation):
		return api.NewProblem(ledger.CodeNotFound, "this invitation is not open: it has run out or was made anew. Ask whoever sent it for another")
	case errors.Is(err, auth.ErrDevices):
		return api.NewProblem(ledger.CodeConflict, fmt.Sprintf("%d devices have been enrolled by this invitation: ask for another for a further one", auth.MaxDevices))
	case errors.Is(err, auth.ErrInvitations):
		return api.NewProblem(ledger.CodeConflict, fmt.Sprintf("%d invitations of yours are open, and more can't be: each ends after three days", auth.MaxInvitations))
	}
	s.log.Error("invitations can't be written", "cause", err)
	return api.NewProblem(ledger.CodeUnavailable, "invitations can't be recorded at present: try again in a moment")
}

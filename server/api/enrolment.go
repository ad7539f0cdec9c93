package api

import (
	"encoding/json"

	"concordat/ledger"
)

// Algorithms are those that a device is offered for a passkey, as COSE numbers them
// (RFC 9053): ES256, then EdDSA.
var Algorithms = []int64{-7, -8}

// Invite asks for an invitation: for a person of a party, whose officer asks; for
// somebody of none, as the secretary; or, for another device, for the caller, whose
// party need not be named.
type Invite struct {
	Person string `json:"person"`
	Party  string `json:"party,omitempty"`
}

// Invitation is one that is open. Its secret is told once, to whoever made it, and goes
// to the person by another way than this server. Times are by the world's clock.
type Invitation struct {
	Person     string      `json:"person"`
	Party      string      `json:"party,omitempty"`
	By         string      `json:"by"`
	Made       ledger.Time `json:"made"`
	Ends       ledger.Time `json:"ends"`
	Invitation string      `json:"invitation,omitempty"` // secret
	Keys       []NewKey    `json:"keys"`
}

// Invitations are those that are open, the last made first.
type Invitations struct {
	Items []Invitation `json:"items"`
}

// NewKey is a passkey that was made by an invitation. It counts for nothing until it is
// recorded: whoever may add it compares the code with the person first, by telephone
// say, for this server could have put another in its place.
type NewKey struct {
	Key      ledger.Thumbprint `json:"key"`
	Code     string            `json:"code"`
	Made     ledger.Time       `json:"made"`
	Synced   bool              `json:"synced"`    // it may be on several of the person's devices
	BackedUp bool              `json:"backed_up"` // it is, or in their keeping elsewhere
	Recorded bool              `json:"recorded"`
	Body     ledger.KeyAdded   `json:"body"` // of the key.added to state
}

// OpenEnrolment shows the secret of an invitation.
type OpenEnrolment struct {
	Invitation string `json:"invitation"`
}

// Enrolment is what the invited person's device is asked for (WebAuthn Level 2 section
// 5.4), and on which ledger.
type Enrolment struct {
	Ledger     string      `json:"ledger"` // origin
	Name       string      `json:"name"`
	Person     string      `json:"person"`
	Party      string      `json:"party,omitempty"`
	PartyName  string      `json:"party_name,omitempty"`
	By         string      `json:"by"`
	Ends       ledger.Time `json:"ends"`
	Site       string      `json:"site"`       // rpId
	Challenge  string      `json:"challenge"`  // base64url
	Algorithms []int64     `json:"algorithms"` // in order of preference
	Exclude    []string    `json:"exclude"`    // credentials that the person's other device has
	Codes      []string    `json:"codes"`      // of the keys that were made by this invitation
}

// Enrol hands in a new passkey: what the device made, and its proof of possession.
type Enrol struct {
	Invitation string               `json:"invitation"`
	Credential json.RawMessage      `json:"credential"` // PublicKeyCredential with an attestation response, as JSON
	Header     ledger.PasskeyHeader `json:"header"`
	Proof      string               `json:"proof"`
}

// Enrolled is what becomes of it.
type Enrolled struct {
	Key      ledger.Thumbprint `json:"key"`
	Code     string            `json:"code"` // that the person tells whoever invited them
	By       string            `json:"by"`
	Synced   bool              `json:"synced"`
	BackedUp bool              `json:"backed_up"`
	More     bool              `json:"more"` // another device may be enrolled by the same invitation
}

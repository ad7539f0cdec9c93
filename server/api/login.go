package api

import "concordat/ledger"

// What a log-in may be good for, besides the person's roles and seats. A program asks
// for as little as it needs.
const (
	ScopeRead       = "read"       // what the person may read
	ScopeStatements = "statements" // carrying statements, and putting papers
	ScopeAudit      = "audit"      // reading the log itself and the MoU, and nothing else
	ScopeSessions   = "sessions"   // listing the person's sessions, and ending them
)

// Scopes are all of them: what a log-in is good for that asks for none.
var Scopes = []string{ScopeRead, ScopeStatements, ScopeAudit, ScopeSessions}

// The cookie of a browser's session, and the token that its forms send with it. Over
// TLS the cookie's name binds it to this host.
const (
	CookieSecure = "__Host-concordat"
	CookieLocal  = "concordat"
	FormField    = "form_token"
	FormHeader   = "Concordat-Form-Token"
)

// Token is a log-in. A program sends Token as Authorization: Bearer, and gets the next
// with Session, which it keeps as it keeps a key. A browser gets a cookie instead of
// both, and a form token. All times are the world's.
type Token struct {
	Token     string      `json:"token,omitempty"`
	Expires   ledger.Time `json:"expires"` // of the token; of a cookie, if it is not used again
	Person    string      `json:"person"`
	Roles     string      `json:"roles"` // in words
	Scopes    []string    `json:"scopes"`
	Session   string      `json:"session,omitempty"` // secret
	Name      string      `json:"name"`              // of the session in lists: no secret
	Ends      ledger.Time `json:"ends"`              // of the session, if it is not used again
	FormToken string      `json:"form_token,omitempty"`
	Next      string      `json:"next,omitempty"` // where a log-in by a work account goes on
}

// Refresh asks for another token of a session.
type Refresh struct {
	Session string `json:"session"`
}

// Session is one log-in of the caller's.
type Session struct {
	Name    string            `json:"name"`
	Key     ledger.Thumbprint `json:"key"` // that logged in
	Scopes  []string          `json:"scopes"`
	Cookie  bool              `json:"cookie"`         // of a browser
	Work    bool              `json:"work,omitempty"` // opened by the work account that the key has connected
	Opened  ledger.Time       `json:"opened"`
	Used    ledger.Time       `json:"used"`
	Ends    ledger.Time       `json:"ends"`    // if it is not used again
	Current bool              `json:"current"` // the one that asks
}

// Sessions are those of the caller that stand, the last used first. To a browser its
// form token is told again.
type Sessions struct {
	Person    string    `json:"person"` // the caller
	Items     []Session `json:"items"`
	FormToken string    `json:"form_token,omitempty"`
}

// Ended is how many sessions were ended.
type Ended struct {
	Ended int `json:"ended"`
}

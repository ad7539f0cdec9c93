package api

import "concordat/ledger"

// A log-in by the account that somebody has at work opens a browser's session, and
// signs nothing. The browser goes to the account's provider in between, and keeps what
// was begun in a cookie.
const (
	CookieWorkSecure = "__Host-concordat-work"
	CookieWorkLocal  = "concordat-work"

	PageWorkReturn = "/log-in/work-account/return" // where the provider sends it back to
	WorkConnects   = "connect."                    // a state that opens so is of who connects an account
)

// BeginWork begins a log-in.
type BeginWork struct {
	Next string `json:"next,omitempty"` // path to go on to, told again when it is done
}

// WorkBegun is where the browser goes next.
type WorkBegun struct {
	URL     string      `json:"url"`
	Expires ledger.Time `json:"expires"` // by the world's clock: it comes back by then
}

// WorkReturn is what the provider sent it back with.
type WorkReturn struct {
	State  string `json:"state"`
	Code   string `json:"code,omitempty"`
	Issuer string `json:"iss,omitempty"`
	Error  string `json:"error,omitempty"`
}

// WorkAccount is whether the caller has connected one.
type WorkAccount struct {
	Provider  string      `json:"provider"` // what people call it; empty: none can log in so here
	Connected bool        `json:"connected"`
	Since     ledger.Time `json:"since,omitempty"`
}

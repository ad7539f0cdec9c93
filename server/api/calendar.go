package api

import "concordat/ledger"

// Calendar is the caller's address of the board's dates, for a calendar program.
type Calendar struct {
	Made    ledger.Time `json:"made,omitempty"`    // by the world's clock; empty: the caller has none
	Address string      `json:"address,omitempty"` // told once, to whoever had it made
}

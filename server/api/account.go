package api

import "concordat/ledger"

// Account is a statement of account. AsAt is the number of entries that it rests on;
// Names are those of the parties in it, by code.
type Account struct {
	ledger.Account
	Names map[string]string `json:"names"`
	AsAt  int64             `json:"as_at"`

	LeftOut int `json:"left_out,omitempty"` // obligations between the parties that are withheld from the caller

	Code string `json:"code"` // check code of the account: whoever draws the same one up anew, by the same entries, gets the same
}

// Lead is an appointment of a lead, with what the party may commit by it and has
// committed as the lead of the function, by this or another. Pence.
type Lead struct {
	ledger.LeadFacts
	InForce     bool                      `json:"in_force"` // today; a later appointment takes its place
	Name        string                    `json:"name"`
	Years       map[string]int64          `json:"years"` // used, by financial year
	Life        int64                     `json:"life"`  // used in all
	Commitments []ledger.CommitmentRecord `json:"commitments"`
}

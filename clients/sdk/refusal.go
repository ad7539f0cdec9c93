package sdk

import (
	"encoding/json"
	"fmt"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// maxRefusals are kept in a StateDir; beyond that the oldest goes.
const maxRefusals = 100

// RefusalError says that a server refused a statement without the log's
// signature for that: the refusal leaves no trace, and the statement may have
// been dropped. It wraps the problem that the server gave. Sent is the evidence.
type RefusalError struct {
	Why     string
	Sent    []byte // the signed statement
	Problem *api.Problem
	Err     error
}

func (e *RefusalError) Error() string {
	return fmt.Sprintf("the server refused without signing for it: %s", e.reason())
}

func (e *RefusalError) reason() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Why, e.Err)
	}
	return e.Why
}

func (e *RefusalError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Problem}
	}
	return []error{e.Problem, e.Err}
}

// unsigned are the codes by which a statement is put off and not refused, or
// never came to the ledger: the log does not sign for these.
var unsigned = map[ledger.Code]bool{
	ledger.CodeLogIn: true, ledger.CodeUnavailable: true, ledger.CodeRulesFailed: true,
	api.CodeBusy: true, api.CodeInternal: true, api.CodeMethod: true, api.CodeMediaType: true, api.CodeMaintenance: true,
}

// refusal is what is kept of a statement that was refused: it shows that the log
// had the statement, and what it said.
type refusal struct {
	Origin    string          `json:"origin"`
	VKey      string          `json:"vkey"`
	Statement json.RawMessage `json:"statement"`
	Refusal   string          `json:"refusal"` // signed note
}

// refused holds a refusal of the statement that was sent as body against the
// log's signature for it, keeps it, and gives the error for the caller.
func (c *Client) refused(id ledger.Digest, body []byte, p *api.Problem) error {
	if unsigned[p.Code] {
		return p
	}
	c.mu.Lock()
	origin, verifier := c.pin, c.verifier
	c.mu.Unlock()
	if p.Refusal == "" {
		return &RefusalError{"there is no signature", body, p, nil}
	}
	r, err := merkle.OpenRefusal([]byte(p.Refusal), origin.Origin, verifier)
	switch {
	case err != nil:
		return &RefusalError{"its signature does not hold", body, p, err}
	case r.ID != string(id):
		return &RefusalError{"what is signed is the refusal of another statement", body, p, nil}
	case r.Code != string(p.Code):
		return &RefusalError{fmt.Sprintf("what is signed is %s, not %s", r.Code, p.Code), body, p, nil}
	}
	if err := c.store.putOneOf("refusal-", maxRefusals, p.Refusal, refusal{origin.Origin, origin.VKey, body, p.Refusal}); err != nil {
		return fmt.Errorf("%w (the signed refusal could not be kept: %v)", p, err)
	}
	return p
}

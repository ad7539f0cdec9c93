package sdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"concordat/ledger"
	"concordat/server/api"
)

// Evidence is what a server tells of a decision for a pack of evidence, to stand beside the
// ledger that proves it.
type Evidence struct {
	Decision api.Decision
	JSON     []byte // the decision
	Notice   []byte // of it, a fragment of HTML
	Inputs   []byte // what the rules are asked about it; nil where that may not be read, or was not worked out
}

// evidenceInputs are what the rules are asked about a decision, and what came of it.
type evidenceInputs struct {
	Decision string        `json:"decision"`
	Rules    ledger.Digest `json:"rules"`
	Result   string        `json:"result"` // as api.Decision.Recalculated has it
	Asked    any           `json:"asked"`
}

// Evidence reads a decision for a pack of evidence. One that the server could not work out at
// the moment is an error: a pack must not lack what was to be had.
func (c *Client) Evidence(ctx context.Context, ref string) (e Evidence, err error) {
	if e.Decision, err = c.Decision(ctx, ref); err != nil {
		return e, err
	}
	if e.Decision.Ref != ref { // which names files, and what is looked for in the ledger
		return e, fmt.Errorf("read decision %s: the server answered with %q", ref, e.Decision.Ref)
	}
	if e.JSON, err = ledger.Encode(e.Decision); err != nil {
		return e, err
	}
	if err := c.authorised(ctx, func(token string) (err error) {
		e.Notice, err = c.do(ctx, http.MethodGet, api.Fill(api.PathNotice, ref)+".html", "", nil, token)
		return err
	}); err != nil {
		return e, err
	}
	again, err := c.DecisionAgain(ctx, ref)
	if problem := (*api.Problem)(nil); errors.As(err, &problem) && (problem.Code == ledger.CodeRulesFailed || problem.Code == ledger.CodeNotFound) {
		return e, nil // the rules could not be asked, as of what is older than they are
	}
	if err == nil && len(again.Asked) > 0 {
		e.Inputs, err = ledger.Encode(evidenceInputs{ref, again.Rules, again.Recalculated, again.Asked})
	}
	return e, err
}

package sdk

import (
	"context"
	"net/http"

	"concordat/ledger"
	"concordat/server/api"
)

// BeginWork sends a browser to the provider of its person's account at work, to log in
// by it. What the browser keeps meanwhile is a cookie in the answer's header, as its
// session is later: see OpenBrowserSession.
func (c *Client) BeginWork(ctx context.Context, next string) (begun api.WorkBegun, err error) {
	return begun, c.browsers(ctx, api.PathWorkLogin, api.BeginWork{Next: next}, &begun)
}

// EndWork opens a session by what the provider sent the browser back with.
func (c *Client) EndWork(ctx context.Context, came api.WorkReturn) (t api.Token, err error) {
	return t, c.browsers(ctx, api.PathWorkReturn, came, &t)
}

// ConnectWork sends it there to connect the caller's account, and EndConnectWork connects
// it. DisconnectWork ends that, with the sessions that the account opened.
func (c *Client) ConnectWork(ctx context.Context) (begun api.WorkBegun, err error) {
	return begun, c.browsers(ctx, api.PathWorkAccount, nil, &begun)
}

// EndConnectWork: see ConnectWork.
func (c *Client) EndConnectWork(ctx context.Context, came api.WorkReturn) (a api.WorkAccount, err error) {
	return a, c.browsers(ctx, api.PathWorkConnect, came, &a)
}

// DisconnectWork: see ConnectWork.
func (c *Client) DisconnectWork(ctx context.Context) error {
	return c.browsers(ctx, api.PathWorkEnd, nil, &api.WorkAccount{})
}

// WorkAccount tells whether the caller has connected one.
func (c *Client) WorkAccount(ctx context.Context) (a api.WorkAccount, err error) {
	return a, c.get(ctx, api.PathWorkAccount, nil, &a)
}

// browsers asks once, as the browser that the client stands for.
func (c *Client) browsers(ctx context.Context, path string, question, v any) error {
	var body []byte
	if question != nil {
		var err error
		if body, err = ledger.Encode(question); err != nil {
			return err
		}
	}
	return c.ask(ctx, http.MethodPost, path, api.TypeJSON, body, "", v)
}

package sdk

import (
	"context"
	"net/http"
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

// LogInSigned logs a browser in by what a passkey of its person's has signed; person is
// whose it is, by what the device says. As of OpenBrowserSession, the cookie is in the
// answer's header.
func (c *Client) LogInSigned(ctx context.Context, signed ledger.Statement, person string) (t api.Token, err error) {
	body, err := ledger.Encode(signed)
	if err != nil {
		return t, err
	}
	query := url.Values{"as": {"cookie"}}
	if person != "" {
		query.Set("person", person)
	}
	return t, c.ask(ctx, http.MethodPost, api.PathLogin+"?"+query.Encode(), api.TypeJOSE, body, "", &t)
}

// Invite opens an invitation for a person to make passkeys: of a party, whose officer
// the caller is; of none; or the caller themself. Its secret comes once.
func (c *Client) Invite(ctx context.Context, person, party string) (i api.Invitation, err error) {
	body, err := ledger.Encode(api.Invite{Person: person, Party: party})
	if err != nil {
		return i, err
	}
	return i, c.authorised(ctx, func(token string) error {
		return c.ask(ctx, http.MethodPost, api.PathInvitations, api.TypeJSON, body, token, &i)
	})
}

// Invitations are those that are open, which the caller made or whose keys they may add.
func (c *Client) Invitations(ctx context.Context) (list api.Invitations, err error) {
	return list, c.get(ctx, api.PathInvitations, nil, &list)
}

package sdk

import (
	"context"
	"net/http"

	"concordat/server/api"
)

// Calendar tells whether the caller has an address of the board's dates.
func (c *Client) Calendar(ctx context.Context) (k api.Calendar, err error) {
	return k, c.get(ctx, api.PathCalendar, nil, &k)
}

// MakeCalendar gives the caller a new one, which ends the one before. Its address is told
// this once.
func (c *Client) MakeCalendar(ctx context.Context) (k api.Calendar, err error) {
	return k, c.post(ctx, api.PathCalendar, struct{}{}, &k)
}

// EndCalendar ends it.
func (c *Client) EndCalendar(ctx context.Context) error {
	return c.post(ctx, api.PathCalendarEnd, struct{}{}, &api.Calendar{})
}

// CloseFile is when the votes on a motion close, as a calendar's file (RFC 5545).
func (c *Client) CloseFile(ctx context.Context, motion string) (data []byte, err error) {
	err = c.authorised(ctx, func(token string) (err error) {
		data, err = c.do(ctx, http.MethodGet, api.Fill(api.PathClose, motion), "", nil, token)
		return err
	})
	return data, err
}

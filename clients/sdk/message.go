package sdk

import (
	"context"
	"net/url"

	"concordat/server/api"
)

// Messages is what there is to tell people by e-mail now: for the board's officials all
// of it, for others what is to them. The filters are motion and kind.
func (c *Client) Messages(ctx context.Context, filter url.Values) ([]api.Message, error) {
	var list api.Messages
	err := c.get(ctx, api.PathMessages, filter, &list)
	return list.Items, err
}

// Notifications are the messages that the caller gets.
func (c *Client) Notifications(ctx context.Context) (n api.Notifications, err error) {
	return n, c.get(ctx, api.PathNotify, nil, &n)
}

// SetNotifications says anew which kinds of message the caller does not want.
func (c *Client) SetNotifications(ctx context.Context, off []string) (n api.Notifications, err error) {
	return n, c.post(ctx, api.PathNotify, api.SetNotifications{Off: append([]string{}, off...)}, &n)
}

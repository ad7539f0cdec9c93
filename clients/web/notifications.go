package web

import "concordat/server/api"

// notificationsPage is which messages somebody gets, and where to.
type notificationsPage struct {
	layout
	Post    bool   // this server sends messages
	Address string // where theirs go; empty: that is not known here
	Kinds   []api.Notification
	Saved   bool
}

func notificationsShow(v *visit) (page, error) {
	shown, err := v.client.Notifications(v.ctx)
	return v.notifications(shown, v.request.URL.Query().Has("saved")), err
}

func (v *visit) notifications(shown api.Notifications, saved bool) *notificationsPage {
	p := &notificationsPage{layout: layout{page: "notifications", Title: "Your e-mails", Back: ownLink}, Kinds: shown.Items, Saved: saved, Post: v.site.Post != nil}
	if p.Post {
		p.Address = v.site.Post.Address(v.me.ID)
	}
	return p
}

// notificationsSend keeps what is ticked. It is no statement: nothing is signed.
func notificationsSend(v *visit) (page, error) {
	shown, err := v.client.Notifications(v.ctx)
	if err != nil {
		return nil, err
	}
	off := []string{}
	for _, n := range shown.Items {
		if !v.form.Has(n.Kind) {
			off = append(off, n.Kind)
		}
	}
	_, err = v.client.SetNotifications(v.ctx, off)
	return moved("/account/notifications?saved"), err
}

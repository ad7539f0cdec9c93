package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"concordat/clients/web/outbox"
	"concordat/ledger"
	"concordat/server/api"
)

// outboxPage is the messages that there are to send, each to be copied or, where the host
// has a mail server, handed to it.
type outboxPage struct {
	layout
	Motion   string
	Post     bool // there is a mail server
	Messages []letter
	Remind   int // may be sent a further reminder at once
	Filters  []NavItem
	Pages    Pages
}

// letter is a message as the page shows it.
type letter struct {
	ID, To, Subject, Body string
	Tag                   Tag
	Taken                 ledger.Time // by the mail server; empty where it has not
	Why                   string      // the mail server's words, where it refused
	Send                  bool
	EML                   string
}

// messages are those that the board's business gives rise to now, or of one motion.
func (v *visit) messages(filter url.Values) ([]outbox.Message, error) {
	list, err := v.client.Messages(v.ctx, filter)
	all := make([]outbox.Message, len(list))
	for i, m := range list {
		all[i] = mail(m, v.origin())
	}
	return all, err
}

func outboxShow(v *visit) (page, error) {
	if !officials(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "messages to the board are the secretary's and the chair's")
	}
	p := &outboxPage{layout: layout{page: "outbox", Title: "Messages to send", Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}}, Motion: v.request.URL.Query().Get("motion"), Post: v.site.Post != nil}
	kind, filter := v.request.URL.Query().Get("kind"), url.Values{}
	if p.Motion != "" {
		filter.Set("motion", p.Motion)
	}
	if kind != "" {
		filter.Set("kind", kind)
	}
	all, err := v.messages(filter)
	if err != nil {
		return nil, err
	}
	for _, f := range []struct{ value, text string }{{"", "All"}, {"opened", "Opened"}, {"reminder", "Reminders"}, {"result", "Results"}, {"receipt", "Receipts"}, {"meeting", "Meetings"}, {"obligations", "New obligations"}, {"due", "Due soon"}, {api.MessageFurther, "Further reminders"}, {api.MessageDigest, "Monthly digests"}, {api.MessageDaily, "Mornings"}} {
		query := url.Values{}
		if f.value != "" {
			query.Set("kind", f.value)
		}
		if p.Motion != "" {
			query.Set("motion", p.Motion)
		}
		p.Filters = append(p.Filters, NavItem{Link{"/outbox?" + query.Encode(), f.text}, kind == f.value})
	}
	if kind == "" { // a further reminder is looked for by whoever wants to send one
		all = slices.DeleteFunc(all, func(m outbox.Message) bool { return strings.HasPrefix(m.ID, api.MessageFurther+"~") })
	}
	if p.Motion != "" && kind == api.MessageFurther {
		for _, m := range all {
			if v.letter(m).Send {
				p.Remind++
			}
		}
	}
	slices.Reverse(all) // what is news first
	all, p.Pages = paged(v, all)
	for _, m := range all {
		p.Messages = append(p.Messages, v.letter(m))
	}
	return p, nil
}

// letter is a message with what became of it, as far as that is known.
func (v *visit) letter(m outbox.Message) letter {
	l := letter{ID: m.ID, To: m.To, Subject: m.Subject, Body: m.Text(), Tag: Tag{"To copy", "blue"}, EML: "/outbox/" + url.PathEscape(m.ID) + ".eml"}
	if v.site.Post == nil {
		return l
	}
	d, ok := v.site.Post.Delivery(m.ID)
	switch {
	case ok && d.State == outbox.Taken:
		l.Tag, l.Taken = Tag{"Taken by the mail server", "green"}, ledger.Time(d.Time.UTC().Format("2006-01-02T15:04:05.000Z"))
	case ok && d.State == outbox.Begun:
		l.Tag = Tag{"Begun: not known whether it was sent", "orange"}
	case ok:
		l.Tag, l.Why, l.Send = Tag{"Not sent", "red"}, d.Words, true
	case v.site.Post.Reaches(m.To):
		l.Tag, l.Send = Tag{"Not sent yet", "blue"}, true
	default:
		l.Tag = Tag{"No address: copy it", "orange"}
	}
	return l
}

// outboxSend hands one message to the mail server. Pressed twice it is handed over once.
func outboxSend(v *visit) (page, error) {
	if !officials(v.me) || v.site.Post == nil {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "this server hands no messages to a mail server: copy them")
	}
	if v.byWork {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "who logged in with a work account sends nothing in the board's name: log in with your passkey")
	}
	if motion := v.form.Get("remind"); motion != "" {
		return v.remind(motion)
	}
	all, err := v.messages(nil)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.ID == v.form.Get("message") {
			if _, err := v.site.Post.Send(v.ctx, m, time.Now()); err != nil {
				return nil, err
			}
			return moved("/outbox"), nil
		}
	}
	p, err := outboxShow(v)
	if err != nil {
		return nil, err
	}
	p.base().wrong("", "That message is no longer to be sent: its person has voted, or the motion has moved on")
	p.base().code = http.StatusConflict
	return p, nil
}

// remind sends the further reminder to everybody who has not voted on a motion and whose
// address is known. Nobody gets it twice.
func (v *visit) remind(motion string) (page, error) {
	query := url.Values{"motion": {motion}, "kind": {api.MessageFurther}}
	all, err := v.messages(query)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if v.letter(m).Send {
			if _, err := v.site.Post.Send(v.ctx, m, time.Now()); err != nil {
				return nil, err
			}
		}
	}
	return moved("/outbox?" + query.Encode()), nil
}

// emlFile is one message as a file for a mail program.
func emlFile(v *visit) (page, error) {
	if !officials(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "messages to the board are the secretary's and the chair's")
	}
	all, err := v.messages(nil)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.ID+".eml" == v.path("message") {
			data, err := m.EML()
			return &file{name: strings.ReplaceAll(m.ID, "~", "-") + ".eml", kind: "message/rfc822", data: data}, err
		}
	}
	return nowhere(v)
}

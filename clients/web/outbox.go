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
	Filters  []NavItem
	Pages    Pages
}

// letter is a message as the page shows it.
type letter struct {
	ID, To, Subject, Body string
	Tag                   Tag
	Why                   string // the mail server's words, where it refused
	Send                  bool
	EML                   string
}

const (
	remindHours = 48 // before the close
	resultDays  = 30 // that a result is news
)

// messages are those that the board's motions give rise to now, or of one motion: that it
// is open, once more within two days of its close, each to who has not voted; and how it
// was decided.
func (v *visit) messages(only string) ([]outbox.Message, error) {
	var all []outbox.Message
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	holders, err := v.holders()
	if err != nil {
		return nil, err
	}
	motions, err := v.client.Motions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, s := range motions.Items {
		open := s.Status.Status == ledger.MotionOpen
		if only != "" && s.Ref != only || !open && s.Status.Status != ledger.MotionDecided || !open && !within(s.Closes, v.ledger.Time, resultDays*24) {
			continue
		}
		m, err := v.client.Motion(v.ctx, s.Ref)
		if err != nil {
			return nil, err
		}
		if open {
			list, err := v.toVote(m, names, holders)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
			continue
		}
		d, err := v.client.Decision(v.ctx, s.Ref)
		if err != nil {
			return nil, err
		}
		all = append(all, v.results(m, d, holders)...)
	}
	return all, nil
}

// within tells whether a time is at most so many hours before now.
func within(t, now ledger.Time, hours float64) bool {
	from, ok := clockTime(t)
	until, okToo := clockTime(now)
	return ok && okToo && until.Sub(from).Hours() <= hours
}

// toVote are the messages to those who have not voted on an open motion.
func (v *visit) toVote(m api.Motion, names map[string]string, holders map[string]ledger.SeatFacts) ([]outbox.Message, error) {
	var stakes []ledger.Stake
	if now, err := v.client.Preview(v.ctx, api.PreviewRequest{Motion: m.Ref, Votes: []api.PreviewVote{}}); err == nil {
		stakes = now.Stakes
	} else if problemOf(err) == nil {
		return nil, err
	}
	voted := map[string]bool{}
	for _, vote := range ledger.Standing(m.Votes) {
		voted[vote.Seat] = true
	}
	var all []outbox.Message
	for _, r := range m.Opened.Roll {
		person := holders[r.Seat].Holder
		if person == "" || voted[r.Seat] {
			continue
		}
		money := names[r.Party] + " pays nothing under it."
		for _, k := range stakes {
			if hint := costHint(k); k.Party == r.Party && hint != "" {
				money = strings.TrimSpace(strings.Replace(hint, "Your organisation", names[r.Party], 1))
			}
		}
		message := outbox.Message{
			ID: "opened~" + m.Ref + "~" + person, To: person, Subject: "Vote by " + when(m.Closes) + ": " + m.Title,
			Paragraphs: []string{"“" + m.Title + "” (" + m.Ref + ") is open for votes until " + when(m.Closes) + ".", money, "You have not voted yet."},
			Link:       v.origin() + "/motions/" + m.Ref, LinkWords: "Read it and vote",
		}
		all = append(all, message)
		if soonHours(v.ledger.Time, m.Closes) {
			message.ID = "reminder~" + m.Ref + "~" + person
			message.Subject = "Reminder: " + lowerFirst(message.Subject)
			all = append(all, message)
		}
	}
	return all, nil
}

func soonHours(now, closes ledger.Time) bool {
	from, ok := clockTime(now)
	until, okToo := clockTime(closes)
	return ok && okToo && until.Sub(from).Hours() <= remindHours
}

// results are the messages that say how a motion was decided, to whoever had a vote.
func (v *visit) results(m api.Motion, d api.Decision, holders map[string]ledger.SeatFacts) []outbox.Message {
	if m.Opened == nil {
		return nil
	}
	var all []outbox.Message
	seen := map[string]bool{}
	for _, r := range m.Opened.Roll {
		person := holders[r.Seat].Holder
		if person == "" || seen[person] {
			continue
		}
		seen[person] = true
		all = append(all, outbox.Message{
			ID: "result~" + m.Ref + "~" + person, To: person, Subject: d.OutcomeIs + ": " + m.Title,
			Paragraphs: []string{"“" + m.Title + "” (" + m.Ref + ") was decided on " + day(d.Decided.Day()) + ": " + lowerFirst(d.OutcomeIs) + ".", "The decision says who is bound by it, by which rules, and what follows."},
			Link:       v.origin() + "/decisions/" + m.Ref, LinkWords: "Read the decision",
		})
	}
	return all
}

func outboxShow(v *visit) (page, error) {
	if !officials(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "messages to the board are the secretary's and the chair's")
	}
	p := &outboxPage{layout: layout{page: "outbox", Title: "Messages to send", Nav: "/secretary", Back: &Link{"/secretary", "Secretary"}}, Motion: v.request.URL.Query().Get("motion"), Post: v.site.Post != nil}
	all, err := v.messages(p.Motion)
	if err != nil {
		return nil, err
	}
	kind := v.request.URL.Query().Get("kind")
	for _, f := range []struct{ value, text string }{{"", "All"}, {"opened", "Opened"}, {"reminder", "Reminders"}, {"result", "Results"}} {
		query := url.Values{}
		if f.value != "" {
			query.Set("kind", f.value)
		}
		if p.Motion != "" {
			query.Set("motion", p.Motion)
		}
		p.Filters = append(p.Filters, NavItem{Link{"/outbox?" + query.Encode(), f.text}, kind == f.value})
	}
	if kind != "" {
		all = slices.DeleteFunc(all, func(m outbox.Message) bool { return !strings.HasPrefix(m.ID, kind+"~") })
	}
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
		l.Tag = Tag{"Taken by the mail server at " + when(ledger.Time(d.Time.UTC().Format("2006-01-02T15:04:05.000Z"))), "green"}
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
	all, err := v.messages("")
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

// emlFile is one message as a file for a mail program.
func emlFile(v *visit) (page, error) {
	if !officials(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "messages to the board are the secretary's and the chair's")
	}
	all, err := v.messages("")
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.ID+".eml" == v.path("message") {
			data, err := m.EML()
			return &file{strings.ReplaceAll(m.ID, "~", "-") + ".eml", "message/rfc822", data}, err
		}
	}
	return nowhere(v)
}

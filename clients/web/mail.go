package web

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"concordat/clients/web/outbox"
	"concordat/ledger"
	"concordat/server/api"
)

const mailWords = 120 // in a message, which is read on a telephone

// mail is what there is to tell, in words: few, with one thing to do, and of no vote how
// it was cast.
func mail(m api.Message, origin string) outbox.Message {
	e := outbox.Message{ID: m.ID, To: m.To}
	motion := "“" + m.Title + "” (" + m.Ref + ")"
	if m.Title == m.Ref {
		motion = m.Ref
	}
	link := func(path, words string) { e.Link, e.LinkWords = origin+path, words }
	switch m.Kind {
	case api.MessageOpened, api.MessageReminder, api.MessageFurther:
		e.Paragraphs = []string{motion + " is open for votes until " + when(m.Closes) + "."}
		var seats, costs []string
		for _, of := range append([]api.MessageSeat{{Seat: m.Seat, Party: m.Party, PartyName: m.PartyName, Stake: m.Stake}}, m.Also...) {
			seats = append(seats, of.Seat+" of "+of.PartyName)
			if of.Stake == nil { // nothing is known of what it costs, and nothing is said
				continue
			}
			money := cmp.Or(strings.TrimSpace(costHint(of.PartyName, of.Stake.Years)), of.PartyName+" pays nothing under it.")
			if !slices.Contains(costs, money) { // of two seats of one party
				costs = append(costs, money)
			}
		}
		link("/motions/"+m.Ref, "Read it and vote")
		notYet := "You have not voted yet."
		if m.Several || len(m.Also) > 0 {
			notYet = "You have not voted yet from " + listed(seats) + "."
		}
		open := e.Paragraphs
		if e.Paragraphs = append(slices.Concat(open, costs), notYet); e.Words() > mailWords && len(costs) > 0 {
			e.Paragraphs = append(slices.Clone(open), "What it costs each of your organisations is on its page.", notYet)
		}
		if e.Words() > mailWords {
			e.Paragraphs[len(e.Paragraphs)-1] = "You have not voted yet from " + number(int64(len(seats))) + " of your seats."
		}
		e.Subject = "Vote by " + when(m.Closes) + ": " + m.Title
		if m.Kind != api.MessageOpened {
			e.Subject = "Reminder: " + lowerFirst(e.Subject)
		}
	case api.MessageReceipt:
		e.Subject = "Your vote is recorded: " + m.Title
		e.Paragraphs = []string{"Your vote on " + motion + " was recorded at " + when(m.At) + ".", "Receipt number " + number(m.Entry) + ". Check code " + m.Code + ": the same code is on your receipt and stands in the ledger."}
		link("/receipts/"+number(m.Entry), "See the receipt")
	case api.MessageResult:
		e.Subject = m.Outcome + ": " + m.Title
		e.Paragraphs = []string{motion + " was decided on " + day(m.At.Day()) + ": " + lowerFirst(m.Outcome) + ".", "The decision says who is bound by it, by which rules, and what follows."}
		link("/decisions/"+m.Ref, "Read the decision")
	case api.MessageMeeting:
		e.Subject = "Meeting at " + when(m.At)
		e.Paragraphs = []string{"The board meets at " + when(m.At) + ", " + m.Place + "."}
		link("/meetings/"+m.Ref, "Read the agenda and its papers")
	case api.MessageObligations:
		e.Subject = "Bound by " + m.Ref + ": " + m.PartyName
		e.Paragraphs = []string{m.PartyName + " has " + many(m.Count, "new obligation", "new obligations") + " under " + motion + "."}
		link(obligationsPath(m.Party)+"?decision="+m.Ref, "See what they are and why")
	case api.MessageDue:
		e.Subject = "Due by " + day(m.Day) + ": " + m.PartyName
		e.Paragraphs = []string{many(m.Count, "obligation", "obligations") + " of " + m.PartyName + " " + map[bool]string{true: "is", false: "are"}[m.Count == 1] + " due by " + day(m.Day) + "."}
		link(obligationsPath(m.Party), "See what is due and to whom")
	case api.MessageDigest:
		e.Subject = "What " + monthWords(m.Day) + " changed: " + m.PartyName
		e.Paragraphs = []string{"Since " + day(m.Day) + ", of what " + m.PartyName + " is bound to:"}
		e.Paragraphs = append(e.Paragraphs, api.SumWords(m.Sums)...)
		link("/parties/"+m.Party+"/changes?since="+string(m.Day), "See each change and why")
	case api.MessageDaily:
		e.Subject = "What needs you on " + day(m.Since.Day())
		e.Paragraphs = append([]string{"At 8am these needed you:"}, api.SumWords(m.Sums)...)
		link("/secretary", "See what needs you now")
	}
	return e
}

// monthWords is the month of a day: November 2015.
func monthWords(d ledger.Date) string {
	_, month, _ := strings.Cut(d.InWords(), " ")
	return month
}

// Mailer sends by itself what there is to tell, each message once. What there is follows
// from the ledger, and what was sent from the outbox: nothing is remembered here, so it
// may be stopped and woken at any time.
type Mailer struct {
	Messages func(context.Context, func(api.Message) bool) ([]api.Message, error)
	Post     *outbox.Post
	Origin   string // where people find the pages
	Log      *slog.Logger
}

// Turn sends what there is to send now, by the ledger's clock and the world's. What there
// was to tell before mail was first set up is left to the secretary: nobody is sent a
// month of news at once. Without an address a message stays in the outbox,
// and a further reminder is the secretary's to send.
func (m *Mailer) Turn(ctx context.Context, at ledger.Time, now time.Time) error {
	since, err := m.Post.Began(string(at))
	if err != nil {
		return err
	}
	list, err := m.Messages(ctx, func(one api.Message) bool {
		return one.Kind != api.MessageFurther && string(one.Since) >= since && m.Post.Reaches(one.To) && m.Post.Untried(one.ID, now)
	})
	if err != nil {
		return err
	}
	for _, one := range list {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d, err := m.Post.Send(ctx, mail(one, m.Origin), now)
		if err != nil {
			return err
		}
		if d.State == outbox.Refused {
			m.Log.Warn("the mail server has not taken a message", "message", one.ID, "said", d.Words)
		}
	}
	return nil
}

package web

import (
	"net/http"
	"net/url"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// What a board member says of the hand that the secretary recorded for their seat: that it
// is as they showed it, or that the record is wrong.

// shownFor is a seat for which whoever looks may speak of a show of hands.
type shownFor struct {
	seat, party string
	hand        *ledger.Hand // recorded of them; nil for none
	confirmed   bool
}

func (s shownFor) words() string {
	if s.hand == nil {
		return "No hand of yours is recorded"
	}
	return api.ChoiceWords(s.hand.Choice)
}

// shownOf are the seats of a show of hands that whoever looks speaks for and has not denied:
// those whose hand was theirs, and on the roll those that they hold or deputise for.
func (v *visit) shownOf(m api.Motion) (list []shownFor) {
	if v.me == nil || m.Shown == nil || m.Opened == nil || m.Status.Status != ledger.MotionShown {
		return nil
	}
	for _, r := range m.Opened.Roll {
		s := shownFor{seat: r.Seat, party: r.Party, confirmed: slices.Contains(m.Shown.Confirmed, r.Seat)}
		others := false
		for _, h := range m.Shown.Hands {
			if h.Seat == r.Seat {
				s.hand, others = &h, h.Person != v.me.ID
			}
		}
		if others {
			s.hand = nil
		}
		sits := slices.Contains(v.me.Seats, r.Seat) || slices.Contains(v.me.Deputising, r.Seat)
		denied := slices.ContainsFunc(m.Shown.Denied, func(d ledger.DenialFacts) bool { return d.Seat == r.Seat })
		if (s.hand != nil || sits) && !denied {
			list = append(list, s)
		}
	}
	return list
}

// castingOf is the casting vote that whoever looks is recorded to have given and has not
// confirmed; empty for none.
func (v *visit) castingOf(m api.Motion) string {
	if v.me == nil || m.Shown == nil || m.Status.Status != ledger.MotionShown || m.Shown.Presided != v.me.ID || m.Shown.CastingConfirmed {
		return ""
	}
	return m.Shown.Casting
}

// waitsForHand tells whether a show of hands has something that whoever looks has neither
// confirmed nor denied.
func (v *visit) waitsForHand(m api.Motion) bool {
	return v.castingOf(m) != "" || slices.ContainsFunc(v.shownOf(m), func(s shownFor) bool { return s.hand != nil && !s.confirmed })
}

func handPath(motion string) string { return "/motions/" + motion + "/hand" }

// handLink leads whoever may speak of a show of hands to where they do.
func (v *visit) handLink(m api.Motion) []Link {
	switch {
	case v.waitsForHand(m):
		return []Link{{handPath(m.Ref), "Confirm or deny your hand on " + m.Ref}}
	case len(v.shownOf(m)) > 0:
		return []Link{{handPath(m.Ref), "Deny the hands recorded on " + m.Ref}}
	}
	return nil
}

// toConfirm are the motions with a hand that whoever looks has neither confirmed nor denied.
func (v *visit) toConfirm() (tasks []Task, err error) {
	list, err := v.client.Motions(v.ctx, url.Values{"status": {ledger.MotionShown}})
	if err != nil {
		return nil, err
	}
	for _, shown := range list.Items {
		m, err := v.client.Motion(v.ctx, shown.Ref)
		if err != nil {
			return nil, err
		}
		if v.waitsForHand(m) {
			tasks = append(tasks, Task{ID: m.Ref + "-hand", Href: handPath(m.Ref), Text: "Confirm your hand: " + m.Title, Hint: m.Ref + ". The secretary recorded it at " + m.Shown.Meeting + ".", Status: Tag{"Needs you now", "orange"}})
		}
	}
	return tasks, nil
}

// saidOfHand is what was said for a seat of the hands as they are recorded.
func saidOfHand(s ledger.ShownFacts, seat string) string {
	for _, d := range s.Denied {
		switch {
		case d.Seat == seat && d.Reason != "":
			return "Denied: " + d.Reason
		case d.Seat == seat:
			return "Denied"
		}
	}
	if slices.Contains(s.Confirmed, seat) {
		return "Confirmed"
	}
	return ""
}

const rightly, wrongly = "right", "wrong"

// ownHand has a hand confirmed, or the hands denied.
func ownHand(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	casting, mine := v.castingOf(m), v.shownOf(m)
	switch {
	case m.Status.Status != ledger.MotionShown || m.Shown == nil:
		return nil, api.NewProblem(ledger.CodeClosed, "no show of hands on "+m.Ref+" waits for its minutes: its status is "+lowerFirst(m.Words))
	case casting == "" && len(mine) == 0:
		return nil, api.NewProblem(ledger.CodeNotAllowed, "whoever showed a hand on "+m.Ref+" confirms it, and whoever holds a seat that may vote on it, or deputises, denies what is recorded, once")
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	back := &Link{"/motions/" + m.Ref, "The motion"}
	p := &formPage{
		layout: layout{page: "form", Title: "Confirm or deny your hand", Caption: m.Ref + ", " + m.Title, Nav: "/meetings", Back: back},
		Text:   []string{"The secretary recorded the hands that were shown at " + m.Shown.Meeting + ". They stand once the minutes are approved, or once everybody who showed a hand has confirmed it."},
		Action: handPath(m.Ref), Button: Button{Text: "Continue"}, Links: []Link{{"/meetings/" + m.Shown.Meeting, "The meeting " + m.Shown.Meeting}},
	}
	seats := []Option{{Text: "Select a seat"}}
	for _, s := range mine {
		words := s.words()
		if s.confirmed {
			words += ", confirmed"
		}
		p.Rows = append(p.Rows, Row{Key: names[s.party] + ", " + s.seat, Values: []string{words}})
		seats = append(seats, Option{Value: s.seat, Text: names[s.party] + ", " + s.seat})
	}
	if casting != "" {
		p.Rows = append(p.Rows, Row{Key: "Your casting vote", Values: []string{api.ChoiceWords(casting)}})
	}
	for _, d := range m.Differing {
		if slices.ContainsFunc(mine, func(s shownFor) bool { return s.seat == d.Seat }) {
			p.Inset = d.Words
		}
	}
	of := shownFor{}
	switch len(mine) {
	case 0:
	case 1:
		of = mine[0]
	default:
		p.choice("seat", "For which seat do you speak?", "", seats...)
		if at := slices.IndexFunc(mine, func(s shownFor) bool { return s.seat == v.form.Get("seat") }); at >= 0 {
			of = mine[at]
		}
	}
	p.radios("answer", "Is it recorded rightly?", "", "", Radio{Value: rightly, Text: "Yes, it is as I showed it"}, Radio{Value: wrongly, Text: "No, it is wrong", Hint: "What is recorded then does not stand. The secretary records the hands again"})
	p.area("reason", "If it is wrong, what is? (optional)", "It stands on the ledger for ever, and in the minutes. Name nobody", "")
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	if len(mine) > 0 && of.seat == "" {
		p.wrong("seat", "Select the seat that you speak for")
		v.answeredAgain(p)
		return p, nil
	}
	s := Stating{
		Party: of.party, Caption: p.Caption, Nav: p.Nav, Back: back, Form: p.Action, Change: true, Done: back.Href,
		Rows:   append([]Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Meeting", Values: []string{m.Shown.Meeting}}}, p.Rows...),
		Whole:  true,
		Labels: map[string]string{"motion": "Motion", "shown": "The hands as recorded", "seat": "Seat", "choice": "Your hand", "casting": "Your casting vote", "reason": "What is wrong"},
	}
	next := ""
	switch v.form.Get("answer") {
	case rightly:
		body := ledger.HandConfirmed{Motion: m.Ref, Shown: m.Shown.ID, Casting: casting}
		switch {
		case of.hand != nil && of.confirmed && casting == "":
			p.wrong("answer", "You have confirmed it already. Say only if it is wrong")
		case of.hand != nil && !of.confirmed:
			body.Seat, body.Choice, body.Then = of.seat, of.hand.Choice, of.hand.Then
		case casting == "":
			p.wrong("answer", "No hand of yours is recorded for you to confirm. Say only if that is wrong")
		default: // the casting vote alone, which is no party's
			s.Party = ""
		}
		s.Kind, s.Body, s.Title, s.Button, s.Before = ledger.KindHandConfirmed, body, "Check and confirm your hand", "Sign and confirm", "Your hand is not confirmed until you sign."
		next = "Your hand then carries your own signature. Until the hands stand you can still say that they are recorded wrongly."
	case wrongly:
		s.Kind, s.Body = ledger.KindHandDenied, ledger.HandDenied{Motion: m.Ref, Shown: m.Shown.ID, Seat: of.seat, Reason: wordsOf(v.form.Get("reason"))}
		s.Title, s.Button, s.Before = "Check and deny what is recorded", "Sign and deny", "Nothing is denied until you sign."
		next = "The hands as they are recorded do not stand, by the minutes or otherwise. The secretary records them again."
		if of.seat == "" {
			p.wrong("answer", "Whoever presided without a seat asks the secretary to record the casting vote again")
		}
	default:
		p.wrong("answer", "Select whether it is recorded rightly")
	}
	if len(p.Errors) == 0 {
		p.unfit(s.Kind, s.Body, "answer", "reason", "reason", "seat", "seat")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	if reason := wordsOf(v.form.Get("reason")); reason != "" && s.Kind == ledger.KindHandDenied {
		s.Rows = append(s.Rows, Row{Key: "What is wrong", Values: []string{reason}})
	}
	if s.Party != "" {
		s.Rows = append(s.Rows, Row{Key: "You speak for", Values: []string{names[of.party] + ", " + of.seat}})
	}
	s.Rows = append(s.Rows, Row{Key: "What happens next", Values: []string{next}})
	return v.state(s)
}

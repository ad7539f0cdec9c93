package web

import (
	"net/http"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// Board members ask for a meeting, and join those who ask for one.

func requestPath(id ledger.Digest) string { return "/requests/" + string(id) + "/join" }

// requestsShow lists who asked for which meetings.
func requestsShow(v *visit) (page, error) {
	list, err := v.client.Requisitions(v.ctx)
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Requests for a meeting", Nav: "/meetings", Back: &Link{"/meetings", "Meetings"}},
		Text:   []string{"Board members may ask for a meeting on stated business. Once enough of them have, the chair calls it; if the chair does not, those who asked may."},
	}
	if seated(v.me) {
		p.Links = []Link{{"/requests/new", "Ask for a meeting"}}
	}
	if len(list.Items) == 0 {
		p.Text = append(p.Text, "Nobody has asked for a meeting.")
		return p, nil
	}
	t := &Table{Caption: "Asked for", Stacks: true, Columns: []Column{{Text: "Business"}, {Text: "Motions"}, {Text: "Asked for by"}, {Text: "Since"}, {Text: "Now"}, {Text: "Code"}}}
	slices.Reverse(list.Items) // the newest first
	list.Items, p.Pages = paged(v, list.Items)
	for _, r := range list.Items {
		now := Cell{Text: "More have to join"}
		switch {
		case r.Called != "":
			now = Cell{Text: r.Called + " was called", Href: "/meetings/" + r.Called}
		case len(v.joins(r)) > 0:
			now = Cell{Text: "Join this request", Href: requestPath(r.ID)}
		case r.Complete != "":
			now = Cell{Text: "Enough have asked, since " + day(r.Complete.Day())}
		}
		var by []string
		for _, seat := range r.Seats {
			by = append(by, seatWords(seat, names))
		}
		t.Rows = append(t.Rows, []Cell{{Text: listed(r.Business)}, {Text: listed(r.Motions)}, {Text: listed(by)}, {Text: day(r.Time.Day())}, now, {Text: ledger.CheckCode(r.ID)}})
	}
	p.Tables = []*Table{t.used()}
	return p, nil
}

func seated(me *api.Person) bool { return me != nil && len(me.Seats) > 0 }

// joins are the seats of whoever looks that have not asked for a meeting yet, which nobody
// has called.
func (v *visit) joins(r api.Requisition) (seats []string) {
	if v.me == nil || r.Called != "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.me.Seats), func(seat string) bool { return slices.Contains(r.Seats, seat) })
}

// requesting is a form about a request for a meeting, by one of these seats.
func (v *visit) requesting(title string, seats []string, names map[string]string) *formPage {
	p := &formPage{
		layout: layout{page: "form", Title: title, Nav: "/meetings", Back: &Link{"/requests", "Requests for a meeting"}},
		Action: v.request.URL.Path, Button: Button{Text: "Continue"},
	}
	if len(seats) == 1 {
		p.Rows = []Row{{Key: "Your seat", Values: []string{seatWords(seats[0], names)}}}
		return p
	}
	options := []Option{{Text: "Select a seat"}}
	for _, seat := range seats {
		options = append(options, Option{Value: seat, Text: seatWords(seat, names)})
	}
	p.choice("seat", "From which seat do you ask?", "", options...)
	return p
}

// seatTaken is the only seat of some, or the one that was chosen, and its party.
func (v *visit) seatTaken(p *formPage, seats []string) (seat, party string, err error) {
	seat = seats[0]
	if len(seats) > 1 {
		seat = v.form.Get("seat")
	}
	if !slices.Contains(seats, seat) {
		p.wrong("seat", "Select the seat from which you ask")
	}
	holders, err := v.holders()
	return seat, holders[seat].Party, err
}

const whoAsks = "a board member who holds a seat asks for a meeting, or joins those who do"

// requestNew has a request for a meeting stated.
func requestNew(v *visit) (page, error) {
	if !seated(v.me) {
		return nil, api.NewProblem(ledger.CodeNotAllowed, whoAsks)
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := v.requesting("Ask for a meeting", v.me.Seats, names)
	p.Text = []string{"Say what the meeting is asked for. Others join your request; the meeting takes all of it."}
	p.area("business", "What is it to take?", "One thing on a line. For example, The winter plan", "")
	motions, err := v.client.Motions(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	var options []Radio
	for _, m := range slices.Backward(motions.Items) {
		if m.Status.Status == ledger.MotionDraft || m.Status.Status == ledger.MotionNotice {
			options = append(options, Radio{Value: m.Ref, Text: m.Ref + ", " + m.Title})
		}
	}
	if len(options) > 0 {
		p.checkboxes("motions", "Which motions is it to take? (optional)", "", nil, options...)
	}
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	seat, party, err := v.seatTaken(p, v.me.Seats)
	if err != nil {
		return nil, err
	}
	body := ledger.MeetingRequisitioned{Seat: seat, Motions: slices.Clone(v.form["motions"])}
	for _, line := range textLines(v.form.Get("business")) {
		body.Business = append(body.Business, wordsOf(line))
	}
	if len(body.Business) == 0 {
		p.wrong("business", "Enter what the meeting is to take")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindMeetingRequisitioned, body, "business", "motions", "motions", "seat", "seat")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "Seat", Values: []string{seatWords(seat, names)}}, {Key: "Business", Values: body.Business}}
	if len(body.Motions) > 0 {
		rows = append(rows, Row{Key: "Motions", Values: body.Motions})
	}
	return v.state(Stating{
		Kind: ledger.KindMeetingRequisitioned, Party: party, Body: body, Title: "Check and ask for a meeting", Nav: p.Nav, Back: p.Back,
		Rows:   append(rows, Row{Key: "What happens next", Values: []string{"Others can join your request. It cannot be taken back."}}),
		Labels: map[string]string{"seat": "Seat", "business.*": "Business", "motions.*": "Motion"},
		Button: "Sign and ask", Before: "No meeting is asked for until you sign.", Form: p.Action, Change: true, Done: "/requests",
	})
}

// requestJoin has a seat join a request.
func requestJoin(v *visit) (page, error) {
	list, err := v.client.Requisitions(v.ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(list.Items, func(r api.Requisition) bool { return string(r.ID) == v.path("request") })
	if at < 0 {
		return nil, api.NewProblem(ledger.CodeNotFound, "nobody has asked for a meeting with that code")
	}
	r := list.Items[at]
	seats := v.joins(r)
	switch {
	case !seated(v.me):
		return nil, api.NewProblem(ledger.CodeNotAllowed, whoAsks)
	case r.Called != "":
		return nil, api.NewProblem(ledger.CodeClosed, r.Called+" was called on this request")
	case len(seats) == 0:
		return nil, api.NewProblem(ledger.CodeConflict, "your seat has asked for this meeting already")
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := v.requesting("Join a request for a meeting", seats, names)
	p.Rows = append([]Row{{Key: "Business", Values: r.Business}}, p.Rows...)
	if len(r.Motions) > 0 {
		p.Rows = append(p.Rows, Row{Key: "Motions", Values: r.Motions})
	}
	if v.request.Method == http.MethodGet {
		return p, nil
	}
	seat, party, err := v.seatTaken(p, seats)
	if err != nil {
		return nil, err
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindRequisitionJoined, Party: party, Body: ledger.RequisitionJoined{Requisition: r.ID, Seat: seat}, Title: "Check and join the request", Nav: p.Nav, Back: p.Back,
		Rows:   append(p.Rows, Row{Key: "What happens next", Values: []string{"Once enough have joined, the chair calls the meeting. Joining cannot be taken back."}}),
		Labels: map[string]string{"requisition": "The request", "seat": "Seat"},
		Button: "Sign and join", Before: "You have not joined until you sign.", Form: p.Action, Change: true, Done: "/requests",
	})
}

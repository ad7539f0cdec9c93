package web

import (
	"html/template"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// calendarPage is somebody's address of the board's dates, for their calendar program.
type calendarPage struct {
	layout
	Made    ledger.Time // by the world's clock; empty: there is no address
	Address string      // made just now: nobody can show it again
	Web     string      // the same, as calendar programs on this device open it
	Ended   bool
}

func calendarShow(v *visit) (page, error) {
	p := &calendarPage{layout: layout{page: "calendar", Title: "Your calendar", Back: ownLink}}
	shown, err := v.client.Calendar(v.ctx)
	p.Made, p.Ended = shown.Made, v.request.URL.Query().Has("ended")
	return p, err
}

// calendarSend makes a new address, which is shown in the answer and nowhere else, or
// ends the one that there is.
func calendarSend(v *visit) (page, error) {
	if v.form.Has("end") {
		return moved("/account/calendar?ended"), v.client.EndCalendar(v.ctx)
	}
	p := &calendarPage{layout: layout{page: "calendar", Title: "Your calendar", Back: ownLink}}
	made, err := v.client.MakeCalendar(v.ctx)
	if problem := problemOf(err); problem != nil && problem.Code == ledger.CodeNotAllowed {
		if p.Made, err = v.calendarMade(); err != nil {
			return nil, err
		}
		p.wrong("make", upperFirst(problem.Detail))
		return p, nil
	}
	p.Made, p.Address = made.Made, made.Address
	if _, rest, ok := strings.Cut(made.Address, "://"); ok {
		p.Web = "webcal://" + rest
	}
	return p, err
}

func (v *visit) calendarMade() (ledger.Time, error) {
	shown, err := v.client.Calendar(v.ctx)
	return shown.Made, err
}

// WebLink is the address as a link. Its scheme is one that templates take for a script's
// unless it is said to be none; the rest is what the API gave.
func (p *calendarPage) WebLink() template.URL { return template.URL(p.Web) }

// closeFile is where the close of a motion is had as a calendar's file.
func closeFile(motion string) string { return api.Fill(api.PathClose, motion) }

package web

import (
	"fmt"
	"regexp"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

func callShow(v *visit) (page, error) {
	return v.agendaForm(&formPage{layout: layout{Title: "Call a meeting", Back: &Link{"/meetings", "Meetings"}}, Action: "/meetings/new"}, ledger.Meeting{})
}

func (v *visit) agendaForm(p *formPage, m ledger.Meeting) (*formPage, error) {
	p.page, p.Nav, p.Button = "form", "/secretary", Button{Text: "Check the agenda"}
	dates, err := v.client.Dates(v.ctx, api.DatesRequest{Kind: ledger.KindMeetingCalled, Body: map[string]any{}})
	if problemOf(err) == nil && err != nil {
		return nil, err
	}
	if starts := ledger.Time(dates.Dates["starts"]); starts != "" {
		p.Inset = "Called today, with the notice that the MoU asks for, a meeting that decides motions begins at the earliest at " + when(starts) + "."
	}
	onDay, clock := dayAndClock(m.Starts)
	p.input("title", "What is it called?", "For example, Clinical strategy board", m.Title, 0)
	p.input("starts", "Day", "For example, 15 December 2015", onDay, 20)
	p.input("starts-at", "Time", "For example, 2pm", clock, 10)
	p.input("place", "Where?", "", m.Place, 0)
	p.area("items", "Agenda", "One item on a line, which may begin with its number. To put a motion, write ; and its reference after the title. For a private item write ; private: and why. For a semicolon in the text itself, write ;;. For example: 4.1. Eye services; "+v.ledger.Prefix+"-2015-014", itemLines(m.Items))
	if m.Ref == "" {
		if ref := v.request.URL.Query().Get("motion"); ref != "" {
			motion, err := v.client.Motion(v.ctx, ref)
			if err != nil {
				return nil, err
			}
			p.Fields[len(p.Fields)-1].Area.Value = "Welcome and apologies\nDeclarations of interest\n" + motion.Title + "; " + motion.Ref
		}
	}
	return p, nil
}

// itemLines is an agenda as typedItems reads it: one item on a line.
func itemLines(items []ledger.AgendaItem) string {
	var all []string
	for n, i := range items {
		line := doubled(i.Title)
		// The number is its place, where nothing else is said of it.
		if _, ambiguous, _ := numbered(line); i.Item != number(int64(n+1)) || ambiguous {
			line = i.Item + ". " + line
		}
		for _, part := range []struct{ words, value string }{{"", i.Motion}, {"minutes ", i.Minutes}, {"reports ", i.Reports}, {"private: ", i.Private}, {"public from ", dayText(i.Release)}} {
			if part.value != "" {
				line += "; " + part.words + doubled(part.value)
			}
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

// doubled is a text of which no semicolon ends a part.
func doubled(text string) string { return strings.ReplaceAll(text, ";", ";;") }

var itemNumber = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)*)\. +`)

// numbered takes the number off a line that begins with one.
func numbered(line string) (item string, ok bool, rest string) {
	if m := itemNumber.FindStringSubmatch(line); m != nil {
		return m[1], true, line[len(m[0]):]
	}
	return "", false, line
}

// typedItems reads an agenda as itemLines writes it.
func typedItems(text, prefix string) (items []ledger.AgendaItem, wrong string) {
	const one = "\x00" // stands for a semicolon of a text; nobody types it
	taken := map[string]bool{}
	for n, line := range textLines(text) {
		parts := strings.Split(strings.ReplaceAll(strings.ReplaceAll(line, one, ""), ";;", one), ";")
		for i := range parts {
			parts[i] = strings.Join(strings.Fields(strings.ReplaceAll(parts[i], one, ";")), " ")
		}
		item := ledger.AgendaItem{}
		item.Item, _, item.Title = numbered(parts[0])
		if item.Item == "" {
			item.Item = number(int64(n + 1))
		}
		if taken[item.Item] {
			return nil, fmt.Sprintf("Line %d: there are two items %s. Begin one of them with another number, such as %s.1. and a space", n+1, item.Item, item.Item)
		}
		taken[item.Item] = true
		for _, part := range parts[1:] {
			head, rest, _ := strings.Cut(part, " ")
			switch {
			case strings.HasPrefix(part, prefix+"-"):
				item.Motion = part
			case head == "minutes":
				item.Minutes = rest
			case head == "reports":
				item.Reports = rest
			case head == "private:":
				item.Private = rest
			case strings.HasPrefix(part, "public from "):
				d, ok := typedDay(strings.TrimPrefix(part, "public from "))
				if !ok {
					return nil, fmt.Sprintf("Line %d: write the day after “public from”, such as 1 April 2016", n+1)
				}
				item.Release = d
			default:
				return nil, fmt.Sprintf("Line %d: after ; write a motion’s reference such as %s-2015-014, or private: and why. For a semicolon in a title write ;;", n+1, prefix)
			}
		}
		items = append(items, item)
	}
	return items, ""
}

// typedMeeting reads the form of an agenda.
func (v *visit) typedMeeting(p *formPage, m *ledger.Meeting) {
	line := func(name string) string { return strings.Join(strings.Fields(v.form.Get(name)), " ") }
	m.Title, m.Place = line("title"), line("place")
	if m.Title == "" {
		p.wrong("title", "Enter what the meeting is called")
	}
	var ok bool
	if m.Starts, ok = typedTime(v.form.Get("starts"), v.form.Get("starts-at")); !ok {
		p.wrong("starts", "Enter the day and time when it begins, such as 15 December 2015 and 2pm")
	}
	if m.Place == "" {
		p.wrong("place", "Enter where it is held")
	}
	var wrong string
	if m.Items, wrong = typedItems(v.form.Get("items"), v.ledger.Prefix); wrong == "" && len(m.Items) == 0 {
		wrong = "Enter at least one item"
	}
	if wrong != "" {
		p.wrong("items", wrong)
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindMeetingCalled, *m, "items", "title", "title", "place", "place", "starts", "starts")
	}
}

func callSend(v *visit) (page, error) {
	p, err := v.agendaForm(&formPage{layout: layout{Title: "Call a meeting", Back: &Link{"/meetings", "Meetings"}}, Action: "/meetings/new"}, ledger.Meeting{})
	if err != nil {
		return nil, err
	}
	var m ledger.Meeting
	m.Ref = v.ledger.Prefix // until its year is known
	v.typedMeeting(p, &m)
	if v.answeredAgain(p) {
		return p, nil
	}
	if m.Ref, err = v.nextMeeting(m.Starts); err != nil {
		return nil, err
	}
	return v.state(Stating{
		Kind: ledger.KindMeetingCalled, Body: m, Title: "Check and call the meeting", Caption: "Meeting " + m.Ref, Nav: "/secretary", Back: &Link{"/meetings", "Meetings"}, Rows: agendaRows(m), Whole: len(m.Of) == 0,
		Button: "Sign and call the meeting", Before: "The meeting is not called until you sign. Its agenda gives notice of the motions on it.", Form: "/meetings/new", Change: true, Done: "/meetings/" + m.Ref,
	})
}

func agendaRows(m ledger.Meeting) []Row {
	var items []string
	for _, i := range m.Items {
		words := i.Item + ". " + i.Title
		for _, part := range []struct{ words, value string }{{", ", i.Motion}, {", the minutes of ", i.Minutes}, {", with reports of ", i.Reports}, {"; in private: ", i.Private}, {"; public from ", dayText(i.Release)}} {
			if part.value != "" {
				words += part.words + part.value
			}
		}
		items = append(items, words)
	}
	return []Row{{Key: "Meeting", Values: []string{m.Title}}, {Key: "Begins", Values: []string{when(m.Starts)}}, {Key: "Where", Values: []string{m.Place}}, {Key: "Agenda", Values: items}}
}

// nextMeeting is the reference that the next meeting of a start's year gets.
func (v *visit) nextMeeting(starts ledger.Time) (string, error) {
	list, err := v.client.Meetings(v.ctx, nil)
	if err != nil {
		return "", err
	}
	series := v.ledger.Prefix + "-" + string(starts.Day()[:4]) + "-M"
	n := 1
	for _, m := range list.Items {
		if strings.HasPrefix(m.Ref, series) {
			n++
		}
	}
	return fmt.Sprintf("%s%02d", series, n), nil
}

func agendaShow(v *visit) (page, error) {
	p, m, err := v.atMeeting("Change the agenda")
	if err != nil {
		return nil, err
	}
	return v.agendaForm(p, standingMeeting(m))
}

func standingMeeting(m api.Meeting) ledger.Meeting {
	return ledger.Meeting{Ref: m.Ref, Title: m.Title, Starts: m.Starts, Place: m.Place, Of: m.Of, Items: m.Items, Requisition: m.Requisition}
}

func agendaSend(v *visit) (page, error) {
	p, m, err := v.atMeeting("Change the agenda")
	if err != nil {
		return nil, err
	}
	body := standingMeeting(m)
	if p, err = v.agendaForm(p, body); err != nil {
		return nil, err
	}
	v.typedMeeting(p, &body)
	if v.answeredAgain(p) {
		return p, nil
	}
	state := v.ofMeeting(m, ledger.KindAgendaAmended, body, "Check and change the agenda", true, agendaRows(body)...)
	state.Whole = len(body.Of) == 0
	return v.state(state)
}

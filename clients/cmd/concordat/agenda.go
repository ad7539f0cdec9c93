package main

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
)

// agenda is a meeting as flags give it, or a file.
type agenda struct {
	File   string   `arg:"" optional:"" help:"the meeting in JSON, or -; instead of the flags"`
	Title  string   `placeholder:"TITLE" help:"what the meeting is called"`
	Starts string   `placeholder:"TIME" help:"when it starts, such as 2015-12-15 14:00 in London"`
	Place  string   `placeholder:"PLACE" help:"where it is held"`
	Item   []string `placeholder:"ITEM" sep:"none" help:"an item: its number and title, and after an = the motion, minutes MEETING, reports DECISION or private: REASON"`
	Of     string   `placeholder:"PARTIES" help:"committees in common: the parties whose committees sit together, with commas"`
	Yes    bool     `short:"y" help:"do not ask"`
}

// read makes the meeting.
func (c *agenda) read(s *session) (ledger.Meeting, error) {
	var m ledger.Meeting
	if c.File != "" {
		if err := s.inputJSON(c.File, &m); err != nil {
			return m, err
		}
		starts, err := parseTime(string(m.Starts))
		m.Starts = starts
		return m, err
	}
	if c.Title == "" || c.Starts == "" || c.Place == "" || len(c.Item) == 0 {
		return m, usage("say what the meeting is: --title, --starts, --place and at least one --item, or a file")
	}
	starts, err := parseTime(c.Starts)
	if err != nil {
		return m, err
	}
	m.Title, m.Starts, m.Place = c.Title, starts, c.Place
	for _, text := range c.Item {
		item, err := parseItem(text)
		if err != nil {
			return m, err
		}
		m.Items = append(m.Items, item)
	}
	if c.Of != "" {
		m.Of = strings.Split(c.Of, ",")
		slices.Sort(m.Of)
	}
	return m, nil
}

// parseItem reads an item as people write it: 2 Meet on Thursdays = GM-2015-013.
func parseItem(text string) (ledger.AgendaItem, error) {
	head, business, _ := strings.Cut(text, " = ")
	number, title, ok := strings.Cut(strings.TrimSpace(head), " ")
	if !ok || number == "" || number[0] < '0' || number[0] > '9' {
		return ledger.AgendaItem{}, usage("%q is not an item: write its number, its title and after an = its business, such as 2 Meet on Thursdays = GM-2015-013", text)
	}
	item := ledger.AgendaItem{Item: number, Title: strings.TrimSpace(title)}
	public, private, isPrivate := strings.Cut(business, "private:")
	if isPrivate {
		item.Private = strings.TrimSpace(private)
	}
	words := strings.Fields(public)
	switch {
	case len(words) == 0:
	case len(words) == 1:
		item.Motion = words[0]
	case len(words) == 2 && words[0] == "minutes":
		item.Minutes = words[1]
	case len(words) == 2 && words[0] == "reports":
		item.Reports = words[1]
	default:
		return item, usage("%q is no business of an item: write a motion, minutes MEETING, reports DECISION, or private: and why", strings.TrimSpace(public))
	}
	return item, nil
}

type meetingCall struct {
	agenda
	Requisition string `placeholder:"CODE" help:"the request that you joined, where the chair has not called it in time"`
}

func (meetingCall) Help() string {
	return `
concordat meeting call --title "Strategy board" --starts "2015-12-15 14:00" \
  --place "Town hall" --item "1 Meet on Thursdays = GM-2015-013" \
  --item "2 Estates = private: terms under negotiation" --as secretary
# on a request that enough members joined, once the chair has let its days pass:
# an item has the words of the request
concordat meeting call --requisition 8TKRW2QZ9D4M --title "Winter" \
  --starts "2015-12-22 14:00" --place "Town hall" --item "1 The winter plan" \
  --as bury-member`
}

// Run calls the meeting. It gets the next reference of the year in which it is.
func (c *meetingCall) Run(s *session) error {
	m, err := c.read(s)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindMeetingCalled, c.Yes); err != nil {
		return err
	}
	if c.Requisition != "" {
		if m.Requisition, err = s.requisition(c.Requisition); err != nil {
			return err
		}
	}
	if m.Ref == "" {
		meetings, err := s.client.Meetings(s.ctx, nil)
		if err != nil {
			return err
		}
		year, n := s.ledger.Prefix+"-"+string(m.Starts.Day()[:4])+"-M", 0
		for _, old := range meetings.Items {
			if strings.HasPrefix(old.Ref, year) {
				n++
			}
		}
		m.Ref = fmt.Sprintf("%s%02d", year, n+1)
	}
	return s.stateMeeting(ledger.KindMeetingCalled, "Meeting called", m, c.Yes, "meeting", "show", m.Ref)
}

type meetingAmend struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	agenda
}

func (meetingAmend) Help() string {
	return `
# the whole agenda as it shall be
concordat meeting amend GM-2015-M01 --title "Strategy board" --starts "2015-12-15 14:00" \
  --place "Town hall" --item "1 Meet on Thursdays = GM-2015-013" --as secretary`
}

// Run replaces the agenda.
func (c *meetingAmend) Run(s *session) error {
	m, err := c.read(s)
	if err != nil {
		return err
	}
	m.Ref = c.Meeting
	if err := s.openToSign(ledger.KindAgendaAmended, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindAgendaAmended, "Agenda amended", m, c.Yes, "meeting", "show", m.Ref)
}

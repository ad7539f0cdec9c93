package main

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type meetingCommands struct {
	List      meetingList       `cmd:"" help:"list the meetings"`
	Show      meetingShow       `cmd:"" help:"show a meeting, its agenda and what was done at it"`
	Call      meetingCall       `cmd:"" help:"call a meeting, as the secretary or the chair"`
	Amend     meetingAmend      `cmd:"" help:"replace the agenda of a meeting that has not begun"`
	Attend    meetingAttend     `cmd:"" help:"record who is there and who presides, as the secretary"`
	Note      meetingNote       `cmd:"" help:"record what the minutes say of an item, as the secretary"`
	Defer     meetingDefer      `cmd:"" help:"put an item off, as the secretary"`
	Release   meetingRelease    `cmd:"" help:"say from which day on what was taken in private is public"`
	Rule      meetingRule       `cmd:"" help:"record a ruling from the chair"`
	Amendment amendmentCommands `cmd:"" help:"move an amendment on the floor, and put it"`
	Divide    meetingDivide     `cmd:"" help:"take a motion in parts, as the secretary"`
	ShowHands meetingShowHands  `cmd:"" help:"record a show of hands, as the secretary"`
	Confirm   meetingConfirm    `cmd:"" help:"confirm the hand recorded for your seat"`
	Deny      meetingDeny       `cmd:"" help:"deny the hands recorded on a motion, for your seat"`
	End       meetingEnd        `cmd:"" help:"end a meeting, as the secretary"`
	Minutes   meetingMinutes    `cmd:"" help:"read the minutes, drafted from the ledger or as approved"`
	Approve   meetingApprove    `cmd:"" help:"approve the minutes"`
}

type meetingList struct{}

func (meetingList) Help() string {
	return `
concordat meeting list`
}

// Run lists the meetings.
func (c *meetingList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	meetings, err := s.client.Meetings(s.ctx, nil)
	if err != nil {
		return err
	}
	return s.answer(meetings, func() {
		t := newTable(whole("Meeting"), left("Title"), left("Starts"), left("Status"))
		for _, m := range meetings.Items {
			t.add(m.Ref, m.Title, shortWhen(m.Starts), m.Words)
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(meetings.Items), "meeting", "meetings"), counted(meetings.AsAt, "entry", "entries"))
		if n := len(meetings.Items); n > 0 {
			s.next("meeting", "show", meetings.Items[n-1].Ref)
		}
	})
}

// meeting reads a meeting, and suggests one if there is none of that reference.
func (s *session) meeting(ref string) (api.Meeting, error) {
	m, err := s.client.Meeting(s.ctx, ref)
	return m, notFound(err, ref, func() []string {
		meetings, err := s.client.Meetings(s.ctx, nil)
		if err != nil {
			return nil // no hint is given
		}
		var refs []string
		for _, m := range meetings.Items {
			refs = append(refs, m.Ref)
		}
		return refs
	})
}

type meetingShow struct {
	Meeting string `arg:"" help:"the meeting's reference, such as GM-2015-M01"`
}

func (meetingShow) Help() string {
	return `
concordat meeting show GM-2015-M01`
}

// Run shows one meeting.
func (c *meetingShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	m, err := s.meeting(c.Meeting)
	if err != nil {
		return err
	}
	return s.answer(m, func() {
		s.title(m.Ref, m.Title)
		var f facts
		f.add("  Status", "%s", m.Words)
		f.add("  Starts", "%s", when(m.Starts))
		f.add("  Place", "%s", m.Place)
		if len(m.Of) > 0 {
			f.add("  Committees of", "%s", joined(m.Of))
		}
		f.add("  Agenda given", "%s", when(m.Called))
		if m.Minutes != nil {
			f.add("  Minutes", "approved %s, code %s (entry %s)", when(m.Minutes.Time), m.Minutes.Code, thousands(m.Minutes.Entry))
		} else if len(m.Approvals) > 0 {
			var who []string
			for _, a := range m.Approvals {
				who = append(who, a.Person)
			}
			f.add("  Minutes", "approved so far by %s", joined(who))
		}
		f.write(s.out, s.width)
		s.heading("Agenda")
		t := newTable(whole("Item"), left("Title"), left("Business"), left("Done"))
		for _, i := range m.Items {
			t.add(i.Item, i.Title, itemWords(i), doneWords(m, i.Item))
		}
		t.write(s.out, s.width)
		if len(m.People) > 0 {
			s.heading("Attendance")
			t = newTable(left("Person"), whole("Seat"), left("As"))
			for _, a := range m.People {
				t.add(a.Person, a.Seat, strings.ReplaceAll(a.As, "_", " "))
			}
			t.write(s.out, s.width)
			for _, p := range m.Presiding {
				words := p.Person + " presides"
				if len(p.Items) > 0 {
					words += " over " + joined(p.Items)
				}
				s.paragraph(0, words+".")
			}
		}
		switch m.Status.Status {
		case ledger.MeetingCalledStage:
			s.next("meeting", "attend", m.Ref, "--all", "--as", "secretary")
		case ledger.MeetingEndedStage:
			s.next("meeting", "minutes", m.Ref)
		default:
			s.next("meeting", "minutes", m.Ref)
		}
	})
}

func itemWords(i ledger.AgendaItem) string {
	var words []string
	if i.Motion != "" {
		words = append(words, i.Motion)
	}
	if i.Minutes != "" {
		words = append(words, "minutes of "+i.Minutes)
	}
	if i.Reports != "" {
		words = append(words, "reports "+i.Reports)
	}
	if i.Private != "" {
		private := "in private: " + i.Private
		if i.Release != "" {
			private += ", public from " + day(i.Release)
		}
		words = append(words, private)
	}
	return strings.Join(words, "; ")
}

func doneWords(m api.Meeting, item string) string {
	var words []string
	for _, shown := range m.Shown {
		if shown.Item == item {
			words = append(words, "hands shown on "+shown.Motion)
		}
	}
	for _, d := range m.Deferred {
		if d.Item == item {
			words = append(words, "deferred")
		}
	}
	for _, n := range m.Notes {
		if n.Item == item {
			words = append(words, "noted")
		}
	}
	return strings.Join(words, "; ")
}

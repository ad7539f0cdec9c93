package main

import "concordat/ledger"

// What the secretary records in the course of a meeting.

type meetingNote struct {
	Meeting string   `arg:"" help:"the meeting's reference"`
	Item    string   `arg:"" help:"the item's number"`
	Text    []string `arg:"" help:"what the minutes say of it, a paragraph each"`
	Yes     bool     `short:"y" help:"do not ask"`
}

func (meetingNote) Help() string {
	return `
concordat meeting note GM-2015-M01 2 "The valuation was discussed." --as secretary`
}

// Run notes the item.
func (c *meetingNote) Run(s *session) error {
	if err := s.openToSign(ledger.KindItemNoted, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindItemNoted, "Item noted", ledger.ItemNoted{Meeting: c.Meeting, Item: c.Item, Text: c.Text}, c.Yes, "meeting", "show", c.Meeting)
}

type meetingDefer struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	Item    string `arg:"" help:"the item's number"`
	Reason  string `required:"" placeholder:"WHY" help:"why it is put off"`
	To      string `placeholder:"MEETING" help:"the meeting that takes it; default none yet"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingDefer) Help() string {
	return `
# its motion is a draft again
concordat meeting defer GM-2015-M01 2 --reason "The valuation has not come." --as secretary`
}

// Run defers the item.
func (c *meetingDefer) Run(s *session) error {
	if err := s.openToSign(ledger.KindItemDeferred, c.Yes); err != nil {
		return err
	}
	body := ledger.ItemDeferred{Meeting: c.Meeting, Item: c.Item, To: c.To, Reason: c.Reason}
	return s.stateMeeting(ledger.KindItemDeferred, "Item deferred", body, c.Yes, "meeting", "show", c.Meeting)
}

type meetingRelease struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	Item    string `arg:"" help:"the number of its private item"`
	On      string `required:"" placeholder:"DATE" help:"the day from which it is public: today or later, and no later than a day that stands"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingRelease) Help() string {
	return `
# once the meeting has begun; before that, amend its agenda
concordat meeting release GM-2015-M01 2 --on 2016-01-01 --as secretary`
}

// Run releases the item.
func (c *meetingRelease) Run(s *session) error {
	body := ledger.ItemReleased{Meeting: c.Meeting, Item: c.Item, On: ledger.Date(c.On)}
	if err := body.On.Check(); err != nil {
		return usage("--on: %v", err)
	}
	if err := s.openToSign(ledger.KindItemReleased, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindItemReleased, "Item released", body, c.Yes, "meeting", "show", c.Meeting)
}

type meetingRule struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	Item    string `arg:"" help:"the item's number"`
	Point   string `required:"" placeholder:"POINT" help:"the point of order"`
	Ruling  string `required:"" placeholder:"RULING" help:"what whoever presides ruled"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingRule) Help() string {
	return `
concordat meeting rule GM-2015-M01 1 --point "Whether it negates the motion" \
  --ruling "It does not." --as secretary`
}

// Run records the ruling.
func (c *meetingRule) Run(s *session) error {
	if err := s.openToSign(ledger.KindPointRuled, c.Yes); err != nil {
		return err
	}
	body := ledger.PointRuled{Meeting: c.Meeting, Item: c.Item, Point: c.Point, Ruling: c.Ruling}
	return s.stateMeeting(ledger.KindPointRuled, "Ruling recorded", body, c.Yes, "meeting", "show", c.Meeting)
}

type meetingEnd struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	At      string `placeholder:"TIME" help:"when it ended, such as 2015-12-15 16:10 in London; default now"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingEnd) Help() string {
	return `
# nothing is put at it any more; its minutes are drafted
concordat meeting end GM-2015-M01 --as secretary`
}

// Run ends the meeting.
func (c *meetingEnd) Run(s *session) error {
	if err := s.openToSign(ledger.KindMeetingEnded, c.Yes); err != nil {
		return err
	}
	ended := s.ledger.Time
	if c.At != "" {
		var err error
		if ended, err = parseTime(c.At); err != nil {
			return err
		}
	}
	return s.stateMeeting(ledger.KindMeetingEnded, "Meeting ended", ledger.MeetingEnded{Meeting: c.Meeting, Ended: ended}, c.Yes, "meeting", "minutes", c.Meeting)
}

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

type meetingCommands struct {
	List      meetingList       `cmd:"" help:"list the meetings"`
	Show      meetingShow       `cmd:"" help:"show a meeting, its agenda and what was done at it"`
	Call      meetingCall       `cmd:"" help:"call a meeting, as the secretary or the chair"`
	Amend     meetingAmend      `cmd:"" help:"replace the agenda of a meeting that has not begun"`
	Attend    meetingAttend     `cmd:"" help:"record who is there and who presides, as the secretary"`
	Note      meetingNote       `cmd:"" help:"record what the minutes say of an item, as the secretary"`
	Defer     meetingDefer      `cmd:"" help:"put an item off, as the secretary"`
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
		words = append(words, "in private: "+i.Private)
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

// stateMeeting states something as the person alone, and names what comes next.
func (s *session) stateMeeting(kind, title string, body any, yes bool, next ...string) error {
	done, err := s.state(kind, "", body, "Sign and send?", yes)
	if err != nil {
		return err
	}
	if err := s.recorded(title, done); err != nil {
		return err
	}
	s.next(next...)
	return nil
}

type meetingAttend struct {
	Meeting   string   `arg:"" help:"the meeting's reference"`
	All       bool     `help:"every seat's holder is there, but for those with apologies or a deputy"`
	Member    []string `placeholder:"SEAT" help:"seats whose holders are there, without --all"`
	Apologies []string `placeholder:"PERSON" help:"people who sent apologies"`
	Deputy    []string `placeholder:"SEAT=PERSON" help:"deputies who are there"`
	Attending []string `placeholder:"PERSON" help:"people in attendance, with no seat"`
	Presiding []string `placeholder:"PERSON[=ITEMS]" sep:"none" help:"who presides, over which items; default the chair"`
	Away      []string `placeholder:"PERSON=ITEM" sep:"none" help:"an absence from an item: bury-member=2 14:20 14:55"`
	Yes       bool     `short:"y" help:"do not ask"`
}

func (meetingAttend) Help() string {
	return `
concordat meeting attend GM-2015-M01 --all --apologies wigan-borough-member \
  --deputy 00T-1=bolton-deputy --away "bury-member=2 14:20 14:55" --as secretary`
}

// Run records the attendance.
func (c *meetingAttend) Run(s *session) error {
	if err := s.openToSign(ledger.KindAttendanceRecorded, c.Yes); err != nil {
		return err
	}
	m, err := s.meeting(c.Meeting)
	if err != nil {
		return err
	}
	body := ledger.AttendanceRecorded{Meeting: m.Ref, People: []ledger.Attendee{}, Presiding: []ledger.Presiding{}}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return err
	}
	deputies := map[string]string{}
	for _, d := range c.Deputy {
		name, person, ok := strings.Cut(d, "=")
		if !ok {
			return usage("%q is not a seat and its deputy, such as 00T-1=bolton-deputy", d)
		}
		seat, err := findSeat(parties.Items, name)
		if err != nil {
			return err
		}
		deputies[seat] = person
	}
	for i, name := range c.Member {
		if c.Member[i], err = findSeat(parties.Items, name); err != nil {
			return err
		}
	}
	for _, p := range parties.Items {
		for _, seat := range p.Seats {
			a := ledger.Attendee{Person: seat.Holder, Seat: seat.Seat, As: ledger.AttendsAsMember}
			switch {
			case slices.Contains(c.Apologies, seat.Holder):
				a.As = ledger.AttendsWithApologies
			case deputies[seat.Seat] != "":
				a.Person, a.As = deputies[seat.Seat], ledger.AttendsAsDeputy
			case seat.Holder == "" || !c.All && !slices.Contains(c.Member, seat.Seat):
				continue
			}
			body.People = append(body.People, a)
			if a.As == ledger.AttendsWithApologies && deputies[seat.Seat] != "" {
				body.People = append(body.People, ledger.Attendee{Person: deputies[seat.Seat], Seat: seat.Seat, As: ledger.AttendsAsDeputy})
			}
		}
	}
	for _, person := range c.Apologies {
		if !slices.ContainsFunc(body.People, func(a ledger.Attendee) bool { return a.Person == person }) {
			body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsWithApologies})
		}
	}
	for _, person := range c.Attending {
		body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
	}
	if len(c.Presiding) == 0 {
		chair, err := s.chair()
		if err != nil {
			return err
		}
		c.Presiding = []string{chair}
	}
	for _, p := range c.Presiding {
		person, items, _ := strings.Cut(p, "=")
		presiding := ledger.Presiding{Person: person}
		if items != "" {
			presiding.Items = strings.Split(items, ",")
		}
		body.Presiding = append(body.Presiding, presiding)
		if !slices.ContainsFunc(body.People, func(a ledger.Attendee) bool { return a.Person == person }) {
			body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
		}
	}
	for _, text := range c.Away {
		if err := away(body.People, string(m.Starts.Day()), text); err != nil {
			return err
		}
	}
	return s.stateMeeting(ledger.KindAttendanceRecorded, "Attendance recorded", body, c.Yes, "meeting", "show", m.Ref)
}

// findSeat gives the seat that people call by its id, by its holder, or by its
// party where that has one seat.
func findSeat(parties []api.Party, ref string) (string, error) {
	for _, p := range parties {
		for _, seat := range p.Seats {
			if ref == seat.Seat || ref == seat.Holder {
				return seat.Seat, nil
			}
		}
	}
	code, err := findParty(parties, ref)
	if err != nil {
		return "", usage("%q is no seat, nobody who holds one, and no party: somebody with no seat is in attendance (--attending)", ref)
	}
	for _, p := range parties {
		if p.Code == code && len(p.Seats) == 1 {
			return p.Seats[0].Seat, nil
		}
	}
	return "", usage("%s has no seat, or several: name the seat", code)
}

// away notes an absence: bury-member=2 14:20 14:55, in London on the meeting's day.
func away(people []ledger.Attendee, day, text string) error {
	person, rest, _ := strings.Cut(text, "=")
	words := strings.Fields(rest)
	found := false
	if len(words) < 2 || len(words) > 3 {
		return usage("%q is not an absence: write a person, the item, and when they left and returned, such as bury-member=2 14:20 14:55", text)
	}
	x := ledger.Absence{Item: words[0]}
	var err error
	if x.Left, err = parseTime(day + " " + words[1]); err != nil {
		return err
	}
	if len(words) == 3 {
		if x.Returned, err = parseTime(day + " " + words[2]); err != nil {
			return err
		}
	}
	for i := range people {
		if people[i].Person == person {
			people[i].Absent = append(people[i].Absent, x)
			found = true
		}
	}
	if !found {
		return usage("%s is not among those who are there", person)
	}
	return nil
}

// chair is whoever holds the chair today.
func (s *session) chair() (string, error) {
	people, err := s.client.People(s.ctx)
	if err != nil {
		return "", err
	}
	for _, p := range people.Items {
		if slices.ContainsFunc(p.Roles, func(r ledger.RoleFacts) bool { return r.Role == ledger.RoleChair }) {
			return p.ID, nil
		}
	}
	return "", usage("nobody holds the chair: say who presides with --presiding")
}

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

type meetingMinutes struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	Of      string `placeholder:"PARTY" help:"of committees in common, whose committee's"`
	HTML    bool   `name:"html" help:"as a fragment of HTML, for a word processor or a page"`
	Out     string `short:"o" placeholder:"FILE" help:"write them there; default standard output"`
}

func (meetingMinutes) Help() string {
	return `
concordat meeting minutes GM-2015-M01
concordat meeting minutes GM-2015-M01 --html -o minutes.html`
}

// Run writes the minutes, as they are: their digest is what is approved.
func (c *meetingMinutes) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Of); err != nil {
		return err
	}
	m, err := s.client.Minutes(s.ctx, c.Meeting, c.Of)
	if err != nil {
		return err
	}
	if s.JSON {
		return writeJSON(s.out, m)
	}
	data := []byte(m.Text)
	if c.HTML {
		data = document.MinutesHTML(m.Minutes)
	}
	if err := s.writeOut(c.Out, data); err != nil {
		return err
	}
	switch a := m.Approved; {
	case a == nil:
		s.say("a draft from the ledger, code %s", m.Code)
		s.next("meeting", "approve", c.Meeting, "--as", "NAME")
	case m.AsDrafted:
		s.say("approved on %s (entry %s), code %s: as the ledger drafts them", day(a.Time.Day()), thousands(a.Entry), a.Code)
	case m.Held:
		s.say("approved on %s (entry %s), code %s: these words, which are not those that the ledger drafts", day(a.Time.Day()), thousands(a.Entry), a.Code)
	default:
		s.say("approved on %s (entry %s), code %s, and that text is not held here: this is the ledger's own draft", day(a.Time.Day()), thousands(a.Entry), a.Code)
	}
	return nil
}

// writeOut writes to a file that is not there yet, or to standard output.
func (s *session) writeOut(path string, data []byte) error {
	if path == "" || path == "-" {
		_, err := s.out.Write(data)
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return usage("%v", err)
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return usage("write %s: %v", path, err)
	}
	s.say("%s written to %s", counted(int64(len(data)), "byte", "bytes"), path)
	return nil
}

type meetingApprove struct {
	Meeting string `arg:"" help:"the meeting whose minutes they are"`
	At      string `placeholder:"MEETING" help:"the meeting at which they are approved"`
	File    string `placeholder:"FILE" help:"other words than the ledger drafts; the results stay the ledger's"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingApprove) Help() string {
	return `
# once by the secretary, once by the chair or vice-chair
concordat meeting approve GM-2015-M01 --as secretary
concordat meeting approve GM-2015-M01 --as chair`
}

// Run approves the minutes. Their text is kept beside the log first, so that what
// its digest pins can be read.
func (c *meetingApprove) Run(s *session) error {
	if err := s.openToSign(ledger.KindMinutesApproved, c.Yes); err != nil {
		return err
	}
	m, err := s.client.Minutes(s.ctx, c.Meeting, "")
	if err != nil {
		return err
	}
	text := []byte(m.Text)
	if c.File != "" {
		if text, err = s.input(c.File); err != nil {
			return err
		}
	}
	held, err := s.client.PutBlob(s.ctx, text, false)
	if err != nil {
		return err
	}
	s.say("the text has the code %s, with the results of %s", held.Code, counted(len(m.Results), "show of hands", "shows of hands"))
	body := ledger.MinutesApproved{Meeting: c.Meeting, At: c.At, Text: held.SHA256, Results: m.Results}
	return s.stateMeeting(ledger.KindMinutesApproved, "Minutes approved", body, c.Yes, "meeting", "show", c.Meeting)
}

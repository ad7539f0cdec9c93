package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// meetingsPage is the board's meetings.
type meetingsPage struct {
	layout
	Meetings []Task
	Call     bool
	Pages    Pages
}

func meetingsShow(v *visit) (page, error) {
	p := &meetingsPage{layout: layout{page: "meetings", Title: "Meetings", Nav: "/meetings"}, Call: officials(v.me)}
	if p.Call {
		p.Nav, p.Back = "/secretary", &Link{"/secretary", "Secretary"}
	}
	list, err := v.client.Meetings(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list.Items)
	list.Items, p.Pages = paged(v, list.Items)
	for _, m := range list.Items {
		p.Meetings = append(p.Meetings, Task{ID: m.Ref, Href: "/meetings/" + m.Ref, Text: m.Ref + ", " + m.Title, Hint: when(m.Starts) + ", " + m.Place + ".", Status: meetingTag(m)})
	}
	return p, nil
}

// meetingPage is a meeting on one page: what is to be done at it, and what was.
type meetingPage struct {
	layout
	Ref        string
	Status     Tag
	Starts     ledger.Time
	Place      string
	Of         []string
	Agenda     []meetingItem
	Attendance *Table
	Presiding  []string
	Interests  []Link
	Results    []meetingResult
	Approvals  []string
	Do         []Link // what is done next
	Minutes    string // path, once there are any
	Ending     bool   // it can be ended
	Private    string
}

// meetingItem is an item of the agenda with what can be done at it.
type meetingItem struct {
	Number, Title, Private string
	Motion                 *Link
	Words                  []string // what was recorded of it
	Do                     []Link
}

// meetingResult is what the hands that stand amount to, by the rules.
type meetingResult struct {
	Motion Link
	Words  string
	Tag    Tag
	Checks *Checks
	Hands  *Table
}

func meetingShow(v *visit) (page, error) {
	m, err := v.client.Meeting(v.ctx, v.path("meeting"))
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &meetingPage{
		layout: layout{page: "meeting", Title: m.Title, Caption: "Meeting " + m.Ref, Nav: "/meetings", Back: &Link{"/meetings", "Meetings"}},
		Ref:    m.Ref, Status: meetingTag(m.MeetingSummary), Starts: m.Starts, Place: m.Place,
	}
	records := officials(v.me)
	if records {
		p.Nav = "/secretary"
	}
	for _, party := range m.Of {
		p.Of = append(p.Of, names[party])
	}
	begun, over := m.Starts <= v.ledger.Time, m.Ended != ""
	path := "/meetings/" + m.Ref
	if records && !begun {
		p.Do = append(p.Do, Link{path + "/agenda", "Change the agenda"})
	}
	if records && begun && m.Status.Status != ledger.MeetingApprovedStage {
		what := "Record who attends"
		if m.Attendance > 0 {
			what = "Record again who attended"
		}
		p.Do = append(p.Do, Link{path + "/attendance", what})
	}
	p.Ending = records && begun && !over && m.Attendance > 0
	if over {
		p.Minutes = path + "/minutes"
	}
	if err := p.agenda(v, m, records && begun && !over && m.Attendance > 0); err != nil {
		return nil, err
	}
	p.attendance(m, names)
	if err := p.results(v, m, names); err != nil {
		return nil, err
	}
	for _, a := range m.Approvals {
		p.Approvals = append(p.Approvals, a.Person)
	}
	return p, nil
}

// agenda lists the items; on the floor each has what can be done at it.
func (p *meetingPage) agenda(v *visit, m api.Meeting, floor bool) error {
	path := "/meetings/" + m.Ref
	for _, item := range m.Items {
		i := meetingItem{Number: item.Item, Title: item.Title, Private: item.Private}
		switch {
		case item.Motion != "":
			motion, err := v.client.Motion(v.ctx, item.Motion)
			if err != nil {
				return err
			}
			i.Motion = &Link{"/motions/" + motion.Ref, motion.Ref + ", " + motion.Title}
			for _, interest := range motion.Interests {
				p.Interests = append(p.Interests, Link{"/motions/" + motion.Ref + "/interests/" + string(interest.ID), motion.Ref + ": " + interestWords(interest)})
			}
			list, err := v.client.Amendments(v.ctx, motion.Ref)
			if err != nil {
				return err
			}
			for _, a := range list.Items {
				if a.Item != item.Item || a.Meeting != m.Ref {
					continue
				}
				said := "Amendment: “" + strings.Join(a.To.Text, " ") + "”"
				if a.Outcome != "" {
					said += " – " + lowerFirst(api.OutcomeWords(a.Outcome))
				} else if floor {
					i.Do = append(i.Do, Link{path + "/amendments/" + string(a.ID), "Put this amendment to a show of hands"})
				}
				i.Words = append(i.Words, said)
			}
			if floor && (motion.Status.Status == ledger.MotionNotice || motion.Status.Status == ledger.MotionShown) {
				what := "Record the show of hands"
				if motion.Shown != nil {
					what = "Record the show of hands again"
				} else {
					i.Do = append(i.Do, Link{path + "/items/" + item.Item + "/amend", "Move an amendment"})
				}
				i.Do = append(i.Do, Link{path + "/hands/" + motion.Ref, what})
			}
		case item.Minutes != "":
			i.Words = append(i.Words, "Minutes of "+item.Minutes)
		case item.Reports != "":
			i.Words = append(i.Words, "Reports "+item.Reports+", decided urgently")
		}
		for _, n := range m.Notes {
			if n.Item == item.Item {
				i.Words = append(i.Words, n.Text...)
			}
		}
		for _, n := range m.Points {
			if n.Item == item.Item {
				i.Words = append(i.Words, "Point of order: "+n.Point+". Ruled: "+n.Ruling)
			}
		}
		for _, d := range m.Deferred {
			if d.Item == item.Item {
				i.Words = append(i.Words, "Deferred: "+d.Reason)
			}
		}
		if floor {
			i.Do = append(i.Do, Link{path + "/items/" + item.Item + "/note", "Note what was said"})
		}
		p.Agenda = append(p.Agenda, i)
	}
	return nil
}

func attendsWords(as string) string {
	switch as {
	case ledger.AttendsAsMember:
		return "Present"
	case ledger.AttendsAsDeputy:
		return "Present, as deputy"
	case ledger.AttendsInAttendance:
		return "In attendance"
	case ledger.AttendsWithApologies:
		return "Apologies"
	}
	return as
}

func (p *meetingPage) attendance(m api.Meeting, names map[string]string) {
	if m.Attendance == 0 {
		return
	}
	t := &Table{Caption: "Who attends", Columns: []Column{{Text: "Person"}, {Text: "Seat"}, {Text: "As"}}}
	for _, a := range m.People {
		t.Rows = append(t.Rows, []Cell{{Text: a.Person}, {Text: seatWords(a.Seat, names)}, {Text: attendsWords(a.As)}})
	}
	p.Attendance = t
	for _, x := range m.Presiding {
		said := x.Person
		if len(x.Items) > 0 {
			said += " over items " + listed(x.Items)
		}
		p.Presiding = append(p.Presiding, said)
	}
}

// seatWords is a seat by its party's name, as far as its id says it.
func seatWords(seat string, names map[string]string) string {
	code, _, _ := strings.Cut(seat, "-")
	if name := names[code]; name != "" {
		return name + ", " + seat
	}
	return seat
}

// results says at once what the hands that stand amount to.
func (p *meetingPage) results(v *visit, m api.Meeting, names map[string]string) error {
	for _, s := range m.Shown {
		r := meetingResult{Motion: Link{"/motions/" + s.Motion, s.Motion}}
		motion, err := v.client.Motion(v.ctx, s.Motion)
		if err != nil {
			return err
		}
		r.Motion.Text += ", " + motion.Title
		if motion.Status.Status == ledger.MotionDecided {
			d, err := v.client.Decision(v.ctx, s.Motion)
			if err != nil {
				return err
			}
			r.Motion.Href, r.Words, r.Tag, r.Checks = "/decisions/"+s.Motion, "It is decided.", outcomeTag(d.Outcome, d.OutcomeIs), checksOf("By which rules, "+s.Motion, d.Checks)
		} else if now, err := v.client.Preview(v.ctx, api.PreviewRequest{Motion: s.Motion, Votes: []api.PreviewVote{}}); err == nil {
			r.Words, r.Tag, r.Checks = "It stands once the minutes are approved.", outcomeTag(now.Outcome, now.Words), checksOf("By which rules, "+s.Motion, now.Checks)
		}
		t := &Table{Caption: "Hands, " + s.Motion, Columns: []Column{{Text: "Seat"}, {Text: "Hand"}, {Text: "Of"}}}
		for _, h := range s.Hands {
			t.Rows = append(t.Rows, []Cell{{Text: seatWords(h.Seat, names)}, {Text: api.ChoiceWords(h.Choice)}, {Text: h.Person}})
		}
		r.Hands = t
		p.Results = append(p.Results, r)
	}
	return nil
}

// atMeeting is a form about the meeting of the path.
func (v *visit) atMeeting(title string) (*formPage, api.Meeting, error) {
	m, err := v.client.Meeting(v.ctx, v.path("meeting"))
	p := &formPage{layout: layout{page: "form", Title: title, Caption: "Meeting " + m.Ref + ", " + m.Title, Nav: "/secretary", Back: &Link{"/meetings/" + m.Ref, "The meeting"}}, Button: Button{Text: "Continue"}}
	if v.request != nil {
		p.Action = v.request.URL.Path
	}
	return p, m, err
}

// recordAt has something of a meeting stated.
func (v *visit) recordAt(m api.Meeting, kind string, body any, title string, change bool, rows ...Row) (page, error) {
	return v.state(Stating{
		Kind: kind, Body: body, Title: title, Caption: "Meeting " + m.Ref, Nav: "/secretary", Back: &Link{"/meetings/" + m.Ref, "The meeting"}, Rows: rows,
		Labels: map[string]string{"meeting": "Meeting", "item": "Item", "motion": "Motion", "people.*.person": "Person", "people.*.seat": "Seat of person", "people.*.as": "As what person", "hands.*.seat": "Seat of hand", "hands.*.person": "Person of hand", "hands.*.choice": "Hand"},
		Button: "Sign and record", Form: v.request.URL.Path, Change: change, Done: "/meetings/" + m.Ref,
	})
}

// answeredAgain tells whether a form was sent to be changed, or with something wrong, and
// makes it the page to show.
func (v *visit) answeredAgain(p *formPage) bool {
	if len(p.Errors) == 0 && !v.form.Has(fieldChange) {
		return false
	}
	p.typedAgain(v.form)
	p.asked()
	return true
}

// Agenda.

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
	p.area("items", "Agenda", "One item on a line. To put a motion, write ; and its reference after the title. For a private item write ; private: and why. For example: Eye services; "+v.ledger.Prefix+"-2015-014", itemLines(m.Items))
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

func itemLines(items []ledger.AgendaItem) string {
	var all []string
	for _, i := range items {
		line := i.Title
		for _, part := range []struct{ words, value string }{{"", i.Motion}, {"minutes ", i.Minutes}, {"reports ", i.Reports}, {"private: ", i.Private}, {"public from ", dayText(i.Release)}} {
			if part.value != "" {
				line += "; " + part.words + part.value
			}
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

// typedItems reads an agenda as itemLines writes it.
func typedItems(text, prefix string) (items []ledger.AgendaItem, wrong string) {
	for n, line := range textLines(text) {
		parts := strings.Split(line, ";")
		item := ledger.AgendaItem{Item: number(int64(n + 1)), Title: strings.Join(strings.Fields(parts[0]), " ")}
		for _, part := range parts[1:] {
			part = strings.TrimSpace(part)
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
				return nil, fmt.Sprintf("Line %d: after ; write a motion’s reference such as %s-2015-014, or private: and why", n+1, prefix)
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
		if why := unfit(ledger.KindMeetingCalled, *m); why != "" {
			p.wrong("items", why)
		}
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
		Kind: ledger.KindMeetingCalled, Body: m, Title: "Check and call the meeting", Caption: "Meeting " + m.Ref, Nav: "/secretary", Back: &Link{"/meetings", "Meetings"}, Rows: agendaRows(m),
		Button: "Sign and call the meeting", Before: "The meeting is not called until you sign. Its agenda gives notice of the motions on it.", Form: "/meetings/new", Change: true, Done: "/meetings/" + m.Ref,
	})
}

func agendaRows(m ledger.Meeting) []Row {
	var items []string
	for _, i := range m.Items {
		items = append(items, i.Item+". "+i.Title)
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
	return v.recordAt(m, ledger.KindAgendaAmended, body, "Check and change the agenda", true, agendaRows(body)...)
}

// Attendance.

// attendanceForm asks of each seat who is there for it.
func (v *visit) attendanceForm() (*formPage, api.Meeting, []ledger.SeatFacts, error) {
	p, m, err := v.atMeeting("Who attends")
	if err != nil {
		return nil, m, nil, err
	}
	parties, err := v.client.Parties(v.ctx)
	if err != nil {
		return nil, m, nil, err
	}
	recorded := map[string]ledger.Attendee{}
	var others []string
	for _, a := range m.People {
		if a.Seat == "" {
			others = append(others, a.Person)
		}
		recorded[a.Seat] = a
	}
	var seats []ledger.SeatFacts
	for _, party := range parties.Items {
		if len(m.Of) > 0 && !slices.Contains(m.Of, party.Code) {
			continue
		}
		for _, s := range party.Seats {
			if s.Holder == "" && len(s.Deputies) == 0 {
				continue
			}
			seats = append(seats, s)
			var options []Option
			if s.Holder != "" {
				options = append(options, Option{Value: ledger.AttendsAsMember + " " + s.Holder, Text: s.Holder + ", present"})
			}
			for _, d := range s.Deputies {
				options = append(options, Option{Value: ledger.AttendsAsDeputy + " " + d, Text: d + ", present as deputy"})
			}
			if s.Holder != "" {
				options = append(options, Option{Value: ledger.AttendsWithApologies + " " + s.Holder, Text: s.Holder + " sent apologies"})
			}
			options = append(options, Option{Value: "", Text: "Nobody"})
			chosen := options[0].Value
			if a, ok := recorded[s.Seat]; ok {
				chosen = a.As + " " + a.Person
			} else if m.Attendance > 0 {
				chosen = ""
			}
			p.choice("seat-"+s.Seat, party.Name+", "+s.Seat, chosen, options...)
		}
	}
	p.area("others", "Who else is in attendance?", "One person on a line, as they are called on the ledger. They may speak, and show no hand", strings.Join(others, "\n"))
	presiding := "chair"
	if len(m.Presiding) > 0 {
		presiding = m.Presiding[0].Person
	} else if people, err := v.client.People(v.ctx); err == nil {
		for _, person := range people.Items {
			for _, r := range person.Roles {
				if r.Role == ledger.RoleChair {
					presiding = person.ID
				}
			}
		}
	}
	p.input("presiding", "Who presides?", "The chair; else the vice-chair; else somebody who is present for a seat", presiding, 20)
	return p, m, seats, nil
}

func attendanceShow(v *visit) (page, error) {
	p, _, _, err := v.attendanceForm()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func attendanceSend(v *visit) (page, error) {
	p, m, seats, err := v.attendanceForm()
	if err != nil {
		return nil, err
	}
	body := ledger.AttendanceRecorded{Meeting: m.Ref, People: []ledger.Attendee{}, Presiding: []ledger.Presiding{}}
	present := []string{}
	for _, s := range seats {
		as, person, ok := strings.Cut(v.form.Get("seat-"+s.Seat), " ")
		if !ok {
			continue
		}
		a := ledger.Attendee{Person: person, Seat: s.Seat, As: as}
		for _, before := range m.People {
			if before.Seat == a.Seat && before.Person == a.Person && before.As == a.As {
				a.Absent = before.Absent // what was recorded of single items stays
			}
		}
		body.People = append(body.People, a)
		if as != ledger.AttendsWithApologies {
			present = append(present, person)
		}
	}
	for _, person := range textLines(v.form.Get("others")) {
		body.People = append(body.People, ledger.Attendee{Person: person, As: ledger.AttendsInAttendance})
		present = append(present, person)
	}
	presiding := strings.TrimSpace(v.form.Get("presiding"))
	switch {
	case presiding == "":
		p.wrong("presiding", "Enter who presides")
	case !slices.Contains(present, presiding):
		p.wrong("presiding", "Enter somebody who attends: "+presiding+" is not among those above. List them under who else is in attendance")
	}
	body.Presiding = append(body.Presiding, ledger.Presiding{Person: presiding})
	if len(p.Errors) == 0 {
		if why := unfit(ledger.KindAttendanceRecorded, body); why != "" {
			p.wrong("others", why)
		}
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, ledger.KindAttendanceRecorded, body, "Check and record who attends", true, Row{Key: "Present", Values: []string{listed(present)}}, Row{Key: "Presides", Values: []string{presiding}})
}

// Hands.

// handsForm asks for the hand of every seat that is present at an item.
func (v *visit) handsForm(p *formPage, m api.Meeting, item string, options []string, roll []ledger.RollSeat, names map[string]string) []ledger.Hand {
	var may []ledger.Hand
	for _, r := range roll {
		for _, a := range m.People {
			if a.Seat != r.Seat || a.As != ledger.AttendsAsMember && a.As != ledger.AttendsAsDeputy || slices.ContainsFunc(a.Absent, func(x ledger.Absence) bool { return x.Item == item }) {
				continue
			}
			may = append(may, ledger.Hand{Seat: r.Seat, Person: a.Person})
			var choices []Option
			for _, c := range api.Choices(options) {
				choices = append(choices, Option{Value: c, Text: api.ChoiceWords(c)})
			}
			choices = append(choices, Option{Value: "", Text: "No hand shown"})
			p.choice("hand-"+r.Seat, names[r.Party]+", "+a.Person, choices[0].Value, choices...)
		}
	}
	p.radios("without", "Was it agreed without a vote?", "", "no", Radio{Value: "no", Text: "No, hands were shown"}, Radio{Value: "yes", Text: "Yes, nobody asked for a vote", Hint: "Every seat that is present then counts as for"})
	return may
}

// typedHands are the hands that were shown.
func (v *visit) typedHands(may []ledger.Hand) (hands []ledger.Hand, without bool, rows []Row) {
	without = v.form.Get("without") == "yes"
	counts := map[string]int{}
	hands = []ledger.Hand{}
	for _, h := range may {
		h.Choice = v.form.Get("hand-" + h.Seat)
		if without {
			h.Choice = ledger.ChoiceFor
		}
		if h.Choice != "" {
			hands = append(hands, h)
			counts[h.Choice]++
		}
	}
	var choices []string
	for c := range counts {
		choices = append(choices, c)
	}
	slices.Sort(choices)
	for _, c := range choices {
		rows = append(rows, Row{Key: api.ChoiceWords(c), Values: []string{many(counts[c], "hand", "hands")}})
	}
	return hands, without, rows
}

// handsAsked is the form of a show of hands on a motion, with what it fixes.
func (v *visit) handsAsked() (*formPage, api.Meeting, ledger.HandsShown, []ledger.Hand, error) {
	p, m, err := v.atMeeting("Show of hands")
	if err != nil {
		return nil, m, ledger.HandsShown{}, nil, err
	}
	body, err := v.client.Hands(v.ctx, v.path("motion"))
	if err != nil {
		return nil, m, body, nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, m, body, nil, err
	}
	p.Caption = body.Motion + ", " + body.Title
	p.Text = []string{"Record the hands of all seats in one go."}
	if motion, err := v.client.Motion(v.ctx, body.Motion); err == nil {
		p.Rows = []Row{{Key: "Resolution", Values: motion.Text}}
	}
	may := v.handsForm(p, m, body.Item, body.Options, body.Roll, names)
	p.choice("casting", "Was a casting vote given?", "", Option{Value: "", Text: "No"}, Option{Value: ledger.ChoiceFor, Text: "For, by who presided"}, Option{Value: ledger.ChoiceAgainst, Text: "Against, by who presided"})
	return p, m, body, may, nil
}

func handsShow(v *visit) (page, error) {
	p, _, _, _, err := v.handsAsked()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func handsSend(v *visit) (page, error) {
	p, m, body, may, err := v.handsAsked()
	if err != nil {
		return nil, err
	}
	var rows []Row
	body.Hands, body.WithoutVote, rows = v.typedHands(may)
	body.Casting = v.form.Get("casting")
	if len(body.Hands) == 0 && len(may) > 0 {
		p.wrong("hand-"+may[0].Seat, "Select the hand of at least one seat")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, ledger.KindHandsShown, body, "Check and record the hands", true, append([]Row{{Key: "Motion", Values: []string{body.Motion + ", " + body.Title}}}, rows...)...)
}

// Amendments.

// amending is the motion of the item of the path.
func (v *visit) amending() (*formPage, api.Meeting, api.Motion, error) {
	p, m, err := v.atMeeting("Move an amendment")
	if err != nil {
		return nil, m, api.Motion{}, err
	}
	for _, item := range m.Items {
		if item.Item != v.path("item") || item.Motion == "" {
			continue
		}
		motion, err := v.client.Motion(v.ctx, item.Motion)
		if err != nil {
			return nil, m, motion, err
		}
		p.Caption = motion.Ref + ", " + motion.Title
		var seats []Option
		names, err := v.partyNames()
		if err != nil {
			return nil, m, motion, err
		}
		for _, a := range m.People {
			if a.As == ledger.AttendsAsMember || a.As == ledger.AttendsAsDeputy {
				seats = append(seats, Option{Value: a.Seat, Text: seatWords(a.Seat, names) + ", " + a.Person})
			}
		}
		p.choice("by", "Which seat moves it?", "", seats...)
		p.area("text", "The resolution as it would read", "The whole text. Leave an empty line between paragraphs", strings.Join(motion.Text, "\n\n"))
		return p, m, motion, nil
	}
	return nil, m, api.Motion{}, api.NewProblem(ledger.CodeNotFound, "that item of the agenda puts no motion")
}

func amendShow(v *visit) (page, error) {
	p, _, _, err := v.amending()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func amendSend(v *visit) (page, error) {
	p, m, motion, err := v.amending()
	if err != nil {
		return nil, err
	}
	to := motionOf(motion)
	to.Text = paragraphs(v.form.Get("text"))
	body := ledger.AmendmentMoved{Meeting: m.Ref, Item: v.path("item"), Text: motion.TextID, By: v.form.Get("by"), To: to}
	switch {
	case len(to.Text) == 0:
		p.wrong("text", "Enter the resolution as it would read")
	case slices.Equal(to.Text, motion.Text):
		p.wrong("text", "Change the text: this is the motion as it stands")
	case unfit(ledger.KindAmendmentMoved, body) != "":
		p.wrong("text", unfit(ledger.KindAmendmentMoved, body))
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, ledger.KindAmendmentMoved, body, "Check and move the amendment", true, Row{Key: "As it stands", Values: motion.Text}, Row{Key: "As it would read", Values: to.Text})
}

// motionOf is a motion as its text states it.
func motionOf(m api.Motion) ledger.Motion {
	return ledger.Motion{
		Ref: m.Ref, Title: m.Title, Text: m.Text, Type: m.Type, Route: m.Route, Function: m.Function, Options: m.Options, Pool: m.Pool, Lead: m.Lead, RiskShare: m.RiskShare,
		Conditions: m.Conditions, Varies: m.Varies, Papers: m.Papers, Reasons: m.Reasons, Rejected: m.Rejected, Amends: m.Amends, Rights: m.Rights, Prolongs: m.Prolongs,
		Settles: m.Settles, Virement: m.Virement, Lapses: m.Lapses,
	}
}

// puttingAmendment is the form of a show of hands on an amendment.
func (v *visit) puttingAmendment() (*formPage, api.Meeting, ledger.AmendmentPut, []ledger.Hand, error) {
	var body ledger.AmendmentPut
	p, m, err := v.atMeeting("Show of hands on an amendment")
	if err != nil {
		return nil, m, body, nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, m, body, nil, err
	}
	for _, item := range m.Items {
		if item.Motion == "" {
			continue
		}
		list, err := v.client.Amendments(v.ctx, item.Motion)
		if err != nil {
			return nil, m, body, nil, err
		}
		for _, a := range list.Items {
			if string(a.ID) != v.path("amendment") {
				continue
			}
			prepared, err := v.client.Hands(v.ctx, item.Motion)
			if err != nil {
				return nil, m, body, nil, err
			}
			body = ledger.AmendmentPut{Meeting: m.Ref, Item: a.Item, Motion: item.Motion, Amendment: a.ID, Roll: prepared.Roll}
			p.Caption = prepared.Motion + ", " + prepared.Title
			p.Rows = []Row{{Key: "As it would read", Values: a.To.Text}}
			return p, m, body, v.handsForm(p, m, a.Item, nil, prepared.Roll, names), nil
		}
	}
	return nil, m, body, nil, api.NewProblem(ledger.CodeNotFound, "there is no such amendment at this meeting")
}

func amendmentShow(v *visit) (page, error) {
	p, _, _, _, err := v.puttingAmendment()
	if err != nil {
		return nil, err
	}
	return p, nil
}

// amendmentSend has the hands recorded with what the rules make of them.
func amendmentSend(v *visit) (page, error) {
	p, m, body, may, err := v.puttingAmendment()
	if err != nil {
		return nil, err
	}
	var rows []Row
	body.Hands, body.WithoutVote, rows = v.typedHands(may)
	result, err := v.client.Outcome(v.ctx, api.OutcomeRequest{Amendment: body.Amendment, Hands: body.Hands, WithoutVote: body.WithoutVote})
	if problem := problemOf(err); problem != nil && problem.Status/100 == 4 && len(may) > 0 {
		p.wrong("hand-"+may[0].Seat, upperFirst(problem.Detail))
	} else if err != nil {
		return nil, err
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	body.Outcome = result.Outcome
	return v.recordAt(m, ledger.KindAmendmentPut, body, "Check and record the hands", true, append(rows, Row{Key: "Result", Values: []string{upperFirst(result.Words)}})...)
}

// Notes, and the end.

func (v *visit) noting() (*formPage, api.Meeting, error) {
	p, m, err := v.atMeeting("Note what was said")
	if err != nil {
		return nil, m, err
	}
	said := ""
	for _, n := range m.Notes {
		if n.Item == v.path("item") {
			said = strings.Join(n.Text, "\n\n")
		}
	}
	p.area("text", "What do the minutes say of item "+v.path("item")+"?", "Leave an empty line between paragraphs. No names: they can never be taken out of the ledger again", said)
	return p, m, nil
}

func noteShow(v *visit) (page, error) {
	p, _, err := v.noting()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func noteSend(v *visit) (page, error) {
	p, m, err := v.noting()
	if err != nil {
		return nil, err
	}
	body := ledger.ItemNoted{Meeting: m.Ref, Item: v.path("item"), Text: paragraphs(v.form.Get("text"))}
	if len(body.Text) == 0 {
		p.wrong("text", "Enter what the minutes say")
	} else if why := unfit(ledger.KindItemNoted, body); why != "" {
		p.wrong("text", why)
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, ledger.KindItemNoted, body, "Check and record the note", true)
}

// endSend has the end of the meeting stated, as of now.
func endSend(v *visit) (page, error) {
	m, err := v.client.Meeting(v.ctx, v.path("meeting"))
	if err != nil {
		return nil, err
	}
	body := ledger.MeetingEnded{Meeting: m.Ref, Ended: v.ledger.Time}
	return v.state(Stating{
		Kind: ledger.KindMeetingEnded, Body: body, Title: "Check and end the meeting", Caption: "Meeting " + m.Ref, Nav: "/secretary", Back: &Link{"/meetings/" + m.Ref, "The meeting"},
		Rows: []Row{{Key: "Meeting", Values: []string{m.Title}}, {Key: "Ends", Values: []string{when(body.Ended)}}}, Labels: map[string]string{"ended": "Ended"},
		Button: "Sign and end the meeting", Before: "The meeting goes on until you sign. Nothing is put in it after that; its minutes are then ready.", Form: "/meetings/" + m.Ref + "/end", Done: "/meetings/" + m.Ref + "/minutes",
	})
}

// minutesPage is the minutes of a meeting, as drafted from the ledger or as approved.
type minutesPage struct {
	layout
	Ref       string
	Status    Tag
	Text      string
	Code      string
	Approved  *api.ApprovedMinutes
	Approvals []string
	May       bool // the looker may approve them
	Files     []Link
}

func minutesShow(v *visit) (page, error) {
	m, err := v.client.Meeting(v.ctx, v.path("meeting"))
	if err != nil {
		return nil, err
	}
	a, err := v.client.Minutes(v.ctx, m.Ref, v.request.URL.Query().Get("of"))
	if err != nil {
		return nil, err
	}
	p := &minutesPage{
		layout: layout{page: "minutes", Title: "Minutes", Caption: "Meeting " + m.Ref + ", " + m.Title, Nav: "/meetings", Back: &Link{"/meetings/" + m.Ref, "The meeting"}},
		Ref:    m.Ref, Status: meetingTag(m.MeetingSummary), Text: a.Text, Code: a.Code, Approved: a.Approved,
	}
	if officials(v.me) {
		p.Nav = "/secretary"
	}
	query := ""
	if of := v.request.URL.Query().Get("of"); of != "" {
		query = "?" + url.Values{"of": {of}}.Encode()
	}
	p.Files = []Link{{api.Fill(api.PathMinutes, m.Ref) + ".txt" + query, "Plain text, to copy"}, {api.Fill(api.PathMinutes, m.Ref) + ".html" + query, "HTML, to open in a word processor or print"}}
	mine := false
	for _, x := range m.Approvals {
		said := x.Person
		if x.Text != a.SHA256 {
			said += " (of another text)"
		}
		p.Approvals = append(p.Approvals, said)
		mine = mine || v.me != nil && x.Person == v.me.ID && x.Text == a.SHA256
	}
	attended := v.me != nil && slices.ContainsFunc(m.People, func(x ledger.Attendee) bool { return x.Person == v.me.ID && x.Seat != "" })
	p.May = m.Ended != "" && a.Approved == nil && !mine && (officials(v.me) || attended)
	return p, nil
}

// approveSend has the minutes approved as they are drafted. Their text is put beside the
// log first, so that what its fingerprint pins can be read.
func approveSend(v *visit) (page, error) {
	a, err := v.client.Minutes(v.ctx, v.path("meeting"), "")
	if err != nil {
		return nil, err
	}
	held, err := v.client.PutBlob(v.ctx, []byte(a.Text), false)
	if err != nil {
		return nil, err
	}
	ref := v.path("meeting")
	return v.state(Stating{
		Kind: ledger.KindMinutesApproved, Body: ledger.MinutesApproved{Meeting: ref, Text: held.SHA256, Results: a.Results}, Title: "Check and approve the minutes", Caption: "Meeting " + ref, Nav: "/secretary",
		Back: &Link{"/meetings/" + ref + "/minutes", "The minutes"}, Rows: []Row{{Key: "Minutes of", Values: []string{ref}}, {Key: "Check code of the text", Values: []string{held.Code}}},
		Labels: map[string]string{"text": "Fingerprint of the text", "meeting": "Meeting"}, Button: "Sign and approve", Before: "You have not approved the minutes until you sign.",
		Form: "/meetings/" + ref + "/minutes", Done: "/meetings/" + ref + "/minutes",
	})
}

package web

import (
	"cmp"
	"maps"
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
	Stand      *Table // of it, against the quorum
	Presiding  []string
	Interests  []Link
	Results    []meetingResult
	Approvals  []string
	Do         []Link // what is done next
	Minutes    string // path, once there are any
	Ending     bool   // it can be ended
	Private    string

	actions []api.Action // that were set at it
	seats   int          // on the longest roll of what was put there
}

// meetingItem is an item of the agenda with what can be done at it.
type meetingItem struct {
	Number, Title, Private string
	Motion                 *Link
	Parts                  []Link   // motions that it was divided into, or what else it is about
	Words                  []string // what was recorded of it
	Actions                []Task
	Do, More               []Link // what is done at every meeting, and at some
}

// meetingResult is what the hands that stand amount to, by the rules.
type meetingResult struct {
	Motion Link
	Words  string
	Tag    Tag
	Checks *Checks
	Hands  *Table
	Do     []Link
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
	records := keepsRecord(v.me)
	if officials(v.me) {
		p.Nav = "/secretary"
	}
	for _, party := range m.Of {
		p.Of = append(p.Of, names[party])
	}
	begun, over := m.Starts <= v.ledger.Time, m.Ended != ""
	path := "/meetings/" + m.Ref
	if officials(v.me) && !begun {
		p.Do = append(p.Do, Link{path + "/agenda", "Change the agenda"})
	}
	if records && begun && m.Status.Status != ledger.MeetingApprovedStage {
		what := "Record who attends"
		if m.Attendance > 0 {
			what = "Record again who attended"
		}
		p.Do = append(p.Do, Link{path + "/attendance", what})
	}
	if officer(v.me) && begun && m.Status.Status != ledger.MeetingApprovedStage {
		p.Do = append(p.Do, countersignLink(0, "", m.Ref))
	}
	p.Ending = records && begun && !over && m.Attendance > 0
	if over {
		p.Minutes = path + "/minutes"
	}
	if err := p.agenda(v, m, records && begun && !over && m.Attendance > 0, names); err != nil {
		return nil, err
	}
	if err := p.results(v, m, names); err != nil {
		return nil, err
	}
	if err := p.attendance(v, m, names); err != nil {
		return nil, err
	}
	for _, a := range m.Approvals {
		p.Approvals = append(p.Approvals, a.Person)
	}
	return p, nil
}

// agenda lists the items; on the floor each has what can be done at it.
func (p *meetingPage) agenda(v *visit, m api.Meeting, floor bool, names map[string]string) error {
	if len(m.Actions) > 0 {
		list, err := v.client.Actions(v.ctx, nil)
		if err != nil {
			return err
		}
		p.actions = slices.DeleteFunc(list.Items, func(a api.Action) bool { return a.Meeting != m.Ref })
	}
	path := "/meetings/" + m.Ref
	for _, item := range m.Items {
		i := meetingItem{Number: item.Item, Title: item.Title, Private: item.Private}
		shown := false
		deferred := slices.ContainsFunc(m.Deferred, func(d ledger.ItemDeferred) bool { return d.Item == item.Item })
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
			shown = motion.Shown != nil
			if floor && !deferred && (motion.Status.Status == ledger.MotionNotice || motion.Status.Status == ledger.MotionShown) {
				what := "Record the show of hands"
				if motion.Shown != nil {
					what = "Record the show of hands again"
				} else {
					i.Do = append(i.Do, Link{path + "/items/" + item.Item + "/amend", "Move an amendment"})
					if len(motion.Text) > 1 {
						i.More = append(i.More, Link{path + "/items/" + item.Item + "/divide", "Take it in parts"})
					}
				}
				i.Do = append(i.Do, Link{path + "/hands/" + motion.Ref, what})
			}
			if motion.Status.Status == ledger.MotionDivides {
				if err := i.parts(v, m, floor); err != nil {
					return err
				}
			}
		case item.Minutes != "":
			i.Parts = append(i.Parts, Link{"/meetings/" + item.Minutes + "/minutes", "Minutes of " + item.Minutes})
		case item.Reports != "":
			i.Parts = append(i.Parts, Link{"/motions/" + item.Reports, "Reports " + item.Reports + ", decided urgently"})
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
		if item.Private != "" && officials(v.me) && m.Starts <= v.ledger.Time && (item.Release == "" || item.Release > v.ledger.Time.Day()) {
			i.More = append(i.More, Link{path + "/items/" + item.Item + "/release", itemForms["release"].title})
		}
		if floor {
			at := path + "/items/" + item.Item
			i.Do = append(i.Do, Link{at + "/note", "Note what was said"})
			i.More = append(i.More, Link{at + "/point", "Rule on a point of order"}, Link{at + "/absence", "Record that somebody was away"}, Link{at + "/action", "Set an action"})
			if !shown && !deferred {
				i.More = append(i.More, Link{at + "/defer", "Put it off"})
			}
		}
		for _, a := range p.actions {
			if a.Item == item.Item {
				i.Actions = append(i.Actions, Task{ID: "action-" + strings.ReplaceAll(a.Action, "/", "-"), Href: "/meetings/" + a.Action[:strings.Index(a.Action, "/")] + "/actions/" + a.Action[strings.Index(a.Action, "/")+1:], Text: a.What, Hint: a.Action + ". " + cmp.Or(names[a.Party], a.Person) + ", by " + day(a.Due) + ".", Status: actionTag(a)})
			}
		}
		p.Agenda = append(p.Agenda, i)
	}
	return nil
}

// parts are the motions that the item's motion was divided into.
func (i *meetingItem) parts(v *visit, m api.Meeting, floor bool) error {
	for _, ref := range m.Parts {
		part, err := v.client.Motion(v.ctx, ref)
		if err != nil {
			return err
		}
		if part.Item != i.Number {
			continue
		}
		i.Parts = append(i.Parts, Link{"/motions/" + ref, ref + ", " + part.Title})
		if floor && (part.Status.Status == ledger.MotionNotice || part.Status.Status == ledger.MotionShown) {
			what := "Record the show of hands on " + ref
			if part.Shown != nil {
				what = "Record the show of hands on " + ref + " again"
			}
			i.Do = append(i.Do, Link{"/meetings/" + m.Ref + "/hands/" + ref, what})
		}
	}
	return nil
}

func actionTag(a api.Action) Tag {
	switch a.Status.Status {
	case api.ActionOverdue:
		return Tag{a.Words, "red"}
	case api.ActionDone:
		return Tag{a.Words, "green"}
	case api.ActionDropped:
		return Tag{a.Words, "grey"}
	}
	return Tag{a.Words, "blue"}
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

func (p *meetingPage) attendance(v *visit, m api.Meeting, names map[string]string) error {
	if m.Attendance == 0 {
		return nil
	}
	if err := p.stand(v, m); err != nil {
		return err
	}
	caption := "Who attends"
	if m.Ended != "" {
		caption = "Who attended"
	}
	t := &Table{Caption: caption, Columns: []Column{{Text: "Person"}, {Text: "Seat"}, {Text: "As"}}}
	for _, a := range m.People {
		as := attendsWords(a.As)
		for _, x := range a.Absent {
			as += ", away from item " + x.Item
		}
		t.Rows = append(t.Rows, []Cell{{Text: a.Person}, {Text: seatWords(a.Seat, names)}, {Text: as}})
	}
	p.Attendance = t
	for _, x := range m.Presiding {
		said := x.Person
		if len(x.Items) > 0 {
			said += " over items " + listed(x.Items)
		}
		p.Presiding = append(p.Presiding, said)
	}
	return nil
}

// stand is attendance by seats: of those of today while the meeting lasts, and once it is over
// of those on the roll of what was put there. None where nothing was: seats have come and gone
// since then.
func (p *meetingPage) stand(v *visit, m api.Meeting) error {
	seats, over := p.seats, m.Ended != ""
	switch {
	case over && seats == 0:
		return nil
	case !over:
		all, err := v.holders()
		if err != nil {
			return err
		}
		maps.DeleteFunc(all, func(_ string, s ledger.SeatFacts) bool {
			return len(m.Of) > 0 && !slices.Contains(m.Of, s.Party) || s.Holder == "" && len(s.Deputies) == 0
		})
		seats = len(all)
	}
	checks, err := p.quorum(v, m)
	if err != nil {
		return err
	}
	p.Stand = attendanceStand(m.People, seats, over, checks)
	return nil
}

// quorum is the checks of one motion of the meeting, of which one is on the quorum: that it
// was decided by, or that it would be, were it put now. None where no motion is put.
func (p *meetingPage) quorum(v *visit, m api.Meeting) ([]ledger.Check, error) {
	for _, r := range p.Results {
		if r.Checks != nil {
			return r.Checks.List, nil
		}
	}
	for _, item := range m.Items {
		if item.Motion == "" || slices.ContainsFunc(m.Deferred, func(d ledger.ItemDeferred) bool { return d.Item == item.Item }) {
			continue
		}
		now, err := v.preview(api.PreviewRequest{Motion: item.Motion, Votes: []api.PreviewVote{}, Needed: api.NeededNo})
		if !unanswered(err) {
			return now.Checks, err
		}
	}
	return nil, nil
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
		if motion.Opened != nil {
			p.seats = max(p.seats, len(motion.Opened.Roll))
		}
		if motion.Status.Status == ledger.MotionDecided {
			d, err := v.client.Decision(v.ctx, s.Motion)
			if err != nil {
				return err
			}
			r.Motion.Href, r.Words, r.Tag, r.Checks = "/decisions/"+s.Motion, "It is decided.", outcomeTag(d.Outcome, d.OutcomeIs), checksOf("By which rules, "+s.Motion, d.Checks)
		} else if now, err := v.preview(api.PreviewRequest{Motion: s.Motion, Votes: []api.PreviewVote{}}); err == nil {
			r.Words, r.Tag, r.Checks = "It stands once the minutes are approved.", outcomeTag(now.Outcome, now.Words), checksOf("By which rules, "+s.Motion, now.Checks)
		}
		if r.Checks != nil {
			r.Checks.Under = true
		}
		t := &Table{Caption: "Hands, " + s.Motion, Under: true, Columns: []Column{{Text: "Seat"}, {Text: "Hand"}, {Text: "Of"}, {Text: "Says of it"}}}
		for _, h := range s.Hands {
			t.Rows = append(t.Rows, []Cell{{Text: seatWords(h.Seat, names)}, {Text: api.ChoiceWords(h.Choice)}, {Text: h.Person}, {Text: saidOfHand(s, h.Seat)}})
		}
		for _, d := range s.Denied {
			if !slices.ContainsFunc(s.Hands, func(h ledger.Hand) bool { return h.Seat == d.Seat }) {
				t.Rows = append(t.Rows, []Cell{{Text: seatWords(d.Seat, names)}, {Text: "None recorded"}, {Text: d.Person}, {Text: saidOfHand(s, d.Seat)}})
			}
		}
		r.Hands, r.Do = t.used(), v.handLink(motion)
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
	return v.state(v.ofMeeting(m, kind, body, title, change, rows...))
}

// ofMeeting is what a page has recorded of a meeting.
func (v *visit) ofMeeting(m api.Meeting, kind string, body any, title string, change bool, rows ...Row) Stating {
	return Stating{
		Kind: kind, Body: body, Title: title, Caption: "Meeting " + m.Ref, Nav: "/secretary", Back: &Link{"/meetings/" + m.Ref, "The meeting"}, Rows: rows,
		Labels: map[string]string{"meeting": "Meeting", "item": "Item", "motion": "Motion", "people.*.person": "Person", "people.*.seat": "Seat of person", "people.*.as": "As what person", "hands.*.seat": "Seat of hand", "hands.*.person": "Person of hand", "hands.*.choice": "Hand"},
		Button: "Sign and record", Form: v.request.URL.Path, Change: change, Done: "/meetings/" + m.Ref,
	}
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
	} else {
		p.unfit(ledger.KindItemNoted, body, "text")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, ledger.KindItemNoted, body, "Check and record the note", true, Row{Key: "Item", Values: []string{body.Item}}, Row{Key: "The minutes say", Values: body.Text})
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

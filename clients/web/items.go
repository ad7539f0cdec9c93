package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// What happens to an item of a meeting besides hands and amendments: it is put off, taken
// in parts, missed by somebody, a point of order is ruled on, an action is set.

// itemForm is a form about an item of a meeting, the statement that it comes to, and how
// that is read from what was typed. Wrong answers are put on the form.
type itemForm struct {
	title, button string
	kind          string
	ask           func(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) error
	take          func(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (body any, rows []Row, err error)
}

// itemForms are by the last part of their path.
var itemForms = map[string]itemForm{
	"defer":   {"Put an item off", "Check and put it off", ledger.KindItemDeferred, deferAsk, deferTake},
	"point":   {"Rule on a point of order", "Check and record the ruling", ledger.KindPointRuled, pointAsk, pointTake},
	"action":  {"Set an action", "Check and set the action", ledger.KindActionSet, actionAsk, actionTake},
	"absence": {"Record that somebody was away", "Check and record who attends", ledger.KindAttendanceRecorded, absenceAsk, absenceTake},
	"release": {"Make a private item public", "Check and release it", ledger.KindItemReleased, releaseAsk, releaseTake},
	"divide":  {"Take a motion in parts", "Check and divide the motion", ledger.KindMotionDivided, divideAsk, divideTake},
}

// onItem is the form of the path, filled in with what is known.
func (v *visit) onItem() (itemForm, *formPage, api.Meeting, ledger.AgendaItem, error) {
	f, ok := itemForms[v.path("what")]
	if !ok {
		return f, nil, api.Meeting{}, ledger.AgendaItem{}, api.NewProblem(ledger.CodeNotFound, "nothing of that name is done at an item of a meeting")
	}
	p, m, err := v.atMeeting(f.title)
	if err != nil {
		return f, nil, m, ledger.AgendaItem{}, err
	}
	at := slices.IndexFunc(m.Items, func(i ledger.AgendaItem) bool { return i.Item == v.path("item") })
	if at < 0 {
		return f, nil, m, ledger.AgendaItem{}, api.NewProblem(ledger.CodeNotFound, "no item "+v.path("item")+" stands on the agenda of "+m.Ref)
	}
	item := m.Items[at]
	p.Caption = "Item " + item.Item + ", " + item.Title
	return f, p, m, item, f.ask(v, p, m, item)
}

func itemShow(v *visit) (page, error) {
	_, p, _, _, err := v.onItem()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func itemSend(v *visit) (page, error) {
	f, p, m, item, err := v.onItem()
	if err != nil {
		return nil, err
	}
	body, rows, err := f.take(v, p, m, item)
	if err != nil {
		return nil, err
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.recordAt(m, f.kind, body, f.button, true, append([]Row{{Key: "Item", Values: []string{item.Item + ". " + item.Title}}}, rows...)...)
}

func deferAsk(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) error {
	p.Text = []string{"Its motion goes back to draft, and needs notice again."}
	list, err := v.client.Meetings(v.ctx, nil)
	if err != nil {
		return err
	}
	to := []Option{{Value: "", Text: "No meeting is named yet"}}
	for _, other := range list.Items {
		if other.Ref != m.Ref && other.Status.Status == ledger.MeetingCalledStage && other.Starts > m.Starts {
			to = append(to, Option{Value: other.Ref, Text: other.Ref + ", " + when(other.Starts)})
		}
	}
	p.choice("to", "To which meeting?", "", to...)
	p.area("reason", "Why is it put off?", "It stands on the ledger for ever. Name nobody", "")
	return nil
}

func deferTake(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (any, []Row, error) {
	body := ledger.ItemDeferred{Meeting: m.Ref, Item: item.Item, To: v.form.Get("to"), Reason: wordsOf(v.form.Get("reason"))}
	if body.Reason == "" {
		p.wrong("reason", "Enter why it is put off")
	} else {
		p.unfit(ledger.KindItemDeferred, body, "reason", "to", "to")
	}
	return body, []Row{{Key: "Put off to", Values: []string{cmp.Or(body.To, "No meeting is named yet")}}, {Key: "Why", Values: []string{body.Reason}}}, nil
}

func pointAsk(_ *visit, p *formPage, _ api.Meeting, _ ledger.AgendaItem) error {
	p.area("point", "What was the point of order?", "Name nobody: what is recorded stays for ever", "")
	p.area("ruling", "How was it ruled?", "By whoever presides over the item", "")
	return nil
}

func pointTake(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (any, []Row, error) {
	body := ledger.PointRuled{Meeting: m.Ref, Item: item.Item, Point: wordsOf(v.form.Get("point")), Ruling: wordsOf(v.form.Get("ruling"))}
	if body.Point == "" {
		p.wrong("point", "Enter what the point of order was")
	}
	if body.Ruling == "" {
		p.wrong("ruling", "Enter how it was ruled")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindPointRuled, body, "point", "ruling", "ruling")
	}
	return body, []Row{{Key: "Point of order", Values: []string{body.Point}}, {Key: "Ruling", Values: []string{body.Ruling}}}, nil
}

func actionAsk(v *visit, p *formPage, _ api.Meeting, _ ledger.AgendaItem) error {
	names, err := v.partyNames()
	if err != nil {
		return err
	}
	people, err := v.people()
	if err != nil {
		return err
	}
	who := []Option{{Value: "", Text: "Choose who"}}
	for _, o := range partyOptions(names) {
		who = append(who, Option{Value: "party " + o.Value, Text: o.Text})
	}
	for _, person := range people.Items {
		who = append(who, Option{Value: "person " + person.ID, Text: person.ID})
	}
	p.area("what-action", "What is to be done?", "Name nobody here", "")
	p.choice("who", "Which organisation or person does it?", "", who...)
	p.input("due", "By which day?", "For example, 15 January 2016", "", 20)
	return nil
}

func actionTake(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (any, []Row, error) {
	body := ledger.ActionSet{Action: fmt.Sprintf("%s/%02d", m.Ref, len(m.Actions)+1), Meeting: m.Ref, Item: item.Item, What: wordsOf(v.form.Get("what-action"))}
	kind, who, _ := strings.Cut(v.form.Get("who"), " ")
	if kind == "party" {
		names, err := v.partyNames()
		if err != nil {
			return nil, nil, err
		}
		body.Party, who = who, cmp.Or(names[who], who)
	} else {
		body.Person = who
	}
	var ok bool
	if body.What == "" {
		p.wrong("what-action", "Enter what is to be done")
	}
	if who == "" {
		p.wrong("who", "Select who does it")
	}
	if body.Due, ok = typedDay(v.form.Get("due")); !ok {
		p.wrong("due", "Enter the day by which it is to be done, such as 15 January 2016")
	} else if body.Due < m.Starts.Day() {
		p.wrong("due", "Enter a day from the meeting on: "+day(m.Starts.Day())+" or later")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindActionSet, body, "what-action", "due", "due")
	}
	return body, []Row{{Key: "Action", Values: []string{body.Action}}, {Key: "What", Values: []string{body.What}}, {Key: "By whom", Values: []string{who}}, {Key: "By", Values: []string{dayText(body.Due)}}}, nil
}

func absenceAsk(_ *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) error {
	p.Text = []string{"Whoever is away from an item shows no hand at it. The attendance is recorded again as it stands, with this in it."}
	who := []Option{{Value: "", Text: "Choose who"}}
	for _, a := range m.People {
		if a.As == ledger.AttendsWithApologies {
			continue
		}
		who = append(who, Option{Value: a.Person, Text: a.Person})
		for _, x := range a.Absent {
			if x.Item == item.Item {
				p.Rows = append(p.Rows, Row{Key: a.Person, Values: []string{awayWords(x)}})
			}
		}
	}
	p.choice("person", "Who was away?", "", who...)
	p.input("away-from", "When did they leave?", "On the day of the meeting. For example, 2:30pm", "", 10)
	p.input("away-until", "When did they come back? (optional)", "Leave it empty if they have not", "", 10)
	return nil
}

// awayWords is how long somebody was away from an item.
func awayWords(x ledger.Absence) string {
	_, left := dayAndClock(x.Left)
	words := "Away from " + left
	if x.Returned != "" {
		_, back := dayAndClock(x.Returned)
		words += " to " + back
	}
	return words
}

func absenceTake(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (any, []Row, error) {
	body := ledger.AttendanceRecorded{Meeting: m.Ref, People: slices.Clone(m.People), Presiding: m.Presiding}
	on := dayText(m.Starts.Day())
	x := ledger.Absence{Item: item.Item}
	var ok bool
	if x.Left, ok = typedTime(on, v.form.Get("away-from")); !ok {
		p.wrong("away-from", "Enter when they left, such as 2:30pm")
	} else if x.Left < m.Starts {
		p.wrong("away-from", "Enter a time from the beginning of the meeting on: "+when(m.Starts))
	}
	if back := strings.TrimSpace(v.form.Get("away-until")); back != "" {
		if x.Returned, ok = typedTime(on, back); !ok {
			p.wrong("away-until", "Enter when they came back, such as 2:45pm, or leave it empty")
		} else if x.Returned <= x.Left {
			p.wrong("away-until", "Enter a time that is later than when they left")
		}
	}
	person := v.form.Get("person")
	at := slices.IndexFunc(body.People, func(a ledger.Attendee) bool { return a.Person == person && a.As != ledger.AttendsWithApologies })
	if at < 0 {
		p.wrong("person", "Select who was away")
		return body, nil, nil
	}
	who := &body.People[at]
	who.Absent = append(slices.DeleteFunc(slices.Clone(who.Absent), func(was ledger.Absence) bool { return was.Item == item.Item }), x)
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindAttendanceRecorded, body, "person")
	}
	return body, []Row{{Key: "Person", Values: []string{person}}, {Key: "Away", Values: []string{awayWords(x)}}}, nil
}

func divideAsk(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) error {
	if item.Motion == "" {
		return api.NewProblem(ledger.CodeNotFound, "that item of the agenda puts no motion")
	}
	motion, err := v.client.Motion(v.ctx, item.Motion)
	if err != nil {
		return err
	}
	p.Caption = motion.Ref + ", " + motion.Title
	if len(motion.Text) < 2 {
		p.Text, p.Action = []string{"The motion is one paragraph, so it has no parts."}, ""
		return nil
	}
	p.Text = []string{"Each part becomes a motion of its own, with the next reference, and is put to the hands by itself. Together they are the whole text, in its order."}
	for i, text := range motion.Text {
		p.Rows = append(p.Rows, Row{Key: "Paragraph " + number(int64(i+1)), Values: []string{text}})
		if i == 0 {
			continue
		}
		id := "part-" + strconv.Itoa(i)
		p.radios(id, "Does a new part begin with paragraph "+number(int64(i+1))+"?", "", "yes", Radio{Value: "yes", Text: "Yes"}, Radio{Value: "no", Text: "No, it goes with the one before"})
	}
	return nil
}

func divideTake(v *visit, p *formPage, m api.Meeting, item ledger.AgendaItem) (any, []Row, error) {
	motion, err := v.client.Motion(v.ctx, item.Motion)
	if err != nil {
		return nil, nil, err
	}
	body := ledger.MotionDivided{Meeting: m.Ref, Item: item.Item, Motion: motion.Ref, Text: motion.TextID}
	for i, text := range motion.Text {
		if i == 0 || v.form.Get("part-"+strconv.Itoa(i)) == "yes" {
			part := motionOf(motion)
			if part.Ref, err = v.refAfter(len(body.Parts)); err != nil {
				return nil, nil, err
			}
			part.Text, part.Title = nil, motion.Title+", part "+number(int64(len(body.Parts)+1))
			body.Parts = append(body.Parts, part)
		}
		last := &body.Parts[len(body.Parts)-1]
		last.Text = append(last.Text, text)
	}
	var rows []Row
	for _, part := range body.Parts {
		rows = append(rows, Row{Key: part.Ref + ", " + part.Title, Values: part.Text})
	}
	switch {
	case len(body.Parts) < 2:
		p.wrong("part-1", "Select at least one paragraph with which a new part begins")
	default:
		p.unfit(ledger.KindMotionDivided, body, "part-1")
	}
	return body, rows, nil
}

// refAfter is the reference that the motion gets which is moved after so many others.
func (v *visit) refAfter(others int) (string, error) {
	series, last, ok := cutLast(v.ledger.NextMotion)
	n, err := strconv.Atoi(last)
	if !ok || err != nil {
		return "", api.NewProblem(ledger.CodeMalformed, "the next motion has no reference that counts")
	}
	return fmt.Sprintf("%s-%03d", series, n+others), nil
}

func cutLast(ref string) (series, last string, ok bool) {
	at := strings.LastIndex(ref, "-")
	if at < 0 {
		return "", "", false
	}
	return ref[:at], ref[at+1:], true
}

// closing is the form on which an action is said to be done or dropped.
func (v *visit) closing() (*formPage, api.Action, error) {
	list, err := v.client.Actions(v.ctx, nil)
	if err != nil {
		return nil, api.Action{}, err
	}
	ref := v.path("meeting") + "/" + v.path("action")
	at := slices.IndexFunc(list.Items, func(a api.Action) bool { return a.Action == ref })
	if at < 0 {
		return nil, api.Action{}, api.NewProblem(ledger.CodeNotFound, "no action "+ref+" was set")
	}
	a := list.Items[at]
	names, err := v.partyNames()
	if err != nil {
		return nil, a, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Close an action", Caption: "Action " + a.Action, Nav: "/meetings", Back: &Link{"/meetings/" + a.Meeting, "The meeting"}}}
	p.Rows = []Row{{Key: "What", Values: []string{a.What}}, {Key: "By whom", Values: []string{cmp.Or(names[a.Party], a.Party, a.Person)}}, {Key: "By", Values: []string{day(a.Due)}}, {Key: "Status", Values: []string{a.Words}}}
	if a.Closed != nil {
		p.Rows = append(p.Rows, Row{Key: "What became of it", Values: []string{a.Closed.Note}})
		return p, a, nil
	}
	if v.me == nil {
		return p, a, nil
	}
	p.Action, p.Button = v.request.URL.Path, Button{Text: "Continue"}
	p.radios("how", "What became of it?", "", "", Radio{Value: api.ActionDone, Text: "Done"}, Radio{Value: api.ActionDropped, Text: "Dropped", Hint: "It is no longer wanted, or cannot be done"})
	p.area("note", "What is there to say of it?", "How it was done, or why it was dropped. Name nobody", "")
	return p, a, nil
}

func actionShow(v *visit) (page, error) {
	p, _, err := v.closing()
	if err != nil {
		return nil, err
	}
	return p, nil
}

func actionSend(v *visit) (page, error) {
	p, a, err := v.closing()
	if err != nil || p.Action == "" {
		return p, err
	}
	body := ledger.ActionClosed{Action: a.Action, How: v.form.Get("how"), Note: wordsOf(v.form.Get("note"))}
	if body.How == "" {
		p.wrong("how", "Select what became of it")
	}
	if body.Note == "" {
		p.wrong("note", "Enter how it was done, or why it was dropped")
	}
	if len(p.Errors) == 0 {
		p.unfit(ledger.KindActionClosed, body, "note", "how", "how")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	return v.state(Stating{
		Kind: ledger.KindActionClosed, Party: v.closerOf(a), Body: body, Title: "Check and close the action", Caption: p.Caption, Nav: "/meetings", Back: p.Back,
		Rows: append(p.Rows, Row{Key: "What became of it", Values: []string{upperFirst(body.How)}}, Row{Key: "What is said of it", Values: []string{body.Note}}), Labels: map[string]string{"how": "Closed as", "note": "What is said of it"},
		Button: "Sign and close", Before: "The action stays open until you sign.", Form: p.Action, Change: true, Done: "/meetings/" + a.Meeting,
	})
}

// closerOf is the party for which whoever looks at the page closes an action: its own, if
// they are its officer and not the secretary.
func (v *visit) closerOf(a api.Action) string {
	if a.Party != "" && !keepsRecord(v.me) && v.actsFor(a.Party) {
		return a.Party
	}
	return ""
}

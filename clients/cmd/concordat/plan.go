package main

import (
	"fmt"
	"net/url"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// The forward plan, actions that meetings set, and meetings that members ask for.

type planCommands struct {
	Show    planShow    `cmd:"" help:"show what is to be decided, and when"`
	Publish planPublish `cmd:"" help:"publish the forward plan, as the secretary or the chair"`
}

type planShow struct{}

func (planShow) Help() string {
	return `
concordat plan show`
}

// Run shows the plan.
func (c *planShow) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	p, err := s.client.Plan(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(p, func() {
		s.paragraph(0, "Forward plan from "+day(p.From)+" to "+day(p.Until)+", published "+when(p.Time)+" (entry "+thousands(p.Entry)+").")
		t := newTable(whole("Expected"), left("Title"), left("Function"), left("Motion"), left("In private because"))
		for _, i := range p.Items {
			t.add(shortDay(i.Expected), i.Title, strings.ReplaceAll(i.Function, "-", " "), i.Motion, i.Private)
		}
		t.write(s.out, s.width)
	})
}

type planPublish struct {
	File string `arg:"" help:"the plan in JSON, or -"`
	Yes  bool   `short:"y" help:"do not ask"`
}

func (planPublish) Help() string {
	return `
concordat plan publish plan.json --as secretary
# where plan.json is, for instance
# {"from": "2015-12-01", "until": "2016-05-31", "items": [
#  {"title": "One service", "function": "clinical-strategy", "expected": "2016-01-20"}]}`
}

// Run publishes the plan.
func (c *planPublish) Run(s *session) error {
	var body ledger.ForwardPlanPublished
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindForwardPlanPublished, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindForwardPlanPublished, "Forward plan published", body, c.Yes, "plan", "show")
}

type actionCommands struct {
	List  actionList  `cmd:"" help:"list the actions that meetings set"`
	Set   actionSet   `cmd:"" help:"set an action, as the secretary"`
	Close actionClose `cmd:"" help:"close an action as done or dropped"`
}

type actionList struct {
	Status  string `placeholder:"STATUS" help:"only those that are open, overdue, done or dropped"`
	Meeting string `placeholder:"MEETING" help:"only those of this meeting"`
	Party   string `placeholder:"PARTY" help:"only those of this party"`
}

func (actionList) Help() string {
	return `
concordat action list --status open`
}

// Run lists the actions.
func (c *actionList) Run(s *session) error {
	if err := oneOf("--status", c.Status, api.ActionOpen, api.ActionOverdue, api.ActionDone, api.ActionDropped); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "status", c.Status)
	set(filter, "meeting", c.Meeting)
	set(filter, "party", c.Party)
	actions, err := s.client.Actions(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(actions, func() {
		t := newTable(whole("Action"), left("What"), left("Who"), whole("Due"), left("Status"))
		for _, a := range actions.Items {
			t.add(a.Action, a.What, a.Party+a.Person, shortDay(a.Due), a.Words)
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(actions.Items), "action", "actions"), counted(actions.AsAt, "entry", "entries"))
	})
}

type actionSet struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	Item    string `arg:"" help:"the item's number"`
	What    string `arg:"" help:"what is to be done"`
	Party   string `placeholder:"PARTY" xor:"who" required:"" help:"the party that does it"`
	Person  string `placeholder:"PERSON" xor:"who" required:"" help:"or the person who does it"`
	Due     string `required:"" placeholder:"DATE" help:"by when"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (actionSet) Help() string {
	return `
concordat action set GM-2015-M01 1 "Book the room" --party bury --due 2016-01-15 --as secretary`
}

// Run sets the action, which gets the meeting's next number.
func (c *actionSet) Run(s *session) error {
	if err := s.openToSign(ledger.KindActionSet, c.Yes); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	m, err := s.meeting(c.Meeting)
	if err != nil {
		return err
	}
	body := ledger.ActionSet{
		Action: fmt.Sprintf("%s/%02d", m.Ref, len(m.Actions)+1), Meeting: m.Ref, Item: c.Item, What: c.What, Party: c.Party, Person: c.Person, Due: ledger.Date(c.Due),
	}
	return s.stateMeeting(ledger.KindActionSet, "Action set", body, c.Yes, "action", "list", "--meeting", m.Ref)
}

type actionClose struct {
	Action  string `arg:"" help:"the action's reference, such as GM-2015-M01/01"`
	Note    string `required:"" placeholder:"TEXT" help:"how it was done, or why it is not going to be"`
	Dropped bool   `help:"it is not going to be done"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, where the action is a party's"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (actionClose) Help() string {
	return `
concordat action close GM-2015-M01/01 --note "Booked for the year" --as secretary`
}

// Run closes the action.
func (c *actionClose) Run(s *session) error {
	if err := s.openToSign(ledger.KindActionClosed, c.Yes); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	body := ledger.ActionClosed{Action: c.Action, How: api.ActionDone, Note: c.Note}
	if c.Dropped {
		body.How = api.ActionDropped
	}
	return s.stateFor(c.Party, ledger.KindActionClosed, "Action closed", body, c.Yes, "action", "list")
}

// stateFor states something for a party, or for the person alone.
func (s *session) stateFor(party, kind, title string, body any, yes bool, next ...string) error {
	done, err := s.state(kind, party, body, "Sign and send?", yes)
	if err != nil {
		return err
	}
	if err := s.recorded(title, done); err != nil {
		return err
	}
	s.next(next...)
	return nil
}

type requisitionCommands struct {
	List requisitionList `cmd:"" help:"list the requests for a meeting"`
	Make requisitionMake `cmd:"" help:"ask for a meeting on stated business"`
	Join requisitionJoin `cmd:"" help:"join a request"`
}

type requisitionList struct{}

func (requisitionList) Help() string {
	return `
concordat requisition list`
}

// Run lists the requisitions.
func (c *requisitionList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	all, err := s.client.Requisitions(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(all, func() {
		for _, r := range all.Items {
			s.title(ledger.CheckCode(r.ID), strings.Join(r.Business, "; "))
			var f facts
			f.add("  Id", "%s", r.ID)
			f.add("  Asked for by", "%s", joined(r.Seats))
			if r.Complete != "" {
				f.add("  Enough joined", "%s", when(r.Complete))
			}
			if r.Called != "" {
				f.add("  Called", "%s", r.Called)
			}
			f.write(s.out, s.width)
		}
		s.print("%s. As at %s.", counted(len(all.Items), "requisition", "requisitions"), counted(all.AsAt, "entry", "entries"))
	})
}

type requisitionMake struct {
	Business []string `arg:"" help:"what the meeting is asked for, each in a few words"`
	Motion   []string `placeholder:"REF" help:"motions to be taken at it"`
	Seat     string   `placeholder:"SEAT" help:"the seat that you ask from, if there are several"`
	Yes      bool     `short:"y" help:"do not ask"`
}

func (requisitionMake) Help() string {
	return `
concordat requisition make "The winter plan" --as bury-member`
}

// Run asks for a meeting.
func (c *requisitionMake) Run(s *session) error {
	if err := s.openToSign(ledger.KindMeetingRequisitioned, c.Yes); err != nil {
		return err
	}
	seat, party, err := s.mySeat(c.Seat)
	if err != nil {
		return err
	}
	body := ledger.MeetingRequisitioned{Seat: seat, Business: c.Business, Motions: c.Motion}
	return s.stateFor(party, ledger.KindMeetingRequisitioned, "Meeting asked for", body, c.Yes, "requisition", "list")
}

type requisitionJoin struct {
	Requisition string `arg:"" help:"its code or id, as the list shows them"`
	Seat        string `placeholder:"SEAT" help:"the seat that you join for, if there are several"`
	Yes         bool   `short:"y" help:"do not ask"`
}

func (requisitionJoin) Help() string {
	return `
concordat requisition join 8TKRW2QZ9D4M --as bolton-member`
}

// Run joins the requisition.
func (c *requisitionJoin) Run(s *session) error {
	if err := s.openToSign(ledger.KindRequisitionJoined, c.Yes); err != nil {
		return err
	}
	requisition, err := s.requisition(c.Requisition)
	if err != nil {
		return err
	}
	seat, party, err := s.mySeat(c.Seat)
	if err != nil {
		return err
	}
	body := ledger.RequisitionJoined{Requisition: requisition, Seat: seat}
	return s.stateFor(party, ledger.KindRequisitionJoined, "Request joined", body, c.Yes, "requisition", "list")
}

// requisition is the id of the one that people name by its code, with its spaces
// or without, or by its id.
func (s *session) requisition(ref string) (ledger.Digest, error) {
	all, err := s.client.Requisitions(s.ctx)
	if err != nil {
		return "", err
	}
	plain := func(code string) string { return strings.ToUpper(strings.ReplaceAll(code, " ", "")) }
	var codes []string
	for _, r := range all.Items {
		code := ledger.CheckCode(r.ID)
		if ref == string(r.ID) || plain(ref) == plain(code) {
			return r.ID, nil
		}
		codes = append(codes, code)
	}
	if len(codes) == 0 {
		return "", advised(ledger.CodeNotFound, "make one: "+s.command("requisition", "make", "BUSINESS"), "nobody has asked for a meeting")
	}
	return "", advised(ledger.CodeNotFound, "name one that the list shows: "+strings.Join(codes, ", "), "nobody has asked for a meeting with the code %s", ref)
}

// mySeat is the seat that the person holds, or the one given, and its party.
func (s *session) mySeat(given string) (seat, party string, err error) {
	me, err := s.me()
	if err != nil {
		return "", "", err
	}
	parties, err := s.client.Parties(s.ctx)
	if err != nil {
		return "", "", err
	}
	var seats []string
	for _, p := range parties.Items {
		for _, x := range p.Seats {
			if x.Seat == given || given == "" && x.Holder == me.ID {
				seats, seat, party = append(seats, x.Seat), x.Seat, p.Code
			}
		}
	}
	switch {
	case len(seats) == 1:
		return seat, party, nil
	case given != "":
		return "", "", usage("there is no seat %s", given)
	case len(seats) == 0:
		return "", "", advised(ledger.CodeNoSeat, "ask somebody who holds a seat", "%s holds no seat", me.ID)
	}
	return "", "", usage("%s holds the seats %s: say which with --seat", me.ID, joined(seats))
}

package main

import (
	"fmt"
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

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

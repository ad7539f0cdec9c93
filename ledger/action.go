package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// What is to be done after a meeting: actions, and the conditions of a decision.

// ActionSet is something to be done after a meeting, by a party or a person.
type ActionSet struct {
	Action  string `json:"action"` // the meeting's reference, slash, number: GM-2015-M03/01
	Meeting string `json:"meeting"`
	Item    string `json:"item"`
	What    string `json:"what"`
	Party   string `json:"party,omitempty"`
	Person  string `json:"person,omitempty"`
	Due     Date   `json:"due"`
}

// ActionFacts is an action as it stands.
type ActionFacts struct {
	ActionSet
	Closed string `json:"closed,omitempty"` // how
}

func (b *ActionSet) shape(s *shape) {
	s.action(b.Action)
	s.item(b.Meeting, b.Item)
	s.text("what", b.What, MaxNote)
	s.that((b.Party != "") != (b.Person != ""), "party", "an action is a party's or a person's: name one of them")
	if b.Party != "" {
		s.code("party", b.Party)
	}
	if b.Person != "" {
		s.code("person", b.Person)
	}
	s.date("due", b.Due)
}

func (b *ActionSet) sentence(p Payload, n Names) string {
	who := b.Person
	if b.Party != "" {
		who = n.PartyName(b.Party)
	}
	return fmt.Sprintf("%s records action %s under item %s of %s for %s, by %s: %s", p.Author, b.Action, b.Item, b.Meeting, who, b.Due.InWords(), b.What)
}

func (b *ActionSet) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	m, _, err := v.needItem(in, b.Meeting, b.Item, []string{b.Person}, MeetingCalledStage, MeetingEndedStage, MeetingApprovedStage)
	if err != nil {
		return err
	}
	if len(m.Actions) >= MaxActions {
		return refuse(CodeTooLarge, "/payload/body", "%s has %d actions already", b.Meeting, len(m.Actions))
	}
	if want := fmt.Sprintf("%s/%02d", b.Meeting, len(m.Actions)+1); b.Action != want {
		return refuse(CodeConflict, "/payload/body/action", "the next action of %s is %s, not %s: read the ledger again and sign anew", b.Meeting, want, b.Action)
	}
	if b.Person != "" {
		in.Subject = v.PersonFacts(b.Person, day, nil)
		return v.knownPerson("person", b.Person)
	}
	if _, ok := v.Party(b.Party); !ok {
		return refuse(CodeNotFound, "/payload/body/party", "no party has the code %s: see the list of parties", b.Party)
	}
	return nil
}

func (b *ActionSet) apply(s *State, q *Question, index int64) {
	s.actions.set(b.Action, ActionRecord{ActionSet: *b, Time: q.Time, Entry: index})
	s.meeting(b.Meeting, func(m *MeetingRecord) { m.Actions = with(m.Actions, b.Action) })
}

// ActionClosed says that an action was done, or why it is not going to be.
type ActionClosed struct {
	Action   string `json:"action"`
	How      string `json:"how"` // done, dropped
	Note     string `json:"note"`
	Evidence *Paper `json:"evidence,omitempty"`
}

func (b *ActionClosed) shape(s *shape) {
	s.action(b.Action)
	s.oneOf("how", b.How, "done", "dropped")
	s.text("note", b.Note, MaxNote)
	if b.Evidence != nil {
		s.paper("evidence", *b.Evidence)
	}
}

func (b *ActionClosed) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that action %s is %s: %s", p.Author, b.Action, b.How, b.Note)
}

func (b *ActionClosed) against(v View, _ *Signed, q *Question, day Date) error {
	in := &q.Input
	a, ok := v.Action(b.Action)
	switch {
	case !ok:
		return refuse(CodeNotFound, "/payload/body/action", "there is no action %s: see the list of actions", b.Action)
	case a.Closed != nil:
		return refuse(CodeConflict, "/payload/body/action", "action %s is closed already: it is %s", b.Action, a.Closed.How)
	}
	m, _ := v.Meeting(a.Meeting)
	v.convene(in, m)
	in.Parties = v.allParties(day)
	in.Action = &ActionFacts{ActionSet: a.ActionSet}
	return nil
}

func (b *ActionClosed) apply(s *State, q *Question, index int64) {
	a, _ := s.Draft().Action(b.Action)
	a.Closed = b
	s.actions.set(b.Action, a)
}

// action is a reference with a slash in it: GM-2015-M03/01.
func (s *shape) action(ref string) {
	meeting, number, ok := strings.Cut(ref, "/")
	s.that(ok && isCode(meeting) && isCode(number) && len(ref) <= MaxCode, "action", "name the action, such as GM-2015-M03/01")
}

// ConditionMet says that a condition of a decision is met, with the evidence.
type ConditionMet struct {
	Decision  string `json:"decision"`
	Condition int64  `json:"condition"` // its place in the motion's list, from 1
	Evidence  Paper  `json:"evidence"`
	On        Date   `json:"on"`
}

func (b *ConditionMet) shape(s *shape) {
	s.code("decision", b.Decision)
	s.that(b.Condition >= 1, "condition", "conditions count from 1")
	s.paper("evidence", b.Evidence)
	s.date("on", b.On)
}

func (b *ConditionMet) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that condition %d of %s was met on %s, by the evidence %s", p.Author, b.Condition, motion(n, b.Decision), b.On.InWords(), b.Evidence.Title)
}

func (b *ConditionMet) against(v View, _ *Signed, q *Question, day Date) error {
	q.Input.Parties = v.allParties(day)
	if err := v.needDecision(&q.Input, b.Decision); err != nil {
		return err
	}
	if err := v.stands(b.Decision, "/payload/body/decision"); err != nil {
		return err
	}
	d := q.Input.Decision
	switch {
	case b.Condition > d.Conditions:
		return refuse(CodeNotFound, "/payload/body/condition", "%s has no condition %d: it has %d", b.Decision, b.Condition, d.Conditions)
	case slices.Contains(d.Met, b.Condition):
		return refuse(CodeConflict, "/payload/body/condition", "condition %d of %s is met already", b.Condition, b.Decision)
	}
	return nil
}

func (b *ConditionMet) apply(s *State, q *Question, index int64) {
	d, _ := s.Draft().Decision(b.Decision)
	d.Met = with(d.Met, ConditionRecord{ConditionMet: *b, Time: q.Time, Entry: index})
	s.decisions.set(b.Decision, d)
	s.freed(b.Decision, q.Time)
}

func (s *shape) paper(field string, p Paper) {
	s.text(field+"/title", p.Title, MaxTitle)
	s.digest(field+"/sha256", p.SHA256)
}

package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// A motion on which too few voted decided nothing. It is put again as another motion, with a
// reference of its own and notice of its own.

// movesAgain is whether whoever looks may put a motion again that was not quorate.
func (v *visit) movesAgain(m api.Motion) bool {
	return m.Outcome == ledger.OutcomeNotQuorate && v.me != nil && (keepsRecord(v.me) || v.me.ID == m.Mover)
}

// againLink leads to where a motion is put again; none where it can't be, or not by them.
func (v *visit) againLink(m api.Motion) []Link {
	if !v.movesAgain(m) {
		return nil
	}
	return []Link{{"/motions/" + m.Ref + "/again", "Move it again"}}
}

// moveAgain begins a motion that asks again what was not decided. It is worked on as any other.
func moveAgain(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Move it again", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}}, Rows: []Row{{Key: "Moved by", Values: []string{m.Mover}}, {Key: "Status", Values: []string{m.Words}}}}
	switch {
	case m.Outcome != ledger.OutcomeNotQuorate:
		p.Text = []string{"Only a motion that was not quorate is moved again from here. Start a motion of your own to ask for something else."}
		p.Links = []Link{{"/motions/new", "Start a motion"}}
		return p, nil
	case !v.movesAgain(m):
		return nil, api.NewProblem(ledger.CodeNotAllowed, "the secretary, or "+m.Mover+", who moved "+m.Ref+", moves it again")
	}
	now := v.anew(m)
	p.Text = []string{"Too few voted on " + m.Ref + " for it to be decided, so it stands as not quorate and can’t be opened again. What it asked can be put to the board again, as a motion with a reference of its own.", "You are led to its tasks, filled in as " + m.Ref + " was: its words, what it carries and its papers. Its reasons say that " + m.Ref + " asked the same. Say when votes are to open and close, change what you like, and have it tested. Notice of it is given anew."}
	if private := m.Private; private != nil && (private.Release == "" || private.Release > v.ledger.Time.Day()) {
		p.Text = append(p.Text, m.Ref+" was taken in private. A motion that is moved again is public, with its papers, until an agenda takes it in private.")
	}
	if m.Impact != nil {
		p.Text = append(p.Text, "What "+m.Ref+" costs each party has to be stated again for it.")
	}
	if m.Lapses != "" && now.Motion.Lapses == "" {
		p.Text = append(p.Text, "The last day on which "+m.Ref+" could be opened is over, and is not filled in.")
	}
	p.Action, p.Button = "/motions/"+m.Ref+"/again", Button{Text: "Continue"}
	if v.form == nil {
		return p, nil
	}
	return v.keep(now, "")
}

// anew is the draft that asks again what a motion asked. Which motion that was has a place
// among its reasons.
func (v *visit) anew(m api.Motion) *draft {
	d := &draft{Party: v.me.Party, Motion: motionOf(m)}
	if v.me.ID == m.Mover {
		d.Party = m.MoverParty
	}
	d.Motion.Ref = ""
	d.Motion.Reasons = append(slices.Clone(m.Reasons), m.Ref+", which asked the same, was not quorate.")
	if d.Motion.Lapses < v.ledger.Time.Day() {
		d.Motion.Lapses = ""
	}
	return d
}

package web

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
)

// A motion on record is changed as a new one is written, task by task. The change makes a
// new version of it: notice of the old one, and what was stated of its cost, lapse.

// amends is whether whoever looks may still change a motion on record.
func (v *visit) amends(m api.Motion) bool {
	return v.me != nil && m.Mover == v.me.ID && (m.Status.Status == ledger.MotionDraft || m.Status.Status == ledger.MotionNotice)
}

// amendMotion begins to change a motion on record: it is worked on as a draft.
func amendMotion(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	p := &formPage{layout: layout{page: "form", Title: "Change this motion", Caption: m.Ref + ", " + m.Title, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "The motion"}}, Rows: []Row{{Key: "Moved by", Values: []string{m.Mover}}, {Key: "Status", Values: []string{m.Words}}}}
	switch {
	case m.Mover != v.me.ID:
		return nil, api.NewProblem(ledger.CodeNotAllowed, "only "+m.Mover+", who moved "+m.Ref+", changes it")
	case !v.amends(m):
		p.Text = []string{"It can be changed no more: that is possible only before a motion is opened for votes."}
		return p, nil
	}
	p.Text = []string{"You are led to its tasks, filled in as it stands. Nothing changes until you have signed the change."}
	if m.Notice != nil {
		p.Text = append(p.Text, "Notice of it was given. By a change that notice lapses, and has to be given again.")
	}
	if m.Impact != nil {
		p.Text = append(p.Text, "What was stated of its cost lapses too, and has to be stated again.")
	}
	p.Action, p.Button = "/motions/"+m.Ref+"/amend", Button{Text: "Continue"}
	if v.form == nil {
		return p, nil
	}
	return v.keep(&draft{Party: m.MoverParty, Changes: m.Ref, Motion: motionOf(m)}, "")
}

// amendedState has the change of a motion stated, with what it said before.
func (v *visit) amendedState(d *draft) (page, error) {
	at := v.path("draft")
	m, err := v.client.Motion(v.ctx, d.Changes)
	if err != nil {
		return nil, err
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	old, now := motionOf(m), d.Motion
	rows := changedRows(movedRows(old, names), movedRows(now, names))
	before := "The motion stands as it is until you sign. Then it is a draft again, of which notice is given anew."
	return v.state(Stating{
		Kind: ledger.KindMotionAmended, Party: m.MoverParty, Body: now, Title: "Check and change the motion", Caption: m.Ref, Nav: "/motions", Back: &Link{"/drafts/" + at, "All tasks"},
		Rows: rows, Whole: rowsWhole(now), Labels: movedLabels,
		Button: "Sign and change it", Before: before, Form: "/drafts/" + at + "/move", Done: "/motions/" + m.Ref,
	})
}

// changedRows are rows as they will be, each that differs with what it said before.
func changedRows(before, after []Row) (rows []Row) {
	said := func(rows []Row, key string) []string {
		for _, r := range rows {
			if r.Key == key {
				return r.Values
			}
		}
		return nil
	}
	for _, r := range after {
		if old := said(before, r.Key); !slices.Equal(old, r.Values) {
			if len(old) == 0 {
				old = []string{"Nothing"}
			}
			rows = append(rows, Row{Key: r.Key + ", before", Values: old}, Row{Key: r.Key + ", from then on", Values: r.Values})
			continue
		}
		rows = append(rows, r)
	}
	for _, r := range before {
		if said(after, r.Key) == nil {
			rows = append(rows, Row{Key: r.Key + ", before", Values: r.Values}, Row{Key: r.Key + ", from then on", Values: []string{"Nothing"}})
		}
	}
	return rows
}

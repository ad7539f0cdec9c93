package web

import (
	"concordat/ledger"
	"concordat/server/api"
)

// withdrawPage asks whether a motion is to be withdrawn.
type withdrawPage struct {
	layout
	Ref  string
	Open bool
	Rows []Row
}

func withdrawShow(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	p := &withdrawPage{
		layout: layout{page: "withdraw", Title: "Withdraw this motion", Caption: m.Ref, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "Back to the motion"}},
		Ref:    m.Ref, Open: m.Status.Status == ledger.MotionOpen,
		Rows: withdrawRows(m),
	}
	return p, nil
}

func withdrawRows(m api.Motion) []Row {
	rows := []Row{{Key: "Motion", Values: []string{m.Ref + ", " + m.Title}}, {Key: "Moved by", Values: []string{m.Mover}}, {Key: "Status", Values: []string{m.Words}}}
	if len(m.Withdrawn) > 0 {
		rows = append(rows, Row{Key: "Asked for by", Values: []string{listed(m.Withdrawn)}})
	}
	return rows
}

// withdrawSend has the withdrawal of the text that stands stated: by its mover for the
// party that moved it, by anybody else for themself.
func withdrawSend(v *visit) (page, error) {
	m, err := v.client.Motion(v.ctx, v.path("motion"))
	if err != nil {
		return nil, err
	}
	party := ""
	if m.Mover == v.me.ID {
		party = m.MoverParty
	}
	return v.state(Stating{
		Kind: ledger.KindMotionWithdrawn, Party: party, Body: ledger.MotionWithdrawn{Motion: m.Ref, Text: m.TextID},
		Caption: m.Ref, Nav: "/motions", Back: &Link{"/motions/" + m.Ref, "Back to the motion"},
		Rows: withdrawRows(m), Labels: map[string]string{"motion": "Motion", "text": "Its text"},
		Button: "Sign and withdraw", Before: "The motion is not withdrawn until you sign.",
		Form: "/motions/" + m.Ref + "/withdraw",
	})
}

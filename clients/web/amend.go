package web

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

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
		seats, own := []Option{{Text: "Select a seat"}}, []string{}
		names, err := v.partyNames()
		if err != nil {
			return nil, m, motion, err
		}
		for _, a := range m.People {
			if a.As == ledger.AttendsAsMember || a.As == ledger.AttendsAsDeputy {
				seats = append(seats, Option{Value: a.Seat, Text: seatWords(a.Seat, names) + ", " + a.Person})
				if v.me != nil && a.Person == v.me.ID {
					own = append(own, a.Seat)
				}
			}
		}
		chosen := ""
		if len(own) == 1 {
			chosen = own[0]
		}
		p.choice("by", "Which seat moves it?", chosen, seats...)
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
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	to := motionOf(motion)
	to.Text = paragraphs(v.form.Get("text"))
	body := ledger.AmendmentMoved{Meeting: m.Ref, Item: v.path("item"), Text: motion.TextID, By: v.form.Get("by"), To: to}
	if body.By == "" {
		p.wrong("by", "Select the seat that moves it")
	}
	switch {
	case len(to.Text) == 0:
		p.wrong("text", "Enter the resolution as it would read")
	case slices.Equal(to.Text, motion.Text):
		p.wrong("text", "Change the text: this is the motion as it stands")
	case body.By != "":
		p.unfit(ledger.KindAmendmentMoved, body, "text")
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := movedRows(to, names)
	for i, r := range rows {
		if r.Key == "Resolution" {
			rows[i].Key = "As it would read"
			rows = slices.Insert(rows, i, Row{Key: "As it stands", Values: motion.Text})
			break
		}
	}
	state := v.ofMeeting(m, ledger.KindAmendmentMoved, body, "Check and move the amendment", true, append([]Row{{Key: "Moved by", Values: []string{seatWords(body.By, names)}}}, rows...)...)
	state.Whole = rowsWhole(to)
	return v.state(state)
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
func (v *visit) puttingAmendment(names map[string]string) (*formPage, api.Meeting, ledger.AmendmentPut, []handOf, error) {
	var body ledger.AmendmentPut
	p, m, err := v.atMeeting("Show of hands on an amendment")
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
			motion, err := v.client.Motion(v.ctx, item.Motion)
			if err != nil {
				return nil, m, body, nil, err
			}
			body = ledger.AmendmentPut{Meeting: m.Ref, Item: a.Item, Motion: item.Motion, Amendment: a.ID, Roll: prepared.Roll}
			p.Caption = prepared.Motion + ", " + prepared.Title
			p.Rows = []Row{{Key: "As it would read", Values: a.To.Text}}
			return p, m, body, v.handsForm(p, m, a.Item, motion, nil, prepared.Roll, nil, names), nil
		}
	}
	return nil, m, body, nil, api.NewProblem(ledger.CodeNotFound, "there is no such amendment at this meeting")
}

func amendmentShow(v *visit) (page, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p, _, _, _, err := v.puttingAmendment(names)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// amendmentSend has the hands recorded with what the rules make of them.
func amendmentSend(v *visit) (page, error) {
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p, m, body, may, err := v.puttingAmendment(names)
	if err != nil {
		return nil, err
	}
	var rows []Row
	body.Hands, body.WithoutVote, rows = v.typedHands(p, may, body.Roll, names)
	if len(p.Errors) > 0 {
		v.answeredAgain(p)
		return p, nil
	}
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
	state := v.ofMeeting(m, ledger.KindAmendmentPut, body, "Check and record the hands", true, append(append(p.Rows, rows...), Row{Key: "Result", Values: []string{upperFirst(result.Words)}})...)
	state.Whole = true
	return v.state(state)
}

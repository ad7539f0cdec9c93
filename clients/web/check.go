package web

import (
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// checkPage tells from a second device whether what has a receipt is recorded.
type checkPage struct {
	layout
	Number, Code Input
	Found        []Row
	Says         string
	Right        bool
}

func checkShow(v *visit) (page, error) {
	p := &checkPage{
		layout: layout{page: "check", Title: "Check a receipt"},
		Number: Input{ID: "receipt", Name: "receipt", Label: "Receipt number", Width: 10},
		Code:   Input{ID: "code", Name: "code", Label: "Check code", Hint: "12 characters, such as 4F7K 2QXM 9RTA", Width: 20},
	}
	query := v.request.URL.Query()
	if !query.Has("receipt") && !query.Has("code") {
		return p, nil
	}
	p.Number.Value, p.Code.Value = query.Get("receipt"), query.Get("code")
	n, err := strconv.ParseInt(strings.TrimSpace(p.Number.Value), 10, 64)
	if err != nil || n < 0 {
		p.wrong("receipt", "Enter the number that stands on the receipt")
		p.Number.Error = p.Wrong("receipt")
	}
	if strings.TrimSpace(p.Code.Value) == "" {
		p.wrong("code", "Enter the check code that stands on the receipt")
		p.Code.Error = p.Wrong("code")
	}
	if len(p.Errors) > 0 {
		return p, nil
	}
	return p, p.check(v, n)
}

// check proves the entry and compares the code. Of a vote it says what was chosen to its
// voter alone until the motion has closed.
func (p *checkPage) check(v *visit, n int64) error {
	done, err := v.client.Receipt(v.ctx, n)
	if problem := problemOf(err); problem != nil && problem.Code == ledger.CodeNotFound {
		p.Says = "There is no receipt " + number(n) + ": the ledger has " + number(v.ledger.Size) + " entries, numbered from 0."
		return nil
	}
	if err != nil {
		return err
	}
	if !ledger.SameCode(p.Code.Value, done.CheckCode) {
		p.Says = "Receipt " + number(n) + " is recorded, but with another check code. Check both against your receipt. If they are right, keep it and tell the chair of the board."
		return nil
	}
	p.Right, p.Says = true, "Receipt "+number(n)+": recorded."
	p.Found = []Row{{Key: "Recorded", Values: []string{upperFirst(when(done.Time))}}}
	parsed, err := ledger.ParseAll(done.Receipt.Entry)
	if err != nil {
		return err
	}
	vote, ok := parsed.Body.(*ledger.VoteCast)
	if !ok {
		p.Found = append(p.Found, Row{Key: "It says", Values: []string{done.Sentence}})
		return nil
	}
	m, err := v.client.Motion(v.ctx, vote.Motion)
	if err != nil {
		return err
	}
	p.Says = "Receipt " + number(n) + ": recorded, and counted."
	stands := false
	for _, one := range ledger.Standing(m.Votes) {
		stands = stands || one.Entry == n
	}
	if !stands {
		p.Says = "Receipt " + number(n) + ": recorded. A later vote from the same seat stands in its place."
	}
	p.Found = append(p.Found, Row{Key: "Vote on", Values: []string{m.Ref + ", " + m.Title}})
	if m.Status.Status != ledger.MotionOpen || v.me != nil && v.me.ID == parsed.Signed.Payload.Author {
		p.Found = append(p.Found, Row{Key: "Choice", Values: []string{api.ChoiceWords(vote.Choice)}})
	} else {
		p.Found = append(p.Found, Row{Key: "Choice", Values: []string{"Log in as its voter to see it here before the motion closes"}})
	}
	return nil
}

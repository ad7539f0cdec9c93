package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// An officer countersigns, for their party, the code that they saw the whole ledger have:
// at the end of a meeting, say, whose minutes then hold it.

const countersignPath = "/checkpoints/countersign"

// countersignLink leads an officer there, with what they saw and where.
func countersignLink(size int64, code, meeting string) Link {
	query := url.Values{}
	if size > 0 {
		query.Set("entries", number(size))
		query.Set("code", code)
	}
	text := "Countersign this page code for your party"
	if meeting != "" {
		query.Set("meeting", meeting)
		text = "Countersign the page code that was shown at it"
	}
	return Link{strings.TrimSuffix(countersignPath+"?"+query.Encode(), "?"), text}
}

// shownAt are the meetings at which a page code may have been shown, newest first: those
// that are called, and those whose minutes are not approved yet.
func (v *visit) shownAt() ([]Option, error) {
	list, err := v.client.Meetings(v.ctx, nil)
	options := []Option{{Text: "At none"}}
	for _, m := range slices.Backward(list.Items) {
		if s := m.Status.Status; s == ledger.MeetingCalledStage || s == ledger.MeetingEndedStage {
			options = append(options, Option{Value: m.Ref, Text: m.Ref + ", " + m.Title})
		}
	}
	return options, err
}

func countersign(v *visit) (page, error) {
	own := v.officerFor()
	if len(own) == 0 {
		return nil, api.NewProblem(ledger.CodeNotAllowed, "an officer of a party countersigns a page code for it")
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p := &formPage{
		layout: layout{page: "form", Title: "Countersign a page code", Nav: "/audit", Back: &Link{"/checkpoints", "Page codes of the ledger"}},
		Text: []string{
			"You sign that you saw the ledger with this code. If anybody is ever shown another ledger, your signature shows it.",
			"Type what you saw: what was read out or shown at the meeting, or what you wrote down. Do not copy it from this page unless it is what you saw.",
		},
		Rows:   []Row{{Key: "This page shows now", Values: []string{ledger.CheckCode(v.ledger.Root) + " at " + number(v.ledger.Size) + " entries"}}},
		Action: countersignPath, Button: Button{Text: "Continue"},
	}
	party := p.forWhich(v, "For which party do you sign?", own, names)
	p.input("entries", "How many entries were there?", "The number that stands beside the code", v.chosen("entries"), 10)
	p.input("code", "Which code did you see?", "12 characters, such as 4F7K 2QXM 9RTA", v.chosen("code"), 20)
	meetings, err := v.shownAt()
	if err != nil {
		return nil, err
	}
	p.choice("meeting", "At which meeting was it shown?", v.chosen("meeting"), meetings...)
	if v.form == nil {
		return p, nil
	}
	body := ledger.CheckpointCountersigned{Meeting: v.form.Get("meeting")}
	if !slices.ContainsFunc(meetings, func(o Option) bool { return o.Value == body.Meeting }) {
		p.wrong("meeting", "Select the meeting, or at none")
	}
	body.Size, err = strconv.ParseInt(strings.ReplaceAll(strings.TrimSpace(v.form.Get("entries")), ",", ""), 10, 64)
	switch {
	case err != nil || body.Size < 1:
		p.wrong("entries", "Enter how many entries there were, which stands beside the code")
	case body.Size > v.ledger.Size:
		p.wrong("entries", "This ledger has "+number(v.ledger.Size)+" entries, and you saw more. Sign nothing, and ask whoever read it out")
	}
	if wordsOf(v.form.Get("code")) == "" {
		p.wrong("code", "Enter the 12 characters of the code that you saw")
	}
	if len(p.Errors) == 0 {
		if body.Root, _, err = v.client.RootAt(v.ctx, body.Size); err != nil {
			return nil, err
		}
		if !ledger.SameCode(v.form.Get("code"), ledger.CheckCode(body.Root)) {
			p.wrong("code", "After "+number(body.Size)+" entries the code of this ledger is "+ledger.CheckCode(body.Root)+", and you saw another. Sign nothing, and ask whoever read it out")
		}
	}
	if v.answeredAgain(p) {
		return p, nil
	}
	rows := []Row{{Key: "You sign for", Values: []string{names[party]}}, {Key: "Page code", Values: []string{ledger.CheckCode(body.Root)}}, {Key: "Entries", Values: []string{number(body.Size)}}}
	done := "/checkpoints"
	if body.Meeting != "" {
		rows = append(rows, Row{Key: "Shown at", Values: []string{body.Meeting + ", whose minutes then hold it"}})
		done = "/meetings/" + body.Meeting
	}
	return v.state(Stating{
		Kind: ledger.KindCheckpointCountersigned, Party: party, Body: body, Title: "Check and countersign", Nav: "/audit", Back: p.Back, Rows: rows,
		Labels: map[string]string{"size": "Entries", "root": "Fingerprint of the whole ledger", "meeting": "Shown at"},
		Button: "Sign that you saw it", Before: "You have countersigned nothing until you sign.", Form: countersignPath, Change: true, Done: done,
	})
}

package main

import (
	"fmt"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

type amendmentCommands struct {
	Move amendmentMove `cmd:"" help:"move an amendment: the motion's text as it would read"`
	Put  amendmentPut  `cmd:"" help:"record the hands shown on an amendment, as the secretary"`
	List amendmentList `cmd:"" help:"show the amendments moved on a motion, word by word"`
}

type amendmentMove struct {
	Motion string `arg:"" help:"the motion's reference"`
	File   string `arg:"" help:"its text as it would read, paragraphs with an empty line between them, or -"`
	By     string `placeholder:"SEAT" help:"the seat that moves it, where the secretary records it; default your own"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (amendmentMove) Help() string {
	return `
concordat meeting amendment move GM-2015-013 amended.txt --as bury-member`
}

// Run moves the amendment to the text that stands.
func (c *amendmentMove) Run(s *session) error {
	data, err := s.input(c.File)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindAmendmentMoved, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	seat, party := c.By, ""
	if seat == "" {
		if seat, party, err = s.mySeat(""); err != nil {
			return err
		}
	}
	to := textOf(m)
	to.Text = paragraphs(string(data))
	body := ledger.AmendmentMoved{Meeting: m.Meeting, Item: m.Item, Text: m.TextID, By: seat, To: to}
	return s.stateFor(party, ledger.KindAmendmentMoved, "Amendment moved", body, c.Yes, "meeting", "amendment", "list", m.Ref)
}

// textOf is the motion as its text has it.
func textOf(m api.Motion) ledger.Motion {
	return ledger.Motion{
		Ref: m.Ref, Title: m.Title, Text: m.Text, Type: m.Type, Route: m.Route, Function: m.Function, Options: m.Options, Pool: m.Pool, Lead: m.Lead,
		RiskShare: m.RiskShare, Conditions: m.Conditions, Varies: m.Varies, Papers: m.Papers, Reasons: m.Reasons, Rejected: m.Rejected,
		Amends: m.Amends, Rights: m.Rights, Prolongs: m.Prolongs, Settles: m.Settles, Virement: m.Virement, Lapses: m.Lapses,
	}
}

// paragraphs are divided by empty lines; a line feed inside one is a space.
func paragraphs(text string) []string {
	var list []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if words := strings.Join(strings.Fields(p), " "); words != "" {
			list = append(list, words)
		}
	}
	return list
}

type amendmentPut struct {
	Motion string `arg:"" help:"the motion's reference"`
	raised
	Amendment string `placeholder:"CODE" help:"its code, where several were moved; default the last"`
	Yes       bool   `short:"y" help:"do not ask"`
}

func (amendmentPut) Help() string {
	return `
concordat meeting amendment put GM-2015-013 --for all --against 00V --as secretary
concordat meeting amendment put GM-2015-013 --without-vote --as secretary`
}

// Run records the hands on the amendment, with the outcome that the rules give
// them.
func (c *amendmentPut) Run(s *session) error {
	if err := s.openToSign(ledger.KindAmendmentPut, c.Yes); err != nil {
		return err
	}
	body, meeting, err := s.onFloor(c.Motion)
	if err != nil {
		return err
	}
	moved, err := s.client.Amendments(s.ctx, body.Motion)
	if err != nil {
		return err
	}
	var found *api.Amendment
	for i, a := range moved.Items {
		if a.Outcome == "" && (c.Amendment == "" || a.Code == c.Amendment || string(a.ID) == c.Amendment) {
			found = &moved.Items[i]
		}
	}
	if found == nil {
		return refusal(ledger.CodeNotFound, "no such amendment of %s waits to be put", body.Motion)
	}
	put := ledger.AmendmentPut{Meeting: body.Meeting, Item: body.Item, Motion: body.Motion, Amendment: found.ID, Roll: body.Roll, WithoutVote: c.WithoutVot}
	if put.Hands, err = c.hands(s, meeting, body.Item, body.Roll); err != nil {
		return err
	}
	by, err := s.client.Outcome(s.ctx, api.OutcomeRequest{Amendment: found.ID, Hands: put.Hands, WithoutVote: c.WithoutVot})
	if err != nil {
		return err
	}
	put.Outcome = by.Outcome
	s.sayHands(put.Hands, put.Roll)
	s.say("the amendment is %s", strings.ToLower(api.OutcomeWords(put.Outcome)))
	return s.stateMeeting(ledger.KindAmendmentPut, "Amendment put", put, c.Yes, "motion", "show", put.Motion)
}

type amendmentList struct {
	Motion string `arg:"" help:"the motion's reference"`
}

func (amendmentList) Help() string {
	return `
concordat meeting amendment list GM-2015-013`
}

// Run shows the amendments.
func (c *amendmentList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	all, err := s.client.Amendments(s.ctx, m.Ref)
	if err != nil {
		return err
	}
	return s.answer(all, func() {
		for _, a := range all.Items {
			status := "not put"
			if a.Outcome != "" {
				status = strings.ToLower(api.OutcomeWords(a.Outcome))
			}
			s.print("%s, moved by %s: %s. [-Taken out-], {+put in+}:", a.Code, a.Name, status)
			for p := range strings.SplitSeq(document.Compared(a.Compared), "\n") {
				s.paragraph(2, p)
			}
		}
		s.print("%s. As at %s.", counted(len(all.Items), "amendment", "amendments"), counted(all.AsAt, "entry", "entries"))
	})
}

type meetingDivide struct {
	Motion string   `arg:"" help:"the motion's reference"`
	Part   []string `required:"" placeholder:"PARAGRAPHS" sep:"none" help:"a part: the numbers of its paragraphs, such as 1,2; twice or more"`
	Yes    bool     `short:"y" help:"do not ask"`
}

func (meetingDivide) Help() string {
	return `
# each part is a motion of its own from then
concordat meeting divide GM-2015-013 --part 1 --part 2,3 --as secretary`
}

// Run divides the motion. Its conditions go with every part.
func (c *meetingDivide) Run(s *session) error {
	if err := s.openToSign(ledger.KindMotionDivided, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	head, last, _ := cutLast(s.ledger.NextMotion, "-")
	n, err := strconv.Atoi(last)
	if err != nil {
		return usage("the next motion's reference %s has no number", s.ledger.NextMotion)
	}
	body := ledger.MotionDivided{Meeting: m.Meeting, Item: m.Item, Motion: m.Ref, Text: m.TextID}
	for i, list := range c.Part {
		part := textOf(m)
		part.Ref, part.Title, part.Text = fmt.Sprintf("%s-%03d", head, n+i), fmt.Sprintf("%s (part %d)", m.Title, i+1), nil
		for number := range strings.SplitSeq(list, ",") {
			at, err := strconv.Atoi(strings.TrimSpace(number))
			if err != nil || at < 1 || at > len(m.Text) {
				return usage("%q is no paragraph of %s, which has %d", number, m.Ref, len(m.Text))
			}
			part.Text = append(part.Text, m.Text[at-1])
		}
		body.Parts = append(body.Parts, part)
	}
	return s.stateMeeting(ledger.KindMotionDivided, "Motion divided", body, c.Yes, "meeting", "show-hands", body.Parts[0].Ref, "--for", "all", "--as", "secretary")
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

package main

import (
	"concordat/ledger"
	"concordat/server/document"
)

type decisionNotice struct {
	Decision string `arg:"" help:"the decision's reference"`
	HTML     bool   `name:"html" help:"as a fragment of HTML, for a page"`
	Out      string `short:"o" placeholder:"FILE" help:"write it there; default standard output"`
}

func (decisionNotice) Help() string {
	return `
concordat decision notice GM-2015-004`
}

// Run writes the notice.
func (c *decisionNotice) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if _, err := s.decision(c.Decision); err != nil {
		return err
	}
	n, err := s.client.Notice(s.ctx, c.Decision)
	if err != nil {
		return err
	}
	switch {
	case s.JSON:
		return writeJSON(s.out, n)
	case c.HTML:
		return s.writeOut(c.Out, document.NoticeHTML(n))
	}
	return s.writeOut(c.Out, document.NoticeText(n))
}

type decisionCallIn struct {
	Decision string `arg:"" help:"the decision's reference"`
	By       string `placeholder:"WHO" help:"who called it in, as the terms of the MoU name it"`
	Ref      string `required:"" placeholder:"REF" help:"the direction's own reference"`
	On       string `required:"" placeholder:"DATE" help:"the day of the direction"`
	Evidence string `placeholder:"FILE" help:"the paper that shows it: of a call-in, and of a decision taken anew"`
	Title    string `placeholder:"TITLE" help:"the paper's title"`
	Party    string `placeholder:"PARTY" help:"state it as an officer of this party, which the decision binds"`
	Release  bool   `xor:"end" help:"the call-in ends, and the decision is released"`
	Retaken  bool   `xor:"end" help:"the call-in ends, and the decision was taken anew"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (decisionCallIn) Help() string {
	return `
concordat decision call-in GM-2015-004 --by secretary_of_state --ref D/15/1 \
  --on 2015-12-01 --evidence direction.pdf --title "Direction 15/1" --as secretary

# it has effect once somebody else has stated the same: whoever was chair or
# vice-chair before the decision, or an officer of a party that it binds
concordat decision call-in GM-2015-004 --by secretary_of_state --ref D/15/1 \
  --on 2015-12-01 --evidence direction.pdf --title "Direction 15/1" --as chair
concordat decision call-in GM-2015-004 --release --ref D/16/2 --on 2016-02-01 --as secretary`
}

// Run records the call-in, or its end.
func (c *decisionCallIn) Run(s *session) error {
	on := ledger.Date(c.On)
	if err := on.Check(); err != nil {
		return usage("--on: %v", err)
	}
	ends := c.Release || c.Retaken
	if !ends && c.By == "" {
		return usage("say who called it in: --by")
	}
	kind := ledger.KindDecisionCalledIn
	if ends {
		kind = ledger.KindCallInEnded
	}
	if err := s.openToSign(kind, c.Yes); err != nil {
		return err
	}
	if !c.Release && (c.Evidence == "" || c.Title == "") {
		return usage("name the paper that shows it, and its title: --evidence, --title")
	}
	var paper *ledger.Paper
	if c.Evidence != "" {
		held, err := s.paper(c.Evidence, c.Title)
		if err != nil {
			return err
		}
		paper = &held
	}
	state := func(done string, body any) error {
		return s.stateAlike(c.Party, kind, done, body, c.Yes, "decision", "show", c.Decision)
	}
	if !ends {
		body := ledger.DecisionCalledIn{Decision: c.Decision, By: c.By, Ref: c.Ref, On: on, Evidence: paper}
		dates, err := s.dates(kind, "", body)
		if err != nil {
			return err
		}
		body.Ends = ledger.Date(dates["ends"])
		return state("Call-in stated", body)
	}
	how := ledger.CallInReleased
	if c.Retaken {
		how = ledger.CallInRetaken
	}
	return state("End of the call-in stated", ledger.CallInEnded{Decision: c.Decision, How: how, Ref: c.Ref, On: on, Evidence: paper})
}

type decisionCondition struct {
	Decision  string `arg:"" help:"the decision's reference"`
	Condition int64  `arg:"" help:"the condition's number, from 1"`
	Evidence  string `required:"" placeholder:"FILE" help:"the paper that shows it"`
	Title     string `required:"" placeholder:"TITLE" help:"the paper's title"`
	On        string `required:"" placeholder:"DATE" help:"the day on which it was met"`
	Yes       bool   `short:"y" help:"do not ask"`
}

func (decisionCondition) Help() string {
	return `
concordat decision condition-met GM-2015-013 1 --evidence booking.txt \
  --title "The booking" --on 2015-12-16 --as secretary`
}

// Run records that a condition is met.
func (c *decisionCondition) Run(s *session) error {
	if err := s.openToSign(ledger.KindConditionMet, c.Yes); err != nil {
		return err
	}
	paper, err := s.paper(c.Evidence, c.Title)
	if err != nil {
		return err
	}
	body := ledger.ConditionMet{Decision: c.Decision, Condition: c.Condition, Evidence: paper, On: ledger.Date(c.On)}
	return s.stateMeeting(ledger.KindConditionMet, "Condition met", body, c.Yes, "decision", "notice", c.Decision)
}

type decisionPublished struct {
	Decision string `arg:"" help:"the decision's reference"`
	Place    string `required:"" placeholder:"WHERE" help:"where it was published, such as the board's website"`
	On       string `required:"" placeholder:"DATE" help:"the day on which it was"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (decisionPublished) Help() string {
	return `
concordat decision published GM-2015-013 --place "The board's website" \
  --on 2015-12-16 --as secretary`
}

// Run records that the notice of a decision, as it stands, was published.
func (c *decisionPublished) Run(s *session) error {
	if err := s.openToSign(ledger.KindNoticePublished, c.Yes); err != nil {
		return err
	}
	notice, err := s.client.NoticeText(s.ctx, c.Decision)
	if err != nil {
		return err
	}
	body := ledger.NoticePublished{Decision: c.Decision, Notice: ledger.DigestOf(notice), Place: c.Place, On: ledger.Date(c.On)}
	return s.stateMeeting(ledger.KindNoticePublished, "Publication recorded", body, c.Yes, "decision", "show", c.Decision)
}

package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
	"concordat/server/document"
)

type mouDraft struct {
	Dir   string `arg:"" help:"the folder of the agreement as it shall be"`
	Title string `required:"" placeholder:"TITLE" help:"the draft's title"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (mouDraft) Help() string {
	return `
# checks the folder, keeps its bundle beside the ledger and puts it to the parties
concordat mou draft agreement --title "Second version" --as secretary`
}

// Run puts the draft. Its bundle is kept beside the log first, file by file.
func (c *mouDraft) Run(s *session) error {
	bundle, err := policy.Assemble(os.DirFS(c.Dir))
	if err != nil {
		return usage("%s: %v", c.Dir, err)
	}
	if err := policy.Check(bundle); err != nil {
		return usage("%s could not be adopted: %v", c.Dir, err)
	}
	if err := s.openToSign(ledger.KindMoUDrafted, c.Yes); err != nil {
		return err
	}
	for _, data := range bundle {
		if _, err := s.client.PutBlob(s.ctx, data, false); err != nil {
			return err
		}
	}
	held, err := s.client.PutBlob(s.ctx, bundle.Manifest(), true)
	if err != nil {
		return err
	}
	body := ledger.MoUDrafted{Version: s.ledger.MoU + 1, Title: c.Title, Rules: held.SHA256}
	return s.stateMeeting(ledger.KindMoUDrafted, "Draft put", body, c.Yes, "mou", "status")
}

type mouAnswer struct {
	Draft   string `arg:"" optional:"" help:"the draft's id or the code of its rules; default the one that waits"`
	Agree   bool   `xor:"position" help:"your party agrees"`
	Subject string `xor:"position" placeholder:"WHAT" help:"your party agrees subject to this"`
	Object  string `xor:"position" placeholder:"WHY" help:"your party objects, and why"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (mouAnswer) Help() string {
	return `
concordat mou answer --agree --as bury-officer
concordat mou answer --subject "a quorum of 10" --as bolton-officer`
}

// Run answers the draft.
func (c *mouAnswer) Run(s *session) error {
	if !c.Agree && c.Subject == "" && c.Object == "" {
		return usage("say your party's position: --agree, --subject WHAT or --object WHY")
	}
	if err := s.openToSign(ledger.KindDraftAnswered, c.Yes); err != nil {
		return err
	}
	d, err := s.draft(c.Draft)
	if err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	body := ledger.DraftAnswered{Draft: d.ID, Position: ledger.DraftAgreed, SubjectTo: c.Subject + c.Object}
	if c.Subject != "" {
		body.Position = ledger.DraftSubjectTo
	} else if c.Object != "" {
		body.Position = ledger.DraftObjected
	}
	return s.stateFor(party, ledger.KindDraftAnswered, "Draft answered", body, c.Yes, "mou", "status")
}

// draft is the one named, or the one that stands.
func (s *session) draft(ref string) (api.Draft, error) {
	drafts, err := s.client.Drafts(s.ctx, url.Values{"status": {api.DraftStanding}})
	if err != nil {
		return api.Draft{}, err
	}
	found := slices.DeleteFunc(slices.Clone(drafts.Items), func(d api.Draft) bool {
		return ref != "" && string(d.ID) != ref && d.RulesCode != ref
	})
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return api.Draft{}, refusal(ledger.CodeNotFound, "no such draft waits for an answer")
	}
	var codes []string
	for _, d := range found {
		codes = append(codes, d.RulesCode)
	}
	return api.Draft{}, usage("several drafts wait: say which by its code: %s", joined(codes))
}

type mouStatus struct{}

func (mouStatus) Help() string {
	return `
concordat mou status`
}

// Run shows versions, drafts and positions.
func (c *mouStatus) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	drafts, err := s.client.Drafts(s.ctx, nil)
	if err != nil {
		return err
	}
	return s.answer(drafts, func() {
		s.print("Version %d is in force. Its rules have the code %s.", s.ledger.MoU, s.ledger.RulesCode)
		for _, d := range drafts.Items {
			s.heading(fmt.Sprintf("Draft of version %d: %s", d.Version, d.Title))
			var f facts
			f.add("  Status", "%s", d.Words)
			f.add("  Code", "%s", d.RulesCode)
			f.add("  Id", "%s", d.ID)
			f.add("  Put", "%s (entry %s)", when(d.Time), thousands(d.Entry))
			f.write(s.out, s.width)
			t := newTable(left("Party"), left("Position"), left("Subject to, or why"))
			for _, p := range d.Positions {
				t.add(p.Name, api.PositionWords(p.Position), p.SubjectTo)
			}
			if len(d.Positions) > 0 {
				t.write(s.out, s.width)
			}
			if len(d.Waiting) > 0 {
				s.paragraph(0, "Still to answer: "+joined(d.Waiting)+".")
			}
		}
	})
}

type partyLeave struct {
	Function   string `placeholder:"ID" default:"*" help:"the function that it leaves; default all"`
	Resolution string `required:"" placeholder:"REF" help:"your governing body's own reference for its resolution"`
	On         string `required:"" placeholder:"DATE" help:"the day on which it was passed"`
	Withdraw   bool   `help:"take the notice back"`
	Party      string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes        bool   `short:"y" help:"do not ask"`
}

func (partyLeave) Help() string {
	return `
# the rules say from which day
concordat party leave --resolution GB/15/40 --on 2015-11-20 --as bury-officer
concordat party leave --withdraw --resolution GB/15/51 --on 2015-12-01 --as bury-officer`
}

// Run gives notice to leave. The day on which it takes effect is what the rules
// work out today.
func (c *partyLeave) Run(s *session) error {
	r := ledger.Resolution{Ref: c.Resolution, On: ledger.Date(c.On)}
	if err := r.On.Check(); err != nil {
		return usage("--on: %v", err)
	}
	kind := ledger.KindLeavingNotified
	if c.Withdraw {
		kind = ledger.KindLeavingWithdrawn
	}
	if err := s.openToSign(kind, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	if c.Withdraw {
		return s.stateFor(party, kind, "Notice withdrawn", ledger.LeavingWithdrawn{Function: c.Function, Resolution: r}, c.Yes, "party", "show", party)
	}
	body := ledger.LeavingNotified{Function: c.Function, Resolution: r}
	dates, err := s.dates(kind, party, body)
	if err != nil {
		return err
	}
	body.Effective = ledger.Date(dates["effective"])
	s.say("it takes effect on %s", day(body.Effective))
	return s.stateFor(party, kind, "Notice to leave given", body, c.Yes, "party", "show", party)
}

// dates asks which dates a statement has to state.
func (s *session) dates(kind, party string, body any) (map[string]string, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	wish := api.DatesRequest{Kind: kind, Party: party}
	if err := json.Unmarshal(raw, &wish.Body); err != nil {
		return nil, err
	}
	d, err := s.client.Dates(s.ctx, wish)
	return d.Dates, err
}

type partyJoin struct {
	File string `arg:"" help:"the body that joins in JSON, or -: party, name, type and its officer's key"`
	Yes  bool   `short:"y" help:"do not ask"`
}

func (partyJoin) Help() string {
	return `
# the version in force names it; its officer then signs
concordat party join party.json --as secretary`
}

// Run admits the party.
func (c *partyJoin) Run(s *session) error {
	var body ledger.PartyJoined
	if err := s.inputJSON(c.File, &body.Joins); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindPartyJoined, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindPartyJoined, "Party joined", body, c.Yes, "party", "show", body.Joins.Code)
}

type partyMerge struct {
	File string `arg:"" help:"the merger in JSON, or -: parties, into, on and source"`
	Yes  bool   `short:"y" help:"do not ask"`
}

func (partyMerge) Help() string {
	return `
concordat party merge merger.json --as secretary`
}

// Run records the merger.
func (c *partyMerge) Run(s *session) error {
	var body ledger.PartyMerged
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindPartyMerged, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindPartyMerged, "Merger recorded", body, c.Yes, "party", "show", body.Into.Code)
}

type gateCommands struct {
	Pass gatePass `cmd:"" help:"record that something which must come first is done"`
}

type gatePass struct {
	Motion   string `arg:"" help:"the motion, which is also its decision's reference"`
	Gate     string `arg:"" help:"what is done, as the terms of the MoU name it"`
	Evidence string `required:"" placeholder:"FILE" help:"the paper that shows it"`
	Title    string `required:"" placeholder:"TITLE" help:"the paper's title"`
	On       string `required:"" placeholder:"DATE" help:"the day on which it was done"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (gatePass) Help() string {
	return `
concordat gate pass GM-2015-013 involvement --evidence report.pdf \
  --title "Report on involvement" --on 2015-12-01 --as secretary`
}

// Run records it, with the paper beside the ledger.
func (c *gatePass) Run(s *session) error {
	if err := s.openToSign(ledger.KindGatePassed, c.Yes); err != nil {
		return err
	}
	paper, err := s.paper(c.Evidence, c.Title)
	if err != nil {
		return err
	}
	body := ledger.GatePassed{Motion: c.Motion, Gate: c.Gate, Evidence: paper, On: ledger.Date(c.On)}
	return s.stateMeeting(ledger.KindGatePassed, "Recorded as done", body, c.Yes, "motion", "show", c.Motion)
}

// paper keeps a file beside the ledger and names it.
func (s *session) paper(path, title string) (ledger.Paper, error) {
	data, err := s.inputUpTo(path, 4<<20)
	if err != nil {
		return ledger.Paper{}, err
	}
	held, err := s.client.PutBlob(s.ctx, data, false)
	return ledger.Paper{Title: title, SHA256: held.SHA256}, err
}

type disputeCommands struct {
	List   disputeList   `cmd:"" help:"list the disputes and how far each has climbed"`
	Raise  disputeRaise  `cmd:"" help:"raise a dispute, as an officer"`
	Settle disputeSettle `cmd:"" help:"say how a dispute is settled, as an officer"`
}

type disputeList struct {
	Party string `placeholder:"PARTY" help:"only those of this party"`
}

func (disputeList) Help() string {
	return `
concordat dispute list`
}

// Run lists the disputes.
func (c *disputeList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	filter := url.Values{}
	set(filter, "party", c.Party)
	all, err := s.client.Disputes(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(all, func() {
		t := newTable(whole("Dispute"), left("About"), left("Between"), left("Status"), left("Step"), left("Until"))
		for _, d := range all.Items {
			until := ""
			if d.Due != "" {
				until = shortWhen(d.Due)
			}
			t.add(d.Ref, d.About+": "+d.Matter, joined(append([]string{d.By}, d.With...)), d.Words, strings.ReplaceAll(d.Step, "_", " "), until)
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(all.Items), "dispute", "disputes"), counted(all.AsAt, "entry", "entries"))
	})
}

type disputeRaise struct {
	About  string   `arg:"" help:"the decision or obligation that it is about"`
	Matter string   `arg:"" help:"what is in dispute"`
	With   []string `required:"" placeholder:"PARTIES" help:"the other parties"`
	Step   string   `placeholder:"STEP" help:"the first step, where the MoU has several ladders"`
	Party  string   `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes    bool     `short:"y" help:"do not ask"`
}

func (disputeRaise) Help() string {
	return `
concordat dispute raise GM-2015-006/003 "The share was worked out on old lists" \
  --with 01G --as bury-officer`
}

// Run raises the dispute. Its steps and their times are what the rules work out.
func (c *disputeRaise) Run(s *session) error {
	if err := s.openToSign(ledger.KindDisputeRaised, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	for i := range c.With {
		if err := s.resolve(&c.With[i]); err != nil {
			return err
		}
	}
	slices.Sort(c.With)
	all, err := s.client.Disputes(s.ctx, nil)
	if err != nil {
		return err
	}
	n := 1
	for _, d := range all.Items {
		if d.By == party {
			n++
		}
	}
	body := ledger.DisputeRaised{Dispute: fmt.Sprintf("%s-D%d", party, n), With: c.With, About: c.About, Matter: c.Matter, Steps: []ledger.DisputeStep{}}
	if c.Step != "" {
		body.Steps = []ledger.DisputeStep{{Step: c.Step}}
	}
	dates, err := s.dates(ledger.KindDisputeRaised, party, body)
	if err != nil {
		return err
	}
	body.Steps = nil
	for step, due := range dates {
		body.Steps = append(body.Steps, ledger.DisputeStep{Step: step, Due: ledger.Time(due)})
	}
	slices.SortFunc(body.Steps, func(a, b ledger.DisputeStep) int { return strings.Compare(string(a.Due), string(b.Due)) })
	for _, step := range body.Steps {
		s.say("%s until %s", strings.ReplaceAll(step.Step, "_", " "), when(step.Due))
	}
	return s.stateFor(party, ledger.KindDisputeRaised, "Dispute raised", body, c.Yes, "dispute", "list")
}

type disputeSettle struct {
	Dispute string `arg:"" help:"the dispute's reference, such as 00V-D1"`
	How     string `arg:"" help:"how it is settled: all its parties say the same words"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (disputeSettle) Help() string {
	return `
concordat dispute settle 00V-D1 "The share is worked out anew." --as bury-officer`
}

// Run says how it is settled.
func (c *disputeSettle) Run(s *session) error {
	if err := s.openToSign(ledger.KindDisputeSettled, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	return s.stateFor(party, ledger.KindDisputeSettled, "Settlement stated", ledger.DisputeSettled{Dispute: c.Dispute, How: c.How}, c.Yes, "dispute", "list")
}

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
	Release  bool   `xor:"end" help:"the call-in ends, and the decision is released"`
	Retaken  bool   `xor:"end" help:"the call-in ends, and the decision was taken anew"`
	Yes      bool   `short:"y" help:"do not ask"`
}

func (decisionCallIn) Help() string {
	return `
concordat decision call-in GM-2015-004 --by secretary_of_state --ref D/15/1 \
  --on 2015-12-01 --as secretary
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
	if !ends {
		return s.stateMeeting(kind, "Call-in recorded", ledger.DecisionCalledIn{Decision: c.Decision, By: c.By, Ref: c.Ref, On: on}, c.Yes, "decision", "show", c.Decision)
	}
	how := ledger.CallInReleased
	if c.Retaken {
		how = ledger.CallInRetaken
	}
	return s.stateMeeting(kind, "Call-in ended", ledger.CallInEnded{Decision: c.Decision, How: how, Ref: c.Ref, On: on}, c.Yes, "decision", "show", c.Decision)
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

package main

import (
	"os"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/document"
)

type meetingMinutes struct {
	Meeting string `arg:"" help:"the meeting's reference"`
	Of      string `placeholder:"PARTY" help:"of committees in common, whose committee's"`
	HTML    bool   `name:"html" help:"as a fragment of HTML, for a word processor or a page"`
	Out     string `short:"o" placeholder:"FILE" help:"write them there; default standard output"`
}

func (meetingMinutes) Help() string {
	return `
concordat meeting minutes GM-2015-M01
concordat meeting minutes GM-2015-M01 --html -o minutes.html`
}

// Run writes the minutes, as they are: their digest is what is approved.
func (c *meetingMinutes) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Of); err != nil {
		return err
	}
	m, err := s.client.Minutes(s.ctx, c.Meeting, c.Of)
	if err != nil {
		return err
	}
	if s.JSON {
		return writeJSON(s.out, m)
	}
	data := []byte(m.Text)
	if c.HTML {
		data = document.MinutesHTML(m.Minutes)
	}
	if err := s.writeOut(c.Out, data); err != nil {
		return err
	}
	for _, i := range m.Minutes.Items {
		if i.Withheld {
			s.say("the public version: what was taken in private is left out; with --as, who has a role or a seat reads it whole")
			break
		}
	}
	switch a := m.Approved; {
	case a == nil:
		s.say("a draft from the ledger, code %s", m.Code)
		s.next("meeting", "approve", c.Meeting, "--as", "NAME")
	case m.AsDrafted:
		s.say("approved on %s (entry %s), code %s: as the ledger drafts them", day(a.Time.Day()), thousands(a.Entry), a.Code)
	case m.Held:
		s.say("approved on %s (entry %s), code %s: these words, which are not those that the ledger drafts", day(a.Time.Day()), thousands(a.Entry), a.Code)
	default:
		s.say("approved on %s (entry %s), code %s, and that text is not held here: this is the ledger's own draft", day(a.Time.Day()), thousands(a.Entry), a.Code)
	}
	return nil
}

// writeOut writes to a file that is not there yet, or to standard output.
func (s *session) writeOut(path string, data []byte) error {
	if path == "" || path == "-" {
		_, err := s.out.Write(data)
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return usage("%v", err)
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return usage("write %s: %v", path, err)
	}
	s.say("%s written to %s", counted(int64(len(data)), "byte", "bytes"), path)
	return nil
}

type meetingApprove struct {
	Meeting string `arg:"" help:"the meeting whose minutes they are"`
	At      string `placeholder:"MEETING" help:"the meeting at which they are approved"`
	File    string `placeholder:"FILE" help:"other words than the ledger drafts; the results stay the ledger's"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (meetingApprove) Help() string {
	return `
# once by the secretary, once by the chair or vice-chair; where hands were shown
# also by somebody who attended for a seat
concordat meeting approve GM-2015-M01 --as secretary
concordat meeting approve GM-2015-M01 --as chair`
}

// Run approves the minutes. Their text is kept beside the log first, so that what
// its digest pins can be read.
func (c *meetingApprove) Run(s *session) error {
	if err := s.openToSign(ledger.KindMinutesApproved, c.Yes); err != nil {
		return err
	}
	m, err := s.client.Minutes(s.ctx, c.Meeting, "")
	if err != nil {
		return err
	}
	text := []byte(m.Text)
	if c.File != "" {
		if text, err = s.input(c.File); err != nil {
			return err
		}
	}
	held, err := s.client.PutBlob(s.ctx, text, false)
	if err != nil {
		return err
	}
	s.say("the text has the code %s, with the results of %s", held.Code, counted(len(m.Results), "show of hands", "shows of hands"))
	body := ledger.MinutesApproved{Meeting: c.Meeting, At: c.At, Text: held.SHA256, Results: m.Results}
	done, err := s.state(ledger.KindMinutesApproved, "", body, "Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	meeting, err := s.client.Meeting(s.ctx, c.Meeting)
	if err != nil {
		return err
	}
	if meeting.Minutes != nil {
		err = s.recorded("Minutes approved", done)
	} else {
		err = s.recorded("Approval recorded; the minutes are not approved yet", done)
		s.say("approved so far by %s; still needed: %s", joined(approversOf(meeting, held.SHA256)), joined(stillToApprove(meeting, held.SHA256)))
	}
	if err != nil {
		return err
	}
	s.next("meeting", "show", c.Meeting)
	return nil
}

// approversOf are the people who approved this text of a meeting's minutes.
func approversOf(m api.Meeting, text ledger.Digest) (people []string) {
	for _, a := range m.Approvals {
		if a.Text == text {
			people = append(people, a.Person)
		}
	}
	return people
}

// stillToApprove says in words who has not approved this text yet. How many it takes
// the rules of the agreement decide; these are the offices that agreements name.
func stillToApprove(m api.Meeting, text ledger.Digest) (needed []string) {
	people := approversOf(m, text)
	in := func(roles ...string) bool {
		return slices.ContainsFunc(m.Approvals, func(a ledger.ApprovalFacts) bool {
			return a.Text == text && slices.ContainsFunc(a.Roles, func(r ledger.RoleFacts) bool { return slices.Contains(roles, r.Role) })
		})
	}
	if !in(ledger.RoleSecretary) {
		needed = append(needed, "the secretary")
	}
	if !in(ledger.RoleChair, ledger.RoleViceChair) {
		needed = append(needed, "the chair or vice-chair")
	}
	if len(m.Shown) > 0 && !slices.ContainsFunc(m.People, func(a ledger.Attendee) bool {
		return a.Seat != "" && (a.As == ledger.AttendsAsMember || a.As == ledger.AttendsAsDeputy) && slices.Contains(people, a.Person)
	}) {
		needed = append(needed, "somebody who attended for a seat")
	}
	if len(needed) == 0 {
		needed = append(needed, "whoever else the agreement's clause on minutes names")
	}
	return needed
}

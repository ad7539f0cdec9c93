package main

import (
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

type motionCommands struct {
	List     motionList     `cmd:"" help:"list the motions"`
	Show     motionShow     `cmd:"" help:"show a motion, what it means and who has voted"`
	Move     motionMove     `cmd:"" help:"put a motion to the board"`
	Amend    motionAmend    `cmd:"" help:"replace your motion's text before it opens"`
	Notice   motionNotice   `cmd:"" help:"give notice of a motion, as the secretary"`
	Open     motionOpen     `cmd:"" help:"open a motion for votes, as the secretary"`
	Transfer motionTransfer `cmd:"" help:"show which payments by those that gain would make a motion acceptable"`
	Withdraw motionWithdraw `cmd:"" help:"ask to withdraw a motion"`
}

type motionList struct {
	Status   string `placeholder:"STATUS" help:"only those that are draft, notice, open, decided or withdrawn"`
	Party    string `placeholder:"PARTY" help:"only those that this party moved or votes on"`
	Function string `placeholder:"ID" help:"only those about this function"`
	Year     string `placeholder:"YEAR" help:"only those moved in this year, such as 2015"`
}

func (motionList) Help() string {
	return `
concordat motion list
concordat motion list --status open
concordat motion list --party bury --year 2015`
}

// Run lists the motions.
func (c *motionList) Run(s *session) error {
	if err := oneOf("--status", c.Status, "draft", "notice", "open", "decided", "withdrawn"); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	filter := url.Values{}
	if err := s.resolve(&c.Party); err != nil {
		return err
	}
	set(filter, "status", c.Status)
	set(filter, "party", c.Party)
	set(filter, "function", c.Function)
	set(filter, "year", c.Year)
	motions, err := s.client.Motions(s.ctx, filter)
	if err != nil {
		return err
	}
	return s.answer(motions, func() {
		t := newTable(whole("Motion"), left("Title"), left("Status"), left("Closes"), right("Voted"))
		next := ""
		for _, m := range motions.Items {
			voted, closes := "", ""
			if m.Seats > 0 {
				voted = thousands(int64(m.Voted)) + " of " + thousands(int64(m.Seats))
			}
			if m.Closes != "" {
				closes = shortWhen(m.Closes)
			}
			t.add(m.Ref, m.Title, m.Words, closes, voted)
			if next == "" || m.Status.Status == ledger.MotionOpen {
				next = m.Ref
			}
		}
		t.write(s.out, s.width)
		s.print("%s. As at %s.", counted(len(motions.Items), "motion", "motions"), counted(motions.AsAt, "entry", "entries"))
		if next != "" {
			s.next("motion", "show", next)
		}
	})
}

// motion reads a motion, and suggests one if there is none of that reference.
func (s *session) motion(ref string) (api.Motion, error) {
	m, err := s.client.Motion(s.ctx, ref)
	return m, notFound(err, ref, s.motionRefs)
}

func (s *session) motionRefs() []string {
	motions, err := s.client.Motions(s.ctx, nil)
	if err != nil {
		return nil // no hint is given
	}
	var refs []string
	for _, m := range motions.Items {
		refs = append(refs, m.Ref)
	}
	return refs
}

type motionMove struct {
	File   string `arg:"" help:"the motion in JSON, or - for standard input; without its reference it gets the next one"`
	Adopts string `placeholder:"DRAFT" help:"the draft of the MoU that it adopts if it is carried, by its code"`
	Party  string `placeholder:"PARTY" help:"the party that you move it for; default that of your seat"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionMove) Help() string {
	return `
concordat motion move motion.json --as bury-member
# where motion.json is, for instance
# {"title": "Meet on Thursdays", "text": ["That the board meet on Thursdays."],
#  "type": "procedural", "route": "joint_committee", "function": "clinical-strategy"}
# of the type mou_amendment, with the draft's code as concordat mou status shows it
concordat motion move adopt.json --adopts 16HG58WJF32B --as bury-member`
}

// Run moves the motion.
func (c *motionMove) Run(s *session) error {
	var m ledger.Motion
	if err := s.inputJSON(c.File, &m); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindMotionMoved, c.Yes); err != nil {
		return err
	}
	if m.Ref == "" {
		m.Ref = s.ledger.NextMotion
	}
	if c.Adopts != "" {
		d, err := s.draft(c.Adopts)
		if err != nil {
			return err
		}
		m.Amends = &ledger.Amends{Draft: d.ID, Version: d.Version, Rules: d.Rules}
	}
	party, err := s.seatParty(c.Party)
	if err != nil {
		return err
	}
	done, err := s.state(ledger.KindMotionMoved, party, m, "Move this?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Motion moved", done); err != nil {
		return err
	}
	s.next("motion", "notice", m.Ref, "--opens", "TIME", "--closes", "TIME", "--as", "secretary")
	return nil
}

type motionAmend struct {
	File   string `arg:"" help:"the whole motion in JSON as it shall be, or -"`
	Motion string `placeholder:"REF" help:"the motion's reference, if the file does not say"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionAmend) Help() string {
	return `
# notice and impact statement of the old text lapse
concordat motion amend motion.json --motion GM-2015-014 --as bury-member`
}

// Run amends the motion, for the party that it was moved for.
func (c *motionAmend) Run(s *session) error {
	var m ledger.Motion
	if err := s.inputJSON(c.File, &m); err != nil {
		return err
	}
	if m.Ref == "" {
		m.Ref = c.Motion
	}
	if m.Ref == "" {
		return usage("say which motion: --motion REF")
	}
	if err := s.openToSign(ledger.KindMotionAmended, c.Yes); err != nil {
		return err
	}
	old, err := s.motion(m.Ref)
	if err != nil {
		return err
	}
	done, err := s.state(ledger.KindMotionAmended, old.MoverParty, m, "Amend it so?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Motion amended", done); err != nil {
		return err
	}
	s.next("motion", "show", m.Ref)
	return nil
}

type motionNotice struct {
	Motion  string `arg:"" help:"the motion's reference"`
	Opens   string `required:"" placeholder:"TIME" help:"when voting opens, such as 2015-12-07 09:00 in London"`
	Closes  string `required:"" placeholder:"TIME" help:"when voting closes"`
	Urgent  string `placeholder:"WHY" help:"why it can't wait: by the term of urgent business notice may be shorter, and what is decided is reported at the next meeting"`
	Extends bool   `help:"should there be no quorum at the close, voting goes on to the later close that the rules allow"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (motionNotice) Help() string {
	return `
concordat motion notice GM-2015-014 --as secretary \
    --opens "2015-12-07 09:00" --closes "2015-12-09 17:00"
# at short notice, with the reason, and with a later close should there be no quorum
concordat motion notice GM-2015-014 --as secretary \
  --urgent "A ward closes tomorrow" --extends \
  --opens "2015-12-02 09:00" --closes "2015-12-04 17:00"`
}

// Run gives notice.
func (c *motionNotice) Run(s *session) error {
	opens, err := parseTime(c.Opens)
	if err != nil {
		return err
	}
	closes, err := parseTime(c.Closes)
	if err != nil {
		return err
	}
	if closes <= opens {
		return usage("--closes must be later than --opens: voting would close at %s, and open at %s", when(closes), when(opens))
	}
	if err := s.openToSign(ledger.KindNoticeGiven, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	body := ledger.NoticeGiven{Motion: m.Ref, Text: m.TextID, Opens: opens, Closes: closes, Urgent: c.Urgent}
	if c.Extends {
		dates, err := s.dates(ledger.KindNoticeGiven, "", body)
		if err != nil {
			return err
		}
		if body.Extends = ledger.Time(dates["extends"]); body.Extends == "" {
			return refusal(ledger.CodeRefused, "the rules know no later close: leave out --extends")
		}
	}
	done, err := s.state(ledger.KindNoticeGiven, "", body, "Give notice?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Notice given", done); err != nil {
		return err
	}
	s.say("voting may open from %s", when(opens))
	if body.Extends != "" {
		s.say("if there is no quorum at the close, it goes on to %s", when(body.Extends))
	}
	if c.Urgent != "" {
		s.say("what is decided is reported at the next meeting: an item of its agenda names it with %q", "= reports "+m.Ref)
	}
	s.next("motion", "open", m.Ref, "--as", "secretary")
	return nil
}

type motionOpen struct {
	Motion string `arg:"" help:"the motion's reference"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionOpen) Help() string {
	return `
concordat motion open GM-2015-014 --as secretary`
}

// Run opens the motion as the server works out its opening: title, options and
// close are held against the motion before anything is signed, and the rules hold
// the roll against theirs.
func (c *motionOpen) Run(s *session) error {
	if err := s.openToSign(ledger.KindMotionOpened, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	switch m.Status.Status {
	case ledger.MotionDraft:
		return advised(ledger.CodeRefused, "give notice first: "+s.command("motion", "notice", m.Ref, "--opens", "TIME", "--closes", "TIME", "--as", "secretary"), "%s is a draft: no notice was given of it", m.Ref)
	case ledger.MotionDecided:
		return advised(ledger.CodeClosed, "read the decision with "+s.command("decision", "show", m.Ref), "%s is decided", m.Ref)
	}
	body, err := s.client.Opening(s.ctx, c.Motion)
	if err != nil {
		return err
	}
	if body.Motion != m.Ref || body.Title != m.Title || body.Text != m.TextID || m.Notice == nil || body.Closes != m.Notice.Closes {
		return refusal(ledger.CodeStale, "the opening that the server gives is not of %s as it stands", m.Ref)
	}
	done, err := s.state(ledger.KindMotionOpened, "", body, "Open it?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Motion opened", done); err != nil {
		return err
	}
	s.next("vote", "cast", m.Ref, "CHOICE", "--as", "NAME")
	return nil
}

type motionWithdraw struct {
	Motion string `arg:"" help:"the motion's reference"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (motionWithdraw) Help() string {
	return `
# an open motion is withdrawn once its mover and the chair have both asked
concordat motion withdraw GM-2015-014 --as bury-member
concordat motion withdraw GM-2015-014 --as chair`
}

// Run asks to withdraw the motion.
func (c *motionWithdraw) Run(s *session) error {
	if err := s.openToSign(ledger.KindMotionWithdrawn, c.Yes); err != nil {
		return err
	}
	m, err := s.motion(c.Motion)
	if err != nil {
		return err
	}
	party := ""
	if m.Mover == s.client.Person() {
		party = m.MoverParty
	}
	done, err := s.state(ledger.KindMotionWithdrawn, party, ledger.MotionWithdrawn{Motion: m.Ref, Text: m.TextID}, "Ask to withdraw it?", c.Yes)
	if err != nil {
		return err
	}
	if err := s.recorded("Withdrawal asked for", done); err != nil {
		return err
	}
	s.next("motion", "show", m.Ref)
	return nil
}

package main

import (
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

type statusCommand struct{}

func (statusCommand) Help() string {
	return `
concordat status
# and what you in particular can do
concordat status --as bury-member`
}

// Run shows the ledger, what is open and what is awaited.
func (c *statusCommand) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	l := s.ledger
	if s.JSON {
		return writeJSON(s.out, l)
	}
	open, err := s.client.Motions(s.ctx, url.Values{"status": {ledger.MotionOpen}})
	if err != nil {
		return err
	}
	awaiting, err := s.client.Decisions(s.ctx, url.Values{"status": {api.DecisionAwaiting}})
	if err != nil {
		return err
	}
	s.print("%s", l.Name)
	var f facts
	f.add("  Ledger", "%s", l.Origin)
	f.add("  Entries", "%s, all of one history with what this computer saw before", thousands(l.Size))
	f.add("  Now", "%s, by the ledger's clock", when(l.Time))
	f.add("  MoU", "version %d, code %s", l.MoU, l.RulesCode)
	f.add("  Founding code", "%s: compare it with your officer's", l.FoundingCode)
	f.add("  Log's key", "%s", l.VKey)
	if s.As != "" {
		me, err := s.me()
		if err != nil {
			return err
		}
		f.add("  You", "%s: %s", me.ID, me.Words)
	}
	f.write(s.out, s.width)

	s.heading("Open for voting")
	if len(open.Items) == 0 {
		s.print("  Nothing.")
	}
	for _, m := range open.Items {
		s.motionLine(m)
	}
	if len(awaiting.Items) > 0 {
		s.heading("Awaiting ratification")
		for _, d := range awaiting.Items {
			s.title("  "+d.Ref, d.Title)
			for _, p := range d.Parties {
				if p.Bound == ledger.BoundOnRatification && p.Answer == nil {
					s.paragraph(4, p.Name+", by "+when(p.RatifyBy))
				}
			}
		}
	}
	if len(open.Items) > 0 {
		s.next("motion", "show", open.Items[0].Ref)
	}
	return nil
}

func (s *session) motionLine(m api.MotionSummary) {
	s.title("  "+m.Ref, m.Title)
	line := "closes " + when(m.Closes) + "; "
	s.paragraph(4, line+thousands(int64(m.Voted))+" of "+counted(m.Seats, "seat", "seats")+" have voted")
}

package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

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
	var awaiting []api.Decision
	for _, status := range api.Unratified {
		list, err := s.client.Decisions(s.ctx, url.Values{"status": {status}})
		if err != nil {
			return err
		}
		awaiting = append(awaiting, slices.DeleteFunc(list.Items, func(d api.Decision) bool {
			return !slices.ContainsFunc(d.Parties, func(p api.DecisionParty) bool { return s.unanswered(p) })
		})...)
	}
	motions, err := s.whole(open.Items)
	if err != nil {
		return err
	}
	funds, err := s.client.Funds(s.ctx, nil)
	if err != nil {
		return err
	}
	s.print("%s", l.Name)
	var f facts
	f.add("  Ledger", "%s", l.Origin)
	if s.client.FirstVisit() {
		f.add("  Entries", "%s, first seen by this computer now: compare the founding code", thousands(l.Size))
	} else {
		f.add("  Entries", "%s, all of one history with what this computer saw before", thousands(l.Size))
	}
	f.add("  Now", "%s, by the ledger's clock", when(l.Time))
	f.add("  MoU", "version %d, code %s", l.MoU, l.RulesCode)
	f.add("  Founding code", "%s: compare it with your officer's", l.FoundingCode)
	var me api.Person
	if s.As != "" {
		if me, err = s.me(); err != nil {
			return err
		}
		f.add("  You", "%s: %s", me.ID, me.Words)
	}
	f.write(s.out, s.width)
	s.print("  Log's key:")
	s.print("%s", l.VKey) // whole, to be copied
	if s.As != "" {
		if err := s.forYou(me, motions, awaiting); err != nil {
			return err
		}
	}

	s.heading("Open for voting")
	if len(open.Items) == 0 {
		s.print("  Nothing.")
	}
	for _, m := range motions {
		s.motionLine(m)
	}
	if len(awaiting) > 0 {
		s.heading("Awaiting ratification")
		for _, d := range awaiting {
			s.title("  "+d.Ref, d.Title)
			for _, p := range d.Parties {
				if s.unanswered(p) {
					s.paragraph(4, p.Name+", by "+when(p.RatifyBy))
				}
			}
		}
	}
	s.awaitedOutturns(funds.Items)
	if len(open.Items) > 0 {
		s.next("motion", "show", open.Items[0].Ref)
	}
	return nil
}

// awaitedOutturns are years of funds that are over and of which no outturn is stated.
func (s *session) awaitedOutturns(funds []api.Fund) {
	first := true
	for _, f := range funds {
		for _, y := range f.Years {
			if y.Awaited == "" {
				continue
			}
			if first {
				s.heading("Awaiting an outturn")
				first = false
			}
			s.paragraph(2, fmt.Sprintf("The fund %s for %s, from %s, which hosts it, since %s", f.Fund, y.Year, y.HostName, plainDay(y.Awaited)))
		}
	}
}

// unanswered tells whether a party's governing body may still answer on a decision.
func (s *session) unanswered(p api.DecisionParty) bool {
	return p.Bound == ledger.BoundOnRatification && p.Answer == nil && p.RatifyBy >= s.ledger.Time
}

// whole are motions with their votes; of one that is not for everybody to read, what its
// list says.
func (s *session) whole(list []api.MotionSummary) (motions []api.Motion, err error) {
	for _, m := range list {
		whole, err := s.client.Motion(s.ctx, m.Ref)
		switch problem := (*api.Problem)(nil); {
		case errors.As(err, &problem) && (problem.Code == ledger.CodeLogIn || problem.Code == ledger.CodeNotAllowed):
			whole = api.Motion{MotionSummary: m}
		case err != nil:
			return nil, err
		}
		motions = append(motions, whole)
	}
	return motions, nil
}

// motionLine is an open motion with its votes: how many stand, how many are not confirmed
// yet, how many another replaced, and whether it is to be withdrawn.
func (s *session) motionLine(m api.Motion) {
	s.title("  "+m.Ref, m.Title)
	line := "closes " + when(m.Closes) + "; " + thousands(int64(m.Voted)) + " of " + counted(m.Seats, "seat", "seats") + " have voted"
	standing, unconfirmed := ledger.Standing(m.Votes), 0
	for _, v := range standing {
		if v.Unconfirmed {
			unconfirmed++
		}
	}
	if unconfirmed > 0 {
		line += "; " + counted(unconfirmed, "vote", "votes") + " that the secretary recorded not confirmed yet"
	}
	if n := len(m.Votes) - len(standing); n > 0 {
		line += "; " + counted(n, "vote", "votes") + " replaced by another from the same seat"
	}
	s.paragraph(4, line)
	if words := api.WithdrawalWords(m); words != "" {
		s.paragraph(4, words)
	}
}

// paymentsShown are the next payments of which status tells.
const paymentsShown = 3

// forYou shows what a person can do now, with the commands: votes, ratifications,
// and what their parties pay next.
func (s *session) forYou(me api.Person, open []api.Motion, awaiting []api.Decision) error {
	s.heading("For you")
	items := 0
	tell := func(words, command string) {
		items++
		s.paragraph(2, words)
		if command != "" {
			for _, l := range commandIn(command, s.width-2) {
				s.print("  %s", l)
			}
		}
	}
	seats := slices.Concat(me.Seats, me.Deputising)
	for _, m := range open {
		if len(seats) == 0 {
			break
		}
		for _, w := range m.Waiting {
			if slices.Contains(seats, w.Seat) {
				tell("Vote on "+m.Ref+" by "+when(m.Closes)+": "+joined(choicesOn(m))+" are the choices", s.commandAs("vote", "cast", m.Ref, "CHOICE"))
				break
			}
		}
	}
	var parties []string
	for _, r := range me.Roles {
		if r.Role == ledger.RoleOfficer && !slices.Contains(parties, r.Party) {
			parties = append(parties, r.Party)
		}
	}
	var answers []string // parties whose governing bodies theirs stand in the place of, too
	for _, party := range parties {
		merged, err := s.merged(party)
		if err != nil {
			return err
		}
		answers = append(answers, merged...)
	}
	for _, d := range awaiting {
		for _, p := range d.Parties {
			if s.unanswered(p) && slices.Contains(answers, p.Party) {
				tell("Record whether the governing body of "+p.Name+" ratifies "+d.Ref+", by "+when(p.RatifyBy), s.commandAs("decision", "ratify", d.Ref, "--resolution", "REF", "--on", "DATE"))
			}
		}
	}
	if me.Party != "" && !slices.Contains(parties, me.Party) {
		parties = append(parties, me.Party)
	}
	for _, party := range parties {
		list, err := s.client.Obligations(s.ctx, url.Values{"party": {party}})
		if err != nil {
			return err
		}
		due := slices.DeleteFunc(list.Items, func(o api.Obligation) bool {
			return o.SideOf(party) != ledger.SideOwes || o.Left == 0 || o.Status.Status != ledger.ObligationDue && o.Status.Status != ledger.ObligationOverdue
		})
		slices.SortStableFunc(due, func(a, b api.Obligation) int { return strings.Compare(string(a.Due), string(b.Due)) })
		for _, o := range due[:min(len(due), paymentsShown)] {
			tell("Pay "+ledger.Pounds(o.Left)+" by "+day(o.Due)+": "+o.What+", "+o.Obligation, "")
		}
	}
	if items == 0 {
		s.print("  Nothing.")
	}
	return nil
}

package main

import (
	"errors"
	"slices"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

type mouReplay struct {
	With string `required:"" placeholder:"DIR" help:"the draft: an agreement's folder"`
	From string `placeholder:"FILE|DIR|URL" help:"an export to read, without any server; else the server's ledger"`
}

func (mouReplay) Help() string {
	return `
# which past decisions would a draft have changed?
concordat mou replay --with draft --from ledger.tar
# of the server's ledger
concordat mou replay --with draft`
}

// replayed is one decision under a draft.
type replayed struct {
	Decision string   `json:"decision"`
	Entry    int64    `json:"entry"`
	Changed  []string `json:"changed"`         // in words; empty if nothing is
	Can      bool     `json:"replayed"`        // false: Why says why
	Why      string   `json:"why,omitempty"`   // it can't be replayed
	Notes    []string `json:"notes,omitempty"` // what the draft would also have done otherwise, and can't be replayed
}

// Run puts to the draft what each decision was made from, and compares.
func (c *mouReplay) Run(s *session) error {
	defer roomy()()
	draft, err := s.agreement(c.With, nil)
	if err != nil {
		return err
	}
	if err := policy.Check(draft); err != nil {
		s.say("the draft is not fit to be adopted: see concordat mou check %s", c.With)
	}
	src, closed, err := s.ledgerSource(c.From)
	if err != nil {
		return err
	}
	defer closed()
	found, report := conclusions(src, func(string) bool { return true })
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if report.Err != nil {
		return report.Err
	}
	if report.FaultCount > 0 {
		return s.report(report)
	}
	s.partly(report)
	knows, err := policy.ReadKnown(draft)
	if err != nil {
		return usage("%v", err)
	}
	engine := policy.NewOf(draft)
	all := []replayed{}
	for _, past := range found {
		if past.Input.Motion == nil {
			continue // a settlement is not decided by votes
		}
		m := past.Input.Motion
		r := replayed{Decision: past.Decision, Entry: past.Entry, Changed: []string{}}
		r.Why = knows.Lacks(m.Function, m.Type, m.Route)
		if r.Why == "" {
			replay(&r, engine, draft.Digest(), past.Input, past.Ruling)
		}
		all = append(all, r)
	}
	if err := s.answer(all, func() { s.replays(all) }); err != nil {
		return err
	}
	s.say("each decision was put to the draft with its own facts: its text, roll, notice, votes, interests and figures. Votes that people would have cast otherwise, and motions that the draft would not have let be moved or opened, can't be replayed")
	return nil
}

// replay is one decision's own question, put to other rules.
func replay(out *replayed, engine *policy.Engine, rules ledger.Digest, in ledger.Input, was ledger.Ruling) {
	rulings, err := engine.Judge(rules, []ledger.Input{in})
	switch {
	case errors.Is(err, ledger.ErrNoRuling):
		out.Why = "the draft gives no ruling on it, for want of a fact that was not needed then"
		return
	case err != nil:
		out.Why = err.Error()
		return
	case !rulings[0].Allow:
		out.Why = "the draft can't conclude it: " + firstReason(rulings[0])
		return
	}
	out.Can = true
	out.Changed = append(out.Changed, api.RulingChanges(was, rulings[0], func(party string) string { return party })...)
	roll := in
	roll.Ask = ledger.AskRoll
	if drawn, err := engine.Judge(rules, []ledger.Input{roll}); err == nil && drawn[0].Allow && in.Motion != nil && in.Motion.Opened != nil &&
		!slices.Equal(drawn[0].Roll, in.Motion.Opened.Roll) {
		out.Notes = append(out.Notes, "the draft would have drawn up another roll; it was replayed with the roll that was fixed when it opened")
	}
}

func firstReason(r ledger.Ruling) string {
	for _, c := range r.Checks {
		if !c.Met {
			return c.Explain
		}
	}
	return "it gives no reason"
}

func (s *session) replays(all []replayed) {
	same, changed := 0, 0
	for _, r := range all {
		switch {
		case !r.Can:
			s.print("%s (entry %s) can't be replayed: %s", r.Decision, thousands(r.Entry), r.Why)
		case len(r.Changed) == 0:
			same++
		default:
			changed++
			s.print("%s (entry %s) would be otherwise", r.Decision, thousands(r.Entry))
			for _, c := range r.Changed {
				s.paragraph(2, c)
			}
		}
		for _, n := range r.Notes {
			s.paragraph(2, "Note: "+n)
		}
	}
	s.print("Of %s the draft would have changed %d and left %d as they are; %d can't be replayed.", counted(len(all), "decision", "decisions"), changed, same, len(all)-same-changed)
}

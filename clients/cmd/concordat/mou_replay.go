package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/policy"
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
		return s.report(report, 0)
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
	out.Changed = append(out.Changed, changes(was, rulings[0])...)
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

// changes says in words where a ruling differs: outcome, who is bound, who owes what.
func changes(was, now ledger.Ruling) (out []string) {
	if was.Outcome != now.Outcome {
		out = append(out, fmt.Sprintf("%s instead of %s. %s", inWords(now.Outcome), inWords(was.Outcome), differing(was, now)))
	}
	if was.Collective != now.Collective {
		word := map[bool]string{true: "one decision of all together", false: "each party's own decision"}
		out = append(out, fmt.Sprintf("%s instead of %s", word[now.Collective], word[was.Collective]))
	}
	before := map[string]ledger.PartyOutcome{}
	for _, p := range was.Parties {
		before[p.Party] = p
	}
	grouped := map[string][]string{}
	var order []string
	for _, p := range now.Parties {
		from, known := before[p.Party]
		if known && from.Bound == p.Bound {
			continue
		}
		words := boundInWords(p.Bound)
		if known {
			words += " instead of " + boundInWords(from.Bound)
		}
		if grouped[words] == nil {
			order = append(order, words)
		}
		grouped[words] = append(grouped[words], p.Party)
	}
	for _, words := range order {
		out = append(out, joined(grouped[words])+" "+words)
	}
	return append(out, obligationChanges(was.Obligations, now.Obligations)...)
}

// differing is what the draft's rules require that is not met, or what the old
// ones required and the draft does not.
func differing(was, now ledger.Ruling) string {
	var words []string
	for _, c := range now.Checks {
		if !slices.ContainsFunc(was.Checks, func(w ledger.Check) bool { return w.ID == c.ID && w.Met == c.Met }) {
			words = append(words, c.Explain)
		}
	}
	return strings.Join(words, " ")
}

func boundInWords(bound string) string {
	switch bound {
	case ledger.BoundByVote:
		return "bound by its vote"
	case ledger.BoundAgainstVote:
		return "bound against its vote"
	case ledger.BoundOnRatification:
		return "bound on ratification"
	case ledger.BoundNot:
		return "not bound"
	}
	return inWords(bound)
}

func obligationChanges(was, now []ledger.ObligationTerm) (out []string) {
	key := func(o ledger.ObligationTerm) string {
		return strings.Join([]string{o.Payer, o.Payee, o.Kind, o.What, o.Year, o.Line, strconv.FormatInt(o.Instalment, 10)}, "\x00")
	}
	sums := map[string]int64{}
	for _, o := range was {
		sums[key(o)] += o.Pence
	}
	seen := map[string]bool{}
	words := func(o ledger.ObligationTerm) string {
		to := ""
		if o.Payee != "" {
			to = " to " + o.Payee
		}
		instalment := ""
		if o.Instalment > 0 {
			instalment = fmt.Sprintf(", instalment %d", o.Instalment)
		}
		return fmt.Sprintf("%s%s: %s%s", o.Payer, to, o.What, instalment)
	}
	for _, o := range now {
		before, known := sums[key(o)]
		seen[key(o)] = true
		switch {
		case !known:
			out = append(out, fmt.Sprintf("%s, %s, is new", words(o), ledger.Pounds(o.Pence)))
		case before != o.Pence:
			out = append(out, fmt.Sprintf("%s, %s instead of %s", words(o), ledger.Pounds(o.Pence), ledger.Pounds(before)))
		}
	}
	for _, o := range was {
		if !seen[key(o)] {
			out = append(out, fmt.Sprintf("%s, %s, is not owed", words(o), ledger.Pounds(o.Pence)))
		}
	}
	return out
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

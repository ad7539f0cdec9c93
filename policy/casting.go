package policy

import (
	"cmp"
	"fmt"
	"slices"

	"concordat/ledger"
)

// Of what use a casting vote is.

const castingUsed = "used"

// castingOf makes it a fault of an agreement that its casting vote is of no use by
// any route, and a note where it is of use by another.
func castingOf(found []Finding) {
	used := slices.ContainsFunc(found, func(f Finding) bool { return f.casting == castingUsed })
	for i := range found {
		switch why := found[i].casting; {
		case why == "" || why == castingUsed:
		case used:
			found[i].Notes = append(found[i].Notes, "the casting vote is of no use here: "+why)
		default:
			found[i].Faults = append(found[i].Faults, "the casting vote can never be used: "+why)
		}
	}
}

// casting says why a casting vote is of no use: among all ties there is none that
// it breaks, or there is no tie. It is empty where the terms give nobody one, or
// where a tie has no bearing.
func (s *search) casting(sit *sitting, all []tried) (string, error) {
	if object(s.terms["tie"])["casting"] == nil {
		return "", nil
	}
	isTie := func(c ledger.Check) bool { return c.ID == "tie" }
	one, err := s.decide(ledger.AskOutcome, sit, repeated(absent, len(sit.seats)))
	if err != nil || !slices.ContainsFunc(one.Checks, isTie) {
		return "", err
	}
	// Ties are looked for where votes balance first: it is there that most are.
	var open []tried
	for _, t := range all {
		if t.ruling.Outcome != ledger.OutcomeCarried && slices.Contains(t.choices, ledger.ChoiceFor) {
			open = append(open, t)
		}
	}
	slices.SortStableFunc(open, func(a, b tried) int { return cmp.Compare(a.margin(), b.margin()) })
	var quorate, not []tried // with a casting vote for
	for few := range slices.Chunk(open, castAtOnce) {
		for _, cast := range []string{ledger.ChoiceFor, ledger.ChoiceAgainst} {
			then := slices.Clone(few)
			if err := s.judge(sit, then, true, cast); err != nil {
				return "", err
			}
			for i, t := range then {
				switch {
				case t.ruling.Outcome != few[i].ruling.Outcome:
					return castingUsed, nil
				case cast == ledger.ChoiceAgainst:
				case t.ruling.Outcome == ledger.OutcomeNotQuorate:
					not = append(not, t)
				default:
					quorate = append(quorate, t)
				}
			}
		}
	}
	for few := range slices.Chunk(append(quorate, not...), castAtOnce) {
		if err := s.judge(sit, few, false, ""); err != nil {
			return "", err
		}
		for _, t := range few {
			if at := slices.IndexFunc(t.ruling.Checks, isTie); at < 0 || t.ruling.Checks[at].Met {
				continue
			}
			r, err := s.ask(sit.asked(ledger.AskOutcome, t.choices, ledger.ChoiceFor))
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("even with %s, and cast for, the motion is %s. %s", sit.inWords(t.choices), outcomeWords(r.Outcome), unmet(r)), nil
		}
	}
	return "no votes whatever are a tie", nil
}

// castAtOnce is how many sets are put to the rules before it is looked at whether
// they are enough.
const castAtOnce = 64

// margin is how far the votes for and against are apart.
func (t tried) margin() (n int) {
	for _, c := range t.choices {
		switch c {
		case ledger.ChoiceFor:
			n++
		case ledger.ChoiceAgainst:
			n--
		}
	}
	return max(n, -n)
}

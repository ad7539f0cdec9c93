package api

import (
	"fmt"
	"slices"
	"strings"

	"concordat/ledger"
)

// Replayed is what a decision would have been under other rules, of the same votes and facts.
// Votes that people would have cast otherwise, and a motion that those rules would not have let
// be moved or opened, can't be replayed.
type Replayed struct {
	Rules   ledger.Digest `json:"rules"`
	Can     bool          `json:"replayed"` // false: Why says why
	Why     string        `json:"why,omitempty"`
	Outcome string        `json:"outcome,omitempty"`
	Words   string        `json:"words,omitempty"`
	Changed []string      `json:"changed"` // what is otherwise, in words; empty if nothing is
}

// RulingChanges says in words where a ruling differs from another: outcome, who is bound, who
// owes what. Parties are called by name.
func RulingChanges(was, now ledger.Ruling, name func(party string) string) (out []string) {
	plain := func(outcome string) string { return strings.ReplaceAll(outcome, "_", " ") }
	if was.Outcome != now.Outcome {
		out = append(out, fmt.Sprintf("%s instead of %s. %s", plain(now.Outcome), plain(was.Outcome), differing(was, now)))
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
		words := boundPlainly(p.Bound)
		if known {
			words += " instead of " + boundPlainly(from.Bound)
		}
		if grouped[words] == nil {
			order = append(order, words)
		}
		grouped[words] = append(grouped[words], name(p.Party))
	}
	for _, words := range order {
		of := grouped[words]
		last := len(of) - 1
		if last > 0 {
			of = []string{strings.Join(of[:last], ", ") + " and " + of[last]}
		}
		out = append(out, of[0]+" "+words)
	}
	return append(out, obligationChanges(was.Obligations, now.Obligations, name)...)
}

// differing is what the other rules require that is not met, or what the first ones required
// and the others do not.
func differing(was, now ledger.Ruling) string {
	var words []string
	for _, c := range now.Checks {
		if !slices.ContainsFunc(was.Checks, func(w ledger.Check) bool { return w.ID == c.ID && w.Met == c.Met }) {
			words = append(words, c.Explain)
		}
	}
	return strings.Join(words, " ")
}

func boundPlainly(bound string) string {
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
	return strings.ReplaceAll(bound, "_", " ")
}

func obligationChanges(was, now []ledger.ObligationTerm, name func(string) string) (out []string) {
	type key struct {
		payer, payee, kind, what, year, line string
		instalment                           int64
	}
	keyOf := func(o ledger.ObligationTerm) key {
		return key{o.Payer, o.Payee, o.Kind, o.What, o.Year, o.Line, o.Instalment}
	}
	sums, seen := map[key]int64{}, map[key]bool{}
	for _, o := range was {
		sums[keyOf(o)] += o.Pence
	}
	words := func(o ledger.ObligationTerm) string {
		to, instalment := "", ""
		if o.Payee != "" {
			to = " to " + name(o.Payee)
		}
		if o.Instalment > 0 {
			instalment = fmt.Sprintf(", instalment %d", o.Instalment)
		}
		return fmt.Sprintf("%s%s: %s%s", name(o.Payer), to, o.What, instalment)
	}
	for _, o := range now {
		before, known := sums[keyOf(o)]
		seen[keyOf(o)] = true
		switch {
		case !known:
			out = append(out, fmt.Sprintf("%s, %s, is new", words(o), ledger.Pounds(o.Pence)))
		case before != o.Pence:
			out = append(out, fmt.Sprintf("%s, %s instead of %s", words(o), ledger.Pounds(o.Pence), ledger.Pounds(before)))
		}
	}
	for _, o := range was {
		if !seen[keyOf(o)] {
			out = append(out, fmt.Sprintf("%s, %s, is not owed", words(o), ledger.Pounds(o.Pence)))
		}
	}
	return out
}

package web

import (
	"encoding/json"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/policy"
)

// agreementOf is the text, terms, parties and rules of a version or draft, as they were put
// beside the ledger.
func (v *visit) agreementOf(rules ledger.Digest) (policy.Bundle, error) {
	blob := func(d ledger.Digest) ([]byte, error) { return v.client.Blob(v.ctx, d) }
	manifest, err := blob(rules)
	if err != nil {
		return nil, err
	}
	return policy.OpenBundle(manifest, blob)
}

// changesOf are what differs between two agreements.
func (v *visit) changesOf(before, after ledger.Digest) ([]policy.Difference, error) {
	if before == after {
		return nil, nil
	}
	old, err := v.agreementOf(before)
	if err != nil {
		return nil, err
	}
	now, err := v.agreementOf(after)
	if err != nil {
		return nil, err
	}
	return policy.Diff(old, now)
}

// ofParty tells whether what changed is said of a party by its code: its own facts, or a
// term that stands under its code or lists it before or after, and not both times.
func ofParty(d policy.Difference, code string) bool {
	return slices.Contains(strings.Split(d.Name, "."), code) || slices.Contains(listedIn(d.Before), code) != slices.Contains(listedIn(d.After), code)
}

// listedIn are the texts of a list as policy.Diff writes it.
func listedIn(value string) (list []string) {
	if json.Unmarshal([]byte(value), &list) != nil {
		return []string{value}
	}
	return list
}

// changeTables are what changes: first what is said of one party, then all else. Rules are only counted, by
// changeWords.
func changeTables(found []policy.Difference, code string, names map[string]string) (tables []*Table) {
	columns := []Column{{Text: "What"}, {Text: "Before"}, {Text: "From then on"}}
	own := &Table{Caption: "What changes for " + names[code], Columns: columns, Stacks: true}
	all := &Table{Caption: "What changes for every party", Columns: columns, Stacks: true}
	for _, d := range found {
		if d.Part == "rule" {
			continue // its text is for whoever reads Rego: the page of its clause has it
		}
		t := all
		if code != "" && ofParty(d, code) {
			t = own
		}
		t.Rows = append(t.Rows, []Cell{{Text: changeCalled(d, names)}, {Text: changeValue(d, d.Before, names)}, {Text: changeValue(d, d.After, names)}})
	}
	for _, t := range []*Table{own, all} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// partWords are the parts of a fraction, by their names in the terms.
var partWords = map[string]string{"num": "how many", "den": "of how many"}

func changeCalled(d policy.Difference, names map[string]string) string {
	var words []string
	for step := range strings.SplitSeq(d.Name, ".") {
		if name := names[step]; name != "" {
			step = name
		}
		if called := partWords[step]; called != "" {
			step = called
		}
		words = append(words, strings.NewReplacer("_", " ", "-", " ").Replace(step))
	}
	switch {
	case d.Part == "clause":
		return "Clause " + d.Name
	case d.Clause != "":
		return upperFirst(strings.Join(words, ", ")) + " (clause " + d.Clause + ")"
	}
	return upperFirst(strings.Join(words, ", "))
}

func changeValue(d policy.Difference, value string, names map[string]string) string {
	switch {
	case value == "":
		return "Nothing"
	case d.Part == "clause":
		return value
	}
	list := listedIn(value)
	if len(list) == 0 {
		return "None"
	}
	for i, one := range list {
		if name := names[one]; name != "" {
			list[i] = name
		} else {
			list[i] = strings.ReplaceAll(one, "_", " ")
		}
	}
	return listed(list)
}

// changeWords says how much changes, in a line.
func changeWords(found []policy.Difference) string {
	counts := map[string]int{}
	for _, d := range found {
		counts[d.Part]++
	}
	var parts []string
	for _, p := range []struct{ part, one, more string }{{"clause", "clause", "clauses"}, {"term", "number or name in its terms", "numbers or names in its terms"}, {"party", "fact about parties", "facts about parties"}, {"rule", "rule", "rules"}} {
		if n := counts[p.part]; n > 0 {
			parts = append(parts, many(n, p.one, p.more))
		}
	}
	if len(parts) == 0 {
		return "Nothing changes: text, numbers and rules are the same."
	}
	return upperFirst(listed(parts)) + "."
}

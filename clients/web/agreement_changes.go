package web

import (
	"encoding/json"
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

// agreementOf is the text, terms, parties and rules of a version or draft, as they were put
// beside the ledger. A file that a known agreement has as well is not fetched.
func (v *visit) agreementOf(rules ledger.Digest, known policy.Bundle) (policy.Bundle, error) {
	here := map[ledger.Digest][]byte{}
	for _, data := range known {
		here[ledger.DigestOf(data)] = data
	}
	fetched := true
	blob := func(d ledger.Digest) ([]byte, error) {
		if data, ok := here[d]; ok {
			return data, nil
		}
		data, err := v.client.Blob(v.ctx, d)
		fetched = fetched && err == nil
		return data, err
	}
	manifest, err := blob(rules)
	if err != nil {
		return nil, err
	}
	bundle, err := policy.OpenBundle(manifest, blob)
	if err != nil && fetched {
		return nil, api.NewProblem(ledger.CodeMalformed, "what stands under "+ledger.CheckCode(rules)+" is no agreement: "+err.Error())
	}
	return bundle, err
}

// changesOf are what differs between two agreements.
func (v *visit) changesOf(before, after ledger.Digest) ([]policy.Difference, error) {
	if before == after {
		return nil, nil
	}
	old, err := v.agreementOf(before, nil)
	if err != nil {
		return nil, err
	}
	now, err := v.agreementOf(after, old)
	if err != nil {
		return nil, err
	}
	return changesBetween(old, now)
}

// Of policy.Difference.Part.
const (
	partRule   = "rule"
	partClause = "clause"
)

// changesBetween are what differs between two agreements, each rule with the clauses that
// it carries out.
func changesBetween(old, now policy.Bundle) ([]policy.Difference, error) {
	found, err := policy.Diff(old, now)
	if err != nil || !slices.ContainsFunc(found, func(d policy.Difference) bool { return d.Part == partRule }) {
		return found, err
	}
	clauses := [2]map[string][]string{{}, {}} // now and before, by rule or by package of the library
	for i, b := range []policy.Bundle{now, old} {
		table, err := policy.Table(b, nil)
		if err != nil {
			return nil, err
		}
		for _, row := range table {
			for _, rule := range row.Rules {
				clauses[i][rule] = append(clauses[i][rule], row.Clause)
			}
		}
	}
	for i, d := range found {
		if d.Part != partRule {
			continue
		}
		library := d.Name[:max(0, strings.LastIndex(d.Name, "."))]
		for _, of := range [][]string{clauses[0][d.Name], clauses[0][library], clauses[1][d.Name], clauses[1][library]} {
			if len(of) > 0 {
				found[i].Clause = listed(of)
				break
			}
		}
	}
	return found, nil
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

// changeTables are what changes: first what is said of one party, then all else. Of rules
// only the names are told: their text is for whoever reads Rego, and the page of their
// clause has it.
func changeTables(found []policy.Difference, code string, names map[string]string) (tables []*Table) {
	columns := []Column{{Text: "What"}, {Text: "Before"}, {Text: "From then on"}}
	own := &Table{Caption: "What changes for " + names[code], Columns: columns, Stacks: true}
	all := &Table{Caption: "What changes for every party", Columns: columns, Stacks: true}
	rules := &Table{Caption: "Rules that change", Columns: []Column{{Text: "Rule"}, {Text: "What becomes of it"}}, Stacks: true}
	for _, d := range found {
		if d.Part == partRule {
			becomes := "It is written anew"
			switch {
			case d.Before == "":
				becomes = "It is added"
			case d.After == "":
				becomes = "It is left out"
			}
			rules.Rows = append(rules.Rows, []Cell{{Text: changeCalled(d, names)}, {Text: becomes}})
			continue
		}
		t := all
		if code != "" && ofParty(d, code) {
			t = own
		}
		t.Rows = append(t.Rows, []Cell{{Text: changeCalled(d, names)}, {Text: changeValue(d, d.Before, names)}, {Text: changeValue(d, d.After, names)}})
	}
	for _, t := range []*Table{own, all, rules} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// partWords are the parts of a fraction, by their names in the terms.
var partWords = map[string]string{"num": "how many", "den": "of how many"}

func changeCalled(d policy.Difference, names map[string]string) string {
	if d.Part == partRule {
		if d.Clause == "" {
			return d.Name
		}
		return d.Name + " (clause " + d.Clause + ")"
	}
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
	case d.Part == partClause:
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
	case d.Part == partClause:
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

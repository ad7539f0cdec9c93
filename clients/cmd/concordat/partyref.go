package main

import (
	"fmt"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// resolve makes codes of what people call parties, where they call any.
func (s *session) resolve(refs ...*string) error {
	var parties []api.Party
	for _, ref := range refs {
		if *ref == "" {
			continue
		}
		if parties == nil {
			list, err := s.client.Parties(s.ctx)
			if err != nil {
				return err
			}
			parties = list.Items
		}
		code, err := findParty(parties, *ref)
		if err != nil {
			return err
		}
		*ref = code
	}
	return nil
}

// findParty gives the code of the party that people call by its code or its name,
// in any case, or by a part of its name that no other party's has.
func findParty(parties []api.Party, ref string) (string, error) {
	low := strings.Join(strings.Fields(strings.ToLower(ref)), " ")
	var words, parts []api.Party // whose names have it as words, or anywhere
	for _, p := range parties {
		name := strings.ToLower(p.Name)
		if low == strings.ToLower(p.Code) || low == name {
			return p.Code, nil
		}
		if strings.Contains(" "+strings.ReplaceAll(name, ",", "")+" ", " "+strings.ReplaceAll(low, ",", "")+" ") {
			words = append(words, p)
		}
		if low != "" && strings.Contains(name, low) {
			parts = append(parts, p)
		}
	}
	found := words
	if len(found) == 0 {
		found = parts
	}
	switch {
	case len(found) == 1:
		return found[0].Code, nil
	case len(found) > 1:
		var names []string
		for _, p := range found {
			names = append(names, p.Code+" "+p.Name)
		}
		return "", usage("%q may be %s: say which by its code", ref, strings.Join(names, ", "))
	}
	return "", advised(ledger.CodeNotFound, "see the parties with concordat party list", "there is no party %q%s", ref, meantParty(parties, low))
}

// meantParty is the hint about a party that is none.
func meantParty(parties []api.Party, ref string) string {
	named := map[string]api.Party{} // by code, name and each word of the name
	var candidates []string
	for _, p := range parties {
		for _, c := range append(strings.Fields(strings.ReplaceAll(p.Name, ",", "")), p.Code, p.Name) {
			if len(c) > 2 && c != "NHS" && c != "CCG" && c != "and" {
				candidates = append(candidates, c)
				named[c] = p
			}
		}
	}
	if c := nearest(ref, candidates); c != "" {
		return fmt.Sprintf("; did you mean %s, %s?", named[c].Code, named[c].Name)
	}
	return ""
}

// choicesOn are the votes that a motion takes.
func choicesOn(m api.Motion) []string { return api.Choices(m.Options) }

// checkChoice refuses a word that is no vote on a motion.
func checkChoice(m api.Motion, choice string) error {
	choices := choicesOn(m)
	for _, c := range choices {
		if c == choice {
			return nil
		}
	}
	return usage("%q is no choice on %s: the choices are %s%s", choice, m.Ref, joined(choices), didYouMean(choice, choices))
}

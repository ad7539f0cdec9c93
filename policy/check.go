package policy

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// wordingDigits is how much of a clause's SHA-256 a term or a rule repeats: the
// first 64 bits, in hexadecimal.
const wordingDigits = 16

func wording(c Clause) string { return string(c.SHA256[:wordingDigits]) }

// checkWording ties b's terms and rules to its text. Wherever a term names a
// clause, mou.md has that clause, and beside it stands the hash of the text that
// the term was written for. Every rule of the agreement names its term, and by
// that its clause, or itself a clause with the hash. So nobody changes the words
// and forgets what carries them out.
func checkWording(b Bundle) error {
	clauses, err := Clauses(b)
	if err != nil {
		return err
	}
	byID := map[string]Clause{}
	for _, c := range clauses {
		byID[c.ID] = c
	}
	terms, err := parseJSON(b[termsFile])
	if err != nil {
		return fmt.Errorf("%s: %w", termsFile, err)
	}
	errs := checkTerms(terms, byID)
	for _, name := range b.paths() {
		if packageOf(name) == "mou" && path.Ext(name) == ".rego" {
			m, err := parseModule(name, b[name])
			if err != nil {
				return err
			}
			errs = append(errs, checkBindings(name, m, terms, byID)...)
		}
	}
	return errors.Join(errs...)
}

// checkTerms holds every object of terms that names a clause to that clause.
func checkTerms(terms *ast.Term, clauses map[string]Clause) (errs []error) {
	var walk func(field string, t *ast.Term)
	walk = func(field string, t *ast.Term) {
		switch v := t.Value.(type) {
		case ast.Object:
			if clause := v.Get(ast.StringTerm("clause")); clause != nil {
				if err := checkClause(clauses, clause, v.Get(ast.StringTerm("text"))); err != nil {
					errs = append(errs, fmt.Errorf("%s: %s: %w", termsFile, field, err))
				}
			}
			v.Foreach(func(key, value *ast.Term) {
				name, _ := key.Value.(ast.String)
				walk(strings.TrimPrefix(field+"."+string(name), "."), value)
			})
		case *ast.Array:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", field, i), v.Elem(i))
			}
		}
	}
	walk("", terms)
	return errs
}

// checkClause: the clause is there and the text is the hash of its text.
func checkClause(clauses map[string]Clause, clause, text *ast.Term) error {
	id, ok := clause.Value.(ast.String)
	c, known := clauses[string(id)]
	if !ok || !known {
		return fmt.Errorf("names clause %s, which mou.md has not", clause)
	}
	var hash ast.String
	if text != nil {
		hash, _ = text.Value.(ast.String)
	}
	return checkHash(c, string(hash))
}

func checkHash(c Clause, hash string) error {
	switch hash {
	case wording(c):
		return nil
	case "":
		return fmt.Errorf("does not say for which wording of clause %s it was written; beside the clause put \"text\": %q", c.ID, wording(c))
	}
	return fmt.Errorf("was written for another wording of clause %s: look at it again, and at the rules that read it, then put \"text\": %q", c.ID, wording(c))
}

// checkBindings: every rule that the agreement can be asked for names what it
// carries out.
func checkBindings(file string, m *ast.Module, terms *ast.Term, clauses map[string]Clause) (errs []error) {
	rules := ruleAnnotations(m)
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		named := false
		for _, a := range rules[name] {
			fault := func(err error) {
				errs = append(errs, fmt.Errorf("%s:%d: rule %s %w", file, a.Location.Row, name, err))
			}
			if term, ok := a.Custom["term"].(string); ok {
				named = true
				if optional, _ := a.Custom["optional"].(bool); !optional && terms.Get(ast.StringTerm(term)) == nil {
					fault(fmt.Errorf("reads the term %q, which %s has not", term, termsFile))
				}
			}
			if id, ok := a.Custom["clause"].(string); ok {
				named = true
				c, known := clauses[id]
				if !known {
					fault(fmt.Errorf("names clause %q, which mou.md has not", id))
					continue
				}
				text, _ := a.Custom["text"].(string)
				if err := checkHash(c, text); err != nil {
					fault(err)
				}
			}
		}
		if !named {
			errs = append(errs, fmt.Errorf("%s: rule %s names no term (custom: {term: …}) and no clause (custom: {clause: …, text: …})", file, name))
		}
	}
	return errs
}

// ruleAnnotations finds the metadata of m's rules, by the rule's name.
func ruleAnnotations(m *ast.Module) map[string][]*ast.Annotations {
	rules := map[string][]*ast.Annotations{}
	for _, r := range m.Rules {
		name := strings.Trim(r.Head.Ref()[0].Value.String(), `"`)
		rules[name] = append(rules[name], r.Annotations...)
	}
	return rules
}

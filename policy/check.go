package policy

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// Fault is one reason why an agreement may not be adopted.
type Fault struct {
	File    string `json:"file,omitempty"` // in the bundle: mou/terms.json
	Line    int    `json:"line,omitempty"`
	Field   string `json:"field,omitempty"`  // quorum.num, or a rule's name
	Clause  string `json:"clause,omitempty"` // that it bears on
	What    string `json:"what"`
	Instead string `json:"instead,omitempty"` // what to write
}

func (f Fault) Error() string {
	var out strings.Builder
	out.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&out, ":%d", f.Line)
	}
	if out.Len() > 0 {
		out.WriteString(": ")
	}
	out.WriteString(f.Field)
	if f.Clause != "" {
		fmt.Fprintf(&out, " (clause %s)", f.Clause)
	}
	if f.Field != "" {
		out.WriteByte(' ')
	}
	out.WriteString(f.What)
	if f.Instead != "" {
		out.WriteString("; " + f.Instead)
	}
	return out.String()
}

// Faults is everything that is wrong with an agreement, as one error.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Check reports why b may not be adopted, as Faults: a file that is missing, too
// large or in the wrong place, a clause without text, a field that is missing or
// unknown, a fraction above one or in a number, a built-in that is not allowed,
// rules that do not compile, do not end or give no ruling, a term that no rule
// reads or whose number its clause does not say, a term or a rule that names no clause or one whose text has changed
// since. To judge, far less is asked of a bundle: see open.
func Check(b Bundle) error { return check(b, trialLimit) }

// CheckManifest is [Check] of the bundle that a manifest names the files of, which blob gives.
func CheckManifest(manifest []byte, blob func(ledger.Digest) ([]byte, error)) error {
	b, err := OpenBundle(manifest, blob)
	if err != nil {
		return err
	}
	return Check(b)
}

func check(b Bundle, limit time.Duration) error {
	compiler, data, err := openBy(b, compileWhole)
	if err != nil {
		return FaultsOf(err)
	}
	var faults Faults
	if err := checkText(b); err != nil {
		faults = append(faults, FaultsOf(err)...)
	}
	faults = append(faults, checkSchemas(b)...)
	wording, err := checkWording(b)
	if err != nil {
		return FaultsOf(err)
	}
	faults = append(faults, wording...)
	unread, err := checkRead(b)
	if err != nil {
		return FaultsOf(err)
	}
	faults = append(faults, unread...)
	if _, err := ReadParties(b); err != nil && len(faults) == 0 {
		faults = append(faults, FaultsOf(err)...)
	}
	if len(faults) > 0 {
		return faults
	}
	query, err := prepareQuery(compiler, data, ruling)
	if err != nil {
		return FaultsOf(err)
	}
	s, err := newSearch(b, query, limit)
	if err != nil {
		return FaultsOf(err)
	}
	numbers, err := checkNumbers(b)
	if err != nil {
		return FaultsOf(err)
	}
	if err := s.trial(); err != nil {
		numbers = append(numbers, FaultsOf(err)...)
	}
	if len(numbers) > 0 {
		return numbers
	}
	return nil
}

// FaultsOf puts an error about a bundle, such as one of Assemble, into the form of
// faults: each of the compiler's own at its place.
func FaultsOf(err error) Faults {
	var faults Faults
	if errors.As(err, &faults) {
		return faults
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			faults = append(faults, FaultsOf(e)...)
		}
		return faults
	}
	var compile ast.Errors
	if !errors.As(err, &compile) {
		return Faults{placed(err.Error())}
	}
	for _, e := range compile {
		f := Fault{What: e.Message}
		if e.Location != nil {
			f.File, f.Line = e.Location.File, e.Location.Row
		}
		switch {
		case e.Code == ast.RecursionErr:
			f.What = "does not end: " + e.Message
			f.Instead = "no rule may be defined by itself: count over a list that stands in the terms or in the input"
		case strings.HasPrefix(e.Message, "undefined function "):
			f.Instead = "a rule may call only the library, the agreement's own rules and the built-ins that are allowed: " + strings.Join(builtins(), ", ")
		}
		faults = append(faults, f)
	}
	return faults
}

var placeForm = regexp.MustCompile(`^((?:mou|rego)/[a-z0-9._/-]+)(?::([0-9]+))?: (.*)$`)

// placed takes the place that an error begins with out of its words, and says
// what to write instead where that is the same wherever it happens.
func placed(words string) (f Fault) {
	f.What = words
	if m := placeForm.FindStringSubmatch(words); m != nil {
		f.File, f.What = m[1], m[3]
		f.Line, _ = strconv.Atoi(m[2])
	}
	for _, known := range []struct{ says, instead string }{
		{"is not a whole number", "write a fraction as num and den, and money in whole pence"},
		{"is longer than", "leave out what the rules and the parties do not need"},
		{"has more than", "put the rules into fewer files"},
		{"null has no place", "leave the field out"},
		{"bundle has no", "add the file; concordat mou new shows what belongs in it"},
		{"has no place in a bundle", "leave in the folder only mou.md, terms.json, parties.json, rules and their tests"},
		{"may divide", "compare fractions by multiplying across, or call concordat.money.quotient"},
	} {
		if strings.Contains(words, known.says) {
			f.Instead = known.instead
			break
		}
	}
	return f
}

// builtins are the names of what may be called, sorted, but for operators.
func builtins() []string {
	var names []string
	for _, b := range capabilities().Builtins {
		if b.Infix == "" && !strings.HasPrefix(b.Name, "internal.") {
			names = append(names, b.Name)
		}
	}
	slices.Sort(names)
	return names
}

// wordingDigits is how much of a clause's SHA-256 a term or a rule repeats: the
// first 64 bits, in hexadecimal.
const wordingDigits = 16

func wording(c Clause) string { return string(c.SHA256[:wordingDigits]) }

var besideClause = regexp.MustCompile(`("clause":\s*"([1-9][0-9]*\.[1-9][0-9]*)",\s*"text":\s*")([0-9a-f]{16})"`)

// Looked gives terms, an agreement's terms.json, with the wording of each clause of
// text, its mou.md, beside the terms that name it, as their author says who has
// looked at them again; and how many were other ones. Where a term names a clause
// that is not there, or has no "text" next to its "clause", nothing is put.
func Looked(text, terms []byte) (looked []byte, changed int) {
	words := map[string]string{}
	for _, c := range readClauses(string(text)) {
		words[c.ID] = wording(c)
	}
	return besideClause.ReplaceAllFunc(terms, func(found []byte) []byte {
		part := besideClause.FindSubmatch(found)
		word, ok := words[string(part[2])]
		if !ok || word == string(part[3]) {
			return found
		}
		changed++
		return fmt.Appendf(nil, "%s%s\"", part[1], word)
	}), changed
}

const reworded = "was written for another wording of the clause"

// Reworded holds where a clause has changed since its term or rule was written.
func (f Fault) Reworded() bool { return f.What == reworded }

// checkWording ties b's terms and rules to its text. Wherever a term names a
// clause, mou.md has that clause, and beside it stands the hash of the text that
// the term was written for. Every rule of the agreement names its term, and by
// that its clause, or itself a clause with the hash. So nobody changes the words
// and forgets what carries them out.
func checkWording(b Bundle) (Faults, error) {
	clauses, err := Clauses(b)
	if err != nil {
		return nil, err
	}
	byID := map[string]Clause{}
	for _, c := range clauses {
		byID[c.ID] = c
	}
	terms, err := parseJSON(b[termsFile])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", termsFile, err)
	}
	faults := checkTerms(terms, byID)
	for _, name := range b.paths() {
		if isBinding(name) {
			m, err := parseModule(name, b[name])
			if err != nil {
				return nil, err
			}
			faults = append(faults, checkBindings(name, m, terms, byID)...)
		}
	}
	return faults, nil
}

// isBinding tells the rules that stand in the agreement's own package.
func isBinding(name string) bool { return packageOf(name) == "mou" && path.Ext(name) == ".rego" }

// checkTerms holds every object of terms that names a clause to that clause.
func checkTerms(terms *ast.Term, clauses map[string]Clause) (faults Faults) {
	var walk func(field string, t *ast.Term)
	walk = func(field string, t *ast.Term) {
		switch v := t.Value.(type) {
		case ast.Object:
			if clause := v.Get(ast.StringTerm("clause")); clause != nil {
				id, _ := clause.Value.(ast.String)
				hash := ""
				if text := v.Get(ast.StringTerm("text")); text != nil {
					s, _ := text.Value.(ast.String)
					hash = string(s)
				}
				if f, ok := checkClause(clauses, string(id), hash); !ok {
					f.File, f.Field = termsFile, field
					faults = append(faults, f)
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
	return faults
}

// checkClause: the clause is there, and the hash is that of its text.
func checkClause(clauses map[string]Clause, id, hash string) (Fault, bool) {
	c, known := clauses[id]
	if !known {
		return Fault{What: fmt.Sprintf("names clause %q, which mou.md has not", id), Instead: "write the number of the clause that it carries out"}, false
	}
	put := fmt.Sprintf("put %q as its text", wording(c))
	switch hash {
	case wording(c):
		return Fault{}, true
	case "":
		return Fault{Clause: id, What: "does not say for which wording of the clause it was written", Instead: put}, false
	}
	return Fault{Clause: id, What: reworded, Instead: "look at it again, and at the rules that read it, then " + put}, false
}

// checkBindings: every rule that the agreement can be asked for names what it
// carries out.
func checkBindings(file string, m *ast.Module, terms *ast.Term, clauses map[string]Clause) (faults Faults) {
	rules := ruleAnnotations(m)
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		named := false
		for _, a := range rules[name] {
			fault := func(f Fault) {
				f.File, f.Line, f.Field = file, a.Location.Row, "rule "+name
				faults = append(faults, f)
			}
			if term, ok := a.Custom["term"].(string); ok {
				named = true
				if optional, _ := a.Custom["optional"].(bool); !optional && terms.Get(ast.StringTerm(term)) == nil {
					fault(Fault{What: fmt.Sprintf("reads the term %q, which terms.json has not", term), Instead: "add the term, with its clause"})
				}
			}
			if id, ok := a.Custom["clause"].(string); ok {
				named = true
				text, _ := a.Custom["text"].(string)
				if f, ok := checkClause(clauses, id, text); !ok {
					fault(f)
				}
			}
		}
		if !named {
			faults = append(faults, Fault{
				File: file, Field: "rule " + name, What: "names no term and no clause",
				Instead: "put custom: {term: …} in its METADATA, or custom: {clause: …, text: …}",
			})
		}
	}
	return faults
}

// checkRead finds the terms that no rule reads: they would promise what nothing
// keeps. A term is read where a rule names it after data.terms, or after a name
// that stands for all terms (terms, _terms), and where a binding says that it
// carries it out. A route's term is read by its name.
func checkRead(b Bundle) (Faults, error) {
	readers, _, err := readersOf(b)
	if err != nil {
		return nil, err
	}
	all, err := readJSON(b[termsFile])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", termsFile, err)
	}
	terms := object(all)
	routes := routesOf(terms)
	var faults Faults
	for _, term := range slices.Sorted(maps.Keys(terms)) {
		if len(readers[term]) == 0 && !slices.Contains(routes, term) && term != "agreement" && knownTerm(term) {
			faults = append(faults, Fault{
				File: termsFile, Field: term, Clause: clauseAt(terms, []string{term}), What: "is read by no rule",
				Instead: "take it out, or let a rule of the agreement read data.terms." + term,
			})
		}
	}
	return faults, nil
}

// knownTerm tells whether the library knows a term of that name. What it does not
// know is refused as unknown, unless a rule of the agreement's own reads it.
func knownTerm(term string) bool {
	_, known := object(object(schemaOfTerms().doc)["properties"])[term]
	return known
}

// anyRoute stands for what a rule reads by a name that it is given: the term of the
// motion's route, whichever that is.
const anyRoute = "*"

// termsRead adds to read the terms that a rule names.
func termsRead(r *ast.Rule, read map[string]bool) {
	// stands is how many steps of a reference stand for all terms; 0 for none.
	stands := func(ref ast.Ref) int {
		head, _ := ref[0].Value.(ast.Var)
		switch {
		case head == "terms" || head == "_terms":
			return 1
		case head == "data" && len(ref) > 1 && ast.String("terms").Equal(ref[1].Value):
			return 2
		}
		return 0
	}
	add := func(t *ast.Term) {
		switch key := t.Value.(type) {
		case ast.String:
			read[string(key)] = true
		case ast.Var, ast.Ref:
			read[anyRoute] = true
		}
	}
	// get sees object.get(terms, "key", …) and object.get(terms, ["key", …], …).
	get := func(terms []*ast.Term) {
		if len(terms) < 3 || terms[0].String() != "object.get" {
			return
		}
		whole := false
		switch v := terms[1].Value.(type) {
		case ast.Var:
			whole = v == "terms" || v == "_terms"
		case ast.Ref:
			whole = stands(v) == len(v)
		}
		if !whole {
			return
		}
		if path, ok := terms[2].Value.(*ast.Array); ok && path.Len() > 0 {
			add(path.Elem(0))
		}
		add(terms[2])
	}
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case ast.Ref:
			if n := stands(x); n > 0 && n < len(x) {
				add(x[n])
			}
		case ast.Call:
			get(x)
		case *ast.Expr:
			if terms, ok := x.Terms.([]*ast.Term); ok {
				get(terms)
			}
		}
		return false
	}).Walk(r)
	if read[anyRoute] { // by a name that the rule itself lists, as well as by the route's
		ast.NewGenericVisitor(func(x any) bool {
			if s, ok := x.(ast.String); ok && knownTerm(string(s)) {
				read[string(s)] = true
			}
			return false
		}).Walk(r)
	}
}

// ruleAnnotations finds the metadata of m's rules, by the rule's name.
func ruleAnnotations(m *ast.Module) map[string][]*ast.Annotations {
	rules := map[string][]*ast.Annotations{}
	for _, r := range m.Rules {
		rules[ruleName(r)] = append(rules[ruleName(r)], r.Annotations...)
	}
	return rules
}

func ruleName(r *ast.Rule) string { return strings.Trim(r.Head.Ref()[0].Value.String(), `"`) }

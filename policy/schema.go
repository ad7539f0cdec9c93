package policy

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// The forms that terms.json and parties.json may have. A form that a rule of
// the library reads is written into them too: what they do not know is refused,
// so that a field misspelt is found before anybody relies on it.
var (
	//go:embed schema/terms.schema.json
	termsSchema []byte
	//go:embed schema/parties.schema.json
	partiesSchema []byte
)

// schema is a JSON Schema, compiled, beside its own text.
type schema struct {
	doc   any
	whole *jsonschema.Schema
	route *jsonschema.Schema // of the terms alone: how a route decides
}

var (
	schemaOfTerms   = sync.OnceValue(func() schema { return compileSchema("terms", termsSchema, "#/$defs/route") })
	schemaOfParties = sync.OnceValue(func() schema { return compileSchema("parties", partiesSchema, "#") })
)

func compileSchema(name string, text []byte, route string) schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err) // it was embedded above
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		panic(err)
	}
	return schema{doc, c.MustCompile(name), c.MustCompile(name + route)}
}

// readJSON reads a document as a schema sees it.
func readJSON(text []byte) (any, error) { return jsonschema.UnmarshalJSON(bytes.NewReader(text)) }

// checkSchemas holds terms.json and parties.json to their schemas.
func checkSchemas(b Bundle) (faults Faults) {
	parties, err := readJSON(b[partiesFile])
	if err != nil {
		return Faults{{File: partiesFile, What: err.Error()}}
	}
	faults = schemaOfParties().faults(partiesFile, schemaOfParties().whole, parties, nil)
	doc, err := readJSON(b[termsFile])
	if err != nil {
		return append(faults, Fault{File: termsFile, What: err.Error()})
	}
	terms, ok := doc.(map[string]any)
	if !ok {
		return append(faults, Fault{File: termsFile, What: "is no object", Instead: "start it with { and give each term a name"})
	}
	known := schemaOfTerms()
	rest := maps.Clone(terms)
	for _, route := range routesOf(terms) {
		term, ok := terms[route]
		if !ok {
			faults = append(faults, Fault{
				File: termsFile, Field: route, Clause: clauseAt(terms, []string{"motions"}), What: "is a route in motions.types, and no term says how it decides",
				Instead: fmt.Sprintf("give it a term of its own, %q: {\"clause\": …, \"text\": …, \"majorities\": […]}, or take it out of motions.types", route),
			})
			continue
		}
		delete(rest, route)
		faults = append(faults, known.faults(termsFile, known.route, term, []string{route})...)
	}
	readers, _, err := readersOf(b)
	if err != nil {
		return append(faults, FaultsOf(err)...)
	}
	for term := range rest {
		// A form of the agreement's own, which its own rules read, is its own affair.
		if !knownTerm(term) && slices.ContainsFunc(readers[term], func(r string) bool { return strings.HasPrefix(r, "mou.") }) {
			delete(rest, term)
		}
	}
	faults = append(faults, known.faults(termsFile, known.whole, rest, nil)...)
	faults = append(faults, known.wanting(terms)...)
	return append(faults, checkSense(terms, partyCodes(parties))...)
}

// routesOf is every route that a type of motion may take, sorted.
func routesOf(terms map[string]any) []string {
	var routes []string
	for _, form := range object(object(terms["motions"])["types"]) {
		for _, route := range list(object(form)["routes"]) {
			if name, ok := route.(string); ok {
				routes = append(routes, name)
			}
		}
	}
	slices.Sort(routes)
	return slices.Compact(routes)
}

func object(v any) map[string]any { o, _ := v.(map[string]any); return o }

func list(v any) []any { l, _ := v.([]any); return l }

func partyCodes(parties any) map[string]bool {
	codes := map[string]bool{}
	for _, p := range list(object(parties)["parties"]) {
		if code, ok := object(p)["code"].(string); ok {
			codes[code] = true
		}
	}
	return codes
}

// What a motion may carry, and how a route decides, each rest on terms that an
// agreement without them can leave out. The rules refuse what rests on a term that
// is not there; a Check says so before anybody moves a motion.
var (
	termsOfPart = map[string][]string{
		"pool":       {"pool", "shares", "payment"},
		"lead":       {"lead", "duties"},
		"risk_share": {"risk_share", "impact", "payment"},
	}
	termsOfForm = map[string][]string{
		"in_common":    {"authority", "limits", "ratification"},
		"joint":        {"authority", "limits", "ratification"},
		"lead":         {"authority", "limits", "ratification", "lead", "duties"},
		"coordinating": {"authority", "limits", "ratification"},
	}
	impliedForm = map[string]string{"committees_in_common": "in_common", "joint_committee": "joint"}
)

// wanting finds the terms that a type of motion or a route rests on and that the
// agreement has not.
func (s schema) wanting(terms map[string]any) (faults Faults) {
	told := map[string]bool{}
	want := func(why string, names ...string) {
		for _, name := range names {
			if _, ok := terms[name]; ok || told[name] {
				continue
			}
			told[name] = true
			faults = append(faults, Fault{
				File: termsFile, Field: name, Clause: clauseAt(terms, []string{"motions"}), What: "is missing: " + why, Instead: s.add(s.doc.(map[string]any), name),
			})
		}
	}
	types := object(object(terms["motions"])["types"])
	for _, name := range slices.Sorted(maps.Keys(types)) {
		form := object(types[name])
		for _, part := range slices.Concat(list(form["needs"]), list(form["may"])) {
			p, _ := part.(string)
			want(fmt.Sprintf("a motion of type %s may carry a %s", name, strings.ReplaceAll(p, "_", " ")), termsOfPart[p]...)
		}
		if needsConsent(terms, form) {
			want(fmt.Sprintf("a motion of type %s needs the consent of whoever loses", name), "impact")
			impact := object(terms["impact"])
			if impact != nil && !slices.Contains(list(impact["types"]), any(name)) {
				faults = append(faults, Fault{
					File: termsFile, Field: "impact.types", Clause: clauseAt(terms, []string{"impact"}),
					What:    fmt.Sprintf("lacks %s, which needs the consent of whoever loses: without an impact statement nobody knows who does, and it is never carried", name),
					Instead: fmt.Sprintf("add %q, or take the limb with losers out", name),
				})
			}
		}
		if form["reserved"] == true {
			want(fmt.Sprintf("a decision of type %s is reserved and awaits ratification", name), "authority", "limits", "ratification")
		}
	}
	for _, route := range routesOf(terms) {
		form, _ := object(terms[route])["form"].(string)
		if form == "" {
			form = impliedForm[route]
		}
		want(fmt.Sprintf("by the route %s each party is bound within its own authority", route), termsOfForm[form]...)
		if _, ok := object(terms[route])["source"]; form == "statutory" && !ok {
			faults = append(faults, Fault{
				File: termsFile, Field: route + ".source", Clause: clauseAt(terms, []string{route}), What: "is missing: the route binds by force of a statute",
				Instead: "add \"source\": the statute and its paragraph",
			})
		}
	}
	if _, ok := terms["hands"]; !ok {
		want("nothing is decided at a meeting by a show of hands, so that votes are cast between meetings", "window")
	}
	return faults
}

// needsConsent tells whether motions of a form, by one of its routes, need the consent
// of whoever loses by them.
func needsConsent(terms, form map[string]any) bool {
	deciding := []any{form}
	if form["majorities"] == nil {
		deciding = nil
		for _, route := range list(form["routes"]) {
			name, _ := route.(string)
			deciding = append(deciding, terms[name])
		}
	}
	for _, d := range deciding {
		for _, limb := range list(object(d)["majorities"]) {
			if object(limb)["losers"] == true {
				return true
			}
		}
	}
	return false
}

// checkSense finds what a schema has no words for: a fraction above one, a
// party that the parties file has not, a period that ends before it begins.
func checkSense(terms map[string]any, codes map[string]bool) (faults Faults) {
	var walk func(at []string, v any)
	walk = func(at []string, v any) {
		for _, k := range slices.Sorted(maps.Keys(object(v))) {
			walk(append(slices.Clone(at), k), object(v)[k])
		}
		for i, e := range list(v) {
			walk(append(slices.Clone(at), strconv.Itoa(i)), e)
		}
		fault := func(field, what, instead string) {
			faults = append(faults, Fault{File: termsFile, Field: fieldName(terms, append(slices.Clone(at), field)), Clause: clauseAt(terms, at), What: what, Instead: instead})
		}
		for i, step := range list(v) {
			if object(step)["to"] == "bearer" && len(list(v)) > 1 {
				at := append(slices.Clone(at), strconv.Itoa(i), "to")
				faults = append(faults, Fault{
					File: termsFile, Field: fieldName(terms, at), Clause: clauseAt(terms, at), What: "is bearer, beside other steps: where each bears its own risk nothing is shared",
					Instead: "leave that step alone, or take it out",
				})
			}
		}
		o := object(v)
		if num, den := whole(o["num"]), whole(o["den"]); num > den && den > 0 {
			fault("num", fmt.Sprintf("makes a fraction above one, %d/%d", num, den), fmt.Sprintf("write at most %d, or change den", den))
		}
		if least, most := whole(o["least_days"]), whole(o["most_days"]); least > most && most > 0 {
			fault("least_days", fmt.Sprintf("is %d, more than most_days, %d", least, most), fmt.Sprintf("write at most %d", most))
		}
		from, _ := o["from"].(string)
		if until, ok := o["until"].(string); ok && from > until {
			fault("until", fmt.Sprintf("is %s, before it begins on %s", until, from), "write a later day")
		}
	}
	walk(nil, terms)
	for _, name := range slices.Sorted(maps.Keys(object(terms["functions"]))) {
		for i, code := range list(object(object(terms["functions"])[name])["parties"]) {
			if c, ok := code.(string); ok && !codes[c] {
				faults = append(faults, Fault{
					File: termsFile, Field: fmt.Sprintf("functions.%s.parties[%d]", name, i), Clause: clauseAt(terms, []string{"parties"}),
					What: fmt.Sprintf("%q is no party of parties.json", c), Instead: "add the party there, or write " + oneOf(slices.Sorted(maps.Keys(codes)), c),
				})
			}
		}
	}
	return faults
}

// whole is a JSON number as an integer; 0 where it is none.
func whole(v any) int64 {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return i
}

// faults validates v, which stands at a place in the file.
func (s schema) faults(file string, against *jsonschema.Schema, v any, at []string) (faults Faults) {
	err := against.Validate(v)
	if err == nil {
		return nil
	}
	root := v
	for i := len(at) - 1; i >= 0; i-- {
		root = map[string]any{at[i]: root}
	}
	var walk func(e *jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if _, one := e.ErrorKind.(*kind.OneOf); len(e.Causes) > 0 && !one {
			for _, cause := range e.Causes {
				walk(cause)
			}
			return
		}
		where := append(slices.Clone(at), e.InstanceLocation...)
		fault := func(field []string, what, instead string) {
			faults = append(faults, Fault{File: file, Field: fieldName(root, field), Clause: clauseAt(root, field), What: what, Instead: instead})
		}
		here := s.at(e.SchemaURL)
		switch k := e.ErrorKind.(type) {
		case *kind.AdditionalProperties:
			names := slices.Sorted(maps.Keys(object(here["properties"])))
			for _, name := range k.Properties {
				fault(append(slices.Clone(where), name), "is unknown here", "write "+oneOf(names, name)+", or take it out")
			}
		case *kind.Required:
			for _, name := range k.Missing {
				fault(append(slices.Clone(where), name), "is missing", s.add(here, name))
			}
		case *kind.OneOf:
			forms := fieldsOf(here["oneOf"])
			if len(k.Subschemas) == 0 {
				fault(where, "has none of "+forms, "write one of them, as a whole number")
			} else {
				fault(where, "has more than one of "+forms, "leave one of them")
			}
		case *kind.DependentRequired:
			for _, name := range k.Missing {
				fault(append(slices.Clone(where), name), "is missing beside "+k.Prop, s.add(here, name))
			}
		default:
			fault(where, wrong(e.ErrorKind), "write "+s.description(here))
		}
	}
	walk(err.(*jsonschema.ValidationError))
	slices.SortStableFunc(faults, func(a, b Fault) int { return strings.Compare(a.Field, b.Field) })
	return faults
}

// fieldsOf lists the fields that alternatives each ask for.
func fieldsOf(forms any) string {
	var names []string
	for _, form := range list(forms) {
		for _, name := range list(object(form)["required"]) {
			names = append(names, fmt.Sprint(name))
		}
	}
	return strings.Join(names, ", ")
}

// add says what to put for a missing field.
func (s schema) add(here map[string]any, name string) string {
	words := s.description(object(object(here["properties"])[name]))
	return fmt.Sprintf("add %q: %s", name, words)
}

// description is what a part of the schema says of itself.
func (s schema) description(part map[string]any) string {
	words, ok := part["description"].(string)
	if ref, refers := part["$ref"].(string); !ok && refers {
		return s.description(s.at(ref))
	}
	return words
}

// at is the part of the schema that a reference points to.
func (s schema) at(ref string) map[string]any {
	_, pointer, _ := strings.Cut(ref, "#")
	v := s.doc
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = strings.NewReplacer("~1", "/", "~0", "~", "%24", "$").Replace(step)
		if i, err := strconv.Atoi(step); err == nil && list(v) != nil {
			v = list(v)[i]
			continue
		}
		v = object(v)[step]
	}
	return object(v)
}

// wrong says what is wrong with a value, in words.
func wrong(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		return "is of the wrong kind: " + strings.ReplaceAll(k.Got, "object", "an object")
	case *kind.Enum:
		return fmt.Sprintf("is %q, which is none of the words that belong here", fmt.Sprint(k.Got))
	case *kind.Const:
		return fmt.Sprintf("is %v", k.Got)
	case *kind.Pattern:
		return fmt.Sprintf("is %q, which is not of the right form", k.Got)
	case *kind.Minimum:
		return "is " + k.Got.RatString() + ", less than " + k.Want.RatString()
	case *kind.MinItems:
		return "is empty"
	case *kind.MinLength:
		return "is empty"
	case *kind.MinProperties:
		return "is empty"
	case *kind.MaxLength:
		return fmt.Sprintf("is longer than %d characters", k.Want)
	case *kind.UniqueItems:
		return fmt.Sprintf("has the same entry twice, at %d and %d", k.Duplicates[0], k.Duplicates[1])
	case *kind.PropertyNames:
		return fmt.Sprintf("has the name %q, which is not of the right form", k.Property)
	}
	return "is not as it should be"
}

// fieldName writes a place as people would: motions.types.pool.routes[0].
func fieldName(root any, at []string) string {
	var out strings.Builder
	for _, step := range at {
		if l := list(root); l != nil {
			i, _ := strconv.Atoi(step)
			fmt.Fprintf(&out, "[%d]", i)
			if i < len(l) {
				root = l[i]
			}
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('.')
		}
		out.WriteString(step)
		root = object(root)[step]
	}
	return out.String()
}

// clauseAt is the clause of the nearest object around a place that names one.
func clauseAt(root any, at []string) (clause string) {
	for i := 0; ; i++ {
		if id, ok := object(root)["clause"].(string); ok {
			clause = id
		}
		if i == len(at) {
			return clause
		}
		if l := list(root); l != nil {
			n, err := strconv.Atoi(at[i])
			if err != nil || n >= len(l) {
				return clause
			}
			root = l[n]
			continue
		}
		root = object(root)[at[i]]
	}
}

// oneOf lists what may stand in place of a word, the nearest first.
func oneOf(words []string, instead string) string {
	for _, w := range words {
		if near(w, instead) {
			return w
		}
	}
	switch {
	case len(words) < 2:
		return strings.Join(words, "")
	case len(words) > 20:
		return "one of the names that the schema lists"
	}
	return "one of " + strings.Join(words, ", ")
}

// near tells a slip of one letter, or of two neighbours exchanged.
func near(a, b string) bool {
	if a == b {
		return true
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	x, y := a[i:], b[i:]
	switch {
	case len(x) == len(y)+1:
		return x[1:] == y
	case len(y) == len(x)+1:
		return y[1:] == x
	case len(x) != len(y):
		return false
	case x[1:] == y[1:]:
		return true
	}
	return len(x) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:]
}

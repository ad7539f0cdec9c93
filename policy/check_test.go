package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

// edited is an agreement with its terms changed.
func edited(t *testing.T, name string, edit func(terms map[string]any)) Bundle {
	t.Helper()
	b := maps.Clone(embeddedBundle(t, name))
	d := json.NewDecoder(strings.NewReader(string(b[termsFile])))
	d.UseNumber()
	terms := map[string]any{}
	if err := d.Decode(&terms); err != nil {
		t.Fatal(err)
	}
	edit(terms)
	text, err := json.Marshal(terms)
	if err != nil {
		t.Fatal(err)
	}
	b[termsFile] = text
	return b
}

// TestCheckNames: what is wrong is said by file, field and clause, with what to
// write instead.
func TestCheckNames(t *testing.T) {
	const name = "greater-manchester"
	terms := func(edit func(terms map[string]any)) Bundle { return edited(t, name, edit) }
	file := func(file, more string) Bundle {
		b := maps.Clone(embeddedBundle(t, name))
		b[file] = append(slices.Clone(b[file]), more...)
		return b
	}
	set := func(term, field string, value any) Bundle {
		return terms(func(terms map[string]any) { object(terms[term])[field] = value })
	}
	shared := func(steps ...any) Bundle {
		return terms(func(terms map[string]any) {
			terms["overspend"] = map[string]any{"clause": "7.2", "text": object(terms["shares"])["text"], "steps": steps}
		})
	}
	const rule = "package mou\n\n# METADATA\n# title: A\n# description: B\n# custom:\n#   term: quorum\n"
	tests := map[string]struct {
		bundle Bundle
		want   string
	}{
		"missing term":       {terms(func(terms map[string]any) { delete(terms, "quorum") }), `mou/terms.json: quorum is missing; add "quorum": who has to be there for the board to decide`},
		"unknown term":       {terms(func(terms map[string]any) { terms["qourum"] = terms["quorum"]; delete(terms, "quorum") }), `mou/terms.json: qourum (clause 4.5) is unknown here; write quorum, or take it out`},
		"missing field":      {terms(func(terms map[string]any) { delete(object(terms["quorum"]), "den") }), `mou/terms.json: quorum.den (clause 4.5) is missing beside num; add "den": a whole number of at least 1`},
		"unknown field":      {set("window", "least_day", 3), `mou/terms.json: window.least_day (clause 4.4) is unknown here; write least_days, or take it out`},
		"fraction above one": {set("quorum", "num", 5), `mou/terms.json: quorum.num (clause 4.5) makes a fraction above one, 5/4; write at most 4, or change den`},
		"bearer and another": {shared(map[string]any{"to": "host"}, map[string]any{"to": "bearer"}), `mou/terms.json: overspend.steps[1].to (clause 7.2) is bearer, beside other steps: where each bears its own risk nothing is shared; leave that step alone, or take it out`},
		"nobody to bear it":  {shared(map[string]any{"to": "nobody"}), `mou/terms.json: overspend.steps[0].to (clause 7.2) is "nobody", which is none of the words that belong here; write one of host, lead, reserve, parties, bearer`},
		"shared by what":     {shared(map[string]any{"to": "parties"}), `mou/terms.json: overspend.steps[0].by (clause 7.2) is missing; add "by": of parties: contribution, equal, pressures, or a figure`},
		"two caps":           {shared(map[string]any{"to": "host", "cap": map[string]any{"pence": 1, "num": 1, "den": 1}}), `mou/terms.json: overspend.steps[0].cap (clause 7.2) has more than one of pence, num, den; leave one of them`},
		"a decimal":          {set("quorum", "num", json.Number("0.75")), `mou/terms.json: byte`},
		"words for a number": {set("window", "least_days", "two"), `mou/terms.json: window.least_days (clause 4.4) is of the wrong kind: string; write a whole number, not negative`},
		"wrong word":         {set("tie", "by", "votes"), `mou/terms.json: tie.by (clause 5.5) is "votes", which is none of the words that belong here; write one of parties, seats, weight`},
		"window backwards":   {set("window", "least_days", 30), `mou/terms.json: window.least_days (clause 4.4) is 30, more than most_days, 28; write at most 28`},
		"route backwards":    {set("joint_committee", "until", "2013-01-01"), `mou/terms.json: joint_committee.until (clause 5.3) is 2013-01-01, before it begins on 2014-10-01`},
		"a route's field":    {set("joint_committee", "untill", "2023-01-01"), `mou/terms.json: joint_committee.untill (clause 5.3) is unknown here; write until, or take it out`},
		"a route not there":  {terms(func(terms map[string]any) { delete(terms, "advisory") }), `mou/terms.json: advisory (clause 4.1) is a route in motions.types, and no term says how it decides`},
		"no such party": {terms(func(terms map[string]any) {
			object(object(terms["functions"])["acute-surgery"])["parties"] = []any{"00T", "99Z"}
		}), `mou/terms.json: functions.acute-surgery.parties[1] (clause 2.1) "99Z" is no party of parties.json`},
		"clause without text": {file(textFile, "\n**10.3 Empty.**\n"), `mou/mou.md: after clause 12.10: "**10.3 Empty.**" is neither a heading nor a clause with a text; write **12.11 Empty.** and the text after it, in one paragraph`},
		"empty clause":        {empty(t), `mou/mou.md: after clause 4.4: "**4.5 Quorum.**" is neither a heading nor a clause with a text; write **4.5 Quorum.** and the text after it, in one paragraph`},
		"no notice form":      {terms(func(terms map[string]any) { delete(object(terms["notice"]), "clear_days") }), `mou/terms.json: notice (clause 4.3) has none of clear_days, working_days, days; write one of them, as a whole number`},
		"two notice forms":    {set("notice", "days", 3), `mou/terms.json: notice (clause 4.3) has more than one of clear_days, working_days, days; leave one of them`},
		"clause not there":    {set("quorum", "clause", "4.9"), `mou/terms.json: quorum names clause "4.9", which mou.md has not; write the number of the clause that it carries out`},
		"another number":      {set("declaration", "days", 60), `mou/terms.json: declaration.days (clause 6.1) is 60, which the words of the clause do not say; write what the parties agreed, in both`},
		"another fraction":    {set("quorum", "num", 2), `mou/terms.json: quorum (clause 4.5) is 2/4, which the words of the clause do not say; write what the parties agreed, in both`},
		"changed clause":      {set("quorum", "text", "0123456789abcdef"), `mou/terms.json: quorum (clause 4.5) was written for another wording of the clause; look at it again, and at the rules that read it, then put "db6edd7894abeb80" as its text`},
		"no hash":             {terms(func(terms map[string]any) { delete(object(terms["quorum"]), "text") }), `mou/terms.json: quorum (clause 4.5) does not say for which wording of the clause it was written; put "db6edd7894abeb80" as its text`},
		"unread term":         {unread(t), `mou/terms.json: reading (clause 10.1) is read by no rule; take it out, or let a rule of the agreement read data.terms.reading`},
		"built-in":            {file("mou/own.rego", rule+"later if time.now_ns() > 0\n"), `mou/own.rego:8: undefined function time.now_ns; a rule may call only the library, the agreement's own rules and the built-ins that are allowed: abs, `},
		"recursion":           {file("mou/own.rego", rule+"later if later\n"), `mou/own.rego:8: does not end: rule data.mou.later is recursive`},
		"large file":          {file("mou/own.rego", strings.Repeat("#", maxFile+1)), `mou/own.rego is longer than 262144 bytes`},
		"large bundle":        {filled(t), `bundle is longer than 2097152 bytes`},
		"unknown in parties":  {parties(t, `"area"`, `"aria"`), `mou/parties.json: aria is unknown here; write area, or take it out`},
		"no source":           {parties(t, `"code_source"`, `"code_sauce"`), `mou/parties.json: parties[0].code_source is missing; add "code_source": words, in one line`},
		"no authority":        {terms(func(terms map[string]any) { delete(terms, "authority") }), `mou/terms.json: authority (clause 4.1) is missing: by the route committees_in_common each party is bound within its own authority; add "authority": authority given beforehand`},
		"no duties":           {terms(func(terms map[string]any) { delete(terms, "duties") }), `mou/terms.json: duties (clause 4.1) is missing: a motion of type lead may carry a lead; add "duties": duties of a lead`},
		"losers not asked for": {terms(func(terms map[string]any) {
			object(terms["joint_committee"])["majorities"] = []any{map[string]any{"id": "no-detriment", "title": "Consent of whoever loses", "by": "parties", "test": "consent", "losers": true}}
		}), `mou/terms.json: impact.types (clause 7.3) lacks lead, which needs the consent of whoever loses: without an impact statement nobody knows who does, and it is never carried; add "lead", or take the limb with losers out`},
		"no ratification":      {terms(func(terms map[string]any) { delete(terms, "ratification") }), `mou/terms.json: ratification (clause 4.1) is missing: `},
		"no window":            {terms(func(terms map[string]any) { delete(terms, "window"); delete(terms, "hands") }), `mou/terms.json: window (clause 4.1) is missing: nothing is decided at a meeting`},
		"no statute":           {set("advisory", "form", "statutory"), `mou/terms.json: advisory.source (clause 5.1) is missing: the route binds by force of a statute; add "source": the statute and its paragraph`},
		"too many for a board": {set("quorum", "count", 20), `carries nothing: `},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := Check(test.bundle)
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("got %v, expected faults", err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got\n%v\nexpected\n%s", err, test.want)
			}
		})
	}
}

// empty is an agreement with a clause that has a title and no text.
func empty(t *testing.T) Bundle {
	b := maps.Clone(embeddedBundle(t, "greater-manchester"))
	b[textFile] = regexp.MustCompile(`\*\*4\.5 Quorum\.\*\* .*(\n.+)*`).ReplaceAll(b[textFile], []byte("**4.5 Quorum.**"))
	return b
}

// unread is an agreement whose own bindings read a list of their own instead of a term.
func unread(t *testing.T) Bundle {
	b := maps.Clone(embeddedBundle(t, "greater-manchester"))
	own := strings.Replace(string(b[bindingsFile]), "data.terms.reading", `{"resources": {}, "clause": "10.1"}`, -1)
	own = strings.Replace(own, "term: reading", "clause: \"10.1\"\n#   text: 25247d4f178557c1", -1)
	delete(b, bindingsFile)
	b[ownBindingsFile] = []byte(own)
	return b
}

// TestOwnForms: a term that the library does not know is the agreement's own
// affair where its own rules read it.
func TestOwnForms(t *testing.T) {
	b := edited(t, "greater-manchester", func(terms map[string]any) {
		terms["prizes"] = map[string]any{"clause": "5.5", "text": "d897a9866702c1ed", "kind": "gardens"}
	})
	if err := Check(b); err == nil || !strings.Contains(err.Error(), "prizes (clause 5.5) is unknown here; write ") {
		t.Errorf("a term of nobody's gives %v", err)
	}
	b["mou/prizes.rego"] = []byte("package mou\n\n# METADATA\n# title: A\n# description: B\n# custom:\n#   term: prizes\nprizes := data.terms.prizes.kind\n")
	if err := Check(b); err != nil {
		t.Error(err)
	}
}

func filled(t *testing.T) Bundle {
	b := maps.Clone(embeddedBundle(t, "greater-manchester"))
	for _, c := range "abcdefgh" {
		b["mou/"+string(c)+".rego"] = []byte(strings.Repeat("#", maxFile))
	}
	return b
}

func parties(t *testing.T, from, to string) Bundle {
	b := maps.Clone(embeddedBundle(t, "greater-manchester"))
	b[partiesFile] = []byte(strings.Replace(string(b[partiesFile]), from, to, 1))
	return b
}

// TestReadByName: a rule that reads a term by a name in a list of its own is found.
func TestReadByName(t *testing.T) {
	readers, _, err := readersOf(embeddedBundle(t, "greater-manchester"))
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range []string{"abstention", "absence", "joint_committee", "quorum"} {
		if len(readers[term]) == 0 {
			t.Errorf("nothing reads %s", term)
		}
	}
}

// TestCheckEnds: rules that would go on for ever are stopped and named, by a
// trial of each kind of motion.
func TestCheckEnds(t *testing.T) {
	b := maps.Clone(embeddedBundle(t, "greater-manchester"))
	const quick = "\nposition(choices) := concordat.voting.position(choices)\n"
	bindings := string(b[bindingsFile])
	slow := strings.Replace(bindings, quick, "\nposition(choices) := concordat.voting.position(choices) if {\n\tcount([1 | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x == y]) > 0\n}\n", 1)
	if slow == bindings {
		t.Fatal("the bindings have no such rule to slow down")
	}
	delete(b, bindingsFile)
	b[ownBindingsFile] = []byte(slow)
	err := check(b, 100*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "has rules that do not end: ") || !strings.Contains(err.Error(), "count over a list that stands in the terms or in the input") {
		t.Errorf("got %v", err)
	}
}

// TestSchemasKnowEveryForm: a term that any agreement uses is in the schema, and
// what is in the schema says what it is.
func TestSchemasKnowEveryForm(t *testing.T) {
	for _, name := range Names() {
		if faults := checkSchemas(embeddedBundle(t, name)); len(faults) > 0 {
			t.Errorf("%s:\n%v\nwrite the form into schema/terms.schema.json, and say what it is", name, faults)
		}
	}
	for file, s := range map[string]schema{"terms": schemaOfTerms(), "parties": schemaOfParties()} {
		var walk func(at string, v any)
		walk = func(at string, v any) {
			for name, part := range object(object(v)["properties"]) {
				if s.description(object(part)) == "" {
					t.Errorf("%s.schema.json: %s.%s has no description", file, at, name)
				}
				walk(at+"."+name, part)
			}
		}
		walk("", s.doc)
		for name, part := range object(object(s.doc)["$defs"]) {
			walk("$defs."+name, part)
		}
	}
}

// TestSchemaKnowsWhatIsRead: a field of a term that a rule of the library reads by
// its name is in the schema, so that an agreement may have it.
func TestSchemaKnowsWhatIsRead(t *testing.T) {
	s := schemaOfTerms()
	b := embeddedBundle(t, "greater-manchester")
	found := 0
	for _, name := range b.paths() {
		if path.Ext(name) != ".rego" {
			continue
		}
		m, err := parseModule(name, b[name])
		if err != nil {
			t.Fatal(err)
		}
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			head, _ := ref[0].Value.(ast.Var)
			rest := ref[1:]
			if head == "data" && len(rest) > 0 && ast.String("terms").Equal(rest[0].Value) {
				rest = rest[1:]
			} else if head != "_terms" {
				return false
			}
			if len(rest) < 2 {
				return false
			}
			term, isName := rest[0].Value.(ast.String)
			field, isField := rest[1].Value.(ast.String)
			if !isName || !isField {
				return false
			}
			found++
			part := object(object(object(s.doc)["properties"])[string(term)])
			if to, refers := part["$ref"].(string); refers {
				part = s.at(to)
			}
			if object(part["properties"])[string(field)] == nil {
				t.Errorf("%s: reads %s.%s, which schema/terms.schema.json does not know", ref[0].Location, term, field)
			}
			return false
		})
	}
	if found < 50 {
		t.Errorf("only %d fields are read: this test looks in the wrong place", found)
	}
}

// TestLooked: the wording of a changed clause is put beside every term that names it,
// and nothing else is touched.
func TestLooked(t *testing.T) {
	text := []byte("# A\n\n## 1. One\n\n**1.1 Quorum.** Two.\n\n**1.2 Ties.** None.\n")
	clauses := readClauses(string(text))
	terms := func(quorum, tie string) string {
		return fmt.Sprintf(`{"quorum": {"clause": "1.1", "text": %q, "each": [{"clause": "1.1",
  "text": %q}]}, "tie": {"clause": "1.2", "text": %q}, "notice": {"clause": "9.9", "text": "0123456789abcdef"}, "opening": {"clause": "1.1"}}`, quorum, quorum, tie)
	}
	right := terms(wording(clauses[0]), wording(clauses[1]))
	for name, test := range map[string]struct {
		terms   string
		changed int
	}{
		"none": {right, 0},
		"one":  {terms(wording(clauses[0]), "0000000000000000"), 1},
		"all":  {terms("0000000000000000", "0000000000000000"), 3},
	} {
		if got, changed := Looked(text, []byte(test.terms)); string(got) != right || changed != test.changed {
			t.Errorf("%s: %d changed\n%s", name, changed, got)
		}
	}
}

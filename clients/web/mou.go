package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/policy"
	"concordat/server/api"
)

// mousPage is every version of the MoU.
type mousPage struct {
	layout
	Versions *Table
	Compare  *Link // the last two
	Do       []Link
}

func mousShow(v *visit) (page, error) {
	p := &mousPage{layout: layout{page: "mous", Title: "The memorandum of understanding (MoU)", Nav: "/mou"}}
	sign, err := v.signLinks("")
	if err != nil {
		return nil, err
	}
	p.Do = append(sign, Link{"/mou/drafts", "Drafts of the next version"})
	list, err := v.client.MoUs(v.ctx)
	if err != nil {
		return nil, err
	}
	if n := len(list.Items); n > 0 {
		p.Versions = &Table{Caption: "Versions", Stacks: true, Columns: []Column{{Text: "Version"}, {Text: "Title"}, {Text: "In the ledger since"}, {Text: "Signed by"}, {Text: "Adopted by"}, {Text: "Check code"}}}
		for _, m := range slices.Backward(list.Items) {
			adopted := Cell{Text: "The founding"}
			if m.Decision != "" {
				adopted = Cell{Text: m.Decision, Href: "/decisions/" + m.Decision}
			}
			p.Versions.Rows = append(p.Versions.Rows, []Cell{{Text: "Version " + number(m.Version), Href: mouPath(m.Version)}, {Text: m.Title}, {Text: m.Adopted.Day().InWords()}, {Text: many(len(m.Signed), "party", "parties")}, adopted, {Text: m.RulesCode}})
		}
		if n > 1 {
			p.Compare = &Link{fmt.Sprintf("/mou/compare?a=%d&b=%d", list.Items[n-2].Version, list.Items[n-1].Version), fmt.Sprintf("Compare version %d with version %d", list.Items[n-2].Version, list.Items[n-1].Version)}
		}
	}
	return p, nil
}

func mouPath(version int64) string { return "/mou/" + number(version) }

// mouPage is one version, clause by clause.
type mouPage struct {
	layout
	Facts    []Row
	Do       []Link // what whoever looks has to do with it
	Sections []sectionShown
	Signed   *Table
	Stands   *Table // of every party, where its signature of this version is still waited for
}

// sectionShown is a section of the text, with its heading.
type sectionShown struct {
	ID, Title string
	Clauses   []clauseShown
}

// Contents lead to each part of the page.
func (p *mouPage) Contents() (list []Link) {
	for _, s := range p.Sections {
		list = append(list, Link{"#section-" + s.ID, s.Title})
	}
	if p.Stands != nil {
		list = append(list, Link{"#stands", p.Stands.Caption})
	}
	if p.Signed != nil {
		list = append(list, Link{"#signed", p.Signed.Caption})
	}
	return list
}

var sectionHeading = regexp.MustCompile(`(?m)^## ([1-9][0-9]*)\. (\S.*)$`)

// sections are a version's clauses under the headings that its text has.
func (v *visit) sections(m api.MoUVersion) (list []sectionShown, err error) {
	if len(m.Clauses) == 0 {
		return nil, nil
	}
	const file = "mou/mou.md"
	files, err := v.bundle(m.Rules, file)
	if err != nil {
		return nil, err
	}
	headings := map[string]string{}
	for _, h := range sectionHeading.FindAllStringSubmatch(string(files[file]), -1) {
		headings[h[1]] = h[1] + ". " + h[2]
	}
	for _, c := range m.Clauses {
		id, _, _ := strings.Cut(c.ID, ".")
		if len(list) == 0 || list[len(list)-1].ID != id {
			list = append(list, sectionShown{ID: id, Title: cmp.Or(headings[id], "Section "+id)})
		}
		in := &list[len(list)-1]
		in.Clauses = append(in.Clauses, clauseShown{c.ID, c.Title, c.Text, mouPath(m.Version) + "/rules/" + c.ID})
	}
	return list, nil
}

// clauseShown is a clause, and where its rules are.
type clauseShown struct {
	ID, Title, Text, Rules string
}

// mou is the version of the path, by its name there.
func (v *visit) mou(name string) (api.MoUVersion, error) {
	n, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return api.MoUVersion{}, api.NewProblem(ledger.CodeNotFound, "there is no version "+name+" of the MoU: see its versions")
	}
	return v.client.MoU(v.ctx, n)
}

func mouShow(v *visit) (page, error) {
	m, err := v.mou(v.path("version"))
	if err != nil {
		return nil, err
	}
	p := &mouPage{layout: layout{page: "mou", Title: m.Title, Caption: "MoU, version " + number(m.Version), Nav: "/mou", Back: &Link{"/mou", "Versions of the MoU"}}}
	p.Facts = []Row{
		{Key: "In the ledger since", Values: []string{upperFirst(when(m.Adopted)) + ", entry " + number(m.Entry)}},
		{Key: "Signed by", Values: []string{many(len(m.Signed), "party", "parties")}},
		{Key: "Check code of text and rules", Values: []string{m.RulesCode}},
	}
	if p.Sections, err = v.sections(m); err != nil {
		return nil, err
	}
	if m.Version == v.ledger.MoU {
		if p.Do, err = v.signLinks(""); err != nil {
			return nil, err
		}
	}
	if len(m.Signed) > 0 {
		p.Signed = &Table{Caption: "Who signed, and when", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "Officer"}, {Text: "When"}}}
		for _, s := range m.Signed {
			p.Signed.Rows = append(p.Signed.Rows, []Cell{{Text: s.Name}, {Text: s.Officer}, {Text: when(s.Time), Href: entryPath(s.Entry)}})
		}
	}
	return p, p.standing(v, m)
}

// standing says of the version in force whether it is, and of each of its parties whether
// it has signed, until when it may, and since when it is waited for.
func (p *mouPage) standing(v *visit, m api.MoUVersion) error {
	signing, err := v.inForce()
	// Who reads the MoU need not read about its parties.
	if b := problemOf(err); b != nil && (b.Code == ledger.CodeLogIn || b.Code == ledger.CodeNotAllowed) {
		return nil
	}
	if err != nil || signing.Version != m.Version {
		return err
	}
	p.Facts = append(p.Facts, Row{Key: "In force", Values: []string{signing.Words}})
	p.Stands = &Table{Caption: "Where each party stands", Stacks: true, Columns: []Column{{Text: "Party"}, {Text: "Signature"}, {Text: "Waited for since"}}}
	for _, party := range signing.Parties {
		since := Cell{}
		if party.Since != "" && party.Status != "signed" {
			since.Text = day(party.Since)
		}
		p.Stands.Rows = append(p.Stands.Rows, []Cell{{Text: party.Name}, {Text: party.Words}, since})
	}
	return nil
}

// clausePage is a clause beside the numbers that it sets and the rules that carry it out.
type clausePage struct {
	layout
	Clause         api.Clause
	Terms          []termShown
	Rules          []ruleShown
	Cases          []casesShown
	Tests          int // in all
	Earlier, Later *Link
}

// termShown is a term of the agreement: what its clause comes to in numbers and names.
type termShown struct {
	Name string
	Rows []Row
}

// ruleShown is a rule that reads a term, in its author's words and in its own.
type ruleShown struct{ Title, Description, Term, Clause, Source string }

// casesShown are the worked cases of a part of the library, each told by its name.
type casesShown struct {
	Of    string
	Names []string
}

func clauseShow(v *visit) (page, error) {
	m, err := v.mou(v.path("version"))
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(m.Clauses, func(c api.Clause) bool { return c.ID == v.path("clause") })
	if at < 0 {
		return nil, api.NewProblem(ledger.CodeNotFound, fmt.Sprintf("version %d of the MoU has no clause %s", m.Version, v.path("clause")))
	}
	c := m.Clauses[at]
	p := &clausePage{layout: layout{page: "clause", Title: "Clause " + c.ID + ": " + c.Title, Caption: "MoU, version " + number(m.Version), Nav: "/mou", Back: &Link{mouPath(m.Version), "The whole version"}}, Clause: c}
	link := func(i int) *Link {
		if i < 0 || i >= len(m.Clauses) {
			return nil
		}
		return &Link{mouPath(m.Version) + "/rules/" + m.Clauses[i].ID, "Clause " + m.Clauses[i].ID + ": " + m.Clauses[i].Title}
	}
	p.Earlier, p.Later = link(at-1), link(at+1)
	for _, c := range c.Cases {
		shown := casesShown{Of: codeWords(c.Package)}
		for _, name := range c.Cases {
			shown.Names = append(shown.Names, codeWords(name))
		}
		p.Cases, p.Tests = append(p.Cases, shown), p.Tests+len(shown.Names)
	}
	files, err := v.bundle(m.Rules, "mou/terms.json", "rego/mou/mou.rego", "mou/mou.rego")
	if err != nil {
		return nil, err
	}
	var terms map[string]any
	if err := json.Unmarshal(files["mou/terms.json"], &terms); err != nil {
		return nil, fmt.Errorf("terms of version %d: %w", m.Version, err)
	}
	p.Terms = termsOf(terms, c.ID)
	for _, r := range rulesIn(string(files["rego/mou/mou.rego"]) + "\n" + string(files["mou/mou.rego"])) {
		if r.Clause == c.ID || slices.ContainsFunc(p.Terms, func(t termShown) bool { return t.Name == r.Term || strings.HasPrefix(t.Name, r.Term+"/") }) {
			p.Rules = append(p.Rules, r)
		}
	}
	return p, nil
}

// bundle gives some files of a bundle of rules, by path; what it has not is left out.
func (v *visit) bundle(rules ledger.Digest, paths ...string) (map[string][]byte, error) {
	manifest, err := v.client.Blob(v.ctx, rules)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for line := range strings.Lines(string(manifest)) {
		sum, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if slices.Contains(paths, path) {
			if files[path], err = v.client.Blob(v.ctx, ledger.Digest(sum)); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// termsOf are the terms that name a clause, whole, wherever they stand.
func termsOf(terms map[string]any, clause string) (found []termShown) {
	var walk func(name string, v any)
	walk = func(name string, v any) {
		of, ok := v.(map[string]any)
		if !ok {
			return
		}
		if of["clause"] == clause {
			found = append(found, termShown{Name: name, Rows: termRows(of)})
		}
		for _, key := range slices.Sorted(maps.Keys(of)) {
			walk(strings.TrimPrefix(name+"/"+key, "/"), of[key])
		}
	}
	walk("", terms)
	return found
}

// termRows are the parts of a term for people. A part of a whole is said in one, and what
// has a title needs no code beside it.
func termRows(of map[string]any) (rows []Row) {
	num, den := of["num"], of["den"]
	if num != nil && den != nil {
		rows = append(rows, Row{Key: "Part", Values: []string{termWords(num) + " of " + termWords(den)}})
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		inner, nested := of[key].(map[string]any)
		switch {
		case key == "clause", key == "text", num != nil && den != nil && (key == "num" || key == "den"), key == "id" && of["title"] != nil:
		case nested && inner["clause"] != nil: // of another clause
		case key == "illustrative":
			rows = append(rows, Row{Key: "Source", Values: []string{"None: it is illustrative"}})
		default:
			rows = append(rows, Row{Key: upperFirst(strings.ReplaceAll(key, "_", " ")), Values: []string{termWords(of[key])}})
		}
	}
	return rows
}

// termWords is a term's value for people.
func termWords(v any) string {
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, " ") {
			return strings.ReplaceAll(v, "_", " ") // a code
		}
		return v
	case bool:
		if v {
			return "Yes"
		}
		return "No"
	case float64:
		return strconv.FormatInt(int64(v), 10)
	case []any:
		var parts []string
		for _, one := range v {
			parts = append(parts, termWords(one))
		}
		return listed(parts)
	case map[string]any:
		var parts []string
		for _, row := range termRows(v) {
			parts = append(parts, lowerFirst(row.Key)+": "+row.Values[0])
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(v)
}

// rulesIn are the rules of a Rego text that say by METADATA which term or clause they are
// for, in order.
func rulesIn(text string) (rules []ruleShown) {
	for _, part := range strings.Split("\n"+text, "\n# METADATA\n")[1:] {
		var r ruleShown
		var source []string
		field := ""
		for i, line := range strings.Split(part, "\n") {
			comment, is := strings.CutPrefix(line, "# ")
			if !is || len(source) > 0 {
				if i > 0 && (strings.TrimSpace(line) != "" || len(source) > 0) {
					source = append(source, line)
				}
				continue
			}
			key, value, _ := strings.Cut(strings.TrimSpace(comment), ": ")
			switch {
			case strings.HasPrefix(comment, "title: "):
				r.Title, field = value, ""
			case comment == "description: |":
				field = "description"
			case strings.HasPrefix(comment, "description: "):
				r.Description, field = strings.TrimPrefix(comment, "description: "), "description"
			case !strings.HasPrefix(comment, " "):
				field = ""
			case key == "term" && field != "description":
				r.Term = value
			case key == "clause" && field != "description":
				r.Clause = strings.Trim(value, `"`)
			case field == "description":
				r.Description = strings.TrimSpace(r.Description + " " + strings.TrimSpace(comment))
			}
		}
		r.Source = strings.TrimSpace(strings.Join(source, "\n"))
		if r.Term != "" || r.Clause != "" {
			rules = append(rules, r)
		}
	}
	return rules
}

// comparePage is what differs between two versions: the clauses by their text, all else
// by what it was and is.
type comparePage struct {
	layout
	A, B     Select
	From, To string // which they are, for what stands below
	Said     string
	Changes  []reworded
	Tables   []*Table // of numbers, parties and rules
}

// reworded is a clause that one of two versions has otherwise, or alone.
type reworded struct {
	ID            string
	Before, After *api.Clause
}

// Title is the clause's name, in the later of the versions that has it.
func (r reworded) Title() string { return cmp.Or(r.After, r.Before).Title }

// Retitled is whether its name is another.
func (r reworded) Retitled() bool {
	return r.Before != nil && r.After != nil && r.Before.Title != r.After.Title
}

func compareShow(v *visit) (page, error) {
	query := v.request.URL.Query()
	p := &comparePage{layout: layout{page: "compare", Title: "Compare two versions of the MoU", Nav: "/mou", Back: &Link{"/mou", "Versions of the MoU"}}}
	list, err := v.client.MoUs(v.ctx)
	if err != nil {
		return nil, err
	}
	options := func(chosen string) (all []Option) {
		for _, m := range list.Items {
			all = append(all, Option{number(m.Version), "Version " + number(m.Version) + ", of " + m.Adopted.Day().InWords(), number(m.Version) == chosen})
		}
		return all
	}
	a, b := query.Get("a"), query.Get("b")
	p.A = Select{ID: "a", Name: "a", Label: "From", Options: options(a)}
	p.B = Select{ID: "b", Name: "b", Label: "To", Options: options(b)}
	if a == "" || b == "" {
		return p, nil
	}
	before, err := v.mou(a)
	if err != nil {
		return nil, err
	}
	after, err := v.mou(b)
	if err != nil {
		return nil, err
	}
	p.From, p.To = "Version "+number(before.Version), "Version "+number(after.Version)
	p.Changes = changed(before.Clauses, after.Clauses)
	found, err := v.changesOf(before.Rules, after.Rules)
	if err != nil {
		return nil, err
	}
	p.Said = "They are the same, in text, numbers and rules."
	if len(found) > 0 {
		p.Said = p.From + " and " + lowerFirst(p.To) + " differ in " + lowerFirst(changeWords(found))
	}
	names, err := v.partyNames()
	if err != nil {
		return nil, err
	}
	p.Tables = changeTables(slices.DeleteFunc(found, func(d policy.Difference) bool { return d.Part == partClause }), "", names)
	for _, t := range p.Tables {
		if len(t.Columns) == 3 { // else it is of rules
			t.Caption, t.Columns[1].Text, t.Columns[2].Text = "Numbers, names and facts about parties", p.From, p.To
		}
	}
	return p, nil
}

// changed is what differs between the clauses of two versions, in the order of the later.
func changed(before, after []api.Clause) (list []reworded) {
	find := func(in []api.Clause, id string) *api.Clause {
		if i := slices.IndexFunc(in, func(c api.Clause) bool { return c.ID == id }); i >= 0 {
			return &in[i]
		}
		return nil
	}
	for i, c := range after {
		if old := find(before, c.ID); old == nil || old.SHA256 != c.SHA256 || old.Title != c.Title {
			list = append(list, reworded{c.ID, old, &after[i]})
		}
	}
	for i, c := range before {
		if find(after, c.ID) == nil {
			list = append(list, reworded{c.ID, &before[i], nil})
		}
	}
	return list
}

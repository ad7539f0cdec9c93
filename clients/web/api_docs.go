package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concordat/server/api"
)

// The API's description as pages, made of the one document that programs read.

// apiPage lists the operations, by what they are about.
type apiPage struct {
	layout
	Intro    []string
	Groups   []apiGroup
	Types    []Link
	Problems []Link // that any operation may answer with
}

type apiGroup struct {
	Name       string
	Operations []apiLine
}

type apiLine struct{ Method, Path, Summary, Href string }

// operationPage is one operation: what it takes, what it answers, and what can be in the
// way.
type operationPage struct {
	layout
	apiLine
	Description string
	Access      []string
	Parameters  *Table
	Body        *Table
	BodyWords   string
	Answers     *Table
	Problems    []Link
}

// typePage is one type that operations take or answer with.
type typePage struct {
	layout
	Description string
	Is          string // where it has no fields
	Fields      *Table
}

// apiDocument is the document, as far as it is shown.
type apiDocument struct {
	Info struct {
		Title, Version, Description string
	}
	Problems   []string                                `json:"x-problems"`
	Paths      map[string]map[string]*apiOperation     `json:"paths"`
	Components struct{ Schemas map[string]*apiSchema } `json:"components"`
}

type apiOperation struct {
	ID          string `json:"operationId"`
	Summary     string
	Description string
	Access      struct {
		To    string
		Reads []string
	} `json:"x-access"`
	Problems   []string `json:"x-problems"`
	Parameters []struct {
		Name, In, Description string
		Required              bool
		Schema                *apiSchema
	}
	RequestBody *struct {
		Required    bool
		Description string
		Content     map[string]struct{ Schema *apiSchema }
	}
	Responses map[string]struct {
		Ref         string `json:"$ref"`
		Description string
		Content     map[string]struct{ Schema *apiSchema }
	}
	Security []map[string][]string
}

type apiSchema struct {
	Ref         string `json:"$ref"`
	Type        any
	Description string
	Enum        []any
	Pattern     string
	Items       *apiSchema
	Properties  map[string]*apiSchema
	Required    []string
	Additional  json.RawMessage `json:"additionalProperties"`
	Minimum     *int64
	Maximum     *int64
}

// described is the document, which is the program's own.
var described = func() (d apiDocument) {
	if err := json.Unmarshal(api.OpenAPI, &d); err != nil {
		panic(err)
	}
	return d
}()

func docPath(name string) string { return api.PathDocs + "/" + name }

// named is a schema's own name, if it is one that has a page.
func (s *apiSchema) named() string {
	return strings.TrimPrefix(s.Ref, "#/components/schemas/")
}

// cell is a type in words, as a link where it has a page of its own.
func (s *apiSchema) cell() Cell {
	switch {
	case s == nil:
		return Cell{Text: "anything"}
	case s.Ref != "":
		return Cell{Text: s.named(), Href: docPath(s.named())}
	case s.Items != nil:
		of := s.Items.cell()
		return Cell{Text: "list of " + of.Text, Href: of.Href}
	case len(s.Enum) > 0:
		var all []string
		for _, v := range s.Enum {
			all = append(all, fmt.Sprint(v))
		}
		return Cell{Text: "one of: " + strings.Join(all, ", ")}
	case len(s.Properties) > 0:
		return Cell{Text: "object with " + strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", ")}
	}
	var of *apiSchema
	if json.Unmarshal(s.Additional, &of) == nil && of != nil {
		inner := of.cell()
		return Cell{Text: "object, by name: " + inner.Text, Href: inner.Href}
	}
	words := "anything"
	switch t := s.Type.(type) {
	case string:
		words = t
	case []any:
		var all []string
		for _, v := range t {
			all = append(all, fmt.Sprint(v))
		}
		words = strings.Join(all, " or ")
	}
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		words += fmt.Sprintf(", %d to %d", *s.Minimum, *s.Maximum)
	case s.Minimum != nil:
		words += fmt.Sprintf(", %d or more", *s.Minimum)
	case s.Pattern != "":
		words += ", as " + s.Pattern
	}
	return Cell{Text: words}
}

// fields are an object's fields as a table.
func (s *apiSchema) fields(caption string) *Table {
	if len(s.Properties) == 0 {
		return nil
	}
	t := &Table{Caption: caption, Columns: []Column{{Text: "Field"}, {Text: "Type"}, {Text: "Always there"}, {Text: "Meaning"}}}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f := s.Properties[name]
		t.Rows = append(t.Rows, []Cell{{Text: name}, f.cell(), {Text: upperFirst(yesNo(slices.Contains(s.Required, name)))}, {Text: f.Description}})
	}
	return t
}

// operations are all of them, by path and then by method.
func operations(each func(path, method string, o *apiOperation)) {
	for _, path := range slices.Sorted(maps.Keys(described.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(described.Paths[path])) {
			each(path, strings.ToUpper(method), described.Paths[path][method])
		}
	}
}

func problemLinks(codes []string) (list []Link) {
	for _, code := range codes {
		list = append(list, Link{api.PathProblems + code, code})
	}
	return list
}

func apiShow(*visit) (page, error) {
	p := &apiPage{layout: layout{page: "api", Title: "The API", Back: &Link{"/help", "Help"}}, Problems: problemLinks(described.Problems)}
	p.Intro = strings.SplitAfter(described.Info.Description, ". ")
	operations(func(path, method string, o *apiOperation) {
		about, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, api.Base), "/"), "/")
		if strings.HasPrefix(path, "/api/openapi") || about == "" {
			about = "the API itself"
		}
		about = upperFirst(strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(about, ".csv"), ".xlsx"), "-", " "))
		at := slices.IndexFunc(p.Groups, func(g apiGroup) bool { return g.Name == about })
		if at < 0 {
			at, p.Groups = len(p.Groups), append(p.Groups, apiGroup{Name: about})
		}
		p.Groups[at].Operations = append(p.Groups[at].Operations, apiLine{method, path, o.Summary, docPath(o.ID)})
	})
	slices.SortStableFunc(p.Groups, func(a, b apiGroup) int { return cmp.Compare(a.Name, b.Name) })
	for _, name := range slices.Sorted(maps.Keys(described.Components.Schemas)) {
		p.Types = append(p.Types, Link{docPath(name), name})
	}
	return p, nil
}

// apiPartShow is the page of an operation or of a type: no two of them share a name.
func apiPartShow(v *visit) (page, error) {
	name := v.path("name")
	var found page
	operations(func(path, method string, o *apiOperation) {
		if o.ID == name {
			found = operationOf(path, method, o)
		}
	})
	if found != nil {
		return found, nil
	}
	s, ok := described.Components.Schemas[name]
	if !ok {
		return nowhere(v)
	}
	return typeOf(name, s), nil
}

func typeOf(name string, s *apiSchema) *typePage {
	p := &typePage{layout: layout{page: "api-type", Title: name, Caption: "A type of the API", Back: &Link{api.PathDocs, "The API"}}, Description: s.Description, Fields: s.fields("Fields")}
	if p.Fields == nil {
		p.Is = s.cell().Text
	}
	return p
}

// accessWords say to whom an operation is open.
var accessWords = map[string]string{
	"everybody": "Everybody.", "person": "Whoever is logged in.", "part": "Whoever is logged in and has a part at the board.",
}

func operationOf(path, method string, o *apiOperation) *operationPage {
	p := &operationPage{
		layout:  layout{page: "api-operation", Title: o.ID, Caption: "An operation of the API", Back: &Link{api.PathDocs, "The API"}},
		apiLine: apiLine{method, path, o.Summary, docPath(o.ID)}, Description: o.Description, Problems: problemLinks(o.Problems),
	}
	if o.Access.To != "" {
		p.Access = append(p.Access, accessWords[o.Access.To])
	}
	if len(o.Access.Reads) > 0 {
		p.Access = append(p.Access, "Whoever the MoU lets read: "+strings.Join(o.Access.Reads, ", ")+".")
	}
	if len(o.Parameters) > 0 {
		p.Parameters = &Table{Caption: "Parameters", Columns: []Column{{Text: "Name"}, {Text: "Where"}, {Text: "Type"}, {Text: "Needed"}, {Text: "Meaning"}}}
		for _, x := range o.Parameters {
			p.Parameters.Rows = append(p.Parameters.Rows, []Cell{{Text: x.Name}, {Text: x.In}, x.Schema.cell(), {Text: upperFirst(yesNo(x.Required))}, {Text: x.Description}})
		}
	}
	if b := o.RequestBody; b != nil {
		p.BodyWords = b.Description
		p.Body = &Table{Caption: "What is sent", Columns: []Column{{Text: "Media type"}, {Text: "Type"}}}
		for _, kind := range slices.Sorted(maps.Keys(b.Content)) {
			p.Body.Rows = append(p.Body.Rows, []Cell{{Text: kind}, b.Content[kind].Schema.cell()})
		}
	}
	p.Answers = &Table{Caption: "Answers", Columns: []Column{{Text: "Status"}, {Text: "Media type"}, {Text: "Type"}, {Text: "Meaning"}}}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		a := o.Responses[status]
		if a.Ref != "" {
			p.Answers.Rows = append(p.Answers.Rows, []Cell{{Text: "Any other"}, {Text: api.TypeProblem}, {Text: "Problem", Href: docPath("Problem")}, {Text: "A problem, which its code names"}})
			continue
		}
		if len(a.Content) == 0 {
			p.Answers.Rows = append(p.Answers.Rows, []Cell{{Text: status}, {}, {}, {Text: a.Description}})
		}
		for _, kind := range slices.Sorted(maps.Keys(a.Content)) {
			p.Answers.Rows = append(p.Answers.Rows, []Cell{{Text: status}, {Text: kind}, a.Content[kind].Schema.cell(), {Text: a.Description}})
		}
	}
	return p
}

package web

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// components are what each fixture of the design system is rendered from here, by
// component and fixture. The link of a fixture is "#" unless it says another.
var components = map[string]map[string]struct {
	name string // of the template
	data any
}{
	"back-link": {"default": {"back-link", Link{"#", "Back"}}},
	"button": {
		"default":                     {"button", Button{Text: "Save and continue"}},
		"with double click prevented": {"button", Button{Text: "Save and continue", Once: true}},
		"secondary":                   {"button", Button{Text: "Find my location", Colour: "secondary"}},
		"reverse":                     {"button", Button{Text: "Log out", Colour: "reverse"}},
		"warning":                     {"button", Button{Text: "Yes, delete this vaccine", Colour: "warning"}},
	},
	"checkboxes": {
		"without heading":                     {"radios", boxes("without-heading", "")},
		"with error message, without heading": {"radios", boxes("with-error-message", "Select how you want to be contacted")},
	},
	"details": {"default": {"details", Details{"How to find your NHS number", "You can find your NHS number by logging in to the NHS App or on any document the NHS has sent you."}}},
	"error-summary": {
		"default":            {"error-summary", []Fault{{"example-day", "Date of birth must be in the past"}}},
		"without error link": {"error-summary", []Fault{{"", "Invalid username or password"}}},
	},
	"inset-text": {"default": {"inset-text", "You can report any suspected side effect using the Yellow Card safety scheme"}},
	"input":      {"example address line 1": {"input", Input{ID: "address-line1", Name: "address-line1", Label: "Address line 1", Complete: "address-line1"}}},
	"panel":      {"default": {"panel", Panel{"Booking complete", "We have sent you a confirmation email"}}},
	"radios": {
		"default":             {"radios", contact("example", "")},
		"with error message":  {"radios", contact("with-error-message", "Select how you want to be contacted")},
		"with hints on items": {"radios", Radios{ID: "with-hint-item", Name: "example", Heading: true, Legend: "Do you have a mobile phone with signal?", Items: []Radio{{ID: "with-hint-item", Value: "mobile", Text: "Yes, I have a mobile phone with signal", Hint: "We will text you a 6 digit security code"}, {ID: "with-hint-item-2", Value: "landline", Text: "No, I want to use my landline", Hint: "We will call you to give you a 6 digit security code"}}}},
		"without heading": {"radios", func() Radios {
			r := contact("without-heading", "")
			r.Heading = false
			return r
		}()},
	},
	"select": {"without heading": {"select", Select{ID: "without-heading", Name: "example", Label: "Sort by", Options: []Option{
		{Value: "published", Text: "Recently published"}, {Value: "updated", Text: "Recently updated"}, {Value: "views", Text: "Most views"}, {Value: "comments", Text: "Most comments"},
	}}}},
	"skip-link":    {"default": {"skip-link", nil}},
	"summary-list": {"with actions": {"summary-list", nil}},
	"tables": {"with numeric format": {"plain-table", Table{Caption: "Prescription prepayment certificate (PPC) charges", Columns: []Column{{Text: "Item"}, {Text: "Current charge", Numeric: true}, {Text: "New charge", Numeric: true}}, Rows: [][]Cell{
		{{Text: "3-month"}, {Text: "£31.25", Numeric: true}, {Text: "£32.05", Numeric: true}},
		{{Text: "12-month"}, {Text: "£111.60", Numeric: true}, {Text: "£114.50", Numeric: true}},
		{{Text: "HRT"}, {Text: "£19.30", Numeric: true}, {Text: "£19.80", Numeric: true}},
	}}}},
	"tag": {"default": {"tag", Tag{Text: "Active"}}, "without colour": {"tag", Tag{"Completed", "no-colour"}}},
	"textarea": {
		"without heading":                     {"textarea", Textarea{ID: "without-heading", Name: "example", Label: "Can you provide more detail?", Hint: "Do not include personal information like your name, date of birth or NHS number"}},
		"with error message, without heading": {"textarea", Textarea{ID: "with-error-message", Name: "example", Label: "Can you provide more detail?", Error: "You must provide an explanation"}},
	},
	"task-list": {"default": {"task-list", []Task{
		{ID: "your-health-1", Href: "#/task/exercise", Text: "Exercise", Status: Tag{"Completed", "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal"}},
		{ID: "your-health-2", Href: "#/task/personal-health", Text: "Personal health", Status: Tag{"Completed", "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal"}},
		{ID: "your-health-3", Href: "#/task/family-health-history", Text: "Family health history", Hint: "Details of your parents, brothers and sisters", Status: Tag{"Incomplete", "blue"}},
		{ID: "your-health-4", Href: "#/task/smoking-history", Text: "Smoking history", Status: Tag{"Incomplete", "blue"}},
		{ID: "your-health-5", Text: "Blood test", Status: Tag{"Cannot start yet", "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal nhsuk-u-secondary-text-colour"}},
	}}},
	"warning-callout": {"default": {"warning", "For safety, tell your doctor or pharmacist if you're taking any other medicines, including herbal medicines, vitamins or supplements."}},
}

func contact(id, wrong string) Radios {
	return Radios{ID: id, Name: "example", Heading: true, Legend: "How do you want to be contacted about this?", Error: wrong, Items: []Radio{
		{ID: id, Value: "email", Text: "Email"}, {ID: id + "-2", Value: "phone", Text: "Phone"}, {ID: id + "-3", Value: "text", Text: "Text message"},
	}}
}

func boxes(id, wrong string) Radios {
	r := contact(id, wrong)
	r.Heading, r.Several, r.Items[2].Value = false, true, "text message"
	return r
}

// Each component is what the design system makes of the same, as a browser reads it.
func TestComponents(t *testing.T) {
	s := newSite(t)
	files, err := filepath.Glob("testdata/fixtures/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		component := strings.TrimSuffix(filepath.Base(file), ".json")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var fixtures []struct{ Name, HTML string }
		if err := json.Unmarshal(data, &fixtures); err != nil {
			t.Fatal(err)
		}
		for _, f := range fixtures {
			t.Run(component+"/"+f.Name, func(t *testing.T) {
				c, ok := components[component][f.Name]
				if !ok {
					t.Fatal("nothing is rendered for it")
				}
				if component == "summary-list" {
					c.data = []Row{
						{Key: "Name", Values: []string{"Karen Francis"}, Action: &RowAction{"#/change", "Change", "name"}},
						{Key: "Date of birth", Values: []string{"15 March 1984"}, Action: &RowAction{"#/change", "Change", "date of birth"}},
					}
				}
				var b bytes.Buffer
				if err := s.templates["help"].ExecuteTemplate(&b, c.name, c.data); err != nil {
					t.Fatal(err)
				}
				want, got := tree(t, f.HTML), tree(t, b.String())
				if component == "summary-list" { // of which the first two rows are texts
					const row = "div class=nhsuk-summary-list__row"
					want = strings.TrimRight(strings.Join(strings.Split(want, row)[:3], row), " ")
				}
				// Headings of rows may break.
				want = strings.ReplaceAll(want, " nhsuk-u-nowrap", "")
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("(-design system +here)\n%s", d)
				}
			})
		}
	}
}

// tree is HTML as a browser reads it: elements with their attributes in order, and
// texts without the spaces around them.
func tree(t *testing.T, text string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		switch n.Type {
		case html.TextNode:
			if words := strings.Join(strings.Fields(n.Data), " "); words != "" {
				b.WriteString(strings.Repeat("  ", depth) + "“" + words + "”\n")
			}
		case html.ElementNode:
			var attributes []string
			for _, a := range n.Attr {
				attributes = append(attributes, a.Key+"="+strings.Join(strings.Fields(a.Val), " "))
			}
			slices.Sort(attributes)
			b.WriteString(strings.Repeat("  ", depth) + n.Data + " " + strings.Join(attributes, " ") + "\n")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	walk(root, 0)
	return b.String()
}

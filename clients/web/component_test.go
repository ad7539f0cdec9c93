package web

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"concordat/server/api"
)

// component is what one fixture of the design system is rendered from here. A link of a
// fixture is "#" unless it says another.
type component struct {
	name   string // of the template
	data   any
	part   string   // class of the element that is compared; empty: all
	unlike []unlike // what is otherwise here
}

// unlike is a part of a line of a fixture, or whole lines however deep they are, in whose
// place others stand here, and why.
type unlike struct{ theirs, ours, why string }

// in is the fixture with what stands here, and whether it had what is said.
func (u unlike) in(fixture string) (string, bool) {
	if !strings.Contains(u.theirs, "\n") {
		return strings.ReplaceAll(fixture, u.theirs, u.ours), strings.Contains(fixture, u.theirs)
	}
	for deep := range 20 {
		indented := func(lines string) (all string) {
			for line := range strings.Lines(lines) {
				all += strings.Repeat("  ", deep) + line
			}
			return all
		}
		if theirs := "\n" + indented(u.theirs); strings.Contains(fixture, theirs) {
			return strings.ReplaceAll(fixture, theirs, "\n"+indented(u.ours)), true
		}
	}
	return fixture, false
}

// components are by component and fixture.
var components = map[string]map[string]component{
	"back-link": {"default": {name: "back-link", data: Link{"#", "Back"}}},
	"button": {
		"default":                     {name: "button", data: Button{Text: "Save and continue"}},
		"with double click prevented": {name: "button", data: Button{Text: "Save and continue", Once: true}},
		"secondary":                   {name: "button", data: Button{Text: "Find my location", Colour: "secondary"}},
		"reverse":                     {name: "button", data: Button{Text: "Log out", Colour: "reverse"}},
		"warning":                     {name: "button", data: Button{Text: "Yes, delete this vaccine", Colour: "warning"}},
		"as a link":                   {name: "button-link", data: Link{"#", "Link button"}},
	},
	"card": {
		"default": {name: "card", data: Card{"", "If you need help now, but it's not an emergency", "Go to NHS 111 online or call 111."}, unlike: []unlike{
			{"“Go to”\na href=#\n  “NHS 111 online”\n“or”\na href=#\n  “call 111”\n“.”\n", "“Go to NHS 111 online or call 111.”\n", "no text of a card has links"},
		}},
		"feature": {name: "card", data: Card{"feature", "Feature card heading", "Feature card description."}},
		"warning": {name: "card", data: Card{"warning", "School, nursery or work", "Stay away from school, nursery or work until all the spots have crusted over. This is usually 5 days after the spots first appeared."}},
	},
	"checkboxes": {
		"with hint":                           {name: "radios", data: conditions("with-hint", "")},
		"with hints on items":                 {name: "radios", data: conditions("with-hint-item", "including type 1, type 2, and gestational diabetes")},
		"with error message and hint":         {name: "radios", data: hinted(boxes("with-hint-error", "Select how you want to be contacted"), "Select all options that are relevant to you")},
		"without heading":                     {name: "radios", data: boxes("without-heading", "")},
		"with error message, without heading": {name: "radios", data: boxes("with-error-message", "Select how you want to be contacted")},
	},
	"code": {"button (with secondary)": {name: "copied", data: "This is a plain text code block", unlike: []unlike{
		{`div class=nhsuk-code nhsuk-code--button data-module=nhsuk-code`, `div class=nhsuk-code nhsuk-code--button data-i18n.copied-announcement=The address is copied data-i18n.copied-button=Copied data-i18n.copy-button=Copy the address data-module=nhsuk-code`, "it says what is copied"},
		{"“Copy code”", "“Copy the address”", "it says what is copied"},
		{"pre class=nhsuk-code__container", "pre class=nhsuk-code__container id=address", "it is led to"},
	}}},
	"contents-list": {"default": {name: "contents-list", data: []Link{{"#", "What is AMD?"}, {"#", "Symptoms"}, {"#", "Getting diagnosed"}, {"#", "Treatments"}, {"#", "Living with AMD"}}, unlike: []unlike{
		{"nav aria-label=Pages in this guide class=nhsuk-contents-list role=navigation", "nav aria-label=Contents class=nhsuk-contents-list id=contents role=navigation", "it is of parts of one page, and led back to"},
		{"li aria-current=page class=nhsuk-contents-list__item\n  span class=nhsuk-contents-list__current\n", "li class=nhsuk-contents-list__item\n  a class=nhsuk-contents-list__link href=#\n", "it is of parts of one page, of which none is the current one"},
	}}},
	"details": {"default": {name: "details", data: Details{"How to find your NHS number", "You can find your NHS number by logging in to the NHS App or on any document the NHS has sent you."}}},
	"error-summary": {
		"default":            {name: "error-summary", data: []Fault{{"example-day", "Date of birth must be in the past"}}},
		"without error link": {name: "error-summary", data: []Fault{{"", "Invalid username or password"}}},
	},
	"file-upload": {
		"without heading": {name: "input", data: Input{ID: "file-upload", Name: "file-upload", Kind: "file", Label: "Upload a file"}, unlike: []unlike{ownControl}},
		"with error message and hint, without heading": {name: "input", data: Input{ID: "file-upload", Name: "file-upload", Kind: "file", Label: "Upload a file", Hint: "Your photo may be in your Pictures, Photos, Downloads or Desktop folder", Error: "The selected file must be a JPG, BMP or TIF"}, unlike: []unlike{ownControl}},
		"with multiple": {name: "input", data: Input{ID: "file-upload", Name: "file-upload", Kind: "file", Several: true, Label: "Upload multiple files"}, unlike: []unlike{ownControl,
			{" data-i18n.choose-files-button=Choose files data-i18n.drop-instruction=or drop files data-i18n.no-file-chosen=No files chosen", "", ownControl.why},
			{"h1 class=nhsuk-label-wrapper\n  label class=nhsuk-label nhsuk-label--l for=file-upload\n    “Upload multiple files”\n", "label class=nhsuk-label for=file-upload\n  “Upload multiple files”\n", "no such question is its page's heading"},
		}},
	},
	"footer": {"with meta links": {name: "footer", unlike: []unlike{
		{footing("Accessibility statement", "#", "Contact us", "#", "Cookies", "#", "Privacy policy", "#", "Terms and conditions", "#"), footing("Search", "/search", "Help", "/help", "Check a receipt", "/check", "What is and is not proved", "/help/what-is-proved", "Accessibility", "/accessibility"), "it has links of its own"},
		{"p class=nhsuk-body-s\n  “© NHS England”\n", "", "it is not of NHS England"},
	}}},
	"header": {
		"with service name, account inline (logged out)": {name: "header", data: headed(nil), unlike: []unlike{ours, {
			"form action=# class=nhsuk-header__account-form method=post novalidate=\n  button class=nhsuk-header__account-button\n    “Log in”\n", "a class=nhsuk-header__account-link href=/log-in\n  “Log in”\n", "to come to log in nothing is sent",
		}}},
		"with service name, account inline (logged in)": {name: "header", data: headed(&api.Person{ID: "bury-member"}), unlike: []unlike{ours, {
			"li class=nhsuk-header__account-item\n", "li class=nhsuk-header__account-item\n  a class=nhsuk-header__account-link href=/account\n    “bury-member”\nli class=nhsuk-header__account-item\n", "it says who has logged in",
		}, {"form action=# class=nhsuk-header__account-form method=post novalidate=\n", "form action=/log-out class=nhsuk-header__account-form method=post novalidate=\n  input name=form_token type=hidden value=\n  input name=form_by type=hidden value=bury-member\n", "no other site can send the form"}}},
		"with navigation": {name: "header", part: "nhsuk-header__navigation", data: headed(nil, "Health A to Z", "Live Well", "Mental health", "Care and support", "Pregnancy", "NHS services")},
	},
	"heading":    {"text and caption (with size L)": {name: "heading", data: headed(nil)}},
	"inset-text": {"default": {name: "inset-text", data: "You can report any suspected side effect using the Yellow Card safety scheme"}},
	"input": {
		"example address line 1": {name: "input", data: Input{ID: "address-line1", Name: "address-line1", Label: "Address line 1", Complete: "address-line1"}},
		"with error message, without heading": {name: "input", data: Input{ID: "with-error-message", Name: "example", Width: 10, Keys: "numeric", Label: "What is your NHS number?", Error: "Enter NHS number"}, unlike: []unlike{
			{"nhsuk-input nhsuk-input--code nhsuk-input--error", "nhsuk-input nhsuk-input--error", "it asks for no code"}, {" spellcheck=false", "", "it asks for no code"},
		}},
	},
	"pagination": {
		"numbered":                 {name: "pages", data: numberedPages(2, "1", "2", "3")},
		"numbered first page":      {name: "pages", data: numberedPages(1, "1", "2", "3")},
		"numbered last page":       {name: "pages", data: numberedPages(3, "1", "2", "3")},
		"numbered with many pages": {name: "pages", data: numberedPages(10, "1", "", "8", "9", "10", "11", "12", "", "40")},
	},
	"panel": {
		"default": {name: "panel", data: Panel{"Booking complete", "We have sent you a confirmation email"}},
		"interruption": {name: "interruption", data: &interruptPage{layout: layout{Title: "Jodie Brown had a COVID-19 vaccine less than 3 months ago", Back: &Link{"#", "Cancel"}}, Continue: Link{"#", "Continue anyway"},
			Text: []string{"They had a COVID-19 vaccine on 25 September 2025.", "For most people, the minimum recommended gap between COVID-19 vaccine doses is 3 months."}}},
	},
	"radios": {
		"default":                     {name: "radios", data: contact("example", "")},
		"with error message":          {name: "radios", data: contact("with-error-message", "Select how you want to be contacted")},
		"with error message and hint": {name: "radios", data: hinted(contact("with-hint-error", "Select how you want to be contacted"), "Select 1 option")},
		"with hints on items":         {name: "radios", data: Radios{ID: "with-hint-item", Name: "example", Heading: true, Legend: "Do you have a mobile phone with signal?", Items: []Radio{{ID: "with-hint-item", Value: "mobile", Text: "Yes, I have a mobile phone with signal", Hint: "We will text you a 6 digit security code"}, {ID: "with-hint-item-2", Value: "landline", Text: "No, I want to use my landline", Hint: "We will call you to give you a 6 digit security code"}}}},
		"without heading": {name: "radios", data: func() Radios {
			r := contact("without-heading", "")
			r.Heading = false
			return r
		}()},
	},
	"scroll": {"default": {name: "table", data: &Table{Caption: "What everybody pays"}, unlike: []unlike{
		{"class=nhsuk-scroll__content role=region", "aria-label=What everybody pays class=nhsuk-scroll__content role=region tabindex=0", "it has its table's caption for a name, and is scrolled by keys where no script is run"},
		{"p\n  “Duis mollis, est non commodo luctus, nisi erat porttitor ligula, eget lacinia odio sem nec elit.”\n", "table class=nhsuk-table\n  caption class=nhsuk-table__caption nhsuk-table__caption--m\n    “What everybody pays”\n  thead class=nhsuk-table__head\n    tr class=nhsuk-table__row\n  tbody class=nhsuk-table__body\n", "it is of a table"},
	}}},
	"select": {
		"without heading": {name: "select", data: Select{ID: "without-heading", Name: "example", Label: "Sort by", Options: []Option{
			{Value: "published", Text: "Recently published"}, {Value: "updated", Text: "Recently updated"}, {Value: "views", Text: "Most views"}, {Value: "comments", Text: "Most comments"},
		}}},
		"with error message, without heading": {name: "select", data: Select{ID: "with-error-message", Name: "example", Label: "Choose location", Error: "Select a location", Options: []Option{
			{Value: "choose", Text: "Choose location"}, {Value: "eastmidlands", Text: "East Midlands"}, {Value: "eastofengland", Text: "East of England"}, {Value: "london", Text: "London"}, {Value: "northeast", Text: "North East"}, {Value: "northwest", Text: "North West"},
			{Value: "southeast", Text: "South East"}, {Value: "southwest", Text: "South West"}, {Value: "westmidlands", Text: "West Midlands"}, {Value: "yorkshire", Text: "Yorkshire and the Humber"},
		}}},
	},
	"skip-link":    {"default": {name: "skip-link"}},
	"summary-list": {"with actions": {name: "summary-list"}},
	"tables": {
		"default (responsive)": {name: "table", data: &Table{Caption: "Impetigo can look similar to other skin conditions", Stacks: true, Columns: []Column{{Text: "Skin symptoms"}, {Text: "Possible cause"}}, Rows: [][]Cell{
			{{Text: "Blisters on lips or around the mouth"}, {Text: "Cold sores"}}, {{Text: "Itchy, dry, cracked, sore"}, {Text: "Eczema"}}, {{Text: "Itchy blisters"}, {Text: "Shingles, chickenpox"}},
		}}},
		"with numeric format": {name: "plain-table", data: Table{Caption: "Prescription prepayment certificate (PPC) charges", Columns: []Column{{Text: "Item"}, {Text: "Current charge", Numeric: true}, {Text: "New charge", Numeric: true}}, Rows: [][]Cell{
			{{Text: "3-month"}, {Text: "£31.25", Numeric: true}, {Text: "£32.05", Numeric: true}},
			{{Text: "12-month"}, {Text: "£111.60", Numeric: true}, {Text: "£114.50", Numeric: true}},
			{{Text: "HRT"}, {Text: "£19.30", Numeric: true}, {Text: "£19.80", Numeric: true}},
		}}},
	},
	"tag": {"default": {name: "tag", data: Tag{Text: "Active"}}, "without colour": {name: "tag", data: Tag{"Completed", "no-colour"}}},
	"textarea": {
		"without heading":                              {name: "textarea", data: Textarea{ID: "without-heading", Name: "example", Label: "Can you provide more detail?", Hint: "Do not include personal information like your name, date of birth or NHS number"}},
		"with error message, without heading":          {name: "textarea", data: Textarea{ID: "with-error-message", Name: "example", Label: "Can you provide more detail?", Error: "You must provide an explanation"}},
		"with error message and hint, without heading": {name: "textarea", data: Textarea{ID: "with-hint-error", Name: "example", Label: "Can you provide more detail?", Error: "You must provide an explanation", Hint: "Do not include personal information like your name, date of birth or NHS number"}},
	},
	"task-list": {"default": {name: "task-list", data: []Task{
		{ID: "your-health-1", Href: "#/task/exercise", Text: "Exercise", Status: Tag{"Completed", "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal"}},
		{ID: "your-health-2", Href: "#/task/personal-health", Text: "Personal health", Status: Tag{"Completed", "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal"}},
		{ID: "your-health-3", Href: "#/task/family-health-history", Text: "Family health history", Hint: "Details of your parents, brothers and sisters", Status: Tag{"Incomplete", "blue"}},
		{ID: "your-health-4", Href: "#/task/smoking-history", Text: "Smoking history", Status: Tag{"Incomplete", "blue"}},
		{ID: "your-health-5", Text: "Blood test", Status: Tag{"Cannot start yet", "no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal nhsuk-u-secondary-text-colour"}},
	}}},
	"warning-callout": {"default": {name: "warning", data: "For safety, tell your doctor or pharmacist if you're taking any other medicines, including herbal medicines, vitamins or supplements."}},
}

// ownControl is the browser's own way to choose a file.
var ownControl = unlike{" data-module=nhsuk-file-upload", "", "the button that the script would put there is called otherwise than it says (WCAG 2.1, 2.5.3), which axe finds"}

// ours is the service's name, which stands alone.
var ours = unlike{
	"a aria-label=NHS Get a self-test kit for HIV homepage class=nhsuk-header__service-logo href=#\n  span class=nhsuk-header__service-name\n    “Get a self-test kit for HIV”\n", "a class=nhsuk-header__service-name href=/\n  “Get a self-test kit for HIV”\n", "the logo is for the NHS alone to use",
}

// headed is a page of the service of the fixtures, with these areas, of which the last but
// one is looked at.
func headed(me *api.Person, areas ...string) *layout {
	l := &layout{Title: "What is your home address?", Caption: "About you", Service: "Get a self-test kit for HIV", Me: me}
	for i, name := range areas {
		l.Items = append(l.Items, NavItem{Link{"#", name}, i == len(areas)-2})
	}
	return l
}

// footing is the lines of so many links, each with where it leads.
func footing(links ...string) string {
	var b strings.Builder
	for link := range slices.Chunk(links, 2) {
		b.WriteString("li class=nhsuk-footer__list-item\n  a class=nhsuk-footer__list-item-link href=" + link[1] + "\n    “" + link[0] + "”\n")
	}
	return b.String()
}

// numberedPages are pages of which one is looked at.
func numberedPages(at int, numbers ...string) (p Pages) {
	to := func(n int) string { return "#/section/" + strconv.Itoa(n) }
	for _, text := range numbers {
		n, _ := strconv.Atoi(text)
		p.Numbers = append(p.Numbers, NavItem{Link{to(n), text}, n == at})
	}
	if at > 1 {
		p.Previous = to(at - 1)
	}
	if last := numbers[len(numbers)-1]; last != strconv.Itoa(at) {
		p.Next = to(at + 1)
	}
	return p
}

func hinted(r Radios, hint string) Radios {
	r.Hint = hint
	r.Heading = true
	return r
}

// conditions are four boxes, the last of which may have a hint.
func conditions(id, hint string) Radios {
	return Radios{ID: id, Name: "example", Heading: true, Several: true, Legend: "What medical conditions do you have?", Hint: "Select 1 or more", Items: []Radio{
		{ID: id, Value: "alzheimers", Text: "Alzheimer's disease or dementia"}, {ID: id + "-2", Value: "asthma", Text: "Asthma"}, {ID: id + "-3", Value: "cancer", Text: "Cancer"}, {ID: id + "-4", Value: "diabetes", Text: "Diabetes", Hint: hint},
	}}
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
				want, got := tree(t, f.HTML, c.part), tree(t, b.String(), c.part)
				for _, u := range c.unlike {
					var had bool
					if want, had = u.in(want); !had {
						t.Errorf("the fixture does not have %q, in whose place another stands here as %s: %s", u.theirs, u.why, want)
					}
				}
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

// No page has a class of the design system's that neither its style sheet nor its scripts nor
// its fixtures know, such as one of an older version.
func TestClasses(t *testing.T) {
	var known []byte
	for _, name := range []string{"nhsuk-frontend.min.css", "nhsuk-frontend.min.js"} {
		data, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, data...)
	}
	files, err := filepath.Glob("testdata/fixtures/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, data...)
	}
	class := regexp.MustCompile(`nhsuk-[\w-]+`)
	has := map[string]bool{}
	for _, name := range class.FindAll(known, -1) {
		has[string(name)] = true
	}
	unknown := map[string]string{} // and a page that has it
	for page, data := range Rendered(t, newSite(t)) {
		root, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, name := range class.FindAllString(attribute(n, "class"), -1) {
				if !has[name] {
					unknown[name] = page
				}
			}
		}
	}
	for name, page := range unknown {
		t.Errorf("%s has the class %s, which the design system does not", page, name)
	}
}

// tree is HTML as a browser reads it: elements with their attributes in order, each in a
// line, and the ends of those that consist of others, and texts without the spaces around
// them. It is of the element with a class, if there is one; without the classes of the house's
// own, and without what stands for nothing: a span that has nothing else.
func tree(t *testing.T, text, class string) string {
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
				values := strings.Fields(a.Val)
				if a.Key == "class" {
					values = slices.DeleteFunc(values, func(c string) bool { return strings.HasPrefix(c, "app-") })
					if len(values) == 0 {
						continue
					}
				}
				attributes = append(attributes, a.Key+"="+strings.Join(values, " "))
			}
			if n.Data == "span" && len(attributes) == 0 {
				depth--
				break
			}
			slices.Sort(attributes)
			b.WriteString(strings.Repeat("  ", depth) + strings.TrimSpace(n.Data+" "+strings.Join(attributes, " ")) + "\n")
		}
		for c := range n.ChildNodes() {
			walk(c, depth+1)
		}
	}
	for n := range root.Descendants() {
		if class == "" && n.Data == "body" || class != "" && slices.Contains(strings.Fields(attribute(n, "class")), class) {
			walk(n, 0)
			break
		}
	}
	return b.String()
}

package web

import (
	"regexp"
	"slices"
	"strings"

	"concordat/ledger"
)

// The design system's components that take more than a text. Each is shown by the
// template of its name in component.html, which is held against the design system's
// own fixtures.

// Tag is a status.
type Tag struct{ Text, Colour string }

// Task is a row of a task list.
type Task struct {
	ID, Href, Text, Hint string
	Status               Tag
}

// Row is a row of a summary list.
type Row struct {
	Key    string
	Values []string // a paragraph each, if there are several
	Run    []Command
	Say    string // name of the part of a statement that it is, where one is signed
	Tag    *Tag
	Action *RowAction
}

// Command is one for a terminal, by the words of which it is broken where it has to be: at
// no hyphen, which would be copied wrong.
type Command string

// Words are its own, each with whether it stands on one line on the smallest screen.
func (c Command) Words() (list []Cell) {
	for _, w := range strings.Fields(string(c)) {
		list = append(list, Cell{Text: w, OneLine: len(w) <= 24})
	}
	return list
}

// RowAction changes what a row says; What is read out after its text.
type RowAction struct{ Href, Text, What string }

// Radios is one question; one with Several takes more than one answer, by checkboxes.
type Radios struct {
	ID, Name            string // ID is the first answer's, to which an error leads
	Legend, Hint, Error string
	Heading             bool // the legend is the page's h1
	Several             bool
	Items               []Radio
}

// Radio is one answer.
type Radio struct {
	ID, Value, Text, Hint string
	Checked               bool
}

// Textarea is a longer answer.
type Textarea struct {
	ID, Name                  string
	Label, Hint, Error, Value string
}

// Input is an answer in a line.
type Input struct {
	ID, Name                  string
	Kind                      keyword // of HTML; empty: text
	Label, Hint, Error, Value string
	Several                   bool    // files may be chosen
	Width                     int     // characters that it has room for; 0: all there is
	Complete                  keyword // what a browser may fill in
	Keys                      keyword // that a phone shows: decimal for money
}

// keyword is a word that HTML gives a meaning to.
type keyword string

// Select is one of many.
type Select struct {
	ID, Name, Label, Error string
	Options                []Option
}

// Option is one of a select.
type Option struct {
	Value, Text string
	Chosen      bool
}

// Button sends a form.
type Button struct {
	Text, Colour string // Colour is empty, secondary, warning or reverse
	Once         bool   // it signs or records something: a second press is ignored
}

// Details is what only some want to read.
type Details struct{ Summary, Text string }

// Card is a heading and a paragraph that belong together. Kind is empty, feature or warning.
type Card struct{ Kind, Heading, Text string }

// Panel says that something is done.
type Panel struct{ Heading, Body string }

// Table is rows under headings. On a phone it scrolls to the side, as figures have to
// that are compared by eye; one that Stacks shows each row as a card there.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]Cell
	Stacks  bool
	Brief   bool   // a card has its second cell beside the first: who, and how they voted
	Total   []Cell // below all rows, also of those on other pages; none where it is empty
	Under   bool   // a heading that is about this alone, which the caption is smaller than
}

// Column is a heading.
type Column struct {
	Text    string
	Numeric bool
	Words   bool // of words of the house's own, which are not broken
	Wide    bool // of texts that people write, beside columns of a few characters
	Bar     bool // of bars, which have their numbers in the column before and are not shown on a phone
}

// Cell is a cell; the first of a row heads it.
type Cell struct {
	Text    string
	Hidden  string // of a link, for whom its words alone do not say where it leads
	Struck  bool   // it was said, and stands no more
	Href    string
	Numeric bool
	OneLine bool // on one line, besides what always is
	Tag     *Tag
	Bar     *Bar
}

// Whole tells whether the cell's text stands on one line on the smallest screen, so that
// none has to be broken: a reference, a day, a code, an amount or a short status.
func (c Cell) Whole() bool {
	return c.Solid() || c.Text == "" && c.Tag != nil && len(c.Tag.Text) <= 24 || len(c.Text) <= 14 && strings.ContainsAny(c.Text, " -")
}

// solid is what is read as one word in a table: a reference, a day, two years.
var solid = regexp.MustCompile(`^(?:(?:Decision |Settlement )?[A-Z]+-[0-9]{4}-[A-Z]?[0-9]+(?:/[A-Z]?[0-9]+)?|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}|[0-9]{4} to [0-9]{4})$`)

// Solid tells whether the cell stands on one line where a table has its columns: it is broken
// neither within a day nor at a reference's hyphens.
func (c Cell) Solid() bool { return c.OneLine || solid.MatchString(c.Text) }

// Long tells whether a text would be a column of single words on a phone, beside others.
func (c Cell) Long() bool { return len(c.Text) > 60 }

// Empty tells whether a cell says nothing: in a card there is no line for it.
func (c Cell) Empty() bool { return c.Text == "" && c.Tag == nil && c.Bar == nil }

// Bar is a number drawn as a part of the whole. It says nothing that the row does not say
// in words.
type Bar struct {
	Percent int64 // 0 to 100
	Colour  string
}

// barOf is how much of a whole a part is; none where there is no whole.
func barOf(part, whole int64) *Bar {
	if whole <= 0 || part < 0 || part > whole {
		return nil
	}
	return &Bar{Percent: part * 100 / whole}
}

// Narrow are ways to narrow a list by one thing.
type Narrow struct {
	Name  string
	Items []NavItem
}

// Checks are the rules' own reasons.
type Checks struct {
	Caption string
	List    []ledger.Check
	Under   bool // as of a table
}

func checksOf(caption string, list []ledger.Check) *Checks {
	if len(list) == 0 {
		return nil
	}
	return &Checks{Caption: caption, List: list}
}

// alike is the table without a column in which every row says the same, which its caption
// then says.
func (t *Table) alike(column int, words string) *Table {
	if len(t.Rows) < 2 {
		return t
	}
	same := t.Rows[0][column]
	if same.Text == "" {
		return t
	}
	for _, row := range t.Rows {
		if row[column] != same {
			return t
		}
	}
	if same.Text == everyParty {
		same.Text = lowerFirst(everyParty)
	}
	t.Caption += words + same.Text
	t.Columns = slices.Delete(t.Columns, column, column+1)
	for r := range t.Rows {
		t.Rows[r] = slices.Delete(t.Rows[r], column, column+1)
	}
	return t
}

// used is the table without the columns that no row has anything in, after the first.
func (t *Table) used() *Table {
	for i := len(t.Columns) - 1; i > 0; i-- {
		empty := true
		for _, row := range t.Rows {
			empty = empty && row[i].Text == "" && row[i].Tag == nil && row[i].Bar == nil
		}
		if !empty {
			continue
		}
		t.Columns = slices.Delete(t.Columns, i, i+1)
		for r := range t.Rows {
			t.Rows[r] = slices.Delete(t.Rows[r], i, i+1)
		}
		if t.Total != nil {
			t.Total = slices.Delete(t.Total, i, i+1)
		}
	}
	return t
}

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // times are London's on every machine
	"unicode/utf8"

	"concordat/ledger"
)

// table is rows under headings that fits a width: what is too long is wrapped in
// its own column, and nothing is cut off.
type table struct {
	columns []column
	rows    [][]string
}

type column struct {
	title string
	right bool // numbers
	whole bool // never wrapped, such as a reference
}

func left(title string) column  { return column{title: title} }
func right(title string) column { return column{title: title, right: true, whole: true} }
func whole(title string) column { return column{title: title, whole: true} }

func newTable(columns ...column) *table { return &table{columns: columns} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

const (
	columnGap   = 2
	leastWrap   = 10 // a column is not made narrower, whatever the width
	narrow      = 60 // below this a table that would have to wrap is stacked
	stackIndent = 4  // of a value that stands under its name
)

// widths gives each column what it needs; where that is too much in all, the
// widest columns that may wrap give way first, as far as their words let them. It
// is false where the table does not fit.
func (t *table) widths(width int) ([]int, bool) {
	w, least := make([]int, len(t.columns)), make([]int, len(t.columns))
	total := columnGap * (len(w) - 1)
	for i, c := range t.columns {
		least[i] = leastWrap
		for _, cell := range append([]string{c.title}, t.column(i)...) {
			w[i] = max(w[i], length(cell))
			for _, p := range pieces(cell) {
				least[i] = max(least[i], length(p))
			}
		}
		total += w[i]
	}
	if total > width && width < narrow {
		return w, false
	}
	for ; total > width; total-- {
		widest := -1
		for i, c := range t.columns {
			if !c.whole && w[i] > least[i] && (widest < 0 || w[i] > w[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return w, false
		}
		w[widest]--
	}
	return w, true
}

func (t *table) column(i int) []string {
	var cells []string
	for _, row := range t.rows {
		cells = append(cells, row[i])
	}
	return cells
}

// pieces are what a text is never broken inside of, if it can be helped: its
// words, of which those with a hyphen or a slash may be broken after it.
func pieces(s string) []string {
	return strings.Fields(strings.NewReplacer("-", "- ", "/", "/ ").Replace(s))
}

// stack writes each row as its cells under each other, with their headings.
func (t *table) stack(out io.Writer, width int) {
	for n, row := range t.rows {
		if n > 0 {
			fmt.Fprintln(out)
		}
		var f facts
		for i, cell := range row {
			if cell != "" {
				f = append(f, [2]string{t.columns[i].title, cell})
			}
		}
		f.write(out, width)
	}
}

func (t *table) write(out io.Writer, width int) {
	w, fits := t.widths(width)
	if !fits {
		t.stack(out, width)
		return
	}
	headings := make([]string, len(t.columns))
	for i, c := range t.columns {
		headings[i] = strings.ToUpper(c.title)
	}
	for _, row := range append([][]string{headings}, t.rows...) {
		cells := make([][]string, len(row))
		height := 1
		for i, cell := range row {
			cells[i] = wrap(cell, w[i])
			height = max(height, len(cells[i]))
		}
		for n := range height {
			var line strings.Builder
			for i := range row {
				text := ""
				if n < len(cells[i]) {
					text = cells[i][n]
				}
				pad := strings.Repeat(" ", max(0, w[i]-length(text)))
				if t.columns[i].right {
					text = pad + text
				} else {
					text += pad
				}
				if i > 0 {
					line.WriteString(strings.Repeat(" ", columnGap))
				}
				line.WriteString(text)
			}
			fmt.Fprintln(out, strings.TrimRight(line.String(), " "))
		}
	}
}

func length(s string) int { return utf8.RuneCountInString(s) }

// wrap breaks a text between words into lines of at most width, and a word that
// is longer than that wherever it must.
func wrap(s string, width int) []string {
	width = max(width, 1)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && length(line)+1+length(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for length(word) > width {
			runes := []rune(word)
			at := width
			if i := strings.LastIndexAny(string(runes[:width]), "-/"); i > 0 && i >= width/3 {
				at = length(string(runes[:width])[:i+1])
			}
			lines = append(lines, string(runes[:at]))
			word = string(runes[at:])
		}
		line = word
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// facts is a list of names and what they are, one a line.
type facts [][2]string

func (f *facts) add(name, format string, args ...any) {
	*f = append(*f, [2]string{name, fmt.Sprintf(format, args...)})
}

func (f facts) write(out io.Writer, width int) {
	names := 0
	for _, row := range f {
		names = max(names, length(row[0]))
	}
	room := width - names - columnGap
	for _, row := range f {
		longest := 0
		for word := range strings.FieldsSeq(row[1]) {
			longest = max(longest, length(word))
		}
		if room < min(20, length(row[1])) || longest > room {
			f.under(out, row, width)
			continue
		}
		for i, line := range wrap(row[1], room) {
			name := row[0]
			if i > 0 {
				name = ""
			}
			fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%s%s%s", name, strings.Repeat(" ", names-length(name)+columnGap), line), " "))
		}
	}
}

// under writes a name, and what it is on the lines under it.
func (facts) under(out io.Writer, row [2]string, width int) {
	indent := length(row[0]) - length(strings.TrimLeft(row[0], " "))
	for _, line := range wrap(row[0], width-indent) {
		fmt.Fprintln(out, strings.Repeat(" ", indent)+line)
	}
	for _, line := range wrap(row[1], width-stackIndent) {
		fmt.Fprintln(out, strings.Repeat(" ", stackIndent)+line)
	}
}

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("concordat: no time zone data: " + err.Error())
	}
	return l
}()

// when writes a time as people in London read it: 5:30pm Friday 17 April 2015.
func when(t ledger.Time) string {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return string(t)
	}
	at = at.In(london)
	return clock(at) + " " + at.Format("Monday 2 January 2006")
}

// day writes a date: Friday 17 April 2015.
func day(d ledger.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return at.Format("Monday 2 January 2006")
}

// plainDay is a date without its weekday: 31 March 2016.
func plainDay(d ledger.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return at.Format("2 January 2006")
}

// shortDay is a date for tables: 17 Apr 2015.
func shortDay(d ledger.Date) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return at.Format("2 Jan 2006")
}

// shortWhen is a time for tables: 5pm 17 Apr 2015.
func shortWhen(t ledger.Time) string {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return string(t)
	}
	at = at.In(london)
	return clock(at) + " " + at.Format("2 Jan 2006")
}

func clock(at time.Time) string {
	switch {
	case at.Hour() == 0 && at.Minute() == 0:
		return "midnight"
	case at.Hour() == 12 && at.Minute() == 0:
		return "midday"
	case at.Minute() == 0:
		return at.Format("3pm")
	}
	return at.Format("3:04pm")
}

// parseTime reads a time as people write it in London, or in RFC 3339.
func parseTime(s string) (ledger.Time, error) {
	at, err := time.Parse(time.RFC3339, s)
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if err != nil {
			at, err = time.ParseInLocation(layout, s, london)
		}
	}
	if err != nil {
		return "", usage("%q is not a time: write 2015-07-15 17:00, as in London, or 2015-07-15T16:00:00Z", s)
	}
	return ledger.Time(at.UTC().Format("2006-01-02T15:04:05.000Z")), nil
}

// counted is a number and its noun: 1 party, 12 parties.
func counted[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(int64(n)) + " " + many
}

func thousands(n int64) string {
	s := strings.TrimSuffix(ledger.Pounds(n*100), ".00")
	return strings.Replace(s, "£", "", 1)
}

// joined lists things in a sentence: a, b and c.
func joined(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// nearest is the candidate that s was probably meant to be; empty if none is near.
func nearest(s string, candidates []string) string {
	best, at := "", 3
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if d := distance(strings.ToLower(s), strings.ToLower(c)); d < at && d < max(length(s), 2) {
			best, at = c, d
		}
	}
	return best
}

// didYouMean is the hint to add to an error about s; empty if there is none.
func didYouMean(s string, candidates []string) string {
	if c := nearest(s, candidates); c != "" {
		return fmt.Sprintf("; did you mean %s?", c)
	}
	return ""
}

// distance counts the edits between a and b, two neighbours exchanged as one
// (Damerau-Levenshtein, restricted).
func distance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

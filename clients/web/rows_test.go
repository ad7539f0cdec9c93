package web

import (
	"fmt"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// The rows of the states: as many, as long and as unlike each other as what people write
// may be, so that whatever looks at a page looks at the real thing.

// names of parties: short and long, of one word that is longer than a screen is wide, read
// from right to left, and as long as a name may be.
var names = []string{
	"NHS Bury CCG",
	"NHS Heywood, Middleton and Rochdale CCG",
	"NHS LlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochAberystwythMachynlleth CCG",
	"قوة المهام المشتركة للصحة والرعاية في شمال مانشستر",
	"NHS Wigan Borough CCG",
	strings.TrimSpace(strings.Repeat("NHS Central and South Manchester with Trafford ", 5))[:200],
	"NHS Tameside & Glossop <CCG>",
}

var titles = []string{
	"One centre for major trauma",
	"A pooled fund for one minor eye conditions service (illustrative)",
	"Otorhinolaryngological-and-maxillofacial-reconstructive-surgery-reconfiguration-programme",
	"שירות אחד לטראומה: GM-2015-012 (NHS)",
	strings.Repeat("Who pays for what, from when and for how long, ", 5)[:200],
	"Procedural: the board’s chair for 2016 to 2017",
}

var amounts = []string{"£1.00", "£412,360.00", "£300,000,000.00", "£0.00", "-£41,666.67"}

var rowTags = []Tag{{"Due", "blue"}, {"Overdue", "red"}, {"Recorded by secretary, not confirmed", "orange"}, {"Paid", "no-colour"}}

func partyOf(i int) string { return names[i%len(names)] }
func titleOf(i int) string { return titles[i%len(titles)] }

func refOf(i int) string { return fmt.Sprintf("GM-%d-%03d", 2013+i/400, i%400+1) }

// table is figures of several parties.
func table() *Table {
	t := &Table{Caption: "What each party pays", Columns: []Column{{Text: "Party"}, {Text: "Pays", Numeric: true}, {Text: "Status"}, {Text: "Why"}}}
	for i := range names {
		t.Rows = append(t.Rows, []Cell{{Text: partyOf(i), Href: "/x"}, {Text: amounts[i%len(amounts)], Numeric: true}, {Tag: &rowTags[i%len(rowTags)]}, {Text: titleOf(i)}})
	}
	return t
}

// corrected is what was said of an obligation, with what took its place.
func corrected() *Table {
	t := &Table{Caption: "What was said of it", Columns: []Column{{Text: "By"}, {Text: "What"}, {Text: "Amount", Numeric: true}, {Text: "How"}, {Text: "Correct"}}}
	for i := range names {
		gone := i%2 == 0
		correct := Cell{Text: "Correct this", Hidden: "record, entry " + number(int64(i)), Href: "/x"}
		if gone {
			correct = Cell{}
		}
		t.Rows = append(t.Rows, []Cell{{Text: partyOf(i)}, {Text: "Paid", Struck: gone}, {Text: amounts[i%len(amounts)], Numeric: true, Struck: gone}, {Text: "Invoice INV-7; corrected by entry 843"}, correct})
	}
	return t
}

// long is such a table of so many rows, with a sum.
func long(rows int) *Table {
	t := &Table{Caption: "Long " + number(int64(rows)), Columns: []Column{{Text: "Party"}, {Text: "Pays", Numeric: true}}}
	for i := range rows {
		t.Rows = append(t.Rows, []Cell{{Text: partyOf(i), Href: "/x"}, {Text: amounts[i%len(amounts)], Numeric: true}})
	}
	t.Total = []Cell{{Text: "In all"}, {Text: "£300,000,000.00", Numeric: true}}
	return t
}

// stacks is a table of so many motions, which are cards on a telephone.
func stacks(n int) *Table {
	t := &Table{Caption: "Motions and decisions, " + number(int64(n)), Stacks: true, Columns: []Column{{Text: "Reference"}, {Text: "Title"}, {Text: "Votes", Numeric: true}, {Bar: true, Text: "Part"}, {Text: "Status"}}}
	for i := range n {
		t.Rows = append(t.Rows, []Cell{{Text: refOf(i), Href: "/x"}, {Text: titleOf(i)}, {Text: number(int64(i % 13)), Numeric: true}, {Bar: barOf(int64(i%13), 12)}, {Tag: &rowTags[i%len(rowTags)]}})
	}
	return t
}

func tasks(n int) (list []Task) {
	for i := range n {
		list = append(list, Task{ID: refOf(i), Href: "/motions/x", Text: titleOf(i), Hint: refOf(i) + ". Closes at 5pm on Friday 27 November 2015. Your organisation pays " + amounts[i%len(amounts)] + " in 2015 to 2016.", Status: rowTags[i%len(rowTags)]})
	}
	return list
}

// summaries are open motions that close over a year.
func summaries(n int) (list []api.MotionSummary) {
	for i := range n {
		closes := ledger.Time(fmt.Sprintf("2015-%02d-%02dT17:00:00.000Z", 1+i*12/n, 1+i*336/n%28))
		list = append(list, api.MotionSummary{Ref: refOf(i), Title: titleOf(i), Closes: closes})
	}
	return list
}

func summaryTask(m api.MotionSummary) Task {
	return Task{ID: m.Ref, Href: "/motions/" + m.Ref, Text: m.Title, Hint: "Closes at " + when(m.Closes) + ".", Status: Tag{"Not yet voted", "blue"}}
}

func refsState(n int) (list []Link) {
	for i := range n {
		list = append(list, Link{"/decisions/" + refOf(i), refOf(i)})
	}
	return list
}

func exportsState() (list []exported) {
	for i := range titles {
		list = append(list, exported{titleOf(i), "Every one of them.", filesAt("/x", "")})
	}
	return list
}

// group is a list beside others, of which its first page is shown.
func group(id string, all []Task) Group {
	g, err := grouped(looking("/?"+id+"=1"), id, id, all, asTask)
	if err != nil {
		panic(err)
	}
	return g
}

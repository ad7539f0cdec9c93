package main

import (
	"strings"
	"testing"

	"concordat/ledger"
)

func TestTableFitsAndLosesNothing(t *testing.T) {
	table := newTable(whole("Ref"), left("A very long title"), left("Name"), right("Amount"))
	table.add("GM-2015-001", strings.Repeat("words and more ", 12), "heywood-middleton-and-rochdale-member", "£1,234,567.89")
	table.add("GM-2015-002", "", strings.Repeat("x", 90), "-£1.00")
	for width := 60; width <= 200; width += 7 {
		var b strings.Builder
		table.write(&b, width)
		joined := strings.Join(strings.Fields(b.String()), "")
		for line := range strings.Lines(b.String()) {
			if length(strings.TrimRight(line, "\n")) > width {
				t.Errorf("at %d: %q", width, line)
			}
		}
		if n := strings.Count(joined, "x"); n != 90 {
			t.Errorf("at %d: %d of 90 characters of a long word are left", width, n)
		}
		if strings.Count(b.String(), "£1,234,567.89") != 1 {
			t.Errorf("at %d an amount was broken", width)
		}
	}
}

func TestNarrowTablesAreStacked(t *testing.T) {
	table := newTable(left("Party"), whole("Year"), right("Amount"), left("Note"))
	table.add("NHS Heywood, Middleton and Rochdale CCG", "2016-17", "£1,234,567.89", "")
	table.add("NHS Bury CCG", "2016-17", "£1.00", "x")
	var b strings.Builder
	table.write(&b, 40)
	const want = `Party   NHS Heywood, Middleton and
        Rochdale CCG
Year    2016-17
Amount  £1,234,567.89

Party   NHS Bury CCG
Year    2016-17
Amount  £1.00
Note    x
`
	if b.String() != want {
		t.Errorf("it is\n%s", b.String())
	}
	b.Reset()
	facts{{"  Loses before risk share", "£96,000.00 in 2016-17"}, {"  Code", "one two"}}.write(&b, 40)
	if want := "  Loses before risk share\n    £96,000.00 in 2016-17\n  Code                     one two\n"; b.String() != want {
		t.Errorf("it is %q", b.String())
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 10, ""},
		{"a b c", 3, "a b|c"},
		{"central-manchester-member", 12, "central-|manchester-|member"},
		{"ααααα", 2, "αα|αα|α"},
		{"abc", 0, "a|b|c"},
	} {
		if got := strings.Join(wrap(tt.text, tt.width), "|"); got != tt.want {
			t.Errorf("wrap(%q, %d) = %q, not %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestTimesAreLondons(t *testing.T) {
	for at, want := range map[ledger.Time]string{
		"2015-04-17T16:00:00.000Z": "5pm Friday 17 April 2015",
		"2015-12-18T17:30:00.000Z": "5:30pm Friday 18 December 2015",
		"2015-12-09T23:59:59.999Z": "11:59pm Wednesday 9 December 2015",
		"2015-07-15T11:00:00.000Z": "midday Wednesday 15 July 2015",
		"2015-07-14T23:00:00.000Z": "midnight Wednesday 15 July 2015",
		"soon":                     "soon",
	} {
		if got := when(at); got != want {
			t.Errorf("%s is %q, not %q", at, got, want)
		}
	}
	for text, want := range map[string]ledger.Time{
		"2015-07-15 17:00":          "2015-07-15T16:00:00.000Z",
		"2015-12-15T17:00":          "2015-12-15T17:00:00.000Z",
		"2015-07-15T17:00:00Z":      "2015-07-15T17:00:00.000Z",
		"2015-07-15T17:00:00+02:00": "2015-07-15T15:00:00.000Z",
	} {
		if got, err := parseTime(text); got != want || err != nil {
			t.Errorf("%q is %s, not %s (%v)", text, got, want, err)
		}
	}
	if _, err := parseTime("tomorrow"); err == nil {
		t.Error("tomorrow was taken for a time")
	}
	if got := timesInWords("closed at 2015-04-17T16:00:00.000Z."); got != "closed at 5pm Friday 17 April 2015." {
		t.Error(got)
	}
}

func TestNearest(t *testing.T) {
	list := []string{"for", "against", "abstain"}
	for word, want := range map[string]string{"fro": "for", "agianst": "against", "no": "", "": "", "x": "", "For": "for"} {
		if got := nearest(word, list); got != want {
			t.Errorf("%q: %q, not %q", word, got, want)
		}
	}
}

// What others wrote can't move the cursor or turn the text around.
func TestPlainWriter(t *testing.T) {
	var b strings.Builder
	if _, err := (plainWriter{&b}).Write([]byte("a\x1b[2Jb\u202ec\r\n£ é\n")); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "a\ufffd[2Jb\ufffdc\ufffd\n£ é\n"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// Staff in kind is stated in hundredths of a person.
func TestStaff(t *testing.T) {
	for wte, want := range map[int64]string{100: "1.00", 5: "0.05", 1250: "12.50", 123456: "1,234.56"} {
		if got := staff(wte); got != want+" whole-time equivalent" {
			t.Errorf("%d is %q", wte, got)
		}
	}
}

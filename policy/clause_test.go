package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concordat/ledger"
)

func TestClauses(t *testing.T) {
	text := "# An agreement\n\n## 1. Status\n\n**1.1 What it is.** It is small,\nand wrapped (section 14Z3(2)(a)).\n\n**1.2 Café.** £5.\n\n## 2. Parties\n\n**2.1 Parties.** None.\n"
	got, err := Clauses(Bundle{textFile: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	clause := func(id, title, text string) Clause {
		return Clause{id, title, text, ledger.DigestOf([]byte(text))}
	}
	want := []Clause{
		clause("1.1", "What it is", "It is small, and wrapped (section 14Z3(2)(a))."),
		clause("1.2", "Café", "£5."),
		clause("2.1", "Parties", "None."),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	rewrapped, err := Clauses(Bundle{textFile: []byte(strings.Replace(text, "small,\nand", "small, and", 1))})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, rewrapped); diff != "" {
		t.Errorf("wrapping changes a clause: %s", diff)
	}
}

func TestClausesRefuses(t *testing.T) {
	const head = "# A\n\n## 1. S\n\n"
	tests := map[string]struct{ text, want string }{
		"empty file":          {"", "does not end with one line feed"},
		"no last line feed":   {head + "**1.1 A.** B.", "does not end with one line feed"},
		"two last line feeds": {head + "**1.1 A.** B.\n\n", "does not end with one line feed"},
		"no title":            {"## 1. S\n\n**1.1 A.** B.\n", "does not start with a title"},
		"nothing else":        {"# A\n", "the title has no clause"},
		"preamble":            {"# A\n\nHello.\n\n## 1. S\n\n**1.1 A.** B.\n", "after the title"},
		"clause first":        {"# A\n\n**1.1 A.** B.\n", "clause 1.1 follows the title"},
		"heading 2 first":     {"# A\n\n## 2. S\n\n**2.1 A.** B.\n", "heading 2 follows the title; expected 1"},
		"heading twice":       {head + "**1.1 A.** B.\n\n## 1. S\n\n**1.1 A.** B.\n", "heading 1 follows clause 1.1; expected 2"},
		"empty heading":       {head + "## 2. T\n\n**2.1 A.** B.\n", "heading 1 has no clause"},
		"last heading empty":  {head + "**1.1 A.** B.\n\n## 2. T\n", "heading 2 has no clause"},
		"gap":                 {head + "**1.1 A.** B.\n\n**1.3 A.** B.\n", "clause 1.3 follows clause 1.1; expected 1.2"},
		"twice":               {head + "**1.1 A.** B.\n\n**1.1 A.** B.\n", "clause 1.1 follows clause 1.1; expected 1.2"},
		"other section":       {head + "**2.1 A.** B.\n", "clause 2.1 follows heading 1; expected 1.1"},
		"leading nought":      {head + "**1.01 A.** B.\n", "neither a heading nor a clause"},
		"no text":             {head + "**1.1 A.**\n", "neither a heading nor a clause"},
		"only space":          {head + "**1.1 A.** \n", "space at an end"},
		"no full stop":        {head + "**1.1 A** B.\n", "neither a heading nor a clause"},
		"loose paragraph":     {head + "**1.1 A.** B.\n\nMore.\n", "after clause 1.1"},
		"emphasis":            {head + "**1.1 A.** B *c*.\n", "clause 1.1: has mark-up"},
		"link":                {head + "**1.1 A.** See [b](c).\n", "clause 1.1: has mark-up"},
		"entity":              {head + "**1.1 A.** B &lt; c.\n", "clause 1.1: has mark-up"},
		"list":                {head + "**1.1 A.** B:\n- c\n", "has mark-up"},
		"numbered list":       {head + "**1.1 A.** B\n1. c\n", "has mark-up"},
		"heading underneath":  {head + "**1.1 A.** B\n# c\n", "has mark-up"},
		"indented":            {head + "**1.1 A.** B\n    c\n", "space at an end"},
		"trailing space":      {head + "**1.1 A.** B \nc\n", "space at an end"},
		"three line feeds":    {head + "**1.1 A.** B.\n\n\n**1.2 A.** B.\n", "line is empty"},
		"tab":                 {head + "**1.1 A.** B\tc.\n", "U+0009"},
		"not composed":        {head + "**1.1 A.** Cafe\u0301.\n", "normal form"},
		"right to left":       {head + "**1.1 A.** \u202eB.\n", "U+202E"},
		"long text":           {head + "**1.1 A.** " + strings.Repeat("b", maxText+1) + "\n", "clause 1.1: title is longer"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := checkText(Bundle{textFile: []byte(test.text)})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, expected one with %q", err, test.want)
			} else if !strings.HasPrefix(err.Error(), textFile+": ") {
				t.Errorf("%v does not name the file", err)
			}
		})
	}
}

// TestClausesOfAnyText: what Check would refuse today is read all the same.
func TestClausesOfAnyText(t *testing.T) {
	for text, want := range map[string][]string{
		"":                    nil,
		"**1.1 A.** B *c*.\n": {"1.1 A: B *c*."},
		"# A\n\nHello.\n\n**1.3 A.** B.\n\n**1.1 C.** D": {"1.3 A: B.", "1.1 C: D"},
	} {
		clauses, err := Clauses(Bundle{textFile: []byte(text)})
		if err != nil {
			t.Error(err)
		}
		var got []string
		for _, c := range clauses {
			got = append(got, c.ID+" "+c.Title+": "+c.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	if _, err := Clauses(Bundle{}); err == nil {
		t.Error("a bundle without text has clauses")
	}
}

// TestTexts: the two boards of 2013 number their clauses alike, but that Greater
// Manchester's record has witnesses (10.3).
func TestTexts(t *testing.T) {
	for name, perSection := range map[string][]int{
		"cheshire-warrington-wirral": {3, 3, 3, 6, 6, 3, 10, 3, 2, 2, 10, 10},
		"greater-manchester":         {3, 3, 3, 6, 6, 3, 10, 3, 2, 3, 10, 10},
	} {
		b, err := Embedded(name)
		if err != nil {
			t.Fatal(err)
		}
		clauses, err := Clauses(b)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for section, n := range perSection {
			for number := range n {
				if want := clauseID(section+1, number+1); i >= len(clauses) || clauses[i].ID != want {
					t.Fatalf("%s: clause %s is missing", name, want)
				}
				i++
			}
		}
		if i != len(clauses) {
			t.Errorf("%s: clause %s is one too many", name, clauses[i].ID)
		}
	}
}

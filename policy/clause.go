package policy

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"concordat/ledger"
)

// Clause is one numbered clause of an agreement. Its text is plain, on one
// line; SHA256 is of that text alone, so that wrapping a paragraph anew is no
// change and changing a word is.
type Clause struct {
	ID     string        `json:"id"` // "4.5"
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	SHA256 ledger.Digest `json:"sha256"`
}

// Clauses reads b's mou.md:
//
//	# Title of the agreement
//
//	## 1. Heading
//
//	**1.1 Title of the clause.** Text of the clause, which may run
//	over several lines.
//
// It takes the clauses as they stand and passes over anything else, so that an
// agreement once adopted can be read for ever. Whether the text is in order
// Check says.
func Clauses(b Bundle) ([]Clause, error) {
	text, ok := b[textFile]
	if !ok {
		return nil, fmt.Errorf("bundle has no %s", textFile)
	}
	return readClauses(string(text)), nil
}

func readClauses(text string) (clauses []Clause) {
	for block := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n\n") {
		lines := strings.Split(block, "\n")
		if m := clauseForm.FindStringSubmatch(lines[0]); m != nil {
			lines[0] = m[4]
			words := strings.Join(lines, " ")
			clauses = append(clauses, Clause{ID: m[1] + "." + m[2], Title: m[3], Text: words, SHA256: ledger.DigestOf([]byte(words))})
		}
	}
	return clauses
}

// checkText holds b's mou.md to its form: headings and clauses are numbered in
// order without a gap, nothing stands outside a clause, and text carries no
// mark-up: what a reader sees is what is hashed. Anything else is an error that
// names the file and the clause.
func checkText(b Bundle) error {
	err := checkLayout(string(b[textFile]))
	if fault := (Fault{}); errors.As(err, &fault) {
		return Faults{fault}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", textFile, err)
	}
	return nil
}

var (
	headingForm = regexp.MustCompile(`^## ([1-9][0-9]*)\. (\S.*)$`)
	clauseForm  = regexp.MustCompile(`^\*\*([1-9][0-9]*)\.([1-9][0-9]*) ([^*]*[^*. ])\.\*\* (.*)$`)
	bareForm    = regexp.MustCompile(`^\*\*[1-9][0-9]*\.[1-9][0-9]* ([^*]*[^*. ])\.?\*\*$`) // a clause without its text
	// What Markdown would show otherwise than as these characters.
	markUp = regexp.MustCompile("[*_`<>\\[\\]\\\\|&~]|^(#|[-+] |=|[0-9]+[.)]( |$))")
)

func clauseID(section, number int) string { return fmt.Sprintf("%d.%d", section, number) }

func checkLayout(text string) error {
	text, ok := strings.CutSuffix(text, "\n")
	if !ok || strings.HasSuffix(text, "\n") {
		return errors.New("does not end with one line feed")
	}
	blocks := strings.Split(text, "\n\n")
	if title, ok := strings.CutPrefix(blocks[0], "# "); !ok || strings.TrimSpace(title) == "" || strings.Contains(title, "\n") {
		return errors.New("does not start with a title")
	}
	clauses, section, number := 0, 0, 0
	after := "the title"
	for _, block := range blocks[1:] {
		if m := headingForm.FindStringSubmatch(block); m != nil {
			if section > 0 && number == 0 {
				return fmt.Errorf("heading %d has no clause", section)
			}
			if section, number = section+1, 0; m[1] != strconv.Itoa(section) {
				return fmt.Errorf("heading %s follows %s; expected %d", m[1], after, section)
			}
			after = "heading " + m[1]
			continue
		}
		lines := strings.Split(block, "\n")
		for i, line := range lines {
			if line == "" || line != strings.TrimSpace(line) {
				return fmt.Errorf("after %s: a line is empty or has space at an end", after)
			}
			if i > 0 && markUp.MatchString(line) {
				return fmt.Errorf("after %s: the line %q has mark-up", after, line)
			}
		}
		m := clauseForm.FindStringSubmatch(lines[0])
		if m == nil {
			id, title := clauseID(max(section, 1), number+1), "Title"
			if bare := bareForm.FindStringSubmatch(lines[0]); bare != nil {
				title = bare[1]
			}
			return Fault{
				File: textFile, What: fmt.Sprintf("after %s: %q is neither a heading nor a clause with a text", after, lines[0]),
				Instead: fmt.Sprintf("write **%s %s.** and the text after it, in one paragraph", id, title),
			}
		}
		id := m[1] + "." + m[2]
		number++
		if want := clauseID(section, number); id != want {
			return fmt.Errorf("clause %s follows %s; expected %s", id, after, want)
		}
		after = "clause " + id
		lines[0] = m[4]
		if markUp.MatchString(m[3]) || markUp.MatchString(m[4]) {
			return fmt.Errorf("%s: has mark-up", after)
		}
		words := strings.Join(lines, " ")
		if len(m[3]) > maxTitle || len(words) > maxText {
			return fmt.Errorf("%s: title is longer than %d bytes or text than %d", after, maxTitle, maxText)
		}
		for _, s := range []string{m[3], words} {
			if _, err := ledger.Encode(s); err != nil {
				return fmt.Errorf("%s: %w", after, err)
			}
		}
		if clauses++; clauses > maxClauses {
			return fmt.Errorf("more than %d clauses", maxClauses)
		}
	}
	if number == 0 {
		return fmt.Errorf("%s has no clause", after)
	}
	return nil
}

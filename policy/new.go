package policy

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"strings"
)

//go:embed template
var template embed.FS

// model is the agreement whose clauses and terms a new one starts from.
const model = "greater-manchester"

var agreementName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// NewAgreement gives the files of a new agreement, by name: the clauses and terms of the
// nearest there is, with three made-up parties, one function and one worked case.
// It passes Check as it stands. Name is a short name in small letters, digits and -.
func NewAgreement(name string) (map[string][]byte, error) {
	if !agreementName.MatchString(name) {
		return nil, fmt.Errorf("%q is no name for an agreement: write small letters, digits and -, such as north-west", name)
	}
	from := func(file string) string {
		data, err := template.ReadFile("template/" + file)
		if err != nil {
			panic(err) // it was embedded above
		}
		return strings.ReplaceAll(string(data), "NAME", name)
	}
	b, err := Embedded(model)
	if err != nil {
		return nil, err
	}
	text, terms := string(b[textFile]), string(b[termsFile])
	_, rest, _ := strings.Cut(text, "\n")
	text = "# Memorandum of understanding of " + name + "\n" + rest
	own := map[string]Clause{}
	blocks := map[string]string{}
	for block := range strings.SplitSeq(strings.TrimSuffix(from("clauses.md"), "\n"), "\n\n") {
		for _, c := range readClauses(block + "\n") {
			own[c.ID], blocks[c.ID] = c, block
		}
	}
	out := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	for i, block := range out {
		for _, c := range readClauses(block + "\n") {
			if mine, ok := own[c.ID]; ok {
				out[i] = blocks[c.ID]
				terms = strings.ReplaceAll(terms, wording(c), wording(mine))
			}
		}
	}
	terms = strings.Replace(terms, fmt.Sprintf("%q", model), fmt.Sprintf("%q", name), 1)
	before, after, _ := strings.Cut(terms, "  \"functions\": {\n")
	_, after, _ = strings.Cut(after, "\n  },\n")
	return map[string][]byte{
		path.Base(textFile):    []byte(strings.Join(out, "\n\n") + "\n"),
		path.Base(termsFile):   []byte(before + from("functions.json") + after),
		path.Base(partiesFile): []byte(from("parties.json")),
		"mou_test.rego":        []byte(from("mou_test.rego")),
	}, nil
}

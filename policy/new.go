package policy

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

// template is a small agreement of three parties in which NAME stands for its name,
// and words in curly brackets for what its authors have to say.
//
//go:embed template
var template embed.FS

var agreementName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// NewAgreement gives the files of a new agreement, by name: the clauses and terms that
// every agreement needs, three parties, one function and its worked cases. It passes
// Check as it stands; what its authors have to put in stands in curly brackets. Name is
// a short name in small letters, digits and -.
func NewAgreement(name string) (map[string][]byte, error) {
	if !agreementName.MatchString(name) {
		return nil, fmt.Errorf("%q is no name for an agreement: write small letters, digits and -, such as north-west", name)
	}
	files := map[string][]byte{}
	entries, err := template.ReadDir("template")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := template.ReadFile("template/" + e.Name())
		if err != nil {
			return nil, err
		}
		files[e.Name()] = []byte(strings.ReplaceAll(string(data), "NAME", name))
	}
	return files, nil
}

package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Parties is parties.json: the bodies that may sign an agreement, and what is
// published about them. Nothing here is on a ledger until somebody records it.
type Parties struct {
	Area    string   `json:"area"`
	Notes   []string `json:"notes"`
	Parties []Party  `json:"parties"` // in the order of their codes
	Totals  []Total  `json:"totals"`
}

// Party is one body. A figure that was not found is left out.
type Party struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Type       string   `json:"type"`
	CodeSource string   `json:"code_source"`
	Note       string   `json:"note,omitempty"`
	Figures    []Figure `json:"figures"`
}

// Figure is a published number with its provenance.
type Figure struct {
	Figure     string `json:"figure"`
	Value      int64  `json:"value"`
	Unit       string `json:"unit"`
	Period     string `json:"period"`
	Published  string `json:"published"` // as exactly as it is known: a day, or a month
	Source     string `json:"source"`
	Confidence string `json:"confidence"`
}

// Total is a published total, kept beside the sum of the parties' own figures.
// Where the two differ, both stand.
type Total struct {
	Figure
	SumOfParties int64 `json:"sum_of_parties"`
}

// ReadParties reads b's parties.json and checks it: codes in order and each
// once, no figure twice, and sums that are the sums.
func ReadParties(b Bundle) (Parties, error) {
	var p Parties
	d := json.NewDecoder(bytes.NewReader(b[partiesFile]))
	d.DisallowUnknownFields()
	err := d.Decode(&p)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more follows the document")
		}
	}
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return Parties{}, fmt.Errorf("%s: %w", partiesFile, err)
	}
	return p, nil
}

func (p Parties) check() error {
	sums := map[string]int64{}
	for i, party := range p.Parties {
		if party.Code == "" || party.Name == "" || party.Type == "" || party.CodeSource == "" {
			return fmt.Errorf("party %d has no code, name, type or source of its code", i+1)
		}
		if i > 0 && p.Parties[i-1].Code >= party.Code {
			return fmt.Errorf("party %s is twice or out of order", party.Code)
		}
		seen := map[string]bool{}
		for _, f := range party.Figures {
			if seen[f.Figure] {
				return fmt.Errorf("party %s has %s twice", party.Code, f.Figure)
			}
			seen[f.Figure] = true
			if err := f.check(); err != nil {
				return fmt.Errorf("party %s: %w", party.Code, err)
			}
			sums[f.Figure] += f.Value
		}
	}
	for _, t := range p.Totals {
		if err := t.check(); err != nil {
			return fmt.Errorf("totals: %w", err)
		}
		if sums[t.Figure.Figure] != t.SumOfParties {
			return fmt.Errorf("totals: the parties' %s sum to %d, not %d", t.Figure.Figure, sums[t.Figure.Figure], t.SumOfParties)
		}
	}
	return nil
}

func (f Figure) check() error {
	if f.Figure == "" || f.Value <= 0 || f.Unit == "" || f.Period == "" || f.Published == "" || f.Source == "" || f.Confidence == "" {
		return fmt.Errorf("the figure %q is not positive or says not where it comes from", f.Figure)
	}
	return nil
}

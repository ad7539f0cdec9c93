package policy

import (
	"strings"
	"testing"
)

func embeddedParties(t *testing.T, name string) Parties {
	t.Helper()
	b, err := Embedded(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadParties(b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadParties(t *testing.T) {
	known := func(p Parties) (n int) {
		for _, party := range p.Parties {
			if len(party.Figures) > 0 {
				n++
			}
		}
		return n
	}
	gm := embeddedParties(t, "greater-manchester")
	if len(gm.Parties) != 12 || known(gm) != 4 {
		t.Errorf("Greater Manchester has %d parties, %d with figures; expected 12 and 4", len(gm.Parties), known(gm))
	}
	for _, p := range gm.Parties {
		recalled := strings.Contains("01G 01M 01N 01W 02H", p.Code)
		if got := p.CodeSource == "recalled, not re-checked"; got != recalled {
			t.Errorf("%s says of its code: %s", p.Code, p.CodeSource)
		}
	}
	cww := embeddedParties(t, "cheshire-warrington-wirral")
	if len(cww.Parties) != 6 || known(cww) != 6 {
		t.Errorf("Cheshire has %d parties, %d with figures; expected 6 and 6", len(cww.Parties), known(cww))
	}
	for _, total := range cww.Totals {
		want := int64(0)
		if total.Figure.Figure == "weighted_population" {
			want = 1 // 1,375,654 against a published 1,375,653
		}
		if got := total.SumOfParties - total.Value; got != want {
			t.Errorf("%s: the sum is %d above the published total, expected %d", total.Figure.Figure, got, want)
		}
	}
}

func TestReadPartiesRefuses(t *testing.T) {
	const figure = `{"figure":"f","value":1,"unit":"people","period":"2013-14","published":"2012-12","source":"s","confidence":"c"}`
	const party = `{"code":"01C","name":"N","type":"ccg","code_source":"s","figures":[` + figure + `]}`
	document := func(parties, totals string) string {
		return `{"area":"A","notes":[],"parties":[` + parties + `],"totals":[` + totals + `]}`
	}
	total := strings.Replace(figure, `}`, `,"sum_of_parties":1}`, 1)
	if _, err := ReadParties(Bundle{partiesFile: []byte(document(party, total))}); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ text, want string }{
		"nothing":       {"", "EOF"},
		"more":          {document(party, "") + "{}", "more follows"},
		"unknown field": {document(strings.Replace(party, "name", "Title", 1), ""), "unknown field"},
		"no name":       {document(strings.Replace(party, `"N"`, `""`, 1), ""), "party 1 has no"},
		"twice":         {document(party+","+party, ""), "party 01C is twice or out of order"},
		"figure twice":  {document(strings.Replace(party, figure, figure+","+figure, 1), ""), "party 01C has f twice"},
		"no source":     {document(strings.Replace(party, `"source":"s"`, `"source":""`, 1), ""), `party 01C: the figure "f"`},
		"nought":        {document(strings.Replace(party, `"value":1`, `"value":0`, 1), ""), `party 01C: the figure "f"`},
		"fraction":      {document(strings.Replace(party, `"value":1`, `"value":1.5`, 1), ""), "cannot unmarshal"},
		"wrong sum":     {document(party, strings.Replace(total, `parties":1`, `parties":2`, 1)), "the parties' f sum to 1, not 2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ReadParties(Bundle{partiesFile: []byte(test.text)})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, expected one with %q", err, test.want)
			}
		})
	}
}

package policy

import (
	"bytes"
	"encoding/json"
	"path"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// Query is what the engine asks of a bundle, and what OPA's own program is asked
// by whoever wants a second opinion.
const Query = ruling

// Stock gives b as `opa eval -b` takes it, file by path: the rules where they
// stand, and in data.json what they find under data.
func (b Bundle) Stock() (map[string][]byte, error) {
	data, err := documents(b)
	if err != nil {
		return nil, err
	}
	v, err := ast.JSON(data)
	if err != nil {
		return nil, err
	}
	text, err := printed(v)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"data.json": text}
	for name, source := range b {
		if path.Ext(name) == ".rego" {
			files[name] = bytes.Clone(source)
		}
	}
	return files, nil
}

// StockAnswer is what the rules of that digest say to an input, byte for byte as
// `opa eval --format=values` prints it: an array of the query's one value.
func (e *Engine) StockAnswer(rules ledger.Digest, in ledger.Input) ([]byte, error) {
	ask, err := e.prepare(rules)
	if err != nil {
		return nil, err
	}
	answer, err := e.answer(ask.one, newTerms(), &in)
	if err != nil {
		return nil, err
	}
	return printed([]any{json.RawMessage(answer)})
}

// printed writes JSON as OPA's program does.
func printed(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return out.Bytes(), err
}

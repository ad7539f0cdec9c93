package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"
)

// parseJSON reads one JSON document as the rules see it. Numbers are integers
// within ±(2^53−1) in their one spelling, so that no rule ever meets a
// fraction; a name twice, null and anything after the document are refused.
func parseJSON(data []byte) (*ast.Term, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := parseValue(d, 0)
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", d.InputOffset(), err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("byte %d: more follows the document", d.InputOffset())
	}
	return v, nil
}

func parseValue(d *json.Decoder, depth int) (*ast.Term, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case bool:
		return ast.InternedTerm(t), nil
	case string:
		return ast.StringTerm(t), nil
	case json.Number:
		return parseInteger(t)
	case json.Delim:
		if t == '[' {
			return parseArray(d, depth)
		}
		return parseObject(d, depth)
	}
	return nil, errors.New("null has no place here")
}

func parseInteger(n json.Number) (*ast.Term, error) {
	i, err := strconv.ParseInt(string(n), 10, 64)
	if err != nil || strconv.FormatInt(i, 10) != string(n) || i > maxInteger || i < -maxInteger {
		return nil, fmt.Errorf("%s is not a whole number within ±(2^53−1)", n)
	}
	return ast.NumberTerm(n), nil
}

func parseArray(d *json.Decoder, depth int) (*ast.Term, error) {
	var terms []*ast.Term
	for d.More() {
		v, err := parseValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		terms = append(terms, v)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return ast.ArrayTerm(terms...), nil
}

func parseObject(d *json.Decoder, depth int) (*ast.Term, error) {
	o := ast.NewObject()
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, ok := name.(string)
		if !ok {
			return nil, errors.New("expected a name")
		}
		term := ast.InternedTerm(key)
		if o.Get(term) != nil {
			return nil, fmt.Errorf("the name %q stands twice in one object", key)
		}
		v, err := parseValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		o.Insert(term, v)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return ast.NewTerm(o), nil
}

package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

// parseJSON reads one JSON document straight into the terms that rules see. It
// takes less than JSON allows: numbers are integers within ±(2^53−1) in their
// one spelling, so that no rule ever meets a fraction, and a name twice, null
// and anything after the document are refused.
func parseJSON(data []byte) (*ast.Term, error) {
	p := parser{data: data}
	v, err := p.value(0)
	if err == nil {
		if p.space(); p.at < len(data) {
			err = errors.New("more follows the document")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", p.at, err)
	}
	return v, nil
}

// parser stands at a byte of data. After an error that is where it was found.
type parser struct {
	data []byte
	at   int
}

func (p *parser) space() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// next skips space and takes c if it is there.
func (p *parser) next(c byte) bool {
	p.space()
	if p.at < len(p.data) && p.data[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) value(depth int) (*ast.Term, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	p.space()
	rest := p.data[p.at:]
	switch {
	case len(rest) == 0:
		return nil, errors.New("the document ends too soon")
	case rest[0] == '{':
		p.at++
		return p.object(depth)
	case rest[0] == '[':
		p.at++
		return p.array(depth)
	case rest[0] == '"':
		s, err := p.text()
		return ast.StringTerm(s), err
	case rest[0] == '-' || rest[0] >= '0' && rest[0] <= '9':
		return p.integer()
	case bytes.HasPrefix(rest, []byte("true")):
		p.at += len("true")
		return ast.InternedTerm(true), nil
	case bytes.HasPrefix(rest, []byte("false")):
		p.at += len("false")
		return ast.InternedTerm(false), nil
	case bytes.HasPrefix(rest, []byte("null")):
		return nil, errors.New("null has no place here")
	}
	return nil, fmt.Errorf("%q starts no value", rest[0])
}

func (p *parser) integer() (*ast.Term, error) {
	start := p.at
	for p.at < len(p.data) && bytes.IndexByte([]byte("+-.0123456789Ee"), p.data[p.at]) >= 0 {
		p.at++
	}
	n := string(p.data[start:p.at])
	i, err := strconv.ParseInt(n, 10, 64)
	if err != nil || strconv.FormatInt(i, 10) != n || i > maxInteger || i < -maxInteger {
		return nil, fmt.Errorf("%s is not a whole number within ±(2^53−1)", n)
	}
	return ast.NumberTerm(json.Number(n)), nil
}

// text reads a string. One with an escape is left to encoding/json.
func (p *parser) text() (string, error) {
	start := p.at
	escaped := false
	for p.at++; p.at < len(p.data); p.at++ {
		switch c := p.data[p.at]; {
		case c < 0x20:
			return "", fmt.Errorf("U+%04X stands in a string", c)
		case c == '\\':
			escaped = true
			p.at++
		case c == '"':
			p.at++
			s := string(p.data[start+1 : p.at-1])
			if !utf8.ValidString(s) {
				return "", errors.New("a string is not UTF-8")
			}
			if escaped {
				if err := json.Unmarshal(p.data[start:p.at], &s); err != nil {
					return "", err
				}
			}
			return s, nil
		}
	}
	p.at = len(p.data)
	return "", errors.New("the document ends in a string")
}

func (p *parser) array(depth int) (*ast.Term, error) {
	var terms []*ast.Term
	if p.next(']') {
		return ast.ArrayTerm(), nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		terms = append(terms, v)
		if p.next(']') {
			return ast.ArrayTerm(terms...), nil
		}
		if !p.next(',') {
			return nil, errors.New("expected , or ]")
		}
	}
}

func (p *parser) object(depth int) (*ast.Term, error) {
	if p.next('}') {
		return ast.ObjectTerm(), nil
	}
	var fields [][2]*ast.Term
	last, known := "", map[string]bool(nil) // the names so far, once they are out of order
	for {
		if p.space(); p.at == len(p.data) || p.data[p.at] != '"' {
			return nil, errors.New("expected a name")
		}
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		if known == nil && len(fields) > 0 && name <= last {
			known = map[string]bool{}
			for _, f := range fields {
				known[string(f[0].Value.(ast.String))] = true
			}
		}
		if known[name] {
			return nil, fmt.Errorf("the name %q stands twice in one object", name)
		}
		if last = name; known != nil {
			known[name] = true
		}
		if !p.next(':') {
			return nil, errors.New("expected a colon")
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		fields = append(fields, [2]*ast.Term{ast.InternedTerm(name), v})
		if p.next('}') {
			return ast.ObjectTerm(fields...), nil
		}
		if !p.next(',') {
			return nil, errors.New("expected , or }")
		}
	}
}

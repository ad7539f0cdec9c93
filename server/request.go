package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

// request is what a handler may know of one: a copy, the handler's own.
type request struct {
	ctx                      context.Context
	route                    *route
	method                   string
	path                     string            // as sent, without the query
	params                   map[string]string // of the route, unescaped
	query                    url.Values
	body                     []byte
	contentType, ifNoneMatch string // headers
	asked                    bool   // the rules, whether the caller may use the route
	sent                     sent
}

// answer is what a handler gives back: JSON, or data of some type, or what writes that
// while it is taken.
type answer struct {
	status int // 0: 200
	json   any
	data   []byte
	write  func(ctx context.Context, out io.Writer) error
	kind   string // content type of data, or of what is written
	header [][2]string
	tag    string // ETag without its quotation marks; empty: none
	fixed  bool   // never changes: it may be kept for ever
	packs  bool   // is much shorter when compressed
	own    bool   // is one person's, also where nobody is logged in
}

func malformed(parameter, format string, args ...any) error {
	detail := fmt.Sprintf(format, args...)
	p := api.NewProblem(ledger.CodeMalformed, parameter+": "+detail)
	p.Errors = []api.Fault{{Parameter: parameter, Detail: detail}}
	return p
}

func notFound(format string, args ...any) error {
	return api.NewProblem(ledger.CodeNotFound, fmt.Sprintf(format, args...))
}

// checkQuery refuses what the route does not take, and what is said twice.
func (r *request) checkQuery() error {
	for name, values := range r.query {
		known := false
		for _, q := range r.route.query {
			known = known || q == name
		}
		switch {
		case !known && len(r.route.query) == 0:
			return malformed(name, "no parameter is taken here")
		case !known:
			return malformed(name, "the parameters taken here are %s", strings.Join(r.route.query, ", "))
		case len(values) > 1:
			return malformed(name, "is given %d times", len(values))
		}
	}
	return nil
}

// oneOf is a parameter that is empty or one of a list.
func (r *request) oneOf(name string, of ...string) (string, error) {
	v := r.query.Get(name)
	if v == "" {
		return "", nil
	}
	for _, o := range of {
		if v == o {
			return v, nil
		}
	}
	return "", malformed(name, "%q is none of %s", v, strings.Join(of, ", "))
}

// limit is how many items a page has.
func (r *request) limit() (int, error) {
	if !r.query.Has("limit") {
		return pageSize, nil
	}
	n, err := whole(r.query.Get("limit"))
	if err != nil || n < 1 || n > maxPage {
		return 0, malformed("limit", "%q is not a whole number from 1 to %d", r.query.Get("limit"), maxPage)
	}
	return int(n), nil
}

// whole reads a whole number from 0 in its one spelling.
func whole(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > ledger.MaxInteger || strconv.FormatInt(n, 10) != s {
		return 0, errors.New("not a whole number")
	}
	return n, nil
}

// decode reads a body that is JSON but no statement.
func (r *request) decode(v any) error {
	if err := r.takesJSON(); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		err = errors.New("something follows it")
	}
	return api.NewProblem(ledger.CodeMalformed, fmt.Sprintf("the body is not the JSON that belongs here: %v", err))
}

// takesJSON refuses a body of another type. A body that does not say is believed.
func (r *request) takesJSON() error {
	kind, _, _ := strings.Cut(r.contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "", api.TypeJSON, api.TypeJOSE:
		return nil
	}
	return api.NewProblem(api.CodeMediaType, fmt.Sprintf("the body says that it is %s: send %s", kind, api.TypeJSON))
}

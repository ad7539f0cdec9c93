// Command openapicheck reads an OpenAPI document by another library than the product's
// tests do, that of github.com/pb33f/libopenapi-validator, and shares no code with it.
//
//	openapicheck DOCUMENT <EXCHANGES
//
// The document is held against the specification's own schema of its version. Then each
// line of standard input, a request and its answer as JSON, is held against the document:
// the request where it was answered with success, and every answer. What does not fit is
// written a line each. The last line says how many exchanges were read.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	faults "github.com/pb33f/libopenapi-validator/errors"
)

// exchange is a request and its answer.
type exchange struct {
	Method, URL  string
	Header       http.Header
	Body         []byte
	Status       int
	AnswerHeader http.Header
	Answer       []byte
}

func main() {
	sound, err := check(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapicheck:", err)
		os.Exit(2)
	}
	if !sound {
		os.Exit(1)
	}
}

// check tells whether all fits.
func check(args []string) (sound bool, err error) {
	if len(args) != 1 {
		return false, errors.New("usage: openapicheck DOCUMENT <EXCHANGES")
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return false, err
	}
	document, err := libopenapi.NewDocument(data)
	if err != nil {
		return false, err
	}
	v, errs := validator.NewValidator(document, config.WithFormatAssertions())
	if len(errs) > 0 {
		return false, errors.Join(errs...)
	}
	sound = true
	say := func(what string, found []*faults.ValidationError) {
		for _, f := range found {
			sound = false
			fmt.Printf("%s: %s: %s\n", what, f.Message, f.Reason)
			for _, s := range f.SchemaValidationErrors {
				fmt.Printf("%s: at %s, %s: %s\n", what, s.FieldPath, s.KeywordLocation, s.Reason)
			}
		}
	}
	_, found := v.ValidateDocument()
	say("the document", found)
	read := 0
	for in := json.NewDecoder(os.Stdin); ; read++ {
		var e exchange
		if err := in.Decode(&e); err == io.EOF {
			fmt.Printf("%d exchanges were read\n", read)
			return sound, nil
		} else if err != nil {
			return false, err
		}
		request := func() (*http.Request, error) {
			r, err := http.NewRequest(e.Method, e.URL, bytes.NewReader(e.Body))
			if err == nil {
				r.Header = e.Header
			}
			return r, err
		}
		what := fmt.Sprintf("%s %s, %d", e.Method, e.URL, e.Status)
		if e.Status < 300 {
			r, err := request()
			if err != nil {
				return false, err
			}
			_, found := v.ValidateHttpRequestSync(r)
			say(what+", the request", found)
		}
		r, err := request()
		if err != nil {
			return false, err
		}
		_, found := v.ValidateHttpResponse(r, &http.Response{StatusCode: e.Status, Header: e.AnswerHeader, Body: io.NopCloser(bytes.NewReader(e.Answer)), Request: r})
		say(what+", the answer", found)
	}
}

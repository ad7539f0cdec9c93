package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"concordat/ledger"
	"concordat/server/api"
)

// changed alters an answer on its way to a page, for what the example has no case of.
func changed(answer *http.Response, change func(map[string]any)) (*http.Response, error) {
	var told map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
		return nil, err
	}
	change(told)
	data, err := json.Marshal(told)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	return answer, err
}

// withheld is the answer to who may not read what they ask for.
func withheld(r *http.Request) (*http.Response, error) {
	data, err := json.Marshal(api.NewProblem(ledger.CodeNotAllowed, "it is withheld from you"))
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/problem+json"}}, Body: io.NopCloser(bytes.NewReader(data)), Request: r}, err
}

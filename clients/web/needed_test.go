package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"concordat/server/api"
)

// Where it is known that the rules do not say what is still needed, the pages say that, and
// tell nobody to look again in a moment.
func TestNeededUnknownSaid(t *testing.T) {
	b := newBoard(t)
	who := b.member("secretary")
	task := func(at, name string, typed ...string) string {
		t.Helper()
		path := at + "/" + name
		return who.post(path, who.get(path).is(200).fill(typed...)).at()
	}
	draft := task("/drafts/new", "type", "title", "One eye service", "type", "procedural", "function", "clinical-strategy", "route", "advisory")
	draft = task(draft, "text", "text", "That there be one service.")
	who.get(draft+"/test").is(200, "The rules allow this motion to be put on record", "It would pass if")
	b.ask = func(ask http.RoundTripper, r *http.Request) (*http.Response, error) {
		answer, err := ask.RoundTrip(r)
		if err != nil || r.URL.Path != api.Fill(api.PathMotion, "GM-2015-011") && r.URL.Path != api.PathPreview || answer.StatusCode != http.StatusOK {
			return answer, err
		}
		defer answer.Body.Close()
		var shown map[string]any
		if err := json.NewDecoder(answer.Body).Decode(&shown); err != nil {
			return nil, err
		}
		delete(shown, "needed")
		shown["needed_unknown"] = api.NeededUnsaid
		data, err := json.Marshal(shown)
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		return answer, err
	}
	who.get(draft+"/test").is(200, "The rules allow this motion to be put on record", api.NeededUnsaid).isNot("Look again in a moment")
	who.get("/motions/GM-2015-011").is(200, "Still needed", api.NeededUnsaid).isNot("Look again in a moment")
}

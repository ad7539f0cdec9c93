package main

import (
	"bytes"
	"strings"
	"testing"

	"concordat/server/api"
)

// What is not worked out in time is said to be so, as on the page; and what can't be, with why.
func TestNeededLaterSaid(t *testing.T) {
	var out bytes.Buffer
	s := &session{terminal: &terminal{out: &out, width: 200}}
	s.needed(nil, "")
	if !strings.Contains(out.String(), "Still needed") || !strings.Contains(out.String(), api.NeededLater) {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	s.needed(nil, api.NeededUnsaid)
	if !strings.Contains(out.String(), api.NeededUnsaid) || strings.Contains(out.String(), "Look again in a moment") {
		t.Errorf("%q", out.String())
	}
}

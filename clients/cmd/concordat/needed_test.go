package main

import (
	"bytes"
	"strings"
	"testing"

	"concordat/server/api"
)

// What is not worked out in time is said to be so, as on the page.
func TestNeededLaterSaid(t *testing.T) {
	var out bytes.Buffer
	s := &session{terminal: &terminal{out: &out, width: 200}}
	s.needed(nil)
	if !strings.Contains(out.String(), "Still needed") || !strings.Contains(out.String(), api.NeededLater) {
		t.Errorf("%q", out.String())
	}
}

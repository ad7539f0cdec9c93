package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"concordat/server/api"
)

// Whoever stops the program while it asks is not waited for, and has not agreed.
func TestStoppingIsNo(t *testing.T) {
	in, w := io.Pipe()
	defer w.Close()
	ctx, stop := context.WithCancel(context.Background())
	asked := make(chan bool)
	var out bytes.Buffer
	go func() { asked <- ask(ctx, in, &out, "Sign and send this vote?") }()
	stop()
	if <-asked {
		t.Error("it was taken for a yes")
	}
	if !strings.HasSuffix(out.String(), "[y/N] \n") {
		t.Errorf("it left the line at %q", out.String())
	}
	for text, want := range map[string]bool{"y\n": true, "YES \n": true, "": false, "n\n": false, "yes please\n": false} {
		if ask(context.Background(), strings.NewReader(text), io.Discard, "?") != want {
			t.Errorf("%q is not %t", text, want)
		}
	}
}

// Every kind that a command signs says what it is.
func TestActsHaveWords(t *testing.T) {
	s := &session{terminal: &terminal{}}
	for kind, words := range acts {
		if err := s.mayAsk(kind, false); err == nil || !strings.Contains(err.Error(), "this signs "+words+": add --yes") {
			t.Errorf("%s: %v", kind, err)
		}
		if err := s.mayAsk(kind, true); err != nil {
			t.Errorf("%s with --yes: %v", kind, err)
		}
	}
	s.NoInput = true
	if err := s.mayAsk("vote.cast", false); err != nil {
		t.Error(err)
	}
}

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]int64{
		"41666.67": 4166667, "£41,666.67": 4166667, "41666": 4166600, "0.01": 1, "£0": 0, "1,234,567.89": 123456789,
		"29000000000.29": 2900000000029, "0.29": 29, " 1.15 ": 115,
	} {
		if got, err := parseMoney(text); got != want || err != nil {
			t.Errorf("%q is %d pence, not %d (%v)", text, got, want, err)
		}
	}
	for _, text := range []string{"", "£", "1.5", "1.555", "-1", "1,23", "1,2345", "12,34,567", "1e3", "1.", ".50", "£1 000", "99999999999999999999"} {
		if got, err := parseMoney(text); err == nil {
			t.Errorf("%q was taken for %d pence", text, got)
		}
	}
}

func TestFindParty(t *testing.T) {
	parties := []api.Party{
		{Code: "00V", Name: "NHS Bury CCG"}, {Code: "02A", Name: "NHS Trafford CCG"}, {Code: "01M", Name: "NHS North Manchester CCG"},
		{Code: "00W", Name: "NHS Central Manchester CCG"}, {Code: "01D", Name: "NHS Heywood, Middleton and Rochdale CCG"},
	}
	for ref, want := range map[string]string{
		"00v": "00V", "bury": "00V", "Trafford": "02A", "nhs trafford ccg": "02A", "north manchester": "01M", "Heywood Middleton": "01D", "traff": "02A",
	} {
		if got, err := findParty(parties, ref); got != want || err != nil {
			t.Errorf("%q is %q, not %s (%v)", ref, got, want, err)
		}
	}
	for ref, want := range map[string]string{
		"manchester": "say which by its code", "traford": "did you mean 02A, NHS Trafford CCG?", "00X": "did you mean 00", "Atlantis": "there is no party",
	} {
		_, err := findParty(parties, ref)
		var p *api.Problem
		if err == nil || !strings.Contains(err.Error(), want) && !(errors.As(err, &p) && strings.Contains(p.Detail, want)) {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestTalkIsWrapped(t *testing.T) {
	for _, line := range []string{
		"concordat: next: concordat vote cast GM-2015-012 for --server http://localhost:9000/a/very/long/path --as bury-member",
		"concordat: you can change it until 5pm Friday 18 December 2015, if the terms allow; the last vote stands",
	} {
		got := talkIn(line, 40)
		for l := range strings.Lines(got) {
			if l = strings.TrimRight(l, "\n"); length(l) > 40 && len(strings.Fields(strings.TrimSuffix(l, "\\"))) > 1 {
				t.Errorf("%q is too long", l)
			}
		}
		if joined := strings.Join(strings.Fields(strings.ReplaceAll(got, "\\\n", " ")), " "); joined != line {
			t.Errorf("%q came out as %q", line, joined)
		}
	}
}

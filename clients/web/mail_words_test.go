package web

import (
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// What is not known of what a motion costs is not told as nothing.
func TestMailOfAnUnknownCost(t *testing.T) {
	for _, kind := range []string{api.MessageOpened, api.MessageReminder} {
		m := api.Message{Kind: kind, Ref: "GM-2015-011", Title: "GM-2015-011", Closes: "2015-11-27T17:00:00.000Z", Party: "00V", PartyName: "NHS Bury CCG"}
		if words := strings.Join(mail(m, "http://localhost").Paragraphs, " "); strings.Contains(words, "pays") {
			t.Errorf("%s: what it costs is not known, and it says %q", kind, words)
		}
		m.Stake = &ledger.Stake{Party: "00V"}
		if words := strings.Join(mail(m, "http://localhost").Paragraphs, " "); !strings.Contains(words, "NHS Bury CCG pays nothing under it.") {
			t.Errorf("%s: it costs nothing, and it says %q", kind, words)
		}
	}
}

// Whatever a message counts is told in words, few enough to read.
func TestMailOfSums(t *testing.T) {
	for kind, list := range map[string][]string{
		api.MessageDigest: {api.SumNew, api.SumInForce, api.SumEnded, api.SumPaid, api.SumReceived, api.SumQueried, api.SumDone, api.SumDue, api.SumOverdue},
		api.MessageDaily:  {api.SumToOpen, api.SumNoQuorum, api.SumToRule, api.SumToConfirm, api.SumToRatify, api.SumToHold},
	} {
		m := api.Message{Kind: kind, To: "bury-officer", Party: "00V", PartyName: "NHS Bury CCG", Since: "2015-12-01T08:00:00.000Z", Day: "2015-11-01"}
		for i, of := range list {
			m.Sums = append(m.Sums, api.MessageSum{Of: of, Count: i + 1, Pence: 12345})
		}
		e := mail(m, "http://localhost")
		for i, line := range e.Paragraphs[1:] {
			if strings.HasPrefix(line, ",") || !strings.Contains(line, number(int64(i+1))+" ") || !strings.HasSuffix(line, ", £123.45.") {
				t.Errorf("%s: %q", list[i], line)
			}
		}
		if e.Words() > 120 || len(e.Paragraphs) != 1+len(list) || e.Subject == "" || !strings.HasPrefix(e.Link, "http://localhost/") {
			t.Errorf("%d words: %+v", e.Words(), e)
		}
	}
}

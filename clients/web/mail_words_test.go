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

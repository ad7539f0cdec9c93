package web

import (
	"strings"
	"testing"

	"concordat/ledger"
	"concordat/server/api"
)

// A passkey's words say whether losing the device loses the key, as far as the ledger
// knows, and say nothing where it does not.
func TestPasskeyWords(t *testing.T) {
	for _, test := range []struct {
		kind   string
		backup *api.Backup
		words  string
	}{
		{ledger.KeyFile, nil, "A key in a file, added on Tuesday 1 December 2015."},
		{ledger.KeyPasskey, nil, "A passkey, added on Tuesday 1 December 2015."},
		{ledger.KeyPasskey, &api.Backup{}, "A passkey, added on Tuesday 1 December 2015. It is on one device only, and not synced."},
		{ledger.KeyPasskey, &api.Backup{Synced: true}, "A passkey, added on Tuesday 1 December 2015. It can be synced to your other devices. When it was added, it was not."},
		{ledger.KeyPasskey, &api.Backup{Synced: true, BackedUp: true}, "A passkey, added on Tuesday 1 December 2015. When it was added, it was synced to your other devices."},
	} {
		got := keyWords(api.Key{Kind: test.kind, Backup: test.backup, Added: "2015-12-01T09:00:00.000Z"})
		if strings.ReplaceAll(got, "\u00a0", " ") != test.words {
			t.Errorf("%+v: %q", test.backup, got)
		}
	}
}

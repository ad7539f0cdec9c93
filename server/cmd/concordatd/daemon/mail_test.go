package daemon

import (
	"net"
	"testing"

	"concordat/ledger"
)

// Messages lead to an example where it is served, and to a real ledger where its people
// find it, whatever address this host listens on.
func TestSite(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9090}
	site := []string{"http://localhost:8080"}
	for want, l := range map[string]*opened{
		"http://localhost:9090":  {at: at, founded: &ledger.Founded{Origins: site, Example: &ledger.Example{}}},
		"https://localhost:9090": {at: at, secure: true, founded: &ledger.Founded{Origins: site, Example: &ledger.Example{}}},
		"http://localhost:8080":  {at: at, founded: &ledger.Founded{Origins: site}},
		"":                       {at: at, founded: &ledger.Founded{}},
	} {
		if got := l.site(); got != want {
			t.Errorf("%s, expected %s", got, want)
		}
	}
}

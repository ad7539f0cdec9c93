package web

import (
	"strconv"

	"concordat/ledger"
)

// Signing is a statement as the session's passkey will sign it. The page's script makes
// it anew out of what the page shows, and asks the device for nothing if it comes to
// something else (package passkey).
type Signing struct {
	Action, Kind, Site, Button string
	Before                     string // what holds until it is signed
	Sentence, Code             string
	Says                       []Said // the parts that the page does not show elsewhere
	Parts                      []Part // of the body, where the page has all of them here (stating.go)
	Whole, Folded              bool
	Typed                      []Typed // what is sent along
}

// Said is one part of a statement, by the name that the script knows it by.
type Said struct{ Name, Label, Text string }

// List tells whether it is one of several of its name, in order.
func (s Said) List() bool { return s.Name == "then" }

// signing is nil where the session was not opened by a passkey, so that this browser has
// none to sign with.
func (v *visit) signing(kind, party string, body any, parts ...Said) (*Signing, error) {
	if v.me == nil || v.key == "" {
		return nil, nil
	}
	key, err := v.client.KeyRecord(v.ctx, v.key)
	if err != nil || key.Kind != ledger.KeyPasskey {
		return nil, err
	}
	client, err := v.as(nil)
	if err != nil {
		return nil, err
	}
	at, err := client.Next(v.ctx, v.key)
	if err != nil {
		return nil, err
	}
	draft, payload, err := client.Draft(v.ctx, key.Public, at, kind, party, body)
	if err != nil {
		return nil, err
	}
	return signingOf(v.ledger.RPID, key.Public.Algorithm(), v.key, draft, payload, parts), nil
}

// signingOf is a draft as a page shows it, to be signed with a key of a site's.
func signingOf(site, alg string, key ledger.Thumbprint, draft ledger.Statement, p ledger.Payload, parts []Said) *Signing {
	s := &Signing{Kind: p.Kind, Site: site, Sentence: p.Sentence, Code: ledger.CheckCode(draft.ID())}
	s.Says = append(parts,
		Said{"author", "By", p.Author}, Said{"ledger", "Ledger", p.Ledger},
		Said{"key", "Your passkey", string(key)}, Said{"alg", "Its algorithm", alg}, Said{"seq", "Number of its statement", strconv.FormatInt(p.Seq, 10)},
		Said{"size", "Entries seen", strconv.FormatInt(p.Seen.Size, 10)}, Said{"root", "What they come to", string(p.Seen.Root)},
	)
	if p.Party != "" {
		s.Says = append(s.Says, Said{"party", "Code of the party", p.Party})
	}
	return s
}

// signed is the statement of a kind that the page's form brings; false where it brings
// none that can be read.
func (v *visit) signed(kind string) (ledger.Statement, *ledger.Signed, bool) {
	sent := []byte(v.form.Get("statement"))
	parsed, err := ledger.Parse(sent)
	if err != nil || parsed.Payload.Kind != kind {
		return ledger.Statement{}, nil, false
	}
	return parsed.Statement, parsed, true
}

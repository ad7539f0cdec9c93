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
}

// Said is one part of a statement, by the name that the script knows it by.
type Said struct{ Name, Label, Text string }

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
	s := &Signing{Kind: kind, Site: v.ledger.RPID, Sentence: payload.Sentence, Code: ledger.CheckCode(draft.ID())}
	s.Says = append(parts,
		Said{"author", "By", payload.Author}, Said{"ledger", "Ledger", payload.Ledger},
		Said{"key", "Your passkey", string(v.key)}, Said{"alg", "Its algorithm", key.Public.Algorithm()}, Said{"seq", "Number of its statement", strconv.FormatInt(at.Seq, 10)},
		Said{"size", "Entries seen", strconv.FormatInt(at.Seen.Size, 10)}, Said{"root", "What they come to", string(at.Seen.Root)},
	)
	if party != "" {
		s.Says = append(s.Says, Said{"party", "Code of the party", party})
	}
	return s, nil
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

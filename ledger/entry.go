package ledger

import (
	"encoding/json"
	"fmt"
)

// Entry is one leaf of the log: a statement as ordered and ruled, or a
// consequence that the rules derive. Exactly one of the two is there.
type Entry struct {
	V           int64           `json:"v"` // 1
	Time        Time            `json:"time"`
	Statement   json.RawMessage `json:"statement,omitempty"` // the statement's own bytes
	Consequence *Consequence    `json:"consequence,omitempty"`
	Ruling      Admission       `json:"ruling"`

	plain bool // of a statement that was parsed: its bytes need no second look
}

// Admission records that the rules said yes, and which rules. A no is not an
// entry; a conclusion's checks stand in its decision.
type Admission struct {
	Allow bool   `json:"allow"`
	Rules Digest `json:"rules"`
}

// Consequence follows from what is already on the ledger and from time passing.
// Nobody signs it: it must equal its derivation byte for byte.
type Consequence struct {
	Kind     string          `json:"kind"`
	Due      Time            `json:"due"` // when it fell due; the entry's time is when it was ordered
	Ref      string          `json:"ref"` // what it is about; consequences due at one time stand in this order
	Sentence string          `json:"sentence"`
	Body     json.RawMessage `json:"body"`
}

// equal reports whether two consequences have the same bytes.
func (c *Consequence) equal(o *Consequence) bool {
	return c.Kind == o.Kind && c.Due == o.Due && c.Ref == o.Ref && c.Sentence == o.Sentence && string(c.Body) == string(o.Body)
}

// ParseEntry reads an entry's bytes. It refuses whatever does not encode back to
// the same bytes; what the entry means is checked by Replay.
func ParseEntry(data []byte) (*Entry, error) {
	if len(data) > MaxEntry {
		return nil, fmt.Errorf("an entry has at most %d bytes, this has %d", MaxEntry, len(data))
	}
	e := &Entry{}
	if err := Decode(data, e); err != nil {
		return nil, err
	}
	switch {
	case e.V != 1:
		return nil, fmt.Errorf("entry version %d is not known here; this program knows 1", e.V)
	case (len(e.Statement) > 0) == (e.Consequence != nil):
		return nil, fmt.Errorf("an entry is either a statement or a consequence")
	case !e.Ruling.Allow:
		return nil, fmt.Errorf("the ledger holds what the rules allowed, and this says that they did not")
	}
	return e, e.Time.Check()
}

// statementEntry is the entry of an admitted statement.
func statementEntry(t Time, s *Signed, rules Digest) *Entry {
	return &Entry{V: 1, Time: t, Statement: s.raw, Ruling: Admission{Allow: true, Rules: rules}, plain: plainText(string(t)) && plainText(string(rules))}
}

// Parsed is an entry with what it says taken apart, for readers.
type Parsed struct {
	Entry  *Entry
	Signed *Signed // nil for a consequence
	Kind   string
	Body   Body
	Text   string // the sentence
}

// ParseAll reads an entry and the statement or consequence in it.
func ParseAll(data []byte) (*Parsed, error) {
	e, err := ParseEntry(data)
	if err != nil {
		return nil, err
	}
	p := &Parsed{Entry: e}
	if c := e.Consequence; c != nil {
		p.Kind, p.Text = c.Kind, c.Sentence
		p.Body, err = consequenceBody(c)
		return p, err
	}
	if p.Signed, err = parse(e.Statement); err != nil {
		return nil, err
	}
	p.Kind, p.Text, p.Body = p.Signed.Payload.Kind, p.Signed.Payload.Sentence, p.Signed.Body
	return p, nil
}

func consequenceBody(c *Consequence) (Body, error) {
	if !derived(c.Kind) {
		return nil, fmt.Errorf("%q is no kind of consequence", c.Kind)
	}
	body := bodies[c.Kind]()
	return body, Decode(c.Body, body)
}

package api

import "concordat/ledger"

// NamedWitness is a witness as the ledger names it.
type NamedWitness struct {
	Name   string      `json:"name"`
	Key    string      `json:"key"`             // verifier key, c2sp.org/tlog-cosignature
	Party  string      `json:"party,omitempty"` // that named it; none for an independent one
	Whose  string      `json:"whose"`           // that party's name, or "independent"
	URL    string      `json:"url,omitempty"`   // where it is asked
	From   ledger.Date `json:"from"`
	Ended  ledger.Date `json:"ended,omitempty"` // from when it counts no more
	Reason string      `json:"reason,omitempty"`
	Status
	Time  ledger.Time `json:"time"`
	Entry int64       `json:"entry"`
}

// Statuses of a witness.
const (
	WitnessStands  = "stands"
	WitnessToCome  = "to_come"
	WitnessEnded   = "ended"
	NobodysWitness = "independent"
)

// NamedWitnesses are the witnesses in the order in which they were named, and what
// the agreement asks of a checkpoint.
type NamedWitnesses struct {
	Items     []NamedWitness    `json:"items"`
	AsAt      int64             `json:"as_at"`
	Threshold *ledger.Threshold `json:"threshold,omitempty"` // none where it asks for no witness
}

// Countersignature is a checkpoint as an officer countersigned it.
type Countersignature struct {
	Size    int64             `json:"size"`
	Root    ledger.Digest     `json:"root"`
	Code    string            `json:"code"` // for people to compare by eye
	Meeting string            `json:"meeting,omitempty"`
	Party   string            `json:"party"`
	Name    string            `json:"name"` // of the party
	Person  string            `json:"person"`
	Key     ledger.Thumbprint `json:"key"`
	Time    ledger.Time       `json:"time"`
	Entry   int64             `json:"entry"`
}

// CountersignatureOf is a countersignature as answers show it.
func CountersignatureOf(v ledger.View, c ledger.Countersignature) Countersignature {
	return Countersignature{
		Size: c.Size, Root: c.Root, Code: ledger.CheckCode(c.Root), Meeting: c.Meeting, Party: c.Party, Name: v.PartyName(c.Party),
		Person: c.Person, Key: c.Key, Time: c.Time, Entry: c.Entry,
	}
}

// WitnessWords is a witness's status for people.
func WitnessWords(status string) string {
	switch status {
	case WitnessStands:
		return "Counts"
	case WitnessToCome:
		return "To come"
	case WitnessEnded:
		return "Ended"
	}
	return status
}

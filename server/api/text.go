package api

import (
	"fmt"

	"concordat/ledger"
)

// KeepText is a personal text to be kept before the statement that names it.
type KeepText struct {
	Salt string `json:"salt"` // 32 random bytes of the author's choosing, in base64url
	Text string `json:"text"`
}

// KeptText is one that is kept, until a statement names it or it has waited too long.
type KeptText struct {
	Digest ledger.Digest `json:"digest"` // SHA-256 of salt and text: what the statement names
	Code   string        `json:"code"`
}

// Text is a personal text and what the ledger says of it. One that is erased, or that
// this host has lost, has neither salt nor text; one that no statement names yet has
// nothing but these, for whoever put it.
type Text struct {
	Digest ledger.Digest `json:"digest"`
	Code   string        `json:"code"`
	What   string        `json:"what,omitempty"`  // reason, detail, name, email
	About  string        `json:"about,omitempty"` // the motion, obligation or person
	Kind   string        `json:"kind,omitempty"`  // of the statement that it stands with
	Person string        `json:"person,omitempty"`
	Party  string        `json:"party,omitempty"`
	Entry  int64         `json:"entry,omitempty"` // never that of the founding
	Salt   string        `json:"salt,omitempty"`
	Text   string        `json:"text,omitempty"`
	Erased *ErasedText   `json:"erased,omitempty"`
}

// ErasedText is the order by which a text was erased.
type ErasedText struct {
	Time   ledger.Time `json:"time"`
	Entry  int64       `json:"entry"`
	Person string      `json:"person"`
	Party  string      `json:"party,omitempty"`
	Why    string      `json:"why"`
	Words  string      `json:"words"`
}

// ErasedWords says that a text was erased, when, by whose order and where that stands.
func ErasedWords(e *ledger.TextErasure, party string) string {
	if party == "" {
		party = e.Person
	}
	return fmt.Sprintf("erased on %s by order of %s (entry %d)", e.Time.Day().InWords(), party, e.Entry)
}

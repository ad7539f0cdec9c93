package ledger

import (
	"fmt"
	"slices"
)

// A ledger that goes on after its host has lost what it had signed for.

// LedgerRecovered records that the host has lost entries for which the log's key
// had signed, and that the ledger goes on from what is there. The host can't say so
// by itself: one person states it and another confirms it, both having looked for
// the entries in vain. Whoever saw what was lost has the proof that it was there:
// the record says so, and takes nothing of it away.
type LedgerRecovered struct {
	Size      int64        `json:"size"` // entries that are there, as the author saw them
	Root      Digest       `json:"root"`
	Lost      Seen         `json:"lost"` // the last checkpoint that is known to have been signed
	Reason    string       `json:"reason"`
	Confirmed Confirmation `json:"confirmed"`
}

// Confirmation is a second person's signature of what a statement is about, made
// before the statement: nothing is recorded that one of the two has not agreed to.
type Confirmation struct {
	Person string         `json:"person"`
	Key    Thumbprint     `json:"key"`
	Proof  string         `json:"proof"` // base64url
	Header *PasskeyHeader `json:"header,omitempty"`
}

// Recovered is a recovery as recorded.
type Recovered struct {
	LedgerRecovered
	Time   Time
	Entry  int64
	Author string
}

func (s *shape) confirmation(field string, c Confirmation) {
	s.code(field+"/person", c.Person)
	s.that(len(c.Key) == 43, field+"/key", "name the key by its thumbprint of 43 characters")
	s.that(c.Proof != "", field+"/proof", "the second person signs what is confirmed")
}

func (b *LedgerRecovered) shape(s *shape) {
	s.that(b.Size > 0, "size", "a ledger that has nothing is founded, not recovered")
	s.digest("root", b.Root)
	s.that(b.Lost.Size > b.Size, "lost/size", "only entries that this ledger does not have are lost")
	s.digest("lost/root", b.Lost.Root)
	s.text("reason", b.Reason, MaxNote)
	s.confirmation("confirmed", b.Confirmed)
}

func (b *LedgerRecovered) sentence(p Payload, n Names) string {
	return fmt.Sprintf("%s records that entries %d to %d of this ledger, which its key had signed for under the code %s, are lost, and that it goes on from the %d that are there, whose code is %s: %s. %s confirms this",
		p.Author, b.Size, b.Lost.Size-1, CheckCode(b.Lost.Root), b.Size, CheckCode(b.Root), b.Reason, b.Confirmed.Person)
}

// RecoveryInput is what the second person signs: it names the ledger, who will
// state it, and all that is stated, so that it fits nowhere else.
func RecoveryInput(ledger, author string, b *LedgerRecovered) string {
	return fmt.Sprintf("concordat-recovery\n%s\n%s\n%d %s\n%d %s\n%s\n", ledger, author, b.Size, b.Root, b.Lost.Size, b.Lost.Root, DigestOf([]byte(b.Reason)))
}

func (b *LedgerRecovered) against(v View, st *Signed, q *Question, day Date) error {
	p := &st.Payload
	if p.Seen != (Seen{b.Size, b.Root}) {
		return refuse(CodeMalformed, "/payload/body/size", "what is there is what its author has seen: the two checkpoints differ")
	}
	for _, r := range v.Recoveries() {
		if r.Lost == b.Lost {
			return refuse(CodeConflict, "/payload/body/lost", "the loss of these entries is recorded already, in entry %d", r.Entry)
		}
	}
	return v.confirmed(q, "/payload/body/confirmed", b.Confirmed, RecoveryInput(p.Ledger, p.Author, b), day)
}

// confirmed verifies a second person's signature and shows the person to the rules,
// as the confirmer and, where the statement is about nobody else, as its subject.
func (v View) confirmed(q *Question, field string, c Confirmation, input string, day Date) error {
	k, ok := v.Key(c.Key)
	switch {
	case !ok || k.Person != c.Person:
		return refuse(CodeUnknownKey, field+"/key", "key %s is not a key of %s", c.Key, c.Person)
	case k.From > day:
		return refuse(CodeUnknownKey, field+"/key", "key %s signs from %s on", c.Key, k.From.InWords())
	case k.Revoked != "":
		return refuse(CodeRevokedKey, field+"/key", "key %s was revoked on %s", c.Key, k.Revoked.Day().InWords())
	}
	proof, err := decodeBase64(c.Proof)
	if err != nil {
		return refuse(CodeMalformed, field+"/proof", "%v", err)
	}
	switch {
	case (k.Key.Kind == KeyPasskey) != (c.Header != nil):
		return refuse(CodeMalformed, field+"/header", "a passkey's proof, and no other, carries what the authenticator signed")
	case c.Header != nil:
		err = verifyPasskey(c.Header, DigestOf([]byte(input)), k.Key, proof, v.Site())
	default:
		err = k.Key.verify(input, proof)
	}
	if err != nil {
		return refuse(CodeSignature, field+"/proof", "%s has not signed this", c.Person)
	}
	second := v.PersonFacts(c.Person, day, &k)
	if q.Input.Subject == nil && q.Input.Replaced == nil {
		q.Input.Subject = second
	} else {
		q.Input.Confirmer = second
	}
	return nil
}

func (b *LedgerRecovered) apply(s *State, q *Question, index int64) {
	s.draftHead.recoveries = append(slices.Clone(s.draftHead.recoveries), Recovered{*b, q.Time, index, q.Signed.Payload.Author})
}

// Recoveries are the losses that were recorded, in order.
func (v View) Recoveries() []Recovered { return v.head().recoveries }

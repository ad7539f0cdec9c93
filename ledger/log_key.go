package ledger

import (
	"fmt"
	"slices"
)

// The keys of the log, one after another. The founding names the first; an entry
// changes it. The checkpoint that first holds that entry is signed by the new key,
// and so is every later one; each before it by the old one, for ever.

// Why a log's key is changed.
const (
	LogKeyRenewed = "renewed"
	LogKeyStolen  = "stolen" // others have it, or may have
	LogKeyLost    = "lost"   // nobody has it
)

// LogKeyChanged gives the log another key. Whoever has the old one alone can't: one
// person states it and another confirms it. Nor can the two without the old key make
// it look as if it had agreed: where it is lost its signature is missing, and
// whoever knows the log by it has to compare the new key by another way.
type LogKeyChanged struct {
	Old        string       `json:"old"` // verifier key, c2sp.org/signed-note
	New        string       `json:"new"`
	Reason     string       `json:"reason"`
	Since      Date         `json:"compromised_since,omitempty"` // the day from which others may have signed with the old key
	Handed     string       `json:"handed,omitempty"`            // the old key's signature of LogKeyInput, base64url; none where it is lost
	Possession string       `json:"possession"`                  // the new key's
	Confirmed  Confirmation `json:"confirmed"`
}

// LogKeyRecord is a change of the log's key as recorded.
type LogKeyRecord struct {
	LogKeyChanged
	Time   Time
	Entry  int64
	Author string
}

// Who signs a LogKeyInput.
const (
	ByOldLogKey = "the old key"
	ByNewLogKey = "the new key"
	ByConfirmer = "a second person"
)

// LogKeyInput is what the old key, the new key and the second person sign of a
// change, each in words of its own: it names the ledger, who will state it and all
// that is stated. No reader takes it for a checkpoint, whose second line is a number.
func LogKeyInput(by, ledger, author string, b *LogKeyChanged) string {
	since := "-"
	if b.Since != "" {
		since = string(b.Since)
	}
	return fmt.Sprintf("concordat-log-key\nsigned by %s\n%s\n%s\n%s\n%s\n%s\n%s\n", by, ledger, author, b.Old, b.New, b.Reason, since)
}

// LogKeyCode is what people compare of a log's key by eye or by telephone.
func LogKeyCode(vkey string) string { return CheckCode(DigestOf([]byte(vkey))) }

// CheckLogKeys verifies what the two keys have signed of a change that author
// states in a ledger: the new one always, the old one unless it is lost. Whether the
// old key is the log's, and whether people agreed, is for others to ask.
func (b *LogKeyChanged) CheckLogKeys(ledger, author string) error {
	verify := func(field, vkey, by, proof string) error {
		name, key, err := logKey(vkey)
		if err != nil || name != ledger {
			return refuse(CodeMalformed, "/payload/body/"+field, "%q is no key of the log %s", vkey, ledger)
		}
		signature, err := decodeBase64(proof)
		if err != nil {
			return refuse(CodeMalformed, "/payload/body/"+field, "%v", err)
		}
		if key.verify(LogKeyInput(by, ledger, author, b), signature) != nil {
			return refuse(CodeSignature, "/payload/body/"+field, "%s of the log has not signed this change: draw it up with concordatd log-key rotate", by)
		}
		return nil
	}
	if b.Reason != LogKeyLost {
		if err := verify("handed", b.Old, ByOldLogKey, b.Handed); err != nil {
			return err
		}
	}
	return verify("possession", b.New, ByNewLogKey, b.Possession)
}

// logKey reads a log's verifier key in its one spelling.
func logKey(vkey string) (name string, key Key, err error) {
	const ed25519 = 1 // c2sp.org/signed-note: a plain signature
	return verifierKey(vkey, ed25519, "a log")
}

func (b *LogKeyChanged) shape(s *shape) {
	s.text("old", b.Old, MaxLogKey)
	s.text("new", b.New, MaxLogKey)
	_, _, err := logKey(b.New)
	s.that(err == nil, "new", "%q is no key of a log: it %v", b.New, err)
	s.that(b.Old != b.New, "new", "this is the key that the log has: make another with concordatd log-key new")
	s.oneOf("reason", b.Reason, LogKeyRenewed, LogKeyStolen, LogKeyLost)
	if b.Since != "" {
		s.date("compromised_since", b.Since)
	}
	s.that(b.Reason != LogKeyStolen || b.Since != "", "compromised_since", "say from which day on others may have had the key; if nobody knows, the day of the founding")
	s.that(b.Reason != LogKeyRenewed || b.Since == "", "compromised_since", "a key that others may have had is stolen, not renewed")
	s.that((b.Reason == LogKeyLost) == (b.Handed == ""), "handed", "the old key signs the change, unless it is lost")
	s.that(len(b.Handed) <= MaxProof && len(b.Possession) <= MaxProof, "possession", "a signature has 86 characters")
	s.that(b.Possession != "", "possession", "the new key signs a proof that this host has it")
	s.confirmation("confirmed", b.Confirmed)
}

func (b *LogKeyChanged) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s records that from this entry on the log is signed by the key with the code %s and no longer by that with the code %s", p.Author, LogKeyCode(b.New), LogKeyCode(b.Old))
	switch b.Reason {
	case LogKeyRenewed:
		said += ", which has handed over to it"
	case LogKeyStolen:
		said += fmt.Sprintf(", which has handed over to it and which others may have had since %s", b.Since.InWords())
	case LogKeyLost:
		said += ", which is lost and has not signed this"
		if b.Since != "" {
			said += fmt.Sprintf(", and which others may have had since %s", b.Since.InWords())
		}
	}
	return said + fmt.Sprintf(". %s confirms this", b.Confirmed.Person)
}

func (b *LogKeyChanged) against(v View, st *Signed, q *Question, day Date) error {
	p := &st.Payload
	if b.Old != v.LogKey() {
		return refuse(CodeConflict, "/payload/body/old", "the log's key has the code %s: draw the change up from that one with concordatd log-key rotate", LogKeyCode(v.LogKey()))
	}
	if err := b.CheckLogKeys(p.Ledger, p.Author); err != nil {
		return err
	}
	_, key, err := logKey(b.New)
	if err != nil { // shape has looked
		return refuse(CodeMalformed, "/payload/body/new", "%v", err)
	}
	if _, ok := v.Key(key.Thumbprint()); ok {
		return refuse(CodeConflict, "/payload/body/new", "this key signs statements: the log has a key of its own")
	}
	if err := v.ofNoOther("/payload/body/new", key); err != nil {
		return err
	}
	return v.confirmed(q, "/payload/body/confirmed", b.Confirmed, LogKeyInput(ByConfirmer, p.Ledger, p.Author, b), day)
}

func (b *LogKeyChanged) apply(s *State, q *Question, index int64) {
	s.draftHead.logKeys = append(slices.Clone(s.draftHead.logKeys), LogKeyRecord{*b, q.Time, index, q.Signed.Payload.Author})
}

// LogKeyChanges are all of them, in order.
func (v View) LogKeyChanges() []LogKeyRecord { return v.head().logKeys }

// LogKey is the log's verifier key, that signs for all entries there are.
func (v View) LogKey() string { return v.LogKeyAt(v.Size()) }

// LogKeyAt is the verifier key that signs the checkpoint of so many entries: none
// other does, though it was the log's before or came to be later. Empty before the
// founding.
func (v View) LogKeyAt(size int64) string {
	for _, c := range slices.Backward(v.LogKeyChanges()) {
		if c.Entry < size {
			return c.New
		}
	}
	if f := v.Founded(); f != nil {
		return f.LogKey
	}
	return ""
}

// signsLog reports whether a key is, or ever was, the log's.
func (v View) signsLog(key Key) bool {
	if isLogKey(v.Founded().LogKey, key) {
		return true
	}
	return slices.ContainsFunc(v.LogKeyChanges(), func(c LogKeyRecord) bool { return isLogKey(c.New, key) })
}

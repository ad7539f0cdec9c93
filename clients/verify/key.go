package verify

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// keyChange is a change of the log's key as it stands among the entries.
type keyChange struct {
	ledger.LogKeyChanged
	entry  int64
	author string
}

// keyChanges takes in what the replay of so many entries made of those that changed the
// log's key. Where entries that should be there were supplied, its own count is ahead.
func (a *audit) keyChanges(done int64) {
	v := a.state.Durable()
	for all := v.LogKeyChanges(); len(all) > len(a.changes); {
		c := all[len(a.changes)]
		a.changes = append(a.changes, keyChange{c.LogKeyChanged, c.Entry + done - v.Size(), c.Author})
	}
}

// unjudgedKeyChange takes in that an entry changed the log's key where what came before
// could not be judged: by what both keys have signed.
func (a *audit) unjudgedKeyChange(entry []byte) {
	p, err := ledger.ParseAll(entry)
	if err != nil || p.Kind != ledger.KindLogKeyChanged {
		return
	}
	b := p.Body.(*ledger.LogKeyChanged)
	if said := &p.Signed.Payload; b.Old == a.logKeyAt(a.at) && b.CheckLogKeys(said.Ledger, said.Author) == nil {
		a.changes = append(a.changes, keyChange{*b, a.at, said.Author})
	}
}

// logKeyAt is the verifier key that signs for so many entries: the founding's, until
// an entry has changed it.
func (a *audit) logKeyAt(size int64) string {
	key := ""
	if f := a.founded(); f != nil {
		key = f.LogKey
	}
	for _, c := range a.changes {
		if c.entry < size {
			key = c.New
		}
	}
	return key
}

// logKeys are all that the log has had, in order; the change at i led to the key at
// i+1.
func (a *audit) logKeys() []string {
	keys := []string{a.logKeyAt(0)}
	for _, c := range a.changes {
		keys = append(keys, c.New)
	}
	return keys
}

// notInForce says of a checkpoint of so many entries which of the log's keys signed it
// that does not sign for so many; empty if none did.
func (a *audit) notInForce(msg []byte, size int64) string {
	for i, key := range a.logKeys() {
		if key == a.logKeyAt(size) {
			continue
		}
		if _, err := open(msg, key); err != nil {
			continue
		}
		words := fmt.Sprintf("the key with the code %s", ledger.LogKeyCode(key))
		if i < len(a.changes) && a.changes[i].entry < size {
			return words + fmt.Sprintf(", which entry %d had replaced. Whoever still has that key signed it; the log did not", a.changes[i].entry)
		}
		return words + fmt.Sprintf(", which entry %d gave to the log only later", a.changes[i-1].entry)
	}
	return ""
}

// follow reports whether the key in use follows from one that the auditor trusts by
// the word of each key before it. A lost key has given none: that change is then what
// the auditor has to ask about.
func (a *audit) follow(trust string) (is bool) {
	for i, key := range a.logKeys() {
		if key != trust {
			continue
		}
		a.followed = a.changes[i:]
		for _, c := range a.followed {
			if c.Reason == ledger.LogKeyLost {
				a.unhanded = &c
				return false
			}
		}
		return true
	}
	return false
}

// keyNotes say how the log came to its key.
func (a *audit) keyNotes() (notes []string) {
	for _, c := range a.changes {
		words := fmt.Sprintf("LOG KEY CHANGED: entry %d, stated by %s and confirmed by %s, gives the log the key with the code %s in the place of that with the code %s", c.entry, c.author, c.Confirmed.Person, ledger.LogKeyCode(c.New), ledger.LogKeyCode(c.Old))
		switch c.Reason {
		case ledger.LogKeyLost:
			words += ", which is lost: it has not signed this, so that only the two people stand for it."
		case ledger.LogKeyStolen:
			words += ", which signed this too."
		default:
			words += ", which signed this too: it was renewed."
		}
		if c.Since != "" {
			words += fmt.Sprintf(" Others may have had the old key since %s: compare what you keep of that time with what witnesses and parties keep. What it signed of more than %s is not the log's.", c.Since.InWords(), counted(c.entry, "entry", "entries"))
		}
		notes = append(notes, plain(words))
	}
	return notes
}

// receiptKey finds the key of the log that a receipt is under: that which the auditor
// trusts, or one to which receipts of changes lead from there, in their order. They
// lead forwards by the word of each old key, and backwards because the log itself,
// under a trusted key, holds the entry that names the older one. Each key counts for
// as many entries as it signed for and no more.
func receiptKey(r merkle.Receipt, trust string, changes []merkle.Receipt) (key string, err error) {
	if _, err := note.NewVerifier(trust); err != nil {
		return "", fmt.Errorf("the key that you trust is none: %w", err)
	}
	if len(changes) == 0 {
		return trust, nil
	}
	var list []keyChange
	for i, c := range changes {
		p, err := ledger.ParseAll(c.Entry)
		if err != nil || p.Kind != ledger.KindLogKeyChanged {
			return "", fmt.Errorf("change %d is no receipt of a change of the log's key", i+1)
		}
		b, said := *p.Body.(*ledger.LogKeyChanged), &p.Signed.Payload
		if b.CheckLogKeys(said.Ledger, said.Author) != nil {
			return "", fmt.Errorf("change %d is not signed by the log's keys", i+1)
		}
		if i > 0 && b.Old != list[i-1].New {
			return "", fmt.Errorf("change %d does not begin with the key with which the one before it ends: give them all, the oldest first", i+1)
		}
		list = append(list, keyChange{b, 0, said.Author})
	}
	keys := []string{list[0].Old}
	for _, c := range list {
		keys = append(keys, c.New)
	}
	at := slices.Index(keys, trust)
	if at < 0 {
		return "", errors.New("the changes neither begin with the key that you trust nor lead to it")
	}
	for i := len(list) - 1; i >= 0; i-- { // under its new key, or a later one
		err := merkle.ErrKey
		for j := i + 1; j < len(keys) && errors.Is(err, merkle.ErrKey); j++ {
			var under merkle.Checkpoint
			v, invalid := note.NewVerifier(keys[j])
			if invalid != nil {
				return "", invalid
			}
			if list[i].entry, under, err = changes[i].Check(v.Name(), v); err == nil && j < len(list) && under.Size > list[j].entry {
				err = fmt.Errorf("its key had been replaced: %w", merkle.ErrSignature)
			}
		}
		if err != nil {
			return "", fmt.Errorf("change %d is not proved: %w", i+1, err)
		}
	}
	_, checkpoint, err := r.Claims()
	if err != nil {
		return "", err
	}
	c, err := claim(checkpoint)
	if err != nil {
		return "", err
	}
	in := 0 // which key signs for so many entries
	for in < len(list) && list[in].entry < c.Size {
		in++
	}
	for i := at; i < in; i++ {
		if list[i].Reason == ledger.LogKeyLost {
			return "", fmt.Errorf("the key with the code %s was lost and has not handed over: ask both people who recorded that, and name the key with the code %s as trusted", ledger.LogKeyCode(list[i].Old), ledger.LogKeyCode(list[i].New))
		}
	}
	for i, key := range keys {
		if _, err := open(checkpoint, key); err == nil && i != in {
			return "", fmt.Errorf("its checkpoint of %d entries is signed by a key that did not sign for the log then: whoever had that key signed this, and the log did not", c.Size)
		}
	}
	return keys[in], nil
}

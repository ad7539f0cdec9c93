package verify

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// seeing is who signed that they saw this ledger, as far as it goes.
type seeing struct {
	keys, parties int
	needed        *ledger.Threshold // by the ledger's own rules; nil where they ask for none
	enough        bool
	awaited       bool   // the ledger has named a witness, or the auditor pinned one: without enough nothing is verified
	unknown       int    // cosignatures by keys that neither the ledger names nor the auditor pinned
	shorter       int64  // countersigned by somebody, and less than there is now; 0 if nothing is
	unasked       string // why nobody can say how many are needed
}

// witnesses counts who signed that they saw this ledger: by cosignatures under its
// checkpoint the witnesses that it names and those that the auditor pinned, and by
// countersignatures among its entries the officers of its parties. A
// countersignature is of what stands before it, so it counts as long as nothing but
// countersignatures came after what it is of.
//
// How many distinct keys and parties are enough the ledger's own rules say. A key
// that the auditor pinned and the ledger does not name is of no party; where the
// rules ask for none, one such key is enough.
func (a *audit) witnesses() {
	w := &a.saw
	var pinned []ledger.WitnessFacts
	for _, vkey := range a.opts.Witnesses {
		t, err := ledger.WitnessThumbprint(vkey)
		if err != nil {
			a.unusable = errors.Join(a.unusable, fmt.Errorf("read the key of a witness: %q %w", vkey, err))
			continue
		}
		pinned = append(pinned, ledger.WitnessFacts{Key: vkey, Print: t})
	}
	w.awaited = len(a.opts.Witnesses) > 0
	v := a.state.Durable()
	whole := a.replayed && a.stopped < 0 && a.skipped == 0 && a.count == 0 && v.Founded() != nil
	var named []ledger.WitnessFacts
	var saw []ledger.WitnessFacts
	if whole {
		named = v.Witnesses(v.Time().Day())
		for range v.AllWitnesses() {
			w.awaited = true
		}
		saw = a.countersigned(v)
	}
	saw = append(saw, a.cosignedBy(append(named, pinned...))...)
	keys, parties := map[ledger.Thumbprint]bool{}, map[string]bool{}
	for _, s := range saw {
		if keys[s.Print] = true; s.Party != "" {
			parties[s.Party] = true
		}
	}
	w.keys, w.parties = len(keys), len(parties)
	if !whole || a.rules == nil {
		w.unasked = "the ledger's rules could not be asked how many are needed"
		return
	}
	r, err := v.Cosigned(saw, v.Time(), a.rules)
	switch {
	case errors.Is(err, ledger.ErrNoRuling): // they are older than the question
	case err != nil:
		w.unasked = "the ledger's rules could not be asked how many are needed"
		return
	default:
		w.needed = r.Threshold
	}
	w.enough = w.needed != nil && r.Allow
	if w.needed == nil {
		for _, p := range pinned {
			w.enough = w.enough || keys[p.Print]
		}
	}
}

// cosignedBy is whose cosignatures the checkpoint has. A line in the name of one of
// the keys that does not hold is a fault: somebody made it up.
func (a *audit) cosignedBy(by []ledger.WitnessFacts) (saw []ledger.WitnessFacts) {
	f := a.founded()
	if f == nil || !a.signed || a.cosigned == 0 {
		return nil
	}
	a.saw.unknown = a.cosigned
	if len(by) == 0 {
		return nil
	}
	var keys []merkle.CosignerKey
	facts := map[merkle.CosignerKey]ledger.WitnessFacts{}
	for _, w := range by {
		k, err := merkle.ParseCosignerKey(w.Key)
		if err != nil {
			a.unusable = errors.Join(a.unusable, fmt.Errorf("read the key of a witness: %w", err))
			continue
		}
		if _, twice := facts[k]; !twice { // a pinned key that the ledger names is that party's
			keys, facts[k] = append(keys, k), w
		}
	}
	v, err := note.NewVerifier(a.logKeyAt(a.cp.Size))
	if err != nil { // checkKey has opened the checkpoint with it
		return nil
	}
	_, found, err := merkle.OpenCosigned(a.checkpoint, f.Origin, v, keys)
	if err != nil {
		a.broken(BadCosignature, Witnesses, "A cosignature under the checkpoint does not hold: %v. Somebody changed it, or made it up.", err)
		return nil
	}
	a.saw.unknown -= len(found)
	for _, c := range found {
		saw = append(saw, facts[c.Key])
	}
	return saw
}

// countersigned is who countersigned all that there is but countersignatures.
func (a *audit) countersigned(v ledger.View) (saw []ledger.WitnessFacts) {
	at := map[int64]bool{}
	for _, c := range v.Countersignatures() {
		at[c.Entry] = true
	}
	whole := v.Size()
	for whole > 0 && at[whole-1] {
		whole--
	}
	for _, c := range v.Countersignatures() {
		if c.Size < whole {
			a.saw.shorter = max(a.saw.shorter, c.Size)
			continue
		}
		saw = append(saw, ledger.WitnessFacts{Name: c.Person, Print: c.Key, Party: v.StandsFor(c.Party, v.Size(), v.Time().Day())})
	}
	return saw
}

// said is the answer to whether others saw the same ledger.
func (w seeing) said(kept int64) (v Verdict, detail, hint string) {
	needed := ""
	if n := w.needed; n != nil {
		needed = fmt.Sprintf(" (%s, %s needed)", counted(n.Keys, "key", "keys"), counted(n.Parties, "party", "parties"))
	}
	signed := fmt.Sprintf("%s, %s countersigned", counted(int64(w.keys), "key", "keys"), counted(int64(w.parties), "party", "parties"))
	switch {
	case w.keys == 0 && w.needed == nil && !w.awaited:
		signed = "this ledger has no countersignatures"
	case w.keys == 0:
		signed = "no countersignature in this pack"
	}
	if w.unknown > 0 {
		signed += "; nobody looked at the " + counted(int64(w.unknown), "countersignature", "countersignatures") + " by other keys"
	}
	detail = signed + needed
	if kept >= 0 {
		detail = fmt.Sprintf("it continues the %s that you kept; %s", counted(kept, "entry", "entries"), detail)
	}
	if w.enough {
		return Verified, detail, ""
	}
	if w.keys > 0 && w.needed == nil && w.unasked == "" {
		detail += "; the agreement does not say how many are needed"
	}
	if kept < 0 && w.keys == 0 && w.needed == nil && !w.awaited {
		detail = "not proven here: " + detail
	}
	if w.unasked != "" && w.awaited {
		detail += "; " + w.unasked
	}
	if w.needed != nil || w.awaited {
		hint = "Ask for a pack made after the next countersigned checkpoint, or pass --witness FILE."
	}
	return NotProven, detail, hint
}

package verify

import (
	"errors"
	"fmt"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// replay takes every entry of the tree through the three stages. It is false if
// the source could not be read.
func (a *audit) replay() bool {
	for s := range a.stretches() {
		from := 0
		if !a.opts.plainly && a.stopped < 0 && a.rules != nil && a.opts.Concluded == nil {
			from = a.replayAhead(s)
		}
		if !a.replayStretch(s, from) {
			return false
		}
		a.progress(a.at + 1)
		a.shelve()
	}
	a.atTheEnd()
	a.replayed = a.unreadable == nil
	return a.replayed
}

// replayStretch takes the entries of a stretch, but for the first ones, through the stages
// one by one. It is false if the source could not be read.
func (a *audit) replayStretch(s stretch, from int) bool {
	a.at = s.first + int64(from) - 1
	for _, t := range s.bundles {
		base := t.N * merkle.TileWidth
		if base+int64(t.W) <= a.at+1 {
			continue
		}
		entries, _, _ := a.bundle(t)
		if a.unreadable != nil {
			return false
		}
		for i := range t.W {
			if base+int64(i) <= a.at {
				continue
			}
			var entry []byte
			if i < len(entries) {
				entry = entries[i]
			}
			a.at = base + int64(i)
			a.entry(entry)
		}
		a.progress(a.at + 1)
	}
	return true
}

// progress tells how many entries were gone through, never fewer than before.
func (a *audit) progress(done int64) {
	if done > a.told {
		a.told = done
		a.opts.Progress(done, a.cp.Size)
	}
}

// atTheEnd looks for what fell due by the last entry's time and is not there. What
// a decision binds to is recorded with it, at once, so it is missing. A motion
// whose close was reached at that same moment may still await its decision, where
// a host could not run the rules: nothing may be recorded until it can.
func (a *audit) atTheEnd() {
	v := a.state.Durable()
	if due := v.NextDue(); a.stopped >= 0 || due == "" || due > v.Time() {
		return
	}
	switch c, err := a.state.Due(v.Time(), judge{a}); {
	case err != nil || c == nil:
	case c.Kind == ledger.KindObligationAssumed:
		a.at++
		a.missing(c, "after the last entry")
	default:
		a.notes = append(a.notes, fmt.Sprintf("%q fell due at %s and is not on the record yet.", c.Sentence, c.Due.InWords()))
	}
}

// entry replays the entry at a.at, if its bytes are those of the tree.
func (a *audit) entry(entry []byte) {
	if a.isWithheld(a.at) {
		if a.stopped < 0 { // what comes after rests on it
			a.stopped = a.at
		}
		return
	}
	if entry == nil || merkle.LeafHash(entry) != a.hashes.leaf(a.at) {
		if !a.faulted[a.at] { // it was there when the tree was worked out
			a.fault(Fault{Code: Altered, Check: Integrity, Entry: a.at, Words: fmt.Sprintf("Entry %d was changed while it was being checked.", a.at)})
		}
		a.skip(entry)
		return
	}
	if a.stopped >= 0 {
		a.unjudgedKeyChange(entry)
		return
	}
	for {
		err := a.state.Replay(entry, a.root, judge{a})
		if err == nil {
			a.state.Commit()
			a.applied++
			a.keyChanges(a.at + 1)
			a.concluded(entry)
			return
		}
		a.state.Rollback()
		if a.notJudged(err) {
			a.stopped = a.at
			a.unjudgedKeyChange(entry)
			return
		}
		if a.supply(entry) {
			continue
		}
		f := explain(a.at, entry, a.state.Durable().Time(), err)
		f.Follows = a.first >= 0 && f.Code != Signature
		a.faultIn(entry, f)
		a.replace(entry, err)
		return
	}
}

// concluded tells the caller of a decision or a settlement that was replayed from
// what the rules were asked. One that came about because they give no ruling is none
// of theirs.
func (a *audit) concluded(entry []byte) {
	if a.opts.Concluded == nil {
		return
	}
	e, err := ledger.ParseEntry(entry)
	if err != nil || e.Consequence == nil || e.Consequence.Kind != recordOf[a.asked.Input.Ask] {
		return
	}
	if m := a.asked.Input.Motion; m != nil && m.Ref != e.Consequence.Ref {
		return
	}
	a.asked.Decision = e.Consequence.Ref
	a.asked.Entry, a.asked.Engine = a.at, a.state.Durable().Engine()
	a.opts.Concluded(a.asked)
	a.asked = Conclusion{}
}

// notJudged reports whether the rules could not be run. That is no ruling: what
// comes after rests on it, so nothing after it is judged.
func (a *audit) notJudged(err error) bool {
	var refused *ledger.Error
	return errors.As(err, &refused) && refused.Code == ledger.CodeRulesFailed
}

// supply looks for consequences that are missing before an entry. It records
// them as faults and then as if they stood there, so that what comes after need
// not suffer; the numbers of entries in State run ahead from then on.
func (a *audit) supply(entry []byte) bool {
	e, err := ledger.ParseEntry(entry)
	if err != nil || e.Time < a.state.Durable().Time() {
		return false
	}
	var missing []*ledger.Consequence
	c, err := a.state.Due(e.Time, judge{a})
	for ; err == nil && c != nil && !isAbout(e.Consequence, c); c, err = a.state.Due(e.Time, judge{a}) {
		copied := *c
		missing = append(missing, &copied)
		a.state.ApplyDue(e.Time)
	}
	if err != nil || len(missing) == 0 || e.Consequence != nil && c == nil {
		a.state.Rollback()
		return false
	}
	for _, c := range missing {
		a.missing(c, fmt.Sprintf("before entry %d", a.at))
	}
	a.state.Commit()
	return true
}

func (a *audit) missing(c *ledger.Consequence, where string) {
	a.fault(Fault{Code: Missing, Check: Results, Entry: a.at, Follows: a.first >= 0, Words: fmt.Sprintf("%q fell due at %s and is missing %s.", c.Sentence, c.Due.InWords(), where)})
}

// isAbout reports whether a recorded consequence is the derived one or a changed
// copy of it.
func isAbout(recorded, derived *ledger.Consequence) bool {
	return recorded != nil && recorded.Kind == derived.Kind && recorded.Ref == derived.Ref
}

// replace goes on after an entry at fault: from the consequence that should stand
// in its place, or else without reading a meaning into it.
func (a *audit) replace(entry []byte, err error) {
	var derived *ledger.DerivationError
	if errors.As(err, &derived) {
		if e, err := ledger.ParseEntry(entry); err == nil {
			if c, err := a.state.Due(e.Time, judge{a}); err == nil && c != nil {
				a.state.ApplyDue(e.Time)
				a.state.Commit()
				return
			}
		}
	}
	a.skip(entry)
}

// skip counts an entry in without reading a meaning into it.
func (a *audit) skip(entry []byte) {
	a.state.Rollback()
	t := a.state.Draft().Time()
	if e, err := ledger.ParseEntry(entry); err == nil {
		t = max(t, e.Time)
	}
	a.state.Skip(t)
	a.state.Commit()
	a.skipped++
}

// root is the root that the ledger had at a size. Statements made in one sitting
// saw the same one.
func (a *audit) root(size int64) (ledger.Digest, error) {
	if size > a.hashes.size {
		return "", fmt.Errorf("no root of %d entries", size)
	}
	if a.seen.root == "" || a.seen.size != size {
		a.seen.size, a.seen.root = size, ledger.HashDigest(a.hashes.root(size))
	}
	return a.seen.root, nil
}

// judge is the rules that the caller handed in, behind a look at the files of the
// bundle that is asked for.
type judge struct{ a *audit }

// recordOf is the kind of consequence that records what rules were asked for.
var recordOf = map[string]string{ledger.AskConclude: ledger.KindDecisionMade, ledger.AskSettle: ledger.KindSettlementMade}

func (j judge) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	a := j.a
	if !a.checkBundle(rules, a.at) {
		return nil, fmt.Errorf("the rules with code %s are not here as they were", ledger.CheckCode(rules))
	}
	if a.rules == nil {
		a.unjudged = errors.New("no rules engine was handed in")
		return nil, a.unjudged
	}
	rulings, err := a.rules.Judge(rules, inputs)
	if err == nil && len(rulings) != len(inputs) {
		err = fmt.Errorf("%d rulings on %d questions", len(rulings), len(inputs))
	}
	if err != nil {
		a.unjudged = err
	}
	for i, in := range inputs {
		if _, recorded := recordOf[in.Ask]; recorded && a.opts.Concluded != nil {
			a.asked = Conclusion{}
			if err == nil {
				a.asked = Conclusion{Rules: rules, Input: in, Ruling: rulings[i]}
			}
		}
	}
	return rulings, err
}

package verify

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"concordat/ledger"
	"concordat/ledger/ed25519batch"
	"concordat/ledger/merkle"
)

// The replay goes ahead of the rules where nothing is wrong: bundles are read and
// taken apart side by side, their signatures verified, and many questions put to the
// rules at once while later entries are checked already. State is committed once
// every answer is the one that the entries record. Where anything is not as it
// should be, State goes back to where it was sure, and the entries from there on
// are gone through one by one, which alone says what is wrong. So a report is the
// same, byte for byte, as that of going through all of them one by one.

const (
	perPart    = 4   // bundles that are taken apart in one piece
	perStretch = 8   // parts that State goes ahead by at most
	perAsk     = 512 // statements that the rules are asked about in one call
	perClose   = 16  // conclusions, which take longer
)

// inOrder does each of the jobs, several at once, and gives them with what came out
// in their own order. A few are done ahead of who takes them.
func inOrder[J, R any](jobs iter.Seq[J], do func(J) R) iter.Seq2[J, R] {
	type done struct {
		job J
		out R
	}
	return func(yield func(J, R) bool) {
		waiting := make(chan chan done, runtime.GOMAXPROCS(0)+1)
		stop := make(chan struct{})
		var working sync.WaitGroup
		defer working.Wait()
		defer close(stop)
		working.Go(func() {
			defer close(waiting)
			slots := make(chan struct{}, runtime.GOMAXPROCS(0))
			for job := range jobs {
				out := make(chan done, 1)
				select {
				case waiting <- out:
				case <-stop:
					return
				}
				slots <- struct{}{}
				working.Go(func() {
					out <- done{job, do(job)}
					<-slots
				})
			}
		})
		for out := range waiting {
			if d := <-out; !yield(d.job, d.out) {
				return
			}
		}
	}
}

// part is some bundles in a row, with their entries as far as they are those of the
// tree and can be read.
type part struct {
	bundles []merkle.Tile
	entries [][]byte
	parsed  []*ledger.Parsed // as many as entries; nil where an entry has to be gone through by itself
}

// parts are the bundles of a ledger of that size, in order.
func parts(size int64) iter.Seq[[]merkle.Tile] {
	return func(yield func([]merkle.Tile) bool) {
		var some []merkle.Tile
		for t := range bundles(size) {
			if some = append(some, t); len(some) == perPart {
				if !yield(some) {
					return
				}
				some = nil
			}
		}
		if len(some) > 0 {
			yield(some)
		}
	}
}

// takeApart reads bundles, and verifies what signatures it can. It may run beside
// itself: it changes nothing of the audit but the keys that are known.
func (a *audit) takeApart(of []merkle.Tile) part {
	p := part{bundles: of}
	for _, t := range of {
		entries := make([][]byte, t.W)
		if data, err := fetch(a.src, t, a.listed); err == nil {
			if whole, err := merkle.ParseBundle(data, t.W); err == nil {
				entries = whole
			}
		}
		for i, entry := range entries {
			var parsed *ledger.Parsed
			if len(entry) > 0 && merkle.LeafHash(entry) == a.hashes.leaf(t.N*merkle.TileWidth+int64(i)) {
				parsed, _ = ledger.ParseAll(entry)
			}
			p.entries, p.parsed = append(p.entries, entry), append(p.parsed, parsed)
		}
	}
	a.keys.verify(p.parsed)
	return p
}

// keyring is the keys that entries name, by thumbprint. A key is found by what it
// is, and nothing is said of whose it is: so it does not matter which entry named it,
// and when.
type keyring struct {
	mu   sync.Mutex
	keys map[ledger.Thumbprint]ledger.Key
	sums *ed25519batch.Verifier // nil: each signature is verified by itself
}

// fewestSummed is how many entries are worth what it takes to make sure of sums of
// signatures in the end.
const fewestSummed = 20_000

// verify verifies the signatures of entries by the keys that are known. The others
// are verified when their turn comes, and so is each that does not hold.
func (r *keyring) verify(entries []*ledger.Parsed) {
	known := make([]*ledger.Key, len(entries))
	r.mu.Lock()
	for i, p := range entries {
		if p == nil {
			continue
		}
		for _, k := range p.Keys() {
			r.keys[k.Thumbprint()] = k
		}
		if p.Signed != nil {
			if k, ok := r.keys[p.Signed.Protected.Kid]; ok {
				known[i] = &k
			}
		}
	}
	r.mu.Unlock()
	var summed []ed25519batch.Signature
	var at []int
	for i, k := range known {
		if k == nil {
			continue
		}
		if r.sums != nil {
			if pub, input, signature, ok := entries[i].Signed.Ed25519(*k); ok {
				summed, at = append(summed, ed25519batch.Signature{Key: pub, Message: input, Signature: signature}), append(at, i)
				continue
			}
		}
		_ = entries[i].Signed.Verify(*k)
	}
	if r.sums == nil {
		return
	}
	for i, good := range r.sums.Verify(summed) {
		if good {
			entries[at[i]].Signed.Verified(*known[at[i]])
		}
	}
}

// stretch is what State goes ahead by.
type stretch struct {
	first   int64 // entry
	entries [][]byte
	parsed  []*ledger.Parsed
	bundles []merkle.Tile
}

// stretches are the parts put together.
func (a *audit) stretches() iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		var s stretch
		n := 0
		for _, p := range inOrder(parts(a.hashes.size), a.takeApart) {
			s.entries, s.parsed, s.bundles = append(s.entries, p.entries...), append(s.parsed, p.parsed...), append(s.bundles, p.bundles...)
			if n++; n < cmp.Or(a.opts.parts, perStretch) {
				continue
			}
			if !yield(s) {
				return
			}
			s, n = stretch{first: s.first + int64(len(s.entries))}, 0
		}
		if n > 0 {
			yield(s)
		}
	}
}

// replayAhead takes the entries of a stretch through the three stages, as far as there
// is nothing wrong with them. It gives how many of them that is: State is as replay
// of those leaves it.
func (a *audit) replayAhead(s stretch) (sure int) {
	q := &questions{rules: a.quicker}
	defer func() {
		q.wait()
		a.state.Rollback() // of what is not sure
	}()
	// settled reports whether all the rulings are what was taken for granted, and then
	// commits the first n entries, which rest on them.
	settled := func(n int) bool {
		if !q.settle() {
			return false
		}
		a.state.Commit()
		a.keyChanges(s.first + int64(n))
		a.applied, a.ahead = a.applied+int64(n-sure), a.ahead+int64(n-sure)
		sure = n
		return true
	}
	for i, p := range s.parsed {
		if i > 0 && i%merkle.TileWidth == 0 {
			a.progress(s.first + int64(i))
		}
		switch {
		case p == nil:
			settled(i)
			return sure
		case a.bundles[p.Entry.Ruling.Rules]:
			ask, err := a.state.ReplayAhead(p, a.root, &guess{a: a, q: q, next: s.parsed[i:]})
			if err != nil {
				return sure
			}
			q.admit(ask)
		default: // its rules were not looked at yet
			if !settled(i) {
				return sure
			}
			a.at = s.first + int64(i)
			faults := a.count
			a.entry(s.entries[i])
			sure = i + 1
			if a.count > faults || a.stopped >= 0 {
				return sure
			}
		}
	}
	settled(len(s.parsed))
	return sure
}

// guess is the rules where they conclude what is recorded next: what they really
// conclude is asked later. Anything else they are asked at once.
type guess struct {
	a    *audit
	q    *questions
	next []*ledger.Parsed // from the entry under way on
}

func (g *guess) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	if !g.a.bundles[rules] || g.a.quicker == nil {
		return nil, fmt.Errorf("rules %s are to be looked at first", rules)
	}
	if len(inputs) == 1 && inputs[0].Ask == ledger.AskConclude && inputs[0].Motion != nil {
		if r, want, ok := g.recorded(inputs[0].Motion.Ref); ok {
			g.q.conclude(rules, inputs[0], want)
			return []ledger.Ruling{r}, nil
		}
	}
	rulings, err := g.a.quicker.Judge(rules, inputs)
	if err == nil && len(rulings) != len(inputs) {
		err = fmt.Errorf("%d rulings on %d questions", len(rulings), len(inputs))
	}
	return rulings, err
}

// recorded is the ruling of which the entries from here on would be the record: the
// decision on a motion, and what it obliges to. It is false where they are none.
func (g *guess) recorded(ref string) (r ledger.Ruling, want []*ledger.Parsed, ok bool) {
	made, ok := g.next[0].Body.(*ledger.DecisionMade)
	if !ok || made.Decision != ref {
		return r, nil, false
	}
	r = ledger.Ruling{
		Allow: true, Outcome: made.Outcome, Collective: made.Collective, Checks: made.Checks, Parties: made.Parties, Gates: made.Gates, Counted: made.Counted,
	}
	for i, p := range g.next {
		if p == nil {
			return r, nil, false
		}
		if o, follows := p.Body.(*ledger.ObligationAssumed); follows && o.Decision == ref && strings.HasPrefix(o.Obligation, ref+"/") {
			r.Obligations = append(r.Obligations, o.ObligationTerm)
		} else if i > 0 && p.Kind != ledger.KindMoUAmended {
			return r, g.next[:i], true
		}
	}
	return r, nil, false // they may go on in the next stretch
}

// questions are what the rules have still to be asked. They are asked side by side
// with whoever gathers them.
type questions struct {
	rules   ledger.Rules
	admits  map[ledger.Digest][]ledger.Input
	closes  map[ledger.Digest][]conclusion
	working sync.WaitGroup
	slots   chan struct{}
	doubt   atomic.Bool
}

type conclusion struct {
	input ledger.Input
	want  []*ledger.Parsed
}

// admit will ask whether a statement is allowed.
func (q *questions) admit(ask *ledger.Question) {
	if ask == nil {
		return
	}
	if q.admits == nil {
		q.admits = map[ledger.Digest][]ledger.Input{}
	}
	some := q.admits[ask.Rules]
	if some == nil {
		some = make([]ledger.Input, 0, perAsk) // inputs are not small
	}
	if some = append(some, ask.Input); len(some) >= perAsk {
		q.askAdmits(ask.Rules, some)
		some = nil
	}
	q.admits[ask.Rules] = some
}

// conclude will ask whether a motion is concluded as the entries record it.
func (q *questions) conclude(rules ledger.Digest, in ledger.Input, want []*ledger.Parsed) {
	if q.closes == nil {
		q.closes = map[ledger.Digest][]conclusion{}
	}
	some := append(q.closes[rules], conclusion{in, want})
	if len(some) >= perClose {
		q.askCloses(rules, some)
		some = nil
	}
	q.closes[rules] = some
}

// ask has good look at the rulings on some inputs, beside the caller, who waits
// where too many are asked already.
func (q *questions) ask(rules ledger.Digest, inputs []ledger.Input, good func(int, ledger.Ruling) bool) {
	if len(inputs) == 0 || q.doubt.Load() {
		return
	}
	if q.slots == nil {
		q.slots = make(chan struct{}, runtime.GOMAXPROCS(0))
	}
	q.slots <- struct{}{}
	q.working.Go(func() {
		defer func() { <-q.slots }()
		rulings, err := q.rules.Judge(rules, inputs)
		if err != nil || len(rulings) != len(inputs) {
			q.doubt.Store(true)
			return
		}
		for i, r := range rulings {
			if !good(i, r) {
				q.doubt.Store(true)
				return
			}
		}
	})
}

func (q *questions) askAdmits(rules ledger.Digest, inputs []ledger.Input) {
	q.ask(rules, inputs, func(_ int, r ledger.Ruling) bool { return r.PlainYes() })
}

func (q *questions) askCloses(rules ledger.Digest, some []conclusion) {
	inputs := make([]ledger.Input, len(some))
	for i := range some {
		inputs[i] = some[i].input
	}
	q.ask(rules, inputs, func(i int, r ledger.Ruling) bool { return records(some[i].want, r) })
}

// records reports whether entries, a decision and what it obliges to, are what a
// ruling would be recorded as, where they were derived from what they say themselves.
func records(entries []*ledger.Parsed, r ledger.Ruling) bool {
	if r.Extends != "" {
		return false
	}
	same := func(p *ledger.Parsed, body any) bool {
		data, err := ledger.Encode(body)
		return err == nil && bytes.Equal(data, p.Entry.Consequence.Body)
	}
	made := *entries[0].Body.(*ledger.DecisionMade)
	made.Outcome, made.Collective, made.Checks, made.Parties, made.Gates, made.Counted = r.Outcome, r.Collective, r.Checks, r.Parties, r.Gates, r.Counted
	if !same(entries[0], &made) {
		return false
	}
	obligations := slices.Clone(r.Obligations)
	for _, p := range entries[1:] {
		o, ok := p.Body.(*ledger.ObligationAssumed)
		if !ok {
			continue // it follows from the decision, whatever the ruling says besides
		}
		if len(obligations) == 0 {
			return false
		}
		assumed := *o
		assumed.ObligationTerm, obligations = obligations[0], obligations[1:]
		if !same(p, &assumed) {
			return false
		}
	}
	return len(obligations) == 0
}

// settle asks what is left to ask and waits for every ruling. It is false if any of
// them is not what was taken for granted.
func (q *questions) settle() bool {
	for rules, inputs := range q.admits {
		q.askAdmits(rules, inputs)
	}
	for rules, some := range q.closes {
		q.askCloses(rules, some)
	}
	q.admits, q.closes = nil, nil
	q.working.Wait()
	return !q.doubt.Load()
}

// wait waits for those who are asking still, whatever they find.
func (q *questions) wait() { q.working.Wait() }

package policy

import (
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Most of what a ruling is worked out from was worked out for another before: the
// words of a date or of an authority, whether a party had signed by a day. What a rule
// gives that looks at no input follows from its arguments and the bundle alone, so that
// it is kept from one evaluation to the next, and from one input to the next in one.

// settled are the rules and functions of a bundle that look at no input, neither
// themselves nor by another, and at no rules but such as they name. What they give for
// the same arguments is the same for ever. Whoever goes through rules that it does not
// name is left out: two of them may contradict each other, which is found out only by
// whoever goes through all, so that what is kept would hide it.
type settled struct {
	functions map[string]bool // by reference
	rules     *branch         // under data
	asked     map[string]bool // so are these of plainly, plainVoters and plainMotions, which are not among the functions
}

// branch is a part of the tree of rules.
type branch struct {
	below map[ast.String]*branch
	rule  bool // that looks at no input
}

// settledOf goes through compiled rules. A rule that is not found here is worked out anew
// in each evaluation, whatever it looks at. Where one puts something else in the place of
// data, or of a function, nothing is settled: nil.
func settledOf(c *ast.Compiler) *settled {
	var all []*ast.Rule
	looks := map[*ast.Rule]bool{} // at the input, or at rules that it does not name
	rests := map[*ast.Rule][]*ast.Rule{}
	for _, m := range c.Modules {
		for _, r := range m.Rules {
			all = append(all, r)
			ok := true
			vis := ast.NewGenericVisitor(func(x any) bool {
				switch x := x.(type) {
				case *ast.With:
					ref, isRef := x.Target.Value.(ast.Ref)
					ok = ok && isRef && ref.HasPrefix(ast.InputRootRef)
				case ast.Var:
					looks[r] = looks[r] || x.Equal(ast.InputRootDocument.Value)
				case ast.Ref:
					if x.HasPrefix(ast.InputRootRef) {
						looks[r] = true
					} else if x.HasPrefix(ast.DefaultRootRef) {
						found := c.GetRulesDynamicWithOpts(x, ast.RulesOptions{})
						rests[r] = append(rests[r], found...)
						looks[r] = looks[r] || !x.IsGround() && slices.ContainsFunc(found, func(other *ast.Rule) bool {
							return len(other.Head.Ref()) > 1 || !other.Ref().Equal(found[0].Ref())
						})
					}
				}
				return false
			})
			vis.Walk(r)
			if !ok {
				return nil
			}
		}
	}
	for more := true; more; {
		more = false
		for _, r := range all {
			if !looks[r] && slices.ContainsFunc(rests[r], func(other *ast.Rule) bool { return looks[other] }) {
				looks[r], more = true, true
			}
		}
	}
	s := &settled{functions: map[string]bool{}, rules: &branch{below: map[ast.String]*branch{}}, asked: map[string]bool{}}
	for _, r := range all {
		ref := r.Ref()
		alike := c.GetRulesExact(ref)
		if len(r.Head.Ref()) > 1 || len(alike) != len(c.GetRulesWithPrefix(ref)) || slices.ContainsFunc(alike, func(other *ast.Rule) bool {
			return looks[other] || other.Head.RuleKind() != ast.SingleValue || len(other.Head.Ref()) > 1
		}) {
			continue
		}
		if len(r.Head.Args) > 0 {
			all := s.functions
			if name := ref.String(); name == plainly || name == plainVoters || name == plainMotions { // which are hardly ever asked the same again
				all = s.asked
			}
			all[ref.String()] = true
			continue
		}
		s.rules.add(ref[1:])
	}
	return s
}

func (b *branch) add(path ast.Ref) {
	for _, term := range path {
		name := term.Value.(ast.String) // a ground path of rules
		next, ok := b.below[name]
		if !ok {
			next = &branch{below: map[ast.String]*branch{}}
			b.below[name] = next
		}
		b = next
	}
	b.rule = true
}

func (b *branch) has(path ast.Ref) bool {
	for _, term := range path {
		name, ok := term.Value.(ast.String)
		if !ok {
			return false
		}
		if b, ok = b.below[name]; !ok {
			return false
		}
	}
	return b.rule
}

// settledRules holds what is settled of the rules that were compiled last, for the
// bundles that share them.
type settledRules struct {
	mu    sync.Mutex // guards what follows; held while rules are gone through
	known map[*ast.Compiler]*settled
	order []*ast.Compiler // of known, oldest first
}

var sharedSettled = settledRules{known: map[*ast.Compiler]*settled{}}

func (r *settledRules) of(c *ast.Compiler) *settled {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.known[c]
	if !ok {
		s = settledOf(c)
		r.known[c] = s
		if r.order = append(r.order, c); len(r.order) > maxCompiled {
			delete(r.known, r.order[0])
			r.order = r.order[1:]
		}
	}
	return s
}

// keeper has what evaluations by one bundle keep for the next of them. Each has a
// memory to itself while it runs, so that none waits for another. A nil keeper keeps
// nothing.
type keeper struct {
	settled *settled
	free    chan *memory
}

func newKeeper(c *ast.Compiler) *keeper {
	s := sharedSettled.of(c)
	if s == nil {
		return nil
	}
	return &keeper{settled: s, free: make(chan *memory, maxMemories)}
}

// take gives a memory for one evaluation.
func (k *keeper) take() *memory {
	var m *memory
	select {
	case m = <-k.free:
	default:
		m = &memory{settled: k.settled, called: map[*ast.Term]where{}, fresh: table{}, young: table{}, old: table{}, sizes: map[*ast.Term]int{}}
	}
	m.VirtualCache = topdown.NewVirtualCache()
	return m
}

// give takes it back. What an evaluation found that failed is not kept: it may have
// failed because of that.
func (k *keeper) give(m *memory, failed bool) {
	if !failed {
		m.keep()
	}
	m.VirtualCache = nil
	clear(m.sizes)
	clear(m.fresh)
	clear(m.found)
	m.found = m.found[:0]
	select {
	case k.free <- m:
	default:
	}
}

// memory is what an evaluation need not work out again: what looks at its input in a
// cache of its own, frame by frame, and what is settled beside it, of which what is small
// is there for the next evaluation too.
type memory struct {
	topdown.VirtualCache
	settled *settled
	called  map[*ast.Term]where // by operator of a call, where its results are kept

	fresh      table     // of this evaluation
	found      []*result // in it that are worth keeping
	young, old table     // of those before; what is asked for again in time stays
	kept       int       // results in young

	sizes map[*ast.Term]int // of terms in the keys of this evaluation, see size
}

// table has results by the hash of their keys.
type table map[int]*result

type result struct {
	key   ast.Ref   // of a function with its arguments, or of a rule
	value *ast.Term // nil where it is undefined
	hash  int
	next  *result
}

// get gives what has such a key. It goes by the terms of that one from then on: they come
// again in other keys, and the same terms need not be gone through.
func (t table) get(hash int, key ast.Ref) *result {
	for r := t[hash]; r != nil; r = r.next {
		if slices.EqualFunc(r.key, key, (*ast.Term).Equal) {
			copy(r.key, key)
			return r
		}
	}
	return nil
}

// where a result is kept.
type where int8

const (
	beside  where = iota // in the cache of one evaluation
	forNext              // for the next evaluation too
	nowhere              // each is asked for once
)

func (m *memory) place(key ast.Ref) where {
	function, ok := key[0].Value.(ast.Ref)
	if !ok {
		if m.settled.rules.has(key[1:]) {
			return forNext
		}
		return beside
	}
	p, known := m.called[key[0]]
	if !known {
		if len(m.called) == maxCalls {
			clear(m.called)
		}
		switch name := function.String(); {
		case m.settled.functions[name]:
			p = forNext
		case m.settled.asked[name]:
			p = nowhere
		}
		m.called[key[0]] = p
	}
	return p
}

func hashOf(key ast.Ref) int {
	h := 0
	for _, term := range key {
		h = 31*h + term.Hash()
	}
	return h
}

// Get is of the interface.
func (m *memory) Get(key ast.Ref) (*ast.Term, bool) {
	switch m.place(key) {
	case beside:
		return m.VirtualCache.Get(key)
	case nowhere:
		return nil, false
	}
	value, found := m.find(hashOf(key), key)
	return value, found && value == nil
}

// find gives what was kept under a key of that hash.
func (m *memory) find(hash int, key ast.Ref) (value *ast.Term, found bool) {
	r := m.fresh.get(hash, key)
	if r == nil {
		if r = m.young.get(hash, key); r == nil {
			if r = m.old.get(hash, key); r == nil {
				return nil, false
			}
			r = &result{key: r.key, value: r.value, hash: hash}
			m.add(r)
			m.found = append(m.found, r)
		}
	}
	return r.value, true
}

// put keeps it. The key is not the caller's to keep.
func (m *memory) put(hash int, key ast.Ref, value *ast.Term) {
	r := &result{key: slices.Clone(key), value: value, hash: hash}
	if m.add(r); m.small(key, value) {
		m.found = append(m.found, r)
	}
}

// Put is of the interface. The key is not the caller's to keep.
func (m *memory) Put(key ast.Ref, value *ast.Term) {
	switch m.place(key) {
	case nowhere:
	case beside:
		m.VirtualCache.Put(key, value)
	default:
		m.put(hashOf(key), key, value)
	}
}

// small tells what is worth keeping: what is worked out from much is hardly asked for
// again, and would keep all of it.
func (m *memory) small(key ast.Ref, value *ast.Term) bool {
	left := maxKeptSize
	for _, term := range key {
		left -= m.size(term)
	}
	return left > 0 && (value == nil || left > m.size(value))
}

// size is the number of a term's parts, as far as it matters. The same terms come in the
// keys of many results.
func (m *memory) size(t *ast.Term) int {
	switch t.Value.(type) {
	case *ast.Array, ast.Set, ast.Object:
	default:
		return maxKeptSize - less(maxKeptSize, t.Value)
	}
	n, known := m.sizes[t]
	if !known {
		n = maxKeptSize - less(maxKeptSize, t.Value)
		m.sizes[t] = n
	}
	return n
}

// less takes the number of a value's parts off, as far as that goes. A long text is as
// much as many.
func less(left int, v ast.Value) int {
	c := counter{left: left}
	c.each = c.item
	c.take(v)
	return c.left
}

type counter struct {
	left int
	each func(_, item *ast.Term) bool // item, made once
}

func (c *counter) item(_, item *ast.Term) bool {
	c.take(item.Value)
	return c.left <= 0
}

func (c *counter) take(v ast.Value) {
	c.left--
	switch v := v.(type) {
	case ast.String:
		c.left -= len(v) / 64
	case *ast.Array:
		for i := 0; c.left > 0 && i < v.Len(); i++ {
			c.take(v.Elem(i).Value)
		}
	case ast.Set:
		for _, item := range v.Slice() {
			if c.left <= 0 {
				break
			}
			c.take(item.Value)
		}
	case ast.Object:
		if c.left -= v.Len(); c.left > 0 {
			v.Until(c.each)
		}
	}
}

func (m *memory) add(r *result) {
	r.next = m.fresh[r.hash]
	m.fresh[r.hash] = r
}

// keep adds what this evaluation found. Once there is much, what nobody asked for in
// the time that it took to find as much again is forgotten.
func (m *memory) keep() {
	for _, r := range m.found {
		if m.kept == maxKept {
			m.old, m.young, m.kept = m.young, table{}, 0
		}
		r.next = m.young[r.hash]
		m.young[r.hash] = r
		m.kept++
	}
}

// evaluate is evaluate, with what was found before.
func (k *keeper) evaluate(query rego.PreparedEvalQuery, input ast.Value, limit time.Duration) ([]byte, error) {
	if k == nil {
		return evaluate(query, input, limit)
	}
	m := k.take()
	answer, err := evaluate(query, input, limit, rego.EvalVirtualCache(m))
	k.give(m, err != nil)
	return answer, err
}

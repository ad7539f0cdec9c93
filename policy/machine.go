package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// OPA evaluates a rule by searching: each variable is looked up in a table of bindings,
// each expression may be come back to. Most of what that costs can be known before any
// input is there: OPA's compiler has put the expressions of a body in an order in which
// each variable is either bound when it is come to or gets its value there. So compiled
// rules are made into Go functions once, with a place for each variable, and those are
// run. Whatever they can't do, or fails, is left to OPA, whose word counts. That what they
// do say is the same is held against OPA by tests for every rule of the library and of the
// agreements that this program was built with, and so they are run for those alone.

// machine is a bundle's rules as Go functions. It is safe for concurrent use.
type machine struct {
	groups  []*group
	data    *ast.Term // the documents
	entries map[string]*group
	rooms   sync.Pool // of *room
}

// room is what an evaluation needs and the next one can have.
type room struct {
	stack, known []*ast.Term
}

// group are the rules that have one value together: that of one name, or what a
// function gives for some arguments.
type group struct {
	id      int
	name    string
	kind    groupKind
	arity   int
	clauses []*clause
	without *clause // the default

	operator *ast.Term // of its key in a memory
	hash     int
	settled  bool // see settled
	alike    bool // all clauses give the same: OPA, too, takes them in their order, and asks none after the first that gives it
}

type groupKind int8

const (
	ofOneValue groupKind = iota // or a function
	ofASet                      // member by member
	ofAnObject                  // field by field
	ofSets                      // an object of sets, each member by member
)

// clause is one rule of a group: its body, which comes to the end once for each way in
// which it holds, and what is tried where it never does.
type clause struct {
	places    int // of variables; the first is what the clause gives
	arguments []match
	body      step
	otherwise *clause
}

// step is the rest of a body. It tells whether to go on with other values of the
// variables before it; it has not to once all is known that was asked.
type step func(r *run, places []*ast.Term) bool

// each is such a rest, that is handed one value after the other.
type each func(r *run, places []*ast.Term, v *ast.Term) bool

// value is a term that has one value at most; nil is none.
type value func(r *run, places []*ast.Term) *ast.Term

// match compares a value, or part of it, with what is known, and gives places to what is
// not.
type match func(r *run, places []*ast.Term, v *ast.Term) bool

// run is one evaluation.
type run struct {
	m      *machine
	keeper *keeper
	state
	before []state // those that others stand in the place of, inside of a "with"
	memory *memory // of what is settled; nil: none

	stack  []*ast.Term // of places
	items  []*ast.Term // of what is being put together
	pairs  [][2]*ast.Term
	err    error
	room   *room
	limit  time.Duration
	cancel topdown.Cancel

	builtins topdown.BuiltinContext
	given    *ast.Term // by the built-in just called
	give     func(*ast.Term) error
}

// state is what rules see, and what they have come to.
type state struct {
	input *ast.Term   // nil: none
	data  *ast.Term   // the documents
	known []*ast.Term // by group
	calls table
}

// undefined stands for a value that is known not to be there.
var undefined = ast.StringTerm("undefined")

// errConflict is told of two values where there is one.
var errConflict = errors.New("rules give two values where there is one")

// Each evaluation begins with so many places, and takes more where they do not do.
const stackSize = 1024

// see begins anew with another input.
func (m *machine) see(input, data *ast.Term) state {
	return state{input: input, data: data, known: make([]*ast.Term, len(m.groups)), calls: table{}}
}

// begin is for asking several things one after the other, none of which may take longer
// than that. Whoever begins ends.
func (m *machine) begin(k *keeper, limit time.Duration) *run {
	has, ok := m.rooms.Get().(*room)
	if !ok {
		has = &room{make([]*ast.Term, stackSize), make([]*ast.Term, len(m.groups))}
	}
	r := &run{m: m, keeper: k, limit: limit, room: has, stack: has.stack}
	r.state = state{data: m.data, known: has.known, calls: table{}}
	r.builtins = topdown.BuiltinContext{Context: context.Background(), Location: &ast.Location{}}
	r.give = func(t *ast.Term) error {
		r.given = t
		return nil
	}
	if k != nil {
		r.memory = k.take()
	}
	return r
}

func (r *run) end() {
	clear(r.room.stack)
	clear(r.room.known)
	r.m.rooms.Put(r.room)
	if r.keeper != nil {
		r.keeper.give(r.memory, false)
	}
}

// ask gives what a rule comes to for an input, or a function for its arguments; nil if
// that is nothing.
func (r *run) ask(name string, input *ast.Term, arguments ...*ast.Term) (*ast.Term, error) {
	g, ok := r.m.entries[name]
	if !ok || g.arity != len(arguments) {
		return nil, fmt.Errorf("no rule gives %s", name)
	}
	r.cancel = topdown.NewCancel() // the last one may have been needed
	r.builtins.Cancel = r.cancel
	timer := time.AfterFunc(r.limit, r.cancel.Cancel)
	defer timer.Stop()
	clear(r.known)
	clear(r.calls)
	r.input, r.items, r.err = input, r.items[:0], nil
	var v *ast.Term
	if g.arity > 0 {
		v = g.call(r, arguments)
	} else {
		v = g.value(r)
	}
	if r.err != nil && r.keeper != nil {
		r.keeper.give(r.memory, true)
		r.memory = r.keeper.take()
	}
	return v, r.err
}

// places takes some, which are given back by putting the stack where it was.
func (r *run) places(n int) (places, before []*ast.Term) {
	before = r.stack
	if n > len(r.stack) {
		r.stack = make([]*ast.Term, max(n, stackSize))
	}
	places = r.stack[:n:n]
	r.stack = r.stack[n:]
	return places, before
}

func (r *run) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// on tells whether there is nothing to stop for.
func (r *run) on() bool {
	if r.err == nil && r.cancel.Cancelled() {
		r.err = ErrTimeout
	}
	return r.err == nil
}

// value is that of rules that are no function.
func (g *group) value(r *run) *ast.Term {
	if known := r.known[g.id]; known != nil {
		if known == undefined {
			return nil
		}
		return known
	}
	keeps := g.settled && r.memory != nil && r.data == r.m.data
	var key ast.Ref
	if keeps {
		key = ast.Ref{g.operator}
		if v, found := r.memory.find(g.hash, key); found {
			r.know(g, v)
			return v
		}
	}
	var v *ast.Term
	if r.on() {
		v = g.work(r, nil)
	}
	if r.err != nil {
		return nil
	}
	r.know(g, v)
	if keeps {
		r.memory.put(g.hash, key, v)
	}
	return v
}

func (r *run) know(g *group, v *ast.Term) {
	if v == nil {
		v = undefined
	}
	r.known[g.id] = v
}

// call is what a function gives.
func (g *group) call(r *run, arguments []*ast.Term) *ast.Term {
	key, before := r.places(1 + len(arguments))
	defer func() { r.stack = before }()
	key[0] = g.operator
	hash := g.hash
	for i, a := range arguments {
		key[i+1] = a
		hash = 31*hash + a.Hash()
	}
	keeps := g.settled && r.memory != nil && r.data == r.m.data
	if keeps {
		if v, found := r.memory.find(hash, key); found {
			return v
		}
	} else if known := r.calls.get(hash, key); known != nil {
		return known.value
	}
	var v *ast.Term
	if r.on() {
		v = g.work(r, arguments)
	}
	if r.err != nil {
		return nil
	}
	if keeps {
		r.memory.put(hash, key, v)
	} else {
		known := &result{key: slices.Clone(key), value: v, hash: hash, next: r.calls[hash]}
		r.calls[hash] = known
	}
	return v
}

// work finds out what a group gives.
func (g *group) work(r *run, arguments []*ast.Term) *ast.Term {
	if g.kind != ofOneValue {
		return g.gather(r)
	}
	var found *ast.Term
	for _, c := range g.clauses {
		v := c.first(r, arguments)
		switch {
		case r.err != nil:
			return nil
		case v == nil:
		case found != nil && !found.Equal(v):
			r.fail(errConflict)
			return nil
		case g.alike:
			return v
		default:
			found = v
		}
	}
	if found == nil && g.without != nil {
		found = g.without.first(r, arguments)
	}
	return found
}

// first is what the first clause gives that gives anything.
func (c *clause) first(r *run, arguments []*ast.Term) *ast.Term {
	for ; c != nil; c = c.otherwise {
		places, before := r.places(c.places)
		places[0] = nil
		c.each(r, places, arguments)
		v := places[0]
		r.stack = before
		if v != nil || r.err != nil {
			return v
		}
	}
	return nil
}

func (c *clause) each(r *run, places, arguments []*ast.Term) {
	for i, matches := range c.arguments {
		if !matches(r, places, arguments[i]) {
			return
		}
	}
	c.body(r, places)
}

// gather puts together what clauses give part by part.
func (g *group) gather(r *run) *ast.Term {
	from := len(r.items)
	for _, c := range g.clauses {
		places, before := r.places(c.places)
		c.body(r, places)
		r.stack = before
	}
	switch g.kind {
	case ofASet:
		return r.set(from)
	case ofSets:
		return r.sets(from)
	}
	return r.object(from)
}

// take gives what was put together from one on.
func (r *run) take(from int) []*ast.Term {
	items := slices.Clone(r.items[from:])
	r.items = r.items[:from]
	return items
}

func (r *run) set(from int) *ast.Term {
	v := ast.NewTerm(ast.NewSet(r.items[from:]...))
	r.items = r.items[:from]
	return v
}

// object has a key and its value in turns.
func (r *run) object(from int) *ast.Term {
	items := r.items[from:]
	object := ast.NewObjectWithCapacity(len(items) / 2)
	for i := 0; i < len(items); i += 2 {
		if known := object.Get(items[i]); known != nil {
			if !known.Equal(items[i+1]) {
				r.fail(errConflict)
				break
			}
			continue
		}
		object.Insert(items[i], items[i+1])
	}
	r.items = r.items[:from]
	return ast.NewTerm(object)
}

// fields is object where no key comes twice.
func (r *run) fields(from int) *ast.Term {
	items := r.items[from:]
	r.pairs = r.pairs[:0]
	for i := 0; i < len(items); i += 2 {
		r.pairs = append(r.pairs, [2]*ast.Term{items[i], items[i+1]})
	}
	r.items = r.items[:from]
	return ast.NewTerm(ast.NewObject(r.pairs...))
}

// sets has the key of a set and a member of it in turns.
func (r *run) sets(from int) *ast.Term {
	items := r.items[from:]
	object := ast.NewObject()
	for i := 0; i < len(items); i += 2 {
		if known := object.Get(items[i]); known != nil {
			object.Insert(items[i], ast.NewTerm(known.Value.(ast.Set).Union(ast.NewSet(items[i+1]))))
			continue
		}
		object.Insert(items[i], ast.SetTerm(items[i+1]))
	}
	r.items = r.items[:from]
	return ast.NewTerm(object)
}

// part is what stands in a value under a key.
func part(v, key *ast.Term) *ast.Term {
	switch v := v.Value.(type) {
	case ast.Object:
		return v.Get(key)
	case *ast.Array:
		return v.Get(key)
	case ast.Set:
		if v.Contains(key) {
			return key
		}
	}
	return nil
}

// parts hands on each key that a value has, with what stands under it, in OPA's order.
func (r *run) parts(v *ast.Term, one func(key, item *ast.Term) (more bool)) bool {
	switch v := v.Value.(type) {
	case ast.Object:
		return !v.Until(func(key, item *ast.Term) bool { return !r.on() || !one(key, item) })
	case *ast.Array:
		for i := range v.Len() {
			if !r.on() || !one(ast.InternedTerm(i), v.Elem(i)) {
				return false
			}
		}
	case ast.Set:
		for _, item := range v.Slice() {
			if !r.on() || !one(item, item) {
				return false
			}
		}
	}
	return true
}

// enter puts another state in the place of the one that is.
func (r *run) enter(s state) {
	r.before = append(r.before, r.state)
	r.state = s
}

// leave goes back to the one before, and gives the one that was.
func (r *run) leave() state {
	was := r.state
	last := len(r.before) - 1
	r.state, r.before = r.before[last], r.before[:last]
	return was
}

// put is a document with another value at some path. What has nothing below it gives way
// to what has.
func put(document *ast.Term, path []*ast.Term, v *ast.Term) *ast.Term {
	if len(path) == 0 {
		return v
	}
	out := ast.NewObject()
	var under *ast.Term
	if document != nil {
		if object, ok := document.Value.(ast.Object); ok {
			object.Foreach(func(key, item *ast.Term) { out.Insert(key, item) })
			under = object.Get(path[0])
		}
	}
	out.Insert(path[0], put(under, path[1:], v))
	return ast.NewTerm(out)
}

package policy

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// maker makes a machine. What it can't make it says by a panic with a cannot, so that
// the many functions below need not hand it on.
type maker struct {
	c       *ast.Compiler
	settled *settled
	machine *machine
	groups  map[*ast.TreeNode]*group
	waiting []waiting
}

// waiting is a group that is known and not made yet.
type waiting struct {
	group *group
	rules []*ast.Rule
}

// cannot is what a machine can't do, and OPA can.
type cannot string

func (m *maker) cannot(what string, of fmt.Stringer, at *ast.Location) {
	panic(cannot(fmt.Sprintf("%s: %s: %s", at, what, of)))
}

// newMachine makes some rules of a bundle, and all that they rest on, into Go functions.
// It gives none where they do something that it can't.
func newMachine(c *ast.Compiler, data ast.Object, names ...string) (made *machine, err error) {
	defer func() {
		switch why := recover().(type) {
		case nil:
		case cannot:
			made, err = nil, fmt.Errorf("%s", string(why))
		default: // in rules that nobody thought of
			made, err = nil, fmt.Errorf("making functions of the rules: %v", why)
		}
	}()
	s := sharedSettled.of(c)
	if s == nil {
		s = &settled{rules: &branch{}}
	}
	m := &maker{c: c, settled: s, groups: map[*ast.TreeNode]*group{}, machine: &machine{data: ast.NewTerm(data), entries: map[string]*group{}}}
	for _, name := range names {
		ref := ast.MustParseRef(name)
		if node := m.node(ref); node != nil && len(node.Values) > 0 {
			m.machine.entries[name] = m.group(node)
		}
	}
	for len(m.waiting) > 0 {
		w := m.waiting[0]
		m.waiting = m.waiting[1:]
		m.make(w.group, w.rules)
	}
	return m.machine, nil
}

func (m *maker) node(ref ast.Ref) *ast.TreeNode {
	node := m.c.RuleTree.Child(ref[0].Value)
	for _, term := range ref[1:] {
		if node == nil {
			return nil
		}
		node = node.Child(term.Value)
	}
	return node
}

// group is that of the rules at a place in the tree of rules.
func (m *maker) group(node *ast.TreeNode) *group {
	if g, ok := m.groups[node]; ok {
		return g
	}
	rules := slices.Clone(node.Values)
	for _, below := range node.Children { // of fields that are named, beside others
		if len(below.Children) > 0 {
			m.cannot("rules deeper down", rules[0].Ref(), rules[0].Location)
		}
		rules = append(rules, below.Values...)
	}
	head := rules[0].Head
	ref := rules[0].Ref()
	name := ref.GroundPrefix()
	g := &group{id: len(m.machine.groups), name: name.String(), arity: len(head.Args), operator: ast.NewTerm(name)}
	g.hash = g.operator.Hash()
	g.settled = m.settled.functions[g.name] || g.arity == 0 && m.settled.rules.has(name[1:])
	switch {
	case head.RuleKind() == ast.MultiValue && ref.IsGround():
		g.kind = ofASet
	case head.RuleKind() == ast.MultiValue:
		g.kind = ofSets
	case !ref.IsGround():
		g.kind = ofAnObject
	}
	m.groups[node] = g
	m.machine.groups = append(m.machine.groups, g)
	m.waiting = append(m.waiting, waiting{g, rules})
	return g
}

func (m *maker) make(g *group, rules []*ast.Rule) {
	g.alike = alike(rules)
	for _, rule := range rules {
		keys, several := len(rule.Ref())-len(g.operator.Value.(ast.Ref)), rule.Head.RuleKind() == ast.MultiValue
		if several != (g.kind == ofASet || g.kind == ofSets) || (keys == 1) != (g.kind == ofAnObject || g.kind == ofSets) || keys > 1 || rule.Else != nil && g.kind != ofOneValue {
			m.cannot("rules of several kinds", rule.Ref(), rule.Head.Location)
		}
		made := m.clause(g, rule)
		if rule.Default {
			g.without = made
			continue
		}
		g.clauses = append(g.clauses, made)
		for last := made; rule.Else != nil; last = last.otherwise {
			rule = rule.Else
			last.otherwise = m.clause(g, rule)
		}
	}
}

// alike tells whether whichever of some rules gives anything gives the same.
func alike(rules []*ast.Rule) bool {
	var given *ast.Term
	for _, rule := range rules {
		for r := rule; r != nil && !rule.Default; r = r.Else {
			v := r.Head.Value
			if v == nil || !ast.IsConstant(v.Value) || given != nil && !given.Equal(v) {
				return false
			}
			given = v
		}
	}
	return true
}

func (m *maker) clause(g *group, rule *ast.Rule) *clause {
	s := &scope{m: m, places: map[ast.Var]int{}, bound: map[ast.Var]bool{}, most: new(1)}
	made := &clause{}
	for _, argument := range rule.Head.Args {
		made.arguments = append(made.arguments, s.match(argument))
	}
	made.body = s.body(rule.Body, func() step {
		head := rule.Head.Ref()
		switch g.kind {
		case ofASet:
			return s.gives(rule.Head.Key)
		case ofSets:
			return s.gives(head[len(head)-1], rule.Head.Key)
		case ofAnObject:
			return s.gives(head[len(head)-1], rule.Head.Value)
		}
		return s.result(rule.Head.Value)
	})
	made.places = *s.most
	return made
}

// scope is what is known of variables at some place in a rule: where they stand, and
// which have a value by then.
type scope struct {
	m      *maker
	places map[ast.Var]int
	bound  map[ast.Var]bool
	most   *int // places that are used
}

// inner is what is bound there is not bound after it.
func (s *scope) inner() *scope {
	bound := make(map[ast.Var]bool, len(s.bound))
	for v := range s.bound {
		bound[v] = true
	}
	return &scope{s.m, s.places, bound, s.most}
}

func (s *scope) place(v ast.Var) int {
	at, ok := s.places[v]
	if !ok {
		at = *s.most
		s.places[v] = at
		*s.most++
	}
	return at
}

// result ends the body of a clause that has one value.
func (s *scope) result(t *ast.Term) step {
	v := s.value(t)
	once := t.IsGround() && ast.IsConstant(t.Value) // nothing else can come of another way
	return func(r *run, places []*ast.Term) bool {
		given := v(r, places)
		switch {
		case given == nil:
			return r.err == nil
		case places[0] != nil && !places[0].Equal(given):
			r.fail(errConflict)
			return false
		}
		places[0] = given
		return !once
	}
}

// gives ends a body with what is put together of such values.
func (s *scope) gives(terms ...*ast.Term) step {
	var all []value
	for _, t := range terms {
		all = append(all, s.value(t))
	}
	return func(r *run, places []*ast.Term) bool {
		from := len(r.items)
		for _, v := range all {
			item := v(r, places)
			if item == nil {
				r.items = r.items[:from]
				return r.err == nil
			}
			r.items = append(r.items, item)
		}
		return true
	}
}

// found ends a body of which is asked only whether it holds.
func found() step { return func(*run, []*ast.Term) bool { return false } }

// body makes expressions one after the other; rest makes what comes after them.
func (s *scope) body(body ast.Body, rest func() step) step {
	if len(body) == 0 {
		return rest()
	}
	return s.expr(body[0], func() step { return s.body(body[1:], rest) })
}

func (s *scope) expr(x *ast.Expr, rest func() step) step {
	if len(x.With) > 0 {
		return s.with(x, rest)
	}
	if x.Negated {
		plain := x.Complement()
		holds := s.inner().expr(plain, found)
		next := rest()
		return func(r *run, places []*ast.Term) bool {
			if !holds(r, places) {
				return r.err == nil
			}
			return next(r, places)
		}
	}
	switch t := x.Terms.(type) {
	case *ast.Every:
		return s.every(t, rest)
	case *ast.SomeDecl:
		return rest()
	case *ast.Term:
		return s.holds(t, rest)
	case []*ast.Term:
		return s.called(t, rest)
	}
	s.m.cannot("an expression of another kind", x, x.Location)
	return nil
}

// holds is an expression that is a term: it has a value, and not false.
func (s *scope) holds(t *ast.Term, rest func() step) step {
	if ref, ok := t.Value.(ast.Ref); ok && s.free(t) {
		return s.ref(ref, func() each {
			next := rest()
			return func(r *run, places []*ast.Term, v *ast.Term) bool {
				return ast.Boolean(false).Equal(v.Value) || next(r, places)
			}
		})
	}
	v := s.value(t)
	next := rest()
	return func(r *run, places []*ast.Term) bool {
		got := v(r, places)
		if got == nil || ast.Boolean(false).Equal(got.Value) {
			return r.err == nil
		}
		return next(r, places)
	}
}

func (s *scope) called(terms []*ast.Term, rest func() step) step {
	operator := terms[0].Value.(ast.Ref)
	if name := operator.String(); name == ast.Equality.Name || name == ast.Assign.Name {
		return s.unify(terms[1], terms[2], rest)
	}
	call, arity := s.call(operator, terms[1:])
	var takes match
	if len(terms) == arity+2 {
		takes = s.match(terms[arity+1])
	} else {
		takes = func(_ *run, _ []*ast.Term, v *ast.Term) bool { return !ast.Boolean(false).Equal(v.Value) }
	}
	next := rest()
	return func(r *run, places []*ast.Term) bool {
		v := call(r, places)
		if v == nil || !takes(r, places, v) {
			return r.err == nil
		}
		return next(r, places)
	}
}

// call calls a function or a built-in with as many of some terms as it takes.
func (s *scope) call(operator ast.Ref, terms []*ast.Term) (value, int) {
	if operator[0].Equal(ast.DefaultRootDocument) {
		node := s.m.node(operator)
		if node == nil || len(node.Values) == 0 {
			s.m.cannot("no such function", operator, operator[0].Location)
		}
		g := s.m.group(node)
		arguments := s.values(terms[:g.arity])
		return func(r *run, places []*ast.Term) *ast.Term {
			given, before := r.places(len(arguments))
			defer func() { r.stack = before }()
			for i, a := range arguments {
				if given[i] = a(r, places); given[i] == nil {
					return nil
				}
			}
			return g.call(r, given)
		}, g.arity
	}
	name := operator.String()
	declared, does := ast.BuiltinMap[name], topdown.GetBuiltin(name)
	if declared == nil || does == nil || declared.Relation {
		s.m.cannot("no such built-in", operator, operator[0].Location)
	}
	arity := declared.Decl.Arity()
	arguments := s.values(terms[:arity])
	if quick := quickly(name, arguments); quick != nil {
		return quick, arity
	}
	return func(r *run, places []*ast.Term) *ast.Term {
		given := make([]*ast.Term, len(arguments))
		for i, a := range arguments {
			if given[i] = a(r, places); given[i] == nil {
				return nil
			}
		}
		if name == ast.ObjectUnionN.Name {
			if all := unionOf(given[0]); all != nil {
				return all
			}
		}
		r.given = nil
		if err := does(r.builtins, given, r.give); err != nil {
			if topdown.IsCancel(err) {
				err = ErrTimeout
			}
			r.fail(err)
			return nil
		}
		return r.given
	}, arity
}

// quickly is what the built-ins that are called most often do, without the ado of a call.
func quickly(name string, arguments []value) value {
	compares := map[string]func(a, b *ast.Term) bool{
		"equal": func(a, b *ast.Term) bool { return a.Equal(b) },
		"neq":   func(a, b *ast.Term) bool { return !a.Equal(b) },
		"lt":    func(a, b *ast.Term) bool { return ast.Compare(a.Value, b.Value) < 0 },
		"lte":   func(a, b *ast.Term) bool { return ast.Compare(a.Value, b.Value) <= 0 },
		"gt":    func(a, b *ast.Term) bool { return ast.Compare(a.Value, b.Value) > 0 },
		"gte":   func(a, b *ast.Term) bool { return ast.Compare(a.Value, b.Value) >= 0 },
		"internal.member_2": func(a, b *ast.Term) bool {
			switch all := b.Value.(type) {
			case ast.Set:
				return all.Contains(a)
			case *ast.Array:
				return all.Until(func(item *ast.Term) bool { return item.Equal(a) })
			case ast.Object:
				return all.Until(func(_, item *ast.Term) bool { return item.Equal(a) })
			}
			return false
		},
	}[name]
	if compares == nil {
		return nil
	}
	a, b := arguments[0], arguments[1]
	return func(r *run, places []*ast.Term) *ast.Term {
		x := a(r, places)
		if x == nil {
			return nil
		}
		y := b(r, places)
		if y == nil {
			return nil
		}
		return ast.InternedTerm(compares(x, y))
	}
}

// unionOf puts objects together, the last first. OPA copies them with all that is below,
// so as to put together also what they have under the same key: where they have objects
// there, that is left to it.
func unionOf(objects *ast.Term) *ast.Term {
	all, ok := objects.Value.(*ast.Array)
	if !ok {
		return nil
	}
	union := ast.NewObjectWithCapacity(all.Len())
	for i := all.Len() - 1; i >= 0; i-- {
		object, ok := all.Elem(i).Value.(ast.Object)
		if !ok || object.Until(func(key, item *ast.Term) bool {
			if known := union.Get(key); known != nil {
				_, below := known.Value.(ast.Object)
				return below
			}
			union.Insert(key, item)
			return false
		}) {
			return nil
		}
	}
	return ast.NewTerm(union)
}

func (s *scope) every(x *ast.Every, rest func() step) step {
	domain := s.value(x.Domain)
	in := s.inner()
	key := func(*run, []*ast.Term, *ast.Term) bool { return true }
	if x.Key != nil {
		key = in.match(x.Key)
	}
	item := in.match(x.Value)
	holds := in.body(x.Body, found)
	next := rest()
	return func(r *run, places []*ast.Term) bool {
		all := domain(r, places)
		if all == nil {
			return r.err == nil
		}
		switch all.Value.(type) {
		case *ast.Array, ast.Object, ast.Set:
		default:
			return true
		}
		if !r.parts(all, func(k, v *ast.Term) bool {
			return key(r, places, k) && item(r, places, v) && !holds(r, places) && r.err == nil
		}) {
			return r.err == nil
		}
		return next(r, places)
	}
}

// with has an expression see other documents, and what comes after it those that were
// there before.
func (s *scope) with(x *ast.Expr, rest func() step) step {
	type change struct {
		path []*ast.Term
		data bool
		to   value
	}
	var changes []change
	for _, w := range x.With {
		target, ok := w.Target.Value.(ast.Ref)
		if !ok || !target.IsGround() {
			s.m.cannot("with", w.Target, w.Location)
		}
		c := change{path: target[1:], to: s.value(w.Value)}
		switch {
		case target.HasPrefix(ast.InputRootRef):
		case target.HasPrefix(ast.DefaultRootRef) && len(target) > 1 && s.m.node(target[:2]) == nil:
			c.data = true
		default:
			s.m.cannot("with", w.Target, w.Location)
		}
		changes = append(changes, c)
	}
	inside := s.expr(x.NoWith(), func() step {
		next := rest()
		return func(r *run, places []*ast.Term) bool {
			was := r.leave()
			more := next(r, places)
			r.enter(was)
			return more
		}
	})
	return func(r *run, places []*ast.Term) bool {
		input, data := r.input, r.data
		for _, c := range changes {
			to := c.to(r, places)
			switch {
			case to == nil:
				return r.err == nil
			case c.data:
				data = put(data, c.path, to)
			default:
				input = put(input, c.path, to)
			}
		}
		r.enter(r.m.see(input, data))
		more := inside(r, places)
		r.leave()
		return more
	}
}

// free tells whether a term has variables that have no value yet. What closes over its
// own variables has none.
func (s *scope) free(t *ast.Term) bool {
	free := false
	ast.WalkTerms(t, func(x *ast.Term) bool {
		switch v := x.Value.(type) {
		case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension:
			return true
		case ast.Var:
			free = free || !s.bound[v] && !isRoot(v)
		case ast.Call:
			for _, argument := range v[1:] {
				free = free || s.free(argument)
			}
			return true
		}
		return free
	})
	return free
}

func isRoot(v ast.Var) bool {
	return v.Equal(ast.InputRootDocument.Value) || v.Equal(ast.DefaultRootDocument.Value)
}

// unify makes two terms the same.
func (s *scope) unify(a, b *ast.Term, rest func() step) step {
	if _, ok := a.Value.(ast.Ref); !ok || !s.free(a) {
		if _, ok := b.Value.(ast.Ref); ok && s.free(b) {
			a, b = b, a
		} else if s.free(a) {
			a, b = b, a // what has a value comes first
		}
	}
	if ref, ok := a.Value.(ast.Ref); ok && s.free(a) {
		return s.ref(ref, func() each {
			item := ast.VarTerm(fmt.Sprintf("%d of a reference", *s.most))
			keep := s.match(item)
			next := s.unify(item, b, rest)
			return func(r *run, places []*ast.Term, v *ast.Term) bool {
				keep(r, places, v)
				return next(r, places)
			}
		})
	}
	if s.free(a) {
		return s.unifyArrays(a, b, rest)
	}
	v := s.value(a)
	takes := s.match(b)
	next := rest()
	return func(r *run, places []*ast.Term) bool {
		got := v(r, places)
		if got == nil || !takes(r, places, got) {
			return r.err == nil
		}
		return next(r, places)
	}
}

// unifyArrays goes through two arrays that both have variables without a value.
func (s *scope) unifyArrays(a, b *ast.Term, rest func() step) step {
	x, ok := a.Value.(*ast.Array)
	y, both := b.Value.(*ast.Array)
	if !ok || !both || x.Len() != y.Len() {
		s.m.cannot("variables on both sides", a, a.Location)
	}
	var from func(i int) step
	from = func(i int) step {
		if i == x.Len() {
			return rest()
		}
		return s.unify(x.Elem(i), y.Elem(i), func() step { return from(i + 1) })
	}
	return from(0)
}

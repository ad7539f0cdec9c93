package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// match compares a value with a term, and binds what the term has without a value.
func (s *scope) match(t *ast.Term) match {
	if !s.free(t) {
		v := s.value(t)
		return func(r *run, places []*ast.Term, got *ast.Term) bool {
			want := v(r, places)
			return want != nil && want.Equal(got)
		}
	}
	switch v := t.Value.(type) {
	case ast.Var:
		at := s.place(v)
		s.bound[v] = true
		return func(_ *run, places []*ast.Term, got *ast.Term) bool {
			places[at] = got
			return true
		}
	case *ast.Array:
		var items []match
		v.Foreach(func(item *ast.Term) { items = append(items, s.match(item)) })
		return func(r *run, places []*ast.Term, got *ast.Term) bool {
			array, ok := got.Value.(*ast.Array)
			if !ok || array.Len() != len(items) {
				return false
			}
			for i, matches := range items {
				if !matches(r, places, array.Elem(i)) {
					return false
				}
			}
			return true
		}
	case ast.Object:
		var keys []value
		var items []match
		v.Foreach(func(key, item *ast.Term) {
			keys, items = append(keys, s.value(key)), append(items, s.match(item))
		})
		return func(r *run, places []*ast.Term, got *ast.Term) bool {
			object, ok := got.Value.(ast.Object)
			if !ok || object.Len() != len(items) {
				return false
			}
			for i, matches := range items {
				key := keys[i](r, places)
				if key == nil {
					return false
				}
				if item := object.Get(key); item == nil || !matches(r, places, item) {
					return false
				}
			}
			return true
		}
	}
	s.m.cannot("no pattern", t, t.Location)
	return nil
}

func (s *scope) values(terms []*ast.Term) []value {
	var all []value
	for _, t := range terms {
		all = append(all, s.value(t))
	}
	return all
}

// value is a term all of whose variables have a value.
func (s *scope) value(t *ast.Term) value {
	switch v := t.Value.(type) {
	case ast.Null, ast.Boolean, ast.Number, ast.String:
		return func(*run, []*ast.Term) *ast.Term { return t }
	case ast.Var:
		if v.Equal(ast.InputRootDocument.Value) {
			return func(r *run, _ []*ast.Term) *ast.Term { return r.input }
		}
		if !s.bound[v] {
			s.m.cannot("no value yet", v, t.Location)
		}
		at := s.place(v)
		return func(_ *run, places []*ast.Term) *ast.Term { return places[at] }
	case ast.Ref:
		return s.refValue(v)
	case ast.Call:
		call, arity := s.call(v[0].Value.(ast.Ref), v[1:])
		if arity != len(v)-1 {
			s.m.cannot("an argument too many", v, t.Location)
		}
		return call
	case *ast.Array, ast.Object, ast.Set:
		return s.composite(t)
	case *ast.ArrayComprehension:
		in := s.inner()
		body := in.body(v.Body, func() step { return in.gives(v.Term) })
		return func(r *run, places []*ast.Term) *ast.Term {
			from := len(r.items)
			body(r, places)
			return ast.ArrayTerm(r.take(from)...)
		}
	case *ast.SetComprehension:
		in := s.inner()
		body := in.body(v.Body, func() step { return in.gives(v.Term) })
		return func(r *run, places []*ast.Term) *ast.Term {
			from := len(r.items)
			body(r, places)
			return r.set(from)
		}
	case *ast.ObjectComprehension:
		in := s.inner()
		body := in.body(v.Body, func() step { return in.gives(v.Key, v.Value) })
		return func(r *run, places []*ast.Term) *ast.Term {
			from := len(r.items)
			body(r, places)
			return r.object(from)
		}
	}
	s.m.cannot("no value", t, t.Location)
	return nil
}

// composite is a literal of several values.
func (s *scope) composite(t *ast.Term) value {
	if t.IsGround() && ast.IsConstant(t.Value) {
		return func(*run, []*ast.Term) *ast.Term { return t }
	}
	var all []value
	var whole func(r *run, from int) *ast.Term
	switch v := t.Value.(type) {
	case *ast.Array:
		v.Foreach(func(item *ast.Term) { all = append(all, s.value(item)) })
		whole = func(r *run, from int) *ast.Term { return ast.ArrayTerm(r.take(from)...) }
	case ast.Object:
		whole = (*run).fields
		v.Foreach(func(key, item *ast.Term) {
			if all = append(all, s.value(key), s.value(item)); !ast.IsConstant(key.Value) { // it may turn out to be another's
				whole = (*run).object
			}
		})
	case ast.Set:
		v.Foreach(func(item *ast.Term) { all = append(all, s.value(item)) })
		whole = (*run).set
	}
	return func(r *run, places []*ast.Term) *ast.Term {
		from := len(r.items)
		for _, v := range all {
			item := v(r, places)
			if item == nil {
				r.items = r.items[:from]
				return nil
			}
			r.items = append(r.items, item)
		}
		return whole(r, from)
	}
}

// refValue is a reference all of whose variables have a value.
func (s *scope) refValue(ref ast.Ref) value {
	base, rest := s.base(ref)
	if len(rest) == 0 {
		return base
	}
	keys := s.values(rest)
	return func(r *run, places []*ast.Term) *ast.Term {
		v := base(r, places)
		for _, k := range keys {
			if v == nil {
				return nil
			}
			key := k(r, places)
			if key == nil {
				return nil
			}
			v = part(v, key)
		}
		return v
	}
}

// ref goes through all values that a reference has.
func (s *scope) ref(ref ast.Ref, rest func() each) step {
	base, keys := s.base(ref)
	next := s.path(keys, rest)
	return func(r *run, places []*ast.Term) bool {
		v := base(r, places)
		if v == nil {
			return r.err == nil
		}
		return next(r, places, v)
	}
}

func (s *scope) path(keys []*ast.Term, rest func() each) each {
	if len(keys) == 0 {
		return rest()
	}
	if !s.free(keys[0]) {
		k := s.value(keys[0])
		next := s.path(keys[1:], rest)
		return func(r *run, places []*ast.Term, v *ast.Term) bool {
			key := k(r, places)
			if key == nil {
				return r.err == nil
			}
			item := part(v, key)
			return item == nil || next(r, places, item)
		}
	}
	takes := s.match(keys[0])
	next := s.path(keys[1:], rest)
	return func(r *run, places []*ast.Term, v *ast.Term) bool {
		return r.parts(v, func(key, item *ast.Term) bool {
			if !takes(r, places, key) {
				return r.err == nil
			}
			return next(r, places, item)
		})
	}
}

// base is where a reference begins: a variable's value, the input, a document, or what
// rules give; and the keys that are left.
func (s *scope) base(ref ast.Ref) (value, []*ast.Term) {
	if !ref[0].Equal(ast.DefaultRootDocument) {
		return s.value(ref[0]), ref[1:]
	}
	node, i := s.m.c.RuleTree.Child(ref[0].Value), 1
	for ; i < len(ref) && node != nil && len(node.Values) == 0; i++ {
		name, ok := ref[i].Value.(ast.String)
		if !ok {
			break
		}
		child := node.Child(name)
		if child == nil && i == 1 { // a document
			return func(r *run, _ []*ast.Term) *ast.Term { return part(r.data, ref[1]) }, ref[2:]
		}
		node = child
	}
	switch {
	case node == nil:
		return func(*run, []*ast.Term) *ast.Term { return nil }, nil
	case len(node.Values) > 0:
		g := s.m.group(node)
		if g.arity > 0 {
			s.m.cannot("a function is no value", ref, ref[0].Location)
		}
		return func(r *run, _ []*ast.Term) *ast.Term { return g.value(r) }, ref[i:]
	case i == 1:
		s.m.cannot("all of data", ref, ref[0].Location)
	}
	below, j := s.m.rulesBelow(node), i
	for j < len(ref) && !s.free(ref[j]) {
		j++
	}
	keys := s.values(ref[i:j])
	return func(r *run, places []*ast.Term) *ast.Term {
		at := below
		var v *ast.Term
		for _, k := range keys {
			key := k(r, places)
			if key == nil {
				return nil
			}
			if at == nil {
				v = part(v, key)
			} else {
				name, _ := key.Value.(ast.String)
				if at = at.below[name]; at != nil && at.group != nil {
					v, at = at.group.value(r), nil
				} else if at == nil {
					return nil
				}
			}
			if at == nil && v == nil {
				return nil
			}
		}
		if at != nil {
			return at.value(r)
		}
		return v
	}, ref[j:]
}

// tree is a part of the tree of rules: a group, or what is below.
type tree struct {
	group *group
	names []ast.String // sorted
	below map[ast.String]*tree
}

func (m *maker) rulesBelow(node *ast.TreeNode) *tree {
	if len(node.Values) > 0 {
		return &tree{group: m.group(node)}
	}
	t := &tree{below: map[ast.String]*tree{}}
	for name, child := range node.Children {
		if _, ok := name.(ast.String); !ok {
			m.cannot("a name that is no text", name, nil)
		}
		if below := m.rulesBelow(child); below.group == nil || below.group.arity == 0 {
			t.names = append(t.names, name.(ast.String))
			t.below[name.(ast.String)] = below
		}
	}
	slices.Sort(t.names)
	return t
}

// value is all that is there.
func (t *tree) value(r *run) *ast.Term {
	if t.group != nil {
		return t.group.value(r)
	}
	from := len(r.items)
	for _, name := range t.names {
		if v := t.below[name].value(r); v != nil {
			r.items = append(r.items, ast.NewTerm(name), v)
		}
	}
	return r.object(from)
}

package policy

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// rulingOf reads a term as the ruling on an input, as taken does what JSON it would be,
// without making any. What it does not take may be a ruling still.
func rulingOf(v *ast.Term, in *ledger.Input) (r ledger.Ruling, err error) {
	if object, ok := v.Value.(ast.Object); !ok || object.Get(allowTerm) == nil {
		return r, errors.New("it does not say whether to allow")
	}
	if err := fill(reflect.ValueOf(&r).Elem(), v); err != nil {
		return r, err
	}
	return r, checkRuling(*in, r)
}

var allowTerm = ast.StringTerm("allow")

// fill is decoding of terms instead of text.
func fill(to reflect.Value, t *ast.Term) error {
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		return fill(to.Elem(), t)
	}
	switch v := t.Value.(type) {
	case ast.Boolean:
		if to.Kind() == reflect.Bool {
			to.SetBool(bool(v))
			return nil
		}
	case ast.String:
		if to.Kind() == reflect.String && utf8.ValidString(string(v)) {
			to.SetString(string(v))
			return nil
		}
	case ast.Number:
		if to.Kind() == reflect.Int64 {
			n, err := strconv.ParseInt(string(v), 10, 64)
			to.SetInt(n)
			return err
		}
	case *ast.Array:
		return fillItems(to, v.Len(), v.Elem)
	case ast.Set:
		items := v.Slice() // sorted
		return fillItems(to, len(items), func(i int) *ast.Term { return items[i] })
	case ast.Object:
		switch to.Kind() {
		case reflect.Struct:
			return fillMembers(to, v)
		case reflect.Map:
			return fillMap(to, v)
		}
	}
	return fmt.Errorf("%s is no %s", ast.ValueName(t.Value), to.Type())
}

func fillItems(to reflect.Value, n int, item func(int) *ast.Term) error {
	switch {
	case to.Kind() == reflect.Slice:
		to.Set(reflect.MakeSlice(to.Type(), n, n))
	case to.Kind() != reflect.Array || to.Len() != n:
		return fmt.Errorf("an array of %d is no %s", n, to.Type())
	}
	for i := range n {
		if err := fill(to.Index(i), item(i)); err != nil {
			return err
		}
	}
	return nil
}

func fillMembers(to reflect.Value, v ast.Object) error {
	found := 0
	for _, m := range membersOf(to.Type()) {
		item := v.Get(m.name)
		if item == nil {
			continue
		}
		if err := fill(to.FieldByIndex(m.index), item); err != nil {
			return err
		}
		found++
	}
	if found < v.Len() {
		return fmt.Errorf("%s has no such fields", to.Type())
	}
	return nil
}

func fillMap(to reflect.Value, v ast.Object) error {
	to.Set(reflect.MakeMapWithSize(to.Type(), v.Len()))
	return v.Iter(func(key, item *ast.Term) error {
		name, ok := key.Value.(ast.String)
		if !ok || !utf8.ValidString(string(name)) {
			return errors.New("a key is no text")
		}
		made := reflect.New(to.Type().Elem()).Elem()
		if err := fill(made, item); err != nil {
			return err
		}
		to.SetMapIndex(reflect.ValueOf(string(name)).Convert(to.Type().Key()), made)
		return nil
	})
}

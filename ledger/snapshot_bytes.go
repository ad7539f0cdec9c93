package ledger

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// The bytes of a snapshot hold every field of every value, whether other packages
// see it or not, in the order in which Go declares them and without names: only a
// program with the same Layout reads them. Nil and empty are told apart, because
// they are encoded differently in entries.

// Layout is a digest of the shape of State: every type, field and kind of
// consequence that a snapshot can hold. A program in which any of these changed has
// another.
var Layout = sync.OnceValue(func() Digest {
	var b strings.Builder
	seen := map[reflect.Type]bool{}
	var describe func(reflect.Type)
	describe = func(t reflect.Type) {
		fmt.Fprintf(&b, "%s %s\n", t.Kind(), t)
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Struct:
			for i := range t.NumField() {
				b.WriteString(t.Field(i).Name + " ")
				describe(t.Field(i).Type)
			}
		case reflect.Map:
			describe(t.Key())
			describe(t.Elem())
		case reflect.Slice, reflect.Array, reflect.Pointer:
			describe(t.Elem())
		case reflect.Interface:
			for _, kind := range Kinds() {
				if derived(kind) {
					b.WriteString(kind + " ")
					describe(reflect.TypeOf(bodies[kind]()))
				}
			}
		}
	}
	state := reflect.TypeFor[State]()
	for i := range state.NumField() {
		f := state.Field(i)
		switch f.Name {
		case "tallies", "votes", "standing", "turn": // counted and gathered again, not kept
			continue
		}
		b.WriteString(f.Name + " ")
		if durable, ok := f.Type.FieldByName("durable"); ok {
			describe(durable.Type)
		} else {
			describe(f.Type)
		}
	}
	describe(reflect.TypeFor[closed]())
	return DigestOf([]byte(b.String()))
})

func encodeValue[V any](v V) []byte {
	e := &encoder{}
	e.struc(&v)
	return e.b
}

func decodeValue[V any](data []byte, v *V) error {
	d := &decoder{b: data}
	d.struc(v)
	return d.end()
}

type encoder struct{ b []byte }

func (e *encoder) count(n int) { e.b = binary.AppendUvarint(e.b, uint64(n)) }

// struc writes what a pointer points to.
func (e *encoder) struc(p any) { e.value(reflect.ValueOf(p).Elem()) }

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		e.count(v.Len())
		e.b = append(e.b, v.String()...)
	case reflect.Bool:
		n := byte(0)
		if v.Bool() {
			n = 1
		}
		e.b = append(e.b, n)
	case reflect.Int, reflect.Int64:
		e.b = binary.AppendVarint(e.b, v.Int())
	case reflect.Uint8:
		e.b = append(e.b, byte(v.Uint()))
	case reflect.Struct:
		for i := range v.NumField() {
			e.value(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Slice:
		if v.IsNil() {
			e.count(0)
			return
		}
		e.count(v.Len() + 1)
		if v.Type().Elem().Kind() == reflect.Uint8 {
			e.b = append(e.b, v.Bytes()...)
			return
		}
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() {
			e.count(0)
			return
		}
		e.count(v.Len() + 1)
		keys := v.MapKeys()
		slices.SortFunc(keys, compareKeys)
		for _, k := range keys {
			e.value(k)
			e.value(v.MapIndex(k))
		}
	case reflect.Pointer:
		if v.IsNil() {
			e.b = append(e.b, 0)
			return
		}
		e.b = append(e.b, 1)
		e.value(v.Elem())
	case reflect.Interface: // the body of a consequence that is derived and not yet applied
		kind := kindOf[v.Elem().Type()]
		e.count(len(kind))
		e.b = append(e.b, kind...)
		e.value(v.Elem().Elem())
	default:
		panic("ledger: a snapshot can't hold a " + v.Type().String())
	}
}

func compareKeys(a, b reflect.Value) int {
	if a.Kind() == reflect.String {
		return strings.Compare(a.String(), b.String())
	}
	return cmp.Compare(a.Int(), b.Int())
}

// kindOf is the kind of each body that follows from others.
var kindOf = func() map[reflect.Type]string {
	kinds := map[reflect.Type]string{}
	for _, kind := range Kinds() {
		if derived(kind) {
			kinds[reflect.TypeOf(bodies[kind]())] = kind
		}
	}
	return kinds
}()

var errCut = errors.New("it ends too early")

// decoder reads what encoder wrote. After its first error it reads nothing more.
type decoder struct {
	b    []byte
	err  error
	same map[string]string // short strings that came before: most come again
}

func (d *decoder) string() string {
	b := d.take(d.count(1))
	if len(b) > MaxCode || d.same == nil {
		return string(b)
	}
	s, ok := d.same[string(b)]
	if !ok {
		s = string(b)
		d.same[s] = s
	}
	return s
}

func (d *decoder) fail(why string) {
	if d.err == nil {
		d.err = errors.New(why)
	}
	d.b = nil
}

func (d *decoder) end() error {
	if d.err == nil && len(d.b) > 0 {
		d.fail("it goes on beyond its end")
	}
	return d.err
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.fail(errCut.Error())
		return nil
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

// count reads a number of things of at least so many bytes each.
func (d *decoder) count(each int) int {
	n, used := binary.Uvarint(d.b)
	if used <= 0 || n > uint64(len(d.b)/each)+1 {
		d.fail(errCut.Error())
		return 0
	}
	d.b = d.b[used:]
	return int(n)
}

func (d *decoder) struc(p any) { d.value(reflect.ValueOf(p).Elem()) }

func (d *decoder) value(v reflect.Value) {
	if d.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.string())
	case reflect.Bool:
		v.SetBool(d.byte() == 1)
	case reflect.Int, reflect.Int64:
		n, used := binary.Varint(d.b)
		if used <= 0 {
			d.fail(errCut.Error())
			return
		}
		d.b = d.b[used:]
		v.SetInt(n)
	case reflect.Uint8:
		v.SetUint(uint64(d.byte()))
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			if !f.CanSet() { // not exported: this package's own all the same
				f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
			}
			d.value(f)
		}
	case reflect.Array:
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Slice:
		n := d.count(1) - 1
		if n < 0 || d.err != nil {
			return
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes(append([]byte{}, d.take(n)...))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			d.value(v.Index(i))
		}
	case reflect.Map:
		n := d.count(1) - 1
		if n < 0 || d.err != nil {
			return
		}
		v.Set(reflect.MakeMapWithSize(v.Type(), n))
		for range n {
			k, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			d.value(k)
			d.value(value)
			v.SetMapIndex(k, value)
		}
	case reflect.Pointer:
		if d.byte() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Interface:
		kind := string(d.take(d.count(1)))
		if !derived(kind) {
			d.fail(fmt.Sprintf("%q follows from nothing", kind))
			return
		}
		body := reflect.ValueOf(bodies[kind]())
		d.value(body.Elem())
		v.Set(body)
	default:
		panic("ledger: a snapshot can't hold a " + v.Type().String())
	}
}

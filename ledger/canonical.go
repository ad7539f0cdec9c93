package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Encode gives v's canonical JSON: RFC 8785 with integers only (within
// ±(2^53−1)), no null, and strings in NFC without control or bidirectional
// characters. It is the one encoder: what is signed, stored and compared comes
// from here. Struct fields follow their json tags; a json.RawMessage must
// already be canonical and is checked.
func Encode(v any) ([]byte, error) {
	return appendValue(nil, reflect.ValueOf(v), 0)
}

// Decode reads canonical JSON into v and refuses anything that does not encode
// back to the same bytes: unknown, duplicate or differently cased names,
// padding, trailing space, floats, null.
func Decode(data []byte, v any) error {
	if decodeQuickly(data, v) {
		return nil
	}
	return decode(data, v)
}

func decode(data []byte, v any) error {
	if err := checkDepth(data); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	again, err := Encode(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(data, again) {
		return fmt.Errorf("not canonical from byte %d: expected %q", firstDifference(data, again), excerpt(again, firstDifference(data, again)))
	}
	return nil
}

// checkDepth bounds nesting before the standard decoder recurses.
func checkDepth(data []byte) error {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return fmt.Errorf("nested deeper than %d", MaxDepth)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func excerpt(b []byte, at int) []byte { return b[min(at, len(b)):min(at+24, len(b))] }

var rawMessage = reflect.TypeFor[json.RawMessage]()

func appendValue(b []byte, v reflect.Value, depth int) ([]byte, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("nested deeper than %d", MaxDepth)
	}
	if !v.IsValid() {
		return nil, fmt.Errorf("null has no place in canonical JSON")
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, fmt.Errorf("null has no place in canonical JSON")
		}
		return appendValue(b, v.Elem(), depth)
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int64:
		return appendInteger(b, v.Int())
	case reflect.String:
		if v.Type() == reflect.TypeFor[json.Number]() {
			return appendNumber(b, v.String())
		}
		return appendString(b, v.String())
	case reflect.Slice, reflect.Array:
		if v.Type() == rawMessage {
			return appendRaw(b, v.Bytes(), depth)
		}
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			var err error
			if b, err = appendValue(b, v.Index(i), depth+1); err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return append(b, ']'), nil
	case reflect.Map:
		return appendMap(b, v, depth)
	case reflect.Struct:
		return appendStruct(b, v, depth)
	}
	return nil, fmt.Errorf("%s has no canonical form", v.Type())
}

// appendRaw checks bytes that claim to be canonical by decoding and encoding
// them again.
func appendRaw(b, raw []byte, depth int) ([]byte, error) {
	if quickly(raw, depth) {
		return append(b, raw...), nil
	}
	return appendGeneral(b, raw, depth)
}

func appendGeneral(b, raw []byte, depth int) ([]byte, error) {
	if err := checkDepth(raw); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	start := len(b)
	b, err := appendValue(b, reflect.ValueOf(v), depth)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(b[start:], raw) {
		return nil, fmt.Errorf("not canonical from byte %d", firstDifference(b[start:], raw))
	}
	return b, nil
}

func appendInteger(b []byte, n int64) ([]byte, error) {
	if n > MaxInteger || n < -MaxInteger {
		return nil, fmt.Errorf("%d is beyond ±(2^53−1)", n)
	}
	return strconv.AppendInt(b, n, 10), nil
}

func appendNumber(b []byte, s string) ([]byte, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s {
		return nil, fmt.Errorf("%s is not a plain integer", s)
	}
	return appendInteger(b, n)
}

func appendString(b []byte, s string) ([]byte, error) {
	if len(s) <= MaxString && plainText(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"'), nil
	}
	if err := checkString(s); err != nil {
		return nil, err
	}
	b = append(b, '"')
	for i := range len(s) { // control characters are refused, so two escapes remain
		if c := s[i]; c == '"' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"'), nil
}

// checkString refuses what could look different from what it is: text that is
// not UTF-8 or not NFC, control characters, line feeds among them, characters
// that change the direction of the text around them or that nobody sees, and
// those that Unicode has not assigned, whose normal form may yet change.
func checkString(s string) error {
	if len(s) > MaxString {
		return fmt.Errorf("longer than %d bytes", MaxString)
	}
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20 || c == 0x7f:
			return fmt.Errorf("has the control character U+%04X", c)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if ascii {
		return nil
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("is not UTF-8")
	}
	for _, r := range s {
		if !unicode.IsGraphic(r) || unicode.Is(unseen, r) || r == utf8.RuneError {
			return fmt.Errorf("has the character U+%04X, which can't be seen or is not assigned", r)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return fmt.Errorf("is not in Unicode normal form C")
	}
	return nil
}

// unseen are letters and marks that show nothing by themselves (Unicode's
// Default_Ignorable_Code_Point, so far as IsGraphic lets them through).
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{{0x034f, 0x034f, 1}, {0x115f, 0x1160, 1}, {0x17b4, 0x17b5, 1}, {0x180b, 0x180f, 1}, {0x3164, 0x3164, 1}, {0xfe00, 0xfe0f, 1}, {0xffa0, 0xffa0, 1}},
	R32: []unicode.Range32{{0xe0100, 0xe01ef, 1}},
}

func appendMap(b []byte, v reflect.Value, depth int) ([]byte, error) {
	if v.Type().Key().Kind() != reflect.String {
		return nil, fmt.Errorf("%s has no canonical form", v.Type())
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return compareNames(x.String(), y.String()) })
	b = append(b, '{')
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendString(b, k.String()); err != nil {
			return nil, err
		}
		b = append(b, ':')
		if b, err = appendValue(b, v.MapIndex(k), depth+1); err != nil {
			return nil, fmt.Errorf("%s: %w", k.String(), err)
		}
	}
	return append(b, '}'), nil
}

// compareNames orders names by their UTF-16 code units (RFC 8785 section 3.2.3).
func compareNames(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// field is one member of a struct type, in canonical order.
type field struct {
	name      string // quoted, with its colon
	index     []int
	omitEmpty bool
}

var structFields sync.Map // reflect.Type → []field

func fieldsOf(t reflect.Type) []field {
	if f, ok := structFields.Load(t); ok {
		return f.([]field)
	}
	var fields []field
	for _, sf := range reflect.VisibleFields(t) {
		if !sf.IsExported() || sf.Anonymous {
			continue
		}
		tag := sf.Tag.Get("json")
		if tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if name == "" {
			panic(fmt.Sprintf("ledger: %s.%s has no json name", t, sf.Name))
		}
		fields = append(fields, field{`"` + name + `":`, sf.Index, options == "omitempty"})
	}
	slices.SortFunc(fields, func(x, y field) int { return compareNames(x.name[1:len(x.name)-2], y.name[1:len(y.name)-2]) })
	structFields.Store(t, fields)
	return fields
}

func appendStruct(b []byte, v reflect.Value, depth int) ([]byte, error) {
	b = append(b, '{')
	first := true
	for _, f := range fieldsOf(v.Type()) {
		fv := v.FieldByIndex(f.index)
		if f.omitEmpty && isEmpty(fv) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, f.name...)
		if fv.Kind() == reflect.Slice && fv.IsNil() && fv.Type() != rawMessage {
			b = append(b, '[', ']')
			continue
		}
		var err error
		if b, err = appendValue(b, fv, depth+1); err != nil {
			return nil, fmt.Errorf("%s: %w", f.name[1:len(f.name)-2], err)
		}
	}
	return append(b, '}'), nil
}

// isEmpty is encoding/json's notion of an empty value.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	}
	return v.IsZero()
}

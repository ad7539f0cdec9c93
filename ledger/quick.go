package ledger

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Entries and statements by the thousand are read here without the general decoder,
// which spends most of its time on what they hardly ever have. Canonical JSON has one
// spelling, so that this reads the very bytes that Encode writes, as far as they are
// plain: whatever is not, it leaves to Decode, which alone says what is wrong.

// quick reads plain canonical JSON. Once ok is false it stays so.
type quick struct {
	data []byte
	at   int
	ok   bool
}

func newQuick(data []byte) *quick { return &quick{data: data, ok: len(data) <= MaxString} }

// end reports whether all was read, and well.
func (r *quick) end() bool { return r.ok && r.at == len(r.data) }

// literal takes these bytes.
func (r *quick) literal(s string) {
	if r.ok = r.ok && len(r.data)-r.at >= len(s) && string(r.data[r.at:r.at+len(s)]) == s; r.ok {
		r.at += len(s)
	}
}

// next reports whether these bytes come next, and takes them if they do.
func (r *quick) next(s string) bool {
	if !r.ok || len(r.data)-r.at < len(s) || string(r.data[r.at:r.at+len(s)]) != s {
		return false
	}
	r.at += len(s)
	return true
}

// plainBytes is how many of the first of some bytes are printable ASCII that stands for
// itself, by eights: there may be more.
func plainBytes[T string | []byte](data T) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(data)-n >= 8; n += 8 {
		d := data[n : n+8]
		x := uint64(d[0]) | uint64(d[1])<<8 | uint64(d[2])<<16 | uint64(d[3])<<24 | uint64(d[4])<<32 | uint64(d[5])<<40 | uint64(d[6])<<48 | uint64(d[7])<<56
		quote, escape, last := x^ones*'"', x^ones*'\\', x^ones*0x7f
		// The high bit of a byte that is the first of these, or of one after it, is set.
		if (x|(x-ones*0x20)|(quote-ones)|(escape-ones)|(last-ones))&highs != 0 {
			break
		}
	}
	return n
}

// text takes a string of printable ASCII and pounds without escapes, and gives what is
// between its quotes.
func (r *quick) text() []byte {
	r.literal(`"`)
	for i := r.at + plainBytes(r.data[r.at:]); r.ok && i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			s := r.data[r.at:i]
			r.at = i + 1
			return s
		case c == "£"[0] && i+1 < len(r.data) && r.data[i+1] == "£"[1]:
			i++
		case c < 0x20 || c >= 0x7f || c == '\\':
			r.ok = false
		}
	}
	r.ok = false
	return nil
}

// integer takes a number of at most 15 digits, which is in bounds.
func (r *quick) integer() (n int64) {
	minus, from := r.next("-"), r.at
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' && r.at-from < 16 {
		n = n*10 + int64(r.data[r.at]-'0')
		r.at++
	}
	digits := r.at - from
	r.ok = r.ok && digits > 0 && digits <= 15 && (r.data[from] != '0' || digits == 1 && !minus)
	if minus {
		return -n
	}
	return n
}

// plainText reports whether text would take s, between quotes.
func plainText(s string) bool {
	for i := plainBytes(s); i < len(s); i++ {
		switch c := s[i]; {
		case c == "£"[0] && i+1 < len(s) && s[i+1] == "£"[1]:
			i++
		case c < 0x20 || c >= 0x7f || c == '"' || c == '\\':
			return false
		}
	}
	return true
}

// value takes any value, nested at a depth, and gives its bytes.
func (r *quick) value(depth int) []byte {
	from := r.at
	if !r.ok || depth >= MaxDepth || r.at == len(r.data) {
		r.ok = false
		return nil
	}
	switch c := r.data[r.at]; {
	case c == '"':
		r.text()
	case c == '-' || c >= '0' && c <= '9':
		r.integer()
	case c == 't':
		r.literal("true")
	case c == 'f':
		r.literal("false")
	case c == '[':
		r.at++
		for more := !r.next("]"); more && r.ok; {
			r.value(depth + 1)
			if more = r.next(","); !more {
				r.literal("]")
			}
		}
	case c == '{':
		r.at++
		last, first := "", true
		for more := !r.next("}"); more && r.ok; first = false {
			name := r.text()
			if r.ok = r.ok && (first || last < string(name)); r.ok {
				last = string(name)
			}
			r.literal(":")
			r.value(depth + 1)
			if more = r.next(","); !more {
				r.literal("}")
			}
		}
	default:
		r.ok = false
	}
	if !r.ok {
		return nil
	}
	return r.data[from:r.at]
}

// quickly reports whether raw is a plain canonical value that Encode would take at a
// depth.
func quickly(raw []byte, depth int) bool {
	r := newQuick(raw)
	r.value(depth)
	return r.end()
}

// entry reads the entry of a statement or of a consequence.
func (r *quick) entry(e *Entry) bool {
	if r.next(`{"consequence":{"body":`) {
		return r.consequence(e)
	}
	r.literal(`{"ruling":{"allow":true,"rules":`)
	rules := r.text()
	r.literal(`},"statement":`)
	statement := r.value(1)
	r.literal(`,"time":`)
	t := r.text()
	r.literal(`,"v":1}`)
	if !r.end() {
		return false
	}
	*e = Entry{V: 1, Time: Time(t), Statement: bytes.Clone(statement), Ruling: Admission{Allow: true, Rules: Digest(rules)}}
	return true
}

// consequence reads the rest of the entry of one.
func (r *quick) consequence(e *Entry) bool {
	body := r.value(2)
	r.literal(`,"due":`)
	due := r.text()
	r.literal(`,"kind":`)
	kind := r.text()
	r.literal(`,"ref":`)
	ref := r.text()
	r.literal(`,"sentence":`)
	sentence := r.text()
	r.literal(`},"ruling":{"allow":true,"rules":`)
	rules := r.text()
	r.literal(`},"time":`)
	t := r.text()
	r.literal(`,"v":1}`)
	if !r.end() {
		return false
	}
	*e = Entry{V: 1, Time: Time(t), Ruling: Admission{Allow: true, Rules: Digest(rules)}, Consequence: &Consequence{
		Kind: string(kind), Due: Time(due), Ref: string(ref), Sentence: string(sentence), Body: bytes.Clone(body),
	}}
	return true
}

// statement reads a statement that a key file signed.
func (r *quick) statement(s *Statement) bool {
	r.literal(`{"payload":`)
	payload := r.text()
	r.literal(`,"protected":`)
	protected := r.text()
	r.literal(`,"signature":`)
	signature := r.text()
	r.literal(`}`)
	if !r.end() {
		return false
	}
	*s = Statement{Protected: string(protected), Payload: string(payload), Signature: string(signature)}
	return true
}

func (r *quick) protected(p *Protected) bool {
	r.literal(`{"alg":`)
	alg := r.text()
	r.literal(`,"kid":`)
	kid := r.text()
	r.literal(`,"typ":`)
	typ := r.text()
	r.literal(`}`)
	if !r.end() {
		return false
	}
	*p = Protected{Alg: string(alg), Kid: Thumbprint(kid), Typ: string(typ)}
	return true
}

func (r *quick) payload(p *Payload) bool {
	r.literal(`{"author":`)
	author := r.text()
	r.literal(`,"body":`)
	body := r.value(1)
	r.literal(`,"kind":`)
	kind := r.text()
	r.literal(`,"ledger":`)
	ledger := r.text()
	var party []byte
	if r.next(`,"party":`) {
		party = r.text()
		r.ok = r.ok && len(party) > 0 // one that says nothing is left out
	}
	r.literal(`,"seen":{"root":`)
	root := r.text()
	r.literal(`,"size":`)
	size := r.integer()
	r.literal(`},"sentence":`)
	sentence := r.text()
	r.literal(`,"seq":`)
	seq := r.integer()
	r.literal(`,"v":`)
	v := r.integer()
	r.literal(`}`)
	if !r.end() {
		return false
	}
	*p = Payload{
		V: v, Ledger: string(ledger), Kind: string(kind), Author: string(author), Party: string(party), Seq: seq,
		Seen: Seen{Size: size, Root: Digest(root)}, Sentence: string(sentence), Body: json.RawMessage(body),
	}
	return true
}

// vote reads a vote on a motion without options, as most are.
func (r *quick) vote(b *VoteCast) bool {
	r.literal(`{"choice":`)
	choice := r.text()
	r.literal(`,"motion":`)
	motion := r.text()
	r.literal(`,"opened":`)
	opened := r.text()
	var reason []byte
	if r.next(`,"reason":`) {
		reason = r.text()
		r.ok = r.ok && len(reason) > 0
	}
	r.literal(`,"seat":`)
	seat := r.text()
	r.literal(`}`)
	if !r.end() {
		return false
	}
	*b = VoteCast{Motion: string(motion), Opened: Digest(opened), Seat: string(seat), Choice: string(choice), Reason: Digest(reason)}
	return true
}

// decodeQuickly is Decode for what is read by the thousand.
func decodeQuickly(data []byte, v any) bool {
	r := newQuick(data)
	switch v := v.(type) {
	case *Entry:
		return r.entry(v)
	case *Statement:
		return r.statement(v)
	case *Protected:
		return r.protected(v)
	case *Payload:
		return r.payload(v)
	case *VoteCast:
		return r.vote(v)
	}
	to := reflect.ValueOf(v)
	if to.Kind() != reflect.Pointer || to.IsNil() || !to.Elem().IsZero() {
		return false
	}
	if r.into(to.Elem(), 0); !r.end() {
		to.Elem().SetZero()
		return false
	}
	return true
}

// into reads what Encode writes of a value of any type, at a depth: member after member,
// as there is one order of them.
func (r *quick) into(v reflect.Value, depth int) {
	if r.ok = r.ok && depth < MaxDepth; !r.ok {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.into(v.Elem(), depth)
	case reflect.Bool:
		yes := r.next("true")
		if v.SetBool(yes); !yes {
			r.literal("false")
		}
	case reflect.Int64:
		v.SetInt(r.integer())
	case reflect.String:
		r.ok = v.Type() != reflect.TypeFor[json.Number]()
		v.SetString(string(r.text()))
	case reflect.Slice:
		if v.Type() == rawMessage {
			v.SetBytes(bytes.Clone(r.value(depth)))
			return
		}
		r.items(v, depth)
	case reflect.Map:
		r.named(v, depth)
	case reflect.Struct:
		r.members(v, depth)
	default:
		r.ok = false
	}
}

func (r *quick) items(v reflect.Value, depth int) {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	r.literal("[")
	for more := !r.next("]"); more && r.ok; {
		n := v.Len()
		if n == v.Cap() {
			v.Grow(max(1, n))
		}
		v.SetLen(n + 1)
		r.into(v.Index(n), depth+1)
		if more = r.next(","); !more {
			r.literal("]")
		}
	}
}

func (r *quick) named(v reflect.Value, depth int) {
	of := v.Type()
	if r.ok = r.ok && of.Key().Kind() == reflect.String; !r.ok {
		return
	}
	v.Set(reflect.MakeMap(of))
	r.literal("{")
	last, first := "", true
	for more := !r.next("}"); more && r.ok; first = false {
		name := string(r.text())
		r.ok = r.ok && (first || last < name)
		last = name
		r.literal(":")
		item := reflect.New(of.Elem()).Elem()
		r.into(item, depth+1)
		v.SetMapIndex(reflect.ValueOf(name).Convert(of.Key()), item)
		if more = r.next(","); !more {
			r.literal("}")
		}
	}
}

// members reads a struct's. One that may be left out is where it is empty, and one that
// is empty is not there.
func (r *quick) members(v reflect.Value, depth int) {
	r.literal("{")
	first := true
	for _, f := range fieldsOf(v.Type()) {
		from := r.at
		if there := (first || r.next(",")) && r.next(f.name); !there {
			r.at = from
			r.ok = r.ok && f.omitEmpty
			continue
		}
		first = false
		member := v.FieldByIndex(f.index)
		r.into(member, depth+1)
		r.ok = r.ok && !(f.omitEmpty && isEmpty(member))
	}
	r.literal("}")
}

package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"concordat/ledger"
)

// terms turns inputs into what rules see: the very terms that parseJSON reads out
// of ledger.Encode's bytes, without the bytes, which cost more than a lean rule.
// What Encode refuses it refuses. Facts behind one pointer are turned once, so
// that many inputs about one motion share them. It is for one goroutine and one
// call of Judge: facts may change afterwards, but for those that an input says are
// shared, with which their terms stay.
type terms struct {
	of     *ledger.Shared    // of the input that is turned
	shared map[any]*ast.Term // by pointer to facts, or by address of a map of them
	kept   []any             // those maps, so that no other comes to stand at the address
	free   []ast.Term        // made together, because there are many
	fields [][2]*ast.Term    // of the objects being made, the outermost first

	parties map[string]*ledger.PartyFacts // that were turned last, by code: the same are in many inputs
	words   []word                        // short ones, which are many times the same: the last for each hash

	voters  map[voter]*plainVoter // what the rules said
	motions map[opening]*plainMotion
}

// word is a short text and its term.
type word struct {
	text string
	term *ast.Term
}

// wordAt is where a short text's word stands: the same texts are soon told from others
// by their length and a few bytes.
func wordAt(s string) int {
	return (len(s) + 7*int(s[0]) + 31*int(s[len(s)-1]) + 127*int(s[len(s)/2])) % maxWords
}

func (t *terms) term(v ast.Value) *ast.Term {
	if len(t.free) == 0 {
		t.free = make([]ast.Term, 32)
	}
	term := &t.free[0]
	t.free, term.Value = t.free[1:], v
	return term
}

// object makes one of the fields from the given one on, and takes them off.
func (t *terms) object(from int) *ast.Term {
	fields := t.fields[from:]
	t.fields = t.fields[:from]
	if len(fields) == 0 {
		return ast.InternedEmptyObject
	}
	return t.term(ast.NewObject(fields...))
}

func newTerms() *terms {
	return &terms{shared: map[any]*ast.Term{}, parties: map[string]*ledger.PartyFacts{}, words: make([]word, maxWords), voters: map[voter]*plainVoter{}, motions: map[opening]*plainMotion{}}
}

func (t *terms) input(in *ledger.Input) (*ast.Term, error) {
	t.of = in.Shared
	return t.value(reflect.ValueOf(in).Elem(), 0)
}

var (
	authorTerm = ast.StringTerm("author")
	partyTerm  = ast.StringTerm("party")
	seatTerm   = ast.StringTerm("seat")
)

// voter is of the input of a vote what plainVoters is told.
func (t *terms) voter(in *ledger.Input) (*ast.Term, error) {
	t.of = in.Shared
	author, err := t.value(reflect.ValueOf(in.Author), 1)
	if err != nil {
		return nil, err
	}
	party, err := t.text(in.Party)
	if err != nil {
		return nil, err
	}
	seat, err := t.value(reflect.ValueOf(in.Seat), 1)
	if err != nil {
		return nil, err
	}
	return ast.ObjectTerm([2]*ast.Term{authorTerm, author}, [2]*ast.Term{partyTerm, party}, [2]*ast.Term{seatTerm, seat}), nil
}

// motion is of the input of a vote what plainMotions is told.
func (t *terms) motion(in *ledger.Input) (*ast.Term, error) {
	t.of = in.Shared
	return t.value(reflect.ValueOf(in.Motion), 1)
}

var errNull = errors.New("null has no place in canonical JSON")

// address is where a map of facts is.
type address uintptr

func (t *terms) value(v reflect.Value, depth int) (*ast.Term, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, errNull
		}
		key := v.Interface()
		if known, ok := t.shared[key]; ok {
			return known, nil
		}
		made, shared := t.of.Made(key)
		if known, ok := made.(*ast.Term); ok {
			return known, nil
		}
		facts, ofParty := key.(*ledger.PartyFacts)
		if ofParty {
			if last, ok := t.parties[facts.Code]; ok && reflect.DeepEqual(last, facts) {
				t.shared[key] = t.shared[last]
				return t.shared[key], nil
			}
		}
		term, err := t.value(v.Elem(), depth)
		if ofParty && !shared && err == nil {
			t.parties[facts.Code] = facts
		}
		switch {
		case err != nil:
		case shared:
			t.of.Keep(key, term)
		default:
			t.shared[key] = term
		}
		return term, err
	case reflect.Bool:
		return ast.InternedTerm(v.Bool()), nil
	case reflect.Int64:
		n := v.Int()
		if n > maxInteger || n < -maxInteger {
			return nil, fmt.Errorf("%d is beyond ±(2^53−1)", n)
		}
		return t.term(ast.Number(strconv.FormatInt(n, 10))), nil
	case reflect.String:
		return t.text(v.String())
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			return raw(v.Bytes())
		}
		if v.Len() == 0 {
			return ast.InternedEmptyArray, nil
		}
		items := make([]*ast.Term, v.Len())
		for i := range items {
			var err error
			if items[i], err = t.value(v.Index(i), depth+1); err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return t.term(ast.NewArray(items...)), nil
	case reflect.Map:
		key := address(v.Pointer())
		if known, ok := t.shared[key]; ok {
			return known, nil
		}
		from := len(t.fields)
		for each := v.MapRange(); each.Next(); {
			name, err := t.text(each.Key().String())
			if err != nil {
				return nil, err
			}
			item, err := t.value(each.Value(), depth+1)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", each.Key(), err)
			}
			t.fields = append(t.fields, [2]*ast.Term{name, item})
		}
		term := t.object(from)
		if v.Len() > 0 {
			t.shared[key] = term
			t.kept = append(t.kept, v.Interface())
		}
		return term, nil
	case reflect.Struct:
		fields := membersOf(v.Type())
		from := len(t.fields)
		for _, f := range fields {
			member := v.FieldByIndex(f.index)
			if f.omitEmpty && isEmpty(member) {
				continue
			}
			item, err := t.value(member, depth+1)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.name.Value, err)
			}
			t.fields = append(t.fields, [2]*ast.Term{f.name, item})
		}
		return t.object(from), nil
	}
	return nil, fmt.Errorf("%s has no canonical form", v.Type())
}

// text refuses what the ledger's encoder refuses, and asks it only where a
// character is not plain.
func (t *terms) text(s string) (*ast.Term, error) {
	if s == "" {
		return ast.InternedEmptyString, nil
	}
	var known *word
	if len(s) <= maxWord {
		if known = &t.words[wordAt(s)]; known.text == s {
			return known.term, nil
		}
	}
	plain := len(s) <= ledger.MaxString
	for i := 0; plain && i < len(s); i++ {
		plain = s[i] >= 0x20 && s[i] < 0x7f
	}
	if !plain {
		if _, err := ledger.Encode(s); err != nil {
			return nil, err
		}
	}
	term := t.term(ast.String(s))
	if known != nil {
		*known = word{s, term}
	}
	return term, nil
}

// raw is a body as it was signed, which must be canonical.
func raw(data json.RawMessage) (*ast.Term, error) {
	if _, err := ledger.Encode(data); err != nil {
		return nil, err
	}
	return parseJSON(data)
}

// member is one field of a type of facts.
type member struct {
	name      *ast.Term
	index     []int
	omitEmpty bool
}

var members sync.Map // reflect.Type → []member

func membersOf(t reflect.Type) []member {
	if m, ok := members.Load(t); ok {
		return m.([]member)
	}
	var all []member
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		all = append(all, member{ast.StringTerm(name), f.Index, options == "omitempty"})
	}
	members.Store(t, all)
	return all
}

// isEmpty is encoding/json's notion of an empty value.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	}
	return v.IsZero()
}

package ledger

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Body is what a statement or consequence of one kind says.
type Body interface {
	shape(*shape)                   // reports every field out of shape; needs no State
	sentence(Payload, Names) string // what it says in plain English
}

// stated is what a person says: a statement's body.
type stated interface {
	Body
	// against holds the body against what is recorded and adds the facts that bear
	// on it; see Check. What is a question of who may, when and how much is left to
	// the rules.
	against(v View, st *Signed, q *Question, day Date) error
	// apply records the body, entry index, in the draft. It cannot fail.
	apply(s *State, q *Question, index int64)
}

// following is what nobody says: a consequence's body. follow records it, ordered
// at t as entry index.
type following interface {
	Body
	follow(s *State, c queued, t Time, index int64)
}

// parseBody reads a statement's body by its kind and checks its shape.
func parseBody(kind string, raw []byte) (stated, error) {
	make, ok := bodies[kind]
	if !ok || derived(kind) {
		return nil, refuse(CodeUnknownKind, "/payload/kind", "nobody can state %q: the kinds are %s", kind, strings.Join(statedKinds(), ", "))
	}
	body := make().(stated)
	if err := Decode(raw, body); err != nil {
		return nil, refuse(CodeMalformed, "/payload/body", "%s: %v", kind, err)
	}
	s := &shape{}
	body.shape(s)
	if s.err != nil {
		return nil, s.err
	}
	return body, nil
}

func statedKinds() []string {
	return slices.DeleteFunc(Kinds(), derived)
}

// shape collects the first field that is out of shape.
type shape struct{ err *Error }

func (s *shape) fail(field, format string, args ...any) {
	if s.err == nil {
		s.err = refuse(CodeMalformed, "/payload/body/"+field, format, args...)
	}
}

func (s *shape) that(ok bool, field, format string, args ...any) {
	if !ok {
		s.fail(field, format, args...)
	}
}

func (s *shape) code(field, v string) {
	s.that(isCode(v), field, "%q is not an identifier of letters, digits and - . _ (at most %d)", v, MaxCode)
}

func (s *shape) text(field, v string, limit int) {
	s.that(strings.TrimSpace(v) == v && v != "", field, "say something, without spaces around it")
	s.that(len(v) <= limit, field, "has %d bytes; at most %d are taken", len(v), limit)
	s.that(v == "" || norm.NFC.PropertiesString(v).BoundaryBefore(), field, "begins with a mark that belongs to a letter before it")
}

func (s *shape) date(field string, v Date) {
	if err := v.Check(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) span(from, until Date) {
	s.date("from", from)
	if until != "" {
		s.date("until", until)
		s.that(until >= from, "until", "%s is before %s", until, from)
	}
}

func (s *shape) time(field string, v Time) {
	if err := v.Check(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) digest(field string, v Digest) {
	if _, err := v.Bytes(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) optional(field string, v Digest) {
	if v != "" {
		s.digest(field, v)
	}
}

func (s *shape) oneOf(field, v string, of ...string) {
	s.that(slices.Contains(of, v), field, "%q is none of %s", v, strings.Join(of, ", "))
}

func (s *shape) key(field string, k Key) {
	if err := k.Check(); err != nil {
		s.fail(field, "%v", err)
	}
}

func (s *shape) list(field string, n, least, most int) {
	s.that(n >= least && n <= most, field, "has %d elements; between %d and %d are taken", n, least, most)
}

func (s *shape) year(field, v string) {
	s.that(isYear(v), field, "%q is not a financial year like 2015-16", v)
}

func (s *shape) sorted(field string, v []string) {
	for i := 1; i < len(v); i++ {
		s.that(v[i-1] < v[i], field, "is not sorted, or names %q twice", v[i])
	}
}

// codes are identifiers, sorted, each once.
func (s *shape) codes(field string, v []string) {
	for _, c := range v {
		s.code(field, c)
	}
	s.sorted(field, v)
}

func (s *shape) limit(field string, l Limit) {
	for _, pence := range []int64{l.Action, l.Year, l.Life} {
		s.that(pence >= 0 && pence <= MaxPence, field, "limits are from nothing to %s", Pounds(MaxPence))
	}
}

func (s *shape) amount(field string, pence int64) {
	s.that(pence > 0 && pence <= MaxPence, field, "an amount is more than nothing and at most %s", Pounds(MaxPence))
}

func (s *shape) resolution(r Resolution) {
	s.text("resolution/ref", r.Ref, MaxTitle)
	s.date("resolution/on", r.On)
	s.optional("resolution/paper", r.Paper)
}

// cutRef takes a reference apart: prefix, year, number in the year.
func cutRef(prefix, v string) (year string, n int, ok bool) {
	rest, ok := strings.CutPrefix(v, prefix+"-")
	if !ok || len(rest) < 8 || len(rest) > 11 || rest[4] != '-' {
		return "", 0, false
	}
	n = number(rest[5:])
	return rest[:4], n, n < 1<<20
}

// discharged is discharge of what may take the place of an earlier statement: that it
// was nothing, too.
func (s *shape) discharged(obligation string, pence int64, on Date, by, ref string, replaces Digest) {
	s.optional("replaces", replaces)
	if replaces != "" && pence == 0 {
		pence = 1
	}
	s.discharge(obligation, pence, on, by, ref)
}

func (s *shape) discharge(obligation string, pence int64, on Date, by, ref string) {
	s.that(obligation != "" && len(obligation) <= MaxCode, "obligation", "name the obligation, such as GM-2015-006/003")
	s.amount("pence", pence)
	s.date("on", on)
	if by != "" {
		s.oneOf("by", by, Discharges...)
	}
	if ref != "" {
		s.text("ref", ref, MaxTitle)
	}
}

package ledger

import (
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"
	"sync"
)

// Archive reads the values that State has put out of memory: those of what is
// closed, which a snapshot archived. It may be called by several goroutines at
// once.
type Archive interface {
	// Read gives the n bytes that were kept at a place.
	Read(at, n int64) ([]byte, error)
}

// ArchiveError says that a closed value can't be had any more, or is not what was
// archived. State panics with it wherever it needs one, for what reads a View has
// no error to return: whoever gave State its Archive recovers, and rebuilds State
// from the entries.
type ArchiveError struct{ Err error }

func (e *ArchiveError) Error() string {
	return fmt.Sprintf("a closed record can't be read from the snapshot's archive: %v", e.Err)
}

func (e *ArchiveError) Unwrap() error { return e.Err }

// Index is what is known of a closed motion, decision or obligation without
// reading it. None of it changes while the record is closed.
type Index struct {
	Status     string // of a motion; of a decision its outcome; of an obligation its kind
	Function   string
	Year       string   // in which a motion was moved or a decision made; of an obligation its financial year
	Parties    []string // the mover's and those on the roll; those decided for; payer and payee
	Draft      Digest   // of the agreement that a motion would adopt
	Papers     []Digest // of a motion
	Settlement string   // that an obligation follows from
}

// closed is where a closed value stands.
type closed struct {
	At, Bytes int64
	Sum       [sha256.Size]byte
	Index     Index
}

// keptRecent is how many closed values of one table are kept at hand, since what is
// asked for once is asked for again.
const keptRecent = 256

// recent is the closed values that were read last. Readers share it.
type recent[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
	order  []K // oldest first, a ring once it is full
	next   int
}

func (r *recent[K, V]) get(k K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.values[k]
	return v, ok
}

func (r *recent[K, V]) put(k K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.values == nil {
		r.values = map[K]V{}
	}
	if _, ok := r.values[k]; ok {
		return
	}
	if len(r.order) < keptRecent {
		r.order = append(r.order, k)
	} else {
		delete(r.values, r.order[r.next])
		r.order[r.next] = k
		r.next = (r.next + 1) % keptRecent
	}
	r.values[k] = v
}

func (r *recent[K, V]) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.values, r.order, r.next = nil, nil, 0
}

// fetch reads a closed value. A walk over many keeps none of them.
func (t *table[K, V]) fetch(k K, c closed, keep bool) V {
	if v, ok := t.recent.get(k); ok {
		return v
	}
	data, err := t.archive.Read(c.At, c.Bytes)
	if err == nil && sha256.Sum256(data) != c.Sum {
		err = fmt.Errorf("%v: %d bytes at %d are not what was archived", k, c.Bytes, c.At)
	}
	var v V
	if err == nil {
		err = decodeValue(data, &v)
	}
	if err != nil {
		panic(&ArchiveError{err})
	}
	if keep {
		t.recent.put(k, v)
	}
	return v
}

// MotionsBy is all motions in order, but those closed ones that want declines.
// It may still be asked of none: whoever wants some looks at what it gets.
func (v View) MotionsBy(want func(ref string, x Index) bool) iter.Seq2[string, MotionRecord] {
	return v.s.motions.by(v.draft, want)
}

// DecisionsBy is the same of decisions.
func (v View) DecisionsBy(want func(ref string, x Index) bool) iter.Seq2[string, Decision] {
	return v.s.decisions.by(v.draft, want)
}

// ObligationsBy is the same of obligations.
func (v View) ObligationsBy(want func(ref string, x Index) bool) iter.Seq2[string, Obligation] {
	return v.s.obligations.by(v.draft, want)
}

// ObligationsFrom is ObligationsBy from a place on: 0, or where it was left by an earlier
// call, also of an earlier view of the same ledger.
func (v View) ObligationsFrom(place *int, want func(ref string, x Index) bool) iter.Seq2[string, Obligation] {
	return v.s.obligations.from(place, v.draft, want)
}

// voting reports whether a motion is before the board, which no closed one is.
func voting(_ string, x Index) bool { return x.Status == MotionOpen || x.Status == MotionShown }

// Index is what is known of a motion without reading it, once it is closed.
func (m MotionRecord) Index() Index {
	x := Index{Status: m.Status, Function: m.Function, Year: YearOf(m.Moved)}
	x.with(m.Party)
	if m.Opened != nil {
		for _, r := range m.Opened.Roll {
			x.with(r.Party)
		}
	}
	if m.Amends != nil {
		x.Draft = m.Amends.Draft
	}
	for _, p := range m.Papers {
		x.Papers = append(x.Papers, p.SHA256)
	}
	return x
}

func (d Decision) index(m MotionRecord) Index {
	x := Index{Status: d.Outcome, Function: d.Function, Year: YearOf(d.Time)}
	for _, o := range d.Parties {
		x.with(o.Party)
	}
	if m.Amends != nil {
		x.Draft = m.Amends.Draft
	}
	return x
}

func (o Obligation) index() Index {
	x := Index{Status: o.Kind, Function: o.Function, Year: o.Year, Settlement: o.Settlement}
	x.with(o.Payer)
	x.with(o.Payee)
	return x
}

func (x *Index) with(party string) {
	if party != "" && !slices.Contains(x.Parties, party) {
		x.Parties = append(x.Parties, party)
	}
}

// YearOf is the year, in London, of a time.
func YearOf(t Time) string { return string(t.Day()[:4]) }

package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Frozen is State as it was durable at one size, for a snapshot of it to be made
// while the writer goes on. Nobody may use it twice at a time.
type Frozen struct{ s *State }

// Size is the number of entries that it has the meaning of.
func (f *Frozen) Size() int64 { return f.s.head.size }

// Freeze keeps State as it is durable. Its work is in proportion to the number of
// records, none of which it copies. The caller excludes Commit, and lets no second
// Freeze come before the Thaw of the first.
func (s *State) Freeze() *Frozen {
	f := &Frozen{&State{head: s.head, draftHead: s.head}}
	to := f.s.each()
	for i, t := range s.each() {
		t.freeze(to[i])
	}
	return f
}

// Thaw puts out of memory the closed values that f archived and that are as they
// were; without an f it only makes way for the next Freeze. The caller excludes
// readers, as of Commit, and is the writer.
func (s *State) Thaw(f *Frozen) {
	var from []tabled
	if f != nil {
		from = f.s.each()
	}
	for i, t := range s.each() {
		if f == nil {
			t.thaw(nil)
		} else {
			t.thaw(from[i])
		}
	}
}

// SetArchive says where closed values are read.
func (s *State) SetArchive(a Archive) {
	for _, t := range s.each() {
		t.reads(a)
	}
}

// Archive hands every closed value that is still in memory to keep, which says
// where it stands: what is open is what is before the board, what awaits somebody's
// word, and what is owed. What it kept holds when it returns an error too.
func (f *Frozen) Archive(keep func([]byte) (at int64, err error)) error {
	s, v := f.s, f.s.Durable()
	running := map[string]bool{} // decisions that something is awaited of, or that rules ask for again and again
	for _, item := range s.head.agenda {
		running[item.ref] = true
	}
	for _, c := range s.head.queue {
		running[c.Ref] = true
	}
	for _, l := range s.head.leads {
		running[l.Decision] = true
	}
	for _, version := range s.head.mou {
		running[version.Decision] = true
	}
	for _, ref := range slices.Concat(s.head.prolongs, s.head.unreported) {
		running[ref] = true
	}
	for _, p := range v.Parties() {
		for _, ref := range p.Rights {
			running[ref] = true
		}
	}
	// What follows asks only for what is in memory, and each only of those that
	// the ones before it left there.
	settled := func(ref string) bool {
		o, open := s.obligations.durable[ref]
		if !open {
			return true
		}
		switch v.ObligationStatus(o, s.head.size, s.head.time.Day()) {
		case ObligationDone, ObligationDutyDone, ObligationEnded:
			return true
		}
		return false
	}
	done := map[string]bool{}
	decided := func(ref string) bool {
		d, open := s.decisions.durable[ref]
		if !open {
			return true
		}
		all, known := done[ref]
		if !known {
			all = !running[ref] && !v.awaits(d, s.head.size) && !slices.ContainsFunc(d.Obligations, func(ref string) bool { return !settled(ref) })
			done[ref] = all
		}
		return all
	}
	over := func(ref string) bool {
		m, open := s.motions.durable[ref]
		if !open {
			return true
		}
		switch m.Status {
		case MotionDecided, MotionWithdrew, MotionLapses, MotionDivides:
			return decided(ref)
		}
		return false
	}
	var obligations, decisions, motions []string
	var interests, amendments []Digest
	for _, ref := range s.obligations.order {
		if o, open := s.obligations.durable[ref]; open && settled(ref) && decided(o.Decision) {
			obligations = append(obligations, ref)
		}
	}
	for _, ref := range s.decisions.order {
		if _, open := s.decisions.durable[ref]; open && decided(ref) {
			decisions = append(decisions, ref)
		}
	}
	for _, ref := range s.motions.order {
		if _, open := s.motions.durable[ref]; open && over(ref) {
			motions = append(motions, ref)
		}
	}
	for _, id := range s.interests.order {
		if i, open := s.interests.durable[id]; open && i.Motion != "" && over(i.Motion) {
			interests = append(interests, id)
		}
	}
	for _, id := range s.amendments.order {
		if a, open := s.amendments.durable[id]; open && over(a.To.Ref) {
			amendments = append(amendments, id)
		}
	}
	none := func(Digest) Index { return Index{} }
	// A decision's index asks for its motion, so motions leave last.
	return errors.Join(
		put(&s.obligations, obligations, keep, func(ref string) Index { return s.obligations.durable[ref].index() }),
		put(&s.decisions, decisions, keep, func(ref string) Index {
			m, _ := v.Motion(ref)
			return s.decisions.durable[ref].index(m)
		}),
		put(&s.interests, interests, keep, none),
		put(&s.amendments, amendments, keep, none),
		put(&s.motions, motions, keep, func(ref string) Index { return s.motions.durable[ref].Index() }),
	)
}

// put moves values of a frozen table to the archive.
func put[K comparable, V any](t *table[K, V], keys []K, keep func([]byte) (int64, error), index func(K) Index) error {
	if t.closed == nil {
		t.closed = map[K]closed{}
	}
	for _, k := range keys {
		data := encodeValue(t.durable[k])
		c := closed{Bytes: int64(len(data)), Sum: sha256.Sum256(data), Index: index(k)}
		var err error
		if c.At, err = keep(data); err != nil {
			return err
		}
		t.closed[k] = c
		delete(t.durable, k)
	}
	return nil
}

// Bytes is the snapshot: everything that State holds, closed values by where they
// stand in the archive. One State has one snapshot, byte for byte.
func (f *Frozen) Bytes() []byte { return f.AppendTo(nil) }

// AppendTo appends Bytes to b.
func (f *Frozen) AppendTo(b []byte) []byte {
	e := &encoder{b}
	e.struc(&f.s.head)
	for _, t := range f.s.each() {
		t.encode(e)
	}
	return e.b
}

// OpenState is the State whose snapshot this is, with the archive that it speaks
// of. It believes the snapshot: whoever kept it has made sure that it is the one
// that was made, by a program with the same Layout.
func OpenState(snapshot []byte, a Archive) (*State, error) {
	s := NewState()
	d := &decoder{b: snapshot, same: map[string]string{}}
	d.struc(&s.head)
	for _, t := range s.each() {
		t.decode(d)
	}
	if err := d.end(); err != nil {
		return nil, fmt.Errorf("ledger: snapshot: %w", err)
	}
	s.draftHead = s.head
	s.SetArchive(a)
	end := int64(0)
	for _, t := range s.each() {
		end = max(end, t.end())
	}
	if end > 0 {
		if _, err := a.Read(end-1, 1); err != nil {
			return nil, fmt.Errorf("ledger: the snapshot's archive: %w", err)
		}
	}
	return s, nil
}

// tabled is a table, whatever it holds.
type tabled interface {
	commit()
	rollback()
	freeze(to tabled)
	thaw(from tabled)
	reads(Archive)
	end() int64
	encode(*encoder)
	decode(*decoder)
}

// end is where the last closed value ends.
func (t *table[K, V]) end() (end int64) {
	for _, c := range t.closed {
		end = max(end, c.At+c.Bytes)
	}
	return end
}

func (t *table[K, V]) reads(a Archive) { t.archive = a }

func (t *table[K, V]) freeze(to tabled) {
	f := to.(*table[K, V])
	f.durable, f.order, f.closed, f.archive = maps.Clone(t.durable), slices.Clip(t.order), maps.Clone(t.closed), t.archive
	t.changed = map[K]bool{}
}

func (t *table[K, V]) thaw(from tabled) {
	if from != nil {
		f := from.(*table[K, V])
		for k, c := range f.closed {
			if _, open := t.durable[k]; !open || t.changed[k] {
				continue
			}
			if t.closed == nil {
				t.closed = map[K]closed{}
			}
			t.closed[k] = c
			delete(t.durable, k)
		}
		t.recent.clear() // of what was changed since it was read
	}
	t.changed = nil
}

func (t *table[K, V]) encode(e *encoder) {
	e.count(len(t.order))
	for _, k := range t.order {
		e.struc(&k)
		if c, ok := t.closed[k]; ok {
			e.b = append(e.b, 1)
			e.struc(&c)
			continue
		}
		e.b = append(e.b, 0)
		v := t.durable[k]
		e.struc(&v)
	}
}

func (t *table[K, V]) decode(d *decoder) {
	n := d.count(2)
	t.order, t.durable, t.closed = make([]K, n), make(map[K]V), make(map[K]closed)
	for i := range t.order {
		k := &t.order[i]
		d.struc(k)
		switch d.byte() {
		case 0:
			var v V
			d.struc(&v)
			t.durable[*k] = v
		case 1:
			var c closed
			d.struc(&c)
			t.closed[*k] = c
		default:
			d.fail("a value is neither open nor closed")
		}
		if d.err != nil {
			return
		}
	}
}

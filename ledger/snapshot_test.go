package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

// shelf is an archive in memory.
type shelf struct{ b []byte }

func (a *shelf) keep(data []byte) (int64, error) {
	at := len(a.b)
	a.b = append(a.b, data...)
	return int64(at), nil
}

func (a *shelf) Read(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || at+n > int64(len(a.b)) {
		return nil, fmt.Errorf("%d bytes at %d of %d", n, at, len(a.b))
	}
	return a.b[at : at+n], nil
}

// unfold brings closed values back.
func (t *table[K, V]) unfold() {
	for k, c := range t.closed {
		t.durable[k] = t.fetch(k, c, false)
	}
	t.closed = nil
}

// whole is every byte of what a State holds as durable, wherever it stands.
func whole(s *State) []byte {
	f := s.Freeze()
	s.Thaw(nil)
	for _, t := range f.s.each() {
		t.(interface{ unfold() }).unfold()
	}
	return f.Bytes()
}

// archiveAll archives what is open too, so that everything which can stand outside
// of memory does.
func archiveAll(f *Frozen, keep func([]byte) (int64, error)) error {
	s := f.s
	none := func(Digest) Index { return Index{} }
	return errors.Join(
		put(&s.obligations, inMemory(&s.obligations), keep, func(ref string) Index { return s.obligations.durable[ref].index() }),
		put(&s.decisions, inMemory(&s.decisions), keep, func(ref string) Index {
			m, _ := s.Durable().Motion(ref)
			return s.decisions.durable[ref].index(m)
		}),
		put(&s.interests, inMemory(&s.interests), keep, none),
		put(&s.amendments, inMemory(&s.amendments), keep, none),
		put(&s.motions, inMemory(&s.motions), keep, func(ref string) Index { return s.motions.durable[ref].Index() }),
	)
}

func inMemory[K comparable, V any](t *table[K, V]) (keys []K) {
	for _, k := range t.order {
		if _, ok := t.durable[k]; ok {
			keys = append(keys, k)
		}
	}
	return keys
}

// snapshotted is what a State is after a snapshot, an eviction, and a start from
// that snapshot; s itself goes on with the eviction.
func snapshotted(t testing.TB, s *State, a *shelf, archive func(*Frozen, func([]byte) (int64, error)) error) *State {
	t.Helper()
	before := whole(s)
	s.SetArchive(a)
	f := s.Freeze()
	if err := archive(f, a.keep); err != nil {
		t.Fatal(err)
	}
	snapshot := f.Bytes()
	s.Thaw(f)
	if !bytes.Equal(whole(s), before) {
		t.Fatal("an eviction changes what State holds")
	}
	again, err := OpenState(snapshot, a)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Freeze().Bytes(), snapshot) {
		t.Fatal("a snapshot of what a snapshot gives is another")
	}
	again.Thaw(nil)
	if !bytes.Equal(whole(again), before) {
		t.Fatal("a snapshot does not carry all that State holds")
	}
	return again
}

// snapshotsAlike holds that a world's ledger is the same, byte for byte and in all
// that a view shows, whether it was replayed whole or started anew from a snapshot at
// every size, with what is closed outside of memory, or all that can be.
func (w *world) snapshotsAlike() {
	t := w.t
	t.Helper()
	for name, archive := range map[string]func(*Frozen, func([]byte) (int64, error)) error{"closed": (*Frozen).Archive, "all": archiveAll} {
		plain, s, a := NewState(), NewState(), &shelf{}
		for i, e := range w.entries {
			for _, s := range []*State{plain, s} {
				if err := s.Replay(e, w.roots, w.rules); err != nil {
					t.Fatalf("%s: entry %d: %v", name, i, err)
				}
				s.Commit()
			}
			if !bytes.Equal(whole(s), whole(plain)) {
				t.Fatalf("%s: after entry %d a start from the snapshot before it holds something else", name, i)
			}
			s = snapshotted(t, s, a, archive)
		}
		if got, want := dump(s.Durable()), dump(plain.Durable()); got != want {
			t.Errorf("%s: a view shows something else: %s", name, got)
		}
	}
}

// TestSnapshotCarriesAll holds that every field that a State has or will have is in
// its snapshot: a State in which each is set, whatever it is, comes back the same.
func TestSnapshotCarriesAll(t *testing.T) {
	s := NewState()
	fields := reflect.TypeFor[State]().NumField()
	if n := len(s.each()) + 6; n != fields {
		t.Fatalf("State has %d fields; two are its heads, %d are the tables of each, three are what is counted or gathered of the draft and can be again, and one says when the draft changes", fields, n-6)
	}
	n := 0
	fill(reflect.ValueOf(&s.head).Elem(), &n, 0)
	for _, table := range s.each() {
		v := reflect.ValueOf(table).Elem()
		set := func(name string) reflect.Value {
			f := v.FieldByName(name)
			f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
			fill(f, &n, 0)
			return f
		}
		durable, order := set("durable"), v.FieldByName("order")
		order = reflect.NewAt(order.Type(), unsafe.Pointer(order.UnsafeAddr())).Elem()
		for _, k := range durable.MapKeys() {
			order.Set(reflect.Append(order, k))
		}
	}
	snapshot := s.Freeze().Bytes()
	again, err := OpenState(snapshot, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again.head, s.head) {
		t.Error("the head comes back as another")
	}
	for i, table := range s.each() {
		got, want := reflect.ValueOf(again.each()[i]).Elem(), reflect.ValueOf(table).Elem()
		for _, name := range []string{"durable", "order"} {
			if !reflect.DeepEqual(bare(got.FieldByName(name)), bare(want.FieldByName(name))) {
				t.Errorf("table %d comes back with another %s", i, name)
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d values were set", n)
	}
}

func bare(v reflect.Value) any {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem().Interface()
}

// fill sets every value within v to one that no other has.
func fill(v reflect.Value, n *int, depth int) {
	*n++
	if !v.CanSet() {
		v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("value ", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n) << 20)
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n, depth+1)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n, depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n, depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			k, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(k, n, depth+1)
			fill(value, n, depth+1)
			v.SetMapIndex(k, value)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n, depth+1)
	case reflect.Interface:
		body := reflect.ValueOf(&SettlementMade{})
		fill(body.Elem(), n, depth+1)
		v.Set(body)
	default:
		panic("a State has a " + v.Type().String())
	}
}

// TestSnapshotQueue holds that what was derived and not yet applied is carried, of
// every kind that follows from others.
func TestSnapshotQueue(t *testing.T) {
	for kind, body := range bodies {
		if !derived(kind) {
			continue
		}
		s, n, b := NewState(), 0, body()
		fill(reflect.ValueOf(b).Elem(), &n, 0)
		s.head.queue = []queued{{body: b.(following), Consequence: Consequence{Kind: kind}, rules: "r"}}
		again, err := OpenState(s.Freeze().Bytes(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again.head.queue, s.head.queue) {
			t.Errorf("%s comes back as another", kind)
		}
	}
}

// TestSnapshotNil holds that nil and empty are told apart.
func TestSnapshotNil(t *testing.T) {
	type some struct {
		List []string
		Map  map[string]int64
		Raw  []byte
		At   *string
	}
	for _, want := range []some{{}, {[]string{}, map[string]int64{}, []byte{}, new(string)}} {
		var got some
		if err := decodeValue(encodeValue(want), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%#v comes back as %#v: %v", want, got, err)
		}
	}
}

// TestSnapshotCut holds that no prefix of a snapshot, and nothing longer, is one.
func TestSnapshotCut(t *testing.T) {
	w := story(t)
	w.s.Commit()
	snapshot := w.s.Freeze().Bytes()
	for n := range len(snapshot) {
		if _, err := OpenState(snapshot[:n], nil); err == nil {
			t.Fatalf("%d bytes of %d were taken for a snapshot", n, len(snapshot))
		}
	}
	if _, err := OpenState(append(snapshot, 0), nil); err == nil {
		t.Error("a byte more was taken for a part of it")
	}
}

// TestArchiveError holds that a closed value which is not what was archived is
// never shown.
func TestArchiveError(t *testing.T) {
	w := story(t)
	w.s.Commit()
	a := &shelf{}
	w.s.SetArchive(a)
	f := w.s.Freeze()
	if err := archiveAll(f, a.keep); err != nil {
		t.Fatal(err)
	}
	w.s.Thaw(f)
	read := func() (err error) {
		defer func() {
			if e, ok := recover().(*ArchiveError); ok {
				err = e
			}
		}()
		w.s.Durable().Motion("GM-2015-001")
		return nil
	}
	at := int(w.s.motions.closed["GM-2015-001"].At)
	for i := range 20 {
		a.b[at+i] ^= 1
		if err := read(); err == nil {
			t.Fatalf("byte %d was changed and the motion is shown", i)
		}
		a.b[at+i] ^= 1
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
	a.b = nil
	w.s.motions.recent.clear()
	if read() == nil {
		t.Error("the archive is gone and the motion is shown")
	}
}

// TestArchived holds that what is over leaves memory, and nothing else does.
func TestArchived(t *testing.T) {
	w := newWorld(t)
	over := w.motion()
	m := sampleMotion()
	m.Ref = w.s.Draft().NextRef("2015")
	w.do("bury-member", "00V", KindMotionMoved, m)
	w.now = "2015-07-09T10:00:00.000Z"
	w.vote("bury-member", "00V", over, ChoiceFor)
	w.vote("central-member", "00W", over, ChoiceFor)
	a := &shelf{}
	w.s.SetArchive(a)
	archived := func() {
		t.Helper()
		w.s.Commit()
		f := w.s.Freeze()
		if err := f.Archive(a.keep); err != nil {
			t.Fatal(err)
		}
		w.s.Thaw(f)
	}
	archived()
	if len(w.s.motions.closed) > 0 {
		t.Errorf("a motion that is open has left memory: %v", w.s.motions.closed)
	}
	w.now = "2015-07-15T17:00:00.000Z"
	w.settle()
	archived()
	if len(w.s.motions.closed)+len(w.s.decisions.closed)+len(w.s.obligations.closed) > 0 {
		t.Errorf("what awaits ratification and payment has left memory: %v", w.s.motions.closed)
	}
	w.now = "2015-08-20T10:00:00.000Z"
	w.do("central-officer", "00W", KindObligationPaid, ObligationPaid{Obligation: over + "/001", Pence: 100, On: "2015-07-20"})
	w.do("bury-officer", "00V", KindObligationReceived, ObligationReceived{Obligation: over + "/001", Pence: 100, On: "2015-07-20"})
	archived()
	if len(w.s.decisions.durable)+len(w.s.obligations.durable) > 0 || len(w.s.motions.durable) != 1 {
		t.Errorf("what is paid, or ended, is still in memory: %v %v", w.s.decisions.durable, w.s.obligations.durable)
	}
	if x := w.s.motions.closed[over].Index; x.Year != "2015" || x.Status != MotionDecided || len(x.Parties) != 2 || x.Function != m.Function {
		t.Errorf("index %+v", x)
	}
	a.b = nil // nobody reads what is declined
	var found []string
	for ref := range w.s.Durable().MotionsBy(voting) {
		found = append(found, ref)
	}
	if len(found) != 1 || found[0] != m.Ref {
		t.Errorf("without what is over there are %v", found)
	}
}

// TestTable holds a table that freezes, archives and thaws at any moment, and
// rolls back at any other, to a map and a list.
func TestTable(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var tab table[string, int]
		a := &shelf{}
		tab.archive = a
		durable, draft := map[string]int{}, map[string]int{}
		var order, added []string
		var frozen *table[string, int]
		var then map[string]int
		key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
		r.Repeat(map[string]func(*rapid.T){
			"set": func(r *rapid.T) {
				k, v := key.Draw(r, "key"), rapid.Int().Draw(r, "value")
				if _, ok := draft[k]; !ok {
					if _, ok := durable[k]; !ok {
						added = append(added, k)
					}
				}
				draft[k] = v
				tab.set(k, v)
			},
			"commit": func(*rapid.T) {
				for k, v := range draft {
					durable[k] = v
				}
				order, added, draft = append(order, added...), nil, map[string]int{}
				tab.commit()
			},
			"rollback": func(*rapid.T) {
				added, draft = nil, map[string]int{}
				tab.rollback()
			},
			"freeze": func(r *rapid.T) {
				if frozen != nil {
					return
				}
				frozen, then = &table[string, int]{}, map[string]int{}
				tab.freeze(frozen)
				for k, v := range durable {
					then[k] = v
				}
			},
			"thaw": func(r *rapid.T) {
				if frozen == nil {
					return
				}
				keys := rapid.SliceOfDistinct(key, func(k string) string { return k }).Draw(r, "archived")
				var known []string
				for _, k := range keys {
					if _, ok := frozen.durable[k]; ok {
						known = append(known, k)
					}
				}
				if err := put(frozen, known, a.keep, func(string) Index { return Index{} }); err != nil {
					r.Fatal(err)
				}
				for k, v := range then {
					if got, ok := frozen.get(false, k); !ok || got != v {
						r.Fatalf("what was frozen as %s=%d is %d", k, v, got)
					}
				}
				tab.thaw(frozen)
				frozen = nil
			},
			"": func(r *rapid.T) {
				for _, d := range []bool{false, true} {
					want, keys := map[string]int{}, append([]string{}, order...)
					for k, v := range durable {
						want[k] = v
					}
					if d {
						keys = append(keys, added...)
						for k, v := range draft {
							want[k] = v
						}
					}
					i := 0
					for k, v := range tab.all(d) {
						if i >= len(keys) || k != keys[i] || v != want[k] {
							r.Fatalf("draft %v: number %d is %s=%d, expected %v of %v", d, i, k, v, keys, want)
						}
						if got, ok := tab.get(d, k); !ok || got != v {
							r.Fatalf("draft %v: %s is %d and %d", d, k, got, v)
						}
						i++
					}
					if i != len(keys) {
						r.Fatalf("draft %v: %d values of %d", d, i, len(keys))
					}
					// Whoever stops goes on where they stopped, and looks at nothing before it.
					step, place := rapid.IntRange(1, 3).Draw(r, "step"), 0
					var went, looked []string
					for place < len(keys) {
						taken := 0
						for k := range tab.from(&place, d, func(k string, _ Index) bool { looked = append(looked, k); return true }) {
							went = append(went, k)
							if taken++; taken == step {
								break
							}
						}
						if place != len(went) {
							r.Fatalf("draft %v: the place is %d after %v", d, place, went)
						}
					}
					slices.Sort(looked)
					if !slices.Equal(went, keys) || len(slices.Compact(slices.Clone(looked))) != len(looked) {
						r.Fatalf("draft %v: by steps of %d it is %v, not %v, and %v were looked at", d, step, went, keys, looked)
					}
				}
			},
		})
	})
}

// For tests on ledgers that this package can't make.
type Shelf = shelf

func (a *shelf) Size() int { return len(a.b) }

var (
	Whole       = whole
	Snapshotted = snapshotted
)

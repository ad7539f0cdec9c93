package server_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/anishathalye/porcupine"
	"golang.org/x/mod/sumdb/note"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
)

// Whoever states and reads at the same time sees one ledger, in which everything
// happened at one instant between asking and being answered: what was acknowledged
// is in every later reading, and no reading takes back what another showed. Some
// connections are cut, and it is not known what became of the statement until it is
// sent again; of the last ones it never is.
//
// The checker is shown to see what it is for: the same history with one stale
// reading, or with two receipts that change places, is refused.
func TestLinearizable(t *testing.T) {
	const (
		seats   = 6
		each    = 14 // votes of a seat
		readers = 3
	)
	b := newBoard(t)
	h := &history{start: time.Now(), b: b, random: rand.New(rand.NewPCG(5, 4))}
	before := b.size()
	var motions []ledger.MotionRecord
	b.look(func(v ledger.View, _ ledger.Time) {
		for _, m := range v.Motions() {
			if m.Status == ledger.MotionOpen {
				motions = append(motions, m)
			}
		}
	})
	if len(motions) != 2 {
		t.Fatalf("%d motions are open", len(motions))
	}
	var authors, others sync.WaitGroup
	done := make(chan struct{})
	for _, seat := range motions[0].Opened.Roll[:seats] {
		a := h.author(seat, motions)
		authors.Go(func() {
			for n := range each {
				a.vote(n, n == each-1)
			}
		})
	}
	for i := range readers {
		read := h.reader(i, motions)
		others.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
					read(n)
				}
			}
		})
	}
	authors.Wait()
	close(done)
	others.Wait()
	if t.Failed() {
		return
	}
	never := h.settle()

	all := map[string][]porcupine.Operation{"": h.ops[""]}
	for _, m := range motions {
		all[m.Ref] = h.ops[m.Ref]
	}
	unknown := 0
	for at, ops := range all {
		model := h.model(at, before, motions)
		if !porcupine.CheckOperations(model, ops) {
			t.Errorf("%q: no order of %d statements and readings one after another gives what was answered", at, len(ops))
		}
		stale := h.stale(ops)
		if stale == nil {
			t.Errorf("%q: nothing could be read stale in %d operations", at, len(ops))
		} else if porcupine.CheckOperations(model, stale) {
			t.Errorf("%q: a stale reading is taken for good", at)
		}
		swapped := h.swapped(ops)
		if swapped == nil {
			t.Errorf("%q: no two receipts could change places in %d operations", at, len(ops))
		} else if porcupine.CheckOperations(model, swapped) {
			t.Errorf("%q: two receipts that changed places are taken for good", at)
		}
		for _, o := range ops {
			if w, ok := o.Output.(written); ok && !w.known {
				unknown++
			}
		}
	}
	if unknown == 0 || never == 0 {
		t.Errorf("of %d sendings nobody knew what became of them, and %d statements were never recorded", unknown, never)
	}
	t.Logf("%d entries, and %d statements never became one; of the log and of two motions %d, %d and %d operations, %d of unknown result", b.size()-before, never, len(all[""]), len(all[motions[0].Ref]), len(all[motions[1].Ref]), unknown)
}

// history is what was asked and answered, of the log as a whole ("") and of each
// motion: two histories are in one order each if, and only if, both together are.
type history struct {
	b      *board
	start  time.Time
	random *rand.Rand

	mu    sync.Mutex
	ops   map[string][]porcupine.Operation
	roots map[int64]merkle.Hash // at the end, of every size since the start
}

// The inputs and outputs.
type (
	write struct {
		id     ledger.Digest
		seat   int
		choice string
	}
	written struct {
		known bool  // that it was recorded; otherwise it may have been
		index int64 // of its entry: if it was not known, as the log has it at the end
	}
	read struct{}
	head struct {
		size int64
		root merkle.Hash
	}
	size int64 // of the log, as a list says of itself
)

// maxSeats of a roll are kept in a state, which is compared as a whole.
const maxSeats = 16

// voted is a motion's votes by seat as they stand, and the entry of the last.
type voted struct {
	votes [maxSeats]cast
	last  int64
}

type cast struct {
	choice string
	entry  int64
}

func (h *history) now() int64 { return int64(time.Since(h.start)) }

func (h *history) add(of string, client int, in, out any, from, to int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ops == nil {
		h.ops = map[string][]porcupine.Operation{}
	}
	h.ops[of] = append(h.ops[of], porcupine.Operation{ClientId: client, Input: in, Output: out, Call: from, Return: to})
}

// author is a seat's holder, who votes on one motion and then on the other.
type author struct {
	h       *history
	key     sdk.Key
	holder  string
	seat    ledger.RollSeat
	number  int // of the seat
	motions []ledger.MotionRecord
	next    int64
	random  *rand.Rand
	token   string
}

func (h *history) author(seat ledger.RollSeat, motions []ledger.MotionRecord) *author {
	h.b.t.Helper()
	a := &author{h: h, seat: seat, motions: motions, random: rand.New(rand.NewPCG(h.random.Uint64(), 0)), token: h.b.carry()}
	a.number = seatNumber(motions[0], seat.Seat)
	h.b.look(func(v ledger.View, now ledger.Time) {
		record, _ := v.Seat(seat.Seat)
		a.holder = record.Holder(now.Day())
	})
	a.key = h.b.key(a.holder)
	record, _ := h.b.journal.Key(a.key.Thumbprint())
	a.next = record.Next
	return a
}

func seatNumber(m ledger.MotionRecord, seat string) int {
	return slices.IndexFunc(m.Opened.Roll, func(r ledger.RollSeat) bool { return r.Seat == seat })
}

// vote casts a vote, until its receipt is here; last, the connection is cut and
// nobody asks again.
func (a *author) vote(n int, last bool) {
	h, m := a.h, a.motions[a.random.IntN(len(a.motions))]
	choice := [...]string{ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}[n%3]
	statement := h.b.statement(a.holder, a.seat.Party, ledger.KindVoteCast, vote(m, a.seat.Seat, choice), func(p *ledger.Payload) { p.Seq = a.next })
	a.next++
	signed, err := ledger.Parse(statement)
	if err != nil {
		h.b.t.Error(err)
		return
	}
	in := write{signed.ID, a.number, choice}
	both := func(out written, from, to int64) {
		h.add("", a.number, in, out, from, to)
		h.add(m.Ref, a.number, in, out, from, to)
	}
	cut := int64(-1) // when a connection was cut: what became of it is known when it is sent again
	if last || a.random.IntN(4) == 0 {
		cut = h.now()
		at := len(statement)
		if last && a.number%2 == 0 || !last && a.random.IntN(3) == 0 { // before it was all there
			at = a.random.IntN(len(statement))
		}
		if err := a.send(statement, at, nil); err == nil {
			h.b.t.Error("a connection that was cut gave an answer")
		}
	}
	if last {
		both(written{}, cut, math.MaxInt64)
		return
	}
	var r api.Receipt
	from := h.now()
	err = a.send(statement, -1, &r)
	to := h.now()
	if err != nil {
		h.b.t.Error(err)
		return
	}
	both(written{true, r.Index}, from, to)
	if cut >= 0 {
		both(written{}, cut, to)
	}
	// The checkpoint that a receipt comes with was the log's between the two.
	_, msg, err := r.Receipt.Claims()
	if err != nil {
		h.b.t.Error(err)
		return
	}
	h.saw(a.number, msg, from, to)
}

// send posts a statement over a connection of its own, which is cut as soon as so
// many bytes are written, or, where that is below 0, gives the receipt.
func (a *author) send(statement []byte, cut int, r *api.Receipt) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var body io.Reader = bytes.NewReader(statement)
	switch {
	case cut == len(statement):
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
	case cut >= 0:
		body = io.MultiReader(bytes.NewReader(statement[:cut]), iotest.ErrReader(errors.New("cut")))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.h.b.url+api.PathStatements, body)
	if err != nil {
		return err
	}
	req.ContentLength = int64(len(statement))
	req.Header.Set("Content-Type", api.TypeJOSE)
	req.Header.Set("Authorization", "Bearer "+a.token)
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || cut >= 0 {
		return err
	}
	if res.StatusCode != http.StatusCreated && res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", res.Status, data)
	}
	return json.Unmarshal(data, r)
}

// reader is somebody who reads the log's head or a motion's votes.
func (h *history) reader(n int, motions []ledger.MotionRecord) func(int) {
	client := maxSeats + n
	random := rand.New(rand.NewPCG(h.random.Uint64(), 0))
	return func(int) {
		from := h.now()
		switch k := random.IntN(4); k {
		case 0:
			a := h.b.get(api.PathCheckpoint)
			h.saw(client, a.body, from, h.now())
		case 1:
			var l api.Ledger
			h.b.get(api.PathLedger).into(http.StatusOK, &l)
			h.saw(client, []byte(l.Checkpoint), from, h.now())
		default:
			m := motions[k-2]
			var list api.List[ledger.VoteFacts]
			h.b.get(api.Fill(api.PathVotes, m.Ref)+"?limit=100").into(http.StatusOK, &list)
			to := h.now()
			if list.Next != "" {
				h.b.t.Errorf("%s has more votes than a page", m.Ref)
			}
			h.add(m.Ref, client, read{}, stands(m, list.Items), from, to)
			h.add("", client, read{}, size(list.AsAt), from, to)
		}
	}
}

// stands is the votes of a motion by seat, each the last of its seat.
func stands(m ledger.MotionRecord, votes []ledger.VoteFacts) (v voted) {
	for _, vote := range votes {
		v.votes[seatNumber(m, vote.Seat)] = cast{vote.Choice, vote.Entry}
		v.last = max(v.last, vote.Entry)
	}
	return v
}

// saw adds a reading of the log's head.
func (h *history) saw(client int, checkpoint []byte, from, to int64) {
	c, err := merkle.OpenCheckpoint(checkpoint, h.b.founded.Origin, must(note.NewVerifier(h.b.founded.LogKey)))
	if err != nil {
		h.b.t.Error(err)
		return
	}
	h.add("", client, read{}, head{c.Size, c.Root}, from, to)
}

// settle stops the server, and reads from the log what became of each statement
// whose result is not known, and its roots. never is how many were never recorded.
func (h *history) settle() (never int) {
	b := h.b
	b.t.Helper()
	if err := b.server.Shutdown(context.Background()); err != nil {
		b.t.Fatal(err)
	}
	at := map[ledger.Digest]int64{}
	var tree merkle.Tree
	h.roots = map[int64]merkle.Hash{}
	err := b.journal.Entries(0, b.size(), func(i int64, entry []byte) error {
		p, err := ledger.ParseAll(entry)
		if err != nil {
			return err
		}
		if p.Signed != nil {
			if _, again := at[p.Signed.ID]; again {
				return errors.New("a statement is recorded twice")
			}
			at[p.Signed.ID] = i
		}
		h.roots[i] = tree.Root()
		tree, _ = tree.Append([]merkle.Hash{merkle.LeafHash(entry)})
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	h.roots[tree.Size()] = tree.Root()
	for of, ops := range h.ops {
		kept := ops[:0]
		for _, o := range ops {
			if w, ok := o.Output.(written); ok {
				index, recorded := at[o.Input.(write).id]
				if w.known && (!recorded || index != w.index) {
					b.t.Errorf("there is a receipt for entry %d, and what it is for stands at %d", w.index, index)
				}
				if !recorded {
					if of == "" {
						never++
					}
					continue
				}
				o.Output = written{w.known, index}
			}
			kept = append(kept, o)
		}
		h.ops[of] = kept
	}
	return never
}

// model is the ledger with everything one after another. A statement is recorded
// once, however often it is sent: at its first place in the order, wherever that is
// between asking and being answered, or, with no answer, at any time after. What is
// not in the log at the end was never recorded; settle has left it out.
func (h *history) model(of string, before int64, motions []ledger.MotionRecord) porcupine.Model {
	if of == "" {
		return porcupine.Model{
			Init: func() any { return before },
			Step: func(state, in, out any) (bool, any) {
				at := state.(int64)
				switch out := out.(type) {
				case head:
					return out.size == at && out.root == h.roots[at], at
				case size:
					return int64(out) == at, at
				case written:
					if out.index == at {
						return true, at + 1
					}
					return out.index < at, at
				}
				panic("no such operation")
			},
		}
	}
	m := motions[slices.IndexFunc(motions, func(m ledger.MotionRecord) bool { return m.Ref == of })]
	return porcupine.Model{
		Init: func() any { return stands(m, m.Votes) },
		Step: func(state, in, out any) (bool, any) {
			v := state.(voted)
			switch out := out.(type) {
			case voted:
				return v == out, v
			case written:
				w := in.(write)
				if out.index > v.last {
					v.votes[w.seat], v.last = cast{w.choice, out.index}, out.index
					return true, v
				}
				return v.votes[w.seat].entry >= out.index, v
			}
			panic("no such operation")
		},
	}
}

// stale is the same history but for one reading, which gives what an earlier one
// gave, before something that was acknowledged in between.
func (h *history) stale(ops []porcupine.Operation) []porcupine.Operation {
	place := func(o porcupine.Operation) int64 { // the first entry that a reading does not show
		switch out := o.Output.(type) {
		case head:
			return out.size
		case size:
			return int64(out)
		case voted:
			return out.last + 1
		}
		return -1
	}
	byCall := slices.SortedFunc(slices.Values(ops), func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	var choices [][2]int
	for late, o := range byCall {
		if place(o) < 0 {
			continue
		}
		acknowledged := int64(-1)
		for _, w := range byCall[:late] {
			if out, ok := w.Output.(written); ok && out.known && w.Return < o.Call {
				acknowledged = max(acknowledged, out.index)
			}
		}
		for early, r := range byCall[:late] {
			if p := place(r); p >= 0 && p <= acknowledged {
				choices = append(choices, [2]int{early, late})
			}
		}
	}
	if len(choices) == 0 {
		return nil
	}
	c := choices[h.random.IntN(len(choices))]
	byCall[c[1]].Output = byCall[c[0]].Output
	return byCall[:c[1]+1] // what comes later need not be looked at
}

// swapped is the same history but for two statements, of which one was acknowledged
// before the other was sent, and which have each other's place.
func (h *history) swapped(ops []porcupine.Operation) []porcupine.Operation {
	ops = slices.Clone(ops)
	once := map[ledger.Digest]int{}
	for _, o := range ops {
		if w, ok := o.Input.(write); ok {
			once[w.id]++
		}
	}
	var choices [][2]int
	for i, a := range ops {
		for k, b := range ops {
			_, ok := a.Output.(written)
			_, also := b.Output.(written)
			if ok && also && a.Return < b.Call && once[a.Input.(write).id] == 1 && once[b.Input.(write).id] == 1 {
				choices = append(choices, [2]int{i, k})
			}
		}
	}
	if len(choices) == 0 {
		return nil
	}
	c := choices[h.random.IntN(len(choices))]
	ops[c[0]].Output, ops[c[1]].Output = ops[c[1]].Output, ops[c[0]].Output
	return ops
}

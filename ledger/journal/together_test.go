package journal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/storetest"
)

// fickle rules turn on every byte of what they are asked: they refuse one input in
// six, and say of each refusal what the input was. A statement that stands at a gate
// waits until that is opened. They count how often they are asked about several.
type fickle struct {
	rules
	gate    chan struct{}
	several atomic.Int64
}

const atGate = "at the gate"

func (f *fickle) Judge(digest ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	rulings, err := f.rules.Judge(digest, inputs)
	if err != nil {
		return nil, err
	}
	if len(inputs) > 1 {
		f.several.Add(1)
	}
	for i, in := range inputs {
		if in.Ask != ledger.AskAdmit {
			continue
		}
		if in.Kind == ledger.KindFigureRecorded {
			var b ledger.FigureRecorded
			if err := ledger.Decode(in.Body, &b); err != nil {
				return nil, err
			}
			if b.Source == atGate {
				if f.gate != nil {
					<-f.gate
				}
				continue
			}
		}
		encoded, err := ledger.Encode(in)
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(encoded); sum[0] < 42 && (in.Kind == ledger.KindVoteCast || in.Kind == ledger.KindInterestDeclared) {
			rulings[i] = ledger.Ruling{Checks: []ledger.Check{{ID: "no-seat", Clause: "2", Explain: fmt.Sprintf("of %x it is not so", sum)}}}
		}
	}
	return rulings, nil
}

// pair is one ledger told twice: one statement after the other, and many at once.
type pair struct {
	*rapid.T
	single, grouped *world
	seats           []string
	gate            *fickle
	opened          []ledger.MotionOpened
	ids             []ledger.Digest // of the openings
	motions         int
	gated           int64
	ahead           atomic.Int64 // statements of the second that were asked about ahead of their turn
}

// newPairWorld is a world of its own with such rules and a clock of its own.
func newPairWorld(t *testing.T) (*world, *fickle) {
	f := &fickle{rules: rules{free: true}}
	w := newWorld(t, nil)
	w.stop()
	w.open = storetest.NewMemory(t).Open
	w.judge, w.file = f, "" // no disk: there are many of these worlds
	w.start()
	return w, f
}

// next is a person's statement of the number that comes next by what is recorded one
// by one.
func (p *pair) next(who, kind string, body ledger.Body, change ...func(*ledger.Payload)) []byte {
	w := p.single
	k, _ := w.j.Key(w.people[who].key.Thumbprint())
	raw, err := ledger.Encode(body)
	if err != nil {
		p.Fatal(err)
	}
	payload := ledger.Payload{V: 1, Ledger: w.signer.Name(), Kind: kind, Author: who, Party: w.people[who].party, Seq: k.Next, Seen: w.seen, Body: raw}
	for _, c := range change {
		c(&payload)
	}
	if payload.Sentence, err = ledger.Sentence(payload, w); err != nil {
		p.Fatal(err)
	}
	s, err := ledger.Draft(w.people[who].key, payload)
	if err != nil {
		p.Fatal(err)
	}
	return p.signed(who, s)
}

func (p *pair) signed(who string, s ledger.Statement) []byte {
	out, err := ledger.Encode(s.WithSignature(ed25519.Sign(p.single.people[who].private, []byte(s.SigningInput()))))
	if err != nil {
		p.Fatal(err)
	}
	return out
}

// both records in both ledgers, one by one.
func (p *pair) both(statement []byte) ledger.Digest {
	for _, w := range []*world{p.single, p.grouped} {
		if _, err := w.j.Submit(context.Background(), statement); err != nil {
			p.Fatal(err)
		}
	}
	s, err := ledger.Parse(statement)
	if err != nil {
		p.Fatal(err)
	}
	return s.ID
}

// open opens another motion, which closes after so long.
func (p *pair) open(after time.Duration) {
	w := p.single
	p.motions++
	m := &ledger.Motion{
		Ref: fmt.Sprintf("GM-2015-%03d", p.motions), Title: fmt.Sprintf("Question %d", p.motions), Text: []string{"That it be so."}, Type: ledger.TypeProcedural,
		Route: ledger.RouteCommitteesInCommon, Function: "stroke",
	}
	for _, w := range []*world{p.single, p.grouped} {
		w.titles[m.Ref] = m.Title
	}
	o := ledger.MotionOpened{Motion: m.Ref, Title: m.Title, Rules: ledger.DigestOf([]byte("rules")), Closes: w.clock.at(after)}
	for i, seat := range p.seats {
		o.Roll = append(o.Roll, ledger.RollSeat{Seat: seat, Party: parties[i%len(parties)], Weight: 1})
	}
	o.Text = p.both(p.next("secretary", ledger.KindMotionMoved, m))
	o.Notice = p.both(p.next("secretary", ledger.KindNoticeGiven, &ledger.NoticeGiven{Motion: m.Ref, Text: o.Text, Opens: w.clock.at(0), Closes: o.Closes}))
	p.ids = append(p.ids, p.both(p.next("secretary", ledger.KindMotionOpened, &o)))
	p.opened = append(p.opened, o)
}

// any is some statement that a person might send now: most of them votes, some of
// which can't stand, or not after the one before.
func (p *pair) any(before [][]byte) []byte {
	seat := rapid.IntRange(0, len(p.seats)-1).Draw(p.T, "seat")
	who := fmt.Sprintf("member-%d", seat)
	if rapid.IntRange(0, 5).Draw(p.T, "deputy") == 0 {
		who = fmt.Sprintf("deputy-%d", seat)
	}
	motion := rapid.IntRange(0, len(p.opened)-1).Draw(p.T, "motion")
	vote := &ledger.VoteCast{Motion: p.opened[motion].Motion, Opened: p.ids[motion], Seat: p.seats[seat], Choice: rapid.SampledFrom([]string{"for", "against", "abstain"}).Draw(p.T, "choice")}
	switch rapid.IntRange(0, 24).Draw(p.T, "what") {
	case 0:
		return p.next(who, ledger.KindInterestDeclared, &ledger.InterestDeclared{Nature: "financial", Known: "2015-06-01"})
	case 1:
		return p.next("officer-00V", ledger.KindFigureRecorded, figureOf(p.gated+1))
	case 2:
		return p.next(who, ledger.KindVoteCast, vote, func(l *ledger.Payload) { l.Seq++ })
	case 3:
		return p.next(who, ledger.KindVoteCast, vote, func(l *ledger.Payload) { l.Seen.Size += rapid.Int64Range(1, 20).Draw(p.T, "beyond") })
	case 4:
		vote.Seat = p.seats[(seat+1)%len(p.seats)]
		return p.next(who, ledger.KindVoteCast, vote)
	case 5:
		s, err := ledger.Parse(p.next(who, ledger.KindVoteCast, vote))
		if err != nil {
			p.Fatal(err)
		}
		return p.signed("secretary", s.Statement) // by another's key
	case 6:
		if len(before) > 0 {
			return rapid.SampledFrom(before).Draw(p.T, "again")
		}
	case 7:
		return p.next("officer-"+p.single.people[who].party, ledger.KindKeyRevoked, &ledger.KeyRevoked{Key: p.single.people[fmt.Sprintf("deputy-%d", seat)].key.Thumbprint(), Reason: "lost"})
	}
	return p.next(who, ledger.KindVoteCast, vote)
}

// record is Record of what can be read, whose time must be that of its entry: also for who
// sent again what came in the same group.
func (p *pair) record(j *journal.Journal, statement []byte) (journal.Recorded, error) {
	signed, err := ledger.Parse(statement)
	if err != nil {
		return journal.Recorded{}, err
	}
	r, err := j.Record(context.Background(), signed)
	if err != nil {
		return r, err
	}
	e, err := ledger.ParseEntry(r.Entry)
	if err != nil {
		return r, err
	}
	if r.Time != e.Time {
		p.Errorf("entry %d is of %s, and its caller is told %q", r.Index, e.Time, r.Time)
	}
	return r, nil
}

// said is how a caller was answered, but for the proof of a receipt.
func said(entry []byte, err error) string {
	if err != nil {
		return err.Error()
	}
	return string(entry)
}

// together sends statements to the ledger of groups so that all but the first, which
// stands at the gate, wait at once and in this order. The first is recorded, or meets
// that fault.
func (p *pair) together(first []byte, fault storetest.Fault, rest [][]byte) []string {
	f, j := p.gate, p.grouped.j
	f.gate = make(chan struct{})
	p.grouped.faulty.FailNext(fault)
	answers := make([]string, len(rest))
	ahead := p.ahead.Load()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := j.Submit(context.Background(), first); (err == nil) != (fault == storetest.NoFault) {
			p.Errorf("the first, with fault %d: %v", fault, err)
		}
	})
	for j.Load().Ordering == 0 { // until the writer is at the gate
		yield()
	}
	for i, s := range rest {
		waits := journal.Waiting(j)
		done := make(chan struct{})
		wg.Go(func() {
			defer close(done)
			r, err := p.record(j, s)
			answers[i] = said(r.Entry, err)
		})
		for open := true; open && journal.Waiting(j) == waits; yield() {
			select {
			case <-done: // it was recorded before, so it need not wait
				open = false
			default:
			}
		}
	}
	waits := journal.Waiting(j)
	entered, release := p.grouped.faulty.Hold()
	close(f.gate)
	<-entered
	for waits > 0 && journal.Waiting(j) == waits { // until somebody is asked about, or has to wait for the commit
		yield()
	}
	release()
	wg.Wait()
	if used := p.ahead.Load() - ahead; used > 0 && fault != storetest.NoFault {
		p.Errorf("what was said of %d statements was used, and the statement before them came to nothing", used)
	}
	f.gate = nil
	return answers
}

// What many get who come at once is what they would have got one after the other: the
// same answers, and the same entries byte for byte. They wait while a statement before
// them is being written, and so are asked about ahead of their turn: where that statement
// comes to nothing, they get what they would have got without it.
func TestTogetherIsOneByOne(t *testing.T) {
	several, ahead := int64(0), int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		p := &pair{T: rt}
		p.single, _ = newPairWorld(t)
		p.grouped, p.gate = newPairWorld(t)
		p.grouped.j.Observe(func(c journal.Commit) { p.ahead.Add(int64(c.Ahead)) })
		p.both(p.single.founding())
		p.single.look()
		for i := range 9 {
			seat, party := fmt.Sprintf("seat-%d", i), parties[i%len(parties)]
			p.seats = append(p.seats, seat)
			officer := "officer-" + party
			for _, who := range []string{fmt.Sprintf("member-%d", i), fmt.Sprintf("deputy-%d", i)} {
				p.single.enrol(who, party)
				k, _ := p.single.j.Key(p.single.people[officer].key.Thumbprint())
				p.single.people[officer].seq = k.Next
				p.both(p.single.keyAdded(officer, who))
			}
			p.both(p.next(officer, ledger.KindBoardMemberEnrolled, &ledger.BoardMemberEnrolled{Seat: seat, Person: fmt.Sprintf("member-%d", i), From: "2015-07-01"}))
			p.both(p.next(officer, ledger.KindDeputyAppointed, &ledger.DeputyAppointed{Seat: seat, Person: fmt.Sprintf("deputy-%d", i), From: "2015-07-01"}))
		}
		p.open(30 * time.Minute)
		p.open(50 * time.Minute)
		for range rapid.IntRange(1, 4).Draw(rt, "groups") {
			on := time.Duration(rapid.IntRange(1, 25).Draw(rt, "minutes")) * time.Minute
			p.single.clock.add(on)
			p.grouped.clock.add(on)
			p.single.look()
			if rapid.Bool().Draw(rt, "another motion") {
				p.open(time.Duration(rapid.IntRange(1, 60).Draw(rt, "lasts")) * time.Minute)
			}
			p.gated++
			first := p.next("officer-01G", ledger.KindFigureRecorded, &ledger.FigureRecorded{
				Party: "01G", Figure: "allocation", Value: p.gated, Unit: "people", Period: "2015-16", Effective: "2015-04-01", Source: atGate,
			})
			fault := storetest.NoFault
			if rapid.IntRange(0, 3).Draw(rt, "the first comes to nothing") == 0 {
				fault = storetest.NotCommitted
			} else if _, err := p.single.j.Submit(context.Background(), first); err != nil {
				rt.Fatal(err)
			}
			var rest [][]byte
			var one []string
			for range rapid.IntRange(2, 24).Draw(rt, "statements") {
				s := p.any(rest)
				r, err := p.record(p.single.j, s)
				rest, one = append(rest, s), append(one, said(r.Entry, err))
			}
			if diff := cmp.Diff(one, p.together(first, fault, rest)); diff != "" {
				rt.Fatalf("one by one, and together:\n%s", diff)
			}
		}
		if a, b := entriesOf(rt, p.single), entriesOf(rt, p.grouped); !slices.EqualFunc(a, b, bytes.Equal) {
			rt.Fatalf("%d entries one by one and %d together, not the same", len(a), len(b))
		}
		several, ahead = several+p.gate.several.Load(), ahead+p.ahead.Load()
		for _, w := range []*world{p.single, p.grouped} {
			w.check()
			w.stop()
		}
	})
	if several == 0 || ahead == 0 {
		t.Errorf("the rules were asked about several at once %d times, and of %d statements what they said ahead of their turn was used", several, ahead)
	}
}

func entriesOf(t *rapid.T, w *world) (all [][]byte) {
	err := w.j.Entries(0, w.j.Head().Size, func(_ int64, e []byte) error {
		all = append(all, e)
		return nil
	})
	if err != nil && !errors.Is(err, journal.ErrNotFound) {
		t.Fatal(err)
	}
	return all
}

package journal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/boltstore"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/ledger/statefiles"
	"concordat/ledger/storetest"
)

const engine = "test rules 1"

// rules admit every kind but some, and carry every motion with one obligation
// for each party. The journal treats rules as opaque, so these are enough to
// move it through all that it does.
type rules struct {
	mu      sync.Mutex
	refused []string // kinds
	failing bool     // cannot be run on conclusions
	stuck   bool     // cannot be run at all
	pay     string   // what the obligations say is to be paid for
	judged  int      // inputs
	free    bool     // decisions oblige nobody
}

var _ ledger.Rules = (*rules)(nil)

func (r *rules) Judge(_ ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stuck {
		return nil, errors.New("out of time")
	}
	r.judged += len(inputs)
	var out []ledger.Ruling
	for _, in := range inputs {
		ruling := ledger.Ruling{Allow: true}
		switch {
		case in.Ask == ledger.AskConclude && r.failing:
			return nil, errors.New("out of time")
		case in.Ask == ledger.AskConclude:
			ruling.Outcome, ruling.Collective = ledger.OutcomeCarried, true
			for _, seat := range in.Motion.Opened.Roll {
				ruling.Parties = append(ruling.Parties, ledger.PartyOutcome{
					Party: seat.Party, Position: "for", Decided: ledger.OutcomeCarried, Bound: ledger.BoundByVote, Clause: "1", Explain: "all agreed",
				})
				if r.free {
					continue
				}
				ruling.Obligations = append(ruling.Obligations, ledger.ObligationTerm{
					Payer: seat.Party, Payee: seat.Party, What: "staff" + r.pay, Function: in.Motion.Function, Clause: "1", Kind: "contribution",
					In: "cash", Pence: 100, Year: "2015-16", Due: "2015-12-31", Effective: "2015-07-01", Working: "one pound each",
				})
			}
		case slices.Contains(r.refused, in.Kind):
			ruling = ledger.Ruling{Checks: []ledger.Check{{ID: "no-seat", Clause: "2", Explain: "nobody may do that"}}}
		}
		out = append(out, ruling)
	}
	return out, nil
}

func (r *rules) set(change func(*rules)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r)
}

// scripted is a clock that stands where it is put.
type scripted struct {
	mu sync.Mutex
	t  time.Time
}

func (c *scripted) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *scripted) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func (c *scripted) at(d time.Duration) ledger.Time {
	return ledger.Time(c.now().Add(d).UTC().Format("2006-01-02T15:04:05.000Z"))
}

// person is somebody with a key and the number of the key's next statement.
type person struct {
	id, party string
	private   ed25519.PrivateKey
	key       ledger.Key
	seq       int64
}

// world is a ledger's people and the journal that they send to. All its keys
// come from fixed seeds.
type world struct {
	testing.TB
	rules  *rules
	clock  *scripted
	people map[string]*person
	titles map[string]string
	signer note.Signer
	vkey   string
	origin string
	engine string
	seen   ledger.Seen

	judge   ledger.Rules           // in the place of rules, where it is given
	file    string                 // the checkpoint file
	recover bool                   // open what is behind it
	more    map[string]note.Signer // keys that this host has besides
	folder  string                 // the folder of snapshots; none without
	every   int64                  // entries between two
	build   string                 // the program's name
	open    func() (journal.Store, error)
	faulty  *storetest.Faulty
	j       *journal.Journal
}

const motionRef = "GM-2015-001"

var parties = []string{"00T", "00V", "01G"}

// newWorld opens a journal on a place for a store; a Memory if it is nil.
func newWorld(t testing.TB, open func() (journal.Store, error)) *world {
	t.Helper()
	if open == nil {
		open = storetest.NewMemory(t).Open
	}
	seed := sha256.Sum256([]byte("log key"))
	skey, vkey, err := merkle.NewLogKey(bytes.NewReader(append(seed[:], seed[:]...)), "gm-board-0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		TB: t, rules: &rules{}, clock: &scripted{t: time.Date(2015, 7, 1, 9, 0, 0, 0, time.UTC)}, people: map[string]*person{},
		titles: map[string]string{motionRef: "Shared stroke service"}, signer: signer, vkey: vkey, origin: signer.Name(), engine: engine,
		seen: ledger.Seen{Root: ledger.DigestOf(nil)}, file: filepath.Join(t.TempDir(), "checkpoint"), open: open,
	}
	w.enrol("secretary", "")
	for _, code := range parties {
		w.enrol("officer-"+code, code)
	}
	w.start()
	t.Cleanup(func() {
		if w.j != nil {
			w.check()
			w.stop()
		}
	})
	return w
}

// newBoltWorld has its store in a file, whose path it returns.
func newBoltWorld(t testing.TB) (*world, string) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	return newWorld(t, func() (journal.Store, error) { return boltstore.Open(path) }), path
}

func (w *world) enrol(id, party string) {
	seed := sha256.Sum256([]byte(id))
	private := ed25519.NewKeyFromSeed(seed[:])
	key, err := ledger.PublicKey(ledger.KeyFile, private.Public())
	if err != nil {
		w.Fatal(err)
	}
	w.people[id] = &person{id: id, party: party, private: private, key: key}
}

func (w *world) config(s journal.Store) journal.Config {
	var judge ledger.Rules = w.rules
	if w.judge != nil {
		judge = w.judge
	}
	return journal.Config{Store: s, Rules: judge, Engine: w.engine, Signer: w.signer, LogKey: w.vkey, Keys: func(vkey string) (note.Signer, error) { return w.more[vkey], nil }, CheckpointFile: w.file, Recover: w.recover, Now: w.clock.now, Program: w.build, SnapshotEvery: w.every}
}

// tryStart opens store and journal, and leaves both closed if that fails.
func (w *world) tryStart() error {
	w.Helper()
	s, err := w.open()
	if err != nil {
		return err
	}
	w.faulty = storetest.NewFaulty(s)
	c := w.config(w.faulty)
	if w.folder != "" {
		if c.Snapshots, err = statefiles.Open(w.folder); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	w.j, err = journal.Open(c)
	if err != nil {
		w.j = nil
		if c.Snapshots != nil {
			err = errors.Join(err, c.Snapshots.Close())
		}
		return errors.Join(err, s.Close())
	}
	return nil
}

func (w *world) start() {
	w.Helper()
	if err := w.tryStart(); err != nil {
		w.Fatal(err)
	}
}

func (w *world) stop() {
	w.Helper()
	if err := w.j.Close(); err != nil {
		w.Fatal(err)
	}
	w.j = nil
}

func (w *world) restart() {
	w.Helper()
	w.stop()
	w.start()
}

// kept is the checkpoint that the checkpoint file holds.
func (w *world) kept() ([]byte, error) {
	file, err := os.ReadFile(w.file)
	return journal.LastKept(file), err
}

func (w *world) check() {
	w.Helper()
	storetest.CheckJournal(w.TB, w.j)
}

// look makes the published checkpoint the one that people have seen.
func (w *world) look() {
	h := w.j.Head()
	w.seen = ledger.Seen{Size: h.Size, Root: ledger.Digest(fmt.Sprintf("%x", h.Root[:]))}
}

// PartyName and MotionTitle are what the ledger will fix.
func (w *world) PartyName(code string) string  { return "NHS " + code + " CCG" }
func (w *world) MotionTitle(ref string) string { return w.titles[ref] }

// state makes a person's next statement, and counts it.
func (w *world) state(who, kind string, body ledger.Body) []byte {
	w.Helper()
	p := w.people[who]
	statement := w.stateAt(who, p.seq, kind, body)
	p.seq++
	return statement
}

// stateAt makes a person's statement of that number.
func (w *world) stateAt(who string, seq int64, kind string, body ledger.Body) []byte {
	w.Helper()
	p := w.people[who]
	raw, err := ledger.Encode(body)
	if err != nil {
		w.Fatal(err)
	}
	payload := ledger.Payload{V: 1, Ledger: w.origin, Kind: kind, Author: who, Party: p.party, Seq: seq, Seen: w.seen, Body: raw}
	if payload.Sentence, err = ledger.Sentence(payload, w); err != nil {
		w.Fatal(err)
	}
	s, err := ledger.Draft(p.key, payload)
	if err != nil {
		w.Fatal(err)
	}
	s = s.WithSignature(ed25519.Sign(p.private, []byte(s.SigningInput())))
	out, err := ledger.Encode(s)
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func (w *world) founding() []byte {
	f := &ledger.Founded{
		Name: "the board", Origin: w.origin, LogKey: w.vkey, RPID: "board.example", Origins: []string{"https://board.example"},
		Prefix: "GM", Rules: ledger.DigestOf([]byte("rules")), Engine: engine, Secretary: w.holder("secretary"),
	}
	for _, code := range parties {
		f.Parties = append(f.Parties, ledger.FoundingParty{Code: code, Name: w.PartyName(code), Type: "ccg", Officer: w.holder("officer-" + code)})
	}
	return w.state("secretary", ledger.KindLedgerFounded, f)
}

func (w *world) holder(id string) ledger.KeyHolder {
	return ledger.KeyHolder{Person: id, Key: w.people[id].key}
}

// figure is the next of a person's many plain statements.
func (w *world) figure(who string) []byte {
	w.Helper()
	return w.state(who, ledger.KindFigureRecorded, figureOf(w.people[who].seq))
}

func figureOf(n int64) *ledger.FigureRecorded {
	return &ledger.FigureRecorded{Party: "00V", Figure: "allocation", Value: n, Unit: "people", Period: "2015-16", Effective: "2015-04-01", Source: "the annual return"}
}

// send submits what must be taken.
func (w *world) send(statement []byte) merkle.Receipt {
	w.Helper()
	r, err := w.j.Submit(context.Background(), statement)
	if err != nil {
		w.Fatal(err)
	}
	w.holds(r)
	return r
}

// holds verifies a receipt and gives the entry's index.
func (w *world) holds(r merkle.Receipt) int64 {
	w.Helper()
	v, err := note.NewVerifier(w.j.LogKey())
	if err != nil {
		w.Fatal(err)
	}
	index, c, err := r.Check(w.origin, v)
	if err != nil || c.Size > w.j.Head().Size {
		w.Fatalf("receipt of entry %d under %d of %d: %v", index, c.Size, w.j.Head().Size, err)
	}
	return index
}

// found founds the ledger.
func (w *world) found() {
	w.Helper()
	w.send(w.founding())
	w.look()
}

// motion is the statements that bring a motion to the vote, and one vote; it
// closes an hour and a bit from now.
func (w *world) motion() [][]byte {
	w.Helper()
	var all [][]byte
	roll := []ledger.RollSeat{}
	for _, code := range parties {
		all = append(all, w.state("officer-"+code, ledger.KindBoardMemberEnrolled, &ledger.BoardMemberEnrolled{Seat: "seat-" + code, Person: "officer-" + code, From: "2015-07-01"}))
		roll = append(roll, ledger.RollSeat{Seat: "seat-" + code, Party: code, Weight: 1})
	}
	m := &ledger.Motion{
		Ref: motionRef, Title: w.titles[motionRef], Text: []string{"That the service be shared."}, Type: ledger.TypeProcedural,
		Route: ledger.RouteCommitteesInCommon, Function: "stroke",
	}
	id := func(statement []byte) ledger.Digest {
		s, err := ledger.Parse(statement)
		if err != nil {
			w.Fatal(err)
		}
		return s.ID
	}
	moved := w.state("secretary", ledger.KindMotionMoved, m)
	closes := w.clock.at(time.Hour + time.Second)
	notice := w.state("secretary", ledger.KindNoticeGiven, &ledger.NoticeGiven{Motion: m.Ref, Text: id(moved), Opens: w.clock.at(time.Minute), Closes: closes})
	opened := w.state("secretary", ledger.KindMotionOpened, &ledger.MotionOpened{
		Motion: m.Ref, Title: m.Title, Text: id(moved), Notice: id(notice), Roll: roll, Rules: ledger.DigestOf([]byte("rules")), Closes: closes,
	})
	vote := w.state("officer-00V", ledger.KindVoteCast, &ledger.VoteCast{Motion: m.Ref, Opened: id(opened), Seat: "seat-00V", Choice: ledger.ChoiceFor})
	return append(all, moved, notice, opened, vote)
}

// kinds are the kinds of all entries in order.
func (w *world) kinds() []string {
	w.Helper()
	var kinds []string
	err := w.j.Entries(0, w.j.Head().Size, func(i int64, data []byte) error {
		p, err := ledger.ParseAll(data)
		if err != nil {
			return err
		}
		kinds = append(kinds, p.Kind)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return kinds
}

// code is the code of a refusal.
func code(err error) ledger.Code {
	var e *ledger.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// yield lets others run, for waits on what no channel tells.
func yield() { runtime.Gosched() }

// keyAdded enrols a person's key by another's statement.
func (w *world) keyAdded(by, who string) []byte {
	w.Helper()
	p := w.people[who]
	proof := ed25519.Sign(p.private, []byte(ledger.PossessionInput(w.origin, who, p.key)))
	return w.state(by, ledger.KindKeyAdded, &ledger.KeyAdded{Person: who, Key: p.key, Proof: base64.RawURLEncoding.EncodeToString(proof)})
}

// verifies holds a statement against the person's key, and nothing else.
func (p *person) verifies(s *ledger.Signed) bool {
	signature, err := base64.RawURLEncoding.DecodeString(s.Statement.Signature)
	return err == nil && ed25519.Verify(p.private.Public().(ed25519.PublicKey), []byte(s.Statement.SigningInput()), signature)
}

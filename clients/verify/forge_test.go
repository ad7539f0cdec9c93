package verify

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/merkle"
)

// files is an export in memory.
type files map[string][]byte

func (f files) Read(path string) ([]byte, error) {
	if data, ok := f[path]; ok {
		return data, nil
	}
	return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
}

func (f files) List() ([]string, bool, error) { return slices.Sorted(maps.Keys(f)), true, nil }

func (f files) Write(path string, data []byte) error {
	f[path] = bytes.Clone(data)
	return nil
}

func (files) Close() error { return nil }

// unlisted is an export behind a URL.
type unlisted struct{ files }

func (unlisted) List() ([]string, bool, error) { return nil, false, nil }

// testRules judge as a board that takes everything from those who may say it, and
// carries by majority what more than one seat votes for. They read the bundle, as
// an engine does.
type testRules struct {
	blob func(ledger.Digest) ([]byte, error)
}

func newTestRules(blob func(ledger.Digest) ([]byte, error)) ledger.Rules { return testRules{blob} }

func (r testRules) Judge(rules ledger.Digest, inputs []ledger.Input) ([]ledger.Ruling, error) {
	manifest, err := r.blob(rules)
	if err != nil {
		return nil, err
	}
	files, err := manifestFiles(manifest)
	if err != nil {
		return nil, err
	}
	terms, err := r.blob(files[0])
	if err != nil {
		return nil, err
	}
	var t struct {
		Pence int64 `json:"pence"`
	}
	if err := json.Unmarshal(terms, &t); err != nil {
		return nil, err
	}
	out := make([]ledger.Ruling, len(inputs))
	for i, in := range inputs {
		out[i] = judgeOne(in, t.Pence)
	}
	return out, nil
}

func judgeOne(in ledger.Input, pence int64) ledger.Ruling {
	if in.Ask == ledger.AskWitnesses {
		return ledger.Ruling{Checks: []ledger.Check{{ID: "no-threshold", Explain: "nothing is asked for"}}}
	}
	if in.Ask == ledger.AskAdmit {
		if in.Kind == ledger.KindVoteCast && !slices.Contains(in.Author.Seats, in.Seat.Seat) {
			return ledger.Ruling{Checks: []ledger.Check{{ID: "no-seat", Explain: in.Author.Person + " does not hold seat " + in.Seat.Seat}}}
		}
		return ledger.Ruling{Allow: true}
	}
	votes := map[string]int{}
	for _, v := range in.Motion.Votes {
		votes[v.Choice]++
	}
	r := ledger.Ruling{Allow: true, Outcome: ledger.OutcomeNotCarried, Checks: []ledger.Check{{
		ID: "majority", Clause: "5.1", Title: "Majority", Required: "more than one vote for", Actual: fmt.Sprintf("%d for", votes["for"]),
		Met: votes["for"] > 1, Explain: fmt.Sprintf("%d voted for and %d against.", votes["for"], votes["against"]),
	}}}
	bound := ledger.BoundNot
	if r.Checks[0].Met {
		bound, r.Outcome, r.Collective = ledger.BoundByVote, ledger.OutcomeCarried, true
		r.Obligations = []ledger.ObligationTerm{{
			Payer: "00V", Payee: "01G", What: "share of the programme office", Function: "programme", Clause: "7.2", Kind: "contribution", In: "cash",
			Pence: pence, Year: "2015-16", Due: "2015-09-01", Effective: "2015-09-01", Working: "as the terms state",
		}}
	}
	for _, code := range slices.Sorted(maps.Keys(in.Parties)) {
		r.Parties = append(r.Parties, ledger.PartyOutcome{Party: code, Position: "for", Decided: r.Outcome, Bound: bound, Clause: "5.1", Explain: "It voted."})
	}
	return r
}

// pen is a person's key. Both kinds sign alike from one seed at all times.
type pen struct {
	key  ledger.Key
	sign func(input string) []byte
	seq  int64
}

func edPen(seed string) *pen {
	s := sha256.Sum256([]byte(seed))
	private := ed25519.NewKeyFromSeed(s[:])
	key, err := ledger.PublicKey(ledger.KeyFile, private.Public())
	if err != nil {
		panic(err)
	}
	return &pen{key: key, sign: func(input string) []byte { return ed25519.Sign(private, []byte(input)) }}
}

func ecPen(seed string) *pen {
	s := sha256.Sum256([]byte(seed))
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), s[:])
	if err != nil {
		panic(err)
	}
	key, err := ledger.PublicKey(ledger.KeyFile, &private.PublicKey)
	if err != nil {
		panic(err)
	}
	return &pen{key: key, sign: func(input string) []byte {
		hash := sha256.Sum256([]byte(input))
		r, s := deterministic(private, hash[:])
		out := make([]byte, 64)
		r.FillBytes(out[:32])
		s.FillBytes(out[32:])
		return out
	}}
}

// deterministic signs as RFC 6979 has it.
func deterministic(private *ecdsa.PrivateKey, hash []byte) (r, s *big.Int) {
	der, err := private.Sign(nil, hash, crypto.SHA256)
	if err != nil {
		panic(err)
	}
	// SEQUENCE { INTEGER r, INTEGER s }, each shorter than 128 bytes.
	n := int(der[3])
	return new(big.Int).SetBytes(der[4 : 4+n]), new(big.Int).SetBytes(der[6+n:])
}

// board makes ledgers. It is the host: it has the log's key, and what it writes
// need not be what the ledger would record.
type board struct {
	t       testing.TB
	signer  note.Signer
	vkey    string
	origin  string
	rules   ledger.Rules
	bundle  ledger.Digest
	blobs   files
	state   *ledger.State
	tree    tree
	entries [][]byte
	pens    map[string]*pen
	clock   int
	blind   bool // its people's tools never saw a checkpoint but the empty one
}

func newBoard(t testing.TB) *board {
	seed := sha256.Sum256([]byte("log"))
	const origin = "test-board-0123456789abcdef"
	skey, vkey, err := merkle.NewLogKey(bytes.NewReader(seed[:]), origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	b := &board{t: t, signer: signer, vkey: vkey, origin: origin, blobs: files{}, state: ledger.NewState(), pens: map[string]*pen{
		"secretary": edPen("secretary"), "bury-cfo": edPen("bury-cfo"), "salford-cfo": ecPen("salford-cfo"), "dr-a": edPen("dr-a"), "dr-b": ecPen("dr-b"),
	}}
	b.bundle = b.addBundle(`{"pence":4123600}`)
	b.rules = newTestRules(func(d ledger.Digest) ([]byte, error) { return b.blobs.Read(blobPath(d)) })
	return b
}

// addBundle puts a small rule bundle beside the ledger.
func (b *board) addBundle(terms string) ledger.Digest {
	text := "# Agreement\n"
	manifest := fmt.Sprintf("%s  mou/a-terms.json\n%s  mou/mou.md\n", ledger.DigestOf([]byte(terms)), ledger.DigestOf([]byte(text)))
	for _, s := range []string{terms, text, manifest} {
		b.blobs[blobPath(ledger.DigestOf([]byte(s)))] = []byte(s)
	}
	return ledger.DigestOf([]byte(manifest))
}

func (b *board) now() ledger.Time {
	return ledger.Time(fmt.Sprintf("2015-07-%02dT%02d:00:00.000Z", 1+b.clock/24, b.clock%24))
}

// tick moves the clock by hours.
func (b *board) tick(hours int) { b.clock += hours }

// payload is a statement by a person at this moment.
func (b *board) payload(person, party, kind string, body any) ledger.Payload {
	raw, err := ledger.Encode(body)
	if err != nil {
		b.t.Fatal(err)
	}
	size := b.tree.size
	if b.blind {
		size = 0
	}
	p := ledger.Payload{
		V: 1, Ledger: b.origin, Kind: kind, Author: person, Party: party, Seq: b.pens[person].seq,
		Seen: ledger.Seen{Size: size, Root: ledger.HashDigest(b.tree.root(size))}, Body: raw,
	}
	if p.Sentence, err = ledger.Sentence(p, b.state.Draft()); err != nil {
		b.t.Fatalf("%s: %v", kind, err)
	}
	return p
}

// signed is a payload as signed with a pen.
func (b *board) signed(p ledger.Payload, with *pen) []byte {
	s, err := ledger.Draft(with.key, p)
	if err != nil {
		b.t.Fatal(err)
	}
	raw, err := ledger.Encode(s.WithSignature(with.sign(s.SigningInput())))
	if err != nil {
		b.t.Fatal(err)
	}
	return raw
}

// settle records what fell due by now.
func (b *board) settle() {
	if err := b.state.Settle(b.now(), b.rules, func(e *ledger.Entry) error { b.append(e.Bytes()); return nil }); err != nil {
		b.t.Fatal(err)
	}
	b.state.Commit()
}

// say has a person state something, and records it as the ledger would.
func (b *board) say(person, party, kind string, body any) *ledger.Signed {
	b.t.Helper()
	b.tick(1)
	b.settle()
	st, err := ledger.Parse(b.signed(b.payload(person, party, kind, body), b.pens[person]))
	if err != nil {
		b.t.Fatalf("%s: %v", kind, err)
	}
	e, err := b.state.Step(st, b.now(), func(size int64) (ledger.Digest, error) { return ledger.HashDigest(b.tree.root(size)), nil }, b.rules)
	if err != nil {
		b.t.Fatalf("%s: %v", kind, err)
	}
	b.state.Commit()
	b.pens[person].seq++
	b.append(e.Bytes())
	return st
}

func (b *board) append(entry []byte) {
	b.entries = append(b.entries, entry)
	b.tree.add(merkle.LeafHash(entry))
}

// export is the ledger as its log key signs it.
func (b *board) export() files { return b.exportOf(b.entries, int64(len(b.entries))) }

// exportOf has the log's key sign any entries at all, with a checkpoint of the
// given size.
func (b *board) exportOf(entries [][]byte, size int64) files {
	out := maps.Clone(b.blobs)
	var leaves []merkle.Hash
	for _, e := range entries {
		leaves = append(leaves, merkle.LeafHash(e))
	}
	tr, written := merkle.Tree{}.Append(leaves)
	for _, t := range written {
		out[merkle.TilePath(t.Tile)] = t.Data
	}
	for t := range bundles(int64(len(entries))) {
		var data []byte
		for _, e := range entries[t.N*merkle.TileWidth : t.N*merkle.TileWidth+int64(t.W)] {
			data, _ = merkle.AppendToBundle(data, e)
		}
		out[merkle.TilePath(t)] = data
	}
	msg, err := merkle.SignCheckpoint(merkle.Checkpoint{Origin: b.origin, Size: size, Root: tr.Root()}, b.signer)
	if err != nil {
		b.t.Fatal(err)
	}
	out[checkpointPath] = msg
	return out
}

// Numbers of the entries that sampleBoard makes.
const (
	eFounded = iota
	eAdopted
	eSignedBury
	eSignedSalford
	eKeyA
	eKeyB
	eSeatA
	eSeatB
	eMoved
	eNotice
	eOpened
	eVoteA
	eVoteB
	eDecision
	eObligation
	ePaid
	eCount
)

const closes = "2015-07-01T20:00:00.000Z"

// sampleBoard is a ledger from the founding to a payment: two parties, a motion,
// two votes, a decision and an obligation.
func sampleBoard(t testing.TB) *board {
	b := newBoard(t)
	b.untilPaid(t)
	return b
}

func (b *board) untilPaid(t testing.TB) {
	b.foundUntilVotes(t)
	b.tick(24)
	b.say("bury-cfo", "00V", ledger.KindObligationPaid, ledger.ObligationPaid{Obligation: "GM-2015-001/001", Pence: 4123600, On: "2015-07-02"})
	if len(b.entries) != eCount {
		t.Fatalf("the sample has %d entries", len(b.entries))
	}
}

// foundUntilVotes is the sample up to its second vote.
func (b *board) foundUntilVotes(t testing.TB) {
	party := func(code, name, officer string) ledger.FoundingParty {
		return ledger.FoundingParty{Code: code, Name: name, Type: "ccg", Officer: ledger.KeyHolder{Person: officer, Key: b.pens[officer].key}}
	}
	founding := b.say("secretary", "", ledger.KindLedgerFounded, ledger.Founded{
		Name: "A board for tests", Origin: b.origin, LogKey: b.vkey, RPID: "localhost", Origins: []string{"http://localhost:8080"}, Prefix: "GM",
		Rules: b.bundle, Engine: "test 1", Parties: []ledger.FoundingParty{party("00V", "NHS Bury CCG", "bury-cfo"), party("01G", "NHS Salford CCG", "salford-cfo")},
		Secretary: ledger.KeyHolder{Person: "secretary", Key: b.pens["secretary"].key}, Example: &ledger.Example{Name: "two-parties", Offset: 0},
	})
	b.say("secretary", "", ledger.KindMoUAdopted, ledger.MoUAdopted{Version: 1, Title: "Agreement", Rules: b.bundle})
	b.say("bury-cfo", "00V", ledger.KindMoUSigned, ledger.MoUSigned{Version: 1, Rules: b.bundle, Founding: founding.ID})
	b.say("salford-cfo", "01G", ledger.KindMoUSigned, ledger.MoUSigned{Version: 1, Rules: b.bundle, Founding: founding.ID})
	for _, x := range [][3]string{{"bury-cfo", "00V", "dr-a"}, {"salford-cfo", "01G", "dr-b"}} {
		key := b.pens[x[2]].key
		proof := base64.RawURLEncoding.EncodeToString(b.pens[x[2]].sign(ledger.PossessionInput(b.origin, x[2], key)))
		b.say(x[0], x[1], ledger.KindKeyAdded, ledger.KeyAdded{Person: x[2], Key: key, Proof: proof})
	}
	b.say("bury-cfo", "00V", ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: "bury", Person: "dr-a", From: "2015-07-01"})
	b.say("salford-cfo", "01G", ledger.KindBoardMemberEnrolled, ledger.BoardMemberEnrolled{Seat: "salford", Person: "dr-b", From: "2015-07-01"})
	o := b.open("GM-2015-001", "A shared programme office")
	b.say("dr-a", "00V", ledger.KindVoteCast, ledger.VoteCast{Motion: "GM-2015-001", Opened: o.ID, Seat: "bury", Choice: ledger.ChoiceFor})
	b.say("dr-b", "01G", ledger.KindVoteCast, ledger.VoteCast{Motion: "GM-2015-001", Opened: o.ID, Seat: "salford", Choice: ledger.ChoiceFor})
}

// open moves a motion, gives notice of it and opens it.
func (b *board) open(ref, title string) *ledger.Signed {
	m := b.say("secretary", "", ledger.KindMotionMoved, ledger.Motion{
		Ref: ref, Title: title, Text: []string{"That the parties share " + title + "."}, Type: ledger.TypeBusinessCase,
		Route: ledger.RouteCommitteesInCommon, Function: "programme",
	})
	n := b.say("secretary", "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: m.ID, Opens: "2015-07-01T09:00:00.000Z", Closes: closes})
	return b.say("secretary", "", ledger.KindMotionOpened, ledger.MotionOpened{
		Motion: ref, Title: title, Text: m.ID, Notice: n.ID, Rules: b.bundle, Closes: closes,
		Roll: []ledger.RollSeat{{Seat: "bury", Party: "00V", Weight: 1}, {Seat: "salford", Party: "01G", Weight: 1}},
	})
}

// figures has the secretary record many figures.
func (b *board) figures(n int) {
	for i := range n {
		b.clock -= min(1, i%30) // the days of July suffice
		b.say("secretary", "", ledger.KindFigureRecorded, ledger.FigureRecorded{
			Party: "00V", Figure: "population", Value: int64(i), Unit: "people", Period: "2015", Effective: "2015-07-01", Source: "a register",
		})
	}
}

// options are those of an auditor who knows the log's key.
func (b *board) options() Options {
	return Options{Trust: b.vkey, Rules: newTestRules, Engine: "test 1"}
}

// text is a report as people read it.
func text(t testing.TB, r Report) string {
	var b strings.Builder
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

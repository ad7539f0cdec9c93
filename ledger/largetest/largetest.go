// Package largetest makes large ledgers for benchmarks: so many votes in so many
// motions, and nothing in them that an audit would not prove.
//
// The agreement is the one that a new agreement begins as, with as many parties as
// are asked for. The founding, the keys, the signatures, the tree and its checkpoint
// are real; every statement goes through [ledger.State.Check] and [ledger.State.Apply],
// and every decision is what the rules conclude. Only that the rules allow the
// statements is taken for granted after the first round, in which they are asked:
// the audit asks them of every one. The same options give the same ledger, byte for
// byte.
//
// A test binary that imports it has the flags -votes and -motions; without them the
// ledger is small enough to be made on the way.
//
// It is for tests alone: nothing that serves or reads a ledger imports it.
package largetest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime"
	"sync"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/policy"
)

// Options say how large a ledger is.
type Options struct {
	Votes   int // in all; each motion gets its part of them
	Motions int
	Parties int    // each with one seat; 10 if it is 0. Who votes more often changes the vote
	Seed    uint64 // of keys and of choices
}

// Sink takes a ledger as it is made; a [journal.Store] is one.
type Sink interface {
	PutBlob([]byte) (ledger.Digest, error)
	Commit(journal.Batch) error
}

// Ledger is what is known of a ledger that was made, besides its bytes.
type Ledger struct {
	Size    int64
	Origin  string
	LogKey  string // verifier key: what an auditor pins
	Signing string // the log's signing key
	Engine  string
	Bundle  policy.Bundle
	People  map[string]ed25519.PrivateKey // by person
	Last    ledger.Time                   // of the last entry
}

const (
	secretary = "secretary"
	perRound  = 100  // motions that are open at once
	perBatch  = 4096 // entries that are committed at once
	route     = "joint_decision"
)

// Make makes a ledger and hands it to sink as it grows.
func Make(o Options, sink Sink) (Ledger, error) {
	if o.Parties == 0 {
		o.Parties = 10
	}
	if o.Motions < 1 || o.Votes < 0 || o.Parties < 1 || o.Votes > o.Motions*o.Parties*ledger.MaxVotes {
		return Ledger{}, fmt.Errorf("no ledger has %d votes of %d parties in %d motions", o.Votes, o.Parties, o.Motions)
	}
	bundle, err := agreement(o.Parties)
	if err != nil {
		return Ledger{}, err
	}
	m := &maker{
		o: o, sink: sink, bundle: bundle, rules: policy.NewOf(bundle), state: ledger.NewState(), random: rand.New(rand.NewPCG(o.Seed, 0)),
		people: map[string]*person{}, asking: true, seen: ledger.Seen{Root: ledger.DigestOf(nil)},
	}
	if err := m.make(); err != nil {
		return Ledger{}, fmt.Errorf("make a large ledger, at entry %d: %w", m.state.Draft().Size(), err)
	}
	made := Ledger{
		Size: m.tree.Size(), Origin: m.signer.Name(), LogKey: m.logKey, Signing: m.signing, Engine: policy.Version(), Bundle: bundle,
		People: map[string]ed25519.PrivateKey{}, Last: m.state.Durable().Time(),
	}
	for id, p := range m.people {
		made.People[id] = p.private
	}
	return made, nil
}

func codeOf(party int) string { return fmt.Sprintf("P%02d", party+1) }

// agreement is a new agreement with other parties.
func agreement(parties int) (policy.Bundle, error) {
	files, err := policy.NewAgreement("large")
	if err != nil {
		return nil, err
	}
	codes, list := []string{}, []map[string]any{}
	for i := range parties {
		codes = append(codes, codeOf(i))
		list = append(list, map[string]any{"code": codeOf(i), "name": "Body " + codeOf(i), "type": "body", "code_source": "made for a test", "figures": []any{}})
	}
	all, err := json.Marshal(codes)
	if err != nil {
		return nil, err
	}
	files["terms.json"] = regexp.MustCompile(`\["A1", "B2", "C3"\]`).ReplaceAll(files["terms.json"], all)
	if files["parties.json"], err = json.Marshal(map[string]any{"area": "large", "notes": []any{}, "parties": list, "totals": []any{}}); err != nil {
		return nil, err
	}
	folder := fstest.MapFS{}
	for name, data := range files {
		folder[name] = &fstest.MapFile{Data: data}
	}
	return policy.Assemble(folder)
}

type person struct {
	id, party string
	private   ed25519.PrivateKey
	key       ledger.Key
	seq       int64
}

// maker is a ledger under way. Its first error ends it.
type maker struct {
	o       Options
	sink    Sink
	bundle  policy.Bundle
	rules   ledger.Rules
	state   *ledger.State
	random  *rand.Rand
	people  map[string]*person
	signer  note.Signer
	logKey  string
	signing string

	err    error
	asking bool // the rules whether to allow
	now    time.Time
	seen   ledger.Seen
	tree   merkle.Tree
	batch  journal.Batch
	leaves []merkle.Hash
}

func (m *maker) seed(name string) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%d\x00%s", m.o.Seed, name))
}

func (m *maker) person(id, party string) *person {
	seed := m.seed(id)
	p := &person{id: id, party: party, private: ed25519.NewKeyFromSeed(seed[:])}
	var err error
	if p.key, err = ledger.PublicKey(ledger.KeyFile, p.private.Public()); err != nil {
		panic("largetest: a key that was just made: " + err.Error())
	}
	m.people[id] = p
	return p
}

func (m *maker) holder(id, party string) ledger.KeyHolder {
	return ledger.KeyHolder{Person: id, Key: m.person(id, party).key}
}

func at(t time.Time) ledger.Time { return ledger.Time(t.UTC().Format("2006-01-02T15:04:05.000Z")) }
func day(t time.Time) ledger.Date {
	return ledger.Date(t.UTC().Format(time.DateOnly)) // where no time is in the hour before midnight
}

// make tells the whole history.
func (m *maker) make() error {
	seed, salt := m.seed("log key"), m.seed("origin")
	origin, signing, logKey, err := merkle.NewLog(bytes.NewReader(append(seed[:], salt[:]...)), "large")
	if err != nil {
		return err
	}
	if m.signer, err = note.NewSigner(signing); err != nil {
		return err
	}
	m.signing, m.logKey = signing, logKey
	for _, data := range m.bundle {
		if _, err := m.sink.PutBlob(data); err != nil {
			return err
		}
	}
	if _, err := m.sink.PutBlob(m.bundle.Manifest()); err != nil {
		return err
	}
	m.now = time.Date(2015, 1, 5, 9, 0, 0, 0, time.UTC)
	if err := m.found(origin); err != nil {
		return err
	}
	for first := 0; first < m.o.Motions; first += perRound {
		if err := m.round(first, min(first+perRound, m.o.Motions)); err != nil {
			return err
		}
		m.asking = false
	}
	return m.commit()
}

// found founds the ledger: parties, people, agreement, authority.
func (m *maker) found(origin string) error {
	digest, today := m.bundle.Digest(), day(m.now)
	f := &ledger.Founded{
		Name: "Large", Origin: origin, LogKey: m.logKey, RPID: "large.example", Origins: []string{"https://large.example"}, Prefix: "LG",
		Rules: digest, Engine: policy.Version(), Secretary: m.holder(secretary, ""),
	}
	for i := range m.o.Parties {
		code := codeOf(i)
		f.Parties = append(f.Parties, ledger.FoundingParty{Code: code, Name: "Body " + code, Type: "body", Officer: m.holder("officer-"+code, code)})
	}
	m.say(secretary, ledger.KindLedgerFounded, f)
	for i := range m.o.Parties {
		code := codeOf(i)
		member, officer := m.person("member-"+code, code), "officer-"+code
		proof := ed25519.Sign(member.private, []byte(ledger.PossessionInput(origin, member.id, member.key)))
		m.say(officer, ledger.KindKeyAdded, &ledger.KeyAdded{Person: member.id, Key: member.key, Proof: base64.RawURLEncoding.EncodeToString(proof)})
		m.say(officer, ledger.KindBoardMemberEnrolled, &ledger.BoardMemberEnrolled{Seat: code, Person: member.id, From: today})
		m.say(secretary, ledger.KindPartyEstablished, &ledger.PartyEstablished{Party: code, On: today})
	}
	m.say(secretary, ledger.KindMoUAdopted, &ledger.MoUAdopted{Version: 1, Title: "Agreement of a large ledger", Rules: digest})
	founding := m.state.Draft().Founding()
	for i := range m.o.Parties {
		code := codeOf(i)
		m.say("officer-"+code, ledger.KindMoUSigned, &ledger.MoUSigned{Version: 1, Rules: digest, Founding: founding})
		m.say("officer-"+code, ledger.KindAuthorityGiven, &ledger.AuthorityGiven{
			ID: code + "-A1", Function: "*", Types: []string{ledger.TypeBusinessCase, ledger.TypeProcedural}, Committee: "decides",
			Constitution: ledger.Clause{Version: "1", Clause: "1"}, Resolution: ledger.Resolution{Ref: "GB-A1", On: today}, From: today,
		})
	}
	return m.err
}

// round takes some motions from being moved to being decided. They are open side by
// side, and the votes on them come mixed.
func (m *maker) round(first, last int) error {
	began := m.now
	opens, closes := began.AddDate(0, 0, 7), began.AddDate(0, 0, 10)
	refs, titles := make([]string, last-first), make([]string, last-first)
	texts, notices, opened := make([]ledger.Digest, last-first), make([]ledger.Digest, last-first), make([]ledger.Digest, last-first)
	for i := range refs {
		refs[i] = m.state.Draft().NextRef(began.Format("2006"))
		titles[i] = fmt.Sprintf("Shared service %d", first+i+1)
		texts[i] = m.say(secretary, ledger.KindMotionMoved, &ledger.Motion{
			Ref: refs[i], Title: titles[i], Text: []string{fmt.Sprintf("That shared service %d be provided for all from one place, as its paper sets out.", first+i+1)},
			Type: []string{ledger.TypeProcedural, ledger.TypeBusinessCase}[m.random.IntN(2)], Route: route, Function: "first-function",
		})
		notices[i] = m.say(secretary, ledger.KindNoticeGiven, &ledger.NoticeGiven{Motion: refs[i], Text: texts[i], Opens: at(opens), Closes: at(closes)})
		if m.err != nil {
			return m.err
		}
	}
	if err := m.look(); err != nil {
		return err
	}
	m.now = opens
	motion, _ := m.state.Draft().Motion(refs[0])
	roll, err := m.state.Draft().Roll(motion, at(m.now), m.rules)
	if err != nil {
		return err
	}
	for i := range refs {
		opened[i] = m.say(secretary, ledger.KindMotionOpened, &ledger.MotionOpened{
			Motion: refs[i], Title: titles[i], Text: texts[i], Notice: notices[i], Roll: roll, Rules: m.bundle.Digest(), Closes: at(closes),
		})
	}
	if err := m.look(); err != nil {
		return err
	}
	m.now = opens.AddDate(0, 0, 1)
	var all []statement
	for j, more := 0, true; more; j++ {
		more = false
		for i := range refs {
			n := first + i
			if j >= m.o.Votes*(n+1)/m.o.Motions-m.o.Votes*n/m.o.Motions {
				continue
			}
			more = true
			code := codeOf(j % m.o.Parties)
			choice := []string{ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceFor, ledger.ChoiceAgainst, ledger.ChoiceAbstain}[m.random.IntN(6)]
			all = append(all, m.next("member-"+code, ledger.KindVoteCast, &ledger.VoteCast{Motion: refs[i], Opened: opened[i], Seat: code, Choice: choice}))
		}
	}
	if err := m.sayAll(all); err != nil {
		return err
	}
	m.now = closes
	if err := m.state.Settle(at(m.now), m.rules, func(e *ledger.Entry) error { return m.add(e, nil) }); err != nil {
		return err
	}
	if err := m.commit(); err != nil {
		return err
	}
	m.now = closes.AddDate(0, 0, 1)
	return nil
}

// statement is what a person will say, and as what number of the person's key.
type statement struct {
	by   *person
	seq  int64
	kind string
	body ledger.Body
}

func (m *maker) next(who, kind string, body ledger.Body) statement {
	p := m.people[who]
	p.seq++
	return statement{p, p.seq - 1, kind, body}
}

// say records one statement and gives its id.
func (m *maker) say(who, kind string, body ledger.Body) ledger.Digest {
	if m.err != nil {
		return ""
	}
	signed, err := m.sign(m.next(who, kind, body))
	if err == nil {
		err = m.record(signed)
	}
	if m.err = err; err != nil {
		return ""
	}
	return signed.ID
}

// sayAll records many statements, which are signed side by side.
func (m *maker) sayAll(all []statement) error {
	signed, errs := make([]*ledger.Signed, len(all)), make([]error, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for w := range errs {
		group.Go(func() {
			for i := w; i < len(all) && errs[w] == nil; i += len(errs) {
				signed[i], errs[w] = m.sign(all[i])
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, s := range signed {
		if err := m.record(s); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) sign(s statement) (*ledger.Signed, error) {
	raw, err := ledger.Encode(s.body)
	if err != nil {
		return nil, err
	}
	p := ledger.Payload{V: 1, Ledger: m.signer.Name(), Kind: s.kind, Author: s.by.id, Party: s.by.party, Seq: s.seq, Seen: m.seen, Body: raw}
	if p.Sentence, err = ledger.Sentence(p, m.state.Draft()); err != nil {
		return nil, err
	}
	draft, err := ledger.Draft(s.by.key, p)
	if err != nil {
		return nil, err
	}
	data, err := ledger.Encode(draft.WithSignature(ed25519.Sign(s.by.private, []byte(draft.SigningInput()))))
	if err != nil {
		return nil, err
	}
	signed, err := ledger.Parse(data)
	if err == nil {
		signed.Verified(s.by.key) // it was just made
	}
	return signed, err
}

// record takes a statement through the three stages.
func (m *maker) record(s *ledger.Signed) error {
	m.now = m.now.Add(time.Second)
	if m.asking {
		e, err := m.state.Step(s, at(m.now), m.root, m.rules)
		if err != nil {
			return fmt.Errorf("%s by %s: %w", s.Payload.Kind, s.Payload.Author, err)
		}
		return m.add(e, s)
	}
	q, err := m.state.Check(s, at(m.now), m.root)
	if err != nil {
		return fmt.Errorf("%s by %s: %w", s.Payload.Kind, s.Payload.Author, err)
	}
	q.Ruling = ledger.Ruling{Allow: true}
	return m.add(m.state.Apply(q), s)
}

// root knows what people have seen; all saw the same.
func (m *maker) root(size int64) (ledger.Digest, error) {
	if size != m.seen.Size {
		return "", fmt.Errorf("nobody saw %d entries", size)
	}
	return m.seen.Root, nil
}

// look makes what is committed what people have seen.
func (m *maker) look() error {
	if m.err == nil {
		m.err = m.commit()
	}
	m.seen = ledger.Seen{Size: m.tree.Size(), Root: ledger.HashDigest(m.tree.Root())}
	return m.err
}

func (m *maker) add(e *ledger.Entry, s *ledger.Signed) error {
	data := e.Bytes()
	if s != nil {
		m.batch.Keys = append(m.batch.Keys, journal.KeySeq{Kid: s.Protected.Kid, Seq: s.Payload.Seq, Index: m.state.Draft().Size() - 1})
	}
	m.batch.Entries, m.leaves = append(m.batch.Entries, data), append(m.leaves, merkle.LeafHash(data))
	if len(m.leaves) < perBatch {
		return nil
	}
	return m.commit()
}

func (m *maker) commit() error {
	if len(m.leaves) == 0 {
		return nil
	}
	m.tree, m.batch.Tiles = m.tree.Append(m.leaves)
	var err error
	m.batch.Checkpoint, err = merkle.SignCheckpoint(merkle.Checkpoint{Origin: m.signer.Name(), Size: m.tree.Size(), Root: m.tree.Root()}, m.signer)
	if err != nil {
		return err
	}
	if err := m.sink.Commit(m.batch); err != nil {
		return err
	}
	m.batch, m.leaves = journal.Batch{First: m.tree.Size()}, nil
	m.state.Commit()
	return nil
}

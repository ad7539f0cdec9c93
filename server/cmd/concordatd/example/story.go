package example

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"concordat/clients/sdk"
	"concordat/ledger"
	"concordat/ledger/journal"
)

// story tells a history to a journal, statement by statement, each signed by
// the person who makes it and ordered at the time that the story has reached.
// The first fault ends it: after that every step does nothing, and err says
// what happened.
type story struct {
	journal *journal.Journal
	rules   ledger.Rules
	dir     string // of the people's key files
	origin  string
	clock   *clock
	keys    map[string]sdk.Key
	next    map[string]int64 // seq of each person's next statement
	err     error
}

// clock stands where the story has put it.
type clock struct{ now time.Time }

// on moves the story on to a time in UTC, "2015-07-15 17:00".
func (s *story) on(when string) {
	t, err := time.Parse("2006-01-02 15:04", when)
	if err == nil && t.Before(s.clock.now) {
		err = fmt.Errorf("the story can't go back to %s", when)
	}
	if err != nil {
		s.fail(err)
		return
	}
	s.clock.now = t
}

// tick lets a little time pass between two statements, so that no two entries
// of the example look as if a machine had made them at once.
func (s *story) tick() { s.clock.now = s.clock.now.Add(20 * time.Second) }

func (s *story) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("%s: %w", s.clock.now.Format("2006-01-02 15:04"), err)
	}
}

// key makes a person's key and lays it beside the ledger, where a newcomer finds
// it and can act as that person.
func (s *story) key(person string) ledger.Key {
	k, err := sdk.NewKey(rand.Reader, "ed25519")
	if err == nil {
		err = k.WriteKey(filepath.Join(s.dir, person+".key"), person)
	}
	if err != nil {
		s.fail(err)
		return ledger.Key{}
	}
	s.keys[person] = k
	return k.Public()
}

// state has a person state something, for a party or for nobody, and gives the
// statement's id.
func (s *story) state(person, party, kind string, body any) ledger.Digest {
	if s.err != nil {
		return ""
	}
	s.tick()
	id, err := s.sign(person, party, kind, body)
	if err != nil {
		s.fail(fmt.Errorf("%s states %s: %w", person, kind, err))
	}
	return id
}

func (s *story) sign(person, party, kind string, body any) (ledger.Digest, error) {
	statement, id, err := s.statement(person, party, kind, body)
	if err != nil {
		return "", err
	}
	if _, err := s.journal.Submit(context.Background(), statement); err != nil {
		return "", err
	}
	s.next[person]++
	return id, nil
}

// statement is what a person would say now, signed, with its id.
func (s *story) statement(person, party, kind string, body any) (signed []byte, id ledger.Digest, err error) {
	raw, err := ledger.Encode(body)
	if err != nil {
		return nil, "", err
	}
	p := ledger.Payload{V: 1, Ledger: s.origin, Kind: kind, Author: person, Party: party, Seq: s.next[person], Body: raw}
	err = s.journal.Read(context.Background(), func(v ledger.View, _ ledger.Time) error {
		root, err := s.journal.Root(v.Size())
		if err != nil {
			return err
		}
		p.Seen = ledger.Seen{Size: v.Size(), Root: root}
		p.Sentence, err = ledger.Sentence(p, v)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	key, ok := s.keys[person]
	if !ok {
		return nil, "", fmt.Errorf("%s has no key", person)
	}
	draft, err := ledger.Draft(key.Public(), p)
	if err != nil {
		return nil, "", err
	}
	signed, err = ledger.Encode(key.Sign(draft))
	return signed, draft.ID(), err
}

// look reads the ledger at the story's time.
func (s *story) look(read func(v ledger.View, now ledger.Time) error) {
	if s.err != nil {
		return
	}
	if err := s.journal.Read(context.Background(), read); err != nil {
		s.fail(err)
	}
}

// enrol gives a person a key, vouched for by an officer of the party, or by the
// secretary for a person of the board.
func (s *story) enrol(by, party, person string) {
	key := s.key(person)
	if s.err != nil {
		return
	}
	s.state(by, party, ledger.KindKeyAdded, ledger.KeyAdded{Person: person, Key: key, Proof: s.keys[person].Possession(s.origin, person)})
}

// move puts a motion to the board and gives its reference.
func (s *story) move(person, party string, m ledger.Motion) string {
	s.look(func(v ledger.View, now ledger.Time) error {
		m.Ref = v.NextRef(string(now.Day()[:4]))
		return nil
	})
	s.state(person, party, ledger.KindMotionMoved, m)
	return m.Ref
}

// notice gives notice of a motion that opens and closes at times in UTC.
func (s *story) notice(ref, opens, closes string) {
	var text ledger.Digest
	s.look(func(v ledger.View, _ ledger.Time) error {
		m, _ := v.Motion(ref)
		text = m.TextID
		return nil
	})
	s.state(secretary, "", ledger.KindNoticeGiven, ledger.NoticeGiven{Motion: ref, Text: text, Opens: utc(opens), Closes: utc(closes)})
}

// impact states what a motion costs, and has each party agree to its own lines.
func (s *story) impact(author, party, ref, baseline string, lines []ledger.ImpactLine, officers map[string]string) {
	var text ledger.Digest
	s.look(func(v ledger.View, _ ledger.Time) error {
		m, _ := v.Motion(ref)
		text = m.TextID
		return nil
	})
	id := s.state(author, party, ledger.KindImpactStated, ledger.ImpactStated{Motion: ref, Text: text, Baseline: baseline, Lines: lines})
	for _, code := range sorted(officers) {
		s.state(officers[code], code, ledger.KindImpactAgreed, ledger.ImpactAgreed{Motion: ref, Impact: id})
	}
}

// open opens a motion as notice was given of it, with the roll that the rules give.
func (s *story) open(ref string) {
	var body ledger.MotionOpened
	s.look(func(v ledger.View, now ledger.Time) error {
		m, ok := v.Motion(ref)
		if !ok || m.Notice == nil {
			return fmt.Errorf("no notice of %s", ref)
		}
		roll, err := v.Roll(m, now, s.rules)
		body = ledger.MotionOpened{
			Motion: ref, Title: m.Title, Text: m.TextID, Notice: m.Notice.ID, Options: m.Options, Roll: roll, Rules: v.Rules(), Closes: m.Notice.Closes,
		}
		if m.Impact != nil {
			body.Impact = m.Impact.ID
		}
		return err
	})
	s.state(secretary, "", ledger.KindMotionOpened, body)
}

// vote casts the votes of parties' board members, in order of party code; a
// party that is not in the map does not vote.
func (s *story) vote(ref string, choices map[string]string, members map[string]string) {
	var opened ledger.Digest
	s.look(func(v ledger.View, _ ledger.Time) error {
		m, ok := v.Motion(ref)
		if !ok || m.Opened == nil {
			return fmt.Errorf("%s is not open", ref)
		}
		opened = m.Opened.ID
		return nil
	})
	for _, code := range sorted(choices) {
		s.state(members[code], code, ledger.KindVoteCast, ledger.VoteCast{Motion: ref, Opened: opened, Seat: seatOf(code), Choice: choices[code]})
	}
}

// close lets the motion's close come and checks that it ended as the story says.
func (s *story) close(ref, when, outcome string) {
	s.on(when)
	s.look(func(v ledger.View, _ ledger.Time) error {
		d, ok := v.Decision(ref)
		if !ok || d.Outcome != outcome {
			return fmt.Errorf("%s ended %q, not %q: %+v", ref, d.Outcome, outcome, d.Checks)
		}
		return nil
	})
}

// item is one motion of a meeting: who moves it, what each party loses by it,
// how the parties vote and how it ends.
type item struct {
	mover    string // party code
	motion   ledger.Motion
	baseline string
	lines    []ledger.ImpactLine
	choices  map[string]string
	outcome  string
}

// propose moves an illustrative motion by joint committee, states its impact
// where it has one, and gives notice of it.
func (s *story) propose(b *board, opens, closes string, i item) string {
	i.motion.Title += " (illustrative)"
	i.motion.Route = ledger.RouteJointCommittee
	ref := s.move(b.members[i.mover], i.mover, i.motion)
	if i.lines != nil {
		s.impact(b.members[i.mover], i.mover, ref, i.baseline, i.lines, b.officers)
	}
	s.notice(ref, opens, closes)
	return ref
}

// meeting takes motions from moving to decision; between happens after notice
// of all was given and before they open.
func (s *story) meeting(b *board, moved, opens, votes, closes string, between func(refs []string), items ...item) {
	s.on(moved)
	var refs []string
	for _, i := range items {
		refs = append(refs, s.propose(b, opens, closes, i))
	}
	if between != nil {
		between(refs)
	}
	s.on(opens)
	for _, ref := range refs {
		s.open(ref)
	}
	s.on(votes)
	for n, i := range items {
		s.vote(refs[n], i.choices, b.members)
	}
	for n, i := range items {
		s.close(refs[n], closes, i.outcome)
	}
}

func seatOf(party string) string { return party + "-1" }

func utc(when string) ledger.Time { return ledger.Time(when[:10] + "T" + when[11:] + ":00.000Z") }

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// all gives every key of m the same value.
func all[V any](m map[string]V, choice string) map[string]string {
	choices := map[string]string{}
	for k := range m {
		choices[k] = choice
	}
	return choices
}

// but changes some choices.
func but(choices map[string]string, choice string, parties ...string) map[string]string {
	for _, p := range parties {
		if choice == "" {
			delete(choices, p)
		} else {
			choices[p] = choice
		}
	}
	return choices
}

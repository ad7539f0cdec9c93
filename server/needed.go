package server

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"concordat/ledger"
	"concordat/server/api"
)

// needing is a motion of which it is asked what is still needed. It keeps no view.
type needing struct {
	motion   string // or what is supposed of it: what is still needed is remembered by this
	supposed *ledger.Supposing
	names    map[string]string // of seats
}

// needing gathers what is to be asked, of a motion with these votes.
func (q *reading) needing(m ledger.MotionRecord, votes []ledger.VoteFacts) (*needing, error) {
	supposed, err := q.Suppose(m, q.now, votes)
	if err != nil {
		return nil, err
	}
	n := &needing{motion: m.Ref, supposed: supposed, names: map[string]string{}}
	seats := map[string]int{}
	for _, r := range m.Opened.Roll {
		seats[r.Party]++
	}
	for _, r := range m.Opened.Roll {
		if n.names[r.Seat] = q.PartyName(r.Party); seats[r.Party] > 1 {
			n.names[r.Seat] += " (seat " + r.Seat + ")"
		}
	}
	return n, nil
}

// ask asks the rules. It takes as long as there are ways to vote.
func (n *needing) ask(rules ledger.Rules) (*api.Needed, error) {
	found, err := n.supposed.StillNeeded(rules)
	if err != nil {
		return nil, err
	}
	return &api.Needed{Needed: found, Words: api.NeededWords(found, func(seat string) string { return n.names[seat] })}, nil
}

// needs remembers what is still needed for open motions, each as of one tag.
type needs struct {
	mu    sync.Mutex
	known map[string]*needAsked // by motion

	working sync.Mutex // while one is worked out: the other turns at the rules are for whoever waits for one answer
}

// needAsked is what is still needed for a motion as of one tag, once done is closed; nil
// then where the rules could not be asked.
type needAsked struct {
	tag    string
	done   chan struct{}
	needed *api.Needed
}

// stillNeeded says what is still needed for an open motion, which is worked out once for
// each state of the ledger. Where every seat counts differently that takes thousands of
// rulings: it is waited for only so long, and gone on with for whoever asks again. It is
// nil where it is not known yet, or the rules can't be asked just now: a motion is shown
// all the same.
func (s *Server) stillNeeded(ctx context.Context, tag string, n *needing) *api.Needed {
	asked := s.needs.of(n.motion, tag, func(asked *needAsked) { go s.workOut(asked, n) })
	ctx, stop := context.WithTimeout(ctx, s.neededWait)
	defer stop()
	select {
	case <-asked.done:
		return asked.needed
	case <-ctx.Done():
		return nil
	}
}

// of is what was asked of a motion as of this tag; begin is told of what nobody has asked.
func (k *needs) of(motion, tag string, begin func(*needAsked)) *needAsked {
	k.mu.Lock()
	defer k.mu.Unlock()
	if asked := k.known[motion]; asked != nil && asked.tag == tag {
		return asked
	}
	if k.known == nil || len(k.known) >= maxNeeds {
		k.known = map[string]*needAsked{}
	}
	asked := &needAsked{tag: tag, done: make(chan struct{})}
	k.known[motion] = asked
	begin(asked)
	return asked
}

// workOut takes its turn at the rules, unless the motion is asked about as of a later tag by
// then. What they did not answer is asked again by whoever comes next. It is not within any
// request, so that it recovers from a panic by itself.
func (s *Server) workOut(asked *needAsked, n *needing) {
	defer close(asked.done)
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic", "motion", n.motion, "cause", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
		if asked.needed == nil {
			s.needs.forget(n.motion, asked)
		}
	}()
	s.needs.working.Lock()
	defer s.needs.working.Unlock()
	if !s.needs.wanted(n.motion, asked) {
		return
	}
	done, err := s.judging.turn(context.Background())
	if err != nil {
		return
	}
	defer done()
	if found, err := n.ask(s.rules); err == nil {
		asked.needed = found
	}
}

func (k *needs) wanted(motion string, asked *needAsked) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known[motion] == asked
}

func (k *needs) forget(motion string, asked *needAsked) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known[motion] == asked {
		delete(k.known, motion)
	}
}

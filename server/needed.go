package server

import (
	"context"
	"errors"
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
	fancied  bool              // it is supposed by somebody, and not so
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

// needs remembers what is still needed, each as of one tag: for open motions, and apart from
// them for what somebody supposes, of which there is no end.
type needs struct {
	mu                sync.Mutex
	motions, supposed needsOf

	working sync.Mutex // while one is worked out: the other turns at the rules are for whoever waits for one answer
}

// needsOf are those of one sort.
type needsOf struct {
	known map[string]*needAsked // by motion
	open  int                   // that are worked out, or wait for it
}

// needAsked is what is still needed for a motion as of one tag, once done is closed; nil
// then where the rules could not be asked, or gave no answer.
type needAsked struct {
	tag     string
	done    chan struct{}
	needed  *api.Needed
	unknown string // in words, why the rules gave none
	worked  bool   // it waits for nothing any more
}

// stillNeeded says what is still needed for an open motion, which is worked out once for
// each state of the ledger. Where every seat counts differently that takes thousands of
// rulings: it is waited for only so long, and gone on with for whoever asks again. It is
// nil where it is not known yet, the rules can't be asked just now, or they were asked and
// gave no answer, which is said: a motion is shown all the same.
func (s *Server) stillNeeded(ctx context.Context, tag string, n *needing) (needed *api.Needed, unknown string) {
	asked := s.needs.of(n, tag, func(asked *needAsked) { go s.workOut(asked, n) })
	if asked == nil {
		return nil, ""
	}
	ctx, stop := context.WithTimeout(ctx, s.neededWait)
	defer stop()
	select {
	case <-asked.done:
		return asked.needed, asked.unknown
	case <-ctx.Done():
		return nil, ""
	}
}

// of is what was asked of a motion as of this tag; begin is told of what nobody has asked.
// It is none where as many wait as may: it is not known yet for whoever asks now.
func (k *needs) of(n *needing, tag string, begin func(*needAsked)) *needAsked {
	k.mu.Lock()
	defer k.mu.Unlock()
	sort := k.sort(n)
	if one := sort.known[n.motion]; one != nil && one.tag == tag {
		return one
	}
	if sort.open >= maxNeeding {
		return nil
	}
	if sort.known == nil {
		sort.known = map[string]*needAsked{}
	}
	if sort.known[n.motion] == nil && len(sort.known) >= maxNeeds {
		for motion, one := range sort.known { // fewer are open than are remembered
			if one.worked {
				delete(sort.known, motion)
				break
			}
		}
	}
	one := &needAsked{tag: tag, done: make(chan struct{})}
	sort.known[n.motion] = one
	sort.open++
	begin(one)
	return one
}

func (k *needs) sort(n *needing) *needsOf {
	if n.fancied {
		return &k.supposed
	}
	return &k.motions
}

// workOut takes its turn at the rules, unless the motion is asked about as of a later tag by
// then. What they could not be run on is asked again by whoever comes next; that they give no
// ruling is remembered, for they never do. It is not within any
// request, so that it recovers from a panic by itself.
func (s *Server) workOut(asked *needAsked, n *needing) {
	defer s.needs.end(n, asked)
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic", "motion", n.motion, "cause", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	s.needs.working.Lock()
	defer s.needs.working.Unlock()
	if !s.needs.wanted(n, asked) {
		return
	}
	done, err := s.judging.turn(context.Background())
	if err != nil {
		return
	}
	defer done()
	switch found, err := n.ask(s.rules); {
	case err == nil:
		asked.needed = found
	case errors.Is(err, ledger.ErrNoRuling):
		asked.unknown = api.NeededUnsaid
	default:
		asked.unknown = api.NeededFailed
		s.log.Error("what is still needed can't be worked out", "motion", n.motion, "cause", err)
	}
}

func (k *needs) wanted(n *needing, one *needAsked) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.sort(n).known[n.motion] == one
}

// end tells whoever waits, and forgets what is to be asked again.
func (k *needs) end(n *needing, one *needAsked) {
	k.mu.Lock()
	defer k.mu.Unlock()
	sort := k.sort(n)
	sort.open--
	one.worked = true
	if one.needed == nil && one.unknown != api.NeededUnsaid && sort.known[n.motion] == one {
		delete(sort.known, n.motion)
	}
	close(one.done)
}

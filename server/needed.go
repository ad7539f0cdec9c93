package server

import (
	"context"
	"sync"

	"concordat/ledger"
	"concordat/server/api"
)

// needing is a motion of which it is asked what is still needed. It keeps no view.
type needing struct {
	motion   string
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
	known map[string]tagged // by motion
}

type tagged struct {
	tag    string
	needed *api.Needed
}

// stillNeeded says what is still needed for an open motion, which is worked out
// once for each state of the ledger. It is nil where the rules can't be asked
// just now: a motion is shown all the same.
func (s *Server) stillNeeded(ctx context.Context, tag string, n *needing) *api.Needed {
	s.needs.mu.Lock()
	known := s.needs.known[n.motion]
	s.needs.mu.Unlock()
	if known.tag == tag {
		return known.needed
	}
	done, err := s.judging.turn(ctx)
	if err != nil {
		return nil
	}
	defer done()
	needed, err := n.ask(s.rules)
	if err != nil {
		return nil
	}
	s.needs.mu.Lock()
	defer s.needs.mu.Unlock()
	if s.needs.known == nil || len(s.needs.known) >= maxNeeds {
		s.needs.known = map[string]tagged{}
	}
	s.needs.known[n.motion] = tagged{tag, needed}
	return needed
}

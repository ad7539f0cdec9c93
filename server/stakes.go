package server

import (
	"context"
	"errors"
	"sync"

	"concordat/ledger"
)

// stakes remembers what the rules said that motions would mean in money, by all that they
// were asked: they say the same of the same. Votes are no part of that, so that it holds
// while they are cast, and it is nobody's in particular. When it is full it is forgotten.
type stakes struct {
	mu    sync.Mutex
	known map[ledger.Digest][]ledger.Stake
}

// maxStakes are remembered, each of one motion.
const maxStakes = 512

// of is what the rules say to a question that was gathered, whose gathering ended with err;
// nothing where they have no word for it. Turn is waited for where they have to be asked.
func (s *stakes) of(rules ledger.Rules, asked *question, err error, turn func() (done func(), err error)) ([]ledger.Stake, error) {
	if len(asked.inputs) != 1 {
		if errors.Is(err, ledger.ErrNoRuling) {
			err = nil
		}
		return nil, err
	}
	same := asked.inputs[0]
	same.Entry = 0 // the ledger grows: what is said of the same facts is the same
	raw, err := ledger.Encode(same)
	if err != nil {
		return nil, err
	}
	key := ledger.DigestOf(append([]byte(asked.rules), raw...))
	s.mu.Lock()
	list, ok := s.known[key]
	s.mu.Unlock()
	if ok {
		return list, nil
	}
	done, err := turn()
	if err != nil {
		return nil, err
	}
	defer done()
	ruling, err := asked.ask(rules, nil)
	if err != nil && !errors.Is(err, ledger.ErrNoRuling) {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= maxStakes {
		s.known = map[ledger.Digest][]ledger.Stake{}
	}
	s.known[key] = ruling.Stakes
	return ruling.Stakes, nil
}

// itsTurn is the turn of who has it already, or needs none.
func itsTurn() (func(), error) { return func() {}, nil }

// turnOf is the next turn of a request.
func (s *Server) turnOf(ctx context.Context) func() (func(), error) {
	return func() (func(), error) { return s.judging.turn(ctx) }
}

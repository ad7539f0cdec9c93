package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server/api"
	"concordat/server/auth"
)

// Two probes tell whoever operates the server how it does; both answer 503 with
// the reason when they go red. /healthz is red where starting again is the way out.
// /readyz is red while nothing can be recorded or told, and while what is published
// is not in order with the ledger's witnesses, whom no new start brings back. It
// settles what has fallen due, as every reader does, and so finds out what they
// would.

// healthShow says whether this process can go on.
func healthShow(s *Server, _ *request, _ *auth.Caller) (answer, error) {
	if err := s.journal.Ready(); errors.Is(err, journal.ErrReopen) || errors.Is(err, journal.ErrClosed) || errors.Is(err, journal.ErrClock) {
		return answer{}, err
	}
	if err := s.writing(); err != nil {
		return answer{}, err
	}
	return text(fmt.Sprintf("ok, %d entries\n", s.journal.Head().Size)), nil
}

// readyShow says whether statements are taken and questions answered.
func readyShow(s *Server, r *request, _ *auth.Caller) (answer, error) {
	if err := s.ready(r.ctx); err != nil {
		return answer{}, err
	}
	return text(fmt.Sprintf("ready, %d entries\n", s.journal.Head().Size)), nil
}

// recording says why nothing can be recorded, or nil.
func (s *Server) recording() error {
	if err := s.journal.Ready(); err != nil {
		return err
	}
	return s.writing()
}

// viewingSince is since when nothing can be recorded: since somebody first found so.
func (s *Server) viewingSince(why error, now ledger.Time) ledger.Time {
	if why == nil {
		s.viewing.Store(nil)
		return ""
	}
	s.viewing.CompareAndSwap(nil, &now)
	if since := s.viewing.Load(); since != nil {
		return *since
	}
	return now
}

func (s *Server) ready(ctx context.Context) error {
	if err := s.recording(); err != nil {
		return err
	}
	if err := s.Uncosigned(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	return s.journal.Read(ctx, func(ledger.View, ledger.Time) error { return nil })
}

// writing reports a commit that has been awaited for too long. A ledger in which
// nobody states anything has none to await, however long ago the last one was.
func (s *Server) writing() error {
	if took := s.journal.Load().Ordering; took > s.maxCommit {
		return api.NewProblem(ledger.CodeUnavailable, fmt.Sprintf("a commit has been under way for %s: look at the disk", took.Round(time.Second)))
	}
	return nil
}

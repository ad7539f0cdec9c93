package server

import (
	"context"
	"errors"
	"net/http"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server/api"
	"concordat/server/auth"
)

// problem is what an error that was foreseen looks like; nil for any other.
func (s *Server) problem(err error) *api.Problem {
	var p *api.Problem
	if errors.As(err, &p) {
		return p
	}
	if errors.Is(err, journal.ErrFull) {
		return api.NewProblem(api.CodeBusy, journal.ErrFull.Error())
	}
	var refused *ledger.Error
	if errors.As(err, &refused) {
		p := api.NewProblem(refused.Code, refused.Message)
		p.Checks = refused.Checks
		if refused.Field != "" {
			p.Errors = []api.Fault{{Pointer: refused.Field, Detail: refused.Message}}
		}
		switch p.Code {
		case ledger.CodeUnavailable:
			p.Detail = unavailable(err)
		case ledger.CodeRulesFailed:
			p.Detail = "the rules could not be worked out; nothing was decided and nothing is lost"
		}
		if p.Status == http.StatusConflict || p.Status == http.StatusPreconditionFailed {
			p.Head = s.head()
		}
		return p
	}
	switch {
	case errors.Is(err, journal.ErrNotFound), errors.Is(err, journal.ErrNoBlob):
		return api.NewProblem(ledger.CodeNotFound, "this is not in the log")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return api.NewProblem(ledger.CodeUnavailable, "this took too long and was given up: send it again; what was recorded gives the same receipt")
	}
	return nil
}

func unavailable(err error) string {
	for _, cause := range []error{journal.ErrNoSpace, journal.ErrReopen, journal.ErrClosed, journal.ErrClock, journal.ErrEngine} {
		if errors.Is(err, cause) {
			return cause.Error()
		}
	}
	return "the ledger takes nothing at present; nothing was recorded. Send the same bytes again in a moment"
}

// head is the published checkpoint without its signature.
func (s *Server) head() *api.Head {
	h := s.journal.Head()
	return &api.Head{Size: h.Size, Root: ledger.HashDigest(h.Root)}
}

// problemShow explains a code: it is where a problem's type leads.
func problemShow(s *Server, r *request, _ *auth.Caller) (answer, error) {
	code := ledger.Code(r.params["code"])
	m, ok := api.Meanings[code]
	if !ok {
		return answer{}, notFound("no problem is called %q", code)
	}
	return text(string(code) + ": " + m.Title + "\n\n" + m.Do + "\n"), nil
}

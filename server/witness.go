package server

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/cosign"
)

// witnesses are those whom the ledger names today, and its rules on how many are
// enough. Where the agreement asks for none, none is enough.
func (s *Server) witnesses(ctx context.Context) (p cosign.Policy, err error) {
	named := map[string]ledger.WitnessFacts{}
	err = s.journal.Read(ctx, func(v ledger.View, now ledger.Time) error {
		for _, w := range v.Witnesses(now.Day()) {
			named[w.Key] = w
			p.Witnesses = append(p.Witnesses, cosign.Witness{Name: w.Name, Key: w.Key, Party: w.Party, URL: w.URL})
		}
		return nil
	})
	if len(named) == 0 {
		return p, err
	}
	p.Enough = func(ctx context.Context, by []cosign.Witness) (verdict cosign.Verdict, err error) {
		err = s.journal.Read(ctx, func(v ledger.View, now ledger.Time) error {
			var facts []ledger.WitnessFacts
			for _, w := range by {
				facts = append(facts, named[w.Key])
			}
			ruling, err := v.Cosigned(facts, now, s.rules)
			verdict = cosign.Verdict{Met: ruling.Allow || ruling.Threshold == nil, Checks: ruling.Checks}
			return err
		})
		return verdict, err
	}
	return p, err
}

// cosigned is the published checkpoint with the cosignatures that it has so far,
// and what tells it from the same one with others: empty if it has none.
func (s *Server) cosigned() (checkpoint []byte, tag string) {
	checkpoint, n := s.cosigner.Cosigned(s.journal.Checkpoint())
	if n > 0 {
		tag = fmt.Sprintf("%x", sha256.Sum256(checkpoint))[:16]
	}
	return checkpoint, tag
}

// Witnessing is how the log stands with its witnesses. It waits for none of them.
func (s *Server) Witnessing() cosign.Status { return s.cosigner.Status() }

// Uncosigned says why what is published is not as it should be with its witnesses:
// one disputes it, or it has lacked what the agreement asks for too long. Nil where
// it is in order, or the ledger names nobody. It is for whoever looks after the
// server, and waits for no witness.
func (s *Server) Uncosigned() error { return uncosigned(s.cosigner.Status(), time.Now()) }

func uncosigned(status cosign.Status, now time.Time) error {
	if len(status.Reports) == 0 {
		return nil
	}
	switch lacked := now.Sub(status.Since); {
	case status.Disputed:
		return api.NewProblem(ledger.CodeUnavailable, "a witness disputes this ledger: it may have been forked or put back to an older copy. See "+api.PathLedger)
	case !status.Since.IsZero() && lacked > maxUncosigned:
		return api.NewProblem(ledger.CodeUnavailable, fmt.Sprintf("what is published has lacked the cosignatures that it needs for %s. See %s", lacked.Round(time.Second), api.PathLedger))
	}
	return nil
}

// witnessing is that as the API tells it; nil where no witness is named.
func (s *Server) witnessing() *api.Witnessing {
	status := s.cosigner.Status()
	if len(status.Reports) == 0 {
		return nil
	}
	w := &api.Witnessing{Met: status.Met, Checks: status.Checks, Since: worldTime(status.Since), Disputed: status.Disputed, Witnesses: []api.Witness{}}
	if w.Checks == nil {
		w.Checks = []ledger.Check{}
	}
	if status.Last != nil {
		w.Cosigned = &api.Cosigned{Size: status.LastSize, Checkpoint: string(status.Last)}
	}
	for _, r := range status.Reports {
		w.Witnesses = append(w.Witnesses, api.Witness{
			Name: r.Name, Key: r.Key, Party: r.Party, State: string(r.State), Since: worldTime(r.Since), Size: r.Size, Time: worldTime(r.Time), Problem: r.Problem,
		})
	}
	return w
}

func worldTime(t time.Time) ledger.Time {
	if t.IsZero() {
		return ""
	}
	return timeOf(t)
}

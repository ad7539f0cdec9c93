package server

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/cosign"
)

// ask begins to ask the witnesses that policy names, until Shutdown.
func (s *Server) ask(policy func(context.Context) (cosign.Policy, error)) error {
	verifier, err := note.NewVerifier(s.journal.LogKey())
	if err == nil {
		s.cosigner = cosign.Start(cosign.Config{Log: s.journal, Verifier: verifier, Policy: policy, Now: s.now, Logger: s.log})
	}
	return err
}

// cosigned is the published checkpoint with the cosignatures that it has so far,
// and what tells it from the same one with others: empty if it has none.
func (s *Server) cosigned() (checkpoint []byte, tag string) {
	checkpoint = s.journal.Checkpoint()
	if s.cosigner == nil {
		return checkpoint, ""
	}
	checkpoint, n := s.cosigner.Cosigned(checkpoint)
	if n > 0 {
		tag = fmt.Sprintf("%x", sha256.Sum256(checkpoint))[:16]
	}
	return checkpoint, tag
}

// Witnessing is how the log stands with its witnesses; ok is false where nobody is
// asked. It waits for none of them.
func (s *Server) Witnessing() (status cosign.Status, ok bool) {
	if s.cosigner == nil {
		return status, false
	}
	return s.cosigner.Status(), true
}

// witnessing is that as the API tells it; nil where no witness is named.
func (s *Server) witnessing() *api.Witnessing {
	status, ok := s.Witnessing()
	if !ok || len(status.Reports) == 0 && status.Keys == 0 && status.Parties == 0 {
		return nil
	}
	w := &api.Witnessing{
		NeededKeys: int64(status.Keys), NeededParties: int64(status.Parties), Keys: int64(status.KeysMet), Parties: int64(status.PartiesMet),
		Met: status.Met(status.KeysMet, status.PartiesMet), Since: worldTime(status.Since), Disputed: status.Disputed, Witnesses: []api.Witness{},
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

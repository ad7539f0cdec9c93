package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/server/api"
	"concordat/server/auth"
)

// blobPut keeps a paper, the text of minutes, or a file or manifest of a rule
// bundle beside the log, under its SHA-256. What is there is never overwritten, so
// to put it again changes nothing. With ?as=bundle the body is a manifest whose
// files are held already, and the bundle is checked before it is kept.
//
// What no statement comes to name is in no export: it is gone when the ledger is
// next restored from one, and its host may drop it before. How much one person
// puts on a day is bounded, because of that.
func blobPut(s *Server, r *request, caller *auth.Caller) (answer, error) {
	if err := s.carrier(caller); err != nil {
		return answer{}, err
	}
	as, err := r.oneOf("as", "bundle")
	if err != nil {
		return answer{}, err
	}
	var day ledger.Date
	err = s.read(r, caller, func(q *reading) error {
		day = q.day
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	digest := ledger.Digest(r.params["digest"])
	if len(r.body) == 0 {
		return answer{}, api.NewProblem(ledger.CodeMalformed, "the body is empty: send the document's bytes as they are")
	}
	if got := ledger.DigestOf(r.body); got != digest {
		return answer{}, malformed("digest", "the body's SHA-256 is %s", got)
	}
	if as == "bundle" {
		if err := s.checkBundle(r.ctx, r.body); err != nil {
			return answer{}, err
		}
	}
	a := answer{status: http.StatusCreated, header: [][2]string{{"Location", api.PathBlob + string(digest)}}}
	_, err = s.journal.Blob(digest)
	switch {
	case err == nil:
		a.status = http.StatusOK
	case errors.Is(err, journal.ErrNoBlob), errors.Is(err, journal.ErrTampered): // what was damaged is put right
		if err := s.papers.take(caller.Person, day, len(r.body)); err != nil {
			return answer{}, err
		}
	default:
		return answer{}, err
	}
	// Also of what can be read it is the journal who says that it is durable.
	if _, err := s.journal.PutBlob(r.body); err != nil {
		return answer{}, err
	}
	a.json = api.Blob{SHA256: digest, Code: ledger.CheckCode(digest), Bytes: int64(len(r.body)), Held: a.status == http.StatusOK}
	return a, nil
}

// checkBundle refuses a rule bundle that could not be adopted, and says what is
// wrong in which file.
func (s *Server) checkBundle(ctx context.Context, manifest []byte) error {
	done, err := s.judging.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := s.check(manifest, s.journal.Blob); err != nil {
		if errors.Is(err, journal.ErrNoBlob) {
			return api.NewProblem(ledger.CodeNotFound, fmt.Sprintf("put every file of the bundle before its manifest: %v", err))
		}
		return api.NewProblem(ledger.CodeMalformed, api.NotAdoptable+err.Error())
	}
	return nil
}

// papers bounds what is put beside the log: how many are read at once, and how
// many bytes one person puts on one day.
type papers struct {
	reading chan struct{}

	mu  sync.Mutex
	day ledger.Date
	put map[string]int // bytes, by person
}

func newPapers() *papers {
	return &papers{reading: make(chan struct{}, maxPapers), put: map[string]int{}}
}

// take counts what a person puts, or refuses what is too much for a day.
func (p *papers) take(person string, day ledger.Date, size int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.day != day {
		p.day = day
		clear(p.put)
	}
	if p.put[person]+size > maxPut {
		return api.NewProblem(ledger.CodeTooLarge, fmt.Sprintf("one person puts at most %d bytes of papers on a day", maxPut))
	}
	p.put[person] += size
	return nil
}

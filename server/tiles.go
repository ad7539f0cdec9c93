package server

import (
	"strings"

	"concordat/ledger"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/auth"
)

// checkpointShow is the published checkpoint as c2sp.org/tlog-tiles serves it.
func checkpointShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	a := answer{kind: api.TypeCheckpoint}
	err := s.read(r, caller, func(q *reading) error {
		a.data, a.tag = s.journal.Checkpoint(), q.tag()
		return nil
	})
	return a, err
}

// tileShow is a tile or an entry bundle. The same path always has the same
// bytes, of a partial one too, but for entries that are withheld from the caller.
func tileShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	t, isBundle, err := merkle.ParseTilePath(strings.TrimPrefix(r.path, "/"))
	if err != nil {
		return answer{}, notFound("no tile has this path: see c2sp.org/tlog-tiles")
	}
	data, err := s.journal.Tile(t)
	// Asked after the bytes were read, so that it knows of every entry in them.
	private, _, refused := s.keeping(r, caller)
	if refused != nil {
		return answer{}, refused
	}
	var left []*ledger.Withholding
	if err == nil && isBundle && !private.Empty() {
		data, left, err = withholdBundle(data, t.W, private)
	}
	return answer{data: data, kind: api.TypeTile, fixed: true}.lacking(left...), err
}

// blobShow is a document beside the log by its SHA-256.
func blobShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	digest := ledger.Digest(r.params["digest"])
	if _, err := digest.Bytes(); err != nil {
		return answer{}, notFound("a document is named by its SHA-256 in 64 lower-case hexadecimal digits")
	}
	err := s.read(r, caller, func(q *reading) error {
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := q.WithheldPaper(private, digest); k != nil {
			return k.Refusal
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	data, err := s.journal.Blob(digest)
	return answer{data: data, kind: api.TypeTile, fixed: true}, err
}

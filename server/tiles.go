package server

import (
	"slices"
	"strings"

	"concordat/ledger"
	"concordat/ledger/journal"
	"concordat/ledger/merkle"
	"concordat/server/api"
	"concordat/server/auth"
)

// checkpointShow is the published checkpoint as c2sp.org/tlog-tiles serves it, with
// the cosignatures that it has so far. A cache asks again each time.
func checkpointShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	a := answer{kind: api.TypeCheckpoint}
	err := s.read(r, caller, func(q *reading) error {
		var with string
		a.data, with = s.cosigned()
		if a.tag = q.tag(); with != "" {
			a.tag = q.tag(with)
		}
		return nil
	})
	return a, err
}

// tileShow is a tile of hashes. The same path always has the same bytes, of a
// partial one too. They are public, as the checkpoint is, whatever an agreement
// says of entries: without them nobody could hold the log to what it signed.
func tileShow(s *Server, r *request, _ *auth.Caller) (answer, error) {
	t, err := tileAt(strings.TrimPrefix(r.path, "/"))
	if err != nil {
		return answer{}, err
	}
	data, err := s.journal.Tile(t)
	return answer{data: data, kind: api.TypeTile, fixed: true}, err
}

// entriesShow is an entry bundle, whole or not at all: under this path
// c2sp.org/tlog-tiles knows no other.
func entriesShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	t, err := tileAt(strings.TrimPrefix(r.path, "/"))
	if err != nil {
		return answer{}, err
	}
	data, left, err := s.bundle(t, r, caller)
	if err == nil && len(left) > 0 {
		err = left[0].Refusal
	}
	return answer{data: data, kind: api.TypeTile, fixed: true, packs: true}, err
}

// bundleShow is an entry bundle with nothing in the place of each entry that is
// withheld from the caller.
func bundleShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	t, err := tileAt("tile/entries/" + strings.TrimPrefix(r.path, api.PathBundle))
	if err != nil {
		return answer{}, err
	}
	data, left, err := s.bundle(t, r, caller)
	return answer{data: data, kind: api.TypeTile, fixed: true, packs: true}.lacking(left...), err
}

// tileAt is the tile or bundle that a path names.
func tileAt(path string) (merkle.Tile, error) {
	t, _, err := merkle.ParseTilePath(path)
	if err != nil {
		return t, notFound("no tile has this path: see c2sp.org/tlog-tiles")
	}
	return t, nil
}

// bundle is what the caller may read of an entry bundle, and what was left out.
func (s *Server) bundle(t merkle.Tile, r *request, caller *auth.Caller) (data []byte, left []*ledger.Withholding, err error) {
	data, err = s.journal.Tile(t)
	// Asked after the bytes were read, so that it knows of every entry in them.
	private, _, refused := s.keeping(r, caller)
	if refused != nil {
		return nil, nil, refused
	}
	if err != nil || private.Empty() {
		return data, nil, err
	}
	return withholdBundle(data, t.W, private)
}

// blobShow is a document beside the log by its SHA-256.
func blobShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	digest := ledger.Digest(r.params["digest"])
	if _, err := digest.Bytes(); err != nil {
		return answer{}, notFound("a document is named by its SHA-256 in 64 lower-case hexadecimal digits")
	}
	data, missing := s.journal.Blob(digest)
	draftOf := api.DraftOf(data)
	err := s.read(r, caller, func(q *reading) error {
		private, err := q.withheld()
		if err != nil {
			return err
		}
		if k := q.WithheldPaper(private, digest); k != nil {
			return k.Refusal
		}
		if draftOf != "" && !q.readsDraft(draftOf, digest) {
			return journal.ErrNoBlob
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return answer{data: data, kind: api.TypeTile, fixed: draftOf == ""}, missing
}

// readsDraft tells whether the caller may read somebody's draft of a motion: that person,
// the secretary and the chair may, and everybody once a motion names it as a paper, which
// no draft is meant to be. To others it is not there.
func (q *reading) readsDraft(of string, d ledger.Digest) bool {
	if c := q.caller; c != nil && (c.Person == of || slices.ContainsFunc(c.Roles, func(r ledger.RoleFacts) bool {
		return r.Role == ledger.RoleSecretary || r.Role == ledger.RoleChair || r.Role == ledger.RoleViceChair
	})) {
		return true
	}
	for _, m := range q.MotionsBy(func(_ string, x ledger.Index) bool { return slices.Contains(x.Papers, d) }) {
		if slices.ContainsFunc(m.Papers, func(p ledger.Paper) bool { return p.SHA256 == d }) {
			return true
		}
	}
	return false
}

package sdk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"concordat/ledger"
	"concordat/server/api"
)

// Source reads a ledger as it is exported, file by file, from a server. It
// believes nothing and checks nothing: what is read is for an auditor.
//
// A log grows while it is read, so Source reads its checkpoint once and gives
// that one ever after.
type Source struct {
	c     *Client
	ctx   context.Context
	whole bool

	mu         sync.Mutex
	checkpoint []byte
}

// Source reads the ledger of this server until ctx is done. In an entry bundle
// nothing, of length 0, stands for each entry that is withheld from the reader.
func (c *Client) Source(ctx context.Context) *Source { return &Source{c: c, ctx: ctx} }

// Whole reads what c2sp.org/tlog-tiles knows: an entry bundle that is whole. Of one
// with entries that are withheld from the reader it gives the refusal.
func (c *Client) Whole(ctx context.Context) *Source { return &Source{c: c, ctx: ctx, whole: true} }

// Read gives the bytes of one file, such as tile/0/000; fs.ErrNotExist if there
// is none.
func (s *Source) Read(path string) ([]byte, error) {
	if !fs.ValidPath(path) {
		return nil, fmt.Errorf("%q is no path in an export", path)
	}
	if "/"+path != api.PathCheckpoint {
		data, err := s.get("/" + path)
		var p *api.Problem
		if name, ok := strings.CutPrefix("/"+path, api.PathTile+"entries/"); ok && !s.whole && errors.As(err, &p) && (p.Code == ledger.CodeLogIn || p.Code == ledger.CodeNotAllowed) {
			return s.get(api.PathBundle + name)
		}
		return data, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.checkpoint == nil {
		s.checkpoint, err = s.get("/" + path)
	}
	return s.checkpoint, err
}

func (s *Source) get(path string) (data []byte, err error) {
	err = s.c.authorised(s.ctx, func(token string) (err error) {
		data, err = s.c.do(s.ctx, http.MethodGet, path, "", nil, token)
		return err
	})
	var p *api.Problem
	if errors.As(err, &p) && p.Code == ledger.CodeNotFound {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	return data, err
}

// List says that a server does not list its files.
func (s *Source) List() ([]string, bool, error) { return nil, false, nil }

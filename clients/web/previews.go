package web

import (
	"sync"

	"concordat/ledger"
	"concordat/server/api"
)

// previews remembers what the rules said would follow, for somebody who asks the same
// again while they go from page to page. Whose it is is part of what is remembered, so
// that it is never told to anybody else; it holds until the ledger has another entry, or
// another minute. When it is full it is forgotten.
type previews struct {
	mu    sync.Mutex
	known map[previewKey]api.Preview
}

// previewKey is all that a preview rests on.
type previewKey struct {
	person  string            // empty: the public
	key     ledger.Thumbprint // that the session was opened with
	root    ledger.Digest     // of the ledger
	minute  string
	request string
}

// maxPreviews are remembered.
const maxPreviews = 512

// preview is what would follow from these votes, as the ledger was when this page was
// begun.
func (v *visit) preview(r api.PreviewRequest) (api.Preview, error) {
	asked, err := ledger.Encode(r)
	if err != nil {
		return api.Preview{}, err
	}
	const toTheMinute = len("2015-11-27T16:44")
	if len(v.ledger.Time) < toTheMinute {
		return v.client.Preview(v.ctx, r)
	}
	k := previewKey{key: v.key, root: v.ledger.Root, request: string(asked), minute: string(v.ledger.Time)[:toTheMinute]}
	if v.me != nil {
		k.person = v.me.ID
	}
	p := &v.site.previews
	p.mu.Lock()
	said, ok := p.known[k]
	p.mu.Unlock()
	if ok {
		return said, nil
	}
	said, err = v.client.Preview(v.ctx, r)
	if err != nil || said.AsAt != v.ledger.Size {
		return said, err // it is of a later ledger than this page
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= maxPreviews {
		p.known = map[previewKey]api.Preview{}
	}
	p.known[k] = said
	return said, nil
}

package server

import (
	"fmt"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// entryList shows the entries after one, of those that are published.
func entryList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	list := api.List[api.Entry]{Items: []api.Entry{}}
	err := s.read(r, caller, func(q *reading) error {
		list.AsAt = q.Size()
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	limit, err := r.limit()
	if err != nil {
		return answer{}, err
	}
	from := int64(0)
	if r.query.Has("after") {
		after, err := whole(r.query.Get("after"))
		if err != nil || after >= list.AsAt {
			return answer{}, malformed("after", "%q is no entry of this ledger of %d", r.query.Get("after"), list.AsAt)
		}
		from = after + 1
	}
	to := min(from+int64(limit), list.AsAt)
	err = s.journal.Entries(from, to, func(index int64, data []byte) error {
		e, err := showEntry(index, data)
		list.Items = append(list.Items, e)
		return err
	})
	if err != nil {
		return answer{}, err
	}
	if to < list.AsAt {
		list.Next = fmt.Sprint(to - 1)
	}
	return listed(r, list, fmt.Sprint(list.AsAt)), nil
}

func entryShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	index, err := s.entryIndex(r, caller)
	if err != nil {
		return answer{}, err
	}
	data, err := s.journal.Entry(index)
	if err != nil {
		return answer{}, err
	}
	e, err := showEntry(index, data)
	return answer{json: e, fixed: true}, err
}

// receiptShow is an entry with its proof under the checkpoint of now: the proof
// changes as the ledger grows, so it is not kept.
func receiptShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	index, err := s.entryIndex(r, caller)
	if err != nil {
		return answer{}, err
	}
	receipt, err := s.journal.Receipt(index)
	if err != nil {
		return answer{}, err
	}
	shown, err := showReceipt(receipt)
	return answer{json: shown}, err
}

// entryIndex is the entry that the path names, if it is there to be read.
func (s *Server) entryIndex(r *request, caller *auth.Caller) (int64, error) {
	var index int64
	err := s.read(r, caller, func(q *reading) (err error) {
		if index, err = whole(r.params["entry"]); err != nil || index >= q.Size() {
			return notFound("there is no entry %s: the ledger has %d, numbered from 0", r.params["entry"], q.Size())
		}
		return nil
	})
	return index, err
}

func showEntry(index int64, data []byte) (api.Entry, error) {
	p, err := ledger.ParseAll(data)
	if err != nil {
		return api.Entry{}, fmt.Errorf("read back entry %d: %w", index, err)
	}
	e := api.Entry{Index: index, Time: p.Entry.Time, Kind: p.Kind, Sentence: p.Text, Raw: string(data)}
	if c := p.Entry.Consequence; c != nil {
		e.Ref, e.Due, e.Body = c.Ref, c.Due, c.Body
		return e, nil
	}
	e.ID, e.Author, e.Party, e.Body = p.Signed.ID, p.Signed.Payload.Author, p.Signed.Payload.Party, p.Signed.Payload.Body
	return e, nil
}

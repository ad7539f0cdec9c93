package server

import (
	"encoding/json"
	"fmt"
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// entryList shows the entries after one, of those that are published: all of them, or
// those about one motion.
func entryList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	list := api.List[api.Entry]{Items: []api.Entry{}}
	private, size, about, err := s.happened(r, caller)
	if err != nil {
		return answer{}, err
	}
	list.AsAt = size
	var left []*ledger.Withholding
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
	show := func(index int64, data []byte) error {
		e, k, err := showEntry(index, data, private)
		if k != nil {
			left = append(left, k)
		}
		list.Items = append(list.Items, e)
		return err
	}
	if r.query.Has("motion") {
		at, _ := slices.BinarySearch(about, from)
		shown := about[at:min(at+limit, len(about))]
		for _, index := range shown {
			data, err := s.journal.Entry(index)
			if err == nil {
				err = show(index, data)
			}
			if err != nil {
				return answer{}, err
			}
		}
		if at+len(shown) < len(about) && len(shown) > 0 {
			list.Next = fmt.Sprint(shown[len(shown)-1])
		}
		return listed(r, list, fmt.Sprint(list.AsAt)).lacking(left...), nil
	}
	to := min(from+int64(limit), list.AsAt)
	if err := s.journal.Entries(from, to, show); err != nil {
		return answer{}, err
	}
	if to < list.AsAt {
		list.Next = fmt.Sprint(to - 1)
	}
	return listed(r, list, fmt.Sprint(list.AsAt)).lacking(left...), nil
}

// happened reads what is withheld of the entries, and which are about the motion that
// ?motion= names, if it does.
func (s *Server) happened(r *request, caller *auth.Caller) (w *ledger.Withheld, size int64, about []int64, err error) {
	err = s.read(r, caller, func(q *reading) (err error) {
		if r.query.Has("motion") {
			m, err := q.motion(r.query.Get("motion"))
			if err != nil {
				return err
			}
			about = m.Happened
		}
		size = q.Size()
		w, err = q.withheld()
		return err
	})
	return w, size, about, err
}

func entryShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	index, private, err := s.entryIndex(r, caller)
	if err != nil {
		return answer{}, err
	}
	data, err := s.journal.Entry(index)
	if err != nil {
		return answer{}, err
	}
	e, k, err := showEntry(index, data, private)
	if k != nil {
		return answer{}, k.Refusal
	}
	return answer{json: e, fixed: true}, err
}

// receiptShow is an entry with its proof under the checkpoint of now: the proof
// changes as the ledger grows, so it is not kept.
func receiptShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	index, private, err := s.entryIndex(r, caller)
	if err != nil {
		return answer{}, err
	}
	receipt, err := s.journal.Receipt(index)
	if err != nil {
		return answer{}, err
	}
	switch _, k, err := showEntry(index, receipt.Entry, private); {
	case err != nil:
		return answer{}, err
	case k != nil:
		return answer{}, k.Refusal
	}
	shown, err := showReceipt(receipt)
	return answer{json: shown}, err
}

// entryIndex is the entry that the path names, if it is there to be read.
func (s *Server) entryIndex(r *request, caller *auth.Caller) (index int64, private *ledger.Withheld, err error) {
	err = s.read(r, caller, func(q *reading) (err error) {
		if index, err = whole(r.params["entry"]); err != nil || index >= q.Size() {
			return notFound("there is no entry %s: the ledger has %d, numbered from 0", r.params["entry"], q.Size())
		}
		private, err = q.withheld()
		return err
	})
	return index, private, err
}

// showEntry takes an entry apart; of one that is withheld it says when it was
// recorded, and why it is not shown.
func showEntry(index int64, data []byte, private *ledger.Withheld) (api.Entry, *ledger.Withholding, error) {
	p, err := ledger.ParseAll(data)
	if err != nil {
		return api.Entry{}, nil, fmt.Errorf("read back entry %d: %w", index, err)
	}
	if k := private.Entry(p); k != nil {
		return api.Entry{Index: index, Time: p.Entry.Time, Kind: p.Kind, Sentence: k.Refusal.Message, Body: json.RawMessage("{}"), Withheld: &k.PrivateItem}, k, nil
	}
	e := api.Entry{Index: index, Time: p.Entry.Time, Kind: p.Kind, Sentence: p.Text, Raw: string(data)}
	if c := p.Entry.Consequence; c != nil {
		e.Ref, e.Due, e.Body = c.Ref, c.Due, c.Body
		return e, nil, nil
	}
	e.ID, e.Author, e.Party, e.Body = p.Signed.ID, p.Signed.Payload.Author, p.Signed.Payload.Party, p.Signed.Payload.Body
	return e, nil, nil
}

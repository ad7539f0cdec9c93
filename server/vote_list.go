package server

import (
	"fmt"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// voteList shows every vote ever cast on a motion. Which of them count is the
// rules' to say: see its decision, or a preview.
func voteList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[ledger.VoteFacts]
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		m, err := q.motion(r.params["motion"])
		if err != nil {
			return err
		}
		all := func(yield func(string, ledger.VoteFacts) bool) {
			for _, v := range m.Votes {
				if !yield(fmt.Sprint(v.Entry), v) {
					return
				}
			}
		}
		list, err = page(q, r, all, func(_ string, v ledger.VoteFacts) (ledger.VoteFacts, bool) { return v, true })
		tag = q.tag()
		return err
	})
	return listed(r, list, tag), err
}

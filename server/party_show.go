package server

import (
	"concordat/server/api"
	"concordat/server/auth"
)

func partyShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var party api.Party
	var tag string
	err := s.read(r, caller, func(q *reading) error {
		code := r.params["code"]
		if _, ok := q.Party(code); !ok {
			return notFound("no party has the code %s: see the list of parties", code)
		}
		show, shown := q.showParty()
		party, tag = show(code), q.tag(string(q.day), shown)
		return nil
	})
	return answer{json: party, tag: tag}, err
}

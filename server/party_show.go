package server

import (
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

func partyShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var party api.Party
	var tag string
	var left []*ledger.Withholding
	err := s.read(r, caller, func(q *reading) error {
		code := r.params["code"]
		if _, ok := q.Party(code); !ok {
			return notFound("no party has the code %s: see the list of parties", code)
		}
		private, err := q.withheld()
		if err != nil {
			return err
		}
		party, tag = q.showParty(private, &left)(code), q.tag(string(q.day))
		return nil
	})
	return answer{json: party, tag: tag}.lacking(left...), err
}

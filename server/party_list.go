package server

import (
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

func partyList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Party]
	var tag string
	err := s.read(r, caller, func(q *reading) (err error) {
		show := q.showParty()
		list, err = page(q, r, q.Parties(), func(code string, _ ledger.Party) (api.Party, bool) { return show(code), true })
		tag = q.tag(string(q.day))
		return err
	})
	return listed(r, list, tag), err
}

// showParty gives a function that shows parties, which knows all officers.
func (q *reading) showParty() func(code string) api.Party {
	officers := map[string][]string{}
	for id := range q.People() {
		for _, role := range q.PersonFacts(id, q.day, nil).Roles {
			if role.Role == ledger.RoleOfficer {
				officers[role.Party] = append(officers[role.Party], id)
			}
		}
	}
	return func(code string) api.Party {
		p, _ := q.Party(code)
		f := q.PartyFacts(code, q.day)
		return api.Party{
			Code: f.Code, Name: f.Name, Type: f.Type, Note: p.Note, Established: f.Established, Conditions: f.Conditions,
			Signed: f.Signed, Seats: some(f.Seats), Officers: some(officers[code]), Authorities: some(f.Authorities), Figures: f.Figures,
			Commitments: some(q.Commitments(p, q.day)), Rights: f.Rights, Leaving: f.Leaving, Merged: f.Merged, Successor: f.Successor,
		}
	}
}

package server

import (
	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

func personList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var list api.List[api.Person]
	var tag string
	err := s.read(r, caller, func(q *reading) (err error) {
		party, person := r.query.Get("party"), r.query.Get("person")
		if _, ok := q.Party(party); party != "" && !ok {
			return malformed("party", "no party has the code %s", party)
		}
		names := s.readers.may(q, "listTexts") == nil
		list, err = page(q, r, q.People(), func(id string, p ledger.Person) (api.Person, bool) {
			shown := q.showPerson(p)
			if names {
				shown.Name, shown.Email = s.called(q, p.Name), s.called(q, p.Email)
			}
			return shown, (party == "" || p.Party == party) && (person == "" || id == person)
		})
		if !names { // names are kept by no browser: they are erased here alone
			tag = q.tag(string(q.day))
		}
		return err
	})
	return listed(r, list, tag), err
}

func (q *reading) showPerson(p ledger.Person) api.Person {
	f := q.PersonFacts(p.ID, q.day, nil)
	passkeys := []api.Passkey{}
	for _, t := range p.Keys {
		if k, _ := q.Key(t); k.Key.Kind == ledger.KeyPasskey {
			passkeys = append(passkeys, api.Passkey{Key: t, Backup: backupOf(k)})
		}
	}
	party, _ := q.Party(p.Party)
	return api.Person{ID: p.ID, Party: p.Party, PartyName: party.Name, Words: q.RolesInWords(f), Roles: f.Roles, Seats: f.Seats, Deputising: f.Deputising, Keys: p.Keys, Passkeys: passkeys}
}

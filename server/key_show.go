package server

import (
	"slices"

	"concordat/ledger"
	"concordat/server/api"
	"concordat/server/auth"
)

// keyShow tells a key's holder what to sign next. It is never kept: the number
// grows with every statement.
func keyShow(s *Server, r *request, caller *auth.Caller) (answer, error) {
	var key api.Key
	err := s.read(r, caller, func(q *reading) error {
		thumbprint := ledger.Thumbprint(r.params["thumbprint"])
		k, ok := q.Key(thumbprint)
		if !ok {
			return notFound("no enrolment for key %s: ask your officer to add it", thumbprint)
		}
		key = api.Key{Thumbprint: thumbprint, Person: k.Person, Kind: k.Key.Kind, Backup: backupOf(k), Public: k.Key, Next: k.Next, Added: k.Added, Entry: k.Entry, Revoked: k.Revoked, By: k.By, Admitted: k.Admitted}
		return nil
	})
	return answer{json: key}, err
}

// unadmittedKeyList shows which keys wait for a second officer. Of a motion that is
// private business it tells whoever may read that one.
func unadmittedKeyList(s *Server, r *request, caller *auth.Caller) (answer, error) {
	list := api.UnadmittedKeys{Items: []api.UnadmittedKey{}}
	err := s.read(r, caller, func(q *reading) error {
		party := r.query.Get("party")
		if _, ok := q.Party(party); party != "" && !ok {
			return malformed("party", "no party has the code %s", party)
		}
		for _, k := range q.Unadmitted(q.day) {
			if party != "" && !slices.Contains(k.Parties, party) {
				continue
			}
			motions := slices.DeleteFunc(k.Motions, func(ref string) bool {
				_, err := q.motion(ref)
				return err != nil
			})
			if len(motions) > 0 {
				list.Items = append(list.Items, api.UnadmittedKey{
					Thumbprint: k.Key.Thumbprint(), Person: k.Person, Kind: k.Key.Kind, Added: k.Added, Entry: k.Entry, By: k.By, Admitted: k.Admitted, Parties: some(k.Parties), Motions: motions,
				})
			}
		}
		list.AsAt = q.Size()
		return nil
	})
	return answer{json: list}, err
}

// backupOf is what a passkey's proof said of backups; nil where there is none.
func backupOf(k ledger.KeyRecord) *api.Backup {
	synced, backedUp, known := k.Backup()
	if !known {
		return nil
	}
	return &api.Backup{Synced: synced, BackedUp: backedUp}
}

package server

import (
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
		key = api.Key{Thumbprint: thumbprint, Person: k.Person, Kind: k.Key.Kind, Backup: backupOf(k), Public: k.Key, Next: k.Next, Added: k.Added, Entry: k.Entry, Revoked: k.Revoked}
		return nil
	})
	return answer{json: key}, err
}

// backupOf is what a passkey's proof said of backups; nil where there is none.
func backupOf(k ledger.KeyRecord) *api.Backup {
	synced, backedUp, known := k.Backup()
	if !known {
		return nil
	}
	return &api.Backup{Synced: synced, BackedUp: backedUp}
}

package main

import (
	"concordat/ledger"
	"concordat/server/api"
)

type keyList struct {
	Person string `arg:"" help:"whose keys"`
}

func (keyList) Help() string {
	return `
concordat key list bury-member --as bury-officer`
}

// Run lists every key that a person ever had, those that ended among them.
func (c *keyList) Run(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	person, err := s.client.PersonOf(s.ctx, c.Person)
	if err != nil {
		return err
	}
	keys := []api.Key{}
	for _, t := range person.Keys {
		k, err := s.client.KeyRecord(s.ctx, t)
		if err != nil {
			return err
		}
		keys = append(keys, k)
	}
	return s.answer(keys, func() {
		var f facts
		for _, k := range keys {
			f.add(k.Thumbprint.Code(), "%s", keyInWords(k))
		}
		f.write(s.out, s.width)
	})
}

// keyInWords says of a passkey what its device said as it was added, where the ledger
// holds that.
func keyInWords(k api.Key) string {
	words := "key in a file"
	if k.Kind == ledger.KeyPasskey {
		words = "passkey"
	}
	switch b := k.Backup; {
	case b == nil:
	case b.BackedUp:
		words += ", synced when it was added"
	case b.Synced:
		words += ", not synced when it was added, but can be"
	default:
		words += ", on one device only"
	}
	words += ", added " + when(k.Added)
	if k.Admitted != nil {
		words += ", admitted by " + k.Admitted.By
	}
	if k.Revoked != "" {
		words += ", ended " + when(k.Revoked)
	}
	return words
}

package main

import (
	"strings"

	"concordat/ledger"
	"concordat/server/api"
)

type keyAdmit struct {
	Key   string `arg:"" optional:"" help:"its code, its thumbprint, or whose it is; default: list the keys that wait"`
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

func (keyAdmit) Help() string {
	return `
# which keys wait for a second officer, and on which motions
concordat key admit --as bury-finance
# as an officer of the person's party, other than the one who added the key
concordat key admit bury-member --as bury-finance`
}

// Run admits the key that is meant, of those that wait.
func (c *keyAdmit) Run(s *session) error {
	if c.Key == "" {
		return c.list(s)
	}
	if err := s.openToSign(ledger.KindKeyAdmitted, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	waiting, err := s.client.UnadmittedKeys(s.ctx, party)
	if err != nil {
		return err
	}
	var found []api.UnadmittedKey
	for _, k := range waiting.Items {
		if c.Key == k.Person || c.Key == string(k.Thumbprint) || ledger.SameCode(c.Key, k.Thumbprint.Code()) {
			found = append(found, k)
		}
	}
	switch len(found) {
	case 0:
		return usage("no key of %s waits for a second officer: see those that do with: %s", c.Key, s.command("key", "admit"))
	case 1:
	default:
		return usage("%d keys of %s wait: name the one that is meant by its code: %s", len(found), c.Key, s.command("key", "admit"))
	}
	k := found[0]
	done, err := s.state(ledger.KindKeyAdmitted, party, ledger.KeyAdmitted{Person: k.Person, Key: k.Thumbprint},
		"Did "+k.Person+" tell you themself that "+k.Thumbprint.Code()+" is the code of their key? Sign and send?", c.Yes)
	if err != nil {
		return err
	}
	return s.recorded("Key admitted", done)
}

func (c *keyAdmit) list(s *session) error {
	if err := s.open(); err != nil {
		return err
	}
	if err := s.resolve(&c.Party); c.Party != "" && err != nil {
		return err
	}
	waiting, err := s.client.UnadmittedKeys(s.ctx, c.Party)
	if err != nil {
		return err
	}
	return s.answer(waiting, func() {
		if len(waiting.Items) == 0 {
			s.print("No key waits for a second officer")
		}
		var f facts
		for _, k := range waiting.Items {
			added := "added " + when(k.Added)
			if k.By != "" {
				added += " by " + k.By
			}
			f.add(k.Thumbprint.Code(), "%s, %s; an officer of %s who did not add it can let it vote on %s", k.Person, added, strings.Join(k.Parties, " or "), strings.Join(k.Motions, ", "))
		}
		f.write(s.out, s.width)
	})
}

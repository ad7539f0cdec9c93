package main

import (
	"concordat/ledger"
	"concordat/server/api"
)

type keyInvite struct {
	Person string `arg:"" help:"what they are called on the ledger, such as bury-member"`
	Party  string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Board  bool   `help:"the person is of the board and of no party; for the secretary"`
}

func (keyInvite) Help() string {
	return `
# as an officer: somebody of your party makes a passkey, on a phone say
concordat key invite bury-member --as bury-officer
# another device of your own
concordat key invite bury-officer --as bury-officer
# as the secretary: somebody of the board
concordat key invite auditor --board --as secretary`
}

// Run makes an invitation and tells its link, once.
func (c *keyInvite) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	k, err := s.key()
	if err != nil {
		return err
	}
	party := ""
	if !c.Board && (c.Party != "" || c.Person != k.Person) {
		if party, err = s.officerParty(c.Party); err != nil {
			return err
		}
	}
	made, err := s.client.Invite(s.ctx, c.Person, party)
	if err != nil {
		return err
	}
	if err := s.answer(made, func() {
		s.print("Invitation made")
		var f facts
		f.add("  Person", "%s", made.Person)
		f.add("  Until", "%s", when(made.Ends))
		for _, origin := range s.ledger.Origins[:1] {
			f.add("  Link", "%s/enrol#%s", origin, made.Invitation)
		}
		f.write(s.out, s.width)
	}); err != nil {
		return err
	}
	s.say("send the link to %s and to nobody else: it is told only once", made.Person)
	s.say("once they have told you the code of their passkey: %s", s.command("key", "accept", made.Person, "--code", "CODE"))
	return nil
}

type keyWaiting struct{}

func (keyWaiting) Help() string {
	return `
concordat key waiting --as bury-officer`
}

// Run lists the passkeys that were made by invitations and that nobody has added yet.
func (c *keyWaiting) Run(s *session) error {
	if err := s.openAs(); err != nil {
		return err
	}
	list, err := s.client.Invitations(s.ctx)
	if err != nil {
		return err
	}
	return s.answer(list, func() {
		var f facts
		for _, i := range list.Items {
			waits := 0
			for _, k := range i.Keys {
				if !k.Recorded {
					waits++
				}
			}
			switch {
			case waits > 0:
				f.add(i.Person, "%d %s, until %s", waits, plural(waits, "passkey waits", "passkeys wait"), when(i.Ends))
			case len(i.Keys) == 0:
				f.add(i.Person, "invited until %s, and has made no passkey", when(i.Ends))
			}
		}
		if len(f) == 0 {
			s.print("Nobody waits")
			return
		}
		f.write(s.out, s.width)
	})
}

type keyAccept struct {
	Person string `arg:"" help:"whose passkey it is"`
	Code   string `required:"" placeholder:"CODE" help:"the code that they told you themself, such as \"4F7K 2QXM 9RTA\""`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (keyAccept) Help() string {
	return `
# when they have told you its code, by telephone say
concordat key accept bury-member --code "4F7K 2QXM 9RTA" --as bury-officer`
}

// Run adds the passkey of exactly that code: the server could show another in its place,
// and so does not say which codes there are.
func (c *keyAccept) Run(s *session) error {
	if err := s.openToSign(ledger.KindKeyAdded, c.Yes); err != nil {
		return err
	}
	list, err := s.client.Invitations(s.ctx)
	if err != nil {
		return err
	}
	for _, i := range list.Items {
		for _, k := range i.Keys {
			// The code is worked out from the key that is signed for, and not believed.
			if i.Person == c.Person && k.Body.Person == c.Person && ledger.SameCode(c.Code, k.Body.Key.Thumbprint().Code()) {
				done, err := s.state(ledger.KindKeyAdded, i.Party, k.Body, "Sign and send?", c.Yes)
				if err != nil {
					return err
				}
				return s.recorded("Key added", done)
			}
		}
	}
	return api.NewProblem(ledger.CodeNotFound, "no passkey of "+c.Person+" with that code waits here. Ask them for it again; if it still differs, do not add it, and tell your auditor")
}

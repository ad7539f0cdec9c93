package main

import (
	"slices"

	"concordat/ledger"
)

type roleCommands struct {
	Appoint roleAppoint `cmd:"" help:"appoint somebody to an office of the board, as the secretary; an officer or an auditor also as an officer of a party"`
	End     roleEnd     `cmd:"" help:"end a role: your own, or one that you may give"`
}

type roleAppoint struct {
	Role   string `arg:"" help:"chair, vice_chair, secretary, in_attendance or auditor; officer by a party's own officer"`
	Person string `arg:"" help:"whom"`
	From   string `required:"" placeholder:"DATE" help:"the first day in office"`
	Until  string `placeholder:"DATE" help:"the last such day; default until it is changed"`
	Party  string `placeholder:"PARTY" help:"of an officer, and of an auditor whom a party appoints: the party"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (roleAppoint) Help() string {
	return `
concordat role appoint chair bury-member --from 2016-01-01 --until 2016-12-31 \
  --as secretary
# who reads on behalf of a party does so until the day that is given
concordat role appoint auditor bury-auditor --from 2016-01-01 \
  --until 2016-03-31 --as bury-officer`
}

// Run appoints the person.
func (c *roleAppoint) Run(s *session) error {
	body := ledger.RoleAppointed{Role: c.Role, Person: c.Person, From: ledger.Date(c.From), Until: ledger.Date(c.Until)}
	if err := body.From.Check(); err != nil {
		return usage("--from: %v", err)
	}
	if err := body.Until.Check(); c.Until != "" && err != nil {
		return usage("--until: %v", err)
	}
	forParty, err := s.roleOfParty(c.Role, c.Party)
	if err != nil {
		return err
	}
	if forParty {
		return s.stateAsOfficer(ledger.KindRoleAppointed, "Role appointed", c.Party, c.Yes, body)
	}
	if err := s.openToSign(ledger.KindRoleAppointed, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindRoleAppointed, "Role appointed", body, c.Yes, "party", "list")
}

// roleOfParty tells whether a role is given, or ended, for a party: an officer's is,
// and an auditor's by whoever is an officer and not the secretary.
func (s *session) roleOfParty(role, party string) (bool, error) {
	switch {
	case role == ledger.RoleOfficer || party != "":
		return true, nil
	case role != ledger.RoleAuditor:
		return false, nil
	}
	if err := s.openAs(); err != nil {
		return false, err
	}
	return s.officerAlone()
}

// officerAlone tells whether the person is an officer of a party and no secretary, so that
// what either may state they state for the party.
func (s *session) officerAlone() (bool, error) {
	me, err := s.me()
	if err != nil {
		return false, err
	}
	has := func(role string) bool {
		return slices.ContainsFunc(me.Roles, func(r ledger.RoleFacts) bool { return r.Role == role })
	}
	return has(ledger.RoleOfficer) && !has(ledger.RoleSecretary), nil
}

type roleEnd struct {
	Role   string `arg:"" help:"the role that ends"`
	Person string `arg:"" optional:"" help:"whose; default your own"`
	From   string `required:"" placeholder:"DATE" help:"the first day without, today at the earliest"`
	Party  string `placeholder:"PARTY" help:"of an officer, and of an auditor whom a party appointed: the party"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (roleEnd) Help() string {
	return `
# stand down yourself
concordat role end vice_chair --from 2016-01-01 --as vice-chair
# an officer who leaves, by another officer of the same party
concordat role end officer bury-officer --from 2016-01-01 --as bury-officer-2`
}

// Run ends the role.
func (c *roleEnd) Run(s *session) error {
	from, err := dayOf("--from", c.From)
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindRoleEnded, c.Yes); err != nil {
		return err
	}
	if c.Person == "" {
		me, err := s.me()
		if err != nil {
			return err
		}
		c.Person = me.ID
	}
	body := ledger.RoleEnded{Role: c.Role, Person: c.Person, From: from}
	forParty, err := s.roleOfParty(c.Role, c.Party)
	if err != nil {
		return err
	}
	if forParty {
		return s.stateAsOfficer(ledger.KindRoleEnded, "Role ended", c.Party, c.Yes, body)
	}
	return s.stateFor("", ledger.KindRoleEnded, "Role ended", body, c.Yes, "party", "list")
}

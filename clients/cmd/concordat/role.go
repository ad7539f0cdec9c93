package main

import "concordat/ledger"

type roleCommands struct {
	Appoint roleAppoint `cmd:"" help:"appoint somebody to an office of the board, as the secretary"`
}

type roleAppoint struct {
	Role   string `arg:"" help:"chair, vice_chair, secretary, in_attendance or auditor; officer by a party's own officer"`
	Person string `arg:"" help:"whom"`
	From   string `required:"" placeholder:"DATE" help:"the first day in office"`
	Until  string `placeholder:"DATE" help:"the last such day; default until it is changed"`
	Party  string `placeholder:"PARTY" help:"of an officer: the party"`
	Yes    bool   `short:"y" help:"do not ask"`
}

func (roleAppoint) Help() string {
	return `
concordat role appoint chair bury-member --from 2016-01-01 --until 2016-12-31 \
  --as secretary`
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
	if c.Role == ledger.RoleOfficer {
		return s.stateAsOfficer(ledger.KindRoleAppointed, "Officer appointed", c.Party, c.Yes, body)
	}
	if err := s.openToSign(ledger.KindRoleAppointed, c.Yes); err != nil {
		return err
	}
	return s.stateMeeting(ledger.KindRoleAppointed, "Role appointed", body, c.Yes, "party", "list")
}

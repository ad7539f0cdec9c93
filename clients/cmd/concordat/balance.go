package main

import (
	"concordat/ledger"
)

type balanceCommands struct {
	State balanceState `cmd:"" help:"state what your party and another owed each other, as an officer"`
}

type balanceState struct {
	With    string `arg:"" help:"the other party"`
	Year    string `required:"" placeholder:"YEAR" help:"the financial year, such as 2015-16"`
	At      string `required:"" placeholder:"WHEN" help:"month_9 (31 December) or year_end (31 March)"`
	Owed    string `default:"0" placeholder:"POUNDS" help:"what the other party owed yours"`
	Owing   string `default:"0" placeholder:"POUNDS" help:"what your party owed the other"`
	Differs string `placeholder:"REASON" help:"why this is not what the ledger holds, if it is not"`
	Party   string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes     bool   `short:"y" help:"do not ask"`
}

func (balanceState) Help() string {
	return `
# what the ledger holds is in: concordat party statement PARTY --with PARTY
concordat balance state 00W --year 2015-16 --at month_9 --owing 41666.67 \
  --as bury-officer
# where it is not what the ledger holds, with the reason
concordat balance state 00W --year 2015-16 --at year_end --owing 40000 \
  --differs "An invoice in dispute" --as bury-officer`
}

// Run states a balance.
func (c *balanceState) Run(s *session) error {
	if err := oneOf("--at", c.At, ledger.BalanceMonth9, ledger.BalanceYearEnd); err != nil {
		return err
	}
	body := ledger.BalanceStated{Year: c.Year, At: c.At, Differs: c.Differs}
	var err error
	if body.Owed, err = parseMoney(c.Owed); err != nil {
		return err
	}
	if body.Owing, err = parseMoney(c.Owing); err != nil {
		return err
	}
	if _, _, err := ledger.YearDays(c.Year); err != nil {
		return usage("--year: %v", err)
	}
	if err := s.openToSign(ledger.KindBalanceStated, c.Yes); err != nil {
		return err
	}
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	if err := s.resolve(&c.With); err != nil {
		return err
	}
	body.With = c.With
	return s.stateFor(party, ledger.KindBalanceStated, "Balance recorded", body, c.Yes, "party", "statement", party, "--with", c.With, "--year", c.Year)
}

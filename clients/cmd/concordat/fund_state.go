package main

import (
	"strings"

	"concordat/ledger"
)

// stating is who states something of a fund, and for which party.
type stating struct {
	Party string `placeholder:"PARTY" help:"the party that you are an officer of, if there are several"`
	Yes   bool   `short:"y" help:"do not ask"`
}

// fundState signs a statement about a fund's year and sends it.
func (s *session) fundState(c stating, kind, title string, body any, next ...string) error {
	party, err := s.officerParty(c.Party)
	if err != nil {
		return err
	}
	return s.stateFor(party, kind, title, body, c.Yes, next...)
}

// ofYear is a fund and its year.
type ofYear struct {
	Fund string `arg:"" help:"the fund's name"`
	Year string `required:"" placeholder:"YEAR" help:"the financial year, such as 2015-16"`
}

func (o ofYear) show() []string { return []string{"fund", "show", o.Fund, "--year", o.Year} }

type fundReport struct {
	File string `arg:"" help:"the report in JSON, or -"`
	stating
}

func (fundReport) Help() string {
	return `
concordat fund report q3.json --as oldham-officer
# where q3.json is, for instance
# {"fund": "GM-2015-005", "year": "2015-16", "period": "Q3",
#  "to": "2015-12-31", "lines": [{"line": "1", "spend": 50000000,
#  "committed": 0, "low": 90000000, "central": 98000000, "high": 104000000}],
#  "source": "The host's ledger"}`
}

// Run states the report.
func (c *fundReport) Run(s *session) error {
	var body ledger.FundReported
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindFundReported, c.Yes); err != nil {
		return err
	}
	return s.fundState(c.stating, ledger.KindFundReported, "Report stated", body, ofYear{body.Fund, body.Year}.show()...)
}

type fundOutturn struct {
	File    string `arg:"" help:"the outturn in JSON, or -: its stage is provisional, audited or restated"`
	Opinion string `placeholder:"FILE" help:"the audit's opinion, to be kept beside the ledger"`
	Title   string `placeholder:"TITLE" default:"Audit opinion" help:"the opinion's title"`
	stating
}

func (fundOutturn) Help() string {
	return `
concordat fund outturn outturn.json --as oldham-officer
concordat fund outturn audited.json --opinion opinion.pdf --as oldham-officer
# where outturn.json is, for instance
# {"fund": "GM-2015-005", "year": "2015-16", "stage": "provisional",
#  "lines": [{"line": "1", "pence": 101200000}], "source": "The host's ledger"}`
}

// Run states the outturn, with the audit's opinion beside the ledger.
func (c *fundOutturn) Run(s *session) error {
	var body ledger.OutturnStated
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindOutturnStated, c.Yes); err != nil {
		return err
	}
	if c.Opinion != "" {
		paper, err := s.paper(c.Opinion, c.Title)
		if err != nil {
			return err
		}
		body.Paper = &paper
	}
	return s.fundState(c.stating, ledger.KindOutturnStated, "Outturn stated", body, ofYear{body.Fund, body.Year}.show()...)
}

type fundChange struct {
	File string `arg:"" help:"the change in JSON, or -"`
	stating
}

func (fundChange) Help() string {
	return `
concordat fund change change.json --as oldham-officer
# where change.json is, for instance
# {"fund": "GM-2015-005", "year": "2015-16", "changes":
#  [{"party": "00V", "line": "1", "pence": 1200000}], "recurrent": false,
#  "effective": "2015-12-01", "due": "2016-01-29", "reason": "A clinic moved"}`
}

// Run states the change.
func (c *fundChange) Run(s *session) error {
	var body ledger.ContributionChanged
	if err := s.inputJSON(c.File, &body); err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindContributionChanged, c.Yes); err != nil {
		return err
	}
	return s.fundState(c.stating, ledger.KindContributionChanged, "Change stated: it is indicative until it is approved", body, ofYear{body.Fund, body.Year}.show()...)
}

type fundApprove struct {
	ofYear
	Change     string `placeholder:"ID" help:"the change, by the first digits of its id; default the one that waits"`
	Resolution string `required:"" placeholder:"REF" help:"the resolution of your governing body"`
	On         string `required:"" placeholder:"DATE" help:"the day of the resolution"`
	stating
}

func (fundApprove) Help() string {
	return `
concordat fund approve GM-2015-005 --year 2015-16 --resolution GB/15/40 \
  --on 2015-11-20 --as bury-officer`
}

// Run approves the change that is meant.
func (c *fundApprove) Run(s *session) error {
	if err := s.openToSign(ledger.KindContributionApproved, c.Yes); err != nil {
		return err
	}
	a, err := s.client.FundAccount(s.ctx, c.Fund, c.Year)
	if err != nil {
		return s.knownFund(err, c.Fund)
	}
	var meant []string
	for _, change := range a.Changes {
		if c.Change == "" && !change.Stands || c.Change != "" && strings.HasPrefix(string(change.ID), c.Change) {
			meant = append(meant, string(change.ID))
		}
	}
	switch len(meant) {
	case 0:
		return refusal(ledger.CodeNotFound, "no change of contributions to the fund %s for %s waits for approval: see fund show", c.Fund, c.Year)
	case 1:
	default:
		return usage("several changes may be meant: say which with --change: %s", joined(meant))
	}
	body := ledger.ContributionApproved{Change: ledger.Digest(meant[0]), Resolution: ledger.Resolution{Ref: c.Resolution, On: ledger.Date(c.On)}}
	return s.fundState(c.stating, ledger.KindContributionApproved, "Change approved", body, c.show()...)
}

type fundVirement struct {
	ofYear
	From     string `required:"" placeholder:"LINE" help:"the line that it is taken from"`
	To       string `required:"" placeholder:"LINE" help:"the line that it is put to"`
	Decision string `required:"" placeholder:"REF" help:"the decision that allows it"`
	amount
	stating
}

func (fundVirement) Help() string {
	return `
concordat fund virement GM-2015-004 --year 2015-16 --from 1 --to 2 \
  --amount 5000 --decision GM-2015-010 --as central-manchester-officer`
}

// Run states the virement.
func (c *fundVirement) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindVirementMade, c.Yes); err != nil {
		return err
	}
	body := ledger.VirementMade{Fund: c.Fund, Year: c.Year, From: c.From, To: c.To, Pence: pence, Decision: c.Decision}
	return s.fundState(c.stating, ledger.KindVirementMade, "Virement made", body, c.show()...)
}

type fundOverspend struct {
	ofYear
	Reason string `arg:"" help:"why"`
	Known  string `required:"" placeholder:"DATE" help:"since when it is known"`
	Line   string `placeholder:"LINE" help:"the line; without it the whole fund"`
	amount
	stating
}

func (fundOverspend) Help() string {
	return `
concordat fund overspend GM-2015-005 "More scans than planned" --year 2015-16 \
  --line 1 --amount 12000 --known 2015-11-20 --as oldham-officer`
}

// Run gives the notice.
func (c *fundOverspend) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindOverspendNotified, c.Yes); err != nil {
		return err
	}
	body := ledger.OverspendNotified{Fund: c.Fund, Year: c.Year, Line: c.Line, Pence: pence, Known: ledger.Date(c.Known), Reason: c.Reason}
	return s.fundState(c.stating, ledger.KindOverspendNotified, "Overspend notified", body, c.show()...)
}

type fundLift struct {
	ofYear
	amount
	stating
}

func (fundLift) Help() string {
	return `
concordat fund lift GM-2015-005 --year 2015-16 --amount 25000 --as bury-officer`
}

// Run states the consent.
func (c *fundLift) Run(s *session) error {
	pence, err := c.pence()
	if err != nil {
		return err
	}
	if err := s.openToSign(ledger.KindCapLifted, c.Yes); err != nil {
		return err
	}
	return s.fundState(c.stating, ledger.KindCapLifted, "Consent given", ledger.CapLifted{Fund: c.Fund, Year: c.Year, Pence: pence}, c.show()...)
}
